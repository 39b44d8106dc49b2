// SPDX-License-Identifier: GPL-2.0-or-later
#include "dsp_test.h"

#define U 16777216	/* 0 dB */
#define H 11863283	/* -3 dB */
#define Q 8388608	/* -6 dB */
#define R 5931642	/* half of -3 dB */

struct expected {
	u32 in, out;
	s32 matrix[8][8];
};

/* Stream channels: FL FR RL RR FC LFE (RC | SL SR); of three FL FR FC. */
static const struct expected table[] = {
	{ 1, 2, { { U }, { U } } },
	{ 1, 6, { { U }, { U } } },
	{ 2, 1, { { Q, Q } } },
	{ 2, 8, { { U, 0 }, { 0, U } } },
	{ 3, 1, { { Q, Q, H } } },
	{ 3, 2, { { U, 0, H }, { 0, U, H } } },
	{ 3, 4, { { U, 0, H }, { 0, U, H } } },
	{ 3, 5, { { U }, { 0, U }, { 0 }, { 0 }, { 0, 0, U } } },
	{ 4, 1, { { Q, Q, R, R } } },
	{ 4, 2, { { U, 0, H, 0 }, { 0, U, 0, H } } },
	{ 4, 3, { { U, 0, H, 0 }, { 0, U, 0, H } } },
	{ 5, 3, { { U, 0, H }, { 0, U, 0, H }, { 0, 0, 0, 0, U } } },
	{ 6, 1, { { Q, Q, R, R, H, 0 } } },
	{ 6, 2, { { U, 0, H, 0, H, 0 }, { 0, U, 0, H, H, 0 } } },
	{ 6, 4, { { U, 0, 0, 0, H }, { 0, U, 0, 0, H }, { 0, 0, U }, { 0, 0, 0, U } } },
	{ 6, 8, { { U }, { 0, U }, { 0, 0, U }, { 0, 0, 0, U }, { 0, 0, 0, 0, U },
		  { 0, 0, 0, 0, 0, U } } },
	{ 7, 1, { { Q, Q, R, R, H, 0, Q } } },
	{ 7, 2, { { U, 0, H, 0, H, 0, Q }, { 0, U, 0, H, H, 0, Q } } },
	{ 7, 8, { { U }, { 0, U }, { 0, 0, U, 0, 0, 0, H }, { 0, 0, 0, U, 0, 0, H },
		  { 0, 0, 0, 0, U }, { 0, 0, 0, 0, 0, U } } },
	{ 8, 1, { { Q, Q, R, R, H, 0, R, R } } },
	{ 8, 2, { { U, 0, H, 0, H, 0, H, 0 }, { 0, U, 0, H, H, 0, 0, H } } },
	{ 8, 3, { { U, 0, H, 0, 0, 0, H, 0 }, { 0, U, 0, H, 0, 0, 0, H }, { 0, 0, 0, 0, U } } },
	{ 8, 6, { { U }, { 0, U }, { 0, 0, U, 0, 0, 0, U }, { 0, 0, 0, U, 0, 0, 0, U },
		  { 0, 0, 0, 0, U }, { 0, 0, 0, 0, 0, U } } },
	{ 8, 7, { { U }, { 0, U }, { 0, 0, U, 0, 0, 0, U }, { 0, 0, 0, U, 0, 0, 0, U },
		  { 0, 0, 0, 0, U }, { 0, 0, 0, 0, 0, U } } },
};

static struct mixcore_path matrix_of(u32 in, u32 out)
{
	struct mixcore_path path;

	memset(&path, 0xa5, sizeof(path));
	path.channels_in = in;
	path.channels_out = out;
	mixcore_chmap_matrix(&path);
	return path;
}

static void table_of_matrices(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const struct expected *expected = &table[i];
		struct mixcore_path path = matrix_of(expected->in, expected->out);

		CHECK(!memcmp(path.matrix, expected->matrix, sizeof(path.matrix)),
		      "%u to %u channels", expected->in, expected->out);
	}
}

static void same_count_is_identity(void)
{
	for (u32 n = 1; n <= 8; n++) {
		struct mixcore_path path = matrix_of(n, n);

		for (u32 out = 0; out < 8; out++)
			for (u32 in = 0; in < 8; in++)
				if (!CHECK(path.matrix[out][in] == (in == out && in < n ? U : 0),
					   "%u channels: [%u][%u]", n, out, in))
					return;
	}
}

/* Of a known stream nothing but LFE may get lost, and no row may need the path limit. */
static void nothing_lost_nothing_limited(void)
{
	for (u32 n = 0; n < 64; n++) {
		u32 in = n / 8 + 1, out = n % 8 + 1;
		struct mixcore_path path = matrix_of(in, out);

		for (u32 i = 0; i < in; i++) {
			s64 column = 0, row = 0;

			for (u32 k = 0; k < 8; k++) {
				column += path.matrix[k][i];
				row += path.matrix[i][k];
			}
			CHECK(column > 0 || (in > 5 && i == 5), "%u to %u: lost %u", in, out, i);
			CHECK(row <= MIXCORE_DSP_PATH_MAX, "%u to %u: row %u", in, out, i);
		}
	}
}

void chmap_tests(void)
{
	run_test("chmap: matrices written out by hand", table_of_matrices);
	run_test("chmap: the same count is the identity", same_count_is_identity);
	run_test("chmap: only LFE can get lost", nothing_lost_nothing_limited);
}
