// SPDX-License-Identifier: GPL-2.0-or-later
/* The wide mix. */
#include "dsp_scene.h"

#define ROUNDS	5	/* of every combination */

static const u32 lengths[] = {
	0, 1, 2, 3, 7, 15, 31, 32, 33, 63, 64, 65, 129, 253, 255, 256, 257, 513
};

u32 random_length(void)
{
	return lengths[random_below(sizeof(lengths) / sizeof(*lengths))];
}

/* Every format to every format with every kind of gain and ramp. */
static void every_combination(void)
{
	const u32 pairs = FORMATS_IN * FORMATS_OUT;

	for (u32 i = 0; i < pairs * GAINS * RAMPS * ROUNDS; i += test_step()) {
		struct wish wish = {
			.in = i % FORMATS_IN, .out = i / FORMATS_IN % FORMATS_OUT,
			.gains = i / pairs % GAINS, .ramps = i / pairs / GAINS % RAMPS,
			.frames = random_length(), .signal = random_below(SIGNALS),
			.only_in = random_below(2), .count = random_between(1, 5),
			.channels_max = random_below(3) ? 2 : 8,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* The formats and shapes that are heard most get the most: S16, S24, S32. */
static void common_formats(void)
{
	for (u32 i = 0; i < 9 * GAINS * RAMPS * 2 * ROUNDS; i += test_step()) {
		struct wish wish = {
			.in = i % 3, .out = i / 3 % 3, .gains = i / 9 % GAINS,
			.ramps = i / 9 / GAINS % RAMPS, .frames = random_length(),
			.signal = random_below(SIGNALS), .only_in = true,
			.count = random_between(1, 12), .channels_max = 2,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* What most machines do most of the time: stereo, and all blocks are one run. */
static void plain_streams(void)
{
	static const enum mixcore_sample in[] = { MIXCORE_S16, MIXCORE_S24, MIXCORE_S32 };
	static const enum mixcore_sample out[] = {
		MIXCORE_S16, MIXCORE_S24, MIXCORE_S32, MIXCORE_BUS
	};
	const u32 pairs = 3 * 4;

	for (u32 i = 0; i < pairs * GAINS * SIGNALS * ROUNDS; i += test_step()) {
		struct wish wish = {
			.plain = true, .in = in[i % 3], .out = out[i / 3 % 4],
			.gains = i / pairs % GAINS, .ramps = RAMPS_NONE, .only_in = true,
			.signal = i / pairs / GAINS % SIGNALS, .count = random_below(6),
			.frames = random_below(3) ? 8 * random_between(1, 66) : random_length(),
		};

		if (!random_below(8))
			wish.count = random_between(30, 70);
		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

static void many_streams(void)
{
	for (u32 i = 0; i < FORMATS_OUT * SIGNALS; i += test_step()) {
		struct wish wish = {
			.in = random_below(FORMATS_IN), .out = i % FORMATS_OUT,
			.gains = random_between(GAINS_UNITY, GAINS_RANDOM),
			.ramps = random_below(RAMPS), .signal = i / FORMATS_OUT,
			.frames = random_between(1, 150), .count = random_between(20, 64),
			.channels_max = 2,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* 512 streams at the path limit, all the same way: as far as the accumulator can go. */
static void most_streams(void)
{
	static const enum mixcore_sample in[] = { MIXCORE_S32, MIXCORE_FLOAT, MIXCORE_S16 };

	for (u32 i = 0; i < 2 * FORMATS_OUT; i += test_step()) {
		struct wish wish = {
			.in = in[i % 3], .out = i / 2, .gains = GAINS_MAX, .only_in = true,
			.ramps = random_below(2) ? RAMPS_NONE : RAMPS_LONG,
			.signal = i % 2 ? SIGNAL_TOP : SIGNAL_BOTTOM, .frames = 33, .count = 512,
			.channels_max = 2,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* 127.4 on its way out and 127.4 at once: Q24 and nearly twice the sum that chooses it. */
static void crossing_streams(void)
{
	for (u32 i = 0; i < 2 * FORMATS_OUT; i += test_step()) {
		struct wish wish = {
			.in = MIXCORE_S32, .out = i / 2, .ramps = RAMPS_CROSSING, .only_in = true,
			.signal = i % 2 ? SIGNAL_TOP : SIGNAL_BOTTOM, .frames = 70, .count = 64,
			.channels_max = 1,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* No stream at all, or none with frames: silence, not what was in the buffer. */
static void silence(void)
{
	for (u32 i = 0; i < FORMATS_OUT; i++) {
		struct wish wish = { .out = i, .frames = 130, .channels_max = 8 };

		CHECK(play(&wish), "format %u", i);
	}
}

/* Scenes of any kind: what is left to chance. */
bool play_anything(void)
{
	bool narrow = random_below(2);
	struct wish wish = {
		.narrow = narrow, .in = narrow ? MIXCORE_S16 : random_below(FORMATS_IN),
		.out = narrow ? MIXCORE_S16 : random_below(FORMATS_OUT),
		.gains = random_below(GAINS), .ramps = random_below(RAMPS),
		.signal = random_below(SIGNALS), .only_in = random_below(2),
		.frames = random_below(3) ? random_length() : random_below(1500),
		.count = random_below(8) ? random_between(1, 12) : random_between(12, 130),
		.channels_max = random_below(4) ? 2 : 8,
	};

	return play(&wish);
}

void mix_tests(void)
{
	run_test("mix: all formats, gains and ramps", every_combination);
	run_test("mix: S16, S24, S32", common_formats);
	run_test("mix: stereo without events", plain_streams);
	run_test("mix: 20 to 64 streams", many_streams);
	run_test("mix: 512 streams at the limit", most_streams);
	run_test("mix: everything crosses", crossing_streams);
	run_test("mix: no streams", silence);
}
