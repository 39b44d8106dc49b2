// SPDX-License-Identifier: GPL-2.0-or-later
/* Analog prototypes through the bilinear transform, frequency and Q exact at the digital side. */
#include <math.h>

#include "eq_design.h"

#define UNITY 268435456.0L

static struct mixcore_biquad biquad(long double b0, long double b1, long double b2,
				    long double a0, long double a1, long double a2)
{
	long double c[5] = { b0, b1, b2, a1, a2 };
	struct mixcore_biquad result;

	for (int i = 0; i < 5; i++)
		result.c[i] = (s32)lroundl(c[i] / a0 * UNITY);
	return result;
}

struct mixcore_biquad design_flat(void)
{
	return biquad(1, 0, 0, 1, 0, 0);
}

struct mixcore_biquad design_peak(long double hz, long double rate, long double q, long double db)
{
	long double w = 2 * acosl(-1) * hz / rate, alpha = sinl(w) / (2 * q);
	long double a = powl(10, db / 40), mid = -2 * cosl(w);

	return biquad(1 + alpha * a, mid, 1 - alpha * a, 1 + alpha / a, mid, 1 - alpha / a);
}

/* @side: 1 for the low frequencies, -1 for the high ones */
static struct mixcore_biquad shelf(long double hz, long double rate, long double q, long double db,
				   int side)
{
	long double w = 2 * acosl(-1) * hz / rate, a = powl(10, db / 40);
	long double slope = 2 * sqrtl(a) * sinl(w) / (2 * q), up = a + 1, down = a - 1;
	long double cosine = side * cosl(w);

	return biquad(a * (up - down * cosine + slope), side * 2 * a * (down - up * cosine),
		      a * (up - down * cosine - slope), up + down * cosine + slope,
		      side * -2 * (down + up * cosine), up + down * cosine - slope);
}

struct mixcore_biquad design_low_shelf(long double hz, long double rate, long double q,
				       long double db)
{
	return shelf(hz, rate, q, db, 1);
}

struct mixcore_biquad design_high_shelf(long double hz, long double rate, long double q,
					long double db)
{
	return shelf(hz, rate, q, db, -1);
}

long double ideal_next(struct ideal *state, const long double c[5], long double x)
{
	long double y = c[0] * x + state->s1;

	state->s1 = c[1] * x - c[3] * y + state->s2;
	state->s2 = c[2] * x - c[4] * y;
	return y;
}
