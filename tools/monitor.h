/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl monitor: what its files do for each other. */
#ifndef MIXCTL_MONITOR_H
#define MIXCTL_MONITOR_H

#include "history.h"
#include "names.h"
#include "words.h"

/* A route or loopback, with the channels of its ends, and the rate at which delays are counted. */
struct pair {
	struct mixcore_route_info info;
	uint32_t rows, columns, rate;
};

/**
 * struct subject - what an event is about, as it is when it is told
 * @there: it is; else it is gone already, or may not be seen
 */
struct subject {
	bool there;
	union {
		struct mixcore_stream_info stream;
		struct mixcore_output_info output;
		struct mixcore_input_info input;
		struct pair pair;
		struct mixcore_default def;
	};
};

/**
 * struct told - an event, with what is to be told of it
 * @when: it has happened, or where that is not known, it was heard of
 * @has_change: @change says who made it, and why
 */
struct told {
	struct mixcore_event event;
	struct moment when;
	struct subject subject;
	bool has_change;
	struct mixcore_change change;
};

struct monitor {
	struct mixctl *m;
	struct mixcore_events *events;
	struct names names;
	struct json json;
	uint64_t sequence;	/* of the latest event; 0: there was none */
	bool lost;		/* events, which is still to be said */
};

void subject_read(struct mixctl *m, const struct mixcore_event *event, struct subject *subject);

/* "stream 12 aplay", "route 12 aplay on usb", "default for alice" */
#define OBJECT_TEXT	160
const char *object_text(struct monitor *monitor, const struct mixcore_event *event, char *buffer,
			size_t size);

/* "volume -6.0dB, mute on", "xrun, 3 in all", "closed" */
#define HAPPENED_TEXT	512
const char *happened_text(struct monitor *monitor, const struct told *told, char *buffer,
			  size_t size);
/* Of it what a change has changed. */
void changed_words(struct mixctl *m, const struct told *told, struct words *words);

/* Lines, and objects on lines. */
void print_told(struct monitor *monitor, const struct told *told);
void print_told_json(struct monitor *monitor, const struct told *told);
/* @count: of events that were lost, 0: how many is not known. */
void print_lost(struct monitor *monitor, uint64_t count);

#endif /* MIXCTL_MONITOR_H */
