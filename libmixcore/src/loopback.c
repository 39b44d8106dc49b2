// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loopbacks: their structs are those of routes, with an input in the place of the stream. */
#include "internal.h"

EXPORT int mixcore_loopback_set(struct mixcore *ctx, const struct mixcore_route_set *set)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_LOOPBACK_SET, set);
}

EXPORT int mixcore_loopback_remove(struct mixcore *ctx, uint32_t input, uint32_t output,
				   const struct mixcore_cause *cause)
{
	struct mixcore_route_remove loopback = MIXCORE_INIT(mixcore_route_remove);

	loopback.stream = input;
	loopback.output = output;
	if (cause)
		loopback.cause = *cause;
	return mixcore_call(ctx, MIXCORE_IOCTL_LOOPBACK_REMOVE, &loopback);
}

EXPORT int mixcore_loopback_get(struct mixcore *ctx, struct mixcore_route_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_LOOPBACK_GET, info);
}

EXPORT int mixcore_loopback_next(struct mixcore *ctx, struct mixcore_route_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_LOOPBACK_NEXT, info);
}
