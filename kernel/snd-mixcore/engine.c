// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine: one cycle of one output. The only hot path: no allocation, no sleep, no printing.
 *
 *   latch who runs -> mix their frames into a block -> write it to the backend -> move positions
 */
#include "mixcore.h"

#define MIXCORE_ENGINE_PIECES	16	/* of a cycle, because of delay lines */

static bool mixcore_engine_leads(const struct mixcore_target *target)
	__must_hold(&target->route->stream->card->run_lock)
{
	const struct mixcore_stream *stream = target->route->stream;

	return stream->running && stream->route == target->route;
}

/* When frame @done of the block is heard, 0 = not known. */
static ktime_t mixcore_engine_heard(const struct mixcore_output *output, u32 done)
{
	u64 ns = mixcore_duration_ns(done, output->rate);

	return output->heard ? ktime_add_ns(output->heard, ns) : 0;
}

/* Does the stream begin with frame @done of the block, if it waits for when it is to? */
static bool mixcore_engine_begins(struct mixcore_output *output, struct mixcore_stream *stream,
				  u32 done, u32 *frames)
	__must_hold(&stream->card->run_lock)
{
	return !stream->start.waits ||
	       mixcore_start_latch(stream, mixcore_engine_heard(output, done), frames);
}

/* Does the route lead its stream? Then nobody else reads it. @early: those that come sit out. */
static bool mixcore_engine_latch_stream(struct mixcore_output *output,
					struct mixcore_target *target, bool early, u32 done,
					u32 *frames)
	__must_hold(&target->route->stream->card->run_lock)
{
	struct mixcore_stream *stream = target->route->stream;

	if (!mixcore_engine_leads(target) || stream->holds ||
	    mixcore_arrival_sits_out(stream, !done, early) ||
	    !mixcore_engine_begins(output, stream, done, frames))
		return false;
	stream->latched = true;
	target->epoch = stream->epoch;
	*frames = mixcore_move_frames(stream, *frames);
	mixcore_line_begin(stream);
	return true;
}

/* Does the route play by a delay line? *@frames is made less only if @split. */
static struct mixcore_line *mixcore_engine_latch_line(const struct mixcore_target *target,
						      bool split, u32 *frames)
	__must_hold(&target->route->stream->card->run_lock)
{
	struct mixcore_line *line = target->route->line;
	u32 most;

	if (!line || !(line->active || mixcore_engine_leads(target)))
		return NULL;
	most = mixcore_line_frames(line, *frames);
	if (split)
		*frames = most;
	return line;
}

/* Of a stream that this cycle leads they are not written yet: see mixcore_engine_feed(). */
static void mixcore_engine_claim(struct mixcore_output *output, u32 frames)
	__must_hold(&output->card->run_lock)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	for (i = 0; i < snapshot->count; i++)
		if (snapshot->targets[i].line && !snapshot->targets[i].running)
			mixcore_line_claim(snapshot->targets[i].line, frames);
}

/*
 * Who takes part is decided once, under the lock that starts linked streams together. Returns how
 * many frames from @done on to mix: a stream that moves at one of the frames after them is to
 * leave, one may begin with it, and a delay line may change between silence and frames, while the
 * cycle may be @split for that.
 */
static u32 mixcore_engine_latch(struct mixcore_output *output, u32 done, bool split)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	spinlock_t *run_lock = &output->card->run_lock;
	bool lines = false, early;
	u32 frames = snapshot->cycle - done;
	u32 i;

	spin_lock_irq(run_lock);
	WRITE_ONCE(output->in_cycle, true);
	early = mixcore_arrival_early(output, frames);
	for (i = 0; i < snapshot->count; i++) {
		struct mixcore_target *target = &snapshot->targets[i];

		target->fade = mixcore_fade_latch(target->route) ? target->route->fade : NULL;
		target->running = mixcore_engine_latch_stream(output, target, early, done,
							      &frames);
		target->line = mixcore_engine_latch_line(target, split, &frames);
		lines = lines || target->line;
	}
	output->latched += frames;
	if (snapshot->nrecords)
		mixcore_recording_latch(output, !done, snapshot->cycle - done);
	if (lines)
		mixcore_engine_claim(output, frames);
	spin_unlock_irq(run_lock);
	return frames;
}

/* Those that have moved go on together. */
static void mixcore_engine_let_go(struct mixcore_output *output)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	spin_lock_irq(&output->card->run_lock);
	for (i = 0; i < snapshot->count; i++) {
		struct mixcore_target *target = &snapshot->targets[i];

		if (!target->holds)
			continue;
		target->holds = false;
		target->route->stream->holder = NULL;
		mixcore_stream_let_go(target->route->stream);
	}
	output->holds = false;
	spin_unlock_irq(&output->card->run_lock);
}

/**
 * mixcore_engine_unlatch() - a cycle reads or writes no stream any more
 * @output: in a cycle
 *
 * Ends what the latch began: see mixcore_output_sync().
 *
 * Context: output thread, no locks held.
 */
void mixcore_engine_unlatch(struct mixcore_output *output)
{
	if (output->holds)
		mixcore_engine_let_go(output);
	/* All reads of streams come before; pairs with mixcore_output_sync(). */
	smp_store_release(&output->in_cycle, false);
	if (wq_has_sleeper(&output->wait))
		wake_up_all(&output->wait);
}

/* A stream begins at its gain, unless it fades in; changes while it plays are ramped. */
static void mixcore_engine_begin_ramp(struct mixcore_target *target)
{
	struct mixcore_route *route = target->route;

	if (route->epoch == target->epoch)
		return;
	route->epoch = target->epoch;
	if (route->fade_in && route->fade_epoch == route->epoch)
		mixcore_gains_from_silence(target);
	else
		mixcore_gains_set(target);
}

/* Copies the block into the delay lines of the stream; one may be this route's own. */
static void mixcore_engine_feed(const struct mixcore_target *target, u32 frames)
{
	struct mixcore_stream *stream = target->route->stream;

	mixcore_line_feed_all(stream, frames, target->there);
	if (!target->line)
		return;
	spin_lock_irq(&stream->card->run_lock);
	mixcore_line_claim(target->line, frames);
	spin_unlock_irq(&stream->card->run_lock);
}

static void mixcore_engine_source(struct mixcore_target *target, u32 frames,
				  struct mixcore_source *source)
{
	const struct mixcore_stream *stream = target->route->stream;

	target->there = min(frames, mixcore_stream_mixable(stream));
	if (!list_empty(&stream->lines))
		mixcore_engine_feed(target, frames);
	if (target->line)
		return;
	mixcore_engine_begin_ramp(target);
	source->ring = stream->ring;
	source->ring_frames = stream->buffer;
	source->pos = stream->pos;
	source->frames = target->there;
	source->layout = stream->layout;
	source->ramp = &target->route->ramp;
}

static void mixcore_engine_line_source(struct mixcore_target *target, struct mixcore_source *source)
{
	if (target->line->starting)
		mixcore_gains_set(target);
	mixcore_line_source(target->line, source);
	source->ramp = &target->route->ramp;
}

static void mixcore_engine_fade_source(const struct mixcore_target *target, u32 frames,
				       struct mixcore_source *source)
{
	struct mixcore_route *route = target->route;
	const struct mixcore_fade *fade = target->fade;

	if (!route->fading)
		mixcore_gains_to_silence(target, fade->frames.count);
	route->fading = true;
	source->ring = fade->frames.samples;
	source->ring_frames = fade->frames.count;
	source->pos = fade->played;
	source->frames = min(frames, mixcore_fade_left(fade));
	source->layout = fade->frames.layout;
	source->ramp = &route->ramp;
}

/* Fills snapshot->sources; returns how many there are. */
static u32 mixcore_engine_gather(struct mixcore_snapshot *snapshot, u32 frames)
{
	u32 count = 0;
	u32 i;

	for (i = 0; i < snapshot->count; i++) {
		struct mixcore_target *target = &snapshot->targets[i];

		if (target->running)
			mixcore_engine_source(target, frames, &snapshot->sources[count]);
		if (target->line)
			mixcore_engine_line_source(target, &snapshot->sources[count]);
		else if (!target->running && target->fade)
			mixcore_engine_fade_source(target, frames, &snapshot->sources[count]);
		count += target->running || target->line || target->fade;
	}
	return count;
}

/* Loopbacks come behind the streams. */
static u32 mixcore_engine_gather_all(struct mixcore_output *output, u32 frames)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 count = mixcore_engine_gather(snapshot, frames);

	if (!snapshot->nloopbacks)
		return count;
	return count + mixcore_loopback_gather(output, frames, &snapshot->sources[count]);
}

static void mixcore_engine_advance_stream(struct mixcore_output *output,
					  struct mixcore_target *target, u32 frames)
{
	struct mixcore_stream *stream = target->route->stream;

	mixcore_fade_feed_all(stream, frames);
	if (mixcore_area_is_mapped(output->card))
		mixcore_levels_ring(stream, target->there);
	target->holds = mixcore_stream_advance(stream, output, frames,
					       frames - target->there);
	output->holds = output->holds || target->holds;
}

static void mixcore_engine_advance(struct mixcore_output *output, u32 frames)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	const struct mixcore_source *source = snapshot->sources;
	u32 i;

	for (i = 0; i < snapshot->count; i++) {
		struct mixcore_target *target = &snapshot->targets[i];
		bool fades = !target->running && !target->line && target->fade;

		if (!target->running && !target->line && !fades)
			continue;
		mixcore_gains_advance(target, fades ? source->frames : frames);
		if (target->line)
			mixcore_line_advance(target->line);
		else if (fades)
			target->fade->played += source->frames;
		if (target->running)
			mixcore_engine_advance_stream(output, target, frames);
		source++;
	}
}

static int mixcore_engine_write(struct mixcore_output *output)
{
	u32 queued, delay;
	int err;

	if (output->endpoint)
		return mixcore_endpoint_write(output, output->snapshot->cycle);
	err = mixcore_backend_write(output->backend, output->block, output->snapshot->cycle);
	if (err)
		return err;
	err = mixcore_backend_queued(output->backend, &queued, &delay);
	if (!err)
		mixcore_output_set_delay(output, delay);
	return err;
}

/* Frames @done to @done + @frames of the block. */
static void mixcore_engine_mix(struct mixcore_output *output, u32 done, u32 frames, u32 count)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	void *block = output->block + done * snapshot->layout.frame_step;

	if (snapshot->bus)
		mixcore_corrector_mix(output, block, frames, count);
	else
		mixcore_mix(block, &snapshot->layout, &snapshot->fraction, frames,
			    snapshot->sources, count, output->scratch);
}

/* A piece of a cycle, from frame @done on; mostly all of it. The last one writes the block. */
static int mixcore_engine_piece(struct mixcore_output *output, u32 *done, bool split)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	bool audible = output->clock.state == MIXCORE_CLOCK_BACKEND || output->endpoint;
	u32 frames, count;
	bool recording;
	int err = 0;

	frames = mixcore_engine_latch(output, *done, split);
	recording = snapshot->nrecords && snapshot->recording;
	count = mixcore_engine_gather_all(output, frames);
	if (audible || recording)
		mixcore_engine_mix(output, *done, frames, count);
	if (recording)
		mixcore_recording_write(output, *done, frames);
	if ((audible || recording) && *done + frames == snapshot->cycle &&
	    mixcore_area_is_mapped(output->card))
		mixcore_levels_block(output);
	*done += frames;
	if (audible && *done == snapshot->cycle)
		err = mixcore_engine_write(output);
	/* Before streams, which may move and take their recorders along. */
	if (recording)
		mixcore_recording_advance(output, frames);
	mixcore_engine_advance(output, frames);
	if (snapshot->nloopbacks)
		mixcore_loopback_advance(output, frames);
	mixcore_engine_unlatch(output);
	return err;
}

/**
 * mixcore_engine_cycle() - run one cycle
 * @output: whose; has a snapshot. On the null clock nothing is computed but what is recorded, or
 *	the ring of an endpoint takes; streams only move on
 *
 * Where a stream moves to another output at a frame in its midst or begins with it, or a delay line
 * changes between silence and frames, the cycle is run in pieces; for delay lines not in too many.
 *
 * Context: output thread, no locks held.
 * Return: 0, or the backend's error; streams have moved on in any case.
 */
int mixcore_engine_cycle(struct mixcore_output *output)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 done = 0, pieces = 0;
	int err;

	if (output->capture)
		return mixcore_input_cycle(output);
	if (output->clock.state == MIXCORE_CLOCK_NULL) {
		mixcore_output_set_delay(output, 0);
		output->counters.null_frames += snapshot->cycle;
	}
	do
		err = mixcore_engine_piece(output, &done, ++pieces < MIXCORE_ENGINE_PIECES);
	while (done < snapshot->cycle);
	output->counters.frames += snapshot->cycle;
	output->counters.cycles++;
	return err;
}

/*
 * A narrow mix needs fraction bits for the way to its new coefficients; without a way, those that
 * the targets were found to fit.
 */
static bool mixcore_engine_narrow_at_once(struct mixcore_snapshot *snapshot)
{
	struct mixcore_fraction fraction = snapshot->fraction;
	u64 way[MIXCORE_DSP_CHANNELS] = {};
	u32 i;

	for (i = 0; i < snapshot->count; i++) {
		const struct mixcore_target *target = &snapshot->targets[i];

		mixcore_way_sum(&target->route->ramp, &target->coefs, way);
	}
	if (!snapshot->ramp || mixcore_narrow_choose(way, &fraction))
		return true;
	snapshot->fraction = fraction;
	return false;
}

/*
 * Where a new snapshot has more fraction bits than what sounds now could be summed with, there is
 * no ramp to it: see "Changes that must not be ramped" in Documentation/dsp.rst.
 */
static bool mixcore_engine_at_once(const struct mixcore_snapshot *old,
				   struct mixcore_snapshot *snapshot)
{
	u64 sum[MIXCORE_DSP_CHANNELS] = {};
	u8 q[MIXCORE_DSP_CHANNELS];
	u32 i;

	if (snapshot->fraction.narrow[0])
		return mixcore_engine_narrow_at_once(snapshot);
	for (i = 0; i < old->count; i++)
		mixcore_ramp_sum(&old->targets[i].route->ramp, sum);
	for (i = 0; i < old->nloopbacks; i++)
		mixcore_ramp_sum(&old->loopbacks[i].loopback->ramp, sum);
	if (mixcore_coefs_choose_q(sum, q))
		return true;
	for (i = 0; i < MIXCORE_DSP_CHANNELS; i++)
		if (q[i] < snapshot->fraction.q[i])
			return true;
	return false;
}

/* Of the monitor: where there are other fraction bits. */
static bool mixcore_engine_tap_at_once(const struct mixcore_snapshot *old,
				       const struct mixcore_snapshot *snapshot)
{
	return memcmp(old->tap_fraction.q, snapshot->tap_fraction.q,
		      sizeof(old->tap_fraction.q));
}

static struct mixcore_way mixcore_engine_way(const struct mixcore_snapshot *snapshot, bool at_once)
{
	return (struct mixcore_way) {
		.at_once = at_once,
		.frames = at_once ? 0 : snapshot->ramp,
	};
}

/**
 * mixcore_engine_take() - go over to a new snapshot
 * @output: whose
 * @snapshot: the new one; the old one is freed
 *
 * Routes whose coefficients changed begin their ramps. One that is on its way to the same ones goes
 * on: what others change must not hold it up.
 *
 * Context: output thread, between cycles.
 */
void mixcore_engine_take(struct mixcore_output *output, struct mixcore_snapshot *snapshot)
{
	struct mixcore_snapshot *old = output->snapshot;
	struct mixcore_way way, tap_way;
	u32 i;

	way = mixcore_engine_way(snapshot, mixcore_engine_at_once(old, snapshot));
	tap_way = mixcore_engine_way(snapshot, mixcore_engine_tap_at_once(old, snapshot));
	for (i = 0; i < snapshot->count; i++) {
		snapshot->targets[i].route->taken = true;
		mixcore_gains_take(&snapshot->targets[i], &way, old->taps ? &tap_way : NULL);
	}
	if (snapshot->bus)
		mixcore_corrector_take(output, snapshot);
	output->snapshot = snapshot;
	mixcore_snapshot_free(old);
}
