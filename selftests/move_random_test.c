// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stream is moved at random by two processes, at once and at stated frames: each of its frames is
 * heard once, in order. Then with fades, and with routes that come, change and go: these are judged
 * by fade_test.c and route_line_test.c, here the stream's end has to be heard, and nothing may be
 * left behind. In real time (MOVES_REALTIME=1) it is the races that are looked for.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "routes.h"
#include "kselftest_harness.h"

/* What there is besides moves. */
enum besides { NOTHING, FADES, ROUTES };

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
	return size_is_full() ? 10000 : 200;
}

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

/* Makes a route, changes or removes it. */
static int route_anywhere(const struct counter *counter, uint32_t *seed)
{
	int output = output_of(counter, random_below(seed, COUNTER_LISTENERS));
	struct mixcore_route_set set = route_call(counter->stream, output);

	if (!random_below(seed, 3))
		return route_remove(counter->control, counter->stream, output);
	if (random_below(seed, 2)) {
		set.mask = MIXCORE_SET_DELAY;
		set.delay_frames = random_below(seed, 3000);
	}
	return route_set(counter->control, set);
}

/* Now, or soon; every third with a fade when there are some. Returns what the call did. */
static int move_anywhere(const struct counter *counter, enum besides besides, uint32_t *seed)
{
	int output = output_of(counter, random_below(seed, COUNTER_LISTENERS));
	bool fades = besides == FADES && !random_below(seed, 3);
	unsigned int fade = fades ? 1 + random_below(seed, 3000) : 0;
	uint64_t frame = 0;
	bool now = random_below(seed, 2);

	if (besides == ROUTES && random_below(seed, 3))
		return route_anywhere(counter, seed);
	if (!now)
		frame = counter_played(counter) + random_below(seed, 1500);
	return counter_fade(counter, counter->control, output, now ? NULL : &frame, fade);
}

/* There may be too many fades at once, a move that waits, or no such route. */
static bool is_failure(int err)
{
	return err && err != -ETIME && err != -EBUSY && err != -ENOENT;
}

/* Another process that moves the stream, too, until it is killed. */
static pid_t second_mover(const struct counter *counter, enum besides besides)
{
	uint32_t seed = 815;
	pid_t pid = fork();
	int err;

	if (pid)
		return pid;
	for (;;) {
		err = move_anywhere(counter, besides, &seed);
		if (is_failure(err))
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

/* Several in a row: the next comes while an output has just begun. Returns how many were late. */
static int move_in_a_row(const struct counter *counter, unsigned int count,
			 enum besides besides, uint32_t *seed)
{
	int err, late = 0;

	while (count--) {
		err = move_anywhere(counter, besides, seed);
		if (is_failure(err))
			return err;
		late += err == -ETIME;
	}
	return late;
}

/* Returns how many moves were late, or an error. */
static int move_at_random(struct counter *counter, unsigned int limit, unsigned int row,
			  enum besides besides)
{
	pid_t other = second_mover(counter, besides);
	int err = other < 0 ? -errno : 0, late = 0, status;
	uint32_t seed = 4711;
	unsigned int moves;

	for (moves = 0; !err && moves < limit; moves++) {
		err = move_in_a_row(counter, row, besides, &seed);
		late += err < 0 ? 0 : err;
		if (err >= 0)
			err = counter_run(counter, 1 + random_below(&seed, 20));
	}
	if (kill(other, SIGKILL) || waitpid(other, &status, 0) != other || !WIFSIGNALED(status))
		return err ?: -ECHILD;
	return err ?: late;
}

TEST_F_TIMEOUT(moves, at_random_by_two_processes, 3600)
{
	struct counter *counter = &self->counter;
	unsigned int moves = self->realtime ? 500 : moves_wanted();
	struct mixcore_stream_info info;
	int late;

	ASSERT_EQ(0, counter_run(counter, 20));
	late = move_at_random(counter, moves, self->realtime ? 20 : 1, NOTHING);
	ASSERT_LE(0, late);
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
	EXPECT_GT((int)moves / 4, late);
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
}

/* The stream is on one output alone, and nothing of it anywhere else. */
static void judge_place(struct __test_metadata *_metadata, const struct counter *counter,
			unsigned int place)
{
	unsigned int i, routes = 0;
	struct mixcore_output_info output;
	struct mixcore_stream_info info;

	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.fading);
	EXPECT_EQ(output_of(counter, place), (int)info.output);
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		ASSERT_EQ(0, output_get(counter->control, output_of(counter, i), &output));
		routes += output.streams;
		EXPECT_EQ(i == place, output.running);
	}
	EXPECT_EQ(1, routes);
}

static void judge_end(struct __test_metadata *_metadata, struct counter *counter,
		      unsigned int place, bool realtime)
{
	struct mixcore_stream_info info;

	ASSERT_EQ(0, counter_end(counter));
	if (realtime && ran_dry(counter))
		return;
	EXPECT_EQ(counter->written, counter->listeners[place].latest);
	if (realtime)
		return;
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
}

TEST_F_TIMEOUT(moves, with_fades, 3600)
{
	struct counter *counter = &self->counter;
	unsigned int moves = self->realtime ? 500 : moves_wanted() / 2;

	ASSERT_EQ(0, counter_run(counter, 20));
	ASSERT_LE(0, move_at_random(counter, moves, self->realtime ? 20 : 1, FADES));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
	ASSERT_EQ(0, counter_run(counter, 200));
	judge_place(_metadata, counter, 1);
	judge_end(_metadata, counter, 1, self->realtime);
}

/* 0 when there is none afterwards. */
static int leave(const struct counter *counter, unsigned int i)
{
	int err = route_remove(counter->control, counter->stream, output_of(counter, i));

	return err == -ENOENT ? 0 : err;
}

TEST_F_TIMEOUT(moves, with_routes, 3600)
{
	struct counter *counter = &self->counter;
	unsigned int moves = self->realtime ? 500 : moves_wanted() / 2;

	ASSERT_EQ(0, counter_run(counter, 20));
	ASSERT_LE(0, move_at_random(counter, moves, self->realtime ? 20 : 1, ROUTES));
	ASSERT_EQ(0, counter_move(counter, counter->control, output_of(counter, 1), NULL));
	ASSERT_EQ(0, leave(counter, 0));
	ASSERT_EQ(0, leave(counter, 2));
	ASSERT_EQ(0, counter_run(counter, 200));
	judge_place(_metadata, counter, 1);
	judge_end(_metadata, counter, 1, self->realtime);
}

TEST_HARNESS_MAIN
