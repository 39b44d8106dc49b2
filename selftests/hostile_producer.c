// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile as producers: timers and endpoints that come and go, are triggered with anything, mapped,
 * written all over, adopted by others; and who consumes the timers. Several processes have the same
 * descriptors, as children inherit them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "hostile.h"
#include "timer.h"

#define PAGE	4096

/* root's may be the control node's. */
static int any_node(struct actor *actor)
{
	return actor->control >= 0 && chance(actor, 70) ? actor->control : actor->node;
}

static int keep(struct actor *actor, int *fds, int fd)
{
	int *place = slot(actor, fds);

	if (place)
		*place = fd;
	else
		close(fd);
	return 0;
}

static int close_one(struct actor *actor, int *fds)
{
	int *place = &fds[below(actor, HOSTILE_PCMS)];
	int fd = *place;

	*place = -1;
	return fd < 0 ? -ECANCELED : close(fd) ? -errno : 0;
}

/*
 * Timers
 */

static const char *const timer_names[] = { "", "", "t", "u", "v", "a b", "null" };

static int make_timer(struct actor *actor)
{
	struct mixcore_timer_create arg = { .size = size_of(actor, sizeof(arg)) };
	int err;

	arg.flags = chance(actor, 95) ? below(actor, 2) : edge(actor);
	arg.resolution_ns = chance(actor, 90) ? 1000 + below(actor, 20000000) : edge(actor);
	arg.rate = chance(actor, 50) ? 48000 : chance(actor, 80) ? 0 : edge(actor);
	strcpy(arg.name, timer_names[below(actor, 7)]);
	if (chance(actor, 3))
		garbage(actor, arg.name, sizeof(arg.name));
	err = hostile_call(actor, any_node(actor), MIXCORE_IOCTL_TIMER_CREATE, &arg, sizeof(arg));
	return err < 0 ? err : keep(actor, actor->producer, arg.fd);
}

static int timer_info(struct actor *actor)
{
	struct mixcore_timer_info arg = { .size = size_of(actor, sizeof(arg)) };

	arg.id = some_id(actor);
	return hostile_call(actor, any_node(actor), chance(actor, 40) ? MIXCORE_IOCTL_TIMER_GET :
			    MIXCORE_IOCTL_TIMER_NEXT, &arg, sizeof(arg));
}

/* What a consumer may ask for: one of ours mostly. */
static struct snd_timer_id some_timer(struct actor *actor)
{
	struct mixcore_timer_info info = { .size = sizeof(info), .id = below(actor, 200) };
	struct snd_timer_id id;

	if (call(actor->node, MIXCORE_IOCTL_TIMER_NEXT, &info))
		info.device = MIXCORE_TIMER_DEVICE + below(actor, 8);
	id = info.flags & MIXCORE_TIMER_F_CARD ? timer_card_id(info.device) : timer_id(info.device);
	if (chance(actor, 5))
		id.device = edge(actor);
	if (chance(actor, 5))
		id.subdevice = edge(actor);
	return id;
}

static int consume(struct actor *actor)
{
	struct snd_timer_id id = some_timer(actor);
	int fd = chance(actor, 25) ? consumer_open_slave() :
				     consumer_open(&id, chance(actor, 90) ? 1 + below(actor, 5) :
						   edge(actor));

	if (fd < 0)
		return fd;
	if (chance(actor, 80))
		consumer_start(fd);
	return keep(actor, actor->consumer, fd);
}

static int start_or_stop(struct actor *actor)
{
	static const unsigned long cmds[] = {
		SNDRV_TIMER_IOCTL_START, SNDRV_TIMER_IOCTL_START, SNDRV_TIMER_IOCTL_STOP,
		SNDRV_TIMER_IOCTL_CONTINUE, SNDRV_TIMER_IOCTL_PAUSE,
	};

	return hostile_plain(actor, pick(actor, actor->consumer), cmds[below(actor, 5)]);
}

static int read_ticks(struct actor *actor)
{
	char bytes[512];

	return read(pick(actor, actor->consumer), bytes, below(actor, sizeof(bytes))) < 0 ?
	       -errno : 0;
}

/* Another timer than it has, another way of reading, and what else there is. */
static int any_consumer_ioctl(struct actor *actor)
{
	unsigned long cmd = _IOC(below(actor, 4), 'T', chance(actor, 50) ? 0x10 + below(actor, 5) :
				 below(actor, 256), below(actor, 256));
	struct snd_timer_select select = { .id = some_timer(actor) };
	uint8_t bytes[256];
	int fd = pick(actor, actor->consumer);

	if (chance(actor, 40))
		return hostile_call(actor, fd, SNDRV_TIMER_IOCTL_SELECT, &select, sizeof(select));
	garbage(actor, bytes, sizeof(bytes));
	return hostile_call(actor, fd, cmd, bytes, sizeof(bytes));
}

static int list_timers(struct actor *actor)
{
	struct snd_timer_id id = some_timer(actor);
	char bytes[4096];
	int fd = open("/proc/asound/timers", O_RDONLY | O_CLOEXEC), err = 0;

	timer_listed(&id);
	if (fd < 0)
		return -errno;
	if (read(fd, bytes, 1 + below(actor, sizeof(bytes) - 1)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int close_consumer(struct actor *actor) { return close_one(actor, actor->consumer); }

/*
 * Endpoints
 */

static uint8_t *some_cookie(struct actor *actor)
{
	return actor->target->cookies[below(actor, HOSTILE_COOKIES)];
}

static int make_endpoint(struct actor *actor)
{
	static const int formats[] = { FORMAT_S16, FORMAT_S24, FORMAT_S32, FORMAT_U8, 14, 32 };
	static const char *const names[] = { "e", "f", "a", "wire", "null", "", "*" };
	struct mixcore_endpoint_create arg = { .size = size_of(actor, sizeof(arg)) };
	uint32_t most = actor->target->rings ? 16384 : 1 << 20;
	int err;

	arg.flags = chance(actor, 95) ? below(actor, 16) : edge(actor);
	if (actor->control < 0 && chance(actor, 90))
		arg.flags &= ~MIXCORE_ENDPOINT_F_UNPACED;
	arg.rate = chance(actor, 85) ? 48000 : chance(actor, 50) ? 44100 : edge(actor);
	arg.channels = 1 + below(actor, chance(actor, 70) ? 2 : 9);
	arg.format = chance(actor, 95) ? formats[below(actor, 6)] : edge(actor);
	arg.ring_frames = chance(actor, 90) ? below(actor, most) : edge(actor);
	if (chance(actor, 40))
		arg.cycle_frames = chance(actor, 90) ? 32 << below(actor, 6) : edge(actor);
	if (chance(actor, 40))
		arg.patience_ms = chance(actor, 90) ? 1 + below(actor, 300) : edge(actor);
	if (chance(actor, 10))
		arg.domain = edge(actor);
	strcpy(arg.name, names[below(actor, chance(actor, 90) ? 3 : 7)]);
	if (chance(actor, 5))
		garbage(actor, arg.cause.text, sizeof(arg.cause.text));
	err = hostile_call(actor, any_node(actor), MIXCORE_IOCTL_ENDPOINT_CREATE, &arg,
			   sizeof(arg));
	if (err < 0)
		return err;
	memcpy(some_cookie(actor), arg.cookie, MIXCORE_COOKIE_LEN);
	return keep(actor, actor->producer, arg.fd);
}

/* One that has no process any more. */
static void lose(struct actor *actor, uint8_t *cookie)
{
	struct mixcore_endpoint_create arg = {
		.size = sizeof(arg), .flags = MIXCORE_ENDPOINT_F_KEEP | below(actor, 2),
		.rate = 48000, .channels = 2, .format = FORMAT_S16, .name = "lost",
	};

	if (hostile_call(actor, any_node(actor), MIXCORE_IOCTL_ENDPOINT_CREATE, &arg,
			 sizeof(arg)) < 0)
		return;
	memcpy(cookie, arg.cookie, MIXCORE_COOKIE_LEN);
	close(arg.fd);
}

/* Anybody's. */
static int adopt(struct actor *actor)
{
	struct mixcore_endpoint_adopt arg = { .size = size_of(actor, sizeof(arg)) };
	uint8_t *cookie = some_cookie(actor);
	int err;

	arg.flags = chance(actor, 95) ? 2 * below(actor, 4) : edge(actor);
	if (chance(actor, 30))
		lose(actor, cookie);
	memcpy(arg.cookie, cookie, MIXCORE_COOKIE_LEN);
	if (chance(actor, 5))
		garbage(actor, arg.cookie, sizeof(arg.cookie));
	err = hostile_call(actor, any_node(actor), MIXCORE_IOCTL_ENDPOINT_ADOPT, &arg,
			   sizeof(arg));
	return err < 0 ? err : keep(actor, actor->producer, arg.fd);
}

/* A mapping that is there already is let go. */
static int map_endpoint(struct actor *actor)
{
	unsigned int i = below(actor, HOSTILE_MAPS);
	size_t bytes = chance(actor, 90) ? (1 + below(actor, 32)) * PAGE : below(actor, 1 << 24);
	off_t offset = chance(actor, 90) ? 0 : (off_t)below(actor, 64) * PAGE;
	int protection = chance(actor, 80) ? PROT_READ | PROT_WRITE : below(actor, 8);
	void *map;

	if (actor->ring[i])
		munmap(actor->ring[i], actor->ring_bytes[i]);
	actor->ring[i] = NULL;
	map = mmap(NULL, bytes, protection, chance(actor, 90) ? MAP_SHARED : MAP_PRIVATE,
		   pick(actor, actor->producer), offset);
	if (map == MAP_FAILED)
		return -errno;
	/* Only such as can be written all over. */
	if (protection != (PROT_READ | PROT_WRITE)) {
		munmap(map, bytes);
		return 0;
	}
	actor->ring[i] = map;
	actor->ring_bytes[i] = (bytes + PAGE - 1) / PAGE * PAGE;
	return 0;
}

/* The page and the ring, also of what is gone. */
static int scribble(struct actor *actor)
{
	unsigned int i = below(actor, HOSTILE_MAPS), tries;
	size_t at = 0, length = 256;

	for (tries = 0; tries < HOSTILE_MAPS && !actor->ring[i]; tries++)
		i = (i + 1) % HOSTILE_MAPS;
	if (!actor->ring[i])
		return -ECANCELED;
	if (chance(actor, 70)) {
		at = below(actor, actor->ring_bytes[i]);
		length = below(actor, 4096);
	}
	if (length > actor->ring_bytes[i] - at)
		length = actor->ring_bytes[i] - at;
	garbage(actor, (uint8_t *)actor->ring[i] + at, length);
	return 0;
}

/* Cut, moved, protected, given back. */
static int meddle_with_map(struct actor *actor)
{
	unsigned int i = below(actor, HOSTILE_MAPS);
	void *map = actor->ring[i];
	size_t bytes = actor->ring_bytes[i], wanted;

	if (!map)
		return -ECANCELED;
	switch (below(actor, 5)) {
	case 0:
		wanted = bytes + (below(actor, 2) ? PAGE : 0);
		map = mremap(map, bytes, wanted, MREMAP_MAYMOVE);
		if (map == MAP_FAILED)
			return -errno;
		actor->ring[i] = map;
		actor->ring_bytes[i] = wanted;
		return 0;
	case 1:
		mprotect(map, bytes, PROT_READ);
		return mprotect(map, bytes, PROT_READ | PROT_WRITE) ? -errno : 0;
	case 2:
		/* A part of it: the rest is another mapping then. */
		if (bytes > 2 * PAGE && !munmap((uint8_t *)map + bytes - PAGE, PAGE))
			actor->ring_bytes[i] = bytes - PAGE;
		return 0;
	case 3:
		return madvise(map, bytes, below(actor, 26)) ? -errno : 0;
	default:
		actor->ring[i] = NULL;
		return munmap(map, bytes) ? -errno : 0;
	}
}

/*
 * Both
 */

static int trigger_it(struct actor *actor)
{
	struct mixcore_trigger arg = { .size = size_of(actor, sizeof(arg)) };

	arg.flags = chance(actor, 80) ? 0 : chance(actor, 80) ? below(actor, 4) : edge(actor);
	if (chance(actor, 50))
		arg.ticks = chance(actor, 90) ? 1 + below(actor, 30) : edge(actor);
	if (!arg.ticks || chance(actor, 30))
		arg.frames = chance(actor, 90) ? below(actor, 2000) : edge(actor);
	if (arg.flags & MIXCORE_TRIGGER_F_TIME)
		arg.time_ns = chance(actor, 80) ? now_ns() - below(actor, 1 << 30) : edge(actor);
	return hostile_call(actor, pick(actor, actor->producer), MIXCORE_IOCTL_TRIGGER, &arg,
			    sizeof(arg));
}

static int tick(struct actor *actor)
{
	return hostile_plain(actor, pick(actor, actor->producer), TRIGGER_UPSTREAM);
}

static int events(struct actor *actor)
{
	int fd = pick(actor, actor->producer);
	struct pollfd wait = { .fd = fd, .events = below(actor, 256) };
	char bytes[64];

	if (chance(actor, 40))
		return poll(&wait, 1, below(actor, 5)) < 0 ? -errno : 0;
	if (chance(actor, 50))
		fcntl(fd, F_SETFL, chance(actor, 90) ? O_NONBLOCK : 0);
	/* It may wait, until a signal. */
	return read(fd, chance(actor, 95) ? bytes : bad_pointer(actor), below(actor, 64)) < 0 ?
	       -errno : 0;
}

static int any_producer_ioctl(struct actor *actor)
{
	unsigned long cmd = _IOC(below(actor, 4), MIXCORE_IOCTL_MAGIC, below(actor, 256),
				 below(actor, 256));
	uint8_t bytes[256];

	garbage(actor, bytes, sizeof(bytes));
	return hostile_call(actor, pick(actor, actor->producer), cmd, bytes, sizeof(bytes));
}

static int close_producer(struct actor *actor) { return close_one(actor, actor->producer); }

const struct hostile_call hostile_producer_calls[] = {
	{ "timer create", 12, make_timer },
	{ "timer get, next", 6, timer_info },
	{ "timer list", 3, list_timers },
	{ "consumer open", 14, consume },
	{ "consumer start, stop", 10, start_or_stop },
	{ "consumer read", 10, read_ticks },
	{ "consumer any ioctl", 4, any_consumer_ioctl },
	{ "consumer close", 8, close_consumer },
	{ "endpoint create", 14, make_endpoint },
	{ "endpoint adopt", 12, adopt },
	{ "endpoint map", 14, map_endpoint },
	{ "endpoint scribble", 24, scribble },
	{ "endpoint meddle with map", 6, meddle_with_map },
	{ "producer trigger", 60, trigger_it },
	{ "producer tick", 8, tick },
	{ "producer events", 10, events },
	{ "producer any ioctl", 4, any_producer_ioctl },
	{ "producer close", 10, close_producer },
	{ NULL }
};
