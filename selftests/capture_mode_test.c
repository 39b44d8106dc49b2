// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module parameter monitor_access: who hears whom with `all` and with `none`.
 *
 * Needs: snd-mixcore with one of them, snd-mixcore-test cards=4, users in the group audio.
 */
#include <fcntl.h>
#include <unistd.h>

#include "access.h"
#include "kselftest_harness.h"

FIXTURE(mode) {
	struct access access;
};

FIXTURE_SETUP(mode)
{
	ASSERT_EQ(0, access_open(&self->access));
	ASSERT_TRUE(self->access.mode == 'a' || self->access.mode == 'n');
}

FIXTURE_TEARDOWN(mode)
{
	EXPECT_EQ(0, access_close(&self->access));
}

static int open_as(struct access *access, struct take *take, unsigned int uid, unsigned int device)
{
	return access_take(access, take, uid, device, SND_PCM_ACCESS_RW_INTERLEAVED);
}

static int source_as(unsigned int uid, const struct take *take, unsigned int kind,
		     unsigned int source)
{
	int node = access_node(uid);
	int err = node < 0 ? node : take_source(node, take, kind, source);

	if (node >= 0)
		close(node);
	return err;
}

static void expect_hears(struct __test_metadata *_metadata, struct access *access,
			 struct take *take, unsigned int who)
{
	struct heard heard;

	ASSERT_EQ(0, access_play(access));
	ASSERT_EQ(0, take_start(take));
	ASSERT_EQ(0, takes_read(take, 1, ACCESS_FRAMES));
	heard = access_heard(access, take, who);
	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("of %u frames; %u of silence", take->frames, heard.silence);
	}
	take_close(take);
}

/* A recorder of hw:Mixcore,1, as it opens. */
TEST_F(mode, monitors)
{
	bool all = self->access.mode == 'a';
	struct take take = { };

	EXPECT_EQ(all ? 0 : -EACCES, open_as(&self->access, &take, BOB, OF_MONITORS));
	if (all)
		expect_hears(_metadata, &self->access, &take, BY_ALL);
	else
		take_close(&take);
	ASSERT_EQ(0, open_as(&self->access, &take, 0, OF_MONITORS));
	expect_hears(_metadata, &self->access, &take, BY_ALL);
}

/* The same of hw:Mixcore,0, whose recorders may have other sources. */
TEST_F(mode, the_other_device)
{
	static const unsigned int kinds[] = { MIXCORE_SOURCE_MIX, MIXCORE_SOURCE_OUT };
	int allowed = self->access.mode == 'a' ? 0 : -EPERM;
	struct take take = { };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		ASSERT_EQ(0, open_as(&self->access, &take, BOB, OF_INPUTS));
		EXPECT_EQ(allowed, source_as(BOB, &take, kinds[i], self->access.output));
		if (!allowed)
			expect_hears(_metadata, &self->access, &take, BY_ALL);
		take_close(&take);
	}
	ASSERT_EQ(0, open_as(&self->access, &take, BOB, OF_INPUTS));
	EXPECT_EQ(allowed, source_as(BOB, &take, MIXCORE_SOURCE_STREAM,
				     self->access.loops[0].id));
	if (!allowed)
		expect_hears(_metadata, &self->access, &take, BY_ALICE);
	take_close(&take);
}

/* With `none` not even what is one's own. */
TEST_F(mode, an_own_stream)
{
	int allowed = self->access.mode == 'a' ? 0 : -EPERM;
	struct take take = { };

	ASSERT_EQ(0, open_as(&self->access, &take, BOB, OF_INPUTS));
	EXPECT_EQ(allowed, source_as(BOB, &take, MIXCORE_SOURCE_STREAM,
				     self->access.loops[1].id));
	if (!allowed)
		expect_hears(_metadata, &self->access, &take, BY_BOB);
	take_close(&take);
}

/* Inputs are for all who may open the PCM. */
TEST_F(mode, inputs)
{
	struct take take = { };

	ASSERT_EQ(0, open_as(&self->access, &take, BOB, OF_INPUTS));
	EXPECT_EQ(0, source_as(BOB, &take, MIXCORE_SOURCE_INPUT, MIXCORE_INPUT_NULL));
	ASSERT_EQ(0, take_start(&take));
	ASSERT_EQ(0, takes_read(&take, 1, ACCESS_FRAMES));
	EXPECT_EQ(0, take_loud(&take, 0));
	take_close(&take);
}

/* Who is let hear all by the control node, does. */
TEST_F(mode, the_control_node)
{
	struct mixcore_stream_source all = {
		.size = sizeof(all), .kind = MIXCORE_SOURCE_MIX, .source = self->access.output,
		.flags = MIXCORE_SOURCE_F_ALL,
	};
	struct take take = { };

	ASSERT_EQ(0, open_as(&self->access, &take, BOB, OF_INPUTS));
	all.id = take.id;
	ASSERT_EQ(0, call(self->access.control, MIXCORE_IOCTL_STREAM_SOURCE, &all));
	expect_hears(_metadata, &self->access, &take, BY_ALL);
}

TEST_HARNESS_MAIN
