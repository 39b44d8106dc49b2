/* SPDX-License-Identifier: GPL-2.0-only */
/* Who was late: what wakes an output's thread, what cycles tell of it, reports, recorders. */
#ifndef MIXCORE_LATENESS_H
#define MIXCORE_LATENESS_H

#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <uapi/sound/mixcore.h>

struct mixcore_caller;
struct mixcore_card;
struct mixcore_output;
struct mixcore_stream;

#define MIXCORE_INCIDENTS	8	/* that an output remembers */

/**
 * struct mixcore_wake - what wakes an output's thread, and when it did; the thread's alone, but for
 *	@fired and @kicked
 * @timer: wakes it
 * @timer_at: when it is to, 0 = not at all
 * @fired: when it did, 0 = not; its interrupt writes
 * @kicked: when something else wanted the thread first, 0 = nothing did; anyone writes
 * @woke: when the thread went on
 * @waited: how often it had waited in its backend by then
 * @preempted: how often it had lost its processor by then
 */
struct mixcore_wake {
	struct hrtimer timer;
	ktime_t timer_at;
	ktime_t fired;
	ktime_t kicked;
	ktime_t woke;
	unsigned long waited;
	unsigned long preempted;
};

/**
 * struct mixcore_incident - a cycle that did not come when it was due, and why
 * @seen: when it came
 * @late: ns after it was due, or before
 * @culprit: MIXCORE_CULPRIT_*
 * @due: see struct mixcore_xrun, like the following
 * @timer_at: see there
 * @fired: see there
 * @kicked: see there
 * @woke: see there
 * @empty: see there
 */
struct mixcore_incident {
	ktime_t seen;
	u64 late;
	u32 culprit;
	ktime_t due;
	ktime_t timer_at;
	ktime_t fired;
	ktime_t kicked;
	ktime_t woke;
	ktime_t empty;
};

/**
 * struct mixcore_lateness - how much in time an output's cycles are
 * @due: when the next one is, 0 = not known; the thread's alone, like those to @took
 * @tolerance: ns that are no incident
 * @lasts: ns that all that may be queued lasts
 * @took: ns of a cycle, a mean of the latest ones
 * @count: incidents so far; mixcore_xrun_log.lock
 * @incidents: the latest ones; mixcore_xrun_log.lock
 */
struct mixcore_lateness {
	ktime_t due;
	u64 tolerance;
	u64 lasts;
	u64 took;
	u32 count;
	struct mixcore_incident incidents[MIXCORE_INCIDENTS];
};

/**
 * struct mixcore_xrun_log - reports, and incidents of all outputs
 * @lock: see lock order
 * @number: of the latest report
 * @ring: MIXCORE_XRUNS_MAX of them
 */
struct mixcore_xrun_log {
	spinlock_t lock;		/* protects all of it, and incidents */
	u64 number;
	struct mixcore_xrun *ring;
};

/**
 * struct mixcore_flight_recorder - the latest events of an output; its thread writes, anyone reads
 * @total: events so far
 * @next: place of the next one
 * @events: MIXCORE_FLIGHT_MAX of them, and room for the next one
 */
struct mixcore_flight_recorder {
	unsigned long total;
	u32 next;
	struct mixcore_flight_event *events;
};

/* wake.c: what wakes the thread */
void mixcore_wake_init(struct mixcore_output *output);
void mixcore_wake_kicked(struct mixcore_output *output);
void mixcore_wake_now(struct mixcore_output *output);
void mixcore_wake_sleep(struct mixcore_output *output, ktime_t until);

/* lateness.c: cycles that do not come when they are due */
void mixcore_lateness_forget(struct mixcore_output *output);
void mixcore_lateness_due(struct mixcore_output *output, ktime_t due);
void mixcore_lateness_took(struct mixcore_output *output, u64 ns);
s64 mixcore_lateness_cycle(struct mixcore_output *output, ktime_t now);
void mixcore_lateness_judge(const struct mixcore_output *output, ktime_t now,
			    struct mixcore_incident *incident);

/* xrun.c: reports */
int mixcore_xrun_init(struct mixcore_card *card);
void mixcore_xrun_free(struct mixcore_card *card);
void mixcore_xrun_stream(struct mixcore_stream *stream);
void mixcore_xrun_backend(struct mixcore_output *output, int err);
int mixcore_xrun_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			  struct mixcore_xruns *xruns);

/* flight.c: flight recorders */
int mixcore_flight_init(struct mixcore_output *output);
void mixcore_flight_free(struct mixcore_output *output);
void mixcore_flight_cycle(struct mixcore_output *output, ktime_t begun, u32 queued, s64 late,
			  u64 took);
void mixcore_flight_note(struct mixcore_output *output, u32 kind, u64 value);
int mixcore_flight_describe(struct mixcore_card *card, struct mixcore_flight *flight);

#endif /* MIXCORE_LATENESS_H */
