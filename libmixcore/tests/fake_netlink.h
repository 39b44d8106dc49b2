/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generic netlink of the kernel for tests: what its files share. */
#ifndef FAKE_NETLINK_H
#define FAKE_NETLINK_H

#include <netlink/genl/genl.h>

#include "fake_kernel.h"

#define FAKE_FAMILY	29
#define FAKE_GROUP	7

/**
 * struct fake_socket - one that is open
 * @joined: it is in the group of events
 * @overrun: the next receive says so, as events were lost to it
 * @at: the event that it gets next
 * @answer: what it was not given yet of the answer to its request
 */
struct fake_socket {
	bool open, joined, overrun;
	unsigned int at;
	unsigned char *answer;
	size_t answered, answer_size;
};

/* A message of the family, of @cmd; the rest is put by libnl. Never NULL, as memory never ends. */
struct nl_msg *fake_message(uint32_t sequence, int flags, uint8_t cmd);
void fake_put_object(struct nl_msg *msg, uint32_t object, uint32_t id, uint32_t output,
		     uint64_t generation);

/* At the end of the answer; and freed. */
void fake_answer(struct fake_socket *socket, struct nl_msg *msg);
/* NLMSG_ERROR and NLMSG_DONE. */
void fake_answer_number(struct fake_socket *socket, int type, int flags, uint32_t sequence,
			int number);
/* The answer to a request for a dump. */
void fake_dump(struct fake_socket *socket, struct nlmsghdr *request);

/* The event of this number in bytes; returns how many. */
size_t fake_event_bytes(unsigned int at, void *bytes);

#endif /* FAKE_NETLINK_H */
