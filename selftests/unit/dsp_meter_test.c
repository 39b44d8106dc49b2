// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "dsp_scene.h"
#include "process.h"

#define FRAMES 300

/* Random bytes are samples of every format; of those in a wider container but for its top byte. */
static void write_random(u8 *samples, const struct mixcore_layout *layout)
{
	for (u32 i = 0; i < FRAMES * layout->channels * mixcore_sample_bytes(layout->sample); i++)
		samples[i] = random_below(8) ? (u8)random_bits() : 0xff * (u8)random_below(2);
}

static bool channel_matches(const struct mixcore_meter *meter, u32 channel, const u8 *samples,
			    const struct mixcore_layout *layout)
{
	const struct reference_format *format = reference_format_of(layout->sample);
	u64 sum = 0, peak = 0;

	for (u32 i = 0; i < FRAMES; i++) {
		s64 value = reference_load(format, samples + i * layout->frame_step +
					   channel * layout->channel_step);
		s64 coarse = (value - (value < 0 ? 2047 : 0)) / 2048;

		sum += (u64)(coarse * coarse);
		peak = max(peak, (u64)llabs(value));
	}
	return meter->peak[channel] == peak && meter->square_sum[channel] == sum;
}

static bool rest_is_zero(const struct mixcore_meter *meter, u32 channels)
{
	for (u32 i = channels; i < 8; i++)
		if (meter->peak[i] || meter->square_sum[i])
			return false;
	return true;
}

/* In two parts, as the ring of a stream that wraps. */
static bool layout_matches(const struct mixcore_layout *layout, u8 *samples)
{
	struct mixcore_meter meter = { 0 };
	u32 part = random_below(FRAMES + 1);

	write_random(samples, layout);
	mixcore_meter_add(&meter, samples, layout, part);
	mixcore_meter_add(&meter, samples + (size_t)part * layout->frame_step, layout,
			  FRAMES - part);
	for (u32 i = 0; i < layout->channels; i++)
		if (!channel_matches(&meter, i, samples, layout))
			return false;
	return rest_is_zero(&meter, layout->channels);
}

static void test_formats(void)
{
	u8 *samples = test_alloc(8 * FRAMES * 4);

	for (enum mixcore_sample sample = MIXCORE_S16; sample < MIXCORE_BUS; sample++) {
		for (u32 channels = 1; channels <= 8; channels++) {
			struct mixcore_layout layouts[] = {
				mixcore_layout_interleaved(sample, channels),
				mixcore_layout_planar(sample, channels, FRAMES),
			};

			CHECK(layout_matches(&layouts[0], samples), "format %d, %u channels",
			      (int)sample, channels);
			CHECK(layout_matches(&layouts[1], samples), "format %d, %u planes",
			      (int)sample, channels);
		}
	}
	free(samples);
}

/* So many samples of full scale, and the sum is what it was before. */
static void test_wraps(void)
{
	const struct mixcore_layout layout = mixcore_layout_interleaved(MIXCORE_S32, 1);
	struct mixcore_meter meter = { .square_sum[0] = 1ULL - (1ULL << 40) };
	const s32 lowest = S32_MIN;

	mixcore_meter_add(&meter, &lowest, &layout, 1);
	CHECK(meter.peak[0] == 1U << 31, "peak %u", meter.peak[0]);
	CHECK(meter.square_sum[0] == 1, "sum %llu", (unsigned long long)meter.square_sum[0]);
}

void meter_tests(void)
{
	run_test("meter: peak and power, of every format and layout", test_formats);
	run_test("meter: the sum wraps", test_wraps);
}
