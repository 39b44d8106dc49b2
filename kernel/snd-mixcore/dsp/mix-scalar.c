// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mix, in plain C: the definition that every other variant has to equal.
 *
 * A block is done in tiles of MIXCORE_DSP_TILE frames. The accumulator holds one row of a tile per
 * output channel, with q + 32 fraction and integer bits of a sample at full scale of s32. Whatever
 * the order of the sources, the sum is the same: every addition is exact.
 */
#include "internal.h"

/* Part of a source that is contiguous in its ring and in its ramp. */
struct run {
	const void *first;	/* frame */
	u32 frames;
	u32 stride;		/* samples per frame */
	enum mixcore_sample sample;
};

/* One coefficient walking along a ramp, as mixcore_ramp_value() would have it for every frame. */
struct slope {
	s64 value;
	s64 step;
	u32 remainder;
	u32 remainder_step;
	u32 divisor;
};

static void slope_start(struct slope *slope, s32 from, s32 to, u32 pos, u32 len)
{
	slope->divisor = 2 * len;
	slope->value = mixcore_ramp_value(from, to, pos, len, &slope->remainder);
	slope->step = mixcore_floor_div(2 * ((s64)to - from), slope->divisor,
					&slope->remainder_step);
}

static __always_inline s32 slope_next(struct slope *slope)
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

/* A sample at full scale of s32. */
static __always_inline s64 load(const void *samples, size_t index, enum mixcore_sample sample)
{
	if (sample == MIXCORE_S16)
		return (s32)((u32)le16_to_cpu(((const __le16 *)samples)[index]) << 16);
	if (sample == MIXCORE_S24)
		return (s32)(le32_to_cpu(((const __le32 *)samples)[index]) << 8);
	return (s32)le32_to_cpu(((const __le32 *)samples)[index]);
}

/*
 * The inner loops: inlined with constant @sample and, for mono and stereo, constant @stride.
 */
static __always_inline void add_constant(s64 *acc, const void *samples, u32 frames, s32 c,
					 enum mixcore_sample sample, u32 stride)
{
	size_t i;

	for (i = 0; i < frames; i++)
		acc[i] += load(samples, i * stride, sample) * c;
}

static __always_inline void add_slope(s64 *acc, const void *samples, u32 frames,
				      struct slope *slope, enum mixcore_sample sample, u32 stride)
{
	size_t i;

	for (i = 0; i < frames; i++)
		acc[i] += load(samples, i * stride, sample) * slope_next(slope);
}

static __always_inline void add_stride(s64 *acc, const struct run *run, const void *samples,
				       s32 c, enum mixcore_sample sample)
{
	if (run->stride == 1)
		add_constant(acc, samples, run->frames, c, sample, 1);
	else if (run->stride == 2)
		add_constant(acc, samples, run->frames, c, sample, 2);
	else
		add_constant(acc, samples, run->frames, c, sample, run->stride);
}

static const void *run_channel(const struct run *run, u32 in)
{
	return (const u8 *)run->first + in * mixcore_sample_bytes(run->sample);
}

/* One stream channel into one output channel. */
static void pair_constant(s64 *acc, const struct run *run, u32 in, s32 c)
{
	const void *samples = run_channel(run, in);

	if (run->sample == MIXCORE_S16)
		add_stride(acc, run, samples, c, MIXCORE_S16);
	else if (run->sample == MIXCORE_S24)
		add_stride(acc, run, samples, c, MIXCORE_S24);
	else
		add_stride(acc, run, samples, c, MIXCORE_S32);
}

static void pair_slope(s64 *acc, const struct run *run, u32 in, struct slope *slope)
{
	const void *samples = run_channel(run, in);

	if (run->sample == MIXCORE_S16)
		add_slope(acc, samples, run->frames, slope, MIXCORE_S16, run->stride);
	else if (run->sample == MIXCORE_S24)
		add_slope(acc, samples, run->frames, slope, MIXCORE_S24, run->stride);
	else
		add_slope(acc, samples, run->frames, slope, MIXCORE_S32, run->stride);
}

/* All channel pairs of one run, at frame @pos of its ramp. */
static void add_run(s64 *acc, u32 channels, const struct run *run,
		    const struct mixcore_ramp *ramp, u32 pos)
{
	bool moving = pos < ramp->len;
	struct slope slope;
	u32 out, in;

	for (out = 0; out < channels; out++, acc += MIXCORE_DSP_TILE) {
		const s32 *from = ramp->from.c[out];
		const s32 *to = ramp->to.c[out];

		for (in = 0; in < run->stride; in++) {
			if (moving && from[in] != to[in]) {
				slope_start(&slope, from[in], to[in], pos, ramp->len);
				pair_slope(acc, run, in, &slope);
			} else if (to[in]) {
				pair_constant(acc, run, in, to[in]);
			}
		}
	}
}

/* Frame of the ring that is @done frames after the first of the block. */
static u32 ring_frame(const struct mixcore_source *source, u32 done)
{
	u32 left = source->ring_frames - source->pos;

	if (done >= source->ring_frames)
		done %= source->ring_frames;
	return done < left ? source->pos + done : done - left;
}

/* Frames @done to @done + @frames of the block of one source, split at ring and ramp ends. */
static void add_source(s64 *acc, u32 channels, const struct mixcore_source *source, u32 done,
		       u32 frames)
{
	const struct mixcore_ramp *ramp = source->ramp;
	size_t frame_bytes = source->channels * mixcore_sample_bytes(source->sample);
	struct run run = { .stride = source->channels, .sample = source->sample };
	u32 pos = ramp->pos + min(done, ramp->len - ramp->pos);
	u32 ring = ring_frame(source, done);

	for (; frames; frames -= run.frames) {
		run.first = (const u8 *)source->ring + ring * frame_bytes;
		run.frames = min(frames, source->ring_frames - ring);
		if (pos < ramp->len)
			run.frames = min(run.frames, ramp->len - pos);
		add_run(acc, channels, &run, ramp, pos);
		acc += run.frames;
		ring += run.frames;
		if (ring == source->ring_frames)
			ring = 0;
		pos += min(run.frames, ramp->len - pos);
	}
}

/* Half a unit of the output everywhere: what the shift in store_tile() rounds by. */
static void start_tile(s64 *acc, u32 channels, const u8 *q, u32 bits, u32 frames)
{
	u32 out, i;

	for (out = 0; out < channels; out++, acc += MIXCORE_DSP_TILE)
		for (i = 0; i < frames; i++)
			acc[i] = 1LL << (q[out] + 32 - bits - 1);
}

/* @samples: the first of its channel in an interleaved tile. */
static __always_inline void store_channel(void *samples, const s64 *acc, u32 channels, u32 shift,
					  u32 frames, u32 bits)
{
	const s64 top = (1LL << (bits - 1)) - 1;
	size_t i;

	for (i = 0; i < frames; i++) {
		s64 value = clamp(acc[i] >> shift, -top - 1, top);

		if (bits == 16)
			((__le16 *)samples)[i * channels] = cpu_to_le16((u16)value);
		else
			((__le32 *)samples)[i * channels] = cpu_to_le32((u32)value);
	}
}

static void store_tile(void *out, enum mixcore_sample sample, const s64 *acc, u32 channels,
		       const u8 *q, u32 frames)
{
	u32 i;

	for (i = 0; i < channels; i++, acc += MIXCORE_DSP_TILE) {
		void *samples = (u8 *)out + i * mixcore_sample_bytes(sample);

		if (sample == MIXCORE_S16)
			store_channel(samples, acc, channels, q[i] + 16, frames, 16);
		else if (sample == MIXCORE_S24)
			store_channel(samples, acc, channels, q[i] + 8, frames, 24);
		else
			store_channel(samples, acc, channels, q[i], frames, 32);
	}
}

static u32 sample_bits(enum mixcore_sample sample)
{
	return sample == MIXCORE_S16 ? 16 : sample == MIXCORE_S24 ? 24 : 32;
}

/**
 * mixcore_mix() - mix one block
 * @out: @frames interleaved frames, all of them are written
 * @sample: format of @out
 * @channels: of @out, 1..8
 * @q: fraction bits of the coefficients of every source, per output channel
 * @frames: any number
 * @sources: what to mix; the result does not depend on their order
 * @count: of @sources
 * @acc: scratch of MIXCORE_DSP_TILE * MIXCORE_DSP_CHANNELS
 *
 * The ramps of @sources don't move: mixcore_ramp_advance() when the block is accepted.
 *
 * Context: any.
 */
void mixcore_mix(void *out, enum mixcore_sample sample, u32 channels,
		 const u8 q[MIXCORE_DSP_CHANNELS], u32 frames,
		 const struct mixcore_source *sources, u32 count, s64 *acc)
{
	size_t frame_bytes = channels * mixcore_sample_bytes(sample);
	u32 done, tile, there, i;

	for (done = 0; done < frames; done += tile) {
		tile = min_t(u32, frames - done, MIXCORE_DSP_TILE);
		start_tile(acc, channels, q, sample_bits(sample), tile);
		for (i = 0; i < count; i++) {
			if (sources[i].frames <= done)
				continue;
			there = min(tile, sources[i].frames - done);
			add_source(acc, channels, &sources[i], done, there);
		}
		store_tile((u8 *)out + done * frame_bytes, sample, acc, channels, q, tile);
	}
}
