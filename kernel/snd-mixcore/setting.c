// SPDX-License-Identifier: GPL-2.0-only
/* Settings of streams and outputs: gain, mute and the like, as steps of a transaction. */
#include "mixcore.h"

static bool mixcore_gains_valid(const u32 gain[MIXCORE_CHANNELS_MAX])
{
	u32 ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		if (gain[ch] > MIXCORE_GAIN_MAX)
			return false;
	return true;
}

/* Checks what both kinds of object have in common: -EINVAL, -ERANGE or 0. */
static int mixcore_setting_check(u32 mask, u32 known, u32 mute,
				 const u32 gain[MIXCORE_CHANNELS_MAX])
{
	if (!mask || (mask & ~known))
		return -EINVAL;
	if ((mask & MIXCORE_SET_MUTE) && mute > 1)
		return -EINVAL;
	if ((mask & MIXCORE_SET_GAIN) && !mixcore_gains_valid(gain))
		return -ERANGE;
	return 0;
}

static void mixcore_stream_apply(struct mixcore_step *step, const struct mixcore_stream_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_route *route;

	if (set->mask & MIXCORE_SET_MUTE)
		stream->mute = set->mute;
	if (set->mask & MIXCORE_SET_GAIN)
		memcpy(stream->gain, set->gain, sizeof(stream->gain));
	if (!(set->mask & (MIXCORE_SET_MUTE | MIXCORE_SET_GAIN)))
		return;
	list_for_each_entry(route, &stream->routes, of_stream) {
		mixcore_route_update(route);
		mixcore_transaction_touch(step, route->output);
	}
	if (stream->record)
		mixcore_record_touch(step, stream->record);
}

static int mixcore_stream_set_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const u32 known = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_SYNC_GROUP;
	const struct mixcore_stream_set *set = step->argument;
	struct mixcore_stream_set *before = &step->setting.stream;
	struct mixcore_stream *stream;
	int err;

	err = mixcore_setting_check(set->mask, known, set->mute, set->gain);
	if (!err && set->reserved)
		err = -EINVAL;
	if (err)
		return err;
	stream = mixcore_graph_find_stream(step->card, &step->caller, set->id);
	if (IS_ERR(stream))
		return PTR_ERR(stream);
	step->stream = mixcore_stream_get(stream);
	if (set->mask & MIXCORE_SET_SYNC_GROUP)
		err = mixcore_group_prepare(step, set->sync_group);
	if (err)
		return err;
	before->mask = set->mask;
	before->mute = stream->mute;
	memcpy(before->gain, stream->gain, sizeof(before->gain));
	mixcore_stream_apply(step, set);
	return 0;
}

static void mixcore_stream_set_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	mixcore_stream_apply(step, &step->setting.stream);
	if (step->setting.stream.mask & MIXCORE_SET_SYNC_GROUP)
		mixcore_group_undo(step);
}

static void mixcore_stream_set_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	if (step->setting.stream.mask & MIXCORE_SET_SYNC_GROUP)
		mixcore_group_commit(step->card, &step->caller, step->generation);
	mixcore_transaction_record(step, &step->stream->changes, step->setting.stream.mask);
	if (step->setting.founder)
		mixcore_transaction_record(step, &step->setting.founder->changes,
					   MIXCORE_SET_SYNC_GROUP);
}

static void mixcore_stream_set_notify(struct mixcore_step *step)
{
	mixcore_control_notify_stream(step->stream);
}

/* MIXCORE_IOCTL_STREAM_SET: 0, -EINVAL, -ERANGE, -ENOENT, -EPERM, -ENOMEM. */
const struct mixcore_step_kind mixcore_stream_set_kind = {
	.prepare = mixcore_stream_set_prepare,
	.undo = mixcore_stream_set_undo,
	.commit = mixcore_stream_set_commit,
	.notify = mixcore_stream_set_notify,
};

static int mixcore_output_set_check(const struct mixcore_output *output,
				    const struct mixcore_output_set *set)
{
	if (output == output->card->null_output)
		return -EINVAL;
	if ((set->mask & MIXCORE_SET_IDLE) && set->idle_ms > MIXCORE_IDLE_MS_MAX)
		return -ERANGE;
	if (((set->mask & MIXCORE_SET_LIMITER) && set->limiter > 1) ||
	    ((set->mask & MIXCORE_SET_DITHER) && set->dither > 1))
		return -EINVAL;
	if ((set->mask & MIXCORE_SET_FILL) &&
	    (set->fill_frames < output->config.cycle || set->fill_frames > output->slave.buffer))
		return -EINVAL;
	return 0;
}

static void mixcore_output_apply(struct mixcore_step *step, const struct mixcore_output_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_output *output = step->output;

	if (set->mask & MIXCORE_SET_LIMITER)
		output->correction.limiter = set->limiter;
	if (set->mask & MIXCORE_SET_DITHER)
		output->correction.dither = set->dither;
	if (set->mask & MIXCORE_SET_MUTE)
		output->mute = set->mute;
	if (set->mask & MIXCORE_SET_GAIN)
		memcpy(output->gain, set->gain, sizeof(output->gain));
	if (set->mask & MIXCORE_SET_IDLE)
		output->idle_ms = set->idle_ms;
	if (set->mask & MIXCORE_SET_FILL)
		output->config.fill = set->fill_frames;
	mixcore_graph_update_routes(output);
	mixcore_transaction_touch(step, output);
}

/* What apply may change, as a call that sets it back. */
static struct mixcore_output_set mixcore_output_before(const struct mixcore_output *output,
						       u32 mask)
{
	struct mixcore_output_set before = {
		.mask = mask,
		.mute = output->mute,
		.idle_ms = output->idle_ms,
		.fill_frames = output->config.fill,
		.limiter = output->correction.limiter,
		.dither = output->correction.dither,
	};

	memcpy(before.gain, output->gain, sizeof(before.gain));
	return before;
}

static int mixcore_output_set_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const u32 known = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE |
			  MIXCORE_SET_FILL | MIXCORE_SET_LIMITER | MIXCORE_SET_DITHER;
	const struct mixcore_output_set *set = step->argument;
	struct mixcore_output *output;
	int err;

	err = mixcore_setting_check(set->mask, known, set->mute, set->gain);
	if (err)
		return err;
	output = xa_load(&step->card->outputs, set->id);
	err = output ? mixcore_output_set_check(output, set) : -ENOENT;
	if (!err && (set->mask & (MIXCORE_SET_LIMITER | MIXCORE_SET_DITHER)))
		err = mixcore_correction_allow(output);
	if (err)
		return err;
	step->output = mixcore_output_get(output);
	step->output_set = mixcore_output_before(output, set->mask);
	mixcore_output_apply(step, set);
	return 0;
}

static void mixcore_output_set_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	mixcore_output_apply(step, &step->output_set);
}

/* Snapshots say it all. */
static void mixcore_output_set_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	mixcore_transaction_record(step, &step->output->changes, step->output_set.mask);
}

static void mixcore_output_set_notify(struct mixcore_step *step)
{
	mixcore_control_notify_output(step->output);
}

/* MIXCORE_IOCTL_OUTPUT_SET: 0, -EINVAL, -ERANGE, -ENOENT, -ENOMEM. */
const struct mixcore_step_kind mixcore_output_set_kind = {
	.prepare = mixcore_output_set_prepare,
	.undo = mixcore_output_set_undo,
	.commit = mixcore_output_set_commit,
	.notify = mixcore_output_set_notify,
};
