// SPDX-License-Identifier: GPL-2.0-or-later
/* Inputs: finding and printing them. */
#include <errno.h>

#include "endpoint.h"
#include "loopback.h"
#include "recorder.h"

bool has_capture(struct mixctl *m)
{
	return mixcore_get_version(m->ctx)->features & MIXCORE_FEATURE_CAPTURE;
}

int check_capture(struct mixctl *m, const char *what)
{
	return has_capture(m) ? MIXCTL_DONE : mixctl_fail(m, MIXCORE_CALL_OTHER, -ENOTTY, "%s",
							  what);
}

int find_input(struct mixctl *m, const char *which, struct mixcore_input_info *info)
{
	int err;

	*info = MIXCORE_INIT(mixcore_input_info);
	err = mixcore_input_find(m->ctx, which, info);
	if (err == -ENOENT && !parse_uint(which, &info->id))
		err = mixcore_input_get(m->ctx, info);
	return err ? mixctl_fail(m, MIXCORE_CALL_INPUT_GET, err, "input %s", which) : MIXCTL_DONE;
}

const char *input_text(struct mixctl *m, uint32_t id, char *buffer, size_t size)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);

	info.id = id;
	if (!mixcore_input_get(m->ctx, &info))
		return printable(info.name, sizeof(info.name), buffer, size);
	snprintf(buffer, size, "%u", id);
	return buffer;
}

const char *input_backend_text(const struct mixcore_input_info *info, char *buffer, size_t size)
{
	const struct endpoint endpoint = input_endpoint(info);

	if (info->flags & MIXCORE_OUTPUT_F_ENDPOINT)
		return endpoint_text(&endpoint, buffer, size);
	return hardware_text(info->backend_card, info->backend_device, info->backend_subdevice,
			     info->backend_id, buffer, size);
}

bool input_captures_on(const struct mixcore_input_info *info, const struct mixcore_hw *hw)
{
	return info->backend_card == hw->card && info->backend_device == hw->device &&
	       (hw->subdevice == MIXCORE_HW_ANY || info->backend_subdevice == hw->subdevice);
}

void print_input_members(struct json *json, const struct mixcore_input_info *info)
{
	static const char *const flags[] = { "default", "backend", "null", "endpoint", NULL };
	const struct endpoint endpoint = input_endpoint(info);

	json_uint(json, "id", info->id);
	json_field(json, "name", info->name, sizeof(info->name));
	json_flags(json, "flags", info->flags, flags);
	json_string(json, "state", mixcore_output_state_name(info->state));
	json_uint(json, "rate", info->rate);
	json_uint(json, "channels", info->channels);
	json_string(json, "format", mixcore_format_name(info->format));
	json_uint(json, "cycle_frames", info->cycle_frames);
	json_uint(json, "cycle_now_frames", info->cycle_now_frames);
	json_uint(json, "period_frames", info->period_frames);
	json_uint(json, "buffer_frames", info->buffer_frames);
	json_int(json, "backend_card", info->backend_card);
	json_int(json, "backend_device", info->backend_device);
	json_int(json, "backend_subdevice", info->backend_subdevice);
	json_field(json, "backend_id", info->backend_id, sizeof(info->backend_id));
	json_uint(json, "domain", info->domain);
	json_uint(json, "recorders", info->recorders);
	json_uint(json, "recording", info->recording);
	json_uint(json, "idle_ms", info->idle_ms);
	json_uint(json, "delay_frames", info->delay_frames);
	json_uint(json, "restarts", info->restarts);
	json_uint(json, "loopbacks", info->loopbacks);
	json_uint(json, "frames", info->frames);
	json_uint(json, "cycles", info->cycles);
	json_uint(json, "wakeups", info->wakeups);
	json_uint(json, "xruns", info->xruns);
	json_uint(json, "null_frames", info->null_frames);
	if (info->flags & MIXCORE_OUTPUT_F_ENDPOINT)
		print_endpoint_json(json, &endpoint);
	print_last_change(json, &info->last_change);
}

void print_input_json(struct mixctl *m, struct json *json, const struct mixcore_input_info *info,
		      bool whole)
{
	const struct heard heard = { HEARD_INPUT, info->id };

	json_object(json, NULL);
	print_input_members(json, info);
	if (whole) {
		print_recorders_json(m, json, &heard);
		print_loopbacks_json(m, json, "plays_on", info->id, 0);
	}
	json_object_end(json);
}

int print_inputs_json(struct mixctl *m, struct json *json, const char *key)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	int err = -ENOENT;

	json_array(json, key);
	while (has_capture(m) && !(err = mixcore_input_next(m->ctx, &info)))
		print_input_json(m, json, &info, false);
	json_array_end(json);
	return err == -ENOENT ? 0 : mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the inputs");
}

void print_input(struct mixctl *m, const struct mixcore_input_info *info)
{
	const struct heard heard = { HEARD_INPUT, info->id };
	char name[64], hw[BACKEND_TEXT], delay[32];

	fprintf(m->out, "%s input %s (%u) %s", info->flags & MIXCORE_OUTPUT_F_DEFAULT ? "*" : " ",
		printable(info->name, sizeof(info->name), name, sizeof(name)), info->id,
		mixcore_output_state_name(info->state));
	if (has_format(info->flags))
		fprintf(m->out, ", %s, %s", input_backend_text(info, hw, sizeof(hw)),
			mixcore_format_name(info->format));
	fprintf(m->out, ", %u Hz, %u channels, delay %s", info->rate, info->channels,
		duration_text(info->delay_frames, info->rate, delay, sizeof(delay)));
	if (info->idle_ms != MIXCORE_IDLE_MS_DEFAULT)
		fprintf(m->out, ", idle after %u ms", info->idle_ms);
	if (chosen_domain(info->domain))
		fprintf(m->out, ", domain %u", info->domain);
	if (info->xruns)
		fprintf(m->out, ", %llu xruns", (unsigned long long)info->xruns);
	putc('\n', m->out);
	print_recorders(m, &heard);
	print_loopbacks(m, info->id, 0, true);
}
