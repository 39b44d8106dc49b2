// SPDX-License-Identifier: LGPL-2.1-or-later
/* The status area: what runs, read from memory that the kernel writes, without a call. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define GUESSES		256
/* The kernel writes for less than a microsecond: this long only when it does not get to run. */
#define READ_TRIES	10000

#define ENTRY_WORDS	(sizeof(struct mixcore_status_entry) / sizeof(uint32_t))

/**
 * struct entries - those of all objects of a kind
 * @first: in the area
 * @guess: by the lower bits of an id: where it was found the last time
 */
struct entries {
	const unsigned char *first;
	uint32_t count;
	uint32_t guess[GUESSES];
};

struct mixcore_status_area {
	const void *bytes;
	size_t size;
	uint32_t stride;
	struct entries outputs, inputs, streams;
};

static const struct mixcore_status_header *header_of(const struct mixcore_status_area *area)
{
	return area->bytes;
}

static int map(const struct mixcore *ctx, struct mixcore_status_area *area, size_t size)
{
	int err = mixcore_sys.map(ctx->fd, size, &area->bytes);

	area->size = err ? 0 : size;
	return err;
}

static void unmap(struct mixcore_status_area *area)
{
	if (area->size)
		mixcore_sys.unmap(area->bytes, area->size);
	area->size = 0;
}

/* Where a kind has its entries, so far as they are within the area. */
static int lay_out(const struct mixcore_status_area *area, struct entries *entries,
		   uint32_t count, uint32_t offset)
{
	if (offset % sizeof(uint64_t) || (uint64_t)count * area->stride + offset > area->size)
		return -EPROTO;
	entries->first = (const unsigned char *)area->bytes + offset;
	entries->count = count;
	return 0;
}

/* A newer kernel may have longer entries, and more of them. */
static int check_header(struct mixcore_status_area *area)
{
	const struct mixcore_status_header *header = header_of(area);

	if (header->magic != MIXCORE_STATUS_MAGIC || header->size < sizeof(*header) ||
	    header->stride < sizeof(struct mixcore_status_entry) ||
	    header->stride % sizeof(uint64_t))
		return -EPROTO;
	area->stride = header->stride;
	return lay_out(area, &area->outputs, header->outputs, header->outputs_offset) ?:
	       lay_out(area, &area->inputs, header->inputs, header->inputs_offset) ?:
	       lay_out(area, &area->streams, header->streams, header->streams_offset);
}

/* First as much as this library knows of, and then all, when it is more. */
static int map_all(const struct mixcore *ctx, struct mixcore_status_area *area)
{
	int err = map(ctx, area, MIXCORE_STATUS_BYTES);
	uint32_t bytes;

	if (err)
		return err;
	bytes = header_of(area)->bytes;
	if (header_of(area)->magic != MIXCORE_STATUS_MAGIC || bytes <= area->size)
		return 0;
	unmap(area);
	return map(ctx, area, bytes);
}

EXPORT int mixcore_status_open(struct mixcore *ctx, struct mixcore_status_area **ret)
{
	struct mixcore_status_area *area;
	int err;

	if (!(ctx->version.features & MIXCORE_FEATURE_STATUS))
		return -ENOTSUP;
	area = calloc(1, sizeof(*area));
	if (!area)
		return -ENOMEM;
	err = map_all(ctx, area) ?: check_header(area);
	if (err) {
		mixcore_status_close(area);
		return err;
	}
	*ret = area;
	return 0;
}

EXPORT void mixcore_status_close(struct mixcore_status_area *area)
{
	if (!area)
		return;
	unmap(area);
	free(area);
}

EXPORT uint64_t mixcore_status_generation(const struct mixcore_status_area *area)
{
	return __atomic_load_n(&header_of(area)->generation, __ATOMIC_ACQUIRE);
}

static struct entries *entries_of(struct mixcore_status_area *area, uint32_t object)
{
	switch (object) {
	case MIXCORE_OBJECT_OUTPUT:
		return &area->outputs;
	case MIXCORE_OBJECT_INPUT:
		return &area->inputs;
	case MIXCORE_OBJECT_STREAM:
		return &area->streams;
	default:
		return NULL;
	}
}

static const struct mixcore_status_entry *entry_at(const struct mixcore_status_area *area,
						   const struct entries *entries, uint32_t index)
{
	return (const void *)(entries->first + (size_t)index * area->stride);
}

/* Word by word: that of which the kernel writes the other half may be read, but is thrown away. */
static void copy(const struct mixcore_status_entry *from, struct mixcore_status_entry *to)
{
	const uint32_t *in = (const void *)from;
	uint32_t words[ENTRY_WORDS];

	for (size_t i = 0; i < ENTRY_WORDS; i++)
		words[i] = __atomic_load_n(&in[i], __ATOMIC_RELAXED);
	memcpy(to, words, sizeof(*to));
}

/*
 * The sequence is read before (acquire: nothing of the entry is read sooner) and behind it (fence:
 * nothing is read later). Only where both are the same, and even, nobody has written in between.
 */
static int read_entry(const struct mixcore_status_entry *from, struct mixcore_status_entry *to)
{
	uint32_t sequence;

	for (unsigned int i = 0; i < READ_TRIES; i++) {
		sequence = __atomic_load_n(&from->sequence, __ATOMIC_ACQUIRE);
		if (sequence & 1)
			continue;
		copy(from, to);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (__atomic_load_n(&from->sequence, __ATOMIC_RELAXED) == sequence)
			return to->id ? 0 : -ENOENT;
	}
	return -EAGAIN;
}

static bool is_at(const struct mixcore_status_area *area, const struct entries *entries,
		  uint32_t id, uint32_t index)
{
	return index < entries->count &&
	       __atomic_load_n(&entry_at(area, entries, index)->id, __ATOMIC_RELAXED) == id;
}

static int find(const struct mixcore_status_area *area, struct entries *entries, uint32_t id,
		uint32_t *index)
{
	uint32_t *guess = &entries->guess[id % GUESSES];

	for (uint32_t i = 0; !is_at(area, entries, id, *guess); i++) {
		if (i >= entries->count)
			return -ENOENT;
		*guess = i;
	}
	*index = *guess;
	return 0;
}

EXPORT int mixcore_status_read(struct mixcore_status_area *area, uint32_t object, uint32_t id,
			       struct mixcore_status_entry *entry)
{
	struct entries *entries = entries_of(area, object);
	uint32_t index;
	int err;

	if (!entries)
		return -EINVAL;
	err = id ? find(area, entries, id, &index) : -ENOENT;
	err = err ?: read_entry(entry_at(area, entries, index), entry);
	/* It may have become another's meanwhile. */
	return !err && entry->id != id ? -ENOENT : err;
}

EXPORT int mixcore_status_next(struct mixcore_status_area *area, uint32_t object,
			       uint32_t *index, struct mixcore_status_entry *entry)
{
	const struct entries *entries = entries_of(area, object);
	int err = -ENOENT;

	if (!entries)
		return -EINVAL;
	while (err == -ENOENT && *index < entries->count)
		err = read_entry(entry_at(area, entries, (*index)++), entry);
	return err;
}
