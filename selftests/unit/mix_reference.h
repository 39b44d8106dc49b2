/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numeric contract of Documentation/dsp.rst in 128-bit arithmetic, one sample at a time.
 * Written from that text; shares neither code nor types with kernel/snd-mixcore/dsp/.
 */
#ifndef MIX_REFERENCE_H
#define MIX_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

struct reference_path {
	int in, out;			/* channels */
	int64_t matrix[8][8];		/* [out][in] */
	uint64_t stream_gain[8];
	uint64_t output_gain[8];
};

/* What a sample is made of; the bytes are those from the lowest address on. */
struct reference_format {
	int bytes;		/* in memory */
	int first, count;	/* of these, the ones that hold the value */
	int bits;		/* of the value; full scale is 2^(bits - 1) */
	int limit;		/* an output is saturated to so many bits */
	bool big;		/* big endian */
	bool biased;		/* silence is 2^(bits - 1) */
	bool floating;		/* IEEE 754 single precision */
};

extern const struct reference_format reference_s16, reference_s24, reference_s32,
	reference_s24_3, reference_u8, reference_float, reference_s16_be, reference_s24_be,
	reference_s32_be, reference_s24_3be, reference_bus;

struct reference_layout {
	const struct reference_format *format;
	int channels;
	uint32_t frame_step, channel_step;	/* bytes */
};

struct reference_source {
	const void *ring;
	uint32_t ring_frames, pos, frames;
	struct reference_layout layout;
	int64_t from[8][8], to[8][8];	/* [out][in] */
	uint32_t ramp_pos, ramp_len;
};

struct reference_output {
	void *frames;
	struct reference_layout layout;
	int q[8];
	int narrow[8];			/* fraction bits of a narrow mix, or 0 */
};

int64_t reference_coef(const struct reference_path *path, int out, int in, int q);
void reference_sum(const struct reference_path *path, uint64_t sum[8]);
int64_t reference_ramp(int64_t from, int64_t to, uint32_t frame, uint32_t len);
int64_t reference_change_q(int64_t c, int before, int after);

/* Samples as fractions of 2^31, and back from `value` units of 2^-(bits - 1). */
int64_t reference_load(const struct reference_format *format, const uint8_t *bytes);
void reference_store(const struct reference_format *format, uint8_t *bytes, int64_t value);

/* Fraction bits for the way sum @way (Q24) of one channel, 0: it has to be mixed wide. */
int reference_narrow_bits(uint64_t way);

void reference_mix(const struct reference_output *output, uint32_t frames,
		   const struct reference_source *sources, uint32_t count);

#endif /* MIX_REFERENCE_H */
