/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mixcore: timers that a process drives. Included by sound/mixcore.h, where the rules for every
 * call are.
 *
 *   producer --(TRIGGER)--> descriptor --> ALSA timer --> consumers: /dev/snd/timer, snd-aloop, ...
 *                                      \-> outputs that were attached with its name
 *
 * A timer is visible to the whole system as an ordinary ALSA timer: of the global class, with a
 * device number of its own (MIXCORE_TIMER_DEVICE and more) and subdevice 0, so that it can be
 * listed, which upstream's (snd-utimer) can't. snd-aloop of Linux 6.12 takes it as
 * timer_source=-1.DEVICE.0. With MIXCORE_TIMER_F_CARD it is a PCM-class timer of the card Mixcore
 * instead, which snd-aloop of Linux 6.1 takes as well: timer_source=CARD.DEVICE.0.
 * Consumers are called in the context of the producer's TRIGGER. They may ask for any number of
 * ticks: who triggers decides how often that is, so the least times that ALSA otherwise demands
 * of a timer (100 us, 1 ms) do not apply.
 *
 * The calls on a node
 * ===================
 *
 * MIXCORE_IOCTL_TIMER_CREATE    struct mixcore_timer_create    either node
 *     Makes a timer and a descriptor for its producer, O_RDWR | O_CLOEXEC. When the last copy of
 *     that is closed, the timer goes: consumers that are left are told, as when a card is unplugged
 *     (POLLERR; ENODEV for who waits in read(2)), and its device number is free once the last has
 *     closed it.
 *       EINVAL   `resolution_ns` outside MIXCORE_TIMER_RESOLUTION_MIN..MAX; `rate` neither 0 nor
 *                MIXCORE_RATE_MIN..MAX; a name that is too long, or not of [A-Za-z0-9._-]
 *       EEXIST   another timer has this name
 *       EDQUOT   the uid has as many timers as mixcore_quota.uid_timers, those counted that
 *                consumers still have open
 *       ENOSPC   MIXCORE_TIMERS_MAX reached, those counted that consumers still have open
 *       EMFILE   the process has no descriptor left
 *
 * MIXCORE_IOCTL_TIMER_GET       struct mixcore_timer_info      either node, read
 * MIXCORE_IOCTL_TIMER_NEXT      struct mixcore_timer_info      either node, read
 *     GET: the timer `id`. NEXT: the one with the lowest id above `id` (0 to begin). `pid` of
 *     another uid's is zero on /dev/snd/mixcore.
 *       ENOENT   no such timer; the end of the iteration
 *
 * On the descriptor
 * =================
 *
 * MIXCORE_IOCTL_TRIGGER         struct mixcore_trigger
 *     So many ticks, in which so many frames went by. Each tick calls consumers once, but with
 *     MIXCORE_TRIGGER_F_COALESCE consumers are called once for all of them, with their number:
 *     what a producer does that was late. Frames are for outputs that follow the timer, and for
 *     the estimate of its rate; without any (`frames` 0) they follow from `ticks`.
 *       EINVAL   `ticks` above MIXCORE_TICKS_MAX, or `ticks` and `frames` both 0; `frames` above
 *                MIXCORE_TRIGGER_FRAMES_MAX, or not 0 though the timer has no `rate`; `time_ns` in
 *                the future, or not 0 without MIXCORE_TRIGGER_F_TIME
 *       EAGAIN   outputs that follow are not told more than MIXCORE_FOLLOW_TOLD_NS ahead of what
 *                they have played, nor for longer than that more than twice the time that passes;
 *                nothing was done. A timer that no running output follows never gives it
 *
 * SNDRV_TIMER_IOCTL_TRIGGER     (Linux 6.12, _IO('T', 0xa6)) is one tick.
 *
 * poll(2), read(2)
 *     Readable when something has changed that the producer may want to know. read() gives a struct
 *     mixcore_producer_event and waits until there is one, or fails with EAGAIN (O_NONBLOCK).
 */
#ifndef _UAPI_SOUND_MIXCORE_TIMER_H
#define _UAPI_SOUND_MIXCORE_TIMER_H

#include <linux/types.h>

#define MIXCORE_TIMERS_MAX		256	/* in all */
#define MIXCORE_TIMER_DEVICE		64	/* device number of the first ALSA timer */
#define MIXCORE_TIMER_RESOLUTION_MIN	1000ULL		/* ns */
#define MIXCORE_TIMER_RESOLUTION_MAX	60000000000ULL	/* ns */
#define MIXCORE_TIMER_NAME_LEN		32	/* bytes of the field; as of outputs */
#define MIXCORE_TICKS_MAX		1024	/* of one TRIGGER */
#define MIXCORE_TRIGGER_FRAMES_MAX	4194304	/* of one TRIGGER */
#define MIXCORE_QUOTA_UID_TIMERS	32	/* per uid, default */
#define MIXCORE_QUOTA_TIMERS_MAX	MIXCORE_TIMERS_MAX

#define MIXCORE_TIMER_F_CARD		(1U << 0)	/* PCM-class timer of the card Mixcore */

/**
 * struct mixcore_timer_create - make a timer
 * @size: sizeof(struct mixcore_timer_create)
 * @flags: MIXCORE_TIMER_F_*
 * @resolution_ns: of a tick, nominal
 * @rate: of the frames that a TRIGGER may tell, Hz; 0 = it tells none
 * @fd: out: the producer's descriptor
 * @id: out: positive
 * @device: out: device number of the ALSA timer; its subdevice is 0
 * @name: NUL-terminated; "" = none
 */
struct mixcore_timer_create {
	__u32 size;
	__u32 flags;
	__aligned_u64 resolution_ns;
	__u32 rate;
	__s32 fd;
	__u32 id;
	__u32 device;
	char name[MIXCORE_TIMER_NAME_LEN];
};

#define MIXCORE_TIMER_STATE_OPEN	(1U << 0)	/* a consumer has it open */
#define MIXCORE_TIMER_STATE_RUNNING	(1U << 1)	/* a consumer has started it */

/**
 * struct mixcore_timer_info - a timer
 * @size: sizeof(struct mixcore_timer_info)
 * @id: in and out
 * @flags: MIXCORE_TIMER_F_*
 * @state: MIXCORE_TIMER_STATE_*
 * @device: of the ALSA timer
 * @rate: Hz, 0 = it tells no frames
 * @uid: of who made it
 * @pid: its thread group
 * @resolution_ns: nominal
 * @ticks: so far
 * @frames: so far, at @rate; 0 without one
 * @time_ns: of the latest tick, 0 = none yet
 * @drift_ppb: how much faster than CLOCK_MONOTONIC it runs, in 1/10^9, measured
 * @drift_error_ppb: how much of that may be due to ticks that are not on time; INT32_MAX = nothing
 *	is known yet
 * @followers: outputs that follow it
 * @reserved: 0
 * @name: NUL-terminated
 */
struct mixcore_timer_info {
	__u32 size;
	__u32 id;
	__u32 flags;
	__u32 state;
	__u32 device;
	__u32 rate;
	__u32 uid;
	__u32 pid;
	__aligned_u64 resolution_ns;
	__aligned_u64 ticks;
	__aligned_u64 frames;
	__aligned_u64 time_ns;
	__s32 drift_ppb;
	__u32 drift_error_ppb;
	__u32 followers;
	__u32 reserved;
	char name[MIXCORE_TIMER_NAME_LEN];
};

#define MIXCORE_TRIGGER_F_COALESCE	(1U << 0)	/* one call of consumers for all ticks */
#define MIXCORE_TRIGGER_F_TIME		(1U << 1)	/* @time_ns is given */

/**
 * struct mixcore_trigger - time has passed
 * @size: sizeof(struct mixcore_trigger)
 * @flags: MIXCORE_TRIGGER_F_*
 * @ticks: of a timer: 0..MIXCORE_TICKS_MAX; of an endpoint 0
 * @frames: of a timer: 0..MIXCORE_TRIGGER_FRAMES_MAX; of an endpoint: see sound/mixcore_endpoint.h
 * @time_ns: with MIXCORE_TRIGGER_F_TIME: when it had, CLOCK_MONOTONIC, not later than now;
 *	otherwise 0, and it is now
 * @position: out: frames so far, these included
 */
struct mixcore_trigger {
	__u32 size;
	__u32 flags;
	__u32 ticks;
	__u32 frames;
	__aligned_u64 time_ns;
	__aligned_u64 position;
};

/* What has happened since the latest read(), in mixcore_producer_event.what. */
#define MIXCORE_PRODUCER_OPENED		(1U << 0)	/* by the first consumer */
#define MIXCORE_PRODUCER_CLOSED		(1U << 1)	/* by the last */
#define MIXCORE_PRODUCER_STARTED	(1U << 2)	/* by the first that runs */
#define MIXCORE_PRODUCER_STOPPED	(1U << 3)	/* by the last */
#define MIXCORE_PRODUCER_OVERRUN	(1U << 4)	/* followers had not played what was told */
#define MIXCORE_PRODUCER_FRAMES		(1U << 5)	/* of an endpoint: without it */
#define MIXCORE_PRODUCER_GONE		(1U << 6)	/* of an endpoint: it was detached */

/**
 * struct mixcore_producer_event - what has happened to a timer or endpoint
 * @what: MIXCORE_PRODUCER_*
 * @state: MIXCORE_TIMER_STATE_* now
 * @overruns: so far
 */
struct mixcore_producer_event {
	__u32 what;
	__u32 state;
	__aligned_u64 overruns;
};

/* First published sizes. */
#define MIXCORE_TIMER_CREATE_SIZE_VER0	64
#define MIXCORE_TIMER_INFO_SIZE_VER0	112
#define MIXCORE_TRIGGER_SIZE_VER0	32

#endif /* _UAPI_SOUND_MIXCORE_TIMER_H */
