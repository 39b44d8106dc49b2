// SPDX-License-Identifier: LGPL-2.1-or-later
/* What timers and endpoints of the kernel for tests have in common, and its clock. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake_kernel.h"

int fake_fail(struct fake_failure *failure)
{
	if (!failure->times)
		return 0;
	if (failure->after) {
		failure->after--;
		return 0;
	}
	failure->times--;
	return failure->error;
}

void fake_happens(struct mixcore_producer_event *event, uint32_t what, uint32_t state)
{
	event->what |= what;
	event->state = state;
	event->overruns += !!(what & MIXCORE_PRODUCER_OVERRUN);
}

static struct mixcore_producer_event *event_of(int fd)
{
	if (fake_timer_of(fd))
		return fake_timer_of(fd)->is_utimer ? NULL : &fake_timer_of(fd)->event;
	return fake_endpoint_of(fd) ? &fake_endpoint_of(fd)->event : NULL;
}

/* Nobody makes anything happen while a test waits: for ever would be for ever. */
int fake_poll(int fd, int timeout_ms)
{
	const struct mixcore_producer_event *event = event_of(fd);

	if (fake.poll_error || !event)
		return fake.poll_error ?: -EBADF;
	if (event->what)
		return 1;
	if (timeout_ms < 0)
		abort();
	fake.now_ns += timeout_ms * 1000000ULL;
	return 0;
}

/* Who reads where nothing is would wait. */
ssize_t fake_read(int fd, void *bytes, size_t size)
{
	struct mixcore_producer_event *event = event_of(fd);

	if (fake.read_error)
		return fake.read_error;
	if (!event || !event->what)
		abort();
	memcpy(bytes, event, size < sizeof(*event) ? size : sizeof(*event));
	event->what = 0;
	return sizeof(*event);
}

uint64_t fake_now_ns(void)
{
	return fake.now_ns;
}

void fake_sleep_until(uint64_t ns)
{
	if (ns <= fake.now_ns)
		return;
	fake.now_ns = ns + fake.oversleep_ns;
	fake.oversleep_ns = 0;
	fake.sleeps++;
}

int fake_map_writable(int fd, size_t size, void **bytes)
{
	if (fake.map_writable_error)
		return fake.map_writable_error;
	return fake_endpoint_of(fd) ? fake_endpoint_map(fake_endpoint_of(fd), size, bytes) :
				      -EPERM;
}
