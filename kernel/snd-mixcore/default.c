// SPDX-License-Identifier: GPL-2.0-only
/*
 * Defaults: where a stream plays when it is opened, and the gain and mute it opens with. What holds
 * for everybody is in struct mixcore_card; a uid may have an entry that says otherwise in part.
 */
#include <linux/slab.h>

#include "mixcore.h"

#define MIXCORE_DEFAULT_ALL \
	(MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE)

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
	const struct mixcore_default_entry *entry = mixcore_default_find(card, uid, NULL);

	return entry && entry->values.mask & MIXCORE_DEFAULT_OUTPUT ? entry->values.output :
	       card->default_output;
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
	const struct mixcore_default_entry *entry = mixcore_default_find(card, uid, NULL);
	u32 mask = entry ? entry->values.mask : 0;

	*gain = mask & MIXCORE_DEFAULT_GAIN ? entry->values.gain : card->default_gain;
	*mute = mask & MIXCORE_DEFAULT_MUTE ? entry->values.mute : card->default_mute;
}

static void mixcore_default_drop(struct mixcore_default_entry *entry)
{
	list_del(&entry->list);
	entry->card->ndefaults--;
	kfree(entry);
}

/**
 * mixcore_default_forget() - nobody's streams open on an output any more
 * @output: is being detached
 *
 * Context: process, graph_lock held.
 */
void mixcore_default_forget(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;
	struct mixcore_default_entry *entry, *next;

	lockdep_assert_held(&card->graph_lock);
	if (card->default_output == output)
		card->default_output = card->null_output;
	list_for_each_entry_safe(entry, next, &card->defaults, list) {
		if (entry->values.output != output)
			continue;
		entry->values.output = NULL;
		entry->values.mask &= ~MIXCORE_DEFAULT_OUTPUT;
		if (!entry->values.mask)
			mixcore_default_drop(entry);
	}
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
	u32 gain;
	bool mute;

	mixcore_default_apply(card, uid, &gain, &mute);
	info->uid = from_kuid(&init_user_ns, uid);
	info->mask = entry ? entry->values.mask : 0;
	info->output = mixcore_default_output(card, uid)->id;
	info->gain = gain;
	info->mute = mute;
	info->cause = entry ? entry->change.cause : card->default_change.cause;
}

static bool mixcore_default_may_read(const struct mixcore_caller *caller, kuid_t uid)
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

	if (info->mask || info->reserved || info->device)
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

	if (info->mask || info->reserved || info->device)
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
	    set->reserved || set->device)
		return -EINVAL;
	if ((set->mask & MIXCORE_DEFAULT_CLEAR) && set->uid == MIXCORE_UID_ANY)
		return -EINVAL;
	if ((what & MIXCORE_DEFAULT_MUTE) && set->mute > 1)
		return -EINVAL;
	if ((what & MIXCORE_DEFAULT_GAIN) && set->gain > MIXCORE_GAIN_MAX)
		return -ERANGE;
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
	list_add_tail(&entry->list, before);
	card->ndefaults++;
	return entry;
}

static struct mixcore_default_values mixcore_default_of_card(const struct mixcore_card *card)
{
	return (struct mixcore_default_values) {
		.output = card->default_output,
		.gain = card->default_gain,
		.mute = card->default_mute,
	};
}

static void mixcore_default_set_card(struct mixcore_card *card,
				     const struct mixcore_default_values *values)
{
	card->default_output = values->output;
	card->default_gain = values->gain;
	card->default_mute = values->mute;
}

/* What the call names, instead of what is. */
static void mixcore_default_change(const struct mixcore_default *set,
				   struct mixcore_output *output,
				   struct mixcore_default_values *values)
{
	if (set->mask & MIXCORE_DEFAULT_CLEAR) {
		values->mask &= ~set->mask;
		if (set->mask & MIXCORE_DEFAULT_OUTPUT)
			values->output = NULL;
		return;
	}
	if (set->mask & MIXCORE_DEFAULT_OUTPUT)
		values->output = output;
	if (set->mask & MIXCORE_DEFAULT_GAIN)
		values->gain = set->gain;
	if (set->mask & MIXCORE_DEFAULT_MUTE)
		values->mute = set->mute;
	values->mask |= set->mask;
}

static int mixcore_default_prepare_uid(struct mixcore_step *step, const struct mixcore_default *set,
				       struct mixcore_output *output)
	__must_hold(&step->card->graph_lock)
{
	kuid_t uid = make_kuid(&init_user_ns, set->uid);
	struct mixcore_default_entry *entry;

	entry = mixcore_default_find(step->card, uid, NULL);
	if (!entry && (set->mask & MIXCORE_DEFAULT_CLEAR))
		return 0;
	entry = mixcore_default_entry(step->card, uid);
	if (IS_ERR(entry))
		return PTR_ERR(entry);
	entry->steps++;
	step->dflt.entry = entry;
	step->dflt.before = entry->values;
	mixcore_default_change(set, output, &entry->values);
	return 0;
}

static int mixcore_default_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_default *set = step->argument;
	struct mixcore_default_values values;
	struct mixcore_output *output = NULL;
	int err;

	err = mixcore_default_check(set);
	if (err)
		return err;
	if ((set->mask & MIXCORE_DEFAULT_OUTPUT) && !(set->mask & MIXCORE_DEFAULT_CLEAR)) {
		output = xa_load(&step->card->outputs, set->output);
		if (!output || output->detached)
			return -ENOENT;
	}
	if (set->uid != MIXCORE_UID_ANY)
		return mixcore_default_prepare_uid(step, set, output);
	values = mixcore_default_of_card(step->card);
	step->dflt.before = values;
	mixcore_default_change(set, output, &values);
	mixcore_default_set_card(step->card, &values);
	return 0;
}

/* A step is done with an entry, which goes with the last one when it says nothing. */
static void mixcore_default_end(struct mixcore_default_entry *entry)
{
	if (!--entry->steps && !entry->values.mask)
		mixcore_default_drop(entry);
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
		mixcore_default_set_card(step->card, &step->dflt.before);
	if (!entry)
		return;
	entry->values = step->dflt.before;
	mixcore_default_end(entry);
}

static void mixcore_default_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_default_entry *entry = step->dflt.entry;

	if (mixcore_default_is_of_card(step))
		mixcore_transaction_record(step, &step->card->default_change);
	if (!entry)
		return;
	mixcore_transaction_record(step, &entry->change);
	mixcore_default_end(entry);
}

/* MIXCORE_IOCTL_DEFAULT_SET: 0, -EINVAL, -ERANGE, -ENOENT, -ENOSPC, -ENOMEM. */
const struct mixcore_step_kind mixcore_default_set_kind = {
	.prepare = mixcore_default_prepare,
	.undo = mixcore_default_undo,
	.commit = mixcore_default_commit,
};
