// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mix: a block in tiles of MIXCORE_DSP_TILE frames, each source of a tile in runs that end where
 * its ring, its ramp or its frames do.
 */
#include "internal.h"

/* One block. */
struct mix {
	const struct mixcore_layout *layout;
	const struct mixcore_fraction *fraction;
	const struct mixcore_source *sources;
	u32 count;
	struct mixcore_scratch *scratch;
	u32 truncating[MIXCORE_DSP_CHANNELS];	/* terms in every frame of the tile */
	bool parted;				/* more of them in scratch->truncating */
};

/* Frame of the ring that is @done frames after the first of the block. */
static u32 ring_frame(const struct mixcore_source *source, u32 done)
{
	u32 left = source->ring_frames - source->pos;

	if (done >= source->ring_frames)
		done %= source->ring_frames;
	return done < left ? source->pos + done : done - left;
}

static void count_truncating(struct mix *mix, u32 at, u32 frames, u32 tile, const u32 *terms)
{
	u32 out, i;

	if (frames == tile) {
		for (out = 0; out < mix->layout->channels; out++)
			mix->truncating[out] += terms[out];
		return;
	}
	if (!mix->parted)
		memset(mix->scratch->truncating, 0, sizeof(mix->scratch->truncating));
	mix->parted = true;
	for (out = 0; out < mix->layout->channels; out++)
		for (i = 0; i < frames; i++)
			mix->scratch->truncating[out][at + i] += terms[out];
}

/* @at: frame of the tile. */
static void add_run(struct mix *mix, struct mixcore_run *run, u32 at, u32 tile)
{
	struct mixcore_scratch *scratch = mix->scratch;
	u32 terms[MIXCORE_DSP_CHANNELS];

	if (mix->fraction->narrow[0]) {
		mixcore_narrow_add(scratch->narrow[0] + at, mix->layout->channels,
				   mix->fraction->narrow, run, terms);
		count_truncating(mix, at, run->frames, tile, terms);
		return;
	}
	if (mixcore_convert_needed(run->layout.sample))
		mixcore_convert(run, scratch->samples);
	mixcore_wide_add(scratch->wide[0] + at, mix->layout->channels, run);
}

/* Frames @done to @done + @tile of the block of one source. */
static void add_source(struct mix *mix, const struct mixcore_source *source, u32 done, u32 tile)
{
	const struct mixcore_ramp *ramp = source->ramp;
	u32 frames = min(tile, source->frames - done);
	u32 ring = ring_frame(source, done);
	struct mixcore_run run;
	u32 at;

	run.ramp = ramp;
	run.pos = ramp->pos + min(done, ramp->len - ramp->pos);
	for (at = 0; at < frames; at += run.frames) {
		run.layout = source->layout;
		run.first = (const u8 *)source->ring + (size_t)ring * run.layout.frame_step;
		run.frames = min(frames - at, source->ring_frames - ring);
		if (run.pos < ramp->len)
			run.frames = min(run.frames, ramp->len - run.pos);
		add_run(mix, &run, at, tile);
		ring += run.frames;
		if (ring == source->ring_frames)
			ring = 0;
		run.pos += min(run.frames, ramp->len - run.pos);
	}
}

static void start_tile(struct mix *mix, u32 frames)
{
	struct mixcore_scratch *scratch = mix->scratch;
	bool narrow = mix->fraction->narrow[0];
	u32 out;

	for (out = 0; out < mix->layout->channels; out++) {
		if (narrow)
			memset(scratch->narrow[out], 0, frames * sizeof(s32));
		else
			memset(scratch->wide[out], 0, frames * sizeof(s64));
	}
	memset(mix->truncating, 0, sizeof(mix->truncating));
	mix->parted = false;
}

/* Half a unit, and half a fraction of one for each truncated term: what they lost on average. */
static void narrow_bias(struct mix *mix, s32 *bias, u32 frames)
{
	struct mixcore_scratch *scratch = mix->scratch;
	u32 out, i;

	for (out = 0; out < mix->layout->channels; out++) {
		u32 terms = mix->truncating[out];
		s32 half = 1 << (mix->fraction->narrow[out] - 1);

		bias[out] = half + (s32)(terms / 2);
		if (!mix->parted)
			continue;
		for (i = 0; i < frames; i++)
			scratch->narrow[out][i] +=
				(s32)((terms + scratch->truncating[out][i]) / 2);
		bias[out] = half;
	}
}

static void store_tile(struct mix *mix, void *out, u32 frames)
{
	s32 bias[MIXCORE_DSP_CHANNELS];

	if (!mix->fraction->narrow[0]) {
		mixcore_wide_store(out, mix->layout, mix->scratch->wide[0], mix->fraction->q,
				   frames);
		return;
	}
	narrow_bias(mix, bias, frames);
	mixcore_narrow_store(out, mix->layout, mix->scratch->narrow[0], bias,
			     mix->fraction->narrow, frames);
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
	struct mix mix = {
		.layout = layout, .fraction = fraction, .sources = sources, .count = count,
		.scratch = scratch,
	};
	u32 done, tile, i;

	for (done = 0; done < frames; done += tile) {
		tile = min_t(u32, frames - done, MIXCORE_DSP_TILE);
		start_tile(&mix, tile);
		for (i = 0; i < count; i++)
			if (sources[i].frames > done)
				add_source(&mix, &sources[i], done, tile);
		store_tile(&mix, (u8 *)out + (size_t)done * layout->frame_step, tile);
	}
}
