// SPDX-License-Identifier: LGPL-2.1-or-later
/* The pull form of endpoints: time that passes, and the frames of it. */
#include <errno.h>
#include <string.h>

#include "endpoint.h"

EXPORT void *mixcore_endpoint_area(struct mixcore_endpoint *endpoint, uint64_t position,
				   uint32_t *frames)
{
	const uint32_t at = position % endpoint->ring_frames;
	const uint32_t until_end = endpoint->ring_frames - at;

	if (*frames > until_end)
		*frames = until_end;
	return endpoint->ring + (size_t)at * endpoint->frame_bytes;
}

EXPORT int mixcore_endpoint_trigger(struct mixcore_endpoint *endpoint, uint32_t frames,
				    uint64_t time_ns, uint64_t *position)
{
	struct mixcore_trigger trigger = MIXCORE_INIT(mixcore_trigger);
	int ret;

	trigger.frames = frames;
	if (time_ns) {
		trigger.flags = MIXCORE_TRIGGER_F_TIME;
		trigger.time_ns = time_ns;
	}
	ret = mixcore_sys.ioctl(endpoint->fd, MIXCORE_IOCTL_TRIGGER, &trigger);
	if (ret < 0)
		return ret;
	endpoint->position = trigger.position;
	if (position)
		*position = trigger.position;
	return 0;
}

void endpoint_copy_out(const struct mixcore_endpoint *endpoint, uint64_t position, void *samples,
		       uint32_t frames)
{
	const size_t at = (size_t)(position % endpoint->ring_frames) * endpoint->frame_bytes;
	const size_t all = (size_t)frames * endpoint->frame_bytes;
	const size_t until_end = (size_t)endpoint->ring_frames * endpoint->frame_bytes - at;
	const size_t first = all < until_end ? all : until_end;

	memcpy(samples, endpoint->ring + at, first);
	memcpy((char *)samples + first, endpoint->ring, all - first);
}

void endpoint_copy_in(struct mixcore_endpoint *endpoint, uint64_t position, const void *samples,
		      uint32_t frames)
{
	const size_t at = (size_t)(position % endpoint->ring_frames) * endpoint->frame_bytes;
	const size_t all = (size_t)frames * endpoint->frame_bytes;
	const size_t until_end = (size_t)endpoint->ring_frames * endpoint->frame_bytes - at;
	const size_t first = all < until_end ? all : until_end;

	memcpy(endpoint->ring + at, samples, first);
	memcpy(endpoint->ring, (const char *)samples + first, all - first);
}

/* As many of those that are left as a TRIGGER may have. */
static uint32_t block_of(const struct mixcore_endpoint *endpoint, size_t left)
{
	return left < endpoint->block_max ? left : endpoint->block_max;
}

static int read_block(struct mixcore_endpoint *endpoint, void *samples, uint32_t frames)
{
	uint64_t position;
	int err = mixcore_endpoint_trigger(endpoint, frames, 0, &position);

	if (!err)
		endpoint_copy_out(endpoint, position - frames, samples, frames);
	return err;
}

static int write_block(struct mixcore_endpoint *endpoint, const void *samples, uint32_t frames)
{
	endpoint_copy_in(endpoint, endpoint->position, samples, frames);
	return mixcore_endpoint_trigger(endpoint, frames, 0, NULL);
}

EXPORT ssize_t mixcore_endpoint_read(struct mixcore_endpoint *endpoint, void *samples,
				     size_t frames)
{
	size_t done = 0;
	int err = endpoint->is_input ? -EINVAL : 0;

	while (!err && done < frames) {
		const uint32_t block = block_of(endpoint, frames - done);

		err = read_block(endpoint, (char *)samples + done * endpoint->frame_bytes, block);
		done += err ? 0 : block;
	}
	return done ? (ssize_t)done : err;
}

EXPORT ssize_t mixcore_endpoint_write(struct mixcore_endpoint *endpoint, const void *samples,
				      size_t frames)
{
	size_t done = 0;
	int err = endpoint->is_input ? 0 : -EINVAL;

	while (!err && done < frames) {
		const uint32_t block = block_of(endpoint, frames - done);

		err = write_block(endpoint, (const char *)samples + done * endpoint->frame_bytes,
				  block);
		done += err ? 0 : block;
	}
	return done ? (ssize_t)done : err;
}
