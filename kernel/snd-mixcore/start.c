// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting together on several outputs.
 *
 * Streams that are started by one call, linked or in a sync group, are in the same cycle where they
 * play on one output. Where they play on several of one clock domain, their first frames are to be
 * heard at the same time: each waits until every one of these outputs has said when the next frame
 * that it mixes is heard, and begins in the midst of a cycle, at the frame that is heard at the
 * latest of these times.
 *
 *   heard   ----------------------------------|----->
 *   A       |  cycle  |  cycle  |  cycle  |  c|a a a|
 *   B       |     cycle     |     cycle       |b b b b b b b b b |
 *
 * After a pause, too: what stopped at once had got further on one output than on another, and waits
 * for it. The frames that each has been heard since they began together are what is compared; no
 * time is. So the channels of one sound stay together however often they are paused.
 */
#include <linux/math64.h>

#include "mixcore.h"

/* So long an output may take to get going before others begin without it. */
#define MIXCORE_START_PATIENCE_NS	((u64)NSEC_PER_SEC)

/* Further apart they were not brought by one stop: what is queued decides, at most a buffer. */
#define MIXCORE_START_APART_MAX		(2 * MIXCORE_RATE_MAX)

static u64 mixcore_start_ns(const struct mixcore_stream *stream, u64 frames)
{
	return mixcore_duration_ns(frames, stream->rate);
}

/* To the nearest. */
static u64 mixcore_start_frames(const struct mixcore_stream *stream, u64 ns)
{
	return mul_u64_u32_div(ns + mixcore_start_ns(stream, 1) / 2, stream->rate, NSEC_PER_SEC);
}

/**
 * mixcore_start_init() - it waits for nobody
 * @stream: new
 *
 * Context: any.
 */
void mixcore_start_init(struct mixcore_stream *stream)
{
	INIT_LIST_HEAD(&stream->start.list);
}

/**
 * mixcore_start_add() - a stream runs from now on
 * @stream: mixcore_start_together() is called before run_lock is let go
 *
 * Context: run_lock held.
 */
void mixcore_start_add(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	list_add_tail(&stream->start.list, &stream->card->starting);
}

/**
 * mixcore_start_together() - all that were added have started by one call
 * @card: the card
 *
 * Context: run_lock held.
 */
void mixcore_start_together(struct mixcore_card *card)
	__must_hold(&card->run_lock)
{
	struct mixcore_stream *stream;
	ktime_t now;

	lockdep_assert_held(&card->run_lock);
	if (list_empty(&card->starting))
		return;
	if (list_is_singular(&card->starting)) {
		list_del_init(card->starting.next);
		return;
	}
	now = ktime_get();
	list_for_each_entry(stream, &card->starting, start.list) {
		stream->start.waits = true;
		stream->start.since = now;
		stream->start.ready = 0;
		stream->start.at = 0;
	}
	/* A ring without a head. */
	list_del_init(&card->starting);
	mixcore_group_poke_later(card);
}

/**
 * mixcore_start_leave() - a stream waits no longer: it begins, or has stopped
 * @stream: any
 *
 * Context: run_lock held.
 */
void mixcore_start_leave(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	list_del_init(&stream->start.list);
	stream->start.waits = false;
}

static bool mixcore_start_one_domain(const struct mixcore_stream *stream,
				     const struct mixcore_stream *other)
{
	const u32 domain = READ_ONCE(stream->output->config.domain);

	return domain && domain == READ_ONCE(other->output->config.domain) &&
	       stream->rate == other->rate;
}

/* Are those that start with it on its output in this cycle, too? One may just have been made. */
static bool mixcore_start_all_taken(struct mixcore_stream *stream)
{
	const struct mixcore_stream *other;

	list_for_each_entry(other, &stream->start.list, start.list)
		if (other->output == stream->output && !other->route->taken)
			return false;
	return true;
}

/* Does it wait for an output that it is not on? */
static bool mixcore_start_has_others(struct mixcore_stream *stream)
{
	const struct mixcore_stream *other;

	list_for_each_entry(other, &stream->start.list, start.list)
		if (other->output != stream->output && mixcore_start_one_domain(stream, other))
			return true;
	return false;
}

static bool mixcore_start_all_ready(struct mixcore_stream *stream)
{
	const struct mixcore_stream *other;

	list_for_each_entry(other, &stream->start.list, start.list)
		if (mixcore_start_one_domain(stream, other) && !other->start.ready)
			return false;
	return true;
}

/* Frames since it began together with others. */
static u64 mixcore_start_since(const struct mixcore_stream *stream)
{
	return READ_ONCE(stream->frames) - stream->start.frames;
}

/* Did they begin together once, and has nothing but a stop brought them apart? */
static bool mixcore_start_began_with(const struct mixcore_stream *stream,
				     const struct mixcore_stream *other)
{
	s64 apart = mixcore_start_since(stream) - mixcore_start_since(other);

	return stream->start.number && stream->start.number == other->start.number &&
	       abs(apart) <= MIXCORE_START_APART_MAX;
}

static bool mixcore_start_goes_on(struct mixcore_stream *stream)
{
	const struct mixcore_stream *other;

	list_for_each_entry(other, &stream->start.list, start.list)
		if (mixcore_start_one_domain(stream, other) &&
		    !mixcore_start_began_with(stream, other))
			return false;
	return true;
}

static void mixcore_start_count_from(struct mixcore_stream *stream, u64 number)
{
	stream->start.number = number;
	stream->start.frames = READ_ONCE(stream->frames);
}

/* They begin together for the first time. */
static void mixcore_start_anew(struct mixcore_stream *stream)
{
	u64 number = ++stream->card->starts;
	struct mixcore_stream *other;

	mixcore_start_count_from(stream, number);
	list_for_each_entry(other, &stream->start.list, start.list)
		if (mixcore_start_one_domain(stream, other))
			mixcore_start_count_from(other, number);
}

/* When frame 0 since they began together would have been heard, for this one to be in time. */
static ktime_t mixcore_start_origin(const struct mixcore_stream *stream)
{
	return ktime_sub_ns(stream->start.ready,
			    mixcore_start_ns(stream, mixcore_start_since(stream)));
}

static void mixcore_start_set(struct mixcore_stream *stream, ktime_t origin)
{
	stream->start.at = ktime_add_ns(origin,
					mixcore_start_ns(stream, mixcore_start_since(stream)));
}

/* All outputs are ready, so no cycle reads one of the streams: none moves. */
static void mixcore_start_settle(struct mixcore_stream *stream)
{
	struct mixcore_stream *other;
	ktime_t origin;

	if (!mixcore_start_goes_on(stream))
		mixcore_start_anew(stream);
	origin = mixcore_start_origin(stream);
	list_for_each_entry(other, &stream->start.list, start.list)
		if (mixcore_start_one_domain(stream, other))
			origin = max(origin, mixcore_start_origin(other));
	mixcore_start_set(stream, origin);
	list_for_each_entry(other, &stream->start.list, start.list)
		if (mixcore_start_one_domain(stream, other))
			mixcore_start_set(other, origin);
}

static bool mixcore_start_is_late(const struct mixcore_stream *stream)
{
	return ktime_to_ns(ktime_sub(ktime_get(), stream->start.since)) >
	       MIXCORE_START_PATIENCE_NS;
}

/**
 * mixcore_start_latch() - does a stream that waits begin in this piece of a cycle
 * @stream: mixcore_stream.start.waits, led by this cycle
 * @heard: when the first frame of the piece is heard, 0 = not known
 * @frames: of the piece; less where it begins in its midst, which is the next piece then
 *
 * Context: output thread, run_lock held.
 * Return: true when it begins with the first frame.
 */
bool mixcore_start_latch(struct mixcore_stream *stream, ktime_t heard, u32 *frames)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_start *start = &stream->start;
	u64 ahead = 0;

	lockdep_assert_held(&stream->card->run_lock);
	if (!start->at && mixcore_start_is_late(stream))
		goto begin;
	if (!mixcore_start_all_taken(stream))
		return false;
	if (!start->at && !mixcore_start_has_others(stream))
		goto begin;
	if (!heard)
		return false;
	if (!start->at) {
		start->ready = heard;
		if (mixcore_start_all_ready(stream))
			mixcore_start_settle(stream);
		else
			start->ready = ktime_add_ns(heard, mixcore_start_ns(stream, *frames));
	}
	if (!start->at)
		return false;
	if (ktime_before(heard, start->at))
		ahead = mixcore_start_frames(stream, ktime_to_ns(ktime_sub(start->at, heard)));
	if (ahead) {
		*frames = min_t(u64, ahead, *frames);
		return false;
	}
begin:
	mixcore_start_leave(stream);
	return true;
}
