// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl timer: timers in words, and the words of timers. */
#include <errno.h>
#include <string.h>

#include "timer.h"
#include "words.h"

#define BILLION		1000000000ULL
/* Longer than the longest tick. */
#define NUMBER_MAX	(61 * BILLION)

/* How many nanoseconds a unit has; 0: it is none. */
static uint64_t unit_ns(const char *unit)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = { { "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", BILLION } };

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (!strcmp(unit, units[i].name))
			return units[i].ns;
	}
	return 0;
}

/* Digits past the nanosecond do not count. */
int parse_tick(const char *text, uint32_t rate, uint64_t *ns)
{
	const size_t whole_digits = strspn(text, "0123456789");
	const char *part = text + whole_digits + (text[whole_digits] == '.');
	const char *unit = part + strspn(part, "0123456789");
	uint64_t value = 0, left = unit_ns(unit);

	if (!whole_digits)
		return -EINVAL;
	for (size_t i = 0; i < whole_digits && value < NUMBER_MAX; i++)
		value = 10 * value + (text[i] - '0');
	if (value >= NUMBER_MAX)
		return -EINVAL;
	if (rate && !strcmp(unit, "frames") && part == unit && part == text + whole_digits) {
		*ns = (value * BILLION + rate / 2) / rate;
		return value < BILLION ? 0 : -EINVAL;
	}
	if (!left || value > NUMBER_MAX / left)
		return -EINVAL;
	*ns = value * left;
	for (; part < unit && left; part++) {
		left /= 10;
		*ns += left * (*part - '0');
	}
	return 0;
}

const char *tick_text(uint64_t ns, char *buffer, size_t size)
{
	if (ns < 1000000)
		snprintf(buffer, size, "%.6g us", ns / 1e3);
	else if (ns < BILLION)
		snprintf(buffer, size, "%.6g ms", ns / 1e6);
	else
		snprintf(buffer, size, "%.6g s", ns / 1e9);
	return buffer;
}

const char *timer_address_text(struct mixctl *m, const struct mixcore_timer_info *info,
			       char *buffer, size_t size)
{
	if (info->flags & MIXCORE_TIMER_F_CARD)
		snprintf(buffer, size, "P%u.%u.0", mixcore_get_version(m->ctx)->card,
			 info->device);
	else
		snprintf(buffer, size, "G%u.0", info->device);
	return buffer;
}

const char *timer_source_text(struct mixctl *m, const struct mixcore_timer_info *info, char *buffer,
			      size_t size)
{
	const bool of_card = info->flags & MIXCORE_TIMER_F_CARD;

	snprintf(buffer, size, "%d.%u.0", of_card ? (int)mixcore_get_version(m->ctx)->card : -1,
		 info->device);
	return buffer;
}

const char *drift_text(const struct mixcore_timer_info *info, char *buffer, size_t size)
{
	if (info->drift_error_ppb == INT32_MAX)
		return "-";
	snprintf(buffer, size, "%+.2f +-%.2f ppm", info->drift_ppb / 1e3,
		 info->drift_error_ppb / 1e3);
	return buffer;
}

const char *timer_state_text(uint32_t state)
{
	return state & MIXCORE_TIMER_STATE_RUNNING ? "running" :
	       state & MIXCORE_TIMER_STATE_OPEN ? "open" : "closed";
}

const char *const producer_names[] = {
	"opened", "closed", "started", "stopped", "overrun", "frames", "gone", NULL,
};

const char *producer_text(uint32_t what, char *buffer, size_t size)
{
	struct words words = { .text = buffer, .size = size };

	*buffer = '\0';
	for (unsigned int i = 0; producer_names[i]; i++) {
		if (what & 1U << i)
			words_add(&words, "%s", producer_names[i]);
	}
	return buffer;
}

void print_timer_members(struct mixctl *m, struct json *json, const struct mixcore_timer_info *info)
{
	static const char *const flags[] = { "card", NULL };
	static const char *const states[] = { "open", "running", NULL };
	char text[TIMER_ADDRESS_TEXT];

	json_uint(json, "id", info->id);
	json_field(json, "name", info->name, sizeof(info->name));
	json_flags(json, "flags", info->flags, flags);
	json_string(json, "address", timer_address_text(m, info, text, sizeof(text)));
	json_string(json, "timer_source", timer_source_text(m, info, text, sizeof(text)));
	json_uint(json, "device", info->device);
	json_uint(json, "resolution_ns", info->resolution_ns);
	json_uint(json, "rate", info->rate);
	json_flags(json, "state", info->state, states);
	json_uint(json, "ticks", info->ticks);
	json_uint(json, "frames", info->frames);
	json_uint(json, "time_ns", info->time_ns);
	json_bool(json, "drift_known", info->drift_error_ppb != INT32_MAX);
	json_int(json, "drift_ppb", info->drift_ppb);
	json_uint(json, "drift_error_ppb", info->drift_error_ppb);
	json_uint(json, "followers", info->followers);
	json_uint(json, "uid", info->uid);
	json_uint(json, "pid", info->pid);
}

void print_timer_json(struct mixctl *m, struct json *json, const struct mixcore_timer_info *info)
{
	json_object(json, NULL);
	print_timer_members(m, json, info);
	json_object_end(json);
}
