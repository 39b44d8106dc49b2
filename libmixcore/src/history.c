// SPDX-License-Identifier: LGPL-2.1-or-later
/* Histories: who changed what of an object, when and why. */
#include "internal.h"

EXPORT int mixcore_history_get(struct mixcore *ctx, uint32_t object, uint32_t id, uint32_t output,
			       struct mixcore_change *changes, uint32_t count)
{
	struct mixcore_history history = MIXCORE_INIT(mixcore_history);
	int err;

	history.object = object;
	history.id = id;
	history.output = output;
	history.count = count;
	history.changes = (uintptr_t)changes;
	err = mixcore_call(ctx, MIXCORE_IOCTL_HISTORY, &history);
	return err ?: (int)history.count;
}
