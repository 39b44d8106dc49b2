// SPDX-License-Identifier: GPL-2.0-or-later
/* What the memory allows: every byte is loaded once, 32 at a time, and nothing is done with it. */
#include "bench.h"

#ifdef __x86_64__
#include <immintrin.h>

bool read_loop_possible(void)
{
	return __builtin_cpu_supports("avx2");
}

__attribute__((target("avx2"))) void read_loop(const void *const *blocks, u32 count, size_t bytes)
{
	for (u32 i = 0; i < count; i++) {
		const u8 *block = blocks[i];

		for (size_t at = 0; at + 128 <= bytes; at += 128)
			for (u32 k = 0; k < 4; k++) {
				__m256i data = _mm256_loadu_si256((const void *)
								  (block + at + 32 * k));

				__asm__ volatile("" : : "x"(data));
			}
	}
}

#else

bool read_loop_possible(void)
{
	return false;
}

void read_loop(const void *const *blocks, u32 count, size_t bytes)
{
	(void)blocks;
	(void)count;
	(void)bytes;
}

#endif
