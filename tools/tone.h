/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixcore-tone: a sine as an input. */
#ifndef MIXCORE_TONE_H
#define MIXCORE_TONE_H

#include "device.h"

/**
 * struct tone - what it sounds like
 * @rate: Hz
 * @channels: of a frame
 * @mhz: frequency of each channel, in 1/1000 Hz
 * @amplitude: of full scale, 0..INT32_MAX
 * @fade: frames in which it gets loud, and silent again
 */
struct tone {
	uint32_t rate, channels;
	uint64_t mhz[MIXCORE_CHANNELS_MAX];
	uint32_t amplitude, fade;
};

/* A peak of so many 1/1000 dB of full scale; 0 at most. */
uint32_t tone_amplitude(int64_t level_mdb);

/*
 * The sample of a frame. It depends on nothing but its number, so that there is neither drift nor
 * an error that adds up. @end: of the first frame that is silent again, UINT64_MAX: not known.
 */
int32_t tone_sample(const struct tone *tone, uint32_t channel, uint64_t frame, uint64_t end);

/* Frames from @first on; silence from @end on. */
void tone_fill(const struct tone *tone, int32_t *samples, uint64_t first, uint32_t frames,
	       uint64_t end);

/**
 * struct tone_request - what is asked of mixcore-tone
 * @device: of any such program
 * @frequencies: "440", or "440,1000": one per channel
 * @level: dBFS
 * @no_fade: --no-fade
 */
struct tone_request {
	struct device_request device;
	const char *frequencies, *level;
	bool no_fade;
};

/* The exit status; when it is not DEVICE_DONE, it has said why. */
int tone_options(const struct device *device, struct tone_request *request, struct tone *tone,
		 int argc, char **argv);

/* The whole program. */
int tone_main(const struct device_system *system, int argc, char **argv);

#endif /* MIXCORE_TONE_H */
