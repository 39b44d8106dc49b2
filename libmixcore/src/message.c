// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading messages of the family "mixcore": events, and objects of dumps. */
#include <errno.h>

#include "message.h"

static uint32_t u32_of(struct nlattr **attrs, int which)
{
	return attrs[which] ? nla_get_u32(attrs[which]) : 0;
}

static uint64_t u64_of(struct nlattr **attrs, int which)
{
	return attrs[which] ? nla_get_u64(attrs[which]) : 0;
}

static void fill(struct message *message, struct nlattr **attrs)
{
	*message = (struct message){
		.object = u32_of(attrs, MIXCORE_NL_A_OBJECT),
		.id = u32_of(attrs, MIXCORE_NL_A_ID),
		.output = u32_of(attrs, MIXCORE_NL_A_OUTPUT),
		.what = u32_of(attrs, MIXCORE_NL_A_WHAT),
		.generation = u64_of(attrs, MIXCORE_NL_A_GENERATION),
		.count = u64_of(attrs, MIXCORE_NL_A_COUNT),
		.sequence = u64_of(attrs, MIXCORE_NL_A_SEQUENCE),
		.graph = u64_of(attrs, MIXCORE_NL_A_GRAPH),
	};
	if (!attrs[MIXCORE_NL_A_INFO])
		return;
	message->info = nla_data(attrs[MIXCORE_NL_A_INFO]);
	message->info_size = nla_len(attrs[MIXCORE_NL_A_INFO]);
}

int message_read(struct nlmsghdr *header, struct message *message)
{
	struct nla_policy policy[MIXCORE_NL_A_MAX + 1] = {
		[MIXCORE_NL_A_OBJECT] = { .type = NLA_U32 },
		[MIXCORE_NL_A_ID] = { .type = NLA_U32 },
		[MIXCORE_NL_A_OUTPUT] = { .type = NLA_U32 },
		[MIXCORE_NL_A_GENERATION] = { .type = NLA_U64 },
		[MIXCORE_NL_A_WHAT] = { .type = NLA_U32 },
		[MIXCORE_NL_A_COUNT] = { .type = NLA_U64 },
		[MIXCORE_NL_A_SEQUENCE] = { .type = NLA_U64 },
		[MIXCORE_NL_A_GRAPH] = { .type = NLA_U64 },
	};
	struct nlattr *attrs[MIXCORE_NL_A_MAX + 1];

	/* The kernel pads what it sends; libnl counts on that. */
	if (header->nlmsg_len % NLMSG_ALIGNTO ||
	    genlmsg_parse(header, 0, attrs, MIXCORE_NL_A_MAX, policy) ||
	    !attrs[MIXCORE_NL_A_OBJECT] || !attrs[MIXCORE_NL_A_ID])
		return -EBADMSG;
	fill(message, attrs);
	message->cmd = genlmsg_hdr(header)->cmd;
	return 0;
}
