// SPDX-License-Identifier: GPL-2.0-only
/*
 * The line of a loopback: the input's cycles write, the output's read. It begins to play when as
 * many frames are in it as its latency says, so that as many are in it then in every moment in
 * which both are on time. Part of the hot path: no allocation, no sleep, no printing.
 */
#include "mixcore.h"

static struct mixcore_layout mixcore_loopback_layout(void)
{
	return mixcore_layout_interleaved(MIXCORE_S32, MIXCORE_CHANNELS_MAX);
}

/* Each channel of the input as it is; the others are silent. */
static void mixcore_loopback_copy_gains(struct mixcore_loopback *loopback, u32 channels)
{
	struct mixcore_coefs coefs = {};
	u32 ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++) {
		coefs.q[ch] = 24;
		coefs.c[ch][ch] = ch < channels ? MIXCORE_DSP_UNITY : 0;
	}
	if (memcmp(&loopback->copy.to, &coefs, sizeof(coefs)))
		mixcore_ramp_set(&loopback->copy, &coefs);
}

/* Writes frames of the block, so many that the line does not wrap. */
static void mixcore_loopback_write(struct mixcore_output *input, struct mixcore_loopback *loopback,
				   struct mixcore_source *source)
{
	static const struct mixcore_fraction fraction = { .q = { 24, 24, 24, 24, 24, 24, 24, 24 } };
	const struct mixcore_layout layout = mixcore_loopback_layout();

	mixcore_mix(loopback->samples + loopback->write_pos * MIXCORE_CHANNELS_MAX, &layout,
		    &fraction, source->frames, source, 1, input->scratch);
	source->pos += source->frames;
	loopback->write_pos += source->frames;
	if (loopback->write_pos == loopback->count)
		loopback->write_pos = 0;
}

static void mixcore_loopback_feed(struct mixcore_output *input, struct mixcore_loopback *loopback)
{
	u32 frames = input->snapshot->cycle, left;
	/* What was read may be overwritten: pairs with mixcore_loopback_move(). */
	u32 filled = loopback->written - smp_load_acquire(&loopback->read);
	u32 fits = min(frames, loopback->count - filled);
	struct mixcore_source source = {
		.ring = input->block,
		.ring_frames = frames,
		.layout = input->snapshot->layout,
		.ramp = &loopback->copy,
	};

	mixcore_loopback_copy_gains(loopback, source.layout.channels);
	for (left = fits; left; left -= source.frames) {
		source.frames = min(left, loopback->count - loopback->write_pos);
		mixcore_loopback_write(input, loopback, &source);
	}
	loopback->full += frames - fits;
	/* Then they are there: pairs with mixcore_loopback_take(). */
	smp_store_release(&loopback->written, loopback->written + fits);
}

/**
 * mixcore_loopback_feed_all() - write a block into the lines of an input
 * @input: in a cycle, its block was captured
 *
 * Context: input thread, no locks held.
 */
void mixcore_loopback_feed_all(struct mixcore_output *input)
{
	struct mixcore_snapshot *snapshot = input->snapshot;
	u32 i;

	for (i = 0; i < snapshot->nloopbacks; i++)
		mixcore_loopback_feed(input, snapshot->loopbacks[i].loopback);
}

static void mixcore_loopback_move(struct mixcore_loopback *loopback, u32 frames)
{
	u32 to_end = loopback->count - loopback->read_pos;

	loopback->read_pos = frames < to_end ? loopback->read_pos + frames : frames - to_end;
	/* All reads come before: pairs with mixcore_loopback_feed(). */
	smp_store_release(&loopback->read, loopback->read + frames);
}

/* Frames that are there; the line may be empty, or have another latency than it had. */
static u32 mixcore_loopback_shift(struct mixcore_loopback *loopback, u32 there, u32 latency)
{
	u32 less;

	if (latency >= loopback->in_force) {
		loopback->wait += latency - loopback->in_force;
		return there;
	}
	less = loopback->in_force - latency;
	if (less <= loopback->wait) {
		loopback->wait -= less;
		return there;
	}
	less = min(less - loopback->wait, there);
	loopback->wait = 0;
	mixcore_loopback_move(loopback, less);
	return there - less;
}

/* Begins, or leaves out what is too much; returns how many frames are there then. */
static u32 mixcore_loopback_trim(struct mixcore_loopback *loopback, u32 there, u32 latency)
{
	if (loopback->playing) {
		loopback->dropped += there - latency;
		atomic64_add(there - latency, &loopback->output->slips);
	}
	mixcore_loopback_move(loopback, there - latency);
	loopback->playing = true;
	loopback->wait = 0;
	return latency;
}

/*
 * How many of @frames there are. Where it waits they are followed by silence: so all of them are
 * behind where they would have been.
 */
static u32 mixcore_loopback_take(struct mixcore_loopback *loopback, u32 frames)
{
	/* Pairs with mixcore_loopback_feed(). */
	u32 there = smp_load_acquire(&loopback->written) - loopback->read;
	u32 latency = READ_ONCE(loopback->latency), wait;

	if (!loopback->playing && there < latency)
		return 0;
	if (loopback->playing && latency != loopback->in_force)
		there = mixcore_loopback_shift(loopback, there, latency);
	loopback->in_force = latency;
	if (!loopback->playing || there > latency + READ_ONCE(loopback->slack))
		there = mixcore_loopback_trim(loopback, there, latency);
	wait = min(loopback->wait, frames);
	loopback->wait -= wait;
	frames -= wait;
	if (there < frames) {
		loopback->inserted += frames - there;
		atomic64_add(frames - there, &loopback->output->slips);
	}
	return min(there, frames);
}

/* It begins at its gains. */
static void mixcore_loopback_take_gains(struct mixcore_loopback_target *target, u32 frames)
{
	struct mixcore_loopback *loopback = target->loopback;

	if (loopback->playing)
		mixcore_gains_follow(&loopback->ramp, &target->coefs, frames);
	else
		mixcore_ramp_set(&loopback->ramp, &target->coefs);
}

/**
 * mixcore_loopback_gather() - what an output plays of inputs
 * @output: in a cycle, or a piece of one
 * @frames: of that
 * @sources: filled in, one for each
 *
 * Context: output thread, no locks held.
 * Return: how many.
 */
u32 mixcore_loopback_gather(struct mixcore_output *output, u32 frames,
			    struct mixcore_source *sources)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	for (i = 0; i < snapshot->nloopbacks; i++) {
		struct mixcore_loopback *loopback = snapshot->loopbacks[i].loopback;

		mixcore_loopback_take_gains(&snapshot->loopbacks[i], snapshot->ramp);
		loopback->there = mixcore_loopback_take(loopback, frames);
		sources[i] = (struct mixcore_source) {
			.ring = loopback->samples,
			.ring_frames = loopback->count,
			.pos = loopback->read_pos,
			.frames = loopback->there,
			.layout = mixcore_loopback_layout(),
			.ramp = &loopback->ramp,
		};
	}
	return snapshot->nloopbacks;
}

/**
 * mixcore_loopback_advance() - frames were mixed
 * @output: in a cycle
 * @frames: of it
 *
 * Context: output thread, no locks held.
 */
void mixcore_loopback_advance(struct mixcore_output *output, u32 frames)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	for (i = 0; i < snapshot->nloopbacks; i++) {
		struct mixcore_loopback *loopback = snapshot->loopbacks[i].loopback;

		mixcore_ramp_advance(&loopback->ramp, frames);
		mixcore_loopback_move(loopback, loopback->there);
	}
}
