// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-pipe on the system as it is. */
#include "pipe.h"

int main(int argc, char **argv)
{
	const struct device_system system = real_system();
	int status = pipe_main(&system, argc, argv);

	if (fflush(stdout) || ferror(stdout)) {
		perror("mixcore-pipe: writing the result");
		return DEVICE_REFUSED;
	}
	return status;
}
