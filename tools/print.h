/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place for output: aligned tables for people, JSON for programs. */
#ifndef MIXCTL_PRINT_H
#define MIXCTL_PRINT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define PRINTF(text, first)	__attribute__((__format__(__printf__, text, first)))

/*
 * A table: as many cells as columns per row, in order. A column whose title begins with '>' is
 * aligned to the right; a table whose titles are all empty has no head.
 */
#define TABLE_COLUMNS	16

struct table {
	FILE *out;
	int columns;
	const char *titles[TABLE_COLUMNS];
	const char *indent;
	char **cells;
	size_t count, room;
};

/* @titles: ends with NULL; @indent: before every line */
void table_begin(struct table *table, FILE *out, const char *indent, const char *const *titles);
void table_cell(struct table *table, const char *format, ...) PRINTF(2, 3);
/* Prints the rows and frees them. */
void table_end(struct table *table);

/* How many columns of a terminal it takes, as far as characters are as wide as letters. */
int text_width(const char *text);

/* Text that others chose, safe for a terminal: what is not printable UTF-8 becomes '?'. */
const char *printable(const char *text, size_t length, char *buffer, size_t size);

/* "-6.0dB", "mute" for silence, "-6.0,-3.0dB" where the channels differ. */
const char *volume_text(const uint32_t *gain, unsigned int channels, char *buffer, size_t size);

/*
 * JSON. Values take a key, NULL inside arrays. Begin with an object or an array; what was begun
 * must be ended.
 */
struct json {
	FILE *out;
	int depth;
	bool filled;	/* the present object or array has a member */
	bool inlined;	/* the present array is on one line */
	bool flat;	/* all of it is on one line */
};

void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);
void json_string(struct json *json, const char *key, const char *text);
/* At most @size bytes, as fixed fields that need not end in NUL. */
void json_field(struct json *json, const char *key, const char *text, size_t size);
void json_uint(struct json *json, const char *key, uint64_t value);
void json_int(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
/* Two decimals; null for what is not finite. */
void json_db(struct json *json, const char *key, double value);
/* "gain": [...] and "volume_db": [...] */
void json_gain(struct json *json, const uint32_t *gain, unsigned int channels);
/* Arrays on one line. */
void json_ints(struct json *json, const char *key, const int32_t *values, unsigned int count);
void json_uints(struct json *json, const char *key, const uint32_t *values, unsigned int count);
/* The names of the bits that are set, lowest first. */
void json_flags(struct json *json, const char *key, uint32_t flags, const char *const *names);

#endif /* MIXCTL_PRINT_H */
