// SPDX-License-Identifier: GPL-2.0-only
/*
 * The graph: which streams and outputs there are, which route joins them, with which gains. Every
 * change is made here under graph_lock, numbered, given its cause, and published to the output's
 * thread as a new snapshot.
 */
#include <linux/slab.h>

#include "mixcore.h"

/**
 * mixcore_graph_next() - the graph is another one, by nobody's wish
 * @card: the card
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_next(struct mixcore_card *card)
	__must_hold(&card->graph_lock)
{
	lockdep_assert_held(&card->graph_lock);
	card->generation++;
	mixcore_area_generation(card);
}

/**
 * mixcore_graph_changed() - number a change, and keep who made it and why
 * @card: the card
 * @caller: who made it
 * @changes: of the object
 * @what: of it, as mixcore_history_add() has it
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_changed(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_changes *changes, u32 what)
	__must_hold(&card->graph_lock)
{
	lockdep_assert_held(&card->graph_lock);
	mixcore_history_add(card, changes, caller, ++card->generation, what);
}

/**
 * mixcore_graph_publish() - let the output's cycles see the graph as it is now
 * @output: whose gains or routes have changed
 *
 * Does not wait: the next cycle works with it.
 *
 * Context: process, graph_lock held.
 * Return: 0, -ENOMEM, -ERANGE.
 */
int mixcore_graph_publish(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_snapshot *snapshot = mixcore_snapshot_new(output);

	if (IS_ERR(snapshot))
		return PTR_ERR(snapshot);
	mixcore_output_post(output, snapshot, MIXCORE_BACKEND_KEEP, NULL, false);
	return 0;
}

/**
 * mixcore_graph_outputs() - all outputs, or all inputs
 * @card: the card
 * @capture: the inputs
 *
 * Context: process, graph_lock held to look into them.
 */
struct xarray *mixcore_graph_outputs(struct mixcore_card *card, bool capture)
{
	return capture ? &card->inputs : &card->outputs;
}

/**
 * mixcore_graph_find_output() - an output or input, but no endpoint, by its name
 * @card: the card
 * @name: NUL-terminated
 * @capture: an input
 *
 * Context: process, graph_lock held.
 * Return: the output, valid under the lock, or NULL.
 */
struct mixcore_output *mixcore_graph_find_output(struct mixcore_card *card, const char *name,
						 bool capture)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output;
	unsigned long id;

	lockdep_assert_held(&card->graph_lock);
	xa_for_each(mixcore_graph_outputs(card, capture), id, output)
		if (!output->endpoint && !strcmp(output->name, name))
			return output;
	return NULL;
}

/**
 * mixcore_graph_find_stream() - a stream that is to be changed
 * @card: the card
 * @caller: who wants to
 * @id: from userspace
 *
 * Context: process, graph_lock held.
 * Return: the stream, valid under the lock, or an ERR_PTR: -ENOENT, -EPERM.
 */
struct mixcore_stream *mixcore_graph_find_stream(struct mixcore_card *card,
						 const struct mixcore_caller *caller, u32 id)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream = xa_load(&card->streams, id);

	lockdep_assert_held(&card->graph_lock);
	if (!stream)
		return ERR_PTR(-ENOENT);
	return mixcore_may_change(caller, stream->uid) ? stream : ERR_PTR(-EPERM);
}

/**
 * mixcore_graph_find_playback() - a stream that plays and is to be changed
 * @card: the card
 * @caller: who wants to
 * @id: from userspace
 *
 * Context: process, graph_lock held.
 * Return: as mixcore_graph_find_stream(), or -EINVAL for a recorder.
 */
struct mixcore_stream *mixcore_graph_find_playback(struct mixcore_card *card,
						   const struct mixcore_caller *caller, u32 id)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream = mixcore_graph_find_stream(card, caller, id);

	if (IS_ERR(stream) || !mixcore_stream_records(stream))
		return stream;
	return ERR_PTR(-EINVAL);
}

/**
 * mixcore_graph_name_taken() - has an output this name
 * @card: the card
 * @name: NUL-terminated
 *
 * Context: process, graph_lock held.
 */
bool mixcore_graph_name_taken(struct mixcore_card *card, const char *name)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output;
	unsigned long id;

	lockdep_assert_held(&card->graph_lock);
	xa_for_each(&card->outputs, id, output)
		if (!strcmp(output->name, name))
			return true;
	return false;
}

/* Endpoints are counted for themselves. */
static u32 *mixcore_graph_count(const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;

	return output->endpoint ? &card->nendpoints[output->capture] :
				  &card->noutputs[output->capture];
}

static u32 mixcore_graph_most(const struct mixcore_output *output)
{
	if (output->endpoint)
		return MIXCORE_ENDPOINTS_MAX;
	return output->capture ? MIXCORE_INPUTS_MAX : MIXCORE_OUTPUTS_MAX;
}

/**
 * mixcore_graph_insert_output() - an output or input is there for all to see
 * @output: new; gets its id
 *
 * Context: process, graph_lock held.
 * Return: 0, -ENOSPC, -ENOMEM.
 */
int mixcore_graph_insert_output(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;
	bool capture = output->capture;
	int err;

	lockdep_assert_held(&card->graph_lock);
	if (*mixcore_graph_count(output) >= mixcore_graph_most(output))
		return -ENOSPC;
	/* The null output and the null input have the same id. */
	err = xa_alloc_cyclic(mixcore_graph_outputs(card, capture), &output->id, output,
			      XA_LIMIT(MIXCORE_OUTPUT_NULL + 1, INT_MAX),
			      &card->next_output[capture], GFP_KERNEL);
	if (err < 0)
		return err;
	++*mixcore_graph_count(output);
	mixcore_history_of(&output->changes,
			   capture ? MIXCORE_OBJECT_INPUT : MIXCORE_OBJECT_OUTPUT, output->id, 0);
	return 0;
}

/**
 * mixcore_graph_take_out_output() - undo mixcore_graph_insert_output()
 * @output: unused
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_take_out_output(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	lockdep_assert_held(&output->card->graph_lock);
	xa_erase(mixcore_graph_outputs(output->card, output->capture), output->id);
	--*mixcore_graph_count(output);
}

/**
 * mixcore_graph_drop_unused() - take a detached output that nobody uses out of the graph
 * @output: any output or input
 *
 * Context: process, graph_lock held.
 * Return: true when it was taken out: the caller destroys it after unlocking.
 */
bool mixcore_graph_drop_unused(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;

	lockdep_assert_held(&card->graph_lock);
	if (!output->detached || output->nroutes || output->nrecords || output->nloopbacks ||
	    output->gone)
		return false;
	output->gone = true;
	mixcore_graph_take_out_output(output);
	mixcore_event_gone(card, &output->changes.object);
	return true;
}

/**
 * mixcore_graph_destroy() - end outputs that were taken out of the graph
 * @unused: outputs
 *
 * Context: process, without graph_lock.
 */
void mixcore_graph_destroy(struct list_head *unused)
{
	struct mixcore_output *output, *next;

	list_for_each_entry_safe(output, next, unused, unused) {
		list_del(&output->unused);
		mixcore_output_destroy(output);
	}
}

/**
 * mixcore_graph_link() - snapshots of the output have a route from now on
 * @route: in no list
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_link(struct mixcore_route *route)
	__must_hold(&route->output->card->graph_lock)
{
	lockdep_assert_held(&route->output->card->graph_lock);
	list_add_tail(&route->list, &route->output->routes);
	list_add_tail(&route->of_stream, &route->stream->routes);
	route->output->nroutes++;
}

/**
 * mixcore_graph_unlink() - undo mixcore_graph_link()
 * @route: does not lead, unless it is linked again
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_unlink(struct mixcore_route *route)
	__must_hold(&route->output->card->graph_lock)
{
	lockdep_assert_held(&route->output->card->graph_lock);
	list_del(&route->list);
	list_del(&route->of_stream);
	route->output->nroutes--;
}

/**
 * mixcore_graph_drop_route() - give back a route that is unlinked
 * @route: plays nothing
 * @unused: its output is added when nobody needs it any more
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_drop_route(struct mixcore_route *route, struct list_head *unused)
	__must_hold(&route->output->card->graph_lock)
{
	if (mixcore_graph_drop_unused(route->output))
		list_add(&route->output->unused, unused);
	mixcore_route_put(route);
}

/**
 * mixcore_graph_add_route() - join a stream with an output
 * @stream: has its parameters
 * @output: where to
 * @settings: of the route
 *
 * The output's cycles know the route; they take the stream by it once it leads.
 *
 * Context: process, graph_lock held.
 * Return: the route, or an ERR_PTR: -ENOMEM, -ERANGE.
 */
struct mixcore_route *mixcore_graph_add_route(struct mixcore_stream *stream,
					      struct mixcore_output *output,
					      const struct mixcore_route_settings *settings)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_route *route = mixcore_route_new(stream, output, settings);
	int err;

	if (!route)
		return ERR_PTR(-ENOMEM);
	mixcore_graph_link(route);
	err = mixcore_graph_publish(output);
	if (!err)
		return route;
	mixcore_graph_unlink(route);
	mixcore_route_put(route);
	return ERR_PTR(err);
}

/**
 * mixcore_graph_remove_route() - undo mixcore_graph_add_route()
 * @route: does not lead
 * @unused: its output is added when nobody needs it any more
 *
 * Should there be no memory for a new snapshot, the old one stays: a route in it that does not lead
 * is skipped.
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_remove_route(struct mixcore_route *route, struct list_head *unused)
	__must_hold(&route->stream->card->graph_lock)
{
	struct mixcore_output *output = route->output;

	mixcore_graph_unlink(route);
	mixcore_graph_next(output->card);
	mixcore_graph_publish(output);
	mixcore_graph_drop_route(route, unused);
}

/**
 * mixcore_graph_bind() - a stream without a route plays on an output when it gets one
 * @stream: open
 * @output: where
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_bind(struct mixcore_stream *stream, struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_output *old = stream->output;

	spin_lock_irq(&stream->card->run_lock);
	WRITE_ONCE(stream->output, mixcore_output_get(output));
	spin_unlock_irq(&stream->card->run_lock);
	if (old)
		mixcore_output_put(old);
}

/**
 * mixcore_graph_default() - where a stream opens
 * @stream: any
 *
 * Context: process, graph_lock held.
 * Return: an output or input, valid under the lock.
 */
struct mixcore_output *mixcore_graph_default(const struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	if (mixcore_stream_pcm(stream) == MIXCORE_PCM_CAPTURE)
		return mixcore_default_input(stream->card, stream->uid);
	return mixcore_default_output(stream->card, stream->uid);
}

/* Unity for recorders. */
static void mixcore_graph_default_gain(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	u32 gain = MIXCORE_GAIN_UNITY;
	u32 ch;

	if (!mixcore_stream_records(stream))
		mixcore_default_apply(stream->card, stream->uid, &gain, &stream->mute);
	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		stream->gain[ch] = gain;
}

/* What a stream opens with besides. */
static int mixcore_graph_default_routes(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	if (!mixcore_stream_records(stream))
		return mixcore_default_follow(stream);
	mixcore_source_default(stream);
	return 0;
}

/**
 * mixcore_graph_slot() - where the stream of a substream stands
 * @card: the card
 * @pcm: which one
 * @substream: number
 *
 * Context: process, graph_lock held.
 * Return: in mixcore_card.by_substream; NULL is there while the substream is closed.
 */
struct mixcore_stream **mixcore_graph_slot(struct mixcore_card *card, enum mixcore_pcm pcm,
					   u32 substream)
	__must_hold(&card->graph_lock)
{
	lockdep_assert_held(&card->graph_lock);
	return &card->by_substream[pcm * mixcore_param_streams + substream];
}

/* It and its routes came to be. */
static void mixcore_graph_opened(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	const struct mixcore_caller caller = { .uid = stream->uid, .text = "open" };
	struct mixcore_card *card = stream->card;
	struct mixcore_wanted *wanted;

	mixcore_history_of(&stream->changes, MIXCORE_OBJECT_STREAM, stream->id, 0);
	mixcore_graph_changed(card, &caller, &stream->changes, MIXCORE_CHANGED_MADE);
	if (mixcore_stream_records(stream))
		return;
	mixcore_history_of(&stream->lead_changes, MIXCORE_OBJECT_ROUTE, stream->id,
			   stream->output->id);
	mixcore_history_add(card, &stream->lead_changes, &caller, card->generation,
			    MIXCORE_CHANGED_MADE);
	list_for_each_entry(wanted, &stream->followers, list)
		mixcore_history_add(card, &wanted->changes, &caller, card->generation,
				    MIXCORE_CHANGED_MADE);
}

/**
 * mixcore_graph_add_stream() - a stream opens
 * @stream: bound here to the default of its uid, with the gain and mute it opens with
 *
 * Context: process.
 * Return: 0, -ENOMEM, -EBUSY (ids used up).
 */
int mixcore_graph_add_stream(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	int err;

	mutex_lock(&card->graph_lock);
	err = xa_alloc_cyclic(&card->streams, &stream->id, stream, XA_LIMIT(1, INT_MAX),
			      &card->next_stream, GFP_KERNEL);
	if (err < 0)
		goto err_unlock;
	mixcore_graph_bind(stream, mixcore_graph_default(stream));
	mixcore_graph_default_gain(stream);
	err = mixcore_graph_default_routes(stream);
	if (err)
		goto err_routing;
	*mixcore_graph_slot(card, mixcore_stream_pcm(stream), stream->substream->number) = stream;
	mixcore_graph_opened(stream);
	mutex_unlock(&card->graph_lock);
	return 0;

err_routing:
	mixcore_routing_free(stream);
	xa_erase(&card->streams, stream->id);
err_unlock:
	mutex_unlock(&card->graph_lock);
	return err;
}

/**
 * mixcore_graph_remove_stream() - a stream closes
 * @stream: has no route or record any more
 *
 * Context: process.
 */
void mixcore_graph_remove_stream(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	LIST_HEAD(unused);

	mutex_lock(&card->graph_lock);
	mixcore_group_leave(stream);
	mixcore_record_abandon(stream, &unused);
	*mixcore_graph_slot(card, mixcore_stream_pcm(stream), stream->substream->number) = NULL;
	xa_erase(&card->streams, stream->id);
	mixcore_routing_free(stream);
	mixcore_event_gone(card, &stream->changes.object);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
}

/**
 * mixcore_graph_buffer_min() - the shortest buffer that a stream may choose
 * @stream: open
 * @output: where it is to play, or what it is to record
 *
 * Two cycles as they are set; those of an output are made shorter only for a stream that brings
 * its buffer along. What one has had it may choose again. Backends that capture may move by a
 * period.
 *
 * Context: process, graph_lock held.
 * Return: frames.
 */
u32 mixcore_graph_buffer_min(const struct mixcore_stream *stream,
			     const struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	u32 cycle = output->config.cycle;

	if (output->capture)
		return cycle + max(cycle, output->slave.period);
	return min(2 * cycle, stream->shortest);
}

static int mixcore_graph_check_params(const struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	const struct mixcore_output *output = stream->output;

	if (stream->buffer < mixcore_graph_buffer_min(stream, output))
		return -EINVAL;
	return mixcore_move_check(stream, output);
}

/* The route that leads, and its line, if it is to have one. */
static int mixcore_graph_connect_lead(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_line *line = NULL;
	struct mixcore_route *route;

	if (stream->lead.delay)
		line = mixcore_line_new(stream, stream->lead.delay);
	if (IS_ERR(line))
		return PTR_ERR(line);
	route = mixcore_graph_add_route(stream, stream->output, &stream->lead);
	if (IS_ERR(route)) {
		mixcore_line_free(line);
		return PTR_ERR(route);
	}
	mixcore_stream_set_route(stream, route);
	if (line)
		mixcore_line_attach(route, line);
	return 0;
}

/* Its output was detached since it was opened. */
static void mixcore_graph_rebind(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_card *card = stream->card;
	const struct mixcore_caller caller = { .uid = stream->uid, .text = "output detached" };

	mixcore_graph_bind(stream, mixcore_default_output(card, stream->uid));
	stream->lead.delay = 0;
	mixcore_routing_settle(stream);
	mixcore_graph_changed(card, &caller, &stream->changes, MIXCORE_CHANGED_OUTPUT);
}

/**
 * mixcore_graph_connect() - join a stream with its outputs
 * @stream: its ring and parameters are set
 *
 * A stream whose output was detached since it was opened goes to the default output.
 *
 * Context: process.
 * Return: 0, -EINVAL when the parameters do not fit the output, -ENOMEM, -EDQUOT, -ERANGE.
 */
int mixcore_graph_connect(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	LIST_HEAD(unused);
	int err;

	mutex_lock(&card->graph_lock);
	if (stream->output->detached)
		mixcore_graph_rebind(stream);
	err = mixcore_graph_check_params(stream);
	if (!err)
		err = mixcore_graph_connect_lead(stream);
	if (!err) {
		stream->shortest = min(stream->shortest, stream->buffer);
		mixcore_routing_join(stream);
		mixcore_record_follow(stream, &unused);
		mixcore_graph_next(card);
	}
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	return err;
}

/**
 * mixcore_graph_disconnect() - undo mixcore_graph_connect()
 * @stream: does not run; may have no route
 *
 * Afterwards no cycle touches the stream's ring or substream. What delay lines hold is played.
 *
 * Context: process.
 */
void mixcore_graph_disconnect(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	struct mixcore_output *output;
	struct mixcore_route *route;
	LIST_HEAD(unused);

	mutex_lock(&card->graph_lock);
	if (!stream->route) {
		mutex_unlock(&card->graph_lock);
		return;
	}
	mixcore_move_cancel(stream, &unused);
	mixcore_fade_settle(stream, true, &unused);
	mixcore_routing_settle(stream);
	mixcore_record_settle(stream, &unused);
	route = stream->route;
	output = mixcore_output_get(route->output);
	mixcore_stream_leave(stream);
	mixcore_routing_leave(stream, &unused);
	mixcore_leaving_add(route, &unused);
	mutex_unlock(&card->graph_lock);

	mixcore_output_sync(output);
	mixcore_graph_destroy(&unused);
	mixcore_output_put(output);
}

/**
 * mixcore_graph_update_routes() - take over new gains or channels of an output
 * @output: whose routes
 *
 * Context: process, graph_lock held.
 */
void mixcore_graph_update_routes(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_route *route;

	list_for_each_entry(route, &output->routes, list)
		mixcore_route_update(route);
	mixcore_loopback_update_all(output);
}
