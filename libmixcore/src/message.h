/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a message of the family "mixcore" says. */
#ifndef LIBMIXCORE_MESSAGE_H
#define LIBMIXCORE_MESSAGE_H

#include "netlink.h"

/**
 * struct message - one of the module's, as MIXCORE_NL_A_* say; what is not there is 0
 * @info: NULL: there is none; not aligned
 */
struct message {
	uint32_t cmd;
	uint32_t object, id, output;
	uint32_t what;
	uint64_t generation, count, sequence, graph;
	const void *info;
	size_t info_size;
};

/* -EBADMSG: it does not name an object, or an attribute is too short. Unknown ones are skipped. */
int message_read(struct nlmsghdr *header, struct message *message);

#endif /* LIBMIXCORE_MESSAGE_H */
