/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections of the well-known kinds, as programs that set an equalizer make them. */
#ifndef EQ_DESIGN_H
#define EQ_DESIGN_H

#include "process.h"

struct mixcore_biquad design_flat(void);
struct mixcore_biquad design_peak(long double hz, long double rate, long double q, long double db);
struct mixcore_biquad design_low_shelf(long double hz, long double rate, long double q,
				       long double db);
struct mixcore_biquad design_high_shelf(long double hz, long double rate, long double q,
					long double db);

/* A section in long double, without any rounding. */
struct ideal {
	long double s1, s2;
};

long double ideal_next(struct ideal *state, const long double c[5], long double x);

#endif /* EQ_DESIGN_H */
