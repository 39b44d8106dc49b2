// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl: control of snd-mixcore from the command line. */
#include <stdio.h>
#include <sys/utsname.h>

#include "mixctl.h"

int main(int argc, char **argv)
{
	struct mixctl m = { .out = stdout, .err = stderr, .root = "" };
	struct utsname name;
	int status;

	m.release = uname(&name) ? "" : name.release;
	status = mixctl_main(&m, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		perror("mixctl: writing the result");
		return MIXCTL_REFUSED;
	}
	return status;
}
