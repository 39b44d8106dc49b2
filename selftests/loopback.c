// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include "loopback.h"

/* Capture first: the cable then has these parameters, and its recorder never runs over. */
static int loopback_open_capture(struct loopback *loopback, const char *name)
{
	snd_pcm_uframes_t buffer = LOOPBACK_FRAMES;
	snd_pcm_hw_params_t *params;
	int err;

	err = snd_pcm_open(&loopback->capture, name, SND_PCM_STREAM_CAPTURE, 0);
	if (err < 0)
		return err;
	snd_pcm_hw_params_alloca(&params);
	err = snd_pcm_hw_params_any(loopback->capture, params);
	if (err >= 0)
		err = snd_pcm_hw_params_set_access(loopback->capture, params,
						   SND_PCM_ACCESS_RW_INTERLEAVED);
	if (err >= 0)
		err = snd_pcm_hw_params_set_format(loopback->capture, params,
						   SND_PCM_FORMAT_S32_LE);
	if (err >= 0)
		err = snd_pcm_hw_params_set_channels(loopback->capture, params, 2);
	if (err >= 0)
		err = snd_pcm_hw_params_set_rate(loopback->capture, params, LOOPBACK_RATE, 0);
	if (err >= 0)
		err = snd_pcm_hw_params_set_buffer_size_near(loopback->capture, params, &buffer);
	if (err >= 0)
		err = snd_pcm_hw_params(loopback->capture, params);
	if (err < 0 || buffer < LOOPBACK_FRAMES)
		return err < 0 ? err : -ENOSPC;
	return 0;
}

/* Makes the cable's other end, a card's device 0, the output "out", and the default one. */
int loopback_open_on(struct loopback *loopback, const char *card, const char *capture,
		     const struct pcm_config *slave, const struct attach_options *options)
{
	int err;

	loopback->control = control_open();
	if (loopback->control < 0)
		return loopback->control;
	err = reset_all(loopback->control);
	if (!err)
		err = loopback_open_capture(loopback, capture);
	if (err)
		return err;
	loopback->output = attach_new(loopback->control, card, 0, slave, options);
	if (loopback->output < 0)
		return loopback->output;
	loopback->recorded = calloc(LOOPBACK_FRAMES, 2 * sizeof(int32_t));
	return loopback->recorded ? 0 : -ENOMEM;
}

int loopback_open(struct loopback *loopback, const struct attach_options *options)
{
	struct pcm_config slave = { FORMAT_S32, LOOPBACK_RATE, 2, 1024, 8192 };

	return loopback_open_on(loopback, "Loopback", "hw:Loopback,1,0", &slave, options);
}

int loopback_record(struct loopback *loopback)
{
	int err = snd_pcm_prepare(loopback->capture);

	loopback->frames = 0;
	return err < 0 ? err : snd_pcm_start(loopback->capture);
}

/* Reads what has been recorded since loopback_record(). */
int loopback_stop(struct loopback *loopback)
{
	snd_pcm_sframes_t frames = snd_pcm_avail(loopback->capture);

	if (frames > LOOPBACK_FRAMES)
		frames = LOOPBACK_FRAMES;
	if (frames > 0)
		frames = snd_pcm_readi(loopback->capture, loopback->recorded, frames);
	if (frames < 0)
		return frames;
	loopback->frames = frames;
	return snd_pcm_drop(loopback->capture);
}

void loopback_close(struct loopback *loopback)
{
	if (loopback->capture)
		snd_pcm_close(loopback->capture);
	reset_all(loopback->control);
	close(loopback->control);
	free(loopback->recorded);
}

/* The first frame at or after `from` that is not silent, or -1. */
long loopback_find(const struct loopback *loopback, unsigned int from)
{
	unsigned int i;

	for (i = from; i < loopback->frames; i++)
		if (loopback->recorded[2 * i] || loopback->recorded[2 * i + 1])
			return i;
	return -1;
}

/* The first frame in which the recording from `at` on differs from what is expected, or -1. */
long loopback_differs(const struct loopback *loopback, unsigned int at,
		      const int32_t *expected, unsigned int frames)
{
	const int32_t *recorded = loopback->recorded + 2 * (uint64_t)at;
	unsigned int i;

	for (i = 0; i < frames; i++) {
		if (at + i >= loopback->frames)
			return i;
		if (recorded[2 * i] != expected[2 * i] ||
		    recorded[2 * i + 1] != expected[2 * i + 1])
			return i;
	}
	return -1;
}

