// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-tone on the system as it is. */
#include "tone.h"

int main(int argc, char **argv)
{
	const struct device_system system = real_system();
	int status = tone_main(&system, argc, argv);

	if (fflush(stdout) || ferror(stdout)) {
		perror("mixcore-tone: writing the result");
		return DEVICE_REFUSED;
	}
	return status;
}
