// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * As fault_sweep_test.c, each call that is about recording: inputs, null outputs, sources, loopbacks,
 * the capture PCMs, and what is done to a stream while it is recorded alone. A recorder that runs
 * goes on, whether the call failed or not. STEP=n: only every nth allocation fails.
 *
 * Needs: snd-mixcore streams=4, snd-mixcore-test cards=3, a kernel with fault injection.
 */
#include "fault_sweep_harness.h"

#define IN	.input = true
#define OUT	.output = true

static const struct sweep inputs[] = {
	{ "attach", call_input_attach, .capture_slave = true },
	{ "attach_thread", call_input_attach, .capture_slave = true, .task = FAULTS_KTHREADD },
	{ "attach_again", call_input_attach, IN, .recorder = RUNNING, .input_bereaved = true },
	{ "replace", call_input_replace, IN, .other_input = true },
	{ "replace_recorded", call_input_replace, IN, .recorder = RUNNING, .other_input = true },
	{ "replace_heard", call_input_replace, OUT, IN, .loopback = true, .other_input = true },
	{ "detach", call_input_detach, IN },
	{ "detach_recorded", call_input_detach, IN, .recorder = RUNNING },
	{ "detach_heard", call_input_detach, OUT, IN, .loopback = true, .recorder = RUNNING },
	{ "get", call_input_get, IN },
	{ "next", call_input_next, IN },
	{ "set", call_input_set, IN },
	{ "set_recorded", call_input_set, IN, .recorder = RUNNING },
	{ "attach_null", call_attach_null },
	{ "default_input", call_default_input, IN },
	{ "default_input_uid", call_default_input_uid, IN },
	{ }
};

SWEEPS(inputs, inputs);

static const struct sweep sources[] = {
	{ "source_input_open", call_source_input, IN, .recorder = OPEN, .device = 1 },
	{ "source_input_ready", call_source_input, IN, .recorder = CONFIGURED, .device = 1 },
	{ "source_input_running", call_source_input, IN, .recorder = RUNNING, .device = 1 },
	{ "source_mix_open", call_source_mix, IN, .recorder = OPEN },
	{ "source_mix_ready", call_source_mix, IN, .recorder = CONFIGURED },
	{ "source_mix_running", call_source_mix, IN, .recorder = RUNNING },
	{ "source_out_open", call_source_out, IN, .recorder = OPEN },
	{ "source_out_ready", call_source_out, IN, .recorder = CONFIGURED },
	{ "source_out_running", call_source_out, IN, .recorder = RUNNING },
	{ "source_stream_open", call_source_stream, OPEN, IN, .recorder = OPEN },
	{ "source_stream_ready", call_source_stream, RUNNING, OUT, .follower = true,
	  .recorder = CONFIGURED, .device = 1 },
	{ "source_stream_running", call_source_stream, RUNNING, OUT, .follower = true,
	  .recorder = RUNNING, .device = 1 },
	{ "source_of_stream", call_source_out, RUNNING, OUT, .follower = true,
	  .recorder = RUNNING, .device = 1, .alone = true },
	{ "recorder_set_open", call_recorder_set, IN, .recorder = OPEN },
	{ "recorder_set_running", call_recorder_set, IN, .recorder = RUNNING },
	{ "recorder_set_alone", call_recorder_set, RUNNING, OUT, .follower = true,
	  .recorder = RUNNING, .device = 1, .alone = true },
	{ }
};

SWEEPS(sources, sources);

#define BOTH	OUT, IN

static const struct sweep loopbacks[] = {
	{ "make", call_loopback_make, BOTH },
	{ "make_recorded", call_loopback_make, RUNNING, BOTH, .recorder = RUNNING },
	{ "gain", call_loopback_gain, BOTH, .loopback = true },
	{ "longer", call_loopback_longer, BOTH, .loopback = true },
	{ "remove", call_loopback_remove, BOTH, .loopback = true },
	{ "get", call_loopback_get, BOTH, .loopback = true },
	{ "next", call_loopback_next, BOTH, .loopback = true },
	{ }
};

SWEEPS(loopbacks, loopbacks);

/* One stream, alone, wherever it goes. */
#define ALONE	OUT, .recorder = RUNNING, .device = 1, .alone = true

static const struct sweep recorded[] = {
	{ "move_recorded", call_stream_move, RUNNING, ALONE },
	{ "move_recorded_open", call_stream_move, OPEN, ALONE },
	{ "move_recorded_later", call_stream_move_later, RUNNING, ALONE },
	{ "move_recorded_to_follower", call_stream_move, RUNNING, ALONE, .follower = true },
	{ "fade_recorded", call_stream_fade, RUNNING, ALONE },
	{ "route_make_recorded", call_route_make, RUNNING, ALONE },
	{ "route_change_recorded", call_route_change_lead, RUNNING, ALONE },
	{ "route_remove_recorded", call_route_remove, RUNNING, ALONE, .follower = true },
	{ "route_remove_lead_recorded", call_route_remove_lead, RUNNING, ALONE, .follower = true },
	{ "transaction_recorded", call_transaction_recorded, RUNNING, ALONE },
	{ "transaction_routes_recorded", call_transaction_routes, RUNNING, ALONE },
	{ "detach_recorded", call_detach, RUNNING, ALONE },
	{ "replace_recorded", call_replace, RUNNING, ALONE, .other = true },
	{ }
};

SWEEPS(recorded, recorded);

#define PCM	.pcm_call = true

static const struct sweep recorded_pcm[] = {
	{ "open_recorded", open_pcm, RUNNING, ALONE, PCM },
	{ "hw_params_recorded", pcm_hw_params, OPEN, ALONE, PCM },
	{ "hw_params_follower_recorded", pcm_hw_params, OPEN, ALONE, .follower = true, PCM },
	{ "hw_free_recorded", pcm_hw_free, CONFIGURED, ALONE, .must_succeed = true, PCM },
	{ "close_recorded", pcm_close, RUNNING, ALONE, .must_succeed = true, PCM },
	{ "close_follower_recorded", pcm_close, RUNNING, ALONE, .follower = true,
	  .must_succeed = true, PCM },
	{ }
};

SWEEPS(recorded_pcm, recorded_pcm);

static const struct sweep recorders[] = {
	{ "open", open_recorder, IN, PCM },
	{ "open_monitor", open_monitor, PCM },
	{ "hw_params", rec_hw_params, IN, .recorder = OPEN, PCM },
	{ "hw_params_monitor", rec_hw_params, OUT, .recorder = OPEN, .device = 1, PCM },
	{ "hw_params_alone", rec_hw_params, RUNNING, OUT, .follower = true, .recorder = OPEN,
	  .device = 1, .alone = true, PCM },
	{ "prepare", rec_prepare, IN, .recorder = CONFIGURED, PCM },
	{ "start", rec_start, IN, .recorder = PREPARED, PCM },
	{ "start_monitor", rec_start, .recorder = PREPARED, .device = 1, PCM },
	{ "read", rec_readi, IN, .recorder = RUNNING, PCM },
	{ "read_monitor", rec_readi, .recorder = RUNNING, .device = 1, PCM },
	{ "mmap", rec_mmap, IN, .recorder = RUNNING, .mmap = true, PCM },
	{ "drop", rec_drop, IN, .recorder = RUNNING, .ends = true, PCM },
	{ "hw_free", rec_hw_free, IN, .recorder = CONFIGURED, .must_succeed = true, PCM },
	{ "hw_free_monitor", rec_hw_free, .recorder = CONFIGURED, .device = 1,
	  .must_succeed = true, PCM },
	{ "close", rec_close, IN, .recorder = RUNNING, .ends = true, .must_succeed = true, PCM },
	{ "close_monitor", rec_close, OUT, .recorder = RUNNING, .device = 1, .ends = true,
	  .must_succeed = true, PCM },
	{ "close_alone", rec_close, RUNNING, ALONE, .follower = true, .ends = true,
	  .must_succeed = true, PCM },
	{ "close_on_detached", rec_close, IN, .recorder = RUNNING, .input_bereaved = true,
	  .ends = true, .must_succeed = true, PCM },
	{ }
};

SWEEPS(recorders, recorders);

TEST_HARNESS_MAIN
