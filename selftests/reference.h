/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Documentation/dsp.rst says, for stereo outputs, in 128-bit arithmetic and nothing else. */
#ifndef MIXCORE_SELFTEST_REFERENCE_H
#define MIXCORE_SELFTEST_REFERENCE_H

#include <stdint.h>

#define REFERENCE_NO_RAMP	UINT32_MAX

struct reference_stream {
	const int32_t *samples;		/* interleaved */
	unsigned int channels;		/* 1 or 2 */
	unsigned int frames, start;	/* plays from frame `start` of the result */
	int bits;
	uint32_t gain[2];		/* of the stream's channels, times output_gain */
	uint32_t output_gain[2];
	/* From frame `ramp_at` of the result on a ramp leads to these. */
	uint32_t ramp_at, ramp_frames;
	uint32_t new_gain[2];
};

/* Mixes into `frames` stereo frames of `bits` bits. */
void reference_mix(int32_t *result, unsigned int frames, int bits,
		   const struct reference_stream *streams, unsigned int count);

#endif /* MIXCORE_SELFTEST_REFERENCE_H */
