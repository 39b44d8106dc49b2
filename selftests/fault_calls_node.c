// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls of the nodes: outputs, defaults, streams that play, routes. */
#include <fcntl.h>

#include "area.h"
#include "fault_sweep.h"
#include "history.h"
#include "routes.h"
#include "xruns.h"

int open_node(struct bench *bench) { return open_path(bench, MIXCORE_NODE, O_RDONLY); }
int open_control(struct bench *bench)
{
	return open_path(bench, MIXCORE_NODE_CONTROL, O_RDWR);
}

int call_version(struct bench *bench)
{
	struct mixcore_version arg = { .size = sizeof(arg), .abi = MIXCORE_ABI };

	return call(bench->node, MIXCORE_IOCTL_VERSION, &arg);
}

int call_status(struct bench *bench)
{
	struct mixcore_status arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_STATUS, &arg);
}

int call_quota_get(struct bench *bench)
{
	struct mixcore_quota arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_QUOTA_GET, &arg);
}

/* Settings are set to what they are when a call is repeated: each of these changes something. */
int call_quota_set(struct bench *bench)
{
	struct mixcore_quota arg = { sizeof(arg), 100, 64 << 20, 256 << 20 };

	return call(bench->control, MIXCORE_IOCTL_QUOTA_SET, &arg);
}

int call_output_get(struct bench *bench)
{
	struct mixcore_output_info info;

	return output_get(bench->node, bench->output, &info);
}

int call_output_next(struct bench *bench)
{
	struct mixcore_output_info arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_OUTPUT_NEXT, &arg);
}

int call_output_set(struct bench *bench)
{
	struct mixcore_output_set arg = {
		.size = sizeof(arg),
		.id = bench->output,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE | MIXCORE_SET_FILL,
		.mute = 1,
		.gain = { 1, 2, 3 },
		.idle_ms = 1000,
		.fill_frames = 2000,
	};

	return call(bench->control, MIXCORE_IOCTL_OUTPUT_SET, &arg);
}

int call_default_get(struct bench *bench)
{
	struct mixcore_default arg = { .size = sizeof(arg), .uid = MIXCORE_UID_ANY };

	return call(bench->node, MIXCORE_IOCTL_DEFAULT_GET, &arg);
}

int call_default_set(struct bench *bench)
{
	struct mixcore_default arg = {
		.size = sizeof(arg),
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE,
		.uid = MIXCORE_UID_ANY,
		.output = MIXCORE_OUTPUT_NULL,
		.mute = 1,
		.gain = 1234,
	};

	return call(bench->control, MIXCORE_IOCTL_DEFAULT_SET, &arg);
}

/* A new entry each time: what it was made on is cleared. */
int call_default_set_uid(struct bench *bench)
{
	struct mixcore_default arg = {
		.size = sizeof(arg), .mask = MIXCORE_DEFAULT_MUTE, .uid = ALICE, .mute = 1,
	};

	return call(bench->control, MIXCORE_IOCTL_DEFAULT_SET, &arg);
}

int call_stream_get(struct bench *bench)
{
	struct mixcore_stream_info info;

	return stream_get(bench->node, bench->stream, &info);
}

int call_stream_next(struct bench *bench)
{
	struct mixcore_stream_info arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_STREAM_NEXT, &arg);
}

int call_stream_set(struct bench *bench)
{
	struct mixcore_stream_set arg = {
		.size = sizeof(arg),
		.id = bench->stream,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE,
		.mute = 1,
		.gain = { 1, 2, 3 },
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_SET, &arg);
}

/* With the second of the pair, which was opened after it. */
int call_stream_group(struct bench *bench)
{
	struct mixcore_stream_set arg = {
		.size = sizeof(arg), .id = bench->stream, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = bench->stream + 1,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_SET, &arg);
}

int call_stream_move(struct bench *bench)
{
	struct mixcore_stream_move arg = {
		.size = sizeof(arg), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_MOVE, &arg);
}

/* Far ahead: until then the route waits. */
int call_stream_move_later(struct bench *bench)
{
	struct mixcore_stream_move arg = {
		.size = sizeof(arg), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
		.flags = MIXCORE_MOVE_F_AT_FRAME, .frame = 1ULL << 40,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_MOVE, &arg);
}

int call_stream_fade(struct bench *bench)
{
	struct mixcore_stream_move arg = {
		.size = sizeof(arg), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
		.fade_frames = 4800,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_MOVE, &arg);
}

/* With all that can be set. */
static int set_route(struct bench *bench, unsigned int output, unsigned int flags)
{
	struct mixcore_route_set arg = route_call(bench->stream, output);

	arg.flags = flags;
	arg.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_MATRIX | MIXCORE_SET_DELAY;
	arg.mute = 1;
	arg.gain = 1234;
	arg.delay_frames = 2 * RATE;
	arg.matrix[0][1] = -1234;
	return route_set(bench->control, arg);
}

int call_route_make(struct bench *bench)
{
	return set_route(bench, MIXCORE_OUTPUT_NULL, MIXCORE_ROUTE_F_NEW);
}

int call_route_change(struct bench *bench)
{
	return set_route(bench, MIXCORE_OUTPUT_NULL, MIXCORE_ROUTE_F_CHANGE);
}

int call_route_change_lead(struct bench *bench)
{
	return set_route(bench, bench->output, MIXCORE_ROUTE_F_CHANGE);
}

int call_route_remove(struct bench *bench)
{
	return route_remove(bench->control, bench->stream, MIXCORE_OUTPUT_NULL);
}

int call_route_remove_lead(struct bench *bench)
{
	return route_remove(bench->control, bench->stream, bench->output);
}

/* Settings, and a move with a fade. */
int call_transaction_settings(struct bench *bench)
{
	struct mixcore_output_set output = {
		.size = sizeof(output), .id = bench->output, .limiter = 1, .mute = 1,
		.mask = MIXCORE_SET_LIMITER | MIXCORE_SET_MUTE,
	};
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = ALICE, .mute = 1, .mask = MIXCORE_DEFAULT_MUTE,
	};
	struct mixcore_stream_set stream = {
		.size = sizeof(stream), .id = bench->stream, .mute = 1, .mask = MIXCORE_SET_MUTE,
	};
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
		.fade_frames = 4800,
	};

	transaction_add(&bench->calls, MIXCORE_IOCTL_OUTPUT_SET, &output, sizeof(output));
	transaction_add(&bench->calls, MIXCORE_IOCTL_DEFAULT_SET, &dflt, sizeof(dflt));
	transaction_add(&bench->calls, MIXCORE_IOCTL_STREAM_SET, &stream, sizeof(stream));
	transaction_add(&bench->calls, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	return transaction_run(&bench->calls, bench->control);
}

/* Routes with lines, of which one leads in the end. */
int call_transaction_routes(struct bench *bench)
{
	struct mixcore_route_set lead = route_call(bench->stream, bench->output), other;
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = bench->stream, .output = bench->output,
	};

	lead.mask = MIXCORE_SET_DELAY;
	lead.delay_frames = RATE;
	other = lead;
	other.output = MIXCORE_OUTPUT_NULL;
	transaction_add(&bench->calls, MIXCORE_IOCTL_ROUTE_SET, &lead, sizeof(lead));
	transaction_add(&bench->calls, MIXCORE_IOCTL_ROUTE_SET, &other, sizeof(other));
	transaction_add(&bench->calls, MIXCORE_IOCTL_ROUTE_REMOVE, &remove, sizeof(remove));
	return transaction_run(&bench->calls, bench->control);
}

int call_route_get(struct bench *bench)
{
	struct mixcore_route_info info;

	return route_get(bench->node, bench->stream, MIXCORE_OUTPUT_NULL, &info);
}

int call_history(struct bench *bench)
{
	struct history history;

	return history_get(bench->node, (struct object) { MIXCORE_OBJECT_STREAM, bench->stream },
			   &history);
}

/* Of what is a count otherwise. */
static int error_of(int result)
{
	return result < 0 ? result : 0;
}

int call_xruns(struct bench *bench)
{
	struct mixcore_xrun xruns[1];

	return error_of(xruns_get(bench->node, 0, xruns, 1, NULL));
}

int call_map(struct bench *bench)
{
	const void *area = area_map(bench->node);
	int err = area ? 0 : -errno;

	area_unmap(area);
	return err;
}

int call_flight(struct bench *bench)
{
	struct mixcore_flight_event events[1];

	return error_of(flight_get(bench->node, MIXCORE_OBJECT_OUTPUT, MIXCORE_OUTPUT_NULL, events, 1,
				   NULL));
}

int call_route_next(struct bench *bench)
{
	struct mixcore_route_info info = { 0 };

	return route_next(bench->node, &info);
}

int call_attach(struct bench *bench)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	int id = attach(bench->control, bench->slave, OUTPUT, &options);

	if (id > 0)
		bench->output = id;
	return id < 0 ? id : 0;
}

int call_replace(struct bench *bench)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_REPLACE };
	int id = attach(bench->control, bench->slave, OUTPUT, &options);

	return id < 0 ? id : 0;
}

int call_detach(struct bench *bench) { return detach(bench->control, bench->output); }
