// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sync groups: streams of any applications that run together or not at all.
 *
 * A group runs while all its streams are started. One that is paused, or has an xrun, stops the
 * others with the cycle it stops in, and they go on with the cycle in which it does. One whose
 * drain has ended while others play, or that closes, keeps nobody waiting. Their applications see a
 * device whose position stands for a while, and no error.
 *
 * stream->group is what was set, and what a transaction may take back; stream->member_of is in
 * effect.
 */
#include <linux/slab.h>

#include "mixcore.h"

#define MIXCORE_POKE_MS		40	/* the PCM core waits for 100 at least */

/**
 * mixcore_group_update() - one of a group's streams has started, stopped, come or gone
 * @group: any
 *
 * When none is started any more, those that have ended are waited for again.
 *
 * Context: run_lock held.
 * Return: may those that are started run?
 */
bool mixcore_group_update(struct mixcore_group *group)
{
	struct mixcore_stream *member;
	bool complete = true, any = false;

	list_for_each_entry(member, &group->members, in_group) {
		any = any || member->started;
		complete = complete && (member->started || member->ended);
	}
	if (any)
		return complete;
	list_for_each_entry(member, &group->members, in_group)
		member->ended = false;
	return true;
}

/**
 * mixcore_group_poke_later() - streams wait for others: who sleeps on them is woken now and then
 * @card: the card
 *
 * Context: any.
 */
void mixcore_group_poke_later(struct mixcore_card *card)
{
	schedule_delayed_work(&card->poke, msecs_to_jiffies(MIXCORE_POKE_MS));
}

/* True: it waits. Who is woken sees that nothing has changed, and has patience again. */
static bool mixcore_group_poke_stream(struct mixcore_stream *stream)
{
	struct snd_pcm_substream *substream = stream->substream;
	bool waits;

	snd_pcm_stream_lock_irq(substream);
	waits = stream->started && (!READ_ONCE(stream->running) || READ_ONCE(stream->start.waits));
	if (waits)
		wake_up(&substream->runtime->tsleep);
	if (waits && substream->runtime->state == SNDRV_PCM_STATE_DRAINING)
		wake_up(&substream->runtime->sleep);
	snd_pcm_stream_unlock_irq(substream);
	return waits;
}

/* The PCM core ends a write or a drain with EIO where a position stands for long. */
static void mixcore_group_poke(struct work_struct *work)
{
	struct mixcore_card *card = container_of(work, struct mixcore_card, poke.work);
	struct mixcore_stream *stream;
	bool waits = false;
	unsigned long id;

	mutex_lock(&card->graph_lock);
	xa_for_each(&card->streams, id, stream)
		if (mixcore_group_poke_stream(stream))
			waits = true;
	mutex_unlock(&card->graph_lock);
	if (waits)
		mixcore_group_poke_later(card);
}

/**
 * mixcore_group_init() - make groups possible
 * @card: the card; mixcore_card.poke is cancelled when it goes
 *
 * Context: module load.
 */
void mixcore_group_init(struct mixcore_card *card)
{
	INIT_LIST_HEAD(&card->groups);
	INIT_DELAYED_WORK(&card->poke, mixcore_group_poke);
}

/* The group is NULL, or has one stream more. */
static void mixcore_group_assign(struct mixcore_stream *stream, struct mixcore_group *group)
	__must_hold(&stream->card->graph_lock)
{
	lockdep_assert_held(&stream->card->graph_lock);
	stream->card->regrouped = true;
	if (stream->group)
		stream->group->streams--;
	stream->group = group;
	if (group)
		group->streams++;
}

static void mixcore_group_free(struct mixcore_group *group)
{
	list_del(&group->list);
	kfree(group);
}

/* A group of a stream that has none. */
static int mixcore_group_found(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_group *group = kzalloc(sizeof(*group), GFP_KERNEL);

	if (!group)
		return -ENOMEM;
	INIT_LIST_HEAD(&group->members);
	list_add_tail(&group->list, &stream->card->groups);
	mixcore_group_assign(stream, group);
	return 0;
}

/**
 * mixcore_group_prepare() - a stream is to be in the group of another
 * @step: of the stream
 * @id: of the other, 0 = it is to be alone
 *
 * Context: process, graph_lock held.
 * Return: 0, -EINVAL, -ENOENT, -EPERM, -ENOMEM.
 */
int mixcore_group_prepare(struct mixcore_step *step, u32 id)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream, *other = NULL;
	int err = 0;

	if (mixcore_stream_records(stream))
		return -EINVAL;
	if (id)
		other = mixcore_graph_find_playback(step->card, &step->caller, id);
	if (IS_ERR(other))
		return PTR_ERR(other);
	if (other == stream)
		return -EINVAL;
	if (other && !other->group) {
		err = mixcore_group_found(other);
		if (!err)
			step->setting.founder = other;
	}
	if (err)
		return err;
	step->setting.group = stream->group;
	mixcore_group_assign(stream, other ? other->group : NULL);
	return 0;
}

/**
 * mixcore_group_undo() - undo mixcore_group_prepare()
 * @step: of the stream
 *
 * Context: process, graph_lock held.
 */
void mixcore_group_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *founder = step->setting.founder;
	struct mixcore_group *group;

	mixcore_group_assign(step->stream, step->setting.group);
	if (!founder)
		return;
	group = founder->group;
	mixcore_group_assign(founder, NULL);
	mixcore_group_free(group);
}

/* One alone is no group. */
static void mixcore_group_dissolve(struct mixcore_card *card, const struct mixcore_caller *caller,
				   u64 generation)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream;
	unsigned long id;

	xa_for_each(&card->streams, id, stream) {
		if (!stream->group || stream->group->streams > 1)
			continue;
		mixcore_group_assign(stream, NULL);
		mixcore_history_add(card, &stream->changes, caller, generation,
				    MIXCORE_SET_SYNC_GROUP);
	}
}

static void mixcore_group_exchange(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	if (stream->member_of == stream->group)
		return;
	list_del_init(&stream->in_group);
	stream->member_of = stream->group;
	stream->ended = false;
	if (stream->group)
		list_add_tail(&stream->in_group, &stream->group->members);
	else
		mixcore_trigger_update(stream);
}

/**
 * mixcore_group_commit() - what was set of groups is in effect, for all at once
 * @card: the card
 * @caller: who has set it
 * @generation: of the graph after that
 *
 * Context: process, graph_lock held.
 */
void mixcore_group_commit(struct mixcore_card *card, const struct mixcore_caller *caller,
			  u64 generation)
	__must_hold(&card->graph_lock)
{
	struct mixcore_group *group, *next;
	struct mixcore_stream *stream;
	unsigned long id;

	lockdep_assert_held(&card->graph_lock);
	/* Another step of the transaction has done it. */
	if (!card->regrouped)
		return;
	mixcore_group_dissolve(card, caller, generation);
	card->regrouped = false;
	spin_lock_irq(&card->run_lock);
	xa_for_each(&card->streams, id, stream)
		mixcore_group_exchange(stream);
	list_for_each_entry(group, &card->groups, list)
		if (!list_empty(&group->members))
			mixcore_trigger_update(list_first_entry(&group->members,
								struct mixcore_stream, in_group));
	mixcore_start_together(card);
	spin_unlock_irq(&card->run_lock);
	list_for_each_entry_safe(group, next, &card->groups, list)
		if (!group->streams)
			mixcore_group_free(group);
}

/**
 * mixcore_group_leave() - a stream closes: others go on without it
 * @stream: in the graph
 *
 * Context: process, graph_lock held.
 */
void mixcore_group_leave(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	const struct mixcore_caller caller = { .uid = stream->uid, .text = "close" };
	struct mixcore_card *card = stream->card;

	if (!stream->group)
		return;
	mixcore_group_assign(stream, NULL);
	mixcore_group_commit(card, &caller, ++card->generation);
}

/**
 * mixcore_group_id() - of a stream's group, for userspace
 * @stream: in the graph
 *
 * Context: process, graph_lock held.
 * Return: the lowest id of its streams, 0 = it is in none.
 */
u32 mixcore_group_id(const struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_stream *other;
	unsigned long id;

	lockdep_assert_held(&stream->card->graph_lock);
	if (!stream->group)
		return 0;
	xa_for_each(&stream->card->streams, id, other)
		if (other->group == stream->group)
			return id;
	return 0;
}
