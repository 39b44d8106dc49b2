// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the bus to the output's format. A tile of the bus becomes accumulators of the wide mix at
 * unity, dither is added to them, and the wide mix's last step rounds, limits and writes.
 */
#include "internal.h"
#include "process.h"

#define Q		24	/* fraction bits of the accumulators, as of unity coefficients */
#define TO_ACC		28	/* from the bus: 4 bits to full scale of s32, then Q */

static const u8 fractions[MIXCORE_DSP_CHANNELS] = { Q, Q, Q, Q, Q, Q, Q, Q };

/* A bijection of 64 bits in which every bit of the counter changes half of the result. */
static __always_inline u64 scramble(u64 value)
{
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
	return value ^ (value >> 31);
}

/* The difference of two even distributions over a unit of 32 bits: a triangle around 0. */
static __always_inline s64 triangle(u64 bits)
{
	return (s64)(bits >> 32) - (s64)(bits & 0xffffffff);
}

static void tile_plain(s64 *acc, const s32 *samples, u32 frames)
{
	u32 i;

	for (i = 0; i < frames; i++)
		acc[i] = samples[i] * (1LL << TO_ACC);
}

/* @unit: bits of one unit of the output in the accumulator, 32 or more */
static void tile_dither(s64 *acc, const s32 *samples, u32 frames, u64 counter, u64 key, u32 unit)
{
	u32 i;

	for (i = 0; i < frames; i++, counter += MIXCORE_DSP_CHANNELS)
		acc[i] = samples[i] * (1LL << TO_ACC) +
			 triangle(scramble(scramble(counter) ^ key)) * (1LL << (unit - 32));
}

/* Bits of a sample that is dithered, or 0. */
static u32 dither_bits(enum mixcore_sample sample)
{
	switch (sample) {
	case MIXCORE_U8:
		return 8;
	case MIXCORE_S16:
	case MIXCORE_S16_BE:
		return 16;
	default:
		return 0;
	}
}

static void tile_store(void *out, const struct mixcore_layout *layout,
		       const struct mixcore_scratch *scratch, u32 frames)
{
	if (!mixcore_simd_usable()) {
		mixcore_scalar_wide_store(out, layout, scratch->wide[0], fractions, frames);
		return;
	}
	mixcore_simd_begin();
	mixcore_ops.wide_store(out, layout, scratch->wide[0], fractions, frames);
	mixcore_simd_end();
}

static void tile_from_bus(struct mixcore_scratch *scratch, const struct mixcore_bus *bus, u32 done,
			  u32 frames, const struct mixcore_dither *dither, u32 bits)
{
	u64 counter = (dither->frame + done) * MIXCORE_DSP_CHANNELS;
	const s32 *samples = bus->samples + done;
	u32 channel;

	for (channel = 0; channel < bus->channels; channel++, samples += bus->stride) {
		if (dither->on && bits)
			tile_dither(scratch->wide[channel], samples, frames, counter + channel,
				    dither->seed, Q + 32 - bits);
		else
			tile_plain(scratch->wide[channel], samples, frames);
	}
}

/**
 * mixcore_reduce() - write a block of the bus to an output
 * @out: its first frame; no wrap-around
 * @layout: of @out; as many channels as @bus
 * @bus: what to write
 * @frames: any number
 * @dither: wanted or not; its position moves on by @frames
 * @scratch: nothing of it is kept
 *
 * Context: any.
 */
void mixcore_reduce(void *out, const struct mixcore_layout *layout, const struct mixcore_bus *bus,
		    u32 frames, struct mixcore_dither *dither, struct mixcore_scratch *scratch)
{
	u32 bits = dither_bits(layout->sample), done, tile;

	for (done = 0; done < frames; done += tile) {
		tile = min_t(u32, frames - done, MIXCORE_DSP_TILE);
		tile_from_bus(scratch, bus, done, tile, dither, bits);
		tile_store((u8 *)out + (size_t)done * layout->frame_step, layout, scratch, tile);
	}
	dither->frame += frames;
}
