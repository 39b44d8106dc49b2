// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl: the system around a run of it: standard streams, clocks, waiting, the terminal. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
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

static int sleep_until(struct mixctl *m, uint64_t ns)
{
	const struct timespec until = {
		.tv_sec = ns / 1000000000ULL, .tv_nsec = ns % 1000000000ULL,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
	m->now = read_moment();
	return 0;
}

/* Only that descriptor is for it. */
static int become(struct mixctl *m, int fd, char **command)
{
	(void)m;
	if (fcntl(fd, F_SETFD, 0))
		return -errno;
	execvp(command[0], command);
	return -errno;
}

static int trigger(int fd, struct mixcore_trigger *arg)
{
	return ioctl(fd, MIXCORE_IOCTL_TRIGGER, arg) ? -errno : 0;
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
		.sleep = sleep_until,
		.become = become,
		.trigger = trigger,
		.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? &top_terminal : NULL,
	};
}
