// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl loopback: list, add, set, remove. On which outputs inputs are heard, and how on each. */
#include <errno.h>

#include "loopback.h"
#include "route.h"

int cmd_loopback_list(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_input_info input = { 0 };
	struct json json = { .out = m->out };
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0 || argc > 1)
		return argc < 0 ? -argc : mixctl_usage(m, "loopback list takes one input");
	err = mixctl_connect(m) ?: check_capture(m, "loopback list");
	if (!err && argc)
		err = find_input(m, argv[0], &input);
	if (err)
		return err;
	return m->json ? print_loopbacks_json(m, &json, NULL, input.id, 0) :
			 print_loopbacks(m, input.id, 0, false);
}

/* What is asked for. */
struct request {
	const char *verb;
	uint32_t flags;
	struct route_words words;
	struct mixcore_input_info input;
	struct mixcore_output_info output;
};

static int failed(struct mixctl *m, enum mixcore_call call, int err, const struct request *request)
{
	char text[192];

	return mixctl_fail(m, call, err, "%s", loopback_text(err, &request->input,
							     &request->output, text, sizeof(text)));
}

/* As it is now, for "+=3dB" and "toggle"; a new one begins at 0 dB. */
static int begin_set(struct mixctl *m, const struct request *request,
		     struct mixcore_route_set *set)
{
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);
	int err;

	*set = MIXCORE_INIT(mixcore_route_set);
	info.stream = set->stream = request->input.id;
	info.output = set->output = request->output.id;
	set->flags = request->flags;
	set->gain = MIXCORE_GAIN_UNITY;
	mixctl_cause(&set->cause, request->verb);
	if (request->flags & MIXCORE_ROUTE_F_NEW)
		return MIXCTL_DONE;
	err = mixcore_loopback_get(m->ctx, &info);
	if (err)
		return failed(m, MIXCORE_CALL_LOOPBACK_GET, err, request);
	set->gain = info.gain;
	set->mute = info.mute;
	return MIXCTL_DONE;
}

/* As it is now; nothing when it went meanwhile. */
static void report(struct mixctl *m, const struct request *request)
{
	struct json json = { .out = m->out };
	char input[64], output[64], text[96], latency[32];
	struct loopback loopback;

	if (loopback_get(m, request->input.id, request->output.id, &loopback))
		return;
	if (m->json)
		print_loopback_json(&json, &loopback);
	mixctl_say(m, "%s on %s: %s, latency %s",
		   printable(loopback.input.name, sizeof(loopback.input.name), input,
			     sizeof(input)),
		   printable(loopback.output.name, sizeof(loopback.output.name), output,
			     sizeof(output)),
		   route_text(&loopback.info, loopback.output.rate, text, sizeof(text)),
		   duration_text(loopback.info.latency_frames, loopback.output.rate, latency,
				 sizeof(latency)));
}

static int set_one(struct mixctl *m, const struct request *request)
{
	char name[64];
	const struct route_ends ends = {
		.noun = "loopback",
		.from = "input",
		.name = printable(request->input.name, sizeof(request->input.name), name,
				  sizeof(name)),
		.volume_advice = "the channels' own: --matrix",
		.rate = request->output.rate,
		.rows = request->output.channels,
		.columns = request->input.channels,
	};
	struct mixcore_route_set set;
	int err = begin_set(m, request, &set) ?: set_route_words(m, &request->words, &ends, &set);

	if (err)
		return err;
	err = mixcore_loopback_set(m->ctx, &set);
	if (err)
		return failed(m, MIXCORE_CALL_LOOPBACK_SET, err, request);
	report(m, request);
	return MIXCTL_DONE;
}

static int remove_one(struct mixctl *m, const struct request *request)
{
	struct mixcore_cause cause;
	char input[64], output[64];
	int err;

	mixctl_cause(&cause, request->verb);
	err = mixcore_loopback_remove(m->ctx, request->input.id, request->output.id, &cause);
	if (err)
		return failed(m, MIXCORE_CALL_LOOPBACK_REMOVE, err, request);
	mixctl_say(m, "%s: plays on %s no longer",
		   printable(request->input.name, sizeof(request->input.name), input,
			     sizeof(input)),
		   printable(request->output.name, sizeof(request->output.name), output,
			     sizeof(output)));
	return MIXCTL_DONE;
}

/* An input, an output, and for those that set something options. */
static int change(struct mixctl *m, struct request *request,
		  int (*one)(struct mixctl *m, const struct request *request), int argc,
		  char **argv)
{
	argc = route_options(m, one == set_one ? &request->words : NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != 2)
		return mixctl_usage(m, "%s needs an input and an output", request->verb);
	if (request->flags & MIXCORE_ROUTE_F_CHANGE && !any_route_words(&request->words))
		return mixctl_usage(m, "%s: at least one of --volume, --mute, --delay, --matrix",
				    request->verb);
	return mixctl_connect_control(m) ?: check_capture(m, request->verb) ?:
	       find_input(m, argv[0], &request->input) ?:
	       find_output(m, argv[1], &request->output) ?: one(m, request);
}

int cmd_loopback_add(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .verb = "loopback add", .flags = MIXCORE_ROUTE_F_NEW };

	return change(m, &request, set_one, argc, argv);
}

int cmd_loopback_set(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .verb = "loopback set", .flags = MIXCORE_ROUTE_F_CHANGE };

	return change(m, &request, set_one, argc, argv);
}

int cmd_loopback_remove(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .verb = "loopback remove" };

	return change(m, &request, remove_one, argc, argv);
}
