// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorders of one stream go where that goes, in the moment in which it does: so that each frame of
 * it is recorded once. The snapshots of all outputs that it has routes to know their records.
 *
 * A recorder holds a reference to its output. Where that is not the home of its record, it holds
 * another one to that; both are made one in process context.
 */
#include "mixcore.h"

/**
 * mixcore_record_join() - a record is one of a stream's
 * @record: in no list of a stream
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_join(struct mixcore_record *record)
	__must_hold(&record->recorder->card->graph_lock)
{
	spinlock_t *run_lock = &record->recorder->card->run_lock;

	if (!record->of)
		return;
	spin_lock_irq(run_lock);
	list_add_tail(&record->of_stream, &record->of->records);
	spin_unlock_irq(run_lock);
}

/**
 * mixcore_record_part() - undo mixcore_record_join()
 * @record: any
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_part(struct mixcore_record *record)
	__must_hold(&record->recorder->card->graph_lock)
{
	spinlock_t *run_lock = &record->recorder->card->run_lock;

	spin_lock_irq(run_lock);
	list_del_init(&record->of_stream);
	spin_unlock_irq(run_lock);
}

static void mixcore_record_switch_one(struct mixcore_record *record, struct mixcore_output *output)
	__must_hold(&output->card->run_lock)
{
	struct mixcore_stream *recorder = record->recorder;
	struct mixcore_output *old = recorder->output;

	if (recorder->record != record || old == output)
		return;
	mixcore_record_count(recorder, -1);
	if (output != record->output)
		mixcore_output_get(output);
	WRITE_ONCE(recorder->output, output);
	mixcore_record_count(recorder, 1);
	/* Not the last one: the stream has a route there still. */
	if (old != record->output)
		mixcore_output_put(old);
}

/**
 * mixcore_record_switch() - recorders of a stream go where it plays now
 * @stream: leads from another output
 *
 * One that is being written to by the old output is written to by the new one from its next cycle
 * on; not so when @stream has moved in a cycle, which has written to recorders before.
 *
 * Context: run_lock held.
 */
void mixcore_record_switch(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_record *record;

	lockdep_assert_held(&stream->card->run_lock);
	list_for_each_entry(record, &stream->records, of_stream)
		mixcore_record_switch_one(record, stream->output);
}

/* The record is at home where its recorder is; returns where it was, NULL = there. */
static struct mixcore_output *mixcore_record_move_home(struct mixcore_record *record)
	__must_hold(&record->recorder->card->graph_lock)
{
	struct mixcore_stream *recorder = record->recorder;
	struct mixcore_output *old = NULL;

	spin_lock_irq(&recorder->card->run_lock);
	if (recorder->record == record && recorder->output != record->output) {
		old = record->output;
		record->output = mixcore_output_get(recorder->output);
	}
	spin_unlock_irq(&recorder->card->run_lock);
	return old;
}

static void mixcore_record_settle_one(struct mixcore_record *record, struct list_head *unused)
	__must_hold(&record->recorder->card->graph_lock)
{
	struct mixcore_output *old = mixcore_record_move_home(record);

	if (!old)
		return;
	mixcore_record_unlink(record, old);
	mixcore_record_link(record, record->output);
	/* Without memory old snapshots stay, in which the stream's routes are. */
	mixcore_graph_publish(old);
	mixcore_graph_publish(record->output);
	if (mixcore_graph_drop_unused(old))
		list_add(&old->unused, unused);
	/* The record's, and the recorder's. */
	mixcore_output_put(old);
	mixcore_output_put(old);
}

/**
 * mixcore_record_settle() - records of a stream are at home where it plays
 * @stream: may have moved
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_settle(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_record *record;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry(record, &stream->records, of_stream)
		mixcore_record_settle_one(record, unused);
}

/**
 * mixcore_record_follow() - recorders of a stream go where it has just got a route
 * @stream: connected
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_follow(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	spin_lock_irq(&stream->card->run_lock);
	mixcore_record_switch(stream);
	spin_unlock_irq(&stream->card->run_lock);
	mixcore_record_settle(stream, unused);
}

/**
 * mixcore_record_abandon() - a stream closes: who records it gets silence, where it was
 * @stream: has no route any more
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_abandon(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_record *record, *next;

	mixcore_record_settle(stream, unused);
	list_for_each_entry_safe(record, next, &stream->records, of_stream)
		mixcore_record_part(record);
}
