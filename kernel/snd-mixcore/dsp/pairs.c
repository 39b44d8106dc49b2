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
	if (mixcore_layout_is_stereo(layout, bytes))
		return MIXCORE_NARROW_STEREO + 2 * family;
	return MIXCORE_NARROW_ANY + family;
}

static void *row_of(struct mixcore_block *block, u32 out, u32 at)
{
	mixcore_rows_begin(block);
	if (block->narrow)
		return &block->scratch->narrow[out][at];
	return &block->scratch->wide[out][at];
}

/**
 * mixcore_pairs_done() - nothing waits any more
 * @block: all that waited was added
 *
 * Context: any.
 */
void mixcore_pairs_done(struct mixcore_block *block)
{
	u32 out;

	for (out = 0; out < block->layout->channels; out++)
		block->next[out] = block->scratch->lanes[out];
	block->room = MIXCORE_DSP_LANES;
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

	for (out = 0; out < block->layout->channels; out++) {
		struct mixcore_lane *lanes = block->scratch->lanes[out];
		u32 count = (u32)(block->next[out] - lanes);

		if (count)
			block->ops->add[block->kind](row_of(block, out, 0), 0, block->tile,
						     lanes, count);
		mixcore_breathe(block, count * block->tile);
	}
	mixcore_pairs_done(block);
}

/* So many lanes of a kind may follow in each output channel. */
static __always_inline void make_room(struct mixcore_block *block, enum mixcore_kind kind,
				      u32 lanes)
{
	if (block->kind != kind || block->room < lanes) {
		mixcore_pairs_flush(block);
		block->kind = kind;
	}
	block->room -= lanes;
}

/* A frame of interleaved S16 is loaded as a whole. */
static __always_inline bool by_frame(enum mixcore_kind kind)
{
	return kind == MIXCORE_NARROW_STEREO || kind == MIXCORE_WIDE_S16_STEREO;
}

static __always_inline void place(struct mixcore_lane *lane, const struct mixcore_layout *layout,
				  const u8 *first, u32 in, bool frame)
{
	lane->place.step = layout->frame_step;
	lane->place.offset = frame ? 2 * in : 0;
	lane->at = first + (frame ? 0 : in * layout->channel_step);
	lane->product.shift = 32 * in;
}

static void add_slope(struct mixcore_block *block, const struct mixcore_run *run, u32 out, u32 in,
		      enum mixcore_kind kind)
{
	struct mixcore_slope_run slope = { .pos = run->pos, .len = run->ramp->len };
	s32 from = run->ramp->from.c[out][in], to = run->ramp->to.c[out][in];
	struct mixcore_lane lane;

	place(&lane, run->layout, run->first, in, by_frame(kind));
	if (block->narrow) {
		lane.product.shift = mixcore_narrow_moving(from, to, block->fraction->narrow[out],
							   &slope.from, &slope.to);
		block->lost[out] += MIXCORE_LOST_HALF;
	} else {
		slope.from = from;
		slope.to = to;
	}
	block->ops->slope[kind](row_of(block, out, run->at), run->frames, &lane, &slope);
}

static __always_inline u32 lost_by(const struct mixcore_pair *pair, u32 fraction)
{
	return pair->lost[fraction - MIXCORE_NARROW_LEAST];
}

static __always_inline void constant_lane(struct mixcore_block *block,
					  struct mixcore_lane *lane,
					  const struct mixcore_layout *layout, const u8 *first,
					  const struct mixcore_ramp *ramp,
					  const struct mixcore_pair *pair, bool frame)
{
	place(lane, layout, first, pair->in, frame);
	if (block->narrow) {
		lane->product.factor = mixcore_narrow_place(pair->mantissa, lane->place.offset);
		lane->product.shift = pair->shift - block->fraction->narrow[pair->out];
		block->lost[pair->out] += lost_by(pair, block->fraction->narrow[pair->out]);
	} else {
		lane->product.factor = ramp->to.c[pair->out][pair->in];
	}
}

static void add_constant(struct mixcore_block *block, const struct mixcore_run *run,
			 const struct mixcore_pair *pair, enum mixcore_kind kind)
{
	struct mixcore_lane now;

	if (run->frames == block->tile) {
		make_room(block, kind, 1);
		constant_lane(block, block->next[pair->out]++, run->layout, run->first, run->ramp,
			      pair, by_frame(kind));
		return;
	}
	constant_lane(block, &now, run->layout, run->first, run->ramp, pair, by_frame(kind));
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

/* Nearly all there is: stereo in a narrow mix. There is room. */
static __always_inline void add_narrow_stereo(struct mixcore_block *block,
					      const struct mixcore_ramp *ramp, const u8 *first)
{
	const struct mixcore_pair *pair = ramp->pairs, *end = pair + ramp->npairs;

	for (; pair < end; pair++) {
		u32 out = pair->out, bits = block->fraction->narrow[out] - MIXCORE_NARROW_LEAST;
		struct mixcore_lane *lane = block->next[out]++;

		lane->at = first;
		lane->product = pair->stereo[bits];
		lane->place = pair->place;
		block->lost[out] += pair->lost[bits];
	}
}

/* The same for S24 and S32. */
static __always_inline void add_wide_stereo(struct mixcore_block *block,
					    const struct mixcore_ramp *ramp, const u8 *first)
{
	const struct mixcore_pair *pair = ramp->pairs, *end = pair + ramp->npairs;

	for (; pair < end; pair++) {
		struct mixcore_lane *lane = block->next[pair->out]++;

		lane->at = first + 4 * pair->in;
		lane->product = pair->wide;
		lane->place = (struct mixcore_place) { .step = 8 };
	}
}

/* All the rest, and what needs room first. */
static noinline void add_any(struct mixcore_block *block, const struct mixcore_layout *layout,
			     const struct mixcore_ramp *ramp, const u8 *first,
			     enum mixcore_kind kind)
{
	const struct mixcore_pair *pair = ramp->pairs, *end = pair + ramp->npairs;
	bool frame = by_frame(kind);

	make_room(block, kind, ramp->most);
	for (; pair < end; pair++)
		constant_lane(block, block->next[pair->out]++, layout, first, ramp, pair, frame);
}

/**
 * mixcore_pairs_add_tile() - all channels of a source into all of the output, if it is simple
 * @block: its @lost grows
 * @source: whose
 * @done: frames of the block before this tile
 *
 * Context: any, in a section of mixcore_simd_begin().
 * Return: false, and nothing is done, when this tile of the source is not one run at its targets,
 * has to be converted, or has other channels than its coefficients.
 */
bool mixcore_pairs_add_tile(struct mixcore_block *block, const struct mixcore_source *source,
			    u32 done)
{
	const struct mixcore_layout *layout = &source->layout;
	const struct mixcore_ramp *ramp = source->ramp;
	u64 ring = (u64)source->pos + done;
	enum mixcore_kind kind;
	const u8 *first;

	if (ramp->pos < ramp->len)
		return mixcore_moving_add_tile(block, source, done);
	if (source->frames < (u64)done + block->tile ||
	    ring + block->tile > source->ring_frames || ramp->outs > block->layout->channels ||
	    ramp->ins > layout->channels || mixcore_convert_needed(layout->sample))
		return false;
	kind = kind_of(layout, block->narrow);
	first = (const u8 *)source->ring + ring * layout->frame_step;
	if (block->kind != kind || block->room < ramp->most) {
		add_any(block, layout, ramp, first, kind);
		return true;
	}
	if (kind == MIXCORE_NARROW_STEREO) {
		block->room -= ramp->most;
		add_narrow_stereo(block, ramp, first);
	} else if (kind == MIXCORE_WIDE_S32_STEREO || kind == MIXCORE_WIDE_S24_STEREO) {
		block->room -= ramp->most;
		add_wide_stereo(block, ramp, first);
	} else {
		add_any(block, layout, ramp, first, kind);
	}
	return true;
}

/**
 * mixcore_pairs_add() - all channels of a run into all of the output
 * @block: its @lost grows
 * @run: S16, S24 or S32; S16 if the mix is narrow
 *
 * Context: any, in a section of mixcore_simd_begin().
 */
void mixcore_pairs_add(struct mixcore_block *block, const struct mixcore_run *run)
{
	enum mixcore_kind kind = kind_of(run->layout, block->narrow);
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
	mixcore_breathe(block, run->frames * ramp->npairs);
}
