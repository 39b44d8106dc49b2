// SPDX-License-Identifier: GPL-2.0-or-later
/* How far the narrow mix is from the exact sum, before any rounding of the output. */
#include <math.h>
#include <stdlib.h>

#include "dsp_scene.h"

#define STREAMS		512
#define FRAMES		256
#define BLOCKS		420
#define TENTH		(MIXCORE_DSP_UNITY / 10)

struct orchestra {
	struct mixcore_ramp ramps[STREAMS];
	struct mixcore_source sources[STREAMS];
	struct mixcore_fraction fraction;
	s16 rings[STREAMS][FRAMES];
};

/* How loud streams are: gains up to @gain (or in dB from -60), samples up to @amplitude. */
struct loudness {
	const char *name;
	u32 gain_min, gain;
	bool in_db;
	u32 amplitude;
	u8 bits;
	double rms, mean;	/* limits; what chance can add to the mean is added */
};

static u32 draw_gain(const struct loudness *loudness)
{
	if (loudness->in_db)
		return mixcore_gain_from_volume(random_between(192 - 120, 192));
	return random_between(loudness->gain_min, loudness->gain);
}

static void draw_gains(struct orchestra *orchestra, const struct loudness *loudness)
{
	u64 way[8] = { 0 };

	for (u32 i = 0; i < STREAMS; i++) {
		struct mixcore_ramp *ramp = &orchestra->ramps[i];

		memset(ramp, 0, sizeof(*ramp));
		memset(ramp->to.q, 24, sizeof(ramp->to.q));
		ramp->to.c[0][0] = (s32)draw_gain(loudness);
		ramp->from = ramp->to;
		mixcore_ramp_prepare(ramp);
		mixcore_way_sum(ramp, NULL, way);
		orchestra->sources[i] = (struct mixcore_source) {
			.ring = orchestra->rings[i], .ring_frames = FRAMES, .frames = FRAMES,
			.layout = mixcore_layout_interleaved(MIXCORE_S16, 1), .ramp = ramp,
		};
	}
	mixcore_narrow_choose(way, &orchestra->fraction);
}

static void draw_noise(struct orchestra *orchestra, u32 amplitude)
{
	for (u32 i = 0; i < STREAMS; i++)
		for (u32 n = 0; n < FRAMES; n++)
			orchestra->rings[i][n] = (s16)(random_below(2 * amplitude + 1) - amplitude);
}

/* Exact: 512 * 2^15 * 2^26 fits 53 bits. */
static double exact(const struct orchestra *orchestra, u32 frame)
{
	s64 sum = 0;

	for (u32 i = 0; i < STREAMS; i++)
		sum += (s64)orchestra->rings[i][frame] * orchestra->ramps[i].to.c[0][0];
	return (double)sum / MIXCORE_DSP_UNITY;
}

static void measure(struct orchestra *orchestra, const struct loudness *loudness,
		    struct mixcore_scratch *scratch)
{
	struct mixcore_layout layout = mixcore_layout_interleaved(MIXCORE_S16, 1);
	double squares = 0, sum = 0, samples = 0, error, chance;
	s16 out[FRAMES];

	for (u32 block = 0; block < BLOCKS; block += test_step()) {
		if (block % (20 * test_step()) == 0)
			draw_gains(orchestra, loudness);
		if (!CHECK(orchestra->fraction.narrow[0] == loudness->bits, "F %u",
			   orchestra->fraction.narrow[0]))
			return;
		draw_noise(orchestra, loudness->amplitude);
		mixcore_mix(out, &layout, &orchestra->fraction, FRAMES, orchestra->sources,
			    STREAMS, scratch);
		for (u32 n = 0; n < FRAMES; n++, samples++) {
			error = out[n] - exact(orchestra, n);
			sum += error;
			squares += error * error;
		}
	}
	printf("# %u streams, %s, F %u: error %.4f LSB rms, mean %+.4f LSB\n", STREAMS,
	       loudness->name, loudness->bits, sqrt(squares / samples), sum / samples);
	CHECK(squares / samples <= loudness->rms * loudness->rms, "%s: rms", loudness->name);
	chance = 4 * loudness->rms / sqrt(samples);
	CHECK(fabs(sum / samples) < loudness->mean + chance, "%s: mean", loudness->name);
}

/*
 * Rounding alone is 0.289 LSB rms. The mean is less than can be told from none. The amplitudes leave
 * no sum above full scale.
 */
static const struct loudness loudnesses[] = {
	{ "gains of -60 to 0 dB", 0, 0, true, 1000, 8, 0.35, 0.01 },
	{ "gains of 0 to 0.1", 0, TENTH, false, 6000, 8, 0.35, 0.01 },
	{ "gains of 0 to 0.45", 0, TENTH / 2 * 9, false, 1500, 8, 0.35, 0.01 },
	{ "gains of 0.55 to 1", TENTH / 2 * 11, TENTH * 10, false, 600, 6, 0.35, 0.01 },
	{ "gains of 2.1 to 3.9", TENTH * 21, TENTH * 39, false, 150, 5, 0.37, 0.01 },
};

static void error_of_many_streams(void)
{
	struct orchestra *orchestra = test_alloc(sizeof(*orchestra));
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));

	for (size_t i = 0; i < sizeof(loudnesses) / sizeof(*loudnesses); i++)
		measure(orchestra, &loudnesses[i], scratch);
	free(orchestra);
	free(scratch);
}

void precision_tests(void)
{
	run_test("precision: 512 streams of S16", error_of_many_streams);
}
