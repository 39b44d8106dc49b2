// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reports of xruns and flight recorders of the kernel for tests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake_kernel.h"

/* Not in struct fake, which tests copy; how many there are is. */
static struct fake_flight flights[FAKE_FLIGHTS];

struct mixcore_xrun *fake_xrun(uint32_t object, uint32_t id, uint32_t culprit)
{
	const struct mixcore_stream_info *stream = fake_stream_of(id);
	struct mixcore_xrun *xrun = &fake.xruns[fake.xrun_count++ % MIXCORE_XRUNS_MAX];

	*xrun = (struct mixcore_xrun){
		.number = fake.xrun_count, .time_ns = fake.now_ns, .object = object, .id = id,
		.cycle_object = object, .cycle_id = id,
		.what = object == MIXCORE_OBJECT_INPUT ? MIXCORE_XRUN_FULL : MIXCORE_XRUN_EMPTY,
		.culprit = culprit, .count = 1,
	};
	if (object != MIXCORE_OBJECT_STREAM || !stream)
		return xrun;
	xrun->cycle_object = MIXCORE_OBJECT_OUTPUT;
	xrun->cycle_id = stream->output;
	xrun->uid = stream->uid;
	xrun->pid = stream->pid;
	memcpy(xrun->comm, stream->comm, sizeof(xrun->comm));
	return xrun;
}

/* Without the control node others' processes are nobody's business. */
static struct mixcore_xrun shown(const struct mixcore_xrun *xrun, bool control)
{
	struct mixcore_xrun copy = *xrun;

	if (!control && copy.uid != fake.caller.uid) {
		copy.pid = 0;
		memset(copy.comm, 0, sizeof(copy.comm));
	}
	return copy;
}

int fake_xruns(struct mixcore_xruns *arg, bool control)
{
	struct mixcore_xrun *to = (struct mixcore_xrun *)(uintptr_t)arg->xruns;
	const uint64_t all = fake.xrun_count;
	uint64_t at = all > MIXCORE_XRUNS_MAX ? all - MIXCORE_XRUNS_MAX : 0;
	uint32_t count = 0;

	if (!(fake.features & MIXCORE_FEATURE_XRUNS))
		return -ENOTTY;
	for (at = arg->after > at ? arg->after : at; at < all && count < arg->count; at++) {
		if (!to)
			return -EFAULT;
		to[count++] = shown(&fake.xruns[at % MIXCORE_XRUNS_MAX], control);
	}
	arg->count = count;
	arg->after = all;
	return 0;
}

struct mixcore_flight_event *fake_flight_event(uint32_t object, uint32_t id, uint32_t kind)
{
	struct fake_flight *flight;

	if (fake.flight_count == FAKE_FLIGHTS)
		abort();
	flight = &flights[fake.flight_count++];
	*flight = (struct fake_flight){
		.object = object, .id = id,
		.event = { .time_ns = fake.now_ns, .kind = kind },
	};
	return &flight->event;
}

static bool is_of(const struct fake_flight *flight, const struct mixcore_flight *arg)
{
	return flight->object == arg->object && flight->id == arg->id;
}

static uint64_t count_flight(const struct mixcore_flight *arg)
{
	uint64_t count = 0;

	for (unsigned int i = 0; i < fake.flight_count; i++)
		count += is_of(&flights[i], arg);
	return count;
}

static bool exists(const struct mixcore_flight *arg)
{
	return arg->object == MIXCORE_OBJECT_OUTPUT ? fake_output_of(arg->id) != NULL :
						      fake_input_of(arg->id) != NULL;
}

static uint32_t smaller(uint64_t one, uint32_t other)
{
	return one < other ? one : other;
}

int fake_flight(struct mixcore_flight *arg)
{
	struct mixcore_flight_event *to = (struct mixcore_flight_event *)(uintptr_t)arg->events;
	uint64_t skip;
	uint32_t count = 0;

	if (!(fake.features & MIXCORE_FEATURE_XRUNS))
		return -ENOTTY;
	if (arg->object != MIXCORE_OBJECT_OUTPUT && arg->object != MIXCORE_OBJECT_INPUT)
		return -EINVAL;
	if (!exists(arg))
		return -ENOENT;
	arg->total = count_flight(arg);
	skip = arg->total - smaller(smaller(arg->total, MIXCORE_FLIGHT_MAX), arg->count);
	for (unsigned int i = 0; i < fake.flight_count; i++) {
		if (!is_of(&flights[i], arg) || (skip && skip--))
			continue;
		if (!to)
			return -EFAULT;
		to[count++] = flights[i].event;
	}
	arg->count = count;
	return 0;
}
