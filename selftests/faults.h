/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocations that fail on demand: the Nth of a task (/proc/PID/fail-nth), from kmalloc() or from
 * the page allocator, whether it could wait or not.
 *
 * Needs: a kernel with CONFIG_FAILSLAB, CONFIG_FAIL_PAGE_ALLOC and debugfs.
 */
#ifndef MIXCORE_SELFTEST_FAULTS_H
#define MIXCORE_SELFTEST_FAULTS_H

#include <sys/types.h>

#define FAULTS_SELF	0
#define FAULTS_KTHREADD	2	/* it makes the kernel's threads */

int faults_prepare(void);
int faults_arm(pid_t task, unsigned int nth);
long faults_disarm(pid_t task);
pid_t faults_kthread(const char *name);
int entries(const char *const *folders, unsigned int count);

#endif /* MIXCORE_SELFTEST_FAULTS_H */
