// SPDX-License-Identifier: LGPL-2.1-or-later
/* Timers of the kernel for tests: mixcore's, and the kernel's own. */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"

/* As Linux 6.12 has them. */
struct utimer_info {
	uint64_t resolution;
	int fd;
	unsigned int id;
	unsigned char reserved[16];
};

#define UTIMER_CREATE	_IOWR('T', 0xa5, struct utimer_info)
#define UTIMER_TRIGGER	_IO('T', 0xa6)

struct fake_timer *fake_timer_of(int fd)
{
	const unsigned int i = fd - FAKE_FD_TIMER;

	return fd >= FAKE_FD_TIMER && i < FAKE_TIMERS && fake.timers[i].is_open ?
	       &fake.timers[i] : NULL;
}

static int fd_of(const struct fake_timer *timer)
{
	return FAKE_FD_TIMER + (timer - fake.timers);
}

static bool is_mixcores(const struct fake_timer *timer)
{
	return timer->is_open && !timer->is_utimer;
}

uint32_t fake_count_timers(void)
{
	uint32_t count = fake.uid_timers;

	for (int i = 0; i < FAKE_TIMERS; i++)
		count += is_mixcores(&fake.timers[i]) &&
			 fake.timers[i].info.uid == fake.caller.uid;
	return count;
}

static struct fake_timer *free_one(void)
{
	for (int i = 0; i < FAKE_TIMERS; i++) {
		if (!fake.timers[i].is_open)
			return &fake.timers[i];
	}
	return NULL;
}

bool fake_has_timer(const char *name)
{
	for (int i = 0; i < FAKE_TIMERS; i++) {
		if (is_mixcores(&fake.timers[i]) && !strcmp(fake.timers[i].info.name, name))
			return true;
	}
	return false;
}

static bool is_name(const char *name)
{
	return strlen(name) <= MIXCORE_NAME_MAX &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789._-")];
}

static int check(const struct mixcore_timer_create *arg)
{
	if (arg->resolution_ns < MIXCORE_TIMER_RESOLUTION_MIN ||
	    arg->resolution_ns > MIXCORE_TIMER_RESOLUTION_MAX)
		return -EINVAL;
	if (arg->rate && (arg->rate < MIXCORE_RATE_MIN || arg->rate > MIXCORE_RATE_MAX))
		return -EINVAL;
	if (arg->flags & ~MIXCORE_TIMER_F_CARD || !is_name(arg->name))
		return -EINVAL;
	if (*arg->name && fake_has_timer(arg->name))
		return -EEXIST;
	if (fake_count_timers() >= fake.quota.uid_timers)
		return -EDQUOT;
	return free_one() ? 0 : -ENOSPC;
}

static struct fake_timer *make(const char *name, uint64_t resolution_ns, uint32_t rate)
{
	struct fake_timer *timer = free_one();

	*timer = (struct fake_timer){
		.is_open = true,
		.info = {
			.id = fake.next_id++,
			.device = MIXCORE_TIMER_DEVICE + (timer - fake.timers),
			.rate = rate,
			.uid = fake.caller.uid,
			.pid = fake.caller.pid,
			.resolution_ns = resolution_ns,
			.drift_error_ppb = INT32_MAX,
		},
	};
	strcpy(timer->info.name, name);
	return timer;
}

struct mixcore_timer_info *fake_add_timer(const char *name, uint64_t resolution_ns, uint32_t rate)
{
	struct fake_timer *timer = make(name, resolution_ns, rate);

	fake.open_descriptors++;
	return &timer->info;
}

int fake_timer_create(struct mixcore_timer_create *arg)
{
	struct fake_timer *timer;
	int err = check(arg);

	/* It may have written the struct back. */
	arg->device = 77;
	if (err)
		return err;
	timer = make(arg->name, arg->resolution_ns, arg->rate);
	timer->info.flags = arg->flags;
	fake.open_descriptors++;
	arg->fd = fd_of(timer);
	arg->id = timer->info.id;
	arg->device = timer->info.device;
	return 0;
}

int fake_timer_read(struct mixcore_timer_info *info, bool next, bool control)
{
	const struct fake_timer *found = NULL;
	struct mixcore_timer_info copy;

	for (int i = 0; i < FAKE_TIMERS; i++) {
		const struct fake_timer *timer = &fake.timers[i];

		if (!is_mixcores(timer) ||
		    (next ? timer->info.id <= info->id : timer->info.id != info->id))
			continue;
		if (!found || timer->info.id < found->info.id)
			found = timer;
	}
	if (!found)
		return -ENOENT;
	copy = found->info;
	if (!control && copy.uid != fake.caller.uid)
		copy.pid = 0;
	return fake_give(info, &copy, sizeof(copy));
}

/* Also its number may be 0. */
static int utimer_create(struct utimer_info *arg)
{
	struct fake_timer *timer = free_one();

	if (!arg->resolution)
		return -EINVAL;
	if (!timer)
		return -ENOSPC;
	*timer = (struct fake_timer){ .is_open = true, .is_utimer = true };
	timer->info.resolution_ns = arg->resolution;
	fake.open_descriptors++;
	arg->fd = fd_of(timer);
	arg->id = timer - fake.timers;
	return 0;
}

int fake_timer_node_ioctl(unsigned long request, void *arg)
{
	return fake.has_utimers && request == UTIMER_CREATE ? utimer_create(arg) : -ENOTTY;
}

static int check_trigger(const struct fake_timer *timer, const struct mixcore_trigger *trigger)
{
	const uint32_t flags = MIXCORE_TRIGGER_F_COALESCE | MIXCORE_TRIGGER_F_TIME;

	if (trigger->size < MIXCORE_TRIGGER_SIZE_VER0 || trigger->flags & ~flags ||
	    trigger->ticks > MIXCORE_TICKS_MAX || (!trigger->ticks && !trigger->frames) ||
	    trigger->frames > MIXCORE_TRIGGER_FRAMES_MAX ||
	    (trigger->frames && !timer->info.rate))
		return -EINVAL;
	if (trigger->flags & MIXCORE_TRIGGER_F_TIME ? trigger->time_ns > fake.now_ns :
						      trigger->time_ns != 0)
		return -EINVAL;
	return fake_fail(&fake.trigger_fails);
}

static int trigger_many(struct fake_timer *timer, struct mixcore_trigger *trigger)
{
	const uint64_t tick_frames = timer->info.rate * timer->info.resolution_ns / 1000000000;
	int err = check_trigger(timer, trigger);

	if (err)
		return err;
	timer->info.ticks += trigger->ticks;
	timer->info.frames += trigger->frames ?: trigger->ticks * tick_frames;
	timer->info.time_ns = trigger->time_ns ?: fake.now_ns;
	timer->calls += trigger->flags & MIXCORE_TRIGGER_F_COALESCE ? 1 : trigger->ticks;
	trigger->position = timer->info.frames;
	fake.trigger = *trigger;
	fake.triggers++;
	return 0;
}

/* The kernel's own knows no more than this. */
static int trigger_one(struct fake_timer *timer)
{
	struct mixcore_trigger one = MIXCORE_INIT(mixcore_trigger);

	one.ticks = 1;
	return trigger_many(timer, &one);
}

int fake_timer_ioctl(struct fake_timer *timer, unsigned long request, void *arg)
{
	if (request == UTIMER_TRIGGER)
		return trigger_one(timer);
	if (request == MIXCORE_IOCTL_TRIGGER && !timer->is_utimer)
		return trigger_many(timer, arg);
	return -ENOTTY;
}

void fake_timer_close(struct fake_timer *timer)
{
	timer->is_open = false;
}
