// SPDX-License-Identifier: GPL-2.0-or-later
/* A path for programs: the elements as they are, each with its history, and since when it is so. */
#include "element.h"
#include "recorder.h"
#include "route.h"

static void print_cause(struct json *json, const struct mixcore_change *change)
{
	const struct mixcore_last_change *last = &change->last_change;

	json_uint(json, "generation", last->generation);
	json_field(json, "text", last->cause.text, sizeof(last->cause.text));
}

static void print_reason(struct json *json, const char *key, const struct reason *reason)
{
	json_object(json, key);
	print_cause(json, &reason->change);
	if (reason->by_default) {
		json_object(json, "default");
		json_uint(json, "uid", reason->origin_uid);
		print_cause(json, &reason->origin);
		json_object_end(json);
	}
	json_object_end(json);
}

static void print_history(struct json *json, const struct element *element)
{
	json_array(json, "history");
	for (unsigned int i = 0; i < element->history.count; i++)
		print_change_json(json, NULL, element->history.object,
				  &element->history.changes[i]);
	json_array_end(json);
}

static void print_since(struct json *json, const struct element *element)
{
	json_object(json, "since");
	for (unsigned int i = 0; i < element->count; i++) {
		const struct property *property = &element->properties[i];

		if (property->key && property->reason.known)
			print_reason(json, property->key, &property->reason);
	}
	json_object_end(json);
}

static void print_route(struct json *json, const struct element *element)
{
	const struct element_route *route = &element->route;
	const bool loopback = element->kind == ELEMENT_LOOPBACK;

	json_uint(json, loopback ? "input" : "stream", route->info.stream);
	json_uint(json, "output", route->info.output);
	print_route_members(json, &route->info, route->rows, route->columns);
}

static void print_delay(struct json *json, const struct element_delay *delay)
{
	json_uint(json, "stream", delay->stream);
	json_uint(json, "output", delay->output);
	json_uint(json, "rate", delay->rate);
	json_uint(json, "queued_frames", delay->queued);
	json_uint(json, "route_frames", delay->route);
	json_uint(json, "hardware_frames", delay->hardware);
	json_uint(json, "total_frames",
		  (uint64_t)delay->queued + delay->route + delay->hardware);
}

static void print_members(struct json *json, const struct element *element)
{
	switch (element->kind) {
	case ELEMENT_STREAM:
		print_stream_members(json, &element->stream);
		break;
	case ELEMENT_OUTPUT:
		print_output_members(json, &element->output);
		break;
	case ELEMENT_INPUT:
		print_input_members(json, &element->input);
		break;
	case ELEMENT_DEFAULT:
		json_uint(json, "uid", element->uid);
		break;
	case ELEMENT_DELAY:
		print_delay(json, &element->delay);
		break;
	default:
		print_route(json, element);
		break;
	}
}

static void print_element(struct json *json, const struct element *element)
{
	json_object(json, NULL);
	print_members(json, element);
	if (element->kind != ELEMENT_DELAY)
		print_history(json, element);
	if (element->kind < ELEMENT_DEFAULT)
		print_since(json, element);
	json_object_end(json);
}

void path_json(const struct path *path, struct json *json)
{
	static const char *const arrays[] = {
		"streams", "routes", "outputs", "inputs", "loopbacks", "defaults", "delays",
	};

	json_object(json, NULL);
	json_string(json, "object", path->object);
	json_uint(json, "id", path->id);
	json_bool(json, "histories", has_history(path->m));
	for (unsigned int kind = 0; kind < ARRAY_SIZE(arrays); kind++) {
		json_array(json, arrays[kind]);
		for (unsigned int i = 0; i < path->count; i++) {
			if (path->elements[i]->kind == kind)
				print_element(json, path->elements[i]);
		}
		json_array_end(json);
	}
	json_object_end(json);
}
