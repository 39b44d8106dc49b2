// SPDX-License-Identifier: LGPL-2.1-or-later
/* Outputs. */
#include <errno.h>
#include <string.h>

#include "internal.h"

EXPORT int mixcore_output_attach(struct mixcore *ctx, struct mixcore_output_attach *attach)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_OUTPUT_ATTACH, attach);
}

EXPORT int mixcore_output_detach(struct mixcore *ctx, uint32_t id,
				 const struct mixcore_cause *cause)
{
	struct mixcore_output_detach detach = MIXCORE_INIT(mixcore_output_detach);

	detach.id = id;
	if (cause)
		detach.cause = *cause;
	return mixcore_call(ctx, MIXCORE_IOCTL_OUTPUT_DETACH, &detach);
}

EXPORT int mixcore_output_get(struct mixcore *ctx, struct mixcore_output_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_OUTPUT_GET, info);
}

EXPORT int mixcore_output_next(struct mixcore *ctx, struct mixcore_output_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_OUTPUT_NEXT, info);
}

EXPORT int mixcore_output_find(struct mixcore *ctx, const char *name,
			       struct mixcore_output_info *info)
{
	int err;

	info->id = 0;
	do {
		err = mixcore_output_next(ctx, info);
	} while (!err && strncmp(info->name, name, sizeof(info->name)) != 0);
	return err;
}

EXPORT int mixcore_output_set(struct mixcore *ctx, const struct mixcore_output_set *set)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_OUTPUT_SET, set);
}

EXPORT const char *mixcore_output_state_name(uint32_t state)
{
	static const char *const names[] = {
		[MIXCORE_OUTPUT_IDLE] = "idle",
		[MIXCORE_OUTPUT_RUNNING] = "running",
		[MIXCORE_OUTPUT_NULL_CLOCK] = "null_clock",
		[MIXCORE_OUTPUT_LOST] = "lost",
		[MIXCORE_OUTPUT_DETACHED] = "detached",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "unknown";
}
