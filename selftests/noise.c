// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "noise.h"

uint64_t noise_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/*
 * Samples of `bits` bits, `attenuate` bits below full scale. None is 0, so that silence before,
 * after or in between can't be mistaken for it.
 */
int32_t *noise_new(uint64_t seed, unsigned int samples, int bits, unsigned int attenuate)
{
	int32_t *noise = calloc(samples, sizeof(*noise));
	unsigned int i;

	if (!noise)
		return NULL;
	for (i = 0; i < samples; i++) {
		noise[i] = (int32_t)(noise_next(&seed) >> 32) >> (32 - bits + attenuate);
		if (!noise[i])
			noise[i] = 1;
	}
	return noise;
}

/* As an application writes them: 2 bytes for 16 bits, else 4. */
void *noise_pack(const int32_t *samples, unsigned int count, int bits)
{
	int16_t *packed16 = calloc(count, 4);
	int32_t *packed32 = (int32_t *)packed16;
	unsigned int i;

	if (!packed16)
		return NULL;
	for (i = 0; i < count; i++) {
		if (bits == 16)
			packed16[i] = samples[i];
		else
			packed32[i] = samples[i];
	}
	return packed16;
}
