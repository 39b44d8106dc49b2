// SPDX-License-Identifier: GPL-2.0-only
/*
 * Meters: peak and sum of squares per channel, exactly.
 */
#include "internal.h"
#include "process.h"

/* @value: -2^31..2^31 - 1; the square of the lowest one is 2^62 */
static __always_inline void meter_sample(u32 *peak, struct mixcore_power *power, s64 value)
{
	u64 square = (u64)(value * value);
	u32 magnitude = (u32)(value < 0 ? -value : value);

	*peak = max(*peak, magnitude);
	power->low += square;
	power->high += power->low < square;
}

/**
 * mixcore_meter_bus() - look at a block of the bus
 * @meter: grows; all zero at first, and again after each report
 * @bus: samples
 * @frames: any number
 *
 * Context: any.
 */
void mixcore_meter_bus(struct mixcore_meter *meter, const struct mixcore_bus *bus, u32 frames)
{
	const s32 *samples = bus->samples;
	u32 channel, i;

	for (channel = 0; channel < bus->channels; channel++, samples += bus->stride) {
		struct mixcore_power power = meter->power[channel];
		u32 peak = meter->peak[channel];

		for (i = 0; i < frames; i++)
			meter_sample(&peak, &power, samples[i]);
		meter->power[channel] = power;
		meter->peak[channel] = peak;
	}
	meter->frames += frames;
}

/**
 * mixcore_meter_samples() - look at a block of an output
 * @meter: as of mixcore_meter_bus(), in units of the output's samples
 * @samples: first frame; no wrap-around
 * @layout: of @samples, S16 or S32
 * @frames: any number
 *
 * Context: any.
 * Return: 0, or -EINVAL for other formats.
 */
int mixcore_meter_samples(struct mixcore_meter *meter, const void *samples,
			  const struct mixcore_layout *layout, u32 frames)
{
	u32 channel, i;

	if (layout->sample != MIXCORE_S16 && layout->sample != MIXCORE_S32)
		return -EINVAL;
	for (channel = 0; channel < layout->channels; channel++) {
		const u8 *at = (const u8 *)samples + (size_t)channel * layout->channel_step;
		struct mixcore_power power = meter->power[channel];
		u32 peak = meter->peak[channel];

		for (i = 0; i < frames; i++, at += layout->frame_step)
			meter_sample(&peak, &power, layout->sample == MIXCORE_S16 ?
				     (s16)le16_to_cpu(*(const __le16 *)at) :
				     (s32)le32_to_cpu(*(const __le32 *)at));
		meter->power[channel] = power;
		meter->peak[channel] = peak;
	}
	meter->frames += frames;
	return 0;
}
