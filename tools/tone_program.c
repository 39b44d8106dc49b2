// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-tone: a sine as an input. */
#include "tone.h"

/**
 * struct playing - how far it is
 * @frames: that were filled
 * @end: the first one that is silent again; UINT64_MAX: nobody has said yet
 */
struct playing {
	struct device *device;
	const struct tone *tone;
	uint64_t frames, end;
};

/* Who is asked to end ends softly. */
static void look_for_end(struct playing *playing)
{
	const uint64_t soon = playing->frames + playing->tone->fade;

	if (playing->device->system->stopped() && soon < playing->end)
		playing->end = soon;
}

/* Behind its end there is as much silence as a cycle has, or recorders would not get all of it. */
static bool is_over(const struct playing *playing)
{
	return playing->end <= playing->frames &&
	       playing->frames - playing->end >= playing->device->create.cycle_frames;
}

static int fill_block(void *user, const struct mixcore_endpoint_block *block)
{
	struct playing *playing = user;

	look_for_end(playing);
	if (is_over(playing))
		return DEVICE_ENDED;
	tone_fill(playing->tone, block->samples, playing->frames, block->frames, playing->end);
	playing->frames += block->frames;
	report_progress(playing->device, playing->frames, block->time_ns);
	return 0;
}

static int play(struct device *device, const struct tone *tone)
{
	struct playing playing = { .device = device, .tone = tone };
	int status = device_open(device, tone->rate, tone->channels,
				 (uint32_t)SNDRV_PCM_FORMAT_S32_LE);

	if (status)
		return status;
	playing.end = device_duration(device);
	report_start(device);
	status = device_run(device, fill_block, &playing);
	report_end(device, playing.frames < playing.end ? playing.frames : playing.end);
	return status;
}

int tone_main(const struct device_system *system, int argc, char **argv)
{
	struct tone_request request = { 0 };
	struct device device = {
		.program = "mixcore-tone", .system = system, .request = &request.device,
		.flags = MIXCORE_ENDPOINT_F_INPUT,
	};
	struct tone tone = { 0 };
	int status = tone_options(&device, &request, &tone, argc - 1, argv + 1);

	if (status || request.device.help)
		return status;
	status = play(&device, &tone);
	device_close(&device);
	return status;
}
