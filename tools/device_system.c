// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are a device: signals, waiting, the terminal. */
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "device.h"

static volatile sig_atomic_t asked;

static void ask(int signal)
{
	(void)signal;
	asked = 1;
}

static bool is_asked(void)
{
	return asked;
}

static void pause_for(unsigned int ms)
{
	poll(NULL, 0, ms);
}

/* No SA_RESTART: a read or write that waits has to end, too. A second signal kills. */
static void listen_to_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = ask, .sa_flags = SA_RESETHAND };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	/* Whoever reads what it writes may go: that is an error of write(2) then. */
	signal(SIGPIPE, SIG_IGN);
}

struct device_system real_system(void)
{
	listen_to_signals();
	return (struct device_system){
		.out = stdout, .err = stderr,
		.progress = isatty(STDERR_FILENO) ? stderr : NULL,
		.stopped = is_asked,
		.pause = pause_for,
	};
}
