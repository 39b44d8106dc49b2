// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An output gets another card, or other parameters, under a stream that plays: each frame is heard
 * once, on one of the cards, and the application notices nothing.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "kselftest_harness.h"

FIXTURE(swap) {
	struct counter counter;
};

FIXTURE_SETUP(swap)
{
	ASSERT_EQ(0, counter_open(&self->counter, 512, 4096, 0));
	ASSERT_EQ(0, counter_alone(&self->counter));
}

FIXTURE_TEARDOWN(swap)
{
	counter_close(&self->counter);
}

static struct mixcore_output_info output_info(const struct counter *counter)
{
	struct mixcore_output_info info;

	output_get(counter->control, counter->listeners[0].output, &info);
	return info;
}

#define CROWD_MOST	31
#define CROWD_BUFFER	96000	/* frames */

/* Other applications on the same output. They play silence. */
struct crowd {
	unsigned int count;
	snd_pcm_t *pcm[CROWD_MOST];
};

static int crowd_feed(struct crowd *crowd)
{
	static const int16_t silence[2 * CROWD_BUFFER];
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < crowd->count; i++) {
		snd_pcm_sframes_t room = snd_pcm_avail(crowd->pcm[i]);

		if (room > 0)
			room = snd_pcm_writei(crowd->pcm[i], silence, room);
		err = room < 0 ? room : 0;
	}
	return err;
}

static int crowd_open(struct crowd *crowd, unsigned int count)
{
	struct client_config config = CLIENT_DEFAULT;

	config.format = SND_PCM_FORMAT_S16_LE;
	config.buffer = CROWD_BUFFER;
	for (crowd->count = 0; crowd->count < count; crowd->count++) {
		crowd->pcm[crowd->count] = client_new(&config);
		if (!crowd->pcm[crowd->count])
			return -errno;
	}
	/* They start by themselves when their buffers are full. */
	return crowd_feed(crowd);
}

/* Nobody was late for them, and none was stopped. */
static unsigned int crowd_disturbed(struct crowd *crowd, int control)
{
	struct mixcore_stream_info info;
	unsigned int i, disturbed = 0;

	for (i = 0; i < crowd->count; i++)
		disturbed += client_info(control, crowd->pcm[i], &info) || info.xruns ||
			     info.silence_frames ||
			     snd_pcm_state(crowd->pcm[i]) != SND_PCM_STATE_RUNNING;
	return disturbed;
}

static void crowd_close(struct crowd *crowd)
{
	while (crowd->count)
		snd_pcm_close(crowd->pcm[--crowd->count]);
}

TEST_F_TIMEOUT(swap, from_card_to_card, 3600)
{
	struct counter *counter = &self->counter;
	unsigned int i, swaps = size_is_full() ? 600 : 6, ms = size_is_full() ? 250 : 150;
	struct crowd crowd;

	ASSERT_EQ(0, crowd_open(&crowd, size_is_full() ? CROWD_MOST : 3));
	ASSERT_EQ(0, counter_run(counter, ms));
	for (i = 1; i <= swaps; i++) {
		ASSERT_EQ(counter->listeners[0].output, counter_swap(counter, i % 3));
		EXPECT_EQ(card_number(i % 3 == 0 ? "Test0" : i % 3 == 1 ? "Test1" : "Test2"),
			  output_info(counter).backend_card);
		ASSERT_EQ(0, counter_run(counter, ms));
		ASSERT_EQ(0, crowd_feed(&crowd));
		EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, output_info(counter).state);
	}
	EXPECT_EQ(0, crowd_disturbed(&crowd, counter->control));
	crowd_close(&crowd);
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(0, output_info(counter).xruns);
}

/* One after the other at once: the last one plays. */
TEST_F(swap, twice_in_a_row)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_LT(0, counter_swap(counter, 1));
	ASSERT_LT(0, counter_swap(counter, 2));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_EQ(counter->written, counter->listeners[2].latest);
	EXPECT_EQ(0, counter->twice + counter->back + counter->wrong);
}

/* Without a stream the old card is free at once. */
TEST_F(swap, before_a_stream_runs)
{
	struct counter *counter = &self->counter;
	int fd;

	ASSERT_LT(0, counter_swap(counter, 1));
	sleep_ms(20);
	fd = pcm_open("Test0", 0, O_RDWR | O_NONBLOCK);
	EXPECT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[1].latest);
}

/* The old card is free when it has played what it had. */
TEST_F(swap, the_old_card_is_free)
{
	struct counter *counter = &self->counter;
	int fd;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_LT(0, counter_swap(counter, 1));
	ASSERT_EQ(0, counter_run(counter, 200));
	fd = pcm_open("Test0", 0, O_RDWR | O_NONBLOCK);
	EXPECT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
}

static int attach_other(struct counter *counter, const struct pcm_config *slave, const char *name,
			unsigned int cycle, unsigned int flags)
{
	struct attach_options options = { .cycle = cycle, .flags = flags };

	return attach_card(counter->control, name, "Test3", 0, slave, &options);
}

TEST_F(swap, what_can_not_be)
{
	struct counter *counter = &self->counter;
	struct pcm_config same = { FORMAT_S32, COUNTER_RATE, 2, 256, 2048 };
	struct pcm_config other = { FORMAT_S32, 44100, 2, 256, 2048 };

	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_EQ(-EBUSY, attach_other(counter, &same, "Test0", 0, 0));
	EXPECT_EQ(-ENOENT, attach_other(counter, &same, "Test9", 0, MIXCORE_ATTACH_F_REPLACE));
	EXPECT_EQ(-EINVAL, attach_other(counter, &other, "Test0", 0, MIXCORE_ATTACH_F_REPLACE));
	EXPECT_EQ(-EEXIST, attach_other(counter, &same, "null", 0, MIXCORE_ATTACH_F_REPLACE));
	EXPECT_EQ(-EINVAL, attach_other(counter, &same, "Test0", 0, 4));
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
}

/* To hardware with long cycles, which are as short as the streams that are there need them. */
TEST_F(swap, below_a_short_buffer)
{
	struct counter *counter = &self->counter;
	struct pcm_config large = { FORMAT_S32, COUNTER_RATE, 2, 1024, 8192 };
	struct attach_options options = {
		.cycle = 1024, .ramp = MIXCORE_RAMP_OFF, .flags = MIXCORE_ATTACH_F_REPLACE,
	};
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_output_info info;
	snd_pcm_t *small;

	config.period = 100;
	config.buffer = 200;
	small = client_new(&config);
	ASSERT_NE(NULL, small);
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_LT(0, attach_card(counter->control, "Test0", "Test1", 0, &large, &options));
	ASSERT_EQ(0, counter_run(counter, 200));
	info = output_info(counter);
	EXPECT_EQ(1024, info.cycle_frames);
	EXPECT_EQ(100, info.cycle_now_frames);
	snd_pcm_close(small);
	ASSERT_EQ(0, counter_run(counter, 200));
	info = output_info(counter);
	EXPECT_EQ(1024, info.cycle_now_frames);
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[1].latest);
}

static int limit(const struct counter *counter)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = counter->listeners[0].output,
		.mask = MIXCORE_SET_LIMITER, .limiter = 1,
	};

	return call(counter->control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

/*
 * To one channel of 16 bits and back: the matrix follows. before_last: numbers that were written when
 * it went back.
 */
static void swap_channels(struct __test_metadata *_metadata, struct counter *counter,
			  uint32_t *before_last)
{
	struct pcm_config mono = { FORMAT_S16, COUNTER_RATE, 1, 300, 2400 };
	struct mixcore_output_info info;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_LT(0, attach_other(counter, &mono, "Test0", 0, MIXCORE_ATTACH_F_REPLACE));
	info = output_info(counter);
	EXPECT_EQ(1, info.channels);
	EXPECT_EQ(FORMAT_S16, info.format);
	ASSERT_EQ(0, counter_run(counter, 200));
	*before_last = counter->written;
	ASSERT_LT(0, counter_swap(counter, 2));
	EXPECT_EQ(2, output_info(counter).channels);
	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, counter_end(counter));
}

TEST_F(swap, other_channels)
{
	struct counter *counter = &self->counter;
	uint32_t number;

	swap_channels(_metadata, counter, &number);
	EXPECT_LT(number, counter->listeners[2].latest);
	EXPECT_EQ(counter->written, counter->listeners[2].latest);
	EXPECT_EQ(0, counter->twice + counter->back + counter->wrong);
}

/*
 * Frames up to the last one that is not silent, and how many of them are not the number to 28 bits.
 * Of a half both channels are rounded up, which is no number any more.
 */
static uint32_t count_rounded(const struct listener *listener, uint32_t last, uint32_t *wrong)
{
	uint32_t end = listener->recorded, count;

	while (end && !listener->record[end - 1])
		end--;
	*wrong = 0;
	for (count = 0; count < end && listener->record[end - 1 - count]; count++) {
		int32_t number = last - count;

		if (number % 16 != 8)
			*wrong += abs(listener->record[end - 1 - count] - number) > 8;
	}
	return count;
}

/* It has 28 bits of 32. */
TEST_F(swap, other_channels_of_a_limiter)
{
	struct counter *counter = &self->counter;
	uint32_t number, wrong;

	ASSERT_EQ(0, counter_record(counter));
	ASSERT_EQ(0, limit(counter));
	swap_channels(_metadata, counter, &number);
	EXPECT_EQ(1, output_info(counter).limiter);
	EXPECT_LT(COUNTER_RATE / 5, count_rounded(&counter->listeners[2], counter->written, &wrong));
	EXPECT_EQ(0, wrong);
}

TEST_HARNESS_MAIN
