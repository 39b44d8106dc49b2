// SPDX-License-Identifier: GPL-2.0-only
/*
 * Meters: peak and sum of squares per channel, of samples in any format.
 */
#include "load.h"
#include "process.h"

#define METER_SHIFT	(31 - MIXCORE_METER_BITS)

static __always_inline void meter_channel(u32 *peak, u64 *square_sum, const u8 *at, u32 step,
					  u32 frames, enum mixcore_sample sample)
{
	u32 largest = *peak;
	u64 sum = *square_sum;
	u32 i;

	for (i = 0; i < frames; i++, at += step) {
		s32 value = load_sample(at, sample);
		s64 coarse = value >> METER_SHIFT;
		u32 magnitude = value < 0 ? 0U - (u32)value : (u32)value;

		largest = max(largest, magnitude);
		sum += (u64)(coarse * coarse);
	}
	*peak = largest;
	*square_sum = sum;
}

static __always_inline void meter_add(struct mixcore_meter *meter, const u8 *samples,
				      const struct mixcore_layout *layout, u32 frames,
				      enum mixcore_sample sample)
{
	u32 channel;

	for (channel = 0; channel < layout->channels; channel++)
		meter_channel(&meter->peak[channel], &meter->square_sum[channel],
			      samples + (size_t)channel * layout->channel_step, layout->frame_step,
			      frames, sample);
}

/**
 * mixcore_meter_add() - look at a block
 * @meter: grows; all zero at first
 * @samples: first frame; no wrap-around
 * @layout: of @samples, any but MIXCORE_BUS
 * @frames: any number
 *
 * Context: any.
 */
void mixcore_meter_add(struct mixcore_meter *meter, const void *samples,
		       const struct mixcore_layout *layout, u32 frames)
{
	switch (layout->sample) {
	case MIXCORE_S16:
		meter_add(meter, samples, layout, frames, MIXCORE_S16);
		break;
	case MIXCORE_S24:
		meter_add(meter, samples, layout, frames, MIXCORE_S24);
		break;
	case MIXCORE_S32:
		meter_add(meter, samples, layout, frames, MIXCORE_S32);
		break;
	default:
		meter_add(meter, samples, layout, frames, layout->sample);
		break;
	}
}
