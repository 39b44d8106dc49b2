/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vectors of AVX2, under the names of simd.h; for files that are compiled for it.
 */
#ifndef MIXCORE_DSP_AVX2_H
#define MIXCORE_DSP_AVX2_H

#include "x86.h"

#define vec __m256i

#define V32 8
#define V64 4

/*
 * @multiply: narrow: the mantissa at the place of its sample in a frame, wide: the coefficient
 * @shift: narrow: of the product, wide: of the frame
 * @half: the half of a frame of S16 that is wanted goes to the top
 */
struct factor {
	vec multiply;
	__m128i shift;
	vec half;
};

static __always_inline vec v_load(const void *at)
{
	return _mm256_loadu_si256(at);
}

static __always_inline void v_store(void *at, vec x)
{
	_mm256_storeu_si256(at, x);
}

/* With intrinsics gcc puts the sum into another register, and moves it back. */
static __always_inline vec v_add32(vec x, vec y)
{
	asm("vpaddd %1, %0, %0" : "+x" (x) : "x" (y));
	return x;
}

static __always_inline vec v_add64(vec x, vec y)
{
	asm("vpaddq %1, %0, %0" : "+x" (x) : "x" (y));
	return x;
}

static __always_inline struct factor v_factor_narrow(const struct mixcore_lane *lane)
{
	return (struct factor) {
		.multiply = _mm256_set1_epi32(lane->product.factor),
		.shift = _mm_cvtsi32_si128((s32)lane->product.shift),
	};
}

static __always_inline struct factor v_factor_wide(const struct mixcore_lane *lane)
{
	return (struct factor) {
		.multiply = _mm256_set1_epi32(lane->product.factor),
		.shift = _mm_cvtsi32_si128((s32)lane->product.shift),
	};
}

/* Where a byte comes from: the wanted sample goes to the top of 32 bits, the rest is 0. */
#define H 0x80
static const u8 halves[2][sizeof(vec)] __aligned(32) = {
	{ H, H, 0, 1, H, H, H, H, H, H, 8, 9, H, H, H, H,
	  H, H, 0, 1, H, H, H, H, H, H, 8, 9, H, H, H, H },
	{ H, H, 2, 3, H, H, H, H, H, H, 10, 11, H, H, H, H,
	  H, H, 2, 3, H, H, H, H, H, H, 10, 11, H, H, H, H },
};

static __always_inline struct factor v_factor_half(const struct mixcore_lane *lane)
{
	return (struct factor) {
		.multiply = _mm256_set1_epi32(lane->product.factor),
		.half = v_load(halves[lane->place.offset / 2]),
	};
}

static __always_inline vec v_narrow_stereo(const u8 *at, const struct factor *factor)
{
	return _mm256_sra_epi32(_mm256_madd_epi16(factor->multiply, v_load(at)), factor->shift);
}

static __always_inline vec v_narrow_mono(const u8 *at, const struct factor *factor)
{
	vec samples = _mm256_cvtepi16_epi32(_mm_loadu_si128((const void *)at));

	return _mm256_sra_epi32(_mm256_madd_epi16(factor->multiply, samples), factor->shift);
}

static __always_inline vec v_wide_s16_stereo(const u8 *at, const struct factor *factor)
{
	vec samples = _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)at));

	return _mm256_mul_epi32(factor->multiply, _mm256_shuffle_epi8(samples, factor->half));
}

static __always_inline vec v_wide_s16_mono(const u8 *at, const struct factor *factor)
{
	vec samples = _mm256_cvtepu16_epi64(_mm_loadl_epi64((const void *)at));

	return _mm256_mul_epi32(factor->multiply, _mm256_slli_epi32(samples, 16));
}

static __always_inline vec v_wide_s24_stereo(const u8 *at, const struct factor *factor)
{
	return _mm256_mul_epi32(factor->multiply, _mm256_slli_epi32(v_load(at), 8));
}

static __always_inline vec v_wide_s24_mono(const u8 *at, const struct factor *factor)
{
	vec samples = _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)at));

	return _mm256_mul_epi32(factor->multiply, _mm256_slli_epi32(samples, 8));
}

static __always_inline vec v_wide_s32_stereo(const u8 *at, const struct factor *factor)
{
	return _mm256_mul_epi32(factor->multiply, v_load(at));
}

static __always_inline vec v_wide_s32_mono(const u8 *at, const struct factor *factor)
{
	vec samples = _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)at));

	return _mm256_mul_epi32(factor->multiply, samples);
}

static __always_inline vec v_wide_s24_frames(const u8 *at, const struct factor *factor)
{
	vec samples = _mm256_srl_epi64(v_load(at), factor->shift);

	return _mm256_mul_epi32(factor->multiply, _mm256_slli_epi32(samples, 8));
}

static __always_inline vec v_wide_s32_frames(const u8 *at, const struct factor *factor)
{
	return _mm256_mul_epi32(factor->multiply, _mm256_srl_epi64(v_load(at), factor->shift));
}

static __always_inline struct factor v_factor_store(s32 bias, u32 shift)
{
	return (struct factor) {
		.multiply = _mm256_set1_epi32(bias),
		.shift = _mm_cvtsi32_si128((s32)shift),
	};
}

static __always_inline vec v_plus32(vec x, vec y)
{
	return _mm256_add_epi32(x, y);
}

static __always_inline vec v_set32(s32 x)
{
	return _mm256_set1_epi32(x);
}

static __always_inline vec v_steps32(s32 x, s32 step)
{
	const vec number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm256_add_epi32(v_set32(x), _mm256_mullo_epi32(number, v_set32(step)));
}

static __always_inline vec v_sra32(vec x, const struct factor *factor)
{
	return _mm256_sra_epi32(x, factor->shift);
}

static __always_inline vec v_place32(vec x, bool second)
{
	return second ? _mm256_slli_epi32(x, 16) : _mm256_and_si256(x, v_set32(0xffff));
}

static __always_inline vec v_round32(vec x, const struct factor *factor)
{
	return _mm256_sra_epi32(_mm256_add_epi32(x, factor->multiply), factor->shift);
}

static __always_inline vec v_pack16(vec x, vec y)
{
	return _mm256_packs_epi32(_mm256_unpacklo_epi32(x, y), _mm256_unpackhi_epi32(x, y));
}

/*
 * The inner loops of most that is mixed. In one piece, so that sums stay in their registers: of
 * intrinsics, or of smaller pieces, gcc makes copies.
 */
static __always_inline vec v_sum_narrow_stereo(vec sum, const u8 *at, const struct factor *factor)
{
	vec term;

	asm("vpmaddwd %[at], %[multiply], %[term]\n\t"
	    "vpsrad %[shift], %[term], %[term]\n\t"
	    "vpaddd %[term], %[sum], %[sum]"
	    : [sum] "+x" (sum), [term] "=&x" (term)
	    : [at] "m" (*(const __m256i_u *)at), [multiply] "x" (factor->multiply),
	      [shift] "x" (factor->shift));
	return sum;
}

static __always_inline vec v_sum_wide_s32_stereo(vec sum, const u8 *at,
						 const struct factor *factor)
{
	vec term;

	asm("vpmuldq %[at], %[multiply], %[term]\n\t"
	    "vpaddq %[term], %[sum], %[sum]"
	    : [sum] "+x" (sum), [term] "=&x" (term)
	    : [at] "m" (*(const __m256i_u *)at), [multiply] "x" (factor->multiply));
	return sum;
}

#endif /* MIXCORE_DSP_AVX2_H */
