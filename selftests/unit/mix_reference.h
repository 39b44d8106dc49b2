/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numeric contract of Documentation/dsp.rst in 128-bit arithmetic, one sample at a time.
 * Written from that text; shares neither code nor types with kernel/snd-mixcore/dsp/.
 */
#ifndef MIX_REFERENCE_H
#define MIX_REFERENCE_H

#include <stdint.h>

struct reference_path {
	int in, out;			/* channels */
	int64_t matrix[8][8];		/* [out][in] */
	uint64_t stream_gain[8];
	uint64_t output_gain[8];
};

struct reference_source {
	const void *ring;
	uint32_t ring_frames, pos, frames;
	int bits, channels;
	int64_t from[8][8], to[8][8];	/* [out][in] */
	uint32_t ramp_pos, ramp_len;
};

struct reference_output {
	void *frames;
	int bits, channels;
	int q[8];
};

int64_t reference_coef(const struct reference_path *path, int out, int in, int q);
void reference_sum(const struct reference_path *path, uint64_t sum[8]);
int64_t reference_ramp(int64_t from, int64_t to, uint32_t frame, uint32_t len);
int64_t reference_change_q(int64_t c, int before, int after);
void reference_mix(const struct reference_output *output, uint32_t frames,
		   const struct reference_source *sources, uint32_t count);

#endif /* MIX_REFERENCE_H */
