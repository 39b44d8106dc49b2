// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: the graph as rows, outputs and inputs with their streams beneath. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "top.h"
#include "xrun.h"

#define SECOND_NS	1000000000ULL

static struct top_row *add_row(struct top_model *model, uint32_t object, uint32_t id)
{
	struct top_row *row;

	model->rows = reallocarray(model->rows, model->count + 1, sizeof(*model->rows));
	if (!model->rows)
		abort();
	row = &model->rows[model->count++];
	*row = (struct top_row){ .object = object, .id = id };
	top_meter_init(&row->meter);
	return row;
}

static const char *clock_state(uint32_t state)
{
	return state == MIXCORE_OUTPUT_NULL_CLOCK ? "timer" : mixcore_output_state_name(state);
}

static const char *stream_state(const struct mixcore_stream_info *info)
{
	if (info->flags & MIXCORE_STREAM_F_WAITING)
		return "waiting";
	if (info->state == MIXCORE_STREAM_RUNNING && goes(info, RECORDERS))
		return "recording";
	return mixcore_stream_state_name(info->state);
}

static unsigned int count_routes(struct mixctl *m, uint32_t stream)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);
	unsigned int count = 0;

	route.stream = stream;
	while (!mixcore_route_next(m->ctx, &route) && route.stream == stream)
		count++;
	return count;
}

/* "aplay", "aplay +1" on one more output, "of alice" when it is hidden. */
static void name_stream(struct mixctl *m, const struct mixcore_stream_info *info,
			struct top_row *row)
{
	char text[64];
	unsigned int routes = goes(info, PLAYERS) ? count_routes(m, info->id) : 0;

	if (info->flags & MIXCORE_STREAM_F_HIDDEN)
		snprintf(row->name, sizeof(row->name), "of %s",
			 user_text(info->uid, text, sizeof(text)));
	else
		printable(info->comm, sizeof(info->comm), row->name, sizeof(row->name));
	if (routes > 1)
		snprintf(row->name + strlen(row->name), sizeof(row->name) - strlen(row->name),
			 " +%u", routes - 1);
}

static void add_stream_row(struct top_model *model, struct mixctl *m,
			   const struct mixcore_stream_info *info)
{
	struct top_row *row = add_row(model, MIXCORE_OBJECT_STREAM, info->id);

	row->child = true;
	row->recorder = goes(info, RECORDERS);
	row->mute = info->mute;
	row->runs = info->state == MIXCORE_STREAM_RUNNING ||
		    info->state == MIXCORE_STREAM_DRAINING;
	row->state = stream_state(info);
	row->rate = info->rate;
	row->channels = info->channels ?: MIXCORE_CHANNELS_MAX;
	row->output = info->output;
	memcpy(row->gain, info->gain, sizeof(row->gain));
	row->delay_frames = info->delay_frames;
	row->xruns = info->xruns;
	name_stream(m, info, row);
	model->streams++;
	model->running += row->runs;
}

/* Is it shown beneath this output or input? */
static bool belongs(struct mixctl *m, const struct mixcore_stream_info *info, uint32_t object,
		    uint32_t id)
{
	struct mixcore_stream_info recorded = MIXCORE_INIT(mixcore_stream_info);

	if (goes(info, PLAYERS))
		return object == MIXCORE_OBJECT_OUTPUT && info->output == id;
	if (info->source_kind == MIXCORE_SOURCE_INPUT)
		return object == MIXCORE_OBJECT_INPUT && info->source == id;
	if (object != MIXCORE_OBJECT_OUTPUT)
		return false;
	if (info->source_kind != MIXCORE_SOURCE_STREAM)
		return info->source == id;
	/* Of a stream that is gone silence is recorded; somewhere it has to be shown. */
	recorded.id = info->source;
	return mixcore_stream_get(m->ctx, &recorded) ? id == MIXCORE_OUTPUT_NULL :
						       recorded.output == id;
}

static unsigned int add_streams(struct top_model *model, struct mixctl *m, uint32_t object,
				uint32_t id)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	const unsigned int before = model->count;

	while (!mixcore_stream_next(m->ctx, &info)) {
		if (belongs(m, &info, object, id))
			add_stream_row(model, m, &info);
	}
	return model->count - before;
}

static void add_output(struct top_model *model, struct mixctl *m,
		       const struct mixcore_output_info *info)
{
	struct top_row *row = add_row(model, MIXCORE_OBJECT_OUTPUT, info->id);
	const bool null = info->id == MIXCORE_OUTPUT_NULL;

	row->fixed = null;
	row->is_default = info->flags & MIXCORE_OUTPUT_F_DEFAULT;
	row->mute = info->mute;
	row->runs = info->state == MIXCORE_OUTPUT_RUNNING ||
		    info->state == MIXCORE_OUTPUT_NULL_CLOCK;
	row->state = clock_state(info->state);
	row->rate = info->rate;
	row->channels = info->channels;
	memcpy(row->gain, info->gain, sizeof(row->gain));
	row->delay_frames = info->delay_frames;
	row->xruns = info->xruns;
	printable(info->name, sizeof(info->name), row->name, sizeof(row->name));
	/* Nobody needs to see the null output when it has nothing to do. */
	if (!add_streams(model, m, MIXCORE_OBJECT_OUTPUT, info->id) && null)
		model->count--;
	else
		model->outputs += !null;
}

static void add_input(struct top_model *model, struct mixctl *m,
		      const struct mixcore_input_info *info)
{
	struct top_row *row = add_row(model, MIXCORE_OBJECT_INPUT, info->id);
	const bool null = info->id == MIXCORE_INPUT_NULL;

	row->fixed = true;
	row->is_default = info->flags & MIXCORE_OUTPUT_F_DEFAULT;
	row->runs = info->state == MIXCORE_OUTPUT_RUNNING ||
		    info->state == MIXCORE_OUTPUT_NULL_CLOCK;
	row->state = clock_state(info->state);
	row->rate = info->rate;
	row->channels = info->channels;
	row->delay_frames = info->delay_frames;
	row->xruns = info->xruns;
	printable(info->name, sizeof(info->name), row->name, sizeof(row->name));
	if (!add_streams(model, m, MIXCORE_OBJECT_INPUT, info->id) && null)
		model->count--;
	else
		model->inputs += !null;
}

/* The null output is the last, though its id is the first. */
static int add_outputs(struct top_model *model, struct mixctl *m)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	int err;

	info.id = MIXCORE_OUTPUT_NULL;
	while (!(err = mixcore_output_next(m->ctx, &info)))
		add_output(model, m, &info);
	if (err != -ENOENT)
		return err;
	info.id = MIXCORE_OUTPUT_NULL;
	err = mixcore_output_get(m->ctx, &info);
	if (!err)
		add_output(model, m, &info);
	return err;
}

static int add_inputs(struct top_model *model, struct mixctl *m)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	int err = -ENOENT;

	while (has_capture(m) && !(err = mixcore_input_next(m->ctx, &info)))
		add_input(model, m, &info);
	return err == -ENOENT ? 0 : err;
}

/* "14:03:22.123 stream 4 aplay: the application was late" */
static void find_latest(struct top_model *model, struct mixctl *m)
{
	struct reports reports;
	const struct mixcore_xrun *xrun;
	char clock[32], who[XRUN_OF_TEXT];

	if (reports_read(m, &reports) || !reports.count)
		return;
	xrun = &reports.xruns[reports.count - 1];
	snprintf(model->latest, sizeof(model->latest), "%s %s: %s",
		 clock_text(real_time(&m->now, xrun->time_ns), 0, clock, sizeof(clock)),
		 xrun_of_text(m, xrun, who, sizeof(who)), culprit_text(xrun->culprit));
}

struct top_row *top_model_find(const struct top_model *model, uint32_t object, uint32_t id)
{
	for (unsigned int i = 0; i < model->count; i++) {
		if (model->rows[i].object == object && model->rows[i].id == id)
			return &model->rows[i];
	}
	return NULL;
}

static void keep_meters(struct top_model *model, const struct top_model *before)
{
	for (unsigned int i = 0; i < model->count; i++) {
		struct top_row *row = &model->rows[i];
		const struct top_row *old = top_model_find(before, row->object, row->id);

		if (old)
			row->meter = old->meter;
	}
}

int top_model_read(struct top_model *model, struct mixctl *m)
{
	struct mixcore_status status = MIXCORE_INIT(mixcore_status);
	struct top_model read = { .meters = model->meters };
	int err = mixcore_status_get(m->ctx, &status);

	/* What changes while it is read is read again. */
	read.generation = status.generation;
	err = err ?: add_outputs(&read, m) ?: add_inputs(&read, m);
	if (err) {
		top_model_free(&read);
		return err;
	}
	find_latest(&read, m);
	keep_meters(&read, model);
	top_model_free(model);
	*model = read;
	return 0;
}

static unsigned int percent_of(uint32_t ns, const struct mixcore_status_entry *entry)
{
	const uint64_t cycle_ns = SECOND_NS * entry->cycle_frames / entry->rate;
	const uint64_t percent = cycle_ns ? (100ULL * ns + cycle_ns / 2) / cycle_ns : 0;

	return percent < 999 ? percent : 999;
}

static void take_entry(struct top_row *row, const struct mixcore_status_entry *entry)
{
	if (!entry->time_ns || !entry->rate)
		return;
	row->delay_frames = entry->delay_frames;
	if (entry->xruns > row->xruns)
		row->xruns = entry->xruns;
	row->has_load = row->object != MIXCORE_OBJECT_STREAM && row->runs && entry->cycle_max_ns;
	row->load_avg = percent_of(entry->cycle_avg_ns, entry);
	row->load_max = percent_of(entry->cycle_max_ns, entry);
}

void top_model_meters(struct top_model *model, struct mixcore_status_area *area,
		      uint64_t now_ns)
{
	struct mixcore_status_entry entry;

	model->meters = area;
	for (unsigned int i = 0; i < model->count; i++) {
		struct top_row *row = &model->rows[i];
		bool found = area && !mixcore_status_read(area, row->object, row->id, &entry);

		if (found)
			take_entry(row, &entry);
		top_meter_update(&row->meter, found ? &entry : NULL, now_ns);
	}
}

void top_model_free(struct top_model *model)
{
	free(model->rows);
	model->rows = NULL;
	model->count = 0;
}
