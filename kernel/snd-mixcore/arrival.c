// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrivals: a stream, or a recorder, comes to an output from another one, whose cycle may have had
 * it just now.
 *
 * Its buffer holds two cycles, and need not hold more. Did both outputs take one at once, its
 * application could not fill it in between. Then the stream sits out what is left of the first
 * cycle here; the next one comes half a cycle later at least.
 *
 *   left      | takes it |
 *   come to        |  sits out  |  takes it  |
 *
 * All that have come since the latest cycle sit out together: what was moved together stays so.
 */
#include "mixcore.h"

/* Has it been taken less than half a cycle ago, and is it to run dry, or over, when it is now? */
static bool mixcore_arrival_is_early(const struct mixcore_stream *stream,
				     const struct mixcore_output *output, u32 frames)
	__must_hold(&stream->card->run_lock)
{
	u64 half = mixcore_duration_ns(output->snapshot->cycle, output->rate) / 2;

	return stream->running && !stream->latched &&
	       ktime_before(output->begun, ktime_add_ns(stream->taken, half)) &&
	       !mixcore_stream_bears(stream, frames);
}

/* Recorders of a stream go where it goes. */
static bool mixcore_arrival_records_are_early(const struct mixcore_stream *stream,
					      const struct mixcore_output *output, u32 frames)
	__must_hold(&stream->card->run_lock)
{
	const struct mixcore_record *record;

	list_for_each_entry(record, &stream->records, of_stream)
		if (mixcore_arrival_is_early(record->recorder, output, frames))
			return true;
	return false;
}

/**
 * mixcore_arrival_early() - is one of the streams that have come to sit out
 * @output: a cycle of it begins, or the next piece of one
 * @frames: left of the cycle
 *
 * Context: output thread, run_lock held.
 */
bool mixcore_arrival_early(const struct mixcore_output *output, u32 frames)
	__must_hold(&output->card->run_lock)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	lockdep_assert_held(&output->card->run_lock);
	for (i = 0; i < snapshot->count; i++) {
		const struct mixcore_stream *stream = snapshot->targets[i].route->stream;

		if (stream->arrival.fresh && stream->output == output &&
		    (mixcore_arrival_is_early(stream, output, frames) ||
		     mixcore_arrival_records_are_early(stream, output, frames)))
			return true;
	}
	return false;
}

/**
 * mixcore_arrival_sits_out() - is a stream no part of this piece of a cycle
 * @stream: would take part
 * @first: the piece is the first of its cycle
 * @early: those that come sit out
 *
 * Context: output thread, run_lock held.
 */
bool mixcore_arrival_sits_out(struct mixcore_stream *stream, bool first, bool early)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_arrival *arrival = &stream->arrival;

	lockdep_assert_held(&stream->card->run_lock);
	if (arrival->fresh)
		arrival->sits_out = early;
	else if (first)
		arrival->sits_out = false;
	arrival->fresh = false;
	return arrival->sits_out;
}

/**
 * mixcore_arrival_recorder_sits_out() - as mixcore_arrival_sits_out(), of a recorder
 * @recorder: would take part
 * @output: a cycle of it begins, or the next piece of one
 * @first: it begins
 * @frames: left of the cycle
 *
 * One that follows a stream does what that does; so @recorder is one that was turned.
 *
 * Context: output thread, run_lock held.
 */
bool mixcore_arrival_recorder_sits_out(struct mixcore_stream *recorder,
				       const struct mixcore_output *output, bool first, u32 frames)
	__must_hold(&recorder->card->run_lock)
{
	bool early = recorder->arrival.fresh && mixcore_arrival_is_early(recorder, output, frames);

	return mixcore_arrival_sits_out(recorder, first, early);
}
