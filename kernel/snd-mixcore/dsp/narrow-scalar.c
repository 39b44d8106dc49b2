// SPDX-License-Identifier: GPL-2.0-only
/*
 * The narrow mix, in plain C: the definition that every other variant has to equal. Each term is
 * rounded down by itself, so that neither order nor grouping of the sources changes the sum.
 */
#include "internal.h"

static __always_inline s32 load(const u8 *at)
{
	return (s16)le16_to_cpu(*(const __le16 *)at);
}

/* Unrolled: the loop costs as much as the term. */
static __always_inline void add_constant(s32 *acc, const u8 *at, u32 frames,
					 const struct mixcore_narrow_pair *pair, size_t step)
{
	s32 m = pair->to;
	u32 shift = pair->shift;
	u32 i;

	for (i = 0; i + 4 <= frames; i += 4, acc += 4, at += 4 * step) {
		acc[0] += load(at) * m >> shift;
		acc[1] += load(at + step) * m >> shift;
		acc[2] += load(at + 2 * step) * m >> shift;
		acc[3] += load(at + 3 * step) * m >> shift;
	}
	for (; i < frames; i++, acc++, at += step)
		*acc += load(at) * m >> shift;
}

static void pair_constant(s32 *acc, const u8 *at, const struct mixcore_run *run,
			  const struct mixcore_narrow_pair *pair)
{
	if (run->layout.frame_step == 4)
		add_constant(acc, at, run->frames, pair, 4);
	else
		add_constant(acc, at, run->frames, pair, run->layout.frame_step);
}

static void pair_slope(s32 *acc, const u8 *at, const struct mixcore_run *run,
		       const struct mixcore_narrow_pair *pair)
{
	struct mixcore_slope slope;
	u32 i;

	mixcore_slope_start(&slope, pair->from, pair->to, run->pos, run->ramp->len);
	for (i = 0; i < run->frames; i++, at += run->layout.frame_step)
		acc[i] += load(at) * mixcore_slope_next(&slope) >> pair->shift;
}

/**
 * mixcore_narrow_add() - add a run to the accumulators
 * @acc: of its first frame
 * @channels: of the output
 * @fraction: bits per output channel
 * @run: S16
 * @truncating: per output channel: set to the number of terms of a frame that were truncated
 *
 * Context: any.
 */
void mixcore_narrow_add(s32 *acc, u32 channels, const u8 *fraction, const struct mixcore_run *run,
			u32 *truncating)
{
	bool moves = mixcore_run_moves(run);
	struct mixcore_narrow_pair pair;
	u32 out, in;

	for (out = 0; out < channels; out++, acc += MIXCORE_DSP_ROW) {
		const s32 *from = run->ramp->from.c[out];
		const s32 *to = run->ramp->to.c[out];

		truncating[out] = 0;
		for (in = 0; in < run->layout.channels; in++) {
			const u8 *at = mixcore_run_channel(run, in);

			if (moves && from[in] != to[in]) {
				mixcore_narrow_moving(&pair, from[in], to[in], fraction[out]);
				pair_slope(acc, at, run, &pair);
			} else if (to[in]) {
				mixcore_narrow_constant(&pair, to[in], fraction[out]);
				pair_constant(acc, at, run, &pair);
			} else {
				continue;
			}
			truncating[out] += pair.truncating;
		}
	}
}

/**
 * mixcore_narrow_store() - round, limit and write
 * @out: first frame of a tile
 * @layout: of the output, S16
 * @acc: accumulators
 * @bias: per channel, to add to them
 * @fraction: bits per channel
 * @frames: up to MIXCORE_DSP_TILE
 *
 * Context: any.
 */
void mixcore_narrow_store(void *out, const struct mixcore_layout *layout, const s32 *acc,
			  const s32 *bias, const u8 *fraction, u32 frames)
{
	size_t step = layout->frame_step;
	u32 ch, i;

	for (ch = 0; ch < layout->channels; ch++, acc += MIXCORE_DSP_ROW) {
		u8 *at = (u8 *)out + ch * layout->channel_step;

		for (i = 0; i < frames; i++) {
			s32 value = (acc[i] + bias[ch]) >> fraction[ch];

			*(__le16 *)(at + i * step) =
				cpu_to_le16((u16)clamp(value, -32768, 32767));
		}
	}
}
