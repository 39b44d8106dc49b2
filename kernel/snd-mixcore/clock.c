// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks: when an output's cycles run. Documentation/timing.rst has the drawings.
 *
 *   IDLE     nothing runs, the backend is stopped, no timer is armed
 *   BACKEND  a cycle runs whenever `fill - cycle` frames or fewer are queued in the backend; of an
 *            input: whenever it has captured `cycle` frames
 *   NULL     the backend is gone, failed or was never there: by CLOCK_MONOTONIC, or as a timer that
 *            the output follows tells
 *   ENDPOINT the process that is the device runs them itself
 *
 * All of it is the output thread's alone.
 */
#include <linux/hrtimer.h>
#include <linux/math64.h>

#include "mixcore.h"
#include "trace.h"

#define MIXCORE_RETRY_NS	(100 * NSEC_PER_MSEC)	/* between attempts to start a backend */
#define MIXCORE_STUCK_NS	(300 * NSEC_PER_MSEC)	/* the same after a stall */
#define MIXCORE_STORM_NS	(50 * NSEC_PER_MSEC)	/* two failures within: null clock */
#define MIXCORE_STALL_NS	(20 * NSEC_PER_MSEC)	/* no movement for this and a period */
#define MIXCORE_FIRST_NS	(60 * NSEC_PER_MSEC)	/* the same until its first movement */
#define MIXCORE_TAIL_NS		(50 * NSEC_PER_MSEC)	/* from fetched by the slave to heard */
#define MIXCORE_FOLLOW_CYCLES	64	/* that a timer has told, at a time */
#define MIXCORE_BEHIND_NS	(2 * (u64)NSEC_PER_SEC)	/* further behind is not caught up */

/**
 * struct mixcore_look - what is queued in a backend
 * @queued: frames, an estimate; of an input: how many fewer than its fill were captured
 * @now: at this time
 */
struct mixcore_look {
	u32 queued;
	ktime_t now;
};

/* Rounded up: when so much time has passed, so many frames have too. */
static u64 mixcore_frames_ns(const struct mixcore_output *output, u64 frames)
{
	return mixcore_duration_ns(frames, output->rate) + 1;
}

static u64 mixcore_ns_frames(const struct mixcore_output *output, u64 ns)
{
	return mul_u64_u32_div(ns, output->rate, NSEC_PER_SEC);
}

static void mixcore_clock_enter(struct mixcore_output *output, enum mixcore_clock_state state)
{
	WRITE_ONCE(output->clock.state, state);
	if (state == MIXCORE_CLOCK_IDLE)
		mixcore_output_no_delay(output);
	trace_mixcore_clock(output);
	mixcore_flight_note(output, MIXCORE_FLIGHT_CLOCK, state);
}

static void mixcore_clock_to_null(struct mixcore_output *output)
{
	struct mixcore_clock *clock = &output->clock;

	mixcore_clock_enter(output, MIXCORE_CLOCK_NULL);
	mixcore_lateness_forget(output);
	/* The cycle that was due next still is, so that streams lose no time. */
	clock->base = clock->due;
	clock->base_frames = 0;
}

static void mixcore_clock_rebase(struct mixcore_output *output, ktime_t now)
{
	output->clock.due = now;
	output->clock.base = now;
	output->clock.base_frames = 0;
}

/* Gives the backend up; what it drove goes on by the null clock. */
static void mixcore_clock_drop_backend(struct mixcore_output *output)
{
	struct mixcore_backend *backend = output->backend;

	output->backend = NULL;
	mixcore_backend_release(backend);
	WRITE_ONCE(output->attached, false);
	if (output->clock.state == MIXCORE_CLOCK_BACKEND)
		mixcore_clock_to_null(output);
}

/* It is gone by itself. */
static void mixcore_clock_lose_backend(struct mixcore_output *output)
{
	mixcore_clock_drop_backend(output);
	output->lost = true;
	mixcore_event_backend(output, false);
}

/* With cycles shorter than the backend's period each interrupt is wanted: see estimate(). */
static u32 mixcore_clock_wake_avail(const struct mixcore_output *output)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	const struct mixcore_slave *slave = &output->backend->slave;

	if (snapshot->cycle < slave->period)
		return 1;
	if (output->capture)
		return snapshot->cycle;
	return slave->buffer - snapshot->fill + snapshot->cycle;
}

/* After a slow attempt a longer pause, so that streams get on meanwhile. */
static void mixcore_clock_retry_later(struct mixcore_output *output, ktime_t since)
{
	ktime_t now = ktime_get();
	u64 pause = max_t(u64, MIXCORE_RETRY_NS, 10 * ktime_to_ns(ktime_sub(now, since)));

	mixcore_backend_stop(output->backend);
	output->clock.retry = ktime_add_ns(now, pause);
}

/*
 * Frames of silence to queue first, so that the next cycle runs when it is due: fill - cycle when
 * it is due now. At most two cycles run at once, as an application's buffer may hold no more.
 */
static u32 mixcore_clock_silence(const struct mixcore_output *output)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	s64 ahead = ktime_to_ns(ktime_sub(output->clock.due, ktime_get()));
	s64 frames = snapshot->fill - snapshot->cycle;

	if (ahead >= 0)
		frames += mixcore_ns_frames(output, ahead);
	else
		frames -= min_t(u64, mixcore_ns_frames(output, -ahead), snapshot->cycle);
	return clamp_t(s64, frames, 0, snapshot->fill);
}

static int mixcore_clock_prepare_backend(struct mixcore_output *output)
{
	u32 silence;
	int err;

	err = mixcore_backend_prepare(output->backend, mixcore_clock_wake_avail(output));
	if (err)
		return err;
	if (output->capture)
		return 0;
	silence = mixcore_clock_silence(output);
	return silence ? mixcore_backend_write(output->backend, NULL, silence) : 0;
}

/* Makes the backend ready to take cycles. On failure it is retried later or gone. */
static bool mixcore_clock_start_backend(struct mixcore_output *output)
{
	ktime_t since = ktime_get();
	int err;

	if (!output->backend)
		return false;
	err = mixcore_clock_prepare_backend(output);
	if (err == -ENODEV)
		mixcore_clock_lose_backend(output);
	else if (err)
		mixcore_clock_retry_later(output, since);
	if (err)
		return false;
	output->clock.late = 0;
	output->clock.spaced = 0;
	output->looked = ktime_get();
	mixcore_follow_stop(output);
	mixcore_lateness_forget(output);
	mixcore_clock_enter(output, MIXCORE_CLOCK_BACKEND);
	return true;
}

/* The backend gave an error: start it again, or go on by the null clock. */
static void mixcore_clock_backend_failed(struct mixcore_output *output, int err)
{
	struct mixcore_clock *clock = &output->clock;
	ktime_t now = ktime_get();
	bool storm;

	if (err == -EPIPE)
		mixcore_event_xrun(output->card, &output->changes.object,
				   ++output->counters.xruns);
	if (err == -ENODEV) {
		mixcore_clock_lose_backend(output);
		return;
	}
	mixcore_xrun_backend(output, err);
	output->counters.restarts++;
	storm = ktime_to_ns(ktime_sub(now, clock->restarted)) < MIXCORE_STORM_NS;
	clock->restarted = now;
	if (err == -ETIME) {
		/* Stuck. It may start and be stuck again: streams get on for a while first. */
		mixcore_backend_stop(output->backend);
		clock->retry = ktime_add_ns(now, MIXCORE_STUCK_NS);
	} else if (storm) {
		mixcore_clock_retry_later(output, now);
	} else {
		/*
		 * It played until now: what was queued is lost, what was not mixed is not. A cycle
		 * that was not due yet is not due sooner, as streams would gain time each time.
		 */
		if (!output->capture && output->backend->started &&
		    ktime_before(clock->due, now))
			clock->due = now;
		/* What an input has missed is silence by the null clock first. */
		if (!output->capture && mixcore_clock_start_backend(output))
			return;
	}
	mixcore_clock_to_null(output);
}

/*
 * Frames queued now. A slave that only moves its position with each period is interpolated between,
 * up to the period it will report next.
 */
static u32 mixcore_clock_estimate(const struct mixcore_output *output, u32 queued, ktime_t now)
{
	const struct mixcore_backend *backend = output->backend;
	u32 period = backend->slave.period;
	u64 played;

	if (!backend->started || output->snapshot->cycle >= period)
		return queued;
	played = mixcore_ns_frames(output, ktime_to_ns(ktime_sub(now, backend->moved)));
	return queued - min3(played, (u64)period - 1, (u64)queued);
}

static bool mixcore_clock_stalled(const struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_backend *backend = output->backend;
	u64 limit = backend->moving ? MIXCORE_STALL_NS : MIXCORE_FIRST_NS;

	limit = max(limit, mixcore_frames_ns(output, 2 * output->snapshot->cycle));
	limit += mixcore_frames_ns(output, backend->slave.period);
	return ktime_after(now, ktime_add_ns(backend->moved, limit));
}

/* The time at which the estimate is true: it stands still when the slave does. */
static ktime_t mixcore_clock_estimate_time(const struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_backend *backend = output->backend;
	u32 period = backend->slave.period;

	if (!backend->started)
		return now;
	if (output->capture || output->snapshot->cycle >= period)
		return backend->moved;
	return min_t(ktime_t, now,
		     ktime_add_ns(backend->moved, mixcore_frames_ns(output, period - 1)));
}

/* When the next cycle is due, with @queued (an estimate) frames to play and no room for one. */
static ktime_t mixcore_clock_backend_due(const struct mixcore_output *output, u32 queued,
					 ktime_t now)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	u32 frames = snapshot->cycle;

	if (queued + snapshot->cycle > snapshot->fill)
		frames = queued + snapshot->cycle - snapshot->fill;
	return ktime_add_ns(mixcore_clock_estimate_time(output, now),
			    mixcore_frames_ns(output, frames));
}

/*
 * When to look at a slave whose interrupt is to come: half way to where it would be too late, and
 * again after as long; but no later than it may be stuck.
 */
static ktime_t mixcore_clock_watch(const struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	u32 frames = max((snapshot->fill - snapshot->cycle) / 2, snapshot->cycle);
	u64 stuck = MIXCORE_STALL_NS + mixcore_frames_ns(output, output->backend->slave.period +
							 2 * snapshot->cycle);

	return ktime_add_ns(max(output->clock.due, now),
			    min(mixcore_frames_ns(output, frames), stuck));
}

/* When to look again. The slave's interrupt may come first; a timer watches that it does. */
static ktime_t mixcore_clock_backend_next(const struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	u32 period = output->backend->slave.period;

	/* Silence that comes first is there sooner than the slave knows. */
	if (output->backend->silence && ktime_after(output->clock.due, now))
		return output->clock.due;
	if (snapshot->cycle < period && ktime_after(output->clock.due, now))
		return output->clock.due;
	if (snapshot->cycle < period)
		return ktime_add_ns(now, mixcore_frames_ns(output, snapshot->cycle));
	return mixcore_clock_watch(output, now);
}

/* When the next frame is heard; 0: the slave has not started, so that nobody knows. */
static ktime_t mixcore_clock_heard(const struct mixcore_output *output, u32 delay)
{
	const struct mixcore_backend *backend = output->backend;

	if (!backend->started)
		return 0;
	return ktime_add_ns(backend->moved, mixcore_frames_ns(output, delay));
}

/*
 * For longer than @queued frames, or all that may be queued, nobody has looked: then they have been
 * played, though the position may have gone round since, and the PCM core see nothing of it.
 */
static bool mixcore_clock_missed(const struct mixcore_output *output, u32 queued, ktime_t now)
{
	u32 period = output->backend->slave.period;
	u64 away = ktime_to_ns(ktime_sub(now, output->looked));

	return !output->capture && output->backend->started && away > output->lateness.lasts &&
	       away > mixcore_frames_ns(output, queued + period);
}

/*
 * How many frames are queued, and how many as far as can be known at this time.
 * Returns an error, or whether a cycle is due.
 */
static int mixcore_clock_look(struct mixcore_output *output, struct mixcore_look *look)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	u32 before = output->backend->queued;
	u32 queued, delay;
	int err;

	err = mixcore_backend_queued(output->backend, &queued, &delay);
	if (err)
		return err;
	look->now = ktime_get();
	if (mixcore_clock_missed(output, before, look->now))
		return -EPIPE;
	output->looked = look->now;
	output->heard = mixcore_clock_heard(output, delay);
	if (output->capture) {
		look->queued = snapshot->fill - min(queued, snapshot->fill);
		return queued >= snapshot->cycle;
	}
	look->queued = mixcore_clock_estimate(output, queued, look->now);
	return look->queued + snapshot->cycle <= snapshot->fill &&
	       queued + snapshot->cycle <= output->backend->slave.buffer;
}

/*
 * The earliest time of the next cycle. Those that are late come at twice the speed, but for the
 * first few; @spaced is where the last one would be had all come at that speed.
 */
static ktime_t mixcore_clock_earliest(const struct mixcore_output *output)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	u64 ns = (snapshot->at_once - 1) * (mixcore_frames_ns(output, snapshot->cycle) / 2);

	return ktime_sub_ns(output->clock.spaced, ns);
}

/* Frames in the backend, whichever way they go. */
static u32 mixcore_clock_queued(const struct mixcore_output *output,
				const struct mixcore_look *look)
{
	if (output->clock.state != MIXCORE_CLOCK_BACKEND)
		return 0;
	return output->capture ? output->snapshot->fill - look->queued : look->queued;
}

static int mixcore_clock_engine(struct mixcore_output *output, const struct mixcore_look *look)
{
	u32 queued = mixcore_clock_queued(output, look);
	s64 late = mixcore_lateness_cycle(output, look->now);
	u64 took;
	int err;

	output->begun = look->now;
	trace_mixcore_cycle_begin(output, 0);
	err = mixcore_engine_cycle(output);
	trace_mixcore_cycle_end(output, err);
	took = ktime_to_ns(ktime_sub(ktime_get(), look->now));
	mixcore_lateness_took(output, took);
	mixcore_levels_took(output, took);
	if (mixcore_area_is_mapped(output->card))
		mixcore_levels_output(output, queued);
	mixcore_flight_cycle(output, look->now, queued, late, took);
	return err;
}

static int mixcore_clock_cycle(struct mixcore_output *output, const struct mixcore_look *look)
{
	u64 ns = mixcore_frames_ns(output, output->snapshot->cycle);
	struct mixcore_clock *clock = &output->clock;
	int err;

	clock->due = ktime_add_ns(clock->due, ns);
	clock->spaced = ktime_add_ns(max(clock->spaced, look->now), ns / 2);
	clock->late++;
	err = mixcore_clock_engine(output, look);
	if (output->lateness.due)
		mixcore_lateness_due(output, ktime_add_ns(output->lateness.due, ns));
	return err;
}

/*
 * Runs the cycles that are due by the backend, but no more at once than streams bear. Returns an
 * error, or whether one is due still.
 */
static int mixcore_clock_run_due(struct mixcore_output *output, struct mixcore_look *look)
{
	u32 most = 2 * (output->backend->slave.buffer / output->snapshot->cycle);
	int due, err;

	for (;;) {
		due = mixcore_clock_look(output, look);
		if (due <= 0)
			break;
		if (ktime_before(look->now, mixcore_clock_earliest(output)))
			return due;
		/* What was queued is gone: the other holder moves the PCM's pointer. */
		if (output->clock.late > most)
			return -ETIME;
		err = mixcore_clock_cycle(output, look);
		if (err)
			return err;
	}
	output->clock.late = 0;
	return due;
}

/*
 * Silence that comes before what an input captures from now on, so that the next cycle is due when
 * it was by the null clock.
 */
static u32 mixcore_clock_capture_silence(const struct mixcore_output *output)
{
	s64 ahead = ktime_to_ns(ktime_sub(output->clock.due, ktime_get()));
	s64 frames = output->snapshot->cycle;

	/* At its first start there is nothing to make up for. */
	if (!output->clock.due)
		return 0;
	/* Rounded down: nobody records faster than time goes by. */
	if (ahead >= 0)
		frames -= mixcore_ns_frames(output, ahead) + 1;
	else
		frames += mixcore_ns_frames(output, -ahead);
	return clamp_t(s64, frames, 0, 2 * output->snapshot->cycle);
}

/* Returns an error of the backend. */
static int mixcore_clock_start_capture(struct mixcore_output *output)
{
	int err = mixcore_backend_start(output->backend);

	if (!err)
		output->backend->silence = mixcore_clock_capture_silence(output);
	return err;
}

/*
 * Runs the cycles that are due by the backend. Returns 0 and when to look again, or its error, or
 * -ETIME when it is stuck.
 */
static int mixcore_clock_run_backend(struct mixcore_output *output, ktime_t *next)
{
	struct mixcore_backend *backend = output->backend;
	struct mixcore_look look;
	int due, err;

	if (output->capture && !backend->started) {
		err = mixcore_clock_start_capture(output);
		if (err)
			return err;
	}
	due = mixcore_clock_run_due(output, &look);
	if (due < 0)
		return due;
	if (!backend->started) {
		err = mixcore_backend_start(backend);
		if (err)
			return err;
		/* However long that took, nothing has been missed. */
		output->looked = backend->moved;
	} else if (mixcore_clock_stalled(output, look.now)) {
		return -ETIME;
	}
	if (due) {
		*next = mixcore_clock_earliest(output);
		return 0;
	}
	output->clock.due = mixcore_clock_backend_due(output, look.queued, look.now);
	mixcore_lateness_due(output, output->clock.due);
	*next = mixcore_clock_backend_next(output, look.now);
	return 0;
}

/*
 * The cycles that the timer has told, some at a time, so that what else is wanted of the thread
 * need not wait. Returns when to look again: at the latest when it is to be seen whether it still
 * tells.
 */
static ktime_t mixcore_clock_run_follow(struct mixcore_output *output,
					const struct mixcore_follow_due *due)
{
	u32 cycle = output->snapshot->cycle;
	u64 frames = due->frames;
	struct mixcore_look look;
	u32 cycles = 0;

	output->heard = 0;
	for (; frames >= cycle && cycles < MIXCORE_FOLLOW_CYCLES; frames -= cycle, cycles++) {
		look.now = ktime_get();
		mixcore_clock_engine(output, &look);
		mixcore_follow_played(output, due, cycle);
	}
	/* Nothing is late: a backend that comes may start. */
	output->clock.due = ktime_get();
	return frames >= cycle ? output->clock.due : due->until;
}

/* By a timer that the output follows? Where it begins or ends to, nothing is to be caught up. */
static bool mixcore_clock_follows(struct mixcore_output *output, struct mixcore_follow_due *due)
{
	bool on = output->follow.name[0] && mixcore_follow_due(output, due);

	if (on != output->follow.on) {
		mixcore_clock_rebase(output, ktime_get());
		mixcore_lateness_forget(output);
	}
	output->follow.on = on;
	return on;
}

/* At most one cycle at a time, so that what was missed is caught up at twice the speed. */
static ktime_t mixcore_clock_run_by_time(struct mixcore_output *output)
{
	struct mixcore_clock *clock = &output->clock;
	u32 cycle = output->snapshot->cycle;
	struct mixcore_look look = { .now = ktime_get() };
	ktime_t now = look.now;

	clock->due = ktime_add_ns(clock->base, mixcore_frames_ns(output, clock->base_frames));
	if (ktime_before(now, clock->due))
		return clock->due;
	mixcore_lateness_due(output, clock->due);
	if (ktime_to_ns(ktime_sub(now, clock->due)) > MIXCORE_BEHIND_NS)
		mixcore_clock_rebase(output, now);
	output->heard = clock->due;
	mixcore_clock_engine(output, &look);
	clock->base_frames += cycle;
	clock->due = ktime_add_ns(clock->base, mixcore_frames_ns(output, clock->base_frames));
	if (ktime_before(now, clock->due))
		return clock->due;
	return ktime_add_ns(now, mixcore_frames_ns(output, cycle) / 2);
}

/**
 * mixcore_clock_endpoint_triggered() - the process of an endpoint is there
 * @output: the endpoint
 *
 * Context: who has @drive.
 */
void mixcore_clock_endpoint_triggered(struct mixcore_output *output)
{
	bool drives = output->clock.state == MIXCORE_CLOCK_ENDPOINT;
	bool runs = READ_ONCE(output->running);

	if (runs == drives || output->endpoint->follows)
		return;
	mixcore_clock_rebase(output, ktime_get());
	mixcore_lateness_forget(output);
	output->clock.idle_since = 0;
	mixcore_clock_enter(output, runs ? MIXCORE_CLOCK_ENDPOINT : MIXCORE_CLOCK_IDLE);
}

/**
 * mixcore_clock_endpoint_cycle() - a cycle that the process of an endpoint has asked for
 * @output: the endpoint
 * @heard: when its first frame is, 0 = not known
 *
 * Context: who has @drive.
 */
void mixcore_clock_endpoint_cycle(struct mixcore_output *output, ktime_t heard)
{
	struct mixcore_look look = { .now = ktime_get() };

	output->heard = heard;
	mixcore_clock_engine(output, &look);
}

/* Its process is left the clock as long as it comes. Returns until when, 0: no longer. */
static ktime_t mixcore_clock_watch_endpoint(struct mixcore_output *output)
{
	ktime_t until = mixcore_endpoint_waits_until(output);
	ktime_t now = ktime_get();

	if (ktime_before(now, until))
		return until;
	mixcore_producer_tell(&output->endpoint->producer, MIXCORE_PRODUCER_FRAMES, 0, 0);
	mixcore_clock_rebase(output, mixcore_endpoint_null_base(output, now));
	mixcore_clock_to_null(output);
	return 0;
}

static ktime_t mixcore_clock_run_null(struct mixcore_output *output)
{
	struct mixcore_follow_due due;

	if (mixcore_clock_follows(output, &due))
		return mixcore_clock_run_follow(output, &due);
	return mixcore_clock_run_by_time(output);
}

/* Is it time to start the backend again? Not before streams have caught up. */
static bool mixcore_clock_may_retry(const struct mixcore_output *output)
{
	const struct mixcore_clock *clock = &output->clock;
	ktime_t now = ktime_get();
	u64 cycle_ns = mixcore_frames_ns(output, output->snapshot->cycle);

	return clock->state == MIXCORE_CLOCK_NULL && output->backend &&
	       !ktime_before(now, clock->retry) &&
	       ktime_before(now, ktime_add_ns(clock->due, cycle_ns));
}

/* How long the end of the last stream takes to be heard. */
static u64 mixcore_clock_tail_ns(const struct mixcore_output *output)
{
	if (output->capture)
		return 0;
	return MIXCORE_TAIL_NS +
	       mixcore_frames_ns(output, output->delay.frames + output->snapshot->cycle);
}

static u64 mixcore_clock_idle_ns(const struct mixcore_output *output)
{
	if (output->clock.state != MIXCORE_CLOCK_BACKEND)
		return 0;
	return max_t(u64, output->snapshot->idle_ms * (u64)NSEC_PER_MSEC,
		     mixcore_clock_tail_ns(output));
}

/* True when no stream runs and what the last one left has been played. */
static bool mixcore_clock_is_idle(struct mixcore_output *output)
{
	struct mixcore_clock *clock = &output->clock;
	ktime_t now;

	if (READ_ONCE(output->running)) {
		clock->idle_since = 0;
		return false;
	}
	if (clock->state == MIXCORE_CLOCK_IDLE)
		return true;
	now = ktime_get();
	if (!clock->idle_since)
		clock->idle_since = now;
	return ktime_to_ns(ktime_sub(now, clock->idle_since)) >= mixcore_clock_idle_ns(output);
}

static void mixcore_clock_stop(struct mixcore_output *output)
{
	if (output->clock.state == MIXCORE_CLOCK_IDLE)
		return;
	if (output->clock.state == MIXCORE_CLOCK_BACKEND)
		mixcore_backend_stop(output->backend);
	mixcore_clock_enter(output, MIXCORE_CLOCK_IDLE);
	mixcore_follow_stop(output);
}

/*
 * The first stream starts: its first cycle is due at once, behind a queue of silence; of an input
 * when it has captured one.
 */
static void mixcore_clock_begin(struct mixcore_output *output)
{
	ktime_t due;

	if (output->endpoint && !output->endpoint->follows) {
		mixcore_clock_rebase(output, ktime_get());
		mixcore_clock_enter(output, MIXCORE_CLOCK_ENDPOINT);
		return;
	}

	mixcore_clock_rebase(output, output->capture ? 0 : ktime_get());
	output->clock.retry = 0;
	if (mixcore_clock_start_backend(output))
		return;
	due = ktime_get();
	if (output->capture)
		due = ktime_add_ns(due, mixcore_frames_ns(output, output->snapshot->cycle));
	mixcore_clock_rebase(output, due);
	mixcore_clock_to_null(output);
}

/* A card that goes waits for our reference, also when nothing plays. */
static void mixcore_clock_check_gone(struct mixcore_output *output)
{
	if (output->backend && mixcore_backend_gone(output->backend))
		mixcore_clock_lose_backend(output);
}

static void mixcore_clock_release_retired(struct mixcore_output *output)
{
	struct mixcore_backend *retired = output->retired;

	output->retired = NULL;
	if (retired)
		mixcore_backend_release(retired);
	WRITE_ONCE(output->retiring, NULL);
}

/* Returns when to look again. */
static ktime_t mixcore_clock_check_retired(struct mixcore_output *output)
{
	if (!output->retired)
		return KTIME_MAX;
	if (ktime_before(ktime_get(), output->clock.retire) &&
	    !mixcore_backend_gone(output->retired))
		return output->clock.retire;
	mixcore_clock_release_retired(output);
	return KTIME_MAX;
}

static ktime_t mixcore_clock_run_cycles(struct mixcore_output *output)
{
	struct mixcore_clock *clock = &output->clock;
	ktime_t next;
	int err;

	mixcore_clock_check_gone(output);
	if (mixcore_clock_is_idle(output)) {
		mixcore_clock_stop(output);
		return KTIME_MAX;
	}
	if (clock->state == MIXCORE_CLOCK_IDLE)
		mixcore_clock_begin(output);
	else if (mixcore_clock_may_retry(output))
		mixcore_clock_start_backend(output);

	while (clock->state == MIXCORE_CLOCK_BACKEND) {
		err = mixcore_clock_run_backend(output, &next);
		if (!err)
			return next;
		mixcore_clock_backend_failed(output, err);
	}
	if (clock->state == MIXCORE_CLOCK_ENDPOINT)
		next = mixcore_clock_watch_endpoint(output);
	if (clock->state == MIXCORE_CLOCK_ENDPOINT)
		return next;
	return mixcore_clock_run_null(output);
}

/**
 * mixcore_clock_run() - run the cycles that are due
 * @output: whose
 *
 * Context: output thread.
 * Return: when to be called again at the latest, KTIME_MAX when idle.
 */
ktime_t mixcore_clock_run(struct mixcore_output *output)
{
	ktime_t retire = mixcore_clock_check_retired(output);

	return min(mixcore_clock_run_cycles(output), retire);
}

/**
 * mixcore_clock_frozen() - the thread was frozen for a system sleep and goes on
 * @output: whose
 *
 * Time that passed asleep is not caught up.
 *
 * Context: output thread.
 */
void mixcore_clock_frozen(struct mixcore_output *output)
{
	mixcore_clock_rebase(output, ktime_get());
	mixcore_lateness_forget(output);
	mixcore_wake_now(output);
}

/**
 * mixcore_clock_fill_changed() - the snapshot just taken has another fill or cycle
 * @output: whose
 * @old: fill without a cycle before
 *
 * More is made up with silence, once, as streams can't be ahead of time; less by waiting.
 *
 * Context: output thread.
 */
void mixcore_clock_fill_changed(struct mixcore_output *output, u32 old)
{
	u32 left = output->snapshot->fill - output->snapshot->cycle;

	if (output->clock.state != MIXCORE_CLOCK_BACKEND)
		return;
	mixcore_backend_set_wake(output->backend, mixcore_clock_wake_avail(output));
	if (left > old && !output->capture)
		mixcore_backend_write(output->backend, NULL, left - old);
}

/*
 * Has the backend play what it has queued, with silence behind it: run dry it would repeat itself.
 * Returns when it is to be stopped: half way through the silence.
 */
static ktime_t mixcore_clock_end_backend(struct mixcore_output *output)
{
	struct mixcore_backend *backend = output->backend;
	u32 silence = 2 * mixcore_ns_frames(output, MIXCORE_TAIL_NS);
	u32 queued, delay;

	if (output->capture || mixcore_backend_queued(backend, &queued, &delay))
		return 0;
	silence = min(silence, backend->slave.buffer - queued);
	if (mixcore_backend_write(backend, NULL, silence))
		return 0;
	return ktime_add_ns(ktime_get(), mixcore_frames_ns(output, delay + silence / 2));
}

/*
 * The backend makes room for another one. The next cycle stays due when it is, so that the other
 * one goes on where this one ends.
 */
static void mixcore_clock_retire_backend(struct mixcore_output *output)
{
	struct mixcore_clock *clock = &output->clock;

	mixcore_clock_release_retired(output);
	clock->retire = 0;
	if (clock->state == MIXCORE_CLOCK_BACKEND) {
		clock->retire = mixcore_clock_end_backend(output);
		mixcore_clock_to_null(output);
	}
	output->retired = output->backend;
	WRITE_ONCE(output->retiring, output->retired->slave.substream);
}

/**
 * mixcore_clock_take_backend() - the output has this backend from now on
 * @output: may have another one
 * @backend: its own now
 *
 * Context: output thread.
 */
void mixcore_clock_take_backend(struct mixcore_output *output, struct mixcore_backend *backend)
{
	if (output->backend)
		mixcore_clock_retire_backend(output);
	output->backend = backend;
	output->clock.retry = 0;
	mixcore_backend_listen(backend, output);
	WRITE_ONCE(output->attached, true);
	if (output->lost)
		mixcore_event_backend(output, true);
	output->lost = false;
}

/*
 * Lets what the last stream left play out, behind it silence: a slave that runs dry may stop before
 * the end was heard. Not once a stream runs.
 */
static void mixcore_clock_play_out(struct mixcore_output *output)
{
	ktime_t since = output->clock.idle_since ?: ktime_get();
	ktime_t end = ktime_add_ns(since, mixcore_clock_tail_ns(output));
	ktime_t next;

	while (!READ_ONCE(output->running) && ktime_before(ktime_get(), end)) {
		if (mixcore_clock_run_backend(output, &next))
			return;
		next = min(next, end);
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_hrtimeout(&next, HRTIMER_MODE_ABS);
	}
}

/**
 * mixcore_clock_release_backend() - give the backend up
 * @output: may have none
 *
 * What is queued is played first when no stream runs.
 *
 * Context: output thread.
 */
void mixcore_clock_release_backend(struct mixcore_output *output)
{
	mixcore_clock_release_retired(output);
	if (!output->backend)
		return;
	if (output->clock.state == MIXCORE_CLOCK_BACKEND && !output->capture)
		mixcore_clock_play_out(output);
	mixcore_clock_drop_backend(output);
}
