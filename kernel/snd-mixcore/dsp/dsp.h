/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The arithmetic of mixcore: pure integer functions on arrays, built in the kernel and on the host.
 *
 * Nothing here knows ALSA, locks, allocates, sleeps or uses floating point. The numeric contract is
 * in Documentation/dsp.rst; the functions below are its definition in C.
 *
 * Order of a block: mixcore_mix() = for each output channel
 *   half a unit + sum over sources and their channels of sample * coefficient, exactly, in s64
 *   -> one shift -> one saturation -> the output's sample format.
 */
#ifndef MIXCORE_DSP_H
#define MIXCORE_DSP_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include "host.h"
#endif

#define MIXCORE_DSP_CHANNELS	8
#define MIXCORE_DSP_TILE	64	/* frames mixed at a time in the accumulator */
#define MIXCORE_DSP_UNITY	(1 << 24)
#define MIXCORE_DSP_PATH_MAX	66791299	/* +12 dB in Q8.24, rounded down */
#define MIXCORE_DSP_RAMP_MAX	(1 << 28)	/* frames */

/**
 * enum mixcore_sample - sample formats, little endian
 * @MIXCORE_S16: 16 bit
 * @MIXCORE_S24: 24 bit in the low bits of 32; the top byte is ignored on input, sign on output
 * @MIXCORE_S32: 32 bit
 */
enum mixcore_sample {
	MIXCORE_S16,
	MIXCORE_S24,
	MIXCORE_S32,
};

/**
 * struct mixcore_path - gains between one stream and one output, before rounding
 * @channels_in: of the stream, 1..8
 * @channels_out: of the output, 1..8
 * @matrix: [output channel][stream channel], Q8.24, from mixcore_chmap_matrix()
 * @stream_gain: per stream channel, unsigned Q8.24, 0 when muted
 * @output_gain: per output channel, unsigned Q8.24, 0 when muted
 */
struct mixcore_path {
	u32 channels_in;
	u32 channels_out;
	s32 matrix[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_CHANNELS];
	u32 stream_gain[MIXCORE_DSP_CHANNELS];
	u32 output_gain[MIXCORE_DSP_CHANNELS];
};

/**
 * struct mixcore_coefs - what mixcore_mix() multiplies by
 * @c: [output channel][stream channel], fixed point with q[output channel] fraction bits
 * @q: fraction bits per output channel, 24 or 20
 */
struct mixcore_coefs {
	s32 c[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_CHANNELS];
	u8 q[MIXCORE_DSP_CHANNELS];
};

/**
 * struct mixcore_ramp - coefficients on their way
 * @from: coefficients of frame 0
 * @to: coefficients of frame @len and after
 * @pos: frames done, 0..len; @pos == @len: constant @to
 * @len: length of the ramp in frames
 */
struct mixcore_ramp {
	struct mixcore_coefs from;
	struct mixcore_coefs to;
	u32 pos;
	u32 len;
};

/**
 * struct mixcore_source - one stream's part of one block
 * @ring: its ring of interleaved frames
 * @ring_frames: length of the ring
 * @pos: first frame to read, below @ring_frames; reading wraps
 * @frames: frames that are there; later frames of the block are silence
 * @sample: format of the ring
 * @channels: interleaved channels of the ring, 1..8
 * @ramp: coefficients; not advanced by mixcore_mix()
 */
struct mixcore_source {
	const void *ring;
	u32 ring_frames;
	u32 pos;
	u32 frames;
	enum mixcore_sample sample;
	u32 channels;
	const struct mixcore_ramp *ramp;
};

/* gain.c: volumes as the ALSA controls have them (0 = silence, 192 = 0 dB, 0.5 dB a step) */
u32 mixcore_gain_from_volume(u32 volume);
u32 mixcore_volume_from_gain(u32 gain);

/* chmap.c: default matrix between channel counts, ALSA channel order */
void mixcore_chmap_matrix(struct mixcore_path *path);

/* coefs.c: gains to coefficients, rounded once; Q by the sum over all sources of an output */
void mixcore_coefs_sum(const struct mixcore_path *path, u64 sum[MIXCORE_DSP_CHANNELS]);
int mixcore_coefs_choose_q(const u64 sum[MIXCORE_DSP_CHANNELS], u8 q[MIXCORE_DSP_CHANNELS]);
void mixcore_coefs_make(const struct mixcore_path *path, const u8 q[MIXCORE_DSP_CHANNELS],
			struct mixcore_coefs *coefs);

/* ramp.c */
void mixcore_ramp_set(struct mixcore_ramp *ramp, const struct mixcore_coefs *to);
void mixcore_ramp_to(struct mixcore_ramp *ramp, const struct mixcore_coefs *to, u32 len);
void mixcore_ramp_advance(struct mixcore_ramp *ramp, u32 frames);
void mixcore_ramp_sum(const struct mixcore_ramp *ramp, u64 sum[MIXCORE_DSP_CHANNELS]);

/* mix-scalar.c: the definition; @acc is scratch of MIXCORE_DSP_TILE * MIXCORE_DSP_CHANNELS */
void mixcore_mix(void *out, enum mixcore_sample sample, u32 channels,
		 const u8 q[MIXCORE_DSP_CHANNELS], u32 frames,
		 const struct mixcore_source *sources, u32 count, s64 *acc);

static inline u32 mixcore_sample_bytes(enum mixcore_sample sample)
{
	return sample == MIXCORE_S16 ? 2 : 4;
}

#endif /* MIXCORE_DSP_H */
