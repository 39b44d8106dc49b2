// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common.h"
#include "timer.h"

/*
 * The producer
 */

struct mixcore_timer_create timer_call(const char *name)
{
	struct mixcore_timer_create create = {
		.size = sizeof(create), .resolution_ns = TIMER_MS, .fd = -7,
	};

	strncpy(create.name, name, sizeof(create.name) - 1);
	return create;
}

int timer_make(int node, const char *name, struct mixcore_timer_create *create)
{
	struct mixcore_timer_create one = timer_call(name);
	int err = call(node, MIXCORE_IOCTL_TIMER_CREATE, &one);

	if (create)
		*create = one;
	return err ?: one.fd;
}

struct mixcore_trigger trigger_call(unsigned int ticks, unsigned int frames)
{
	return (struct mixcore_trigger) {
		.size = sizeof(struct mixcore_trigger), .ticks = ticks, .frames = frames,
	};
}

int trigger(int fd, struct mixcore_trigger *args)
{
	return call(fd, MIXCORE_IOCTL_TRIGGER, args);
}

int timer_tick(int fd, unsigned int ticks, unsigned int flags)
{
	struct mixcore_trigger args = trigger_call(ticks, 0);

	args.flags = flags;
	return trigger(fd, &args);
}

int timer_get(int node, unsigned int id, struct mixcore_timer_info *info)
{
	*info = (struct mixcore_timer_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_TIMER_GET, info);
}

int timer_next(int node, unsigned int id, struct mixcore_timer_info *info)
{
	*info = (struct mixcore_timer_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_TIMER_NEXT, info);
}

int timer_count(int node)
{
	struct mixcore_timer_info info;
	int err, count = 0;

	for (err = timer_next(node, 0, &info); !err; err = timer_next(node, info.id, &info))
		count++;
	return err == -ENOENT ? count : err;
}

int timers_quota(int control, unsigned int timers)
{
	struct mixcore_quota quota = { .size = sizeof(quota) };
	int err = call(control, MIXCORE_IOCTL_QUOTA_GET, &quota);

	quota.uid_timers = timers;
	return err ?: call(control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

int producer_event(int fd, unsigned int ms, struct mixcore_producer_event *event)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t bytes;

	*event = (struct mixcore_producer_event) { };
	if (poll(&wait, 1, ms) < 0)
		return -errno;
	if (!(wait.revents & POLLIN))
		return -EAGAIN;
	bytes = read(fd, event, sizeof(*event));
	if (bytes < 0)
		return -errno;
	return bytes == sizeof(*event) ? 0 : -EIO;
}

/*
 * A consumer
 */

struct snd_timer_id timer_id(unsigned int device)
{
	return (struct snd_timer_id) {
		.dev_class = SNDRV_TIMER_CLASS_GLOBAL, .dev_sclass = SNDRV_TIMER_SCLASS_NONE,
		.card = -1, .device = device,
	};
}

struct snd_timer_id timer_card_id(unsigned int device)
{
	return (struct snd_timer_id) {
		.dev_class = SNDRV_TIMER_CLASS_PCM, .dev_sclass = SNDRV_TIMER_SCLASS_NONE,
		.card = card_number("Mixcore"), .device = device,
	};
}

static int select_timer(const struct snd_timer_id *id)
{
	struct snd_timer_select select = { .id = *id };
	int fd = open("/dev/snd/timer", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = call(fd, SNDRV_TIMER_IOCTL_SELECT, &select);
	if (err)
		close(fd);
	return err ?: fd;
}

static int set_params(int fd, unsigned int ticks)
{
	struct snd_timer_params params = {
		.flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = ticks, .queue_size = 1024,
	};

	return call(fd, SNDRV_TIMER_IOCTL_PARAMS, &params);
}

int consumer_open(const struct snd_timer_id *id, unsigned int ticks)
{
	int fd = select_timer(id);
	int err = fd < 0 ? fd : set_params(fd, ticks);

	if (err && fd >= 0)
		close(fd);
	return err ?: fd;
}

int consumer_open_slave(void)
{
	struct snd_timer_id id = {
		.dev_class = SNDRV_TIMER_CLASS_SLAVE,
		.dev_sclass = SNDRV_TIMER_SCLASS_APPLICATION,
		.card = -1, .device = syscall(SYS_gettid),
	};

	return select_timer(&id);
}

int consumer_start(int fd)
{
	return call(fd, SNDRV_TIMER_IOCTL_START, NULL);
}

int consumer_stop(int fd)
{
	return call(fd, SNDRV_TIMER_IOCTL_STOP, NULL);
}

long consumer_read(int fd)
{
	struct snd_timer_read ticks[16];
	ssize_t bytes;
	long sum = 0;
	unsigned int i;

	while ((bytes = read(fd, ticks, sizeof(ticks))) > 0)
		for (i = 0; i < bytes / sizeof(ticks[0]); i++)
			sum += ticks[i].ticks;
	return bytes < 0 && errno != EAGAIN ? -errno : sum;
}

long consumer_wait(int fd, long ticks, unsigned int ms)
{
	uint64_t end = now_ns() + ms * 1000000ULL;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	long sum = 0, some;

	for (;;) {
		some = consumer_read(fd);
		if (some < 0)
			return some;
		sum += some;
		if (sum >= ticks || now_ns() >= end)
			return sum;
		poll(&wait, 1, 10);
		if (wait.revents & POLLERR)
			return -ENODEV;
	}
}

bool consumer_bereaved(int fd, unsigned int ms)
{
	struct pollfd wait = { .fd = fd };

	return poll(&wait, 1, ms) == 1 && (wait.revents & POLLERR);
}

static bool same_id(const struct snd_timer_id *one, const struct snd_timer_id *other)
{
	if (one->dev_class != other->dev_class || one->device != other->device ||
	    one->subdevice != other->subdevice)
		return false;
	return one->dev_class == SNDRV_TIMER_CLASS_GLOBAL || one->card == other->card;
}

bool timer_listed(const struct snd_timer_id *id)
{
	struct snd_timer_id next = { .dev_class = SNDRV_TIMER_CLASS_NONE };
	int fd = open("/dev/snd/timer", O_RDONLY | O_CLOEXEC);
	bool found = false;

	while (fd >= 0 && !found && !call(fd, SNDRV_TIMER_IOCTL_NEXT_DEVICE, &next) &&
	       next.dev_class != SNDRV_TIMER_CLASS_NONE)
		found = same_id(&next, id);
	close(fd);
	return found;
}
