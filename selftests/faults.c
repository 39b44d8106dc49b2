// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "faults.h"

static bool cache_fails(const char *name)
{
	char path[64], byte = '0';
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/failslab", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, &byte, 1) != 1)
		byte = '0';
	close(fd);
	return byte == '1';
}

/*
 * Also what may wait and large rings; the kernel's log stays quiet. Of caches only those fail that
 * the kernel's command line names (slub_debug=A): all but kmemleak's, which makes an object for
 * each allocation of others and has a reserve.
 */
int faults_prepare(void)
{
	static const char *const knobs[][2] = {
		{ "failslab/cache-filter", "Y" },
		{ "failslab/ignore-gfp-wait", "N" },
		{ "failslab/verbose", "0" },
		{ "fail_page_alloc/ignore-gfp-wait", "N" },
		{ "fail_page_alloc/ignore-gfp-highmem", "N" },
		{ "fail_page_alloc/min-order", "0" },
		{ "fail_page_alloc/verbose", "0" },
	};
	char path[64];
	unsigned int i;
	int err;

	if (!cache_fails("kmalloc-64") || cache_fails("kmemleak_object"))
		return -ENOTSUP;
	for (i = 0; i < sizeof(knobs) / sizeof(knobs[0]); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/%s", knobs[i][0]);
		err = write_text(path, knobs[i][1]);
		if (err)
			return err;
	}
	return 0;
}

/* One descriptor for the task that was asked for last: opening one allocates. */
static int faults_file(pid_t task)
{
	static pid_t of = -1, opener;
	static int fd = -1;
	char path[48];

	if (task == of && opener == getpid())
		return fd;
	if (fd >= 0)
		close(fd);
	if (task == FAULTS_SELF)
		snprintf(path, sizeof(path), "/proc/thread-self/fail-nth");
	else
		snprintf(path, sizeof(path), "/proc/%d/fail-nth", task);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	of = task;
	opener = getpid();
	return fd;
}

int faults_arm(pid_t task, unsigned int nth)
{
	char text[16];
	int fd = faults_file(task);

	if (fd < 0)
		return fd;
	snprintf(text, sizeof(text), "%u", nth);
	return pwrite(fd, text, strlen(text), 0) < 0 ? -errno : 0;
}

/* How many allocations were still to succeed and the one to fail; 0 when it has failed. */
long faults_disarm(pid_t task)
{
	char text[16] = "";
	int fd = faults_file(task);
	long left;

	if (fd < 0)
		return fd;
	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		return -errno;
	left = strtol(text, NULL, 10);
	if (pwrite(fd, "0", 1, 0) < 0)
		return -errno;
	return left;
}

/* Id of the kernel thread of this name. */
pid_t faults_kthread(const char *name)
{
	char path[48], comm[32];
	struct dirent *entry;
	pid_t found = -ENOENT;
	DIR *proc = opendir("/proc");
	FILE *file;

	if (!proc)
		return -errno;
	while (found < 0 && (entry = readdir(proc))) {
		if (!atoi(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%.10s/comm", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(comm, sizeof(comm), file)) {
			comm[strcspn(comm, "\n")] = '\0';
			if (!strcmp(comm, name))
				found = atoi(entry->d_name);
		}
		fclose(file);
	}
	closedir(proc);
	return found;
}

static unsigned int hash_of(const char *path)
{
	unsigned int hash = 5381;

	while (*path)
		hash = hash * 33 + (unsigned char)*path++;
	return hash;
}

/* Asks for nothing but names, which costs a slow kernel least. Links are not followed. */
static unsigned int entries_below(const char *folder)
{
	struct dirent *entry;
	char path[PATH_MAX];
	unsigned int sum;
	DIR *dir = opendir(folder);

	if (!dir)
		return 0;
	sum = hash_of(folder);
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		sum += entry->d_type == DT_DIR ? entries_below(path) : hash_of(path);
	}
	closedir(dir);
	return sum;
}

/* A number for all names in these folders, whatever their order. */
int entries(const char *const *folders, unsigned int count)
{
	unsigned int sum = 0;

	while (count--)
		sum += entries_below(folders[count]);
	return sum & INT32_MAX;
}
