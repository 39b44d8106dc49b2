// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: a stream that records, from where its sound comes. */
#include "recorder.h"
#include "why.h"

struct reason why_source(struct mixctl *m, const struct element *stream)
{
	const struct mixcore_stream_info *info = &stream->stream;
	const struct mixcore_default opened = {
		.uid = info->uid, .output = info->source, .input = info->source,
		.mask = info->device ? MIXCORE_DEFAULT_OUTPUT : MIXCORE_DEFAULT_INPUT,
	};
	struct reason reason = reason_of(&stream->history, MIXCORE_CHANGED_SOURCE, "as opened");

	reason_default(m, &opened, &reason);
	return reason;
}

/* The output in which a recorder has its place; 0: none. */
static uint32_t monitored(struct mixctl *m, const struct mixcore_stream_info *info)
{
	struct mixcore_stream_info played = MIXCORE_INIT(mixcore_stream_info);

	switch (info->source_kind) {
	case MIXCORE_SOURCE_MIX:
	case MIXCORE_SOURCE_OUT:
		return info->source;
	case MIXCORE_SOURCE_STREAM:
		played.id = info->source;
		return mixcore_stream_get(m->ctx, &played) ? 0 : played.output;
	default:
		return 0;
	}
}

static const char *what_is_heard(const struct mixcore_stream_info *info)
{
	switch (info->source_kind) {
	case MIXCORE_SOURCE_INPUT:
		return "what the hardware captures";
	case MIXCORE_SOURCE_MIX:
		return "the sum of streams, before the output's volume, equalizer and limiter";
	case MIXCORE_SOURCE_OUT:
		return "what the hardware of the output gets";
	case MIXCORE_SOURCE_STREAM:
		return "one stream alone, wherever it plays";
	default:
		return "nothing";
	}
}

static void left_out_line(struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	char text[16 + MIXCORE_EXCEPT_MAX * 12] = "nobody";
	size_t used = 0;

	for (uint32_t i = 0; i < info->except_count && i < MIXCORE_EXCEPT_MAX; i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%u",
				 i ? ", " : info->except_count == 1 ? "stream " : "streams ",
				 info->except[i]);
	if (info->source_kind == MIXCORE_SOURCE_MIX)
		element_line(element, "left out", NULL, NULL, "%s", text);
}

static void source_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	const struct reason reason = why_source(m, element);
	char text[SOURCE_TEXT], user[64];

	element_line(element, "records", "source", &reason, "%s",
		     source_text(m, info, text, sizeof(text)));
	element_line(element, "that is", NULL, NULL, "%s", what_is_heard(info));
	left_out_line(element);
	if (info->source_kind == MIXCORE_SOURCE_INPUT)
		return;
	if (info->flags & MIXCORE_STREAM_F_ALL)
		element_line(element, "may hear", NULL, NULL, "the streams of all users");
	else
		element_line(element, "may hear", NULL, NULL,
			     "the streams of %s, unless the module's monitor_access says all",
			     user_text(info->uid, user, sizeof(user)));
}

/* From the microphone, or from the mix, to the application's next frame. */
static void delay_element(struct path *path, const struct element *stream)
{
	const struct mixcore_stream_info *info = &stream->stream;
	struct element *element;
	uint32_t behind;
	char text[64];

	if (!info->rate)
		return;
	behind = info->delay_frames > info->queued_frames ?
		 info->delay_frames - info->queued_frames : 0;
	element = path_add(path, ELEMENT_DELAY);
	element->delay = (struct element_delay){
		.stream = info->id, .rate = info->rate, .queued = info->queued_frames,
		.hardware = behind,
	};
	element_heading(element, "delay until it is read");
	element_line(element, "hardware", NULL, NULL, "%s",
		     frames_text(behind, info->rate, text, sizeof(text)));
	element_line(element, "not read", NULL, NULL, "%s",
		     frames_text(info->queued_frames, info->rate, text, sizeof(text)));
	element_line(element, "in all", NULL, NULL, "%s",
		     frames_text(behind + info->queued_frames, info->rate, text, sizeof(text)));
}

/* Adds where the sound comes from; its name and rate. */
static void add_origin(struct path *path, const struct mixcore_stream_info *info, char *name,
		       size_t size, uint32_t *rate)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_input_info input = MIXCORE_INIT(mixcore_input_info);

	*rate = info->rate;
	snprintf(name, size, "its source");
	if (info->source_kind == MIXCORE_SOURCE_INPUT) {
		why_input(path, info->source);
		input_text(path->m, info->source, name, size);
		input.id = info->source;
		if (!mixcore_input_get(path->m->ctx, &input))
			*rate = input.rate;
		return;
	}
	output.id = monitored(path->m, info);
	if (mixcore_output_get(path->m->ctx, &output))
		return;
	why_output(path, output.id);
	printable(output.name, sizeof(output.name), name, size);
	*rate = output.rate;
}

static void add_summary(struct path *path, const struct mixcore_stream_info *info)
{
	struct element *summary = path_add(path, ELEMENT_NOTE);
	struct mixcore_input_info input = MIXCORE_INIT(mixcore_input_info);
	char source[SOURCE_TEXT], opener[OPENER_TEXT], hw[48];

	source_text(path->m, info, source, sizeof(source));
	opener_text(info, opener, sizeof(opener));
	input.id = info->source;
	if (info->source_kind == MIXCORE_SOURCE_INPUT && !mixcore_input_get(path->m->ctx, &input))
		element_heading(summary, "%s -> %s -> stream %u -> %s",
				input_backend_text(&input, hw, sizeof(hw)), source, info->id,
				opener);
	else
		element_heading(summary, "%s -> stream %u -> %s", source, info->id, opener);
}

void why_recorder(struct path *path, const struct mixcore_stream_info *info)
{
	struct element *element;
	uint32_t rate;
	char name[64];

	add_summary(path, info);
	add_origin(path, info, name, sizeof(name), &rate);
	element = add_stream(path, info);
	element_heading(element, "stream %u", info->id);
	source_lines(path->m, element);
	why_volume(path->m, element);
	why_application(path->m, element, rate, name);
	delay_element(path, element);
	path_add_defaults(path, info->uid);
	path_add_defaults(path, MIXCORE_UID_ANY);
}
