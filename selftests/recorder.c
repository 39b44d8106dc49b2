// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "client.h"
#include "recorder.h"

static int recorder_configure(struct recorder *recorder, unsigned int rate)
{
	snd_pcm_uframes_t buffer = recorder->room;
	snd_pcm_hw_params_t *params;
	int err;

	snd_pcm_hw_params_alloca(&params);
	err = snd_pcm_hw_params_any(recorder->capture, params);
	if (err >= 0)
		err = snd_pcm_hw_params_set_access(recorder->capture, params,
						   SND_PCM_ACCESS_RW_INTERLEAVED);
	if (err >= 0)
		err = snd_pcm_hw_params_set_format(recorder->capture, params,
						   client_format(recorder->bits));
	if (err >= 0)
		err = snd_pcm_hw_params_set_channels(recorder->capture, params,
						     recorder->channels);
	if (err >= 0)
		err = snd_pcm_hw_params_set_rate(recorder->capture, params, rate, 0);
	if (err >= 0)
		err = snd_pcm_hw_params_set_buffer_size_min(recorder->capture, params, &buffer);
	if (err >= 0)
		err = snd_pcm_hw_params_set_buffer_size_first(recorder->capture, params, &buffer);
	return err < 0 ? err : snd_pcm_hw_params(recorder->capture, params);
}

/* For at most `room` frames after each start. */
int recorder_open(struct recorder *recorder, const char *card, int bits, unsigned int rate,
		  unsigned int channels, unsigned int room)
{
	int err;

	*recorder = (struct recorder) { .channels = channels, .bits = bits, .room = room };
	recorder->samples = calloc(room * channels, sizeof(int32_t));
	recorder->packed = calloc(room * channels, sizeof(int32_t));
	if (!recorder->samples || !recorder->packed)
		return -ENOMEM;
	err = snd_pcm_open(&recorder->capture, card, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
	return err < 0 ? err : recorder_configure(recorder, rate);
}

void recorder_close(struct recorder *recorder)
{
	if (recorder->capture)
		snd_pcm_close(recorder->capture);
	free(recorder->samples);
	free(recorder->packed);
}

int recorder_start(struct recorder *recorder)
{
	recorder->frames = 0;
	return snd_pcm_start(recorder->capture);
}

static int32_t recorder_sample(const struct recorder *recorder, unsigned int i)
{
	switch (recorder->bits) {
	case 16:
		return ((int16_t *)recorder->packed)[i];
	default:
		return ((int32_t *)recorder->packed)[i];
	}
}

/* What has come since the last call. */
int recorder_read(struct recorder *recorder)
{
	snd_pcm_sframes_t frames;
	unsigned int i;

	frames = snd_pcm_readi(recorder->capture, recorder->packed,
			       recorder->room - recorder->frames);
	if (frames < 0)
		return frames == -EAGAIN ? 0 : frames;
	for (i = 0; i < frames * recorder->channels; i++)
		recorder->samples[recorder->frames * recorder->channels + i] =
			recorder_sample(recorder, i);
	recorder->frames += frames;
	return 0;
}

/* The first frame at or after `from` that is not silent, or -1. */
long recorder_find(const struct recorder *recorder, unsigned int from)
{
	unsigned int i;

	for (i = from * recorder->channels; i < recorder->frames * recorder->channels; i++)
		if (recorder->samples[i])
			return i / recorder->channels;
	return -1;
}

/* The first frame in which the recording from `at` on differs from what is expected, or -1. */
long recorder_differs(const struct recorder *recorder, unsigned int at, const int32_t *expected,
		      unsigned int frames)
{
	unsigned int i;

	for (i = 0; i < frames * recorder->channels; i++)
		if (at + i / recorder->channels >= recorder->frames ||
		    recorder->samples[at * recorder->channels + i] != expected[i])
			return i / recorder->channels;
	return -1;
}
