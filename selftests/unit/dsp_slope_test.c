// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ramps where they are hardest to round: at frames whose exact value is a half, or as little beside
 * one as the length of the ramp allows. A sample that the output shows the coefficient with.
 */
#include <stdlib.h>

#include "dsp_scene.h"

#define FRAMES	600
#define CASES	2000

/* The sample in the ring with which an output sample is the mantissa, or the coefficient. */
#define SHOWS_MANTISSA		8192		/* of a coefficient from 2^25 on */
#define SHOWS_COEFFICIENT	(1 << 24)

struct stage {
	bool narrow;
	struct mixcore_layout layout;
	struct reference_layout reference_layout;
	struct mixcore_ramp ramp;
	struct mixcore_scratch *scratch;
	u8 *ring, *mixed, *expected;
	size_t bytes;
};

static void stage_open(struct stage *stage, bool narrow, u32 channels)
{
	enum mixcore_sample sample = narrow ? MIXCORE_S16 : MIXCORE_S32;
	u32 bytes = narrow ? 2 : 4;

	memset(stage, 0, sizeof(*stage));
	stage->narrow = narrow;
	stage->layout = mixcore_layout_interleaved(sample, channels);
	stage->reference_layout = (struct reference_layout) {
		reference_format_of(sample), (int)channels, channels * bytes, bytes };
	stage->bytes = FRAMES * channels * bytes;
	stage->scratch = test_alloc(sizeof(*stage->scratch));
	stage->ring = test_alloc(stage->bytes);
	stage->mixed = test_alloc(stage->bytes);
	stage->expected = test_alloc(stage->bytes);
	for (u32 i = 0; i < FRAMES * channels; i++)
		reference_store(reference_format_of(sample), stage->ring + i * bytes,
				narrow ? SHOWS_MANTISSA : SHOWS_COEFFICIENT);
}

static void stage_close(struct stage *stage)
{
	free(stage->scratch);
	free(stage->ring);
	free(stage->mixed);
	free(stage->expected);
}

/* n with d * n = r modulo len; any when there is none. */
static u32 frame_with_rest(s64 d, s64 r, u32 len)
{
	s64 a = (d % len + len) % len, b = len, x = 1, y = 0;

	while (b) {
		s64 quotient = a / b, rest = a % b, z = x - quotient * y;

		a = b;
		b = rest;
		x = y;
		y = z;
	}
	x = (x % len + len) % len;
	r = (r % len + len) % len / (a ? a : 1);
	return (u32)((__int128)x * r % len);
}

static u32 draw_length(void)
{
	static const u32 lengths[] = { 1, 2, 3, 480, 512, 1000, 1024, 4096, 48000 };

	switch (random_below(4)) {
	case 0:
		return lengths[random_below(9)];
	case 1:
		return max((1U << random_below(29)) - random_below(2), 1U);
	default:
		return min((1U << random_below(28)) + random_below(1U << random_below(28)),
			   (u32)MIXCORE_DSP_RAMP_MAX);
	}
}

static s32 random_sign(s32 value)
{
	return random_below(2) ? value : -value;
}

/* The larger end of a narrow one has the exponent 11, and both lie on mantissas. */
static void draw_ends(bool narrow, s32 *from, s32 *to)
{
	s32 large = random_sign((s32)random_between(1 << 25, MIXCORE_DSP_PATH_MAX));
	s32 other = random_sign((s32)random_below(MIXCORE_DSP_PATH_MAX)) >> random_below(20);

	if (!random_below(4))
		other = large + (s32)random_below(1 << 16) - (1 << 15);
	other = clamp(other, -MIXCORE_DSP_PATH_MAX, MIXCORE_DSP_PATH_MAX);
	if (narrow) {
		large = large / 2048 * 2048;
		other = other / 2048 * 2048;
	}
	*from = random_below(2) ? large : other;
	*to = *from == large ? other : large;
}

/* The block of the ramp has the frame that is the hardest to round for the first channel. */
static void draw_ramp(struct stage *stage)
{
	struct mixcore_ramp *ramp = &stage->ramp;
	u32 unit = stage->narrow ? 2048 : 1, hardest;
	s64 d;

	memset(ramp, 0, sizeof(*ramp));
	ramp->len = draw_length();
	for (u32 c = 0; c < stage->layout.channels; c++)
		draw_ends(stage->narrow, &ramp->from.c[c][c], &ramp->to.c[c][c]);
	memset(ramp->from.q, 24, sizeof(ramp->from.q));
	memset(ramp->to.q, 24, sizeof(ramp->to.q));
	d = ((s64)ramp->to.c[0][0] - ramp->from.c[0][0]) / (s64)unit;
	hardest = frame_with_rest(d, (s64)ramp->len / 2 + random_below(5) - 2, ramp->len);
	ramp->pos = hardest - min(hardest, random_below(FRAMES));
	mixcore_ramp_prepare(ramp);
}

static void expect(struct stage *stage)
{
	struct reference_source source = {
		.ring = stage->ring, .ring_frames = FRAMES, .frames = FRAMES,
		.layout = stage->reference_layout, .ramp_pos = stage->ramp.pos,
		.ramp_len = stage->ramp.len,
	};
	struct reference_output output = {
		.frames = stage->expected, .layout = stage->reference_layout, .q = { 24, 24 },
	};

	for (u32 c = 0; c < stage->layout.channels; c++) {
		source.from[c][c] = stage->ramp.from.c[c][c];
		source.to[c][c] = stage->ramp.to.c[c][c];
		output.narrow[c] = stage->narrow ? 8 : 0;
	}
	reference_mix(&output, FRAMES, &source, 1);
}

static bool every_set_is_right(struct stage *stage)
{
	struct mixcore_source source = {
		.ring = stage->ring, .ring_frames = FRAMES, .frames = FRAMES,
		.layout = stage->layout, .ramp = &stage->ramp,
	};
	struct mixcore_fraction fraction = { .q = { 24, 24 } };
	bool good = true;

	if (stage->narrow)
		memset(fraction.narrow, 8, sizeof(fraction.narrow));
	for (u32 i = 0; i < isas_sets() && good; i++) {
		u32 isas = isas_select_set(i);

		mixcore_mix(stage->mixed, &stage->layout, &fraction, FRAMES, &source, 1,
			    stage->scratch);
		good = CHECK(!memcmp(stage->mixed, stage->expected, stage->bytes),
			     "instructions %#x: %d to %d, from frame %u of %u", isas,
			     stage->ramp.from.c[0][0], stage->ramp.to.c[0][0], stage->ramp.pos,
			     stage->ramp.len);
	}
	isas_select_all();
	return good;
}

static void hardest(bool narrow)
{
	struct stage stage;
	bool good = true;

	for (u32 channels = 1; channels <= 2 && good; channels++) {
		stage_open(&stage, narrow, channels);
		for (u32 i = 0; i < CASES && good; i += test_step()) {
			draw_ramp(&stage);
			expect(&stage);
			good = every_set_is_right(&stage);
		}
		stage_close(&stage);
	}
}

static void hardest_narrow(void)
{
	hardest(true);
}

static void hardest_wide(void)
{
	hardest(false);
}

/* That the cases are what they are meant to be: some are halves, some are next to one. */
static void they_are_hard(void)
{
	u32 halves = 0, near = 0;

	for (u32 i = 0; i < 1000; i++) {
		u32 len = draw_length(), n;
		s64 d = random_sign((s32)random_between(1, 65534)), rest;

		n = frame_with_rest(d, (s64)len / 2 + random_below(5) - 2, len);
		rest = llabs(((d * n % len + len) % len) * 2 - len);
		halves += !rest;
		near += rest > 0 && rest <= 8;
	}
	CHECK(halves > 50 && near > 200, "%u halves, %u near one, of 1000", halves, near);
}

void slope_tests(void)
{
	run_test("ramp: the tests below find halves", they_are_hard);
	run_test("ramp: narrow, hardest to round", hardest_narrow);
	run_test("ramp: wide, hardest to round", hardest_wide);
}
