// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What applications record is, bit by bit, what Documentation/dsp.rst says of what the input's
 * backend captured, or of what streams play on the output: in every format, with every access, and
 * whatever happens to others that record the same.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "noise.h"
#include "recorder.h"
#include "reference.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RING		6100	/* frames of what repeats; a slip by a whole buffer is heard */
#define TAKES		16
#define ROOM		60000
#define UNITY		MIXCORE_GAIN_UNITY

/* Frames that each application records. */
static unsigned int length(void)
{
	return size_is_full() ? 48000 : 12000;
}

/* Every format and access, one to eight channels; periods and buffers of all kinds. */
static const struct take_config kinds[TAKES] = {
	{ 0, SND_PCM_FORMAT_U8, 1, 0, 64, 4096, SND_PCM_ACCESS_RW_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_S16_LE, 2, 0, 256, 8192, SND_PCM_ACCESS_MMAP_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_S16_BE, 3, 0, 441, 4410, SND_PCM_ACCESS_RW_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_S24_LE, 4, 0, 1000, 4000, SND_PCM_ACCESS_MMAP_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_S24_BE, 5, 0, 32, 3200, SND_PCM_ACCESS_RW_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_S24_3LE, 6, 0, 700, 3500, SND_PCM_ACCESS_MMAP_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_S24_3BE, 7, 0, 333, 3330, SND_PCM_ACCESS_RW_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_S32_LE, 8, 0, 2048, 6144, SND_PCM_ACCESS_MMAP_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_S32_BE, 2, 0, 512, 16384, SND_PCM_ACCESS_RW_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_FLOAT_LE, 2, 0, 480, 4800, SND_PCM_ACCESS_MMAP_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_FLOAT_LE, 1, 0, 128, 3072, SND_PCM_ACCESS_RW_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_U8, 8, 0, 300, 3000, SND_PCM_ACCESS_MMAP_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_S16_LE, 1, 0, 4000, 12000, SND_PCM_ACCESS_RW_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_S24_3LE, 2, 0, 77, 3080, SND_PCM_ACCESS_MMAP_INTERLEAVED },
	{ 0, SND_PCM_FORMAT_S32_LE, 1, 0, 1024, 4096, SND_PCM_ACCESS_RW_NONINTERLEAVED },
	{ 0, SND_PCM_FORMAT_S32_LE, 6, 0, 160, 3200, SND_PCM_ACCESS_RW_INTERLEAVED },
};

struct takes {
	struct take take[TAKES];
	uint32_t gain[TAKES][MIXCORE_CHANNELS_MAX];
};

/* Every third has a gain: most samples are rounded, some saturate. */
static void choose_gains(struct takes *takes, unsigned int i)
{
	uint64_t seed = 900 + i;
	unsigned int ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		takes->gain[i][ch] = i % 3 ? UNITY : UNITY / 4 + noise_next(&seed) % (2 * UNITY);
}

static int open_one(struct takes *takes, int node, unsigned int i, unsigned int device,
		    unsigned int rate)
{
	struct take_config config = kinds[i];
	int err;

	config.device = device;
	config.rate = rate;
	choose_gains(takes, i);
	err = take_new(&takes->take[i], node, &config, ROOM);
	return err ? err : take_set_gain(node, &takes->take[i], takes->gain[i]);
}

static int open_all(struct takes *takes, int node, unsigned int device, unsigned int rate)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < TAKES; i++)
		err = open_one(takes, node, i, device, rate);
	return err;
}

static int start_all(struct takes *takes)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < TAKES; i++)
		err = take_start(&takes->take[i]);
	return err;
}

/* Comparing takes time, in which nobody reads. Those that are stopped already stay so. */
static void stop_from(struct takes *takes, unsigned int first)
{
	unsigned int i;

	for (i = first; i < TAKES; i++)
		snd_pcm_drop(takes->take[i].pcm);
}

static void close_all(struct takes *takes)
{
	unsigned int i;

	for (i = 0; i < TAKES; i++)
		take_close(&takes->take[i]);
}

/* All of it is the sound, or the sound behind silence. */
static void expect_exact(struct __test_metadata *_metadata, int node, struct takes *takes,
			 unsigned int i, const struct sound *sound)
{
	struct heard heard = take_heard(&takes->take[i], 0, sound, takes->gain[i]);
	struct mixcore_stream_info info;

	EXPECT_LE(length(), takes->take[i].frames);
	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("recorder %u of %u: %u frames of silence, then frame %u", i,
		       takes->take[i].frames, heard.silence, heard.first);
	}
	EXPECT_EQ(0, heard.silence) {
		TH_LOG("recorder %u", i);
	}
	ASSERT_EQ(0, take_info(node, &takes->take[i], &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
	EXPECT_LE(takes->take[i].frames, info.frames);
}

/*
 * Inputs
 */

FIXTURE(input) {
	int control, id;
	struct cable cable;
	struct takes takes;
};

FIXTURE_VARIANT(input) {
	unsigned int card, rate, channels, period, cycle;
	int bits;
};

FIXTURE_VARIANT_ADD(input, plain_S16) {
	.card = PLAIN, .rate = 48000, .channels = 2, .bits = 16, .period = 256,
};

FIXTURE_VARIANT_ADD(input, batch_S32) {
	.card = BATCH, .rate = 44100, .channels = 8, .bits = 32, .period = 441, .cycle = 100,
};

FIXTURE_VARIANT_ADD(input, nonatomic_S24) {
	.card = NONATOMIC, .rate = 48000, .channels = 6, .bits = 24, .period = 512, .cycle = 512,
};

FIXTURE_VARIANT_ADD(input, batch_nonatomic_S32) {
	.card = BATCH_NONATOMIC, .rate = 96000, .channels = 1, .bits = 32, .period = 960,
};

FIXTURE_SETUP(input)
{
	struct input_options options = { .cycle = variant->cycle };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, testcard_reset(variant->card));
	ASSERT_EQ(0, cable_open(&self->cable, variant->card, variant->bits, variant->rate,
				variant->channels, RING));
	self->id = cable_attach(self->control, &self->cable, "in", variant->bits, variant->rate,
				variant->period, &options);
	ASSERT_LT(0, self->id);
}

FIXTURE_TEARDOWN(input)
{
	close_all(&self->takes);
	cable_close(&self->cable);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static void expect_input_in_time(struct __test_metadata *_metadata, int control, unsigned int id)
{
	struct mixcore_input_info info;

	ASSERT_EQ(0, input_get(control, id, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.restarts);
	EXPECT_EQ(0, info.null_frames);
	EXPECT_LT(0, info.frames);
}

TEST_F_TIMEOUT(input, sixteen_recorders, 300)
{
	unsigned int i;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, open_all(&self->takes, self->control, OF_INPUTS, variant->rate));
	ASSERT_EQ(0, start_all(&self->takes));
	ASSERT_EQ(0, takes_read(self->takes.take, TAKES, length()));
	stop_from(&self->takes, 0);
	for (i = 0; i < TAKES; i++)
		expect_exact(_metadata, self->control, &self->takes, i, &self->cable.sound);
	expect_input_in_time(_metadata, self->control, self->id);
}

/* The first frame that the card captures is the first one recorded. */
TEST_F(input, silence_before_it_and_the_first_frame)
{
	struct take *take = &self->takes.take[8];
	struct heard heard;

	ASSERT_EQ(0, open_one(&self->takes, self->control, 8, OF_INPUTS, variant->rate));
	ASSERT_EQ(0, take_start(take));
	ASSERT_EQ(0, takes_read(take, 1, 2000));
	EXPECT_EQ(0, take_loud(take, 0));
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, takes_read(take, 1, 8000));
	heard = take_heard(take, 0, &self->cable.sound, self->takes.gain[8]);
	EXPECT_LE(2000, heard.silence);
	EXPECT_EQ(0, heard.first);
	EXPECT_EQ(-1, heard.differs);
}

/* Linked applications have the same frames. */
TEST_F(input, linked_recorders_start_with_the_same_frame)
{
	struct take *take = self->takes.take;
	unsigned int i, first = 0, many = linked_max();

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, open_all(&self->takes, self->control, OF_INPUTS, variant->rate));
	for (i = 1; i < many; i++) {
		ASSERT_EQ(0, snd_pcm_link(take[0].pcm, take[i].pcm));
	}
	ASSERT_EQ(0, take_start(&take[0]));
	ASSERT_EQ(0, takes_read(take, many, 4000));
	for (i = 0; i < many; i++) {
		struct heard heard = take_heard(&take[i], 0, &self->cable.sound,
						self->takes.gain[i]);

		EXPECT_EQ(-1, heard.differs);
		EXPECT_EQ(0, heard.silence);
		if (!i)
			first = heard.first;
		EXPECT_EQ(first, heard.first) {
			TH_LOG("recorder %u", i);
		}
	}
}

/*
 * Four of the sixteen get into trouble
 */

#define VICTIMS	4
#define STALLED	0
#define SLOW	1	/* reads less than comes */
#define STOPPED	2	/* and started again and again */
#define KILLED	3

/* A process that records in place of one of them, until it is killed. */
static pid_t start_killed(struct takes *takes, const struct take_config *kind, unsigned int device,
			  unsigned int rate)
{
	struct take_config config = *kind;
	struct take take;
	pid_t child = fork();
	int node;

	if (child)
		return child;
	/* Its copies of the others' descriptors would keep them open. */
	close_all(takes);
	config.device = device;
	config.rate = rate;
	node = node_open(O_RDONLY);
	if (node < 0 || take_new(&take, node, &config, ROOM) || take_start(&take))
		_exit(1);
	while (!take_read(&take)) {
		take.frames = 0;
		sleep_ms(1);
	}
	_exit(2);
}

/* One round of what they do to themselves. */
static int disturb(struct takes *takes)
{
	struct take *slow = &takes->take[SLOW], *stopped = &takes->take[STOPPED];
	unsigned int room = slow->room;
	int err;

	slow->room = slow->frames + 8;
	err = take_read(slow);
	slow->room = room;
	if (err && err != -EPIPE)
		return err;
	err = snd_pcm_drop(stopped->pcm);
	return err < 0 ? err : take_again(stopped);
}

static int run_disturbed(struct takes *takes, pid_t child)
{
	unsigned int round;
	int err = 0;

	for (round = 0; !err && round < 40; round++) {
		if (round == 20)
			kill(child, SIGKILL);
		err = disturb(takes) ?: takes_run(&takes->take[VICTIMS], TAKES - VICTIMS, 5);
	}
	return err ?: takes_read(&takes->take[VICTIMS], TAKES - VICTIMS, length());
}

/* An ordinary overrun, after which it can go on. */
static void expect_overrun(struct __test_metadata *_metadata, int node, struct takes *takes,
			   unsigned int i, const struct sound *sound)
{
	struct take *take = &takes->take[i];
	struct mixcore_stream_info info;
	struct heard heard;

	EXPECT_EQ(SND_PCM_STATE_XRUN, snd_pcm_state(take->pcm));
	EXPECT_EQ(-EPIPE, snd_pcm_avail(take->pcm));
	EXPECT_EQ(-EPIPE, take_read(take));
	ASSERT_EQ(0, take_info(node, take, &info));
	EXPECT_EQ(MIXCORE_STREAM_XRUN, info.state);
	EXPECT_EQ(1, info.xruns);
	ASSERT_EQ(0, take_again(take));
	ASSERT_EQ(0, takes_read(take, 1, 3000));
	heard = take_heard(take, 0, sound, takes->gain[i]);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.silence);
	ASSERT_EQ(0, take_info(node, take, &info));
	EXPECT_EQ(1, info.xruns);
}

static void check_disturbed(struct __test_metadata *_metadata, int node, struct takes *takes,
			    const struct sound *sound, unsigned int device, unsigned int rate)
{
	struct heard heard;
	unsigned int i;
	int status;
	pid_t child;

	child = start_killed(takes, &kinds[KILLED], device, rate);
	ASSERT_LT(0, child);
	ASSERT_EQ(0, open_all(takes, node, device, rate));
	take_close(&takes->take[KILLED]);
	for (i = 0; i < TAKES; i++) {
		if (i != KILLED)
			ASSERT_EQ(0, take_start(&takes->take[i]));
	}
	ASSERT_EQ(0, run_disturbed(takes, child));
	stop_from(takes, VICTIMS);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	for (i = VICTIMS; i < TAKES; i++)
		expect_exact(_metadata, node, takes, i, sound);
	/* What it got before it was too late. */
	heard = take_heard(&takes->take[SLOW], 0, sound, takes->gain[SLOW]);
	EXPECT_EQ(-1, heard.differs);
	expect_overrun(_metadata, node, takes, STALLED, sound);
	expect_overrun(_metadata, node, takes, SLOW, sound);
	ASSERT_EQ(0, take_again(&takes->take[STOPPED]));
	ASSERT_EQ(0, takes_read(&takes->take[STOPPED], 1, 3000));
	heard = take_heard(&takes->take[STOPPED], 0, sound, takes->gain[STOPPED]);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.silence);
}

TEST_F_TIMEOUT(input, twelve_beside_four_in_trouble, 300)
{
	ASSERT_EQ(0, cable_start(&self->cable));
	check_disturbed(_metadata, self->control, &self->takes, &self->cable.sound, OF_INPUTS,
			variant->rate);
	expect_input_in_time(_metadata, self->control, self->id);
}

/* An application that has started keeps its place: what was captured before is not heard. */
TEST_F(input, stopped_and_started_again)
{
	struct take *take = &self->takes.take[0];
	unsigned int round;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, open_one(&self->takes, self->control, 0, OF_INPUTS, variant->rate));
	for (round = 0; round < 5; round++) {
		struct heard heard;

		ASSERT_EQ(0, take_again(take));
		EXPECT_EQ(0, snd_pcm_avail(take->pcm));
		ASSERT_EQ(0, takes_read(take, 1, 1000));
		heard = take_heard(take, 0, &self->cable.sound, self->takes.gain[0]);
		EXPECT_EQ(-1, heard.differs);
		EXPECT_EQ(0, heard.silence);
		ASSERT_EQ(0, snd_pcm_drop(take->pcm));
	}
}

/*
 * Monitors
 */

#define LOOPS	4

FIXTURE(monitor) {
	int control, output;
	struct loop loops[LOOPS];
	uint32_t gains[LOOPS][MIXCORE_CHANNELS_MAX];
	struct recorder speaker;	/* what the card plays */
	struct sound sound;
	struct takes takes;
};

/* Of the output; its streams have as many channels, or one. */
FIXTURE_VARIANT(monitor) {
	unsigned int card, channels, period, cycle, fill;
	int bits;
	bool loud, narrow;
};

/* Mixed narrow for the card; the monitor has all bits. */
FIXTURE_VARIANT_ADD(monitor, plain_S16) {
	.card = PLAIN, .channels = 2, .bits = 16, .period = 256, .narrow = true,
};

FIXTURE_VARIANT_ADD(monitor, batch_S32) {
	.card = BATCH, .channels = 8, .bits = 32, .period = 480, .cycle = 100, .fill = 2048,
	.loud = true,
};

FIXTURE_VARIANT_ADD(monitor, nonatomic_S24) {
	.card = NONATOMIC, .channels = 6, .bits = 24, .period = 512, .cycle = 512,
};

FIXTURE_VARIANT_ADD(monitor, batch_nonatomic_S32) {
	.card = BATCH_NONATOMIC, .channels = 2, .bits = 32, .period = 960, .cycle = 240,
	.loud = true,
};

static int attach_output(FIXTURE_DATA(monitor) *self, const FIXTURE_VARIANT(monitor) *variant)
{
	struct pcm_config slave = {
		variant->bits == 16 ? FORMAT_S16 : variant->bits == 24 ? FORMAT_S24 : FORMAT_S32,
		48000, variant->channels, variant->period, 8 * variant->period,
	};
	struct attach_options options = {
		.cycle = variant->cycle, .fill = variant->fill, .ramp = MIXCORE_RAMP_OFF,
	};
	char card[16];

	snprintf(card, sizeof(card), "Test%u", variant->card);
	return attach_card(self->control, "out", card, 0, &slave, &options);
}

/* Formats and channels by turns; gains make them saturate, or be rounded. */
static int open_loops(FIXTURE_DATA(monitor) *self, const FIXTURE_VARIANT(monitor) *variant)
{
	static const int bits[LOOPS] = { 16, 32, 24, 16 };
	unsigned int i, ch;
	uint64_t seed = 31;
	int err = 0;

	for (i = 0; !err && i < LOOPS; i++) {
		struct mixcore_stream_set set = { .size = sizeof(set), .mask = MIXCORE_SET_GAIN };

		err = loop_open(&self->loops[i], self->control, 40 + i,
				variant->narrow ? 16 : bits[i],
				i % 2 ? 1 : variant->channels, 48000, RING);
		for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
			self->gains[i][ch] = noise_next(&seed) % (variant->loud ? UNITY : UNITY / 5);
		memcpy(set.gain, self->gains[i], sizeof(set.gain));
		set.id = self->loops[i].id;
		err = err ?: call(self->control, MIXCORE_IOCTL_STREAM_SET, &set);
	}
	return err;
}

FIXTURE_SETUP(monitor)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, testcard_reset(variant->card));
	self->output = attach_output(self, variant);
	ASSERT_LT(0, self->output);
	ASSERT_EQ(0, open_loops(self, variant));
	ASSERT_EQ(0, loops_sound(self->loops, LOOPS, variant->channels, self->gains, NULL,
				 &self->sound));
}

FIXTURE_TEARDOWN(monitor)
{
	unsigned int i;

	close_all(&self->takes);
	for (i = 0; i < LOOPS; i++)
		loop_close(&self->loops[i]);
	sound_free(&self->sound);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

TEST_F_TIMEOUT(monitor, sixteen_recorders, 300)
{
	unsigned int i;

	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	sleep_ms(50);
	ASSERT_EQ(0, open_all(&self->takes, self->control, OF_MONITORS, 48000));
	ASSERT_EQ(0, start_all(&self->takes));
	ASSERT_EQ(0, takes_read(self->takes.take, TAKES, length()));
	stop_from(&self->takes, 0);
	for (i = 0; i < TAKES; i++)
		expect_exact(_metadata, self->control, &self->takes, i, &self->sound);
}

TEST_F_TIMEOUT(monitor, twelve_beside_four_in_trouble, 300)
{
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	sleep_ms(50);
	check_disturbed(_metadata, self->control, &self->takes, &self->sound, OF_MONITORS, 48000);
}

/* The recorders run already: silence, and then the first frame of all. */
TEST_F(monitor, silence_before_it_and_the_first_frame)
{
	struct take *take = &self->takes.take[1];
	struct heard heard;

	ASSERT_EQ(0, open_one(&self->takes, self->control, 1, OF_MONITORS, 48000));
	ASSERT_EQ(0, take_start(take));
	ASSERT_EQ(0, takes_read(take, 1, 2000));
	EXPECT_EQ(0, take_loud(take, 0));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	ASSERT_EQ(0, takes_read(take, 1, 10000));
	heard = take_heard(take, 0, &self->sound, self->takes.gain[1]);
	EXPECT_LE(2000, heard.silence);
	EXPECT_EQ(0, heard.first);
	EXPECT_EQ(-1, heard.differs);
}

/* What the card plays does not depend on who records it. */
TEST_F_TIMEOUT(monitor, the_output_is_not_changed_by_it, 300)
{
	struct reference_stream streams[LOOPS] = { };
	int32_t *expected = calloc(RING * variant->channels, sizeof(int32_t));
	int32_t *numbers[LOOPS] = { };
	char card[16];
	unsigned int i, n;
	long begin;

	snprintf(card, sizeof(card), "hw:Test%u", variant->card);
	ASSERT_EQ(0, recorder_open(&self->speaker, card, variant->bits, 48000, variant->channels,
				   48000));
	for (i = 0; i < LOOPS; i++) {
		unsigned int samples = self->loops[i].sound.channels * RING;

		numbers[i] = calloc(samples, sizeof(int32_t));
		ASSERT_NE(NULL, numbers[i]);
		for (n = 0; n < samples; n++)
			numbers[i][n] = self->loops[i].sound.samples[n] >> (32 - self->loops[i].bits);
		streams[i] = (struct reference_stream) {
			.samples = numbers[i], .channels = self->loops[i].sound.channels,
			.frames = RING, .bits = self->loops[i].bits,
			.output_gain = { UNITY, UNITY, UNITY, UNITY, UNITY, UNITY, UNITY, UNITY },
			.ramp_at = REFERENCE_NO_RAMP,
		};
		memcpy(streams[i].gain, self->gains[i], sizeof(streams[i].gain));
	}
	reference_mix_channels(expected, RING, variant->channels, variant->bits, streams, LOOPS);
	ASSERT_EQ(0, open_all(&self->takes, self->control, OF_MONITORS, 48000));
	ASSERT_EQ(0, recorder_start(&self->speaker));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	ASSERT_EQ(0, takes_run(self->takes.take, 0, 100));
	ASSERT_EQ(0, start_all(&self->takes));
	ASSERT_EQ(0, takes_run(self->takes.take, TAKES, 200));
	ASSERT_EQ(0, recorder_read(&self->speaker));
	begin = recorder_find(&self->speaker, 0);
	ASSERT_LE(0, begin);
	ASSERT_LE(begin + RING + RING / 2, self->speaker.frames);
	EXPECT_EQ(-1, recorder_differs(&self->speaker, begin, expected, RING));
	EXPECT_EQ(-1, recorder_differs(&self->speaker, begin + RING, expected, RING / 2));
	for (i = 0; i < LOOPS; i++)
		free(numbers[i]);
	free(expected);
	recorder_close(&self->speaker);
}

TEST_HARNESS_MAIN
