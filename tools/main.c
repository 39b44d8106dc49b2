// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl: control of snd-mixcore from the command line. */
#include <stdio.h>

#include "system.h"

int main(int argc, char **argv)
{
	struct mixctl m = system_mixctl();
	int status = mixctl_main(&m, argc, argv);

	if (fflush(stdout) || ferror(stdout)) {
		perror("mixctl: writing the result");
		return MIXCTL_REFUSED;
	}
	return status;
}
