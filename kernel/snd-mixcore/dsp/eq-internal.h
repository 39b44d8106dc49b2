/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers that the variants of the equalizer share.
 */
#ifndef MIXCORE_EQ_INTERNAL_H
#define MIXCORE_EQ_INTERNAL_H

#include "process.h"

#define EQ_Q		28			/* fraction bits of coefficients and sums */
#define EQ_MOVING	30			/* further bits of a coefficient that moves */
#define EQ_HALF		(1LL << (EQ_Q - 1))
#define EQ_FRACTION	((1LL << EQ_Q) - 1)
#define EQ_TOP		((1 << (EQ_Q - 1)) - 1)	/* of the upper half of a sum: saturation */

#endif /* MIXCORE_EQ_INTERNAL_H */
