// SPDX-License-Identifier: GPL-2.0-only
/*
 * What wakes an output's thread: a timer, its backend's interrupt, or somebody who wants something
 * of it. Each leaves the time at which it did, from which lateness.c concludes who was late.
 */
#include <linux/kthread.h>

#include "mixcore.h"

static enum hrtimer_restart mixcore_wake_fire(struct hrtimer *timer)
{
	struct mixcore_output *output = container_of(timer, struct mixcore_output, wake.timer);

	WRITE_ONCE(output->wake.fired, ktime_get());
	wake_up_process(output->thread);
	return HRTIMER_NORESTART;
}

/**
 * mixcore_wake_init() - make the timer
 * @output: new, without thread
 *
 * Context: any.
 */
void mixcore_wake_init(struct mixcore_output *output)
{
	hrtimer_setup(&output->wake.timer, mixcore_wake_fire, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_HARD);
}

/**
 * mixcore_wake_kicked() - something else than the timer is about to wake the thread
 * @output: whose
 *
 * Context: any.
 */
void mixcore_wake_kicked(struct mixcore_output *output)
{
	if (!READ_ONCE(output->wake.kicked))
		WRITE_ONCE(output->wake.kicked, ktime_get());
}

static void mixcore_wake_schedule(struct mixcore_output *output, ktime_t until)
{
	struct mixcore_wake *wake = &output->wake;

	wake->timer_at = until == KTIME_MAX ? 0 : until;
	if (!wake->timer_at) {
		schedule();
		return;
	}
	hrtimer_start(&wake->timer, until, HRTIMER_MODE_ABS_HARD);
	schedule();
	hrtimer_cancel(&wake->timer);
}

/**
 * mixcore_wake_now() - the thread goes on after it was away
 * @output: whose
 *
 * Context: output thread.
 */
void mixcore_wake_now(struct mixcore_output *output)
{
	struct mixcore_wake *wake = &output->wake;

	wake->woke = ktime_get();
	wake->preempted = current->nivcsw;
	wake->waited = output->backend ? output->backend->waits : 0;
}

/**
 * mixcore_wake_sleep() - let time pass, unless somebody has kicked the thread since it looked
 * @output: whose
 * @until: no longer than to this time, KTIME_MAX = as long as need be
 *
 * Context: output thread.
 */
void mixcore_wake_sleep(struct mixcore_output *output, ktime_t until)
{
	struct mixcore_wake *wake = &output->wake;

	set_current_state(TASK_INTERRUPTIBLE);
	WRITE_ONCE(wake->fired, 0);
	WRITE_ONCE(wake->kicked, 0);
	if (!READ_ONCE(output->kicked) && !kthread_should_stop()) {
		mixcore_wake_schedule(output, until);
		output->counters.wakeups++;
	}
	__set_current_state(TASK_RUNNING);
	mixcore_wake_now(output);
}
