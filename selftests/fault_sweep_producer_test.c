// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * As fault_sweep_test.c, each call that is about timers and endpoints, and those about streams and
 * recorders that have an endpoint. STEP=n: only every nth allocation fails.
 *
 * Needs: snd-mixcore streams=4, snd-mixcore-test cards=3, a kernel with fault injection.
 */
#include "fault_sweep_harness.h"

#define OUT	.producer = ENDPOINT_OUTPUT
#define IN	.producer = ENDPOINT_INPUT

static const struct sweep timers[] = {
	{ "create", call_timer_create },
	{ "create_of_the_card", call_timer_card },
	{ "get", call_timer_get, .producer = TIMER },
	{ "next", call_timer_next, .producer = TIMER },
	{ "trigger", call_timer_trigger, .producer = TIMER },
	{ "trigger_consumed", call_timer_trigger, .producer = TIMER, .consumed = true },
	{ "tick", call_timer_tick, .producer = TIMER, .consumed = true },
	{ "event", call_producer_event, .producer = TIMER, .consumed = true },
	{ "consumer_open", consumer_of_bench, .producer = TIMER },
	{ "consumer_start", call_consumer_start, .producer = TIMER, .consumed = true },
	{ "consumer_close", call_consumer_close, .producer = TIMER, .consumed = true,
	  .must_succeed = true },
	{ "proc", proc_timers, .producer = TIMER, .consumed = true },
	{ "close", call_producer_close, .producer = TIMER, .must_succeed = true },
	{ "close_consumed", call_producer_close, .producer = TIMER, .consumed = true,
	  .must_succeed = true },
	{ "attach_early", call_attach_early },
	{ "attach_follower", call_attach_follower, .producer = TIMER },
	{ "tell_frames", call_tell_frames, .producer = TIMER, .followed = true },
	{ "tell_frames_running", call_tell_frames, RUNNING, .producer = TIMER, .followed = true },
	{ "close_followed", call_producer_close, RUNNING, .producer = TIMER, .followed = true,
	  .must_succeed = true },
	{ }
};

SWEEPS(timers, timers);

static const struct sweep endpoints[] = {
	{ "output", call_endpoint_output },
	{ "output_thread", call_endpoint_output, .task = FAULTS_KTHREADD },
	{ "input", call_endpoint_input },
	{ "input_thread", call_endpoint_input, .task = FAULTS_KTHREADD },
	{ "map", call_endpoint_map, OUT },
	{ "trigger", call_endpoint_trigger, OUT },
	{ "trigger_running", call_endpoint_trigger, RUNNING, OUT, .mapped = true },
	{ "trigger_input", call_endpoint_trigger, IN },
	{ "trigger_recorded", call_endpoint_trigger, IN, .recorder = PREPARED, .ends = true },
	{ "event", call_producer_event, RUNNING, OUT },
	{ "adopt", call_endpoint_adopt, OUT, .lost = true },
	{ "adopt_running", call_endpoint_adopt, RUNNING, OUT, .lost = true },
	{ "adopt_input", call_endpoint_adopt, IN, .lost = true },
	{ "detach", call_detach, OUT },
	{ "detach_running", call_detach, RUNNING, OUT },
	{ "detach_lost", call_detach, RUNNING, OUT, .lost = true },
	{ "detach_input", call_input_detach, IN, .recorder = PREPARED, .ends = true },
	{ "close", call_producer_close, OUT, .must_succeed = true },
	{ "close_running", call_producer_close, RUNNING, OUT, .must_succeed = true },
	{ "close_input", call_producer_close, IN, .must_succeed = true },
	{ }
};

SWEEPS(endpoints, endpoints);

#define PCM	.pcm_call = true

/* Streams and recorders that have one. */
static const struct sweep streams[] = {
	{ "open", open_pcm, OUT, PCM },
	{ "hw_params", pcm_hw_params, OPEN, OUT, PCM },
	{ "start", pcm_start_it, PREPARED, OUT, PCM },
	{ "drop", pcm_drop_it, RUNNING, OUT, PCM },
	{ "close", pcm_close, RUNNING, OUT, .must_succeed = true, PCM },
	{ "close_on_lost", pcm_close, RUNNING, OUT, .lost = true, .must_succeed = true, PCM },
	{ "move_away", call_stream_move, RUNNING, OUT },
	{ "route_away", call_route_make, RUNNING, OUT },
	{ "recorder_open", open_recorder, IN, PCM },
	{ "recorder_hw_params", rec_hw_params, IN, .recorder = OPEN, PCM },
	{ "recorder_start", rec_start, IN, .recorder = PREPARED, PCM },
	{ "recorder_close", rec_close, IN, .recorder = PREPARED, .ends = true,
	  .must_succeed = true, PCM },
	{ "loopback", call_loopback_make, IN, .output = true },
	{ }
};

SWEEPS(streams, streams);

TEST_HARNESS_MAIN
