// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stream moves between outputs while it plays: each of its frames is heard once, on one of them,
 * in order, and its application notices nothing.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define PERIOD	512
#define BUFFER	4096

FIXTURE(move) {
	struct counter counter;
};

FIXTURE_SETUP(move)
{
	ASSERT_EQ(0, counter_open(&self->counter, PERIOD, BUFFER, 0));
}

FIXTURE_TEARDOWN(move)
{
	counter_close(&self->counter);
}

static int output_of(const struct counter *counter, unsigned int i)
{
	return counter->listeners[i].output;
}

TEST_F(move, without_a_move_one_hears_all)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_run(counter, 300));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
}

TEST_F(move, now_is_when_the_call_returns)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info info;
	unsigned int i;

	for (i = 1; i < 7; i++) {
		ASSERT_EQ(0, counter_run(counter, 50));
		ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, i % 3),
					  NULL));
		ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
		EXPECT_EQ(output_of(counter, i % 3), info.output);
		EXPECT_EQ(0, info.move_output);
	}
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	for (i = 0; i < 3; i++)
		EXPECT_LT(0, counter->listeners[i].latest);
}

/* Frames before the stated one are on the old output, it and those after on the new one. */
TEST_F(move, at_the_stated_frame)
{
	struct counter *counter = &self->counter;
	uint64_t frames[20];
	unsigned int i;

	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, counter_run(counter, 40));
		frames[i] = counter_played(counter) + 500 + 37 * i;
		ASSERT_EQ(0, counter_move(counter, counter->control,
					  output_of(counter, (i + 1) % 3), &frames[i]));
	}
	ASSERT_EQ(0, counter_run(counter, 40));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	for (i = 0; i < 20; i++) {
		/* The number of a frame is one more than its place. */
		EXPECT_EQ(1 + i % 3, counter->by[frames[i]]);
		EXPECT_EQ(1 + (i + 1) % 3, counter->by[frames[i] + 1]) {
			TH_LOG("move %u at frame %llu", i, (unsigned long long)frames[i]);
		}
	}
}

TEST_F(move, a_move_that_waits_is_shown_and_replaced)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info info;
	uint64_t far = 100 * COUNTER_RATE, past = 1;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), &far));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(output_of(counter, 0), info.output);
	EXPECT_EQ(output_of(counter, 1), info.move_output);
	EXPECT_EQ(far, info.move_frame);

	EXPECT_EQ(-ETIME, counter_move(counter, counter->control, output_of(counter, 2), &past));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(output_of(counter, 1), info.move_output);

	far = counter_played(counter) + 2000;
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2), &far));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(output_of(counter, 2), info.output);
	EXPECT_EQ(0, info.move_output);

	far = 100 * COUNTER_RATE;
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 0), &far));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2), NULL));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.move_output);
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(0, counter->listeners[1].latest);
}

/* A stream that does not run goes where it is told, and starts there. */
TEST_F(move, before_it_starts_and_in_a_pause)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 1));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2), NULL));
	sleep_ms(50);
	ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 0));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(0, counter->listeners[0].latest);
	EXPECT_EQ(2, counter->by[1]);
	EXPECT_EQ(3, counter->by[counter->written]);
}

/* A cycle that reads the stream sleeps meanwhile, as hardware behind a slow bus makes it. */
TEST_F(move, pauses_within_a_cycle)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2), NULL));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, testcard_set(2, "sleep_us", "500"));
	for (i = 0; i < 200; i++) {
		ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 1));
		ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 0));
		ASSERT_EQ(0, counter_run(counter, 1 + i % 7));
	}
	ASSERT_EQ(0, testcard_set(2, "sleep_us", "0"));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
}

/* It takes its volume with it. */
TEST_F(move, gain_goes_along)
{
	struct counter *counter = &self->counter;
	unsigned int number;

	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
	ASSERT_EQ(0, client_set_gain(counter->control, counter->pcm, 0, 0));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2), NULL));
	ASSERT_EQ(0, counter_run(counter, 100));
	number = counter->listeners[0].latest;
	EXPECT_EQ(0, counter->listeners[2].latest);
	ASSERT_EQ(0, client_set_gain(counter->control, counter->pcm, MIXCORE_GAIN_UNITY,
				     MIXCORE_GAIN_UNITY));
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_LT(number, counter->listeners[2].latest);
	EXPECT_EQ(counter->written, counter->listeners[2].latest);
	EXPECT_EQ(0, counter->twice + counter->back + counter->wrong);
}

/* To the null output nobody listens; the stream keeps its time, and comes back. */
TEST_F(move, to_the_null_output_and_back)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info info;
	int64_t begin, frames;
	uint64_t time;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_move(counter, counter->control, MIXCORE_OUTPUT_NULL, NULL));
	begin = counter_played(counter);
	time = now_ns();
	ASSERT_EQ(0, counter_run(counter, 500));
	frames = counter_played(counter) - begin;
	time = now_ns() - time;
	/* A cycle of the null output is 256 frames. */
	EXPECT_GE(600, labs(frames - (int64_t)(time * COUNTER_RATE / 1000000000)));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 0), NULL));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
	EXPECT_EQ(0, counter->twice + counter->back + counter->wrong);
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
}

/* An output that was left goes when it has no hardware any more, and not before. */
TEST_F(move, an_output_that_was_left_is_free)
{
	struct counter *counter = &self->counter;
	struct mixcore_output_info info;
	unsigned int ms;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, detach(counter->control, output_of(counter, 0)));
	ASSERT_EQ(0, output_get(counter->control, output_of(counter, 0), &info));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, info.state);
	EXPECT_EQ(-ENOENT, counter_move(counter, counter->control, output_of(counter, 0), NULL));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
	EXPECT_EQ(-ENOENT, output_get(counter->control, output_of(counter, 0), &info));
	ASSERT_EQ(0, counter_run(counter, 100));

	/* The same by a move that happens later. */
	{
		uint64_t frame = counter_played(counter) + 4800;

		ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2),
					  &frame));
	}
	ASSERT_EQ(0, detach(counter->control, output_of(counter, 1)));
	ASSERT_EQ(0, counter_run(counter, 200));
	for (ms = 0; !output_get(counter->control, output_of(counter, 1), &info); ms++) {
		ASSERT_GT(1000, ms);
		sleep_ms(1);
	}
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_EQ(counter->written, counter->listeners[2].latest);
	EXPECT_EQ(0, counter->twice + counter->back + counter->wrong);
}

TEST_F(move, what_can_not_be)
{
	struct counter *counter = &self->counter;
	struct pcm_config other = { FORMAT_S32, 44100, 2, 256, 2048 };
	struct attach_options options = { .cycle = 1024 };
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = counter->stream, .output = output_of(counter, 1),
	};
	int output;

	ASSERT_EQ(0, counter_run(counter, 50));
	move.flags = 2;
	EXPECT_EQ(-EINVAL, call(counter->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
	move.flags = 0;
	move.frame = 1;
	EXPECT_EQ(-EINVAL, call(counter->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
	move.frame = 0;
	move.output = 4711;
	EXPECT_EQ(-ENOENT, call(counter->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
	move.output = output_of(counter, 1);
	move.id = 4711;
	EXPECT_EQ(-ENOENT, call(counter->control, MIXCORE_IOCTL_STREAM_MOVE, &move));

	output = attach_new(counter->control, "Test3", 0, &other, &options);
	EXPECT_EQ(-EINVAL, output);	/* a cycle of 1024 needs a longer buffer */
	options.cycle = 0;
	output = attach_new(counter->control, "Test3", 0, &other, &options);
	ASSERT_LT(0, output);
	EXPECT_EQ(-EINVAL, counter_move(counter, counter->control, output, NULL));
	ASSERT_EQ(0, detach(counter->control, output));

	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
}

/* Another user's stream stays where it is. */
TEST_F(move, only_ones_own)
{
	struct counter *counter = &self->counter;
	int bob;

	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, become(BOB));
	bob = node_open(O_RDWR);
	ASSERT_EQ(0, become(0));
	ASSERT_LE(0, bob);
	EXPECT_EQ(-EPERM, counter_move(counter, bob, output_of(counter, 1), NULL));
	close(bob);
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
}

/*
 * A buffer that is too short for two cycles of where its stream goes: those get shorter, and long
 * again when it has gone. All of it is three times as long as elsewhere: who fills the buffer records
 * as well, moves the stream, and is not to be late on a debug kernel.
 */

#define LONGER	3
#define CYCLE_1	(LONGER * 300)
#define CYCLE_2	(LONGER * 128)

FIXTURE(short_buffer) {
	struct counter counter;
};

FIXTURE_VARIANT(short_buffer) {
	unsigned int period, buffer;
};

FIXTURE_VARIANT_ADD(short_buffer, even) { 192, 750 };
FIXTURE_VARIANT_ADD(short_buffer, odd) { 101, 701 };
FIXTURE_VARIANT_ADD(short_buffer, all_but_long_enough) { 192, 1799 };

FIXTURE_SETUP(short_buffer)
{
	ASSERT_EQ(0, counter_open_longer(&self->counter, variant->period, variant->buffer, LONGER));
}

FIXTURE_TEARDOWN(short_buffer)
{
	counter_close(&self->counter);
}

static unsigned int cycle_now(const struct counter *counter, unsigned int i)
{
	struct mixcore_output_info info;

	return output_get(counter->control, counter->listeners[i].output, &info) ? 0 :
	       info.cycle_now_frames;
}

static unsigned int shorter(unsigned int cycle, unsigned int buffer)
{
	return buffer / 2 < cycle ? buffer / 2 : cycle;
}

TEST_F(short_buffer, makes_cycles_short)
{
	struct counter *counter = &self->counter;
	unsigned int round;

	for (round = 0; round < 5; round++) {
		ASSERT_EQ(0, counter_run(counter, 50));
		EXPECT_EQ(CYCLE_1, cycle_now(counter, 1));
		ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
		ASSERT_EQ(0, counter_run(counter, 103));
		EXPECT_EQ(shorter(CYCLE_1, variant->buffer), cycle_now(counter, 1));
		ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 2), NULL));
		ASSERT_EQ(0, counter_run(counter, 97));
		EXPECT_EQ(CYCLE_1, cycle_now(counter, 1));
		EXPECT_EQ(shorter(CYCLE_2, variant->buffer), cycle_now(counter, 2));
		ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 0), NULL));
	}
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(LONGER * 64, cycle_now(counter, 0));
}

static int open_there(const struct counter *counter, unsigned int i)
{
	struct mixcore_default set = {
		.size = sizeof(set), .mask = MIXCORE_DEFAULT_OUTPUT, .uid = MIXCORE_UID_ANY,
		.output = output_of(counter, i),
	};

	return call(counter->control, MIXCORE_IOCTL_DEFAULT_SET, &set);
}

/* What it had it may choose again where it has gone; one that opens there may not. */
TEST_F(short_buffer, is_kept)
{
	struct counter *counter = &self->counter;
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *other;

	config.period = variant->period;
	config.buffer = variant->buffer;
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
	ASSERT_EQ(0, snd_pcm_hw_free(counter->pcm));
	ASSERT_EQ(0, client_configure(counter->pcm, &config));
	EXPECT_EQ(shorter(CYCLE_1, variant->buffer), cycle_now(counter, 1));
	ASSERT_EQ(0, open_there(counter, 1));
	other = client_open();
	ASSERT_NE(NULL, other);
	EXPECT_EQ(-EINVAL, client_configure(other, &config));
	snd_pcm_close(other);
}

/*
 * To an output whose cycle comes soon after the one that has just taken half of the buffer: it must
 * not take the other half before the application, which sleeps for a millisecond, had time to write.
 */
TEST(a_move_leaves_time_to_write)
{
	struct counter counter;
	unsigned int round;

	ASSERT_EQ(0, counter_open_longer(&counter, 192, 750, LONGER));
	ASSERT_EQ(0, counter_move(&counter, counter.control, output_of(&counter, 1), NULL));
	for (round = 0; round < 100; round++) {
		ASSERT_EQ(0, counter_run(&counter, 20 + round % 17));
		ASSERT_EQ(0, counter_wait(&counter));
		ASSERT_EQ(0, counter_move(&counter, counter.control,
					  output_of(&counter, 2 - round % 2), NULL));
		sleep_ms(1);
		ASSERT_EQ(0, counter_run(&counter, 1)) {
			TH_LOG("round %u", round);
		}
	}
	ASSERT_EQ(0, counter_end(&counter));
	EXPECT_ALL_HEARD(&counter);
	EXPECT_EQ(0, counter.listeners[0].latest);
	counter_close(&counter);
}

/*
 * A cycle and a half late, where the buffer holds two: the one that is due then leaves time for the
 * buffer to be filled before the next. The card is late once, with the position it is asked for first.
 */
TEST(late_cycles_are_not_too_many_at_once)
{
	struct counter counter;
	unsigned int round;

	ASSERT_EQ(0, counter_open_longer(&counter, 256, 2 * CYCLE_2, LONGER));
	ASSERT_EQ(0, counter_move(&counter, counter.control, output_of(&counter, 2), NULL));
	ASSERT_EQ(0, counter_run(&counter, 100));
	for (round = 0; round < 20; round++) {
		ASSERT_EQ(0, testcard_set(2, "sleep_us", "12000"));
		ASSERT_EQ(0, counter_run(&counter, 9));
		ASSERT_EQ(0, testcard_set(2, "sleep_us", "0"));
		ASSERT_EQ(0, counter_run(&counter, 50 + round));
	}
	ASSERT_EQ(0, counter_end(&counter));
	EXPECT_ALL_HEARD(&counter);
	EXPECT_EQ(0, counter.listeners[2].silence);
	counter_close(&counter);
}

/* What is in its ring, which nobody writes. */
static int play_for_ever(snd_pcm_t *pcm)
{
	static const int32_t silence[2];
	int err = client_never_stops(pcm);

	if (err >= 0)
		err = snd_pcm_writei(pcm, silence, 1);
	return err < 0 ? err : 0;
}

/* Not a frame of others' is lost by it, and no silence put in. */
TEST_F(move, others_with_short_buffers_come_and_go)
{
	struct counter *counter = &self->counter;
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_move move = { .size = sizeof(move) };
	struct mixcore_stream_info info;
	unsigned int round;
	snd_pcm_t *other;

	config.period = 64;
	config.buffer = 128;
	other = client_new(&config);
	ASSERT_NE(NULL, other);
	ASSERT_EQ(0, client_info(counter->control, other, &info));
	ASSERT_EQ(0, play_for_ever(other));
	move.id = info.id;
	for (round = 0; round < 60; round++) {
		if (round % 20 == 0) {
			ASSERT_EQ(0, counter_move(counter, counter->control,
						  output_of(counter, round / 20), NULL));
		}
		move.output = output_of(counter, (round + round / 20) % 3);
		ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
		ASSERT_EQ(0, counter_run(counter, 11 + round % 7));
	}
	ASSERT_EQ(0, client_info(counter->control, other, &info));
	EXPECT_EQ(0, info.xruns);
	snd_pcm_close(other);
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	for (round = 0; round < COUNTER_LISTENERS; round++)
		EXPECT_EQ(0, counter->listeners[round].silence);
}

TEST_HARNESS_MAIN
