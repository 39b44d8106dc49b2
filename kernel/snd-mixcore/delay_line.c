// SPDX-License-Identifier: GPL-2.0-only
/*
 * Delay lines: what a route plays that does not take its frames from the stream's ring itself.
 *
 *   ring --(who leads the stream: mixcore_line_feed_all())--> line --(output of the route)--> mix
 *
 * One thread writes and one reads. Whatever is decided between them is decided under run_lock,
 * when a cycle is latched; samples are copied and mixed outside of it.
 *
 * In each run of the stream its frames are heard by the route a constant time after the cycle that
 * took them: at the run's first cycle so much silence is put between them and what the line still
 * holds (a *gap*: a number, no samples). Where clocks differ the line runs dry, then silence is put
 * in, or full, then frames are left out.
 */
#include <linux/slab.h>

#include "mixcore.h"

#define MIXCORE_LINE_JITTER	200	/* cycles may be late by a second / 200 */

/* For cycles of both outputs that do not wait for each other. */
static u32 mixcore_line_margin(u32 rate, u32 cycles)
{
	return cycles + rate / MIXCORE_LINE_JITTER;
}

/* Of a line for so much delay: room for more, and twice what the longest cycles need. */
static u32 mixcore_line_size(u32 rate, u32 delay)
{
	u32 step = rate * MIXCORE_DELAY_STEP_MS / MSEC_PER_SEC;

	return roundup(delay + 1, step) + 2 * mixcore_line_margin(rate, 2 * MIXCORE_CYCLE_MAX);
}

/**
 * mixcore_line_new() - a line that nobody feeds and nobody plays yet
 * @stream: has its parameters
 * @delay: frames
 *
 * Context: process, graph_lock held.
 * Return: the line, or an ERR_PTR: -ENOMEM, -EDQUOT.
 */
struct mixcore_line *mixcore_line_new(struct mixcore_stream *stream, u32 delay)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_line *line;
	int err;

	line = kzalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&line->list);
	line->stream = stream;
	line->delay = delay;
	line->latency = delay;
	err = mixcore_frames_alloc(&line->frames, stream, mixcore_line_size(stream->rate, delay));
	if (!err)
		return line;
	kfree(line);
	return ERR_PTR(err);
}

/**
 * mixcore_line_free() - give the memory back
 * @line: fed and played by nobody, or NULL
 *
 * Context: process, graph_lock held.
 */
void mixcore_line_free(struct mixcore_line *line)
{
	if (!line)
		return;
	mixcore_frames_free(&line->frames, line->stream->card);
	kfree(line);
}

static bool mixcore_line_leads(const struct mixcore_line *line)
{
	return line->route == line->stream->route;
}

/* Frames that are not played yet, silence included. */
static u32 mixcore_line_pending(const struct mixcore_line *line)
{
	/* Samples after it: pairs with mixcore_line_written(). */
	return smp_load_acquire(&line->written) - line->played + line->silence;
}

/*
 * Is the output to run for it? While the stream runs, which is counted itself where it leads; then
 * until all has been played.
 */
static bool mixcore_line_wanted(const struct mixcore_line *line)
{
	if (line->stream->running && !list_empty(&line->list))
		return !mixcore_line_leads(line);
	return mixcore_line_pending(line);
}

/**
 * mixcore_line_update() - have the route's output run, or not
 * @line: of a route; the stream has started or stopped, or another route leads it
 *
 * Context: run_lock held.
 */
void mixcore_line_update(struct mixcore_line *line)
	__must_hold(&line->stream->card->run_lock)
{
	struct mixcore_output *output = line->route->output;
	bool wanted = mixcore_line_wanted(line);

	lockdep_assert_held(&line->stream->card->run_lock);
	if (wanted == line->active)
		return;
	line->active = wanted;
	if (!wanted) {
		output->running--;
		return;
	}
	output->running++;
	mixcore_output_kick(output);
}

/**
 * mixcore_line_hand_over() - another output leads the stream from now on
 * @stream: its
 * @from: the one that led
 * @to: leads
 *
 * Context: run_lock held; no cycle reads the stream.
 */
void mixcore_line_hand_over(struct mixcore_stream *stream, const struct mixcore_output *from,
			    const struct mixcore_output *to)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_line *line;

	lockdep_assert_held(&stream->card->run_lock);
	list_for_each_entry(line, &stream->lines, list) {
		line->since += to->latched - from->latched;
		mixcore_line_update(line);
	}
}

/**
 * mixcore_line_update_all() - as mixcore_line_update(), of all lines that a stream feeds
 * @stream: its
 *
 * Context: run_lock held.
 */
void mixcore_line_update_all(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_line *line;

	list_for_each_entry(line, &stream->lines, list)
		mixcore_line_update(line);
}

/* Silence @at so many frames were written. No room for one more: the last one gets longer. */
static void mixcore_line_add_gap(struct mixcore_line *line, u32 at, u32 frames)
{
	if (!frames)
		return;
	line->silence += frames;
	if (!line->ngaps ||
	    (line->gaps[line->ngaps - 1].at != at && line->ngaps < MIXCORE_LINE_GAPS))
		line->gaps[line->ngaps++] = (struct mixcore_gap) { .at = at };
	line->gaps[line->ngaps - 1].frames += frames;
}

/* The same before all others. */
static void mixcore_line_add_first_gap(struct mixcore_line *line, u32 frames)
{
	line->silence += frames;
	if (!line->ngaps || (line->gaps[0].at != line->played && line->ngaps < MIXCORE_LINE_GAPS)) {
		memmove(line->gaps + 1, line->gaps, line->ngaps * sizeof(*line->gaps));
		line->gaps[0] = (struct mixcore_gap) { .at = line->played };
		line->ngaps++;
	}
	line->gaps[0].frames += frames;
}

/* @frames of the first gap have gone by. */
static void mixcore_line_pass_gap(struct mixcore_line *line, u32 frames)
{
	line->silence -= frames;
	line->gaps[0].frames -= frames;
	if (line->gaps[0].frames)
		return;
	line->ngaps--;
	memmove(line->gaps, line->gaps + 1, line->ngaps * sizeof(*line->gaps));
}

/* Frames until the first gap begins; 0: in it, or there are none. */
static u32 mixcore_line_run(const struct mixcore_line *line)
{
	/* Samples after it: pairs with mixcore_line_written(). */
	u32 end = line->ngaps ? line->gaps[0].at : smp_load_acquire(&line->written);

	return end - line->played;
}

/* Frames that were put in or left out. */
static u64 mixcore_line_slips(const struct mixcore_line *line)
{
	return line->inserted + line->dropped;
}

/* The latency as it has become by slips. */
static void mixcore_line_measure(struct mixcore_line *line)
{
	u32 pending = mixcore_line_pending(line);

	line->latency = pending - min(pending, line->excess);
	line->slips = mixcore_line_slips(line);
}

/* The frames to come are heard with the latency that the route is to have. */
static void mixcore_line_anchor(struct mixcore_line *line)
{
	const struct mixcore_stream *stream = line->stream;
	u32 pending = mixcore_line_pending(line);
	u32 latency = line->delay;

	line->excess = min(line->excess, pending);
	pending -= line->excess;
	if (!mixcore_line_leads(line))
		latency += mixcore_line_margin(stream->rate,
					       READ_ONCE(stream->output->config.cycle) +
					       READ_ONCE(line->route->output->config.cycle));
	line->epoch = stream->epoch;
	line->fresh = !pending;
	line->cold = 0;
	if (READ_ONCE(line->route->output->clock.state) == MIXCORE_CLOCK_IDLE)
		line->cold = READ_ONCE(stream->output->cycle);
	line->latency = max(latency, pending);
	line->slips = mixcore_line_slips(line);
	line->since = stream->output->latched;
	mixcore_line_add_gap(line, line->written, line->latency - pending);
}

/**
 * mixcore_line_begin() - a cycle that leads a stream is about to read it
 * @stream: latched by it
 *
 * Context: output thread, run_lock held.
 */
void mixcore_line_begin(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_line *line;

	lockdep_assert_held(&stream->card->run_lock);
	list_for_each_entry(line, &stream->lines, list) {
		if (line->epoch != stream->epoch)
			mixcore_line_anchor(line);
		else if (line->slips != mixcore_line_slips(line))
			mixcore_line_measure(line);
	}
}

/* So many more are there. */
static void mixcore_line_written(struct mixcore_line *line, u32 frames)
{
	line->write_pos = (line->write_pos + frames) % line->frames.count;
	/* Samples first: pairs with mixcore_line_pending() and mixcore_line_run(). */
	smp_store_release(&line->written, line->written + frames);
}

static void mixcore_line_feed(struct mixcore_line *line, u32 frames, u32 there)
{
	struct mixcore_stream *stream = line->stream;
	/* What was read was read: pairs with mixcore_line_advance(). */
	u32 room = line->frames.count - (line->written - smp_load_acquire(&line->read));
	u32 count = min(frames, room), copied = min(count, there);

	mixcore_frames_copy(&line->frames, line->write_pos, stream, stream->pos, copied);
	mixcore_line_written(line, copied);
	mixcore_frames_silence(&line->frames, line->write_pos, count - copied);
	mixcore_line_written(line, count - copied);
	if (frames == count)
		return;
	WRITE_ONCE(line->dropped, line->dropped + frames - count);
	atomic64_add(frames - count, &stream->slips);
}

/**
 * mixcore_line_feed_all() - copy a block of a stream into its lines
 * @stream: latched by this cycle, which leads it
 * @frames: of the block
 * @there: of them, that the application has written; silence is what the others are
 *
 * Context: output thread.
 */
void mixcore_line_feed_all(struct mixcore_stream *stream, u32 frames, u32 there)
{
	struct mixcore_line *line;

	list_for_each_entry(line, &stream->lines, list)
		mixcore_line_feed(line, frames, there);
}

/* Leaves out what a shorter delay makes too much. */
static void mixcore_line_leave_out(struct mixcore_line *line)
{
	while (line->excess) {
		u32 run = mixcore_line_run(line);
		u32 frames = min(line->excess, run ?: line->silence ? line->gaps[0].frames : 0);

		if (!frames)
			return;
		line->excess -= frames;
		if (!run) {
			mixcore_line_pass_gap(line, frames);
			continue;
		}
		line->played += frames;
		line->passed += frames;
	}
}

/*
 * An output that was idle begins late, and has so much less silence to play first: what the leading
 * one has taken since, behind its first cycle.
 */
static void mixcore_line_catch_up(struct mixcore_line *line)
{
	u32 taken;

	/* No line is that is cut off: then the stream may be closed, and the leader gone. */
	if (!line->cold)
		return;
	taken = line->stream->output->latched - line->since;
	if (taken > line->cold)
		line->excess += min(taken - line->cold, line->silence);
	line->cold = 0;
}

/**
 * mixcore_line_cut_off() - a line is fed no longer, and plays what it has
 * @line: of a route; the stream is led as it was, and no cycle reads it
 *
 * Context: stream lock and run_lock held.
 */
void mixcore_line_cut_off(struct mixcore_line *line)
	__must_hold(&line->stream->card->run_lock)
{
	lockdep_assert_held(&line->stream->card->run_lock);
	/* What it needs of the output that leads, while there is one. */
	mixcore_line_catch_up(line);
	list_del_init(&line->list);
	mixcore_line_update(line);
}

/**
 * mixcore_line_cut_off_all() - as mixcore_line_cut_off(), all lines that a stream feeds
 * @stream: its
 *
 * Context: stream lock and run_lock held.
 */
void mixcore_line_cut_off_all(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_line *line, *next;

	list_for_each_entry_safe(line, next, &stream->lines, list)
		mixcore_line_cut_off(line);
}

/**
 * mixcore_line_frames() - how much of a cycle a line plays in one way, samples or silence
 * @line: of a route of this cycle's output
 * @frames: of the cycle
 *
 * Context: output thread, run_lock held.
 * Return: @frames, or less when a gap begins or ends first.
 */
u32 mixcore_line_frames(struct mixcore_line *line, u32 frames)
	__must_hold(&line->stream->card->run_lock)
{
	lockdep_assert_held(&line->stream->card->run_lock);
	mixcore_line_catch_up(line);
	mixcore_line_leave_out(line);
	if (!line->ngaps)
		return frames;
	return min(frames, mixcore_line_run(line) ?: line->gaps[0].frames);
}

/* There were not enough: the stream has ended, or the line has run dry. */
static void mixcore_line_starve(struct mixcore_line *line, u32 frames)
	__must_hold(&line->stream->card->run_lock)
{
	struct mixcore_stream *stream = line->stream;

	if (stream->running && line->epoch == stream->epoch && !list_empty(&line->list)) {
		line->inserted += frames;
		atomic64_add(frames, &stream->slips);
		return;
	}
	mixcore_line_update(line);
	/* Of a route that the stream is done with; see mixcore_leaving_settle(). */
	if (!line->active && list_empty(&line->list))
		schedule_work(&stream->card->settle);
}

/**
 * mixcore_line_claim() - the frames of a line that are in a cycle
 * @line: of a route of this cycle's output
 * @frames: of the cycle; where they are more than mixcore_line_frames() allows, the end is silence
 *
 * Context: output thread, run_lock held.
 */
void mixcore_line_claim(struct mixcore_line *line, u32 frames)
	__must_hold(&line->stream->card->run_lock)
{
	lockdep_assert_held(&line->stream->card->run_lock);
	line->starting = line->fresh;
	line->fresh = false;
	line->playing = min(frames, mixcore_line_run(line));
	line->played += line->playing;
	frames -= line->playing;
	if (frames && line->ngaps) {
		u32 gap = min(frames, line->gaps[0].frames);

		mixcore_line_pass_gap(line, gap);
		frames -= gap;
	}
	if (frames)
		mixcore_line_starve(line, frames);
}

/**
 * mixcore_line_source() - what a cycle mixes of a line
 * @line: its frames are claimed
 * @source: ring, position, frames and layout are written
 *
 * Context: output thread.
 */
void mixcore_line_source(const struct mixcore_line *line, struct mixcore_source *source)
{
	source->ring = line->frames.samples;
	source->ring_frames = line->frames.count;
	source->pos = (line->read_pos + line->passed) % line->frames.count;
	source->frames = line->playing;
	source->layout = line->frames.layout;
}

/**
 * mixcore_line_advance() - a cycle has mixed what it claimed
 * @line: of it
 *
 * Context: output thread.
 */
void mixcore_line_advance(struct mixcore_line *line)
{
	u32 frames = line->passed + line->playing;

	line->read_pos = (line->read_pos + frames) % line->frames.count;
	line->passed = 0;
	/* They may be overwritten: pairs with mixcore_line_feed(). */
	smp_store_release(&line->read, line->read + frames);
}

/* False: not now, as a cycle reads the stream. */
static bool mixcore_line_try_attach(struct mixcore_route *route, struct mixcore_line *line)
{
	struct mixcore_stream *stream = route->stream;
	bool possible;

	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	possible = !stream->latched;
	if (possible) {
		line->route = route;
		/* None that has begun. */
		line->epoch = stream->epoch - 1;
		list_add_tail(&line->list, &stream->lines);
		WRITE_ONCE(route->line, line);
		mixcore_line_update(line);
	}
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
	return possible;
}

/**
 * mixcore_line_attach() - a route plays by a line from now on
 * @route: of a stream that is connected; has none
 * @line: its own now
 *
 * Context: process, graph_lock held.
 */
void mixcore_line_attach(struct mixcore_route *route, struct mixcore_line *line)
	__must_hold(&route->stream->card->graph_lock)
{
	while (!mixcore_line_try_attach(route, line))
		mixcore_stream_sync(route->stream);
}

/* As mixcore_line_try_attach(). */
static bool mixcore_line_try_detach(struct mixcore_route *route)
{
	struct mixcore_stream *stream = route->stream;
	struct mixcore_line *line = route->line;
	bool possible;

	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	possible = !stream->latched;
	if (possible) {
		list_del_init(&line->list);
		WRITE_ONCE(route->line, NULL);
		if (line->active)
			route->output->running--;
	}
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
	return possible;
}

/* A route played by a line; what that has counted is the route's. */
static void mixcore_line_dispose(struct mixcore_route *route, struct mixcore_line *line)
	__must_hold(&route->output->card->graph_lock)
{
	/* A cycle may play it still. */
	mixcore_output_sync(route->output);
	route->inserted += line->inserted;
	route->dropped += line->dropped;
	mixcore_line_free(line);
}

/**
 * mixcore_line_drop() - as mixcore_line_detach(), when the stream may be closed
 * @route: does not lead; its line, if it has one, is cut off
 *
 * Context: process, graph_lock held.
 */
void mixcore_line_drop(struct mixcore_route *route)
	__must_hold(&route->output->card->graph_lock)
{
	struct mixcore_card *card = route->output->card;
	struct mixcore_line *line = route->line;

	if (!line)
		return;
	spin_lock_irq(&card->run_lock);
	WRITE_ONCE(route->line, NULL);
	if (line->active)
		route->output->running--;
	spin_unlock_irq(&card->run_lock);
	mixcore_line_dispose(route, line);
}

/**
 * mixcore_line_detach() - a route plays by its line no longer
 * @route: may have none
 *
 * What the line holds is lost.
 *
 * Context: process, graph_lock held.
 */
void mixcore_line_detach(struct mixcore_route *route)
	__must_hold(&route->stream->card->graph_lock)
{
	struct mixcore_line *line = route->line;

	if (!line)
		return;
	while (!mixcore_line_try_detach(route))
		mixcore_stream_sync(route->stream);
	mixcore_line_dispose(route, line);
}

/**
 * mixcore_line_holds() - has a line the memory for another delay?
 * @line: of a route
 * @delay: frames
 *
 * Context: process, graph_lock held.
 */
bool mixcore_line_holds(const struct mixcore_line *line, u32 delay)
{
	return mixcore_line_size(line->stream->rate, delay) <= line->frames.count;
}

/* What is to come is heard later by so many frames, or earlier. */
static void mixcore_line_shift(struct mixcore_line *line, s32 frames)
{
	u32 kept;

	line->latency += frames;
	if (frames < 0) {
		line->excess -= frames;
		return;
	}
	kept = min_t(u32, frames, line->excess);
	line->excess -= kept;
	if (frames > kept)
		mixcore_line_add_first_gap(line, frames - kept);
}

/* As mixcore_line_try_attach(): a cycle that leads claims its own line's frames late. */
static bool mixcore_line_try_set_delay(struct mixcore_line *line, u32 delay)
{
	struct mixcore_stream *stream = line->stream;
	bool possible;

	spin_lock_irq(&stream->card->run_lock);
	possible = !stream->latched;
	if (possible) {
		if (line->epoch == stream->epoch)
			mixcore_line_shift(line, (s32)(delay - line->delay));
		line->delay = delay;
	}
	spin_unlock_irq(&stream->card->run_lock);
	return possible;
}

/**
 * mixcore_line_set_delay() - another delay, while it plays
 * @line: of a route; holds it
 * @delay: frames
 *
 * Context: process, graph_lock held.
 */
void mixcore_line_set_delay(struct mixcore_line *line, u32 delay)
	__must_hold(&line->stream->card->graph_lock)
{
	while (!mixcore_line_try_set_delay(line, delay))
		mixcore_stream_sync(line->stream);
}

/**
 * mixcore_line_latency() - frames that a route plays after they were taken from the stream
 * @line: of the route; NULL: none
 *
 * Context: stream lock, or graph_lock, held.
 */
u32 mixcore_line_latency(const struct mixcore_line *line)
{
	return line ? READ_ONCE(line->latency) : 0;
}
