// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls of the PCM core, on streams that play. */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/asound.h>

#include "fault_sweep.h"

int open_pcm(struct bench *bench)
{
	return open_path(bench, bench->pcm_path, O_RDWR | O_NONBLOCK);
}

struct pcm_config stream_config = { FORMAT_S32, RATE, 2, FRAMES / 4, FRAMES };

int pcm_hw_params(struct bench *bench) { return pcm_configure(bench->pcm[0], &stream_config); }

/* It starts when it is told to. */
int set_thresholds(int pcm)
{
	struct snd_pcm_sw_params params = {
		.period_step = 1,
		.avail_min = 1,
		.start_threshold = LONG_MAX,
		.stop_threshold = FRAMES,
	};

	return call(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
}

int pcm_sw_params(struct bench *bench) { return set_thresholds(bench->pcm[0]); }

static int pcm_plain(struct bench *bench, unsigned long cmd)
{
	return call(bench->pcm[0], cmd, NULL);
}

int pcm_prepare_it(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_PREPARE); }
int pcm_reset(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_RESET); }
int pcm_start_it(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_START); }
int pcm_hwsync(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_HWSYNC); }
int pcm_drop_it(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_DROP); }
int pcm_hw_free(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_HW_FREE); }
int pcm_unlink(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_UNLINK); }
int pcm_link_it(struct bench *bench) { return pcm_link(bench->pcm[0], bench->pcm[1]); }

/* Without waiting it only begins: EAGAIN. */
int pcm_drain(struct bench *bench)
{
	int err = pcm_plain(bench, SNDRV_PCM_IOCTL_DRAIN);

	return err == -EAGAIN ? 0 : err;
}

int pcm_pause(struct bench *bench)
{
	return pcm_set_pause(bench->pcm[0], bench->stage != PAUSED);
}

int pcm_status(struct bench *bench)
{
	struct snd_pcm_status status;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_STATUS, &status);
}

int pcm_delay(struct bench *bench)
{
	snd_pcm_sframes_t delay;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_DELAY, &delay);
}

int pcm_sync_ptr(struct bench *bench)
{
	struct snd_pcm_sync_ptr sync = {
		.flags = SNDRV_PCM_SYNC_PTR_HWSYNC | SNDRV_PCM_SYNC_PTR_APPL |
			 SNDRV_PCM_SYNC_PTR_AVAIL_MIN,
	};

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
}

int pcm_rewind(struct bench *bench)
{
	snd_pcm_uframes_t frames = 10;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_REWIND, &frames);
}

int pcm_forward(struct bench *bench)
{
	snd_pcm_uframes_t frames = 10;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_FORWARD, &frames);
}

int pcm_writei(struct bench *bench)
{
	static char silence[8 * FRAMES];
	struct snd_xferi transfer = { .buf = silence, .frames = FRAMES / 2 };

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer);
}

int pcm_poll(struct bench *bench)
{
	struct pollfd fd = { bench->pcm[0], POLLOUT };

	return poll(&fd, 1, 0) < 0 ? -errno : 0;
}

static int pcm_mmap(struct bench *bench, unsigned long offset, size_t length, int prot)
{
	bench->length = length;
	bench->mapped = mmap(NULL, length, prot, MAP_SHARED, bench->pcm[0], offset);
	if (bench->mapped != MAP_FAILED)
		return 0;
	bench->mapped = NULL;
	return -errno;
}

int pcm_mmap_data(struct bench *bench)
{
	return pcm_mmap(bench, SNDRV_PCM_MMAP_OFFSET_DATA, ring_bytes(8 * FRAMES),
			PROT_READ | PROT_WRITE);
}

int pcm_mmap_status(struct bench *bench)
{
	return pcm_mmap(bench, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE, PROT_READ);
}

int pcm_mmap_control(struct bench *bench)
{
	return pcm_mmap(bench, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE, PROT_READ | PROT_WRITE);
}

int pcm_close(struct bench *bench)
{
	int err = close(bench->pcm[0]) ? -errno : 0;

	bench->pcm[0] = -1;
	return err;
}
