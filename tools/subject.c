// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor: reading what an event is about. */
#include "loopback.h"
#include "monitor.h"

static int read_default(struct mixctl *m, uint32_t uid, struct mixcore_default *def)
{
	*def = MIXCORE_INIT(mixcore_default);
	def->uid = uid;
	return uid == MIXCORE_UID_ANY ? mixcore_default_get(m->ctx, def) :
					mixcore_default_of(m->ctx, def);
}

static int read_route(struct mixctl *m, struct pair *pair)
{
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	int err;

	stream.id = pair->info.stream;
	output.id = pair->info.output;
	err = mixcore_route_get(m->ctx, &pair->info) ?: mixcore_stream_get(m->ctx, &stream) ?:
	      mixcore_output_get(m->ctx, &output);
	pair->rows = output.channels;
	pair->columns = stream.channels ?: MIXCORE_CHANNELS_MAX;
	pair->rate = route_rate(&stream, &output);
	return err;
}

static int read_loopback(struct mixctl *m, struct pair *pair)
{
	struct loopback loopback;
	int err = loopback_get(m, pair->info.stream, pair->info.output, &loopback);

	if (err)
		return err;
	*pair = (struct pair){
		loopback.info, loopback.output.channels, loopback.input.channels,
		loopback.output.rate,
	};
	return 0;
}

static int read_pair(struct mixctl *m, const struct mixcore_event *event, struct pair *pair)
{
	*pair = (struct pair){ .info = MIXCORE_INIT(mixcore_route_info) };
	pair->info.stream = event->id;
	pair->info.output = event->output;
	return event->object == MIXCORE_OBJECT_ROUTE ? read_route(m, pair) : read_loopback(m, pair);
}

static int read_it(struct mixctl *m, const struct mixcore_event *event, struct subject *subject)
{
	switch (event->object) {
	case MIXCORE_OBJECT_STREAM:
		subject->stream = MIXCORE_INIT(mixcore_stream_info);
		subject->stream.id = event->id;
		return mixcore_stream_get(m->ctx, &subject->stream);
	case MIXCORE_OBJECT_OUTPUT:
		subject->output = MIXCORE_INIT(mixcore_output_info);
		subject->output.id = event->id;
		return mixcore_output_get(m->ctx, &subject->output);
	case MIXCORE_OBJECT_INPUT:
		subject->input = MIXCORE_INIT(mixcore_input_info);
		subject->input.id = event->id;
		return mixcore_input_get(m->ctx, &subject->input);
	case MIXCORE_OBJECT_ROUTE:
	case MIXCORE_OBJECT_LOOPBACK:
		return read_pair(m, event, &subject->pair);
	case MIXCORE_OBJECT_DEFAULT:
		return read_default(m, event->id, &subject->def);
	default:
		return -1;
	}
}

void subject_read(struct mixctl *m, const struct mixcore_event *event, struct subject *subject)
{
	subject->there = !read_it(m, event, subject);
}
