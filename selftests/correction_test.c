// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an output makes of its sum: limiter, dither and equalizer are, bit by bit, what
 * Documentation/dsp-output.rst says, and calls that ask for too much are refused.
 *
 * Needs: snd-mixcore, snd-aloop.
 */
#include <alsa/asoundlib.h>

#include "client.h"
#include "common.h"
#include "loopback.h"
#include "noise.h"
#include "recorder.h"
#include "unit/eq_reference.h"
#include "unit/process_reference.h"
#include "kselftest_harness.h"

#define FRAMES		24000	/* half a second */
#define BUFFER		32768
#define PLAYERS		2
#define ONE		(1 << 28)
#define LIMITER_UNITY	(1LL << 30)
#define RECOVERY	9600	/* frames: 200 ms */
#define SIZE_MAX_EQ	(9 * (1 + 8 * 17 * 5))	/* more than may be given */

/* A gentle low-pass with a pole, and one that halves: a1 a2 b0 ... in Q28. */
static const int32_t low_pass[5] = { ONE / 8, ONE / 8, 0, -ONE / 2, -ONE / 4 };
static const int32_t half[5] = { ONE / 2, 0, 0, 0, 0 };

FIXTURE(correction) {
	struct loopback loopback;
	snd_pcm_t *pcm[PLAYERS];
	int32_t *samples[PLAYERS];	/* of 16 bits */
	int32_t *bus, *expected;	/* stereo */
	int32_t data[SIZE_MAX_EQ];
};

FIXTURE_SETUP(correction)
{
	struct attach_options options = { .ramp = MIXCORE_RAMP_OFF };

	ASSERT_EQ(0, loopback_open(&self->loopback, &options));
	self->bus = calloc(FRAMES, 2 * sizeof(int32_t));
	self->expected = calloc(FRAMES, 2 * sizeof(int32_t));
	ASSERT_TRUE(self->bus && self->expected);
}

FIXTURE_TEARDOWN(correction)
{
	unsigned int i;

	for (i = 0; i < PLAYERS; i++) {
		if (self->pcm[i])
			snd_pcm_close(self->pcm[i]);
		free(self->samples[i]);
	}
	loopback_close(&self->loopback);
	free(self->bus);
	free(self->expected);
}

/* Noise of 16 bits, all of it in the buffer; the second is linked with the first. */
static int add_player(FIXTURE_DATA(correction) *self, unsigned int i, unsigned int attenuate)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_sframes_t frames;
	void *packed;

	config.format = SND_PCM_FORMAT_S16_LE;
	config.buffer = BUFFER;
	config.period = BUFFER / 4;
	self->pcm[i] = client_new(&config);
	self->samples[i] = noise_new(17 + i, 2 * FRAMES, 16, attenuate);
	packed = self->samples[i] ? noise_pack(self->samples[i], 2 * FRAMES, 16) : NULL;
	if (!self->pcm[i] || !packed)
		return -ENOMEM;
	frames = snd_pcm_writei(self->pcm[i], packed, FRAMES);
	free(packed);
	if (frames != FRAMES)
		return -EIO;
	return i ? snd_pcm_link(self->pcm[0], self->pcm[i]) : 0;
}

/* What the sum is: full scale of 16 bits is that of the bus. */
static void sum_players(FIXTURE_DATA(correction) *self)
{
	unsigned int i, n;

	for (n = 0; n < 2 * FRAMES; n++)
		for (i = 0; i < PLAYERS; i++)
			if (self->samples[i])
				self->bus[n] += self->samples[i][n] * 4096;
}

static int play(FIXTURE_DATA(correction) *self)
{
	int err = loopback_record(&self->loopback);

	if (err >= 0)
		err = snd_pcm_start(self->pcm[0]);
	if (err >= 0)
		err = snd_pcm_drain(self->pcm[0]);
	if (err < 0)
		return err;
	sleep_ms(300);
	return loopback_stop(&self->loopback);
}

#define EXPECT_RECORDED() do {							\
	long _begin = loopback_find(&self->loopback, 0);			\
	ASSERT_LE(0, _begin);							\
	EXPECT_EQ(-1, loopback_differs(&self->loopback, _begin, self->expected,	\
				       FRAMES));				\
} while (0)

static int set_switches(FIXTURE_DATA(correction) *self, uint32_t mask, uint32_t limiter,
			uint32_t dither)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = self->loopback.output, .mask = mask,
		.limiter = limiter, .dither = dither,
	};

	return call(self->loopback.control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static struct mixcore_output_eq eq_call(FIXTURE_DATA(correction) *self)
{
	return (struct mixcore_output_eq) {
		.size = sizeof(struct mixcore_output_eq), .id = self->loopback.output,
		.points = 1, .sections = 1, .channels = 2, .data = (uintptr_t)self->data,
	};
}

/* The same section everywhere, at volumes from -10 dB upwards. */
static void fill_points(FIXTURE_DATA(correction) *self, const struct mixcore_output_eq *eq,
			const int32_t section[5])
{
	int32_t *at = self->data;
	unsigned int i, n;

	for (i = 0; i < eq->points; i++) {
		*at++ = -1000 + 100 * (int)i;
		for (n = 0; n < eq->channels * eq->sections; n++, at += 5)
			memcpy(at, section, 5 * sizeof(*at));
	}
}

static int set_eq(FIXTURE_DATA(correction) *self, struct mixcore_output_eq *eq,
		  const int32_t section[5])
{
	fill_points(self, eq, section);
	return call(self->loopback.control, MIXCORE_IOCTL_OUTPUT_EQ, eq);
}

static struct mixcore_output_info info_of(FIXTURE_DATA(correction) *self)
{
	struct mixcore_output_info info = {};

	output_get(self->loopback.control, self->loopback.output, &info);
	return info;
}

TEST_F(correction, nothing_is_on_at_first)
{
	struct mixcore_output_info info = info_of(self);

	EXPECT_EQ(0, info.limiter);
	EXPECT_EQ(0, info.dither);
	EXPECT_EQ(0, info.eq_points);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, info.limiter_gain);
	EXPECT_EQ(0, info.limited_frames);
}

TEST_F(correction, the_limiter_leaves_alone_what_fits)
{
	unsigned int n;

	ASSERT_EQ(0, set_switches(self, MIXCORE_SET_LIMITER, 1, 0));
	ASSERT_EQ(0, add_player(self, 0, 0));
	ASSERT_EQ(0, play(self));
	for (n = 0; n < 2 * FRAMES; n++)
		self->expected[n] = self->samples[0][n] * 65536;
	EXPECT_RECORDED();
	EXPECT_EQ(1, info_of(self).limiter);
	EXPECT_EQ(0, info_of(self).limited_frames);
}

TEST_F(correction, the_limiter_is_the_reference)
{
	int64_t step = reference_limiter_step(RECOVERY), gain = LIMITER_UNITY;
	uint64_t limited = 0;
	unsigned int n;

	ASSERT_EQ(0, set_switches(self, MIXCORE_SET_LIMITER, 1, 0));
	ASSERT_EQ(0, add_player(self, 0, 0));
	ASSERT_EQ(0, add_player(self, 1, 0));
	ASSERT_EQ(0, play(self));
	sum_players(self);
	for (n = 0; n < FRAMES; n++) {
		int32_t *frame = &self->bus[2 * n];

		gain = reference_limiter_gain(gain, step, frame, 2);
		limited += gain < LIMITER_UNITY;
		self->expected[2 * n] = reference_reduced(reference_scaled(frame[0], gain), 32, 0);
		self->expected[2 * n + 1] = reference_reduced(reference_scaled(frame[1], gain), 32,
							      0);
	}
	EXPECT_RECORDED();
	EXPECT_LT(FRAMES / 2, limited);
	EXPECT_LE(limited, info_of(self).limited_frames);
}

TEST_F(correction, without_it_the_sum_is_cut_off)
{
	unsigned int n, cut = 0;

	ASSERT_EQ(0, set_switches(self, MIXCORE_SET_LIMITER, 1, 0));
	ASSERT_EQ(0, set_switches(self, MIXCORE_SET_LIMITER, 0, 0));
	ASSERT_EQ(0, add_player(self, 0, 0));
	ASSERT_EQ(0, add_player(self, 1, 0));
	ASSERT_EQ(0, play(self));
	sum_players(self);
	for (n = 0; n < 2 * FRAMES; n++) {
		self->expected[n] = reference_reduced(self->bus[n], 32, 0);
		cut += self->expected[n] == INT32_MAX || self->expected[n] == INT32_MIN;
	}
	EXPECT_LT(100, cut);
	EXPECT_RECORDED();
}

TEST_F(correction, the_equalizer_is_the_reference)
{
	struct mixcore_output_eq eq = eq_call(self);
	struct reference_section section[2][2];
	unsigned int n;

	eq.sections = 2;
	ASSERT_EQ(0, set_eq(self, &eq, low_pass));
	EXPECT_EQ(1, info_of(self).eq_points);
	for (n = 0; n < 4; n++) {
		reference_section_init(&section[n / 2][n % 2]);
		reference_section_to(&section[n / 2][n % 2], low_pass, 0);
	}
	ASSERT_EQ(0, add_player(self, 0, 0));
	ASSERT_EQ(0, play(self));
	sum_players(self);
	for (n = 0; n < 2 * FRAMES; n++) {
		int32_t y = reference_section_next(&section[n % 2][0], self->bus[n]);

		self->expected[n] = reference_reduced(reference_section_next(&section[n % 2][1], y),
						      32, 0);
	}
	EXPECT_RECORDED();
}

TEST_F(correction, the_equalizer_follows_the_volume)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = self->loopback.output, .mask = MIXCORE_SET_GAIN,
	};
	struct mixcore_output_eq eq = eq_call(self);
	unsigned int n;

	/* Flat at 0 dB, half at -6 dB, -20 dB and below. */
	eq.points = 2;
	fill_points(self, &eq, half);
	self->data[0] = -600;
	self->data[11] = 0;
	self->data[12] = ONE;
	self->data[17] = ONE;
	ASSERT_EQ(0, call(self->loopback.control, MIXCORE_IOCTL_OUTPUT_EQ, &eq));
	/* 2^-4: -24 dB. */
	for (n = 0; n < MIXCORE_CHANNELS_MAX; n++)
		set.gain[n] = MIXCORE_GAIN_UNITY / 16;
	ASSERT_EQ(0, call(self->loopback.control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	ASSERT_EQ(0, add_player(self, 0, 0));
	ASSERT_EQ(0, play(self));
	for (n = 0; n < 2 * FRAMES; n++)
		self->expected[n] = self->samples[0][n] * (65536 / 32);
	EXPECT_RECORDED();
}

TEST_F(correction, an_equalizer_that_is_off_is_none)
{
	struct mixcore_output_eq eq = eq_call(self);
	unsigned int n;

	ASSERT_EQ(0, set_eq(self, &eq, low_pass));
	eq.points = 0;
	ASSERT_EQ(0, set_eq(self, &eq, low_pass));
	EXPECT_EQ(0, info_of(self).eq_points);
	ASSERT_EQ(0, add_player(self, 0, 0));
	ASSERT_EQ(0, play(self));
	for (n = 0; n < 2 * FRAMES; n++)
		self->expected[n] = self->samples[0][n] * 65536;
	EXPECT_RECORDED();
}

/* An output of 16 bits in place of the one of 32; a recorder that runs behind it. */
static int open_16_bits(FIXTURE_DATA(correction) *self, struct recorder *recorder)
{
	struct pcm_config wire = { FORMAT_S16, LOOPBACK_RATE, 2, 256, 16384 };
	struct attach_options options = { .ramp = MIXCORE_RAMP_OFF };
	int err;

	snd_pcm_close(self->loopback.capture);
	self->loopback.capture = NULL;
	err = reset_all(self->loopback.control);
	if (err)
		return err;
	self->loopback.output = attach_new(self->loopback.control, "Loopback", 0, &wire, &options);
	if (self->loopback.output < 0)
		return self->loopback.output;
	return recorder_open(recorder, "hw:Loopback,1", 16, LOOPBACK_RATE, 2, 3 * FRAMES);
}

/* The first frame from which all are what is played to within a unit, or -1. */
static long find_noisy(const struct recorder *recorder, const int32_t *samples)
{
	unsigned int begin, n;

	for (begin = 0; begin + FRAMES <= recorder->frames; begin++) {
		for (n = 0; n < 2 * FRAMES; n++)
			if (abs(recorder->samples[2 * begin + n] - samples[n]) > 1)
				break;
		if (n == 2 * FRAMES)
			return begin;
	}
	return -1;
}

/* An eighth of all samples is a unit too high, another too low: what was whole before. */
TEST_F(correction, dither_is_triangular_noise)
{
	struct recorder recorder;
	long begin, sum = 0, wrong = 0;
	unsigned int n;

	ASSERT_EQ(0, open_16_bits(self, &recorder));
	ASSERT_EQ(0, set_switches(self, MIXCORE_SET_DITHER, 0, 1));
	EXPECT_EQ(1, info_of(self).dither);
	ASSERT_EQ(0, add_player(self, 0, 1));
	ASSERT_LE(0, recorder_start(&recorder));
	ASSERT_EQ(0, snd_pcm_start(self->pcm[0]));
	ASSERT_EQ(0, snd_pcm_drain(self->pcm[0]));
	sleep_ms(300);
	ASSERT_EQ(0, recorder_read(&recorder));
	begin = find_noisy(&recorder, self->samples[0]);
	ASSERT_LE(0, begin);
	for (n = 0; n < 2 * FRAMES; n++) {
		int error = recorder.samples[2 * begin + n] - self->samples[0][n];

		sum += error;
		wrong += error != 0;
	}
	/* Of 48000 with a chance of 1/4; 5 sigma. */
	EXPECT_GT(2 * FRAMES / 4 + 475, wrong);
	EXPECT_LT(2 * FRAMES / 4 - 475, wrong);
	EXPECT_GT(550, labs(sum));
	recorder_close(&recorder);
}

#define EQ_REFUSED(error, eq, section) do {					\
	struct mixcore_output_eq _eq = (eq);					\
	EXPECT_EQ(-(error), set_eq(self, &_eq, section));			\
} while (0)

TEST_F(correction, eq_ends_at_8_volumes_16_sections_and_the_channels_of_the_output)
{
	struct mixcore_output_eq eq = eq_call(self);

	eq.points = MIXCORE_EQ_POINTS_MAX;
	eq.sections = MIXCORE_EQ_SECTIONS_MAX;
	EXPECT_EQ(0, set_eq(self, &eq, low_pass));
	EXPECT_EQ(MIXCORE_EQ_POINTS_MAX, info_of(self).eq_points);
	eq.points++;
	EQ_REFUSED(EINVAL, eq, low_pass);
	eq.points--;
	eq.sections++;
	EQ_REFUSED(EINVAL, eq, low_pass);
	eq.sections = 0;
	EQ_REFUSED(EINVAL, eq, low_pass);
	eq.sections = 1;
	eq.channels = 1;
	EQ_REFUSED(EINVAL, eq, low_pass);
	eq.channels = MIXCORE_CHANNELS_MAX + 1;
	EQ_REFUSED(EINVAL, eq, low_pass);
	eq.channels = 2;
	eq.reserved = 1;
	EQ_REFUSED(EINVAL, eq, low_pass);
	EXPECT_EQ(MIXCORE_EQ_POINTS_MAX, info_of(self).eq_points);
}

TEST_F(correction, eq_that_can_not_be_is_refused)
{
	static const int32_t unstable[5] = { ONE, 0, 0, 0, ONE };
	static const int32_t loud[5] = { INT32_MAX, 0, 0, 0, 0 };
	struct mixcore_output_eq eq = eq_call(self);

	EQ_REFUSED(EINVAL, eq, unstable);
	EQ_REFUSED(ERANGE, eq, loud);
	eq.id = MIXCORE_OUTPUT_NULL;
	EQ_REFUSED(EINVAL, eq, half);
	eq.id = 4711;
	EQ_REFUSED(ENOENT, eq, half);
	eq = eq_call(self);
	eq.data = 4096;
	EQ_REFUSED(EFAULT, eq, half);
	/* The same volume twice. */
	eq = eq_call(self);
	eq.points = 2;
	fill_points(self, &eq, half);
	self->data[11] = self->data[0];
	EXPECT_EQ(-EINVAL, call(self->loopback.control, MIXCORE_IOCTL_OUTPUT_EQ, &eq));
	EXPECT_EQ(0, info_of(self).eq_points);
}

TEST_F(correction, switches_are_0_or_1)
{
	EXPECT_EQ(-EINVAL, set_switches(self, MIXCORE_SET_LIMITER, 2, 0));
	EXPECT_EQ(-EINVAL, set_switches(self, MIXCORE_SET_DITHER, 0, 2));
	EXPECT_EQ(0, set_switches(self, MIXCORE_SET_LIMITER | MIXCORE_SET_DITHER, 1, 1));
	EXPECT_EQ(1, info_of(self).limiter);
	EXPECT_EQ(1, info_of(self).dither);
}

TEST_HARNESS_MAIN
