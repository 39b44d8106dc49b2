// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What arrives at the backend is, bit by bit, what Documentation/dsp.rst says.
 *
 * Needs: snd-mixcore, snd-aloop.
 */
#include <alsa/asoundlib.h>

#include "client.h"
#include "common.h"
#include "loopback.h"
#include "noise.h"
#include "reference.h"
#include "kselftest_harness.h"

#define FRAMES		24000	/* half a second */
#define BUFFER		32768
#define UNITY		MIXCORE_GAIN_UNITY
#define HIGHEST		INT32_MAX
#define LOWEST		INT32_MIN

/* One of a group of linked streams, and what it plays. */
struct player {
	snd_pcm_t *pcm;
	int32_t *samples;
	unsigned int channels;
	int bits;
};

FIXTURE(exact) {
	struct loopback loopback;
	struct player players[LINKED_MAX];
	struct reference_stream streams[LINKED_MAX];
	unsigned int count, many;
	int32_t *expected;
};

FIXTURE_VARIANT(exact) {
	unsigned int cycle, ramp;
};

FIXTURE_VARIANT_ADD(exact, cycle_256_ramps_off) { .cycle = 256, .ramp = MIXCORE_RAMP_OFF };
FIXTURE_VARIANT_ADD(exact, cycle_100_ramp_700) { .cycle = 100, .ramp = 700 };

FIXTURE_SETUP(exact)
{
	struct attach_options options = { .cycle = variant->cycle, .ramp = variant->ramp };

	self->many = linked_max();
	ASSERT_EQ(0, loopback_open(&self->loopback, &options));
	self->expected = calloc(FRAMES, 2 * sizeof(int32_t));
	ASSERT_NE(NULL, self->expected);
}

FIXTURE_TEARDOWN(exact)
{
	unsigned int i;

	for (i = 0; i < self->count; i++) {
		snd_pcm_close(self->players[i].pcm);
		free(self->players[i].samples);
	}
	loopback_close(&self->loopback);
	free(self->expected);
}

static int player_write(struct player *player)
{
	void *packed = noise_pack(player->samples, FRAMES * player->channels, player->bits);
	snd_pcm_sframes_t frames;

	if (!packed)
		return -ENOMEM;
	frames = snd_pcm_writei(player->pcm, packed, FRAMES);
	free(packed);
	return frames == FRAMES ? 0 : -EIO;
}

/* A stream with all it plays in its buffer, ready to start. */
static int player_open(struct player *player, uint64_t seed, int bits, unsigned int channels,
		       unsigned int attenuate)
{
	struct client_config config = CLIENT_DEFAULT;

	config.format = client_format(bits);
	config.channels = channels;
	config.buffer = BUFFER;
	config.period = BUFFER / 4;
	player->bits = bits;
	player->channels = channels;
	player->pcm = client_new(&config);
	player->samples = noise_new(seed, FRAMES * channels, bits, attenuate);
	return player->pcm && player->samples ? player_write(player) : -errno;
}

static struct reference_stream player_reference(const struct player *player)
{
	return (struct reference_stream) {
		.samples = player->samples,
		.channels = player->channels,
		.frames = FRAMES,
		.bits = player->bits,
		.gain = { UNITY, UNITY },
		.output_gain = { UNITY, UNITY },
		.ramp_at = REFERENCE_NO_RAMP,
	};
}

static int add_player(FIXTURE_DATA(exact) *self, uint64_t seed, int bits, unsigned int channels,
		      unsigned int attenuate)
{
	struct player *player = &self->players[self->count];
	int err = player_open(player, seed, bits, channels, attenuate);

	if (err)
		return err;
	self->streams[self->count++] = player_reference(player);
	if (self->count > 1)
		return snd_pcm_link(self->players[0].pcm, player->pcm);
	return 0;
}

/* Starts all, and records until the last frame has come out. */
static int start_all(FIXTURE_DATA(exact) *self)
{
	int err = loopback_record(&self->loopback);

	return err < 0 ? err : snd_pcm_start(self->players[0].pcm);
}

static int finish_all(FIXTURE_DATA(exact) *self)
{
	int err = snd_pcm_drain(self->players[0].pcm);

	if (err < 0)
		return err;
	sleep_ms(300);
	return loopback_stop(&self->loopback);
}

#define PLAY() do {								\
	ASSERT_EQ(0, start_all(self));						\
	ASSERT_EQ(0, finish_all(self));						\
} while (0)

/* The recording is what is expected, with silence before and after. */
#define EXPECT_RECORDED() do {							\
	long _begin = loopback_find(&self->loopback, 0);			\
	ASSERT_LE(0, _begin) {							\
		TH_LOG("nothing but silence in %u frames",			\
		       self->loopback.frames);					\
	}									\
	EXPECT_EQ(-1, loopback_differs(&self->loopback, _begin, self->expected,	\
				       FRAMES));				\
	EXPECT_EQ(-1, loopback_find(&self->loopback, _begin + FRAMES));		\
} while (0)

static void mix_expected(FIXTURE_DATA(exact) *self)
{
	reference_mix(self->expected, FRAMES, 32, self->streams, self->count);
}

static unsigned int count_of(const int32_t *samples, int32_t value)
{
	unsigned int i, count = 0;

	for (i = 0; i < 2 * FRAMES; i++)
		count += samples[i] == value;
	return count;
}

TEST_F(exact, one_S32_stream_arrives_as_it_is)
{
	ASSERT_EQ(0, add_player(self, 1, 32, 2, 0));
	PLAY();
	memcpy(self->expected, self->players[0].samples, FRAMES * 2 * sizeof(int32_t));
	EXPECT_RECORDED();
}

TEST_F(exact, one_S24_stream_arrives_as_it_is)
{
	unsigned int i;

	ASSERT_EQ(0, add_player(self, 2, 24, 2, 0));
	PLAY();
	for (i = 0; i < 2 * FRAMES; i++)
		self->expected[i] = self->players[0].samples[i] * 256;
	EXPECT_RECORDED();
}

TEST_F(exact, one_S16_stream_arrives_as_it_is)
{
	unsigned int i;

	ASSERT_EQ(0, add_player(self, 3, 16, 2, 0));
	PLAY();
	for (i = 0; i < 2 * FRAMES; i++)
		self->expected[i] = self->players[0].samples[i] * 65536;
	EXPECT_RECORDED();
}

TEST_F(exact, mono_goes_to_both_sides)
{
	ASSERT_EQ(0, add_player(self, 4, 32, 1, 1));
	ASSERT_EQ(0, add_player(self, 5, 16, 1, 1));
	PLAY();
	mix_expected(self);
	EXPECT_EQ(self->expected[0], self->expected[1]);
	EXPECT_RECORDED();
}

TEST_F(exact, many_linked_streams_below_full_scale)
{
	unsigned int i;

	for (i = 0; i < self->many; i++)
		ASSERT_EQ(0, add_player(self, 100 + i, 32, 2, 4));
	PLAY();
	mix_expected(self);
	ASSERT_EQ(0, count_of(self->expected, HIGHEST) + count_of(self->expected, LOWEST));
	EXPECT_RECORDED();
}

TEST_F(exact, many_linked_streams_above_full_scale)
{
	unsigned int i;

	for (i = 0; i < self->many; i++)
		ASSERT_EQ(0, add_player(self, 200 + i, 32, 2, 0));
	PLAY();
	mix_expected(self);
	ASSERT_LT(100, count_of(self->expected, HIGHEST));
	ASSERT_LT(100, count_of(self->expected, LOWEST));
	EXPECT_RECORDED();
}

/* The same streams as above, opened and linked in the opposite order. */
TEST_F(exact, the_order_of_streams_is_not_heard)
{
	unsigned int i;

	for (i = 0; i < self->many; i++)
		ASSERT_EQ(0, add_player(self, 200 + self->many - 1 - i, 32, 2, 0));
	PLAY();
	for (i = 0; i < self->many / 2; i++) {
		struct reference_stream stream = self->streams[i];

		self->streams[i] = self->streams[self->many - 1 - i];
		self->streams[self->many - 1 - i] = stream;
	}
	mix_expected(self);
	EXPECT_RECORDED();
}

TEST_F(exact, sixteen_streams_of_all_formats)
{
	static const int bits[] = { 16, 24, 32 };
	unsigned int i;

	for (i = 0; i < self->many; i++)
		ASSERT_EQ(0, add_player(self, 300 + i, bits[i % 3], 1 + i % 2, i % 4));
	PLAY();
	mix_expected(self);
	EXPECT_RECORDED();
}

static int set_output_gain(FIXTURE_DATA(exact) *self, uint32_t left, uint32_t right)
{
	struct mixcore_output_set set = {
		.size = sizeof(set),
		.id = self->loopback.output,
		.mask = MIXCORE_SET_GAIN,
		.gain = { left, right },
	};
	unsigned int i;

	for (i = 0; i < self->count; i++) {
		self->streams[i].output_gain[0] = left;
		self->streams[i].output_gain[1] = right;
	}
	return call(self->loopback.control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static int set_gain(FIXTURE_DATA(exact) *self, unsigned int number, uint32_t left,
		    uint32_t right)
{
	self->streams[number].gain[0] = left;
	self->streams[number].gain[1] = right;
	return client_set_gain(self->loopback.control, self->players[number].pcm, left, right);
}

TEST_F(exact, gains_set_before_the_start_hold_from_the_first_frame)
{
	uint64_t seed = 400;
	unsigned int i;

	for (i = 0; i < self->many; i++) {
		uint32_t left = noise_next(&seed) % (MIXCORE_GAIN_MAX + 1);
		uint32_t right = noise_next(&seed) % (UNITY / 16);

		ASSERT_EQ(0, add_player(self, 410 + i, 32, 2, 3));
		ASSERT_EQ(0, set_gain(self, i, left, right));
	}
	PLAY();
	mix_expected(self);
	EXPECT_RECORDED();
}

TEST_F(exact, stream_and_output_gains_are_multiplied_and_held_at_12_dB)
{
	ASSERT_EQ(0, add_player(self, 500, 32, 2, 3));
	ASSERT_EQ(0, add_player(self, 501, 24, 2, 3));
	ASSERT_EQ(0, add_player(self, 502, 16, 2, 3));
	ASSERT_EQ(0, set_gain(self, 0, MIXCORE_GAIN_MAX, MIXCORE_GAIN_MAX));
	ASSERT_EQ(0, set_gain(self, 1, 1, 12345678));
	ASSERT_EQ(0, set_gain(self, 2, 0, UNITY + 1));
	ASSERT_EQ(0, set_output_gain(self, 13456789, 2 * UNITY));
	PLAY();
	mix_expected(self);
	EXPECT_RECORDED();
}

TEST_F(exact, unity_twice_half_and_double_is_unity)
{
	ASSERT_EQ(0, add_player(self, 510, 32, 2, 0));
	ASSERT_EQ(0, set_gain(self, 0, UNITY / 2, UNITY * 2));
	ASSERT_EQ(0, set_output_gain(self, UNITY * 2, UNITY / 2));
	PLAY();
	memcpy(self->expected, self->players[0].samples, FRAMES * 2 * sizeof(int32_t));
	EXPECT_RECORDED();
}

/*
 * Where a change was taken over can't be known: the first frame that is not as without it lies a few
 * frames behind the ramp's begin (whose first frame still has the old coefficient).
 */
static bool find_ramp(FIXTURE_DATA(exact) *self, struct reference_stream *stream, long begin,
		      unsigned int cycle)
{
	long differs = loopback_differs(&self->loopback, begin, self->expected, FRAMES);
	long at;

	for (at = differs; at >= 0 && at > differs - 200; at--) {
		stream->ramp_at = at;
		mix_expected(self);
		if (loopback_differs(&self->loopback, begin, self->expected, FRAMES) == -1)
			return at % cycle == 0;
	}
	return false;
}

static unsigned int ramp_of(const FIXTURE_VARIANT(exact) *variant)
{
	return variant->ramp == MIXCORE_RAMP_OFF ? 0 : variant->ramp;
}

TEST_F(exact, a_volume_change_while_playing_is_one_ramp)
{
	struct reference_stream *changed = &self->streams[1];
	unsigned int i;
	long begin;

	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, add_player(self, 600 + i, 32, 2, 2));
	ASSERT_EQ(0, set_gain(self, 1, 15000000, 30000000));
	ASSERT_EQ(0, start_all(self));
	sleep_ms(150);
	ASSERT_EQ(0, client_set_gain(self->loopback.control, self->players[1].pcm, 33333333,
				     7654321));
	ASSERT_EQ(0, finish_all(self));

	changed->new_gain[0] = 33333333;
	changed->new_gain[1] = 7654321;
	changed->ramp_frames = ramp_of(variant);
	mix_expected(self);
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	ASSERT_NE(-1, loopback_differs(&self->loopback, begin, self->expected, FRAMES));
	EXPECT_TRUE(find_ramp(self, changed, begin, variant->cycle));
	EXPECT_LT(0, changed->ramp_at);
	EXPECT_EQ(-1, loopback_find(&self->loopback, begin + FRAMES));
}

TEST_F(exact, mute_is_a_ramp_to_silence)
{
	struct mixcore_stream_set set = { .size = sizeof(set) };
	struct reference_stream *muted = &self->streams[0];
	struct mixcore_stream_info info;
	long begin;

	ASSERT_EQ(0, add_player(self, 700, 32, 2, 0));
	ASSERT_EQ(0, client_info(self->loopback.control, self->players[0].pcm, &info));
	set.id = info.id;
	set.mask = MIXCORE_SET_MUTE;
	set.mute = 1;
	ASSERT_EQ(0, start_all(self));
	sleep_ms(100);
	ASSERT_EQ(0, call(self->loopback.control, MIXCORE_IOCTL_STREAM_SET, &set));
	ASSERT_EQ(0, finish_all(self));

	muted->ramp_frames = ramp_of(variant);
	mix_expected(self);
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	EXPECT_TRUE(find_ramp(self, muted, begin, variant->cycle));
}

TEST_HARNESS_MAIN
