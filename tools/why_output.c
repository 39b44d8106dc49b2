// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: an output and its hardware. */

#include "why.h"

static const char *state_text(const struct mixcore_output_info *info)
{
	const bool is_endpoint = info->flags & MIXCORE_OUTPUT_F_ENDPOINT;

	switch (info->state) {
	case MIXCORE_OUTPUT_IDLE:
		return "idle: nothing plays, the clock is stopped";
	case MIXCORE_OUTPUT_RUNNING:
		return "running";
	case MIXCORE_OUTPUT_NULL_CLOCK:
		if (is_endpoint)
			return "null_clock: a timer drives it, as its process stays away";
		return info->flags & MIXCORE_OUTPUT_F_BACKEND ?
		       "null_clock: a timer drives it until the hardware goes again" :
		       "null_clock: a timer drives it";
	case MIXCORE_OUTPUT_LOST:
		return is_endpoint ? "lost: its process is gone" :
				     "lost: the hardware is unplugged";
	case MIXCORE_OUTPUT_DETACHED:
		return "detached: it goes with the last who uses it";
	default:
		return mixcore_output_state_name(info->state);
	}
}

void why_default(struct mixctl *m, struct element *element, bool is_default, uint32_t what)
{
	struct history history;
	struct reason reason;

	history_read(m, MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0, &history);
	reason = reason_before(&history, what, UINT64_MAX);
	element_line(element, "default", is_default ? "default" : NULL,
		     is_default ? &reason : NULL, "%s", is_default ? "yes, for all" : "no");
}

static void volume_lines(struct element *element)
{
	const struct mixcore_output_info *info = &element->output;
	const struct history *history = &element->history;
	const struct reason gain = reason_of(history, MIXCORE_SET_GAIN, "as made");
	const struct reason mute = reason_of(history, MIXCORE_SET_MUTE, "as made");
	char text[128];

	element_line(element, "volume", "gain", &gain, "%s",
		     volume_text(info->gain, info->channels, text, sizeof(text)));
	element_line(element, "mute", "mute", &mute, "%s", info->mute ? "on" : "off");
}

static void correction_lines(struct element *element)
{
	const struct mixcore_output_info *info = &element->output;
	const struct history *history = &element->history;
	const struct reason eq = reason_of(history, MIXCORE_CHANGED_EQ, "as made");
	const struct reason limiter = reason_of(history, MIXCORE_SET_LIMITER, "as made");
	const struct reason dither = reason_of(history, MIXCORE_SET_DITHER, "as made");
	const uint32_t gain = info->limiter_gain ?: MIXCORE_GAIN_UNITY;
	char text[64];

	if (info->eq_points)
		element_line(element, "eq", "eq", &eq, "for %u volume%s", info->eq_points,
			     info->eq_points == 1 ? "" : "s");
	else
		element_line(element, "eq", "eq", &eq, "off");
	if (info->limiter)
		element_line(element, "limiter", "limiter", &limiter,
			     "on, %s now, %llu frames made softer",
			     volume_text(&gain, 1, text, sizeof(text)),
			     (unsigned long long)info->limited_frames);
	else
		element_line(element, "limiter", "limiter", &limiter, "off");
	element_line(element, "dither", "dither", &dither, "%s", info->dither ? "on" : "off");
}

/* Half of the shortest buffer of a stream is all that cycles may be long. */
static const char *shortest_text(struct mixctl *m, const struct mixcore_output_info *info,
				 char *buffer, size_t size)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);
	uint32_t shortest = UINT32_MAX;
	char opener[OPENER_TEXT];

	snprintf(buffer, size, "somebody");
	while (!mixcore_route_next(m->ctx, &route)) {
		stream.id = route.stream;
		if (route.output != info->id || mixcore_stream_get(m->ctx, &stream) ||
		    !stream.rate || stream.buffer_frames >= shortest)
			continue;
		shortest = stream.buffer_frames;
		snprintf(buffer, size, "%s (stream %u)",
			 opener_text(&stream, opener, sizeof(opener)), stream.id);
	}
	return buffer;
}

void why_pace(struct element *element, uint32_t rate, uint32_t cycle, uint32_t cycle_now,
	      const char *who)
{
	/* A rate stays for the whole life; the rest comes with each hardware. */
	const struct reason made = reason_of(&element->history, MIXCORE_CHANGED_MADE, NULL);
	const struct reason attached = reason_of(&element->history, MIXCORE_CHANGED_BACKEND,
						 "as made");
	char text[64], now[64];

	element_line(element, "rate", "rate", &made, "%u Hz, fixed", rate);
	frames_text(cycle, rate, text, sizeof(text));
	if (!cycle_now || cycle_now >= cycle)
		element_line(element, "cycle", "cycle", &attached, "%s", text);
	else
		element_line(element, "cycle", "cycle", &attached,
			     "%s now, not %s: the buffer of %s is short",
			     frames_text(cycle_now, rate, now, sizeof(now)), text, who);
}

static void pace_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_output_info *info = &element->output;
	const struct history *history = &element->history;
	const struct reason fill = reason_of(history, MIXCORE_SET_FILL | MIXCORE_CHANGED_BACKEND,
					     "as made");
	const struct reason idle = reason_of(history, MIXCORE_SET_IDLE, "as made");
	char text[192];

	why_pace(element, info->rate, info->cycle_frames, info->cycle_now_frames,
		 shortest_text(m, info, text, sizeof(text)));
	if (info->buffer_frames && !(info->flags & MIXCORE_OUTPUT_F_ENDPOINT))
		element_line(element, "fill", "fill", &fill, "%s",
			     frames_text(info->fill_frames, info->rate, text, sizeof(text)));
	if (*info->timer)
		element_line(element, "timer", NULL, NULL, "%s",
			     followed_text(info, text, sizeof(text)));
	element_line(element, "domain", NULL, NULL, "%s",
		     domain_text(info->domain, text, sizeof(text)));
	element_line(element, "idle", "idle", &idle, "after %u ms", info->idle_ms);
}

static void backend_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_output_info *info = &element->output;
	char name[64];
	const struct backend backend = {
		.object = MIXCORE_OBJECT_OUTPUT, .id = info->id,
		.name = backend_text(info, name, sizeof(name)),
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

void why_output(struct path *path, uint32_t id)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct element *element;
	char name[64];

	info.id = id;
	if (path_has(path, ELEMENT_OUTPUT, id) || mixcore_output_get(path->m->ctx, &info))
		return;
	element = path_add(path, ELEMENT_OUTPUT);
	element->output = info;
	history_read(path->m, MIXCORE_OBJECT_OUTPUT, id, 0, &element->history);
	element_heading(element, "output %s", printable(info.name, sizeof(info.name), name,
							sizeof(name)));
	element_line(element, "state", NULL, NULL, "%s", state_text(&info));
	why_default(path->m, element, info.flags & MIXCORE_OUTPUT_F_DEFAULT,
		    MIXCORE_DEFAULT_OUTPUT);
	volume_lines(element);
	correction_lines(element);
	pace_lines(path->m, element);
	element_last(path->m, element, &info.last_change);
	backend_lines(path->m, element);
}
