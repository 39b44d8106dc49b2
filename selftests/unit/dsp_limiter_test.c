// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "dsp_test.h"
#include "process.h"
#include "process_reference.h"

#define FRAMES 1200

static bool gain_is_exact(u64 peak)
{
	u64 gain = mixcore_limiter_gain((u32)peak);

	return CHECK(gain * peak <= 1ULL << 57 && (gain + 1) * peak > 1ULL << 57,
		     "peak %llu: gain %llu", peak, gain);
}

/* One of 127 of all peaks, and those next to powers of two; all of them have been tried once. */
static void test_gain(void)
{
	const u64 first = MIXCORE_BUS_FULL + 1, last = 1ULL << 31;

	for (u64 peak = first + random_below(127); peak <= last; peak += 127)
		if (!gain_is_exact(peak))
			return;
	for (u64 power = MIXCORE_BUS_FULL; power <= last; power *= 2)
		for (u64 peak = max(first, power - 2000); peak <= min(last, power + 2000); peak++)
			if (!gain_is_exact(peak))
				return;
}

/* One limiter, in our terms and in those of the reference. */
struct scene {
	struct mixcore_limiter limiter;
	u32 channels;
	int64_t step, gain, lowest;
	u64 limited;
	s32 bus[8][FRAMES];
	s32 expected[8][FRAMES];
};

static s32 random_sample(u32 loud)
{
	s32 noise = (s32)(u32)random_bits();

	if (!random_below(50))
		return random_below(2) ? S32_MIN : MIXCORE_BUS_FULL - 1 + (s32)random_below(3);
	return random_below(loud) ? noise >> 5 : noise >> random_below(5);
}

static void scene_fill(struct scene *scene, u32 loud)
{
	for (u32 i = 0; i < FRAMES; i++) {
		s32 frame[8];

		for (u32 channel = 0; channel < 8; channel++)
			frame[channel] = scene->bus[channel][i] = random_sample(loud);
		scene->gain = reference_limiter_gain(scene->gain, scene->step, frame,
						     (int)scene->channels);
		scene->lowest = min(scene->lowest, scene->gain);
		scene->limited += scene->gain < MIXCORE_LIMITER_UNITY;
		for (u32 channel = 0; channel < 8; channel++)
			scene->expected[channel][i] = channel < scene->channels ?
				reference_scaled(frame[channel], scene->gain) : frame[channel];
	}
}

static void scene_process(struct scene *scene, u32 block)
{
	struct mixcore_bus bus = { NULL, scene->channels, FRAMES };
	u32 done, part;

	for (done = 0; done < FRAMES; done += part) {
		part = min(FRAMES - done, random_below(block + 1));
		bus.samples = &scene->bus[0][done];
		isas_select_random();
		mixcore_limiter_process(&scene->limiter, &bus, part);
	}
	isas_select_all();
}

static bool report_matches(struct scene *scene)
{
	struct mixcore_limiter_report report;

	mixcore_limiter_read(&scene->limiter, &report);
	if (!CHECK(report.gain == scene->gain && report.lowest == scene->lowest &&
		   report.limited == scene->limited, "report"))
		return false;
	scene->lowest = scene->gain;
	return true;
}

static bool none_above_full(const struct scene *scene)
{
	for (u32 channel = 0; channel < scene->channels; channel++)
		for (u32 i = 0; i < FRAMES; i++)
			if (llabs(scene->bus[channel][i]) > MIXCORE_BUS_FULL)
				return false;
	return true;
}

static void limit(struct scene *scene, u32 channels, u32 recovery)
{
	scene->channels = channels;
	scene->step = reference_limiter_step(recovery);
	scene->gain = scene->lowest = MIXCORE_LIMITER_UNITY;
	scene->limited = 0;
	mixcore_limiter_init(&scene->limiter, recovery);
	for (u32 n = 0; n < 4; n++) {
		scene_fill(scene, random_below(2) ? 1 + random_below(5) : 1000);
		scene_process(scene, random_below(2) ? 30 : FRAMES);
		if (!CHECK(!memcmp(scene->bus, scene->expected, sizeof(scene->bus)),
			   "%u channels, recovery %u", channels, recovery) ||
		    !CHECK(none_above_full(scene), "above full scale") || !report_matches(scene))
			return;
	}
}

static void test_reference(void)
{
	struct scene *scene = test_alloc(sizeof(*scene));

	for (u32 channels = 1; channels <= 8; channels++)
		for (u32 i = 0; i < 8; i++)
			limit(scene, channels, i < 2 ? 1 + i : random_between(1, 40000));
	free(scene);
}

static void test_transparent(void)
{
	s32 before[2][FRAMES], after[2][FRAMES];
	struct mixcore_bus bus = { &after[0][0], 2, FRAMES };
	struct mixcore_limiter limiter;
	struct mixcore_limiter_report report;

	for (u32 i = 0; i < 2 * FRAMES; i++)
		(&before[0][0])[i] = (s32)random_below(2 * MIXCORE_BUS_FULL + 1) - MIXCORE_BUS_FULL;
	before[0][7] = before[1][FRAMES - 1] = MIXCORE_BUS_FULL;
	before[1][8] = -MIXCORE_BUS_FULL;
	memcpy(after, before, sizeof(after));
	mixcore_limiter_init(&limiter, 9600);
	mixcore_limiter_process(&limiter, &bus, FRAMES);
	CHECK(!memcmp(before, after, sizeof(after)), "changed");
	mixcore_limiter_read(&limiter, &report);
	CHECK(report.lowest == MIXCORE_LIMITER_UNITY && !report.limited, "active");
}

/* From the highest peak, it takes just the frames that were asked for; from a lower one less. */
static void test_recovery(void)
{
	static const u32 recoveries[] = { 1, 2, 3, 960, 9600, 65537 };

	for (u32 n = 0; n < 6; n++) {
		s32 sample = S32_MIN;
		struct mixcore_bus bus = { &sample, 1, 1 };
		struct mixcore_limiter_report report;
		struct mixcore_limiter limiter;
		u32 frames = 0;

		mixcore_limiter_init(&limiter, recoveries[n]);
		mixcore_limiter_process(&limiter, &bus, 1);
		if (!CHECK(sample == -MIXCORE_BUS_FULL, "the attack is not immediate"))
			return;
		for (; limiter.gain < MIXCORE_LIMITER_UNITY; frames++) {
			sample = 1 << 20;
			mixcore_limiter_process(&limiter, &bus, 1);
		}
		CHECK(frames <= recoveries[n] && frames + 1 >= recoveries[n], "%u frames for %u",
		      frames, recoveries[n]);
		mixcore_limiter_read(&limiter, &report);
		CHECK(report.lowest == MIXCORE_LIMITER_UNITY / 16, "the lowest gain");
		mixcore_limiter_read(&limiter, &report);
		CHECK(report.lowest == MIXCORE_LIMITER_UNITY, "the lowest gain after a report");
	}
}

/* Any number of frames is accepted; the gain moves in any case. */
static void test_recovery_limits(void)
{
	struct mixcore_limiter limiter, other;

	mixcore_limiter_init(&limiter, 0);
	mixcore_limiter_init(&other, 1);
	CHECK(limiter.step == other.step, "0 frames");
	mixcore_limiter_init(&limiter, 0xffffffff);
	mixcore_limiter_init(&other, MIXCORE_LIMITER_FRAMES_MAX);
	CHECK(limiter.step == other.step && limiter.step, "too many frames");
}

void limiter_tests(void)
{
	run_test("limiter: the gain of a peak is exact", test_gain);
	run_test("limiter: equals the reference in any blocks", test_reference);
	run_test("limiter: nothing is changed up to full scale", test_transparent);
	run_test("limiter: back at unity in time", test_recovery);
	run_test("limiter: any time to recover", test_recovery_limits);
}
