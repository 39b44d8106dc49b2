// SPDX-License-Identifier: GPL-2.0-or-later
/* A path for people: three columns, what an element has, what that is, and why. */
#include <string.h>

#include "element.h"

#define TEXT_COLUMN	13
#define REASON_COLUMN	36
#define LAST_COLUMN	80

static int width_of(const char *text, size_t size)
{
	int width = 0;

	for (size_t i = 0; i < size; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

/* As many bytes as fill so many columns. */
static size_t cut(const char *text, size_t size, int columns)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80 && !columns--)
			break;
	}
	return i;
}

static int new_line(FILE *out, int column)
{
	fprintf(out, "\n%*s", column, "");
	return column;
}

/* A word that is longer than a line goes over several. Returns the column behind it. */
static int print_word(FILE *out, const char *word, size_t size, int at, int column)
{
	while (at + width_of(word, size) > LAST_COLUMN) {
		size_t fits = cut(word, size, LAST_COLUMN - at);

		fwrite(word, 1, fits, out);
		word += fits;
		size -= fits;
		at = new_line(out, column);
	}
	fwrite(word, 1, size, out);
	return at + width_of(word, size);
}

/* Words from @column on, where the line is; more lines as they are needed. */
static void print_words(FILE *out, const char *text, int column)
{
	int at = column;

	while (*text) {
		size_t size = strcspn(text, " ");

		if (at > column && at + 1 + width_of(text, size) > LAST_COLUMN)
			at = new_line(out, column);
		else if (at > column)
			at += fprintf(out, " ");
		at = print_word(out, text, size, at, column);
		text += size;
		text += *text == ' ';
	}
}

/* What is short has the reason behind it, what is long has it below. */
static void print_line(FILE *out, const char *label, const char *text, const char *reason)
{
	int width = width_of(text, strlen(text));

	fprintf(out, "  %-*s", TEXT_COLUMN - 2, label);
	print_words(out, text, TEXT_COLUMN);
	if (*reason) {
		if (TEXT_COLUMN + width + 2 <= REASON_COLUMN)
			fprintf(out, "%*s", REASON_COLUMN - TEXT_COLUMN - width, "");
		else
			new_line(out, REASON_COLUMN);
		print_words(out, reason, REASON_COLUMN);
	}
	putc('\n', out);
}

static void print_property(struct mixctl *m, const struct property *property, bool gap)
{
	char reason[REASON_TEXT];

	if (!property->label)
		fprintf(m->out, "%s%s\n", gap ? "\n" : "", property->text);
	else if (property->text)
		print_line(m->out, property->label, property->text,
			   reason_text(m, &property->reason, reason, sizeof(reason)));
}

static void print_history(struct mixctl *m, const struct history *history)
{
	char what[WHAT_TEXT], text[WHAT_TEXT + 32], who[WHO_TEXT];

	for (unsigned int i = 0; i < history->count; i++) {
		const struct mixcore_change *change = &history->changes[i];

		what_text(history->object, change->what, what, sizeof(what));
		snprintf(text, sizeof(text), "%llu: %s",
			 (unsigned long long)change->last_change.generation, what);
		print_line(m->out, i ? "" : "history", text, who_text(m, change, who, sizeof(who)));
	}
}

static bool is_shown(const struct element *element, bool history)
{
	return !element->silent && (element->kind != ELEMENT_DEFAULT || history);
}

void path_print(const struct path *path, bool history)
{
	struct mixctl *m = path->m;
	bool any = false;

	for (unsigned int i = 0; i < path->count; i++) {
		const struct element *element = path->elements[i];

		if (!is_shown(element, history))
			continue;
		if (any)
			putc('\n', m->out);
		any = true;
		for (unsigned int j = 0; j < element->count; j++)
			print_property(m, &element->properties[j],
				       j && element->kind != ELEMENT_NOTE);
		if (history)
			print_history(m, &element->history);
	}
}
