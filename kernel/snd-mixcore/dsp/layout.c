// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where samples lie in memory.
 */
#include "internal.h"

/**
 * mixcore_sample_bytes() - memory of one sample
 * @sample: format
 *
 * Context: any.
 * Return: 1 to 4.
 */
u32 mixcore_sample_bytes(enum mixcore_sample sample)
{
	switch (sample) {
	case MIXCORE_U8:
		return 1;
	case MIXCORE_S16:
	case MIXCORE_S16_BE:
		return 2;
	case MIXCORE_S24_3:
	case MIXCORE_S24_3BE:
		return 3;
	default:
		return 4;
	}
}

/**
 * mixcore_layout_interleaved() - all channels of a frame, then those of the next
 * @sample: format
 * @channels: 1..8
 *
 * Context: any.
 * Return: the layout.
 */
struct mixcore_layout mixcore_layout_interleaved(enum mixcore_sample sample, u32 channels)
{
	u32 bytes = mixcore_sample_bytes(sample);

	return (struct mixcore_layout) {
		.sample = sample,
		.channels = channels,
		.frame_step = channels * bytes,
		.channel_step = bytes,
	};
}

/**
 * mixcore_layout_planar() - all frames of a channel, then those of the next
 * @sample: format
 * @channels: 1..8
 * @frames: of the whole ring or buffer
 *
 * Context: any.
 * Return: the layout.
 */
struct mixcore_layout mixcore_layout_planar(enum mixcore_sample sample, u32 channels, u32 frames)
{
	u32 bytes = mixcore_sample_bytes(sample);

	return (struct mixcore_layout) {
		.sample = sample,
		.channels = channels,
		.frame_step = bytes,
		.channel_step = frames * bytes,
	};
}
