// SPDX-License-Identifier: GPL-2.0-only
/*
 * Defaults: where a stream plays when it is opened, the gain and mute it opens with, and what a
 * recorder records. What holds for everybody is in mixcore_card.default_values; a uid may have an
 * entry that says otherwise in part.
 */
#include <linux/slab.h>

#include "mixcore.h"

#define MIXCORE_DEFAULT_ALL \
	(MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE | \
	 MIXCORE_DEFAULT_FOLLOWERS | MIXCORE_DEFAULT_INPUT)

/* The entry of a uid, or NULL; *before: where it belongs. They ascend. */
static struct mixcore_default_entry *mixcore_default_find(struct mixcore_card *card, kuid_t uid,
							  struct list_head **before)
	__must_hold(&card->graph_lock)
{
	struct mixcore_default_entry *entry;
	struct list_head *at;

	lockdep_assert_held(&card->graph_lock);
	list_for_each(at, &card->defaults) {
		entry = list_entry(at, struct mixcore_default_entry, list);
		if (uid_eq(entry->uid, uid))
			return entry;
		if (uid_gt(entry->uid, uid))
			break;
	}
	if (before)
		*before = at;
	return NULL;
}

/* What holds of MIXCORE_DEFAULT_@what for a uid. */
static const struct mixcore_default_values *mixcore_default_of(struct mixcore_card *card,
							       kuid_t uid, u32 what)
	__must_hold(&card->graph_lock)
{
	const struct mixcore_default_entry *entry = mixcore_default_find(card, uid, NULL);

	return entry && entry->values.mask & what ? &entry->values : &card->default_values;
}

/**
 * mixcore_default_output() - where a stream of a uid plays when it is opened
 * @card: the card
 * @uid: of the opener
 *
 * Context: process, graph_lock held.
 * Return: the output, valid under the lock.
 */
struct mixcore_output *mixcore_default_output(struct mixcore_card *card, kuid_t uid)
	__must_hold(&card->graph_lock)
{
	return mixcore_default_of(card, uid, MIXCORE_DEFAULT_OUTPUT)->output;
}

/**
 * mixcore_default_input() - what a recorder of a uid records when it is opened
 * @card: the card
 * @uid: of the opener
 *
 * Context: process, graph_lock held.
 * Return: the input, valid under the lock.
 */
struct mixcore_output *mixcore_default_input(struct mixcore_card *card, kuid_t uid)
	__must_hold(&card->graph_lock)
{
	return mixcore_default_of(card, uid, MIXCORE_DEFAULT_INPUT)->input;
}

/**
 * mixcore_default_apply() - what a stream of a uid opens with
 * @card: the card
 * @uid: of the opener
 * @gain: of every channel
 * @mute: is it silent
 *
 * Context: process, graph_lock held.
 */
void mixcore_default_apply(struct mixcore_card *card, kuid_t uid, u32 *gain, bool *mute)
	__must_hold(&card->graph_lock)
{
	*gain = mixcore_default_of(card, uid, MIXCORE_DEFAULT_GAIN)->gain;
	*mute = mixcore_default_of(card, uid, MIXCORE_DEFAULT_MUTE)->mute;
}

/**
 * mixcore_default_follow() - the routes with which a stream opens
 * @stream: bound to its output
 *
 * Context: process, graph_lock held.
 * Return: 0 or -ENOMEM; then some of them are there.
 */
int mixcore_default_follow(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	const struct mixcore_default_values *values;
	int err = 0;
	u32 i;

	values = mixcore_default_of(stream->card, stream->uid, MIXCORE_DEFAULT_FOLLOWERS);
	for (i = 0; !err && i < values->nfollowers; i++) {
		struct mixcore_output *output = values->followers[i];

		if (output != stream->output && output->rate == stream->output->rate)
			err = mixcore_routing_follow(stream, output);
	}
	return err;
}

static void mixcore_default_drop(struct mixcore_default_entry *entry)
{
	list_del(&entry->list);
	entry->card->ndefaults--;
	kfree(entry);
}

/* Returns whether it was one of them. */
static bool mixcore_default_unfollow(struct mixcore_default_values *values,
				     const struct mixcore_output *output)
{
	u32 i, kept = 0, count = values->nfollowers;

	for (i = 0; i < count; i++)
		if (values->followers[i] != output)
			values->followers[kept++] = values->followers[i];
	values->nfollowers = kept;
	return kept < count;
}

/* Nothing is said any more about what is not there. Returns MIXCORE_DEFAULT_* of what was. */
static u32 mixcore_default_unset(struct mixcore_default_values *values,
				 const struct mixcore_output *output)
{
	u32 what = 0;

	if (mixcore_default_unfollow(values, output))
		what |= MIXCORE_DEFAULT_FOLLOWERS;
	if (values->output == output) {
		values->output = NULL;
		what |= MIXCORE_DEFAULT_OUTPUT;
	}
	if (values->input == output) {
		values->input = NULL;
		what |= MIXCORE_DEFAULT_INPUT;
	}
	return what;
}

/* It says nothing any more. One that a call has made in vain was never known. */
static void mixcore_default_end_entry(struct mixcore_default_entry *entry)
	__must_hold(&entry->card->graph_lock)
{
	if (entry->changes.count)
		mixcore_event_gone(entry->card, &entry->changes.object);
	mixcore_default_drop(entry);
}

static void mixcore_default_forget_all(struct mixcore_card *card,
				       const struct mixcore_output *output,
				       const struct mixcore_caller *caller)
	__must_hold(&card->graph_lock)
{
	struct mixcore_default_values *values = &card->default_values;
	u32 what = mixcore_default_unset(values, output);

	if (what & MIXCORE_DEFAULT_OUTPUT)
		values->output = card->null_output;
	if (what & MIXCORE_DEFAULT_INPUT)
		values->input = card->null_input;
	if (what)
		mixcore_graph_changed(card, caller, &card->default_changes, what);
}

/* Where streams play is as for all again; other outputs on which they play besides stay. */
static void mixcore_default_forget_of(struct mixcore_default_entry *entry,
				      const struct mixcore_output *output,
				      const struct mixcore_caller *caller)
	__must_hold(&entry->card->graph_lock)
{
	u32 what = mixcore_default_unset(&entry->values, output);
	u32 cleared = what & ~MIXCORE_DEFAULT_FOLLOWERS;

	if (what & MIXCORE_DEFAULT_FOLLOWERS)
		mixcore_graph_changed(entry->card, caller, &entry->changes,
				      MIXCORE_DEFAULT_FOLLOWERS);
	if (!cleared)
		return;
	entry->values.mask &= ~cleared;
	mixcore_graph_changed(entry->card, caller, &entry->changes,
			      cleared | MIXCORE_DEFAULT_CLEAR);
	if (!entry->values.mask)
		mixcore_default_end_entry(entry);
}

/**
 * mixcore_default_forget() - nobody's streams open on an output any more
 * @output: or input, is being detached
 * @caller: who detaches it
 *
 * Context: process, graph_lock held.
 */
void mixcore_default_forget(struct mixcore_output *output, const struct mixcore_caller *caller)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;
	struct mixcore_default_entry *entry, *next;

	lockdep_assert_held(&card->graph_lock);
	mixcore_default_forget_all(card, output, caller);
	list_for_each_entry_safe(entry, next, &card->defaults, list)
		mixcore_default_forget_of(entry, output, caller);
}

/**
 * mixcore_default_changes() - who changed defaults
 * @card: the card
 * @uid: of whom, MIXCORE_UID_ANY = for all
 *
 * Context: process, graph_lock held.
 * Return: valid under the lock; NULL: the uid has none of its own.
 */
const struct mixcore_changes *mixcore_default_changes(struct mixcore_card *card, u32 uid)
	__must_hold(&card->graph_lock)
{
	const struct mixcore_default_entry *entry;
	kuid_t kuid;

	if (uid == MIXCORE_UID_ANY)
		return &card->default_changes;
	kuid = make_kuid(&init_user_ns, uid);
	entry = mixcore_default_find(card, kuid, NULL);
	return entry ? &entry->changes : NULL;
}

/**
 * mixcore_default_free() - forget all entries
 * @card: is being removed
 *
 * Context: module unload.
 */
void mixcore_default_free(struct mixcore_card *card)
{
	struct mixcore_default_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &card->defaults, list)
		mixcore_default_drop(entry);
}

static void mixcore_default_describe(struct mixcore_card *card, kuid_t uid,
				     struct mixcore_default *info)
	__must_hold(&card->graph_lock)
{
	const struct mixcore_default_entry *entry = mixcore_default_find(card, uid, NULL);
	const struct mixcore_default_values *values;
	u32 gain, i;
	bool mute;

	memset(info->followers, 0, sizeof(info->followers));
	values = mixcore_default_of(card, uid, MIXCORE_DEFAULT_FOLLOWERS);
	info->follower_count = values->nfollowers;
	for (i = 0; i < values->nfollowers; i++)
		info->followers[i] = values->followers[i]->id;
	mixcore_default_apply(card, uid, &gain, &mute);
	info->uid = from_kuid(&init_user_ns, uid);
	info->mask = entry ? entry->values.mask : 0;
	info->output = mixcore_default_output(card, uid)->id;
	info->input = mixcore_default_input(card, uid)->id;
	info->gain = gain;
	info->mute = mute;
	mixcore_history_cause(entry ? &entry->changes : &card->default_changes, &info->cause);
}

/**
 * mixcore_default_may_read() - may defaults be seen
 * @caller: who asks
 * @uid: whose they are; invalid: of all
 *
 * Context: any.
 */
bool mixcore_default_may_read(const struct mixcore_caller *caller, kuid_t uid)
{
	return caller->control || !uid_valid(uid) || uid_eq(uid, caller->uid);
}

/**
 * mixcore_default_get() - MIXCORE_IOCTL_DEFAULT_GET
 * @card: the card
 * @caller: who asks
 * @info: from userspace; filled in
 *
 * Context: process.
 * Return: 0, -EINVAL, -EPERM.
 */
int mixcore_default_get(struct mixcore_card *card, const struct mixcore_caller *caller,
			struct mixcore_default *info)
{
	kuid_t uid = make_kuid(&init_user_ns, info->uid);

	if (info->mask || info->reserved || info->reserved2 || info->device)
		return -EINVAL;
	if (!mixcore_default_may_read(caller, uid))
		return -EPERM;
	mutex_lock(&card->graph_lock);
	mixcore_default_describe(card, uid, info);
	mutex_unlock(&card->graph_lock);
	return 0;
}

/**
 * mixcore_default_next() - MIXCORE_IOCTL_DEFAULT_NEXT
 * @card: the card
 * @info: from userspace; filled in
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT at the end.
 */
int mixcore_default_next(struct mixcore_card *card, struct mixcore_default *info)
{
	kuid_t uid = make_kuid(&init_user_ns, info->uid);
	struct mixcore_default_entry *entry;
	int err = -ENOENT;

	if (info->mask || info->reserved || info->reserved2 || info->device)
		return -EINVAL;
	mutex_lock(&card->graph_lock);
	list_for_each_entry(entry, &card->defaults, list) {
		if (uid_valid(uid) && uid_lte(entry->uid, uid))
			continue;
		mixcore_default_describe(card, entry->uid, info);
		err = 0;
		break;
	}
	mutex_unlock(&card->graph_lock);
	return err;
}

static int mixcore_default_check(const struct mixcore_default *set)
{
	u32 what = set->mask & MIXCORE_DEFAULT_ALL;

	if (!what || (set->mask & ~(MIXCORE_DEFAULT_ALL | MIXCORE_DEFAULT_CLEAR)) ||
	    set->reserved || set->reserved2 || set->device)
		return -EINVAL;
	if ((set->mask & MIXCORE_DEFAULT_CLEAR) && set->uid == MIXCORE_UID_ANY)
		return -EINVAL;
	if ((what & MIXCORE_DEFAULT_MUTE) && set->mute > 1)
		return -EINVAL;
	if ((what & MIXCORE_DEFAULT_GAIN) && set->gain > MIXCORE_GAIN_MAX)
		return -ERANGE;
	if ((what & MIXCORE_DEFAULT_FOLLOWERS) &&
	    set->follower_count > MIXCORE_DEFAULT_FOLLOWERS_MAX)
		return -EINVAL;
	return 0;
}

/* The entry of a uid, which may be new: it says nothing yet. */
static struct mixcore_default_entry *mixcore_default_entry(struct mixcore_card *card, kuid_t uid)
	__must_hold(&card->graph_lock)
{
	struct mixcore_default_entry *entry;
	struct list_head *before;

	entry = mixcore_default_find(card, uid, &before);
	if (entry)
		return entry;
	if (card->ndefaults >= MIXCORE_DEFAULTS_MAX)
		return ERR_PTR(-ENOSPC);
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return ERR_PTR(-ENOMEM);
	entry->card = card;
	entry->uid = uid;
	mixcore_history_of(&entry->changes, MIXCORE_OBJECT_DEFAULT, from_kuid(&init_user_ns, uid),
			   0);
	list_add_tail(&entry->list, before);
	card->ndefaults++;
	return entry;
}

/* Some values, instead of others. */
static void mixcore_default_change(const struct mixcore_default_values *set,
				   struct mixcore_default_values *values)
{
	if (set->mask & MIXCORE_DEFAULT_OUTPUT)
		values->output = set->output;
	if (set->mask & MIXCORE_DEFAULT_INPUT)
		values->input = set->input;
	if (set->mask & MIXCORE_DEFAULT_GAIN)
		values->gain = set->gain;
	if (set->mask & MIXCORE_DEFAULT_MUTE)
		values->mute = set->mute;
	if (set->mask & MIXCORE_DEFAULT_FOLLOWERS) {
		values->nfollowers = set->nfollowers;
		memcpy(values->followers, set->followers, sizeof(values->followers));
	}
	values->mask |= set->mask;
}

/* What a call names; what is to be cleared is nothing. */
static struct mixcore_default_values mixcore_default_cleared(const struct mixcore_default *set)
{
	return (struct mixcore_default_values) { .mask = set->mask & MIXCORE_DEFAULT_ALL };
}

/* An output or input where streams may open, or an ERR_PTR. */
static struct mixcore_output *mixcore_default_find_output(struct mixcore_card *card, u32 id,
							  bool capture)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output = xa_load(mixcore_graph_outputs(card, capture), id);

	return output && !output->detached ? output : ERR_PTR(-ENOENT);
}

static int mixcore_default_read_followers(struct mixcore_card *card,
					  const struct mixcore_default *set,
					  struct mixcore_default_values *values)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output;
	u32 i, other;

	for (i = 0; i < set->follower_count; i++) {
		output = mixcore_default_find_output(card, set->followers[i], false);
		if (IS_ERR(output))
			return PTR_ERR(output);
		for (other = 0; other < i; other++)
			if (values->followers[other] == output)
				return -EINVAL;
		values->followers[i] = output;
	}
	values->nfollowers = set->follower_count;
	return 0;
}

static int mixcore_default_read(struct mixcore_card *card, const struct mixcore_default *set,
				struct mixcore_default_values *values)
	__must_hold(&card->graph_lock)
{
	*values = (struct mixcore_default_values) {
		.mask = set->mask, .gain = set->gain, .mute = set->mute,
	};
	if (set->mask & MIXCORE_DEFAULT_OUTPUT) {
		values->output = mixcore_default_find_output(card, set->output, false);
		if (IS_ERR(values->output))
			return PTR_ERR(values->output);
	}
	if (set->mask & MIXCORE_DEFAULT_INPUT) {
		values->input = mixcore_default_find_output(card, set->input, true);
		if (IS_ERR(values->input))
			return PTR_ERR(values->input);
	}
	if (set->mask & MIXCORE_DEFAULT_FOLLOWERS)
		return mixcore_default_read_followers(card, set, values);
	return 0;
}

static int mixcore_default_prepare_uid(struct mixcore_step *step, const struct mixcore_default *set,
				       const struct mixcore_default_values *values)
	__must_hold(&step->card->graph_lock)
{
	kuid_t uid = make_kuid(&init_user_ns, set->uid);
	bool clear = set->mask & MIXCORE_DEFAULT_CLEAR;
	struct mixcore_default_entry *entry;

	entry = mixcore_default_find(step->card, uid, NULL);
	if (!entry && clear)
		return 0;
	entry = mixcore_default_entry(step->card, uid);
	if (IS_ERR(entry))
		return PTR_ERR(entry);
	entry->steps++;
	step->dflt.entry = entry;
	step->dflt.before = entry->values;
	mixcore_default_change(values, &entry->values);
	if (clear)
		entry->values.mask &= ~values->mask;
	return 0;
}

static int mixcore_default_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_default *set = step->argument;
	struct mixcore_default_values values;
	int err;

	err = mixcore_default_check(set);
	if (err)
		return err;
	if (set->mask & MIXCORE_DEFAULT_CLEAR)
		values = mixcore_default_cleared(set);
	else
		err = mixcore_default_read(step->card, set, &values);
	if (err)
		return err;
	if (set->uid != MIXCORE_UID_ANY)
		return mixcore_default_prepare_uid(step, set, &values);
	step->dflt.before = step->card->default_values;
	mixcore_default_change(&values, &step->card->default_values);
	return 0;
}

/* A step is done with an entry, which goes with the last one when it says nothing. */
static void mixcore_default_end(struct mixcore_default_entry *entry)
	__must_hold(&entry->card->graph_lock)
{
	if (!--entry->steps && !entry->values.mask)
		mixcore_default_end_entry(entry);
}

static bool mixcore_default_is_of_card(const struct mixcore_step *step)
{
	const struct mixcore_default *set = step->argument;

	return set->uid == MIXCORE_UID_ANY;
}

static void mixcore_default_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_default_entry *entry = step->dflt.entry;

	if (mixcore_default_is_of_card(step))
		step->card->default_values = step->dflt.before;
	if (!entry)
		return;
	entry->values = step->dflt.before;
	mixcore_default_end(entry);
}

static void mixcore_default_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_default *set = step->argument;
	struct mixcore_default_entry *entry = step->dflt.entry;

	if (mixcore_default_is_of_card(step))
		mixcore_transaction_record(step, &step->card->default_changes, set->mask);
	if (!entry)
		return;
	mixcore_transaction_record(step, &entry->changes, set->mask);
	mixcore_default_end(entry);
}

/* MIXCORE_IOCTL_DEFAULT_SET: 0, -EINVAL, -ERANGE, -ENOENT, -ENOSPC, -ENOMEM. */
const struct mixcore_step_kind mixcore_default_set_kind = {
	.prepare = mixcore_default_prepare,
	.undo = mixcore_default_undo,
	.commit = mixcore_default_commit,
};
