// SPDX-License-Identifier: GPL-2.0-only
/*
 * The inner loops with AVX2.
 */
#include "internal.h"

#ifdef MIXCORE_X86
#pragma GCC target("avx2")
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

#include "simd.h"

/* How 64 bits become 32: what is added, the limits, and where the result is put. */
struct rounding {
	vec half;
	vec low;
	vec high;
	__m128i right;
	__m128i left;
};

/*
 * Limits are put on the sum before it is shifted: to the lowest and to the highest one that are
 * still the lowest and the highest sample. A shift is at most 32, so that 32 bits of the shifted
 * sum are the sample, whatever is shifted in.
 */
static struct rounding rounding_of(enum mixcore_sample sample, u32 q)
{
	u32 bits = mixcore_sample_bits(sample), shift = q + 32 - bits;
	s64 top = sample == MIXCORE_BUS ? S32_MAX : (1LL << (bits - 1)) - 1;

	return (struct rounding) {
		.half = _mm256_set1_epi64x(1LL << (shift - 1)),
		.low = _mm256_set1_epi64x((-top - 1) * (1LL << shift)),
		.high = _mm256_set1_epi64x(top * (1LL << shift)),
		.right = _mm_cvtsi32_si128((s32)shift),
		.left = _mm_cvtsi32_si128(32 - (s32)shift),
	};
}

static __always_inline vec limited(const s64 *sums, const struct rounding *rounding)
{
	vec x = _mm256_add_epi64(rounding->half, v_load(sums));

	x = _mm256_blendv_epi8(x, rounding->high, _mm256_cmpgt_epi64(x, rounding->high));
	return _mm256_blendv_epi8(x, rounding->low, _mm256_cmpgt_epi64(rounding->low, x));
}

/* Two rows to 4 frames of stereo: the left in the even, the right in the odd 32 bits. */
static u32 store_stereo(u8 *at, const s64 *rows, enum mixcore_sample sample, const u8 *q,
			u32 frames)
{
	const s64 *left = rows, *right = rows + MIXCORE_DSP_TILE;
	struct rounding l = rounding_of(sample, q[0]), r = rounding_of(sample, q[1]);
	u32 i;

	for (i = 0; i + V64 <= frames; i += V64, at += sizeof(vec)) {
		vec x = _mm256_srl_epi64(limited(left + i, &l), l.right);
		vec y = _mm256_sll_epi64(limited(right + i, &r), r.left);

		v_store(at, _mm256_blend_epi32(x, y, 0xaa));
	}
	return i;
}

/* One row to samples that follow each other: 8 at a time, sorted at the end. */
static u32 store_mono(u8 *at, const s64 *row, enum mixcore_sample sample, u32 q, u32 frames)
{
	const vec order = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
	struct rounding rounding = rounding_of(sample, q);
	u32 i;

	for (i = 0; i + 2 * V64 <= frames; i += 2 * V64, at += sizeof(vec)) {
		vec x = _mm256_srl_epi64(limited(row + i, &rounding), rounding.right);
		vec y = _mm256_sll_epi64(limited(row + i + V64, &rounding), rounding.left);

		v_store(at, _mm256_permutevar8x32_epi32(_mm256_blend_epi32(x, y, 0xaa), order));
	}
	return i;
}

/* Samples of 4 bytes in stereo, or in rows of their own; the rest as the definition does. */
static void wide_store(void *out, const struct mixcore_layout *layout, const s64 *rows,
		       const u8 *q, u32 frames)
{
	enum mixcore_sample sample = layout->sample;
	bool can = sample == MIXCORE_S24 || sample == MIXCORE_S32 || sample == MIXCORE_BUS;
	u32 done = 0, ch;

	if (can && mixcore_layout_is_stereo(layout, 4)) {
		done = store_stereo(out, rows, sample, q, frames);
	} else if (can && layout->frame_step == 4) {
		for (ch = 0; ch < layout->channels; ch++) {
			u8 *at = (u8 *)out + ch * layout->channel_step;

			done = store_mono(at, rows + ch * MIXCORE_DSP_TILE, sample, q[ch], frames);
		}
	}
	if (done < frames)
		mixcore_scalar_wide_store((u8 *)out + done * layout->frame_step, layout,
					  rows + done, q, frames - done);
}

const struct mixcore_ops mixcore_ops_avx2 = {
	.add = SIMD_ADD_ALL,
	.slope = SIMD_SLOPE_ALL,
	.moving = mixcore_avx2_moving,
	.narrow_store = narrow_store,
	.wide_store = wide_store,
	.eq = mixcore_avx2_eq,
	.magnitudes = mixcore_avx2_magnitudes,
	.stereo_s16 = mixcore_avx2_stereo_s16,
};
#endif /* MIXCORE_X86 */
