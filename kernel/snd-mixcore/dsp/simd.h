/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inner loops with vectors of any kind: who includes this has defined what simd-terms.h wants.
 */
#ifndef MIXCORE_DSP_SIMD_H
#define MIXCORE_DSP_SIMD_H

#include "simd-terms.h"

/* Frames @from and after, @n vectors of them, of all lanes. */
static __always_inline void simd_tile(enum mixcore_kind kind, u32 n, bool end, u8 *row,
				      size_t from, const struct mixcore_lane *lanes, u32 count)
{
	vec sum[TILE];
	u32 i;

#pragma GCC unroll 12
	for (i = 0; i < n; i++)
		sum[i] = v_load(row + i * sizeof(vec));
	simd_add_lanes(kind, n, end, sum, from, lanes, lanes + count);
#pragma GCC unroll 12
	for (i = 0; i < n; i++)
		v_store(row + i * sizeof(vec), sum[i]);
}

static __always_inline void simd_add(enum mixcore_kind kind, void *row, u32 from, u32 frames,
				     const struct mixcore_lane *lanes, u32 count)
{
	const u32 width = simd_frames(kind);
	const size_t bytes = sizeof(vec) / width;
	const bool ends = simd_reads_behind(kind);

	/* Not so that less than SMALL are left. */
	for (; from + (TILE + SMALL) * width + ends <= frames; from += TILE * width)
		simd_tile(kind, TILE, false, (u8 *)row + from * bytes, from, lanes, count);
	for (; from + SMALL * width + ends <= frames; from += SMALL * width)
		simd_tile(kind, SMALL, false, (u8 *)row + from * bytes, from, lanes, count);
	if (ends && from + SMALL * width <= frames) {
		simd_tile(kind, SMALL, true, (u8 *)row + from * bytes, from, lanes, count);
		from += SMALL * width;
	}
	for (; from + width <= frames; from += width)
		simd_tile(kind, 1, ends, (u8 *)row + from * bytes, from, lanes, count);
	if (from < frames)
		mixcore_ops_scalar.add[kind](row, from, frames, lanes, count);
}

#define SIMD_ADD(name, kind)								\
static void name(void *row, u32 from, u32 frames, const struct mixcore_lane *lanes,	\
		 u32 count)								\
{											\
	simd_add(kind, row, from, frames, lanes, count);				\
}

SIMD_ADD(narrow_stereo, MIXCORE_NARROW_STEREO)
SIMD_ADD(narrow_mono, MIXCORE_NARROW_MONO)
SIMD_ADD(wide_s16_stereo, MIXCORE_WIDE_S16_STEREO)
SIMD_ADD(wide_s16_mono, MIXCORE_WIDE_S16_MONO)
SIMD_ADD(wide_s24_stereo, MIXCORE_WIDE_S24_STEREO)
SIMD_ADD(wide_s24_mono, MIXCORE_WIDE_S24_MONO)
SIMD_ADD(wide_s32_stereo, MIXCORE_WIDE_S32_STEREO)
SIMD_ADD(wide_s32_mono, MIXCORE_WIDE_S32_MONO)

#define SIMD_ADD_ALL {							\
	[MIXCORE_NARROW_STEREO] = narrow_stereo,			\
	[MIXCORE_NARROW_MONO] = narrow_mono,				\
	[MIXCORE_WIDE_S16_STEREO] = wide_s16_stereo,			\
	[MIXCORE_WIDE_S16_MONO] = wide_s16_mono,			\
	[MIXCORE_WIDE_S24_STEREO] = wide_s24_stereo,			\
	[MIXCORE_WIDE_S24_MONO] = wide_s24_mono,			\
	[MIXCORE_WIDE_S32_STEREO] = wide_s32_stereo,			\
	[MIXCORE_WIDE_S32_MONO] = wide_s32_mono,			\
}

/*
 * A factor on a ramp, in vectors. With d = to - from, the one of frame n is
 *
 *	floor(from + d * n / L + 1/2) = floor(N / 2L), N an integer,
 *
 * so N / 2L is a multiple of 1/2L, and lies on the right side of the next integer by that much.
 * What is computed instead is N / 2L + 1/4L with an error below 1/4L: rounded down it is the same.
 *
 * @position has SLOPE_BITS fraction bits; its error is below 2^-SLOPE_BITS for each frame of the
 * run. From it each chunk of 16 vectors starts again with sums of 32 bits that count from the
 * factor at the chunk's start, and have f = fls(L) + 6 fraction bits. Their error in units of 2^-f
 * is below 1 for the start, V32 / 2 for the offsets in a vector (V32 <= 8), 15 / 2 for the steps
 * and 1 for what @position lacks (L < 2^22, f <= 28): in sum below 14. 1/4L is
 * 2^f / 4L > 64L / 4L = 16 of these units. They don't overflow: |d| < 2^16, a chunk has at most
 * 128 frames and 2^f <= 128L, so |d| * 128 / L * 2^f <= 2^30; and the start is below 2^28.
 */
#define SLOPE_BITS	40
#define SLOPE_FRAMES	(1U << 22)
#define SLOPE_CHUNK	(16 * V32)

struct simd_slope {
	s64 position;
	s64 step;
	u32 bits;
};

static void simd_slope_start(struct simd_slope *slope, const struct mixcore_slope_run *run)
{
	u32 remainder;
	s64 first = mixcore_ramp_value(run->from, run->to, run->pos, run->len, &remainder);

	slope->position = first * (1LL << SLOPE_BITS);
	slope->position += (s64)div_u64((u64)remainder << SLOPE_BITS, 2 * run->len);
	slope->position += (s64)div_u64(1ULL << SLOPE_BITS, 4 * run->len);
	slope->step = mixcore_floor_div((s64)(run->to - run->from) * (1LL << SLOPE_BITS), run->len,
					&remainder);
	slope->bits = (u32)fls(run->len) + 6;
}

/* @value with as many fraction bits as the sums of 32 bits have, to the nearest. */
static s32 simd_slope_bits(const struct simd_slope *slope, s64 value)
{
	u32 shift = SLOPE_BITS - slope->bits;

	return (s32)((value + (1LL << (shift - 1))) >> shift);
}

static __always_inline const u8 *simd_slope_chunk(enum mixcore_kind kind, bool second, s32 *row,
						  const u8 *at, u32 frames, u32 shift,
						  struct simd_slope *slope)
{
	const size_t bytes = V32 * simd_step(kind);
	s64 base = slope->position >> SLOPE_BITS;
	s32 start = (s32)((slope->position - base * (1LL << SLOPE_BITS)) >>
			  (SLOPE_BITS - slope->bits));
	vec x = v_steps32(start, simd_slope_bits(slope, slope->step));
	vec step = v_set32(simd_slope_bits(slope, slope->step * V32)), from = v_set32((s32)base);
	struct factor factor = v_factor_store(0, shift), down = v_factor_store(0, slope->bits);

	for (; frames >= V32; frames -= V32, row += V32, at += bytes) {
		factor.multiply = v_place32(v_plus32(v_sra32(x, &down), from), second);
		v_store(row, v_plus32(simd_narrow(kind, at, &factor), v_load(row)));
		x = v_plus32(x, step);
	}
	return at;
}

static __always_inline void simd_slope(enum mixcore_kind kind, bool second, s32 *row, u32 frames,
				       const struct mixcore_lane *lane,
				       const struct mixcore_slope_run *run)
{
	struct mixcore_slope_run rest = *run;
	struct mixcore_lane end = *lane;
	struct simd_slope slope;
	u32 chunk;

	simd_slope_start(&slope, run);
	for (; frames >= V32; frames -= chunk) {
		chunk = min_t(u32, frames, SLOPE_CHUNK) & ~(V32 - 1U);
		end.at = simd_slope_chunk(kind, second, row, end.at, chunk, lane->product.shift,
					  &slope);
		slope.position += slope.step * chunk;
		rest.pos += chunk;
		row += chunk;
	}
	if (frames)
		mixcore_ops_scalar.slope[kind](row, frames, &end, &rest);
}

static void narrow_slope_stereo(void *row, u32 frames, const struct mixcore_lane *lane,
				const struct mixcore_slope_run *run)
{
	if (run->len >= SLOPE_FRAMES || frames < V32)
		mixcore_scalar_narrow_slope(row, frames, lane, run);
	else if (lane->place.offset)
		simd_slope(MIXCORE_NARROW_STEREO, true, row, frames, lane, run);
	else
		simd_slope(MIXCORE_NARROW_STEREO, false, row, frames, lane, run);
}

static void narrow_slope_mono(void *row, u32 frames, const struct mixcore_lane *lane,
			      const struct mixcore_slope_run *run)
{
	if (run->len >= SLOPE_FRAMES || frames < V32)
		mixcore_scalar_narrow_slope(row, frames, lane, run);
	else
		simd_slope(MIXCORE_NARROW_MONO, false, row, frames, lane, run);
}

#define SIMD_SLOPE_ALL {						\
	[MIXCORE_NARROW_STEREO] = narrow_slope_stereo,			\
	[MIXCORE_NARROW_MONO] = narrow_slope_mono,			\
}

/* Interleaved stereo; what else there is, and the rest of it, as the definition does. */
static void narrow_store(void *out, const struct mixcore_layout *layout, const s32 *rows,
			 const s32 *bias, const u8 *fraction, u32 frames)
{
	const s32 *left = rows, *right = rows + MIXCORE_DSP_TILE;
	u8 *at = out;

	if (mixcore_layout_is_stereo(layout, 2)) {
		struct factor l = v_factor_store(bias[0], fraction[0]);
		struct factor r = v_factor_store(bias[1], fraction[1]);

		for (; frames >= V32; frames -= V32) {
			v_store(at, v_pack16(v_round32(v_load(left), &l),
					     v_round32(v_load(right), &r)));
			at += sizeof(vec);
			left += V32;
			right += V32;
		}
	}
	if (frames)
		mixcore_scalar_narrow_store(at, layout, left, bias, fraction, frames);
}

#endif /* MIXCORE_DSP_SIMD_H */
