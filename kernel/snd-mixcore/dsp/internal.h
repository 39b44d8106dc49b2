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

#endif /* MIXCORE_DSP_INTERNAL_H */
