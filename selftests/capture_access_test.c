// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who hears whom: what one uid plays is not heard by another one, on whatever way. alice, bob and root
 * play different noise on the same output, and as all start together it is known to the bit what each
 * of them has to hear of it: nobody's recording is empty, so one that is deaf is no success.
 *
 * Needs: snd-mixcore with monitor_access=uid, snd-mixcore-test cards=4, users in the group audio.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access.h"
#include "capture.h"
#include "client.h"
#include "recorder.h"
#include "routes.h"
#include "thief.h"
#include "kselftest_harness.h"

FIXTURE(access) {
	struct access access;
};

FIXTURE_SETUP(access)
{
	ASSERT_EQ(0, access_open(&self->access));
	ASSERT_EQ('u', self->access.mode);
}

FIXTURE_TEARDOWN(access)
{
	EXPECT_EQ(0, access_close(&self->access));
}

#define EXPECT_HEARS(take, who) do {						\
	struct heard _heard = access_heard(&self->access, take, who);		\
										\
	EXPECT_EQ(-1, _heard.differs) {						\
		TH_LOG("of %u frames; %u of silence, %u loud", (take)->frames,	\
		       _heard.silence, take_loud(take, 0));			\
	}									\
} while (0)

/* There was time enough, and it has nothing in it. */
#define EXPECT_DEAF(take) do {							\
	EXPECT_LE(ACCESS_FRAMES, (take)->frames);				\
	EXPECT_EQ(0, take_loud(take, 0));					\
} while (0)

/* Opens a recorder as somebody, and configures it as root: the opener counts. */
#define OPEN_AS(take, uid, device) \
	ASSERT_EQ(0, access_take(&self->access, take, uid, device, \
				 SND_PCM_ACCESS_RW_INTERLEAVED))
#define OPEN_MAPPED_AS(take, uid, device) \
	ASSERT_EQ(0, access_take(&self->access, take, uid, device, \
				 SND_PCM_ACCESS_MMAP_INTERLEAVED))

static int source_as(struct access *access, unsigned int uid, const struct take *take,
		     unsigned int kind, unsigned int source, unsigned int flags)
{
	struct mixcore_stream_source set = {
		.size = sizeof(set), .id = take->id, .kind = kind, .source = source,
		.flags = flags,
	};
	int node = access_node(uid);
	int err = node < 0 ? node : call(node, MIXCORE_IOCTL_STREAM_SOURCE, &set);

	if (node >= 0)
		close(node);
	return err;
}

/*
 * As it is meant
 */

/* All at once, and interleaved: what is added up for one is not given to another. */
TEST_F(access, each_hears_its_own)
{
	static const unsigned int uids[] = { ALICE, BOB, 0, BOB, ALICE, BOB };
	static const unsigned int hears[] = { BY_ALICE, BY_BOB, BY_ALL, BY_BOB, BY_ALICE, BY_BOB };
	struct take takes[ARRAY_SIZE(uids)] = { };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(uids); i++)
		OPEN_AS(&takes[i], uids[i], i % 4 == 3 ? OF_INPUTS : OF_MONITORS);
	ASSERT_EQ(0, source_as(&self->access, BOB, &takes[3], MIXCORE_SOURCE_MIX,
			       self->access.output, 0));
	ASSERT_EQ(0, access_play(&self->access));
	for (i = 0; i < ARRAY_SIZE(uids); i++)
		ASSERT_EQ(0, take_start(&takes[i]));
	ASSERT_EQ(0, takes_read(takes, ARRAY_SIZE(uids), ACCESS_FRAMES));
	for (i = 0; i < ARRAY_SIZE(uids); i++) {
		struct mixcore_stream_info info;

		EXPECT_HEARS(&takes[i], hears[i]);
		ASSERT_EQ(0, take_info(self->access.control, &takes[i], &info));
		EXPECT_EQ(uids[i], info.uid);
		EXPECT_EQ(uids[i] ? 0 : MIXCORE_STREAM_F_ALL, info.flags & MIXCORE_STREAM_F_ALL);
	}
	for (i = 0; i < ARRAY_SIZE(uids); i++)
		take_close(&takes[i]);
}

/* By the control node, one recorder of bob's hears all, and the others as before. */
TEST_F(access, the_control_node_lets_one_hear_all)
{
	struct mixcore_stream_source all = {
		.size = sizeof(all), .kind = MIXCORE_SOURCE_MIX, .source = self->access.output,
		.flags = MIXCORE_SOURCE_F_ALL,
	};
	struct take takes[2] = { };

	OPEN_AS(&takes[0], BOB, OF_MONITORS);
	OPEN_AS(&takes[1], BOB, OF_MONITORS);
	all.id = takes[0].id;
	ASSERT_EQ(0, call(self->access.control, MIXCORE_IOCTL_STREAM_SOURCE, &all));
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, take_start(&takes[0]));
	ASSERT_EQ(0, take_start(&takes[1]));
	ASSERT_EQ(0, takes_read(takes, 2, ACCESS_FRAMES));
	EXPECT_HEARS(&takes[0], BY_ALL);
	EXPECT_HEARS(&takes[1], BY_BOB);
	take_close(&takes[0]);
	take_close(&takes[1]);
}

/*
 * Sources
 */

/* Records with a recorder of bob's, whatever was tried with it before. */
#define EXPECT_STILL(take, who) do {						\
	ASSERT_EQ(0, access_play(&self->access));				\
	ASSERT_EQ(0, take_start(take));						\
	ASSERT_EQ(0, takes_read(take, 1, ACCESS_FRAMES));			\
	EXPECT_HEARS(take, who);						\
	take_close(take);							\
} while (0)

TEST_F(access, what_the_card_gets_is_for_those_who_hear_all)
{
	struct take take = { };

	OPEN_AS(&take, BOB, OF_MONITORS);
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_OUT,
				    self->access.output, 0));
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_OUT,
				    self->access.output, MIXCORE_SOURCE_F_ALL));
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_OUT,
				    MIXCORE_OUTPUT_NULL, 0));
	/* Not even when root forgets to say so. */
	EXPECT_EQ(-EPERM, take_source(self->access.control, &take, MIXCORE_SOURCE_OUT,
				      self->access.output));
	EXPECT_STILL(&take, BY_BOB);
}

TEST_F(access, a_stream_of_another_uid)
{
	struct take take = { };

	OPEN_AS(&take, BOB, OF_MONITORS);
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_STREAM,
				    self->access.loops[0].id, 0));
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_STREAM,
				    self->access.loops[0].id, MIXCORE_SOURCE_F_ALL));
	EXPECT_STILL(&take, BY_BOB);
	OPEN_AS(&take, BOB, OF_INPUTS);
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_STREAM,
				    self->access.loops[2].id, 0));
	ASSERT_EQ(0, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_STREAM,
			       self->access.loops[1].id, 0));
	ASSERT_EQ(0, take_start(&take));
	ASSERT_EQ(0, takes_read(&take, 1, ACCESS_FRAMES));
	EXPECT_HEARS(&take, BY_BOB);
	take_close(&take);
}

TEST_F(access, all_on_the_plain_node)
{
	struct take take = { };
	struct mixcore_stream_source all = {
		.size = sizeof(all), .kind = MIXCORE_SOURCE_MIX, .source = self->access.output,
		.flags = MIXCORE_SOURCE_F_ALL,
	};
	int node;

	OPEN_AS(&take, BOB, OF_MONITORS);
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_MIX,
				    self->access.output, MIXCORE_SOURCE_F_ALL));
	EXPECT_EQ(-EPERM, source_as(&self->access, 0, &take, MIXCORE_SOURCE_MIX,
				    self->access.output, MIXCORE_SOURCE_F_ALL));
	/* A node that bob opened, in root's hands. */
	node = access_node(BOB);
	ASSERT_LE(0, node);
	all.id = take.id;
	EXPECT_EQ(-EPERM, call(node, MIXCORE_IOCTL_STREAM_SOURCE, &all));
	close(node);
	EXPECT_STILL(&take, BY_BOB);
}

/* Recorders of others are not bob's to turn. */
TEST_F(access, a_recorder_of_another_uid)
{
	struct take take = { };

	OPEN_AS(&take, ALICE, OF_MONITORS);
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_INPUT,
				    MIXCORE_INPUT_NULL, 0));
	EXPECT_EQ(-EPERM, source_as(&self->access, 0, &take, MIXCORE_SOURCE_INPUT,
				    MIXCORE_INPUT_NULL, 0));
	EXPECT_STILL(&take, BY_ALICE);
}

/* The number of a stream that bob had is nobody else's later. */
TEST_F(access, a_stream_that_has_gone)
{
	struct take take = { };
	struct loop *bobs = &self->access.loops[1];

	OPEN_AS(&take, BOB, OF_MONITORS);
	ASSERT_EQ(0, source_as(&self->access, BOB, &take, MIXCORE_SOURCE_STREAM, bobs->id, 0));
	ASSERT_EQ(0, take_start(&take));
	snd_pcm_close(bobs->pcm);
	bobs->pcm = NULL;
	/* Its substream is free, and alice gets it. */
	ASSERT_EQ(0, become(ALICE));
	bobs->pcm = client_open();
	ASSERT_EQ(0, become(0));
	ASSERT_NE(NULL, bobs->pcm);
	ASSERT_EQ(0, loop_fill(bobs, 48000));
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, takes_read(&take, 1, ACCESS_FRAMES));
	EXPECT_DEAF(&take);
	take_close(&take);
}

/*
 * Outputs
 */

/* What alice plays into a cable, she hears at its other end, and bob does not. */
TEST_F(access, a_cable_of_another_uid)
{
	int cable = attach_null(self->access.control, "cable", NULL);
	struct take takes[2] = { };

	ASSERT_LT(0, cable);
	ASSERT_EQ(0, stream_move(self->access.control, self->access.loops[0].id, cable));
	OPEN_AS(&takes[0], BOB, OF_MONITORS);
	OPEN_AS(&takes[1], ALICE, OF_MONITORS);
	ASSERT_EQ(0, source_as(&self->access, BOB, &takes[0], MIXCORE_SOURCE_MIX, cable, 0));
	ASSERT_EQ(0, source_as(&self->access, ALICE, &takes[1], MIXCORE_SOURCE_MIX, cable, 0));
	EXPECT_EQ(-EPERM, source_as(&self->access, BOB, &takes[0], MIXCORE_SOURCE_OUT, cable,
				    0));
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, take_start(&takes[0]));
	ASSERT_EQ(0, take_start(&takes[1]));
	ASSERT_EQ(0, takes_read(takes, 2, ACCESS_FRAMES));
	EXPECT_DEAF(&takes[0]);
	EXPECT_HEARS(&takes[1], BY_ALICE);
	take_close(&takes[0]);
	take_close(&takes[1]);
}

/* Nor on the null output that there always is. */
TEST_F(access, the_null_output)
{
	struct take takes[2] = { };

	ASSERT_EQ(0, stream_move(self->access.control, self->access.loops[0].id, MIXCORE_OUTPUT_NULL));
	OPEN_AS(&takes[0], BOB, OF_MONITORS);
	OPEN_AS(&takes[1], 0, OF_MONITORS);
	ASSERT_EQ(0, source_as(&self->access, BOB, &takes[0], MIXCORE_SOURCE_MIX,
			       MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, source_as(&self->access, 0, &takes[1], MIXCORE_SOURCE_MIX,
			       MIXCORE_OUTPUT_NULL, 0));
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, take_start(&takes[0]));
	ASSERT_EQ(0, take_start(&takes[1]));
	ASSERT_EQ(0, takes_read(takes, 2, ACCESS_FRAMES));
	EXPECT_DEAF(&takes[0]);
	EXPECT_HEARS(&takes[1], BY_ALICE);
	take_close(&takes[0]);
	take_close(&takes[1]);
}

/* Bob takes no stream of hers to where he records. */
TEST_F(access, routes_of_another_uid)
{
	struct mixcore_route_set route = route_call(self->access.loops[0].id, MIXCORE_OUTPUT_NULL);
	int node = access_node(BOB);

	ASSERT_LE(0, node);
	EXPECT_EQ(-EPERM, call(node, MIXCORE_IOCTL_ROUTE_SET, &route));
	EXPECT_EQ(-EPERM, stream_move(node, self->access.loops[0].id, MIXCORE_OUTPUT_NULL));
	close(node);
}

/* What is still in a delay line when she has gone is hers, too. */
TEST_F(access, what_a_stream_has_left_behind)
{
	struct loop *alices = &self->access.loops[0];
	struct recorder speaker;
	struct take takes[3] = { };
	struct sound card;
	unsigned int i;

	/* Later by a whole number of rings: to root it is as if it were in time. */
	ASSERT_EQ(0, route_delay(self->access.control, alices->id, self->access.output,
				 4 * alices->sound.frames));
	OPEN_AS(&takes[0], BOB, OF_MONITORS);
	OPEN_AS(&takes[1], ALICE, OF_MONITORS);
	OPEN_AS(&takes[2], 0, OF_MONITORS);
	ASSERT_EQ(0, access_play(&self->access));
	sleep_ms(900);
	ASSERT_EQ(0, recorder_open(&speaker, "hw:Test0", 32, 48000, 2, 24000));
	ASSERT_EQ(0, recorder_start(&speaker));
	ASSERT_EQ(0, snd_pcm_unlink(alices->pcm));
	snd_pcm_close(alices->pcm);
	alices->pcm = NULL;
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, take_start(&takes[i]));
	}
	ASSERT_EQ(0, takes_read(takes, 3, ACCESS_FRAMES));
	ASSERT_EQ(0, recorder_read(&speaker));
	EXPECT_HEARS(&takes[0], BY_BOB);
	EXPECT_HEARS(&takes[1], BY_ALICE);
	EXPECT_HEARS(&takes[2], BY_ALL);
	/* And so it is played. */
	card = (struct sound) { 2, speaker.frames, speaker.samples };
	takes[2].frames = speaker.frames / 2;
	EXPECT_EQ(-1, take_heard(&takes[2], 0, &card, NULL).differs);
	recorder_close(&speaker);
	for (i = 0; i < 3; i++)
		take_close(&takes[i]);
}

/*
 * Descriptors
 */

/* Root's recorder, opened anew by bob through /proc: then it is bob's. */
TEST_F(access, opened_again_through_proc)
{
	int roots = pcm_open("Mixcore", CAPTURE | OF_MONITORS, O_RDWR | O_NONBLOCK);
	struct take take = { };
	char path[64];
	int fd;

	ASSERT_LE(0, roots);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", roots);
	ASSERT_EQ(0, become(BOB));
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	ASSERT_EQ(0, become(0));
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, spy_start(fd));
	ASSERT_EQ(0, spy_read(fd, &take));
	EXPECT_HEARS(&take, BY_BOB);
	free(take.bytes);
	close(fd);
	close(roots);
}

/* A descriptor of bob's, sent to a process of root's, hears bob only. */
TEST_F(access, sent_over_a_socket)
{
	struct take take = { };
	int sockets[2], fd = -1;
	pid_t child;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		int bobs = access_drop(BOB) ?: pcm_open("Mixcore", CAPTURE | OF_MONITORS,
							O_RDWR | O_NONBLOCK);

		_exit(bobs < 0 || fd_send(sockets[1], bobs));
	}
	fd = fd_receive(sockets[0]);
	ASSERT_LE(0, fd);
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, spy_start(fd));
	ASSERT_EQ(0, spy_read(fd, &take));
	EXPECT_HEARS(&take, BY_BOB);
	free(take.bytes);
	close(fd);
	close(sockets[0]);
	close(sockets[1]);
}

/* Who has all rights in a namespace of his own has none here. */
TEST_F(access, a_user_namespace)
{
	struct spy_result *result = spy_result();
	pid_t child;
	int status;

	ASSERT_NE(NULL, result);
	/* A kernel without them leaves no such way to try. */
	if (access("/proc/self/ns/user", F_OK)) {
		spy_result_free(result);
		return;
	}
	write_text("/proc/sys/kernel/unprivileged_userns_clone", "1");
	ASSERT_EQ(0, access_play(&self->access));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		int fd;

		if (access_drop(BOB) || unshare(CLONE_NEWUSER))
			_exit(1);
		fd = pcm_open("Mixcore", CAPTURE | OF_MONITORS, O_RDWR | O_NONBLOCK);
		if (fd < 0)
			_exit(2);
		_exit(spy_start(fd) || spy_into(fd, result) ? 3 : 0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(0, WEXITSTATUS(status));
	EXPECT_HEARS(&result->take, BY_BOB);
	spy_result_free(result);
}

/* Linked with a recorder of root's, that of bob's hears bob still. */
TEST_F(access, linked_with_one_that_hears_all)
{
	struct take takes[2] = { };

	OPEN_AS(&takes[0], 0, OF_MONITORS);
	OPEN_AS(&takes[1], BOB, OF_MONITORS);
	ASSERT_EQ(0, snd_pcm_link(takes[0].pcm, takes[1].pcm));
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, take_start(&takes[0]));
	ASSERT_EQ(0, takes_read(takes, 2, ACCESS_FRAMES));
	EXPECT_HEARS(&takes[0], BY_ALL);
	EXPECT_HEARS(&takes[1], BY_BOB);
	take_close(&takes[0]);
	take_close(&takes[1]);
}

/*
 * Substreams of others, by O_APPEND
 */

static void check_joined(struct __test_metadata *_metadata, struct access *access, int device,
			 const struct take *take)
{
	unsigned int substream = client_substream(take->pcm);
	int fd = thief_join(BOB, device, substream);

	/* The core gives it to everybody: it is the driver that has to say no. */
	ASSERT_LE(0, fd);
	sleep_ms(50);
	ASSERT_EQ(0, become(BOB));
	EXPECT_EQ(0, thief_steal(fd));
	ASSERT_EQ(0, become(0));
	close(fd);
	/* Whose it is gets it in just these ways. */
	fd = thief_join(ALICE, device, substream);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, become(ALICE));
	EXPECT_LT(0, thief_steal(fd));
	ASSERT_EQ(0, become(0));
	close(fd);
}

TEST_F(access, a_recorder_joined_by_another_uid)
{
	struct take take = { };

	OPEN_AS(&take, ALICE, OF_MONITORS);
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, take_start(&take));
	check_joined(_metadata, &self->access, CAPTURE | OF_MONITORS, &take);
	take_close(&take);
	OPEN_MAPPED_AS(&take, ALICE, OF_MONITORS);
	ASSERT_EQ(0, take_start(&take));
	check_joined(_metadata, &self->access, CAPTURE | OF_MONITORS, &take);
	take_close(&take);
	OPEN_MAPPED_AS(&take, ALICE, OF_INPUTS);
	ASSERT_EQ(0, source_as(&self->access, ALICE, &take, MIXCORE_SOURCE_STREAM,
			       self->access.loops[0].id, 0));
	ASSERT_EQ(0, take_start(&take));
	check_joined(_metadata, &self->access, CAPTURE | OF_INPUTS, &take);
	take_close(&take);
}

/* Alice records, and bob has joined her. */
static int joined(struct __test_metadata *_metadata, FIXTURE_DATA(access) *self, struct take *take)
{
	int fd;

	OPEN_AS(take, ALICE, OF_MONITORS);
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, take_start(take));
	ASSERT_EQ(0, takes_run(take, 1, 20));
	fd = thief_join(BOB, CAPTURE | OF_MONITORS, client_substream(take->pcm));
	ASSERT_LE(0, fd);
	return fd;
}

/* What bob tries with it takes no frame from alice. */
TEST_F(access, one_that_was_joined_records_on)
{
	struct take take = { };
	int fd = joined(_metadata, self, &take);

	ASSERT_EQ(0, become(BOB));
	EXPECT_EQ(0, thief_steal(fd));
	/* While others have it, it is for her only. */
	ASSERT_EQ(0, become(ALICE));
	ASSERT_EQ(0, takes_read(&take, 1, ACCESS_FRAMES));
	ASSERT_EQ(0, become(0));
	EXPECT_HEARS(&take, BY_ALICE);
	close(fd);
	take_close(&take);
}

/* Nor does bob get what she has left open with him. */
TEST_F(access, one_that_was_joined_and_closed)
{
	struct take take = { };
	int fd = joined(_metadata, self, &take);

	take_close(&take);
	sleep_ms(50);
	ASSERT_EQ(0, become(BOB));
	EXPECT_EQ(0, thief_steal(fd));
	ASSERT_EQ(0, become(0));
	close(fd);
}

/* What plays has a ring, too. */
TEST_F(access, a_player_joined_by_another_uid)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;
	void *map;
	int fd;

	config.mmap = true;
	config.buffer = 8192;
	ASSERT_EQ(0, become(ALICE));
	pcm = client_new(&config);
	ASSERT_EQ(0, become(0));
	ASSERT_NE(NULL, pcm);
	ASSERT_EQ(6000, snd_pcm_mmap_writei(pcm, self->access.loops[0].sound.samples, 6000));
	fd = thief_join(BOB, 0, client_substream(pcm));
	ASSERT_LE(0, fd);
	map = mmap(NULL, THIEF_MAP, PROT_READ, MAP_SHARED, fd, 0);
	EXPECT_EQ(MAP_FAILED, map);
	close(fd);
	fd = thief_join(ALICE, 0, client_substream(pcm));
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, become(ALICE));
	map = mmap(NULL, THIEF_MAP, PROT_READ, MAP_SHARED, fd, 0);
	ASSERT_EQ(0, become(0));
	ASSERT_NE(MAP_FAILED, map);
	EXPECT_LT(0, thief_loud(map, THIEF_MAP));
	close(fd);
	snd_pcm_close(pcm);
}

/* Joined before it records, it is not bob's to configure in another way and then read. */
TEST_F(access, one_that_was_joined_before_it_records)
{
	struct pcm_config config = { FORMAT_S32, 48000, 2, 480, 9600 };
	struct take take = { };
	int fd;

	ASSERT_EQ(0, become(ALICE));
	ASSERT_EQ(0, take_open(&take, self->access.control, OF_MONITORS));
	fd = thief_join(BOB, CAPTURE | OF_MONITORS, client_substream(take.pcm));
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, access_play(&self->access));
	ASSERT_EQ(0, become(BOB));
	/* Whether the core or the driver lets him start it or not. */
	if (!pcm_configure(fd, &config)) {
		pcm_prepare(fd);
		pcm_start(fd);
	}
	sleep_ms(100);
	EXPECT_EQ(0, thief_steal(fd));
	ASSERT_EQ(0, become(0));
	close(fd);
	take_close(&take);
}

/* Memory of a ring that was full of sound is silent for who gets it next. */
TEST_F(access, a_ring_that_somebody_had_before)
{
	struct take take = { };
	unsigned int round;

	ASSERT_EQ(0, access_play(&self->access));
	for (round = 0; round < 5; round++) {
		struct pcm_config config = { FORMAT_S32, 48000, 2, 512, 8192, .mmap = true };
		void *map;
		int fd;

		OPEN_AS(&take, ALICE, OF_MONITORS);
		ASSERT_EQ(0, take_start(&take));
		sleep_ms(200);
		EXPECT_EQ(-EPIPE, snd_pcm_avail(take.pcm));
		take_close(&take);
		ASSERT_EQ(0, become(BOB));
		fd = pcm_open("Mixcore", CAPTURE | OF_MONITORS, O_RDWR | O_NONBLOCK);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, pcm_configure(fd, &config));
		ASSERT_EQ(0, pcm_prepare(fd));
		map = mmap(NULL, THIEF_MAP, PROT_READ, MAP_SHARED, fd, 0);
		ASSERT_NE(MAP_FAILED, map);
		EXPECT_EQ(0, thief_loud(map, THIEF_MAP));
		ASSERT_EQ(0, munmap(map, THIEF_MAP));
		close(fd);
		ASSERT_EQ(0, become(0));
	}
}

TEST_HARNESS_MAIN
