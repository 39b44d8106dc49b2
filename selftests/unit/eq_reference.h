/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The equalizer of Documentation/dsp-output.rst in 128-bit arithmetic, direct form I, one sample
 * of one section at a time. Written from that text; shares nothing with kernel/snd-mixcore/dsp/.
 */
#ifndef EQ_REFERENCE_H
#define EQ_REFERENCE_H

#include <stdint.h>

/* A frame of the past: what was there, and what it was multiplied by. */
struct reference_past {
	int64_t x, y, fraction;
	int64_t c[5];			/* b0 b1 b2 -a1 -a2 */
	int64_t f1, f2;
};

struct reference_section {
	int64_t from[5], step[5], to[5];	/* units of 2^-58 */
	uint32_t pos, len;
	int64_t f1, f2;
	struct reference_past past[2];
};

int64_t reference_interpolated(int64_t low, int64_t high, int64_t pos, int64_t len);
void reference_section_init(struct reference_section *section);
void reference_section_to(struct reference_section *section, const int32_t c[5], uint32_t frames);
int32_t reference_section_next(struct reference_section *section, int32_t x);

#endif /* EQ_REFERENCE_H */
