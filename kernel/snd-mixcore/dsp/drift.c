// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much faster than CLOCK_MONOTONIC a clock runs: a straight line through the means of its
 * latest seconds, by least squares. A tick costs a few additions, the next ones within 10 ms
 * nothing; the line is drawn when somebody asks.
 */
#include "internal.h"
#include "drift.h"

#define BILLION		1000000000LL
#define BLOCK_NS	BILLION
#define SAMPLE_NS	10000000LL	/* ticks that follow sooner are not looked at */
#define JUMP_NS		BILLION	/* more from one tick to the next: it stood still */
#define SLOPE_MAX	500000000LL	/* twice as fast */
#define AHEAD_NS	(100000 * BILLION)	/* more is a clock of another kind */
#define LEAST_BLOCKS	3		/* so that there is something to judge the line by */

static void begin(struct mixcore_drift *drift, s64 nominal, s64 time)
{
	drift->begun = true;
	drift->nominal = nominal;
	drift->time = time;
	drift->latest = 0;
	drift->block_at = 0;
	drift->sum_at = 0;
	drift->sum = 0;
	drift->count = 0;
	drift->blocks = 0;
}

static void end_block(struct mixcore_drift *drift, s64 at)
{
	struct mixcore_drift_block *block = &drift->block[drift->blocks % MIXCORE_DRIFT_BLOCKS];
	s32 rest;

	block->at = drift->block_at + div_s64_rem(drift->sum_at, (s32)drift->count, &rest);
	block->ahead = div_s64_rem(drift->sum, (s32)drift->count, &rest);
	drift->blocks++;
	drift->block_at = at;
	drift->sum_at = 0;
	drift->sum = 0;
	drift->count = 0;
}

/**
 * mixcore_drift_tick() - the clock has ticked
 * @drift: of which
 * @nominal: its time, ns; grows
 * @time: CLOCK_MONOTONIC, ns
 *
 * A clock that stood still, or went back, is measured anew.
 *
 * Context: any; one at a time.
 */
void mixcore_drift_tick(struct mixcore_drift *drift, s64 nominal, s64 time)
{
	s64 at, ahead;

	if (nominal < drift->due)
		return;
	drift->due = nominal + SAMPLE_NS;
	at = nominal - drift->nominal;
	ahead = at - (time - drift->time);
	if (!drift->begun || ahead - drift->latest > JUMP_NS || drift->latest - ahead > JUMP_NS ||
	    ahead > AHEAD_NS || ahead < -AHEAD_NS) {
		begin(drift, nominal, time);
		return;
	}
	if (at - drift->block_at >= BLOCK_NS && drift->count)
		end_block(drift, at);
	drift->latest = ahead;
	drift->sum_at += at - drift->block_at;
	drift->sum += ahead;
	drift->count++;
}

/* A line through points, in any order: x in us, y in ns, both from one of them on. */
struct line {
	s64 sxx;
	s64 sxy;
	s64 mean_x;
	s64 mean_y;
	u32 count;
};

static s64 point_x(const struct mixcore_drift *drift, u32 i)
{
	s32 rest;

	return div_s64_rem(drift->block[i].at - drift->block[0].at, 1000, &rest);
}

static s64 point_y(const struct mixcore_drift *drift, u32 i)
{
	return drift->block[i].ahead - drift->block[0].ahead;
}

static void draw(const struct mixcore_drift *drift, struct line *line)
{
	u32 count = line->count, i;
	s64 x = 0, y = 0;
	s32 rest;

	for (i = 0; i < count; i++) {
		x += point_x(drift, i);
		y += point_y(drift, i);
	}
	line->mean_x = div_s64_rem(x, (s32)count, &rest);
	line->mean_y = div_s64_rem(y, (s32)count, &rest);
	line->sxx = 0;
	line->sxy = 0;
	for (i = 0; i < count; i++) {
		x = point_x(drift, i) - line->mean_x;
		y = point_y(drift, i) - line->mean_y;
		/* By 0.1 ms, so that there is room for 64 s of a clock that is 32 s ahead. */
		line->sxx += div_s64_rem(x, 100, &rest) * div_s64_rem(x, 100, &rest);
		line->sxy += div_s64_rem(x, 100, &rest) * y;
	}
}

/* Root of @value, rounded down, bit by bit. */
static u64 root(u64 value)
{
	u64 result = 0, bit = 1ULL << 62;

	for (; bit; bit >>= 2) {
		u64 step = result + bit;

		result >>= 1;
		if (value < step)
			continue;
		value -= step;
		result += bit;
	}
	return result;
}

/* Two standard errors of the slope, by how far points are from the line. */
static u32 uncertainty(const struct mixcore_drift *drift, const struct line *line, s64 slope)
{
	u64 squares = 0, spread, error;
	s32 rest;
	u32 i;

	for (i = 0; i < line->count; i++) {
		s64 x = point_x(drift, i) - line->mean_x;
		s64 y = point_y(drift, i) - line->mean_y;
		/* ms by ppb is ps. */
		s64 off = y - div_s64_rem(div_s64_rem(x, 1000, &rest) * slope, 1000, &rest);

		off = clamp(off, -100000000LL, 100000000LL);
		squares += (u64)(off * off);
	}
	/* ns, and units of 0.1 ms. */
	spread = root(div_u64(squares, line->count - 2));
	error = div_u64(2 * spread * 10000, (u32)max(root((u64)line->sxx), 1ULL));
	/* And what is cut off on the way here. */
	return (u32)min(error + 2, (u64)MIXCORE_DRIFT_UNKNOWN - 1);
}

/**
 * mixcore_drift_ppb() - how much faster than CLOCK_MONOTONIC the clock runs
 * @drift: of it
 * @error: two standard errors of that, in 1/10^9; MIXCORE_DRIFT_UNKNOWN = nothing is known yet
 *
 * Context: any; not beside mixcore_drift_tick().
 * Return: in 1/10^9; 0 when nothing is known.
 */
s32 mixcore_drift_ppb(const struct mixcore_drift *drift, u32 *error)
{
	struct line line = { .count = min_t(u32, drift->blocks, MIXCORE_DRIFT_BLOCKS) };
	s64 divisor, slope;
	s32 rest;

	*error = MIXCORE_DRIFT_UNKNOWN;
	if (line.count < LEAST_BLOCKS)
		return 0;
	draw(drift, &line);
	/* ns by 0.1 ms is 10^-5. Blocks are a second apart: the divisor is above 10^4. */
	divisor = max(div_s64_rem(line.sxx, 10000, &rest), 1LL);
	slope = clamp(div64_s64(line.sxy, divisor), -SLOPE_MAX, SLOPE_MAX);
	*error = uncertainty(drift, &line, slope);
	/* Of what its own second gets ahead it is so much in one of CLOCK_MONOTONIC. */
	return (s32)div64_s64(slope * BILLION, BILLION - slope);
}
