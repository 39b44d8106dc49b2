// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Streams that are started together on two outputs of one clock domain: when is the frame with the
 * same number heard on each?
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "common.h"
#include "kselftest_harness.h"
#include "recorder.h"
#include "testcard.h"

#define RATE		48000
#define FRAME_NS	(1000000000 / RATE)
#define PERIOD		512
#define BUFFER		8192
#define ROOM		(8 * RATE)
#define DOMAIN		7

/* An output, who records it, and the stream that plays on it. */
struct side {
	struct recorder recorder;
	int output;
	snd_pcm_t *pcm;
	unsigned int stream;
	int32_t written;
	int64_t first;		/* ns: when the first frame was recorded, or before */
};

static int side_open(struct side *side, int control, unsigned int card,
		     const struct attach_options *options)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 8192 };
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info;
	char name[16], hw[24];
	int err;

	snprintf(name, sizeof(name), "Test%u", card);
	snprintf(hw, sizeof(hw), "hw:%s", name);
	side->output = attach_card(control, name, name, 0, &slave, options);
	err = side->output < 0 ? side->output :
	      recorder_open(&side->recorder, hw, 32, RATE, 2, ROOM);
	if (err)
		return err;
	side->first = INT64_MAX;
	config.period = PERIOD;
	config.buffer = BUFFER;
	side->pcm = client_new(&config);
	err = side->pcm ? client_info(control, side->pcm, &info) : -errno;
	side->stream = info.id;
	err = err ?: stream_move(control, info.id, side->output);
	err = err ?: client_starts_by_hand(side->pcm);
	return err ?: snd_pcm_nonblock(side->pcm, 1);
}

static void side_close(struct side *side)
{
	if (side->pcm)
		snd_pcm_close(side->pcm);
	recorder_close(&side->recorder);
}

/* The next numbers, as far as there is room. */
static int side_write(struct side *side)
{
	snd_pcm_sframes_t room = snd_pcm_avail(side->pcm), i;
	int32_t frames[2 * BUFFER];

	if (room < 0)
		return room;
	for (i = 0; i < 2 * room; i++)
		frames[i] = side->written + 1 + i / 2;
	i = room ? snd_pcm_writei(side->pcm, frames, room) : 0;
	side->written += room;
	return i == room ? 0 : -EPIPE;
}

/* A card that moves with its periods has recorded more than it says, never less. */
static int side_hear(struct side *side)
{
	snd_pcm_sframes_t frames = snd_pcm_avail(side->recorder.capture);
	int64_t first;

	if (frames < 0)
		return frames;
	first = now_ns() - (side->recorder.frames + frames) * 1000000000 / RATE;
	side->first = first < side->first ? first : side->first;
	return recorder_read(&side->recorder);
}

/* When a number was heard, in ns; 0: it was not. */
static int64_t side_heard(const struct side *side, int32_t number)
{
	unsigned int i;

	for (i = 0; i < side->recorder.frames; i++)
		if (side->recorder.samples[2 * i] == number)
			return side->first + (int64_t)i * 1000000000 / RATE;
	return 0;
}

/* The latest number that was heard. */
static int32_t side_latest(const struct side *side)
{
	unsigned int i = side->recorder.frames;

	while (i && !side->recorder.samples[2 * i - 2])
		i--;
	return i ? side->recorder.samples[2 * i - 2] : 0;
}

/* The second output; how it queues has nothing in common with the first. */
struct second {
	unsigned int card, cycle, fill;
};

static int sides_open(struct side *sides, int control, const struct second *second,
		      unsigned int domain)
{
	struct attach_options one = { .cycle = 64, .ramp = MIXCORE_RAMP_OFF, .domain = DOMAIN };
	struct attach_options other = {
		.cycle = second->cycle, .fill = second->fill, .ramp = MIXCORE_RAMP_OFF,
		.domain = domain,
	};
	int err = reset_all(control);

	err = err ?: side_open(&sides[0], control, second->card == PLAIN ? NONATOMIC : PLAIN,
			       &one);
	err = err ?: side_open(&sides[1], control, second->card, &other);
	return err ?: recorder_start(&sides[0].recorder) ?: recorder_start(&sides[1].recorder);
}

static void sides_close(struct side *sides, int control)
{
	side_close(&sides[0]);
	side_close(&sides[1]);
	reset_all(control);
	close(control);
}

static int run(struct side *sides, unsigned int ms)
{
	int err = 0;

	for (; !err && ms; ms--) {
		err = side_write(&sides[0]) ?: side_write(&sides[1]);
		err = err ?: side_hear(&sides[0]) ?: side_hear(&sides[1]);
		sleep_ms(1);
	}
	return err;
}

static int group(int control, const struct side *sides)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = sides[0].stream, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = sides[1].stream,
	};

	return call(control, MIXCORE_IOCTL_STREAM_SET, &set);
}

/* Tenths of a frame by which a number is heard sooner on the first than on the second. */
static int64_t apart(const struct side *sides, int32_t number)
{
	int64_t one = side_heard(&sides[0], number), other = side_heard(&sides[1], number);

	if (!one || !other)
		return INT64_MAX;
	return (other - one) * 10 / FRAME_NS;
}

/* The same of what was heard last. */
static int64_t apart_now(const struct side *sides)
{
	int32_t one = side_latest(&sides[0]), other = side_latest(&sides[1]);

	return apart(sides, (one < other ? one : other) - 256);
}

static uint64_t frames_of(int control, const struct side *side)
{
	struct mixcore_stream_info info;

	return stream_get(control, side->stream, &info) ? ~0ULL : info.frames;
}

FIXTURE(start) {
	int control;
	struct side sides[2];
	int64_t most;		/* tenths of a frame that they may be apart */
};

FIXTURE_VARIANT(start) {
	struct second second;
	unsigned int most;	/* frames: of cards that move with their periods, a guess */
};

FIXTURE_VARIANT_ADD(start, plain) { { PLAIN, 300, 6000 }, 2 };
FIXTURE_VARIANT_ADD(start, nonatomic) { { NONATOMIC, 300, 0 }, 2 };
FIXTURE_VARIANT_ADD(start, batch) { { BATCH, 100, 3000 }, 16 };
FIXTURE_VARIANT_ADD(start, batch_with_long_cycles) { { BATCH_NONATOMIC, 1000, 0 }, 16 };

/* Between the look at a position and the one at the clock a kernel that watches itself takes longer. */
static bool is_watched(void)
{
	return !access("/sys/kernel/debug/kmemleak", F_OK) ||
	       !access("/sys/kernel/debug/kcsan", F_OK);
}

FIXTURE_SETUP(start)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, sides_open(self->sides, self->control, &variant->second, DOMAIN));
	/* And as much as the recording is uncertain. */
	self->most = (is_watched() ? 50 : 10) * variant->most + 2;
}

FIXTURE_TEARDOWN(start)
{
	sides_close(self->sides, self->control);
}

#define EXPECT_TOGETHER(apart, most) do {					\
	int64_t _apart = apart;							\
	EXPECT_LE(-(most), _apart);						\
	EXPECT_GE(most, _apart);						\
} while (0)

TEST_F(start, linked)
{
	struct side *sides = self->sides;

	ASSERT_EQ(0, snd_pcm_link(sides[0].pcm, sides[1].pcm));
	ASSERT_EQ(0, run(sides, 3));
	ASSERT_EQ(0, snd_pcm_start(sides[0].pcm));
	ASSERT_EQ(0, run(sides, 500));
	EXPECT_TOGETHER(apart(sides, 1), self->most);
	EXPECT_TOGETHER(apart_now(sides), self->most);
}

/* And after each pause, also of outputs that had gone idle, and after both have begun anew. */
TEST_F(start, group)
{
	struct side *sides = self->sides;
	int i;

	ASSERT_EQ(0, group(self->control, sides));
	ASSERT_EQ(0, run(sides, 3));
	ASSERT_EQ(0, snd_pcm_start(sides[0].pcm));
	ASSERT_EQ(0, run(sides, 30));
	ASSERT_EQ(0, snd_pcm_start(sides[1].pcm));
	ASSERT_EQ(0, run(sides, 300));
	EXPECT_TOGETHER(apart(sides, 1), self->most);
	for (i = 0; i < 12; i++) {
		ASSERT_EQ(0, snd_pcm_pause(sides[i % 2].pcm, 1));
		ASSERT_EQ(0, run(sides, 3 + i * 7 % 11));
		ASSERT_EQ(0, snd_pcm_pause(sides[i % 2].pcm, 0));
		ASSERT_EQ(0, run(sides, 200 + i * 3));
		EXPECT_TOGETHER(apart_now(sides), self->most);
	}
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, snd_pcm_drop(sides[i].pcm));
		ASSERT_EQ(0, snd_pcm_prepare(sides[i].pcm));
		sides[i].written = 1000000;
	}
	ASSERT_EQ(0, run(sides, 3));
	ASSERT_EQ(0, snd_pcm_start(sides[1].pcm));
	ASSERT_EQ(0, snd_pcm_start(sides[0].pcm));
	ASSERT_EQ(0, run(sides, 200));
	EXPECT_TOGETHER(apart(sides, 1000001), self->most);
}

/* The first waits 100 ms for what the second has queued, and more. */
FIXTURE(start_waits) {
	int control;
	struct side sides[2];
};

FIXTURE_SETUP(start_waits)
{
	const struct second second = { NONATOMIC, 256, 6000 };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, sides_open(self->sides, self->control, &second, DOMAIN));
	ASSERT_EQ(0, group(self->control, self->sides));
	ASSERT_EQ(0, run(self->sides, 3));
}

FIXTURE_TEARDOWN(start_waits)
{
	testcard_set(NONATOMIC, "sleep_us", "0");
	sides_close(self->sides, self->control);
}

static int start_both(struct side *sides)
{
	return snd_pcm_start(sides[0].pcm) ?: snd_pcm_start(sides[1].pcm);
}

TEST_F(start_waits, not_for_one_that_has_left)
{
	struct side *sides = self->sides;

	ASSERT_EQ(0, start_both(sides));
	ASSERT_EQ(0, run(sides, 30));
	EXPECT_EQ(0, frames_of(self->control, &sides[0]));
	snd_pcm_close(sides[1].pcm);
	sides[1].pcm = NULL;
	sleep_ms(10);
	EXPECT_LT(0, frames_of(self->control, &sides[0]));
}

TEST_F(start_waits, not_where_it_moves_to)
{
	struct side *sides = self->sides;

	ASSERT_EQ(0, start_both(sides));
	ASSERT_EQ(0, run(sides, 30));
	EXPECT_EQ(0, frames_of(self->control, &sides[0]));
	ASSERT_EQ(0, stream_move(self->control, sides[0].stream, sides[1].output));
	sleep_ms(10);
	EXPECT_LT(0, frames_of(self->control, &sides[0]));
}

/* The PCM core has no patience of its own here. */
TEST_F(start_waits, in_a_drain)
{
	struct side *sides = self->sides;

	ASSERT_EQ(0, start_both(sides));
	ASSERT_EQ(-EAGAIN, snd_pcm_drain(sides[1].pcm));
	ASSERT_EQ(0, snd_pcm_nonblock(sides[0].pcm, 0));
	EXPECT_EQ(0, snd_pcm_drain(sides[0].pcm));
	EXPECT_EQ(SND_PCM_STATE_SETUP, snd_pcm_state(sides[0].pcm));
	EXPECT_LE(sides[0].written, frames_of(self->control, &sides[0]));
}

/* An output that does not get going holds nobody up for longer than a second. */
TEST_F(start_waits, no_longer_than_a_second)
{
	struct side *sides = self->sides;
	int ms;

	ASSERT_EQ(0, testcard_set(NONATOMIC, "sleep_us", "1800000"));
	ASSERT_EQ(0, start_both(sides));
	sleep_ms(900);
	EXPECT_EQ(0, frames_of(self->control, &sides[0]));
	sleep_ms(110);
	EXPECT_LT(0, frames_of(self->control, &sides[0]));
	EXPECT_EQ(0, frames_of(self->control, &sides[1]));
	ASSERT_EQ(0, testcard_set(NONATOMIC, "sleep_us", "0"));
	for (ms = 0; ms < 5000 && !frames_of(self->control, &sides[1]); ms += 10) {
		ASSERT_EQ(0, run(sides, 10));
	}
	EXPECT_LT(0, frames_of(self->control, &sides[1]));
}

/* With another clock there is nothing to be together with: each begins with its next cycle. */
FIXTURE(start_apart) {
	int control;
	struct side sides[2];
};

FIXTURE_SETUP(start_apart)
{
	const struct second second = { NONATOMIC, 300, 6000 };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, sides_open(self->sides, self->control, &second, 0));
}

FIXTURE_TEARDOWN(start_apart)
{
	sides_close(self->sides, self->control);
}

TEST_F(start_apart, at_once)
{
	struct side *sides = self->sides;

	ASSERT_EQ(0, group(self->control, sides));
	ASSERT_EQ(0, run(sides, 3));
	ASSERT_EQ(0, start_both(sides));
	ASSERT_EQ(0, run(sides, 300));
	EXPECT_LT(10 * 4000, apart(sides, 1));
}

TEST_HARNESS_MAIN
