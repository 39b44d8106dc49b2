// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events: listening to what happens, and noticing what was missed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/**
 * struct mixcore_events - a listener
 * @sequence: of the latest event, 0: there was none yet
 * @overrun: events were lost behind those that are still to be received
 * @held: @next was received, but is not given before its gap was told
 */
struct mixcore_events {
	struct netlink netlink;
	uint64_t sequence;
	bool overrun, held;
	struct mixcore_event next;
	struct datagram datagram;
};

EXPORT int mixcore_events_open(struct mixcore_events **ret)
{
	struct mixcore_events *events = calloc(1, sizeof(*events));
	int err;

	if (!events)
		return -ENOMEM;
	err = netlink_connect(&events->netlink);
	if (!err)
		err = events->netlink.group ? mixcore_sys.netlink_join(events->netlink.fd,
								       events->netlink.group) :
					      -EPROTONOSUPPORT;
	if (err) {
		mixcore_events_close(events);
		return err;
	}
	*ret = events;
	return 0;
}

EXPORT void mixcore_events_close(struct mixcore_events *events)
{
	if (!events)
		return;
	netlink_disconnect(&events->netlink);
	free(events);
}

EXPORT int mixcore_events_fd(const struct mixcore_events *events)
{
	return events->netlink.fd;
}

/*
 * 1: there is a datagram, maybe an empty one; 0: none for now. Who was too slow is told first, and
 * then gets what came before: the loss is told where it is.
 */
static int receive(struct mixcore_events *events)
{
	int err = netlink_receive(&events->netlink, &events->datagram, false);

	if (err == -ENOBUFS && !events->overrun) {
		events->overrun = true;
		return 1;
	}
	/* The sequence will have a gap. */
	if (!err || err == -EMSGSIZE)
		return 1;
	if (err != -EAGAIN)
		return err;
	if (!events->overrun)
		return 0;
	events->overrun = false;
	return -ENOBUFS;
}

/* What is no message of the module's, or says nothing, is passed over. */
static int next_message(struct mixcore_events *events, struct message *message)
{
	struct nlmsghdr *header;
	int err;

	for (;;) {
		header = datagram_next(&events->datagram);
		if (!header) {
			err = receive(events);
			if (err <= 0)
				return err;
		} else if (header->nlmsg_type == events->netlink.family &&
			   !message_read(header, message) && message->sequence) {
			return 1;
		}
	}
}

static bool is_known(uint32_t cmd)
{
	return cmd >= MIXCORE_NL_CMD_NEW && cmd <= MIXCORE_NL_CMD_MAX;
}

static void keep(struct mixcore_events *events, const struct message *message)
{
	events->next = (struct mixcore_event){
		.cmd = message->cmd,
		.object = message->object,
		.id = message->id,
		.output = message->output,
		.what = message->what,
		.generation = message->generation,
		.count = message->count,
		.sequence = message->sequence,
	};
	events->held = true;
}

/* Receives the next event; 1, 0: none for now, or -ENOBUFS: some before it were lost. */
static int take(struct mixcore_events *events)
{
	struct message message;
	bool gap;
	int err;

	do {
		err = next_message(events, &message);
		if (err <= 0)
			return err;
		gap = events->sequence && message.sequence != events->sequence + 1;
		events->sequence = message.sequence;
		if (is_known(message.cmd))
			keep(events, &message);
		if (gap)
			return -ENOBUFS;
	} while (!events->held);
	return 1;
}

/* The caller's may be shorter, or longer. */
static void give(struct mixcore_event *event, const struct mixcore_event *next)
{
	const size_t head = sizeof(event->size);
	const size_t size = event->size < sizeof(*next) ? event->size : sizeof(*next);

	memset((char *)event + head, 0, event->size - head);
	memcpy((char *)event + head, (const char *)next + head, size - head);
}

EXPORT int mixcore_events_next(struct mixcore_events *events, struct mixcore_event *event)
{
	int err;

	if (event->size < sizeof(event->size))
		return -EINVAL;
	if (!events->held) {
		err = take(events);
		if (err <= 0)
			return err;
	}
	events->held = false;
	give(event, &events->next);
	return 1;
}
