// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading and unloading the module, again and again, with each allocation failing in turn. A load
 * that fails leaves nothing behind; one that succeeds all the same can be undone.
 *
 * Needs: snd-pcm, the module's path in MODULE, a kernel with fault injection. STEP=n: only every nth
 * allocation.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common.h"
#include "faults.h"
#include "kselftest_harness.h"

#define NTH_MAX	20000

static int listing(bool nodes)
{
	static const char *const folders[] = {
		"/proc/asound", "/sys/class/sound", "/sys/devices/platform",
		"/sys/module/snd_mixcore", "/dev/snd",
	};

	return entries(folders, nodes ? 5 : 4);
}

/* Lines of a file that name it. */
static int mentions(const char *path, const char *word)
{
	FILE *file = fopen(path, "re");
	char line[256];
	int count = 0;

	while (file && fgets(line, sizeof(line), file))
		count += strstr(line, word) != NULL;
	if (file)
		fclose(file);
	return count;
}

static int load(int fd)
{
	return syscall(SYS_finit_module, fd, "streams=2", 0) ? -errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "snd_mixcore", O_NONBLOCK) ? -errno : 0;
}

FIXTURE(module) {
	int fd, names, devices;
	unsigned int step, failures, harmless;
};

FIXTURE_SETUP(module)
{
	ASSERT_EQ(0, faults_prepare());
	self->step = atoi(getenv("STEP") ?: "1");
	ASSERT_LT(0, self->step);
	self->fd = open(getenv("MODULE") ?: "", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	/* What the first load makes for good. */
	ASSERT_EQ(0, load(self->fd));
	ASSERT_EQ(0, unload());
	self->names = listing(true);
	self->devices = listing(false);
}

FIXTURE_TEARDOWN(module)
{
	TH_LOG("%u allocations failed: %u made the call fail, %u did no harm",
	       self->failures + self->harmless, self->failures, self->harmless);
	EXPECT_EQ(0, mentions("/proc/modules", "snd_mixcore "));
	EXPECT_EQ(self->names, listing(true));
	close(self->fd);
}

TEST_F_TIMEOUT(module, load_fails_cleanly, 3000)
{
	unsigned int nth;
	int err = 0;

	for (nth = 1; nth < NTH_MAX; nth += self->step) {
		long left;

		ASSERT_EQ(0, faults_arm(FAULTS_SELF, nth));
		err = load(self->fd);
		left = faults_disarm(FAULTS_SELF);
		if (!err)
			ASSERT_EQ(0, unload());
		if (left)
			break;
		if (!err) {
			self->harmless++;
			continue;
		}
		self->failures++;
		/* The driver core says EINVAL for a device that has no memory for its name. */
		EXPECT_TRUE(err == -ENOMEM || err == -EINVAL) {
			TH_LOG("%d at allocation %u", err, nth);
		}
		EXPECT_EQ(0, mentions("/proc/modules", "snd_mixcore "));
		EXPECT_EQ(0, mentions("/proc/devices", "mixcore"));
		ASSERT_EQ(self->names, listing(true)) {
			TH_LOG("at allocation %u", nth);
		}
	}
	EXPECT_EQ(0, err);
	EXPECT_LT(0, self->failures);
}

TEST_F_TIMEOUT(module, unload_succeeds, 3000)
{
	unsigned int nth;
	long left = 0;

	for (nth = 1; !left && nth < NTH_MAX; nth += self->step) {
		ASSERT_EQ(0, load(self->fd));
		ASSERT_EQ(0, faults_arm(FAULTS_SELF, nth));
		EXPECT_EQ(0, unload());
		left = faults_disarm(FAULTS_SELF);
		self->harmless += !left;
		/* Without memory for its name, a node stays until the next unload. */
		ASSERT_EQ(self->devices, listing(false));
	}
}

TEST_HARNESS_MAIN
