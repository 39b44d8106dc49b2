// SPDX-License-Identifier: GPL-2.0-or-later
/* Options of a command line. */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mixcore/mixcore.h>

#include "numbers.h"
#include "options.h"
#include "print.h"

static int set_option(const struct option_def *def, const char *text)
{
	int err = 0;

	switch (def->kind) {
	case OPTION_FLAG:
		*(bool *)def->value = true;
		break;
	case OPTION_TEXT:
		*(const char **)def->value = text;
		break;
	case OPTION_UINT:
		err = parse_uint(text, def->value);
		break;
	case OPTION_BYTES:
		err = parse_bytes(text, def->value);
		break;
	case OPTION_THOUSANDTHS:
		err = parse_thousandths(text, def->value);
		break;
	case OPTION_FORMAT:
		err = mixcore_format_parse(text, def->value);
		break;
	}
	if (def->given)
		*def->given = true;
	return err;
}

static int PRINTF(2, 3) wrong(char **why, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(why, format, args);
	va_end(args);
	if (length < 0)
		abort();
	return -1;
}

static int wrong_value(char **why, const struct option_def *def, const char *text, int err)
{
	if (def->kind == OPTION_FORMAT)
		return wrong(why, "%s: '%s' is no format; there are " FORMAT_NAMES, def->name,
			     text);
	return wrong(why, "%s: '%s' is %s", def->name, text,
		     err == -ERANGE ? "too large" : "not a number");
}

/* The option that a word names, with what follows "=" in *text. */
static const struct option_def *find_option(const struct option_def *defs, const char *word,
					    const char **text)
{
	const size_t length = strcspn(word, "=");

	for (; defs && defs->name; defs++) {
		if (strlen(defs->name) != length || strncmp(word, defs->name, length))
			continue;
		*text = word[length] ? word + length + 1 : NULL;
		return defs;
	}
	return NULL;
}

/* Returns how many words it took, or -1. */
static int take_option(const struct option_def *defs, int argc, char **argv, char **why)
{
	const struct option_def *def;
	const char *text;
	int words = 1, err;

	def = find_option(defs, argv[0], &text);
	if (!def)
		return wrong(why, "unknown option '%s'", argv[0]);
	if (def->kind == OPTION_FLAG && text)
		return wrong(why, "%s takes no value", def->name);
	if (def->kind != OPTION_FLAG && !text) {
		text = argc > 1 ? argv[1] : NULL;
		words = 2;
	}
	if (def->kind != OPTION_FLAG && !text)
		return wrong(why, "%s needs a value", def->name);
	err = set_option(def, text);
	return err ? wrong_value(why, def, text, err) : words;
}

int parse_options(const struct option_def *defs, int argc, char **argv, char **why)
{
	int left = 0;

	for (int i = 0, words; i < argc; i += words) {
		if (strncmp(argv[i], "--", 2)) {
			argv[left++] = argv[i];
			words = 1;
			continue;
		}
		words = take_option(defs, argc - i, argv + i, why);
		if (words < 0)
			return words;
	}
	return left;
}
