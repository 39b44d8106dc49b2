// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: routes and loopbacks, and what becomes of samples on the way. */
#include <stdlib.h>
#include <string.h>

#include "loopback.h"
#include "why.h"

/* Of a sample; 0: floating point. */
static unsigned int bits_of(uint32_t format)
{
	const char *name = mixcore_format_name(format);

	return strtoul(name + strcspn(name, "0123456789"), NULL, 10);
}

/* Samples of @from go to where there are those of the output. */
static void samples_line(struct element *element, uint32_t from,
			 const struct mixcore_output_info *output)
{
	const unsigned int in = bits_of(from), out = bits_of(output->format);
	const char *name = mixcore_format_name(from), *to = mixcore_format_name(output->format);

	if (!(output->flags & MIXCORE_OUTPUT_F_BACKEND))
		element_line(element, "samples", NULL, NULL, "%s, for no hardware", name);
	else if (in && out >= in)
		element_line(element, "samples", NULL, NULL, "%s to %s by the mixer, exactly",
			     name, to);
	else
		element_line(element, "samples", NULL, NULL,
			     "%s to %s by the mixer, rounded once when all is added up%s", name,
			     to, output->dither ? ", with dither" : "");
}

static void matrix_line(struct element *element, const struct reason *reason)
{
	const struct element_route *route = &element->route;
	struct matrix matrix = { .rows = route->rows, .columns = route->columns };
	char text[MATRIX_TEXT];

	if (!(route->info.flags & MIXCORE_ROUTE_F_MATRIX)) {
		element_line(element, "matrix", "matrix", reason, "default");
		return;
	}
	memcpy(matrix.factor, route->info.matrix, sizeof(matrix.factor));
	element_line(element, "matrix", "matrix", reason, "%s",
		     matrix_text(&matrix, text, sizeof(text)));
}

static void delay_lines(struct element *element, uint32_t rate, const struct reason *reason)
{
	const struct mixcore_route_info *info = &element->route.info;
	char text[64];

	element_line(element, "delay", "delay", reason, "%s",
		     frames_text(info->delay_frames, rate, text, sizeof(text)));
	element_line(element, "latency", NULL, NULL, "%s",
		     frames_text(info->latency_frames, rate, text, sizeof(text)));
	if (info->flags & MIXCORE_ROUTE_F_LINE || info->inserted_frames || info->dropped_frames)
		element_line(element, "slips", NULL, NULL,
			     "%llu frames put in, %llu left out",
			     (unsigned long long)info->inserted_frames,
			     (unsigned long long)info->dropped_frames);
}

/* What is set of both kinds; @moved: the stream has left its delay behind, if that is known. */
static void setting_lines(struct element *element, uint32_t rate, const char *as,
			  const struct reason *moved)
{
	const struct mixcore_route_info *info = &element->route.info;
	const struct history *history = &element->history;
	const struct reason gain = reason_of(history, MIXCORE_SET_GAIN, as);
	const struct reason mute = reason_of(history, MIXCORE_SET_MUTE, as);
	const struct reason matrix = reason_of(history, MIXCORE_SET_MATRIX |
					       MIXCORE_SET_MATRIX_DEFAULT, as);
	struct reason delay = reason_of(history, MIXCORE_SET_DELAY, as);
	char text[64];

	if (moved && !info->delay_frames && !delay.as)
		delay = reason_later(&delay, moved);
	element_line(element, "volume", "gain", &gain, "%s",
		     volume_text(&info->gain, 1, text, sizeof(text)));
	element_line(element, "mute", "mute", &mute, "%s", info->mute ? "on" : "off");
	matrix_line(element, &matrix);
	delay_lines(element, rate, &delay);
}

static void route_lines(struct mixctl *m, struct element *element, const struct element *stream,
			const struct mixcore_output_info *output)
{
	const struct mixcore_route_info *info = &element->route.info;
	const bool leads = info->flags & MIXCORE_ROUTE_F_LEADS;
	const struct reason leading = why_leads(m, stream);
	const struct reason opened = reason_of(&stream->history, MIXCORE_CHANGED_MADE, NULL);
	struct reason made = reason_of(&element->history, MIXCORE_CHANGED_MADE, NULL);
	const bool by_open = made.known && made.change.last_change.generation ==
					   opened.change.last_change.generation;
	const struct mixcore_default following = {
		.uid = stream->stream.uid, .mask = MIXCORE_DEFAULT_FOLLOWERS,
		.followers = { output->id },
	};
	char name[64];

	if (by_open) {
		made.as = "as opened";
		reason_default(m, &following, &made);
	}
	element_heading(element, "route to %s", printable(output->name, sizeof(output->name), name,
							  sizeof(name)));
	element_line(element, "role", "role", leads ? &leading : &made, "%s",
		     stream->stream.rate && !(info->flags & MIXCORE_ROUTE_F_JOINED) ?
		     "silent: rate or cycle do not fit" : leads ? "leads" : "follows");
	setting_lines(element, route_rate(&stream->stream, output),
		      by_open ? "as opened" : "as made", leads ? &leading : NULL);
	if (stream->stream.rate)
		samples_line(element, stream->stream.format, output);
	element_last(m, element, &info->last_change);
}

static struct element *add_route(struct path *path, enum element_kind kind,
				 const struct mixcore_route_info *info, uint32_t rows,
				 uint32_t columns)
{
	struct element *element = path_add(path, kind);

	element->route = (struct element_route){ *info, rows, columns };
	history_read(path->m, kind == ELEMENT_ROUTE ? MIXCORE_OBJECT_ROUTE :
		     MIXCORE_OBJECT_LOOPBACK, info->stream, info->output, &element->history);
	return element;
}

struct element *why_route(struct path *path, const struct element *stream,
			  const struct mixcore_route_info *info)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct element *element;

	output.id = info->output;
	if (mixcore_output_get(path->m->ctx, &output))
		return NULL;
	element = add_route(path, ELEMENT_ROUTE, info, output.channels,
			    stream->stream.channels ?: MIXCORE_CHANNELS_MAX);
	route_lines(path->m, element, stream, &output);
	return element;
}

struct element *why_loopback(struct path *path, const struct mixcore_route_info *info)
{
	struct loopback loopback;
	struct element *element;
	struct reason made;

	if (loopback_get(path->m, info->stream, info->output, &loopback))
		return NULL;
	element = add_route(path, ELEMENT_LOOPBACK, &loopback.info, loopback.output.channels,
			    loopback.input.channels);
	made = reason_of(&element->history, MIXCORE_CHANGED_MADE, NULL);
	element_since(element, "made", &made);
	setting_lines(element, loopback.output.rate, "as made", NULL);
	return element;
}

/*
 * What is in the way of the application's next frame. Where the stream runs, the module knows how
 * far the hardware is just now; elsewhere how far it was at the latest cycle.
 */
static void delay_element(struct path *path, const struct element *stream,
			  const struct mixcore_route_info *route)
{
	const struct mixcore_stream_info *info = &stream->stream;
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	const uint32_t before = info->queued_frames + route->latency_frames;
	struct element_delay *delay;
	struct element *element;
	char name[64], text[64];

	output.id = route->output;
	if (!info->rate || !(route->flags & MIXCORE_ROUTE_F_JOINED) ||
	    mixcore_output_get(path->m->ctx, &output))
		return;
	element = path_add(path, ELEMENT_DELAY);
	delay = &element->delay;
	*delay = (struct element_delay){
		info->id, route->output, info->rate, info->queued_frames, route->latency_frames,
		output.delay_frames,
	};
	if (route->flags & MIXCORE_ROUTE_F_LEADS && info->delay_frames > before)
		delay->hardware = info->delay_frames - before;
	element_heading(element, "delay until it is heard on %s",
			printable(output.name, sizeof(output.name), name, sizeof(name)));
	element_line(element, "queued", NULL, NULL, "%s, by the application",
		     frames_text(delay->queued, delay->rate, text, sizeof(text)));
	element_line(element, "route", NULL, NULL, "%s",
		     frames_text(delay->route, delay->rate, text, sizeof(text)));
	element_line(element, "hardware", NULL, NULL, "%s",
		     frames_text(delay->hardware, delay->rate, text, sizeof(text)));
	element_line(element, "in all", NULL, NULL, "%s",
		     frames_text(before + delay->hardware, delay->rate, text, sizeof(text)));
}

static void add_one(struct path *path, const struct element *stream,
		    const struct mixcore_route_info *route)
{
	if (!why_route(path, stream, route))
		return;
	why_output(path, route->output);
	delay_element(path, stream, route);
}

/* First the one that leads. */
void why_routes(struct path *path, const struct element *stream)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);
	const uint32_t id = stream->stream.id;

	route.stream = id;
	route.output = stream->stream.output;
	if (!mixcore_route_get(path->m->ctx, &route))
		add_one(path, stream, &route);
	route.output = 0;
	while (!mixcore_route_next(path->m->ctx, &route) && route.stream == id) {
		if (!(route.flags & MIXCORE_ROUTE_F_LEADS))
			add_one(path, stream, &route);
	}
}
