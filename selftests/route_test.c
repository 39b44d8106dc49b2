// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The calls that make, change, remove and list routes: what they do to the graph, and that those
 * which are refused do nothing.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4, node permissions as for users of group audio.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "routes.h"
#include "kselftest_harness.h"

#define RATE		48000
#define DELAY_MAX	(RATE * MIXCORE_DELAY_MS_MAX / 1000)
#define NOBODYS_ID	0x7ffffff0
#define UNITY		MIXCORE_GAIN_UNITY
#define ONE_CYCLE	128	/* of the outputs "one" and "two" */
#define TWO_CYCLE	1024
#define JITTER		(RATE / 200)	/* by which their cycles may be late */

static const struct pcm_config client_config = { FORMAT_S32, RATE, 2, 1024, 4096 };
static struct graph graph_before, graph_after;

/* A call that is refused: its errno, and the graph as it was. */
#define REFUSED(error, expression) do {						\
	const char *_difference;						\
	ASSERT_EQ(0, graph_read(self->control, &graph_before));			\
	EXPECT_EQ(-(error), expression);					\
	ASSERT_EQ(0, graph_read(self->control, &graph_after));			\
	_difference = graph_difference(&graph_before, &graph_after);		\
	EXPECT_EQ(NULL, _difference) {						\
		TH_LOG("%s: %s changed", #expression, _difference);		\
	}									\
} while (0)

FIXTURE(route) {
	int control, node, pcm;
	int one, two;		/* outputs; the stream opens on the first */
	unsigned int stream;
	uint64_t bytes;		/* that it takes without a delay line */
};

static int attach_test(int control, unsigned int card, const char *name, unsigned int rate,
		       unsigned int cycle)
{
	unsigned int period = cycle > 256 ? cycle : 256;
	struct pcm_config slave = { FORMAT_S32, rate, 2, period, 8 * period };
	struct attach_options options = { .cycle = cycle };
	char id[16];

	snprintf(id, sizeof(id), "Test%u", card);
	return attach_card(control, name, id, 0, &slave, &options);
}

static int open_stream(int control, unsigned int *stream)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);

	if (pcm >= 0)
		*stream = stream_newest(control);
	return pcm;
}

static struct mixcore_status status_of(int node)
{
	struct mixcore_status status = { .size = sizeof(status) };

	call(node, MIXCORE_IOCTL_STATUS, &status);
	return status;
}

static uint64_t bytes_of(int node) { return status_of(node).uid_bytes; }

FIXTURE_SETUP(route)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
	self->one = attach_test(self->control, 0, "one", RATE, ONE_CYCLE);
	ASSERT_LT(0, self->one);
	self->two = attach_test(self->control, 1, "two", RATE, TWO_CYCLE);
	ASSERT_LT(0, self->two);
	self->pcm = open_stream(self->control, &self->stream);
	ASSERT_LE(0, self->pcm);
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	self->bytes = bytes_of(self->control);
}

FIXTURE_TEARDOWN(route)
{
	close(self->pcm);
	EXPECT_EQ(0, wait_bytes(self->control, 0));
	EXPECT_EQ(0, reset_all(self->control));
	close(self->node);
	close(self->control);
}

static struct mixcore_route_info info_of(FIXTURE_DATA(route) *self, int output)
{
	struct mixcore_route_info info;

	route_get(self->control, self->stream, output, &info);
	return info;
}

/* 0: there is no such route. */
static unsigned int flags_of(FIXTURE_DATA(route) *self, int output)
{
	struct mixcore_route_info info = info_of(self, output);

	/* Each route leads or has something else to tell, or is remembered only. */
	return info.stream ? info.flags | 1U << 31 : 0;
}

#define THERE	(1U << 31)
#define LEADS	(THERE | MIXCORE_ROUTE_F_LEADS | MIXCORE_ROUTE_F_JOINED)
#define FOLLOWS	(THERE | MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE)

static unsigned int routes_into(FIXTURE_DATA(route) *self, int output)
{
	struct mixcore_output_info info = { 0 };

	output_get(self->control, output, &info);
	return info.streams;
}

static int make(FIXTURE_DATA(route) *self, int output, unsigned int delay)
{
	return route_make(self->control, self->stream, output, delay);
}

static int take_away(FIXTURE_DATA(route) *self, int output)
{
	return route_remove(self->control, self->stream, output);
}

static int move_to(FIXTURE_DATA(route) *self, int output, uint64_t frame, unsigned int fade)
{
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = self->stream, .output = output,
		.flags = frame ? MIXCORE_MOVE_F_AT_FRAME : 0, .frame = frame,
		.fade_frames = fade,
	};

	return call(self->control, MIXCORE_IOCTL_STREAM_MOVE, &move);
}

/* A call with something in everything. */
static struct mixcore_route_set full_call(FIXTURE_DATA(route) *self, int output)
{
	struct mixcore_route_set set = route_call(self->stream, output);
	unsigned int out, in;

	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_MATRIX | MIXCORE_SET_DELAY;
	set.mute = 1;
	set.gain = 0x123456;
	set.delay_frames = 777;
	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			set.matrix[out][in] = (in % 2 ? 1000 : -1000) * (int)(8 * out + in + 1);
	set.cause.cookie = 0x0123456789abcdefULL;
	strcpy(set.cause.text, "because");
	return set;
}

/*
 * What there is
 */

TEST_F(route, a_stream_has_one_that_leads)
{
	struct mixcore_route_info info = info_of(self, self->one);
	unsigned int out, in;

	EXPECT_EQ(sizeof(info), info.size);
	EXPECT_EQ(MIXCORE_ROUTE_F_LEADS | MIXCORE_ROUTE_F_JOINED, info.flags);
	EXPECT_EQ(0, info.mute);
	EXPECT_EQ(UNITY, info.gain);
	EXPECT_EQ(0, info.delay_frames);
	EXPECT_EQ(0, info.latency_frames);
	EXPECT_EQ(0, info.inserted_frames);
	EXPECT_EQ(0, info.dropped_frames);
	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			EXPECT_EQ(out == in && out < 2 ? UNITY : 0, info.matrix[out][in]);
	EXPECT_STREQ("open", info.last_change.cause.text);
	EXPECT_EQ(0, flags_of(self, self->two));
	EXPECT_EQ(0, flags_of(self, MIXCORE_OUTPUT_NULL));
}

TEST_F(route, a_new_one_is_plain)
{
	struct mixcore_route_info info;

	ASSERT_EQ(0, route_set(self->control, route_call(self->stream, self->two)));
	info = info_of(self, self->two);
	EXPECT_EQ(MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE, info.flags);
	EXPECT_EQ(0, info.mute);
	EXPECT_EQ(UNITY, info.gain);
	EXPECT_EQ(0, info.delay_frames);
	EXPECT_EQ(UNITY, info.matrix[0][0]);
	EXPECT_EQ(0, info.matrix[0][1]);
	EXPECT_EQ(1, routes_into(self, self->one));
	EXPECT_EQ(1, routes_into(self, self->two));
	/* The stream is where it was, and is one stream. */
	EXPECT_EQ(LEADS, flags_of(self, self->one));
	EXPECT_EQ(1, status_of(self->control).streams);
}

/* On both kinds of routes; what is not to be changed stays. */
TEST_F(route, settings_are_given_back)
{
	int outputs[] = { self->one, self->two };
	struct mixcore_route_info info, before;
	struct mixcore_route_set set;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		set = full_call(self, outputs[i]);
		before = info_of(self, self->one);
		ASSERT_EQ(0, route_set(self->control, set));
		info = info_of(self, outputs[i]);
		EXPECT_EQ(MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE | MIXCORE_ROUTE_F_MATRIX |
			  (i ? 0 : MIXCORE_ROUTE_F_LEADS), info.flags);
		EXPECT_EQ(1, info.mute);
		EXPECT_EQ(0x123456, info.gain);
		EXPECT_EQ(777, info.delay_frames);
		EXPECT_EQ(0, memcmp(set.matrix, info.matrix, sizeof(info.matrix)));
		EXPECT_EQ(0x0123456789abcdefULL, info.last_change.cause.cookie);
		EXPECT_STREQ("because", info.last_change.cause.text);
		EXPECT_EQ((unsigned int)getpid(), info.last_change.pid);
		EXPECT_EQ(0, info.last_change.uid);
		EXPECT_LT(before.last_change.generation, info.last_change.generation);

		EXPECT_EQ(0, route_gain(self->control, self->stream, outputs[i], 5));
		EXPECT_EQ(0, route_delay(self->control, self->stream, outputs[i], 778));
		info = info_of(self, outputs[i]);
		EXPECT_EQ(5, info.gain);
		EXPECT_EQ(778, info.delay_frames);
		EXPECT_EQ(1, info.mute);
		EXPECT_EQ(0, memcmp(set.matrix, info.matrix, sizeof(info.matrix)));
		EXPECT_STREQ("", info.last_change.cause.text);
		EXPECT_EQ(0, route_mute(self->control, self->stream, outputs[i], 0));
		EXPECT_EQ(0, info_of(self, outputs[i]).mute);
	}
	EXPECT_EQ(5, info_of(self, self->one).gain);
}

TEST_F(route, back_to_the_default_matrix)
{
	struct mixcore_route_set set = full_call(self, self->two);
	struct mixcore_route_info info;

	ASSERT_EQ(0, route_set(self->control, set));
	set = route_call(self->stream, self->two);
	set.mask = MIXCORE_SET_MATRIX_DEFAULT;
	set.matrix[0][0] = INT_MIN;
	ASSERT_EQ(0, route_set(self->control, set));
	info = info_of(self, self->two);
	EXPECT_EQ(0, info.flags & MIXCORE_ROUTE_F_MATRIX);
	EXPECT_EQ(UNITY, info.matrix[1][1]);
	EXPECT_EQ(0, info.matrix[1][0]);
	EXPECT_EQ(777, info.delay_frames);
}

TEST_F(route, all_are_listed_in_order)
{
	struct mixcore_route_info info = { 0 };
	unsigned int stream, count = 0;
	uint64_t last = 0;
	int pcm;

	pcm = open_stream(self->control, &stream);
	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, pcm_configure(pcm, &client_config));
	ASSERT_EQ(0, route_make(self->control, stream, self->two, 0));
	ASSERT_EQ(0, route_make(self->control, stream, MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 0));
	while (!route_next(self->node, &info)) {
		uint64_t pair = (uint64_t)info.stream << 32 | info.output;

		EXPECT_LT(last, pair);
		EXPECT_EQ(sizeof(info), info.size);
		EXPECT_EQ(info.output == (unsigned int)self->one,
			  !!(info.flags & MIXCORE_ROUTE_F_LEADS));
		last = pair;
		count++;
	}
	EXPECT_EQ(6, count);
	EXPECT_EQ((uint64_t)stream << 32 | self->two, last);
	EXPECT_EQ(-ENOENT, route_next(self->node, &(struct mixcore_route_info) {
					.stream = stream, .output = self->two }));
	/* From pairs that are no routes. */
	info = (struct mixcore_route_info) { .stream = self->stream, .output = UINT_MAX };
	ASSERT_EQ(0, route_next(self->node, &info));
	EXPECT_EQ(stream, info.stream);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, info.output);
	info = (struct mixcore_route_info) { .stream = stream - 1, .output = UINT_MAX };
	ASSERT_EQ(0, route_next(self->node, &info));
	EXPECT_EQ(stream, info.stream);
	EXPECT_EQ(-ENOENT, route_next(self->node, &(struct mixcore_route_info) {
					.stream = UINT_MAX, .output = UINT_MAX }));
	close(pcm);
	info = (struct mixcore_route_info) { .stream = stream };
	EXPECT_EQ(-ENOENT, route_next(self->node, &info));
}

/*
 * What is refused
 */

TEST_F(route, there_or_not_there)
{
	struct mixcore_route_set set = route_call(self->stream, self->two);

	set.flags = MIXCORE_ROUTE_F_CHANGE;
	REFUSED(ENOENT, route_set(self->control, set));
	REFUSED(ENOENT, take_away(self, self->two));
	set.flags = MIXCORE_ROUTE_F_NEW;
	EXPECT_EQ(0, route_set(self->control, set));
	REFUSED(EEXIST, route_set(self->control, set));
	set.output = self->one;
	REFUSED(EEXIST, route_set(self->control, set));
	set.flags = MIXCORE_ROUTE_F_CHANGE;
	EXPECT_EQ(0, route_set(self->control, set));
	set.output = self->two;
	EXPECT_EQ(0, route_set(self->control, set));
	set.flags = 0;
	EXPECT_EQ(0, route_set(self->control, set));
}

TEST_F(route, unknown_bits_and_opposites)
{
	const unsigned int masks[] = {
		MIXCORE_SET_IDLE, MIXCORE_SET_FILL, MIXCORE_SET_LIMITER, MIXCORE_SET_DITHER,
		MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT, 1U << 9, 1U << 31,
	};
	const unsigned int flags[] = {
		MIXCORE_ROUTE_F_NEW | MIXCORE_ROUTE_F_CHANGE, MIXCORE_ROUTE_F_LEADS,
		MIXCORE_ROUTE_F_LINE, 1U << 31,
	};
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = self->stream, .output = self->two, .flags = 1,
	};
	struct mixcore_route_set set;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		set = full_call(self, self->two);
		set.mask = masks[i];
		REFUSED(EINVAL, route_set(self->control, set));
		set.mask |= MIXCORE_SET_GAIN;
		set.output = self->one;
		REFUSED(EINVAL, route_set(self->control, set));
	}
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		set = full_call(self, self->two);
		set.flags = flags[i];
		REFUSED(EINVAL, route_set(self->control, set));
	}
	set = full_call(self, self->two);
	set.cause.text[0] = '\n';
	REFUSED(EINVAL, route_set(self->control, set));
	ASSERT_EQ(0, make(self, self->two, 0));
	REFUSED(EINVAL, call(self->control, MIXCORE_IOCTL_ROUTE_REMOVE, &remove));
}

TEST_F(route, values_end_where_they_end)
{
	struct mixcore_route_set set = full_call(self, self->two);

	set.gain = MIXCORE_GAIN_MAX + 1;
	REFUSED(ERANGE, route_set(self->control, set));
	set.gain = UINT_MAX;
	REFUSED(ERANGE, route_set(self->control, set));
	set.gain = MIXCORE_GAIN_MAX;
	set.delay_frames = DELAY_MAX + 1;
	REFUSED(ERANGE, route_set(self->control, set));
	set.delay_frames = UINT_MAX;
	REFUSED(ERANGE, route_set(self->control, set));
	set.delay_frames = DELAY_MAX;
	set.mute = 2;
	REFUSED(EINVAL, route_set(self->control, set));
	set.mute = 1;
	EXPECT_EQ(0, route_set(self->control, set));
	set.output = self->one;
	set.delay_frames = DELAY_MAX + 1;
	REFUSED(ERANGE, route_set(self->control, set));
	set.delay_frames = DELAY_MAX;
	EXPECT_EQ(0, route_set(self->control, set));
	EXPECT_EQ(MIXCORE_GAIN_MAX, info_of(self, self->two).gain);
	EXPECT_EQ(DELAY_MAX, info_of(self, self->one).delay_frames);
}

/* Also where the stream or the output has no channel. */
TEST_F(route, each_entry_of_the_matrix_ends_at_12_dB)
{
	const int max = MIXCORE_GAIN_MAX, wrong[] = { max + 1, -max - 1, INT_MAX, INT_MIN };
	struct mixcore_route_set set = full_call(self, self->two);
	unsigned int entry, i;
	int32_t *place;

	for (entry = 0; entry < MIXCORE_CHANNELS_MAX * MIXCORE_CHANNELS_MAX; entry++) {
		place = &set.matrix[entry / MIXCORE_CHANNELS_MAX][entry % MIXCORE_CHANNELS_MAX];
		for (i = 0; i < ARRAY_SIZE(wrong); i++) {
			*place = wrong[i];
			EXPECT_EQ(-ERANGE, route_set(self->control, set));
		}
		*place = entry % 2 ? max : -max;
	}
	EXPECT_EQ(0, flags_of(self, self->two));
	ASSERT_EQ(0, route_set(self->control, set));
	EXPECT_EQ(0, memcmp(set.matrix, info_of(self, self->two).matrix, sizeof(set.matrix)));
}

TEST_F(route, what_the_mask_does_not_name_is_not_looked_at)
{
	struct mixcore_route_set set = route_call(self->stream, self->two);

	set.mute = 7;
	set.gain = UINT_MAX;
	set.delay_frames = UINT_MAX;
	set.matrix[3][3] = INT_MIN;
	EXPECT_EQ(0, route_set(self->control, set));
	EXPECT_EQ(UNITY, info_of(self, self->two).gain);
	EXPECT_EQ(0, info_of(self, self->two).delay_frames);
}

TEST_F(route, ids_of_nothing)
{
	const unsigned int wrong[] = { 0, NOBODYS_ID, INT_MAX, 1U << 31, UINT_MAX };
	struct mixcore_route_info info;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		REFUSED(ENOENT, route_set(self->control, route_call(wrong[i], self->two)));
		REFUSED(ENOENT, route_set(self->control, route_call(self->stream, wrong[i])));
		REFUSED(ENOENT, route_remove(self->control, wrong[i], self->one));
		REFUSED(ENOENT, route_remove(self->control, self->stream, wrong[i]));
		REFUSED(ENOENT, route_get(self->control, wrong[i], self->one, &info));
		REFUSED(ENOENT, route_get(self->control, self->stream, wrong[i], &info));
	}
}

TEST_F(route, not_to_an_output_of_another_rate)
{
	int other = attach_test(self->control, 2, "other", 44100, 128);

	ASSERT_LT(0, other);
	REFUSED(EINVAL, make(self, other, 0));
	REFUSED(EINVAL, route_set(self->control, full_call(self, other)));
}

static unsigned int cycle_of(FIXTURE_DATA(route) *self, unsigned int output)
{
	struct mixcore_output_info info;

	return output_get(self->control, output, &info) ? 0 : info.cycle_now_frames;
}

/* Its thread takes it when it runs next, which it does for this. */
static int wait_cycle(FIXTURE_DATA(route) *self, unsigned int output, unsigned int cycle)
{
	unsigned int ms;

	for (ms = 0; ms < 1000; ms++) {
		if (cycle_of(self, output) == cycle)
			return 0;
		sleep_ms(1);
	}
	return -ETIMEDOUT;
}

/* Two cycles of 1024 frames fit a buffer of 2048; for a smaller one they are made shorter. */
TEST_F(route, with_a_buffer_of_less_than_two_cycles)
{
	struct pcm_config config = { FORMAT_S32, RATE, 2, 0, 2 * TWO_CYCLE - 2 };

	ASSERT_EQ(0, pcm_configure(self->pcm, &config));
	EXPECT_EQ(0, make(self, self->two, 0));
	EXPECT_EQ(FOLLOWS, flags_of(self, self->two));
	ASSERT_EQ(0, wait_cycle(self, self->two, TWO_CYCLE - 1));
	config.buffer += 2;
	ASSERT_EQ(0, pcm_configure(self->pcm, &config));
	EXPECT_EQ(FOLLOWS, flags_of(self, self->two));
	ASSERT_EQ(0, wait_cycle(self, self->two, TWO_CYCLE));
}

TEST_F(route, the_only_one_stays)
{
	REFUSED(EBUSY, take_away(self, self->one));
	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, take_away(self, self->two));
	REFUSED(EBUSY, take_away(self, self->one));
}

TEST_F(route, not_while_the_stream_is_to_move)
{
	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, move_to(self, self->two, 1000000, 0));
	REFUSED(EBUSY, route_set(self->control, full_call(self, self->one)));
	REFUSED(EBUSY, route_set(self->control, full_call(self, self->two)));
	REFUSED(EBUSY, route_set(self->control, full_call(self, MIXCORE_OUTPUT_NULL)));
	REFUSED(EBUSY, take_away(self, self->one));
	REFUSED(EBUSY, take_away(self, MIXCORE_OUTPUT_NULL));
	/* A move to where it is takes it back. */
	ASSERT_EQ(0, move_to(self, self->one, 0, 0));
	EXPECT_EQ(0, take_away(self, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(0, make(self, self->two, 0));
}

/*
 * Who may
 */

TEST_F(route, only_of_ones_own_streams)
{
	struct mixcore_route_info info;
	unsigned int stream;
	int alice, pcm;

	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_LE(0, alice);
	pcm = open_stream(alice, &stream);
	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, become(0));
	REFUSED(EPERM, route_make(alice, self->stream, self->two, 0));
	REFUSED(EPERM, route_set(alice, full_call(self, self->one)));
	REFUSED(EPERM, route_remove(alice, self->stream, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(0, route_make(alice, stream, self->two, 0));
	/* Who made the change is for oneself and for the control node. */
	ASSERT_EQ(0, route_get(alice, self->stream, MIXCORE_OUTPUT_NULL, &info));
	EXPECT_EQ(0, info.last_change.pid);
	ASSERT_EQ(0, route_get(alice, stream, self->two, &info));
	EXPECT_EQ((unsigned int)getpid(), info.last_change.pid);
	EXPECT_EQ(ALICE, info.last_change.uid);
	/* Root has no more rights on the plain node. */
	ASSERT_EQ(0, route_get(self->node, stream, self->two, &info));
	EXPECT_EQ(0, info.last_change.pid);
	REFUSED(EPERM, route_remove(self->node, stream, self->two));
	REFUSED(EPERM, route_make(self->node, stream, MIXCORE_OUTPUT_NULL, 0));
	EXPECT_EQ(0, route_remove(self->control, stream, self->two));
	EXPECT_EQ(0, route_make(self->node, self->stream, self->two, 0));
	close(alice);
	close(pcm);
}

TEST_F(route, changes_need_a_descriptor_opened_for_writing)
{
	int fds[2] = {
		open(MIXCORE_NODE_CONTROL, O_RDONLY | O_CLOEXEC), node_open(O_RDONLY),
	};
	struct mixcore_route_info info;
	unsigned int i;

	ASSERT_EQ(0, make(self, self->two, 0));
	for (i = 0; i < 2; i++) {
		ASSERT_LE(0, fds[i]);
		REFUSED(EBADF, route_set(fds[i], full_call(self, self->two)));
		REFUSED(EBADF, route_remove(fds[i], self->stream, self->two));
		EXPECT_EQ(0, route_get(fds[i], self->stream, self->two, &info));
		info = (struct mixcore_route_info) { 0 };
		EXPECT_EQ(0, route_next(fds[i], &info));
		close(fds[i]);
	}
}

/*
 * Memory
 */

static int set_quota(int control, uint64_t uid_bytes, uint64_t card_bytes)
{
	struct mixcore_quota quota = {
		.size = sizeof(quota),
		.uid_streams = MIXCORE_QUOTA_UID_STREAMS,
		.uid_bytes = uid_bytes,
		.card_bytes = card_bytes,
	};

	return call(control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

/* What the line of such a route takes. */
static uint64_t line_bytes(FIXTURE_DATA(route) *self, int output, unsigned int delay)
{
	uint64_t before = bytes_of(self->control), bytes;

	if (make(self, output, delay))
		return 0;
	bytes = bytes_of(self->control) - before;
	return take_away(self, output) ? 0 : bytes;
}

TEST_F(route, a_line_is_counted)
{
	uint64_t bytes = line_bytes(self, self->two, 5000);

	/* Two channels of four bytes. */
	EXPECT_LE(5000 * 8, bytes);
	EXPECT_EQ(self->bytes, bytes_of(self->control));
	ASSERT_EQ(0, set_quota(self->control, self->bytes + bytes - 1, MIXCORE_QUOTA_CARD_BYTES));
	REFUSED(EDQUOT, make(self, self->two, 5000));
	ASSERT_EQ(0, set_quota(self->control, self->bytes + bytes, MIXCORE_QUOTA_CARD_BYTES));
	EXPECT_EQ(0, make(self, self->two, 5000));
	EXPECT_EQ(self->bytes + bytes, bytes_of(self->control));
	REFUSED(EDQUOT, make(self, MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, take_away(self, self->two));

	ASSERT_EQ(0, set_quota(self->control, MIXCORE_QUOTA_UID_BYTES, self->bytes + bytes - 1));
	REFUSED(EDQUOT, make(self, self->two, 5000));
	ASSERT_EQ(0, set_quota(self->control, MIXCORE_QUOTA_UID_BYTES, self->bytes + bytes));
	EXPECT_EQ(0, make(self, self->two, 5000));
}

/* The leading route's, which it has with a delay only. */
TEST_F(route, a_line_of_the_leading_route_is_counted)
{
	uint64_t bytes;

	ASSERT_EQ(0, route_delay(self->control, self->stream, self->one, 5000));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, self->one));
	bytes = bytes_of(self->control) - self->bytes;
	EXPECT_LE(5000 * 8, bytes);
	ASSERT_EQ(0, route_delay(self->control, self->stream, self->one, 0));
	EXPECT_EQ(LEADS, flags_of(self, self->one));
	EXPECT_EQ(self->bytes, bytes_of(self->control));
	ASSERT_EQ(0, set_quota(self->control, self->bytes + bytes - 1, MIXCORE_QUOTA_CARD_BYTES));
	REFUSED(EDQUOT, route_delay(self->control, self->stream, self->one, 5000));
	ASSERT_EQ(0, set_quota(self->control, self->bytes + bytes, MIXCORE_QUOTA_CARD_BYTES));
	EXPECT_EQ(0, route_delay(self->control, self->stream, self->one, 5000));
}

/* A longer line is made beside the one that plays. */
TEST_F(route, a_delay_for_which_there_is_no_memory_is_not_set)
{
	uint64_t longest = line_bytes(self, self->two, DELAY_MAX), used;

	EXPECT_LE(DELAY_MAX * 8, longest);
	ASSERT_EQ(0, make(self, self->two, 100));
	used = bytes_of(self->control);
	ASSERT_EQ(0, set_quota(self->control, used + longest - 1, MIXCORE_QUOTA_CARD_BYTES));
	REFUSED(EDQUOT, route_delay(self->control, self->stream, self->two, DELAY_MAX));
	REFUSED(EDQUOT, route_set(self->control, (struct mixcore_route_set) {
			.size = sizeof(struct mixcore_route_set), .stream = self->stream,
			.output = self->two, .mask = MIXCORE_SET_GAIN | MIXCORE_SET_DELAY,
			.gain = 1, .delay_frames = DELAY_MAX }));
	ASSERT_EQ(0, set_quota(self->control, used + longest, MIXCORE_QUOTA_CARD_BYTES));
	EXPECT_EQ(0, route_delay(self->control, self->stream, self->two, DELAY_MAX));
	EXPECT_EQ(self->bytes + longest, bytes_of(self->control));
}

TEST_F(route, a_stream_that_closes_leaves_nothing)
{
	unsigned int stream;
	int pcm = open_stream(self->control, &stream);

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, pcm_configure(pcm, &client_config));
	ASSERT_EQ(0, route_make(self->control, stream, self->two, DELAY_MAX));
	ASSERT_EQ(0, route_make(self->control, stream, MIXCORE_OUTPUT_NULL, 1));
	ASSERT_EQ(0, route_delay(self->control, stream, self->one, 1));
	EXPECT_LT(self->bytes, bytes_of(self->control));
	EXPECT_EQ(1, routes_into(self, self->two));
	close(pcm);
	EXPECT_EQ(self->bytes, bytes_of(self->control));
	EXPECT_EQ(1, routes_into(self, self->one));
	EXPECT_EQ(0, routes_into(self, self->two));
	EXPECT_EQ(0, routes_into(self, MIXCORE_OUTPUT_NULL));
}

/*
 * With and without parameters
 */

static int hw_free(int pcm) { return call(pcm, SNDRV_PCM_IOCTL_HW_FREE, NULL); }

/* The settings of full_call() are there, whether the route is or not. */
static bool is_remembered(FIXTURE_DATA(route) *self, int output)
{
	struct mixcore_route_set set = full_call(self, output);
	struct mixcore_route_info info = info_of(self, output);

	return info.stream == self->stream && info.mute == set.mute && info.gain == set.gain &&
	       info.delay_frames == set.delay_frames &&
	       !memcmp(info.matrix, set.matrix, sizeof(info.matrix)) &&
	       !strcmp(info.last_change.cause.text, "because");
}

TEST_F(route, made_before_there_are_parameters)
{
	struct mixcore_route_info info;

	ASSERT_EQ(0, hw_free(self->pcm));
	info = info_of(self, self->one);
	EXPECT_EQ(MIXCORE_ROUTE_F_LEADS, info.flags);
	EXPECT_EQ(0, info.matrix[0][0]);
	ASSERT_EQ(0, route_set(self->control, full_call(self, self->two)));
	ASSERT_EQ(0, route_set(self->control, full_call(self, self->one)));
	EXPECT_TRUE(is_remembered(self, self->one));
	EXPECT_TRUE(is_remembered(self, self->two));
	EXPECT_EQ(THERE | MIXCORE_ROUTE_F_MATRIX, flags_of(self, self->two));
	EXPECT_EQ(0, routes_into(self, self->two));
	EXPECT_EQ(0, bytes_of(self->control));
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	EXPECT_TRUE(is_remembered(self, self->one));
	EXPECT_TRUE(is_remembered(self, self->two));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE | MIXCORE_ROUTE_F_MATRIX,
		  flags_of(self, self->one));
	EXPECT_EQ(FOLLOWS | MIXCORE_ROUTE_F_MATRIX, flags_of(self, self->two));
	EXPECT_EQ(1, routes_into(self, self->two));
}

TEST_F(route, kept_across_parameters)
{
	struct pcm_config other = { FORMAT_S16, RATE, 6, 1024, 4096 };

	ASSERT_EQ(0, route_set(self->control, full_call(self, self->two)));
	ASSERT_EQ(0, pcm_configure(self->pcm, &other));
	EXPECT_TRUE(is_remembered(self, self->two));
	EXPECT_EQ(FOLLOWS | MIXCORE_ROUTE_F_MATRIX, flags_of(self, self->two));
	ASSERT_EQ(0, hw_free(self->pcm));
	EXPECT_TRUE(is_remembered(self, self->two));
	EXPECT_EQ(THERE | MIXCORE_ROUTE_F_MATRIX, flags_of(self, self->two));
	EXPECT_EQ(0, routes_into(self, self->two));
	EXPECT_EQ(0, bytes_of(self->control));
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	EXPECT_EQ(FOLLOWS | MIXCORE_ROUTE_F_MATRIX, flags_of(self, self->two));
	/* And removed without. */
	ASSERT_EQ(0, hw_free(self->pcm));
	ASSERT_EQ(0, take_away(self, self->two));
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	EXPECT_EQ(0, flags_of(self, self->two));
	EXPECT_EQ(self->bytes, bytes_of(self->control));
}

/* The application gets its parameters; what does not fit them is silent until it does. */
TEST_F(route, silent_where_the_rate_is_another)
{
	struct pcm_config other_rate = { FORMAT_S32, 44100, 2, 1024, 4096 };
	int other = attach_test(self->control, 2, "other", 44100, 128);

	ASSERT_LT(0, other);
	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, hw_free(self->pcm));
	ASSERT_EQ(0, move_to(self, other, 0, 0));
	ASSERT_EQ(0, pcm_configure(self->pcm, &other_rate));
	EXPECT_EQ(LEADS, flags_of(self, other));
	EXPECT_EQ(THERE, flags_of(self, self->two));
	ASSERT_EQ(0, hw_free(self->pcm));
	ASSERT_EQ(0, move_to(self, self->one, 0, 0));
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	EXPECT_EQ(FOLLOWS, flags_of(self, self->two));
}

/*
 * Who leads
 */

/* The one that is heard soonest, with its own settings. */
TEST_F(route, the_next_one_leads_when_the_leading_one_goes)
{
	struct mixcore_route_set set = full_call(self, MIXCORE_OUTPUT_NULL);
	struct mixcore_stream_info stream;

	ASSERT_EQ(0, make(self, self->two, 4800));
	ASSERT_EQ(0, route_set(self->control, set));
	ASSERT_EQ(0, take_away(self, self->one));
	EXPECT_EQ(0, flags_of(self, self->one));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE | MIXCORE_ROUTE_F_MATRIX,
		  flags_of(self, MIXCORE_OUTPUT_NULL));
	EXPECT_TRUE(is_remembered(self, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(FOLLOWS, flags_of(self, self->two));
	EXPECT_EQ(0, routes_into(self, self->one));
	ASSERT_EQ(0, stream_get(self->control, self->stream, &stream));
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, stream.output);
	ASSERT_EQ(0, take_away(self, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, self->two));
	EXPECT_EQ(4800, info_of(self, self->two).delay_frames);
	REFUSED(EBUSY, take_away(self, self->two));
}

/* However soon it is heard. */
TEST_F(route, one_that_is_silent_does_not_lead_next)
{
	struct pcm_config other_rate = { FORMAT_S32, 44100, 2, 1024, 4096 };
	int other = attach_test(self->control, 2, "other", 44100, 128);
	int third = attach_test(self->control, 3, "third", 44100, 128);

	ASSERT_LT(0, other);
	ASSERT_LT(0, third);
	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, hw_free(self->pcm));
	ASSERT_EQ(0, move_to(self, other, 0, 0));
	ASSERT_EQ(0, make(self, third, 4410));
	ASSERT_EQ(0, pcm_configure(self->pcm, &other_rate));
	EXPECT_EQ(THERE, flags_of(self, self->two));
	EXPECT_EQ(FOLLOWS | MIXCORE_ROUTE_F_LINE, flags_of(self, third));
	ASSERT_EQ(0, take_away(self, other));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, third));
	REFUSED(EBUSY, take_away(self, third));
	EXPECT_EQ(THERE, flags_of(self, self->two));
}

TEST_F(route, the_next_one_leads_without_parameters_too)
{
	ASSERT_EQ(0, hw_free(self->pcm));
	ASSERT_EQ(0, make(self, self->two, 2));
	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 1));
	ASSERT_EQ(0, take_away(self, self->one));
	EXPECT_EQ(THERE | MIXCORE_ROUTE_F_LEADS, flags_of(self, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(1, info_of(self, MIXCORE_OUTPUT_NULL).delay_frames);
	EXPECT_EQ(THERE, flags_of(self, self->two));
	ASSERT_EQ(0, take_away(self, MIXCORE_OUTPUT_NULL));
	REFUSED(EBUSY, take_away(self, self->two));
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, self->two));
	EXPECT_EQ(0, routes_into(self, self->one));
}

/* All but the delay. */
TEST_F(route, a_move_takes_the_settings_along)
{
	struct mixcore_route_set set = full_call(self, self->one);
	struct mixcore_route_info info;

	ASSERT_EQ(0, route_set(self->control, set));
	ASSERT_EQ(0, move_to(self, self->two, 0, 0));
	info = info_of(self, self->two);
	EXPECT_EQ(MIXCORE_ROUTE_F_LEADS | MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_MATRIX,
		  info.flags);
	EXPECT_EQ(set.gain, info.gain);
	EXPECT_EQ(set.mute, info.mute);
	EXPECT_EQ(0, info.delay_frames);
	EXPECT_EQ(0, memcmp(set.matrix, info.matrix, sizeof(info.matrix)));
	EXPECT_EQ(0, flags_of(self, self->one));
	EXPECT_EQ(self->bytes, bytes_of(self->control));
}

TEST_F(route, a_move_to_where_it_follows)
{
	ASSERT_EQ(0, route_set(self->control, full_call(self, self->two)));
	REFUSED(EEXIST, move_to(self, self->two, 0, 100));
	ASSERT_EQ(0, move_to(self, self->two, 0, 0));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE | MIXCORE_ROUTE_F_MATRIX,
		  flags_of(self, self->two));
	EXPECT_TRUE(is_remembered(self, self->two));
	EXPECT_EQ(0, flags_of(self, self->one));
	EXPECT_EQ(0, routes_into(self, self->one));
	EXPECT_EQ(1, routes_into(self, self->two));
}

TEST_F(route, no_fade_from_a_delay)
{
	ASSERT_EQ(0, route_delay(self->control, self->stream, self->one, 100));
	REFUSED(EBUSY, move_to(self, self->two, 0, 100));
	ASSERT_EQ(0, route_delay(self->control, self->stream, self->one, 0));
	EXPECT_EQ(0, move_to(self, self->two, 0, 100));
}

/*
 * While it plays
 */

static int play(FIXTURE_DATA(route) *self)
{
	int err = pcm_starts_by_hand(self->pcm, client_config.buffer);

	err = err ?: pcm_prepare(self->pcm);
	err = err ?: pcm_write_silence(self->pcm, client_config.buffer, 8);
	return err ?: pcm_start(self->pcm);
}

static unsigned int running_on(FIXTURE_DATA(route) *self, int output)
{
	struct mixcore_output_info info = { 0 };

	output_get(self->control, output, &info);
	return info.running;
}

static unsigned int latency_of(FIXTURE_DATA(route) *self, int output)
{
	return info_of(self, output).latency_frames;
}

/* Documentation/timing.rst: both cycles and 5 ms, and the delay; of what leads the delay alone. */
TEST_F(route, latency)
{
	ASSERT_EQ(0, make(self, self->two, 700));
	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, route_delay(self->control, self->stream, self->one, 300));
	ASSERT_EQ(0, play(self));
	sleep_ms(30);
	EXPECT_EQ(300, latency_of(self, self->one));
	EXPECT_EQ(700 + ONE_CYCLE + TWO_CYCLE + JITTER, latency_of(self, self->two));
	EXPECT_EQ(ONE_CYCLE + 256 + JITTER, latency_of(self, MIXCORE_OUTPUT_NULL));
	ASSERT_EQ(0, route_delay(self->control, self->stream, self->two, 600));
	EXPECT_EQ(600 + ONE_CYCLE + TWO_CYCLE + JITTER, latency_of(self, self->two));
}

/* The stream once, each output for itself. */
TEST_F(route, counts_of_what_runs)
{
	ASSERT_EQ(0, make(self, self->two, 0));
	EXPECT_EQ(0, running_on(self, self->two));
	ASSERT_EQ(0, play(self));
	EXPECT_EQ(1, status_of(self->control).running);
	EXPECT_EQ(1, running_on(self, self->one));
	EXPECT_EQ(1, running_on(self, self->two));
	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 0));
	EXPECT_EQ(1, running_on(self, MIXCORE_OUTPUT_NULL));
	ASSERT_EQ(0, take_away(self, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(0, running_on(self, MIXCORE_OUTPUT_NULL));
	sleep_ms(30);
	ASSERT_EQ(0, pcm_drop(self->pcm));
	EXPECT_EQ(0, status_of(self->control).running);
	EXPECT_EQ(0, running_on(self, self->one));
	/* What the line holds is played first. */
	EXPECT_EQ(1, running_on(self, self->two));
	sleep_ms(100);
	EXPECT_EQ(0, running_on(self, self->two));
}

/* Frames from the mix to the speaker, once it plays. */
static int64_t heard_later(FIXTURE_DATA(route) *self)
{
	struct mixcore_stream_info info;

	if (play(self))
		return -1;
	sleep_ms(20);
	if (stream_get(self->control, self->stream, &info) || pcm_drop(self->pcm))
		return -1;
	return (int64_t)info.delay_frames - info.queued_frames;
}

/* What the leading route delays, the application is told. */
TEST_F(route, a_delay_is_part_of_the_streams)
{
	int64_t without = heard_later(self), with;

	EXPECT_LT(0, without);
	ASSERT_EQ(0, route_delay(self->control, self->stream, self->one, 9600));
	with = heard_later(self);
	EXPECT_GE(without + 9600 + ONE_CYCLE, with);
	EXPECT_LE(without + 9600 - ONE_CYCLE, with);
}

/*
 * Outputs that go
 */

TEST_F(route, an_output_that_is_detached_comes_back)
{
	struct mixcore_output_info info;
	int again;

	ASSERT_EQ(0, route_set(self->control, full_call(self, self->two)));
	ASSERT_EQ(0, detach(self->control, self->two));
	ASSERT_EQ(0, output_get(self->control, self->two, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, info.state);
	EXPECT_EQ(1, info.streams);
	EXPECT_TRUE(is_remembered(self, self->two));
	REFUSED(ENOENT, route_set(self->control, full_call(self, self->two)));
	again = attach_test(self->control, 1, "two", RATE, 512);
	EXPECT_EQ(self->two, again);
	EXPECT_EQ(FOLLOWS | MIXCORE_ROUTE_F_MATRIX, flags_of(self, self->two));
	EXPECT_EQ(0, route_set(self->control, full_call(self, self->two)));
}

TEST_F(route, an_output_that_is_detached_goes_with_its_last_route)
{
	struct mixcore_output_info info;

	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, detach(self->control, self->two));
	ASSERT_EQ(0, take_away(self, self->two));
	EXPECT_EQ(-ENOENT, output_get(self->control, self->two, &info));
	EXPECT_EQ(0, flags_of(self, self->two));
	EXPECT_EQ(self->bytes, bytes_of(self->control));
}

/* Nothing keeps it but routes of streams with parameters. */
TEST_F(route, an_output_that_is_gone_is_forgotten)
{
	struct mixcore_output_info info;
	struct mixcore_route_info next = { .stream = self->stream, .output = self->one };

	ASSERT_EQ(0, hw_free(self->pcm));
	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, detach(self->control, self->two));
	EXPECT_EQ(-ENOENT, output_get(self->control, self->two, &info));
	EXPECT_EQ(0, flags_of(self, self->two));
	EXPECT_EQ(-ENOENT, route_next(self->control, &next));
	REFUSED(EBUSY, take_away(self, self->one));
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	EXPECT_EQ(LEADS, flags_of(self, self->one));
}

/* Though it would be heard sooner. */
TEST_F(route, an_output_that_is_detached_leads_last)
{
	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, make(self, MIXCORE_OUTPUT_NULL, 100));
	ASSERT_EQ(0, detach(self->control, self->two));
	ASSERT_EQ(0, take_away(self, self->one));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, MIXCORE_OUTPUT_NULL));
	ASSERT_EQ(0, take_away(self, MIXCORE_OUTPUT_NULL));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, self->two));
}

/* The stream leads elsewhere; a move away from it is not needed. */
TEST_F(route, the_leading_output_is_detached_and_left)
{
	struct mixcore_output_info info;

	ASSERT_EQ(0, make(self, self->two, 0));
	ASSERT_EQ(0, detach(self->control, self->one));
	EXPECT_EQ(LEADS, flags_of(self, self->one));
	ASSERT_EQ(0, take_away(self, self->one));
	EXPECT_EQ(-ENOENT, output_get(self->control, self->one, &info));
	EXPECT_EQ(LEADS | MIXCORE_ROUTE_F_LINE, flags_of(self, self->two));
}

TEST_HARNESS_MAIN
