// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events of the kernel for tests: the latest of all there were since it was made. */
#include <string.h>

#include "fake_netlink.h"

static struct fake_event *add(uint32_t cmd, uint32_t object, uint32_t id, uint32_t output)
{
	struct fake_event *event = &fake.events[fake.event_count++ % FAKE_EVENTS];

	*event = (struct fake_event){
		.cmd = cmd, .object = object, .id = id, .output = output,
		.generation = fake.generation,
	};
	if (fake.lose_events) {
		fake.lose_events--;
		event->lost = true;
	}
	return event;
}

void fake_event_changed(uint32_t object, uint32_t id, uint32_t output, uint32_t what)
{
	const bool made = object != MIXCORE_OBJECT_DEFAULT && what & MIXCORE_CHANGED_MADE;

	fake_status_header()->generation = fake.generation;
	add(made ? MIXCORE_NL_CMD_NEW : MIXCORE_NL_CMD_CHANGED, object, id, output)->what = what;
}

void fake_event_gone(uint32_t object, uint32_t id, uint32_t output)
{
	fake.generation++;
	fake_status_header()->generation = fake.generation;
	fake_status_drop(object, id);
	add(MIXCORE_NL_CMD_GONE, object, id, output);
}

void fake_event(uint32_t cmd, uint32_t object, uint32_t id, uint64_t count)
{
	add(cmd, object, id, 0)->count = count;
}

size_t fake_event_bytes(unsigned int at, void *bytes)
{
	const struct fake_event *event = &fake.events[at % FAKE_EVENTS];
	struct nl_msg *msg = fake_message(0, 0, event->cmd);
	const uint64_t sequence = at + 1;
	size_t size;

	fake_put_object(msg, event->object, event->id, event->output, event->generation);
	nla_put(msg, MIXCORE_NL_A_SEQUENCE, sizeof(sequence), &sequence);
	if (event->what)
		nla_put_u32(msg, MIXCORE_NL_A_WHAT, event->what);
	if (event->cmd == MIXCORE_NL_CMD_XRUN)
		nla_put(msg, MIXCORE_NL_A_COUNT, sizeof(event->count), &event->count);
	size = nlmsg_hdr(msg)->nlmsg_len;
	memcpy(bytes, nlmsg_hdr(msg), size);
	nlmsg_free(msg);
	return size;
}
