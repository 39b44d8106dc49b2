// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dsp_test.h"

void *test_alloc(size_t bytes)
{
	void *memory = NULL;

	if (posix_memalign(&memory, 64, bytes ? bytes : 1))
		abort();
	return memset(memory, 0, bytes);
}

/* Pages without any rights on both sides; the memory ends or begins at one of them. */
static struct memory fenced(size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t inner = (bytes + page - 1) / page * page;
	struct memory memory = { .mapped_bytes = inner + 2 * page };

	memory.mapped = mmap(NULL, memory.mapped_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
	if (memory.mapped == MAP_FAILED ||
	    mprotect((u8 *)memory.mapped + page, inner, PROT_READ | PROT_WRITE))
		abort();
	memory.start = (u8 *)memory.mapped + page + (random_below(2) ? inner - bytes : 0);
	return memory;
}

struct memory memory_new(size_t bytes, u32 offset)
{
	struct memory memory = { 0 };

	if (!random_below(8))
		return fenced(bytes);
	memory.mapped = malloc(bytes + offset + 1);
	if (!memory.mapped)
		abort();
	memory.start = (u8 *)memory.mapped + offset;
	return memory;
}

void memory_free(struct memory *memory)
{
	if (memory->mapped_bytes)
		munmap(memory->mapped, memory->mapped_bytes);
	else
		free(memory->mapped);
}
