// SPDX-License-Identifier: LGPL-2.1-or-later
/* Streams. */
#include "internal.h"

EXPORT int mixcore_stream_get(struct mixcore *ctx, struct mixcore_stream_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_STREAM_GET, info);
}

EXPORT int mixcore_stream_next(struct mixcore *ctx, struct mixcore_stream_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_STREAM_NEXT, info);
}

EXPORT int mixcore_stream_set(struct mixcore *ctx, const struct mixcore_stream_set *set)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_STREAM_SET, set);
}

EXPORT int mixcore_stream_move(struct mixcore *ctx, const struct mixcore_stream_move *move)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_STREAM_MOVE, move);
}

EXPORT int mixcore_stream_source(struct mixcore *ctx, const struct mixcore_stream_source *source)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_STREAM_SOURCE, source);
}

EXPORT const char *mixcore_source_name(uint32_t kind)
{
	static const char *const names[] = {
		[MIXCORE_SOURCE_INPUT] = "input",
		[MIXCORE_SOURCE_MIX] = "mix",
		[MIXCORE_SOURCE_OUT] = "out",
		[MIXCORE_SOURCE_STREAM] = "stream",
	};

	return kind && kind < ARRAY_SIZE(names) ? names[kind] : "unknown";
}

EXPORT const char *mixcore_stream_state_name(uint32_t state)
{
	static const char *const names[] = {
		[MIXCORE_STREAM_OPEN] = "open",
		[MIXCORE_STREAM_READY] = "ready",
		[MIXCORE_STREAM_RUNNING] = "running",
		[MIXCORE_STREAM_DRAINING] = "draining",
		[MIXCORE_STREAM_PAUSED] = "paused",
		[MIXCORE_STREAM_XRUN] = "xrun",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "unknown";
}
