// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moves: a stream goes from one output to another while it plays.
 *
 * Which output's cycles take a stream, and move its position, is decided by stream->route alone.
 * It changes when no cycle is reading the stream: so each frame is mixed once, on one side. At a
 * frame that lies ahead the old output's thread changes it, between two pieces of a cycle. The
 * route that led before is taken down later, in process context; with a fade, when that has ended.
 */
#include "mixcore.h"

/**
 * mixcore_move_frames() - how much of a cycle a stream takes part in
 * @stream: leads by the route of this cycle
 * @frames: of the cycle
 *
 * Context: output thread, run_lock held.
 * Return: @frames, or less when a move comes first.
 */
u32 mixcore_move_frames(const struct mixcore_stream *stream, u32 frames)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	if (!stream->move.to || mixcore_move_due(stream))
		return frames;
	return min_t(u64, frames, stream->move.at - stream->frames);
}

/**
 * mixcore_move_due() - has a stream come to the frame where it moves?
 * @stream: any
 *
 * Context: stream lock and run_lock held.
 */
bool mixcore_move_due(const struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	return stream->move.to && stream->frames >= stream->move.at;
}

/**
 * mixcore_move_switch() - the route of a move leads from now on
 * @stream: has a move; no cycle reads it
 *
 * The route that led before is @stream->retired or in @stream->fades until it is taken down: by the
 * caller, or by mixcore_card.settle.
 *
 * Context: stream lock and run_lock held.
 */
void mixcore_move_switch(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_route *to = stream->move.to, *from = stream->route;
	struct mixcore_output *output = to->output;

	lockdep_assert_held(&stream->card->run_lock);
	if (stream->running) {
		output->running++;
		mixcore_output_kick(output);
	}
	if (stream->move.fade)
		mixcore_fade_begin(stream, stream->move.fade, to);
	else
		stream->retired = from;
	stream->move = (struct mixcore_move) {};
	if (from->line)
		mixcore_line_cut_off(from->line);
	WRITE_ONCE(stream->route, to);
	WRITE_ONCE(stream->output, mixcore_output_get(output));
	mixcore_line_hand_over(stream, from->output, output);
	/* Last: what plays on there must not look idle in between. */
	if (stream->running)
		from->output->running--;
}

/* The route that led before. */
static struct mixcore_route *mixcore_move_take_retired(struct mixcore_stream *stream)
{
	struct mixcore_route *route;

	spin_lock_irq(&stream->card->run_lock);
	route = stream->retired;
	stream->retired = NULL;
	spin_unlock_irq(&stream->card->run_lock);
	return route;
}

/**
 * mixcore_move_settle() - take down what led before
 * @stream: in the graph
 * @now: what its delay line still holds is not played
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_move_settle(struct mixcore_stream *stream, bool now, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_route *route = mixcore_move_take_retired(stream);

	if (route) {
		/* What the stream held by stream->output. */
		mixcore_output_put(route->output);
		if (now)
			mixcore_line_drop(route);
		mixcore_leaving_add(route, unused);
	}
	mixcore_fade_settle(stream, false, unused);
	mixcore_routing_settle(stream);
}

/* Until a cycle that reads the stream has ended, and what led before is taken down. */
static void mixcore_move_wait(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	mixcore_stream_sync(stream);
	mixcore_move_settle(stream, false, unused);
}

/* Neither does a cycle read the stream, nor has it left a route that is still there. */
static bool mixcore_move_possible(const struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	return !stream->latched && !stream->retired;
}

/* Takes back a move that waits, into *move; false: not now. */
static bool mixcore_move_try_cancel(struct mixcore_stream *stream, struct mixcore_move *move)
{
	bool possible;

	spin_lock_irq(&stream->card->run_lock);
	possible = mixcore_move_possible(stream);
	if (possible) {
		*move = stream->move;
		stream->move = (struct mixcore_move) {};
	}
	spin_unlock_irq(&stream->card->run_lock);
	return possible;
}

/* A move that does not happen. */
static void mixcore_move_drop(struct mixcore_card *card, const struct mixcore_move *move,
			      struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	mixcore_fade_free(move->fade);
	if (move->to && !move->follows)
		mixcore_graph_remove_route(move->to, unused);
}

/**
 * mixcore_move_cancel() - a stream stays where it is, and goes nowhere
 * @stream: connected
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_move_cancel(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_move move;

	lockdep_assert_held(&stream->card->graph_lock);
	while (!mixcore_move_try_cancel(stream, &move))
		mixcore_move_wait(stream, unused);
	mixcore_move_drop(stream->card, &move, unused);
}

/*
 * Makes *move that of the stream, and moves it when it is due; false: not now. Afterwards *move is
 * to be dropped: another one that did not happen, or itself with an error in *err or when it is of
 * no use.
 */
static bool mixcore_move_try(struct mixcore_stream *stream, struct mixcore_move *move,
			     bool at_frame, int *err)
{
	bool possible;

	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	possible = mixcore_move_possible(stream);
	if (!possible)
		goto unlock;
	if (at_frame && stream->frames > move->at) {
		*err = -ETIME;
	} else if (move->fade && stream->route->line) {
		*err = -EBUSY;
	} else if (stream->output != move->to->output) {
		swap(stream->move, *move);
		if (mixcore_move_due(stream))
			mixcore_move_switch(stream);
	}
unlock:
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
	return possible;
}

/**
 * mixcore_move_check() - can a stream play on an output?
 * @stream: has its parameters
 * @output: any
 *
 * Context: process, graph_lock held.
 * Return: 0, -EINVAL, -ENOSPC.
 */
int mixcore_move_check(const struct mixcore_stream *stream, const struct mixcore_output *output)
{
	if (stream->rate != output->rate)
		return -EINVAL;
	return stream->buffer < 2 * output->config.cycle ? -ENOSPC : 0;
}

static int mixcore_move_make(struct mixcore_stream *stream, struct mixcore_output *output,
			     const struct mixcore_stream_move *args, struct mixcore_move *move)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted = mixcore_routing_find(stream, output);
	struct mixcore_route_settings settings = stream->lead;

	settings.delay = 0;
	*move = (struct mixcore_move) { .at = args->frame };
	if (wanted && wanted->route) {
		move->to = wanted->route;
		move->follows = true;
		return args->fade_frames ? -EEXIST : 0;
	}
	if (args->fade_frames) {
		/* Once more when it happens: a move that waits may come first. */
		if (READ_ONCE(stream->route)->line)
			return -EBUSY;
		if (mixcore_fade_count(stream) >= MIXCORE_FADES_MAX)
			return -EBUSY;
		move->fade = mixcore_fade_new(stream, args->fade_frames);
		if (IS_ERR(move->fade))
			return PTR_ERR(move->fade);
	}
	move->to = mixcore_graph_add_route(stream, output, &settings);
	if (!IS_ERR(move->to))
		return 0;
	mixcore_fade_free(move->fade);
	return PTR_ERR(move->to);
}

/* Another route may have come to lead meanwhile: its gain, mute and matrix go along. */
static void mixcore_move_take_settings(struct mixcore_stream *stream, struct mixcore_route *to)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_route_settings settings = stream->lead;

	settings.delay = to->settings.delay;
	if (!memcmp(&settings, &to->settings, sizeof(settings)))
		return;
	to->settings = settings;
	mixcore_route_update(to);
	mixcore_graph_publish(to->output);
}

static int mixcore_move_connected(struct mixcore_stream *stream, struct mixcore_output *output,
				  const struct mixcore_stream_move *args,
				  struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_route *to;
	struct mixcore_move move;
	int err;

	err = mixcore_move_check(stream, output);
	if (!err)
		err = mixcore_move_make(stream, output, args, &move);
	if (err)
		return err;
	to = move.follows ? NULL : move.to;
	while (!mixcore_move_try(stream, &move, args->flags & MIXCORE_MOVE_F_AT_FRAME, &err))
		mixcore_move_wait(stream, unused);
	mixcore_move_drop(stream->card, &move, unused);
	mixcore_move_settle(stream, false, unused);
	if (to && move.to != to)
		mixcore_move_take_settings(stream, to);
	return err;
}

/**
 * mixcore_move_lead() - a route that follows leads from now on, the one that led goes
 * @stream: connected; no move waits
 * @to: of the stream
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_move_lead(struct mixcore_stream *stream, struct mixcore_route *to,
		       struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_move move = { .to = to, .follows = true };
	int err = 0;

	while (!mixcore_move_try(stream, &move, false, &err))
		mixcore_move_wait(stream, unused);
	mixcore_move_settle(stream, true, unused);
}

/* Without parameters there is nothing to move yet. */
static int mixcore_move_anyhow(struct mixcore_stream *stream, struct mixcore_output *output,
			       const struct mixcore_stream_move *move, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	if (!stream->route) {
		mixcore_graph_bind(stream, output);
		stream->lead.delay = 0;
		mixcore_routing_settle(stream);
		return 0;
	}
	if (READ_ONCE(stream->output) == output) {
		mixcore_move_cancel(stream, unused);
		/* Unless what was to be cancelled has happened. */
		if (stream->output == output)
			return 0;
	}
	return mixcore_move_connected(stream, output, move, unused);
}

/**
 * mixcore_move_stream() - MIXCORE_IOCTL_STREAM_MOVE
 * @card: the card
 * @caller: who asks
 * @move: from userspace
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_move_stream(struct mixcore_card *card, const struct mixcore_caller *caller,
			const struct mixcore_stream_move *move)
{
	struct mixcore_output *output;
	struct mixcore_stream *stream;
	LIST_HEAD(unused);
	int err = 0;

	if ((move->flags & ~MIXCORE_MOVE_F_AT_FRAME) || (!move->flags && move->frame) ||
	    move->reserved)
		return -EINVAL;
	if (move->fade_frames > MIXCORE_FADE_MAX)
		return -ERANGE;
	mutex_lock(&card->graph_lock);
	stream = mixcore_graph_find_stream(card, caller, move->id);
	output = xa_load(&card->outputs, move->output);
	if (IS_ERR(stream))
		err = PTR_ERR(stream);
	else if (!output || output->detached)
		err = -ENOENT;
	else
		err = mixcore_move_anyhow(stream, output, move, &unused);
	if (!err)
		mixcore_graph_changed(card, caller, &stream->change);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	return err;
}

static void mixcore_move_settle_all(struct work_struct *work)
{
	struct mixcore_card *card = container_of(work, struct mixcore_card, settle);
	struct mixcore_stream *stream;
	unsigned long id;
	LIST_HEAD(unused);

	mutex_lock(&card->graph_lock);
	xa_for_each(&card->streams, id, stream)
		mixcore_move_settle(stream, false, &unused);
	mixcore_leaving_settle(card, false, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
}

/**
 * mixcore_move_init() - make moves possible
 * @card: the card
 *
 * Context: module load.
 */
void mixcore_move_init(struct mixcore_card *card)
{
	INIT_WORK(&card->settle, mixcore_move_settle_all);
}
