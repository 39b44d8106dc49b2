// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a tick costs, from the producer's call to the consumer's callback, beside the kernel's own
 * userspace-driven timers (snd-utimer of Linux 6.12). In a guest whose clock counts instructions
 * (mode=icount) times are instructions.
 *
 * Needs: snd-mixcore, a kernel with CONFIG_SND_UTIMER.
 */
#include <fcntl.h>
#include <unistd.h>

#include "common.h"
#include "timer.h"
#include "kselftest_harness.h"

#define TICKS	2000
#define ROUNDS	5
#define MOST	1.1	/* times what the kernel's own costs */

/* struct snd_timer_uinfo */
struct utimer {
	__u64 resolution;
	int fd;
	unsigned int id;
	unsigned char reserved[16];
};

#define UTIMER_CREATE	_IOWR('T', 0xa5, struct utimer)
#define UTIMER_DEVICE	4

/* The cheapest of some rounds, per tick. */
static double cost_of(int fd)
{
	double least = 0;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		uint64_t begin = now_ns();
		double cost;

		for (i = 0; i < TICKS; i++)
			if (call(fd, TRIGGER_UPSTREAM, NULL))
				return -1;
		cost = (double)(now_ns() - begin) / TICKS;
		if (!round || cost < least)
			least = cost;
	}
	return least;
}

static double cost_with(int fd, const struct snd_timer_id *id)
{
	int consumer = consumer_open(id, 1);
	double cost = -1;

	if (consumer >= 0 && !consumer_start(consumer))
		cost = cost_of(fd);
	if (cost > 0 && consumer_read(consumer) != TICKS * ROUNDS)
		cost = -1;
	close(consumer);
	return cost;
}

TEST(beside_the_kernels_own)
{
	struct utimer theirs = { .resolution = TIMER_MS };
	struct snd_timer_id their_id = timer_id(UTIMER_DEVICE), our_id;
	struct mixcore_timer_create create;
	int node = open("/dev/snd/mixcore", O_RDWR), alsa = open("/dev/snd/timer", O_RDWR);
	double ours_with, theirs_with, ours_alone, theirs_alone;
	int ours;

	ASSERT_LE(0, node);
	ASSERT_LE(0, alsa);
	ASSERT_EQ(0, call(alsa, UTIMER_CREATE, &theirs));
	their_id.subdevice = theirs.id;
	ours = timer_make(node, "cost", &create);
	ASSERT_LE(0, ours);
	our_id = timer_id(create.device);
	theirs_alone = cost_of(theirs.fd);
	ours_alone = cost_of(ours);
	theirs_with = cost_with(theirs.fd, &their_id);
	ours_with = cost_with(ours, &our_id);
	ASSERT_LT(0, theirs_with);
	ASSERT_LT(0, ours_with);
	TH_LOG("a tick without consumer: %.0f ns, the kernel's own %.0f, ratio %.3f", ours_alone,
	       theirs_alone, ours_alone / theirs_alone);
	TH_LOG("a tick to a consumer: %.0f ns, the kernel's own %.0f, ratio %.3f", ours_with,
	       theirs_with, ours_with / theirs_with);
	EXPECT_GE(MOST, ours_with / theirs_with);
	close(theirs.fd);
	close(ours);
	close(alsa);
	close(node);
}

TEST_HARNESS_MAIN
