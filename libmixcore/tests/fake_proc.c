// SPDX-License-Identifier: LGPL-2.1-or-later
/* The procfs of the kernel for tests: a folder that goes away with the program. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_kernel.h"

char fake_root[PATH_MAX];
char fake_proc[PATH_MAX];

static void remove_folder(void)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", fake_root);
	if (system(command))
		perror(command);
}

void fake_proc_reset(void)
{
	const char *tmp = getenv("TMPDIR") ?: "/tmp";

	if (fake_root[0])
		remove_folder();
	else
		atexit(remove_folder);
	snprintf(fake_root, sizeof(fake_root), "%s/fake-root-XXXXXX", tmp);
	if (!mkdtemp(fake_root))
		abort();
	strcpy(fake_proc, fake_root);
	strcat(fake_proc, "/proc");
}

void fake_write(const char *text, const char *format, ...)
{
	char path[PATH_MAX];
	size_t used = snprintf(path, sizeof(path), "%s/", fake_root);
	va_list args;
	FILE *file;

	va_start(args, format);
	vsnprintf(path + used, sizeof(path) - used, format, args);
	va_end(args);
	for (char *s = path + used; *s; s++) {
		if (*s == '/') {
			*s = '\0';
			mkdir(path, 0755);
			*s = '/';
		}
	}
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

void fake_proc_card(int card, const char *id)
{
	char text[64], path[PATH_MAX + 32], target[32];

	snprintf(text, sizeof(text), "%s\n", id);
	fake_write(text, "proc/asound/card%d/id", card);
	snprintf(path, sizeof(path), "%s/asound/%s", fake_proc, id);
	snprintf(target, sizeof(target), "card%d", card);
	if (symlink(target, path))
		abort();
}

void fake_pull(int card)
{
	char path[PATH_MAX + 64], id[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/asound/card%d/id", fake_proc, card);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%63s", id) != 1 || fclose(file) || unlink(path))
		abort();
	snprintf(path, sizeof(path), "%s/asound/%s", fake_proc, id);
	unlink(path);
}

void fake_own(int card, int device, int subdevice, int pid, const char *comm)
{
	char text[128];

	snprintf(text, sizeof(text), "state: RUNNING\nowner_pid   : %d\ntrigger_time: 1.0\n", pid);
	fake_write(text, "proc/asound/card%d/pcm%dp/sub%d/status", card, device, subdevice);
	snprintf(text, sizeof(text), "%s\n", comm);
	fake_write(text, "proc/%d/comm", pid);
}
