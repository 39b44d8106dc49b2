// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor: an object on each line, for programs. */
#include "monitor.h"
#include "route.h"

static const char *name_of(const char *const *names, size_t count, uint32_t which)
{
	return which < count && names[which] ? names[which] : "unknown";
}

static const char *event_name(uint32_t cmd)
{
	static const char *const names[] = {
		[MIXCORE_NL_CMD_NEW] = "new",
		[MIXCORE_NL_CMD_CHANGED] = "changed",
		[MIXCORE_NL_CMD_GONE] = "gone",
		[MIXCORE_NL_CMD_XRUN] = "xrun",
		[MIXCORE_NL_CMD_LOST] = "lost",
		[MIXCORE_NL_CMD_RESTORED] = "restored",
	};

	return name_of(names, ARRAY_SIZE(names), cmd);
}

static const char *object_name(uint32_t object)
{
	static const char *const names[] = {
		[MIXCORE_OBJECT_STREAM] = "stream",
		[MIXCORE_OBJECT_OUTPUT] = "output",
		[MIXCORE_OBJECT_INPUT] = "input",
		[MIXCORE_OBJECT_ROUTE] = "route",
		[MIXCORE_OBJECT_LOOPBACK] = "loopback",
		[MIXCORE_OBJECT_DEFAULT] = "default",
	};

	return name_of(names, ARRAY_SIZE(names), object);
}

static void print_name(struct monitor *monitor, const char *key, uint32_t object, uint32_t id)
{
	json_field(&monitor->json, key, names_get(&monitor->names, monitor->m, object, id),
		   MIXCORE_NAME_LEN);
}

/* Of routes that of the stream, of loopbacks that of the input, and that of the output. */
static void print_names(struct monitor *monitor, const struct mixcore_event *event)
{
	switch (event->object) {
	case MIXCORE_OBJECT_ROUTE:
	case MIXCORE_OBJECT_LOOPBACK:
		print_name(monitor, "name", event->object == MIXCORE_OBJECT_ROUTE ?
			   MIXCORE_OBJECT_STREAM : MIXCORE_OBJECT_INPUT, event->id);
		json_uint(&monitor->json, "output", event->output);
		print_name(monitor, "output_name", MIXCORE_OBJECT_OUTPUT, event->output);
		break;
	case MIXCORE_OBJECT_DEFAULT:
		break;
	default:
		print_name(monitor, "name", event->object, event->id);
		break;
	}
}

static void print_members(struct json *json, const struct told *told)
{
	const struct subject *subject = &told->subject;

	switch (told->event.object) {
	case MIXCORE_OBJECT_STREAM:
		print_stream_members(json, &subject->stream);
		break;
	case MIXCORE_OBJECT_OUTPUT:
		print_output_members(json, &subject->output);
		break;
	case MIXCORE_OBJECT_INPUT:
		print_input_members(json, &subject->input);
		break;
	case MIXCORE_OBJECT_DEFAULT:
		print_default_members(json, &subject->def);
		break;
	default:
		print_route_members(json, &subject->pair.info, subject->pair.rows,
				    subject->pair.columns);
		break;
	}
}

static void print_now(struct json *json, const struct told *told)
{
	if (!told->subject.there || told->event.cmd == MIXCORE_NL_CMD_GONE)
		return;
	json_object(json, "now");
	print_members(json, told);
	json_object_end(json);
}

void print_told_json(struct monitor *monitor, const struct told *told)
{
	const struct mixcore_event *event = &told->event;
	struct json *json = &monitor->json;

	json_object(json, NULL);
	json_uint(json, "real_time_ns", told->when.real_ns);
	json_uint(json, "time_ns", told->when.monotonic_ns);
	json_uint(json, "sequence", event->sequence);
	json_uint(json, "generation", event->generation);
	json_string(json, "event", event_name(event->cmd));
	json_string(json, "object", object_name(event->object));
	json_uint(json, "id", event->id);
	print_names(monitor, event);
	if (event->cmd == MIXCORE_NL_CMD_XRUN)
		json_uint(json, "xruns", event->count);
	if (event->cmd == MIXCORE_NL_CMD_NEW || event->cmd == MIXCORE_NL_CMD_CHANGED)
		json_what(json, "what", event->object, event->what);
	if (told->has_change)
		print_change_json(json, "change", event->object, &told->change);
	print_now(json, told);
	json_object_end(json);
}
