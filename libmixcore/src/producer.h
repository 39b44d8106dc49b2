/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What timers and endpoints have in common: a descriptor that tells what has happened. */
#ifndef LIBMIXCORE_PRODUCER_H
#define LIBMIXCORE_PRODUCER_H

#include "internal.h"

/* As mixcore_timer_event(). */
int producer_event(int fd, int timeout_ms, struct mixcore_producer_event *event);

#endif /* LIBMIXCORE_PRODUCER_H */
