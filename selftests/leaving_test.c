// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Applications stop, close and set other parameters while delay lines hold what they have played:
 * it is heard to its end.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "routes.h"
#include "runs.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define PERIOD		512
#define BUFFER		1024
#define DELAY		9600	/* frames: 200 ms */
#define LONGEST		(COUNTER_RATE * MIXCORE_DELAY_MS_MAX / 1000)

FIXTURE(leaving) {
	struct counter counter;
};

/* On output 0 at once, on 1 late, on 2 as soon as may be. */
FIXTURE_SETUP(leaving)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_open(counter, PERIOD, BUFFER, 0));
	ASSERT_EQ(0, counter_record(counter));
	ASSERT_EQ(0, route_make(counter->control, counter->stream,
				counter->listeners[1].output, DELAY));
	ASSERT_EQ(0, route_make(counter->control, counter->stream,
				counter->listeners[2].output, 0));
}

FIXTURE_TEARDOWN(leaving)
{
	unsigned int i;

	counter_close(&self->counter);
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_EQ(0, testcard_reset(i));
}

static void close_pcm(struct counter *counter)
{
	snd_pcm_close(counter->pcm);
	counter->pcm = NULL;
}

static uint64_t bytes_of_all(int node)
{
	struct mixcore_status status = { .size = sizeof(status) };

	return call(node, MIXCORE_IOCTL_STATUS, &status) ? UINT64_MAX : status.card_bytes;
}

static uint64_t bytes_of_uid(int node)
{
	struct mixcore_status status = { .size = sizeof(status) };

	return call(node, MIXCORE_IOCTL_STATUS, &status) ? UINT64_MAX : status.uid_bytes;
}

/* Numbers from one to another in so many pieces, none of them missing. */
#define EXPECT_HEARD(counter, i, pieces, to) do {				\
	struct runs _runs = runs_of(&(counter)->listeners[i]);			\
										\
	ASSERT_EQ(pieces, _runs.count) {					\
		TH_LOG("output %u", (unsigned int)(i));				\
	}									\
	EXPECT_EQ(1, _runs.run[0].first);					\
	EXPECT_EQ(0, _runs.back);						\
	EXPECT_EQ(0, _runs.missing);						\
	EXPECT_EQ(to, _runs.run[_runs.count - 1].last);				\
	runs_free(&_runs);							\
} while (0)

/* The last number that somebody heard. */
static uint32_t last_of(const struct counter *counter, unsigned int i)
{
	struct runs runs = runs_of(&counter->listeners[i]);
	uint32_t last = runs.count ? runs.run[runs.count - 1].last : 0;

	runs_free(&runs);
	return last;
}

/* As aplay ends. The memory counts until all has been played. */
TEST_F(leaving, drains_and_closes)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	close_pcm(counter);
	EXPECT_LT(2 * DELAY * sizeof(int32_t), bytes_of_uid(counter->control));
	ASSERT_EQ(0, counter_hear(counter, 500));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_HEARD(counter, i, 1, counter->written);
	EXPECT_EQ(0, bytes_of_uid(counter->control));
}

/* As a player ends that is killed: what was taken from it has been played, in its time. */
TEST_F(leaving, closes_in_the_midst)
{
	struct counter *counter = &self->counter;
	unsigned int i;
	uint32_t last;

	ASSERT_EQ(0, counter_run(counter, 200));
	close_pcm(counter);
	ASSERT_EQ(0, counter_hear(counter, 500));
	last = last_of(counter, 0);
	EXPECT_GT(counter->written, last);
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_HEARD(counter, i, 1, last);
}

TEST_F(leaving, leads_with_a_delay)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, route_delay(counter->control, counter->stream,
				 counter->listeners[0].output, DELAY / 2));
	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	close_pcm(counter);
	ASSERT_EQ(0, counter_hear(counter, 500));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_HEARD(counter, i, 1, counter->written);
}

/* Shorter than what a follower needs to begin. */
TEST_F(leaving, one_period_and_gone)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, counter_round_up(counter, PERIOD) ?: counter_run(counter, 0));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	close_pcm(counter);
	ASSERT_EQ(0, counter_hear(counter, 500));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_HEARD(counter, i, 1, counter->written);
}

/* The same stream goes on with its channels each for themselves while its lines still play. */
TEST_F(leaving, other_parameters)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	ASSERT_EQ(0, counter_set_planar(counter));
	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_HEARD(counter, i, 2, counter->written);
}

/* And as one channel of two bytes: what it plays now is silent. */
TEST_F(leaving, fewer_channels)
{
	struct client_config config = {
		.format = SND_PCM_FORMAT_S16_LE, .channels = 1, .rate = COUNTER_RATE,
		.period = PERIOD, .buffer = 2 * PERIOD,
	};
	struct counter *counter = &self->counter;
	struct mixcore_output_set set = { .size = sizeof(set), .mask = MIXCORE_SET_MUTE };
	int16_t silence[PERIOD] = { 0 };
	unsigned int i;

	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	ASSERT_EQ(0, snd_pcm_hw_free(counter->pcm));
	ASSERT_EQ(0, client_configure(counter->pcm, &config));
	/* Gains are looked at again. */
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		set.id = counter->listeners[i].output;
		ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	}
	for (i = 0; i < 20; i++)
		ASSERT_EQ(PERIOD, snd_pcm_writei(counter->pcm, silence, PERIOD));
	ASSERT_EQ(0, counter_hear(counter, 500));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_HEARD(counter, i, 1, counter->written);
}

/* A move leaves a line, the next one another; then the application closes. */
TEST_F(leaving, moves_and_closes)
{
	struct counter *counter = &self->counter;
	uint32_t number = 0;
	unsigned int i;

	for (i = 1; i < COUNTER_LISTENERS; i++)
		ASSERT_EQ(0, route_remove(counter->control, counter->stream,
					  counter->listeners[i].output));
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		if (i)
			ASSERT_EQ(0, counter_move(counter, counter->control,
						  counter->listeners[i].output, NULL));
		ASSERT_EQ(0, route_delay(counter->control, counter->stream,
					 counter->listeners[i].output, 4 * DELAY));
		ASSERT_EQ(0, counter_run(counter, 100));
	}
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	close_pcm(counter);
	ASSERT_EQ(0, counter_hear(counter, 1200));
	/* Each has heard a piece, and no number is in two of them or in none. */
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		struct runs runs = runs_of(&counter->listeners[i]);

		ASSERT_LT(0, runs.count);
		EXPECT_EQ(0, runs.missing);
		EXPECT_EQ(number + 1, runs.run[0].first) {
			TH_LOG("output %u", i);
		}
		number = runs.run[runs.count - 1].last;
		runs_free(&runs);
	}
	EXPECT_EQ(counter->written, number);
}

/* The output's own volume holds for what leaves. */
TEST_F(leaving, the_output_is_muted)
{
	struct counter *counter = &self->counter;
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = counter->listeners[1].output,
		.mask = MIXCORE_SET_MUTE, .mute = 1,
	};

	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	close_pcm(counter);
	ASSERT_EQ(0, counter_hear(counter, 50));
	ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	ASSERT_EQ(0, counter_hear(counter, 500));
	EXPECT_HEARD(counter, 1, 1, last_of(counter, 1));
	EXPECT_GT(counter->written - DELAY / 4, last_of(counter, 1));
	EXPECT_EQ(0, bytes_of_uid(counter->control));
}

/* It stays until its lines have ended, on the null clock. */
TEST_F(leaving, the_output_is_detached)
{
	struct counter *counter = &self->counter;
	struct mixcore_output_info info;

	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	close_pcm(counter);
	ASSERT_EQ(0, detach(counter->control, counter->listeners[1].output));
	EXPECT_EQ(0, output_get(counter->control, counter->listeners[1].output, &info));
	ASSERT_EQ(0, counter_hear(counter, 500));
	EXPECT_EQ(-ENOENT, output_get(counter->control, counter->listeners[1].output, &info));
	EXPECT_EQ(0, bytes_of_uid(counter->control));
	EXPECT_HEARD(counter, 2, 1, counter->written);
}

/* With cycles that were too long for the application: it is gone. */
TEST_F(leaving, the_output_gets_longer_cycles)
{
	struct pcm_config slave = { FORMAT_S32, COUNTER_RATE, 2, 1024, 8192 };
	struct attach_options options = { .cycle = 1024, .ramp = MIXCORE_RAMP_OFF };
	struct counter *counter = &self->counter;
	struct runs runs;
	int output = counter->listeners[1].output;

	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, snd_pcm_drain(counter->pcm));
	ASSERT_EQ(0, detach(counter->control, output));
	close_pcm(counter);
	EXPECT_EQ(output, attach_card(counter->control, "Test1", "Test1", 0, &slave, &options));
	ASSERT_EQ(0, counter_hear(counter, 700));
	runs = runs_of(&counter->listeners[1]);
	ASSERT_LE(1, runs.count);
	EXPECT_EQ(0, runs.back);
	EXPECT_EQ(counter->written, runs.run[runs.count - 1].last);
	EXPECT_EQ(0, bytes_of_uid(counter->control));
}

/*
 * Limits
 */

#define EACH	4	/* routes with a line, of each stream */
#define MOST	17	/* streams of one uid: one too many */

static int set_longest(int node, unsigned int stream, unsigned int output)
{
	struct mixcore_route_set set = route_call(stream, output);

	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = LONGEST;
	return route_set(node, set);
}

/* A stream that plays on three outputs and on the null output, with enough written for a second. */
static snd_pcm_t *open_one(struct counter *counter, int node, int *err)
{
	struct client_config config = {
		.format = SND_PCM_FORMAT_U8, .channels = 1, .rate = COUNTER_RATE,
		.period = PERIOD, .buffer = COUNTER_RATE,
	};
	static uint8_t silence[COUNTER_RATE];
	struct mixcore_stream_info info;
	snd_pcm_t *pcm = client_new(&config);
	unsigned int i;

	memset(silence, 0x80, sizeof(silence));
	*err = pcm ? client_info(node, pcm, &info) : -errno;
	for (i = 0; !*err && i < COUNTER_LISTENERS; i++)
		*err = set_longest(node, info.id, counter->listeners[i].output);
	if (!*err)
		*err = set_longest(node, info.id, MIXCORE_OUTPUT_NULL);
	if (!*err && snd_pcm_writei(pcm, silence, COUNTER_RATE / 2) != COUNTER_RATE / 2)
		*err = -EPIPE;
	return pcm;
}

/* So many at once. */
struct crowd {
	unsigned int count;
	snd_pcm_t *pcm[MOST];
};

static int open_crowd(struct crowd *crowd, unsigned int count, struct counter *counter, int node)
{
	int err = 0;

	for (crowd->count = 0; !err && crowd->count < count; crowd->count++)
		crowd->pcm[crowd->count] = open_one(counter, node, &err);
	return err;
}

/* They play a little, and are gone. */
static int leave_crowd(struct crowd *crowd)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < crowd->count; i++)
		if (snd_pcm_state(crowd->pcm[i]) != SND_PCM_STATE_RUNNING)
			err = snd_pcm_start(crowd->pcm[i]);
	sleep_ms(30);
	for (i = 0; i < crowd->count; i++)
		snd_pcm_close(crowd->pcm[i]);
	return err;
}

static int leave(struct counter *counter, unsigned int streams)
{
	struct crowd crowd;

	return open_crowd(&crowd, streams, counter, counter->control) ?: leave_crowd(&crowd);
}

/* So many are kept, the next ones are not; and it may begin anew when they have ended. */
TEST_F(leaving, as_many_as_a_uid_may_have)
{
	struct counter *counter = &self->counter;
	uint64_t each;

	close_pcm(counter);
	ASSERT_EQ(0, bytes_of_all(counter->control));
	ASSERT_EQ(0, leave(counter, 1));
	each = bytes_of_all(counter->control) / EACH;
	ASSERT_LT(0, each);
	ASSERT_EQ(0, wait_bytes(counter->control, 0));
	ASSERT_EQ(0, leave(counter, MIXCORE_LEAVING_UID_MAX / EACH));
	EXPECT_EQ(MIXCORE_LEAVING_UID_MAX * each, bytes_of_all(counter->control));
	ASSERT_EQ(0, wait_bytes(counter->control, 0));
	ASSERT_EQ(0, leave(counter, MIXCORE_LEAVING_UID_MAX / EACH + 1));
	EXPECT_EQ(MIXCORE_LEAVING_UID_MAX * each, bytes_of_all(counter->control));
	ASSERT_EQ(0, wait_bytes(counter->control, 0));
}

/* Up to its own limit: says that it is ready, and goes when it is told to. */
static void leave_as(struct counter *counter, unsigned int uid, int ready, int go)
{
	int node = become(uid) ? -1 : node_open(O_RDWR);
	struct crowd crowd;
	char byte = 0;
	int err = open_crowd(&crowd, MIXCORE_LEAVING_UID_MAX / EACH, counter, node);

	if (write(ready, &byte, 1) != 1 || read(go, &byte, 1) < 0)
		err = -EIO;
	_exit(-(err ?: leave_crowd(&crowd)));
}

#define UIDS	(MIXCORE_LEAVING_MAX / MIXCORE_LEAVING_UID_MAX)

TEST_F(leaving, as_many_as_there_may_be)
{
	struct counter *counter = &self->counter;
	int ready[2], go[2], status;
	unsigned int i;
	uint64_t each;
	pid_t pid;
	char byte;

	close_pcm(counter);
	ASSERT_EQ(0, leave(counter, 1));
	each = bytes_of_all(counter->control) / EACH;
	ASSERT_EQ(0, wait_bytes(counter->control, 0));
	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, pipe(go));
	for (i = 0; i < UIDS; i++) {
		pid = fork();
		if (!pid) {
			close(go[1]);
			leave_as(counter, ALICE + i, ready[1], go[0]);
		}
		ASSERT_EQ(1, read(ready[0], &byte, 1));
	}
	close(go[1]);
	for (i = 0; i < UIDS; i++) {
		ASSERT_LT(0, wait(&status));
		EXPECT_EQ(0, status);
	}
	EXPECT_EQ(0, leave(counter, 1));
	EXPECT_EQ(MIXCORE_LEAVING_MAX * each, bytes_of_all(counter->control));
	EXPECT_EQ(0, wait_bytes(counter->control, 0));
}

TEST_HARNESS_MAIN
