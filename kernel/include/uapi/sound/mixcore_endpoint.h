/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mixcore: endpoints, outputs and inputs that a process is the device of. Included by
 * sound/mixcore.h, where the rules for every call are.
 *
 *   streams --> OUTPUT --(ring)--> process         process --(ring)--> INPUT --> recorders
 *
 * An endpoint is an output or input like any other, with routes, volumes, monitors and meters. Its
 * backend is a ring of memory that the process has mapped, and its clock is the process: each
 * MIXCORE_IOCTL_TRIGGER says how many frames of the device's time have passed, and runs the cycles
 * that make them, in the context of the call.
 *
 * The ring
 * ========
 *
 * mmap(2) of the descriptor, from offset 0 (EINVAL), gives a struct mixcore_endpoint_page and,
 * `ring_offset` behind it, the ring: `ring_frames` interleaved frames. Frame number F is at
 * F % ring_frames.
 * `position` counts the frames of all TRIGGERs.
 *
 *   output   TRIGGER(n) first, which puts frames position .. position + n - 1 there, then read
 *            them. They stay until the next TRIGGER. Less than a cycle more may lie behind them,
 *            mixed - position, which who ends should take.
 *   input    write frames position .. position + n - 1, then TRIGGER(n), which takes them. Cycles
 *            are of `cycle_frames`; what is left of less than one waits for the next TRIGGER, so
 *            who ends should add a cycle of silence.
 *
 * What the process writes into the page is never read by the kernel; what it writes into the ring
 * of an output only it sees.
 *
 * When the process stays away
 * ===========================
 *
 * Without a TRIGGER for `patience_ms` the null clock takes its part: streams and recorders go on.
 *
 *   output   What is mixed meanwhile is kept in the ring, and the TRIGGERs that come late get those
 *            frames first: nothing is lost, and the clock of the process is caught up with. When
 *            the ring is full, what follows is left out: one overrun, and `lost_frames` tells how
 *            much.
 *   input    Recorders get silence, which `lost_frames` counts. What the process gives later they
 *            get later: nothing of it is lost.
 *
 * With MIXCORE_ENDPOINT_F_PATIENT there is no such limit while a descriptor is open: nothing moves
 * but by its TRIGGERs. ALSA gives applications an error (EIO) when they have waited for 10 s.
 *
 * A TRIGGER runs all its cycles at once: an application whose buffer is shorter than what it tells
 * has an xrun. Buffers are two cycles at least, so a process that tells more at a time than that
 * makes its cycles longer, or calls TRIGGER more often.
 *
 * When the last descriptor and mapping are gone, because the process died or closed them, the null
 * clock takes over at once. The endpoint goes away with its last route, recorder or loopback;
 * with MIXCORE_ENDPOINT_F_KEEP it stays, lost. Until then whoever knows the cookie may go on with
 * it: MIXCORE_IOCTL_ENDPOINT_ADOPT.
 *
 * By a timer
 * ==========
 *
 * With a `timer` cycles run as the producer of that timer tells frames, and by CLOCK_MONOTONIC as
 * long as there is none or it does not (MIXCORE_FOLLOW_NS, as of OUTPUT_ATTACH). TRIGGER only says
 * what the process has taken, or given:
 *
 *   output   TRIGGER(n) gives n frames that were mixed; EAGAIN: there are fewer
 *   input    TRIGGER(n) leaves n frames for the cycles to come, which take silence when there are
 *            fewer than one needs, counted in `lost_frames`; EAGAIN: there is no room
 *
 * Each cycle tells MIXCORE_PRODUCER_FRAMES.
 *
 * The calls on a node
 * ===================
 *
 * MIXCORE_IOCTL_ENDPOINT_CREATE struct mixcore_endpoint_create either node
 *     Makes an endpoint and its descriptor, O_RDWR | O_CLOEXEC. Names need not differ. It is never
 *     made the default output or input by this call. An output made on the control node has ALSA
 *     controls, unless another output has its name.
 *       EINVAL   rate, channels, format or cycle outside the limits of OUTPUT_ATTACH; on
 *                /dev/snd/mixcore a cycle shorter than a ms, rate / 1000 frames;
 *                `ring_frames` below 2 cycles or above MIXCORE_ENDPOINT_RING_MAX; `patience_ms`
 *                above MIXCORE_PATIENCE_MS_MAX, or not 0 with MIXCORE_ENDPOINT_F_PATIENT; a name
 *                that is empty, too long or not of [A-Za-z0-9._-]; a `timer` and
 *                MIXCORE_ENDPOINT_F_PATIENT or a patience
 *       EEXIST   the name is reserved ("null", "Stream")
 *       EPERM    MIXCORE_ENDPOINT_F_UNPACED on /dev/snd/mixcore
 *       EDQUOT   the uid has as many endpoints as mixcore_quota.uid_endpoints, or its rings exceed
 *                what it may have of memory
 *       ENOSPC   MIXCORE_ENDPOINTS_MAX reached
 *       EMFILE   the process has no descriptor left
 *
 * MIXCORE_IOCTL_ENDPOINT_ADOPT  struct mixcore_endpoint_adopt  either node
 *     A new descriptor for an endpoint that has none.
 *       EINVAL   a flag but MIXCORE_ENDPOINT_F_KEEP and MIXCORE_ENDPOINT_F_PATIENT
 *       ENOENT   no endpoint has this cookie
 *       EBUSY    it has a descriptor
 *
 * On the descriptor
 * =================
 *
 * MIXCORE_IOCTL_TRIGGER         struct mixcore_trigger         (sound/mixcore_timer.h)
 *     `frames` of the device's time have passed, at `time_ns`. `ticks` is 0, the only flag
 *     MIXCORE_TRIGGER_F_TIME.
 *       EINVAL   `frames` 0, or above `ring_frames` less a cycle
 *       EAGAIN   more than twice the rate for longer than a ring: nothing was done, try later. Not
 *                with MIXCORE_ENDPOINT_F_UNPACED
 *       ENODEV   it was detached
 *
 * poll(2), read(2)              as of a timer: struct mixcore_producer_event. RUNNING is as long as
 *     a stream plays on it or a recorder records it, OPEN as long as it has a route or recorder.
 */
#ifndef _UAPI_SOUND_MIXCORE_ENDPOINT_H
#define _UAPI_SOUND_MIXCORE_ENDPOINT_H

#include <linux/types.h>

#define MIXCORE_ENDPOINTS_MAX		30	/* outputs, and as many inputs */
#define MIXCORE_ENDPOINT_RING_MAX	1048576	/* frames */
#define MIXCORE_PATIENCE_MS_DEFAULT	200
#define MIXCORE_PATIENCE_MS_MAX		60000
#define MIXCORE_QUOTA_UID_ENDPOINTS	16	/* per uid, default */
#define MIXCORE_QUOTA_ENDPOINTS_MAX	(2 * MIXCORE_ENDPOINTS_MAX)
#define MIXCORE_COOKIE_LEN		16	/* bytes */
#define MIXCORE_DOMAIN_ENDPOINT		0xc0000000U	/* plus id: an output's own */
#define MIXCORE_DOMAIN_ENDPOINT_INPUT	0xe0000000U	/* an input's own */

#define MIXCORE_ENDPOINT_F_INPUT	(1U << 0)	/* an input; otherwise an output */
#define MIXCORE_ENDPOINT_F_KEEP		(1U << 1)	/* stays without descriptor and streams */
#define MIXCORE_ENDPOINT_F_PATIENT	(1U << 2)	/* waits as long as need be */
#define MIXCORE_ENDPOINT_F_UNPACED	(1U << 3)	/* no token bucket; control node */

/**
 * struct mixcore_endpoint_create - make an endpoint
 * @size: sizeof(struct mixcore_endpoint_create)
 * @flags: MIXCORE_ENDPOINT_F_*
 * @rate: Hz
 * @channels: 1..MIXCORE_CHANNELS_MAX
 * @format: SNDRV_PCM_FORMAT_*
 * @ring_frames: in: 0 = a second; out: value chosen; of a call that fails all is as it was
 * @cycle_frames: in: 0 = MIXCORE_CYCLE_DEFAULT; out: value chosen
 * @ramp_frames: as of struct mixcore_output_attach; of inputs 0
 * @patience_ms: in: 0 = MIXCORE_PATIENCE_MS_DEFAULT, unless MIXCORE_ENDPOINT_F_PATIENT; out: value
 *	chosen
 * @domain: of its clock: 1..MIXCORE_DOMAIN_MAX, 0 = one of its own
 * @fd: out
 * @id: out: of the output or input
 * @name: NUL-terminated
 * @timer: name of the timer (sound/mixcore_timer.h) that is its clock instead of the process, be
 *	there one yet or not; "" = none
 * @cookie: out: keep it secret, and at hand for a successor
 * @cause: why
 */
struct mixcore_endpoint_create {
	__u32 size;
	__u32 flags;
	__u32 rate;
	__u32 channels;
	__u32 format;
	__u32 ring_frames;
	__u32 cycle_frames;
	__u32 ramp_frames;
	__u32 patience_ms;
	__u32 domain;
	__s32 fd;
	__u32 id;
	char name[MIXCORE_NAME_LEN];
	char timer[MIXCORE_TIMER_NAME_LEN];
	__u8 cookie[MIXCORE_COOKIE_LEN];
	struct mixcore_cause cause;
};

/**
 * struct mixcore_endpoint_adopt - go on with an endpoint
 * @size: sizeof(struct mixcore_endpoint_adopt)
 * @flags: MIXCORE_ENDPOINT_F_KEEP, _PATIENT: from now on
 * @fd: out
 * @id: out: of the output or input
 * @cookie: in
 * @cause: why
 */
struct mixcore_endpoint_adopt {
	__u32 size;
	__u32 flags;
	__s32 fd;
	__u32 id;
	__u8 cookie[MIXCORE_COOKIE_LEN];
	struct mixcore_cause cause;
};

#define MIXCORE_ENDPOINT_MAGIC		0x4d584550	/* "MXEP" */

/**
 * struct mixcore_endpoint_page - what is mapped before the ring; the kernel only writes it
 * @magic: MIXCORE_ENDPOINT_MAGIC
 * @size: sizeof(struct mixcore_endpoint_page)
 * @bytes: to map in all
 * @ring_offset: bytes from here to the ring
 * @ring_frames: of the ring
 * @frame_bytes: of a frame
 * @rate: Hz
 * @channels: of a frame
 * @format: SNDRV_PCM_FORMAT_*
 * @cycle_frames: of a cycle; never more
 * @id: of the output or input
 * @flags: MIXCORE_ENDPOINT_F_*
 * @sequence: odd while the kernel writes what follows: read it again then, and when it has changed
 * @state: MIXCORE_OUTPUT_IDLE, _RUNNING (by TRIGGERs), _NULL_CLOCK
 * @running: streams, loopbacks or recorders that run
 * @adopted: how often it was
 * @position: frames of all TRIGGERs
 * @mixed: frames that the mixer has put into the ring, or taken out of it
 * @frames: that have gone by, @lost_frames included
 * @lost_frames: of an output: there was no room for; of an input: of silence that the null clock
 *	put in
 * @overruns: how often it had to leave frames out
 * @time_ns: of the latest TRIGGER
 * @drift_ppb: how much faster than CLOCK_MONOTONIC the TRIGGERs run, in 1/10^9, measured
 * @drift_error_ppb: as of struct mixcore_timer_info
 */
struct mixcore_endpoint_page {
	__u32 magic;
	__u32 size;
	__u32 bytes;
	__u32 ring_offset;
	__u32 ring_frames;
	__u32 frame_bytes;
	__u32 rate;
	__u32 channels;
	__u32 format;
	__u32 cycle_frames;
	__u32 id;
	__u32 flags;
	__u32 sequence;
	__u32 state;
	__u32 running;
	__u32 adopted;
	__aligned_u64 position;
	__aligned_u64 mixed;
	__aligned_u64 frames;
	__aligned_u64 lost_frames;
	__aligned_u64 overruns;
	__aligned_u64 time_ns;
	__s32 drift_ppb;
	__u32 drift_error_ppb;
};

/* First published sizes. */
#define MIXCORE_ENDPOINT_CREATE_SIZE_VER0	200
#define MIXCORE_ENDPOINT_ADOPT_SIZE_VER0	104

#endif /* _UAPI_SOUND_MIXCORE_ENDPOINT_H */
