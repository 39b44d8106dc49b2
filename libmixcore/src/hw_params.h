/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Negotiating hardware parameters by plain ioctls. @var is SNDRV_PCM_HW_PARAM_*. Functions that
 * narrow the box return -EINVAL and leave it as it was where the hardware can not do it.
 */
#ifndef LIBMIXCORE_HW_PARAMS_H
#define LIBMIXCORE_HW_PARAMS_H

#include <sys/ioctl.h>

#include <sound/asound.h>

/* All that the hardware can do. */
int hw_params_any(int fd, struct snd_pcm_hw_params *params);

/* Exactly this access or format. */
int hw_params_set_mask(int fd, struct snd_pcm_hw_params *params, int var, unsigned int value);

/* Something from min to max. */
int hw_params_limit(int fd, struct snd_pcm_hw_params *params, int var, unsigned int min,
		    unsigned int max);

/* Exactly this number. */
int hw_params_set(int fd, struct snd_pcm_hw_params *params, int var, unsigned int value);

/* What is nearest to this; the lower of two. */
int hw_params_set_near(int fd, struct snd_pcm_hw_params *params, int var, unsigned int want);

unsigned int hw_params_min(struct snd_pcm_hw_params *params, int var);
unsigned int hw_params_max(struct snd_pcm_hw_params *params, int var);

/* Configure the PCM; the kernel chooses where more than one value is left. */
int hw_params_install(int fd, struct snd_pcm_hw_params *params);

#endif /* LIBMIXCORE_HW_PARAMS_H */
