// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdatomic.h>
#include <sys/mman.h>

#include "area.h"
#include "common.h"

const void *area_map(int node)
{
	void *area = mmap(NULL, MIXCORE_STATUS_BYTES, PROT_READ, MAP_SHARED, node, 0);

	return area == MAP_FAILED ? NULL : area;
}

void area_unmap(const void *area)
{
	if (area)
		munmap((void *)area, MIXCORE_STATUS_BYTES);
}

unsigned long long area_generation(const void *area)
{
	const struct mixcore_status_header *header = area;

	return *(const volatile unsigned long long *)&header->generation;
}

static void read_entry(const struct mixcore_status_entry *from, struct mixcore_status_entry *entry)
{
	const _Atomic uint32_t *sequence = (const _Atomic uint32_t *)&from->sequence;
	uint32_t before;

	do {
		before = atomic_load_explicit(sequence, memory_order_acquire);
		*entry = *(const volatile struct mixcore_status_entry *)from;
		atomic_thread_fence(memory_order_acquire);
	} while ((before & 1) || atomic_load_explicit(sequence, memory_order_relaxed) != before);
}

int area_read(const void *area, unsigned int object, unsigned int id,
	      struct mixcore_status_entry *entry)
{
	const struct mixcore_status_header *header = area;
	unsigned int offset = header->streams_offset, count = header->streams, i;

	if (object == MIXCORE_OBJECT_OUTPUT) {
		offset = header->outputs_offset;
		count = header->outputs;
	} else if (object == MIXCORE_OBJECT_INPUT) {
		offset = header->inputs_offset;
		count = header->inputs;
	}
	for (i = 0; i < count; i++) {
		read_entry((const void *)((const char *)area + offset + i * header->stride), entry);
		if (entry->id == id)
			return 0;
	}
	return -ENOENT;
}
