// SPDX-License-Identifier: LGPL-2.1-or-later
/* The status area of the kernel for tests: it writes one mapping, who opens it reads another. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_kernel.h"

#define SECOND_NS	1000000000ULL
#define SQUARE_UNITS	(1ULL << 40)

static int memory = -1;
static unsigned char *area;

static uint32_t offset_of(uint32_t entries)
{
	return MIXCORE_STATUS_HEADER_BYTES + entries * sizeof(struct mixcore_status_entry);
}

void fake_status_reset(void)
{
	if (memory < 0) {
		memory = memfd_create("status", MFD_CLOEXEC);
		if (memory < 0 || ftruncate(memory, 2 * MIXCORE_STATUS_BYTES))
			abort();
		area = mmap(NULL, 2 * MIXCORE_STATUS_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
			    memory, 0);
		if (area == MAP_FAILED)
			abort();
	}
	memset(area, 0, 2 * MIXCORE_STATUS_BYTES);
	*fake_status_header() = (struct mixcore_status_header){
		.magic = MIXCORE_STATUS_MAGIC,
		.size = sizeof(struct mixcore_status_header),
		.bytes = MIXCORE_STATUS_BYTES,
		.stride = sizeof(struct mixcore_status_entry),
		.outputs = MIXCORE_STATUS_OUTPUTS, .outputs_offset = offset_of(0),
		.inputs = MIXCORE_STATUS_OUTPUTS,
		.inputs_offset = offset_of(MIXCORE_STATUS_OUTPUTS),
		.streams = 3 * 256, .streams_offset = offset_of(2 * MIXCORE_STATUS_OUTPUTS),
	};
}

struct mixcore_status_header *fake_status_header(void)
{
	return (void *)area;
}

struct mixcore_status_entry *fake_status_at(uint32_t object, uint32_t index)
{
	const struct mixcore_status_header *header = fake_status_header();
	const uint32_t offset = object == MIXCORE_OBJECT_OUTPUT ? header->outputs_offset :
				object == MIXCORE_OBJECT_INPUT ? header->inputs_offset :
								 header->streams_offset;

	return (void *)(area + offset + index * header->stride);
}

static uint32_t count_of(uint32_t object)
{
	const struct mixcore_status_header *header = fake_status_header();

	return object == MIXCORE_OBJECT_OUTPUT ? header->outputs :
	       object == MIXCORE_OBJECT_INPUT ? header->inputs : header->streams;
}

/* An id of 0 finds one that is nobody's. */
static struct mixcore_status_entry *find(uint32_t object, uint32_t id)
{
	for (uint32_t i = 0; i < count_of(object); i++) {
		if (fake_status_at(object, i)->id == id)
			return fake_status_at(object, i);
	}
	return NULL;
}

struct mixcore_status_entry *fake_status_of(uint32_t object, uint32_t id)
{
	struct mixcore_status_entry *entry = find(object, id);

	if (entry)
		return entry;
	entry = find(object, 0);
	if (!entry)
		abort();
	*entry = (struct mixcore_status_entry){
		.id = id, .rate = 48000, .channels = 2, .cycle_frames = 256,
	};
	return entry;
}

void fake_status_drop(uint32_t object, uint32_t id)
{
	struct mixcore_status_entry *entry = object <= MIXCORE_OBJECT_INPUT ? find(object, id) :
									      NULL;

	if (!entry)
		return;
	__atomic_add_fetch(&entry->sequence, 1, __ATOMIC_SEQ_CST);
	memset(&entry->id, 0, sizeof(*entry) - sizeof(entry->sequence));
	__atomic_add_fetch(&entry->sequence, 1, __ATOMIC_SEQ_CST);
}

void fake_status_cycles(struct mixcore_status_entry *entry, uint64_t ns, double mean_square)
{
	const uint64_t frames = entry->rate * ns / SECOND_NS;

	__atomic_add_fetch(&entry->sequence, 1, __ATOMIC_SEQ_CST);
	entry->time_ns = fake.now_ns;
	entry->frames += frames;
	for (uint32_t i = 0; i < entry->channels; i++)
		entry->square_sum[i] += frames * mean_square * SQUARE_UNITS;
	__atomic_add_fetch(&entry->sequence, 1, __ATOMIC_SEQ_CST);
}

int fake_map(int fd, size_t size, const void **bytes)
{
	void *mapped;

	if (fake_endpoint_of(fd))
		return fake_endpoint_map(fake_endpoint_of(fd), size, (void **)bytes);
	if (fd != FAKE_FD_NODE && fd != FAKE_FD_CONTROL)
		return -ENODEV;
	if (fake.map_error)
		return fake.map_error;
	if (size > 2 * MIXCORE_STATUS_BYTES)
		return -EINVAL;
	mapped = mmap(NULL, size, PROT_READ, MAP_SHARED, memory, 0);
	if (mapped == MAP_FAILED)
		return -errno;
	__atomic_add_fetch(&fake.maps, 1, __ATOMIC_SEQ_CST);
	*bytes = mapped;
	return 0;
}

void fake_unmap(const void *bytes, size_t size)
{
	if (fake_endpoint_unmap(bytes, size))
		return;
	if (munmap((void *)bytes, size))
		abort();
	__atomic_sub_fetch(&fake.maps, 1, __ATOMIC_SEQ_CST);
}
