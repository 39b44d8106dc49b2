// SPDX-License-Identifier: GPL-2.0-or-later
/* The file of save, restore and apply: what was read and written is read and written the same. */
#include <string.h>

#include "fuzz.h"
#include "state.h"

static bool read_text(struct state *state, const void *text, size_t size)
{
	FILE *file = fmemopen((void *)text, size, "r");
	const char *why;
	int line;

	if (!file)
		abort();
	line = state_read(state, file, &why);
	fclose(file);
	PROMISE(!line == !why);
	PROMISE(line >= 0 && (size_t)line <= size + 1);
	return !why;
}

static char *written(const struct state *state, size_t *size)
{
	char *text;
	FILE *file = open_memstream(&text, size);

	if (!file)
		abort();
	state_write(state, file);
	fclose(file);
	return text;
}

/* Routes are written behind their streams, so they may be in another order. */
static const struct state_route *same_route(const struct state *state,
					    const struct state_route *route)
{
	for (unsigned int i = 0; i < state->routes; i++) {
		if (!strcmp(state->route[i].stream, route->stream) &&
		    !strcmp(state->route[i].output, route->output))
			return &state->route[i];
	}
	return NULL;
}

static void check_outputs(const struct state *state, const struct state *again)
{
	PROMISE(state->outputs == again->outputs);
	for (unsigned int i = 0; i < state->outputs; i++) {
		const struct state_output *output = &state->output[i], *other = &again->output[i];

		PROMISE(!memcmp(output->gain, other->gain, sizeof(other->gain)));
		PROMISE(output->domain == other->domain);
		PROMISE(output->domain <= MIXCORE_DOMAIN_MAX);
	}
}

/* All but the numbers of lines. */
static void check_streams(const struct state *state, const struct state *again)
{
	PROMISE(state->streams == again->streams && state->routes == again->routes);
	for (unsigned int i = 0; i < state->streams; i++) {
		const struct state_stream *stream = &state->stream[i], *other = &again->stream[i];

		PROMISE(!strcmp(stream->stream, other->stream));
		PROMISE(!strcmp(stream->output, other->output));
		PROMISE(stream->mask == other->mask && stream->only == other->only);
		PROMISE(stream->mute == other->mute && stream->gains == other->gains);
		PROMISE(!strcmp(stream->group, other->group));
		if (stream->gains)
			PROMISE(!memcmp(stream->gain, other->gain, sizeof(stream->gain)));
	}
	for (unsigned int i = 0; i < state->routes; i++) {
		const struct state_route *route = same_route(again, &state->route[i]);

		PROMISE(route);
		PROMISE(route->mask == state->route[i].mask && route->mute == state->route[i].mute);
		PROMISE(route->gain == state->route[i].gain);
		PROMISE(!strcmp(route->delay, state->route[i].delay));
		if (route->mask & MIXCORE_SET_MATRIX)
			PROMISE(!memcmp(&route->matrix, &state->route[i].matrix,
					sizeof(route->matrix)));
	}
}

static void check_inputs(const struct state *state, const struct state *again)
{
	PROMISE(state->inputs == again->inputs);
	PROMISE(!((state->default_mask ^ again->default_mask) & MIXCORE_DEFAULT_INPUT));
	for (unsigned int i = 0; i < state->inputs; i++) {
		const struct state_input *input = &state->input[i], *other = &again->input[i];

		PROMISE(!strcmp(input->name, other->name));
		PROMISE(!strcmp(input->hardware, other->hardware));
		PROMISE(input->format == other->format && input->domain == other->domain);
		PROMISE(input->idle == other->idle && input->cycle == other->cycle);
		PROMISE(input->domain <= MIXCORE_DOMAIN_MAX);
	}
}

static void check_loopbacks(const struct state *state, const struct state *again)
{
	PROMISE(state->loopbacks == again->loopbacks);
	for (unsigned int i = 0; i < state->loopbacks; i++) {
		const struct state_route *route = &state->loopback[i].route;
		const struct state_route *other = &again->loopback[i].route;

		PROMISE(!strcmp(state->loopback[i].input, again->loopback[i].input));
		PROMISE(!strcmp(route->output, other->output));
		PROMISE(route->mask == other->mask && route->mute == other->mute);
		PROMISE(route->gain == other->gain && !strcmp(route->delay, other->delay));
		if (route->mask & MIXCORE_SET_MATRIX)
			PROMISE(!memcmp(&route->matrix, &other->matrix, sizeof(route->matrix)));
	}
}

static void check_recorders(const struct state *state, const struct state *again)
{
	PROMISE(state->recorders == again->recorders);
	for (unsigned int i = 0; i < state->recorders; i++) {
		const struct state_recorder *recorder = &state->recorder[i];
		const struct state_recorder *other = &again->recorder[i];

		PROMISE(!strcmp(recorder->stream, other->stream));
		PROMISE(recorder->kind == other->kind && recorder->all == other->all);
		PROMISE(!strcmp(recorder->source, other->source));
		PROMISE(!strcmp(recorder->except, other->except));
		PROMISE(!recorder->kind == !*recorder->source);
		PROMISE(recorder->mask == other->mask && recorder->mute == other->mute);
		PROMISE(recorder->gains == other->gains);
		if (recorder->gains)
			PROMISE(!memcmp(recorder->gain, other->gain, sizeof(recorder->gain)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct state state, again;
	size_t first_size, second_size;
	char *first, *second;

	if (!size || !read_text(&state, data, size))
		return 0;
	PROMISE(state.outputs <= MIXCORE_OUTPUTS_MAX);
	PROMISE(state.streams <= MIXCORE_STREAMS_MAX);
	PROMISE(state.routes <= MIXCORE_TRANSACTION_MAX);
	PROMISE(state.inputs <= MIXCORE_INPUTS_MAX && state.recorders <= STATE_RECORDERS_MAX);
	first = written(&state, &first_size);
	PROMISE(read_text(&again, first, first_size));
	second = written(&again, &second_size);
	PROMISE(first_size == second_size && !memcmp(first, second, first_size));
	check_outputs(&state, &again);
	check_streams(&state, &again);
	check_inputs(&state, &again);
	PROMISE(state.loopbacks <= MIXCORE_LOOPBACKS_MAX);
	check_loopbacks(&state, &again);
	check_recorders(&state, &again);
	free(first);
	free(second);
	return 0;
}
