// SPDX-License-Identifier: GPL-2.0-only
/*
 * Volumes: ALSA control values in steps of 0.5 dB to gains, and back.
 */
#include "internal.h"

#define VOLUME_UNITY	192	/* 0 dB */
#define STEPS		40	/* of 0.5 dB in 20 dB */
#define FRACTION	39	/* bits of step_gain below those of a gain */

/* 10^(1/80), a quarter of a dB, in Q31 */
#define HALF_STEP	2210191303U

/* round(2^63 * 10^(-step / 40)): 0 dB to -19.5 dB */
static const u64 step_gain[STEPS] = {
	0x8000000000000000ULL, 0x78d6fc9e8a62e3adULL, 0x721482bfe8292ad2ULL, 0x6bb2d60430903282ULL,
	0x65ac8c2f3710d06fULL, 0x5ffc88904576664dULL, 0x5a9df7aba2ae2802ULL, 0x558c4b22380731f6ULL,
	0x50c335d3db51dfffULL, 0x4c3ea838f60fd352ULL, 0x47faccf070e07846ULL, 0x43f4057ef6af8010ULL,
	0x4026e73ccd09497bULL, 0x3c90386fa6802454ULL, 0x392ced8df95e40e7ULL, 0x35fa26a9881aa0d4ULL,
	0x32f52cfeea4965bbULL, 0x301b70a804259cdcULL, 0x2d6a866f7876c989ULL, 0x2ae025c33c901993ULL,
	0x287a26c490921db6ULL, 0x26368073b7087eb8ULL, 0x241346f5de88a05eULL, 0x220ea9f3c6306fcfULL,
	0x2026f30fbae097eeULL, 0x1e5a84719edcd251ULL, 0x1ca7d767c030d574ULL, 0x1b0d7b1b53e057e8ULL,
	0x198a13577c93bf84ULL, 0x181c5761d32f7fcfULL, 0x16c310e3769f3e8eULL, 0x157d1ae1b6242b3cULL,
	0x144960c576b37532ULL, 0x1326dd708071afefULL, 0x12149a5fed24d950ULL, 0x1111aedafb9a9cfeULL,
	0x101d3f2d9684cfbeULL, 0x0f367bede73be094ULL, 0x0e5ca14c563691f0ULL, 0x0d8ef66d63dfa661ULL,
};

/* Every 40 steps down are a division by ten. */
static const u32 decade[] = { 1, 10, 100, 1000, 10000 };

/**
 * mixcore_gain_from_volume() - gain of a volume
 * @volume: 0..192; more counts as 192
 *
 * Context: any.
 * Return: 0 for 0, else 2^24 * 10^((@volume - 192) / 40) rounded to the nearest integer.
 */
u32 mixcore_gain_from_volume(u32 volume)
{
	u32 down, tens;
	u64 half;

	if (!volume)
		return 0;
	if (volume >= VOLUME_UNITY)
		return MIXCORE_DSP_UNITY;
	down = VOLUME_UNITY - volume;
	tens = decade[down / STEPS];
	half = (u64)tens << (FRACTION - 1);
	return (u32)((step_gain[down % STEPS] + half) >> FRACTION) / tens;
}

/* The largest gain that is nearer to @volume, 1..191, than to @volume + 1. */
static u32 volume_last_gain(u32 volume)
{
	u32 down = VOLUME_UNITY - volume;
	u64 middle = mul_u64_u32_shr(step_gain[down % STEPS], HALF_STEP, 32);

	return (u32)(middle >> (FRACTION - 1)) / decade[down / STEPS];
}

/**
 * mixcore_volume_from_gain() - volume that is nearest to a gain, in dB
 * @gain: Q8.24
 *
 * Context: any.
 * Return: 0 for silence only, 1 for everything audible below the scale, 192 from 0 dB up.
 */
u32 mixcore_volume_from_gain(u32 gain)
{
	u32 low = 1, high = VOLUME_UNITY, middle;

	if (!gain)
		return 0;
	while (low < high) {
		middle = (low + high) / 2;
		if (gain <= volume_last_gain(middle))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
