// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where a stream plays or what a recorder hears goes over to another rate while its parameters are
 * set: they are those of the rate that there is then, or refused. On several processors, in real time.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=2.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sound/asound.h>
#include <stdatomic.h>
#include <unistd.h>

#include "common.h"
#include "kselftest_harness.h"

#define BUFFER		65536	/* frames: it takes a while to get so much memory */
#define SECONDS		60	/* the longest that is waited for both to have happened */

static const unsigned int rates[2] = { 48000, 44100 };

FIXTURE(params_race) {
	int control, pcm;
	unsigned int stream;
	int places[2];		/* outputs or inputs, of these rates */
	pthread_t mover;
	atomic_bool stop;
	bool capture;
};

FIXTURE_VARIANT(params_race) {
	bool capture;
};

FIXTURE_VARIANT_ADD(params_race, playback) { .capture = false };
FIXTURE_VARIANT_ADD(params_race, capture) { .capture = true };

static int attach_place(FIXTURE_DATA(params_race) *self, unsigned int i)
{
	struct pcm_config slave = { FORMAT_S32, rates[i], 2, 256, 4096 };
	const char *card = i ? "Test1" : "Test0";
	struct attach_options output = { };
	struct input_options input = { };

	if (self->capture)
		return input_attach_card(self->control, card, card, 0, &slave, &input);
	return attach_card(self->control, card, card, 0, &slave, &output);
}

static int go(FIXTURE_DATA(params_race) *self, unsigned int place)
{
	struct mixcore_stream_source source = {
		.size = sizeof(source), .id = self->stream, .kind = MIXCORE_SOURCE_INPUT,
		.source = self->places[place],
	};

	if (self->capture)
		return call(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &source);
	return stream_move(self->control, self->stream, self->places[place]);
}

/* Back and forth; with parameters it can't. */
static void *move_on(void *argument)
{
	FIXTURE_DATA(params_race) *self = argument;
	unsigned int n;

	for (n = 0; !self->stop; n++)
		go(self, n % 2);
	return NULL;
}

FIXTURE_SETUP(params_race)
{
	unsigned int i;

	self->capture = variant->capture;
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	for (i = 0; i < 2; i++) {
		self->places[i] = attach_place(self, i);
		ASSERT_LT(0, self->places[i]);
	}
	self->pcm = pcm_open("Mixcore", variant->capture ? CAPTURE : 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->pcm);
	self->stream = stream_newest(self->control);
	ASSERT_EQ(0, pthread_create(&self->mover, NULL, move_on, self));
}

FIXTURE_TEARDOWN(params_race)
{
	self->stop = true;
	pthread_join(self->mover, NULL);
	close(self->pcm);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* Either rate will do. Returns the one that it is, or -errno. */
static int set_params(FIXTURE_DATA(params_race) *self)
{
	struct pcm_config config = {
		.format = FORMAT_S32, .rate = rates[1], .rate_max = rates[0], .channels = 2,
		.buffer = BUFFER,
	};

	return pcm_configure(self->pcm, &config);
}

/* Of where it is now, which stays. */
static unsigned int rate_of_place(FIXTURE_DATA(params_race) *self)
{
	struct mixcore_stream_info info;
	unsigned int place;

	if (stream_get(self->control, self->stream, &info))
		return 0;
	place = self->capture ? info.source : info.output;
	return place == (unsigned int)self->places[0] ? rates[0] :
	       place == (unsigned int)self->places[1] ? rates[1] : 0;
}

static unsigned int rate_of_stream(FIXTURE_DATA(params_race) *self)
{
	struct mixcore_stream_info info;

	return stream_get(self->control, self->stream, &info) ? 0 : info.rate;
}

TEST_F_TIMEOUT(params_race, the_rate_is_that_of_where_it_is, 2 * SECONDS)
{
	uint64_t end = now_ns() + SECONDS * 1000000000ULL;
	unsigned int set[2] = { }, refused = 0;
	int err;

	while ((!set[0] || !set[1] || !refused) && now_ns() < end) {
		err = set_params(self);
		if (err) {
			ASSERT_EQ(-EINVAL, err);
			refused++;
			continue;
		}
		ASSERT_EQ(rate_of_place(self), rate_of_stream(self));
		set[rate_of_stream(self) == rates[1]]++;
		ASSERT_EQ(0, call(self->pcm, SNDRV_PCM_IOCTL_HW_FREE, NULL));
	}
	TH_LOG("%u and %u times set, %u times refused", set[0], set[1], refused);
	EXPECT_LT(0, set[0]);
	EXPECT_LT(0, set[1]);
	EXPECT_LT(0, refused);
}

TEST_HARNESS_MAIN
