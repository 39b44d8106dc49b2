// SPDX-License-Identifier: GPL-2.0-only
/*
 * The wide mix, in plain C: the definition that every other variant has to equal.
 *
 * An accumulator has q + 31 fraction bits of full scale. Whatever the order of the sources, the sum
 * is the same: every addition is exact.
 */
#include "internal.h"

/* A sample at full scale of s32. */
static __always_inline s64 load(const u8 *at, enum mixcore_sample sample)
{
	if (sample == MIXCORE_S16)
		return (s32)((u32)le16_to_cpu(*(const __le16 *)at) << 16);
	if (sample == MIXCORE_S24)
		return (s32)(le32_to_cpu(*(const __le32 *)at) << 8);
	return (s32)le32_to_cpu(*(const __le32 *)at);
}

/*
 * The inner loops: inlined with constant @sample and, for stereo, constant @step.
 */
static __always_inline void add_constant(s64 *acc, const u8 *at, u32 frames, s32 c,
					 enum mixcore_sample sample, size_t step)
{
	u32 i;

	for (i = 0; i < frames; i++)
		acc[i] += load(at + i * step, sample) * c;
}

static __always_inline void add_slope(s64 *acc, const u8 *at, u32 frames,
				      struct mixcore_slope *slope, enum mixcore_sample sample,
				      size_t step)
{
	u32 i;

	for (i = 0; i < frames; i++)
		acc[i] += load(at + i * step, sample) * mixcore_slope_next(slope);
}

static __always_inline void add_step(s64 *acc, const u8 *at, const struct mixcore_run *run, s32 c,
				     enum mixcore_sample sample, size_t stereo)
{
	if (run->layout.frame_step == stereo)
		add_constant(acc, at, run->frames, c, sample, stereo);
	else
		add_constant(acc, at, run->frames, c, sample, run->layout.frame_step);
}

/* One stream channel into one output channel. */
static void pair_constant(s64 *acc, const struct mixcore_run *run, const u8 *at, s32 c)
{
	if (run->layout.sample == MIXCORE_S16)
		add_step(acc, at, run, c, MIXCORE_S16, 4);
	else if (run->layout.sample == MIXCORE_S24)
		add_step(acc, at, run, c, MIXCORE_S24, 8);
	else
		add_step(acc, at, run, c, MIXCORE_S32, 8);
}

static void pair_slope(s64 *acc, const struct mixcore_run *run, const u8 *at,
		       struct mixcore_slope *slope)
{
	const struct mixcore_layout *layout = &run->layout;

	if (layout->sample == MIXCORE_S16)
		add_slope(acc, at, run->frames, slope, MIXCORE_S16, layout->frame_step);
	else if (layout->sample == MIXCORE_S24)
		add_slope(acc, at, run->frames, slope, MIXCORE_S24, layout->frame_step);
	else
		add_slope(acc, at, run->frames, slope, MIXCORE_S32, layout->frame_step);
}

/**
 * mixcore_wide_add() - add a run to the accumulators
 * @acc: of its first frame
 * @channels: of the output
 * @run: S16, S24 or S32
 *
 * Context: any.
 */
void mixcore_wide_add(s64 *acc, u32 channels, const struct mixcore_run *run)
{
	const struct mixcore_ramp *ramp = run->ramp;
	bool moves = mixcore_run_moves(run);
	struct mixcore_slope slope;
	u32 out, in;

	for (out = 0; out < channels; out++, acc += MIXCORE_DSP_ROW) {
		const s32 *from = ramp->from.c[out];
		const s32 *to = ramp->to.c[out];

		for (in = 0; in < run->layout.channels; in++) {
			const u8 *at = mixcore_run_channel(run, in);

			if (moves && from[in] != to[in]) {
				mixcore_slope_start(&slope, from[in], to[in], run->pos, ramp->len);
				pair_slope(acc, run, at, &slope);
			} else if (to[in]) {
				pair_constant(acc, run, at, to[in]);
			}
		}
	}
}
