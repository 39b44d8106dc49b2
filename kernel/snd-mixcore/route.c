// SPDX-License-Identifier: GPL-2.0-only
/* Routes: the edge from a stream to an output, with its gains. */
#include <linux/slab.h>

#include "mixcore.h"

/**
 * mixcore_route_new() - join a stream to an output
 * @stream: has its channels set
 * @output: where to
 *
 * The route is not in the output's list yet.
 *
 * Context: process, graph_lock held.
 * Return: the route with one reference, or NULL.
 */
struct mixcore_route *mixcore_route_new(struct mixcore_stream *stream,
					struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_route *route = kzalloc(sizeof(*route), GFP_KERNEL);

	if (!route)
		return NULL;
	kref_init(&route->ref);
	kref_get(&stream->ref);
	route->stream = stream;
	route->output = mixcore_output_get(output);
	INIT_LIST_HEAD(&route->list);
	INIT_LIST_HEAD(&route->of_stream);
	mixcore_route_update(route);
	return route;
}

/**
 * mixcore_route_update() - take over the gains of stream and output
 * @route: the route
 *
 * Context: process, graph_lock held.
 */
void mixcore_route_update(struct mixcore_route *route)
	__must_hold(&route->stream->card->graph_lock)
{
	const struct mixcore_stream *stream = route->stream;
	const struct mixcore_output *output = route->output;
	struct mixcore_path *path = &route->path;
	u32 ch;

	lockdep_assert_held(&stream->card->graph_lock);
	path->channels_in = stream->channels;
	path->channels_out = output->config.channels;
	mixcore_chmap_matrix(path);
	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++) {
		path->stream_gain[ch] = stream->mute ? 0 : stream->gain[ch];
		path->output_gain[ch] = output->mute ? 0 : output->gain[ch];
	}
}

struct mixcore_route *mixcore_route_get(struct mixcore_route *route)
{
	kref_get(&route->ref);
	return route;
}

static void mixcore_route_release(struct kref *ref)
{
	struct mixcore_route *route = container_of(ref, struct mixcore_route, ref);

	mixcore_stream_put(route->stream);
	mixcore_output_put(route->output);
	kfree(route);
}

/**
 * mixcore_route_put() - give a reference back
 * @route: the route
 *
 * Context: process or output thread.
 */
void mixcore_route_put(struct mixcore_route *route)
{
	kref_put(&route->ref, mixcore_route_release);
}
