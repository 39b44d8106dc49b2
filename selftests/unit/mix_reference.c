// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference_wide.h"

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

const uint8_t *reference_at(const struct reference_source *source, uint32_t frame, int channel)
{
	uint64_t at = ((uint64_t)source->pos + frame) % source->ring_frames;

	return (const uint8_t *)source->ring + at * source->layout.frame_step +
	       (uint64_t)channel * source->layout.channel_step;
}

static __int128 sum_of_frame(const struct reference_source *sources, uint32_t count,
			     uint32_t frame, int out)
{
	__int128 sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct reference_source *source = &sources[i];

		if (frame >= source->frames)
			continue;
		for (int in = 0; in < source->layout.channels; in++)
			sum += (__int128)reference_load(source->layout.format,
							reference_at(source, frame, in)) *
			       reference_ramp(source->from[out][in], source->to[out][in],
					      source->ramp_pos + frame, source->ramp_len);
	}
	return sum;
}

static __int128 wide_sample(const struct reference_output *output,
			    const struct reference_source *sources, uint32_t count,
			    uint32_t frame, int out)
{
	int shift = output->q[out] + 32 - output->layout.format->bits;
	__int128 half_unit = power_of_two(shift) / 2;

	return floor_of(half_unit + sum_of_frame(sources, count, frame, out),
			power_of_two(shift));
}

void reference_mix(const struct reference_output *output, uint32_t frames,
		   const struct reference_source *sources, uint32_t count)
{
	const struct reference_layout *layout = &output->layout;
	__int128 top = power_of_two(layout->format->limit - 1) - 1, value;

	for (uint32_t frame = 0; frame < frames; frame++) {
		for (int out = 0; out < layout->channels; out++) {
			uint8_t *bytes = (uint8_t *)output->frames + (uint64_t)frame *
					 layout->frame_step + (uint64_t)out * layout->channel_step;

			if (output->narrow[out])
				value = reference_narrow(sources, count, frame, out,
							 output->narrow[out]);
			else
				value = wide_sample(output, sources, count, frame, out);
			value = value > top ? top : value;
			value = value < -top - 1 ? -top - 1 : value;
			reference_store(layout->format, bytes, (int64_t)value);
		}
	}
}
