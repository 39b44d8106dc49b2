// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gains to coefficients: matrix * stream gain * output gain, exactly, then rounded once; and how
 * many fraction bits the sum over all streams of an output leaves.
 */
#include "internal.h"

#define Q_FINE		24
#define Q_COARSE	20
#define SUM_FINE	(128ULL << 24)	/* below it Q24 can't overflow the accumulator */
#define SUM_COARSE	(2048ULL << 24)	/* below it Q20 can't */
#define GAIN_BITS	72		/* fraction bits of the product of three gains */

/*
 * |matrix * stream gain * output gain| with @q fraction bits, halves away from zero. The product
 * has up to 95 bits: @upper * 2^32 plus the high half of @lower, whose low half is below any half
 * unit and can't change the rounding.
 */
static u64 coef_magnitude(const struct mixcore_path *path, u32 out, u32 in, u32 q)
{
	s64 matrix = path->matrix[out][in];
	u64 inner = (u64)(matrix < 0 ? -matrix : matrix) * path->stream_gain[in];
	u64 upper = (inner >> 32) * path->output_gain[out];
	u64 lower = (inner & 0xffffffff) * path->output_gain[out];
	u32 shift = GAIN_BITS - q - 32;

	return (upper + (lower >> 32) + (1ULL << (shift - 1))) >> shift;
}

/* Sum of a row in Q24, before the limit. */
static u64 row_total(const struct mixcore_path *path, u32 out)
{
	u64 total = 0;
	u32 in;

	for (in = 0; in < path->channels_in; in++)
		total += coef_magnitude(path, out, in, Q_FINE);
	return total;
}

/*
 * One magnitude of a row whose @total is above MIXCORE_DSP_PATH_MAX: its share of the limit,
 * rounded towards zero. Both are first brought to the 32 bits of the divisor.
 */
static u64 coef_limited(u64 magnitude, u64 total, u32 q)
{
	int excess = max(fls64(total) - 32, 0);
	u64 limit = MIXCORE_DSP_PATH_MAX >> (Q_FINE - q);

	return div_u64((magnitude >> excess) * limit, (u32)(total >> excess));
}

/* |coefficient| with @q fraction bits, after the limit. */
static u64 coef_of_row(const struct mixcore_path *path, u32 out, u32 in, u64 total, u32 q)
{
	if (total <= MIXCORE_DSP_PATH_MAX)
		return coef_magnitude(path, out, in, q);
	return coef_limited(coef_magnitude(path, out, in, Q_FINE), total, q);
}

/**
 * mixcore_coefs_sum() - add what one path can contribute to the sums of an output
 * @path: gains
 * @sum: per output channel, Q24: grows by the sum of |coefficient|, at most MIXCORE_DSP_PATH_MAX
 *
 * Context: any.
 */
void mixcore_coefs_sum(const struct mixcore_path *path, u64 sum[MIXCORE_DSP_CHANNELS])
{
	u32 out, in;

	for (out = 0; out < path->channels_out; out++) {
		u64 total = row_total(path, out);

		for (in = 0; in < path->channels_in; in++)
			sum[out] += coef_of_row(path, out, in, total, Q_FINE);
	}
}

/**
 * mixcore_coefs_choose_q() - fraction bits of the coefficients of an output
 * @sum: per output channel, from mixcore_coefs_sum() over all its paths
 * @q: per output channel: 24 when @sum is below 128, 20 when it is below 2048
 *
 * Context: any.
 * Return: 0, or -ERANGE when a sum is 2048 or more; then @q is as it was.
 */
int mixcore_coefs_choose_q(const u64 sum[MIXCORE_DSP_CHANNELS], u8 q[MIXCORE_DSP_CHANNELS])
{
	u32 out;

	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++)
		if (sum[out] >= SUM_COARSE)
			return -ERANGE;
	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++)
		q[out] = sum[out] < SUM_FINE ? Q_FINE : Q_COARSE;
	return 0;
}

/**
 * mixcore_coefs_make() - the coefficients of one path
 * @path: gains
 * @q: fraction bits per output channel, 24 or 20
 * @coefs: all of it is written; channels that are not there get zeros
 *
 * Context: any.
 */
void mixcore_coefs_make(const struct mixcore_path *path, const u8 q[MIXCORE_DSP_CHANNELS],
			struct mixcore_coefs *coefs)
{
	u32 out, in;

	memset(coefs, 0, sizeof(*coefs));
	memcpy(coefs->q, q, sizeof(coefs->q));
	for (out = 0; out < path->channels_out; out++) {
		u64 total = row_total(path, out);

		for (in = 0; in < path->channels_in; in++) {
			s32 c = (s32)coef_of_row(path, out, in, total, q[out]);

			coefs->c[out][in] = path->matrix[out][in] < 0 ? -c : c;
		}
	}
}
