// SPDX-License-Identifier: GPL-2.0-only
/*
 * The wide mix, in plain C: the definition that every other variant has to equal.
 *
 * An accumulator has q + 31 fraction bits of full scale. Whatever the order of the sources, the sum
 * is the same: every addition is exact.
 */
#include "internal.h"

/* A sample at full scale of s32. */
static __always_inline s64 load(const u8 *at, enum mixcore_sample sample)
{
	if (sample == MIXCORE_S16)
		return (s32)((u32)le16_to_cpu(*(const __le16 *)at) << 16);
	if (sample == MIXCORE_S24)
		return (s32)(le32_to_cpu(*(const __le32 *)at) << 8);
	return (s32)le32_to_cpu(*(const __le32 *)at);
}

/* Inlined with constant @sample and @step. */
static __always_inline void add_lane(s64 *row, u32 frames, const u8 *at, s32 factor,
				     enum mixcore_sample sample, size_t step)
{
	u32 i;

	for (; frames >= 4; frames -= 4, row += 4, at += 4 * step) {
#pragma GCC unroll 4
		for (i = 0; i < 4; i++)
			row[i] += load(at + i * step, sample) * factor;
	}
	for (; frames; frames--, row++, at += step)
		*row += load(at, sample) * factor;
}

static __always_inline void add_any(s64 *row, u32 from, u32 frames,
				    const struct mixcore_lane *lanes, u32 count,
				    enum mixcore_sample sample)
{
	for (; count; count--, lanes++)
		add_lane(row + from, frames - from,
			 lanes->at + lanes->place.offset + from * lanes->place.step,
			 lanes->product.factor, sample,
			 lanes->place.step);
}

static __always_inline void add_stereo(s64 *row, u32 from, u32 frames,
				       const struct mixcore_lane *lanes, u32 count,
				       enum mixcore_sample sample, size_t step)
{
	for (; count; count--, lanes++)
		add_lane(row + from, frames - from, lanes->at + lanes->place.offset + from * step,
			 lanes->product.factor, sample, step);
}

static __always_inline void add_slope(s64 *row, u32 frames, const struct mixcore_lane *lane,
				      const struct mixcore_slope_run *run,
				      enum mixcore_sample sample)
{
	const u8 *at = lane->at + lane->place.offset;
	struct mixcore_slope slope;
	u32 i;

	mixcore_slope_start(&slope, run->from, run->to, run->pos, run->len);
	for (i = 0; i < frames; i++, at += lane->place.step)
		row[i] += load(at, sample) * mixcore_slope_next(&slope);
}

void mixcore_scalar_wide_s16_stereo(void *row, u32 from, u32 frames,
				    const struct mixcore_lane *lanes, u32 count)
{
	add_stereo(row, from, frames, lanes, count, MIXCORE_S16, 4);
}

void mixcore_scalar_wide_s24_stereo(void *row, u32 from, u32 frames,
				    const struct mixcore_lane *lanes, u32 count)
{
	add_stereo(row, from, frames, lanes, count, MIXCORE_S24, 8);
}

void mixcore_scalar_wide_s32_stereo(void *row, u32 from, u32 frames,
				    const struct mixcore_lane *lanes, u32 count)
{
	add_stereo(row, from, frames, lanes, count, MIXCORE_S32, 8);
}

void mixcore_scalar_wide_s16_any(void *row, u32 from, u32 frames,
				 const struct mixcore_lane *lanes, u32 count)
{
	add_any(row, from, frames, lanes, count, MIXCORE_S16);
}

void mixcore_scalar_wide_s24_any(void *row, u32 from, u32 frames,
				 const struct mixcore_lane *lanes, u32 count)
{
	add_any(row, from, frames, lanes, count, MIXCORE_S24);
}

void mixcore_scalar_wide_s32_any(void *row, u32 from, u32 frames,
				 const struct mixcore_lane *lanes, u32 count)
{
	add_any(row, from, frames, lanes, count, MIXCORE_S32);
}

void mixcore_scalar_wide_s16_slope(void *row, u32 frames, const struct mixcore_lane *lane,
				   const struct mixcore_slope_run *run)
{
	add_slope(row, frames, lane, run, MIXCORE_S16);
}

void mixcore_scalar_wide_s24_slope(void *row, u32 frames, const struct mixcore_lane *lane,
				   const struct mixcore_slope_run *run)
{
	add_slope(row, frames, lane, run, MIXCORE_S24);
}

void mixcore_scalar_wide_s32_slope(void *row, u32 frames, const struct mixcore_lane *lane,
				   const struct mixcore_slope_run *run)
{
	add_slope(row, frames, lane, run, MIXCORE_S32);
}
