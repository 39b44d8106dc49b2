// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: an input and its hardware. */
#include "why.h"

static const char *state_text(const struct mixcore_input_info *info)
{
	const bool is_endpoint = info->flags & MIXCORE_OUTPUT_F_ENDPOINT;

	switch (info->state) {
	case MIXCORE_OUTPUT_IDLE:
		return "idle: nobody records, the clock is stopped";
	case MIXCORE_OUTPUT_NULL_CLOCK:
		if (is_endpoint)
			return "null_clock: silence, as its process stays away";
		return info->flags & MIXCORE_OUTPUT_F_BACKEND ?
		       "null_clock: silence until the hardware goes again" :
		       "null_clock: silence";
	case MIXCORE_OUTPUT_LOST:
		return is_endpoint ? "lost: silence, as its process is gone" :
				     "lost: silence, as the hardware is unplugged";
	case MIXCORE_OUTPUT_DETACHED:
		return "detached: silence; it goes with the last who records it";
	default:
		return mixcore_output_state_name(info->state);
	}
}

static const char *shortest_text(struct mixctl *m, const struct mixcore_input_info *info,
				 char *buffer, size_t size)
{
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);
	uint32_t shortest = UINT32_MAX;
	char opener[OPENER_TEXT];

	snprintf(buffer, size, "somebody");
	while (!mixcore_stream_next(m->ctx, &stream)) {
		if (stream.source_kind != MIXCORE_SOURCE_INPUT || stream.source != info->id ||
		    !stream.rate || stream.buffer_frames >= shortest)
			continue;
		shortest = stream.buffer_frames;
		snprintf(buffer, size, "%s (stream %u)",
			 opener_text(&stream, opener, sizeof(opener)), stream.id);
	}
	return buffer;
}

static void pace_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_input_info *info = &element->input;
	const struct reason idle = reason_of(&element->history, MIXCORE_SET_IDLE, "as made");
	char text[192];

	why_pace(element, info->rate, info->cycle_frames, info->cycle_now_frames,
		 shortest_text(m, info, text, sizeof(text)));
	element_line(element, "domain", NULL, NULL, "%s",
		     domain_text(info->domain, text, sizeof(text)));
	element_line(element, "idle", "idle", &idle, "after %u ms", info->idle_ms);
}

static void backend_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_input_info *info = &element->input;
	char name[64];
	const struct backend backend = {
		.object = MIXCORE_OBJECT_INPUT, .id = info->id,
		.name = input_backend_text(info, name, sizeof(name)),
		.there = has_format(info->flags),
		.is_endpoint = info->flags & MIXCORE_OUTPUT_F_ENDPOINT,
		.lost_frames = info->endpoint_lost_frames,
		.format = info->format, .rate = info->rate, .channels = info->channels,
		.period_frames = info->period_frames, .buffer_frames = info->buffer_frames,
		.xruns = info->xruns, .restarts = info->restarts,
		.null_frames = info->null_frames,
	};

	why_backend(m, element, &backend);
}

void why_input(struct path *path, uint32_t id)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	struct element *element;
	char name[64];

	info.id = id;
	if (path_has(path, ELEMENT_INPUT, id) || mixcore_input_get(path->m->ctx, &info))
		return;
	element = path_add(path, ELEMENT_INPUT);
	element->input = info;
	history_read(path->m, MIXCORE_OBJECT_INPUT, id, 0, &element->history);
	backend_lines(path->m, element);
	element_heading(element, "input %s", printable(info.name, sizeof(info.name), name,
						       sizeof(name)));
	element_line(element, "state", NULL, NULL, "%s", state_text(&info));
	why_default(path->m, element, info.flags & MIXCORE_OUTPUT_F_DEFAULT, MIXCORE_DEFAULT_INPUT);
	pace_lines(path->m, element);
	element_last(path->m, element, &info.last_change);
}
