/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The map of snd-mixcore: its nouns, who owns what, and the lock order.
 *
 *   STREAM (stream.c)  one application's open substream: its ring, its position
 *   GROUP  (group.c)   streams that run together or not at all
 *   ROUTE  (route.c)   from a stream to an output: gains, and the ramp they are on; one of a stream
 *                      leads, others follow through a delay line (delay_line.c)
 *   OUTPUT (output.c)  a mix bus with a thread and a clock
 *   INPUT  (input.c)   an output turned round: its backend captures, its cycles give what was
 *                      captured to recorders. One struct: thread, clock and backends are the same
 *   BACKEND (backend_pcm.c)  the real PCM behind an output or input
 *   RECORDER (recorder.c)  a stream that records
 *   LOOPBACK (loopback.c)  from an input to an output
 *   RECORD (record.c)  from an input, or the monitor of an output, to a recorder: gains, ramp
 *
 * Ownership
 * ---------
 * struct mixcore_card     one; from module load to unload
 * struct mixcore_output   kref: the graph (xarray), each stream bound to it, each route into it
 * struct mixcore_stream   kref: the open substream, each of its routes
 * struct mixcore_route    kref: its output's list (and the stream's, and that of the leaving ones),
 *                         each snapshot it is in
 * struct mixcore_record   kref: its output's list, its recorder, each snapshot it is in
 * struct mixcore_loopback kref: lists of its input and output, each snapshot it is in
 * struct mixcore_fade     the stream, from the move that asked for it until it has ended
 * struct mixcore_line     its route
 * struct mixcore_wanted   the stream: a route that it is to have, with or without parameters
 * struct mixcore_group    its streams, from the first to the last
 * struct mixcore_snapshot what a cycle reads: made by a writer under graph_lock, handed over
 *                         through output->post, then the output thread's, which frees it
 * struct mixcore_backend  made by the attach call, handed over the same way, then the output
 *                         thread's alone
 *
 * Lock order, outermost first
 * ---------------------------
 *   0. mixcore_card.attach_lock                 mutex: one attach or detach at a time
 *   1. pcm->open_mutex, runtime->buffer_mutex   (ALSA core, around our PCM callbacks)
 *   2. card->controls_rwsem                     (ALSA core, around our control callbacks)
 *      mixcore_timers.lock                      mutex: timers, and who follows them
 *      mixcore_timer.trigger_lock               bit: one tick of a timer at a time; never two
 *   3. mixcore_card.graph_lock                  mutex: outputs, bindings, routes, gains, defaults
 *      mixcore_endpoint.trigger_lock            mutex: one TRIGGER of it at a time
 *      mixcore_endpoint.drive                   rt_mutex: who runs the cycles of an endpoint
 *   4. mixcore_card.quota_lock                  mutex: users and their counts
 *      mixcore_areas.lock                       mutex: who has the status area mapped; also below
 *                                               the mmap_lock of who maps it
 *   5. snd_pcm_stream_lock of one of our streams, never two, never together with a slave's
 *   6. mixcore_card.run_lock                    spinlock: which streams run, and where
 *   7. mixcore_output.post_lock                 spinlock: the hand-over to the thread
 *   8. mixcore_xrun_log.lock                    spinlock: who was late
 *   9. mixcore_events.lock                      spinlock: what waits to be told
 *      mixcore_follow.lock                      spinlock: what a follower was told
 *      mixcore_producer.lock                    spinlock: the same of a producer; also below the
 *                                               lock of an ALSA timer
 * The output thread takes none of 0 to 4 of ours, so a writer may wait for it under graph_lock.
 * A slave's locks (open_mutex, buffer_mutex, stream lock, link_rwsem) are taken with none of ours
 * but attach_lock held. Its stream lock is held when backend_pcm.c's wait entry is called, which
 * only wakes.
 */
#ifndef MIXCORE_H
#define MIXCORE_H

#include <linux/atomic.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <uapi/sound/mixcore.h>
#include <uapi/sound/mixcore_netlink.h>

#include "area.h"
#include "dsp/dsp.h"
#include "dsp/process.h"
#include "endpoint.h"
#include "lateness.h"
#include "producer.h"

/* How long so many frames last, rounded down. */
static inline u64 mixcore_duration_ns(u64 frames, u32 rate)
{
	return mul_u64_u32_div(frames, NSEC_PER_SEC, rate);
}

struct mixcore_card;
struct mixcore_line;
struct mixcore_output;
struct mixcore_record;
struct mixcore_step;
struct mixcore_stream;

/**
 * struct mixcore_object - something that userspace can name
 * @kind: MIXCORE_OBJECT_*
 * @id: of it; of a route its stream's, of a loopback its input's, of defaults the uid
 * @output: of a route or loopback: id of its output; otherwise 0
 */
struct mixcore_object {
	u32 kind;
	u32 id;
	u32 output;
};

/**
 * struct mixcore_changes - what an object has seen
 * @object: which
 * @count: of @list
 * @list: changes, the newest last
 */
struct mixcore_changes {
	struct mixcore_object object;
	u32 count;
	struct mixcore_change list[MIXCORE_HISTORY_MAX];
};

/**
 * struct mixcore_event - something that has happened
 * @cmd: MIXCORE_NL_CMD_*
 * @what: that was changed
 * @object: to which
 * @generation: of the graph after it
 * @count: of xruns
 * @sequence: number of the event
 */
struct mixcore_event {
	u32 cmd;
	u32 what;
	struct mixcore_object object;
	u64 generation;
	u64 count;
	u64 sequence;
};

/**
 * struct mixcore_events - those that wait to be sent
 * @lock: see lock order
 * @ring: MIXCORE_NL_EVENTS_MAX of them
 * @first: the oldest
 * @count: that wait
 * @sequence: number of the latest, also when there was no room for it
 * @send: sends them
 */
struct mixcore_events {
	spinlock_t lock;		/* protects all of it */
	struct mixcore_event *ring;
	u32 first;
	u32 count;
	u64 sequence;
	struct work_struct send;
};

/**
 * struct mixcore_described - an object as userspace sees it
 * @object: which
 * @first: none of its kind has been described yet
 * @bytes: of @info
 * @info: what a call tells of it
 */
struct mixcore_described {
	struct mixcore_object object;
	bool first;
	u32 bytes;
	union {
		struct mixcore_stream_info stream;
		struct mixcore_output_info output;
		struct mixcore_input_info input;
		struct mixcore_route_info route;
		struct mixcore_default dflt;
	} info;
};

/* What uids hold, and have quotas of. */
enum mixcore_held {
	MIXCORE_HELD_STREAMS,
	MIXCORE_HELD_TIMERS,
	MIXCORE_HELD_ENDPOINTS,
	MIXCORE_HELD_KINDS,
};

/**
 * struct mixcore_user - what one uid holds
 * @list: in mixcore_card.users
 * @uid: whose
 * @held: so many of each
 * @bytes: memory for frames
 * @leaving: routes in mixcore_card.leaving; graph_lock
 */
struct mixcore_user {
	struct list_head list;
	kuid_t uid;
	u32 held[MIXCORE_HELD_KINDS];
	u64 bytes;
	u32 leaving;
};

/**
 * struct mixcore_slave - what is to be known about a backend without touching it
 * @substream: identity only, never followed
 * @period: frames
 * @buffer: frames
 * @card: number
 * @device: number
 * @subdevice: number of the substream
 * @id: of the card
 */
struct mixcore_slave {
	const struct snd_pcm_substream *substream;
	u32 period;
	u32 buffer;
	int card;
	int device;
	int subdevice;
	char id[16];
};

/**
 * struct mixcore_backend - a slave PCM that an output drives
 * @file: our reference to it; keeps @substream alive
 * @substream: the slave's
 * @output: whose thread to wake
 * @wait: our entry in the slave's wait queue
 * @wait_head: that queue
 * @poll: poll table that found it
 * @rate: Hz
 * @channels: interleaved channels
 * @sample: sample format for the mixer
 * @format: SNDRV_PCM_FORMAT_*
 * @slave: what others may know
 * @started: START was given since the latest PREPARE
 * @moving: the slave's position has changed since
 * @moved: when it was last seen to change
 * @hw_ptr: that position
 * @queued: frames in its buffer at the latest look
 * @queued_at: @moved then
 * @waits: how often the thread has waited in calls into the slave
 * @silence: capture: frames that come before the first captured one
 */
struct mixcore_backend {
	struct file *file;
	struct snd_pcm_substream *substream;
	struct mixcore_output *output;
	struct wait_queue_entry wait;
	wait_queue_head_t *wait_head;
	struct poll_table_struct poll;
	u32 rate;
	u32 channels;
	enum mixcore_sample sample;
	snd_pcm_format_t format;
	struct mixcore_slave slave;
	bool started;
	bool moving;
	ktime_t moved;
	snd_pcm_uframes_t hw_ptr;
	u32 queued;
	ktime_t queued_at;
	unsigned long waits;
	u32 silence;
};

/**
 * struct mixcore_route_settings - what can be set of a route
 * @gain: of all of the matrix
 * @mute: nothing is heard
 * @own_matrix: @matrix is meant, not the default one
 * @delay: frames
 * @matrix: [output channel][stream channel], Q8.24
 */
struct mixcore_route_settings {
	u32 gain;
	bool mute;
	bool own_matrix;
	u32 delay;
	s32 matrix[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX];
};

/**
 * struct mixcore_route - one stream into one output
 * @ref: see ownership above
 * @stream: where from
 * @output: where to
 * @list: in output->routes; graph_lock
 * @of_stream: in stream->routes; graph_lock
 * @leaving: in mixcore_card.leaving; graph_lock
 * @sample: of what it plays
 * @settings: as they are in force; graph_lock
 * @path: gains before rounding; graph_lock
 * @inserted: frames that lines before @line have put in; graph_lock
 * @dropped: and left out; graph_lock
 * @line: out of which it plays, NULL = the stream's ring; stream lock and run_lock
 * @tap: as @ramp, for the monitor; NULL until that is recorded; graph_lock, then output thread only
 * @ramp: where the coefficients are; output thread only
 * @epoch: the stream's run that @ramp belongs to; output thread only
 * @fade: how it fades out, NULL = it does not; run_lock
 * @fading: @ramp is that of @fade; output thread only
 * @taken: it is in a snapshot that cycles read; output thread only
 * @fade_in: frames over which it fades in, in run @fade_epoch; run_lock, then output thread only
 * @fade_epoch: see there
 */
struct mixcore_route {
	struct kref ref;
	struct mixcore_stream *stream;
	struct mixcore_output *output;
	struct list_head list;
	struct list_head of_stream;
	struct list_head leaving;
	enum mixcore_sample sample;
	struct mixcore_route_settings settings;
	struct mixcore_path path;
	u64 inserted;
	u64 dropped;
	struct mixcore_line *line;
	struct mixcore_ramp *tap;
	struct mixcore_ramp ramp;
	u32 epoch;
	struct mixcore_fade *fade;
	bool fading;
	bool taken;
	u32 fade_in;
	u32 fade_epoch;
};

/**
 * struct mixcore_selection - what a recorder records
 * @kind: MIXCORE_SOURCE_*
 * @id: of the input, output or stream
 * @uid: whose streams it hears
 * @all: it hears all
 * @except_count: of @except
 * @except: ids of streams that it does not hear; those past the count are 0
 */
struct mixcore_selection {
	u32 kind;
	u32 id;
	kuid_t uid;
	bool all;
	u32 except_count;
	u32 except[MIXCORE_EXCEPT_MAX];
};

/**
 * struct mixcore_record - from an input, or the monitor of an output, to a recorder
 * @ref: see ownership above
 * @recorder: where to
 * @output: its home: whose cycles write, unless @of has just moved; graph_lock and run_lock, so
 *	that either is enough to read it
 * @list: in output->records; those of the same selection lie together; graph_lock
 * @of: the stream that is recorded, NULL = not one alone
 * @of_stream: in its records; graph_lock and run_lock, so that either is enough to look
 * @selection: what is recorded; does not change
 * @ramp: where the coefficients are; who has the recorder latched
 * @epoch: the recorder's run that @ramp belongs to; the same
 */
struct mixcore_record {
	struct kref ref;
	struct mixcore_stream *recorder;
	struct mixcore_output *output;
	struct list_head list;
	struct mixcore_stream *of;
	struct list_head of_stream;
	struct mixcore_selection selection;
	struct mixcore_ramp ramp;
	u32 epoch;
};

/**
 * struct mixcore_loopback - from an input to an output
 *
 * Counts of frames go on for ever; only differences mean something. The input's thread writes,
 * the output's reads.
 *
 * @ref: see ownership above
 * @input: where from
 * @output: where to
 * @of_input: in input->loopbacks; graph_lock, like the following
 * @of_output: in output->loopbacks
 * @settings: as set
 * @path: gains before rounding
 * @changes: that it has seen
 * @latency: frames that are in the line when one is read
 * @slack: frames more than that at which some are left out
 * @count: frames of @samples
 * @samples: S32, MIXCORE_CHANNELS_MAX channels, interleaved
 * @written: frames; the input's thread writes
 * @write_pos: place of the next one; the input's thread alone
 * @full: frames left out because there was no room; the input's thread writes
 * @copy: from the input's channels; the input's thread alone
 * @read: frames; the output's thread writes, like the following
 * @read_pos: place of the next one
 * @dropped: frames left out because there were too many
 * @inserted: frames of silence where it had run dry
 * @playing: it has been full once
 * @in_force: @latency that it has by now, or will when it has waited
 * @wait: frames of silence until then
 * @there: frames of the present cycle
 * @ramp: where the coefficients are
 */
struct mixcore_loopback {
	struct kref ref;
	struct mixcore_output *input;
	struct mixcore_output *output;
	struct list_head of_input;
	struct list_head of_output;
	struct mixcore_route_settings settings;
	struct mixcore_path path;
	struct mixcore_changes changes;
	u32 latency;
	u32 slack;
	u32 count;
	s32 *samples;
	u32 written;
	u32 write_pos;
	u64 full;
	struct mixcore_ramp copy;
	u32 read;
	u32 read_pos;
	u64 dropped;
	u64 inserted;
	bool playing;
	u32 in_force;
	u32 wait;
	u32 there;
	struct mixcore_ramp ramp;
};

/**
 * struct mixcore_frames - memory for frames of a stream, besides its ring
 * @user: who pays
 * @count: of frames
 * @format: SNDRV_PCM_FORMAT_*
 * @layout: of @samples
 * @bytes: of @samples
 * @samples: vmalloc'ed
 */
struct mixcore_frames {
	struct mixcore_user *user;
	u32 count;
	snd_pcm_format_t format;
	struct mixcore_layout layout;
	u32 bytes;
	void *samples;
};

/**
 * struct mixcore_fade - frames that a route plays after it has led
 * @list: in stream->fades; run_lock, and not while the stream is latched
 * @stream: whose
 * @route: which; run_lock
 * @active: counted in output->running; run_lock
 * @epoch: run of the stream that it belongs to
 * @first: its first frame, as stream->frames counts
 * @ahead: frames to copy ahead of who leads
 * @frames: of it
 * @filled: of @frames; who leads the stream writes
 * @played: of @frames; the thread of the route's output
 */
struct mixcore_fade {
	struct list_head list;
	struct mixcore_stream *stream;
	struct mixcore_route *route;
	bool active;
	u32 epoch;
	u64 first;
	u32 ahead;
	struct mixcore_frames frames;
	u32 filled;
	u32 played;
};

/**
 * struct mixcore_gap - silence in a delay line
 * @at: so many frames were written before it
 * @frames: of it
 */
struct mixcore_gap {
	u32 at;
	u32 frames;
};

#define MIXCORE_LINE_GAPS	8

/**
 * struct mixcore_line - a delay line: frames between a stream and a route
 *
 * Counts of frames go on for ever; only differences mean something. run_lock: from @active to
 * @inserted.
 *
 * @list: in stream->lines: it is fed; run_lock, and not while the stream is latched
 * @stream: whose
 * @route: that plays it
 * @frames: the memory
 * @active: counted in output->running
 * @fresh: what comes next follows on nothing
 * @cold: the output was idle when that was so: frames of the leading one's first cycle, else 0
 * @delay: that it is to have
 * @epoch: run of the stream for which it has the right latency
 * @latency: frames from written to played
 * @slips: frames put in and left out when this was so
 * @since: what the leading output had latched at the beginning of that run
 * @played: frames that cycles have claimed
 * @excess: frames to leave out
 * @silence: frames of all gaps
 * @ngaps: how many
 * @gaps: in their order; the frames before the first one are played before it
 * @inserted: frames of silence where it had run dry; the reader writes
 * @written: frames; who leads the stream writes, like the next two
 * @write_pos: place of the next one
 * @dropped: frames left out because it was full
 * @read: frames that may be overwritten; the thread of the route's output, like what follows
 * @read_pos: place of the next one
 * @passed: frames that the present cycle leaves out
 * @playing: frames of the present cycle
 * @starting: they follow on nothing
 */
struct mixcore_line {
	struct list_head list;
	struct mixcore_stream *stream;
	struct mixcore_route *route;
	struct mixcore_frames frames;
	bool active;
	bool fresh;
	u32 cold;
	u32 delay;
	u32 epoch;
	u32 latency;
	u64 slips;
	u32 since;
	u32 played;
	u32 excess;
	u32 silence;
	u32 ngaps;
	struct mixcore_gap gaps[MIXCORE_LINE_GAPS];
	u64 inserted;
	u32 written;
	u32 write_pos;
	u64 dropped;
	u32 read;
	u32 read_pos;
	u32 passed;
	u32 playing;
	bool starting;
};

/**
 * struct mixcore_wanted - a route that follows, of a stream with or without parameters; graph_lock
 * @list: in stream->followers
 * @output: where to
 * @settings: as set
 * @changes: that it has seen
 * @route: while the stream has parameters that fit
 * @step: that sets it
 */
struct mixcore_wanted {
	struct list_head list;
	struct mixcore_output *output;
	struct mixcore_route_settings settings;
	struct mixcore_changes changes;
	struct mixcore_route *route;
	struct mixcore_step *step;
};

/**
 * struct mixcore_way - how coefficients go over to those of a new snapshot
 * @frames: of the ramps; 0 = none, but what fades in goes on
 * @at_once: there is no way: the fraction bits of the new ones have no room for those that are now
 */
struct mixcore_way {
	u32 frames;
	bool at_once;
};

/**
 * struct mixcore_target - a route as a cycle sees it
 * @route: the route, with a reference
 * @coefs: where its coefficients are to go
 * @tap: its ramp for the monitor, NULL = nobody records that
 * @tap_coefs: where that is to go
 * @running: scratch of the cycle: it takes part and leads
 * @epoch: scratch of the cycle: the run it saw
 * @there: scratch of the cycle: frames that the application has written
 * @fade: scratch of the cycle: it takes part by this
 * @line: scratch of the cycle: it takes its frames from there
 * @holds: scratch of the cycle: the stream has moved, and is held until its end
 */
struct mixcore_target {
	struct mixcore_route *route;
	struct mixcore_coefs coefs;
	struct mixcore_ramp *tap;
	struct mixcore_coefs tap_coefs;
	bool running;
	u32 epoch;
	u32 there;
	struct mixcore_fade *fade;
	struct mixcore_line *line;
	bool holds;
};

/**
 * struct mixcore_record_target - a record as a cycle sees it
 * @record: the record, with a reference
 * @coefs: where its coefficients are to go
 * @running: scratch of the cycle: it takes part
 * @epoch: scratch of the cycle: the run it saw
 */
struct mixcore_record_target {
	struct mixcore_record *record;
	struct mixcore_coefs coefs;
	bool running;
	u32 epoch;
};

/**
 * struct mixcore_loopback_target - a loopback as a cycle of its input or output sees it
 * @loopback: the loopback, with a reference
 * @coefs: where its coefficients are to go
 */
struct mixcore_loopback_target {
	struct mixcore_loopback *loopback;
	struct mixcore_coefs coefs;
};

/**
 * struct mixcore_snapshot - all that a cycle of one output reads of the graph
 * @cycle: frames of a cycle
 * @at_once: cycles that run at once at most
 * @fill: frames to keep queued in the backend
 * @ramp: frames of a volume ramp, 0 = none
 * @idle_ms: time without running streams after which the backend is stopped
 * @format: of the block, SNDRV_PCM_FORMAT_*
 * @layout: of the block
 * @fraction: how it is added; narrow is settled when the snapshot is taken
 * @bus: the sum takes the way by the bus and the corrector
 * @limiter: on it
 * @dither: on it
 * @eq: sections at the present volume, NULL = none
 * @recording: scratch of the cycle: some of @records take part
 * @taps: streams are recorded
 * @tap_fraction: how these are added
 * @nrecords: number of @records
 * @records: who records
 * @nloopbacks: number of @loopbacks
 * @loopbacks: from this input, or to this output
 * @tap_sources: scratch of the cycle, @count entries
 * @sources: scratch of the cycle, @count + @nloopbacks entries
 * @count: number of @targets
 * @targets: the routes
 */
struct mixcore_snapshot {
	u32 cycle;
	u32 at_once;
	u32 fill;
	u32 ramp;
	u32 idle_ms;
	snd_pcm_format_t format;
	struct mixcore_layout layout;
	struct mixcore_fraction fraction;
	bool bus;
	bool limiter;
	bool dither;
	struct mixcore_eq_set *eq;
	bool recording;
	bool taps;
	struct mixcore_fraction tap_fraction;
	u32 nrecords;
	struct mixcore_record_target *records;
	u32 nloopbacks;
	struct mixcore_loopback_target *loopbacks;
	struct mixcore_source *tap_sources;
	struct mixcore_source *sources;
	u32 count;
	struct mixcore_target targets[];
};

enum mixcore_post_backend {
	MIXCORE_BACKEND_KEEP,
	MIXCORE_BACKEND_TAKE,
	MIXCORE_BACKEND_RELEASE,
};

/**
 * struct mixcore_post - what writers leave for the output thread; post_lock
 * @snapshot: to take, NULL = none
 * @backend: for MIXCORE_BACKEND_TAKE
 * @what: to do with the backend
 * @posted: number of the latest post
 */
struct mixcore_post {
	struct mixcore_snapshot *snapshot;
	struct mixcore_backend *backend;
	enum mixcore_post_backend what;
	u64 posted;
};

/* What drives an output's cycles; output thread writes, anyone reads. */
enum mixcore_clock_state {
	MIXCORE_CLOCK_IDLE,
	MIXCORE_CLOCK_BACKEND,
	MIXCORE_CLOCK_NULL,
	MIXCORE_CLOCK_ENDPOINT,
};

/**
 * struct mixcore_clock - when cycles run; output thread only, but for @state
 * @state: what drives them
 * @due: when the next cycle is due, by whatever drives them
 * @base: null clock: time of frame 0
 * @base_frames: null clock: frames since @base
 * @idle_since: first look at which no stream ran, 0 = some do
 * @retry: no attempt to start the backend before
 * @restarted: when the backend was last started again
 * @retire: when the backend that was replaced has played what it had
 * @late: backend: cycles since the last time that none was due
 * @spaced: backend: where the last of these would be, had they come at twice the speed
 */
struct mixcore_clock {
	enum mixcore_clock_state state;
	ktime_t due;
	ktime_t base;
	u64 base_frames;
	ktime_t idle_since;
	ktime_t retry;
	ktime_t restarted;
	ktime_t retire;
	u32 late;
	ktime_t spaced;
};

/**
 * struct mixcore_delay - what pointer callbacks compute a stream's delay from
 * @seq: readers retry
 * @frames: queued behind the mixer at @time
 * @time: of that; KTIME_MAX: it stays as it is
 */
struct mixcore_delay {
	seqcount_t seq;
	u32 frames;
	ktime_t time;
};

/**
 * struct mixcore_counters - statistics of an output; its thread writes, anyone reads
 * @frames: mixed
 * @null_frames: of them, on the null clock
 * @cycles: run
 * @wakeups: of the thread
 * @xruns: the backend ran dry
 * @restarts: the backend was started again
 */
struct mixcore_counters {
	u64 frames;
	u64 null_frames;
	u64 cycles;
	u64 wakeups;
	u64 xruns;
	u64 restarts;
};

/**
 * struct mixcore_correction - what an output does with its sum; graph_lock
 * @limiter: peaks above full scale make it softer
 * @dither: noise before it is rounded
 * @channels: that @points are for
 * @count: of @points
 * @points: the equalizer at some volumes, ascending; NULL = none
 */
struct mixcore_correction {
	bool limiter;
	bool dither;
	u32 channels;
	u32 count;
	struct mixcore_eq_point *points;
};

/**
 * struct mixcore_corrector - state of a correction; the output's thread
 * @eq: equalizer
 * @limiter: limiter
 * @dither: dither
 * @set: where @eq is or moves to
 * @busy: something is not yet as it would be without a correction
 * @bus: the sum of a cycle
 */
struct mixcore_corrector {
	struct mixcore_eq eq;
	struct mixcore_limiter limiter;
	struct mixcore_dither dither;
	struct mixcore_eq_set set;
	bool busy;
	s32 bus[MIXCORE_DSP_CHANNELS][MIXCORE_CYCLE_MAX];
};

/**
 * struct mixcore_config - how an output mixes
 * @channels: of the backend
 * @format: of the backend
 * @sample: the same, for the mixer
 * @cycle: frames
 * @fill: frames to keep queued
 * @ramp: frames of a volume ramp, 0 = none
 * @domain: of the backend's clock, 0 = never had one
 */
struct mixcore_config {
	u32 channels;
	snd_pcm_format_t format;
	enum mixcore_sample sample;
	u32 cycle;
	u32 fill;
	u32 ramp;
	u32 domain;
};

/**
 * struct mixcore_output - a mix bus, or an input
 *
 * Fixed once made: @ref to @thread and the buffers. Under graph_lock: @routes to
 * @slave, @touched to @next; @unused belongs to who took it out of the graph. The output thread's
 * alone: @snapshot @backend @retired @clock @delay(writer) @counters(writer) @flight(writer) @holds
 * @levels @load; @wake and @lateness say so themselves.
 */
struct mixcore_output {
	struct kref ref;
	struct mixcore_card *card;
	u32 id;
	char name[MIXCORE_NAME_LEN];
	u32 rate;
	bool capture;		/* it is an input */
	struct task_struct *thread;

	struct list_head routes;
	u32 nroutes;
	struct list_head records;
	u32 nrecords;
	struct list_head loopbacks;
	u32 nloopbacks;
	bool null;		/* it is to have no backend */
	struct mixcore_config config;
	u32 idle_ms;
	u32 gain[MIXCORE_CHANNELS_MAX];
	bool mute;
	struct mixcore_correction correction;
	bool detached;
	bool gone;
	struct mixcore_changes changes;
	struct snd_kcontrol *volume_ctl;
	struct snd_kcontrol *switch_ctl;
	struct mixcore_slave slave;
	struct list_head unused;
	struct list_head touched;	/* in mixcore_card.touched */
	struct mixcore_step *toucher;	/* latest step of a transaction that changes it */
	struct mixcore_snapshot *next;	/* to be posted when all steps can be made */

	u32 running;		/* streams that run, recorders too; run_lock */
	u32 recording;		/* recorders of them; run_lock */
	bool attached;		/* the thread has a backend; the thread writes */
	bool lost;		/* its backend went away; the thread's alone */

	spinlock_t post_lock;	/* protects @post */
	struct mixcore_post post;
	u64 taken;		/* posts the thread has taken; it writes */
	u32 cycle;		/* frames of one now; the thread writes */
	u32 room;		/* frames that an input may be behind; the thread writes */
	u32 latched;		/* frames of its cycles, for ever; run_lock */
	bool holds;		/* its cycle holds streams; the thread's alone */
	bool in_cycle;		/* a cycle is reading streams; the thread writes */
	bool kicked;		/* look again before sleeping */
	wait_queue_head_t wait;	/* for @taken and @in_cycle */

	struct mixcore_snapshot *snapshot;
	struct mixcore_backend *backend;
	struct mixcore_backend *retired;	/* was replaced, plays what it has */
	const struct snd_pcm_substream *retiring;	/* its; the thread writes, anyone reads */
	struct mixcore_clock clock;
	struct mixcore_follow follow;
	struct mixcore_endpoint *endpoint;	/* its process, NULL = it has none */
	struct mixcore_wake wake;
	struct mixcore_lateness lateness;
	struct mixcore_flight_recorder flight;
	struct mixcore_levels levels;
	struct mixcore_load load[MIXCORE_LOADS];
	atomic64_t slips;	/* of loopbacks that end here */
	int place;		/* in the status area, < 0: none */
	ktime_t looked;		/* at the backend; the thread's alone */
	ktime_t begun;		/* the latest cycle; the thread's alone */
	ktime_t heard;		/* first frame of the cycle, 0 = not known; the thread's alone */
	struct mixcore_delay delay;
	struct mixcore_counters counters;
	void *block;		/* one cycle of the widest format */
	void *tap_block;	/* the same, of S32, NULL until a monitor is recorded */
	struct mixcore_scratch *scratch;	/* for mixcore_mix() */
	struct mixcore_corrector *corrector;	/* NULL until there is a correction */
};

/**
 * struct mixcore_move - where a stream goes next
 * @to: route that will lead, NULL = stays
 * @at: its first frame, as stream->frames counts; 0 = when the present cycle ends
 * @fade: how the route fades out that leads until then, NULL = not
 * @follows: @to is there anyhow
 * @together: others move in the same cycle
 */
struct mixcore_move {
	struct mixcore_route *to;
	u64 at;
	struct mixcore_fade *fade;
	bool follows;
	bool together;
};

/**
 * struct mixcore_group - streams that run together or not at all
 * @list: in mixcore_card.groups; graph_lock
 * @streams: how many have it in their settings; graph_lock
 * @members: for which it is in effect; run_lock
 */
struct mixcore_group {
	struct list_head list;
	u32 streams;
	struct list_head members;
};

/**
 * struct mixcore_start - a stream is to be heard from the same time on as others; run_lock
 * @list: in mixcore_card.starting, then a ring of those that start together; it has no head
 * @waits: for the time at which it begins
 * @since: when it was started
 * @ready: when the next frame is heard that its output can mix, 0 = not known
 * @at: when its first frame is to be heard, 0 = not known
 * @number: of the start, which those have in common that began together; 0 = it was prepared since
 * @frames: mixcore_stream.frames at that start
 */
struct mixcore_start {
	struct list_head list;
	bool waits;
	ktime_t since;
	ktime_t ready;
	ktime_t at;
	u64 number;
	u64 frames;
};

/**
 * struct mixcore_arrival - a stream has come to an output from another one; run_lock
 * @fresh: no cycle has begun there since
 * @sits_out: of the cycle that is under way there it is no part
 */
struct mixcore_arrival {
	bool fresh;
	bool sits_out;
};

/**
 * struct mixcore_stream - one application's open substream
 * @ref: see ownership above
 * @card: the card
 * @substream: ALSA's; valid while the stream is in mixcore_card.streams
 * @id: for userspace
 * @user: who pays; quota_lock
 * @uid: of the opener
 * @tgid: its thread group
 * @start_time: of that, CLOCK_BOOTTIME ns
 * @comm: its name
 * @output: where it plays; run_lock and the stream lock, so that either is enough to read it.
 *	Of a recorder of one stream under run_lock only, as it changes with that. Unless a move
 *	waits for its frame, graph_lock is enough, too
 * @route: the one that leads, from hw_params to hw_free; as @output
 * @routes: all of them: also those of @move, @retired and @fades; graph_lock
 * @record: what it is given, from hw_params to hw_free of a recorder; as @output, which is whose
 *	cycles write
 * @records: of recorders that record it alone; see there
 * @selection: of a recorder: what that is, or will be; graph_lock
 * @lead: settings of @route; graph_lock
 * @lead_changes: that these have seen; graph_lock
 * @followers: other routes that it is to have, of struct mixcore_wanted; graph_lock
 * @lines: that it feeds; see there
 * @move: where it goes next; run_lock
 * @arrival: see there
 * @taken: when the latest cycle began that had it; run_lock
 * @retired: the route that led before a move, until it is taken down; run_lock
 * @fades: what plays on outputs it has left; see there
 * @latched: a cycle is reading it, or writing to it; run_lock
 * @latched_by: of a recorder that is: whose; NULL = @output; run_lock
 * @secret: streams have been recorded; stream lock
 * @hears_all: the opener may hear all streams, as a recorder
 * @holds: while not 0, no other cycle takes it; run_lock
 * @holder: output whose cycle holds it, NULL = none; run_lock
 * @lead_step: step that sets @lead; graph_lock
 * @turns: a step exchanges @route; graph_lock
 * @group: sync group, NULL = none; graph_lock
 * @member_of: the same, as it is in effect; run_lock
 * @in_group: in its members; run_lock
 * @start: see there
 * @gain: per channel; graph_lock
 * @mute: graph_lock
 * @changes: that it has seen; graph_lock
 * @ring: vmalloc'ed, from hw_params to hw_free
 * @ring_bytes: its size
 * @rate: from hw_params on, like the following
 * @channels: of the ring
 * @format: SNDRV_PCM_FORMAT_*
 * @layout: the same, for the mixer
 * @period: frames
 * @buffer: frames of @ring
 * @shortest: @buffer that it has had; graph_lock
 * @started: by its application; run_lock and the stream lock, so that either is enough to read it
 * @ended: its drain has ended while others of its group were started; run_lock
 * @running: takes part in cycles; run_lock
 * @epoch: counts when it began to run, and when it was prepared; run_lock
 * @moved_epoch: @epoch when @pos moved last; stream lock
 * @pos: frame of @ring that is mixed next; stream lock
 * @released: frames the application may have back, modulo @buffer (= hw_ptr); stream lock. Equal to
 *	@pos as long as nothing mixes ahead
 * @elapsed: frames since the latest period wake-up; stream lock
 * @told: when that was, 0 = none since it was prepared; stream lock
 * @heard: frames known to have been heard, of @frames; stream lock
 * @frames: mixed since open; stream lock
 * @xruns: since open; stream lock
 * @silence: frames missing when due; stream lock
 * @wakeups: period wake-ups since open; stream lock
 * @slips: frames put in or left out in its lines
 * @levels: what its meters show; whose cycle has it latched
 */
struct mixcore_stream {
	struct kref ref;
	struct mixcore_card *card;
	struct snd_pcm_substream *substream;
	u32 id;
	struct mixcore_user *user;
	kuid_t uid;
	pid_t tgid;
	u64 start_time;
	char comm[TASK_COMM_LEN];

	struct mixcore_output *output;
	struct mixcore_route *route;
	struct mixcore_record *record;
	struct list_head records;
	struct mixcore_selection selection;
	struct list_head routes;
	struct mixcore_route_settings lead;
	struct mixcore_changes lead_changes;
	struct list_head followers;
	struct list_head lines;
	struct mixcore_move move;
	struct mixcore_arrival arrival;
	ktime_t taken;
	struct mixcore_route *retired;
	struct list_head fades;
	bool latched;
	struct mixcore_output *latched_by;
	bool secret;
	bool hears_all;
	u32 holds;
	struct mixcore_output *holder;
	struct mixcore_step *lead_step;
	bool turns;
	struct mixcore_group *group;
	struct mixcore_group *member_of;
	struct list_head in_group;
	struct mixcore_start start;
	u32 gain[MIXCORE_CHANNELS_MAX];
	bool mute;
	struct mixcore_changes changes;

	void *ring;
	size_t ring_bytes;
	u32 rate;
	u32 channels;
	snd_pcm_format_t format;
	struct mixcore_layout layout;
	u32 period;
	u32 buffer;
	u32 shortest;

	bool started;
	bool ended;
	bool running;
	u32 epoch;
	u32 moved_epoch;
	u32 pos;
	u32 released;
	u32 elapsed;
	ktime_t told;
	s64 heard;
	u64 frames;
	u64 xruns;
	u64 silence;
	u64 wakeups;
	atomic64_t slips;
	struct mixcore_levels levels;
};

/**
 * struct mixcore_default_values - with what streams open
 * @mask: MIXCORE_DEFAULT_*: of what follows, what is not as for all
 * @output: where they play
 * @input: what they record
 * @gain: of every channel
 * @mute: are they silent
 * @nfollowers: how many
 * @followers: where they play besides
 */
struct mixcore_default_values {
	u32 mask;
	struct mixcore_output *output;
	struct mixcore_output *input;
	u32 gain;
	bool mute;
	u32 nfollowers;
	struct mixcore_output *followers[MIXCORE_DEFAULT_FOLLOWERS_MAX];
};

/**
 * struct mixcore_default_entry - with what streams of one uid open; graph_lock
 * @list: in mixcore_card.defaults
 * @card: whose
 * @uid: of the opener
 * @values: that are its own
 * @changes: that it has seen
 * @steps: of a transaction that change it
 */
struct mixcore_default_entry {
	struct list_head list;
	struct mixcore_card *card;
	kuid_t uid;
	struct mixcore_default_values values;
	struct mixcore_changes changes;
	u32 steps;
};

/* Substreams of the card, in the order of mixcore_card.by_substream. */
enum mixcore_pcm {
	MIXCORE_PCM_PLAYBACK,	/* hw:Mixcore,0 */
	MIXCORE_PCM_CAPTURE,	/* hw:Mixcore,0 */
	MIXCORE_PCM_MONITOR,	/* hw:Mixcore,1, capture */
	MIXCORE_PCMS,
};

#define MIXCORE_DIRECTIONS	2

/**
 * struct mixcore_card - everything
 * @snd: the ALSA card
 * @pcm: hw:Mixcore,0
 * @monitor: hw:Mixcore,1
 * @attach_lock: see lock order
 * @graph_lock: see lock order
 * @outputs: by id, incl. the null output; graph_lock
 * @inputs: by id, incl. the null input; graph_lock
 * @streams: by id; graph_lock
 * @by_substream: streams by enum mixcore_pcm and substream number, NULL = closed; graph_lock
 * @next_output: for xa_alloc_cyclic(); of outputs, and of inputs
 * @next_stream: for xa_alloc_cyclic()
 * @nloopbacks: in all; graph_lock
 * @noutputs: without the null output, and the same of inputs; graph_lock
 * @null_output: always there
 * @null_input: always there
 * @default_values: with what streams open, of all that have none of their own; graph_lock
 * @default_changes: that these have seen; graph_lock
 * @defaults: of some uids, ascending; graph_lock
 * @ndefaults: how many; graph_lock
 * @leaving: routes that streams are done with and that still play; graph_lock
 * @nleaving: how many; graph_lock
 * @touched: outputs that a transaction changes; graph_lock
 * @groups: sync groups of streams; graph_lock
 * @regrouped: what was set of them is not in effect yet; graph_lock
 * @starting: streams that are being started by one call; run_lock
 * @starts: how many streams have started together; run_lock
 * @poke: wakes who sleeps on streams that wait for others
 * @generation: grows with each change; graph_lock
 * @run_lock: see lock order
 * @settle: takes down routes that streams have left
 * @quota_lock: see lock order
 * @users: of struct mixcore_user; quota_lock
 * @quota_bytes: per uid; quota_lock, like the following
 * @quota_card_bytes: in all
 * @quota_streams: per uid
 * @bytes: memory for frames in use
 * @places: of outputs in the status area; and of inputs
 * @areas: status areas
 * @xruns: reports of them
 * @events: that wait to be told
 * @volume_ctl: of streams that play, and that record
 * @switch_ctl: the same
 */
struct mixcore_card {
	struct snd_card *snd;
	struct snd_pcm *pcm;
	struct snd_pcm *monitor;
	struct mutex attach_lock;	/* one attach or detach at a time */
	struct mutex graph_lock;	/* protects the graph */
	struct xarray outputs;
	struct xarray inputs;
	struct xarray streams;
	struct mixcore_stream **by_substream;
	u32 next_output[MIXCORE_DIRECTIONS];
	u32 next_stream;
	u32 nloopbacks;
	u32 noutputs[MIXCORE_DIRECTIONS];
	u32 nendpoints[MIXCORE_DIRECTIONS];
	struct mixcore_output *null_output;
	struct mixcore_output *null_input;
	struct mixcore_default_values default_values;
	struct mixcore_changes default_changes;
	struct list_head defaults;
	u32 ndefaults;
	struct list_head leaving;
	u32 nleaving;
	struct list_head touched;
	struct list_head groups;
	bool regrouped;
	struct list_head starting;
	u64 starts;
	struct delayed_work poke;
	u64 generation;
	spinlock_t run_lock;		/* protects who runs, and where */
	struct work_struct settle;
	struct mutex quota_lock;	/* protects users and quotas */
	struct list_head users;
	u64 quota_bytes;
	u64 quota_card_bytes;
	u32 quota_held[MIXCORE_HELD_KINDS];
	u64 bytes;
	struct ida places[MIXCORE_DIRECTIONS];
	struct mixcore_areas areas;
	struct mixcore_timers timers;
	struct mixcore_xrun_log xruns;
	struct mixcore_events events;
	struct snd_kcontrol *volume_ctl[MIXCORE_DIRECTIONS];
	struct snd_kcontrol *switch_ctl[MIXCORE_DIRECTIONS];
};

/* Has anybody a status area mapped? Asked first, in the cycle, as mostly nobody has. */
static inline bool mixcore_area_is_mapped(const struct mixcore_card *card)
{
	return unlikely(!list_empty(&card->areas.list));
}

/**
 * struct mixcore_caller - who asks, and why
 * @uid: the opener of the node, or the caller of an ALSA control
 * @control: may do everything
 * @cause: as given, NULL for ALSA calls
 * @text: cause text for ALSA calls
 * @descriptor: that the caller gets when the call has succeeded
 */
struct mixcore_caller {
	kuid_t uid;
	bool control;
	const struct mixcore_cause *cause;
	const char *text;
	struct mixcore_descriptor descriptor;
};

/**
 * struct mixcore_step_kind - what a call of a transaction is; in the order in which it is called
 * @read: without locks: what else is to be read from userspace; may be NULL, and may fail
 * @settle: graph_lock held: what is left to be done from before; may be NULL
 * @prepare: graph_lock held: change what only writers see, have all that it needs; may fail, and
 *	has changed nothing then
 * @undo: the opposite
 * @lead: with mixcore_step.leads: exchange the leading route of the stream
 * @commit: end it; must not fail
 * @notify: without locks: tell who listens; may be NULL
 * @forget: without locks, also when something failed: give back memory; may be NULL
 */
struct mixcore_step_kind {
	int (*read)(struct mixcore_step *step);
	void (*settle)(struct mixcore_step *step, struct list_head *unused);
	int (*prepare)(struct mixcore_step *step);
	void (*undo)(struct mixcore_step *step);
	void (*lead)(struct mixcore_step *step, struct list_head *unused);
	void (*commit)(struct mixcore_step *step, struct list_head *unused);
	void (*notify)(struct mixcore_step *step);
	void (*forget)(struct mixcore_step *step);
};

/**
 * struct mixcore_step_route - a step that sets or removes a route
 * @wanted: NULL for the leading one
 * @route: that is changed
 * @before: settings
 * @line: that it gets
 * @delay: that @route had
 * @place: where @wanted was in stream->followers
 * @added: @wanted is new
 * @made: its route is new
 */
struct mixcore_step_route {
	struct mixcore_wanted *wanted;
	struct mixcore_route *route;
	struct mixcore_route_settings before;
	struct mixcore_line *line;
	u32 delay;
	struct list_head *place;
	bool added;
	bool made;
};

/**
 * struct mixcore_step_default - a step that sets defaults
 * @entry: NULL for those of all
 * @before: what they were
 */
struct mixcore_step_default {
	struct mixcore_default_entry *entry;
	struct mixcore_default_values before;
};

/**
 * struct mixcore_step_setting - what a step changes of a stream's settings
 * @stream: as they were before
 * @group: in which it was before
 * @founder: whose group is new, NULL = none is
 */
struct mixcore_step_setting {
	struct mixcore_stream_set stream;
	struct mixcore_group *group;
	struct mixcore_stream *founder;
};

/**
 * struct mixcore_step - a call of a transaction
 * @kind: what it is
 * @card: the card
 * @caller: who asks, and why
 * @argument: the struct of the call
 * @generation: that it makes
 * @stream: with a reference, NULL = none
 * @output: with a reference, NULL = none
 * @waits: @stream had a move to come
 * @leads: the leading route of @stream is exchanged
 * @together: so are others
 * @holds: @stream is held meanwhile
 * @move: how; afterwards what was not needed
 * @made: its route, when it is new
 * @spare: its route, when it is only needed if a move that waits has happened; not linked
 * @replaced: move that waited
 * @fade: that can't be
 * @setting: of a stream, as it was before
 * @output_set: what was set before
 * @correction: equalizer that was set before
 * @dflt: defaults
 * @route: route
 */
struct mixcore_step {
	const struct mixcore_step_kind *kind;
	struct mixcore_card *card;
	struct mixcore_caller caller;
	const void *argument;
	u64 generation;
	struct mixcore_stream *stream;
	struct mixcore_output *output;
	bool waits;
	bool leads;
	bool together;
	bool holds;
	struct mixcore_move move;
	struct mixcore_route *made;
	struct mixcore_route *spare;
	struct mixcore_move replaced;
	struct mixcore_fade *fade;
	union {
		struct mixcore_step_setting setting;
		struct mixcore_output_set output_set;
		struct mixcore_correction correction;
		struct mixcore_step_default dflt;
		struct mixcore_step_route route;
	};
};

/* main.c: module parameters */
enum mixcore_monitor_access {
	MIXCORE_MONITOR_UID,
	MIXCORE_MONITOR_ALL,
	MIXCORE_MONITOR_NONE,
};

extern int mixcore_param_streams;
extern int mixcore_param_null_rate;
extern enum mixcore_monitor_access mixcore_monitor_access;

/* card.c: the ALSA card, from module load to unload */
struct mixcore_card *mixcore_card_new(struct device *parent, int index, const char *id);
void mixcore_card_free(struct mixcore_card *card);

/* correction.c: equalizer, limiter, dither of an output */
int mixcore_correction_snapshot(struct mixcore_output *output, struct mixcore_snapshot *snapshot);
int mixcore_correction_allow(struct mixcore_output *output);
void mixcore_correction_free(struct mixcore_output *output);
void mixcore_correction_info(const struct mixcore_output *output,
			     struct mixcore_output_info *info);
extern const struct mixcore_step_kind mixcore_output_eq_kind;
void mixcore_corrector_take(struct mixcore_output *output, const struct mixcore_snapshot *snapshot);
void mixcore_corrector_mix(struct mixcore_output *output, void *block, u32 frames, u32 count);

/* format.c: ALSA's sample formats that are mixed */
#define MIXCORE_FORMATS \
	(SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S16_BE | \
	 SNDRV_PCM_FMTBIT_S24_LE | SNDRV_PCM_FMTBIT_S24_BE | SNDRV_PCM_FMTBIT_S24_3LE | \
	 SNDRV_PCM_FMTBIT_S24_3BE | SNDRV_PCM_FMTBIT_S32_LE | SNDRV_PCM_FMTBIT_S32_BE | \
	 SNDRV_PCM_FMTBIT_FLOAT_LE)

int mixcore_format_sample(snd_pcm_format_t format, enum mixcore_sample *sample);

/* stream.c: PCM callbacks; the engine's side of a stream */
extern const struct snd_pcm_ops mixcore_stream_ops;
enum mixcore_pcm mixcore_stream_pcm(const struct mixcore_stream *stream);
bool mixcore_stream_records(const struct mixcore_stream *stream);
bool mixcore_stream_connected(const struct mixcore_stream *stream);
int mixcore_stream_open(struct snd_pcm_substream *substream);
int mixcore_stream_close(struct snd_pcm_substream *substream);
int mixcore_stream_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg);
int mixcore_stream_hw_params(struct snd_pcm_substream *substream,
			     struct snd_pcm_hw_params *params);
int mixcore_stream_hw_free(struct snd_pcm_substream *substream);
int mixcore_stream_prepare(struct snd_pcm_substream *substream);
snd_pcm_uframes_t mixcore_stream_pointer(struct snd_pcm_substream *substream);
int mixcore_stream_time_info(struct snd_pcm_substream *substream, struct timespec64 *system_ts,
			     struct timespec64 *audio_ts,
			     struct snd_pcm_audio_tstamp_config *config,
			     struct snd_pcm_audio_tstamp_report *report);
int mixcore_stream_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *area);
snd_pcm_uframes_t mixcore_stream_hw_ptr(const struct mixcore_stream *stream);
u32 mixcore_stream_mixable(const struct mixcore_stream *stream);
bool mixcore_stream_bears(const struct mixcore_stream *stream, u32 frames);
bool mixcore_stream_advance(struct mixcore_stream *stream, const struct mixcore_output *output,
			    u32 frames, u32 missing);
void mixcore_stream_place(struct mixcore_stream *stream, u32 *queued, u32 *delay);
void mixcore_stream_info(struct mixcore_stream *stream, const struct mixcore_caller *caller,
			 struct mixcore_stream_info *info);
void mixcore_stream_set_route(struct mixcore_stream *stream, struct mixcore_route *route);
void mixcore_stream_leave(struct mixcore_stream *stream);
void mixcore_stream_sync(struct mixcore_stream *stream);
struct mixcore_stream *mixcore_stream_get(struct mixcore_stream *stream);
void mixcore_stream_put(struct mixcore_stream *stream);
void mixcore_stream_hold(struct mixcore_stream *stream);
void mixcore_stream_let_go(struct mixcore_stream *stream);

/* recorder.c: streams that record */
extern const struct snd_pcm_ops mixcore_recorder_ops;
int mixcore_recorder_open(struct mixcore_stream *stream);
bool mixcore_recorder_may_read(const struct mixcore_stream *stream);
u32 mixcore_recorder_delay(struct mixcore_stream *stream);
u32 mixcore_recorder_unread(const struct mixcore_stream *stream);
void mixcore_recorder_info(struct mixcore_stream *stream, struct mixcore_stream_info *info);
bool mixcore_recorder_hears_as(const struct mixcore_selection *one,
			       const struct mixcore_selection *other);
bool mixcore_recorder_hears(const struct mixcore_selection *selection,
			    const struct mixcore_stream *stream);

/* source.c: what a recorder records */
void mixcore_source_default(struct mixcore_stream *stream);
struct mixcore_output *mixcore_source_output(const struct mixcore_stream *stream);
int mixcore_source_set(struct mixcore_card *card, const struct mixcore_caller *caller,
		       const struct mixcore_stream_source *set);

/* record.c: from an input, or the monitor of an output, to a recorder */
int mixcore_record_connect(struct mixcore_stream *stream);
void mixcore_record_disconnect(struct mixcore_stream *stream);
struct mixcore_record *mixcore_record_add(struct mixcore_stream *stream,
					  struct mixcore_output *output,
					  const struct mixcore_selection *selection);
void mixcore_record_remove(struct mixcore_record *record, struct list_head *unused);
void mixcore_record_link(struct mixcore_record *record, struct mixcore_output *output);
void mixcore_record_unlink(struct mixcore_record *record, struct mixcore_output *output);
void mixcore_record_count(struct mixcore_stream *stream, int by);
void mixcore_record_own(struct mixcore_stream *stream, struct mixcore_record *record);
void mixcore_record_path(const struct mixcore_record *record, const struct mixcore_output *output,
			 struct mixcore_path *path);
void mixcore_record_touch(struct mixcore_step *step, const struct mixcore_record *record);
struct mixcore_record *mixcore_record_get(struct mixcore_record *record);
void mixcore_record_put(struct mixcore_record *record);

/* record_follow.c: recorders of one stream, when that moves */
void mixcore_record_join(struct mixcore_record *record);
void mixcore_record_part(struct mixcore_record *record);
void mixcore_record_switch(struct mixcore_stream *stream);
void mixcore_record_settle(struct mixcore_stream *stream, struct list_head *unused);
void mixcore_record_follow(struct mixcore_stream *stream, struct list_head *unused);
void mixcore_record_abandon(struct mixcore_stream *stream, struct list_head *unused);

/* recording.c: records in a cycle */
void mixcore_recording_latch(struct mixcore_output *output, bool first, u32 frames);
void mixcore_recording_write(struct mixcore_output *output, u32 done, u32 frames);
void mixcore_recording_advance(struct mixcore_output *output, u32 frames);

/* loopback.c: from inputs to outputs; loopback_set.c; loopback_line.c: in a cycle */
struct mixcore_loopback *mixcore_loopback_get(struct mixcore_loopback *loopback);
void mixcore_loopback_put(struct mixcore_loopback *loopback);
bool mixcore_loopback_holds(const struct mixcore_loopback *loopback, u32 delay);
void mixcore_loopback_update(struct mixcore_loopback *loopback);
void mixcore_loopback_update_all(struct mixcore_output *output);
struct mixcore_loopback *mixcore_loopback_new(struct mixcore_output *input,
					      struct mixcore_output *output,
					      const struct mixcore_route_settings *settings);
int mixcore_loopback_add(struct mixcore_loopback *loopback);
void mixcore_loopback_remove(struct mixcore_loopback *loopback, struct list_head *unused);
void mixcore_loopback_end(struct mixcore_loopback *loopback, const struct mixcore_caller *caller,
			  struct list_head *unused);
void mixcore_loopback_remove_all(struct mixcore_output *output,
				 const struct mixcore_caller *caller, struct list_head *unused);
struct mixcore_loopback *mixcore_loopback_find(struct mixcore_card *card, u32 input, u32 output);
int mixcore_loopback_set(struct mixcore_card *card, const struct mixcore_caller *caller,
			 const struct mixcore_route_set *set);
int mixcore_loopback_unset(struct mixcore_card *card, const struct mixcore_caller *caller,
			   const struct mixcore_route_remove *remove);
int mixcore_loopback_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			      struct mixcore_route_info *info, bool next);
void mixcore_loopback_feed_all(struct mixcore_output *input);
u32 mixcore_loopback_gather(struct mixcore_output *output, u32 frames,
			    struct mixcore_source *sources);
void mixcore_loopback_advance(struct mixcore_output *output, u32 frames);

/* input.c: inputs, where they are not as outputs */
int mixcore_input_cycle(struct mixcore_output *input);
int mixcore_input_attach(struct mixcore_card *card, const struct mixcore_caller *caller,
			 struct mixcore_input_attach *attach);
void mixcore_input_info(struct mixcore_output *input, const struct mixcore_caller *caller,
			struct mixcore_input_info *info);
int mixcore_input_set(struct mixcore_card *card, const struct mixcore_caller *caller,
		      const struct mixcore_input_set *set);

/* gains.c: where the coefficients of routes are, for their output and its monitor */
void mixcore_gains_set(struct mixcore_target *target);
void mixcore_gains_from_silence(struct mixcore_target *target);
void mixcore_gains_to_silence(const struct mixcore_target *target, u32 frames);
void mixcore_gains_follow(struct mixcore_ramp *ramp, const struct mixcore_coefs *coefs, u32 frames);
void mixcore_gains_advance(const struct mixcore_target *target, u32 frames);
void mixcore_gains_take(struct mixcore_target *target, const struct mixcore_way *way,
			const struct mixcore_way *tap_way);

/* trigger.c: starting and stopping */
int mixcore_trigger(struct snd_pcm_substream *substream, int cmd);
void mixcore_trigger_set(struct mixcore_stream *stream, bool started);
void mixcore_trigger_update(struct mixcore_stream *stream);

/* start.c: streams that are heard from the same time on */
void mixcore_start_init(struct mixcore_stream *stream);
void mixcore_start_add(struct mixcore_stream *stream);
void mixcore_start_together(struct mixcore_card *card);
void mixcore_start_leave(struct mixcore_stream *stream);
bool mixcore_start_latch(struct mixcore_stream *stream, ktime_t heard, u32 *frames);

/* group.c: streams that run together or not at all */
void mixcore_group_init(struct mixcore_card *card);
void mixcore_group_poke_later(struct mixcore_card *card);
bool mixcore_group_update(struct mixcore_group *group);
int mixcore_group_prepare(struct mixcore_step *step, u32 id);
void mixcore_group_undo(struct mixcore_step *step);
void mixcore_group_commit(struct mixcore_card *card, const struct mixcore_caller *caller,
			  u64 generation);
void mixcore_group_leave(struct mixcore_stream *stream);
u32 mixcore_group_id(const struct mixcore_stream *stream);

/* route.c: one stream into one output */
struct mixcore_route *mixcore_route_new(struct mixcore_stream *stream,
					struct mixcore_output *output,
					const struct mixcore_route_settings *settings);
void mixcore_route_matrix(const struct mixcore_route_settings *settings,
			  struct mixcore_path *path);
void mixcore_route_update(struct mixcore_route *route);
u32 mixcore_route_cycle(const struct mixcore_stream *stream, const struct mixcore_output *output);
struct mixcore_route *mixcore_route_get(struct mixcore_route *route);
void mixcore_route_put(struct mixcore_route *route);

/* graph.c: who plays where; every change of it */
int mixcore_graph_publish(struct mixcore_output *output);
int mixcore_graph_add_stream(struct mixcore_stream *stream);
void mixcore_graph_remove_stream(struct mixcore_stream *stream);
struct mixcore_stream **mixcore_graph_slot(struct mixcore_card *card, enum mixcore_pcm pcm,
					   u32 substream);
int mixcore_graph_connect(struct mixcore_stream *stream);
void mixcore_graph_disconnect(struct mixcore_stream *stream);
struct mixcore_output *mixcore_graph_default(const struct mixcore_stream *stream);
u32 mixcore_graph_buffer_min(const struct mixcore_stream *stream,
			     const struct mixcore_output *output);
void mixcore_graph_next(struct mixcore_card *card);
void mixcore_graph_changed(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_changes *changes, u32 what);
struct mixcore_output *mixcore_graph_find_output(struct mixcore_card *card, const char *name,
						 bool capture);
struct mixcore_stream *mixcore_graph_find_playback(struct mixcore_card *card,
						   const struct mixcore_caller *caller, u32 id);
struct xarray *mixcore_graph_outputs(struct mixcore_card *card, bool capture);
struct mixcore_stream *mixcore_graph_find_stream(struct mixcore_card *card,
						 const struct mixcore_caller *caller, u32 id);
void mixcore_graph_update_routes(struct mixcore_output *output);
bool mixcore_graph_name_taken(struct mixcore_card *card, const char *name);
int mixcore_graph_insert_output(struct mixcore_output *output);
void mixcore_graph_take_out_output(struct mixcore_output *output);
bool mixcore_graph_drop_unused(struct mixcore_output *output);
void mixcore_graph_destroy(struct list_head *unused);
void mixcore_graph_bind(struct mixcore_stream *stream, struct mixcore_output *output);
struct mixcore_route *mixcore_graph_add_route(struct mixcore_stream *stream,
					      struct mixcore_output *output,
					      const struct mixcore_route_settings *settings);
void mixcore_graph_link(struct mixcore_route *route);
void mixcore_graph_unlink(struct mixcore_route *route);
void mixcore_graph_drop_route(struct mixcore_route *route, struct list_head *unused);
void mixcore_graph_remove_route(struct mixcore_route *route, struct list_head *unused);

/* transaction.c: changes, all or none */
void mixcore_transaction_touch(struct mixcore_step *step, struct mixcore_output *output);
void mixcore_transaction_record(const struct mixcore_step *step, struct mixcore_changes *changes,
				u32 what);
int mixcore_transaction_run(struct mixcore_card *card, struct mixcore_step *steps, u32 count,
			    u32 *failed);
int mixcore_transaction_one(const struct mixcore_step_kind *kind, struct mixcore_card *card,
			    const struct mixcore_caller *caller, const void *argument);

/* setting.c: gain, mute and the like */
extern const struct mixcore_step_kind mixcore_stream_set_kind;
extern const struct mixcore_step_kind mixcore_output_set_kind;

/* default.c: where and how streams open */
struct mixcore_output *mixcore_default_output(struct mixcore_card *card, kuid_t uid);
struct mixcore_output *mixcore_default_input(struct mixcore_card *card, kuid_t uid);
void mixcore_default_apply(struct mixcore_card *card, kuid_t uid, u32 *gain, bool *mute);
int mixcore_default_follow(struct mixcore_stream *stream);
void mixcore_default_forget(struct mixcore_output *output, const struct mixcore_caller *caller);
bool mixcore_default_may_read(const struct mixcore_caller *caller, kuid_t uid);
const struct mixcore_changes *mixcore_default_changes(struct mixcore_card *card, u32 uid);
void mixcore_default_free(struct mixcore_card *card);
int mixcore_default_get(struct mixcore_card *card, const struct mixcore_caller *caller,
			struct mixcore_default *info);
int mixcore_default_next(struct mixcore_card *card, struct mixcore_default *info);
extern const struct mixcore_step_kind mixcore_default_set_kind;

/* routing.c: on which outputs a stream is to play, and how */
void mixcore_routing_init(struct mixcore_stream *stream);
void mixcore_routing_free(struct mixcore_stream *stream);
int mixcore_routing_follow(struct mixcore_stream *stream, struct mixcore_output *output);
void mixcore_routing_join(struct mixcore_stream *stream);
void mixcore_routing_leave(struct mixcore_stream *stream, struct list_head *unused);
void mixcore_routing_settle(struct mixcore_stream *stream);
struct mixcore_wanted *mixcore_routing_find(struct mixcore_stream *stream,
					    const struct mixcore_output *output);
struct mixcore_output *mixcore_routing_lead(struct mixcore_stream *stream,
					    struct mixcore_route **route);
int mixcore_routing_take_stream(struct mixcore_step *step, u32 id);
struct mixcore_wanted *mixcore_wanted_new(struct mixcore_stream *stream,
					  struct mixcore_output *output);
void mixcore_wanted_free(struct mixcore_wanted *wanted);
struct mixcore_line *mixcore_wanted_make(struct mixcore_stream *stream,
					 struct mixcore_wanted *wanted);
void mixcore_wanted_unmake(struct mixcore_wanted *wanted, struct mixcore_line *line);

/* route_set.c, route_remove.c: changes of it; route_info.c */
int mixcore_route_set_check(const struct mixcore_route_set *set);
int mixcore_route_set_allow(const struct mixcore_route_set *set, bool there, u32 rate);
void mixcore_route_set_apply(const struct mixcore_route_set *set,
			     struct mixcore_route_settings *settings);
extern const struct mixcore_step_kind mixcore_route_set_kind;
extern const struct mixcore_step_kind mixcore_route_remove_kind;
int mixcore_route_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_route_info *info, bool next);

/* frames.c: memory for frames, besides the ring */
int mixcore_frames_alloc(struct mixcore_frames *frames, struct mixcore_stream *stream, u32 count);
void mixcore_frames_free(struct mixcore_frames *frames, struct mixcore_card *card);
void mixcore_frames_copy(struct mixcore_frames *frames, u32 to,
			 const struct mixcore_stream *stream, u32 from, u32 count);
void mixcore_frames_silence(struct mixcore_frames *frames, u32 to, u32 count);

/* delay_line.c: between a stream and a route */
struct mixcore_line *mixcore_line_new(struct mixcore_stream *stream, u32 delay);
void mixcore_line_free(struct mixcore_line *line);
void mixcore_line_attach(struct mixcore_route *route, struct mixcore_line *line);
void mixcore_line_detach(struct mixcore_route *route);
void mixcore_line_drop(struct mixcore_route *route);
void mixcore_line_cut_off(struct mixcore_line *line);
void mixcore_line_cut_off_all(struct mixcore_stream *stream);
bool mixcore_line_holds(const struct mixcore_line *line, u32 delay);
void mixcore_line_set_delay(struct mixcore_line *line, u32 delay);
u32 mixcore_line_latency(const struct mixcore_line *line);
void mixcore_line_update(struct mixcore_line *line);
void mixcore_line_update_all(struct mixcore_stream *stream);
void mixcore_line_hand_over(struct mixcore_stream *stream, const struct mixcore_output *from,
			    const struct mixcore_output *to);
void mixcore_line_begin(struct mixcore_stream *stream);
void mixcore_line_feed_all(struct mixcore_stream *stream, u32 frames, u32 there);
u32 mixcore_line_frames(struct mixcore_line *line, u32 frames);
void mixcore_line_claim(struct mixcore_line *line, u32 frames);
void mixcore_line_source(const struct mixcore_line *line, struct mixcore_source *source);
void mixcore_line_advance(struct mixcore_line *line);

/* leaving.c: routes that play what is left */
void mixcore_leaving_add(struct mixcore_route *route, struct list_head *unused);
void mixcore_leaving_settle(struct mixcore_card *card, bool all, struct list_head *unused);

/* fade.c: on both for a while */
struct mixcore_fade *mixcore_fade_new(struct mixcore_stream *stream, u32 frames);
void mixcore_fade_free(struct mixcore_fade *fade);
void mixcore_fade_begin(struct mixcore_stream *stream, struct mixcore_fade *fade,
			struct mixcore_route *to);
bool mixcore_fade_latch(struct mixcore_route *route);
u32 mixcore_fade_left(const struct mixcore_fade *fade);
void mixcore_fade_feed_all(struct mixcore_stream *stream, u32 frames);
void mixcore_fade_settle(struct mixcore_stream *stream, bool all, struct list_head *unused);
u32 mixcore_fade_count(struct mixcore_stream *stream);

/* move.c: from one output to another */
bool mixcore_arrival_early(const struct mixcore_output *output, u32 frames);
bool mixcore_arrival_sits_out(struct mixcore_stream *stream, bool first, bool early);
bool mixcore_arrival_recorder_sits_out(struct mixcore_stream *recorder,
				       const struct mixcore_output *output, bool first, u32 frames);
u32 mixcore_move_frames(const struct mixcore_stream *stream, u32 frames);
bool mixcore_move_due(const struct mixcore_stream *stream);
void mixcore_move_switch(struct mixcore_stream *stream);
void mixcore_move_cancel(struct mixcore_stream *stream, struct list_head *unused);
void mixcore_move_settle(struct mixcore_stream *stream, bool now, struct list_head *unused);
int mixcore_move_check(const struct mixcore_stream *stream, const struct mixcore_output *output);
void mixcore_move_step_settle(struct mixcore_step *step, u32 id, struct list_head *unused);
void mixcore_move_prepare_lead(struct mixcore_step *step, struct mixcore_route *route);
void mixcore_move_step_lead(struct mixcore_step *step, struct list_head *unused);
extern const struct mixcore_step_kind mixcore_stream_move_kind;
void mixcore_move_init(struct mixcore_card *card);

/* snapshot.c: what a cycle reads */
struct mixcore_snapshot *mixcore_snapshot_new(struct mixcore_output *output);
void mixcore_snapshot_free(struct mixcore_snapshot *snapshot);

/* output.c: mix buses, their threads, attach and detach */
struct mixcore_output *mixcore_output_new(struct mixcore_card *card, const char *name, u32 rate,
					  bool capture, const struct mixcore_config *config,
					  struct mixcore_endpoint *endpoint);
u32 mixcore_output_state(const struct mixcore_output *output);
struct mixcore_output *mixcore_output_get(struct mixcore_output *output);
void mixcore_output_put(struct mixcore_output *output);
void mixcore_output_stop(struct mixcore_output *output);
void mixcore_output_destroy(struct mixcore_output *output);

/* attach.c: backends come and go */
bool mixcore_name_valid(const char name[MIXCORE_NAME_LEN]);
int mixcore_output_attach(struct mixcore_card *card, const struct mixcore_caller *caller,
			  struct mixcore_output_attach *attach);
int mixcore_output_detach(struct mixcore_card *card, const struct mixcore_caller *caller,
			  u32 id, bool capture);
int mixcore_attach_backend(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_output_attach *attach, bool capture);

/* output.c, for the output's thread and those who deal with it */
void mixcore_output_info(struct mixcore_output *output, const struct mixcore_caller *caller,
			 struct mixcore_output_info *info);
void mixcore_output_post(struct mixcore_output *output, struct mixcore_snapshot *snapshot,
			 enum mixcore_post_backend what, struct mixcore_backend *backend,
			 bool wait);
void mixcore_output_kick(struct mixcore_output *output);
void mixcore_output_sync(struct mixcore_output *output);
u32 mixcore_output_delay(const struct mixcore_output *output, ktime_t now);
void mixcore_output_set_delay(struct mixcore_output *output, u32 frames);
void mixcore_output_no_delay(struct mixcore_output *output);

/* engine.c: one cycle */
void mixcore_engine_unlatch(struct mixcore_output *output);
int mixcore_engine_cycle(struct mixcore_output *output);
void mixcore_engine_take(struct mixcore_output *output, struct mixcore_snapshot *snapshot);

/* clock.c: when cycles run */
ktime_t mixcore_clock_run(struct mixcore_output *output);
void mixcore_clock_endpoint_triggered(struct mixcore_output *output);
void mixcore_clock_endpoint_cycle(struct mixcore_output *output, ktime_t heard);
void mixcore_clock_frozen(struct mixcore_output *output);
void mixcore_clock_fill_changed(struct mixcore_output *output, u32 old);
void mixcore_clock_take_backend(struct mixcore_output *output, struct mixcore_backend *backend);
void mixcore_clock_release_backend(struct mixcore_output *output);

/* backend_pcm.c: the slave PCM */
struct mixcore_backend *mixcore_backend_open(struct mixcore_card *card, int fd, bool capture);
void mixcore_backend_release(struct mixcore_backend *backend);
void mixcore_backend_unpin(struct mixcore_backend *backend);
void mixcore_backend_listen(struct mixcore_backend *backend, struct mixcore_output *output);
bool mixcore_backend_gone(const struct mixcore_backend *backend);
int mixcore_backend_set_wake(struct mixcore_backend *backend, u32 wake_avail);
int mixcore_backend_prepare(struct mixcore_backend *backend, u32 wake_avail);
int mixcore_backend_start(struct mixcore_backend *backend);
void mixcore_backend_stop(struct mixcore_backend *backend);
int mixcore_backend_queued(struct mixcore_backend *backend, u32 *queued, u32 *delay);
int mixcore_backend_write(struct mixcore_backend *backend, void *block, u32 frames);
int mixcore_backend_read(struct mixcore_backend *backend, void *block, u32 frames);

/* access.c: who may, and how much */
bool mixcore_may_change(const struct mixcore_caller *caller, kuid_t owner);
int mixcore_user_take(struct mixcore_card *card, kuid_t uid, enum mixcore_held kind,
		      struct mixcore_user **holder);
void mixcore_user_give(struct mixcore_card *card, struct mixcore_user *user,
		       enum mixcore_held kind);
int mixcore_user_charge(struct mixcore_card *card, struct mixcore_user *user, u64 bytes);
void mixcore_user_uncharge(struct mixcore_card *card, struct mixcore_user *user, u64 bytes);
void mixcore_user_status(struct mixcore_card *card, kuid_t uid, struct mixcore_status *status);
void mixcore_quota_get(struct mixcore_card *card, struct mixcore_quota *quota);
int mixcore_quota_set(struct mixcore_card *card, const struct mixcore_quota *quota);

/* cause.c: what userspace says of why it makes a change */
bool mixcore_cause_valid(const struct mixcore_cause *cause);

/* history.c: who changed what, and why */
void mixcore_history_of(struct mixcore_changes *changes, u32 kind, u32 id, u32 output);
void mixcore_history_add(struct mixcore_card *card, struct mixcore_changes *changes,
			 const struct mixcore_caller *caller, u64 generation, u32 what);
u64 mixcore_history_generation(struct mixcore_card *card, const struct mixcore_object *object);
void mixcore_history_latest(const struct mixcore_changes *changes,
			    const struct mixcore_caller *caller,
			    struct mixcore_last_change *latest);
void mixcore_history_cause(const struct mixcore_changes *changes, struct mixcore_cause *cause);
int mixcore_history_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			     struct mixcore_history *history);

/* control.c: ALSA controls */
int mixcore_control_new(struct mixcore_card *card);
void mixcore_control_activate(struct mixcore_stream *stream, bool active);
void mixcore_control_notify_stream(struct mixcore_stream *stream);
int mixcore_control_add_output(struct mixcore_output *output);
void mixcore_control_remove_output(struct mixcore_output *output);
void mixcore_control_notify_output(struct mixcore_output *output);

/* channel_map.c: what channels are */
int mixcore_channel_map_new(struct snd_pcm *pcm, int direction);

/* event.c: what has happened */
int mixcore_event_init(struct mixcore_card *card);
void mixcore_event_free(struct mixcore_card *card);
void mixcore_event_post(struct mixcore_card *card, const struct mixcore_event *event);
bool mixcore_event_take(struct mixcore_card *card, struct mixcore_event *event);
void mixcore_event_changed(struct mixcore_card *card, const struct mixcore_object *object,
			   u64 generation, u32 what);
void mixcore_event_gone(struct mixcore_card *card, const struct mixcore_object *object);
void mixcore_event_xrun(struct mixcore_card *card, const struct mixcore_object *object, u64 count);
void mixcore_event_backend(const struct mixcore_output *output, bool there);

/* describe.c: objects as userspace sees them */
int mixcore_output_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			    struct mixcore_output_info *info, bool next);
int mixcore_input_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_input_info *info, bool next);
int mixcore_stream_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			    struct mixcore_stream_info *info, bool next);
int mixcore_describe_next(struct mixcore_card *card, const struct mixcore_caller *caller,
			  struct mixcore_described *described);

/* netlink.c: events and dumps */
int mixcore_netlink_new(struct mixcore_card *card);
void mixcore_netlink_free(struct mixcore_card *card);
bool mixcore_netlink_is_heard(void);
void mixcore_netlink_send(struct work_struct *work);

/* ioctl.c: the two nodes */
int mixcore_node_caller(const struct file *file, struct mixcore_caller *caller);
int mixcore_nodes_new(struct mixcore_card *card, struct device *parent);
void mixcore_nodes_free(void);

/* proc.c */
void mixcore_proc_new(struct mixcore_card *card);

#endif /* MIXCORE_H */
