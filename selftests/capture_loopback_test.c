// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an input captures is played on an output, by the kernel: to the last bit, later by as much as
 * is said, without a frame too many or too few in one clock domain, and with all of them counted
 * elsewhere.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <alsa/asoundlib.h>
#include <limits.h>
#include <unistd.h>

#include "capture.h"
#include "recorder.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE	48000
#define RING	32768		/* frames of the sound, which is longer than any shift */
#define ROOM	(3 * RATE)
#define UNITY	MIXCORE_GAIN_UNITY

/* Periods and cycles that have nothing to do with each other. */
struct side {
	unsigned int card, period, cycle;
};

FIXTURE(loopback) {
	int control, input, output;
	struct cable cable;
	struct recorder speaker;
};

FIXTURE_VARIANT(loopback) {
	struct side in, out;
};

FIXTURE_VARIANT_ADD(loopback, plain) { { PLAIN, 256, 256 }, { NONATOMIC, 441, 128 } };
FIXTURE_VARIANT_ADD(loopback, by_periods) { { BATCH, 1024, 128 }, { BATCH_NONATOMIC, 512, 500 } };

static int set(FIXTURE_DATA(loopback) *self, const struct mixcore_route_set *values)
{
	struct mixcore_route_set call_ = *values;

	call_.size = sizeof(call_);
	call_.stream = self->input;
	call_.output = self->output;
	return call(self->control, MIXCORE_IOCTL_LOOPBACK_SET, &call_);
}

static int set_delay(FIXTURE_DATA(loopback) *self, unsigned int frames)
{
	return set(self, &(struct mixcore_route_set) {
		.mask = MIXCORE_SET_DELAY, .delay_frames = frames });
}

static int remove_it(FIXTURE_DATA(loopback) *self)
{
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = self->input, .output = self->output,
	};

	return call(self->control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &remove);
}

static int get(FIXTURE_DATA(loopback) *self, struct mixcore_route_info *info)
{
	*info = (struct mixcore_route_info) { sizeof(*info), self->input, self->output };
	return call(self->control, MIXCORE_IOCTL_LOOPBACK_GET, info);
}

static int open_output(FIXTURE_DATA(loopback) *self, const struct side *out)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, out->period, 8 * out->period };
	struct attach_options options = { .cycle = out->cycle };
	char card[16];
	int err;

	snprintf(card, sizeof(card), "hw:Test%u", out->card);
	err = recorder_open(&self->speaker, card, 32, RATE, 2, ROOM);
	return err ?: attach_card(self->control, "out", card + 3, 0, &slave, &options);
}

FIXTURE_SETUP(loopback)
{
	struct input_options options = { .cycle = variant->in.cycle };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, testcard_reset(variant->in.card));
	ASSERT_EQ(0, testcard_reset(variant->out.card));
	ASSERT_EQ(0, cable_open(&self->cable, variant->in.card, 32, RATE, 2, RING));
	self->input = cable_attach(self->control, &self->cable, "in", 32, RATE,
				   variant->in.period, &options);
	ASSERT_LT(0, self->input);
	self->output = open_output(self, &variant->out);
	ASSERT_LT(0, self->output);
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, recorder_start(&self->speaker));
}

FIXTURE_TEARDOWN(loopback)
{
	cable_close(&self->cable);
	recorder_close(&self->speaker);
	testcard_reset(variant->in.card);
	testcard_reset(variant->out.card);
	reset_all(self->control);
	close(self->control);
}

/* Until the speaker has played so many frames in all. */
static int listen(FIXTURE_DATA(loopback) *self, unsigned int frames)
{
	uint64_t end = now_ns() + 20000000000ULL;

	while (self->speaker.frames < frames && now_ns() < end) {
		int err = recorder_read(&self->speaker);

		if (err < 0)
			return err;
		sleep_ms(2);
	}
	return self->speaker.frames < frames ? -ETIME : 0;
}

/* What was played, in pieces that belong together. */
struct score {
	unsigned int at;	/* first frame that is not silent */
	unsigned int phase;	/* of the sound, there */
	unsigned int last;	/* phase of the last frame, as counted from @at on without slips */
	unsigned int inserted, dropped, breaks;
	long wrong;		/* first frame that is nothing of it, -1 = none */
};

/* To the nearest, halves up. */
static int32_t expected(int32_t sample, bool halved)
{
	return halved ? (int32_t)(((int64_t)sample + 1) >> 1) : sample;
}

static bool is_frame(const FIXTURE_DATA(loopback) *self, unsigned int i, unsigned int phase,
		     bool halved)
{
	const int32_t *heard = &self->speaker.samples[2 * i];
	const int32_t *sound = &self->cable.sound.samples[2 * (phase % RING)];

	return heard[0] == expected(sound[0], halved) && heard[1] == expected(sound[1], halved);
}

static bool is_silent(const FIXTURE_DATA(loopback) *self, unsigned int i)
{
	return !self->speaker.samples[2 * i] && !self->speaker.samples[2 * i + 1];
}

/* The phase that frame @i has, RING = none. */
static unsigned int find_phase(const FIXTURE_DATA(loopback) *self, unsigned int i,
			       unsigned int from, bool halved)
{
	unsigned int step;

	for (step = 0; step < RING; step++)
		if (is_frame(self, i, from + step, halved))
			return (from + step) % RING;
	return RING;
}

static struct score judge(const FIXTURE_DATA(loopback) *self, bool halved)
{
	struct score score = { .wrong = -1 };
	unsigned int i = 0, phase, found;

	while (i < self->speaker.frames && is_silent(self, i))
		i++;
	score.at = i;
	phase = find_phase(self, i, 0, halved);
	score.phase = phase;
	for (; i < self->speaker.frames; i++) {
		if (is_frame(self, i, phase, halved)) {
			phase = (phase + 1) % RING;
			continue;
		}
		score.breaks++;
		if (is_silent(self, i)) {
			score.inserted++;
			continue;
		}
		found = find_phase(self, i, phase, halved);
		if (found == RING) {
			score.wrong = i;
			break;
		}
		score.dropped += (found + RING - phase) % RING;
		phase = (found + 1) % RING;
	}
	score.last = phase;
	return score;
}

TEST_F(loopback, exact_in_one_domain)
{
	struct mixcore_route_info info;
	struct score score;

	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = MIXCORE_ROUTE_F_NEW }));
	ASSERT_EQ(0, listen(self, RATE / 2));
	score = judge(self, false);
	EXPECT_GT(RATE / 4, score.at);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_EQ(0, score.breaks);
	ASSERT_EQ(0, get(self, &info));
	EXPECT_EQ(0, info.inserted_frames);
	EXPECT_EQ(0, info.dropped_frames);
	EXPECT_EQ(UNITY, info.gain);
	EXPECT_EQ(MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE, info.flags);
}

/* Half as loud, and then silent with the output. */
TEST_F(loopback, gain)
{
	struct mixcore_output_set output = {
		.size = sizeof(output), .id = self->output, .mask = MIXCORE_SET_MUTE, .mute = 1,
	};
	struct score score;
	unsigned int i;

	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) {
		.mask = MIXCORE_SET_GAIN, .gain = UNITY / 2 }));
	ASSERT_EQ(0, listen(self, RATE / 4));
	score = judge(self, true);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_EQ(0, score.breaks);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_SET, &output));
	ASSERT_EQ(0, listen(self, RATE / 2));
	for (i = self->speaker.frames - RATE / 8; i < self->speaker.frames; i++) {
		ASSERT_EQ(true, is_silent(self, i));
	}
}

/* So many frames later, and back again. */
TEST_F(loopback, delay)
{
	struct mixcore_route_info before, after;
	struct score score;

	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = 0 }));
	ASSERT_EQ(0, listen(self, RATE / 4));
	ASSERT_EQ(0, get(self, &before));
	ASSERT_EQ(0, set_delay(self, 777));
	ASSERT_EQ(0, get(self, &after));
	EXPECT_EQ(before.latency_frames + 777, after.latency_frames);
	EXPECT_EQ(777, after.delay_frames);
	ASSERT_EQ(0, listen(self, RATE / 2));
	score = judge(self, false);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_EQ(777, score.inserted);
	EXPECT_EQ(0, score.dropped);
	ASSERT_EQ(0, set_delay(self, 300));
	ASSERT_EQ(0, listen(self, RATE * 3 / 4));
	score = judge(self, false);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_EQ(777, score.inserted);
	EXPECT_EQ(477, score.dropped);
	ASSERT_EQ(0, get(self, &after));
	EXPECT_EQ(before.latency_frames + 300, after.latency_frames);
	EXPECT_EQ(0, after.inserted_frames);
	EXPECT_EQ(0, after.dropped_frames);
}

/* Less again, before as much silence was put in. */
TEST_F(loopback, less_delay_while_it_grows)
{
	struct mixcore_route_info before, after;
	struct score score;

	ASSERT_EQ(0, set_delay(self, 6000));
	ASSERT_EQ(0, listen(self, 12000));
	ASSERT_EQ(0, get(self, &before));
	ASSERT_EQ(0, set_delay(self, 1000));
	ASSERT_EQ(0, listen(self, 15000));
	ASSERT_EQ(0, set_delay(self, 6000));
	ASSERT_EQ(0, listen(self, 16500));
	ASSERT_EQ(0, set_delay(self, 4500));
	ASSERT_EQ(0, listen(self, 24000));
	score = judge(self, false);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_EQ(5000, score.dropped);
	EXPECT_EQ(3500, score.inserted);
	ASSERT_EQ(0, get(self, &after));
	EXPECT_EQ(before.latency_frames - 1500, after.latency_frames);
	EXPECT_EQ(0, after.inserted_frames + after.dropped_frames);
}

/* Two seconds: a line of its own. */
TEST_F(loopback, longest_delay)
{
	const unsigned int longest = RATE * MIXCORE_DELAY_MS_MAX / 1000;
	struct mixcore_route_info info;
	struct score score;

	EXPECT_EQ(-ERANGE, set_delay(self, longest + 1));
	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = 0 }));
	EXPECT_EQ(-ERANGE, set_delay(self, longest + 1));
	ASSERT_EQ(0, set_delay(self, longest));
	ASSERT_EQ(0, get(self, &info));
	EXPECT_EQ(longest, info.delay_frames);
	ASSERT_EQ(0, listen(self, ROOM - RATE / 4));
	score = judge(self, false);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_LE(longest, score.at + score.inserted);
}

/* Clocks that differ: what is put in and left out is what is counted. */
static void drift(struct __test_metadata *_metadata, FIXTURE_DATA(loopback) *self,
		  unsigned int card, long ppb, bool inserts)
{
	struct mixcore_route_info before, after;
	struct score score;

	ASSERT_EQ(0, testcard_set_number(card, "ppb", ppb));
	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = 0 }));
	ASSERT_EQ(0, listen(self, RATE));
	ASSERT_EQ(0, get(self, &before));
	ASSERT_EQ(0, listen(self, RATE * 5 / 4));
	ASSERT_EQ(0, get(self, &after));
	score = judge(self, false);
	EXPECT_EQ(-1, score.wrong);
	EXPECT_LE(score.inserted, after.inserted_frames);
	EXPECT_LE(score.dropped, after.dropped_frames);
	EXPECT_GE(score.inserted, before.inserted_frames);
	EXPECT_GE(score.dropped, before.dropped_frames);
	EXPECT_EQ(inserts, score.inserted > 0);
	EXPECT_EQ(!inserts, score.dropped > 0);
}

TEST_F(loopback, faster_output)
{
	drift(_metadata, self, variant->out.card, 50000000, true);
}

TEST_F(loopback, faster_input)
{
	drift(_metadata, self, variant->in.card, 50000000, false);
}

TEST_F(loopback, removed)
{
	unsigned int i;

	EXPECT_EQ(-ENOENT, remove_it(self));
	EXPECT_EQ(-ENOENT, set(self, &(struct mixcore_route_set) {
		.flags = MIXCORE_ROUTE_F_CHANGE }));
	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = 0 }));
	EXPECT_EQ(-EEXIST, set(self, &(struct mixcore_route_set) {
		.flags = MIXCORE_ROUTE_F_NEW }));
	ASSERT_EQ(0, listen(self, RATE / 4));
	ASSERT_EQ(0, remove_it(self));
	ASSERT_EQ(0, listen(self, RATE / 2));
	for (i = self->speaker.frames - RATE / 8; i < self->speaker.frames; i++) {
		ASSERT_EQ(true, is_silent(self, i));
	}
	EXPECT_EQ(-ENOENT, remove_it(self));
}

/* Each loopback goes with either end. */
TEST_F(loopback, detached)
{
	struct mixcore_input_info input;
	struct mixcore_route_info info;

	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = 0 }));
	ASSERT_EQ(0, input_get(self->control, self->input, &input));
	EXPECT_EQ(1, input.loopbacks);
	ASSERT_EQ(0, detach(self->control, self->output));
	EXPECT_EQ(-ENOENT, get(self, &info));
	ASSERT_EQ(0, input_get(self->control, self->input, &input));
	EXPECT_EQ(0, input.loopbacks);
	self->output = MIXCORE_OUTPUT_NULL;
	ASSERT_EQ(0, set(self, &(struct mixcore_route_set) { .flags = 0 }));
	ASSERT_EQ(0, input_detach(self->control, self->input));
	EXPECT_EQ(-ENOENT, get(self, &info));
}

/* Wrong and right numbers, pair after pair, and the most that there can be. */
static int make_null_output(int control, unsigned int i)
{
	char name[MIXCORE_NAME_LEN];

	snprintf(name, sizeof(name), "cable%u", i);
	return attach_null(control, name, &(struct attach_options) {
		.rate = RATE, .cycle = MIXCORE_CYCLE_MAX });
}

static int pair(int control, unsigned long what, unsigned int input, unsigned int output)
{
	struct mixcore_route_set set = {
		.size = sizeof(set), .stream = input, .output = output,
	};

	return call(control, what, &set);
}

/*
 * All of them take a debug kernel's processor, so that whoever is no realtime thread has 50 ms of a
 * second: a detach takes two seconds until a third of them have gone.
 */
TEST_F_TIMEOUT(loopback, limits, 120)
{
	struct mixcore_route_info info = { .size = sizeof(info) };
	unsigned int outputs[MIXCORE_OUTPUTS_MAX], i, count = 0;
	const unsigned long cmd = MIXCORE_IOCTL_LOOPBACK_SET;
	int id;

	for (i = 0; i < MIXCORE_OUTPUTS_MAX - 1; i++) {
		id = make_null_output(self->control, i);
		ASSERT_LT(0, id);
		outputs[i] = id;
	}
	outputs[i] = MIXCORE_OUTPUT_NULL;
	for (i = 0; i < MIXCORE_OUTPUTS_MAX; i++) {
		ASSERT_EQ(0, pair(self->control, cmd, self->input, outputs[i]));
		ASSERT_EQ(0, pair(self->control, cmd, MIXCORE_INPUT_NULL, outputs[i]));
	}
	EXPECT_EQ(-ENOSPC, pair(self->control, cmd, self->input, self->output));
	while (!call(self->control, MIXCORE_IOCTL_LOOPBACK_NEXT, &info))
		count++;
	EXPECT_EQ(MIXCORE_LOOPBACKS_MAX, count);
	EXPECT_EQ(-ENOENT, pair(self->control, cmd, 0, outputs[0]));
	EXPECT_EQ(-ENOENT, pair(self->control, cmd, INT_MAX, outputs[0]));
	EXPECT_EQ(-ENOENT, pair(self->control, cmd, self->input, INT_MAX));
	/* Also with another delay each is the same one. */
	ASSERT_EQ(0, call(self->control, cmd, &(struct mixcore_route_set) {
		.size = sizeof(struct mixcore_route_set), .stream = self->input,
		.output = outputs[0], .mask = MIXCORE_SET_DELAY, .delay_frames = 2 * RATE }));
	for (i = 0; i < MIXCORE_OUTPUTS_MAX - 1; i++) {
		ASSERT_EQ(0, detach(self->control, outputs[i]));
	}
	info = (struct mixcore_route_info) { .size = sizeof(info) };
	for (count = 0; !call(self->control, MIXCORE_IOCTL_LOOPBACK_NEXT, &info); count++) {
		EXPECT_EQ(MIXCORE_OUTPUT_NULL, info.output);
	}
	EXPECT_EQ(2, count);
	ASSERT_EQ(0, input_detach(self->control, self->input));
	EXPECT_EQ(0, pair(self->control, MIXCORE_IOCTL_LOOPBACK_SET, MIXCORE_INPUT_NULL,
			  MIXCORE_OUTPUT_NULL));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_LOOPBACK_REMOVE,
			  &(struct mixcore_route_remove) {
		.size = sizeof(struct mixcore_route_remove), .stream = MIXCORE_INPUT_NULL,
		.output = MIXCORE_OUTPUT_NULL }));
}

TEST_HARNESS_MAIN
