// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mix: a block in tiles of MIXCORE_DSP_TILE frames, each source of a tile in runs that end
 * where its ring, its ramp or its frames do.
 */
#include "internal.h"

/* Frame of the ring that is @done frames after the first of the block. */
static u32 ring_frame(const struct mixcore_source *source, u32 done)
{
	u32 left = source->ring_frames - source->pos;

	if (done >= source->ring_frames)
		done %= source->ring_frames;
	return done < left ? source->pos + done : done - left;
}

/* What was counted for a part of a tile only is counted by frame. */
static void part_lost(struct mixcore_block *block, const struct mixcore_run *run,
		      const u32 *before)
{
	struct mixcore_scratch *scratch = block->scratch;
	u32 out, i;

	if (!block->parted)
		memset(scratch->lost, 0, sizeof(scratch->lost));
	block->parted = true;
	for (out = 0; out < block->layout->channels; out++) {
		u32 lost = block->lost[out] - before[out];

		for (i = 0; i < run->frames; i++)
			scratch->lost[out][run->at + i] += lost;
		block->lost[out] = before[out];
	}
}

/* One at a time: there is room for one. */
static void add_converted(struct mixcore_block *block, const struct mixcore_run *run)
{
	struct mixcore_layout layout;
	struct mixcore_run converted = *run;

	mixcore_convert(run, block->scratch->samples);
	layout = mixcore_layout_interleaved(MIXCORE_S32, run->layout->channels);
	converted.layout = &layout;
	converted.first = (const u8 *)block->scratch->samples;
	mixcore_pairs_add(block, &converted);
	mixcore_pairs_flush(block);
}

static void add_run(struct mixcore_block *block, const struct mixcore_run *run)
{
	u32 before[MIXCORE_DSP_CHANNELS];

	if (block->narrow && run->frames < block->tile) {
		memcpy(before, block->lost, sizeof(before));
		mixcore_pairs_add(block, run);
		part_lost(block, run, before);
		return;
	}
	if (mixcore_convert_needed(run->layout->sample))
		add_converted(block, run);
	else
		mixcore_pairs_add(block, run);
}

/* Frames @done and after of the block of one source, in runs. */
static void add_runs(struct mixcore_block *block, const struct mixcore_source *source, u32 done)
{
	const struct mixcore_ramp *ramp = source->ramp;
	u32 frames = source->frames > done ? min(block->tile, source->frames - done) : 0;
	u32 ring = ring_frame(source, done);
	struct mixcore_run run = {
		.layout = &source->layout, .ramp = ramp,
		.pos = ramp->pos + min(done, ramp->len - ramp->pos),
	};

	for (; frames; frames -= run.frames) {
		run.first = (const u8 *)source->ring + (size_t)ring * run.layout->frame_step;
		run.frames = min(frames, source->ring_frames - ring);
		if (run.pos < ramp->len)
			run.frames = min(run.frames, ramp->len - run.pos);
		add_run(block, &run);
		run.at += run.frames;
		ring += run.frames;
		if (ring == source->ring_frames)
			ring = 0;
		run.pos += min(run.frames, ramp->len - run.pos);
	}
}

static void start_tile(struct mixcore_block *block)
{
	struct mixcore_scratch *scratch = block->scratch;
	u32 out;

	for (out = 0; out < block->layout->channels; out++) {
		if (block->narrow)
			memset(scratch->narrow[out], 0, block->tile * sizeof(s32));
		else
			memset(scratch->wide[out], 0, block->tile * sizeof(s64));
	}
	memset(block->lost, 0, sizeof(block->lost));
	block->parted = false;
}

/* Half a unit, and what the terms lost on average. */
static void narrow_bias(struct mixcore_block *block, s32 *bias)
{
	struct mixcore_scratch *scratch = block->scratch;
	u32 out, i;

	for (out = 0; out < block->layout->channels; out++) {
		u32 lost = block->lost[out];
		s32 half = 1 << (block->fraction->narrow[out] - 1);

		bias[out] = half + (s32)(lost >> 16);
		if (!block->parted)
			continue;
		for (i = 0; i < block->tile; i++)
			scratch->narrow[out][i] +=
				(s32)((lost + scratch->lost[out][i]) >> 16);
		bias[out] = half;
	}
}

static void store_tile(struct mixcore_block *block, void *out)
{
	s32 bias[MIXCORE_DSP_CHANNELS];

	mixcore_pairs_flush(block);
	if (block->room_moving < MIXCORE_DSP_LANES)
		mixcore_moving_flush(block);
	if (!block->narrow) {
		block->ops->wide_store(out, block->layout, block->scratch->wide[0],
				       block->fraction->q, block->tile);
		return;
	}
	narrow_bias(block, bias);
	block->ops->narrow_store(out, block->layout, block->scratch->narrow[0], bias,
				 block->fraction->narrow, block->tile);
}

static void mix_tiles(struct mixcore_block *block, u8 *out, u32 frames,
		      const struct mixcore_source *sources, u32 count)
{
	u32 done, i;

	for (done = 0; done < frames; done += block->tile) {
		block->tile = min_t(u32, frames - done, MIXCORE_DSP_TILE);
		start_tile(block);
		for (i = 0; i < count; i++) {
			/* Mostly the whole tile is one run at its targets. */
			if (!mixcore_pairs_add_tile(block, &sources[i], done))
				add_runs(block, &sources[i], done);
		}
		store_tile(block, out + (size_t)done * block->layout->frame_step);
	}
}

/**
 * mixcore_mix() - mix one block
 * @out: its first frame; all frames and channels are written
 * @layout: of @out
 * @fraction: how to add
 * @frames: any number
 * @sources: what to mix; the result does not depend on their order
 * @count: of @sources
 * @scratch: to work in, whatever is in it
 *
 * The ramps of @sources don't move: mixcore_ramp_advance() when the block is accepted.
 *
 * Context: any.
 */
void mixcore_mix(void *out, const struct mixcore_layout *layout,
		 const struct mixcore_fraction *fraction, u32 frames,
		 const struct mixcore_source *sources, u32 count, struct mixcore_scratch *scratch)
{
	struct mixcore_block block = {
		.layout = layout, .fraction = fraction, .narrow = fraction->narrow[0],
		.scratch = scratch, .room = MIXCORE_DSP_LANES,
		.room_moving = MIXCORE_DSP_LANES,
	};
	u32 i;

	for (i = 0; i < layout->channels; i++) {
		block.next[i] = scratch->lanes[i];
		block.next_moving[i] = scratch->moving[i];
	}
	block.ops = mixcore_ops_begin();
	mix_tiles(&block, out, frames, sources, count);
	mixcore_ops_end(block.ops);
}
