// SPDX-License-Identifier: GPL-2.0-only
/*
 * Biquads with AVX2: all sections of two channels at once. Section k works on frame t - k at step
 * t, so that its input is what the section before made a step ago: a wave front. At the first and
 * last steps of a block some sections have no frame yet or no more.
 */
#include "internal.h"
#include "eq-internal.h"

#ifdef MIXCORE_X86
#pragma GCC target("avx2")
#include "x86.h"

#define MAX_QUADS MIXCORE_EQ_QUADS

/* What moves from step to step, apart from coefficients. */
struct wave {
	__m256i s1[MAX_QUADS];
	__m256i s2[MAX_QUADS];
	__m256i y[MAX_QUADS];
};

static __always_inline __m256i load(const s64 *lanes)
{
	return _mm256_loadu_si256((const __m256i *)lanes);
}

static __always_inline void store(s64 *lanes, __m256i value)
{
	_mm256_storeu_si256((__m256i *)lanes, value);
}

/* A coefficient of this frame, in the lower halves of the lanes. */
static __always_inline __m256i coef(struct mixcore_eq_quad *quad, u32 i, bool moving)
{
	__m256i value;

	if (!moving)
		return load(quad->k[i]);
	value = load(quad->value[i]);
	store(quad->value[i], _mm256_add_epi64(value, load(quad->step[i])));
	return _mm256_srli_epi64(value, EQ_MOVING);
}

/* As limit_sum(): only the upper halves have limits. */
static __always_inline __m256i limit_sum(__m256i sum)
{
	const __m256i low = _mm256_set1_epi64x((s64)(-EQ_TOP - 1) * (1LL << 32) + 0x80000000LL);
	const __m256i high = _mm256_set1_epi64x(((s64)EQ_TOP << 32) + 0x7fffffffLL);

	return _mm256_min_epi32(_mm256_max_epi32(sum, low), high);
}

/* One frame of each of four biquads. What is above 32 bits in a lane of x and y is not used. */
static __always_inline __m256i quad_frame(struct mixcore_eq_quad *quad, __m256i x, __m256i *s1,
					  __m256i *s2, bool moving)
{
	__m256i sum = _mm256_add_epi64(_mm256_add_epi64(*s1, load(quad->bias)),
				       _mm256_mul_epi32(x, coef(quad, MIXCORE_B0, moving)));
	__m256i y, fraction;

	sum = limit_sum(sum);
	y = _mm256_srli_epi64(sum, EQ_Q);
	fraction = _mm256_and_si256(sum, _mm256_set1_epi64x(EQ_FRACTION));
	sum = _mm256_add_epi64(*s2, _mm256_mul_epi32(x, coef(quad, MIXCORE_B1, moving)));
	sum = _mm256_add_epi64(sum, _mm256_mul_epi32(y, coef(quad, MIXCORE_A1, moving)));
	*s1 = _mm256_add_epi64(sum, _mm256_mul_epi32(fraction, load(quad->f[0])));
	sum = _mm256_mul_epi32(x, coef(quad, MIXCORE_B2, moving));
	sum = _mm256_add_epi64(sum, _mm256_mul_epi32(y, coef(quad, MIXCORE_A2, moving)));
	*s2 = _mm256_add_epi64(sum, _mm256_mul_epi32(fraction, load(quad->f[1])));
	return y;
}

static __always_inline __m256i first_input(const struct wave *wave, s32 left, s32 right)
{
	__m128i frame = _mm_insert_epi32(_mm_cvtsi32_si128(left), right, 2);

	return _mm256_inserti128_si256(_mm256_castsi128_si256(frame),
				       _mm256_castsi256_si128(wave->y[0]), 1);
}

/* The second section of the quad before, the first of this one. */
static __always_inline __m256i next_input(const struct wave *wave, u32 i)
{
	return _mm256_permute2x128_si256(wave->y[i - 1], wave->y[i], 0x21);
}

/* A channel without a partner is its own; then the left one counts. */
static __always_inline void store_frame(const struct wave *wave, u32 n, s32 *left, s32 *right)
{
	__m128i frame = _mm256_extracti128_si256(wave->y[n - 1], 1);

	*right = _mm_extract_epi32(frame, 2);
	*left = _mm_cvtsi128_si32(frame);
}

static __always_inline void quad_step(struct mixcore_eq_quad *quad, __m256i x, struct wave *wave,
				      u32 i, bool moving)
{
	wave->y[i] = quad_frame(quad, x, &wave->s1[i], &wave->s2[i], moving);
}

static __always_inline __m256i half_of(bool first, __m256i value, __m256i before)
{
	return first ? _mm256_blend_epi32(before, value, 0x0f) :
		       _mm256_blend_epi32(before, value, 0xf0);
}

/* Only the @first or the second section of the quad has a frame; the other keeps what it has. */
static __always_inline void quad_half_step(struct mixcore_eq_quad *quad, __m256i x,
					   struct wave *wave, u32 i, bool first, bool moving)
{
	__m256i s1 = wave->s1[i], s2 = wave->s2[i], value[MIXCORE_BIQUAD_COEFS];
	u32 c;

	for (c = 0; moving && c < MIXCORE_BIQUAD_COEFS; c++)
		value[c] = load(quad->value[c]);
	quad_step(quad, x, wave, i, moving);
	for (c = 0; moving && c < MIXCORE_BIQUAD_COEFS; c++)
		store(quad->value[c], half_of(first, load(quad->value[c]), value[c]));
	wave->s1[i] = half_of(first, wave->s1[i], s1);
	wave->s2[i] = half_of(first, wave->s2[i], s2);
}

/*
 * Step @t of a block of @frames: the quads that have a frame, the last one first. When the second
 * section has the last frame, the first one has none, and takes any.
 */
static __always_inline void step_some(struct mixcore_eq_quad *quads, u32 n, struct wave *wave,
				      s32 *left, s32 *right, u32 t, u32 frames, bool moving)
{
	u32 first = t < frames ? 0 : (t - frames + 1) / 2, last = 2 * n - 1;
	u32 at = min(t, frames - 1), i = min(t / 2 + 1, n);

	while (i-- > first) {
		__m256i x = i ? next_input(wave, i) :
				first_input(wave, left[at], right[at]);

		if (t == 2 * i)
			quad_half_step(&quads[i], x, wave, i, true, moving);
		else if (t == 2 * i + frames)
			quad_half_step(&quads[i], x, wave, i, false, moving);
		else
			quad_step(&quads[i], x, wave, i, moving);
	}
	if (t >= last)
		store_frame(wave, n, left + t - last, right + t - last);
}

static void steps_moving(struct mixcore_eq_quad *quads, u32 n, struct wave *wave, s32 *left,
			 s32 *right, u32 frames)
{
	u32 t;

	for (t = 0; t < frames + 2 * n - 1; t++)
		step_some(quads, n, wave, left, right, t, frames, true);
}

/* Steps @t to @end, at the edges of a block. */
static void steps_edge(struct mixcore_eq_quad *quads, u32 n, struct wave *wave, s32 *left,
		       s32 *right, u32 t, u32 end, u32 frames)
{
	for (; t < end; t++)
		step_some(quads, n, wave, left, right, t, frames, false);
}

/* Steps at which every section has a frame, with a constant @n. */
static __always_inline void steps_all(struct mixcore_eq_quad *quads, u32 n, struct wave *wave,
				      s32 *left, s32 *right, u32 frames)
{
	u32 last = 2 * n - 1, t, i;
	__m256i x;

	for (t = last; t < frames; t++) {
#pragma GCC unroll 8
		for (i = n - 1; i; i--) {
			x = next_input(wave, i);
			quad_step(&quads[i], x, wave, i, false);
		}
		x = first_input(wave, left[t], right[t]);
		quad_step(&quads[0], x, wave, 0, false);
		store_frame(wave, n, left + t - last, right + t - last);
	}
}

/* The number of quads is a constant in the loop, so that the state may stay in registers. */
static void steps_middle(struct mixcore_eq_quad *quads, u32 n, struct wave *wave, s32 *left,
			 s32 *right, u32 frames)
{
	switch (n) {
	case 1: return steps_all(quads, 1, wave, left, right, frames);
	case 2: return steps_all(quads, 2, wave, left, right, frames);
	case 3: return steps_all(quads, 3, wave, left, right, frames);
	case 4: return steps_all(quads, 4, wave, left, right, frames);
	case 5: return steps_all(quads, 5, wave, left, right, frames);
	case 6: return steps_all(quads, 6, wave, left, right, frames);
	case 7: return steps_all(quads, 7, wave, left, right, frames);
	default: return steps_all(quads, 8, wave, left, right, frames);
	}
}

static void steps_constant(struct mixcore_eq_quad *quads, u32 n, struct wave *wave, s32 *left,
			   s32 *right, u32 frames)
{
	u32 last = 2 * n - 1;

	steps_edge(quads, n, wave, left, right, 0, min(last, frames + last), frames);
	steps_middle(quads, n, wave, left, right, frames);
	steps_edge(quads, n, wave, left, right, max(last, frames), frames + last, frames);
}

/**
 * mixcore_avx2_eq() - mixcore_scalar_eq() with AVX2, the same bits
 * @quads: coefficients and state
 * @n: how many, 1..8
 * @left: samples of the first channel, in place
 * @right: of the second one, or NULL
 * @frames: 1 or more
 * @moving: the coefficients take their step at every frame
 *
 * Context: between mixcore_simd_begin() and mixcore_simd_end(), with AVX2.
 */
void mixcore_avx2_eq(struct mixcore_eq_quad *quads, u32 n, s32 *left, s32 *right,
		     u32 frames, bool moving)
{
	struct wave wave;
	u32 i;

	if (!right)
		right = left;
	for (i = 0; i < n; i++) {
		wave.s1[i] = load(quads[i].s[0]);
		wave.s2[i] = load(quads[i].s[1]);
		wave.y[i] = _mm256_setzero_si256();
	}
	if (moving)
		steps_moving(quads, n, &wave, left, right, frames);
	else
		steps_constant(quads, n, &wave, left, right, frames);
	for (i = 0; i < n; i++) {
		store(quads[i].s[0], wave.s1[i]);
		store(quads[i].s[1], wave.s2[i]);
	}
}
#endif
