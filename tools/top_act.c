// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: changing what is selected. */
#include <errno.h>
#include <string.h>

#include "top.h"

#define LOWEST_DB	(-60.0)

static void say_failed(struct top_view *view, const struct top_row *row, enum mixcore_call call,
		       int err)
{
	const char *advice = mixcore_error_advice(call, err);

	snprintf(view->message, sizeof(view->message), "%s: %s%s%s", row->name,
		 mixcore_error_text(call, err), *advice ? "; " : "", advice);
	view->failed = true;
}

static void say(struct top_view *view, const struct top_row *row, const char *text)
{
	snprintf(view->message, sizeof(view->message), "%s: %s", row->name, text);
}

/* An output or a stream, what of it @mask names; the rest is in the row. */
static int set_row(struct mixctl *m, const struct top_row *row, uint32_t mask)
{
	struct mixcore_output_set output = MIXCORE_INIT(mixcore_output_set);
	struct mixcore_stream_set stream = MIXCORE_INIT(mixcore_stream_set);

	output.id = stream.id = row->id;
	output.mask = stream.mask = mask;
	output.mute = stream.mute = row->mute;
	memcpy(output.gain, row->gain, sizeof(output.gain));
	memcpy(stream.gain, row->gain, sizeof(stream.gain));
	mixctl_cause(&output.cause, "top");
	mixctl_cause(&stream.cause, "top");
	return row->object == MIXCORE_OBJECT_OUTPUT ? mixcore_output_set(m->ctx, &output) :
						      mixcore_stream_set(m->ctx, &stream);
}

static enum mixcore_call call_of(const struct top_row *row)
{
	return row->object == MIXCORE_OBJECT_OUTPUT ? MIXCORE_CALL_OUTPUT_SET :
						      MIXCORE_CALL_STREAM_SET;
}

static bool is_silent(const struct top_row *row)
{
	for (uint32_t i = 0; i < row->channels && i < MIXCORE_CHANNELS_MAX; i++) {
		if (row->gain[i])
			return false;
	}
	return true;
}

/* Silence and some dB would be silence: it begins low. */
static void step_volume(struct top_row *row, bool louder)
{
	const uint32_t channels = row->channels < MIXCORE_CHANNELS_MAX ? row->channels :
								      MIXCORE_CHANNELS_MAX;

	if (!louder || !is_silent(row)) {
		mixcore_volume_parse(louder ? "+=1dB" : "-=1dB", row->gain, channels);
		return;
	}
	for (uint32_t i = 0; i < channels; i++)
		mixcore_gain_from_db(LOWEST_DB, &row->gain[i]);
}

static void change_volume(struct mixctl *m, struct top_view *view, struct top_row row,
			  bool louder)
{
	char volume[96], text[128];
	int err;

	step_volume(&row, louder);
	err = set_row(m, &row, MIXCORE_SET_GAIN);
	if (err) {
		say_failed(view, &row, call_of(&row), err);
		return;
	}
	snprintf(text, sizeof(text), "%s%s", volume_text(row.gain, row.channels, volume,
							 sizeof(volume)),
		 row.mute ? " (muted)" : "");
	say(view, &row, text);
}

static void change_mute(struct mixctl *m, struct top_view *view, struct top_row row)
{
	int err;

	row.mute = !row.mute;
	err = set_row(m, &row, MIXCORE_SET_MUTE);
	if (err)
		say_failed(view, &row, call_of(&row), err);
	else
		say(view, &row, row.mute ? "muted" : "heard again");
}

static void move_there(struct mixctl *m, struct top_view *view, const struct top_row *row,
		       const struct top_row *output)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);
	char text[TOP_NAME + 16];
	int err;

	info.id = move.id = row->id;
	move.output = output->id;
	mixctl_cause(&move.cause, "top");
	err = mixcore_stream_get(m->ctx, &info) ?: move_stream(m, &info, &move);
	if (err) {
		say_failed(view, row, MIXCORE_CALL_STREAM_MOVE, err);
		return;
	}
	snprintf(text, sizeof(text), "plays on %s", output->name);
	say(view, row, text);
}

static void refuse_fixed(struct top_view *view, const struct top_row *row)
{
	say(view, row, row->object == MIXCORE_OBJECT_INPUT ? "inputs have no volume" :
							     "the null output has no volume");
	view->failed = true;
}

void top_act(struct mixctl *m, struct top_view *view, const struct top_model *model,
	     enum top_action action)
{
	const struct top_row *row = top_selected(view, model);

	if (!row)
		return;
	if (action == TOP_MOVE_THERE) {
		if (view->choice < model->count)
			move_there(m, view, row, &model->rows[view->choice]);
		return;
	}
	if (row->fixed)
		refuse_fixed(view, row);
	else if (action == TOP_TOGGLE_MUTE)
		change_mute(m, view, *row);
	else
		change_volume(m, view, *row, action == TOP_LOUDER);
}
