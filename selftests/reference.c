// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>

#include "reference.h"

#define UNITY	(1LL << 24)
#define LIMIT	66791299LL	/* +12 dB */

static reference_wide floor_div(reference_wide number, reference_wide divisor)
{
	reference_wide quotient = number / divisor;

	return number % divisor < 0 ? quotient - 1 : quotient;
}

/* What output and stream both have passes, mono goes to both sides. */
static reference_wide matrix(unsigned int channels, unsigned int out, unsigned int in)
{
	return (channels == 1 && out < 2) || out == in ? UNITY : 0;
}

/* p / 2^48 to the nearest, halves away: the coefficient in Q24. */
int32_t reference_coefficient(unsigned int channels, unsigned int out, unsigned int in,
			      uint32_t gain, uint32_t output_gain)
{
	reference_wide p = matrix(channels, out, in) * gain * output_gain;
	reference_wide c = (p + ((reference_wide)1 << 47)) >> 48;

	/* One channel in per channel out: the path limit holds the coefficient itself. */
	return c > LIMIT ? LIMIT : c;
}

/* The coefficient that frame `n` of a ramp of so many frames multiplies by. */
int32_t reference_ramp(int32_t from, int32_t to, uint32_t n, uint32_t frames)
{
	reference_wide way = 2 * ((reference_wide)to - from) * n + frames;

	if (n >= frames)
		return to;
	return from + floor_div(way, 2 * (reference_wide)frames);
}

static reference_wide coefficient_at(const struct reference_stream *stream, unsigned int out,
				     unsigned int in, uint32_t frame)
{
	int32_t from = reference_coefficient(stream->channels, out, in, stream->gain[in],
					     stream->output_gain[out]);
	int32_t to;

	if (stream->ramp_at == REFERENCE_NO_RAMP || frame < stream->ramp_at)
		return from;
	to = reference_coefficient(stream->channels, out, in, stream->new_gain[in],
				   stream->output_gain[out]);
	return reference_ramp(from, to, frame - stream->ramp_at, stream->ramp_frames);
}

static reference_wide contribution(const struct reference_stream *stream, uint32_t frame,
				   unsigned int out)
{
	const int32_t *sample;
	reference_wide sum = 0;
	unsigned int in;

	if (frame < stream->start || frame - stream->start >= stream->frames)
		return 0;
	sample = stream->samples + (uint64_t)(frame - stream->start) * stream->channels;
	for (in = 0; in < stream->channels; in++)
		sum += ((reference_wide)sample[in] << (32 - stream->bits)) *
		       coefficient_at(stream, out, in, frame);
	return sum;
}

int32_t reference_round(reference_wide sum, int bits)
{
	int shift = 24 + 32 - bits;
	reference_wide high = ((reference_wide)1 << (bits - 1)) - 1;
	reference_wide value = floor_div(sum + ((reference_wide)1 << (shift - 1)),
					 (reference_wide)1 << shift);

	if (value > high)
		return high;
	return value < -high - 1 ? -high - 1 : value;
}

/*
 * S16 to S16 is mixed narrow. With fewer than 32 streams at +12 dB it has 8 fraction bits.
 */
#define NARROW	8

/* Value / 2^bits to the nearest, halves away. */
static reference_wide nearest_away(reference_wide value, int bits)
{
	reference_wide magnitude = value < 0 ? -value : value;
	reference_wide result = (2 * magnitude + ((reference_wide)1 << bits)) >> (bits + 1);

	return value < 0 ? -result : result;
}

/* How many bits less leave a mantissa of 15 bits, once rounded. */
static int narrow_exponent(reference_wide c)
{
	int k = 0;

	while (nearest_away(c, k) > INT16_MAX || nearest_away(c, k) < -INT16_MAX)
		k++;
	return k;
}

/* What the pair multiplies by in a frame, of how many bits less than Q24, and does that move? */
static int32_t narrow_mantissa(const struct reference_stream *stream, unsigned int out,
			       unsigned int in, uint32_t frame, int *k, bool *moves)
{
	uint32_t n = frame - stream->ramp_at;
	int32_t from = reference_coefficient(stream->channels, out, in, stream->gain[in],
					     stream->output_gain[out]);
	int32_t to = reference_coefficient(stream->channels, out, in, stream->new_gain[in],
					   stream->output_gain[out]);

	if (stream->ramp_at == REFERENCE_NO_RAMP || frame < stream->ramp_at)
		to = from;
	else if (n >= stream->ramp_frames)
		from = to;
	*moves = from != to;
	/* Coefficients of these paths are not negative. */
	*k = narrow_exponent(from > to ? from : to);
	from = nearest_away(from, *k);
	return *moves ? reference_ramp(from, nearest_away(to, *k), n, stream->ramp_frames) : from;
}

/*
 * What a cut product loses on average, in units of 2^-16: half a unit less half of its smallest part,
 * which is that of the mantissa.
 */
static uint64_t narrow_lost(reference_wide m, reference_wide unit, bool moves)
{
	reference_wide half = 1 << 15, part = 1;

	if (moves)
		return half;
	if (!(m % unit))
		return 0;
	while (!(m % (2 * part)))
		part *= 2;
	return half - half * part / unit;
}

/* Adds the stream's terms, and what they lose. */
static void narrow_add(const struct reference_stream *stream, uint32_t frame, unsigned int out,
		       reference_wide *sum, uint64_t *lost)
{
	unsigned int in;

	if (frame < stream->start || frame - stream->start >= stream->frames)
		return;
	for (in = 0; in < stream->channels; in++) {
		uint64_t at = (uint64_t)(frame - stream->start) * stream->channels + in;
		bool moves;
		int k;
		reference_wide m = narrow_mantissa(stream, out, in, frame, &k, &moves);
		reference_wide unit = (reference_wide)1 << (24 - k - NARROW);

		*sum += floor_div(stream->samples[at] * m, unit);
		*lost += narrow_lost(m, unit, moves);
	}
}

static int32_t narrow_frame(uint32_t frame, unsigned int out,
			    const struct reference_stream *streams, unsigned int count)
{
	reference_wide sum = 0, value;
	unsigned int i;
	uint64_t lost = 0;

	for (i = 0; i < count; i++)
		narrow_add(&streams[i], frame, out, &sum, &lost);
	value = floor_div(sum + lost / 65536 + (1 << (NARROW - 1)), 1 << NARROW);
	if (value > INT16_MAX)
		return INT16_MAX;
	return value < INT16_MIN ? INT16_MIN : value;
}

static bool is_narrow(int bits, const struct reference_stream *streams, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (streams[i].bits != 16)
			return false;
	return bits == 16;
}

/* With fewer than 32 streams at +12 dB all coefficients have 24 fraction bits. */
void reference_mix_channels(int32_t *result, unsigned int frames, unsigned int channels, int bits,
			    const struct reference_stream *streams, unsigned int count)
{
	bool narrow = is_narrow(bits, streams, count);
	unsigned int frame, out, i;

	for (frame = 0; frame < frames; frame++) {
		for (out = 0; out < channels; out++) {
			reference_wide sum = 0;

			for (i = 0; i < count; i++)
				sum += contribution(&streams[i], frame, out);
			*result++ = narrow ? narrow_frame(frame, out, streams, count) :
				    reference_round(sum, bits);
		}
	}
}

void reference_mix(int32_t *result, unsigned int frames, int bits,
		   const struct reference_stream *streams, unsigned int count)
{
	reference_mix_channels(result, frames, 2, bits, streams, count);
}
