// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel's own timers that a process drives: snd-utimer, since Linux 6.12. */
#include <errno.h>
#include <fcntl.h>
#include <sound/asound.h>

#include "timer.h"

/* As in <sound/asound.h> of Linux 6.12, by names that it does not have. */
struct utimer_info {
	uint64_t resolution;
	int fd;
	unsigned int id;
	unsigned char reserved[16];
};

#define UTIMER_IOCTL_CREATE	_IOWR('T', 0xa5, struct utimer_info)
#define UTIMER_DEVICE		4	/* of the global class; a timer is a subdevice */

static int create_utimer(struct utimer_info *info)
{
	int fd = mixcore_sys.open("timer", O_RDONLY), ret;

	if (fd < 0)
		return fd;
	ret = mixcore_sys.ioctl(fd, UTIMER_IOCTL_CREATE, info);
	mixcore_sys.close(fd);
	return ret < 0 ? ret : 0;
}

int timer_kernel_create(struct mixcore_timer *timer, struct mixcore_timer_create *create)
{
	struct utimer_info info = { .resolution = create->resolution_ns, .fd = -1 };
	int err = create_utimer(&info);

	if (err)
		return err;
	create->fd = info.fd;
	create->id = info.id;
	create->device = UTIMER_DEVICE;
	timer->fd = info.fd;
	timer->provider = MIXCORE_TIMER_KERNEL;
	timer->address = (struct mixcore_timer_address){
		.dev_class = SNDRV_TIMER_CLASS_GLOBAL,
		.card = -1,
		.device = UTIMER_DEVICE,
		.subdevice = info.id,
	};
	return 0;
}

/* As mixcore's own looks at it, so far as the kernel's can do it. */
static int check(const struct mixcore_trigger *trigger)
{
	if (trigger->size < MIXCORE_TRIGGER_SIZE_VER0)
		return -EINVAL;
	if (trigger->flags || trigger->frames)
		return -EOPNOTSUPP;
	return !trigger->ticks || trigger->ticks > MIXCORE_TICKS_MAX || trigger->time_ns ? -EINVAL :
											  0;
}

int timer_kernel_trigger_many(const struct mixcore_timer *timer, struct mixcore_trigger *trigger)
{
	int err = check(trigger);

	for (uint32_t i = 0; !err && i < trigger->ticks; i++) {
		int ret = mixcore_sys.ioctl(timer->fd, TIMER_IOCTL_TRIGGER, NULL);

		err = ret < 0 ? ret : 0;
	}
	if (!err)
		trigger->position = 0;
	return err;
}
