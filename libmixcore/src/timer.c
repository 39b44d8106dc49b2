// SPDX-License-Identifier: LGPL-2.1-or-later
/* Timers that the program drives. */
#include <errno.h>
#include <sound/asound.h>
#include <stdlib.h>

#include "producer.h"
#include "timer.h"

/* Is there anything behind what this library knows? Then a newer program wants it. */
static bool has_more(const struct mixcore_timer_create *create)
{
	const unsigned char *bytes = (const void *)create;

	for (size_t i = sizeof(*create); i < create->size; i++) {
		if (bytes[i])
			return true;
	}
	return false;
}

/* The kernel's own has a resolution, and nothing else. */
static bool is_plain(const struct mixcore_timer_create *create)
{
	return !create->flags && !create->rate && !create->name[0] && !has_more(create);
}

static void forget(struct mixcore_timer_create *create)
{
	create->fd = -1;
	create->id = 0;
	create->device = 0;
}

static int create_mixcore(const struct mixcore *ctx, struct mixcore_timer *timer,
			  struct mixcore_timer_create *create)
{
	const bool of_card = create->flags & MIXCORE_TIMER_F_CARD;
	int err = ctx ? mixcore_call(ctx, MIXCORE_IOCTL_TIMER_CREATE, create) : -EINVAL;

	if (err)
		return err;
	timer->fd = create->fd;
	timer->provider = MIXCORE_TIMER_MIXCORE;
	timer->address = (struct mixcore_timer_address){
		.dev_class = of_card ? SNDRV_TIMER_CLASS_PCM : SNDRV_TIMER_CLASS_GLOBAL,
		.card = of_card ? (int)ctx->version.card : -1,
		.device = create->device,
	};
	return 0;
}

/* There is none, or not for this process: not a mistake in what is wanted. */
static bool is_missing(int err)
{
	return err == -ENOTTY || err == -ENOENT || err == -EACCES || err == -ENODEV ||
	       err == -EPERM;
}

static int create_any(const struct mixcore *ctx, struct mixcore_timer *timer,
		      struct mixcore_timer_create *create)
{
	int err = is_plain(create) ? timer_kernel_create(timer, create) : -ENOTTY;

	return is_missing(err) ? create_mixcore(ctx, timer, create) : err;
}

static int create_by(enum mixcore_timer_provider provider, const struct mixcore *ctx,
		     struct mixcore_timer *timer, struct mixcore_timer_create *create)
{
	switch (provider) {
	case MIXCORE_TIMER_ANY:
		return create_any(ctx, timer, create);
	case MIXCORE_TIMER_KERNEL:
		return is_plain(create) ? timer_kernel_create(timer, create) : -EINVAL;
	case MIXCORE_TIMER_MIXCORE:
		return create_mixcore(ctx, timer, create);
	}
	return -EINVAL;
}

EXPORT int mixcore_timer_open(struct mixcore_timer **ret, struct mixcore *ctx,
			      struct mixcore_timer_create *create,
			      enum mixcore_timer_provider provider)
{
	struct mixcore_timer *timer;
	int err;

	if (create->size < MIXCORE_TIMER_CREATE_SIZE_VER0)
		return -EINVAL;
	forget(create);
	timer = calloc(1, sizeof(*timer));
	if (!timer)
		return -ENOMEM;
	err = create_by(provider, ctx, timer, create);
	if (err) {
		free(timer);
		forget(create);
		return err;
	}
	*ret = timer;
	return 0;
}

EXPORT void mixcore_timer_close(struct mixcore_timer *timer)
{
	if (!timer)
		return;
	mixcore_sys.close(timer->fd);
	free(timer);
}

EXPORT int mixcore_timer_fd(const struct mixcore_timer *timer)
{
	return timer->fd;
}

EXPORT enum mixcore_timer_provider mixcore_timer_provided_by(const struct mixcore_timer *timer)
{
	return timer->provider;
}

EXPORT struct mixcore_timer_address mixcore_timer_address(const struct mixcore_timer *timer)
{
	return timer->address;
}

EXPORT int mixcore_timer_trigger(struct mixcore_timer *timer)
{
	int ret = mixcore_sys.ioctl(timer->fd, TIMER_IOCTL_TRIGGER, NULL);

	return ret < 0 ? ret : 0;
}

EXPORT int mixcore_timer_trigger_many(struct mixcore_timer *timer, struct mixcore_trigger *trigger)
{
	int ret;

	if (timer->provider == MIXCORE_TIMER_KERNEL)
		return timer_kernel_trigger_many(timer, trigger);
	ret = mixcore_sys.ioctl(timer->fd, MIXCORE_IOCTL_TRIGGER, trigger);
	return ret < 0 ? ret : 0;
}

EXPORT int mixcore_timer_event(struct mixcore_timer *timer, int timeout_ms,
			       struct mixcore_producer_event *event)
{
	if (timer->provider == MIXCORE_TIMER_KERNEL)
		return -EOPNOTSUPP;
	return producer_event(timer->fd, timeout_ms, event);
}

EXPORT int mixcore_timer_get(struct mixcore *ctx, uint32_t id, struct mixcore_timer_info *info)
{
	info->id = id;
	return mixcore_call(ctx, MIXCORE_IOCTL_TIMER_GET, info);
}

EXPORT int mixcore_timer_next(struct mixcore *ctx, struct mixcore_timer_info *info)
{
	return mixcore_call(ctx, MIXCORE_IOCTL_TIMER_NEXT, info);
}
