// SPDX-License-Identifier: GPL-2.0-or-later
/* Random values, pointers and structs. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sound/asound.h>
#include <sound/mixcore.h>

#include "hostile.h"
#include "noise.h"

#define PAGE	4096

uint32_t below(struct actor *actor, uint32_t limit)
{
	return (noise_next(&actor->random) >> 32) * limit >> 32;
}

bool chance(struct actor *actor, uint32_t percent)
{
	return below(actor, 100) < percent;
}

/* A value at the edge of something. */
uint64_t edge(struct actor *actor)
{
	static const uint64_t edges[] = {
		0, 1, 2, 31, 32, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN,
		UINT64_MAX, 4096, 4097, 48000,
	};

	switch (below(actor, 3)) {
	case 0:
		return edges[below(actor, sizeof(edges) / sizeof(edges[0]))];
	case 1:
		return (1ULL << below(actor, 64)) + below(actor, 3) - 1;
	default:
		return noise_next(&actor->random);
	}
}

void garbage(struct actor *actor, void *bytes, size_t size)
{
	uint8_t *byte = bytes;

	while (size--)
		*byte++ = noise_next(&actor->random);
}

void *bad_pointer(struct actor *actor)
{
	static const uint64_t bad[] = {
		0, 1, 0xfff, 0x7ffffffff000, 0x8000000000000000, 0xffff888000000000,
		0xffffffff81000000, 0xfffffffffffff000, 0xffffffffffffffff,
	};

	/* Or one that is good for a few bytes. */
	if (chance(actor, 30))
		return actor->pages + 2 * PAGE - below(actor, 16);
	return (void *)bad[below(actor, sizeof(bad) / sizeof(bad[0]))];
}

/* One of the descriptors that are open; rarely one that is not, never stdin and its like. */
int pick(struct actor *actor, const int *fds)
{
	unsigned int from = below(actor, HOSTILE_PCMS), i;
	int fd;

	if (chance(actor, 2))
		return chance(actor, 50) ? -1 - (int)below(actor, 1000) : 1000 + (int)below(actor, 1 << 30);
	for (i = 0; i < HOSTILE_PCMS; i++)
		if ((fd = fds[(from + i) % HOSTILE_PCMS]) >= 0)
			return fd;
	return -1;
}

/* As pick(), of PCMs that play or record where there are any. */
int pick_direction(struct actor *actor, const int *fds, int direction)
{
	unsigned int from = below(actor, HOSTILE_PCMS), i;
	struct snd_pcm_info info;
	int fd;

	for (i = 0; i < HOSTILE_PCMS; i++) {
		fd = fds[(from + i) % HOSTILE_PCMS];
		memset(&info, 0, sizeof(info));
		if (fd >= 0 && !call(fd, SNDRV_PCM_IOCTL_INFO, &info) &&
		    (int)info.stream == direction)
			return fd;
	}
	return pick(actor, fds);
}

/* A place for a descriptor: a free one, or NULL. */
int *slot(struct actor *actor, int *fds)
{
	unsigned int i;

	for (i = 0; i < HOSTILE_PCMS; i++)
		if (fds[i] < 0)
			return &fds[i];
	return NULL;
}

/* Which waits for all of its group. */
static bool groups_target(const struct actor *actor, unsigned long cmd, const void *arg)
{
	const struct mixcore_stream_set *set = arg;

	return cmd == MIXCORE_IOCTL_STREAM_SET && set->sync_group == actor->target->stream;
}

/* The structs that change an object name it in their second word. */
static bool names_target(struct actor *actor, unsigned long cmd, const void *arg)
{
	uint32_t id;

	if (cmd != MIXCORE_IOCTL_OUTPUT_DETACH && cmd != MIXCORE_IOCTL_OUTPUT_SET &&
	    cmd != MIXCORE_IOCTL_STREAM_SET && cmd != MIXCORE_IOCTL_STREAM_MOVE &&
	    cmd != MIXCORE_IOCTL_ROUTE_SET && cmd != MIXCORE_IOCTL_ROUTE_REMOVE)
		return false;
	if (actor->control < 0)
		return false;
	memcpy(&id, (const uint8_t *)arg + 4, sizeof(id));
	return id == actor->target->output || id == actor->target->stream ||
	       groups_target(actor, cmd, arg);
}

/* A matrix that would be heard on the exact stream's channels. */
static bool reaches_target(const struct actor *actor, unsigned long cmd, const void *arg)
{
	static const int32_t silent[MIXCORE_CHANNELS_MAX - HOSTILE_CHANNELS][MIXCORE_CHANNELS_MAX];
	const struct mixcore_route_set *set = arg;

	if (cmd != MIXCORE_IOCTL_ROUTE_SET && cmd != MIXCORE_IOCTL_LOOPBACK_SET)
		return false;
	/* An input may have as many channels. */
	if (cmd == MIXCORE_IOCTL_LOOPBACK_SET && set->output == actor->target->output &&
	    !(set->mask & MIXCORE_SET_MATRIX))
		return true;
	return memcmp(set->matrix[HOSTILE_CHANNELS], silent, sizeof(silent));
}

/*
 * Would O_APPEND open the exact stream's substream next? ALSA asks for no right to share it, and
 * nothing but this number leads there.
 */
static bool prefers_target(const struct actor *actor, unsigned long cmd, const void *arg)
{
	const uint8_t *last = actor->pages + 2 * PAGE - sizeof(int);
	const uint8_t *at = arg;
	int number;

	if (cmd != SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE || at < actor->pages || at > last)
		return false;
	memcpy(&number, at, sizeof(number));
	return number == actor->target->substream;
}

static int call_with_bad_pointer(struct actor *actor, int fd, unsigned long cmd)
{
	void *arg = bad_pointer(actor);

	if (prefers_target(actor, cmd, arg))
		return -ECANCELED;
	return ioctl(fd, cmd, arg) < 0 ? -errno : 0;
}

/* As hostile_call(), some time. */
static int collect(struct actor *actor, unsigned long cmd, uint8_t *arg, size_t size)
{
	if (chance(actor, 2))
		garbage(actor, arg + below(actor, size), 1);
	if (names_target(actor, cmd, arg) || reaches_target(actor, cmd, arg))
		return -ECANCELED;
	transaction_add(&actor->calls, cmd, arg, size);
	return 0;
}

/*
 * An ioctl with its struct at the end of a page that nothing follows; now and then damaged, cut, or
 * not there at all.
 */
int hostile_call(struct actor *actor, int fd, unsigned long cmd, void *arg, size_t size)
{
	uint8_t *place = actor->pages + 2 * PAGE - size;
	int err;

	if (actor->collects)
		return collect(actor, cmd, arg, size);
	memcpy(place, arg, size);
	if (chance(actor, 4))
		garbage(actor, place + below(actor, size), 1);
	if (names_target(actor, cmd, place) || reaches_target(actor, cmd, place) ||
	    prefers_target(actor, cmd, place))
		return -ECANCELED;
	if (chance(actor, 2))
		return call_with_bad_pointer(actor, fd, cmd);
	if (chance(actor, 2)) {
		/* Reaches into the page that is not there. */
		uint8_t *cut = place + 1 + below(actor, size - 1);

		memmove(cut, place, actor->pages + 2 * PAGE - cut);
		return ioctl(fd, cmd, cut) < 0 ? -errno : 0;
	}
	err = ioctl(fd, cmd, place) < 0 ? -errno : 0;
	memcpy(arg, place, size);
	return err;
}

/* One that takes a number, or nothing. */
int hostile_plain(struct actor *actor, int fd, unsigned long cmd)
{
	return ioctl(fd, cmd, 0) < 0 ? -errno : 0;
}

int actor_init(struct actor *actor, uint64_t seed, const struct hostile_target *target, int *fds)
{
	memset(actor, 0, sizeof(*actor));
	actor->random = seed;
	actor->target = target;
	actor->node = -1;
	actor->control = -1;
	actor->mixer = -1;
	actor->netlink = -1;
	actor->pcm = fds;
	actor->slave = fds + HOSTILE_PCMS;
	actor->producer = fds + 2 * HOSTILE_PCMS;
	actor->consumer = fds + 3 * HOSTILE_PCMS;
	actor->pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
	if (actor->pages == MAP_FAILED || mprotect(actor->pages + 2 * PAGE, PAGE, PROT_NONE))
		return -errno;
	return transaction_open(&actor->calls, HOSTILE_TRANSACTION);
}
