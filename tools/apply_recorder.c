// SPDX-License-Identifier: GPL-2.0-or-later
/* The plan of mixctl apply: inputs, and streams that record. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "apply.h"

/* Does the file say which hardware it would get? */
static bool has_hardware(const struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->inputs; i++) {
		if (!strcmp(state->input[i].name, name))
			return *state->input[i].hardware;
	}
	return false;
}

int plan_find_input(const struct plan *plan, unsigned int line, const char *name,
		    struct mixcore_input_info *info)
{
	int err;

	*info = MIXCORE_INIT(mixcore_input_info);
	err = mixcore_input_find(plan->m->ctx, name, info);
	if (!err)
		return MIXCTL_DONE;
	if (err != -ENOENT)
		return plan_refuse(plan, line, mixcore_error_advice(MIXCORE_CALL_INPUT_GET, err),
				   "input %s: %s", name,
				   mixcore_error_text(MIXCORE_CALL_INPUT_GET, err));
	return plan_refuse(plan, line, has_hardware(plan->state, name) ?
			   "mixctl restore attaches its hardware, and sets it" :
			   "mixctl input list shows those that are there",
			   "there is no input %s", name);
}

static int plan_input(struct plan *plan, const struct state_input *saved)
{
	struct mixcore_input_info info;
	struct step *step;
	int err = plan_find_input(plan, saved->line, saved->name, &info);

	if (err || !saved->mask)
		return err;
	step = plan_add(plan, MIXCORE_CALL_INPUT_SET, saved->line);
	step->input = info;
	step->input_set = MIXCORE_INIT(mixcore_input_set);
	step->input_set.id = info.id;
	step->input_set.mask = saved->mask;
	step->input_set.idle_ms = saved->idle;
	mixctl_cause(&step->input_set.cause, "apply");
	return MIXCTL_DONE;
}

int plan_inputs(struct plan *plan)
{
	int err = MIXCTL_DONE;

	for (unsigned int i = 0; !err && i < plan->state->inputs; i++)
		err = plan_input(plan, &plan->state->input[i]);
	return err;
}

static void plan_sound(struct plan *plan, const struct state_recorder *section,
		       const struct mixcore_stream_info *info)
{
	struct mixcore_stream_set *set;
	struct step *step;

	if (!section->mask)
		return;
	step = plan_add(plan, MIXCORE_CALL_STREAM_SET, section->line);
	step->stream = *info;
	set = &step->stream_set;
	*set = MIXCORE_INIT(mixcore_stream_set);
	set->id = info->id;
	set->mask = section->mask;
	set->mute = section->mute;
	memcpy(set->gain, info->gain, sizeof(set->gain));
	plan_gains(set->gain, info->channels ?: MIXCORE_CHANNELS_MAX, section->gain,
		   section->gains);
	mixctl_cause(&set->cause, "apply");
}

/* Does it record just that already? Then nothing can be in its way, such as a short buffer. */
static bool records_it(const struct mixcore_stream_info *info,
		       const struct mixcore_stream_source *source)
{
	return info->source_kind == source->kind && info->source == source->source &&
	       !(info->flags & MIXCORE_STREAM_F_ALL) == !source->flags &&
	       info->except_count == source->except_count &&
	       !memcmp(info->except, source->except, source->except_count * sizeof(*info->except));
}

static int plan_source(struct plan *plan, const struct state_recorder *section,
		       const struct mixcore_stream_info *info)
{
	struct refusal refusal;
	struct step *step;
	int err;

	if (!section->kind)
		return MIXCTL_DONE;
	step = plan_add(plan, MIXCORE_CALL_STREAM_SOURCE, section->line);
	step->stream = *info;
	step->words = (struct source_words){
		.kind = section->kind,
		.name = section->source,
		.except = *section->except ? section->except : NULL,
		.all = section->all,
	};
	step->source = MIXCORE_INIT(mixcore_stream_source);
	step->source.id = info->id;
	err = find_source(plan->m, &step->words, &step->source, &step->rate, &refusal);
	mixctl_cause(&step->source.cause, "apply");
	if (!err && records_it(info, &step->source))
		plan->count--;
	if (err && *refusal.text)
		plan_refuse(plan, section->line, refusal.advice, "%s", refusal.text);
	return err;
}

/* The section that is about it; two may mean the same stream in different words. */
static int plan_recorder(struct plan *plan, const struct selector *selectors, bool *used,
			 const struct mixcore_stream_info *info)
{
	const struct state_recorder *section = NULL;

	for (unsigned int i = 0; i < plan->state->recorders; i++) {
		const struct state_recorder *other = &plan->state->recorder[i];

		if (!selects(&selectors[i], info))
			continue;
		if (section)
			return plan_refuse(plan, other->line, "leave one of them out",
					   "recorder %u is that of line %u, too", info->id,
					   section->line);
		used[i] = true;
		section = other;
	}
	if (!section)
		return MIXCTL_DONE;
	plan_sound(plan, section, info);
	return plan_source(plan, section, info);
}

static int plan_each(struct plan *plan, struct selector *selectors, bool *used)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	const struct state *state = plan->state;
	int status = MIXCTL_DONE, err = 0;

	for (unsigned int i = 0; !status && i < state->recorders; i++)
		status = make_selector(plan->m, state->recorder[i].stream, &selectors[i]);
	while (!status && !(err = mixcore_stream_next(plan->m->ctx, &info))) {
		if (goes(&info, RECORDERS))
			status = plan_recorder(plan, selectors, used, &info);
	}
	if (!status && err != -ENOENT)
		return mixctl_fail(plan->m, MIXCORE_CALL_OTHER, err, "reading the streams");
	for (unsigned int i = 0; !status && i < state->recorders; i++) {
		if (!used[i])
			status = plan_refuse(plan, state->recorder[i].line,
					     "mixctl stream list shows those that are there",
					     "there is no recorder %s", state->recorder[i].stream);
	}
	return status;
}

int plan_recorders(struct plan *plan)
{
	struct selector *selectors = calloc(plan->state->recorders + 1, sizeof(*selectors));
	bool *used = calloc(plan->state->recorders + 1, sizeof(*used));
	int err;

	if (!selectors || !used)
		abort();
	err = plan->state->recorders ? plan_each(plan, selectors, used) : MIXCTL_DONE;
	free(selectors);
	free(used);
	return err;
}
