// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-tone: the sine. */
#include <math.h>

#include "tone.h"

/*
 * How much of a period has gone by is frame * mhz / (rate * 1000), of which only the fraction
 * matters: in integers, so it is exact also after a year. As the frame number is taken modulo the
 * denominator first, every product fits.
 */
static double phase_of(const struct tone *tone, uint32_t channel, uint64_t frame)
{
	const uint64_t period = tone->rate * 1000ULL;
	const uint64_t part = frame % period * (tone->mhz[channel] % period) % period;

	return 2 * M_PI * part / period;
}

/* A raised cosine over the fade: no click. */
static double fade_of(const struct tone *tone, uint64_t frame, uint64_t end)
{
	uint64_t distance = end - frame;

	if (frame < distance)
		distance = frame;
	if (distance >= tone->fade)
		return 1;
	return (1 - cos(M_PI * distance / tone->fade)) / 2;
}

uint32_t tone_amplitude(int64_t level_mdb)
{
	return lrint(INT32_MAX * pow(10, level_mdb / 20000.));
}

int32_t tone_sample(const struct tone *tone, uint32_t channel, uint64_t frame, uint64_t end)
{
	if (frame >= end)
		return 0;
	return lrint(tone->amplitude * fade_of(tone, frame, end) *
		     sin(phase_of(tone, channel, frame)));
}

void tone_fill(const struct tone *tone, int32_t *samples, uint64_t first, uint32_t frames,
	       uint64_t end)
{
	for (uint32_t i = 0; i < frames; i++) {
		for (uint32_t channel = 0; channel < tone->channels; channel++)
			*samples++ = tone_sample(tone, channel, first + i, end);
	}
}
