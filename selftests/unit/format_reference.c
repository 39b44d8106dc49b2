// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The section "Samples" of Documentation/dsp.rst. About FLOAT the floating point of the processor
 * decides.
 */
#include <string.h>

#include "reference_wide.h"

#define INTEGER(size, first_byte, value_bytes, ...) { \
	.bytes = size, .first = first_byte, .count = value_bytes, .bits = 8 * (value_bytes), \
	.limit = 8 * (value_bytes), __VA_ARGS__ }

const struct reference_format reference_s16 = INTEGER(2, 0, 2);
const struct reference_format reference_s24 = INTEGER(4, 0, 3);
const struct reference_format reference_s32 = INTEGER(4, 0, 4);
const struct reference_format reference_s24_3 = INTEGER(3, 0, 3);
const struct reference_format reference_u8 = INTEGER(1, 0, 1, .biased = true);
const struct reference_format reference_float = INTEGER(4, 0, 4, .floating = true);
const struct reference_format reference_s16_be = INTEGER(2, 0, 2, .big = true);
const struct reference_format reference_s24_be = INTEGER(4, 1, 3, .big = true);
const struct reference_format reference_s32_be = INTEGER(4, 0, 4, .big = true);
const struct reference_format reference_s24_3be = INTEGER(3, 0, 3, .big = true);
/* Only an output, in the order of the processor. */
const struct reference_format reference_bus = {
	.bytes = 4, .count = 4, .bits = 28, .limit = 32,
	.big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
};

/* Nearest integer to x * 2^31, ties to even; every step is exact in double precision. */
static int64_t from_float(const uint8_t *bytes)
{
	double rest;
	int64_t low;
	float x;

	memcpy(&x, bytes, sizeof(x));
	if (x != x)
		return 0;
	if (x >= 1)
		return INT32_MAX;
	if (x <= -1)
		return INT32_MIN;
	low = (int64_t)((double)x * 2147483648.0);
	rest = (double)x * 2147483648.0 - (double)low;
	if (rest > 0.5 || (rest == 0.5 && low % 2))
		low++;
	if (rest < -0.5 || (rest == -0.5 && low % 2))
		low--;
	return low > INT32_MAX ? INT32_MAX : low;
}

static void to_float(uint8_t *bytes, int64_t value)
{
	float x = (float)((double)value / 2147483648.0);

	memcpy(bytes, &x, sizeof(x));
}

/* The place of the byte with weight 256^i among those that hold the value. */
static int place(const struct reference_format *format, int i)
{
	return format->first + (format->big ? format->count - 1 - i : i);
}

int64_t reference_load(const struct reference_format *format, const uint8_t *bytes)
{
	int64_t value = 0, half = (int64_t)power_of_two(format->bits - 1);

	if (format->floating)
		return from_float(bytes);
	for (int i = 0; i < format->count; i++)
		value += (int64_t)bytes[place(format, i)] << (8 * i);
	if (format->biased)
		value -= half;
	else if (value >= half)
		value -= 2 * half;
	return value * (int64_t)power_of_two(32 - format->bits);
}

/* The bytes that hold no value get the sign: 24 bits in 4 bytes. */
void reference_store(const struct reference_format *format, uint8_t *bytes, int64_t value)
{
	if (format->floating) {
		to_float(bytes, value);
		return;
	}
	memset(bytes, value < 0 ? 0xff : 0, (size_t)format->bytes);
	if (format->biased)
		value += (int64_t)power_of_two(format->bits - 1);
	for (int i = 0; i < format->count; i++)
		bytes[place(format, i)] = (uint8_t)(value >> (8 * i));
}
