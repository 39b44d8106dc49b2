// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl input: list, show, default, detach, idle. Attaching: cmd_input_attach.c. */
#include <errno.h>
#include <string.h>

#include "recorder.h"

static void input_row(struct table *table, const struct mixcore_input_info *info)
{
	char name[64], hw[BACKEND_TEXT], domain[24], delay[32];

	table_cell(table, "%u", info->id);
	table_cell(table, "%s%s", printable(info->name, sizeof(info->name), name, sizeof(name)),
		   info->flags & MIXCORE_OUTPUT_F_DEFAULT ? " *" : "");
	table_cell(table, "%s", mixcore_output_state_name(info->state));
	table_cell(table, "%s", input_backend_text(info, hw, sizeof(hw)));
	table_cell(table, "%s", domain_text(info->domain, domain, sizeof(domain)));
	table_cell(table, "%u", info->rate);
	table_cell(table, "%u", info->channels);
	table_cell(table, "%s", has_format(info->flags) ?
		   mixcore_format_name(info->format) : "-");
	table_cell(table, "%u", info->cycle_now_frames);
	table_cell(table, "%s",
		   duration_text(info->delay_frames, info->rate, delay, sizeof(delay)));
	table_cell(table, "%u/%u", info->recording, info->recorders);
	table_cell(table, "%llu", (unsigned long long)info->xruns);
}

int cmd_input_list(struct mixctl *m, int argc, char **argv)
{
	static const char *const titles[] = {
		">ID", "NAME", "STATE", "BACKEND", "DOMAIN", ">RATE", ">CH", "FORMAT", ">CYCLE",
		">DELAY", ">RUN", ">XRUNS", NULL,
	};
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	struct json json = { .out = m->out };
	struct table table;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "input list takes no arguments");
	err = mixctl_connect(m) ?: check_capture(m, "input list");
	if (err)
		return err;
	if (m->json)
		return print_inputs_json(m, &json, NULL);
	table_begin(&table, m->out, "", titles);
	while (!(err = mixcore_input_next(m->ctx, &info)))
		input_row(&table, &info);
	table_end(&table);
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the inputs");
}

/* Connects, for changing where there is something to change, and finds the input of argv[0]. */
static int begin(struct mixctl *m, const char *verb, int operands, bool changes, int argc,
		 char **argv, struct mixcore_input_info *info)
{
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != operands)
		return mixctl_usage(m, "%s: wrong number of arguments", verb);
	err = changes ? mixctl_connect_control(m) : mixctl_connect(m);
	return err ?: check_capture(m, verb) ?: find_input(m, argv[0], info);
}

int cmd_input_show(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_input_info info;
	struct json json = { .out = m->out };
	int err = begin(m, "input show", 1, false, argc, argv, &info);

	if (err)
		return err;
	if (m->json)
		print_input_json(m, &json, &info, true);
	else
		print_input(m, &info);
	return MIXCTL_DONE;
}

int cmd_input_detach(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_input_info info;
	struct mixcore_cause cause;
	int err = begin(m, "input detach", 1, true, argc, argv, &info);

	if (err)
		return err;
	mixctl_cause(&cause, "input detach");
	err = mixcore_input_detach(m->ctx, info.id, &cause);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_INPUT_DETACH, err, "input detach %s", argv[0]);
	mixctl_say(m, "%s: detached", argv[0]);
	return MIXCTL_DONE;
}

static int set_idle(struct mixctl *m, const struct mixcore_input_info *input, uint32_t idle)
{
	struct mixcore_input_set set = MIXCORE_INIT(mixcore_input_set);
	struct mixcore_input_info info = *input;
	struct json json = { .out = m->out };
	char name[64];
	int err;

	set.id = info.id;
	set.mask = MIXCORE_SET_IDLE;
	set.idle_ms = idle;
	mixctl_cause(&set.cause, "input idle");
	printable(info.name, sizeof(info.name), name, sizeof(name));
	err = mixcore_input_set(m->ctx, &set);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_INPUT_SET, err, "input idle %s", name);
	err = mixcore_input_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_INPUT_GET, err, "input %s", name);
	if (m->json)
		print_input_json(m, &json, &info, false);
	mixctl_say(m, "%s: idle after %u ms", name, info.idle_ms);
	return MIXCTL_DONE;
}

int cmd_input_idle(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_input_info info;
	int err = begin(m, "input idle", 2, true, argc, argv, &info);
	uint32_t idle;

	if (err)
		return err;
	err = parse_uint(argv[1], &idle);
	if (err == -EINVAL)
		return mixctl_usage(m, "input idle: milliseconds, not '%s'", argv[1]);
	if (err || idle > MIXCORE_IDLE_MS_MAX)
		return mixctl_refuse(m, "", "input idle: at most %u ms", MIXCORE_IDLE_MS_MAX);
	return set_idle(m, &info, idle);
}

static int set_default(struct mixctl *m, const char *which)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct mixcore_input_info info;
	int err = mixctl_connect_control(m) ?: check_capture(m, "input default") ?:
		  find_input(m, which, &info);

	if (err)
		return err;
	def.mask = MIXCORE_DEFAULT_INPUT;
	def.uid = MIXCORE_UID_ANY;
	def.input = info.id;
	mixctl_cause(&def.cause, "input default");
	err = mixcore_default_set(m->ctx, &def);
	return err ? mixctl_fail(m, MIXCORE_CALL_DEFAULT_SET, err, "input default %s", which) : 0;
}

int cmd_input_default(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct json json = { .out = m->out };
	char name[64];
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0 || argc > 1)
		return argc < 0 ? -argc : mixctl_usage(m, "input default takes one input");
	err = argc ? set_default(m, argv[0]) : mixctl_connect(m) ?: check_capture(m,
									"input default");
	if (err)
		return err;
	err = mixcore_default_get(m->ctx, &def);
	info.id = def.input;
	err = err ?: mixcore_input_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_INPUT_GET, err, "the default input");
	if (m->json)
		print_input_json(m, &json, &info, false);
	mixctl_say(m, "%s", printable(info.name, sizeof(info.name), name, sizeof(name)));
	return MIXCTL_DONE;
}
