// SPDX-License-Identifier: GPL-2.0-only
/* Routes: the edge from a stream to an output, with its gains. */
#include <linux/slab.h>

#include "mixcore.h"

/**
 * mixcore_route_new() - join a stream to an output
 * @stream: has its channels set
 * @output: where to
 * @settings: of the route
 *
 * The route is not in the output's list yet.
 *
 * Context: process, graph_lock held.
 * Return: the route with one reference, or NULL.
 */
struct mixcore_route *mixcore_route_new(struct mixcore_stream *stream,
					struct mixcore_output *output,
					const struct mixcore_route_settings *settings)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_route *route = kzalloc(sizeof(*route), GFP_KERNEL);

	if (!route)
		return NULL;
	kref_init(&route->ref);
	kref_get(&stream->ref);
	route->stream = stream;
	route->output = mixcore_output_get(output);
	route->settings = *settings;
	INIT_LIST_HEAD(&route->list);
	INIT_LIST_HEAD(&route->of_stream);
	INIT_LIST_HEAD(&route->leaving);
	route->sample = stream->layout.sample;
	route->path.channels_in = stream->channels;
	mixcore_route_update(route);
	return route;
}

/* Value times gain to the nearest Q8.24, halves away from zero; both are at most +12 dB. */
static s32 mixcore_route_scale(s32 value, u32 gain)
{
	u64 product = ((u64)abs(value) * gain + MIXCORE_GAIN_UNITY / 2) >> 24;

	return value < 0 ? -(s32)product : (s32)product;
}

/**
 * mixcore_route_matrix() - the matrix as set, or the default one; with the route's gain on it
 * @settings: of a route or loopback
 * @path: has its channels; gets the matrix
 *
 * Context: any.
 */
void mixcore_route_matrix(const struct mixcore_route_settings *settings, struct mixcore_path *path)
{
	u32 gain = settings->mute ? 0 : settings->gain;
	u32 out, in;

	if (settings->own_matrix)
		memcpy(path->matrix, settings->matrix, sizeof(path->matrix));
	else
		mixcore_chmap_matrix(path);
	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			path->matrix[out][in] = mixcore_route_scale(path->matrix[out][in], gain);
}

/**
 * mixcore_route_update() - take over the gains of stream, route and output
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
	path->channels_out = output->config.channels;
	mixcore_route_matrix(&route->settings, path);
	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++) {
		path->stream_gain[ch] = stream->mute ? 0 : stream->gain[ch];
		path->output_gain[ch] = output->mute ? 0 : output->gain[ch];
	}
}

/**
 * mixcore_route_cycle() - frames of the longest cycle that can be, of an output with a stream
 * @stream: plays there
 * @output: any
 *
 * The stream's buffer holds two: what one cycle has taken is written again during the next.
 *
 * Context: any while the stream is connected.
 */
u32 mixcore_route_cycle(const struct mixcore_stream *stream, const struct mixcore_output *output)
{
	return min(READ_ONCE(output->config.cycle), stream->buffer / 2);
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
	kfree(route->tap);
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
