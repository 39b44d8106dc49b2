/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes that drive a clock: timers (timer.c) and endpoints (endpoint.c), and what both have in
 * common (producer.c).
 *
 *   PRODUCER  what its process is told by poll() and read()
 *   TIMER     an ALSA timer whose ticks come from a process; kref: its file, its ALSA timer
 *   FOLLOWER  an output whose cycles run as a timer tells
 */
#ifndef MIXCORE_PRODUCER_H
#define MIXCORE_PRODUCER_H

#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <uapi/sound/mixcore.h>

#include "dsp/drift.h"

/**
 * struct mixcore_elapsed - time that a clock says has passed, without rounding
 * @ns: so much
 * @rest: and so many ns, over the rate
 */
struct mixcore_elapsed {
	u64 ns;
	u32 rest;
};

/* @frames: up to 2^32 - 1; @rate: Hz. Returns ns that have been added. */
static inline u64 mixcore_elapsed_add(struct mixcore_elapsed *elapsed, u32 frames, u32 rate)
{
	u64 ns = div_u64_rem((u64)frames * NSEC_PER_SEC + elapsed->rest, rate, &elapsed->rest);

	elapsed->ns += ns;
	return ns;
}

/**
 * struct mixcore_descriptor - a descriptor that the caller gets once nothing can fail any more
 * @fd: reserved
 * @file: NULL = none
 * @refuse: undoes what was done for it, before it is closed, when the call fails; or NULL
 */
struct mixcore_descriptor {
	int fd;
	struct file *file;
	void (*refuse)(struct file *file);
};

struct mixcore_caller;
struct mixcore_card;
struct mixcore_output;
struct mixcore_user;
struct snd_timer;

/*
 * A mutex of one bit, which costs a tick a tenth of what a mutex does where lockdep looks. For a
 * lock with nothing that sleeps inside; who waits for it does not lend its priority.
 */
static inline void mixcore_bit_lock(unsigned long *lock)
	__acquires(lock)
{
	if (test_and_set_bit_lock(0, lock))
		wait_on_bit_lock(lock, 0, TASK_UNINTERRUPTIBLE);
	__acquire(lock);
}

static inline void mixcore_bit_unlock(unsigned long *lock)
	__releases(lock)
{
	clear_and_wake_up_bit(0, lock);
	__release(lock);
}

static inline void mixcore_bit_assert_held(const unsigned long *lock)
{
	lockdep_assert(test_bit(0, lock));
}

int mixcore_descriptor_new(struct mixcore_descriptor *descriptor, const char *name,
			   const struct file_operations *fops, void *private_data);
void mixcore_descriptor_end(struct mixcore_descriptor *descriptor, int err);

/**
 * struct mixcore_producer - what the process that drives a clock is told
 * @lock: see lock order
 * @wait: its readers
 * @what: MIXCORE_PRODUCER_*, since the latest read
 * @state: MIXCORE_TIMER_STATE_*
 * @overruns: so far
 */
struct mixcore_producer {
	spinlock_t lock;		/* protects the following */
	wait_queue_head_t wait;
	u32 what;
	u32 state;
	u64 overruns;
};

void mixcore_producer_init(struct mixcore_producer *producer);
void mixcore_producer_tell(struct mixcore_producer *producer, u32 what, u32 set, u32 clear);
ssize_t mixcore_producer_read(struct mixcore_producer *producer, struct file *file,
			      char __user *buffer, size_t count);
__poll_t mixcore_producer_poll(struct mixcore_producer *producer, struct file *file,
			       struct poll_table_struct *table);
int mixcore_trigger_read(void __user *user, struct mixcore_trigger *trigger, u32 *size);
int mixcore_trigger_time(const struct mixcore_trigger *trigger, ktime_t *time);
int mixcore_trigger_write(void __user *user, struct mixcore_trigger *trigger, u32 size);

/**
 * struct mixcore_follow - of an output: how it follows a timer
 * @name: of the timer, "" = it follows none
 * @timer: of that name, NULL = there is none; mixcore_timers.lock
 * @list: in mixcore_timers.following
 * @of_timer: in its followers
 * @patience: how long it waits for a tick, ns; mixcore_timers.lock and @lock
 * @lock: protects the following
 * @listens: the output plays what it is told
 * @epoch: grows when it begins to follow
 * @told: since then, ns
 * @done: of @told
 * @frames: that @done is
 * @ticked: when it was told the latest, 0 = never
 * @tokens: ns that it may be told now
 * @tokens_at: when they were so many
 * @on: it goes by the timer; the output's thread alone
 */
struct mixcore_follow {
	char name[MIXCORE_TIMER_NAME_LEN];
	struct mixcore_timer *timer;
	struct list_head list;
	struct list_head of_timer;
	spinlock_t lock;		/* protects the following */
	u64 patience;
	bool listens;
	u32 epoch;
	u64 told;
	u64 done;
	u64 frames;
	ktime_t ticked;
	u64 tokens;
	ktime_t tokens_at;
	bool on;
};

/**
 * struct mixcore_follow_due - what is to be played of what was told
 * @frames: so many
 * @epoch: of the follower
 * @until: it follows until then at least
 */
struct mixcore_follow_due {
	u64 frames;
	u32 epoch;
	ktime_t until;
};

/**
 * struct mixcore_timers - those that there are
 * @lock: see lock order
 * @list: by id; those whose file is open
 * @next: id
 * @slots: device numbers that are taken, from 0 on
 * @following: outputs that follow a timer or wait for one
 * @dying: without file, but a consumer may have it open
 * @reap: frees those that none has
 */
struct mixcore_timers {
	struct mutex lock;		/* protects the following, and who follows */
	struct xarray list;
	u32 next;
	struct ida slots;
	struct list_head following;
	struct list_head dying;
	struct work_struct reap;
};

/**
 * struct mixcore_timer - an ALSA timer whose ticks come from a process
 * @card: the card
 * @producer: the process
 * @alsa: what consumers open
 * @id: of it
 * @slot: its device number, less MIXCORE_TIMER_DEVICE
 * @flags: MIXCORE_TIMER_F_*
 * @rate: of frames, Hz; 0 = none are told
 * @resolution: ns
 * @user: who pays
 * @uid: of who made it
 * @pid: its thread group
 * @name: "" = none
 * @dying: in mixcore_timers.dying
 * @open: a consumer has it open; the ALSA timer's own lock of opening
 * @running: a consumer has started it; the ALSA timer's lock
 * @added: it is in mixcore_timers.list, or was
 * @trigger_lock: bit lock: one tick at a time; protects the following
 * @ticks: so far
 * @frames: so far
 * @frames_rest: of ticks that were turned into frames, over NSEC_PER_SEC
 * @elapsed: so far, of its own
 * @time: of the latest TRIGGER
 * @drift: against CLOCK_MONOTONIC
 * @followers: outputs; mixcore_timers.lock and @trigger_lock, so that either is enough to look
 * @nfollowers: of them
 */
struct mixcore_timer {
	struct mixcore_card *card;
	struct mixcore_producer producer;
	struct snd_timer *alsa;
	u32 id;
	int slot;
	u32 flags;
	u32 rate;
	u64 resolution;
	struct mixcore_user *user;
	kuid_t uid;
	pid_t pid;
	char name[MIXCORE_TIMER_NAME_LEN];
	struct list_head dying;
	bool open;
	bool running;
	bool added;

	unsigned long trigger_lock;	/* one tick at a time */
	u64 ticks;
	u64 frames;
	u32 frames_rest;
	struct mixcore_elapsed elapsed;
	ktime_t time;
	struct mixcore_drift drift;
	struct list_head followers;
	u32 nfollowers;
};

/* timer.c: a timer and its file */
void mixcore_timer_init(struct mixcore_card *card);
void mixcore_timer_exit(struct mixcore_card *card);
struct mixcore_timer *mixcore_timer_find(struct mixcore_card *card, const char *name);
int mixcore_timer_create(struct mixcore_card *card, struct mixcore_caller *caller,
			 struct mixcore_timer_create *create);

/* timer_alsa.c: what consumers see */
int mixcore_timer_alsa_new(struct mixcore_timer *timer);
void mixcore_timer_alsa_interrupt(struct mixcore_timer *timer, u32 ticks, bool coalesce);

/* timer_info.c */
int mixcore_timer_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_timer_info *info, bool next);

/* follow.c: outputs that follow a timer */
void mixcore_follow_init(struct mixcore_output *output);
void mixcore_follow_begin(struct mixcore_output *output, const char *name);
void mixcore_follow_end(struct mixcore_output *output);
void mixcore_follow_find(struct mixcore_timer *timer);
void mixcore_follow_forget(struct mixcore_timer *timer);
int mixcore_follow_check(struct mixcore_timer *timer, u64 ns);
void mixcore_follow_tick(struct mixcore_timer *timer, u64 ns);
bool mixcore_follow_is_on(struct mixcore_output *output);
bool mixcore_follow_due(struct mixcore_output *output, struct mixcore_follow_due *due);
void mixcore_follow_played(struct mixcore_output *output, const struct mixcore_follow_due *due,
			   u32 frames);
void mixcore_follow_stop(struct mixcore_output *output);

#endif /* MIXCORE_PRODUCER_H */
