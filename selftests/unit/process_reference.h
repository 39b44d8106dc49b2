/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limiter, dither and reduction of Documentation/dsp-output.rst in 128-bit arithmetic and with
 * plain divisions. Written from that text; shares nothing with kernel/snd-mixcore/dsp/.
 */
#ifndef PROCESS_REFERENCE_H
#define PROCESS_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

int64_t reference_limiter_step(uint32_t recovery);
int64_t reference_limiter_gain(int64_t before, int64_t step, const int32_t *frame, int channels);
int32_t reference_scaled(int32_t sample, int64_t gain);

/* @dither: in units of 2^-32 of the output's */
int64_t reference_triangle(uint64_t seed, uint64_t frame, int channel);
int64_t reference_reduced(int32_t sample, int bits, int64_t dither);

#endif /* PROCESS_REFERENCE_H */
