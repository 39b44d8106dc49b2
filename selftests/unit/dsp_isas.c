// SPDX-License-Identifier: GPL-2.0-or-later
/* Every subset of the instructions that this machine and this build have. */
#include "dsp_test.h"

u32 isas_sets(void)
{
	u32 available = mixcore_isas_available() & ~(1U << MIXCORE_ISA_SCALAR);

	return 1U << __builtin_popcount(available);
}

/* The bits of @number, spread over those that are there. */
u32 isas_select_set(u32 number)
{
	u32 wanted = 1U << MIXCORE_ISA_SCALAR, used;

	for (u32 isa = 0; isa < MIXCORE_ISAS; isa++) {
		if (isa == MIXCORE_ISA_SCALAR || !(mixcore_isas_available() >> isa & 1))
			continue;
		wanted |= (number & 1) << isa;
		number >>= 1;
	}
	used = mixcore_isas_select(wanted);
	CHECK(used == wanted, "instructions %#x instead of %#x", used, wanted);
	return used;
}

u32 isas_select_random(void)
{
	return isas_select_set(random_below(isas_sets()));
}

void isas_select_all(void)
{
	mixcore_isas_select(~0U);
}

static void only_what_is_there(void)
{
	u32 available = mixcore_isas_available();

	CHECK(available & 1U << MIXCORE_ISA_SCALAR, "scalar is always there");
	CHECK(!(available >> MIXCORE_ISAS), "unknown instructions %#x", available);
	CHECK(mixcore_isas_select(~0U) == available, "all of them");
	CHECK(mixcore_isas_select(0) == 1U << MIXCORE_ISA_SCALAR, "scalar is always added");
	isas_select_all();
}

static void names(void)
{
	static const char *const expected[] = {
		[MIXCORE_ISA_SCALAR] = "scalar", [MIXCORE_ISA_SSE41] = "sse4.1",
		[MIXCORE_ISA_AVX2] = "avx2", [MIXCORE_ISA_AVX_VNNI] = "avx-vnni",
		[MIXCORE_ISA_NEON] = "neon",
	};

	for (u32 isa = 0; isa < MIXCORE_ISAS; isa++) {
		CHECK(!strcmp(mixcore_isa_name(isa), expected[isa]), "name of %u", isa);
		if (mixcore_isas_available() >> isa & 1)
			printf("# judged: %s\n", expected[isa]);
	}
}

void isas_tests(void)
{
	run_test("isas: what can be selected", only_what_is_there);
	run_test("isas: names", names);
}
