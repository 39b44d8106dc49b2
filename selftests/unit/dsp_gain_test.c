// SPDX-License-Identifier: GPL-2.0-or-later
#include "dsp_test.h"
#include "gain_reference.h"

static void every_volume(void)
{
	if (!CHECK(mixcore_gain_from_volume(0) == 0, "volume 0 is not silent"))
		return;
	if (!CHECK(mixcore_gain_from_volume(192) == 1 << 24, "0 dB is not unity"))
		return;
	for (u32 volume = 1; volume < 192; volume++) {
		u32 gain = mixcore_gain_from_volume(volume);

		if (!CHECK(reference_gain_is_nearest(gain, volume), "volume %u: gain %u", volume,
			   gain))
			return;
	}
	CHECK(mixcore_gain_from_volume(193) == 1 << 24, "volume above the scale");
	CHECK(mixcore_gain_from_volume(0xffffffff) == 1 << 24, "volume far above the scale");
}

static void there_and_back(void)
{
	for (u32 volume = 0; volume <= 192; volume++) {
		u32 back = mixcore_volume_from_gain(mixcore_gain_from_volume(volume));

		if (!CHECK(back == volume, "volume %u comes back as %u", volume, back))
			return;
	}
}

/* The smallest gain that is shown as more than @volume. */
static u32 first_gain_above(u32 volume)
{
	u32 low = 1, high = 1 << 24;

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (mixcore_volume_from_gain(middle) > volume)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void nearest_in_db(void)
{
	for (u32 volume = 1; volume < 192; volume++) {
		u32 gain = first_gain_above(volume);

		if (!CHECK(reference_gain_above_middle(gain, volume) &&
			   !reference_gain_above_middle(gain - 1, volume),
			   "volume %u ends before gain %u", volume, gain))
			return;
	}
}

static void gains_off_the_scale(void)
{
	static const u32 loud[] = { 1 << 24, (1 << 24) + 1, MIXCORE_DSP_PATH_MAX, 0xffffffff };

	CHECK(mixcore_volume_from_gain(0) == 0, "silence");
	for (u32 gain = 1; gain < 290; gain++)
		if (!CHECK(mixcore_volume_from_gain(gain) == 1, "gain %u is lost", gain))
			return;
	for (u32 i = 0; i < 4; i++)
		CHECK(mixcore_volume_from_gain(loud[i]) == 192, "gain %u", loud[i]);
}

void gain_tests(void)
{
	run_test("gain: every volume is rounded correctly", every_volume);
	run_test("gain: every volume comes back", there_and_back);
	run_test("gain: the volume shown is the nearest in dB", nearest_in_db);
	run_test("gain: silence, very quiet and very loud", gains_off_the_scale);
}
