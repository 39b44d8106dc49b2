/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl why: the elements through which sound goes, each with what it is like and why. */
#ifndef MIXCTL_ELEMENT_H
#define MIXCTL_ELEMENT_H

#include "history.h"

/* In the order of the document's arrays. NOTE: for people only. */
enum element_kind {
	ELEMENT_STREAM, ELEMENT_ROUTE, ELEMENT_OUTPUT, ELEMENT_INPUT, ELEMENT_LOOPBACK,
	ELEMENT_DEFAULT, ELEMENT_DELAY, ELEMENT_NOTE,
};

/**
 * struct property - a line of an element
 * @label: NULL: @text is a heading
 * @key: in `since`; NULL: it is not there
 * @text: as people read it; NULL: for programs only
 */
struct property {
	const char *label, *key;
	char *text;
	struct reason reason;
};

/* A route or loopback, with as many channels as its matrix is shown of. */
struct element_route {
	struct mixcore_route_info info;
	uint32_t rows, columns;
};

/* From the application to the speaker, or from the microphone to the application. */
struct element_delay {
	uint32_t stream, output, rate;
	uint32_t queued, route, hardware;
};

/**
 * struct element - a part of the path
 * @silent: for programs only
 */
struct element {
	enum element_kind kind;
	bool silent;
	union {
		struct mixcore_stream_info stream;
		struct element_route route;	/* of ELEMENT_LOOPBACK, too */
		struct mixcore_output_info output;
		struct mixcore_input_info input;
		uint32_t uid;
		struct element_delay delay;
	};
	struct history history;
	struct property *properties;
	unsigned int count;
};

/**
 * struct path - all of them
 * @object: that was asked for: "stream", "output", "input"
 * @id: of it
 */
struct path {
	struct mixctl *m;
	const char *object;
	uint32_t id;
	struct element **elements;
	unsigned int count;
};

/* An empty one at the end. */
struct element *path_add(struct path *path, enum element_kind kind);
/* Is it in the path already? */
bool path_has(const struct path *path, enum element_kind kind, uint32_t id);
/* Defaults of whom, once each, where they were changed at all. */
void path_add_defaults(struct path *path, uint32_t uid);
void path_free(struct path *path);

void element_heading(struct element *element, const char *format, ...) PRINTF(2, 3);
/* @reason: NULL = nothing is known of it, nor asked */
void element_line(struct element *element, const char *label, const char *key,
		  const struct reason *reason, const char *format, ...) PRINTF(5, 6);
/* What only programs are told. */
void element_since(struct element *element, const char *key, const struct reason *reason);
/* On a module without histories: who made the latest change. */
void element_last(struct mixctl *m, struct element *element,
		  const struct mixcore_last_change *last);

/* For people, with all changes if asked for; and as one JSON object. */
void path_print(const struct path *path, bool history);
void path_json(const struct path *path, struct json *json);

#endif /* MIXCTL_ELEMENT_H */
