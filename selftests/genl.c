// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sound/mixcore_netlink.h>

#include "genl.h"

#define WAIT_US		200000
#define ANSWER_BYTES	16384

int genl_open(void)
{
	struct timeval wait = { .tv_usec = WAIT_US };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	return fd;
}

void genl_begin(struct genl_message *message, int family, unsigned int flags, unsigned int cmd)
{
	struct nlmsghdr *header = (struct nlmsghdr *)message->data;
	struct genlmsghdr *genl = NLMSG_DATA(header);

	memset(message, 0, sizeof(*message));
	message->bytes = NLMSG_LENGTH(GENL_HDRLEN);
	header->nlmsg_type = family;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	header->nlmsg_seq = 1;
	genl->cmd = cmd;
	genl->version = MIXCORE_NL_VERSION;
}

void genl_add(struct genl_message *message, unsigned int type, const void *data, size_t bytes)
{
	struct nlattr *attr = (struct nlattr *)(message->data + message->bytes);

	if (message->bytes + NLA_HDRLEN + NLA_ALIGN(bytes) > GENL_BYTES)
		return;
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + bytes;
	memcpy(attr + 1, data, bytes);
	message->bytes += NLA_ALIGN(attr->nla_len);
}

int genl_send(int fd, struct genl_message *message)
{
	((struct nlmsghdr *)message->data)->nlmsg_len = message->bytes;
	return send(fd, message->data, message->bytes, 0) < 0 ? -errno : 0;
}

static int drain_some(int fd, uint8_t *answer, int (*look)(const struct nlmsghdr *header, void *data),
		      void *data)
{
	ssize_t got = recv(fd, answer, ANSWER_BYTES, 0);
	const struct nlmsghdr *header = (struct nlmsghdr *)answer;

	if (got < 0)
		return -errno;
	for (; NLMSG_OK(header, (size_t)got); header = NLMSG_NEXT(header, got)) {
		if (header->nlmsg_type == NLMSG_ERROR)
			return ((struct nlmsgerr *)NLMSG_DATA(header))->error ?: 1;
		if (header->nlmsg_type == NLMSG_DONE)
			return *(int *)NLMSG_DATA(header) ?: 1;
		if (look && look(header, data))
			return 1;
	}
	return 0;
}

int genl_drain(int fd)
{
	uint8_t answer[ANSWER_BYTES];
	int err;

	do
		err = drain_some(fd, answer, NULL, NULL);
	while (!err);
	return err < 0 ? err : 0;
}

/* The first u32 of this type, however deep it is nested. */
static uint32_t find_u32(const uint8_t *data, size_t bytes, unsigned int outer, unsigned int type)
{
	size_t at = 0;

	while (at + NLA_HDRLEN <= bytes) {
		const struct nlattr *attr = (const struct nlattr *)(data + at);
		unsigned int is = attr->nla_type & NLA_TYPE_MASK;
		size_t inside = attr->nla_len - NLA_HDRLEN;

		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > bytes)
			return 0;
		if (!outer && is == type && inside >= sizeof(uint32_t))
			return *(const uint32_t *)(attr + 1);
		if (outer && is == outer) {
			/* A list: its only entry. */
			const struct nlattr *entry = attr + 1;

			return find_u32((const uint8_t *)(entry + 1), entry->nla_len - NLA_HDRLEN, 0,
					type);
		}
		at += NLA_ALIGN(attr->nla_len);
	}
	return 0;
}

struct found {
	unsigned int family, group;
};

static int look_for_family(const struct nlmsghdr *header, void *data)
{
	const uint8_t *attrs = (const uint8_t *)NLMSG_DATA(header) + GENL_HDRLEN;
	size_t bytes = header->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN);
	struct found *found = data;
	size_t at = 0;

	while (at + NLA_HDRLEN <= bytes) {
		const struct nlattr *attr = (const struct nlattr *)(attrs + at);

		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			found->family = *(const uint16_t *)(attr + 1);
		at += NLA_ALIGN(attr->nla_len);
	}
	found->group = find_u32(attrs, bytes, CTRL_ATTR_MCAST_GROUPS, CTRL_ATTR_MCAST_GRP_ID);
	return 1;
}

int genl_family(int fd, unsigned int *group)
{
	uint8_t answer[ANSWER_BYTES];
	struct genl_message message;
	struct found found = { 0 };
	int err;

	genl_begin(&message, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	genl_add(&message, CTRL_ATTR_FAMILY_NAME, MIXCORE_NL_FAMILY, sizeof(MIXCORE_NL_FAMILY));
	err = genl_send(fd, &message);
	if (!err)
		err = drain_some(fd, answer, look_for_family, &found);
	if (err < 0)
		return err;
	*group = found.group;
	return found.family ? (int)found.family : -ENOENT;
}
