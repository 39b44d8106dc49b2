// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hog SECONDS PROCESSES SEED: busy processes, as games and compilers are: each works for up to 40
 * ms and sleeps for up to 10, at random but the same for a seed. Ordinary priority.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "noise.h"

static long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void work_until(long long end)
{
	static volatile unsigned int memory[1 << 16];
	unsigned int i = 0;

	while (now_us() < end)
		memory[(i += 4099) % (1 << 16)]++;
}

static void hog(long long end, uint64_t seed)
{
	while (now_us() < end) {
		work_until(now_us() + noise_next(&seed) % 40000);
		usleep(noise_next(&seed) % 10000);
	}
}

int main(int argc, char **argv)
{
	long long end;
	int i;

	if (argc != 4) {
		fprintf(stderr, "usage: hog SECONDS PROCESSES SEED\n");
		return 2;
	}
	end = now_us() + atoi(argv[1]) * 1000000LL;
	for (i = 0; i < atoi(argv[2]); i++) {
		if (fork())
			continue;
		hog(end, atoi(argv[3]) + i);
		return 0;
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
