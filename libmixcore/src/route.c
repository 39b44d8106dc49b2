// SPDX-License-Identifier: LGPL-2.1-or-later
/* Routes. */
#include "internal.h"

EXPORT int mixcore_route_set(struct mixcore *ctx, const struct mixcore_route_set *set)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_ROUTE_SET, set);
}

EXPORT int mixcore_route_remove(struct mixcore *ctx, uint32_t stream, uint32_t output,
				const struct mixcore_cause *cause)
{
	struct mixcore_route_remove route = MIXCORE_INIT(mixcore_route_remove);

	route.stream = stream;
	route.output = output;
	if (cause)
		route.cause = *cause;
	return mixcore_call(ctx, MIXCORE_IOCTL_ROUTE_REMOVE, &route);
}

EXPORT int mixcore_route_get(struct mixcore *ctx, struct mixcore_route_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_ROUTE_GET, info);
}

EXPORT int mixcore_route_next(struct mixcore *ctx, struct mixcore_route_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_ROUTE_NEXT, info);
}
