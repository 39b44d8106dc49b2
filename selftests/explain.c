// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain.h"

#define LIMIT	66791299	/* +12 dB in Q24 */

/* Value / 2^bits to the nearest, halves away from zero. */
static reference_wide nearest_away(reference_wide value, int bits)
{
	reference_wide magnitude = value < 0 ? -value : value;

	magnitude = (magnitude + ((reference_wide)1 << (bits - 1))) >> bits;
	return value < 0 ? -magnitude : magnitude;
}

static reference_wide coefficient(const struct mixcore_route_set *route, unsigned int out,
				  unsigned int in, uint32_t stream_gain, uint32_t output_gain)
{
	uint32_t gain = route->mute ? 0 : route->gain;
	reference_wide matrix = nearest_away((reference_wide)route->matrix[out][in] * gain, 24);

	return nearest_away(matrix * stream_gain * output_gain, 48);
}

/* No stream adds more to a channel: each coefficient then has its share, rounded towards zero. */
static void limit_row(reference_wide *row, unsigned int channels)
{
	reference_wide total = 0;
	unsigned int in, excess = 0;

	for (in = 0; in < channels; in++)
		total += row[in] < 0 ? -row[in] : row[in];
	if (total <= LIMIT)
		return;
	while (total >> excess >> 32)
		excess++;
	for (in = 0; in < channels; in++) {
		reference_wide magnitude = row[in] < 0 ? -row[in] : row[in];

		magnitude = (magnitude >> excess) * LIMIT / (total >> excess);
		row[in] = row[in] < 0 ? -magnitude : magnitude;
	}
}

void explain_route(struct part *part, unsigned int outputs, const struct mixcore_route_set *route,
		   const uint32_t *stream_gain, const uint32_t *output_gain)
{
	reference_wide row[REFERENCE_CHANNELS];
	unsigned int out, in;

	part->heard = false;
	for (out = 0; out < outputs; out++) {
		for (in = 0; in < part->channels; in++)
			row[in] = coefficient(route, out, in, stream_gain[in], output_gain[out]);
		limit_row(row, part->channels);
		for (in = 0; in < part->channels; in++) {
			part->coefficient[out][in] = row[in];
			part->heard |= row[in] != 0;
		}
	}
}

/* Eight products of 31 and 26 bits fit into 64. */
static reference_wide contribution(const struct part *part, long frame, unsigned int out)
{
	const int32_t *sample;
	int64_t sum = 0;
	unsigned int in;

	if (part->start < 0 || frame < part->start || frame - part->start >= part->frames)
		return 0;
	sample = part->samples + (frame - part->start) * part->channels;
	for (in = 0; in < part->channels; in++)
		sum += (int64_t)sample[in] * part->coefficient[out][in];
	return (reference_wide)sum << (32 - part->bits);
}

static bool is_explained(const struct recorder *recorder, const struct part *parts,
			 unsigned int count, long frame)
{
	const int32_t *recorded = recorder->samples + frame * recorder->channels;
	unsigned int out, i;

	for (out = 0; out < recorder->channels; out++) {
		reference_wide sum = 0;

		for (i = 0; i < count; i++)
			sum += contribution(&parts[i], frame, out);
		if (recorded[out] != reference_round(sum, recorder->bits))
			return false;
	}
	return true;
}

/* Of those that have not begun, the ones of the set do here, or all are left as they were. */
static bool begin_set(const struct recorder *recorder, struct part *parts, unsigned int count,
		      long frame, unsigned int set)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (set & 1U << i && (parts[i].start >= 0 || !parts[i].heard))
			return false;
	for (i = 0; i < count; i++)
		if (set & 1U << i)
			parts[i].start = frame;
	if (is_explained(recorder, parts, count, frame))
		return true;
	for (i = 0; i < count; i++)
		if (set & 1U << i)
			parts[i].start = -1;
	return false;
}

/* One begins here, or several at once. */
static bool begin_some(const struct recorder *recorder, struct part *parts, unsigned int count,
		       long frame)
{
	unsigned int set;

	for (set = 1; set < 1U << count; set++)
		if (begin_set(recorder, parts, count, frame, set))
			return true;
	return false;
}

long explain(const struct recorder *recorder, struct part *parts, unsigned int count)
{
	unsigned int i;
	long frame;

	for (i = 0; i < count; i++)
		parts[i].start = -1;
	for (frame = 0; frame < recorder->frames; frame++)
		if (!is_explained(recorder, parts, count, frame) &&
		    !begin_some(recorder, parts, count, frame))
			return frame;
	return -1;
}
