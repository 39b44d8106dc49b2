// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages of generic netlink, as events or as a dump. The first byte says which, and whether the
 * first datagram stands in the place of what the kernel tells of the family; then come datagrams,
 * each after its length in two bytes, the lower one first.
 */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"
#include "fuzz.h"

#define IS_DUMP		1
#define IS_FAMILY	2
#define IS_SNAPSHOT	4	/* a dump that is kept */

/* What is left of the input. */
static const uint8_t *input;
static size_t left;
static bool pass;

/* Keeps the compiler from leaving out what is read. */
static volatile uint32_t touched;

/* The next datagram in the place of what the kernel for tests has; none: nothing comes any more. */
static size_t exchange(unsigned char *bytes, size_t size)
{
	size_t length;

	if (pass) {
		pass = false;
		return size;
	}
	if (left < 2)
		return 0;
	length = input[0] | input[1] << 8;
	input += 2;
	left -= 2;
	if (length > left)
		length = left;
	memcpy(bytes, input, length);
	input += length;
	left -= length;
	return length;
}

static void listen_to_it(void)
{
	struct mixcore_event event = MIXCORE_INIT(mixcore_event);
	struct mixcore_events *events = NULL;
	uint64_t sequence = 0;
	bool lost = false;
	int err = mixcore_events_open(&events);

	PROMISE(!err == !!events);
	while (events && (err = mixcore_events_next(events, &event))) {
		PROMISE(err == 1 || err == -ENOBUFS);
		lost |= err != 1;
		if (err != 1)
			continue;
		PROMISE(event.cmd >= MIXCORE_NL_CMD_NEW && event.cmd <= MIXCORE_NL_CMD_MAX);
		PROMISE(!sequence || lost || event.sequence > sequence);
		sequence = event.sequence;
		lost = false;
	}
	mixcore_events_close(events);
}

static int look(const struct mixcore_dumped *dumped, void *data)
{
	const unsigned char *info = dumped->info;
	unsigned int *sum = data;

	PROMISE(dumped->info_size <= MIXCORE_STRUCT_SIZE_MAX);
	PROMISE(info || !dumped->info_size);
	for (size_t i = 0; info && i < MIXCORE_STRUCT_SIZE_MAX; i++) {
		PROMISE(i < dumped->info_size || !info[i]);
		*sum += info[i];
	}
	return dumped->id == 42 ? 42 : 0;
}

static void dump_it(void)
{
	uint64_t generation;
	unsigned int sum = 0;
	int err = mixcore_dump(NULL, 0, look, &sum, &generation);

	PROMISE(err <= 0 || err == 42);
}

/* Each object is there to its last member. */
static void keep_it(void)
{
	const struct mixcore_stream_info *stream;
	struct mixcore_snapshot *graph = NULL;
	struct mixcore *ctx;
	unsigned int count = 0;
	int err;

	PROMISE(!mixcore_open(&ctx, 0));
	err = mixcore_snapshot_take(&graph, ctx);
	mixcore_close(ctx);
	PROMISE(!err == !!graph);
	if (err)
		return;
	while ((stream = mixcore_snapshot_stream(graph, count))) {
		touched += stream->id + stream->reserved;
		count++;
	}
	PROMISE(count == mixcore_snapshot_count(graph, MIXCORE_OBJECT_STREAM));
	mixcore_snapshot_free(graph);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_reset();
	fake.mangle = exchange;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	input = data + 1;
	left = size - 1;
	pass = !(*data & IS_FAMILY);
	if (*data & IS_SNAPSHOT)
		keep_it();
	else if (*data & IS_DUMP)
		dump_it();
	else
		listen_to_it();
	PROMISE(!fake.open_descriptors);
	return 0;
}
