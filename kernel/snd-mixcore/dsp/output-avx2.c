// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every frame of most outputs passes after the sum, with AVX2: the limiter's look for peaks,
 * and stereo to S16. Eight frames at a time, the rest as the scalar variant does it.
 */
#include "internal.h"
#include "process.h"

#ifdef MIXCORE_X86
#pragma GCC target("avx2")
#include "x86.h"

#define FRAMES 8

static __always_inline __m256i load(const s32 *samples)
{
	return _mm256_loadu_si256((const __m256i *)samples);
}

/**
 * mixcore_avx2_magnitudes() - mixcore_scalar_magnitudes() with AVX2
 * @samples: of one channel
 * @frames: any number
 *
 * Context: between mixcore_simd_begin() and mixcore_simd_end(), with AVX2.
 * Return: the same.
 */
u32 mixcore_avx2_magnitudes(const s32 *samples, u32 frames)
{
	__m256i bits = _mm256_setzero_si256(), x;
	__m128i half;
	u32 i, whole = frames / FRAMES * FRAMES;

	for (i = 0; i < whole; i += FRAMES) {
		x = load(samples + i);
		bits = _mm256_or_si256(bits, _mm256_xor_si256(x, _mm256_srai_epi32(x, 31)));
	}
	half = _mm_or_si128(_mm256_castsi256_si128(bits), _mm256_extracti128_si256(bits, 1));
	half = _mm_or_si128(half, _mm_srli_si128(half, 8));
	half = _mm_or_si128(half, _mm_srli_si128(half, 4));
	return (u32)_mm_cvtsi128_si32(half) |
	       mixcore_scalar_magnitudes(samples + whole, frames - whole);
}

static __always_inline __m256i scramble(__m256i x)
{
	x = _mm256_xor_si256(x, _mm256_srli_epi32(x, 16));
	x = _mm256_mullo_epi32(x, _mm256_set1_epi32((s32)MIXCORE_SCRAMBLE_1));
	x = _mm256_xor_si256(x, _mm256_srli_epi32(x, 13));
	x = _mm256_mullo_epi32(x, _mm256_set1_epi32((s32)MIXCORE_SCRAMBLE_2));
	return _mm256_xor_si256(x, _mm256_srli_epi32(x, 16));
}

/* As mixcore_triangle(), of frames that are scrambled once. */
static __always_inline __m256i triangle(__m256i frames, u32 key)
{
	__m256i bits = scramble(_mm256_xor_si256(frames, _mm256_set1_epi32((s32)key)));
	__m256i low = _mm256_set1_epi32((1 << MIXCORE_DITHER_BITS) - 1);

	return _mm256_sub_epi32(_mm256_srli_epi32(bits, 32 - MIXCORE_DITHER_BITS),
				_mm256_and_si256(bits, low));
}

/* As mixcore_to_s16(), up to its last limit. */
static __always_inline __m256i to_s16(const s32 *samples, __m256i noise)
{
	const __m256i clip = _mm256_set1_epi32(MIXCORE_S16_CLIP);
	__m256i x = _mm256_min_epi32(load(samples), clip);

	x = _mm256_max_epi32(x, _mm256_sub_epi32(_mm256_setzero_si256(), clip));
	x = _mm256_add_epi32(_mm256_slli_epi32(x, MIXCORE_DITHER_BITS - 12), noise);
	x = _mm256_add_epi32(x, _mm256_set1_epi32(1 << (MIXCORE_DITHER_BITS - 1)));
	return _mm256_srai_epi32(x, MIXCORE_DITHER_BITS);
}

/* Four samples of the left and four of the right channel, twice, to frames. */
static __always_inline void store_frames(u8 *out, __m256i left, __m256i right)
{
	const __m128i half = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
	const __m256i order = _mm256_broadcastsi128_si256(half);

	_mm256_storeu_si256((__m256i *)out,
			    _mm256_shuffle_epi8(_mm256_packs_epi32(left, right), order));
}

/**
 * mixcore_avx2_stereo_s16() - mixcore_scalar_stereo_s16() with AVX2, the same bits
 * @out: frames of 4 bytes
 * @left: samples of the first channel
 * @right: of the second one
 * @frames: any number
 * @frame: lower half of the position
 * @key: of the two channels, or NULL: no dither
 *
 * Context: between mixcore_simd_begin() and mixcore_simd_end(), with AVX2.
 */
void mixcore_avx2_stereo_s16(u8 *out, const s32 *left, const s32 *right, u32 frames, u32 frame,
			     const u32 *key)
{
	const __m256i eight = _mm256_set1_epi32(FRAMES), none = _mm256_setzero_si256();
	__m256i position = _mm256_add_epi32(_mm256_set1_epi32((s32)frame),
					    _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
	u32 i, whole = frames / FRAMES * FRAMES;

	for (i = 0; key && i < whole; i += FRAMES) {
		__m256i once = scramble(position);

		store_frames(out + 4 * (size_t)i, to_s16(left + i, triangle(once, key[0])),
			     to_s16(right + i, triangle(once, key[1])));
		position = _mm256_add_epi32(position, eight);
	}
	for (i = 0; !key && i < whole; i += FRAMES)
		store_frames(out + 4 * (size_t)i, to_s16(left + i, none), to_s16(right + i, none));
	mixcore_scalar_stereo_s16(out + 4 * (size_t)whole, left + whole, right + whole,
				  frames - whole, frame + whole, key);
}
#endif
