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
	block->rows = false;
	memset(block->lost, 0, sizeof(block->lost));
	block->parted = false;
}

/**
 * mixcore_rows_clear() - silence in all rows
 * @block: in a tile to whose rows nothing was added before
 *
 * Context: any.
 */
void mixcore_rows_clear(struct mixcore_block *block)
{
	struct mixcore_scratch *scratch = block->scratch;
	u32 out;

	block->rows = true;
	for (out = 0; out < block->layout->channels; out++) {
		if (block->narrow)
			memset(scratch->narrow[out], 0, block->tile * sizeof(s32));
		else
			memset(scratch->wide[out], 0, block->tile * sizeof(s64));
	}
}

/* Half a unit, and what the terms lost on average in every frame. */
static __always_inline s32 narrow_bias(const struct mixcore_block *block, u32 out)
{
	return (1 << (block->fraction->narrow[out] - 1)) + (s32)(block->lost[out] >> 16);
}

/* What is counted by the frame is added by the frame. */
static void add_parted(struct mixcore_block *block, u32 out)
{
	struct mixcore_scratch *scratch = block->scratch;
	u32 i;

	for (i = 0; i < block->tile; i++)
		scratch->narrow[out][i] +=
			(s32)((block->lost[out] + scratch->lost[out][i]) >> 16);
	block->lost[out] = 0;
}

static void store_narrow(struct mixcore_block *block, void *out)
{
	s32 bias[MIXCORE_DSP_CHANNELS];
	u32 i;

	for (i = 0; i < block->layout->channels; i++) {
		if (block->parted)
			add_parted(block, i);
		bias[i] = narrow_bias(block, i);
	}
	block->ops->narrow_store(out, block->layout, block->scratch->narrow[0], bias,
				 block->fraction->narrow, block->tile);
}

/* How a tile of stereo is stored to whose rows nothing was added; NULL: not without rows. */
static mixcore_direct_t *direct_store(const struct mixcore_block *block)
{
	const struct mixcore_layout *layout = block->layout;
	enum mixcore_sample sample = layout->sample;

	if (block->rows || block->tile % MIXCORE_DIRECT_FRAMES)
		return NULL;
	if (block->narrow)
		return mixcore_layout_is_stereo(layout, 2) ? block->ops->direct[block->kind] : NULL;
	if (sample != MIXCORE_S24 && sample != MIXCORE_S32 && sample != MIXCORE_BUS)
		return NULL;
	/* Where there is nothing to add the kind is any. */
	return mixcore_layout_is_stereo(layout, 4) && block->kind != MIXCORE_NARROW_STEREO ?
		       block->ops->direct[block->kind] : NULL;
}

/* What waits is all there is. */
static void store_direct(struct mixcore_block *block, void *out, mixcore_direct_t *store)
{
	struct mixcore_direct direct;
	u32 i;

	direct.sample = block->layout->sample;
	for (i = 0; i < 2; i++) {
		struct mixcore_sums *sums = &direct.sums[i];

		sums->lanes = block->scratch->lanes[i];
		sums->end = block->next[i];
		sums->fraction = block->fraction->q[i];
		if (!block->narrow)
			continue;
		sums->fraction = block->fraction->narrow[i];
		sums->bias = narrow_bias(block, i);
	}
	store(out, block->tile, &direct);
	/* In each of the two channels as many, or less. */
	mixcore_breathe(block, 2 * (MIXCORE_DSP_LANES - block->room) * block->tile);
	mixcore_pairs_done(block);
}

static void store_tile(struct mixcore_block *block, void *out)
{
	mixcore_direct_t *direct;

	if (block->room_moving < MIXCORE_DSP_LANES)
		mixcore_moving_flush(block);
	direct = direct_store(block);
	if (direct) {
		store_direct(block, out, direct);
		return;
	}
	mixcore_pairs_flush(block);
	mixcore_rows_begin(block);
	if (block->narrow)
		store_narrow(block, out);
	else
		block->ops->wide_store(out, block->layout, block->scratch->wide[0],
				       block->fraction->q, block->tile);
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
	struct mixcore_block block;
	u32 i;

	/* The rest of it is of a tile. */
	block.layout = layout;
	block.fraction = fraction;
	block.narrow = fraction->narrow[0];
	block.scratch = scratch;
	block.kind = MIXCORE_NARROW_STEREO;
	block.room = MIXCORE_DSP_LANES;
	block.room_moving = MIXCORE_DSP_LANES;
	block.section = 0;
	for (i = 0; i < layout->channels; i++) {
		block.next[i] = scratch->lanes[i];
		block.next_moving[i] = scratch->moving[i];
	}
	block.ops = mixcore_ops_begin();
	mix_tiles(&block, out, frames, sources, count);
	mixcore_ops_end(block.ops);
}
