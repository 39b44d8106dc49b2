// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps: all objects, those of a kind, and graphs that do not stand still. */
#include <errno.h>

#include "fake_netlink.h"
#include "test.h"

#define SEEN_MAX	1024

/* What callbacks were called with. */
static struct {
	struct mixcore_dumped dumped[SEEN_MAX];
	char name[SEEN_MAX][MIXCORE_NAME_LEN];
	unsigned int count, stop_at;
} seen;

static struct mixcore *ctx;

/* Outputs 2 and 3, the input 4, the stream 5, and a loopback. */
static void begin(unsigned int flags)
{
	fake_reset_small();
	fake_add_loopback(4, 3);
	memset(&seen, 0, sizeof(seen));
	CHECK_INT(mixcore_open(&ctx, flags), 0);
}

static void end(void)
{
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static const char *name_of(const struct mixcore_dumped *dumped)
{
	switch (dumped->object) {
	case MIXCORE_OBJECT_STREAM:
		return ((const struct mixcore_stream_info *)dumped->info)->comm;
	case MIXCORE_OBJECT_OUTPUT:
		return ((const struct mixcore_output_info *)dumped->info)->name;
	case MIXCORE_OBJECT_INPUT:
		return ((const struct mixcore_input_info *)dumped->info)->name;
	default:
		return "";
	}
}

static int see(const struct mixcore_dumped *dumped, void *data)
{
	CHECK(data == &seen);
	CHECK_INT(dumped->size, sizeof(*dumped));
	CHECK_INT((uintptr_t)dumped->info % 8, 0);
	seen.dumped[seen.count] = *dumped;
	if (dumped->info)
		snprintf(seen.name[seen.count], MIXCORE_NAME_LEN, "%s", name_of(dumped));
	return ++seen.count == seen.stop_at ? 42 : 0;
}

static void check_seen(unsigned int at, uint32_t object, uint32_t id, uint32_t output,
		       const char *name)
{
	CHECK_INT(seen.dumped[at].object, object);
	CHECK_INT(seen.dumped[at].id, id);
	CHECK_INT(seen.dumped[at].output, output);
	CHECK_STR(seen.name[at], name);
}

static void all_there_is(void)
{
	uint64_t generation = 0;

	begin(MIXCORE_OPEN_CONTROL);
	CHECK_INT(mixcore_dump(ctx, 0, see, &seen, &generation), 0);
	CHECK_INT(generation, fake.generation);
	CHECK_INT(seen.count, 9);
	check_seen(0, MIXCORE_OBJECT_STREAM, 5, 0, "aplay");
	check_seen(1, MIXCORE_OBJECT_OUTPUT, 1, 0, "null");
	check_seen(2, MIXCORE_OBJECT_OUTPUT, 2, 0, "intel");
	check_seen(3, MIXCORE_OBJECT_OUTPUT, 3, 0, "usb");
	check_seen(4, MIXCORE_OBJECT_INPUT, 1, 0, "null");
	check_seen(5, MIXCORE_OBJECT_INPUT, 4, 0, "mic");
	check_seen(6, MIXCORE_OBJECT_ROUTE, 5, 2, "");
	check_seen(7, MIXCORE_OBJECT_LOOPBACK, 4, 3, "");
	check_seen(8, MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0, "");
	CHECK_INT(seen.dumped[1].generation, 0);
	CHECK_INT(seen.dumped[7].generation, generation);
	CHECK_INT(seen.dumped[0].info_size, sizeof(struct mixcore_stream_info));
	CHECK_INT(seen.dumped[8].info_size, sizeof(struct mixcore_default));
	end();
}

static void those_of_a_kind(void)
{
	uint64_t generation = 0;

	begin(0);
	CHECK_INT(mixcore_dump(ctx, MIXCORE_OBJECT_OUTPUT, see, &seen, NULL), 0);
	CHECK_INT(seen.count, 3);
	check_seen(2, MIXCORE_OBJECT_OUTPUT, 3, 0, "usb");
	/* There is nothing of which it would be the generation. */
	fake_close_stream(5);
	CHECK_INT(mixcore_dump(ctx, MIXCORE_OBJECT_STREAM, see, &seen, &generation), 0);
	CHECK_INT(seen.count, 3);
	CHECK_INT(generation, 0);
	CHECK_INT(mixcore_dump(ctx, MIXCORE_OBJECT_DEFAULT + 1, see, &seen, NULL), -ERANGE);
	end();
}

static void without_a_context_ids_only(void)
{
	begin(0);
	CHECK_INT(mixcore_dump(NULL, MIXCORE_OBJECT_STREAM, see, &seen, NULL), 0);
	CHECK_INT(seen.count, 1);
	CHECK_INT(seen.dumped[0].id, 5);
	CHECK(!seen.dumped[0].info);
	CHECK_INT(seen.dumped[0].info_size, 0);
	end();
}

static void a_callback_may_have_enough(void)
{
	begin(0);
	seen.stop_at = 2;
	CHECK_INT(mixcore_dump(ctx, 0, see, &seen, NULL), 42);
	CHECK_INT(seen.count, 2);
	end();
}

/* It is made again, and each object is told once. */
static void interrupted_dumps_are_repeated(void)
{
	uint64_t generation;

	begin(0);
	for (unsigned int times = 1; times < 4; times++) {
		seen.count = 0;
		fake.interrupted_dumps = times;
		CHECK_INT(mixcore_dump(ctx, 0, see, &seen, &generation), 0);
		CHECK_INT(fake.interrupted_dumps, 0);
		CHECK_INT(seen.count, 9);
		CHECK_INT(generation, fake.generation);
	}
	seen.count = 0;
	fake.interrupted_dumps = 1000;
	CHECK_INT(mixcore_dump(ctx, 0, see, &seen, &generation), -EAGAIN);
	CHECK_INT(seen.count, 0);
	CHECK(fake.interrupted_dumps > 900);
	end();
}

static void many_objects_come_in_many_datagrams(void)
{
	begin(0);
	for (int i = 0; i < 30; i++)
		fake_add_stream("more", 200, 2);
	CHECK_INT(mixcore_dump(ctx, MIXCORE_OBJECT_STREAM, see, &seen, NULL), 0);
	CHECK_INT(seen.count, 31);
	for (unsigned int i = 1; i < 31; i++)
		check_seen(i, MIXCORE_OBJECT_STREAM, fake.streams[i].id, 0, "more");
	end();
}

static void errors_are_passed_on(void)
{
	begin(0);
	fake.netlink_error = -EPROTONOSUPPORT;
	CHECK_INT(mixcore_dump(ctx, 0, see, &seen, NULL), -EPROTONOSUPPORT);
	fake.netlink_error = 0;
	fake.family_error = -ENOENT;
	CHECK_INT(mixcore_dump(ctx, 0, see, &seen, NULL), -ENOENT);
	fake.family_error = 0;
	fake.dump_error = -ENOMEM;
	CHECK_INT(mixcore_dump(ctx, 0, see, &seen, NULL), -ENOMEM);
	CHECK_INT(seen.count, 0);
	end();
}

/* Counts from the family's own answer on. */
static int datagram;

/* The last message of a dump, which has come to nothing. */
static size_t fail_at_the_end(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes;
	int left = (int)size, error = -ENOMEM;

	for (; nlmsg_ok(header, left); header = nlmsg_next(header, &left)) {
		if (header->nlmsg_type == NLMSG_DONE)
			memcpy(nlmsg_data(header), &error, sizeof(error));
	}
	return size;
}

static size_t cut_answer(unsigned char *bytes, size_t size)
{
	(void)bytes;
	return datagram++ == 1 ? size - 8 : size;
}

static size_t no_number(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes;

	if (datagram++ != 1)
		return size;
	header->nlmsg_type = NLMSG_DONE;
	header->nlmsg_len = NLMSG_HDRLEN;
	/* Nobody is to take what is behind it for one. */
	memset(header + 1, 0, 4);
	return NLMSG_HDRLEN;
}

static size_t bad_family(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes;

	if (!datagram++)
		header->nlmsg_len = GENL_HDRLEN + NLMSG_HDRLEN;
	return size;
}

/* Of what another request has asked for. */
static size_t other_sequence(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes;

	if (datagram++ == 1)
		header->nlmsg_seq++;
	return size;
}

static int dump_through(size_t (*mangle)(unsigned char *bytes, size_t size))
{
	datagram = 0;
	seen.count = 0;
	fake.mangle = mangle;
	return mixcore_dump(ctx, MIXCORE_OBJECT_OUTPUT, see, &seen, NULL);
}

static void broken_answers_are_errors(void)
{
	begin(0);
	CHECK_INT(dump_through(fail_at_the_end), -ENOMEM);
	CHECK_INT(seen.count, 0);
	/* The kernel for tests says that for whoever would wait for ever. */
	CHECK_INT(dump_through(cut_answer), -EIO);
	CHECK_INT(dump_through(no_number), -EBADMSG);
	CHECK_INT(dump_through(bad_family), -EBADMSG);
	CHECK_INT(dump_through(other_sequence), 0);
	CHECK_INT(seen.count, 2);
	end();
}

/* Of a module that knows less of a stream, and of one that knows more than there may be. */
static size_t size_of_info;

static size_t resize_info(unsigned char *bytes, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)bytes;
	struct nl_msg *msg;

	if (!size || header->nlmsg_type != FAKE_FAMILY)
		return size;
	msg = fake_message(header->nlmsg_seq, NLM_F_MULTI, MIXCORE_NL_CMD_DUMP);
	fake_put_object(msg, MIXCORE_OBJECT_STREAM, 5, 0, 1);
	nla_reserve(msg, MIXCORE_NL_A_INFO, (int)size_of_info);
	memset(nla_data(nlmsg_find_attr(nlmsg_hdr(msg), GENL_HDRLEN, MIXCORE_NL_A_INFO)), 0xee,
	       size_of_info);
	size = nlmsg_hdr(msg)->nlmsg_len;
	memcpy(bytes, nlmsg_hdr(msg), size);
	nlmsg_free(msg);
	header = (struct nlmsghdr *)(bytes + size);
	*header = (struct nlmsghdr){ .nlmsg_type = NLMSG_DONE, .nlmsg_len = NLMSG_HDRLEN + 4,
				     .nlmsg_seq = ((struct nlmsghdr *)bytes)->nlmsg_seq };
	memset(header + 1, 0, 4);
	return size + NLMSG_HDRLEN + 4;
}

static int look_behind(const struct mixcore_dumped *dumped, void *data)
{
	const unsigned char *info = dumped->info;

	(void)data;
	seen.dumped[seen.count++] = *dumped;
	CHECK_INT(info[0], 0xee);
	CHECK_INT(info[dumped->info_size - 1], 0xee);
	for (size_t i = dumped->info_size; i < MIXCORE_STRUCT_SIZE_MAX; i++)
		CHECK_INT(info[i], 0);
	return 0;
}

static void what_the_module_does_not_know_is_zero(void)
{
	static const size_t sizes[] = { 8, 248, MIXCORE_STRUCT_SIZE_MAX, 5000 };

	begin(0);
	fake.mangle = resize_info;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		seen.count = 0;
		size_of_info = sizes[i];
		CHECK_INT(mixcore_dump(ctx, 0, look_behind, NULL, NULL), 0);
		CHECK_INT(seen.count, 1);
		CHECK_INT(seen.dumped[0].info_size,
			  sizes[i] < MIXCORE_STRUCT_SIZE_MAX ? sizes[i] : MIXCORE_STRUCT_SIZE_MAX);
	}
	end();
}

int main(void)
{
	all_there_is();
	those_of_a_kind();
	without_a_context_ids_only();
	a_callback_may_have_enough();
	interrupted_dumps_are_repeated();
	many_objects_come_in_many_datagrams();
	errors_are_passed_on();
	broken_answers_are_errors();
	what_the_module_does_not_know_is_zero();
	return TEST_END();
}
