/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mixcore: who was late. Included by sound/mixcore.h, where the calls are described:
 * MIXCORE_IOCTL_XRUNS and MIXCORE_IOCTL_FLIGHT.
 *
 * Xruns
 * =====
 *
 * Each time that a stream, output or input has an xrun, or a backend has to be started again, the
 * kernel notes what it saw, and concludes from that who is to blame, the *culprit*:
 *
 *   MIXCORE_CULPRIT_APPLICATION  the application had not written (or read) in time, though it could
 *                                have
 *   MIXCORE_CULPRIT_MIXER        the thread of the output did not get a processor when it was woken
 *   MIXCORE_CULPRIT_BACKEND      the backend stood still, its interrupt came late, a call into it
 *                                took too long, or it stopped by itself
 *   MIXCORE_CULPRIT_POSITION     the backend said that it was further than it can have been
 *   MIXCORE_CULPRIT_MACHINE      the whole machine stood still: timers fired late, be it that a
 *                                virtual machine was not run, or that interrupts were off
 *
 * The times of a report prove it. They are those of the latest cycle that was late or early, by
 * the longest time, in the time that the buffer of the object lasts:
 *
 *           due            fired                woke
 *   ---------+---------------+--------------------+------------> time
 *            |--- MACHINE ---|------ MIXER -------|              a timer was to wake the thread
 *
 *           due            kicked               woke
 *   ---------+---------------+--------------------+------------> time
 *            |--- BACKEND ---|------ MIXER -------|              the interrupt of the backend did
 *
 *          woke                                  due
 *   ---------+------------------------------------+------------> time
 *            |------------- POSITION -------------|              the cycle was due too soon
 *
 * Where no cycle was late or early by half of what the stream's buffer lasts, it was the
 * application.
 *
 * The flight recorder
 * ===================
 *
 * Each output and input keeps its latest MIXCORE_FLIGHT_MAX events, always: one per cycle, and one
 * for whatever is not as usual.
 */
#ifndef _UAPI_SOUND_MIXCORE_XRUN_H
#define _UAPI_SOUND_MIXCORE_XRUN_H

#include <linux/types.h>

#define MIXCORE_XRUNS_MAX		256	/* reports that are kept */
#define MIXCORE_FLIGHT_MAX		4096	/* events that an output or input keeps */

#define MIXCORE_CULPRIT_UNKNOWN		0
#define MIXCORE_CULPRIT_APPLICATION	1
#define MIXCORE_CULPRIT_MIXER		2
#define MIXCORE_CULPRIT_BACKEND		3
#define MIXCORE_CULPRIT_POSITION	4
#define MIXCORE_CULPRIT_MACHINE		5

/* What happened, in mixcore_xrun.what. */
#define MIXCORE_XRUN_EMPTY		1	/* nothing left to play */
#define MIXCORE_XRUN_STUCK		2	/* the position of the backend did not move */
#define MIXCORE_XRUN_STOPPED		3	/* another than mixcore stopped the backend */
#define MIXCORE_XRUN_FAILED		4	/* the backend gave another error */
#define MIXCORE_XRUN_FULL		5	/* no room for what is captured */

/**
 * struct mixcore_xrun - a report
 * @number: of the report, from 1 on
 * @time_ns: when it was noticed
 * @object: of whom: MIXCORE_OBJECT_STREAM, _OUTPUT or _INPUT
 * @id: of it
 * @cycle_object: whose cycles it is about: MIXCORE_OBJECT_OUTPUT or _INPUT
 * @cycle_id: its id
 * @what: MIXCORE_XRUN_*; of streams MIXCORE_XRUN_EMPTY or _FULL
 * @culprit: MIXCORE_CULPRIT_*
 * @count: xruns of the object so far; of outputs and inputs those with MIXCORE_XRUN_EMPTY
 *	or _FULL only
 * @late_ns: by how much the culprit was late or, MIXCORE_CULPRIT_POSITION, early; of applications
 *	0 = not known
 * @buffer_ns: how long the object's buffer lasts; of outputs and inputs what is kept queued
 * @due_ns: when the cycle was due, 0 = not known, like the following
 * @timer_ns: when a timer was to wake the thread at the latest
 * @fired_ns: when it did, 0 = it did not
 * @kicked_ns: when something else did: the backend's interrupt, or a call; 0 = nothing did.
 *	Of MIXCORE_CULPRIT_APPLICATION: when the application was woken the last time
 * @woke_ns: when the thread looked
 * @empty_ns: when the backend had nothing left, going by its latest position and its rate
 * @uid: of the stream's opener; otherwise 0
 * @pid: its thread group; 0 on /dev/snd/mixcore for other uids'
 * @comm: its command name, NUL-terminated; withheld like @pid
 * @reserved: 0
 */
struct mixcore_xrun {
	__aligned_u64 number;
	__aligned_u64 time_ns;
	__u32 object;
	__u32 id;
	__u32 cycle_object;
	__u32 cycle_id;
	__u32 what;
	__u32 culprit;
	__aligned_u64 count;
	__aligned_u64 late_ns;
	__aligned_u64 buffer_ns;
	__aligned_u64 due_ns;
	__aligned_u64 timer_ns;
	__aligned_u64 fired_ns;
	__aligned_u64 kicked_ns;
	__aligned_u64 woke_ns;
	__aligned_u64 empty_ns;
	__u32 uid;
	__u32 pid;
	char comm[16];
	__aligned_u64 reserved;
};

/**
 * struct mixcore_xruns - reports of xruns
 * @size: sizeof(struct mixcore_xruns)
 * @count: in: how many @xruns has room for, any number; out: how many are written there
 * @after: in: only those with a higher number; out: number of the latest report that there is
 * @xruns: address of struct mixcore_xrun, the oldest first
 */
struct mixcore_xruns {
	__u32 size;
	__u32 count;
	__aligned_u64 after;
	__aligned_u64 xruns;
};

/* Kinds of mixcore_flight_event. */
#define MIXCORE_FLIGHT_CYCLE		1	/* a cycle */
#define MIXCORE_FLIGHT_CLOCK		2	/* something else drives the cycles */
#define MIXCORE_FLIGHT_XRUN		3	/* a report */

/* What drives cycles, in @value of MIXCORE_FLIGHT_CLOCK. */
#define MIXCORE_FLIGHT_CLOCK_IDLE	0	/* nothing */
#define MIXCORE_FLIGHT_CLOCK_BACKEND	1
#define MIXCORE_FLIGHT_CLOCK_NULL	2	/* a timer */
#define MIXCORE_FLIGHT_CLOCK_ENDPOINT	3	/* the process that is the device */

/**
 * struct mixcore_flight_event - an event in a flight recorder
 * @time_ns: when; a cycle's beginning
 * @kind: MIXCORE_FLIGHT_*
 * @frames: of a cycle
 * @queued: a cycle: frames in the backend before it
 * @late: a cycle: ns after (below 0: before) it was due, held at +/- 2 s
 * @value: a cycle: how long it took, ns; a clock: MIXCORE_FLIGHT_CLOCK_*; a report: its number
 */
struct mixcore_flight_event {
	__aligned_u64 time_ns;
	__u32 kind;
	__u32 frames;
	__u32 queued;
	__s32 late;
	__aligned_u64 value;
};

/**
 * struct mixcore_flight - the flight recorder of an output or input
 * @size: sizeof(struct mixcore_flight)
 * @object: MIXCORE_OBJECT_OUTPUT or _INPUT
 * @id: of it
 * @count: in: how many @events has room for, any number; out: how many are written there
 * @total: out: events since it was made, those that are no longer kept included
 * @events: address of struct mixcore_flight_event; the latest ones, the oldest of them first
 */
struct mixcore_flight {
	__u32 size;
	__u32 object;
	__u32 id;
	__u32 count;
	__aligned_u64 total;
	__aligned_u64 events;
};

#define MIXCORE_XRUNS_SIZE_VER0		24
#define MIXCORE_FLIGHT_SIZE_VER0	32

#endif /* _UAPI_SOUND_MIXCORE_XRUN_H */
