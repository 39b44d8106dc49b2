// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Streams that are linked, by the plain calls: what their application library would not do.
 *
 * Needs: snd-mixcore, snd-dummy.
 */
#include <fcntl.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "kselftest_harness.h"

#define RATE	48000
#define PERIOD	4800
#define BUFFER	(2 * PERIOD)

FIXTURE(linked) {
	int control, pcms[2];
};

FIXTURE_VARIANT(linked) {
	bool no_wakeups;
};

FIXTURE_VARIANT_ADD(linked, with_wakeups) { };
/* Then the core counts time, instead of periods. */
FIXTURE_VARIANT_ADD(linked, without_wakeups) { .no_wakeups = true };

static int ready_stream(const struct pcm_config *config)
{
	int pcm = pcm_open("Mixcore", 0, O_RDWR), err;

	if (pcm < 0)
		return pcm;
	err = pcm_configure(pcm, config);
	err = err ?: pcm_starts_by_hand(pcm, config->buffer);
	err = err ?: pcm_prepare(pcm);
	err = err ?: pcm_write_silence(pcm, config->buffer, 2 * sizeof(int16_t));
	return err ?: pcm;
}

FIXTURE_SETUP(linked)
{
	struct pcm_config slave = { FORMAT_S16, RATE, 2, 256, 2048 };
	struct attach_options options = { .cycle = 64 };
	struct pcm_config config = {
		FORMAT_S16, RATE, 2, PERIOD, BUFFER, .no_wakeups = variant->no_wakeups,
	};
	unsigned int i;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_LT(0, attach_new(self->control, "Dummy", 0, &slave, &options));
	for (i = 0; i < 2; i++) {
		self->pcms[i] = ready_stream(&config);
		ASSERT_LE(0, self->pcms[i]);
	}
	ASSERT_EQ(0, pcm_link(self->pcms[0], self->pcms[1]));
	ASSERT_EQ(0, pcm_start(self->pcms[0]));
}

FIXTURE_TEARDOWN(linked)
{
	close(self->pcms[0]);
	close(self->pcms[1]);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* Without a look at where it is. */
static int state_of(int pcm)
{
	struct snd_pcm_sync_ptr sync = {
		.flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN,
	};
	int err = call(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);

	return err ?: (int)sync.s.status.state;
}

/* The application's pointer, to the first frame of all. */
static int go_back(int pcm)
{
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_AVAIL_MIN };

	return call(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
}

/*
 * Nothing has looked at the underrun when the streams are paused. A core that looks then, and stops
 * the streams, waits for itself for ever.
 */
TEST_F(linked, pause_in_an_underrun)
{
	unsigned int i;

	/* More than half of the buffer. */
	sleep_ms(120);
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, go_back(self->pcms[i]));
	ASSERT_EQ(0, pcm_set_pause(self->pcms[0], 1));
	for (i = 0; i < 2; i++)
		EXPECT_EQ(SNDRV_PCM_STATE_PAUSED, state_of(self->pcms[i]));
	sleep_ms(50);
	ASSERT_EQ(0, pcm_set_pause(self->pcms[0], 0));
	sleep_ms(20);
	EXPECT_EQ(-EPIPE, call(self->pcms[0], SNDRV_PCM_IOCTL_HWSYNC, NULL));
	for (i = 0; i < 2; i++)
		EXPECT_EQ(SNDRV_PCM_STATE_XRUN, state_of(self->pcms[i]));
}

/* Both go on where they stood: the time of the pause is nobody's. */
TEST_F(linked, pause_keeps_the_position)
{
	struct snd_pcm_status status = { };
	unsigned int i;

	sleep_ms(120);
	ASSERT_EQ(0, pcm_set_pause(self->pcms[0], 1));
	sleep_ms(300);
	for (i = 0; i < 2; i++)
		EXPECT_EQ(SNDRV_PCM_STATE_PAUSED, state_of(self->pcms[i]));
	ASSERT_EQ(0, pcm_set_pause(self->pcms[0], 0));
	sleep_ms(20);
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, call(self->pcms[i], SNDRV_PCM_IOCTL_STATUS, &status));
		EXPECT_EQ(SNDRV_PCM_STATE_RUNNING, status.state);
		EXPECT_LE(120 * RATE / 1000, status.hw_ptr);
		EXPECT_GE(BUFFER, status.hw_ptr);
	}
}

TEST_HARNESS_MAIN
