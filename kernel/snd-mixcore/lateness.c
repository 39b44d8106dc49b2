// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cycles that do not come when they are due, and why. Drawn in sound/mixcore_xrun.h.
 *
 * What it goes by costs a cycle a few stores; it is looked at only when a cycle was out of time.
 */
#include <linux/sched.h>

#include "mixcore.h"

/* So much longer than a cycle mostly takes: the processor was not there, though nobody took it. */
#define MIXCORE_LATENESS_STOOD_STILL	8

/**
 * struct mixcore_parts - of the time by which a cycle was late
 * @machine: timers were
 * @backend: its interrupt was, or it took so long
 * @mixer: the thread was
 */
struct mixcore_parts {
	s64 machine;
	s64 backend;
	s64 mixer;
};

/**
 * mixcore_lateness_forget() - nobody knows when the next cycle is due
 * @output: has another snapshot or backend, or starts that
 *
 * Context: output thread.
 */
void mixcore_lateness_forget(struct mixcore_output *output)
{
	const struct mixcore_snapshot *snapshot = output->snapshot;
	struct mixcore_lateness *lateness = &output->lateness;
	u32 period = output->backend ? output->backend->slave.period : 0;
	u32 frames = snapshot->cycle / 2;

	/* Interrupts are what it runs by, or what moves a position that nobody interpolates. */
	if (output->capture || snapshot->cycle >= period)
		frames += period;
	lateness->due = 0;
	lateness->tolerance = mixcore_duration_ns(frames, output->rate);
	lateness->lasts = mixcore_duration_ns(snapshot->fill + period, output->rate);
}

/**
 * mixcore_lateness_due() - when the next cycle is to come
 * @output: whose
 * @due: then
 *
 * Context: output thread.
 */
void mixcore_lateness_due(struct mixcore_output *output, ktime_t due)
{
	output->lateness.due = due;
}

/* What woke the thread; 0: it was awake. */
static ktime_t mixcore_lateness_ready(const struct mixcore_incident *incident)
{
	if (incident->fired && incident->kicked)
		return min(incident->fired, incident->kicked);
	return incident->fired ?: incident->kicked;
}

/* How long the timer was over and did not fire, from @since on. */
static s64 mixcore_lateness_unfired(const struct mixcore_incident *incident, ktime_t since)
{
	ktime_t fired = incident->fired ?: incident->woke;

	if (!incident->timer_at)
		return 0;
	return max_t(s64, ktime_sub(fired, max(incident->timer_at, since)), 0);
}

/* It slept when the cycle was due. */
static void mixcore_lateness_asleep(const struct mixcore_incident *incident,
				    struct mixcore_parts *parts)
{
	ktime_t ready = mixcore_lateness_ready(incident);
	ktime_t timer_at = incident->timer_at ?: ready;
	ktime_t since = max(ready, incident->due);

	parts->backend = max_t(s64, ktime_sub(min(ready, timer_at), incident->due), 0);
	parts->machine = mixcore_lateness_unfired(incident, incident->due);
	parts->mixer = ktime_sub(incident->woke, since) - mixcore_lateness_unfired(incident, since);
}

/* Since it is awake: somebody took its processor, it waited in the backend, or neither. */
static void mixcore_lateness_awake(const struct mixcore_output *output, s64 busy,
				   struct mixcore_parts *parts)
{
	if (current->nivcsw != output->wake.preempted)
		parts->mixer += busy;
	else if (output->backend && output->backend->waits != output->wake.waited)
		parts->backend += busy;
	else if (busy > MIXCORE_LATENESS_STOOD_STILL * output->lateness.took)
		parts->machine += busy;
	else
		parts->mixer += busy;
}

static u32 mixcore_lateness_culprit(const struct mixcore_parts *parts)
{
	if (parts->machine >= max(parts->backend, parts->mixer))
		return MIXCORE_CULPRIT_MACHINE;
	return parts->backend >= parts->mixer ? MIXCORE_CULPRIT_BACKEND : MIXCORE_CULPRIT_MIXER;
}

/* Frames until the backend has nothing left to play, or no room. */
static u32 mixcore_lateness_left(const struct mixcore_backend *backend)
{
	u32 buffer = backend->slave.buffer;

	if (backend->substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return backend->queued;
	return buffer - min(backend->queued - min(backend->queued, backend->silence), buffer);
}

static void mixcore_lateness_times(const struct mixcore_output *output, ktime_t now,
				   struct mixcore_incident *incident)
{
	const struct mixcore_wake *wake = &output->wake;
	const struct mixcore_backend *backend = output->backend;

	*incident = (struct mixcore_incident) {
		.seen = now,
		.due = output->lateness.due,
		.timer_at = wake->timer_at,
		.fired = READ_ONCE(wake->fired),
		.kicked = READ_ONCE(wake->kicked),
		.woke = wake->woke,
	};
	if (backend && backend->started)
		incident->empty = ktime_add_ns(backend->queued_at,
					       mixcore_duration_ns(mixcore_lateness_left(backend),
								   output->rate));
	/* What came later than the thread did not wake it. */
	if (ktime_after(incident->fired, incident->woke))
		incident->fired = 0;
	if (ktime_after(incident->kicked, incident->woke))
		incident->kicked = 0;
}

/**
 * mixcore_lateness_judge() - why is the next cycle late
 * @output: whose
 * @now: it is late now
 * @incident: filled in
 *
 * Where nobody knows when it was due, that is when the backend had nothing left.
 *
 * Context: output thread.
 */
void mixcore_lateness_judge(const struct mixcore_output *output, ktime_t now,
			    struct mixcore_incident *incident)
{
	struct mixcore_parts parts = {};

	mixcore_lateness_times(output, now, incident);
	if (!incident->due)
		incident->due = incident->empty ?: now;
	incident->late = max_t(s64, ktime_sub(now, incident->due), 0);
	if (mixcore_lateness_ready(incident) && ktime_before(incident->due, incident->woke))
		mixcore_lateness_asleep(incident, &parts);
	mixcore_lateness_awake(output, ktime_sub(now, max(incident->woke, incident->due)), &parts);
	incident->culprit = mixcore_lateness_culprit(&parts);
}

/* Sooner than it was due by what was known of the position. */
static void mixcore_lateness_early(const struct mixcore_output *output, ktime_t now,
				   struct mixcore_incident *incident)
{
	mixcore_lateness_times(output, now, incident);
	incident->late = ktime_sub(incident->due, now);
	incident->culprit = MIXCORE_CULPRIT_POSITION;
}

static void mixcore_lateness_keep(struct mixcore_output *output,
				  const struct mixcore_incident *incident)
{
	struct mixcore_xrun_log *log = &output->card->xruns;
	struct mixcore_lateness *lateness = &output->lateness;

	spin_lock_irq(&log->lock);
	lateness->incidents[lateness->count++ % MIXCORE_INCIDENTS] = *incident;
	spin_unlock_irq(&log->lock);
}

/* What made the cycle before late makes this one late, too: it is not over. */
static void mixcore_lateness_goes_on(struct mixcore_output *output, ktime_t now)
{
	struct mixcore_xrun_log *log = &output->card->xruns;
	struct mixcore_lateness *lateness = &output->lateness;

	spin_lock_irq(&log->lock);
	if (lateness->count)
		lateness->incidents[(lateness->count - 1) % MIXCORE_INCIDENTS].seen = now;
	spin_unlock_irq(&log->lock);
}

/**
 * mixcore_lateness_took() - a cycle is over
 * @output: whose
 * @ns: that it took
 *
 * Context: output thread.
 */
void mixcore_lateness_took(struct mixcore_output *output, u64 ns)
{
	struct mixcore_lateness *lateness = &output->lateness;

	if (!lateness->took)
		lateness->took = ns;
	lateness->took += (s64)(ns - lateness->took) / 16;
}

/**
 * mixcore_lateness_cycle() - a cycle begins
 * @output: whose
 * @now: when
 *
 * Context: output thread.
 * Return: ns since it was due, less than 0: it comes before; 0: nobody knows.
 */
s64 mixcore_lateness_cycle(struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_lateness *lateness = &output->lateness;
	struct mixcore_incident incident;
	s64 late;

	if (!lateness->due)
		return 0;
	late = ktime_sub(now, lateness->due);
	if (abs(late) <= lateness->tolerance)
		return late;
	if (late > 0 && !ktime_after(lateness->due, output->begun)) {
		mixcore_lateness_goes_on(output, now);
		return late;
	}
	if (late < 0)
		mixcore_lateness_early(output, now, &incident);
	else
		mixcore_lateness_judge(output, now, &incident);
	mixcore_lateness_keep(output, &incident);
	return late;
}
