// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "device_say.h"

static char *said;

bool never(void)
{
	return false;
}

bool at_once(void)
{
	return true;
}

static void no_pause(unsigned int ms)
{
	(void)ms;
}

const char *device_say(device_main run_main, bool (*stopped)(void), int argc, char **argv)
{
	size_t size;
	struct device_system system = { .stopped = stopped, .pause = no_pause };
	int status;

	free(said);
	system.out = open_memstream(&said, &size);
	system.err = system.out;
	status = run_main(&system, argc, argv);
	fprintf(system.out, "[%d]", status);
	fclose(system.out);
	return said;
}

void device_say_end(void)
{
	free(said);
	said = NULL;
}
