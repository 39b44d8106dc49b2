// SPDX-License-Identifier: GPL-2.0-or-later
/* Connecting, complaining, and reading the words of the command line. */
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

int mixctl_options(struct mixctl *m, const struct option_def *defs, int argc, char **argv)
{
	char *why;
	int left = parse_options(defs, argc, argv, &why);

	if (left < 0) {
		left = -mixctl_usage(m, "%s", why);
		free(why);
	}
	return left;
}
