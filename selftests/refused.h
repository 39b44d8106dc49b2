/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls that are refused: with which errno, and nothing has changed. For programs with the harness
 * whose fixture has the control node in `control`.
 */
#ifndef MIXCORE_SELFTEST_REFUSED_H
#define MIXCORE_SELFTEST_REFUSED_H

#include "common.h"

static struct graph graph_before, graph_after;

/* One refused call: its errno, and the graph as it was. */
#define REFUSED_FOR(what, error, fd, cmd, arg) do {				\
	const char *_difference;						\
	ASSERT_EQ(0, graph_read(self->control, &graph_before));			\
	EXPECT_EQ(-(error), call(fd, cmd, arg)) {				\
		TH_LOG("%s", what);						\
	}									\
	ASSERT_EQ(0, graph_read(self->control, &graph_after));			\
	_difference = graph_difference(&graph_before, &graph_after);		\
	EXPECT_EQ(NULL, _difference) {						\
		TH_LOG("%s: %s changed", what, _difference);			\
	}									\
} while (0)

#define REFUSED(error, fd, cmd, arg) REFUSED_FOR(#cmd, error, fd, cmd, arg)
#define ACCEPTED(fd, cmd, arg) EXPECT_EQ(0, call(fd, cmd, arg))

#endif /* MIXCORE_SELFTEST_REFUSED_H */
