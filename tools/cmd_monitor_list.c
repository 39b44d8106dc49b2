// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor list: outputs, and who records what is played there. */
#include <errno.h>

#include "recorder.h"

static void first_cells(struct table *table, const struct mixcore_output_info *info)
{
	char name[64];

	table_cell(table, "%s%s", printable(info->name, sizeof(info->name), name, sizeof(name)),
		   info->flags & MIXCORE_OUTPUT_F_DEFAULT ? " *" : "");
	table_cell(table, "%u", info->rate);
	table_cell(table, "%u", info->channels);
}

static void recorder_cells(struct mixctl *m, struct table *table,
			   const struct mixcore_stream_info *info)
{
	const bool hidden = info->flags & MIXCORE_STREAM_F_HIDDEN;
	char text[SOURCE_TEXT];

	table_cell(table, "%u", info->id);
	table_cell(table, "%s", hidden ? "-" :
		   printable(info->comm, sizeof(info->comm), text, sizeof(text)));
	if (hidden)
		table_cell(table, "-");
	else
		table_cell(table, "%u", info->pid);
	table_cell(table, "%u", info->uid);
	table_cell(table, "%s", mixcore_stream_state_name(info->state));
	table_cell(table, "%s", source_text(m, info, text, sizeof(text)));
}

/* A row for each that records it; one for an output that nobody does. */
static void output_rows(struct mixctl *m, struct table *table,
			const struct mixcore_output_info *output)
{
	const struct heard heard = { HEARD_OUTPUT, output->id };
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	bool any = false;

	while (!mixcore_stream_next(m->ctx, &info)) {
		if (!hears(m, &info, &heard))
			continue;
		any = true;
		first_cells(table, output);
		recorder_cells(m, table, &info);
	}
	if (any)
		return;
	first_cells(table, output);
	for (int i = 0; i < 6; i++)
		table_cell(table, "-");
}

static void output_json(struct mixctl *m, struct json *json,
			const struct mixcore_output_info *output)
{
	const struct heard heard = { HEARD_OUTPUT, output->id };

	json_object(json, NULL);
	json_uint(json, "output", output->id);
	json_field(json, "name", output->name, sizeof(output->name));
	json_uint(json, "rate", output->rate);
	json_uint(json, "channels", output->channels);
	print_recorders_json(m, json, &heard);
	json_object_end(json);
}

int cmd_monitor_list(struct mixctl *m, int argc, char **argv)
{
	static const char *const titles[] = {
		"OUTPUT", ">RATE", ">CH", ">ID", "COMMAND", ">PID", ">UID", "STATE", "RECORDS", NULL,
	};
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct json json = { .out = m->out };
	struct table table;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "monitor list takes no arguments");
	err = mixctl_connect(m) ?: check_capture(m, "monitor list");
	if (err)
		return err;
	table_begin(&table, m->out, "", titles);
	if (m->json)
		json_array(&json, NULL);
	while (!(err = mixcore_output_next(m->ctx, &info))) {
		if (m->json)
			output_json(m, &json, &info);
		else
			output_rows(m, &table, &info);
	}
	if (m->json)
		json_array_end(&json);
	else
		table_end(&table);
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the outputs");
}
