/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that a process drives, and who consumes them: instances of /dev/snd/timer, by its plain
 * ioctls. Functions return 0 or more, or -errno.
 */
#ifndef MIXCORE_SELFTEST_TIMER_H
#define MIXCORE_SELFTEST_TIMER_H

#include <stdbool.h>
#include <stdint.h>
#include <sound/asound.h>
#include <sound/mixcore.h>

#define TIMER_MS	1000000ULL	/* ns */
#define TRIGGER_UPSTREAM _IO('T', 0xa6)	/* of Linux 6.12 */

/*
 * The producer
 */

/* A tick of a millisecond, no rate. */
struct mixcore_timer_create timer_call(const char *name);
/* The same, made. Returns its descriptor; what else it is, in *create, which may be NULL. */
int timer_make(int node, const char *name, struct mixcore_timer_create *create);
int timer_tick(int fd, unsigned int ticks, unsigned int flags);
struct mixcore_trigger trigger_call(unsigned int ticks, unsigned int frames);
int trigger(int fd, struct mixcore_trigger *call);
int timer_get(int node, unsigned int id, struct mixcore_timer_info *info);
int timer_next(int node, unsigned int id, struct mixcore_timer_info *info);
/* How many there are. */
int timer_count(int node);
int timers_quota(int control, unsigned int timers);
/* What has happened, within so many ms; -EAGAIN when nothing has. */
int producer_event(int fd, unsigned int ms, struct mixcore_producer_event *event);

/*
 * A consumer
 */

/* Of the global class, or of the card Mixcore. */
struct snd_timer_id timer_id(unsigned int device);
struct snd_timer_id timer_card_id(unsigned int device);
/* An instance that is called every so many ticks, not started. Returns its descriptor. */
int consumer_open(const struct snd_timer_id *id, unsigned int ticks);
/* An instance that is called when that of this thread is which was opened before. */
int consumer_open_slave(void);
int consumer_start(int fd);
int consumer_stop(int fd);
/* Ticks that have come and were not read yet. */
long consumer_read(int fd);
/* Until so many ticks have come; -ENODEV when the timer is gone. Returns how many it were. */
long consumer_wait(int fd, long ticks, unsigned int ms);
/* Within so many ms: POLLERR. */
bool consumer_bereaved(int fd, unsigned int ms);
/* Is it in what ALSA lists? */
bool timer_listed(const struct snd_timer_id *id);

#endif /* MIXCORE_SELFTEST_TIMER_H */
