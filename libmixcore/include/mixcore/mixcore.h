/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libmixcore: the interface of the kernel module snd-mixcore as typed C functions.
 *
 * What a stream, an output, an input and a backend are, and what every struct, limit and unit means,
 * is in <sound/mixcore.h>, what events are in <sound/mixcore_netlink.h>. Here is what the library
 * adds:
 *
 * - Functions that can fail return 0 (or a descriptor) or a negative errno. They never touch what
 *   `errno` is used for, never print, keep no global state and install no signal handlers.
 *   mixcore_error_text() and mixcore_error_advice() put an errno into words.
 * - Structs of the kernel interface are passed as they are. Their first member, `size`, is the
 *   caller's: set it to sizeof the struct, as MIXCORE_INIT() does, so that programs built with an
 *   older header keep working with a newer library. A struct whose size was left 0: -EINVAL.
 * - A `cause` in a struct says why a change is made; zeros are fine. mixcore_cause_set() fills it.
 * - Structs without a `size` are as long as their header says; they grow into `reserved` only.
 * - Threads: a context may be used by several threads at once, as every call is one ioctl and the
 *   context does not change after mixcore_open(). Only mixcore_close() must be alone.
 */
#ifndef MIXCORE_MIXCORE_H
#define MIXCORE_MIXCORE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <sound/mixcore.h>
#include <sound/mixcore_netlink.h>

#ifdef __cplusplus
extern "C" {
#endif

/* MIXCORE_INIT(mixcore_status): a zeroed struct mixcore_status that knows its size. */
#define MIXCORE_INIT(type)	((struct type){ .size = sizeof(struct type) })

/*
 * The context: one open descriptor of a mixcore node
 */

struct mixcore;

#define MIXCORE_OPEN_CONTROL	(1U << 0)	/* /dev/snd/mixcore-control: everything; root's */
#define MIXCORE_OPEN_READ	(1U << 1)	/* read-only: no call that changes something */

/**
 * mixcore_open - open a node and shake hands with the kernel
 * @ret: the context; untouched on failure
 * @flags: MIXCORE_OPEN_*, 0 for /dev/snd/mixcore
 *
 * The kernel remembers the credentials of this moment.
 *
 * Errors: -ENOENT, -ENXIO, -ENODEV no module; -EACCES may not open the node; -EPROTO module and
 * library do not understand each other; -EINVAL unknown flag; -ENOMEM.
 */
int mixcore_open(struct mixcore **ret, unsigned int flags);

/* mixcore_close - close the node and free the context; NULL is fine */
void mixcore_close(struct mixcore *ctx);

/* mixcore_get_version - what the kernel said in the handshake; valid until mixcore_close() */
const struct mixcore_version *mixcore_get_version(const struct mixcore *ctx);

/* mixcore_is_control - 1 when opened with MIXCORE_OPEN_CONTROL, else 0 */
int mixcore_is_control(const struct mixcore *ctx);

/* mixcore_library_version - "0.1.0" */
const char *mixcore_library_version(void);

/*
 * The whole: status, quotas, where streams open
 *
 * Errors of the setters: those of <sound/mixcore.h>; -EPERM without MIXCORE_OPEN_CONTROL.
 */
int mixcore_status_get(struct mixcore *ctx, struct mixcore_status *status);
int mixcore_quota_get(struct mixcore *ctx, struct mixcore_quota *quota);
int mixcore_quota_set(struct mixcore *ctx, const struct mixcore_quota *quota);

/* mixcore_default_get - of MIXCORE_UID_ANY and PCM device 0; the rest of *@def is written */
int mixcore_default_get(struct mixcore *ctx, struct mixcore_default *def);

/* mixcore_default_of - what @def->uid opens with; in @def->mask what it has of its own; -EPERM */
int mixcore_default_of(struct mixcore *ctx, struct mixcore_default *def);

/*
 * mixcore_default_next - of the uid after @def->uid that has some of its own (MIXCORE_UID_ANY to
 * begin); -ENOENT at the end
 */
int mixcore_default_next(struct mixcore *ctx, struct mixcore_default *def);

/* mixcore_default_set - what @def->mask names, for @def->uid: MIXCORE_UID_ANY for all; -ENOSPC */
int mixcore_default_set(struct mixcore *ctx, const struct mixcore_default *def);

/*
 * Outputs
 */

/**
 * mixcore_output_attach - make an open, configured PCM the backend of an output
 * @ctx: opened with MIXCORE_OPEN_CONTROL
 * @attach: in: fd (mixcore_backend_open()), name, and what is not to be chosen by the kernel;
 *	out: id and what was chosen
 *
 * Close the descriptor afterwards, whether this succeeded or not; the kernel holds its own.
 *
 * With MIXCORE_ATTACH_F_NULL an output without a PCM is made, which those hear who record its
 * monitor: fd is -1, and rate and channels are what it plays.
 */
int mixcore_output_attach(struct mixcore *ctx, struct mixcore_output_attach *attach);

/* mixcore_output_detach - @cause may be NULL */
int mixcore_output_detach(struct mixcore *ctx, uint32_t id, const struct mixcore_cause *cause);

/* mixcore_output_get - the output @info->id; -ENOENT */
int mixcore_output_get(struct mixcore *ctx, struct mixcore_output_info *info);

/* mixcore_output_next - the output after @info->id (0 to begin); -ENOENT at the end */
int mixcore_output_next(struct mixcore *ctx, struct mixcore_output_info *info);

/* mixcore_output_find - the output called @name; -ENOENT */
int mixcore_output_find(struct mixcore *ctx, const char *name, struct mixcore_output_info *info);

/* mixcore_output_set - change what @set->mask names */
int mixcore_output_set(struct mixcore *ctx, const struct mixcore_output_set *set);

/* mixcore_output_state_name - "idle", "running", "null_clock", "lost", "detached"; "unknown" */
const char *mixcore_output_state_name(uint32_t state);

/*
 * Inputs
 */

/**
 * mixcore_input_attach - make an open, configured capture PCM the backend of an input
 * @ctx: opened with MIXCORE_OPEN_CONTROL
 * @attach: in: fd (mixcore_backend_open(), capturing), name, and what is not to be chosen by the
 *	kernel; out: id and what was chosen
 *
 * Close the descriptor afterwards, as that of an output.
 */
int mixcore_input_attach(struct mixcore *ctx, struct mixcore_input_attach *attach);

/* mixcore_input_detach - @cause may be NULL */
int mixcore_input_detach(struct mixcore *ctx, uint32_t id, const struct mixcore_cause *cause);

/* mixcore_input_get - the input @info->id; -ENOENT */
int mixcore_input_get(struct mixcore *ctx, struct mixcore_input_info *info);

/* mixcore_input_next - the input after @info->id (0 to begin); -ENOENT at the end */
int mixcore_input_next(struct mixcore *ctx, struct mixcore_input_info *info);

/* mixcore_input_find - the input called @name; -ENOENT */
int mixcore_input_find(struct mixcore *ctx, const char *name, struct mixcore_input_info *info);

/* mixcore_input_set - change what @set->mask names. Its states are those of an output */
int mixcore_input_set(struct mixcore *ctx, const struct mixcore_input_set *set);

/*
 * Streams
 */

/* mixcore_stream_get - the stream @info->id; -ENOENT */
int mixcore_stream_get(struct mixcore *ctx, struct mixcore_stream_info *info);

/* mixcore_stream_next - the stream after @info->id (0 to begin); -ENOENT at the end */
int mixcore_stream_next(struct mixcore *ctx, struct mixcore_stream_info *info);

/*
 * mixcore_stream_set - change what @set->mask names
 *
 * With MIXCORE_SET_SYNC_GROUP the stream starts, pauses and stops with that of @set->sync_group and
 * all others of its group, or by itself (0); several at once: mixcore_changes_add_stream_set().
 * -ENOENT; -ERANGE; -EINVAL for a group with itself; -EPERM for another uid's stream.
 */
int mixcore_stream_set(struct mixcore *ctx, const struct mixcore_stream_set *set);

/*
 * mixcore_stream_move - play a stream on another output, now or from a frame on
 *
 * -EINVAL: another rate; -ETIME: the frame was played already; -ENOENT; -ERANGE, also for a fade
 * above MIXCORE_FADE_MAX frames; -EBUSY: fades out on MIXCORE_FADES_MAX outputs already, or is to
 * fade while its leading route has a delay line; -EEXIST: is to fade to where it plays already;
 * -EDQUOT: of the memory a fade takes; -EPERM for another uid's stream. Waits for the end of a cycle
 * at most.
 */
int mixcore_stream_move(struct mixcore *ctx, const struct mixcore_stream_move *move);

/*
 * mixcore_stream_source - have a recorder record another input, or another monitor
 *
 * -ENOENT: no such recorder or source; -EINVAL: @source->id plays, the source records, or runs at
 * another rate, or too many exceptions; -ENOSPC: the recorder's buffer is too short for the cycles
 * there, or recorders of its uid have the output add up MIXCORE_MIXES_MAX different sets of streams
 * already; -ERANGE; -EPERM for another uid's recorder, and for what it may not hear.
 *
 * Without MIXCORE_SOURCE_F_ALL the recorder hears the streams of its own uid only, whatever a call
 * before said; but one that was opened by who has CAP_SYS_ADMIN hears all in any case. When the
 * stream that it records closes, its id stays in `source`, and silence is recorded.
 */
int mixcore_stream_source(struct mixcore *ctx, const struct mixcore_stream_source *source);

/* mixcore_source_name - of MIXCORE_SOURCE_*: "input", "mix", "out", "stream"; "unknown" */
const char *mixcore_source_name(uint32_t kind);

/* mixcore_stream_state_name: "open", "ready", "running", "draining", "paused", "xrun", "unknown" */
const char *mixcore_stream_state_name(uint32_t state);

/*
 * Routes: one stream on several outputs
 */

/**
 * mixcore_route_set - play a stream on one more output, or change how it plays there
 * @ctx: the stream's uid opened it, or MIXCORE_OPEN_CONTROL
 * @set: stream and output; what @set->mask names is changed. With MIXCORE_ROUTE_F_NEW there is to
 *	be no such route yet, with MIXCORE_ROUTE_F_CHANGE there is to be one
 *
 * Errors: -ENOENT no such stream, output or route; -EEXIST there is this route; -EINVAL another
 * rate; -ERANGE a gain, a factor or the delay is too large, or the output's gains would be in sum;
 * -EBUSY a move waits for its frame; -EDQUOT of the memory a delay line takes; -EPERM for another
 * uid's stream.
 */
int mixcore_route_set(struct mixcore *ctx, const struct mixcore_route_set *set);

/*
 * mixcore_route_remove - play a stream on an output no longer; @cause may be NULL
 *
 * -ENOENT; -EBUSY: the only route of the stream, or a move waits for its frame; -EPERM.
 */
int mixcore_route_remove(struct mixcore *ctx, uint32_t stream, uint32_t output,
			 const struct mixcore_cause *cause);

/* mixcore_route_get - the route from @info->stream to @info->output; -ENOENT */
int mixcore_route_get(struct mixcore *ctx, struct mixcore_route_info *info);

/*
 * mixcore_route_next - the route after the pair @info->stream, @info->output (0, 0 to begin), by
 * stream and then by output; -ENOENT at the end
 */
int mixcore_route_next(struct mixcore *ctx, struct mixcore_route_info *info);

/*
 * Loopbacks: what an input captures is played on an output
 *
 * They are described as routes are, with the id of the input as `stream`. No transaction sets them.
 */

/**
 * mixcore_loopback_set - play an input on an output, or change how it plays there
 * @ctx: opened with MIXCORE_OPEN_CONTROL
 * @set: input and output; what @set->mask names is changed. With MIXCORE_ROUTE_F_NEW there is to
 *	be no such loopback yet, with MIXCORE_ROUTE_F_CHANGE there is to be one
 *
 * Errors: -ENOENT no such input, output or loopback; -EEXIST there is this loopback; -EINVAL
 * another rate; -ERANGE a gain, a factor or the delay is too large, or the output's gains would be
 * in sum; -ENOSPC there are MIXCORE_LOOPBACKS_MAX; -EPERM without MIXCORE_OPEN_CONTROL.
 */
int mixcore_loopback_set(struct mixcore *ctx, const struct mixcore_route_set *set);

/* mixcore_loopback_remove - play an input on an output no longer; @cause may be NULL; -ENOENT */
int mixcore_loopback_remove(struct mixcore *ctx, uint32_t input, uint32_t output,
			    const struct mixcore_cause *cause);

/* mixcore_loopback_get - the loopback from the input @info->stream to @info->output; -ENOENT */
int mixcore_loopback_get(struct mixcore *ctx, struct mixcore_route_info *info);

/*
 * mixcore_loopback_next - the loopback after the pair @info->stream, @info->output (0, 0 to begin),
 * by input and then by output; -ENOENT at the end
 */
int mixcore_loopback_next(struct mixcore *ctx, struct mixcore_route_info *info);

/*
 * Histories: who changed what of an object, when and why
 */

/**
 * mixcore_history_get - the changes that an object has seen
 * @object: MIXCORE_OBJECT_*
 * @id: of it; of a route: of its stream; of a loopback: of its input; of defaults: uid, or
 *	MIXCORE_UID_ANY
 * @output: of a route or loopback: id of its output; otherwise 0
 * @changes: the newest first; MIXCORE_HISTORY_MAX at most
 * @count: how many @changes has room for
 *
 * Returns how many changes were written, or -ENOENT no such object, or the uid has no defaults of
 * its own; -EINVAL @object is none, or @output not 0 where it means nothing; -EPERM defaults of
 * another uid; -ENOTTY the module has no MIXCORE_FEATURE_HISTORY. Where MIXCORE_OPEN_CONTROL is not
 * given, pid and comm of other uids' changes are empty.
 */
int mixcore_history_get(struct mixcore *ctx, uint32_t object, uint32_t id, uint32_t output,
			struct mixcore_change *changes, uint32_t count);

/*
 * Xruns: who was late, and the times that prove it; see <sound/mixcore_xrun.h>
 */

/**
 * mixcore_xruns_get - reports of the latest xruns
 * @after: only those with a higher number; 0 for all that are kept, MIXCORE_XRUNS_MAX at most
 * @xruns: the oldest first; they are the oldest of those that are asked for
 * @count: in: how many @xruns has room for; out: how many were written
 * @latest: number of the latest report that there is, 0 = there was none; may be NULL
 *
 * Errors: -ENOTTY the module has no MIXCORE_FEATURE_XRUNS. Where MIXCORE_OPEN_CONTROL is not given,
 * pid and comm of other uids' streams are empty.
 */
int mixcore_xruns_get(struct mixcore *ctx, uint64_t after, struct mixcore_xrun *xruns,
		      uint32_t *count, uint64_t *latest);

/**
 * mixcore_flight_get - the flight recorder of an output or input
 * @object: MIXCORE_OBJECT_OUTPUT or _INPUT
 * @id: of it
 * @events: the latest ones, the oldest of them first; MIXCORE_FLIGHT_MAX at most
 * @count: in: how many @events has room for; out: how many were written
 * @total: of all events since it was made; may be NULL
 *
 * Errors: -ENOENT no such output or input; -EINVAL @object is neither; -ENOTTY as above.
 */
int mixcore_flight_get(struct mixcore *ctx, uint32_t object, uint32_t id,
		       struct mixcore_flight_event *events, uint32_t *count, uint64_t *total);

/* mixcore_culprit_name - "application", "mixer", "backend", "position", "machine"; "unknown" */
const char *mixcore_culprit_name(uint32_t culprit);

/* mixcore_xrun_name - of MIXCORE_XRUN_*: "empty", "full", "stuck", "stopped", "failed"; "unknown" */
const char *mixcore_xrun_name(uint32_t what);

/*
 * Timers that the program drives; see <sound/mixcore_timer.h>
 *
 * A timer object is for one thread at a time, but for its descriptor, on which any thread may
 * poll(2). It may stay open behind mixcore_close(). None of its functions allocate memory but
 * mixcore_timer_open(), so that a thread in real time may trigger.
 */

struct mixcore_timer;

/* Whose timer it is to be. */
enum mixcore_timer_provider {
	MIXCORE_TIMER_ANY,	/* the kernel's own where that is enough, otherwise mixcore's */
	MIXCORE_TIMER_KERNEL,	/* snd-utimer of Linux 6.12, where it is built in */
	MIXCORE_TIMER_MIXCORE,
};

/* The ALSA timer that consumers open; values of snd_timer_id_t. */
struct mixcore_timer_address {
	int dev_class;		/* SND_TIMER_CLASS_* */
	int card;		/* -1 = none */
	int device;
	int subdevice;
};

/**
 * mixcore_timer_open - make a timer
 * @ret: the timer; untouched on failure
 * @ctx: may be NULL with MIXCORE_TIMER_KERNEL
 * @create: what it is to be; `fd`, `id` and `device` are out, as of upstream's struct
 *	snd_timer_uinfo, and -1, 0 and 0 on failure
 * @provider: with MIXCORE_TIMER_ANY the kernel's own is enough if `flags`, `rate` and `name` are 0
 *
 * `fd` is the object's: mixcore_timer_close() closes it.
 *
 * Errors: those of MIXCORE_IOCTL_TIMER_CREATE; -ENOTTY no such timers here: the module has no
 * MIXCORE_FEATURE_TIMERS, or the kernel no CONFIG_SND_UTIMER; -EINVAL also: MIXCORE_TIMER_KERNEL
 * with flags, rate or name.
 */
int mixcore_timer_open(struct mixcore_timer **ret, struct mixcore *ctx,
		       struct mixcore_timer_create *create, enum mixcore_timer_provider provider);

/* mixcore_timer_close - the timer goes; NULL is fine */
void mixcore_timer_close(struct mixcore_timer *timer);

/* mixcore_timer_fd - its descriptor: readable when mixcore_timer_event() has something to say */
int mixcore_timer_fd(const struct mixcore_timer *timer);

/* mixcore_timer_provided_by - MIXCORE_TIMER_KERNEL or MIXCORE_TIMER_MIXCORE */
enum mixcore_timer_provider mixcore_timer_provided_by(const struct mixcore_timer *timer);

/* mixcore_timer_address - where consumers find it */
struct mixcore_timer_address mixcore_timer_address(const struct mixcore_timer *timer);

/**
 * mixcore_timer_trigger - one tick
 *
 * Consumers are called before it returns. Errors: -EAGAIN see MIXCORE_IOCTL_TRIGGER.
 */
int mixcore_timer_trigger(struct mixcore_timer *timer);

/**
 * mixcore_timer_trigger_many - several ticks, or frames
 * @trigger: as of MIXCORE_IOCTL_TRIGGER
 *
 * The kernel's own timer is triggered `ticks` times. Errors: those of MIXCORE_IOCTL_TRIGGER;
 * -EOPNOTSUPP `frames` or flags, and it is the kernel's own.
 */
int mixcore_timer_trigger_many(struct mixcore_timer *timer, struct mixcore_trigger *trigger);

/**
 * mixcore_timer_event - what has happened since the last call
 * @timeout_ms: how long to wait for something, 0 = not at all, -1 = for ever
 *
 * Errors: -EAGAIN nothing; -EINTR a signal came; -EOPNOTSUPP it is the kernel's own timer, which
 * does not tell.
 */
int mixcore_timer_event(struct mixcore_timer *timer, int timeout_ms,
			struct mixcore_producer_event *event);

/* mixcore_timer_get, _next - mixcore's timers; as of outputs */
int mixcore_timer_get(struct mixcore *ctx, uint32_t id, struct mixcore_timer_info *info);
int mixcore_timer_next(struct mixcore *ctx, struct mixcore_timer_info *info);

/*
 * Endpoints: the program is the device of an output or input; see <sound/mixcore_endpoint.h>
 *
 * An endpoint object is for one thread at a time. It may stay open behind mixcore_close(). Only
 * mixcore_endpoint_open(), _adopt() and _run() allocate memory.
 */

struct mixcore_endpoint;

/**
 * mixcore_endpoint_open - make an endpoint and map its ring
 * @ret: the endpoint; untouched on failure
 * @create: what it is to be; values chosen are written back. `fd` is the object's
 *
 * Errors: those of MIXCORE_IOCTL_ENDPOINT_CREATE; -ENOTTY the module has no
 * MIXCORE_FEATURE_ENDPOINTS; -EPROTO it lays out the memory in a way that this library does not
 * know; -ENOMEM.
 */
int mixcore_endpoint_open(struct mixcore_endpoint **ret, struct mixcore *ctx,
			  struct mixcore_endpoint_create *create);

/* mixcore_endpoint_adopt - go on with one whose process is gone, by its cookie; errors alike */
int mixcore_endpoint_adopt(struct mixcore_endpoint **ret, struct mixcore *ctx,
			   struct mixcore_endpoint_adopt *adopt);

/* mixcore_endpoint_close - give it up; NULL is fine */
void mixcore_endpoint_close(struct mixcore_endpoint *endpoint);

/* mixcore_endpoint_fd - its descriptor: readable when mixcore_endpoint_event() has something */
int mixcore_endpoint_fd(const struct mixcore_endpoint *endpoint);

/* mixcore_endpoint_page - a consistent copy of its page: positions, times, what was lost */
int mixcore_endpoint_page(struct mixcore_endpoint *endpoint, struct mixcore_endpoint_page *page);

/* mixcore_endpoint_event - as mixcore_timer_event() */
int mixcore_endpoint_event(struct mixcore_endpoint *endpoint, int timeout_ms,
			   struct mixcore_producer_event *event);

/**
 * mixcore_endpoint_area - where frames are in the ring
 * @position: of the first
 * @frames: in: how many are wanted; out: how many lie in one piece
 *
 * Returns their address: the pull form without a copy. Of an input: write there, then
 * mixcore_endpoint_trigger(); of an output the other way round.
 */
void *mixcore_endpoint_area(struct mixcore_endpoint *endpoint, uint64_t position, uint32_t *frames);

/**
 * mixcore_endpoint_trigger - so many frames of the device's time have passed
 * @time_ns: when they had, CLOCK_MONOTONIC; 0 = now
 * @position: frames so far, these included; may be NULL
 *
 * Errors: those of MIXCORE_IOCTL_TRIGGER.
 */
int mixcore_endpoint_trigger(struct mixcore_endpoint *endpoint, uint32_t frames, uint64_t time_ns,
			     uint64_t *position);

/**
 * mixcore_endpoint_read, _write - the pull form: trigger and copy
 * @samples: interleaved
 * @frames: any number; more than the ring holds are several TRIGGERs
 *
 * Do not wait: who calls is the clock. Return how many frames were read or written, fewer only
 * when an error came (-EAGAIN: too fast) after the first, or the error. -EINVAL: of an input, of an
 * output.
 */
ssize_t mixcore_endpoint_read(struct mixcore_endpoint *endpoint, void *samples, size_t frames);
ssize_t mixcore_endpoint_write(struct mixcore_endpoint *endpoint, const void *samples,
			       size_t frames);

/**
 * struct mixcore_endpoint_block - what a callback gets
 * @samples: of an output: what was mixed; of an input: room to fill
 * @frames: of it
 * @position: of the first one
 * @time_ns: when the block was due, CLOCK_MONOTONIC: an even clock
 */
struct mixcore_endpoint_block {
	void *samples;
	uint32_t frames;
	uint64_t position;
	uint64_t time_ns;
};

/* Returns 0 to go on; anything else ends mixcore_endpoint_run(), which returns it. */
typedef int (*mixcore_endpoint_callback)(void *user, const struct mixcore_endpoint_block *block);

/**
 * mixcore_endpoint_run - the callback form: a device with the clock of this machine
 * @block_frames: how many frames at a time, 1..ring less a cycle
 * @ppm: how much faster than CLOCK_MONOTONIC, in 1/10^6; -1000..1000
 *
 * Calls @callback in this thread each time that a block is due, until it returns something else
 * than 0. What was missed because the thread came late is caught up with.
 *
 * Errors: -EINVAL a number is out of range; -ENODEV the endpoint was detached; what @callback
 * returned.
 */
int mixcore_endpoint_run(struct mixcore_endpoint *endpoint, uint32_t block_frames, int ppm,
			 mixcore_endpoint_callback callback, void *user);

/*
 * The status area: what runs, without a call; see <sound/mixcore_status.h>
 *
 * While somebody has it open, the kernel computes meters and writes an entry per cycle of each
 * output, input and stream: close it when nobody looks. An area is for one thread at a time; it may
 * stay open behind mixcore_close().
 */

struct mixcore_status_area;

/**
 * mixcore_status_open - map the status area
 * @ret: the area; untouched on failure
 *
 * Errors: -ENOTSUP the module has no MIXCORE_FEATURE_STATUS; -EPROTO it lays out the area in a way
 * that this library does not know; -ENOSPC MIXCORE_STATUS_AREAS_MAX users have one; -ENOMEM.
 */
int mixcore_status_open(struct mixcore *ctx, struct mixcore_status_area **ret);

/* mixcore_status_close - NULL is fine */
void mixcore_status_close(struct mixcore_status_area *area);

/* mixcore_status_generation - of the graph; when it has grown, there is something new to be read */
uint64_t mixcore_status_generation(const struct mixcore_status_area *area);

/**
 * mixcore_status_read - an entry as it was after a cycle, never half of it
 * @object: MIXCORE_OBJECT_OUTPUT, _INPUT or _STREAM
 * @id: of it
 * @entry: is all written when 0 is returned; else it may be anything
 *
 * Errors: -ENOENT it has no entry: it is gone, or may not be seen; -EAGAIN the kernel was writing it
 * all the time; -EINVAL @object is none of these.
 */
int mixcore_status_read(struct mixcore_status_area *area, uint32_t object, uint32_t id,
			struct mixcore_status_entry *entry);

/*
 * mixcore_status_next - the next entry that is somebody's, in no particular order
 *
 * *@index is 0 to begin, and nothing that the caller counts. -ENOENT at the end, -EAGAIN as above:
 * call it again for the one after it.
 */
int mixcore_status_next(struct mixcore_status_area *area, uint32_t object, uint32_t *index,
			struct mixcore_status_entry *entry);

/*
 * Meters: pure functions of entries. Full scale is 1, or 0 dB; silence is 0, or -INFINITY dB.
 * Channels from MIXCORE_STATUS_CHANNELS on are silent.
 */

/* mixcore_meter_peak - the largest |sample| of the last 1 to 2 times MIXCORE_STATUS_PEAK_MS */
double mixcore_meter_peak(const struct mixcore_status_entry *entry, unsigned int channel);
double mixcore_meter_peak_db(const struct mixcore_status_entry *entry, unsigned int channel);

/*
 * mixcore_meter_mean_square - of the frames between two entries of the same object; 0 where there
 * are none, or the objects differ. A square wave of full scale has 1, a sine 0.5 (-3 dB rms).
 */
double mixcore_meter_mean_square(const struct mixcore_status_entry *before,
				 const struct mixcore_status_entry *after, unsigned int channel);
double mixcore_meter_rms_db(const struct mixcore_status_entry *before,
			    const struct mixcore_status_entry *after, unsigned int channel);

/*
 * Events: what happens, as it happens
 *
 * Anyone may listen: events tell ids and numbers only. Who is to know all there is opens events
 * first, then makes a dump, and passes over NEW, CHANGED and GONE whose generation is not above
 * that of the dump: they are in it. The others change no generation, and may have come behind it.
 * A listener is for one thread at a time. Events come as long as the module is loaded, which it
 * stays while somebody has a node open.
 */

/**
 * struct mixcore_event - something has happened
 * @size: sizeof(struct mixcore_event)
 * @cmd: MIXCORE_NL_CMD_NEW, _CHANGED, _GONE, _XRUN, _LOST or _RESTORED, as
 *	<sound/mixcore_netlink.h> describes them
 * @object: MIXCORE_OBJECT_*
 * @id: as in struct mixcore_history
 * @output: of a route or loopback, as there
 * @what: of CHANGED and NEW: MIXCORE_CHANGED_*, MIXCORE_SET_*, of defaults MIXCORE_DEFAULT_*
 * @generation: of the graph, after it has happened; XRUN, LOST and RESTORED do not change it
 * @count: of XRUN: how many there were since the object was made
 * @sequence: each event has the number after that of the one before it
 */
struct mixcore_event {
	uint32_t size;
	uint32_t cmd;
	uint32_t object;
	uint32_t id;
	uint32_t output;
	uint32_t what;
	uint64_t generation;
	uint64_t count;
	uint64_t sequence;
};

struct mixcore_events;

/**
 * mixcore_events_open - listen from now on
 * @ret: the listener; untouched on failure
 *
 * Errors: -ENOENT the module is not there, or is older and tells no events, or this process is in
 * another network namespace than the first one; -EPROTONOSUPPORT the kernel has no generic netlink,
 * or the module has dumps only; -ENOMEM.
 */
int mixcore_events_open(struct mixcore_events **ret);

/* mixcore_events_close - NULL is fine */
void mixcore_events_close(struct mixcore_events *events);

/* mixcore_events_fd - for poll(2): POLLIN or POLLERR when it is time for mixcore_events_next() */
int mixcore_events_fd(const struct mixcore_events *events);

/**
 * mixcore_events_next - the next event; does not wait
 * @events: the listener
 * @event: with its size; written where there is one
 *
 * Returns 1 and an event; 0 there is none for now; -ENOBUFS some were lost, as nobody had called
 * this for too long or the module had more to tell than it keeps (MIXCORE_NL_EVENTS_MAX): read anew
 * what is to be known, and go on. How many they were says the `sequence` of the next event. -EINVAL
 * @event->size is 0; other errors are those of recv(2).
 */
int mixcore_events_next(struct mixcore_events *events, struct mixcore_event *event);

/*
 * Dumps: all there is, at one moment
 */

/**
 * struct mixcore_dumped - an object, as a dump tells of it
 * @size: sizeof(struct mixcore_dumped), as the library has it
 * @object: MIXCORE_OBJECT_*
 * @id: as in struct mixcore_history
 * @output: of a route or loopback, as there
 * @generation: of the graph after the latest change of the object; 0: it was never changed
 * @info: what the context's node tells of it, until the callback returns: struct
 *	mixcore_stream_info, mixcore_output_info, mixcore_input_info, mixcore_route_info (loopbacks,
 *	too) or mixcore_default; NULL without a context
 * @info_size: as many bytes the module has told of it; the others are 0, up to
 *	MIXCORE_STRUCT_SIZE_MAX
 * @reserved: 0
 */
struct mixcore_dumped {
	uint32_t size;
	uint32_t object;
	uint32_t id;
	uint32_t output;
	uint64_t generation;
	const void *info;
	uint32_t info_size;
	uint32_t reserved;
};

/* 0: go on; all else ends the dump, and is what mixcore_dump() returns. */
typedef int mixcore_dump_fn(const struct mixcore_dumped *dumped, void *data);

/**
 * mixcore_dump - tell of all objects, or of all of a kind, as they are at one moment
 * @ctx: whose node decides what may be seen; NULL: ids and generations only, which all may see
 * @object: MIXCORE_OBJECT_*: of this kind only; 0: streams, outputs, inputs, routes, loopbacks and
 *	defaults, in this order, each by ids
 * @callback: is called for each of them. It may call anything but longjmp(3)
 * @data: of the callback
 * @generation: of the graph at that moment, 0 when there was nothing to tell of; may be NULL
 *
 * When the graph changes while it is read, it is read again, several times; the callback is called
 * when all is there.
 *
 * Returns 0, what @callback has returned, or -EAGAIN the graph does not stand still; -ENOENT,
 * -EPROTONOSUPPORT as mixcore_events_open(); -ERANGE no such kind; -ENOMEM.
 */
int mixcore_dump(struct mixcore *ctx, uint32_t object, mixcore_dump_fn *callback, void *data,
		 uint64_t *generation);

/*
 * Snapshots: a dump that is kept
 *
 * A snapshot is a value: nothing changes it, it needs no context any more, and several threads may
 * read it at once. What its functions return is valid until mixcore_snapshot_free().
 *
 * Structs of the kernel interface are at least as long in it as this library knows them, and as
 * long as the module told of them; what it did not tell is 0.
 */

struct mixcore_snapshot;

/**
 * mixcore_snapshot_take - read all objects, as they are at one moment
 * @ret: the snapshot; untouched on failure
 * @ctx: whose node decides what may be seen
 *
 * Errors: those of mixcore_dump(); -EAGAIN the graph does not stand still; -EINVAL no context.
 */
int mixcore_snapshot_take(struct mixcore_snapshot **ret, struct mixcore *ctx);

/* mixcore_snapshot_free - NULL is fine */
void mixcore_snapshot_free(struct mixcore_snapshot *snapshot);

/* mixcore_snapshot_generation - of the graph at that moment, as events have it */
uint64_t mixcore_snapshot_generation(const struct mixcore_snapshot *snapshot);

/* mixcore_snapshot_count - how many there are of MIXCORE_OBJECT_*; 0 of what is no kind */
unsigned int mixcore_snapshot_count(const struct mixcore_snapshot *snapshot, uint32_t object);

/*
 * One of a kind, by its place from 0 on, which goes by ids; NULL behind the last. Defaults begin
 * with those of MIXCORE_UID_ANY.
 */
const struct mixcore_stream_info *
mixcore_snapshot_stream(const struct mixcore_snapshot *snapshot, unsigned int index);
const struct mixcore_output_info *
mixcore_snapshot_output(const struct mixcore_snapshot *snapshot, unsigned int index);
const struct mixcore_input_info *
mixcore_snapshot_input(const struct mixcore_snapshot *snapshot, unsigned int index);
const struct mixcore_route_info *
mixcore_snapshot_route(const struct mixcore_snapshot *snapshot, unsigned int index);
const struct mixcore_route_info *
mixcore_snapshot_loopback(const struct mixcore_snapshot *snapshot, unsigned int index);
const struct mixcore_default *
mixcore_snapshot_default(const struct mixcore_snapshot *snapshot, unsigned int index);

/* One of a kind, by its id; NULL when there is none. */
const struct mixcore_stream_info *
mixcore_snapshot_find_stream(const struct mixcore_snapshot *snapshot, uint32_t id);
const struct mixcore_output_info *
mixcore_snapshot_find_output(const struct mixcore_snapshot *snapshot, uint32_t id);
const struct mixcore_input_info *
mixcore_snapshot_find_input(const struct mixcore_snapshot *snapshot, uint32_t id);
const struct mixcore_route_info *
mixcore_snapshot_find_route(const struct mixcore_snapshot *snapshot, uint32_t stream,
			    uint32_t output);
const struct mixcore_route_info *
mixcore_snapshot_find_loopback(const struct mixcore_snapshot *snapshot, uint32_t input,
			       uint32_t output);
const struct mixcore_default *
mixcore_snapshot_find_default(const struct mixcore_snapshot *snapshot, uint32_t uid);

/*
 * Changes: several calls in one transaction, all of them or none
 *
 * They are collected first: an add function copies its struct and returns the index of the change,
 * 0 or more, or an error: -EINVAL a `size` too small; -E2BIG a `size` too large, or
 * MIXCORE_TRANSACTION_MAX changes are collected already; -ENOMEM. What the struct says is looked at
 * by the kernel, when they are applied; its causes are the structs' own. A collection is for one
 * thread at a time.
 */

struct mixcore_changes;

/* mixcore_changes_new - none yet; NULL when there is no memory */
struct mixcore_changes *mixcore_changes_new(void);

/* mixcore_changes_free - applied or not; NULL is fine */
void mixcore_changes_free(struct mixcore_changes *changes);

/* mixcore_changes_count - 0..MIXCORE_TRANSACTION_MAX */
unsigned int mixcore_changes_count(const struct mixcore_changes *changes);

/* mixcore_changes_add_output_set - as mixcore_output_set() */
int mixcore_changes_add_output_set(struct mixcore_changes *changes,
				   const struct mixcore_output_set *set);

/*
 * mixcore_changes_add_output_eq - the equalizer of an output, MIXCORE_IOCTL_OUTPUT_EQ
 *
 * What @eq->data points to is copied, too. -EINVAL: more points, sections or channels than there
 * may be; -EFAULT: points, but no data.
 */
int mixcore_changes_add_output_eq(struct mixcore_changes *changes,
				  const struct mixcore_output_eq *eq);

/* mixcore_changes_add_default_set - as mixcore_default_set() */
int mixcore_changes_add_default_set(struct mixcore_changes *changes,
				    const struct mixcore_default *def);

/* mixcore_changes_add_stream_set - as mixcore_stream_set() */
int mixcore_changes_add_stream_set(struct mixcore_changes *changes,
				   const struct mixcore_stream_set *set);

/*
 * mixcore_changes_add_stream_move - as mixcore_stream_move(); of what is said about routes of this
 * stream it is the last
 */
int mixcore_changes_add_stream_move(struct mixcore_changes *changes,
				    const struct mixcore_stream_move *move);

/* mixcore_changes_add_route_set - as mixcore_route_set(); once for each route */
int mixcore_changes_add_route_set(struct mixcore_changes *changes,
				  const struct mixcore_route_set *set);

/*
 * mixcore_changes_add_route_remove - as mixcore_route_remove(); when the route leads, it is the
 * last of what is said about routes of this stream
 */
int mixcore_changes_add_route_remove(struct mixcore_changes *changes,
				     const struct mixcore_route_remove *route);

/**
 * mixcore_changes_apply - make all of the changes, in their order, or none
 * @ctx: may do what each of them needs
 * @changes: stay as they are, and may be applied again
 * @failed: out: index of the one that failed; their count when none did, or the whole; may be NULL
 *
 * Errors: those of the call at *@failed. With *@failed at the count: -EINVAL there are
 * none; -ENOTTY the module has no MIXCORE_FEATURE_TRANSACTION; -EBADF the node is open for reading.
 * -EINVAL for a change also means that it sets a route for a second time, or that it is about a
 * route of a stream behind the one that exchanges its leading route.
 */
int mixcore_changes_apply(struct mixcore *ctx, const struct mixcore_changes *changes,
			  unsigned int *failed);

/*
 * Hardware: which PCM becomes a backend, and how it is configured
 */

#define MIXCORE_HW_ANY		(-1)

/**
 * struct mixcore_hw - a PCM of the system; in which direction is said where it is used
 * @card: number; MIXCORE_HW_ANY until resolved, where the name gave an id
 * @device: PCM device number
 * @subdevice: or MIXCORE_HW_ANY
 * @id: the card's id, empty until resolved, where the name gave a number
 */
struct mixcore_hw {
	int card;
	int device;
	int subdevice;
	char id[16];
};

/**
 * mixcore_hw_parse - read an ALSA hardware name
 * @name: hw:0  hw:0,1  hw:Intel  hw:Intel,0,2  hw:CARD=Intel,DEV=0,SUBDEV=2
 * @hw: filled in without looking at the system; device 0 where the name has none
 *
 * Errors: -EINVAL for anything else, -ENAMETOOLONG for a card id of more than 15 bytes.
 */
int mixcore_hw_parse(const char *name, struct mixcore_hw *hw);

/* mixcore_hw_resolve - find the card, fill in number and id; -ENODEV no such card */
int mixcore_hw_resolve(struct mixcore_hw *hw);

/* mixcore_hw_format - "hw:Intel,0", with the subdevice where one was named; as snprintf() */
int mixcore_hw_format(const struct mixcore_hw *hw, char *text, size_t size);

/**
 * mixcore_hw_output_name - a name for an output that plays on @hw, or an input that captures there
 * @hw: resolved
 * @name: MIXCORE_NAME_LEN bytes
 *
 * The card's id in lower case with - for what a name may not hold; then -DEVICE where it is not 0,
 * and -DEVICE-SUBDEVICE where a subdevice was named.
 */
void mixcore_hw_output_name(const struct mixcore_hw *hw, char *name);

/* Who holds a PCM. */
struct mixcore_hw_owner {
	pid_t pid;
	char comm[16];	/* empty when the process is gone or hidden */
};

/* mixcore_hw_get_owner - 1 and the first owner when @hw (resolved) is in use, else 0; of playback */
int mixcore_hw_get_owner(const struct mixcore_hw *hw, struct mixcore_hw_owner *owner);

/* mixcore_hw_get_owner_of - the same for MIXCORE_DIRECTION_PLAYBACK or _CAPTURE */
int mixcore_hw_get_owner_of(const struct mixcore_hw *hw, uint32_t direction,
			    struct mixcore_hw_owner *owner);

enum mixcore_backend_param {
	MIXCORE_BACKEND_NONE,
	MIXCORE_BACKEND_ACCESS,
	MIXCORE_BACKEND_FORMAT,
	MIXCORE_BACKEND_RATE,
	MIXCORE_BACKEND_CHANNELS,
	MIXCORE_BACKEND_PERIOD,
	MIXCORE_BACKEND_BUFFER,
};

/**
 * struct mixcore_backend_params - how a backend is configured
 * @rate: Hz. In: wanted, 0 = 48000 or what is nearest; out: in force
 * @channels: In: wanted, 0 = 2 or what is nearest; out: in force
 * @format: SNDRV_PCM_FORMAT_*. In: wanted, MIXCORE_FORMAT_ANY = what has most bits: the first of
 *	S32_LE, S24_LE, S24_3LE, the same big endian, FLOAT_LE, S16_LE, S16_BE, U8; out: in force
 * @period_frames: In: nearest to this, 0 = 256; out: in force
 * @buffer_frames: In: nearest to this, 0 = 4 periods; out: in force
 * @room_frames: In: a buffer that is not given is to hold a period and this much (2 cycles)
 * @refused: out, on -EINVAL: what the hardware can not do
 * @refused_min: the smallest value it can do, for numbers
 * @refused_max: the largest
 * @direction: In: MIXCORE_DIRECTION_PLAYBACK, or MIXCORE_DIRECTION_CAPTURE for an input
 * @reserved: 0
 */
struct mixcore_backend_params {
	uint32_t rate;
	uint32_t channels;
	uint32_t format;
	uint32_t period_frames;
	uint32_t buffer_frames;
	uint32_t room_frames;
	enum mixcore_backend_param refused;
	uint32_t refused_min;
	uint32_t refused_max;
	uint32_t direction;
	uint32_t reserved[6];
};

#define MIXCORE_FORMAT_ANY	0xffffffffU

/**
 * mixcore_backend_open - open the PCM @hw and configure it, ready for mixcore_output_attach(), or,
 *	with MIXCORE_DIRECTION_CAPTURE, for mixcore_input_attach()
 * @hw: resolved
 * @params: see there
 *
 * Plain ioctls, and no memory map: nothing of this process is left on the PCM once the returned
 * descriptor is closed, while snd_pcm_close() of alsa-lib would stop and unconfigure it.
 *
 * Returns a descriptor, or -EBUSY in use (mixcore_hw_get_owner()); -EINVAL the hardware can not do
 * what is wanted (@params->refused); -ENOENT, -ENODEV, -ENXIO no such PCM; -EACCES may not open it.
 */
int mixcore_backend_open(const struct mixcore_hw *hw, struct mixcore_backend_params *params);

/* mixcore_backend_close - as close(2): the kernel's own reference keeps the backend configured */
void mixcore_backend_close(int fd);

/**
 * mixcore_attach_explain - why mixcore_output_attach() says -EINVAL
 * @attach: as given to it
 * @params: of the backend; not looked at with MIXCORE_ATTACH_F_NULL
 * @text: the limit that is violated, in words; empty when none is
 * @size: of @text
 *
 * Returns 1 when a limit is violated, else 0.
 */
int mixcore_attach_explain(const struct mixcore_output_attach *attach,
			   const struct mixcore_backend_params *params, char *text, size_t size);

/* mixcore_input_attach_explain - the same for mixcore_input_attach() */
int mixcore_input_attach_explain(const struct mixcore_input_attach *attach,
				 const struct mixcore_backend_params *params, char *text,
				 size_t size);

/* mixcore_format_name - "S16_LE"...; "?" for formats that mixcore does not know */
const char *mixcore_format_name(uint32_t format);

/* mixcore_format_parse - SNDRV_PCM_FORMAT_* of "S16_LE", "s32"...; -EINVAL */
int mixcore_format_parse(const char *name, uint32_t *format);

/*
 * Volume and gain
 *
 * Volume is what people set: dB, or percent. Gain is what the kernel multiplies by: unsigned Q8.24.
 * Percent is the cubic scale of desktop mixers: gain = (percent / 100)^3, so 100 % is 0 dB and
 * 50 % is -18.1 dB.
 */

/* mixcore_gain_from_db - nearest gain; 0 for -INFINITY; -ERANGE above +12 dB, -EINVAL for NaN */
int mixcore_gain_from_db(double db, uint32_t *gain);

/* mixcore_gain_to_db - -INFINITY for 0 */
double mixcore_gain_to_db(uint32_t gain);

/* mixcore_gain_from_percent - -ERANGE below 0 or above +12 dB (about 158 %), -EINVAL for NaN */
int mixcore_gain_from_percent(double percent, uint32_t *gain);

/* mixcore_gain_to_percent */
double mixcore_gain_to_percent(uint32_t gain);

/**
 * mixcore_volume_parse - change gains as a text says
 * @text: one volume for all channels, or one per channel with commas between; a volume is
 *	"-12dB" or "-12", "-infdB" or "mute", "50%", or relative to what is: "+=3dB", "-=5%"
 * @gain: in and out, @channels entries; unchanged on failure
 * @channels: 1..MIXCORE_CHANNELS_MAX
 *
 * Numbers are decimal, with a point in every locale; the step of a relative volume has no sign.
 * Relative volumes stop at silence and at +12 dB; silence plus some dB is silence.
 * With a list, channels past its end keep their gain.
 *
 * Errors: -EINVAL not a volume, -ERANGE above +12 dB or below 0 %, -E2BIG more volumes than
 * channels.
 */
int mixcore_volume_parse(const char *text, uint32_t *gain, unsigned int channels);

/*
 * Causes and errors
 */

/* mixcore_cause_set - -EINVAL: no printable UTF-8; longer texts are cut at a character */
int mixcore_cause_set(struct mixcore_cause *cause, uint64_t cookie, const char *text);

/* What was tried when an errno came back. */
enum mixcore_call {
	MIXCORE_CALL_OTHER,
	MIXCORE_CALL_OPEN,
	MIXCORE_CALL_OPEN_CONTROL,
	MIXCORE_CALL_HW_PARSE,
	MIXCORE_CALL_HW_RESOLVE,
	MIXCORE_CALL_BACKEND_OPEN,
	MIXCORE_CALL_OUTPUT_ATTACH,
	MIXCORE_CALL_OUTPUT_DETACH,
	MIXCORE_CALL_OUTPUT_GET,
	MIXCORE_CALL_OUTPUT_SET,
	MIXCORE_CALL_DEFAULT_SET,
	MIXCORE_CALL_QUOTA_SET,
	MIXCORE_CALL_STREAM_GET,
	MIXCORE_CALL_STREAM_SET,
	MIXCORE_CALL_STREAM_MOVE,
	MIXCORE_CALL_VOLUME_PARSE,
	MIXCORE_CALL_ROUTE_SET,
	MIXCORE_CALL_ROUTE_REMOVE,
	MIXCORE_CALL_ROUTE_GET,
	MIXCORE_CALL_TRANSACTION,
	MIXCORE_CALL_CAPTURE_OPEN,	/* mixcore_backend_open(), capturing */
	MIXCORE_CALL_INPUT_ATTACH,
	MIXCORE_CALL_INPUT_DETACH,
	MIXCORE_CALL_INPUT_GET,
	MIXCORE_CALL_INPUT_SET,
	MIXCORE_CALL_STREAM_SOURCE,
	MIXCORE_CALL_LOOPBACK_SET,
	MIXCORE_CALL_LOOPBACK_REMOVE,
	MIXCORE_CALL_LOOPBACK_GET,
	MIXCORE_CALL_EVENTS,		/* mixcore_events_open(), mixcore_dump() */
	MIXCORE_CALL_XRUNS,		/* mixcore_xruns_get(), mixcore_flight_get() */
	MIXCORE_CALL_STATUS_OPEN,
	MIXCORE_CALL_TIMER_CREATE,	/* mixcore_timer_open() */
	MIXCORE_CALL_TIMER_TRIGGER,	/* and mixcore_timer_trigger_many() */
	MIXCORE_CALL_ENDPOINT_CREATE,	/* mixcore_endpoint_open() */
	MIXCORE_CALL_ENDPOINT_ADOPT,
	MIXCORE_CALL_ENDPOINT_TRIGGER,	/* and _read(), _write(), _run() */
	MIXCORE_CALL_TIMER_GET,
};

/* mixcore_error_text - what @error (negative or positive) means where @call returned it */
const char *mixcore_error_text(enum mixcore_call call, int error);

/* mixcore_error_advice - what to do about it; empty when there is nothing to say */
const char *mixcore_error_advice(enum mixcore_call call, int error);

#ifdef __cplusplus
}
#endif

#endif /* MIXCORE_MIXCORE_H */
