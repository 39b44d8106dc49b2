// SPDX-License-Identifier: GPL-2.0-or-later
/* Hostile to the netlink family: dumps of anything with anything, listeners that come, sleep and go. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <sound/mixcore_netlink.h>

#include "genl.h"
#include "hostile.h"

static int open_socket(struct actor *actor)
{
	int small = below(actor, 65536), fd = genl_open();

	if (fd < 0)
		return fd;
	if (actor->netlink >= 0)
		close(actor->netlink);
	actor->netlink = fd;
	if (chance(actor, 50))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	actor->family = genl_family(fd, &actor->group);
	return actor->family < 0 ? actor->family : 0;
}

static int join_or_leave(struct actor *actor)
{
	unsigned int group = chance(actor, 90) ? actor->group : below(actor, 64);

	if (actor->netlink < 0)
		return open_socket(actor);
	return setsockopt(actor->netlink, SOL_NETLINK, chance(actor, 60) ? NETLINK_ADD_MEMBERSHIP :
			  NETLINK_DROP_MEMBERSHIP, &group, sizeof(group)) ? -errno : 0;
}

static void add_something(struct actor *actor, struct genl_message *message)
{
	uint8_t bytes[64];
	uint32_t number = chance(actor, 90) ? below(actor, 8) : edge(actor);

	garbage(actor, bytes, sizeof(bytes));
	if (chance(actor, 40))
		genl_add(message, MIXCORE_NL_A_OBJECT, &number, sizeof(number));
	else if (chance(actor, 60))
		genl_add(message, MIXCORE_NL_A_NODE, chance(actor, 80) ? &actor->node :
			 (int *)&number, sizeof(number));
	else
		genl_add(message, below(actor, MIXCORE_NL_A_MAX + 3), bytes,
			 below(actor, sizeof(bytes)));
}

static int dump(struct actor *actor)
{
	struct genl_message message;
	unsigned int n;

	if (actor->netlink < 0)
		return open_socket(actor);
	genl_begin(&message, actor->family, chance(actor, 95) ? NLM_F_DUMP : below(actor, 0x1000),
		   chance(actor, 95) ? MIXCORE_NL_CMD_DUMP : below(actor, MIXCORE_NL_CMD_MAX + 3));
	for (n = below(actor, 4); n; n--)
		add_something(actor, &message);
	if (chance(actor, 5))
		garbage(actor, message.data + sizeof(struct nlmsghdr),
			below(actor, sizeof(message.data) - sizeof(struct nlmsghdr)));
	if (chance(actor, 5))
		message.bytes = sizeof(struct nlmsghdr) + below(actor, GENL_BYTES / 2);
	return genl_send(actor->netlink, &message);
}

/* A part of what has come, into a buffer that may be too short. */
static int listen_a_little(struct actor *actor)
{
	static __thread uint8_t bytes[16384];
	unsigned int n, most = chance(actor, 80) ? sizeof(bytes) : below(actor, sizeof(bytes));
	ssize_t got = 0;

	if (actor->netlink < 0)
		return open_socket(actor);
	for (n = 1 + below(actor, 8); n && got >= 0; n--)
		got = recv(actor->netlink, bytes, most, MSG_DONTWAIT);
	return got < 0 ? -errno : 0;
}

const struct hostile_call hostile_netlink_calls[] = {
	{ "netlink socket", 2, open_socket },
	{ "netlink join, leave", 4, join_or_leave },
	{ "netlink dump", 20, dump },
	{ "netlink listen", 20, listen_a_little },
	{ NULL }
};
