// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl default: list, set, clear. Where and how streams open: for all, or for what one user opens. */
#include <errno.h>
#include <pwd.h>
#include <string.h>

#include "mixctl.h"

static const char *const default_members[] = { "output", "gain", "mute", "clear", "followers",
					       "input", NULL };

int look_up_user(const char *user, uint32_t *uid)
{
	const struct passwd *entry = getpwnam(user);

	if (entry)
		*uid = entry->pw_uid;
	else if (parse_uint(user, uid) || *uid == MIXCORE_UID_ANY)
		return -ENOENT;
	return 0;
}

int find_user(struct mixctl *m, const char *user, uint32_t *uid)
{
	if (look_up_user(user, uid))
		return mixctl_refuse(m, MIXCTL_USERS, "there is no user '%s'", user);
	return MIXCTL_DONE;
}

const char *user_text(uint32_t uid, char *text, size_t size)
{
	const struct passwd *entry = uid == MIXCORE_UID_ANY ? NULL : getpwuid(uid);

	if (entry)
		return printable(entry->pw_name, strlen(entry->pw_name), text, size);
	snprintf(text, size, "%u", uid);
	return uid == MIXCORE_UID_ANY ? "(all)" : text;
}

/* A member that a user has not is as for all: in brackets. */
static void member_cell(struct table *table, const struct mixcore_default *def, uint32_t member,
			const char *text)
{
	bool own = def->uid == MIXCORE_UID_ANY || def->mask & member;

	table_cell(table, own ? "%s" : "(%s)", text);
}

static void default_cells(struct mixctl *m, struct table *table, const struct mixcore_default *def)
{
	char text[FOLLOWERS_TEXT];

	table_cell(table, "%s", user_text(def->uid, text, sizeof(text)));
	member_cell(table, def, MIXCORE_DEFAULT_OUTPUT,
		    output_text(m, def->output, text, sizeof(text)));
	member_cell(table, def, MIXCORE_DEFAULT_GAIN,
		    volume_text(&def->gain, 1, text, sizeof(text)));
	member_cell(table, def, MIXCORE_DEFAULT_MUTE, def->mute ? "muted" : "heard");
	member_cell(table, def, MIXCORE_DEFAULT_FOLLOWERS,
		    followers_text(m, def, text, sizeof(text)));
	if (has_capture(m))
		member_cell(table, def, MIXCORE_DEFAULT_INPUT,
			    input_text(m, def->input, text, sizeof(text)));
}

void print_default_members(struct json *json, const struct mixcore_default *def)
{
	json_uint(json, "uid", def->uid);
	json_flags(json, "own", def->mask, default_members);
	json_uint(json, "output", def->output);
	json_bool(json, "mute", def->mute);
	json_gain(json, &def->gain, 1);
	json_array(json, "followers");
	for (uint32_t i = 0; i < def->follower_count && i < MIXCORE_DEFAULT_FOLLOWERS_MAX; i++)
		json_uint(json, NULL, def->followers[i]);
	json_array_end(json);
	json_uint(json, "input", def->input);
}

int cmd_default_list(struct mixctl *m, int argc, char **argv)
{
	const char *titles[] = { "USER", "OUTPUT", "VOLUME", "SOUND", "FOLLOWERS", "INPUT", NULL };
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct json json = { .out = m->out };
	struct table table;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "default list takes no operands");
	err = mixctl_connect_control(m);
	if (err)
		return err;
	if (!has_capture(m))
		titles[ARRAY_SIZE(titles) - 2] = NULL;
	table_begin(&table, m->out, "", titles);
	if (m->json)
		json_array(&json, NULL);
	for (err = mixcore_default_get(m->ctx, &def); !err;
	     err = mixcore_default_next(m->ctx, &def)) {
		if (!m->json) {
			default_cells(m, &table, &def);
			continue;
		}
		json_object(&json, NULL);
		print_default_members(&json, &def);
		json_object_end(&json);
	}
	if (m->json)
		json_array_end(&json);
	else
		table_end(&table);
	return err == -ENOENT ? MIXCTL_DONE : mixctl_fail(m, MIXCORE_CALL_OTHER, err, "defaults");
}

int parse_default(struct mixctl *m, const char *output, const char *volume, const char *mute,
		  struct mixcore_default *def)
{
	struct mixcore_output_info info;
	int err;

	if (output) {
		err = find_output(m, output, &info);
		if (err)
			return err;
		def->mask |= MIXCORE_DEFAULT_OUTPUT;
		def->output = info.id;
	}
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
	return MIXCTL_DONE;
}

static int parse_input(struct mixctl *m, const char *input, struct mixcore_default *def)
{
	struct mixcore_input_info info;
	int err = check_capture(m, "default set --input") ?: find_input(m, input, &info);

	if (err)
		return err;
	def->mask |= MIXCORE_DEFAULT_INPUT;
	def->input = info.id;
	return MIXCTL_DONE;
}

static int set_default(struct mixctl *m, struct mixcore_default *def, const char *verb)
{
	char text[64];
	int err;

	mixctl_cause(&def->cause, verb);
	err = mixcore_default_set(m->ctx, def);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_DEFAULT_SET, err, "%s", verb);
	mixctl_say(m, "%s: %s", user_text(def->uid, text, sizeof(text)),
		   def->mask & MIXCORE_DEFAULT_CLEAR ? "as for all" : "set");
	return MIXCTL_DONE;
}

/* As it is now: what "+=3dB" and "toggle" begin from. */
static int read_default(struct mixctl *m, const char *user, struct mixcore_default *def)
{
	int err = mixctl_connect_control(m);

	def->uid = MIXCORE_UID_ANY;
	if (!err && user)
		err = find_user(m, user, &def->uid);
	if (err)
		return err;
	err = mixcore_default_of(m->ctx, def);
	def->mask = 0;
	return err ? mixctl_fail(m, MIXCORE_CALL_OTHER, err, "defaults") : 0;
}

int cmd_default_set(struct mixctl *m, int argc, char **argv)
{
	const char *user = NULL, *output = NULL, *volume = NULL, *mute = NULL;
	const char *followers = NULL, *input = NULL;
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	const struct option_def options[] = {
		{ "--user", OPTION_TEXT, &user, NULL },
		{ "--output", OPTION_TEXT, &output, NULL },
		{ "--volume", OPTION_TEXT, &volume, NULL },
		{ "--mute", OPTION_TEXT, &mute, NULL },
		{ "--followers", OPTION_TEXT, &followers, NULL },
		{ "--input", OPTION_TEXT, &input, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "default set takes only options");
	if (!output && !volume && !mute && !followers && !input)
		return mixctl_usage(m, "default set: at least one of --output, --volume, --mute, "
				    "--followers, --input");
	err = read_default(m, user, &def) ?: parse_default(m, output, volume, mute, &def);
	if (!err && followers)
		err = parse_followers(m, followers, &def);
	if (!err && input)
		err = parse_input(m, input, &def);
	return err ?: set_default(m, &def, "default set");
}

int cmd_default_clear(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc != 1)
		return argc < 0 ? -argc : mixctl_usage(m, "default clear needs a user");
	err = read_default(m, argv[0], &def);
	if (err)
		return err;
	def.mask = MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN |
		   MIXCORE_DEFAULT_MUTE | MIXCORE_DEFAULT_FOLLOWERS;
	/* Older modules do not know it. */
	if (has_capture(m))
		def.mask |= MIXCORE_DEFAULT_INPUT;
	return set_default(m, &def, "default clear");
}
