// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The hardware parameters of a PCM: a box of intervals that the kernel makes smaller with each
 * HW_REFINE, until one value is left of each.
 */
#include <errno.h>
#include <string.h>

#include "hw_params.h"
#include "internal.h"

static struct snd_interval *interval(struct snd_pcm_hw_params *params, int var)
{
	return &params->intervals[var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static struct snd_mask *mask(struct snd_pcm_hw_params *params, int var)
{
	return &params->masks[var - SNDRV_PCM_HW_PARAM_FIRST_MASK];
}

static int refine(int fd, struct snd_pcm_hw_params *params)
{
	params->rmask = ~0U;
	params->cmask = 0;
	params->info = ~0U;
	return mixcore_sys.ioctl(fd, SNDRV_PCM_IOCTL_HW_REFINE, params);
}

int hw_params_any(int fd, struct snd_pcm_hw_params *params)
{
	memset(params, 0, sizeof(*params));
	for (size_t i = 0; i < ARRAY_SIZE(params->masks); i++)
		memset(params->masks[i].bits, 0xff, sizeof(params->masks[i].bits));
	for (size_t i = 0; i < ARRAY_SIZE(params->intervals); i++)
		params->intervals[i].max = ~0U;
	/* The device's own rate: no driver shall convert. */
	params->flags = SNDRV_PCM_HW_PARAMS_NORESAMPLE;
	return refine(fd, params);
}

/* Keeps what was there when the hardware can not do it. */
static int try_refine(int fd, struct snd_pcm_hw_params *params, struct snd_pcm_hw_params *changed)
{
	int err = refine(fd, changed);

	if (!err)
		*params = *changed;
	return err;
}

int hw_params_set_mask(int fd, struct snd_pcm_hw_params *params, int var, unsigned int value)
{
	struct snd_pcm_hw_params changed = *params;
	struct snd_mask *bits = mask(&changed, var);

	if (!(bits->bits[value / 32] & (1U << (value % 32))))
		return -EINVAL;
	memset(bits, 0, sizeof(*bits));
	bits->bits[value / 32] = 1U << (value % 32);
	return try_refine(fd, params, &changed);
}

int hw_params_limit(int fd, struct snd_pcm_hw_params *params, int var, unsigned int min,
		    unsigned int max)
{
	struct snd_pcm_hw_params changed = *params;
	struct snd_interval *range = interval(&changed, var);

	if (range->min < min) {
		range->min = min;
		range->openmin = 0;
	}
	if (range->max > max) {
		range->max = max;
		range->openmax = 0;
	}
	if (range->min > range->max)
		return -EINVAL;
	return try_refine(fd, params, &changed);
}

unsigned int hw_params_min(struct snd_pcm_hw_params *params, int var)
{
	struct snd_interval *range = interval(params, var);

	return range->min + range->openmin;
}

unsigned int hw_params_max(struct snd_pcm_hw_params *params, int var)
{
	struct snd_interval *range = interval(params, var);

	return range->max - range->openmax;
}

int hw_params_set(int fd, struct snd_pcm_hw_params *params, int var, unsigned int value)
{
	return hw_params_limit(fd, params, var, value, value);
}

/*
 * The refined bounds of a half-open box are values the hardware can do in itself, but not always
 * together with the rest: where the nearer one fails, the other is tried.
 */
int hw_params_set_near(int fd, struct snd_pcm_hw_params *params, int var, unsigned int want)
{
	struct snd_pcm_hw_params below = *params, above = *params;
	int no_below = hw_params_limit(fd, &below, var, 0, want);
	int no_above = hw_params_limit(fd, &above, var, want, ~0U);
	unsigned int low = no_below ? 0 : hw_params_max(&below, var);
	unsigned int high = no_above ? 0 : hw_params_min(&above, var);
	int upward = no_below || (!no_above && high - want < want - low);

	if (no_below && no_above)
		return -EINVAL;
	if (!hw_params_set(fd, params, var, upward ? high : low))
		return 0;
	if (no_below || no_above)
		return -EINVAL;
	return hw_params_set(fd, params, var, upward ? low : high);
}

int hw_params_install(int fd, struct snd_pcm_hw_params *params)
{
	params->rmask = ~0U;
	return mixcore_sys.ioctl(fd, SNDRV_PCM_IOCTL_HW_PARAMS, params);
}
