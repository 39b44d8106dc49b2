// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Several changes in one call: all of them or none, and streams that move together stay together.
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
#include "testcard.h"
#include "transaction.h"
#include "kselftest_harness.h"

#define PERIOD		512
#define BUFFER		4096
#define UNITY		MIXCORE_GAIN_UNITY
#define NOBODYS		0x7ffffff0	/* id */
#define NEVER		(COUNTER_RATE * 3600ULL)	/* frame */

FIXTURE(transaction) {
	struct counter counter;
	struct transaction calls;
	struct graph before, after;
	int node;
};

FIXTURE_SETUP(transaction)
{
	ASSERT_EQ(0, counter_open(&self->counter, PERIOD, BUFFER, 0));
	ASSERT_EQ(0, transaction_open(&self->calls, MIXCORE_TRANSACTION_MAX + 1));
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
}

FIXTURE_TEARDOWN(transaction)
{
	unsigned int i;

	close(self->node);
	transaction_close(&self->calls);
	counter_close(&self->counter);
	for (i = 0; i < COUNTER_LISTENERS; i++)
		EXPECT_EQ(0, testcard_reset(i));
}

static unsigned int output_of(const struct counter *counter, unsigned int i)
{
	return (unsigned int)counter->listeners[i].output;
}

static struct mixcore_stream_set stream_call(unsigned int stream, unsigned int gain)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = stream,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE, .mute = gain % 2,
	};
	unsigned int ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		set.gain[ch] = gain;
	return set;
}

static struct mixcore_output_set output_call(unsigned int output, unsigned int gain)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = output, .idle_ms = 1234, .limiter = 1,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_IDLE | MIXCORE_SET_LIMITER,
	};
	unsigned int ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		set.gain[ch] = gain;
	return set;
}

static struct mixcore_default default_call(unsigned int uid, unsigned int mask)
{
	return (struct mixcore_default) {
		.size = sizeof(struct mixcore_default), .uid = uid, .mask = mask,
		.output = MIXCORE_OUTPUT_NULL, .gain = 1000, .mute = 1,
	};
}

static struct mixcore_stream_move move_call(unsigned int stream, unsigned int output)
{
	return (struct mixcore_stream_move) {
		.size = sizeof(struct mixcore_stream_move), .id = stream, .output = output,
	};
}

static struct mixcore_route_remove remove_call(unsigned int stream, unsigned int output)
{
	return (struct mixcore_route_remove) {
		.size = sizeof(struct mixcore_route_remove), .stream = stream, .output = output,
	};
}

static struct mixcore_route_set delay_call(unsigned int stream, unsigned int output,
					   unsigned int delay)
{
	struct mixcore_route_set set = route_call(stream, output);

	set.mask = MIXCORE_SET_DELAY | MIXCORE_SET_GAIN;
	set.delay_frames = delay;
	set.gain = UNITY / 2;
	return set;
}

#define ADD(calls, NAME, value) do {						\
	__typeof__(value) _value = (value);					\
										\
	transaction_add(calls, MIXCORE_IOCTL_##NAME, &_value, sizeof(_value));			\
} while (0)

/* One of each kind, of what there is. */
static void add_each(struct transaction *calls, const struct counter *counter)
{
	unsigned int stream = counter->stream;
	struct mixcore_output_eq eq = { .size = sizeof(eq), .id = output_of(counter, 0) };

	ADD(calls, OUTPUT_SET, output_call(output_of(counter, 0), UNITY / 4));
	ADD(calls, OUTPUT_EQ, eq);
	ADD(calls, DEFAULT_SET, default_call(MIXCORE_UID_ANY, MIXCORE_DEFAULT_OUTPUT |
					     MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE));
	ADD(calls, DEFAULT_SET, default_call(ALICE, MIXCORE_DEFAULT_GAIN));
	ADD(calls, DEFAULT_SET, default_call(BOB, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_MUTE));
	ADD(calls, STREAM_SET, stream_call(stream, UNITY / 2 + 1));
	ADD(calls, ROUTE_SET, delay_call(stream, output_of(counter, 0), 999));
	ADD(calls, ROUTE_SET, delay_call(stream, output_of(counter, 1), 24000));
	ADD(calls, ROUTE_REMOVE, remove_call(stream, MIXCORE_OUTPUT_NULL));
	ADD(calls, STREAM_MOVE, move_call(stream, output_of(counter, 2)));
}

/* Something that each kind can change. */
static int prepare_each(const struct counter *counter)
{
	struct mixcore_default bob = default_call(BOB, MIXCORE_DEFAULT_MUTE);
	int err = call(counter->control, MIXCORE_IOCTL_DEFAULT_SET, &bob);

	return err ?: route_make(counter->control, counter->stream, MIXCORE_OUTPUT_NULL, 100);
}

#define EXPECT_UNCHANGED(self) do {						\
	ASSERT_EQ(0, graph_read((self)->counter.control, &(self)->after));	\
	EXPECT_EQ(NULL, graph_difference(&(self)->before, &(self)->after)) {	\
		TH_LOG("%s differ", graph_difference(&(self)->before, &(self)->after)); \
	}									\
} while (0)

/* That it fails, with which of its calls, and that nothing is different then. */
#define EXPECT_REFUSED(self, node, error, index) do {				\
	ASSERT_EQ(0, graph_read((self)->counter.control, &(self)->before));	\
	EXPECT_EQ(-(error), transaction_run(&(self)->calls, node));		\
	EXPECT_EQ(index, (self)->calls.failed);					\
	EXPECT_UNCHANGED(self);							\
} while (0)

/*
 * All of it
 */

TEST_F(transaction, makes_each_kind_of_change)
{
	struct counter *counter = &self->counter;
	struct mixcore_default dflt = { .size = sizeof(dflt), .uid = ALICE };
	struct mixcore_route_info route;
	struct mixcore_output_info output;
	struct mixcore_stream_info stream;
	uint64_t generation;

	ASSERT_EQ(0, prepare_each(counter));
	ASSERT_EQ(0, counter_run(counter, 50));
	add_each(&self->calls, counter);
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	EXPECT_EQ(10, self->calls.failed);

	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &stream));
	generation = stream.last_change.generation;
	EXPECT_EQ(output_of(counter, 2), stream.output);
	EXPECT_EQ(UNITY / 2 + 1, stream.gain[7]);
	EXPECT_EQ(1, stream.mute);
	ASSERT_EQ(0, output_get(counter->control, output_of(counter, 0), &output));
	EXPECT_EQ(UNITY / 4, output.gain[0]);
	EXPECT_EQ(1234, output.idle_ms);
	EXPECT_EQ(1, output.limiter);
	EXPECT_EQ(generation, output.last_change.generation);
	ASSERT_EQ(0, route_get(counter->control, counter->stream, output_of(counter, 1), &route));
	EXPECT_EQ(24000, route.delay_frames);
	EXPECT_EQ(generation, route.last_change.generation);
	/* What was set of the leading one goes along with the move, but for the delay. */
	ASSERT_EQ(0, route_get(counter->control, counter->stream, output_of(counter, 2), &route));
	EXPECT_EQ(UNITY / 2, route.gain);
	EXPECT_EQ(0, route.delay_frames);
	EXPECT_EQ(-ENOENT, route_get(counter->control, counter->stream, output_of(counter, 0),
				     &route));
	EXPECT_EQ(-ENOENT, route_get(counter->control, counter->stream, MIXCORE_OUTPUT_NULL,
				     &route));
	ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_DEFAULT_GET, &dflt));
	EXPECT_EQ(MIXCORE_DEFAULT_GAIN, dflt.mask);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, dflt.output);
	dflt = (struct mixcore_default) { .size = sizeof(dflt), .uid = BOB };
	ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_DEFAULT_GET, &dflt));
	EXPECT_EQ(0, dflt.mask);
}

/* A call that fails where each other one has been made takes all of them back. */
TEST_F(transaction, fails_behind_each_kind_of_change)
{
	struct counter *counter = &self->counter;
	unsigned int parameters, count;

	ASSERT_EQ(0, prepare_each(counter));
	for (parameters = 0; parameters < 2; parameters++) {
		for (count = 0; count <= 10; count++) {
			add_each(&self->calls, counter);
			self->calls.count = count;
			ADD(&self->calls, STREAM_SET, stream_call(NOBODYS, 1));
			EXPECT_REFUSED(self, counter->control, ENOENT, count);
		}
		/* And without parameters. */
		ASSERT_EQ(0, snd_pcm_hw_free(counter->pcm));
	}
}

/* The last change is the first one to be taken back. */
TEST_F(transaction, fails_behind_several_changes_of_the_same)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	for (i = 1; i < 4; i++) {
		ADD(&self->calls, OUTPUT_SET, output_call(output_of(counter, 0), UNITY / i / 2));
		ADD(&self->calls, STREAM_SET, stream_call(counter->stream, UNITY / i));
		ADD(&self->calls, DEFAULT_SET, default_call(MIXCORE_UID_ANY,
							    MIXCORE_DEFAULT_OUTPUT));
		ADD(&self->calls, DEFAULT_SET, default_call(ALICE, 1U << (i - 1)));
	}
	ADD(&self->calls, STREAM_SET, stream_call(NOBODYS, 1));
	EXPECT_REFUSED(self, counter->control, ENOENT, 12);
}

/* The same while it plays: it is heard as if nothing had been tried. */
TEST_F(transaction, fails_while_the_stream_plays)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	counter->first_only = true;
	ASSERT_EQ(0, prepare_each(counter));
	ASSERT_EQ(0, counter_run(counter, 50));
	for (i = 0; i < 100; i++) {
		add_each(&self->calls, counter);
		self->calls.count = 1 + i % 10;
		ADD(&self->calls, ROUTE_REMOVE, remove_call(counter->stream, NOBODYS));
		ASSERT_EQ(i % 10 == 9 ? -EINVAL : -ENOENT,
			  transaction_run(&self->calls, counter->control));
		ASSERT_EQ(0, counter_run(counter, 3));
	}
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
}

/* What is made first is there for what follows. */
TEST_F(transaction, calls_build_on_each_other)
{
	struct counter *counter = &self->counter;
	unsigned int stream = counter->stream;
	struct mixcore_route_info route;

	ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 1), 0));
	ADD(&self->calls, ROUTE_REMOVE, remove_call(stream, output_of(counter, 0)));
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	ASSERT_EQ(0, route_get(counter->control, stream, output_of(counter, 1), &route));
	EXPECT_EQ(MIXCORE_ROUTE_F_LEADS, route.flags & MIXCORE_ROUTE_F_LEADS);
	EXPECT_EQ(UNITY / 2, route.gain);
	EXPECT_EQ(-ENOENT, route_get(counter->control, stream, output_of(counter, 0), &route));

	/* Of two that follow, one goes and comes again. */
	ASSERT_EQ(0, route_make(counter->control, stream, output_of(counter, 0), 777));
	ADD(&self->calls, ROUTE_REMOVE, remove_call(stream, output_of(counter, 0)));
	ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 0), 888));
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	ASSERT_EQ(0, route_get(counter->control, stream, output_of(counter, 0), &route));
	EXPECT_EQ(888, route.delay_frames);

	/* A user's defaults come and go. */
	ADD(&self->calls, DEFAULT_SET, default_call(ALICE, MIXCORE_DEFAULT_MUTE));
	ADD(&self->calls, DEFAULT_SET, default_call(ALICE, MIXCORE_DEFAULT_MUTE |
						    MIXCORE_DEFAULT_CLEAR));
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	ADD(&self->calls, DEFAULT_SET, default_call(ALICE, MIXCORE_DEFAULT_MUTE));
	ADD(&self->calls, DEFAULT_SET, default_call(ALICE, MIXCORE_DEFAULT_MUTE |
						    MIXCORE_DEFAULT_CLEAR));
	ADD(&self->calls, DEFAULT_SET, default_call(NOBODYS, MIXCORE_DEFAULT_CLEAR));
	EXPECT_REFUSED(self, counter->control, EINVAL, 2);
}

/* With a route that is being made the one that plays already is to lead. */
TEST_F(transaction, the_one_that_plays_leads_before_a_new_one)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info info;

	ASSERT_EQ(0, route_make(counter->control, counter->stream, output_of(counter, 2), 4800));
	ASSERT_EQ(0, counter_run(counter, 50));
	ADD(&self->calls, ROUTE_SET, delay_call(counter->stream, output_of(counter, 1), 0));
	ADD(&self->calls, ROUTE_REMOVE, remove_call(counter->stream, output_of(counter, 0)));
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(output_of(counter, 2), info.output);
}

/*
 * Bad calls
 */

TEST_F(transaction, of_1_to_1024_calls)
{
	struct counter *counter = &self->counter;
	unsigned int i;

	EXPECT_REFUSED(self, counter->control, EINVAL, 0);
	for (i = 0; i < MIXCORE_TRANSACTION_MAX + 1; i++)
		ADD(&self->calls, STREAM_SET, stream_call(counter->stream, 1 + i));
	EXPECT_REFUSED(self, counter->control, EINVAL, MIXCORE_TRANSACTION_MAX + 1);
	for (i = 0; i < MIXCORE_TRANSACTION_MAX; i++)
		ADD(&self->calls, STREAM_SET, stream_call(counter->stream, 2 + 2 * i));
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	EXPECT_EQ(MIXCORE_TRANSACTION_MAX, self->calls.failed);
	self->calls.count = 0xffffffff;
	EXPECT_REFUSED(self, counter->control, EINVAL, 0xffffffff);
}

TEST_F(transaction, of_calls_that_change_the_graph_at_once)
{
	static const unsigned int others[] = {
		MIXCORE_IOCTL_VERSION, MIXCORE_IOCTL_STATUS, MIXCORE_IOCTL_QUOTA_GET,
		MIXCORE_IOCTL_QUOTA_SET, MIXCORE_IOCTL_OUTPUT_ATTACH, MIXCORE_IOCTL_OUTPUT_DETACH,
		MIXCORE_IOCTL_OUTPUT_GET, MIXCORE_IOCTL_OUTPUT_NEXT, MIXCORE_IOCTL_DEFAULT_GET,
		MIXCORE_IOCTL_DEFAULT_NEXT, MIXCORE_IOCTL_STREAM_GET, MIXCORE_IOCTL_STREAM_NEXT,
		MIXCORE_IOCTL_ROUTE_GET, MIXCORE_IOCTL_ROUTE_NEXT, MIXCORE_IOCTL_TRANSACTION, MIXCORE_IOCTL_HISTORY, 0,
		0xdeff,
	};
	struct mixcore_stream_set good = stream_call(self->counter.stream, 5);
	unsigned int i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_SET, &good, sizeof(good));
		transaction_add(&self->calls, others[i], &good, sizeof(good));
		EXPECT_REFUSED(self, self->counter.control, EINVAL, 1);
	}
	transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_SET, &good, sizeof(good));
	self->calls.calls[0].reserved = 1;
	EXPECT_REFUSED(self, self->counter.control, EINVAL, 0);
}

TEST_F(transaction, arguments_are_read_as_ever)
{
	struct mixcore_stream_set set = stream_call(self->counter.stream, 5);
	struct mixcore_transaction args = { .size = sizeof(args), .count = 1, .calls = 16 };
	int control = self->counter.control;

	EXPECT_EQ(-EFAULT, call(control, MIXCORE_IOCTL_TRANSACTION, &args));
	EXPECT_EQ(1, args.failed);
	args.calls = (uintptr_t)self->calls.calls;
	args.flags = 1;
	EXPECT_EQ(-EINVAL, call(control, MIXCORE_IOCTL_TRANSACTION, &args));
	args.flags = 0;
	args.size = MIXCORE_TRANSACTION_SIZE_VER0 - 1;
	EXPECT_EQ(-EINVAL, call(control, MIXCORE_IOCTL_TRANSACTION, &args));

	transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
	transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
	self->calls.calls[1].argument = 16;
	EXPECT_REFUSED(self, control, EFAULT, 1);
	set.size = MIXCORE_STREAM_SET_SIZE_VER0 - 1;
	transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
	EXPECT_REFUSED(self, control, EINVAL, 0);
	set.size = sizeof(set);
	set.cause.text[0] = '\n';
	transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
	EXPECT_REFUSED(self, control, EINVAL, 0);
}

TEST_F(transaction, each_call_needs_its_right)
{
	struct counter *counter = &self->counter;
	int reader = node_open(O_RDONLY), status;
	pid_t pid;

	ADD(&self->calls, STREAM_SET, stream_call(counter->stream, 6));
	EXPECT_REFUSED(self, reader, EBADF, 0xdeadbeef);
	/* An output is for the control node. */
	ADD(&self->calls, STREAM_SET, stream_call(counter->stream, 6));
	ADD(&self->calls, OUTPUT_SET, output_call(output_of(counter, 0), 5));
	EXPECT_REFUSED(self, self->node, EPERM, 1);
	ADD(&self->calls, STREAM_SET, stream_call(counter->stream, 6));
	EXPECT_EQ(0, transaction_run(&self->calls, self->node));
	/* And a stream for its uid. */
	pid = fork();
	if (!pid) {
		int node = become(ALICE) ? -1 : node_open(O_RDWR);

		ADD(&self->calls, STREAM_SET, stream_call(counter->stream, 8));
		_exit(-transaction_run(&self->calls, node));
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(EPERM, WEXITSTATUS(status));
	close(reader);
}

/* The leading route is exchanged last. */
TEST_F(transaction, routes_are_not_set_twice)
{
	struct counter *counter = &self->counter;
	unsigned int stream = counter->stream, parameters;

	ASSERT_EQ(0, route_make(counter->control, stream, output_of(counter, 1), 100));
	for (parameters = 0; parameters < 2; parameters++) {
		ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 1), 0));
		ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 1), 0));
		EXPECT_REFUSED(self, counter->control, EINVAL, 1);
		ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 0), 0));
		ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 0), 5));
		EXPECT_REFUSED(self, counter->control, EINVAL, 1);
		ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 1), 0));
		ADD(&self->calls, ROUTE_REMOVE, remove_call(stream, output_of(counter, 1)));
		EXPECT_REFUSED(self, counter->control, EINVAL, 1);
		ADD(&self->calls, ROUTE_REMOVE, remove_call(stream, output_of(counter, 0)));
		ADD(&self->calls, ROUTE_SET, delay_call(stream, output_of(counter, 1), 0));
		EXPECT_REFUSED(self, counter->control, EINVAL, 1);
		ADD(&self->calls, STREAM_MOVE, move_call(stream, output_of(counter, 2)));
		ADD(&self->calls, ROUTE_REMOVE, remove_call(stream, output_of(counter, 1)));
		EXPECT_REFUSED(self, counter->control, EINVAL, 1);
		ADD(&self->calls, STREAM_MOVE, move_call(stream, output_of(counter, 2)));
		ADD(&self->calls, STREAM_MOVE, move_call(stream, output_of(counter, 1)));
		EXPECT_REFUSED(self, counter->control, EINVAL, 1);
		ASSERT_EQ(0, snd_pcm_hw_free(counter->pcm));
	}
}

/*
 * Streams that belong together
 */

static int move_both(struct transaction *calls, const struct counter *counter, unsigned int i,
		     uint64_t frame, unsigned int fade)
{
	struct mixcore_stream_move move = move_call(counter->stream, output_of(counter, i));

	move.flags = frame ? MIXCORE_MOVE_F_AT_FRAME : 0;
	move.frame = frame;
	move.fade_frames = fade;
	transaction_add(calls, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	move.id = counter->partner_stream;
	transaction_add(calls, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	return transaction_run(calls, counter->control);
}

/* As long as they are linked, and both there. */
TEST_F(transaction, linked_streams_are_a_group)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info one, other;

	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &one));
	EXPECT_EQ(0, one.group);
	ASSERT_EQ(0, counter_split(counter));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &one));
	ASSERT_EQ(0, stream_get(counter->control, counter->partner_stream, &other));
	EXPECT_EQ(counter->stream, one.group);
	EXPECT_EQ(counter->stream, other.group);
	ASSERT_EQ(0, snd_pcm_unlink(counter->partner));
	ASSERT_EQ(0, stream_get(counter->control, counter->partner_stream, &other));
	EXPECT_EQ(0, other.group);
}

/* A third stream, which plays silence and stays. */
static snd_pcm_t *open_bystander(void)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;

	config.period = PERIOD;
	config.buffer = BUFFER;
	pcm = client_new(&config);
	if (pcm && (client_never_stops(pcm) || snd_pcm_start(pcm))) {
		snd_pcm_close(pcm);
		return NULL;
	}
	return pcm;
}

/* One plays the left channel, one the right one: a frame of which they differ is wrong. */
TEST_F(transaction, streams_move_in_the_same_cycle)
{
	struct counter *counter = &self->counter;
	snd_pcm_t *bystander = open_bystander();
	unsigned int n;
	uint64_t frame;

	ASSERT_NE(NULL, bystander);
	ASSERT_EQ(0, counter_split(counter));
	ASSERT_EQ(0, counter_run(counter, 100));
	for (n = 1; n < 90; n++) {
		frame = n % 3 ? counter_played(counter) + 700 + 97 * n : 0;
		ASSERT_EQ(0, move_both(&self->calls, counter, n % 3, frame, 0));
		ASSERT_EQ(0, counter_run(counter, 60 + n % 7));
	}
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(bystander));
	snd_pcm_close(bystander);
}

/* In both directions, past each other. */
TEST_F(transaction, streams_change_places)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info one, other;
	unsigned int n;

	ASSERT_EQ(0, counter_split(counter));
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_move(counter, counter->control, counter->listeners[1].output, NULL));
	for (n = 0; n < 20; n++) {
		ASSERT_EQ(0, counter_run(counter, 20));
		ADD(&self->calls, STREAM_MOVE, move_call(counter->stream,
							 output_of(counter, n % 2)));
		ADD(&self->calls, STREAM_MOVE, move_call(counter->partner_stream,
							 output_of(counter, 1 - n % 2)));
		ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
		ASSERT_EQ(0, stream_get(counter->control, counter->stream, &one));
		ASSERT_EQ(0, stream_get(counter->control, counter->partner_stream, &other));
		EXPECT_EQ(output_of(counter, n % 2), one.output);
		EXPECT_EQ(output_of(counter, 1 - n % 2), other.output);
	}
	ASSERT_EQ(0, counter_run(counter, 100));
	EXPECT_EQ(0, one.xruns + other.xruns + one.silence_frames + other.silence_frames);
}

/* The next numbers, to one channel alone. */
static int write_channel(snd_pcm_t *pcm, const struct counter *counter, unsigned int channel,
			 snd_pcm_sframes_t frames)
{
	int32_t *piece = calloc(frames, 2 * sizeof(*piece));
	snd_pcm_sframes_t i;

	for (i = 0; piece && i < frames; i++) {
		int32_t number = (int32_t)(counter->written + 1 + i);

		piece[2 * i + channel] = channel ? -number : number;
	}
	i = piece ? snd_pcm_writei(pcm, piece, frames) : 0;
	free(piece);
	return i == frames ? 0 : -EPIPE;
}

/*
 * Half of each buffer has just been taken, and of one it is written again: what the other's
 * application needs time for, both wait for.
 */
TEST(streams_that_move_wait_for_each_other)
{
	struct transaction calls;
	struct counter counter;
	snd_pcm_sframes_t room;
	unsigned int n;

	ASSERT_EQ(0, transaction_open(&calls, 2));
	ASSERT_EQ(0, counter_open_longer(&counter, 192, 750, 3));
	ASSERT_EQ(0, counter_split(&counter));
	ASSERT_EQ(0, move_both(&calls, &counter, 1, 0, 0));
	for (n = 0; n < 60; n++) {
		ASSERT_EQ(0, counter_run(&counter, 20 + n % 17));
		ASSERT_EQ(0, counter_wait(&counter));
		room = snd_pcm_avail(counter.partner);
		ASSERT_LE(0, room);
		ASSERT_EQ(0, write_channel(counter.partner, &counter, 1, room));
		ASSERT_EQ(0, move_both(&calls, &counter, 2 - n % 2, 0, 0));
		sleep_ms(1);
		ASSERT_EQ(0, write_channel(counter.pcm, &counter, 0, room)) {
			TH_LOG("round %u", n);
		}
		counter.written += room;
	}
	ASSERT_EQ(0, counter_end(&counter));
	EXPECT_ALL_HEARD(&counter);
	counter_close(&counter);
	transaction_close(&calls);
}

/* A move that waits is taken back, or replaced, together with others. */
TEST_F(transaction, moves_that_wait_are_replaced)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_info info;

	ASSERT_EQ(0, counter_split(counter));
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, move_both(&self->calls, counter, 1, NEVER, 0));
	ASSERT_EQ(0, stream_get(counter->control, counter->stream, &info));
	EXPECT_EQ(output_of(counter, 1), info.move_output);
	/* Nothing of it if another one fails. */
	ADD(&self->calls, STREAM_MOVE, move_call(counter->stream, output_of(counter, 0)));
	ADD(&self->calls, STREAM_MOVE, move_call(counter->partner_stream, NOBODYS));
	EXPECT_REFUSED(self, counter->control, ENOENT, 1);
	ASSERT_EQ(0, move_both(&self->calls, counter, 0, 0, 0));
	ASSERT_EQ(0, stream_get(counter->control, counter->partner_stream, &info));
	EXPECT_EQ(0, info.move_output);
	ASSERT_EQ(0, move_both(&self->calls, counter, 1, NEVER, 0));
	ASSERT_EQ(0, move_both(&self->calls, counter, 2, 0, 0));
	ASSERT_EQ(0, stream_get(counter->control, counter->partner_stream, &info));
	EXPECT_EQ(0, info.move_output);
	EXPECT_EQ(output_of(counter, 2), info.output);
	ASSERT_EQ(0, counter_run(counter, 100));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
}

/* A frame that was played is refused for all of them. */
TEST_F(transaction, a_frame_that_was_played)
{
	struct counter *counter = &self->counter;
	struct mixcore_stream_move late;

	ASSERT_EQ(0, counter_split(counter));
	ASSERT_EQ(0, counter_run(counter, 50));
	late = move_call(counter->partner_stream, output_of(counter, 1));
	late.flags = MIXCORE_MOVE_F_AT_FRAME;
	ADD(&self->calls, STREAM_MOVE, move_call(counter->stream, output_of(counter, 1)));
	transaction_add(&self->calls, MIXCORE_IOCTL_STREAM_MOVE, &late, sizeof(late));
	EXPECT_REFUSED(self, counter->control, ETIME, 1);
	ASSERT_EQ(0, counter_run(counter, 50));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
}

/*
 * Many at once
 */

#define WRITERS	5
#define CHANGES	200

/* Gives both streams the same gain; an odd one is refused in the last call. Exits with an errno. */
static void write_gains(const struct counter *counter, unsigned int writer)
{
	unsigned int n, gain;
	struct transaction calls;
	int control = control_open(), err = transaction_open(&calls, 4);

	for (n = 0; !err && n < CHANGES; n++) {
		gain = UNITY - 2 * (CHANGES * writer + n) - n % 2;
		ADD(&calls, STREAM_SET, stream_call(counter->stream, gain));
		ADD(&calls, OUTPUT_SET, output_call(output_of(counter, 1), gain));
		ADD(&calls, STREAM_SET, stream_call(counter->partner_stream, gain));
		if (n % 2)
			ADD(&calls, STREAM_MOVE, move_call(counter->stream, NOBODYS));
		err = transaction_run(&calls, control);
		if (n % 2)
			err = err == -ENOENT ? 0 : -EILSEQ;
	}
	_exit(-err);
}

/* All three as one call has left them: when nothing changed while they were read. */
static int read_gains(const struct counter *counter, unsigned int *seen)
{
	struct mixcore_status before = { .size = sizeof(before) }, after = before;
	struct mixcore_stream_info one, other;
	struct mixcore_output_info output;
	int err;

	err = call(counter->control, MIXCORE_IOCTL_STATUS, &before) ?:
	      stream_get(counter->control, counter->stream, &one) ?:
	      output_get(counter->control, output_of(counter, 1), &output) ?:
	      stream_get(counter->control, counter->partner_stream, &other) ?:
	      call(counter->control, MIXCORE_IOCTL_STATUS, &after);
	if (err || before.generation != after.generation)
		return err;
	(*seen)++;
	if (one.gain[0] % 2 || one.gain[0] != other.gain[0] || one.gain[0] != output.gain[0])
		return -EILSEQ;
	return 0;
}

static unsigned int running(pid_t *pids, int *err)
{
	unsigned int i, left = 0;
	int status;

	for (i = 0; i < WRITERS; i++) {
		if (!pids[i])
			continue;
		left++;
		if (waitpid(pids[i], &status, WNOHANG) != pids[i])
			continue;
		pids[i] = 0;
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			*err = -EREMOTEIO;
	}
	return left;
}

TEST_F_TIMEOUT(transaction, five_writers_at_once, 600)
{
	struct counter *counter = &self->counter;
	struct mixcore_output_set set;
	pid_t pids[WRITERS];
	unsigned int i, seen = 0;
	int err = 0;

	ASSERT_EQ(0, counter_split(counter));
	ADD(&self->calls, STREAM_SET, stream_call(counter->stream, UNITY));
	ADD(&self->calls, STREAM_SET, stream_call(counter->partner_stream, UNITY));
	ASSERT_EQ(0, transaction_run(&self->calls, counter->control));
	set = output_call(output_of(counter, 1), UNITY);
	ASSERT_EQ(0, call(counter->control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	for (i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (!pids[i])
			write_gains(counter, i);
	}
	while (running(pids, &err) && !err) {
		err = read_gains(counter, &seen);
		if (!err)
			err = read_gains(counter, &seen);
		usleep(200);
	}
	EXPECT_EQ(0, err);
	EXPECT_LT(10, seen);
	EXPECT_EQ(0, read_gains(counter, &seen));
	while (running(pids, &err))
		sleep_ms(1);
}

TEST_HARNESS_MAIN
