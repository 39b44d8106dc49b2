// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dsp_test.h"

/* A failure like others, not a crash: what touches a fence is a defect that tests look for. */
static void outside(int number)
{
	static const char message[] = "# memory outside of a ring was touched\n";

	(void)number;
	if (write(STDOUT_FILENO, message, sizeof(message) - 1) < 0)
		_exit(2);
	_exit(1);
}

void memory_watch(void)
{
	signal(SIGSEGV, outside);
}

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
