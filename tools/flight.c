// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl xruns --flight: the latest cycles of an output or input, one by one. */
#include <stdlib.h>

#include "xrun.h"

#define LINES_DEFAULT	40
#define MS_NS		1e6

struct flight {
	uint32_t object, id;
	char name[MIXCORE_NAME_LEN];
	uint32_t count;
	uint64_t total;
	struct mixcore_flight_event *events;
};

static const char *clock_name(uint64_t clock)
{
	static const char *const names[] = {
		[MIXCORE_FLIGHT_CLOCK_IDLE] = "nothing",
		[MIXCORE_FLIGHT_CLOCK_BACKEND] = "the hardware",
		[MIXCORE_FLIGHT_CLOCK_NULL] = "a timer",
		[MIXCORE_FLIGHT_CLOCK_ENDPOINT] = "its process",
	};

	return clock < ARRAY_SIZE(names) ? names[clock] : "unknown";
}

/* The cycle has numbers in all columns, the others say something in the first. */
static void event_row(struct mixctl *m, struct table *table,
		      const struct mixcore_flight_event *event)
{
	char clock[32];

	table_cell(table, "%s", clock_text(real_time(&m->now, event->time_ns), 6, clock,
					   sizeof(clock)));
	if (event->kind == MIXCORE_FLIGHT_CYCLE) {
		table_cell(table, "cycle");
		table_cell(table, "%u", event->frames);
		table_cell(table, "%u", event->queued);
		table_cell(table, "%.2f ms", event->late / MS_NS + 0.0);
		table_cell(table, "%.3f ms", event->value / MS_NS);
		return;
	}
	if (event->kind == MIXCORE_FLIGHT_CLOCK)
		table_cell(table, "driven by %s", clock_name(event->value));
	else if (event->kind == MIXCORE_FLIGHT_XRUN)
		table_cell(table, "xrun %llu", (unsigned long long)event->value);
	else
		table_cell(table, "event %u", event->kind);
	for (int i = 0; i < 4; i++)
		table_cell(table, "%s", "");
}

static void print_text(struct mixctl *m, const struct flight *flight)
{
	static const char *const titles[] = {
		"TIME", "EVENT", ">FRAMES", ">QUEUED", ">LATE", ">TOOK", NULL,
	};
	struct table table;

	if (flight->count) {
		table_begin(&table, m->out, "", titles);
		for (uint32_t i = 0; i < flight->count; i++)
			event_row(m, &table, &flight->events[i]);
		table_end(&table);
		mixctl_say(m, "%s", "");
	}
	mixctl_say(m, "%llu event%s so far%s",
		   (unsigned long long)flight->total, flight->total == 1 ? "" : "s",
		   flight->count < flight->total && flight->count < MIXCORE_FLIGHT_MAX ?
		   "; more of them: --count N" : "");
}

static void event_json(struct mixctl *m, struct json *json,
		       const struct mixcore_flight_event *event)
{
	json_object(json, NULL);
	json_uint(json, "time_ns", event->time_ns);
	json_uint(json, "real_time_ns", real_time(&m->now, event->time_ns));
	switch (event->kind) {
	case MIXCORE_FLIGHT_CYCLE:
		json_string(json, "event", "cycle");
		json_uint(json, "frames", event->frames);
		json_uint(json, "queued", event->queued);
		json_int(json, "late_ns", event->late);
		json_uint(json, "took_ns", event->value);
		break;
	case MIXCORE_FLIGHT_CLOCK:
		json_string(json, "event", "clock");
		json_string(json, "clock", event->value == MIXCORE_FLIGHT_CLOCK_IDLE ? "idle" :
			    event->value == MIXCORE_FLIGHT_CLOCK_BACKEND ? "backend" :
			    event->value == MIXCORE_FLIGHT_CLOCK_NULL ? "null" :
			    event->value == MIXCORE_FLIGHT_CLOCK_ENDPOINT ? "endpoint" : "unknown");
		break;
	case MIXCORE_FLIGHT_XRUN:
		json_string(json, "event", "xrun");
		json_uint(json, "number", event->value);
		break;
	default:
		json_string(json, "event", "unknown");
		break;
	}
	json_object_end(json);
}

static void print_json(struct mixctl *m, const struct flight *flight)
{
	struct json json = { .out = m->out };

	json_object(&json, NULL);
	json_string(&json, "object", flight->object == MIXCORE_OBJECT_OUTPUT ? "output" : "input");
	json_uint(&json, "id", flight->id);
	json_field(&json, "name", flight->name, sizeof(flight->name));
	json_uint(&json, "total", flight->total);
	json_array(&json, "events");
	for (uint32_t i = 0; i < flight->count; i++)
		event_json(m, &json, &flight->events[i]);
	json_array_end(&json);
	json_object_end(&json);
}

static int find_of(struct mixctl *m, bool input, const char *which, struct flight *flight)
{
	struct mixcore_output_info output;
	struct mixcore_input_info in;
	int err = input ? check_capture(m, "xruns --input") ?: find_input(m, which, &in) :
			  find_output(m, which, &output);

	if (err)
		return err;
	flight->object = input ? MIXCORE_OBJECT_INPUT : MIXCORE_OBJECT_OUTPUT;
	flight->id = input ? in.id : output.id;
	snprintf(flight->name, sizeof(flight->name), "%s", input ? in.name : output.name);
	return MIXCTL_DONE;
}

int print_flight(struct mixctl *m, bool input, const char *which, const uint32_t *count)
{
	struct flight flight = { .count = count ? *count : m->json ? MIXCORE_FLIGHT_MAX :
							   LINES_DEFAULT };
	int err = find_of(m, input, which, &flight);

	if (err)
		return err;
	if (flight.count > MIXCORE_FLIGHT_MAX)
		flight.count = MIXCORE_FLIGHT_MAX;
	flight.events = calloc(flight.count + 1, sizeof(*flight.events));
	if (!flight.events)
		abort();
	err = mixcore_flight_get(m->ctx, flight.object, flight.id, flight.events, &flight.count,
				 &flight.total);
	if (err)
		err = mixctl_fail(m, MIXCORE_CALL_XRUNS, err, "xruns --flight");
	else if (m->json)
		print_json(m, &flight);
	else
		print_text(m, &flight);
	free(flight.events);
	return err;
}
