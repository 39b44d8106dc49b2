// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl apply: calls that no transaction makes. How things were is in the plan, so that they can be
 * set back.
 */
#include <string.h>

#include "apply.h"

bool is_single(const struct step *step)
{
	return step->call == MIXCORE_CALL_INPUT_SET || step->call == MIXCORE_CALL_LOOPBACK_SET ||
	       step->call == MIXCORE_CALL_STREAM_SOURCE;
}

unsigned int plan_change(const struct plan *plan, unsigned int number)
{
	unsigned int i = 0;

	for (; i < plan->count; i++) {
		if (!is_single(&plan->step[i]) && !number--)
			break;
	}
	return i;
}

static int make_single(struct mixctl *m, const struct step *step)
{
	if (step->call == MIXCORE_CALL_INPUT_SET)
		return mixcore_input_set(m->ctx, &step->input_set);
	return step->call == MIXCORE_CALL_LOOPBACK_SET ?
	       mixcore_loopback_set(m->ctx, &step->route_set) :
	       mixcore_stream_source(m->ctx, &step->source);
}

static void undo_source(struct mixctl *m, const struct mixcore_stream_info *was)
{
	struct mixcore_stream_source source = MIXCORE_INIT(mixcore_stream_source);

	source.id = was->id;
	source.kind = was->source_kind;
	source.source = was->source;
	if (was->flags & MIXCORE_STREAM_F_ALL && mixcore_is_control(m->ctx))
		source.flags = MIXCORE_SOURCE_F_ALL;
	source.except_count = was->except_count;
	memcpy(source.except, was->except, sizeof(source.except));
	mixctl_cause(&source.cause, "apply: back");
	mixcore_stream_source(m->ctx, &source);
}

static void undo_input(struct mixctl *m, const struct mixcore_input_info *was)
{
	struct mixcore_input_set set = MIXCORE_INIT(mixcore_input_set);

	set.id = was->id;
	set.mask = MIXCORE_SET_IDLE;
	set.idle_ms = was->idle_ms;
	mixctl_cause(&set.cause, "apply: back");
	mixcore_input_set(m->ctx, &set);
}

/* One that was made goes. */
static void undo_loopback(struct mixctl *m, const struct step *step)
{
	const struct mixcore_route_info *was = &step->loopback;
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);

	mixctl_cause(&set.cause, "apply: back");
	if (!was->stream) {
		mixcore_loopback_remove(m->ctx, step->input.id, step->output.id, &set.cause);
		return;
	}
	set.stream = was->stream;
	set.output = was->output;
	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_DELAY;
	set.mask |= was->flags & MIXCORE_ROUTE_F_MATRIX ? MIXCORE_SET_MATRIX :
							  MIXCORE_SET_MATRIX_DEFAULT;
	set.gain = was->gain;
	set.mute = was->mute;
	set.delay_frames = was->delay_frames;
	memcpy(set.matrix, was->matrix, sizeof(set.matrix));
	mixcore_loopback_set(m->ctx, &set);
}

/* What has gone meanwhile needs nothing. */
void undo_singles(const struct plan *plan, unsigned int end)
{
	while (end--) {
		const struct step *step = &plan->step[end];

		if (step->call == MIXCORE_CALL_INPUT_SET)
			undo_input(plan->m, &step->input);
		else if (step->call == MIXCORE_CALL_LOOPBACK_SET)
			undo_loopback(plan->m, step);
		else if (step->call == MIXCORE_CALL_STREAM_SOURCE)
			undo_source(plan->m, &step->stream);
	}
}

int make_singles(const struct plan *plan, unsigned int *failed)
{
	for (unsigned int i = 0; i < plan->count; i++) {
		int err = is_single(&plan->step[i]) ? make_single(plan->m, &plan->step[i]) : 0;

		if (!err)
			continue;
		undo_singles(plan, i);
		*failed = i;
		return err;
	}
	return 0;
}
