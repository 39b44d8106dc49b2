// SPDX-License-Identifier: GPL-2.0-or-later
/* The plan of mixctl apply: outputs and defaults. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "apply.h"

struct step *plan_add(struct plan *plan, enum mixcore_call call, unsigned int line)
{
	struct step *step;

	if (plan->count == plan->room) {
		plan->room = plan->room ? 2 * plan->room : 64;
		plan->step = realloc(plan->step, plan->room * sizeof(*plan->step));
		if (!plan->step)
			abort();
	}
	step = &plan->step[plan->count++];
	*step = (struct step){ .call = call, .line = line };
	return step;
}

void plan_free(struct plan *plan)
{
	free(plan->step);
	plan->step = NULL;
	plan->count = plan->room = 0;
}

int plan_refuse(const struct plan *plan, unsigned int line, const char *advice,
		const char *format, ...)
{
	char text[512], where[32] = "", next[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (line)
		snprintf(where, sizeof(where), "line %u: ", line);
	snprintf(next, sizeof(next), "nothing has been changed%s%s", *advice ? "; " : "", advice);
	return mixctl_refuse(plan->m, next, "%s: %s%s", plan->path, where, text);
}

/* Does the file say which hardware it would get? */
static bool has_hardware(const struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->outputs; i++) {
		if (!strcmp(state->output[i].name, name))
			return *state->output[i].hardware;
	}
	return false;
}

int plan_find_output(const struct plan *plan, unsigned int line, const char *name,
		     struct mixcore_output_info *info)
{
	int err;

	*info = MIXCORE_INIT(mixcore_output_info);
	err = mixcore_output_find(plan->m->ctx, name, info);
	if (!err)
		return MIXCTL_DONE;
	if (err != -ENOENT)
		return plan_refuse(plan, line, mixcore_error_advice(MIXCORE_CALL_OUTPUT_GET, err),
				   "output %s: %s", name,
				   mixcore_error_text(MIXCORE_CALL_OUTPUT_GET, err));
	return plan_refuse(plan, line, has_hardware(plan->state, name) ?
			   "mixctl restore attaches its hardware, and sets it" :
			   "mixctl output list shows those that are there",
			   "there is no output %s", name);
}

void plan_gains(uint32_t *gain, unsigned int channels, const uint32_t *given, uint32_t count)
{
	if (count == 1)
		count = channels;
	memcpy(gain, given, count * sizeof(*gain));
}

/* The fill is the hardware's: without it there is none. */
static uint32_t mask_of(const struct state_output *saved, const struct mixcore_output_info *info)
{
	bool fills = saved->fill && info->flags & MIXCORE_OUTPUT_F_BACKEND;

	return saved->mask & ~(fills ? 0 : MIXCORE_SET_FILL);
}

static int plan_output(struct plan *plan, const struct state_output *saved)
{
	struct mixcore_output_info info;
	struct mixcore_output_set *set;
	struct step *step;
	int err = plan_find_output(plan, saved->line, saved->name, &info);

	if (err || !mask_of(saved, &info))
		return err;
	step = plan_add(plan, MIXCORE_CALL_OUTPUT_SET, saved->line);
	step->output = info;
	set = &step->output_set;
	*set = MIXCORE_INIT(mixcore_output_set);
	set->id = info.id;
	set->mask = mask_of(saved, &info);
	memcpy(set->gain, info.gain, sizeof(set->gain));
	plan_gains(set->gain, info.channels, saved->gain, saved->gains);
	set->mute = saved->mute;
	set->idle_ms = saved->idle;
	set->fill_frames = saved->fill;
	set->limiter = saved->limiter;
	set->dither = saved->dither;
	mixctl_cause(&set->cause, "apply");
	return MIXCTL_DONE;
}

static int plan_followers(struct plan *plan, const struct state_user *user,
			  struct mixcore_default *def)
{
	struct mixcore_output_info info;
	const char *names = user->followers;
	char name[MIXCORE_NAME_LEN];
	int err = MIXCTL_DONE;

	while (!err && follower_next(&names, name)) {
		err = plan_find_output(plan, user->line, name, &info);
		if (!err && follower_add(def, info.id))
			return plan_refuse(plan, user->line, "", "more than %d followers, or %s "
					   "twice", MIXCORE_DEFAULT_FOLLOWERS_MAX, name);
	}
	return err;
}

/* @user: as in the state, with its line; what @mask names */
static int plan_default(struct plan *plan, const struct state_user *user, uint32_t uid)
{
	struct mixcore_output_info info = { 0 };
	struct mixcore_input_info input = { 0 };
	struct mixcore_default *def;
	struct step *step;
	int err = MIXCTL_DONE;

	if (user->mask & MIXCORE_DEFAULT_OUTPUT)
		err = plan_find_output(plan, user->line, user->output, &info);
	if (!err && user->mask & MIXCORE_DEFAULT_INPUT)
		err = plan_find_input(plan, user->line, user->input, &input);
	if (err || !user->mask)
		return err;
	step = plan_add(plan, MIXCORE_CALL_DEFAULT_SET, user->line);
	step->output = info;
	step->input = input;
	def = &step->default_set;
	*def = MIXCORE_INIT(mixcore_default);
	def->mask = user->mask;
	def->uid = uid;
	def->output = info.id;
	def->input = input.id;
	def->gain = user->gain;
	def->mute = user->mute;
	mixctl_cause(&def->cause, "apply");
	return user->mask & MIXCORE_DEFAULT_FOLLOWERS ? plan_followers(plan, user, def) :
							MIXCTL_DONE;
}

/* What holds for all, as if all were a user. */
static int plan_default_of_all(struct plan *plan)
{
	const struct state *state = plan->state;
	struct state_user all = {
		.line = state->default_line,
		.mask = state->default_mask,
		.gain = state->stream_gain,
		.mute = state->stream_mute,
	};

	strcpy(all.output, *state->default_output ? state->default_output : "null");
	strcpy(all.followers, state->default_followers);
	strcpy(all.input, *state->default_input ? state->default_input : "null");
	return plan_default(plan, &all, MIXCORE_UID_ANY);
}

static int plan_user(struct plan *plan, const struct state_user *user)
{
	unsigned int before = plan->count;
	uint32_t uid;
	int err;

	if (look_up_user(user->user, &uid))
		return plan_refuse(plan, user->line, MIXCTL_USERS, "there is no user '%s'",
				   user->user);
	err = plan_default(plan, user, uid);
	if (plan->count > before)
		plan->step[before].user = user->user;
	return err;
}

/* One more than a transaction takes. */
static int check_size(const struct plan *plan)
{
	unsigned int over = plan_change(plan, MIXCORE_TRANSACTION_MAX);

	if (over == plan->count)
		return MIXCTL_DONE;
	return plan_refuse(plan, plan->step[over].line,
			   mixcore_error_advice(MIXCORE_CALL_TRANSACTION, E2BIG), "%s",
			   mixcore_error_text(MIXCORE_CALL_TRANSACTION, E2BIG));
}

int plan_make(struct plan *plan)
{
	const struct state *state = plan->state;
	int err = MIXCTL_DONE;

	for (unsigned int i = 0; !err && i < state->outputs; i++)
		err = plan_output(plan, &state->output[i]);
	if (!err)
		err = plan_default_of_all(plan);
	for (unsigned int i = 0; !err && i < state->users; i++)
		err = plan_user(plan, &state->user[i]);
	if (!err)
		err = plan_inputs(plan) ?: plan_loopbacks(plan) ?: plan_streams(plan) ?:
		      plan_recorders(plan);
	return err ?: check_size(plan);
}
