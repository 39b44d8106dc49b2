// SPDX-License-Identifier: GPL-2.0-or-later
/* S16 to S16 with few fraction bits. */
#include <stdlib.h>

#include "dsp_scene.h"

#define UNIT	(1ULL << 24)

static void every_combination(void)
{
	for (u32 i = 0; i < GAINS * RAMPS * SIGNALS * 20; i += test_step()) {
		struct wish wish = {
			.narrow = true, .in = MIXCORE_S16, .out = MIXCORE_S16, .gains = i % GAINS,
			.ramps = i / GAINS % RAMPS, .signal = i / GAINS / RAMPS % SIGNALS,
			.frames = random_length(), .count = random_between(1, 20),
			.channels_max = random_below(3) ? 2 : 8,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* What most machines do most of the time: stereo, and all blocks are one run. */
static void plain_streams(void)
{
	for (u32 i = 0; i < GAINS * SIGNALS * 20; i += test_step()) {
		struct wish wish = {
			.plain = true, .narrow = true, .in = MIXCORE_S16, .out = MIXCORE_S16,
			.gains = i % GAINS, .ramps = RAMPS_NONE, .signal = i / GAINS % SIGNALS,
			.count = random_below(8) ? random_below(6) : random_between(30, 70),
			.frames = random_below(3) ? 8 * random_between(1, 66) : random_length(),
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

static void many_streams(void)
{
	for (u32 i = 0; i < SIGNALS * RAMPS * 4; i += test_step()) {
		struct wish wish = {
			.narrow = true, .in = MIXCORE_S16, .out = MIXCORE_S16,
			.gains = random_between(GAINS_UNITY, GAINS_RANDOM),
			.ramps = i / SIGNALS % RAMPS, .signal = i % SIGNALS,
			.frames = random_length(), .channels_max = 2,
		};

		/* On a ramp from one channel to the other both count. */
		wish.count = random_between(40, wish.ramps == RAMPS_NONE ? 512 : 256);
		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* Sums that need 8, 6 and 5 fraction bits, all of them as far as they go. */
static void loudest_streams(void)
{
	static const u32 counts[] = { 63, 64, 255, 256, 512 };

	for (u32 i = 0; i < 5 * 4; i += test_step()) {
		struct wish wish = {
			.narrow = true, .in = MIXCORE_S16, .out = MIXCORE_S16, .gains = GAINS_MAX,
			.ramps = i % 4 < 2 ? RAMPS_NONE : RAMPS_CROSSING,
			.signal = i % 2 ? SIGNAL_TOP : SIGNAL_BOTTOM, .frames = 40,
			.count = counts[i / 4], .channels_max = 1,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

static struct mixcore_ramp ramp_between(s32 from, s32 to, u32 pos, u32 len)
{
	struct mixcore_ramp ramp = { .pos = pos, .len = len };

	ramp.from.c[0][0] = from;
	ramp.to.c[0][0] = to;
	memset(ramp.from.q, 24, sizeof(ramp.from.q));
	memset(ramp.to.q, 24, sizeof(ramp.to.q));
	mixcore_ramp_prepare(&ramp);
	return ramp;
}

/* One channel of every sample value in turn, through one ramp. */
static bool as_reference(const s16 *ring, u32 frames, const struct mixcore_ramp *ramp, u8 bits,
			 struct mixcore_scratch *scratch)
{
	struct mixcore_layout layout = mixcore_layout_interleaved(MIXCORE_S16, 1);
	struct mixcore_fraction fraction = { .narrow = { bits } };
	struct mixcore_source source = {
		.ring = ring, .ring_frames = frames, .frames = frames, .layout = layout,
		.ramp = ramp,
	};
	struct reference_layout mono = { &reference_s16, 1, 2, 2 };
	struct reference_source reference = {
		.ring = ring, .ring_frames = frames, .frames = frames, .layout = mono,
		.from = { { ramp->from.c[0][0] } }, .to = { { ramp->to.c[0][0] } },
		.ramp_pos = ramp->pos, .ramp_len = ramp->len,
	};
	s16 *out = test_alloc(frames * 2 * sizeof(s16)), *expected = out + frames;
	struct reference_output output = {
		.frames = expected, .layout = mono, .narrow = { bits },
	};
	bool same = true;

	memset(fraction.q, 24, sizeof(fraction.q));
	reference_mix(&output, frames, &reference, 1);
	for (u32 i = 0; i < isas_sets() && same; i++) {
		isas_select_set(i);
		mixcore_mix(out, &layout, &fraction, frames, &source, 1, scratch);
		same = !memcmp(out, expected, frames * sizeof(s16));
	}
	free(out);
	isas_select_all();
	return same;
}

/* Where the mantissa changes its length and where rounding makes it longer. */
static void borders_of_the_mantissa(void)
{
	static const u8 bits[] = { 8, 6, 5 };
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));
	s16 ring[97];

	draw_samples((u8 *)ring, 97, MIXCORE_S16, SIGNAL_NOISE);
	ring[5] = 0x7fff;
	ring[6] = -0x8000;
	for (u32 i = 0; i < 3 * 12 * 41 * 4; i += test_step()) {
		s32 top = 1 << (15 + i / 3 % 12);
		s32 near = (s32)(i / 36 % 41) - 20;
		s32 scale = 1 << (i / 36 / 41 * 3);
		s32 c = max(min(top + near * scale, MIXCORE_DSP_PATH_MAX), 0);
		struct mixcore_ramp still = ramp_between(c, i & 1 ? c : -c, 0, 0);
		struct mixcore_ramp moving = ramp_between(c, (s32)random_below((u32)top), 0, 60);

		if (!CHECK(as_reference(ring, 97, &still, bits[i % 3], scratch), "still %d", c) ||
		    !CHECK(as_reference(ring, 97, &moving, bits[i % 3], scratch), "%d to %d", c,
			   moving.to.c[0][0]))
			break;
	}
	free(scratch);
}

/* Ramps whose two ends have one mantissa: they count as moving all the same. */
static void ramps_that_hardly_move(void)
{
	static const u8 bits[] = { 8, 6, 5 };
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));
	s16 ring[200];

	draw_samples((u8 *)ring, 200, MIXCORE_S16, SIGNAL_QUIET);
	for (u32 i = 0; i < 2000; i += test_step()) {
		s32 from = (s32)random_between(1, MIXCORE_DSP_PATH_MAX) >> random_below(27);
		s32 to = from + (s32)random_below(9) - 4;
		u32 len = random_between(1, 300);
		struct mixcore_ramp ramp = ramp_between(from, to, random_below(len + 1), len);

		if (!CHECK(as_reference(ring, 200, &ramp, bits[i % 3], scratch),
			   "%d to %d, %u of %u", from, to, ramp.pos, len))
			break;
	}
	free(scratch);
}

static void unity_changes_nothing(void)
{
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));
	struct mixcore_ramp unity = ramp_between(UNIT, UNIT, 0, 0);
	struct mixcore_layout layout = mixcore_layout_interleaved(MIXCORE_S16, 1);
	s16 *ring = test_alloc(65536 * 2 * sizeof(s16)), *out = ring + 65536;
	struct mixcore_source source = {
		.ring = ring, .ring_frames = 65536, .frames = 65536, .layout = layout,
		.ramp = &unity,
	};

	for (u32 i = 0; i < 65536; i++)
		ring[i] = (s16)(i - 32768);
	for (u32 i = 0; i < 3 * isas_sets(); i++) {
		static const u8 bits[] = { 8, 6, 5 };
		struct mixcore_fraction fraction = { .q = { 24 }, .narrow = { bits[i % 3] } };
		u32 isas = isas_select_set(i / 3);

		mixcore_mix(out, &layout, &fraction, 65536, &source, 1, scratch);
		CHECK(!memcmp(out, ring, 65536 * sizeof(s16)), "F %u, %#x", bits[i % 3], isas);
	}
	isas_select_all();
	free(ring);
	free(scratch);
}

static void choice_of_fraction_bits(void)
{
	static const u64 below[] = { 255 * UNIT, 1020 * UNIT, 2040 * UNIT };
	static const u8 bits[] = { 8, 6, 5 };
	struct mixcore_fraction fraction;
	u64 way[8] = { 0 };

	for (u32 i = 0; i < 3; i++) {
		way[i] = below[i] - 1;
		way[i + 3] = i ? below[i - 1] : 0;
	}
	memset(&fraction, 7, sizeof(fraction));
	CHECK(!mixcore_narrow_choose(way, &fraction), "within the range");
	for (u32 i = 0; i < 3; i++)
		CHECK(fraction.narrow[i] == bits[i] && fraction.narrow[i + 3] == bits[i],
		      "F of channel %u", i);
	CHECK(fraction.narrow[7] == 8, "silence");
	for (u32 i = 0; i < 8; i++) {
		u64 much[8] = { 0 };

		much[i] = below[2];
		memset(&fraction, 7, sizeof(fraction));
		CHECK(mixcore_narrow_choose(much, &fraction) == -ERANGE, "2040 in channel %u", i);
		for (u32 k = 0; k < 8; k++)
			CHECK(!fraction.narrow[k], "still narrow, channel %u", k);
	}
}

/* What is heard and what is wanted, either alone and both. */
static void sum_of_the_way(void)
{
	struct mixcore_ramp ramp = ramp_between(1000, -3000, 1, 4);	/* now 0 */
	struct mixcore_coefs to = ramp.to;
	u64 way[8] = { 5, 0 };

	to.c[0][0] = -7;
	ramp.from.c[0][1] = -9;
	ramp.to.c[0][1] = -1;	/* now -7 */
	mixcore_way_sum(&ramp, NULL, way);
	CHECK(way[0] == 5 + 0 + 7, "what is heard: %llu", way[0]);
	mixcore_way_sum(NULL, &to, way);
	CHECK(way[0] == 12 + 7, "what is wanted: %llu", way[0]);
	mixcore_way_sum(&ramp, &ramp.to, way);
	CHECK(way[0] == 19 + 3000 + 7, "both: %llu", way[0]);
	CHECK(!way[1] && !way[7], "the other channels");
}

void narrow_tests(void)
{
	run_test("narrow: gains, ramps, signals, layouts", every_combination);
	run_test("narrow: stereo without events", plain_streams);
	run_test("narrow: 40 to 512 streams", many_streams);
	run_test("narrow: the loudest for each number of fraction bits", loudest_streams);
	run_test("narrow: borders of the mantissa", borders_of_the_mantissa);
	run_test("narrow: ramps that hardly move", ramps_that_hardly_move);
	run_test("narrow: unity changes no bit", unity_changes_nothing);
	run_test("narrow: choice of fraction bits", choice_of_fraction_bits);
	run_test("narrow: sum of the way", sum_of_the_way);
}
