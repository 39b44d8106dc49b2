// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring of an endpoint, and the page before it: memory that its process has mapped. Nothing is
 * believed that is read there: samples are only samples, and of the page nothing is read.
 */
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "mixcore.h"

/**
 * mixcore_ring_init() - how big a ring is; it has no memory yet
 * @ring: written
 * @frames: of it
 * @frame_bytes: of each
 *
 * Context: any.
 */
void mixcore_ring_init(struct mixcore_ring *ring, u32 frames, u32 frame_bytes)
{
	ring->frames = frames;
	ring->frame_bytes = frame_bytes;
	ring->bytes = PAGE_SIZE + PAGE_ALIGN(frames * frame_bytes);
}

/**
 * mixcore_ring_alloc() - memory for a ring
 * @ring: initialised
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int mixcore_ring_alloc(struct mixcore_ring *ring)
{
	BUILD_BUG_ON(sizeof(struct mixcore_endpoint_page) > PAGE_SIZE);
	ring->page = vmalloc_user(ring->bytes);
	if (!ring->page)
		return -ENOMEM;
	ring->samples = (void *)ring->page + PAGE_SIZE;
	return 0;
}

/**
 * mixcore_ring_free() - undo mixcore_ring_alloc()
 * @ring: mapped by nobody; may have no memory
 *
 * Context: process or output thread.
 */
void mixcore_ring_free(struct mixcore_ring *ring)
{
	vfree(ring->page);
	ring->page = NULL;
}

/* Frames from @position on, in one or two pieces. */
static void mixcore_ring_put(struct mixcore_ring *ring, u64 position, const void *block, u32 frames)
{
	u32 at, first;

	div_u64_rem(position, ring->frames, &at);
	first = min(frames, ring->frames - at);
	memcpy(ring->samples + at * ring->frame_bytes, block, first * ring->frame_bytes);
	memcpy(ring->samples, block + first * ring->frame_bytes,
	       (frames - first) * ring->frame_bytes);
}

static void mixcore_ring_get(const struct mixcore_ring *ring, u64 position, void *block, u32 frames)
{
	u32 at, first;

	div_u64_rem(position, ring->frames, &at);
	first = min(frames, ring->frames - at);
	memcpy(block, ring->samples + at * ring->frame_bytes, first * ring->frame_bytes);
	memcpy(block + first * ring->frame_bytes, ring->samples,
	       (frames - first) * ring->frame_bytes);
}

/* What the process has been given last stays until its next TRIGGER. */
static bool mixcore_endpoint_has_room(const struct mixcore_endpoint *endpoint, u32 frames)
{
	return endpoint->mixed + frames <=
	       endpoint->position - endpoint->given + endpoint->ring.frames;
}

/* Its process is no clock: it waits for this. */
static void mixcore_endpoint_tell_frames(struct mixcore_endpoint *endpoint)
{
	if (endpoint->follows)
		mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_FRAMES, 0, 0);
}

static void mixcore_endpoint_overrun(struct mixcore_endpoint *endpoint)
{
	struct mixcore_output *output = endpoint->output;

	mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_OVERRUN, 0, 0);
	mixcore_event_xrun(output->card, &output->changes.object, ++output->counters.xruns);
}

/**
 * mixcore_endpoint_write() - a cycle was mixed
 * @output: whose block it is
 * @frames: of the cycle
 *
 * Context: who has @drive.
 * Return: 0.
 */
int mixcore_endpoint_write(struct mixcore_output *output, u32 frames)
{
	struct mixcore_endpoint *endpoint = output->endpoint;

	if (!mixcore_endpoint_has_room(endpoint, frames)) {
		if (!endpoint->full)
			mixcore_endpoint_overrun(endpoint);
		endpoint->full = true;
		endpoint->lost += frames;
		return 0;
	}
	endpoint->full = false;
	mixcore_ring_put(&endpoint->ring, endpoint->mixed, output->block, frames);
	endpoint->mixed += frames;
	mixcore_output_set_delay(output, endpoint->mixed - endpoint->position);
	mixcore_endpoint_tell_frames(endpoint);
	return 0;
}

/**
 * mixcore_endpoint_read() - what the process has given, or silence where it stays away
 * @input: into whose block
 * @frames: of the cycle
 *
 * Context: who has @drive.
 */
void mixcore_endpoint_read(struct mixcore_output *input, u32 frames)
{
	struct mixcore_endpoint *endpoint = input->endpoint;

	mixcore_endpoint_tell_frames(endpoint);
	if (endpoint->feeding ||
	    (endpoint->follows && endpoint->position - endpoint->mixed >= frames)) {
		mixcore_ring_get(&endpoint->ring, endpoint->mixed, input->block, frames);
		endpoint->mixed += frames;
		return;
	}
	snd_pcm_format_set_silence(input->snapshot->format, input->block,
				   frames * input->snapshot->layout.channels);
	endpoint->lost += frames;
	input->counters.null_frames += frames;
}

/**
 * mixcore_endpoint_page_begin() - what does not change
 * @endpoint: new, with its output's parameters
 *
 * Context: process.
 */
void mixcore_endpoint_page_begin(struct mixcore_endpoint *endpoint)
{
	const struct mixcore_output *output = endpoint->output;
	struct mixcore_endpoint_page *page = endpoint->ring.page;

	page->magic = MIXCORE_ENDPOINT_MAGIC;
	page->size = sizeof(*page);
	page->bytes = endpoint->ring.bytes;
	page->ring_offset = PAGE_SIZE;
	page->ring_frames = endpoint->ring.frames;
	page->frame_bytes = endpoint->ring.frame_bytes;
	page->rate = output->rate;
	page->channels = output->config.channels;
	page->format = (__force u32)output->config.format;
	page->cycle_frames = output->config.cycle;
	page->id = output->id;
}

static u32 mixcore_endpoint_state(const struct mixcore_output *output)
{
	switch (output->clock.state) {
	case MIXCORE_CLOCK_ENDPOINT:
		return MIXCORE_OUTPUT_RUNNING;
	case MIXCORE_CLOCK_NULL:
		return MIXCORE_OUTPUT_NULL_CLOCK;
	default:
		return MIXCORE_OUTPUT_IDLE;
	}
}

/**
 * mixcore_endpoint_page_update() - what changes
 * @endpoint: of which
 *
 * The sequence is not read back, as the process may have written there.
 *
 * Context: who has @drive.
 */
void mixcore_endpoint_page_update(struct mixcore_endpoint *endpoint)
{
	struct mixcore_endpoint_page *page = endpoint->ring.page;
	const struct mixcore_output *output = endpoint->output;

	WRITE_ONCE(page->sequence, endpoint->ring.sequence + 1);
	/* Odd before the first member is written. */
	smp_wmb();
	page->flags = endpoint->flags;
	page->state = mixcore_endpoint_state(output);
	page->running = READ_ONCE(output->running);
	page->adopted = endpoint->adopted;
	page->position = endpoint->position;
	page->mixed = endpoint->mixed;
	page->frames = output->counters.frames;
	page->lost_frames = endpoint->lost;
	page->overruns = READ_ONCE(endpoint->producer.overruns);
	page->time_ns = endpoint->time;
	page->drift_ppb = endpoint->ppb;
	page->drift_error_ppb = endpoint->ppb_error;
	endpoint->ring.sequence += 2;
	/* And even after the last one. */
	smp_store_release(&page->sequence, endpoint->ring.sequence);
}
