// SPDX-License-Identifier: LGPL-2.1-or-later
/* What has happened to a timer or endpoint. */
#include <errno.h>

#include "producer.h"

/* Never reads where nothing was announced: that would wait. */
int producer_event(int fd, int timeout_ms, struct mixcore_producer_event *event)
{
	int ready = mixcore_sys.poll(fd, timeout_ms);
	ssize_t got;

	if (ready <= 0)
		return ready ?: -EAGAIN;
	got = mixcore_sys.read(fd, event, sizeof(*event));
	if (got < 0)
		return got;
	return got == sizeof(*event) ? 0 : -EPROTO;
}
