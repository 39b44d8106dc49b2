// SPDX-License-Identifier: GPL-2.0-only
/* Events and dumps by generic netlink. The contract is in uapi/sound/mixcore_netlink.h. */
#include <linux/file.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "mixcore.h"

static struct genl_family mixcore_netlink_family;

/* There is one card; dumps have nothing else to find it by. NULL: there is no family. */
static struct mixcore_card *mixcore_netlink_card;

/**
 * mixcore_netlink_is_heard() - does anybody listen to events
 *
 * Context: any.
 */
bool mixcore_netlink_is_heard(void)
{
	return READ_ONCE(mixcore_netlink_card) &&
	       genl_has_listeners(&mixcore_netlink_family, &init_net, 0);
}

static int mixcore_netlink_put_object(struct sk_buff *skb, const struct mixcore_object *object,
				      u64 generation)
{
	bool pair = object->kind == MIXCORE_OBJECT_ROUTE ||
		    object->kind == MIXCORE_OBJECT_LOOPBACK;
	int err;

	err = nla_put_u32(skb, MIXCORE_NL_A_OBJECT, object->kind) ?:
	      nla_put_u32(skb, MIXCORE_NL_A_ID, object->id) ?:
	      nla_put_u64_64bit(skb, MIXCORE_NL_A_GENERATION, generation, MIXCORE_NL_A_PAD);
	if (!err && pair)
		err = nla_put_u32(skb, MIXCORE_NL_A_OUTPUT, object->output);
	return err;
}

static int mixcore_netlink_put_event(struct sk_buff *skb, const struct mixcore_event *event)
{
	int err;

	err = mixcore_netlink_put_object(skb, &event->object, event->generation) ?:
	      nla_put_u64_64bit(skb, MIXCORE_NL_A_SEQUENCE, event->sequence, MIXCORE_NL_A_PAD);
	if (!err && event->what)
		err = nla_put_u32(skb, MIXCORE_NL_A_WHAT, event->what);
	if (!err && event->cmd == MIXCORE_NL_CMD_XRUN)
		err = nla_put_u64_64bit(skb, MIXCORE_NL_A_COUNT, event->count, MIXCORE_NL_A_PAD);
	return err;
}

/* Of an event with everything that it may have: who is slow holds as many as can be. */
#define MIXCORE_NETLINK_EVENT_BYTES (4 * nla_total_size(sizeof(u32)) + \
				     3 * nla_total_size_64bit(sizeof(u64)))

/* One that can't be sent is missing in the sequence. */
static void mixcore_netlink_send_event(const struct mixcore_event *event)
{
	struct sk_buff *skb = genlmsg_new(MIXCORE_NETLINK_EVENT_BYTES, GFP_KERNEL);
	void *header;

	if (!skb)
		return;
	header = genlmsg_put(skb, 0, 0, &mixcore_netlink_family, 0, event->cmd);
	if (!header || mixcore_netlink_put_event(skb, event)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, header);
	genlmsg_multicast(&mixcore_netlink_family, skb, 0, 0, GFP_KERNEL);
}

/**
 * mixcore_netlink_send() - send what waits
 * @work: of the card
 *
 * Context: process.
 */
void mixcore_netlink_send(struct work_struct *work)
{
	struct mixcore_card *card = container_of(work, struct mixcore_card, events.send);
	struct mixcore_event event;

	while (mixcore_event_take(card, &event))
		mixcore_netlink_send_event(&event);
}

/**
 * struct mixcore_netlink_dump - how far a dump has got; in netlink_callback.ctx
 * @at: the latest object of which it has told
 * @generation: of the graph, before an object is read and after the last one
 * @first: it has told of none of this kind
 * @only: no other kinds
 * @info: with what a node tells
 * @control: and that is the control node
 * @uid: who has opened it
 */
struct mixcore_netlink_dump {
	struct mixcore_object at;
	u64 generation;
	bool first;
	bool only;
	bool info;
	bool control;
	kuid_t uid;
};

static struct mixcore_netlink_dump *mixcore_netlink_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct mixcore_netlink_dump) > sizeof(cb->ctx));
	return (struct mixcore_netlink_dump *)cb->ctx;
}

/* Who asks is who has opened the node. */
static int mixcore_netlink_read_node(u32 fd, struct mixcore_netlink_dump *dump)
{
	struct mixcore_caller caller;
	struct file *file = fget(fd);
	int err;

	if (!file)
		return -EBADF;
	err = mixcore_node_caller(file, &caller);
	fput(file);
	if (err)
		return err;
	dump->info = true;
	dump->control = caller.control;
	dump->uid = caller.uid;
	return 0;
}

static int mixcore_netlink_start(struct netlink_callback *cb)
{
	struct mixcore_netlink_dump *dump = mixcore_netlink_dump(cb);
	struct nlattr **attrs = mixcore_genl_dump_attrs(cb);
	int err = 0;

	dump->first = true;
	dump->uid = INVALID_UID;
	dump->at.kind = MIXCORE_OBJECT_STREAM;
	if (attrs[MIXCORE_NL_A_OBJECT]) {
		dump->only = true;
		dump->at.kind = nla_get_u32(attrs[MIXCORE_NL_A_OBJECT]);
	}
	if (attrs[MIXCORE_NL_A_NODE])
		err = mixcore_netlink_read_node(nla_get_u32(attrs[MIXCORE_NL_A_NODE]), dump);
	if (err)
		NL_SET_ERR_MSG_ATTR(cb->extack, attrs[MIXCORE_NL_A_NODE],
				    "no descriptor of /dev/snd/mixcore or mixcore-control");
	return err;
}

static int mixcore_netlink_put(struct sk_buff *skb, struct netlink_callback *cb,
			       const struct mixcore_described *described)
{
	u64 generation = mixcore_history_generation(mixcore_netlink_card, &described->object);
	struct mixcore_netlink_dump *dump = mixcore_netlink_dump(cb);
	void *header;
	int err;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &mixcore_netlink_family, NLM_F_MULTI, MIXCORE_NL_CMD_DUMP);
	if (!header)
		return -EMSGSIZE;
	err = mixcore_netlink_put_object(skb, &described->object, generation) ?:
	      nla_put_u64_64bit(skb, MIXCORE_NL_A_GRAPH, dump->generation, MIXCORE_NL_A_PAD);
	if (!err && dump->info)
		err = nla_put(skb, MIXCORE_NL_A_INFO, described->bytes, &described->info);
	if (err) {
		genlmsg_cancel(skb, header);
		return err;
	}
	/* Not of a message that is made again: it is said once only. */
	genl_dump_check_consistent(cb, header);
	genlmsg_end(skb, header);
	return 0;
}

/* The next object, whatever its kind; -ENOENT: there are no more. */
static int mixcore_netlink_next(struct mixcore_netlink_dump *dump,
				struct mixcore_described *described)
{
	const struct mixcore_caller caller = { .uid = dump->uid, .control = dump->control };
	int err;

	for (;;) {
		described->object = dump->at;
		described->first = dump->first;
		err = mixcore_describe_next(mixcore_netlink_card, &caller, described);
		if (err != -ENOENT || dump->only || dump->at.kind == MIXCORE_OBJECT_DEFAULT)
			return err;
		dump->at = (struct mixcore_object) { .kind = dump->at.kind + 1 };
		dump->first = true;
	}
}

/* Should it move from one message to the next, netlink says so. */
static void mixcore_netlink_take_generation(struct netlink_callback *cb)
{
	struct mixcore_card *card = mixcore_netlink_card;
	u64 generation;

	mutex_lock(&card->graph_lock);
	generation = card->generation;
	mutex_unlock(&card->graph_lock);
	mixcore_netlink_dump(cb)->generation = generation;
	/* 0 is none to netlink. */
	cb->seq = (u32)generation | BIT(31);
}

static int mixcore_netlink_fill(struct sk_buff *skb, struct netlink_callback *cb,
				struct mixcore_described *described)
{
	struct mixcore_netlink_dump *dump = mixcore_netlink_dump(cb);
	int err;

	for (;;) {
		mixcore_netlink_take_generation(cb);
		err = mixcore_netlink_next(dump, described);
		if (err)
			break;
		err = mixcore_netlink_put(skb, cb, described);
		if (err)
			break;
		dump->at = described->object;
		dump->first = false;
	}
	if (err == -ENOENT)
		mixcore_netlink_take_generation(cb);
	return skb->len || err == -ENOENT ? skb->len : err;
}

static int mixcore_netlink_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct mixcore_described *described = kzalloc(sizeof(*described), GFP_KERNEL);
	int err;

	if (!described)
		return -ENOMEM;
	err = mixcore_netlink_fill(skb, cb, described);
	kfree(described);
	return err;
}

static const struct nla_policy mixcore_netlink_policy[MIXCORE_NL_A_MAX + 1] = {
	[MIXCORE_NL_A_OBJECT] = NLA_POLICY_RANGE(NLA_U32, MIXCORE_OBJECT_STREAM,
						 MIXCORE_OBJECT_DEFAULT),
	[MIXCORE_NL_A_NODE] = { .type = NLA_U32 },
};

static const struct genl_ops mixcore_netlink_ops[] = {
	{
		.cmd = MIXCORE_NL_CMD_DUMP,
		.start = mixcore_netlink_start,
		.dumpit = mixcore_netlink_dumpit,
	},
};

static const struct genl_multicast_group mixcore_netlink_groups[] = {
	{ .name = MIXCORE_NL_GROUP_EVENTS },
};

static struct genl_family mixcore_netlink_family __ro_after_init = {
	.name = MIXCORE_NL_FAMILY,
	.version = MIXCORE_NL_VERSION,
	.module = THIS_MODULE,
	.maxattr = MIXCORE_NL_A_MAX,
	.policy = mixcore_netlink_policy,
	.ops = mixcore_netlink_ops,
	.n_ops = ARRAY_SIZE(mixcore_netlink_ops),
	.resv_start_op = MIXCORE_NL_CMD_DUMP + 1,
	.mcgrps = mixcore_netlink_groups,
	.n_mcgrps = ARRAY_SIZE(mixcore_netlink_groups),
	.parallel_ops = true,
};

/**
 * mixcore_netlink_new() - make the family
 * @card: registered
 *
 * Context: module load.
 * Return: 0 or an error.
 */
int mixcore_netlink_new(struct mixcore_card *card)
{
	int err;

	WRITE_ONCE(mixcore_netlink_card, card);
	err = genl_register_family(&mixcore_netlink_family);
	if (err)
		WRITE_ONCE(mixcore_netlink_card, NULL);
	return err;
}

/**
 * mixcore_netlink_free() - undo mixcore_netlink_new()
 * @card: the card
 *
 * What happens from now on is told to nobody: the number of the group may become another family's.
 *
 * Context: module unload; no dump is half told, as it holds the module.
 */
void mixcore_netlink_free(struct mixcore_card *card)
{
	WRITE_ONCE(mixcore_netlink_card, NULL);
	cancel_work_sync(&card->events.send);
	genl_unregister_family(&mixcore_netlink_family);
}
