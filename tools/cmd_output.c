// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl output: list, default, detach, volume, mute, limiter, dither, idle, fill. */
#include <errno.h>
#include <string.h>

#include "endpoint.h"

static const char *const output_flags[] = {
	"default", "backend", "null", "endpoint", "follows", NULL,
};

const char *backend_text(const struct mixcore_output_info *info, char *buffer, size_t size)
{
	const struct endpoint endpoint = output_endpoint(info);

	if (info->flags & MIXCORE_OUTPUT_F_NULL)
		return NULL_HARDWARE;
	if (info->flags & MIXCORE_OUTPUT_F_ENDPOINT)
		return endpoint_text(&endpoint, buffer, size);
	return hardware_text(info->backend_card, info->backend_device, info->backend_subdevice,
			     info->backend_id, buffer, size);
}

bool output_plays_on(const struct mixcore_output_info *info, const struct mixcore_hw *hw)
{
	return info->backend_card == hw->card && info->backend_device == hw->device &&
	       (hw->subdevice == MIXCORE_HW_ANY || info->backend_subdevice == hw->subdevice);
}

const char *followed_text(const struct mixcore_output_info *info, char *buffer, size_t size)
{
	char name[sizeof(info->timer)];

	*buffer = '\0';
	if (*info->timer)
		snprintf(buffer, size, "%s timer %s",
			 info->flags & MIXCORE_OUTPUT_F_FOLLOWS ? "follows" : "waits for",
			 printable(info->timer, sizeof(info->timer), name, sizeof(name)));
	return buffer;
}

bool has_format(uint32_t flags)
{
	return flags & (MIXCORE_OUTPUT_F_BACKEND | MIXCORE_OUTPUT_F_ENDPOINT);
}

const char *duration_text(uint32_t frames, uint32_t rate, char *buffer, size_t size)
{
	if (!rate)
		return "-";
	snprintf(buffer, size, "%.1f ms", 1000.0 * frames / rate);
	return buffer;
}

void print_last_change(struct json *json, const struct mixcore_last_change *change)
{
	json_object(json, "last_change");
	json_uint(json, "generation", change->generation);
	json_uint(json, "time_ns", change->time_ns);
	json_object(json, "cause");
	json_uint(json, "cookie", change->cause.cookie);
	json_field(json, "text", change->cause.text, sizeof(change->cause.text));
	json_object_end(json);
	json_uint(json, "pid", change->pid);
	json_uint(json, "uid", change->uid);
	json_object_end(json);
}

void print_output_members(struct json *json, const struct mixcore_output_info *info)
{
	const struct endpoint endpoint = output_endpoint(info);

	json_uint(json, "id", info->id);
	json_field(json, "name", info->name, sizeof(info->name));
	json_flags(json, "flags", info->flags, output_flags);
	json_string(json, "state", mixcore_output_state_name(info->state));
	json_uint(json, "rate", info->rate);
	json_uint(json, "channels", info->channels);
	json_string(json, "format", mixcore_format_name(info->format));
	json_uint(json, "cycle_frames", info->cycle_frames);
	json_uint(json, "cycle_now_frames", info->cycle_now_frames);
	json_uint(json, "fill_frames", info->fill_frames);
	json_uint(json, "ramp_frames", info->ramp_frames);
	json_uint(json, "period_frames", info->period_frames);
	json_uint(json, "buffer_frames", info->buffer_frames);
	json_int(json, "backend_card", info->backend_card);
	json_int(json, "backend_device", info->backend_device);
	json_int(json, "backend_subdevice", info->backend_subdevice);
	json_field(json, "backend_id", info->backend_id, sizeof(info->backend_id));
	json_uint(json, "domain", info->domain);
	json_uint(json, "streams", info->streams);
	json_uint(json, "running", info->running);
	json_uint(json, "recorders", info->recorders);
	json_uint(json, "recording", info->recording);
	json_uint(json, "loopbacks", info->loopbacks);
	json_bool(json, "mute", info->mute);
	json_gain(json, info->gain, info->channels);
	json_uint(json, "idle_ms", info->idle_ms);
	json_bool(json, "limiter", info->limiter);
	json_bool(json, "dither", info->dither);
	json_uint(json, "eq_points", info->eq_points);
	json_uint(json, "limiter_gain", info->limiter_gain);
	json_uint(json, "limited_frames", info->limited_frames);
	json_uint(json, "delay_frames", info->delay_frames);
	json_uint(json, "restarts", info->restarts);
	json_uint(json, "frames", info->frames);
	json_uint(json, "cycles", info->cycles);
	json_uint(json, "wakeups", info->wakeups);
	json_uint(json, "xruns", info->xruns);
	json_uint(json, "null_frames", info->null_frames);
	if (info->flags & MIXCORE_OUTPUT_F_NULL)
		json_field(json, "timer", info->timer, sizeof(info->timer));
	if (info->flags & MIXCORE_OUTPUT_F_ENDPOINT)
		print_endpoint_json(json, &endpoint);
	print_last_change(json, &info->last_change);
}

void print_output_json(struct json *json, const struct mixcore_output_info *info)
{
	json_object(json, NULL);
	print_output_members(json, info);
	json_object_end(json);
}

int print_outputs_json(struct mixctl *m, struct json *json, const char *key)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	int err;

	json_array(json, key);
	while (!(err = mixcore_output_next(m->ctx, &info)))
		print_output_json(json, &info);
	json_array_end(json);
	return err == -ENOENT ? 0 : mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the outputs");
}

static void output_row(struct table *table, const struct mixcore_output_info *info)
{
	char waited_for[FOLLOWED_TEXT];
	const char *timer = followed_text(info, waited_for, sizeof(waited_for));
	char name[64], hw[BACKEND_TEXT], domain[24], volume[96], delay[32];

	table_cell(table, "%u", info->id);
	table_cell(table, "%s%s", printable(info->name, sizeof(info->name), name, sizeof(name)),
		   info->flags & MIXCORE_OUTPUT_F_DEFAULT ? " *" : "");
	table_cell(table, "%s", mixcore_output_state_name(info->state));
	table_cell(table, "%s%s%s", backend_text(info, hw, sizeof(hw)), *timer ? ", " : "", timer);
	table_cell(table, "%s", domain_text(info->domain, domain, sizeof(domain)));
	table_cell(table, "%u", info->rate);
	table_cell(table, "%u", info->channels);
	table_cell(table, "%s", has_format(info->flags) ?
		   mixcore_format_name(info->format) : "-");
	table_cell(table, "%u", info->cycle_now_frames ?: info->cycle_frames);
	table_cell(table, "%u", info->fill_frames);
	table_cell(table, "%s",
		   duration_text(info->delay_frames, info->rate, delay, sizeof(delay)));
	table_cell(table, "%u/%u", info->running, info->streams);
	table_cell(table, "%s%s", volume_text(info->gain, info->channels, volume, sizeof(volume)),
		   info->mute ? " muted" : "");
	table_cell(table, "%llu", (unsigned long long)info->xruns);
}

int cmd_output_list(struct mixctl *m, int argc, char **argv)
{
	static const char *const titles[] = {
		">ID", "NAME", "STATE", "BACKEND", "DOMAIN", ">RATE", ">CH", "FORMAT", ">CYCLE",
		">FILL", ">DELAY", ">RUN", "VOLUME", ">XRUNS", NULL,
	};
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct json json = { .out = m->out };
	struct table table;
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "output list takes no arguments");
	err = mixctl_connect(m);
	if (err)
		return err;
	if (m->json)
		return print_outputs_json(m, &json, NULL);
	table_begin(&table, m->out, "", titles);
	while (!(err = mixcore_output_next(m->ctx, &info)))
		output_row(&table, &info);
	table_end(&table);
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the outputs");
}

int find_output(struct mixctl *m, const char *which, struct mixcore_output_info *info)
{
	int err;

	*info = MIXCORE_INIT(mixcore_output_info);
	err = mixcore_output_find(m->ctx, which, info);
	if (err == -ENOENT && !parse_uint(which, &info->id))
		err = mixcore_output_get(m->ctx, info);
	return err ? mixctl_fail(m, MIXCORE_CALL_OUTPUT_GET, err, "output %s", which) : MIXCTL_DONE;
}

const char *output_text(struct mixctl *m, uint32_t id, char *buffer, size_t size)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);

	info.id = id;
	if (!mixcore_output_get(m->ctx, &info))
		return printable(info.name, sizeof(info.name), buffer, size);
	snprintf(buffer, size, "%u", id);
	return buffer;
}

/* Connects for changing, and finds the output that argv[0] names. */
static int begin(struct mixctl *m, const char *verb, int min, int max, int argc, char **argv,
		 struct mixcore_output_info *info)
{
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc < min || argc > max)
		return mixctl_usage(m, "output %s: wrong number of arguments", verb);
	err = argc > 1 || !strcmp(verb, "detach") ? mixctl_connect_control(m) : mixctl_connect(m);
	err = err ?: find_output(m, argv[0], info);
	if (!err && argc > 1 && info->id == MIXCORE_OUTPUT_NULL)
		return mixctl_refuse(m, "", "output %s: the null output can not be changed",
				     argv[0]);
	return err;
}

/* Prints how the output is now. */
static int report(struct mixctl *m, uint32_t id)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct json json = { .out = m->out };
	char name[64], volume[96];
	int err;

	info.id = id;
	err = mixcore_output_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_GET, err, "output %u", id);
	if (m->json)
		print_output_json(&json, &info);
	mixctl_say(m, "%s: %s%s%s%s, idle after %u ms, fill %u",
		   printable(info.name, sizeof(info.name), name, sizeof(name)),
		   volume_text(info.gain, info.channels, volume, sizeof(volume)),
		   info.mute ? " (muted)" : "", info.limiter ? ", limiter" : "",
		   info.dither ? ", dither" : "", info.idle_ms, info.fill_frames);
	return MIXCTL_DONE;
}

static int change(struct mixctl *m, const char *verb, struct mixcore_output_set *set,
		  const struct mixcore_output_info *info)
{
	char text[32], name[64];
	int err;

	set->id = info->id;
	snprintf(text, sizeof(text), "output %s", verb);
	mixctl_cause(&set->cause, text);
	err = mixcore_output_set(m->ctx, set);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_SET, err, "output %s %s", verb,
				   printable(info->name, sizeof(info->name), name, sizeof(name)));
	return report(m, info->id);
}

int cmd_output_volume(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);
	struct mixcore_output_info info;
	int err = begin(m, "volume", 1, 2, argc, argv, &info);

	if (err)
		return err;
	if (argc == 1)
		return report(m, info.id);
	memcpy(set.gain, info.gain, sizeof(set.gain));
	err = mixcore_volume_parse(argv[1], set.gain, info.channels);
	if (err)
		return volume_failed(m, err, argv[1]);
	set.mask = MIXCORE_SET_GAIN;
	return change(m, "volume", &set, &info);
}

/* One of the switches: on, off or toggle. */
static int change_switch(struct mixctl *m, const char *verb, uint32_t mask, int argc, char **argv)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);
	struct mixcore_output_info info;
	uint32_t *wanted = mask == MIXCORE_SET_MUTE ? &set.mute :
			   mask == MIXCORE_SET_LIMITER ? &set.limiter : &set.dither;
	int err = begin(m, verb, 2, 2, argc, argv, &info);
	uint32_t now;

	if (err)
		return err;
	now = mask == MIXCORE_SET_MUTE ? info.mute :
	      mask == MIXCORE_SET_LIMITER ? info.limiter : info.dither;
	if (parse_switch(argv[1], now, wanted))
		return mixctl_usage(m, "output %s: on, off or toggle, not '%s'", verb, argv[1]);
	set.mask = mask;
	return change(m, verb, &set, &info);
}

int cmd_output_mute(struct mixctl *m, int argc, char **argv)
{
	return change_switch(m, "mute", MIXCORE_SET_MUTE, argc, argv);
}

int cmd_output_limiter(struct mixctl *m, int argc, char **argv)
{
	return change_switch(m, "limiter", MIXCORE_SET_LIMITER, argc, argv);
}

int cmd_output_dither(struct mixctl *m, int argc, char **argv)
{
	return change_switch(m, "dither", MIXCORE_SET_DITHER, argc, argv);
}

int cmd_output_idle(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);
	struct mixcore_output_info info;
	int err = begin(m, "idle", 2, 2, argc, argv, &info);

	if (err)
		return err;
	err = parse_uint(argv[1], &set.idle_ms);
	if (err == -EINVAL)
		return mixctl_usage(m, "output idle: milliseconds, not '%s'", argv[1]);
	if (err || set.idle_ms > MIXCORE_IDLE_MS_MAX)
		return mixctl_refuse(m, "", "output idle: at most %u ms", MIXCORE_IDLE_MS_MAX);
	set.mask = MIXCORE_SET_IDLE;
	return change(m, "idle", &set, &info);
}

int cmd_output_fill(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);
	struct mixcore_output_info info;
	int err = begin(m, "fill", 2, 2, argc, argv, &info);

	if (err)
		return err;
	err = parse_uint(argv[1], &set.fill_frames);
	if (err == -EINVAL)
		return mixctl_usage(m, "output fill: frames, not '%s'", argv[1]);
	if (err || set.fill_frames < info.cycle_frames || set.fill_frames > info.buffer_frames)
		return mixctl_refuse(m, "", "output fill %s: from %u (cycle) to %u (buffer)",
				     argv[0], info.cycle_frames, info.buffer_frames);
	set.mask = MIXCORE_SET_FILL;
	return change(m, "fill", &set, &info);
}

int cmd_output_detach(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_output_info info;
	struct mixcore_cause cause;
	int err = begin(m, "detach", 1, 1, argc, argv, &info);

	if (err)
		return err;
	mixctl_cause(&cause, "output detach");
	err = mixcore_output_detach(m->ctx, info.id, &cause);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_DETACH, err, "output detach %s", argv[0]);
	mixctl_say(m, "%s: detached", argv[0]);
	return MIXCTL_DONE;
}

static int set_default(struct mixctl *m, const char *which)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct mixcore_output_info info;
	int err = mixctl_connect_control(m) ?: find_output(m, which, &info);

	if (err)
		return err;
	def.mask = MIXCORE_DEFAULT_OUTPUT;
	def.uid = MIXCORE_UID_ANY;
	def.output = info.id;
	mixctl_cause(&def.cause, "output default");
	err = mixcore_default_set(m->ctx, &def);
	return err ? mixctl_fail(m, MIXCORE_CALL_DEFAULT_SET, err, "output default %s", which) : 0;
}

int cmd_output_default(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct json json = { .out = m->out };
	char name[64];
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc < 0 || argc > 1)
		return argc < 0 ? -argc : mixctl_usage(m, "output default takes one output");
	err = argc ? set_default(m, argv[0]) : mixctl_connect(m);
	if (err)
		return err;
	err = mixcore_default_get(m->ctx, &def);
	info.id = def.output;
	err = err ?: mixcore_output_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_GET, err, "the default output");
	if (m->json)
		print_output_json(&json, &info);
	mixctl_say(m, "%s", printable(info.name, sizeof(info.name), name, sizeof(name)));
	return MIXCTL_DONE;
}
