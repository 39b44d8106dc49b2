// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Four streams play on four outputs, each with a matrix, a gain and a delay of its own on each of
 * them: what the outputs play is that to the last bit.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <alsa/asoundlib.h>
#include <unistd.h>

#include "client.h"
#include "common.h"
#include "explain.h"
#include "noise.h"
#include "recorder.h"
#include "routes.h"
#include "kselftest_harness.h"

#define RATE		48000
#define FRAMES		(3 * RATE)	/* that each stream plays */
#define BUFFER		(4 * RATE)
#define LONGEST		(RATE * MIXCORE_DELAY_MS_MAX / 1000)
#define ROOM		(FRAMES + LONGEST + 5 * RATE / 4)
#define STREAMS		4
#define OUTPUTS		4
#define RAMP		700
#define UNITY		((int32_t)MIXCORE_GAIN_UNITY)

/* Periods and cycles that have nothing to do with each other; each kind of card. */
static const struct {
	unsigned int period, cycle, channels;
} kinds[OUTPUTS] = { { 256, 64, 2 }, { 512, 300, 2 }, { 441, 128, 1 }, { 960, 480, 4 } };

static const struct {
	unsigned int channels;
	int bits;
} plays[STREAMS] = { { 2, 32 }, { 4, 32 }, { 1, 24 }, { 2, 16 } };

struct player {
	snd_pcm_t *pcm;
	unsigned int id;
	int32_t *samples;
	uint32_t gain[MIXCORE_CHANNELS_MAX];
};

FIXTURE(exact) {
	int control;
	struct player players[STREAMS];
	struct recorder recorders[OUTPUTS];
	int outputs[OUTPUTS];
	uint32_t gain[OUTPUTS][MIXCORE_CHANNELS_MAX];
	struct mixcore_route_set routes[STREAMS][OUTPUTS];
};

static int open_output(FIXTURE_DATA(exact) *self, unsigned int i)
{
	struct pcm_config slave = { FORMAT_S32, RATE, kinds[i].channels, kinds[i].period,
				    8 * kinds[i].period };
	struct attach_options options = { .cycle = kinds[i].cycle, .ramp = RAMP };
	char card[16];
	int err;

	snprintf(card, sizeof(card), "hw:Test%u", i);
	err = recorder_open(&self->recorders[i], card, 32, RATE, kinds[i].channels, ROOM);
	if (err)
		return err;
	self->outputs[i] = attach_card(self->control, card + 3, card + 3, 0, &slave, &options);
	return self->outputs[i] < 0 ? self->outputs[i] : 0;
}

/* Noise; the first frame is loud, so that no matrix makes it nothing. */
static int32_t *new_samples(unsigned int stream, uint64_t seed)
{
	unsigned int channels = plays[stream].channels, in;
	int32_t *samples = noise_new(seed, FRAMES * channels, plays[stream].bits, 3);

	for (in = 0; samples && in < channels; in++)
		samples[in] = (3 + 2 * in) << (plays[stream].bits - 6 - in);
	return samples;
}

static int open_player(FIXTURE_DATA(exact) *self, unsigned int stream)
{
	struct player *player = &self->players[stream];
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info;
	int err;

	config.format = client_format(plays[stream].bits);
	config.channels = plays[stream].channels;
	config.buffer = BUFFER;
	config.period = BUFFER / 4;
	player->pcm = client_new(&config);
	player->samples = new_samples(stream, 1000 + stream);
	if (!player->pcm || !player->samples)
		return -errno;
	err = client_info(self->control, player->pcm, &info);
	player->id = info.id;
	return err;
}

FIXTURE_SETUP(exact)
{
	unsigned int i;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	for (i = 0; i < OUTPUTS; i++)
		ASSERT_EQ(0, open_output(self, i));
	for (i = 0; i < STREAMS; i++)
		ASSERT_EQ(0, open_player(self, i));
}

FIXTURE_TEARDOWN(exact)
{
	unsigned int i;

	for (i = 0; i < STREAMS; i++) {
		snd_pcm_close(self->players[i].pcm);
		free(self->players[i].samples);
	}
	for (i = 0; i < OUTPUTS; i++)
		recorder_close(&self->recorders[i]);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/*
 * Gains, matrices and delays
 */

static uint32_t random_gain(uint64_t *seed)
{
	return UNITY / 4 + noise_next(seed) % UNITY;
}

/* Between -1 and 1, every eighth 0. */
static int32_t random_entry(uint64_t *seed)
{
	uint64_t number = noise_next(seed);

	return number % 8 ? (int32_t)(number >> 32) % UNITY : 0;
}

static void random_matrix(struct mixcore_route_set *route, uint64_t *seed)
{
	unsigned int out, in;

	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			route->matrix[out][in] = random_entry(seed);
}

static void fill_matrix(struct mixcore_route_set *route, int32_t entry)
{
	unsigned int out, in;

	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			route->matrix[out][in] = in % 2 ? -entry : entry;
}

static void swap_channels(struct mixcore_route_set *route)
{
	fill_matrix(route, 0);
	route->matrix[0][1] = UNITY;
	route->matrix[1][0] = UNITY;
}

/* Sixteen different ones; one of them as long as may be. */
static unsigned int delay_of(unsigned int stream, unsigned int output, unsigned int round)
{
	unsigned int n = OUTPUTS * stream + output;

	return n == 5 ? LONGEST : (4421 * n + 977 * round) % 12000;
}

static void choose_route(FIXTURE_DATA(exact) *self, unsigned int stream, unsigned int output,
			 unsigned int round, uint64_t *seed)
{
	struct mixcore_route_set *route = &self->routes[stream][output];

	*route = route_call(self->players[stream].id, self->outputs[output]);
	route->mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_MATRIX | MIXCORE_SET_DELAY;
	route->gain = random_gain(seed);
	route->delay_frames = delay_of(stream, output, round);
	random_matrix(route, seed);
	/* A digit for the stream, one for the output. */
	switch (10 * stream + output) {
	case 3:
		swap_channels(route);
		break;
	case 11:
		/* More than a stream may add. */
		fill_matrix(route, MIXCORE_GAIN_MAX);
		route->gain = MIXCORE_GAIN_MAX;
		break;
	case 21:
		route->mute = 1;
		break;
	case 30:
		route->gain = UNITY;
		fill_matrix(route, -UNITY / 2);
		break;
	}
}

static int set_stream_gain(FIXTURE_DATA(exact) *self, unsigned int stream, uint64_t *seed)
{
	struct player *player = &self->players[stream];
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = player->id, .mask = MIXCORE_SET_GAIN,
	};
	unsigned int ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		player->gain[ch] = random_gain(seed);
	memcpy(set.gain, player->gain, sizeof(set.gain));
	return call(self->control, MIXCORE_IOCTL_STREAM_SET, &set);
}

static int set_output_gain(FIXTURE_DATA(exact) *self, unsigned int output, uint64_t *seed)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = self->outputs[output], .mask = MIXCORE_SET_GAIN,
	};
	unsigned int ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		self->gain[output][ch] = random_gain(seed);
	memcpy(set.gain, self->gain[output], sizeof(set.gain));
	return call(self->control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static int lead_by(FIXTURE_DATA(exact) *self, unsigned int stream, unsigned int output)
{
	return stream_move(self->control, self->players[stream].id, self->outputs[output]);
}

static int set_all(FIXTURE_DATA(exact) *self, unsigned int round)
{
	uint64_t seed = 4711 + round;
	unsigned int stream, output;
	int err = 0;

	for (output = 0; !err && output < OUTPUTS; output++)
		err = set_output_gain(self, output, &seed);
	for (stream = 0; !err && stream < STREAMS; stream++)
		err = set_stream_gain(self, stream, &seed);
	for (stream = 0; !err && stream < STREAMS; stream++) {
		for (output = 0; !err && output < OUTPUTS; output++) {
			choose_route(self, stream, output, round, &seed);
			err = route_set(self->control, self->routes[stream][output]);
		}
	}
	return err;
}

/*
 * Playing and recording
 */

static int write_player(const struct player *player, unsigned int stream)
{
	void *packed = noise_pack(player->samples, FRAMES * plays[stream].channels,
				  plays[stream].bits);
	snd_pcm_sframes_t frames;

	if (!packed)
		return -ENOMEM;
	frames = snd_pcm_writei(player->pcm, packed, FRAMES);
	free(packed);
	return frames == FRAMES ? 0 : -EIO;
}

static int record_all(FIXTURE_DATA(exact) *self)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < OUTPUTS; i++) {
		err = snd_pcm_drop(self->recorders[i].capture) ?:
		      snd_pcm_prepare(self->recorders[i].capture) ?:
		      recorder_start(&self->recorders[i]);
	}
	return err;
}

/* When what a stream has to play has come out everywhere. */
static int read_all(FIXTURE_DATA(exact) *self, unsigned int longest)
{
	unsigned int i;
	int err = 0;

	sleep_ms(longest * 1000 / RATE + 150);
	for (i = 0; !err && i < OUTPUTS; i++)
		err = recorder_read(&self->recorders[i]);
	return err;
}

/* They are linked: what is done to one of them is done to all. */
static int play_all(FIXTURE_DATA(exact) *self)
{
	int err = snd_pcm_prepare(self->players[0].pcm);
	unsigned int i;

	for (i = 0; !err && i < STREAMS; i++)
		err = write_player(&self->players[i], i);
	return err ?: record_all(self) ?: snd_pcm_start(self->players[0].pcm) ?:
	       snd_pcm_drain(self->players[0].pcm) ?: read_all(self, LONGEST);
}

/*
 * Judging
 */

static struct part part_of(const FIXTURE_DATA(exact) *self, unsigned int stream,
			   unsigned int output)
{
	struct part part = {
		.samples = self->players[stream].samples,
		.channels = plays[stream].channels,
		.frames = FRAMES,
		.bits = plays[stream].bits,
	};

	explain_route(&part, kinds[output].channels, &self->routes[stream][output],
		      self->players[stream].gain, self->gain[output]);
	return part;
}

static struct mixcore_route_info info_of(FIXTURE_DATA(exact) *self, unsigned int stream,
					 unsigned int output)
{
	struct mixcore_route_info info;

	route_get(self->control, self->players[stream].id, self->outputs[output], &info);
	return info;
}

/* All that is recorded is what the streams play there; nothing was put in or left out. */
static void judge(struct __test_metadata *_metadata, FIXTURE_DATA(exact) *self,
		  unsigned int output, struct part *parts)
{
	const struct recorder *recorder = &self->recorders[output];
	unsigned int stream, heard = 0;

	for (stream = 0; stream < STREAMS; stream++)
		parts[stream] = part_of(self, stream, output);
	EXPECT_EQ(-1, explain(recorder, parts, STREAMS)) {
		TH_LOG("output %u", output);
	}
	for (stream = 0; stream < STREAMS; stream++) {
		struct mixcore_route_info info = info_of(self, stream, output);

		EXPECT_EQ(0, info.inserted_frames);
		EXPECT_EQ(0, info.dropped_frames);
		EXPECT_EQ(self->routes[stream][output].mute, info.mute);
		/* Muted, or its few factors happen to be 0. */
		if (!parts[stream].heard)
			continue;
		heard++;
		EXPECT_LT(0, parts[stream].start) {
			TH_LOG("stream %u on output %u", stream, output);
		}
		EXPECT_LE(parts[stream].start + FRAMES, recorder->frames);
	}
	EXPECT_LE(STREAMS / 2, heard);
}

/* Streams that start together are heard as far apart as their delays say. */
static void judge_delays(struct __test_metadata *_metadata, FIXTURE_DATA(exact) *self,
			 unsigned int output, const struct part *parts)
{
	long delay, first = self->routes[0][output].delay_frames;
	unsigned int stream;

	for (stream = 1; stream < STREAMS; stream++) {
		if (!parts[stream].heard)
			continue;
		delay = self->routes[stream][output].delay_frames;
		EXPECT_EQ(delay - first, parts[stream].start - parts[0].start) {
			TH_LOG("stream %u on output %u", stream, output);
		}
	}
}

static void play_rounds(struct __test_metadata *_metadata, FIXTURE_DATA(exact) *self, bool together)
{
	unsigned int rounds = size_is_full() ? 10 : 1, round, i;
	struct part parts[STREAMS];

	for (i = 1; i < STREAMS; i++)
		ASSERT_EQ(0, snd_pcm_link(self->players[0].pcm, self->players[i].pcm));
	for (round = 0; round < rounds; round++) {
		ASSERT_EQ(0, set_all(self, round));
		ASSERT_EQ(0, play_all(self));
		for (i = 0; i < OUTPUTS; i++) {
			judge(_metadata, self, i, parts);
			if (together)
				judge_delays(_metadata, self, i, parts);
		}
	}
}

TEST_F_TIMEOUT(exact, four_streams_on_four_outputs, 3600)
{
	play_rounds(_metadata, self, true);
}

/* Each stream is led by another output. Their cycles do not begin at the same time. */
TEST_F_TIMEOUT(exact, four_streams_led_by_four_outputs, 3600)
{
	unsigned int i;

	for (i = 0; i < STREAMS; i++)
		ASSERT_EQ(0, lead_by(self, i, i));
	play_rounds(_metadata, self, false);
}

/*
 * Volumes while it plays
 */

/* Is this frame of the stream, which begins at `begin`, recorded with this coefficient? */
static bool fits(const struct recorder *recorder, long begin, const int32_t *samples, long frame,
		 int32_t coefficient)
{
	const int32_t *recorded = recorder->samples + 2 * (begin + frame);
	unsigned int ch;

	for (ch = 0; ch < 2; ch++) {
		reference_wide product = (reference_wide)samples[2 * frame + ch] * coefficient;

		if (recorded[ch] != reference_round(product, 32))
			return false;
	}
	return true;
}

/*
 * Where a ramp ends that has begun shortly before this frame, the first one that is not as without
 * it; -1 when there is none.
 */
static long ramp_end(const struct recorder *recorder, long begin, const int32_t *samples,
		     long differs, int32_t from, int32_t to)
{
	long first, n;

	if (differs + RAMP > FRAMES)
		return -1;
	for (first = differs; first >= 0 && first > differs - 4; first--) {
		for (n = 0; n < RAMP; n++)
			if (!fits(recorder, begin, samples, first + n,
				  reference_ramp(from, to, n, RAMP)))
				break;
		if (n == RAMP)
			return first + RAMP;
	}
	return -1;
}

/* How many of the ramps are heard one after the other, and nothing else; -1: something else is. */
static int ramps_heard(const struct recorder *recorder, const int32_t *samples,
		       const int32_t *gains, int count)
{
	long begin = recorder_find(recorder, 0), frame = 0;
	int ramps = 0;

	if (begin < 0 || begin + FRAMES > recorder->frames)
		return -1;
	while (frame < FRAMES) {
		if (fits(recorder, begin, samples, frame, gains[ramps])) {
			frame++;
			continue;
		}
		if (ramps == count)
			return -1;
		frame = ramp_end(recorder, begin, samples, frame, gains[ramps], gains[ramps + 1]);
		if (frame < 0)
			return -1;
		ramps++;
	}
	return ramps;
}

static int change_volumes(FIXTURE_DATA(exact) *self, unsigned int output)
{
	unsigned int stream = self->players[0].id, id = self->outputs[output];

	sleep_ms(400);
	if (route_gain(self->control, stream, id, UNITY / 3))
		return -EIO;
	sleep_ms(400);
	if (route_mute(self->control, stream, id, 1))
		return -EIO;
	sleep_ms(400);
	if (route_gain(self->control, stream, id, 2 * UNITY) ||
	    route_mute(self->control, stream, id, 0))
		return -EIO;
	sleep_ms(400);
	return 0;
}

/* They are ramps, and of this route alone. */
static void judge_volumes(struct __test_metadata *_metadata, FIXTURE_DATA(exact) *self,
			  unsigned int output, unsigned int other)
{
	const int32_t changed[] = { UNITY, UNITY / 3, 0, 2 * UNITY }, same[] = { UNITY };
	const struct player *player = &self->players[0];

	ASSERT_EQ(0, route_make(self->control, player->id, self->outputs[1], 480));
	ASSERT_EQ(0, write_player(player, 0));
	ASSERT_EQ(0, record_all(self));
	ASSERT_EQ(0, snd_pcm_start(player->pcm));
	ASSERT_EQ(0, change_volumes(self, output));
	ASSERT_EQ(0, snd_pcm_drain(player->pcm));
	ASSERT_EQ(0, read_all(self, 4800));
	EXPECT_EQ(3, ramps_heard(&self->recorders[output], player->samples, changed, 3));
	EXPECT_EQ(0, ramps_heard(&self->recorders[other], player->samples, same, 0));
}

TEST_F(exact, volumes_of_a_route_that_follows)
{
	judge_volumes(_metadata, self, 1, 0);
}

TEST_F(exact, volumes_of_the_leading_route)
{
	judge_volumes(_metadata, self, 0, 1);
}

TEST_HARNESS_MAIN
