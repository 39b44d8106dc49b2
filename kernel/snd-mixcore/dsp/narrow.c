// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a narrow mix multiplies by: 16-bit mantissas, and how many fraction bits the sum leaves.
 */
#include "internal.h"

#define MANTISSA_BITS	15

/* Fraction bits, and the sum in units of gain below which they can't overflow s32. */
static const struct {
	u8 bits;
	u32 sum;
} fractions[] = { { 8, 255 }, { 6, 1020 }, { 5, 2040 } };

/**
 * mixcore_narrow_choose() - fraction bits of a narrow mix
 * @way: per output channel, from mixcore_way_sum() over all streams
 * @fraction: its @narrow is written
 *
 * Context: any.
 * Return: 0, or -ERANGE when a sum is too large: then all are 0, the mix is wide.
 */
int mixcore_narrow_choose(const u64 way[MIXCORE_DSP_CHANNELS], struct mixcore_fraction *fraction)
{
	u32 out, i;

	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		for (i = 0; i < 3 && way[out] >= (u64)fractions[i].sum << 24; i++)
			;
		if (i == 3) {
			memset(fraction->narrow, 0, sizeof(fraction->narrow));
			return -ERANGE;
		}
		fraction->narrow[out] = fractions[i].bits;
	}
	return 0;
}

static u32 magnitude(s32 c)
{
	return c < 0 ? -(u32)c : (u32)c;
}

/* @c / 2^@k to the nearest, halves away. */
static s32 mantissa(s32 c, u32 k)
{
	s32 m = (s32)((magnitude(c) + (1U << k >> 1)) >> k);

	return c < 0 ? -m : m;
}

/* Exponent with which the mantissa of @c has at most 15 bits. */
static u32 exponent(s32 c)
{
	u32 k = (u32)max(fls(magnitude(c)) - MANTISSA_BITS, 0);

	return k + (magnitude(mantissa(c, k)) >> MANTISSA_BITS);
}

/*
 * What floor() takes from the product of any sample and @m shifted down by @shift, on average: half
 * a unit, less half of the smallest part of one that such a product has. In units of 2^-16.
 */
static u16 lost_by(s32 m, u32 shift)
{
	s32 parts = (s32)shift - (ffs(m) - 1);

	return (u16)(parts > 0 ? MIXCORE_LOST_HALF - (MIXCORE_LOST_HALF >> parts) : 0);
}

/**
 * mixcore_narrow_mantissa() - what a coefficient that does not move multiplies by
 * @c: coefficient in Q24, not 0
 * @pair: its @in is set; what is made of the coefficient is written
 *
 * Context: any.
 */
void mixcore_narrow_mantissa(s32 c, struct mixcore_pair *pair)
{
	u32 k = exponent(c), i;

	pair->shift = (u8)(24 - k);
	pair->mantissa = mantissa(c, k);
	pair->place.offset = 2 * (pair->in & 1);
	pair->place.step = 4;
	for (i = 0; i < MIXCORE_NARROW_BITS; i++) {
		u32 shift = pair->shift - MIXCORE_NARROW_LEAST - i;

		pair->lost[i] = lost_by(pair->mantissa, shift);
		pair->stereo[i].factor = mixcore_narrow_place(pair->mantissa, pair->place.offset);
		pair->stereo[i].shift = shift;
	}
}

/**
 * mixcore_narrow_moving() - what a coefficient on its way multiplies by
 * @from: coefficient of frame 0
 * @to: of the last frame, not equal
 * @fraction: bits
 * @first: set to the mantissa of @from
 * @last: to that of @to, with the same exponent
 *
 * Context: any.
 * Return: shift of the products, 4..19.
 */
u32 mixcore_narrow_moving(s32 from, s32 to, u32 fraction, s32 *first, s32 *last)
{
	u32 k = exponent(magnitude(from) > magnitude(to) ? from : to);

	*first = mantissa(from, k);
	*last = mantissa(to, k);
	return 24 - k - fraction;
}
