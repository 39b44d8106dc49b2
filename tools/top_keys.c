// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: what keys mean, and what they change of the view. */
#include <string.h>

#include "top.h"

struct top_row *top_selected(const struct top_view *view, const struct top_model *model)
{
	return top_model_find(model, view->object, view->id);
}

static void select_at(struct top_view *view, const struct top_model *model, long index)
{
	if (!model->count) {
		view->object = view->id = 0;
		return;
	}
	index = index < 0 ? 0 : index;
	index = index < model->count ? index : model->count - 1;
	view->object = model->rows[index].object;
	view->id = model->rows[index].id;
}

static void scroll(struct top_view *view, const struct top_model *model)
{
	const struct top_row *row = top_selected(view, model);
	const unsigned int room = top_room(view) ?: 1, at = row ? row - model->rows : 0;

	if (at < view->first)
		view->first = at;
	if (at >= view->first + room)
		view->first = at - room + 1;
	if (view->first + room > model->count)
		view->first = model->count > room ? model->count - room : 0;
}

void top_view_settle(struct top_view *view, const struct top_model *model)
{
	const struct top_row *row = top_selected(view, model);

	if (!row)
		select_at(view, model, view->first);
	if (view->mode == TOP_MOVE &&
	    (!row || view->choice >= model->count ||
	     model->rows[view->choice].object != MIXCORE_OBJECT_OUTPUT))
		view->mode = TOP_LIST;
	scroll(view, model);
}

static void say(struct top_view *view, const char *text)
{
	snprintf(view->message, sizeof(view->message), "%s", text);
	view->failed = true;
}

static void select_by(struct top_view *view, const struct top_model *model, long step)
{
	const struct top_row *row = top_selected(view, model);

	select_at(view, model, (row ? row - model->rows : 0) + step);
	scroll(view, model);
}

/* The next output in a direction, or the one that is chosen. */
static void choose_by(struct top_view *view, const struct top_model *model, int step)
{
	for (long i = (long)view->choice + step; i >= 0 && i < (long)model->count; i += step) {
		if (model->rows[i].object != MIXCORE_OBJECT_OUTPUT)
			continue;
		view->choice = i;
		return;
	}
}

static void begin_move(struct top_view *view, const struct top_model *model)
{
	const struct top_row *row = top_selected(view, model), *output;

	if (!row)
		return;
	if (row->object != MIXCORE_OBJECT_STREAM || row->recorder) {
		say(view, row->recorder ? "a recorder does not play: mixctl stream source" :
					  "select a stream to move it");
		return;
	}
	output = top_model_find(model, MIXCORE_OBJECT_OUTPUT, row->output);
	view->choice = output ? output - model->rows : 0;
	view->mode = TOP_MOVE;
}

static enum top_action list_key(struct top_view *view, const struct top_model *model, int key)
{
	const long page = top_room(view) > 1 ? top_room(view) - 1 : 1;

	switch (key) {
	case 'k': case TOP_KEY_UP:
		select_by(view, model, -1);
		break;
	case 'j': case TOP_KEY_DOWN:
		select_by(view, model, 1);
		break;
	case TOP_KEY_PAGE_UP:
		select_by(view, model, -page);
		break;
	case TOP_KEY_PAGE_DOWN:
		select_by(view, model, page);
		break;
	case 'g': case TOP_KEY_HOME:
		select_by(view, model, -(long)model->count);
		break;
	case 'G': case TOP_KEY_END:
		select_by(view, model, model->count);
		break;
	case '+': case '=': case 'l': case TOP_KEY_RIGHT:
		return TOP_LOUDER;
	case '-': case 'h': case TOP_KEY_LEFT:
		return TOP_SOFTER;
	case 'm':
		return TOP_TOGGLE_MUTE;
	case 'M': case TOP_KEY_ENTER:
		begin_move(view, model);
		break;
	case '?':
		view->mode = TOP_HELP;
		break;
	case 'q':
		return TOP_QUIT;
	}
	return TOP_NOTHING;
}

static enum top_action move_key(struct top_view *view, const struct top_model *model, int key)
{
	switch (key) {
	case 'k': case TOP_KEY_UP:
		choose_by(view, model, -1);
		break;
	case 'j': case TOP_KEY_DOWN:
		choose_by(view, model, 1);
		break;
	case TOP_KEY_ENTER:
		view->mode = TOP_LIST;
		return TOP_MOVE_THERE;
	case 'q': case TOP_KEY_ESCAPE:
		view->mode = TOP_LIST;
		break;
	}
	return TOP_NOTHING;
}

enum top_action top_key(struct top_view *view, const struct top_model *model, int key)
{
	switch (key) {
	case TOP_KEY_NONE: case TOP_KEY_RESIZE:
		return TOP_NOTHING;
	case TOP_KEY_FOCUS_IN:
		return TOP_LOOK;
	case TOP_KEY_FOCUS_OUT:
		return TOP_LOOK_AWAY;
	case TOP_KEY_STOP:
		return TOP_STOP;
	case TOP_KEY_QUIT:
		return TOP_QUIT;
	}
	*view->message = '\0';
	view->failed = false;
	if (view->mode == TOP_LIST)
		return list_key(view, model, key);
	if (view->mode == TOP_MOVE)
		return move_key(view, model, key);
	/* Any key ends the help. */
	view->mode = TOP_LIST;
	return TOP_NOTHING;
}
