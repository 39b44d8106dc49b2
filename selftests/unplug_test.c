// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cards are unplugged and come back, many times, under streams of numbered frames that play on
 * several outputs: all cards at once, or one after the other. The application must not notice, and
 * each output plays on as soon as its card is back.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>

#include "client.h"
#include "counter.h"
#include "routes.h"
#include "runs.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define PERIOD		512
#define BUFFER		4096
#define SOON		(COUNTER_RATE / 20)	/* frames of a card until it is heard again */
/* Frames that are mixed and not heard yet, beside the delay: some cards tell each 50 ms what came. */
#define LATE		(COUNTER_RATE / 10)
#define SETTLED_MS	110			/* after a change: longer than both */

FIXTURE(unplug) {
	struct counter counter;
	unsigned int outputs;			/* on which it plays, the first ones */
	uint64_t played[2];			/* of the stream, and of its partner */
	bool gone[COUNTER_LISTENERS];
	bool again[COUNTER_LISTENERS];		/* it has been gone */
	uint32_t since[COUNTER_LISTENERS];	/* in the record: when it came */
};

/* How late it plays on each output; on the first one only, or on all. */
FIXTURE_VARIANT(unplug) {
	unsigned int outputs, delay[COUNTER_LISTENERS];
	bool linked;
};

FIXTURE_VARIANT_ADD(unplug, one_output) { .outputs = 1 };
FIXTURE_VARIANT_ADD(unplug, all_outputs) { .outputs = 3, .delay = { 0, 2400, 4800 } };
FIXTURE_VARIANT_ADD(unplug, leader_is_late) { .outputs = 3, .delay = { 3600, 0, 1200 } };
FIXTURE_VARIANT_ADD(unplug, linked) { .outputs = 3, .delay = { 0, 2400, 4800 }, .linked = true };

static int output_of(const struct counter *counter, unsigned int i)
{
	return counter->listeners[i].output;
}

static int make_routes(const struct counter *counter, unsigned int stream,
		       const FIXTURE_VARIANT(unplug) *variant)
{
	int err = route_delay(counter->control, stream, output_of(counter, 0), variant->delay[0]);
	unsigned int i;

	for (i = 1; !err && i < variant->outputs; i++)
		err = route_make(counter->control, stream, output_of(counter, i),
				 variant->delay[i]);
	return err;
}

FIXTURE_SETUP(unplug)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	/* A test that was killed has left them as they were. */
	for (i = 0; i < COUNTER_LISTENERS; i++)
		ASSERT_EQ(0, testcard_reset(i));
	self->outputs = variant->outputs;
	ASSERT_EQ(0, counter_open(counter, PERIOD, BUFFER, 0));
	ASSERT_EQ(0, make_routes(counter, counter->stream, variant));
	if (variant->linked) {
		ASSERT_EQ(0, counter_split(counter));
		ASSERT_EQ(0, make_routes(counter, counter->partner_stream, variant));
	} else {
		ASSERT_EQ(0, counter_record(counter));
	}
}

FIXTURE_TEARDOWN(unplug)
{
	unsigned int i;

	counter_close(&self->counter);
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_EQ(0, testcard_reset(i));
}

static unsigned int times(void)
{
	return size_is_full() ? 100 : 10;
}

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

static struct mixcore_stream_info stream_of(const struct counter *counter, unsigned int stream)
{
	struct mixcore_stream_info info = { 0 };

	stream_get(counter->control, stream, &info);
	return info;
}

static unsigned int state_of(const struct counter *counter, unsigned int i)
{
	struct mixcore_output_info info;

	return output_get(counter->control, output_of(counter, i), &info) ? ~0U : info.state;
}

static int step_forward(const struct counter *counter, unsigned int stream, uint64_t *played)
{
	uint64_t now = stream_of(counter, stream).frames;
	bool back = now < *played;

	*played = now;
	return back ? -EILSEQ : 0;
}

/* As counter_run(); -EILSEQ when a stream's position goes back. */
static int run_forward(FIXTURE_DATA(unplug) *self, unsigned int ms)
{
	struct counter *counter = &self->counter;
	unsigned int step;
	int err = 0;

	for (; !err && ms; ms -= step) {
		step = ms < 5 ? ms : 5;
		err = counter_run(counter, step) ?:
		      step_forward(counter, counter->stream, &self->played[0]);
		if (!err && counter->partner)
			err = step_forward(counter, counter->partner_stream, &self->played[1]);
	}
	return err;
}

/* Cards first to last, at once: none of them waits for the others. */
static int pull(FIXTURE_DATA(unplug) *self, unsigned int first, unsigned int last)
{
	unsigned int i;
	int err = 0;

	for (i = first; i <= last; i++)
		counter_deafen(&self->counter, i);
	for (i = first; !err && i <= last; i++) {
		err = testcard_set(i, "vanish", "1");
		self->gone[i] = true;
	}
	return err;
}

static int plug(FIXTURE_DATA(unplug) *self, unsigned int i)
{
	int err = testcard_wait(i, "vanish", '2', 1000) ?: testcard_set(i, "appear", "1");

	self->gone[i] = false;
	self->again[i] = true;
	self->since[i] = self->counter.listeners[i].recorded;
	return err ?: counter_reattach(&self->counter, i);
}

/* What listener i has recorded since its card came. */
static struct runs runs_since(FIXTURE_DATA(unplug) *self, unsigned int i)
{
	struct listener piece = self->counter.listeners[i];

	piece.record += self->since[i];
	piece.recorded -= self->since[i];
	return runs_of(&piece);
}

/* The number that was heard last, 0: none. */
static uint32_t latest_of(FIXTURE_DATA(unplug) *self, unsigned int i)
{
	struct listener *listener = &self->counter.listeners[i];
	struct runs runs;
	uint32_t latest;

	if (!listener->record)
		return listener->latest;
	runs = runs_since(self, i);
	latest = runs.count ? runs.run[runs.count - 1].last : 0;
	runs_free(&runs);
	return latest;
}

/* The stream's own, and its partner's. */
static void expect_undisturbed(struct __test_metadata *_metadata, FIXTURE_DATA(unplug) *self)
{
	struct counter *counter = &self->counter;
	unsigned int id[2] = { counter->stream, counter->partner_stream }, n;

	for (n = 0; n < (counter->partner ? 2 : 1); n++) {
		struct mixcore_stream_info info = stream_of(counter, id[n]);

		EXPECT_EQ(id[n], info.id);
		EXPECT_EQ(0, info.xruns);
		EXPECT_EQ(0, info.silence_frames);
	}
	/* Of linked streams: a frame that only one of them has. */
	EXPECT_EQ(0, counter->wrong);
	EXPECT_EQ(0, counter->back);
}

/*
 * What a card has played since it came: soon something, in order, and nothing is missing. What its
 * line had to put in, it has counted.
 */
static void expect_whole(struct __test_metadata *_metadata, FIXTURE_DATA(unplug) *self,
			 unsigned int i)
{
	struct mixcore_route_info info;
	struct runs runs = runs_since(self, i);

	ASSERT_EQ(0, route_get(self->counter.control, self->counter.stream,
			       output_of(&self->counter, i), &info));
	ASSERT_LT(0, runs.count);
	EXPECT_EQ(0, runs.back);
	EXPECT_EQ(0, runs.missing);
	EXPECT_GE(info.inserted_frames, runs.silence);
	EXPECT_EQ(0, info.dropped_frames);
	if (self->again[i])
		EXPECT_GE(SOON, runs.run[0].at);
	runs_free(&runs);
}

/* All that are there play, what is due. */
static void expect_playing(struct __test_metadata *_metadata, FIXTURE_DATA(unplug) *self,
			   const FIXTURE_VARIANT(unplug) *variant)
{
	unsigned int i;

	for (i = 0; i < self->outputs; i++) {
		if (self->gone[i])
			continue;
		EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, state_of(&self->counter, i));
		EXPECT_GE(LATE + variant->delay[i],
			  counter_played(&self->counter) - latest_of(self, i)) {
			TH_LOG("output %u", i);
		}
		if (self->counter.listeners[i].record)
			expect_whole(_metadata, self, i);
	}
	expect_undisturbed(_metadata, self);
}

/* Those whose cards are there play to the last frame, and in all nothing came twice. */
static void expect_end(struct __test_metadata *_metadata, FIXTURE_DATA(unplug) *self,
		       const FIXTURE_VARIANT(unplug) *variant)
{
	unsigned int i;

	ASSERT_EQ(0, run_forward(self, SETTLED_MS));
	expect_playing(_metadata, self, variant);
	ASSERT_EQ(0, counter_end(&self->counter));
	for (i = 0; i < self->outputs; i++) {
		struct listener *listener = &self->counter.listeners[i];

		if (!self->gone[i])
			EXPECT_EQ(self->counter.written, latest_of(self, i));
		if (listener->record) {
			struct runs runs = runs_of(listener);

			EXPECT_EQ(0, runs.back);
			runs_free(&runs);
		}
	}
	expect_undisturbed(_metadata, self);
}

TEST_F_TIMEOUT(unplug, all_at_once, 3600)
{
	uint32_t seed = 4711;
	unsigned int n, i;

	for (n = 0; n < times(); n++) {
		ASSERT_EQ(0, run_forward(self, SETTLED_MS + random_below(&seed, 50)));
		expect_playing(_metadata, self, variant);
		ASSERT_EQ(0, pull(self, 0, COUNTER_LISTENERS - 1));
		ASSERT_EQ(0, run_forward(self, 20 + random_below(&seed, 200)));
		for (i = 0; i < COUNTER_LISTENERS; i++)
			EXPECT_EQ(MIXCORE_OUTPUT_LOST, state_of(&self->counter, i));
		for (i = 0; i < COUNTER_LISTENERS; i++)
			ASSERT_EQ(0, plug(self, (i + n) % COUNTER_LISTENERS));
	}
	expect_end(_metadata, self, variant);
}

/* Its output is attached then, or detached a moment before or after. */
static int pull_somehow(FIXTURE_DATA(unplug) *self, unsigned int i, uint32_t *seed)
{
	unsigned int how = random_below(seed, 3);
	int control = self->counter.control, output = output_of(&self->counter, i);
	int err = 0;

	/* Without a stream on it, it would be gone altogether. */
	if (i >= self->outputs)
		how = 0;
	if (how == 1)
		err = detach(control, output) ?: run_forward(self, random_below(seed, 20));
	err = err ?: pull(self, i, i);
	if (how == 2)
		err = err ?: run_forward(self, random_below(seed, 20)) ?: detach(control, output);
	return err;
}

TEST_F_TIMEOUT(unplug, one_after_the_other, 3600)
{
	uint32_t seed = 815;
	unsigned int n, i;

	for (n = 0; n < 2 * COUNTER_LISTENERS * times(); n++) {
		ASSERT_EQ(0, run_forward(self, SETTLED_MS + random_below(&seed, 50)));
		expect_playing(_metadata, self, variant);
		i = random_below(&seed, COUNTER_LISTENERS);
		ASSERT_EQ(0, self->gone[i] ? plug(self, i) : pull_somehow(self, i, &seed));
	}
	expect_end(_metadata, self, variant);
}

TEST_HARNESS_MAIN
