// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Inputs for scenarios:
 *
 *   input-tool attach NAME CARD RATE CHANNELS PERIOD BUFFER   S16; prints its id
 *   input-tool state NAME                                     a word, nothing when there is none
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

static const char * const states[] = {
	[MIXCORE_OUTPUT_IDLE] = "idle", [MIXCORE_OUTPUT_RUNNING] = "running",
	[MIXCORE_OUTPUT_NULL_CLOCK] = "null-clock", [MIXCORE_OUTPUT_LOST] = "lost",
	[MIXCORE_OUTPUT_DETACHED] = "detached",
};

static int attach_input(int control, char **words)
{
	struct pcm_config config = {
		FORMAT_S16, atoi(words[2]), atoi(words[3]), atoi(words[4]), atoi(words[5]),
	};
	int id = input_attach_card(control, words[0], words[1], 0, &config, NULL);

	if (id < 0)
		fprintf(stderr, "input-tool: %s: %s\n", words[0], strerror(-id));
	else
		printf("%d\n", id);
	return id < 0;
}

static int print_state(int control, const char *name)
{
	struct mixcore_input_info info;
	int err;

	for (err = input_next(control, 0, &info); !err; err = input_next(control, info.id, &info)) {
		if (strcmp(info.name, name))
			continue;
		puts(states[info.state]);
		return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	int control = control_open();

	if (control < 0)
		return 1;
	if (argc == 8 && !strcmp(argv[1], "attach"))
		return attach_input(control, argv + 2);
	if (argc == 3 && !strcmp(argv[1], "state"))
		return print_state(control, argv[2]);
	return 2;
}
