// SPDX-License-Identifier: GPL-2.0-or-later
/* Connecting, complaining, and reading the words of the command line. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "mixctl.h"

static int no_module(int error)
{
	return error == -ENOENT || error == -ENXIO || error == -ENODEV || error == -EPROTO;
}

static int open_failed(struct mixctl *m, enum mixcore_call call, int error)
{
	int status = mixctl_fail(m, call, error, "cannot connect");

	return no_module(error) ? MIXCTL_NO_MODULE : status;
}

int mixctl_connect(struct mixctl *m)
{
	int err;

	if (m->ctx || !mixcore_open(&m->ctx, MIXCORE_OPEN_CONTROL))
		return MIXCTL_DONE;
	err = mixcore_open(&m->ctx, 0);
	if (err == -EACCES)
		err = mixcore_open(&m->ctx, MIXCORE_OPEN_READ);
	return err ? open_failed(m, MIXCORE_CALL_OPEN, err) : MIXCTL_DONE;
}

int mixctl_connect_control(struct mixctl *m)
{
	int err;

	if (m->ctx && mixcore_is_control(m->ctx))
		return MIXCTL_DONE;
	mixcore_close(m->ctx);
	m->ctx = NULL;
	err = mixcore_open(&m->ctx, MIXCORE_OPEN_CONTROL);
	return err ? open_failed(m, MIXCORE_CALL_OPEN_CONTROL, err) : MIXCTL_DONE;
}

static void advise(struct mixctl *m, const char *advice)
{
	if (*advice)
		fprintf(m->err, "  %s\n", advice);
}

/* Texts quote what was typed, read from files and chosen by others: nothing for a terminal to obey. */
static void print_safe(FILE *out, const char *format, va_list args)
{
	char *text, *safe;
	int length = vasprintf(&text, format, args);

	safe = length < 0 ? NULL : malloc(length + 1);
	if (!safe)
		abort();
	fputs(printable(text, length, safe, length + 1), out);
	free(safe);
	free(text);
}

int mixctl_fail(struct mixctl *m, enum mixcore_call call, int error, const char *what, ...)
{
	va_list args;

	fputs("mixctl: ", m->err);
	va_start(args, what);
	print_safe(m->err, what, args);
	va_end(args);
	fprintf(m->err, ": %s\n", mixcore_error_text(call, error));
	advise(m, mixcore_error_advice(call, error));
	return MIXCTL_REFUSED;
}

int mixctl_refuse(struct mixctl *m, const char *advice, const char *format, ...)
{
	va_list args;

	fputs("mixctl: ", m->err);
	va_start(args, format);
	print_safe(m->err, format, args);
	va_end(args);
	putc('\n', m->err);
	advise(m, advice);
	return MIXCTL_REFUSED;
}

int mixctl_usage(struct mixctl *m, const char *format, ...)
{
	va_list args;

	fputs("mixctl: ", m->err);
	va_start(args, format);
	print_safe(m->err, format, args);
	va_end(args);
	fputs("\n  mixctl help lists the commands\n", m->err);
	return MIXCTL_USAGE;
}

void mixctl_say(struct mixctl *m, const char *format, ...)
{
	va_list args;

	if (m->json || m->quiet)
		return;
	va_start(args, format);
	print_safe(m->out, format, args);
	va_end(args);
	putc('\n', m->out);
}

void mixctl_cause(struct mixcore_cause *cause, const char *verb)
{
	char text[MIXCORE_CAUSE_TEXT_LEN + 1];

	snprintf(text, sizeof(text), "mixctl %s", verb);
	mixcore_cause_set(cause, 0, text);
}

int parse_uint(const char *text, uint32_t *value)
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

int parse_bytes(const char *text, uint64_t *value)
{
	static const char units[] = "KMG";
	unsigned long long number;
	const char *unit;
	int shift = 0;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 10);
	unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (unit) {
		shift = 10 * (unit - units + 1);
		end++;
	}
	if (*end)
		return -EINVAL;
	if (errno || number > UINT64_MAX >> shift)
		return -ERANGE;
	*value = number << shift;
	return 0;
}

int parse_switch(const char *text, uint32_t is, uint32_t *value)
{
	if (!strcmp(text, "on"))
		*value = 1;
	else if (!strcmp(text, "off"))
		*value = 0;
	else if (!strcmp(text, "toggle"))
		*value = !is;
	else
		return -EINVAL;
	return 0;
}

int volume_failed(struct mixctl *m, int error, const char *text)
{
	mixctl_fail(m, MIXCORE_CALL_VOLUME_PARSE, error, "'%s'", text);
	return error == -EINVAL ? MIXCTL_USAGE : MIXCTL_REFUSED;
}

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
	}
	if (def->given)
		*def->given = true;
	return err;
}

/* The option that a word names, with what follows "=" in *text. */
static const struct option_def *find_option(const struct option_def *defs, const char *word,
					    const char **text)
{
	size_t length = strcspn(word, "=");

	for (; defs && defs->name; defs++) {
		if (strlen(defs->name) != length || strncmp(word, defs->name, length))
			continue;
		*text = word[length] ? word + length + 1 : NULL;
		return defs;
	}
	return NULL;
}

int mixctl_options(struct mixctl *m, const struct option_def *defs, int argc, char **argv)
{
	int left = 0, err;

	for (int i = 0; i < argc; i++) {
		const struct option_def *def;
		const char *word = argv[i], *text;

		if (strncmp(word, "--", 2)) {
			argv[left++] = argv[i];
			continue;
		}
		def = find_option(defs, word, &text);
		if (!def)
			return -mixctl_usage(m, "unknown option '%s'", word);
		if (def->kind == OPTION_FLAG && text)
			return -mixctl_usage(m, "%s takes no value", def->name);
		if (def->kind != OPTION_FLAG && !text)
			text = ++i < argc ? argv[i] : NULL;
		if (def->kind != OPTION_FLAG && !text)
			return -mixctl_usage(m, "%s needs a value", def->name);
		err = set_option(def, text);
		if (err)
			return -mixctl_usage(m, "%s: '%s' is %s", def->name, text,
					     err == -ERANGE ? "too large" : "not a number");
	}
	return left;
}
