// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "runs.h"

static unsigned int count_runs(const struct listener *listener)
{
	const int32_t *record = listener->record;
	unsigned int count = 0;
	uint32_t at;

	for (at = 0; at < listener->recorded; at++)
		if (record[at] && (!at || !record[at - 1] || record[at] != record[at - 1] + 1))
			count++;
	return count;
}

/* From its first number on; returns where it ends. */
static uint32_t measure_run(const struct listener *listener, uint32_t at, struct run *run)
{
	const int32_t *record = listener->record;

	run->at = at;
	run->first = (uint32_t)record[at];
	while (at + 1 < listener->recorded && record[at + 1] &&
	       record[at + 1] == record[at] + 1)
		at++;
	run->last = (uint32_t)record[at];
	return at + 1;
}

static void join_run(struct runs *runs, struct run *run, uint32_t end_before)
{
	const struct run *before = run - 1;

	run->silence = run->at - end_before;
	runs->silence += run->silence;
	if (run->first <= before->last) {
		runs->back++;
		return;
	}
	run->missing = run->first - before->last - 1;
	runs->missing += run->missing;
}

struct runs runs_of(const struct listener *listener)
{
	unsigned int count = count_runs(listener), i;
	struct runs runs = { .run = calloc(count + 1, sizeof(struct run)) };
	uint32_t at = 0, end = 0;

	if (!runs.run)
		return runs;
	runs.count = count;
	for (i = 0; i < count; i++) {
		while (!listener->record[at])
			at++;
		at = measure_run(listener, at, &runs.run[i]);
		if (i)
			join_run(&runs, &runs.run[i], end);
		end = at;
	}
	return runs;
}

void runs_free(struct runs *runs)
{
	free(runs->run);
	*runs = (struct runs) { 0 };
}
