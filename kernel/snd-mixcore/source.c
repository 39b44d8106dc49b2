// SPDX-License-Identifier: GPL-2.0-only
/* Sources: what a recorder records, at open and from MIXCORE_IOCTL_STREAM_SOURCE on. */
#include "mixcore.h"

/**
 * mixcore_source_default() - a recorder records what it is bound to
 * @stream: a recorder, bound to where it opens
 *
 * Context: process, graph_lock held.
 */
void mixcore_source_default(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_selection *selection = &stream->selection;

	selection->kind = stream->output->capture ? MIXCORE_SOURCE_INPUT : MIXCORE_SOURCE_MIX;
	selection->id = stream->output->id;
	selection->except_count = 0;
	memset(selection->except, 0, sizeof(selection->except));
}

static int mixcore_source_check(const struct mixcore_stream_source *set)
{
	if (set->kind < MIXCORE_SOURCE_INPUT || set->kind > MIXCORE_SOURCE_STREAM ||
	    (set->flags & ~MIXCORE_SOURCE_F_ALL) || set->except_count > MIXCORE_EXCEPT_MAX)
		return -EINVAL;
	return set->except_count && set->kind != MIXCORE_SOURCE_MIX ? -EINVAL : 0;
}

static struct mixcore_selection mixcore_source_selection(const struct mixcore_stream *stream,
							 const struct mixcore_stream_source *set)
{
	struct mixcore_selection selection = {
		.kind = set->kind,
		.id = set->source,
		.uid = stream->uid,
		.all = stream->hears_all || (set->flags & MIXCORE_SOURCE_F_ALL),
		.except_count = set->except_count,
	};

	memcpy(selection.except, set->except, set->except_count * sizeof(*set->except));
	return selection;
}

/* The stream that is to be recorded, or an ERR_PTR. */
static struct mixcore_stream *mixcore_source_stream(struct mixcore_card *card,
						    const struct mixcore_selection *selection)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream = xa_load(&card->streams, selection->id);

	if (!stream)
		return ERR_PTR(-ENOENT);
	if (mixcore_stream_records(stream))
		return ERR_PTR(-EINVAL);
	return mixcore_recorder_hears(selection, stream) ? stream : ERR_PTR(-EPERM);
}

/* Where a stream plays, or will. What it is bound to may be gone while it has no parameters. */
static struct mixcore_output *mixcore_source_of_stream(const struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_output *output = READ_ONCE(stream->output);

	return stream->route || !output->detached ? output : mixcore_graph_default(stream);
}

/**
 * mixcore_source_output() - whose cycles are to write to a recorder, now
 * @stream: a recorder without a record
 *
 * Context: process, graph_lock held.
 * Return: an output or input, valid under the lock; NULL: it is being detached.
 */
struct mixcore_output *mixcore_source_output(const struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	const struct mixcore_selection *selection = &stream->selection;
	struct mixcore_stream *source = NULL;

	if (selection->kind == MIXCORE_SOURCE_STREAM)
		source = xa_load(&stream->card->streams, selection->id);
	if (source)
		return mixcore_source_of_stream(source);
	return stream->output->detached ? NULL : stream->output;
}

/* The same for what is to be recorded, or an ERR_PTR. */
static struct mixcore_output *mixcore_source_find(struct mixcore_card *card,
						  const struct mixcore_selection *selection)
	__must_hold(&card->graph_lock)
{
	bool capture = selection->kind == MIXCORE_SOURCE_INPUT;
	struct mixcore_output *output;
	struct mixcore_stream *stream;

	if (!capture && !selection->all && mixcore_monitor_access == MIXCORE_MONITOR_NONE)
		return ERR_PTR(-EPERM);
	if (selection->kind == MIXCORE_SOURCE_OUT && !selection->all)
		return ERR_PTR(-EPERM);
	if (selection->kind == MIXCORE_SOURCE_STREAM) {
		stream = mixcore_source_stream(card, selection);
		return IS_ERR(stream) ? ERR_CAST(stream) : mixcore_source_of_stream(stream);
	}
	output = xa_load(mixcore_graph_outputs(card, capture), selection->id);
	return output && !output->detached ? output : ERR_PTR(-ENOENT);
}

/* A recorder with parameters gets another record. */
static int mixcore_source_switch(struct mixcore_stream *stream, struct mixcore_output *output,
				 const struct mixcore_selection *selection,
				 struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_record *old = stream->record;
	struct mixcore_record *record;

	if (output->rate != stream->rate)
		return -EINVAL;
	if (output->capture && stream->buffer < mixcore_graph_buffer_min(stream, output))
		return -ENOSPC;
	record = mixcore_record_add(stream, output, selection);
	if (IS_ERR(record))
		return PTR_ERR(record);
	mixcore_record_own(stream, record);
	mixcore_record_remove(old, unused);
	if (record->of)
		mixcore_record_settle(record->of, unused);
	return 0;
}

static int mixcore_source_change(struct mixcore_card *card, const struct mixcore_caller *caller,
				 const struct mixcore_stream_source *set,
				 struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	struct mixcore_selection selection;
	struct mixcore_output *output;
	struct mixcore_stream *stream;
	int err = 0;

	stream = mixcore_graph_find_stream(card, caller, set->id);
	if (IS_ERR(stream))
		return PTR_ERR(stream);
	if (!mixcore_stream_records(stream))
		return -EINVAL;
	if ((set->flags & MIXCORE_SOURCE_F_ALL) && !caller->control)
		return -EPERM;
	selection = mixcore_source_selection(stream, set);
	output = mixcore_source_find(card, &selection);
	if (IS_ERR(output))
		return PTR_ERR(output);
	if (stream->record)
		err = mixcore_source_switch(stream, output, &selection, unused);
	else
		mixcore_graph_bind(stream, output);
	if (err)
		return err;
	stream->selection = selection;
	mixcore_graph_changed(card, caller, &stream->changes, MIXCORE_CHANGED_SOURCE);
	return 0;
}

/**
 * mixcore_source_set() - MIXCORE_IOCTL_STREAM_SOURCE
 * @card: the card
 * @caller: who asks
 * @set: from userspace
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_source_set(struct mixcore_card *card, const struct mixcore_caller *caller,
		       const struct mixcore_stream_source *set)
{
	LIST_HEAD(unused);
	int err;

	err = mixcore_source_check(set);
	if (err)
		return err;
	mutex_lock(&card->graph_lock);
	err = mixcore_source_change(card, caller, set, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	return err;
}
