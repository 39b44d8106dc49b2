// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sockets of generic netlink, by the kernel for tests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "fake_netlink.h"

#define SOCKETS		4
/* As much as the kernel puts into one at first. */
#define DATAGRAM	8192

static struct fake_socket sockets[SOCKETS];

static struct fake_socket *socket_of(int fd)
{
	if (fd < FAKE_FD_SOCKET || fd >= FAKE_FD_SOCKET + SOCKETS ||
	    !sockets[fd - FAKE_FD_SOCKET].open)
		abort();
	return &sockets[fd - FAKE_FD_SOCKET];
}

void fake_netlink_reset(void)
{
	for (int i = 0; i < SOCKETS; i++)
		free(sockets[i].answer);
	memset(sockets, 0, sizeof(sockets));
}

int fake_netlink_open(void)
{
	int i = 0;

	if (fake.netlink_error)
		return fake.netlink_error;
	while (sockets[i].open) {
		if (++i == SOCKETS)
			abort();
	}
	sockets[i].open = true;
	fake.open_descriptors++;
	return FAKE_FD_SOCKET + i;
}

void fake_netlink_close(int fd)
{
	struct fake_socket *socket = socket_of(fd);

	free(socket->answer);
	*socket = (struct fake_socket){ 0 };
	fake.open_descriptors--;
}

int fake_netlink_join(int fd, uint32_t group)
{
	struct fake_socket *socket = socket_of(fd);

	if (group != FAKE_GROUP)
		return -EINVAL;
	socket->joined = true;
	socket->at = fake.event_count;
	return 0;
}

void fake_netlink_overrun(void)
{
	for (int i = 0; i < SOCKETS; i++)
		sockets[i].overrun = sockets[i].joined;
}

struct nl_msg *fake_message(uint32_t sequence, int flags, uint8_t cmd)
{
	struct nl_msg *msg = nlmsg_alloc_size(8192);

	if (!msg || !genlmsg_put(msg, 0, sequence, FAKE_FAMILY, 0, flags, cmd, MIXCORE_NL_VERSION))
		abort();
	return msg;
}

void fake_put_object(struct nl_msg *msg, uint32_t object, uint32_t id, uint32_t output,
		     uint64_t generation)
{
	nla_put_u32(msg, MIXCORE_NL_A_OBJECT, object);
	nla_put_u32(msg, MIXCORE_NL_A_ID, id);
	nla_put(msg, MIXCORE_NL_A_GENERATION, sizeof(generation), &generation);
	if (object == MIXCORE_OBJECT_ROUTE || object == MIXCORE_OBJECT_LOOPBACK)
		nla_put_u32(msg, MIXCORE_NL_A_OUTPUT, output);
}

static void answer_bytes(struct fake_socket *socket, const struct nlmsghdr *header)
{
	socket->answer = realloc(socket->answer, socket->answer_size + header->nlmsg_len);
	if (!socket->answer)
		abort();
	memcpy(socket->answer + socket->answer_size, header, header->nlmsg_len);
	socket->answer_size += header->nlmsg_len;
}

void fake_answer(struct fake_socket *socket, struct nl_msg *msg)
{
	answer_bytes(socket, nlmsg_hdr(msg));
	nlmsg_free(msg);
}

void fake_answer_number(struct fake_socket *socket, int type, int flags, uint32_t sequence,
			int number)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg || !nlmsg_put(msg, 0, sequence, type, 0, flags) ||
	    nlmsg_append(msg, &number, sizeof(number), NLMSG_ALIGNTO))
		abort();
	fake_answer(socket, msg);
}

static void put_group(struct nl_msg *msg)
{
	struct nlattr *groups = nla_nest_start(msg, CTRL_ATTR_MCAST_GROUPS);
	struct nlattr *group = nla_nest_start(msg, 1);

	nla_put_u32(msg, CTRL_ATTR_MCAST_GRP_ID, FAKE_GROUP);
	nla_put_string(msg, CTRL_ATTR_MCAST_GRP_NAME, MIXCORE_NL_GROUP_EVENTS);
	nla_nest_end(msg, group);
	nla_nest_end(msg, groups);
}

static void tell_family(struct fake_socket *socket, struct nlmsghdr *request)
{
	struct nlattr *name = genlmsg_attrdata(genlmsg_hdr(request), 0);
	struct nl_msg *msg = nlmsg_alloc();

	if (nla_type(name) != CTRL_ATTR_FAMILY_NAME || nla_strcmp(name, MIXCORE_NL_FAMILY) ||
	    genlmsg_hdr(request)->cmd != CTRL_CMD_GETFAMILY || !msg)
		abort();
	if (fake.family_error) {
		fake_answer_number(socket, NLMSG_ERROR, 0, request->nlmsg_seq, fake.family_error);
		nlmsg_free(msg);
		return;
	}
	genlmsg_put(msg, 0, request->nlmsg_seq, GENL_ID_CTRL, 0, 0, CTRL_CMD_NEWFAMILY, 2);
	nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, MIXCORE_NL_FAMILY);
	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
	if (!fake.no_events)
		put_group(msg);
	fake_answer(socket, msg);
}

int fake_netlink_send(int fd, const void *bytes, size_t size)
{
	struct fake_socket *socket = socket_of(fd);
	struct nlmsghdr *request = malloc(size);

	if (!request)
		abort();
	memcpy(request, bytes, size);
	if (request->nlmsg_len != size || !(request->nlmsg_flags & NLM_F_REQUEST))
		abort();
	socket->answered = socket->answer_size = 0;
	if (request->nlmsg_type == GENL_ID_CTRL)
		tell_family(socket, request);
	else if (request->nlmsg_type == FAKE_FAMILY)
		fake_dump(socket, request);
	else
		fake_answer_number(socket, NLMSG_ERROR, 0, request->nlmsg_seq, -EOPNOTSUPP);
	free(request);
	return 0;
}

/* As many whole messages of the answer as fit. */
static size_t take_answer(struct fake_socket *socket, unsigned char *bytes)
{
	size_t size = 0;

	while (socket->answered < socket->answer_size) {
		const struct nlmsghdr *header =
			(struct nlmsghdr *)(socket->answer + socket->answered);

		if (size + header->nlmsg_len > DATAGRAM)
			break;
		memcpy(bytes + size, header, header->nlmsg_len);
		size += header->nlmsg_len;
		socket->answered += header->nlmsg_len;
	}
	return size;
}

static size_t take_event(struct fake_socket *socket, unsigned char *bytes)
{
	/* No more are kept. */
	if (fake.event_count - socket->at > FAKE_EVENTS)
		socket->at = fake.event_count - FAKE_EVENTS;
	while (socket->at < fake.event_count) {
		const unsigned int at = socket->at++;

		if (!fake.events[at % FAKE_EVENTS].lost)
			return fake_event_bytes(at, bytes);
	}
	return 0;
}

int fake_netlink_receive(int fd, void *bytes, size_t size, bool wait)
{
	struct fake_socket *socket = socket_of(fd);
	size_t got;

	if (size < DATAGRAM)
		abort();
	if (socket->overrun) {
		socket->overrun = false;
		return -ENOBUFS;
	}
	got = take_answer(socket, bytes);
	if (!got && socket->joined)
		got = take_event(socket, bytes);
	if (fake.mangle)
		got = fake.mangle(bytes, got);
	/* Who waits for what does not come waits for good. */
	if (!got && wait)
		return -EIO;
	return got ? (int)got : -EAGAIN;
}
