// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Many processes on the same timers: they make, trigger, consume and close them at random, and who
 * has the descriptor of one finds it in order all the time. And so many triggers of one timer at once
 * that a tick which gets lost is missed. RACE_SECONDS (default 5, SIZE=full 600) is how long, RACE_SEED
 * how.
 *
 * Needs: snd-mixcore.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "noise.h"
#include "timer.h"
#include "kselftest_harness.h"

#define RACERS		8
#define SHARED		4	/* timers that all racers have */
#define OWN		6	/* that each may have besides */
#define CONSUMERS	6	/* of each */
#define LISTENERS	2

/* What is done, and how often it was. */
enum deed { MAKE, CLOSE, TRIGGER, LOOK, OPEN, START, READ, SHUT, FORK, DEEDS };

static const char * const deeds[DEEDS] = {
	"make", "close", "trigger", "look", "open", "start", "read", "shut", "fork",
};

struct result {
	volatile unsigned int done[DEEDS];
	volatile int failed;	/* of what must not fail */
	volatile enum deed what;
	volatile long ticks;	/* that a listener has got */
};

struct racer {
	struct result *result;
	uint64_t seed;
	int node;
	const struct mixcore_timer_create *shared;
	struct mixcore_timer_create own[OWN];
	int consumers[CONSUMERS];
	bool slave[CONSUMERS];
};

FIXTURE(race) {
	int control;
	struct result *results;
	struct mixcore_timer_create shared[SHARED];
};

FIXTURE_SETUP(race)
{
	unsigned int i;

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, timers_quota(self->control, MIXCORE_QUOTA_TIMERS_MAX));
	self->results = mmap(NULL, (RACERS + LISTENERS) * sizeof(*self->results),
			     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->results);
	for (i = 0; i < SHARED; i++) {
		ASSERT_LE(0, timer_make(self->control, "", &self->shared[i]));
		/* An event that another racer has read is waited for by none. */
		ASSERT_EQ(0, fcntl(self->shared[i].fd, F_SETFL, O_RDWR | O_NONBLOCK));
	}
}

FIXTURE_TEARDOWN(race)
{
	unsigned int i;

	for (i = 0; i < SHARED; i++)
		close(self->shared[i].fd);
	EXPECT_EQ(0, timer_count(self->control));
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

static unsigned int below(struct racer *racer, unsigned int most)
{
	return noise_next(&racer->seed) % most;
}

/* One that must be there as long as this process has it. */
static const struct mixcore_timer_create *any_timer(struct racer *racer)
{
	unsigned int i = below(racer, SHARED + OWN);

	return i < SHARED ? &racer->shared[i] : &racer->own[i - SHARED];
}

static int make(struct racer *racer)
{
	struct mixcore_timer_create *own = &racer->own[below(racer, OWN)];
	char name[MIXCORE_TIMER_NAME_LEN];
	int fd;

	if (own->fd >= 0)
		return 0;
	/* Some names are taken. */
	snprintf(name, sizeof(name), "t%u", below(racer, 40));
	fd = timer_make(racer->node, name, own);
	own->fd = fd < 0 ? -1 : fd;
	return fd == -EEXIST || fd == -ENOSPC ? 0 : fd < 0 ? fd : 1;
}

static int close_one(struct racer *racer)
{
	struct mixcore_timer_create *own = &racer->own[below(racer, OWN)];

	if (own->fd < 0)
		return 0;
	close(own->fd);
	own->fd = -1;
	return 1;
}

static int trigger_one(struct racer *racer)
{
	const struct mixcore_timer_create *timer = any_timer(racer);
	int err;

	if (timer->fd < 0)
		return 0;
	if (!below(racer, 4))
		err = call(timer->fd, TRIGGER_UPSTREAM, NULL);
	else
		err = timer_tick(timer->fd, 1 + below(racer, below(racer, 8) ? 3 : 200),
				 below(racer, 2) ? MIXCORE_TRIGGER_F_COALESCE : 0);
	return err ?: 1;
}

/* Its own, and all there are of everybody. */
static int look(struct racer *racer)
{
	const struct mixcore_timer_create *timer = any_timer(racer);
	struct mixcore_producer_event event;
	struct mixcore_timer_info info;
	int err;

	if (timer->fd < 0)
		return 0;
	err = timer_get(racer->node, timer->id, &info);
	if (!err && info.device != timer->device)
		err = -EPROTO;
	if (err)
		return err;
	err = producer_event(timer->fd, 0, &event);
	if (err && err != -EAGAIN)
		return err;
	for (err = timer_next(racer->node, 0, &info); !err;)
		err = timer_next(racer->node, info.id, &info);
	return err == -ENOENT ? 1 : err;
}

/* Of any timer there is, which may be gone meanwhile; or of one that this process has. */
static int open_consumer(struct racer *racer)
{
	const struct mixcore_timer_create *timer = any_timer(racer);
	unsigned int i = below(racer, CONSUMERS);
	bool certain = below(racer, 2) && timer->fd >= 0;
	struct mixcore_timer_info info;
	struct snd_timer_id id;
	int fd;

	if (racer->consumers[i] >= 0)
		return 0;
	racer->slave[i] = !below(racer, 4);
	if (timer_next(racer->node, below(racer, 200), &info) && !certain)
		return 0;
	id = timer_id(certain ? timer->device : info.device);
	fd = racer->slave[i] ? consumer_open_slave() : consumer_open(&id, 1 + below(racer, 4));
	racer->consumers[i] = fd < 0 ? -1 : fd;
	if (fd >= 0)
		return 1;
	return certain || racer->slave[i] ? fd : 0;
}

static int start_or_stop(struct racer *racer)
{
	int fd = racer->consumers[below(racer, CONSUMERS)];

	if (fd < 0)
		return 0;
	/* Of one that is gone it fails. */
	if (below(racer, 3))
		consumer_start(fd);
	else
		consumer_stop(fd);
	return 1;
}

static int read_one(struct racer *racer)
{
	int fd = racer->consumers[below(racer, CONSUMERS)];
	long ticks = fd < 0 ? 0 : consumer_read(fd);

	return ticks < 0 && ticks != -ENODEV ? ticks : ticks > 0;
}

static int shut_one(struct racer *racer)
{
	unsigned int i = below(racer, CONSUMERS);

	if (racer->consumers[i] < 0)
		return 0;
	close(racer->consumers[i]);
	racer->consumers[i] = -1;
	return 1;
}

/* Somebody who has copies of all, and is killed. */
static int fork_one(struct racer *racer)
{
	const struct mixcore_timer_create *timer = any_timer(racer);
	pid_t pid;

	if (below(racer, 20))
		return 0;
	pid = fork();
	if (!pid) {
		for (;;)
			timer_tick(timer->fd, 1, 0);
	}
	if (pid < 0)
		return -errno;
	sleep_ms(below(racer, 5));
	kill(pid, SIGKILL);
	return waitpid(pid, NULL, 0) == pid ? 1 : -ECHILD;
}

static int do_something(struct racer *racer, enum deed *deed)
{
	static int (* const what[DEEDS])(struct racer *) = {
		make, close_one, trigger_one, look, open_consumer, start_or_stop, read_one,
		shut_one, fork_one,
	};

	*deed = below(racer, 2) ? TRIGGER : below(racer, DEEDS);
	return what[*deed](racer);
}

static void run_racer(struct racer *racer, unsigned int seconds)
{
	uint64_t end = now_ns() + seconds * 1000000000ULL;
	enum deed deed;
	unsigned int i;
	int err;

	for (i = 0; i < OWN; i++)
		racer->own[i].fd = -1;
	for (i = 0; i < CONSUMERS; i++)
		racer->consumers[i] = -1;
	while (now_ns() < end && !racer->result->failed) {
		err = do_something(racer, &deed);
		if (err < 0) {
			racer->result->what = deed;
			racer->result->failed = err;
		} else {
			racer->result->done[deed] += err;
		}
	}
	_exit(racer->result->failed ? 1 : 0);
}

static unsigned int number(const char *name, unsigned int otherwise)
{
	const char *text = getenv(name);

	return text ? atoi(text) : otherwise;
}

TEST_F_TIMEOUT(race, everything_at_once, 900)
{
	unsigned int seconds = number("RACE_SECONDS", size_is_full() ? 600 : 5), i, deed;
	unsigned int seed = number("RACE_SEED", 1);
	struct mixcore_status status = { .size = sizeof(status) };
	pid_t pids[RACERS];
	int result;

	TH_LOG("RACE_SEED=%u, %u s", seed, seconds);
	for (i = 0; i < RACERS; i++) {
		struct racer racer = {
			.result = &self->results[i], .seed = seed * 1000 + i,
			.node = self->control, .shared = self->shared,
		};

		pids[i] = fork();
		ASSERT_LE(0, pids[i]);
		if (!pids[i])
			run_racer(&racer, seconds);
	}
	for (i = 0; i < RACERS; i++) {
		ASSERT_EQ(pids[i], waitpid(pids[i], &result, 0));
		EXPECT_EQ(0, result) {
			TH_LOG("racer %u: %s: %d", i, deeds[self->results[i].what],
			       self->results[i].failed);
		}
	}
	for (deed = 0; deed < DEEDS; deed++) {
		unsigned int done = 0;

		for (i = 0; i < RACERS; i++)
			done += self->results[i].done[deed];
		EXPECT_LT(0, done);
		TH_LOG("%u times: %s", done, deeds[deed]);
	}
	/* Only those are left that this process has. */
	EXPECT_EQ(SHARED, timer_count(self->control));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(SHARED, status.uid_timers);
	for (i = 0; i < SHARED; i++) {
		EXPECT_EQ(0, timer_tick(self->shared[i].fd, 1, 0));
	}
}

/* One by one, several at once, and so that they coalesce. */
static void trigger_often(int fd, unsigned int ticks, uint64_t seed)
{
	unsigned int now;

	for (; ticks; ticks -= now) {
		unsigned int kind = noise_next(&seed) % 64;

		now = kind ? 1 : 1 + noise_next(&seed) % 50;
		now = now > ticks ? ticks : now;
		if (timer_tick(fd, now, kind & 1 ? MIXCORE_TRIGGER_F_COALESCE : 0))
			_exit(1);
	}
	_exit(0);
}

static void listen_long(const struct snd_timer_id *id, struct result *result, long ticks)
{
	int fd = consumer_open(id, 1);

	if (fd < 0 || consumer_start(fd))
		_exit(1);
	result->done[START] = 1;
	result->ticks = consumer_wait(fd, ticks, 600000);
	/* Is that all? */
	sleep_ms(50);
	result->ticks += consumer_read(fd);
	_exit(0);
}

TEST_F_TIMEOUT(race, no_tick_is_lost, 900)
{
	unsigned int each = size_is_full() ? 125000 : 12500, i;
	const struct mixcore_timer_create *timer = &self->shared[0];
	struct snd_timer_id id = timer_id(timer->device);
	struct mixcore_timer_info info;
	pid_t racers[RACERS], listeners[LISTENERS];
	int result;

	for (i = 0; i < LISTENERS; i++) {
		listeners[i] = fork();
		if (!listeners[i])
			listen_long(&id, &self->results[i], RACERS * each);
	}
	for (i = 0; i < LISTENERS; i++) {
		unsigned int ms;

		for (ms = 0; ms < 5000 && !self->results[i].done[START]; ms++)
			sleep_ms(1);
		ASSERT_EQ(1, self->results[i].done[START]);
	}
	for (i = 0; i < RACERS; i++) {
		racers[i] = fork();
		if (!racers[i])
			trigger_often(timer->fd, each, i);
	}
	for (i = 0; i < RACERS; i++) {
		ASSERT_EQ(racers[i], waitpid(racers[i], &result, 0));
		EXPECT_EQ(0, result);
	}
	ASSERT_EQ(0, timer_get(self->control, timer->id, &info));
	EXPECT_EQ(RACERS * each, info.ticks);
	for (i = 0; i < LISTENERS; i++) {
		ASSERT_EQ(listeners[i], waitpid(listeners[i], &result, 0));
		EXPECT_EQ(0, result);
		EXPECT_EQ(RACERS * each, self->results[i].ticks);
	}
}

TEST_HARNESS_MAIN
