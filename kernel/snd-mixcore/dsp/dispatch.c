// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which variant of each inner loop is used: the best one that this machine can run.
 */
#include "internal.h"

const struct mixcore_ops mixcore_ops_scalar = {
	.add = {
		[MIXCORE_NARROW_STEREO] = mixcore_scalar_narrow_stereo,
		[MIXCORE_NARROW_MONO] = mixcore_scalar_narrow_any,
		[MIXCORE_NARROW_ANY] = mixcore_scalar_narrow_any,
		[MIXCORE_WIDE_S16_STEREO] = mixcore_scalar_wide_s16_stereo,
		[MIXCORE_WIDE_S16_MONO] = mixcore_scalar_wide_s16_any,
		[MIXCORE_WIDE_S16_ANY] = mixcore_scalar_wide_s16_any,
		[MIXCORE_WIDE_S24_STEREO] = mixcore_scalar_wide_s24_stereo,
		[MIXCORE_WIDE_S24_MONO] = mixcore_scalar_wide_s24_any,
		[MIXCORE_WIDE_S24_ANY] = mixcore_scalar_wide_s24_any,
		[MIXCORE_WIDE_S32_STEREO] = mixcore_scalar_wide_s32_stereo,
		[MIXCORE_WIDE_S32_MONO] = mixcore_scalar_wide_s32_any,
		[MIXCORE_WIDE_S32_ANY] = mixcore_scalar_wide_s32_any,
	},
	.slope = {
		[MIXCORE_NARROW_STEREO] = mixcore_scalar_narrow_slope,
		[MIXCORE_NARROW_MONO] = mixcore_scalar_narrow_slope,
		[MIXCORE_NARROW_ANY] = mixcore_scalar_narrow_slope,
		[MIXCORE_WIDE_S16_STEREO] = mixcore_scalar_wide_s16_slope,
		[MIXCORE_WIDE_S16_MONO] = mixcore_scalar_wide_s16_slope,
		[MIXCORE_WIDE_S16_ANY] = mixcore_scalar_wide_s16_slope,
		[MIXCORE_WIDE_S24_STEREO] = mixcore_scalar_wide_s24_slope,
		[MIXCORE_WIDE_S24_MONO] = mixcore_scalar_wide_s24_slope,
		[MIXCORE_WIDE_S24_ANY] = mixcore_scalar_wide_s24_slope,
		[MIXCORE_WIDE_S32_STEREO] = mixcore_scalar_wide_s32_slope,
		[MIXCORE_WIDE_S32_MONO] = mixcore_scalar_wide_s32_slope,
		[MIXCORE_WIDE_S32_ANY] = mixcore_scalar_wide_s32_slope,
	},
	.narrow_store = mixcore_scalar_narrow_store,
	.wide_store = mixcore_scalar_wide_store,
	.eq = mixcore_scalar_eq,
	.magnitudes = mixcore_scalar_magnitudes,
	.stereo_s16 = mixcore_scalar_stereo_s16,
};

static const struct mixcore_ops *const variants[MIXCORE_ISAS] = {
	[MIXCORE_ISA_SCALAR] = &mixcore_ops_scalar,
#ifdef MIXCORE_X86
	[MIXCORE_ISA_SSE41] = &mixcore_ops_sse41,
	[MIXCORE_ISA_AVX2] = &mixcore_ops_avx2,
#endif
#ifdef MIXCORE_ARM64
	[MIXCORE_ISA_NEON] = &mixcore_ops_neon,
#endif
};

struct mixcore_ops mixcore_ops;
bool mixcore_simd;

static u32 forgotten;

static bool has(enum mixcore_isa isa)
{
	switch (isa) {
	case MIXCORE_ISA_SCALAR:
		return true;
#ifdef MIXCORE_X86
#ifdef __KERNEL__
	case MIXCORE_ISA_SSE41:
		return boot_cpu_has(X86_FEATURE_XMM4_1);
	case MIXCORE_ISA_AVX2:
		return boot_cpu_has(X86_FEATURE_AVX2) &&
		       cpu_has_xfeatures(XFEATURE_MASK_SSE | XFEATURE_MASK_YMM, NULL);
#else
	case MIXCORE_ISA_SSE41:
		return __builtin_cpu_supports("sse4.1");
	case MIXCORE_ISA_AVX2:
		return __builtin_cpu_supports("avx2");
#endif
#endif
#ifdef MIXCORE_ARM64
	case MIXCORE_ISA_NEON:
		return cpu_has_neon();
#endif
	default:
		return false;
	}
}

/**
 * mixcore_isa_name() - name of a variant
 * @isa: below MIXCORE_ISAS
 *
 * Context: any.
 * Return: for people.
 */
const char *mixcore_isa_name(enum mixcore_isa isa)
{
	static const char *const names[MIXCORE_ISAS] = {
		"scalar", "sse4.1", "avx2", "avx-vnni", "neon",
	};

	return names[isa];
}

/**
 * mixcore_isas_available() - variants of this build that this machine can run
 *
 * Context: any.
 * Return: mask of 1 << isa.
 */
u32 mixcore_isas_available(void)
{
	u32 isas = 0, isa;

	for (isa = 0; isa < MIXCORE_ISAS; isa++)
		if (variants[isa] && has(isa) && !(forgotten & 1U << isa))
			isas |= 1U << isa;
	return isas;
}

/**
 * mixcore_isas_forget() - make variants unavailable
 * @isas: mask
 *
 * Context: any, while none of them is selected.
 */
void mixcore_isas_forget(u32 isas)
{
	forgotten |= isas;
}

/**
 * mixcore_isa_ops() - inner loops of a variant
 * @isa: which; available
 *
 * Context: any.
 * Return: what it has of them.
 */
const struct mixcore_ops *mixcore_isa_ops(enum mixcore_isa isa)
{
	return variants[isa];
}

static void take(const struct mixcore_ops *ops)
{
	u32 i;

	for (i = 0; i < MIXCORE_KINDS; i++) {
		if (ops->add[i])
			mixcore_ops.add[i] = ops->add[i];
		if (ops->slope[i])
			mixcore_ops.slope[i] = ops->slope[i];
		if (ops->direct[i])
			mixcore_ops.direct[i] = ops->direct[i];
	}
	if (ops->moving)
		mixcore_ops.moving = ops->moving;
	if (ops->narrow_store)
		mixcore_ops.narrow_store = ops->narrow_store;
	if (ops->wide_store)
		mixcore_ops.wide_store = ops->wide_store;
	if (ops->eq)
		mixcore_ops.eq = ops->eq;
	if (ops->magnitudes)
		mixcore_ops.magnitudes = ops->magnitudes;
	if (ops->stereo_s16)
		mixcore_ops.stereo_s16 = ops->stereo_s16;
}

/**
 * mixcore_isas_select() - use these variants, the best for each operation
 * @isas: mask; scalar is always added, what is not available left out
 *
 * Context: any, while nothing is mixed.
 * Return: those in use.
 */
u32 mixcore_isas_select(u32 isas)
{
	u32 isa;

	isas = (isas & mixcore_isas_available()) | 1U << MIXCORE_ISA_SCALAR;
	memset(&mixcore_ops, 0, sizeof(mixcore_ops));
	for (isa = 0; isa < MIXCORE_ISAS; isa++)
		if (isas & 1U << isa)
			take(variants[isa]);
	mixcore_simd = isas != 1U << MIXCORE_ISA_SCALAR;
	return isas;
}
