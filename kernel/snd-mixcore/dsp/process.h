/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What follows the sum, on the bus: planar s32, full scale 2^27 (24 dB of headroom), in place.
 *
 * Order: EQ -> limiter -> dither and reduction to the output's format; meters where they are
 * wanted. Pure integer functions as in dsp.h; the numeric contract is in
 * Documentation/dsp-output.rst. Every result is independent of the split into blocks.
 */
#ifndef MIXCORE_PROCESS_H
#define MIXCORE_PROCESS_H

#include "dsp.h"

#define MIXCORE_BUS_FULL	(1 << 27)	/* full scale */

/**
 * struct mixcore_bus - part of the bus that is processed in one call
 * @samples: first frame of the first channel
 * @channels: 1..8
 * @stride: samples from a channel to the next
 */
struct mixcore_bus {
	s32 *samples;
	u32 channels;
	u32 stride;
};

/* eq.c: a cascade of biquads per channel */

#define MIXCORE_EQ_SECTIONS	16
#define MIXCORE_EQ_UNITY	(1 << 28)
#define MIXCORE_EQ_RAMP_MAX	(1 << 20)	/* frames */
#define MIXCORE_EQ_VOLUME_MAX	(1 << 27)	/* of a point, and - that */

enum mixcore_biquad_coef {
	MIXCORE_B0, MIXCORE_B1, MIXCORE_B2, MIXCORE_A1, MIXCORE_A2, MIXCORE_BIQUAD_COEFS
};

/**
 * struct mixcore_biquad - one section: y = b0 x + b1 x' + b2 x'' - a1 y' - a2 y''
 * @c: coefficients, Q28, by enum mixcore_biquad_coef
 */
struct mixcore_biquad {
	s32 c[MIXCORE_BIQUAD_COEFS];
};

/**
 * struct mixcore_eq_set - the sections of all channels
 * @sections: in use, 0..16
 * @section: per channel, in the order in which a sample passes them
 */
struct mixcore_eq_set {
	u32 sections;
	struct mixcore_biquad section[MIXCORE_DSP_CHANNELS][MIXCORE_EQ_SECTIONS];
};

/**
 * struct mixcore_eq_point - what holds at one output volume
 * @volume: in the unit of the caller (dB of some fraction), -2^27..2^27
 * @set: sections
 */
struct mixcore_eq_point {
	s32 volume;
	struct mixcore_eq_set set;
};

/**
 * struct mixcore_eq_quad - four biquads side by side: two sections of two channels
 * @k: coefficients that multiply, Q28, by enum mixcore_biquad_coef, those of y negated
 * @value: the same with 30 more bits, while they move
 * @step: what @value grows by per frame
 * @f: what multiplies the fractions that were cut off one and two frames ago
 * @bias: what makes this rounding to the nearest
 * @s: sums for the next frame and the one after it, Q28
 *
 * Lane 0, 1: left and right of the first section; lane 2, 3: of the second. A channel without a
 * partner has lanes that do nothing beside it.
 */
struct mixcore_eq_quad {
	s64 k[MIXCORE_BIQUAD_COEFS][4];
	s64 value[MIXCORE_BIQUAD_COEFS][4];
	s64 step[MIXCORE_BIQUAD_COEFS][4];
	s64 f[2][4];
	s64 bias[4];
	s64 s[2][4];
};

#define MIXCORE_EQ_QUADS	(MIXCORE_EQ_SECTIONS / 2)

/**
 * struct mixcore_eq - the equalizer of one output
 * @channels: 1..8
 * @quads: in use per pair of channels; 0: off
 * @pos: frames of the ramp done
 * @len: length of the ramp; @pos == @len: nothing moves
 * @quad: per pair of channels; those not in use pass everything and remember nothing
 */
struct mixcore_eq {
	u32 channels;
	u32 quads;
	u32 pos;
	u32 len;
	struct mixcore_eq_quad quad[MIXCORE_DSP_CHANNELS / 2][MIXCORE_EQ_QUADS];
};

int mixcore_eq_check(const struct mixcore_eq_set *set, u32 channels);
int mixcore_eq_check_points(const struct mixcore_eq_point *points, u32 count, u32 channels);
void mixcore_eq_at_volume(const struct mixcore_eq_point *points, u32 count, s32 volume,
			  struct mixcore_eq_set *set);
void mixcore_eq_init(struct mixcore_eq *eq, u32 channels);
void mixcore_eq_to(struct mixcore_eq *eq, const struct mixcore_eq_set *set, u32 frames);
void mixcore_eq_process(struct mixcore_eq *eq, const struct mixcore_bus *bus, u32 frames);

/* limiter.c: no peak above full scale; nothing is changed where there is none */

#define MIXCORE_LIMITER_UNITY	(1 << 30)
#define MIXCORE_LIMITER_FRAMES_MAX	(1 << 28)

/**
 * struct mixcore_limiter - the limiter of one output
 * @gain: of the last frame, Q30, for all channels
 * @step: by which it recovers per frame
 * @lowest: gain since the last report
 * @limited: frames with less than unity, since the beginning
 */
struct mixcore_limiter {
	u32 gain;
	u32 step;
	u32 lowest;
	u64 limited;
};

/**
 * struct mixcore_limiter_report - for meters
 * @gain: now, Q30
 * @lowest: since the last report, Q30
 * @limited: frames with less than unity, since the beginning
 */
struct mixcore_limiter_report {
	u32 gain;
	u32 lowest;
	u64 limited;
};

u32 mixcore_limiter_gain(u32 peak);
void mixcore_limiter_init(struct mixcore_limiter *limiter, u32 recovery);
void mixcore_limiter_process(struct mixcore_limiter *limiter, const struct mixcore_bus *bus,
			     u32 frames);
void mixcore_limiter_read(struct mixcore_limiter *limiter, struct mixcore_limiter_report *report);

/* reduce.c: from the bus to the output's format, with dither on request */

/**
 * struct mixcore_dither - noise that is added before an output is rounded to below 24 bits
 * @seed: two outputs with the same seed have the same noise
 * @frame: position of the next frame; moved by mixcore_reduce()
 * @on: false: plain rounding
 */
struct mixcore_dither {
	u64 seed;
	u64 frame;
	bool on;
};

void mixcore_reduce(void *out, const struct mixcore_layout *layout, const struct mixcore_bus *bus,
		    u32 frames, struct mixcore_dither *dither, struct mixcore_scratch *scratch);

/* meter.c: peak and power of a signal */

#define MIXCORE_METER_BITS	20	/* of what is squared, without the sign */

/**
 * struct mixcore_meter - what has been seen of a signal
 * @peak: per channel: largest magnitude, in 2^-31 of full scale
 * @square_sum: per channel: sum of the squares of the samples, each rounded down to
 *	2^-MIXCORE_METER_BITS of full scale, modulo 2^64: who looks at differences is right as long
 *	as there are fewer than 2^24 samples between them
 */
struct mixcore_meter {
	u32 peak[MIXCORE_DSP_CHANNELS];
	u64 square_sum[MIXCORE_DSP_CHANNELS];
};

void mixcore_meter_add(struct mixcore_meter *meter, const void *samples,
		       const struct mixcore_layout *layout, u32 frames);

#endif /* MIXCORE_PROCESS_H */
