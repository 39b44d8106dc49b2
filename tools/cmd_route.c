// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl route: list, add, set, remove. On which outputs a stream plays, and how on each. */
#include <errno.h>
#include <string.h>

#include "mixctl.h"

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
	static const char *const flags[] = {
		"new", "change", "leads", "matrix", "joined", "line", NULL,
	};
	const struct mixcore_route_info *info = &route->info;

	json_object(json, NULL);
	json_uint(json, "stream", info->stream);
	json_uint(json, "output", info->output);
	json_flags(json, "flags", info->flags, flags);
	json_bool(json, "mute", info->mute);
	json_gain(json, &info->gain, 1);
	json_uint(json, "delay_frames", info->delay_frames);
	json_uint(json, "latency_frames", info->latency_frames);
	json_uint(json, "inserted_frames", info->inserted_frames);
	json_uint(json, "dropped_frames", info->dropped_frames);
	json_array(json, "matrix");
	for (unsigned int i = 0; i < route->output.channels; i++)
		json_ints(json, NULL, info->matrix[i],
			  route->stream.channels ?: MIXCORE_CHANNELS_MAX);
	json_array_end(json);
	print_last_change(json, &info->last_change);
	json_object_end(json);
}

/* A stream that has parameters may have routes that do not fit them. */
static const char *role_text(const struct route *route)
{
	if (route->stream.rate && !(route->info.flags & MIXCORE_ROUTE_F_JOINED))
		return "silent";
	return route->info.flags & MIXCORE_ROUTE_F_LEADS ? "leads" : "follows";
}

static void route_cells(struct table *table, const struct route *route)
{
	const struct mixcore_route_info *info = &route->info;
	uint32_t rate = route_rate(&route->stream, &route->output);
	char text[64];

	table_cell(table, "%u", info->stream);
	table_cell(table, "%s", route->stream.flags & MIXCORE_STREAM_F_HIDDEN ? "-" :
		   printable(route->stream.comm, sizeof(route->stream.comm), text, sizeof(text)));
	table_cell(table, "%s", printable(route->output.name, sizeof(route->output.name), text,
					  sizeof(text)));
	table_cell(table, "%s", role_text(route));
	table_cell(table, "%s%s", volume_text(&info->gain, 1, text, sizeof(text)),
		   info->mute ? " muted" : "");
	table_cell(table, "%s", duration_text(info->delay_frames, rate, text, sizeof(text)));
	table_cell(table, "%s", duration_text(info->latency_frames, rate, text, sizeof(text)));
	table_cell(table, "%s", info->flags & MIXCORE_ROUTE_F_MATRIX ? "own" : "default");
	table_cell(table, "%llu", (unsigned long long)info->inserted_frames);
	table_cell(table, "%llu", (unsigned long long)info->dropped_frames);
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
			route_cells(table, &route);
	}
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the routes");
}

int cmd_route_list(struct mixctl *m, int argc, char **argv)
{
	static const char *const titles[] = {
		">STREAM", "COMMAND", "OUTPUT", "ROUTE", "VOLUME", ">DELAY", ">LATENCY", "MATRIX",
		">INSERTED", ">DROPPED", NULL,
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

/* What is asked for of a route; NULL = is not. */
struct request {
	const char *verb;
	uint32_t flags;
	const char *volume, *mute, *delay, *matrix;
	struct mixcore_output_info output;
};

static int set_volume(struct mixctl *m, const struct request *request,
		      struct mixcore_route_set *set)
{
	int err;

	if (!request->volume)
		return MIXCTL_DONE;
	set->mask |= MIXCORE_SET_GAIN;
	err = mixcore_volume_parse(request->volume, &set->gain, 1);
	if (err == -E2BIG)
		return mixctl_refuse(m, "the channels' own: --matrix, or mixctl stream volume",
				     "--volume: a route has one, not '%s'", request->volume);
	return err ? volume_failed(m, err, request->volume) : MIXCTL_DONE;
}

static int set_mute(struct mixctl *m, const struct request *request, struct mixcore_route_set *set)
{
	if (!request->mute)
		return MIXCTL_DONE;
	set->mask |= MIXCORE_SET_MUTE;
	if (parse_switch(request->mute, set->mute, &set->mute))
		return mixctl_usage(m, "--mute: on, off or toggle, not '%s'", request->mute);
	return MIXCTL_DONE;
}

static int set_delay(struct mixctl *m, const struct request *request, uint32_t rate,
		     struct mixcore_route_set *set)
{
	int err;

	if (!request->delay)
		return MIXCTL_DONE;
	set->mask |= MIXCORE_SET_DELAY;
	err = parse_delay(request->delay, rate, &set->delay_frames);
	if (err == -ERANGE)
		return mixctl_refuse(m, "", "--delay: at most %u ms, not '%s'",
				     MIXCORE_DELAY_MS_MAX, request->delay);
	if (!err)
		return MIXCTL_DONE;
	mixctl_refuse(m, "delays look like 20ms, 1.5s or 480frames", "--delay: '%s' is no delay",
		      request->delay);
	return MIXCTL_USAGE;
}

static int matrix_failed(struct mixctl *m, int err, const char *text)
{
	if (err == -ERANGE)
		return mixctl_refuse(m, "factors end at 3.98, which is +12dB",
				     "--matrix: a factor of '%s' is too large", text);
	if (err == -E2BIG)
		return mixctl_refuse(m, "", "--matrix: at most %u rows of %u factors, not '%s'",
				     MIXCORE_CHANNELS_MAX, MIXCORE_CHANNELS_MAX, text);
	mixctl_refuse(m, "matrices look like '1,0;0,-3dB': rows for the output's channels, in each a "
		      "factor per channel of the stream; or: default",
		      "--matrix: '%s' is no matrix", text);
	return MIXCTL_USAGE;
}

static int set_matrix(struct mixctl *m, const struct request *request,
		      const struct mixcore_stream_info *stream, struct mixcore_route_set *set)
{
	const struct mixcore_output_info *output = &request->output;
	struct matrix matrix;
	int err;

	if (!request->matrix)
		return MIXCTL_DONE;
	if (!strcmp(request->matrix, "default")) {
		set->mask |= MIXCORE_SET_MATRIX_DEFAULT;
		return MIXCTL_DONE;
	}
	set->mask |= MIXCORE_SET_MATRIX;
	err = parse_matrix(request->matrix, &matrix);
	if (err)
		return matrix_failed(m, err, request->matrix);
	if (matrix.rows > output->channels)
		return mixctl_refuse(m, "", "--matrix: it has %u rows, the output %u channels",
				     matrix.rows, output->channels);
	if (stream->channels && matrix.columns > stream->channels)
		return mixctl_refuse(m, "", "--matrix: its rows have %u factors, stream %u has %u "
				     "channels", matrix.columns, stream->id, stream->channels);
	memcpy(set->matrix, matrix.factor, sizeof(set->matrix));
	return MIXCTL_DONE;
}

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
	char comm[64], name[64], volume[32], delay[32];

	route.info.stream = stream;
	route.info.output = output;
	if (mixcore_route_get(m->ctx, &route.info) || read_ends(m, &route))
		return;
	if (m->json)
		print_route_json(json, &route);
	printable(route.stream.comm, sizeof(route.stream.comm), comm, sizeof(comm));
	printable(route.output.name, sizeof(route.output.name), name, sizeof(name));
	mixctl_say(m, "%u %s on %s: %s%s, delay %s", stream, comm, name,
		   volume_text(&route.info.gain, 1, volume, sizeof(volume)),
		   route.info.mute ? " (muted)" : "",
		   duration_text(route.info.delay_frames,
				 route_rate(&route.stream, &route.output), delay, sizeof(delay)));
}

static int set_one(struct mixctl *m, struct json *json, const struct mixcore_stream_info *stream,
		   const void *data)
{
	const struct request *request = data;
	uint32_t rate = route_rate(stream, &request->output);
	struct mixcore_route_set set;
	int err;

	err = begin_set(m, request, stream, &set) ?:
	      set_volume(m, request, &set) ?: set_mute(m, request, &set) ?:
	      set_delay(m, request, rate, &set) ?: set_matrix(m, request, stream, &set);
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
	const struct option_def options[] = {
		{ "--volume", OPTION_TEXT, &request->volume, NULL },
		{ "--mute", OPTION_TEXT, &request->mute, NULL },
		{ "--delay", OPTION_TEXT, &request->delay, NULL },
		{ "--matrix", OPTION_TEXT, &request->matrix, NULL },
		{ 0 },
	};

	argc = mixctl_options(m, one == set_one ? options : NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != 2)
		return mixctl_usage(m, "%s needs a stream and an output", request->verb);
	if (request->flags & MIXCORE_ROUTE_F_CHANGE && !request->volume && !request->mute &&
	    !request->delay && !request->matrix)
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
