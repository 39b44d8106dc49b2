// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>

#include "mix_reference.h"

static __int128 power_of_two(int exponent)
{
	return (__int128)1 << exponent;
}

static __int128 magnitude(__int128 value)
{
	return value < 0 ? -value : value;
}

/* Largest integer not above dividend / divisor. */
static __int128 floor_of(__int128 dividend, __int128 divisor)
{
	__int128 quotient = dividend / divisor;

	return quotient * divisor > dividend ? quotient - 1 : quotient;
}

/* Nearest integer to dividend / divisor, halves towards plus infinity. */
static __int128 nearest(__int128 dividend, __int128 divisor)
{
	return floor_of(2 * dividend + divisor, 2 * divisor);
}

/* |coefficient| as if there was no limit, halves away from zero. */
static __int128 free_coef(const struct reference_path *path, int out, int in, int q)
{
	__int128 gain = magnitude(path->matrix[out][in]) * (__int128)path->stream_gain[in] *
			(__int128)path->output_gain[out];

	return nearest(gain, power_of_two(72 - q));
}

static const __int128 path_limit = 66791299;

int64_t reference_coef(const struct reference_path *path, int out, int in, int q)
{
	__int128 total = 0, value;

	for (int i = 0; i < path->in; i++)
		total += free_coef(path, out, i, 24);
	if (total <= path_limit) {
		value = free_coef(path, out, in, q);
	} else {
		__int128 share = free_coef(path, out, in, 24);
		__int128 limit = q == 24 ? path_limit : path_limit / 16;

		while (total >= power_of_two(32)) {
			total /= 2;
			share /= 2;
		}
		value = floor_of(share * limit, total);
	}
	return (int64_t)(path->matrix[out][in] < 0 ? -value : value);
}

void reference_sum(const struct reference_path *path, uint64_t sum[8])
{
	for (int out = 0; out < path->out; out++)
		for (int in = 0; in < path->in; in++)
			sum[out] += (uint64_t)magnitude(reference_coef(path, out, in, 24));
}

int64_t reference_ramp(int64_t from, int64_t to, uint32_t frame, uint32_t len)
{
	if (frame >= len)
		return to;
	return (int64_t)nearest((__int128)from * len + ((__int128)to - from) * frame, len);
}

int64_t reference_change_q(int64_t c, int before, int after)
{
	return (int64_t)nearest((__int128)c * power_of_two(after), power_of_two(before));
}

/* As a fraction of full scale: the value times 2^-31. */
static __int128 sample_at(const struct reference_source *source, uint32_t frame, int channel)
{
	uint64_t at = ((uint64_t)source->pos + frame) % source->ring_frames;
	uint64_t index = at * (uint64_t)source->channels + (uint64_t)channel;
	const uint8_t *bytes = source->ring;
	__int128 value = 0;

	bytes += index * (source->bits == 16 ? 2 : 4);
	for (int i = 0; i < source->bits / 8; i++)
		value += (__int128)bytes[i] << (8 * i);
	if (value >= power_of_two(source->bits - 1))
		value -= power_of_two(source->bits);
	return value * power_of_two(32 - source->bits);
}

static __int128 sum_of_frame(const struct reference_source *sources, uint32_t count,
			     uint32_t frame, int out)
{
	__int128 sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct reference_source *source = &sources[i];

		if (frame >= source->frames)
			continue;
		for (int in = 0; in < source->channels; in++)
			sum += sample_at(source, frame, in) *
			       reference_ramp(source->from[out][in], source->to[out][in],
					      source->ramp_pos + frame, source->ramp_len);
	}
	return sum;
}

static void store(const struct reference_output *output, uint32_t frame, int channel,
		  __int128 value)
{
	int size = output->bits == 16 ? 2 : 4;
	uint8_t *bytes = output->frames;

	bytes += (frame * (uint64_t)output->channels + (uint64_t)channel) * (uint64_t)size;
	for (int i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
}

void reference_mix(const struct reference_output *output, uint32_t frames,
		   const struct reference_source *sources, uint32_t count)
{
	__int128 top = power_of_two(output->bits - 1) - 1;

	for (uint32_t frame = 0; frame < frames; frame++) {
		for (int out = 0; out < output->channels; out++) {
			__int128 unit = power_of_two(output->q[out] + 32 - output->bits);
			__int128 value = nearest(sum_of_frame(sources, count, frame, out), unit);

			value = value > top ? top : value;
			value = value < -top - 1 ? -top - 1 : value;
			store(output, frame, out, value);
		}
	}
}
