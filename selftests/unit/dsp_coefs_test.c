// SPDX-License-Identifier: GPL-2.0-or-later
#include "dsp_test.h"

#define ROUNDS 4000

static const u8 fine[8] = { 24, 24, 24, 24, 24, 24, 24, 24 };
static const u8 coarse[8] = { 20, 20, 20, 20, 20, 20, 20, 20 };

static bool same_as_reference(const struct mixcore_path *path, const u8 *q)
{
	struct reference_path reference;
	struct mixcore_coefs coefs;

	reference_path_from(&reference, path);
	memset(&coefs, 0xa5, sizeof(coefs));
	mixcore_coefs_make(path, q, &coefs);
	for (int out = 0; out < 8; out++) {
		if (coefs.q[out] != q[out])
			return false;
		for (int in = 0; in < 8; in++) {
			bool there = out < reference.out && in < reference.in;
			s64 c = there ? reference_coef(&reference, out, in, q[out]) : 0;

			if (coefs.c[out][in] != c)
				return false;
		}
	}
	return true;
}

static void rounded_once(void)
{
	for (u32 i = 0; i < ROUNDS; i++) {
		struct mixcore_path path;

		random_path(&path, random_between(1, 8), random_between(1, 8), i % GAINS);
		if (!CHECK(same_as_reference(&path, fine), "Q24, round %u", i))
			return;
		if (!CHECK(same_as_reference(&path, coarse), "Q20, round %u", i))
			return;
	}
}

/* Exactly half a unit, and one unit of the product less and more. */
static void halves(void)
{
	struct mixcore_path path;

	for (int less = -1; less <= 1; less++) {
		for (int sign = -1; sign <= 1; sign += 2) {
			memset(&path, 0, sizeof(path));
			path.channels_in = 1;
			path.channels_out = 1;
			path.matrix[0][0] = sign * ((1 << 23) + less);
			path.stream_gain[0] = 1;
			path.output_gain[0] = 1 << 24;
			CHECK(same_as_reference(&path, fine), "Q24, %d, %d", less, sign);
			path.matrix[0][0] = sign * ((1 << 27) + less);
			CHECK(same_as_reference(&path, coarse), "Q20, %d, %d", less, sign);
		}
	}
}

static void widest_values(void)
{
	struct mixcore_path path;

	memset(&path, 0xff, sizeof(path));
	path.channels_in = 8;
	path.channels_out = 8;
	for (u32 i = 0; i < 64; i++)
		path.matrix[i / 8][i % 8] = i % 2 ? (s32)0x80000000 : 0x7fffffff;
	CHECK(same_as_reference(&path, fine), "Q24");
	CHECK(same_as_reference(&path, coarse), "Q20");
}

static void unity_is_exact(void)
{
	struct mixcore_path path;
	struct mixcore_coefs coefs;

	random_path(&path, 8, 8, GAINS_UNITY);
	for (u32 i = 0; i < 64; i++) {
		mixcore_coefs_make(&path, fine, &coefs);
		if (!CHECK(coefs.c[i / 8][i % 8] == (i % 9 ? 0 : 1 << 24), "Q24, %u", i))
			return;
		mixcore_coefs_make(&path, coarse, &coefs);
		if (!CHECK(coefs.c[i / 8][i % 8] == (i % 9 ? 0 : 1 << 20), "Q20, %u", i))
			return;
	}
}

static void sums(void)
{
	for (u32 i = 0; i < ROUNDS; i++) {
		u64 sum[8], start = random_bits() >> 20;
		uint64_t expected[8];
		struct reference_path reference;
		struct mixcore_path path;

		random_path(&path, random_between(1, 8), random_between(1, 8), i % GAINS);
		reference_path_from(&reference, &path);
		for (u32 out = 0; out < 8; out++) {
			sum[out] = start;
			expected[out] = start;
		}
		mixcore_coefs_sum(&path, sum);
		reference_sum(&reference, expected);
		for (u32 out = 0; out < 8; out++) {
			if (!CHECK(sum[out] == expected[out], "round %u, channel %u", i, out))
				return;
			if (!CHECK(sum[out] - start <= MIXCORE_DSP_PATH_MAX, "limit, %u", i))
				return;
		}
	}
}

static void choice_of_q(void)
{
	const u64 below = (128ULL << 24) - 1, top = (2048ULL << 24) - 1;
	u64 sum[8] = { 0, below, below + 1, top, 1, top, below, 0 };
	const u8 expected[8] = { 24, 24, 20, 20, 24, 20, 24, 24 };
	u8 q[8];

	memset(q, 7, sizeof(q));
	CHECK(!mixcore_coefs_choose_q(sum, q), "within the range");
	CHECK(!memcmp(q, expected, sizeof(q)), "Q24 below 128, Q20 below 2048");
	sum[7] = top + 1;
	memset(q, 7, sizeof(q));
	CHECK(mixcore_coefs_choose_q(sum, q) == -ERANGE, "2048");
	CHECK(q[0] == 7 && q[7] == 7, "q changed in spite of ERANGE");
}

void coefs_tests(void)
{
	run_test("coefs: rounded once, limited, as the reference", rounded_once);
	run_test("coefs: halves away from zero", halves);
	run_test("coefs: the widest values", widest_values);
	run_test("coefs: unity is exact", unity_is_exact);
	run_test("coefs: sums, and no row above the limit", sums);
	run_test("coefs: Q24, Q20, ERANGE", choice_of_q);
}
