// SPDX-License-Identifier: LGPL-2.1-or-later
/* The real system: the only file of the library that opens and controls devices. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

static int sys_open(const char *name, int flags)
{
	char path[64];
	int fd;

	if (snprintf(path, sizeof(path), "/dev/snd/%s", name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	do {
		fd = open(path, flags | O_CLOEXEC);
	} while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

static int sys_ioctl(int fd, unsigned long request, void *arg)
{
	int ret;

	do {
		ret = ioctl(fd, request, arg);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : ret;
}

static void sys_close(int fd)
{
	close(fd);
}

const struct mixcore_sys mixcore_sys = {
	.open = sys_open,
	.ioctl = sys_ioctl,
	.close = sys_close,
	.proc = "/proc",
};
