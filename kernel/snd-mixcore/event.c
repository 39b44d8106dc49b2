// SPDX-License-Identifier: GPL-2.0-only
/*
 * What has happened, on its way to who listens. Whoever makes it happen may be a cycle, which does
 * not allocate: events wait in a ring until a work item sends them.
 */
#include <linux/slab.h>

#include "mixcore.h"
#include "trace.h"

/**
 * mixcore_event_init() - make events possible
 * @card: the card
 *
 * Context: module load.
 * Return: 0, -ENOMEM.
 */
int mixcore_event_init(struct mixcore_card *card)
{
	struct mixcore_events *events = &card->events;

	spin_lock_init(&events->lock);
	INIT_WORK(&events->send, mixcore_netlink_send);
	events->ring = kvcalloc(MIXCORE_NL_EVENTS_MAX, sizeof(*events->ring), GFP_KERNEL);
	return events->ring ? 0 : -ENOMEM;
}

/**
 * mixcore_event_free() - undo mixcore_event_init()
 * @card: nothing happens any more, and nobody listens
 *
 * Context: module unload.
 */
void mixcore_event_free(struct mixcore_card *card)
{
	cancel_work_sync(&card->events.send);
	kvfree(card->events.ring);
}

/**
 * mixcore_event_post() - tell that something has happened
 * @card: the card
 * @event: what; its sequence is set here. Copied
 *
 * Nothing is done while nobody listens.
 *
 * Context: any but hard interrupts; any locks but events.lock may be held.
 */
void mixcore_event_post(struct mixcore_card *card, const struct mixcore_event *event)
{
	struct mixcore_events *events = &card->events;
	struct mixcore_event *slot;
	unsigned long flags;

	if (!mixcore_netlink_is_heard())
		return;
	spin_lock_irqsave(&events->lock, flags);
	events->sequence++;
	if (events->count < MIXCORE_NL_EVENTS_MAX) {
		slot = &events->ring[(events->first + events->count++) % MIXCORE_NL_EVENTS_MAX];
		*slot = *event;
		slot->sequence = events->sequence;
	}
	spin_unlock_irqrestore(&events->lock, flags);
	schedule_work(&events->send);
}

/**
 * mixcore_event_take() - the event that has waited for the longest time
 * @card: the card
 * @event: written
 *
 * Context: process.
 * Return: false: there is none.
 */
bool mixcore_event_take(struct mixcore_card *card, struct mixcore_event *event)
{
	struct mixcore_events *events = &card->events;
	bool found;

	spin_lock_irq(&events->lock);
	found = events->count;
	if (found) {
		*event = events->ring[events->first];
		events->first = (events->first + 1) % MIXCORE_NL_EVENTS_MAX;
		events->count--;
	}
	spin_unlock_irq(&events->lock);
	return found;
}

/**
 * mixcore_event_changed() - an object came to be, or was changed
 * @card: the card
 * @object: which
 * @generation: of the graph after that
 * @what: as mixcore_history_add() has it
 *
 * Context: process, graph_lock held.
 */
void mixcore_event_changed(struct mixcore_card *card, const struct mixcore_object *object,
			   u64 generation, u32 what)
	__must_hold(&card->graph_lock)
{
	bool made = object->kind != MIXCORE_OBJECT_DEFAULT && (what & MIXCORE_CHANGED_MADE);
	struct mixcore_event event = {
		.cmd = made ? MIXCORE_NL_CMD_NEW : MIXCORE_NL_CMD_CHANGED,
		.object = *object,
		.generation = generation,
		.what = what,
	};

	trace_mixcore_change(object, generation, what);
	mixcore_area_generation(card);
	mixcore_event_post(card, &event);
}

/**
 * mixcore_event_gone() - an object is no more
 * @card: the card
 * @object: which
 *
 * Context: process, graph_lock held.
 */
void mixcore_event_gone(struct mixcore_card *card, const struct mixcore_object *object)
	__must_hold(&card->graph_lock)
{
	struct mixcore_event event = { .cmd = MIXCORE_NL_CMD_GONE, .object = *object };

	lockdep_assert_held(&card->graph_lock);
	event.generation = ++card->generation;
	trace_mixcore_change(object, event.generation, 0);
	mixcore_area_generation(card);
	mixcore_event_post(card, &event);
}

/**
 * mixcore_event_xrun() - who was to bring or take frames was late
 * @card: the card
 * @object: a stream, output or input
 * @count: of its xruns
 *
 * Context: any but hard interrupts.
 */
void mixcore_event_xrun(struct mixcore_card *card, const struct mixcore_object *object, u64 count)
{
	struct mixcore_event event = {
		.cmd = MIXCORE_NL_CMD_XRUN,
		.object = *object,
		.generation = READ_ONCE(card->generation),
		.count = count,
	};

	trace_mixcore_xrun(object, count);
	mixcore_event_post(card, &event);
}

/**
 * mixcore_event_backend() - an output or input has no backend any more, or one again
 * @output: which
 * @there: it has
 *
 * Context: output thread.
 */
void mixcore_event_backend(const struct mixcore_output *output, bool there)
{
	struct mixcore_event event = {
		.cmd = there ? MIXCORE_NL_CMD_RESTORED : MIXCORE_NL_CMD_LOST,
		.object = output->changes.object,
		.generation = READ_ONCE(output->card->generation),
	};

	mixcore_event_post(output->card, &event);
}
