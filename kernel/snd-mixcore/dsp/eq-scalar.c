// SPDX-License-Identifier: GPL-2.0-only
/*
 * Biquads in plain C: the definition that every other variant has to equal. Section by section, so
 * that the state of one stays in registers.
 *
 * Direct form I has five products and one rounding per sample. Here the products that later
 * frames need are made when their sample is there and wait, unrounded, in two 64-bit sums: the
 * same numbers with a smaller state (as in the transposed direct form II).
 */
#include "internal.h"
#include "eq-internal.h"

/* The state of one biquad. */
struct biquad {
	s64 value[MIXCORE_BIQUAD_COEFS];
	s64 step[MIXCORE_BIQUAD_COEFS];
	s64 k[MIXCORE_BIQUAD_COEFS];
	s64 f1, f2, bias;
	s64 s1, s2;
};

static void biquad_load(struct biquad *b, const struct mixcore_eq_quad *quad, u32 lane)
{
	u32 i;

	for (i = 0; i < MIXCORE_BIQUAD_COEFS; i++) {
		b->value[i] = quad->value[i][lane];
		b->step[i] = quad->step[i][lane];
		b->k[i] = quad->k[i][lane];
	}
	b->f1 = quad->f[0][lane];
	b->f2 = quad->f[1][lane];
	b->bias = quad->bias[lane];
	b->s1 = quad->s[0][lane];
	b->s2 = quad->s[1][lane];
}

static void biquad_store(const struct biquad *b, struct mixcore_eq_quad *quad, u32 lane)
{
	u32 i;

	for (i = 0; i < MIXCORE_BIQUAD_COEFS; i++)
		quad->value[i][lane] = b->value[i];
	quad->s[0][lane] = b->s1;
	quad->s[1][lane] = b->s2;
}

static __always_inline void biquad_move(struct biquad *b)
{
	u32 i;

	for (i = 0; i < MIXCORE_BIQUAD_COEFS; i++) {
		b->k[i] = b->value[i] >> EQ_MOVING;
		b->value[i] += b->step[i];
	}
}

/* A sum whose upper half is limited, so that it is a sample of 32 bits and a fraction. */
static __always_inline s64 limit_sum(s64 sum)
{
	s64 upper = clamp(sum >> 32, (s64)-EQ_TOP - 1, (s64)EQ_TOP);

	return upper * (1LL << 32) + (u32)sum;
}

static __always_inline s32 biquad_frame(struct biquad *b, s32 x)
{
	s64 sum = limit_sum(b->s1 + b->k[MIXCORE_B0] * x + b->bias);
	s64 y = sum >> EQ_Q;
	s64 fraction = sum & EQ_FRACTION;

	b->s1 = b->s2 + b->k[MIXCORE_B1] * x + b->k[MIXCORE_A1] * y + b->f1 * fraction;
	b->s2 = b->k[MIXCORE_B2] * x + b->k[MIXCORE_A2] * y + b->f2 * fraction;
	return (s32)y;
}

static void run_section(struct mixcore_eq_quad *quad, u32 lane, s32 *samples, u32 frames,
			bool moving)
{
	struct biquad b;
	u32 i;

	biquad_load(&b, quad, lane);
	if (moving) {
		for (i = 0; i < frames; i++) {
			biquad_move(&b);
			samples[i] = biquad_frame(&b, samples[i]);
		}
	} else {
		for (i = 0; i < frames; i++)
			samples[i] = biquad_frame(&b, samples[i]);
	}
	biquad_store(&b, quad, lane);
}

/**
 * mixcore_scalar_eq() - the sections of a pair of channels
 * @quads: coefficients and state
 * @n: how many
 * @left: samples of the first channel, in place
 * @right: of the second one, or NULL
 * @frames: any number
 * @moving: the coefficients take their step at every frame
 *
 * Context: any.
 */
void mixcore_scalar_eq(struct mixcore_eq_quad *quads, u32 n, s32 *left, s32 *right,
		       u32 frames, bool moving)
{
	u32 i;

	for (i = 0; i < 2 * n; i++) {
		run_section(&quads[i / 2], i % 2 * 2, left, frames, moving);
		if (right)
			run_section(&quads[i / 2], i % 2 * 2 + 1, right, frames, moving);
	}
}
