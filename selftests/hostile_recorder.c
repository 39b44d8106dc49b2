// SPDX-License-Identifier: GPL-2.0-or-later
/* Hostile to the capture PCMs of the card Mixcore, beside what hostile_pcm.c does to any of its PCMs. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "hostile.h"

#define SAMPLES		16384	/* that are read at once, at most */

static int recorder(struct actor *actor)
{
	return pick_direction(actor, actor->pcm, SNDRV_PCM_STREAM_CAPTURE);
}

static int open_one(struct actor *actor, unsigned int device, char direction, int flags)
{
	int *place = slot(actor, actor->pcm);
	char path[48];

	if (!place)
		return -ECANCELED;
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD%u%c", actor->target->card, device,
		 direction);
	if (chance(actor, 80) || actor->child)
		flags |= O_NONBLOCK;
	*place = open(path, flags | O_CLOEXEC);
	return *place < 0 ? -errno : 0;
}

static int open_recorder(struct actor *actor)
{
	static const int flags[] = { O_RDWR, O_RDONLY, O_RDONLY, O_WRONLY, O_RDWR | O_SYNC };

	return open_one(actor, below(actor, chance(actor, 95) ? 2 : 4), 'c', flags[below(actor, 5)]);
}

/* A substream that somebody has: with O_APPEND ALSA asks for no right. Not the exact stream's. */
static int join(struct actor *actor)
{
	struct mixcore_stream_info info = some_stream(actor);
	int number = info.substream, mixer, err;
	char path[48];

	if (number == actor->target->substream && info.direction == MIXCORE_DIRECTION_PLAYBACK)
		return -ECANCELED;
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", actor->target->card);
	mixer = open(path, O_RDWR | O_CLOEXEC);
	if (mixer < 0)
		return -errno;
	err = call(mixer, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number);
	if (!err)
		err = open_one(actor, info.device,
			       info.direction == MIXCORE_DIRECTION_CAPTURE ? 'c' : 'p',
			       O_RDWR | O_APPEND);
	close(mixer);
	return err;
}

static uint8_t *room(struct actor *actor)
{
	static uint8_t bytes[SAMPLES * 4 * MIXCORE_CHANNELS_MAX];

	return chance(actor, 97) ? bytes : bad_pointer(actor);
}

static int readi(struct actor *actor)
{
	struct snd_xferi transfer = { .buf = room(actor), .frames = 1 + below(actor, 4096) };

	if (chance(actor, 3)) {
		transfer.frames = edge(actor);
		transfer.buf = bad_pointer(actor);
	}
	return hostile_call(actor, recorder(actor), SNDRV_PCM_IOCTL_READI_FRAMES, &transfer,
			    sizeof(transfer));
}

static int readn(struct actor *actor)
{
	void *channels[MIXCORE_CHANNELS_MAX];
	struct snd_xfern transfer = { .bufs = channels, .frames = below(actor, 1000) };
	unsigned int i;

	for (i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		channels[i] = room(actor);
	return hostile_call(actor, recorder(actor), SNDRV_PCM_IOCTL_READN_FRAMES, &transfer,
			    sizeof(transfer));
}

static int read_bytes(struct actor *actor)
{
	size_t size = chance(actor, 90) ? below(actor, 8192) & ~31UL : below(actor, 8192);
	struct iovec vector[8];
	unsigned int i;

	if (chance(actor, 60))
		return read(recorder(actor), room(actor), size) < 0 ? -errno : 0;
	for (i = 0; i < 8; i++)
		vector[i] = (struct iovec) { room(actor), size / 8 };
	return readv(recorder(actor), vector, 1 + below(actor, 8)) < 0 ? -errno : 0;
}

static int link_across(struct actor *actor)
{
	int player = pick_direction(actor, actor->pcm, SNDRV_PCM_STREAM_PLAYBACK);

	return pcm_link(recorder(actor), player);
}

/* The ordinary way, so that the others find streams that record. */
static int record(struct actor *actor)
{
	struct pcm_config config = {
		FORMAT_S16, 48000, 2, 256 << below(actor, 3), 4096, .mmap = chance(actor, 20),
	};
	struct snd_pcm_sw_params params = {
		.period_step = 1, .avail_min = 256, .start_threshold = 1,
		.stop_threshold = chance(actor, 50) ? 4096 : LONG_MAX,
	};
	int fd = recorder(actor);
	int err = call(fd, SNDRV_PCM_IOCTL_DROP, NULL);

	if (err != -EBADF && err != -ENOTTY)
		err = call(fd, SNDRV_PCM_IOCTL_HW_FREE, NULL);
	if (!err || err == -EBADFD)
		err = chance(actor, 80) ? pcm_configure(fd, &config) : 0;
	if (!err)
		err = call(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
	if (!err)
		err = prepare_one(actor, fd);
	return err ?: call(fd, SNDRV_PCM_IOCTL_START, NULL);
}

static int configure(struct actor *actor)
{
	struct pcm_config config = random_config(actor);

	return pcm_configure(recorder(actor), &config);
}

const struct hostile_call hostile_recorder_calls[] = {
	{ "recorder open", 25, open_recorder },
	{ "recorder join", 5, join },
	{ "recorder record", 40, record },
	{ "recorder hw_params", 10, configure },
	{ "recorder readi", 30, readi },
	{ "recorder readn", 4, readn },
	{ "recorder read", 12, read_bytes },
	{ "recorder link across", 8, link_across },
	{ NULL }
};
