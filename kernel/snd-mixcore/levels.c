// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the status area shows of streams, outputs and inputs: meters, positions, times. All that
 * costs more than a few additions is done only for those who have it mapped: callers ask
 * mixcore_area_is_mapped() first.
 */
#include <linux/math64.h>

#include "mixcore.h"

#define MIXCORE_LEVELS_CYCLES	256	/* of a struct mixcore_load */

/* Peaks are of the present window and the one before, if that was just before. */
static void mixcore_levels_window(struct mixcore_levels *levels, ktime_t now)
{
	const u64 window = MIXCORE_STATUS_PEAK_MS * (u64)NSEC_PER_MSEC;

	if (ktime_before(now, levels->end))
		return;
	if (ktime_before(now, ktime_add_ns(levels->end, window)))
		memcpy(levels->before, levels->meter.peak, sizeof(levels->before));
	else
		memset(levels->before, 0, sizeof(levels->before));
	memset(levels->meter.peak, 0, sizeof(levels->meter.peak));
	levels->end = ktime_add_ns(now, window);
}

static void mixcore_levels_entry(struct mixcore_levels *levels, ktime_t now,
				 struct mixcore_status_entry *entry)
{
	u32 i;

	mixcore_levels_window(levels, now);
	entry->time_ns = ktime_to_ns(now);
	memcpy(entry->square_sum, levels->meter.square_sum, sizeof(entry->square_sum));
	for (i = 0; i < MIXCORE_DSP_CHANNELS; i++)
		entry->peak[i] = max(levels->before[i], levels->meter.peak[i]);
}

/**
 * mixcore_levels_ring() - meter what a cycle takes from a stream's ring, or has written there
 * @stream: latched by this cycle, which has not moved its position yet
 * @frames: that are there
 *
 * Context: output thread.
 */
void mixcore_levels_ring(struct mixcore_stream *stream, u32 frames)
{
	struct mixcore_meter *meter = &stream->levels.meter;
	u32 first;

	if (!mixcore_area_shows_uid(stream->card, stream->uid))
		return;
	mixcore_levels_window(&stream->levels, ktime_get());
	first = min(frames, stream->buffer - stream->pos);
	mixcore_meter_add(meter, stream->ring + stream->pos * stream->layout.frame_step,
			  &stream->layout, first);
	mixcore_meter_add(meter, stream->ring, &stream->layout, frames - first);
}

/**
 * mixcore_levels_stream() - a cycle has moved a stream
 * @stream: took part
 * @frames: of the cycle
 *
 * Context: output thread, stream lock held.
 */
void mixcore_levels_stream(struct mixcore_stream *stream, u32 frames)
{
	struct mixcore_status_entry entry;

	if (!mixcore_area_shows_uid(stream->card, stream->uid))
		return;
	entry = (struct mixcore_status_entry) {
		.id = stream->id,
		.frames = stream->frames,
		.xruns = stream->xruns,
		.slips = atomic64_read(&stream->slips),
		.rate = stream->rate,
		.channels = stream->channels,
		.cycle_frames = frames,
	};
	mixcore_stream_place(stream, &entry.queued_frames, &entry.delay_frames);
	mixcore_levels_entry(&stream->levels, ktime_get(), &entry);
	mixcore_area_put_stream(stream, &entry);
}

/**
 * mixcore_levels_forget_stream() - a stream is no more
 * @stream: no cycle reads it
 *
 * Context: process.
 */
void mixcore_levels_forget_stream(const struct mixcore_stream *stream)
{
	const struct mixcore_status_entry nobody = {};

	mixcore_area_put_stream(stream, &nobody);
}

/**
 * mixcore_levels_block() - meter what a cycle has mixed or captured
 * @output: its block has it
 *
 * Context: output thread.
 */
void mixcore_levels_block(struct mixcore_output *output)
{
	if (!mixcore_area_hears_output(output))
		return;
	mixcore_levels_window(&output->levels, ktime_get());
	mixcore_meter_add(&output->levels.meter, output->block, &output->snapshot->layout,
			  output->snapshot->cycle);
}

/**
 * mixcore_levels_took() - a cycle is over
 * @output: whose
 * @ns: that it took
 *
 * Context: output thread.
 */
void mixcore_levels_took(struct mixcore_output *output, u64 ns)
{
	struct mixcore_load *load = &output->load[0];
	u32 took = min_t(u64, ns, U32_MAX);

	if (load->count == MIXCORE_LEVELS_CYCLES) {
		output->load[1] = *load;
		*load = (struct mixcore_load) {};
	}
	if (!load->count || took < load->min)
		load->min = took;
	load->max = max(load->max, took);
	load->sum += took;
	load->count++;
}

static void mixcore_levels_load(const struct mixcore_load load[MIXCORE_LOADS],
				struct mixcore_status_entry *entry)
{
	u32 count = load[0].count + load[1].count;

	entry->cycle_min_ns = load[1].count ? min(load[0].min, load[1].min) : load[0].min;
	entry->cycle_max_ns = max(load[0].max, load[1].max);
	entry->cycle_avg_ns = count ? div_u64(load[0].sum + load[1].sum, count) : 0;
}

/**
 * mixcore_levels_output() - a cycle is over
 * @output: whose
 * @queued: frames in the backend before it
 *
 * Context: output thread.
 */
void mixcore_levels_output(struct mixcore_output *output, u32 queued)
{
	struct mixcore_status_entry entry = {
		.id = output->id,
		.frames = output->counters.frames,
		.xruns = output->counters.xruns,
		.slips = atomic64_read(&output->slips),
		.rate = output->rate,
		.channels = output->snapshot->layout.channels,
		.cycle_frames = output->snapshot->cycle,
		.queued_frames = queued,
		.delay_frames = output->delay.frames,
	};

	mixcore_levels_load(output->load, &entry);
	mixcore_levels_entry(&output->levels, ktime_get(), &entry);
	mixcore_area_put_output(output, &entry);
}

/**
 * mixcore_levels_forget_output() - an output or input is no more
 * @output: its thread has ended
 *
 * Context: process.
 */
void mixcore_levels_forget_output(const struct mixcore_output *output)
{
	const struct mixcore_status_entry nobody = {};

	mixcore_area_put_output(output, &nobody);
}
