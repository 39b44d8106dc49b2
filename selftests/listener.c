// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>

#include "common.h"
#include "listener.h"

#define SMALL_BUFFER	8192	/* of a dump, which then comes in many parts */

static uint32_t u32_of(struct nlattr **attrs, int which)
{
	return attrs[which] ? nla_get_u32(attrs[which]) : 0;
}

static uint64_t u64_of(struct nlattr **attrs, int which)
{
	return attrs[which] ? nla_get_u64(attrs[which]) : 0;
}

static int keep_event(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct nlattr *attrs[MIXCORE_NL_A_MAX + 1];
	struct listener *listener = data;
	struct event *event;

	if (header->nlmsg_type != listener->family || listener->count == LISTENER_EVENTS ||
	    genlmsg_parse(header, 0, attrs, MIXCORE_NL_A_MAX, NULL))
		return NL_SKIP;
	event = &listener->events[(listener->first + listener->count++) % LISTENER_EVENTS];
	*event = (struct event) {
		.cmd = genlmsg_hdr(header)->cmd,
		.object = u32_of(attrs, MIXCORE_NL_A_OBJECT),
		.id = u32_of(attrs, MIXCORE_NL_A_ID),
		.output = u32_of(attrs, MIXCORE_NL_A_OUTPUT),
		.has_output = attrs[MIXCORE_NL_A_OUTPUT],
		.what = u32_of(attrs, MIXCORE_NL_A_WHAT),
		.generation = u64_of(attrs, MIXCORE_NL_A_GENERATION),
		.count = u64_of(attrs, MIXCORE_NL_A_COUNT),
		.sequence = u64_of(attrs, MIXCORE_NL_A_SEQUENCE),
	};
	return NL_OK;
}

static int join(struct listener *listener, unsigned int bytes)
{
	int group;

	nl_socket_disable_seq_check(listener->sock);
	nl_socket_modify_cb(listener->sock, NL_CB_VALID, NL_CB_CUSTOM, keep_event, listener);
	if (genl_connect(listener->sock) < 0)
		return -EPROTONOSUPPORT;
	if (bytes && setsockopt(nl_socket_get_fd(listener->sock), SOL_SOCKET, SO_RCVBUFFORCE,
				&bytes, sizeof(bytes)))
		return -errno;
	listener->family = genl_ctrl_resolve(listener->sock, MIXCORE_NL_FAMILY);
	group = genl_ctrl_resolve_grp(listener->sock, MIXCORE_NL_FAMILY, MIXCORE_NL_GROUP_EVENTS);
	if (listener->family < 0 || group < 0)
		return -ENOENT;
	return nl_socket_add_membership(listener->sock, group) < 0 ? -EPERM : 0;
}

int listener_open(struct listener *listener, unsigned int bytes)
{
	int err = -ENOMEM;

	*listener = (struct listener) { .sock = nl_socket_alloc() };
	listener->events = calloc(LISTENER_EVENTS, sizeof(*listener->events));
	if (listener->sock && listener->events)
		err = join(listener, bytes);
	if (err)
		listener_close(listener);
	return err;
}

void listener_close(struct listener *listener)
{
	if (listener->sock)
		nl_socket_free(listener->sock);
	free(listener->events);
	*listener = (struct listener) { };
}

/* What is there: 1, nothing within @ms: 0. libnl says NLE_NOMEM when some were lost. */
static int receive(struct listener *listener, unsigned int ms)
{
	struct pollfd pollfd = { .fd = nl_socket_get_fd(listener->sock), .events = POLLIN };
	int err = poll(&pollfd, 1, (int)ms);

	if (err <= 0)
		return err ? -errno : 0;
	err = nl_recvmsgs_default(listener->sock);
	if (err == -NLE_NOMEM)
		return -ENOBUFS;
	return err < 0 ? -EIO : 1;
}

int listener_next(struct listener *listener, struct event *event, unsigned int ms)
{
	while (!listener->count) {
		int err = receive(listener, ms);

		if (err <= 0)
			return err ? err : -ETIMEDOUT;
	}
	*event = listener->events[listener->first];
	listener->first = (listener->first + 1) % LISTENER_EVENTS;
	listener->count--;
	return 0;
}

int listener_drop(struct listener *listener)
{
	int err, count;

	do
		err = receive(listener, 20);
	while (err > 0);
	count = (int)listener->count;
	listener->count = 0;
	return err ? err : count;
}

struct dumping {
	struct dump *dump;
	void (*between)(void *data);
	void *data;
	int family, err;
	bool done;
};

static int keep_object(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct nlattr *attrs[MIXCORE_NL_A_MAX + 1];
	struct dumping *dumping = data;
	struct dump *dump = dumping->dump;
	struct dumped *one = &dump->objects[dump->count];

	if (header->nlmsg_type != dumping->family || dump->count == DUMP_MAX ||
	    genlmsg_parse(header, 0, attrs, MIXCORE_NL_A_MAX, NULL))
		return NL_SKIP;
	if (!dump->count++ && dumping->between)
		dumping->between(dumping->data);
	one->object = u32_of(attrs, MIXCORE_NL_A_OBJECT);
	one->id = u32_of(attrs, MIXCORE_NL_A_ID);
	one->output = u32_of(attrs, MIXCORE_NL_A_OUTPUT);
	one->generation = u64_of(attrs, MIXCORE_NL_A_GENERATION);
	dump->generation = u64_of(attrs, MIXCORE_NL_A_GRAPH);
	if (!attrs[MIXCORE_NL_A_INFO])
		return NL_OK;
	one->bytes = (unsigned int)nla_len(attrs[MIXCORE_NL_A_INFO]);
	if (one->bytes <= DUMP_INFO)
		memcpy(one->info, nla_data(attrs[MIXCORE_NL_A_INFO]), one->bytes);
	return NL_OK;
}

/* libnl's own answer is to stop. */
static int note_interrupted(struct nl_msg *msg, void *data)
{
	struct dumping *dumping = data;

	dumping->dump->interrupted = true;
	return NL_OK;
}

static int note_end(struct nl_msg *msg, void *data)
{
	struct dumping *dumping = data;

	dumping->done = true;
	return NL_STOP;
}

static int note_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *data)
{
	struct dumping *dumping = data;

	dumping->err = error->error;
	dumping->done = true;
	return NL_STOP;
}

static int ask(struct nl_sock *sock, int family, unsigned int kind, int node)
{
	struct nl_msg *msg = nlmsg_alloc();
	int err = -ENOMEM;

	if (!msg)
		return err;
	if (genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP, MIXCORE_NL_CMD_DUMP,
			MIXCORE_NL_VERSION) &&
	    (!kind || !nla_put_u32(msg, MIXCORE_NL_A_OBJECT, kind)) &&
	    (node < 0 || !nla_put_u32(msg, MIXCORE_NL_A_NODE, (uint32_t)node)))
		err = nl_send_auto(sock, msg) < 0 ? -EIO : 0;
	nlmsg_free(msg);
	return err;
}

static int collect(struct nl_sock *sock, struct dumping *dumping)
{
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, keep_object, dumping);
	nl_socket_modify_cb(sock, NL_CB_FINISH, NL_CB_CUSTOM, note_end, dumping);
	nl_socket_modify_cb(sock, NL_CB_DUMP_INTR, NL_CB_CUSTOM, note_interrupted, dumping);
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, note_error, dumping);
	while (!dumping->done) {
		int err = nl_recvmsgs_default(sock);

		if (err < 0)
			return dumping->err ? dumping->err : -EIO;
	}
	return dumping->err;
}

int dump_get(struct dump *dump, unsigned int kind, int node, void (*between)(void *data),
	     void *data)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct dumping dumping = { .dump = dump, .between = between, .data = data };
	int err = -ENOMEM;

	*dump = (struct dump) { .objects = calloc(DUMP_MAX + 1, sizeof(*dump->objects)) };
	if (!sock || !dump->objects)
		goto out;
	err = -EPROTONOSUPPORT;
	/* The kernel remembers the largest one ever. */
	nl_socket_set_msg_buf_size(sock, SMALL_BUFFER);
	if (genl_connect(sock) < 0)
		goto out;
	dumping.family = genl_ctrl_resolve(sock, MIXCORE_NL_FAMILY);
	err = dumping.family < 0 ? -ENOENT : ask(sock, dumping.family, kind, node);
	if (!err)
		err = collect(sock, &dumping);
out:
	nl_socket_free(sock);
	return err;
}

void dump_free(struct dump *dump)
{
	free(dump->objects);
	*dump = (struct dump) { };
}

struct dumped *dump_find(const struct dump *dump, unsigned int object, unsigned int id,
			 unsigned int output)
{
	unsigned int i;

	for (i = 0; i < dump->count; i++) {
		struct dumped *one = &dump->objects[i];

		if (one->object == object && one->id == id && one->output == output)
			return one;
	}
	return NULL;
}
