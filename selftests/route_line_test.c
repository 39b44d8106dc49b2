// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stream of numbered frames plays on several outputs: the numbers that each of them plays show what
 * a delay line holds, puts in and leaves out.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "routes.h"
#include "runs.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define PERIOD		512
#define BUFFER		4096
#define STEP		(COUNTER_RATE * MIXCORE_DELAY_STEP_MS / 1000)
#define LONGEST		(COUNTER_RATE * MIXCORE_DELAY_MS_MAX / 1000)
#define CYCLES		(64 + 300 + 128)	/* of all outputs */
#define JITTER		(COUNTER_RATE / 200)	/* by which they may be late */

FIXTURE(line) {
	struct counter counter;
};

FIXTURE_SETUP(line)
{
	ASSERT_EQ(0, counter_open(&self->counter, PERIOD, BUFFER, 0));
	ASSERT_EQ(0, counter_record(&self->counter));
}

FIXTURE_TEARDOWN(line)
{
	unsigned int i;

	counter_close(&self->counter);
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_EQ(0, testcard_reset(i));
}

static int output_of(const struct counter *counter, unsigned int i)
{
	return counter->listeners[i].output;
}

/* Makes the route from the stream to output i. */
static int follow(const struct counter *counter, unsigned int i, unsigned int delay)
{
	return route_make(counter->control, counter->stream, output_of(counter, i), delay);
}

static int set_delay(const struct counter *counter, unsigned int i, unsigned int delay)
{
	return route_delay(counter->control, counter->stream, output_of(counter, i), delay);
}

static int leave(const struct counter *counter, unsigned int i)
{
	return route_remove(counter->control, counter->stream, output_of(counter, i));
}

static int move_to(const struct counter *counter, int output, const uint64_t *frame)
{
	return counter_move(counter, counter->control, output, frame);
}

static struct mixcore_route_info route_of(const struct counter *counter, unsigned int i)
{
	struct mixcore_route_info info;

	route_get(counter->control, counter->stream, output_of(counter, i), &info);
	return info;
}

static struct mixcore_stream_info stream_of(const struct counter *counter)
{
	struct mixcore_stream_info info = { 0 };

	stream_get(counter->control, counter->stream, &info);
	return info;
}

static struct runs runs_on(const struct counter *counter, unsigned int i)
{
	return runs_of(&counter->listeners[i]);
}

/* Numbers from one to another, in one piece, and nothing else. */
#define EXPECT_HEARD(counter, i, from, to) do {					\
	struct runs _runs = runs_on(counter, i);				\
										\
	ASSERT_EQ(1, _runs.count) {						\
		TH_LOG("output %u", (unsigned int)(i));				\
	}									\
	EXPECT_EQ(from, _runs.run[0].first);					\
	EXPECT_EQ(to, _runs.run[0].last);					\
	runs_free(&_runs);							\
} while (0)

#define EXPECT_WHOLE(counter, i) EXPECT_HEARD(counter, i, 1, (counter)->written)

#define EXPECT_NOTHING_COUNTED(counter, i) do {					\
	EXPECT_EQ(0, route_of(counter, i).inserted_frames);			\
	EXPECT_EQ(0, route_of(counter, i).dropped_frames);			\
} while (0)

/* The application noticed nothing. */
#define EXPECT_UNDISTURBED(counter) do {					\
	EXPECT_EQ(0, stream_of(counter).xruns);					\
	EXPECT_EQ(0, stream_of(counter).silence_frames);			\
} while (0)

/*
 * All of it in order, with as much silence and as little left out as was counted. What was put in
 * after the last number is not seen: a stream drains to the end of a period.
 */
#define EXPECT_AS_COUNTED(counter, i, unseen) do {				\
	struct mixcore_route_info _info = route_of(counter, i);			\
	struct runs _runs = runs_on(counter, i);				\
	uint32_t _end;								\
										\
	ASSERT_LT(0, _runs.count);						\
	EXPECT_EQ(0, _runs.back);						\
	EXPECT_EQ(1, _runs.run[0].first);					\
	_end = (counter)->written - _runs.run[_runs.count - 1].last;		\
	EXPECT_LE(_runs.silence, _info.inserted_frames);			\
	EXPECT_GE(_runs.silence + (unseen), _info.inserted_frames);		\
	/* The last frames may be among them. */				\
	EXPECT_EQ(_info.dropped_frames, _runs.missing + _end);			\
	runs_free(&_runs);							\
} while (0)

/*
 * Everything everywhere
 */

TEST_F(line, who_follows_plays_all)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, follow(counter, 2, 9600));
	ASSERT_EQ(0, counter_run(counter, 500));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		EXPECT_WHOLE(counter, i);
		EXPECT_NOTHING_COUNTED(counter, i);
	}
	EXPECT_UNDISTURBED(counter);
}

TEST_F(line, planar)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, counter_set_planar(counter));
	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, follow(counter, 2, 1000));
	ASSERT_EQ(0, set_delay(counter, 0, 500));
	ASSERT_EQ(0, counter_run(counter, 500));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_WHOLE(counter, i);
}

/* The null output keeps time as well as any. */
TEST_F(line, led_by_the_null_output)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, move_to(counter, MIXCORE_OUTPUT_NULL, NULL));
	ASSERT_EQ(0, follow(counter, 0, 0));
	ASSERT_EQ(0, follow(counter, 1, 100));
	ASSERT_EQ(0, counter_run(counter, 500));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 0);
	EXPECT_WHOLE(counter, 1);
	EXPECT_UNDISTURBED(counter);
}

/* From the cycle on that comes next to the one in which it leaves. */
TEST_F(line, comes_and_goes_while_the_stream_plays)
{
	struct counter *counter = &self->counter;
	uint64_t came, left;
	struct runs runs;

	ASSERT_EQ(0, counter_run(counter, 100));
	came = counter_played(counter);
	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, leave(counter, 1));
	left = counter_played(counter);
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 0);
	runs = runs_on(counter, 1);
	ASSERT_EQ(1, runs.count);
	/* The number of a frame is one more than its place. */
	EXPECT_LE(came + 1, runs.run[0].first);
	EXPECT_GE(came + 1 + 2 * 64, runs.run[0].first);
	EXPECT_GE(left, runs.run[0].last);
	EXPECT_LE(left - CYCLES - JITTER - 300, runs.run[0].last);
	EXPECT_UNDISTURBED(counter);
}

/*
 * Delays
 */

/* So many times the delay is changed; each change is heard before the next one. */
#define DELAYS	6
static const unsigned int delays[DELAYS] = { 4800, 7200, 7201, 3600, 1, STEP - 1 };

static int change_delays(struct counter *counter, unsigned int i)
{
	unsigned int n;
	int err = 0;

	for (n = 1; !err && n < DELAYS; n++)
		err = counter_run(counter, 160) ?: set_delay(counter, i, delays[n]);
	return err ?: counter_run(counter, 350) ?: counter_end(counter);
}

#define EXPECT_DELAYS(counter, i) do {						\
	struct runs _runs = runs_on(counter, i);				\
	unsigned int _n;							\
										\
	ASSERT_EQ(DELAYS, _runs.count);						\
	EXPECT_EQ(1, _runs.run[0].first);					\
	EXPECT_EQ((counter)->written, _runs.run[DELAYS - 1].last);		\
	for (_n = 1; _n < DELAYS; _n++)						\
		EXPECT_EQ((int)delays[_n] - (int)delays[_n - 1],		\
			  (int)_runs.run[_n].silence - (int)_runs.run[_n].missing); \
	EXPECT_EQ(0, _runs.back);						\
	runs_free(&_runs);							\
} while (0)

/* As much silence is put in, or as many frames left out, as the delay changes by. */
TEST_F(line, a_delay_changes_where_it_follows)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, follow(counter, 1, delays[0]));
	ASSERT_EQ(0, follow(counter, 2, 100));
	ASSERT_EQ(0, change_delays(counter, 1));
	EXPECT_DELAYS(counter, 1);
	EXPECT_NOTHING_COUNTED(counter, 1);
	EXPECT_WHOLE(counter, 0);
	EXPECT_WHOLE(counter, 2);
}

TEST_F(line, a_delay_changes_where_it_leads)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, set_delay(counter, 0, delays[0]));
	ASSERT_EQ(0, follow(counter, 2, 100));
	ASSERT_EQ(0, change_delays(counter, 0));
	EXPECT_DELAYS(counter, 0);
	EXPECT_NOTHING_COUNTED(counter, 0);
	EXPECT_WHOLE(counter, 2);
	EXPECT_UNDISTURBED(counter);
}

/* From none to some and back. */
TEST_F(line, the_leading_route_gets_a_delay_and_loses_it)
{
	struct counter *counter = &self->counter;
	struct runs runs;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, set_delay(counter, 0, 3000));
	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, set_delay(counter, 0, 0));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	runs = runs_on(counter, 0);
	ASSERT_EQ(3, runs.count);
	EXPECT_EQ(1, runs.run[0].first);
	EXPECT_EQ(3000, runs.run[1].silence);
	EXPECT_EQ(0, runs.run[1].missing);
	EXPECT_EQ(0, runs.run[2].silence);
	EXPECT_EQ(3000, runs.run[2].missing);
	EXPECT_EQ(counter->written, runs.run[2].last);
	EXPECT_UNDISTURBED(counter);
}

/* Up to the next quarter of a second: of lines for no delay, a small one and such a quarter. */
TEST_F(line, holds_some_more_than_it_was_made_for)
{
	struct counter *counter = &self->counter;
	const unsigned int from[] = { 100, 0, STEP }, to[] = { STEP - 1, STEP - 1, 2 * STEP - 1 };
	unsigned int i;

	ASSERT_EQ(0, set_delay(counter, 0, from[0]));
	ASSERT_EQ(0, follow(counter, 1, from[1]));
	ASSERT_EQ(0, follow(counter, 2, from[2]));
	ASSERT_EQ(0, counter_run(counter, 400));
	for (i = 0; i < COUNTER_LISTENERS; i++)
		ASSERT_EQ(0, set_delay(counter, i, to[i]));
	ASSERT_EQ(0, counter_run(counter, 400));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		struct runs runs = runs_on(counter, i);

		ASSERT_EQ(2, runs.count);
		EXPECT_EQ(to[i] - from[i], runs.silence) {
			TH_LOG("output %u", i);
		}
		EXPECT_EQ(0, runs.missing) {
			TH_LOG("output %u", i);
		}
		EXPECT_EQ(counter->written, runs.run[1].last);
	}
}

/* What it held is lost then, no more. */
TEST_F(line, begins_anew_for_more_than_it_holds)
{
	const unsigned int margin = 64 + 300 + JITTER;
	struct counter *counter = &self->counter;
	struct runs runs;

	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, set_delay(counter, 1, LONGEST));
	ASSERT_EQ(0, counter_run(counter, 2200));
	EXPECT_EQ(LONGEST + margin, route_of(counter, 1).latency_frames);
	ASSERT_EQ(0, counter_end(counter));
	ASSERT_EQ(0, counter_hear(counter, 2000));
	EXPECT_WHOLE(counter, 0);
	runs = runs_on(counter, 1);
	ASSERT_EQ(2, runs.count);
	EXPECT_LE(LONGEST + margin, runs.silence);
	EXPECT_GE(LONGEST + margin + CYCLES, runs.silence);
	EXPECT_GE(margin + CYCLES, runs.missing);
	EXPECT_EQ(counter->written, runs.run[1].last);
}

/* Back and forth before anything of it is heard: what counts is where it is in the end. */
TEST_F(line, delays_in_a_row)
{
	struct counter *counter = &self->counter;
	const struct run *run;
	struct runs runs;
	unsigned int n;

	ASSERT_EQ(0, follow(counter, 1, STEP));
	ASSERT_EQ(0, counter_run(counter, 400));
	for (n = 0; n < 20; n++)
		ASSERT_EQ(0, set_delay(counter, 1, n % 2 ? 7 * n : STEP - 11 * n));
	ASSERT_EQ(0, set_delay(counter, 1, STEP - 1234));
	ASSERT_EQ(0, counter_run(counter, 400));
	ASSERT_EQ(0, counter_end(counter));
	runs = runs_on(counter, 1);
	ASSERT_LE(2, runs.count);
	EXPECT_EQ(0, runs.back);
	run = &runs.run[runs.count - 1];
	EXPECT_EQ(-1234, (int)(run->at - runs.run[0].at) -
		  (int)(run->first - runs.run[0].first));
	EXPECT_EQ(counter->written, run->last);
	EXPECT_NOTHING_COUNTED(counter, 1);
}

/*
 * Stops
 */

/* The same numbers in the same pieces. */
#define EXPECT_SAME_PIECES(counter, i, pieces) do {				\
	struct runs _leads = runs_on(counter, 0), _follows = runs_on(counter, i); \
	unsigned int _n;							\
										\
	ASSERT_EQ(pieces, _leads.count);					\
	ASSERT_EQ(pieces, _follows.count);					\
	for (_n = 0; _n < _leads.count; _n++) {					\
		EXPECT_EQ(_leads.run[_n].first, _follows.run[_n].first);	\
		EXPECT_EQ(_leads.run[_n].last, _follows.run[_n].last);		\
	}									\
	EXPECT_EQ((counter)->written, _follows.run[_n - 1].last);		\
	runs_free(&_leads);							\
	runs_free(&_follows);							\
} while (0)

/* Each piece as long after the leading one: cycles alone do not begin at the same time. */
#define EXPECT_SAME_LATENCY(counter, i) do {					\
	struct runs _leads = runs_on(counter, 0), _follows = runs_on(counter, i); \
	int _first = (int)_follows.run[0].at - (int)_leads.run[0].at, _later;	\
	unsigned int _n;							\
										\
	for (_n = 1; _n < _leads.count && _n < _follows.count; _n++) {		\
		_later = (int)_follows.run[_n].at - (int)_leads.run[_n].at;	\
		EXPECT_GE(CYCLES, abs(_later - _first)) {			\
			TH_LOG("output %u, piece %u: %d frames, not %d",	\
			       (unsigned int)(i), _n, _later, _first);		\
		}								\
	}									\
	runs_free(&_leads);							\
	runs_free(&_follows);							\
} while (0)

/* Shorter than the delay, about as long, longer. */
TEST_F(line, pauses)
{
	static const unsigned int pauses[] = { 20, 105, 300 };
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, follow(counter, 1, 4800));
	ASSERT_EQ(0, follow(counter, 2, 0));
	ASSERT_EQ(0, counter_run(counter, 150));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 1));
		ASSERT_EQ(0, counter_hear(counter, pauses[i]));
		ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 0));
		ASSERT_EQ(0, counter_run(counter, 150));
	}
	ASSERT_EQ(0, counter_end(counter));
	for (i = 1; i < COUNTER_LISTENERS; i++) {
		EXPECT_SAME_PIECES(counter, i, 4);
		EXPECT_SAME_LATENCY(counter, i);
		EXPECT_EQ(0, runs_on(counter, i).missing);
		EXPECT_NOTHING_COUNTED(counter, i);
	}
}

/* More of them than a line keeps apart: no frame is lost, and in the end the latency is right. */
TEST_F(line, many_short_pauses)
{
	const struct run *leads, *follows;
	struct counter *counter = &self->counter;
	struct runs leading, following;
	unsigned int i;
	int first, last;

	ASSERT_EQ(0, follow(counter, 1, 24000));
	ASSERT_EQ(0, counter_run(counter, 50));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 1));
		ASSERT_EQ(0, counter_hear(counter, 5));
		ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 0));
		ASSERT_EQ(0, counter_run(counter, 10));
	}
	ASSERT_EQ(0, counter_run(counter, 700));
	ASSERT_EQ(0, counter_end(counter));
	ASSERT_EQ(0, counter_hear(counter, 500));
	leading = runs_on(counter, 0);
	following = runs_on(counter, 1);
	ASSERT_LT(0, leading.count);
	ASSERT_LT(0, following.count);
	EXPECT_EQ(0, following.back);
	EXPECT_EQ(0, following.missing);
	leads = &leading.run[leading.count - 1];
	follows = &following.run[following.count - 1];
	EXPECT_EQ(counter->written, follows->last);
	first = (int)following.run[0].at - (int)leading.run[0].at;
	last = (int)(follows->at - follows->first) - (int)(leads->at - leads->first);
	EXPECT_GE(CYCLES, abs(last - first));
}

/* What the application takes back is heard nowhere, what was mixed everywhere. */
TEST_F(line, drops)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, follow(counter, 1, 4800));
	ASSERT_EQ(0, follow(counter, 2, 0));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, counter_run(counter, 150));
		ASSERT_EQ(0, snd_pcm_drop(counter->pcm));
		ASSERT_EQ(0, counter_hear(counter, 20 + 100 * i));
		ASSERT_EQ(0, snd_pcm_prepare(counter->pcm));
	}
	ASSERT_EQ(0, counter_run(counter, 150));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 1; i < COUNTER_LISTENERS; i++) {
		EXPECT_SAME_PIECES(counter, i, 4);
		EXPECT_SAME_LATENCY(counter, i);
		EXPECT_LT(0, runs_on(counter, i).missing);
		EXPECT_NOTHING_COUNTED(counter, i);
	}
}

/* The application is late. */
TEST_F(line, underruns)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, follow(counter, 1, 4800));
	ASSERT_EQ(0, follow(counter, 2, 0));
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, counter_run(counter, 150));
		ASSERT_EQ(0, counter_hear(counter, 150));
		EXPECT_EQ(SND_PCM_STATE_XRUN, snd_pcm_state(counter->pcm));
		ASSERT_EQ(0, snd_pcm_prepare(counter->pcm));
	}
	ASSERT_EQ(0, counter_run(counter, 150));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 1; i < COUNTER_LISTENERS; i++) {
		EXPECT_SAME_PIECES(counter, i, 3);
		EXPECT_SAME_LATENCY(counter, i);
		EXPECT_EQ(0, runs_on(counter, i).missing);
		EXPECT_NOTHING_COUNTED(counter, i);
	}
}

/*
 * Another one leads
 */

/* As counter_run(); -EILSEQ when the stream's position goes back. */
static int run_forward(struct counter *counter, unsigned int ms)
{
	uint64_t before = 0, now;
	int err = 0;

	for (; !err && ms; ms--) {
		err = counter_run(counter, 1);
		now = counter_played(counter);
		if (now < before)
			err = -EILSEQ;
		before = now;
	}
	return err;
}

TEST_F(line, the_leading_route_goes)
{
	struct counter *counter = &self->counter;
	uint64_t left;

	ASSERT_EQ(0, follow(counter, 1, 2400));
	ASSERT_EQ(0, follow(counter, 2, 4800));
	ASSERT_EQ(0, run_forward(counter, 200));
	ASSERT_EQ(0, leave(counter, 0));
	left = counter_played(counter);
	EXPECT_EQ(MIXCORE_ROUTE_F_LEADS, route_of(counter, 1).flags & MIXCORE_ROUTE_F_LEADS);
	EXPECT_EQ(output_of(counter, 1), (int)stream_of(counter).output);
	ASSERT_EQ(0, run_forward(counter, 300));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 1);
	EXPECT_NOTHING_COUNTED(counter, 1);
	EXPECT_AS_COUNTED(counter, 2, PERIOD);
	EXPECT_EQ(0, route_of(counter, 2).dropped_frames);
	EXPECT_UNDISTURBED(counter);
	/* The call waits for the end of the cycle. */
	{
		struct runs runs = runs_on(counter, 0);

		ASSERT_EQ(1, runs.count);
		EXPECT_EQ(1, runs.run[0].first);
		EXPECT_GE(left, runs.run[0].last);
		EXPECT_LE(left - 300, runs.run[0].last);
	}
}

/* One after the other, and each comes back as a follower: who leads never stumbles. */
TEST_F(line, all_lead_in_turn)
{
	struct counter *counter = &self->counter;
	unsigned int left[COUNTER_LISTENERS] = { 0 };
	unsigned int n, i;

	ASSERT_EQ(0, follow(counter, 1, 1200));
	ASSERT_EQ(0, follow(counter, 2, 1200));
	for (n = 0; n < 9; n++) {
		ASSERT_EQ(0, run_forward(counter, 80));
		for (i = 0; i < COUNTER_LISTENERS; i++)
			if (route_of(counter, i).flags & MIXCORE_ROUTE_F_LEADS)
				break;
		ASSERT_EQ(0, leave(counter, i));
		ASSERT_EQ(0, follow(counter, i, 1200));
		left[i]++;
	}
	ASSERT_EQ(0, run_forward(counter, 80));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		struct runs runs = runs_on(counter, i);

		EXPECT_EQ(0, runs.back);
		ASSERT_LT(left[i], runs.count);
		EXPECT_EQ(counter->written, runs.run[runs.count - 1].last);
		/* Whoever stays misses nothing. */
		if (!left[i])
			EXPECT_EQ(0, runs.missing);
	}
	EXPECT_UNDISTURBED(counter);
}

/* What the line holds is played where it was, and the rest elsewhere: nothing twice. */
TEST_F(line, a_move_leaves_the_line_to_end)
{
	struct counter *counter = &self->counter;
	struct runs old;

	ASSERT_EQ(0, set_delay(counter, 0, 9600));
	ASSERT_EQ(0, run_forward(counter, 300));
	ASSERT_EQ(0, move_to(counter, output_of(counter, 1), NULL));
	ASSERT_EQ(0, run_forward(counter, 400));
	ASSERT_EQ(0, counter_end(counter));
	old = runs_on(counter, 0);
	ASSERT_EQ(1, old.count);
	EXPECT_EQ(1, old.run[0].first);
	EXPECT_HEARD(counter, 1, old.run[0].last + 1, counter->written);
	EXPECT_UNDISTURBED(counter);
	EXPECT_EQ(0, route_of(counter, 1).delay_frames);
	/* Nothing is left of it. */
	EXPECT_EQ(0, route_of(counter, 0).stream);
}

TEST_F(line, a_move_at_a_frame_leaves_the_line_to_end)
{
	struct counter *counter = &self->counter;
	uint64_t frame;

	ASSERT_EQ(0, set_delay(counter, 0, 9600));
	ASSERT_EQ(0, run_forward(counter, 100));
	frame = counter_played(counter) + 3333;
	ASSERT_EQ(0, move_to(counter, output_of(counter, 1), &frame));
	ASSERT_EQ(0, run_forward(counter, 400));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_HEARD(counter, 0, 1, frame);
	EXPECT_HEARD(counter, 1, frame + 1, counter->written);
	EXPECT_UNDISTURBED(counter);
}

/* Its line goes on. */
TEST_F(line, a_move_to_where_it_follows)
{
	struct counter *counter = &self->counter;
	struct runs old;

	ASSERT_EQ(0, follow(counter, 1, 2400));
	ASSERT_EQ(0, run_forward(counter, 200));
	ASSERT_EQ(0, move_to(counter, output_of(counter, 1), NULL));
	ASSERT_EQ(0, run_forward(counter, 200));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 1);
	EXPECT_NOTHING_COUNTED(counter, 1);
	old = runs_on(counter, 0);
	ASSERT_EQ(1, old.count);
	EXPECT_GT(counter->written, old.run[0].last);
	EXPECT_UNDISTURBED(counter);
}

TEST_F(line, a_move_to_where_it_follows_at_a_frame)
{
	struct counter *counter = &self->counter;
	uint64_t frame;

	ASSERT_EQ(0, follow(counter, 1, 2400));
	ASSERT_EQ(0, run_forward(counter, 100));
	frame = counter_played(counter) + 3333;
	ASSERT_EQ(0, move_to(counter, output_of(counter, 1), &frame));
	ASSERT_EQ(0, run_forward(counter, 200));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_HEARD(counter, 0, 1, frame);
	EXPECT_WHOLE(counter, 1);
	EXPECT_UNDISTURBED(counter);
}

/* Others follow the new one as they followed the old one. */
TEST_F(line, a_move_beside_those_that_follow)
{
	struct counter *counter = &self->counter;
	uint64_t frame;

	ASSERT_EQ(0, follow(counter, 2, 0));
	ASSERT_EQ(0, run_forward(counter, 100));
	frame = counter_played(counter) + 3333;
	ASSERT_EQ(0, move_to(counter, output_of(counter, 1), &frame));
	ASSERT_EQ(0, run_forward(counter, 200));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_HEARD(counter, 0, 1, frame);
	EXPECT_HEARD(counter, 1, frame + 1, counter->written);
	EXPECT_AS_COUNTED(counter, 2, PERIOD);
	EXPECT_EQ(0, route_of(counter, 2).dropped_frames);
	EXPECT_UNDISTURBED(counter);
}

/*
 * Backends that stall, go, and keep time badly
 */

/* It misses what its card does not play; the leading one and others miss nothing. */
TEST_F(line, the_card_of_one_that_follows_stalls)
{
	struct counter *counter = &self->counter;
	struct runs runs;
	struct run last;

	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, follow(counter, 2, 0));
	ASSERT_EQ(0, run_forward(counter, 300));
	ASSERT_EQ(0, testcard_set(1, "stall", "1"));
	ASSERT_EQ(0, run_forward(counter, 500));
	ASSERT_EQ(0, testcard_set(1, "stall", "0"));
	ASSERT_EQ(0, run_forward(counter, 1000));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 0);
	EXPECT_WHOLE(counter, 2);
	EXPECT_UNDISTURBED(counter);
	runs = runs_on(counter, 1);
	ASSERT_LE(2, runs.count);
	EXPECT_EQ(1, runs.run[0].first);
	EXPECT_EQ(0, runs.back);
	EXPECT_LT(COUNTER_RATE / 4, runs.missing);
	last = runs.run[runs.count - 1];
	EXPECT_EQ(counter->written, last.last);
	EXPECT_LT(COUNTER_RATE / 2, last.last - last.first);
}

/* It goes on by the null clock; who follows waits for it when it does, and loses nothing. */
TEST_F(line, the_card_of_the_leading_one_stalls)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, follow(counter, 2, 4800));
	ASSERT_EQ(0, run_forward(counter, 300));
	ASSERT_EQ(0, testcard_set(0, "stall", "1"));
	ASSERT_EQ(0, run_forward(counter, 500));
	ASSERT_EQ(0, testcard_set(0, "stall", "0"));
	ASSERT_EQ(0, run_forward(counter, 500));
	ASSERT_EQ(0, counter_round_up(counter, PERIOD));
	ASSERT_EQ(0, counter_end(counter));
	for (i = 1; i < COUNTER_LISTENERS; i++) {
		EXPECT_AS_COUNTED(counter, i, 0);
		EXPECT_EQ(0, route_of(counter, i).dropped_frames);
	}
	EXPECT_LT(0, route_of(counter, 1).inserted_frames);
	EXPECT_UNDISTURBED(counter);
}

TEST_F(line, the_card_of_one_that_follows_is_unplugged)
{
	struct counter *counter = &self->counter;
	struct runs runs;

	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, run_forward(counter, 200));
	counter_deafen(counter, 1);
	ASSERT_EQ(0, testcard_set(1, "vanish", "1"));
	ASSERT_EQ(0, run_forward(counter, 300));
	ASSERT_EQ(0, testcard_wait(1, "vanish", '2', 1000));
	ASSERT_EQ(0, testcard_set(1, "appear", "1"));
	ASSERT_EQ(0, counter_reattach(counter, 1));
	ASSERT_EQ(0, run_forward(counter, 500));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 0);
	EXPECT_UNDISTURBED(counter);
	runs = runs_on(counter, 1);
	ASSERT_EQ(2, runs.count);
	EXPECT_EQ(0, runs.back);
	EXPECT_EQ(counter->written, runs.run[1].last);
	EXPECT_LT(COUNTER_RATE / 4, runs.run[1].last - runs.run[1].first);
}

/* Until the line has run dry, or full, for the first time. */
static int run_until_counted(struct counter *counter, unsigned int ms)
{
	struct mixcore_route_info info;
	int err = 0;

	for (; ms; ms--) {
		info = route_of(counter, 1);
		if (info.inserted_frames + info.dropped_frames)
			return err;
		err = counter_run(counter, 1);
		if (err)
			return err;
	}
	return -ETIMEDOUT;
}

/* Frames put in less those left out. */
static int64_t balance(const struct counter *counter)
{
	struct mixcore_route_info info = route_of(counter, 1);

	return (int64_t)info.inserted_frames - (int64_t)info.dropped_frames;
}

/* So many parts in a million fast: it runs dry; slow: it runs full. */
static void run_beside(struct __test_metadata *_metadata, struct counter *counter, long apart,
		       unsigned int ms)
{
	int64_t before, expected;
	uint64_t begin;

	ASSERT_EQ(0, follow(counter, 1, 0));
	ASSERT_EQ(0, testcard_set_number(1, "ppb", 1000 * apart));
	ASSERT_EQ(0, run_until_counted(counter, 120000));
	before = balance(counter);
	begin = counter_played(counter);
	ASSERT_EQ(0, counter_run(counter, ms));
	expected = (int64_t)(counter_played(counter) - begin) * apart / 1000000;
	EXPECT_GE(expected + CYCLES, balance(counter) - before);
	EXPECT_LE(expected - CYCLES, balance(counter) - before);
	ASSERT_EQ(0, counter_round_up(counter, PERIOD));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_WHOLE(counter, 0);
	EXPECT_AS_COUNTED(counter, 1, 0);
	EXPECT_EQ(0, apart > 0 ? route_of(counter, 1).dropped_frames :
			       route_of(counter, 1).inserted_frames);
	EXPECT_UNDISTURBED(counter);
}

/* In size full less far apart, for minutes: as long as can be recorded. */
static long ppm(void) { return size_is_full() ? 5000 : 50000; }

static unsigned int clock_ms(void) { return size_is_full() ? 60000 : 2000; }

TEST_F_TIMEOUT(line, a_fast_clock, 3600)
{
	run_beside(_metadata, &self->counter, ppm(), clock_ms());
}

TEST_F_TIMEOUT(line, a_slow_clock, 3600)
{
	run_beside(_metadata, &self->counter, -ppm(), clock_ms());
}

TEST_HARNESS_MAIN
