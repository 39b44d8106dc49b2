/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the reference share: the notation of Documentation/dsp.rst. */
#ifndef REFERENCE_WIDE_H
#define REFERENCE_WIDE_H

#include "mix_reference.h"

static inline __int128 power_of_two(int exponent)
{
	return (__int128)1 << exponent;
}

static inline __int128 magnitude(__int128 value)
{
	return value < 0 ? -value : value;
}

/* Largest integer not above dividend / divisor. */
static inline __int128 floor_of(__int128 dividend, __int128 divisor)
{
	__int128 quotient = dividend / divisor;

	return quotient * divisor > dividend ? quotient - 1 : quotient;
}

/* Nearest integer to dividend / divisor, halves towards plus infinity. */
static inline __int128 nearest(__int128 dividend, __int128 divisor)
{
	return floor_of(2 * dividend + divisor, 2 * divisor);
}

/* Where a sample of a frame of the block lies. */
const uint8_t *reference_at(const struct reference_source *source, uint32_t frame, int channel);

/* The narrow sum of one output sample, rounded, not yet saturated. */
__int128 reference_narrow(const struct reference_source *sources, uint32_t count, uint32_t frame,
			  int out, int fraction_bits);

#endif /* REFERENCE_WIDE_H */
