// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "dsp_test.h"

#define BLOCK 200

static struct mixcore_coefs random_coefs(u8 q)
{
	struct mixcore_coefs coefs;

	for (u32 i = 0; i < 64; i++) {
		s32 c = (s32)random_below(2 * MIXCORE_DSP_PATH_MAX + 1) - MIXCORE_DSP_PATH_MAX;

		coefs.c[i / 8][i % 8] = c >> (random_below(20) + 24 - q);
	}
	memset(coefs.q, q, sizeof(coefs.q));
	return coefs;
}

/* A constant sample of 2^24 mixed to S32 with Q24 shows the coefficient of every frame. */
static bool shows_reference(const struct mixcore_ramp *ramp, u32 ring_frames,
			    struct mixcore_scratch *scratch)
{
	static const struct mixcore_fraction fraction = { .q = { 24 } };
	const struct mixcore_layout mono = mixcore_layout_interleaved(MIXCORE_S32, 1);
	s32 ring[BLOCK], out[BLOCK];
	struct mixcore_source source = {
		.ring = ring, .ring_frames = ring_frames, .frames = BLOCK, .layout = mono,
		.ramp = ramp,
	};

	for (u32 i = 0; i < BLOCK; i++)
		ring[i] = 1 << 24;
	mixcore_mix(out, &mono, &fraction, BLOCK, &source, 1, scratch);
	for (u32 i = 0; i < BLOCK; i++)
		if (out[i] != reference_ramp(ramp->from.c[0][0], ramp->to.c[0][0], ramp->pos + i,
					     ramp->len))
			return CHECK(false, "frame %u of %u", ramp->pos + i, ramp->len);
	return true;
}

static void every_frame(void)
{
	static const u32 lengths[] = { 1, 2, 3, 63, 64, 65, 199, 512, 65536, 1 << 24, 1 << 28 };
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));

	for (u32 i = 0; i < 11 * 300; i++) {
		u32 len = lengths[i / 300];
		struct mixcore_coefs from = random_coefs(24), to = random_coefs(24);
		struct mixcore_ramp ramp;

		mixcore_ramp_set(&ramp, &from);
		mixcore_ramp_to(&ramp, &to, len);
		mixcore_ramp_advance(&ramp, i % 3 ? random_below(len + 1) : 0);
		if (!shows_reference(&ramp, i % 2 ? BLOCK : random_between(1, BLOCK), scratch))
			break;
	}
	free(scratch);
}

/* A new target while a ramp is on its way, with a change of the fraction bits as well. */
static void retarget(void)
{
	for (u32 i = 0; i < 2000; i++) {
		u8 q[3] = { i & 1 ? 24 : 20, i & 1 ? 24 : 20, i & 2 ? 24 : 20 };
		struct mixcore_coefs c[3] = {
			random_coefs(q[0]), random_coefs(q[1]), random_coefs(q[2]) };
		u32 len = random_between(1, 2000), pos = random_below(len + 2);
		struct mixcore_ramp ramp;

		mixcore_ramp_set(&ramp, &c[0]);
		mixcore_ramp_to(&ramp, &c[1], len);
		mixcore_ramp_advance(&ramp, pos);
		mixcore_ramp_to(&ramp, &c[2], 77);
		if (!CHECK(ramp.pos == 0 && ramp.len == 77, "a new ramp"))
			return;
		if (!CHECK(!memcmp(&ramp.to, &c[2], sizeof(c[2])), "target"))
			return;
		for (u32 k = 0; k < 64; k++) {
			s64 from = reference_change_q(c[0].c[k / 8][k % 8], q[0], q[1]);
			s64 now = reference_ramp(from, c[1].c[k / 8][k % 8], pos, len);

			now = reference_change_q(now, q[1], q[2]);
			if (!CHECK(ramp.from.c[k / 8][k % 8] == now, "round %u, [%u]", i, k))
				return;
		}
	}
}

static void no_ramp_without_movement(void)
{
	struct mixcore_coefs a = random_coefs(20), b = a, c = random_coefs(20);
	struct mixcore_ramp ramp;

	mixcore_ramp_set(&ramp, &a);
	CHECK(ramp.pos == ramp.len, "set is constant");
	mixcore_ramp_to(&ramp, &a, 100);
	CHECK(ramp.pos == ramp.len, "the same target");
	for (u32 i = 0; i < 64; i++)
		b.c[i / 8][i % 8] *= 16;
	memset(b.q, 24, sizeof(b.q));
	mixcore_ramp_to(&ramp, &b, 100);
	CHECK(ramp.pos == ramp.len, "the same target with more fraction bits");
	CHECK(!memcmp(&ramp.to, &b, sizeof(b)), "is taken all the same");
	mixcore_ramp_to(&ramp, &c, 0);
	CHECK(ramp.pos == ramp.len && !memcmp(&ramp.to, &c, sizeof(c)), "at once");
	mixcore_ramp_to(&ramp, &a, 100);
	CHECK(ramp.pos == 0 && ramp.len == 100, "a ramp");
	mixcore_ramp_to(&ramp, &c, 100);
	CHECK(ramp.pos == ramp.len, "back before it moved");
}

static void advance(void)
{
	struct mixcore_coefs a = random_coefs(24), b = random_coefs(24);
	struct mixcore_ramp ramp;

	mixcore_ramp_set(&ramp, &a);
	mixcore_ramp_to(&ramp, &b, 0xffffffff);
	CHECK(ramp.len == MIXCORE_DSP_RAMP_MAX, "length limit");
	mixcore_ramp_to(&ramp, &b, 100);
	mixcore_ramp_advance(&ramp, 0);
	CHECK(ramp.pos == 0, "by 0");
	mixcore_ramp_advance(&ramp, 99);
	CHECK(ramp.pos == 99, "by 99");
	mixcore_ramp_advance(&ramp, 0xffffffff);
	CHECK(ramp.pos == 100, "stops at the end");
}

/* In Q24, and 8 units more for every row that is heard. */
static void sum_of_now(void)
{
	struct mixcore_coefs a = random_coefs(24), b = random_coefs(20);
	struct mixcore_ramp ramp;
	u64 sum[8] = { 5 }, expected;

	mixcore_ramp_set(&ramp, &a);
	mixcore_ramp_to(&ramp, &b, 50);
	mixcore_ramp_advance(&ramp, 20);
	mixcore_ramp_sum(&ramp, sum);
	for (u32 out = 0; out < 8; out++) {
		expected = out ? 8 : 13;
		for (u32 in = 0; in < 8; in++) {
			s64 from = reference_change_q(a.c[out][in], 24, 20);

			expected += 16 * (u64)llabs(reference_ramp(from, b.c[out][in], 20, 50));
		}
		CHECK(sum[out] == expected, "channel %u", out);
	}
	memset(&a, 0, sizeof(a));
	mixcore_ramp_set(&ramp, &a);
	memset(sum, 0, sizeof(sum));
	mixcore_ramp_sum(&ramp, sum);
	CHECK(sum[0] == 0, "silence counts nothing");
}

void ramp_tests(void)
{
	run_test("ramp: the coefficient of every frame", every_frame);
	run_test("ramp: a new target on the way", retarget);
	run_test("ramp: no ramp without movement", no_ramp_without_movement);
	run_test("ramp: advance", advance);
	run_test("ramp: the sum of what is heard now", sum_of_now);
}
