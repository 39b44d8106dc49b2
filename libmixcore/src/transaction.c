// SPDX-License-Identifier: LGPL-2.1-or-later
/* Changes: several calls that the kernel makes as one transaction. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* As the kernel takes them; each argument is a copy, and belongs to the changes. */
struct mixcore_changes {
	unsigned int count, room;
	struct mixcore_transaction_call *calls;
};

EXPORT struct mixcore_changes *mixcore_changes_new(void)
{
	return calloc(1, sizeof(struct mixcore_changes));
}

static void *argument_of(const struct mixcore_transaction_call *call)
{
	return (void *)(uintptr_t)call->argument;
}

EXPORT void mixcore_changes_free(struct mixcore_changes *changes)
{
	if (!changes)
		return;
	for (unsigned int i = 0; i < changes->count; i++)
		free(argument_of(&changes->calls[i]));
	free(changes->calls);
	free(changes);
}

EXPORT unsigned int mixcore_changes_count(const struct mixcore_changes *changes)
{
	return changes->count;
}

/* For one more. */
static int make_room(struct mixcore_changes *changes)
{
	unsigned int room = changes->room ? 2 * changes->room : 16;
	struct mixcore_transaction_call *calls;

	if (changes->count == MIXCORE_TRANSACTION_MAX)
		return -E2BIG;
	if (changes->count < changes->room)
		return 0;
	calls = reallocarray(changes->calls, room, sizeof(*calls));
	if (!calls)
		return -ENOMEM;
	changes->calls = calls;
	changes->room = room;
	return 0;
}

/* Copies as much of the argument as it says it has; leaves room for @behind bytes after that. */
static int add(struct mixcore_changes *changes, uint32_t call, const void *argument,
	       uint32_t smallest, size_t behind)
{
	const uint32_t size = *(const uint32_t *)argument;
	void *copy;
	int err;

	if (size < smallest)
		return -EINVAL;
	if (size > MIXCORE_STRUCT_SIZE_MAX)
		return -E2BIG;
	err = make_room(changes);
	if (err)
		return err;
	copy = malloc(size + behind);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, argument, size);
	changes->calls[changes->count] = (struct mixcore_transaction_call){
		.call = call,
		.argument = (uintptr_t)copy,
	};
	return changes->count++;
}

EXPORT int mixcore_changes_add_output_set(struct mixcore_changes *changes,
					  const struct mixcore_output_set *set)
{
	return add(changes, MIXCORE_IOCTL_OUTPUT_SET, set, MIXCORE_OUTPUT_SET_SIZE_VER0, 0);
}

/* Of what @data points to. */
static size_t bytes_of(const struct mixcore_output_eq *eq)
{
	return eq->points * (1 + eq->channels * eq->sections * 5) * sizeof(int32_t);
}

EXPORT int mixcore_changes_add_output_eq(struct mixcore_changes *changes,
					 const struct mixcore_output_eq *eq)
{
	struct mixcore_output_eq *copy;
	size_t bytes;
	int index;

	if (eq->size < MIXCORE_OUTPUT_EQ_SIZE_VER0 || eq->points > MIXCORE_EQ_POINTS_MAX ||
	    eq->sections > MIXCORE_EQ_SECTIONS_MAX || eq->channels > MIXCORE_CHANNELS_MAX)
		return -EINVAL;
	bytes = bytes_of(eq);
	if (bytes && !eq->data)
		return -EFAULT;
	index = add(changes, MIXCORE_IOCTL_OUTPUT_EQ, eq, MIXCORE_OUTPUT_EQ_SIZE_VER0, bytes);
	if (index < 0 || !bytes)
		return index;
	copy = argument_of(&changes->calls[index]);
	copy->data = (uintptr_t)copy + eq->size;
	memcpy((char *)copy + eq->size, (const void *)(uintptr_t)eq->data, bytes);
	return index;
}

EXPORT int mixcore_changes_add_default_set(struct mixcore_changes *changes,
					   const struct mixcore_default *def)
{
	return add(changes, MIXCORE_IOCTL_DEFAULT_SET, def, MIXCORE_DEFAULT_SIZE_VER0, 0);
}

EXPORT int mixcore_changes_add_stream_set(struct mixcore_changes *changes,
					  const struct mixcore_stream_set *set)
{
	return add(changes, MIXCORE_IOCTL_STREAM_SET, set, MIXCORE_STREAM_SET_SIZE_VER0, 0);
}

EXPORT int mixcore_changes_add_stream_move(struct mixcore_changes *changes,
					   const struct mixcore_stream_move *move)
{
	return add(changes, MIXCORE_IOCTL_STREAM_MOVE, move, MIXCORE_STREAM_MOVE_SIZE_VER0, 0);
}

EXPORT int mixcore_changes_add_route_set(struct mixcore_changes *changes,
					 const struct mixcore_route_set *set)
{
	return add(changes, MIXCORE_IOCTL_ROUTE_SET, set, MIXCORE_ROUTE_SET_SIZE_VER0, 0);
}

EXPORT int mixcore_changes_add_route_remove(struct mixcore_changes *changes,
					    const struct mixcore_route_remove *route)
{
	return add(changes, MIXCORE_IOCTL_ROUTE_REMOVE, route, MIXCORE_ROUTE_REMOVE_SIZE_VER0, 0);
}

EXPORT int mixcore_changes_apply(struct mixcore *ctx, const struct mixcore_changes *changes,
				 unsigned int *failed)
{
	struct mixcore_transaction transaction = MIXCORE_INIT(mixcore_transaction);
	int err;

	transaction.count = changes->count;
	/* Stays when the kernel gets no further than the transaction itself. */
	transaction.failed = changes->count;
	transaction.calls = (uintptr_t)changes->calls;
	err = mixcore_call(ctx, MIXCORE_IOCTL_TRANSACTION, &transaction);
	if (failed)
		*failed = transaction.failed;
	return err;
}
