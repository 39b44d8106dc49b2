/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What dsp/ uses of the kernel's headers, for building it on the host.
 */
#ifndef MIXCORE_DSP_HOST_H
#define MIXCORE_DSP_HOST_H

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>	/* ffs */
#include <sys/cdefs.h>	/* __always_inline */

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef u16 __le16;
typedef u32 __le32;
typedef u16 __be16;
typedef u32 __be32;

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define S32_MAX ((s32)0x7fffffff)
#define S32_MIN (-S32_MAX - 1)

#define __aligned(bytes) __attribute__((aligned(bytes)))

#define noinline __attribute__((noinline))

#define min_t(type, a, b) ({ type _a = (a), _b = (b); _a < _b ? _a : _b; })
#define max_t(type, a, b) ({ type _c = (a), _d = (b); _c > _d ? _c : _d; })
#define min(a, b) min_t(__typeof__(a), a, b)
#define max(a, b) max_t(__typeof__(a), a, b)
#define clamp(value, low, high) min(max(value, low), high)

#define le16_to_cpu(value) le16toh(value)
#define le32_to_cpu(value) le32toh(value)
#define be16_to_cpu(value) be16toh(value)
#define be32_to_cpu(value) be32toh(value)
#define cpu_to_be16(value) htobe16(value)
#define cpu_to_be32(value) htobe32(value)
#define cpu_to_le16(value) htole16(value)
#define cpu_to_le32(value) htole32(value)

static inline int fls(u32 value)
{
	return value ? 32 - __builtin_clz(value) : 0;
}

static inline int fls64(u64 value)
{
	return value ? 64 - __builtin_clzll(value) : 0;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = (s32)(dividend % divisor);
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

/* @shift: up to 32 */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	u64 low = (a & 0xffffffff) * mul, high = (a >> 32) * mul;

	return (low >> shift) + (high << (32 - shift));
}

#endif /* MIXCORE_DSP_HOST_H */
