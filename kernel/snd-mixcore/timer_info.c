// SPDX-License-Identifier: GPL-2.0-only
/* Timers as userspace sees them. */
#include "mixcore.h"
#include "producer.h"

static void mixcore_timer_info_counts(struct mixcore_timer *timer, struct mixcore_timer_info *info)
{
	mixcore_bit_lock(&timer->trigger_lock);
	info->ticks = timer->ticks;
	info->frames = timer->frames;
	info->time_ns = timer->time;
	info->drift_ppb = mixcore_drift_ppb(&timer->drift, &info->drift_error_ppb);
	mixcore_bit_unlock(&timer->trigger_lock);
}

static void mixcore_timer_info(struct mixcore_timer *timer, const struct mixcore_caller *caller,
			       struct mixcore_timer_info *info)
{
	info->id = timer->id;
	info->flags = timer->flags;
	info->state = READ_ONCE(timer->producer.state);
	info->device = MIXCORE_TIMER_DEVICE + timer->slot;
	info->rate = timer->rate;
	info->uid = from_kuid(&init_user_ns, timer->uid);
	if (mixcore_may_change(caller, timer->uid))
		info->pid = timer->pid;
	info->resolution_ns = timer->resolution;
	strscpy(info->name, timer->name, sizeof(info->name));
	info->followers = timer->nfollowers;
	mixcore_timer_info_counts(timer, info);
}

/**
 * mixcore_timer_describe() - MIXCORE_IOCTL_TIMER_GET, MIXCORE_IOCTL_TIMER_NEXT
 * @card: the card
 * @caller: who asks; pids of others are withheld without the control node
 * @info: its id and size are read
 * @next: the one with the lowest id above that
 *
 * Context: process.
 * Return: 0 or -ENOENT.
 */
int mixcore_timer_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_timer_info *info, bool next)
{
	struct mixcore_timer *timer;
	unsigned long id = info->id;

	mutex_lock(&card->timers.lock);
	if (next)
		timer = id < INT_MAX ? xa_find_after(&card->timers.list, &id, INT_MAX,
						     XA_PRESENT) : NULL;
	else
		timer = xa_load(&card->timers.list, id);
	if (timer) {
		memset(info, 0, sizeof(*info));
		mixcore_timer_info(timer, caller, info);
	}
	mutex_unlock(&card->timers.lock);
	return timer ? 0 : -ENOENT;
}
