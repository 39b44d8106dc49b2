// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the wide accumulators to the output's format: one rounding, one saturation.
 */
#include "internal.h"

#define BUS_BITS	28
#define FLOAT_MANTISSA	23
#define FLOAT_BIAS	95	/* exponent of 2^-32 */

/* The single that is nearest to @value / 2^31, ties to even; without floating point. */
static u32 to_float(s32 value)
{
	u32 mantissa = value < 0 ? -(u32)value : (u32)value;
	u32 sign = value < 0 ? 1U << 31 : 0;
	int bits = fls(mantissa), excess = bits - FLOAT_MANTISSA - 1;

	if (!value)
		return 0;
	if (excess <= 0)
		mantissa <<= -excess;
	else
		mantissa = mixcore_nearest_even(mantissa, (u32)excess);
	/* A mantissa that was rounded up to the next power of two carries into the exponent. */
	return sign | (((u32)(bits + FLOAT_BIAS) << FLOAT_MANTISSA) + mantissa -
		       (1U << FLOAT_MANTISSA));
}

static void store_24(u8 *low, int step, u32 value)
{
	low[0] = (u8)value;
	low[step] = (u8)(value >> 8);
	low[2 * step] = (u8)(value >> 16);
}

static __always_inline void store(u8 *at, s32 value, enum mixcore_sample sample)
{
	switch (sample) {
	case MIXCORE_S16:
		*(__le16 *)at = cpu_to_le16((u16)value);
		break;
	case MIXCORE_S24_3:
		store_24(at, 1, (u32)value);
		break;
	case MIXCORE_U8:
		*at = (u8)(value + 128);
		break;
	case MIXCORE_FLOAT:
		*(__le32 *)at = cpu_to_le32(to_float(value));
		break;
	case MIXCORE_S16_BE:
		*(__be16 *)at = cpu_to_be16((u16)value);
		break;
	case MIXCORE_S24_BE:
	case MIXCORE_S32_BE:
		*(__be32 *)at = cpu_to_be32((u32)value);
		break;
	case MIXCORE_S24_3BE:
		store_24(at + 2, -1, (u32)value);
		break;
	case MIXCORE_BUS:
		*(s32 *)at = value;
		break;
	default:
		*(__le32 *)at = cpu_to_le32((u32)value);
		break;
	}
}

/**
 * mixcore_sample_bits() - bits of a sample
 * @sample: format
 *
 * Context: any.
 * Return: 8 to 32: full scale is 2^(bits - 1).
 */
u32 mixcore_sample_bits(enum mixcore_sample sample)
{
	switch (sample) {
	case MIXCORE_U8:
		return 8;
	case MIXCORE_S16:
	case MIXCORE_S16_BE:
		return 16;
	case MIXCORE_S24:
	case MIXCORE_S24_3:
	case MIXCORE_S24_BE:
	case MIXCORE_S24_3BE:
		return 24;
	case MIXCORE_BUS:
		return BUS_BITS;
	default:
		return 32;
	}
}

/*
 * floor((acc + half a unit) / unit), limited: in two steps, so that the sum with the half unit need
 * not fit s64.
 */
static __always_inline void store_channel(u8 *at, size_t step, const s64 *acc, u32 shift, s64 top,
					  u32 frames, enum mixcore_sample sample)
{
	u32 i;

	for (i = 0; i < frames; i++) {
		s64 value = ((acc[i] >> (shift - 1)) + 1) >> 1;

		store(at + i * step, (s32)clamp(value, -top - 1, top), sample);
	}
}

static void store_row(u8 *at, size_t step, const s64 *acc, u32 q, u32 frames,
		      enum mixcore_sample sample)
{
	u32 bits = mixcore_sample_bits(sample), shift = q + 32 - bits;
	s64 top = sample == MIXCORE_BUS ? S32_MAX : (1LL << (bits - 1)) - 1;

	switch (sample) {
	case MIXCORE_S16:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_S16);
		break;
	case MIXCORE_S24:
	case MIXCORE_S32:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_S32);
		break;
	case MIXCORE_BUS:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_BUS);
		break;
	case MIXCORE_S24_3:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_S24_3);
		break;
	case MIXCORE_U8:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_U8);
		break;
	case MIXCORE_FLOAT:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_FLOAT);
		break;
	case MIXCORE_S16_BE:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_S16_BE);
		break;
	case MIXCORE_S24_3BE:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_S24_3BE);
		break;
	default:
		store_channel(at, step, acc, shift, top, frames, MIXCORE_S32_BE);
		break;
	}
}

void mixcore_scalar_wide_store(void *out, const struct mixcore_layout *layout, const s64 *rows,
			       const u8 *q, u32 frames)
{
	u32 i;

	for (i = 0; i < layout->channels; i++, rows += MIXCORE_DSP_TILE)
		store_row((u8 *)out + i * layout->channel_step, layout->frame_step, rows, q[i],
			  frames, layout->sample);
}
