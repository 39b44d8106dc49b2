// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl restore: attach and set what mixctl save wrote. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#include "mixctl.h"
#include "state.h"

int attach_saved(struct mixctl *m, const struct state_output *saved, const char *verb,
		 uint32_t flags)
{
	struct attach_request request = {
		.verb = verb,
		.hw_name = saved->hardware,
		.name = saved->name,
		.timer = *saved->timer ? saved->timer : NULL,
		.has_domain = true,
		.params = {
			.rate = saved->rate,
			.channels = saved->channels,
			.format = saved->format,
			.period_frames = saved->period,
			.buffer_frames = saved->buffer,
		},
		.attach = {
			.flags = flags,
			.cycle_frames = saved->cycle,
			.fill_frames = saved->fill,
			.ramp_frames = saved->ramp ?: MIXCORE_RAMP_OFF,
			.domain = saved->domain,
		},
	};

	if (!*saved->hardware)
		return mixctl_refuse(m, "", "output %s: the file names no hardware", saved->name);
	return attach_hardware(m, &request);
}

int set_saved(struct mixctl *m, const struct state_output *saved, const char *verb, uint32_t id)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);
	int err;

	set.id = id;
	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE |
		   MIXCORE_SET_LIMITER | MIXCORE_SET_DITHER;
	memcpy(set.gain, saved->gain, sizeof(set.gain));
	set.mute = saved->mute;
	set.limiter = saved->limiter;
	set.dither = saved->dither;
	set.idle_ms = saved->idle;
	mixctl_cause(&set.cause, verb);
	err = mixcore_output_set(m->ctx, &set);
	return err ? mixctl_fail(m, MIXCORE_CALL_OUTPUT_SET, err, "output %s", saved->name) : 0;
}

/* Does it have what the file says? A cable has nothing to lose. */
static bool is_attached(const struct state_output *saved, const struct mixcore_output_info *info)
{
	if (is_null_hardware(saved->hardware) && info->flags & MIXCORE_OUTPUT_F_NULL)
		return true;
	return info->flags & MIXCORE_OUTPUT_F_BACKEND;
}

/* An output that is there already is only set. */
static int restore_output(struct mixctl *m, const struct state_output *saved)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	int err = mixcore_output_find(m->ctx, saved->name, &info);

	if (err || !is_attached(saved, &info)) {
		err = attach_saved(m, saved, "restore", MIXCORE_ATTACH_F_NOT_DEFAULT);
		if (err)
			return err;
		err = mixcore_output_find(m->ctx, saved->name, &info);
	}
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_GET, err, "output %s", saved->name);
	return set_saved(m, saved, "restore", info.id);
}

/* The id of the default output to set; 0 to leave it as it is. */
static uint32_t choose_default(struct mixctl *m, const struct state *state)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);

	if (!*state->default_output)
		return MIXCORE_OUTPUT_NULL;
	if (!mixcore_output_find(m->ctx, state->default_output, &info))
		return info.id;
	/* Better another than none. */
	if (mixcore_default_get(m->ctx, &def) || def.output != MIXCORE_OUTPUT_NULL)
		return 0;
	info.id = MIXCORE_OUTPUT_NULL;
	if (mixcore_output_next(m->ctx, &info))
		return 0;
	mixctl_say(m, "output %s is missing: new streams play on %s", state->default_output,
		   info.name);
	return info.id;
}

/* What is missing of them is left out. */
static void restore_followers(struct mixctl *m, const char *names, struct mixcore_default *def)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	char name[MIXCORE_NAME_LEN];

	while (follower_next(&names, name)) {
		if (mixcore_output_find(m->ctx, name, &info))
			mixctl_say(m, "output %s is missing: streams do not play there besides",
				   name);
		else
			follower_add(def, info.id);
	}
}

/* The id of the default input to set; 0 to leave it as it is. */
static uint32_t choose_default_input(struct mixctl *m, const struct state *state)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);

	if (!has_capture(m) || !(state->default_mask & MIXCORE_DEFAULT_INPUT))
		return 0;
	if (!*state->default_input)
		return MIXCORE_INPUT_NULL;
	if (!mixcore_input_find(m->ctx, state->default_input, &info))
		return info.id;
	mixctl_say(m, "input %s is missing: the default input stays as it is",
		   state->default_input);
	return 0;
}

static int restore_streams(struct mixctl *m, const struct state *state)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	int err;

	def.output = choose_default(m, state);
	def.mask = MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE |
		   (def.output ? MIXCORE_DEFAULT_OUTPUT : 0);
	def.uid = MIXCORE_UID_ANY;
	def.gain = state->stream_gain;
	def.mute = state->stream_mute;
	if (*state->default_followers)
		def.mask |= MIXCORE_DEFAULT_FOLLOWERS;
	restore_followers(m, state->default_followers, &def);
	def.input = choose_default_input(m, state);
	if (def.input)
		def.mask |= MIXCORE_DEFAULT_INPUT;
	mixctl_cause(&def.cause, "restore");
	err = mixcore_default_set(m->ctx, &def);
	return err ? mixctl_fail(m, MIXCORE_CALL_DEFAULT_SET, err, "restore") : MIXCTL_DONE;
}

/* What is missing is left out: then it is as for all. */
static void restore_user_input(struct mixctl *m, const struct state_user *saved,
			       struct mixcore_default *def)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);

	if (!(def->mask & MIXCORE_DEFAULT_INPUT))
		return;
	if (mixcore_input_find(m->ctx, saved->input, &info)) {
		mixctl_say(m, "input %s is missing: %s records as all do", saved->input,
			   saved->user);
		def->mask &= ~MIXCORE_DEFAULT_INPUT;
		info.id = 0;
	}
	def->input = info.id;
}

/* An output that is missing is left out: where it was to play, the user plays as all do. */
static int restore_user(struct mixctl *m, const struct state_user *saved)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	int err;

	err = find_user(m, saved->user, &def.uid);
	if (err || !saved->mask)
		return err;
	def.mask = saved->mask;
	def.gain = saved->gain;
	def.mute = saved->mute;
	if (def.mask & MIXCORE_DEFAULT_OUTPUT && mixcore_output_find(m->ctx, saved->output, &info)) {
		mixctl_say(m, "output %s is missing: streams of %s play as those of all",
			   saved->output, saved->user);
		def.mask &= ~MIXCORE_DEFAULT_OUTPUT;
	}
	def.output = info.id;
	if (def.mask & MIXCORE_DEFAULT_FOLLOWERS)
		restore_followers(m, saved->followers, &def);
	restore_user_input(m, saved, &def);
	if (!def.mask)
		return MIXCTL_DONE;
	mixctl_cause(&def.cause, "restore");
	err = mixcore_default_set(m->ctx, &def);
	return err ? mixctl_fail(m, MIXCORE_CALL_DEFAULT_SET, err, "streams of %s", saved->user) :
	       MIXCTL_DONE;
}

static bool is_there(const char *hardware)
{
	struct mixcore_hw hw;

	return mixcore_hw_parse(hardware, &hw) || !mixcore_hw_resolve(&hw);
}

static bool all_there(const struct state *state)
{
	for (unsigned int i = 0; i < state->outputs; i++) {
		if (!is_there(state->output[i].hardware))
			return false;
	}
	for (unsigned int i = 0; i < state->inputs; i++) {
		if (!is_there(state->input[i].hardware))
			return false;
	}
	return true;
}

/* While the system starts, drivers are still finding their cards. */
static void wait_for_hardware(const struct state *state, uint32_t seconds)
{
	const struct timespec pause = { .tv_nsec = 100000000 };

	for (uint64_t left = 10ULL * seconds; left && !all_there(state); left--)
		nanosleep(&pause, NULL);
}

/* How many of them are there now. */
struct restored {
	unsigned int outputs, inputs, loopbacks;
};

static void report(struct mixctl *m, const struct state *state, const struct restored *restored)
{
	struct json json = { .out = m->out };
	char inputs[48] = "", loopbacks[48] = "";

	if (m->json) {
		json_object(&json, NULL);
		json_uint(&json, "outputs", state->outputs);
		json_uint(&json, "restored", restored->outputs);
		json_uint(&json, "inputs", state->inputs);
		json_uint(&json, "restored_inputs", restored->inputs);
		json_uint(&json, "loopbacks", state->loopbacks);
		json_uint(&json, "restored_loopbacks", restored->loopbacks);
		json_object_end(&json);
	}
	if (state->inputs)
		snprintf(inputs, sizeof(inputs), ", %u of %u input%s", restored->inputs,
			 state->inputs, state->inputs == 1 ? "" : "s");
	if (state->loopbacks)
		snprintf(loopbacks, sizeof(loopbacks), ", %u of %u loopback%s",
			 restored->loopbacks, state->loopbacks,
			 state->loopbacks == 1 ? "" : "s");
	mixctl_say(m, "restored %u of %u output%s%s%s", restored->outputs, state->outputs,
		   state->outputs == 1 ? "" : "s", inputs, loopbacks);
}

static int restore_hardware(struct mixctl *m, const struct state *state,
			    struct restored *restored)
{
	int status = state->inputs || state->loopbacks ? check_capture(m, "restore") :
							 MIXCTL_DONE;

	for (unsigned int i = 0; i < state->outputs; i++) {
		if (restore_output(m, &state->output[i]))
			status = MIXCTL_REFUSED;
		else
			restored->outputs++;
	}
	for (unsigned int i = 0; has_capture(m) && i < state->inputs; i++) {
		if (restore_input(m, &state->input[i]))
			status = MIXCTL_REFUSED;
		else
			restored->inputs++;
	}
	for (unsigned int i = 0; has_capture(m) && i < state->loopbacks; i++) {
		if (restore_loopback(m, &state->loopback[i]))
			status = MIXCTL_REFUSED;
		else
			restored->loopbacks++;
	}
	return status;
}

/* Goes on after an output that can not be had: the others shall be heard. */
static int restore_all(struct mixctl *m, const struct state *state)
{
	struct restored restored = { 0 };
	int status = restore_hardware(m, state, &restored);

	if (restore_streams(m, state))
		status = MIXCTL_REFUSED;
	for (unsigned int i = 0; i < state->users; i++) {
		if (restore_user(m, &state->user[i]))
			status = MIXCTL_REFUSED;
	}
	report(m, state, &restored);
	return status;
}

int read_state(struct mixctl *m, const char *path, FILE *file, struct state *state)
{
	const char *why;
	int line = state_read(state, file, &why);

	if (!why)
		return MIXCTL_DONE;
	if (!line)
		return mixctl_refuse(m, "", "%s: %s", path, why);
	return mixctl_refuse(m, "nothing has been changed; mend the line, or save anew",
			     "%s: line %d: %s", path, line, why);
}

static FILE *open_file(struct mixctl *m, const char *name, char *path)
{
	snprintf(path, PATH_MAX, "%s%s", name ? "" : m->root, name ?: MIXCTL_STATE_FILE);
	return name && !strcmp(name, "-") ? stdin : fopen(path, "re");
}

int cmd_restore(struct mixctl *m, int argc, char **argv)
{
	static struct state state;
	char path[PATH_MAX];
	uint32_t wait = 0;
	const struct option_def options[] = {
		{ "--wait", OPTION_UINT, &wait, NULL },
		{ 0 },
	};
	FILE *file;
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0 || argc > 1)
		return argc < 0 ? -argc : mixctl_usage(m, "restore takes one file");
	err = mixctl_connect_control(m);
	if (err)
		return err;
	file = open_file(m, argc ? argv[0] : NULL, path);
	if (!file && errno == ENOENT && !argc) {
		mixctl_say(m, "nothing has been saved yet (%s)", path);
		return MIXCTL_DONE;
	}
	if (!file)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, errno, "%s", path);
	err = read_state(m, path, file, &state);
	if (file != stdin)
		fclose(file);
	if (err)
		return err;
	wait_for_hardware(&state, wait);
	return restore_all(m, &state);
}
