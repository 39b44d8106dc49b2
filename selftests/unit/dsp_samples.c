// SPDX-License-Identifier: GPL-2.0-or-later
/* Random samples of every format. */
#include "dsp_scene.h"

static const struct {
	const struct reference_format *format;
	const char *name;
} formats[] = {
	[MIXCORE_S16] = { &reference_s16, "S16" },
	[MIXCORE_S24] = { &reference_s24, "S24" },
	[MIXCORE_S32] = { &reference_s32, "S32" },
	[MIXCORE_S24_3] = { &reference_s24_3, "S24_3" },
	[MIXCORE_U8] = { &reference_u8, "U8" },
	[MIXCORE_FLOAT] = { &reference_float, "FLOAT" },
	[MIXCORE_S16_BE] = { &reference_s16_be, "S16_BE" },
	[MIXCORE_S24_BE] = { &reference_s24_be, "S24_BE" },
	[MIXCORE_S32_BE] = { &reference_s32_be, "S32_BE" },
	[MIXCORE_S24_3BE] = { &reference_s24_3be, "S24_3BE" },
	[MIXCORE_BUS] = { &reference_bus, "BUS" },
};

const struct reference_format *reference_format_of(enum mixcore_sample sample)
{
	return formats[sample].format;
}

const char *format_name(enum mixcore_sample sample)
{
	return formats[sample].name;
}

/* Between 2^-40 and 2, sometimes anything: infinite, not a number, denormal. */
static u32 float_noise(void)
{
	u32 bits = (u32)random_bits(), exponent = random_between(127 - 40, 128);

	return random_below(8) ? (bits & 0x807fffff) | exponent << 23 : bits;
}

/* What a float has for the lines that the others draw: both limits and around nothing. */
static u32 float_special(void)
{
	static const u32 special[] = {
		0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000,
		0xff800001, 1, 0x807fffff, 0x00800000, 0x30000000, 0x2f800000, 0x2fc00000,
		0x3f7fffff, 0x3f800001, 0xbf800001, 0x4f000000, 0xcf000000, 0x7f7fffff,
	};

	return special[random_below(sizeof(special) / sizeof(*special))];
}

static s64 value_of(enum signal signal, s64 top)
{
	switch (signal) {
	case SIGNAL_TOP:
		return top;
	case SIGNAL_BOTTOM:
		return -top - 1;
	case SIGNAL_EXTREMES:
		return random_below(2) ? top : -top - 1;
	default:
		return (s64)random_below(8) - 4;
	}
}

static void draw_float(u8 *bytes, enum signal signal)
{
	u32 bits;

	if (signal == SIGNAL_TOP || signal == SIGNAL_BOTTOM || signal == SIGNAL_EXTREMES) {
		reference_store(&reference_float, bytes, value_of(signal, 0x7fffffff));
		return;
	}
	bits = signal == SIGNAL_QUIET || !random_below(16) ? float_special() : float_noise();
	memcpy(bytes, &bits, sizeof(bits));
}

/* Bytes that hold no value are noise: they must not be heard. */
static void draw_integer(u8 *bytes, const struct reference_format *format, enum signal signal)
{
	s64 top = (1LL << (format->bits - 1)) - 1;
	u64 noise = random_bits();
	u8 value[4];

	memcpy(bytes, &noise, (size_t)format->bytes);
	if (signal == SIGNAL_NOISE)
		return;
	reference_store(format, value, value_of(signal, top));
	memcpy(bytes + format->first, value + format->first, (size_t)format->count);
}

void draw_samples(u8 *bytes, size_t count, enum mixcore_sample sample, enum signal signal)
{
	const struct reference_format *format = reference_format_of(sample);

	for (; count; count--, bytes += format->bytes) {
		if (format->floating)
			draw_float(bytes, signal);
		else
			draw_integer(bytes, format, signal);
	}
}
