// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl route: list, add, set, remove. On which outputs a stream plays, and how on each. */
#include <errno.h>

#include "route.h"

/* A route, and what it joins. */
struct route {
	struct mixcore_route_info info;
	struct mixcore_stream_info stream;
	struct mixcore_output_info output;
};

/* Reads what route->info joins. */
static int read_ends(struct mixctl *m, struct route *route)
{
	route->stream = MIXCORE_INIT(mixcore_stream_info);
	route->stream.id = route->info.stream;
	route->output = MIXCORE_INIT(mixcore_output_info);
	route->output.id = route->info.output;
	return mixcore_stream_get(m->ctx, &route->stream) ?:
	       mixcore_output_get(m->ctx, &route->output);
}

uint32_t route_rate(const struct mixcore_stream_info *stream,
		    const struct mixcore_output_info *output)
{
	return stream->rate ?: output->rate;
}

static void print_route_json(struct json *json, const struct route *route)
{
	json_object(json, NULL);
	json_uint(json, "stream", route->info.stream);
	json_uint(json, "output", route->info.output);
	print_route_members(json, &route->info, route->output.channels,
			    route->stream.channels ?: MIXCORE_CHANNELS_MAX);
	json_object_end(json);
}

/* A stream that has parameters may have routes that do not fit them. */
static const char *role_text(const struct route *route)
{
	if (route->stream.rate && !(route->info.flags & MIXCORE_ROUTE_F_JOINED))
		return "silent";
	return route->info.flags & MIXCORE_ROUTE_F_LEADS ? "leads" : "follows";
}

static void route_row(struct table *table, const struct route *route)
{
	const struct mixcore_route_info *info = &route->info;
	char text[64];

	table_cell(table, "%u", info->stream);
	table_cell(table, "%s", route->stream.flags & MIXCORE_STREAM_F_HIDDEN ? "-" :
		   printable(route->stream.comm, sizeof(route->stream.comm), text, sizeof(text)));
	table_cell(table, "%s", printable(route->output.name, sizeof(route->output.name), text,
					  sizeof(text)));
	table_cell(table, "%s", role_text(route));
	route_cells(table, info, route_rate(&route->stream, &route->output));
}

/* All routes of the streams that the selector means, or of all when it is NULL; counts them. */
static int print_routes(struct mixctl *m, const struct selector *selector, struct json *json,
			struct table *table, unsigned int *count)
{
	struct route route = { .info = MIXCORE_INIT(mixcore_route_info) };
	int err;

	while (!(err = mixcore_route_next(m->ctx, &route.info))) {
		/* One that has gone meanwhile. */
		if (read_ends(m, &route))
			continue;
		if (selector && !selects(selector, &route.stream))
			continue;
		++*count;
		if (m->json)
			print_route_json(json, &route);
		else
			route_row(table, &route);
	}
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the routes");
}

int cmd_route_list(struct mixctl *m, int argc, char **argv)
{
	static const char *const titles[] = {
		">STREAM", "COMMAND", "OUTPUT", "ROUTE", ROUTE_TITLES, NULL,
	};
	struct json json = { .out = m->out };
	struct selector selector;
	unsigned int count = 0;
	struct table table;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0 || argc > 1)
		return argc < 0 ? -argc : mixctl_usage(m, "route list takes one stream");
	err = mixctl_connect(m);
	if (!err && argc)
		err = make_selector(m, argv[0], &selector);
	if (err)
		return err;
	table_begin(&table, m->out, "", titles);
	if (m->json)
		json_array(&json, NULL);
	err = print_routes(m, argc ? &selector : NULL, &json, &table, &count);
	if (m->json)
		json_array_end(&json);
	else if (count || !argc)
		table_end(&table);
	if (!err && !count && argc)
		return mixctl_fail(m, MIXCORE_CALL_STREAM_GET, -ENOENT, "%s", argv[0]);
	return err;
}

/* What is asked for of a route. */
struct request {
	const char *verb;
	uint32_t flags;
	struct route_words words;
	struct mixcore_output_info output;
};

/* As it is now, for "+=3dB" and "toggle"; a new route begins at 0 dB. */
static int begin_set(struct mixctl *m, const struct request *request,
		     const struct mixcore_stream_info *stream, struct mixcore_route_set *set)
{
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);
	int err;

	*set = MIXCORE_INIT(mixcore_route_set);
	set->stream = stream->id;
	set->output = request->output.id;
	set->flags = request->flags;
	set->gain = MIXCORE_GAIN_UNITY;
	mixctl_cause(&set->cause, request->verb);
	if (request->flags & MIXCORE_ROUTE_F_NEW)
		return MIXCTL_DONE;
	info.stream = set->stream;
	info.output = set->output;
	err = mixcore_route_get(m->ctx, &info);
	if (err)
		return join_failed(m, MIXCORE_CALL_ROUTE_GET, err, stream, &request->output);
	set->gain = info.gain;
	set->mute = info.mute;
	return MIXCTL_DONE;
}

/* Prints the route as it is now; nothing when it ended meanwhile. */
static void report_route(struct mixctl *m, struct json *json, uint32_t stream, uint32_t output)
{
	struct route route = { .info = MIXCORE_INIT(mixcore_route_info) };
	char comm[64], name[64], text[96];

	route.info.stream = stream;
	route.info.output = output;
	if (mixcore_route_get(m->ctx, &route.info) || read_ends(m, &route))
		return;
	if (m->json)
		print_route_json(json, &route);
	printable(route.stream.comm, sizeof(route.stream.comm), comm, sizeof(comm));
	printable(route.output.name, sizeof(route.output.name), name, sizeof(name));
	mixctl_say(m, "%u %s on %s: %s", stream, comm, name,
		   route_text(&route.info, route_rate(&route.stream, &route.output), text,
			      sizeof(text)));
}

static int set_one(struct mixctl *m, struct json *json, const struct mixcore_stream_info *stream,
		   const void *data)
{
	const struct request *request = data;
	struct mixcore_route_set set;
	char id[16];
	const struct route_ends ends = {
		.noun = "route",
		.from = "stream",
		.name = id,
		.volume_advice = "the channels' own: --matrix, or mixctl stream volume",
		.rate = route_rate(stream, &request->output),
		.rows = request->output.channels,
		.columns = stream->channels,
	};
	int err;

	snprintf(id, sizeof(id), "%u", stream->id);
	err = begin_set(m, request, stream, &set) ?:
	      set_route_words(m, &request->words, &ends, &set);
	if (err)
		return err;
	err = mixcore_route_set(m->ctx, &set);
	if (err)
		return join_failed(m, MIXCORE_CALL_ROUTE_SET, err, stream, &request->output);
	report_route(m, json, stream->id, request->output.id);
	return MIXCTL_DONE;
}

static int remove_one(struct mixctl *m, struct json *json,
		      const struct mixcore_stream_info *stream, const void *data)
{
	struct selector selector = { .id = stream->id };
	char comm[64], outputs[OUTPUTS_TEXT];
	struct mixcore_stream_info info = *stream;
	const struct request *request = data;
	struct mixcore_cause cause;
	unsigned int count = 0;
	int err;

	mixctl_cause(&cause, request->verb);
	err = mixcore_route_remove(m->ctx, stream->id, request->output.id, &cause);
	if (err)
		return join_failed(m, MIXCORE_CALL_ROUTE_REMOVE, err, stream, &request->output);
	if (m->json)
		return print_routes(m, &selector, json, NULL, &count);
	if (mixcore_stream_get(m->ctx, &info))
		return MIXCTL_DONE;
	printable(info.comm, sizeof(info.comm), comm, sizeof(comm));
	mixctl_say(m, "%u %s: plays on %s", info.id, comm,
		   outputs_text(m, &info, outputs, sizeof(outputs)));
	return MIXCTL_DONE;
}

/* A stream, an output, and for those that set something options. */
static int change_routes(struct mixctl *m, struct request *request, stream_fn one, int argc,
			 char **argv)
{
	argc = route_options(m, one == set_one ? &request->words : NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != 2)
		return mixctl_usage(m, "%s needs a stream and an output", request->verb);
	if (request->flags & MIXCORE_ROUTE_F_CHANGE && !any_route_words(&request->words))
		return mixctl_usage(m, "%s: at least one of --volume, --mute, --delay, --matrix",
				    request->verb);
	return mixctl_connect(m) ?: find_output(m, argv[1], &request->output) ?:
	       each_stream(m, argv[0], PLAYERS, one, request);
}

int cmd_route_add(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .verb = "route add", .flags = MIXCORE_ROUTE_F_NEW };

	return change_routes(m, &request, set_one, argc, argv);
}

int cmd_route_set(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .verb = "route set", .flags = MIXCORE_ROUTE_F_CHANGE };

	return change_routes(m, &request, set_one, argc, argv);
}

int cmd_route_remove(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .verb = "route remove" };

	return change_routes(m, &request, remove_one, argc, argv);
}
