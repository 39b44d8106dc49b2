// SPDX-License-Identifier: LGPL-2.1-or-later
/* Snapshots: a dump that is kept. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define KINDS	(MIXCORE_OBJECT_DEFAULT + 1)

/* An object; what is told of it stands behind, as the compiler lays it out. */
struct entry {
	uint32_t id, output;
	uint64_t info[];
};

/**
 * struct mixcore_snapshot - all objects of a moment
 * @entries: those of each kind, by their ids
 */
struct mixcore_snapshot {
	uint64_t generation;
	struct list {
		struct entry **entries;
		unsigned int count, room;
	} lists[KINDS];
};

/* What this library knows of an object: older modules tell less of it. */
static size_t least_size(uint32_t object)
{
	static const size_t sizes[KINDS] = {
		[MIXCORE_OBJECT_STREAM] = sizeof(struct mixcore_stream_info),
		[MIXCORE_OBJECT_OUTPUT] = sizeof(struct mixcore_output_info),
		[MIXCORE_OBJECT_INPUT] = sizeof(struct mixcore_input_info),
		[MIXCORE_OBJECT_ROUTE] = sizeof(struct mixcore_route_info),
		[MIXCORE_OBJECT_LOOPBACK] = sizeof(struct mixcore_route_info),
		[MIXCORE_OBJECT_DEFAULT] = sizeof(struct mixcore_default),
	};

	return sizes[object];
}

static int fill(struct entry **to, const struct mixcore_dumped *dumped)
{
	const size_t least = least_size(dumped->object);
	const size_t size = dumped->info_size > least ? dumped->info_size : least;

	*to = malloc(sizeof(**to) + size);
	if (!*to)
		return -ENOMEM;
	(*to)->id = dumped->id;
	(*to)->output = dumped->output;
	/* Behind what was told it is 0. */
	memcpy((*to)->info, dumped->info, size);
	return 0;
}

static int make_room(struct list *list)
{
	const unsigned int room = 2 * list->room + 16;
	struct entry **entries;

	if (list->count < list->room)
		return 0;
	entries = realloc(list->entries, room * sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	list->entries = entries;
	list->room = room;
	return 0;
}

static int add(const struct mixcore_dumped *dumped, void *data)
{
	struct mixcore_snapshot *snapshot = data;
	struct list *list = &snapshot->lists[dumped->object < KINDS ? dumped->object : 0];
	int err;

	/* Of a kind that only newer modules have. */
	if (list == snapshot->lists || !dumped->info)
		return 0;
	err = make_room(list) ?: fill(&list->entries[list->count], dumped);
	if (!err)
		list->count++;
	return err;
}

EXPORT int mixcore_snapshot_take(struct mixcore_snapshot **ret, struct mixcore *ctx)
{
	struct mixcore_snapshot *snapshot;
	int err;

	if (!ctx)
		return -EINVAL;
	snapshot = calloc(1, sizeof(*snapshot));
	if (!snapshot)
		return -ENOMEM;
	err = mixcore_dump(ctx, 0, add, snapshot, &snapshot->generation);
	if (err)
		mixcore_snapshot_free(snapshot);
	else
		*ret = snapshot;
	return err;
}

EXPORT void mixcore_snapshot_free(struct mixcore_snapshot *snapshot)
{
	if (!snapshot)
		return;
	for (unsigned int kind = 0; kind < KINDS; kind++) {
		for (unsigned int i = 0; i < snapshot->lists[kind].count; i++)
			free(snapshot->lists[kind].entries[i]);
		free(snapshot->lists[kind].entries);
	}
	free(snapshot);
}

EXPORT uint64_t mixcore_snapshot_generation(const struct mixcore_snapshot *snapshot)
{
	return snapshot->generation;
}

EXPORT unsigned int mixcore_snapshot_count(const struct mixcore_snapshot *snapshot, uint32_t object)
{
	return object < KINDS ? snapshot->lists[object].count : 0;
}

static const void *at(const struct mixcore_snapshot *snapshot, uint32_t object, unsigned int index)
{
	const struct list *list = &snapshot->lists[object];

	return index < list->count ? list->entries[index]->info : NULL;
}

static const void *find(const struct mixcore_snapshot *snapshot, uint32_t object, uint32_t id,
			uint32_t output)
{
	const struct list *list = &snapshot->lists[object];

	for (unsigned int i = 0; i < list->count; i++) {
		if (list->entries[i]->id == id && list->entries[i]->output == output)
			return list->entries[i]->info;
	}
	return NULL;
}

EXPORT const struct mixcore_stream_info *
mixcore_snapshot_stream(const struct mixcore_snapshot *snapshot, unsigned int index)
{
	return at(snapshot, MIXCORE_OBJECT_STREAM, index);
}

EXPORT const struct mixcore_output_info *
mixcore_snapshot_output(const struct mixcore_snapshot *snapshot, unsigned int index)
{
	return at(snapshot, MIXCORE_OBJECT_OUTPUT, index);
}

EXPORT const struct mixcore_input_info *
mixcore_snapshot_input(const struct mixcore_snapshot *snapshot, unsigned int index)
{
	return at(snapshot, MIXCORE_OBJECT_INPUT, index);
}

EXPORT const struct mixcore_route_info *
mixcore_snapshot_route(const struct mixcore_snapshot *snapshot, unsigned int index)
{
	return at(snapshot, MIXCORE_OBJECT_ROUTE, index);
}

EXPORT const struct mixcore_route_info *
mixcore_snapshot_loopback(const struct mixcore_snapshot *snapshot, unsigned int index)
{
	return at(snapshot, MIXCORE_OBJECT_LOOPBACK, index);
}

EXPORT const struct mixcore_default *
mixcore_snapshot_default(const struct mixcore_snapshot *snapshot, unsigned int index)
{
	return at(snapshot, MIXCORE_OBJECT_DEFAULT, index);
}

EXPORT const struct mixcore_stream_info *
mixcore_snapshot_find_stream(const struct mixcore_snapshot *snapshot, uint32_t id)
{
	return find(snapshot, MIXCORE_OBJECT_STREAM, id, 0);
}

EXPORT const struct mixcore_output_info *
mixcore_snapshot_find_output(const struct mixcore_snapshot *snapshot, uint32_t id)
{
	return find(snapshot, MIXCORE_OBJECT_OUTPUT, id, 0);
}

EXPORT const struct mixcore_input_info *
mixcore_snapshot_find_input(const struct mixcore_snapshot *snapshot, uint32_t id)
{
	return find(snapshot, MIXCORE_OBJECT_INPUT, id, 0);
}

EXPORT const struct mixcore_route_info *
mixcore_snapshot_find_route(const struct mixcore_snapshot *snapshot, uint32_t stream,
			    uint32_t output)
{
	return find(snapshot, MIXCORE_OBJECT_ROUTE, stream, output);
}

EXPORT const struct mixcore_route_info *
mixcore_snapshot_find_loopback(const struct mixcore_snapshot *snapshot, uint32_t input,
			       uint32_t output)
{
	return find(snapshot, MIXCORE_OBJECT_LOOPBACK, input, output);
}

EXPORT const struct mixcore_default *
mixcore_snapshot_find_default(const struct mixcore_snapshot *snapshot, uint32_t uid)
{
	return find(snapshot, MIXCORE_OBJECT_DEFAULT, uid, 0);
}
