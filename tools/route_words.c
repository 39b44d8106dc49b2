// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of route add, route set and of files: delays and matrices. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "mixctl.h"

#define BILLION		1000000000ULL

/*
 * "1.5" in billionths. Not strtod(), for the reasons in libmixcore's gain.c. Digits past a billion
 * and past the ninth decimal do not count. Returns what follows, or NULL.
 */
static const char *parse_billionths(const char *text, uint64_t *value)
{
	uint64_t whole = 0, part = 0, weight = BILLION;
	bool any = false;

	for (; isdigit((unsigned char)*text); text++, any = true) {
		if (whole < BILLION)
			whole = 10 * whole + (*text - '0');
	}
	text += *text == '.';
	for (; isdigit((unsigned char)*text); text++, any = true) {
		weight /= 10;
		part += weight * (*text - '0');
	}
	*value = whole * BILLION + part;
	return any ? text : NULL;
}

/* A whole number, whatever the rate. */
static int parse_frames(const char *text, uint64_t value, uint32_t rate, uint32_t *frames)
{
	if (strchr(text, '.'))
		return -EINVAL;
	if (value / BILLION > (uint64_t)rate * MIXCORE_DELAY_MS_MAX / 1000)
		return -ERANGE;
	*frames = value / BILLION;
	return 0;
}

int parse_delay(const char *text, uint32_t rate, uint32_t *frames)
{
	uint64_t value, second;
	const char *unit = parse_billionths(text, &value);

	if (!unit)
		return -EINVAL;
	if (!strcmp(unit, "frames"))
		return parse_frames(text, value, rate, frames);
	if (strcmp(unit, "s") && strcmp(unit, "ms"))
		return -EINVAL;
	second = *unit == 's' ? BILLION : 1000 * BILLION;
	if (value > second / 1000 * MIXCORE_DELAY_MS_MAX)
		return -ERANGE;
	*frames = (value * rate + second / 2) / second;
	return 0;
}

static bool is_in_db(const char *text)
{
	size_t length = strlen(text);

	return length > 2 && !strcasecmp(text + length - 2, "dB");
}

/* "0.5", "-1" or "-3dB"; there is nothing to which "+=3dB" could be relative. */
static int parse_factor(const char *text, int32_t *factor)
{
	bool negative = *text == '-';
	uint32_t gain = 0;
	const char *end;
	uint64_t value;
	int err;

	if (is_in_db(text)) {
		err = strchr(text, '=') ? -EINVAL : mixcore_volume_parse(text, &gain, 1);
		*factor = gain;
		return err;
	}
	end = parse_billionths(text + (negative || *text == '+'), &value);
	if (!end || *end)
		return -EINVAL;
	if (value > 4 * BILLION)
		return -ERANGE;
	value = (value * MIXCORE_GAIN_UNITY + BILLION / 2) / BILLION;
	if (value > MIXCORE_GAIN_MAX)
		return -ERANGE;
	*factor = negative ? -(int32_t)value : (int32_t)value;
	return 0;
}

/* Returns the number of factors, or an errno. */
static int parse_row(char *text, int32_t *factors)
{
	char *item;
	int count = 0, err;

	while ((item = strsep(&text, ","))) {
		if (count == MIXCORE_CHANNELS_MAX)
			return -E2BIG;
		err = parse_factor(item, &factors[count++]);
		if (err)
			return err;
	}
	return count;
}

int parse_matrix(const char *text, struct matrix *matrix)
{
	char copy[1024], *rest = copy, *row;
	int columns;

	*matrix = (struct matrix){ 0 };
	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	while ((row = strsep(&rest, ";"))) {
		if (matrix->rows == MIXCORE_CHANNELS_MAX)
			return -E2BIG;
		columns = parse_row(row, matrix->factor[matrix->rows++]);
		if (columns < 0)
			return columns;
		if (matrix->rows > 1 && (unsigned int)columns != matrix->columns)
			return -EINVAL;
		matrix->columns = columns;
	}
	return 0;
}

/* Nine decimals tell factors apart; zeros at their end say nothing. As in json.c, by integers. */
static size_t write_factor(int32_t factor, char *buffer, size_t size)
{
	uint64_t value = factor < 0 ? -(int64_t)factor : factor;
	int used;

	value = (value * BILLION + MIXCORE_GAIN_UNITY / 2) / MIXCORE_GAIN_UNITY;
	used = snprintf(buffer, size, "%s%u.%09u", factor < 0 ? "-" : "",
			(unsigned int)(value / BILLION), (unsigned int)(value % BILLION));
	while (buffer[used - 1] == '0')
		used--;
	used -= buffer[used - 1] == '.';
	buffer[used] = '\0';
	return used;
}

const char *matrix_text(const struct matrix *matrix, char *buffer, size_t size)
{
	size_t used = 0;

	for (unsigned int i = 0; i < matrix->rows; i++) {
		for (unsigned int j = 0; j < matrix->columns && size - used > 16; j++) {
			if (i || j)
				buffer[used++] = j ? ',' : ';';
			used += write_factor(matrix->factor[i][j], buffer + used, size - used);
		}
	}
	buffer[used] = '\0';
	return buffer;
}
