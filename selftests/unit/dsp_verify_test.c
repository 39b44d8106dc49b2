// SPDX-License-Identifier: GPL-2.0-or-later
/* What proves itself at load: good variants do, broken ones do not. */
#include <stdlib.h>

#include "dsp_test.h"
#include "internal.h"
#include "process.h"

static void broken_eq(struct mixcore_eq_quad *quads, u32 n, s32 *left, s32 *right, u32 frames,
		      bool moving)
{
	mixcore_scalar_eq(quads, n, left, right, frames, moving);
	right[frames - 1] ^= 1;
}

static void broken_state(struct mixcore_eq_quad *quads, u32 n, s32 *left, s32 *right, u32 frames,
			 bool moving)
{
	mixcore_scalar_eq(quads, n, left, right, frames, moving);
	quads[n - 1].s[1][3]++;
}

static u32 broken_magnitudes(const s32 *samples, u32 frames)
{
	return mixcore_scalar_magnitudes(samples, frames - 1);
}

static void broken_stereo(u8 *out, const s32 *left, const s32 *right, u32 frames, u32 frame,
			  const u32 *key)
{
	mixcore_scalar_stereo_s16(out, left, right, frames, frame + 1, key);
}

static void test_good(void)
{
	struct mixcore_verify *verify = test_alloc(sizeof(*verify));
	u32 available = mixcore_isas_available();

	CHECK(!mixcore_isas_verify(verify), "a variant differs");
	CHECK(mixcore_isas_available() == available, "a variant is gone");
	free(verify);
}

static void test_broken(void)
{
	static const struct mixcore_ops broken[] = {
		{ .eq = broken_eq }, { .eq = broken_state }, { .magnitudes = broken_magnitudes },
		{ .stereo_s16 = broken_stereo },
	};
	static const struct mixcore_ops good = {
		.eq = mixcore_scalar_eq, .magnitudes = mixcore_scalar_magnitudes,
		.stereo_s16 = mixcore_scalar_stereo_s16,
	};
	struct mixcore_verify *verify = test_alloc(sizeof(*verify));

	verify->seed = 1;
	for (size_t i = 0; i < sizeof(verify->samples); i++)
		verify->samples[i] = (u8)random_bits();
	CHECK(mixcore_verify_output(verify, &good), "the definition differs from itself");
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		CHECK(!mixcore_verify_output(verify, &broken[i]), "not noticed: %zu", i);
	free(verify);
}

void verify_tests(void)
{
	run_test("verify: every variant here is as the definition", test_good);
	run_test("verify: after the sum, nothing broken is accepted", test_broken);
}
