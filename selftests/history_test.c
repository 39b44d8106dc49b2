// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each object keeps who changed what of it, when and why, and never forgets the latest change of
 * anything.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=2, users in the group audio.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "history.h"
#include "routes.h"
#include "kselftest_harness.h"

#define RATE	48000
#define UNITY	MIXCORE_GAIN_UNITY
#define MANY	(3 * MIXCORE_HISTORY_MAX)

static const struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
static const struct pcm_config player = { FORMAT_S16, RATE, 2, 1024, 4096 };

FIXTURE(history) {
	int control, output, other, pcm, recorder;
	struct object defaults, stream, of_output;
	struct history seen;
	uint64_t cookie;
};

static int attach_because(int control, const char *name, const char *card, uint64_t cookie)
{
	int fd = pcm_open(card, 0, O_RDWR | O_NONBLOCK), err;
	struct mixcore_output_attach args = attach_call(fd, name);

	if (fd < 0)
		return fd;
	args.cause = because(cookie);
	err = pcm_configure(fd, &slave) ?: call(control, MIXCORE_IOCTL_OUTPUT_ATTACH, &args);
	close(fd);
	return err ?: (int)args.id;
}

static int detach_because(int control, unsigned int id, uint64_t cookie)
{
	struct mixcore_output_detach args = {
		.size = sizeof(args), .id = id, .cause = because(cookie),
	};

	return call(control, MIXCORE_IOCTL_OUTPUT_DETACH, &args);
}

FIXTURE_SETUP(history)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_because(self->control, "out", "Test0", 1);
	ASSERT_LT(0, self->output);
	self->other = attach_because(self->control, "other", "Test1", 2);
	ASSERT_LT(0, self->other);
	self->pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->pcm);
	self->stream = (struct object) {
		MIXCORE_OBJECT_STREAM, (unsigned int)stream_newest(self->control) };
	self->of_output = (struct object) { MIXCORE_OBJECT_OUTPUT, (unsigned int)self->output };
	self->defaults = (struct object) { MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY };
	self->cookie = 100;
}

FIXTURE_TEARDOWN(history)
{
	close(self->pcm);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static int set_stream(FIXTURE_DATA(history) *self, unsigned int mask)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = self->stream.id, .mask = mask,
		.cause = because(++self->cookie),
	};

	return call(self->control, MIXCORE_IOCTL_STREAM_SET, &set);
}

static int move(FIXTURE_DATA(history) *self, unsigned int output)
{
	struct mixcore_stream_move args = {
		.size = sizeof(args), .id = self->stream.id, .output = output,
		.cause = because(++self->cookie),
	};

	return call(self->control, MIXCORE_IOCTL_STREAM_MOVE, &args);
}

static int set_route(FIXTURE_DATA(history) *self, unsigned int output, unsigned int mask)
{
	struct mixcore_route_set set = route_call(self->stream.id, output);

	set.mask = mask;
	set.cause = because(++self->cookie);
	return call(self->control, MIXCORE_IOCTL_ROUTE_SET, &set);
}

/* Cookie of the latest change of @what, 0 = there is none. */
static uint64_t latest(FIXTURE_DATA(history) *self, struct object object, unsigned int what)
{
	const struct mixcore_change *change;

	if (history_get(self->control, object, &self->seen))
		return 0;
	change = history_of(&self->seen, what);
	return change ? change->last_change.cause.cookie : 0;
}

TEST_F(history, opened)
{
	const struct mixcore_change *change = self->seen.changes;
	char comm[16] = "";
	int fd = open("/proc/self/comm", O_RDONLY);

	ASSERT_LE(0, fd);
	EXPECT_LT(0, read(fd, comm, sizeof(comm) - 1));
	close(fd);
	comm[strcspn(comm, "\n")] = 0;
	ASSERT_EQ(0, history_get(self->control, self->stream, &self->seen));
	ASSERT_EQ(1, self->seen.count);
	EXPECT_EQ(MIXCORE_CHANGED_MADE, change->what);
	EXPECT_STREQ("open", change->last_change.cause.text);
	EXPECT_STREQ(comm, change->comm);
	EXPECT_EQ(getpid(), change->last_change.pid);
	EXPECT_EQ(getuid(), change->last_change.uid);
	EXPECT_GE(now_ns(), change->last_change.time_ns);
	EXPECT_LT(now_ns(), change->last_change.time_ns + 10000000000ULL);
}

/* The attach that made an output the default one, and the detach that made it the null output. */
TEST_F(history, defaults)
{
	struct mixcore_default set = {
		.size = sizeof(set), .uid = MIXCORE_UID_ANY, .output = (unsigned int)self->other,
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_MUTE, .cause = because(5),
	};

	EXPECT_EQ(1, latest(self, self->defaults, MIXCORE_DEFAULT_OUTPUT));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set));
	EXPECT_EQ(5, latest(self, self->defaults, MIXCORE_DEFAULT_OUTPUT));
	ASSERT_EQ(0, detach_because(self->control, self->other, 6));
	EXPECT_EQ(6, latest(self, self->defaults, MIXCORE_DEFAULT_OUTPUT));
	EXPECT_EQ(5, latest(self, self->defaults, MIXCORE_DEFAULT_MUTE));
	set.mask = MIXCORE_DEFAULT_MUTE;
	EXPECT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set));
}

/* Of one uid: gone when it has none of its own. */
TEST_F(history, user_defaults)
{
	struct object bob = { MIXCORE_OBJECT_DEFAULT, BOB };
	struct mixcore_default set = {
		.size = sizeof(set), .uid = BOB, .output = (unsigned int)self->other,
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_MUTE, .mute = 1,
		.cause = because(7),
	};

	EXPECT_EQ(-ENOENT, history_get(self->control, bob, &self->seen));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set));
	EXPECT_EQ(7, latest(self, bob, set.mask));
	ASSERT_EQ(0, detach_because(self->control, self->other, 8));
	EXPECT_EQ(8, latest(self, bob, MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_CLEAR));
	EXPECT_EQ(7, latest(self, bob, MIXCORE_DEFAULT_MUTE));
	set.mask = MIXCORE_DEFAULT_MUTE | MIXCORE_DEFAULT_CLEAR;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set));
	EXPECT_EQ(-ENOENT, history_get(self->control, bob, &self->seen));
}

/* Its backend comes and goes, the output stays, as a stream is bound to it. */
TEST_F(history, attached_again)
{
	EXPECT_EQ(1, latest(self, self->of_output,
			    MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND));
	ASSERT_EQ(0, pcm_configure(self->pcm, &player));
	ASSERT_EQ(0, detach_because(self->control, self->output, 9));
	EXPECT_EQ(9, latest(self, self->of_output, MIXCORE_CHANGED_BACKEND));
	EXPECT_EQ(1, latest(self, self->of_output, MIXCORE_CHANGED_MADE));
	EXPECT_EQ(self->output, attach_because(self->control, "out", "Test0", 10));
	EXPECT_EQ(10, latest(self, self->of_output, MIXCORE_CHANGED_BACKEND));
	EXPECT_EQ(1, latest(self, self->of_output, MIXCORE_CHANGED_MADE));
}

/* It plays elsewhere, as its output was detached before it got parameters. */
TEST_F(history, rebound)
{
	const struct mixcore_change *change;

	ASSERT_EQ(0, detach_because(self->control, self->output, 9));
	ASSERT_EQ(0, pcm_configure(self->pcm, &player));
	ASSERT_EQ(0, history_get(self->control, self->stream, &self->seen));
	change = history_of(&self->seen, MIXCORE_CHANGED_OUTPUT);
	ASSERT_NE(NULL, change);
	EXPECT_STREQ("output detached", change->last_change.cause.text);
	EXPECT_EQ(getpid(), change->last_change.pid);
}

/* What has changed the least often is what one wants to know. */
TEST_F(history, never_forgets_the_latest)
{
	uint64_t gain, moved;
	unsigned int i;

	ASSERT_EQ(0, set_stream(self, MIXCORE_SET_GAIN | MIXCORE_SET_MUTE));
	gain = self->cookie;
	ASSERT_EQ(0, move(self, self->other));
	moved = self->cookie;
	for (i = 0; i < MANY; i++) {
		ASSERT_EQ(0, set_stream(self, MIXCORE_SET_MUTE));
	}
	EXPECT_EQ(self->cookie, latest(self, self->stream, MIXCORE_SET_MUTE));
	EXPECT_EQ(gain, latest(self, self->stream, MIXCORE_SET_GAIN));
	EXPECT_EQ(moved, latest(self, self->stream, MIXCORE_CHANGED_OUTPUT));
	EXPECT_NE(NULL, history_of(&self->seen, MIXCORE_CHANGED_MADE));
	ASSERT_EQ(MIXCORE_HISTORY_MAX, self->seen.count);
	for (i = 1; i < self->seen.count; i++) {
		EXPECT_GT(self->seen.changes[i - 1].last_change.generation,
			  self->seen.changes[i].last_change.generation);
		EXPECT_GE(self->seen.changes[i - 1].last_change.time_ns,
			  self->seen.changes[i].last_change.time_ns);
	}
	/* Besides these three, the last ones. */
	for (i = 0; i < MIXCORE_HISTORY_MAX - 3; i++) {
		EXPECT_EQ(self->cookie - i, self->seen.changes[i].last_change.cause.cookie);
	}
}

static void expect_room(struct __test_metadata *_metadata, FIXTURE_DATA(history) *self,
			unsigned int room, unsigned int count)
{
	struct mixcore_change changes[MIXCORE_HISTORY_MAX + 2] = { };
	struct mixcore_history args = {
		.size = sizeof(args), .object = self->stream.kind, .id = self->stream.id,
		.count = room, .changes = (uintptr_t)changes,
	};
	unsigned int i;

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_HISTORY, &args));
	EXPECT_EQ(count, args.count);
	for (i = 0; i < MIXCORE_HISTORY_MAX + 2; i++) {
		EXPECT_EQ(i < count, changes[i].what != 0);
	}
}

TEST_F(history, room)
{
	unsigned int i;

	expect_room(_metadata, self, 5, 1);
	for (i = 0; i < MIXCORE_HISTORY_MAX - 2; i++) {
		ASSERT_EQ(0, set_stream(self, MIXCORE_SET_MUTE));
	}
	expect_room(_metadata, self, MIXCORE_HISTORY_MAX + 1, MIXCORE_HISTORY_MAX - 1);
	ASSERT_EQ(0, set_stream(self, MIXCORE_SET_MUTE));
	expect_room(_metadata, self, MIXCORE_HISTORY_MAX + 1, MIXCORE_HISTORY_MAX);
	ASSERT_EQ(0, set_stream(self, MIXCORE_SET_MUTE));
	expect_room(_metadata, self, MIXCORE_HISTORY_MAX + 1, MIXCORE_HISTORY_MAX);
	expect_room(_metadata, self, MIXCORE_HISTORY_MAX - 1, MIXCORE_HISTORY_MAX - 1);
	expect_room(_metadata, self, 1, 1);
	expect_room(_metadata, self, 0, 0);
	expect_room(_metadata, self, 0xffffffff, MIXCORE_HISTORY_MAX);
}

/* A call that fails is no change. */
TEST_F(history, failed)
{
	ASSERT_EQ(0, history_get(self->control, self->stream, &self->seen));
	EXPECT_EQ(-EINVAL, set_stream(self, 0));
	EXPECT_EQ(-ENOENT, move(self, 0x7ffffff0));
	EXPECT_EQ(1, latest(self, self->of_output, MIXCORE_CHANGED_MADE));
	EXPECT_EQ(0, latest(self, self->stream, MIXCORE_CHANGED_OUTPUT));
	EXPECT_EQ(1, self->seen.count);
}

TEST_F(history, routes)
{
	struct object leads = { MIXCORE_OBJECT_ROUTE, self->stream.id, self->output };
	struct object follows = { MIXCORE_OBJECT_ROUTE, self->stream.id, self->other };
	uint64_t made;

	EXPECT_EQ(-ENOENT, history_get(self->control, follows, &self->seen));
	ASSERT_EQ(0, history_get(self->control, leads, &self->seen));
	EXPECT_EQ(MIXCORE_CHANGED_MADE, self->seen.changes[0].what);
	ASSERT_EQ(0, set_route(self, self->other, MIXCORE_SET_DELAY));
	made = self->cookie;
	EXPECT_EQ(made, latest(self, follows, MIXCORE_CHANGED_MADE | MIXCORE_SET_DELAY));
	ASSERT_EQ(0, set_route(self, self->other, MIXCORE_SET_GAIN));
	EXPECT_EQ(self->cookie, latest(self, follows, MIXCORE_SET_GAIN));
	EXPECT_EQ(made, latest(self, follows, MIXCORE_SET_DELAY));
	ASSERT_EQ(0, set_route(self, self->output, MIXCORE_SET_MATRIX_DEFAULT));
	EXPECT_EQ(self->cookie, latest(self, leads, MIXCORE_SET_MATRIX_DEFAULT));
	/* It is led from there, by the same route. */
	ASSERT_EQ(0, move(self, self->other));
	EXPECT_EQ(made, latest(self, follows, MIXCORE_CHANGED_MADE));
	EXPECT_EQ(-ENOENT, history_get(self->control, leads, &self->seen));
	EXPECT_EQ(self->cookie, latest(self, self->stream, MIXCORE_CHANGED_OUTPUT));
}

TEST_F(history, route_removed)
{
	struct mixcore_route_remove args = {
		.size = sizeof(args), .stream = self->stream.id,
		.output = (unsigned int)self->other, .cause = because(50),
	};

	ASSERT_EQ(0, set_route(self, self->other, 0));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ROUTE_REMOVE, &args));
	EXPECT_EQ(50, latest(self, self->stream, MIXCORE_CHANGED_ROUTES));
	EXPECT_EQ(0, latest(self, self->stream, MIXCORE_CHANGED_OUTPUT));
	/* The one that leads. */
	ASSERT_EQ(0, set_route(self, self->other, 0));
	args.output = self->output;
	args.cause = because(51);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ROUTE_REMOVE, &args));
	EXPECT_EQ(51, latest(self, self->stream,
			     MIXCORE_CHANGED_ROUTES | MIXCORE_CHANGED_OUTPUT));
}

/* Whoever is taken into a group, and whoever was alone until then. */
TEST_F(history, sync_group)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	struct object second = { MIXCORE_OBJECT_STREAM, (unsigned int)stream_newest(self->control) };
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = second.id, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = self->stream.id, .cause = because(60),
	};

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_SET, &set));
	EXPECT_EQ(60, latest(self, second, MIXCORE_SET_SYNC_GROUP));
	EXPECT_EQ(60, latest(self, self->stream, MIXCORE_SET_SYNC_GROUP));
	/* The one that is left alone. */
	set.sync_group = 0;
	set.cause = because(61);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_SET, &set));
	EXPECT_EQ(61, latest(self, self->stream, MIXCORE_SET_SYNC_GROUP));
	set.sync_group = self->stream.id;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_SET, &set));
	close(pcm);
	ASSERT_EQ(0, history_get(self->control, self->stream, &self->seen));
	EXPECT_STREQ("close", self->seen.changes[0].last_change.cause.text);
	EXPECT_EQ(MIXCORE_SET_SYNC_GROUP, self->seen.changes[0].what);
}

/* Others see why, but not by which process. */
static int look_as(unsigned int uid, FIXTURE_DATA(history) *self)
{
	const struct mixcore_change *change = self->seen.changes;
	struct object bobs = { MIXCORE_OBJECT_DEFAULT, BOB };
	int node, err;

	if (become(uid))
		return 1;
	node = node_open(O_RDONLY);
	if (node < 0 || history_get(node, self->of_output, &self->seen))
		return 2;
	if (change->last_change.pid || *change->comm || change->last_change.uid)
		return 3;
	if (change->last_change.cause.cookie != 1)
		return 4;
	err = history_get(node, bobs, &self->seen);
	return err == (uid == BOB ? -ENOENT : -EPERM) ? 0 : 5;
}

static int as_user(unsigned int uid, FIXTURE_DATA(history) *self)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(look_as(uid, self));
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(history, hidden)
{
	EXPECT_EQ(0, as_user(ALICE, self));
	EXPECT_EQ(0, as_user(BOB, self));
	ASSERT_EQ(0, history_get(self->control, self->of_output, &self->seen));
	EXPECT_EQ(getpid(), self->seen.changes[0].last_change.pid);
	EXPECT_NE(0, *self->seen.changes[0].comm);
}

static int ask(int node, struct mixcore_history args)
{
	args.size = sizeof(args);
	return call(node, MIXCORE_IOCTL_HISTORY, &args);
}

TEST_F(history, wrong_use)
{
	const unsigned int id = self->stream.id;
	const int node = self->control;
	unsigned int object;

	for (object = MIXCORE_OBJECT_STREAM; object <= MIXCORE_OBJECT_DEFAULT; object++) {
		EXPECT_EQ(-ENOENT, ask(node, (struct mixcore_history) {
			.object = object, .id = 0x7ffffff0 }));
		if (object == MIXCORE_OBJECT_ROUTE || object == MIXCORE_OBJECT_LOOPBACK)
			continue;
		EXPECT_EQ(-EINVAL, ask(node, (struct mixcore_history) {
			.object = object, .id = id, .output = 1 }));
	}
	EXPECT_EQ(-EINVAL, ask(node, (struct mixcore_history) { .object = 0, .id = id }));
	EXPECT_EQ(-EINVAL, ask(node, (struct mixcore_history) { .object = object, .id = id }));
	EXPECT_EQ(-EINVAL, ask(node, (struct mixcore_history) {
		.object = MIXCORE_OBJECT_STREAM, .id = id, .reserved = 1 }));
	EXPECT_EQ(-EFAULT, ask(node, (struct mixcore_history) {
		.object = MIXCORE_OBJECT_STREAM, .id = id, .count = 1, .changes = 8 }));
	EXPECT_EQ(0, ask(node, (struct mixcore_history) {
		.object = MIXCORE_OBJECT_STREAM, .id = id, .changes = 8 }));
}

/* The null output and the null input have been there always. */
TEST_F(history, untouched)
{
	ASSERT_EQ(0, history_get(self->control, (struct object) {
		MIXCORE_OBJECT_OUTPUT, MIXCORE_OUTPUT_NULL }, &self->seen));
	EXPECT_EQ(0, self->seen.count);
	ASSERT_EQ(0, history_get(self->control, (struct object) {
		MIXCORE_OBJECT_INPUT, MIXCORE_INPUT_NULL }, &self->seen));
	EXPECT_EQ(0, self->seen.count);
}

TEST_HARNESS_MAIN
