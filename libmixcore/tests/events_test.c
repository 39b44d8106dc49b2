// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events: what a listener gets, what it passes over, and how it hears of what it missed. */
#include <errno.h>

#include "fake_netlink.h"
#include "test.h"

static struct mixcore *ctx;
static struct mixcore_events *events;
static struct mixcore_event event;

/* Outputs 2 and 3, the input 4, and the stream 5, all there before anybody listens. */
static void begin(void)
{
	fake_reset_small();
	CHECK_INT(mixcore_open(&ctx, MIXCORE_OPEN_CONTROL), 0);
	CHECK_INT(mixcore_events_open(&events), 0);
}

static void end(void)
{
	mixcore_events_close(events);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static int next(void)
{
	memset(&event, 0xee, sizeof(event));
	event.size = sizeof(event);
	return mixcore_events_next(events, &event);
}

static void set_stream(uint32_t mask)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

	set.id = 5;
	set.mask = mask;
	CHECK_INT(mixcore_stream_set(ctx, &set), 0);
}

static void check_event(uint32_t cmd, uint32_t object, uint32_t id, uint32_t what)
{
	CHECK_INT(next(), 1);
	CHECK_INT(event.cmd, cmd);
	CHECK_INT(event.object, object);
	CHECK_INT(event.id, id);
	CHECK_INT(event.what, what);
}

static void what_happens_is_told_in_its_order(void)
{
	uint64_t sequence;

	begin();
	CHECK_INT(next(), 0);
	CHECK(mixcore_events_fd(events) >= FAKE_FD_SOCKET);
	set_stream(MIXCORE_SET_MUTE | MIXCORE_SET_GAIN);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5,
		    MIXCORE_SET_MUTE | MIXCORE_SET_GAIN);
	CHECK_INT(event.generation, fake.generation);
	CHECK_INT(event.size, sizeof(event));
	CHECK_INT(event.output, 0);
	CHECK_INT(event.count, 0);
	sequence = event.sequence;
	fake_event(MIXCORE_NL_CMD_XRUN, MIXCORE_OBJECT_OUTPUT, 2, 17);
	fake_add_loopback(4, 3);
	fake_close_stream(5);
	check_event(MIXCORE_NL_CMD_XRUN, MIXCORE_OBJECT_OUTPUT, 2, 0);
	CHECK_INT(event.count, 17);
	CHECK_INT(event.sequence, sequence + 1);
	check_event(MIXCORE_NL_CMD_NEW, MIXCORE_OBJECT_LOOPBACK, 4, MIXCORE_CHANGED_MADE);
	CHECK_INT(event.output, 3);
	check_event(MIXCORE_NL_CMD_GONE, MIXCORE_OBJECT_STREAM, 5, 0);
	CHECK_INT(next(), 0);
	end();
}

static void events_are_as_long_as_the_caller_has_them(void)
{
	struct longer {
		struct mixcore_event event;
		uint64_t later, beyond;
	} longer;

	begin();
	set_stream(MIXCORE_SET_MUTE);
	set_stream(MIXCORE_SET_MUTE);
	memset(&event, 0xee, sizeof(event));
	event.size = offsetof(struct mixcore_event, output);
	CHECK_INT(mixcore_events_next(events, &event), 1);
	CHECK_INT(event.id, 5);
	CHECK_INT(event.size, offsetof(struct mixcore_event, output));
	CHECK_INT(event.output, 0xeeeeeeee);
	memset(&longer, 0xee, sizeof(longer));
	longer.event.size = offsetof(struct longer, beyond);
	CHECK_INT(mixcore_events_next(events, &longer.event), 1);
	CHECK_INT(longer.event.what, MIXCORE_SET_MUTE);
	CHECK_INT(longer.later, 0);
	CHECK(longer.beyond == 0xeeeeeeeeeeeeeeee);
	event.size = 0;
	CHECK_INT(mixcore_events_next(events, &event), -EINVAL);
	end();
}

static void opening_fails(void)
{
	fake_reset();
	events = NULL;
	fake.netlink_error = -EPROTONOSUPPORT;
	CHECK_INT(mixcore_events_open(&events), -EPROTONOSUPPORT);
	fake.netlink_error = 0;
	fake.family_error = -ENOENT;
	CHECK_INT(mixcore_events_open(&events), -ENOENT);
	fake.family_error = 0;
	fake.no_events = true;
	CHECK_INT(mixcore_events_open(&events), -EPROTONOSUPPORT);
	CHECK(!events);
	CHECK_INT(fake.open_descriptors, 0);
	mixcore_events_close(NULL);
}

/* The one behind the gap waits until it was told. */
static void gaps_are_told_where_they_are(void)
{
	begin();
	set_stream(MIXCORE_SET_MUTE);
	fake.lose_events = 3;
	for (int i = 0; i < 3; i++)
		set_stream(MIXCORE_SET_MUTE);
	set_stream(MIXCORE_SET_GAIN);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_MUTE);
	CHECK_INT(next(), -ENOBUFS);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_GAIN);
	CHECK_INT(next(), 0);
	set_stream(MIXCORE_SET_MUTE);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_MUTE);
	end();
}

/* The kernel says so first, though some are still to be received; and later says no more. */
static void who_is_too_slow_gets_first_what_came_before(void)
{
	begin();
	set_stream(MIXCORE_SET_MUTE);
	fake.lose_events = 1;
	set_stream(MIXCORE_SET_MUTE);
	fake_netlink_overrun();
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_MUTE);
	CHECK_INT(next(), -ENOBUFS);
	CHECK_INT(next(), 0);
	set_stream(MIXCORE_SET_GAIN);
	CHECK_INT(next(), -ENOBUFS);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_GAIN);
	CHECK_INT(next(), 0);
	end();
}

/* Each makes something else of the next datagram, once. */
static int mangled;

static size_t make_unknown(unsigned char *bytes, size_t size)
{
	if (size && !mangled++)
		genlmsg_hdr((struct nlmsghdr *)bytes)->cmd = MIXCORE_NL_CMD_MAX + 1;
	return size;
}

static void unknown_commands_are_no_gap(void)
{
	begin();
	mangled = 0;
	fake.mangle = make_unknown;
	set_stream(MIXCORE_SET_MUTE);
	set_stream(MIXCORE_SET_GAIN);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_GAIN);
	CHECK_INT(next(), 0);
	/* And what is before one is missed all the same. */
	mangled = 0;
	fake.lose_events = 1;
	set_stream(MIXCORE_SET_MUTE);
	set_stream(MIXCORE_SET_MUTE);
	set_stream(MIXCORE_SET_GAIN);
	CHECK_INT(next(), -ENOBUFS);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_GAIN);
	end();
}

static size_t add_attribute(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes;
	struct nlattr *attr = (struct nlattr *)(bytes + size);

	if (!size)
		return 0;
	*attr = (struct nlattr){ .nla_type = MIXCORE_NL_A_MAX + 1, .nla_len = NLA_HDRLEN + 8 };
	memset(attr + 1, 0xee, 8);
	header->nlmsg_len = size + NLA_HDRLEN + 8;
	return header->nlmsg_len;
}

static void unknown_attributes_are_passed_over(void)
{
	begin();
	fake.mangle = add_attribute;
	set_stream(MIXCORE_SET_MUTE);
	check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_MUTE);
	end();
}

/* The first attribute, which is that of the object. */
static struct nlattr *first_attribute(unsigned char *bytes)
{
	return genlmsg_attrdata(genlmsg_hdr((struct nlmsghdr *)bytes), 0);
}

static size_t shorten_attribute(unsigned char *bytes, size_t size)
{
	if (size && !mangled++)
		first_attribute(bytes)->nla_len = NLA_HDRLEN + 2;
	return size;
}

static size_t overlong_attribute(unsigned char *bytes, size_t size)
{
	if (size && !mangled++)
		first_attribute(bytes)->nla_len = 0xfff0;
	return size;
}

static size_t hide_attribute(unsigned char *bytes, size_t size)
{
	if (size && !mangled++)
		first_attribute(bytes)->nla_type = MIXCORE_NL_A_PAD;
	return size;
}

static size_t cut_message(unsigned char *bytes, size_t size)
{
	(void)bytes;
	return size && !mangled++ ? size - 4 : size;
}

static size_t odd_message(unsigned char *bytes, size_t size)
{
	if (size && !mangled++)
		((struct nlmsghdr *)bytes)->nlmsg_len--;
	return size;
}

static size_t other_family(unsigned char *bytes, size_t size)
{
	if (size && !mangled++)
		((struct nlmsghdr *)bytes)->nlmsg_type = FAKE_FAMILY + 1;
	return size;
}

static size_t too_long(unsigned char *bytes, size_t size)
{
	(void)bytes;
	return size && !mangled++ ? 1U << 20 : size;
}

static size_t header_only(unsigned char *bytes, size_t size)
{
	if (!size || mangled++)
		return size;
	((struct nlmsghdr *)bytes)->nlmsg_len = sizeof(struct nlmsghdr);
	return sizeof(struct nlmsghdr);
}

/* What can't be read is missed, like what is lost. */
static void broken_messages_are_missed(void)
{
	static size_t (*const breaks[])(unsigned char *bytes, size_t size) = {
		shorten_attribute, overlong_attribute, hide_attribute, cut_message, odd_message,
		other_family, too_long, header_only,
	};

	begin();
	set_stream(MIXCORE_SET_MUTE);
	CHECK_INT(next(), 1);
	for (size_t i = 0; i < ARRAY_SIZE(breaks); i++) {
		mangled = 0;
		fake.mangle = breaks[i];
		set_stream(MIXCORE_SET_MUTE);
		set_stream(MIXCORE_SET_GAIN);
		CHECK_INT(next(), -ENOBUFS);
		check_event(MIXCORE_NL_CMD_CHANGED, MIXCORE_OBJECT_STREAM, 5, MIXCORE_SET_GAIN);
	}
	end();
}

static void what_is_undone_is_not_told(void)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);
	struct mixcore_changes *changes = mixcore_changes_new();

	begin();
	set.mask = MIXCORE_SET_MUTE;
	set.id = 5;
	mixcore_changes_add_stream_set(changes, &set);
	set.id = 99;
	mixcore_changes_add_stream_set(changes, &set);
	CHECK_INT(mixcore_changes_apply(ctx, changes, NULL), -ENOENT);
	CHECK_INT(next(), 0);
	mixcore_changes_free(changes);
	end();
}

int main(void)
{
	what_happens_is_told_in_its_order();
	events_are_as_long_as_the_caller_has_them();
	opening_fails();
	gaps_are_told_where_they_are();
	who_is_too_slow_gets_first_what_came_before();
	unknown_commands_are_no_gap();
	unknown_attributes_are_passed_over();
	broken_messages_are_missed();
	what_is_undone_is_not_told();
	return TEST_END();
}
