// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl: the system around a run of it: standard streams, clocks, waiting, the terminal. */
#include <errno.h>
#include <poll.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "system.h"
#include "top.h"

static uint64_t read_clock(clockid_t clock)
{
	struct timespec time;

	return clock_gettime(clock, &time) ? 0 : time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* Two clocks that are read one after the other: the same moment for people. */
static struct moment read_moment(void)
{
	return (struct moment){ read_clock(CLOCK_MONOTONIC), read_clock(CLOCK_REALTIME) };
}

static int wait_for(struct mixctl *m, int fd)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	int ready;

	do {
		ready = poll(&pollfd, 1, -1);
	} while (ready < 0 && errno == EINTR);
	m->now = read_moment();
	return ready < 0 ? -errno : 0;
}

static void pause_for(struct mixctl *m, int ms)
{
	if (ms)
		poll(NULL, 0, ms);
	m->now = read_moment();
}

struct mixctl system_mixctl(void)
{
	static struct utsname name;

	return (struct mixctl){
		.out = stdout, .err = stderr, .root = "",
		.release = uname(&name) ? "" : name.release,
		.now = read_moment(),
		.wait = wait_for,
		.pause = pause_for,
		.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? &top_terminal : NULL,
	};
}
