// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Timers that a process drives: what consumers get, what producers are told, who may do what, and
 * what is left when either goes.
 *
 * Needs: snd-mixcore, snd-seq, the nodes with the modes that a distribution gives them;
 * userfaultfd(2).
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "sequencer.h"
#include "slow_page.h"
#include "timer.h"
#include "kselftest_harness.h"

#define RATE		48000
#define PAGE		4096
#define LONG_MS		5000	/* until something is given up */
#define NOBODYS_ID	0x7ffffff0
#define ROUNDS		200	/* of producers that go */

#define OPENED		MIXCORE_PRODUCER_OPENED
#define CLOSED		MIXCORE_PRODUCER_CLOSED
#define STARTED		MIXCORE_PRODUCER_STARTED
#define STOPPED		MIXCORE_PRODUCER_STOPPED
#define OPEN		MIXCORE_TIMER_STATE_OPEN
#define RUNNING		MIXCORE_TIMER_STATE_RUNNING

FIXTURE(timer) {
	int control, node;
	int fd;			/* of a timer "one" */
	struct mixcore_timer_create one;
	struct snd_timer_id id;
};

FIXTURE_SETUP(timer)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, timer_count(self->control));
	self->fd = timer_make(self->node, "one", &self->one);
	ASSERT_LE(0, self->fd);
	self->id = timer_id(self->one.device);
}

FIXTURE_TEARDOWN(timer)
{
	if (self->fd >= 0)
		close(self->fd);
	EXPECT_EQ(0, timer_count(self->control));
	EXPECT_EQ(0, reset_all(self->control));
	close(self->node);
	close(self->control);
}

static struct mixcore_timer_info info_of(int node, unsigned int id)
{
	struct mixcore_timer_info info;

	if (timer_get(node, id, &info))
		info.id = 0;
	return info;
}

static const char *name_of(int node, unsigned int id)
{
	static struct mixcore_timer_info info;

	return timer_get(node, id, &info) ? NULL : info.name;
}

/* What has happened to the producer; -EAGAIN: nothing. */
static int happened(int fd, unsigned int ms)
{
	struct mixcore_producer_event event;

	return producer_event(fd, ms, &event) ?: (int)event.what;
}

/* Until this has happened, too. */
static int wait_happened(int fd, unsigned int what)
{
	unsigned int all = 0;

	while (!(all & what)) {
		int some = happened(fd, LONG_MS);

		if (some < 0)
			return some;
		all |= some;
	}
	return all;
}

static int exit_status(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/*
 * Ticks
 */

/* All that have come when the pipe is closed. */
static int consume_until(const struct snd_timer_id *id, int pipe)
{
	int fd = consumer_open(id, 1);
	char nothing;

	if (fd < 0 || consumer_start(fd) || read(pipe, &nothing, 1))
		return 100;
	return consumer_read(fd);
}

TEST_F(timer, ten_ticks_in_another_process)
{
	int ends[2], i;
	pid_t pid;

	ASSERT_EQ(0, pipe(ends));
	pid = fork();
	if (!pid) {
		close(ends[1]);
		_exit(consume_until(&self->id, ends[0]));
	}
	ASSERT_LT(0, wait_happened(self->fd, STARTED));
	for (i = 0; i < 10; i++) {
		ASSERT_EQ(0, timer_tick(self->fd, 1, 0));
	}
	close(ends[0]);
	close(ends[1]);
	EXPECT_EQ(10, exit_status(pid));
	EXPECT_EQ(10, info_of(self->node, self->one.id).ticks);
}

TEST_F(timer, a_tick_as_upstream_has_it)
{
	int consumer = consumer_open(&self->id, 1), i;

	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, consumer_start(consumer));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, call(self->fd, TRIGGER_UPSTREAM, NULL));
	}
	EXPECT_EQ(3, consumer_read(consumer));
	EXPECT_EQ(3, info_of(self->node, self->one.id).ticks);
	close(consumer);
}

/* One that is called every fourth tick has had eight of ten, or all that were told at once. */
TEST_F(timer, each_tick_is_a_call_but_for_those_that_coalesce)
{
	int consumer = consumer_open(&self->id, 4);

	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, consumer_start(consumer));
	ASSERT_EQ(0, timer_tick(self->fd, 10, 0));
	EXPECT_EQ(8, consumer_read(consumer));
	ASSERT_EQ(0, consumer_stop(consumer));
	ASSERT_EQ(0, consumer_start(consumer));
	ASSERT_EQ(0, timer_tick(self->fd, 10, MIXCORE_TRIGGER_F_COALESCE));
	EXPECT_EQ(10, consumer_read(consumer));
	close(consumer);
}

/* What has been read is not added to: one event, with all of them. */
TEST_F(timer, ticks_that_coalesce_are_one_event)
{
	struct snd_timer_read events[4];
	int consumer = consumer_open(&self->id, 1);

	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, consumer_start(consumer));
	ASSERT_EQ(0, timer_tick(self->fd, 7, MIXCORE_TRIGGER_F_COALESCE));
	ASSERT_EQ(sizeof(events[0]), read(consumer, events, sizeof(events)));
	EXPECT_EQ(7, events[0].ticks);
	EXPECT_EQ(TIMER_MS, events[0].resolution);
	close(consumer);
}

/* Two instances, one of which is stopped for a while. */
TEST_F(timer, several_consumers)
{
	int one = consumer_open(&self->id, 1), other = consumer_open(&self->id, 1);

	ASSERT_LE(0, one);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, timer_tick(self->fd, 1, 0));
	ASSERT_EQ(0, consumer_start(one));
	ASSERT_EQ(0, timer_tick(self->fd, 2, 0));
	ASSERT_EQ(0, consumer_start(other));
	ASSERT_EQ(0, timer_tick(self->fd, 4, 0));
	ASSERT_EQ(0, consumer_stop(one));
	ASSERT_EQ(0, timer_tick(self->fd, 8, 0));
	EXPECT_EQ(6, consumer_read(one));
	EXPECT_EQ(12, consumer_read(other));
	EXPECT_EQ(15, info_of(self->node, self->one.id).ticks);
	close(one);
	close(other);
}

/* ALSA would refuse less than 100 us and less than a millisecond. */
TEST_F(timer, short_ticks)
{
	static const unsigned int resolutions[] = { 20000, MIXCORE_TIMER_RESOLUTION_MIN };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct mixcore_timer_create create = timer_call("short");
		struct snd_timer_id id;
		int consumer;

		create.resolution_ns = resolutions[i];
		ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
		id = timer_id(create.device);
		consumer = consumer_open(&id, 1);
		ASSERT_LE(0, consumer);
		ASSERT_EQ(0, consumer_start(consumer));
		ASSERT_EQ(0, timer_tick(create.fd, 5, 0));
		EXPECT_EQ(5, consumer_read(consumer));
		close(consumer);
		close(create.fd);
	}
}

TEST_F(timer, frames_follow_from_ticks)
{
	struct mixcore_timer_create create = timer_call("frames");
	struct mixcore_trigger args = trigger_call(3, 0);

	create.rate = RATE;
	create.resolution_ns = 10 * TIMER_MS;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	ASSERT_EQ(0, trigger(create.fd, &args));
	EXPECT_EQ(3 * 480, args.position);
	args = trigger_call(2, 1000);
	ASSERT_EQ(0, trigger(create.fd, &args));
	EXPECT_EQ(3 * 480 + 1000, args.position);
	args = trigger_call(0, 7);
	ASSERT_EQ(0, trigger(create.fd, &args));
	EXPECT_EQ(3 * 480 + 1007, args.position);
	EXPECT_EQ(5, info_of(self->node, create.id).ticks);
	EXPECT_EQ(3 * 480 + 1007, info_of(self->node, create.id).frames);
	close(create.fd);
}

/*
 * What there is to see
 */

TEST_F(timer, info)
{
	uint64_t begin = now_ns();
	struct mixcore_timer_info info = info_of(self->node, self->one.id);
	int consumer;

	EXPECT_LT(0, (int)self->one.id);
	EXPECT_LE(MIXCORE_TIMER_DEVICE, self->one.device);
	EXPECT_EQ(self->one.id, info.id);
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ(0, info.state);
	EXPECT_EQ(self->one.device, info.device);
	EXPECT_EQ(0, info.rate);
	EXPECT_EQ(0, info.uid);
	EXPECT_EQ(getpid(), info.pid);
	EXPECT_EQ(TIMER_MS, info.resolution_ns);
	EXPECT_EQ(0, info.ticks);
	EXPECT_EQ(0, info.frames);
	EXPECT_EQ(0, info.time_ns);
	EXPECT_EQ(INT32_MAX, info.drift_error_ppb);
	EXPECT_EQ(0, info.followers);
	EXPECT_EQ(0, info.reserved);
	EXPECT_STREQ("one", info.name);
	consumer = consumer_open(&self->id, 1);
	ASSERT_LE(0, consumer);
	EXPECT_EQ(OPEN, info_of(self->node, self->one.id).state);
	ASSERT_EQ(0, consumer_start(consumer));
	EXPECT_EQ(OPEN | RUNNING, info_of(self->node, self->one.id).state);
	ASSERT_EQ(0, timer_tick(self->fd, 2, 0));
	info = info_of(self->node, self->one.id);
	EXPECT_EQ(2, info.ticks);
	EXPECT_LE(begin, info.time_ns);
	EXPECT_GE(now_ns(), info.time_ns);
	ASSERT_EQ(0, consumer_stop(consumer));
	EXPECT_EQ(OPEN, info_of(self->node, self->one.id).state);
	close(consumer);
	EXPECT_EQ(0, info_of(self->node, self->one.id).state);
}

TEST_F(timer, listing)
{
	struct mixcore_timer_info info;
	struct mixcore_timer_create two, three;
	int fd_two = timer_make(self->node, "two", &two);
	int fd_three = timer_make(self->control, "", &three);

	ASSERT_LE(0, fd_two);
	ASSERT_LE(0, fd_three);
	EXPECT_LT(self->one.id, two.id);
	EXPECT_LT(two.id, three.id);
	EXPECT_NE(two.device, three.device);
	EXPECT_EQ(3, timer_count(self->node));
	ASSERT_EQ(0, timer_next(self->node, 0, &info));
	EXPECT_EQ(self->one.id, info.id);
	ASSERT_EQ(0, timer_next(self->node, info.id, &info));
	EXPECT_EQ(two.id, info.id);
	EXPECT_STREQ("two", info.name);
	close(fd_two);
	EXPECT_EQ(-ENOENT, timer_get(self->node, two.id, &info));
	ASSERT_EQ(0, timer_next(self->node, self->one.id, &info));
	EXPECT_EQ(three.id, info.id);
	EXPECT_STREQ("", info.name);
	EXPECT_EQ(-ENOENT, timer_next(self->node, three.id, &info));
	EXPECT_EQ(-ENOENT, timer_get(self->node, NOBODYS_ID, &info));
	EXPECT_EQ(-ENOENT, timer_get(self->node, 0, &info));
	close(fd_three);
}

/* A line that begins so has the word. */
static bool proc_has(const char *begin, const char *word)
{
	FILE *file = fopen("/proc/asound/timers", "r");
	bool found = false;
	char line[256];

	while (file && !found && fgets(line, sizeof(line), file))
		found = !strncmp(line, begin, strlen(begin)) && strstr(line, word);
	if (file)
		fclose(file);
	return found;
}

TEST_F(timer, alsa_lists_it)
{
	char begin[32];

	EXPECT_TRUE(timer_listed(&self->id));
	snprintf(begin, sizeof(begin), "G%u: ", self->one.device);
	EXPECT_TRUE(proc_has(begin, "one"));
	close(self->fd);
	self->fd = -1;
	EXPECT_FALSE(timer_listed(&self->id));
	EXPECT_FALSE(proc_has(begin, ""));
	EXPECT_EQ(-ENODEV, consumer_open(&self->id, 1));
}

TEST_F(timer, of_the_card)
{
	struct mixcore_timer_create create = timer_call("card");
	struct snd_timer_id id;
	char begin[32];
	int consumer;

	create.flags = MIXCORE_TIMER_F_CARD;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	EXPECT_EQ(MIXCORE_TIMER_F_CARD, info_of(self->node, create.id).flags);
	id = timer_card_id(create.device);
	EXPECT_TRUE(timer_listed(&id));
	snprintf(begin, sizeof(begin), "P%d-%u-0: ", id.card, create.device);
	EXPECT_TRUE(proc_has(begin, "card"));
	id = timer_id(create.device);
	EXPECT_FALSE(timer_listed(&id));
	id = timer_card_id(create.device);
	consumer = consumer_open(&id, 1);
	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, consumer_start(consumer));
	ASSERT_EQ(0, timer_tick(create.fd, 9, 0));
	EXPECT_EQ(9, consumer_read(consumer));
	close(create.fd);
	EXPECT_TRUE(consumer_bereaved(consumer, LONG_MS));
	close(consumer);
	EXPECT_FALSE(timer_listed(&id));
}

TEST_F(timer, names_are_unique_and_free_again)
{
	struct mixcore_timer_create other;
	int fd, unnamed;

	EXPECT_EQ(-EEXIST, timer_make(self->node, "one", &other));
	EXPECT_EQ(-EEXIST, timer_make(self->control, "one", &other));
	fd = timer_make(self->node, "One", NULL);
	EXPECT_LE(0, fd);
	close(fd);
	fd = timer_make(self->node, "", NULL);
	EXPECT_LE(0, fd);
	unnamed = timer_make(self->node, "", NULL);
	EXPECT_LE(0, unnamed);
	close(fd);
	close(unnamed);
	close(self->fd);
	self->fd = timer_make(self->node, "one", &other);
	EXPECT_LE(0, self->fd);
	EXPECT_NE(self->one.id, other.id);
}

/* Its name is free at once, its number when the last consumer has closed it. */
TEST_F(timer, number_stays_as_long_as_a_consumer)
{
	struct mixcore_timer_create other;
	int consumer = consumer_open(&self->id, 1);

	ASSERT_LE(0, consumer);
	close(self->fd);
	EXPECT_EQ(0, timer_count(self->node));
	self->fd = timer_make(self->node, "one", &other);
	ASSERT_LE(0, self->fd);
	EXPECT_NE(self->one.device, other.device);
	close(consumer);
}

TEST_F(timer, status_counts_those_of_the_uid)
{
	struct mixcore_status status = { .size = sizeof(status) };
	int fd = timer_make(self->node, "", NULL), alice;

	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(2, status.uid_timers);
	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_EQ(0, become(0));
	ASSERT_EQ(0, call(alice, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(0, status.uid_timers);
	close(alice);
	close(fd);
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(1, status.uid_timers);
}

/*
 * What the producer is told
 */

TEST_F(timer, events_in_order)
{
	struct mixcore_producer_event event;
	int consumer;

	EXPECT_EQ(-EAGAIN, happened(self->fd, 0));
	consumer = consumer_open(&self->id, 1);
	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, producer_event(self->fd, 0, &event));
	EXPECT_EQ(OPENED, event.what);
	EXPECT_EQ(OPEN, event.state);
	EXPECT_EQ(0, event.overruns);
	ASSERT_EQ(0, consumer_start(consumer));
	ASSERT_EQ(0, producer_event(self->fd, 0, &event));
	EXPECT_EQ(STARTED, event.what);
	EXPECT_EQ(OPEN | RUNNING, event.state);
	EXPECT_EQ(-EAGAIN, happened(self->fd, 0));
	ASSERT_EQ(0, timer_tick(self->fd, 1, 0));
	EXPECT_EQ(-EAGAIN, happened(self->fd, 0));
	ASSERT_EQ(0, consumer_stop(consumer));
	ASSERT_EQ(0, producer_event(self->fd, 0, &event));
	EXPECT_EQ(STOPPED, event.what);
	EXPECT_EQ(OPEN, event.state);
	close(consumer);
	ASSERT_EQ(0, producer_event(self->fd, 0, &event));
	EXPECT_EQ(CLOSED, event.what);
	EXPECT_EQ(0, event.state);
	EXPECT_EQ(-EAGAIN, happened(self->fd, 0));
}

/* Only the first that opens and starts, and the last that stops and closes. */
TEST_F(timer, events_of_several_consumers)
{
	int one = consumer_open(&self->id, 1), other;

	ASSERT_LE(0, one);
	ASSERT_EQ(0, consumer_start(one));
	EXPECT_EQ(OPENED | STARTED, happened(self->fd, 0));
	other = consumer_open(&self->id, 1);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, consumer_start(other));
	ASSERT_EQ(0, consumer_stop(one));
	close(one);
	EXPECT_EQ(-EAGAIN, happened(self->fd, 0));
	close(other);
	EXPECT_EQ(STOPPED | CLOSED, happened(self->fd, 0));
}

TEST_F(timer, read_with_too_little_room)
{
	struct mixcore_producer_event event;
	char room[sizeof(event) - 1];
	int consumer = consumer_open(&self->id, 1);

	ASSERT_LE(0, consumer);
	EXPECT_EQ(-1, read(self->fd, room, sizeof(room)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, syscall(SYS_read, self->fd, 8UL, sizeof(event)));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, write(self->fd, &event, sizeof(event)));
	close(consumer);
	EXPECT_EQ(CLOSED, CLOSED & happened(self->fd, 0));
}

TEST_F(timer, read_with_more_room)
{
	struct mixcore_producer_event events[3];
	int consumer = consumer_open(&self->id, 1);

	ASSERT_LE(0, consumer);
	ASSERT_EQ(sizeof(events[0]), read(self->fd, events, sizeof(events)));
	EXPECT_EQ(OPENED, events[0].what);
	close(consumer);
}

TEST_F(timer, read_does_not_wait_when_told_so)
{
	struct mixcore_producer_event event;

	ASSERT_EQ(0, fcntl(self->fd, F_SETFL, O_RDWR | O_NONBLOCK));
	EXPECT_EQ(-1, read(self->fd, &event, sizeof(event)));
	EXPECT_EQ(EAGAIN, errno);
}

TEST_F(timer, read_waits)
{
	struct mixcore_producer_event event;
	int consumer;
	pid_t pid = fork();

	if (!pid)
		_exit(read(self->fd, &event, sizeof(event)) == sizeof(event) ? event.what : 100);
	sleep_ms(50);
	ASSERT_EQ(0, waitpid(pid, NULL, WNOHANG));
	consumer = consumer_open(&self->id, 1);
	ASSERT_LE(0, consumer);
	EXPECT_EQ(OPENED, exit_status(pid));
	close(consumer);
}

/* As one that was interrupted: the process can be killed. */
TEST_F(timer, read_that_waits_can_be_killed)
{
	struct mixcore_producer_event event;
	pid_t pid = fork();

	if (!pid)
		_exit(read(self->fd, &event, sizeof(event)) > 0);
	sleep_ms(20);
	kill(pid, SIGKILL);
	EXPECT_EQ(-SIGKILL, exit_status(pid));
	EXPECT_EQ(0, timer_tick(self->fd, 1, 0));
}

/*
 * Wrong use
 */

/* Refused, with nothing made and nothing told. */
static void expect_refused(struct __test_metadata *_metadata, int node, int error,
			   struct mixcore_timer_create create, const char *what)
{
	int timers = timer_count(node), before = descriptors();

	create.fd = -7;
	create.id = 12345;
	create.device = 6789;
	EXPECT_EQ(-error, call(node, MIXCORE_IOCTL_TIMER_CREATE, &create)) {
		TH_LOG("%s", what);
	}
	EXPECT_EQ(-7, create.fd);
	EXPECT_EQ(12345, create.id);
	EXPECT_EQ(6789, create.device);
	EXPECT_EQ(timers, timer_count(node));
	EXPECT_EQ(before, descriptors());
}

#define REFUSED(error, member, value) do {					\
	struct mixcore_timer_create _create = timer_call("wrong");		\
										\
	_create.member = value;							\
	expect_refused(_metadata, self->node, error, _create, #member " " #value);	\
} while (0)

#define ACCEPTED(member, value) do {						\
	struct mixcore_timer_create _create = timer_call("right");		\
										\
	_create.member = value;							\
	EXPECT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &_create)) {	\
		TH_LOG(#member " " #value);					\
	}									\
	close(_create.fd);							\
} while (0)

TEST_F(timer, create_limits)
{
	REFUSED(EINVAL, resolution_ns, 0);
	REFUSED(EINVAL, resolution_ns, MIXCORE_TIMER_RESOLUTION_MIN - 1);
	ACCEPTED(resolution_ns, MIXCORE_TIMER_RESOLUTION_MIN);
	ACCEPTED(resolution_ns, MIXCORE_TIMER_RESOLUTION_MAX);
	REFUSED(EINVAL, resolution_ns, MIXCORE_TIMER_RESOLUTION_MAX + 1);
	REFUSED(EINVAL, resolution_ns, ~0ULL);
	REFUSED(EINVAL, resolution_ns, (1ULL << 32) * 1000000);
	REFUSED(EINVAL, rate, 1);
	REFUSED(EINVAL, rate, MIXCORE_RATE_MIN - 1);
	ACCEPTED(rate, MIXCORE_RATE_MIN);
	ACCEPTED(rate, MIXCORE_RATE_MAX);
	REFUSED(EINVAL, rate, MIXCORE_RATE_MAX + 1);
	REFUSED(EINVAL, flags, MIXCORE_TIMER_F_CARD << 1);
	REFUSED(EINVAL, flags, 1U << 31);
	REFUSED(EINVAL, size, 0);
	REFUSED(EINVAL, size, MIXCORE_TIMER_CREATE_SIZE_VER0 - 1);
	REFUSED(E2BIG, size, MIXCORE_STRUCT_SIZE_MAX + 1);
	EXPECT_EQ(-EFAULT, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, NULL));
	EXPECT_EQ(1, timer_count(self->node));
}

TEST_F(timer, create_names)
{
	static const char * const wrong[] = {
		"a b", "a/b", "a\n", "\xc3\xa4", "a:b", "%s", "",
	};
	struct mixcore_timer_create create;
	unsigned int i;

	for (i = 0; *wrong[i]; i++) {
		create = timer_call(wrong[i]);
		expect_refused(_metadata, self->node, EINVAL, create, wrong[i]);
	}
	create = timer_call("");
	memset(create.name, 'x', MIXCORE_NAME_MAX + 1);
	expect_refused(_metadata, self->node, EINVAL, create, "too long a name");
	memset(create.name, 'x', sizeof(create.name));
	expect_refused(_metadata, self->node, EINVAL, create, "a name without end");
	memset(create.name, 0, sizeof(create.name));
	memset(create.name, 'x', MIXCORE_NAME_MAX);
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	EXPECT_STREQ(create.name, name_of(self->node, create.id));
	close(create.fd);
	create = timer_call("aZ09._-");
	EXPECT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	close(create.fd);
}

TEST_F(timer, trigger_limits)
{
	struct mixcore_timer_create create = timer_call("rate");
	struct mixcore_trigger args;

	create.rate = RATE;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
#define TRIGGER(result, fd, ...) do {						\
	args = (struct mixcore_trigger) { __VA_ARGS__ };			\
	args.size = args.size ?: sizeof(args);					\
	EXPECT_EQ(result, trigger(fd, &args)) {					\
		TH_LOG("%s", #__VA_ARGS__);					\
	}									\
} while (0)
	TRIGGER(0, self->fd, .ticks = MIXCORE_TICKS_MAX);
	TRIGGER(-EINVAL, self->fd, .ticks = MIXCORE_TICKS_MAX + 1);
	TRIGGER(-EINVAL, self->fd, .ticks = ~0U);
	TRIGGER(-EINVAL, self->fd, .ticks = 0);
	TRIGGER(-EINVAL, self->fd, .ticks = 1, .frames = 1);
	TRIGGER(-EINVAL, self->fd, .ticks = 1, .time_ns = 1);
	TRIGGER(-EINVAL, self->fd, .ticks = 1, .flags = MIXCORE_TRIGGER_F_TIME << 1);
	TRIGGER(-EINVAL, self->fd, .ticks = 1, .flags = MIXCORE_TRIGGER_F_TIME,
		.time_ns = now_ns() + 1000000000);
	TRIGGER(-EINVAL, self->fd, .ticks = 1, .flags = MIXCORE_TRIGGER_F_TIME, .time_ns = ~0ULL);
	TRIGGER(0, self->fd, .ticks = 1, .flags = MIXCORE_TRIGGER_F_TIME, .time_ns = now_ns());
	TRIGGER(-EINVAL, self->fd, .size = MIXCORE_TRIGGER_SIZE_VER0 - 1, .ticks = 1);
	TRIGGER(-E2BIG, self->fd, .size = MIXCORE_STRUCT_SIZE_MAX + 1, .ticks = 1);
	TRIGGER(0, create.fd, .frames = MIXCORE_TRIGGER_FRAMES_MAX);
	EXPECT_EQ(MIXCORE_TRIGGER_FRAMES_MAX, args.position);
	TRIGGER(-EINVAL, create.fd, .frames = MIXCORE_TRIGGER_FRAMES_MAX + 1);
	TRIGGER(-EINVAL, create.fd, .frames = ~0U);
	EXPECT_EQ(-EFAULT, call(self->fd, MIXCORE_IOCTL_TRIGGER, NULL));
	EXPECT_EQ(MIXCORE_TICKS_MAX + 1, info_of(self->node, self->one.id).ticks);
	EXPECT_EQ(0, info_of(self->node, create.id).ticks);
	EXPECT_EQ(MIXCORE_TRIGGER_FRAMES_MAX, info_of(self->node, create.id).frames);
	close(create.fd);
}

/* What belongs to the nodes is none of the descriptor's, and the other way round. */
TEST_F(timer, calls_on_the_wrong_descriptor)
{
	struct mixcore_timer_create create = timer_call("wrong");
	struct mixcore_status status = { .size = sizeof(status) };
	struct mixcore_trigger args = trigger_call(1, 0);

	EXPECT_EQ(-ENOTTY, call(self->fd, MIXCORE_IOCTL_TIMER_CREATE, &create));
	EXPECT_EQ(-ENOTTY, call(self->fd, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(-ENOTTY, call(self->fd, _IO('T', 0xa7), NULL));
	EXPECT_EQ(-ENOTTY, call(self->node, MIXCORE_IOCTL_TRIGGER, &args));
	EXPECT_EQ(-ENOTTY, call(self->control, TRIGGER_UPSTREAM, NULL));
	EXPECT_EQ(MAP_FAILED, mmap(NULL, PAGE, PROT_READ, MAP_SHARED, self->fd, 0));
}

TEST_F(timer, descriptor_is_closed_by_exec)
{
	EXPECT_EQ(FD_CLOEXEC, fcntl(self->fd, F_GETFD));
	EXPECT_EQ(O_RDWR, fcntl(self->fd, F_GETFL) & O_ACCMODE);
}

TEST_F(timer, node_opened_for_reading)
{
	struct mixcore_timer_create create = timer_call("two");
	struct mixcore_timer_info info;
	int node = node_open(O_RDONLY);

	ASSERT_LE(0, node);
	expect_refused(_metadata, node, EBADF, create, "read-only");
	EXPECT_EQ(0, timer_get(node, self->one.id, &info));
	EXPECT_EQ(0, timer_next(node, 0, &info));
	close(node);
}

/*
 * For whom
 */

static int node_of(unsigned int uid, int flags)
{
	int node = become(uid) ?: node_open(flags);

	return become(0) ?: node;
}

TEST_F(timer, of_another_user)
{
	struct mixcore_timer_create create;
	int alice = node_of(ALICE, O_RDWR), fd;

	ASSERT_LE(0, alice);
	fd = timer_make(alice, "alice", &create);
	ASSERT_LE(0, fd);
	EXPECT_EQ(0, timer_tick(fd, 3, 0));
	EXPECT_EQ(3, info_of(alice, create.id).ticks);
	EXPECT_EQ(getpid(), info_of(alice, create.id).pid);
	EXPECT_EQ(ALICE, info_of(alice, create.id).uid);
	/* Of root's she sees all but which process it is. */
	EXPECT_EQ(0, info_of(alice, self->one.id).pid);
	EXPECT_EQ(0, info_of(alice, self->one.id).uid);
	EXPECT_STREQ("one", name_of(alice, self->one.id));
	EXPECT_EQ(0, info_of(self->node, create.id).pid);
	EXPECT_EQ(getpid(), info_of(self->control, create.id).pid);
	EXPECT_EQ(-EEXIST, timer_make(alice, "one", NULL));
	close(fd);
	close(alice);
}

TEST_F(timer, quota)
{
	int alice = node_of(ALICE, O_RDWR), fds[4], i;

	ASSERT_LE(0, alice);
	ASSERT_EQ(0, timers_quota(self->control, 3));
	for (i = 0; i < 3; i++) {
		fds[i] = timer_make(alice, "", NULL);
		ASSERT_LE(0, fds[i]);
	}
	expect_refused(_metadata, alice, EDQUOT, timer_call(""), "a fourth");
	/* Others have as many, and one that is closed is another's place. */
	fds[3] = timer_make(self->node, "", NULL);
	EXPECT_LE(0, fds[3]);
	close(fds[0]);
	fds[0] = timer_make(alice, "", NULL);
	EXPECT_LE(0, fds[0]);
	/* Less takes nothing away; 0 is as it was. */
	ASSERT_EQ(0, timers_quota(self->control, 1));
	ASSERT_EQ(0, timers_quota(self->control, 0));
	EXPECT_EQ(5, timer_count(self->node));
	close(fds[0]);
	EXPECT_EQ(-EDQUOT, timer_make(alice, "", NULL));
	close(fds[1]);
	close(fds[2]);
	fds[0] = timer_make(alice, "", NULL);
	EXPECT_LE(0, fds[0]);
	EXPECT_EQ(0, timers_quota(self->control, MIXCORE_QUOTA_TIMERS_MAX));
	EXPECT_EQ(-EINVAL, timers_quota(self->control, MIXCORE_QUOTA_TIMERS_MAX + 1));
	EXPECT_EQ(-EPERM, timers_quota(self->node, 2));
	close(fds[0]);
	close(fds[3]);
	close(alice);
}

TEST_F(timer, default_quota)
{
	struct mixcore_quota quota = { .size = sizeof(quota) };
	int fds[MIXCORE_QUOTA_UID_TIMERS], i;

	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_QUOTA_GET, &quota));
	EXPECT_EQ(MIXCORE_QUOTA_UID_TIMERS, quota.uid_timers);
	for (i = 1; i < MIXCORE_QUOTA_UID_TIMERS; i++) {
		fds[i] = timer_make(self->node, "", NULL);
		ASSERT_LE(0, fds[i]);
	}
	EXPECT_EQ(-EDQUOT, timer_make(self->node, "", NULL));
	EXPECT_EQ(-EDQUOT, timer_make(self->control, "", NULL));
	while (--i)
		close(fds[i]);
}

/* Of several users, each within the quota; one that only a consumer has still counts. */
TEST_F(timer, as_many_as_there_may_be)
{
	int fds[MIXCORE_TIMERS_MAX], nodes[2] = { self->node, node_of(BOB, O_RDWR) }, i, consumer;
	struct mixcore_timer_create create;
	struct snd_timer_id id;

	ASSERT_LE(0, nodes[1]);
	ASSERT_EQ(0, timers_quota(self->control, MIXCORE_TIMERS_MAX - 50));
	for (i = 1; i < MIXCORE_TIMERS_MAX; i++) {
		fds[i] = timer_make(nodes[i >= MIXCORE_TIMERS_MAX - 50], "", &create);
		ASSERT_LE(0, fds[i]) {
			TH_LOG("timer %d", i);
		}
	}
	EXPECT_EQ(MIXCORE_TIMERS_MAX, timer_count(self->node));
	ASSERT_EQ(0, timers_quota(self->control, MIXCORE_TIMERS_MAX));
	expect_refused(_metadata, self->node, ENOSPC, timer_call("more"), "one more");
	expect_refused(_metadata, nodes[1], ENOSPC, timer_call("more"), "one more of bob's");
	id = timer_id(create.device);
	consumer = consumer_open(&id, 1);
	ASSERT_LE(0, consumer);
	close(fds[--i]);
	EXPECT_EQ(MIXCORE_TIMERS_MAX - 1, timer_count(self->node));
	EXPECT_EQ(-ENOSPC, timer_make(self->node, "more", NULL));
	close(consumer);
	fds[i] = timer_make(self->node, "more", NULL);
	EXPECT_LE(0, fds[i]);
	for (; i; i--)
		close(fds[i]);
	close(nodes[1]);
}

/*
 * Nothing is left of what fails
 */

TEST_F(timer, argument_that_can_not_be_written)
{
	unsigned char *pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct mixcore_timer_create create = timer_call("wrong"), *at;
	int before = descriptors(), i;

	ASSERT_NE(MAP_FAILED, pages);
	memcpy(pages + PAGE, &create, sizeof(create));
	memcpy(pages + 2 * PAGE - sizeof(create) / 2, &create, sizeof(create));
	ASSERT_EQ(0, mprotect(pages + PAGE, PAGE, PROT_READ));
	for (i = 0; i < 100; i++) {
		at = (void *)(pages + PAGE);
		EXPECT_EQ(-EFAULT, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, at));
	}
	/* Its first half is writable, its second one is not; or not even readable. */
	ASSERT_EQ(0, mprotect(pages + PAGE, PAGE, PROT_READ | PROT_WRITE));
	ASSERT_EQ(0, mprotect(pages + 2 * PAGE, PAGE, PROT_READ));
	at = (void *)(pages + 2 * PAGE - sizeof(create) / 2);
	EXPECT_EQ(-EFAULT, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, at));
	ASSERT_EQ(0, mprotect(pages + 2 * PAGE, PAGE, PROT_NONE));
	EXPECT_EQ(-EFAULT, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, at));
	EXPECT_EQ(before, descriptors());
	EXPECT_EQ(1, timer_count(self->node));
	create.fd = timer_make(self->node, "wrong", NULL);
	EXPECT_LE(0, create.fd);
	close(create.fd);
	munmap(pages, 3 * PAGE);
}

TEST_F(timer, no_descriptor_left)
{
	struct rlimit limit, few;
	int before = descriptors(), highest = dup(self->node), i;

	ASSERT_LE(0, highest);
	close(highest);
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &limit));
	/* The lowest that is free is the first that is too much. */
	few = limit;
	few.rlim_cur = highest;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	for (i = 0; i < 100; i++) {
		struct mixcore_timer_create create = timer_call("wrong");

		EXPECT_EQ(-EMFILE, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
		EXPECT_EQ(-7, create.fd);
	}
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
	EXPECT_EQ(before, descriptors());
	EXPECT_EQ(1, timer_count(self->node));
	i = timer_make(self->node, "wrong", NULL);
	EXPECT_LE(0, i);
	close(i);
}

/*
 * Who is slow in memory keeps nobody waiting
 */

struct slow_call {
	int fd;
	unsigned long cmd;
	void *argument;
	int result;
};

static void *make_slow_call(void *argument)
{
	struct slow_call *slow = argument;

	slow->result = call(slow->fd, slow->cmd, slow->argument);
	return NULL;
}

/* Everything that others may want to do meanwhile; a process, that can be given up. */
static int others_go_on(int node, int timer, const struct snd_timer_id *id)
{
	pid_t pid = fork();

	if (!pid) {
		struct mixcore_timer_info info;
		int consumer, fd = timer_make(node, "other", NULL);

		alarm(LONG_MS / 1000);
		consumer = consumer_open(id, 1);
		if (fd < 0 || consumer < 0 || consumer_start(consumer))
			_exit(1);
		if (timer_tick(fd, 2, 0) || timer_tick(timer, 2, 0))
			_exit(2);
		if (consumer_read(consumer) != 2 || timer_next(node, 0, &info))
			_exit(3);
		close(consumer);
		close(fd);
		_exit(0);
	}
	return exit_status(pid);
}

/* First while the kernel reads the argument, then while it writes it back. */
static void call_slowly(struct __test_metadata *_metadata, FIXTURE_DATA(timer) *self, int fd,
			unsigned long cmd, const void *argument, size_t size)
{
	unsigned char bytes[PAGE] = { };
	struct slow_page slow;
	struct slow_call one;
	pthread_t thread;

	memcpy(bytes, argument, size);
	ASSERT_EQ(0, slow_page_make(&slow));
	one = (struct slow_call) { fd, cmd, slow.page, 1 };
	ASSERT_EQ(0, pthread_create(&thread, NULL, make_slow_call, &one));
	ASSERT_EQ(0, slow_page_wanted(&slow));
	EXPECT_EQ(0, others_go_on(self->node, self->fd, &self->id));
	ASSERT_EQ(0, slow_page_give(&slow, bytes));
	ASSERT_EQ(0, slow_page_wanted(&slow));
	EXPECT_EQ(0, others_go_on(self->node, self->fd, &self->id));
	ASSERT_EQ(0, slow_page_let(&slow));
	pthread_join(thread, NULL);
	EXPECT_EQ(0, one.result);
	if (cmd == MIXCORE_IOCTL_TIMER_CREATE)
		close(((struct mixcore_timer_create *)slow.page)->fd);
	slow_page_free(&slow);
}

TEST_F(timer, create_with_slow_memory)
{
	struct mixcore_timer_create create = timer_call("slow");

	call_slowly(_metadata, self, self->node, MIXCORE_IOCTL_TIMER_CREATE, &create,
		    sizeof(create));
}

TEST_F(timer, trigger_with_slow_memory)
{
	struct mixcore_trigger args = trigger_call(4, 0);

	call_slowly(_metadata, self, self->fd, MIXCORE_IOCTL_TRIGGER, &args, sizeof(args));
	EXPECT_EQ(8, info_of(self->node, self->one.id).ticks);
}

/*
 * When one of the two goes
 */

TEST_F(timer, lives_until_its_last_descriptor)
{
	int copy = dup(self->fd), ends[2];
	char nothing;
	pid_t pid;

	ASSERT_LE(0, copy);
	ASSERT_EQ(0, pipe(ends));
	pid = fork();
	if (!pid) {
		close(ends[1]);
		close(copy);
		if (read(ends[0], &nothing, 1))
			_exit(1);
		_exit(timer_tick(self->fd, 6, 0) ? 2 : 0);
	}
	close(self->fd);
	self->fd = -1;
	EXPECT_EQ(0, timer_tick(copy, 5, 0));
	close(copy);
	EXPECT_EQ(5, info_of(self->node, self->one.id).ticks);
	EXPECT_TRUE(timer_listed(&self->id));
	close(ends[0]);
	close(ends[1]);
	EXPECT_EQ(0, exit_status(pid));
	EXPECT_EQ(0, info_of(self->node, self->one.id).id);
	EXPECT_FALSE(timer_listed(&self->id));
}

/* One that runs, with a slave behind it, and one that does not; they can close in any order. */
static void expect_bereaved(struct __test_metadata *_metadata, const struct snd_timer_id *id,
			    int producer, int round)
{
	int running = consumer_open(id, 1), slave = consumer_open_slave();
	int idle = consumer_open(id, 3);

	ASSERT_LE(0, running);
	ASSERT_LE(0, slave);
	ASSERT_LE(0, idle);
	ASSERT_EQ(0, consumer_start(running));
	ASSERT_EQ(0, consumer_start(slave));
	ASSERT_EQ(0, timer_tick(producer, 2, 0));
	ASSERT_EQ(2, consumer_read(running));
	ASSERT_EQ(2, consumer_read(slave));
	close(producer);
	EXPECT_TRUE(consumer_bereaved(running, LONG_MS));
	EXPECT_TRUE(consumer_bereaved(idle, LONG_MS));
	EXPECT_FALSE(timer_listed(id));
	/* Nothing comes any more, whatever is tried. */
	consumer_start(idle);
	consumer_stop(running);
	consumer_start(running);
	EXPECT_EQ(0, consumer_read(running));
	EXPECT_EQ(0, consumer_read(idle));
	close(round & 1 ? running : slave);
	close(idle);
	close(round & 1 ? slave : running);
}

TEST_F_TIMEOUT(timer, producer_goes_first, 300)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		expect_bereaved(_metadata, &self->id, self->fd, i);
		self->fd = timer_make(self->node, "one", &self->one);
		ASSERT_LE(0, self->fd);
		self->id = timer_id(self->one.device);
	}
	ASSERT_EQ(0, timer_tick(self->fd, 1, 0));
}

/* What was to be read still is. */
TEST_F(timer, ticks_of_one_that_has_gone)
{
	int consumer = consumer_open(&self->id, 1);

	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, consumer_start(consumer));
	ASSERT_EQ(0, timer_tick(self->fd, 11, 0));
	close(self->fd);
	self->fd = -1;
	EXPECT_TRUE(consumer_bereaved(consumer, LONG_MS));
	EXPECT_EQ(11, consumer_read(consumer));
	close(consumer);
}

/* It waits in read() when the producer goes. */
static int wait_for_a_tick(const struct snd_timer_id *id)
{
	struct snd_timer_read tick;
	int fd = consumer_open(id, 1);

	if (fd < 0 || fcntl(fd, F_SETFL, O_RDONLY) || consumer_start(fd))
		return 1;
	return read(fd, &tick, sizeof(tick)) < 0 && errno == ENODEV ? 0 : 2;
}

TEST_F(timer, consumer_that_waits_is_told)
{
	pid_t pid = fork();

	if (!pid) {
		close(self->fd);
		_exit(wait_for_a_tick(&self->id));
	}
	ASSERT_LT(0, wait_happened(self->fd, STARTED));
	sleep_ms(50);
	close(self->fd);
	self->fd = -1;
	EXPECT_EQ(0, exit_status(pid));
}

TEST_F(timer, producer_is_killed)
{
	struct mixcore_timer_create *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
						   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct snd_timer_id id;
	int consumer, ends[2];
	char ready;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, shared);
	ASSERT_EQ(0, pipe(ends));
	pid = fork();
	if (!pid) {
		if (timer_make(self->node, "killed", shared) < 0 || write(ends[1], "", 1) != 1)
			_exit(1);
		for (;;)
			timer_tick(shared->fd, 1, 0);
	}
	ASSERT_EQ(1, read(ends[0], &ready, 1));
	id = timer_id(shared->device);
	consumer = consumer_open(&id, 1);
	ASSERT_LE(0, consumer);
	ASSERT_EQ(0, consumer_start(consumer));
	EXPECT_LE(10, consumer_wait(consumer, 10, LONG_MS));
	EXPECT_EQ(pid, info_of(self->node, shared->id).pid);
	kill(pid, SIGKILL);
	EXPECT_EQ(-SIGKILL, exit_status(pid));
	EXPECT_TRUE(consumer_bereaved(consumer, LONG_MS));
	EXPECT_EQ(0, info_of(self->node, shared->id).id);
	close(consumer);
	close(ends[0]);
	close(ends[1]);
	munmap(shared, PAGE);
}

/* It is a consumer in the kernel that nobody tells: its timer has to be there until it closes it. */
TEST_F(timer, below_the_sequencer)
{
	struct sequencer *sequencer = sequencer_new(self->one.device);
	struct mixcore_timer_create next;
	int i, fd;

	ASSERT_NE(NULL, sequencer);
	ASSERT_LT(0, wait_happened(self->fd, STARTED));
	ASSERT_EQ(0, timer_tick(self->fd, 1000, MIXCORE_TRIGGER_F_COALESCE));
	EXPECT_EQ(SEQUENCER_TICKS_PER_S, sequencer_ticks(sequencer));
	sleep_ms(100);
	EXPECT_EQ(SEQUENCER_TICKS_PER_S, sequencer_ticks(sequencer));
	for (i = 0; i < 1000; i++) {
		ASSERT_EQ(0, timer_tick(self->fd, 1, 0));
	}
	EXPECT_EQ(2 * SEQUENCER_TICKS_PER_S, sequencer_ticks(sequencer));
	close(self->fd);
	self->fd = -1;
	/* It stands still, and takes whatever is tried. */
	fd = timer_make(self->node, "one", &next);
	ASSERT_LE(0, fd);
	EXPECT_NE(self->one.device, next.device);
	EXPECT_EQ(0, timer_tick(fd, 100, 0));
	EXPECT_EQ(2 * SEQUENCER_TICKS_PER_S, sequencer_ticks(sequencer));
	sequencer_stop(sequencer);
	sequencer_start(sequencer);
	sequencer_free(sequencer);
	close(fd);
}

/*
 * The rate, as measured
 */

/* Ticks of 10 ms that lasted longer or shorter, told by their times. */
static struct mixcore_timer_info told_ticks(struct __test_metadata *_metadata,
					    FIXTURE_DATA(timer) *self, int longer_ppb,
					    unsigned int rate)
{
	struct mixcore_timer_create create = timer_call("drift");
	unsigned int ticks = 2000, i;
	uint64_t begin, length = 10 * TIMER_MS + 10 * longer_ppb / 1000;
	struct mixcore_timer_info info;

	create.resolution_ns = 10 * TIMER_MS;
	create.rate = rate;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	/* There must have been so much time. */
	while (now_ns() < (ticks + 10) * length)
		sleep_ms(100);
	begin = now_ns() - (ticks + 1) * length;
	for (i = 0; i < ticks; i++) {
		struct mixcore_trigger args = trigger_call(1, 0);

		args.flags = MIXCORE_TRIGGER_F_TIME;
		args.time_ns = begin + i * length;
		ASSERT_EQ(0, trigger(create.fd, &args));
	}
	info = info_of(self->node, create.id);
	EXPECT_EQ(begin + (ticks - 1) * length, info.time_ns);
	close(create.fd);
	return info;
}

static void expect_drift(struct __test_metadata *_metadata, const struct mixcore_timer_info *info,
			 int ppb)
{
	EXPECT_GT(1000, abs(info->drift_ppb - ppb)) {
		TH_LOG("%d ppb", info->drift_ppb);
	}
	EXPECT_GT(1000, info->drift_error_ppb);
}

/* 44.1 frames a tick. */
TEST_F(timer, frames_of_ticks_are_not_rounded)
{
	struct mixcore_timer_create create = timer_call("frames");
	struct mixcore_timer_info info;
	int i;

	create.rate = 44100;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	for (i = 0; i < 1000; i++)
		ASSERT_EQ(0, timer_tick(create.fd, 1, 0));
	ASSERT_EQ(0, timer_get(self->node, create.id, &info));
	EXPECT_EQ(44100, info.frames);
	close(create.fd);
}

/* Ticks of a minute, until what they last is more than 2^64 ns of frames. */
TEST_F_TIMEOUT(timer, frames_of_many_years, 300)
{
	const uint64_t frames = 1024ULL * 60 * 8000, times = 305000;
	struct mixcore_timer_create create = timer_call("years");
	struct mixcore_trigger one = trigger_call(0, 1);
	struct mixcore_timer_info info;
	uint64_t i;

	create.resolution_ns = MIXCORE_TIMER_RESOLUTION_MAX;
	create.rate = MIXCORE_RATE_MIN;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_TIMER_CREATE, &create));
	for (i = 0; i < times; i++)
		ASSERT_EQ(0, timer_tick(create.fd, 1024, MIXCORE_TRIGGER_F_COALESCE));
	ASSERT_EQ(0, trigger(create.fd, &one));
	ASSERT_EQ(0, timer_get(self->node, create.id, &info));
	EXPECT_EQ(times * frames + 1, info.frames);
	EXPECT_EQ(times * 1024, info.ticks);
	close(create.fd);
}

/* Their device numbers are taken as long as somebody consumes them. */
TEST_F(timer, those_still_consumed_count)
{
	struct mixcore_timer_create create;
	struct snd_timer_id id;
	int fds[3], consumers[3], i, ms;

	/* The fixture has one. */
	ASSERT_EQ(0, timers_quota(self->control, 4));
	for (i = 0; i < 3; i++) {
		fds[i] = timer_make(self->node, "", &create);
		ASSERT_LE(0, fds[i]);
		id = timer_id(create.device);
		consumers[i] = consumer_open(&id, 1);
		ASSERT_LE(0, consumers[i]);
	}
	for (i = 0; i < 3; i++)
		close(fds[i]);
	EXPECT_EQ(-EDQUOT, timer_make(self->node, "", &create));
	close(consumers[1]);
	for (ms = 0; ms < 1000 && (fds[0] = timer_make(self->node, "", &create)) < 0; ms++)
		sleep_ms(1);
	EXPECT_LE(0, fds[0]);
	close(fds[0]);
	close(consumers[0]);
	close(consumers[2]);
}

TEST_F_TIMEOUT(timer, drift, 120)
{
	struct mixcore_timer_info info;

	/* Ticks that last longer are those of a timer that runs slower. */
	info = told_ticks(_metadata, self, 50000, 0);
	expect_drift(_metadata, &info, -50000);
	info = told_ticks(_metadata, self, -50000, 0);
	expect_drift(_metadata, &info, 50000);
	info = told_ticks(_metadata, self, 0, RATE);
	expect_drift(_metadata, &info, 0);
	info = told_ticks(_metadata, self, -50000, RATE);
	expect_drift(_metadata, &info, 50000);
}

TEST_HARNESS_MAIN
