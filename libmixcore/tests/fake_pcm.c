// SPDX-License-Identifier: LGPL-2.1-or-later
/* PCMs of the kernel for tests: they narrow hardware parameters as the real ones do. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_kernel.h"

#define INTERVAL(params, name) \
	(&(params)->intervals[SNDRV_PCM_HW_PARAM_##name - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL])

static bool is_backend_of_input(const struct fake_pcm *pcm)
{
	for (unsigned int i = 0; i < fake.input_count; i++) {
		const struct mixcore_input_info *input = &fake.inputs[i];

		if (input->flags & MIXCORE_OUTPUT_F_BACKEND && input->backend_card == pcm->card &&
		    input->backend_device == pcm->device)
			return true;
	}
	return false;
}

/* Does an output have it, or an input? */
static bool is_backend(const struct fake_pcm *pcm)
{
	if (pcm->capture)
		return is_backend_of_input(pcm);
	for (unsigned int i = 0; i < fake.output_count; i++) {
		const struct mixcore_output_info *output = &fake.outputs[i];

		if (output->flags & MIXCORE_OUTPUT_F_BACKEND && output->backend_card == pcm->card &&
		    output->backend_device == pcm->device &&
		    output->backend_subdevice == (pcm->subdevice > 0 ? pcm->subdevice : 0))
			return true;
	}
	return false;
}

int fake_pcm_open(const char *name)
{
	int card, device;
	char direction;

	if (sscanf(name, "pcmC%dD%d%c", &card, &device, &direction) != 3)
		return -ENOENT;
	for (unsigned int i = 0; i < fake.pcm_count; i++) {
		struct fake_pcm *pcm = &fake.pcms[i];

		if (pcm->card != card || pcm->device != device ||
		    pcm->capture != (direction == 'c'))
			continue;
		if (fake.preferred_subdevice >= 0 && pcm->subdevice != fake.preferred_subdevice)
			continue;
		if (pcm->open_error || pcm->is_open || is_backend(pcm))
			return pcm->open_error ?: -EBUSY;
		if (pcm->busy_opens) {
			pcm->busy_opens--;
			return -EBUSY;
		}
		pcm->is_open = true;
		return FAKE_FD_PCM + i;
	}
	return -ENOENT;
}

struct fake_pcm *fake_pcm_of(int fd)
{
	unsigned int i = fd - FAKE_FD_PCM;

	return fd >= FAKE_FD_PCM && i < fake.pcm_count ? &fake.pcms[i] : NULL;
}

static int narrow(struct snd_interval *range, unsigned int min, unsigned int max)
{
	if (range->min < min)
		range->min = min;
	if (range->max > max)
		range->max = max;
	return range->min <= range->max ? 0 : -EINVAL;
}

static int narrow_to_list(struct snd_interval *range, const unsigned int *list)
{
	unsigned int min = ~0U, max = 0;

	for (; *list; list++) {
		if (*list < range->min || *list > range->max)
			continue;
		min = *list < min ? *list : min;
		max = *list > max ? *list : max;
	}
	return narrow(range, min, max);
}

static int narrow_to_step(struct snd_interval *range, unsigned int step)
{
	return narrow(range, (range->min + step - 1) / step * step, range->max / step * step);
}

/* buffer = period * periods */
static int relate(struct snd_pcm_hw_params *params)
{
	struct snd_interval *period = INTERVAL(params, PERIOD_SIZE);
	struct snd_interval *buffer = INTERVAL(params, BUFFER_SIZE);
	struct snd_interval *periods = INTERVAL(params, PERIODS);
	int err = narrow(periods, (buffer->min + period->max - 1) / period->max,
			 buffer->max / period->min);

	if (!err)
		err = narrow(buffer, period->min * periods->min, period->max * periods->max);
	if (!err)
		err = narrow(period, (buffer->min + periods->max - 1) / periods->max,
			     buffer->max / periods->min);
	return err;
}

static int refine_sizes(const struct fake_pcm *pcm, struct snd_pcm_hw_params *params)
{
	struct snd_interval *period = INTERVAL(params, PERIOD_SIZE);
	struct snd_interval *buffer = INTERVAL(params, BUFFER_SIZE);
	int err = narrow(period, pcm->period_min, pcm->period_max) ?:
		  narrow(buffer, pcm->period_min, pcm->buffer_max) ?:
		  narrow(INTERVAL(params, PERIODS), 1, 1024);

	for (int i = 0; i < 8 && !err; i++)
		err = narrow_to_step(period, pcm->step) ?: narrow_to_step(buffer, pcm->step) ?:
		      relate(params);
	return err;
}

static int refine(const struct fake_pcm *pcm, struct snd_pcm_hw_params *params)
{
	struct snd_mask *access = &params->masks[SNDRV_PCM_HW_PARAM_ACCESS];
	struct snd_mask *format = &params->masks[SNDRV_PCM_HW_PARAM_FORMAT];

	access->bits[0] &= 1U << (int)SNDRV_PCM_ACCESS_MMAP_INTERLEAVED |
			   1U << (int)SNDRV_PCM_ACCESS_RW_INTERLEAVED;
	format->bits[0] &= pcm->formats;
	format->bits[1] = 0;
	if (!access->bits[0] || !format->bits[0])
		return -EINVAL;
	return narrow_to_list(INTERVAL(params, RATE), pcm->rates) ?:
	       narrow(INTERVAL(params, CHANNELS), pcm->channels_min, pcm->channels_max) ?:
	       refine_sizes(pcm, params);
}

static int hw_params(struct fake_pcm *pcm, struct snd_pcm_hw_params *params)
{
	int err = refine(pcm, params);

	if (err)
		return err;
	pcm->is_configured = true;
	pcm->chosen = (struct mixcore_backend_params){
		.rate = INTERVAL(params, RATE)->min,
		.channels = INTERVAL(params, CHANNELS)->min,
		.format = ffs(params->masks[SNDRV_PCM_HW_PARAM_FORMAT].bits[0]) - 1,
		.period_frames = INTERVAL(params, PERIOD_SIZE)->min,
		.buffer_frames = INTERVAL(params, BUFFER_SIZE)->min,
	};
	return 0;
}

int fake_pcm_ioctl(struct fake_pcm *pcm, unsigned long request, void *arg)
{
	switch (request) {
	case SNDRV_PCM_IOCTL_INFO:
		((struct snd_pcm_info *)arg)->subdevice = pcm->subdevice;
		return 0;
	case SNDRV_PCM_IOCTL_HW_REFINE:
		return refine(pcm, arg);
	case SNDRV_PCM_IOCTL_HW_PARAMS:
		return hw_params(pcm, arg);
	default:
		return -ENOTTY;
	}
}
