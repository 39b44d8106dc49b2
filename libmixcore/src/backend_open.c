// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Opening the PCM of a backend and configuring it.
 *
 * Not with alsa-lib: its snd_pcm_close() stops and unconfigures the PCM, and its memory maps hold
 * the card when it is pulled. What is needed is little: one box of parameters, narrowed in the
 * order of importance, and what remains is a plain descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>

#include "hw_params.h"
#include "internal.h"

#define RATE_PREFERRED		48000
#define CHANNELS_PREFERRED	2
#define PERIOD_PREFERRED	256
#define PERIODS_PREFERRED	4

static const unsigned int formats_preferred[] = {
	(unsigned int)SNDRV_PCM_FORMAT_S32_LE,
	(unsigned int)SNDRV_PCM_FORMAT_S24_LE,
	(unsigned int)SNDRV_PCM_FORMAT_S24_3LE,
	(unsigned int)SNDRV_PCM_FORMAT_S32_BE,
	(unsigned int)SNDRV_PCM_FORMAT_S24_BE,
	(unsigned int)SNDRV_PCM_FORMAT_S24_3BE,
	(unsigned int)SNDRV_PCM_FORMAT_FLOAT_LE,
	(unsigned int)SNDRV_PCM_FORMAT_S16_LE,
	(unsigned int)SNDRV_PCM_FORMAT_S16_BE,
	(unsigned int)SNDRV_PCM_FORMAT_U8,
};

struct negotiation {
	int fd;
	struct mixcore_backend_params *wanted;
	struct snd_pcm_hw_params box;
};

static int refuse(struct negotiation *n, enum mixcore_backend_param param, int var)
{
	n->wanted->refused = param;
	if (var >= SNDRV_PCM_HW_PARAM_FIRST_INTERVAL) {
		n->wanted->refused_min = hw_params_min(&n->box, var);
		n->wanted->refused_max = hw_params_max(&n->box, var);
	}
	return -EINVAL;
}

static int choose_access(struct negotiation *n)
{
	if (hw_params_set_mask(n->fd, &n->box, SNDRV_PCM_HW_PARAM_ACCESS,
			       (unsigned int)SNDRV_PCM_ACCESS_RW_INTERLEAVED))
		return refuse(n, MIXCORE_BACKEND_ACCESS, SNDRV_PCM_HW_PARAM_ACCESS);
	return 0;
}

static int choose_format(struct negotiation *n)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats_preferred); i++) {
		unsigned int format = formats_preferred[i];

		if (n->wanted->format != MIXCORE_FORMAT_ANY && n->wanted->format != format)
			continue;
		if (hw_params_set_mask(n->fd, &n->box, SNDRV_PCM_HW_PARAM_FORMAT, format))
			continue;
		n->wanted->format = format;
		return 0;
	}
	return refuse(n, MIXCORE_BACKEND_FORMAT, SNDRV_PCM_HW_PARAM_FORMAT);
}

static int choose_channels(struct negotiation *n)
{
	const int var = SNDRV_PCM_HW_PARAM_CHANNELS;
	unsigned int want = n->wanted->channels;
	int err;

	if (want)
		err = hw_params_set(n->fd, &n->box, var, want);
	else
		err = hw_params_limit(n->fd, &n->box, var, 1, MIXCORE_CHANNELS_MAX) ?:
		      hw_params_set_near(n->fd, &n->box, var, CHANNELS_PREFERRED);
	if (err)
		return refuse(n, MIXCORE_BACKEND_CHANNELS, var);
	n->wanted->channels = hw_params_min(&n->box, var);
	return 0;
}

static int choose_rate(struct negotiation *n)
{
	const int var = SNDRV_PCM_HW_PARAM_RATE;
	unsigned int want = n->wanted->rate;
	int err;

	if (want)
		err = hw_params_set(n->fd, &n->box, var, want);
	else
		err = hw_params_limit(n->fd, &n->box, var, MIXCORE_RATE_MIN, MIXCORE_RATE_MAX) ?:
		      hw_params_set_near(n->fd, &n->box, var, RATE_PREFERRED);
	if (err)
		return refuse(n, MIXCORE_BACKEND_RATE, var);
	n->wanted->rate = hw_params_min(&n->box, var);
	return 0;
}

static int choose_period(struct negotiation *n)
{
	const int var = SNDRV_PCM_HW_PARAM_PERIOD_SIZE;
	unsigned int want = n->wanted->period_frames ?: PERIOD_PREFERRED;

	/* Several periods matter more than their length, where the hardware has a choice. */
	for (unsigned int periods = PERIODS_PREFERRED; periods > 1; periods--) {
		if (n->wanted->buffer_frames ||
		    !hw_params_limit(n->fd, &n->box, SNDRV_PCM_HW_PARAM_PERIODS, periods, ~0U))
			break;
	}
	if (hw_params_set_near(n->fd, &n->box, var, want))
		return refuse(n, MIXCORE_BACKEND_PERIOD, var);
	n->wanted->period_frames = hw_params_min(&n->box, var);
	return 0;
}

static int choose_buffer(struct negotiation *n)
{
	const int var = SNDRV_PCM_HW_PARAM_BUFFER_SIZE;
	unsigned int period = n->wanted->period_frames;
	unsigned int room = period + n->wanted->room_frames;
	unsigned int want = n->wanted->buffer_frames;

	if (!want) {
		want = PERIODS_PREFERRED * period;
		if (want < room)
			want = room;
		hw_params_limit(n->fd, &n->box, var, room, ~0U);
	}
	if (hw_params_set_near(n->fd, &n->box, var, want))
		return refuse(n, MIXCORE_BACKEND_BUFFER, var);
	n->wanted->buffer_frames = hw_params_min(&n->box, var);
	return 0;
}

static int negotiate(struct negotiation *n)
{
	int (*const steps[])(struct negotiation *n) = {
		choose_access, choose_format, choose_channels, choose_rate, choose_period,
		choose_buffer,
	};
	int err = hw_params_any(n->fd, &n->box);

	for (size_t i = 0; !err && i < ARRAY_SIZE(steps); i++)
		err = steps[i](n);
	return err ?: hw_params_install(n->fd, &n->box);
}

/* The control device remembers for this process which subdevice its next open shall get. */
static int prefer_subdevice(const struct mixcore_hw *hw)
{
	int subdevice = hw->subdevice;
	char name[32];
	int fd, err;

	snprintf(name, sizeof(name), "controlC%d", hw->card);
	fd = mixcore_sys.open(name, O_RDONLY);
	if (fd < 0)
		return fd;
	err = mixcore_sys.ioctl(fd, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &subdevice);
	if (err < 0) {
		mixcore_sys.close(fd);
		return err;
	}
	return fd;
}

static int check_subdevice(int fd, int wanted)
{
	struct snd_pcm_info info = { 0 };
	int err = mixcore_sys.ioctl(fd, SNDRV_PCM_IOCTL_INFO, &info);

	if (err < 0)
		return err;
	return (int)info.subdevice == wanted ? 0 : -EBUSY;
}

/* Without O_NONBLOCK open(2) would wait until another application closes the PCM. */
static int open_pcm(const struct mixcore_hw *hw, bool capture)
{
	char name[32];

	snprintf(name, sizeof(name), "pcmC%dD%d%c", hw->card, hw->device, capture ? 'c' : 'p');
	return mixcore_sys.open(name, (capture ? O_RDONLY : O_RDWR) | O_NONBLOCK);
}

static int open_subdevice(const struct mixcore_hw *hw, bool capture)
{
	int control = prefer_subdevice(hw);
	int fd, err;

	if (control < 0)
		return control;
	fd = open_pcm(hw, capture);
	mixcore_sys.close(control);
	if (fd < 0)
		return fd;
	err = check_subdevice(fd, hw->subdevice);
	if (err) {
		mixcore_sys.close(fd);
		return err;
	}
	return fd;
}

EXPORT int mixcore_backend_open(const struct mixcore_hw *hw,
				struct mixcore_backend_params *params)
{
	const bool capture = params->direction == MIXCORE_DIRECTION_CAPTURE;
	struct negotiation n = { .wanted = params };
	int err;

	params->refused = MIXCORE_BACKEND_NONE;
	n.fd = hw->subdevice == MIXCORE_HW_ANY ? open_pcm(hw, capture) :
						 open_subdevice(hw, capture);
	/* All subdevices taken: alsa-lib's users know this as EBUSY. */
	if (n.fd == -EAGAIN)
		return -EBUSY;
	if (n.fd < 0)
		return n.fd;
	err = negotiate(&n);
	if (err < 0) {
		mixcore_sys.close(n.fd);
		return err;
	}
	return n.fd;
}

EXPORT void mixcore_backend_close(int fd)
{
	mixcore_sys.close(fd);
}
