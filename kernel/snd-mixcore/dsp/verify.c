// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every variant proves itself against the definition before it is used: the same sums and the same
 * samples from the same noise.
 */
#include "internal.h"

#define ROUNDS	12	/* of each inner loop */
#define LANES	5

/* Xorshift: the same noise each time. */
u32 mixcore_verify_noise(struct mixcore_verify *verify)
{
	u32 x = verify->seed;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	verify->seed = x;
	return x;
}

static u32 noise(struct mixcore_verify *verify)
{
	return mixcore_verify_noise(verify);
}

static void fill(struct mixcore_verify *verify, void *memory, size_t bytes)
{
	u32 *words = memory;
	size_t i;

	for (i = 0; i < bytes / sizeof(*words); i++)
		words[i] = noise(verify);
}

/* The same in both rows; far from the limits of s64 and s32. */
static void fill_rows(struct mixcore_verify *verify, bool narrow)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(verify->rows[0]); i++) {
		s64 value = (s32)noise(verify) * (1LL << (noise(verify) % 30));

		if (narrow)
			((s32 *)verify->rows[0])[i] = (s32)noise(verify) >> 1;
		else
			verify->rows[0][i] = value;
	}
	memcpy(verify->rows[1], verify->rows[0], sizeof(verify->rows[0]));
}

static bool same_rows(const struct mixcore_verify *verify)
{
	return !memcmp(verify->rows[0], verify->rows[1], sizeof(verify->rows[0]));
}

static bool is_narrow(u32 kind)
{
	return kind == MIXCORE_NARROW_STEREO || kind == MIXCORE_NARROW_MONO;
}

static u32 bytes_of(u32 kind)
{
	return kind < MIXCORE_WIDE_S24_STEREO ? 2 : 4;
}

static void random_lane(struct mixcore_verify *verify, struct mixcore_lane *lane, u32 kind)
{
	bool stereo = !(kind & 1);
	u32 second = stereo ? noise(verify) & 1 : 0;

	lane->at = verify->samples;
	lane->place.step = bytes_of(kind) << stereo;
	lane->product.shift = is_narrow(kind) ? 4 + noise(verify) % 16 : 32 * second;
	lane->place.offset = 0;
	if (bytes_of(kind) == 2)
		lane->place.offset = 2 * second;
	else
		lane->at += 4 * second;
	lane->product.factor = (s32)noise(verify) >> 5;
	if (is_narrow(kind))
		lane->product.factor =
			mixcore_narrow_place((s32)(noise(verify) % 65535) - 32767,
					     lane->place.offset);
}

static bool adds_alike(struct mixcore_verify *verify, u32 kind, mixcore_add_t *add)
{
	struct mixcore_lane lanes[LANES];
	u32 round, i;

	for (round = 0; round < ROUNDS; round++) {
		u32 frames = round ? 1 + noise(verify) % MIXCORE_DSP_TILE : MIXCORE_DSP_TILE;
		u32 count = 1 + noise(verify) % LANES;

		fill_rows(verify, is_narrow(kind));
		for (i = 0; i < count; i++)
			random_lane(verify, &lanes[i], kind);
		mixcore_simd_begin();
		add(verify->rows[0], 0, frames, lanes, count);
		mixcore_simd_end();
		mixcore_ops_scalar.add[kind](verify->rows[1], 0, frames, lanes, count);
		if (!same_rows(verify))
			return false;
	}
	return true;
}

static bool slopes_alike(struct mixcore_verify *verify, u32 kind, mixcore_slope_t *add)
{
	struct mixcore_slope_run run;
	struct mixcore_lane lane;
	u32 round;

	for (round = 0; round < ROUNDS; round++) {
		u32 frames = 1 + noise(verify) % MIXCORE_DSP_TILE;
		u32 bits = is_narrow(kind) ? 17 : 6;

		fill_rows(verify, is_narrow(kind));
		random_lane(verify, &lane, kind);
		run.from = (s32)noise(verify) >> bits;
		run.to = (s32)noise(verify) >> bits;
		run.len = frames + (noise(verify) >> (4 + noise(verify) % 27));
		run.pos = noise(verify) % (run.len - frames + 1);
		mixcore_simd_begin();
		add(verify->rows[0], frames, &lane, &run);
		mixcore_simd_end();
		mixcore_ops_scalar.slope[kind](verify->rows[1], frames, &lane, &run);
		if (!same_rows(verify))
			return false;
	}
	return true;
}

/* Lanes that move, prepared as the mix does, against the same added one by one. */
static bool moving_alike(struct mixcore_verify *verify, mixcore_moving_t *add)
{
	struct mixcore_ramp *ramp = &verify->ramp;
	struct mixcore_moving_lane fast;
	struct mixcore_slope_run run;
	struct mixcore_lane lane;
	u32 round;

	for (round = 0; round < ROUNDS; round++) {
		u32 frames = MIXCORE_MOVING_TILE * (1 + noise(verify) % 4);

		fill_rows(verify, true);
		random_lane(verify, &lane, MIXCORE_NARROW_STEREO);
		memset(ramp, 0, sizeof(*ramp));
		ramp->from.c[0][lane.place.offset / 2] = (s32)(noise(verify) >> 6);
		ramp->to.c[0][lane.place.offset / 2] = -(s32)(noise(verify) >> 7) - 1;
		ramp->len = frames + noise(verify) % (MIXCORE_MOVING_LEN - frames + 1);
		run.pos = noise(verify) % (ramp->len - frames + 1);
		run.len = ramp->len;
		mixcore_moving_prepare(ramp);
		mixcore_moving_lane(&ramp->moving[0], verify->samples, run.pos, 5, &fast);
		lane.product.shift = mixcore_narrow_moving(ramp->from.c[0][lane.place.offset / 2],
							   ramp->to.c[0][lane.place.offset / 2],
							   5, &run.from, &run.to);
		mixcore_simd_begin();
		add((s32 *)verify->rows[0], frames, &fast, 1);
		mixcore_simd_end();
		mixcore_ops_scalar.slope[MIXCORE_NARROW_STEREO](verify->rows[1], frames, &lane,
								&run);
		if (!same_rows(verify))
			return false;
	}
	return true;
}

static struct mixcore_layout random_layout(struct mixcore_verify *verify, u32 sample)
{
	if (noise(verify) & 1)
		return mixcore_layout_interleaved(sample, 1 + (noise(verify) & 1));
	return mixcore_layout_planar(sample, 2, MIXCORE_DSP_TILE);
}

static bool stores_alike(struct mixcore_verify *verify, const struct mixcore_ops *ops)
{
	u8 q[MIXCORE_DSP_CHANNELS] = { 24, 20 }, fraction[MIXCORE_DSP_CHANNELS] = { 8, 5 };
	s32 bias[MIXCORE_DSP_CHANNELS] = { 128 + 77, 16 };
	struct mixcore_layout layout;
	u32 round;

	for (round = 0; round < 4 * MIXCORE_SAMPLES; round++) {
		u32 frames = 1 + noise(verify) % MIXCORE_DSP_TILE;

		memset(verify->out, 0, sizeof(verify->out));
		fill_rows(verify, false);
		if (ops->wide_store) {
			layout = random_layout(verify, round % MIXCORE_SAMPLES);
			mixcore_simd_begin();
			ops->wide_store(verify->out[0], &layout, verify->rows[0], q, frames);
			mixcore_simd_end();
			mixcore_scalar_wide_store(verify->out[1], &layout, verify->rows[0], q,
						  frames);
		}
		if (memcmp(verify->out[0], verify->out[1], sizeof(verify->out[0])))
			return false;
		fill_rows(verify, true);
		if (ops->narrow_store) {
			layout = random_layout(verify, MIXCORE_S16);
			mixcore_simd_begin();
			ops->narrow_store(verify->out[0], &layout, (s32 *)verify->rows[0], bias,
					  fraction, frames);
			mixcore_simd_end();
			mixcore_scalar_narrow_store(verify->out[1], &layout,
						    (s32 *)verify->rows[0], bias, fraction,
						    frames);
		}
		if (memcmp(verify->out[0], verify->out[1], sizeof(verify->out[0])))
			return false;
	}
	return true;
}

static enum mixcore_sample random_wide(struct mixcore_verify *verify)
{
	static const u8 samples[] = { MIXCORE_S24, MIXCORE_S32, MIXCORE_BUS };

	return samples[noise(verify) % ARRAY_SIZE(samples)];
}

/* Lanes for both channels, none too; loud enough for the limits every now and then. */
static void random_direct(struct mixcore_verify *verify, struct mixcore_direct *direct,
			  struct mixcore_lane (*lanes)[LANES], u32 kind)
{
	u32 quieter = noise(verify) % 16, channel, i;

	direct->sample = is_narrow(kind) ? MIXCORE_S16 : random_wide(verify);
	for (channel = 0; channel < 2; channel++) {
		struct mixcore_sums *sums = &direct->sums[channel];

		sums->lanes = lanes[channel];
		sums->end = sums->lanes + noise(verify) % (LANES + 1);
		sums->bias = (s32)(noise(verify) % 256);
		sums->fraction = is_narrow(kind) ? 5 + channel : 24 - 4 * channel;
		for (i = 0; i < LANES; i++) {
			random_lane(verify, &lanes[channel][i], kind);
			if (!is_narrow(kind))
				lanes[channel][i].product.factor >>= quieter;
		}
	}
}

/* The definition: with rows. */
static void add_and_store(struct mixcore_verify *verify, u32 kind, u32 frames,
			  const struct mixcore_direct *direct)
{
	struct mixcore_layout layout = mixcore_layout_interleaved(direct->sample, 2);
	u8 fraction[MIXCORE_DSP_CHANNELS] = { 0 };
	s32 bias[MIXCORE_DSP_CHANNELS] = { 0 };
	s32 *narrow = (s32 *)verify->rows[0];
	s64 *wide = verify->rows[0];
	u32 channel;

	memset(verify->rows[0], 0, sizeof(verify->rows[0]));
	for (channel = 0; channel < 2; channel++) {
		const struct mixcore_sums *sums = &direct->sums[channel];
		u32 row = channel * MIXCORE_DSP_TILE;

		bias[channel] = sums->bias;
		fraction[channel] = (u8)sums->fraction;
		mixcore_ops_scalar.add[kind](is_narrow(kind) ? (void *)(narrow + row) :
							       (void *)(wide + row),
					     0, frames, sums->lanes,
					     (u32)(sums->end - sums->lanes));
	}
	if (is_narrow(kind))
		mixcore_scalar_narrow_store(verify->out[1], &layout, narrow, bias, fraction,
					    frames);
	else
		mixcore_scalar_wide_store(verify->out[1], &layout, wide, fraction, frames);
}

static bool directs_alike(struct mixcore_verify *verify, u32 kind, mixcore_direct_t *store)
{
	struct mixcore_lane lanes[2][LANES];
	struct mixcore_direct direct;
	u32 round;

	for (round = 0; round < 2 * ROUNDS; round++) {
		u32 tiles = MIXCORE_DSP_TILE / MIXCORE_DIRECT_FRAMES;
		u32 frames = MIXCORE_DIRECT_FRAMES * (1 + noise(verify) % tiles);

		memset(verify->out, 0, sizeof(verify->out));
		random_direct(verify, &direct, lanes, kind);
		mixcore_simd_begin();
		store(verify->out[0], frames, &direct);
		mixcore_simd_end();
		add_and_store(verify, kind, frames, &direct);
		if (memcmp(verify->out[0], verify->out[1], sizeof(verify->out[0])))
			return false;
	}
	return true;
}

static bool all_alike(struct mixcore_verify *verify, const struct mixcore_ops *ops)
{
	u32 kind;

	for (kind = 0; kind < MIXCORE_KINDS_SIMD; kind++) {
		if (ops->add[kind] && !adds_alike(verify, kind, ops->add[kind]))
			return false;
		if (ops->slope[kind] && !slopes_alike(verify, kind, ops->slope[kind]))
			return false;
		if (ops->direct[kind] && !directs_alike(verify, kind, ops->direct[kind]))
			return false;
	}
	if (ops->moving && !moving_alike(verify, ops->moving))
		return false;
	return stores_alike(verify, ops) && mixcore_verify_output(verify, ops);
}

/**
 * mixcore_isas_verify() - compare every available variant with the definition
 * @verify: memory to work in
 *
 * One that differs anywhere is not available any more. Takes a few milliseconds.
 *
 * Context: process; before the first mixcore_isas_select().
 * Return: mask of those that differ.
 */
u32 mixcore_isas_verify(struct mixcore_verify *verify)
{
	u32 isas = mixcore_isas_available(), bad = 0, isa;

	verify->seed = 2463534242U;
	fill(verify, verify->samples, sizeof(verify->samples));
	for (isa = MIXCORE_ISA_SCALAR + 1; isa < MIXCORE_ISAS; isa++) {
		if (!(isas & 1U << isa))
			continue;
		if (!all_alike(verify, mixcore_isa_ops(isa)))
			bad |= 1U << isa;
	}
	mixcore_isas_forget(bad);
	return bad;
}
