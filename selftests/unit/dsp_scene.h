/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scene is one block of one output, drawn at random within a wish, in the terms of dsp/ and in
 * those of the reference.
 */
#ifndef DSP_SCENE_H
#define DSP_SCENE_H

#include "dsp_test.h"

#define FORMATS_IN	MIXCORE_BUS	/* the bus is only an output */
#define FORMATS_OUT	(MIXCORE_BUS + 1)
#define SCENE_GUARD	64		/* bytes on either side of an output */

enum ramps {
	RAMPS_NONE, RAMPS_ENDING, RAMPS_LONG, RAMPS_MIXED, RAMPS, RAMPS_CROSSING
};

enum signal {
	SIGNAL_NOISE, SIGNAL_TOP, SIGNAL_BOTTOM, SIGNAL_EXTREMES, SIGNAL_QUIET, SIGNALS
};

/* What a scene is drawn with. */
struct wish {
	enum mixcore_sample in, out;
	bool narrow;		/* S16 to S16 with few fraction bits */
	bool only_in;		/* otherwise some streams have other formats */
	bool plain;		/* interleaved stereo, no ring wraps, no stream ends */
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
	struct memory memory;
};

struct scene {
	struct mixcore_layout layout;
	struct reference_layout reference_layout;
	struct mixcore_fraction fraction;
	u32 frames, count;
	struct stream *streams;
	struct mixcore_source *sources;
	struct reference_source *reference;
	struct mixcore_scratch *scratch;
	u8 *mixed, *expected;	/* with guards */
	u32 offset;		/* of the first sample in both */
	size_t bytes;		/* of both */
};

bool scene_draw(struct scene *scene, const struct wish *wish);
void scene_free(struct scene *scene);

/* Judged by the reference: with every set of instructions, in other orders, in other blocks. */
bool scene_is_right(struct scene *scene);

/* The parts of it: what the reference says; then clear, mix in one or more parts, compare. */
void scene_expect(struct scene *scene);
void scene_clear(struct scene *scene);
void scene_mix(struct scene *scene, u32 done, u32 frames);
void scene_advance(struct scene *scene, u32 frames);
bool scene_same(const struct scene *scene, const char *what, u32 isas);

/* Draws one and judges it. */
bool play(const struct wish *wish);

/* Samples of streams in all scenes so far, each counted once. */
u64 scene_samples(void);

const struct reference_format *reference_format_of(enum mixcore_sample sample);
const char *format_name(enum mixcore_sample sample);
void draw_samples(u8 *bytes, size_t count, enum mixcore_sample sample, enum signal signal);

#endif /* DSP_SCENE_H */
