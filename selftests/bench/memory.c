// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "bench.h"

static u64 state = 20240229;

u32 bench_noise(void)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(state >> 32);
}

void *bench_alloc(size_t bytes)
{
	void *memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);

	if (!memory)
		abort();
	return memset(memory, 0, bytes);
}
