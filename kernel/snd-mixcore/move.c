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
	/* One that waits to begin waits for what this output says. */
	stream->start.ready = 0;
	if (stream->move.fade)
		mixcore_fade_begin(stream, stream->move.fade, to);
	else
		stream->retired = from;
	stream->move = (struct mixcore_move) {};
	if (from->line)
		mixcore_line_cut_off(from->line);
	WRITE_ONCE(stream->route, to);
	WRITE_ONCE(stream->output, mixcore_output_get(output));
	stream->arrival.fresh = true;
	mixcore_line_hand_over(stream, from->output, output);
	/* Last: what plays on there must not look idle in between. */
	if (stream->running)
		from->output->running--;
	mixcore_record_switch(stream);
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
	mixcore_record_settle(stream, unused);
}

/* Does a move wait for its frame? */
static bool mixcore_move_waits(struct mixcore_stream *stream)
{
	bool waits;

	spin_lock_irq(&stream->card->run_lock);
	waits = stream->move.to;
	spin_unlock_irq(&stream->card->run_lock);
	return waits;
}

/**
 * mixcore_move_step_settle() - as mixcore_move_settle(), of the stream of a step
 * @step: step->waits is set when a move waits, so that it may happen at any time
 * @id: from userspace
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_move_step_settle(struct mixcore_step *step, u32 id, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = xa_load(&step->card->streams, id);

	if (!stream)
		return;
	/* First: what waits no longer is settled, then. */
	step->waits = mixcore_move_waits(stream);
	mixcore_move_settle(stream, false, unused);
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

/**
 * mixcore_move_check() - can a stream play on an output?
 * @stream: has its parameters
 * @output: any
 *
 * Context: process, graph_lock held.
 * Return: 0, -EINVAL.
 */
int mixcore_move_check(const struct mixcore_stream *stream, const struct mixcore_output *output)
{
	return stream->rate == output->rate ? 0 : -EINVAL;
}

static bool mixcore_move_is_late(struct mixcore_stream *stream,
				 const struct mixcore_stream_move *args)
{
	bool late;

	snd_pcm_stream_lock_irq(stream->substream);
	late = (args->flags & MIXCORE_MOVE_F_AT_FRAME) && stream->frames > args->frame;
	snd_pcm_stream_unlock_irq(stream->substream);
	return late;
}

static int mixcore_move_make_fade(struct mixcore_step *step, u32 frames)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_fade *fade;

	if (READ_ONCE(stream->route)->line || mixcore_fade_count(stream) >= MIXCORE_FADES_MAX)
		return -EBUSY;
	fade = mixcore_fade_new(stream, frames);
	if (IS_ERR(fade))
		return PTR_ERR(fade);
	step->move.fade = fade;
	return 0;
}

/* The route that is to lead, and the fade of the one that does. */
static int mixcore_move_make(struct mixcore_step *step, struct mixcore_output *output,
			     const struct mixcore_stream_move *args)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_wanted *wanted = mixcore_routing_find(stream, output);
	struct mixcore_route_settings settings = stream->lead;
	int err;

	if (wanted && wanted->route) {
		mixcore_move_prepare_lead(step, wanted->route);
		step->move.at = args->frame;
		return args->fade_frames ? -EEXIST : 0;
	}
	err = args->fade_frames ? mixcore_move_make_fade(step, args->fade_frames) : 0;
	if (err)
		return err;
	settings.delay = 0;
	step->move.at = args->frame;
	step->move.to = mixcore_route_new(stream, output, &settings);
	if (!step->move.to) {
		mixcore_fade_free(step->move.fade);
		return -ENOMEM;
	}
	step->made = step->move.to;
	mixcore_graph_link(step->made);
	mixcore_transaction_touch(step, output);
	return 0;
}

/**
 * mixcore_move_prepare_lead() - a route that follows is to lead
 * @step: of its stream
 * @route: of it
 *
 * Context: process, graph_lock held.
 */
void mixcore_move_prepare_lead(struct mixcore_step *step, struct mixcore_route *route)
	__must_hold(&step->card->graph_lock)
{
	lockdep_assert_held(&step->card->graph_lock);
	step->move.to = route;
	step->move.follows = true;
	step->leads = true;
}

/* To take back a move that waits; the route is needed only if it has happened by then. */
static int mixcore_move_make_spare(struct mixcore_step *step, struct mixcore_output *output)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_route_settings settings = step->stream->lead;

	settings.delay = 0;
	step->move.to = mixcore_route_new(step->stream, output, &settings);
	step->spare = step->move.to;
	step->leads = step->spare;
	return step->spare ? 0 : -ENOMEM;
}

static int mixcore_move_prepare_connected(struct mixcore_step *step, struct mixcore_output *output,
					  const struct mixcore_stream_move *args)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	int err;

	if (READ_ONCE(stream->output) == output)
		return step->waits ? mixcore_move_make_spare(step, output) : 0;
	err = mixcore_move_check(stream, output);
	if (err)
		return err;
	if (mixcore_move_is_late(stream, args))
		return -ETIME;
	err = mixcore_move_make(step, output, args);
	step->leads = !err;
	return err;
}

static int mixcore_move_check_args(const struct mixcore_stream_move *args)
{
	if ((args->flags & ~MIXCORE_MOVE_F_AT_FRAME) || (!args->flags && args->frame) ||
	    args->reserved)
		return -EINVAL;
	return args->fade_frames > MIXCORE_FADE_MAX ? -ERANGE : 0;
}

static int mixcore_move_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_stream_move *args = step->argument;
	struct mixcore_output *output;
	struct mixcore_stream *stream;
	int err;

	err = mixcore_move_check_args(args);
	if (err)
		return err;
	stream = mixcore_graph_find_playback(step->card, &step->caller, args->id);
	if (IS_ERR(stream))
		return PTR_ERR(stream);
	output = xa_load(&step->card->outputs, args->output);
	if (!output || output->detached)
		return -ENOENT;
	if (stream->turns)
		return -EINVAL;
	step->stream = mixcore_stream_get(stream);
	/* Without parameters there is nothing to move yet. */
	if (!stream->route)
		step->output = mixcore_output_get(output);
	else
		err = mixcore_move_prepare_connected(step, output, args);
	stream->turns = !err;
	return err;
}

static void mixcore_move_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_move *move = &step->move;

	step->stream->turns = false;
	mixcore_fade_free(move->fade);
	if (!move->to || move->follows)
		return;
	if (!step->spare)
		mixcore_graph_unlink(move->to);
	mixcore_route_put(move->to);
}

/*
 * Exchanges the stream's move for that of the step, and moves it when that is due; false: not now.
 * What the stream is told to do already is nothing to be done: then its move is taken back only.
 */
static bool mixcore_move_try(struct mixcore_step *step)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_move *move = &step->move;
	bool possible;

	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	possible = mixcore_move_possible(stream);
	if (!possible)
		goto unlock;
	step->replaced = stream->move;
	stream->move = (struct mixcore_move) {};
	if (stream->output == move->to->output)
		goto unlock;
	/* A move that waited may have brought a line meanwhile, which can't be faded. */
	if (stream->route->line)
		swap(step->fade, move->fade);
	swap(stream->move, *move);
	stream->move.together = step->together;
	if (mixcore_move_due(stream))
		mixcore_move_switch(stream);
unlock:
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
	return possible;
}

/**
 * mixcore_move_step_lead() - exchange the leading route of a stream, now or at its frame
 * @step: has a move
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_move_step_lead(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	while (!mixcore_move_try(step))
		mixcore_move_wait(step->stream, unused);
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

/* It was not needed, or cycles are to know it now. */
static void mixcore_move_end_spare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	if (step->move.to) {
		mixcore_route_put(step->spare);
		step->move.to = NULL;
		return;
	}
	mixcore_graph_link(step->spare);
	mixcore_graph_publish(step->spare->output);
}

static void mixcore_move_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;

	stream->turns = false;
	if (step->leads) {
		mixcore_fade_free(step->fade);
		if (step->spare)
			mixcore_move_end_spare(step);
		mixcore_move_drop(step->card, &step->replaced, unused);
		mixcore_move_drop(step->card, &step->move, unused);
		mixcore_move_settle(stream, false, unused);
		if (step->made && !step->move.to)
			mixcore_move_take_settings(stream, step->made);
	} else if (step->output) {
		mixcore_graph_bind(stream, step->output);
		stream->lead.delay = 0;
		mixcore_routing_settle(stream);
	}
	mixcore_transaction_record(step, &stream->changes, MIXCORE_CHANGED_OUTPUT);
}

static void mixcore_stream_move_settle(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_stream_move *args = step->argument;

	mixcore_move_step_settle(step, args->id, unused);
}

/* MIXCORE_IOCTL_STREAM_MOVE: 0 or an error as the uapi header says. */
const struct mixcore_step_kind mixcore_stream_move_kind = {
	.settle = mixcore_stream_move_settle,
	.prepare = mixcore_move_prepare,
	.undo = mixcore_move_undo,
	.lead = mixcore_move_step_lead,
	.commit = mixcore_move_commit,
};

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
