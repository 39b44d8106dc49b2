/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generic netlink by plain sockets, for tests that allocate nothing. 0 or more, or -errno. */
#ifndef MIXCORE_SELFTEST_GENL_H
#define MIXCORE_SELFTEST_GENL_H

#include <stddef.h>
#include <stdint.h>

#define GENL_BYTES	1024	/* of a message that is sent */

struct genl_message {
	size_t bytes;
	uint8_t data[GENL_BYTES];
};

/* A socket that waits for 200 ms at most. */
int genl_open(void);
/* The number of the family "mixcore"; @group gets that of its events. */
int genl_family(int fd, unsigned int *group);

void genl_begin(struct genl_message *message, int family, unsigned int flags, unsigned int cmd);
void genl_add(struct genl_message *message, unsigned int type, const void *data, size_t bytes);
int genl_send(int fd, struct genl_message *message);
/* To the end of the answer; the kernel's error if it gives one. */
int genl_drain(int fd);

#endif /* MIXCORE_SELFTEST_GENL_H */
