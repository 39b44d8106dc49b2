// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many, how much, how long: every limit at N and at N + 1.
 *
 * Needs: snd-mixcore with any number of streams, snd-dummy.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "client.h"
#include "kselftest_harness.h"

#define FRAME_BYTES	4	/* S16 stereo */

static const struct pcm_config slave_config = { FORMAT_S16, 48000, 2, 256, 4096 };
static const struct pcm_config client_config = { FORMAT_S16, 48000, 2, 1024, 4096 };

FIXTURE(limits) {
	int control, output;
	unsigned int streams;
	int pcms[MIXCORE_STREAMS_MAX + 1];
	unsigned int count;
};

FIXTURE_SETUP(limits)
{
	struct mixcore_version version = { .size = sizeof(version), .abi = MIXCORE_ABI };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Dummy", 0, &slave_config, NULL);
	ASSERT_LT(0, self->output);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_VERSION, &version));
	self->streams = version.streams;
}

FIXTURE_TEARDOWN(limits)
{
	while (self->count)
		close(self->pcms[--self->count]);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static int open_pcm(void)
{
	return pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
}

static int open_one(FIXTURE_DATA(limits) *self)
{
	int pcm = open_pcm();

	if (pcm >= 0)
		self->pcms[self->count++] = pcm;
	return pcm < 0 ? pcm : 0;
}

static int open_many(FIXTURE_DATA(limits) *self, unsigned int count)
{
	int err = 0;

	while (!err && self->count < count)
		err = open_one(self);
	return err;
}

static struct mixcore_status get_status(FIXTURE_DATA(limits) *self)
{
	struct mixcore_status status = { .size = sizeof(status) };

	call(self->control, MIXCORE_IOCTL_STATUS, &status);
	return status;
}

/*
 * Streams
 */

TEST_F(limits, every_substream_opens_and_one_more_is_EBUSY)
{
	ASSERT_EQ(0, open_many(self, self->streams));
	EXPECT_EQ(self->streams, get_status(self).streams);
	EXPECT_EQ(-EBUSY, open_pcm());
	EXPECT_EQ(-EBUSY, open_pcm());
	EXPECT_EQ(self->streams, get_status(self).streams);
	close(self->pcms[--self->count]);
	EXPECT_EQ(0, open_one(self));
	EXPECT_EQ(-EBUSY, open_pcm());
}

/* An xrun counts until the last frame has been played; after it, it is the end. */
static bool all_have_moved(FIXTURE_DATA(limits) *self, unsigned int least, unsigned int written)
{
	struct mixcore_stream_info info;
	unsigned int i;

	for (i = 0; i < self->count; i++)
		if (stream_by_substream(self->control, i, &info) || info.frames < least ||
		    (info.frames < written && (info.xruns || info.silence_frames)))
			return false;
	return true;
}

/* A debug kernel is slow with so many. */
static bool wait_all_moved(FIXTURE_DATA(limits) *self, unsigned int least, unsigned int written)
{
	unsigned int tries;

	for (tries = 0; tries < 50; tries++) {
		if (all_have_moved(self, least, written))
			return true;
		sleep_ms(100);
	}
	return false;
}

TEST_F(limits, all_play_at_once)
{
	struct pcm_config config = { FORMAT_S16, 48000, 2, 4096, 48000 };
	struct mixcore_status status;
	unsigned int i;

	ASSERT_EQ(0, open_many(self, self->streams));
	for (i = 0; i < self->count; i++) {
		ASSERT_EQ(0, pcm_configure(self->pcms[i], &config));
		ASSERT_EQ(0, pcm_starts_by_hand(self->pcms[i], config.buffer));
		ASSERT_EQ(0, pcm_prepare(self->pcms[i]));
		ASSERT_EQ(0, pcm_write_silence(self->pcms[i], config.buffer, FRAME_BYTES));
	}
	for (i = 0; i < self->count; i++)
		ASSERT_EQ(0, pcm_start(self->pcms[i]));
	status = get_status(self);
	EXPECT_EQ(self->streams, status.running);
	EXPECT_TRUE(wait_all_moved(self, 4800, config.buffer));
	for (i = 0; i < self->count; i++)
		EXPECT_EQ(0, pcm_drop(self->pcms[i]));
	EXPECT_EQ(0, get_status(self).running);
}

/* In a process of its own, which holds no other; exit status 0 when it got a stream. */
static pid_t open_blocking(FIXTURE_DATA(limits) *self)
{
	pid_t child = fork();

	if (child)
		return child;
	while (self->count)
		close(self->pcms[--self->count]);
	_exit(pcm_open("Mixcore", 0, O_RDWR) < 0);
}

TEST_F(limits, a_blocking_open_waits_for_one_that_closes)
{
	pid_t child;
	int status;

	ASSERT_EQ(0, open_many(self, self->streams));
	child = open_blocking(self);
	ASSERT_LT(0, child);
	sleep_ms(300);
	ASSERT_EQ(0, waitpid(child, &status, WNOHANG));
	close(self->pcms[--self->count]);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F(limits, a_blocking_open_that_waits_can_be_killed)
{
	pid_t child;
	int status;

	ASSERT_EQ(0, open_many(self, self->streams));
	child = open_blocking(self);
	ASSERT_LT(0, child);
	sleep_ms(100);
	kill(child, SIGTERM);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(SIGTERM, status);
	EXPECT_EQ(self->streams, get_status(self).streams);
}

/*
 * Quotas
 */

static int set_quota(FIXTURE_DATA(limits) *self, unsigned int streams, uint64_t uid_bytes,
		     uint64_t card_bytes)
{
	struct mixcore_quota quota = { sizeof(quota), streams, uid_bytes, card_bytes };

	return call(self->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

TEST_F(limits, uid_streams_at_N_and_one_more)
{
	ASSERT_EQ(0, set_quota(self, 3, 1 << 30, 1 << 30));
	ASSERT_EQ(0, open_many(self, 3));
	EXPECT_EQ(-EDQUOT, open_pcm());
	EXPECT_EQ(3, get_status(self).uid_streams);
	close(self->pcms[--self->count]);
	EXPECT_EQ(0, open_one(self));
	EXPECT_EQ(-EDQUOT, open_pcm());
}

TEST_F(limits, uid_streams_are_counted_per_uid)
{
	ASSERT_EQ(0, set_quota(self, 2, 1 << 30, 1 << 30));
	ASSERT_EQ(0, open_many(self, 2));
	ASSERT_EQ(0, become(ALICE));
	EXPECT_EQ(0, open_one(self));
	EXPECT_EQ(0, open_one(self));
	EXPECT_EQ(-EDQUOT, open_pcm());
	ASSERT_EQ(0, become(BOB));
	EXPECT_EQ(0, open_one(self));
	ASSERT_EQ(0, become(0));
	EXPECT_EQ(-EDQUOT, open_pcm());
	EXPECT_EQ(5, get_status(self).streams);
	EXPECT_EQ(2, get_status(self).uid_streams);
}

TEST_F(limits, a_lower_quota_takes_nothing_away)
{
	uint64_t ring = ring_bytes(4096 * FRAME_BYTES);

	ASSERT_EQ(0, open_many(self, 3));
	ASSERT_EQ(0, pcm_configure(self->pcms[0], &client_config));
	ASSERT_EQ(0, set_quota(self, 1, 1, 1));
	EXPECT_EQ(3, get_status(self).uid_streams);
	EXPECT_EQ(ring, get_status(self).uid_bytes);
	EXPECT_EQ(-EDQUOT, open_pcm());
	EXPECT_EQ(-EDQUOT, pcm_configure(self->pcms[1], &client_config));
	EXPECT_EQ(ring, get_status(self).uid_bytes);
	EXPECT_EQ(0, pcm_prepare(self->pcms[0]));
	EXPECT_EQ(0, pcm_write_silence(self->pcms[0], 4096, FRAME_BYTES));
}

TEST_F(limits, uid_bytes_at_N_and_one_less)
{
	uint64_t ring = ring_bytes(4096 * FRAME_BYTES);

	ASSERT_EQ(0, open_many(self, 3));
	ASSERT_EQ(0, set_quota(self, 10, 2 * ring, 1 << 30));
	ASSERT_EQ(0, pcm_configure(self->pcms[0], &client_config));
	ASSERT_EQ(0, pcm_configure(self->pcms[1], &client_config));
	EXPECT_EQ(2 * ring, get_status(self).uid_bytes);
	EXPECT_EQ(-EDQUOT, pcm_configure(self->pcms[2], &client_config));
	EXPECT_EQ(2 * ring, get_status(self).uid_bytes);
	close(self->pcms[--self->count]);
	close(self->pcms[--self->count]);
	EXPECT_EQ(ring, get_status(self).uid_bytes);
	ASSERT_EQ(0, set_quota(self, 10, 2 * ring - 1, 1 << 30));
	ASSERT_EQ(0, open_one(self));
	EXPECT_EQ(-EDQUOT, pcm_configure(self->pcms[1], &client_config));
	ASSERT_EQ(0, set_quota(self, 10, 2 * ring, 1 << 30));
	EXPECT_EQ(0, pcm_configure(self->pcms[1], &client_config));
}

TEST_F(limits, card_bytes_at_N_and_one_less)
{
	uint64_t ring = ring_bytes(4096 * FRAME_BYTES);

	ASSERT_EQ(0, open_many(self, 1));
	ASSERT_EQ(0, become(ALICE));
	ASSERT_EQ(0, open_many(self, 2));
	ASSERT_EQ(0, become(0));
	ASSERT_EQ(0, set_quota(self, 10, 1 << 30, 2 * ring - 1));
	ASSERT_EQ(0, pcm_configure(self->pcms[0], &client_config));
	EXPECT_EQ(-EDQUOT, pcm_configure(self->pcms[1], &client_config));
	EXPECT_EQ(ring, get_status(self).card_bytes);
	ASSERT_EQ(0, set_quota(self, 10, 1 << 30, 2 * ring));
	EXPECT_EQ(0, pcm_configure(self->pcms[1], &client_config));
	EXPECT_EQ(2 * ring, get_status(self).card_bytes);
	EXPECT_EQ(ring, get_status(self).uid_bytes);
}

TEST_F(limits, hw_params_again_is_not_charged_twice)
{
	uint64_t ring = ring_bytes(4096 * FRAME_BYTES);
	unsigned int i;

	ASSERT_EQ(0, open_many(self, 1));
	ASSERT_EQ(0, set_quota(self, 10, ring, ring));
	for (i = 0; i < 5; i++)
		EXPECT_EQ(0, pcm_configure(self->pcms[0], &client_config));
	EXPECT_EQ(ring, get_status(self).uid_bytes);
	close(self->pcms[--self->count]);
	EXPECT_EQ(0, get_status(self).uid_bytes);
	EXPECT_EQ(0, get_status(self).card_bytes);
}

/*
 * Parameters
 */

FIXTURE(params) {
	int control, output;
	snd_pcm_t *pcm;
	snd_pcm_hw_params_t *hw;
	struct mixcore_output_info info;
};

FIXTURE_VARIANT(params) {
	unsigned int rate, cycle;
};

FIXTURE_VARIANT_ADD(params, cycle_64) { .rate = 48000, .cycle = 64 };
FIXTURE_VARIANT_ADD(params, cycle_256) { .rate = 44100, .cycle = 256 };
FIXTURE_VARIANT_ADD(params, cycle_1024) { .rate = 8000, .cycle = 1024 };

FIXTURE_SETUP(params)
{
	struct attach_options options = { .cycle = variant->cycle };
	struct pcm_config slave = slave_config;

	slave.rate = variant->rate;
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Dummy", 0, &slave, &options);
	ASSERT_LT(0, self->output);
	self->pcm = client_open();
	ASSERT_NE(NULL, self->pcm);
	ASSERT_EQ(0, snd_pcm_hw_params_malloc(&self->hw));
	ASSERT_LE(0, snd_pcm_hw_params_any(self->pcm, self->hw));
}

FIXTURE_TEARDOWN(params)
{
	snd_pcm_hw_params_free(self->hw);
	snd_pcm_close(self->pcm);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

TEST_F(params, the_rate_is_that_of_the_output)
{
	static const unsigned int rates[] = { 8000, 11025, 22050, 44100, 48000, 96000, 192000 };
	unsigned int i, least, most;

	ASSERT_EQ(0, snd_pcm_hw_params_get_rate_min(self->hw, &least, NULL));
	ASSERT_EQ(0, snd_pcm_hw_params_get_rate_max(self->hw, &most, NULL));
	EXPECT_EQ(variant->rate, least);
	EXPECT_EQ(variant->rate, most);
	for (i = 0; i < ARRAY_SIZE(rates); i++)
		EXPECT_EQ(rates[i] == variant->rate,
			  !snd_pcm_hw_params_test_rate(self->pcm, self->hw, rates[i], 0));
	EXPECT_NE(0, snd_pcm_hw_params_test_rate(self->pcm, self->hw, variant->rate + 1, 0));
	EXPECT_NE(0, snd_pcm_hw_params_test_rate(self->pcm, self->hw, variant->rate - 1, 0));
}

TEST_F(params, the_rate_follows_the_default_output_at_open)
{
	struct mixcore_default set = { .size = sizeof(set), .uid = MIXCORE_UID_ANY };
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_t *pcm;

	set.mask = MIXCORE_DEFAULT_OUTPUT;
	set.output = MIXCORE_OUTPUT_NULL;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set));
	EXPECT_EQ(0, snd_pcm_hw_params_test_rate(self->pcm, self->hw, variant->rate, 0));
	config.rate = 48000;
	pcm = client_new(&config);
	EXPECT_NE(NULL, pcm);
	if (pcm)
		snd_pcm_close(pcm);
}

TEST_F(params, the_buffer_is_at_least_two_cycles)
{
	snd_pcm_uframes_t least;

	ASSERT_EQ(0, snd_pcm_hw_params_get_buffer_size_min(self->hw, &least));
	EXPECT_EQ(2 * variant->cycle, least);
	EXPECT_NE(0, snd_pcm_hw_params_test_buffer_size(self->pcm, self->hw,
							2 * variant->cycle - 1));
	EXPECT_EQ(0, snd_pcm_hw_params_test_buffer_size(self->pcm, self->hw,
							2 * variant->cycle));
}

TEST_F(params, a_buffer_of_two_cycles_plays)
{
	struct client_config config = CLIENT_DEFAULT;
	static char silence[2048 * 8];
	unsigned int i;

	config.rate = variant->rate;
	config.buffer = 2 * variant->cycle;
	ASSERT_EQ(0, client_configure(self->pcm, &config));
	for (i = 0; i < 20; i++)
		ASSERT_EQ(variant->cycle,
			  snd_pcm_writei(self->pcm, silence, variant->cycle));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->pcm));
	EXPECT_EQ(0, snd_pcm_drain(self->pcm));
}

TEST_F(params, the_buffer_is_at_most_4_seconds)
{
	snd_pcm_uframes_t most;

	ASSERT_EQ(0, snd_pcm_hw_params_get_buffer_size_max(self->hw, &most));
	EXPECT_EQ(4 * variant->rate, most);
	EXPECT_NE(0, snd_pcm_hw_params_test_buffer_size(self->pcm, self->hw,
							4 * variant->rate + 1));
	EXPECT_EQ(0, snd_pcm_hw_params_set_buffer_size(self->pcm, self->hw, 4 * variant->rate));
	EXPECT_EQ(0, snd_pcm_hw_params(self->pcm, self->hw));
}

TEST_F(params, the_buffer_is_4_seconds_of_8_channels_too)
{
	ASSERT_EQ(0, snd_pcm_hw_params_set_format(self->pcm, self->hw, SND_PCM_FORMAT_S32_LE));
	ASSERT_EQ(0, snd_pcm_hw_params_set_channels(self->pcm, self->hw, 8));
	EXPECT_EQ(0, snd_pcm_hw_params_set_buffer_size(self->pcm, self->hw, 4 * variant->rate));
	EXPECT_EQ(0, snd_pcm_hw_params(self->pcm, self->hw));
}

TEST_F(params, the_period_is_at_least_32_frames)
{
	snd_pcm_uframes_t least;
	int direction = 0;

	ASSERT_EQ(0, snd_pcm_hw_params_get_period_size_min(self->hw, &least, &direction));
	EXPECT_EQ(32, least);
	EXPECT_NE(0, snd_pcm_hw_params_test_period_size(self->pcm, self->hw, 31, 0));
	EXPECT_EQ(0, snd_pcm_hw_params_set_period_size(self->pcm, self->hw, 32, 0));
	EXPECT_EQ(0, snd_pcm_hw_params(self->pcm, self->hw));
}

TEST_F(params, formats_and_channels)
{
	static const snd_pcm_format_t wrong[] = {
		SND_PCM_FORMAT_S8, SND_PCM_FORMAT_U16_LE, SND_PCM_FORMAT_U24_3LE,
		SND_PCM_FORMAT_S20_3LE, SND_PCM_FORMAT_FLOAT_BE, SND_PCM_FORMAT_FLOAT64_LE,
		SND_PCM_FORMAT_MU_LAW, SND_PCM_FORMAT_IEC958_SUBFRAME_LE,
	};
	static const snd_pcm_format_t right[] = {
		SND_PCM_FORMAT_U8, SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S16_BE,
		SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S24_BE, SND_PCM_FORMAT_S24_3LE,
		SND_PCM_FORMAT_S24_3BE, SND_PCM_FORMAT_S32_LE, SND_PCM_FORMAT_S32_BE,
		SND_PCM_FORMAT_FLOAT_LE,
	};
	static const snd_pcm_access_t accesses[] = {
		SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED,
		SND_PCM_ACCESS_RW_NONINTERLEAVED, SND_PCM_ACCESS_MMAP_NONINTERLEAVED,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		EXPECT_NE(0, snd_pcm_hw_params_test_format(self->pcm, self->hw, wrong[i]));
	for (i = 0; i < ARRAY_SIZE(right); i++)
		EXPECT_EQ(0, snd_pcm_hw_params_test_format(self->pcm, self->hw, right[i]));
	for (i = 1; i <= MIXCORE_CHANNELS_MAX; i++)
		EXPECT_EQ(0, snd_pcm_hw_params_test_channels(self->pcm, self->hw, i));
	EXPECT_NE(0, snd_pcm_hw_params_test_channels(self->pcm, self->hw,
						     MIXCORE_CHANNELS_MAX + 1));
	for (i = 0; i < ARRAY_SIZE(accesses); i++)
		EXPECT_EQ(0, snd_pcm_hw_params_test_access(self->pcm, self->hw, accesses[i]));
}

TEST_HARNESS_MAIN
