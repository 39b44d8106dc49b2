// SPDX-License-Identifier: LGPL-2.1-or-later
/* Connecting by generic netlink: the socket, its messages, and the numbers of names. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "netlink.h"

struct nlmsghdr *datagram_next(struct datagram *datagram)
{
	struct nlmsghdr *header = (struct nlmsghdr *)(datagram->bytes + datagram->at);
	const size_t left = datagram->size - datagram->at;

	if (left < sizeof(*header) || header->nlmsg_len < sizeof(*header) ||
	    header->nlmsg_len > left)
		return NULL;
	datagram->at += NLMSG_ALIGN(header->nlmsg_len);
	if (datagram->at > datagram->size)
		datagram->at = datagram->size;
	return header;
}

int netlink_error_of(const struct nlmsghdr *header)
{
	int error;

	if (header->nlmsg_len < NLMSG_HDRLEN + sizeof(error))
		return -EBADMSG;
	memcpy(&error, nlmsg_data(header), sizeof(error));
	return error > 0 ? -EBADMSG : error;
}

struct nl_msg *netlink_request(struct netlink *netlink, uint16_t family, int flags, uint8_t cmd,
			       uint8_t version)
{
	struct nl_msg *request = nlmsg_alloc();

	if (!request)
		return NULL;
	netlink->sequence++;
	if (genlmsg_put(request, 0, netlink->sequence, family, 0, NLM_F_REQUEST | flags, cmd,
			version))
		return request;
	nlmsg_free(request);
	return NULL;
}

int netlink_send(struct netlink *netlink, struct nl_msg *request)
{
	const struct nlmsghdr *header = nlmsg_hdr(request);

	return mixcore_sys.netlink_send(netlink->fd, header, header->nlmsg_len);
}

int netlink_receive(struct netlink *netlink, struct datagram *datagram, bool wait)
{
	int size = mixcore_sys.netlink_receive(netlink->fd, datagram->bytes,
					       sizeof(datagram->bytes), wait);

	datagram->size = datagram->at = 0;
	if (size < 0)
		return size;
	if ((size_t)size > sizeof(datagram->bytes))
		return -EMSGSIZE;
	datagram->size = size;
	return 0;
}

static void read_group(struct nlattr *group, struct netlink *netlink)
{
	struct nla_policy policy[CTRL_ATTR_MCAST_GRP_MAX + 1] = {
		[CTRL_ATTR_MCAST_GRP_NAME] = { .type = NLA_STRING },
		[CTRL_ATTR_MCAST_GRP_ID] = { .type = NLA_U32 },
	};
	struct nlattr *attrs[CTRL_ATTR_MCAST_GRP_MAX + 1];

	if (nla_parse_nested(attrs, CTRL_ATTR_MCAST_GRP_MAX, group, policy) ||
	    !attrs[CTRL_ATTR_MCAST_GRP_NAME] || !attrs[CTRL_ATTR_MCAST_GRP_ID])
		return;
	if (!nla_strcmp(attrs[CTRL_ATTR_MCAST_GRP_NAME], MIXCORE_NL_GROUP_EVENTS))
		netlink->group = nla_get_u32(attrs[CTRL_ATTR_MCAST_GRP_ID]);
}

/* What the kernel knows of the family. */
static int read_family(struct nlmsghdr *header, struct netlink *netlink)
{
	struct nla_policy policy[CTRL_ATTR_MAX + 1] = {
		[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
		[CTRL_ATTR_MCAST_GROUPS] = { .type = NLA_NESTED },
	};
	struct nlattr *attrs[CTRL_ATTR_MAX + 1], *group;
	int left;

	if (header->nlmsg_len % NLMSG_ALIGNTO ||
	    genlmsg_parse(header, 0, attrs, CTRL_ATTR_MAX, policy) || !attrs[CTRL_ATTR_FAMILY_ID])
		return -EBADMSG;
	netlink->family = nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	/* Others are netlink's own. */
	if (netlink->family <= GENL_ID_CTRL)
		return -EBADMSG;
	if (!attrs[CTRL_ATTR_MCAST_GROUPS])
		return 0;
	nla_for_each_nested(group, attrs[CTRL_ATTR_MCAST_GROUPS], left)
		read_group(group, netlink);
	return 0;
}

static int ask_for_family(struct netlink *netlink)
{
	struct nl_msg *request = netlink_request(netlink, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY, 1);
	int err = -ENOMEM;

	if (request && !nla_put_string(request, CTRL_ATTR_FAMILY_NAME, MIXCORE_NL_FAMILY))
		err = netlink_send(netlink, request);
	nlmsg_free(request);
	return err;
}

static int find_family(struct netlink *netlink, struct datagram *datagram)
{
	struct nlmsghdr *header;
	int err = ask_for_family(netlink);

	while (!err) {
		header = datagram_next(datagram);
		if (!header)
			err = netlink_receive(netlink, datagram, true);
		else if (header->nlmsg_seq != netlink->sequence)
			continue;
		else if (header->nlmsg_type == NLMSG_ERROR)
			return netlink_error_of(header) ?: -EBADMSG;
		else if (header->nlmsg_type == GENL_ID_CTRL)
			return read_family(header, netlink);
	}
	return err;
}

int netlink_connect(struct netlink *netlink)
{
	struct datagram *datagram = calloc(1, sizeof(*datagram));
	int err = -ENOMEM;

	*netlink = (struct netlink){ .fd = datagram ? mixcore_sys.netlink_open() : -ENOMEM };
	if (netlink->fd >= 0)
		err = find_family(netlink, datagram);
	else
		err = netlink->fd;
	free(datagram);
	if (err)
		netlink_disconnect(netlink);
	return err;
}

void netlink_disconnect(struct netlink *netlink)
{
	if (netlink->fd >= 0)
		mixcore_sys.close(netlink->fd);
	netlink->fd = -1;
}
