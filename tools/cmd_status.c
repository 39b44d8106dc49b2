// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl status: the whole graph; and quota. */
#include <errno.h>

#include "loopback.h"
#include "recorder.h"

static void status_json(struct mixctl *m, struct json *json, const struct mixcore_status *status)
{
	const struct mixcore_version *version = mixcore_get_version(m->ctx);

	json_object(json, "status");
	json_field(json, "module", version->module, sizeof(version->module));
	json_uint(json, "card", version->card);
	json_uint(json, "streams", status->streams);
	json_uint(json, "running", status->running);
	json_uint(json, "outputs", status->outputs);
	json_uint(json, "default_output", status->default_output);
	json_uint(json, "inputs", status->inputs);
	json_uint(json, "default_input", status->default_input);
	json_uint(json, "null_rate", status->null_rate);
	json_uint(json, "uid_streams", status->uid_streams);
	json_uint(json, "uid_bytes", status->uid_bytes);
	json_uint(json, "uid_timers", status->uid_timers);
	json_uint(json, "uid_endpoints", status->uid_endpoints);
	json_uint(json, "card_bytes", status->card_bytes);
	json_uint(json, "generation", status->generation);
	json_object_end(json);
}

static int print_json(struct mixctl *m, const struct mixcore_status *status)
{
	struct json json = { .out = m->out };
	int outputs, inputs, streams, loopbacks;

	json_object(&json, NULL);
	status_json(m, &json, status);
	outputs = print_outputs_json(m, &json, "outputs");
	inputs = print_inputs_json(m, &json, "inputs");
	streams = print_streams_json(m, &json, "streams");
	loopbacks = print_loopbacks_json(m, &json, "loopbacks", 0, 0);
	json_object_end(&json);
	return outputs ?: inputs ?: streams ?: loopbacks;
}

static const char *plural(unsigned int count)
{
	return count == 1 ? "" : "s";
}

static void print_summary(struct mixctl *m, const struct mixcore_status *status)
{
	const struct mixcore_version *version = mixcore_get_version(m->ctx);
	char module[64];

	fprintf(m->out, "mixcore %s, card %u: %u stream%s, %u running, on %u output%s",
		printable(version->module, sizeof(version->module), module, sizeof(module)),
		version->card, status->streams, plural(status->streams), status->running,
		status->outputs, plural(status->outputs));
	if (status->inputs)
		fprintf(m->out, " and %u input%s", status->inputs, plural(status->inputs));
	putc('\n', m->out);
}

static void print_output(struct mixctl *m, const struct mixcore_output_info *info)
{
	char name[64], hw[BACKEND_TEXT], volume[96], delay[32], timer[FOLLOWED_TEXT];

	fprintf(m->out, "\n%s %s (%u) %s", info->flags & MIXCORE_OUTPUT_F_DEFAULT ? "*" : " ",
		printable(info->name, sizeof(info->name), name, sizeof(name)), info->id,
		mixcore_output_state_name(info->state));
	if (has_format(info->flags))
		fprintf(m->out, ", %s, %s", backend_text(info, hw, sizeof(hw)),
			mixcore_format_name(info->format));
	if (info->flags & MIXCORE_OUTPUT_F_NULL)
		fprintf(m->out, ", " NULL_HARDWARE);
	if (*info->timer)
		fprintf(m->out, ", %s", followed_text(info, timer, sizeof(timer)));
	fprintf(m->out, ", %u Hz, %u channels, %s%s, delay %s", info->rate, info->channels,
		volume_text(info->gain, info->channels, volume, sizeof(volume)),
		info->mute ? " (muted)" : "",
		duration_text(info->delay_frames, info->rate, delay, sizeof(delay)));
	if (chosen_domain(info->domain))
		fprintf(m->out, ", domain %u", info->domain);
	if (info->xruns)
		fprintf(m->out, ", %llu xruns", (unsigned long long)info->xruns);
	putc('\n', m->out);
}

static bool is_followed(struct mixctl *m, uint32_t output)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);

	while (!mixcore_route_next(m->ctx, &route)) {
		if (route.output == output && !(route.flags & MIXCORE_ROUTE_F_LEADS))
			return true;
	}
	return false;
}

static bool plays_on(struct mixctl *m, const struct mixcore_stream_info *info, uint32_t output)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);

	route.stream = info->id;
	route.output = output;
	return info->output == output || !mixcore_route_get(m->ctx, &route);
}

/* Those that only follow here say whom; where there are none, there is no column for it. */
static void print_streams_of(struct mixctl *m, uint32_t output)
{
	bool followed = is_followed(m, output);
	const char *const titles[] = {
		">ID", "COMMAND", ">PID", ">UID", "STATE", ">RATE", ">CH", "FORMAT", ">DELAY",
		"VOLUME", ">XRUNS", followed ? "FOLLOWS" : NULL, NULL,
	};
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct table table;
	char name[64];
	int count = 0;

	while (!mixcore_stream_next(m->ctx, &info)) {
		if (!plays_on(m, &info, output))
			continue;
		if (!count++)
			table_begin(&table, m->out, "    ", titles);
		stream_cells(&table, &info);
		if (followed)
			table_cell(&table, "%s", info.output == output ? "" :
				   output_text(m, info.output, name, sizeof(name)));
	}
	if (count)
		table_end(&table);
}

static int print_outputs(struct mixctl *m)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	int err;

	while (!(err = mixcore_output_next(m->ctx, &info))) {
		const struct heard heard = { HEARD_OUTPUT, info.id };

		print_output(m, &info);
		print_streams_of(m, info.id);
		print_recorders(m, &heard);
		if (info.loopbacks)
			print_loopbacks(m, 0, info.id, true);
	}
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the outputs");
}

/* The null input only where somebody hears it. */
static int print_inputs(struct mixctl *m)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	int err = -ENOENT;

	while (has_capture(m) && !(err = mixcore_input_next(m->ctx, &info))) {
		if (info.id == MIXCORE_INPUT_NULL && !info.recorders && !info.loopbacks)
			continue;
		putc('\n', m->out);
		print_input(m, &info);
	}
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the inputs");
}

static bool any_forlorn(struct mixctl *m)
{
	const struct heard heard = { HEARD_NOBODY, 0 };
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);

	while (!mixcore_stream_next(m->ctx, &info)) {
		if (hears(m, &info, &heard))
			return true;
	}
	return false;
}

/* Those who are nowhere else. */
static void print_forlorn(struct mixctl *m)
{
	const struct heard heard = { HEARD_NOBODY, 0 };

	if (!any_forlorn(m))
		return;
	fprintf(m->out, "\n  recorders of streams that have closed\n");
	print_recorders(m, &heard);
}

static int print_graph(struct mixctl *m)
{
	int err = print_outputs(m) ?: print_inputs(m);

	if (!err)
		print_forlorn(m);
	return err;
}

int cmd_status(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_status status = MIXCORE_INIT(mixcore_status);
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "status takes no arguments");
	err = mixctl_connect(m);
	if (err)
		return err;
	err = mixcore_status_get(m->ctx, &status);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, err, "status");
	if (m->json)
		return print_json(m, &status);
	print_summary(m, &status);
	err = print_graph(m);
	if (!err && !status.outputs) {
		mixctl_say(m, "%s", "");
		mixctl_say(m, "Nothing is heard yet: mixctl output attach hw:0 (aplay -l lists "
			   "the hardware)");
	}
	return err;
}

static void print_quota(struct mixctl *m, const struct mixcore_quota *quota)
{
	struct json json = { .out = m->out };

	if (m->json) {
		json_object(&json, NULL);
		json_uint(&json, "uid_streams", quota->uid_streams);
		json_uint(&json, "uid_bytes", quota->uid_bytes);
		json_uint(&json, "card_bytes", quota->card_bytes);
		json_uint(&json, "uid_timers", quota->uid_timers);
		json_uint(&json, "uid_endpoints", quota->uid_endpoints);
		json_object_end(&json);
	}
	mixctl_say(m, "%u streams and %llu bytes per user, %llu bytes in all", quota->uid_streams,
		   (unsigned long long)quota->uid_bytes, (unsigned long long)quota->card_bytes);
	/* An older module has none. */
	if (quota->uid_timers)
		mixctl_say(m, "%u timers and %u endpoints per user", quota->uid_timers,
			   quota->uid_endpoints);
}

/* What is given, in the place of what is. */
static void choose(uint32_t *value, const uint32_t *wanted, bool given)
{
	if (given)
		*value = *wanted;
}

int cmd_quota(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_quota quota = MIXCORE_INIT(mixcore_quota), wanted;
	bool streams = false, uid = false, card = false, timers = false, endpoints = false;
	const struct option_def options[] = {
		{ "--uid-streams", OPTION_UINT, &wanted.uid_streams, &streams },
		{ "--uid-bytes", OPTION_BYTES, &wanted.uid_bytes, &uid },
		{ "--card-bytes", OPTION_BYTES, &wanted.card_bytes, &card },
		{ "--uid-timers", OPTION_UINT, &wanted.uid_timers, &timers },
		{ "--uid-endpoints", OPTION_UINT, &wanted.uid_endpoints, &endpoints },
		{ 0 },
	};
	bool any;
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "quota takes only options");
	any = streams || uid || card || timers || endpoints;
	err = any ? mixctl_connect_control(m) : mixctl_connect(m);
	if (err)
		return err;
	err = mixcore_quota_get(m->ctx, &quota);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, err, "quota");
	choose(&quota.uid_streams, &wanted.uid_streams, streams);
	choose(&quota.uid_timers, &wanted.uid_timers, timers);
	choose(&quota.uid_endpoints, &wanted.uid_endpoints, endpoints);
	quota.uid_bytes = uid ? wanted.uid_bytes : quota.uid_bytes;
	quota.card_bytes = card ? wanted.card_bytes : quota.card_bytes;
	err = any ? mixcore_quota_set(m->ctx, &quota) : 0;
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_QUOTA_SET, err, "quota");
	print_quota(m, &quota);
	return MIXCTL_DONE;
}
