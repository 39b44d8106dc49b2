// SPDX-License-Identifier: LGPL-2.1-or-later
/* listen COUNT: print so many events, as they happen. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <mixcore/mixcore.h>

static const char *const words[] = { [MIXCORE_NL_CMD_NEW] = "new",
				     [MIXCORE_NL_CMD_CHANGED] = "changed",
				     [MIXCORE_NL_CMD_GONE] = "gone",
				     [MIXCORE_NL_CMD_XRUN] = "xrun",
				     [MIXCORE_NL_CMD_LOST] = "lost",
				     [MIXCORE_NL_CMD_RESTORED] = "restored" };

static void print(const struct mixcore_event *event)
{
	static const char *const kinds[] = { "?",     "stream",	  "output", "input",
					     "route", "loopback", "defaults" };
	const size_t known = sizeof(kinds) / sizeof(kinds[0]);

	if (event->cmd < sizeof(words) / sizeof(words[0]) && words[event->cmd])
		printf("%s %u %s\n", kinds[event->object < known ? event->object : 0], event->id,
		       words[event->cmd]);
	fflush(stdout);
}

static int listen_to(struct mixcore_events *events, unsigned long count)
{
	struct pollfd fd = { .fd = mixcore_events_fd(events), .events = POLLIN };
	struct mixcore_event event = MIXCORE_INIT(mixcore_event);
	int err;

	while (count) {
		err = mixcore_events_next(events, &event);
		if (err == -ENOBUFS)
			puts("some were lost");
		else if (err < 0)
			return err;
		else if (err == 0)
			poll(&fd, 1, -1);
		else if (count--)
			print(&event);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct mixcore_events *events;
	int err = mixcore_events_open(&events);

	if (!err) {
		err = listen_to(events, argc > 1 ? strtoul(argv[1], NULL, 10) : 10);
		mixcore_events_close(events);
	}
	if (err)
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_EVENTS, err));
	return err ? 1 : 0;
}
