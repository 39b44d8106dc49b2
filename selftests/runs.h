/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a listener has recorded: runs of numbers that follow on each other, and silence. */
#ifndef MIXCORE_SELFTEST_RUNS_H
#define MIXCORE_SELFTEST_RUNS_H

#include <stdint.h>

#include "counter.h"

struct run {
	uint32_t first, last;	/* numbers */
	uint32_t at;		/* of the first, in the record */
	uint32_t silence;	/* frames before it, since the run before */
	uint32_t missing;	/* numbers left out since the run before */
};

struct runs {
	struct run *run;
	unsigned int count;
	/* Of all but the first. */
	uint32_t silence, missing;
	uint32_t back;		/* runs that do not begin above the end of the one before */
};

/* Nothing in them when there is no memory. */
struct runs runs_of(const struct listener *listener);
void runs_free(struct runs *runs);

#endif /* MIXCORE_SELFTEST_RUNS_H */
