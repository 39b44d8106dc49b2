// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl stream group, stream ungroup: streams that run together or not at all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mixctl.h"

/* The streams that are meant, each once. */
struct chosen {
	unsigned int count;
	struct mixcore_stream_info *streams;
};

static bool is_chosen(const struct chosen *chosen, uint32_t id)
{
	for (unsigned int i = 0; i < chosen->count; i++)
		if (chosen->streams[i].id == id)
			return true;
	return false;
}

static int choose(struct mixctl *m, struct chosen *chosen, const struct mixcore_stream_info *info)
{
	struct mixcore_stream_info *more;

	more = reallocarray(chosen->streams, chosen->count + 1, sizeof(*more));
	if (!more)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, -ENOMEM, "the list of streams");
	chosen->streams = more;
	more[chosen->count++] = *info;
	return MIXCTL_DONE;
}

static int choose_word(struct mixctl *m, struct chosen *chosen, const char *word)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct selector selector;
	int status = make_selector(m, word, &selector);
	uint32_t other = 0;
	bool found = false;

	while (!status && !mixcore_stream_next(m->ctx, &info)) {
		if (!selects(&selector, &info))
			continue;
		if (!goes(&info, PLAYERS)) {
			other = info.id;
			continue;
		}
		found = true;
		if (!is_chosen(chosen, info.id))
			status = choose(m, chosen, &info);
	}
	return status || found ? status : no_stream(m, word, other, PLAYERS);
}

/* What an application has linked is started and stopped as one already: all of it, or nothing. */
static int choose_linked(struct mixctl *m, struct chosen *chosen)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	const unsigned int count = chosen->count;
	int status = MIXCTL_DONE;

	while (!status && !mixcore_stream_next(m->ctx, &info)) {
		bool linked = false;

		for (unsigned int i = 0; info.group && i < count; i++)
			linked |= chosen->streams[i].group == info.group;
		if (linked && goes(&info, PLAYERS) && !is_chosen(chosen, info.id))
			status = choose(m, chosen, &info);
	}
	return status;
}

/* All at once; other: with which, or 0. */
static int set_groups(struct mixctl *m, const struct chosen *chosen, uint32_t other,
		      const char *verb)
{
	struct mixcore_changes *changes = mixcore_changes_new();
	unsigned int failed = 0;
	int err = changes ? 0 : -ENOMEM;

	for (unsigned int i = 0; err >= 0 && i < chosen->count; i++) {
		struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

		if (chosen->streams[i].id == other)
			continue;
		set.id = chosen->streams[i].id;
		set.mask = MIXCORE_SET_SYNC_GROUP;
		set.sync_group = other;
		mixctl_cause(&set.cause, verb);
		err = mixcore_changes_add_stream_set(changes, &set);
	}
	if (err >= 0)
		err = mixcore_changes_apply(m->ctx, changes, &failed);
	mixcore_changes_free(changes);
	return err ? mixctl_fail(m, MIXCORE_CALL_STREAM_SET, err, "%s", verb) : MIXCTL_DONE;
}

static void say_group(struct mixctl *m, const struct mixcore_stream_info *info)
{
	struct mixcore_stream_info other = MIXCORE_INIT(mixcore_stream_info);
	const char *before = "runs together with ";
	char comm[64], text[512] = "runs alone";
	size_t used = 0;

	while (info->sync_group && used < sizeof(text) - 16 &&
	       !mixcore_stream_next(m->ctx, &other)) {
		if (other.sync_group != info->sync_group || other.id == info->id)
			continue;
		used += snprintf(text + used, sizeof(text) - used, "%s%u", before, other.id);
		before = ", ";
	}
	mixctl_say(m, "%u %s: %s%s", info->id,
		   printable(info->comm, sizeof(info->comm), comm, sizeof(comm)), text,
		   info->flags & MIXCORE_STREAM_F_WAITING ? " (waits for others)" : "");
}

static void report(struct mixctl *m, const struct chosen *chosen)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct json json = { .out = m->out };

	if (m->json)
		json_array(&json, NULL);
	for (unsigned int i = 0; i < chosen->count; i++) {
		info.id = chosen->streams[i].id;
		if (mixcore_stream_get(m->ctx, &info))
			continue;
		if (m->json)
			print_stream_json(&json, &info);
		say_group(m, &info);
	}
	if (m->json)
		json_array_end(&json);
}

static int change_groups(struct mixctl *m, int argc, char **argv, bool together)
{
	const char *verb = together ? "stream group" : "stream ungroup";
	struct chosen chosen = { 0 };
	int status;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (!argc)
		return mixctl_usage(m, "%s needs streams", verb);
	status = mixctl_connect(m);
	for (int i = 0; !status && i < argc; i++)
		status = choose_word(m, &chosen, argv[i]);
	if (!status && together)
		status = choose_linked(m, &chosen);
	if (!status && together && chosen.count < 2)
		status = mixctl_refuse(m, "mixctl stream list",
				       "stream group: that is one stream, and a group is of two or more");
	if (!status)
		status = set_groups(m, &chosen, together ? chosen.streams[0].id : 0, verb);
	if (!status)
		report(m, &chosen);
	free(chosen.streams);
	return status;
}

int cmd_stream_group(struct mixctl *m, int argc, char **argv)
{
	return change_groups(m, argc, argv, true);
}

int cmd_stream_ungroup(struct mixctl *m, int argc, char **argv)
{
	return change_groups(m, argc, argv, false);
}
