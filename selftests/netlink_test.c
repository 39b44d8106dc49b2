// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events and dumps by netlink: what happens is told once, in its order, to whoever listens; a dump is
 * of one moment or says that it is not.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=2, users in the group audio.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "listener.h"
#include "routes.h"
#include "testcard.h"
#include "transaction.h"
#include "kselftest_harness.h"

#define RATE	48000
#define SOON	2000	/* ms */

static const struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
static const struct pcm_config player = { FORMAT_S16, RATE, 2, 1024, 4096 };

FIXTURE(netlink) {
	int control, node, output, input;
	uint64_t sequence;
	struct listener listener;
	struct event event;
	struct dump dump;
};

FIXTURE_SETUP(netlink)
{
	self->control = control_open();
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->control);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, testcard_reset(0));
	self->output = attach_card(self->control, "out", "Test0", 0, &slave, NULL);
	ASSERT_LT(0, self->output);
	self->input = input_attach_card(self->control, "in", "Test1", 0, &slave, NULL);
	ASSERT_LT(0, self->input);
	ASSERT_EQ(0, listener_open(&self->listener, 0));
}

FIXTURE_TEARDOWN(netlink)
{
	dump_free(&self->dump);
	listener_close(&self->listener);
	EXPECT_EQ(0, reset_all(self->control));
	EXPECT_EQ(0, testcard_reset(0));
	close(self->node);
	close(self->control);
}

/* The next event is this one, and none was left out before it. */
#define EXPECT_EVENT(_cmd, _object, _id, _what) do {					\
	const struct event *event = &self->event;					\
											\
	ASSERT_EQ(0, listener_next(&self->listener, &self->event, SOON));		\
	EXPECT_EQ(MIXCORE_NL_CMD_##_cmd, event->cmd);					\
	EXPECT_EQ(MIXCORE_OBJECT_##_object, event->object);				\
	EXPECT_EQ(_id, event->id);							\
	EXPECT_EQ(_what, event->what);							\
	EXPECT_NE(0, event->generation);						\
	if (self->sequence)								\
		EXPECT_EQ(self->sequence + 1, event->sequence);				\
	self->sequence = event->sequence;						\
} while (0)

#define EXPECT_SILENCE() EXPECT_EQ(0, listener_drop(&self->listener))

static int stream_set(int node, unsigned int id, unsigned int mask)
{
	struct mixcore_stream_set set = { .size = sizeof(set), .id = id, .mask = mask };

	return call(node, MIXCORE_IOCTL_STREAM_SET, &set);
}

TEST_F(netlink, stream)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	unsigned int id = (unsigned int)stream_newest(self->control);
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = id, .output = MIXCORE_OUTPUT_NULL,
	};
	uint64_t generation;

	ASSERT_LE(0, pcm);
	EXPECT_EVENT(NEW, STREAM, id, MIXCORE_CHANGED_MADE);
	EXPECT_EVENT(NEW, ROUTE, id, MIXCORE_CHANGED_MADE);
	EXPECT_EQ(self->output, self->event.output);
	generation = self->event.generation;
	ASSERT_EQ(0, stream_set(self->node, id, MIXCORE_SET_MUTE | MIXCORE_SET_GAIN));
	EXPECT_EVENT(CHANGED, STREAM, id, MIXCORE_SET_MUTE | MIXCORE_SET_GAIN);
	EXPECT_LT(generation, self->event.generation);
	EXPECT_EQ(false, self->event.has_output);
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_STREAM_MOVE, &move));
	EXPECT_EVENT(CHANGED, STREAM, id, MIXCORE_CHANGED_OUTPUT);
	/* What fails is no event. */
	EXPECT_EQ(-EINVAL, stream_set(self->node, id, 0));
	EXPECT_SILENCE();
	close(pcm);
	EXPECT_EVENT(GONE, STREAM, id, 0);
	EXPECT_SILENCE();
}

TEST_F(netlink, routes)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	unsigned int id = (unsigned int)stream_newest(self->control);

	ASSERT_LE(0, pcm);
	EXPECT_EVENT(NEW, STREAM, id, MIXCORE_CHANGED_MADE);
	EXPECT_EVENT(NEW, ROUTE, id, MIXCORE_CHANGED_MADE);
	ASSERT_EQ(0, route_make(self->node, id, MIXCORE_OUTPUT_NULL, 10));
	EXPECT_EVENT(NEW, ROUTE, id, MIXCORE_CHANGED_MADE | MIXCORE_SET_DELAY);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, self->event.output);
	ASSERT_EQ(0, route_gain(self->node, id, MIXCORE_OUTPUT_NULL, 10));
	EXPECT_EVENT(CHANGED, ROUTE, id, MIXCORE_SET_GAIN);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, self->event.output);
	ASSERT_EQ(0, route_gain(self->node, id, (unsigned int)self->output, 10));
	EXPECT_EVENT(CHANGED, ROUTE, id, MIXCORE_SET_GAIN);
	EXPECT_EQ(self->output, self->event.output);
	/* Now it is led from the other one, whose changes are told of that. */
	ASSERT_EQ(0, route_remove(self->node, id, (unsigned int)self->output));
	EXPECT_EVENT(CHANGED, STREAM, id, MIXCORE_CHANGED_ROUTES | MIXCORE_CHANGED_OUTPUT);
	ASSERT_EQ(0, route_gain(self->node, id, MIXCORE_OUTPUT_NULL, 20));
	EXPECT_EVENT(CHANGED, ROUTE, id, MIXCORE_SET_GAIN);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, self->event.output);
	close(pcm);
	EXPECT_EVENT(GONE, STREAM, id, 0);
	EXPECT_SILENCE();
}

TEST_F(netlink, outputs_and_defaults)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = ALICE, .mask = MIXCORE_DEFAULT_MUTE, .mute = 1,
	};
	unsigned int id = (unsigned int)self->output;

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt));
	EXPECT_EVENT(CHANGED, DEFAULT, ALICE, MIXCORE_DEFAULT_MUTE);
	dflt.mask |= MIXCORE_DEFAULT_CLEAR;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt));
	EXPECT_EVENT(CHANGED, DEFAULT, ALICE, MIXCORE_DEFAULT_MUTE | MIXCORE_DEFAULT_CLEAR);
	EXPECT_EVENT(GONE, DEFAULT, ALICE, 0);
	/* Its backend, which makes the null output the default one, and then all of it. */
	ASSERT_EQ(0, detach(self->control, id));
	EXPECT_EVENT(CHANGED, DEFAULT, MIXCORE_UID_ANY, MIXCORE_DEFAULT_OUTPUT);
	EXPECT_EVENT(CHANGED, OUTPUT, id, MIXCORE_CHANGED_BACKEND);
	EXPECT_EVENT(GONE, OUTPUT, id, 0);
	self->output = attach_card(self->control, "again", "Test0", 0, &slave, NULL);
	ASSERT_LT(self->output, INT32_MAX);
	EXPECT_EVENT(NEW, OUTPUT, self->output, MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND);
	EXPECT_EVENT(CHANGED, DEFAULT, MIXCORE_UID_ANY, MIXCORE_DEFAULT_OUTPUT);
	EXPECT_SILENCE();
}

TEST_F(netlink, loopbacks)
{
	struct mixcore_route_set set = route_call((unsigned int)self->input,
						  (unsigned int)self->output);
	unsigned int id = (unsigned int)self->input;

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_LOOPBACK_SET, &set));
	EXPECT_EVENT(NEW, LOOPBACK, id, MIXCORE_CHANGED_MADE);
	EXPECT_EQ(self->output, self->event.output);
	/* Another line, the same loopback. */
	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = 2 * RATE;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_LOOPBACK_SET, &set));
	EXPECT_EVENT(CHANGED, LOOPBACK, id, MIXCORE_SET_DELAY);
	ASSERT_EQ(0, input_set_idle(self->control, id, 7));
	EXPECT_EVENT(CHANGED, INPUT, id, MIXCORE_SET_IDLE);
	ASSERT_EQ(0, input_detach(self->control, id));
	EXPECT_EVENT(CHANGED, DEFAULT, MIXCORE_UID_ANY, MIXCORE_DEFAULT_INPUT);
	EXPECT_EVENT(CHANGED, INPUT, id, MIXCORE_CHANGED_BACKEND);
	EXPECT_EVENT(CHANGED, INPUT, id, MIXCORE_CHANGED_LOOPBACKS);
	EXPECT_EVENT(CHANGED, OUTPUT, self->output, MIXCORE_CHANGED_LOOPBACKS);
	EXPECT_EVENT(GONE, LOOPBACK, id, 0);
	EXPECT_EQ(self->output, self->event.output);
	EXPECT_EVENT(GONE, INPUT, id, 0);
	EXPECT_SILENCE();
}

/* An application that is late, and a card that goes and comes back. */
TEST_F(netlink, trouble)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	unsigned int id = (unsigned int)stream_newest(self->control), output;

	ASSERT_LE(0, pcm);
	EXPECT_EVENT(NEW, STREAM, id, MIXCORE_CHANGED_MADE);
	EXPECT_EVENT(NEW, ROUTE, id, MIXCORE_CHANGED_MADE);
	ASSERT_EQ(0, pcm_configure(pcm, &player));
	ASSERT_EQ(0, pcm_prepare(pcm));
	ASSERT_EQ(0, pcm_write_silence(pcm, player.buffer, 4));
	EXPECT_EVENT(XRUN, STREAM, id, 0);
	EXPECT_EQ(1, self->event.count);
	output = (unsigned int)self->output;
	ASSERT_EQ(0, testcard_set(0, "vanish", "1"));
	EXPECT_EVENT(LOST, OUTPUT, output, 0);
	ASSERT_EQ(0, testcard_reset(0));
	EXPECT_EQ(self->output, attach_card(self->control, "out", "Test0", 0, &slave, NULL));
	/* The thread takes it in its own time. */
	ASSERT_EQ(0, listener_next(&self->listener, &self->event, SOON));
	EXPECT_EQ(MIXCORE_OBJECT_OUTPUT, self->event.object);
	if (self->event.cmd == MIXCORE_NL_CMD_CHANGED)
		ASSERT_EQ(0, listener_next(&self->listener, &self->event, SOON));
	EXPECT_EQ(MIXCORE_NL_CMD_RESTORED, self->event.cmd);
	EXPECT_EQ(output, self->event.id);
	close(pcm);
}

/* Each kind as its calls have it, to whom has opened the node. */
TEST_F(netlink, dump)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	unsigned int id = (unsigned int)stream_newest(self->control);
	struct mixcore_stream_info stream;
	struct mixcore_output_info output;
	struct mixcore_route_info route;
	struct dumped *one;

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, dump_get(&self->dump, 0, self->control, NULL, NULL));
	EXPECT_EQ(false, self->dump.interrupted);
	/* A stream, two outputs, two inputs, a route, defaults. */
	EXPECT_EQ(7, self->dump.count);
	one = dump_find(&self->dump, MIXCORE_OBJECT_STREAM, id, 0);
	ASSERT_NE(NULL, one);
	ASSERT_EQ(0, stream_get(self->control, id, &stream));
	EXPECT_EQ(stream.last_change.generation, one->generation);
	ASSERT_EQ(sizeof(stream), one->bytes);
	EXPECT_EQ(0, memcmp(&stream, one->info, sizeof(stream)));
	one = dump_find(&self->dump, MIXCORE_OBJECT_OUTPUT, (unsigned int)self->output, 0);
	ASSERT_NE(NULL, one);
	ASSERT_EQ(0, output_get(self->control, (unsigned int)self->output, &output));
	EXPECT_EQ(output.last_change.generation, one->generation);
	ASSERT_EQ(sizeof(output), one->bytes);
	EXPECT_EQ(0, memcmp(output.name, ((struct mixcore_output_info *)one->info)->name,
			    sizeof(output.name)));
	one = dump_find(&self->dump, MIXCORE_OBJECT_ROUTE, id, (unsigned int)self->output);
	ASSERT_NE(NULL, one);
	ASSERT_EQ(0, route_get(self->control, id, (unsigned int)self->output, &route));
	ASSERT_EQ(sizeof(route), one->bytes);
	EXPECT_EQ(0, memcmp(&route, one->info, sizeof(route)));
	EXPECT_NE(NULL, dump_find(&self->dump, MIXCORE_OBJECT_OUTPUT, MIXCORE_OUTPUT_NULL, 0));
	EXPECT_NE(NULL, dump_find(&self->dump, MIXCORE_OBJECT_INPUT, MIXCORE_INPUT_NULL, 0));
	EXPECT_NE(NULL, dump_find(&self->dump, MIXCORE_OBJECT_INPUT, (unsigned int)self->input, 0));
	EXPECT_NE(NULL, dump_find(&self->dump, MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0));
	close(pcm);
}

TEST_F(netlink, dump_of_one_kind)
{
	unsigned int kind;

	for (kind = MIXCORE_OBJECT_STREAM; kind <= MIXCORE_OBJECT_DEFAULT; kind++) {
		const unsigned int counts[] = { 0, 0, 2, 2, 0, 0, 1 };

		ASSERT_EQ(0, dump_get(&self->dump, kind, -1, NULL, NULL));
		EXPECT_EQ(counts[kind], self->dump.count);
		EXPECT_EQ(0, self->dump.count ? self->dump.objects[0].bytes : 0);
		dump_free(&self->dump);
	}
	EXPECT_EQ(-ERANGE, dump_get(&self->dump, MIXCORE_OBJECT_DEFAULT + 1, -1, NULL, NULL));
	dump_free(&self->dump);
	EXPECT_EQ(-EBADF, dump_get(&self->dump, 0, 1000, NULL, NULL));
	dump_free(&self->dump);
	EXPECT_EQ(-EINVAL, dump_get(&self->dump, 0, 0, NULL, NULL));
}

/* Anybody may listen; names and processes are for whom the node tells them. */
static int look_as_bob(FIXTURE_DATA(netlink) *self, unsigned int stream)
{
	struct mixcore_stream_info *info;
	struct listener listener;
	struct dumped *one;
	int node;

	if (become(BOB) || listener_open(&listener, 0))
		return 1;
	listener_close(&listener);
	node = node_open(O_RDONLY);
	if (node < 0 || dump_get(&self->dump, 0, node, NULL, NULL))
		return 2;
	one = dump_find(&self->dump, MIXCORE_OBJECT_STREAM, stream, 0);
	info = one ? (struct mixcore_stream_info *)one->info : NULL;
	if (!info || info->pid || info->comm[0] || !(info->flags & MIXCORE_STREAM_F_HIDDEN))
		return 3;
	dump_free(&self->dump);
	if (dump_get(&self->dump, 0, -1, NULL, NULL))
		return 4;
	one = dump_find(&self->dump, MIXCORE_OBJECT_STREAM, stream, 0);
	return one && !one->bytes ? 0 : 5;
}

TEST_F(netlink, dump_hides)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK), status;
	unsigned int id = (unsigned int)stream_newest(self->control);
	pid_t pid = fork();

	ASSERT_LE(0, pcm);
	if (!pid)
		_exit(look_as_bob(self, id));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	close(pcm);
}

/* So many that a dump takes several parts. */
static int make_streams(int *pcms, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		pcms[i] = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
		if (pcms[i] < 0)
			return pcms[i];
	}
	return 0;
}

#define STREAMS	60

static void change_something(void *data)
{
	int *control_and_id = data;

	stream_set(control_and_id[0], (unsigned int)control_and_id[1], MIXCORE_SET_MUTE);
}

static void close_one(void *data)
{
	close(*(int *)data);
}

TEST_F(netlink, dump_is_of_one_moment)
{
	int pcms[STREAMS], i;
	int control_and_id[2] = { self->control, 0 };

	ASSERT_EQ(0, make_streams(pcms, STREAMS));
	control_and_id[1] = stream_newest(self->control);
	ASSERT_EQ(0, dump_get(&self->dump, 0, self->control, NULL, NULL));
	EXPECT_EQ(false, self->dump.interrupted);
	EXPECT_EQ(2 * STREAMS + 5, self->dump.count);
	dump_free(&self->dump);
	ASSERT_EQ(0, dump_get(&self->dump, 0, self->control, change_something, control_and_id));
	EXPECT_EQ(true, self->dump.interrupted);
	EXPECT_EQ(2 * STREAMS + 5, self->dump.count);
	dump_free(&self->dump);
	ASSERT_EQ(0, dump_get(&self->dump, 0, self->control, close_one, &pcms[0]));
	EXPECT_EQ(true, self->dump.interrupted);
	for (i = 1; i < STREAMS; i++)
		close(pcms[i]);
}

/* Who does not read is told so, and goes on. */
TEST_F(netlink, slow_listener)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	unsigned int id = (unsigned int)stream_newest(self->control), i;
	struct listener slow;

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, listener_open(&slow, 4096));
	ASSERT_LE(0, listener_drop(&self->listener));
	for (i = 0; i < 200; i++) {
		ASSERT_EQ(0, stream_set(self->control, id, MIXCORE_SET_MUTE));
		self->sequence = 0;
		EXPECT_EVENT(CHANGED, STREAM, id, MIXCORE_SET_MUTE);
	}
	EXPECT_EQ(-ENOBUFS, listener_drop(&slow));
	listener_drop(&slow);
	ASSERT_EQ(0, stream_set(self->control, id, MIXCORE_SET_GAIN));
	EXPECT_EVENT(CHANGED, STREAM, id, MIXCORE_SET_GAIN);
	ASSERT_EQ(0, listener_next(&slow, &self->event, SOON));
	EXPECT_EQ(MIXCORE_SET_GAIN, self->event.what);
	EXPECT_EQ(self->sequence, self->event.sequence);
	listener_close(&slow);
	close(pcm);
}

/* More events at once than may wait: those that are lost are missing in the sequence. */
static int change_often(FIXTURE_DATA(netlink) *self, unsigned int id, unsigned int times)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = id, .mask = MIXCORE_SET_MUTE,
	};
	struct transaction calls;
	unsigned int i;
	int err = transaction_open(&calls, MIXCORE_TRANSACTION_MAX);

	if (err)
		return err;
	for (i = 0; i < times; i++)
		transaction_add(&calls, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
	err = transaction_run(&calls, self->control);
	transaction_close(&calls);
	return err;
}

TEST_F(netlink, as_many_as_may_wait)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	unsigned int id = (unsigned int)stream_newest(self->control);
	struct listener patient;
	uint64_t first;

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, listener_open(&patient, 16 << 20));
	ASSERT_LE(0, listener_drop(&patient));
	ASSERT_EQ(0, change_often(self, id, MIXCORE_TRANSACTION_MAX));
	EXPECT_EQ(MIXCORE_NL_EVENTS_MAX, listener_drop(&patient));
	ASSERT_EQ(0, stream_set(self->control, id, MIXCORE_SET_GAIN));
	ASSERT_EQ(0, listener_next(&patient, &self->event, SOON));
	first = self->event.sequence;
	/* It did not matter to the sequence what was lost, if something was. */
	ASSERT_EQ(0, change_often(self, id, MIXCORE_TRANSACTION_MAX));
	ASSERT_EQ(0, change_often(self, id, MIXCORE_TRANSACTION_MAX));
	EXPECT_LE(MIXCORE_NL_EVENTS_MAX, listener_drop(&patient));
	ASSERT_EQ(0, stream_set(self->control, id, MIXCORE_SET_GAIN));
	ASSERT_EQ(0, listener_next(&patient, &self->event, SOON));
	EXPECT_EQ(first + 2 * MIXCORE_TRANSACTION_MAX + 1, self->event.sequence);
	listener_close(&patient);
	close(pcm);
}

TEST_HARNESS_MAIN
