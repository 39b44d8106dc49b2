/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much faster than CLOCK_MONOTONIC a clock runs that is known by its ticks only. No other
 * header of ours is needed.
 */
#ifndef MIXCORE_DSP_DRIFT_H
#define MIXCORE_DSP_DRIFT_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include "host.h"
#endif

#define MIXCORE_DRIFT_BLOCKS	64	/* that are kept, of a second each */
#define MIXCORE_DRIFT_UNKNOWN	0x7fffffffU

/**
 * struct mixcore_drift_block - the mean of the ticks of a second
 * @at: when they were, ns of the clock since the estimate began
 * @ahead: how much it was ahead of CLOCK_MONOTONIC, ns
 */
struct mixcore_drift_block {
	s64 at;
	s64 ahead;
};

/**
 * struct mixcore_drift - an estimate; zeros: no tick yet
 * @due: when the next tick is looked at, ns of the clock
 * @begun: there was a tick
 * @nominal: of the first one, ns of the clock
 * @time: of the first one, ns of CLOCK_MONOTONIC
 * @latest: how much ahead the latest tick was
 * @block_at: when the present block began, ns of the clock since the first tick
 * @sum_at: of the times of its ticks since then
 * @sum: of the times by which they were ahead
 * @count: of its ticks
 * @blocks: that were finished since the first tick
 * @block: the latest ones, block n at n % MIXCORE_DRIFT_BLOCKS
 */
struct mixcore_drift {
	s64 due;
	bool begun;
	s64 nominal;
	s64 time;
	s64 latest;
	s64 block_at;
	s64 sum_at;
	s64 sum;
	u32 count;
	u32 blocks;
	struct mixcore_drift_block block[MIXCORE_DRIFT_BLOCKS];
};

void mixcore_drift_tick(struct mixcore_drift *drift, s64 nominal, s64 time);
s32 mixcore_drift_ppb(const struct mixcore_drift *drift, u32 *error);

#endif /* MIXCORE_DSP_DRIFT_H */
