// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "dsp_scene.h"

static u64 samples_so_far;

u64 scene_samples(void)
{
	return samples_so_far;
}

/*
 * How samples may lie: interleaved, each channel in its own plane, or interleaved among channels
 * that belong to others.
 */
static struct mixcore_layout draw_layout(enum mixcore_sample sample, u32 channels, u32 frames,
					 bool plain, struct reference_layout *reference)
{
	u32 bytes = (u32)reference_format_of(sample)->bytes, kind = plain ? 4 : random_below(5);
	struct mixcore_layout layout;

	reference->format = reference_format_of(sample);
	reference->channels = (int)channels;
	reference->frame_step = kind < 2 ? bytes : channels * bytes;
	reference->channel_step = kind < 2 ? frames * bytes : bytes;
	layout = kind < 2 ? mixcore_layout_planar(sample, channels, frames) :
			    mixcore_layout_interleaved(sample, channels);
	CHECK(layout.sample == sample && layout.channels == channels &&
	      layout.frame_step == reference->frame_step &&
	      layout.channel_step == reference->channel_step, "layout %s of %s",
	      kind < 2 ? "planar" : "interleaved", format_name(sample));
	if (kind == 2) {
		layout.frame_step += bytes * random_between(1, 3);
		reference->frame_step = layout.frame_step;
	}
	return layout;
}

static size_t layout_bytes(const struct mixcore_layout *layout, u32 frames)
{
	if (layout->channel_step > layout->frame_step)	/* planes */
		return (size_t)layout->channels * layout->channel_step;
	return max((size_t)frames * layout->frame_step,
		   (size_t)layout->channels * layout->channel_step);
}

/* Any offset at which a sample can lie. */
static u32 random_offset(enum mixcore_sample sample)
{
	u32 bytes = (u32)reference_format_of(sample)->bytes;

	return random_below(16) * (bytes == 3 ? 1 : bytes);
}

/* Half of the streams leave very slowly, the others are there at once. */
static void draw_crossing(struct stream *stream, u32 i)
{
	u32 in = stream->after.channels_in, out = stream->after.channels_out;

	random_path(&stream->before, in, out, i % 2 ? GAINS_ZERO : GAINS_MAX);
	random_path(&stream->after, in, out, i % 2 ? GAINS_MAX : GAINS_ZERO);
}

static u32 draw_channels(const struct wish *wish)
{
	return wish->plain ? 2 : random_between(1, wish->channels_max);
}

static void draw_position(struct scene *scene, struct mixcore_source *source, bool plain)
{
	u32 most = 300;

	if (plain) {
		source->ring_frames = scene->frames + random_below(40) + 1;
		source->pos = random_below(source->ring_frames - scene->frames + 1);
		return;
	}
	if (!random_below(3))
		most = 40;
	source->ring_frames = random_between(1, most);
	source->pos = random_below(source->ring_frames);
}

static void draw_ring(struct scene *scene, u32 i, enum mixcore_sample sample, u32 channels,
		      const struct wish *wish)
{
	struct mixcore_source *source = &scene->sources[i];
	size_t bytes, sample_bytes = (size_t)reference_format_of(sample)->bytes;

	draw_position(scene, source, wish->plain);
	source->layout = draw_layout(sample, channels, source->ring_frames, wish->plain,
				     &scene->reference[i].layout);
	bytes = layout_bytes(&source->layout, source->ring_frames);
	scene->streams[i].memory = memory_new(bytes, random_offset(sample));
	source->ring = scene->streams[i].memory.start;
	draw_samples(scene->streams[i].memory.start, bytes / sample_bytes, sample,
		     wish->signal);
}

static void draw_source(struct scene *scene, u32 i, const struct wish *wish)
{
	struct mixcore_source *source = &scene->sources[i];
	struct stream *stream = &scene->streams[i];
	bool same = wish->only_in || wish->narrow || random_below(4);
	u32 channels = draw_channels(wish);

	draw_ring(scene, i, same ? wish->in : random_below(FORMATS_IN), channels, wish);
	source->frames = wish->plain || random_below(4) ? scene->frames :
							  random_below(scene->frames + 10);
	source->ramp = &stream->ramp;
	random_path(&stream->after, channels, scene->layout.channels, wish->gains);
	random_path(&stream->before, channels, scene->layout.channels,
		    random_below(GAINS_ABSURD));
	if (wish->ramps == RAMPS_CROSSING) {
		source->frames = scene->frames;
		draw_crossing(stream, i);
	}
	if (wish->ramps == RAMPS_NONE || (wish->ramps == RAMPS_MIXED && random_below(2)))
		stream->before = stream->after;
	samples_so_far += (u64)min(source->frames, scene->frames) * channels;
}

static int reference_q(uint64_t before, uint64_t after)
{
	return (before > after ? before : after) < 1ULL << 31 ? 24 : 20;
}

/* Fraction bits of a wide mix that do before and after all ramps, from both implementations. */
static bool choose_q(struct scene *scene)
{
	u64 before[8] = { 0 }, after[8] = { 0 };
	uint64_t reference_before[8] = { 0 }, reference_after[8] = { 0 };
	u8 q[8], *chosen = scene->fraction.q;

	for (u32 i = 0; i < scene->count; i++) {
		struct reference_path path;

		mixcore_coefs_sum(&scene->streams[i].before, before);
		mixcore_coefs_sum(&scene->streams[i].after, after);
		reference_path_from(&path, &scene->streams[i].before);
		reference_sum(&path, reference_before);
		reference_path_from(&path, &scene->streams[i].after);
		reference_sum(&path, reference_after);
	}
	if (mixcore_coefs_choose_q(before, q) || mixcore_coefs_choose_q(after, chosen))
		return CHECK(false, "%u streams are too many", scene->count);
	for (u32 out = 0; out < 8; out++) {
		chosen[out] = min(chosen[out], q[out]);
		if (chosen[out] != reference_q(reference_before[out], reference_after[out]))
			return CHECK(false, "q of channel %u", out);
	}
	return true;
}

static void start_ramp(struct scene *scene, u32 i, enum ramps ramps)
{
	struct stream *stream = &scene->streams[i];
	struct mixcore_coefs before, after;
	u32 len = random_between(1, 2 * scene->frames + 2);

	if (ramps == RAMPS_LONG)
		len = random_between(scene->frames + 1, 100000);
	mixcore_coefs_make(&stream->before, scene->fraction.q, &before);
	mixcore_coefs_make(&stream->after, scene->fraction.q, &after);
	mixcore_ramp_set(&stream->ramp, &before);
	if (ramps == RAMPS_CROSSING) {
		mixcore_ramp_to(&stream->ramp, &after, i % 2 ? 0 : 1000000);
		return;
	}
	mixcore_ramp_to(&stream->ramp, &after, random_below(16) ? len : 0);
	mixcore_ramp_advance(&stream->ramp, random_below(2) ? random_below(len + 1) : 0);
}

static void describe_source(struct scene *scene, u32 i)
{
	const struct mixcore_source *source = &scene->sources[i];
	struct reference_source *reference = &scene->reference[i];
	struct reference_path before, after;

	reference->ring = source->ring;
	reference->ring_frames = source->ring_frames;
	reference->pos = source->pos;
	reference->frames = source->frames;
	reference->ramp_pos = source->ramp->pos;
	reference->ramp_len = source->ramp->len;
	reference_path_from(&before, &scene->streams[i].before);
	reference_path_from(&after, &scene->streams[i].after);
	for (int out = 0; out < (int)scene->layout.channels; out++) {
		int q = scene->fraction.q[out];

		for (int in = 0; in < reference->layout.channels; in++) {
			reference->from[out][in] = reference_coef(&before, out, in, q);
			reference->to[out][in] = reference_coef(&after, out, in, q);
		}
	}
}

static uint64_t absolute(int64_t value)
{
	return (uint64_t)(value < 0 ? -value : value);
}

static uint64_t reference_way(const struct scene *scene, u32 out)
{
	uint64_t way = 0;

	for (u32 i = 0; i < scene->count; i++) {
		const struct reference_source *source = &scene->reference[i];

		for (int in = 0; in < source->layout.channels; in++) {
			int64_t to = source->to[out][in];
			int64_t now = reference_ramp(source->from[out][in], to, source->ramp_pos,
						     source->ramp_len);

			way += max(absolute(now), absolute(to));
		}
	}
	return way;
}

/* As the contract wants them; sometimes fewer than needed, which is coarser and just as exact. */
static bool choose_narrow(struct scene *scene)
{
	static const u8 fewer[] = { 8, 6, 5 };
	u64 way[8] = { 0 };

	for (u32 i = 0; i < scene->count; i++)
		mixcore_way_sum(&scene->streams[i].ramp, &scene->streams[i].ramp.to, way);
	if (mixcore_narrow_choose(way, &scene->fraction))
		return CHECK(false, "%u streams are too many", scene->count);
	for (u32 out = 0; out < scene->layout.channels; out++) {
		u8 *narrow = &scene->fraction.narrow[out];
		uint64_t expected = reference_way(scene, out);

		if (!CHECK(way[out] == expected, "way sum of channel %u", out))
			return false;
		if (!CHECK(*narrow == reference_narrow_bits(expected), "F of channel %u", out))
			return false;
		if (!random_below(3))
			*narrow = min(*narrow, fewer[random_below(3)]);
	}
	return true;
}

static void draw_output(struct scene *scene, const struct wish *wish)
{
	u32 channels = draw_channels(wish);

	scene->frames = wish->frames;
	scene->count = wish->count;
	scene->layout = draw_layout(wish->out, channels, scene->frames + random_below(3),
				    wish->plain, &scene->reference_layout);
	scene->offset = SCENE_GUARD + random_offset(wish->out);
	scene->bytes = scene->offset + layout_bytes(&scene->layout, scene->frames) + SCENE_GUARD;
	scene->mixed = test_alloc(scene->bytes);
	scene->expected = test_alloc(scene->bytes);
}

bool scene_draw(struct scene *scene, const struct wish *wish)
{
	draw_output(scene, wish);
	scene->streams = test_alloc(scene->count * sizeof(*scene->streams));
	scene->sources = test_alloc(scene->count * sizeof(*scene->sources));
	scene->reference = test_alloc(scene->count * sizeof(*scene->reference));
	scene->scratch = test_alloc(sizeof(*scene->scratch));
	for (u32 i = 0; i < scene->count; i++)
		draw_source(scene, i, wish);
	memset(scene->fraction.q, 24, sizeof(scene->fraction.q));
	if (!wish->narrow && !choose_q(scene))
		return false;
	for (u32 i = 0; i < scene->count; i++) {
		start_ramp(scene, i, wish->ramps);
		describe_source(scene, i);
	}
	return !wish->narrow || choose_narrow(scene);
}

void scene_free(struct scene *scene)
{
	for (u32 i = 0; i < scene->count; i++)
		memory_free(&scene->streams[i].memory);
	free(scene->streams);
	free(scene->sources);
	free(scene->reference);
	free(scene->scratch);
	free(scene->mixed);
	free(scene->expected);
}
