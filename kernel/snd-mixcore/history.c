// SPDX-License-Identifier: GPL-2.0-only
/* Who changed what of an object, when and why: kept with the object, told to userspace. */
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>

#include "mixcore.h"

/* The oldest change of which everything was changed again later; there is none: the oldest. */
static u32 mixcore_history_stale(const struct mixcore_changes *changes)
{
	u32 i, later = 0, stale = 0;

	for (i = changes->count; i--;) {
		if (!(changes->list[i].what & ~later))
			stale = i;
		later |= changes->list[i].what;
	}
	return stale;
}

static void mixcore_history_forget(struct mixcore_changes *changes, u32 i)
{
	struct mixcore_change *change = &changes->list[i];

	changes->count--;
	memmove(change, change + 1, (changes->count - i) * sizeof(*change));
}

/**
 * mixcore_history_of() - begin to keep what an object sees
 * @changes: of the object
 * @kind: MIXCORE_OBJECT_*
 * @id: of the object
 * @output: of a route or loopback, otherwise 0
 *
 * Context: process, graph_lock held, or nobody knows the object yet.
 */
void mixcore_history_of(struct mixcore_changes *changes, u32 kind, u32 id, u32 output)
{
	changes->object = (struct mixcore_object) { kind, id, output };
}

/**
 * mixcore_history_add() - keep who changed an object and why, and tell who listens
 * @card: the card
 * @changes: of the object
 * @caller: who changed it
 * @generation: of the graph after that
 * @what: MIXCORE_CHANGED_*, MIXCORE_SET_*, or MIXCORE_DEFAULT_*
 *
 * Context: process that made the change; graph_lock held.
 */
void mixcore_history_add(struct mixcore_card *card, struct mixcore_changes *changes,
			 const struct mixcore_caller *caller, u64 generation, u32 what)
	__must_hold(&card->graph_lock)
{
	struct mixcore_last_change *last;
	struct mixcore_change *change;

	if (changes->count == MIXCORE_HISTORY_MAX)
		mixcore_history_forget(changes, mixcore_history_stale(changes));
	change = &changes->list[changes->count++];
	memset(change, 0, sizeof(*change));
	change->what = what;
	get_task_comm(change->comm, current->group_leader);
	last = &change->last_change;
	last->generation = generation;
	last->time_ns = ktime_get_ns();
	last->pid = task_tgid_nr(current);
	last->uid = from_kuid(&init_user_ns, caller->uid);
	if (caller->cause)
		last->cause = *caller->cause;
	else
		memcpy(last->cause.text, caller->text, strlen(caller->text));
	mixcore_event_changed(card, &changes->object, generation, what);
}

/* Without the control node others' processes are nobody's business. */
static bool mixcore_history_hides(const struct mixcore_caller *caller,
				  const struct mixcore_last_change *last)
{
	return !caller->control && from_kuid(&init_user_ns, caller->uid) != last->uid;
}

/**
 * mixcore_history_latest() - the latest change of an object
 * @changes: of the object
 * @caller: who asks
 * @latest: for userspace; all 0: there was none
 *
 * Context: process, graph_lock held.
 */
void mixcore_history_latest(const struct mixcore_changes *changes,
			    const struct mixcore_caller *caller,
			    struct mixcore_last_change *latest)
{
	memset(latest, 0, sizeof(*latest));
	if (!changes->count)
		return;
	*latest = changes->list[changes->count - 1].last_change;
	if (mixcore_history_hides(caller, latest))
		latest->pid = 0;
}

/**
 * mixcore_history_cause() - why an object was changed last
 * @changes: of the object
 * @cause: for userspace; all 0: it was not
 *
 * Context: process, graph_lock held.
 */
void mixcore_history_cause(const struct mixcore_changes *changes, struct mixcore_cause *cause)
{
	if (changes->count)
		*cause = changes->list[changes->count - 1].last_change.cause;
	else
		memset(cause, 0, sizeof(*cause));
}

static const struct mixcore_changes *mixcore_history_of_route(struct mixcore_card *card, u32 id,
							      u32 output_id)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream = xa_load(&card->streams, id);
	struct mixcore_output *output = xa_load(&card->outputs, output_id);
	struct mixcore_wanted *wanted;
	struct mixcore_route *route;

	if (!stream || !output || mixcore_stream_records(stream))
		return NULL;
	mixcore_routing_settle(stream);
	if (mixcore_routing_lead(stream, &route) == output)
		return &stream->lead_changes;
	wanted = mixcore_routing_find(stream, output);
	return wanted ? &wanted->changes : NULL;
}

static const struct mixcore_changes *mixcore_history_find(struct mixcore_card *card,
							  const struct mixcore_object *object)
	__must_hold(&card->graph_lock)
{
	struct mixcore_loopback *loopback;
	struct mixcore_output *output;
	struct mixcore_stream *stream;

	switch (object->kind) {
	case MIXCORE_OBJECT_STREAM:
		stream = xa_load(&card->streams, object->id);
		return stream ? &stream->changes : NULL;
	case MIXCORE_OBJECT_OUTPUT:
	case MIXCORE_OBJECT_INPUT:
		output = xa_load(mixcore_graph_outputs(card, object->kind == MIXCORE_OBJECT_INPUT),
				 object->id);
		return output ? &output->changes : NULL;
	case MIXCORE_OBJECT_ROUTE:
		return mixcore_history_of_route(card, object->id, object->output);
	case MIXCORE_OBJECT_LOOPBACK:
		loopback = mixcore_loopback_find(card, object->id, object->output);
		return loopback ? &loopback->changes : NULL;
	default:
		return mixcore_default_changes(card, object->id);
	}
}

/**
 * mixcore_history_generation() - of the graph, after the latest change of an object
 * @card: the card
 * @object: which
 *
 * Context: process.
 * Return: 0: it was not changed, or is no more.
 */
u64 mixcore_history_generation(struct mixcore_card *card, const struct mixcore_object *object)
{
	const struct mixcore_changes *changes;
	u64 generation = 0;

	mutex_lock(&card->graph_lock);
	changes = mixcore_history_find(card, object);
	if (changes && changes->count)
		generation = changes->list[changes->count - 1].last_change.generation;
	mutex_unlock(&card->graph_lock);
	return generation;
}

/* The newest first; returns how many. */
static u32 mixcore_history_report(const struct mixcore_changes *changes,
				  const struct mixcore_caller *caller,
				  struct mixcore_change *report, u32 room)
{
	u32 i, count = min(room, changes->count);

	for (i = 0; i < count; i++) {
		report[i] = changes->list[changes->count - 1 - i];
		if (!mixcore_history_hides(caller, &report[i].last_change))
			continue;
		report[i].last_change.pid = 0;
		memset(report[i].comm, 0, sizeof(report[i].comm));
	}
	return count;
}

static int mixcore_history_check(const struct mixcore_caller *caller,
				 const struct mixcore_history *history)
{
	bool pair = history->object == MIXCORE_OBJECT_ROUTE ||
		    history->object == MIXCORE_OBJECT_LOOPBACK;

	if (history->object < MIXCORE_OBJECT_STREAM || history->object > MIXCORE_OBJECT_DEFAULT)
		return -EINVAL;
	if (history->reserved || (history->output && !pair))
		return -EINVAL;
	if (history->object != MIXCORE_OBJECT_DEFAULT || history->id == MIXCORE_UID_ANY)
		return 0;
	return mixcore_default_may_read(caller, make_kuid(&init_user_ns, history->id)) ? 0 : -EPERM;
}

static int mixcore_history_answer(struct mixcore_card *card, const struct mixcore_caller *caller,
				  struct mixcore_history *history, struct mixcore_change *report)
{
	const struct mixcore_object object = { history->object, history->id, history->output };
	const struct mixcore_changes *changes;

	mutex_lock(&card->graph_lock);
	changes = mixcore_history_find(card, &object);
	if (changes)
		history->count = mixcore_history_report(changes, caller, report, history->count);
	mutex_unlock(&card->graph_lock);
	if (!changes)
		return -ENOENT;
	return copy_to_user(u64_to_user_ptr(history->changes), report,
			    history->count * sizeof(*report)) ? -EFAULT : 0;
}

/**
 * mixcore_history_describe() - MIXCORE_IOCTL_HISTORY
 * @card: the card
 * @caller: who asks
 * @history: names an object; filled in
 *
 * Context: process.
 * Return: 0, -EINVAL, -EPERM, -ENOENT, -EFAULT, -ENOMEM.
 */
int mixcore_history_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			     struct mixcore_history *history)
{
	struct mixcore_change *report;
	int err;

	err = mixcore_history_check(caller, history);
	if (err)
		return err;
	report = kcalloc(MIXCORE_HISTORY_MAX, sizeof(*report), GFP_KERNEL);
	if (!report)
		return -ENOMEM;
	err = mixcore_history_answer(card, caller, history, report);
	kfree(report);
	return err;
}
