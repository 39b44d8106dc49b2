/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For as long as dsp/ has one set of instructions only. */
#ifndef NO_ISAS_H
#define NO_ISAS_H

enum mixcore_isa {
	MIXCORE_ISA_SCALAR, MIXCORE_ISA_SSE41, MIXCORE_ISA_AVX2, MIXCORE_ISA_AVX_VNNI,
	MIXCORE_ISA_NEON, MIXCORE_ISAS
};

static inline const char *mixcore_isa_name(enum mixcore_isa isa)
{
	static const char *const names[] = { "scalar", "sse4.1", "avx2", "avx-vnni", "neon" };

	return names[isa];
}

static inline u32 mixcore_isas_available(void)
{
	return 1U << MIXCORE_ISA_SCALAR;
}

static inline u32 mixcore_isas_select(u32 isas)
{
	return (isas & 1U << MIXCORE_ISA_SCALAR) | 1U << MIXCORE_ISA_SCALAR;
}

#endif /* NO_ISAS_H */
