// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: what plays and records now, and how loud. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "top.h"

#define WIDTH_DEFAULT	80
#define WIDTH_MAX	500
/* A first cycle, and then some to have a mean of; longer than the longest. */
#define WAIT_MS		150

static int width_of_line(void)
{
	const char *columns = getenv("COLUMNS");
	uint32_t width;

	if (!columns || parse_uint(columns, &width) || !width || width > WIDTH_MAX)
		return WIDTH_DEFAULT;
	return width;
}

static void print_screen(struct mixctl *m, const struct top_model *model)
{
	const struct top_view view = {
		.whole = true, .width = width_of_line(),
		.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
	};
	struct top_screen screen;
	char line[4 * WIDTH_MAX + 1];

	top_layout(&view, model, &screen);
	for (int y = 0; y < screen.height; y++)
		fprintf(m->out, "%s\n", top_line(&screen, y, line, sizeof(line)));
	top_screen_free(&screen);
}

/* Meters begin when somebody looks. */
static void read_meters(struct mixctl *m, struct top_model *model)
{
	struct mixcore_status_area *area;

	if (!m->pause || mixcore_status_open(m->ctx, &area))
		return;
	for (int i = 0; i < 2; i++) {
		m->pause(m, WAIT_MS);
		top_model_meters(model, area, m->now.monotonic_ns);
	}
	mixcore_status_close(area);
}

int top_once(struct mixctl *m)
{
	struct top_model model = { 0 };
	int err = top_model_read(&model, m);

	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, err, "top");
	read_meters(m, &model);
	if (m->json)
		top_json(m, &model);
	else
		print_screen(m, &model);
	top_model_free(&model);
	return MIXCTL_DONE;
}

int cmd_top(struct mixctl *m, int argc, char **argv)
{
	bool once = false, always = false;
	const struct option_def options[] = {
		{ "--once", OPTION_FLAG, &once, NULL },
		{ "--always", OPTION_FLAG, &always, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "top takes only options");
	if (m->json && !once)
		return mixctl_usage(m, "top: --json needs --once");
	if (!once && !m->terminal)
		return mixctl_refuse(m, "for scripts: mixctl top --once",
				     "top needs a terminal to show it and to take keys");
	setlocale(LC_CTYPE, "");
	err = mixctl_connect(m);
	if (err)
		return err;
	return once ? top_once(m) : top_run(m, always);
}
