// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-pipe in: a file is what an input captures. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipe.h"

#define WAIT_MS		5

/**
 * struct in - what comes out of the file
 * @loop: it begins anew at its end
 * @frames: so far
 * @end: when there were so many, it ends
 * @silence: frames of silence since then
 * @err: of the file
 */
struct in {
	struct device *device;
	struct sound *sound;
	bool loop;
	uint64_t frames, end;
	uint32_t silence;
	int err;
};

/* From the file, which is begun anew where it ends; fewer when it ends. */
static uint32_t fetch(struct in *in, char *samples, uint32_t frames)
{
	uint32_t done = 0;
	bool rewound = false;

	while (done < frames) {
		ssize_t got = sound_read(in->sound, samples + (size_t)done * in->sound->frame_bytes,
					 frames - done);

		if (got < 0) {
			in->err = got;
			break;
		}
		done += got;
		if (got)
			rewound = false;
		if (done == frames || !in->loop || rewound)
			break;
		in->err = sound_rewind(in->sound);
		if (in->err)
			break;
		/* An empty file has no end that could be waited for. */
		rewound = true;
	}
	return done;
}

/*
 * The kernel takes whole cycles: behind the last frame there has to be as much silence, or
 * recorders would not get it. Returns 0, or DEVICE_ENDED when that has been given, too.
 */
static int fill(struct in *in, char *samples, uint32_t frames)
{
	const uint64_t left = in->end - in->frames;
	const uint32_t wanted = frames < left ? frames : left;
	uint32_t got = 0;

	if (in->silence >= in->device->create.cycle_frames)
		return DEVICE_ENDED;
	if (wanted)
		got = fetch(in, samples, wanted);
	in->frames += got;
	if (got == frames)
		return 0;
	in->end = in->frames;
	in->silence += frames - got;
	memset(samples + (size_t)got * in->sound->frame_bytes, format_silence(in->sound->format),
	       (size_t)(frames - got) * in->sound->frame_bytes);
	return 0;
}

static int give_block(void *user, const struct mixcore_endpoint_block *block)
{
	struct in *in = user;

	if (in->device->system->stopped())
		return DEVICE_ENDED;
	report_progress(in->device, in->frames, block->time_ns);
	return fill(in, block->samples, block->frames);
}

/* All of them, however often it is told that this is too fast. */
static int give(struct in *in, const char *samples, uint32_t frames)
{
	while (frames) {
		ssize_t done = mixcore_endpoint_write(in->device->endpoint, samples, frames);

		if (done < 0 && done != -EAGAIN)
			return done;
		if (in->device->system->stopped())
			return DEVICE_ENDED;
		if (done == -EAGAIN) {
			in->device->system->pause(WAIT_MS);
			continue;
		}
		samples += done * in->sound->frame_bytes;
		frames -= done;
	}
	return 0;
}

static int fast_block(struct in *in, char *samples, uint32_t wanted)
{
	uint32_t frames;
	int ret;

	if (device_fast_frames(in->device, wanted, &frames))
		return DEVICE_ENDED;
	ret = fill(in, samples, frames);
	return ret ?: give(in, samples, frames);
}

static int run_fast(struct in *in)
{
	const uint32_t block = device_block(in->device);
	char *samples = malloc((size_t)block * in->sound->frame_bytes);
	int ret = samples ? 0 : -ENOMEM;

	while (!ret)
		ret = fast_block(in, samples, block);
	free(samples);
	if (ret == DEVICE_ENDED)
		return DEVICE_DONE;
	return device_fail(in->device, MIXCORE_CALL_ENDPOINT_TRIGGER, ret,
			   in->device->create.name);
}

int pipe_in(struct device *device, struct sound *sound, bool loop)
{
	struct in in = {
		.device = device, .sound = sound, .loop = loop, .end = device_duration(device),
	};
	int status = device->request->fast ? run_fast(&in) : device_run(device, give_block, &in);

	report_end(device, in.frames);
	if (in.err && in.err != -EINTR && !status)
		return device_refuse(device, in.err == -ESPIPE ? "--loop needs a file" : "",
				     "%s: %s", sound->name, strerror(-in.err));
	return status;
}
