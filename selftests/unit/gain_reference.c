// SPDX-License-Identifier: GPL-2.0-or-later
#include "gain_reference.h"

#define LIMBS 128	/* 4096 bits: 25 * 80 + 383 * log2(10) are needed */

struct natural {
	uint32_t limb[LIMBS];
};

/* base^base_times * 10^tens */
static struct natural product(uint32_t base, int base_times, int tens)
{
	struct natural n = { .limb = { 1 } };

	for (int round = 0; round < base_times + tens; round++) {
		uint64_t factor = round < base_times ? base : 10, carry = 0;

		for (int i = 0; i < LIMBS; i++) {
			carry += n.limb[i] * factor;
			n.limb[i] = (uint32_t)carry;
			carry >>= 32;
		}
	}
	return n;
}

/* n > 2^exponent, for an n that is not a power of two */
static bool above(const struct natural *n, int exponent)
{
	for (int i = LIMBS - 1; i >= exponent / 32; i--) {
		uint32_t threshold = i == exponent / 32 ? 1U << (exponent % 32) : 1;

		if (n->limb[i] >= threshold)
			return true;
	}
	return false;
}

/*
 * gain - 1/2 < 2^24 * 10^((volume - 192) / 40) < gain + 1/2: twice that, to the power of 40, over
 * the power of ten.
 */
bool reference_gain_is_nearest(uint32_t gain, uint32_t volume)
{
	int tens = 192 - (int)volume;
	struct natural low = product(2 * gain - 1, 40, tens);
	struct natural high = product(2 * gain + 1, 40, tens);

	return !above(&low, 25 * 40) && above(&high, 25 * 40);
}

/* gain > 2^24 * 10^((volume + 1/2 - 192) / 40), to the power of 80 */
bool reference_gain_above_middle(uint32_t gain, uint32_t volume)
{
	struct natural n = product(gain, 80, 383 - 2 * (int)volume);

	return above(&n, 24 * 80);
}
