// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls of the PCM core, on streams that record. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/asound.h>

#include "fault_sweep.h"

static int open_device(struct bench *bench, unsigned int device)
{
	char path[48];

	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD%uc", bench->card, device);
	return open_path(bench, path, O_RDWR | O_NONBLOCK);
}

int open_recorder(struct bench *bench) { return open_device(bench, 0); }
int open_monitor(struct bench *bench) { return open_device(bench, 1); }
int rec_hw_params(struct bench *bench) { return pcm_configure(bench->recorder, &stream_config); }

/* It starts when it is told to, and never stops. */
int rec_set_thresholds(int pcm)
{
	struct snd_pcm_sw_params params = {
		.period_step = 1,
		.avail_min = 1,
		.start_threshold = LONG_MAX,
		.stop_threshold = LONG_MAX,
	};

	return call(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
}

static int plain(struct bench *bench, unsigned long cmd)
{
	return call(bench->recorder, cmd, NULL);
}

int rec_prepare(struct bench *bench) { return plain(bench, SNDRV_PCM_IOCTL_PREPARE); }
int rec_start(struct bench *bench) { return plain(bench, SNDRV_PCM_IOCTL_START); }
int rec_drop(struct bench *bench) { return plain(bench, SNDRV_PCM_IOCTL_DROP); }
int rec_hw_free(struct bench *bench) { return plain(bench, SNDRV_PCM_IOCTL_HW_FREE); }

int rec_readi(struct bench *bench)
{
	static char frames[8 * FRAMES];
	struct snd_xferi transfer = { .buf = frames, .frames = FRAMES };

	return call(bench->recorder, SNDRV_PCM_IOCTL_READI_FRAMES, &transfer);
}

int rec_mmap(struct bench *bench)
{
	bench->length = ring_bytes(8 * FRAMES);
	bench->mapped = mmap(NULL, bench->length, PROT_READ, MAP_SHARED, bench->recorder,
			     SNDRV_PCM_MMAP_OFFSET_DATA);
	if (bench->mapped != MAP_FAILED)
		return 0;
	bench->mapped = NULL;
	return -errno;
}

int rec_close(struct bench *bench)
{
	int err = close(bench->recorder) ? -errno : 0;

	bench->recorder = -1;
	return err;
}
