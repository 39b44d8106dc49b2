// SPDX-License-Identifier: GPL-2.0-only
/*
 * Equalizer: which sets of biquads are accepted, what holds at an output volume, ramps between
 * sets, and the sections over a block.
 *
 * A section is stable when (a1, a2) is inside a triangle: a2 < 1, |a1| < 1 + a2. A triangle is
 * convex: what lies between two stable sections is stable too, so interpolating coefficients
 * linearly is safe. The margin pays for rounding on the way.
 */
#include "internal.h"
#include "eq-internal.h"

/* Units of Q28; rounding takes less than 1 at a volume and less than 2.01 in a ramp. */
#define MARGIN		4

/*
 * Limits of what one frame adds to a sum, over the frames: b0, b1 and a1 a frame later, b2 and a2
 * two frames later. Together 16, less a bit: a sum is below 2^63 even when each part of it is of
 * another set.
 */
#define LIMIT_0		((4LL << EQ_Q) - MARGIN)
#define LIMIT_1		((8LL << EQ_Q) - 2 * MARGIN)
#define LIMIT_2		((4LL << EQ_Q) - MARGIN)

/* Frames of a pair of channels that are done without letting others have the processor. */
#define SECTION		256

static s64 magnitude(s32 value)
{
	return value < 0 ? -(s64)value : value;
}

static int check_biquad(const struct mixcore_biquad *biquad)
{
	const s32 *c = biquad->c;

	if (c[MIXCORE_A2] > MIXCORE_EQ_UNITY - MARGIN ||
	    magnitude(c[MIXCORE_A1]) > (s64)MIXCORE_EQ_UNITY + c[MIXCORE_A2] - MARGIN)
		return -EINVAL;
	if (magnitude(c[MIXCORE_B0]) > LIMIT_0 ||
	    magnitude(c[MIXCORE_B1]) + magnitude(c[MIXCORE_A1]) > LIMIT_1 ||
	    magnitude(c[MIXCORE_B2]) + magnitude(c[MIXCORE_A2]) > LIMIT_2)
		return -ERANGE;
	return 0;
}

/**
 * mixcore_eq_check() - may this set be used?
 * @set: from anywhere
 * @channels: that are used, 1..8
 *
 * Context: any.
 * Return: 0; -EINVAL when there are too many sections or one is not stable; -ERANGE when a section
 * can't be computed: |b0| above 4, |b1| + |a1| above 8 or |b2| + |a2| above 4.
 */
int mixcore_eq_check(const struct mixcore_eq_set *set, u32 channels)
{
	u32 channel, i;
	int error;

	if (set->sections > MIXCORE_EQ_SECTIONS)
		return -EINVAL;
	for (channel = 0; channel < channels; channel++) {
		for (i = 0; i < set->sections; i++) {
			error = check_biquad(&set->section[channel][i]);
			if (error)
				return error;
		}
	}
	return 0;
}

/**
 * mixcore_eq_check_points() - may this table over the volume be used?
 * @points: from anywhere
 * @count: of @points
 * @channels: that are used, 1..8
 *
 * Context: any.
 * Return: 0; -EINVAL when there is no point, volumes do not ascend or are out of range, or the
 * points differ in their number of sections; else what mixcore_eq_check() finds.
 */
int mixcore_eq_check_points(const struct mixcore_eq_point *points, u32 count, u32 channels)
{
	int error;
	u32 i;

	if (!count)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		if (points[i].set.sections != points[0].set.sections ||
		    magnitude(points[i].volume) > MIXCORE_EQ_VOLUME_MAX ||
		    (i && points[i].volume <= points[i - 1].volume))
			return -EINVAL;
		error = mixcore_eq_check(&points[i].set, channels);
		if (error)
			return error;
	}
	return 0;
}

static void interpolate(const struct mixcore_eq_point *low, const struct mixcore_eq_point *high,
			s32 volume, struct mixcore_eq_set *set)
{
	u32 len = (u32)(high->volume - low->volume), pos = (u32)(volume - low->volume);
	u32 channel, i, c, remainder;

	set->sections = low->set.sections;
	for (channel = 0; channel < MIXCORE_DSP_CHANNELS; channel++)
		for (i = 0; i < set->sections; i++)
			for (c = 0; c < MIXCORE_BIQUAD_COEFS; c++)
				set->section[channel][i].c[c] =
					mixcore_ramp_value(low->set.section[channel][i].c[c],
							   high->set.section[channel][i].c[c],
							   pos, len, &remainder);
}

/**
 * mixcore_eq_at_volume() - the set that holds at a volume
 * @points: accepted by mixcore_eq_check_points()
 * @count: of @points
 * @volume: in the unit of the points
 * @set: written: the coefficients between two points on the straight line, to the nearest, halves
 *       upwards; outside the table those of its end
 *
 * Context: any.
 */
void mixcore_eq_at_volume(const struct mixcore_eq_point *points, u32 count, s32 volume,
			  struct mixcore_eq_set *set)
{
	u32 i = 0;

	while (i < count && points[i].volume < volume)
		i++;
	if (!i)
		*set = points[0].set;
	else if (i == count)
		*set = points[count - 1].set;
	else
		interpolate(&points[i - 1], &points[i], volume, set);
}

/*
 * The integer that is nearest to what multiplies y: so the poles nearly cancel, and the noise of
 * rounding stays as white as it is made.
 */
static s64 feedback(s64 k)
{
	return (k + EQ_HALF) >> EQ_Q;
}

static const struct mixcore_biquad flat = { .c = { MIXCORE_EQ_UNITY } };

static void lane_to(struct mixcore_eq_quad *quad, u32 lane, const struct mixcore_biquad *biquad,
		    u32 frames)
{
	s32 rest;
	s64 to;
	u32 i;

	for (i = 0; i < MIXCORE_BIQUAD_COEFS; i++) {
		to = i < MIXCORE_A1 ? biquad->c[i] : -(s64)biquad->c[i];
		if (i >= MIXCORE_A1)
			quad->f[i - MIXCORE_A1][lane] = feedback(to);
		to *= 1LL << EQ_MOVING;
		quad->step[i][lane] = frames ?
			div_s64_rem(to - quad->value[i][lane], (s32)frames, &rest) : 0;
		if (frames)
			continue;
		quad->value[i][lane] = to;
		quad->k[i][lane] = to >> EQ_MOVING;
	}
	quad->bias[lane] = EQ_HALF * (1 - quad->f[0][lane] - quad->f[1][lane]);
}

/* Section @i of @channel; a flat one where the set has none, or no such channel. */
static const struct mixcore_biquad *section_of(const struct mixcore_eq_set *set, u32 channels,
					       u32 channel, u32 i)
{
	if (!set || i >= set->sections || channel >= channels)
		return &flat;
	return &set->section[channel][i];
}

/**
 * mixcore_eq_to() - another set, in steps of one frame
 * @eq: initialized
 * @set: accepted by mixcore_eq_check(), or NULL: off
 * @frames: to take, 0 = at once; more than MIXCORE_EQ_RAMP_MAX counts as that
 *
 * The coefficients go straight from where they are now. A ramp on its way is left where it is.
 *
 * Context: any.
 */
void mixcore_eq_to(struct mixcore_eq *eq, const struct mixcore_eq_set *set, u32 frames)
{
	u32 quads = set ? (set->sections + 1) / 2 : 0, channel, i;

	eq->quads = max(eq->quads, quads);
	eq->pos = 0;
	eq->len = min_t(u32, frames, MIXCORE_EQ_RAMP_MAX);
	for (channel = 0; channel < (eq->channels + 1) / 2 * 2; channel++)
		for (i = 0; i < 2 * eq->quads; i++)
			lane_to(&eq->quad[channel / 2][i / 2], i % 2 * 2 + channel % 2,
				section_of(set, eq->channels, channel, i), eq->len);
}

/**
 * mixcore_eq_init() - an equalizer that is off
 * @eq: all of it is written
 * @channels: of its bus, 1..8
 *
 * Context: any.
 */
void mixcore_eq_init(struct mixcore_eq *eq, u32 channels)
{
	memset(eq, 0, sizeof(*eq));
	eq->channels = channels;
	eq->quads = MIXCORE_EQ_QUADS;
	mixcore_eq_to(eq, NULL, 0);
	eq->quads = 0;
}

/* Values have been moved: what multiplies from now on. @end: they are where they should be. */
static void moved(struct mixcore_eq *eq, bool end)
{
	const s64 half = end ? 1LL << (EQ_MOVING - 1) : 0;
	struct mixcore_eq_quad *quad;
	u32 pair, i, c, lane;

	for (pair = 0; pair < (eq->channels + 1) / 2; pair++) {
		for (i = 0; i < eq->quads; i++) {
			quad = &eq->quad[pair][i];
			for (c = 0; c < MIXCORE_BIQUAD_COEFS; c++) {
				for (lane = 0; lane < 4; lane++) {
					quad->k[c][lane] = (quad->value[c][lane] + half) >>
							   EQ_MOVING;
					if (end)
						quad->value[c][lane] = quad->k[c][lane] *
								       (1LL << EQ_MOVING);
				}
			}
		}
	}
}

static void run_pair(struct mixcore_eq_quad *quads, u32 n, s32 *left, s32 *right, u32 frames,
		     bool moving)
{
	const struct mixcore_ops *ops = mixcore_ops_begin();

	ops->eq(quads, n, left, right, frames, moving);
	mixcore_ops_end(ops);
}

/* Frames @done to @end - 1 of all channels. */
static void run_pairs(struct mixcore_eq *eq, const struct mixcore_bus *bus, u32 done, u32 end,
		      bool moving)
{
	u32 channel, frames;
	s32 *left, *right;

	for (; done < end; done += frames) {
		frames = min_t(u32, end - done, SECTION);
		for (channel = 0; channel < eq->channels; channel += 2) {
			left = bus->samples + (size_t)channel * bus->stride + done;
			right = channel + 1 < eq->channels ? left + bus->stride : NULL;
			run_pair(eq->quad[channel / 2], eq->quads, left, right, frames, moving);
		}
	}
}

/* Does it pass everything unchanged, and has nothing left to say? */
static bool quad_idle(const struct mixcore_eq_quad *quad)
{
	u32 lane, i;
	s64 busy = 0;

	for (lane = 0; lane < 4; lane++) {
		busy |= quad->s[0][lane] | quad->s[1][lane];
		for (i = 0; i < MIXCORE_BIQUAD_COEFS; i++)
			busy |= quad->k[i][lane] ^ flat.c[i];
	}
	return !busy;
}

/* Quads at the end of the cascade that do nothing any more are no longer in use. */
static void trim(struct mixcore_eq *eq)
{
	u32 pair;

	for (; eq->quads; eq->quads--)
		for (pair = 0; pair < (eq->channels + 1) / 2; pair++)
			if (!quad_idle(&eq->quad[pair][eq->quads - 1]))
				return;
}

/**
 * mixcore_eq_process() - equalize one block
 * @eq: moves on
 * @bus: in place, of as many channels
 * @frames: any number
 *
 * Context: any.
 */
void mixcore_eq_process(struct mixcore_eq *eq, const struct mixcore_bus *bus, u32 frames)
{
	u32 moving = min(frames, eq->len - eq->pos);

	if (!eq->quads)
		return;
	if (moving) {
		run_pairs(eq, bus, 0, moving, true);
		eq->pos += moving;
		moved(eq, eq->pos == eq->len);
	}
	run_pairs(eq, bus, moving, frames, false);
	if (eq->pos == eq->len)
		trim(eq);
}
