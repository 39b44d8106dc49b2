/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of dsp/ share with each other only.
 */
#ifndef MIXCORE_DSP_INTERNAL_H
#define MIXCORE_DSP_INTERNAL_H

#include "dsp.h"

#ifdef __KERNEL__
#include <asm/byteorder.h>
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#endif

/**
 * mixcore_floor_div() - quotient rounded towards minus infinity
 * @dividend: any
 * @divisor: 1..2^31 - 1
 * @remainder: 0..@divisor - 1
 *
 * Context: any.
 * Return: the quotient.
 */
static inline s64 mixcore_floor_div(s64 dividend, u32 divisor, u32 *remainder)
{
	s32 rest;
	s64 quotient = div_s64_rem(dividend, (s32)divisor, &rest);

	if (rest < 0) {
		rest += (s32)divisor;
		quotient--;
	}
	*remainder = (u32)rest;
	return quotient;
}

/**
 * mixcore_ramp_value() - one coefficient of one frame of a ramp
 * @from: coefficient of frame 0
 * @to: coefficient of frame @len
 * @pos: frame, 0..@len
 * @len: 1..MIXCORE_DSP_RAMP_MAX
 * @remainder: what the rounding left, in units of 1 / (2 * @len)
 *
 * from + ((to - from) * pos) / len to the nearest integer, halves upwards: everything over
 * 2 * len, plus len, rounded down. 33 + 1 + 28 bits fit s64.
 *
 * Context: any.
 * Return: the coefficient.
 */
static inline s32 mixcore_ramp_value(s32 from, s32 to, u32 pos, u32 len, u32 *remainder)
{
	s64 twice = 2 * ((s64)to - from);

	return (s32)(from + mixcore_floor_div(twice * pos + len, 2 * len, remainder));
}

/* @mantissa / 2^@shift, @shift 1 or more, to the nearest, ties to even. */
static inline u32 mixcore_nearest_even(u32 mantissa, u32 shift)
{
	u32 half, rest, value;

	if (shift > 31)
		return 0;
	half = 1U << (shift - 1);
	rest = mantissa & (2 * half - 1);
	value = mantissa >> shift;
	return value + (rest > half || (rest == half && (value & 1)));
}

/* One coefficient walking along a ramp, as mixcore_ramp_value() would have it for every frame. */
struct mixcore_slope {
	s64 value;
	s64 step;
	u32 remainder;
	u32 remainder_step;
	u32 divisor;
};

static inline void mixcore_slope_start(struct mixcore_slope *slope, s32 from, s32 to, u32 pos,
				       u32 len)
{
	slope->divisor = 2 * len;
	slope->value = mixcore_ramp_value(from, to, pos, len, &slope->remainder);
	slope->step = mixcore_floor_div(2 * ((s64)to - from), slope->divisor,
					&slope->remainder_step);
}

static __always_inline s32 mixcore_slope_next(struct mixcore_slope *slope)
{
	s32 value = (s32)slope->value;

	slope->value += slope->step;
	slope->remainder += slope->remainder_step;
	if (slope->remainder >= slope->divisor) {
		slope->remainder -= slope->divisor;
		slope->value++;
	}
	return value;
}

/**
 * struct mixcore_run - part of a source between two events
 * @first: its first frame; contiguous from there
 * @frames: how many, 1..MIXCORE_DSP_TILE
 * @layout: where its samples lie
 * @ramp: coefficients: throughout on their way, or throughout at their target
 * @pos: frame of @ramp, its length or more at the target
 */
struct mixcore_run {
	const u8 *first;
	u32 frames;
	struct mixcore_layout layout;
	const struct mixcore_ramp *ramp;
	u32 pos;
};

static inline bool mixcore_run_moves(const struct mixcore_run *run)
{
	return run->pos < run->ramp->len;
}

static inline const u8 *mixcore_run_channel(const struct mixcore_run *run, u32 in)
{
	return run->first + in * run->layout.channel_step;
}

/* Rows of accumulators are this far from each other; @acc is the first frame of the first row. */
#define MIXCORE_DSP_ROW MIXCORE_DSP_TILE

/* mix-scalar.c: the wide mix */
void mixcore_wide_add(s64 *acc, u32 channels, const struct mixcore_run *run);
void mixcore_wide_store(void *out, const struct mixcore_layout *layout, const s64 *acc,
			const u8 *q, u32 frames);

/* convert.c: formats that are not mixed as they are */
bool mixcore_convert_needed(enum mixcore_sample sample);
void mixcore_convert(struct mixcore_run *run, s32 *samples);

/* narrow.c */
/**
 * struct mixcore_narrow_pair - one channel into one other of a narrow mix
 * @from: mantissa at frame 0 of the ramp
 * @to: at its end; alone counts when nothing moves
 * @shift: of the product, 4..19
 * @truncating: loses something in that shift
 */
struct mixcore_narrow_pair {
	s32 from;
	s32 to;
	u32 shift;
	bool truncating;
};

void mixcore_narrow_constant(struct mixcore_narrow_pair *pair, s32 c, u32 fraction);
void mixcore_narrow_moving(struct mixcore_narrow_pair *pair, s32 from, s32 to, u32 fraction);

/* narrow-scalar.c: the narrow mix */
void mixcore_narrow_add(s32 *acc, u32 channels, const u8 *fraction, const struct mixcore_run *run,
			u32 *truncating);
void mixcore_narrow_store(void *out, const struct mixcore_layout *layout, const s32 *acc,
			  const s32 *bias, const u8 *fraction, u32 frames);

#endif /* MIXCORE_DSP_INTERNAL_H */
