// SPDX-License-Identifier: GPL-2.0-only
/*
 * The inner loops with AVX2.
 */
#include "internal.h"

#ifdef MIXCORE_X86
#pragma GCC target("avx2")
#include "avx2.h"
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
	.direct = {
		[MIXCORE_NARROW_STEREO] = mixcore_avx2_direct_narrow,
		[MIXCORE_WIDE_S16_STEREO] = mixcore_avx2_direct_s16,
		[MIXCORE_WIDE_S32_STEREO] = mixcore_avx2_direct_s32,
	},
	.narrow_store = narrow_store,
	.wide_store = wide_store,
	.eq = mixcore_avx2_eq,
	.magnitudes = mixcore_avx2_magnitudes,
	.stereo_s16 = mixcore_avx2_stereo_s16,
};
#endif /* MIXCORE_X86 */
