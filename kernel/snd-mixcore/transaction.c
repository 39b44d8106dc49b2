// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions: every change of the graph that a call asks for, alone or with others.
 *
 *   prepare each step -> take a snapshot of each output they touch -> post them -> commit each step
 *
 * Up to the posting anything may fail: then the steps are undone, last one first, and nobody has
 * noticed. From there on nothing fails. What cycles see besides snapshots (delay lines, which route
 * leads) is exchanged when the steps are committed; streams whose leading route is exchanged are
 * held meanwhile, so that they go on in the same cycle.
 */
#include <linux/slab.h>

#include "mixcore.h"

/**
 * mixcore_transaction_touch() - a step changes what an output plays
 * @step: being prepared
 * @output: of which a snapshot is to be taken
 *
 * Context: process, graph_lock held.
 */
void mixcore_transaction_touch(struct mixcore_step *step, struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	lockdep_assert_held(&output->card->graph_lock);
	output->toucher = step;
	if (list_empty(&output->touched))
		list_add_tail(&output->touched, &output->card->touched);
}

/**
 * mixcore_transaction_record() - keep who made a change, and why
 * @step: being committed
 * @changes: of what it has changed
 * @what: of that, as mixcore_history_add() has it
 *
 * Context: process, graph_lock held.
 */
void mixcore_transaction_record(const struct mixcore_step *step, struct mixcore_changes *changes,
				u32 what)
	__must_hold(&step->card->graph_lock)
{
	mixcore_history_add(step->card, changes, &step->caller, step->generation, what);
}

static void mixcore_transaction_undo(struct mixcore_step *steps, u32 count)
	__must_hold(&steps->card->graph_lock)
{
	while (count--)
		steps[count].kind->undo(&steps[count]);
}

/* As mixcore_transaction_prepare(), without locks. */
static u32 mixcore_transaction_read(struct mixcore_step *steps, u32 count, int *err)
{
	u32 i;

	for (i = 0; i < count; i++) {
		*err = steps[i].kind->read ? steps[i].kind->read(&steps[i]) : 0;
		if (*err)
			break;
	}
	return i;
}

/* Returns how many steps are prepared; fewer than @count: *err says why. */
static u32 mixcore_transaction_prepare(struct mixcore_step *steps, u32 count, int *err,
				       struct list_head *unused)
{
	u32 i;

	/* What is left to be done from before is published, so it comes first. */
	for (i = 0; i < count; i++)
		if (steps[i].kind->settle)
			steps[i].kind->settle(&steps[i], unused);
	for (i = 0; i < count; i++) {
		*err = steps[i].kind->prepare(&steps[i]);
		if (*err)
			break;
	}
	return i;
}

/* Snapshots of all outputs that are touched; on failure *toucher is who touched that one last. */
static int mixcore_transaction_snapshots(struct mixcore_card *card, struct mixcore_step **toucher)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output;
	int err;

	list_for_each_entry(output, &card->touched, touched) {
		output->next = mixcore_snapshot_new(output);
		if (!IS_ERR(output->next))
			continue;
		err = PTR_ERR(output->next);
		output->next = NULL;
		*toucher = output->toucher;
		return err;
	}
	return 0;
}

/* Posts the snapshots, or without @post frees them. */
static void mixcore_transaction_release(struct mixcore_card *card, bool post)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output, *next;

	list_for_each_entry_safe(output, next, &card->touched, touched) {
		if (post)
			mixcore_output_post(output, output->next, MIXCORE_BACKEND_KEEP, NULL,
					    false);
		else
			mixcore_snapshot_free(output->next);
		output->next = NULL;
		output->toucher = NULL;
		list_del_init(&output->touched);
	}
}

/*
 * Under one hold of run_lock: streams that an output mixes just now end what it mixes, and are in
 * no other cycle, until all may go on.
 */
static void mixcore_transaction_each(struct mixcore_card *card, struct mixcore_step *steps,
				     u32 count, void (*hold)(struct mixcore_stream *stream))
{
	u32 i;

	spin_lock_irq(&card->run_lock);
	for (i = 0; i < count; i++)
		if (steps[i].holds)
			hold(steps[i].stream);
	spin_unlock_irq(&card->run_lock);
}

/* At a frame that is far away cycles do it; holding would leave one out. */
static bool mixcore_transaction_turns_now(const struct mixcore_step *step)
{
	struct mixcore_stream *stream = step->stream;
	u64 frames;

	if (!step->leads || READ_ONCE(stream->output) == step->move.to->output)
		return false;
	snd_pcm_stream_lock_irq(stream->substream);
	frames = stream->frames;
	snd_pcm_stream_unlock_irq(stream->substream);
	return step->move.at <= frames + 2 * MIXCORE_CYCLE_MAX;
}

/* Which streams are to be held; none: one alone has no others to wait for. */
static bool mixcore_transaction_choose(struct mixcore_step *steps, u32 count)
{
	u32 i, leads = 0;

	for (i = 0; i < count; i++)
		leads += steps[i].leads;
	if (leads < 2)
		return false;
	for (i = 0; i < count; i++) {
		steps[i].together = steps[i].leads;
		steps[i].holds = mixcore_transaction_turns_now(&steps[i]);
	}
	return true;
}

/* The cycle in which a stream has just moved may hold it still. */
static struct mixcore_output *mixcore_transaction_holder(struct mixcore_step *steps, u32 count)
{
	struct mixcore_output *holder = NULL;
	u32 i;

	spin_lock_irq(&steps->card->run_lock);
	for (i = 0; i < count && !holder; i++)
		if (steps[i].holds && steps[i].stream->holder)
			holder = mixcore_output_get(steps[i].stream->holder);
	spin_unlock_irq(&steps->card->run_lock);
	return holder;
}

static void mixcore_transaction_sync(struct mixcore_step *steps, u32 count)
{
	struct mixcore_output *holder;

	while ((holder = mixcore_transaction_holder(steps, count))) {
		mixcore_output_sync(holder);
		mixcore_output_put(holder);
	}
}

static void mixcore_transaction_lead(struct mixcore_card *card, struct mixcore_step *steps,
				     u32 count, struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	bool holds = mixcore_transaction_choose(steps, count);
	u32 i;

	if (holds)
		mixcore_transaction_each(card, steps, count, mixcore_stream_hold);
	for (i = 0; i < count; i++)
		if (steps[i].leads)
			steps[i].kind->lead(&steps[i], unused);
	if (!holds)
		return;
	mixcore_transaction_sync(steps, count);
	mixcore_transaction_each(card, steps, count, mixcore_stream_let_go);
}

/* Those that lead come last: what else is changed of their streams is there. */
static void mixcore_transaction_commit_some(struct mixcore_step *steps, u32 count, bool leads,
					    struct list_head *unused)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (steps[i].leads == leads)
			steps[i].kind->commit(&steps[i], unused);
}

static void mixcore_transaction_commit(struct mixcore_card *card, struct mixcore_step *steps,
				       u32 count, struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	u64 generation = ++card->generation;
	u32 i;

	for (i = 0; i < count; i++)
		steps[i].generation = generation;
	mixcore_transaction_release(card, true);
	mixcore_transaction_commit_some(steps, count, false, unused);
	mixcore_transaction_lead(card, steps, count, unused);
	mixcore_transaction_commit_some(steps, count, true, unused);
}

/* What was done is told to others. */
static void mixcore_transaction_finish(struct mixcore_step *steps, u32 count, bool done)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (done && steps[i].kind->notify && steps[i].caller.cause)
			steps[i].kind->notify(&steps[i]);
		if (steps[i].kind->forget)
			steps[i].kind->forget(&steps[i]);
		if (steps[i].stream)
			mixcore_stream_put(steps[i].stream);
		if (steps[i].output)
			mixcore_output_put(steps[i].output);
	}
}

static int mixcore_transaction_locked(struct mixcore_card *card, struct mixcore_step *steps,
				      u32 count, u32 *failed, struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	struct mixcore_step *toucher = NULL;
	u32 prepared;
	int err = 0;

	prepared = mixcore_transaction_prepare(steps, count, &err, unused);
	*failed = prepared;
	if (!err) {
		err = mixcore_transaction_snapshots(card, &toucher);
		if (err)
			*failed = toucher - steps;
	}
	if (!err) {
		mixcore_transaction_commit(card, steps, count, unused);
		return 0;
	}
	mixcore_transaction_undo(steps, prepared);
	mixcore_transaction_release(card, false);
	return err;
}

/**
 * mixcore_transaction_run() - make changes, all or none
 * @card: the card
 * @steps: with their kind, card, caller and argument; nothing else is set
 * @count: of them
 * @failed: index of the step that failed, @count when none did
 *
 * Context: process.
 * Return: 0, or the error of that step.
 */
int mixcore_transaction_run(struct mixcore_card *card, struct mixcore_step *steps, u32 count,
			    u32 *failed)
{
	LIST_HEAD(unused);
	int err = 0;

	*failed = mixcore_transaction_read(steps, count, &err);
	if (!err) {
		mutex_lock(&card->graph_lock);
		err = mixcore_transaction_locked(card, steps, count, failed, &unused);
		mutex_unlock(&card->graph_lock);
		mixcore_graph_destroy(&unused);
	}
	mixcore_transaction_finish(steps, count, !err);
	return err;
}

/**
 * mixcore_transaction_one() - make a single change
 * @kind: of it
 * @card: the card
 * @caller: who asks
 * @argument: of the call
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_transaction_one(const struct mixcore_step_kind *kind, struct mixcore_card *card,
			    const struct mixcore_caller *caller, const void *argument)
{
	struct mixcore_step *step = kzalloc(sizeof(*step), GFP_KERNEL);
	u32 failed;
	int err;

	if (!step)
		return -ENOMEM;
	step->kind = kind;
	step->card = card;
	step->caller = *caller;
	step->argument = argument;
	err = mixcore_transaction_run(card, step, 1, &failed);
	kfree(step);
	return err;
}
