// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest-count NAME SECONDS [GROUP=PID,PID...]...: let insn_plugin.c count the guest for so long.
 * Prints "# count NAME elapsed=NS" and per group of processes how many there are, their voluntary
 * switches (all threads), the most of one process, and how long they ran:
 * " GROUP=PROCESSES/SWITCHES/MOST/RUN-NS".
 *
 * guest-count loop, guest-count calls: work of which the count is known, without sleeping.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "mark.h"

#define LOOP_ROUNDS 50000000
#define CALLS 100000
#define MAX_GROUPS 4
#define MAX_PIDS 256

struct usage {
	uint64_t switches, run;
};

struct group {
	const char *name;
	int pids[MAX_PIDS];
	struct usage before[MAX_PIDS], after[MAX_PIDS];
	int count;
};

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint64_t number_in(const char *path, const char *label)
{
	FILE *file = fopen(path, "r");
	size_t length = strlen(label);
	uint64_t number = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, label, length))
			number = strtoull(line + length, NULL, 10);
	if (file)
		fclose(file);
	return number;
}

static struct usage usage_of_thread(int pid, const char *thread)
{
	struct usage usage;
	char path[320];

	snprintf(path, sizeof(path), "/proc/%d/task/%s/status", pid, thread);
	usage.switches = number_in(path, "voluntary_ctxt_switches:");
	snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", pid, thread);
	usage.run = number_in(path, "");
	return usage;
}

static struct usage usage_of(int pid)
{
	struct usage sum = { 0 };
	char path[64];
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	folder = opendir(path);
	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		struct usage one;

		if (entry->d_name[0] == '.')
			continue;
		one = usage_of_thread(pid, entry->d_name);
		sum.switches += one.switches;
		sum.run += one.run;
	}
	if (folder)
		closedir(folder);
	return sum;
}

static void look(struct usage *usage, const struct group *group)
{
	for (int i = 0; i < group->count; i++)
		usage[i] = usage_of(group->pids[i]);
}

static void parse(struct group *group, char *text)
{
	group->name = strtok(text, "=");
	for (char *word; group->count < MAX_PIDS && (word = strtok(NULL, ","));)
		group->pids[group->count++] = atoi(word);
}

static void print(const struct group *group)
{
	struct usage sum = { 0 };
	uint64_t most = 0;

	for (int i = 0; i < group->count; i++) {
		uint64_t switches = group->after[i].switches - group->before[i].switches;

		sum.switches += switches;
		sum.run += group->after[i].run - group->before[i].run;
		if (switches > most)
			most = switches;
	}
	printf(" %s=%d/%lu/%lu/%lu", group->name, group->count, sum.switches, most, sum.run);
}

static uint64_t count_sleep(unsigned int seconds)
{
	struct timespec end;
	uint64_t from;

	clock_gettime(CLOCK_MONOTONIC, &end);
	from = now();
	mark_begin();
	end.tv_sec += seconds;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL))
		;
	mark_end();
	return now() - from;
}

static uint64_t count_loop(void)
{
	uint64_t from = now(), rounds = LOOP_ROUNDS;

	mark_begin();
	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(rounds) : : "cc");
	mark_end();
	return now() - from;
}

static uint64_t count_calls(void)
{
	uint64_t from = now();

	mark_begin();
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	mark_end();
	return now() - from;
}

static void count_groups(struct group *groups, int count, unsigned int seconds)
{
	uint64_t elapsed;

	for (int i = 0; i < count; i++)
		look(groups[i].before, &groups[i]);
	elapsed = count_sleep(seconds);
	for (int i = 0; i < count; i++)
		look(groups[i].after, &groups[i]);
	printf(" elapsed=%lu", elapsed);
	for (int i = 0; i < count; i++)
		print(&groups[i]);
}

int main(int argc, char **argv)
{
	static struct group groups[MAX_GROUPS];

	if (argc < 2 || argc > 3 + MAX_GROUPS)
		return 2;
	printf("# count %s", argv[1]);
	if (!strcmp(argv[1], "loop")) {
		printf(" elapsed=%lu", count_loop());
	} else if (!strcmp(argv[1], "calls")) {
		printf(" elapsed=%lu", count_calls());
	} else if (argc > 2) {
		for (int i = 3; i < argc; i++)
			parse(&groups[i - 3], argv[i]);
		count_groups(groups, argc - 3, strtoul(argv[2], NULL, 10));
	}
	printf("\n");
	return 0;
}
