// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: where sound goes, what happens to it on the way, and who made it so. */
#include <string.h>

#include "why.h"

/* Prints a path and frees it. */
static void end_path(struct path *path, struct json *json, bool history)
{
	struct mixctl *m = path->m;

	if (m->json)
		path_json(path, json);
	else
		path_print(path, history);
	if (!has_history(m)) {
		mixctl_say(m, "%s", "");
		mixctl_say(m, "The loaded module is older and keeps no histories: of each element "
			   "only the");
		mixctl_say(m, "latest change is known.");
	}
	path_free(path);
}

/* What is the same for all streams that a word means. */
struct request {
	bool history;
	bool *any;
};

static int explain_stream(struct mixctl *m, struct json *json,
			  const struct mixcore_stream_info *info, const void *data)
{
	const struct request *request = data;
	struct path path = { .m = m, .object = "stream", .id = info->id };

	if (*request->any && !m->json)
		fputs("\n\n", m->out);
	*request->any = true;
	if (goes(info, PLAYERS))
		why_player(&path, info);
	else
		why_recorder(&path, info);
	end_path(&path, json, request->history);
	return MIXCTL_DONE;
}

static int why_stream(struct mixctl *m, const char *which, bool history)
{
	bool any = false;
	const struct request request = { history, &any };

	return each_stream(m, which, PLAYERS_AND_RECORDERS, explain_stream, &request);
}

static int explain_output(struct mixctl *m, const char *which, bool history)
{
	struct json json = { .out = m->out };
	struct mixcore_output_info info;
	int err = find_output(m, which, &info);
	struct path path = { .m = m, .object = "output", .id = info.id };

	if (err)
		return err;
	why_users_of_output(&path, &info);
	why_output(&path, info.id);
	path_add_defaults(&path, MIXCORE_UID_ANY);
	end_path(&path, &json, history);
	return MIXCTL_DONE;
}

static int explain_input(struct mixctl *m, const char *which, bool history)
{
	struct json json = { .out = m->out };
	struct mixcore_input_info info;
	int err = check_capture(m, "why input") ?: find_input(m, which, &info);
	struct path path = { .m = m, .object = "input" };

	if (err)
		return err;
	path.id = info.id;
	why_input(&path, info.id);
	why_users_of_input(&path, &info);
	path_add_defaults(&path, MIXCORE_UID_ANY);
	end_path(&path, &json, history);
	return MIXCTL_DONE;
}

static int explain(struct mixctl *m, const char *noun, const char *which, bool history)
{
	if (!strcmp(noun, "stream"))
		return why_stream(m, which, history);
	if (!strcmp(noun, "output"))
		return explain_output(m, which, history);
	if (!strcmp(noun, "input"))
		return explain_input(m, which, history);
	return mixctl_usage(m, "why: stream, output or input, not '%s'", noun);
}

/* What is called so is found with two words. */
static bool is_noun(const char *word)
{
	return !strcmp(word, "stream") || !strcmp(word, "output") || !strcmp(word, "input");
}

int cmd_why(struct mixctl *m, int argc, char **argv)
{
	bool history = false;
	const struct option_def options[] = {
		{ "--history", OPTION_FLAG, &history, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc == 1 && is_noun(argv[0]))
		return mixctl_usage(m, "why %s needs a name", argv[0]);
	if (argc < 1 || argc > 2)
		return mixctl_usage(m, "why needs a stream; or stream, output or input, and a "
				    "name");
	err = mixctl_connect(m);
	if (err)
		return err;
	return argc == 1 ? why_stream(m, argv[0], history) :
			   explain(m, argv[0], argv[1], history);
}
