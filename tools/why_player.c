// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: a stream that plays. */
#include "why.h"

struct reason why_leads(struct mixctl *m, const struct element *stream)
{
	const struct history *history = &stream->history;
	const struct mixcore_default opened = {
		.uid = stream->stream.uid, .mask = MIXCORE_DEFAULT_OUTPUT,
		.output = stream->stream.output,
	};
	struct reason reason = reason_of(history, MIXCORE_CHANGED_OUTPUT, "as opened");

	/* The latest move may still be to come. */
	if (stream->stream.move_output && !reason.as)
		reason = reason_before(history, MIXCORE_CHANGED_OUTPUT,
				       reason.change.last_change.generation);
	if (!reason.known)
		reason = reason_of(history, MIXCORE_CHANGED_MADE, "as opened");
	reason_default(m, &opened, &reason);
	return reason;
}

static void output_line(struct mixctl *m, struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	struct reason reason = why_leads(m, element);
	char outputs[OUTPUTS_TEXT];

	element_line(element, "plays on", "output", &reason, "%s",
		     outputs_text(m, info, outputs, sizeof(outputs)));
	if (info->fading)
		element_line(element, "fades out", NULL, NULL, "on %u output%s that it has left",
			     info->fading, info->fading == 1 ? "" : "s");
}

static void move_line(struct mixctl *m, struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	struct reason reason = reason_of(&element->history, MIXCORE_CHANGED_OUTPUT, NULL);
	char name[64];

	if (!info->move_output)
		return;
	output_text(m, info->move_output, name, sizeof(name));
	if (info->move_frame > info->frames)
		element_line(element, "moves", "move", &reason, "to %s, %llu frames from now",
			     name, (unsigned long long)(info->move_frame - info->frames));
	else
		element_line(element, "moves", "move", &reason, "to %s, now", name);
}

/* "5, 6": those that are in the same group, by a link or by a sync group. */
static const char *others_text(struct mixctl *m, const struct mixcore_stream_info *info,
			       bool linked, char *buffer, size_t size)
{
	struct mixcore_stream_info other = MIXCORE_INIT(mixcore_stream_info);
	const uint32_t group = linked ? info->group : info->sync_group;
	size_t used = 0;

	snprintf(buffer, size, "-");
	while (!mixcore_stream_next(m->ctx, &other) && used < size) {
		if (other.id == info->id || (linked ? other.group : other.sync_group) != group)
			continue;
		used += snprintf(buffer + used, size - used, "%s%u", used ? ", " : "", other.id);
	}
	return buffer;
}

/* Who is in none, and never was, needs no line. */
static void group_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	struct reason reason = reason_of(&element->history, MIXCORE_SET_SYNC_GROUP, "as opened");
	char others[128];

	if (info->group)
		element_line(element, "linked", NULL, NULL, "with %s, by the application",
			     others_text(m, info, true, others, sizeof(others)));
	if (info->sync_group)
		element_line(element, "group", "sync_group", &reason, "with %s",
			     others_text(m, info, false, others, sizeof(others)));
	else if (reason.known && !reason.as)
		element_line(element, "group", "sync_group", &reason, "in none");
	else
		element_since(element, "sync_group", &reason);
}

static void summary_line(struct path *path, struct element *summary,
			 const struct mixcore_stream_info *info, uint32_t id)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	char opener[OPENER_TEXT], name[64], hw[48];

	output.id = id;
	if (mixcore_output_get(path->m->ctx, &output))
		return;
	element_heading(summary, "%s -> stream %u -> output %s -> %s",
			opener_text(info, opener, sizeof(opener)), info->id,
			printable(output.name, sizeof(output.name), name, sizeof(name)),
			output.flags & MIXCORE_OUTPUT_F_BACKEND ?
			backend_text(&output, hw, sizeof(hw)) : "no hardware");
}

/* The way of each route, first of the one that leads. */
static void add_summary(struct path *path, const struct mixcore_stream_info *info)
{
	struct element *summary = path_add(path, ELEMENT_NOTE);
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);

	summary_line(path, summary, info, info->output);
	route.stream = info->id;
	while (!mixcore_route_next(path->m->ctx, &route) && route.stream == info->id) {
		if (route.output != info->output)
			summary_line(path, summary, info, route.output);
	}
}

void why_player(struct path *path, const struct mixcore_stream_info *info)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct element *element;
	char name[64];

	add_summary(path, info);
	element = add_stream(path, info);
	output.id = info->output;
	/* It may have gone meanwhile. */
	if (mixcore_output_get(path->m->ctx, &output))
		output.rate = info->rate;
	why_application(path->m, element, output.rate,
			output_text(path->m, info->output, name, sizeof(name)));
	element_heading(element, "stream %u", info->id);
	output_line(path->m, element);
	move_line(path->m, element);
	group_lines(path->m, element);
	why_volume(path->m, element);
	why_routes(path, element);
	path_add_defaults(path, info->uid);
	path_add_defaults(path, MIXCORE_UID_ANY);
}
