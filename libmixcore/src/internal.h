/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the library share, and where the system begins.
 *
 * Everything the library asks of the system goes through `mixcore_sys`. sys.c has the real one; the
 * tests link a kernel of their own in its place, so nothing in the library knows that they exist.
 */
#ifndef LIBMIXCORE_INTERNAL_H
#define LIBMIXCORE_INTERNAL_H

#include <stdbool.h>
#include <sys/ioctl.h>

#include <mixcore/mixcore.h>

#define EXPORT __attribute__((visibility("default")))

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/**
 * struct mixcore_sys - the system as the library sees it; the functions return negative errnos
 * @open: a device node, by its name in /dev/snd
 * @ioctl: repeated by the function itself when a signal interrupts it
 * @close: a descriptor of @open or @netlink_open, or one that the kernel gave by @ioctl
 * @map: the beginning of what a node shows as memory, to be read only
 * @map_writable: the same, to be written
 * @unmap: what @map or @map_writable gave
 * @poll: waits until a descriptor is readable, or tells an error: 1; 0 = not in time. As poll(2)
 *	takes it, @timeout_ms -1 is for ever; -EINTR
 * @read: as read(2)
 * @now_ns: CLOCK_MONOTONIC
 * @sleep_until: such a time, whatever signals come
 * @proc: where procfs is mounted
 * @netlink_open: a socket of generic netlink
 * @netlink_join: from now on it receives what is sent to a multicast group
 * @netlink_send: a message to the kernel
 * @netlink_receive: a datagram of the kernel's; returns how long it is, which may be more than
 *	@size. With @wait as soon as there is one, else -EAGAIN; -ENOBUFS: some were lost, but those
 *	that came before are still to be received
 */
struct mixcore_sys {
	int (*open)(const char *name, int flags);
	int (*ioctl)(int fd, unsigned long request, void *arg);
	void (*close)(int fd);
	int (*map)(int fd, size_t size, const void **bytes);
	int (*map_writable)(int fd, size_t size, void **bytes);
	void (*unmap)(const void *bytes, size_t size);
	int (*poll)(int fd, int timeout_ms);
	ssize_t (*read)(int fd, void *bytes, size_t size);
	uint64_t (*now_ns)(void);
	void (*sleep_until)(uint64_t ns);
	const char *proc;
	int (*netlink_open)(void);
	int (*netlink_join)(int fd, uint32_t group);
	int (*netlink_send)(int fd, const void *bytes, size_t size);
	int (*netlink_receive)(int fd, void *bytes, size_t size, bool wait);
};

extern const struct mixcore_sys mixcore_sys;

struct mixcore {
	int fd;
	unsigned int flags;
	struct mixcore_version version;
};

/* One call on the context's node. The kernel never writes to what a setter passes as const. */
int mixcore_call(const struct mixcore *ctx, unsigned long request, const void *arg);

#endif /* LIBMIXCORE_INTERNAL_H */
