/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The arithmetic of mixcore: pure integer functions on arrays, built in the kernel and on the host.
 *
 * Nothing here knows ALSA, locks, allocates, sleeps or uses floating point. The numeric contract is
 * in Documentation/dsp.rst; the functions below are its definition in C.
 *
 * Order of a block: mixcore_mix() = for each output channel
 *   wide: sum over sources and their channels of sample * coefficient, exactly, in s64
 *   narrow (S16 to S16): the same with 16-bit mantissas and few fraction bits in s32
 *   -> one rounding -> one saturation -> the output's sample format.
 */
#ifndef MIXCORE_DSP_H
#define MIXCORE_DSP_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include "host.h"
#endif

#define MIXCORE_DSP_CHANNELS	8
#define MIXCORE_DSP_TILE	256	/* frames mixed at a time in the accumulator */
#define MIXCORE_DSP_UNITY	(1 << 24)
#define MIXCORE_DSP_PATH_MAX	66791299	/* +12 dB in Q8.24, rounded down */
#define MIXCORE_DSP_LANES	32	/* added up at a time */
#define MIXCORE_MOVING_BITS	48	/* fraction bits of a position on a ramp */
#define MIXCORE_MOVING_LEN	2047	/* frames of a ramp whose lanes are added together */
#define MIXCORE_MOVING_TILE	64	/* frames of these at a time */
#define MIXCORE_NARROW_LEAST	5	/* fraction bits of a narrow mix */
#define MIXCORE_NARROW_MOST	8
#define MIXCORE_NARROW_BITS	(MIXCORE_NARROW_MOST - MIXCORE_NARROW_LEAST + 1)
#define MIXCORE_DSP_RAMP_MAX	(1 << 28)	/* frames */

/**
 * enum mixcore_sample - sample formats
 * @MIXCORE_S16: 16 bit; little endian like all but the _BE
 * @MIXCORE_S24: 24 bit in the low bits of 32; the top byte is ignored on input, sign on output
 * @MIXCORE_S32: 32 bit
 * @MIXCORE_S24_3: 24 bit in 3 bytes
 * @MIXCORE_U8: 8 bit, 128 is silence
 * @MIXCORE_FLOAT: IEEE 754 single, full scale 1.0
 * @MIXCORE_S16_BE: as without, big endian
 * @MIXCORE_S24_BE: the same
 * @MIXCORE_S32_BE: the same
 * @MIXCORE_S24_3BE: the same
 * @MIXCORE_BUS: output only: s32 of the CPU, full scale 2^27, limited at 32 bits
 * @MIXCORE_SAMPLES: number of formats
 */
enum mixcore_sample {
	MIXCORE_S16,
	MIXCORE_S24,
	MIXCORE_S32,
	MIXCORE_S24_3,
	MIXCORE_U8,
	MIXCORE_FLOAT,
	MIXCORE_S16_BE,
	MIXCORE_S24_BE,
	MIXCORE_S32_BE,
	MIXCORE_S24_3BE,
	MIXCORE_BUS,
	MIXCORE_SAMPLES,
};

/**
 * struct mixcore_layout - where samples lie
 * @sample: their format
 * @channels: 1..8
 * @frame_step: bytes from a frame to the next
 * @channel_step: bytes from a channel to the next
 */
struct mixcore_layout {
	enum mixcore_sample sample;
	u32 channels;
	u32 frame_step;
	u32 channel_step;
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
 * struct mixcore_product - what a sample is multiplied by
 * @factor: wide: coefficient; narrow: mantissa, in stereo at the place of its sample in a frame
 * @shift: narrow: of the product; wide: bits of the frame before the sample, in stereo
 */
struct mixcore_product {
	s32 factor;
	u32 shift;
};

/**
 * struct mixcore_place - where a sample is in what is loaded
 * @offset: bytes from there to the first sample
 * @step: from frame to frame
 */
struct mixcore_place {
	u32 offset;
	u32 step;
};

/**
 * struct mixcore_pair - one target coefficient that is not 0, prepared
 * @out: output channel
 * @in: stream channel
 * @shift: c = about @mantissa * 2^(24 - @shift)
 * @lost: what a product loses on average when it is cut off to so many fraction bits, less 5
 * @mantissa: at most 15 bits and a sign
 * @stereo: the product for so many fraction bits, less 5, in frames of stereo
 * @place: in frames of S16 in stereo
 * @wide: the product of S24 and S32 in stereo
 */
struct mixcore_pair {
	u8 out;
	u8 in;
	u8 shift;
	u16 lost[MIXCORE_NARROW_BITS];
	s32 mantissa;
	struct mixcore_product stereo[MIXCORE_NARROW_BITS];
	struct mixcore_place place;
	struct mixcore_product wide;
};

/**
 * struct mixcore_steps - of a mantissa on a ramp, with 16 fraction bits
 * @one: per frame
 * @eight: per eight frames
 */
struct mixcore_steps {
	s32 one;
	s32 eight;
};

/**
 * struct mixcore_moving - one coefficient on its way, prepared for a narrow mix
 * @out: output channel
 * @place: of the stream channel, as in struct mixcore_moving_lane
 * @shift: of the product, less the fraction bits of the output
 * @steps: of a mantissa
 * @start: mantissa of frame 0, with what makes cutting off exact: see moving.c
 * @step: per frame; both with MIXCORE_MOVING_BITS fraction bits, modulo 2^64
 */
struct mixcore_moving {
	u8 out;
	u8 shift;
	u32 place;
	struct mixcore_steps steps;
	u64 start;
	u64 step;
};

/**
 * struct mixcore_ramp - coefficients on their way
 * @from: coefficients of frame 0
 * @to: coefficients of frame @len and after
 * @pos: frames done, 0..len; @pos == @len: constant @to
 * @len: length of the ramp in frames
 * @outs: 1 + the last output channel in @pairs
 * @ins: 1 + the last stream channel in @pairs
 * @most: pairs of the output channel that has most
 * @npairs: number of @pairs
 * @pairs: what is not 0 in @to, from mixcore_ramp_prepare()
 * @nmoving: number of @moving, 0: not all that is heard is there
 * @moving_outs: 1 + the last output channel in @moving
 * @moving_most: of @moving, those of the output channel that has most
 * @moving: what moves
 */
struct mixcore_ramp {
	struct mixcore_coefs from;
	struct mixcore_coefs to;
	u32 pos;
	u32 len;
	u32 outs;
	u32 ins;
	u32 most;
	u32 npairs;
	struct mixcore_pair pairs[MIXCORE_DSP_CHANNELS * MIXCORE_DSP_CHANNELS];
	u32 nmoving;
	u32 moving_outs;
	u32 moving_most;
	struct mixcore_moving moving[MIXCORE_DSP_CHANNELS * 2];
};

/**
 * struct mixcore_fraction - how an output adds, the same for all its sources
 * @q: fraction bits of the coefficients per output channel, 24 or 20
 * @narrow: fraction bits of a narrow mix per output channel: 8, 6 or 5; all 0: wide. Only when the
 *	output and all sources are S16 and @q is 24
 */
struct mixcore_fraction {
	u8 q[MIXCORE_DSP_CHANNELS];
	u8 narrow[MIXCORE_DSP_CHANNELS];
};

/**
 * struct mixcore_source - one stream's part of one block
 * @ring: its ring
 * @ring_frames: length of the ring
 * @pos: first frame to read, below @ring_frames; reading wraps
 * @frames: frames that are there; later frames of the block are silence
 * @layout: of the ring
 * @ramp: coefficients; not advanced by mixcore_mix()
 */
struct mixcore_source {
	const void *ring;
	u32 ring_frames;
	u32 pos;
	u32 frames;
	struct mixcore_layout layout;
	const struct mixcore_ramp *ramp;
};

/**
 * struct mixcore_lane - one channel of a source on its way into one output channel
 * @at: its first sample; of S16 in interleaved stereo: its first frame
 * @product: what it is multiplied by
 * @place: of the first sample at @at
 */
struct mixcore_lane {
	const u8 *at;
	struct mixcore_product product;
	struct mixcore_place place;
};

/**
 * struct mixcore_moving_lane - one channel of a source of S16 in stereo, on a ramp
 * @at: its first frame
 * @position: factor of the first frame that is still to be added; its upper half has 16 fraction
 *	bits
 * @step: per MIXCORE_MOVING_TILE frames
 * @steps: of the mantissa
 * @shift: of the product
 * @place: 32 for the second channel, 0 for the first
 */
struct mixcore_moving_lane {
	const u8 *at;
	u64 position;
	u64 step;
	struct mixcore_steps steps;
	u32 shift;
	u32 place;
};

/**
 * struct mixcore_scratch - what mixcore_mix() works in; says nothing between calls
 * @wide: accumulators of a tile, a row per output channel
 * @narrow: the same
 * @lost: what the terms of a narrow mix lose on average, where they are not all the tile long
 * @samples: a tile of a source, converted to S32
 * @lanes: of an output channel, that will be added together
 * @moving: the same, on ramps
 */
struct mixcore_scratch {
	union {
		s64 wide[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_TILE];
		s32 narrow[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_TILE];
	};
	u32 lost[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_TILE];
	s32 samples[MIXCORE_DSP_TILE * MIXCORE_DSP_CHANNELS];
	struct mixcore_lane lanes[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_LANES];
	struct mixcore_moving_lane moving[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_LANES];
} __aligned(64);

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
void mixcore_ramp_prepare(struct mixcore_ramp *ramp);
void mixcore_ramp_set(struct mixcore_ramp *ramp, const struct mixcore_coefs *to);
void mixcore_ramp_to(struct mixcore_ramp *ramp, const struct mixcore_coefs *to, u32 len);
void mixcore_ramp_advance(struct mixcore_ramp *ramp, u32 frames);
void mixcore_ramp_sum(const struct mixcore_ramp *ramp, u64 sum[MIXCORE_DSP_CHANNELS]);
void mixcore_way_sum(const struct mixcore_ramp *ramp, const struct mixcore_coefs *to,
		     u64 way[MIXCORE_DSP_CHANNELS]);

/* layout.c */
u32 mixcore_sample_bytes(enum mixcore_sample sample);
struct mixcore_layout mixcore_layout_interleaved(enum mixcore_sample sample, u32 channels);
struct mixcore_layout mixcore_layout_planar(enum mixcore_sample sample, u32 channels, u32 frames);

/* narrow.c: S16 to S16 in 32 bits */
int mixcore_narrow_choose(const u64 way[MIXCORE_DSP_CHANNELS], struct mixcore_fraction *fraction);

/* mix.c */
void mixcore_mix(void *out, const struct mixcore_layout *layout,
		 const struct mixcore_fraction *fraction, u32 frames,
		 const struct mixcore_source *sources, u32 count, struct mixcore_scratch *scratch);

/**
 * enum mixcore_isa - variants of the inner loops, better ones later
 * @MIXCORE_ISA_SCALAR: the definition
 * @MIXCORE_ISA_SSE41: x86
 * @MIXCORE_ISA_AVX2: x86
 * @MIXCORE_ISA_AVX_VNNI: x86
 * @MIXCORE_ISA_NEON: arm64
 * @MIXCORE_ISAS: number of variants
 */
enum mixcore_isa {
	MIXCORE_ISA_SCALAR,
	MIXCORE_ISA_SSE41,
	MIXCORE_ISA_AVX2,
	MIXCORE_ISA_AVX_VNNI,
	MIXCORE_ISA_NEON,
	MIXCORE_ISAS,
};

/* dispatch.c */
const char *mixcore_isa_name(enum mixcore_isa isa);
u32 mixcore_isas_available(void);
u32 mixcore_isas_select(u32 isas);

/**
 * struct mixcore_verify - what mixcore_isas_verify() works in
 * @rows: accumulators of two channels, twice
 * @out: a tile of two channels, twice
 * @samples: of two channels
 * @seed: of the noise
 */
struct mixcore_verify {
	s64 rows[2][2 * MIXCORE_DSP_TILE];
	u8 out[2][8 * MIXCORE_DSP_TILE];
	u8 samples[8 * MIXCORE_DSP_TILE];
	struct mixcore_ramp ramp;
	u32 seed;
};

/* verify.c */
u32 mixcore_isas_verify(struct mixcore_verify *verify);

#endif /* MIXCORE_DSP_H */
