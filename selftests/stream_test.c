// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stream as its application sees it: periods and wake-ups, positions and times, pause, rewind,
 * drain, underrun.
 *
 * Needs: snd-mixcore, snd-dummy for when, snd-aloop for what.
 */
#include <stdlib.h>
#include <unistd.h>

#include "common.h"
#include "client.h"
#include "loopback.h"
#include "noise.h"
#include "kselftest_harness.h"

#define RATE		48000

/* Longest distance of two counts. */
#define EXPECT_NEAR(expected, seen, within) do {				\
	long long _distance = (long long)(seen) - (long long)(expected);	\
	EXPECT_LE(_distance, (long long)(within)) {					\
		TH_LOG("%lld, expected %lld", (long long)(seen),		\
		       (long long)(expected));					\
	}									\
	EXPECT_GE(_distance, -(long long)(within)) {					\
		TH_LOG("%lld, expected %lld", (long long)(seen),		\
		       (long long)(expected));					\
	}									\
} while (0)

/*
 * When: on a backend that keeps time exactly
 */

FIXTURE(timing) {
	int control, output;
};

FIXTURE_VARIANT(timing) {
	unsigned int cycle;
};

FIXTURE_VARIANT_ADD(timing, cycle_64) { .cycle = 64 };
FIXTURE_VARIANT_ADD(timing, cycle_256) { .cycle = 256 };
FIXTURE_VARIANT_ADD(timing, cycle_1024) { .cycle = 1024 };

FIXTURE_SETUP(timing)
{
	struct attach_options options = { .cycle = variant->cycle };
	struct pcm_config slave = { FORMAT_S16, RATE, 2, variant->cycle, 8 * variant->cycle };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Dummy", 0, &slave, &options);
	ASSERT_LT(0, self->output);
}

FIXTURE_TEARDOWN(timing)
{
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static int32_t silence[2 * 4 * RATE];

static snd_pcm_t *stream_new(snd_pcm_uframes_t period, snd_pcm_uframes_t buffer)
{
	struct client_config config = CLIENT_DEFAULT;

	config.period = period;
	config.buffer = buffer;
	return client_new(&config);
}

/* Where a stream is, at one moment. */
struct position {
	int64_t mixed, heard;	/* frames */
	int64_t time;		/* ns */
};

static int position_get(snd_pcm_t *pcm, int64_t written, int64_t buffer,
			struct position *position)
{
	snd_pcm_status_t *status;
	int err;

	snd_pcm_status_alloca(&status);
	position->time = now_ns();
	err = snd_pcm_status(pcm, status);
	if (err < 0)
		return err;
	position->mixed = written - buffer + (int64_t)snd_pcm_status_get_avail(status);
	position->heard = written - snd_pcm_status_get_delay(status);
	return 0;
}

static int64_t frames_between(int64_t from_ns, int64_t to_ns)
{
	return (to_ns - from_ns) * RATE / 1000000000LL;
}

TEST_F_TIMEOUT(timing, short_and_long_periods_side_by_side, 60)
{
	const unsigned int uneven = variant->cycle + variant->cycle / 2 + 1;
	struct mixcore_stream_info quick, slow, odd;
	struct mixcore_output_info output;
	struct position first, last, now;
	snd_pcm_t *pcm32, *pcm4s, *pcm_odd;
	unsigned int i;

	pcm32 = stream_new(32, 4 * variant->cycle);
	pcm4s = stream_new(RATE, 4 * RATE);
	pcm_odd = stream_new(uneven, 40 * uneven);
	ASSERT_NE(NULL, pcm32);
	ASSERT_NE(NULL, pcm4s);
	ASSERT_NE(NULL, pcm_odd);
	ASSERT_EQ(4 * RATE, snd_pcm_writei(pcm4s, silence, 4 * RATE));
	sleep_ms(100);
	ASSERT_EQ(0, position_get(pcm4s, 4 * RATE, 4 * RATE, &first));
	ASSERT_EQ(0, output_get(self->control, self->output, &output));
	last = first;
	for (i = 0; i < 3 * RATE / 32; i++) {
		ASSERT_EQ(32, snd_pcm_writei(pcm32, silence, 32));
		if (snd_pcm_avail(pcm_odd) >= uneven)
			ASSERT_EQ(uneven, snd_pcm_writei(pcm_odd, silence, uneven));
		ASSERT_EQ(0, position_get(pcm4s, 4 * RATE, 4 * RATE, &now));
		ASSERT_LE(last.mixed, now.mixed);
		ASSERT_LE(last.heard, now.heard);
		ASSERT_LE(last.time, now.time);
		/* Between them is what the backend has queued: at most its fill. */
		ASSERT_LE(now.heard, now.mixed);
		ASSERT_GE(now.heard + output.fill_frames, now.mixed);
		ASSERT_LE(now.heard + output.fill_frames - 2 * variant->cycle, now.mixed);
		ASSERT_LE(llabs(first.heard + frames_between(first.time, now.time) - now.heard),
			  variant->cycle / 2) {
			TH_LOG("heard %lld, then %lld after %lld frames", (long long)first.heard,
			       (long long)now.heard,
			       (long long)frames_between(first.time, now.time));
		}
		last = now;
	}
	ASSERT_EQ(0, client_info(self->control, pcm32, &quick));
	ASSERT_EQ(0, client_info(self->control, pcm4s, &slow));
	ASSERT_EQ(0, client_info(self->control, pcm_odd, &odd));
	EXPECT_LT(2 * RATE, quick.frames);
	/* Nobody is woken more often than positions move: once in a cycle. */
	EXPECT_NEAR(quick.frames / variant->cycle, quick.wakeups, 1);
	EXPECT_EQ(slow.frames / RATE, slow.wakeups);
	EXPECT_NEAR(odd.frames / uneven, odd.wakeups, 1);
	EXPECT_EQ(0, quick.xruns + slow.xruns + odd.xruns);
	EXPECT_EQ(0, quick.silence_frames + slow.silence_frames + odd.silence_frames);
	snd_pcm_close(pcm32);
	snd_pcm_close(pcm4s);
	snd_pcm_close(pcm_odd);
}

TEST_F(timing, nothing_is_lost_to_the_clock)
{
	struct mixcore_output_info info;
	snd_pcm_t *pcm = stream_new(RATE / 10, 4 * RATE);

	ASSERT_NE(NULL, pcm);
	ASSERT_EQ(4 * RATE, snd_pcm_writei(pcm, silence, 4 * RATE));
	sleep_ms(1500);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info.state);
	EXPECT_EQ(info.cycles * variant->cycle, info.frames);
	EXPECT_EQ(0, info.null_frames);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.restarts);
	EXPECT_NEAR(1500 * RATE / 1000 + info.fill_frames, info.frames,
		    2 * variant->cycle + RATE / 50);
	/* One wake-up for a cycle, and a few for what else there is. */
	EXPECT_LE(info.wakeups, info.cycles + info.cycles / 4 + 20);
	snd_pcm_close(pcm);
}

TEST_F(timing, no_wakeups_when_the_application_wants_none)
{
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info;
	snd_pcm_t *pcm;

	config.no_wakeups = true;
	config.mmap = true;
	config.period = 2000;
	config.buffer = RATE;
	pcm = client_new(&config);
	ASSERT_NE(NULL, pcm) {
		TH_LOG("%s", strerror(errno));
	}
	ASSERT_EQ(RATE, snd_pcm_mmap_writei(pcm, silence, RATE));
	if (snd_pcm_state(pcm) == SND_PCM_STATE_PREPARED)
		ASSERT_EQ(0, snd_pcm_start(pcm));
	sleep_ms(500);
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(0, info.wakeups);
	EXPECT_LT(RATE / 3, info.frames);
	EXPECT_LE(RATE / 3, snd_pcm_avail(pcm));
	snd_pcm_close(pcm);
}

static bool supports(snd_pcm_t *pcm, int type)
{
	snd_pcm_hw_params_t *params;

	snd_pcm_hw_params_alloca(&params);
	return snd_pcm_hw_params_any(pcm, params) >= 0 &&
	       snd_pcm_hw_params_supports_audio_ts_type(params, type);
}

/*
 * The ALSA core takes the system's time when the audio time changes. With DEFAULT that is the mixed
 * position; LINK_ESTIMATED is what is heard.
 */
static void check_timestamps(struct __test_metadata *_metadata, snd_pcm_audio_tstamp_type_t type,
			     unsigned int cycle)
{
	int64_t system, audio, first_system, first_audio, now, heard;
	snd_pcm_t *pcm = stream_new(4800, 4 * RATE);
	unsigned int i;

	ASSERT_NE(NULL, pcm);
	EXPECT_TRUE(supports(pcm, type));
	ASSERT_EQ(4 * RATE, snd_pcm_writei(pcm, silence, 4 * RATE));
	sleep_ms(200);
	ASSERT_EQ(0, client_timestamps(pcm, type, &first_system, &first_audio));
	system = first_system;
	audio = first_audio;
	for (i = 0; i < 300; i++) {
		sleep_ms(3);
		ASSERT_EQ(0, client_timestamps(pcm, type, &now, &heard));
		ASSERT_LE(system, now);
		ASSERT_LE(audio, heard);
		EXPECT_NEAR(now - first_system, heard - first_audio,
			    (cycle + 1) * 1000000000LL / RATE);
		system = now;
		audio = heard;
	}
	EXPECT_LT(850000000, audio - first_audio);
	snd_pcm_close(pcm);
}

TEST_F(timing, audio_timestamps_of_what_was_mixed)
{
	check_timestamps(_metadata, SND_PCM_AUDIO_TSTAMP_TYPE_DEFAULT, variant->cycle);
}

TEST_F(timing, audio_timestamps_of_what_is_heard)
{
	check_timestamps(_metadata, SND_PCM_AUDIO_TSTAMP_TYPE_LINK_ESTIMATED, variant->cycle);
}

/* The core is to make silent what was played, as dmix wants it. */
static int set_silence(snd_pcm_t *pcm)
{
	snd_pcm_sw_params_t *params;
	snd_pcm_uframes_t boundary;
	int err;

	snd_pcm_sw_params_alloca(&params);
	err = snd_pcm_sw_params_current(pcm, params);
	if (!err)
		err = snd_pcm_sw_params_get_boundary(params, &boundary);
	if (!err)
		err = snd_pcm_sw_params_set_silence_threshold(pcm, params, 0);
	if (!err)
		err = snd_pcm_sw_params_set_silence_size(pcm, params, boundary);
	return err ?: snd_pcm_sw_params(pcm, params);
}

static int32_t *sample_at(const snd_pcm_channel_area_t *area, unsigned int frame)
{
	return (int32_t *)((char *)area->addr + (area->first + area->step * frame) / 8);
}

static void fill_areas(const snd_pcm_channel_area_t *areas, unsigned int frames)
{
	unsigned int i;

	for (i = 0; i < frames; i++) {
		*sample_at(&areas[0], i) = 1 + i;
		*sample_at(&areas[1], i) = -1 - i;
	}
}

/* What is silent, and then what is as it was filled; frames: not all of them. */
static unsigned int silent_frames(const snd_pcm_channel_area_t *areas, unsigned int ch,
				  unsigned int frames)
{
	unsigned int silent = 0, i;

	while (silent < frames && !*sample_at(&areas[ch], silent))
		silent++;
	for (i = silent; i < frames; i++)
		if (*sample_at(&areas[ch], i) != (ch ? -1 - (int)i : 1 + (int)i))
			return frames;
	return silent;
}

static void check_silence(struct __test_metadata *_metadata, bool planar)
{
	struct client_config config = CLIENT_DEFAULT;
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames = RATE;
	snd_pcm_sframes_t before, after;
	unsigned int ch, silent;
	snd_pcm_t *pcm;

	config.buffer = RATE;
	config.mmap = true;
	config.planar = planar;
	pcm = client_new(&config);
	ASSERT_NE(NULL, pcm);
	ASSERT_EQ(0, set_silence(pcm));
	ASSERT_EQ(0, snd_pcm_prepare(pcm));
	ASSERT_EQ(0, snd_pcm_mmap_begin(pcm, &areas, &offset, &frames));
	ASSERT_EQ(RATE, frames);
	fill_areas(areas, frames);
	ASSERT_EQ(RATE, snd_pcm_mmap_commit(pcm, offset, frames));
	ASSERT_EQ(0, snd_pcm_start(pcm));
	sleep_ms(300);
	before = snd_pcm_avail(pcm);
	ASSERT_LT(RATE / 5, before);
	for (ch = 0; ch < 2; ch++) {
		silent = silent_frames(areas, ch, RATE);
		after = snd_pcm_avail(pcm);
		EXPECT_LE(before, silent);
		EXPECT_GE(after, silent);
	}
	snd_pcm_close(pcm);
}

TEST_F(timing, what_was_played_is_made_silent)
{
	check_silence(_metadata, false);
	check_silence(_metadata, true);
}

TEST_F(timing, pause_holds_the_position)
{
	struct mixcore_stream_info info;
	struct position before, after;
	snd_pcm_t *pcm = stream_new(4800, 2 * RATE);

	ASSERT_NE(NULL, pcm);
	ASSERT_EQ(2 * RATE, snd_pcm_writei(pcm, silence, 2 * RATE));
	sleep_ms(200);
	ASSERT_EQ(0, snd_pcm_pause(pcm, 1));
	EXPECT_EQ(SND_PCM_STATE_PAUSED, snd_pcm_state(pcm));
	ASSERT_EQ(0, position_get(pcm, 2 * RATE, 2 * RATE, &before));
	sleep_ms(300);
	ASSERT_EQ(0, position_get(pcm, 2 * RATE, 2 * RATE, &after));
	EXPECT_EQ(before.mixed, after.mixed);
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_PAUSED, info.state);
	/* The cycle that was under way when it was paused is heard, and counted. */
	EXPECT_LE(info.queued_frames, 2 * RATE - after.mixed);
	EXPECT_NEAR(2 * RATE - after.mixed, info.queued_frames, variant->cycle);
	ASSERT_EQ(0, snd_pcm_pause(pcm, 0));
	sleep_ms(200);
	ASSERT_EQ(0, position_get(pcm, 2 * RATE, 2 * RATE, &after));
	EXPECT_NEAR(before.mixed + RATE / 5, after.mixed, 4 * variant->cycle + 100);
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_RUNNING, info.state);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
	snd_pcm_close(pcm);
}

TEST_F(timing, states_are_shown)
{
	struct mixcore_stream_info info;
	snd_pcm_t *pcm = client_open();
	struct client_config config = CLIENT_DEFAULT;

	config.buffer = RATE;
	ASSERT_NE(NULL, pcm);
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_OPEN, info.state);
	ASSERT_EQ(0, client_configure(pcm, &config));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_READY, info.state);
	ASSERT_EQ(RATE / 4, snd_pcm_writei(pcm, silence, RATE / 4));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(RATE / 4, info.queued_frames);
	EXPECT_EQ(RATE / 4, info.delay_frames);
	ASSERT_EQ(0, snd_pcm_start(pcm));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_RUNNING, info.state);
	ASSERT_EQ(0, snd_pcm_nonblock(pcm, 1));
	EXPECT_EQ(-EAGAIN, snd_pcm_drain(pcm));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_DRAINING, info.state);
	EXPECT_EQ(0, client_wait_state(pcm, SND_PCM_STATE_SETUP, 1000));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_READY, info.state);
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.silence_frames);
	snd_pcm_close(pcm);
}

TEST_F(timing, an_underrun_is_an_ordinary_one)
{
	struct mixcore_stream_info info;
	snd_pcm_t *pcm = stream_new(2048, RATE);

	ASSERT_NE(NULL, pcm);
	ASSERT_EQ(5000, snd_pcm_writei(pcm, silence, 5000));
	ASSERT_EQ(0, snd_pcm_start(pcm));
	EXPECT_EQ(0, client_wait_state(pcm, SND_PCM_STATE_XRUN, 1000));
	EXPECT_EQ(-EPIPE, snd_pcm_writei(pcm, silence, 100));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_XRUN, info.state);
	EXPECT_EQ(1, info.xruns);
	/* Up to a cycle of silence, and no more after the stop. */
	EXPECT_LE(5000, info.frames);
	EXPECT_EQ(info.frames, 5000 + info.silence_frames);
	EXPECT_LE(info.silence_frames, 2 * variant->cycle);
	ASSERT_EQ(0, snd_pcm_prepare(pcm));
	ASSERT_EQ(RATE, snd_pcm_writei(pcm, silence, RATE));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(pcm));
	EXPECT_EQ(0, snd_pcm_drain(pcm));
	ASSERT_EQ(0, client_info(self->control, pcm, &info));
	EXPECT_EQ(1, info.xruns);
	snd_pcm_close(pcm);
}

/*
 * What: through a loop back
 */

#define FRAMES	24000

FIXTURE(content) {
	struct loopback loopback;
	snd_pcm_t *pcm;
	int32_t *noise;
};

FIXTURE_SETUP(content)
{
	struct attach_options options = { .cycle = 256 };

	ASSERT_EQ(0, loopback_open(&self->loopback, &options));
	self->noise = noise_new(1, 2 * FRAMES, 32, 0);
	ASSERT_NE(NULL, self->noise);
	self->pcm = stream_new(4800, RATE);
	ASSERT_NE(NULL, self->pcm);
}

FIXTURE_TEARDOWN(content)
{
	snd_pcm_close(self->pcm);
	loopback_close(&self->loopback);
	free(self->noise);
}

static int32_t *frame(FIXTURE_DATA(content) *self, unsigned int number)
{
	return self->noise + 2 * number;
}

/* Drains, and waits until the backend has played it all. */
#define FINISH() do {								\
	ASSERT_EQ(0, snd_pcm_drain(self->pcm));					\
	sleep_ms(300);								\
	ASSERT_EQ(0, loopback_stop(&self->loopback));				\
} while (0)

#define EXPECT_HEARD_FROM(begin, first, frames)					\
	EXPECT_EQ(-1, loopback_differs(&self->loopback, begin, frame(self, first), frames))

TEST_F(content, drain_plays_the_last_frame)
{
	static const unsigned int lengths[] = { 1, 31, 255, 256, 257, 1024, 4801, 23999 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		long begin;

		ASSERT_EQ(0, snd_pcm_prepare(self->pcm));
		ASSERT_EQ(0, loopback_record(&self->loopback));
		ASSERT_EQ(lengths[i], snd_pcm_writei(self->pcm, self->noise, lengths[i]));
		FINISH();
		begin = loopback_find(&self->loopback, 0);
		ASSERT_LE(0, begin) {
			TH_LOG("%u frames", lengths[i]);
		}
		EXPECT_HEARD_FROM(begin, 0, lengths[i]) {
			TH_LOG("%u frames", lengths[i]);
		}
		EXPECT_EQ(-1, loopback_find(&self->loopback, begin + lengths[i]));
	}
}

TEST_F(content, mapped_frames_arrive)
{
	struct client_config config = CLIENT_DEFAULT;
	unsigned int done;
	long begin;

	config.mmap = true;
	config.buffer = 3000;
	config.period = 500;
	ASSERT_EQ(0, client_configure(self->pcm, &config));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	/* Many times around the ring. */
	for (done = 0; done < FRAMES; done += 500)
		ASSERT_EQ(500, snd_pcm_mmap_writei(self->pcm, frame(self, done), 500));
	FINISH();
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	EXPECT_HEARD_FROM(begin, 0, FRAMES);
}

TEST_F(content, pause_loses_no_frame)
{
	long begin, stopped, again;

	ASSERT_EQ(FRAMES, snd_pcm_writei(self->pcm, self->noise, FRAMES));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	sleep_ms(150);
	ASSERT_EQ(0, snd_pcm_pause(self->pcm, 1));
	sleep_ms(250);
	ASSERT_EQ(0, snd_pcm_pause(self->pcm, 0));
	FINISH();
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	stopped = loopback_differs(&self->loopback, begin, self->noise, FRAMES);
	ASSERT_LT(0, stopped);
	EXPECT_EQ(0, stopped % 256);
	again = loopback_find(&self->loopback, begin + stopped);
	EXPECT_LT(begin + stopped + RATE / 5, again);
	EXPECT_HEARD_FROM(again, stopped, FRAMES - stopped);
	EXPECT_EQ(-1, loopback_find(&self->loopback, again + FRAMES - stopped));
}

/* The second half is written, taken back, and written again with something else. */
TEST_F(content, what_was_rewound_is_not_heard)
{
	int32_t *other = noise_new(2, 2 * FRAMES, 32, 0);
	long begin;

	ASSERT_NE(NULL, other);
	ASSERT_EQ(FRAMES, snd_pcm_writei(self->pcm, other, FRAMES));
	ASSERT_EQ(FRAMES, snd_pcm_rewind(self->pcm, FRAMES));
	ASSERT_EQ(FRAMES / 2, snd_pcm_writei(self->pcm, self->noise, FRAMES / 2));
	ASSERT_EQ(FRAMES / 2, snd_pcm_writei(self->pcm, other, FRAMES / 2));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	sleep_ms(100);
	ASSERT_EQ(FRAMES / 2, snd_pcm_rewind(self->pcm, FRAMES / 2));
	ASSERT_EQ(FRAMES / 2, snd_pcm_writei(self->pcm, frame(self, FRAMES / 2), FRAMES / 2));
	FINISH();
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	EXPECT_HEARD_FROM(begin, 0, FRAMES);
	free(other);
}

TEST_F(content, frames_that_are_forwarded_over_are_skipped_or_silent)
{
	long begin;

	ASSERT_EQ(1000, snd_pcm_writei(self->pcm, self->noise, 1000));
	ASSERT_EQ(2000, snd_pcm_forward(self->pcm, 2000));
	ASSERT_EQ(FRAMES - 3000, snd_pcm_writei(self->pcm, frame(self, 3000), FRAMES - 3000));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	FINISH();
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	EXPECT_HEARD_FROM(begin, 0, 1000);
	EXPECT_EQ(begin + 3000, loopback_find(&self->loopback, begin + 1000));
	EXPECT_HEARD_FROM(begin + 3000, 3000, FRAMES - 3000);
}

/* dmix does so: the ring is played as hardware would, again and again. */
TEST_F(content, a_free_running_stream_is_mixed_as_it_stands)
{
	const unsigned int ring = 4800;
	struct mixcore_stream_info info;
	snd_pcm_uframes_t boundary;
	snd_pcm_sw_params_t *params;
	unsigned int round;
	long begin;

	snd_pcm_close(self->pcm);
	self->pcm = stream_new(1200, ring);
	ASSERT_NE(NULL, self->pcm);
	snd_pcm_sw_params_alloca(&params);
	ASSERT_EQ(0, snd_pcm_sw_params_current(self->pcm, params));
	ASSERT_EQ(0, snd_pcm_sw_params_get_boundary(params, &boundary));
	ASSERT_EQ(0, snd_pcm_sw_params_set_stop_threshold(self->pcm, params, boundary));
	ASSERT_EQ(0, snd_pcm_sw_params(self->pcm, params));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(ring, snd_pcm_writei(self->pcm, self->noise, ring));
	sleep_ms(600);
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->pcm));
	ASSERT_EQ(0, client_info(self->loopback.control, self->pcm, &info));
	EXPECT_EQ(MIXCORE_STREAM_F_FREE_RUN, info.flags);
	EXPECT_EQ(0, info.xruns);
	ASSERT_EQ(0, loopback_stop(&self->loopback));
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	for (round = 0; round < 4; round++)
		EXPECT_HEARD_FROM(begin + round * ring, 0, ring);
}

/* One that runs dry, again and again, beside one that plays on. */
TEST_F(content, an_underrun_is_not_heard_by_others)
{
	snd_pcm_t *late = stream_new(480, 4800);
	unsigned int i;
	long begin;

	ASSERT_NE(NULL, late);
	ASSERT_EQ(FRAMES, snd_pcm_writei(self->pcm, self->noise, FRAMES));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	for (i = 0; i < 5; i++) {
		ASSERT_EQ(0, snd_pcm_prepare(late));
		ASSERT_EQ(1000, snd_pcm_writei(late, silence, 1000));
		ASSERT_EQ(0, snd_pcm_start(late));
		ASSERT_EQ(0, client_wait_state(late, SND_PCM_STATE_XRUN, 1000));
	}
	snd_pcm_close(late);
	FINISH();
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	EXPECT_HEARD_FROM(begin, 0, FRAMES);
	EXPECT_EQ(-1, loopback_find(&self->loopback, begin + FRAMES));
}

TEST_F(content, a_late_application_gets_silence_and_goes_on)
{
	snd_pcm_sw_params_t *params;
	snd_pcm_uframes_t boundary;
	struct mixcore_stream_info info;
	long begin, gap, again;

	/* It is told about its underrun only when a ring of silence has been played. */
	snd_pcm_sw_params_alloca(&params);
	ASSERT_EQ(0, snd_pcm_sw_params_current(self->pcm, params));
	ASSERT_EQ(0, snd_pcm_sw_params_get_boundary(params, &boundary));
	ASSERT_EQ(0, snd_pcm_sw_params_set_start_threshold(self->pcm, params, boundary));
	ASSERT_EQ(0, snd_pcm_sw_params(self->pcm, params));
	ASSERT_EQ(5000, snd_pcm_writei(self->pcm, self->noise, 5000));
	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	ASSERT_EQ(0, client_wait_state(self->pcm, SND_PCM_STATE_XRUN, 1000));
	ASSERT_EQ(0, snd_pcm_prepare(self->pcm));
	ASSERT_EQ(FRAMES - 5000, snd_pcm_writei(self->pcm, frame(self, 5000), FRAMES - 5000));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	FINISH();
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin);
	EXPECT_HEARD_FROM(begin, 0, 5000);
	gap = begin + 5000;
	again = loopback_find(&self->loopback, gap);
	ASSERT_LT(gap, again);
	EXPECT_HEARD_FROM(again, 5000, FRAMES - 5000);
	ASSERT_EQ(0, client_info(self->loopback.control, self->pcm, &info));
	EXPECT_EQ(1, info.xruns);
}

TEST_HARNESS_MAIN
