// SPDX-License-Identifier: GPL-2.0-or-later
/* Recorders: what they record, and who records a thing. */
#include "recorder.h"

/* Exceptions are ids: in the table the others are beside it. */
static void append_exceptions(const struct mixcore_stream_info *info, char *buffer, size_t size,
			      size_t used)
{
	for (uint32_t i = 0; i < info->except_count && i < MIXCORE_EXCEPT_MAX && used < size; i++)
		used += snprintf(buffer + used, size - used, "%s%u", i ? "," : " except ",
				 info->except[i]);
}

const char *source_text(struct mixctl *m, const struct mixcore_stream_info *info, char *buffer,
			size_t size)
{
	const char *kind = mixcore_source_name(info->source_kind);
	char name[64];
	size_t used;

	switch (info->source_kind) {
	case MIXCORE_SOURCE_INPUT:
		input_text(m, info->source, name, sizeof(name));
		break;
	case MIXCORE_SOURCE_MIX:
	case MIXCORE_SOURCE_OUT:
		output_text(m, info->source, name, sizeof(name));
		break;
	default:
		snprintf(name, sizeof(name), "%u", info->source);
		break;
	}
	used = snprintf(buffer, size, "%s %s", kind, name);
	append_exceptions(info, buffer, size, used);
	return buffer;
}

void print_source_json(struct json *json, const struct mixcore_stream_info *info)
{
	json_string(json, "source_kind", info->source_kind ?
		    mixcore_source_name(info->source_kind) : "");
	json_uint(json, "source", info->source);
	json_uints(json, "except", info->except, info->except_count < MIXCORE_EXCEPT_MAX ?
		   info->except_count : MIXCORE_EXCEPT_MAX);
}

/* The output in which it has its place; 0 where the stream that it records has closed. */
static uint32_t monitored_output(struct mixctl *m, const struct mixcore_stream_info *info)
{
	struct mixcore_stream_info played = MIXCORE_INIT(mixcore_stream_info);

	if (info->source_kind != MIXCORE_SOURCE_STREAM)
		return info->source;
	played.id = info->source;
	return mixcore_stream_get(m->ctx, &played) ? 0 : played.output;
}

bool hears(struct mixctl *m, const struct mixcore_stream_info *info, const struct heard *heard)
{
	const bool of_input = info->source_kind == MIXCORE_SOURCE_INPUT;

	if (!goes(info, RECORDERS) || of_input != (heard->what == HEARD_INPUT))
		return false;
	if (of_input)
		return info->source == heard->id;
	return monitored_output(m, info) == (heard->what == HEARD_OUTPUT ? heard->id : 0);
}

/* Of an input they all record the same. */
unsigned int print_recorders(struct mixctl *m, const struct heard *heard)
{
	const bool of_input = heard->what == HEARD_INPUT;
	const char *const titles[] = {
		">ID", "COMMAND", ">PID", ">UID", "STATE", ">RATE", ">CH", "FORMAT", ">DELAY",
		"VOLUME", ">XRUNS", of_input ? NULL : "RECORDS", NULL,
	};
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	unsigned int count = 0;
	char text[SOURCE_TEXT];
	struct table table;

	while (!mixcore_stream_next(m->ctx, &info)) {
		if (!hears(m, &info, heard))
			continue;
		if (!count++)
			table_begin(&table, m->out, "    ", titles);
		stream_cells(&table, &info);
		if (!of_input)
			table_cell(&table, "%s", source_text(m, &info, text, sizeof(text)));
	}
	if (count)
		table_end(&table);
	return count;
}

void print_recorders_json(struct mixctl *m, struct json *json, const struct heard *heard)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);

	json_array(json, "recorded_by");
	while (!mixcore_stream_next(m->ctx, &info)) {
		if (hears(m, &info, heard))
			print_stream_json(json, &info);
	}
	json_array_end(json);
}
