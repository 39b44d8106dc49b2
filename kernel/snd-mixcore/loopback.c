// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loopbacks: from an input to an output, through a line of their own. loopback_set.c is what
 * userspace does with them, loopback_line.c what cycles do.
 */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "mixcore.h"

#define MIXCORE_LOOPBACK_FRAME	(MIXCORE_CHANNELS_MAX * sizeof(s32))
#define MIXCORE_LOOPBACK_ROOM	(8 * MIXCORE_CYCLE_MAX)	/* frames, for other delays and periods */

static void mixcore_loopback_release(struct kref *ref)
{
	struct mixcore_loopback *loopback = container_of(ref, struct mixcore_loopback, ref);

	mixcore_output_put(loopback->input);
	mixcore_output_put(loopback->output);
	vfree(loopback->samples);
	kfree(loopback);
}

/**
 * mixcore_loopback_put() - give a reference back
 * @loopback: the loopback
 *
 * Context: process or output thread.
 */
void mixcore_loopback_put(struct mixcore_loopback *loopback)
{
	kref_put(&loopback->ref, mixcore_loopback_release);
}

/**
 * mixcore_loopback_get() - one more reference
 * @loopback: the loopback
 *
 * Context: any.
 */
struct mixcore_loopback *mixcore_loopback_get(struct mixcore_loopback *loopback)
{
	kref_get(&loopback->ref);
	return loopback;
}

/*
 * What is written at once, and twice what is read: so much is there in the worst moment. Once more
 * of it may be there besides.
 */
static u32 mixcore_loopback_lump(const struct mixcore_loopback *loopback)
	__must_hold(&loopback->input->card->graph_lock)
{
	const struct mixcore_output *input = loopback->input;

	return max(input->config.cycle, input->slave.period) + 2 * loopback->output->config.cycle;
}

/* Frames of a line with a delay: what is there, and as much again before some are left out. */
static u32 mixcore_loopback_need(const struct mixcore_loopback *loopback, u32 delay)
	__must_hold(&loopback->input->card->graph_lock)
{
	return delay + 3 * mixcore_loopback_lump(loopback);
}

/**
 * mixcore_loopback_holds() - has it memory for another delay
 * @loopback: the loopback
 * @delay: frames
 *
 * Context: process, graph_lock held.
 */
bool mixcore_loopback_holds(const struct mixcore_loopback *loopback, u32 delay)
	__must_hold(&loopback->input->card->graph_lock)
{
	return mixcore_loopback_need(loopback, delay) <= loopback->count;
}

static void mixcore_loopback_set_latency(struct mixcore_loopback *loopback)
	__must_hold(&loopback->input->card->graph_lock)
{
	u32 lump = min(mixcore_loopback_lump(loopback),
		       (loopback->count - loopback->settings.delay) / 3);

	WRITE_ONCE(loopback->latency, loopback->settings.delay + lump);
	WRITE_ONCE(loopback->slack, lump);
}

/**
 * mixcore_loopback_update() - take over gains, channels and periods of all that it has to do with
 * @loopback: the loopback
 *
 * Context: process, graph_lock held.
 */
void mixcore_loopback_update(struct mixcore_loopback *loopback)
	__must_hold(&loopback->input->card->graph_lock)
{
	const struct mixcore_output *output = loopback->output;
	struct mixcore_path *path = &loopback->path;
	u32 ch;

	lockdep_assert_held(&output->card->graph_lock);
	path->channels_in = loopback->input->config.channels;
	path->channels_out = output->config.channels;
	mixcore_route_matrix(&loopback->settings, path);
	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++) {
		path->stream_gain[ch] = MIXCORE_GAIN_UNITY;
		path->output_gain[ch] = output->mute ? 0 : output->gain[ch];
	}
	mixcore_loopback_set_latency(loopback);
}

/**
 * mixcore_loopback_update_all() - as mixcore_loopback_update(), of an output or input
 * @output: has other gains, channels or periods
 *
 * The outputs of an input learn of it here, should there be memory; the caller publishes @output.
 *
 * Context: process, graph_lock held.
 */
void mixcore_loopback_update_all(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_loopback *loopback;

	if (!output->capture) {
		list_for_each_entry(loopback, &output->loopbacks, of_output)
			mixcore_loopback_update(loopback);
		return;
	}
	list_for_each_entry(loopback, &output->loopbacks, of_input) {
		mixcore_loopback_update(loopback);
		mixcore_graph_publish(loopback->output);
	}
}

/**
 * mixcore_loopback_new() - from an input to an output, not yet known to either
 * @input: where from
 * @output: where to, of the same rate
 * @settings: checked
 *
 * Context: process, graph_lock held.
 * Return: the loopback with one reference, or NULL.
 */
struct mixcore_loopback *mixcore_loopback_new(struct mixcore_output *input,
					      struct mixcore_output *output,
					      const struct mixcore_route_settings *settings)
	__must_hold(&input->card->graph_lock)
{
	struct mixcore_loopback *loopback = kzalloc(sizeof(*loopback), GFP_KERNEL);

	if (!loopback)
		return NULL;
	kref_init(&loopback->ref);
	loopback->input = mixcore_output_get(input);
	loopback->output = mixcore_output_get(output);
	loopback->settings = *settings;
	mixcore_history_of(&loopback->changes, MIXCORE_OBJECT_LOOPBACK, input->id, output->id);
	INIT_LIST_HEAD(&loopback->of_input);
	INIT_LIST_HEAD(&loopback->of_output);
	loopback->count = mixcore_loopback_need(loopback, settings->delay) + MIXCORE_LOOPBACK_ROOM;
	loopback->samples = vmalloc(array_size(loopback->count, MIXCORE_LOOPBACK_FRAME));
	if (!loopback->samples) {
		mixcore_loopback_put(loopback);
		return NULL;
	}
	mixcore_loopback_update(loopback);
	return loopback;
}

static void mixcore_loopback_count(struct mixcore_loopback *loopback, int by)
	__must_hold(&loopback->input->card->graph_lock)
{
	loopback->input->nloopbacks += by;
	loopback->output->nloopbacks += by;
	loopback->input->card->nloopbacks += by;
}

/* It keeps both running. */
static void mixcore_loopback_run(struct mixcore_loopback *loopback, int by)
	__must_hold(&loopback->input->card->graph_lock)
{
	struct mixcore_card *card = loopback->input->card;

	spin_lock_irq(&card->run_lock);
	loopback->input->running += by;
	loopback->output->running += by;
	mixcore_output_kick(loopback->input);
	mixcore_output_kick(loopback->output);
	spin_unlock_irq(&card->run_lock);
}

static int mixcore_loopback_publish(struct mixcore_loopback *loopback)
	__must_hold(&loopback->input->card->graph_lock)
{
	int err = mixcore_graph_publish(loopback->output);
	int input_err = mixcore_graph_publish(loopback->input);

	return err ?: input_err;
}

static void mixcore_loopback_unlink(struct mixcore_loopback *loopback)
	__must_hold(&loopback->input->card->graph_lock)
{
	list_del_init(&loopback->of_input);
	list_del_init(&loopback->of_output);
	mixcore_loopback_count(loopback, -1);
}

/**
 * mixcore_loopback_add() - the cycles of both know it from now on
 * @loopback: new
 *
 * Context: process, graph_lock held.
 * Return: 0, -ENOMEM, -ERANGE; then it is not there.
 */
int mixcore_loopback_add(struct mixcore_loopback *loopback)
	__must_hold(&loopback->input->card->graph_lock)
{
	int err;

	list_add_tail(&loopback->of_input, &loopback->input->loopbacks);
	list_add_tail(&loopback->of_output, &loopback->output->loopbacks);
	mixcore_loopback_count(loopback, 1);
	err = mixcore_loopback_publish(loopback);
	if (!err) {
		mixcore_loopback_run(loopback, 1);
		return 0;
	}
	mixcore_loopback_unlink(loopback);
	/* Who knows it already forgets it, should there be memory; otherwise it plays silence. */
	mixcore_loopback_publish(loopback);
	return err;
}

/**
 * mixcore_loopback_remove() - undo mixcore_loopback_add()
 * @loopback: gone afterwards
 * @unused: its output and input are added when nobody needs them any more
 *
 * Context: process, graph_lock held.
 */
void mixcore_loopback_remove(struct mixcore_loopback *loopback, struct list_head *unused)
	__must_hold(&loopback->input->card->graph_lock)
{
	mixcore_loopback_run(loopback, -1);
	mixcore_loopback_unlink(loopback);
	mixcore_loopback_publish(loopback);
	if (mixcore_graph_drop_unused(loopback->input))
		list_add(&loopback->input->unused, unused);
	if (mixcore_graph_drop_unused(loopback->output))
		list_add(&loopback->output->unused, unused);
	mixcore_loopback_put(loopback);
}

/**
 * mixcore_loopback_end() - remove a loopback, which its input and output remember
 * @loopback: gone afterwards
 * @caller: who removes it
 * @unused: its output and input are added when nobody needs them any more
 *
 * Context: process, graph_lock held.
 */
void mixcore_loopback_end(struct mixcore_loopback *loopback, const struct mixcore_caller *caller,
			  struct list_head *unused)
	__must_hold(&loopback->input->card->graph_lock)
{
	struct mixcore_card *card = loopback->input->card;

	mixcore_graph_changed(card, caller, &loopback->input->changes, MIXCORE_CHANGED_LOOPBACKS);
	mixcore_history_add(card, &loopback->output->changes, caller, card->generation,
			    MIXCORE_CHANGED_LOOPBACKS);
	mixcore_event_gone(card, &loopback->changes.object);
	mixcore_loopback_remove(loopback, unused);
}

/**
 * mixcore_loopback_remove_all() - remove those of an output or input
 * @output: is being detached
 * @caller: who detaches it
 * @unused: others that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_loopback_remove_all(struct mixcore_output *output,
				 const struct mixcore_caller *caller, struct list_head *unused)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_loopback *loopback, *next;

	if (output->capture)
		list_for_each_entry_safe(loopback, next, &output->loopbacks, of_input)
			mixcore_loopback_end(loopback, caller, unused);
	else
		list_for_each_entry_safe(loopback, next, &output->loopbacks, of_output)
			mixcore_loopback_end(loopback, caller, unused);
}

/**
 * mixcore_loopback_find() - the one between two
 * @card: the card
 * @input: id
 * @output: id
 *
 * Context: process, graph_lock held.
 * Return: the loopback, valid under the lock, or NULL.
 */
struct mixcore_loopback *mixcore_loopback_find(struct mixcore_card *card, u32 input, u32 output)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *from = xa_load(&card->inputs, input);
	struct mixcore_loopback *loopback;

	if (!from)
		return NULL;
	list_for_each_entry(loopback, &from->loopbacks, of_input)
		if (loopback->output->id == output)
			return loopback;
	return NULL;
}
