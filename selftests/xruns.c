// SPDX-License-Identifier: GPL-2.0-or-later
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
