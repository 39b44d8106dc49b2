/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording of an output, explained by the streams that play there: where each of them begins, so
 * that every sample is their sum to the last bit. Routes have matrices of their own; the arithmetic
 * is that of Documentation/dsp.rst, in 128 bits.
 */
#ifndef MIXCORE_SELFTEST_EXPLAIN_H
#define MIXCORE_SELFTEST_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <sound/mixcore.h>

#include "recorder.h"
#include "reference.h"

#define EXPLAIN_PARTS	8

/* A stream as one output plays it. */
struct part {
	const int32_t *samples;		/* interleaved; the first frame must be heard */
	unsigned int channels, frames;
	int bits;
	int32_t coefficient[REFERENCE_CHANNELS][REFERENCE_CHANNELS];	/* [out][in] */
	bool heard;			/* does the route let anything through? */
	long start;			/* in the recording; -1 = it has not begun */
};

/* Fills in the coefficients: gains of the stream and of the output, one per channel. */
void explain_route(struct part *part, unsigned int outputs, const struct mixcore_route_set *route,
		   const uint32_t *stream_gain, const uint32_t *output_gain);
/* Fills in where the parts begin. Returns the first frame that is not explained, or -1. */
long explain(const struct recorder *recorder, struct part *parts, unsigned int count);

#endif /* MIXCORE_SELFTEST_EXPLAIN_H */
