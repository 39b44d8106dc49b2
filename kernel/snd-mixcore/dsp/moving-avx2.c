// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lanes whose factors move, with AVX2.
 *
 * A factor is the upper half of 32 bits whose lower half is its fraction. In units of that, what is
 * computed here is wrong by less than 1 for the start of a tile, 7 * 1/2 for the place in a vector
 * and 7 * 1/2 for the vector in a tile, and by next to nothing for what the position lacks: by less
 * than 2^16 / 4L for L up to MIXCORE_MOVING_LEN = 2047, as moving.c demands.
 */
#include "internal.h"

#ifdef MIXCORE_X86
#pragma GCC target("avx2")
#include "x86.h"

#define VECTORS		(MIXCORE_MOVING_TILE / 8)

/* From the upper half of 32 bits to the place of a sample in a frame, the rest 0. */
#define H 0x80
static const u8 places[2 * sizeof(__m256i)] __aligned(32) = {
	2, 3, H, H, 6, 7, H, H, 10, 11, H, H, 14, 15, H, H,
	2, 3, H, H, 6, 7, H, H, 10, 11, H, H, 14, 15, H, H,
	H, H, 2, 3, H, H, 6, 7, H, H, 10, 11, H, H, 14, 15,
	H, H, 2, 3, H, H, 6, 7, H, H, 10, 11, H, H, 14, 15,
};

struct slope {
	__m256i x;
	__m256i eight;
	__m256i place;
	__m128i shift;
};

static __always_inline struct slope slope_of(const struct mixcore_moving_lane *lane)
{
	const __m256i frames = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
	__m256i start = _mm256_set1_epi32(((const s32 *)&lane->position)[1]);
	__m256i one = _mm256_set1_epi32(lane->steps.one);

	return (struct slope) {
		.x = _mm256_add_epi32(start, _mm256_mullo_epi32(frames, one)),
		.eight = _mm256_set1_epi32(lane->steps.eight),
		.place = _mm256_load_si256((const void *)(places + lane->place)),
		.shift = _mm_cvtsi32_si128((s32)lane->shift),
	};
}

/* In one piece, so that sums stay in their registers. */
static __always_inline __m256i sum_of(__m256i sum, const u8 *at, const struct slope *slope)
{
	__m256i term;

	asm("vpshufb %[place], %[x], %[term]\n\t"
	    "vpmaddwd %[at], %[term], %[term]\n\t"
	    "vpsrad %[shift], %[term], %[term]\n\t"
	    "vpaddd %[term], %[sum], %[sum]"
	    : [sum] "+x" (sum), [term] "=&x" (term)
	    : [x] "x" (slope->x), [at] "m" (*(const __m256i_u *)at),
	      [place] "x" (slope->place), [shift] "x" (slope->shift));
	return sum;
}

static __always_inline __m256i next(__m256i x, const struct slope *slope)
{
	asm("vpaddd %1, %0, %0" : "+x" (x) : "x" (slope->eight));
	return x;
}

static __always_inline void add_tile(s32 *row, size_t from, struct mixcore_moving_lane *lane,
				     const struct mixcore_moving_lane *end)
{
	__m256i sum[VECTORS];
	u32 i;

#pragma GCC unroll 8
	for (i = 0; i < VECTORS; i++)
		sum[i] = _mm256_loadu_si256((const void *)(row + 8 * i));
	for (; lane < end; lane++) {
		struct slope slope = slope_of(lane);
		const u8 *at;

		/* As in simd_add_lanes(). */
		asm("" : "+r" (from));
		at = lane->at + 4 * from;
#pragma GCC unroll 8
		for (i = 0; i < VECTORS; i++) {
			if (i)
				slope.x = next(slope.x, &slope);
			sum[i] = sum_of(sum[i], at + 32 * i, &slope);
		}
		lane->position += lane->step;
	}
#pragma GCC unroll 8
	for (i = 0; i < VECTORS; i++)
		_mm256_storeu_si256((void *)(row + 8 * i), sum[i]);
}

void mixcore_avx2_moving(s32 *row, u32 frames, struct mixcore_moving_lane *lanes, u32 count)
{
	u32 from;

	for (from = 0; from < frames; from += MIXCORE_MOVING_TILE)
		add_tile(row + from, from, lanes, lanes + count);
}
#endif /* MIXCORE_X86 */
