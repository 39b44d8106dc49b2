/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each call there is, again and again, with its first allocation failing, its second, its third, ...
 * until it makes no more: what the programs that do so share. fault_sweep_harness.h has the test
 * itself; each program has a table of calls.
 *
 * Functions return 0 or more, or -errno.
 */
#ifndef MIXCORE_SELFTEST_FAULT_SWEEP_H
#define MIXCORE_SELFTEST_FAULT_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common.h"
#include "exact.h"
#include "faults.h"
#include "transaction.h"

#define RATE		48000
#define FRAMES		RATE		/* of the streams' buffers */
#define PAGE		4096
#define OUTPUT		"two"
#define INPUT		"mic"

/* How far the streams are on which a call is made. */
enum stage { CLOSED, OPEN, CONFIGURED, PREPARED, RUNNING, PAUSED };

enum producer { NO_PRODUCER, TIMER, ENDPOINT_OUTPUT, ENDPOINT_INPUT };

/* What a call is made on. */
struct bench {
	enum stage stage;
	int pcm[2];		/* the second only with `pair` */
	int slave, control, node, mixer;
	int output;		/* "two", or 0 */
	unsigned int stream;	/* id of pcm[0]'s */
	int input;		/* "mic", or 0 */
	int recorder;		/* a capture PCM of the card Mixcore, or -1 */
	unsigned int recorder_stream;	/* its id */
	int opened;		/* what the call has opened */
	void *mapped;
	size_t length;
	uint64_t bytes;		/* of the exact stream */
	struct exact exact;
	struct transaction calls;
	int card;		/* Mixcore's */
	char pcm_path[48], mixer_path[48];
	int netlink, family;	/* a socket, new for each attempt */
	unsigned int group;
	int producer, consumer;	/* a timer or an endpoint; an instance of the timer */
	unsigned int timer, device;	/* the timer's id and ALSA's number of it */
	uint8_t cookie[MIXCORE_COOKIE_LEN];	/* the endpoint's */
};

typedef int sweep_call(struct bench *bench);

/* A call, and what it is made on. */
struct sweep {
	const char *name;
	sweep_call *call;
	enum stage stage;
	bool pair, linked;	/* two streams */
	bool slave;		/* a PCM to be attached */
	bool output;		/* it is attached, as "two", and the streams play there */
	bool follower;		/* the first stream plays on the null output, too */
	bool delayed;		/* its leading route has a delay */
	bool other;		/* another PCM to be attached in its place */
	unsigned int follows;	/* output on which all streams play, too */
	bool bereaved;		/* and was detached again */
	bool mmap;		/* the streams' access */
	bool capture_slave;	/* a capture PCM to be attached */
	bool input;		/* it is attached, as "mic", and recorders open there */
	bool other_input;	/* another one to be attached in its place */
	bool input_bereaved;	/* and was detached again */
	enum stage recorder;	/* how far a recorder is */
	unsigned int device;	/* that it has opened */
	bool alone;		/* it records the first stream alone */
	bool loopback;		/* from the input to the output */
	bool ends;		/* the recorder is not to go on */
	enum producer producer;	/* "sweep"; streams or recorders open on an endpoint */
	bool consumed;		/* the timer is, by one that runs */
	bool followed;		/* by an output, on which the streams play */
	bool mapped;		/* the endpoint is */
	bool lost;		/* its descriptor has been closed */
	bool pcm_call;		/* of the PCM core's, which counts its changes */
	bool must_succeed;	/* it can't fail */
	int also;		/* what the core says for ENOMEM */
	pid_t task;		/* whose allocations fail: the caller's, or kthreadd's */
};

/* Everything the call is made on. */
int bench_open(struct bench *bench);
int bench_make(struct bench *bench, const struct sweep *sweep);
/* As before the call and what it was made on. */
int bench_clear(struct bench *bench);
/* The recorder that ran before the call goes on. */
int bench_goes_on(struct bench *bench, const struct sweep *sweep);
/* A number for all names that ALSA has given. */
int sweep_listing(void);

/* For the calls. */
int open_path(struct bench *bench, const char *path, int flags);
int read_path(struct bench *bench, const char *path);
extern struct pcm_config stream_config;
int set_thresholds(int pcm);
int rec_set_thresholds(int pcm);
int set_source(struct bench *bench, unsigned int kind, unsigned int source);
int make_loopback(struct bench *bench);
int bench_producer(struct bench *bench, const struct sweep *sweep);
/* timer: whose output it is, NULL = its own time. */
int attach_null_to_bench(struct bench *bench, const char *timer);

sweep_call open_node, open_control, call_version, call_status, call_quota_get, call_quota_set,
	call_output_get, call_output_next, call_output_set, call_default_get, call_default_set,
	call_default_set_uid, call_stream_get, call_stream_next, call_stream_set, call_stream_group,
	call_stream_move, call_stream_move_later, call_stream_fade, call_route_make, call_route_change,
	call_route_change_lead, call_route_remove, call_route_remove_lead, call_transaction_settings,
	call_transaction_routes, call_route_get, call_route_next, call_history, call_netlink_dump,
	call_xruns, call_flight, call_map,
	call_netlink_listen, call_attach,
	call_replace, call_detach;
sweep_call open_pcm, pcm_hw_params, pcm_sw_params, pcm_prepare_it, pcm_reset, pcm_start_it,
	pcm_hwsync, pcm_drop_it, pcm_hw_free, pcm_unlink, pcm_link_it, pcm_drain, pcm_pause,
	pcm_status, pcm_delay, pcm_sync_ptr, pcm_rewind, pcm_forward, pcm_writei, pcm_poll,
	pcm_mmap_data, pcm_mmap_status, pcm_mmap_control, pcm_close;
sweep_call mixer_open, mixer_list, mixer_info, mixer_read, mixer_stream_volume,
	mixer_stream_switch, mixer_output_volume, mixer_output_switch, mixer_tlv, proc_graph,
	proc_status, proc_hw_params;
sweep_call call_input_attach, call_input_replace, call_input_detach, call_input_get,
	call_input_next, call_input_set, call_attach_null, call_default_input,
	call_default_input_uid, call_source_input, call_source_mix, call_source_out,
	call_source_stream, call_recorder_set, call_loopback_make, call_loopback_gain,
	call_loopback_longer, call_loopback_remove, call_loopback_get, call_loopback_next,
	call_transaction_recorded;
sweep_call open_recorder, open_monitor, rec_hw_params, rec_prepare, rec_start, rec_readi, rec_mmap,
	rec_drop, rec_hw_free, rec_close;
sweep_call call_timer_create, call_timer_card, call_timer_get, call_timer_next, call_timer_trigger,
	call_timer_tick, consumer_of_bench, call_consumer_start, call_consumer_close,
	call_producer_event, call_producer_close, proc_timers, call_endpoint_output,
	call_endpoint_input, call_endpoint_adopt, call_endpoint_map, call_endpoint_trigger,
	call_attach_follower, call_attach_early, call_tell_frames;

#endif /* MIXCORE_SELFTEST_FAULT_SWEEP_H */
