// SPDX-License-Identifier: GPL-2.0-only
/*
 * As verify.c, of what follows the sum.
 */
#include "internal.h"
#include "process.h"

#define ROUNDS	12	/* of each inner loop */
#define QUADS	5	/* of an equalizer, in a row of accumulators */

/* Sections as at home in an equalizer, loud enough for limits now and then. */
static void random_quads(struct mixcore_verify *verify, struct mixcore_eq_quad *quads)
{
	u32 i, c, lane;

	memset(quads, 0, QUADS * sizeof(*quads));
	for (i = 0; i < QUADS; i++) {
		for (lane = 0; lane < 4; lane++) {
			for (c = 0; c < MIXCORE_BIQUAD_COEFS; c++) {
				quads[i].k[c][lane] = (s32)mixcore_verify_noise(verify) >> 3;
				quads[i].value[c][lane] = quads[i].k[c][lane] * (1LL << 30);
				quads[i].step[c][lane] = (s32)mixcore_verify_noise(verify);
			}
			quads[i].f[0][lane] = (s32)(mixcore_verify_noise(verify) % 5) - 2;
			quads[i].f[1][lane] = (s32)(mixcore_verify_noise(verify) % 3) - 1;
			quads[i].bias[lane] = (s32)mixcore_verify_noise(verify);
		}
	}
}

static bool eqs_alike(struct mixcore_verify *verify, mixcore_eq_fn *eq)
{
	struct mixcore_eq_quad *quads = (void *)verify->rows[0], *others = (void *)verify->rows[1];
	s32 *samples = (void *)verify->out[0], *expected = (void *)verify->out[1];
	u32 round;

	for (round = 0; round < ROUNDS; round++) {
		u32 frames = 1 + mixcore_verify_noise(verify) % MIXCORE_DSP_TILE;
		u32 n = 1 + round % QUADS;
		bool moving = round > ROUNDS / 2;

		random_quads(verify, quads);
		memcpy(others, quads, QUADS * sizeof(*quads));
		memcpy(samples, verify->samples, sizeof(verify->out[0]));
		memcpy(expected, verify->samples, sizeof(verify->out[0]));
		mixcore_simd_begin();
		eq(quads, n, samples, samples + MIXCORE_DSP_TILE, frames, moving);
		mixcore_simd_end();
		mixcore_scalar_eq(others, n, expected, expected + MIXCORE_DSP_TILE, frames, moving);
		if (memcmp(quads, others, QUADS * sizeof(*quads)) ||
		    memcmp(samples, expected, sizeof(verify->out[0])))
			return false;
	}
	return true;
}

static bool magnitudes_alike(struct mixcore_verify *verify, mixcore_magnitudes_fn *magnitudes)
{
	s32 *samples = (void *)verify->rows[0];
	u32 round, frames, bits;

	memset(samples, 0, sizeof(verify->rows[0]));
	for (round = 0; round < 2 * MIXCORE_DSP_TILE; round++) {
		frames = 1 + mixcore_verify_noise(verify) % MIXCORE_DSP_TILE;
		samples[round % frames] = (s32)mixcore_verify_noise(verify);
		mixcore_simd_begin();
		bits = magnitudes(samples, frames);
		mixcore_simd_end();
		if (bits != mixcore_scalar_magnitudes(samples, frames))
			return false;
		samples[round % frames] = 0;
	}
	return true;
}

static bool stereo_alike(struct mixcore_verify *verify, mixcore_stereo_s16_fn *stereo_s16)
{
	const s32 *left = (const s32 *)verify->samples, *right = left + MIXCORE_DSP_TILE;
	u32 round;

	for (round = 0; round < ROUNDS; round++) {
		u32 frames = 1 + mixcore_verify_noise(verify) % MIXCORE_DSP_TILE;
		u32 frame = mixcore_verify_noise(verify);
		u32 key[2] = { mixcore_verify_noise(verify), mixcore_verify_noise(verify) };

		memset(verify->out, 0, sizeof(verify->out));
		mixcore_simd_begin();
		stereo_s16(verify->out[0], left, right, frames, frame, round & 1 ? key : NULL);
		mixcore_simd_end();
		mixcore_scalar_stereo_s16(verify->out[1], left, right, frames, frame,
					  round & 1 ? key : NULL);
		if (memcmp(verify->out[0], verify->out[1], sizeof(verify->out[0])))
			return false;
	}
	return true;
}

/**
 * mixcore_verify_output() - does a variant what the definition does after the sum?
 * @verify: samples are there
 * @ops: the variant
 *
 * Context: process.
 * Return: yes.
 */
bool mixcore_verify_output(struct mixcore_verify *verify, const struct mixcore_ops *ops)
{
	return (!ops->eq || eqs_alike(verify, ops->eq)) &&
	       (!ops->magnitudes || magnitudes_alike(verify, ops->magnitudes)) &&
	       (!ops->stereo_s16 || stereo_alike(verify, ops->stereo_s16));
}
