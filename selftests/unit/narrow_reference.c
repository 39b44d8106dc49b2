// SPDX-License-Identifier: GPL-2.0-or-later
/* The section "Narrow mix" of Documentation/dsp.rst, one term at a time. */
#include "reference_wide.h"

/* A coefficient is about mantissa * 2^exponent. */
struct floating {
	__int128 mantissa;
	int exponent;
};

static __int128 nearest_away(__int128 dividend, __int128 divisor)
{
	__int128 value = nearest(magnitude(dividend), divisor);

	return dividend < 0 ? -value : value;
}

/* The smallest exponent with which the mantissa, rounded, has 15 bits. */
static struct floating floating_of(int64_t c)
{
	struct floating f = { .mantissa = c };

	while (magnitude(f.mantissa) >= 32768)
		f.mantissa = nearest_away(c, power_of_two(++f.exponent));
	return f;
}

/* The largest power of two that divides a mantissa. */
static __int128 part_of(__int128 mantissa)
{
	__int128 part = 1;

	while (mantissa % (2 * part) == 0)
		part *= 2;
	return part;
}

/* What one pair adds in one frame, and what that loses on average in units of 2^-16. */
static __int128 term(int64_t sample, __int128 mantissa, int shift, bool moving, int64_t *lost)
{
	__int128 unit = power_of_two(shift), half = power_of_two(15);

	if (moving)
		*lost += (int64_t)half;
	else if (mantissa % unit)
		*lost += (int64_t)(half - half * part_of(mantissa) / unit);
	return floor_of(sample * mantissa, unit);
}

static __int128 pair(const struct reference_source *source, uint32_t frame, int out, int in,
		     int fraction_bits, int64_t *lost)
{
	int64_t sample = reference_load(&reference_s16, reference_at(source, frame, in)) / 65536;
	int64_t from = source->from[out][in], to = source->to[out][in];
	uint64_t n = (uint64_t)source->ramp_pos + frame;
	bool moving = n < source->ramp_len && from != to;
	int64_t larger = magnitude(from) > magnitude(to) ? from : to;
	struct floating f = floating_of(moving ? larger : to);

	if (moving) {
		__int128 unit = power_of_two(f.exponent);

		f.mantissa = reference_ramp((int64_t)nearest_away(from, unit),
					    (int64_t)nearest_away(to, unit), (uint32_t)n,
					    source->ramp_len);
	}
	return term(sample, f.mantissa, 24 - f.exponent - fraction_bits, moving, lost);
}

__int128 reference_narrow(const struct reference_source *sources, uint32_t count, uint32_t frame,
			  int out, int fraction_bits)
{
	__int128 sum = power_of_two(fraction_bits) / 2;
	int64_t lost = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (frame >= sources[i].frames)
			continue;
		for (int in = 0; in < sources[i].layout.channels; in++)
			sum += pair(&sources[i], frame, out, in, fraction_bits, &lost);
	}
	return floor_of(sum + lost / 65536, power_of_two(fraction_bits));
}

int reference_narrow_bits(uint64_t way)
{
	if (way < 255 * (uint64_t)power_of_two(24))
		return 8;
	if (way < 1020 * (uint64_t)power_of_two(24))
		return 6;
	return way < 2040 * (uint64_t)power_of_two(24) ? 5 : 0;
}
