// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps of the kernel for tests. What is told of objects is what its nodes tell. */
#include <errno.h>
#include <string.h>

#include "fake_netlink.h"

/**
 * struct asked - what a request asks for
 * @node: a descriptor; -1: ids only
 * @flags: of all messages of the answer
 */
struct asked {
	struct fake_socket *socket;
	uint32_t sequence;
	int node, flags;
};

union info {
	struct mixcore_stream_info stream;
	struct mixcore_output_info output;
	struct mixcore_input_info input;
	struct mixcore_route_info route;
	struct mixcore_default def;
};

static void tell(const struct asked *asked, uint32_t object, uint32_t id, uint32_t output,
		 const union info *info, size_t size)
{
	struct nl_msg *msg = fake_message(asked->sequence, NLM_F_MULTI | asked->flags,
					  MIXCORE_NL_CMD_DUMP);
	struct mixcore_last_change last;

	fake_latest(object, id, output, &last);
	fake_put_object(msg, object, id, output, last.generation);
	nla_put(msg, MIXCORE_NL_A_GRAPH, sizeof(fake.generation), &fake.generation);
	if (asked->node >= 0)
		nla_put(msg, MIXCORE_NL_A_INFO, (int)size, info);
	fake_answer(asked->socket, msg);
}

static bool next(unsigned long request, union info *info)
{
	return !fake_node_ioctl(request, info, true);
}

static void tell_streams(const struct asked *asked)
{
	union info info = { .stream = MIXCORE_INIT(mixcore_stream_info) };

	while (next(MIXCORE_IOCTL_STREAM_NEXT, &info))
		tell(asked, MIXCORE_OBJECT_STREAM, info.stream.id, 0, &info, info.stream.size);
}

static void tell_outputs(const struct asked *asked)
{
	union info info = { .output = MIXCORE_INIT(mixcore_output_info) };

	while (next(MIXCORE_IOCTL_OUTPUT_NEXT, &info))
		tell(asked, MIXCORE_OBJECT_OUTPUT, info.output.id, 0, &info, info.output.size);
}

static void tell_inputs(const struct asked *asked)
{
	union info info = { .input = MIXCORE_INIT(mixcore_input_info) };

	while (next(MIXCORE_IOCTL_INPUT_NEXT, &info))
		tell(asked, MIXCORE_OBJECT_INPUT, info.input.id, 0, &info, info.input.size);
}

static void tell_pairs(const struct asked *asked, uint32_t object, unsigned long request)
{
	union info info = { .route = MIXCORE_INIT(mixcore_route_info) };

	while (next(request, &info))
		tell(asked, object, info.route.stream, info.route.output, &info, info.route.size);
}

static void tell_defaults(const struct asked *asked)
{
	union info info = { .def = MIXCORE_INIT(mixcore_default) };

	info.def.uid = MIXCORE_UID_ANY;
	fake_default_read(&info.def, false);
	tell(asked, MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0, &info, info.def.size);
	while (!fake_default_read(&info.def, true))
		tell(asked, MIXCORE_OBJECT_DEFAULT, info.def.uid, 0, &info, info.def.size);
}

static void tell_kind(const struct asked *asked, uint32_t object)
{
	switch (object) {
	case MIXCORE_OBJECT_STREAM:
		return tell_streams(asked);
	case MIXCORE_OBJECT_OUTPUT:
		return tell_outputs(asked);
	case MIXCORE_OBJECT_INPUT:
		return tell_inputs(asked);
	case MIXCORE_OBJECT_ROUTE:
		return tell_pairs(asked, object, MIXCORE_IOCTL_ROUTE_NEXT);
	case MIXCORE_OBJECT_LOOPBACK:
		return tell_pairs(asked, object, MIXCORE_IOCTL_LOOPBACK_NEXT);
	default:
		return tell_defaults(asked);
	}
}

/* What is wrong with the request. */
static int check(const struct nlattr *object, const struct asked *asked)
{
	if (object && (!nla_get_u32(object) || nla_get_u32(object) > MIXCORE_OBJECT_DEFAULT))
		return -ERANGE;
	if (asked->node >= 0 && asked->node != FAKE_FD_NODE && asked->node != FAKE_FD_CONTROL)
		return -EBADF;
	return fake.dump_error;
}

void fake_dump(struct fake_socket *socket, struct nlmsghdr *request)
{
	struct asked asked = { .socket = socket, .sequence = request->nlmsg_seq, .node = -1 };
	struct nlattr *attrs[MIXCORE_NL_A_MAX + 1];
	uint32_t first = MIXCORE_OBJECT_STREAM, last = MIXCORE_OBJECT_DEFAULT;
	int err;

	genlmsg_parse(request, 0, attrs, MIXCORE_NL_A_MAX, NULL);
	if (attrs[MIXCORE_NL_A_OBJECT])
		first = last = nla_get_u32(attrs[MIXCORE_NL_A_OBJECT]);
	if (attrs[MIXCORE_NL_A_NODE])
		asked.node = (int)nla_get_u32(attrs[MIXCORE_NL_A_NODE]);
	err = check(attrs[MIXCORE_NL_A_OBJECT], &asked);
	if (err) {
		fake_answer_number(socket, NLMSG_ERROR, 0, request->nlmsg_seq, err);
		return;
	}
	/* It may say so in its last message only. */
	if (fake.interrupted_dumps > 1)
		asked.flags = NLM_F_DUMP_INTR;
	for (uint32_t object = first; object <= last; object++)
		tell_kind(&asked, object);
	if (fake.interrupted_dumps) {
		fake.interrupted_dumps--;
		asked.flags = NLM_F_DUMP_INTR;
	}
	fake_answer_number(socket, NLMSG_DONE, NLM_F_MULTI | asked.flags, request->nlmsg_seq, 0);
}
