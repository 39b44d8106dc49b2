// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recording: what a cycle of an output or input does for those who record it. Part of the hot path:
 * no allocation, no sleep, no printing.
 *
 *   latch who runs -> add up what they hear, once for all who hear the same -> write it into their
 *   rings, in their format -> move their positions
 */
#include "mixcore.h"

/*
 * The stream that is recorded alone sits out this cycle, or it leads from this output, but not yet
 * in this snapshot: then it does not play, and no silence is recorded for it.
 */
static bool mixcore_recording_waits(const struct mixcore_snapshot *snapshot,
				    const struct mixcore_record *record)
{
	const struct mixcore_stream *of = record->of;
	u32 i;

	if (!of || !of->running || !of->route)
		return false;
	if (of->arrival.sits_out)
		return true;
	for (i = 0; i < snapshot->count; i++)
		if (snapshot->targets[i].route == of->route)
			return false;
	return true;
}

/**
 * mixcore_recording_latch() - decide which recorders take part
 * @output: a cycle of it begins, or the next piece of one
 * @first: it begins
 * @frames: left of the cycle
 *
 * Context: output thread, run_lock held.
 */
void mixcore_recording_latch(struct mixcore_output *output, bool first, u32 frames)
	__must_hold(&output->card->run_lock)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	lockdep_assert_held(&output->card->run_lock);
	snapshot->recording = false;
	for (i = 0; i < snapshot->nrecords; i++) {
		struct mixcore_record_target *target = &snapshot->records[i];
		struct mixcore_stream *recorder = target->record->recorder;

		/* Where its stream has just moved from, it may be latched still. */
		target->running = recorder->running && recorder->record == target->record &&
				  recorder->output == output && !recorder->latched &&
				  !mixcore_recording_waits(snapshot, target->record) &&
				  !mixcore_arrival_recorder_sits_out(recorder, output, first,
								     frames);
		if (!target->running)
			continue;
		recorder->latched = true;
		recorder->latched_by = output;
		target->epoch = recorder->epoch;
		snapshot->recording = true;
	}
}

/* What the recorder hears of the streams of this cycle; returns how many they are. */
static u32 mixcore_recording_gather(struct mixcore_snapshot *snapshot,
				    const struct mixcore_selection *selection)
{
	const struct mixcore_source *source = snapshot->sources;
	u32 count = 0;
	u32 i;

	for (i = 0; i < snapshot->count; i++) {
		const struct mixcore_target *target = &snapshot->targets[i];

		if (!target->running && !target->line && !target->fade)
			continue;
		if (mixcore_recorder_hears(selection, target->route->stream)) {
			snapshot->tap_sources[count] = *source;
			snapshot->tap_sources[count++].ramp = target->tap;
		}
		source++;
	}
	return count;
}

/* Adds up what is heard with @selection, before the output's gain. */
static void mixcore_recording_mix(struct mixcore_output *output,
				  const struct mixcore_selection *selection, u32 frames)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	struct mixcore_layout layout;
	u32 count;

	layout = mixcore_layout_interleaved(MIXCORE_S32, snapshot->layout.channels);
	count = mixcore_recording_gather(snapshot, selection);
	mixcore_mix(output->tap_block, &layout, &snapshot->tap_fraction, frames,
		    snapshot->tap_sources, count, output->scratch);
}

/* A recorder begins at its gain; changes while it runs are ramped, as those of routes are. */
static void mixcore_recording_take_gains(struct mixcore_record_target *target, u32 frames)
{
	struct mixcore_record *record = target->record;

	if (record->epoch == target->epoch)
		mixcore_gains_follow(&record->ramp, &target->coefs, frames);
	else
		mixcore_ramp_set(&record->ramp, &target->coefs);
	record->epoch = target->epoch;
}

/* Writes the frames of @source behind what the recorder has; its ring may wrap. */
static void mixcore_recording_store(struct mixcore_output *output,
				    struct mixcore_record_target *target,
				    struct mixcore_source *source)
{
	struct mixcore_record *record = target->record;
	const struct mixcore_stream *recorder = record->recorder;
	struct mixcore_fraction fraction = {};
	u32 left = source->ring_frames, to = recorder->pos;

	mixcore_recording_take_gains(target, output->snapshot->ramp);
	memcpy(fraction.q, target->coefs.q, sizeof(fraction.q));
	source->ramp = &record->ramp;
	while (left) {
		source->frames = min(left, recorder->buffer - to);
		mixcore_mix(recorder->ring + to * recorder->layout.frame_step, &recorder->layout,
			    &fraction, source->frames, source, 1, output->scratch);
		mixcore_ramp_advance(&record->ramp, source->frames);
		source->pos += source->frames;
		left -= source->frames;
		to = 0;
	}
}

/* Is it what the backend gets, or got? */
static bool mixcore_recording_is_block(const struct mixcore_selection *selection)
{
	return selection->kind == MIXCORE_SOURCE_OUT || selection->kind == MIXCORE_SOURCE_INPUT;
}

/**
 * mixcore_recording_write() - give frames to all recorders that take part
 * @output: in a cycle, its block is mixed or captured
 * @done: first frame of the block
 * @frames: so many, not 0
 *
 * Context: output thread, no locks held.
 */
void mixcore_recording_write(struct mixcore_output *output, u32 done, u32 frames)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	const struct mixcore_selection *mixed = NULL;
	u32 i;

	for (i = 0; i < snapshot->nrecords; i++) {
		struct mixcore_record_target *target = &snapshot->records[i];
		const struct mixcore_selection *selection = &target->record->selection;
		struct mixcore_source source = { .ring_frames = frames };

		if (!target->running)
			continue;
		if (mixcore_recording_is_block(selection)) {
			source.layout = snapshot->layout;
			source.ring = output->block + done * source.layout.frame_step;
		} else {
			if (!mixed || !mixcore_recorder_hears_as(mixed, selection))
				mixcore_recording_mix(output, selection, frames);
			mixed = selection;
			source.layout = mixcore_layout_interleaved(MIXCORE_S32,
								   snapshot->layout.channels);
			source.ring = output->tap_block;
		}
		mixcore_recording_store(output, target, &source);
	}
}

/**
 * mixcore_recording_advance() - move the recorders' positions
 * @output: in a cycle
 * @frames: were written
 *
 * Context: output thread, no locks held.
 */
void mixcore_recording_advance(struct mixcore_output *output, u32 frames)
{
	struct mixcore_snapshot *snapshot = output->snapshot;
	u32 i;

	for (i = 0; i < snapshot->nrecords; i++) {
		struct mixcore_stream *recorder = snapshot->records[i].record->recorder;

		if (!snapshot->records[i].running)
			continue;
		if (mixcore_area_is_mapped(output->card))
			mixcore_levels_ring(recorder, frames);
		mixcore_stream_advance(recorder, output, frames, 0);
	}
}
