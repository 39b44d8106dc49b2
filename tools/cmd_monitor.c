// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor: what happens, as it happens, and who made it so. */
#include <errno.h>

#include "monitor.h"

/* The change that made an event: of those of its generation the one of the same things. */
static void find_change(struct mixctl *m, struct told *told)
{
	const struct mixcore_event *event = &told->event;
	struct history history;

	if (event->cmd != MIXCORE_NL_CMD_NEW && event->cmd != MIXCORE_NL_CMD_CHANGED)
		return;
	history_read(m, event->object, event->id, event->output, &history);
	for (unsigned int i = 0; i < history.count; i++) {
		const struct mixcore_change *change = &history.changes[i];

		if (change->last_change.generation != event->generation ||
		    (told->has_change && change->what != event->what))
			continue;
		told->has_change = true;
		told->change = *change;
	}
}

/* By the clock on the wall: what is told late has happened before. */
static struct moment when(const struct moment *now, uint64_t time_ns)
{
	const uint64_t age_ns = now->monotonic_ns > time_ns ? now->monotonic_ns - time_ns : 0;

	return (struct moment){ time_ns, now->real_ns - age_ns };
}

static void say_lost(struct monitor *monitor, uint64_t count)
{
	print_lost(monitor, count);
	monitor->lost = false;
	/* Some may have been of objects that are new. */
	names_read(&monitor->names, monitor->m);
}

static void tell(struct monitor *monitor, const struct mixcore_event *event)
{
	struct mixctl *m = monitor->m;
	struct told told = { .event = *event, .when = m->now };

	if (monitor->lost)
		say_lost(monitor, monitor->sequence && event->sequence > monitor->sequence ?
			 event->sequence - monitor->sequence - 1 : 0);
	monitor->sequence = event->sequence;
	subject_read(m, event, &told.subject);
	find_change(m, &told);
	if (told.has_change)
		told.when = when(&m->now, told.change.last_change.time_ns);
	if (m->json)
		print_told_json(monitor, &told);
	else
		print_told(monitor, &told);
	if (event->cmd == MIXCORE_NL_CMD_GONE)
		names_forget(&monitor->names, event->object, event->id);
}

/* 0: there may be more; else the end. */
static int wait_for_more(struct monitor *monitor)
{
	struct mixctl *m = monitor->m;

	/* Behind them nothing may come for long. */
	if (monitor->lost)
		say_lost(monitor, 0);
	/* At its end the program says that it can't write. */
	return fflush(m->out) ? -EINTR : m->wait(m, mixcore_events_fd(monitor->events));
}

/* Until so many were told, or somebody interrupts it. */
static int run(struct monitor *monitor, const uint32_t *count)
{
	struct mixcore_event event = MIXCORE_INIT(mixcore_event);
	uint32_t told = 0;
	int err = 0;

	while (!err && (!count || told < *count)) {
		err = mixcore_events_next(monitor->events, &event);
		if (err == 1) {
			tell(monitor, &event);
			told++;
			err = 0;
		} else if (err == -ENOBUFS) {
			monitor->lost = true;
			err = 0;
		} else if (!err) {
			err = wait_for_more(monitor);
		}
	}
	return err == -EINTR ? 0 : err;
}

/* First it listens, then it learns the names: so there are none that it does not hear of. */
static int begin(struct monitor *monitor)
{
	int err = mixcore_events_open(&monitor->events);

	return err ?: names_read(&monitor->names, monitor->m);
}

int cmd_monitor(struct mixctl *m, int argc, char **argv)
{
	struct monitor monitor = { .m = m, .json = { .out = m->out, .flat = true } };
	uint32_t count;
	bool has_count = false;
	const struct option_def options[] = {
		{ "--count", OPTION_UINT, &count, &has_count },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc)
		return mixctl_usage(m, "there is no command 'monitor %s'", argv[0]);
	err = mixctl_connect(m);
	if (err)
		return err;
	err = begin(&monitor) ?: run(&monitor, has_count ? &count : NULL);
	names_free(&monitor.names);
	mixcore_events_close(monitor.events);
	return err ? mixctl_fail(m, MIXCORE_CALL_EVENTS, err, "listening to the module") :
		     MIXCTL_DONE;
}
