// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a run of a source to lanes: which channel goes where, multiplied by what. Lanes that last
 * for the whole tile wait until there are many: added up together they keep the sum in registers.
 */
#include "internal.h"

static __always_inline enum mixcore_kind kind_of(const struct mixcore_layout *layout, bool narrow)
{
	u32 family = narrow ? 0 : 1 + layout->sample;
	u32 bytes = layout->sample == MIXCORE_S16 ? 2 : 4;

	if (layout->frame_step == bytes)
		return MIXCORE_NARROW_MONO + 2 * family;
	if (layout->frame_step == 2 * bytes && layout->channel_step == bytes &&
	    layout->channels == 2)
		return MIXCORE_NARROW_STEREO + 2 * family;
	return MIXCORE_NARROW_ANY + family;
}

static void *row_of(struct mixcore_block *block, u32 out, u32 at)
{
	if (block->narrow)
		return &block->scratch->narrow[out][at];
	return &block->scratch->wide[out][at];
}

static void flush(struct mixcore_block *block, u32 out)
{
	struct mixcore_lanes *lanes = &block->scratch->lanes[out];

	if (lanes->count)
		block->ops->add[lanes->kind](row_of(block, out, 0), 0, block->tile, lanes->lane,
					     lanes->count);
	lanes->count = 0;
}

/**
 * mixcore_pairs_flush() - add what waits
 * @block: at the end of a tile
 *
 * Context: any, in a section of mixcore_simd_begin().
 */
void mixcore_pairs_flush(struct mixcore_block *block)
{
	u32 out;

	for (out = 0; out < block->layout->channels; out++)
		flush(block, out);
}

static __always_inline struct mixcore_lane *next(struct mixcore_block *block, u32 out,
						 enum mixcore_kind kind)
{
	struct mixcore_lanes *lanes = &block->scratch->lanes[out];

	if (lanes->kind != kind || lanes->count == MIXCORE_DSP_LANES) {
		flush(block, out);
		lanes->kind = kind;
	}
	return &lanes->lane[lanes->count++];
}

/* A frame of interleaved S16 is loaded as a whole. */
static __always_inline bool by_frame(enum mixcore_kind kind)
{
	return kind == MIXCORE_NARROW_STEREO || kind == MIXCORE_WIDE_S16_STEREO;
}

static __always_inline void place(struct mixcore_lane *lane, const struct mixcore_run *run, u32 in,
				  bool frame)
{
	lane->step = run->layout->frame_step;
	lane->offset = frame ? 2 * in : 0;
	lane->at = run->first + (frame ? 0 : in * run->layout->channel_step);
	lane->shift = 32 * in;
}

static void add_slope(struct mixcore_block *block, const struct mixcore_run *run, u32 out, u32 in,
		      enum mixcore_kind kind)
{
	struct mixcore_slope_run slope = { .pos = run->pos, .len = run->ramp->len };
	s32 from = run->ramp->from.c[out][in], to = run->ramp->to.c[out][in];
	struct mixcore_lane lane;

	place(&lane, run, in, by_frame(kind));
	if (block->narrow) {
		lane.shift = mixcore_narrow_moving(from, to, block->fraction->narrow[out],
						   &slope.from, &slope.to);
		block->truncating[out]++;
	} else {
		slope.from = from;
		slope.to = to;
	}
	block->ops->slope[kind](row_of(block, out, run->at), run->frames, &lane, &slope);
}

static __always_inline void constant_lane(struct mixcore_block *block,
					  struct mixcore_lane *lane, const struct mixcore_run *run,
					  const struct mixcore_pair *pair, bool frame)
{
	place(lane, run, pair->in, frame);
	if (block->narrow) {
		lane->factor = mixcore_narrow_place(pair->mantissa, lane->offset);
		lane->shift = pair->shift - block->fraction->narrow[pair->out];
		block->truncating[pair->out] += pair->zeros < lane->shift;
	} else {
		lane->factor = run->ramp->to.c[pair->out][pair->in];
	}
}

static void add_constant(struct mixcore_block *block, const struct mixcore_run *run,
			 const struct mixcore_pair *pair, enum mixcore_kind kind)
{
	struct mixcore_lane now;

	if (run->frames == block->tile) {
		constant_lane(block, next(block, pair->out, kind), run, pair, by_frame(kind));
		return;
	}
	constant_lane(block, &now, run, pair, by_frame(kind));
	block->ops->add[kind](row_of(block, pair->out, run->at), 0, run->frames, &now, 1);
}

static void add_moving(struct mixcore_block *block, const struct mixcore_run *run,
		       enum mixcore_kind kind)
{
	const struct mixcore_coefs *from = &run->ramp->from, *to = &run->ramp->to;
	u32 out, in;

	for (out = 0; out < block->layout->channels; out++)
		for (in = 0; in < run->layout->channels; in++)
			if (from->c[out][in] != to->c[out][in])
				add_slope(block, run, out, in, kind);
}

static void add_all(struct mixcore_block *block, const struct mixcore_run *run,
		    enum mixcore_kind kind)
{
	const struct mixcore_ramp *ramp = run->ramp;
	const struct mixcore_pair *pair = ramp->pairs, *end = pair + ramp->npairs;
	bool moves = mixcore_run_moves(run);

	if (moves)
		add_moving(block, run, kind);
	for (; pair < end; pair++) {
		if (pair->out >= block->layout->channels || pair->in >= run->layout->channels)
			continue;
		if (!moves ||
		    ramp->from.c[pair->out][pair->in] == ramp->to.c[pair->out][pair->in])
			add_constant(block, run, pair, kind);
	}
}

/**
 * mixcore_pairs_add() - all channels of a run into all of the output
 * @block: its @truncating grows by the terms of each frame that are truncated
 * @run: S16, S24 or S32; S16 if the mix is narrow
 *
 * Context: any, in a section of mixcore_simd_begin().
 */
void mixcore_pairs_add(struct mixcore_block *block, const struct mixcore_run *run)
{
	const struct mixcore_ramp *ramp = run->ramp;
	const struct mixcore_pair *pair = ramp->pairs, *end = pair + ramp->npairs;
	enum mixcore_kind kind = kind_of(run->layout, block->narrow);

	/* Nearly all there is: without what it takes to tell the rest apart. */
	if (run->frames < block->tile || mixcore_run_moves(run) ||
	    ramp->outs > block->layout->channels || ramp->ins > run->layout->channels) {
		add_all(block, run, kind);
		return;
	}
	if (by_frame(kind)) {
		for (; pair < end; pair++)
			constant_lane(block, next(block, pair->out, kind), run, pair, true);
	} else {
		for (; pair < end; pair++)
			constant_lane(block, next(block, pair->out, kind), run, pair, false);
	}
}
