// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Processes that are killed while they are an output or input, and others that go on with it:
 * streams do not stop, and each of their frames is heard, in order.
 *
 * Needs: snd-mixcore. SIZE=full: 1000 processes are killed.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "endpoint.h"
#include "noise.h"
#include "kselftest_harness.h"

#define RATE		ENDPOINT_RATE
#define NUMBERS		(2 * RATE)	/* frames of the stream before it repeats */
#define ROOM		(200 * RATE)	/* frames that can be heard */
#define PIECE		480
#define KEEP		MIXCORE_ENDPOINT_F_KEEP
#define PATIENT		MIXCORE_ENDPOINT_F_PATIENT
#define INPUT		MIXCORE_ENDPOINT_F_INPUT

/* What processes hand on to each other. */
struct estate {
	uint8_t cookie[MIXCORE_COOKIE_LEN];
	volatile uint64_t heard;	/* frames, by position */
	volatile int failed;
	int32_t frames[ROOM];		/* numbers; one that dies may write them once more */
};

FIXTURE(lost) {
	int control;
	struct endpoint out;
	struct estate *estate;
	struct loop loop;
	struct take take;
	uint64_t seed;
};

FIXTURE_SETUP(lost)
{
	self->out.fd = -1;
	self->seed = 4;
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->estate = mmap(NULL, sizeof(*self->estate), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ASSERT_NE(MAP_FAILED, self->estate);
}

FIXTURE_TEARDOWN(lost)
{
	take_close(&self->take);
	loop_close(&self->loop);
	endpoint_close(&self->out);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
	munmap(self->estate, sizeof(*self->estate));
}

static struct mixcore_output_info info_of(FIXTURE_DATA(lost) *self)
{
	struct mixcore_output_info info;

	if (output_get(self->control, self->out.id, &info))
		info.id = 0;
	return info;
}

static uint64_t stream_frames(FIXTURE_DATA(lost) *self)
{
	struct mixcore_stream_info info;

	return stream_get(self->control, self->loop.id, &info) ? 0 : info.frames;
}

/* An output on which a stream with numbers plays, whose process has gone. */
static int leave_output(FIXTURE_DATA(lost) *self, unsigned int flags)
{
	struct mixcore_endpoint_create create = endpoint_call("lost", flags);
	int err;

	create.ring_frames = RATE;
	err = endpoint_make(&self->out, self->control, &create);
	if (err)
		return err;
	memcpy(self->estate->cookie, self->out.create.cookie, MIXCORE_COOKIE_LEN);
	err = output_default(self->control, self->out.id);
	if (!err)
		err = numbers_open(&self->loop, self->control, NUMBERS);
	if (!err)
		err = snd_pcm_start(self->loop.pcm);
	endpoint_close(&self->out);
	return err;
}

/* What has been triggered and may not have been heard: it is there as long as nobody triggers. */
static void hear(struct endpoint *endpoint, struct estate *estate)
{
	uint64_t position = endpoint->position;

	for (; estate->heard < position && estate->heard < ROOM; estate->heard++)
		estate->frames[estate->heard] =
			*(int32_t *)endpoint_frame(endpoint, estate->heard);
}

/* Until it is killed: with what was mixed meanwhile first, and then as time goes by. */
static void be_the_device(int control, struct estate *estate, unsigned int flags)
{
	struct mixcore_endpoint_page page;
	struct endpoint endpoint;
	int err = endpoint_adopt(&endpoint, control, estate->cookie, flags);

	while (!err && estate->heard < ROOM) {
		hear(&endpoint, estate);
		page = endpoint_page(&endpoint);
		if (page.mixed - page.position < PIECE)
			sleep_ms(PIECE * 1000 / RATE);
		err = endpoint_trigger_in_time(&endpoint, PIECE, 2000);
	}
	estate->failed = err ?: -ENOSPC;
	_exit(1);
}

static pid_t new_device(FIXTURE_DATA(lost) *self, unsigned int flags)
{
	pid_t pid = fork();

	if (!pid)
		be_the_device(self->control, self->estate, flags);
	return pid;
}

/* Until so many more frames were heard. */
static int wait_heard(FIXTURE_DATA(lost) *self, uint64_t frames)
{
	uint64_t end = now_ns() + 10000000000ULL;

	frames += self->estate->heard;
	while (self->estate->heard < frames) {
		if (self->estate->failed)
			return self->estate->failed;
		if (now_ns() > end)
			return -ETIMEDOUT;
		sleep_ms(1);
	}
	return 0;
}

static int end_device(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return WIFSIGNALED(status) ? 0 : -ECHILD;
}

static bool is_lost(unsigned int state)
{
	return state == MIXCORE_OUTPUT_LOST || state == MIXCORE_OUTPUT_DETACHED;
}

static void judge(struct __test_metadata *_metadata, FIXTURE_DATA(lost) *self,
		  unsigned int adoptions)
{
	struct mixcore_endpoint_page page = endpoint_page(&self->out);
	struct numbers numbers = { .ring = NUMBERS };
	uint64_t i;

	for (i = 0; i < self->estate->heard; i++) {
		int32_t frame[2] = { self->estate->frames[i], self->estate->frames[i] };

		numbers_count(&numbers, frame, 1);
	}
	TH_LOG("%s; %llu lost in %llu overruns", numbers_text(&numbers),
	       (unsigned long long)page.lost_frames, (unsigned long long)page.overruns);
	EXPECT_EQ(adoptions, page.adopted);
	EXPECT_EQ(0, numbers.wrong);
	EXPECT_EQ(0, numbers.silent);
	/* The frame after the last one heard may be the first that is missing. */
	EXPECT_LE(numbers.missing, page.lost_frames);
	EXPECT_LE(numbers.gaps, page.overruns);
	EXPECT_EQ(page.lost_frames, info_of(self).endpoint_lost_frames);
	EXPECT_EQ(self->estate->heard, page.position);
}

/* So many processes one after the other, each killed anywhere. */
static void kill_devices(struct __test_metadata *_metadata, FIXTURE_DATA(lost) *self,
			 unsigned int kills, unsigned int flags)
{
	unsigned int id = self->out.id, i;
	struct mixcore_output_info info;
	uint64_t before;
	pid_t pid;

	for (i = 0; i < kills; i++) {
		pid = new_device(self, flags);
		ASSERT_EQ(0, wait_heard(self, 2 * PIECE)) {
			TH_LOG("device %u", i);
		}
		EXPECT_EQ(pid, info_of(self).endpoint_pid);
		usleep(noise_next(&self->seed) % 20000);
		before = stream_frames(self);
		ASSERT_EQ(0, end_device(pid));
		info = info_of(self);
		EXPECT_EQ(0, info.endpoint_pid);
		EXPECT_STREQ("", info.endpoint_comm);
		EXPECT_TRUE(is_lost(info.state)) {
			TH_LOG("state %u", info.state);
		}
		/* It plays on, at once, with nobody there. */
		if (i % 10 == 0) {
			sleep_ms(100);
			EXPECT_LE(before + RATE / 20, stream_frames(self));
		}
	}
	ASSERT_EQ(0, endpoint_adopt(&self->out, self->control, self->estate->cookie, flags));
	EXPECT_EQ(id, self->out.id);
	hear(&self->out, self->estate);
	ASSERT_EQ(0, endpoint_trigger_in_time(&self->out, PIECE, 2000));
	hear(&self->out, self->estate);
	judge(_metadata, self, kills + 1);
}

TEST_F_TIMEOUT(lost, processes_are_killed, 1800)
{
	ASSERT_EQ(0, leave_output(self, KEEP));
	kill_devices(_metadata, self, size_is_full() ? 1000 : 100, KEEP);
}

/* As long as a stream plays it is there, without being kept. */
TEST_F_TIMEOUT(lost, without_being_kept, 120)
{
	ASSERT_EQ(0, leave_output(self, 0));
	kill_devices(_metadata, self, 5, 0);
	endpoint_close(&self->out);
	EXPECT_TRUE(is_lost(info_of(self).state));
	loop_close(&self->loop);
	EXPECT_EQ(0, info_of(self).id);
	EXPECT_EQ(-ENOENT, endpoint_adopt(&self->out, self->control, self->estate->cookie, 0));
}

/* A patient one waits for a process that lives, not for one that is dead. */
TEST_F_TIMEOUT(lost, patience_ends, 120)
{
	ASSERT_EQ(0, leave_output(self, PATIENT));
	kill_devices(_metadata, self, 5, PATIENT);
}

/*
 * Without streams
 */

/* Its ring is full of what nobody has fetched: a stream that starts does not wait for that. */
TEST_F(lost, starts_again_without_a_process)
{
	uint64_t before;

	ASSERT_EQ(0, leave_output(self, KEEP));
	sleep_ms(1500);
	EXPECT_LT(0, info_of(self).endpoint_lost_frames);
	ASSERT_EQ(0, snd_pcm_pause(self->loop.pcm, 1));
	ASSERT_EQ(0, output_wait(self->control, self->out.id, MIXCORE_OUTPUT_LOST, 1000));
	sleep_ms(100);
	before = stream_frames(self);
	ASSERT_EQ(0, snd_pcm_pause(self->loop.pcm, 0));
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self));
}

TEST_F(lost, kept_without_streams)
{
	struct mixcore_endpoint_create create = endpoint_call("kept", KEEP);
	struct endpoint *out = &self->out;
	unsigned int id;

	ASSERT_EQ(0, endpoint_make(out, self->control, &create));
	id = out->id;
	memcpy(self->estate->cookie, out->create.cookie, MIXCORE_COOKIE_LEN);
	ASSERT_EQ(0, endpoint_trigger(out, 100));
	endpoint_close(out);
	EXPECT_EQ(MIXCORE_OUTPUT_LOST, info_of(self).state);
	ASSERT_EQ(0, endpoint_adopt(out, self->control, self->estate->cookie, KEEP));
	EXPECT_EQ(id, out->id);
	EXPECT_EQ(100, endpoint_page(out).position);
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info_of(self).state);
	EXPECT_EQ(getpid(), info_of(self).endpoint_pid);
	ASSERT_EQ(0, endpoint_trigger(out, 100));
	EXPECT_EQ(200, out->position);
	endpoint_close(out);
	/* From now on it is not kept. */
	ASSERT_EQ(0, endpoint_adopt(out, self->control, self->estate->cookie, 0));
	EXPECT_EQ(2, endpoint_page(out).adopted);
	EXPECT_EQ(0, endpoint_page(out).flags & KEEP);
	endpoint_close(out);
	EXPECT_EQ(0, info_of(self).id);
	EXPECT_EQ(-ENOENT, endpoint_adopt(out, self->control, self->estate->cookie, 0));
}

/* A mapping is as good as a descriptor, but that nothing moves. */
TEST_F(lost, mapping_keeps_it)
{
	struct mixcore_endpoint_create create = endpoint_call("mapped", 0);
	struct endpoint *out = &self->out;

	ASSERT_EQ(0, endpoint_make(out, self->control, &create));
	close(out->fd);
	out->fd = -1;
	EXPECT_EQ(out->id, info_of(self).id);
	EXPECT_FALSE(is_lost(info_of(self).state));
	EXPECT_EQ(MIXCORE_ENDPOINT_MAGIC, endpoint_page(out).magic);
	endpoint_unmap(out);
	EXPECT_EQ(0, info_of(self).id);
}

/* A copy that another process has, too. */
TEST_F(lost, inherited)
{
	struct mixcore_endpoint_create create = endpoint_call("inherited", 0);
	struct endpoint *out = &self->out;
	char nothing;
	int ends[2], status;
	pid_t pid;

	ASSERT_EQ(0, endpoint_make(out, self->control, &create));
	ASSERT_EQ(0, pipe(ends));
	pid = fork();
	if (!pid) {
		close(ends[1]);
		if (read(ends[0], &nothing, 1))
			_exit(1);
		_exit(endpoint_trigger(out, 100) ? 2 : 0);
	}
	endpoint_close(out);
	EXPECT_EQ(out->id, info_of(self).id);
	EXPECT_FALSE(is_lost(info_of(self).state));
	close(ends[0]);
	close(ends[1]);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, info_of(self).id);
}

/* Whoever has the cookie. */
TEST_F(lost, adopted_by_another_user)
{
	struct mixcore_endpoint_create create = endpoint_call("given", KEEP);
	int alice;

	ASSERT_EQ(0, endpoint_make(&self->out, self->control, &create));
	memcpy(self->estate->cookie, self->out.create.cookie, MIXCORE_COOKIE_LEN);
	endpoint_close(&self->out);
	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_EQ(0, become(0));
	ASSERT_LE(0, alice);
	ASSERT_EQ(0, endpoint_adopt(&self->out, alice, self->estate->cookie, 0));
	EXPECT_EQ(0, info_of(self).endpoint_uid);
	EXPECT_EQ(0, endpoint_trigger(&self->out, 10));
	close(alice);
}

/* Two that want the same at the same time: one gets it. */
TEST_F_TIMEOUT(lost, only_one_adopts, 120)
{
	struct mixcore_endpoint_create create = endpoint_call("wanted", KEEP);
	unsigned int round, i;
	pid_t pids[4];

	ASSERT_EQ(0, endpoint_make(&self->out, self->control, &create));
	memcpy(self->estate->cookie, self->out.create.cookie, MIXCORE_COOKIE_LEN);
	endpoint_close(&self->out);
	for (round = 0; round < 50; round++) {
		int status, won = 0, ends[2];

		ASSERT_EQ(0, pipe(ends));
		for (i = 0; i < 4; i++) {
			pids[i] = fork();
			if (!pids[i]) {
				struct endpoint one;
				char nothing;
				int err = endpoint_adopt(&one, self->control,
							 self->estate->cookie, KEEP);

				/* Who has got it keeps it until all have tried. */
				close(ends[1]);
				if (!err)
					err = read(ends[0], &nothing, 1) ? 1 : 0;
				_exit(err == -EBUSY ? 2 : err ? 3 : 0);
			}
		}
		sleep_ms(20);
		close(ends[0]);
		close(ends[1]);
		for (i = 0; i < 4; i++) {
			ASSERT_EQ(pids[i], waitpid(pids[i], &status, 0));
			ASSERT_TRUE(WIFEXITED(status));
			ASSERT_NE(3, WEXITSTATUS(status));
			won += !WEXITSTATUS(status);
		}
		ASSERT_LE(1, won);
	}
}

/*
 * Inputs
 */

/* Gives numbers until it is killed; which, follows from the position. */
static void be_the_microphone(int control, struct estate *estate)
{
	int32_t frames[2 * ENDPOINT_CYCLE];
	struct endpoint endpoint;
	unsigned int i;
	int err = endpoint_adopt(&endpoint, control, estate->cookie, KEEP);

	while (!err) {
		for (i = 0; i < 2 * ENDPOINT_CYCLE; i++)
			frames[i] = 1 + endpoint.position + i / 2;
		endpoint_fill(&endpoint, endpoint.position, ENDPOINT_CYCLE, frames);
		err = endpoint_trigger_in_time(&endpoint, ENDPOINT_CYCLE, 2000);
		estate->heard = endpoint.position;
		sleep_ms(4);
	}
	estate->failed = err;
	_exit(1);
}

/* Recorders get silence while nobody is there, and then all that comes. */
TEST_F_TIMEOUT(lost, microphones_are_killed, 300)
{
	struct mixcore_endpoint_create create = endpoint_call("in", INPUT | KEEP);
	struct take_config config = TAKE_DEFAULT;
	struct numbers numbers = { .ring = 1 << 30 };
	unsigned int kills = size_is_full() ? 100 : 10, i;
	struct mixcore_input_info info;
	struct endpoint in;
	uint64_t heard;
	pid_t pid;

	ASSERT_EQ(0, endpoint_make(&in, self->control, &create));
	memcpy(self->estate->cookie, in.create.cookie, MIXCORE_COOKIE_LEN);
	ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, in.id));
	config.buffer = RATE;
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, 60 * RATE));
	endpoint_close(&in);
	ASSERT_EQ(0, take_start(&self->take));
	for (i = 0; i < kills; i++) {
		heard = self->estate->heard;
		pid = fork();
		if (!pid)
			be_the_microphone(self->control, self->estate);
		while (self->estate->heard < heard + 4 * ENDPOINT_CYCLE) {
			ASSERT_EQ(0, self->estate->failed);
			ASSERT_EQ(0, takes_run(&self->take, 1, 5));
		}
		usleep(noise_next(&self->seed) % 10000);
		ASSERT_EQ(0, end_device(pid));
		ASSERT_EQ(0, input_get(self->control, in.id, &info));
		EXPECT_TRUE(is_lost(info.state));
		EXPECT_EQ(0, info.endpoint_pid);
		heard = self->take.frames;
		ASSERT_EQ(0, takes_run(&self->take, 1, 100));
		EXPECT_LE(heard + RATE / 20, self->take.frames);
	}
	ASSERT_EQ(0, endpoint_adopt(&in, self->control, self->estate->cookie, 0));
	ASSERT_EQ(0, takes_run(&self->take, 1, 50));
	numbers_count(&numbers, (int32_t *)self->take.bytes, self->take.frames);
	EXPECT_EQ(0, numbers.gaps + numbers.wrong) {
		TH_LOG("%s", numbers_text(&numbers));
	}
	EXPECT_EQ(endpoint_page(&in).position, numbers.frames);
	EXPECT_LE(numbers.silent, endpoint_page(&in).lost_frames);
	EXPECT_EQ(kills + 1, endpoint_page(&in).adopted);
	endpoint_close(&in);
}

TEST_HARNESS_MAIN
