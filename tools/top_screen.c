// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: a screen of cells, each of one column. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "top.h"
#include "utf8.h"

void top_screen_begin(struct top_screen *screen, int width, int height, bool utf8)
{
	*screen = (struct top_screen){ .width = width, .height = height, .utf8 = utf8 };
	screen->cells = calloc((size_t)width * height + 1, sizeof(*screen->cells));
	if (!screen->cells)
		abort();
	for (int i = 0; i < width * height; i++)
		strcpy(screen->cells[i].text, " ");
}

static wchar_t decode(const char *text, size_t length)
{
	wchar_t code = length == 1 ? *text : *text & (0xff >> (length + 1));

	for (size_t i = 1; i < length; i++)
		code = code << 6 | (text[i] & 0x3f);
	return code;
}

/* Takes a character from the text; what has not one column is shown as '?'. */
static const char *next_cell(const struct top_screen *screen, const char *text,
			     struct top_cell *cell)
{
	const size_t length = utf8_length(text, strlen(text)) ?: 1;
	const bool plain = length == 1 && *text >= 0x20 && *text < 0x7f;

	strcpy(cell->text, "?");
	if (plain || (length > 1 && screen->utf8 && wcwidth(decode(text, length)) == 1)) {
		memcpy(cell->text, text, length);
		cell->text[length] = '\0';
	}
	return text + length;
}

int top_put(struct top_screen *screen, int x, int y, int room, enum top_style style,
	    const char *text)
{
	struct top_cell cell = { .style = style };

	if (y < 0 || y >= screen->height || x < 0)
		return x;
	for (; *text && room > 0 && x < screen->width; x++, room--) {
		text = next_cell(screen, text, &cell);
		screen->cells[y * screen->width + x] = cell;
	}
	return x;
}

int top_put_right(struct top_screen *screen, int x, int y, int room, enum top_style style,
		  const char *text)
{
	const int width = text_width(text), gap = width < room ? room - width : 0;

	return top_put(screen, x + gap, y, room - gap, style, text);
}

const char *top_line(const struct top_screen *screen, int y, char *buffer, size_t size)
{
	size_t used = 0, end = 0;

	for (int x = 0; x < screen->width; x++) {
		const char *text = screen->cells[y * screen->width + x].text;
		const size_t length = strlen(text);

		if (used + length >= size)
			break;
		memcpy(buffer + used, text, length);
		used += length;
		if (strcmp(text, " "))
			end = used;
	}
	buffer[end] = '\0';
	return buffer;
}

void top_screen_free(struct top_screen *screen)
{
	free(screen->cells);
	screen->cells = NULL;
}
