// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An output whose backend keeps time badly: it stalls, jumps, runs fast or slow, moves in steps.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "testcard.h"
#include "kselftest_harness.h"

FIXTURE(pace) {
	struct patient patient;
};

FOR_EVERY_CARD(pace);

FIXTURE_SETUP(pace)
{
	ASSERT_EQ(0, patient_open(&self->patient, variant->card));
}

FIXTURE_TEARDOWN(pace)
{
	EXPECT_EQ(0, patient_close(&self->patient));
}

TEST_F(pace, stall)
{
	/* A period and 20 ms; 10 to notice. */
	const int limit = 1000 * PATIENT_PERIOD / PATIENT_RATE + 1 + 20 + 10;
	int ms;

	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	ms = patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 500);
	EXPECT_LE(0, ms);
	EXPECT_GE(limit, ms);
	sleep_ms(60);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL_CLOCK, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "0"));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 500));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
}

/* The attempts to start it again do not hold the stream up. */
TEST_F(pace, stall_for_long)
{
	int64_t worst = 0, now;
	int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	for (i = 0; i < 200; i++) {
		sleep_ms(10);
		now = patient_ahead(&self->patient);
		if (now < worst)
			worst = now;
	}
	/* An application with 100 ms in its buffer would have got an error. */
	EXPECT_GE(100 * PATIENT_RATE / 1000, -worst);
}

/* Plays periods of silence for so long; frames written, or -errno. */
static int play_periods(snd_pcm_t *pcm, int ms)
{
	static int32_t silence[2 * 480];
	int64_t end = now_ns() + ms * 1000000LL;
	int frames = 0;

	while ((int64_t)now_ns() < end) {
		int err = snd_pcm_writei(pcm, silence, 480);

		if (err < 0)
			return err;
		frames += err;
	}
	return frames;
}

/* An application that waits for room gets some in time, not EIO. */
TEST_F(pace, stall_under_a_short_buffer)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;

	config.period = 480;
	config.buffer = 1920;
	pcm = client_new(&config);
	ASSERT_NE(NULL, pcm);
	EXPECT_LT(0, play_periods(pcm, 200));
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	EXPECT_LE(PATIENT_RATE - PATIENT_AHEAD - 1920, play_periods(pcm, 1000));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(pcm));
	snd_pcm_close(pcm);
}

/* For 300 ms nobody else gets a processor, our thread neither. */
static void seize_processor(void)
{
	struct sched_param fifo = { .sched_priority = 99 };
	int64_t end;

	sleep_ms(200);
	if (sched_setscheduler(0, SCHED_FIFO, &fifo))
		_exit(1);
	end = now_ns() + 300000000LL;
	while ((int64_t)now_ns() < end)
		;
	_exit(0);
}

/* Ends as an underrun, which applications know to mend, not with EIO. */
TEST_F(pace, nothing_runs_for_a_while)
{
	struct client_config config = CLIENT_DEFAULT;
	int64_t end = now_ns() + 1000000000LL;
	snd_pcm_t *pcm;
	int status, err;
	pid_t pid;

	config.period = 480;
	config.buffer = 1920;
	pcm = client_new(&config);
	ASSERT_NE(NULL, pcm);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		seize_processor();
	while ((int64_t)now_ns() < end) {
		err = play_periods(pcm, 100);
		if (err == -EPIPE)
			err = snd_pcm_prepare(pcm);
		ASSERT_LE(0, err) {
			TH_LOG("%s", strerror(-err));
		}
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(pcm));
	snd_pcm_close(pcm);
}

/* Ahead by less than what is queued: no harm but that it is queued no more. */
TEST_F(pace, jump_a_little)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "jump", "100"));
	sleep_ms(100);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(0, patient_output(&self->patient).xruns);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(pace, jump_past_what_is_queued)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "jump", "1500"));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_LE(1, patient_output(&self->patient).restarts + patient_output(&self->patient).xruns);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(pace, jump_back)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "jump", "-300"));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_IN_TIME(&self->patient);
}

/* The output follows the backend's crystal: 1 % fast. */
TEST_F(pace, fast_clock)
{
	int64_t now;

	ASSERT_EQ(0, testcard_set(self->patient.card, "ppb", "10000000"));
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(2000);
	now = patient_ahead(&self->patient);
	EXPECT_GE(2 * PATIENT_RATE / 100 + PATIENT_AHEAD, now);
	EXPECT_LE(2 * PATIENT_RATE / 100 - PATIENT_AHEAD, now);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
}

/* Less than what makes it a stall. */
TEST_F(pace, a_short_stall_is_none)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	sleep_ms(5);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "0"));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
	EXPECT_EQ(0, patient_output(&self->patient).null_frames);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(pace, stalled_from_the_start)
{
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_NULL_CLOCK, 200));
	sleep_ms(60);
	EXPECT_IN_TIME(&self->patient);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "0"));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 500);
	EXPECT_IN_TIME(&self->patient);
}

TEST_F(pace, a_jump_while_it_stalls)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	sleep_ms(2);
	ASSERT_EQ(0, testcard_set(self->patient.card, "jump", "1500"));
	/* It is started again, and has 60 ms and a period for its first movement. */
	sleep_ms(100);
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "0"));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000);
	EXPECT_IN_TIME(&self->patient);
}

/* Nobody can see that. */
TEST_F(pace, a_jump_by_the_whole_buffer)
{
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(300);
	ASSERT_EQ(0, testcard_set_number(self->patient.card, "jump", PATIENT_BUFFER));
	ASSERT_EQ(0, testcard_set_number(self->patient.card, "jump", -PATIENT_BUFFER));
	sleep_ms(100);
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
	EXPECT_IN_TIME(&self->patient);
}

/* Those within what is queued take the stream along. */
TEST_F(pace, jumps_of_every_length)
{
	int frames, taken_along = 0;

	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(100);
	for (frames = 1; frames < PATIENT_BUFFER; frames = 2 * frames + 1) {
		/* None while the null clock plays: the card stands still. */
		EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
		EXPECT_EQ(0, testcard_set_number(self->patient.card, "jump", frames));
		sleep_ms(70);
		EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
		EXPECT_EQ(0, testcard_set_number(self->patient.card, "jump", -frames));
		sleep_ms(70);
		if (frames < PATIENT_FILL)
			taken_along += frames;
	}
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000);
	EXPECT_GE(PATIENT_AHEAD + taken_along, patient_ahead(&self->patient));
	EXPECT_LE(-PATIENT_AHEAD, patient_ahead(&self->patient));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->patient.pcm));
}

/* The output follows its crystal, and nothing else happens. */
static void check_clock(struct __test_metadata *_metadata, struct patient *patient, long ppb)
{
	int64_t expected = 2 * PATIENT_RATE * ppb / 1000000000LL;
	int64_t ahead;

	ASSERT_EQ(0, testcard_set_number(patient->card, "ppb", ppb));
	ASSERT_EQ(0, patient_play(patient));
	sleep_ms(2000);
	ahead = patient_ahead(patient);
	EXPECT_GE(expected + PATIENT_AHEAD, ahead);
	EXPECT_LE(expected - PATIENT_AHEAD, ahead);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(patient).state);
	EXPECT_EQ(0, patient_output(patient).restarts);
	EXPECT_EQ(0, patient_output(patient).xruns);
	EXPECT_EQ(0, patient_output(patient).null_frames);
}

TEST_F(pace, clock_100_ppm_fast)
{
	check_clock(_metadata, &self->patient, 100000);
}

TEST_F(pace, clock_100_ppm_slow)
{
	check_clock(_metadata, &self->patient, -100000);
}

TEST_F(pace, clock_1_percent_slow)
{
	check_clock(_metadata, &self->patient, -10000000);
}

TEST_F(pace, clock_5_percent_fast)
{
	check_clock(_metadata, &self->patient, 50000000);
}

TEST_F(pace, clock_5_percent_slow)
{
	check_clock(_metadata, &self->patient, -50000000);
}

/* Up and down while it plays, for as long each way. */
TEST_F(pace, a_clock_that_wanders)
{
	unsigned int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, testcard_set_number(self->patient.card, "ppb",
						 i % 2 ? -20000000 : 20000000));
		sleep_ms(100);
	}
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
	EXPECT_IN_TIME(&self->patient);
}

/* A position that moves in steps, up to a period: nothing comes of it. */
TEST_F(pace, steps_up_to_a_period)
{
	static const unsigned int steps[] = { 1, 7, 32, 100, 255, 256 };
	unsigned int i, xruns;

	ASSERT_EQ(0, patient_play(&self->patient));
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		/* With another step the position may be one back, which is an xrun, once. */
		ASSERT_EQ(0, testcard_set_number(self->patient.card, "step_frames", steps[i]));
		sleep_ms(100);
		EXPECT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
		xruns = patient_output(&self->patient).xruns;
		EXPECT_GE(i + 1, xruns);
		sleep_ms(300);
		EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state) {
			TH_LOG("steps of %u frames", steps[i]);
		}
		EXPECT_EQ(xruns, patient_output(&self->patient).xruns);
		EXPECT_IN_TIME(&self->patient);
	}
}

/* More than is ever queued at once: each is an xrun, and costs the time that the card was dry. */
TEST_F(pace, steps_longer_than_what_is_queued)
{
	const int step = 1000;
	int64_t ahead;

	ASSERT_EQ(0, testcard_set_number(self->patient.card, "step_frames", step));
	ASSERT_EQ(0, patient_play(&self->patient));
	sleep_ms(1500);
	ahead = patient_ahead(&self->patient);
	EXPECT_GE(PATIENT_AHEAD, ahead);
	EXPECT_LE(-PATIENT_AHEAD - (step - PATIENT_FILL + PATIENT_CYCLE) *
		  (int64_t)patient_output(&self->patient).restarts, ahead);
	EXPECT_LT(0, patient_output(&self->patient).xruns);
	ASSERT_EQ(0, testcard_set(self->patient.card, "step_frames", "0"));
	EXPECT_STAYS(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->patient.pcm));
}

/*
 * What was heard is never taken back, though much more is queued behind the mixer at times than a
 * moment before: when the backend takes over from the null clock (nothing is queued there), when
 * its position jumps back, and when more fill is asked for.
 */

struct ears {
	int64_t by_alsa, by_stream;	/* frames heard, as both say */
	int64_t worst;			/* the longest way back */
};

static void ears_note(struct ears *ears, int64_t *heard, int64_t now)
{
	if (*heard - now > ears->worst)
		ears->worst = *heard - now;
	*heard = now;
}

static int ears_listen(struct ears *ears, struct patient *patient, unsigned int ms)
{
	int64_t end = now_ns() + ms * 1000000LL;
	struct mixcore_stream_info info;
	snd_pcm_sframes_t delay;
	int err = 0;

	while (!err && (int64_t)now_ns() < end) {
		err = snd_pcm_delay(patient->pcm, &delay);
		if (!err)
			err = client_info(patient->control, patient->pcm, &info);
		ears_note(ears, &ears->by_alsa, PATIENT_LONG - 1 - delay);
		ears_note(ears, &ears->by_stream,
			  (int64_t)info.frames + info.queued_frames - info.delay_frames);
		/* Not in step with the cycles. */
		nanosleep(&(struct timespec) { 0, 370000 }, NULL);
	}
	return err;
}

static int set_fill(struct patient *patient, unsigned int frames)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = patient->output, .mask = MIXCORE_SET_FILL,
		.fill_frames = frames,
	};

	return call(patient->control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

/* And it did not stand still: so many ms were heard. */
#define EXPECT_HEARD_ON(ears, ms) do {						\
	EXPECT_EQ(0, (ears)->worst) {						\
		TH_LOG("frames heard twice: %lld", (long long)(ears)->worst);	\
	}									\
	EXPECT_LT((ms) * PATIENT_RATE / 1000, (ears)->by_alsa);			\
	EXPECT_LT((ms) * PATIENT_RATE / 1000, (ears)->by_stream);		\
} while (0)

/* At the start something older is being heard: frames below zero. */
static const struct ears deaf = { -PATIENT_LONG, -PATIENT_LONG, 0 };

TEST_F(pace, heard_is_heard_when_the_backend_takes_over)
{
	struct ears ears = deaf;

	ASSERT_EQ(0, testcard_set(self->patient.card, "fail", "prepare 2"));
	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 500));
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "1"));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 100));
	ASSERT_EQ(0, testcard_set(self->patient.card, "stall", "0"));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 700));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, patient_output(&self->patient).state);
	EXPECT_HEARD_ON(&ears, 1200);
}

TEST_F(pace, heard_is_heard_when_the_position_jumps_back)
{
	struct ears ears = deaf;
	unsigned int i;

	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 100));
	for (i = 0; i < 10; i++) {
		ASSERT_LE(0, patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 1000));
		ASSERT_EQ(0, testcard_set_number(self->patient.card, "jump", i % 2 ? -700 : -40));
		/* Two within 50 ms, then a longer time. */
		EXPECT_EQ(0, ears_listen(&ears, &self->patient, i % 3 ? 20 : 300));
	}
	EXPECT_HEARD_ON(&ears, 1000);
}

TEST_F(pace, heard_is_heard_when_more_is_queued)
{
	struct ears ears = deaf;

	ASSERT_EQ(0, patient_play(&self->patient));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 300));
	ASSERT_EQ(0, set_fill(&self->patient, PATIENT_BUFFER - PATIENT_PERIOD));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 300));
	ASSERT_EQ(0, set_fill(&self->patient, PATIENT_FILL));
	EXPECT_EQ(0, ears_listen(&ears, &self->patient, 300));
	EXPECT_EQ(0, patient_output(&self->patient).restarts);
	EXPECT_HEARD_ON(&ears, 800);
}

TEST_HARNESS_MAIN
