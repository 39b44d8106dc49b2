// SPDX-License-Identifier: GPL-2.0-or-later
/* Inputs in mixctl save and mixctl restore. */
#include <errno.h>
#include <string.h>

#include "input_request.h"
#include "state.h"

static void save_input(struct state_input *input, const struct mixcore_input_info *info)
{
	char buffer[sizeof(input->hardware)];
	const char *hw = input_backend_text(info, buffer, sizeof(buffer));

	state_input_init(input, info->name);
	if (strcmp(hw, "-"))
		strcpy(input->hardware, hw);
	input->rate = info->rate;
	input->channels = info->channels;
	input->format = info->format;
	input->period = info->period_frames;
	input->buffer = info->buffer_frames;
	input->cycle = info->cycle_frames;
	input->domain = chosen_domain(info->domain);
	input->idle = info->idle_ms;
}

/* What was detached is not to come back, nor what lives with its process; what was pulled is. */
static bool is_kept(const struct mixcore_input_info *info)
{
	return info->id != MIXCORE_INPUT_NULL && info->state != MIXCORE_OUTPUT_DETACHED &&
	       !(info->flags & MIXCORE_OUTPUT_F_ENDPOINT);
}

/* Where there was never an input, nothing is said of the default one. */
int save_inputs(struct mixctl *m, struct state *state)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	int err = -ENOENT;

	while (has_capture(m) && !(err = mixcore_input_next(m->ctx, &info))) {
		if (!is_kept(&info) || state->inputs == MIXCORE_INPUTS_MAX)
			continue;
		if (info.flags & MIXCORE_OUTPUT_F_DEFAULT)
			strcpy(state->default_input, info.name);
		save_input(&state->input[state->inputs++], &info);
		state->default_mask |= MIXCORE_DEFAULT_INPUT;
	}
	return err == -ENOENT ? 0 : err;
}

static struct state_input *find_saved(struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->inputs; i++) {
		if (!strcmp(state->input[i].name, name))
			return &state->input[i];
	}
	return NULL;
}

/* A new one where there is none; NULL when there are too many. */
static struct state_user *have_user(struct state *state, const char *name)
{
	struct state_user *user;

	for (unsigned int i = 0; i < state->users; i++) {
		if (!strcmp(state->user[i].user, name))
			return &state->user[i];
	}
	if (state->users == MIXCORE_DEFAULTS_MAX)
		return NULL;
	user = &state->user[state->users++];
	*user = (struct state_user){ 0 };
	strcpy(user->user, name);
	return user;
}

/* The kernel forgets who recorded an input that is not there. */
static void keep_missing_users(struct state *state, const struct state *before)
{
	for (unsigned int i = 0; i < before->users; i++) {
		const struct state_user *old = &before->user[i];
		const struct state_input *input = find_saved(state, old->input);
		struct state_user *now;

		if (!(old->mask & MIXCORE_DEFAULT_INPUT) || !input || is_plugged(input->hardware))
			continue;
		now = have_user(state, old->user);
		if (!now || now->mask & MIXCORE_DEFAULT_INPUT)
			continue;
		now->mask |= MIXCORE_DEFAULT_INPUT;
		strcpy(now->input, old->input);
	}
}

void keep_missing_inputs(struct state *state, const struct state *before)
{
	for (unsigned int i = 0; i < before->inputs; i++) {
		const struct state_input *old = &before->input[i];
		struct state_input *now = find_saved(state, old->name);

		if (now && !*now->hardware)
			*now = *old;
		if (now || is_plugged(old->hardware) || state->inputs == MIXCORE_INPUTS_MAX)
			continue;
		state->input[state->inputs++] = *old;
		state->default_mask |= MIXCORE_DEFAULT_INPUT;
		if (!strcmp(before->default_input, old->name) && !*state->default_input)
			strcpy(state->default_input, old->name);
	}
	keep_missing_users(state, before);
}

/* The null input is always there. */
static bool is_nameless(struct state *state, const char *name)
{
	return strcmp(name, "null") && !find_saved(state, name);
}

/* Of an input that lost its hardware nothing could be attached: without a name it is no use. */
void drop_nameless_inputs(struct state *state)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < state->inputs; i++) {
		if (*state->input[i].hardware)
			state->input[left++] = state->input[i];
	}
	state->inputs = left;
	if (!find_saved(state, state->default_input))
		*state->default_input = '\0';
	for (unsigned int i = 0; i < state->users; i++) {
		if (is_nameless(state, state->user[i].input))
			state->user[i].mask &= ~MIXCORE_DEFAULT_INPUT;
	}
}

static int attach_saved_input(struct mixctl *m, const struct state_input *saved)
{
	struct input_request request = {
		.verb = "restore",
		.hw_name = saved->hardware,
		.name = saved->name,
		.has_domain = true,
		.params = {
			.rate = saved->rate,
			.channels = saved->channels,
			.format = saved->format,
			.period_frames = saved->period,
			.buffer_frames = saved->buffer,
		},
		.attach = {
			.flags = MIXCORE_ATTACH_F_NOT_DEFAULT,
			.cycle_frames = saved->cycle,
			.domain = saved->domain,
		},
	};

	if (!*saved->hardware)
		return mixctl_refuse(m, "", "input %s: the file names no hardware", saved->name);
	return attach_input(m, &request);
}

static int set_saved_input(struct mixctl *m, const struct state_input *saved, uint32_t id)
{
	struct mixcore_input_set set = MIXCORE_INIT(mixcore_input_set);
	int err;

	set.id = id;
	set.mask = MIXCORE_SET_IDLE;
	set.idle_ms = saved->idle;
	mixctl_cause(&set.cause, "restore");
	err = mixcore_input_set(m->ctx, &set);
	return err ? mixctl_fail(m, MIXCORE_CALL_INPUT_SET, err, "input %s", saved->name) : 0;
}

/* An input that is there already is only set. */
int restore_input(struct mixctl *m, const struct state_input *saved)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	int err = mixcore_input_find(m->ctx, saved->name, &info);

	if (err || !(info.flags & MIXCORE_OUTPUT_F_BACKEND)) {
		err = attach_saved_input(m, saved);
		if (err)
			return err;
		err = mixcore_input_find(m->ctx, saved->name, &info);
	}
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_INPUT_GET, err, "input %s", saved->name);
	return set_saved_input(m, saved, info.id);
}
