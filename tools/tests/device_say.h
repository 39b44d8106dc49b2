/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixcore-pipe and mixcore-tone, run within a test. */
#ifndef DEVICE_SAY_H
#define DEVICE_SAY_H

#include "device.h"

typedef int (*device_main)(const struct device_system *system, int argc, char **argv);

/* Is it to stop? */
bool never(void);
bool at_once(void);

/* What it says, on both channels, and behind it its exit status; until the next run. */
const char *device_say(device_main run_main, bool (*stopped)(void), int argc, char **argv);
void device_say_end(void);

#endif /* DEVICE_SAY_H */
