// SPDX-License-Identifier: GPL-2.0-or-later
#include "bench.h"

bool bench_select(enum mixcore_isa isa)
{
	u32 wanted = 1U << MIXCORE_ISA_SCALAR;

	if (!(mixcore_isas_available() >> isa & 1))
		return false;
	if (isa == MIXCORE_ISA_NEON)
		wanted |= 1U << isa;
	else
		wanted |= ((2U << isa) - 1) & mixcore_isas_available();
	return mixcore_isas_select(wanted) == wanted;
}
