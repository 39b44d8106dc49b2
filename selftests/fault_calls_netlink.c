// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls of netlink. */
#include <sys/socket.h>
#include <linux/netlink.h>
#include <sound/mixcore_netlink.h>

#include "fault_sweep.h"
#include "genl.h"

int call_netlink_dump(struct bench *bench)
{
	struct genl_message message;

	genl_begin(&message, bench->family, NLM_F_DUMP, MIXCORE_NL_CMD_DUMP);
	genl_add(&message, MIXCORE_NL_A_NODE, &bench->node, sizeof(bench->node));
	return genl_send(bench->netlink, &message) ?: genl_drain(bench->netlink);
}

int call_netlink_listen(struct bench *bench)
{
	return setsockopt(bench->netlink, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &bench->group,
			  sizeof(bench->group)) ? -errno : 0;
}
