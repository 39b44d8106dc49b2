// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Outputs of every rate, format and number of channels: what arrives is, bit by bit, what the
 * reference says. One after the other, and eight at once.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=8 with every kind of card. SIZE=full: all combinations.
 */
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "noise.h"
#include "recorder.h"
#include "reference.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define FRAMES		1500
#define ROOM		96000	/* frames of a recording: half a second at the highest rate */
#define CARDS		8
#define UNITY		MIXCORE_GAIN_UNITY

static const unsigned int rates[] = {
	8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 176400,
	192000,
};

static const int all_bits[] = { 16, 24, 32 };

/* One application on one output on one card. */
struct line {
	unsigned int card, rate, channels;
	int output_bits, stream_bits;
	bool relaxed;		/* much queued: for many at once on a slow processor */
	int output;
	struct recorder recorder;
	struct reference_stream stream;
	int32_t *samples, *expected;
	snd_pcm_t *pcm;
};

static int line_attach(struct line *line, int control, const char *card)
{
	static const int formats[] = { FORMAT_S16, FORMAT_S24, FORMAT_S32 };
	unsigned int period = line->relaxed ? line->rate / 25 : line->rate / 200;
	struct pcm_config config = {
		formats[(line->output_bits - 16) / 8], line->rate, line->channels, period,
		8 * period,
	};
	struct attach_options options = { .ramp = MIXCORE_RAMP_OFF };
	int fd = pcm_open(card, 0, O_RDWR | O_NONBLOCK);
	int err;

	/* Longer and shorter than a period. */
	options.cycle = line->card % 2 ? period / 2 : period + 7;
	if (line->relaxed) {
		options.cycle = period / 4;
		options.fill = config.buffer;
	}

	if (fd < 0)
		return fd;
	err = pcm_configure(fd, &config);
	if (!err)
		err = attach(control, fd, card, &options);
	close(fd);
	return err;
}

/* Streams that are opened now play there. */
static int make_default(int control, unsigned int output)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .mask = MIXCORE_DEFAULT_OUTPUT, .uid = MIXCORE_UID_ANY,
		.output = output,
	};

	return call(control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
}

/* From half to double: most samples are rounded, some saturate. */
static void random_gains(uint64_t *seed, uint32_t gain[8])
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		gain[i] = UNITY / 2 + noise_next(seed) % (3 * UNITY / 2);
}

static int line_set_gains(struct line *line, int control)
{
	struct mixcore_stream_set stream = { .size = sizeof(stream), .mask = MIXCORE_SET_GAIN };
	struct mixcore_output_set output = {
		.size = sizeof(output), .mask = MIXCORE_SET_GAIN, .id = line->output,
	};
	struct mixcore_stream_info info;
	uint64_t seed = line->rate * 8 + line->channels;
	int err = client_info(control, line->pcm, &info);

	if (err)
		return err;
	random_gains(&seed, line->stream.gain);
	random_gains(&seed, line->stream.output_gain);
	stream.id = info.id;
	memcpy(stream.gain, line->stream.gain, sizeof(stream.gain));
	memcpy(output.gain, line->stream.output_gain, sizeof(output.gain));
	err = call(control, MIXCORE_IOCTL_STREAM_SET, &stream);
	return err ? err : call(control, MIXCORE_IOCTL_OUTPUT_SET, &output);
}

static int line_open_stream(struct line *line)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_sframes_t frames;
	void *packed;

	config.format = client_format(line->stream_bits);
	config.channels = line->channels;
	config.rate = line->rate;
	config.buffer = 2 * FRAMES;
	line->pcm = client_new(&config);
	if (!line->pcm)
		return -errno;
	packed = noise_pack(line->samples, FRAMES * line->channels, line->stream_bits);
	frames = snd_pcm_writei(line->pcm, packed, FRAMES);
	free(packed);
	return frames == FRAMES ? 0 : -EIO;
}

/* Its parameters are set; ready to start. */
static int line_open(struct line *line, int control)
{
	char id[16], name[24];
	int err;

	snprintf(id, sizeof(id), "Test%u", line->card);
	snprintf(name, sizeof(name), "hw:%s", id);
	line->samples = noise_new(line->rate + line->channels, FRAMES * line->channels,
				  line->stream_bits, 1);
	line->expected = calloc(FRAMES * line->channels, sizeof(int32_t));
	/* The first frame is heard whatever the gain: it is looked for. */
	line->samples[0] = 1 << (line->stream_bits - 3);
	err = recorder_open(&line->recorder, name, line->output_bits, line->rate, line->channels,
			    ROOM);
	if (err)
		return err;
	line->output = line_attach(line, control, id);
	if (line->output < 0)
		return line->output;
	err = make_default(control, line->output);
	if (!err)
		err = line_open_stream(line);
	if (!err)
		err = line_set_gains(line, control);
	line->stream.samples = line->samples;
	line->stream.channels = line->channels;
	line->stream.frames = FRAMES;
	line->stream.bits = line->stream_bits;
	line->stream.ramp_at = REFERENCE_NO_RAMP;
	return err;
}

static void line_close(struct line *line)
{
	if (line->pcm)
		snd_pcm_close(line->pcm);
	recorder_close(&line->recorder);
	free(line->samples);
	free(line->expected);
}

static int line_start(struct line *line)
{
	int err = recorder_start(&line->recorder);

	return err ? err : snd_pcm_start(line->pcm);
}

/* Records until all has come out and some silence behind it. */
static int line_finish(struct line *line)
{
	int64_t end = now_ns() + 2000000000LL;
	int err = snd_pcm_drain(line->pcm);
	long begin;

	while (!err && (int64_t)now_ns() < end) {
		err = recorder_read(&line->recorder);
		begin = recorder_find(&line->recorder, 0);
		if (begin >= 0 && line->recorder.frames >= begin + FRAMES + 32)
			return 0;
		sleep_ms(1);
	}
	return err ? err : -ETIMEDOUT;
}

static bool line_is_exact(struct line *line)
{
	long begin = recorder_find(&line->recorder, 0);

	reference_mix_channels(line->expected, FRAMES, line->channels, line->output_bits,
			       &line->stream, 1);
	return begin >= 0 &&
	       recorder_differs(&line->recorder, begin, line->expected, FRAMES) == -1 &&
	       recorder_find(&line->recorder, begin + FRAMES) == -1;
}

FIXTURE(formats) {
	int control;
};

FIXTURE_SETUP(formats)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
}

FIXTURE_TEARDOWN(formats)
{
	unsigned int card;

	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
	for (card = 0; card < CARDS; card++)
		EXPECT_EQ(0, testcard_reset(card));
}

static void check_one(struct __test_metadata *_metadata, int control, unsigned int card,
		      unsigned int rate, unsigned int channels, int output_bits, int stream_bits)
{
	struct line line = {
		.card = card, .rate = rate, .channels = channels, .output_bits = output_bits,
		.stream_bits = stream_bits,
	};

	ASSERT_EQ(0, line_open(&line, control)) {
		TH_LOG("%u Hz, %u channels, %d bits", rate, channels, output_bits);
	}
	ASSERT_EQ(0, line_start(&line));
	ASSERT_EQ(0, line_finish(&line)) {
		TH_LOG("%u Hz, %u channels, %d bits", rate, channels, output_bits);
	}
	EXPECT_TRUE(line_is_exact(&line)) {
		TH_LOG("%u Hz, %u channels, %d bits of %d", rate, channels, output_bits,
		       stream_bits);
	}
	line_close(&line);
	ASSERT_EQ(0, reset_all(control));
}

/*
 * Every rate with every number of channels; every format with each of both (quick), or everything
 * with everything. The kind of card and the stream's format go round as well.
 */
TEST_F_TIMEOUT(formats, rates_channels_and_formats, 600)
{
	unsigned int rate, channels, format;

	for (rate = 0; rate < ARRAY_SIZE(rates); rate++)
		for (channels = 1; channels <= 8; channels++)
			for (format = 0; format < ARRAY_SIZE(all_bits); format++)
				if (size_is_full() || format == (rate + channels) % 3)
					check_one(_metadata, self->control, (rate + channels) % CARDS,
						  rates[rate], channels, all_bits[format],
						  all_bits[(rate / 3 + channels) % 3]);
}

/* Each stream on a card of its own, all different, and no two clocks alike. */
TEST_F_TIMEOUT(formats, eight_cards_at_once, 120)
{
	static const unsigned int some_rates[CARDS] = {
		48000, 44100, 22050, 8000, 24000, 48000, 11025, 32000,
	};
	struct line lines[CARDS] = { };
	struct mixcore_output_info info;
	unsigned int i;

	for (i = 0; i < CARDS; i++) {
		lines[i] = (struct line) {
			.card = i, .rate = some_rates[i], .channels = 1 + (i + 1) % 8,
			.output_bits = all_bits[i % 3], .stream_bits = all_bits[(i + 1) % 3],
			.relaxed = true,
		};
		ASSERT_EQ(0, testcard_set_number(i, "ppb", 10000000L * ((long)i - 4)));
		ASSERT_EQ(0, line_open(&lines[i], self->control)) {
			TH_LOG("card %u", i);
		}
	}
	for (i = 0; i < CARDS; i++)
		ASSERT_EQ(0, line_start(&lines[i]));
	for (i = 0; i < CARDS; i++)
		EXPECT_EQ(0, line_finish(&lines[i]));
	for (i = 0; i < CARDS; i++) {
		EXPECT_TRUE(line_is_exact(&lines[i])) {
			TH_LOG("card %u", i);
		}
		ASSERT_EQ(0, output_get(self->control, lines[i].output, &info));
		EXPECT_EQ(0, info.xruns + info.restarts + info.null_frames);
		line_close(&lines[i]);
	}
}

/* One of eight is unplugged: on the others not one sample changes. */
TEST_F_TIMEOUT(formats, one_of_eight_vanishes, 120)
{
	struct line lines[CARDS] = { };
	unsigned int i;

	for (i = 0; i < CARDS; i++) {
		lines[i] = (struct line) {
			.card = i, .rate = 8000, .channels = 2, .output_bits = 32,
			.stream_bits = 32, .relaxed = true,
		};
		ASSERT_EQ(0, line_open(&lines[i], self->control));
	}
	for (i = 0; i < CARDS; i++)
		ASSERT_EQ(0, line_start(&lines[i]));
	sleep_ms(50);
	ASSERT_EQ(0, testcard_set(3, "vanish", "1"));
	for (i = 0; i < CARDS; i++) {
		if (i == 3)
			continue;
		EXPECT_EQ(0, line_finish(&lines[i]));
		EXPECT_TRUE(line_is_exact(&lines[i])) {
			TH_LOG("card %u", i);
		}
	}
	EXPECT_EQ(0, snd_pcm_drain(lines[3].pcm));
	for (i = 0; i < CARDS; i++)
		line_close(&lines[i]);
	EXPECT_EQ(0, testcard_wait(3, "vanish", '2', 1000));
}

/*
 * The cards themselves
 */

static const unsigned int outside[][2] = { { 7999, 2 }, { 192001, 2 }, { 48000, 0 }, { 48000, 9 } };

TEST_F(formats, cards_have_limits)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(outside); i++) {
		struct pcm_config config = { FORMAT_S32, outside[i][0], outside[i][1], 0, 0 };
		int fd = pcm_open("Test0", 0, O_RDWR | O_NONBLOCK);

		ASSERT_LE(0, fd);
		EXPECT_EQ(-EINVAL, pcm_configure(fd, &config)) {
			TH_LOG("%u Hz, %u channels", config.rate, config.channels);
		}
		config.rate = i ? 192000 : 8000;
		config.channels = i == 2 ? 1 : 8;
		EXPECT_EQ(0, pcm_configure(fd, &config));
		close(fd);
	}
}

/* Frames that a clock of this speed shows after so many ns. */
static int64_t clock_frames(unsigned int rate, long ppb, int64_t ns)
{
	return (__int128)ns * rate * (1000000000LL + ppb) / 1000000000000000000LL;
}

static void check_card_clock(struct __test_metadata *_metadata, unsigned int card,
			     unsigned int rate, long ppb)
{
	int64_t before, started, asked, answered, frames;
	struct recorder recorder;
	char name[16];

	snprintf(name, sizeof(name), "hw:Test%u", card);
	ASSERT_EQ(0, testcard_set_number(card, "ppb", ppb));
	ASSERT_EQ(0, recorder_open(&recorder, name, 32, rate, 1, ROOM));
	before = now_ns();
	ASSERT_EQ(0, recorder_start(&recorder));
	started = now_ns();
	sleep_ms(100);
	asked = now_ns();
	frames = snd_pcm_avail(recorder.capture);
	answered = now_ns();
	EXPECT_LE(clock_frames(rate, ppb, asked - started), frames) {
		TH_LOG("%u Hz, %ld ppb", rate, ppb);
	}
	EXPECT_GE(clock_frames(rate, ppb, answered - before), frames) {
		TH_LOG("%u Hz, %ld ppb", rate, ppb);
	}
	recorder_close(&recorder);
}

/* To the frame, at every rate and speed. */
TEST_F_TIMEOUT(formats, cards_keep_time, 120)
{
	static const long speeds[] = { 0, 100000, -100000, 10000000, -10000000, 500000000,
				       -500000000 };
	unsigned int rate, speed;

	for (rate = 0; rate < ARRAY_SIZE(rates); rate++)
		for (speed = 0; speed < ARRAY_SIZE(speeds); speed++)
			check_card_clock(_metadata, PLAIN, rates[rate], speeds[speed]);
	EXPECT_EQ(-ERANGE, testcard_set_number(PLAIN, "ppb", 900000001));
	EXPECT_EQ(0, testcard_set_number(PLAIN, "ppb", 900000000));
	EXPECT_EQ(-ERANGE, testcard_set_number(PLAIN, "ppb", -900000001));
	EXPECT_EQ(0, testcard_set_number(PLAIN, "ppb", -900000000));
}

TEST_HARNESS_MAIN
