// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fades: a route that no longer leads plays some frames more, softer and softer.
 *
 * The route that leads now takes the stream from its ring. What the one before it still plays is
 * copied for it, when they change places and by each cycle of the one that leads: so far ahead, of
 * what the application has written, that neither output has to wait for the other's cycles.
 *
 *   ring --(who leads: mixcore_fade_feed_all())--> samples --(output of the route)--> mix
 *
 * A fade ends with the stream's run: what is started anew is not faded.
 */
#include <linux/slab.h>

#include "mixcore.h"

/**
 * mixcore_fade_new() - memory for a fade
 * @stream: has its parameters
 * @frames: of the fade, not 0
 *
 * Context: process, graph_lock held.
 * Return: the fade, or an ERR_PTR: -ENOMEM, -EDQUOT.
 */
struct mixcore_fade *mixcore_fade_new(struct mixcore_stream *stream, u32 frames)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_fade *fade;
	int err;

	fade = kzalloc(sizeof(*fade), GFP_KERNEL);
	if (!fade)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&fade->list);
	fade->stream = stream;
	err = mixcore_frames_alloc(&fade->frames, stream, frames);
	if (!err)
		return fade;
	kfree(fade);
	return ERR_PTR(err);
}

/**
 * mixcore_fade_free() - give the memory back
 * @fade: read by nobody, or NULL
 *
 * Context: process, graph_lock held.
 */
void mixcore_fade_free(struct mixcore_fade *fade)
{
	if (!fade)
		return;
	mixcore_frames_free(&fade->frames, fade->stream->card);
	kfree(fade);
}

/* So many more are there. */
static void mixcore_fade_filled(struct mixcore_fade *fade, u32 count)
{
	/* Samples first: pairs with mixcore_fade_left(). */
	smp_store_release(&fade->filled, fade->filled + count);
}

static void mixcore_fade_copy(struct mixcore_fade *fade, u32 pos, u32 count)
{
	const struct mixcore_stream *stream = fade->stream;

	mixcore_frames_copy(&fade->frames, fade->filled, stream, pos % stream->buffer, count);
	mixcore_fade_filled(fade, count);
}

static void mixcore_fade_silence(struct mixcore_fade *fade, u32 count)
{
	mixcore_frames_silence(&fade->frames, fade->filled, count);
	mixcore_fade_filled(fade, count);
}

/* Copies on, to @ahead frames behind the stream's position and as far as they are written. */
static void mixcore_fade_copy_ahead(struct mixcore_fade *fade, u32 ahead)
{
	const struct mixcore_stream *stream = fade->stream;
	u32 pos = stream->frames - fade->first;
	u32 end = min(pos + min(ahead, mixcore_stream_mixable(stream)), fade->frames.count);

	if (end > fade->filled)
		mixcore_fade_copy(fade, stream->pos + fade->filled - pos, end - fade->filled);
}

/**
 * mixcore_fade_begin() - what led before fades out from now on
 * @stream: no cycle reads it; its next frame is the first of the fade
 * @fade: the stream's own from now on
 * @to: leads from now on
 *
 * Where the stream does not run there is nothing to fade.
 *
 * Context: stream lock and run_lock held.
 */
void mixcore_fade_begin(struct mixcore_stream *stream, struct mixcore_fade *fade,
			struct mixcore_route *to)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_route *from = stream->route;

	lockdep_assert_held(&stream->card->run_lock);
	fade->route = from;
	fade->epoch = stream->epoch;
	fade->first = stream->frames;
	fade->ahead = mixcore_route_cycle(stream, from->output) +
		      2 * mixcore_route_cycle(stream, to->output);
	list_add_tail(&fade->list, &stream->fades);
	from->fade = fade;
	if (!stream->running)
		return;
	mixcore_fade_copy_ahead(fade, fade->ahead);
	to->fade_in = fade->frames.count;
	to->fade_epoch = fade->epoch;
	fade->active = true;
	from->output->running++;
}

static void mixcore_fade_end(struct mixcore_fade *fade)
	__must_hold(&fade->stream->card->run_lock)
{
	lockdep_assert_held(&fade->stream->card->run_lock);
	if (!fade->active)
		return;
	fade->active = false;
	fade->route->output->running--;
}

/**
 * mixcore_fade_left() - frames that a cycle may play
 * @fade: of a route of this cycle's output
 *
 * Context: output thread.
 */
u32 mixcore_fade_left(const struct mixcore_fade *fade)
{
	/* Samples after it: pairs with mixcore_fade_filled(). */
	return smp_load_acquire(&fade->filled) - fade->played;
}

/**
 * mixcore_fade_latch() - does a route take part in a cycle because it fades out?
 * @route: of this cycle's output
 *
 * Context: output thread, run_lock held.
 */
bool mixcore_fade_latch(struct mixcore_route *route)
	__must_hold(&route->stream->card->run_lock)
{
	struct mixcore_stream *stream = route->stream;
	struct mixcore_fade *fade = route->fade;

	lockdep_assert_held(&stream->card->run_lock);
	if (!fade || !fade->active)
		return false;
	if (fade->played < fade->frames.count && fade->epoch == stream->epoch &&
	    (stream->running || mixcore_fade_left(fade)))
		return true;
	mixcore_fade_end(fade);
	schedule_work(&stream->card->settle);
	return false;
}

/* What is missing from the block itself is silence here, too. */
static void mixcore_fade_feed(struct mixcore_fade *fade, u32 frames)
{
	u32 pos = fade->stream->frames - fade->first;
	u32 end = min(pos + frames, fade->frames.count);

	mixcore_fade_copy_ahead(fade, frames + fade->ahead);
	if (end > fade->filled)
		mixcore_fade_silence(fade, end - fade->filled);
}

/**
 * mixcore_fade_feed_all() - a cycle has mixed a block of a stream: what fades out may have it too
 * @stream: latched by this cycle, which leads it
 * @frames: of the block
 *
 * Context: output thread.
 */
void mixcore_fade_feed_all(struct mixcore_stream *stream, u32 frames)
{
	struct mixcore_fade *fade;

	list_for_each_entry(fade, &stream->fades, list)
		if (fade->filled < fade->frames.count)
			mixcore_fade_feed(fade, frames);
}

/* A fade that has ended, or any with @all, out of the list. *again: not now. */
static struct mixcore_fade *mixcore_fade_take(struct mixcore_stream *stream, bool all, bool *again)
{
	struct mixcore_fade *fade, *found = NULL;

	spin_lock_irq(&stream->card->run_lock);
	list_for_each_entry(fade, &stream->fades, list)
		if (!found && (all || !fade->active))
			found = fade;
	*again = found && stream->latched;
	if (found && !*again) {
		mixcore_fade_end(found);
		list_del_init(&found->list);
		found->route->fade = NULL;
	}
	spin_unlock_irq(&stream->card->run_lock);
	return *again ? NULL : found;
}

static void mixcore_fade_take_down(struct mixcore_fade *fade, struct list_head *unused)
	__must_hold(&fade->stream->card->graph_lock)
{
	struct mixcore_route *route = fade->route;

	/* A cycle may play it still. */
	mixcore_output_sync(route->output);
	mixcore_fade_free(fade);
	/* What the stream held by stream->output. */
	mixcore_output_put(route->output);
	mixcore_graph_remove_route(route, unused);
}

/**
 * mixcore_fade_settle() - take down what has faded out
 * @stream: in the graph
 * @all: what has not, too
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_fade_settle(struct mixcore_stream *stream, bool all, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_fade *fade;
	bool again;

	do {
		fade = mixcore_fade_take(stream, all, &again);
		if (fade)
			mixcore_fade_take_down(fade, unused);
		if (again)
			mixcore_stream_sync(stream);
	} while (fade || again);
}

/**
 * mixcore_fade_count() - outputs on which a stream fades out
 * @stream: in the graph
 *
 * Context: process, without run_lock.
 */
u32 mixcore_fade_count(struct mixcore_stream *stream)
{
	struct mixcore_fade *fade;
	u32 count = 0;

	spin_lock_irq(&stream->card->run_lock);
	list_for_each_entry(fade, &stream->fades, list)
		count++;
	spin_unlock_irq(&stream->card->run_lock);
	return count;
}
