/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events and dumps by libnl. Functions return 0 or more, or -errno. */
#ifndef MIXCORE_SELFTEST_LISTENER_H
#define MIXCORE_SELFTEST_LISTENER_H

#include <stdbool.h>
#include <stdint.h>
#include <sound/mixcore.h>
#include <sound/mixcore_netlink.h>

#define LISTENER_EVENTS	4096	/* that may wait in a listener */
#define DUMP_MAX	1024	/* objects */
#define DUMP_INFO	512	/* bytes of what is told of one */

struct event {
	unsigned int cmd, object, id, output, what;
	bool has_output;
	uint64_t generation, count, sequence;
};

struct listener {
	struct nl_sock *sock;
	int family;
	unsigned int first, count;
	struct event *events;
};

struct dumped {
	unsigned int object, id, output;
	uint64_t generation;
	unsigned int bytes;	/* of info, 0 = none was told */
	uint8_t info[DUMP_INFO];
};

struct dump {
	unsigned int count;
	bool interrupted;
	uint64_t generation;	/* of the graph */
	struct dumped *objects;
};

/* Joins the group, with a receive buffer of so many bytes, 0 = the usual. */
int listener_open(struct listener *listener, unsigned int bytes);
void listener_close(struct listener *listener);

/* The next event within @ms; -ETIMEDOUT, -ENOBUFS: some were lost. */
int listener_next(struct listener *listener, struct event *event, unsigned int ms);
/* Takes all that have arrived by now; returns how many, or -ENOBUFS. */
int listener_drop(struct listener *listener);

/*
 * All objects, or of one kind; @node is a descriptor, -1 = without. *@between is called at the
 * first one; NULL.
 */
int dump_get(struct dump *dump, unsigned int kind, int node, void (*between)(void *data),
	     void *data);
void dump_free(struct dump *dump);
struct dumped *dump_find(const struct dump *dump, unsigned int object, unsigned int id,
			 unsigned int output);

#endif /* MIXCORE_SELFTEST_LISTENER_H */
