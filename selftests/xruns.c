// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "common.h"
#include "xruns.h"

int xruns_get(int node, unsigned long long after, struct mixcore_xrun *xruns, unsigned int count,
	      unsigned long long *latest)
{
	struct mixcore_xruns args = {
		.size = sizeof(args), .count = count, .after = after, .xruns = (uintptr_t)xruns,
	};
	int err = call(node, MIXCORE_IOCTL_XRUNS, &args);

	if (latest)
		*latest = args.after;
	return err ? err : (int)args.count;
}

unsigned long long xruns_latest(int node)
{
	unsigned long long latest = 0;

	xruns_get(node, 0, NULL, 0, &latest);
	return latest;
}

int flight_get(int node, unsigned int object, unsigned int id,
	       struct mixcore_flight_event *events, unsigned int count, unsigned long long *total)
{
	struct mixcore_flight args = {
		.size = sizeof(args), .object = object, .id = id, .count = count,
		.events = (uintptr_t)events,
	};
	int err = call(node, MIXCORE_IOCTL_FLIGHT, &args);

	if (total)
		*total = args.total;
	return err ? err : (int)args.count;
}

const char *culprit_name(unsigned int culprit)
{
	static const char *const names[] = {
		"unknown", "application", "mixer", "backend", "position", "machine",
	};

	return culprit < sizeof(names) / sizeof(names[0]) ? names[culprit] : "?";
}

/* 0 where it is not known. */
static long long since_seen(const struct mixcore_xrun *xrun, unsigned long long ns)
{
	return ns ? (long long)(ns - xrun->time_ns) / 1000 : 0;
}

int xrun_text(char *text, size_t size, const struct mixcore_xrun *xrun)
{
	return snprintf(text, size,
			"%s %u what %u: %s, late %lld us; seen at %lld us, since then: due %lld timer %lld fired %lld kicked %lld woke %lld empty %lld us",
			xrun->object == MIXCORE_OBJECT_STREAM ? "stream" : "output", xrun->id,
			xrun->what, culprit_name(xrun->culprit), (long long)xrun->late_ns / 1000,
			(long long)xrun->time_ns / 1000, since_seen(xrun, xrun->due_ns),
			since_seen(xrun, xrun->timer_ns), since_seen(xrun, xrun->fired_ns),
			since_seen(xrun, xrun->kicked_ns), since_seen(xrun, xrun->woke_ns),
			since_seen(xrun, xrun->empty_ns));
}
