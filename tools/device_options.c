// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are a device: their options. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

#define WHOLE_MAX	1000000000U
#define FORMATS		"U8, S16_LE, S24_LE, S24_3LE, S32_LE, the same with BE, or FLOAT_LE"

static int parse_uint(const char *text, uint32_t *value)
{
	unsigned long long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || number > UINT32_MAX)
		return -ERANGE;
	*value = number;
	return 0;
}

/* Digits behind the point, as so many thousandths; NULL: there is something else. */
static const char *parse_fraction(const char *text, unsigned int *thousandths)
{
	unsigned int worth = 100;

	*thousandths = 0;
	if (*text != '.')
		return text;
	if (!isdigit((unsigned char)*++text))
		return NULL;
	for (; isdigit((unsigned char)*text); text++) {
		*thousandths += worth * (*text - '0');
		worth /= 10;
	}
	return text;
}

int parse_thousandths(const char *text, uint64_t *value)
{
	unsigned long long whole;
	unsigned int thousandths;
	const char *rest;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	whole = strtoull(text, &end, 10);
	rest = parse_fraction(end, &thousandths);
	if (!rest || *rest)
		return -EINVAL;
	if (whole > WHOLE_MAX)
		return -ERANGE;
	*value = whole * 1000 + thousandths;
	return 0;
}

static int set_option(const struct device_option *option, const char *text)
{
	int err = 0;

	switch (option->kind) {
	case DEVICE_FLAG:
		*(bool *)option->value = true;
		break;
	case DEVICE_TEXT:
		*(const char **)option->value = text;
		break;
	case DEVICE_UINT:
		err = parse_uint(text, option->value);
		break;
	case DEVICE_THOUSANDTHS:
		err = parse_thousandths(text, option->value);
		break;
	case DEVICE_FORMAT:
		err = mixcore_format_parse(text, option->value);
		break;
	}
	if (option->given)
		*option->given = true;
	return err;
}

static int bad_value(const struct device *device, const struct device_option *option,
		     const char *text, int err)
{
	if (option->kind == DEVICE_FORMAT)
		return -device_usage(device, "%s: '%s' is no format; there are " FORMATS,
				     option->name, text);
	return -device_usage(device, "%s: '%s' is %s", option->name, text,
			     err == -ERANGE ? "too large" : "not a number");
}

/* The option that a word names, with what follows "=" in *text. */
static const struct device_option *find_option(const struct device_option *options,
					       const char *word, const char **text)
{
	const size_t length = strcspn(word, "=");

	for (; options->name; options++) {
		if (strlen(options->name) != length || strncmp(word, options->name, length))
			continue;
		*text = word[length] ? word + length + 1 : NULL;
		return options;
	}
	return NULL;
}

/* Returns how many words it took, or -DEVICE_USAGE. */
static int take_option(const struct device *device, const struct device_option *options, int argc,
		       char **argv)
{
	const struct device_option *option;
	const char *text;
	int words = 1, err;

	option = find_option(options, argv[0], &text);
	if (!option)
		return -device_usage(device, "unknown option '%s'", argv[0]);
	if (option->kind == DEVICE_FLAG && text)
		return -device_usage(device, "%s takes no value", option->name);
	if (option->kind != DEVICE_FLAG && !text) {
		text = argc > 1 ? argv[1] : NULL;
		words = 2;
	}
	if (option->kind != DEVICE_FLAG && !text)
		return -device_usage(device, "%s needs a value", option->name);
	err = set_option(option, text);
	return err ? bad_value(device, option, text, err) : words;
}

int device_options(const struct device *device, const struct device_option *options, int argc,
		   char **argv)
{
	int left = 0;

	for (int i = 0, words; i < argc; i += words) {
		if (strncmp(argv[i], "--", 2)) {
			argv[left++] = argv[i];
			words = 1;
			continue;
		}
		words = take_option(device, options, argc - i, argv + i);
		if (words < 0)
			return words;
	}
	return left;
}
