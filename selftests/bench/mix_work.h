/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MIX_WORK_H
#define MIX_WORK_H

#include "bench.h"

#define BENCH_STREAMS	512	/* at most */

struct mix_data {
	struct mixcore_layout layout;
	struct mixcore_fraction fraction;
	u32 count, block, block_bytes, out_bytes;
	bool moving;
	void *memory[BENCH_STREAMS];
	const void *blocks[BENCH_STREAMS];	/* what is read of their rings */
	struct mixcore_source sources[BENCH_STREAMS];
	struct mixcore_ramp ramps[BENCH_STREAMS];
	struct mixcore_scratch *scratch;
	void *mixed, *expected;
};

#endif /* MIX_WORK_H */
