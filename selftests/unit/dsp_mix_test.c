// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "dsp_test.h"

#define GUARD 64	/* bytes on either side of an output */
#define ROUNDS 5	/* of every combination */

enum ramps {
	RAMPS_NONE, RAMPS_ENDING, RAMPS_LONG, RAMPS_MIXED, RAMPS, RAMPS_CROSSING
};

enum signal {
	SIGNAL_NOISE, SIGNAL_TOP, SIGNAL_BOTTOM, SIGNAL_EXTREMES, SIGNAL_QUIET, SIGNALS
};

/* What a scene is drawn with. */
struct wish {
	enum mixcore_sample in, out;
	enum gains gains;
	enum ramps ramps;
	enum signal signal;
	u32 frames;
	u32 count;
	u32 channels_max;
};

struct stream {
	struct mixcore_path before, after;
	struct mixcore_ramp ramp;
	void *ring;
};

/* One block of one output, in our terms and in those of the reference. */
struct scene {
	struct mixcore_layout layout;
	u32 channels, frames, count;
	struct mixcore_fraction fraction;
	struct stream *streams;
	struct mixcore_source *sources;
	struct reference_source *reference;
	struct mixcore_scratch *scratch;
	u8 *guarded;
	u8 *expected;
	size_t bytes;
};

static int bits_of(enum mixcore_sample sample)
{
	return sample == MIXCORE_S16 ? 16 : sample == MIXCORE_S24 ? 24 : 32;
}

/* The top byte of S24 is noise: it must not be heard. */
static u32 random_sample(int bits, enum signal signal)
{
	u32 noise = (u32)random_bits(), top = (1U << (bits - 1)) - 1;
	u32 high = bits == 24 ? noise & 0xff000000 : 0;

	switch (signal) {
	case SIGNAL_TOP:
		return top | high;
	case SIGNAL_BOTTOM:
		return (top + 1) | high;
	case SIGNAL_EXTREMES:
		return (noise & 1 ? top : top + 1) | high;
	case SIGNAL_QUIET:
		return (noise & 7) - 4;
	default:
		return noise;
	}
}

static void *random_ring(u32 samples, enum mixcore_sample sample, enum signal signal)
{
	size_t bytes = mixcore_sample_bytes(sample);
	u8 *ring = test_alloc(samples * bytes);

	for (u32 i = 0; i < samples; i++) {
		u32 value = random_sample(bits_of(sample), signal);

		memcpy(ring + i * bytes, &value, bytes);
	}
	return ring;
}

/* Half of the streams leave very slowly, the others are there at once. */
static void draw_crossing(struct scene *scene, u32 i)
{
	struct mixcore_source *source = &scene->sources[i];
	struct stream *stream = &scene->streams[i];

	source->frames = scene->frames;
	random_path(&stream->before, source->layout.channels, scene->channels,
		    i % 2 ? GAINS_ZERO : GAINS_MAX);
	random_path(&stream->after, source->layout.channels, scene->channels,
		    i % 2 ? GAINS_MAX : GAINS_ZERO);
}

static void draw_source(struct scene *scene, u32 i, const struct wish *wish)
{
	struct mixcore_source *source = &scene->sources[i];
	struct stream *stream = &scene->streams[i];

	source->layout = mixcore_layout_interleaved(random_below(4) ? wish->in : random_below(3),
						    random_between(1, wish->channels_max));
	source->ring_frames = random_between(1, random_below(3) ? 300 : 40);
	source->pos = random_below(source->ring_frames);
	source->frames = random_below(4) ? scene->frames : random_below(scene->frames + 10);
	stream->ring = random_ring(source->ring_frames * source->layout.channels, source->layout.sample,
				   wish->signal);
	source->ring = stream->ring;
	source->ramp = &stream->ramp;
	random_path(&stream->after, source->layout.channels, scene->channels, wish->gains);
	random_path(&stream->before, source->layout.channels, scene->channels, random_below(GAINS_ABSURD));
	if (wish->ramps == RAMPS_CROSSING)
		draw_crossing(scene, i);
	if (wish->ramps == RAMPS_NONE || (wish->ramps == RAMPS_MIXED && random_below(2)))
		stream->before = stream->after;
}

static int reference_q(uint64_t before, uint64_t after)
{
	return (before > after ? before : after) < 1ULL << 31 ? 24 : 20;
}

/* Fraction bits that do before and after all ramps, from both implementations. */
static bool choose_q(struct scene *scene)
{
	u64 before[8] = { 0 }, after[8] = { 0 };
	uint64_t reference_before[8] = { 0 }, reference_after[8] = { 0 };
	u8 q[8];

	for (u32 i = 0; i < scene->count; i++) {
		struct reference_path path;

		mixcore_coefs_sum(&scene->streams[i].before, before);
		mixcore_coefs_sum(&scene->streams[i].after, after);
		reference_path_from(&path, &scene->streams[i].before);
		reference_sum(&path, reference_before);
		reference_path_from(&path, &scene->streams[i].after);
		reference_sum(&path, reference_after);
	}
	if (mixcore_coefs_choose_q(before, q) || mixcore_coefs_choose_q(after, scene->fraction.q))
		return CHECK(false, "%u streams are too many", scene->count);
	for (u32 out = 0; out < 8; out++) {
		scene->fraction.q[out] = min(scene->fraction.q[out], q[out]);
		if (scene->fraction.q[out] != reference_q(reference_before[out], reference_after[out]))
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
	reference->bits = bits_of(source->layout.sample);
	reference->channels = (int)source->layout.channels;
	reference->ramp_pos = source->ramp->pos;
	reference->ramp_len = source->ramp->len;
	reference_path_from(&before, &scene->streams[i].before);
	reference_path_from(&after, &scene->streams[i].after);
	for (int out = 0; out < (int)scene->channels; out++) {
		for (int in = 0; in < reference->channels; in++) {
			reference->from[out][in] = reference_coef(&before, out, in, scene->fraction.q[out]);
			reference->to[out][in] = reference_coef(&after, out, in, scene->fraction.q[out]);
		}
	}
}

static bool scene_draw(struct scene *scene, const struct wish *wish)
{
	scene->channels = random_between(1, wish->channels_max);
	scene->layout = mixcore_layout_interleaved(wish->out, scene->channels);
	scene->frames = wish->frames;
	scene->count = wish->count;
	scene->bytes = scene->frames * scene->layout.frame_step;
	scene->streams = test_alloc(scene->count * sizeof(*scene->streams));
	scene->sources = test_alloc(scene->count * sizeof(*scene->sources));
	scene->reference = test_alloc(scene->count * sizeof(*scene->reference));
	scene->scratch = test_alloc_scratch();
	scene->guarded = test_alloc(scene->bytes + 2 * GUARD);
	scene->expected = test_alloc(scene->bytes);
	for (u32 i = 0; i < scene->count; i++)
		draw_source(scene, i, wish);
	if (!choose_q(scene))
		return false;
	for (u32 i = 0; i < scene->count; i++) {
		start_ramp(scene, i, wish->ramps);
		describe_source(scene, i);
	}
	return true;
}

static void scene_free(struct scene *scene)
{
	for (u32 i = 0; i < scene->count; i++)
		free(scene->streams[i].ring);
	free(scene->streams);
	free(scene->sources);
	free(scene->reference);
	free(scene->scratch);
	free(scene->guarded);
	free(scene->expected);
}

static void expect(struct scene *scene)
{
	struct reference_output output = {
		.frames = scene->expected, .bits = bits_of(scene->layout.sample),
		.channels = (int)scene->channels,
	};

	for (u32 i = 0; i < 8; i++)
		output.q[i] = scene->fraction.q[i];
	reference_mix(&output, scene->frames, scene->reference, scene->count);
}

/* The scratch memory comes with whatever was in it. */
static void mix_part(struct scene *scene, u32 done, u32 frames)
{
	size_t at = done * scene->layout.frame_step;

	memset(scene->scratch, 0x5a, sizeof(*scene->scratch));
	mixcore_mix(scene->guarded + GUARD + at, &scene->layout, &scene->fraction, frames,
		    scene->sources, scene->count, scene->scratch);
}

static void clear_output(struct scene *scene)
{
	memset(scene->guarded, 0xc3, scene->bytes + 2 * GUARD);
}

static bool guards_are_whole(const struct scene *scene)
{
	for (u32 i = 0; i < GUARD; i++)
		if (scene->guarded[i] != 0xc3 || scene->guarded[GUARD + scene->bytes + i] != 0xc3)
			return false;
	return true;
}

static bool as_expected(const struct scene *scene, const char *what)
{
	const u8 *out = scene->guarded + GUARD;
	size_t i = 0;

	while (i < scene->bytes && out[i] == scene->expected[i])
		i++;
	return CHECK(i == scene->bytes, "%s: byte %zu of %zu, %u channels, %u streams, q %u", what,
		     i, scene->bytes, scene->channels, scene->count, scene->fraction.q[0]) &&
	       CHECK(guards_are_whole(scene), "%s: wrote outside", what);
}

static bool whole_block(struct scene *scene)
{
	clear_output(scene);
	mix_part(scene, 0, scene->frames);
	return as_expected(scene, "block");
}

static bool shuffled(struct scene *scene)
{
	for (u32 i = scene->count; i > 1; i--) {
		u32 k = random_below(i);
		struct mixcore_source other = scene->sources[k];

		scene->sources[k] = scene->sources[i - 1];
		scene->sources[i - 1] = other;
	}
	clear_output(scene);
	mix_part(scene, 0, scene->frames);
	return as_expected(scene, "another order");
}

static void advance(struct scene *scene, u32 frames)
{
	for (u32 i = 0; i < scene->count; i++) {
		struct mixcore_source *source = &scene->sources[i];

		source->pos = (source->pos + frames) % source->ring_frames;
		source->frames -= min(frames, source->frames);
		mixcore_ramp_advance(&scene->streams[i].ramp, frames);
	}
}

/* Many blocks that together are the one; uses up the scene. */
static bool split(struct scene *scene)
{
	clear_output(scene);
	for (u32 done = 0, frames; done < scene->frames; done += frames) {
		frames = random_between(1, min(scene->frames - done, 100U));
		mix_part(scene, done, frames);
		advance(scene, frames);
	}
	return as_expected(scene, "many blocks");
}

static bool play(const struct wish *wish)
{
	struct scene scene = { 0 };
	bool good = scene_draw(&scene, wish);

	if (good) {
		expect(&scene);
		good = whole_block(&scene) && shuffled(&scene) && split(&scene);
	}
	scene_free(&scene);
	return good;
}

static void every_combination(void)
{
	static const u32 lengths[] = { 0, 1, 3, 63, 64, 255, 257 };

	for (u32 i = 0; i < 9 * GAINS * RAMPS * 7 * ROUNDS; i++) {
		struct wish wish = {
			.in = i % 3, .out = i / 3 % 3, .gains = i / 9 % GAINS,
			.ramps = i / 9 / GAINS % RAMPS,
			.frames = lengths[i / 9 / GAINS / RAMPS % 7],
			.signal = random_below(SIGNALS), .count = random_between(1, 6),
			.channels_max = random_below(2) ? 8 : 2,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

static void many_streams(void)
{
	for (u32 i = 0; i < 9 * SIGNALS * ROUNDS; i++) {
		struct wish wish = {
			.in = i % 3, .out = i / 3 % 3,
			.gains = random_between(GAINS_UNITY, GAINS_RANDOM),
			.ramps = random_below(RAMPS), .signal = i / 9 % SIGNALS,
			.frames = random_between(1, 150), .count = random_between(20, 64),
			.channels_max = 2,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* 512 streams at the path limit, all the same way: as far as the accumulator can go. */
static void most_streams(void)
{
	for (u32 i = 0; i < 6; i++) {
		struct wish wish = {
			.in = MIXCORE_S32, .out = i % 3, .gains = GAINS_MAX,
			.ramps = i < 3 ? RAMPS_NONE : RAMPS_LONG,
			.signal = i % 2 ? SIGNAL_TOP : SIGNAL_BOTTOM, .frames = 70, .count = 512,
			.channels_max = 2,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* 127.4 on its way out and 127.4 at once: Q24 and nearly twice the sum that chooses it. */
static void crossing_streams(void)
{
	for (u32 i = 0; i < 6; i++) {
		struct wish wish = {
			.in = MIXCORE_S32, .out = i % 3, .ramps = RAMPS_CROSSING,
			.signal = i % 2 ? SIGNAL_TOP : SIGNAL_BOTTOM, .frames = 70, .count = 64,
			.channels_max = 1,
		};

		if (!CHECK(play(&wish), "scene %u", i))
			return;
	}
}

/* No stream at all, or none with frames: silence, not what was in the buffer. */
static void silence(void)
{
	for (u32 i = 0; i < 3; i++) {
		struct wish wish = { .out = i, .frames = 130, .channels_max = 8 };

		CHECK(play(&wish), "format %u", i);
	}
}

/* What S24 has in its top byte comes out as its sign. */
static void extend_signs(s32 *samples, u32 count)
{
	for (u32 i = 0; i < count; i++)
		samples[i] = (s32)((u32)samples[i] << 8) >> 8;
}

static bool passes_unchanged(enum mixcore_sample sample, u32 channels, u8 q_bits)
{
	const u32 frames = 253, samples = frames * channels;
	const size_t bytes = samples * mixcore_sample_bytes(sample);
	const struct mixcore_layout layout = mixcore_layout_interleaved(sample, channels);
	struct mixcore_scratch *scratch = test_alloc_scratch();
	void *ring = random_ring(samples, sample, SIGNAL_NOISE), *out = test_alloc(bytes);
	struct mixcore_source source = {
		.ring = ring, .ring_frames = frames, .frames = frames, .layout = layout,
	};
	struct mixcore_coefs coefs;
	struct mixcore_path path;
	struct mixcore_ramp ramp;
	struct mixcore_fraction fraction = { };
	bool same;

	memset(fraction.q, q_bits, sizeof(fraction.q));
	random_path(&path, channels, channels, GAINS_UNITY);
	mixcore_coefs_make(&path, fraction.q, &coefs);
	mixcore_ramp_set(&ramp, &coefs);
	source.ramp = &ramp;
	mixcore_mix(out, &layout, &fraction, frames, &source, 1, scratch);
	if (sample == MIXCORE_S24)
		extend_signs(ring, samples);
	same = !memcmp(out, ring, bytes);
	free(scratch);
	free(ring);
	free(out);
	return same;
}

static void unity_changes_nothing(void)
{
	for (u32 i = 0; i < 48; i++) {
		u32 channels = i / 6 + 1;
		u8 q = i / 3 % 2 ? 20 : 24;

		CHECK(passes_unchanged(i % 3, channels, q), "format %u, %u channels, q %u", i % 3,
		      channels, q);
	}
}

void mix_tests(void)
{
	run_test("mix: formats, gains, ramps, lengths, orders, splits", every_combination);
	run_test("mix: 20 to 64 streams", many_streams);
	run_test("mix: 512 streams at the limit", most_streams);
	run_test("mix: everything crosses", crossing_streams);
	run_test("mix: no streams", silence);
	run_test("mix: unity changes no bit", unity_changes_nothing);
}
