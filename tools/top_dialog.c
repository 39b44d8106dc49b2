// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: what takes the place of the list: help, and where to move a stream. */
#include "top.h"

#define FIRST_LINE	2

void top_layout_help(const struct top_view *view, struct top_screen *screen)
{
	static const char *const lines[] = {
		"up, down, j, k     select a row; page up, page down, home, end",
		"+, -, right, left  volume, in steps of 1 dB",
		"m                  mute, or no longer",
		"M, enter           move the stream to another output",
		"q                  quit",
		"",
		"LEVEL  -60 to 0 dB: full up to the mean, hatched up to the peak",
		"PEAK   dB, the highest of the last 1.5 seconds",
		"VOLUME of channels that differ, ~ and the loudest",
		"DELAY  from the application to the speaker, or from the microphone",
		"LOAD   time of a cycle in % of what it lasts: mean/longest",
	};

	(void)view;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (FIRST_LINE + (int)i < screen->height - 1)
			top_put(screen, 1, FIRST_LINE + i, screen->width - 1, TOP_PLAIN,
				lines[i]);
}

static void put_choice(struct top_screen *screen, int y, const struct top_row *row, bool chosen,
		       bool is_there)
{
	const enum top_style style = chosen ? TOP_SELECTED : TOP_PLAIN;
	int x;

	top_put(screen, 1, y, 1, style, chosen ? ">" : " ");
	x = top_put(screen, 3, y, screen->width, style, row->name);
	if (is_there)
		top_put(screen, x + 2, y, screen->width, TOP_DIM, "plays there");
}

/* Those before the chosen one go when there is not room for all. */
static unsigned int first_choice(const struct top_view *view, const struct top_model *model,
				 int room)
{
	unsigned int before = 0, first = 0;

	for (unsigned int i = 0; i < view->choice && i < model->count; i++)
		before += model->rows[i].object == MIXCORE_OBJECT_OUTPUT;
	for (; (int)before >= room && first < view->choice; first++)
		before -= model->rows[first].object == MIXCORE_OBJECT_OUTPUT;
	return first;
}

void top_layout_move(const struct top_view *view, const struct top_model *model,
		     struct top_screen *screen)
{
	const struct top_row *stream = top_selected(view, model);
	const int end = screen->height - 1;
	int y = FIRST_LINE + 1;
	char text[TOP_NAME + 64];

	if (!stream)
		return;
	snprintf(text, sizeof(text), "Move %s to (enter; escape: stays)", stream->name);
	top_put(screen, 1, FIRST_LINE, screen->width - 1, TOP_BOLD, text);
	for (unsigned int i = first_choice(view, model, end - y); i < model->count && y < end;
	     i++) {
		const struct top_row *row = &model->rows[i];

		if (row->object == MIXCORE_OBJECT_OUTPUT)
			put_choice(screen, y++, row, i == view->choice, row->id == stream->output);
	}
}
