// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Monitors: what of an output is recorded, before its volume and after, without some of the streams,
 * or one of them alone wherever it plays; and outputs without a card, as cables between applications.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "recorder.h"
#include "routes.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE	48000
#define RING	6100	/* frames: no multiple of a buffer, so that a slip by one is heard */
#define ROOM	60000
#define UNITY	MIXCORE_GAIN_UNITY
#define PERIOD	256
#define CYCLE	128
#define LOOPS	3
#define TAKES	3

static const struct take_config usual = {
	OF_MONITORS, SND_PCM_FORMAT_S32_LE, 2, RATE, 512, 8192, SND_PCM_ACCESS_RW_INTERLEAVED,
};

/* Three streams on an output "out" on the plain card; who records, records from its monitor. */
FIXTURE(monitor) {
	int control, output, other;
	struct loop loops[LOOPS];
	struct sound sound;	/* of all three */
	struct take takes[TAKES];
	struct recorder speaker;
};

static int attach_output(int control, const char *name, unsigned int card, unsigned int period,
			 unsigned int cycle)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, period, 8 * period };
	struct attach_options options = { .cycle = cycle, .ramp = MIXCORE_RAMP_OFF };
	char id[16];

	snprintf(id, sizeof(id), "Test%u", card);
	return attach_card(control, name, id, 0, &slave, &options);
}

FIXTURE_SETUP(monitor)
{
	unsigned int i;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	for (i = PLAIN; i <= BATCH_NONATOMIC; i++) {
		ASSERT_EQ(0, testcard_reset(i));
	}
	self->output = attach_output(self->control, "out", PLAIN, PERIOD, CYCLE);
	ASSERT_LT(0, self->output);
	for (i = 0; i < LOOPS; i++) {
		ASSERT_EQ(0, loop_open(&self->loops[i], self->control, 50 + i, 32, 2, RATE, RING));
	}
	ASSERT_EQ(0, loops_sound(self->loops, LOOPS, 2, NULL, NULL, &self->sound));
}

FIXTURE_TEARDOWN(monitor)
{
	unsigned int i;

	for (i = 0; i < TAKES; i++)
		take_close(&self->takes[i]);
	for (i = 0; i < LOOPS; i++)
		loop_close(&self->loops[i]);
	sound_free(&self->sound);
	recorder_close(&self->speaker);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static int open_takes(FIXTURE_DATA(monitor) *self, unsigned int count)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < count; i++)
		err = take_new(&self->takes[i], self->control, &usual, ROOM);
	return err;
}

static int start_takes(FIXTURE_DATA(monitor) *self, unsigned int count)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < count; i++)
		err = take_start(&self->takes[i]);
	return err;
}

static int open_speaker(FIXTURE_DATA(monitor) *self)
{
	int err = recorder_open(&self->speaker, "hw:Test0", 32, RATE, 2, ROOM);

	return err ?: recorder_start(&self->speaker);
}

static struct mixcore_output_info output_of(int control, unsigned int id)
{
	struct mixcore_output_info info;

	if (output_get(control, id, &info))
		info.state = ~0U;
	return info;
}

static int set_output(FIXTURE_DATA(monitor) *self, unsigned int mask, uint32_t gain,
		      unsigned int mute, unsigned int limiter)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = self->output, .mask = mask, .gain = { gain, gain / 2 },
		.mute = mute, .limiter = limiter,
	};

	return call(self->control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static void expect_sound(struct __test_metadata *_metadata, const struct take *take,
			 const struct sound *sound)
{
	struct heard heard = take_heard(take, 0, sound, NULL);

	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("of %u frames; %u of silence", take->frames, heard.silence);
	}
}

/* The sound of some of the streams. */
static int sound_of(FIXTURE_DATA(monitor) *self, unsigned int set, struct sound *sound)
{
	struct loop some[LOOPS];
	unsigned int i, count = 0;

	for (i = 0; i < LOOPS; i++)
		if (set & 1U << i)
			some[count++] = self->loops[i];
	return loops_sound(some, count, 2, NULL, NULL, sound);
}

/*
 * Before and after the volume
 */

TEST_F(monitor, opens_on_the_mix_of_the_default_output)
{
	struct mixcore_stream_info info;

	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, take_info(self->control, &self->takes[0], &info));
	EXPECT_EQ(MIXCORE_DIRECTION_CAPTURE, info.direction);
	EXPECT_EQ(1, info.device);
	EXPECT_EQ(0, info.output);
	EXPECT_EQ(MIXCORE_SOURCE_MIX, info.source_kind);
	EXPECT_EQ((unsigned int)self->output, info.source);
	EXPECT_EQ(0, info.except_count);
	EXPECT_EQ(1, output_of(self->control, self->output).recorders);
	EXPECT_EQ(0, output_of(self->control, self->output).recording);
	ASSERT_EQ(0, start_takes(self, 1));
	EXPECT_EQ(1, output_of(self->control, self->output).recording);
	EXPECT_EQ(1, output_of(self->control, self->output).running);
}

TEST_F(monitor, speaker_muted_recording_not)
{
	struct sound half = { };

	ASSERT_EQ(0, open_takes(self, 2));
	ASSERT_EQ(0, take_source(self->control, &self->takes[1], MIXCORE_SOURCE_OUT,
				 self->output));
	ASSERT_EQ(0, set_output(self, MIXCORE_SET_GAIN, 0, 0, 0));
	ASSERT_EQ(0, open_speaker(self));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	ASSERT_EQ(0, start_takes(self, 2));
	ASSERT_EQ(0, takes_read(self->takes, 2, 10000));
	ASSERT_EQ(0, recorder_read(&self->speaker));
	EXPECT_EQ(-1, recorder_find(&self->speaker, 0));
	EXPECT_EQ(0, take_loud(&self->takes[1], 0));
	/* Unmuted, it is heard, too: none of the three was broken. */
	ASSERT_EQ(0, set_output(self, MIXCORE_SET_GAIN | MIXCORE_SET_MUTE, UNITY, 1, 0));
	ASSERT_EQ(0, takes_run(self->takes, 2, 100));
	self->takes[1].frames = 0;
	ASSERT_EQ(0, takes_run(self->takes, 2, 50));
	EXPECT_EQ(0, take_loud(&self->takes[1], 0));
	ASSERT_EQ(0, set_output(self, MIXCORE_SET_MUTE, 0, 0, 0));
	ASSERT_EQ(0, takes_run(self->takes, 2, 100));
	self->takes[1].frames = 0;
	ASSERT_EQ(0, takes_read(self->takes, 2, 2000));
	ASSERT_EQ(0, recorder_read(&self->speaker));
	EXPECT_LE(0, recorder_find(&self->speaker, 0));
	ASSERT_EQ(0, loops_sound(self->loops, LOOPS, 2, NULL, (uint32_t []){ UNITY, UNITY / 2 },
				 &half));
	expect_sound(_metadata, &self->takes[1], &half);
	/* Of all this the one before the volume has heard nothing. */
	expect_sound(_metadata, &self->takes[0], &self->sound);
	sound_free(&half);
}

/* With volumes and a limiter at work, the one after them has what the card has. */
TEST_F(monitor, out_is_what_the_card_gets)
{
	struct sound card;
	struct heard heard;

	ASSERT_EQ(0, set_output(self, MIXCORE_SET_GAIN | MIXCORE_SET_LIMITER, 2 * UNITY, 0, 1));
	ASSERT_EQ(0, open_takes(self, 2));
	ASSERT_EQ(0, take_source(self->control, &self->takes[1], MIXCORE_SOURCE_OUT,
				 self->output));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	ASSERT_EQ(0, open_speaker(self));
	sleep_ms(100);
	ASSERT_EQ(0, start_takes(self, 2));
	ASSERT_EQ(0, takes_read(self->takes, 2, 10000));
	sleep_ms(100);
	ASSERT_EQ(0, recorder_read(&self->speaker));
	ASSERT_LT(0, output_of(self->control, self->output).limited_frames);
	card = (struct sound) { 2, self->speaker.frames, self->speaker.samples };
	heard = take_heard(&self->takes[1], 0, &card, NULL);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.silence);
	expect_sound(_metadata, &self->takes[0], &self->sound);
	/* It is another sound. */
	EXPECT_NE(-1, take_heard(&self->takes[1], 0, &self->sound, NULL).differs);
}

/*
 * Some of the streams
 */

static int except(FIXTURE_DATA(monitor) *self, const struct take *take, unsigned int set)
{
	struct mixcore_stream_source source = {
		.size = sizeof(source), .id = take->id, .kind = MIXCORE_SOURCE_MIX,
		.source = self->output,
	};
	unsigned int i;

	for (i = 0; i < LOOPS; i++)
		if (set & 1U << i)
			source.except[source.except_count++] = self->loops[i].id;
	return call(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &source);
}

TEST_F(monitor, everything_except)
{
	struct sound without_one, only_last;

	ASSERT_EQ(0, sound_of(self, 6, &without_one));
	ASSERT_EQ(0, sound_of(self, 4, &only_last));
	ASSERT_EQ(0, open_takes(self, 3));
	ASSERT_EQ(0, except(self, &self->takes[0], 1));
	ASSERT_EQ(0, except(self, &self->takes[1], 3));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	ASSERT_EQ(0, start_takes(self, 3));
	ASSERT_EQ(0, takes_read(self->takes, 3, 10000));
	expect_sound(_metadata, &self->takes[0], &without_one);
	expect_sound(_metadata, &self->takes[1], &only_last);
	expect_sound(_metadata, &self->takes[2], &self->sound);
	sound_free(&without_one);
	sound_free(&only_last);
}

/* All of them: silence. */
TEST_F(monitor, everything_except_everything)
{
	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, except(self, &self->takes[0], 7));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_read(self->takes, 1, 5000));
	EXPECT_EQ(0, take_loud(&self->takes[0], 0));
}

/* Who is left out changes from one frame to the next. */
TEST_F(monitor, another_selection_while_it_records)
{
	struct take *take = &self->takes[0];
	struct sound without_one;
	struct heard before, after;
	unsigned int at;

	ASSERT_EQ(0, sound_of(self, 6, &without_one));
	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	sleep_ms(50);
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_read(take, 1, 4000));
	at = take->frames;
	ASSERT_EQ(0, except(self, take, 1));
	ASSERT_EQ(0, takes_read(take, 1, at + 4000));
	before = take_heard(take, 0, &self->sound, NULL);
	ASSERT_LE(at, before.differs);
	EXPECT_GE(at + 2 * PERIOD, before.differs);
	EXPECT_EQ(0, before.silence);
	after = take_heard(take, before.differs, &without_one, NULL);
	EXPECT_EQ(-1, after.differs);
	EXPECT_EQ(0, after.silence);
	EXPECT_EQ((before.first + before.differs) % RING, after.first);
	sound_free(&without_one);
}

/*
 * One stream
 */

TEST_F(monitor, one_stream_beside_others)
{
	unsigned int i;

	ASSERT_EQ(0, open_takes(self, 3));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, take_source(self->control, &self->takes[i], MIXCORE_SOURCE_STREAM,
					 self->loops[i].id));
	}
	ASSERT_EQ(0, set_output(self, MIXCORE_SET_MUTE, 0, 1, 0));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	sleep_ms(20);
	ASSERT_EQ(0, start_takes(self, 3));
	ASSERT_EQ(0, takes_read(self->takes, 3, 10000));
	for (i = 0; i < 3; i++)
		expect_sound(_metadata, &self->takes[i], &self->loops[i].sound);
}

/* Moved from output to output, it is recorded without a gap, every frame once. */
TEST_F_TIMEOUT(monitor, one_stream_that_moves, 120)
{
	unsigned int moves = size_is_full() ? 100 : 20, n;
	struct take *take = &self->takes[0];
	unsigned int stream = self->loops[0].id;
	struct mixcore_stream_info info;
	struct heard heard;
	int outputs[3];

	outputs[0] = self->output;
	outputs[1] = attach_output(self->control, "batch", BATCH, 480, 100);
	outputs[2] = attach_output(self->control, "slow", NONATOMIC, 1024, 512);
	ASSERT_LT(0, outputs[1]);
	ASSERT_LT(0, outputs[2]);
	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, take_source(self->control, take, MIXCORE_SOURCE_STREAM, stream));
	ASSERT_EQ(0, loops_start(self->loops, 1));
	ASSERT_EQ(0, start_takes(self, 1));
	for (n = 1; n <= moves; n++) {
		ASSERT_EQ(0, takes_run(take, 1, 10 + 7 * n % 30));
		ASSERT_EQ(0, stream_move(self->control, stream, outputs[n % 3]));
		if (take->frames < ROOM - 20000)
			continue;
		expect_sound(_metadata, take, &self->loops[0].sound);
		take->frames = 0;
		/* What came while it was compared, too much or not. */
		ASSERT_EQ(0, snd_pcm_drop(take->pcm));
		ASSERT_EQ(0, take_again(take));
	}
	ASSERT_EQ(0, takes_run(take, 1, 50));
	heard = take_heard(take, 0, &self->loops[0].sound, NULL);
	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("%u frames, %u of silence", take->frames, heard.silence);
	}
	ASSERT_EQ(0, take_info(self->control, take, &info));
	EXPECT_EQ(MIXCORE_SOURCE_STREAM, info.source_kind);
	EXPECT_EQ(stream, info.source);
}

/*
 * The buffer has room for two cycles, one of which has just written to it. A cycle of where the
 * recorder goes then must not write the other half before its application, which sleeps for a
 * millisecond, had time to read: half a cycle, of which a debug kernel needs a third to move it.
 */
static void expect_time_to_read(struct __test_metadata *_metadata, FIXTURE_DATA(monitor) *self,
				int (*go)(FIXTURE_DATA(monitor) *self, unsigned int output))
{
	struct take *take = &self->takes[0];
	struct take_config config = usual;
	struct mixcore_stream_info info;
	unsigned int n;
	int outputs[2];

	config.period = 192;
	config.buffer = 1500;
	outputs[0] = attach_output(self->control, "batch", BATCH, 1024, 1024);
	outputs[1] = attach_output(self->control, "slow", NONATOMIC, 2048, 1024);
	ASSERT_LT(0, outputs[0]);
	ASSERT_LT(0, outputs[1]);
	ASSERT_EQ(0, take_new(take, self->control, &config, 3 * ROOM));
	ASSERT_EQ(0, take_source(self->control, take, MIXCORE_SOURCE_STREAM, self->loops[0].id));
	ASSERT_EQ(0, loops_start(self->loops, 1));
	ASSERT_EQ(0, go(self, outputs[0]));
	ASSERT_EQ(0, take_start(take));
	for (n = 1; n <= 60; n++) {
		ASSERT_EQ(0, takes_run(take, 1, 20 + n % 17));
		ASSERT_EQ(0, take_read(take));
		while (!snd_pcm_avail(take->pcm))
			usleep(100);
		ASSERT_EQ(0, go(self, outputs[n % 2]));
		sleep_ms(1);
		ASSERT_EQ(0, take_read(take)) {
			TH_LOG("round %u", n);
		}
	}
	ASSERT_EQ(0, take_info(self->control, take, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_LT(ROOM, take->frames);
}

static int go_along(FIXTURE_DATA(monitor) *self, unsigned int output)
{
	return stream_move(self->control, self->loops[0].id, output);
}

static int turn(FIXTURE_DATA(monitor) *self, unsigned int output)
{
	return take_source(self->control, &self->takes[0], MIXCORE_SOURCE_MIX, output);
}

/* Each frame once, still: the stream waits with its recorder. */
TEST_F(monitor, has_time_to_read_where_its_stream_moves)
{
	struct heard heard;

	expect_time_to_read(_metadata, self, go_along);
	heard = take_heard(&self->takes[0], 0, &self->loops[0].sound, NULL);
	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("of %u frames", self->takes[0].frames);
	}
}

TEST_F(monitor, has_time_to_read_where_it_is_turned)
{
	expect_time_to_read(_metadata, self, turn);
}

/* As loud there as where it is heard. */
static void begin_in_a_fade(struct __test_metadata *_metadata, FIXTURE_DATA(monitor) *self,
			    unsigned int output)
{
	struct mixcore_stream_move fade = {
		.size = sizeof(fade), .id = self->loops[0].id, .output = self->other,
		.fade_frames = RATE / 2,
	};
	struct take *heard = &self->takes[0], *mix = &self->takes[1];
	struct mixcore_stream_info info;
	struct heard found;
	struct sound out;

	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, take_source(self->control, heard, MIXCORE_SOURCE_OUT, output));
	ASSERT_EQ(0, loops_start(self->loops, 1));
	ASSERT_EQ(0, take_start(heard));
	ASSERT_EQ(0, takes_run(heard, 1, 50));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_MOVE, &fade));
	ASSERT_EQ(0, takes_run(heard, 1, 200));
	ASSERT_EQ(0, take_new(mix, self->control, &usual, ROOM));
	ASSERT_EQ(0, take_source(self->control, mix, MIXCORE_SOURCE_MIX, output));
	ASSERT_EQ(0, take_start(mix));
	ASSERT_EQ(0, stream_get(self->control, self->loops[0].id, &info));
	EXPECT_EQ(1, info.fading);
	ASSERT_EQ(0, takes_run(self->takes, 2, 500));
	sleep_ms(50);
	ASSERT_EQ(0, take_read(heard));
	out = (struct sound) { 2, heard->frames, (int32_t *)heard->bytes };
	found = take_heard(mix, 0, &out, NULL);
	EXPECT_EQ(-1, found.differs) {
		TH_LOG("of %u frames", mix->frames);
	}
	EXPECT_EQ(0, found.silence);
	EXPECT_LT(0, found.first);
	EXPECT_LT(20000, mix->frames);
}

TEST_F(monitor, begins_while_a_stream_fades_out)
{
	self->other = attach_output(self->control, "other", BATCH, 480, 100);
	ASSERT_LT(0, self->other);
	begin_in_a_fade(_metadata, self, self->output);
}

TEST_F(monitor, begins_while_a_stream_fades_in)
{
	self->other = attach_output(self->control, "other", BATCH, 480, 100);
	ASSERT_LT(0, self->other);
	begin_in_a_fade(_metadata, self, self->other);
}

/* Stopped, started again, closed: silence in time, and what it plays then from its first frame on. */
TEST_F(monitor, one_stream_that_stops_and_goes)
{
	struct take *take = &self->takes[0];
	struct mixcore_stream_info info;
	struct heard heard;
	int64_t began, passed;

	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, take_source(self->control, take, MIXCORE_SOURCE_STREAM, self->loops[0].id));
	began = now_ns();
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_run(take, 1, 100));
	EXPECT_EQ(0, take_loud(take, 0));
	ASSERT_EQ(0, loops_start(self->loops, 1));
	ASSERT_EQ(0, takes_run(take, 1, 100));
	heard = take_heard(take, 0, &self->loops[0].sound, NULL);
	EXPECT_EQ(-1, heard.differs);
	EXPECT_EQ(0, heard.first);
	EXPECT_LE(4000, heard.silence);
	loop_close(&self->loops[0]);
	ASSERT_EQ(0, takes_run(take, 1, 50));
	take->frames = 0;
	ASSERT_EQ(0, takes_run(take, 1, 200));
	EXPECT_EQ(0, take_loud(take, 0));
	EXPECT_LE(9000, take->frames);
	ASSERT_EQ(0, take_info(self->control, take, &info));
	passed = (int64_t)(now_ns() - began) * RATE / 1000000000LL;
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(MIXCORE_STREAM_RUNNING, info.state);
	EXPECT_GE(1024, llabs(passed - (int64_t)info.frames)) {
		TH_LOG("%lld of %lld frames", (long long)info.frames, (long long)passed);
	}
}

/*
 * The output's card goes and comes
 */

/* The streams play on by the clock, and not a frame of them is lost to who records. */
TEST_F(monitor, the_card_is_unplugged_and_comes_back)
{
	struct take *take = &self->takes[0];
	struct heard heard;
	unsigned int n;

	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	sleep_ms(50);
	ASSERT_EQ(0, start_takes(self, 1));
	for (n = 0; n < 3; n++) {
		ASSERT_EQ(0, takes_run(take, 1, 100));
		ASSERT_EQ(0, testcard_set(PLAIN, "vanish", "1"));
		ASSERT_EQ(0, takes_run(take, 1, 100));
		EXPECT_EQ(MIXCORE_OUTPUT_LOST, output_of(self->control, self->output).state);
		ASSERT_EQ(0, testcard_wait(PLAIN, "vanish", '2', 1000));
		ASSERT_EQ(0, testcard_set(PLAIN, "appear", "1"));
		ASSERT_EQ(self->output, attach_output(self->control, "out", PLAIN, PERIOD, CYCLE));
	}
	ASSERT_EQ(0, takes_run(take, 1, 100));
	heard = take_heard(take, 0, &self->sound, NULL);
	EXPECT_EQ(-1, heard.differs) {
		TH_LOG("of %u frames", take->frames);
	}
	EXPECT_EQ(0, heard.silence);
	EXPECT_LE(30000, take->frames);
}

/*
 * Work
 */

static uint64_t wakeups_in_a_second(FIXTURE_DATA(monitor) *self, unsigned int count, int output)
{
	uint64_t before = output_of(self->control, output).wakeups;

	if (takes_run(self->takes, count, 1000))
		return ~0ULL;
	return output_of(self->control, output).wakeups - before;
}

static int set_idle(int control, unsigned int output, unsigned int ms)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = output, .mask = MIXCORE_SET_IDLE, .idle_ms = ms,
	};

	return call(control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

/* Who only has it open costs nothing, and neither does one that has stopped. */
TEST_F(monitor, nobody_records)
{
	ASSERT_EQ(0, set_idle(self->control, self->output, 0));
	ASSERT_EQ(0, open_takes(self, 2));
	EXPECT_EQ(0, wakeups_in_a_second(self, 0, self->output));
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, output_of(self->control, self->output).state);
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_read(self->takes, 1, 2000));
	EXPECT_LT(0, wakeups_in_a_second(self, 1, self->output));
	ASSERT_EQ(0, snd_pcm_drop(self->takes[0].pcm));
	sleep_ms(300);
	EXPECT_EQ(0, wakeups_in_a_second(self, 0, self->output));
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, output_of(self->control, self->output).state);
}

/* Recorders come along in the cycles that there are. */
TEST_F(monitor, recorders_wake_nobody_up)
{
	uint64_t alone, recorded;

	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	sleep_ms(200);
	alone = wakeups_in_a_second(self, 0, self->output);
	ASSERT_EQ(0, open_takes(self, 3));
	ASSERT_EQ(0, start_takes(self, 3));
	ASSERT_EQ(0, takes_run(self->takes, 3, 200));
	recorded = wakeups_in_a_second(self, 3, self->output);
	EXPECT_LT(0, alone);
	EXPECT_GE(alone + 2, recorded);
}

/*
 * Cables
 */

static int make_default(int control, unsigned int output)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = MIXCORE_UID_ANY, .mask = MIXCORE_DEFAULT_OUTPUT,
		.output = output,
	};

	return call(control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
}

#define PLAYED	20000	/* frames, no multiple of anything */

/* An application that plays the beginning of a sound, piece by piece, and drains. */
struct writer {
	snd_pcm_t *pcm;
	const struct sound *sound;
	unsigned int written;
};

static int writer_open(struct writer *writer, const struct sound *sound, unsigned int period,
		       unsigned int buffer)
{
	struct client_config config = CLIENT_DEFAULT;

	config.channels = sound->channels;
	config.period = period;
	config.buffer = buffer;
	*writer = (struct writer) { .sound = sound };
	writer->pcm = client_new(&config);
	if (!writer->pcm)
		return -errno;
	/* The core looks at it when it is prepared. */
	return snd_pcm_nonblock(writer->pcm, 1) ?: snd_pcm_prepare(writer->pcm);
}

static int writer_write(struct writer *writer)
{
	while (writer->written < PLAYED) {
		unsigned int at = writer->written % writer->sound->frames;
		unsigned int most = writer->sound->frames - at;
		snd_pcm_sframes_t frames;

		if (most > PLAYED - writer->written)
			most = PLAYED - writer->written;
		frames = snd_pcm_writei(writer->pcm, writer->sound->samples +
					at * writer->sound->channels, most);
		if (frames == -EAGAIN)
			return 0;
		if (frames < 0)
			return frames;
		writer->written += frames;
	}
	return 0;
}

/* Writes, while others record, until all is written and played. */
static int writer_play(struct writer *writer, struct take *takes, unsigned int count)
{
	unsigned int tries;
	int err = 0;

	/* Blocking writes would keep the others from being read. */
	for (tries = 0; !err && writer->written < PLAYED && tries < 2000; tries++)
		err = writer_write(writer) ?: takes_run(takes, count, 2);
	if (!err && writer->written < PLAYED)
		err = -ETIMEDOUT;
	err = err ?: snd_pcm_drain(writer->pcm);
	if (err == -EAGAIN)
		err = 0;
	for (tries = 0; !err && snd_pcm_state(writer->pcm) == SND_PCM_STATE_DRAINING &&
	     tries < 500; tries++) {
		err = takes_run(takes, count, 2);
		snd_pcm_hwsync(writer->pcm);
	}
	return err ?: takes_run(takes, count, 50);
}

/* Silence, all that was played, silence. */
static void expect_played(struct __test_metadata *_metadata, struct take *take,
			  const struct sound *sound)
{
	struct heard heard = take_heard(take, 0, sound, NULL);
	unsigned int all = take->frames;

	EXPECT_EQ(0, heard.first);
	EXPECT_EQ(heard.silence + PLAYED, heard.differs) {
		TH_LOG("%u frames of silence, differs at %ld of %u", heard.silence, heard.differs,
		       all);
	}
	EXPECT_EQ(0, take_loud(take, heard.silence + PLAYED));
}

TEST_F_TIMEOUT(monitor, a_cable_with_other_periods_at_each_end, 120)
{
	static const unsigned int shapes[][5] = {
		/* cycle, period and buffer of who plays, of who records */
		{ 0, 480, 1920, 333, 3330 }, { 64, 1024, 4096, 128, 2048 },
		{ 1000, 500, 4000, 2048, 8192 }, { 16, 37, 1036, 32, 1024 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct attach_options options = { .cycle = shapes[i][0] };
		int id = attach_null(self->control, "cable", &options);
		struct take_config config = usual;
		struct mixcore_stream_info info;
		struct writer writer;
		struct take *take = &self->takes[0];

		ASSERT_LT(0, id);
		ASSERT_EQ(0, make_default(self->control, id));
		config.period = shapes[i][3];
		config.buffer = shapes[i][4];
		ASSERT_EQ(0, take_new(take, self->control, &config, ROOM));
		ASSERT_EQ(0, writer_open(&writer, &self->sound, shapes[i][1], shapes[i][2]));
		ASSERT_EQ(0, take_start(take));
		ASSERT_EQ(0, takes_run(take, 1, 30));
		ASSERT_EQ(0, writer_play(&writer, take, 1)) {
			TH_LOG("shape %u", i);
		}
		ASSERT_EQ(0, client_info(self->control, writer.pcm, &info));
		EXPECT_EQ(0, info.xruns);
		ASSERT_EQ(0, take_info(self->control, take, &info));
		EXPECT_EQ(0, info.xruns);
		expect_played(_metadata, take, &self->sound);
		snd_pcm_close(writer.pcm);
		take_close(take);
		ASSERT_EQ(0, detach(self->control, id));
	}
}

/* Who records comes before, goes, and comes back; who plays comes three times. */
TEST_F_TIMEOUT(monitor, either_end_of_a_cable_comes_and_goes, 120)
{
	int id = attach_null(self->control, "cable", NULL);
	unsigned int n;

	ASSERT_LT(0, id);
	ASSERT_EQ(0, make_default(self->control, id));
	for (n = 0; n < 3; n++) {
		struct writer writer;

		ASSERT_EQ(0, open_takes(self, 1));
		ASSERT_EQ(0, start_takes(self, 1));
		ASSERT_EQ(0, takes_run(self->takes, 1, 30));
		ASSERT_EQ(0, writer_open(&writer, &self->sound, 480, 1920));
		ASSERT_EQ(0, writer_play(&writer, self->takes, 1));
		snd_pcm_close(writer.pcm);
		ASSERT_EQ(0, takes_run(self->takes, 1, 30));
		expect_played(_metadata, &self->takes[0], &self->sound);
		take_close(&self->takes[0]);
		/* It plays to nobody, as fast. */
		ASSERT_EQ(0, writer_open(&writer, &self->sound, 480, 1920));
		ASSERT_EQ(0, writer_play(&writer, self->takes, 0));
		snd_pcm_close(writer.pcm);
	}
	/* The recorder begins amid what plays, and has no gap from there on. */
	for (n = 0; n < LOOPS; n++) {
		ASSERT_EQ(0, stream_move(self->control, self->loops[n].id, id));
	}
	ASSERT_EQ(0, loops_start(self->loops, LOOPS));
	for (n = 0; n < 3; n++) {
		struct heard heard;

		sleep_ms(50);
		ASSERT_EQ(0, open_takes(self, 1));
		ASSERT_EQ(0, start_takes(self, 1));
		ASSERT_EQ(0, takes_read(self->takes, 1, 5000));
		heard = take_heard(&self->takes[0], 0, &self->sound, NULL);
		EXPECT_EQ(-1, heard.differs);
		EXPECT_EQ(0, heard.silence);
		take_close(&self->takes[0]);
	}
}

/* Nobody plays, nobody records: it costs nothing. With one of the two it keeps time. */
TEST_F(monitor, a_cable_that_nobody_uses)
{
	int id = attach_null(self->control, "cable", NULL);
	struct mixcore_output_info info;
	int64_t began, passed;

	ASSERT_LT(0, id);
	ASSERT_EQ(0, make_default(self->control, id));
	ASSERT_EQ(0, set_idle(self->control, id, 0));
	EXPECT_EQ(0, wakeups_in_a_second(self, 0, id));
	ASSERT_EQ(0, open_takes(self, 1));
	EXPECT_EQ(0, wakeups_in_a_second(self, 0, id));
	began = now_ns();
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_run(self->takes, 1, 500));
	passed = (int64_t)(now_ns() - began) * RATE / 1000000000LL;
	EXPECT_EQ(0, take_loud(&self->takes[0], 0));
	EXPECT_GE(1024, llabs(passed - (int64_t)self->takes[0].frames));
	info = output_of(self->control, id);
	EXPECT_EQ(MIXCORE_OUTPUT_F_DEFAULT | MIXCORE_OUTPUT_F_NULL, info.flags);
	EXPECT_EQ(1, info.recorders);
	EXPECT_EQ(1, info.recording);
	EXPECT_EQ(0, info.streams);
	take_close(&self->takes[0]);
	sleep_ms(100);
	EXPECT_EQ(0, wakeups_in_a_second(self, 0, id));
}

/* Detached while it is used, it goes with the last of its users. */
TEST_F(monitor, a_cable_is_detached)
{
	int id = attach_null(self->control, "cable", NULL);
	struct mixcore_output_info info;
	struct heard heard;

	ASSERT_LT(0, id);
	ASSERT_EQ(0, make_default(self->control, id));
	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, stream_move(self->control, self->loops[0].id, id));
	ASSERT_EQ(0, loops_start(self->loops, 1));
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_read(self->takes, 1, 3000));
	ASSERT_EQ(0, detach(self->control, id));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, output_of(self->control, id).state);
	ASSERT_EQ(0, takes_read(self->takes, 1, self->takes[0].frames + 3000));
	heard = take_heard(&self->takes[0], 0, &self->loops[0].sound, NULL);
	EXPECT_EQ(-1, heard.differs);
	loop_close(&self->loops[0]);
	EXPECT_EQ(0, output_get(self->control, id, &info));
	take_close(&self->takes[0]);
	EXPECT_EQ(-ENOENT, output_get(self->control, id, &info));
}

/* Half as loud from one frame to the next. */
TEST_F(monitor, a_cable_without_ramps)
{
	struct attach_options options = { .ramp = MIXCORE_RAMP_OFF };
	struct take *take = &self->takes[0];
	struct sound half = { };
	struct heard loud, soft;

	self->output = attach_null(self->control, "cable", &options);
	ASSERT_LT(0, self->output);
	ASSERT_EQ(0, stream_move(self->control, self->loops[0].id, self->output));
	ASSERT_EQ(0, open_takes(self, 1));
	ASSERT_EQ(0, take_source(self->control, take, MIXCORE_SOURCE_OUT, self->output));
	ASSERT_EQ(0, loops_start(self->loops, 1));
	ASSERT_EQ(0, start_takes(self, 1));
	ASSERT_EQ(0, takes_run(take, 1, 100));
	ASSERT_EQ(0, set_output(self, MIXCORE_SET_GAIN, UNITY / 2, 0, 0));
	ASSERT_EQ(0, takes_run(take, 1, 100));
	loud = take_heard(take, 0, &self->loops[0].sound, NULL);
	ASSERT_LT(4000, loud.differs);
	ASSERT_EQ(0, loops_sound(self->loops, 1, 2, NULL, (uint32_t []){ UNITY / 2, UNITY / 4 },
				 &half));
	soft = take_heard(take, loud.differs, &half, NULL);
	EXPECT_EQ(-1, soft.differs);
	EXPECT_EQ(0, soft.silence);
	EXPECT_EQ((loud.first + loud.differs - loud.silence) % RING, soft.first);
	sound_free(&half);
}

TEST_HARNESS_MAIN
