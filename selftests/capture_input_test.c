// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an input does for its recorders: which one they open on, their parameters, gains, positions
 * and times; and when its card runs.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1, users in the group
 * audio.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE	48000
#define RING	6100	/* frames: no multiple of a buffer, so that a slip by one is heard */
#define ROOM	96000
#define UNITY	MIXCORE_GAIN_UNITY

static int64_t frames_in(int64_t ns)
{
	return ns * RATE / 1000000000LL;
}

/* An input "in" on the plain card, which hears noise as soon as it is started. */
FIXTURE(input) {
	int control, id;
	struct cable cable;
	struct take take, other;	/* one behind the other, for takes_read() */
};

static const struct take_config usual = TAKE_DEFAULT;

#define PERIOD	256	/* of the input's backend */
#define CYCLE	128

FIXTURE_SETUP(input)
{
	struct input_options options = { .cycle = CYCLE };
	unsigned int card;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	for (card = PLAIN; card <= BATCH_NONATOMIC; card++) {
		ASSERT_EQ(0, testcard_reset(card));
	}
	ASSERT_EQ(0, cable_open(&self->cable, PLAIN, 32, RATE, 2, RING));
	self->id = cable_attach(self->control, &self->cable, "in", 32, RATE, PERIOD, &options);
	ASSERT_LT(0, self->id);
}

FIXTURE_TEARDOWN(input)
{
	take_close(&self->take);
	take_close(&self->other);
	cable_close(&self->cable);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static struct mixcore_input_info info_of(FIXTURE_DATA(input) *self)
{
	struct mixcore_input_info info;

	if (input_get(self->control, self->id, &info))
		info.state = ~0U;
	return info;
}

static struct mixcore_stream_info stream_of(int control, const struct take *take)
{
	struct mixcore_stream_info info;

	if (take_info(control, take, &info))
		info.state = ~0U;
	return info;
}

/*
 * Silence by the clock
 */

/* The null input captures silence, as fast as the time passes. */
TEST_F(input, the_null_input_is_silent_and_in_time)
{
	struct mixcore_stream_info info;
	int64_t began, least, most;

	ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, MIXCORE_INPUT_NULL));
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	info = stream_of(self->control, &self->take);
	EXPECT_EQ(MIXCORE_SOURCE_INPUT, info.source_kind);
	EXPECT_EQ(MIXCORE_INPUT_NULL, info.source);
	began = now_ns();
	ASSERT_EQ(0, take_start(&self->take));
	most = frames_in(now_ns() - began);
	ASSERT_EQ(0, takes_run(&self->take, 1, 1000));
	least = frames_in(now_ns() - began);
	EXPECT_EQ(0, take_read(&self->take));
	most += frames_in(now_ns() - began);
	EXPECT_EQ(0, take_loud(&self->take, 0));
	/* What it gets, it gets by cycles. */
	EXPECT_LE(least - 2 * (int64_t)MIXCORE_CYCLE_MAX, self->take.frames);
	EXPECT_GE(most, self->take.frames);
	EXPECT_EQ(0, stream_of(self->control, &self->take).xruns);
}

/* One that never starts hears nothing, and one that stops hears no more. */
TEST_F(input, only_what_runs_records)
{
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_new(&self->other, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_read(&self->take, 1, 4800));
	EXPECT_EQ(0, take_read(&self->other));
	EXPECT_EQ(0, self->other.frames);
	EXPECT_EQ(0, stream_of(self->control, &self->other).frames);
	EXPECT_EQ(1, info_of(self).recording);
	EXPECT_EQ(2, info_of(self).recorders);
	ASSERT_EQ(0, snd_pcm_drop(self->take.pcm));
	EXPECT_EQ(0, info_of(self).recording);
}

/*
 * Where recorders open
 */

static struct mixcore_stream_info opens_as(int control, unsigned int uid)
{
	struct mixcore_stream_info info = { .source = ~0U };
	int pcm;

	if (become(uid))
		return info;
	pcm = pcm_open("Mixcore", CAPTURE | OF_INPUTS, O_RDWR | O_NONBLOCK);
	if (become(0) || pcm < 0)
		return info;
	stream_get(control, stream_newest(control), &info);
	close(pcm);
	return info;
}

#define EXPECT_OPENS(who, where) do {						\
	struct mixcore_stream_info _info = opens_as(self->control, who);	\
										\
	EXPECT_EQ(who, _info.uid);						\
	EXPECT_EQ(MIXCORE_DIRECTION_CAPTURE, _info.direction);			\
	EXPECT_EQ(MIXCORE_SOURCE_INPUT, _info.source_kind);			\
	EXPECT_EQ((unsigned int)(where), _info.source);				\
	EXPECT_EQ(UNITY, _info.gain[0]);					\
	EXPECT_EQ(UNITY, _info.gain[7]);					\
	EXPECT_EQ(0, _info.mute);						\
} while (0)

TEST_F(input, the_first_one_becomes_the_default)
{
	struct pcm_config config = { FORMAT_S32, RATE, 2, PERIOD, 4096 };
	struct input_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	int second;

	EXPECT_TRUE(info_of(self).flags & MIXCORE_OUTPUT_F_DEFAULT);
	EXPECT_OPENS(ALICE, self->id);
	second = input_attach_card(self->control, "second", "Test1", 0, &config, NULL);
	ASSERT_LT(self->id, second);
	EXPECT_OPENS(ALICE, self->id);
	ASSERT_EQ(0, input_detach(self->control, second));
	ASSERT_EQ(0, input_detach(self->control, self->id));
	EXPECT_OPENS(ALICE, MIXCORE_INPUT_NULL);
	second = input_attach_card(self->control, "second", "Test1", 0, &config, &options);
	ASSERT_LT(0, second);
	EXPECT_OPENS(ALICE, MIXCORE_INPUT_NULL);
	ASSERT_EQ(0, input_detach(self->control, second));
	second = input_attach_card(self->control, "second", "Test1", 0, &config, NULL);
	ASSERT_LT(0, second);
	EXPECT_OPENS(ALICE, second);
}

TEST_F(input, a_default_of_one_uid)
{
	struct pcm_config config = { FORMAT_S32, RATE, 2, PERIOD, 4096 };
	struct mixcore_default dflt = { .size = sizeof(dflt), .uid = ALICE };
	int second = input_attach_card(self->control, "second", "Test1", 0, &config, NULL);

	ASSERT_LT(0, second);
	ASSERT_EQ(0, default_input(self->control, ALICE, second));
	EXPECT_OPENS(ALICE, second);
	EXPECT_OPENS(BOB, self->id);
	EXPECT_OPENS(0, self->id);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_GET, &dflt));
	EXPECT_EQ(MIXCORE_DEFAULT_INPUT, dflt.mask);
	EXPECT_EQ((unsigned int)second, dflt.input);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, dflt.output);
	/* As for all in the rest. */
	ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, MIXCORE_INPUT_NULL));
	EXPECT_OPENS(ALICE, second);
	EXPECT_OPENS(BOB, MIXCORE_INPUT_NULL);
	dflt.mask = MIXCORE_DEFAULT_INPUT | MIXCORE_DEFAULT_CLEAR;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt));
	EXPECT_OPENS(ALICE, MIXCORE_INPUT_NULL);
	/* When it goes, who opened there opens as all do. */
	ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, self->id));
	ASSERT_EQ(0, default_input(self->control, ALICE, second));
	ASSERT_EQ(0, input_detach(self->control, second));
	EXPECT_OPENS(ALICE, self->id);
}

/* Where recorders open has nothing to do with how streams that play do. */
TEST_F(input, gain_and_mute_of_the_default_are_for_what_plays)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = MIXCORE_UID_ANY,
		.mask = MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE, .gain = 77, .mute = 1,
	};

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt));
	EXPECT_OPENS(ALICE, self->id);
}

/*
 * Parameters
 */

static int params_any(snd_pcm_t *pcm, snd_pcm_hw_params_t *params)
{
	int err = snd_pcm_hw_params_any(pcm, params);

	return err < 0 ? err : 0;
}

TEST_F(input, the_rate_is_that_of_the_input)
{
	static const unsigned int rates[] = { 8000, 44100, 47999, 48000, 48001, 96000, 192000 };
	struct pcm_config config = { FORMAT_S32, 44100, 2, PERIOD, 4096 };
	snd_pcm_hw_params_t *params;
	unsigned int i, least, most;
	int second;

	snd_pcm_hw_params_alloca(&params);
	ASSERT_EQ(0, take_open(&self->take, self->control, OF_INPUTS));
	ASSERT_EQ(0, params_any(self->take.pcm, params));
	ASSERT_EQ(0, snd_pcm_hw_params_get_rate_min(params, &least, NULL));
	ASSERT_EQ(0, snd_pcm_hw_params_get_rate_max(params, &most, NULL));
	EXPECT_EQ(RATE, least);
	EXPECT_EQ(RATE, most);
	for (i = 0; i < ARRAY_SIZE(rates); i++)
		EXPECT_EQ(rates[i] == RATE, !snd_pcm_hw_params_test_rate(self->take.pcm, params,
									 rates[i], 0));
	second = input_attach_card(self->control, "second", "Test1", 0, &config, NULL);
	ASSERT_LT(0, second);
	ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, second));
	ASSERT_EQ(0, take_open(&self->other, self->control, OF_INPUTS));
	ASSERT_EQ(0, params_any(self->other.pcm, params));
	ASSERT_EQ(0, snd_pcm_hw_params_get_rate_min(params, &least, NULL));
	EXPECT_EQ(44100, least);
	/* An application that has no parameters yet takes the rate of what it is to record. */
	ASSERT_EQ(0, take_source(self->control, &self->take, MIXCORE_SOURCE_INPUT, second));
	ASSERT_EQ(0, params_any(self->take.pcm, params));
	ASSERT_EQ(0, snd_pcm_hw_params_get_rate_min(params, &least, NULL));
	EXPECT_EQ(44100, least);
}

static void expect_least_buffer(struct __test_metadata *_metadata, FIXTURE_DATA(input) *self,
				unsigned int frames)
{
	snd_pcm_hw_params_t *params;
	snd_pcm_uframes_t least;

	snd_pcm_hw_params_alloca(&params);
	ASSERT_EQ(0, take_open(&self->other, self->control, OF_INPUTS));
	ASSERT_EQ(0, params_any(self->other.pcm, params));
	ASSERT_EQ(0, snd_pcm_hw_params_get_buffer_size_min(params, &least));
	EXPECT_EQ(frames, least);
	EXPECT_NE(0, snd_pcm_hw_params_test_buffer_size(self->other.pcm, params, frames - 1));
	EXPECT_EQ(0, snd_pcm_hw_params_test_buffer_size(self->other.pcm, params, frames));
	take_close(&self->other);
}

/* A cycle, and the longer of cycle and period. */
TEST_F(input, the_least_buffer)
{
	static const unsigned int shapes[][3] = {
		{ 256, 128, 128 + 256 }, { 256, 256, 512 }, { 128, 512, 1024 }, { 1024, 16, 1040 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct pcm_config config = { FORMAT_S32, RATE, 2, shapes[i][0], 8192 };
		struct input_options options = { .cycle = shapes[i][1] };
		int id = input_attach_card(self->control, "second", "Test1", 0, &config, &options);

		ASSERT_LT(0, id);
		ASSERT_EQ(0, default_input(self->control, MIXCORE_UID_ANY, id));
		expect_least_buffer(_metadata, self, shapes[i][2]);
		ASSERT_EQ(0, input_detach(self->control, id));
	}
}

/* An application that reads each period as it comes loses none. */
TEST_F(input, the_least_buffer_records)
{
	struct take_config config = usual;
	struct heard heard;
	unsigned int i;

	config.buffer = CYCLE + PERIOD;
	config.period = CYCLE;
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	for (i = 0; i < 2000 && self->take.frames < 24000; i++) {
		ASSERT_LE(0, snd_pcm_wait(self->take.pcm, 1000));
		ASSERT_EQ(0, take_read(&self->take));
	}
	ASSERT_LE(24000, self->take.frames);
	EXPECT_EQ(0, stream_of(self->control, &self->take).xruns);
	heard = take_heard(&self->take, 0, &self->cable.sound, NULL);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.silence);
}

TEST_F(input, periods_buffers_formats_and_channels)
{
	static const snd_pcm_format_t wrong[] = {
		SND_PCM_FORMAT_S8, SND_PCM_FORMAT_U16_LE, SND_PCM_FORMAT_S20_3LE,
		SND_PCM_FORMAT_FLOAT_BE, SND_PCM_FORMAT_FLOAT64_LE, SND_PCM_FORMAT_MU_LAW,
	};
	static const snd_pcm_format_t right[] = {
		SND_PCM_FORMAT_U8, SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S16_BE,
		SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S24_BE, SND_PCM_FORMAT_S24_3LE,
		SND_PCM_FORMAT_S24_3BE, SND_PCM_FORMAT_S32_LE, SND_PCM_FORMAT_S32_BE,
		SND_PCM_FORMAT_FLOAT_LE,
	};
	snd_pcm_t *pcm;
	snd_pcm_hw_params_t *params;
	snd_pcm_uframes_t frames;
	unsigned int i;
	int direction = 0;

	snd_pcm_hw_params_alloca(&params);
	ASSERT_EQ(0, take_open(&self->take, self->control, OF_INPUTS));
	pcm = self->take.pcm;
	ASSERT_EQ(0, params_any(pcm, params));
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		EXPECT_NE(0, snd_pcm_hw_params_test_format(pcm, params, wrong[i]));
	for (i = 0; i < ARRAY_SIZE(right); i++)
		EXPECT_EQ(0, snd_pcm_hw_params_test_format(pcm, params, right[i]));
	for (i = 1; i <= MIXCORE_CHANNELS_MAX; i++)
		EXPECT_EQ(0, snd_pcm_hw_params_test_channels(pcm, params, i));
	EXPECT_NE(0, snd_pcm_hw_params_test_channels(pcm, params, MIXCORE_CHANNELS_MAX + 1));
	for (i = SND_PCM_ACCESS_MMAP_INTERLEAVED; i <= SND_PCM_ACCESS_RW_NONINTERLEAVED; i++)
		EXPECT_EQ(i != SND_PCM_ACCESS_MMAP_COMPLEX,
			  !snd_pcm_hw_params_test_access(pcm, params, i));
	ASSERT_EQ(0, snd_pcm_hw_params_get_period_size_min(params, &frames, &direction));
	EXPECT_EQ(MIXCORE_PERIOD_MIN, frames);
	ASSERT_EQ(0, snd_pcm_hw_params_get_buffer_size_max(params, &frames));
	EXPECT_EQ(RATE / 1000 * MIXCORE_BUFFER_MS_MAX, frames);
}

/*
 * Quotas
 */

static int set_quota(int control, unsigned int streams, uint64_t uid_bytes, uint64_t card_bytes)
{
	struct mixcore_quota quota = { sizeof(quota), streams, uid_bytes, card_bytes };

	return call(control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

static struct mixcore_status status_of(int control)
{
	struct mixcore_status status = { .size = sizeof(status) };

	call(control, MIXCORE_IOCTL_STATUS, &status);
	return status;
}

static int open_as(unsigned int uid, int device)
{
	int pcm = become(uid) ?: pcm_open("Mixcore", device, O_RDWR | O_NONBLOCK);

	return become(0) ?: pcm;
}

/* Recorders of both devices and streams that play count together. */
TEST_F(input, quota_of_streams)
{
	int pcms[3];

	ASSERT_EQ(0, set_quota(self->control, 3, 1 << 30, 1 << 30));
	pcms[0] = open_as(ALICE, 0);
	pcms[1] = open_as(ALICE, CAPTURE | OF_INPUTS);
	pcms[2] = open_as(ALICE, CAPTURE | OF_INPUTS);
	ASSERT_LE(0, pcms[0]);
	ASSERT_LE(0, pcms[1]);
	ASSERT_LE(0, pcms[2]);
	EXPECT_EQ(-EDQUOT, open_as(ALICE, CAPTURE | OF_INPUTS));
	EXPECT_EQ(-EDQUOT, open_as(ALICE, CAPTURE | OF_MONITORS));
	EXPECT_EQ(-EDQUOT, open_as(ALICE, 0));
	EXPECT_EQ(3, status_of(self->control).streams);
	close(pcms[1]);
	pcms[1] = open_as(ALICE, CAPTURE | OF_MONITORS);
	EXPECT_LE(0, pcms[1]);
	EXPECT_EQ(-EDQUOT, open_as(ALICE, CAPTURE | OF_INPUTS));
	close(pcms[0]);
	close(pcms[1]);
	close(pcms[2]);
}

TEST_F(input, quota_of_memory)
{
	struct pcm_config config = { FORMAT_S16, RATE, 2, 1024, 4096 };
	uint64_t ring = ring_bytes(4096 * 4);
	int first = open_as(ALICE, CAPTURE | OF_INPUTS);
	int second = open_as(ALICE, CAPTURE | OF_INPUTS);

	ASSERT_LE(0, first);
	ASSERT_LE(0, second);
	ASSERT_EQ(0, set_quota(self->control, 10, 2 * ring - 1, 1 << 30));
	ASSERT_EQ(0, pcm_configure(first, &config));
	EXPECT_EQ(ring, status_of(self->control).card_bytes);
	EXPECT_EQ(-EDQUOT, pcm_configure(second, &config));
	EXPECT_EQ(ring, status_of(self->control).card_bytes);
	ASSERT_EQ(0, set_quota(self->control, 10, 2 * ring, 1 << 30));
	EXPECT_EQ(0, pcm_configure(second, &config));
	EXPECT_EQ(2 * ring, status_of(self->control).card_bytes);
	ASSERT_EQ(0, set_quota(self->control, 10, 1 << 30, 2 * ring - 1));
	close(second);
	EXPECT_EQ(ring, status_of(self->control).card_bytes);
	second = open_as(BOB, CAPTURE | OF_INPUTS);
	ASSERT_LE(0, second);
	EXPECT_EQ(-EDQUOT, pcm_configure(second, &config));
	close(first);
	EXPECT_EQ(0, status_of(self->control).card_bytes);
	EXPECT_EQ(0, pcm_configure(second, &config));
	close(second);
}

static unsigned int substreams(int control)
{
	struct mixcore_version version = { .size = sizeof(version), .abi = MIXCORE_ABI };

	return call(control, MIXCORE_IOCTL_VERSION, &version) ? 0 : version.streams;
}

/* Each PCM and direction has as many as the other. */
TEST_F(input, every_substream_opens_and_one_more_is_EBUSY)
{
	static const int devices[] = { 0, CAPTURE | OF_INPUTS, CAPTURE | OF_MONITORS };
	unsigned int most = substreams(self->control), device, i;
	int pcms[3 * MIXCORE_STREAMS_MAX];
	unsigned int count = 0;

	ASSERT_LT(0, most);
	for (device = 0; device < ARRAY_SIZE(devices); device++) {
		for (i = 0; i < most; i++) {
			pcms[count] = pcm_open("Mixcore", devices[device], O_RDWR | O_NONBLOCK);
			ASSERT_LE(0, pcms[count]);
			count++;
		}
		EXPECT_EQ(-EBUSY, pcm_open("Mixcore", devices[device], O_RDWR | O_NONBLOCK));
	}
	EXPECT_EQ(3 * most, status_of(self->control).streams);
	while (count)
		close(pcms[--count]);
}

/*
 * Gain and mute
 */

/* The sound's frames from here on have this gain. */
static void expect_gain(struct __test_metadata *_metadata, FIXTURE_DATA(input) *self, uint32_t left,
			uint32_t right)
{
	unsigned int count = self->other.pcm ? 2 : 1;
	uint32_t gain[MIXCORE_CHANNELS_MAX] = { left, right };
	struct heard heard;

	/* A volume that was on its way has arrived. */
	ASSERT_EQ(0, takes_run(&self->take, count, 100));
	self->take.frames = 0;
	ASSERT_EQ(0, takes_read(&self->take, count, 2000));
	heard = take_heard(&self->take, 0, &self->cable.sound, gain);
	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("%08x %08x", left, right);
	}
	EXPECT_EQ(0, heard.silence);
}

TEST_F(input, gain_and_mute_of_one_recorder)
{
	uint32_t gain[MIXCORE_CHANNELS_MAX] = { UNITY / 3, MIXCORE_GAIN_MAX };
	struct heard heard;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_new(&self->other, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, take_start(&self->other));
	expect_gain(_metadata, self, UNITY, UNITY);
	ASSERT_EQ(0, take_set_gain(self->control, &self->take, gain));
	expect_gain(_metadata, self, gain[0], gain[1]);
	ASSERT_EQ(0, take_set_mute(self->control, &self->take, 1));
	ASSERT_EQ(0, takes_run(&self->take, 2, 100));
	self->take.frames = 0;
	ASSERT_EQ(0, takes_read(&self->take, 2, 2000));
	EXPECT_EQ(0, take_loud(&self->take, 0));
	ASSERT_EQ(0, take_set_mute(self->control, &self->take, 0));
	expect_gain(_metadata, self, gain[0], gain[1]);
	/* In none of this has the other one a part. */
	ASSERT_EQ(0, take_read(&self->other));
	heard = take_heard(&self->other, 0, &self->cable.sound, NULL);
	EXPECT_EQ(-1, heard.differs);
}

/* What is set before it starts holds from its first frame on. */
TEST_F(input, gain_before_the_start)
{
	uint32_t gain[MIXCORE_CHANNELS_MAX] = { 0, UNITY / 7 };
	struct heard heard;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_set_gain(self->control, &self->take, gain));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_read(&self->take, 1, 4800));
	heard = take_heard(&self->take, 0, &self->cable.sound, gain);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.silence);
}

/*
 * The card's controls
 */

static int element(snd_ctl_t **ctl, snd_ctl_elem_value_t *value, const char *name,
		   unsigned int index)
{
	int err = snd_ctl_open(ctl, "hw:Mixcore", 0);

	if (err < 0)
		return err;
	snd_ctl_elem_value_set_interface(value, SND_CTL_ELEM_IFACE_MIXER);
	snd_ctl_elem_value_set_name(value, name);
	snd_ctl_elem_value_set_index(value, index);
	return snd_ctl_elem_read(*ctl, value);
}

static int control_read(const char *name, unsigned int index)
{
	snd_ctl_elem_value_t *value;
	snd_ctl_t *ctl = NULL;
	int err;

	snd_ctl_elem_value_alloca(&value);
	err = element(&ctl, value, name, index);
	if (ctl)
		snd_ctl_close(ctl);
	/* A switch has the same place in memory as its first number. */
	return err < 0 ? err : snd_ctl_elem_value_get_integer(value, 0);
}

static int control_write(const char *name, unsigned int index, long number)
{
	snd_ctl_elem_value_t *value;
	snd_ctl_t *ctl = NULL;
	int err;

	snd_ctl_elem_value_alloca(&value);
	err = element(&ctl, value, name, index);
	snd_ctl_elem_value_set_integer(value, 0, number);
	if (err >= 0)
		err = snd_ctl_elem_write(ctl, value);
	if (ctl)
		snd_ctl_close(ctl);
	return err < 0 ? err : 0;
}

static bool control_is_active(const char *name, unsigned int index)
{
	snd_ctl_elem_info_t *info;
	snd_ctl_t *ctl;
	bool active = false;

	snd_ctl_elem_info_alloca(&info);
	snd_ctl_elem_info_set_interface(info, SND_CTL_ELEM_IFACE_MIXER);
	snd_ctl_elem_info_set_name(info, name);
	snd_ctl_elem_info_set_index(info, index);
	if (snd_ctl_open(&ctl, "hw:Mixcore", 0) < 0)
		return false;
	if (!snd_ctl_elem_info(ctl, info))
		active = !snd_ctl_elem_info_is_inactive(info);
	snd_ctl_close(ctl);
	return active;
}

#define VOLUME	"Recorder Capture Volume"
#define SWITCH	"Recorder Capture Switch"

static uint32_t gain_of(long volume)
{
	return volume ? lround(16777216.0 * pow(10, (volume - 192) / 40.0)) : 0;
}

TEST_F(input, volume_and_switch_of_a_recorder)
{
	static const long volumes[] = { 192, 191, 168, 100, 1, 0 };
	unsigned int at, i;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	at = client_substream(self->take.pcm);
	EXPECT_TRUE(control_is_active(VOLUME, at));
	EXPECT_TRUE(control_is_active(SWITCH, at));
	EXPECT_EQ(192, control_read(VOLUME, at));
	EXPECT_EQ(1, control_read(SWITCH, at));
	for (i = 0; i < ARRAY_SIZE(volumes); i++) {
		ASSERT_EQ(0, control_write(VOLUME, at, volumes[i]));
		EXPECT_EQ(volumes[i], control_read(VOLUME, at));
		EXPECT_EQ(gain_of(volumes[i]), stream_of(self->control, &self->take).gain[0]);
		if (volumes[i] > 1)
			expect_gain(_metadata, self, gain_of(volumes[i]), gain_of(volumes[i]));
	}
	ASSERT_EQ(0, control_write(VOLUME, at, 180));
	ASSERT_EQ(0, control_write(SWITCH, at, 0));
	EXPECT_EQ(1, stream_of(self->control, &self->take).mute);
	ASSERT_EQ(0, takes_run(&self->take, 1, 100));
	self->take.frames = 0;
	ASSERT_EQ(0, takes_read(&self->take, 1, 2000));
	EXPECT_EQ(0, take_loud(&self->take, 0));
	ASSERT_EQ(0, control_write(SWITCH, at, 1));
	expect_gain(_metadata, self, gain_of(180), gain_of(180));
	take_close(&self->take);
	EXPECT_FALSE(control_is_active(VOLUME, at));
	EXPECT_FALSE(control_is_active(SWITCH, at));
	EXPECT_EQ(-ENODEV, control_write(VOLUME, at, 10));
}

/* Those of the monitors' device are behind those of the inputs'; what plays has others. */
TEST_F(input, controls_of_both_devices)
{
	unsigned int most = substreams(self->control), at;

	ASSERT_EQ(0, take_open(&self->take, self->control, OF_INPUTS));
	ASSERT_EQ(0, take_open(&self->other, self->control, OF_MONITORS));
	at = client_substream(self->other.pcm);
	EXPECT_TRUE(control_is_active(VOLUME, most + at));
	ASSERT_EQ(0, control_write(VOLUME, most + at, 50));
	EXPECT_EQ(gain_of(50), stream_of(self->control, &self->other).gain[7]);
	EXPECT_EQ(UNITY, stream_of(self->control, &self->take).gain[0]);
	EXPECT_EQ(192, control_read(VOLUME, client_substream(self->take.pcm)));
	EXPECT_GT(0, control_read(VOLUME, 2 * most));
	EXPECT_FALSE(control_is_active("Stream Playback Volume", 0));
	take_close(&self->other);
	EXPECT_FALSE(control_is_active(VOLUME, most + at));
}

TEST_F(input, controls_are_for_the_recorder_s_uid_and_root)
{
	int pcm = open_as(ALICE, CAPTURE | OF_INPUTS);
	struct mixcore_stream_info info;
	unsigned int at;

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, stream_get(self->control, stream_newest(self->control), &info));
	at = info.substream;
	ASSERT_EQ(0, become(BOB));
	EXPECT_EQ(-EPERM, control_write(VOLUME, at, 10));
	EXPECT_EQ(-EPERM, control_write(SWITCH, at, 0));
	ASSERT_EQ(0, become(ALICE));
	EXPECT_EQ(0, control_write(VOLUME, at, 20));
	ASSERT_EQ(0, become(0));
	EXPECT_EQ(20, control_read(VOLUME, at));
	EXPECT_EQ(0, control_write(SWITCH, at, 0));
	ASSERT_EQ(0, stream_get(self->control, info.id, &info));
	EXPECT_EQ(1, info.mute);
	close(pcm);
}

/*
 * When the card runs
 */

static bool capture_runs(unsigned int card)
{
	char path[80], text[64] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/asound/Test%u/pcm0c/sub0/status", card);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return strstr(text, "RUNNING");
}

TEST_F(input, the_card_runs_while_somebody_records)
{
	struct mixcore_input_info before, after;
	struct heard heard;

	ASSERT_EQ(0, input_set_idle(self->control, self->id, 200));
	ASSERT_EQ(0, cable_start(&self->cable));
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info_of(self).state);
	EXPECT_FALSE(capture_runs(PLAIN));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	EXPECT_FALSE(capture_runs(PLAIN));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_read(&self->take, 1, 2000));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info_of(self).state);
	EXPECT_TRUE(capture_runs(PLAIN));
	ASSERT_EQ(0, snd_pcm_drop(self->take.pcm));
	sleep_ms(100);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info_of(self).state);
	EXPECT_EQ(0, input_wait(self->control, self->id, MIXCORE_OUTPUT_IDLE, 300));
	EXPECT_FALSE(capture_runs(PLAIN));
	/* While it is idle nothing is done. */
	before = info_of(self);
	sleep_ms(1000);
	after = info_of(self);
	EXPECT_EQ(before.wakeups, after.wakeups);
	EXPECT_EQ(before.cycles, after.cycles);
	EXPECT_EQ(before.frames, after.frames);
	EXPECT_EQ(before.restarts, after.restarts);
	/* And it begins again with what is heard then. */
	ASSERT_EQ(0, take_again(&self->take));
	ASSERT_EQ(0, takes_read(&self->take, 1, 4000));
	EXPECT_TRUE(capture_runs(PLAIN));
	heard = take_heard(&self->take, 0, &self->cable.sound, NULL);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.silence);
}

/* Idle at once, and again and again: nothing old is heard. */
TEST_F(input, idle_at_once)
{
	unsigned int round;

	ASSERT_EQ(0, input_set_idle(self->control, self->id, 0));
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	for (round = 0; round < 10; round++) {
		struct heard heard;

		ASSERT_EQ(0, take_again(&self->take));
		ASSERT_EQ(0, takes_read(&self->take, 1, 600 + 100 * round));
		heard = take_heard(&self->take, 0, &self->cable.sound, NULL);
		EXPECT_EQ(-1, heard.differs) {
			TH_LOG("round %u", round);
		}
		EXPECT_EQ(0, heard.silence);
		ASSERT_EQ(0, snd_pcm_drop(self->take.pcm));
		EXPECT_EQ(0, input_wait(self->control, self->id, MIXCORE_OUTPUT_IDLE, 100));
		EXPECT_FALSE(capture_runs(PLAIN));
	}
}

/*
 * Other sources
 */

/* From one input to another: the position goes on, and each frame is of one of them. */
TEST_F(input, another_input_from_the_next_cycle_on)
{
	struct cable cable;
	struct heard heard;
	struct mixcore_stream_info info;
	unsigned int i, changes = 0, at[2] = { 0, 0 };
	int second;

	ASSERT_EQ(0, cable_open(&cable, BATCH, 32, RATE, 2, RING));
	second = cable_attach(self->control, &cable, "second", 32, RATE, 480, NULL);
	ASSERT_LT(0, second);
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, cable_start(&cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	/* The second one runs already: nobody waits for it. */
	ASSERT_EQ(0, take_new(&self->other, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_source(self->control, &self->other, MIXCORE_SOURCE_INPUT, second));
	ASSERT_EQ(0, take_start(&self->other));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_read(&self->take, 1, 5000));
	ASSERT_EQ(0, take_source(self->control, &self->take, MIXCORE_SOURCE_INPUT, second));
	at[0] = self->take.frames;
	ASSERT_EQ(0, takes_read(&self->take, 1, at[0] + 5000));
	heard = take_heard(&self->take, 0, &self->cable.sound, NULL);
	/* The first one to the cycle in which it changes; then the second one. */
	EXPECT_LE(4000, heard.differs);
	EXPECT_GE(at[0] + 4 * CYCLE + PERIOD, heard.differs);
	heard = take_heard(&self->take, heard.differs, &cable.sound, NULL);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_GE(1024, heard.silence);
	info = stream_of(self->control, &self->take);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ((unsigned int)second, info.source);
	for (i = 1; i < self->take.frames; i++)
		changes += !memcmp(self->take.bytes + 8 * i, self->take.bytes + 8 * (i - 1), 8);
	EXPECT_GE(1024, changes);
	take_close(&self->take);
	take_close(&self->other);
	cable_close(&cable);
}

/* The backend is exchanged under who records: what was captured comes first, then the new one. */
TEST_F(input, replaced_while_it_records)
{
	struct input_options options = { .cycle = CYCLE, .flags = MIXCORE_ATTACH_F_REPLACE };
	struct mixcore_stream_info info;
	struct heard heard;
	struct cable cable;

	ASSERT_EQ(0, cable_open(&cable, NONATOMIC, 16, RATE, 2, RING));
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, cable_start(&cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_read(&self->take, 1, 5000));
	ASSERT_EQ(self->id, cable_attach(self->control, &cable, "in", 16, RATE, 512, &options));
	ASSERT_EQ(0, takes_read(&self->take, 1, self->take.frames + 8000));
	heard = take_heard(&self->take, 0, &self->cable.sound, NULL);
	EXPECT_LE(5000 - PERIOD, heard.differs);
	heard = take_heard(&self->take, heard.differs, &cable.sound, NULL);
	EXPECT_EQ(-1, heard.differs);
	info = stream_of(self->control, &self->take);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info_of(self).state);
	EXPECT_EQ(FORMAT_S16, info_of(self).format);
	/* The card before is free. */
	EXPECT_FALSE(capture_runs(PLAIN));
	take_close(&self->take);
	cable_close(&cable);
}

/* Detached under who records: silence goes on in time, until it is attached again. */
TEST_F(input, detached_and_attached_while_it_records)
{
	struct input_options options = { .cycle = CYCLE };
	struct mixcore_stream_info info;
	struct heard heard;
	int64_t began, passed;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	began = now_ns();
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_run(&self->take, 1, 100));
	ASSERT_EQ(0, input_detach(self->control, self->id));
	ASSERT_EQ(0, takes_run(&self->take, 1, 200));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, info_of(self).state);
	ASSERT_EQ(self->id, cable_attach(self->control, &self->cable, "in", 32, RATE, PERIOD,
					 &options));
	ASSERT_EQ(0, takes_run(&self->take, 1, 200));
	passed = frames_in(now_ns() - began);
	ASSERT_EQ(0, take_read(&self->take));
	EXPECT_GE(1024, llabs(passed - (int64_t)self->take.frames)) {
		TH_LOG("%lld frames of %lld", (long long)self->take.frames, (long long)passed);
	}
	heard = take_heard(&self->take, 0, &self->cable.sound, NULL);
	EXPECT_LE(3000, heard.differs);
	heard = take_heard(&self->take, heard.differs, &self->cable.sound, NULL);
	EXPECT_LE(8000, heard.silence);
	EXPECT_EQ(-1, heard.differs);
	info = stream_of(self->control, &self->take);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->take.pcm));
}

/*
 * Positions and times
 */

TEST_F(input, positions_and_times)
{
	uint64_t position = 0, time = 0, frames = 0;
	snd_pcm_status_t *status;
	int64_t began, ended;
	unsigned int i;

	snd_pcm_status_alloca(&status);
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	began = now_ns();
	ASSERT_EQ(0, take_start(&self->take));
	for (i = 0; i < 200; i++) {
		struct mixcore_stream_info info;
		snd_htimestamp_t stamp;
		snd_pcm_sframes_t delay, avail;
		uint64_t now;

		sleep_ms(3);
		ASSERT_EQ(0, snd_pcm_status(self->take.pcm, status));
		ended = now_ns();
		snd_pcm_status_get_htstamp(status, &stamp);
		avail = snd_pcm_status_get_avail(status);
		delay = snd_pcm_status_get_delay(status);
		now = stamp.tv_sec * 1000000000ULL + stamp.tv_nsec;
		ASSERT_LE(time, now);
		ASSERT_GE(ended, now);
		/* What has been captured never goes back, and is what time has passed. */
		ASSERT_LE(position, self->take.frames + avail);
		ASSERT_LE(self->take.frames + avail, frames_in(ended - began));
		ASSERT_GE(self->take.frames + avail + 2 * PERIOD + 2 * CYCLE,
			  frames_in((int64_t)now - began));
		/* To the microphone it is not nearer than what can be read, and no more than is there. */
		ASSERT_LE(avail, delay);
		ASSERT_GE(avail + 2 * PERIOD + 2 * CYCLE, delay);
		ASSERT_GE(frames_in(ended - began) + 1, self->take.frames + delay);
		ASSERT_EQ(0, take_info(self->control, &self->take, &info));
		ASSERT_LE(frames, info.frames);
		ASSERT_LE(self->take.frames + avail, info.frames);
		ASSERT_GE(frames_in(now_ns() - began), info.frames);
		time = now;
		position = self->take.frames + avail;
		frames = info.frames;
		if (i % 3 == 2)
			ASSERT_EQ(0, take_read(&self->take));
	}
	ASSERT_EQ(0, take_read(&self->take));
	EXPECT_LE(24000, self->take.frames);
	EXPECT_EQ(-1, take_heard(&self->take, 0, &self->cable.sound, NULL).differs);
	EXPECT_LT(20, stream_of(self->control, &self->take).wakeups);
}

/* LINK_ESTIMATED: of the frame that is at the microphone now. */
TEST_F(input, times_of_what_is_at_the_microphone)
{
	int64_t began, system, audio, first_system, first_audio, latest;
	unsigned int i;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	began = now_ns();
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_run(&self->take, 1, 50));
	ASSERT_EQ(0, client_timestamps(self->take.pcm, SND_PCM_AUDIO_TSTAMP_TYPE_LINK_ESTIMATED,
				       &first_system, &first_audio));
	latest = first_audio;
	for (i = 0; i < 200; i++) {
		sleep_ms(3);
		ASSERT_EQ(0, client_timestamps(self->take.pcm,
					       SND_PCM_AUDIO_TSTAMP_TYPE_LINK_ESTIMATED, &system,
					       &audio));
		ASSERT_LE(latest, audio);
		ASSERT_GE(frames_in(now_ns() - began) + 1, frames_in(audio));
		ASSERT_LE(frames_in(system - began), frames_in(audio) + 2 * PERIOD + 2 * CYCLE);
		ASSERT_GE(CYCLE + 1, llabs(frames_in(audio - first_audio) -
					   frames_in(system - first_system)));
		latest = audio;
		ASSERT_EQ(0, take_read(&self->take));
	}
	EXPECT_LT(500000000, latest - first_audio);
}

/* What there is to read is told before a period is there, when the PCM core knows nothing of it. */
TEST_F(input, not_read_within_a_period)
{
	struct take_config config = usual;
	struct mixcore_stream_info info;

	config.period = 4096;
	config.buffer = 4 * config.period;
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, CYCLE));
	ASSERT_EQ(0, take_start(&self->take));
	sleep_ms(40);
	info = stream_of(self->control, &self->take);
	EXPECT_LE(CYCLE, info.frames);
	EXPECT_EQ(info.frames, info.queued_frames);
	EXPECT_LE(info.queued_frames, info.delay_frames);
	ASSERT_EQ(0, take_read(&self->take));
	EXPECT_EQ(CYCLE, self->take.frames);
	sleep_ms(20);
	info = stream_of(self->control, &self->take);
	EXPECT_EQ(info.frames - CYCLE, info.queued_frames);
	EXPECT_LE(info.queued_frames, info.delay_frames);
	EXPECT_EQ(0, info.wakeups);
}

/* A whole period each time, and not before it is there. */
TEST_F(input, waits_for_a_period)
{
	struct take_config config = usual;
	int64_t before = now_ns();
	unsigned int i;

	config.period = 960;
	config.buffer = 9600;
	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(1, snd_pcm_wait(self->take.pcm, 1000));
		ASSERT_LE(960, snd_pcm_avail(self->take.pcm));
		self->take.room = self->take.frames + 960;
		ASSERT_EQ(0, take_read(&self->take));
	}
	EXPECT_LE(20 * 960, frames_in(now_ns() - before));
	EXPECT_GE(22 * 960 + PERIOD, frames_in(now_ns() - before));
	self->take.room = ROOM;
	EXPECT_EQ(-1, take_heard(&self->take, 0, &self->cable.sound, NULL).differs);
}

/*
 * Faults of the card
 */

/* Its clock stands still: silence meanwhile, no error, no time lost. */
TEST_F(input, the_card_stalls)
{
	int64_t began, passed;
	unsigned int loud;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	began = now_ns();
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, takes_run(&self->take, 1, 200));
	ASSERT_EQ(0, testcard_set(PLAIN, "stall", "1"));
	ASSERT_EQ(0, takes_run(&self->take, 1, 1000));
	passed = frames_in(now_ns() - began);
	ASSERT_EQ(0, take_read(&self->take));
	EXPECT_GE(2048, llabs(passed - (int64_t)self->take.frames)) {
		TH_LOG("%lld frames of %lld", (long long)self->take.frames, (long long)passed);
	}
	ASSERT_EQ(0, testcard_set(PLAIN, "stall", "0"));
	EXPECT_EQ(0, input_wait(self->control, self->id, MIXCORE_OUTPUT_RUNNING, 1000));
	ASSERT_EQ(0, takes_run(&self->take, 1, 200));
	self->take.frames = 0;
	ASSERT_EQ(0, takes_read(&self->take, 1, 4800));
	loud = take_loud(&self->take, 0);
	EXPECT_LE(4800, loud);
	EXPECT_EQ(-1, take_heard(&self->take, 0, &self->cable.sound, NULL).differs);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->take.pcm));
	EXPECT_EQ(0, stream_of(self->control, &self->take).xruns);
}

/* A clock that is fast or slow: the recorders go with it, without a gap. */
TEST_F(input, the_card_s_clock_is_the_recorder_s)
{
	static const long speeds[] = { 0, 5000000, -5000000 };
	unsigned int i;

	ASSERT_EQ(0, cable_start(&self->cable));
	ASSERT_EQ(0, take_new(&self->take, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	for (i = 0; i < ARRAY_SIZE(speeds); i++) {
		int64_t began, wanted;
		uint64_t before;

		ASSERT_EQ(0, testcard_set_number(PLAIN, "ppb", speeds[i]));
		began = now_ns();
		before = stream_of(self->control, &self->take).frames;
		ASSERT_EQ(0, takes_run(&self->take, 1, 600));
		wanted = frames_in(now_ns() - began) * (1000000000LL + speeds[i]) / 1000000000LL;
		EXPECT_GE(PERIOD + CYCLE, llabs(wanted - (int64_t)
			  (stream_of(self->control, &self->take).frames - before))) {
			TH_LOG("%ld ppb", speeds[i]);
		}
	}
	EXPECT_EQ(-1, take_heard(&self->take, 0, &self->cable.sound, NULL).differs);
	EXPECT_EQ(0, info_of(self).restarts);
	EXPECT_EQ(0, info_of(self).null_frames);
}

TEST_HARNESS_MAIN
