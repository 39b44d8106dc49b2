// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl stream: list, volume, mute, move, default. Groups: cmd_group.c. */
#include <errno.h>
#include <string.h>

#include "mixctl.h"
#include "recorder.h"

static const char *const stream_flags[] = { "hidden", "free_run", "waiting", "all", NULL };

void print_stream_members(struct json *json, const struct mixcore_stream_info *info)
{
	json_uint(json, "id", info->id);
	json_field(json, "comm", info->comm, sizeof(info->comm));
	json_uint(json, "pid", info->pid);
	json_uint(json, "uid", info->uid);
	json_uint(json, "start_time_ns", info->start_time_ns);
	json_flags(json, "flags", info->flags, stream_flags);
	json_string(json, "state", mixcore_stream_state_name(info->state));
	json_string(json, "direction", goes(info, RECORDERS) ? "capture" : "playback");
	json_uint(json, "device", info->device);
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
	json_uint(json, "move_output", info->move_output);
	json_uint(json, "move_frame", info->move_frame);
	json_uint(json, "group", info->group);
	json_uint(json, "sync_group", info->sync_group);
	json_uint(json, "fading", info->fading);
	print_source_json(json, info);
	print_last_change(json, &info->last_change);
}

void print_stream_json(struct json *json, const struct mixcore_stream_info *info)
{
	json_object(json, NULL);
	print_stream_members(json, info);
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
	table_cell(table, "%s", info->flags & MIXCORE_STREAM_F_WAITING ? "waiting" :
			 mixcore_stream_state_name(info->state));
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

const char *outputs_text(struct mixctl *m, const struct mixcore_stream_info *info, char *buffer,
			 size_t size)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);
	size_t used = strlen(output_text(m, info->output, buffer, size));
	char name[64];

	route.stream = info->id;
	while (!mixcore_route_next(m->ctx, &route) && route.stream == info->id && used < size) {
		if (route.output != info->output)
			used += snprintf(buffer + used, size - used, ",%s",
					 output_text(m, route.output, name, sizeof(name)));
	}
	return buffer;
}

/* Where nobody records, there is no column for it. */
static bool any_recorder(struct mixctl *m)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);

	while (!mixcore_stream_next(m->ctx, &info)) {
		if (goes(&info, RECORDERS))
			return true;
	}
	return false;
}

static void stream_row(struct mixctl *m, struct table *table,
		       const struct mixcore_stream_info *info, bool recorders)
{
	char outputs[OUTPUTS_TEXT], source[SOURCE_TEXT];
	bool plays = goes(info, PLAYERS);

	table_cell(table, "%s", plays ? outputs_text(m, info, outputs, sizeof(outputs)) : "-");
	stream_cells(table, info);
	if (recorders)
		table_cell(table, "%s", plays ? "" : source_text(m, info, source, sizeof(source)));
}

int cmd_stream_list(struct mixctl *m, int argc, char **argv)
{
	const char *titles[] = {
		"OUTPUT", ">ID", "COMMAND", ">PID", ">UID", "STATE", ">RATE", ">CH", "FORMAT",
		">DELAY", "VOLUME", ">XRUNS", "RECORDS", NULL,
	};
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct json json = { .out = m->out };
	struct table table;
	bool recorders;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "stream list takes no arguments");
	err = mixctl_connect(m);
	if (err)
		return err;
	if (m->json)
		return print_streams_json(m, &json, NULL);
	recorders = any_recorder(m);
	if (!recorders)
		titles[ARRAY_SIZE(titles) - 2] = NULL;
	table_begin(&table, m->out, "", titles);
	while (!(err = mixcore_stream_next(m->ctx, &info)))
		stream_row(m, &table, &info, recorders);
	table_end(&table);
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the streams");
}

/* What is to become of streams, by the word that says it; the rest is for moves. */
struct change {
	const char *verb, *word;
	int (*one)(struct mixctl *m, const struct change *change,
		   const struct mixcore_stream_info *info);
	struct mixcore_output_info output;
	uint64_t frame;
	bool at;
	unsigned int fade;
};

static int set_one(struct mixctl *m, const struct change *change,
		   const struct mixcore_stream_info *info, struct mixcore_stream_set *set)
{
	char text[32];
	int err;

	set->id = info->id;
	snprintf(text, sizeof(text), "stream %s", change->verb);
	mixctl_cause(&set->cause, text);
	err = mixcore_stream_set(m->ctx, set);
	return err ? mixctl_fail(m, MIXCORE_CALL_STREAM_SET, err, "stream %u", info->id) : 0;
}

static int volume_one(struct mixctl *m, const struct change *change,
		      const struct mixcore_stream_info *info)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);
	int err;

	memcpy(set.gain, info->gain, sizeof(set.gain));
	err = mixcore_volume_parse(change->word, set.gain,
				   info->channels ?: MIXCORE_CHANNELS_MAX);
	set.mask = MIXCORE_SET_GAIN;
	return err ? volume_failed(m, err, change->word) : set_one(m, change, info, &set);
}

static int mute_one(struct mixctl *m, const struct change *change,
		    const struct mixcore_stream_info *info)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

	set.mask = MIXCORE_SET_MUTE;
	if (parse_switch(change->word, info->mute, &set.mute))
		return mixctl_usage(m, "stream mute: on, off or toggle, not '%s'", change->word);
	return set_one(m, change, info, &set);
}

const char *join_text(int err, const struct mixcore_stream_info *info,
		      const struct mixcore_output_info *output, char *buffer, size_t size)
{
	char name[64];

	printable(output->name, sizeof(output->name), name, sizeof(name));
	if (err == -EINVAL && info->rate != output->rate)
		snprintf(buffer, size, "stream %u at %u Hz, output %s at %u Hz", info->id,
			 info->rate, name, output->rate);
	else
		snprintf(buffer, size, "stream %u to output %s", info->id, name);
	return buffer;
}

int join_failed(struct mixctl *m, enum mixcore_call call, int err,
		const struct mixcore_stream_info *info, const struct mixcore_output_info *output)
{
	char text[192];

	return mixctl_fail(m, call, err, "%s", join_text(err, info, output, text, sizeof(text)));
}

static struct mixcore_stream_move move_call(const struct change *change)
{
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);

	move.output = change->output.id;
	move.flags = change->at ? MIXCORE_MOVE_F_AT_FRAME : 0;
	move.frame = change->frame;
	move.fade_frames = change->fade;
	mixctl_cause(&move.cause, "stream move");
	return move;
}

/* By a link, or by a sync group. */
static bool are_together(const struct mixcore_stream_info *one,
			 const struct mixcore_stream_info *other)
{
	return (one->group && one->group == other->group) ||
	       (one->sync_group && one->sync_group == other->sync_group);
}

/* Streams of a group stay together: all of them or none. */
static int move_group(struct mixctl *m, const struct mixcore_stream_info *one,
		      struct mixcore_stream_move move)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore_changes *changes = mixcore_changes_new();
	unsigned int failed;
	int err = changes ? 0 : -ENOMEM;

	while (err >= 0 && !mixcore_stream_next(m->ctx, &info)) {
		if (!are_together(one, &info) || !goes(&info, PLAYERS))
			continue;
		move.id = info.id;
		err = mixcore_changes_add_stream_move(changes, &move);
	}
	if (err >= 0)
		err = mixcore_changes_apply(m->ctx, changes, &failed);
	mixcore_changes_free(changes);
	return err;
}

int move_stream(struct mixctl *m, const struct mixcore_stream_info *info,
		const struct mixcore_stream_move *move)
{
	struct mixcore_stream_move one = *move;

	one.id = info->id;
	return info->group || info->sync_group ? move_group(m, info, one) :
						 mixcore_stream_move(m->ctx, &one);
}

static int move_one(struct mixctl *m, const struct change *change,
		    const struct mixcore_stream_info *info)
{
	const struct mixcore_stream_move move = move_call(change);
	int err = move_stream(m, info, &move);

	return err ? join_failed(m, MIXCORE_CALL_STREAM_MOVE, err, info, &change->output) : 0;
}

static void say_volume(struct mixctl *m, const struct mixcore_stream_info *info, const char *comm)
{
	char volume[96];

	mixctl_say(m, "%u %s: %s%s", info->id, comm,
		   volume_text(info->gain, info->channels ?: MIXCORE_CHANNELS_MAX, volume,
			       sizeof(volume)),
		   info->mute ? " (muted)" : "");
}

static void say_where(struct mixctl *m, const struct mixcore_stream_info *info, const char *comm,
		      const struct mixcore_output_info *output)
{
	char name[OUTPUTS_TEXT];

	if (info->move_output == output->id)
		mixctl_say(m, "%u %s: goes to %s at frame %llu", info->id, comm,
			   printable(output->name, sizeof(output->name), name, sizeof(name)),
			   (unsigned long long)info->move_frame);
	else
		mixctl_say(m, "%u %s: plays on %s", info->id, comm,
			   outputs_text(m, info, name, sizeof(name)));
}

static void report(struct mixctl *m, struct json *json, const struct change *change, uint32_t id)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	char comm[64];

	info.id = id;
	if (mixcore_stream_get(m->ctx, &info))
		return;
	if (m->json)
		print_stream_json(json, &info);
	printable(info.comm, sizeof(info.comm), comm, sizeof(comm));
	if (change->one == move_one)
		say_where(m, &info, comm, &change->output);
	else
		say_volume(m, &info, comm);
}

static int change_one(struct mixctl *m, struct json *json,
		      const struct mixcore_stream_info *info, const void *data)
{
	const struct change *change = data;
	int err = change->one(m, change, info);

	if (!err)
		report(m, json, change, info->id);
	return err;
}

static int with_two(struct mixctl *m, struct change *change, const struct option_def *options,
		    int argc, char **argv)
{
	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc != 2)
		return mixctl_usage(m, "stream %s needs a stream and %s", change->verb,
				    change->one == move_one ? "an output" : "a value");
	change->word = argv[1];
	return mixctl_connect(m);
}

static int simple_change(struct mixctl *m, struct change *change, int argc, char **argv)
{
	return with_two(m, change, NULL, argc, argv) ?:
	       each_stream(m, argv[0], PLAYERS_AND_RECORDERS, change_one, change);
}

int cmd_stream_volume(struct mixctl *m, int argc, char **argv)
{
	struct change change = { .verb = "volume", .one = volume_one };

	return simple_change(m, &change, argc, argv);
}

int cmd_stream_mute(struct mixctl *m, int argc, char **argv)
{
	struct change change = { .verb = "mute", .one = mute_one };

	return simple_change(m, &change, argc, argv);
}

int cmd_stream_move(struct mixctl *m, int argc, char **argv)
{
	struct change change = { .verb = "move", .one = move_one };
	const struct option_def options[] = {
		{ "--at", OPTION_BYTES, &change.frame, &change.at },
		{ "--fade", OPTION_UINT, &change.fade, NULL },
		{ 0 },
	};
	int err = with_two(m, &change, options, argc, argv);

	if (!err && change.fade > MIXCORE_FADE_MAX)
		return mixctl_refuse(m, "", "--fade: at most %u frames", MIXCORE_FADE_MAX);
	return err ?: find_output(m, change.word, &change.output) ?:
	       each_stream(m, argv[0], PLAYERS, change_one, &change);
}

static int set_stream_default(struct mixctl *m, struct mixcore_default *def, const char *volume,
			      const char *mute)
{
	int err = parse_default(m, NULL, volume, mute, def);

	if (err)
		return err;
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
