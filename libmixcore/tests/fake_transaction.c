// SPDX-License-Identifier: LGPL-2.1-or-later
/* Transactions of the kernel for tests: all of the calls, or none. */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"

/* Calls that may be made, and their arguments: the first published size, and ours. */
static const struct kind {
	uint32_t call, smallest, size;
} kinds[] = {
	{ MIXCORE_IOCTL_OUTPUT_SET, MIXCORE_OUTPUT_SET_SIZE_VER0,
	  sizeof(struct mixcore_output_set) },
	{ MIXCORE_IOCTL_OUTPUT_EQ, MIXCORE_OUTPUT_EQ_SIZE_VER0, sizeof(struct mixcore_output_eq) },
	{ MIXCORE_IOCTL_DEFAULT_SET, MIXCORE_DEFAULT_SIZE_VER0, sizeof(struct mixcore_default) },
	{ MIXCORE_IOCTL_STREAM_SET, MIXCORE_STREAM_SET_SIZE_VER0,
	  sizeof(struct mixcore_stream_set) },
	{ MIXCORE_IOCTL_STREAM_MOVE, MIXCORE_STREAM_MOVE_SIZE_VER0,
	  sizeof(struct mixcore_stream_move) },
	{ MIXCORE_IOCTL_ROUTE_SET, MIXCORE_ROUTE_SET_SIZE_VER0, sizeof(struct mixcore_route_set) },
	{ MIXCORE_IOCTL_ROUTE_REMOVE, MIXCORE_ROUTE_REMOVE_SIZE_VER0,
	  sizeof(struct mixcore_route_remove) },
};

/* An argument as this kernel knows it; both about a route begin as the second does. */
union argument {
	uint32_t size;
	struct mixcore_stream_move move;
	struct mixcore_route_set set;
	struct mixcore_route_remove remove;
	unsigned char bytes[MIXCORE_STRUCT_SIZE_MAX];
};

/* What the calls until now are about. */
struct done {
	unsigned int routes, exchanged;
	uint64_t route[MIXCORE_TRANSACTION_MAX];
	uint32_t stream[MIXCORE_TRANSACTION_MAX];
};

static const struct kind *kind_of(uint32_t call)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (kinds[i].call == call)
			return &kinds[i];
	}
	return NULL;
}

/* What is missing reads as zero, and what is unknown must be. */
static int read_argument(const struct kind *kind, const void *from, union argument *argument)
{
	uint32_t size = *(const uint32_t *)from;

	if (size < kind->smallest)
		return -EINVAL;
	if (size > sizeof(*argument))
		return -E2BIG;
	memset(argument, 0, sizeof(*argument));
	memcpy(argument, from, size);
	argument->size = kind->size;
	for (uint32_t i = kind->size; i < size; i++) {
		if (argument->bytes[i])
			return -E2BIG;
	}
	return 0;
}

/* The output that leads a stream, 0 when there is no such stream. */
static uint32_t leading_output(uint32_t stream)
{
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		if (fake.streams[i].id == stream)
			return fake.streams[i].output;
	}
	return 0;
}

/* Routes are set once, and not after the leading one of their stream was exchanged. */
static int check_order(uint32_t call, const union argument *argument, struct done *done)
{
	uint32_t stream = argument->set.stream, output = argument->set.output;
	uint64_t route = (uint64_t)stream << 32 | output;
	bool moves = call == MIXCORE_IOCTL_STREAM_MOVE;

	if (!moves && call != MIXCORE_IOCTL_ROUTE_SET && call != MIXCORE_IOCTL_ROUTE_REMOVE)
		return 0;
	if (moves)
		stream = argument->move.id;
	for (unsigned int i = 0; i < done->exchanged; i++) {
		if (done->stream[i] == stream)
			return -EINVAL;
	}
	for (unsigned int i = 0; !moves && i < done->routes; i++) {
		if (done->route[i] == route)
			return -EINVAL;
	}
	if (moves || (call == MIXCORE_IOCTL_ROUTE_REMOVE && leading_output(stream) == output))
		done->stream[done->exchanged++] = stream;
	if (!moves)
		done->route[done->routes++] = route;
	return 0;
}

static int make_call(const struct mixcore_transaction_call *call, struct done *done, bool control)
{
	const struct kind *kind = kind_of(call->call);
	union argument argument;
	int err;

	if (!kind || call->reserved)
		return -EINVAL;
	if (!call->argument)
		return -EFAULT;
	err = read_argument(kind, (const void *)(uintptr_t)call->argument, &argument) ?:
	      check_order(call->call, &argument, done);
	return err ?: fake_node_ioctl(call->call, &argument, control);
}

int fake_transaction(struct mixcore_transaction *transaction, bool control)
{
	const struct mixcore_transaction_call *calls;
	static struct fake before;
	static struct done done;
	int err = 0;

	if (!(fake.features & MIXCORE_FEATURE_TRANSACTION))
		return -ENOTTY;
	transaction->failed = transaction->count;
	if (transaction->size < MIXCORE_TRANSACTION_SIZE_VER0 || transaction->flags ||
	    !transaction->count || transaction->count > MIXCORE_TRANSACTION_MAX)
		return -EINVAL;
	calls = (const void *)(uintptr_t)transaction->calls;
	before = fake;
	done.routes = done.exchanged = 0;
	fake.generation++;
	fake.transacting = true;
	for (uint32_t i = 0; !err && i < transaction->count; i++) {
		err = make_call(&calls[i], &done, control);
		if (err)
			transaction->failed = i;
	}
	fake.transacting = false;
	if (err)
		fake = before;
	return err;
}
