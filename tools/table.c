// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables, and texts for people. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <mixcore/mixcore.h>

#include "print.h"
#include "utf8.h"

size_t utf8_length(const char *text, size_t size)
{
	static const unsigned int smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = *text;
	size_t length = first < 0x80 ? 1 : first < 0xc0 || first > 0xf7 ? 0 :
			first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	unsigned int code;

	if (length < 2)
		return length;
	if (length > size)
		return 0;
	code = first & (0xff >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return length;
}

/* Control characters have one byte, or are the two bytes c2 80 to c2 9f. */
static bool is_control(const char *text, size_t length)
{
	unsigned char first = text[0];

	return length == 1 ? first < 0x20 || first == 0x7f :
	       first == 0xc2 && (unsigned char)text[1] < 0xa0;
}

const char *printable(const char *text, size_t length, char *buffer, size_t size)
{
	size_t used = 0, step;

	for (size_t i = 0; i < length && text[i]; i += step ?: 1) {
		step = utf8_length(text + i, length - i);
		if (used + (step ?: 1) >= size)
			break;
		if (!step || is_control(text + i, step)) {
			buffer[used++] = '?';
		} else {
			memcpy(buffer + used, text + i, step);
			used += step;
		}
	}
	buffer[used] = '\0';
	return buffer;
}

static bool all_equal(const uint32_t *gain, unsigned int channels)
{
	for (unsigned int i = 1; i < channels; i++) {
		if (gain[i] != gain[0])
			return false;
	}
	return true;
}

const char *volume_text(const uint32_t *gain, unsigned int channels, char *buffer, size_t size)
{
	unsigned int shown = all_equal(gain, channels) ? 1 : channels;
	size_t used = 0;

	*buffer = '\0';
	for (unsigned int i = 0; i < shown && used < size; i++) {
		double db = round(mixcore_gain_to_db(gain[i]) * 10) / 10;

		if (i)
			used += snprintf(buffer + used, size - used, ",");
		if (used >= size)
			break;
		if (!gain[i])
			used += snprintf(buffer + used, size - used, "mute");
		else
			/* Adding 0 turns -0.0 into 0.0. */
			used += snprintf(buffer + used, size - used, "%.1fdB", db + 0.0);
	}
	return buffer;
}

void table_begin(struct table *table, FILE *out, const char *indent, const char *const *titles)
{
	*table = (struct table){ .out = out, .indent = indent };
	while (titles[table->columns])
		table->columns++;
	memcpy(table->titles, titles, table->columns * sizeof(*titles));
}

void table_cell(struct table *table, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	if (table->count == table->room) {
		table->room = table->room ? 2 * table->room : 64;
		table->cells = realloc(table->cells, table->room * sizeof(*table->cells));
		if (!table->cells)
			abort();
	}
	table->cells[table->count++] = text;
}

int text_width(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static bool is_right(const struct table *table, int column)
{
	return table->titles[column][0] == '>';
}

static const char *title(const struct table *table, int column)
{
	return table->titles[column] + is_right(table, column);
}

static int column_width(const struct table *table, int column)
{
	int width = text_width(title(table, column));

	for (size_t i = column; i < table->count; i += table->columns) {
		int cell = text_width(table->cells[i]);

		width = cell > width ? cell : width;
	}
	return width;
}

static void print_row(const struct table *table, const char *const *cells, const int *widths)
{
	int pending = 0;

	fputs(table->indent, table->out);
	for (int i = 0; i < table->columns; i++) {
		int padding = widths[i] - text_width(cells[i]);

		if (is_right(table, i))
			pending += padding;
		/* No blanks at the end of a line. */
		if (*cells[i]) {
			fprintf(table->out, "%*s%s", pending, "", cells[i]);
			pending = 0;
		}
		if (!is_right(table, i))
			pending += padding;
		pending += 2;
	}
	putc('\n', table->out);
}

void table_end(struct table *table)
{
	const char *head[TABLE_COLUMNS];
	int widths[TABLE_COLUMNS];
	bool has_head = false;

	for (int i = 0; i < table->columns; i++) {
		head[i] = title(table, i);
		has_head |= *head[i];
		widths[i] = column_width(table, i);
	}
	if (has_head)
		print_row(table, head, widths);
	for (size_t i = 0; i + table->columns <= table->count; i += table->columns)
		print_row(table, (const char *const *)table->cells + i, widths);
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->count = table->room = 0;
}
