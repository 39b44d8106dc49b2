/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that do whatever they can: random calls in random order with random arguments, from a
 * seed. hostile_test.c runs them; here is what they share.
 */
#ifndef MIXCORE_SELFTEST_HOSTILE_H
#define MIXCORE_SELFTEST_HOSTILE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common.h"
#include "transaction.h"

#define HOSTILE_PCMS	6	/* descriptors of each kind that one actor holds */
#define HOSTILE_MAPS	4
#define HOSTILE_COOKIES	8	/* of endpoints, that all know */
#define HOSTILE_FDS	(4 * HOSTILE_PCMS)	/* of all kinds */
#define HOSTILE_CHANNELS 6	/* of outputs, that hostile streams may reach */
#define HOSTILE_KINDS	160	/* of calls */
#define HOSTILE_TRANSACTION 12	/* calls */
#define HOSTILE_ERRORS	160	/* counted by errno; 0 = success */

/* What must not be touched: the exact stream, its output and the controls of both. */
struct hostile_target {
	int card;		/* Mixcore's */
	unsigned int output, stream;
	int substream;
	unsigned int elements[4];	/* numids */
	pthread_mutex_t *one_by_one;	/* shared by all processes */
	unsigned int rings;	/* frames of the longest ring that may be asked for, 0 = any */
	uint8_t (*cookies)[MIXCORE_COOKIE_LEN];	/* shared, too */
};

/* Shared by all processes. */
struct hostile_counts {
	uint32_t calls[HOSTILE_KINDS][HOSTILE_ERRORS];
	uint32_t processes, kills, stuck;
	volatile uint32_t stop;
};

/* One thread of a hostile process. */
struct actor {
	uint64_t random;
	const struct hostile_target *target;
	int *pcm;			/* shared by the threads of a process */
	int node, control, mixer;	/* control: root's only, else -1 */
	int netlink, family;		/* a socket, or -1 */
	unsigned int group;
	int *slave;			/* root's: PCMs it has given to the mixer */
	int *producer;			/* timers and endpoints */
	int *consumer;			/* of timers */
	void *map[HOSTILE_MAPS];
	size_t length[HOSTILE_MAPS];
	void *ring[HOSTILE_MAPS];	/* of endpoints */
	size_t ring_bytes[HOSTILE_MAPS];
	uint8_t *pages;			/* two, and one that is not there */
	struct transaction calls;
	bool collects;			/* calls are for it */
	bool child;
};

/* One kind of call. `run` gives 0 or more, or -errno. */
struct hostile_call {
	const char *name;
	unsigned int weight;
	int (*run)(struct actor *actor);
};

extern const struct hostile_call hostile_pcm_calls[], hostile_recorder_calls[],
	hostile_node_calls[], hostile_capture_calls[], hostile_mixer_calls[],
	hostile_netlink_calls[], hostile_producer_calls[], hostile_root_calls[],
	hostile_root_capture_calls[];	/* end with a name of NULL */

int actor_init(struct actor *actor, uint64_t seed, const struct hostile_target *target, int *fds);

/* hostile_random.c */
uint32_t below(struct actor *actor, uint32_t limit);
bool chance(struct actor *actor, uint32_t percent);
uint64_t edge(struct actor *actor);
void garbage(struct actor *actor, void *bytes, size_t size);
void *bad_pointer(struct actor *actor);
int pick(struct actor *actor, const int *fds);
int *slot(struct actor *actor, int *fds);
int hostile_call(struct actor *actor, int fd, unsigned long cmd, void *arg, size_t size);
int hostile_plain(struct actor *actor, int fd, unsigned long cmd);

int pick_direction(struct actor *actor, const int *fds, int direction);

/* hostile_node.c */
int open_mixer(struct actor *actor);
unsigned int some_id(struct actor *actor);
uint32_t some_gain(struct actor *actor);
uint32_t size_of(struct actor *actor, uint32_t size);
unsigned int some_output(struct actor *actor);
struct mixcore_stream_info some_stream(struct actor *actor);
void some_matrix(struct actor *actor, struct mixcore_route_set *arg);
uint32_t some_delay(struct actor *actor);

/* hostile_pcm.c */
struct pcm_config random_config(struct actor *actor);
int prepare_one(struct actor *actor, int fd);

/* hostile_capture.c */
unsigned int some_input(struct actor *actor);

/* hostile_root.c */
struct pcm_config random_slave(struct actor *actor);
unsigned int root_output(struct actor *actor);

#endif /* MIXCORE_SELFTEST_HOSTILE_H */
