// SPDX-License-Identifier: LGPL-2.1-or-later
/* The real system: the only file of the library that opens devices and sockets. */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define SECOND_NS	1000000000ULL

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

static int sys_map(int fd, size_t size, const void **bytes)
{
	void *mapped = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (mapped == MAP_FAILED)
		return -errno;
	*bytes = mapped;
	return 0;
}

static int sys_map_writable(int fd, size_t size, void **bytes)
{
	void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (mapped == MAP_FAILED)
		return -errno;
	*bytes = mapped;
	return 0;
}

static void sys_unmap(const void *bytes, size_t size)
{
	munmap((void *)bytes, size);
}

static int sys_poll(int fd, int timeout_ms)
{
	struct pollfd waits = { .fd = fd, .events = POLLIN };
	int ret = poll(&waits, 1, timeout_ms);

	return ret < 0 ? -errno : ret;
}

static ssize_t sys_read(int fd, void *bytes, size_t size)
{
	ssize_t got = read(fd, bytes, size);

	return got < 0 ? -errno : got;
}

static uint64_t sys_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void sys_sleep_until(uint64_t ns)
{
	const struct timespec until = { .tv_sec = ns / SECOND_NS, .tv_nsec = ns % SECOND_NS };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

/* Bound, so that the kernel gives it an address of its own. */
static int sys_netlink_open(void)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC), err;

	if (fd < 0)
		return -errno;
	if (!bind(fd, (const struct sockaddr *)&any, sizeof(any)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int sys_netlink_join(int fd, uint32_t group)
{
	return setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ?
	       -errno : 0;
}

static int sys_netlink_send(int fd, const void *bytes, size_t size)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	do {
		sent = sendto(fd, bytes, size, 0, (const struct sockaddr *)&kernel,
			      sizeof(kernel));
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* Processes have addresses; the kernel's is 0. */
static int sys_netlink_receive(int fd, void *bytes, size_t size, bool wait)
{
	const int flags = MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT);
	struct sockaddr_nl from;
	socklen_t length;
	ssize_t got;

	do {
		length = sizeof(from);
		got = recvfrom(fd, bytes, size, flags, (struct sockaddr *)&from, &length);
	} while (got < 0 ? errno == EINTR : length != sizeof(from) || from.nl_pid);
	return got < 0 ? -errno : (int)got;
}

const struct mixcore_sys mixcore_sys = {
	.open = sys_open,
	.ioctl = sys_ioctl,
	.close = sys_close,
	.map = sys_map,
	.map_writable = sys_map_writable,
	.unmap = sys_unmap,
	.poll = sys_poll,
	.read = sys_read,
	.now_ns = sys_now_ns,
	.sleep_until = sys_sleep_until,
	.proc = "/proc",
	.netlink_open = sys_netlink_open,
	.netlink_join = sys_netlink_join,
	.netlink_send = sys_netlink_send,
	.netlink_receive = sys_netlink_receive,
};
