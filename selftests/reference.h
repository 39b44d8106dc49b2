/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Documentation/dsp.rst says, in 128-bit arithmetic and nothing else. For outputs that have
 * each channel of their streams, and no streams but those given; mono streams have outputs of two
 * or more.
 */
#ifndef MIXCORE_SELFTEST_REFERENCE_H
#define MIXCORE_SELFTEST_REFERENCE_H

#include <stdint.h>

#define REFERENCE_NO_RAMP	UINT32_MAX
#define REFERENCE_CHANNELS	8

typedef __int128 reference_wide;

struct reference_stream {
	const int32_t *samples;		/* interleaved */
	unsigned int channels;
	unsigned int frames, start;	/* plays from frame `start` of the result */
	int bits;
	/* Of the stream's channels, times output_gain. */
	uint32_t gain[REFERENCE_CHANNELS];
	uint32_t output_gain[REFERENCE_CHANNELS];
	/* From frame `ramp_at` of the result on a ramp leads to these. */
	uint32_t ramp_at, ramp_frames;
	uint32_t new_gain[REFERENCE_CHANNELS];
};

/* Mixes into `frames` stereo frames of `bits` bits. */
void reference_mix(int32_t *result, unsigned int frames, int bits,
		   const struct reference_stream *streams, unsigned int count);
void reference_mix_channels(int32_t *result, unsigned int frames, unsigned int channels, int bits,
			    const struct reference_stream *streams, unsigned int count);

/* The same in parts, for who has another way of keeping streams. */
int32_t reference_coefficient(unsigned int channels, unsigned int out, unsigned int in,
			      uint32_t gain, uint32_t output_gain);
int32_t reference_ramp(int32_t from, int32_t to, uint32_t n, uint32_t frames);
int32_t reference_round(reference_wide sum, int bits);

#endif /* MIXCORE_SELFTEST_REFERENCE_H */
