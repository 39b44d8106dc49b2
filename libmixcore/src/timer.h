/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timers of the two providers. */
#ifndef LIBMIXCORE_TIMER_H
#define LIBMIXCORE_TIMER_H

#include "internal.h"

/* One tick, on the descriptor of either provider. Linux 6.12 has it in <sound/asound.h>. */
#define TIMER_IOCTL_TRIGGER	_IO('T', 0xa6)

struct mixcore_timer {
	int fd;
	enum mixcore_timer_provider provider;
	struct mixcore_timer_address address;
};

/* The kernel's own: fills in @timer and what is out of @create. -ENOTTY: there is none. */
int timer_kernel_create(struct mixcore_timer *timer, struct mixcore_timer_create *create);
int timer_kernel_trigger_many(const struct mixcore_timer *timer, struct mixcore_trigger *trigger);

#endif /* LIBMIXCORE_TIMER_H */
