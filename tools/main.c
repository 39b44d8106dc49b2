// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl: control of snd-mixcore from the command line. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>

#include "mixctl.h"

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

int main(int argc, char **argv)
{
	struct mixctl m = { .out = stdout, .err = stderr, .root = "", .wait = wait_for };
	struct utsname name;
	int status;

	m.now = read_moment();
	m.release = uname(&name) ? "" : name.release;
	status = mixctl_main(&m, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		perror("mixctl: writing the result");
		return MIXCTL_REFUSED;
	}
	return status;
}
