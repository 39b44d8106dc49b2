// SPDX-License-Identifier: GPL-2.0-only
/* Loopbacks as userspace has them: MIXCORE_IOCTL_LOOPBACK_*. */
#include "mixcore.h"

/* One that is there has other settings. */
static int mixcore_loopback_change(struct mixcore_loopback *loopback,
				   const struct mixcore_route_settings *settings)
	__must_hold(&loopback->input->card->graph_lock)
{
	struct mixcore_route_settings before = loopback->settings;
	int err;

	loopback->settings = *settings;
	mixcore_loopback_update(loopback);
	err = mixcore_graph_publish(loopback->output);
	if (!err)
		return 0;
	loopback->settings = before;
	mixcore_loopback_update(loopback);
	return err;
}

/* A new one, instead of @old where there is one. */
static int mixcore_loopback_replace(struct mixcore_output *input, struct mixcore_output *output,
				    const struct mixcore_route_settings *settings,
				    struct mixcore_loopback *old, struct list_head *unused)
	__must_hold(&input->card->graph_lock)
{
	struct mixcore_loopback *loopback;
	int err;

	if (!old && input->card->nloopbacks >= MIXCORE_LOOPBACKS_MAX)
		return -ENOSPC;
	loopback = mixcore_loopback_new(input, output, settings);
	if (!loopback)
		return -ENOMEM;
	if (old)
		loopback->changes = old->changes;
	err = mixcore_loopback_add(loopback);
	if (err) {
		mixcore_loopback_put(loopback);
		return err;
	}
	if (old)
		mixcore_loopback_remove(old, unused);
	return 0;
}

static int mixcore_loopback_set_between(struct mixcore_output *input,
					struct mixcore_output *output,
					const struct mixcore_route_set *set,
					struct list_head *unused)
	__must_hold(&input->card->graph_lock)
{
	struct mixcore_route_settings settings = { .gain = MIXCORE_GAIN_UNITY };
	struct mixcore_loopback *old;
	int err;

	old = mixcore_loopback_find(input->card, input->id, output->id);
	err = mixcore_route_set_allow(set, old, output->rate);
	if (err)
		return err;
	if (input->rate != output->rate)
		return -EINVAL;
	if (old)
		settings = old->settings;
	mixcore_route_set_apply(set, &settings);
	if (old && mixcore_loopback_holds(old, settings.delay))
		return mixcore_loopback_change(old, &settings);
	return mixcore_loopback_replace(input, output, &settings, old, unused);
}

static int mixcore_loopback_set_locked(struct mixcore_card *card,
				       const struct mixcore_caller *caller,
				       const struct mixcore_route_set *set,
				       struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output = xa_load(&card->outputs, set->output);
	struct mixcore_output *input = xa_load(&card->inputs, set->stream);
	struct mixcore_loopback *loopback;
	u32 what = set->mask;
	int err;

	if (!input || !output || input->detached || output->detached)
		return -ENOENT;
	err = mixcore_loopback_set_between(input, output, set, unused);
	if (err)
		return err;
	loopback = mixcore_loopback_find(card, input->id, output->id);
	if (!loopback->changes.count)
		what |= MIXCORE_CHANGED_MADE;
	mixcore_graph_changed(card, caller, &loopback->changes, what);
	return 0;
}

/**
 * mixcore_loopback_set() - MIXCORE_IOCTL_LOOPBACK_SET
 * @card: the card
 * @caller: who asks; its right was checked
 * @set: from userspace
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_loopback_set(struct mixcore_card *card, const struct mixcore_caller *caller,
			 const struct mixcore_route_set *set)
{
	LIST_HEAD(unused);
	int err;

	err = mixcore_route_set_check(set);
	if (err)
		return err;
	mutex_lock(&card->graph_lock);
	err = mixcore_loopback_set_locked(card, caller, set, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	return err;
}

/**
 * mixcore_loopback_unset() - MIXCORE_IOCTL_LOOPBACK_REMOVE
 * @card: the card
 * @caller: who asks; its right was checked
 * @remove: from userspace
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT.
 */
int mixcore_loopback_unset(struct mixcore_card *card, const struct mixcore_caller *caller,
			   const struct mixcore_route_remove *remove)
{
	struct mixcore_loopback *loopback;
	LIST_HEAD(unused);

	if (remove->flags)
		return -EINVAL;
	mutex_lock(&card->graph_lock);
	loopback = mixcore_loopback_find(card, remove->stream, remove->output);
	if (loopback)
		mixcore_loopback_end(loopback, caller, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	return loopback ? 0 : -ENOENT;
}

static void mixcore_loopback_info(struct mixcore_loopback *loopback,
				  const struct mixcore_caller *caller,
				  struct mixcore_route_info *info)
	__must_hold(&loopback->input->card->graph_lock)
{
	const struct mixcore_route_settings *settings = &loopback->settings;
	struct mixcore_path path = loopback->path;

	info->stream = loopback->input->id;
	info->output = loopback->output->id;
	info->flags = MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE;
	if (settings->own_matrix)
		info->flags |= MIXCORE_ROUTE_F_MATRIX;
	info->mute = settings->mute;
	info->gain = settings->gain;
	info->delay_frames = settings->delay;
	info->latency_frames = loopback->latency;
	info->inserted_frames = READ_ONCE(loopback->inserted);
	info->dropped_frames = READ_ONCE(loopback->dropped) + READ_ONCE(loopback->full);
	if (settings->own_matrix)
		memcpy(path.matrix, settings->matrix, sizeof(path.matrix));
	else
		mixcore_chmap_matrix(&path);
	memcpy(info->matrix, path.matrix, sizeof(info->matrix));
	mixcore_history_latest(&loopback->changes, caller, &info->last_change);
}

/* The first one at or behind the pair (@input, @output). */
static struct mixcore_loopback *mixcore_loopback_seek(struct mixcore_card *card, u32 input,
						      u64 output)
	__must_hold(&card->graph_lock)
{
	struct mixcore_loopback *loopback, *found = NULL;
	struct mixcore_output *from;
	unsigned long id;

	xa_for_each_start(&card->inputs, id, from, input) {
		list_for_each_entry(loopback, &from->loopbacks, of_input)
			if ((id > input || loopback->output->id >= output) &&
			    (!found || loopback->output->id < found->output->id))
				found = loopback;
		if (found)
			return found;
	}
	return NULL;
}

/**
 * mixcore_loopback_describe() - MIXCORE_IOCTL_LOOPBACK_GET and MIXCORE_IOCTL_LOOPBACK_NEXT
 * @card: the card
 * @caller: pids of others are withheld without the control node
 * @info: names a pair; filled in
 * @next: not that one, but the one behind it
 *
 * Context: process.
 * Return: 0, -ENOENT.
 */
int mixcore_loopback_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			      struct mixcore_route_info *info, bool next)
{
	u32 input = info->stream, output = info->output;
	struct mixcore_loopback *loopback;

	memset(info, 0, sizeof(*info));
	mutex_lock(&card->graph_lock);
	loopback = next ? mixcore_loopback_seek(card, input, (u64)output + 1) :
			  mixcore_loopback_find(card, input, output);
	if (loopback)
		mixcore_loopback_info(loopback, caller, info);
	mutex_unlock(&card->graph_lock);
	return loopback ? 0 : -ENOENT;
}
