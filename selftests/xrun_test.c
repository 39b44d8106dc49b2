// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reports of xruns and flight recorders: what they hold, how many, and for whom. culprit_test.c is
 * about whom they blame.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "testcard.h"
#include "xruns.h"
#include "kselftest_harness.h"

#define RATE		48000
#define BUFFER		512
#define CYCLE		16	/* 3000 a second */
#define ROOM		(MIXCORE_FLIGHT_MAX + 8)

FIXTURE(xrun) {
	int control, output;
	snd_pcm_t *pcm;
	struct mixcore_stream_info stream;
	unsigned long long before;
	struct mixcore_xrun reports[MIXCORE_XRUNS_MAX + 2];
	struct mixcore_flight_event events[ROOM];
};

FIXTURE_SETUP(xrun)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 64, 2048 };
	struct attach_options options = { .cycle = CYCLE };
	struct client_config config = CLIENT_DEFAULT;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Test0", 0, &slave, &options);
	ASSERT_LT(0, self->output);
	config.buffer = BUFFER;
	config.period = BUFFER / 2;
	self->pcm = client_new(&config);
	ASSERT_NE(NULL, self->pcm);
	ASSERT_EQ(0, client_info(self->control, self->pcm, &self->stream));
	self->before = xruns_latest(self->control);
}

FIXTURE_TEARDOWN(xrun)
{
	if (self->pcm)
		snd_pcm_close(self->pcm);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* Writes so much, and no more. */
static int run_dry(snd_pcm_t *pcm)
{
	static const int32_t silence[2 * BUFFER];
	int err = snd_pcm_prepare(pcm);

	if (!err && snd_pcm_writei(pcm, silence, BUFFER / 2) != BUFFER / 2)
		err = -EIO;
	if (!err)
		err = snd_pcm_start(pcm);
	return err ? err : client_wait_state(pcm, SND_PCM_STATE_XRUN, 1000);
}

TEST_F(xrun, of_a_stream)
{
	const struct mixcore_xrun *report = self->reports;
	unsigned long long latest, begin = now_ns();
	char comm[17] = { };

	ASSERT_EQ(0, run_dry(self->pcm));
	ASSERT_EQ(1, xruns_get(self->control, self->before, self->reports, 2, &latest));
	EXPECT_EQ(self->before + 1, latest);
	EXPECT_EQ(latest, report->number);
	EXPECT_EQ(MIXCORE_OBJECT_STREAM, report->object);
	EXPECT_EQ(self->stream.id, report->id);
	EXPECT_EQ(MIXCORE_OBJECT_OUTPUT, report->cycle_object);
	EXPECT_EQ((unsigned int)self->output, report->cycle_id);
	EXPECT_EQ(MIXCORE_XRUN_EMPTY, report->what);
	EXPECT_EQ(MIXCORE_CULPRIT_APPLICATION, report->culprit);
	EXPECT_EQ(1, report->count);
	EXPECT_EQ(BUFFER * 1000000000ULL / RATE, report->buffer_ns);
	EXPECT_LT(begin, report->time_ns);
	EXPECT_GT(now_ns(), report->time_ns);
	/* A period after the start it was told that there is room, and did nothing. */
	EXPECT_LT(begin, report->kicked_ns);
	EXPECT_GE(report->time_ns, report->kicked_ns);
	EXPECT_EQ(getuid(), report->uid);
	EXPECT_EQ(getpid(), report->pid);
	memcpy(comm, report->comm, sizeof(report->comm));
	EXPECT_STREQ("xrun-test", comm);
	ASSERT_EQ(0, run_dry(self->pcm));
	ASSERT_EQ(1, xruns_get(self->control, latest, self->reports, 2, NULL));
	EXPECT_EQ(2, report->count);
}

TEST_F(xrun, of_an_output)
{
	const struct mixcore_xrun *report = self->reports;
	struct mixcore_output_info info;
	static const int32_t silence[2 * BUFFER];
	unsigned int i;

	ASSERT_EQ(0, snd_pcm_prepare(self->pcm));
	for (i = 0; i < 8; i++) {
		ASSERT_EQ(BUFFER / 2, snd_pcm_writei(self->pcm, silence, BUFFER / 2));
	}
	ASSERT_EQ(0, testcard_set(0, "fail", "pointer 1"));
	sleep_ms(8);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(1, info.xruns);
	ASSERT_LE(1, xruns_get(self->control, self->before, self->reports, 2, NULL));
	EXPECT_EQ(MIXCORE_OBJECT_OUTPUT, report->object);
	EXPECT_EQ((unsigned int)self->output, report->id);
	EXPECT_EQ(MIXCORE_XRUN_EMPTY, report->what);
	/* It said that it was empty, and can't have been. */
	EXPECT_EQ(MIXCORE_CULPRIT_POSITION, report->culprit);
	EXPECT_LT(report->time_ns, report->empty_ns);
	EXPECT_EQ(1, report->count);
	EXPECT_EQ(0, report->pid);
	EXPECT_EQ(0, *report->comm);
}

/* Of so many the latest ones are kept, and told as far as there is room. */
TEST_F(xrun, limits)
{
	unsigned long long latest = 0;
	unsigned int i;
	int count;

	for (i = 0; i <= MIXCORE_XRUNS_MAX; i++) {
		ASSERT_EQ(0, run_dry(self->pcm));
	}
	count = xruns_get(self->control, 0, self->reports, MIXCORE_XRUNS_MAX + 2, &latest);
	ASSERT_EQ(MIXCORE_XRUNS_MAX, count);
	EXPECT_EQ(self->before + MIXCORE_XRUNS_MAX + 1, latest);
	for (i = 0; i < MIXCORE_XRUNS_MAX; i++) {
		ASSERT_EQ(latest - MIXCORE_XRUNS_MAX + 1 + i, self->reports[i].number);
	}
	EXPECT_EQ(MIXCORE_XRUNS_MAX - 1,
		  xruns_get(self->control, 0, self->reports, MIXCORE_XRUNS_MAX - 1, NULL));
	EXPECT_EQ(latest - MIXCORE_XRUNS_MAX + 1, self->reports[0].number);
	EXPECT_EQ(3, xruns_get(self->control, latest - 3, self->reports, 5, NULL));
	EXPECT_EQ(latest - 2, self->reports[0].number);
	EXPECT_EQ(2, xruns_get(self->control, latest - 3, self->reports, 2, NULL));
	EXPECT_EQ(latest - 2, self->reports[0].number);
	EXPECT_EQ(0, xruns_get(self->control, latest, self->reports, 5, NULL));
	EXPECT_EQ(0, xruns_get(self->control, ~0ULL, self->reports, 5, NULL));
	EXPECT_EQ(MIXCORE_XRUNS_MAX, xruns_get(self->control, 0, self->reports, ~0U, NULL));
}

/* Others see that there was one, but not of which process. */
static int look_as(unsigned int uid, FIXTURE_DATA(xrun) *self)
{
	const struct mixcore_xrun *report = self->reports;
	int node;

	if (become(uid))
		return 1;
	node = node_open(O_RDONLY);
	if (node < 0 || xruns_get(node, self->before, self->reports, 1, NULL) != 1)
		return 2;
	if (report->pid || *report->comm)
		return 3;
	return report->id == self->stream.id && !report->uid ? 0 : 4;
}

TEST_F(xrun, hidden)
{
	int status;
	pid_t pid;

	ASSERT_EQ(0, run_dry(self->pcm));
	pid = fork();
	if (!pid)
		_exit(look_as(BOB, self));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static int flight(FIXTURE_DATA(xrun) *self, unsigned int room, unsigned long long *total)
{
	return flight_get(self->control, MIXCORE_OBJECT_OUTPUT, self->output, self->events, room,
			  total);
}

/* Frames of the cycles of some events; -1: they do not follow on each other. */
static long long cycle_frames(const struct mixcore_flight_event *events, unsigned int count)
{
	long long frames = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (i && events[i].time_ns < events[i - 1].time_ns)
			return -1;
		if (events[i].kind == MIXCORE_FLIGHT_CYCLE)
			frames += events[i].frames;
	}
	return frames;
}

TEST_F(xrun, flight)
{
	struct mixcore_output_info info;
	unsigned long long total;
	int count, i;

	ASSERT_EQ(0, run_dry(self->pcm));
	count = flight(self, ROOM, &total);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	/* It begins with what drives the cycles, and all of them are there. */
	ASSERT_LT(1, count);
	EXPECT_EQ(count, total);
	EXPECT_EQ(MIXCORE_FLIGHT_CLOCK, self->events[0].kind);
	EXPECT_EQ(MIXCORE_FLIGHT_CLOCK_BACKEND, self->events[0].value);
	EXPECT_LE(cycle_frames(self->events, count), info.frames);
	EXPECT_GE(cycle_frames(self->events, count), BUFFER / 2);
	for (i = 0; i < count; i++) {
		if (self->events[i].kind != MIXCORE_FLIGHT_CYCLE)
			continue;
		EXPECT_EQ(CYCLE, self->events[i].frames);
		EXPECT_GE(info.fill_frames - CYCLE, self->events[i].queued);
		/* In time enough for what is queued to last, and it took less than a cycle. */
		EXPECT_GT(info.fill_frames * 1000000000LL / RATE, llabs(self->events[i].late));
		EXPECT_GT(CYCLE * 1000000000LL / RATE, self->events[i].value);
		EXPECT_LT(0, self->events[i].value);
	}
}

TEST_F(xrun, flight_limits)
{
	static const int32_t silence[2 * RATE];
	unsigned long long total;
	unsigned int left = 2 * RATE;

	ASSERT_EQ(0, snd_pcm_prepare(self->pcm));
	while (left) {
		snd_pcm_sframes_t done = snd_pcm_writei(self->pcm, silence, BUFFER / 2);

		ASSERT_LT(0, done);
		left -= left < done ? left : done;
	}
	snd_pcm_drop(self->pcm);
	ASSERT_EQ(0, detach(self->control, self->output));
	ASSERT_EQ(MIXCORE_FLIGHT_MAX, flight(self, ROOM, &total));
	EXPECT_LT(MIXCORE_FLIGHT_MAX, total);
	EXPECT_LT(0, cycle_frames(self->events, MIXCORE_FLIGHT_MAX));
	EXPECT_EQ(MIXCORE_FLIGHT_MAX, flight(self, MIXCORE_FLIGHT_MAX, NULL));
	EXPECT_EQ(MIXCORE_FLIGHT_MAX - 1, flight(self, MIXCORE_FLIGHT_MAX - 1, NULL));
	EXPECT_EQ(1, flight(self, 1, NULL));
	EXPECT_EQ(0, flight(self, 0, NULL));
	EXPECT_EQ(MIXCORE_FLIGHT_MAX, flight(self, ~0U, NULL));
}

/* An output that has much queued: @self has another one from now on. */
static int queue_much(FIXTURE_DATA(xrun) *self)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 64, 8192 };
	struct attach_options options = { .cycle = 64, .fill = 8000 };
	static const int32_t silence[2 * RATE];
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = MIXCORE_UID_ANY, .mask = MIXCORE_DEFAULT_OUTPUT,
	};

	snd_pcm_close(self->pcm);
	self->pcm = NULL;
	if (detach(self->control, self->output))
		return -EIO;
	self->output = attach_new(self->control, "Test1", 0, &slave, &options);
	if (self->output < 0)
		return self->output;
	dflt.output = self->output;
	if (call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt))
		return -EIO;
	config.buffer = RATE;
	config.period = RATE / 4;
	self->pcm = client_new(&config);
	if (!self->pcm || snd_pcm_writei(self->pcm, silence, RATE - 1) != RATE - 1)
		return -EIO;
	return snd_pcm_start(self->pcm);
}

/* Less is made by waiting: nobody looks for long then, and nothing is missed. */
TEST_F(xrun, much_less_is_queued)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .mask = MIXCORE_SET_FILL, .fill_frames = 256,
	};
	struct mixcore_output_info info;

	ASSERT_EQ(0, queue_much(self));
	sleep_ms(100);
	set.id = self->output;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	sleep_ms(400);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info.state);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.restarts);
	EXPECT_EQ(0, xruns_get(self->control, self->before, self->reports, 2, NULL));
}

/* However much is queued, that a card stands still is noticed soon. */
TEST_F(xrun, much_is_queued_and_it_stands_still)
{
	struct mixcore_output_info info;

	ASSERT_EQ(0, queue_much(self));
	sleep_ms(100);
	ASSERT_EQ(0, testcard_set(1, "stall", "1"));
	sleep_ms(60);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_NULL_CLOCK, info.state);
	ASSERT_EQ(0, testcard_set(1, "stall", "0"));
	ASSERT_EQ(1, xruns_get(self->control, self->before, self->reports, 2, NULL));
	EXPECT_EQ(MIXCORE_XRUN_STUCK, self->reports[0].what);
	EXPECT_EQ(MIXCORE_CULPRIT_BACKEND, self->reports[0].culprit);
}

/* While it flies, nothing is told twice, and nothing that is half written. */
TEST_F(xrun, flight_while_it_flies)
{
	static const int32_t silence[2 * BUFFER];
	unsigned int i;

	ASSERT_EQ(0, snd_pcm_prepare(self->pcm));
	for (i = 0; i < 200; i++) {
		int count;

		ASSERT_EQ(BUFFER / 2, snd_pcm_writei(self->pcm, silence, BUFFER / 2));
		count = flight(self, 64, NULL);
		ASSERT_LE(0, count);
		ASSERT_LE(0, cycle_frames(self->events, count));
	}
}

TEST_F(xrun, wrong_use)
{
	struct mixcore_flight_event *events = self->events;

	EXPECT_EQ(-EINVAL, flight_get(self->control, MIXCORE_OBJECT_STREAM, self->stream.id, events,
				      1, NULL));
	EXPECT_EQ(-EINVAL, flight_get(self->control, 0, self->output, events, 1, NULL));
	EXPECT_EQ(-ENOENT, flight_get(self->control, MIXCORE_OBJECT_OUTPUT, 0x7ffffff0, events, 1,
				      NULL));
	EXPECT_EQ(-ENOENT, flight_get(self->control, MIXCORE_OBJECT_INPUT, self->output + 100,
				      events, 1, NULL));
	EXPECT_LE(0, flight_get(self->control, MIXCORE_OBJECT_INPUT, MIXCORE_INPUT_NULL, events, 1,
				NULL));
	ASSERT_EQ(0, run_dry(self->pcm));
	EXPECT_EQ(-EFAULT, flight_get(self->control, MIXCORE_OBJECT_OUTPUT, self->output,
				      (void *)8, 1, NULL));
	EXPECT_EQ(-EFAULT, xruns_get(self->control, 0, (void *)8, 1, NULL));
}

TEST_HARNESS_MAIN
