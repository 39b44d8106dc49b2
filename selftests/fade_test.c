// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stream goes from output to output with a fade: exactly as many frames as were asked for are on
 * both, without a gap on either, and what they are multiplied by adds up to one.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "kselftest_harness.h"

#define PERIOD	512
#define BUFFER	4096
#define VISITS	7
#define LONG_FADE	9600
#define LOUD	32	/* streams */

/* The stream is on an output from one frame to another; `in` and `out` frames of it fade. */
struct visit {
	unsigned int listener;
	uint32_t from, to, in, out;
};

FIXTURE(fade) {
	struct counter counter;
};

FIXTURE_SETUP(fade)
{
	ASSERT_EQ(0, counter_open(&self->counter, PERIOD, BUFFER, 0));
	ASSERT_EQ(0, counter_record(&self->counter));
}

FIXTURE_TEARDOWN(fade)
{
	counter_close(&self->counter);
}

static int output_of(const struct counter *counter, unsigned int i)
{
	return counter->listeners[i % 3].output;
}

static int fade_to(struct counter *counter, unsigned int i, const uint64_t *frame,
		   unsigned int frames)
{
	return counter_fade(counter, counter->control, output_of(counter, i), frame, frames);
}

static struct mixcore_stream_info info_of(const struct counter *counter)
{
	struct mixcore_stream_info info = { 0 };

	stream_get(counter->control, counter->stream, &info);
	return info;
}

static unsigned int routes_of(const struct counter *counter, unsigned int i)
{
	struct mixcore_output_info info = { 0 };

	output_get(counter->control, output_of(counter, i), &info);
	return info.streams;
}

/* Frame n of the stream has the number n + 1, and this before it is multiplied. */
static double expected(const struct visit *visit, uint32_t frame)
{
	double weight = 1;

	if (frame < visit->from + visit->in)
		weight = (double)(frame - visit->from) / visit->in;
	if (frame >= visit->to)
		weight = (double)(visit->to + visit->out - frame) / visit->out;
	return weight * (frame + 1);
}

/* Where in the record a frame is that does not fade, like the fifteen after it; or -1. */
static long find_frame(const struct listener *listener, uint32_t frame)
{
	uint32_t at, i;

	for (at = 0; at + 16 < listener->recorded; at++) {
		for (i = 0; i < 16; i++)
			if (listener->record[at + i] != (int32_t)(frame + i + 1))
				break;
		if (i == 16)
			return at;
	}
	return -1;
}

static int32_t heard(const struct listener *listener, long at)
{
	return at < 0 || at >= listener->recorded ? 0 : listener->record[at];
}

/* Frames of a visit that are not what they should be, by more than one unit. */
static uint32_t wrong_frames(const struct counter *counter, const struct visit *visit)
{
	const struct listener *listener = &counter->listeners[visit->listener % 3];
	long base = find_frame(listener, visit->from + visit->in);
	uint32_t frame, wrong = 0;

	if (base < 0)
		return UINT32_MAX;
	base -= visit->from + visit->in;
	for (frame = visit->from; frame < visit->to + visit->out; frame++) {
		double difference = heard(listener, base + frame) - expected(visit, frame);

		wrong += difference > 1 || difference < -1;
	}
	/* Silence on both sides. */
	if (visit->from)
		wrong += heard(listener, base + visit->from - 1) != 0;
	return wrong + (heard(listener, base + visit->to + visit->out) != 0);
}

/* Frames on both outputs that do not add up to what they are on one, by more than one unit. */
static uint32_t wrong_sums(const struct counter *counter, const struct visit *visit)
{
	const struct listener *old = &counter->listeners[visit[0].listener % 3];
	const struct listener *new = &counter->listeners[visit[1].listener % 3];
	long base[2] = {
		find_frame(old, visit[0].from + visit[0].in) - visit[0].from - visit[0].in,
		find_frame(new, visit[1].from + visit[1].in) - visit[1].from - visit[1].in,
	};
	uint32_t frame, wrong = 0;

	for (frame = visit[1].from; frame < visit[1].from + visit[1].in; frame++) {
		int32_t sum = heard(old, base[0] + frame) + heard(new, base[1] + frame);

		wrong += abs(sum - (int32_t)(frame + 1)) > 1;
	}
	return wrong;
}

static const unsigned int lengths[VISITS] = { 0, 480, 2047, 1, 2048, 4800, 37 };

/* The lengths of the fades as given; the visits are filled in. */
static int visit_all(struct counter *counter, struct visit *visits, unsigned int count)
{
	uint64_t frame = 0;
	unsigned int i;
	int err = counter_run(counter, 60);

	for (i = 0; !err && i < count; i++) {
		visits[i] = (struct visit) { .listener = i, .from = frame, .in = lengths[i] };
		if (!i)
			continue;
		frame = counter_played(counter) + 700 + 37 * i;
		visits[i].from = frame;
		visits[i - 1].to = frame;
		visits[i - 1].out = lengths[i];
		err = fade_to(counter, i, &frame, lengths[i]) ?: counter_run(counter, 190);
	}
	err = err ?: counter_end(counter);
	visits[count - 1].to = counter->written;
	return err;
}

#define EXPECT_VISITS(counter, count) do {					\
	struct visit _visits[VISITS];						\
	unsigned int _i;							\
										\
	ASSERT_EQ(0, visit_all(counter, _visits, count));			\
	for (_i = 0; _i < (count); _i++) {					\
		EXPECT_EQ(0, wrong_frames(counter, &_visits[_i])) {		\
			TH_LOG("visit %u, frames %u to %u, fades %u and %u", _i, \
			       _visits[_i].from, _visits[_i].to, _visits[_i].in, \
			       _visits[_i].out);				\
		}								\
		if (_i)								\
			EXPECT_EQ(0, wrong_sums(counter, &_visits[_i - 1]));	\
	}									\
	EXPECT_EQ(0, info_of(counter).xruns);					\
	EXPECT_EQ(0, info_of(counter).silence_frames);				\
} while (0)

TEST_F(fade, from_output_to_output)
{
	EXPECT_VISITS(&self->counter, VISITS);
}

TEST_F(fade, planar)
{
	ASSERT_EQ(0, counter_set_planar(&self->counter));
	EXPECT_VISITS(&self->counter, 3);
}

/* From the first output to the second; it is half-way then. */
static uint64_t begin_long_fade(struct __test_metadata *_metadata, struct counter *counter)
{
	uint64_t frame;

	ASSERT_EQ(0, counter_run(counter, 60));
	frame = counter_played(counter) + 1000;
	ASSERT_EQ(0, fade_to(counter, 1, &frame, LONG_FADE));
	ASSERT_EQ(0, counter_run(counter, 100));
	EXPECT_EQ(1, info_of(counter).fading);
	return frame;
}

/* That is all that happened. */
static void end_long_fade(struct __test_metadata *_metadata, struct counter *counter,
			  uint64_t frame)
{
	struct visit visits[2] = {
		{ .listener = 0, .to = frame, .out = LONG_FADE },
		{ .listener = 1, .from = frame, .in = LONG_FADE },
	};

	ASSERT_EQ(0, counter_run(counter, 200));
	EXPECT_EQ(0, info_of(counter).fading);
	ASSERT_EQ(0, counter_end(counter));
	visits[1].to = counter->written;
	EXPECT_EQ(0, wrong_frames(counter, &visits[0]));
	EXPECT_EQ(0, wrong_frames(counter, &visits[1]));
	EXPECT_EQ(0, wrong_sums(counter, visits));
}

static int set_loudness(const struct counter *counter, unsigned int stream, unsigned int gain)
{
	struct mixcore_output_set output = {
		.size = sizeof(output), .mask = MIXCORE_SET_GAIN, .gain = { gain, gain },
	};
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = stream, .mask = MIXCORE_SET_GAIN,
	};
	unsigned int i;
	int err = 0;

	set.gain[0] = (uint64_t)MIXCORE_GAIN_UNITY * MIXCORE_GAIN_UNITY / gain;
	set.gain[1] = set.gain[0];
	for (i = 0; !err && i < 2; i++) {
		output.id = output_of(counter, i);
		err = call(counter->control, MIXCORE_IOCTL_OUTPUT_SET, &output);
	}
	return err ?: call(counter->control, MIXCORE_IOCTL_STREAM_SET, &set);
}

static int loudest(const struct counter *counter, snd_pcm_t *pcm)
{
	return client_set_gain(counter->control, pcm, MIXCORE_GAIN_MAX, MIXCORE_GAIN_MAX);
}

static int move_client(const struct counter *counter, snd_pcm_t *pcm, unsigned int i)
{
	struct mixcore_stream_info info;
	int err = client_info(counter->control, pcm, &info);

	return err ?: stream_move(counter->control, info.id, output_of(counter, i));
}

/*
 * On the output, all but the last one are as loud as can be, +12 dB: with the counter they add up
 * to 124.
 * With the last one it is more than 128, and there is less room for fractions.
 */
static int open_loud(const struct counter *counter, unsigned int output, snd_pcm_t *loud[LOUD])
{
	struct client_config config = CLIENT_DEFAULT;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < LOUD; i++) {
		loud[i] = client_new(&config);
		if (!loud[i])
			return -errno;
		err = client_set_gain(counter->control, loud[i], 0, 0) ?:
		      move_client(counter, loud[i], output);
		if (!err && i < LOUD - 1)
			err = loudest(counter, loud[i]);
	}
	return err;
}

/* They play nothing. */
static void fade_beside_loud(struct __test_metadata *_metadata, struct counter *counter,
			     unsigned int output)
{
	snd_pcm_t *loud[LOUD];
	uint64_t frame;
	unsigned int i;

	ASSERT_EQ(0, set_loudness(counter, counter->stream, MIXCORE_GAIN_MAX));
	ASSERT_EQ(0, open_loud(counter, output, loud));
	frame = begin_long_fade(_metadata, counter);
	ASSERT_EQ(0, loudest(counter, loud[LOUD - 1]));
	EXPECT_EQ(1, info_of(counter).fading);
	end_long_fade(_metadata, counter, frame);
	for (i = 0; i < LOUD; i++)
		snd_pcm_close(loud[i]);
}

TEST_F(fade, out_beside_others_that_become_loud)
{
	fade_beside_loud(_metadata, &self->counter, 0);
}

TEST_F(fade, in_beside_others_that_become_loud)
{
	fade_beside_loud(_metadata, &self->counter, 1);
}

/* What others change where it fades in does not hurry it. */
TEST_F(fade, beside_others_that_come)
{
	struct counter *counter = &self->counter;
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;
	uint64_t frame;

	pcm = client_new(&config);
	ASSERT_NE(NULL, pcm);
	frame = begin_long_fade(_metadata, counter);
	ASSERT_EQ(0, move_client(counter, pcm, 1));
	EXPECT_EQ(2, routes_of(counter, 1));
	end_long_fade(_metadata, counter, frame);
	snd_pcm_close(pcm);
}

/* Its beginning is found by its end. */
TEST_F(fade, now)
{
	struct counter *counter = &self->counter;
	struct visit visits[2] = { { .listener = 0, .out = 3000 }, { .listener = 1, .in = 3000 } };
	struct mixcore_status status = { .size = sizeof(status) };
	const struct listener *new = &counter->listeners[1];
	uint32_t at = 0, frame;

	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, fade_to(counter, 1, NULL, 3000));
	EXPECT_EQ(output_of(counter, 1), (int)info_of(counter).output);
	EXPECT_EQ(1, info_of(counter).fading);
	EXPECT_EQ(1, routes_of(counter, 0));
	ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(1, status.running);
	ASSERT_EQ(0, counter_run(counter, 150));
	EXPECT_EQ(0, info_of(counter).fading);
	EXPECT_EQ(0, routes_of(counter, 0));
	ASSERT_EQ(0, counter_end(counter));
	/* Its first frame has no weight: the second one is the first to be heard. */
	while (at < new->recorded && !new->record[at])
		at++;
	for (frame = 0; frame + 3000 < counter->written && !visits[1].from; frame++)
		if (find_frame(new, frame + 3000) == at + 2999)
			visits[1].from = frame;
	ASSERT_NE(0, visits[1].from);
	visits[0].to = visits[1].from;
	visits[1].to = counter->written;
	EXPECT_EQ(0, wrong_frames(counter, &visits[0]));
	EXPECT_EQ(0, wrong_frames(counter, &visits[1]));
	EXPECT_EQ(0, wrong_sums(counter, visits));
}

/* Each before the one before it has ended; in the end only the last output is left. */
TEST_F(fade, on_many_outputs_at_once)
{
	struct counter *counter = &self->counter;
	uint64_t far = 200 * COUNTER_RATE;
	unsigned int i;

	ASSERT_EQ(0, counter_run(counter, 50));
	for (i = 1; i <= MIXCORE_FADES_MAX; i++) {
		ASSERT_EQ(0, fade_to(counter, i, NULL, 9600));
		ASSERT_EQ(0, counter_run(counter, 10));
		EXPECT_EQ(i, info_of(counter).fading);
	}
	EXPECT_EQ(-EBUSY, fade_to(counter, i, NULL, 9600));
	EXPECT_EQ(-EBUSY, fade_to(counter, i, &far, 9600));
	/* Without one it may go. */
	EXPECT_EQ(0, fade_to(counter, i, NULL, 0));
	ASSERT_EQ(0, counter_run(counter, 300));
	EXPECT_EQ(0, info_of(counter).fading);
	EXPECT_EQ(0, routes_of(counter, i + 1));
	EXPECT_EQ(0, routes_of(counter, i + 2));
	EXPECT_EQ(1, routes_of(counter, i));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_EQ((int32_t)counter->written,
		  heard(&counter->listeners[i % 3],
			find_frame(&counter->listeners[i % 3], counter->written - 16) + 15));
	EXPECT_EQ(0, info_of(counter).xruns);
}

static unsigned int fading_after(struct counter *counter, int err)
{
	unsigned int fading;

	if (!err)
		err = counter_run(counter, 10);
	fading = info_of(counter).fading;
	return err ? 1000 : fading;
}

/* What stops, pauses or is closed does not fade on. */
TEST_F(fade, ends_with_the_run)
{
	struct counter *counter = &self->counter;

	ASSERT_EQ(0, fade_to(counter, 1, NULL, 9600));
	EXPECT_EQ(0, info_of(counter).fading);
	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_EQ(1, fading_after(counter, fade_to(counter, 0, NULL, 9600)));
	ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 1));
	sleep_ms(100);
	EXPECT_EQ(0, info_of(counter).fading);
	ASSERT_EQ(0, fade_to(counter, 1, NULL, 9600));
	EXPECT_EQ(0, info_of(counter).fading);
	ASSERT_EQ(0, snd_pcm_pause(counter->pcm, 0));
	EXPECT_EQ(1, fading_after(counter, fade_to(counter, 2, NULL, 9600)));
	ASSERT_EQ(0, snd_pcm_drop(counter->pcm));
	ASSERT_EQ(0, snd_pcm_prepare(counter->pcm));
	EXPECT_EQ(0, fading_after(counter, counter_run(counter, 50)));
	EXPECT_EQ(1, fading_after(counter, fade_to(counter, 0, NULL, 9600)));
	ASSERT_EQ(0, snd_pcm_drop(counter->pcm));
	ASSERT_EQ(0, snd_pcm_hw_free(counter->pcm));
	EXPECT_EQ(0, info_of(counter).fading);
	EXPECT_EQ(0, routes_of(counter, 0) + routes_of(counter, 1) + routes_of(counter, 2));
}

/* The output that is left may go: what fades there goes with the null clock, then it is gone. */
TEST_F(fade, from_an_output_that_goes)
{
	struct counter *counter = &self->counter;
	struct mixcore_output_info info;

	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, fade_to(counter, 1, NULL, 4800));
	ASSERT_EQ(0, detach(counter->control, output_of(counter, 0)));
	EXPECT_EQ(0, output_get(counter->control, output_of(counter, 0), &info));
	ASSERT_EQ(0, counter_run(counter, 200));
	EXPECT_EQ(-ENOENT, output_get(counter->control, output_of(counter, 0), &info));
	EXPECT_EQ(0, info_of(counter).fading);
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_LT(0, find_frame(&counter->listeners[1], counter->written - 16));
}

static int set_quota(int control, uint64_t bytes)
{
	struct mixcore_quota quota = {
		.size = sizeof(quota),
		.uid_streams = MIXCORE_QUOTA_UID_STREAMS,
		.uid_bytes = bytes,
		.card_bytes = MIXCORE_QUOTA_CARD_BYTES,
	};

	return call(control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

static uint64_t bytes_in_use(int control)
{
	struct mixcore_status status = { .size = sizeof(status) };

	return call(control, MIXCORE_IOCTL_STATUS, &status) ? 0 : status.uid_bytes;
}

TEST_F(fade, limits)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = counter->stream, .output = output_of(counter, 1),
		.reserved = 1,
	};
	uint64_t far = 200 * COUNTER_RATE, before = bytes_in_use(counter->control);

	ASSERT_EQ(0, counter_run(counter, 50));
	EXPECT_EQ(-ERANGE, fade_to(counter, 1, NULL, MIXCORE_FADE_MAX + 1));
	EXPECT_EQ(-EINVAL, call(counter->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
	/* As much as its frames: two channels of four bytes. */
	ASSERT_EQ(0, fade_to(counter, 1, &far, MIXCORE_FADE_MAX));
	EXPECT_EQ(before + 8ULL * MIXCORE_FADE_MAX, bytes_in_use(counter->control));
	ASSERT_EQ(0, fade_to(counter, 0, NULL, 0));
	EXPECT_EQ(before, bytes_in_use(counter->control));
	ASSERT_EQ(0, set_quota(counter->control, before + 8 * 1000));
	EXPECT_EQ(-EDQUOT, fade_to(counter, 1, NULL, 1001));
	EXPECT_EQ(0, fade_to(counter, 1, NULL, 1000));
	ASSERT_EQ(0, set_quota(counter->control, MIXCORE_QUOTA_UID_BYTES));
	ASSERT_EQ(0, counter_run(counter, 150));
	EXPECT_EQ(before, bytes_in_use(counter->control));
	EXPECT_EQ(0, fade_to(counter, 0, NULL, MIXCORE_FADE_MAX));
	ASSERT_EQ(0, counter_end(counter));
}

TEST_HARNESS_MAIN
