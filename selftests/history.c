// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "common.h"
#include "history.h"

int history_get(int node, struct object object, struct history *history)
{
	struct mixcore_history args = {
		.size = sizeof(args), .object = object.kind, .id = object.id,
		.output = object.output, .count = MIXCORE_HISTORY_MAX,
		.changes = (uintptr_t)history->changes,
	};
	int err = call(node, MIXCORE_IOCTL_HISTORY, &args);

	history->count = err ? 0 : args.count;
	return err;
}

const struct mixcore_change *history_of(const struct history *history, unsigned int what)
{
	unsigned int i;

	for (i = 0; i < history->count; i++)
		if ((history->changes[i].what & what) == what)
			return &history->changes[i];
	return NULL;
}

const struct mixcore_change *history_by(const struct history *history, unsigned long long cookie)
{
	unsigned int i;

	for (i = 0; i < history->count; i++)
		if (history->changes[i].last_change.cause.cookie == cookie)
			return &history->changes[i];
	return NULL;
}

struct mixcore_cause because(unsigned long long cookie)
{
	struct mixcore_cause cause = { .cookie = cookie };

	snprintf(cause.text, sizeof(cause.text), "because %llu", cookie);
	return cause;
}
