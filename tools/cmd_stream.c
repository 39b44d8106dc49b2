// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl stream: list, volume, mute, default. */
#include <errno.h>
#include <string.h>

#include "mixctl.h"

static const char *const stream_flags[] = { "hidden", "free_run", NULL };

void print_stream_json(struct json *json, const struct mixcore_stream_info *info)
{
	json_object(json, NULL);
	json_uint(json, "id", info->id);
	json_field(json, "comm", info->comm, sizeof(info->comm));
	json_uint(json, "pid", info->pid);
	json_uint(json, "uid", info->uid);
	json_uint(json, "start_time_ns", info->start_time_ns);
	json_flags(json, "flags", info->flags, stream_flags);
	json_string(json, "state", mixcore_stream_state_name(info->state));
	json_uint(json, "substream", info->substream);
	json_uint(json, "output", info->output);
	json_uint(json, "rate", info->rate);
	json_uint(json, "channels", info->channels);
	json_string(json, "format", info->rate ? mixcore_format_name(info->format) : "");
	json_uint(json, "period_frames", info->period_frames);
	json_uint(json, "buffer_frames", info->buffer_frames);
	json_bool(json, "mute", info->mute);
	json_gain(json, info->gain, info->channels ?: MIXCORE_CHANNELS_MAX);
	json_uint(json, "delay_frames", info->delay_frames);
	json_uint(json, "queued_frames", info->queued_frames);
	json_uint(json, "frames", info->frames);
	json_uint(json, "xruns", info->xruns);
	json_uint(json, "silence_frames", info->silence_frames);
	json_uint(json, "wakeups", info->wakeups);
	print_last_change(json, &info->last_change);
	json_object_end(json);
}

int print_streams_json(struct mixctl *m, struct json *json, const char *key)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	int err;

	json_array(json, key);
	while (!(err = mixcore_stream_next(m->ctx, &info)))
		print_stream_json(json, &info);
	json_array_end(json);
	return err == -ENOENT ? 0 : mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the streams");
}

void stream_cells(struct table *table, const struct mixcore_stream_info *info)
{
	char comm[64], volume[96], delay[32];

	table_cell(table, "%u", info->id);
	if (info->flags & MIXCORE_STREAM_F_HIDDEN) {
		table_cell(table, "-");
		table_cell(table, "-");
	} else {
		table_cell(table, "%s", printable(info->comm, sizeof(info->comm), comm,
						  sizeof(comm)));
		table_cell(table, "%u", info->pid);
	}
	table_cell(table, "%u", info->uid);
	table_cell(table, "%s", mixcore_stream_state_name(info->state));
	if (info->rate) {
		table_cell(table, "%u", info->rate);
		table_cell(table, "%u", info->channels);
		table_cell(table, "%s", mixcore_format_name(info->format));
	} else {
		table_cell(table, "-");
		table_cell(table, "-");
		table_cell(table, "-");
	}
	table_cell(table, "%s",
		   duration_text(info->delay_frames, info->rate, delay, sizeof(delay)));
	table_cell(table, "%s%s", volume_text(info->gain, info->channels ?: MIXCORE_CHANNELS_MAX,
					      volume, sizeof(volume)),
		   info->mute ? " muted" : "");
	table_cell(table, "%llu", (unsigned long long)info->xruns);
}

static void output_cell(struct mixctl *m, struct table *table, uint32_t id)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	char name[64];

	info.id = id;
	if (mixcore_output_get(m->ctx, &info))
		table_cell(table, "%u", id);
	else
		table_cell(table, "%s",
			   printable(info.name, sizeof(info.name), name, sizeof(name)));
}

int cmd_stream_list(struct mixctl *m, int argc, char **argv)
{
	static const char *const titles[] = {
		"OUTPUT", ">ID", "COMMAND", ">PID", ">UID", "STATE", ">RATE", ">CH", "FORMAT",
		">DELAY", "VOLUME", ">XRUNS", NULL,
	};
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct json json = { .out = m->out };
	struct table table;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "stream list takes no arguments");
	err = mixctl_connect(m);
	if (err)
		return err;
	if (m->json)
		return print_streams_json(m, &json, NULL);
	table_begin(&table, m->out, "", titles);
	while (!(err = mixcore_stream_next(m->ctx, &info))) {
		output_cell(m, &table, info.output);
		stream_cells(&table, &info);
	}
	table_end(&table);
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the streams");
}

/* Which streams a word means: a number is an id, or else a pid; a text is a command name. */
struct selector {
	const char *comm;
	uint32_t id, pid;
};

static int make_selector(struct mixctl *m, const char *word, struct selector *selector)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	uint32_t number;
	int err;

	*selector = (struct selector){ .comm = word };
	if (parse_uint(word, &number) || !number)
		return MIXCTL_DONE;
	info.id = number;
	err = mixcore_stream_get(m->ctx, &info);
	if (err && err != -ENOENT)
		return mixctl_fail(m, MIXCORE_CALL_STREAM_GET, err, "stream %s", word);
	*selector = err ? (struct selector){ .pid = number } : (struct selector){ .id = number };
	return MIXCTL_DONE;
}

static bool selects(const struct selector *selector, const struct mixcore_stream_info *info)
{
	if (selector->id)
		return info->id == selector->id;
	if (info->flags & MIXCORE_STREAM_F_HIDDEN)
		return false;
	if (selector->pid)
		return info->pid == selector->pid;
	return selector->comm && !strncmp(info->comm, selector->comm, sizeof(info->comm));
}

/* What is to become of a stream: fills in mask and values, or returns an exit status. */
typedef int (*change_fn)(struct mixctl *m, const char *word,
			 const struct mixcore_stream_info *info, struct mixcore_stream_set *set);

static int volume_change(struct mixctl *m, const char *word,
			 const struct mixcore_stream_info *info, struct mixcore_stream_set *set)
{
	int err;

	memcpy(set->gain, info->gain, sizeof(set->gain));
	err = mixcore_volume_parse(word, set->gain, info->channels ?: MIXCORE_CHANNELS_MAX);
	set->mask = MIXCORE_SET_GAIN;
	return err ? volume_failed(m, err, word) : MIXCTL_DONE;
}

static int mute_change(struct mixctl *m, const char *word,
		       const struct mixcore_stream_info *info, struct mixcore_stream_set *set)
{
	set->mask = MIXCORE_SET_MUTE;
	if (parse_switch(word, info->mute, &set->mute))
		return mixctl_usage(m, "stream mute: on, off or toggle, not '%s'", word);
	return MIXCTL_DONE;
}

static void report(struct mixctl *m, struct json *json, uint32_t id)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	char comm[64], volume[96];

	info.id = id;
	if (mixcore_stream_get(m->ctx, &info))
		return;
	if (m->json)
		print_stream_json(json, &info);
	mixctl_say(m, "%u %s: %s%s", info.id,
		   printable(info.comm, sizeof(info.comm), comm, sizeof(comm)),
		   volume_text(info.gain, info.channels ?: MIXCORE_CHANNELS_MAX, volume,
			       sizeof(volume)),
		   info.mute ? " (muted)" : "");
}

static int change_one(struct mixctl *m, const char *verb, change_fn change, const char *word,
		      const struct mixcore_stream_info *info)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);
	char text[32];
	int err = change(m, word, info, &set);

	if (err)
		return err;
	set.id = info->id;
	snprintf(text, sizeof(text), "stream %s", verb);
	mixctl_cause(&set.cause, text);
	err = mixcore_stream_set(m->ctx, &set);
	return err ? mixctl_fail(m, MIXCORE_CALL_STREAM_SET, err, "stream %u", info->id) : 0;
}

/* Goes on after a stream that refuses, or that ended meanwhile; wrong usage is said once. */
static int change_streams(struct mixctl *m, const char *verb, change_fn change, char **argv)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct json json = { .out = m->out };
	struct selector selector;
	int status = make_selector(m, argv[0], &selector), one, found = 0;

	if (status)
		return status;
	if (m->json)
		json_array(&json, NULL);
	while (status != MIXCTL_USAGE && !mixcore_stream_next(m->ctx, &info)) {
		if (!selects(&selector, &info))
			continue;
		found++;
		one = change_one(m, verb, change, argv[1], &info);
		if (one)
			status = one;
		else
			report(m, &json, info.id);
	}
	if (m->json)
		json_array_end(&json);
	return found ? status : mixctl_fail(m, MIXCORE_CALL_STREAM_GET, -ENOENT, "%s", argv[0]);
}

static int with_two(struct mixctl *m, const char *verb, change_fn change, int argc, char **argv)
{
	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != 2)
		return mixctl_usage(m, "stream %s needs a stream and a value", verb);
	return mixctl_connect(m) ?: change_streams(m, verb, change, argv);
}

int cmd_stream_volume(struct mixctl *m, int argc, char **argv)
{
	return with_two(m, "volume", volume_change, argc, argv);
}

int cmd_stream_mute(struct mixctl *m, int argc, char **argv)
{
	return with_two(m, "mute", mute_change, argc, argv);
}

static int set_stream_default(struct mixctl *m, struct mixcore_default *def, const char *volume,
			      const char *mute)
{
	int err;

	if (volume) {
		def->mask |= MIXCORE_DEFAULT_GAIN;
		err = mixcore_volume_parse(volume, &def->gain, 1);
		if (err)
			return volume_failed(m, err, volume);
	}
	if (mute) {
		def->mask |= MIXCORE_DEFAULT_MUTE;
		if (parse_switch(mute, def->mute, &def->mute))
			return mixctl_usage(m, "--mute: on, off or toggle, not '%s'", mute);
	}
	mixctl_cause(&def->cause, "stream default");
	err = mixcore_default_set(m->ctx, def);
	return err ? mixctl_fail(m, MIXCORE_CALL_DEFAULT_SET, err, "stream default") : 0;
}

int cmd_stream_default(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	const char *volume = NULL, *mute = NULL;
	const struct option_def options[] = {
		{ "--volume", OPTION_TEXT, &volume, NULL },
		{ "--mute", OPTION_TEXT, &mute, NULL },
		{ 0 },
	};
	struct json json = { .out = m->out };
	char text[32];
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "stream default takes only options");
	err = volume || mute ? mixctl_connect_control(m) : mixctl_connect(m);
	if (err)
		return err;
	err = mixcore_default_get(m->ctx, &def);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, err, "stream default");
	err = volume || mute ? set_stream_default(m, &def, volume, mute) : 0;
	if (err)
		return err;
	if (m->json) {
		json_object(&json, NULL);
		json_uint(&json, "output", def.output);
		json_bool(&json, "mute", def.mute);
		json_gain(&json, &def.gain, 1);
		json_object_end(&json);
	}
	mixctl_say(m, "streams open at %s%s", volume_text(&def.gain, 1, text, sizeof(text)),
		   def.mute ? " (muted)" : "");
	return MIXCTL_DONE;
}
