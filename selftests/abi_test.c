// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The interface has the same layout for 32- and 64-bit programs: this file is built for both, holds
 * the offsets as they were first published, and makes the calls a program begins with.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/mixcore.h>

#include "common.h"
#include "kselftest_harness.h"

#define SIZE(type, bytes) EXPECT_EQ(bytes, sizeof(struct type))
#define MEMBER(type, member, offset) EXPECT_EQ(offset, offsetof(struct type, member))

TEST(layout_of_cause)
{
	SIZE(mixcore_cause, 72);
	MEMBER(mixcore_cause, cookie, 0);
	MEMBER(mixcore_cause, text, 8);
}

TEST(layout_of_last_change)
{
	SIZE(mixcore_last_change, 96);
	MEMBER(mixcore_last_change, generation, 0);
	MEMBER(mixcore_last_change, time_ns, 8);
	MEMBER(mixcore_last_change, cause, 16);
	MEMBER(mixcore_last_change, pid, 88);
	MEMBER(mixcore_last_change, uid, 92);
}

TEST(layout_of_version)
{
	SIZE(mixcore_version, 56);
	MEMBER(mixcore_version, size, 0);
	MEMBER(mixcore_version, abi, 4);
	MEMBER(mixcore_version, features, 8);
	MEMBER(mixcore_version, streams, 16);
	MEMBER(mixcore_version, card, 20);
	MEMBER(mixcore_version, module, 24);
}

TEST(layout_of_status)
{
	SIZE(mixcore_status, 72);
	MEMBER(mixcore_status, size, 0);
	MEMBER(mixcore_status, streams, 4);
	MEMBER(mixcore_status, running, 8);
	MEMBER(mixcore_status, outputs, 12);
	MEMBER(mixcore_status, default_output, 16);
	MEMBER(mixcore_status, null_rate, 20);
	MEMBER(mixcore_status, uid_streams, 24);
	MEMBER(mixcore_status, reserved, 28);
	MEMBER(mixcore_status, uid_bytes, 32);
	MEMBER(mixcore_status, card_bytes, 40);
	MEMBER(mixcore_status, generation, 48);
	MEMBER(mixcore_status, inputs, 56);
	MEMBER(mixcore_status, default_input, 60);
	MEMBER(mixcore_status, uid_timers, 64);
	MEMBER(mixcore_status, uid_endpoints, 68);
}

TEST(layout_of_xruns)
{
	SIZE(mixcore_xrun, 144);
	MEMBER(mixcore_xrun, number, 0);
	MEMBER(mixcore_xrun, time_ns, 8);
	MEMBER(mixcore_xrun, object, 16);
	MEMBER(mixcore_xrun, id, 20);
	MEMBER(mixcore_xrun, cycle_object, 24);
	MEMBER(mixcore_xrun, cycle_id, 28);
	MEMBER(mixcore_xrun, what, 32);
	MEMBER(mixcore_xrun, culprit, 36);
	MEMBER(mixcore_xrun, count, 40);
	MEMBER(mixcore_xrun, late_ns, 48);
	MEMBER(mixcore_xrun, buffer_ns, 56);
	MEMBER(mixcore_xrun, due_ns, 64);
	MEMBER(mixcore_xrun, timer_ns, 72);
	MEMBER(mixcore_xrun, fired_ns, 80);
	MEMBER(mixcore_xrun, kicked_ns, 88);
	MEMBER(mixcore_xrun, woke_ns, 96);
	MEMBER(mixcore_xrun, empty_ns, 104);
	MEMBER(mixcore_xrun, uid, 112);
	MEMBER(mixcore_xrun, pid, 116);
	MEMBER(mixcore_xrun, comm, 120);
	MEMBER(mixcore_xrun, reserved, 136);
	SIZE(mixcore_xruns, MIXCORE_XRUNS_SIZE_VER0);
	MEMBER(mixcore_xruns, size, 0);
	MEMBER(mixcore_xruns, count, 4);
	MEMBER(mixcore_xruns, after, 8);
	MEMBER(mixcore_xruns, xruns, 16);
}

TEST(layout_of_flight_recorders)
{
	SIZE(mixcore_flight_event, 32);
	MEMBER(mixcore_flight_event, time_ns, 0);
	MEMBER(mixcore_flight_event, kind, 8);
	MEMBER(mixcore_flight_event, frames, 12);
	MEMBER(mixcore_flight_event, queued, 16);
	MEMBER(mixcore_flight_event, late, 20);
	MEMBER(mixcore_flight_event, value, 24);
	SIZE(mixcore_flight, MIXCORE_FLIGHT_SIZE_VER0);
	MEMBER(mixcore_flight, size, 0);
	MEMBER(mixcore_flight, object, 4);
	MEMBER(mixcore_flight, id, 8);
	MEMBER(mixcore_flight, count, 12);
	MEMBER(mixcore_flight, total, 16);
	MEMBER(mixcore_flight, events, 24);
}

TEST(layout_of_the_status_area)
{
	SIZE(mixcore_status_header, 48);
	MEMBER(mixcore_status_header, magic, 0);
	MEMBER(mixcore_status_header, size, 4);
	MEMBER(mixcore_status_header, bytes, 8);
	MEMBER(mixcore_status_header, stride, 12);
	MEMBER(mixcore_status_header, outputs, 16);
	MEMBER(mixcore_status_header, outputs_offset, 20);
	MEMBER(mixcore_status_header, inputs, 24);
	MEMBER(mixcore_status_header, inputs_offset, 28);
	MEMBER(mixcore_status_header, streams, 32);
	MEMBER(mixcore_status_header, streams_offset, 36);
	MEMBER(mixcore_status_header, generation, 40);
	SIZE(mixcore_status_entry, 192);
	MEMBER(mixcore_status_entry, sequence, 0);
	MEMBER(mixcore_status_entry, id, 4);
	MEMBER(mixcore_status_entry, time_ns, 8);
	MEMBER(mixcore_status_entry, frames, 16);
	MEMBER(mixcore_status_entry, xruns, 24);
	MEMBER(mixcore_status_entry, slips, 32);
	MEMBER(mixcore_status_entry, rate, 40);
	MEMBER(mixcore_status_entry, channels, 44);
	MEMBER(mixcore_status_entry, cycle_frames, 48);
	MEMBER(mixcore_status_entry, delay_frames, 52);
	MEMBER(mixcore_status_entry, queued_frames, 56);
	MEMBER(mixcore_status_entry, cycle_min_ns, 60);
	MEMBER(mixcore_status_entry, cycle_avg_ns, 64);
	MEMBER(mixcore_status_entry, cycle_max_ns, 68);
	MEMBER(mixcore_status_entry, peak, 72);
	MEMBER(mixcore_status_entry, square_sum, 104);
	MEMBER(mixcore_status_entry, reserved, 168);
}

TEST(layout_of_history)
{
	SIZE(mixcore_change, 128);
	MEMBER(mixcore_change, last_change, 0);
	MEMBER(mixcore_change, what, 96);
	MEMBER(mixcore_change, reserved, 100);
	MEMBER(mixcore_change, comm, 112);
	SIZE(mixcore_history, MIXCORE_HISTORY_SIZE_VER0);
	MEMBER(mixcore_history, size, 0);
	MEMBER(mixcore_history, object, 4);
	MEMBER(mixcore_history, id, 8);
	MEMBER(mixcore_history, output, 12);
	MEMBER(mixcore_history, count, 16);
	MEMBER(mixcore_history, reserved, 20);
	MEMBER(mixcore_history, changes, 24);
}

TEST(layout_of_quota)
{
	SIZE(mixcore_quota, 32);
	MEMBER(mixcore_quota, size, 0);
	MEMBER(mixcore_quota, uid_streams, 4);
	MEMBER(mixcore_quota, uid_bytes, 8);
	MEMBER(mixcore_quota, card_bytes, 16);
	MEMBER(mixcore_quota, uid_timers, 24);
	MEMBER(mixcore_quota, uid_endpoints, 28);
}

TEST(layout_of_output_attach)
{
	SIZE(mixcore_output_attach, 176);
	MEMBER(mixcore_output_attach, size, 0);
	MEMBER(mixcore_output_attach, fd, 4);
	MEMBER(mixcore_output_attach, flags, 8);
	MEMBER(mixcore_output_attach, cycle_frames, 12);
	MEMBER(mixcore_output_attach, fill_frames, 16);
	MEMBER(mixcore_output_attach, ramp_frames, 20);
	MEMBER(mixcore_output_attach, id, 24);
	MEMBER(mixcore_output_attach, domain, 28);
	MEMBER(mixcore_output_attach, name, 32);
	MEMBER(mixcore_output_attach, cause, 64);
	MEMBER(mixcore_output_attach, rate, 136);
	MEMBER(mixcore_output_attach, channels, 140);
	MEMBER(mixcore_output_attach, timer, 144);
}

TEST(layout_of_output_detach)
{
	SIZE(mixcore_output_detach, 88);
	MEMBER(mixcore_output_detach, size, 0);
	MEMBER(mixcore_output_detach, id, 4);
	MEMBER(mixcore_output_detach, flags, 8);
	MEMBER(mixcore_output_detach, reserved, 12);
	MEMBER(mixcore_output_detach, cause, 16);
}

TEST(layout_of_output_info)
{
	SIZE(mixcore_output_info, 416);
	MEMBER(mixcore_output_info, size, 0);
	MEMBER(mixcore_output_info, id, 4);
	MEMBER(mixcore_output_info, flags, 8);
	MEMBER(mixcore_output_info, state, 12);
	MEMBER(mixcore_output_info, rate, 16);
	MEMBER(mixcore_output_info, channels, 20);
	MEMBER(mixcore_output_info, format, 24);
	MEMBER(mixcore_output_info, cycle_frames, 28);
	MEMBER(mixcore_output_info, fill_frames, 32);
	MEMBER(mixcore_output_info, ramp_frames, 36);
	MEMBER(mixcore_output_info, period_frames, 40);
	MEMBER(mixcore_output_info, buffer_frames, 44);
	MEMBER(mixcore_output_info, backend_card, 48);
	MEMBER(mixcore_output_info, backend_device, 52);
	MEMBER(mixcore_output_info, backend_subdevice, 56);
	MEMBER(mixcore_output_info, streams, 60);
	MEMBER(mixcore_output_info, running, 64);
	MEMBER(mixcore_output_info, mute, 68);
	MEMBER(mixcore_output_info, idle_ms, 72);
	MEMBER(mixcore_output_info, delay_frames, 76);
	MEMBER(mixcore_output_info, restarts, 80);
	MEMBER(mixcore_output_info, reserved, 84);
	MEMBER(mixcore_output_info, frames, 88);
	MEMBER(mixcore_output_info, cycles, 96);
	MEMBER(mixcore_output_info, wakeups, 104);
	MEMBER(mixcore_output_info, xruns, 112);
	MEMBER(mixcore_output_info, null_frames, 120);
	MEMBER(mixcore_output_info, gain, 128);
	MEMBER(mixcore_output_info, name, 160);
	MEMBER(mixcore_output_info, backend_id, 192);
	MEMBER(mixcore_output_info, last_change, 208);
	MEMBER(mixcore_output_info, limiter, 304);
	MEMBER(mixcore_output_info, dither, 308);
	MEMBER(mixcore_output_info, eq_points, 312);
	MEMBER(mixcore_output_info, limiter_gain, 316);
	MEMBER(mixcore_output_info, limited_frames, 320);
	MEMBER(mixcore_output_info, cycle_now_frames, 328);
	MEMBER(mixcore_output_info, domain, 332);
	MEMBER(mixcore_output_info, recorders, 336);
	MEMBER(mixcore_output_info, recording, 340);
	MEMBER(mixcore_output_info, loopbacks, 344);
	MEMBER(mixcore_output_info, reserved2, 348);
	MEMBER(mixcore_output_info, endpoint_uid, 352);
	MEMBER(mixcore_output_info, endpoint_pid, 356);
	MEMBER(mixcore_output_info, endpoint_lost_frames, 360);
	MEMBER(mixcore_output_info, endpoint_comm, 368);
}

TEST(layout_of_input_attach)
{
	SIZE(mixcore_input_attach, 128);
	MEMBER(mixcore_input_attach, size, 0);
	MEMBER(mixcore_input_attach, fd, 4);
	MEMBER(mixcore_input_attach, flags, 8);
	MEMBER(mixcore_input_attach, cycle_frames, 12);
	MEMBER(mixcore_input_attach, id, 16);
	MEMBER(mixcore_input_attach, domain, 20);
	MEMBER(mixcore_input_attach, name, 24);
	MEMBER(mixcore_input_attach, cause, 56);
}

TEST(layout_of_input_detach)
{
	SIZE(mixcore_input_detach, 88);
	MEMBER(mixcore_input_detach, size, 0);
	MEMBER(mixcore_input_detach, id, 4);
	MEMBER(mixcore_input_detach, flags, 8);
	MEMBER(mixcore_input_detach, reserved, 12);
	MEMBER(mixcore_input_detach, cause, 16);
}

TEST(layout_of_input_info)
{
	SIZE(mixcore_input_info, 304);
	MEMBER(mixcore_input_info, size, 0);
	MEMBER(mixcore_input_info, id, 4);
	MEMBER(mixcore_input_info, flags, 8);
	MEMBER(mixcore_input_info, state, 12);
	MEMBER(mixcore_input_info, rate, 16);
	MEMBER(mixcore_input_info, channels, 20);
	MEMBER(mixcore_input_info, format, 24);
	MEMBER(mixcore_input_info, cycle_frames, 28);
	MEMBER(mixcore_input_info, cycle_now_frames, 32);
	MEMBER(mixcore_input_info, period_frames, 36);
	MEMBER(mixcore_input_info, buffer_frames, 40);
	MEMBER(mixcore_input_info, backend_card, 44);
	MEMBER(mixcore_input_info, backend_device, 48);
	MEMBER(mixcore_input_info, backend_subdevice, 52);
	MEMBER(mixcore_input_info, recorders, 56);
	MEMBER(mixcore_input_info, recording, 60);
	MEMBER(mixcore_input_info, idle_ms, 64);
	MEMBER(mixcore_input_info, delay_frames, 68);
	MEMBER(mixcore_input_info, domain, 72);
	MEMBER(mixcore_input_info, restarts, 76);
	MEMBER(mixcore_input_info, loopbacks, 80);
	MEMBER(mixcore_input_info, reserved, 84);
	MEMBER(mixcore_input_info, frames, 88);
	MEMBER(mixcore_input_info, cycles, 96);
	MEMBER(mixcore_input_info, wakeups, 104);
	MEMBER(mixcore_input_info, xruns, 112);
	MEMBER(mixcore_input_info, null_frames, 120);
	MEMBER(mixcore_input_info, name, 128);
	MEMBER(mixcore_input_info, backend_id, 160);
	MEMBER(mixcore_input_info, last_change, 176);
	MEMBER(mixcore_input_info, endpoint_uid, 272);
	MEMBER(mixcore_input_info, endpoint_pid, 276);
	MEMBER(mixcore_input_info, endpoint_lost_frames, 280);
	MEMBER(mixcore_input_info, endpoint_comm, 288);
}

TEST(layout_of_input_set)
{
	SIZE(mixcore_input_set, 88);
	MEMBER(mixcore_input_set, size, 0);
	MEMBER(mixcore_input_set, id, 4);
	MEMBER(mixcore_input_set, mask, 8);
	MEMBER(mixcore_input_set, idle_ms, 12);
	MEMBER(mixcore_input_set, cause, 16);
}

TEST(layout_of_output_set)
{
	SIZE(mixcore_output_set, 136);
	MEMBER(mixcore_output_set, size, 0);
	MEMBER(mixcore_output_set, id, 4);
	MEMBER(mixcore_output_set, mask, 8);
	MEMBER(mixcore_output_set, mute, 12);
	MEMBER(mixcore_output_set, gain, 16);
	MEMBER(mixcore_output_set, idle_ms, 48);
	MEMBER(mixcore_output_set, fill_frames, 52);
	MEMBER(mixcore_output_set, cause, 56);
	MEMBER(mixcore_output_set, limiter, 128);
	MEMBER(mixcore_output_set, dither, 132);
}

TEST(layout_of_output_eq)
{
	SIZE(mixcore_output_eq, 104);
	MEMBER(mixcore_output_eq, size, 0);
	MEMBER(mixcore_output_eq, id, 4);
	MEMBER(mixcore_output_eq, points, 8);
	MEMBER(mixcore_output_eq, sections, 12);
	MEMBER(mixcore_output_eq, channels, 16);
	MEMBER(mixcore_output_eq, reserved, 20);
	MEMBER(mixcore_output_eq, data, 24);
	MEMBER(mixcore_output_eq, cause, 32);
}

TEST(layout_of_default)
{
	SIZE(mixcore_default, 144);
	MEMBER(mixcore_default, size, 0);
	MEMBER(mixcore_default, mask, 4);
	MEMBER(mixcore_default, uid, 8);
	MEMBER(mixcore_default, device, 12);
	MEMBER(mixcore_default, output, 16);
	MEMBER(mixcore_default, mute, 20);
	MEMBER(mixcore_default, gain, 24);
	MEMBER(mixcore_default, reserved, 28);
	MEMBER(mixcore_default, cause, 32);
	MEMBER(mixcore_default, follower_count, 104);
	MEMBER(mixcore_default, followers, 108);
	MEMBER(mixcore_default, input, 136);
	MEMBER(mixcore_default, reserved2, 140);
}

TEST(layout_of_stream_info)
{
	SIZE(mixcore_stream_info, 328);
	MEMBER(mixcore_stream_info, size, 0);
	MEMBER(mixcore_stream_info, id, 4);
	MEMBER(mixcore_stream_info, flags, 8);
	MEMBER(mixcore_stream_info, state, 12);
	MEMBER(mixcore_stream_info, substream, 16);
	MEMBER(mixcore_stream_info, output, 20);
	MEMBER(mixcore_stream_info, uid, 24);
	MEMBER(mixcore_stream_info, pid, 28);
	MEMBER(mixcore_stream_info, rate, 32);
	MEMBER(mixcore_stream_info, channels, 36);
	MEMBER(mixcore_stream_info, format, 40);
	MEMBER(mixcore_stream_info, period_frames, 44);
	MEMBER(mixcore_stream_info, buffer_frames, 48);
	MEMBER(mixcore_stream_info, mute, 52);
	MEMBER(mixcore_stream_info, delay_frames, 56);
	MEMBER(mixcore_stream_info, queued_frames, 60);
	MEMBER(mixcore_stream_info, start_time_ns, 64);
	MEMBER(mixcore_stream_info, frames, 72);
	MEMBER(mixcore_stream_info, xruns, 80);
	MEMBER(mixcore_stream_info, silence_frames, 88);
	MEMBER(mixcore_stream_info, wakeups, 96);
	MEMBER(mixcore_stream_info, gain, 104);
	MEMBER(mixcore_stream_info, comm, 136);
	MEMBER(mixcore_stream_info, last_change, 152);
	MEMBER(mixcore_stream_info, move_output, 248);
	MEMBER(mixcore_stream_info, fading, 252);
	MEMBER(mixcore_stream_info, move_frame, 256);
	MEMBER(mixcore_stream_info, group, 264);
	MEMBER(mixcore_stream_info, sync_group, 268);
	MEMBER(mixcore_stream_info, direction, 272);
	MEMBER(mixcore_stream_info, device, 276);
	MEMBER(mixcore_stream_info, source_kind, 280);
	MEMBER(mixcore_stream_info, source, 284);
	MEMBER(mixcore_stream_info, except_count, 288);
	MEMBER(mixcore_stream_info, except, 292);
	MEMBER(mixcore_stream_info, reserved, 324);
}

TEST(layout_of_stream_set)
{
	SIZE(mixcore_stream_set, 128);
	MEMBER(mixcore_stream_set, size, 0);
	MEMBER(mixcore_stream_set, id, 4);
	MEMBER(mixcore_stream_set, mask, 8);
	MEMBER(mixcore_stream_set, mute, 12);
	MEMBER(mixcore_stream_set, gain, 16);
	MEMBER(mixcore_stream_set, cause, 48);
	MEMBER(mixcore_stream_set, sync_group, 120);
	MEMBER(mixcore_stream_set, reserved, 124);
}

TEST(layout_of_stream_move)
{
	SIZE(mixcore_stream_move, 104);
	MEMBER(mixcore_stream_move, size, 0);
	MEMBER(mixcore_stream_move, id, 4);
	MEMBER(mixcore_stream_move, output, 8);
	MEMBER(mixcore_stream_move, flags, 12);
	MEMBER(mixcore_stream_move, frame, 16);
	MEMBER(mixcore_stream_move, cause, 24);
	MEMBER(mixcore_stream_move, fade_frames, 96);
	MEMBER(mixcore_stream_move, reserved, 100);
}

TEST(layout_of_stream_source)
{
	SIZE(mixcore_stream_source, 128);
	MEMBER(mixcore_stream_source, size, 0);
	MEMBER(mixcore_stream_source, id, 4);
	MEMBER(mixcore_stream_source, kind, 8);
	MEMBER(mixcore_stream_source, source, 12);
	MEMBER(mixcore_stream_source, flags, 16);
	MEMBER(mixcore_stream_source, except_count, 20);
	MEMBER(mixcore_stream_source, except, 24);
	MEMBER(mixcore_stream_source, cause, 56);
}

TEST(layout_of_route_set)
{
	SIZE(mixcore_route_set, 360);
	MEMBER(mixcore_route_set, size, 0);
	MEMBER(mixcore_route_set, stream, 4);
	MEMBER(mixcore_route_set, output, 8);
	MEMBER(mixcore_route_set, flags, 12);
	MEMBER(mixcore_route_set, mask, 16);
	MEMBER(mixcore_route_set, mute, 20);
	MEMBER(mixcore_route_set, gain, 24);
	MEMBER(mixcore_route_set, delay_frames, 28);
	MEMBER(mixcore_route_set, matrix, 32);
	MEMBER(mixcore_route_set, matrix[1][0], 64);
	MEMBER(mixcore_route_set, cause, 288);
}

TEST(layout_of_transaction)
{
	SIZE(mixcore_transaction, 24);
	MEMBER(mixcore_transaction, size, 0);
	MEMBER(mixcore_transaction, count, 4);
	MEMBER(mixcore_transaction, flags, 8);
	MEMBER(mixcore_transaction, failed, 12);
	MEMBER(mixcore_transaction, calls, 16);
	SIZE(mixcore_transaction_call, 16);
	MEMBER(mixcore_transaction_call, call, 0);
	MEMBER(mixcore_transaction_call, reserved, 4);
	MEMBER(mixcore_transaction_call, argument, 8);
}

TEST(layout_of_route_remove)
{
	SIZE(mixcore_route_remove, 88);
	MEMBER(mixcore_route_remove, size, 0);
	MEMBER(mixcore_route_remove, stream, 4);
	MEMBER(mixcore_route_remove, output, 8);
	MEMBER(mixcore_route_remove, flags, 12);
	MEMBER(mixcore_route_remove, cause, 16);
}

TEST(layout_of_route_info)
{
	SIZE(mixcore_route_info, 400);
	MEMBER(mixcore_route_info, size, 0);
	MEMBER(mixcore_route_info, stream, 4);
	MEMBER(mixcore_route_info, output, 8);
	MEMBER(mixcore_route_info, flags, 12);
	MEMBER(mixcore_route_info, mute, 16);
	MEMBER(mixcore_route_info, gain, 20);
	MEMBER(mixcore_route_info, delay_frames, 24);
	MEMBER(mixcore_route_info, latency_frames, 28);
	MEMBER(mixcore_route_info, inserted_frames, 32);
	MEMBER(mixcore_route_info, dropped_frames, 40);
	MEMBER(mixcore_route_info, matrix, 48);
	MEMBER(mixcore_route_info, matrix[1][0], 80);
	MEMBER(mixcore_route_info, last_change, 304);
}

TEST(layout_of_timers)
{
	SIZE(mixcore_timer_create, 64);
	MEMBER(mixcore_timer_create, size, 0);
	MEMBER(mixcore_timer_create, flags, 4);
	MEMBER(mixcore_timer_create, resolution_ns, 8);
	MEMBER(mixcore_timer_create, rate, 16);
	MEMBER(mixcore_timer_create, fd, 20);
	MEMBER(mixcore_timer_create, id, 24);
	MEMBER(mixcore_timer_create, device, 28);
	MEMBER(mixcore_timer_create, name, 32);
	SIZE(mixcore_timer_info, 112);
	MEMBER(mixcore_timer_info, size, 0);
	MEMBER(mixcore_timer_info, id, 4);
	MEMBER(mixcore_timer_info, flags, 8);
	MEMBER(mixcore_timer_info, state, 12);
	MEMBER(mixcore_timer_info, device, 16);
	MEMBER(mixcore_timer_info, rate, 20);
	MEMBER(mixcore_timer_info, uid, 24);
	MEMBER(mixcore_timer_info, pid, 28);
	MEMBER(mixcore_timer_info, resolution_ns, 32);
	MEMBER(mixcore_timer_info, ticks, 40);
	MEMBER(mixcore_timer_info, frames, 48);
	MEMBER(mixcore_timer_info, time_ns, 56);
	MEMBER(mixcore_timer_info, drift_ppb, 64);
	MEMBER(mixcore_timer_info, drift_error_ppb, 68);
	MEMBER(mixcore_timer_info, followers, 72);
	MEMBER(mixcore_timer_info, reserved, 76);
	MEMBER(mixcore_timer_info, name, 80);
	SIZE(mixcore_trigger, 32);
	MEMBER(mixcore_trigger, size, 0);
	MEMBER(mixcore_trigger, flags, 4);
	MEMBER(mixcore_trigger, ticks, 8);
	MEMBER(mixcore_trigger, frames, 12);
	MEMBER(mixcore_trigger, time_ns, 16);
	MEMBER(mixcore_trigger, position, 24);
	SIZE(mixcore_producer_event, 16);
	MEMBER(mixcore_producer_event, what, 0);
	MEMBER(mixcore_producer_event, state, 4);
	MEMBER(mixcore_producer_event, overruns, 8);
}

TEST(layout_of_endpoints)
{
	SIZE(mixcore_endpoint_create, 200);
	MEMBER(mixcore_endpoint_create, size, 0);
	MEMBER(mixcore_endpoint_create, flags, 4);
	MEMBER(mixcore_endpoint_create, rate, 8);
	MEMBER(mixcore_endpoint_create, channels, 12);
	MEMBER(mixcore_endpoint_create, format, 16);
	MEMBER(mixcore_endpoint_create, ring_frames, 20);
	MEMBER(mixcore_endpoint_create, cycle_frames, 24);
	MEMBER(mixcore_endpoint_create, ramp_frames, 28);
	MEMBER(mixcore_endpoint_create, patience_ms, 32);
	MEMBER(mixcore_endpoint_create, domain, 36);
	MEMBER(mixcore_endpoint_create, fd, 40);
	MEMBER(mixcore_endpoint_create, id, 44);
	MEMBER(mixcore_endpoint_create, name, 48);
	MEMBER(mixcore_endpoint_create, timer, 80);
	MEMBER(mixcore_endpoint_create, cookie, 112);
	MEMBER(mixcore_endpoint_create, cause, 128);
	SIZE(mixcore_endpoint_adopt, 104);
	MEMBER(mixcore_endpoint_adopt, size, 0);
	MEMBER(mixcore_endpoint_adopt, flags, 4);
	MEMBER(mixcore_endpoint_adopt, fd, 8);
	MEMBER(mixcore_endpoint_adopt, id, 12);
	MEMBER(mixcore_endpoint_adopt, cookie, 16);
	MEMBER(mixcore_endpoint_adopt, cause, 32);
	SIZE(mixcore_endpoint_page, 120);
	MEMBER(mixcore_endpoint_page, magic, 0);
	MEMBER(mixcore_endpoint_page, size, 4);
	MEMBER(mixcore_endpoint_page, bytes, 8);
	MEMBER(mixcore_endpoint_page, ring_offset, 12);
	MEMBER(mixcore_endpoint_page, ring_frames, 16);
	MEMBER(mixcore_endpoint_page, frame_bytes, 20);
	MEMBER(mixcore_endpoint_page, rate, 24);
	MEMBER(mixcore_endpoint_page, channels, 28);
	MEMBER(mixcore_endpoint_page, format, 32);
	MEMBER(mixcore_endpoint_page, cycle_frames, 36);
	MEMBER(mixcore_endpoint_page, id, 40);
	MEMBER(mixcore_endpoint_page, flags, 44);
	MEMBER(mixcore_endpoint_page, sequence, 48);
	MEMBER(mixcore_endpoint_page, state, 52);
	MEMBER(mixcore_endpoint_page, running, 56);
	MEMBER(mixcore_endpoint_page, adopted, 60);
	MEMBER(mixcore_endpoint_page, position, 64);
	MEMBER(mixcore_endpoint_page, mixed, 72);
	MEMBER(mixcore_endpoint_page, frames, 80);
	MEMBER(mixcore_endpoint_page, lost_frames, 88);
	MEMBER(mixcore_endpoint_page, overruns, 96);
	MEMBER(mixcore_endpoint_page, time_ns, 104);
	MEMBER(mixcore_endpoint_page, drift_ppb, 112);
	MEMBER(mixcore_endpoint_page, drift_error_ppb, 116);
}

TEST(first_published_sizes)
{
	EXPECT_EQ(MIXCORE_VERSION_SIZE_VER0, sizeof(struct mixcore_version));
	EXPECT_EQ(MIXCORE_STATUS_SIZE_VER0, offsetof(struct mixcore_status, inputs));
	EXPECT_EQ(MIXCORE_QUOTA_SIZE_VER0, offsetof(struct mixcore_quota, uid_timers));
	EXPECT_EQ(MIXCORE_OUTPUT_ATTACH_SIZE_VER0, offsetof(struct mixcore_output_attach, rate));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACH_SIZE_VER0, sizeof(struct mixcore_output_detach));
	EXPECT_EQ(MIXCORE_OUTPUT_INFO_SIZE_VER0, offsetof(struct mixcore_output_info, limiter));
	EXPECT_EQ(MIXCORE_OUTPUT_SET_SIZE_VER0, offsetof(struct mixcore_output_set, limiter));
	EXPECT_EQ(MIXCORE_OUTPUT_EQ_SIZE_VER0, sizeof(struct mixcore_output_eq));
	EXPECT_EQ(MIXCORE_DEFAULT_SIZE_VER0, offsetof(struct mixcore_default, follower_count));
	EXPECT_EQ(MIXCORE_STREAM_INFO_SIZE_VER0,
		  offsetof(struct mixcore_stream_info, move_output));
	EXPECT_EQ(MIXCORE_STREAM_SET_SIZE_VER0, offsetof(struct mixcore_stream_set, sync_group));
	EXPECT_EQ(MIXCORE_STREAM_MOVE_SIZE_VER0,
		  offsetof(struct mixcore_stream_move, fade_frames));
	EXPECT_EQ(MIXCORE_ROUTE_SET_SIZE_VER0, sizeof(struct mixcore_route_set));
	EXPECT_EQ(MIXCORE_ROUTE_REMOVE_SIZE_VER0, sizeof(struct mixcore_route_remove));
	EXPECT_EQ(MIXCORE_ROUTE_INFO_SIZE_VER0, sizeof(struct mixcore_route_info));
	EXPECT_EQ(MIXCORE_TRANSACTION_SIZE_VER0, sizeof(struct mixcore_transaction));
	EXPECT_EQ(MIXCORE_INPUT_ATTACH_SIZE_VER0, sizeof(struct mixcore_input_attach));
	EXPECT_EQ(MIXCORE_INPUT_DETACH_SIZE_VER0, sizeof(struct mixcore_input_detach));
	EXPECT_EQ(MIXCORE_INPUT_INFO_SIZE_VER0,
		  offsetof(struct mixcore_input_info, endpoint_uid));
	EXPECT_EQ(MIXCORE_INPUT_SET_SIZE_VER0, sizeof(struct mixcore_input_set));
	EXPECT_EQ(MIXCORE_STREAM_SOURCE_SIZE_VER0, sizeof(struct mixcore_stream_source));
	EXPECT_EQ(MIXCORE_TIMER_CREATE_SIZE_VER0, sizeof(struct mixcore_timer_create));
	EXPECT_EQ(MIXCORE_TIMER_INFO_SIZE_VER0, sizeof(struct mixcore_timer_info));
	EXPECT_EQ(MIXCORE_TRIGGER_SIZE_VER0, sizeof(struct mixcore_trigger));
	EXPECT_EQ(MIXCORE_ENDPOINT_CREATE_SIZE_VER0, sizeof(struct mixcore_endpoint_create));
	EXPECT_EQ(MIXCORE_ENDPOINT_ADOPT_SIZE_VER0, sizeof(struct mixcore_endpoint_adopt));
}

TEST(call_numbers)
{
	EXPECT_EQ(0xde00, MIXCORE_IOCTL_VERSION);
	EXPECT_EQ(0xde01, MIXCORE_IOCTL_STATUS);
	EXPECT_EQ(0xde02, MIXCORE_IOCTL_QUOTA_GET);
	EXPECT_EQ(0xde03, MIXCORE_IOCTL_QUOTA_SET);
	EXPECT_EQ(0xde10, MIXCORE_IOCTL_OUTPUT_ATTACH);
	EXPECT_EQ(0xde11, MIXCORE_IOCTL_OUTPUT_DETACH);
	EXPECT_EQ(0xde12, MIXCORE_IOCTL_OUTPUT_GET);
	EXPECT_EQ(0xde13, MIXCORE_IOCTL_OUTPUT_NEXT);
	EXPECT_EQ(0xde14, MIXCORE_IOCTL_OUTPUT_SET);
	EXPECT_EQ(0xde15, MIXCORE_IOCTL_OUTPUT_EQ);
	EXPECT_EQ(0xde18, MIXCORE_IOCTL_DEFAULT_GET);
	EXPECT_EQ(0xde19, MIXCORE_IOCTL_DEFAULT_SET);
	EXPECT_EQ(0xde20, MIXCORE_IOCTL_STREAM_GET);
	EXPECT_EQ(0xde21, MIXCORE_IOCTL_STREAM_NEXT);
	EXPECT_EQ(0xde22, MIXCORE_IOCTL_STREAM_SET);
	EXPECT_EQ(0xde23, MIXCORE_IOCTL_STREAM_MOVE);
	EXPECT_EQ(0xde24, MIXCORE_IOCTL_STREAM_SOURCE);
	EXPECT_EQ(0xde28, MIXCORE_IOCTL_ROUTE_SET);
	EXPECT_EQ(0xde29, MIXCORE_IOCTL_ROUTE_REMOVE);
	EXPECT_EQ(0xde2a, MIXCORE_IOCTL_ROUTE_GET);
	EXPECT_EQ(0xde2b, MIXCORE_IOCTL_ROUTE_NEXT);
	EXPECT_EQ(0xde30, MIXCORE_IOCTL_TRANSACTION);
	EXPECT_EQ(0xde31, MIXCORE_IOCTL_HISTORY);
	EXPECT_EQ(0xde32, MIXCORE_IOCTL_XRUNS);
	EXPECT_EQ(0xde33, MIXCORE_IOCTL_FLIGHT);
	EXPECT_EQ(0xde38, MIXCORE_IOCTL_INPUT_ATTACH);
	EXPECT_EQ(0xde39, MIXCORE_IOCTL_INPUT_DETACH);
	EXPECT_EQ(0xde3a, MIXCORE_IOCTL_INPUT_GET);
	EXPECT_EQ(0xde3b, MIXCORE_IOCTL_INPUT_NEXT);
	EXPECT_EQ(0xde3c, MIXCORE_IOCTL_INPUT_SET);
	EXPECT_EQ(0xde40, MIXCORE_IOCTL_TIMER_CREATE);
	EXPECT_EQ(0xde41, MIXCORE_IOCTL_TIMER_GET);
	EXPECT_EQ(0xde42, MIXCORE_IOCTL_TIMER_NEXT);
	EXPECT_EQ(0xde48, MIXCORE_IOCTL_ENDPOINT_CREATE);
	EXPECT_EQ(0xde49, MIXCORE_IOCTL_ENDPOINT_ADOPT);
	EXPECT_EQ(0xde50, MIXCORE_IOCTL_TRIGGER);
}

FIXTURE(graph) {
	int control, pcm, output;
};

FIXTURE_SETUP(graph)
{
	struct pcm_config slave = { FORMAT_S16, 48000, 2, 256, 4096 };
	struct pcm_config client = { FORMAT_S24, 48000, 6, 480, 4800 };
	struct attach_options options = { .cycle = 128, .fill = 1000, .ramp = 77 };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Dummy", 0, &slave, &options);
	ASSERT_LT(0, self->output);
	self->pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->pcm);
	ASSERT_EQ(0, pcm_configure(self->pcm, &client));
}

FIXTURE_TEARDOWN(graph)
{
	close(self->pcm);
	detach(self->control, self->output);
	close(self->control);
}

TEST_F(graph, version)
{
	struct mixcore_version version = { .size = sizeof(version), .abi = MIXCORE_ABI };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_VERSION, &version));
	EXPECT_EQ(sizeof(version), version.size);
	EXPECT_EQ(MIXCORE_ABI, version.abi);
	EXPECT_EQ(MIXCORE_FEATURE_PLAYBACK | MIXCORE_FEATURE_MOVE |
		  MIXCORE_FEATURE_REPLACE | MIXCORE_FEATURE_FADE |
		  MIXCORE_FEATURE_USER_DEFAULTS | MIXCORE_FEATURE_ROUTES |
		  MIXCORE_FEATURE_TRANSACTION | MIXCORE_FEATURE_CAPTURE |
		  MIXCORE_FEATURE_HISTORY | MIXCORE_FEATURE_EVENTS |
		  MIXCORE_FEATURE_XRUNS | MIXCORE_FEATURE_STATUS |
		  MIXCORE_FEATURE_TIMERS | MIXCORE_FEATURE_ENDPOINTS, version.features);
	EXPECT_EQ((unsigned int)card_number("Mixcore"), version.card);
	EXPECT_LE(1, version.streams);
	EXPECT_LT(0, strnlen(version.module, sizeof(version.module)));
	EXPECT_GT(sizeof(version.module), strnlen(version.module, sizeof(version.module)));
}

TEST_F(graph, status)
{
	struct mixcore_status status = { .size = sizeof(status) };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(1, status.streams);
	EXPECT_EQ(0, status.running);
	EXPECT_EQ(1, status.outputs);
	EXPECT_EQ((unsigned int)self->output, status.default_output);
	EXPECT_EQ(48000, status.null_rate);
	EXPECT_EQ(1, status.uid_streams);
	EXPECT_EQ(ring_bytes(4800 * 6 * 4), status.uid_bytes);
	EXPECT_EQ(ring_bytes(4800 * 6 * 4), status.card_bytes);
	EXPECT_LT(0, status.generation);
	EXPECT_EQ(0, status.inputs);
	EXPECT_EQ(MIXCORE_INPUT_NULL, status.default_input);
	EXPECT_EQ(0, status.uid_timers);
	EXPECT_EQ(0, status.uid_endpoints);
}

TEST_F(graph, output)
{
	struct mixcore_output_info info;

	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(sizeof(info), info.size);
	EXPECT_EQ(MIXCORE_OUTPUT_F_DEFAULT | MIXCORE_OUTPUT_F_BACKEND, info.flags);
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info.state);
	EXPECT_EQ(48000, info.rate);
	EXPECT_EQ(2, info.channels);
	EXPECT_EQ(FORMAT_S16, info.format);
	EXPECT_EQ(128, info.cycle_frames);
	EXPECT_EQ(1000, info.fill_frames);
	EXPECT_EQ(77, info.ramp_frames);
	EXPECT_EQ(256, info.period_frames);
	EXPECT_EQ(4096, info.buffer_frames);
	EXPECT_EQ(card_number("Dummy"), info.backend_card);
	EXPECT_EQ(0, info.backend_device);
	EXPECT_EQ(1, info.streams);
	EXPECT_EQ(0, info.running);
	EXPECT_EQ(0, info.mute);
	EXPECT_EQ(MIXCORE_IDLE_MS_DEFAULT, info.idle_ms);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, info.gain[0]);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, info.gain[7]);
	EXPECT_STREQ("out", info.name);
	EXPECT_STREQ("Dummy", info.backend_id);
	EXPECT_EQ((unsigned int)getpid(), info.last_change.pid);
	EXPECT_EQ(0, info.last_change.uid);
	EXPECT_LT(0, info.last_change.generation);
	EXPECT_LT(0, info.last_change.time_ns);
}

TEST_F(graph, output_iteration)
{
	struct mixcore_output_info info = { .size = sizeof(info) };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_NEXT, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, info.id);
	EXPECT_STREQ("null", info.name);
	EXPECT_EQ(-1, info.backend_card);
	EXPECT_EQ(-1, info.backend_device);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_NEXT, &info));
	EXPECT_EQ((unsigned int)self->output, info.id);
	EXPECT_EQ(-ENOENT, call(self->control, MIXCORE_IOCTL_OUTPUT_NEXT, &info));
}

TEST_F(graph, stream)
{
	struct mixcore_stream_info info;

	ASSERT_EQ(0, stream_get(self->control, stream_newest(self->control), &info));
	EXPECT_EQ(MIXCORE_STREAM_READY, info.state);
	EXPECT_EQ(0, info.substream);
	EXPECT_EQ((unsigned int)self->output, info.output);
	EXPECT_EQ(0, info.uid);
	EXPECT_EQ((unsigned int)getpid(), info.pid);
	EXPECT_EQ(48000, info.rate);
	EXPECT_EQ(6, info.channels);
	EXPECT_EQ(FORMAT_S24, info.format);
	EXPECT_EQ(480, info.period_frames);
	EXPECT_EQ(4800, info.buffer_frames);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, info.gain[0]);
	EXPECT_LT(0, info.start_time_ns);
	EXPECT_EQ(0, strncmp(info.comm, "abi-test", 8));
	EXPECT_STREQ("open", info.last_change.cause.text);
}

TEST_F(graph, stream_iteration)
{
	struct mixcore_stream_info info = { .size = sizeof(info) };
	unsigned int last;
	int pcm;

	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_NEXT, &info));
	EXPECT_EQ(MIXCORE_STREAM_READY, info.state);
	last = info.id;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_NEXT, &info));
	EXPECT_EQ(MIXCORE_STREAM_OPEN, info.state);
	EXPECT_LT(last, info.id);
	EXPECT_EQ(0, info.rate);
	EXPECT_EQ(-ENOENT, call(self->control, MIXCORE_IOCTL_STREAM_NEXT, &info));
	close(pcm);
}

TEST_F(graph, settings_of_a_stream)
{
	struct mixcore_stream_set set = { .size = sizeof(set) };
	struct mixcore_stream_info info;

	set.id = stream_newest(self->control);
	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE;
	set.mute = 1;
	set.gain[0] = 0x123456;
	set.gain[7] = MIXCORE_GAIN_MAX;
	set.cause.cookie = 0x0123456789abcdefULL;
	strcpy(set.cause.text, "because");
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_SET, &set));
	ASSERT_EQ(0, stream_get(self->control, set.id, &info));
	EXPECT_EQ(1, info.mute);
	EXPECT_EQ(0x123456, info.gain[0]);
	EXPECT_EQ(0, info.gain[1]);
	EXPECT_EQ(MIXCORE_GAIN_MAX, info.gain[7]);
	EXPECT_EQ(0x0123456789abcdefULL, info.last_change.cause.cookie);
	EXPECT_STREQ("because", info.last_change.cause.text);
}

TEST_F(graph, route)
{
	struct mixcore_route_set set = {
		.size = sizeof(set), .stream = stream_newest(self->control),
		.output = MIXCORE_OUTPUT_NULL,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MATRIX | MIXCORE_SET_DELAY,
		.gain = 0x123456, .delay_frames = 4800, .matrix = { [7] = { [7] = -3 } },
		.cause = { .cookie = 0x0123456789abcdefULL },
	};
	struct mixcore_route_info info = { .size = sizeof(info), .stream = set.stream };
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = set.stream, .output = set.output,
	};

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ROUTE_SET, &set));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ROUTE_NEXT, &info));
	EXPECT_EQ(sizeof(info), info.size);
	EXPECT_EQ(set.stream, info.stream);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, info.output);
	EXPECT_EQ(MIXCORE_ROUTE_F_MATRIX | MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE,
		  info.flags);
	EXPECT_EQ(0x123456, info.gain);
	EXPECT_EQ(4800, info.delay_frames);
	EXPECT_EQ(-3, info.matrix[7][7]);
	EXPECT_EQ(0x0123456789abcdefULL, info.last_change.cause.cookie);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ROUTE_NEXT, &info));
	EXPECT_EQ((unsigned int)self->output, info.output);
	EXPECT_EQ(MIXCORE_ROUTE_F_LEADS | MIXCORE_ROUTE_F_JOINED, info.flags);
	EXPECT_EQ(-ENOENT, call(self->control, MIXCORE_IOCTL_ROUTE_NEXT, &info));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ROUTE_REMOVE, &remove));
	info = (struct mixcore_route_info) { sizeof(info), set.stream, set.output };
	EXPECT_EQ(-ENOENT, call(self->control, MIXCORE_IOCTL_ROUTE_GET, &info));
}

/* An input on Dummy and a recorder of it. */
FIXTURE(capture) {
	int control, pcm, input;
};

FIXTURE_SETUP(capture)
{
	struct pcm_config slave = { FORMAT_S16, 48000, 2, 256, 4096 };
	struct pcm_config client = { FORMAT_S24, 48000, 6, 480, 4800 };
	struct mixcore_input_attach attach = { .size = sizeof(attach), .cycle_frames = 128 };
	int fd = pcm_open("Dummy", CAPTURE | 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slave));
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	attach.fd = fd;
	attach.domain = 0x12345678;
	strcpy(attach.name, "in");
	attach.cause.cookie = 0x0123456789abcdefULL;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &attach));
	EXPECT_EQ(128, attach.cycle_frames);
	EXPECT_EQ(0x12345678, attach.domain);
	close(fd);
	self->input = attach.id;
	self->pcm = pcm_open("Mixcore", CAPTURE | 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->pcm);
	ASSERT_EQ(0, pcm_configure(self->pcm, &client));
}

FIXTURE_TEARDOWN(capture)
{
	struct mixcore_input_detach detach = { sizeof(detach), self->input };

	close(self->pcm);
	EXPECT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_DETACH, &detach));
	close(self->control);
}

TEST_F(capture, status)
{
	struct mixcore_status status = { .size = sizeof(status) };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(1, status.streams);
	EXPECT_EQ(1, status.inputs);
	EXPECT_EQ((unsigned int)self->input, status.default_input);
	EXPECT_EQ(ring_bytes(4800 * 6 * 4), status.card_bytes);
	status = (struct mixcore_status) { .size = MIXCORE_STATUS_SIZE_VER0, .inputs = 77 };
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(77, status.inputs);
}

TEST_F(capture, input)
{
	struct mixcore_input_info info = { sizeof(info), self->input };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_GET, &info));
	EXPECT_EQ(sizeof(info), info.size);
	EXPECT_EQ(MIXCORE_OUTPUT_F_DEFAULT | MIXCORE_OUTPUT_F_BACKEND, info.flags);
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info.state);
	EXPECT_EQ(48000, info.rate);
	EXPECT_EQ(2, info.channels);
	EXPECT_EQ(FORMAT_S16, info.format);
	EXPECT_EQ(128, info.cycle_frames);
	EXPECT_EQ(128, info.cycle_now_frames);
	EXPECT_EQ(256, info.period_frames);
	EXPECT_EQ(4096, info.buffer_frames);
	EXPECT_EQ(card_number("Dummy"), info.backend_card);
	EXPECT_EQ(0, info.backend_device);
	EXPECT_EQ(1, info.recorders);
	EXPECT_EQ(0, info.recording);
	EXPECT_EQ(MIXCORE_IDLE_MS_DEFAULT, info.idle_ms);
	EXPECT_EQ(0x12345678, info.domain);
	EXPECT_EQ(0, info.restarts);
	EXPECT_EQ(0, info.frames);
	EXPECT_EQ(0, info.xruns);
	EXPECT_STREQ("in", info.name);
	EXPECT_STREQ("Dummy", info.backend_id);
	EXPECT_EQ(0x0123456789abcdefULL, info.last_change.cause.cookie);
	EXPECT_EQ((unsigned int)getpid(), info.last_change.pid);
	EXPECT_LT(0, info.last_change.generation);
}

TEST_F(capture, input_iteration)
{
	struct mixcore_input_info info = { .size = sizeof(info) };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_NEXT, &info));
	EXPECT_EQ(MIXCORE_INPUT_NULL, info.id);
	EXPECT_STREQ("null", info.name);
	EXPECT_EQ(-1, info.backend_card);
	EXPECT_EQ(-1, info.backend_device);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_NEXT, &info));
	EXPECT_EQ((unsigned int)self->input, info.id);
	EXPECT_EQ(-ENOENT, call(self->control, MIXCORE_IOCTL_INPUT_NEXT, &info));
}

TEST_F(capture, settings_of_an_input)
{
	struct mixcore_input_set set = {
		.size = sizeof(set), .id = self->input, .mask = MIXCORE_SET_IDLE, .idle_ms = 1234,
		.cause.cookie = ~0ULL,
	};
	struct mixcore_input_info info = { sizeof(info), self->input };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_SET, &set));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_GET, &info));
	EXPECT_EQ(1234, info.idle_ms);
	EXPECT_EQ(~0ULL, info.last_change.cause.cookie);
}

TEST_F(capture, recorder)
{
	struct mixcore_stream_info info;

	ASSERT_EQ(0, stream_get(self->control, stream_newest(self->control), &info));
	EXPECT_EQ(MIXCORE_STREAM_READY, info.state);
	EXPECT_EQ(0, info.output);
	EXPECT_EQ(48000, info.rate);
	EXPECT_EQ(6, info.channels);
	EXPECT_EQ(FORMAT_S24, info.format);
	EXPECT_EQ(480, info.period_frames);
	EXPECT_EQ(4800, info.buffer_frames);
	EXPECT_EQ(0, info.mute);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, info.gain[0]);
	EXPECT_EQ(MIXCORE_GAIN_UNITY, info.gain[7]);
	EXPECT_EQ(MIXCORE_DIRECTION_CAPTURE, info.direction);
	EXPECT_EQ(0, info.device);
	EXPECT_EQ(MIXCORE_SOURCE_INPUT, info.source_kind);
	EXPECT_EQ((unsigned int)self->input, info.source);
	EXPECT_EQ(0, info.except_count);
	EXPECT_EQ(0, info.reserved);
	EXPECT_EQ(0, strncmp(info.comm, "abi-test", 8));
}

TEST_F(capture, source_of_a_recorder)
{
	struct mixcore_stream_source set = {
		.size = sizeof(set), .kind = MIXCORE_SOURCE_MIX, .source = MIXCORE_OUTPUT_NULL,
		.except_count = 2, .except = { 100, 200 }, .cause.cookie = 4711,
	};
	struct mixcore_stream_info info;

	set.id = stream_newest(self->control);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &set));
	ASSERT_EQ(0, stream_get(self->control, set.id, &info));
	EXPECT_EQ(MIXCORE_SOURCE_MIX, info.source_kind);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, info.source);
	EXPECT_EQ(2, info.except_count);
	EXPECT_EQ(100, info.except[0]);
	EXPECT_EQ(200, info.except[1]);
	EXPECT_EQ(0, info.except[2]);
	EXPECT_EQ(4711, info.last_change.cause.cookie);
	set.kind = MIXCORE_SOURCE_INPUT;
	set.source = self->input;
	set.except_count = 0;
	memset(set.except, 0, sizeof(set.except));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &set));
	ASSERT_EQ(0, stream_get(self->control, set.id, &info));
	EXPECT_EQ(MIXCORE_SOURCE_INPUT, info.source_kind);
	EXPECT_EQ((unsigned int)self->input, info.source);
	EXPECT_EQ(0, info.except_count);
}

TEST_F(graph, history_of_an_output)
{
	struct mixcore_change changes[2] = { };
	struct mixcore_history args = {
		.size = sizeof(args), .object = MIXCORE_OBJECT_OUTPUT,
		.id = self->output, .count = 2, .changes = (uintptr_t)changes,
	};

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_HISTORY, &args));
	ASSERT_LE(1, args.count);
	EXPECT_NE(0, changes[0].what);
	EXPECT_EQ(getpid(), changes[0].last_change.pid);
	EXPECT_NE(0, changes[0].comm[0]);
}

TEST_F(graph, reports_of_xruns)
{
	struct mixcore_xrun xruns[2];
	struct mixcore_xruns args = {
		.size = sizeof(args), .count = 2, .xruns = (uintptr_t)xruns,
	};

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_XRUNS, &args));
	EXPECT_GE(2, args.count);
	args.count = 2;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_XRUNS, &args));
	EXPECT_EQ(0, args.count);
}

TEST_F(graph, flight_recorder_of_an_output)
{
	struct mixcore_flight_event events[2];
	struct mixcore_flight args = {
		.size = sizeof(args), .object = MIXCORE_OBJECT_OUTPUT, .id = self->output,
		.count = 2, .events = (uintptr_t)events,
	};

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_FLIGHT, &args));
	EXPECT_EQ(args.total < 2 ? args.total : 2, args.count);
}

TEST_F(graph, output_without_a_card)
{
	struct mixcore_output_attach attach = {
		.size = sizeof(attach), .fd = -1, .flags = MIXCORE_ATTACH_F_NULL,
		.rate = 44100, .channels = 5, .name = "cable",
	};
	struct mixcore_output_info info;

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach));
	ASSERT_EQ(0, output_get(self->control, attach.id, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_F_NULL, info.flags);
	EXPECT_EQ(44100, info.rate);
	EXPECT_EQ(5, info.channels);
	EXPECT_EQ(attach.cycle_frames, info.cycle_frames);
	EXPECT_EQ(0, info.period_frames);
	EXPECT_EQ(0, info.buffer_frames);
	EXPECT_EQ(-1, info.backend_card);
	EXPECT_EQ(-1, info.backend_device);
	EXPECT_EQ(0, info.recorders);
	EXPECT_EQ(0, info.recording);
	EXPECT_STREQ("cable", info.name);
	EXPECT_EQ(0, detach(self->control, attach.id));
}

TEST_F(graph, settings_of_an_output)
{
	struct mixcore_output_set set = { .size = sizeof(set) };
	struct mixcore_output_info info;

	set.id = self->output;
	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE | MIXCORE_SET_FILL;
	set.mute = 1;
	set.gain[1] = 0x654321;
	set.idle_ms = 1234;
	set.fill_frames = 999;
	set.cause.cookie = ~0ULL;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_SET, &set));
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(1, info.mute);
	EXPECT_EQ(0, info.gain[0]);
	EXPECT_EQ(0x654321, info.gain[1]);
	EXPECT_EQ(1234, info.idle_ms);
	EXPECT_EQ(999, info.fill_frames);
	EXPECT_EQ(~0ULL, info.last_change.cause.cookie);
}

TEST_F(graph, settings_of_the_default)
{
	struct mixcore_default set = { .size = sizeof(set), .uid = MIXCORE_UID_ANY };
	struct mixcore_default get = { .size = sizeof(get), .uid = MIXCORE_UID_ANY };

	set.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE;
	set.output = MIXCORE_OUTPUT_NULL;
	set.gain = 77;
	set.mute = 1;
	set.cause.cookie = 99;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &set));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_DEFAULT_GET, &get));
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, get.output);
	EXPECT_EQ(77, get.gain);
	EXPECT_EQ(1, get.mute);
	EXPECT_EQ(0, get.mask);
	EXPECT_EQ(99, get.cause.cookie);
}

TEST_F(graph, quotas)
{
	struct mixcore_quota set = {
		sizeof(set), 7, 0x123456789aULL, 0xfedcba9876ULL, 201, 37,
	};
	struct mixcore_quota get = { .size = sizeof(get) };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_QUOTA_SET, &set));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_QUOTA_GET, &get));
	EXPECT_EQ(0, memcmp(&set, &get, sizeof(set)));
	EXPECT_EQ(0, reset_all(self->control));
}

TEST_F(graph, timer)
{
	struct mixcore_timer_create create = {
		.size = sizeof(create), .resolution_ns = 0x123456789ULL, .rate = 44100,
		.name = "tick",
	};
	struct mixcore_timer_info info = { .size = sizeof(info) };
	struct mixcore_trigger trigger = { .size = sizeof(trigger), .ticks = 3, .frames = 7 };

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_TIMER_CREATE, &create));
	EXPECT_LE(0, create.fd);
	EXPECT_LT(0, (int)create.id);
	EXPECT_LE(MIXCORE_TIMER_DEVICE, create.device);
	ASSERT_EQ(0, call(create.fd, MIXCORE_IOCTL_TRIGGER, &trigger));
	EXPECT_EQ(7, trigger.position);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_TIMER_NEXT, &info));
	EXPECT_EQ(create.id, info.id);
	EXPECT_EQ(create.device, info.device);
	EXPECT_EQ(44100, info.rate);
	EXPECT_EQ((unsigned int)getpid(), info.pid);
	EXPECT_EQ(0x123456789ULL, info.resolution_ns);
	EXPECT_EQ(3, info.ticks);
	EXPECT_EQ(7, info.frames);
	EXPECT_LT(0, info.time_ns);
	EXPECT_STREQ("tick", info.name);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_TIMER_GET, &info));
	close(create.fd);
	EXPECT_EQ(-ENOENT, call(self->control, MIXCORE_IOCTL_TIMER_GET, &info));
}

TEST_F(graph, endpoint)
{
	struct mixcore_endpoint_create create = {
		.size = sizeof(create), .flags = MIXCORE_ENDPOINT_F_KEEP, .rate = 32000,
		.channels = 3, .format = FORMAT_S16, .ring_frames = 3333, .name = "end",
		.cause.cookie = ~0ULL,
	};
	struct mixcore_endpoint_adopt adopt = { .size = sizeof(adopt) };
	struct mixcore_trigger trigger = { .size = sizeof(trigger), .frames = 99 };
	const struct mixcore_endpoint_page *page;
	struct mixcore_output_info info;

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	EXPECT_LE(0, create.fd);
	EXPECT_LE(3333, create.ring_frames);
	EXPECT_EQ(MIXCORE_CYCLE_DEFAULT, create.cycle_frames);
	EXPECT_EQ(MIXCORE_PATIENCE_MS_DEFAULT, create.patience_ms);
	ASSERT_EQ(0, call(create.fd, MIXCORE_IOCTL_TRIGGER, &trigger));
	EXPECT_EQ(99, trigger.position);
	ASSERT_EQ(0, output_get(self->control, create.id, &info));
	EXPECT_EQ((unsigned int)getpid(), info.endpoint_pid);
	EXPECT_EQ(~0ULL, info.last_change.cause.cookie);
	close(create.fd);
	memcpy(adopt.cookie, create.cookie, sizeof(adopt.cookie));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_ENDPOINT_ADOPT, &adopt));
	EXPECT_EQ(create.id, adopt.id);
	page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, adopt.fd, 0);
	ASSERT_NE(MAP_FAILED, page);
	EXPECT_EQ(MIXCORE_ENDPOINT_MAGIC, page->magic);
	EXPECT_EQ(create.ring_frames, page->ring_frames);
	EXPECT_EQ(6, page->frame_bytes);
	EXPECT_EQ(32000, page->rate);
	EXPECT_EQ(3, page->channels);
	EXPECT_EQ(FORMAT_S16, page->format);
	EXPECT_EQ(create.id, page->id);
	EXPECT_EQ(1, page->adopted);
	EXPECT_EQ(99, page->position);
	munmap((void *)page, 4096);
	close(adopt.fd);
	EXPECT_EQ(-ENOENT, output_get(self->control, create.id, &info));
}

TEST_HARNESS_MAIN
