// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routing: on which outputs a stream is to play, and how. route_set.c and route_remove.c change it,
 * route_info.c describes it.
 *
 * What is wanted stays when the application frees its parameters; the routes themselves are there
 * while it has some. The leading route is that of stream->output, with the settings stream->lead;
 * each other one is a struct mixcore_wanted in stream->followers.
 */
#include <linux/slab.h>

#include "mixcore.h"

static const struct mixcore_route_settings mixcore_routing_plain = { .gain = MIXCORE_GAIN_UNITY };

/**
 * mixcore_routing_init() - one route, with nothing set
 * @stream: is made
 *
 * Context: process.
 */
void mixcore_routing_init(struct mixcore_stream *stream)
{
	INIT_LIST_HEAD(&stream->followers);
	INIT_LIST_HEAD(&stream->lines);
	stream->lead = mixcore_routing_plain;
}

/**
 * mixcore_wanted_new() - one more route is wanted, a plain one that follows
 * @stream: whose
 * @output: where it has none
 *
 * Context: process, graph_lock held.
 * Return: it, or NULL.
 */
struct mixcore_wanted *mixcore_wanted_new(struct mixcore_stream *stream,
					  struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted = kzalloc(sizeof(*wanted), GFP_KERNEL);

	lockdep_assert_held(&stream->card->graph_lock);
	if (!wanted)
		return NULL;
	wanted->output = mixcore_output_get(output);
	wanted->settings = mixcore_routing_plain;
	mixcore_history_of(&wanted->changes, MIXCORE_OBJECT_ROUTE, stream->id, output->id);
	list_add_tail(&wanted->list, &stream->followers);
	return wanted;
}

/**
 * mixcore_wanted_free() - undo mixcore_wanted_new()
 * @wanted: has no route; in no list, or in that of its stream
 *
 * Context: process, graph_lock held.
 */
void mixcore_wanted_free(struct mixcore_wanted *wanted)
{
	list_del_init(&wanted->list);
	mixcore_output_put(wanted->output);
	kfree(wanted);
}

/**
 * mixcore_routing_free() - undo mixcore_routing_init()
 * @stream: has no routes any more
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_free(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted, *next;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry_safe(wanted, next, &stream->followers, list)
		mixcore_wanted_free(wanted);
}

/**
 * mixcore_routing_find() - the route that follows on an output
 * @stream: whose
 * @output: where
 *
 * Context: process, graph_lock held.
 * Return: what is wanted there, valid under the lock, or NULL.
 */
struct mixcore_wanted *mixcore_routing_find(struct mixcore_stream *stream,
					    const struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry(wanted, &stream->followers, list)
		if (wanted->output == output)
			return wanted;
	return NULL;
}

/**
 * mixcore_routing_lead() - which route leads, to which output: a cycle may change both
 * @stream: whose
 * @route: the route, NULL without parameters
 *
 * Context: process, graph_lock held.
 * Return: the output.
 */
struct mixcore_output *mixcore_routing_lead(struct mixcore_stream *stream,
					    struct mixcore_route **route)
{
	struct mixcore_output *output;

	spin_lock_irq(&stream->card->run_lock);
	output = stream->output;
	*route = stream->route;
	spin_unlock_irq(&stream->card->run_lock);
	return output;
}

/* Routes to outputs that are no more are wanted no longer. */
static void mixcore_routing_drop_gone(struct mixcore_stream *stream)
{
	struct mixcore_wanted *wanted, *next;

	list_for_each_entry_safe(wanted, next, &stream->followers, list)
		if (wanted->output->gone)
			mixcore_wanted_free(wanted);
}

/**
 * mixcore_routing_settle() - another route has come to lead, in a cycle
 * @stream: whose
 *
 * One that followed is not wanted besides. A delay does not go along with a move.
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_settle(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;
	struct mixcore_output *output;
	struct mixcore_route *route;

	mixcore_routing_drop_gone(stream);
	output = mixcore_routing_lead(stream, &route);
	if (route && !route->line)
		stream->lead.delay = 0;
	wanted = mixcore_routing_find(stream, output);
	if (!wanted)
		return;
	if (wanted->route == route) {
		stream->lead = wanted->settings;
		stream->lead_changes = wanted->changes;
	}
	mixcore_wanted_free(wanted);
}

/**
 * mixcore_wanted_make() - the route that is wanted, which cycles don't know yet
 * @stream: has parameters
 * @wanted: of it, without a route
 *
 * Context: process, graph_lock held.
 * Return: the line that it is to get, or an ERR_PTR: -ENOENT, -EINVAL, -ENOMEM, -EDQUOT.
 */
struct mixcore_line *mixcore_wanted_make(struct mixcore_stream *stream,
					 struct mixcore_wanted *wanted)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_line *line;
	int err;

	if (wanted->output->detached)
		return ERR_PTR(-ENOENT);
	err = mixcore_move_check(stream, wanted->output);
	if (err)
		return ERR_PTR(err);
	line = mixcore_line_new(stream, wanted->settings.delay);
	if (IS_ERR(line))
		return line;
	wanted->route = mixcore_route_new(stream, wanted->output, &wanted->settings);
	if (!wanted->route) {
		mixcore_line_free(line);
		return ERR_PTR(-ENOMEM);
	}
	mixcore_graph_link(wanted->route);
	return line;
}

/**
 * mixcore_wanted_unmake() - undo mixcore_wanted_make()
 * @wanted: has a route
 * @line: that it did not get
 *
 * Context: process, graph_lock held.
 */
void mixcore_wanted_unmake(struct mixcore_wanted *wanted, struct mixcore_line *line)
	__must_hold(&wanted->output->card->graph_lock)
{
	mixcore_line_free(line);
	mixcore_graph_unlink(wanted->route);
	mixcore_route_put(wanted->route);
	wanted->route = NULL;
}

static void mixcore_wanted_join(struct mixcore_stream *stream, struct mixcore_wanted *wanted)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_line *line = mixcore_wanted_make(stream, wanted);

	if (IS_ERR(line))
		return;
	if (mixcore_graph_publish(wanted->output))
		mixcore_wanted_unmake(wanted, line);
	else
		mixcore_line_attach(wanted->route, line);
}

/**
 * mixcore_routing_follow() - a plain route is wanted, from the beginning
 * @stream: is being opened
 * @output: where; of the rate of the one that leads
 *
 * Context: process, graph_lock held.
 * Return: 0 or -ENOMEM.
 */
int mixcore_routing_follow(struct mixcore_stream *stream, struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	return mixcore_wanted_new(stream, output) ? 0 : -ENOMEM;
}

/**
 * mixcore_routing_join() - the stream has parameters: routes that follow are made
 * @stream: its leading route is there
 *
 * One that can't be is left out until the next parameters: the application has nothing to do with
 * it.
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_join(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;

	mixcore_routing_settle(stream);
	list_for_each_entry(wanted, &stream->followers, list)
		mixcore_wanted_join(stream, wanted);
}

/**
 * mixcore_routing_leave() - undo mixcore_routing_join()
 * @stream: owns no route any more
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_leave(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;
	struct mixcore_route *route;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry(wanted, &stream->followers, list) {
		route = wanted->route;
		wanted->route = NULL;
		if (route)
			mixcore_leaving_add(route, unused);
	}
}

/**
 * mixcore_routing_take_stream() - the stream whose routes a step is to change
 * @step: gets it
 * @id: from userspace
 *
 * Context: process, graph_lock held.
 * Return: 0, -ENOENT, -EPERM, -EBUSY, -EINVAL.
 */
int mixcore_routing_take_stream(struct mixcore_step *step, u32 id)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream;

	stream = mixcore_graph_find_playback(step->card, &step->caller, id);
	if (IS_ERR(stream))
		return PTR_ERR(stream);
	if (step->waits)
		return -EBUSY;
	if (stream->turns)
		return -EINVAL;
	step->stream = mixcore_stream_get(stream);
	return 0;
}
