// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An output whose backend refuses what it is asked for, under a stream that must not notice.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include "client.h"
#include "testcard.h"
#include "kselftest_harness.h"

FIXTURE(fault) {
	struct patient patient;
};

FOR_EVERY_CARD(fault);

FIXTURE_SETUP(fault)
{
	ASSERT_EQ(0, patient_open(&self->patient, variant->card));
}

FIXTURE_TEARDOWN(fault)
{
	EXPECT_EQ(0, patient_close(&self->patient));
}

/* Something went wrong for a while: the stream has been in time, and its output is back. */
#define EXPECT_HEALED() do {							\
	EXPECT_IN_TIME(&self->patient);						\
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000);		\
	EXPECT_IN_TIME(&self->patient);						\
} while (0)

TEST_F(fault, none)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(1000);
	EXPECT_IN_TIME(&self->patient);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
	EXPECT_EQ(0, patient_output(&self->patient).null_frames);
}

/* Nothing is attached, and what there was goes on. */
TEST_F(fault, another_cannot_be_opened)
{
	struct pcm_config config = { FORMAT_S32, PATIENT_RATE, 2, 256, 2048 };
	unsigned int other = (self->patient.card + 1) % 4;
	char id[16];

	snprintf(id, sizeof(id), "Test%u", other);
	ASSERT_EQ(0, patient_play(&self->patient));
	ASSERT_EQ(0, testcard_set(other, "fail", "open 1"));
	EXPECT_EQ(-EIO, attach_new(self->patient.control, id, 0, &config, NULL));
	ASSERT_EQ(0, testcard_set(other, "fail", "hw_params 1 28"));
	EXPECT_EQ(-ENOSPC, attach_new(self->patient.control, id, 0, &config, NULL));
	EXPECT_EQ(0, testcard_read(other, "fail"));
	sleep_ms(100);
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
	EXPECT_IN_TIME(&self->patient);
}

/* At the start: the null clock plays, and the backend is tried again until it works. */
TEST_F(fault, prepare_fails_at_the_start)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 3"));
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(80);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL_CLOCK, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
	EXPECT_LE(100, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
	EXPECT_EQ(0, testcard_read(self->patient.card, "fail"));
	sleep_ms(100);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
	EXPECT_LT(0, patient_output(&self->patient).null_frames);
}

TEST_F(fault, prepare_fails_with_other_errors)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 2 22"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 1 16"));
	ASSERT_EQ(0, pcm_drop(self->patient.fd));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 100));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
	sleep_ms(100);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(fault, prepare_fails_while_playing)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(200);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 1000"));
	ASSERT_EQ(0, pcm_drop(self->patient.fd));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 30));
	sleep_ms(1500);
	EXPECT_IN_TIME(&self->patient);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 0"));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(fault, trigger_fails_once)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "trigger 1"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 100));
	sleep_ms(300);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(1, patient_output(&self->patient).restarts);
	EXPECT_EQ(0, patient_output(&self->patient).xruns);
	EXPECT_IN_TIME(&self->patient);
}

/* Each attempt may cost nothing: the stream neither gains nor loses time. */
TEST_F(fault, trigger_fails_often)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "trigger 1000"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 50));
	sleep_ms(1500);
	EXPECT_IN_TIME(&self->patient);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "trigger 0"));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
	sleep_ms(300);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
}

/* The position can't be read: an xrun to the PCM core. */
TEST_F(fault, pointer_fails)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(200);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "pointer 1"));
	sleep_ms(200);
	EXPECT_EQ(0, testcard_read(self->patient.card, "fail"));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(1, patient_output(&self->patient).xruns);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(fault, the_other_holder_drops)
{
	unsigned int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	for (i = 0; i < 5; i++) {
		sleep_ms(100);
		ASSERT_EQ(0, pcm_drop(self->patient.fd));
	}
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(5, patient_output(&self->patient).restarts);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(fault, trigger_fails_when_started_again)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(200);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "trigger 5"));
	ASSERT_EQ(0, pcm_drop(self->patient.fd));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 100));
	EXPECT_HEALED();
	EXPECT_EQ(0, testcard_read(self->patient.card, "fail"));
}

/* Also with those that mean something to us: xrun, suspended, try again, stopped by another. */
TEST_F(fault, trigger_fails_with_other_errors)
{
	static const char * const errors[] = {
		"trigger 2 32", "trigger 2 86", "trigger 2 11", "trigger 2 77", "trigger 2 16",
	};
	unsigned int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		sleep_ms(100);
		ASSERT_EQ(0, testcard_set(self->patient.card, "fail", errors[i]));
		ASSERT_EQ(0, pcm_drop(self->patient.fd));
		EXPECT_EQ(0, testcard_wait(self->patient.card, "fail", 0, 1000)) {
			TH_LOG("%s", errors[i]);
		}
		EXPECT_HEALED();
	}
}

TEST_F(fault, pointer_fails_at_the_start)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "pointer 1"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_EQ(0, testcard_wait(self->patient.card, "fail", 0, 100));
	EXPECT_HEALED();
	EXPECT_LE(1, patient_output(&self->patient).restarts);
}

TEST_F(fault, pointer_fails_often)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(200);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "pointer 100000"));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 100));
	sleep_ms(1000);
	EXPECT_IN_TIME(&self->patient);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "pointer 0"));
	EXPECT_HEALED();
}

/* A driver that says "no such device" and is there: as if unplugged, until it is attached again. */
TEST_F(fault, start_finds_no_device)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(100);
	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 1 19"));
	ASSERT_EQ(0, pcm_drop(self->patient.fd));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_LOST, 100);
	EXPECT_IN_TIME(&self->patient);
	patient_let_go(&self->patient);
	EXPECT_EQ(self->patient.output, patient_attach(&self->patient, PATIENT_RATE));
	EXPECT_HEALED();
}

/* Everything, one after the other. */
TEST_F(fault, all_of_them)
{
	static const char * const faults[] = { "prepare 2", "trigger 2", "pointer 3" };
	unsigned int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	for (i = 0; i < ARRAY_SIZE(faults); i++)
		ASSERT_EQ(0, testcard_set(self->patient.card, "fail", faults[i]));
	EXPECT_EQ(0, testcard_wait(self->patient.card, "fail", 0, 2000));
	EXPECT_HEALED();
}

TEST_HARNESS_MAIN
