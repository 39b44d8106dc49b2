// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl stream source: what recorders record. */
#include <errno.h>

#include "recorder.h"

struct request {
	struct source_words words;
	struct mixcore_stream_source call;
	uint32_t rate;
};

static void report(struct mixctl *m, struct json *json, uint32_t id)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	char comm[64], source[SOURCE_TEXT];

	info.id = id;
	if (mixcore_stream_get(m->ctx, &info))
		return;
	if (m->json)
		print_stream_json(json, &info);
	mixctl_say(m, "%u %s: records %s%s", id,
		   printable(info.comm, sizeof(info.comm), comm, sizeof(comm)),
		   source_text(m, &info, source, sizeof(source)),
		   info.flags & MIXCORE_STREAM_F_ALL ? ", and may hear all users" : "");
}

static int source_one(struct mixctl *m, struct json *json, const struct mixcore_stream_info *info,
		      const void *data)
{
	const struct request *request = data;
	struct mixcore_stream_source call = request->call;
	char text[160];
	int err;

	call.id = info->id;
	err = mixcore_stream_source(m->ctx, &call);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_STREAM_SOURCE, err, "%s",
				   source_failed_text(err, info, &request->words, request->rate,
						      text, sizeof(text)));
	report(m, json, info->id);
	return MIXCTL_DONE;
}

static int find(struct mixctl *m, struct request *request)
{
	struct refusal refusal;
	int status = find_source(m, &request->words, &request->call, &request->rate, &refusal);

	if (status && *refusal.text)
		mixctl_refuse(m, refusal.advice, "%s", refusal.text);
	return status;
}

int cmd_stream_source(struct mixctl *m, int argc, char **argv)
{
	struct request request = { .call = MIXCORE_INIT(mixcore_stream_source) };
	struct source_words *words = &request.words;
	const struct option_def options[] = {
		{ "--except", OPTION_TEXT, &words->except, NULL },
		{ "--all", OPTION_FLAG, &words->all, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != 3)
		return mixctl_usage(m, "stream source needs a stream, one of input, mix, out and "
				    "stream, and which");
	words->kind = source_kind(argv[1]);
	words->name = argv[2];
	if (!words->kind)
		return mixctl_usage(m, "stream source: input, mix, out or stream, not '%s'",
				    argv[1]);
	if (words->except && words->kind != MIXCORE_SOURCE_MIX)
		return mixctl_usage(m, "--except: streams can be left out of a mix only");
	mixctl_cause(&request.call.cause, "stream source");
	err = words->all ? mixctl_connect_control(m) : mixctl_connect(m);
	return err ?: check_capture(m, "stream source") ?: find(m, &request) ?:
	       each_stream(m, argv[0], RECORDERS, source_one, &request);
}
