// SPDX-License-Identifier: LGPL-2.1-or-later
/* Inputs. */
#include <string.h>

#include "internal.h"

EXPORT int mixcore_input_attach(struct mixcore *ctx, struct mixcore_input_attach *attach)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_INPUT_ATTACH, attach);
}

EXPORT int mixcore_input_detach(struct mixcore *ctx, uint32_t id,
				const struct mixcore_cause *cause)
{
	struct mixcore_input_detach detach = MIXCORE_INIT(mixcore_input_detach);

	detach.id = id;
	if (cause)
		detach.cause = *cause;
	return mixcore_call(ctx, MIXCORE_IOCTL_INPUT_DETACH, &detach);
}

EXPORT int mixcore_input_get(struct mixcore *ctx, struct mixcore_input_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_INPUT_GET, info);
}

EXPORT int mixcore_input_next(struct mixcore *ctx, struct mixcore_input_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_INPUT_NEXT, info);
}

EXPORT int mixcore_input_find(struct mixcore *ctx, const char *name,
			      struct mixcore_input_info *info)
{
	int err;

	info->id = 0;
	do {
		err = mixcore_input_next(ctx, info);
	} while (!err && strncmp(info->name, name, sizeof(info->name)) != 0);
	return err;
}

EXPORT int mixcore_input_set(struct mixcore *ctx, const struct mixcore_input_set *set)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_INPUT_SET, set);
}
