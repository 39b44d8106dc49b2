// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records: the edge from an input, or from the monitor of an output, to a recorder, with its gains.
 * It is there while the recorder has parameters.
 */
#include <linux/slab.h>

#include "mixcore.h"

static void mixcore_record_release(struct kref *ref)
{
	struct mixcore_record *record = container_of(ref, struct mixcore_record, ref);

	if (record->of)
		mixcore_stream_put(record->of);
	mixcore_stream_put(record->recorder);
	mixcore_output_put(record->output);
	kfree(record);
}

/**
 * mixcore_record_put() - give a reference back
 * @record: the record
 *
 * Context: process or output thread.
 */
void mixcore_record_put(struct mixcore_record *record)
{
	kref_put(&record->ref, mixcore_record_release);
}

/**
 * mixcore_record_get() - one more reference
 * @record: the record
 *
 * Context: any.
 */
struct mixcore_record *mixcore_record_get(struct mixcore_record *record)
{
	kref_get(&record->ref);
	return record;
}

/**
 * mixcore_record_path() - gains from an output or input to the recorder
 * @record: the record
 * @output: that one, not always @record->output
 * @path: filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_path(const struct mixcore_record *record, const struct mixcore_output *output,
			 struct mixcore_path *path)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_stream *recorder = record->recorder;
	u32 ch;

	lockdep_assert_held(&output->card->graph_lock);
	path->channels_in = output->config.channels;
	path->channels_out = recorder->channels;
	mixcore_chmap_matrix(path);
	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++) {
		path->stream_gain[ch] = MIXCORE_GAIN_UNITY;
		path->output_gain[ch] = recorder->mute ? 0 : recorder->gain[ch];
	}
}

/* The stream that is recorded alone, with a reference, or NULL. It may be gone. */
static struct mixcore_stream *mixcore_record_find_stream(const struct mixcore_selection *selection,
							 struct mixcore_card *card)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream;

	if (selection->kind != MIXCORE_SOURCE_STREAM)
		return NULL;
	stream = xa_load(&card->streams, selection->id);
	return stream ? mixcore_stream_get(stream) : NULL;
}

static struct mixcore_record *mixcore_record_new(struct mixcore_stream *stream,
						 struct mixcore_output *output,
						 const struct mixcore_selection *selection)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_record *record = kzalloc(sizeof(*record), GFP_KERNEL);

	if (!record)
		return NULL;
	kref_init(&record->ref);
	record->recorder = mixcore_stream_get(stream);
	record->output = mixcore_output_get(output);
	record->of = mixcore_record_find_stream(selection, stream->card);
	record->selection = *selection;
	INIT_LIST_HEAD(&record->list);
	INIT_LIST_HEAD(&record->of_stream);
	return record;
}

/**
 * mixcore_record_link() - an output or input is the home of a record
 * @record: in no list
 * @output: the home; keeps the reference that @record has to one
 *
 * It comes behind one of the same selection, so that a cycle has to add up its streams once.
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_link(struct mixcore_record *record, struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct list_head *behind = output->records.prev;
	struct mixcore_record *other;

	list_for_each_entry(other, &output->records, list)
		if (mixcore_recorder_hears_as(&other->selection, &record->selection))
			behind = &other->list;
	list_add(&record->list, behind);
	record->output = output;
	output->nrecords++;
}

/**
 * mixcore_record_unlink() - undo mixcore_record_link()
 * @record: the record
 * @output: that was its home
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_unlink(struct mixcore_record *record, struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	list_del_init(&record->list);
	output->nrecords--;
}

/* Do recorders of one user want them? Those that hear all are another one. */
static bool mixcore_record_is_of(const struct mixcore_selection *one,
				 const struct mixcore_selection *other)
{
	return one->all == other->all && (one->all || uid_eq(one->uid, other->uid));
}

/* How many different sums of its streams recorders of a user have an output make. */
static u32 mixcore_record_mixes(const struct mixcore_output *output,
				const struct mixcore_selection *wanted)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_selection *mixed = NULL;
	const struct mixcore_record *record;
	u32 count = 0;

	list_for_each_entry(record, &output->records, list) {
		if (record->selection.kind != MIXCORE_SOURCE_MIX ||
		    !mixcore_record_is_of(&record->selection, wanted))
			continue;
		count += !mixed || !mixcore_recorder_hears_as(mixed, &record->selection);
		mixed = &record->selection;
	}
	return count;
}

/* All outputs that may come to write it. */
static int mixcore_record_publish(struct mixcore_record *record)
	__must_hold(&record->output->card->graph_lock)
{
	struct mixcore_route *route;
	int err = mixcore_graph_publish(record->output);

	if (!record->of)
		return err;
	list_for_each_entry(route, &record->of->routes, of_stream)
		err = err ?: mixcore_graph_publish(route->output);
	return err;
}

/**
 * mixcore_record_touch() - a step changes the gains of a recorder
 * @step: being prepared
 * @record: of the recorder
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_touch(struct mixcore_step *step, const struct mixcore_record *record)
	__must_hold(&record->output->card->graph_lock)
{
	struct mixcore_route *route;

	mixcore_transaction_touch(step, record->output);
	if (!record->of)
		return;
	list_for_each_entry(route, &record->of->routes, of_stream)
		mixcore_transaction_touch(step, route->output);
}

/**
 * mixcore_record_add() - let the cycles of an output know a recorder
 * @stream: a recorder with parameters
 * @output: an output or input of its rate
 * @selection: what of it
 *
 * They write to it once it has the record.
 *
 * Context: process, graph_lock held.
 * Return: the record, or an ERR_PTR: -ENOMEM, -ERANGE, -ENOSPC.
 */
struct mixcore_record *mixcore_record_add(struct mixcore_stream *stream,
					  struct mixcore_output *output,
					  const struct mixcore_selection *selection)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_record *record = mixcore_record_new(stream, output, selection);
	int err;

	if (!record)
		return ERR_PTR(-ENOMEM);
	mixcore_record_link(record, output);
	mixcore_record_join(record);
	err = mixcore_record_mixes(output, selection) > MIXCORE_MIXES_MAX ? -ENOSPC : 0;
	if (!err)
		err = mixcore_record_publish(record);
	if (!err)
		return record;
	mixcore_record_part(record);
	mixcore_record_unlink(record, output);
	/* Who knows it already forgets it, should there be memory; it is skipped anyhow. */
	if (err != -ENOSPC)
		mixcore_record_publish(record);
	mixcore_record_put(record);
	return ERR_PTR(err);
}

/**
 * mixcore_record_remove() - undo mixcore_record_add()
 * @record: its recorder has it no longer
 * @unused: its output is added when nobody needs it any more
 *
 * Should there be no memory for a new snapshot, the old one stays: a record in it that its recorder
 * does not have is skipped.
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_remove(struct mixcore_record *record, struct list_head *unused)
	__must_hold(&record->output->card->graph_lock)
{
	struct mixcore_output *output = record->output;

	mixcore_record_part(record);
	mixcore_record_unlink(record, output);
	mixcore_graph_next(output->card);
	mixcore_record_publish(record);
	if (mixcore_graph_drop_unused(output))
		list_add(&output->unused, unused);
	mixcore_record_put(record);
}

static int mixcore_record_check_params(const struct mixcore_stream *stream,
				       const struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	if (stream->rate != output->rate ||
	    stream->buffer < mixcore_graph_buffer_min(stream, output))
		return -EINVAL;
	return 0;
}

/**
 * mixcore_record_count() - a recorder that runs counts where cycles write to it
 * @stream: a recorder
 * @by: 1: it does from now on; -1: no longer
 *
 * Context: run_lock held.
 */
void mixcore_record_count(struct mixcore_stream *stream, int by)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	if (!stream->running)
		return;
	stream->output->running += by;
	stream->output->recording += by;
	if (by > 0)
		mixcore_output_kick(stream->output);
}

/* Where cycles are to write to its recorder from now on: where its stream plays, or at home. */
static struct mixcore_output *mixcore_record_place(const struct mixcore_record *record)
	__must_hold(&record->recorder->card->run_lock)
{
	const struct mixcore_route *route = record->of ? record->of->route : NULL;

	return route ? route->output : record->output;
}

/* The references that a recorder has to outputs: see record_follow.c. */
struct mixcore_record_held {
	struct mixcore_output *output;
	struct mixcore_output *home;
};

static struct mixcore_record_held mixcore_record_held(const struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_record_held held = { .output = stream->output };

	if (stream->record && stream->record->output != held.output)
		held.home = stream->record->output;
	return held;
}

static void mixcore_record_let_go(const struct mixcore_record_held *held)
{
	mixcore_output_put(held->output);
	if (held->home)
		mixcore_output_put(held->home);
}

/* False: not now, as a cycle writes to the recorder. */
static bool mixcore_record_try_own(struct mixcore_stream *stream, struct mixcore_record *record,
				   struct mixcore_record_held *held)
{
	struct mixcore_output *output;
	bool possible;

	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	possible = !stream->latched;
	if (possible) {
		*held = mixcore_record_held(stream);
		output = mixcore_output_get(mixcore_record_place(record));
		if (output != record->output)
			mixcore_output_get(record->output);
		mixcore_record_count(stream, -1);
		if (record->selection.kind != MIXCORE_SOURCE_INPUT)
			WRITE_ONCE(stream->secret, true);
		WRITE_ONCE(stream->record, record);
		WRITE_ONCE(stream->output, output);
		stream->arrival.fresh = output != held->output;
		mixcore_record_count(stream, 1);
	}
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
	return possible;
}

/**
 * mixcore_record_own() - cycles write to a recorder by this record only
 * @stream: a recorder; may have another record, which it has no longer
 * @record: its new one
 *
 * Context: process, graph_lock held.
 */
void mixcore_record_own(struct mixcore_stream *stream, struct mixcore_record *record)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_record_held held;

	while (!mixcore_record_try_own(stream, record, &held))
		mixcore_stream_sync(stream);
	mixcore_record_let_go(&held);
}

/* Gives back what it held besides its output. */
static void mixcore_record_disown(struct mixcore_stream *stream, struct mixcore_record *record)
	__must_hold(&stream->card->graph_lock)
{
	mixcore_stream_leave(stream);
	/* Nobody changes either any more. */
	if (stream->output != record->output)
		mixcore_output_put(record->output);
}

/**
 * mixcore_record_connect() - join a recorder with its source
 * @stream: its ring and parameters are set
 *
 * One whose source was detached since it was opened gets the default one.
 *
 * Context: process.
 * Return: 0, -EINVAL when the parameters do not fit, -ENOMEM, -ERANGE, -ENOSPC.
 */
int mixcore_record_connect(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	struct mixcore_output *output;
	struct mixcore_record *record;
	LIST_HEAD(unused);
	int err;

	mutex_lock(&card->graph_lock);
	output = mixcore_source_output(stream);
	if (!output) {
		output = mixcore_graph_default(stream);
		mixcore_graph_bind(stream, output);
		mixcore_source_default(stream);
	}
	err = mixcore_record_check_params(stream, output);
	if (err)
		goto unlock;
	record = mixcore_record_add(stream, output, &stream->selection);
	if (IS_ERR(record)) {
		err = PTR_ERR(record);
		goto unlock;
	}
	mixcore_record_own(stream, record);
	if (record->of)
		mixcore_record_settle(record->of, &unused);
	stream->shortest = min(stream->shortest, stream->buffer);
	mixcore_graph_next(card);
unlock:
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	return err;
}

/**
 * mixcore_record_disconnect() - undo mixcore_record_connect()
 * @stream: does not run; may have no record
 *
 * Afterwards no cycle touches the stream's ring or substream.
 *
 * Context: process.
 */
void mixcore_record_disconnect(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	struct mixcore_record *record;
	LIST_HEAD(unused);

	mutex_lock(&card->graph_lock);
	record = stream->record;
	if (record) {
		mixcore_record_disown(stream, record);
		mixcore_record_remove(record, &unused);
	}
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
}
