// SPDX-License-Identifier: GPL-2.0-or-later
/* The plan of mixctl apply, for people and for programs. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "apply.h"

static const char *const call_names[] = {
	[MIXCORE_CALL_OUTPUT_SET] = "output_set",
	[MIXCORE_CALL_DEFAULT_SET] = "default_set",
	[MIXCORE_CALL_STREAM_SET] = "stream_set",
	[MIXCORE_CALL_STREAM_MOVE] = "stream_move",
	[MIXCORE_CALL_ROUTE_SET] = "route_set",
	[MIXCORE_CALL_ROUTE_REMOVE] = "route_remove",
	[MIXCORE_CALL_INPUT_SET] = "input_set",
	[MIXCORE_CALL_LOOPBACK_SET] = "loopback_set",
	[MIXCORE_CALL_STREAM_SOURCE] = "stream_source",
};

/* One more of the values, with a comma before all but the first. */
static PRINTF(3, 4) void put(FILE *out, bool *any, const char *format, ...)
{
	va_list args;

	if (*any)
		fputs(", ", out);
	*any = true;
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
}

/* The two that outputs, streams and routes share. */
static void put_sound(FILE *out, bool *any, uint32_t mask, const uint32_t *gain,
		      unsigned int channels, uint32_t mute)
{
	char volume[96];

	if (mask & MIXCORE_SET_GAIN)
		put(out, any, "%s", volume_text(gain, channels, volume, sizeof(volume)));
	if (mask & MIXCORE_SET_MUTE)
		put(out, any, "%s", mute ? "muted" : "heard");
}

static void put_output(FILE *out, const struct step *step)
{
	const struct mixcore_output_set *set = &step->output_set;
	bool any = false;

	put_sound(out, &any, set->mask, set->gain, step->output.channels, set->mute);
	if (set->mask & MIXCORE_SET_IDLE)
		put(out, &any, "idle after %u ms", set->idle_ms);
	if (set->mask & MIXCORE_SET_FILL)
		put(out, &any, "fill %u", set->fill_frames);
	if (set->mask & MIXCORE_SET_LIMITER)
		put(out, &any, "limiter %s", set->limiter ? "on" : "off");
	if (set->mask & MIXCORE_SET_DITHER)
		put(out, &any, "dither %s", set->dither ? "on" : "off");
}

static void put_stream(FILE *out, const struct step *step)
{
	const struct mixcore_stream_set *set = &step->stream_set;
	bool any = false;

	put_sound(out, &any, set->mask, set->gain, step->stream.channels ?: MIXCORE_CHANNELS_MAX,
		  set->mute);
	if (set->mask & MIXCORE_SET_SYNC_GROUP)
		put(out, &any, "%s%s", *step->group ? "group " : "no group", step->group);
}

static void put_default(FILE *out, const struct step *step)
{
	const struct mixcore_default *def = &step->default_set;
	bool any = false;
	uint32_t mask = (def->mask & MIXCORE_DEFAULT_GAIN ? MIXCORE_SET_GAIN : 0) |
			(def->mask & MIXCORE_DEFAULT_MUTE ? MIXCORE_SET_MUTE : 0);

	put_sound(out, &any, mask, &def->gain, 1, def->mute);
	if (def->mask & MIXCORE_DEFAULT_FOLLOWERS)
		put(out, &any, "%u followers", def->follower_count);
	if (def->mask & MIXCORE_DEFAULT_INPUT)
		put(out, &any, "input %s", step->input.name);
}

/* As it is to be. */
static void put_source(struct mixctl *m, FILE *out, const struct step *step)
{
	struct mixcore_stream_info info = step->stream;
	char text[SOURCE_TEXT];

	info.source_kind = step->source.kind;
	info.source = step->source.source;
	info.except_count = step->source.except_count;
	memcpy(info.except, step->source.except, sizeof(info.except));
	fprintf(out, "%s%s", source_text(m, &info, text, sizeof(text)),
		step->words.all ? ", all users" : "");
}

static void put_route(FILE *out, const struct step *step)
{
	const struct mixcore_route_set *set = &step->route_set;
	char text[MATRIX_TEXT];
	bool any = false;

	if (step->call == MIXCORE_CALL_LOOPBACK_SET)
		put(out, &any, "input %s", step->input.name);
	put_sound(out, &any, set->mask, &set->gain, 1, set->mute);
	if (set->mask & MIXCORE_SET_DELAY)
		put(out, &any, "delay %s",
		    duration_text(set->delay_frames, route_rate(&step->stream, &step->output), text,
				  sizeof(text)));
	if (set->mask & MIXCORE_SET_MATRIX)
		put(out, &any, "matrix %s", matrix_text(&step->matrix, text, sizeof(text)));
	if (set->mask & MIXCORE_SET_MATRIX_DEFAULT)
		put(out, &any, "matrix default");
}

static void values_cell(struct mixctl *m, struct table *table, const struct step *step)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	if (step->call == MIXCORE_CALL_OUTPUT_SET)
		put_output(out, step);
	else if (step->call == MIXCORE_CALL_DEFAULT_SET)
		put_default(out, step);
	else if (step->call == MIXCORE_CALL_STREAM_SET)
		put_stream(out, step);
	else if (step->call == MIXCORE_CALL_ROUTE_SET || step->call == MIXCORE_CALL_LOOPBACK_SET)
		put_route(out, step);
	else if (step->call == MIXCORE_CALL_STREAM_SOURCE)
		put_source(m, out, step);
	else if (step->call == MIXCORE_CALL_INPUT_SET)
		fprintf(out, "input %s idle after %u ms", step->input.name,
			step->input_set.idle_ms);
	if (fclose(out))
		abort();
	table_cell(table, "%s", *text ? text : "-");
	free(text);
}

static void stream_cell(struct table *table, const struct step *step)
{
	const struct mixcore_stream_info *stream = &step->stream;
	char text[64];

	if (step->call == MIXCORE_CALL_DEFAULT_SET && step->user)
		table_cell(table, "new of %s", printable(step->user, strlen(step->user), text,
							 sizeof(text)));
	else if (step->call == MIXCORE_CALL_DEFAULT_SET)
		table_cell(table, "new");
	else if (!stream->id)
		table_cell(table, "-");
	else if (stream->flags & MIXCORE_STREAM_F_HIDDEN)
		table_cell(table, "%u", stream->id);
	else
		table_cell(table, "%u %s", stream->id,
			   printable(stream->comm, sizeof(stream->comm), text, sizeof(text)));
}

static void step_cells(struct mixctl *m, struct table *table, const struct step *step)
{
	const char *name = call_names[step->call];
	size_t first = strcspn(name, "_");
	char text[64];

	table_cell(table, "%u", step->line);
	table_cell(table, "%.*s %s", (int)first, name, name + first + 1);
	stream_cell(table, step);
	table_cell(table, "%s", step->output.id ?
		   printable(step->output.name, sizeof(step->output.name), text, sizeof(text)) :
		   "-");
	values_cell(m, table, step);
}

static const char *const set_names[] = {
	"gain", "mute", "idle", "fill", "limiter", "dither", "matrix", "matrix_default", "delay",
	"sync_group", NULL,
};

static void sound_json(struct json *json, uint32_t mask, const uint32_t *gain,
		       unsigned int channels, uint32_t mute)
{
	json_flags(json, "mask", mask, set_names);
	if (mask & MIXCORE_SET_MUTE)
		json_bool(json, "mute", mute);
	if (mask & MIXCORE_SET_GAIN)
		json_gain(json, gain, channels);
}

static void output_json(struct json *json, const struct step *step)
{
	const struct mixcore_output_set *set = &step->output_set;

	json_uint(json, "id", set->id);
	sound_json(json, set->mask, set->gain, step->output.channels, set->mute);
	if (set->mask & MIXCORE_SET_IDLE)
		json_uint(json, "idle_ms", set->idle_ms);
	if (set->mask & MIXCORE_SET_FILL)
		json_uint(json, "fill_frames", set->fill_frames);
	if (set->mask & MIXCORE_SET_LIMITER)
		json_bool(json, "limiter", set->limiter);
	if (set->mask & MIXCORE_SET_DITHER)
		json_bool(json, "dither", set->dither);
}

static void stream_json(struct json *json, const struct step *step)
{
	const struct mixcore_stream_set *set = &step->stream_set;

	json_uint(json, "id", set->id);
	sound_json(json, set->mask, set->gain, step->stream.channels ?: MIXCORE_CHANNELS_MAX,
		   set->mute);
	if (set->mask & MIXCORE_SET_SYNC_GROUP)
		json_uint(json, "sync_group", set->sync_group);
}

static void default_json(struct json *json, const struct mixcore_default *def)
{
	static const char *const names[] = { "output", "gain", "mute", "clear", "followers",
					     "input", NULL };

	json_uint(json, "uid", def->uid);
	json_flags(json, "mask", def->mask, names);
	if (def->mask & MIXCORE_DEFAULT_OUTPUT)
		json_uint(json, "output", def->output);
	if (def->mask & MIXCORE_DEFAULT_MUTE)
		json_bool(json, "mute", def->mute);
	if (def->mask & MIXCORE_DEFAULT_GAIN)
		json_gain(json, &def->gain, 1);
	if (def->mask & MIXCORE_DEFAULT_INPUT)
		json_uint(json, "input", def->input);
	if (!(def->mask & MIXCORE_DEFAULT_FOLLOWERS))
		return;
	json_array(json, "followers");
	for (uint32_t i = 0; i < def->follower_count; i++)
		json_uint(json, NULL, def->followers[i]);
	json_array_end(json);
}

static void route_json(struct json *json, const struct step *step)
{
	const struct mixcore_route_set *set = &step->route_set;

	json_uint(json, step->call == MIXCORE_CALL_LOOPBACK_SET ? "input" : "stream", set->stream);
	json_uint(json, "output", set->output);
	sound_json(json, set->mask, &set->gain, 1, set->mute);
	if (set->mask & MIXCORE_SET_DELAY)
		json_uint(json, "delay_frames", set->delay_frames);
	if (!(set->mask & MIXCORE_SET_MATRIX))
		return;
	json_array(json, "matrix");
	for (unsigned int i = 0; i < step->matrix.rows; i++)
		json_ints(json, NULL, set->matrix[i], step->matrix.columns);
	json_array_end(json);
}

static void source_json(struct json *json, const struct mixcore_stream_source *source)
{
	json_uint(json, "id", source->id);
	json_string(json, "source_kind", mixcore_source_name(source->kind));
	json_uint(json, "source", source->source);
	json_uints(json, "except", source->except, source->except_count);
	json_bool(json, "all", source->flags & MIXCORE_SOURCE_F_ALL);
}

static void members_json(struct json *json, const struct step *step)
{
	switch (step->call) {
	case MIXCORE_CALL_OUTPUT_SET:
		output_json(json, step);
		break;
	case MIXCORE_CALL_DEFAULT_SET:
		default_json(json, &step->default_set);
		break;
	case MIXCORE_CALL_STREAM_SET:
		stream_json(json, step);
		break;
	case MIXCORE_CALL_STREAM_MOVE:
		json_uint(json, "id", step->stream_move.id);
		json_uint(json, "output", step->stream_move.output);
		break;
	case MIXCORE_CALL_ROUTE_SET:
	case MIXCORE_CALL_LOOPBACK_SET:
		route_json(json, step);
		break;
	case MIXCORE_CALL_STREAM_SOURCE:
		source_json(json, &step->source);
		break;
	case MIXCORE_CALL_INPUT_SET:
		json_uint(json, "id", step->input_set.id);
		json_uint(json, "idle_ms", step->input_set.idle_ms);
		break;
	default:
		json_uint(json, "stream", step->route_remove.stream);
		json_uint(json, "output", step->route_remove.output);
		break;
	}
}

static void print_json(const struct plan *plan)
{
	struct json json = { .out = plan->m->out };

	json_array(&json, NULL);
	for (unsigned int i = 0; i < plan->count; i++) {
		const struct step *step = &plan->step[i];

		json_object(&json, NULL);
		json_uint(&json, "line", step->line);
		json_string(&json, "call", call_names[step->call]);
		members_json(&json, step);
		json_object_end(&json);
	}
	json_array_end(&json);
}

void plan_print(const struct plan *plan)
{
	static const char *const titles[] = {
		">LINE", "CALL", "STREAM", "OUTPUT", "VALUES", NULL,
	};
	struct table table;

	if (plan->m->json) {
		print_json(plan);
		return;
	}
	table_begin(&table, plan->m->out, "", titles);
	for (unsigned int i = 0; i < plan->count; i++)
		step_cells(plan->m, &table, &plan->step[i]);
	table_end(&table);
}
