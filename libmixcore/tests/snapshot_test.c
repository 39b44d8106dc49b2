// SPDX-License-Identifier: LGPL-2.1-or-later
/* Snapshots: a graph that is kept, whatever becomes of the real one. */
#include <errno.h>

#include "fake_netlink.h"
#include "test.h"

static struct mixcore *ctx;
static struct mixcore_snapshot *snapshot;

/* Outputs 2 and 3, the input 4, the stream 5, and a loopback. */
static void begin(unsigned int flags)
{
	fake_reset_small();
	fake_add_loopback(4, 3);
	CHECK_INT(mixcore_open(&ctx, flags), 0);
	snapshot = NULL;
}

static void end(void)
{
	mixcore_snapshot_free(snapshot);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static void each_kind_is_there(void)
{
	static const unsigned int counts[] = {
		[MIXCORE_OBJECT_STREAM] = 1,   [MIXCORE_OBJECT_OUTPUT] = 3,
		[MIXCORE_OBJECT_INPUT] = 2,    [MIXCORE_OBJECT_ROUTE] = 1,
		[MIXCORE_OBJECT_LOOPBACK] = 1, [MIXCORE_OBJECT_DEFAULT] = 1,
	};

	begin(MIXCORE_OPEN_CONTROL);
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	CHECK_INT(mixcore_snapshot_generation(snapshot), fake.generation);
	for (uint32_t object = 0; object < ARRAY_SIZE(counts); object++)
		CHECK_INT(mixcore_snapshot_count(snapshot, object), counts[object]);
	CHECK_INT(mixcore_snapshot_count(snapshot, MIXCORE_OBJECT_DEFAULT + 1), 0);
	end();
}

static void objects_come_by_their_places(void)
{
	begin(0);
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	CHECK_STR(mixcore_snapshot_stream(snapshot, 0)->comm, "aplay");
	CHECK_STR(mixcore_snapshot_output(snapshot, 0)->name, "null");
	CHECK_STR(mixcore_snapshot_output(snapshot, 1)->name, "intel");
	CHECK_STR(mixcore_snapshot_output(snapshot, 2)->name, "usb");
	CHECK(!mixcore_snapshot_output(snapshot, 3));
	CHECK_STR(mixcore_snapshot_input(snapshot, 1)->name, "mic");
	CHECK_INT(mixcore_snapshot_route(snapshot, 0)->stream, 5);
	CHECK_INT(mixcore_snapshot_loopback(snapshot, 0)->output, 3);
	CHECK_INT(mixcore_snapshot_default(snapshot, 0)->uid, MIXCORE_UID_ANY);
	CHECK(!mixcore_snapshot_stream(snapshot, 1));
	CHECK(!mixcore_snapshot_input(snapshot, 2));
	CHECK(!mixcore_snapshot_route(snapshot, 1));
	CHECK(!mixcore_snapshot_loopback(snapshot, 1));
	CHECK(!mixcore_snapshot_default(snapshot, 1));
	end();
}

static void objects_are_found_by_ids(void)
{
	begin(0);
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	CHECK_INT(mixcore_snapshot_find_stream(snapshot, 5)->pid, fake.streams[0].pid);
	CHECK_STR(mixcore_snapshot_find_output(snapshot, 3)->name, "usb");
	CHECK_STR(mixcore_snapshot_find_input(snapshot, 4)->name, "mic");
	CHECK_INT(mixcore_snapshot_find_route(snapshot, 5, 2)->gain, MIXCORE_GAIN_UNITY);
	CHECK_INT(mixcore_snapshot_find_loopback(snapshot, 4, 3)->stream, 4);
	CHECK(mixcore_snapshot_find_default(snapshot, MIXCORE_UID_ANY));
	CHECK(!mixcore_snapshot_find_stream(snapshot, 2));
	CHECK(!mixcore_snapshot_find_output(snapshot, 4));
	CHECK(!mixcore_snapshot_find_input(snapshot, 2));
	CHECK(!mixcore_snapshot_find_route(snapshot, 5, 3));
	CHECK(!mixcore_snapshot_find_loopback(snapshot, 4, 2));
	CHECK(!mixcore_snapshot_find_default(snapshot, 1000));
	end();
}

/* Not even when the context is closed. */
static void nothing_changes_it(void)
{
	struct mixcore_snapshot *later = NULL;

	begin(0);
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	fake_close_stream(5);
	CHECK_INT(mixcore_snapshot_take(&later, ctx), 0);
	mixcore_close(ctx);
	ctx = NULL;
	CHECK(mixcore_snapshot_find_stream(snapshot, 5));
	CHECK(!mixcore_snapshot_find_stream(later, 5));
	CHECK(mixcore_snapshot_generation(later) > mixcore_snapshot_generation(snapshot));
	mixcore_snapshot_free(later);
	end();
}

static void interrupted_dumps_leave_nothing_behind(void)
{
	begin(0);
	fake.interrupted_dumps = 3;
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	CHECK_INT(fake.interrupted_dumps, 0);
	CHECK_INT(mixcore_snapshot_count(snapshot, MIXCORE_OBJECT_OUTPUT), 3);
	end();
}

static void failures_make_none(void)
{
	begin(0);
	fake.interrupted_dumps = 1000;
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), -EAGAIN);
	CHECK(!snapshot);
	fake.interrupted_dumps = 0;
	fake.family_error = -ENOENT;
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), -ENOENT);
	fake.family_error = 0;
	CHECK_INT(mixcore_snapshot_take(&snapshot, NULL), -EINVAL);
	CHECK(!snapshot);
	end();
}

static void many_streams_fit(void)
{
	begin(0);
	for (int i = 0; i < 30; i++)
		fake_add_stream("more", 200, 2);
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	CHECK_INT(mixcore_snapshot_count(snapshot, MIXCORE_OBJECT_STREAM), 31);
	for (unsigned int i = 0; i < 31; i++) {
		const uint32_t id = fake.streams[i].id;

		CHECK_INT(mixcore_snapshot_stream(snapshot, i)->id, id);
		CHECK(mixcore_snapshot_find_stream(snapshot, id) ==
		      mixcore_snapshot_stream(snapshot, i));
	}
	end();
}

/* A stream of a module that tells the first 8 bytes of it, or more than is known here. */
static uint32_t told;

static size_t tell_so_much(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes, *done;
	struct nl_msg *msg;

	if (!size || header->nlmsg_type != FAKE_FAMILY)
		return size;
	msg = fake_message(header->nlmsg_seq, NLM_F_MULTI, MIXCORE_NL_CMD_DUMP);
	fake_put_object(msg, MIXCORE_OBJECT_STREAM, 5, 0, 1);
	nla_reserve(msg, MIXCORE_NL_A_INFO, (int)told);
	memset(nla_data(nlmsg_find_attr(nlmsg_hdr(msg), GENL_HDRLEN, MIXCORE_NL_A_INFO)), 0xee,
	       told);
	size = NLMSG_ALIGN(nlmsg_hdr(msg)->nlmsg_len);
	memcpy(bytes, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	done = (struct nlmsghdr *)(bytes + size);
	*done = (struct nlmsghdr){ .nlmsg_type = NLMSG_DONE, .nlmsg_len = NLMSG_HDRLEN + 4,
				   .nlmsg_seq = header->nlmsg_seq };
	memset(done + 1, 0, 4);
	return size + NLMSG_HDRLEN + 4;
}

static void what_was_not_told_is_zero(void)
{
	const unsigned char *info;

	begin(0);
	fake.mangle = tell_so_much;
	told = 8;
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	info = (const unsigned char *)mixcore_snapshot_find_stream(snapshot, 5);
	for (size_t i = 0; i < sizeof(struct mixcore_stream_info); i++)
		CHECK_INT(info[i], i < told ? 0xee : 0);
	mixcore_snapshot_free(snapshot);
	told = sizeof(struct mixcore_stream_info) + 16;
	CHECK_INT(mixcore_snapshot_take(&snapshot, ctx), 0);
	info = (const unsigned char *)mixcore_snapshot_find_stream(snapshot, 5);
	CHECK_INT(info[told - 1], 0xee);
	end();
}

int main(void)
{
	each_kind_is_there();
	objects_come_by_their_places();
	objects_are_found_by_ids();
	nothing_changes_it();
	interrupted_dumps_leave_nothing_behind();
	failures_make_none();
	many_streams_fit();
	what_was_not_told_is_zero();
	return TEST_END();
}
