// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps: all objects of one moment. They are collected before the first of them is told. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/* Who changes the graph so often while it is read does nothing else. */
#define ATTEMPTS	16

/**
 * struct dump - what was received
 * @bytes: messages of objects, one behind the other
 * @interrupted: they belong to no single moment
 * @done: and there are no more
 */
struct dump {
	struct netlink netlink;
	struct datagram datagram;
	unsigned char *bytes;
	size_t used, room;
	bool interrupted, done;
};

static int request(struct dump *dump, const struct mixcore *ctx, uint32_t object)
{
	struct nl_msg *request = netlink_request(&dump->netlink, dump->netlink.family, NLM_F_DUMP,
						 MIXCORE_NL_CMD_DUMP, MIXCORE_NL_VERSION);
	int err = -ENOMEM;

	if (request && (!object || !nla_put_u32(request, MIXCORE_NL_A_OBJECT, object)) &&
	    (!ctx || !nla_put_u32(request, MIXCORE_NL_A_NODE, ctx->fd)))
		err = netlink_send(&dump->netlink, request);
	nlmsg_free(request);
	return err;
}

static int keep(struct dump *dump, const struct nlmsghdr *header)
{
	const size_t size = NLMSG_ALIGN(header->nlmsg_len);

	if (dump->room - dump->used < size) {
		const size_t room = 2 * dump->room + DATAGRAM_BYTES;
		unsigned char *bytes = realloc(dump->bytes, room);

		if (!bytes)
			return -ENOMEM;
		dump->bytes = bytes;
		dump->room = room;
	}
	memcpy(dump->bytes + dump->used, header, header->nlmsg_len);
	dump->used += size;
	return 0;
}

static int take(struct dump *dump, const struct nlmsghdr *header)
{
	if (header->nlmsg_seq != dump->netlink.sequence)
		return 0;
	dump->interrupted |= header->nlmsg_flags & NLM_F_DUMP_INTR;
	dump->done = header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR;
	if (dump->done)
		return netlink_error_of(header);
	return header->nlmsg_type == dump->netlink.family ? keep(dump, header) : 0;
}

static int collect(struct dump *dump)
{
	const struct nlmsghdr *header;
	int err = 0;

	dump->used = 0;
	dump->interrupted = dump->done = false;
	while (!err && !dump->done) {
		header = datagram_next(&dump->datagram);
		err = header ? take(dump, header) :
			       netlink_receive(&dump->netlink, &dump->datagram, true);
	}
	return err;
}

static int collect_whole(struct dump *dump, const struct mixcore *ctx, uint32_t object)
{
	int err;

	for (int i = 0; i < ATTEMPTS; i++) {
		err = request(dump, ctx, object) ?: collect(dump);
		if (err || !dump->interrupted)
			return err;
	}
	return -EAGAIN;
}

/* A struct as the caller's compiler lays it out; what the module does not have of it is 0. */
union info {
	unsigned char bytes[MIXCORE_STRUCT_SIZE_MAX];
	uint64_t aligned;
};

static int tell(const struct message *message, mixcore_dump_fn *callback, void *data)
{
	const size_t size = message->info_size < sizeof(union info) ? message->info_size :
								      sizeof(union info);
	union info info = { 0 };
	const struct mixcore_dumped dumped = {
		.size = sizeof(dumped),
		.object = message->object,
		.id = message->id,
		.output = message->output,
		.generation = message->generation,
		.info = message->info ? &info : NULL,
		.info_size = size,
	};

	if (message->info)
		memcpy(info.bytes, message->info, size);
	return callback(&dumped, data);
}

static struct nlmsghdr *kept(struct dump *dump, size_t at)
{
	return at < dump->used ? (struct nlmsghdr *)(dump->bytes + at) : NULL;
}

static int tell_all(struct dump *dump, mixcore_dump_fn *callback, void *data,
		    uint64_t *generation)
{
	struct nlmsghdr *header;
	struct message message;
	size_t at = 0;
	int err = 0;

	*generation = 0;
	while (!err && (header = kept(dump, at))) {
		at += NLMSG_ALIGN(header->nlmsg_len);
		if (message_read(header, &message) || message.cmd != MIXCORE_NL_CMD_DUMP)
			continue;
		*generation = message.graph;
		err = tell(&message, callback, data);
	}
	return err;
}

EXPORT int mixcore_dump(struct mixcore *ctx, uint32_t object, mixcore_dump_fn *callback, void *data,
			uint64_t *generation)
{
	struct dump *dump = calloc(1, sizeof(*dump));
	uint64_t graph;
	int err;

	if (!dump)
		return -ENOMEM;
	err = netlink_connect(&dump->netlink) ?: collect_whole(dump, ctx, object) ?:
	      tell_all(dump, callback, data, generation ?: &graph);
	netlink_disconnect(&dump->netlink);
	free(dump->bytes);
	free(dump);
	return err;
}
