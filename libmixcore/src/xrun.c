// SPDX-License-Identifier: LGPL-2.1-or-later
/* Xruns and flight recorders: who was late, and the times that prove it. */
#include "internal.h"

EXPORT int mixcore_xruns_get(struct mixcore *ctx, uint64_t after, struct mixcore_xrun *xruns,
			     uint32_t *count, uint64_t *latest)
{
	struct mixcore_xruns call = MIXCORE_INIT(mixcore_xruns);
	int err;

	call.count = *count;
	call.after = after;
	call.xruns = (uintptr_t)xruns;
	err = mixcore_call(ctx, MIXCORE_IOCTL_XRUNS, &call);
	if (err)
		return err;
	*count = call.count;
	if (latest)
		*latest = call.after;
	return 0;
}

EXPORT int mixcore_flight_get(struct mixcore *ctx, uint32_t object, uint32_t id,
			      struct mixcore_flight_event *events, uint32_t *count,
			      uint64_t *total)
{
	struct mixcore_flight call = MIXCORE_INIT(mixcore_flight);
	int err;

	call.object = object;
	call.id = id;
	call.count = *count;
	call.events = (uintptr_t)events;
	err = mixcore_call(ctx, MIXCORE_IOCTL_FLIGHT, &call);
	if (err)
		return err;
	*count = call.count;
	if (total)
		*total = call.total;
	return 0;
}

static const char *name_of(const char *const *names, size_t count, uint32_t value)
{
	return value < count && names[value] ? names[value] : "unknown";
}

EXPORT const char *mixcore_culprit_name(uint32_t culprit)
{
	static const char *const names[] = {
		[MIXCORE_CULPRIT_APPLICATION] = "application",
		[MIXCORE_CULPRIT_MIXER] = "mixer",
		[MIXCORE_CULPRIT_BACKEND] = "backend",
		[MIXCORE_CULPRIT_POSITION] = "position",
		[MIXCORE_CULPRIT_MACHINE] = "machine",
	};

	return name_of(names, ARRAY_SIZE(names), culprit);
}

EXPORT const char *mixcore_xrun_name(uint32_t what)
{
	static const char *const names[] = {
		[MIXCORE_XRUN_EMPTY] = "empty",
		[MIXCORE_XRUN_FULL] = "full",
		[MIXCORE_XRUN_STUCK] = "stuck",
		[MIXCORE_XRUN_STOPPED] = "stopped",
		[MIXCORE_XRUN_FAILED] = "failed",
	};

	return name_of(names, ARRAY_SIZE(names), what);
}
