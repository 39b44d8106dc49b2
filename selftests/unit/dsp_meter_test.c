// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "dsp_test.h"
#include "process.h"

#define FRAMES 300

static s32 random_sample(void)
{
	s32 noise = (s32)(u32)random_bits();

	return random_below(4) ? noise >> random_below(32) : random_below(2) ? S32_MIN : S32_MAX;
}

static bool channel_matches(const struct mixcore_meter *meter, u32 channel, const s32 *samples,
			    u32 count)
{
	unsigned __int128 sum = 0, power = meter->power[channel].high;
	u64 peak = 0;

	for (u32 i = 0; i < count; i++) {
		__int128 value = samples[i];

		sum += (unsigned __int128)(value * value);
		peak = max(peak, (u64)(value < 0 ? -value : value));
	}
	power = (power << 64) + meter->power[channel].low;
	return meter->peak[channel] == peak && power == sum;
}

static bool rest_is_zero(const struct mixcore_meter *meter, u32 channels)
{
	for (u32 i = channels; i < 8; i++)
		if (meter->peak[i] || meter->power[i].low || meter->power[i].high)
			return false;
	return true;
}

static bool meter_matches(const struct mixcore_meter *meter, u32 channels,
			  const s32 (*samples)[FRAMES], u32 frames)
{
	for (u32 i = 0; i < channels; i++)
		if (!channel_matches(meter, i, samples[i], frames))
			return false;
	return meter->frames == frames && rest_is_zero(meter, channels);
}

static void test_bus(void)
{
	static s32 samples[8][FRAMES];

	for (u32 channels = 1; channels <= 8; channels++) {
		struct mixcore_meter meter = { 0 };
		struct mixcore_bus bus = { &samples[0][0], channels, FRAMES };
		u32 part = random_below(FRAMES + 1);

		for (u32 i = 0; i < 8 * FRAMES; i++)
			(&samples[0][0])[i] = random_sample();
		mixcore_meter_bus(&meter, &bus, part);
		if (!CHECK(meter_matches(&meter, channels, (const s32 (*)[FRAMES])samples, part),
			   "first block"))
			return;
		bus.samples += part;
		mixcore_meter_bus(&meter, &bus, FRAMES - part);
		if (!CHECK(meter_matches(&meter, channels, (const s32 (*)[FRAMES])samples, FRAMES),
			   "%u channels", channels))
			return;
	}
}

/* @samples as they are heard, in memory as the layout has it. */
static void write_samples(u8 *out, const struct mixcore_layout *layout,
			  s32 (*samples)[FRAMES])
{
	for (u32 channel = 0; channel < layout->channels; channel++) {
		for (u32 i = 0; i < FRAMES; i++) {
			u8 *at = out + i * layout->frame_step + channel * layout->channel_step;
			u32 value = (u32)samples[channel][i];

			for (u32 byte = 0; byte < mixcore_sample_bytes(layout->sample); byte++)
				at[byte] = (u8)(value >> (8 * byte));
		}
	}
}

static void test_samples(void)
{
	static const enum mixcore_sample formats[] = { MIXCORE_S16, MIXCORE_S32 };
	static s32 samples[8][FRAMES];
	u8 *out = test_alloc(sizeof(samples));

	for (u32 n = 0; n < 32; n++) {
		enum mixcore_sample format = formats[n & 1];
		u32 channels = 1 + n / 4;
		struct mixcore_layout layout = n & 2 ?
			mixcore_layout_interleaved(format, channels) :
			mixcore_layout_planar(format, channels, FRAMES);
		struct mixcore_meter meter = { 0 };

		for (u32 i = 0; i < 8 * FRAMES; i++)
			(&samples[0][0])[i] = random_sample() >> (n & 1 ? 0 : 16);
		write_samples(out, &layout, samples);
		if (!CHECK(!mixcore_meter_samples(&meter, out, &layout, FRAMES), "refused") ||
		    !CHECK(meter_matches(&meter, channels, (const s32 (*)[FRAMES])samples, FRAMES),
			   "layout %u", n))
			break;
	}
	free(out);
}

static void test_other_formats(void)
{
	for (enum mixcore_sample sample = MIXCORE_S16; sample < MIXCORE_SAMPLES; sample++) {
		struct mixcore_layout layout = mixcore_layout_interleaved(sample, 2);
		struct mixcore_meter meter = { 0 };
		u64 silence[2] = { 0 };
		int error = sample == MIXCORE_S16 || sample == MIXCORE_S32 ? 0 : -EINVAL;

		CHECK(mixcore_meter_samples(&meter, silence, &layout, 1) == error, "format %d",
		      (int)sample);
	}
}

void meter_tests(void)
{
	run_test("meter: peak and power of the bus, exactly", test_bus);
	run_test("meter: of S16 and S32, in any layout", test_samples);
	run_test("meter: of no other format", test_other_formats);
}
