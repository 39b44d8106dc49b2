// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instructions of a call, counted by the processor's single step: a trap after each. Works with
 * every instruction set and needs no counters. A repeated string instruction counts each time.
 */
#include <signal.h>

#include "bench.h"

#ifdef __x86_64__

static volatile u64 steps;

static void step(int number)
{
	(void)number;
	steps++;
}

/* From here on each instruction traps, until step_end(): bit 8 of the flags. */
static __always_inline void step_begin(void)
{
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
			 "pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\t"
			 "lea 128(%%rsp), %%rsp" ::: "memory", "cc");
}

static __always_inline void step_end(void)
{
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
			 "pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq\n\t"
			 "lea 128(%%rsp), %%rsp" ::: "memory", "cc");
}

static u64 steps_of(void (*run)(void *data), void *data)
{
	steps = 0;
	step_begin();
	run(data);
	step_end();
	return steps;
}

static void nothing(void *data)
{
	(void)data;
}

double count_instructions(const struct work *work)
{
	struct sigaction on = { .sa_handler = step }, before;
	u64 all, frame;

	sigaction(SIGTRAP, &on, &before);
	frame = steps_of(nothing, NULL);
	all = steps_of(work->run, work->data);
	sigaction(SIGTRAP, &before, NULL);
	/* Emulated processors may not step. */
	return all > frame ? (double)(all - frame) : -1;
}

#else

double count_instructions(const struct work *work)
{
	(void)work;
	return -1;
}

#endif
