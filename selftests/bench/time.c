// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ratios of times. The two are run in turn, so that both meet the same machine, and the shortest
 * of many rounds counts: what is longer was disturbed.
 */
#include <time.h>

#include "mix_work.h"

#define ROUNDS	60
#define REPEATS	8	/* in a round, of the shorter ones */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double nanoseconds(const struct work *work, u32 repeats)
{
	double begin = now();

	for (u32 i = 0; i < repeats; i++)
		work->run(work->data);
	return (now() - begin) / repeats;
}

/* Per unit of the first, over that of the second. */
static double ratio_of(const struct work *first, const struct work *second)
{
	double best[2] = { 1e18, 1e18 };

	for (u32 i = 0; i < ROUNDS; i++) {
		best[0] = min(best[0], nanoseconds(first, REPEATS));
		best[1] = min(best[1], nanoseconds(second, REPEATS));
	}
	return best[0] / first->units / (best[1] / second->units);
}

static struct row s16_row(u32 streams)
{
	return (struct row) {
		.streams = streams, .in = MIXCORE_S16, .out = MIXCORE_S16, .channels = 2,
	};
}

static double many_against_few(void)
{
	const struct row few_row = s16_row(32), many_row = s16_row(512);
	struct work few, many;
	double ratio = -1;

	if (!bench_select(MIXCORE_ISA_AVX2))
		return -1;
	few = mix_open(&few_row);
	many = mix_open(&many_row);
	few.run(few.data);
	many.run(many.data);
	if (few.right(few.data) && many.right(many.data))
		ratio = ratio_of(&many, &few);
	few.close(few.data);
	many.close(many.data);
	return ratio;
}

static void read_run(void *data)
{
	const struct mix_data *mix = data;

	read_loop(mix->blocks, mix->count, mix->block_bytes);
}

static double mixing_against_reading(void)
{
	const struct row row = s16_row(32);
	struct work mixing, reading;
	double ratio = -1;

	if (!bench_select(MIXCORE_ISA_AVX2) || !read_loop_possible())
		return -1;
	mixing = mix_open(&row);
	reading = mixing;
	reading.run = read_run;
	mixing.run(mixing.data);
	if (mixing.right(mixing.data))
		ratio = ratio_of(&mixing, &reading);
	mixing.close(mixing.data);
	return ratio;
}

const struct time_row time_rows[] = {
	{ "512 streams against 32, time per stream", 1.3, "3 / - / -", many_against_few },
	{ "32 streams against only reading them, time", 3.5, "-", mixing_against_reading },
};

const u32 time_row_count = sizeof(time_rows) / sizeof(*time_rows);
