// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl save: the state of the mixer as text. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mixctl.h"
#include "state.h"

void save_output(struct state_output *output, const struct mixcore_output_info *info)
{
	char buffer[sizeof(output->hardware)];
	const char *hw = backend_text(info, buffer, sizeof(buffer));

	state_output_init(output, info->name);
	if (strcmp(hw, "-"))
		strcpy(output->hardware, hw);
	snprintf(output->timer, sizeof(output->timer), "%s", info->timer);
	output->rate = info->rate;
	output->channels = info->channels;
	output->format = info->format;
	output->period = info->period_frames;
	output->buffer = info->buffer_frames;
	output->cycle = info->cycle_frames;
	output->fill = info->fill_frames;
	output->ramp = info->ramp_frames;
	output->domain = chosen_domain(info->domain);
	output->idle = info->idle_ms;
	output->mute = info->mute;
	output->limiter = info->limiter;
	output->dither = info->dither;
	output->gains = info->channels;
	memcpy(output->gain, info->gain, sizeof(output->gain));
}

/* What was detached is not to come back, nor what lives with its process; what was pulled is. */
static bool is_kept(const struct mixcore_output_info *info)
{
	return info->id != MIXCORE_OUTPUT_NULL && info->state != MIXCORE_OUTPUT_DETACHED &&
	       !(info->flags & MIXCORE_OUTPUT_F_ENDPOINT);
}

static int take_outputs(struct mixctl *m, struct state *state)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	int err;

	while (!(err = mixcore_output_next(m->ctx, &info))) {
		if (!is_kept(&info) || state->outputs == MIXCORE_OUTPUTS_MAX)
			continue;
		if (info.flags & MIXCORE_OUTPUT_F_DEFAULT)
			strcpy(state->default_output, info.name);
		save_output(&state->output[state->outputs++], &info);
	}
	return err == -ENOENT ? 0 : err;
}

static void take_followers(struct mixctl *m, const struct mixcore_default *def,
			   char names[FOLLOWERS_TEXT])
{
	followers_text(m, def, names, FOLLOWERS_TEXT);
	if (!strcmp(names, "-"))
		*names = '\0';
}

static int take_user(struct mixctl *m, const struct mixcore_default *def, struct state_user *user)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	char text[64];
	char input[64];
	int err = 0;

	*user = (struct state_user){ .mask = def->mask, .gain = def->gain, .mute = def->mute };
	snprintf(user->user, sizeof(user->user), "%s", user_text(def->uid, text, sizeof(text)));
	if (def->mask & MIXCORE_DEFAULT_OUTPUT) {
		info.id = def->output;
		err = mixcore_output_get(m->ctx, &info);
		strcpy(user->output, info.name);
	}
	if (def->mask & MIXCORE_DEFAULT_FOLLOWERS)
		take_followers(m, def, user->followers);
	if (def->mask & MIXCORE_DEFAULT_INPUT)
		snprintf(user->input, sizeof(user->input), "%s",
			 input_text(m, def->input, input, sizeof(input)));
	return err;
}

static int take_users(struct mixctl *m, struct state *state)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	int err;

	def.uid = MIXCORE_UID_ANY;
	while (state->users < MIXCORE_DEFAULTS_MAX &&
	       !(err = mixcore_default_next(m->ctx, &def))) {
		/* One whose output has gone since is as for all. */
		if (!take_user(m, &def, &state->user[state->users]))
			state->users++;
	}
	return 0;
}

static int take_all(struct mixctl *m, struct state *state)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	int err;

	state_init(state);
	err = take_outputs(m, state) ?: save_inputs(m, state) ?: save_loopbacks(m, state) ?:
	      take_users(m, state) ?: mixcore_default_get(m->ctx, &def);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, err, "save");
	state->stream_gain = def.gain;
	state->stream_mute = def.mute;
	take_followers(m, &def, state->default_followers);
	return MIXCTL_DONE;
}

static struct state_output *find_saved(struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->outputs; i++) {
		if (!strcmp(state->output[i].name, name))
			return &state->output[i];
	}
	return NULL;
}

bool is_plugged(const char *hardware)
{
	struct mixcore_hw hw;

	if (is_null_hardware(hardware))
		return true;
	return !mixcore_hw_parse(hardware, &hw) && !mixcore_hw_resolve(&hw);
}

/*
 * What the file had before and is not there now: where the hardware is there, its output was
 * detached and is forgotten; where it is not, it may be plugged in again.
 */
static void keep_missing(struct state *state, struct state *before)
{
	for (unsigned int i = 0; i < before->outputs; i++) {
		struct state_output *old = &before->output[i];
		struct state_output *now = find_saved(state, old->name);

		if (now && !*now->hardware)
			*now = *old;
		if (now || is_plugged(old->hardware) || state->outputs == MIXCORE_OUTPUTS_MAX)
			continue;
		state->output[state->outputs++] = *old;
		if (!strcmp(before->default_output, old->name) && !*state->default_output)
			strcpy(state->default_output, old->name);
	}
}

static struct state_user *find_saved_user(struct state *state, const char *name)
{
	for (unsigned int i = 0; i < state->users; i++) {
		if (!strcmp(state->user[i].user, name))
			return &state->user[i];
	}
	return NULL;
}

/* The kernel forgets who played on an output that is not there. */
static void keep_missing_users(struct state *state, const struct state *before)
{
	for (unsigned int i = 0; i < before->users; i++) {
		const struct state_user *old = &before->user[i];
		const struct state_output *output = find_saved(state, old->output);
		struct state_user *now = find_saved_user(state, old->user);

		if (!output || is_plugged(output->hardware) ||
		    (!now && state->users == MIXCORE_DEFAULTS_MAX))
			continue;
		if (!now) {
			now = &state->user[state->users++];
			*now = (struct state_user){ 0 };
			strcpy(now->user, old->user);
		}
		if (now->mask & MIXCORE_DEFAULT_OUTPUT)
			continue;
		now->mask |= MIXCORE_DEFAULT_OUTPUT;
		strcpy(now->output, old->output);
	}
}

static void merge_file(struct state *state, const char *path)
{
	static struct state before;
	const char *why;
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	if (!state_read(&before, file, &why) && !why) {
		keep_missing_loopbacks(state, &before);
		keep_missing(state, &before);
		keep_missing_users(state, &before);
		keep_missing_inputs(state, &before);
	}
	fclose(file);
}

static void drop_nameless_users(struct state *state)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < state->users; i++) {
		struct state_user *user = &state->user[i];

		if (!find_saved(state, user->output))
			user->mask &= ~MIXCORE_DEFAULT_OUTPUT;
		if (user->mask)
			state->user[left++] = *user;
	}
	state->users = left;
}

/* Of an output that lost its hardware nothing could be attached: without a name it is no use. */
static void drop_nameless(struct state *state)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < state->outputs; i++) {
		if (*state->output[i].hardware)
			state->output[left++] = state->output[i];
	}
	state->outputs = left;
	if (!find_saved(state, state->default_output))
		*state->default_output = '\0';
	drop_nameless_inputs(state);
	drop_nameless_loopbacks(state);
	drop_nameless_users(state);
}

/* The folder too, or the new name may be lost with the power. */
static int sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd, err;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = fsync(fd) ? -errno : 0;
	close(fd);
	return err;
}

static int write_and_sync(const struct state *state, int fd)
{
	FILE *file = fdopen(fd, "w");
	int err = 0;

	if (!file) {
		err = -errno;
		close(fd);
		return err;
	}
	state_write(state, file);
	if (fflush(file) || ferror(file) || fchmod(fd, 0644) || fsync(fd))
		err = -errno;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

/* Readers see the old file or the new one, never a part. */
static int replace_file(const struct state *state, const char *path)
{
	char temporary[PATH_MAX];
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = write_and_sync(state, fd);
	if (!err && rename(temporary, path))
		err = -errno;
	if (err)
		unlink(temporary);
	return err ?: sync_folder(path);
}

/* A device or a pipe is written to: as root, replacing /dev/null would not be forgiven. */
static int write_special(const struct state *state, const char *path)
{
	FILE *file = fopen(path, "we");
	int err = 0;

	if (!file)
		return -errno;
	state_write(state, file);
	if (fflush(file) || ferror(file))
		err = -errno;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

/* A link stays one: what it leads to is replaced. */
static int save_file(const struct state *state, const char *path)
{
	char real[PATH_MAX];
	struct stat about;

	if (!stat(path, &about) && !S_ISREG(about.st_mode))
		return write_special(state, path);
	return replace_file(state, realpath(path, real) ? real : path);
}

/* The folder of the default file is made, as a program that runs once may be the first. */
static int save_default(const struct state *state, const char *path)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	if (mkdir(dirname(copy), 0755) && errno != EEXIST)
		return -errno;
	return save_file(state, path);
}

/* "2 outputs, 1 input and 3 streams" */
static void report(struct mixctl *m, const struct state *state, bool streams, const char *path)
{
	const unsigned int count = state->streams + state->recorders;
	char inputs[32] = "", text[32] = "";

	if (state->inputs)
		snprintf(inputs, sizeof(inputs), "%s %u input%s", streams ? "," : " and",
			 state->inputs, state->inputs == 1 ? "" : "s");
	if (streams)
		snprintf(text, sizeof(text), " and %u stream%s", count, count == 1 ? "" : "s");
	mixctl_say(m, "saved %u output%s%s%s to %s", state->outputs,
		   state->outputs == 1 ? "" : "s", inputs, text, path);
}

int cmd_save(struct mixctl *m, int argc, char **argv)
{
	static struct state state;
	char path[PATH_MAX];
	bool merge = false, streams = false;
	const struct option_def options[] = {
		{ "--keep-missing", OPTION_FLAG, &merge, NULL },
		{ "--streams", OPTION_FLAG, &streams, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0 || argc > 1)
		return argc < 0 ? -argc : mixctl_usage(m, "save takes one file");
	err = mixctl_connect(m) ?: take_all(m, &state);
	if (!err && streams)
		err = save_streams(m, &state);
	if (err)
		return err;
	if (argc && !strcmp(argv[0], "-")) {
		drop_nameless(&state);
		state_write(&state, m->out);
		return MIXCTL_DONE;
	}
	snprintf(path, sizeof(path), "%s%s", argc ? "" : m->root, argc ? argv[0] :
		 MIXCTL_STATE_FILE);
	if (merge)
		merge_file(&state, path);
	drop_nameless(&state);
	err = argc ? save_file(&state, path) : save_default(&state, path);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, err, "%s", path);
	report(m, &state, streams, path);
	return MIXCTL_DONE;
}
