/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connection to the module by generic netlink. Messages are made and taken apart by libnl; the
 * socket is mixcore_sys's, so that the tests can put a kernel of their own behind it.
 */
#ifndef LIBMIXCORE_NETLINK_H
#define LIBMIXCORE_NETLINK_H

#include <netlink/genl/genl.h>

#include "internal.h"

/* More than the kernel puts into one, which is 32 KiB at most. */
#define DATAGRAM_BYTES	65536

/**
 * struct datagram - messages that were received together
 * @size: how many of @bytes
 * @at: where the next message begins
 */
struct datagram {
	size_t size, at;
	unsigned char bytes[DATAGRAM_BYTES] __attribute__((__aligned__(8)));
};

/**
 * struct netlink - the connection
 * @fd: -1: it is none
 * @sequence: of the latest request; answers have it, too
 * @family: the number of "mixcore"
 * @group: of events; 0: there is none
 */
struct netlink {
	int fd;
	uint32_t sequence;
	uint16_t family;
	uint32_t group;
};

/* -ENOENT: no such family; -EPROTONOSUPPORT: the kernel has no generic netlink. */
int netlink_connect(struct netlink *netlink);
void netlink_disconnect(struct netlink *netlink);

/* A request to be filled in; NULL: no memory. To be freed by nlmsg_free(). */
struct nl_msg *netlink_request(struct netlink *netlink, uint16_t family, int flags, uint8_t cmd,
			       uint8_t version);
int netlink_send(struct netlink *netlink, struct nl_msg *request);

/* The next datagram in the place of this one; -EMSGSIZE: it was too long, and is lost. */
int netlink_receive(struct netlink *netlink, struct datagram *datagram, bool wait);

/* The next message of a datagram, whole; NULL: there is none. */
struct nlmsghdr *datagram_next(struct datagram *datagram);

/* What an NLMSG_ERROR or NLMSG_DONE says: 0, -errno, or -EBADMSG. */
int netlink_error_of(const struct nlmsghdr *header);

#endif /* LIBMIXCORE_NETLINK_H */
