// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Defaults of single uids: their streams open on the output, with the gain and the mute that were set
 * for them, all others as was set for all.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=8, users in the group audio.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "routes.h"
#include "kselftest_harness.h"

#define RATE	48000
#define GAIN	(MIXCORE_GAIN_UNITY / 2)

FIXTURE(defaults) {
	int control;
	int output, other;
};

static const struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };

FIXTURE_SETUP(defaults)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_card(self->control, "out", "Test0", 0, &slave, NULL);
	self->other = attach_card(self->control, "other", "Test1", 0, &slave, &options);
	ASSERT_LT(0, self->output);
	ASSERT_LT(0, self->other);
}

FIXTURE_TEARDOWN(defaults)
{
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* The members besides mask and uid may be left out. */
static int set(int control, unsigned int uid, unsigned int mask, struct mixcore_default arg)
{
	arg.size = sizeof(arg);
	arg.uid = uid;
	arg.mask = mask;
	return call(control, MIXCORE_IOCTL_DEFAULT_SET, &arg);
}

static int get(int node, unsigned int uid, struct mixcore_default *arg)
{
	*arg = (struct mixcore_default) { .size = sizeof(*arg), .uid = uid };
	return call(node, MIXCORE_IOCTL_DEFAULT_GET, arg);
}

static int next(int node, struct mixcore_default *arg)
{
	arg->mask = 0;
	return call(node, MIXCORE_IOCTL_DEFAULT_NEXT, arg);
}

/* How a stream of this uid opens; -1 in id: not at all. */
static struct mixcore_stream_info open_as(int control, unsigned int uid)
{
	struct mixcore_stream_info info = { .id = -1 };
	int pcm;

	if (become(uid))
		return info;
	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	if (become(0) || pcm < 0)
		return info;
	stream_get(control, stream_newest(control), &info);
	close(pcm);
	return info;
}

#define EXPECT_OPENS(control, who, where, how_loud, is_mute) do {		\
	struct mixcore_stream_info _info = open_as(control, who);		\
										\
	EXPECT_EQ(who, _info.uid);						\
	EXPECT_EQ((unsigned int)(where), _info.output);				\
	EXPECT_EQ(how_loud, _info.gain[0]);					\
	EXPECT_EQ(how_loud, _info.gain[7]);					\
	EXPECT_EQ(is_mute, _info.mute);						\
} while (0)

TEST_F(defaults, of_one_uid)
{
	const unsigned int all = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN |
				 MIXCORE_DEFAULT_MUTE;
	struct mixcore_default info;

	ASSERT_EQ(0, set(self->control, ALICE, all, (struct mixcore_default) {
		.output = self->other, .gain = GAIN, .mute = 1 }));
	EXPECT_OPENS(self->control, ALICE, self->other, GAIN, 1);
	EXPECT_OPENS(self->control, BOB, self->output, MIXCORE_GAIN_UNITY, 0);
	EXPECT_OPENS(self->control, 0, self->output, MIXCORE_GAIN_UNITY, 0);
	ASSERT_EQ(0, get(self->control, ALICE, &info));
	EXPECT_EQ(all, info.mask);
	EXPECT_EQ(self->other, (int)info.output);
	EXPECT_EQ(GAIN, info.gain);
	EXPECT_EQ(1, info.mute);
	ASSERT_EQ(0, get(self->control, BOB, &info));
	EXPECT_EQ(0, info.mask);
	EXPECT_EQ(BOB, info.uid);
	EXPECT_EQ(self->output, (int)info.output);
}

/* What was not set follows what holds for all, also when that changes. */
TEST_F(defaults, in_part)
{
	const unsigned int all = MIXCORE_UID_ANY;

	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_GAIN,
			 (struct mixcore_default) { .gain = GAIN }));
	EXPECT_OPENS(self->control, ALICE, self->output, GAIN, 0);
	ASSERT_EQ(0, set(self->control, all, MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_MUTE,
			 (struct mixcore_default) { .output = self->other, .mute = 1 }));
	EXPECT_OPENS(self->control, ALICE, self->other, GAIN, 1);
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_MUTE,
			 (struct mixcore_default) { .mute = 0 }));
	EXPECT_OPENS(self->control, ALICE, self->other, GAIN, 0);
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_GAIN,
			 (struct mixcore_default) { .gain = 0 }));
	EXPECT_OPENS(self->control, ALICE, self->other, MIXCORE_GAIN_UNITY, 0);
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_MUTE,
			 (struct mixcore_default) { .gain = 0 }));
	EXPECT_OPENS(self->control, ALICE, self->other, MIXCORE_GAIN_UNITY, 1);
	/* There is nothing to clear any more. */
	EXPECT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_MUTE,
			 (struct mixcore_default) { .gain = 0 }));
}

/* Who opened on an output that goes opens as all do. */
TEST_F(defaults, of_an_output_that_goes)
{
	struct mixcore_default info;

	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_MUTE,
			 (struct mixcore_default) { .output = self->other, .mute = 1 }));
	ASSERT_EQ(0, set(self->control, BOB, MIXCORE_DEFAULT_OUTPUT,
			 (struct mixcore_default) { .output = self->other }));
	ASSERT_EQ(0, detach(self->control, self->other));
	EXPECT_OPENS(self->control, ALICE, self->output, MIXCORE_GAIN_UNITY, 1);
	EXPECT_OPENS(self->control, BOB, self->output, MIXCORE_GAIN_UNITY, 0);
	ASSERT_EQ(0, get(self->control, ALICE, &info));
	EXPECT_EQ(MIXCORE_DEFAULT_MUTE, info.mask);
	EXPECT_EQ(-ENOENT, set(self->control, ALICE, MIXCORE_DEFAULT_OUTPUT,
			       (struct mixcore_default) { .output = self->other }));
	info = (struct mixcore_default) { .size = sizeof(info), .uid = MIXCORE_UID_ANY };
	ASSERT_EQ(0, next(self->control, &info));
	EXPECT_EQ(ALICE, info.uid);
	EXPECT_EQ(-ENOENT, next(self->control, &info));
}

/* A stream has the rate of the output where it opens. */
TEST_F(defaults, at_another_rate)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	struct pcm_config fast = { FORMAT_S32, 96000, 2, 256, 4096 };
	struct pcm_config slow = { FORMAT_S32, RATE, 2, 256, 4096 };
	int output = attach_card(self->control, "fast", "Test2", 0, &fast, &options), pcm;

	ASSERT_LT(0, output);
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_OUTPUT,
			 (struct mixcore_default) { .output = output }));
	ASSERT_EQ(0, become(ALICE));
	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_EQ(0, become(0));
	ASSERT_LE(0, pcm);
	EXPECT_EQ(-EINVAL, pcm_configure(pcm, &slow));
	EXPECT_EQ(0, pcm_configure(pcm, &fast));
	close(pcm);
}

/*
 * Where they play besides
 */

/* The outputs on which a stream follows, ascending, with 0 behind the last one. */
struct follows {
	unsigned int output[MIXCORE_OUTPUTS_MAX + 2];
};

static struct follows follows_of(int control, unsigned int stream)
{
	struct mixcore_route_info route = { .stream = stream };
	struct follows follows = { 0 };
	unsigned int n = 0;

	while (!route_next(control, &route) && route.stream == stream)
		if (!(route.flags & MIXCORE_ROUTE_F_LEADS))
			follows.output[n++] = route.output;
	return follows;
}

static struct follows open_follows(int control, unsigned int uid)
{
	struct follows follows = { 0 };
	int pcm;

	if (become(uid))
		return follows;
	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	if (become(0) || pcm < 0)
		return follows;
	follows = follows_of(control, stream_newest(control));
	close(pcm);
	return follows;
}

#define EXPECT_FOLLOWS(control, who, first, second) do {			\
	struct follows _follows = open_follows(control, who);			\
										\
	EXPECT_EQ((unsigned int)(first), _follows.output[0]);			\
	EXPECT_EQ((unsigned int)(second), _follows.output[1]);			\
	EXPECT_EQ(0, _follows.output[2]);					\
} while (0)

static int set_followers(int control, unsigned int uid, unsigned int count, int first, int second)
{
	return set(control, uid, MIXCORE_DEFAULT_FOLLOWERS, (struct mixcore_default) {
		.follower_count = count, .followers = { first, second } });
}

TEST_F(defaults, of_several_outputs)
{
	struct mixcore_default info;

	EXPECT_FOLLOWS(self->control, ALICE, 0, 0);
	ASSERT_EQ(0, set_followers(self->control, MIXCORE_UID_ANY, 1, self->other, 0));
	EXPECT_FOLLOWS(self->control, ALICE, self->other, 0);
	ASSERT_EQ(0, set_followers(self->control, ALICE, 2, self->other, MIXCORE_OUTPUT_NULL));
	EXPECT_FOLLOWS(self->control, ALICE, MIXCORE_OUTPUT_NULL, self->other);
	EXPECT_FOLLOWS(self->control, BOB, self->other, 0);
	ASSERT_EQ(0, get(self->control, ALICE, &info));
	EXPECT_EQ(MIXCORE_DEFAULT_FOLLOWERS, info.mask);
	EXPECT_EQ(2, info.follower_count);
	EXPECT_EQ(self->other, (int)info.followers[0]);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, info.followers[1]);
	EXPECT_EQ(0, info.followers[2]);
	/* On none, though all others have some; and as they again. */
	ASSERT_EQ(0, set_followers(self->control, ALICE, 0, 0, 0));
	EXPECT_FOLLOWS(self->control, ALICE, 0, 0);
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_FOLLOWERS | MIXCORE_DEFAULT_CLEAR,
			 (struct mixcore_default) { .mute = 0 }));
	EXPECT_FOLLOWS(self->control, ALICE, self->other, 0);
}

/* From the beginning, as routes that were made by a call. */
TEST_F(defaults, of_several_outputs_play)
{
	struct mixcore_route_info route;
	int pcm;

	ASSERT_EQ(0, set_followers(self->control, MIXCORE_UID_ANY, 1, self->other, 0));
	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, pcm_configure(pcm, &slave));
	ASSERT_EQ(0, route_get(self->control, stream_newest(self->control), self->other, &route));
	EXPECT_EQ(MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE, route.flags);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, route.gain);
	EXPECT_STREQ("open", route.last_change.cause.text);
	close(pcm);
	EXPECT_EQ(0, wait_bytes(self->control, 0));
}

/* Not those that lead, have another rate or are gone. */
TEST_F(defaults, of_outputs_that_do_not_fit)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	struct pcm_config fast = { FORMAT_S32, 96000, 2, 256, 4096 };
	int output = attach_card(self->control, "fast", "Test2", 0, &fast, &options);
	struct mixcore_default info;

	ASSERT_LT(0, output);
	ASSERT_EQ(0, set_followers(self->control, ALICE, 2, self->output, output));
	EXPECT_FOLLOWS(self->control, ALICE, 0, 0);
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_OUTPUT,
			 (struct mixcore_default) { .output = self->other }));
	EXPECT_FOLLOWS(self->control, ALICE, self->output, 0);
	ASSERT_EQ(0, set_followers(self->control, MIXCORE_UID_ANY, 2, self->other, output));
	ASSERT_EQ(0, detach(self->control, output));
	ASSERT_EQ(0, get(self->control, ALICE, &info));
	EXPECT_EQ(1, info.follower_count);
	EXPECT_EQ(self->output, (int)info.followers[0]);
	ASSERT_EQ(0, get(self->control, BOB, &info));
	EXPECT_EQ(1, info.follower_count);
	EXPECT_EQ(self->other, (int)info.followers[0]);
}

TEST_F(defaults, as_many_followers_as_there_may_be)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	struct mixcore_default all = { .follower_count = MIXCORE_DEFAULT_FOLLOWERS_MAX };
	struct follows follows;
	unsigned int i;
	char name[16];

	all.followers[0] = MIXCORE_OUTPUT_NULL;
	all.followers[1] = self->other;
	for (i = 2; i < MIXCORE_DEFAULT_FOLLOWERS_MAX; i++) {
		snprintf(name, sizeof(name), "Test%u", i);
		all.followers[i] = attach_card(self->control, name, name, 0, &slave, &options);
	}
	ASSERT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_FOLLOWERS, all));
	follows = open_follows(self->control, ALICE);
	for (i = 0; i < MIXCORE_DEFAULT_FOLLOWERS_MAX; i++)
		EXPECT_EQ(all.followers[i], follows.output[i]);
	EXPECT_EQ(0, follows.output[i]);
	all.follower_count++;
	EXPECT_EQ(-EINVAL, set(self->control, ALICE, MIXCORE_DEFAULT_FOLLOWERS, all));
	all.follower_count = UINT32_MAX;
	EXPECT_EQ(-EINVAL, set(self->control, ALICE, MIXCORE_DEFAULT_FOLLOWERS, all));
	EXPECT_EQ(-EINVAL, set_followers(self->control, ALICE, 2, self->other, self->other));
	EXPECT_EQ(-ENOENT, set_followers(self->control, ALICE, 2, self->other, 12345));
	follows = open_follows(self->control, ALICE);
	EXPECT_EQ(all.followers[6], follows.output[6]);
}

TEST_F(defaults, as_many_as_there_may_be)
{
	struct mixcore_default info = { .size = sizeof(info), .uid = MIXCORE_UID_ANY };
	const struct mixcore_default mute = { .mute = 1 };
	unsigned int i;

	/* Not in order: 7 has no divisor in common with their number. */
	for (i = 0; i < MIXCORE_DEFAULTS_MAX; i++)
		ASSERT_EQ(0, set(self->control, 2000 + i * 7 % MIXCORE_DEFAULTS_MAX,
				 MIXCORE_DEFAULT_MUTE, mute));
	EXPECT_EQ(-ENOSPC, set(self->control, 1, MIXCORE_DEFAULT_MUTE, mute));
	EXPECT_EQ(0, set(self->control, 2000, MIXCORE_DEFAULT_MUTE, mute));
	for (i = 0; !next(self->control, &info); i++)
		EXPECT_EQ(2000 + i, info.uid);
	EXPECT_EQ(MIXCORE_DEFAULTS_MAX, i);
	EXPECT_EQ(0, set(self->control, 2100, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_MUTE, mute));
	EXPECT_EQ(0, set(self->control, 1, MIXCORE_DEFAULT_MUTE, mute));
}

TEST_F(defaults, who_may)
{
	struct mixcore_default info = { .size = sizeof(info), .uid = MIXCORE_UID_ANY };
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_EQ(0, become(0));
	ASSERT_LE(0, alice);
	EXPECT_EQ(0, get(alice, ALICE, &info));
	EXPECT_EQ(0, get(alice, MIXCORE_UID_ANY, &info));
	EXPECT_EQ(-EPERM, get(alice, BOB, &info));
	EXPECT_EQ(-EPERM, next(alice, &info));
	EXPECT_EQ(-EPERM, set(alice, ALICE, MIXCORE_DEFAULT_MUTE,
			      (struct mixcore_default) { .mute = 1 }));
	close(alice);
}

TEST_F(defaults, what_can_not_be)
{
	const unsigned int clear = MIXCORE_DEFAULT_CLEAR;
	const struct mixcore_default none = { .gain = 0 };

	EXPECT_EQ(-EINVAL, set(self->control, ALICE, 0, none));
	EXPECT_EQ(-EINVAL, set(self->control, ALICE, clear, none));
	EXPECT_EQ(-EINVAL, set(self->control, ALICE, 64 | MIXCORE_DEFAULT_MUTE, none));
	EXPECT_EQ(-EINVAL, set(self->control, MIXCORE_UID_ANY, clear | MIXCORE_DEFAULT_MUTE, none));
	EXPECT_EQ(-EINVAL, set(self->control, ALICE, MIXCORE_DEFAULT_MUTE,
			       (struct mixcore_default) { .device = 1 }));
	EXPECT_EQ(-EINVAL, set(self->control, ALICE, MIXCORE_DEFAULT_MUTE,
			       (struct mixcore_default) { .mute = 2 }));
	EXPECT_EQ(-ERANGE, set(self->control, ALICE, MIXCORE_DEFAULT_GAIN,
			       (struct mixcore_default) { .gain = MIXCORE_GAIN_MAX + 1 }));
	EXPECT_EQ(0, set(self->control, ALICE, MIXCORE_DEFAULT_GAIN,
			 (struct mixcore_default) { .gain = MIXCORE_GAIN_MAX }));
	EXPECT_EQ(-ENOENT, set(self->control, ALICE, MIXCORE_DEFAULT_OUTPUT,
			       (struct mixcore_default) { .output = 12345 }));
}

TEST_HARNESS_MAIN
