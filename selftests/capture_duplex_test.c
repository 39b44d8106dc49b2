// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An application plays and records on one card whose playback is heard by its capture side: both
 * begin by one call, and what comes back is as much later as the positions of both say.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <alsa/asoundlib.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "noise.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE	48000
#define FRAMES	(2 * RATE)	/* that are played */
#define ROOM	(2 * RATE)
#define LOOKS	64		/* at the positions */

FIXTURE(duplex) {
	int control;
	snd_pcm_t *playback;
	struct take take;
	int32_t *samples;
};

FIXTURE_VARIANT(duplex) {
	unsigned int card, period, out_cycle, in_cycle;
	int slack;		/* frames by which positions may be wrong on average */
};

FIXTURE_VARIANT_ADD(duplex, plain) { PLAIN, 256, 128, 256, 1 };
FIXTURE_VARIANT_ADD(duplex, short_cycles) { PLAIN, 256, 64, 32, 1 };
FIXTURE_VARIANT_ADD(duplex, nonatomic) { NONATOMIC, 480, 480, 100, 1 };
/* These move by their periods: what is between two of them is an estimate. */
FIXTURE_VARIANT_ADD(duplex, by_periods) { BATCH, 128, 128, 128, 8 };

static int open_card(FIXTURE_DATA(duplex) *self, const FIXTURE_VARIANT(duplex) *variant)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, variant->period, 8 * variant->period };
	struct attach_options out = { .cycle = variant->out_cycle };
	struct input_options in = { .cycle = variant->in_cycle };
	char card[16];
	int err;

	snprintf(card, sizeof(card), "Test%u", variant->card);
	err = attach_card(self->control, "out", card, 0, &slave, &out);
	if (err < 0)
		return err;
	return input_attach_card(self->control, "in", card, 0, &slave, &in);
}

static int open_client(FIXTURE_DATA(duplex) *self)
{
	struct client_config config = CLIENT_DEFAULT;
	struct take_config take = TAKE_DEFAULT;
	int err;

	config.format = SND_PCM_FORMAT_S32_LE;
	config.buffer = FRAMES;
	config.period = FRAMES / 2;
	self->playback = client_new(&config);
	take.buffer = 16384;
	err = take_new(&self->take, self->control, &take, ROOM);
	self->samples = noise_new(7, 2 * FRAMES, 32, 0);
	if (!self->playback || !self->samples)
		return -ENOMEM;
	return err ?: client_starts_by_hand(self->playback);
}

FIXTURE_SETUP(duplex)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, testcard_reset(variant->card));
	ASSERT_LT(0, open_card(self, variant));
	ASSERT_EQ(0, open_client(self));
}

FIXTURE_TEARDOWN(duplex)
{
	take_close(&self->take);
	snd_pcm_close(self->playback);
	free(self->samples);
	testcard_reset(variant->card);
	reset_all(self->control);
	close(self->control);
}

/*
 * Frames by which one look may be off: it is of whole frames, while time goes by, and a kernel that
 * watches itself takes longer between the look at a position and the one at the clock.
 */
static int look_slack(int slack)
{
	bool watched = !access("/sys/kernel/debug/kmemleak", F_OK) ||
		       !access("/sys/kernel/debug/kcsan", F_OK);

	return slack + (watched ? 16 : 2);
}

/* The frame that is heard, or captured, at the time of the look. */
struct look {
	long frame;
	int64_t ns;
};

/* The time that comes with a status is that of the position, which is older than the delay. */
static int look_at(snd_pcm_t *pcm, bool plays, long done, struct look *look)
{
	int64_t before = now_ns();
	snd_pcm_sframes_t delay;
	int err = snd_pcm_delay(pcm, &delay);

	look->ns = (before + (int64_t)now_ns()) / 2;
	look->frame = plays ? done - delay : done + delay;
	return err;
}

/* How many frames later a frame comes back than it was written, as the positions have it. */
static int measure(FIXTURE_DATA(duplex) *self, double *distance)
{
	struct look heard = { 0 }, captured = { 0 };
	int err = look_at(self->playback, true, FRAMES, &heard);

	err = err ?: look_at(self->take.pcm, false, self->take.frames, &captured);
	*distance = captured.frame - heard.frame -
		    (double)(captured.ns - heard.ns) * RATE / 1000000000.0;
	return err;
}

/* Where the sound begins in what was recorded, and how much of it follows without a break. */
static long find(const FIXTURE_DATA(duplex) *self, unsigned int *frames)
{
	const int32_t *got = (const int32_t *)self->take.bytes;
	unsigned int at = 0;

	while (at < self->take.frames && !got[2 * at] && !got[2 * at + 1])
		at++;
	for (*frames = 0; *frames < FRAMES && at + *frames < self->take.frames; (*frames)++)
		if (got[2 * (at + *frames)] != self->samples[2 * *frames] ||
		    got[2 * (at + *frames) + 1] != self->samples[2 * *frames + 1])
			break;
	return at;
}

static int start_both(FIXTURE_DATA(duplex) *self)
{
	snd_pcm_sframes_t written;
	int err = snd_pcm_link(self->playback, self->take.pcm);

	if (err < 0)
		return err;
	written = snd_pcm_writei(self->playback, self->samples, FRAMES);
	if (written != FRAMES)
		return written < 0 ? written : -EIO;
	return snd_pcm_start(self->playback);
}

TEST_F(duplex, comes_back_when_positions_say)
{
	double distance, least = ROOM, most = -ROOM, sum = 0;
	unsigned int frames, i;
	long at;

	ASSERT_EQ(0, start_both(self));
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state(self->take.pcm));
	ASSERT_EQ(0, takes_read(&self->take, 1, RATE / 2));
	for (i = 0; i < LOOKS; i++) {
		ASSERT_EQ(0, measure(self, &distance));
		least = distance < least ? distance : least;
		most = distance > most ? distance : most;
		sum += distance;
		ASSERT_EQ(0, takes_read(&self->take, 1, self->take.frames + 97));
	}
	ASSERT_EQ(0, takes_read(&self->take, 1, RATE));
	at = find(self, &frames);
	EXPECT_LE(RATE / 2, frames);
	EXPECT_EQ(self->take.frames - at, frames);
	EXPECT_LE(-variant->slack, sum / LOOKS - at);
	EXPECT_GE(variant->slack, sum / LOOKS - at);
	EXPECT_LE(-look_slack(variant->slack), least - at);
	EXPECT_GE(look_slack(variant->slack), most - at);
	TH_LOG("frame 0 came back as frame %ld, positions said %.1f to %.1f", at, least, most);
}

/* The clock is one. */
TEST_F(duplex, keeps_its_distance)
{
	unsigned int frames;
	double before, after;
	long at;

	ASSERT_EQ(0, start_both(self));
	ASSERT_EQ(0, takes_read(&self->take, 1, RATE / 4));
	at = find(self, &frames);
	EXPECT_EQ(self->take.frames - at, frames);
	ASSERT_EQ(0, measure(self, &before));
	ASSERT_EQ(0, takes_read(&self->take, 1, RATE * 3 / 4));
	ASSERT_EQ(0, measure(self, &after));
	EXPECT_GE(look_slack(variant->slack), after - before);
	EXPECT_LE(-look_slack(variant->slack), after - before);
	at = find(self, &frames);
	EXPECT_EQ(self->take.frames - at, frames);
	ASSERT_EQ(0, snd_pcm_drop(self->playback));
	EXPECT_EQ(SND_PCM_STATE_SETUP, snd_pcm_state(self->take.pcm));
}

TEST_HARNESS_MAIN
