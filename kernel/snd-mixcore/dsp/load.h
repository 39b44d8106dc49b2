/* SPDX-License-Identifier: GPL-2.0-only */
/* One sample of any format. */
#ifndef MIXCORE_DSP_LOAD_H
#define MIXCORE_DSP_LOAD_H

#include "internal.h"

#define FLOAT_MANTISSA	23
#define FLOAT_SPECIAL	0xff	/* exponent of infinities and NaNs */
#define FLOAT_WHOLE	119	/* exponent at which the last bit of the mantissa is 2^-31 */

/* 2^31 times the single with these bits, to the nearest, limited; without floating point. */
static inline s32 from_float(u32 bits)
{
	u32 exponent = (bits >> FLOAT_MANTISSA) & FLOAT_SPECIAL;
	u32 fraction = bits & ((1U << FLOAT_MANTISSA) - 1);
	u32 mantissa = fraction | 1U << FLOAT_MANTISSA;
	s32 value;

	if (exponent == FLOAT_SPECIAL && fraction)
		return 0;
	if (exponent >= FLOAT_WHOLE + 8)
		return bits >> 31 ? S32_MIN : S32_MAX;
	if (exponent >= FLOAT_WHOLE)
		value = (s32)(mantissa << (exponent - FLOAT_WHOLE));
	else
		value = (s32)mixcore_nearest_even(mantissa, FLOAT_WHOLE - exponent);
	return bits >> 31 ? -value : value;
}

static inline u32 load_24(const u8 *low, int step)
{
	return (u32)low[0] << 8 | (u32)low[step] << 16 | (u32)low[2 * step] << 24;
}

/* At full scale of s32. */
static __always_inline s32 load_sample(const u8 *at, enum mixcore_sample sample)
{
	switch (sample) {
	case MIXCORE_S16:
		return (s32)((u32)le16_to_cpu(*(const __le16 *)at) << 16);
	case MIXCORE_S24:
		return (s32)(le32_to_cpu(*(const __le32 *)at) << 8);
	case MIXCORE_S32:
		return (s32)le32_to_cpu(*(const __le32 *)at);
	case MIXCORE_S24_3:
		return (s32)load_24(at, 1);
	case MIXCORE_U8:
		return (s32)((u32)(*at ^ 0x80) << 24);
	case MIXCORE_FLOAT:
		return from_float(le32_to_cpu(*(const __le32 *)at));
	case MIXCORE_S16_BE:
		return (s32)((u32)be16_to_cpu(*(const __be16 *)at) << 16);
	case MIXCORE_S24_BE:
		return (s32)(be32_to_cpu(*(const __be32 *)at) << 8);
	case MIXCORE_S32_BE:
		return (s32)be32_to_cpu(*(const __be32 *)at);
	default:
		return (s32)load_24(at + 2, -1);
	}
}

#endif /* MIXCORE_DSP_LOAD_H */
