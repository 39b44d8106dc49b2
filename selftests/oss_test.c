// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Applications of the old interface: what one plays through the kernel's OSS emulation another one
 * records through it, to the last bit.
 *
 * Needs: snd-mixcore as the first card, with a cable as default output; snd-pcm-oss.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/soundcard.h>
#include <unistd.h>

#include "noise.h"
#include "kselftest_harness.h"

#define RATE		48000
#define FRAMES		(RATE / 2)
#define ROOM		(3 * RATE)	/* frames that are recorded at most */
#define FRAME		4		/* bytes */
#define PIECE_MAX	16384

FIXTURE(oss) {
	int player, recorder;
	int16_t *noise, *recorded;	/* stereo */
	unsigned int frames;
};

static int set(int fd, unsigned long what, int value)
{
	int got = value;

	if (ioctl(fd, what, &got) < 0)
		return -errno;
	return got == value ? 0 : -ENOTSUP;
}

static int open_dsp(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	int err = fd < 0 ? -errno : 0;

	if (!err)
		err = set(fd, SNDCTL_DSP_SETFMT, AFMT_S16_LE);
	if (!err)
		err = set(fd, SNDCTL_DSP_CHANNELS, 2);
	if (!err)
		err = set(fd, SNDCTL_DSP_SPEED, RATE);
	return err ?: fd;
}

FIXTURE_SETUP(oss)
{
	int32_t *samples = noise_new(33, 2 * FRAMES, 16, 0);

	ASSERT_NE(NULL, samples);
	self->noise = noise_pack(samples, 2 * FRAMES, 16);
	free(samples);
	self->recorded = malloc((size_t)ROOM * FRAME);
	ASSERT_TRUE(self->noise && self->recorded);
	/* The second PCM of the first card: the monitors. */
	self->recorder = open_dsp("/dev/adsp", O_RDONLY);
	ASSERT_LE(0, self->recorder);
	self->player = open_dsp("/dev/dsp", O_WRONLY);
	ASSERT_LE(0, self->player);
}

FIXTURE_TEARDOWN(oss)
{
	close(self->player);
	close(self->recorder);
	free(self->noise);
	free(self->recorded);
}

/* By so many bytes each time: whole fragments, or less. */
static int read_more(FIXTURE_DATA(oss) *self, unsigned int bytes)
{
	ssize_t got;

	if (self->frames + bytes / FRAME > ROOM)
		return -ENOBUFS;
	got = read(self->recorder, self->recorded + 2 * self->frames, bytes);
	if (got < 0)
		return -errno;
	self->frames += got / FRAME;
	return 0;
}

static int write_all(int fd, const void *bytes, size_t count)
{
	ssize_t done = write(fd, bytes, count);

	return done < 0 ? -errno : (size_t)done == count ? 0 : -EIO;
}

/* The frame at which it begins, or -1. */
static long find(const FIXTURE_DATA(oss) *self)
{
	unsigned int at;

	for (at = 0; at + FRAMES <= self->frames; at++)
		if (!memcmp(self->recorded + 2 * at, self->noise, (size_t)FRAMES * FRAME))
			return at;
	return -1;
}

/* What is there before and behind it. */
static unsigned int loud_beside(const FIXTURE_DATA(oss) *self, unsigned int at)
{
	unsigned int i, loud = 0;

	for (i = 0; i < 2 * self->frames; i++)
		if (i < 2 * at || i >= 2 * (at + FRAMES))
			loud += self->recorded[i] != 0;
	return loud;
}

static void record(struct __test_metadata *_metadata, FIXTURE_DATA(oss) *self, unsigned int bytes)
{
	static const char silence[PIECE_MAX];
	long at;

	ASSERT_EQ(0, read_more(self, bytes));
	ASSERT_EQ(0, write_all(self->player, self->noise, (size_t)FRAMES * FRAME));
	/* What fills no fragment is kept back. */
	while (self->frames < 2 * FRAMES) {
		ASSERT_EQ(0, read_more(self, bytes));
		ASSERT_EQ(0, write_all(self->player, silence, bytes));
	}
	at = find(self);
	ASSERT_LE(0, at);
	EXPECT_EQ(0, loud_beside(self, at));
}

TEST_F(oss, records_what_is_played)
{
	record(_metadata, self, PIECE_MAX);
}

/* The emulation reads a fragment then, and gives it away bit by bit. */
TEST_F(oss, reads_a_little_at_a_time)
{
	record(_metadata, self, 52);
}

TEST_HARNESS_MAIN
