// SPDX-License-Identifier: LGPL-2.1-or-later
/* The whole: status, quotas, where and how streams open. */
#include "internal.h"

EXPORT int mixcore_status_get(struct mixcore *ctx, struct mixcore_status *status)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_STATUS, status);
}

EXPORT int mixcore_quota_get(struct mixcore *ctx, struct mixcore_quota *quota)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_QUOTA_GET, quota);
}

EXPORT int mixcore_quota_set(struct mixcore *ctx, const struct mixcore_quota *quota)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_QUOTA_SET, quota);
}

EXPORT int mixcore_default_get(struct mixcore *ctx, struct mixcore_default *def)
{
	def->uid = MIXCORE_UID_ANY;
	return mixcore_default_of(ctx, def);
}

EXPORT int mixcore_default_of(struct mixcore *ctx, struct mixcore_default *def)
{
	def->mask = 0;
	def->device = 0;
	return mixcore_call(ctx, MIXCORE_IOCTL_DEFAULT_GET, def);
}

EXPORT int mixcore_default_next(struct mixcore *ctx, struct mixcore_default *def)
{
	def->mask = 0;
	def->device = 0;
	return mixcore_call(ctx, MIXCORE_IOCTL_DEFAULT_NEXT, def);
}

EXPORT int mixcore_default_set(struct mixcore *ctx, const struct mixcore_default *def)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_DEFAULT_SET, def);
}
