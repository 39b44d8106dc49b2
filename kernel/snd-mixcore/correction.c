// SPDX-License-Identifier: GPL-2.0-only
/*
 * Correction: what an output does with the sum of its streams before the backend gets it.
 * Equalizer, limiter and dither; the arithmetic is that of dsp/process.h.
 *
 * Userspace asks for a struct mixcore_correction. Snapshots say what of it holds at the volume
 * there is. The corrector has the state that lives from cycle to cycle and belongs to the output's
 * thread.
 * An output that never had a correction has none of this, and its streams are added up straight
 * into the backend's format.
 */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mixcore.h"

#define MIXCORE_RECOVERY_MS	200	/* of the limiter, from 24 dB below unity */

/*
 * In units of 0.01 dB, which steps of half a dB are enough for: an equalizer that follows the
 * volume is a matter of taste between its points.
 */
static s32 mixcore_correction_volume(const struct mixcore_output *output)
{
	u32 gain = 0, i;

	for (i = 0; i < output->config.channels; i++)
		gain = max(gain, output->gain[i]);
	return ((s32)mixcore_volume_from_gain(gain) - MIXCORE_CTL_VOLUME_MAX) * 50;
}

static bool mixcore_correction_equalizes(const struct mixcore_output *output)
{
	return output->correction.points && output->correction.channels == output->config.channels;
}

/**
 * mixcore_correction_snapshot() - what of the correction holds now
 * @output: whose
 * @snapshot: on its way to the output's thread
 *
 * A corrector that has still something to say (the equalizer's tail, a limiter on its way back) is
 * heard until the next change.
 *
 * Context: process, graph_lock held.
 * Return: 0 or -ENOMEM.
 */
int mixcore_correction_snapshot(struct mixcore_output *output, struct mixcore_snapshot *snapshot)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_correction *correction = &output->correction;

	lockdep_assert_held(&output->card->graph_lock);
	if (!output->corrector)
		return 0;
	snapshot->limiter = correction->limiter;
	snapshot->dither = correction->dither;
	snapshot->bus = correction->limiter || correction->dither || correction->points ||
			READ_ONCE(output->corrector->busy);
	if (!mixcore_correction_equalizes(output))
		return 0;
	snapshot->eq = kvmalloc(sizeof(*snapshot->eq), GFP_KERNEL);
	if (!snapshot->eq)
		return -ENOMEM;
	mixcore_eq_at_volume(correction->points, correction->count,
			     mixcore_correction_volume(output), snapshot->eq);
	return 0;
}

static void mixcore_corrector_init(struct mixcore_corrector *corrector, u32 channels, u32 rate)
{
	mixcore_eq_init(&corrector->eq, channels);
	mixcore_limiter_init(&corrector->limiter, rate / 1000 * MIXCORE_RECOVERY_MS);
	memset(&corrector->set, 0, sizeof(corrector->set));
}

/**
 * mixcore_correction_allow() - have a corrector, if there is none
 * @output: whose
 *
 * Context: process, graph_lock held.
 * Return: 0 or -ENOMEM.
 */
int mixcore_correction_allow(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_corrector *corrector;

	lockdep_assert_held(&output->card->graph_lock);
	if (output->corrector)
		return 0;
	/* More than a page: aligned as vectors want it. */
	corrector = kvzalloc(sizeof(*corrector), GFP_KERNEL);
	if (!corrector)
		return -ENOMEM;
	mixcore_corrector_init(corrector, output->config.channels, output->rate);
	corrector->dither.seed = output->id;
	output->corrector = corrector;
	return 0;
}

/**
 * mixcore_correction_free() - the output goes
 * @output: without a thread
 *
 * Context: process.
 */
void mixcore_correction_free(struct mixcore_output *output)
{
	kvfree(output->correction.points);
	kvfree(output->corrector);
}

/**
 * mixcore_corrector_take() - go over to a new snapshot
 * @output: whose; the snapshot has a bus
 * @snapshot: the new one
 *
 * Context: output thread, between cycles.
 */
void mixcore_corrector_take(struct mixcore_output *output, const struct mixcore_snapshot *snapshot)
{
	static const struct mixcore_eq_set off;
	const struct mixcore_eq_set *set = snapshot->eq ?: &off;
	struct mixcore_corrector *corrector = output->corrector;

	if (corrector->eq.channels != snapshot->layout.channels)
		mixcore_corrector_init(corrector, snapshot->layout.channels, output->rate);
	corrector->dither.on = snapshot->dither;
	if (!memcmp(&corrector->set, set, sizeof(*set)))
		return;
	corrector->set = *set;
	mixcore_eq_to(&corrector->eq, set, snapshot->ramp);
}

/**
 * mixcore_corrector_mix() - mix one block by way of the bus
 * @output: whose; its snapshot has a bus
 * @block: in output->block
 * @frames: of it
 * @count: of the snapshot's sources
 *
 * Context: output thread, in its cycle.
 */
void mixcore_corrector_mix(struct mixcore_output *output, void *block, u32 frames, u32 count)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	struct mixcore_corrector *corrector = output->corrector;
	u32 channels = snapshot->layout.channels;
	struct mixcore_layout layout = mixcore_layout_planar(MIXCORE_BUS, channels,
							     MIXCORE_CYCLE_MAX);
	struct mixcore_bus bus = { corrector->bus[0], channels, MIXCORE_CYCLE_MAX };
	struct mixcore_limiter *limiter = &corrector->limiter;

	mixcore_mix(bus.samples, &layout, &snapshot->fraction, frames, snapshot->sources, count,
		    output->scratch);
	mixcore_eq_process(&corrector->eq, &bus, frames);
	/* Switched off while it limits, it first finds back. */
	if (snapshot->limiter || limiter->gain != MIXCORE_LIMITER_UNITY)
		mixcore_limiter_process(limiter, &bus, frames);
	mixcore_reduce(block, &snapshot->layout, &bus, frames, &corrector->dither,
		       output->scratch);
	WRITE_ONCE(corrector->busy,
		   corrector->eq.quads || limiter->gain != MIXCORE_LIMITER_UNITY);
}

/**
 * mixcore_correction_info() - describe the correction to userspace
 * @output: in the graph
 * @info: its part is filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_correction_info(const struct mixcore_output *output,
			     struct mixcore_output_info *info)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_corrector *corrector = output->corrector;

	lockdep_assert_held(&output->card->graph_lock);
	info->limiter = output->correction.limiter;
	info->dither = output->correction.dither;
	info->eq_points = mixcore_correction_equalizes(output) ? output->correction.count : 0;
	info->limiter_gain = MIXCORE_GAIN_UNITY;
	if (!corrector)
		return;
	/* Q30 to Q24. */
	info->limiter_gain = READ_ONCE(corrector->limiter.gain) >> 6;
	info->limited_frames = READ_ONCE(corrector->limiter.limited);
}

static int mixcore_correction_check(const struct mixcore_output_eq *eq)
{
	if (eq->reserved)
		return -EINVAL;
	if (!eq->points)
		return 0;
	if (eq->points > MIXCORE_EQ_POINTS_MAX || eq->sections < 1 ||
	    eq->sections > MIXCORE_EQ_SECTIONS_MAX || eq->channels < 1 ||
	    eq->channels > MIXCORE_CHANNELS_MAX)
		return -EINVAL;
	return 0;
}

/* One point: its volume, then the sections of each channel. */
static int mixcore_correction_read_point(const struct mixcore_output_eq *eq, u32 index,
					 struct mixcore_eq_point *point)
{
	size_t row = eq->sections * sizeof(struct mixcore_biquad);
	const u8 __user *at = u64_to_user_ptr(eq->data);
	u32 ch;

	at += index * (sizeof(point->volume) + eq->channels * row);
	point->set.sections = eq->sections;
	if (copy_from_user(&point->volume, at, sizeof(point->volume)))
		return -EFAULT;
	at += sizeof(point->volume);
	for (ch = 0; ch < eq->channels; ch++, at += row)
		if (copy_from_user(point->set.section[ch], at, row))
			return -EFAULT;
	return 0;
}

static struct mixcore_eq_point *mixcore_correction_read(const struct mixcore_output_eq *eq)
{
	struct mixcore_eq_point *points;
	u32 i;
	int err = 0;

	if (!eq->points)
		return NULL;
	points = kvcalloc(eq->points, sizeof(*points), GFP_KERNEL);
	if (!points)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < eq->points && !err; i++)
		err = mixcore_correction_read_point(eq, i, &points[i]);
	if (!err)
		err = mixcore_eq_check_points(points, eq->points, eq->channels);
	if (err) {
		kvfree(points);
		return ERR_PTR(err);
	}
	return points;
}

/* Before any lock: userspace may take its time. */
static int mixcore_output_eq_read(struct mixcore_step *step)
{
	const struct mixcore_output_eq *eq = step->argument;
	struct mixcore_eq_point *points;
	int err;

	err = mixcore_correction_check(eq);
	if (err)
		return err;
	points = mixcore_correction_read(eq);
	if (IS_ERR(points))
		return PTR_ERR(points);
	step->correction = (struct mixcore_correction) {
		.channels = eq->channels, .count = eq->points, .points = points,
	};
	return 0;
}

/* The equalizer of the output and that of the step change places. */
static void mixcore_output_eq_swap(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_correction *correction = &step->output->correction;

	swap(step->correction.channels, correction->channels);
	swap(step->correction.count, correction->count);
	swap(step->correction.points, correction->points);
	mixcore_transaction_touch(step, step->output);
}

static int mixcore_output_eq_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_output_eq *eq = step->argument;
	struct mixcore_output *output = xa_load(&step->card->outputs, eq->id);
	int err;

	if (!output)
		return -ENOENT;
	if (output == step->card->null_output ||
	    (eq->points && eq->channels != output->config.channels))
		return -EINVAL;
	err = mixcore_correction_allow(output);
	if (err)
		return err;
	step->output = mixcore_output_get(output);
	mixcore_output_eq_swap(step);
	return 0;
}

static void mixcore_output_eq_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	mixcore_transaction_record(step, &step->output->changes, MIXCORE_CHANGED_EQ);
}

/* The new points after an error, else those before. */
static void mixcore_output_eq_forget(struct mixcore_step *step)
{
	kvfree(step->correction.points);
}

/* MIXCORE_IOCTL_OUTPUT_EQ: 0, -EINVAL, -ERANGE, -EFAULT, -ENOENT, -ENOMEM. */
const struct mixcore_step_kind mixcore_output_eq_kind = {
	.read = mixcore_output_eq_read,
	.prepare = mixcore_output_eq_prepare,
	.undo = mixcore_output_eq_swap,
	.commit = mixcore_output_eq_commit,
	.forget = mixcore_output_eq_forget,
};
