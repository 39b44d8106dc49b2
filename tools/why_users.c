// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: who plays on an output, who records it or an input, and where an input is heard. */
#include "loopback.h"
#include "recorder.h"
#include "why.h"

static const char *level_text(const struct mixcore_route_info *info, char *buffer, size_t size)
{
	char volume[32];

	snprintf(buffer, size, "%s%s", volume_text(&info->gain, 1, volume, sizeof(volume)),
		 info->mute ? " muted" : "");
	return buffer;
}

/* The element of a stream that is in the path for programs only. */
static const struct element *silent_stream(struct path *path,
					   const struct mixcore_stream_info *info)
{
	struct element *element = add_stream(path, info);

	element->silent = true;
	return element;
}

static void player_line(struct path *path, struct element *users,
			const struct mixcore_route_info *route)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	const bool leads = route->flags & MIXCORE_ROUTE_F_LEADS;
	const struct element *stream;
	char opener[OPENER_TEXT], level[48];
	struct element *element;
	struct reason reason;

	info.id = route->stream;
	if (mixcore_stream_get(path->m->ctx, &info))
		return;
	stream = silent_stream(path, &info);
	element = why_route(path, stream, route);
	if (!element)
		return;
	element->silent = true;
	reason = element->count > 1 ? element->properties[1].reason : (struct reason){ 0 };
	element_line(users, "stream", NULL, &reason, "%u: %s, %s%s, %s", info.id,
		     opener_text(&info, opener, sizeof(opener)), leads ? "" : "follows, ",
		     mixcore_stream_state_name(info.state), level_text(route, level,
								      sizeof(level)));
}

static void player_lines(struct path *path, struct element *users, uint32_t output)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);

	while (!mixcore_route_next(path->m->ctx, &route)) {
		if (route.output == output)
			player_line(path, users, &route);
	}
}

/* Those of an input, or of an output; 0 = of any. */
static void loopback_lines(struct path *path, struct element *users, uint32_t input,
			   uint32_t output)
{
	struct loopback loopback = { .info = MIXCORE_INIT(mixcore_route_info) };
	char name[64], level[48];

	while (has_capture(path->m) && !loopback_next(path->m, &loopback)) {
		struct element *element;
		struct reason reason;

		if ((input && loopback.input.id != input) ||
		    (output && loopback.output.id != output))
			continue;
		element = why_loopback(path, &loopback.info);
		if (!element)
			continue;
		element->silent = true;
		reason = reason_of(&element->history, MIXCORE_CHANGED_MADE, NULL);
		if (input)
			printable(loopback.output.name, sizeof(loopback.output.name), name,
				  sizeof(name));
		else
			printable(loopback.input.name, sizeof(loopback.input.name), name,
				  sizeof(name));
		element_line(users, "loopback", NULL, &reason, "%s %s, %s", input ? "to" : "from",
			     name, level_text(&loopback.info, level, sizeof(level)));
	}
}

static void recorder_lines(struct path *path, struct element *users, const struct heard *heard)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	char opener[OPENER_TEXT], source[SOURCE_TEXT];
	struct reason reason;

	while (!mixcore_stream_next(path->m->ctx, &info)) {
		if (!hears(path->m, &info, heard))
			continue;
		reason = why_source(path->m, silent_stream(path, &info));
		element_line(users, "recorder", NULL, &reason, "%u: %s, %s, %s", info.id,
			     opener_text(&info, opener, sizeof(opener)),
			     mixcore_stream_state_name(info.state),
			     source_text(path->m, &info, source, sizeof(source)));
	}
}

static void end_users(struct element *users, const char *what)
{
	if (users->count == 1)
		element_line(users, "nobody", NULL, NULL, "%s", what);
}

void why_users_of_output(struct path *path, const struct mixcore_output_info *info)
{
	const struct heard heard = { HEARD_OUTPUT, info->id };
	struct element *users = path_add(path, ELEMENT_NOTE);
	char name[64];

	element_heading(users, "who plays on %s, or records it",
			printable(info->name, sizeof(info->name), name, sizeof(name)));
	player_lines(path, users, info->id);
	loopback_lines(path, users, 0, info->id);
	recorder_lines(path, users, &heard);
	end_users(users, "plays on it or records it");
}

void why_users_of_input(struct path *path, const struct mixcore_input_info *info)
{
	const struct heard heard = { HEARD_INPUT, info->id };
	struct element *users = path_add(path, ELEMENT_NOTE);
	char name[64];

	element_heading(users, "who records %s, and where it is heard",
			printable(info->name, sizeof(info->name), name, sizeof(name)));
	recorder_lines(path, users, &heard);
	loopback_lines(path, users, info->id, 0);
	end_users(users, "records it, and it is heard nowhere");
}
