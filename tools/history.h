/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: who changed what, and so why something is as it is. */
#ifndef MIXCTL_HISTORY_H
#define MIXCTL_HISTORY_H

#include "mixctl.h"

/* The changes of an object that the module has kept, the newest first. */
struct history {
	uint32_t object;
	unsigned int count;
	struct mixcore_change changes[MIXCORE_HISTORY_MAX];
};

/* Does the module keep histories? */
bool has_history(struct mixctl *m);

/* Of what is not there or may not be seen it is empty. */
void history_read(struct mixctl *m, uint32_t object, uint32_t id, uint32_t output,
		  struct history *history);

/* The names of what a change changed, with commas between; the same in an array. */
#define WHAT_TEXT	192
const char *what_text(uint32_t object, uint32_t what, char *buffer, size_t size);
void json_what(struct json *json, const char *key, uint32_t object, uint32_t what);
void print_change_json(struct json *json, const char *key, uint32_t object,
		       const struct mixcore_change *change);

/**
 * struct reason - why something is as it is
 * @known: the rest says something
 * @as: not NULL: it is as its object was made, and this word says how that is called
 * @change: by which it became so
 * @by_default: what streams open with was so because of @origin
 * @origin: a change of defaults
 * @origin_uid: whose they are
 */
struct reason {
	bool known;
	const char *as;
	struct mixcore_change change;
	bool by_default;
	struct mixcore_change origin;
	uint32_t origin_uid;
};

/* The latest change of one of these; else, or when it came with that, the making of the object. */
struct reason reason_of(const struct history *history, uint32_t what, const char *as);

/* The latest change of one of these that is not behind another one; none: not known. */
struct reason reason_before(const struct history *history, uint32_t what, uint64_t generation);

/* Of two the one that came later. */
struct reason reason_later(const struct reason *one, const struct reason *other);

/*
 * Of what is as opened: by which change of defaults it opened so, where that is known. @opened: by
 * whom, what in `mask`, and how; of followers the first is meant.
 */
void reason_default(struct mixctl *m, const struct mixcore_default *opened,
		    struct reason *reason);

/* A module without histories still tells who made the latest change. */
struct reason reason_last(const struct mixcore_last_change *last);

/* "mixctl (501, root): "mixctl stream volume"" */
#define BY_TEXT		256
const char *by_text(const struct mixcore_change *change, char *buffer, size_t size);

/* "2 min ago (14:03:22) by mixctl (501, root): "mixctl stream volume"" */
#define WHO_TEXT	384
const char *who_text(struct mixctl *m, const struct mixcore_change *change, char *buffer,
		     size_t size);

/* "2 min ago (14:03:22)" */
#define WHEN_TEXT	64
const char *when_text(struct mixctl *m, uint64_t time_ns, char *buffer, size_t size);

/* "as opened; the default of all, 2 min ago ..."; empty where nothing is known. */
#define REASON_TEXT	512
const char *reason_text(struct mixctl *m, const struct reason *reason, char *buffer, size_t size);

#endif /* MIXCTL_HISTORY_H */
