// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference.h"

#define UNITY	(1LL << 24)
#define LIMIT	66791299LL	/* +12 dB */

typedef __int128 wide;

static wide floor_div(wide number, wide divisor)
{
	wide quotient = number / divisor;

	return number % divisor < 0 ? quotient - 1 : quotient;
}

/* Stereo passes, mono goes to both sides. */
static wide matrix(unsigned int channels, unsigned int out, unsigned int in)
{
	return channels == 1 || out == in ? UNITY : 0;
}

/* p / 2^48 to the nearest, halves away: the coefficient in Q24. */
static wide coefficient(const struct reference_stream *stream, const uint32_t gain[2],
			unsigned int out, unsigned int in)
{
	wide p = matrix(stream->channels, out, in) * gain[in] * stream->output_gain[out];
	wide c = (p + ((wide)1 << 47)) >> 48;

	/* One channel in per channel out: the path limit holds the coefficient itself. */
	return c > LIMIT ? LIMIT : c;
}

static wide coefficient_at(const struct reference_stream *stream, unsigned int out,
			   unsigned int in, uint32_t frame)
{
	wide from = coefficient(stream, stream->gain, out, in);
	wide to;
	uint32_t n;

	if (stream->ramp_at == REFERENCE_NO_RAMP || frame < stream->ramp_at)
		return from;
	to = coefficient(stream, stream->new_gain, out, in);
	n = frame - stream->ramp_at;
	if (n >= stream->ramp_frames)
		return to;
	return from + floor_div(2 * (to - from) * n + stream->ramp_frames,
				2 * (wide)stream->ramp_frames);
}

static wide contribution(const struct reference_stream *stream, uint32_t frame, unsigned int out)
{
	const int32_t *sample;
	unsigned int in;
	wide sum = 0;

	if (frame < stream->start || frame - stream->start >= stream->frames)
		return 0;
	sample = stream->samples + (uint64_t)(frame - stream->start) * stream->channels;
	for (in = 0; in < stream->channels; in++)
		sum += ((wide)sample[in] << (32 - stream->bits)) *
		       coefficient_at(stream, out, in, frame);
	return sum;
}

static int32_t round_and_saturate(wide sum, int bits)
{
	int shift = 24 + 32 - bits;
	wide high = ((wide)1 << (bits - 1)) - 1;
	wide value = floor_div(sum + ((wide)1 << (shift - 1)), (wide)1 << shift);

	if (value > high)
		return high;
	return value < -high - 1 ? -high - 1 : value;
}

/* With fewer than 32 streams at +12 dB all coefficients have 24 fraction bits. */
void reference_mix(int32_t *result, unsigned int frames, int bits,
		   const struct reference_stream *streams, unsigned int count)
{
	unsigned int frame, out, i;

	for (frame = 0; frame < frames; frame++) {
		for (out = 0; out < 2; out++) {
			wide sum = 0;

			for (i = 0; i < count; i++)
				sum += contribution(&streams[i], frame, out);
			*result++ = round_and_saturate(sum, bits);
		}
	}
}
