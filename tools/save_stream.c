// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl save --streams: the streams that are open, their sync groups and their routes. */
#include <errno.h>
#include <string.h>

#include "state.h"

/**
 * struct open_streams - all streams there are, and all that record
 * @count: of them
 * @info: they are saved, but for the hidden ones, which one could not set again
 * @sync_group: of each that was saved, in the order of the state
 */
struct open_streams {
	unsigned int count;
	struct mixcore_stream_info info[MIXCORE_STREAMS_MAX + STATE_RECORDERS_MAX];
	uint32_t sync_group[MIXCORE_STREAMS_MAX];
};

static int find_streams(struct mixctl *m, struct open_streams *open)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	int err;

	open->count = 0;
	while (!(err = mixcore_stream_next(m->ctx, &info))) {
		if (open->count < ARRAY_SIZE(open->info))
			open->info[open->count++] = info;
	}
	return err == -ENOENT ? 0 : err;
}

/* As sections tell them apart: of those that play, or of those that record. */
static unsigned int count_named(const struct open_streams *open,
				const struct mixcore_stream_info *info)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < open->count; i++)
		count += open->info[i].direction == info->direction &&
			 !strncmp(open->info[i].comm, info->comm, sizeof(info->comm));
	return count;
}

/* Can it stand in a section, is it no number, and does it survive a terminal? */
static bool is_plain(const char *comm)
{
	char safe[2 * STATE_STREAM_LEN];
	size_t length = strlen(comm);
	uint32_t number;

	return length && length < STATE_STREAM_LEN && comm[0] != ' ' && comm[length - 1] != ' ' &&
	       !strpbrk(comm, "#]") && parse_uint(comm, &number) == -EINVAL &&
	       !strcmp(printable(comm, length, safe, sizeof(safe)), comm);
}

/* By name where it is the only one, so that it is found when the application has come again. */
static void name_stream(const struct open_streams *open, const struct mixcore_stream_info *info,
			char *name)
{
	char comm[sizeof(info->comm) + 1] = "";

	memcpy(comm, info->comm, sizeof(info->comm));
	if (is_plain(comm) && count_named(open, info) == 1)
		strcpy(name, comm);
	else
		snprintf(name, STATE_STREAM_LEN, "%u", info->id);
}

/* All that is heard, and what else was set. */
static void take_matrix(struct matrix *matrix, const struct mixcore_route_info *info,
			uint32_t rows, uint32_t columns)
{
	*matrix = (struct matrix){ .rows = rows ?: 1, .columns = columns ?: 1 };
	memcpy(matrix->factor, info->matrix, sizeof(matrix->factor));
	for (unsigned int i = 0; i < MIXCORE_CHANNELS_MAX; i++) {
		for (unsigned int j = 0; j < MIXCORE_CHANNELS_MAX; j++) {
			if (!info->matrix[i][j])
				continue;
			matrix->rows = i < matrix->rows ? matrix->rows : i + 1;
			matrix->columns = j < matrix->columns ? matrix->columns : j + 1;
		}
	}
}

void save_route(struct state_route *route, const struct mixcore_route_info *info, uint32_t rows,
		uint32_t columns)
{
	*route = (struct state_route){
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_DELAY,
		.gain = info->gain,
		.mute = info->mute,
	};
	snprintf(route->delay, sizeof(route->delay), "%uframes", info->delay_frames);
	if (info->flags & MIXCORE_ROUTE_F_MATRIX) {
		route->mask |= MIXCORE_SET_MATRIX;
		take_matrix(&route->matrix, info, rows, columns);
	} else {
		route->mask |= MIXCORE_SET_MATRIX_DEFAULT;
	}
}

static void take_route(struct state_route *route, const struct state_stream *stream,
		       const struct mixcore_route_info *info,
		       const struct mixcore_output_info *output, uint32_t channels)
{
	save_route(route, info, output->channels, channels);
	strcpy(route->stream, stream->stream);
	strcpy(route->output, output->name);
}

/*
 * The routes of one stream. That to an output which is being detached can't be set, so it is left
 * out: then there are others than those of the file.
 */
static int take_routes(struct mixctl *m, struct state *state, struct state_stream *stream,
		       const struct mixcore_stream_info *info)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	int err;

	route.stream = info->id;
	while (!(err = mixcore_route_next(m->ctx, &route)) && route.stream == info->id) {
		output.id = route.output;
		if (mixcore_output_get(m->ctx, &output) ||
		    output.state == MIXCORE_OUTPUT_DETACHED) {
			stream->only = false;
			continue;
		}
		if (state->routes == MIXCORE_TRANSACTION_MAX)
			return -E2BIG;
		if (route.flags & MIXCORE_ROUTE_F_LEADS)
			strcpy(stream->output, output.name);
		take_route(&state->route[state->routes++], stream, &route, &output, info->channels);
	}
	return err == -ENOENT ? 0 : err;
}

static int take_stream(struct mixctl *m, struct state *state, struct open_streams *open,
		       const struct mixcore_stream_info *info)
{
	struct state_stream *stream = &state->stream[state->streams];
	unsigned int before = state->routes;
	int err;

	*stream = (struct state_stream){
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE,
		.only = true,
		.mute = info->mute,
		.gains = info->channels ?: MIXCORE_CHANNELS_MAX,
	};
	memcpy(stream->gain, info->gain, sizeof(stream->gain));
	name_stream(open, info, stream->stream);
	err = take_routes(m, state, stream, info);
	/* One that closed meanwhile has no routes. */
	if (state->routes > before || !stream->only)
		open->sync_group[state->streams++] = info->sync_group;
	return err;
}

static const struct mixcore_stream_info *find_open(const struct open_streams *open, uint32_t id)
{
	for (unsigned int i = 0; i < open->count; i++) {
		if (open->info[i].id == id)
			return &open->info[i];
	}
	return NULL;
}

/* Those of them that are still there; by id where the name has what stands between them. */
static void take_exceptions(struct state_recorder *recorder, const struct open_streams *open,
			    const struct mixcore_stream_info *info)
{
	char name[STATE_STREAM_LEN];
	size_t used = 0;

	for (uint32_t i = 0; i < info->except_count && i < MIXCORE_EXCEPT_MAX; i++) {
		const struct mixcore_stream_info *player = find_open(open, info->except[i]);

		if (!player)
			continue;
		name_stream(open, player, name);
		if (strchr(name, ','))
			snprintf(name, sizeof(name), "%u", player->id);
		used += snprintf(recorder->except + used, sizeof(recorder->except) - used, "%s%s",
				 used ? "," : "", name);
	}
}

/* Nothing where it has gone. */
static void take_source(struct mixctl *m, struct state_recorder *recorder,
			const struct open_streams *open, const struct mixcore_stream_info *info)
{
	const struct mixcore_stream_info *player = find_open(open, info->source);
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_input_info input = MIXCORE_INIT(mixcore_input_info);

	input.id = output.id = info->source;
	if (info->source_kind == MIXCORE_SOURCE_INPUT) {
		if (mixcore_input_get(m->ctx, &input) || input.state == MIXCORE_OUTPUT_DETACHED)
			return;
		strcpy(recorder->source, input.name);
	} else if (info->source_kind == MIXCORE_SOURCE_STREAM) {
		if (!player)
			return;
		name_stream(open, player, recorder->source);
	} else {
		if (mixcore_output_get(m->ctx, &output) ||
		    output.state == MIXCORE_OUTPUT_DETACHED)
			return;
		strcpy(recorder->source, output.name);
		take_exceptions(recorder, open, info);
	}
	recorder->kind = info->source_kind;
}

/* What only root may set is not said to others. */
static void take_recorder(struct mixctl *m, struct state *state, const struct open_streams *open,
			  const struct mixcore_stream_info *info)
{
	struct state_recorder *recorder = &state->recorder[state->recorders];
	const bool all = info->flags & MIXCORE_STREAM_F_ALL;

	if (state->recorders == STATE_RECORDERS_MAX)
		return;
	*recorder = (struct state_recorder){
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE,
		.mute = info->mute,
		.gains = info->channels ?: MIXCORE_CHANNELS_MAX,
		.all = all,
	};
	memcpy(recorder->gain, info->gain, sizeof(recorder->gain));
	name_stream(open, info, recorder->stream);
	if (!all || mixcore_is_control(m->ctx))
		take_source(m, recorder, open, info);
	if (!recorder->kind)
		recorder->all = 0;
	state->recorders++;
}

/* Were all of its streams saved? To set a part would take it away from the others. */
static bool is_whole(const struct state *state, const struct open_streams *open, uint32_t group)
{
	unsigned int there = 0, saved = 0;

	for (unsigned int i = 0; i < open->count; i++)
		there += open->info[i].sync_group == group;
	for (unsigned int i = 0; i < state->streams; i++)
		saved += open->sync_group[i] == group;
	return saved > 1 && saved == there;
}

/* Their names are numbers in the order of the file. Of a group that is not whole nothing is said. */
static void name_groups(struct state *state, const struct open_streams *open)
{
	unsigned int names = 0;

	for (unsigned int i = 0; i < state->streams; i++) {
		struct state_stream *stream = &state->stream[i];
		uint32_t group = open->sync_group[i];
		unsigned int first = 0;

		if (group && !is_whole(state, open, group))
			continue;
		stream->mask |= MIXCORE_SET_SYNC_GROUP;
		if (!group)
			continue;
		while (open->sync_group[first] != group)
			first++;
		if (first < i)
			strcpy(stream->group, state->stream[first].group);
		else
			snprintf(stream->group, sizeof(stream->group), "%u", ++names);
	}
}

/* Since interface 1.6. A module that has none would refuse what is said of them. */
static bool has_groups(struct mixctl *m)
{
	return (mixcore_get_version(m->ctx)->abi & 0xffff) >= 6;
}

int save_streams(struct mixctl *m, struct state *state)
{
	static struct open_streams open;
	int err = find_streams(m, &open);

	for (unsigned int i = 0; !err && i < open.count; i++) {
		if (open.info[i].flags & MIXCORE_STREAM_F_HIDDEN)
			continue;
		if (goes(&open.info[i], RECORDERS))
			take_recorder(m, state, &open, &open.info[i]);
		else
			err = take_stream(m, state, &open, &open.info[i]);
	}
	if (!err && has_groups(m))
		name_groups(state, &open);
	if (err == -E2BIG)
		return mixctl_refuse(m, "save without --streams",
				     "save: more than %u routes, and one transaction sets no more",
				     MIXCORE_TRANSACTION_MAX);
	return err ? mixctl_fail(m, MIXCORE_CALL_OTHER, err, "save: the streams") : MIXCTL_DONE;
}
