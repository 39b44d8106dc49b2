// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ALSA timer behind a timer of ours: what the rest of the system sees and consumes.
 *
 * It belongs to the card, also where it is of the global class, as that is how the core tells
 * consumers that it goes. The core would free it under them: it is freed here, when the last has
 * closed it (see mixcore_timer_reap()).
 */
#include <sound/timer.h>

#include "mixcore.h"
#include "producer.h"

/* The first consumer; the core holds its own lock of opening, in close() too. */
static int mixcore_timer_alsa_open(struct snd_timer *alsa)
{
	struct mixcore_timer *timer = alsa->private_data;

	WRITE_ONCE(timer->open, true);
	mixcore_producer_tell(&timer->producer, MIXCORE_PRODUCER_OPENED,
			      MIXCORE_TIMER_STATE_OPEN, 0);
	return 0;
}

static int mixcore_timer_alsa_close(struct snd_timer *alsa)
{
	struct mixcore_timer *timer = alsa->private_data;
	struct mixcore_card *card = timer->card;

	mixcore_producer_tell(&timer->producer, MIXCORE_PRODUCER_CLOSED, 0,
			      MIXCORE_TIMER_STATE_OPEN);
	/* From here on it may be gone as soon as the core lets go of its lock. */
	WRITE_ONCE(timer->open, false);
	schedule_work(&card->timers.reap);
	return 0;
}

/* With its lock held, at the first start, and whenever another one starts. */
static int mixcore_timer_alsa_start(struct snd_timer *alsa)
{
	struct mixcore_timer *timer = alsa->private_data;

	if (timer->running)
		return 0;
	timer->running = true;
	mixcore_producer_tell(&timer->producer, MIXCORE_PRODUCER_STARTED,
			      MIXCORE_TIMER_STATE_RUNNING, 0);
	return 0;
}

/* The same, and at each tick that nobody takes. */
static int mixcore_timer_alsa_stop(struct snd_timer *alsa)
{
	struct mixcore_timer *timer = alsa->private_data;

	if (!timer->running)
		return 0;
	timer->running = false;
	mixcore_producer_tell(&timer->producer, MIXCORE_PRODUCER_STOPPED, 0,
			      MIXCORE_TIMER_STATE_RUNNING);
	return 0;
}

/*
 * AUTO: it goes on by itself. WORK: callbacks run in the context of who triggers. SLAVE: another
 * than the timer decides how often it ticks, so that no least time is asked for.
 */
static const struct snd_timer_hardware mixcore_timer_hardware = {
	.flags = SNDRV_TIMER_HW_AUTO | SNDRV_TIMER_HW_WORK | SNDRV_TIMER_HW_SLAVE,
	.ticks = 1,
	.open = mixcore_timer_alsa_open,
	.close = mixcore_timer_alsa_close,
	.start = mixcore_timer_alsa_start,
	.stop = mixcore_timer_alsa_stop,
};

static struct snd_timer_id mixcore_timer_alsa_id(const struct mixcore_timer *timer)
{
	bool card = timer->flags & MIXCORE_TIMER_F_CARD;

	return (struct snd_timer_id) {
		.dev_class = card ? SNDRV_TIMER_CLASS_PCM : SNDRV_TIMER_CLASS_GLOBAL,
		.dev_sclass = SNDRV_TIMER_SCLASS_NONE,
		.card = card ? timer->card->snd->number : -1,
		.device = MIXCORE_TIMER_DEVICE + timer->slot,
		.subdevice = 0,
	};
}

/**
 * mixcore_timer_alsa_new() - make the ALSA timer, for all to see
 * @timer: with slot, flags and name
 *
 * Context: process, mixcore_timers.lock held: the card's list of devices has no lock of its own.
 * Return: 0 or an error.
 */
int mixcore_timer_alsa_new(struct mixcore_timer *timer)
	__must_hold(&timer->card->timers.lock)
{
	struct snd_timer_id id = mixcore_timer_alsa_id(timer);
	struct snd_card *card = timer->card->snd;
	char name[64];
	int err;

	lockdep_assert_held(&timer->card->timers.lock);
	snprintf(name, sizeof(name), "mixcore-%u", id.device);
	err = snd_timer_new(card, name, &id, &timer->alsa);
	if (err)
		return err;
	snprintf(timer->alsa->name, sizeof(timer->alsa->name), "%s",
		 timer->name[0] ? timer->name : "userspace-driven timer");
	timer->alsa->private_data = timer;
	timer->alsa->hw = mixcore_timer_hardware;
	timer->alsa->hw.resolution = timer->resolution;
	err = snd_device_register(card, timer->alsa);
	if (err)
		snd_device_free(card, timer->alsa);
	return err;
}

/**
 * mixcore_timer_alsa_interrupt() - call consumers
 * @timer: whose
 * @ticks: so many times
 * @coalesce: once, for all of them
 *
 * Context: process, its trigger_lock held: the core does not bear two at once, as closing waits for
 * one callback only. It is let go between two ticks, so that nobody waits for more than one.
 */
void mixcore_timer_alsa_interrupt(struct mixcore_timer *timer, u32 ticks, bool coalesce)
	__must_hold(&timer->trigger_lock)
{
	mixcore_bit_assert_held(&timer->trigger_lock);
	if (coalesce && ticks) {
		snd_timer_interrupt(timer->alsa, ticks);
		return;
	}
	while (ticks) {
		snd_timer_interrupt(timer->alsa, 1);
		if (!--ticks)
			return;
		mixcore_bit_unlock(&timer->trigger_lock);
		cond_resched();
		mixcore_bit_lock(&timer->trigger_lock);
	}
}
