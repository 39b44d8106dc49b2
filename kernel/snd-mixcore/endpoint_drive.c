// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who runs the cycles of an endpoint, and when: its process, in TRIGGER, or the output's thread by
 * the null clock while that stays away. Both take @drive, and whoever has it is the output's thread
 * for all that the rest of the module knows.
 *
 *   ENDPOINT  cycles run in TRIGGER; the thread only looks whether it still comes
 *   NULL      by CLOCK_MONOTONIC; of an output into the ring, for the TRIGGERs that come late
 */
#include <linux/math64.h>

#include "mixcore.h"

#define MIXCORE_ENDPOINT_PACE	2	/* so much more than the rate TRIGGERs may tell */
#define MIXCORE_ENDPOINT_CYCLES	32	/* that a TRIGGER runs at a time */

/**
 * mixcore_endpoint_lock() - be the output's thread
 * @output: any; nothing happens if it is no endpoint
 *
 * Context: process or output thread.
 */
void mixcore_endpoint_lock(struct mixcore_output *output)
{
	if (output->endpoint)
		rt_mutex_lock(&output->endpoint->drive);
}

/**
 * mixcore_endpoint_unlock() - undo mixcore_endpoint_lock()
 * @output: any
 *
 * Context: process or output thread.
 */
void mixcore_endpoint_unlock(struct mixcore_output *output)
{
	if (output->endpoint)
		rt_mutex_unlock(&output->endpoint->drive);
}

/**
 * mixcore_endpoint_stopped() - a stream stopped: its process is to be told
 * @output: any; nothing happens if it is no endpoint
 *
 * Context: any, run_lock held.
 */
void mixcore_endpoint_stopped(struct mixcore_output *output)
{
	if (output->endpoint)
		mixcore_output_kick(output);
}

/* A token bucket: a ring at once, twice the rate in the long run. */
static bool mixcore_endpoint_may(struct mixcore_endpoint *endpoint, u32 frames, ktime_t now)
{
	u32 rate = MIXCORE_ENDPOINT_PACE * endpoint->output->rate;
	u64 passed = ktime_to_ns(ktime_sub(now, endpoint->tokens_at));
	u64 more;

	if (endpoint->flags & MIXCORE_ENDPOINT_F_UNPACED)
		return true;
	more = mul_u64_u32_div(passed, rate, NSEC_PER_SEC);
	if (endpoint->tokens + more >= endpoint->ring.frames) {
		endpoint->tokens = endpoint->ring.frames;
		endpoint->tokens_at = now;
	} else {
		endpoint->tokens += more;
		endpoint->tokens_at = ktime_add_ns(endpoint->tokens_at,
						   mixcore_duration_ns(more, rate));
	}
	if (frames > endpoint->tokens)
		return false;
	endpoint->tokens -= frames;
	return true;
}

/**
 * mixcore_endpoint_look() - tell the process what has changed
 * @output: an endpoint; nothing happens if it is none
 *
 * Context: who has @drive.
 */
void mixcore_endpoint_look(struct mixcore_output *output)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	struct mixcore_endpoint *endpoint = output->endpoint;
	bool runs = READ_ONCE(output->running);
	bool used;

	if (!endpoint)
		return;
	used = runs || snapshot->count || snapshot->nrecords || snapshot->nloopbacks;
	if (used && !endpoint->used)
		mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_OPENED,
				      MIXCORE_TIMER_STATE_OPEN, 0);
	if (runs && !endpoint->ran)
		mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_STARTED,
				      MIXCORE_TIMER_STATE_RUNNING, 0);
	if (!runs && endpoint->ran)
		mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_STOPPED, 0,
				      MIXCORE_TIMER_STATE_RUNNING);
	if (!used && endpoint->used)
		mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_CLOSED, 0,
				      MIXCORE_TIMER_STATE_OPEN);
	endpoint->ran = runs;
	endpoint->used = used;
	mixcore_endpoint_page_update(endpoint);
}

/* Is there a cycle to run until the process has what it asked for, or has given? */
static bool mixcore_endpoint_lacks(const struct mixcore_endpoint *endpoint, u64 until)
{
	if (endpoint->output->capture)
		return until - endpoint->mixed >= endpoint->output->snapshot->cycle;
	return endpoint->mixed < until;
}

/* When the first frame of the next cycle is heard, as far as the process tells. */
static ktime_t mixcore_endpoint_heard(const struct mixcore_endpoint *endpoint)
{
	u64 ahead = endpoint->mixed - endpoint->position;

	return ktime_add_ns(endpoint->time, mixcore_duration_ns(ahead, endpoint->output->rate));
}

/* Some cycles at a time. Returns whether there are more to run. */
static bool mixcore_endpoint_cycles(struct mixcore_endpoint *endpoint, u64 until)
{
	bool capture = endpoint->output->capture;
	u32 cycles;

	endpoint->feeding = capture;
	for (cycles = 0; cycles < MIXCORE_ENDPOINT_CYCLES; cycles++) {
		if (!mixcore_endpoint_lacks(endpoint, until))
			break;
		mixcore_clock_endpoint_cycle(endpoint->output,
					     capture ? 0 : mixcore_endpoint_heard(endpoint));
	}
	endpoint->feeding = false;
	return cycles == MIXCORE_ENDPOINT_CYCLES;
}

static bool mixcore_endpoint_is_gone(const struct mixcore_endpoint *endpoint)
{
	return endpoint->detached || !endpoint->output->snapshot;
}

/* Others that want something of the output get it in between. */
static int mixcore_endpoint_run_until(struct mixcore_endpoint *endpoint, u64 until)
{
	while (mixcore_endpoint_cycles(endpoint, until)) {
		rt_mutex_unlock(&endpoint->drive);
		cond_resched();
		rt_mutex_lock(&endpoint->drive);
		if (mixcore_endpoint_is_gone(endpoint))
			return -ENODEV;
	}
	return 0;
}

/* The estimate is drawn anew each second. */
static void mixcore_endpoint_drift(struct mixcore_endpoint *endpoint, ktime_t time)
{
	struct mixcore_drift *drift = &endpoint->drift;

	mixcore_drift_tick(drift, endpoint->elapsed.ns, time);
	if (drift->blocks == endpoint->drift_blocks)
		return;
	endpoint->drift_blocks = drift->blocks;
	endpoint->ppb = mixcore_drift_ppb(drift, &endpoint->ppb_error);
}

/* May the process take, or leave, so many? Who follows a timer has what there is. */
static bool mixcore_endpoint_there(const struct mixcore_endpoint *endpoint, u32 frames)
{
	if (endpoint->output->capture)
		return endpoint->position + frames - endpoint->mixed <= endpoint->ring.frames;
	return endpoint->position + frames <= endpoint->mixed;
}

static bool mixcore_endpoint_allows(struct mixcore_endpoint *endpoint, u32 frames, ktime_t now)
{
	if (endpoint->follows)
		return mixcore_endpoint_there(endpoint, frames);
	return mixcore_endpoint_may(endpoint, frames, now);
}

static int mixcore_endpoint_begin(struct mixcore_endpoint *endpoint, u32 frames, ktime_t time)
{
	ktime_t now = ktime_get();

	if (mixcore_endpoint_is_gone(endpoint))
		return -ENODEV;
	if (!mixcore_endpoint_allows(endpoint, frames, now))
		return -EAGAIN;
	endpoint->triggered = now;
	endpoint->time = time;
	/* It has read what it was given. */
	endpoint->given = 0;
	mixcore_clock_endpoint_triggered(endpoint->output);
	return 0;
}

static int mixcore_endpoint_run(struct mixcore_endpoint *endpoint, u32 frames, ktime_t time)
{
	struct mixcore_output *output = endpoint->output;
	int err;

	err = mixcore_endpoint_begin(endpoint, frames, time);
	if (!err && !endpoint->follows)
		err = mixcore_endpoint_run_until(endpoint, endpoint->position + frames);
	if (err)
		return err;
	endpoint->position += frames;
	endpoint->given = frames;
	if (!output->capture)
		mixcore_output_set_delay(output, endpoint->mixed - endpoint->position);
	mixcore_elapsed_add(&endpoint->elapsed, frames, output->rate);
	mixcore_endpoint_drift(endpoint, time);
	mixcore_endpoint_look(output);
	return 0;
}

/**
 * mixcore_endpoint_trigger() - so many frames of the device's time have passed
 * @endpoint: of which
 * @frames: checked
 * @time: when they had
 * @position: written: frames so far
 *
 * Context: process, its reference to the output.
 * Return: 0, -ENODEV, -EAGAIN.
 */
int mixcore_endpoint_trigger(struct mixcore_endpoint *endpoint, u32 frames, ktime_t time,
			     u64 *position)
{
	int err;

	mutex_lock(&endpoint->trigger_lock);
	rt_mutex_lock(&endpoint->drive);
	err = mixcore_endpoint_run(endpoint, frames, time);
	*position = endpoint->position;
	rt_mutex_unlock(&endpoint->drive);
	mutex_unlock(&endpoint->trigger_lock);
	return err;
}

/**
 * mixcore_endpoint_waits_until() - how long the null clock leaves it to the process
 * @output: an endpoint
 *
 * Context: who has @drive.
 * Return: until then, 0: not at all, KTIME_MAX: for ever.
 */
ktime_t mixcore_endpoint_waits_until(const struct mixcore_output *output)
{
	const struct mixcore_endpoint *endpoint = output->endpoint;

	if (!endpoint->open || endpoint->detached)
		return 0;
	if (endpoint->flags & MIXCORE_ENDPOINT_F_PATIENT)
		return KTIME_MAX;
	return ktime_add_ns(max(endpoint->triggered, output->clock.base), endpoint->patience);
}

/**
 * mixcore_endpoint_null_base() - when the first cycle of the null clock is due
 * @output: an endpoint whose process stays away
 * @now: now
 *
 * What an output has missed since the latest TRIGGER is caught up with, as the process will ask for
 * it; recorders of an input must not get more than time has passed.
 *
 * Context: who has @drive.
 */
ktime_t mixcore_endpoint_null_base(const struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_endpoint *endpoint = output->endpoint;
	ktime_t told;

	if (output->capture)
		return now;
	told = ktime_add_ns(endpoint->triggered,
			    mixcore_duration_ns(endpoint->mixed - endpoint->position,
						output->rate));
	return max(told, output->clock.base);
}
