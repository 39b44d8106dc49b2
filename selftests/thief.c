// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "thief.h"

int thief_join(unsigned int uid, int device, unsigned int substream)
{
	int number = substream, fd = -EIO, control;
	char path[64];

	snprintf(path, sizeof(path), "/dev/snd/controlC%d", card_number("Mixcore"));
	if (become(uid))
		return -EPERM;
	control = open(path, O_RDWR | O_CLOEXEC);
	if (control >= 0 && !ioctl(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number))
		fd = pcm_open("Mixcore", device, O_RDWR | O_NONBLOCK | O_APPEND);
	if (control >= 0)
		close(control);
	return become(0) ?: fd;
}

unsigned int thief_loud(const void *memory, size_t bytes)
{
	const unsigned char *byte = memory;
	unsigned int loud = 0;
	size_t i;

	for (i = 0; i < bytes; i++)
		loud += byte[i] != 0;
	return loud;
}

#define STOLEN	4096	/* frames */

unsigned int thief_steal(int fd)
{
	static int32_t frames[2 * STOLEN];
	struct snd_xferi interleaved = { .buf = frames, .frames = 64 };
	void *planes[2] = { frames, frames + STOLEN };
	struct snd_xfern planar = { .bufs = planes, .frames = 64 };
	struct iovec vectors[2] = { { frames, 256 }, { frames + 64, 256 } };
	void *map;
	unsigned int loud = 0;

	memset(frames, 0, sizeof(frames));
	if (ioctl(fd, SNDRV_PCM_IOCTL_READI_FRAMES, &interleaved) >= 0)
		loud += thief_loud(frames, sizeof(frames));
	memset(frames, 0, sizeof(frames));
	if (ioctl(fd, SNDRV_PCM_IOCTL_READN_FRAMES, &planar) >= 0)
		loud += thief_loud(frames, sizeof(frames));
	memset(frames, 0, sizeof(frames));
	if (read(fd, frames, 512) >= 0)
		loud += thief_loud(frames, sizeof(frames));
	memset(frames, 0, sizeof(frames));
	if (readv(fd, vectors, 2) >= 0)
		loud += thief_loud(frames, sizeof(frames));
	map = mmap(NULL, THIEF_MAP, PROT_READ, MAP_SHARED, fd, SNDRV_PCM_MMAP_OFFSET_DATA);
	if (map != MAP_FAILED)
		loud += thief_loud(map, THIEF_MAP);
	map = mmap(NULL, THIEF_MAP, PROT_READ | PROT_WRITE, MAP_SHARED, fd, SNDRV_PCM_MMAP_OFFSET_DATA);
	if (map != MAP_FAILED)
		loud += thief_loud(map, THIEF_MAP);
	map = mmap(NULL, THIEF_MAP, PROT_READ, MAP_PRIVATE, fd, SNDRV_PCM_MMAP_OFFSET_DATA);
	if (map != MAP_FAILED)
		loud += thief_loud(map, THIEF_MAP);
	return loud;
}

long thief_read(int fd, void *to, unsigned int frames)
{
	struct snd_xferi transfer = { .buf = to, .frames = frames };
	int err = call(fd, SNDRV_PCM_IOCTL_READI_FRAMES, &transfer);

	return err ? err : transfer.result;
}
