// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: an open node whose other side speaks our version of the interface. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "internal.h"

int mixcore_call(const struct mixcore *ctx, unsigned long request, const void *arg)
{
	int ret = mixcore_sys.ioctl(ctx->fd, request, (void *)arg);

	return ret < 0 ? ret : 0;
}

static int open_node(unsigned int flags)
{
	const char *name = flags & MIXCORE_OPEN_CONTROL ? "mixcore-control" : "mixcore";

	return mixcore_sys.open(name, flags & MIXCORE_OPEN_READ ? O_RDONLY : O_RDWR);
}

static int handshake(struct mixcore *ctx)
{
	ctx->version.size = sizeof(ctx->version);
	ctx->version.abi = MIXCORE_ABI;
	return mixcore_call(ctx, MIXCORE_IOCTL_VERSION, &ctx->version);
}

EXPORT int mixcore_open(struct mixcore **ret, unsigned int flags)
{
	struct mixcore *ctx;
	int err;

	if (flags & ~(MIXCORE_OPEN_CONTROL | MIXCORE_OPEN_READ))
		return -EINVAL;
	ctx = calloc(1, sizeof(*ctx));
	if (!ctx)
		return -ENOMEM;
	ctx->flags = flags;
	ctx->fd = open_node(flags);
	err = ctx->fd < 0 ? ctx->fd : handshake(ctx);
	if (err < 0) {
		mixcore_close(ctx);
		return err;
	}
	*ret = ctx;
	return 0;
}

EXPORT void mixcore_close(struct mixcore *ctx)
{
	if (!ctx)
		return;
	if (ctx->fd >= 0)
		mixcore_sys.close(ctx->fd);
	free(ctx);
}

EXPORT const struct mixcore_version *mixcore_get_version(const struct mixcore *ctx)
{
	return &ctx->version;
}

EXPORT int mixcore_is_control(const struct mixcore *ctx)
{
	return !!(ctx->flags & MIXCORE_OPEN_CONTROL);
}

EXPORT const char *mixcore_library_version(void)
{
	return MIXCORE_VERSION_TEXT;
}
