// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor: lines for people. */
#include "monitor.h"

#define OBJECT_COLUMNS	26
#define HAPPENED_COLUMNS	26

static void print_column(FILE *out, const char *text, int columns)
{
	const int width = text_width(text);

	fprintf(out, "  %s%*s", text, width < columns ? columns - width : 0, "");
}

void print_told(struct monitor *monitor, const struct told *told)
{
	char clock[32], object[OBJECT_TEXT], happened[HAPPENED_TEXT], by[BY_TEXT];
	FILE *out = monitor->m->out;

	fputs(clock_text(told->when.real_ns, 3, clock, sizeof(clock)), out);
	print_column(out, object_text(monitor, &told->event, object, sizeof(object)),
		     OBJECT_COLUMNS);
	happened_text(monitor, told, happened, sizeof(happened));
	print_column(out, happened, told->has_change ? HAPPENED_COLUMNS : 0);
	if (told->has_change)
		print_column(out, by_text(&told->change, by, sizeof(by)), 0);
	putc('\n', out);
}

static void lost_json(struct monitor *monitor, uint64_t count)
{
	struct json *json = &monitor->json;

	json_object(json, NULL);
	json_uint(json, "real_time_ns", monitor->m->now.real_ns);
	json_string(json, "event", "missed");
	if (count)
		json_uint(json, "count", count);
	json_object_end(json);
}

void print_lost(struct monitor *monitor, uint64_t count)
{
	FILE *out = monitor->m->out;
	char clock[32];

	if (monitor->m->json) {
		lost_json(monitor, count);
		return;
	}
	clock_text(monitor->m->now.real_ns, 3, clock, sizeof(clock));
	if (count)
		fprintf(out, "%s  %llu event%s lost\n", clock, (unsigned long long)count,
			count == 1 ? " was" : "s were");
	else
		fprintf(out, "%s  events were lost\n", clock);
}
