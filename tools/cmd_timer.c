// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl timer: list and watch, which anybody may, and trigger, which its producer may. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "timer.h"

int find_timer(struct mixctl *m, const char *which, struct mixcore_timer_info *info)
{
	int err;

	*info = MIXCORE_INIT(mixcore_timer_info);
	do {
		err = mixcore_timer_next(m->ctx, info);
	} while (!err && strncmp(info->name, which, sizeof(info->name)) != 0);
	if (err == -ENOENT && !parse_uint(which, &info->id))
		err = mixcore_timer_get(m->ctx, info->id, info);
	return err ? mixctl_fail(m, MIXCORE_CALL_TIMER_GET, err, "timer %s", which) : MIXCTL_DONE;
}

static void timer_row(struct mixctl *m, struct table *table, const struct mixcore_timer_info *info)
{
	char name[64], address[TIMER_ADDRESS_TEXT], tick[TICK_TEXT], drift[DRIFT_TEXT];

	table_cell(table, "%u", info->id);
	table_cell(table, "%s", *info->name ? printable(info->name, sizeof(info->name), name,
							sizeof(name)) : "-");
	table_cell(table, "%s", timer_address_text(m, info, address, sizeof(address)));
	table_cell(table, "%s", tick_text(info->resolution_ns, tick, sizeof(tick)));
	if (info->rate)
		table_cell(table, "%u", info->rate);
	else
		table_cell(table, "-");
	table_cell(table, "%s", timer_state_text(info->state));
	table_cell(table, "%llu", (unsigned long long)info->ticks);
	table_cell(table, "%llu", (unsigned long long)info->frames);
	table_cell(table, "%s", drift_text(info, drift, sizeof(drift)));
	table_cell(table, "%u", info->followers);
	table_cell(table, "%u", info->uid);
	if (info->pid)
		table_cell(table, "%u", info->pid);
	else
		table_cell(table, "-");
}

static int list_failed(struct mixctl *m, int err)
{
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_TIMER_GET, err, "reading the timers");
}

static int list_json(struct mixctl *m)
{
	struct mixcore_timer_info info = MIXCORE_INIT(mixcore_timer_info);
	struct json json = { .out = m->out };
	int err;

	json_array(&json, NULL);
	while (!(err = mixcore_timer_next(m->ctx, &info)))
		print_timer_json(m, &json, &info);
	json_array_end(&json);
	return list_failed(m, err);
}

static int list_table(struct mixctl *m)
{
	static const char *const titles[] = {
		">ID", "NAME", "ADDRESS", "TICK", ">RATE", "STATE", ">TICKS", ">FRAMES", "DRIFT",
		">FOLLOWERS", ">UID", ">PID", NULL,
	};
	struct mixcore_timer_info info = MIXCORE_INIT(mixcore_timer_info);
	struct table table;
	int err = mixcore_timer_next(m->ctx, &info);

	if (err == -ENOENT)
		mixctl_say(m, "no timers; to make one: mixctl timer create");
	if (err)
		return list_failed(m, err);
	table_begin(&table, m->out, "", titles);
	for (; !err; err = mixcore_timer_next(m->ctx, &info))
		timer_row(m, &table, &info);
	table_end(&table);
	return list_failed(m, err);
}

int cmd_timer_list(struct mixctl *m, int argc, char **argv)
{
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "timer list takes no arguments");
	err = mixctl_connect(m);
	if (err)
		return err;
	return m->json ? list_json(m) : list_table(m);
}

/* Of the time between the latest ticks of both; 0: there were none. */
static double per_second(uint64_t count, const struct mixcore_timer_info *before,
			 const struct mixcore_timer_info *after)
{
	const uint64_t ns = after->time_ns - before->time_ns;

	return ns && before->time_ns ? count * 1e9 / ns : 0;
}

static void print_watched(struct mixctl *m, const struct mixcore_timer_info *before,
			  const struct mixcore_timer_info *after)
{
	const double ticks = per_second(after->ticks - before->ticks, before, after);
	const double frames = per_second(after->frames - before->frames, before, after);
	struct json json = { .out = m->out, .flat = true };
	char drift[DRIFT_TEXT];

	if (m->json) {
		json_object(&json, NULL);
		print_timer_members(m, &json, after);
		json_db(&json, "ticks_per_second", ticks);
		json_db(&json, "frames_per_second", frames);
		json_object_end(&json);
		return;
	}
	fprintf(m->out, "%s: %llu ticks, %.3f per second", timer_state_text(after->state),
		(unsigned long long)after->ticks, ticks);
	if (after->rate)
		fprintf(m->out, "; %llu frames, %.2f Hz", (unsigned long long)after->frames,
			frames);
	fprintf(m->out, "; drift %s\n", drift_text(after, drift, sizeof(drift)));
}

static int watch(struct mixctl *m, const struct mixcore_timer_info *first, const uint32_t *count)
{
	struct mixcore_timer_info before = *first, info = *first;
	int err;

	for (uint32_t i = 0; !count || i < *count; i++) {
		/* At its end the program says that it can't write. */
		if (fflush(m->out))
			break;
		m->pause(m, 1000);
		err = mixcore_timer_get(m->ctx, first->id, &info);
		if (err == -ENOENT)
			mixctl_say(m, "the timer is gone");
		if (err)
			return list_failed(m, err);
		print_watched(m, &before, &info);
		before = info;
	}
	return MIXCTL_DONE;
}

int cmd_timer_watch(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_timer_info info;
	bool has_count = false;
	uint32_t count;
	const struct option_def options[] = {
		{ "--count", OPTION_UINT, &count, &has_count },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc != 1)
		return argc < 0 ? -argc : mixctl_usage(m, "timer watch needs one timer");
	err = mixctl_connect(m) ?: find_timer(m, argv[0], &info);
	return err ?: watch(m, &info, has_count ? &count : NULL);
}

/* The descriptor is who made the timer's, and of those to whom it was left. */
static int find_fd(struct mixctl *m, const uint32_t *given, uint32_t *fd)
{
	const char *inherited = getenv(TIMER_FD_VARIABLE);

	if (given)
		*fd = *given;
	else if (!inherited)
		return mixctl_usage(m, "timer trigger needs --fd, or is run by timer create");
	else if (parse_uint(inherited, fd))
		return mixctl_usage(m, TIMER_FD_VARIABLE " is no number: '%s'", inherited);
	return MIXCTL_DONE;
}

int cmd_timer_trigger(struct mixctl *m, int argc, char **argv)
{
	struct mixcore_trigger trigger = MIXCORE_INIT(mixcore_trigger);
	bool has_fd = false, coalesce = false;
	uint32_t given, fd;
	const struct option_def options[] = {
		{ "--fd", OPTION_UINT, &given, &has_fd },
		{ "--coalesce", OPTION_FLAG, &coalesce, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0 || argc > 2)
		return argc < 0 ? -argc : mixctl_usage(m, "timer trigger takes ticks and frames");
	trigger.ticks = 1;
	trigger.flags = coalesce ? MIXCORE_TRIGGER_F_COALESCE : 0;
	if ((argc > 0 && parse_uint(argv[0], &trigger.ticks)) ||
	    (argc > 1 && parse_uint(argv[1], &trigger.frames)))
		return mixctl_usage(m, "timer trigger takes numbers");
	err = find_fd(m, has_fd ? &given : NULL, &fd);
	if (err)
		return err;
	err = m->trigger(fd, &trigger);
	return err ? mixctl_fail(m, MIXCORE_CALL_TIMER_TRIGGER, err, "timer trigger") : MIXCTL_DONE;
}
