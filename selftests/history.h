/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The call MIXCORE_IOCTL_HISTORY. Functions return 0 or more, or -errno. */
#ifndef MIXCORE_SELFTEST_HISTORY_H
#define MIXCORE_SELFTEST_HISTORY_H

#include <sound/mixcore.h>

struct object {
	unsigned int kind, id, output;	/* MIXCORE_OBJECT_* */
};

struct history {
	unsigned int count;
	struct mixcore_change changes[MIXCORE_HISTORY_MAX];
};

int history_get(int node, struct object object, struct history *history);

/* The latest change of all that @what says, or NULL. */
const struct mixcore_change *history_of(const struct history *history, unsigned int what);

/* The change with this cookie, or NULL. */
const struct mixcore_change *history_by(const struct history *history, unsigned long long cookie);

/* A cause, of which the text is "because " and the cookie. */
struct mixcore_cause because(unsigned long long cookie);

#endif /* MIXCORE_SELFTEST_HISTORY_H */
