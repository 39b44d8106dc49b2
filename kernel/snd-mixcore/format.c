// SPDX-License-Identifier: GPL-2.0-only
/* ALSA's sample formats and ours. */
#include "mixcore.h"

static const struct {
	snd_pcm_format_t format;
	enum mixcore_sample sample;
} mixcore_formats[] = {
	{ SNDRV_PCM_FORMAT_U8, MIXCORE_U8 },
	{ SNDRV_PCM_FORMAT_S16_LE, MIXCORE_S16 },
	{ SNDRV_PCM_FORMAT_S16_BE, MIXCORE_S16_BE },
	{ SNDRV_PCM_FORMAT_S24_LE, MIXCORE_S24 },
	{ SNDRV_PCM_FORMAT_S24_BE, MIXCORE_S24_BE },
	{ SNDRV_PCM_FORMAT_S24_3LE, MIXCORE_S24_3 },
	{ SNDRV_PCM_FORMAT_S24_3BE, MIXCORE_S24_3BE },
	{ SNDRV_PCM_FORMAT_S32_LE, MIXCORE_S32 },
	{ SNDRV_PCM_FORMAT_S32_BE, MIXCORE_S32_BE },
	{ SNDRV_PCM_FORMAT_FLOAT_LE, MIXCORE_FLOAT },
};

/**
 * mixcore_format_sample() - what the mixer calls a format
 * @format: one of MIXCORE_FORMATS
 * @sample: set
 *
 * Context: any.
 * Return: 0, or -EINVAL for a format that is not mixed.
 */
int mixcore_format_sample(snd_pcm_format_t format, enum mixcore_sample *sample)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mixcore_formats); i++) {
		if (mixcore_formats[i].format == format) {
			*sample = mixcore_formats[i].sample;
			return 0;
		}
	}
	return -EINVAL;
}
