// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stream is moved at random by two processes, at once and at stated frames: each of its frames is
 * heard once, in order. In real time (MOVES_REALTIME=1) it is the races that are looked for.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "kselftest_harness.h"

FIXTURE(moves) {
	struct counter counter;
	bool realtime;
};

FIXTURE_SETUP(moves)
{
	const char *realtime = getenv("MOVES_REALTIME");

	self->realtime = realtime && *realtime == '1';
	/* A host that is busy holds up the application, too. */
	ASSERT_EQ(0, counter_open(&self->counter, 512, self->realtime ? 96000 : 4096,
				  self->realtime ? 48000 : 0));
}

FIXTURE_TEARDOWN(moves)
{
	counter_close(&self->counter);
}

static int output_of(const struct counter *counter, unsigned int i)
{
	return counter->listeners[i].output;
}

static unsigned int moves_wanted(void)
{
	const char *size = getenv("SIZE");

	return size && !strcmp(size, "full") ? 10000 : 200;
}

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

/* Now, or soon; returns what the call did. */
static int move_anywhere(const struct counter *counter, int node, uint32_t *seed)
{
	int output = output_of(counter, random_below(seed, COUNTER_LISTENERS));
	uint64_t frame;

	if (random_below(seed, 2))
		return counter_move(counter, node, output, NULL);
	frame = counter_played(counter) + random_below(seed, 1500);
	return counter_move(counter, node, output, &frame);
}

/* Another process that moves the stream, too, until it is killed. */
static pid_t second_mover(const struct counter *counter)
{
	uint32_t seed = 815;
	pid_t pid = fork();
	int err;

	if (pid)
		return pid;
	for (;;) {
		err = move_anywhere(counter, counter->control, &seed);
		if (err && err != -ETIME)
			_exit(1);
		sleep_ms(1 + random_below(&seed, 20));
	}
}

static uint64_t ran_dry(const struct counter *counter)
{
	struct mixcore_output_info info;
	uint64_t times = 0;
	unsigned int i;

	for (i = 0; i < COUNTER_LISTENERS; i++)
		if (!output_get(counter->control, output_of(counter, i), &info))
			times += info.xruns + info.restarts;
	return times;
}

TEST_F_TIMEOUT(moves, at_random_by_two_processes, 3600)
{
	struct counter *counter = &self->counter;
	unsigned int moves, late = 0, limit = self->realtime ? 500 : moves_wanted();
	struct mixcore_stream_info info;
	uint32_t seed = 4711;
	int err, status, i;
	pid_t other;

	ASSERT_EQ(0, counter_run(counter, 20));
	other = second_mover(counter);
	ASSERT_LE(0, other);
	for (moves = 0; moves < limit; moves++) {
		/* One after the other: the next comes while an output has just begun. */
		for (i = 0; i < (self->realtime ? 20 : 1); i++) {
			err = move_anywhere(counter, counter->control, &seed);
			late += err == -ETIME;
			if (err != -ETIME)
				ASSERT_EQ(0, err);
		}
		ASSERT_EQ(0, counter_run(counter, 1 + random_below(&seed, 20)));
	}
	EXPECT_EQ(0, kill(other, SIGKILL));
	ASSERT_EQ(other, waitpid(other, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	ASSERT_EQ(0, counter_end(counter));
	printf("# %u moves, %u late, %llu times a card ran dry, %u heard twice\n",
	       moves * (self->realtime ? 20 : 1), late, (unsigned long long)ran_dry(counter),
	       counter->twice);
	/* A card that runs dry, as in real time it may, plays what it played before. */
	if (self->realtime && ran_dry(counter))
		return;
	EXPECT_EQ(0, counter->twice);
	EXPECT_EQ(0, counter->back);
	EXPECT_EQ(0, counter->wrong);
	EXPECT_EQ(0, counter_missing(counter));
	if (self->realtime)
		return;
	EXPECT_GT(limit / 4, late);
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
}

TEST_HARNESS_MAIN
