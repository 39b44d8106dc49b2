// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sync groups: two streams that nobody has linked, one for each channel, play the same numbers. A
 * frame whose channels differ is one in which they were not together.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "kselftest_harness.h"
#include "testcard.h"
#include "transaction.h"

#define PERIOD	512
#define BUFFER	4096
#define LONG_BUFFER	16384

FIXTURE(sync_group) {
	struct counter counter;
};

static int set_group(int node, unsigned int stream, unsigned int other)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = stream, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = other,
	};

	return call(node, MIXCORE_IOCTL_STREAM_SET, &set);
}

static unsigned int group_of(const struct counter *counter, unsigned int stream)
{
	struct mixcore_stream_info info;

	return stream_get(counter->control, stream, &info) ? ~0U : info.sync_group;
}

static uint64_t frames_of(const struct counter *counter, unsigned int stream)
{
	struct mixcore_stream_info info;

	return stream_get(counter->control, stream, &info) ? ~0ULL : info.frames;
}

static bool waits(const struct counter *counter, unsigned int stream)
{
	struct mixcore_stream_info info;

	return !stream_get(counter->control, stream, &info) &&
	       info.flags & MIXCORE_STREAM_F_WAITING;
}

/* Is it where it was, after some cycles? */
static bool stands(const struct counter *counter, unsigned int stream)
{
	uint64_t frames = frames_of(counter, stream);

	sleep_ms(60);
	return frames == frames_of(counter, stream);
}

FIXTURE_SETUP(sync_group)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_open(counter, PERIOD, BUFFER, 0));
	ASSERT_EQ(0, counter_split(counter));
	ASSERT_EQ(0, snd_pcm_unlink(counter->partner));
	ASSERT_EQ(0, client_starts_by_hand(counter->partner));
	ASSERT_EQ(0, set_group(counter->control, counter->partner_stream, counter->stream));
}

FIXTURE_TEARDOWN(sync_group)
{
	testcard_set(0, "sleep_us", "0");
	counter_close(&self->counter);
}

static int begin(struct counter *counter)
{
	int err = counter_run(counter, 20);

	return err ?: snd_pcm_start(counter->partner);
}

static int end(struct counter *counter)
{
	int err = snd_pcm_nonblock(counter->partner, 1);

	if (!err)
		err = snd_pcm_drain(counter->partner);
	return err == -EAGAIN ? counter_end(counter) : err ?: -EINVAL;
}

/* The one that is started first waits, and says so. */
TEST_F(sync_group, starts_when_all_are_started)
{
	struct counter *counter = &self->counter;

	EXPECT_EQ(counter->stream, group_of(counter, counter->stream));
	EXPECT_EQ(counter->stream, group_of(counter, counter->partner_stream));
	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(counter->pcm));
	EXPECT_TRUE(waits(counter, counter->stream));
	EXPECT_FALSE(waits(counter, counter->partner_stream));
	EXPECT_EQ(0, frames_of(counter, counter->stream));
	ASSERT_EQ(0, snd_pcm_start(counter->partner));
	EXPECT_FALSE(waits(counter, counter->stream));
	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, end(counter));
	EXPECT_ALL_HEARD(counter);
}

static int pause_round(struct counter *counter, unsigned int i)
{
	snd_pcm_t *one = i % 2 ? counter->pcm : counter->partner;
	unsigned int other = i % 2 ? counter->partner_stream : counter->stream;
	int err;

	err = snd_pcm_pause(one, 1);
	if (!err && i % 3 == 0 && (!stands(counter, other) || !waits(counter, other)))
		err = -EBUSY;
	if (!err && frames_of(counter, counter->stream) !=
		    frames_of(counter, counter->partner_stream))
		err = i % 3 ? 0 : -EILSEQ;
	err = err ?: snd_pcm_pause(one, 0);
	return err ?: counter_run(counter, 1 + i % 7);
}

TEST_F(sync_group, a_pause_of_one_is_of_all)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, begin(counter));
	for (i = 0; i < 60; i++) {
		ASSERT_EQ(0, pause_round(counter, i));
	}
	ASSERT_EQ(0, end(counter));
	EXPECT_ALL_HEARD(counter);
}

/* The cycle that reads them sleeps meanwhile. */
TEST_F(sync_group, pauses_within_a_cycle)
{
	struct counter *counter = &self->counter;
	const uint32_t to = counter->listeners[2].output;
	struct mixcore_stream_move move = { .size = sizeof(move), .output = to };
	struct transaction transaction;
	unsigned int i;

	ASSERT_EQ(0, begin(counter));
	ASSERT_EQ(0, transaction_open(&transaction, 2));
	move.id = counter->stream;
	transaction_add(&transaction, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	move.id = counter->partner_stream;
	transaction_add(&transaction, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	ASSERT_EQ(0, transaction_run(&transaction, counter->control));
	transaction_close(&transaction);
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, testcard_set(2, "sleep_us", "500"));
	for (i = 0; i < 60; i++) {
		/* Not those that wait for the position to stand: the cycle moves it. */
		ASSERT_EQ(0, pause_round(counter, 3 * i + 1 + i % 2));
	}
	ASSERT_EQ(0, testcard_set(2, "sleep_us", "0"));
	ASSERT_EQ(0, end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(3, counter->by[counter->written]);
}

/* As much as there is room for. */
static int play_silence(snd_pcm_t *pcm)
{
	static const int32_t silence[2 * BUFFER];
	snd_pcm_sframes_t room = snd_pcm_avail(pcm);

	if (room > 0)
		room -= snd_pcm_writei(pcm, silence, room);
	return room;
}

/* An xrun is its own; the other stops with it, has none, and goes on with it. */
TEST_F(sync_group, an_xrun_of_one_stops_the_other)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info info;
	uint64_t first, second;

	ASSERT_EQ(0, begin(counter));
	/* The one that nobody feeds. */
	while (snd_pcm_state(counter->partner) == SND_PCM_STATE_RUNNING) {
		ASSERT_EQ(0, play_silence(counter->pcm));
		sleep_ms(5);
	}
	EXPECT_EQ(SND_PCM_STATE_XRUN, snd_pcm_state(counter->partner));
	EXPECT_TRUE(stands(counter, counter->stream));
	EXPECT_TRUE(waits(counter, counter->stream));
	first = frames_of(counter, counter->stream);
	second = frames_of(counter, counter->partner_stream);
	EXPECT_EQ(first, second);
	ASSERT_EQ(0, snd_pcm_prepare(counter->partner));
	EXPECT_TRUE(stands(counter, counter->stream));
	ASSERT_EQ(0, play_silence(counter->partner));
	ASSERT_EQ(0, snd_pcm_start(counter->partner));
	sleep_ms(20);
	ASSERT_EQ(0, snd_pcm_pause(counter->partner, 1));
	sleep_ms(20);
	EXPECT_LT(second, frames_of(counter, counter->partner_stream));
	EXPECT_EQ(frames_of(counter, counter->stream),
		  frames_of(counter, counter->partner_stream));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
	ASSERT_EQ(0, stream_get(counter->control, counter->partner_stream, &info));
	EXPECT_EQ(1, info.xruns);
}

/* One that has played to its end keeps nobody waiting, nor does one that is closed. */
TEST_F(sync_group, the_end_is_each_ones_own)
{
	struct counter *counter = &self->counter;
	uint64_t frames;

	ASSERT_EQ(0, begin(counter));
	ASSERT_EQ(0, snd_pcm_nonblock(counter->partner, 1));
	ASSERT_EQ(-EAGAIN, snd_pcm_drain(counter->partner));
	frames = frames_of(counter, counter->stream);
	while (snd_pcm_state(counter->partner) == SND_PCM_STATE_DRAINING) {
		ASSERT_EQ(0, play_silence(counter->pcm));
		sleep_ms(5);
	}
	EXPECT_EQ(SND_PCM_STATE_SETUP, snd_pcm_state(counter->partner));
	EXPECT_LT(frames, frames_of(counter, counter->stream));
	EXPECT_FALSE(waits(counter, counter->stream));
	/* It comes back, and is waited for again when all have ended, or once it has begun. */
	ASSERT_EQ(0, snd_pcm_prepare(counter->partner));
	EXPECT_FALSE(waits(counter, counter->stream));
	snd_pcm_close(counter->partner);
	counter->partner = NULL;
	EXPECT_EQ(0, group_of(counter, counter->stream));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(counter->pcm));
}

/* When all have come to their end, the next start is one of all again. */
TEST_F(sync_group, the_next_round_is_together_too)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, begin(counter));
	ASSERT_EQ(0, end(counter));
	ASSERT_EQ(0, client_wait_state(counter->partner, SND_PCM_STATE_SETUP, 1000));
	ASSERT_EQ(0, snd_pcm_prepare(counter->pcm));
	ASSERT_EQ(0, snd_pcm_prepare(counter->partner));
	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(counter->pcm));
	EXPECT_TRUE(waits(counter, counter->stream));
	ASSERT_EQ(0, snd_pcm_start(counter->partner));
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, end(counter));
	EXPECT_ALL_HEARD(counter);
}

TEST_F(sync_group, closing_frees_the_others)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_TRUE(waits(counter, counter->stream));
	snd_pcm_close(counter->partner);
	counter->partner = NULL;
	EXPECT_EQ(0, group_of(counter, counter->stream));
	EXPECT_FALSE(waits(counter, counter->stream));
	EXPECT_FALSE(stands(counter, counter->stream));
}

/* What is taken out of its group goes on alone. */
TEST_F(sync_group, leaves_while_it_waits)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_TRUE(waits(counter, counter->stream));
	ASSERT_EQ(0, set_group(counter->control, counter->stream, 0));
	EXPECT_FALSE(waits(counter, counter->stream));
	EXPECT_FALSE(stands(counter, counter->stream));
	EXPECT_EQ(0, group_of(counter, counter->stream));
	EXPECT_EQ(0, group_of(counter, counter->partner_stream));
}

/* What ended before it came to the group is waited for. */
TEST_F(sync_group, comes_after_its_end)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, begin(counter));
	ASSERT_EQ(0, end(counter));
	ASSERT_EQ(0, client_wait_state(counter->partner, SND_PCM_STATE_SETUP, 1000));
	ASSERT_EQ(0, set_group(counter->control, counter->partner_stream, 0));
	ASSERT_EQ(0, snd_pcm_prepare(counter->partner));
	ASSERT_EQ(0, play_silence(counter->partner));
	ASSERT_EQ(-EAGAIN, snd_pcm_drain(counter->partner));
	ASSERT_EQ(0, client_wait_state(counter->partner, SND_PCM_STATE_SETUP, 1000));
	ASSERT_EQ(0, snd_pcm_prepare(counter->pcm));
	ASSERT_EQ(0, play_silence(counter->pcm));
	ASSERT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(counter->pcm));
	ASSERT_EQ(0, set_group(counter->control, counter->partner_stream, counter->stream));
	EXPECT_TRUE(waits(counter, counter->stream));
	EXPECT_TRUE(stands(counter, counter->stream));
}

/* Full of silence, and ready. */
static snd_pcm_t *open_ready(void)
{
	static const int32_t silence[2 * BUFFER];
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;

	config.period = PERIOD;
	config.buffer = BUFFER;
	pcm = client_new(&config);
	if (pcm && !client_starts_by_hand(pcm) &&
	    snd_pcm_writei(pcm, silence, BUFFER) == BUFFER)
		return pcm;
	return NULL;
}

/* While the output's thread sleeps in the card, and has not heard of one of the two. */
TEST(linked_with_one_that_was_just_made)
{
	struct pcm_config slave = { FORMAT_S32, COUNTER_RATE, 2, 1024, 8192 };
	struct attach_options options = { .cycle = 128, .fill = 4000 };
	struct mixcore_stream_info info[2];
	int control = control_open();
	snd_pcm_t *playing, *pcm[2];

	ASSERT_EQ(0, reset_all(control));
	ASSERT_LT(0, attach_card(control, "slow", "Test2", 0, &slave, &options));
	playing = open_ready();
	ASSERT_NE(NULL, playing);
	pcm[0] = open_ready();
	ASSERT_NE(NULL, pcm[0]);
	ASSERT_EQ(0, snd_pcm_start(playing));
	sleep_ms(20);
	ASSERT_EQ(0, testcard_set(2, "sleep_us", "20000"));
	sleep_ms(8);
	pcm[1] = open_ready();
	ASSERT_NE(NULL, pcm[1]);
	ASSERT_EQ(0, snd_pcm_link(pcm[0], pcm[1]));
	ASSERT_EQ(0, snd_pcm_start(pcm[0]));
	ASSERT_EQ(0, testcard_set(2, "sleep_us", "0"));
	sleep_ms(40);
	ASSERT_EQ(0, snd_pcm_pause(pcm[0], 1));
	sleep_ms(30);
	ASSERT_EQ(0, client_info(control, pcm[0], &info[0]));
	ASSERT_EQ(0, client_info(control, pcm[1], &info[1]));
	EXPECT_LT(0, info[0].frames);
	EXPECT_EQ(info[0].frames, info[1].frames);
	snd_pcm_close(pcm[1]);
	snd_pcm_close(pcm[0]);
	snd_pcm_close(playing);
	ASSERT_EQ(0, reset_all(control));
	close(control);
}

struct writer {
	snd_pcm_t *pcm;
	int err;
	bool done;
};

/* Without wake-ups calls do not block, and it looks only as often as it must. */
static int write_all(snd_pcm_t *pcm, const int32_t *frames, snd_pcm_sframes_t count)
{
	snd_pcm_sframes_t done;

	for (; count; count -= done) {
		done = snd_pcm_writei(pcm, frames, count);
		if (done < 0 && done != -EAGAIN)
			return done;
		if (done < 0)
			done = 0;
		if (!done)
			sleep_ms(LONG_BUFFER * 3 / 4 * 1000 / COUNTER_RATE);
	}
	return 0;
}

static int drain(snd_pcm_t *pcm)
{
	int err = snd_pcm_drain(pcm);

	while (snd_pcm_state(pcm) == SND_PCM_STATE_DRAINING)
		sleep_ms(5);
	return err == -EAGAIN && snd_pcm_state(pcm) == SND_PCM_STATE_SETUP ? 0 : err;
}

static void *write_on(void *data)
{
	static int32_t frames[2 * 3 * LONG_BUFFER];
	struct writer *writer = data;

	writer->err = write_all(writer->pcm, frames, 3 * LONG_BUFFER);
	if (!writer->err)
		writer->err = drain(writer->pcm);
	__atomic_store_n(&writer->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static bool done(const struct writer *writer)
{
	return __atomic_load_n(&writer->done, __ATOMIC_ACQUIRE);
}

/*
 * For longer than the PCM core is patient with a device that stands: in a write, and in a drain.
 * Without period wake-ups it would even take the buffer for played.
 */
static void wait_long(struct __test_metadata *_metadata, struct counter *counter, bool no_wakeups)
{
	struct client_config config = CLIENT_DEFAULT;
	struct writer writer = { 0 };
	struct mixcore_stream_info info;
	pthread_t thread;

	config.period = PERIOD;
	config.buffer = LONG_BUFFER;
	config.no_wakeups = no_wakeups;
	snd_pcm_close(counter->pcm);
	counter->pcm = NULL;
	writer.pcm = client_new(&config);
	ASSERT_NE(NULL, writer.pcm);
	ASSERT_EQ(0, client_info(counter->control, writer.pcm, &info));
	ASSERT_EQ(0, set_group(counter->control, info.id, counter->partner_stream));
	ASSERT_EQ(0, pthread_create(&thread, NULL, write_on, &writer));
	sleep_ms(25000);
	EXPECT_FALSE(done(&writer));
	ASSERT_EQ(0, set_group(counter->control, info.id, 0));
	/* More than two of three buffers, so that all is written. */
	sleep_ms(1000 * (2 * LONG_BUFFER + LONG_BUFFER / 4) / COUNTER_RATE);
	ASSERT_EQ(0, set_group(counter->control, info.id, counter->partner_stream));
	sleep_ms(25000);
	EXPECT_FALSE(done(&writer));
	EXPECT_EQ(SND_PCM_STATE_DRAINING, snd_pcm_state(writer.pcm));
	ASSERT_EQ(0, set_group(counter->control, info.id, 0));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, writer.err);
	ASSERT_EQ(0, client_info(counter->control, writer.pcm, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
	EXPECT_LE(3 * LONG_BUFFER, info.frames);
	snd_pcm_close(writer.pcm);
}

TEST_F_TIMEOUT(sync_group, waits_for_long, 120)
{
	wait_long(_metadata, &self->counter, false);
}

TEST_F_TIMEOUT(sync_group, waits_for_long_without_wakeups, 120)
{
	wait_long(_metadata, &self->counter, true);
}

/* Three in one call, of which the last fails: nothing has changed. */
TEST_F(sync_group, all_or_none)
{
	struct counter *counter = &self->counter;
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info[2];
	struct mixcore_stream_set set = { .size = sizeof(set), .mask = MIXCORE_SET_SYNC_GROUP };
	struct transaction transaction;
	snd_pcm_t *more[2];
	unsigned int i;

	ASSERT_EQ(0, begin(counter));
	for (i = 0; i < 2; i++) {
		more[i] = client_new(&config);
		ASSERT_NE(NULL, more[i]);
		ASSERT_EQ(0, client_info(counter->control, more[i], &info[i]));
	}
	ASSERT_EQ(0, transaction_open(&transaction, 4));
	for (i = 0; i < 2; i++) {
		set.id = info[0].id;
		set.sync_group = info[1].id;
		transaction_add(&transaction, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
		set.id = counter->stream;
		set.sync_group = info[0].id;
		transaction_add(&transaction, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
		set.id = info[1].id;
		set.sync_group = i ? counter->partner_stream : info[1].id;
		transaction_add(&transaction, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
		set.id = counter->stream;
		set.sync_group = counter->partner_stream;
		transaction_add(&transaction, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
		EXPECT_EQ(i ? 0 : -EINVAL, transaction_run(&transaction, counter->control));
		EXPECT_EQ(i ? 4 : 2, transaction.failed);
		EXPECT_EQ(counter->stream, group_of(counter, counter->partner_stream));
		EXPECT_EQ(counter->stream, group_of(counter, counter->stream));
		EXPECT_EQ(0, group_of(counter, info[0].id));
		EXPECT_EQ(i ? counter->stream : 0, group_of(counter, info[1].id));
	}
	transaction_close(&transaction);
	EXPECT_TRUE(waits(counter, counter->stream));
	for (i = 0; i < 2; i++)
		snd_pcm_close(more[i]);
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, end(counter));
	EXPECT_ALL_HEARD(counter);
}

TEST_F(sync_group, what_can_not_be)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = counter->stream, .mask = MIXCORE_SET_SYNC_GROUP,
		.reserved = 1,
	};
	int bob;

	EXPECT_EQ(-EINVAL, call(counter->control, MIXCORE_IOCTL_STREAM_SET, &set));
	EXPECT_EQ(-EINVAL, set_group(counter->control, counter->stream, counter->stream));
	EXPECT_EQ(-ENOENT, set_group(counter->control, counter->stream, 0x7fffffff));
	EXPECT_EQ(-ENOENT, set_group(counter->control, 0x7fffffff, counter->stream));
	ASSERT_EQ(0, become(BOB));
	bob = node_open(O_RDWR);
	ASSERT_EQ(0, become(0));
	ASSERT_LE(0, bob);
	EXPECT_EQ(-EPERM, set_group(bob, counter->stream, 0));
	close(bob);
	EXPECT_EQ(counter->stream, group_of(counter, counter->partner_stream));
}

/* One's own may not be with another's, whose it would hold up. */
TEST_F(sync_group, only_ones_own)
{
	struct counter *counter = &self->counter;
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info;
	snd_pcm_t *pcm;
	int bob;

	ASSERT_EQ(0, become(BOB));
	pcm = client_new(&config);
	bob = node_open(O_RDWR);
	ASSERT_EQ(0, become(0));
	ASSERT_NE(NULL, pcm);
	ASSERT_LE(0, bob);
	ASSERT_EQ(0, client_info(counter->control, pcm, &info));
	EXPECT_EQ(-EPERM, set_group(bob, info.id, counter->stream));
	EXPECT_EQ(0, group_of(counter, info.id));
	/* Who may change both may. */
	EXPECT_EQ(0, set_group(counter->control, info.id, counter->stream));
	EXPECT_EQ(counter->stream, group_of(counter, info.id));
	EXPECT_EQ(0, set_group(bob, info.id, 0));
	close(bob);
	snd_pcm_close(pcm);
}

TEST_HARNESS_MAIN
