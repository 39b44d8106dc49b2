// SPDX-License-Identifier: GPL-2.0-only
/* Reports of xruns: of whom, and whose fault. Drawn in sound/mixcore_xrun.h. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mixcore.h"

/**
 * mixcore_xrun_init() - make reports possible
 * @card: the card
 *
 * Context: module load.
 * Return: 0, -ENOMEM.
 */
int mixcore_xrun_init(struct mixcore_card *card)
{
	spin_lock_init(&card->xruns.lock);
	card->xruns.ring = kvcalloc(MIXCORE_XRUNS_MAX, sizeof(*card->xruns.ring), GFP_KERNEL);
	return card->xruns.ring ? 0 : -ENOMEM;
}

/**
 * mixcore_xrun_free() - undo mixcore_xrun_init()
 * @card: nothing runs any more
 *
 * Context: module unload.
 */
void mixcore_xrun_free(struct mixcore_card *card)
{
	kvfree(card->xruns.ring);
}

static void mixcore_xrun_incident(struct mixcore_xrun *xrun,
				  const struct mixcore_incident *incident)
{
	xrun->culprit = incident->culprit;
	xrun->late_ns = incident->late;
	xrun->due_ns = ktime_to_ns(incident->due);
	xrun->timer_ns = ktime_to_ns(incident->timer_at);
	xrun->fired_ns = ktime_to_ns(incident->fired);
	xrun->kicked_ns = ktime_to_ns(incident->kicked);
	xrun->woke_ns = ktime_to_ns(incident->woke);
	xrun->empty_ns = ktime_to_ns(incident->empty);
}

/* Whose cycles it is about. */
static void mixcore_xrun_cycle(struct mixcore_xrun *xrun, const struct mixcore_output *output)
{
	xrun->cycle_object = output->changes.object.kind;
	xrun->cycle_id = output->id;
}

static u64 mixcore_xrun_add(struct mixcore_xrun_log *log, struct mixcore_xrun *xrun)
	__must_hold(&log->lock)
{
	lockdep_assert_held(&log->lock);
	xrun->number = ++log->number;
	log->ring[xrun->number % MIXCORE_XRUNS_MAX] = *xrun;
	return xrun->number;
}

/* The worst that has kept the output from being in time since then; NULL: nothing has. */
static const struct mixcore_incident *mixcore_xrun_worst(const struct mixcore_output *output,
							 ktime_t since)
	__must_hold(&output->card->xruns.lock)
{
	const struct mixcore_lateness *lateness = &output->lateness;
	u32 count = min_t(u32, lateness->count, MIXCORE_INCIDENTS);
	const struct mixcore_incident *worst = NULL;
	u32 i;

	for (i = 0; i < count; i++) {
		const struct mixcore_incident *incident = &lateness->incidents[i];

		if (ktime_before(incident->seen, since))
			continue;
		if (!worst || incident->late > worst->late)
			worst = incident;
	}
	return worst;
}

/* Cycles that were out of time come at twice the speed for as long again. */
static void mixcore_xrun_judge_stream(struct mixcore_xrun *xrun,
				      const struct mixcore_stream *stream)
	__must_hold(&stream->card->xruns.lock)
{
	ktime_t since = ktime_sub_ns(xrun->time_ns, 2 * xrun->buffer_ns);
	const struct mixcore_incident *worst = mixcore_xrun_worst(stream->output, since);

	if (worst && 2 * worst->late >= xrun->buffer_ns) {
		mixcore_xrun_incident(xrun, worst);
		return;
	}
	xrun->culprit = MIXCORE_CULPRIT_APPLICATION;
	xrun->kicked_ns = ktime_to_ns(stream->told);
	xrun->empty_ns = xrun->time_ns;
}

/**
 * mixcore_xrun_stream() - the PCM core stops a stream because of an xrun
 * @stream: has an output
 *
 * Context: stream lock and run_lock held.
 */
void mixcore_xrun_stream(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_xrun_log *log = &stream->card->xruns;
	struct mixcore_xrun xrun = {
		.time_ns = ktime_get_ns(),
		.object = MIXCORE_OBJECT_STREAM,
		.id = stream->id,
		.what = mixcore_stream_records(stream) ? MIXCORE_XRUN_FULL : MIXCORE_XRUN_EMPTY,
		.count = ++stream->xruns,
		.buffer_ns = mixcore_duration_ns(stream->buffer, stream->rate),
		.uid = from_kuid_munged(&init_user_ns, stream->uid),
		.pid = stream->tgid,
	};

	lockdep_assert_held(&stream->card->run_lock);
	strscpy(xrun.comm, stream->comm, sizeof(xrun.comm));
	mixcore_xrun_cycle(&xrun, stream->output);
	spin_lock(&log->lock);
	mixcore_xrun_judge_stream(&xrun, stream);
	mixcore_xrun_add(log, &xrun);
	spin_unlock(&log->lock);
	mixcore_event_xrun(stream->card, &stream->changes.object, stream->xruns);
}

static u32 mixcore_xrun_what(const struct mixcore_output *output, int err)
{
	switch (err) {
	case -EPIPE:
		return output->capture ? MIXCORE_XRUN_FULL : MIXCORE_XRUN_EMPTY;
	case -ETIME:
		return MIXCORE_XRUN_STUCK;
	case -EBADFD:
		return MIXCORE_XRUN_STOPPED;
	default:
		return MIXCORE_XRUN_FAILED;
	}
}

/* Can what was queued have been played by now? A period sooner is what positions may be off. */
static bool mixcore_xrun_is_too_soon(const struct mixcore_output *output,
				     const struct mixcore_incident *incident)
{
	u64 period = mixcore_duration_ns(output->backend->slave.period, output->rate);

	return incident->empty &&
	       ktime_before(ktime_add_ns(incident->seen, period), incident->empty);
}

static void mixcore_xrun_judge_backend(const struct mixcore_output *output, int err,
				       struct mixcore_incident *incident)
{
	ktime_t empty = ktime_add_ns(output->looked, output->lateness.lasts);

	mixcore_lateness_judge(output, ktime_get(), incident);
	if (err != -EPIPE) {
		incident->culprit = MIXCORE_CULPRIT_BACKEND;
	} else if (!output->capture && ktime_after(incident->seen, empty)) {
		/* Nobody has looked for so long that the position tells nothing. */
		incident->empty = empty;
	} else if (mixcore_xrun_is_too_soon(output, incident)) {
		incident->culprit = MIXCORE_CULPRIT_POSITION;
		incident->late = ktime_sub(incident->empty, incident->seen);
	}
}

/* Once a backend is stuck it is so again at each attempt, which is no news. */
static bool mixcore_xrun_is_news(const struct mixcore_backend *backend, int err)
{
	return err == -ETIME ? backend->moving : backend->started && err != -ESTRPIPE;
}

/**
 * mixcore_xrun_backend() - the backend of an output or input has to be started again
 * @output: whose; has a backend
 * @err: of it
 *
 * Context: output thread.
 */
void mixcore_xrun_backend(struct mixcore_output *output, int err)
{
	struct mixcore_xrun_log *log = &output->card->xruns;
	struct mixcore_incident incident;
	struct mixcore_xrun xrun = {
		.object = output->changes.object.kind,
		.id = output->id,
		.what = mixcore_xrun_what(output, err),
		.count = output->counters.xruns,
		.buffer_ns = mixcore_duration_ns(output->snapshot->fill, output->rate),
	};
	u64 number;

	if (!mixcore_xrun_is_news(output->backend, err))
		return;
	mixcore_xrun_judge_backend(output, err, &incident);
	xrun.time_ns = ktime_to_ns(incident.seen);
	mixcore_xrun_cycle(&xrun, output);
	mixcore_xrun_incident(&xrun, &incident);
	spin_lock_irq(&log->lock);
	number = mixcore_xrun_add(log, &xrun);
	spin_unlock_irq(&log->lock);
	mixcore_flight_note(output, MIXCORE_FLIGHT_XRUN, number);
}

/* Copies what is newer than @xruns->after, the oldest first; returns how many. */
static u32 mixcore_xrun_copy(struct mixcore_xrun_log *log, struct mixcore_xruns *xruns,
			     struct mixcore_xrun *report)
{
	u64 first, end;
	u32 count;

	spin_lock_irq(&log->lock);
	end = log->number;
	first = end - min_t(u64, end, MIXCORE_XRUNS_MAX);
	first = min(max(xruns->after, first), end);
	count = min_t(u64, end - first, xruns->count);
	for (end = first + count; first < end; )
		*report++ = log->ring[++first % MIXCORE_XRUNS_MAX];
	xruns->after = log->number;
	spin_unlock_irq(&log->lock);
	return count;
}

static void mixcore_xrun_hide(struct mixcore_xrun *xrun, const struct mixcore_caller *caller)
{
	if (mixcore_may_change(caller, make_kuid(&init_user_ns, xrun->uid)))
		return;
	xrun->pid = 0;
	memset(xrun->comm, 0, sizeof(xrun->comm));
}

/**
 * mixcore_xrun_describe() - MIXCORE_IOCTL_XRUNS
 * @card: the card
 * @caller: who asks
 * @xruns: from userspace; filled in
 *
 * Context: process.
 * Return: 0, -ENOMEM, -EFAULT.
 */
int mixcore_xrun_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			  struct mixcore_xruns *xruns)
{
	struct mixcore_xrun *report = kvcalloc(MIXCORE_XRUNS_MAX, sizeof(*report),
					       GFP_KERNEL_ACCOUNT);
	int err = 0;
	u32 i;

	if (!report)
		return -ENOMEM;
	xruns->count = mixcore_xrun_copy(&card->xruns, xruns, report);
	for (i = 0; i < xruns->count; i++)
		mixcore_xrun_hide(&report[i], caller);
	if (copy_to_user(u64_to_user_ptr(xruns->xruns), report, xruns->count * sizeof(*report)))
		err = -EFAULT;
	kvfree(report);
	return err;
}
