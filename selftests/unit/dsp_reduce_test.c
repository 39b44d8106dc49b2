// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <stdlib.h>

#include "dsp_test.h"
#include "process.h"
#include "process_reference.h"

#define FRAMES 600
#define GUARD 64	/* bytes on either side of an output */

static const struct {
	int bits, bytes;
	bool big;
} formats[MIXCORE_SAMPLES] = {
	[MIXCORE_S16] = { 16, 2, false },
	[MIXCORE_S24] = { 24, 4, false },
	[MIXCORE_S32] = { 32, 4, false },
	[MIXCORE_S24_3] = { 24, 3, false },
	[MIXCORE_U8] = { 8, 1, false },
	[MIXCORE_FLOAT] = { 32, 4, false },
	[MIXCORE_S16_BE] = { 16, 2, true },
	[MIXCORE_S24_BE] = { 24, 4, true },
	[MIXCORE_S32_BE] = { 32, 4, true },
	[MIXCORE_S24_3BE] = { 24, 3, true },
};

/* The bits that stand for a value. */
static u32 encoded(enum mixcore_sample sample, int64_t value)
{
	float single = (float)((double)value / 2147483648.0);
	u32 bits;

	if (sample == MIXCORE_U8)
		return (u32)(value + 128);
	if (sample != MIXCORE_FLOAT)
		return (u32)value;
	memcpy(&bits, &single, 4);
	return bits;
}

static void put(u8 *at, enum mixcore_sample sample, u32 bits)
{
	int bytes = formats[sample].bytes;

	for (int i = 0; i < bytes; i++)
		at[formats[sample].big ? bytes - 1 - i : i] = (u8)(bits >> (8 * i));
}

static bool is_dithered(const struct mixcore_dither *dither, enum mixcore_sample sample)
{
	return dither->on && formats[sample].bits < 24;
}

struct scene {
	struct mixcore_scratch scratch;
	s32 samples[8][FRAMES];
	u8 out[8 * FRAMES * 4 + 2 * GUARD];
	u8 expected[8 * FRAMES * 4 + 2 * GUARD];
};

static s32 random_sample(void)
{
	s32 noise = (s32)(u32)random_bits();

	return random_below(8) ? noise >> random_below(32) :
	       MIXCORE_BUS_FULL - 4000 + (s32)random_below(8000);
}

static void expect(struct scene *scene, const struct mixcore_layout *layout,
		   const struct mixcore_dither *dither)
{
	int bits = formats[layout->sample].bits;

	memset(scene->out, 0xa5, sizeof(scene->out));
	memset(scene->expected, 0xa5, sizeof(scene->expected));
	for (u32 channel = 0; channel < layout->channels; channel++) {
		for (u32 i = 0; i < FRAMES; i++) {
			int64_t noise = is_dithered(dither, layout->sample) ?
				reference_triangle(dither->seed, dither->frame + i, (int)channel) : 0;
			int64_t value = reference_reduced(scene->samples[channel][i], bits, noise);

			put(scene->expected + GUARD + i * layout->frame_step +
			    channel * layout->channel_step, layout->sample,
			    encoded(layout->sample, value));
		}
	}
}

static void reduce(struct scene *scene, const struct mixcore_layout *layout,
		   struct mixcore_dither *dither, u32 block)
{
	struct mixcore_bus bus = { NULL, layout->channels, FRAMES };
	u32 done, part;

	for (done = 0; done < FRAMES; done += part) {
		part = min(FRAMES - done, random_below(block + 1));
		bus.samples = &scene->samples[0][done];
		isas_select_random();
		mixcore_reduce(scene->out + GUARD + done * layout->frame_step, layout, &bus, part,
			       dither, &scene->scratch);
	}
}

static void all_formats(bool on)
{
	struct scene *scene = test_alloc(sizeof(*scene));
	struct mixcore_dither dither = { random_bits(), random_bits(), on };

	for (u32 n = 0; n < MIXCORE_BUS * 16; n++) {
		enum mixcore_sample sample = (enum mixcore_sample)(n / 16);
		u32 channels = 1 + n % 8;
		struct mixcore_layout layout = n % 16 < 8 ?
			mixcore_layout_interleaved(sample, channels) :
			mixcore_layout_planar(sample, channels, FRAMES);
		u64 first = dither.frame = random_below(3) ? random_bits() :
					   (random_bits() | 0xffffffff) - random_below(FRAMES);

		for (u32 i = 0; i < 8 * FRAMES; i++)
			(&scene->samples[0][0])[i] = random_sample();
		expect(scene, &layout, &dither);
		reduce(scene, &layout, &dither, n & 1 ? 50 : FRAMES);
		if (!CHECK(!memcmp(scene->out, scene->expected, sizeof(scene->out)),
			   "format %d, %u channels", (int)sample, channels) ||
		    !CHECK(dither.frame == first + FRAMES, "position"))
			break;
	}
	isas_select_all();
	free(scene);
}

static void test_plain(void)
{
	all_formats(false);
}

static void test_dithered(void)
{
	all_formats(true);
}

/* The bus itself, as it is. */
static void test_bus(void)
{
	struct scene *scene = test_alloc(sizeof(*scene));
	struct mixcore_layout layout = mixcore_layout_planar(MIXCORE_BUS, 8, FRAMES);
	struct mixcore_dither dither = { 1, 2, true };

	for (u32 i = 0; i < 8 * FRAMES; i++)
		(&scene->samples[0][0])[i] = random_sample();
	reduce(scene, &layout, &dither, FRAMES);
	CHECK(!memcmp(scene->out + GUARD, scene->samples, sizeof(scene->samples)), "changed");
	free(scene);
}

#define MANY (1 << 17)
#define TILES (MANY / MIXCORE_DSP_TILE)

/* What reduction to S16 adds to a constant of @level units of the bus, in units of the output. */
static void errors_of(s32 level, u64 seed, double (*errors)[MANY])
{
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));
	struct mixcore_layout layout = mixcore_layout_interleaved(MIXCORE_S16, 2);
	struct mixcore_dither dither = { seed, 0, true };
	s32 samples[2][MIXCORE_DSP_TILE];
	struct mixcore_bus bus = { &samples[0][0], 2, MIXCORE_DSP_TILE };
	s16 out[2 * MIXCORE_DSP_TILE];

	for (u32 i = 0; i < 2 * MIXCORE_DSP_TILE; i++)
		(&samples[0][0])[i] = level;
	for (u32 tile = 0; tile < TILES; tile++) {
		mixcore_reduce(out, &layout, &bus, MIXCORE_DSP_TILE, &dither, scratch);
		for (u32 i = 0; i < 2 * MIXCORE_DSP_TILE; i++)
			errors[i & 1][tile * MIXCORE_DSP_TILE + i / 2] =
				(s16)le16toh((u16)out[i]) - level / 4096.0;
	}
	free(scratch);
}

/* Of two signals of variance 1/4 and mean 0; @lag frames apart. */
static double correlation(const double *a, const double *b, u32 lag)
{
	double sum = 0;

	for (u32 i = lag; i < MANY; i++)
		sum += a[i] * b[i - lag];
	return 4 * sum / (MANY - lag);
}

/* Mean 0 and variance 1/4 for every level: five deviations of what is estimated here. */
static void test_moments(void)
{
	double (*errors)[MANY] = test_alloc(2 * sizeof(*errors));

	for (s32 level = -4096; level <= 4096; level += 512) {
		double mean = 0, square = 0;

		errors_of(level + 3, random_bits(), errors);
		for (u32 i = 0; i < MANY; i++) {
			mean += errors[0][i] / MANY;
			square += errors[0][i] * errors[0][i] / MANY;
		}
		if (!CHECK(fabs(mean) < 5 * 0.5 / sqrt(MANY), "level %d: mean %f", level, mean) ||
		    !CHECK(fabs(square - 0.25) < 5 * 0.25 * sqrt(2.0 / MANY),
			   "level %d: variance %f", level, square))
			break;
	}
	free(errors);
}

/* White: no frame knows of those before it, no channel and no seed of another one. */
static void test_white(void)
{
	double (*errors)[MANY] = test_alloc(2 * sizeof(*errors));
	double (*others)[MANY] = test_alloc(2 * sizeof(*others));
	double limit = 5 / sqrt(MANY);
	u64 seed = random_bits();

	errors_of(1000, seed, errors);
	errors_of(1000, seed + 1, others);
	for (u32 lag = 0; lag < 200; lag++) {
		if (!CHECK(!lag || fabs(correlation(errors[0], errors[0], lag)) < limit,
			   "lag %u", lag) ||
		    !CHECK(fabs(correlation(errors[0], errors[1], lag)) < limit,
			   "channels, lag %u", lag) ||
		    !CHECK(fabs(correlation(errors[0], others[0], lag)) < limit,
			   "seeds, lag %u", lag))
			break;
	}
	free(errors);
	free(others);
}

void reduce_tests(void)
{
	run_test("reduce: every format equals the reference", test_plain);
	run_test("reduce: with dither too; none from 24 bits on", test_dithered);
	run_test("reduce: the bus stays the bus", test_bus);
	run_test("dither: mean and variance do not depend on the signal", test_moments);
	run_test("dither: white, other channels and seeds know nothing of it", test_white);
}
