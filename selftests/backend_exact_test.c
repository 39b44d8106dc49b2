// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An output whose backend fails in every way there is, under a stream that must not notice.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <alsa/asoundlib.h>

#include "client.h"
#include "common.h"
#include "loopback.h"
#include "noise.h"
#include "kselftest_harness.h"

#define RATE		48000
#define PLAIN		0	/* the cards */
#define BATCH		1
#define NONATOMIC	2
#define BATCH_NONATOMIC	3

/* Sets a file of a test card. */
static int knob(unsigned int card, const char *name, const char *text)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/kernel/debug/snd-mixcore-test/card%u/%s", card, name);
	return write_text(path, text);
}

/* First byte of what the file says, 0 for nothing. */
static int knob_read(unsigned int card, const char *name)
{
	char path[96], byte = 0;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/snd-mixcore-test/card%u/%s", card, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (read(fd, &byte, 1) < 0)
		byte = '?';
	close(fd);
	return byte;
}

/*
 * What: content comes through as it is, whatever the backend is like
 */

#define FRAMES		24000	/* half a second */

FIXTURE(content) {
	struct loopback loopback;
	int32_t *samples;
	snd_pcm_t *pcm;
};

FIXTURE_VARIANT(content) {
	unsigned int card, cycle, period;
	const char *step;
};

#define CONTENT(name, ...) FIXTURE_VARIANT_ADD(content, name) { __VA_ARGS__ }

CONTENT(short_cycle, PLAIN, 128, 512, "0");
CONTENT(long_cycle, PLAIN, 512, 256, "0");
CONTENT(equal_cycle, PLAIN, 256, 256, "0");
CONTENT(uneven_cycle, PLAIN, 100, 441, "0");
CONTENT(short_cycle_steps, PLAIN, 128, 512, "100");
CONTENT(short_cycle_batch, BATCH, 128, 512, "0");
CONTENT(long_cycle_batch, BATCH, 512, 256, "0");
CONTENT(short_cycle_nonatomic, NONATOMIC, 128, 512, "0");
CONTENT(long_cycle_nonatomic, NONATOMIC, 512, 256, "0");
CONTENT(short_cycle_batch_nonatomic, BATCH_NONATOMIC, 128, 512, "0");
CONTENT(long_cycle_batch_nonatomic, BATCH_NONATOMIC, 512, 256, "0");

FIXTURE_SETUP(content)
{
	struct attach_options options = { .cycle = variant->cycle, .ramp = MIXCORE_RAMP_OFF };
	struct pcm_config slave = { FORMAT_S32, RATE, 2, variant->period, 8 * variant->period };
	struct client_config config = CLIENT_DEFAULT;
	char id[16], capture[16];

	snprintf(id, sizeof(id), "Test%u", variant->card);
	snprintf(capture, sizeof(capture), "hw:Test%u", variant->card);
	ASSERT_EQ(0, knob(variant->card, "step_frames", variant->step));
	ASSERT_EQ(0, loopback_open_on(&self->loopback, id, capture, &slave, &options));
	config.buffer = 32768;
	config.period = 8192;
	self->pcm = client_new(&config);
	ASSERT_NE(NULL, self->pcm);
	self->samples = noise_new(25, 2 * FRAMES, 32, 0);
	ASSERT_NE(NULL, self->samples);
	ASSERT_EQ(FRAMES, snd_pcm_writei(self->pcm, self->samples, FRAMES));
}

FIXTURE_TEARDOWN(content)
{
	snd_pcm_close(self->pcm);
	loopback_close(&self->loopback);
	EXPECT_EQ(0, knob(variant->card, "step_frames", "0"));
	free(self->samples);
}

TEST_F(content, is_bit_exact)
{
	struct mixcore_output_info info;
	long begin;

	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	ASSERT_EQ(0, snd_pcm_drain(self->pcm));
	sleep_ms(100);
	ASSERT_EQ(0, loopback_stop(&self->loopback));
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin) {
		TH_LOG("nothing but silence in %u frames", self->loopback.frames);
	}
	EXPECT_EQ(-1, loopback_differs(&self->loopback, begin, self->samples, FRAMES));
	EXPECT_EQ(-1, loopback_find(&self->loopback, begin + FRAMES));
	ASSERT_EQ(0, output_get(self->loopback.control, self->loopback.output, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.restarts);
	EXPECT_EQ(0, info.null_frames);
}

/*
 * When: faults, and how far the stream is
 */

#define SLAVE_PERIOD	256
#define SLAVE_BUFFER	2048
#define CYCLE		128
#define AHEAD		(4 * CYCLE)	/* that a stream may be ahead of or behind time */
#define LONG		(4 * RATE)

FIXTURE(fault) {
	int control, output, fd;
	snd_pcm_t *pcm;
	int64_t start;		/* ns */
};

FIXTURE_VARIANT(fault) {
	unsigned int card;
};

FIXTURE_VARIANT_ADD(fault, plain) { .card = PLAIN };
FIXTURE_VARIANT_ADD(fault, batch) { .card = BATCH };
FIXTURE_VARIANT_ADD(fault, nonatomic) { .card = NONATOMIC };

static const struct pcm_config fault_slave = { FORMAT_S32, RATE, 2, SLAVE_PERIOD, SLAVE_BUFFER };

/* The descriptor stays open: the other holder. */
static int fault_attach(FIXTURE_DATA(fault) *self, unsigned int card)
{
	struct attach_options options = { .cycle = CYCLE };
	char id[16];
	int err;

	snprintf(id, sizeof(id), "Test%u", card);
	self->fd = pcm_open(id, 0, O_RDWR | O_NONBLOCK);
	if (self->fd < 0)
		return self->fd;
	err = pcm_configure(self->fd, &fault_slave);
	return err ? err : attach(self->control, self->fd, "out", &options);
}

FIXTURE_SETUP(fault)
{
	static int32_t silence[2 * LONG];
	struct client_config config = CLIENT_DEFAULT;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = fault_attach(self, variant->card);
	ASSERT_LT(0, self->output);
	config.buffer = LONG;
	config.period = RATE;
	self->pcm = client_new(&config);
	ASSERT_NE(NULL, self->pcm);
	ASSERT_EQ(LONG - 1, snd_pcm_writei(self->pcm, silence, LONG - 1));
}

FIXTURE_TEARDOWN(fault)
{
	static const char * const ops[] = { "open", "hw_params", "prepare", "trigger", "pointer" };
	char text[32];
	unsigned int i;

	snd_pcm_close(self->pcm);
	if (self->fd >= 0)
		close(self->fd);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		snprintf(text, sizeof(text), "%s 0", ops[i]);
		EXPECT_EQ(0, knob(variant->card, "fail", text));
	}
	knob(variant->card, "stall", "0");
	EXPECT_EQ(0, knob(variant->card, "ppb", "0"));
	if (knob_read(variant->card, "vanish") != '0')
		EXPECT_EQ(0, knob(variant->card, "appear", "1"));
}

static int play(FIXTURE_DATA(fault) *self)
{
	self->start = now_ns();
	return snd_pcm_start(self->pcm);
}

static struct mixcore_output_info out(FIXTURE_DATA(fault) *self)
{
	struct mixcore_output_info info;

	if (output_get(self->control, self->output, &info))
		info.state = ~0U;
	return info;
}

/* Milliseconds until the output is in this state, -1 for never. */
static int wait_state(FIXTURE_DATA(fault) *self, unsigned int state, int ms)
{
	int64_t begin = now_ns();

	for (;;) {
		int passed = (now_ns() - begin) / 1000000;

		if (out(self).state == state)
			return passed;
		if (passed >= ms)
			return -1;
		sleep_ms(1);
	}
}

/* Frames by which the stream is ahead of the time that passed since its start. */
static int64_t ahead(FIXTURE_DATA(fault) *self)
{
	struct mixcore_stream_info info;
	int err = client_info(self->control, self->pcm, &info);

	if (err)
		return -LONG;
	return (int64_t)info.frames - (int64_t)(now_ns() - self->start) * RATE / 1000000000LL;
}

#define EXPECT_IN_TIME() do {							\
	int64_t _ahead = ahead(self);						\
	EXPECT_GE(AHEAD, _ahead);						\
	EXPECT_LE(-AHEAD, _ahead);						\
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->pcm));		\
} while (0)

TEST_F(fault, none)
{
	ASSERT_EQ(0, play(self));
	sleep_ms(1000);
	EXPECT_IN_TIME();
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_EQ(0, out(self).restarts);
	EXPECT_EQ(0, out(self).null_frames);
}

/* Nothing is attached, and what there was goes on. */
TEST_F(fault, another_cannot_be_opened)
{
	struct pcm_config config = fault_slave;

	ASSERT_EQ(0, play(self));
	ASSERT_EQ(0, knob(BATCH_NONATOMIC, "fail", "open 1"));
	EXPECT_EQ(-EIO, attach_new(self->control, "Test3", 0, &config, NULL));
	ASSERT_EQ(0, knob(BATCH_NONATOMIC, "fail", "hw_params 1 28"));
	EXPECT_EQ(-ENOSPC, attach_new(self->control, "Test3", 0, &config, NULL));
	EXPECT_EQ(0, knob_read(BATCH_NONATOMIC, "fail"));
	sleep_ms(100);
	EXPECT_EQ(0, out(self).restarts);
	EXPECT_IN_TIME();
}

/* At the start: the null clock plays, and the backend is tried again until it works. */
TEST_F(fault, prepare_fails_at_the_start)
{
	ASSERT_EQ(0, knob(variant->card, "fail", "prepare 3"));
	ASSERT_EQ(0, play(self));
	sleep_ms(80);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL_CLOCK, out(self).state);
	EXPECT_IN_TIME();
	EXPECT_LE(100, wait_state(self, MIXCORE_OUTPUT_RUNNING, 1000));
	EXPECT_EQ(0, knob_read(variant->card, "fail"));
	sleep_ms(100);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_IN_TIME();
	EXPECT_LT(0, out(self).null_frames);
}

TEST_F(fault, prepare_fails_with_other_errors)
{
	ASSERT_EQ(0, knob(variant->card, "fail", "prepare 2 22"));
	ASSERT_EQ(0, play(self));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 1000));
	ASSERT_EQ(0, knob(variant->card, "fail", "prepare 1 16"));
	ASSERT_EQ(0, pcm_drop(self->fd));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_NULL_CLOCK, 100));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 1000));
	sleep_ms(100);
	EXPECT_IN_TIME();
}

TEST_F(fault, prepare_fails_while_playing)
{
	ASSERT_EQ(0, play(self));
	sleep_ms(200);
	ASSERT_EQ(0, knob(variant->card, "fail", "prepare 1000"));
	ASSERT_EQ(0, pcm_drop(self->fd));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_NULL_CLOCK, 30));
	sleep_ms(1500);
	EXPECT_IN_TIME();
	ASSERT_EQ(0, knob(variant->card, "fail", "prepare 0"));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 1000));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_IN_TIME();
}

TEST_F(fault, trigger_fails_once)
{
	ASSERT_EQ(0, knob(variant->card, "fail", "trigger 1"));
	ASSERT_EQ(0, play(self));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 100));
	sleep_ms(300);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_EQ(1, out(self).restarts);
	EXPECT_EQ(0, out(self).xruns);
	EXPECT_IN_TIME();
}

/* Each attempt may cost nothing: the stream neither gains nor loses time. */
TEST_F(fault, trigger_fails_often)
{
	ASSERT_EQ(0, knob(variant->card, "fail", "trigger 1000"));
	ASSERT_EQ(0, play(self));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_NULL_CLOCK, 50));
	sleep_ms(1500);
	EXPECT_IN_TIME();
	ASSERT_EQ(0, knob(variant->card, "fail", "trigger 0"));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 1000));
	sleep_ms(300);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_IN_TIME();
}

/* The position can't be read: an xrun to the PCM core. */
TEST_F(fault, pointer_fails)
{
	ASSERT_EQ(0, play(self));
	sleep_ms(200);
	ASSERT_EQ(0, knob(variant->card, "fail", "pointer 1"));
	sleep_ms(200);
	EXPECT_EQ(0, knob_read(variant->card, "fail"));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_EQ(1, out(self).xruns);
	EXPECT_IN_TIME();
}

TEST_F(fault, stall)
{
	/* A period and 20 ms; 10 to notice. */
	const int limit = 1000 * SLAVE_PERIOD / RATE + 1 + 20 + 10;
	int ms;

	ASSERT_EQ(0, play(self));
	sleep_ms(300);
	ASSERT_EQ(0, knob(variant->card, "stall", "1"));
	ms = wait_state(self, MIXCORE_OUTPUT_NULL_CLOCK, 500);
	EXPECT_LE(0, ms);
	EXPECT_GE(limit, ms);
	sleep_ms(60);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL_CLOCK, out(self).state);
	EXPECT_IN_TIME();
	ASSERT_EQ(0, knob(variant->card, "stall", "0"));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 500));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_IN_TIME();
}

/* The attempts to start it again do not hold the stream up. */
TEST_F(fault, stall_for_long)
{
	int64_t worst = 0, now;
	int i;

	ASSERT_EQ(0, play(self));
	sleep_ms(300);
	ASSERT_EQ(0, knob(variant->card, "stall", "1"));
	for (i = 0; i < 200; i++) {
		sleep_ms(10);
		now = ahead(self);
		if (now < worst)
			worst = now;
	}
	/* An application with 100 ms in its buffer would have got an error. */
	EXPECT_GE(100 * RATE / 1000, -worst);
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
TEST_F(fault, stall_under_a_short_buffer)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;

	config.period = 480;
	config.buffer = 1920;
	pcm = client_new(&config);
	ASSERT_NE(NULL, pcm);
	EXPECT_LT(0, play_periods(pcm, 200));
	ASSERT_EQ(0, knob(variant->card, "stall", "1"));
	EXPECT_LE(RATE - AHEAD - 1920, play_periods(pcm, 1000));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(pcm));
	snd_pcm_close(pcm);
}

/* Ahead by less than what is queued: no harm but that it is queued no more. */
TEST_F(fault, jump_a_little)
{
	ASSERT_EQ(0, play(self));
	sleep_ms(300);
	ASSERT_EQ(0, knob(variant->card, "jump", "100"));
	sleep_ms(100);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_EQ(0, out(self).xruns);
	EXPECT_IN_TIME();
}

TEST_F(fault, jump_past_what_is_queued)
{
	ASSERT_EQ(0, play(self));
	sleep_ms(300);
	ASSERT_EQ(0, knob(variant->card, "jump", "1500"));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_LE(1, out(self).restarts + out(self).xruns);
	EXPECT_IN_TIME();
}

TEST_F(fault, jump_back)
{
	ASSERT_EQ(0, play(self));
	sleep_ms(300);
	ASSERT_EQ(0, knob(variant->card, "jump", "-300"));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_IN_TIME();
}

TEST_F(fault, the_other_holder_drops)
{
	unsigned int i;

	ASSERT_EQ(0, play(self));
	for (i = 0; i < 5; i++) {
		sleep_ms(100);
		ASSERT_EQ(0, pcm_drop(self->fd));
	}
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_EQ(5, out(self).restarts);
	EXPECT_IN_TIME();
}

/* The output follows the backend's crystal: 1 % fast. */
TEST_F(fault, fast_clock)
{
	int64_t now;

	ASSERT_EQ(0, knob(variant->card, "ppb", "10000000"));
	ASSERT_EQ(0, play(self));
	sleep_ms(2000);
	now = ahead(self);
	EXPECT_GE(2 * RATE / 100 + AHEAD, now);
	EXPECT_LE(2 * RATE / 100 - AHEAD, now);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_EQ(0, out(self).restarts);
}

TEST_F(fault, unplug_and_plug)
{
	int i;

	close(self->fd);
	self->fd = -1;
	ASSERT_EQ(0, play(self));
	sleep_ms(300);
	ASSERT_EQ(0, knob(variant->card, "vanish", "1"));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_LOST, 100));
	/* Nobody holds the card. */
	for (i = 0; i < 100 && knob_read(variant->card, "vanish") != '2'; i++)
		sleep_ms(1);
	EXPECT_EQ('2', knob_read(variant->card, "vanish"));
	sleep_ms(200);
	EXPECT_IN_TIME();

	ASSERT_EQ(0, knob(variant->card, "appear", "1"));
	EXPECT_EQ(self->output, fault_attach(self, variant->card));
	EXPECT_LE(0, wait_state(self, MIXCORE_OUTPUT_RUNNING, 500));
	sleep_ms(200);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, out(self).state);
	EXPECT_IN_TIME();
}

TEST_HARNESS_MAIN
