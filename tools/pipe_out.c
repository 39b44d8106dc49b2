// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-pipe out: what is played to an output goes into a file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipe.h"

#define WAIT_MS		5

/**
 * struct out - what goes into the file
 * @frames: so far
 * @end: when there are so many, it ends
 * @synced: so many when the file was last as one that is closed
 * @err: of the file
 */
struct out {
	struct device *device;
	struct sound *sound;
	uint64_t frames, end, synced;
	int err;
};

/* Whoever reads the pipe has enough, or somebody has asked it to end. */
static bool is_end(int err)
{
	return err == -EPIPE || err == -EINTR;
}

static int store(struct out *out, const void *samples, uint32_t frames)
{
	const uint64_t left = out->end - out->frames;

	if (frames > left)
		frames = left;
	out->err = sound_write(out->sound, samples, frames);
	if (out->err)
		return DEVICE_ENDED;
	out->frames += frames;
	if (out->frames - out->synced >= out->sound->rate) {
		sound_sync(out->sound);
		out->synced = out->frames;
	}
	return out->frames < out->end ? 0 : DEVICE_ENDED;
}

static int take_block(void *user, const struct mixcore_endpoint_block *block)
{
	struct out *out = user;
	int ret;

	ret = store(out, block->samples, block->frames);
	report_progress(out->device, out->frames, block->time_ns);
	/* Not before: this block is gone from the ring. */
	return out->device->system->stopped() ? DEVICE_ENDED : ret;
}

static int fast_block(struct out *out, void *samples, uint32_t wanted)
{
	uint32_t frames;
	ssize_t got;

	if (device_fast_frames(out->device, wanted, &frames))
		return DEVICE_ENDED;
	got = mixcore_endpoint_read(out->device->endpoint, samples, frames);
	if (got == -EAGAIN) {
		out->device->system->pause(WAIT_MS);
		return 0;
	}
	return got < 0 ? got : store(out, samples, got);
}

static int run_fast(struct out *out)
{
	const uint32_t block = device_block(out->device);
	void *samples = malloc((size_t)block * out->sound->frame_bytes);
	int ret = samples ? 0 : -ENOMEM;

	while (!ret)
		ret = fast_block(out, samples, block);
	free(samples);
	if (ret == DEVICE_ENDED)
		return DEVICE_DONE;
	return device_fail(out->device, MIXCORE_CALL_ENDPOINT_TRIGGER, ret,
			   out->device->create.name);
}

/* What was mixed already when it ended: the end of what was played, which is in no block yet. */
static void take_rest(struct out *out)
{
	struct mixcore_endpoint_page page;
	uint64_t left;
	ssize_t got;
	void *samples;

	if (out->err || out->frames == out->end ||
	    mixcore_endpoint_page(out->device->endpoint, &page))
		return;
	left = page.mixed - page.position;
	samples = left ? malloc(left * out->sound->frame_bytes) : NULL;
	got = samples ? mixcore_endpoint_read(out->device->endpoint, samples, left) : 0;
	if (got > 0)
		store(out, samples, got);
	free(samples);
}

int pipe_out(struct device *device, struct sound *sound)
{
	struct out out = { .device = device, .sound = sound, .end = device_duration(device) };
	int status = DEVICE_DONE;

	if (out.end)
		status = device->request->fast ? run_fast(&out) :
						 device_run(device, take_block, &out);
	if (!status)
		take_rest(&out);
	report_end(device, out.frames);
	if (out.err && !is_end(out.err) && !status)
		return device_refuse(device, "", "%s: %s", sound->name, strerror(-out.err));
	return status;
}
