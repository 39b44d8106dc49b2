/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lanes add, in vectors of any kind. Who includes this has defined:
 *
 *   vec                    a vector of integers
 *   struct factor          what a lane multiplies by, and how
 *   V32, V64               s32, s64 in a vector
 *   v_load(p), v_store(p, x), v_add32(x, y), v_add64(x, y)
 *   v_factor_narrow(lane), v_factor_wide(lane), v_factor_half(lane)
 *   v_narrow_stereo(p, factor), v_narrow_mono(p, factor)
 *                          V32 terms of the frames at @p
 *   v_sum_narrow_stereo(sum, p, factor), v_sum_wide_s32_stereo(sum, p, factor)
 *                          @sum and those terms
 *   v_wide_*(p, factor)    V64 terms; v_wide_*_frames(): @p is that of the first channel
 *   v_plus32(x, y)         a sum that is not one of many
 *   v_set32(x)             x everywhere
 *   v_steps32(x, step)     x, x + step, x + 2 * step ...
 *   v_sra32(x, factor)     x >> shift
 *   v_place32(x, second)   mantissas to where v_narrow_*() want them
 *   v_factor_store(bias, shift), v_round32(x, factor)
 *                          (x + bias) >> shift
 *   v_pack16(x, y)         the s32 of both in turns, limited to s16
 */
#ifndef MIXCORE_DSP_SIMD_TERMS_H
#define MIXCORE_DSP_SIMD_TERMS_H

/* Vectors of sums that are kept in registers: as many as there are, and for what is left. */
#define TILE	12
#define SMALL	8

static __always_inline size_t simd_step(enum mixcore_kind kind)
{
	switch (kind) {
	case MIXCORE_NARROW_MONO:
	case MIXCORE_WIDE_S16_MONO:
		return 2;
	case MIXCORE_WIDE_S24_STEREO:
	case MIXCORE_WIDE_S32_STEREO:
		return 8;
	default:
		return 4;
	}
}

static __always_inline bool simd_is_narrow(enum mixcore_kind kind)
{
	return kind == MIXCORE_NARROW_STEREO || kind == MIXCORE_NARROW_MONO;
}

/* Frames in a vector. */
static __always_inline u32 simd_frames(enum mixcore_kind kind)
{
	return simd_is_narrow(kind) ? V32 : V64;
}

static __always_inline struct factor simd_factor(enum mixcore_kind kind,
						 const struct mixcore_lane *lane)
{
	if (simd_is_narrow(kind))
		return v_factor_narrow(lane);
	if (kind == MIXCORE_WIDE_S16_STEREO)
		return v_factor_half(lane);
	return v_factor_wide(lane);
}

static __always_inline vec simd_narrow(enum mixcore_kind kind, const u8 *at,
				       const struct factor *factor)
{
	return kind == MIXCORE_NARROW_STEREO ? v_narrow_stereo(at, factor) :
					       v_narrow_mono(at, factor);
}

/*
 * The second channel of S24 and S32 in stereo is loaded from its first sample on, so that a sample
 * behind the last one is read: but not at the end of a run, where there may be no memory.
 */
static __always_inline bool simd_reads_behind(enum mixcore_kind kind)
{
	return kind == MIXCORE_WIDE_S24_STEREO || kind == MIXCORE_WIDE_S32_STEREO;
}

/* @sum and the terms of the frames at @at. */
static __always_inline vec simd_term(enum mixcore_kind kind, vec sum, const u8 *at,
				     const struct factor *factor)
{
	switch (kind) {
	case MIXCORE_NARROW_STEREO:
		return v_sum_narrow_stereo(sum, at, factor);
	case MIXCORE_NARROW_MONO:
		return v_add32(sum, v_narrow_mono(at, factor));
	case MIXCORE_WIDE_S16_STEREO:
		return v_add64(sum, v_wide_s16_stereo(at, factor));
	case MIXCORE_WIDE_S16_MONO:
		return v_add64(sum, v_wide_s16_mono(at, factor));
	case MIXCORE_WIDE_S24_STEREO:
		return v_add64(sum, v_wide_s24_stereo(at, factor));
	case MIXCORE_WIDE_S24_MONO:
		return v_add64(sum, v_wide_s24_mono(at, factor));
	case MIXCORE_WIDE_S32_STEREO:
		return v_sum_wide_s32_stereo(sum, at, factor);
	default:
		return v_add64(sum, v_wide_s32_mono(at, factor));
	}
}

/* The same at the end of a run. */
static __always_inline vec simd_last_term(enum mixcore_kind kind, vec sum, const u8 *at,
					  const struct factor *factor, u32 shift)
{
	if (kind == MIXCORE_WIDE_S24_STEREO)
		return v_add64(sum, v_wide_s24_frames(at - shift / 8, factor));
	if (kind == MIXCORE_WIDE_S32_STEREO)
		return v_add64(sum, v_wide_s32_frames(at - shift / 8, factor));
	return simd_term(kind, sum, at, factor);
}

/*
 * Frames @from and after of @lane to the one before @last, @n vectors of them, added to @sum while
 * that is in registers.
 * @end: with them the run may end.
 */
static __always_inline void simd_add_lanes(enum mixcore_kind kind, u32 n, bool end, vec *sum,
					   size_t from, const struct mixcore_lane *lane,
					   const struct mixcore_lane *last)
{
	const size_t bytes = simd_frames(kind) * simd_step(kind);
	const u32 inner = end && simd_reads_behind(kind) ? n - 1 : n;
	size_t offset = from * simd_step(kind);
	u32 i;

	for (; lane < last; lane++) {
		struct factor factor = simd_factor(kind, lane);
		const u8 *at;

		/* Or each of n offsets is put into a register of its own. */
		asm("" : "+r" (offset));
		at = lane->at + offset;
#pragma GCC unroll 12
		for (i = 0; i < inner; i++)
			sum[i] = simd_term(kind, sum[i], at + i * bytes, &factor);
		if (inner < n)
			sum[inner] = simd_last_term(kind, sum[inner], at + inner * bytes, &factor,
						    lane->product.shift);
	}
}

#endif /* MIXCORE_DSP_SIMD_TERMS_H */
