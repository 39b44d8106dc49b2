// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Content comes through as it is, whatever the backend is like and however long a cycle is.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <stdlib.h>

#include "client.h"
#include "loopback.h"
#include "noise.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE		48000
#define FRAMES		24000	/* half a second */

FIXTURE(content) {
	struct loopback loopback;
	int32_t *samples;
	snd_pcm_t *pcm;
};

FIXTURE_VARIANT(content) {
	unsigned int card, cycle, period;
	const char *step;
};

#define CONTENT(name, ...) FIXTURE_VARIANT_ADD(content, name) { __VA_ARGS__ }

CONTENT(short_cycle, PLAIN, 128, 512, "0");
CONTENT(long_cycle, PLAIN, 512, 256, "0");
CONTENT(equal_cycle, PLAIN, 256, 256, "0");
CONTENT(uneven_cycle, PLAIN, 100, 441, "0");
CONTENT(short_cycle_steps, PLAIN, 128, 512, "100");
CONTENT(short_cycle_batch, BATCH, 128, 512, "0");
CONTENT(long_cycle_batch, BATCH, 512, 256, "0");
CONTENT(short_cycle_nonatomic, NONATOMIC, 128, 512, "0");
CONTENT(long_cycle_nonatomic, NONATOMIC, 512, 256, "0");
CONTENT(short_cycle_batch_nonatomic, BATCH_NONATOMIC, 128, 512, "0");
CONTENT(long_cycle_batch_nonatomic, BATCH_NONATOMIC, 512, 256, "0");

FIXTURE_SETUP(content)
{
	struct attach_options options = { .cycle = variant->cycle, .ramp = MIXCORE_RAMP_OFF };
	struct pcm_config slave = { FORMAT_S32, RATE, 2, variant->period, 8 * variant->period };
	struct client_config config = CLIENT_DEFAULT;
	char id[16], capture[16];

	snprintf(id, sizeof(id), "Test%u", variant->card);
	snprintf(capture, sizeof(capture), "hw:Test%u", variant->card);
	ASSERT_EQ(0, testcard_set(variant->card, "step_frames", variant->step));
	ASSERT_EQ(0, loopback_open_on(&self->loopback, id, capture, &slave, &options));
	config.buffer = 32768;
	config.period = 8192;
	self->pcm = client_new(&config);
	ASSERT_NE(NULL, self->pcm);
	self->samples = noise_new(25, 2 * FRAMES, 32, 0);
	ASSERT_NE(NULL, self->samples);
	ASSERT_EQ(FRAMES, snd_pcm_writei(self->pcm, self->samples, FRAMES));
}

FIXTURE_TEARDOWN(content)
{
	snd_pcm_close(self->pcm);
	loopback_close(&self->loopback);
	EXPECT_EQ(0, testcard_set(variant->card, "step_frames", "0"));
	free(self->samples);
}

TEST_F(content, is_bit_exact)
{
	struct mixcore_output_info info;
	long begin;

	ASSERT_EQ(0, loopback_record(&self->loopback));
	ASSERT_EQ(0, snd_pcm_start(self->pcm));
	ASSERT_EQ(0, snd_pcm_drain(self->pcm));
	sleep_ms(100);
	ASSERT_EQ(0, loopback_stop(&self->loopback));
	begin = loopback_find(&self->loopback, 0);
	ASSERT_LE(0, begin) {
		TH_LOG("nothing but silence in %u frames", self->loopback.frames);
	}
	EXPECT_EQ(-1, loopback_differs(&self->loopback, begin, self->samples, FRAMES));
	EXPECT_EQ(-1, loopback_find(&self->loopback, begin + FRAMES));
	ASSERT_EQ(0, output_get(self->loopback.control, self->loopback.output, &info));
	EXPECT_EQ(0, info.xruns);
	EXPECT_EQ(0, info.restarts);
	EXPECT_EQ(0, info.null_frames);
}

TEST_HARNESS_MAIN
