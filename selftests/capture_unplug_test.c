// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An input's card is unplugged and comes back, many times, under an application that records. It gets
 * silence meanwhile, never an error, and as many frames as time has passed. What the card captures is
 * numbered: from its return to the next pull none is missing.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE	48000
#define PERIOD	256
#define CYCLE	128
#define RING	32768		/* numbers of one plug, before they repeat */
#define ROOM	24000
#define SOON	(RATE / 20)	/* frames until a card that came is heard */
#define SLACK	1024		/* frames that are on their way */

/* What the application hears, frame by frame. */
struct ear {
	uint32_t plug;		/* of the number heard last, 0 = none yet */
	uint32_t number;
	bool silent;		/* now */
	uint64_t frames;	/* all */
	uint64_t since;		/* when the present plug was heard first */
	uint32_t wrong;		/* frames that are no number */
	uint32_t missing;	/* numbers not followed by the next one, or silence within a plug */
	uint32_t old;		/* numbers of a plug before the present one */
};

FIXTURE(unplug) {
	int control, id;
	uint32_t plug;		/* how often it was plugged in */
	bool there;
	int holder;
	struct cable cable;
	struct take take;
	struct ear ear;
	int64_t began;
	uint64_t plugged;	/* frames heard when it came */
};

FOR_EVERY_CARD(unplug);

static int number_sound(struct sound *sound, uint32_t plug)
{
	unsigned int i;

	*sound = (struct sound) { 2, RING };
	sound->samples = calloc(2 * RING, sizeof(int32_t));
	if (!sound->samples)
		return -ENOMEM;
	for (i = 0; i < RING; i++) {
		sound->samples[2 * i] = plug << 16 | i;
		sound->samples[2 * i + 1] = ~sound->samples[2 * i];
	}
	return 0;
}

/* The card hears the numbers of this plug, from the first one on. */
static int play_numbers(FIXTURE_DATA(unplug) *self, unsigned int card)
{
	struct sound sound;
	int err = number_sound(&sound, self->plug);

	return err ?: cable_open_with(&self->cable, card, 32, RATE, sound);
}

static int attach_input(FIXTURE_DATA(unplug) *self)
{
	struct input_options options = { .cycle = CYCLE };
	int id = cable_attach(self->control, &self->cable, "in", 32, RATE, PERIOD, &options);

	self->there = id > 0;
	self->plugged = self->ear.frames;
	return id;
}

FIXTURE_SETUP(unplug)
{
	struct take_config config = TAKE_DEFAULT;

	self->holder = -1;
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	/* A test that was killed has left it as it was. */
	ASSERT_EQ(0, testcard_reset(variant->card));
	self->plug = 1;
	ASSERT_EQ(0, play_numbers(self, variant->card));
	self->id = attach_input(self);
	ASSERT_LT(0, self->id);
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
}

FIXTURE_TEARDOWN(unplug)
{
	take_close(&self->take);
	cable_close(&self->cable);
	if (self->holder >= 0)
		close(self->holder);
	EXPECT_EQ(0, reset_all(self->control));
	EXPECT_EQ(0, testcard_reset(variant->card));
	close(self->control);
}

static void hear_silence(FIXTURE_DATA(unplug) *self)
{
	struct ear *ear = &self->ear;

	/* The present plug has been heard, and nobody has pulled it. */
	if (!ear->silent && self->there && ear->plug == self->plug)
		ear->missing++;
	ear->silent = true;
}

static void hear_number(FIXTURE_DATA(unplug) *self, uint32_t word)
{
	struct ear *ear = &self->ear;
	uint32_t plug = word >> 16, number = word & 0xffff;

	if (plug != ear->plug) {
		/* The first of a plug comes after all that were before it. */
		if (plug < ear->plug)
			ear->old++;
		ear->since = ear->frames;
	} else if (ear->silent || number != (ear->number + 1) % RING) {
		ear->missing++;
	}
	if (plug != self->plug && self->there && ear->frames > self->plugged + SOON)
		ear->old++;
	ear->plug = plug;
	ear->number = number;
	ear->silent = false;
}

static void hear(FIXTURE_DATA(unplug) *self)
{
	const int32_t *frame = (const int32_t *)self->take.bytes;
	unsigned int i;

	for (i = 0; i < self->take.frames; i++, frame += 2) {
		if (!frame[0] && !frame[1])
			hear_silence(self);
		else if (frame[1] == ~frame[0])
			hear_number(self, frame[0]);
		else
			self->ear.wrong++;
		self->ear.frames++;
	}
	self->take.frames = 0;
}

static int start(FIXTURE_DATA(unplug) *self)
{
	self->began = now_ns();
	return take_start(&self->take);
}

/* Records and hears for so long. */
static int run(FIXTURE_DATA(unplug) *self, unsigned int ms)
{
	unsigned int step;
	int err = 0;

	for (; !err && ms; ms -= step) {
		step = ms < 20 ? ms : 20;
		err = takes_run(&self->take, 1, step);
		hear(self);
	}
	return err;
}

static int64_t ahead(FIXTURE_DATA(unplug) *self)
{
	int err = take_read(&self->take);
	int64_t time = (int64_t)(now_ns() - self->began) * RATE / 1000000000LL;

	hear(self);
	return err ? INT32_MIN : (int64_t)self->ear.frames - time;
}

/* It has lost no time, and had no error. */
static void expect_undisturbed(struct __test_metadata *_metadata, FIXTURE_DATA(unplug) *self)
{
	struct mixcore_stream_info info;
	int64_t frames = ahead(self);

	EXPECT_GE(CYCLE, frames);
	EXPECT_LE(-SLACK, frames);
	ASSERT_EQ(0, take_info(self->control, &self->take, &info));
	EXPECT_EQ(MIXCORE_STREAM_RUNNING, info.state);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, self->ear.wrong);
	EXPECT_EQ(0, self->ear.missing) {
		TH_LOG("plug %u of %u, number %u", self->ear.plug, self->plug, self->ear.number);
	}
	EXPECT_EQ(0, self->ear.old);
}

static void expect_heard(struct __test_metadata *_metadata, FIXTURE_DATA(unplug) *self)
{
	EXPECT_EQ(self->plug, self->ear.plug);
	EXPECT_FALSE(self->ear.silent);
	EXPECT_GE(self->plugged + SOON, self->ear.since) {
		TH_LOG("after %u frames", (unsigned int)(self->ear.since - self->plugged));
	}
	expect_undisturbed(_metadata, self);
}

static int wait_lost(FIXTURE_DATA(unplug) *self, unsigned int state)
{
	unsigned int ms;

	for (ms = 0; ms < 200; ms += 5) {
		struct mixcore_input_info info;
		int err = input_get(self->control, self->id, &info);

		if (err || info.state == state)
			return err;
		err = run(self, 5);
		if (err)
			return err;
	}
	return -ETIMEDOUT;
}

static int pull(FIXTURE_DATA(unplug) *self, unsigned int card)
{
	/* Who keeps numbers coming holds the card, too. */
	cable_close(&self->cable);
	self->there = false;
	return testcard_set(card, "vanish", "1");
}

/* A moment before or after, or not at all, the input is detached, too. */
static int pull_somehow(FIXTURE_DATA(unplug) *self, unsigned int card, unsigned int how)
{
	int err = 0;

	/* From here on it may be silent. */
	self->there = false;
	if (how == 1)
		err = input_detach(self->control, self->id) ?: run(self, 7);
	err = err ?: pull(self, card);
	if (how == 2)
		err = err ?: run(self, 7) ?: input_detach(self->control, self->id);
	return err ?: wait_lost(self, how ? MIXCORE_OUTPUT_DETACHED : MIXCORE_OUTPUT_LOST);
}

static int plug(FIXTURE_DATA(unplug) *self, unsigned int card)
{
	int err = testcard_wait(card, "vanish", '2', 1000) ?: testcard_set(card, "appear", "1");

	self->plug++;
	err = err ?: play_numbers(self, card) ?: cable_start(&self->cable);
	if (err)
		return err;
	return attach_input(self) == self->id ? 0 : -EIO;
}

TEST_F_TIMEOUT(unplug, many_times, 1200)
{
	unsigned int times = size_is_full() ? 100 : 10, n;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, start(self));
	for (n = 0; n < times; n++) {
		ASSERT_EQ(0, run(self, 80 + 13 * n % 50));
		expect_heard(_metadata, self);
		ASSERT_EQ(0, pull_somehow(self, variant->card, n % 3)) {
			TH_LOG("round %u", n);
		}
		ASSERT_EQ(0, run(self, 20 + 37 * n % 200));
		EXPECT_TRUE(self->ear.silent);
		expect_undisturbed(_metadata, self);
		ASSERT_EQ(0, plug(self, variant->card));
	}
	ASSERT_EQ(0, run(self, 200));
	expect_heard(_metadata, self);
}

/* Another holder of the PCM keeps the card, but not the input. */
TEST_F(unplug, held_open_by_another)
{
	struct pcm_config config = { FORMAT_S32, RATE, 2, PERIOD, 16 * PERIOD };
	char card[16];

	snprintf(card, sizeof(card), "Test%u", variant->card);
	/* In place of the input's own descriptor, which is closed. */
	ASSERT_EQ(0, input_detach(self->control, self->id));
	self->holder = pcm_open(card, CAPTURE | 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->holder);
	ASSERT_EQ(0, pcm_configure(self->holder, &config));
	ASSERT_EQ(self->id, input_attach(self->control, self->holder, "in", NULL));
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, start(self));
	ASSERT_EQ(0, run(self, 100));
	expect_heard(_metadata, self);
	ASSERT_EQ(0, pull(self, variant->card));
	ASSERT_EQ(0, wait_lost(self, MIXCORE_OUTPUT_LOST));
	EXPECT_GT(0, input_attach(self->control, self->holder, "in", NULL));
	close(self->holder);
	self->holder = -1;
	ASSERT_EQ(0, run(self, 200));
	EXPECT_TRUE(self->ear.silent);
	expect_undisturbed(_metadata, self);
	ASSERT_EQ(0, plug(self, variant->card));
	ASSERT_EQ(0, run(self, 200));
	expect_heard(_metadata, self);
}

TEST_F(unplug, before_the_start)
{
	ASSERT_EQ(0, pull(self, variant->card));
	ASSERT_EQ(0, input_wait(self->control, self->id, MIXCORE_OUTPUT_LOST, 500));
	ASSERT_EQ(0, start(self));
	ASSERT_EQ(0, run(self, 200));
	EXPECT_EQ(0, self->ear.plug);
	expect_undisturbed(_metadata, self);
	ASSERT_EQ(0, plug(self, variant->card));
	ASSERT_EQ(0, run(self, 200));
	expect_heard(_metadata, self);
}

/* Opened while it is away: it is still the default input. */
TEST_F(unplug, opened_while_it_is_away)
{
	struct take_config config = TAKE_DEFAULT;

	take_close(&self->take);
	ASSERT_EQ(0, pull(self, variant->card));
	ASSERT_EQ(0, input_wait(self->control, self->id, MIXCORE_OUTPUT_LOST, 500));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, start(self));
	ASSERT_EQ(0, run(self, 200));
	EXPECT_TRUE(self->ear.silent);
	expect_undisturbed(_metadata, self);
	ASSERT_EQ(0, plug(self, variant->card));
	ASSERT_EQ(0, run(self, 200));
	expect_heard(_metadata, self);
}

TEST_F(unplug, while_it_stalls)
{
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, start(self));
	ASSERT_EQ(0, run(self, 100));
	expect_heard(_metadata, self);
	self->there = false;
	ASSERT_EQ(0, testcard_set(variant->card, "stall", "1"));
	ASSERT_EQ(0, run(self, 5));
	ASSERT_EQ(0, pull(self, variant->card));
	ASSERT_EQ(0, wait_lost(self, MIXCORE_OUTPUT_LOST));
	ASSERT_EQ(0, run(self, 200));
	expect_undisturbed(_metadata, self);
	ASSERT_EQ(0, plug(self, variant->card));
	ASSERT_EQ(0, run(self, 200));
	expect_heard(_metadata, self);
}

/* Never attached again: silence to the end, and the input goes with its last recorder. */
TEST_F(unplug, for_good)
{
	struct mixcore_input_info info;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, start(self));
	ASSERT_EQ(0, run(self, 100));
	ASSERT_EQ(0, pull_somehow(self, variant->card, 2));
	ASSERT_EQ(0, run(self, 1000));
	expect_undisturbed(_metadata, self);
	EXPECT_TRUE(self->ear.silent);
	take_close(&self->take);
	EXPECT_EQ(-ENOENT, input_get(self->control, self->id, &info));
	EXPECT_EQ(0, testcard_wait(variant->card, "vanish", '2', 1000));
}

TEST_HARNESS_MAIN
