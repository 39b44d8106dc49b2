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

/* In eights: a loop costs as much as a term. */
static __always_inline void add_lane(s32 *row, u32 frames, const u8 *at, s32 factor, u32 shift,
				     size_t step)
{
	u32 i;

	for (; frames >= 8; frames -= 8, row += 8, at += 8 * step) {
#pragma GCC unroll 8
		for (i = 0; i < 8; i++)
			row[i] += load(at + i * step) * factor >> shift;
	}
	for (; frames; frames--, row++, at += step)
		*row += load(at) * factor >> shift;
}

void mixcore_scalar_narrow_stereo(void *row, u32 from, u32 frames,
				  const struct mixcore_lane *lanes, u32 count)
{
	for (; count; count--, lanes++)
		add_lane((s32 *)row + from, frames - from,
			 lanes->at + lanes->place.offset + from * 4,
			 mixcore_narrow_factor(lanes), lanes->product.shift, 4);
}

void mixcore_scalar_narrow_any(void *row, u32 from, u32 frames, const struct mixcore_lane *lanes,
			       u32 count)
{
	for (; count; count--, lanes++)
		add_lane((s32 *)row + from, frames - from,
			 lanes->at + lanes->place.offset + from * lanes->place.step,
			 mixcore_narrow_factor(lanes), lanes->product.shift, lanes->place.step);
}

void mixcore_scalar_narrow_slope(void *row, u32 frames, const struct mixcore_lane *lane,
				 const struct mixcore_slope_run *run)
{
	const u8 *at = lane->at + lane->place.offset;
	struct mixcore_slope slope;
	s32 *acc = row;
	u32 i;

	mixcore_slope_start(&slope, run->from, run->to, run->pos, run->len);
	for (i = 0; i < frames; i++, at += lane->place.step)
		acc[i] += load(at) * mixcore_slope_next(&slope) >> lane->product.shift;
}

void mixcore_scalar_narrow_store(void *out, const struct mixcore_layout *layout, const s32 *rows,
				 const s32 *bias, const u8 *fraction, u32 frames)
{
	size_t step = layout->frame_step;
	u32 ch, i;

	for (ch = 0; ch < layout->channels; ch++, rows += MIXCORE_DSP_TILE) {
		u8 *at = (u8 *)out + ch * layout->channel_step;
		u32 shift = fraction[ch];
		s32 half = bias[ch];

		for (i = 0; i < frames; i++, at += step) {
			s32 value = (rows[i] + half) >> shift;

			*(__le16 *)at = cpu_to_le16((u16)clamp(value, -32768, 32767));
		}
	}
}
