// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: the list of outputs, inputs and streams on a screen. No terminal is needed for it. */
#include <math.h>
#include <string.h>

#include "top.h"

#define HEAD_LINES	3	/* what there is, the latest xrun, titles */
#define FOOT_LINES	1
#define MARGIN		2
#define NAME_MIN	12
#define NAME_MAX	27
#define METER_MIN	10
#define METER_MAX	60
#define RMS_WIDTH	100	/* narrower screens show the mean in the bar only */

enum { NAME, STATE, METER, PEAK, RMS, VOLUME, DELAY, XRUNS, LOAD, COLUMNS };

static const struct {
	const char *title;
	int width;
	bool right;
} columns[COLUMNS] = {
	[NAME] = { "NAME", NAME_MIN, false },
	[STATE] = { "STATE", 9, false },
	[METER] = { "LEVEL", METER_MIN, false },
	[PEAK] = { "PEAK", 5, true },
	[RMS] = { "RMS", 5, true },
	[VOLUME] = { "VOLUME", 8, true },
	[DELAY] = { "DELAY", 7, true },
	[XRUNS] = { "XRUNS", 5, true },
	[LOAD] = { "LOAD", 7, true },
};

/* Columns of the screen for each; 0 = there is no room for it. */
struct widths {
	int of[COLUMNS];
};

static int total(const struct widths *widths)
{
	int sum = MARGIN - 1;

	for (int i = 0; i < COLUMNS; i++)
		sum += widths->of[i] ? widths->of[i] + 1 : 0;
	return sum;
}

/* What is left out first on narrow screens. */
static const int optional[] = { LOAD, DELAY, STATE, XRUNS, VOLUME, PEAK, METER };

static struct widths fit(int width)
{
	struct widths widths;
	int spare;

	for (int i = 0; i < COLUMNS; i++)
		widths.of[i] = columns[i].width;
	if (width < RMS_WIDTH)
		widths.of[RMS] = 0;
	for (size_t i = 0; i < ARRAY_SIZE(optional) && total(&widths) > width; i++)
		widths.of[optional[i]] = 0;
	spare = width - total(&widths);
	if (spare <= 0)
		return widths;
	widths.of[NAME] += spare / 3 < NAME_MAX - NAME_MIN ? spare / 3 : NAME_MAX - NAME_MIN;
	spare = width - total(&widths);
	if (widths.of[METER])
		widths.of[METER] += spare < METER_MAX - METER_MIN ? spare : METER_MAX - METER_MIN;
	return widths;
}

static const char *db_text(double db, char *buffer, size_t size)
{
	if (isfinite(db))
		snprintf(buffer, size, "%.1f", round(db * 10) / 10 + 0.0);
	else
		snprintf(buffer, size, "-");
	return buffer;
}

/* Of channels that differ the loudest, with "~" before it. */
static const char *row_volume(const struct top_row *row, char *buffer, size_t size)
{
	uint32_t loudest = row->gain[0];
	bool differ = false;
	char text[32];

	if (row->fixed)
		return "";
	if (row->mute)
		return "muted";
	for (uint32_t i = 1; i < row->channels && i < MIXCORE_CHANNELS_MAX; i++) {
		differ |= row->gain[i] != row->gain[0];
		loudest = row->gain[i] > loudest ? row->gain[i] : loudest;
	}
	snprintf(buffer, size, "%s%s", differ ? "~" : "",
		 volume_text(&loudest, 1, text, sizeof(text)));
	return buffer;
}

static const char *row_delay(const struct top_row *row, char *buffer, size_t size)
{
	const double ms = row->rate ? 1000.0 * row->delay_frames / row->rate : 0;

	if (!row->rate || !row->delay_frames)
		return "-";
	snprintf(buffer, size, ms < 999.95 ? "%.1fms" : "%.0fms", ms);
	return buffer;
}

static const char *cell_text(const struct top_row *row, int column, char *buffer, size_t size)
{
	switch (column) {
	case STATE:
		return row->state;
	case PEAK:
		return db_text(row->meter.held, buffer, size);
	case RMS:
		return db_text(top_meter_rms(&row->meter), buffer, size);
	case VOLUME:
		return row_volume(row, buffer, size);
	case DELAY:
		return row_delay(row, buffer, size);
	case XRUNS:
		snprintf(buffer, size, "%llu", (unsigned long long)row->xruns);
		return buffer;
	case LOAD:
		if (!row->has_load)
			return "";
		snprintf(buffer, size, "%u/%u%%", row->load_avg, row->load_max);
		return buffer;
	default:
		snprintf(buffer, size, "%s%s", row->child ? "  " : "", row->name);
		return buffer;
	}
}

static bool is_bad_state(const struct top_row *row)
{
	return !strcmp(row->state, "lost") || !strcmp(row->state, "xrun");
}

static enum top_style cell_style(const struct top_row *row, int column)
{
	switch (column) {
	case NAME:
		return row->child ? TOP_PLAIN : TOP_BOLD;
	case STATE:
		return is_bad_state(row) ? TOP_BAD : row->runs ? TOP_PLAIN : TOP_DIM;
	case PEAK:
		return row->meter.held >= 0 ? TOP_BAD : TOP_PLAIN;
	case VOLUME:
		return row->mute ? TOP_WARN : TOP_PLAIN;
	case XRUNS:
		return row->xruns ? TOP_WARN : TOP_DIM;
	case LOAD:
		return row->load_max >= 100 ? TOP_BAD : row->load_max >= 50 ? TOP_WARN : TOP_PLAIN;
	default:
		return TOP_PLAIN;
	}
}

static void put_cell(struct top_screen *screen, int x, int y, int width, int column,
		     enum top_style style, const char *text)
{
	if (columns[column].right) {
		top_put_right(screen, x, y, width, style, text);
		return;
	}
	top_put(screen, x, y, width, style, text);
	if (text_width(text) > width)
		top_put(screen, x + width - 1, y, 1, style, screen->utf8 ? "…" : "~");
}

/* Up to its bar; all of it, where there is none. */
static void select_line(struct top_screen *screen, int y, int end)
{
	for (int x = 0; x < screen->width && x < end; x++)
		screen->cells[y * screen->width + x].style = TOP_SELECTED;
}

static void put_row(struct top_screen *screen, int y, const struct widths *widths,
		    const struct top_row *row, bool selected)
{
	int x = MARGIN, bar = screen->width;
	char text[TOP_NAME + 8];

	for (int i = 0; i < COLUMNS; i++) {
		if (!widths->of[i])
			continue;
		if (i == METER) {
			top_put_bar(screen, x, y, widths->of[i], &row->meter);
			bar = x - 1;
		} else {
			put_cell(screen, x, y, widths->of[i], i, cell_style(row, i),
				 cell_text(row, i, text, sizeof(text)));
		}
		x += widths->of[i] + 1;
	}
	top_put(screen, 1, y, 1, TOP_BOLD, row->is_default ? "*" : " ");
	if (!selected)
		return;
	top_put(screen, 0, y, 1, TOP_SELECTED, ">");
	select_line(screen, y, bar);
}

static void put_titles(struct top_screen *screen, int y, const struct widths *widths)
{
	int x = MARGIN;

	for (int i = 0; i < screen->width; i++)
		top_put(screen, i, y, 1, TOP_TITLE, " ");
	for (int i = 0; i < COLUMNS; i++) {
		if (!widths->of[i])
			continue;
		put_cell(screen, x, y, widths->of[i], i, TOP_TITLE, columns[i].title);
		if (i == METER)
			top_put_right(screen, x, y, widths->of[i], TOP_TITLE, "0dB");
		x += widths->of[i] + 1;
	}
}

static const char *plural(unsigned int count)
{
	return count == 1 ? "" : "s";
}

static void put_head(const struct top_view *view, const struct top_model *model,
		     struct top_screen *screen)
{
	char text[192];
	int end;

	snprintf(text, sizeof(text), "%u output%s, %u input%s, %u stream%s, %u running",
		 model->outputs, plural(model->outputs), model->inputs, plural(model->inputs),
		 model->streams, plural(model->streams), model->running);
	end = top_put(screen, 0, 0, screen->width, TOP_BOLD, text);
	if (!view->whole && model->count > top_room(view)) {
		const unsigned int last = view->first + top_room(view);

		snprintf(text, sizeof(text), "  %u-%u of %u", view->first + 1,
			 last < model->count ? last : model->count, model->count);
		top_put_right(screen, end, 0, screen->width - end, TOP_DIM, text);
	}
	if (*model->latest) {
		end = top_put(screen, 0, 1, screen->width, TOP_DIM, "latest xrun ");
		top_put(screen, end, 1, screen->width - end, TOP_WARN, model->latest);
	} else if (!model->meters) {
		top_put(screen, 0, 1, screen->width, TOP_DIM, view->away ?
			"meters rest while the window has no focus (--always: go on)" :
			"no meters");
	}
}

/* As many as there is room for. */
static void put_keys(const struct top_view *view, struct top_screen *screen)
{
	const char *const keys[] = {
		view->utf8 ? "↑↓ select" : "j/k select", view->utf8 ? "←→ volume" : "-/+ volume",
		"m mute", "M move", "? help", "q quit",
	};
	int x = 0;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (x + text_width(keys[i]) > screen->width)
			break;
		x = top_put(screen, x, screen->height - 1, screen->width, TOP_DIM, keys[i]) + 2;
	}
}

unsigned int top_room(const struct top_view *view)
{
	const int room = view->height - HEAD_LINES - FOOT_LINES;

	return room > 0 ? room : 0;
}

static void put_list(const struct top_view *view, const struct top_model *model,
		     struct top_screen *screen)
{
	const struct widths widths = fit(view->width);
	const unsigned int room = view->whole ? model->count : top_room(view);

	put_titles(screen, HEAD_LINES - 1, &widths);
	if (!model->count)
		top_put(screen, MARGIN, HEAD_LINES, view->width, TOP_DIM,
			"no outputs yet: mixctl output attach hw:0");
	for (unsigned int i = 0; i < room && view->first + i < model->count; i++) {
		const struct top_row *row = &model->rows[view->first + i];

		put_row(screen, HEAD_LINES + i, &widths, row, !view->whole &&
			row->object == view->object && row->id == view->id);
	}
}

void top_layout(const struct top_view *view, const struct top_model *model,
		struct top_screen *screen)
{
	const int height = view->whole ? HEAD_LINES + (int)(model->count ?: 1) : view->height;

	top_screen_begin(screen, view->width, height, view->utf8);
	put_head(view, model, screen);
	if (view->mode == TOP_HELP)
		top_layout_help(view, screen);
	else if (view->mode == TOP_MOVE)
		top_layout_move(view, model, screen);
	else
		put_list(view, model, screen);
	if (view->whole)
		return;
	if (*view->message)
		top_put(screen, 0, height - 1, view->width,
			view->failed ? TOP_BAD : TOP_PLAIN, view->message);
	else
		put_keys(view, screen);
}
