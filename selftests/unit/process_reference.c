// SPDX-License-Identifier: GPL-2.0-or-later
#include "process_reference.h"

typedef __int128 wide;

#define UNITY (1LL << 30)

static wide floor_div(wide dividend, wide divisor)
{
	wide quotient = dividend / divisor;

	return dividend % divisor < 0 ? quotient - 1 : quotient;
}

/* 15/16 of the way in so many frames, rounded up. */
int64_t reference_limiter_step(uint32_t recovery)
{
	return -(int64_t)floor_div(-(UNITY - UNITY / 16), recovery);
}

int64_t reference_limiter_gain(int64_t before, int64_t step, const int32_t *frame, int channels)
{
	int64_t gain = before + step < UNITY ? before + step : UNITY;

	for (int i = 0; i < channels; i++) {
		int64_t magnitude = frame[i] < 0 ? -(int64_t)frame[i] : frame[i];

		if (magnitude && (1LL << 57) / magnitude < gain)
			gain = (1LL << 57) / magnitude;
	}
	return gain;
}

int32_t reference_scaled(int32_t sample, int64_t gain)
{
	return (int32_t)floor_div((wide)sample * gain + UNITY / 2, UNITY);
}

static uint64_t scrambled(uint64_t z)
{
	z ^= z >> 30;
	z *= 13787848793156543929ULL;
	z ^= z >> 27;
	z *= 10723151780598845931ULL;
	z ^= z >> 31;
	return z;
}

static uint32_t scrambled32(uint32_t z)
{
	z ^= z >> 16;
	z *= 2246822507U;
	z ^= z >> 13;
	z *= 3266489909U;
	z ^= z >> 16;
	return z;
}

int64_t reference_triangle(uint64_t seed, uint64_t frame, int channel)
{
	uint64_t era = 8 * (frame / (1ULL << 32)) + (uint64_t)channel;
	uint32_t key = (uint32_t)scrambled(seed ^ scrambled(era));
	uint32_t z = scrambled32(key ^ scrambled32((uint32_t)frame));

	return ((int64_t)(z / (1 << 17)) - (int64_t)(z % (1 << 15))) * (1 << 17);
}

/* What is left of 28 bits in @bits; 32 bits are all of them, 16 times. */
int64_t reference_reduced(int32_t sample, int bits, int64_t dither)
{
	wide top = ((wide)1 << (bits - 1)) - 1, unit = (wide)1 << 60;
	wide value = sample * ((wide)1 << (bits + 32)) + dither * ((wide)1 << 28);

	value = floor_div(value + unit / 2, unit);
	if (value > top)
		value = top;
	return value < -top - 1 ? (int64_t)(-top - 1) : (int64_t)value;
}
