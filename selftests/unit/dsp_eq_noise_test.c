// SPDX-License-Identifier: GPL-2.0-or-later
/* The equalizer against long double with the same coefficients: what rounding and ramps add. */
#include <math.h>
#include <stdlib.h>

#include "dsp_test.h"
#include "eq_design.h"

#define RATE 48000
#define FULL ((long double)MIXCORE_BUS_FULL)
#define FRAMES (3 * RATE)

static long double sine(long double hz, u32 frame)
{
	return sinl(2 * acosl(-1) * hz * frame / RATE);
}

static long double decibel(long double value)
{
	return 20 * log10l(value);
}

/* One channel of @sections, processed at once. */
static struct mixcore_eq *mono_eq(const struct mixcore_eq_set *set)
{
	struct mixcore_eq *eq = test_alloc(sizeof(*eq));

	mixcore_eq_init(eq, 1);
	mixcore_eq_to(eq, set, 0);
	return eq;
}

static void coefs_of(const struct mixcore_biquad *biquad, long double c[5])
{
	for (int i = 0; i < 5; i++)
		c[i] = biquad->c[i] / (long double)MIXCORE_EQ_UNITY;
}

/* Rms of the noise that @set adds to two tones of 24 bits, in dB of full scale. */
static long double noise_of(const struct mixcore_eq_set *set)
{
	s32 *samples = test_alloc(FRAMES * sizeof(*samples));
	long double *ideal = test_alloc(FRAMES * sizeof(*ideal));
	struct mixcore_bus bus = { samples, 1, FRAMES };
	struct mixcore_eq *eq = mono_eq(set);
	long double sum = 0;

	for (u32 i = 0; i < FRAMES; i++) {
		samples[i] = 16 * (s32)lroundl((sine(37, i) + sine(997, i)) * FULL / 16 / 8);
		ideal[i] = samples[i];
	}
	for (u32 n = 0; n < set->sections; n++) {
		struct ideal state = { 0, 0 };
		long double c[5];

		coefs_of(&set->section[0][n], c);
		for (u32 i = 0; i < FRAMES; i++)
			ideal[i] = ideal_next(&state, c, ideal[i]);
	}
	mixcore_eq_process(eq, &bus, FRAMES);
	for (u32 i = RATE; i < FRAMES; i++)
		sum += (samples[i] - ideal[i]) * (samples[i] - ideal[i]);
	free(samples);
	free(ideal);
	free(eq);
	return decibel(sqrtl(sum / (FRAMES - RATE)) / FULL);
}

static void noise_below(const char *name, const struct mixcore_eq_set *set, long double limit)
{
	long double noise = noise_of(set);

	printf("# %s: noise %.1Lf dBFS\n", name, noise);
	CHECK(noise < limit, "above %.1Lf", limit);
}

/* Rounding to the bus alone is -173.3 dBFS. */
static void test_noise(void)
{
	static const struct {
		const char *name;
		long double hz, q, db;
	} sections[] = {
		{ "30 Hz Q 1.41 +6 dB", 30, 1.41L, 6 },
		{ "30 Hz Q 5 +12 dB", 30, 5, 12 },
		{ "100 Hz Q 1.41 +6 dB", 100, 1.41L, 6 },
		{ "1 kHz Q 1.41 -6 dB", 1000, 1.41L, -6 },
		{ "10 kHz Q 1.41 +6 dB", 10000, 1.41L, 6 },
	};
	struct mixcore_eq_set set = { .sections = 1 };

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		set.section[0][0] = design_peak(sections[i].hz, RATE, sections[i].q,
						sections[i].db);
		noise_below(sections[i].name, &set, -165);
	}
	set.sections = 10;
	for (u32 i = 0; i < 10; i++)
		set.section[0][i] = design_peak(31.25L * (1 << i), RATE, 1.41L, i % 2 ? 6 : -6);
	noise_below("10 bands of 6 dB", &set, -155);
}

#define RAMP 2400
#define BEFORE RATE
#define TONE_FRAMES (BEFORE + RAMP + RATE / 10)

/* A loud set, as a loudness compensation at low volume has it. */
static void loud_set(struct mixcore_eq_set *set)
{
	memset(set, 0, sizeof(*set));
	set->sections = 3;
	set->section[0][0] = design_low_shelf(120, RATE, 0.7L, 12);
	set->section[0][1] = design_high_shelf(8000, RATE, 0.7L, 9);
	set->section[0][2] = design_peak(1000, RATE, 1.41L, -6);
}

/* 100 Hz at -18 dBFS, at its top after a second: @set, in @ramp frames. */
static void tone_through(const struct mixcore_eq_set *set, u32 ramp, s32 *samples)
{
	struct mixcore_bus bus = { samples, 1, TONE_FRAMES };
	struct mixcore_eq *eq = mono_eq(NULL);

	for (u32 i = 0; i < TONE_FRAMES; i++)
		samples[i] = (s32)lroundl(sine(100, i + 120) * FULL / 8);
	bus.samples += BEFORE;
	mixcore_eq_to(eq, set, ramp);
	mixcore_eq_process(eq, &bus, TONE_FRAMES - BEFORE);
	free(eq);
}

/* The peak of what a click would have and the tone has not, above 4 kHz, in dB of full scale. */
static long double click_of(const s32 *samples)
{
	static const long double q[] = { 0.5412L, 1.3066L };
	long double w = 2 * acosl(-1) * 4000 / RATE, c[2][5], peak = 0;
	struct ideal state[2] = { 0 };

	for (int i = 0; i < 2; i++) {
		long double alpha = sinl(w) / (2 * q[i]), pass = (1 + cosl(w)) / 2 / (1 + alpha);

		c[i][0] = pass;
		c[i][1] = -2 * pass;
		c[i][2] = pass;
		c[i][3] = -2 * cosl(w) / (1 + alpha);
		c[i][4] = (1 - alpha) / (1 + alpha);
	}
	for (u32 i = 0; i < TONE_FRAMES; i++) {
		long double y = ideal_next(&state[0], c[0], samples[i]);

		y = fabsl(ideal_next(&state[1], c[1], y));
		if (i >= BEFORE / 2 && y > peak)
			peak = y;
	}
	return decibel(peak / FULL);
}

/* A change of 12 dB in 50 ms can't be heard as a click; at once it can. */
static void test_click(void)
{
	s32 *samples = test_alloc(TONE_FRAMES * sizeof(*samples));
	struct mixcore_eq_set set;
	long double click;

	loud_set(&set);
	tone_through(&set, RAMP, samples);
	click = click_of(samples);
	printf("# click of a ramp: %.1Lf dBFS\n", click);
	CHECK(click < -80, "too loud");
	tone_through(&set, 0, samples);
	click = click_of(samples);
	printf("# click without a ramp: %.1Lf dBFS\n", click);
	CHECK(click > -60, "this measurement finds nothing");
	free(samples);
}

/* Nothing but the straight line of every coefficient is heard. */
static void test_line(void)
{
	s32 *samples = test_alloc(TONE_FRAMES * sizeof(*samples));
	struct mixcore_eq_set set;
	struct ideal state[3] = { 0 };
	long double c[3][5], now[5], worst = 0, y;

	loud_set(&set);
	tone_through(&set, RAMP, samples);
	for (u32 n = 0; n < 3; n++)
		coefs_of(&set.section[0][n], c[n]);
	for (u32 i = BEFORE; i < TONE_FRAMES; i++) {
		long double way = i - BEFORE < RAMP ? (i - BEFORE) / (long double)RAMP : 1;

		y = lroundl(sine(100, i + 120) * FULL / 8);
		for (u32 n = 0; n < 3; n++) {
			for (u32 k = 0; k < 5; k++)
				now[k] = way * c[n][k] + (k ? 0 : 1 - way);
			y = ideal_next(&state[n], now, y);
		}
		worst = fmaxl(worst, fabsl(samples[i] - y));
	}
	printf("# a ramp differs from its line by up to %.1Lf dBFS\n", decibel(worst / FULL));
	CHECK(decibel(worst / FULL) < -110, "too much");
	free(samples);
}

void eq_noise_tests(void)
{
	run_test("EQ: noise", test_noise);
	run_test("EQ: a ramp makes no click", test_click);
	run_test("EQ: a ramp is its straight line", test_line);
}
