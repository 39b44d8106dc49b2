// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-tone: is it the sine, at any time; what it says of wrong words; and whole runs. */
#include <math.h>
#include <stdlib.h>

#include "device_say.h"
#include "fake_kernel.h"
#include "test.h"
#include "tone.h"

#define RATE		48000
#define FULL		INT32_MAX
#define FOREVER		UINT64_MAX

static struct tone sine(uint64_t mhz)
{
	return (struct tone){ .rate = RATE, .channels = 1, .mhz = { mhz }, .amplitude = FULL };
}

static void it_is_the_sine(void)
{
	const struct tone tone = sine(1000000);

	/* Half of full scale is a tie: who rounds it the other way is right as well. */
	for (uint32_t i = 0; i < RATE; i++)
		CHECK(labs(tone_sample(&tone, 0, i, FOREVER) -
			   lrint(FULL * sin(2 * M_PI * (i % 48) / 48))) <= 1);
	CHECK_INT(tone_sample(&tone, 0, 12, FOREVER), FULL);
	CHECK_INT(tone_sample(&tone, 0, 36, FOREVER), -FULL);
}

/* A century later it is bit by bit what it was; a period is a thousand seconds at most. */
static void it_does_not_drift(void)
{
	const uint64_t century = 3155760000ULL * RATE;
	const uint64_t frequencies[] = { 440000, 997500, 23999999, 1 };

	for (size_t f = 0; f < sizeof(frequencies) / sizeof(frequencies[0]); f++) {
		const struct tone tone = sine(frequencies[f]);

		for (uint64_t i = 0; i < 1000; i++)
			CHECK_INT(tone_sample(&tone, 0, century * 1000 + i, FOREVER),
				  tone_sample(&tone, 0, i, FOREVER));
	}
}

static void blocks_are_one_tone(void)
{
	struct tone tone = sine(440500);
	int32_t whole[2000], parts[2000];

	tone.channels = 2;
	tone.mhz[1] = 1000;
	tone.fade = 480;
	tone_fill(&tone, whole, 0, 1000, 900);
	tone_fill(&tone, parts, 0, 333, 900);
	tone_fill(&tone, parts + 666, 333, 667, 900);
	CHECK(!memcmp(whole, parts, sizeof(whole)));
	CHECK_INT(whole[1800], 0);
	CHECK_INT(whole[1999], 0);
	CHECK(whole[1001]);
}

/* A tone that would be as loud as can be from frame to frame: its envelope is what is seen. */
static void fades_are_smooth(void)
{
	const struct tone tone = { .rate = RATE, .channels = 1, .mhz = { 12000000 },
				   .amplitude = FULL, .fade = 480 };
	int32_t before = 0, peak = 0, step = 0;

	for (uint32_t i = 1; i <= 960; i += 2) {
		int32_t now = abs(tone_sample(&tone, 0, i, 961));

		step = abs(now - before) > step ? abs(now - before) : step;
		peak = now > peak ? now : peak;
		before = now;
	}
	CHECK(before < FULL / 10000);
	CHECK(peak > FULL - FULL / 1000);
	/* The steepest part of the cosine: pi / 2 of the whole in 480 frames, two at a time. */
	CHECK(step < FULL / 480. * M_PI / 2 * 2.01);
}

static void levels_are_of_full_scale(void)
{
	CHECK_INT(tone_amplitude(0), FULL);
	CHECK_INT(tone_amplitude(-20000), lrint(FULL / 10.));
	CHECK_INT(tone_amplitude(-200000), 0);
}

#define RUN(stopped, ...) \
	device_say(tone_main, stopped, sizeof((char *[]){ "tone", ##__VA_ARGS__ }) / sizeof(char *), \
	    (char *[]){ "tone", ##__VA_ARGS__ })

#define MORE "\n  mixcore-tone --help tells more\n[2]"

static void wrong_words_are_explained(void)
{
	CHECK_STR(RUN(never, "loud"), "mixcore-tone: there is no place for 'loud'" MORE);
	CHECK_STR(RUN(never, "--loud"), "mixcore-tone: unknown option '--loud'" MORE);
	CHECK_STR(RUN(never, "--level", "3"),
		  "mixcore-tone: --level: full scale is 0, 3 dB is above it" MORE);
	CHECK_STR(RUN(never, "--level", "-6dB"),
		  "mixcore-tone: --level: '-6dB' is not a number" MORE);
	CHECK_STR(RUN(never, "--level", "-201"), "mixcore-tone: --level: -201 dB is silence" MORE);
	CHECK_STR(RUN(never, "--frequency", "1,2,3"),
		  "mixcore-tone: --frequency: there are only 2 channels" MORE);
	CHECK_STR(RUN(never, "--frequency", "1,2", "--channels", "3"),
		  "mixcore-tone: --frequency: one for all, or one for each of 3 channels" MORE);
	CHECK_STR(RUN(never, "--frequency", "24000.1"),
		  "mixcore-tone: --frequency: 24000.1 Hz is above half of the rate, 24000 Hz" MORE);
	CHECK_STR(RUN(never, "--frequency", "1,"),
		  "mixcore-tone: --frequency: '' is not a number" MORE);
	CHECK_STR(RUN(never, "--channels", "9"), "mixcore-tone: --channels: at most 8" MORE);
	CHECK_STR(RUN(never, "--duration", "x"),
		  "mixcore-tone: --duration: 'x' is not a number" MORE);
	CHECK_STR(RUN(never, "--duration"), "mixcore-tone: --duration needs a value" MORE);
	CHECK_STR(RUN(never, "--no-fade=1"), "mixcore-tone: --no-fade takes no value" MORE);
	CHECK_STR(RUN(never, "--name", "null"),
		  "mixcore-tone: null: this name is reserved\n  choose another\n[1]");
	CHECK_INT(fake.open_descriptors, 0);
}

static uint64_t taken, wrong;
static struct tone expected;
static uint64_t expected_end;

static void compare(uint64_t position, uint32_t value)
{
	taken++;
	wrong += (int32_t)value != tone_sample(&expected, 0, position, expected_end);
}

/* The endpoint is there only when it runs: the first time that it looks whether to stop. */
static bool attach_judge(void)
{
	fake.endpoints[0].take = compare;
	return false;
}

static void recorders_get_all_of_it(void)
{
	expected = sine(440000);
	expected.channels = 2;
	expected.amplitude = tone_amplitude(-12000);
	expected.fade = 480;
	expected_end = 24000;
	CHECK_STR(RUN(attach_judge, "--duration", "0.5"),
		  "input 2 (endpoint tone), 48000 Hz, 2 channels, S32_LE\n"
		  "24000 frames, 0 overruns, 0 frames lost\n[0]");
	CHECK(taken >= 24000 + MIXCORE_CYCLE_DEFAULT);
	CHECK_INT(wrong, 0);
	CHECK_INT(fake.open_descriptors, 0);
}

static void who_is_asked_to_end_ends_softly(void)
{
	CHECK_STR(RUN(at_once, "--json", "--name=a"),
		  "{\"input\": 3, \"endpoint\": \"a\", \"rate\": 48000, \"channels\": 2, "
		  "\"format\": \"S32_LE\"}\n"
		  "{\"frames\": 480, \"overruns\": 0, \"lost_frames\": 0}\n[0]");
}

int main(void)
{
	it_is_the_sine();
	it_does_not_drift();
	blocks_are_one_tone();
	fades_are_smooth();
	levels_are_of_full_scale();
	fake_reset();
	wrong_words_are_explained();
	recorders_get_all_of_it();
	who_is_asked_to_end_ends_softly();
	device_say_end();
	return TEST_END();
}
