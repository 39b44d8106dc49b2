// SPDX-License-Identifier: GPL-2.0-only
/*
 * The inner loops with NEON, on 64-bit ARM.
 */
#include "internal.h"

#ifdef MIXCORE_ARM64
#ifdef __KERNEL__
#include <asm/neon-intrinsics.h>
#else
#include <arm_neon.h>
#endif

#define vec int32x4_t

#define V32 4
#define V64 2

/*
 * @multiply: narrow: the mantissa at the place of its sample in a frame, wide: the coefficient
 * @shift: narrow: of the product, wide: of the frame; negative
 * @half: how far left the wanted half of a frame of S16 has to go to be at the top
 */
struct factor {
	vec multiply;
	vec shift;
	int32x2_t half;
};

static __always_inline vec v_load(const void *at)
{
	return vreinterpretq_s32_u8(vld1q_u8(at));
}

static __always_inline int32x2_t load_half(const void *at)
{
	return vreinterpret_s32_u8(vld1_u8(at));
}

static __always_inline void v_store(void *at, vec x)
{
	vst1q_u8(at, vreinterpretq_u8_s32(x));
}

static __always_inline vec v_set32(s32 x)
{
	return vdupq_n_s32(x);
}

static __always_inline vec v_plus32(vec x, vec y)
{
	return vaddq_s32(x, y);
}

static __always_inline vec v_add32(vec x, vec y)
{
	return vaddq_s32(x, y);
}

static __always_inline vec v_add64(vec x, vec y)
{
	return vreinterpretq_s32_s64(vaddq_s64(vreinterpretq_s64_s32(x),
					       vreinterpretq_s64_s32(y)));
}

static __always_inline struct factor v_factor_narrow(const struct mixcore_lane *lane)
{
	return (struct factor) {
		.multiply = vdupq_n_s32(lane->product.factor),
		.shift = vdupq_n_s32(-(s32)lane->product.shift),
	};
}

static __always_inline struct factor v_factor_wide(const struct mixcore_lane *lane)
{
	return (struct factor) {
		.multiply = vdupq_n_s32(lane->product.factor),
		.shift = vreinterpretq_s32_s64(vdupq_n_s64(-(s64)lane->product.shift)),
	};
}

static __always_inline struct factor v_factor_half(const struct mixcore_lane *lane)
{
	return (struct factor) {
		.multiply = vdupq_n_s32(lane->product.factor),
		.half = vdup_n_s32(lane->place.offset ? 0 : 16),
	};
}

/* Products of the two halves of 32 bits, added; then rounded down. */
static __always_inline vec narrow(vec samples, const struct factor *factor)
{
	int16x8_t x = vreinterpretq_s16_s32(samples);
	int16x8_t m = vreinterpretq_s16_s32(factor->multiply);
	vec low = vmull_s16(vget_low_s16(x), vget_low_s16(m));

	return vshlq_s32(vpaddq_s32(low, vmull_high_s16(x, m)), factor->shift);
}

static __always_inline vec v_narrow_stereo(const u8 *at, const struct factor *factor)
{
	return narrow(v_load(at), factor);
}

static __always_inline vec v_narrow_mono(const u8 *at, const struct factor *factor)
{
	return narrow(vmovl_s16(vreinterpret_s16_u8(vld1_u8(at))), factor);
}

static __always_inline vec wide(int32x2_t samples, const struct factor *factor)
{
	return vreinterpretq_s32_s64(vmull_s32(samples, vget_low_s32(factor->multiply)));
}

/* The lower 32 of each 64 bits. */
static __always_inline int32x2_t even(vec x)
{
	return vmovn_s64(vreinterpretq_s64_s32(x));
}

static __always_inline vec v_wide_s16_stereo(const u8 *at, const struct factor *factor)
{
	int32x2_t top = vdup_n_s32(-65536);

	return wide(vand_s32(vshl_s32(load_half(at), factor->half), top), factor);
}

static __always_inline vec v_wide_s16_mono(const u8 *at, const struct factor *factor)
{
	u32 two;

	memcpy(&two, at, sizeof(two));
	return wide(vshl_n_s32(vget_low_s32(vmovl_s16(vcreate_s16(two))), 16), factor);
}

static __always_inline vec v_wide_s24_stereo(const u8 *at, const struct factor *factor)
{
	return wide(vshl_n_s32(even(v_load(at)), 8), factor);
}

static __always_inline vec v_wide_s24_mono(const u8 *at, const struct factor *factor)
{
	return wide(vshl_n_s32(load_half(at), 8), factor);
}

static __always_inline vec v_wide_s32_stereo(const u8 *at, const struct factor *factor)
{
	return wide(even(v_load(at)), factor);
}

static __always_inline vec v_wide_s32_mono(const u8 *at, const struct factor *factor)
{
	return wide(load_half(at), factor);
}

static __always_inline vec frames(const u8 *at, const struct factor *factor)
{
	return vreinterpretq_s32_u64(vshlq_u64(vreinterpretq_u64_s32(v_load(at)),
					       vreinterpretq_s64_s32(factor->shift)));
}

static __always_inline vec v_wide_s24_frames(const u8 *at, const struct factor *factor)
{
	return wide(vshl_n_s32(even(frames(at, factor)), 8), factor);
}

static __always_inline vec v_wide_s32_frames(const u8 *at, const struct factor *factor)
{
	return wide(even(frames(at, factor)), factor);
}

static __always_inline struct factor v_factor_store(s32 bias, u32 shift)
{
	return (struct factor) {
		.multiply = vdupq_n_s32(bias),
		.shift = vdupq_n_s32(-(s32)shift),
	};
}

static __always_inline vec v_steps32(s32 x, s32 step)
{
	static const s32 number[V32] = { 0, 1, 2, 3 };

	return vmlaq_s32(vdupq_n_s32(x), vld1q_s32(number), vdupq_n_s32(step));
}

static __always_inline vec v_sra32(vec x, const struct factor *factor)
{
	return vshlq_s32(x, factor->shift);
}

static __always_inline vec v_place32(vec x, bool second)
{
	return second ? vshlq_n_s32(x, 16) : vandq_s32(x, vdupq_n_s32(0xffff));
}

static __always_inline vec v_round32(vec x, const struct factor *factor)
{
	return vshlq_s32(vaddq_s32(x, factor->multiply), factor->shift);
}

static __always_inline vec v_pack16(vec x, vec y)
{
	int16x4_t left = vqmovn_s32(x), right = vqmovn_s32(y);

	return vreinterpretq_s32_s16(vcombine_s16(vzip1_s16(left, right),
						  vzip2_s16(left, right)));
}

static __always_inline vec v_sum_narrow_stereo(vec sum, const u8 *at, const struct factor *factor)
{
	return v_add32(sum, v_narrow_stereo(at, factor));
}

static __always_inline vec v_sum_wide_s32_stereo(vec sum, const u8 *at,
						 const struct factor *factor)
{
	return v_add64(sum, v_wide_s32_stereo(at, factor));
}

#include "simd.h"

const struct mixcore_ops mixcore_ops_neon = {
	.add = SIMD_ADD_ALL,
	.slope = SIMD_SLOPE_ALL,
	.narrow_store = narrow_store,
};
#endif /* MIXCORE_ARM64 */
