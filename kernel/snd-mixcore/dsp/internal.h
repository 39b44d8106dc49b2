/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of dsp/ share with each other only.
 */
#ifndef MIXCORE_DSP_INTERNAL_H
#define MIXCORE_DSP_INTERNAL_H

#include "dsp.h"

#ifdef __KERNEL__
#include <asm/byteorder.h>
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
/* Checkers don't know vectors. */
#if defined(__CHECKER__)
#elif defined(CONFIG_X86_64)
#define MIXCORE_X86
#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#elif defined(CONFIG_ARM64) && defined(CONFIG_KERNEL_MODE_NEON) && \
	!defined(CONFIG_CPU_BIG_ENDIAN)
#define MIXCORE_ARM64
#include <asm/neon.h>
#include <asm/simd.h>
#endif
#elif defined(__x86_64__)
#define MIXCORE_X86
#elif defined(__AARCH64EL__)
#define MIXCORE_ARM64
#define cpu_has_neon() true
#endif

struct mixcore_eq_quad;	/* process.h */

/* dispatch.c: some variant with vectors is in use */
extern bool mixcore_simd;

/* Vectors may be used between begin and end only, and where they are usable at all. */
#if defined(__KERNEL__) && defined(MIXCORE_X86)
static inline bool mixcore_simd_usable(void)
{
	return mixcore_simd && irq_fpu_usable();
}

#define mixcore_simd_begin() kernel_fpu_begin()
#define mixcore_simd_end() kernel_fpu_end()
#elif defined(__KERNEL__) && defined(MIXCORE_ARM64)
static inline bool mixcore_simd_usable(void)
{
	return mixcore_simd && may_use_simd();
}

#define mixcore_simd_begin() kernel_neon_begin()
#define mixcore_simd_end() kernel_neon_end()
#else
static inline bool mixcore_simd_usable(void)
{
	return mixcore_simd;
}

#define mixcore_simd_begin() do { } while (0)
#define mixcore_simd_end() do { } while (0)
#endif

/**
 * mixcore_floor_div() - quotient rounded towards minus infinity
 * @dividend: any
 * @divisor: 1..2^31 - 1
 * @remainder: 0..@divisor - 1
 *
 * Context: any.
 * Return: the quotient.
 */
static inline s64 mixcore_floor_div(s64 dividend, u32 divisor, u32 *remainder)
{
	s32 rest;
	s64 quotient = div_s64_rem(dividend, (s32)divisor, &rest);

	if (rest < 0) {
		rest += (s32)divisor;
		quotient--;
	}
	*remainder = (u32)rest;
	return quotient;
}

/**
 * mixcore_ramp_value() - one coefficient of one frame of a ramp
 * @from: coefficient of frame 0
 * @to: coefficient of frame @len
 * @pos: frame, 0..@len
 * @len: 1..MIXCORE_DSP_RAMP_MAX
 * @remainder: what the rounding left, in units of 1 / (2 * @len)
 *
 * from + ((to - from) * pos) / len to the nearest integer, halves upwards: everything over
 * 2 * len, plus len, rounded down. 33 + 1 + 28 bits fit s64.
 *
 * Context: any.
 * Return: the coefficient.
 */
static inline s32 mixcore_ramp_value(s32 from, s32 to, u32 pos, u32 len, u32 *remainder)
{
	s64 twice = 2 * ((s64)to - from);

	return (s32)(from + mixcore_floor_div(twice * pos + len, 2 * len, remainder));
}

/* @mantissa / 2^@shift, @shift 1 or more, to the nearest, ties to even. */
static inline u32 mixcore_nearest_even(u32 mantissa, u32 shift)
{
	u32 half, rest, value;

	if (shift > 31)
		return 0;
	half = 1U << (shift - 1);
	rest = mantissa & (2 * half - 1);
	value = mantissa >> shift;
	return value + (rest > half || (rest == half && (value & 1)));
}

/* One coefficient walking along a ramp, as mixcore_ramp_value() would have it for every frame. */
struct mixcore_slope {
	s64 value;
	s64 step;
	u32 remainder;
	u32 remainder_step;
	u32 divisor;
};

static inline void mixcore_slope_start(struct mixcore_slope *slope, s32 from, s32 to, u32 pos,
				       u32 len)
{
	slope->divisor = 2 * len;
	slope->value = mixcore_ramp_value(from, to, pos, len, &slope->remainder);
	slope->step = mixcore_floor_div(2 * ((s64)to - from), slope->divisor,
					&slope->remainder_step);
}

static __always_inline s32 mixcore_slope_next(struct mixcore_slope *slope)
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

/**
 * struct mixcore_run - part of a source between two events
 * @first: its first frame; contiguous from there
 * @at: frame of the tile that this is
 * @frames: how many, 1..MIXCORE_DSP_TILE
 * @layout: where its samples lie
 * @ramp: coefficients: throughout on their way, or throughout at their target
 * @pos: frame of @ramp, its length at the target
 */
struct mixcore_run {
	const u8 *first;
	u32 at;
	u32 frames;
	const struct mixcore_layout *layout;
	const struct mixcore_ramp *ramp;
	u32 pos;
};

static inline bool mixcore_run_moves(const struct mixcore_run *run)
{
	return run->pos < run->ramp->len;
}

static inline const u8 *mixcore_run_channel(const struct mixcore_run *run, u32 in)
{
	return run->first + in * run->layout->channel_step;
}

/**
 * enum mixcore_kind - what a lane is made of; each has its own inner loop. The order is that of
 *	enum mixcore_sample, after what is narrow
 * @MIXCORE_NARROW_STEREO: narrow, S16, frames of 4 bytes
 * @MIXCORE_NARROW_MONO: the same, frames of 2 bytes
 * @MIXCORE_WIDE_S16_STEREO: wide, S16, frames of 4 bytes
 * @MIXCORE_WIDE_S16_MONO: of 2 bytes
 * @MIXCORE_WIDE_S24_STEREO: wide, S24, frames of 8 bytes
 * @MIXCORE_WIDE_S24_MONO: of 4 bytes
 * @MIXCORE_WIDE_S32_STEREO: wide, S32, frames of 8 bytes
 * @MIXCORE_WIDE_S32_MONO: of 4 bytes
 * @MIXCORE_KINDS_SIMD: those before may have variants
 * @MIXCORE_NARROW_ANY: narrow, S16, any step between frames
 * @MIXCORE_WIDE_S16_ANY: the same, wide
 * @MIXCORE_WIDE_S24_ANY: the same
 * @MIXCORE_WIDE_S32_ANY: the same
 * @MIXCORE_KINDS: number of kinds
 */
enum mixcore_kind {
	MIXCORE_NARROW_STEREO,
	MIXCORE_NARROW_MONO,
	MIXCORE_WIDE_S16_STEREO,
	MIXCORE_WIDE_S16_MONO,
	MIXCORE_WIDE_S24_STEREO,
	MIXCORE_WIDE_S24_MONO,
	MIXCORE_WIDE_S32_STEREO,
	MIXCORE_WIDE_S32_MONO,
	MIXCORE_KINDS_SIMD,
	MIXCORE_NARROW_ANY = MIXCORE_KINDS_SIMD,
	MIXCORE_WIDE_S16_ANY,
	MIXCORE_WIDE_S24_ANY,
	MIXCORE_WIDE_S32_ANY,
	MIXCORE_KINDS,
};

/**
 * struct mixcore_slope_run - a lane whose factor moves
 * @from: factor of frame 0 of the ramp
 * @to: of frame @len
 * @pos: frame of the ramp at the first sample
 * @len: of the ramp
 */
struct mixcore_slope_run {
	s32 from;
	s32 to;
	u32 pos;
	u32 len;
};

/*
 * Adds frames @from to @frames - 1 of all lanes to a row of accumulators: s32 for narrow kinds, s64
 * for wide ones. Rows and lanes begin at frame 0.
 */
typedef void mixcore_add_t(void *row, u32 from, u32 frames, const struct mixcore_lane *lanes,
			    u32 count);

/* The same for one lane that moves; frames below the end of the ramp. */
typedef void mixcore_slope_t(void *row, u32 frames, const struct mixcore_lane *lane,
			      const struct mixcore_slope_run *slope);

/* Adds lanes that move to a row, and moves them on; for whole tiles of MIXCORE_MOVING_TILE. */
typedef void mixcore_moving_t(s32 *row, u32 frames, struct mixcore_moving_lane *lanes, u32 count);

/* Rounds, limits and writes a tile; rows are MIXCORE_DSP_TILE from each other. */
typedef void mixcore_narrow_store_t(void *out, const struct mixcore_layout *layout,
				     const s32 *rows, const s32 *bias, const u8 *fraction,
				     u32 frames);
typedef void mixcore_wide_store_t(void *out, const struct mixcore_layout *layout,
				   const s64 *rows, const u8 *q, u32 frames);

/* Lanes of one output channel, up to @end; @bias of a narrow mix, fraction bits of either. */
struct mixcore_sums {
	const struct mixcore_lane *lanes;
	const struct mixcore_lane *end;
	s32 bias;
	u32 fraction;
};

/* All of a tile: @sums of both channels, to samples of @sample. */
struct mixcore_direct {
	enum mixcore_sample sample;
	struct mixcore_sums sums[2];
};

/*
 * Adds, rounds, limits and writes a tile of stereo: of S16 for narrow kinds, of S24, S32 or the bus
 * for wide ones. @frames: a multiple of MIXCORE_DIRECT_FRAMES.
 */
typedef void mixcore_direct_t(u8 *out, u32 frames, const struct mixcore_direct *direct);

#define MIXCORE_DIRECT_FRAMES	8

/* @n quads of an equalizer over @left and, unless NULL, @right, in place. @moving: on a ramp. */
typedef void mixcore_eq_fn(struct mixcore_eq_quad *quads, u32 n, s32 *left, s32 *right,
			   u32 frames, bool moving);

/* All bits that magnitudes of a channel have, those of negative samples less 1. */
typedef u32 mixcore_magnitudes_fn(const s32 *samples, u32 frames);

/* Two channels of the bus to frames of S16; @key: of the dither, NULL: none. */
typedef void mixcore_stereo_s16_fn(u8 *out, const s32 *left, const s32 *right, u32 frames,
				   u32 frame, const u32 *key);

/**
 * struct mixcore_ops - the inner loops of one variant; NULL: as a lesser one does it
 * @add: lanes
 * @slope: a lane on a ramp
 * @moving: lanes on ramps; NULL in the scalar variant, which has @slope
 * @direct: lanes to an output of stereo; NULL: with rows in between
 * @narrow_store: to S16
 * @wide_store: to any format
 * @eq: biquads of a pair of channels
 * @magnitudes: for the limiter
 * @stereo_s16: reduction of most outputs
 */
struct mixcore_ops {
	mixcore_add_t *add[MIXCORE_KINDS];
	mixcore_slope_t *slope[MIXCORE_KINDS];
	mixcore_moving_t *moving;
	mixcore_direct_t *direct[MIXCORE_KINDS];
	mixcore_narrow_store_t *narrow_store;
	mixcore_wide_store_t *wide_store;
	mixcore_eq_fn *eq;
	mixcore_magnitudes_fn *magnitudes;
	mixcore_stereo_s16_fn *stereo_s16;
};

extern const struct mixcore_ops mixcore_ops_scalar;
extern const struct mixcore_ops mixcore_ops_sse41;
extern const struct mixcore_ops mixcore_ops_avx2;
extern const struct mixcore_ops mixcore_ops_neon;

/* dispatch.c */
extern struct mixcore_ops mixcore_ops;	/* what is used now */
const struct mixcore_ops *mixcore_isa_ops(enum mixcore_isa isa);
void mixcore_isas_forget(u32 isas);

mixcore_moving_t mixcore_avx2_moving;	/* moving-avx2.c */

/* direct-avx2.c */
mixcore_direct_t mixcore_avx2_direct_narrow;
mixcore_direct_t mixcore_avx2_direct_s16;
mixcore_direct_t mixcore_avx2_direct_s32;

/* The inner loops to use up to mixcore_ops_end(): vectors only where they may be used. */
static inline const struct mixcore_ops *mixcore_ops_begin(void)
{
	if (!mixcore_simd_usable())
		return &mixcore_ops_scalar;
	mixcore_simd_begin();
	return &mixcore_ops;
}

static inline void mixcore_ops_end(const struct mixcore_ops *ops)
{
	if (ops != &mixcore_ops_scalar)
		mixcore_simd_end();
}

/* Interleaved, two channels of so many bytes. */
static inline bool mixcore_layout_is_stereo(const struct mixcore_layout *layout, u32 bytes)
{
	return layout->frame_step == 2 * bytes && layout->channel_step == bytes &&
	       layout->channels == 2;
}

/* mix-scalar.c, narrow-scalar.c, store.c: all of the scalar variant */
mixcore_add_t mixcore_scalar_narrow_stereo;
mixcore_add_t mixcore_scalar_narrow_any;
mixcore_add_t mixcore_scalar_wide_s16_stereo;
mixcore_add_t mixcore_scalar_wide_s16_any;
mixcore_add_t mixcore_scalar_wide_s24_stereo;
mixcore_add_t mixcore_scalar_wide_s24_any;
mixcore_add_t mixcore_scalar_wide_s32_stereo;
mixcore_add_t mixcore_scalar_wide_s32_any;
mixcore_slope_t mixcore_scalar_narrow_slope;
mixcore_slope_t mixcore_scalar_wide_s16_slope;
mixcore_slope_t mixcore_scalar_wide_s24_slope;
mixcore_slope_t mixcore_scalar_wide_s32_slope;
mixcore_narrow_store_t mixcore_scalar_narrow_store;
mixcore_wide_store_t mixcore_scalar_wide_store;

/* limiter.c, reduce.c, output-avx2.c */
mixcore_magnitudes_fn mixcore_scalar_magnitudes;
mixcore_magnitudes_fn mixcore_avx2_magnitudes;
mixcore_stereo_s16_fn mixcore_scalar_stereo_s16;
mixcore_stereo_s16_fn mixcore_avx2_stereo_s16;

#define MIXCORE_SCRAMBLE_1	0x85ebca6bU
#define MIXCORE_SCRAMBLE_2	0xc2b2ae35U
#define MIXCORE_DITHER_BITS	15	/* of a unit of the output, in each half of the noise */
#define MIXCORE_S16_CLIP	((1 << 27) + (1 << 13))	/* two units above full scale */

/* eq-scalar.c, eq-avx2.c */
mixcore_eq_fn mixcore_scalar_eq;
mixcore_eq_fn mixcore_avx2_eq;

/**
 * struct mixcore_block - a block while it is mixed
 * @layout: of the output
 * @fraction: how it is added
 * @narrow: it is a narrow mix
 * @scratch: to work in
 * @ops: inner loops
 * @tile: frames of the present tile
 * @rows: something was added to its rows
 * @kind: of the lanes that wait, enum mixcore_kind
 * @next: where the next lane of an output channel goes
 * @room: lanes for which each output channel has room at least
 * @next_moving: where the next lane on a ramp goes
 * @room_moving: lanes on ramps for which there is room at least
 * @lost: what the terms of each of its frames lose on average, in units of 2^-16
 * @parted: and more of it in @scratch->lost
 * @section: frames of lanes since the latest mixcore_simd_begin()
 */
struct mixcore_block {
	const struct mixcore_layout *layout;
	const struct mixcore_fraction *fraction;
	bool narrow;
	struct mixcore_scratch *scratch;
	const struct mixcore_ops *ops;
	u32 tile;
	bool rows;
	enum mixcore_kind kind;
	struct mixcore_lane *next[MIXCORE_DSP_CHANNELS];
	u32 room;
	struct mixcore_moving_lane *next_moving[MIXCORE_DSP_CHANNELS];
	u32 room_moving;
	u32 lost[MIXCORE_DSP_CHANNELS];
	bool parted;
	u32 section;
};

/* mix.c */
void mixcore_rows_clear(struct mixcore_block *block);

/* Before anything is added to the rows of a tile. */
static __always_inline void mixcore_rows_begin(struct mixcore_block *block)
{
	if (!block->rows)
		mixcore_rows_clear(block);
}

/* pairs.c */
bool mixcore_pairs_add_tile(struct mixcore_block *block, const struct mixcore_source *source,
			    u32 done);
void mixcore_pairs_add(struct mixcore_block *block, const struct mixcore_run *run);
void mixcore_pairs_flush(struct mixcore_block *block);
void mixcore_pairs_done(struct mixcore_block *block);

/* moving.c */
void mixcore_moving_prepare(struct mixcore_ramp *ramp);
bool mixcore_moving_add_tile(struct mixcore_block *block, const struct mixcore_source *source,
			     u32 done);
void mixcore_moving_lane(const struct mixcore_moving *moving, const u8 *first, u32 pos,
			 u32 fraction, struct mixcore_moving_lane *lane);
void mixcore_moving_flush(struct mixcore_block *block);

/* Frames of lanes that are added without a chance to preempt, where vectors forbid that. */
#define MIXCORE_SECTION_FRAMES	16384

/* Not longer than that in one section. */
static inline void mixcore_breathe(struct mixcore_block *block, u32 frames)
{
	block->section += frames;
	if (block->section < MIXCORE_SECTION_FRAMES || block->ops == &mixcore_ops_scalar)
		return;
	block->section = 0;
	mixcore_simd_end();
	mixcore_simd_begin();
}

/* store.c */
u32 mixcore_sample_bits(enum mixcore_sample sample);

/* convert.c: formats that are not mixed as they are: all but S16, S24 and S32 */
static inline bool mixcore_convert_needed(enum mixcore_sample sample)
{
	return sample > MIXCORE_S32;
}

void mixcore_convert(const struct mixcore_run *run, s32 *samples);

/* narrow.c */
#define MIXCORE_LOST_HALF	(1U << 15)	/* half a unit, in units of 2^-16 */

void mixcore_narrow_mantissa(s32 c, struct mixcore_pair *pair);

/* A mantissa where its sample is in 32 bits, @offset bytes from the lowest. */
static __always_inline s32 mixcore_narrow_place(s32 mantissa, u32 offset)
{
	return (s32)((u32)(u16)mantissa << (8 * offset));
}

static __always_inline s32 mixcore_narrow_factor(const struct mixcore_lane *lane)
{
	return (s16)((u32)lane->product.factor >> (8 * lane->place.offset));
}

u32 mixcore_narrow_moving(s32 from, s32 to, u32 fraction, s32 *first, s32 *last);

/* verify.c, verify-output.c */
u32 mixcore_verify_noise(struct mixcore_verify *verify);
bool mixcore_verify_output(struct mixcore_verify *verify, const struct mixcore_ops *ops);

#endif /* MIXCORE_DSP_INTERNAL_H */
