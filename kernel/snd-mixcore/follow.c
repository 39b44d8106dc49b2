// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outputs that follow a timer: a producer tells how much time has passed, and the output's thread
 * runs as many cycles. The timer is found by its name, whichever of the two is made first; while it
 * does not tick, the output goes by CLOCK_MONOTONIC.
 */
#include <linux/math64.h>

#include "mixcore.h"
#include "producer.h"

/**
 * mixcore_follow_init() - an output that follows nothing yet
 * @output: new
 *
 * Context: any.
 */
void mixcore_follow_init(struct mixcore_output *output)
{
	spin_lock_init(&output->follow.lock);
	output->follow.patience = MIXCORE_FOLLOW_NS;
	output->follow.tokens = MIXCORE_FOLLOW_TOLD_NS;
	INIT_LIST_HEAD(&output->follow.of_timer);
	INIT_LIST_HEAD(&output->follow.list);
}

/* What was told before is over. */
static void mixcore_follow_reset(struct mixcore_follow *follow)
{
	follow->epoch++;
	follow->told = 0;
	follow->done = 0;
	follow->frames = 0;
}

static void mixcore_follow_bind(struct mixcore_timer *timer, struct mixcore_output *output)
	__must_hold(&timer->card->timers.lock)
{
	lockdep_assert_held(&timer->card->timers.lock);
	mixcore_bit_lock(&timer->trigger_lock);
	list_add_tail(&output->follow.of_timer, &timer->followers);
	timer->nfollowers++;
	mixcore_bit_unlock(&timer->trigger_lock);
	output->follow.timer = timer;
	spin_lock(&output->follow.lock);
	/* A slow one is waited for longer. */
	output->follow.patience = max(MIXCORE_FOLLOW_NS, 2 * timer->resolution);
	spin_unlock(&output->follow.lock);
}

static void mixcore_follow_unbind(struct mixcore_timer *timer, struct mixcore_output *output)
	__must_hold(&timer->card->timers.lock)
{
	lockdep_assert_held(&timer->card->timers.lock);
	mixcore_bit_lock(&timer->trigger_lock);
	list_del_init(&output->follow.of_timer);
	timer->nfollowers--;
	mixcore_bit_unlock(&timer->trigger_lock);
	output->follow.timer = NULL;
	spin_lock(&output->follow.lock);
	output->follow.ticked = 0;
	mixcore_follow_reset(&output->follow);
	spin_unlock(&output->follow.lock);
	/* It would wait for a tick. */
	mixcore_output_kick(output);
}

/**
 * mixcore_follow_find() - outputs that wait for a timer of this name follow it
 * @timer: new
 *
 * Context: process, mixcore_timers.lock held.
 */
void mixcore_follow_find(struct mixcore_timer *timer)
	__must_hold(&timer->card->timers.lock)
{
	struct mixcore_output *output;

	lockdep_assert_held(&timer->card->timers.lock);
	list_for_each_entry(output, &timer->card->timers.following, follow.list)
		if (!output->follow.timer && !strcmp(output->follow.name, timer->name))
			mixcore_follow_bind(timer, output);
}

/**
 * mixcore_follow_forget() - nobody follows a timer any more
 * @timer: goes
 *
 * Context: process, mixcore_timers.lock held.
 */
void mixcore_follow_forget(struct mixcore_timer *timer)
	__must_hold(&timer->card->timers.lock)
{
	struct mixcore_output *output, *next;

	lockdep_assert_held(&timer->card->timers.lock);
	list_for_each_entry_safe(output, next, &timer->followers, follow.of_timer)
		mixcore_follow_unbind(timer, output);
}

/**
 * mixcore_follow_begin() - an output follows the timer of a name, be there one yet or not
 * @output: new, with its thread
 * @name: valid
 *
 * Context: process.
 */
void mixcore_follow_begin(struct mixcore_output *output, const char *name)
{
	struct mixcore_card *card = output->card;
	struct mixcore_timer *timer;

	strscpy(output->follow.name, name, sizeof(output->follow.name));
	mutex_lock(&card->timers.lock);
	list_add_tail(&output->follow.list, &card->timers.following);
	timer = mixcore_timer_find(card, name);
	if (timer)
		mixcore_follow_bind(timer, output);
	mutex_unlock(&card->timers.lock);
}

/**
 * mixcore_follow_end() - an output follows no longer
 * @output: any; its thread still runs
 *
 * Context: process.
 */
void mixcore_follow_end(struct mixcore_output *output)
{
	struct mixcore_timers *timers = &output->card->timers;

	if (!output->follow.name[0])
		return;
	mutex_lock(&timers->lock);
	list_del_init(&output->follow.list);
	if (output->follow.timer)
		mixcore_follow_unbind(output->follow.timer, output);
	mutex_unlock(&timers->lock);
}

static bool mixcore_follow_is_fresh(const struct mixcore_follow *follow, ktime_t now)
{
	return follow->ticked && ktime_before(now, ktime_add_ns(follow->ticked, follow->patience));
}

/**
 * mixcore_follow_is_on() - does the output go by its timer, now
 * @output: any
 *
 * Context: any.
 */
bool mixcore_follow_is_on(struct mixcore_output *output)
{
	struct mixcore_follow *follow = &output->follow;
	bool on;

	spin_lock(&follow->lock);
	on = follow->listens && mixcore_follow_is_fresh(follow, ktime_get());
	spin_unlock(&follow->lock);
	return on;
}

/* A token bucket: so much at once, twice the time that passes in the long run. */
static void mixcore_follow_refill(struct mixcore_follow *follow, ktime_t now)
{
	u64 passed = ktime_to_ns(ktime_sub(now, follow->tokens_at));

	follow->tokens_at = now;
	follow->tokens = min(follow->tokens + 2 * min_t(u64, passed, MIXCORE_FOLLOW_TOLD_NS),
			     MIXCORE_FOLLOW_TOLD_NS);
}

static bool mixcore_follow_may(struct mixcore_follow *follow, u64 ns, ktime_t now)
{
	bool may;

	spin_lock(&follow->lock);
	mixcore_follow_refill(follow, now);
	may = !follow->listens || (ns <= follow->tokens && (!mixcore_follow_is_fresh(follow, now) ||
				   follow->told + ns <= follow->done + MIXCORE_FOLLOW_TOLD_NS));
	spin_unlock(&follow->lock);
	return may;
}

/**
 * mixcore_follow_check() - have outputs played what they were told
 * @timer: which they follow
 * @ns: what they are to be told now
 *
 * Context: process, trigger_lock held.
 * Return: 0 or -EAGAIN.
 */
int mixcore_follow_check(struct mixcore_timer *timer, u64 ns)
	__must_hold(&timer->trigger_lock)
{
	struct mixcore_output *output;
	ktime_t now = ktime_get();
	bool may = true;

	mixcore_bit_assert_held(&timer->trigger_lock);
	list_for_each_entry(output, &timer->followers, follow.of_timer)
		may = mixcore_follow_may(&output->follow, ns, now) && may;
	if (may)
		return 0;
	mixcore_producer_tell(&timer->producer, MIXCORE_PRODUCER_OVERRUN, 0, 0);
	return -EAGAIN;
}

static bool mixcore_follow_tell(struct mixcore_follow *follow, u64 ns, ktime_t now)
{
	bool listens;

	spin_lock(&follow->lock);
	/* It begins, or nobody plays. */
	if (!follow->listens || !mixcore_follow_is_fresh(follow, now))
		mixcore_follow_reset(follow);
	if (follow->listens) {
		follow->told += ns;
		follow->tokens -= min(ns, follow->tokens);
	}
	follow->ticked = now;
	listens = follow->listens;
	spin_unlock(&follow->lock);
	return listens;
}

/**
 * mixcore_follow_tick() - time has passed for the outputs that follow
 * @timer: which they follow
 * @ns: so much
 *
 * Context: process, trigger_lock held.
 */
void mixcore_follow_tick(struct mixcore_timer *timer, u64 ns)
	__must_hold(&timer->trigger_lock)
{
	struct mixcore_output *output;
	ktime_t now = ktime_get();

	mixcore_bit_assert_held(&timer->trigger_lock);
	list_for_each_entry(output, &timer->followers, follow.of_timer)
		if (mixcore_follow_tell(&output->follow, ns, now))
			mixcore_output_kick(output);
}

/* To the nearest: frames that were turned into ns come back. */
static u64 mixcore_follow_frames(const struct mixcore_output *output, u64 ns)
{
	return mul_u64_u32_div(ns + NSEC_PER_SEC / 2 / output->rate, output->rate, NSEC_PER_SEC);
}

/**
 * mixcore_follow_due() - does the output follow, and how much is to be played
 * @output: in the null clock
 * @due: written
 *
 * Context: output thread.
 * Return: whether it follows.
 */
bool mixcore_follow_due(struct mixcore_output *output, struct mixcore_follow_due *due)
{
	struct mixcore_follow *follow = &output->follow;
	bool fresh;
	u64 told;

	spin_lock(&follow->lock);
	if (!follow->listens)
		mixcore_follow_reset(follow);
	follow->listens = true;
	fresh = mixcore_follow_is_fresh(follow, ktime_get());
	told = mixcore_follow_frames(output, follow->told);
	due->until = ktime_add_ns(follow->ticked, follow->patience);
	due->frames = told - min(told, follow->frames);
	due->epoch = follow->epoch;
	spin_unlock(&follow->lock);
	return fresh;
}

/**
 * mixcore_follow_played() - a cycle was run
 * @output: follows
 * @due: of what was to be played
 * @frames: of the cycle
 *
 * Context: output thread.
 */
void mixcore_follow_played(struct mixcore_output *output, const struct mixcore_follow_due *due,
			   u32 frames)
{
	struct mixcore_follow *follow = &output->follow;

	spin_lock(&follow->lock);
	if (follow->epoch == due->epoch) {
		follow->frames += frames;
		follow->done = mixcore_duration_ns(follow->frames, output->rate);
	}
	spin_unlock(&follow->lock);
}

/**
 * mixcore_follow_stop() - the output is idle: it is to be told nothing
 * @output: any
 *
 * Context: output thread.
 */
void mixcore_follow_stop(struct mixcore_output *output)
{
	struct mixcore_follow *follow = &output->follow;

	spin_lock(&follow->lock);
	follow->listens = false;
	spin_unlock(&follow->lock);
}
