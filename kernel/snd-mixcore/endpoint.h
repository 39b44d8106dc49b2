/* SPDX-License-Identifier: GPL-2.0-only */
/* Endpoints: outputs and inputs that a process is the device of. */
#ifndef MIXCORE_ENDPOINT_H
#define MIXCORE_ENDPOINT_H

#include <linux/rtmutex.h>
#include <uapi/sound/mixcore.h>

#include "dsp/drift.h"
#include "producer.h"

struct mixcore_caller;
struct mixcore_card;
struct mixcore_output;

/**
 * struct mixcore_ring - memory that the kernel and a process share
 * @page: the beginning of it; never read
 * @samples: the rest
 * @bytes: of both
 * @frames: of @samples
 * @frame_bytes: of each
 * @sequence: of the page
 */
struct mixcore_ring {
	struct mixcore_endpoint_page *page;
	void *samples;
	u32 bytes;
	u32 frames;
	u32 frame_bytes;
	u32 sequence;
};

/**
 * struct mixcore_endpoint - what an output has that a process is the device of
 *
 * It lives as long as the output, of which the file has a reference. Who has @drive is the output's
 * thread for as long: the thread itself, or the process in its TRIGGER.
 *
 * @output: whose
 * @producer: the process
 * @ring: between them
 * @user: who pays, as long as it has a file or its output is in the graph
 * @uid: of who made it
 * @cookie: by which a successor knows it
 * @pid: thread group that has it; graph_lock
 * @comm: command name of its leader; graph_lock
 * @trigger_lock: one TRIGGER at a time
 * @drive: who runs cycles; protects the following, and what is the output thread's alone. Of an
 *	rt_mutex, so that a TRIGGER at low priority is not in the thread's way
 * @flags: MIXCORE_ENDPOINT_F_*
 * @flags_before: before it was adopted, or made
 * @open: it has a file
 * @left: its output is in no graph any more
 * @detached: by a call: it can't be adopted
 * @feeding: an input's cycle takes frames of the ring
 * @full: frames are being left out
 * @patience: ns
 * @follows: cycles run by a timer; does not change
 * @position: frames of all TRIGGERs
 * @given: of them by the latest one
 * @mixed: frames put into the ring, or taken out of it
 * @lost: frames left out, or of silence
 * @adopted: how often
 * @tokens: frames that TRIGGERs may tell now
 * @tokens_at: when they were so many
 * @triggered: when the latest TRIGGER was, 0 = never
 * @time: when it says it was
 * @elapsed: what @position is
 * @drift: of its clock
 * @drift_blocks: of @drift, when it was looked at
 * @ppb: what it said
 * @ppb_error: and how sure
 * @ran: streams or recorders ran at the latest look
 * @used: it had routes or recorders then
 */
struct mixcore_endpoint {
	struct mixcore_output *output;
	struct mixcore_producer producer;
	struct mixcore_ring ring;
	struct mixcore_user *user;
	kuid_t uid;
	u8 cookie[MIXCORE_COOKIE_LEN];
	pid_t pid;
	char comm[TASK_COMM_LEN];

	struct mutex trigger_lock;	/* one TRIGGER at a time */
	struct rt_mutex drive;	/* who runs cycles */
	u32 flags;
	u32 flags_before;
	bool open;
	bool left;
	bool detached;
	bool feeding;
	bool full;
	u64 patience;
	bool follows;
	u64 position;
	u32 given;
	u64 mixed;
	u64 lost;
	u32 adopted;
	u64 tokens;
	ktime_t tokens_at;
	ktime_t triggered;
	ktime_t time;
	struct mixcore_elapsed elapsed;
	struct mixcore_drift drift;
	u32 drift_blocks;
	s32 ppb;
	u32 ppb_error;
	bool ran;
	bool used;
};

/**
 * struct mixcore_endpoint_info - where the description of an output or input has its endpoint
 * @flags: MIXCORE_OUTPUT_F_*
 * @ring: frames
 * @uid: of who made it
 * @pid: thread group that has it, 0 = none has
 * @lost: frames left out, or of silence
 * @comm: command name, TASK_COMM_LEN bytes
 */
struct mixcore_endpoint_info {
	u32 *flags;
	u32 *ring;
	u32 *uid;
	u32 *pid;
	u64 *lost;
	char *comm;
};

/* endpoint.c: made, adopted, given up */
void mixcore_endpoint_info(const struct mixcore_output *output,
			   const struct mixcore_caller *caller,
			   const struct mixcore_endpoint_info *info);
int mixcore_endpoint_create(struct mixcore_card *card, struct mixcore_caller *caller,
			    struct mixcore_endpoint_create *create);
int mixcore_endpoint_adopt(struct mixcore_card *card, struct mixcore_caller *caller,
			   struct mixcore_endpoint_adopt *adopt);
void mixcore_endpoint_give_up(struct mixcore_endpoint *endpoint);
void mixcore_endpoint_refuse(struct mixcore_endpoint *endpoint);
void mixcore_endpoint_detached(struct mixcore_output *output);
void mixcore_endpoint_left_graph(struct mixcore_output *output);
void mixcore_endpoint_free(struct mixcore_output *output);

/* endpoint_file.c: its descriptor */
int mixcore_endpoint_descriptor(struct mixcore_endpoint *endpoint, struct mixcore_caller *caller);

/* endpoint_ring.c: memory, and what is written there */
void mixcore_ring_init(struct mixcore_ring *ring, u32 frames, u32 frame_bytes);
int mixcore_ring_alloc(struct mixcore_ring *ring);
void mixcore_ring_free(struct mixcore_ring *ring);
int mixcore_endpoint_write(struct mixcore_output *output, u32 frames);
void mixcore_endpoint_read(struct mixcore_output *input, u32 frames);
void mixcore_endpoint_page_begin(struct mixcore_endpoint *endpoint);
void mixcore_endpoint_page_update(struct mixcore_endpoint *endpoint);

/* endpoint_drive.c: who runs cycles, and when */
void mixcore_endpoint_lock(struct mixcore_output *output);
void mixcore_endpoint_unlock(struct mixcore_output *output);
int mixcore_endpoint_trigger(struct mixcore_endpoint *endpoint, u32 frames, ktime_t time,
			     u64 *position);
void mixcore_endpoint_stopped(struct mixcore_output *output);
ktime_t mixcore_endpoint_waits_until(const struct mixcore_output *output);
ktime_t mixcore_endpoint_null_base(const struct mixcore_output *output, ktime_t now);
void mixcore_endpoint_look(struct mixcore_output *output);

#endif /* MIXCORE_ENDPOINT_H */
