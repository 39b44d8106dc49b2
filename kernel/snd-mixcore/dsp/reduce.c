// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the bus to the output's format. Stereo to S16, what most outputs are, has a way of its own.
 * Else a tile of the bus becomes accumulators of the wide mix at unity, dither is added to them,
 * and the wide mix's last step rounds, limits and writes.
 */
#include "internal.h"
#include "process.h"

#define Q		24	/* fraction bits of the accumulators, as of unity coefficients */
#define TO_ACC		28	/* from the bus: 4 bits to full scale of s32, then Q */

static const u8 fractions[MIXCORE_DSP_CHANNELS] = { Q, Q, Q, Q, Q, Q, Q, Q };

/* A bijection of 64 bits in which every bit changes half of the result. */
static u64 scramble64(u64 value)
{
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
	return value ^ (value >> 31);
}

/* The same with 32 bits: what a frame costs. */
static __always_inline u32 scramble32(u32 value)
{
	value = (value ^ (value >> 16)) * MIXCORE_SCRAMBLE_1;
	value = (value ^ (value >> 13)) * MIXCORE_SCRAMBLE_2;
	return value ^ (value >> 16);
}

/* What makes the noise of a channel its own, for 2^32 frames. */
static u32 channel_key(const struct mixcore_dither *dither, u32 channel)
{
	u64 era = (dither->frame >> 32) * MIXCORE_DSP_CHANNELS + channel;

	return (u32)scramble64(scramble64(era) ^ dither->seed);
}

/* The difference of two even distributions over a unit of 15 bits: a triangle around 0. */
static __always_inline s32 triangle(u32 frame, u32 key)
{
	u32 bits = scramble32(scramble32(frame) ^ key);

	return (s32)(bits >> (32 - MIXCORE_DITHER_BITS)) -
	       (s32)(bits & ((1U << MIXCORE_DITHER_BITS) - 1));
}

static void tile_plain(s64 *acc, const s32 *samples, u32 frames)
{
	u32 i;

	for (i = 0; i < frames; i++)
		acc[i] = samples[i] * (1LL << TO_ACC);
}

/* @unit: bits of one unit of the output in the accumulator */
static void tile_dither(s64 *acc, const s32 *samples, u32 frames, u32 frame, u32 key, u32 unit)
{
	const s64 scale = 1LL << (unit - MIXCORE_DITHER_BITS);
	u32 i;

	for (i = 0; i < frames; i++)
		acc[i] = samples[i] * (1LL << TO_ACC) + triangle(frame + i, key) * scale;
}

/* Bits of a sample that is dithered, or 0. */
static u32 dither_bits(enum mixcore_sample sample)
{
	u32 bits = mixcore_sample_bits(sample);

	return bits < 24 ? bits : 0;
}

static void tile_store(void *out, const struct mixcore_layout *layout,
		       const struct mixcore_scratch *scratch, u32 frames)
{
	const struct mixcore_ops *ops = mixcore_ops_begin();

	ops->wide_store(out, layout, scratch->wide[0], fractions, frames);
	mixcore_ops_end(ops);
}

static void tile_from_bus(struct mixcore_scratch *scratch, const struct mixcore_bus *bus, u32 done,
			  u32 frames, const struct mixcore_dither *dither, u32 bits)
{
	const s32 *samples = bus->samples + done;
	u32 channel;

	for (channel = 0; channel < bus->channels; channel++, samples += bus->stride) {
		if (dither->on && bits)
			tile_dither(scratch->wide[channel], samples, frames, (u32)dither->frame,
				    channel_key(dither, channel), Q + 32 - bits);
		else
			tile_plain(scratch->wide[channel], samples, frames);
	}
}

/* Frames before the lower half of the position begins anew, at most a tile. */
static u32 tile_frames(const struct mixcore_dither *dither, u32 frames)
{
	u32 left = -(u32)dither->frame;

	frames = min_t(u32, frames, MIXCORE_DSP_TILE);
	return left ? min(frames, left) : frames;
}

/* In units of 2^-15 of the output's; what is clipped here is limited later anyway. */
static __always_inline __le16 to_s16(s32 sample, s32 noise)
{
	s32 value = clamp(sample, -MIXCORE_S16_CLIP, MIXCORE_S16_CLIP);

	value = value * (1 << (MIXCORE_DITHER_BITS - 12)) + noise;
	value = (value + (1 << (MIXCORE_DITHER_BITS - 1))) >> MIXCORE_DITHER_BITS;
	return cpu_to_le16((u16)clamp(value, -32768, 32767));
}

/**
 * mixcore_scalar_stereo_s16() - two channels of the bus to frames of S16
 * @out: frames of 4 bytes
 * @left: samples of the first channel
 * @right: of the second one
 * @frames: any number
 * @frame: lower half of the position
 * @key: of the two channels, or NULL: no dither
 *
 * Context: any.
 */
void mixcore_scalar_stereo_s16(u8 *out, const s32 *left, const s32 *right, u32 frames, u32 frame,
			       const u32 *key)
{
	__le16 *samples = (__le16 *)out;
	u32 i;

	for (i = 0; key && i < frames; i++) {
		samples[2 * i] = to_s16(left[i], triangle(frame + i, key[0]));
		samples[2 * i + 1] = to_s16(right[i], triangle(frame + i, key[1]));
	}
	for (i = 0; !key && i < frames; i++) {
		samples[2 * i] = to_s16(left[i], 0);
		samples[2 * i + 1] = to_s16(right[i], 0);
	}
}

/* At most a tile. */
static void reduce_stereo_s16(u8 *out, const struct mixcore_bus *bus, u32 done, u32 frames,
			      const struct mixcore_dither *dither)
{
	const s32 *left = bus->samples + done, *right = left + bus->stride;
	const u32 key[2] = { channel_key(dither, 0), channel_key(dither, 1) };
	const struct mixcore_ops *ops = mixcore_ops_begin();

	ops->stereo_s16(out, left, right, frames, (u32)dither->frame, dither->on ? key : NULL);
	mixcore_ops_end(ops);
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
	u8 *at;

	for (done = 0; done < frames; done += tile) {
		tile = tile_frames(dither, frames - done);
		at = (u8 *)out + (size_t)done * layout->frame_step;
		if (layout->sample == MIXCORE_S16 && mixcore_layout_is_stereo(layout, 2)) {
			reduce_stereo_s16(at, bus, done, tile, dither);
		} else {
			tile_from_bus(scratch, bus, done, tile, dither, bits);
			tile_store(at, layout, scratch, tile);
		}
		dither->frame += tile;
	}
}
