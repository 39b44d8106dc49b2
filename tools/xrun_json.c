// SPDX-License-Identifier: GPL-2.0-or-later
/* Xruns for programs. */
#include "xrun.h"

static const char *object_name(uint32_t object)
{
	return object == MIXCORE_OBJECT_STREAM ? "stream" :
	       object == MIXCORE_OBJECT_OUTPUT ? "output" :
	       object == MIXCORE_OBJECT_INPUT ? "input" : "unknown";
}

static void print_times(struct json *json, const struct mixcore_xrun *xrun)
{
	json_uint(json, "late_ns", xrun->late_ns);
	json_uint(json, "buffer_ns", xrun->buffer_ns);
	json_uint(json, "due_ns", xrun->due_ns);
	json_uint(json, "timer_ns", xrun->timer_ns);
	json_uint(json, "fired_ns", xrun->fired_ns);
	json_uint(json, "kicked_ns", xrun->kicked_ns);
	json_uint(json, "woke_ns", xrun->woke_ns);
	json_uint(json, "empty_ns", xrun->empty_ns);
}

static void print_xrun(struct mixctl *m, struct json *json, const struct mixcore_xrun *xrun)
{
	json_object(json, NULL);
	json_uint(json, "number", xrun->number);
	json_uint(json, "time_ns", xrun->time_ns);
	json_uint(json, "real_time_ns", real_time(&m->now, xrun->time_ns));
	json_string(json, "object", object_name(xrun->object));
	json_uint(json, "id", xrun->id);
	json_string(json, "cycle_object", object_name(xrun->cycle_object));
	json_uint(json, "cycle_id", xrun->cycle_id);
	json_string(json, "what", mixcore_xrun_name(xrun->what));
	json_string(json, "culprit", mixcore_culprit_name(xrun->culprit));
	json_uint(json, "count", xrun->count);
	print_times(json, xrun);
	json_uint(json, "uid", xrun->uid);
	json_uint(json, "pid", xrun->pid);
	json_field(json, "comm", xrun->comm, sizeof(xrun->comm));
	json_object_end(json);
}

void print_xruns_json(struct mixctl *m, const struct reports *reports, uint32_t first)
{
	struct json json = { .out = m->out };

	json_object(&json, NULL);
	json_uint(&json, "latest", reports->latest);
	json_array(&json, "xruns");
	for (uint32_t i = first; i < reports->count; i++)
		print_xrun(m, &json, &reports->xruns[i]);
	json_array_end(&json);
	json_object_end(&json);
}
