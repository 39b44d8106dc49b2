// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An output whose card is unplugged, at any time, under a stream that must not notice.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include "client.h"
#include "testcard.h"
#include "kselftest_harness.h"

FIXTURE(unplug) {
	struct patient patient;
};

FOR_EVERY_CARD(unplug);

FIXTURE_SETUP(unplug)
{
	ASSERT_EQ(0, patient_open(&self->patient, variant->card));
}

FIXTURE_TEARDOWN(unplug)
{
	EXPECT_EQ(0, patient_close(&self->patient));
}

/* Pulls the card while somebody else, or nobody else, holds it open. */
static int pull(struct patient *patient, bool held)
{
	int err;

	if (!held)
		patient_let_go(patient);
	err = testcard_set(patient->card, "vanish", "1");
	if (!err && patient_wait(patient, MIXCORE_OUTPUT_LOST, 100) < 0)
		err = -ETIMEDOUT;
	/* It is gone when its last holder has gone, and we are none. */
	return err ? err : testcard_wait(patient->card, "vanish", held ? '1' : '2', 100);
}

/* Plugs it in again, under the same name. */
static int plug(struct patient *patient)
{
	int err = testcard_set(patient->card, "appear", "1");

	if (err)
		return err;
	err = patient_attach(patient, PATIENT_RATE);
	return err == patient->output ? 0 : -EIO;
}

#define EXPECT_PLUGGED() do {							\
	EXPECT_EQ(0, plug(&self->patient));					\
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 500);		\
	EXPECT_IN_TIME(&self->patient);						\
} while (0)

TEST_F(unplug, while_playing)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	EXPECT_EQ(0, pull(&self->patient, false));
	sleep_ms(200);
	EXPECT_IN_TIME(&self->patient);
	EXPECT_PLUGGED();
}

TEST_F(unplug, ten_times)
{
	unsigned int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	for (i = 0; i < 10; i++) {
		sleep_ms(30);
		ASSERT_EQ(0, pull(&self->patient, false));
		sleep_ms(30);
		ASSERT_EQ(0, plug(&self->patient));
		EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 500));
	}
	sleep_ms(100);
	EXPECT_IN_TIME(&self->patient);
}

/* Another holder of the PCM keeps the card, but not the output. */
TEST_F(unplug, held_open_by_another)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(100);
	EXPECT_EQ(0, pull(&self->patient, true));
	EXPECT_GT(0, attach(self->patient.control, self->patient.fd, "out", NULL));
	patient_let_go(&self->patient);
	EXPECT_EQ(0, testcard_wait(self->patient.card, "vanish", '2', 100));
	EXPECT_IN_TIME(&self->patient);
	EXPECT_PLUGGED();
}

TEST_F(unplug, before_the_start)
{
	EXPECT_EQ(0, pull(&self->patient, false));
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	EXPECT_EQ(MIXCORE_OUTPUT_LOST, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
	EXPECT_PLUGGED();
}

TEST_F(unplug, while_it_stalls)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(100);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	sleep_ms(5);
	EXPECT_EQ(0, pull(&self->patient, false));
	sleep_ms(100);
	EXPECT_IN_TIME(&self->patient);
	EXPECT_PLUGGED();
}

TEST_F(unplug, while_the_null_clock_plays)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 1000"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 100));
	EXPECT_EQ(0, pull(&self->patient, false));
	sleep_ms(300);
	EXPECT_IN_TIME(&self->patient);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 0"));
	EXPECT_PLUGGED();
}

TEST_F(unplug, while_it_pauses)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(100);
	ASSERT_EQ(0, snd_pcm_pause(self->patient.pcm, 1));
	EXPECT_EQ(0, pull(&self->patient, false));
	ASSERT_EQ(0, plug(&self->patient));
	ASSERT_EQ(0, snd_pcm_pause(self->patient.pcm, 0));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 500);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->patient.pcm));
}

/* A drain of one second takes one second. */
TEST_F(unplug, while_it_drains)
{
	int64_t begin;
	int ms;

	ASSERT_EQ(PATIENT_LONG - PATIENT_RATE,
		  snd_pcm_rewind(self->patient.pcm, PATIENT_LONG - PATIENT_RATE));
	begin = now_ns();
	ASSERT_EQ(0, patient_play(&self->patient));
	ASSERT_EQ(0, snd_pcm_nonblock(self->patient.pcm, 1));
	ASSERT_EQ(-EAGAIN, snd_pcm_drain(self->patient.pcm));
	sleep_ms(300);
	EXPECT_EQ(0, pull(&self->patient, false));
	EXPECT_EQ(0, client_wait_state(self->patient.pcm, SND_PCM_STATE_SETUP, 2000));
	ms = (now_ns() - begin) / 1000000;
	EXPECT_LE(1000 - 20, ms);
	EXPECT_GE(1000 + 50, ms);
}

/* What comes back must be what it was. */
TEST_F(unplug, back_with_another_rate)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_EQ(0, pull(&self->patient, false));
	ASSERT_EQ(0, testcard_set(self->patient.card, "appear", "1"));
	EXPECT_EQ(-EINVAL, patient_attach(&self->patient, 44100));
	EXPECT_EQ(MIXCORE_OUTPUT_LOST, patient_output(&self->patient).state);
	EXPECT_EQ(self->patient.output, patient_attach(&self->patient, PATIENT_RATE));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 500);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(unplug, back_and_it_refuses)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_EQ(0, pull(&self->patient, false));
	ASSERT_EQ(0, testcard_set(self->patient.card, "appear", "1"));
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "open 1 16"));
	EXPECT_EQ(-EBUSY, patient_attach(&self->patient, PATIENT_RATE));
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "hw_params 1 12"));
	EXPECT_EQ(-ENOMEM, patient_attach(&self->patient, PATIENT_RATE));
	EXPECT_EQ(MIXCORE_OUTPUT_LOST, patient_output(&self->patient).state);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "trigger 3"));
	EXPECT_EQ(self->patient.output, patient_attach(&self->patient, PATIENT_RATE));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000);
	EXPECT_IN_TIME(&self->patient);
}

TEST_HARNESS_MAIN
