// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each call there is, again and again, with its first allocation failing, its second, its third, ...
 * until it makes no more. A call that fails gives ENOMEM and has changed nothing; a stream that
 * plays all that time arrives to the last sample. What records is in fault_sweep_capture_test.c.
 *
 * Needs: snd-mixcore streams=4, snd-mixcore-test cards=3, a kernel with fault injection.
 */
#include "fault_sweep_harness.h"

SWEEP(open_node, open_node);
SWEEP(open_control, open_control);
SWEEP(version, call_version);
SWEEP(status, call_status);
SWEEP(quota_get, call_quota_get);
SWEEP(quota_set, call_quota_set);
SWEEP(attach, call_attach, .slave = true);
SWEEP(attach_again, call_attach, CONFIGURED, .slave = true, .output = true, .bereaved = true);
SWEEP(attach_thread, call_attach, .slave = true, .task = FAULTS_KTHREADD);
SWEEP(replace, call_replace, .output = true, .other = true);
SWEEP(replace_below_stream, call_replace, RUNNING, .output = true, .other = true);
SWEEP(detach, call_detach, .output = true);
SWEEP(detach_below_stream, call_detach, RUNNING, .output = true);
SWEEP(output_get, call_output_get, .output = true);
SWEEP(output_next, call_output_next);
SWEEP(output_set, call_output_set, CONFIGURED, .output = true);
SWEEP(output_set_running, call_output_set, RUNNING, .output = true);
SWEEP(default_get, call_default_get);
SWEEP(default_set, call_default_set);
SWEEP(default_set_uid, call_default_set_uid);
SWEEP(stream_get, call_stream_get, CONFIGURED);
SWEEP(stream_next, call_stream_next, CONFIGURED);
SWEEP(stream_set_open, call_stream_set, OPEN);
SWEEP(stream_set_running, call_stream_set, RUNNING);
SWEEP(stream_group_open, call_stream_group, OPEN, .pair = true);
SWEEP(stream_group_running, call_stream_group, RUNNING, .pair = true);
SWEEP(stream_move_open, call_stream_move, OPEN);
SWEEP(stream_move_running, call_stream_move, RUNNING, .output = true);
SWEEP(stream_fade_running, call_stream_fade, RUNNING, .output = true);
SWEEP(stream_move_later, call_stream_move_later, RUNNING, .output = true);

SWEEP(stream_move_to_follower, call_stream_move, RUNNING, .output = true, .follower = true);
SWEEP(route_make_open, call_route_make, OPEN, .output = true);
SWEEP(route_make_running, call_route_make, RUNNING, .output = true);
SWEEP(route_change_open, call_route_change, OPEN, .output = true, .follower = true);
SWEEP(route_change_running, call_route_change, RUNNING, .output = true, .follower = true);
SWEEP(route_change_lead, call_route_change_lead, RUNNING, .output = true);
SWEEP(route_remove_open, call_route_remove, OPEN, .output = true, .follower = true);
SWEEP(route_remove_running, call_route_remove, RUNNING, .output = true, .follower = true);
SWEEP(route_remove_lead, call_route_remove_lead, RUNNING, .output = true, .follower = true);
SWEEP(transaction_settings, call_transaction_settings, RUNNING, .output = true);
SWEEP(transaction_routes, call_transaction_routes, RUNNING, .output = true);
SWEEP(route_get, call_route_get, CONFIGURED, .output = true, .follower = true);
SWEEP(route_next, call_route_next, CONFIGURED);
SWEEP(history, call_history, CONFIGURED);
SWEEP(xruns, call_xruns, CONFIGURED);
SWEEP(flight, call_flight, CONFIGURED);
SWEEP(map, call_map, CONFIGURED);
SWEEP(netlink_dump, call_netlink_dump, CONFIGURED, .also = -ENOBUFS);
SWEEP(netlink_listen, call_netlink_listen);

#define PCM .pcm_call = true

SWEEP(open, open_pcm, PCM);
SWEEP(open_followers, open_pcm, PCM, .output = true, .follows = MIXCORE_OUTPUT_NULL);
SWEEP(hw_params, pcm_hw_params, OPEN, PCM);
SWEEP(hw_params_follower, pcm_hw_params, OPEN, .output = true, .follower = true, PCM);
SWEEP(hw_params_delayed, pcm_hw_params, OPEN, .output = true, .delayed = true, PCM);
SWEEP(sw_params, pcm_sw_params, CONFIGURED, PCM);
SWEEP(prepare, pcm_prepare_it, CONFIGURED, PCM);
SWEEP(write, pcm_writei, PREPARED, PCM);
SWEEP(start, pcm_start_it, PREPARED, PCM);
SWEEP(start_linked, pcm_start_it, PREPARED, .pair = true, .linked = true, PCM);
SWEEP(pause, pcm_pause, RUNNING, PCM);
SWEEP(pause_release, pcm_pause, PAUSED, PCM);
SWEEP(status_of_stream, pcm_status, RUNNING, PCM);
SWEEP(delay, pcm_delay, RUNNING, PCM);
SWEEP(sync_ptr, pcm_sync_ptr, RUNNING, PCM);
SWEEP(hwsync, pcm_hwsync, RUNNING, PCM);
SWEEP(poll, pcm_poll, RUNNING, PCM);
SWEEP(rewind, pcm_rewind, RUNNING, PCM);
SWEEP(forward, pcm_forward, RUNNING, PCM);
SWEEP(reset, pcm_reset, RUNNING, PCM);
SWEEP(drain, pcm_drain, RUNNING, PCM);
SWEEP(drop, pcm_drop_it, RUNNING, PCM);
SWEEP(link, pcm_link_it, CONFIGURED, .pair = true, PCM);
SWEEP(unlink, pcm_unlink, CONFIGURED, .pair = true, .linked = true, PCM);
SWEEP(mmap_data, pcm_mmap_data, CONFIGURED, .mmap = true, PCM);
SWEEP(mmap_status, pcm_mmap_status, CONFIGURED, PCM);
SWEEP(mmap_control, pcm_mmap_control, CONFIGURED, PCM);
SWEEP(hw_free, pcm_hw_free, CONFIGURED, .must_succeed = true, PCM);
SWEEP(close, pcm_close, RUNNING, .must_succeed = true, PCM);
SWEEP(close_follower, pcm_close, RUNNING, .output = true, .follower = true,
      .must_succeed = true, PCM);
SWEEP(close_linked, pcm_close, RUNNING, .pair = true, .linked = true, .must_succeed = true, PCM);
SWEEP(close_on_detached, pcm_close, RUNNING, .output = true, .bereaved = true,
      .must_succeed = true, PCM);
SWEEP(mixer_open, mixer_open, .also = -ENODEV);
SWEEP(mixer_list, mixer_list);
SWEEP(mixer_info, mixer_info, CONFIGURED);
SWEEP(mixer_read, mixer_read, CONFIGURED);
SWEEP(mixer_tlv, mixer_tlv, CONFIGURED);
SWEEP(mixer_stream_volume, mixer_stream_volume, RUNNING);
SWEEP(mixer_stream_switch, mixer_stream_switch, RUNNING);
SWEEP(mixer_output_volume, mixer_output_volume, RUNNING, .output = true);
SWEEP(mixer_output_switch, mixer_output_switch, RUNNING, .output = true);
SWEEP(proc_graph, proc_graph, RUNNING);
SWEEP(proc_status, proc_status, RUNNING);
SWEEP(proc_hw_params, proc_hw_params, RUNNING);

TEST_HARNESS_MAIN
