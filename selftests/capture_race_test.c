// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Streams that are recorded alone are moved at random by one process while others change all that there
 * is about recording: on several processors, in real time, for what happens when a cycle, a move and a
 * change meet. Each frame of a stream is recorded once, in order; in the end nothing is left behind.
 * RACE_SECONDS (default 20) is how long each.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "rioters.h"
#include "routes.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE		RIOT_RATE
#define RING		(2 * RATE)	/* frames of a stream, which repeat; they are numbered from 1 on */
#define ROOM		(4 * RATE)
#define MOVES		100		/* at least */
#define OUTPUTS		3
#define PLACES		(OUTPUTS + 1)	/* and the null output */

/* What there is besides moves, now or at a frame. */
enum besides { NOTHING, FADES, ROUTES };

FIXTURE(race) {
	int control;
	unsigned int places[PLACES];
	struct loop loop;
	struct take take;	/* records it alone */
	uint32_t seed;
	uint32_t latest;	/* number that was recorded, 0 = any may come */
	uint64_t frames;	/* in order */
	unsigned int again, silent, wrong;
};

static int attach_output(int control, unsigned int card)
{
	struct pcm_config slave = riot_slave();
	struct attach_options options = { .cycle = 128 << card, .fill = 8192 };
	char name[8], id[8];

	slave.period = 512 << card;
	snprintf(name, sizeof(name), "o%u", card);
	snprintf(id, sizeof(id), "Test%u", card);
	return attach_card(control, name, id, 0, &slave, &options);
}

static int open_loop(FIXTURE_DATA(race) *self)
{
	struct mixcore_stream_info info;
	unsigned int i;
	int err;

	self->loop.bits = 32;
	err = sound_new(&self->loop.sound, 1, 2, RING, 32);
	for (i = 0; !err && i < 2 * RING; i++)
		self->loop.sound.samples[i] = 1 + i / 2;
	self->loop.pcm = client_open();
	if (err || !self->loop.pcm)
		return err ?: -errno;
	err = client_info(self->control, self->loop.pcm, &info);
	self->loop.id = info.id;
	return err ?: loop_fill(&self->loop, RATE);
}

static int open_take(FIXTURE_DATA(race) *self)
{
	struct take_config config = TAKE_DEFAULT;
	int err;

	config.device = OF_MONITORS;
	config.buffer = 3 * RATE;
	err = take_new(&self->take, self->control, &config, ROOM);
	if (!err)
		err = take_source(self->control, &self->take, MIXCORE_SOURCE_STREAM, self->loop.id);
	return err < 0 ? err : take_start(&self->take);
}

FIXTURE_SETUP(race)
{
	unsigned int i;
	int id;

	self->seed = 815;
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	for (i = 0; i < OUTPUTS; i++) {
		ASSERT_EQ(0, testcard_reset(i));
		id = attach_output(self->control, i);
		ASSERT_LT(0, id);
		self->places[i] = id;
	}
	self->places[OUTPUTS] = MIXCORE_OUTPUT_NULL;
	ASSERT_EQ(0, open_loop(self));
	ASSERT_LE(0, snd_pcm_start(self->loop.pcm));
	ASSERT_LE(0, open_take(self));
}

FIXTURE_TEARDOWN(race)
{
	take_close(&self->take);
	loop_close(&self->loop);
	reset_all(self->control);
	close(self->control);
}

static bool is_next(const FIXTURE_DATA(race) *self, const int32_t *frame)
{
	if (frame[0] != frame[1] || frame[0] < 1 || frame[0] > RING)
		return false;
	return !self->latest || frame[0] == (int32_t)(self->latest % RING + 1);
}

/* Silence before the first number is none of the stream's. */
static void count(FIXTURE_DATA(race) *self, const int32_t *frame)
{
	if (!frame[0] && !frame[1]) {
		if (self->latest && !self->silent++)
			printf("# silence behind %u, after %llu frames\n", self->latest,
			       (unsigned long long)self->frames);
		return;
	}
	if (is_next(self, frame))
		self->frames++;
	else if (!self->wrong++)
		printf("# %d %d behind %u, after %llu frames\n", frame[0], frame[1], self->latest,
		       (unsigned long long)self->frames);
	self->latest = frame[0];
}

/* What was recorded meanwhile. Nobody's ring is long enough for every host. */
static int listen(FIXTURE_DATA(race) *self)
{
	const int32_t *frames = (const int32_t *)self->take.bytes;
	unsigned int i;
	int err;

	err = take_read(&self->take);
	for (i = 0; i < self->take.frames; i++)
		count(self, frames + 2 * i);
	self->take.frames = 0;
	if (err != -EPIPE)
		return err;
	self->again++;
	self->latest = 0;
	err = take_again(&self->take);
	return err < 0 ? err : 0;
}

static int change_route(FIXTURE_DATA(race) *self)
{
	unsigned int output = self->places[riot_random(&self->seed, PLACES)];
	struct mixcore_route_set set = route_call(self->loop.id, output);

	if (!riot_random(&self->seed, 3))
		return route_remove(self->control, self->loop.id, output);
	if (riot_random(&self->seed, 2)) {
		set.mask = MIXCORE_SET_DELAY;
		set.delay_frames = riot_random(&self->seed, 3000);
	}
	return route_set(self->control, set);
}

static int move(FIXTURE_DATA(race) *self, enum besides besides)
{
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = self->loop.id,
		.output = self->places[riot_random(&self->seed, PLACES)],
	};
	struct mixcore_stream_info info;
	int err;

	if (besides == ROUTES && riot_random(&self->seed, 3))
		return change_route(self);
	if (besides == FADES && !riot_random(&self->seed, 3))
		move.fade_frames = 1 + riot_random(&self->seed, 3000);
	if (riot_random(&self->seed, 2)) {
		err = stream_get(self->control, self->loop.id, &info);
		if (err)
			return err;
		move.flags = MIXCORE_MOVE_F_AT_FRAME;
		move.frame = info.frames + riot_random(&self->seed, 1500);
	}
	return call(self->control, MIXCORE_IOCTL_STREAM_MOVE, &move);
}

/* There may be too many fades at once, a move that waits, or no such route; loopbacks add to gains. */
static bool is_failure(int err)
{
	return err && err != -ETIME && err != -EBUSY && err != -ENOENT && err != -EEXIST;
}

/* So long, and longer on a slow machine. How many moves were made, or what went wrong. */
static int move_for(FIXTURE_DATA(race) *self, const struct riot *riot, unsigned int seconds,
		    enum besides besides)
{
	uint64_t begin = now_ns(), end = begin + seconds * 1000000000ULL;
	uint64_t latest = begin + seconds * 10000000000ULL;
	int err, moves = 0;
	unsigned int row;

	while (now_ns() < end ||
	       (now_ns() < latest && (moves < MOVES || !riot_did_all(riot)))) {
		for (row = 0; row < 5; row++) {
			err = move(self, besides);
			if (is_failure(err))
				return err;
			moves += !err;
		}
		err = listen(self);
		if (err < 0)
			return err;
		sleep_ms(riot_random(&self->seed, 10));
	}
	return moves;
}

static unsigned int race_seconds(void)
{
	const char *seconds = getenv("RACE_SECONDS");

	return seconds ? atoi(seconds) : 20;
}

/* Of what is only here as long as somebody has it. */
static int wait_alone(int control)
{
	struct mixcore_status status = { .size = sizeof(status) };
	unsigned int ms;
	int err = 0;

	for (ms = 0; !err && ms < 5000; ms++) {
		err = call(control, MIXCORE_IOCTL_STATUS, &status);
		if (!err && status.streams <= 2)
			return 0;
		sleep_ms(1);
	}
	return err ?: -ETIMEDOUT;
}

/* Nothing is counted that is not there. */
static void judge_rest(struct __test_metadata *_metadata, int control)
{
	struct graph graph;
	unsigned int i;

	ASSERT_EQ(0, wait_bytes(control, 0));
	ASSERT_EQ(0, graph_read(control, &graph));
	EXPECT_EQ(0, graph.status.streams);
	EXPECT_EQ(0, graph.status.running);
	EXPECT_EQ(0, graph.status.card_bytes);
	EXPECT_EQ(0, graph.streams);
	EXPECT_EQ(0, graph.routes);
	EXPECT_EQ(0, graph.loopbacks);
	EXPECT_EQ(1 + OUTPUTS, graph.outputs);
	EXPECT_EQ(1, graph.inputs);
	for (i = 0; i < graph.outputs; i++) {
		EXPECT_EQ(0, graph.output[i].streams);
		EXPECT_EQ(0, graph.output[i].running);
		EXPECT_EQ(0, graph.output[i].recorders);
		EXPECT_EQ(0, graph.output[i].recording);
		EXPECT_EQ(0, graph.output[i].loopbacks);
	}
	for (i = 0; i < graph.inputs; i++) {
		EXPECT_EQ(0, graph.input[i].recorders);
		EXPECT_EQ(0, graph.input[i].recording);
		EXPECT_EQ(0, graph.input[i].loopbacks);
	}
}

/* What the others have left: also loopbacks from the null input. */
static int clear_rest(FIXTURE_DATA(race) *self)
{
	struct mixcore_output_info output = { .size = sizeof(output) };
	struct mixcore_input_info input = { .size = sizeof(input) };
	struct mixcore_route_info loopback = { .size = sizeof(loopback) };
	int err = 0;

	while (!err && !call(self->control, MIXCORE_IOCTL_LOOPBACK_NEXT, &loopback)) {
		struct mixcore_route_remove remove = {
			sizeof(remove), loopback.stream, loopback.output,
		};

		err = call(self->control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &remove);
	}
	while (!err && !call(self->control, MIXCORE_IOCTL_OUTPUT_NEXT, &output))
		if (!strcmp(output.name, RIOT_CABLE_NAME))
			err = detach(self->control, output.id);
	while (!err && !call(self->control, MIXCORE_IOCTL_INPUT_NEXT, &input))
		if (input.id != MIXCORE_INPUT_NULL)
			err = input_detach(self->control, input.id);
	return err;
}

static void race(struct __test_metadata *_metadata, FIXTURE_DATA(race) *self,
		 enum besides besides)
{
	unsigned int seconds = race_seconds(), i;
	struct riot *riot = riot_begin(self->take.id);
	int moves;

	ASSERT_NE(NULL, riot);
	moves = move_for(self, riot, seconds, besides);
	EXPECT_EQ(0, riot_end(riot));
	EXPECT_TRUE(riot_did_all(riot));
	printf("# %d moves, %llu frames in order, %u silent, %u wrong, %u times from the beginning\n",
	       moves, (unsigned long long)self->frames, self->silent, self->wrong, self->again);
	fflush(stdout);
	EXPECT_LE(MOVES, moves);
	/* It still is recorded, wherever it plays. */
	self->frames = 0;
	self->latest = 0;
	ASSERT_EQ(0, wait_alone(self->control));
	for (i = 0; i < 5000 && !self->frames; i++) {
		ASSERT_LE(0, listen(self));
		sleep_ms(1);
	}
	EXPECT_LT(0, self->frames);
	take_close(&self->take);
	loop_close(&self->loop);
	ASSERT_EQ(0, clear_rest(self));
	judge_rest(_metadata, self->control);
}

TEST_F_TIMEOUT(race, each_frame_is_recorded_once, 600)
{
	race(_metadata, self, NOTHING);
	EXPECT_EQ(0, self->wrong);
	EXPECT_EQ(0, self->silent);
}

TEST_F_TIMEOUT(race, with_fades, 600)
{
	race(_metadata, self, FADES);
}

TEST_F_TIMEOUT(race, with_routes, 600)
{
	race(_metadata, self, ROUTES);
}

TEST_HARNESS_MAIN
