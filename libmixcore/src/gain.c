// SPDX-License-Identifier: LGPL-2.1-or-later
/* Volume for people, gain for the kernel, and texts that say either. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "internal.h"

/* The limit is +12 dB rounded down, so that its nearest gain is one too many. */
static int gain_from_amplitude(double amplitude, uint32_t *gain)
{
	double scaled = amplitude * MIXCORE_GAIN_UNITY;

	if (isnan(scaled))
		return -EINVAL;
	if (scaled < 0 || scaled >= MIXCORE_GAIN_MAX + 1.0)
		return -ERANGE;
	*gain = fmin(nearbyint(scaled), MIXCORE_GAIN_MAX);
	return 0;
}

static double amplitude_of(uint32_t gain)
{
	return (double)gain / MIXCORE_GAIN_UNITY;
}

EXPORT int mixcore_gain_from_db(double db, uint32_t *gain)
{
	return gain_from_amplitude(pow(10, db / 20), gain);
}

EXPORT double mixcore_gain_to_db(uint32_t gain)
{
	return gain ? 20 * log10(amplitude_of(gain)) : -INFINITY;
}

EXPORT int mixcore_gain_from_percent(double percent, uint32_t *gain)
{
	return gain_from_amplitude(pow(percent / 100, 3), gain);
}

EXPORT double mixcore_gain_to_percent(uint32_t gain)
{
	return 100 * cbrt(amplitude_of(gain));
}

struct volume {
	double value;
	bool percent;
	int relative;	/* -1, 0 or 1 */
};

static int parse_unit(const char *unit, struct volume *volume)
{
	volume->percent = !strcmp(unit, "%");
	if (volume->percent || !*unit || !strcasecmp(unit, "db"))
		return 0;
	return -EINVAL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * "-12.5" or "-inf". Not strtod(): that takes a decimal comma where the program's locale has one,
 * and also exponents and hexadecimals, which nobody means. Digits past what a double holds are read
 * but do not count. Returns what follows, or NULL.
 */
static const char *parse_decimal(const char *text, double *value)
{
	double sign = *text == '-' ? -1 : 1, digits = 0, scale = 1;
	bool any = false;

	text += *text == '-' || *text == '+';
	if (!strncasecmp(text, "inf", 3)) {
		*value = sign * INFINITY;
		return text + 3;
	}
	for (; is_digit(*text); text++, any = true)
		digits = 10 * digits + (*text - '0');
	text += *text == '.';
	for (; is_digit(*text); text++, any = true) {
		if (digits >= 1e14 || scale >= 1e14)
			continue;
		digits = 10 * digits + (*text - '0');
		scale *= 10;
	}
	*value = sign * digits / scale;
	return any ? text : NULL;
}

static int parse_one(const char *text, struct volume *volume)
{
	const char *unit;

	*volume = (struct volume){ 0 };
	if (!strcasecmp(text, "mute")) {
		volume->value = -INFINITY;
		return 0;
	}
	if ((text[0] == '+' || text[0] == '-') && text[1] == '=') {
		volume->relative = text[0] == '+' ? 1 : -1;
		text += 2;
	}
	/* "+=-3dB" would be softer. */
	if (volume->relative && !is_digit(*text) && *text != '.')
		return -EINVAL;
	unit = parse_decimal(text, &volume->value);
	if (!unit || (volume->relative && !isfinite(volume->value)))
		return -EINVAL;
	return parse_unit(unit, volume);
}

static int apply_relative(const struct volume *volume, uint32_t *gain)
{
	double step = volume->relative * volume->value;
	double wanted;
	int err;

	if (volume->percent) {
		wanted = fmax(mixcore_gain_to_percent(*gain) + step, 0);
		err = mixcore_gain_from_percent(wanted, gain);
	} else {
		err = mixcore_gain_from_db(mixcore_gain_to_db(*gain) + step, gain);
	}
	if (err == -ERANGE) {
		*gain = MIXCORE_GAIN_MAX;
		err = 0;
	}
	return err;
}

static int apply(const struct volume *volume, uint32_t *gain)
{
	if (volume->relative)
		return apply_relative(volume, gain);
	if (volume->percent)
		return mixcore_gain_from_percent(volume->value, gain);
	return mixcore_gain_from_db(volume->value, gain);
}

/* Splits a copy of the text at its commas; returns the number of items or an errno. */
static int parse_list(const char *text, struct volume *volumes)
{
	char copy[256], *rest = copy, *item;
	int count = 0, err;

	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	while ((item = strsep(&rest, ","))) {
		if (count == MIXCORE_CHANNELS_MAX)
			return -E2BIG;
		err = parse_one(item, &volumes[count++]);
		if (err)
			return err;
	}
	return count;
}

EXPORT int mixcore_volume_parse(const char *text, uint32_t *gain, unsigned int channels)
{
	struct volume volumes[MIXCORE_CHANNELS_MAX];
	uint32_t changed[MIXCORE_CHANNELS_MAX];
	int count = parse_list(text, volumes);
	unsigned int i;
	int err;

	if (count < 0)
		return count;
	if ((unsigned int)count > channels || channels > MIXCORE_CHANNELS_MAX)
		return -E2BIG;
	memcpy(changed, gain, channels * sizeof(*gain));
	for (i = 0; i < channels; i++) {
		if (count > 1 && i >= (unsigned int)count)
			break;
		err = apply(&volumes[count > 1 ? i : 0], &changed[i]);
		if (err)
			return err;
	}
	memcpy(gain, changed, channels * sizeof(*gain));
	return 0;
}
