// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lanes of a narrow mix whose factors move: what of them is worked out when a ramp begins, and how
 * they are lined up so that many are added while their sum is in registers.
 *
 * With d = @to - @from the factor of frame n is floor(V) for V = from + d * n / L + 1/2. V is a
 * multiple of 1/2L, so that floor(V + 1/4L + e) is the same for any |e| < 1/4L: an approximation is
 * exact. Here it has STEP_BITS fraction bits from frame to frame; what a variant makes of that
 * may be wrong by less than 1/4L too.
 */
#include "internal.h"

#define STEP_BITS	40	/* of a step before it gets the fraction bits of a position */
#define MORE_BITS	(MIXCORE_MOVING_BITS - STEP_BITS)

/* @step has STEP_BITS fraction bits; with 16, to the nearest. */
static s32 factor_step(s64 step)
{
	return (s32)((step + (1LL << (STEP_BITS - 17))) >> (STEP_BITS - 16));
}

static void moving_prepare(struct mixcore_moving *moving, s32 from, s32 to, u32 len)
{
	s32 first, last;
	s64 start, step;
	u32 rest;

	moving->shift = (u8)mixcore_narrow_moving(from, to, 0, &first, &last);
	start = first * (1LL << STEP_BITS) + (1LL << (STEP_BITS - 1)) +
		(s64)div_u64(1ULL << STEP_BITS, 4 * len);
	step = mixcore_floor_div((s64)(last - first) * (1LL << STEP_BITS), len, &rest);
	moving->start = (u64)start << MORE_BITS;
	moving->step = (u64)step << MORE_BITS;
	moving->steps.one = factor_step(step);
	moving->steps.eight = factor_step(8 * step);
}

/* All that is heard moves, and comes from the first two channels. */
static bool all_move(const struct mixcore_ramp *ramp)
{
	u32 out, in;

	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		for (in = 0; in < MIXCORE_DSP_CHANNELS; in++) {
			s32 from = ramp->from.c[out][in], to = ramp->to.c[out][in];

			if (from == to ? to != 0 : in > 1)
				return false;
		}
	}
	return true;
}

/**
 * mixcore_moving_prepare() - work out once what every block of a ramp needs
 * @ramp: what is made of its ends and its length is written
 *
 * Context: any.
 */
void mixcore_moving_prepare(struct mixcore_ramp *ramp)
{
	struct mixcore_moving *moving = ramp->moving;
	u32 out, in;

	ramp->nmoving = 0;
	ramp->moving_outs = 0;
	ramp->moving_most = 0;
	if (!ramp->len || ramp->len > MIXCORE_MOVING_LEN || !all_move(ramp))
		return;
	for (out = 0; out < MIXCORE_DSP_CHANNELS; out++) {
		const struct mixcore_moving *first = moving;

		for (in = 0; in < 2; in++) {
			s32 from = ramp->from.c[out][in], to = ramp->to.c[out][in];

			if (from == to)
				continue;
			moving->out = (u8)out;
			moving->place = 32 * in;
			ramp->moving_outs = out + 1;
			moving_prepare(moving++, from, to, ramp->len);
		}
		ramp->moving_most = max(ramp->moving_most, (u32)(moving - first));
	}
	ramp->nmoving = (u32)(moving - ramp->moving);
}

/**
 * mixcore_moving_flush() - add what waits
 * @block: at the end of a tile
 *
 * Context: any, in a section of mixcore_simd_begin().
 */
void mixcore_moving_flush(struct mixcore_block *block)
{
	struct mixcore_scratch *scratch = block->scratch;
	u32 out;

	for (out = 0; out < block->layout->channels; out++) {
		u32 count = (u32)(block->next_moving[out] - scratch->moving[out]);

		if (!count)
			continue;
		mixcore_rows_begin(block);
		block->ops->moving(scratch->narrow[out], block->tile, scratch->moving[out], count);
		block->next_moving[out] = scratch->moving[out];
		mixcore_breathe(block, count * block->tile);
	}
	block->room_moving = MIXCORE_DSP_LANES;
}

/**
 * mixcore_moving_lane() - one pair at a frame of its ramp
 * @moving: the pair
 * @first: first frame of the source
 * @pos: of the ramp
 * @fraction: fraction bits of the output
 * @lane: written
 *
 * Context: any.
 */
void mixcore_moving_lane(const struct mixcore_moving *moving, const u8 *first, u32 pos,
			 u32 fraction, struct mixcore_moving_lane *lane)
{
	lane->at = first;
	lane->position = moving->start + moving->step * pos;
	lane->step = moving->step * MIXCORE_MOVING_TILE;
	lane->steps = moving->steps;
	lane->shift = moving->shift - fraction;
	lane->place = moving->place;
}

static bool is_simple(const struct mixcore_block *block, const struct mixcore_source *source,
		      u32 done)
{
	const struct mixcore_ramp *ramp = source->ramp;
	u64 end = (u64)done + block->tile;

	return block->narrow && block->ops->moving && ramp->nmoving &&
	       ramp->moving_outs <= block->layout->channels && ramp->pos + end <= ramp->len &&
	       source->frames >= end && source->pos + end <= source->ring_frames &&
	       block->tile % MIXCORE_MOVING_TILE == 0 &&
	       mixcore_layout_is_stereo(&source->layout, 2);
}

/**
 * mixcore_moving_add_tile() - a source of stereo on a ramp into all of the output, if it is simple
 * @block: its @lost grows
 * @source: whose
 * @done: frames of the block before this tile
 *
 * Context: any, in a section of mixcore_simd_begin().
 * Return: false, and nothing is done, when not all of it moves for the whole tile, which is one
 * run, or no variant can do it.
 */
bool mixcore_moving_add_tile(struct mixcore_block *block, const struct mixcore_source *source,
			     u32 done)
{
	const struct mixcore_ramp *ramp = source->ramp;
	const struct mixcore_moving *moving = ramp->moving, *end = moving + ramp->nmoving;
	const u8 *first = (const u8 *)source->ring + 4 * ((size_t)source->pos + done);

	if (!is_simple(block, source, done))
		return false;
	if (block->room_moving < ramp->moving_most)
		mixcore_moving_flush(block);
	block->room_moving -= ramp->moving_most;
	for (; moving < end; moving++) {
		mixcore_moving_lane(moving, first, ramp->pos + done,
				    block->fraction->narrow[moving->out],
				    block->next_moving[moving->out]++);
		block->lost[moving->out] += MIXCORE_LOST_HALF;
	}
	return true;
}
