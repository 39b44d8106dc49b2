// SPDX-License-Identifier: GPL-2.0-or-later
/* Loopbacks in mixctl save and mixctl restore. */
#include <errno.h>
#include <string.h>

#include "loopback.h"
#include "state.h"

int save_loopbacks(struct mixctl *m, struct state *state)
{
	struct loopback loopback = { .info = MIXCORE_INIT(mixcore_route_info) };
	int err = -ENOENT;

	while (has_capture(m) && !(err = loopback_next(m, &loopback))) {
		struct state_loopback *saved = &state->loopback[state->loopbacks];

		if (state->loopbacks == MIXCORE_LOOPBACKS_MAX)
			return 0;
		save_route(&saved->route, &loopback.info, loopback.output.channels,
			   loopback.input.channels);
		*saved->route.stream = '\0';
		strcpy(saved->input, loopback.input.name);
		strcpy(saved->route.output, loopback.output.name);
		state->loopbacks++;
	}
	return err == -ENOENT ? 0 : err;
}

/* The hardware that a state names of an input or output; NULL: it knows none of this name. */
static const char *input_hardware(const struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->inputs; i++) {
		if (!strcmp(state->input[i].name, name))
			return state->input[i].hardware;
	}
	return strcmp(name, "null") ? NULL : NULL_HARDWARE;
}

static const char *output_hardware(const struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->outputs; i++) {
		if (!strcmp(state->output[i].name, name))
			return state->output[i].hardware;
	}
	return strcmp(name, "null") ? NULL : NULL_HARDWARE;
}

static bool has_loopback(const struct state *state, const struct state_loopback *other)
{
	for (unsigned int i = 0; i < state->loopbacks; i++) {
		if (!strcmp(state->loopback[i].input, other->input) &&
		    !strcmp(state->loopback[i].route.output, other->route.output))
			return true;
	}
	return false;
}

/* An end is there now, or it was there and will be when its card is plugged in. */
static bool is_missing(const char *now, const char *before)
{
	return !now && before && !is_plugged(before);
}

/* Where both ends are there, the kernel knows best. */
void keep_missing_loopbacks(struct state *state, const struct state *before)
{
	for (unsigned int i = 0; i < before->loopbacks; i++) {
		const struct state_loopback *old = &before->loopback[i];
		const char *input = input_hardware(state, old->input);
		const char *output = output_hardware(state, old->route.output);
		const bool no_input = is_missing(input, input_hardware(before, old->input));
		const bool no_output = is_missing(output,
						  output_hardware(before, old->route.output));

		if ((!no_input && !no_output) || (!input && !no_input) || (!output && !no_output))
			continue;
		if (!has_loopback(state, old) && state->loopbacks < MIXCORE_LOOPBACKS_MAX)
			state->loopback[state->loopbacks++] = *old;
	}
}

void drop_nameless_loopbacks(struct state *state)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < state->loopbacks; i++) {
		const struct state_loopback *loopback = &state->loopback[i];

		if (input_hardware(state, loopback->input) &&
		    output_hardware(state, loopback->route.output))
			state->loopback[left++] = *loopback;
	}
	state->loopbacks = left;
}

int loopback_call(const struct state_loopback *section, uint32_t input,
		  const struct mixcore_output_info *output, struct mixcore_route_set *set)
{
	const struct state_route *route = &section->route;

	*set = MIXCORE_INIT(mixcore_route_set);
	set->stream = input;
	set->output = output->id;
	set->mask = route->mask;
	set->gain = route->gain;
	set->mute = route->mute;
	memcpy(set->matrix, route->matrix.factor, sizeof(set->matrix));
	if (!(route->mask & MIXCORE_SET_DELAY))
		return 0;
	return parse_delay(route->delay, output->rate, &set->delay_frames);
}

static int refuse_missing(struct mixctl *m, const struct state_loopback *saved, const char *noun,
			  const char *name)
{
	return mixctl_refuse(m, "", "loopback %s %s: there is no %s %s", saved->input,
			     saved->route.output, noun, name);
}

/* What the file does not say is as in a new one. */
int restore_loopback(struct mixctl *m, const struct state_loopback *saved)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_input_info input = MIXCORE_INIT(mixcore_input_info);
	struct mixcore_route_set set;
	char text[192];
	int err;

	if (mixcore_input_find(m->ctx, saved->input, &input))
		return refuse_missing(m, saved, "input", saved->input);
	if (mixcore_output_find(m->ctx, saved->route.output, &output))
		return refuse_missing(m, saved, "output", saved->route.output);
	if (loopback_call(saved, input.id, &output, &set))
		return mixctl_refuse(m, "", "loopback %s %s: the delay %s is more than %u ms",
				     saved->input, saved->route.output, saved->route.delay,
				     MIXCORE_DELAY_MS_MAX);
	set.mask |= MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_DELAY;
	if (!(set.mask & MIXCORE_SET_MATRIX))
		set.mask |= MIXCORE_SET_MATRIX_DEFAULT;
	mixctl_cause(&set.cause, "restore");
	err = mixcore_loopback_set(m->ctx, &set);
	return err ? mixctl_fail(m, MIXCORE_CALL_LOOPBACK_SET, err, "%s",
				 loopback_text(err, &input, &output, text, sizeof(text))) :
	       MIXCTL_DONE;
}
