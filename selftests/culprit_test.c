// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Five kinds of faults, each many times, at random times and of random length: what the kernel says
 * of whose fault an xrun was must be what the fault was.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1, one processor.
 * SIZE=full makes 100 faults of each kind on each card.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "testcard.h"
#include "xruns.h"
#include "kselftest_harness.h"

#define RATE		48000
#define BUFFER		1024	/* of the application: 21 ms */
#define PERIOD		256
#define FAULTS_QUICK	20
#define FAULTS_FULL	100
#define REPORTS_MAX	16
#define CALM_MS		150	/* after which all is as before */

/* An application that is always in time, unless it is to be late. */
struct feeder {
	snd_pcm_t *pcm;
	pthread_t thread;
	_Atomic unsigned int late_us;
	_Atomic bool stop;
	_Atomic bool paced;	/* writes by a clock of its own, and no faster than that */
};

FIXTURE(culprit) {
	struct patient patient;
	struct feeder feeder;
	unsigned int seed, stream, faults, right, reports;
};

FIXTURE_VARIANT(culprit) {
	unsigned int card;
};

FIXTURE_VARIANT_ADD(culprit, plain) { .card = PLAIN };
FIXTURE_VARIANT_ADD(culprit, batch_nonatomic) { .card = BATCH_NONATOMIC };

static void pace(struct timespec *next)
{
	next->tv_nsec += PERIOD * (1000000000LL / RATE);
	if (next->tv_nsec >= 1000000000) {
		next->tv_nsec -= 1000000000;
		next->tv_sec++;
	}
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static void *feed(void *data)
{
	static const int32_t silence[2 * PERIOD];
	struct feeder *feeder = data;
	struct timespec next;

	clock_gettime(CLOCK_MONOTONIC, &next);

	while (!feeder->stop) {
		unsigned int late_us = atomic_exchange(&feeder->late_us, 0);

		if (late_us)
			usleep(late_us);
		if (feeder->paced)
			pace(&next);
		else
			clock_gettime(CLOCK_MONOTONIC, &next);
		if (snd_pcm_writei(feeder->pcm, silence, PERIOD) < 0)
			snd_pcm_prepare(feeder->pcm);
	}
	return NULL;
}

/* Above all that is ordinary, below the kernel's threads. */
static int priority(pthread_t thread, int value)
{
	struct sched_param param = { .sched_priority = value };

	return -pthread_setschedparam(thread, value ? SCHED_FIFO : SCHED_OTHER, &param);
}

static int feeder_start(struct feeder *feeder)
{
	struct client_config config = CLIENT_DEFAULT;

	config.buffer = BUFFER;
	config.period = PERIOD;
	feeder->pcm = client_new(&config);
	if (!feeder->pcm)
		return -errno;
	if (pthread_create(&feeder->thread, NULL, feed, feeder))
		return -EAGAIN;
	return priority(feeder->thread, 10);
}

static void feeder_stop(struct feeder *feeder)
{
	feeder->stop = true;
	pthread_join(feeder->thread, NULL);
	snd_pcm_close(feeder->pcm);
}

FIXTURE_SETUP(culprit)
{
	struct mixcore_stream_info info;

	ASSERT_EQ(0, patient_open(&self->patient, variant->card));
	/* Only its output is wanted here. */
	snd_pcm_close(self->patient.pcm);
	self->patient.pcm = NULL;
	self->seed = 1;
	ASSERT_EQ(0, feeder_start(&self->feeder));
	ASSERT_EQ(0, client_info(self->patient.control, self->feeder.pcm, &info));
	self->stream = info.id;
	sleep_ms(CALM_MS);
}

FIXTURE_TEARDOWN(culprit)
{
	feeder_stop(&self->feeder);
	EXPECT_EQ(0, patient_close(&self->patient));
}

static unsigned int any(FIXTURE_DATA(culprit) *self, unsigned int from, unsigned int to)
{
	return from + (unsigned int)rand_r(&self->seed) % (to - from);
}

/* More than its buffer lasts. */
static int application_is_late(FIXTURE_DATA(culprit) *self)
{
	self->feeder.late_us = any(self, 30000, 60000);
	return 0;
}

/* A program of higher priority than anything, for longer than what is queued lasts. */
static int mixer_is_late(FIXTURE_DATA(culprit) *self)
{
	int64_t end = now_ns() + any(self, 18000, 60000) * 1000LL;
	int err = priority(pthread_self(), 99);

	while (now_ns() < end)
		;
	return err ? err : priority(pthread_self(), 0);
}

static int backend_stands_still(FIXTURE_DATA(culprit) *self)
{
	int err = testcard_set(self->patient.card, "stall", "1");

	usleep(any(self, 60000, 120000));
	return err ? err : testcard_set(self->patient.card, "stall", "0");
}

/* Further than what is queued, by cards that tell of whole periods, too; not once round. */
static int position_jumps(FIXTURE_DATA(culprit) *self)
{
	return testcard_set_number(self->patient.card, "jump", any(self, PATIENT_FILL + PATIENT_PERIOD, 1500));
}

static int machine_stands_still(FIXTURE_DATA(culprit) *self)
{
	return testcard_set_number(self->patient.card, "freeze_us", any(self, 18000, 60000));
}

struct fault {
	const char *name;
	int (*make)(FIXTURE_DATA(culprit) *self);
	unsigned int culprit;
};

static void print_report(const struct mixcore_xrun *xrun)
{
	char text[320];

	xrun_text(text, sizeof(text), xrun);
	fprintf(stderr, "# %s\n", text);
}

/* All reports of one fault must be right; at least one there must be. */
static bool judge(FIXTURE_DATA(culprit) *self, const struct fault *fault, unsigned long long after)
{
	struct mixcore_xrun reports[REPORTS_MAX];
	int count = xruns_get(self->patient.control, after, reports, REPORTS_MAX, NULL);
	bool right = count > 0;

	if (count <= 0)
		fprintf(stderr, "# %s: no report\n", fault->name);
	for (int i = 0; i < count; i++) {
		self->reports++;
		if (reports[i].culprit == fault->culprit)
			continue;
		right = false;
		print_report(&reports[i]);
	}
	return right;
}

static int make_faults(FIXTURE_DATA(culprit) *self, const struct fault *fault)
{
	unsigned int faults = size_is_full() ? FAULTS_FULL : FAULTS_QUICK;

	for (self->faults = 0; self->faults < faults; self->faults++) {
		unsigned long long after = xruns_latest(self->patient.control);
		int err;

		usleep(any(self, 0, 20000));
		err = fault->make(self);
		if (err)
			return err;
		if (patient_wait(&self->patient, MIXCORE_OUTPUT_RUNNING, 2000) < 0)
			return -ETIME;
		sleep_ms(CALM_MS);
		self->right += judge(self, fault, after);
	}
	fprintf(stderr, "# %s: %u of %u right, %u reports\n", fault->name, self->right, self->faults,
	       self->reports);
	return 0;
}

/* 99 of 100. */
#define FAULT_TEST(fault_name, makes, is)						\
TEST_F_TIMEOUT(culprit, fault_name, 600)						\
{										\
	const struct fault fault = { #fault_name, makes, is };			\
										\
	ASSERT_EQ(0, make_faults(self, &fault));				\
	EXPECT_GE(self->right * 100, self->faults * 99);			\
}

FAULT_TEST(application, application_is_late, MIXCORE_CULPRIT_APPLICATION)
FAULT_TEST(mixer, mixer_is_late, MIXCORE_CULPRIT_MIXER)
FAULT_TEST(backend, backend_stands_still, MIXCORE_CULPRIT_BACKEND)
FAULT_TEST(position, position_jumps, MIXCORE_CULPRIT_POSITION)
FAULT_TEST(machine, machine_stands_still, MIXCORE_CULPRIT_MACHINE)

/*
 * A position that jumps, but not as far as what is queued: the output has no xrun, and takes what it
 * thinks it needs at twice the speed, from an application that has no more. It is not to blame.
 */
TEST_F_TIMEOUT(culprit, hurried, 600)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = self->patient.output, .mask = MIXCORE_SET_FILL,
		.fill_frames = PATIENT_BUFFER,
	};
	const struct fault fault = { "hurried", position_jumps, MIXCORE_CULPRIT_POSITION };
	struct mixcore_xrun report;

	ASSERT_EQ(0, call(self->patient.control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	self->feeder.paced = true;
	sleep_ms(CALM_MS);
	ASSERT_EQ(0, make_faults(self, &fault));
	EXPECT_EQ(self->faults, self->right);
	/* All of the application, and none of the output. */
	ASSERT_EQ(1, xruns_get(self->patient.control, xruns_latest(self->patient.control) - 1,
			       &report, 1, NULL));
	EXPECT_EQ(MIXCORE_OBJECT_STREAM, report.object);
	EXPECT_EQ(0, patient_output(&self->patient).xruns);
	EXPECT_LT(report.buffer_ns / 2, report.late_ns);
}

/* Nothing is anybody's fault while nothing is wrong. */
TEST_F(culprit, nobody)
{
	unsigned long long after = xruns_latest(self->patient.control);

	sleep_ms(2000);
	EXPECT_EQ(after, xruns_latest(self->patient.control));
}

TEST_HARNESS_MAIN
