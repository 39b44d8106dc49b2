// SPDX-License-Identifier: GPL-2.0-only
/* Flight recorders: what the latest cycles of an output were like, always at hand. */
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mixcore.h"

/* One is being written. */
#define MIXCORE_FLIGHT_SLOTS		(MIXCORE_FLIGHT_MAX + 1)
#define MIXCORE_FLIGHT_LATE_MAX		(2 * (s64)NSEC_PER_SEC)

/**
 * mixcore_flight_init() - give an output a flight recorder
 * @output: new
 *
 * Context: process.
 * Return: 0, -ENOMEM.
 */
int mixcore_flight_init(struct mixcore_output *output)
{
	output->flight.events = kvcalloc(MIXCORE_FLIGHT_SLOTS, sizeof(*output->flight.events),
					 GFP_KERNEL);
	return output->flight.events ? 0 : -ENOMEM;
}

/**
 * mixcore_flight_free() - undo mixcore_flight_init()
 * @output: nobody's any more
 *
 * Context: process.
 */
void mixcore_flight_free(struct mixcore_output *output)
{
	kvfree(output->flight.events);
}

static void mixcore_flight_add(struct mixcore_output *output,
			       const struct mixcore_flight_event *event)
{
	struct mixcore_flight_recorder *flight = &output->flight;

	/* The number before what overwrites: pairs with the barrier in mixcore_flight_copy(). */
	smp_wmb();
	flight->events[flight->next] = *event;
	flight->next = flight->next + 1 < MIXCORE_FLIGHT_SLOTS ? flight->next + 1 : 0;
	/* Pairs with the acquire in mixcore_flight_copy(): who sees the number sees the event. */
	smp_store_release(&flight->total, flight->total + 1);
}

/**
 * mixcore_flight_cycle() - a cycle is over
 * @output: whose
 * @begun: when it began
 * @queued: frames in the backend before it
 * @late: ns since it was due
 * @took: ns
 *
 * Context: output thread.
 */
void mixcore_flight_cycle(struct mixcore_output *output, ktime_t begun, u32 queued, s64 late,
			  u64 took)
{
	const struct mixcore_flight_event event = {
		.time_ns = ktime_to_ns(begun),
		.kind = MIXCORE_FLIGHT_CYCLE,
		.frames = output->snapshot->cycle,
		.queued = queued,
		.late = clamp(late, -MIXCORE_FLIGHT_LATE_MAX, MIXCORE_FLIGHT_LATE_MAX),
		.value = took,
	};

	mixcore_flight_add(output, &event);
}

/**
 * mixcore_flight_note() - something that does not happen in each cycle
 * @output: whose
 * @kind: MIXCORE_FLIGHT_*
 * @value: of it
 *
 * Context: output thread.
 */
void mixcore_flight_note(struct mixcore_output *output, u32 kind, u64 value)
{
	const struct mixcore_flight_event event = {
		.time_ns = ktime_get_ns(),
		.kind = kind,
		.value = value,
	};

	mixcore_flight_add(output, &event);
}

/* The latest @count events that nobody writes meanwhile; returns how many. */
static u32 mixcore_flight_copy(const struct mixcore_output *output, u32 count,
			       struct mixcore_flight_event *events, u64 *total)
{
	const struct mixcore_flight_recorder *flight = &output->flight;
	/* Pairs with the release in mixcore_flight_add(). */
	unsigned long end = smp_load_acquire(&flight->total);
	u64 first = end - min_t(u64, end, min_t(u32, count, MIXCORE_FLIGHT_MAX));
	u64 i, lost;
	u32 slot;

	div_u64_rem(first, MIXCORE_FLIGHT_SLOTS, &slot);
	for (i = first; i < end; i++) {
		/* What is overwritten meanwhile is thrown away below. */
		data_race(events[i - first] = flight->events[slot]);
		slot = slot + 1 < MIXCORE_FLIGHT_SLOTS ? slot + 1 : 0;
	}
	/* Pairs with the release in mixcore_flight_add(): events are read before the number. */
	smp_rmb();
	lost = READ_ONCE(flight->total) + 1;
	lost -= min_t(u64, lost, MIXCORE_FLIGHT_SLOTS);
	*total = end;
	if (lost <= first)
		return end - first;
	lost = min(lost, end);
	memmove(events, events + (lost - first), (end - lost) * sizeof(*events));
	return end - lost;
}

static struct mixcore_output *mixcore_flight_find(struct mixcore_card *card,
						  const struct mixcore_flight *flight)
{
	struct xarray *outputs = mixcore_graph_outputs(card,
						       flight->object == MIXCORE_OBJECT_INPUT);
	struct mixcore_output *output;

	mutex_lock(&card->graph_lock);
	output = xa_load(outputs, flight->id);
	if (output)
		mixcore_output_get(output);
	mutex_unlock(&card->graph_lock);
	return output;
}

static int mixcore_flight_answer(const struct mixcore_output *output,
				 struct mixcore_flight *flight)
{
	u32 room = min_t(u32, flight->count, MIXCORE_FLIGHT_MAX);
	struct mixcore_flight_event *events = kvcalloc(MIXCORE_FLIGHT_MAX, sizeof(*events),
						       GFP_KERNEL_ACCOUNT);
	int err = 0;

	if (!events)
		return -ENOMEM;
	flight->count = mixcore_flight_copy(output, room, events, &flight->total);
	if (copy_to_user(u64_to_user_ptr(flight->events), events, flight->count * sizeof(*events)))
		err = -EFAULT;
	kvfree(events);
	return err;
}

/**
 * mixcore_flight_describe() - MIXCORE_IOCTL_FLIGHT
 * @card: the card
 * @flight: names an output or input; filled in
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT, -ENOMEM, -EFAULT.
 */
int mixcore_flight_describe(struct mixcore_card *card, struct mixcore_flight *flight)
{
	struct mixcore_output *output;
	int err;

	if (flight->object != MIXCORE_OBJECT_OUTPUT && flight->object != MIXCORE_OBJECT_INPUT)
		return -EINVAL;
	output = mixcore_flight_find(card, flight);
	if (!output)
		return -ENOENT;
	err = mixcore_flight_answer(output, flight);
	mixcore_output_put(output);
	return err;
}
