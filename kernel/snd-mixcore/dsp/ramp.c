// SPDX-License-Identifier: GPL-2.0-only
/*
 * Coefficients on their way: linear ramps, so that a change of volume makes no click.
 */
#include "internal.h"

/* Pays for half a unit of the output where this sum and that of the targets meet (dsp.rst). */
#define ROW_MARGIN 8

/* What frame @pos of the ramp multiplies by; any frame after the ramp: the target. */
static s32 value_now(const struct mixcore_ramp *ramp, u32 out, u32 in)
{
	u32 remainder;

	if (ramp->pos >= ramp->len)
		return ramp->to.c[out][in];
	return mixcore_ramp_value(ramp->from.c[out][in], ramp->to.c[out][in], ramp->pos,
				  ramp->len, &remainder);
}

/* @c with @q instead of @old fraction bits, to the nearest, halves upwards. */
static s32 convert_q(s32 c, u32 old, u32 q)
{
	if (old <= q)
		return (s32)((s64)c * (1 << (q - old)));
	return (s32)(((s64)c + (1 << (old - q - 1))) >> (old - q));
}

/**
 * mixcore_ramp_prepare() - work out once what every block needs
 * @ramp: what is made of its target is written
 *
 * Done by all that set a ramp.
 *
 * Context: any.
 */
void mixcore_ramp_prepare(struct mixcore_ramp *ramp)
{
	struct mixcore_pair *pair = ramp->pairs;
	const struct mixcore_pair *first;
	u32 out, in;

	ramp->outs = 0;
	ramp->ins = 0;
	ramp->most = 0;
	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		first = pair;
		for (in = 0; in < MIXCORE_DSP_CHANNELS; in++) {
			if (!ramp->to.c[out][in])
				continue;
			ramp->outs = out + 1;
			ramp->ins = max(ramp->ins, in + 1);
			pair->out = (u8)out;
			pair->in = (u8)in;
			mixcore_narrow_mantissa(ramp->to.c[out][in], pair);
			pair->wide.factor = ramp->to.c[out][in];
			pair->wide.shift = 32 * in;
			pair++;
		}
		ramp->most = max(ramp->most, (u32)(pair - first));
	}
	ramp->npairs = (u32)(pair - ramp->pairs);
	mixcore_moving_prepare(ramp);
}

/**
 * mixcore_ramp_set() - coefficients that don't move
 * @ramp: all of it is written
 * @to: coefficients
 *
 * Context: any.
 */
void mixcore_ramp_set(struct mixcore_ramp *ramp, const struct mixcore_coefs *to)
{
	ramp->from = *to;
	ramp->to = *to;
	ramp->pos = 0;
	ramp->len = 0;
	mixcore_ramp_prepare(ramp);
}

/**
 * mixcore_ramp_to() - move to new coefficients from where they are now
 * @ramp: set before; a ramp on its way is left where it is
 * @to: coefficients to reach; must not be part of @ramp
 * @len: frames to take, 0 = at once, at most (and more counts as) MIXCORE_DSP_RAMP_MAX
 *
 * Where the fraction bits change, the present coefficients are rounded to the new ones. A ramp
 * that would not move is none.
 *
 * Context: any.
 */
void mixcore_ramp_to(struct mixcore_ramp *ramp, const struct mixcore_coefs *to, u32 len)
{
	u32 out, in;
	s32 now;

	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		for (in = 0; in < MIXCORE_DSP_CHANNELS; in++) {
			now = value_now(ramp, out, in);
			ramp->from.c[out][in] = convert_q(now, ramp->to.q[out], to->q[out]);
		}
	}
	memcpy(ramp->from.q, to->q, sizeof(to->q));
	if (!len || !memcmp(ramp->from.c, to->c, sizeof(to->c))) {
		mixcore_ramp_set(ramp, to);
		return;
	}
	ramp->to = *to;
	ramp->pos = 0;
	ramp->len = min_t(u32, len, MIXCORE_DSP_RAMP_MAX);
	mixcore_ramp_prepare(ramp);
}

/**
 * mixcore_ramp_advance() - frames have been mixed
 * @ramp: moves on, at most to its end
 * @frames: how many
 *
 * Context: any.
 */
void mixcore_ramp_advance(struct mixcore_ramp *ramp, u32 frames)
{
	ramp->pos += min(frames, ramp->len - ramp->pos);
}

/* Sum of the present |coefficients| of a row in Q24. */
static u64 row_now(const struct mixcore_ramp *ramp, u32 out)
{
	u64 total = 0;
	u32 in;

	for (in = 0; in < MIXCORE_DSP_CHANNELS; in++) {
		s64 now = convert_q(value_now(ramp, out, in), ramp->to.q[out], 24);

		total += (u64)(now < 0 ? -now : now);
	}
	return total;
}

/**
 * mixcore_ramp_sum() - add what one stream contributes now to the sums of an output
 * @ramp: coefficients
 * @sum: per output channel, Q24: grows by the sum of |present coefficient| and by ROW_MARGIN
 *
 * Before coefficients move, mixcore_coefs_choose_q() is asked twice: about this sum over all
 * streams of the output, and about mixcore_coefs_sum() over their targets. The coarser answer
 * holds, or the change is made at once: then the accumulator can't overflow on the way either.
 *
 * Context: any.
 */
void mixcore_ramp_sum(const struct mixcore_ramp *ramp, u64 sum[MIXCORE_DSP_CHANNELS])
{
	u32 out;

	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		u64 total = row_now(ramp, out);

		sum[out] += total ? total + ROW_MARGIN : 0;
	}
}

static u64 magnitude_q24(s32 c, u32 q)
{
	s64 wide = (s64)c * (1 << (24 - q));

	return (u64)(wide < 0 ? -wide : wide);
}

/**
 * mixcore_way_sum() - add the most of what one stream contributes on its way
 * @ramp: where its coefficients are, NULL: nothing is heard
 * @to: where they are to go, NULL: nowhere
 * @way: per output channel, Q24: grows by the sum of the larger of |present| and |target|
 *
 * Context: any.
 */
void mixcore_way_sum(const struct mixcore_ramp *ramp, const struct mixcore_coefs *to,
		     u64 way[MIXCORE_DSP_CHANNELS])
{
	u32 out, in;

	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		for (in = 0; in < MIXCORE_DSP_CHANNELS; in++) {
			u64 now = 0, target = 0;

			if (ramp)
				now = magnitude_q24(value_now(ramp, out, in), ramp->to.q[out]);
			if (to)
				target = magnitude_q24(to->c[out][in], to->q[out]);
			way[out] += max(now, target);
		}
	}
}
