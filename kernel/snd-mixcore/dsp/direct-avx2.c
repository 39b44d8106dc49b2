// SPDX-License-Identifier: GPL-2.0-only
/*
 * Few sources, with AVX2: all that is added to a tile goes from the rings to the output without
 * rows of sums in between.
 */
#include "internal.h"

#ifdef MIXCORE_X86
#pragma GCC target("avx2")
#include "avx2.h"
#include "simd-terms.h"

/*
 * How the sums of a channel become samples. Narrow: the bias they start with, and a shift. Wide:
 * they start with half a unit, and with what makes the lowest sample 0: then none but a sum that is
 * to be limited has a bit above @highest, and that is seen for many at once. Sums are below 2^62,
 * as coefficients are below 2^31 in sum, and what they start with is below 2^60.
 */
struct finish {
	vec start;
	vec highest;
	__m128i right;
	__m128i left;
	vec lowest;
};

static __always_inline struct finish finish_of(enum mixcore_kind kind,
					       const struct mixcore_direct *direct, u32 channel)
{
	const struct mixcore_sums *sums = &direct->sums[channel];
	u32 bits, shift;
	s64 unit;

	if (simd_is_narrow(kind))
		return (struct finish) {
			.start = _mm256_set1_epi32(sums->bias),
			.right = _mm_cvtsi32_si128((s32)sums->fraction),
		};
	bits = mixcore_sample_bits(direct->sample);
	shift = sums->fraction + 32 - bits;
	unit = 1LL << shift;
	if (direct->sample == MIXCORE_BUS)
		bits = 32;
	return (struct finish) {
		.start = _mm256_set1_epi64x((unit << (bits - 1)) + unit / 2),
		.highest = _mm256_set1_epi64x((unit << bits) - 1),
		.right = _mm_cvtsi32_si128((s32)shift),
		.left = _mm_cvtsi32_si128(32 - (s32)shift),
		.lowest = _mm256_set1_epi32((s32)(1U << (bits - 1))),
	};
}

/* Nearly never is there something to do. */
static __always_inline void limit(u32 n, vec *sum, const struct finish *finish)
{
	const vec zero = _mm256_setzero_si256();
	vec all = sum[0];
	u32 i;

#pragma GCC unroll 12
	for (i = 1; i < n; i++)
		all = _mm256_or_si256(all, sum[i]);
	if (_mm256_testc_si256(finish->highest, all))
		return;
#pragma GCC unroll 12
	for (i = 0; i < n; i++) {
		vec high = _mm256_cmpgt_epi64(sum[i], finish->highest);

		sum[i] = _mm256_blendv_epi8(sum[i], finish->highest, high);
		sum[i] = _mm256_andnot_si256(_mm256_cmpgt_epi64(zero, sum[i]), sum[i]);
	}
}

/* @n vectors of the sums of a channel, frames @from and after. */
static __always_inline void add(enum mixcore_kind kind, u32 n, bool end, vec *sum, size_t from,
				const struct mixcore_sums *sums, const struct finish *finish)
{
	u32 i;

#pragma GCC unroll 12
	for (i = 0; i < n; i++)
		sum[i] = finish->start;
	simd_add_lanes(kind, n, end, sum, from, sums->lanes, sums->end);
	if (!simd_is_narrow(kind))
		limit(n, sum, finish);
}

static __always_inline vec right_of(enum mixcore_kind kind, vec sum, const struct finish *finish)
{
	return simd_is_narrow(kind) ? _mm256_sra_epi32(sum, finish->right) :
				      _mm256_sll_epi64(sum, finish->left);
}

static __always_inline vec frames_of(enum mixcore_kind kind, vec sum, vec right,
				     const struct finish *finish)
{
	if (simd_is_narrow(kind))
		return v_pack16(_mm256_sra_epi32(sum, finish->right), right);
	sum = _mm256_srl_epi64(sum, finish->right);
	return _mm256_sub_epi32(_mm256_blend_epi32(sum, right, 0xaa), finish->lowest);
}

static __always_inline void tile(enum mixcore_kind kind, u32 n, bool end, u8 *out, size_t from,
				 const struct mixcore_direct *direct,
				 const struct finish *finish)
{
	vec sum[TILE], right[TILE];
	u32 i;

	add(kind, n, end, sum, from, &direct->sums[1], &finish[1]);
#pragma GCC unroll 12
	for (i = 0; i < n; i++)
		right[i] = right_of(kind, sum[i], &finish[1]);
	add(kind, n, end, sum, from, &direct->sums[0], &finish[0]);
#pragma GCC unroll 12
	for (i = 0; i < n; i++)
		v_store(out + i * sizeof(vec), frames_of(kind, sum[i], right[i], &finish[0]));
}

static __always_inline void all_tiles(enum mixcore_kind kind, u8 *out, u32 frames,
				      const struct mixcore_direct *direct)
{
	const u32 width = simd_frames(kind);
	const size_t bytes = sizeof(vec) / width;
	const bool ends = simd_reads_behind(kind);
	const struct finish finish[2] = {
		finish_of(kind, direct, 0), finish_of(kind, direct, 1),
	};
	u32 from = 0;

	/* As in simd_add(). */
	for (; from + (TILE + SMALL) * width + ends <= frames; from += TILE * width)
		tile(kind, TILE, false, out + from * bytes, from, direct, finish);
	for (; from + SMALL * width + ends <= frames; from += SMALL * width)
		tile(kind, SMALL, false, out + from * bytes, from, direct, finish);
	if (ends && from + SMALL * width <= frames) {
		tile(kind, SMALL, true, out + from * bytes, from, direct, finish);
		from += SMALL * width;
	}
	for (; from < frames; from += width)
		tile(kind, 1, ends, out + from * bytes, from, direct, finish);
}

void mixcore_avx2_direct_narrow(u8 *out, u32 frames, const struct mixcore_direct *direct)
{
	all_tiles(MIXCORE_NARROW_STEREO, out, frames, direct);
}

void mixcore_avx2_direct_s16(u8 *out, u32 frames, const struct mixcore_direct *direct)
{
	all_tiles(MIXCORE_WIDE_S16_STEREO, out, frames, direct);
}

void mixcore_avx2_direct_s32(u8 *out, u32 frames, const struct mixcore_direct *direct)
{
	all_tiles(MIXCORE_WIDE_S32_STEREO, out, frames, direct);
}
#endif /* MIXCORE_X86 */
