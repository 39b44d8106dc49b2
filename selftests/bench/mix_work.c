// SPDX-License-Identifier: GPL-2.0-or-later
/* A block of one output: streams of noise, each channel with a gain of its own. */
#include <stdlib.h>

#include "mix_reference.h"
#include "mix_work.h"

#define BLOCKS	4	/* of a ring */

static const struct reference_format *format_of(enum mixcore_sample sample)
{
	switch (sample) {
	case MIXCORE_S16:
		return &reference_s16;
	case MIXCORE_S24:
		return &reference_s24;
	case MIXCORE_FLOAT:
		return &reference_float;
	default:
		return &reference_s32;
	}
}

/* Noise at -18 dB. */
static void fill(void *ring, u32 samples, const struct reference_format *format)
{
	for (u32 i = 0; i < samples; i++)
		reference_store(format, (u8 *)ring + i * (u32)format->bytes,
				(s32)bench_noise() >> (3 + 32 - format->bits));
}

/* Gains from 0.01 to 0.99: no unity, nothing silent. */
static s32 gain(void)
{
	return (s32)(MIXCORE_DSP_UNITY / 100 * (1 + bench_noise() % 99) + bench_noise() % 1000);
}

static void set_ramp(struct mix_data *mix, u32 i)
{
	struct mixcore_ramp *ramp = &mix->ramps[i];

	memset(ramp->from.q, 24, sizeof(ramp->from.q));
	memset(ramp->to.q, 24, sizeof(ramp->to.q));
	for (u32 c = 0; c < mix->layout.channels; c++) {
		ramp->to.c[c][c] = gain();
		ramp->from.c[c][c] = mix->moving ? gain() : ramp->to.c[c][c];
	}
	ramp->len = mix->moving ? 4 * BENCH_FRAMES : 0;
	ramp->pos = mix->moving ? BENCH_FRAMES : 0;
	mixcore_ramp_prepare(ramp);
}

/* Rings start one cache line further each: at the same place in their pages they would collide. */
static void set_source(struct mix_data *mix, u32 i, enum mixcore_sample in)
{
	u8 *ring;

	mix->memory[i] = bench_alloc(BLOCKS * mix->block_bytes + 4096);
	ring = (u8 *)mix->memory[i] + i % 64 * 64;
	fill(ring, BLOCKS * BENCH_FRAMES * mix->layout.channels, format_of(in));
	mix->blocks[i] = ring + mix->block * mix->block_bytes;
	mix->sources[i] = (struct mixcore_source) {
		.ring = ring, .ring_frames = BLOCKS * BENCH_FRAMES,
		.pos = mix->block * BENCH_FRAMES, .frames = BENCH_FRAMES,
		.layout = mixcore_layout_interleaved(in, mix->layout.channels),
		.ramp = &mix->ramps[i],
	};
	set_ramp(mix, i);
}

static void choose_fraction(struct mix_data *mix, enum mixcore_sample in)
{
	u64 way[MIXCORE_DSP_CHANNELS] = { 0 };

	memset(mix->fraction.q, 24, sizeof(mix->fraction.q));
	for (u32 i = 0; i < mix->count; i++)
		mixcore_way_sum(&mix->ramps[i], &mix->ramps[i].to, way);
	if (in == MIXCORE_S16 && mix->layout.sample == MIXCORE_S16)
		mixcore_narrow_choose(way, &mix->fraction);
	for (u32 out = 0; out < MIXCORE_DSP_CHANNELS; out++)
		if (!mix->fraction.narrow[out] && way[out] >= 128ULL << 24)
			abort();	/* q would have to be 20 */
}

static void mix_run(void *data)
{
	struct mix_data *mix = data;

	mixcore_mix(mix->mixed, &mix->layout, &mix->fraction, BENCH_FRAMES, mix->sources,
		    mix->count, mix->scratch);
}

static void describe(const struct mix_data *mix, u32 i, struct reference_source *source)
{
	const struct mixcore_layout *layout = &mix->sources[i].layout;

	memset(source, 0, sizeof(*source));
	source->ring = mix->sources[i].ring;
	source->ring_frames = mix->sources[i].ring_frames;
	source->pos = mix->sources[i].pos;
	source->frames = BENCH_FRAMES;
	source->ramp_pos = mix->ramps[i].pos;
	source->ramp_len = mix->ramps[i].len;
	source->layout.format = format_of(layout->sample);
	source->layout.channels = (int)layout->channels;
	source->layout.channel_step = (u32)source->layout.format->bytes;
	source->layout.frame_step = layout->channels * source->layout.channel_step;
	for (u32 c = 0; c < layout->channels; c++) {
		source->from[c][c] = mix->ramps[i].from.c[c][c];
		source->to[c][c] = mix->ramps[i].to.c[c][c];
	}
}

/* Only the first time the reference is asked: the block is always the same. */
static void expect(struct mix_data *mix)
{
	struct reference_source *sources = bench_alloc(mix->count * sizeof(*sources));
	struct reference_output output = { .layout = {
		.format = format_of(mix->layout.sample), .channels = (int)mix->layout.channels } };

	mix->expected = bench_alloc(mix->out_bytes);
	output.frames = mix->expected;
	output.layout.channel_step = (u32)output.layout.format->bytes;
	output.layout.frame_step = mix->layout.channels * output.layout.channel_step;
	for (u32 i = 0; i < MIXCORE_DSP_CHANNELS; i++) {
		output.q[i] = mix->fraction.q[i];
		output.narrow[i] = mix->fraction.narrow[i];
	}
	for (u32 i = 0; i < mix->count; i++)
		describe(mix, i, &sources[i]);
	reference_mix(&output, BENCH_FRAMES, sources, mix->count);
	free(sources);
}

static bool mix_right(void *data)
{
	struct mix_data *mix = data;

	if (!mix->expected)
		expect(mix);
	return !memcmp(mix->mixed, mix->expected, mix->out_bytes);
}

static void mix_close(void *data)
{
	struct mix_data *mix = data;

	for (u32 i = 0; i < mix->count; i++)
		free(mix->memory[i]);
	free(mix->scratch);
	free(mix->mixed);
	free(mix->expected);
	free(mix);
}

struct work mix_open(const struct row *row)
{
	struct mix_data *mix = bench_alloc(sizeof(*mix));

	mix->layout = mixcore_layout_interleaved(row->out, row->channels);
	mix->count = row->streams;
	mix->moving = row->moving;
	mix->block = row->last ? BLOCKS - 1 : 1;
	mix->block_bytes = BENCH_FRAMES * row->channels * (u32)format_of(row->in)->bytes;
	mix->out_bytes = BENCH_FRAMES * row->channels * (u32)format_of(row->out)->bytes;
	mix->scratch = bench_alloc(sizeof(*mix->scratch));
	mix->mixed = bench_alloc(mix->out_bytes);
	for (u32 i = 0; i < mix->count; i++)
		set_source(mix, i, row->in);
	choose_fraction(mix, row->in);
	return (struct work) {
		.data = mix, .run = mix_run, .right = mix_right, .close = mix_close,
		.units = BENCH_FRAMES * row->streams,
	};
}
