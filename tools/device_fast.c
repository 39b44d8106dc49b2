// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A device whose clock are the applications: it goes as fast as they fill their rings, or empty
 * them, and waits for the slowest.
 */
#include <errno.h>

#include "device.h"

#define WAIT_MS		1
#define LOOK_MS		100

/* A stream that gives nothing for so long is not waited for: it would have had an xrun anywhere. */
#define WAITS_MAX	1000

static bool is_ours(const struct mixcore_stream_info *stream, const struct device *device)
{
	if (device->flags & MIXCORE_ENDPOINT_F_INPUT)
		return stream->source_kind == MIXCORE_SOURCE_INPUT &&
		       stream->source == device->create.id;
	return stream->direction == MIXCORE_DIRECTION_PLAYBACK &&
	       stream->output == device->create.id;
}

/* What the kernel tells of a recorder is as old as its latest period. */
uint32_t fast_room(const struct mixcore_stream_info *stream, const struct device *device)
{
	const uint32_t full = stream->queued_frames + stream->period_frames;

	if (stream->state != MIXCORE_STREAM_RUNNING || !is_ours(stream, device))
		return UINT32_MAX;
	if (stream->direction == MIXCORE_DIRECTION_PLAYBACK)
		return stream->queued_frames;
	return stream->buffer_frames > full ? stream->buffer_frames - full : 0;
}

static uint32_t least_room(const struct device *device)
{
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);
	uint32_t least = UINT32_MAX;

	while (!mixcore_stream_next(device->ctx, &stream)) {
		const uint32_t room = fast_room(&stream, device);

		if (room < least)
			least = room;
	}
	return least;
}

/* Cycles are mixed whole: what is mixed already, and then as many of them as there is room for. */
static uint32_t whole_cycles(const struct mixcore_endpoint_page *page, uint32_t room)
{
	const uint32_t cycle = page->cycle_frames;
	const uint64_t ready = page->flags & MIXCORE_ENDPOINT_F_INPUT ?
			       0 : page->mixed - page->position;
	uint64_t frames = ready;

	if (page->running)
		frames += (uint64_t)room / cycle * cycle;
	return frames < UINT32_MAX ? frames : UINT32_MAX;
}

/* Nobody plays or records: until somebody begins. */
static void wait_for_somebody(const struct device *device)
{
	struct mixcore_producer_event event;

	mixcore_endpoint_event(device->endpoint, LOOK_MS, &event);
}

int device_fast_frames(struct device *device, uint32_t wanted, uint32_t *frames)
{
	struct mixcore_endpoint_page page;
	uint32_t room = 0;

	for (int waits = 0; !room; waits++) {
		if (device->system->stopped() || mixcore_endpoint_page(device->endpoint, &page))
			return DEVICE_ENDED;
		room = whole_cycles(&page, least_room(device));
		if (room)
			break;
		if (!page.running)
			wait_for_somebody(device);
		else if (waits < WAITS_MAX)
			device->system->pause(WAIT_MS);
		else
			room = page.cycle_frames;
		if (!page.running)
			waits = 0;
	}
	*frames = room < wanted ? room : wanted;
	return 0;
}
