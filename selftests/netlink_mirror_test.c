// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A copy of the graph that is made of nothing but a dump and the events after it equals the graph,
 * whatever is done to it, and however often the copy falls behind and begins anew.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=1. SIZE=full makes 100 000 changes.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "listener.h"
#include "routes.h"
#include "kselftest_harness.h"

#define RATE		48000
#define QUICK		2000	/* changes */
#define FULL		100000
#define COMPARED_EVERY	50
#define STREAMS		8
#define CABLES		5
#define COPY_MAX	512	/* objects */

struct copy {
	uint64_t generation;	/* of the graph, as it was dumped */
	unsigned int count;
	struct dumped objects[COPY_MAX];
};

FIXTURE(mirror) {
	int control, input, pcms[STREAMS];
	unsigned int seed, resyncs, events;
	struct listener listener;
	struct copy *copy;
};

FIXTURE_SETUP(mirror)
{
	const struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
	unsigned int i;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->input = input_attach_card(self->control, "in", "Test0", 0, &slave, NULL);
	ASSERT_LT(0, self->input);
	for (i = 0; i < STREAMS; i++)
		self->pcms[i] = -1;
	self->seed = 0x5eed;
	self->copy = calloc(1, sizeof(*self->copy));
	ASSERT_NE(NULL, self->copy);
	/* Small: it falls behind now and then. */
	ASSERT_EQ(0, listener_open(&self->listener, 4096));
}

FIXTURE_TEARDOWN(mirror)
{
	unsigned int i;

	listener_close(&self->listener);
	free(self->copy);
	for (i = 0; i < STREAMS; i++) {
		if (self->pcms[i] >= 0)
			close(self->pcms[i]);
	}
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static unsigned int any(FIXTURE_DATA(mirror) *self, unsigned int below)
{
	return (unsigned int)rand_r(&self->seed) % below;
}

/* One that is in the graph, 0 = none is. */
static unsigned int any_object(FIXTURE_DATA(mirror) *self, unsigned int kind)
{
	unsigned int found = 0, seen = 0, i;

	for (i = 0; i < self->copy->count; i++) {
		if (self->copy->objects[i].object == kind && !any(self, ++seen))
			found = self->copy->objects[i].id;
	}
	return found;
}

static void open_or_close(FIXTURE_DATA(mirror) *self)
{
	int *pcm = &self->pcms[any(self, STREAMS)];

	if (*pcm >= 0)
		close(*pcm);
	*pcm = *pcm >= 0 ? -1 : pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
}

static void attach_or_detach(FIXTURE_DATA(mirror) *self)
{
	struct mixcore_output_attach args = attach_call(-1, "cable0");

	if (any(self, 2)) {
		detach(self->control, any_object(self, MIXCORE_OBJECT_OUTPUT));
		return;
	}
	args.name[5] += any(self, CABLES);
	args.flags = MIXCORE_ATTACH_F_NULL;
	args.rate = RATE;
	args.channels = 2;
	call(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &args);
}

static void set_default(FIXTURE_DATA(mirror) *self)
{
	struct mixcore_default set = {
		.size = sizeof(set), .uid = any(self, 4) ? ALICE + any(self, 3) : MIXCORE_UID_ANY,
		.mask = any(self, 2) ? MIXCORE_DEFAULT_OUTPUT : MIXCORE_DEFAULT_MUTE,
		.output = any_object(self, MIXCORE_OBJECT_OUTPUT), .mute = any(self, 2),
	};

	if (set.uid != MIXCORE_UID_ANY && any(self, 2))
		set.mask |= MIXCORE_DEFAULT_CLEAR;
	call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set);
}

static void set_stream(FIXTURE_DATA(mirror) *self)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = any_object(self, MIXCORE_OBJECT_STREAM),
		.mask = any(self, 2) ? MIXCORE_SET_MUTE : MIXCORE_SET_SYNC_GROUP,
		.mute = any(self, 2), .sync_group = any_object(self, MIXCORE_OBJECT_STREAM),
	};

	call(self->control, MIXCORE_IOCTL_STREAM_SET, &set);
}

static void move_stream(FIXTURE_DATA(mirror) *self)
{
	unsigned int stream = any_object(self, MIXCORE_OBJECT_STREAM);

	stream_move(self->control, stream, any_object(self, MIXCORE_OBJECT_OUTPUT));
}

static void set_output(FIXTURE_DATA(mirror) *self)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = any_object(self, MIXCORE_OBJECT_OUTPUT),
		.mask = MIXCORE_SET_MUTE, .mute = any(self, 2),
	};

	call(self->control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static void set_route(FIXTURE_DATA(mirror) *self)
{
	unsigned int stream = any_object(self, MIXCORE_OBJECT_STREAM);
	unsigned int output = any_object(self, MIXCORE_OBJECT_OUTPUT);

	if (any(self, 2))
		route_remove(self->control, stream, output);
	else
		route_make(self->control, stream, output, any(self, 1000));
}

static void set_loopback(FIXTURE_DATA(mirror) *self)
{
	struct mixcore_route_set set = route_call((unsigned int)self->input,
						  any_object(self, MIXCORE_OBJECT_OUTPUT));
	struct mixcore_route_remove gone = {
		.size = sizeof(gone), .stream = set.stream, .output = set.output,
	};

	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = any(self, 2 * RATE);
	if (any(self, 2))
		call(self->control, MIXCORE_IOCTL_LOOPBACK_SET, &set);
	else
		call(self->control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &gone);
}

static void change(FIXTURE_DATA(mirror) *self)
{
	static void (*const changes[])(FIXTURE_DATA(mirror) *self) = {
		open_or_close, attach_or_detach, set_default, set_stream, move_stream, set_output,
		set_route, set_loopback,
	};

	changes[any(self, sizeof(changes) / sizeof(*changes))](self);
}

/* Routes are their streams': they are told in other ways. */
static bool is_copied(unsigned int object)
{
	return object != MIXCORE_OBJECT_ROUTE;
}

static struct dumped *find(struct copy *copy, unsigned int object, unsigned int id,
			   unsigned int output)
{
	struct dump all = { .count = copy->count, .objects = copy->objects };

	return dump_find(&all, object, id, output);
}

static void take_event(struct copy *copy, const struct event *event)
{
	struct dumped *one = find(copy, event->object, event->id, event->output);

	if (!is_copied(event->object) || event->cmd > MIXCORE_NL_CMD_GONE)
		return;
	if (event->generation <= copy->generation)
		return;
	if (event->cmd == MIXCORE_NL_CMD_GONE) {
		if (one)
			*one = copy->objects[--copy->count];
		return;
	}
	if (!one && copy->count < COPY_MAX) {
		one = &copy->objects[copy->count++];
		*one = (struct dumped) { event->object, event->id, event->output };
	}
	if (one)
		one->generation = event->generation;
}

static int take_dump(struct copy *copy)
{
	struct dump dump;
	unsigned int i;
	int err;

	do {
		err = dump_get(&dump, 0, -1, NULL, NULL);
		for (i = copy->count = 0; !err && i < dump.count && copy->count < COPY_MAX; i++) {
			if (is_copied(dump.objects[i].object))
				copy->objects[copy->count++] = dump.objects[i];
		}
		copy->generation = dump.generation;
		if (dump.interrupted)
			err = -EAGAIN;
		dump_free(&dump);
	} while (err == -EAGAIN);
	return err;
}

/* All that has been told by now. What was lost makes the copy begin anew. */
static int catch_up(FIXTURE_DATA(mirror) *self)
{
	struct event event;
	int err;

	for (;;) {
		err = listener_next(&self->listener, &event, 5);
		if (err == -ETIMEDOUT)
			return 0;
		if (err == -ENOBUFS) {
			self->resyncs++;
			err = take_dump(self->copy);
		} else if (!err) {
			self->events++;
			take_event(self->copy, &event);
		}
		if (err)
			return err;
	}
}

/* By the calls of the node, not by netlink. */
static bool is_there(FIXTURE_DATA(mirror) *self, unsigned int object, unsigned int id,
		     unsigned int output, uint64_t generation)
{
	struct dumped *one = find(self->copy, object, id, output);

	return one && one->generation == generation;
}

static unsigned int count_streams(FIXTURE_DATA(mirror) *self, struct graph *graph)
{
	unsigned int i, good = 0;

	for (i = 0; i < graph->streams; i++)
		good += is_there(self, MIXCORE_OBJECT_STREAM, graph->stream[i].id, 0,
				 graph->stream[i].last_change.generation);
	for (i = 0; i < graph->outputs; i++)
		good += is_there(self, MIXCORE_OBJECT_OUTPUT, graph->output[i].id, 0,
				 graph->output[i].last_change.generation);
	for (i = 0; i < graph->inputs; i++)
		good += is_there(self, MIXCORE_OBJECT_INPUT, graph->input[i].id, 0,
				 graph->input[i].last_change.generation);
	for (i = 0; i < graph->loopbacks; i++)
		good += is_there(self, MIXCORE_OBJECT_LOOPBACK, graph->loopback[i].stream,
				 graph->loopback[i].output,
				 graph->loopback[i].last_change.generation);
	return good;
}

static unsigned int count_defaults(FIXTURE_DATA(mirror) *self)
{
	struct mixcore_default dflt = { .size = sizeof(dflt), .uid = MIXCORE_UID_ANY };
	unsigned int good = !!find(self->copy, MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0);

	while (!call(self->control, MIXCORE_IOCTL_DEFAULT_NEXT, &dflt)) {
		good += !!find(self->copy, MIXCORE_OBJECT_DEFAULT, dflt.uid, 0);
		dflt.mask = 0;
	}
	return good;
}

static bool is_equal(FIXTURE_DATA(mirror) *self, struct graph *graph)
{
	if (graph_read(self->control, graph))
		return false;
	return count_streams(self, graph) + count_defaults(self) == self->copy->count &&
	       self->copy->count > graph->streams + graph->outputs + graph->inputs +
	       graph->loopbacks;
}

TEST_F_TIMEOUT(mirror, equals_the_graph, 3600)
{
	unsigned int changes = size_is_full() ? FULL : QUICK, i;
	struct graph *graph = calloc(1, sizeof(*graph));

	ASSERT_NE(NULL, graph);
	ASSERT_EQ(0, take_dump(self->copy));
	for (i = 0; i < changes; i++) {
		change(self);
		/* Mostly it listens, and sometimes it sleeps. */
		if (i % COMPARED_EVERY && (i / COMPARED_EVERY) % 4 == 3)
			continue;
		ASSERT_EQ(0, catch_up(self));
		if (i % COMPARED_EVERY)
			continue;
		ASSERT_EQ(true, is_equal(self, graph)) {
			TH_LOG("after %u changes", i);
		}
	}
	ASSERT_EQ(0, catch_up(self));
	EXPECT_EQ(true, is_equal(self, graph));
	TH_LOG("%u changes, %u events, begun anew %u times", changes, self->events, self->resyncs);
	EXPECT_LT(changes / 4, self->events);
	EXPECT_LT(0, self->resyncs);
	free(graph);
}

TEST_HARNESS_MAIN
