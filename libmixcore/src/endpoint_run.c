// SPDX-License-Identifier: LGPL-2.1-or-later
/* The callback form of endpoints: a device with the clock of this machine. */
#include <errno.h>
#include <stdlib.h>

#include "endpoint.h"

#define MILLION		1000000
#define PPM_MAX		1000

/**
 * struct run - an endpoint that runs
 * @start_ns: when its first frame began
 * @frames: since then
 * @speed: frames in a million seconds
 * @room: for a block that lies in two pieces
 */
struct run {
	struct mixcore_endpoint *endpoint;
	mixcore_endpoint_callback callback;
	void *user;
	uint32_t block_frames;
	uint64_t start_ns, frames, speed;
	void *room;
};

/*
 * How long frames last, rounded down: frames * 10^15 / speed, three digits at a time, for the
 * product would not fit. As it is counted from the start, no rounding adds up.
 */
static uint64_t ns_of(uint64_t frames, uint64_t speed)
{
	uint64_t ns = frames / speed, left = frames % speed;

	for (int i = 0; i < 5; i++) {
		left *= 1000;
		ns = ns * 1000 + left / speed;
		left %= speed;
	}
	return ns;
}

/* "Try later": after half a block, as twice the rate is never too fast. */
static int trigger(const struct run *run, uint64_t due_ns)
{
	const uint64_t pause_ns = ns_of(run->block_frames, run->speed) / 2;
	int err;

	for (;;) {
		err = mixcore_endpoint_trigger(run->endpoint, run->block_frames, due_ns, NULL);
		if (err != -EAGAIN)
			return err;
		mixcore_sys.sleep_until(mixcore_sys.now_ns() + pause_ns);
	}
}

/* Where a callback finds a block, in one piece. */
static void *samples_of(const struct run *run, uint64_t position)
{
	uint32_t frames = run->block_frames;
	void *samples = mixcore_endpoint_area(run->endpoint, position, &frames);

	return frames == run->block_frames ? samples : run->room;
}

static int play_block(const struct run *run, struct mixcore_endpoint_block *block)
{
	int err = trigger(run, block->time_ns);

	if (err)
		return err;
	block->position = run->endpoint->position - block->frames;
	block->samples = samples_of(run, block->position);
	if (block->samples == run->room)
		endpoint_copy_out(run->endpoint, block->position, run->room, block->frames);
	return run->callback(run->user, block);
}

/* What the callback has filled is not given to recorders when it ends the run. */
static int capture_block(const struct run *run, struct mixcore_endpoint_block *block)
{
	int err;

	block->position = run->endpoint->position;
	block->samples = samples_of(run, block->position);
	err = run->callback(run->user, block);
	if (err)
		return err;
	if (block->samples == run->room)
		endpoint_copy_in(run->endpoint, block->position, run->room, block->frames);
	return trigger(run, block->time_ns);
}

static int run_block(struct run *run)
{
	struct mixcore_endpoint_block block = { .frames = run->block_frames };

	run->frames += run->block_frames;
	block.time_ns = run->start_ns + ns_of(run->frames, run->speed);
	/* A time that is over does not make it wait: so it catches up. */
	mixcore_sys.sleep_until(block.time_ns);
	return run->endpoint->is_input ? capture_block(run, &block) : play_block(run, &block);
}

EXPORT int mixcore_endpoint_run(struct mixcore_endpoint *endpoint, uint32_t block_frames, int ppm,
				mixcore_endpoint_callback callback, void *user)
{
	struct run run = {
		.endpoint = endpoint, .callback = callback, .user = user,
		.block_frames = block_frames,
	};
	int ret = 0;

	if (!block_frames || block_frames > endpoint->block_max || ppm < -PPM_MAX || ppm > PPM_MAX)
		return -EINVAL;
	run.speed = (uint64_t)endpoint->rate * (MILLION + ppm);
	run.room = malloc((size_t)block_frames * endpoint->frame_bytes);
	if (!run.room)
		return -ENOMEM;
	run.start_ns = mixcore_sys.now_ns();
	while (!ret)
		ret = run_block(&run);
	free(run.room);
	return ret;
}
