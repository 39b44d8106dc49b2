// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Endpoints, and what there is besides their sound: arguments, limits, quotas, the mapping, events,
 * and what is left of what fails. endpoint_exact_test.c is about the sound, endpoint_lost_test.c
 * about processes that die.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1, the nodes with the
 * modes that a distribution gives them; userfaultfd(2).
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "endpoint.h"
#include "slow_page.h"
#include "testcard.h"
#include "kselftest_harness.h"
#include "refused.h"

#define RATE		ENDPOINT_RATE
#define PAGE		4096
#define LONG_MS		5000
#define BY_HAND		(MIXCORE_ENDPOINT_F_PATIENT | MIXCORE_ENDPOINT_F_UNPACED)
#define PATIENT		MIXCORE_ENDPOINT_F_PATIENT
#define KEEP		MIXCORE_ENDPOINT_F_KEEP
#define INPUT		MIXCORE_ENDPOINT_F_INPUT

#define OPENED		MIXCORE_PRODUCER_OPENED
#define CLOSED		MIXCORE_PRODUCER_CLOSED
#define STARTED		MIXCORE_PRODUCER_STARTED
#define STOPPED		MIXCORE_PRODUCER_STOPPED
#define GONE		MIXCORE_PRODUCER_GONE
#define OPEN		MIXCORE_TIMER_STATE_OPEN
#define RUNNING		MIXCORE_TIMER_STATE_RUNNING

FIXTURE(endpoint) {
	int control, node;
	struct endpoint one;	/* "one", by hand */
	struct loop loop;
	struct take take;
};

FIXTURE_SETUP(endpoint)
{
	struct mixcore_endpoint_create create = endpoint_call("one", BY_HAND);

	self->control = control_open();
	ASSERT_LE(0, self->control);
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, endpoint_make(&self->one, self->control, &create));
}

FIXTURE_TEARDOWN(endpoint)
{
	take_close(&self->take);
	loop_close(&self->loop);
	endpoint_close(&self->one);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->node);
	close(self->control);
}

static struct mixcore_output_info info_of(int node, unsigned int id)
{
	struct mixcore_output_info info;

	if (output_get(node, id, &info))
		info.id = 0;
	return info;
}

static const char *comm_of(int node, unsigned int id)
{
	static struct mixcore_output_info info;

	return output_get(node, id, &info) ? NULL : info.endpoint_comm;
}

static struct mixcore_status status_of(int node)
{
	struct mixcore_status status = { .size = sizeof(status) };

	if (call(node, MIXCORE_IOCTL_STATUS, &status))
		status.streams = ~0U;
	return status;
}

/* What has happened within so many ms; -EAGAIN: nothing. */
static int event_of(int fd, unsigned int ms, struct mixcore_producer_event *event)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	*event = (struct mixcore_producer_event) { };
	if (poll(&wait, 1, ms) != 1 || !(wait.revents & POLLIN))
		return -EAGAIN;
	return read(fd, event, sizeof(*event)) == sizeof(*event) ? 0 : -EIO;
}

static int node_of(unsigned int uid, int flags)
{
	int node = become(uid) ?: node_open(flags);

	return become(0) ?: node;
}

/*
 * What there is to see
 */

TEST_F(endpoint, output_info)
{
	struct mixcore_endpoint_create create = endpoint_call("two", KEEP);
	struct mixcore_output_info info;
	struct endpoint two;

	create.format = FORMAT_S16;
	create.channels = 6;
	create.rate = 44100;
	strcpy(create.cause.text, "because");
	create.cause.cookie = 4711;
	ASSERT_EQ(0, endpoint_make(&two, self->node, &create));
	info = info_of(self->node, two.id);
	EXPECT_EQ(two.id, info.id);
	EXPECT_TRUE(info.flags & MIXCORE_OUTPUT_F_ENDPOINT);
	EXPECT_FALSE(info.flags & MIXCORE_OUTPUT_F_DEFAULT);
	EXPECT_FALSE(info.flags & MIXCORE_OUTPUT_F_NULL);
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info.state);
	EXPECT_EQ(44100, info.rate);
	EXPECT_EQ(6, info.channels);
	EXPECT_EQ(FORMAT_S16, info.format);
	EXPECT_EQ(ENDPOINT_CYCLE, info.cycle_frames);
	EXPECT_EQ(0, info.streams);
	EXPECT_EQ(0, info.endpoint_uid);
	EXPECT_EQ(getpid(), info.endpoint_pid);
	EXPECT_STREQ("endpoint-test", info.endpoint_comm);
	EXPECT_EQ(0, info.endpoint_lost_frames);
	EXPECT_STREQ("two", info.name);
	EXPECT_STREQ("because", info.last_change.cause.text);
	EXPECT_EQ(4711, info.last_change.cause.cookie);
	EXPECT_NE(0, info.domain);
	EXPECT_NE(info.domain, info_of(self->node, self->one.id).domain);
	endpoint_close(&two);
}

TEST_F(endpoint, input_info)
{
	struct mixcore_endpoint_create create = endpoint_call("in", INPUT);
	struct mixcore_input_info info;
	struct endpoint in;

	ASSERT_EQ(0, endpoint_make(&in, self->node, &create));
	ASSERT_EQ(0, input_get(self->node, in.id, &info));
	EXPECT_TRUE(info.flags & MIXCORE_OUTPUT_F_ENDPOINT);
	EXPECT_FALSE(info.flags & MIXCORE_OUTPUT_F_DEFAULT);
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info.state);
	EXPECT_EQ(RATE, info.rate);
	EXPECT_EQ(2, info.channels);
	EXPECT_EQ(FORMAT_S32, info.format);
	EXPECT_EQ(ENDPOINT_CYCLE, info.cycle_frames);
	EXPECT_EQ(getpid(), info.endpoint_pid);
	EXPECT_STREQ("endpoint-test", info.endpoint_comm);
	EXPECT_STREQ("in", info.name);
	endpoint_close(&in);
	EXPECT_EQ(-ENOENT, input_get(self->node, in.create.id, &info));
}

TEST_F(endpoint, what_the_page_tells)
{
	struct mixcore_endpoint_page page = endpoint_page(&self->one);

	EXPECT_EQ(MIXCORE_ENDPOINT_MAGIC, page.magic);
	EXPECT_EQ(sizeof(page), page.size);
	EXPECT_LE(page.ring_offset + ENDPOINT_RING * ENDPOINT_BYTES, page.bytes);
	EXPECT_LE(sizeof(page), page.ring_offset);
	EXPECT_EQ(ENDPOINT_RING, page.ring_frames);
	EXPECT_EQ(ENDPOINT_BYTES, page.frame_bytes);
	EXPECT_EQ(RATE, page.rate);
	EXPECT_EQ(2, page.channels);
	EXPECT_EQ(FORMAT_S32, page.format);
	EXPECT_EQ(ENDPOINT_CYCLE, page.cycle_frames);
	EXPECT_EQ(self->one.id, page.id);
	EXPECT_EQ(BY_HAND, page.flags);
	EXPECT_EQ(0, page.sequence & 1);
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, page.state);
	EXPECT_EQ(0, page.running);
	EXPECT_EQ(0, page.adopted);
	EXPECT_EQ(0, page.position);
	EXPECT_EQ(0, page.overruns);
	ASSERT_EQ(0, endpoint_trigger(&self->one, 300));
	page = endpoint_page(&self->one);
	EXPECT_EQ(300, page.position);
	EXPECT_GE(now_ns(), page.time_ns);
	EXPECT_LE(now_ns() - 1000000000ULL, page.time_ns);
}

TEST_F(endpoint, values_chosen)
{
	struct mixcore_endpoint_create create = endpoint_call("two", 0);
	struct endpoint two;

	create.ring_frames = 0;
	create.cycle_frames = 0;
	ASSERT_EQ(0, endpoint_make(&two, self->node, &create));
	EXPECT_EQ(RATE, two.create.ring_frames);
	EXPECT_EQ(MIXCORE_CYCLE_DEFAULT, two.create.cycle_frames);
	EXPECT_EQ(MIXCORE_PATIENCE_MS_DEFAULT, two.create.patience_ms);
	EXPECT_EQ(FD_CLOEXEC, fcntl(two.fd, F_GETFD));
	EXPECT_EQ(O_RDWR, fcntl(two.fd, F_GETFL) & O_ACCMODE);
	endpoint_close(&two);
	EXPECT_EQ(0, info_of(self->node, two.create.id).id);
}

/* Names need not differ, and a PCM of that name is another output. */
TEST_F(endpoint, same_names)
{
	struct mixcore_endpoint_create create = endpoint_call("one", BY_HAND);
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
	struct endpoint two, in;
	int card;

	ASSERT_EQ(0, endpoint_make(&two, self->control, &create));
	EXPECT_NE(self->one.id, two.id);
	EXPECT_NE(0, memcmp(self->one.create.cookie, two.create.cookie, MIXCORE_COOKIE_LEN));
	create.flags |= INPUT;
	create.ramp_frames = 0;
	ASSERT_EQ(0, endpoint_make(&in, self->control, &create));
	card = attach_card(self->control, "one", "Test0", 0, &slave, NULL);
	EXPECT_LT(0, card);
	EXPECT_NE(self->one.id, card);
	EXPECT_NE(two.id, card);
	EXPECT_EQ(4, 1 + status_of(self->node).outputs);
	EXPECT_TRUE(info_of(self->node, card).flags & MIXCORE_OUTPUT_F_BACKEND);
	EXPECT_EQ(0, endpoint_trigger(&self->one, 10));
	EXPECT_EQ(0, endpoint_trigger(&two, 20));
	EXPECT_EQ(20, two.position);
	endpoint_close(&two);
	endpoint_close(&in);
}

TEST_F(endpoint, of_another_user)
{
	struct mixcore_endpoint_create create = endpoint_call("alice", 0);
	int alice = node_of(ALICE, O_RDWR);
	struct endpoint hers;

	ASSERT_LE(0, alice);
	ASSERT_EQ(0, endpoint_make(&hers, alice, &create));
	EXPECT_EQ(0, endpoint_trigger(&hers, 10));
	EXPECT_EQ(ALICE, info_of(alice, hers.id).endpoint_uid);
	EXPECT_EQ(getpid(), info_of(alice, hers.id).endpoint_pid);
	EXPECT_STREQ("endpoint-test", comm_of(alice, hers.id));
	EXPECT_EQ(0, info_of(alice, self->one.id).endpoint_pid);
	EXPECT_STREQ("", comm_of(alice, self->one.id));
	EXPECT_EQ(getpid(), info_of(self->control, hers.id).endpoint_pid);
	endpoint_close(&hers);
	close(alice);
}

/*
 * Wrong use
 */

static int tell_frames(int fd, unsigned int frames)
{
	struct mixcore_trigger args = { .size = sizeof(args), .frames = frames };

	return call(fd, MIXCORE_IOCTL_TRIGGER, &args);
}

#define WRONG(error, set) do {							\
	struct mixcore_endpoint_create create = endpoint_call("wrong", PATIENT);	\
	int _before = descriptors();						\
										\
	set;									\
	REFUSED_FOR(#set, error, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);	\
	EXPECT_EQ(-7, create.fd);						\
	EXPECT_EQ(0, create.id);						\
	EXPECT_EQ(_before, descriptors());					\
} while (0)

#define RIGHT(set) do {								\
	struct mixcore_endpoint_create create = endpoint_call("right", PATIENT);	\
										\
	set;									\
	EXPECT_EQ(0, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create)) {	\
		TH_LOG(#set);							\
	}									\
	close(create.fd);							\
} while (0)

/* A millisecond, but for who may make outputs. */
TEST_F(endpoint, shortest_cycle)
{
	struct mixcore_endpoint_create create = endpoint_call("short", PATIENT);

	create.cycle_frames = RATE / 1000 - 1;
	EXPECT_EQ(-EINVAL, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	create.cycle_frames = RATE / 1000;
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	close(create.fd);
	create = endpoint_call("short", PATIENT);
	create.cycle_frames = MIXCORE_CYCLE_MIN - 1;
	EXPECT_EQ(-EINVAL, call(self->control, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	create.cycle_frames = MIXCORE_CYCLE_MIN;
	create.ring_frames = 2 * MIXCORE_CYCLE_MIN;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	EXPECT_EQ(0, tell_frames(create.fd, MIXCORE_CYCLE_MIN));
	close(create.fd);
}

TEST_F(endpoint, create_limits)
{
	WRONG(EINVAL, create.rate = MIXCORE_RATE_MIN - 1);
	RIGHT(create.rate = MIXCORE_RATE_MIN);
	RIGHT(create.rate = MIXCORE_RATE_MAX);
	WRONG(EINVAL, create.rate = MIXCORE_RATE_MAX + 1);
	WRONG(EINVAL, create.channels = 0);
	RIGHT(create.channels = 1);
	RIGHT(create.channels = MIXCORE_CHANNELS_MAX);
	WRONG(EINVAL, create.channels = MIXCORE_CHANNELS_MAX + 1);
	RIGHT(create.format = FORMAT_U8);
	WRONG(EINVAL, create.format = FORMAT_FLOAT_BE);
	WRONG(EINVAL, create.format = ~0U);
	WRONG(EINVAL, create.format = 64);
	RIGHT(create.cycle_frames = MIXCORE_CYCLE_MAX);
	WRONG(EINVAL, create.cycle_frames = MIXCORE_CYCLE_MAX + 1);
	WRONG(EINVAL, create.ring_frames = 2 * ENDPOINT_CYCLE - 1);
	RIGHT(create.ring_frames = 2 * ENDPOINT_CYCLE);
	RIGHT(create.ring_frames = MIXCORE_ENDPOINT_RING_MAX);
	WRONG(EINVAL, create.ring_frames = MIXCORE_ENDPOINT_RING_MAX + 1);
	WRONG(EINVAL, create.ring_frames = ~0U);
	RIGHT((create.flags = 0, create.patience_ms = 1));
	RIGHT((create.flags = 0, create.patience_ms = MIXCORE_PATIENCE_MS_MAX));
	WRONG(EINVAL, (create.flags = 0, create.patience_ms = MIXCORE_PATIENCE_MS_MAX + 1));
	WRONG(EINVAL, create.patience_ms = 1);
	RIGHT(create.ramp_frames = MIXCORE_RAMP_OFF);
	RIGHT(create.ramp_frames = MIXCORE_RAMP_MAX);
	WRONG(EINVAL, create.ramp_frames = MIXCORE_RAMP_MAX + 1);
	RIGHT(create.domain = MIXCORE_DOMAIN_MAX);
	WRONG(EINVAL, create.domain = MIXCORE_DOMAIN_MAX + 1);
	WRONG(EINVAL, create.flags = MIXCORE_ENDPOINT_F_UNPACED << 1);
	WRONG(EINVAL, create.flags = 1U << 31);
	WRONG(EPERM, create.flags = MIXCORE_ENDPOINT_F_UNPACED);
	WRONG(EINVAL, create.cause.text[0] = '\n');
	WRONG(EINVAL, create.size = 0);
	WRONG(EINVAL, create.size = MIXCORE_ENDPOINT_CREATE_SIZE_VER0 - 1);
	WRONG(E2BIG, create.size = MIXCORE_STRUCT_SIZE_MAX + 1);
	REFUSED(EFAULT, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, NULL);
}

TEST_F(endpoint, create_names)
{
	WRONG(EINVAL, create.name[0] = 0);
	WRONG(EINVAL, strcpy(create.name, "a b"));
	WRONG(EINVAL, strcpy(create.name, "a/b"));
	WRONG(EINVAL, strcpy(create.name, "\xc3\xa4"));
	WRONG(EINVAL, memset(create.name, 'x', MIXCORE_NAME_MAX + 1));
	WRONG(EINVAL, memset(create.name, 'x', MIXCORE_NAME_LEN));
	RIGHT(memset(create.name, 'x', MIXCORE_NAME_MAX));
	RIGHT(strcpy(create.name, "aZ09._-"));
	WRONG(EEXIST, strcpy(create.name, "null"));
	WRONG(EEXIST, strcpy(create.name, "Stream"));
}

TEST_F(endpoint, node_opened_for_reading)
{
	struct mixcore_endpoint_create create = endpoint_call("wrong", 0);
	struct mixcore_endpoint_adopt adopt = { .size = sizeof(adopt) };
	int node = node_open(O_RDONLY);

	ASSERT_LE(0, node);
	REFUSED(EBADF, node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);
	REFUSED(EBADF, node, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt);
	close(node);
}

TEST_F(endpoint, adopt_wrong)
{
	struct mixcore_endpoint_adopt adopt = { .size = sizeof(adopt), .fd = -7 };
	const uint8_t *cookie = self->one.create.cookie;

	EXPECT_EQ(-EBUSY, endpoint_adopt_call(self->node, cookie, 0, &adopt));
	EXPECT_EQ(-7, adopt.fd);
	EXPECT_EQ(-EINVAL, endpoint_adopt_call(self->node, cookie, INPUT, &adopt));
	EXPECT_EQ(-EINVAL, endpoint_adopt_call(self->control, cookie,
					       MIXCORE_ENDPOINT_F_UNPACED, &adopt));
	EXPECT_EQ(-EINVAL, endpoint_adopt_call(self->node, cookie, 1U << 31, &adopt));
	memcpy(adopt.cookie, cookie, sizeof(adopt.cookie));
	adopt.cookie[MIXCORE_COOKIE_LEN - 1] ^= 1;
	adopt.flags = 0;
	REFUSED(ENOENT, self->control, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt);
	memset(adopt.cookie, 0, sizeof(adopt.cookie));
	REFUSED(ENOENT, self->control, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt);
	adopt.size = MIXCORE_ENDPOINT_ADOPT_SIZE_VER0 - 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt);
	adopt.size = MIXCORE_STRUCT_SIZE_MAX + 1;
	REFUSED(E2BIG, self->control, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt);
	REFUSED(EFAULT, self->control, MIXCORE_IOCTL_ENDPOINT_ADOPT, NULL);
}

TEST_F(endpoint, trigger_limits)
{
	struct mixcore_trigger args;

#define TRIGGER(result, ...) do {						\
	args = (struct mixcore_trigger) { __VA_ARGS__ };			\
	args.size = args.size ?: sizeof(args);					\
	EXPECT_EQ(result, call(self->one.fd, MIXCORE_IOCTL_TRIGGER, &args)) {	\
		TH_LOG("%s", #__VA_ARGS__);					\
	}									\
} while (0)
	TRIGGER(-EINVAL, .frames = 0);
	TRIGGER(0, .frames = ENDPOINT_MOST);
	EXPECT_EQ(ENDPOINT_MOST, args.position);
	TRIGGER(-EINVAL, .frames = ENDPOINT_MOST + 1);
	TRIGGER(-EINVAL, .frames = ENDPOINT_RING);
	TRIGGER(-EINVAL, .frames = ~0U);
	TRIGGER(-EINVAL, .frames = 1, .ticks = 1);
	TRIGGER(-EINVAL, .ticks = 1);
	TRIGGER(-EINVAL, .frames = 1, .flags = MIXCORE_TRIGGER_F_COALESCE);
	TRIGGER(-EINVAL, .frames = 1, .flags = 1U << 31);
	TRIGGER(-EINVAL, .frames = 1, .time_ns = 1);
	TRIGGER(-EINVAL, .frames = 1, .flags = MIXCORE_TRIGGER_F_TIME,
		.time_ns = now_ns() + 1000000000);
	TRIGGER(-EINVAL, .frames = 1, .flags = MIXCORE_TRIGGER_F_TIME, .time_ns = ~0ULL);
	TRIGGER(-EINVAL, .frames = 1, .size = MIXCORE_TRIGGER_SIZE_VER0 - 1);
	TRIGGER(-E2BIG, .frames = 1, .size = MIXCORE_STRUCT_SIZE_MAX + 1);
	EXPECT_EQ(ENDPOINT_MOST, endpoint_page(&self->one).position);
	TRIGGER(0, .frames = 1, .flags = MIXCORE_TRIGGER_F_TIME, .time_ns = now_ns());
	EXPECT_EQ(ENDPOINT_MOST + 1, args.position);
	EXPECT_EQ(-EFAULT, call(self->one.fd, MIXCORE_IOCTL_TRIGGER, NULL));
	EXPECT_EQ(-ENOTTY, call(self->one.fd, MIXCORE_IOCTL_STATUS, &args));
	EXPECT_EQ(-ENOTTY, call(self->one.fd, _IO('T', 0xa6), NULL));
}

/*
 * How many, how much, how fast
 */

TEST_F(endpoint, quota)
{
	struct mixcore_endpoint_create create = endpoint_call("more", PATIENT);
	int alice = node_of(ALICE, O_RDWR), fds[3], i;

	ASSERT_LE(0, alice);
	ASSERT_EQ(0, endpoints_quota(self->control, 3));
	for (i = 0; i < 3; i++) {
		/* Both directions together. */
		create.flags = i & 1 ? PATIENT | INPUT : PATIENT;
		create.ramp_frames = 0;
		ASSERT_EQ(0, call(alice, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
		fds[i] = create.fd;
	}
	EXPECT_EQ(3, status_of(alice).uid_endpoints);
	EXPECT_EQ(1, status_of(self->node).uid_endpoints);
	create = endpoint_call("more", PATIENT);
	REFUSED(EDQUOT, alice, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);
	ASSERT_EQ(0, endpoints_quota(self->control, 0));
	EXPECT_EQ(-EDQUOT, call(alice, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	close(fds[0]);
	EXPECT_EQ(0, call(alice, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	close(create.fd);
	close(fds[1]);
	close(fds[2]);
	EXPECT_EQ(0, status_of(alice).uid_endpoints);
	EXPECT_EQ(0, endpoints_quota(self->control, MIXCORE_QUOTA_ENDPOINTS_MAX));
	EXPECT_EQ(-EINVAL, endpoints_quota(self->control, MIXCORE_QUOTA_ENDPOINTS_MAX + 1));
	close(alice);
}

TEST_F(endpoint, default_quota)
{
	struct mixcore_endpoint_create create = endpoint_call("more", PATIENT);
	int fds[MIXCORE_QUOTA_UID_ENDPOINTS], i;

	for (i = 1; i < MIXCORE_QUOTA_UID_ENDPOINTS; i++) {
		ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
		fds[i] = create.fd;
	}
	EXPECT_EQ(-EDQUOT, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	while (--i)
		close(fds[i]);
}

TEST_F(endpoint, as_many_as_there_may_be)
{
	struct mixcore_endpoint_create create = endpoint_call("many", PATIENT);
	int fds[2 * MIXCORE_ENDPOINTS_MAX], i;

	ASSERT_EQ(0, endpoints_quota(self->control, MIXCORE_QUOTA_ENDPOINTS_MAX));
	create.ring_frames = 2 * ENDPOINT_CYCLE;
	for (i = 1; i < MIXCORE_ENDPOINTS_MAX; i++) {
		ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create)) {
			TH_LOG("output %d", i);
		}
		fds[i] = create.fd;
	}
	create.fd = -7;
	REFUSED(ENOSPC, self->control, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);
	create.flags |= INPUT;
	create.ramp_frames = 0;
	for (; i < 2 * MIXCORE_ENDPOINTS_MAX - 1; i++) {
		ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create)) {
			TH_LOG("input %d", i - MIXCORE_ENDPOINTS_MAX);
		}
		fds[i] = create.fd;
	}
	/* One more input, and none more than that. */
	ASSERT_EQ(0, call(self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	fds[i++] = create.fd;
	EXPECT_GT(0, call(self->control, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	EXPECT_EQ(MIXCORE_ENDPOINTS_MAX, status_of(self->node).outputs);
	EXPECT_EQ(MIXCORE_ENDPOINTS_MAX, status_of(self->node).inputs);
	while (--i)
		close(fds[i]);
	EXPECT_EQ(1, status_of(self->node).outputs);
	EXPECT_EQ(0, status_of(self->node).inputs);
}

TEST_F(endpoint, memory_quota)
{
	struct mixcore_quota quota = { .size = sizeof(quota) };
	struct mixcore_endpoint_create create = endpoint_call("large", PATIENT);
	uint64_t before = status_of(self->node).uid_bytes;
	struct endpoint two;

	/* Its own ring is counted. */
	EXPECT_LE(ENDPOINT_RING * ENDPOINT_BYTES, before);
	ASSERT_EQ(0, endpoint_make(&two, self->node, &create));
	EXPECT_LE(before + ENDPOINT_RING * ENDPOINT_BYTES, status_of(self->node).uid_bytes);
	EXPECT_LE(status_of(self->node).uid_bytes, status_of(self->node).card_bytes);
	endpoint_close(&two);
	EXPECT_EQ(before, status_of(self->node).uid_bytes);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_QUOTA_GET, &quota));
	quota.uid_bytes = before + 2 * ENDPOINT_RING * ENDPOINT_BYTES;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_QUOTA_SET, &quota));
	ASSERT_EQ(0, endpoint_make(&two, self->node, &create));
	REFUSED(EDQUOT, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);
	endpoint_close(&two);
	create.ring_frames = MIXCORE_ENDPOINT_RING_MAX;
	REFUSED(EDQUOT, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);
}

/* Frames that are accepted at once, in pieces of 480. */
static unsigned int burst(struct endpoint *endpoint, unsigned int most)
{
	unsigned int frames = 0;

	while (frames < most && !endpoint_trigger(endpoint, 480))
		frames += 480;
	return frames;
}

/* As much as a ring at once, and twice the rate after that. */
TEST_F(endpoint, pace)
{
	struct mixcore_endpoint_create create = endpoint_call("paced", PATIENT);
	unsigned int most = 20 * RATE, frames;
	struct endpoint paced;
	uint64_t begin, passed;

	create.ring_frames = RATE / 2;
	ASSERT_EQ(0, endpoint_make(&paced, self->node, &create));
	begin = now_ns();
	frames = burst(&paced, most);
	passed = now_ns() - begin;
	EXPECT_LE(RATE / 2, frames + 480);
	EXPECT_GE(RATE / 2 + 2 * RATE * passed / 1000000000 + 480, frames) {
		TH_LOG("%u frames in %llu us", frames, (unsigned long long)passed / 1000);
	}
	EXPECT_EQ(-EAGAIN, endpoint_trigger(&paced, ENDPOINT_RING));
	EXPECT_EQ(frames, endpoint_page(&paced).position);
	/* A tenth of a second: a fifth of the rate. */
	sleep_ms(100);
	frames = burst(&paced, most);
	EXPECT_LE(2 * RATE / 10 - 480, frames);
	sleep_ms(2000);
	/* What was not used is not kept beyond a ring. */
	begin = now_ns();
	frames = burst(&paced, most);
	passed = now_ns() - begin;
	EXPECT_LE(RATE / 2, frames + 480);
	EXPECT_GE(RATE / 2 + 2 * RATE * passed / 1000000000 + 480, frames);
	endpoint_close(&paced);
}

TEST_F(endpoint, without_pace)
{
	EXPECT_EQ(20 * RATE, burst(&self->one, 20 * RATE));
	EXPECT_EQ(20 * RATE, endpoint_page(&self->one).position);
}

/*
 * The mapping
 */

static void *map_of(const struct endpoint *endpoint, size_t bytes, int protection, off_t offset)
{
	return mmap(NULL, bytes, protection, MAP_SHARED, endpoint->fd, offset);
}

TEST_F(endpoint, mapping_of_the_wrong_size)
{
	size_t bytes = (self->one.bytes + PAGE - 1) / PAGE * PAGE;
	void *map;

	EXPECT_EQ(MAP_FAILED, map_of(&self->one, bytes + PAGE, PROT_READ, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, map_of(&self->one, PAGE, PROT_READ, PAGE));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, map_of(&self->one, bytes, PROT_READ, bytes));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, map_of(&self->one, PAGE, PROT_READ, 1LL << 40));
	EXPECT_EQ(EINVAL, errno);
	/* A part is as good as the whole, for who wants only to look. */
	map = map_of(&self->one, PAGE, PROT_READ, 0);
	ASSERT_NE(MAP_FAILED, map);
	EXPECT_EQ(MIXCORE_ENDPOINT_MAGIC, ((struct mixcore_endpoint_page *)map)->magic);
	/* It can't grow behind its end, nor over it. */
	EXPECT_EQ(MAP_FAILED, mremap(map, PAGE, bytes + PAGE, MREMAP_MAYMOVE));
	munmap(map, PAGE);
}

/* Moved, cut and inherited, it is still the same memory. */
TEST_F(endpoint, mapping_moved_cut_and_inherited)
{
	struct endpoint *one = &self->one;
	size_t bytes = (one->bytes + PAGE - 1) / PAGE * PAGE;
	unsigned char *map = map_of(one, bytes, PROT_READ | PROT_WRITE, 0), *moved;
	void *place = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_NE(MAP_FAILED, place);
	moved = mremap(map, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, place);
	ASSERT_NE(MAP_FAILED, moved);
	moved[bytes - 1] = 0x77;
	EXPECT_EQ(0x77, ((unsigned char *)one->map)[bytes - 1]);
	ASSERT_EQ(0, munmap(moved + PAGE, PAGE));
	ASSERT_EQ(0, endpoint_trigger(one, ENDPOINT_MOST));
	EXPECT_EQ(ENDPOINT_MOST, ((struct mixcore_endpoint_page *)moved)->position);
	pid = fork();
	if (!pid) {
		int err = endpoint_trigger(one, 5);

		_exit(err || endpoint_page(one).position != ENDPOINT_MOST + 5 ||
		      ((struct mixcore_endpoint_page *)moved)->position != ENDPOINT_MOST + 5);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(ENDPOINT_MOST + 5, endpoint_page(one).position);
	munmap(moved, PAGE);
	munmap(moved + 2 * PAGE, bytes - 2 * PAGE);
	EXPECT_EQ(0, endpoint_trigger(one, 7));
}

/* What is mapped of one is nothing of the other. */
TEST_F(endpoint, mappings_are_apart)
{
	struct mixcore_endpoint_create create = endpoint_call("two", BY_HAND);
	struct endpoint two;

	ASSERT_EQ(0, endpoint_make(&two, self->control, &create));
	memset(self->one.ring, 0x11, ENDPOINT_RING * ENDPOINT_BYTES);
	memset(two.ring, 0x22, ENDPOINT_RING * ENDPOINT_BYTES);
	EXPECT_EQ(0x11, self->one.ring[0]);
	EXPECT_EQ(0x11, self->one.ring[ENDPOINT_RING * ENDPOINT_BYTES - 1]);
	endpoint_close(&two);
	/* Nothing of what another had in it is in a new one. */
	ASSERT_EQ(0, endpoint_make(&two, self->control, &create));
	EXPECT_EQ(0, two.ring[0]);
	EXPECT_EQ(0, memcmp(two.ring, two.ring + 1, ENDPOINT_RING * ENDPOINT_BYTES - 1));
	endpoint_close(&two);
}

/* Triggered with nothing mapped, which the kernel does not need. */
TEST_F(endpoint, without_a_mapping)
{
	ASSERT_EQ(0, output_default(self->control, self->one.id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, RATE));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	endpoint_unmap(&self->one);
	ASSERT_EQ(0, endpoint_trigger(&self->one, 1000));
	ASSERT_EQ(0, endpoint_map(&self->one));
	EXPECT_EQ(1000, endpoint_page(&self->one).position);
	EXPECT_EQ(1000, ((int32_t *)endpoint_frame(&self->one, 999))[0]);
}

/*
 * What the process is told
 */

TEST_F(endpoint, events_of_an_output)
{
	struct mixcore_producer_event event;

	EXPECT_EQ(-EAGAIN, event_of(self->one.fd, 0, &event));
	ASSERT_EQ(0, output_default(self->control, self->one.id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, RATE));
	ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	EXPECT_EQ(OPENED, event.what);
	EXPECT_EQ(OPEN, event.state);
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	EXPECT_EQ(STARTED, event.what);
	EXPECT_EQ(OPEN | RUNNING, event.state);
	ASSERT_EQ(0, endpoint_trigger(&self->one, 512));
	EXPECT_EQ(1, endpoint_page(&self->one).running);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, endpoint_page(&self->one).state);
	EXPECT_EQ(-EAGAIN, event_of(self->one.fd, 0, &event));
	ASSERT_EQ(0, snd_pcm_drop(self->loop.pcm));
	ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	EXPECT_EQ(STOPPED, event.what);
	EXPECT_EQ(OPEN, event.state);
	ASSERT_EQ(0, endpoint_trigger(&self->one, 512));
	EXPECT_EQ(0, endpoint_page(&self->one).running);
	loop_close(&self->loop);
	ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	EXPECT_EQ(CLOSED, event.what);
	EXPECT_EQ(0, event.state);
	ASSERT_EQ(0, fcntl(self->one.fd, F_SETFL, O_RDWR | O_NONBLOCK));
	EXPECT_EQ(-1, read(self->one.fd, &event, sizeof(event)));
	EXPECT_EQ(EAGAIN, errno);
}

TEST_F(endpoint, events_of_an_input)
{
	struct mixcore_endpoint_create create = endpoint_call("in", BY_HAND | INPUT);
	struct take_config config = TAKE_DEFAULT;
	struct mixcore_producer_event event;
	struct endpoint in;

	ASSERT_EQ(0, endpoint_make(&in, self->control, &create));
	ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, in.id));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, 100));
	ASSERT_EQ(0, event_of(in.fd, LONG_MS, &event));
	EXPECT_EQ(OPENED, event.what);
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, event_of(in.fd, LONG_MS, &event));
	EXPECT_EQ(STARTED, event.what);
	EXPECT_EQ(OPEN | RUNNING, event.state);
	take_close(&self->take);
	ASSERT_EQ(0, event_of(in.fd, LONG_MS, &event));
	EXPECT_EQ(STOPPED, event.what & STOPPED);
	while (!(event.what & CLOSED)) {
		ASSERT_EQ(0, event_of(in.fd, LONG_MS, &event));
	}
	EXPECT_EQ(0, event.state);
	endpoint_close(&in);
}

/* A stream that is moved there, and away again. */
TEST_F(endpoint, events_of_a_move)
{
	struct mixcore_stream_move move = { .size = sizeof(move), .output = self->one.id };
	struct mixcore_producer_event event;

	ASSERT_EQ(0, numbers_open(&self->loop, self->control, RATE));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	EXPECT_EQ(-EAGAIN, event_of(self->one.fd, 0, &event));
	move.id = self->loop.id;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
	ASSERT_EQ(0, endpoint_trigger(&self->one, 512));
	ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	EXPECT_EQ(OPENED, event.what & OPENED);
	while (!(event.what & STARTED)) {
		ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	}
	EXPECT_EQ(OPEN | RUNNING, event.state);
	move.output = MIXCORE_OUTPUT_NULL;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_MOVE, &move));
	ASSERT_EQ(0, endpoint_trigger(&self->one, 512));
	do {
		ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	} while (!(event.what & CLOSED));
	EXPECT_EQ(0, event.state);
}

TEST_F(endpoint, read_with_too_little_room)
{
	struct mixcore_producer_event event;

	ASSERT_EQ(0, output_default(self->control, self->one.id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, RATE));
	EXPECT_EQ(-1, read(self->one.fd, &event, sizeof(event) - 1));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, event_of(self->one.fd, LONG_MS, &event));
	EXPECT_EQ(OPENED, event.what);
}

/* It waits, and is woken by what happens. */
TEST_F(endpoint, read_waits)
{
	struct mixcore_producer_event event;
	int status;
	pid_t pid;

	ASSERT_EQ(0, output_default(self->control, self->one.id));
	pid = fork();
	if (!pid)
		_exit(read(self->one.fd, &event, sizeof(event)) == sizeof(event) ?
		      event.what : 100);
	sleep_ms(50);
	ASSERT_EQ(0, waitpid(pid, &status, WNOHANG));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, RATE));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(OPENED, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/*
 * Detached
 */

static void expect_gone(struct __test_metadata *_metadata, struct endpoint *endpoint)
{
	struct mixcore_producer_event event;

	do {
		ASSERT_EQ(0, event_of(endpoint->fd, LONG_MS, &event));
	} while (!(event.what & GONE));
	EXPECT_EQ(-ENODEV, endpoint_trigger(endpoint, 10));
	/* The memory is still there. */
	((volatile unsigned char *)endpoint->ring)[0] = 1;
}

TEST_F(endpoint, detached)
{
	struct mixcore_endpoint_create create = endpoint_call("in", BY_HAND | INPUT);
	struct mixcore_input_info input;
	struct endpoint in;

	ASSERT_EQ(0, endpoint_make(&in, self->control, &create));
	ASSERT_EQ(-EPERM, detach(self->node, self->one.id));
	ASSERT_EQ(0, detach(self->control, self->one.id));
	ASSERT_EQ(0, input_detach(self->control, in.id));
	expect_gone(_metadata, &self->one);
	expect_gone(_metadata, &in);
	EXPECT_EQ(0, info_of(self->node, self->one.id).id);
	EXPECT_EQ(-ENOENT, input_get(self->node, in.id, &input));
	endpoint_close(&in);
	endpoint_close(&self->one);
	EXPECT_EQ(0, status_of(self->node).uid_endpoints);
	EXPECT_EQ(0, wait_bytes(self->node, 0));
}

static uint64_t stream_frames(int node, unsigned int id)
{
	struct mixcore_stream_info info;

	return stream_get(node, id, &info) ? 0 : info.frames;
}

/* Its streams play on, by the null clock, and with the last of them it goes. */
TEST_F(endpoint, detached_while_a_stream_plays)
{
	uint64_t before;

	ASSERT_EQ(0, output_default(self->control, self->one.id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, RATE));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	ASSERT_EQ(0, endpoint_trigger(&self->one, 1000));
	ASSERT_EQ(0, detach(self->control, self->one.id));
	expect_gone(_metadata, &self->one);
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, info_of(self->node, self->one.id).state);
	before = stream_frames(self->control, self->loop.id);
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self->control, self->loop.id));
	endpoint_close(&self->one);
	before = stream_frames(self->control, self->loop.id);
	sleep_ms(100);
	EXPECT_LE(before + RATE / 20, stream_frames(self->control, self->loop.id));
	loop_close(&self->loop);
	EXPECT_EQ(0, info_of(self->node, self->one.id).id);
}

/*
 * Nothing is left of what fails, and who is slow keeps nobody waiting
 */

TEST_F(endpoint, argument_that_can_not_be_written)
{
	unsigned char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct mixcore_endpoint_create create = endpoint_call("wrong", PATIENT | KEEP), *at;
	int before = descriptors(), i;

	ASSERT_NE(MAP_FAILED, pages);
	at = (void *)(pages + PAGE - sizeof(create) / 2);
	*at = create;
	ASSERT_EQ(0, mprotect(pages + PAGE, PAGE, PROT_READ));
	for (i = 0; i < 50; i++)
		REFUSED(EFAULT, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, at);
	ASSERT_EQ(0, mprotect(pages + PAGE, PAGE, PROT_NONE));
	REFUSED(EFAULT, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, at);
	EXPECT_EQ(before, descriptors());
	EXPECT_EQ(1, status_of(self->node).uid_endpoints);
	munmap(pages, 2 * PAGE);
}

TEST_F(endpoint, no_descriptor_left)
{
	struct mixcore_endpoint_create create = endpoint_call("wrong", PATIENT | KEEP);
	int before = descriptors(), highest = dup(self->node);
	struct rlimit limit, few;

	close(highest);
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &limit));
	few = limit;
	few.rlim_cur = highest;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	REFUSED(EMFILE, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create);
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
	EXPECT_EQ(before, descriptors());
	EXPECT_EQ(1, status_of(self->node).uid_endpoints);
}

/* An adoption that fails leaves it to the next one. */
TEST_F(endpoint, adoption_that_fails)
{
	struct mixcore_endpoint_create create = endpoint_call("kept", KEEP | PATIENT);
	unsigned char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct mixcore_endpoint_adopt adopt = { .size = sizeof(adopt) };
	int before = descriptors(), highest;
	struct rlimit limit, few;
	struct endpoint kept;

	ASSERT_NE(MAP_FAILED, page);
	ASSERT_EQ(0, endpoint_make(&kept, self->node, &create));
	endpoint_close(&kept);
	memcpy(adopt.cookie, kept.create.cookie, MIXCORE_COOKIE_LEN);
	memcpy(page, &adopt, sizeof(adopt));
	ASSERT_EQ(0, mprotect(page, PAGE, PROT_READ));
	REFUSED(EFAULT, self->node, MIXCORE_IOCTL_ENDPOINT_ADOPT, page);
	highest = dup(self->node);
	close(highest);
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &limit));
	few = limit;
	few.rlim_cur = highest;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	REFUSED(EMFILE, self->node, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt);
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
	EXPECT_EQ(before, descriptors());
	ASSERT_EQ(0, endpoint_adopt(&kept, self->node, adopt.cookie, 0));
	EXPECT_EQ(1, endpoint_page(&kept).adopted);
	endpoint_close(&kept);
	munmap(page, PAGE);
}

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

/* Another process makes one, and drives that and the first one. */
static int others_go_on(int node, struct endpoint *one)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct mixcore_endpoint_create create = endpoint_call("other", PATIENT);
		struct endpoint other;

		alarm(LONG_MS / 1000);
		if (endpoint_make(&other, node, &create) || endpoint_trigger(&other, 100))
			_exit(1);
		_exit(endpoint_trigger(one, 100) ? 2 : 0);
	}
	return waitpid(pid, &status, 0) == pid ? status : -errno;
}

static void call_slowly(struct __test_metadata *_metadata, FIXTURE_DATA(endpoint) *self, int fd,
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
	EXPECT_EQ(0, others_go_on(self->node, &self->one));
	ASSERT_EQ(0, slow_page_give(&slow, bytes));
	ASSERT_EQ(0, slow_page_wanted(&slow));
	EXPECT_EQ(0, others_go_on(self->node, &self->one));
	ASSERT_EQ(0, slow_page_let(&slow));
	pthread_join(thread, NULL);
	EXPECT_EQ(0, one.result);
	if (cmd == MIXCORE_IOCTL_ENDPOINT_CREATE)
		close(((struct mixcore_endpoint_create *)slow.page)->fd);
	slow_page_free(&slow);
}

TEST_F(endpoint, create_with_slow_memory)
{
	struct mixcore_endpoint_create create = endpoint_call("slow", PATIENT);

	call_slowly(_metadata, self, self->node, MIXCORE_IOCTL_ENDPOINT_CREATE, &create,
		    sizeof(create));
}

TEST_F(endpoint, trigger_with_slow_memory)
{
	struct mixcore_trigger args = { .size = sizeof(args), .frames = 50 };

	call_slowly(_metadata, self, self->one.fd, MIXCORE_IOCTL_TRIGGER, &args, sizeof(args));
	EXPECT_EQ(250, endpoint_page(&self->one).position);
}

TEST_HARNESS_MAIN
