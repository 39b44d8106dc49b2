// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers that a process drives: made by a call on a node, driven and ended by a descriptor. What
 * userspace sees is in uapi/sound/mixcore_timer.h.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "mixcore.h"
#include "producer.h"

/* Linux 6.12: SNDRV_TIMER_IOCTL_TRIGGER. */
#define MIXCORE_TIMER_IOCTL_UPSTREAM	_IO('T', 0xa6)

/* Until here it counts, as others can't have its device number. */
static void mixcore_timer_free(struct mixcore_timer *timer)
{
	if (timer->user)
		mixcore_user_give(timer->card, timer->user, MIXCORE_HELD_TIMERS);
	ida_free(&timer->card->timers.slots, timer->slot);
	kfree(timer);
}

/* Frees those that no consumer has open any more. */
static void mixcore_timer_reap(struct work_struct *work)
{
	struct mixcore_timers *timers = container_of(work, struct mixcore_timers, reap);
	struct mixcore_timer *timer, *next;

	mutex_lock(&timers->lock);
	list_for_each_entry_safe(timer, next, &timers->dying, dying) {
		if (READ_ONCE(timer->open))
			continue;
		list_del(&timer->dying);
		/* Takes the lock of opening: who closed it has done with it. */
		snd_device_free(timer->card->snd, timer->alsa);
		mixcore_timer_free(timer);
	}
	mutex_unlock(&timers->lock);
}

/**
 * mixcore_timer_init() - make timers possible
 * @card: the card
 *
 * Context: module load.
 */
void mixcore_timer_init(struct mixcore_card *card)
{
	mutex_init(&card->timers.lock);
	xa_init_flags(&card->timers.list, XA_FLAGS_ALLOC1);
	ida_init(&card->timers.slots);
	INIT_LIST_HEAD(&card->timers.following);
	INIT_LIST_HEAD(&card->timers.dying);
	INIT_WORK(&card->timers.reap, mixcore_timer_reap);
}

/**
 * mixcore_timer_exit() - undo mixcore_timer_init()
 * @card: the card
 *
 * Context: module unload; descriptors and consumers would keep the module.
 */
void mixcore_timer_exit(struct mixcore_card *card)
{
	flush_work(&card->timers.reap);
	xa_destroy(&card->timers.list);
	ida_destroy(&card->timers.slots);
}

/* Without frames they follow from ticks: at most 2^64 - 1 over NSEC_PER_SEC. */
static void mixcore_timer_elapse_ticks(struct mixcore_timer *timer, u64 ns)
	__must_hold(&timer->trigger_lock)
{
	BUILD_BUG_ON(MIXCORE_TICKS_MAX * MIXCORE_TIMER_RESOLUTION_MAX >
		     (U64_MAX - NSEC_PER_SEC) / MIXCORE_RATE_MAX);
	timer->elapsed.ns += ns;
	if (!timer->rate)
		return;
	timer->frames += div_u64_rem(ns * timer->rate + timer->frames_rest, NSEC_PER_SEC,
				     &timer->frames_rest);
}

/* So many ticks, or frames. Returns what they are: ns of the timer's own clock. */
static u64 mixcore_timer_elapse(struct mixcore_timer *timer, u32 ticks, u32 frames, ktime_t time)
	__must_hold(&timer->trigger_lock)
{
	u64 ns = ticks * timer->resolution;

	timer->ticks += ticks;
	timer->time = time;
	if (frames) {
		timer->frames += frames;
		ns = mixcore_elapsed_add(&timer->elapsed, frames, timer->rate);
	} else {
		mixcore_timer_elapse_ticks(timer, ns);
	}
	mixcore_drift_tick(&timer->drift, timer->elapsed.ns, time);
	return ns;
}

static int mixcore_timer_check(const struct mixcore_timer *timer,
			       const struct mixcore_trigger *trigger)
{
	const u32 known = MIXCORE_TRIGGER_F_COALESCE | MIXCORE_TRIGGER_F_TIME;

	if ((trigger->flags & ~known) || trigger->ticks > MIXCORE_TICKS_MAX ||
	    trigger->frames > MIXCORE_TRIGGER_FRAMES_MAX)
		return -EINVAL;
	if ((!trigger->ticks && !trigger->frames) || (trigger->frames && !timer->rate))
		return -EINVAL;
	return 0;
}

static void mixcore_timer_run(struct mixcore_timer *timer, struct mixcore_trigger *trigger,
			      ktime_t time)
	__must_hold(&timer->trigger_lock)
{
	u64 ns = mixcore_timer_elapse(timer, trigger->ticks, trigger->frames, time);

	trigger->position = timer->frames;
	if (timer->nfollowers)
		mixcore_follow_tick(timer, ns);
	mixcore_timer_alsa_interrupt(timer, trigger->ticks,
				     trigger->flags & MIXCORE_TRIGGER_F_COALESCE);
}

/* What it is for those who follow. */
static u64 mixcore_timer_ns(const struct mixcore_timer *timer,
			    const struct mixcore_trigger *trigger)
{
	if (trigger->frames)
		return mixcore_duration_ns(trigger->frames, timer->rate);
	return trigger->ticks * timer->resolution;
}

static int mixcore_timer_trigger(struct mixcore_timer *timer, struct mixcore_trigger *trigger,
				 ktime_t time)
{
	int err = 0;

	mixcore_bit_lock(&timer->trigger_lock);
	if (timer->nfollowers)
		err = mixcore_follow_check(timer, mixcore_timer_ns(timer, trigger));
	if (!err)
		mixcore_timer_run(timer, trigger, time);
	mixcore_bit_unlock(&timer->trigger_lock);
	return err;
}

static noinline_for_stack long mixcore_timer_trigger_user(struct mixcore_timer *timer,
							  void __user *user)
{
	struct mixcore_trigger trigger;
	ktime_t time;
	u32 size;
	int err;

	err = mixcore_trigger_read(user, &trigger, &size);
	if (!err)
		err = mixcore_timer_check(timer, &trigger);
	if (!err)
		err = mixcore_trigger_time(&trigger, &time);
	/* An answer that can't be given is noticed before anything has happened. */
	if (!err)
		err = mixcore_trigger_write(user, &trigger, size);
	if (!err)
		err = mixcore_timer_trigger(timer, &trigger, time);
	return err ?: mixcore_trigger_write(user, &trigger, size);
}

/* As the kernel's own does, and as fast. */
static long mixcore_timer_tick(struct mixcore_timer *timer)
{
	struct mixcore_trigger one = { .ticks = 1 };

	return mixcore_timer_trigger(timer, &one, ktime_get_mono_fast_ns());
}

static long mixcore_timer_ioctl(struct file *file, unsigned int cmd, unsigned long user)
{
	struct mixcore_timer *timer = file->private_data;

	switch (cmd) {
	case MIXCORE_IOCTL_TRIGGER:
		return mixcore_timer_trigger_user(timer, (void __user *)user);
	case MIXCORE_TIMER_IOCTL_UPSTREAM:
		return mixcore_timer_tick(timer);
	default:
		return -ENOTTY;
	}
}

static ssize_t mixcore_timer_read(struct file *file, char __user *buffer, size_t count,
				  loff_t *offset)
{
	struct mixcore_timer *timer = file->private_data;

	return mixcore_producer_read(&timer->producer, file, buffer, count);
}

static __poll_t mixcore_timer_poll(struct file *file, struct poll_table_struct *table)
{
	struct mixcore_timer *timer = file->private_data;

	return mixcore_producer_poll(&timer->producer, file, table);
}

/* Nobody can trigger it any more; it is freed when nobody consumes it any more. */
static void mixcore_timer_end(struct mixcore_timer *timer)
	__must_hold(&timer->card->timers.lock)
{
	struct mixcore_timers *timers = &timer->card->timers;

	lockdep_assert_held(&timers->lock);
	mixcore_follow_forget(timer);
	xa_erase(&timers->list, timer->id);
	list_add(&timer->dying, &timers->dying);
	/* No consumer can open it from here on; those that have it are told. */
	snd_device_disconnect(timer->card->snd, timer->alsa);
}

static int mixcore_timer_release(struct inode *inode, struct file *file)
{
	struct mixcore_timer *timer = file->private_data;
	struct mixcore_timers *timers = &timer->card->timers;

	if (!timer->added) {
		mixcore_timer_free(timer);
		return 0;
	}
	mutex_lock(&timers->lock);
	mixcore_timer_end(timer);
	mutex_unlock(&timers->lock);
	mixcore_timer_reap(&timers->reap);
	return 0;
}

static const struct file_operations mixcore_timer_fops = {
	.owner = THIS_MODULE,
	.release = mixcore_timer_release,
	.read = mixcore_timer_read,
	.poll = mixcore_timer_poll,
	.unlocked_ioctl = mixcore_timer_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static int mixcore_timer_check_create(const struct mixcore_timer_create *create)
{
	if ((create->flags & ~MIXCORE_TIMER_F_CARD) ||
	    create->resolution_ns < MIXCORE_TIMER_RESOLUTION_MIN ||
	    create->resolution_ns > MIXCORE_TIMER_RESOLUTION_MAX)
		return -EINVAL;
	if (create->rate && (create->rate < MIXCORE_RATE_MIN || create->rate > MIXCORE_RATE_MAX))
		return -EINVAL;
	BUILD_BUG_ON(MIXCORE_TIMER_NAME_LEN != MIXCORE_NAME_LEN);
	if (!memchr_inv(create->name, 0, sizeof(create->name)))
		return 0;
	return mixcore_name_valid(create->name) ? 0 : -EINVAL;
}

static struct mixcore_timer *mixcore_timer_alloc(struct mixcore_card *card,
						 const struct mixcore_caller *caller,
						 const struct mixcore_timer_create *create)
{
	struct mixcore_timer *timer = kzalloc(sizeof(*timer), GFP_KERNEL_ACCOUNT);
	int slot;

	if (!timer)
		return ERR_PTR(-ENOMEM);
	slot = ida_alloc_max(&card->timers.slots, MIXCORE_TIMERS_MAX - 1, GFP_KERNEL);
	if (slot < 0) {
		kfree(timer);
		return ERR_PTR(slot);
	}
	timer->card = card;
	timer->slot = slot;
	timer->flags = create->flags;
	timer->rate = create->rate;
	timer->resolution = create->resolution_ns;
	timer->uid = caller->uid;
	timer->pid = task_tgid_nr(current);
	strscpy(timer->name, create->name, sizeof(timer->name));
	mixcore_producer_init(&timer->producer);
	INIT_LIST_HEAD(&timer->followers);
	return timer;
}

/**
 * mixcore_timer_find() - the timer of a name
 * @card: the card
 * @name: NUL-terminated; "" is nobody's
 *
 * Context: process, mixcore_timers.lock held.
 * Return: the timer, valid under the lock, or NULL.
 */
struct mixcore_timer *mixcore_timer_find(struct mixcore_card *card, const char *name)
	__must_hold(&card->timers.lock)
{
	struct mixcore_timer *timer;
	unsigned long id;

	lockdep_assert_held(&card->timers.lock);
	if (!name[0])
		return NULL;
	xa_for_each(&card->timers.list, id, timer)
		if (!strcmp(timer->name, name))
			return timer;
	return NULL;
}

/* For all to see. */
static int mixcore_timer_add(struct mixcore_timer *timer)
	__must_hold(&timer->card->timers.lock)
{
	struct mixcore_timers *timers = &timer->card->timers;
	int err;

	lockdep_assert_held(&timers->lock);
	if (mixcore_timer_find(timer->card, timer->name))
		return -EEXIST;
	err = mixcore_user_take(timer->card, timer->uid, MIXCORE_HELD_TIMERS, &timer->user);
	if (err)
		return err;
	err = xa_alloc_cyclic(&timers->list, &timer->id, timer, XA_LIMIT(1, INT_MAX),
			      &timers->next, GFP_KERNEL);
	if (err < 0)
		goto err_user;
	err = mixcore_timer_alsa_new(timer);
	if (err)
		goto err_list;
	timer->added = true;
	mixcore_follow_find(timer);
	return 0;

err_list:
	xa_erase(&timers->list, timer->id);
err_user:
	mixcore_user_give(timer->card, timer->user, MIXCORE_HELD_TIMERS);
	timer->user = NULL;
	return err;
}

/**
 * mixcore_timer_create() - MIXCORE_IOCTL_TIMER_CREATE
 * @card: the card
 * @caller: who asks; gets the descriptor
 * @create: from userspace; fd, id and device are written back
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_timer_create(struct mixcore_card *card, struct mixcore_caller *caller,
			 struct mixcore_timer_create *create)
{
	struct mixcore_timer *timer;
	int err;

	err = mixcore_timer_check_create(create);
	if (err)
		return err;
	timer = mixcore_timer_alloc(card, caller, create);
	if (IS_ERR(timer))
		return PTR_ERR(timer);
	err = mixcore_descriptor_new(&caller->descriptor, "[mixcore-timer]", &mixcore_timer_fops,
				     timer);
	if (err) {
		mixcore_timer_free(timer);
		return err;
	}
	/* If this fails, the file is closed, which frees it. */
	mutex_lock(&card->timers.lock);
	err = mixcore_timer_add(timer);
	mutex_unlock(&card->timers.lock);
	if (err)
		return err;
	create->fd = caller->descriptor.fd;
	create->id = timer->id;
	create->device = MIXCORE_TIMER_DEVICE + timer->slot;
	return 0;
}
