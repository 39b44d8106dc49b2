// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Linked streams begin and pause in the same cycle, whatever else the processors do. Meant for a
 * guest with several of them, in real time: no outcome depends on how fast it is.
 *
 * Needs: snd-mixcore, snd-dummy.
 */
#include <alsa/asoundlib.h>
#include <unistd.h>

#include "common.h"
#include "client.h"
#include "kselftest_harness.h"

#define ROUNDS	150
#define BUFFER	(4 * 48000)

static char silence[BUFFER * 8];

FIXTURE(group) {
	int control;
	snd_pcm_t *other, *members[LINKED_MAX];
	unsigned int count;
};

static snd_pcm_t *ready_stream(void)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;

	config.buffer = BUFFER;
	pcm = client_new(&config);
	/* One frame short of starting by itself. */
	if (pcm && snd_pcm_writei(pcm, silence, BUFFER - 1) != BUFFER - 1)
		return NULL;
	return pcm;
}

/* A free-running stream beside them keeps the cycles going. */
static int run_for_ever(snd_pcm_t *pcm)
{
	int err = client_never_stops(pcm);

	return err < 0 ? err : snd_pcm_start(pcm);
}

/* Short cycles: as many of them as can be. */
FIXTURE_SETUP(group)
{
	struct pcm_config slave = { FORMAT_S16, 48000, 2, 256, 4096 };
	struct attach_options options = { .cycle = 16, .fill = 2048 };
	unsigned int i;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_LT(0, attach_new(self->control, "Dummy", 0, &slave, &options));
	self->other = ready_stream();
	ASSERT_NE(NULL, self->other);
	ASSERT_EQ(0, run_for_ever(self->other));
	self->count = linked_max();
	for (i = 0; i < self->count; i++) {
		self->members[i] = ready_stream();
		ASSERT_NE(NULL, self->members[i]);
		if (i)
			ASSERT_EQ(0, snd_pcm_link(self->members[0], self->members[i]));
	}
}

FIXTURE_TEARDOWN(group)
{
	unsigned int i;

	for (i = 0; i < self->count; i++)
		snd_pcm_close(self->members[i]);
	snd_pcm_close(self->other);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* The first member that is elsewhere than member 0, or 0. */
static unsigned int one_apart(FIXTURE_DATA(group) *self)
{
	struct mixcore_stream_info first, info;
	unsigned int i;

	if (client_info(self->control, self->members[0], &first))
		return self->count;
	for (i = 1; i < self->count; i++)
		if (client_info(self->control, self->members[i], &info) ||
		    info.frames != first.frames)
			return i;
	return 0;
}

/* Until the cycle that is under way has ended, and one more has. */
static int pass_two_cycles(FIXTURE_DATA(group) *self)
{
	struct mixcore_stream_info stream;
	struct mixcore_output_info output;
	unsigned int tries;
	uint64_t begin;
	int err;

	err = client_info(self->control, self->other, &stream);
	if (!err)
		err = output_get(self->control, stream.output, &output);
	if (err)
		return err;
	begin = output.cycles;
	for (tries = 0; tries < 10000 && output.cycles < begin + 2; tries++) {
		usleep(1000);
		err = output_get(self->control, stream.output, &output);
		if (err)
			return err;
	}
	return output.cycles < begin + 2 ? -ETIMEDOUT : 0;
}

TEST_F_TIMEOUT(group, starts_and_pauses_in_the_same_cycle, 120)
{
	struct mixcore_stream_info info;
	unsigned int round;

	ASSERT_EQ(0, snd_pcm_start(self->members[0]));
	for (round = 0; round < ROUNDS; round++) {
		usleep(500 + 137 * round % 1500);
		ASSERT_EQ(0, snd_pcm_pause(self->members[0], 1));
		ASSERT_EQ(0, pass_two_cycles(self));
		ASSERT_EQ(0, one_apart(self)) {
			TH_LOG("in round %u", round);
		}
		ASSERT_EQ(0, snd_pcm_pause(self->members[0], 0));
	}
	ASSERT_EQ(0, client_info(self->control, self->members[0], &info));
	EXPECT_LT(0, info.frames);
	EXPECT_EQ(0, info.xruns);
}

TEST_HARNESS_MAIN
