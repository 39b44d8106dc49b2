// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls of the nodes that are about recording: inputs, sources, loopbacks. */
#include <fcntl.h>
#include <unistd.h>

#include "fault_sweep.h"
#include "routes.h"

static int attach_input(struct bench *bench, unsigned int flags)
{
	struct input_options options = { .flags = flags };
	int id = input_attach(bench->control, bench->slave, INPUT, &options);

	if (id > 0)
		bench->input = id;
	return id < 0 ? id : 0;
}

int call_input_attach(struct bench *bench)
{
	return attach_input(bench, MIXCORE_ATTACH_F_NOT_DEFAULT);
}

int call_input_replace(struct bench *bench)
{
	return attach_input(bench, MIXCORE_ATTACH_F_REPLACE);
}

int call_input_detach(struct bench *bench) { return input_detach(bench->control, bench->input); }

int call_input_get(struct bench *bench)
{
	struct mixcore_input_info info;

	return input_get(bench->node, bench->input, &info);
}

int call_input_next(struct bench *bench)
{
	struct mixcore_input_info info;

	return input_next(bench->node, 0, &info);
}

int call_input_set(struct bench *bench)
{
	return input_set_idle(bench->control, bench->input, 1000);
}

int attach_null_to_bench(struct bench *bench, const char *timer)
{
	struct attach_options options = { .rate = RATE, .timer = timer };
	int id = attach_null(bench->control, OUTPUT, &options);

	if (id < 0)
		return id;
	bench->output = id;
	return 0;
}

int call_attach_null(struct bench *bench)
{
	return attach_null_to_bench(bench, NULL);
}

int call_default_input(struct bench *bench)
{
	return default_input(bench->control, MIXCORE_UID_ANY, MIXCORE_INPUT_NULL);
}

/* A new entry each time. */
int call_default_input_uid(struct bench *bench)
{
	return default_input(bench->control, ALICE, MIXCORE_INPUT_NULL);
}

int set_source(struct bench *bench, unsigned int kind, unsigned int source)
{
	struct mixcore_stream_source arg = {
		.size = sizeof(arg), .id = bench->recorder_stream, .kind = kind, .source = source,
	};

	if (kind == MIXCORE_SOURCE_MIX) {
		arg.except_count = 1;
		arg.except[0] = bench->exact.result->stream;
	}
	return call(bench->control, MIXCORE_IOCTL_STREAM_SOURCE, &arg);
}

int call_source_input(struct bench *bench)
{
	return set_source(bench, MIXCORE_SOURCE_INPUT, bench->input);
}

int call_source_mix(struct bench *bench)
{
	return set_source(bench, MIXCORE_SOURCE_MIX, bench->exact.output);
}

int call_source_out(struct bench *bench)
{
	return set_source(bench, MIXCORE_SOURCE_OUT, bench->exact.output);
}

int call_source_stream(struct bench *bench)
{
	return set_source(bench, MIXCORE_SOURCE_STREAM, bench->stream);
}

int call_recorder_set(struct bench *bench)
{
	struct mixcore_stream_set arg = {
		.size = sizeof(arg),
		.id = bench->recorder_stream,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE,
		.mute = 1,
		.gain = { 1, 2, 3 },
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_SET, &arg);
}

/* The recorder's gain, and a move of the stream that it records. */
int call_transaction_recorded(struct bench *bench)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = bench->recorder_stream, .mask = MIXCORE_SET_MUTE,
		.mute = 1,
	};
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
	};

	transaction_add(&bench->calls, MIXCORE_IOCTL_STREAM_SET, &set, sizeof(set));
	transaction_add(&bench->calls, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	return transaction_run(&bench->calls, bench->control);
}

static struct mixcore_route_set loopback(const struct bench *bench, unsigned int flags,
					 unsigned int mask)
{
	struct mixcore_route_set arg = route_call(bench->input, bench->output);

	arg.flags = flags;
	arg.mask = mask;
	arg.gain = 1234;
	arg.mute = 1;
	arg.matrix[0][1] = -1234;
	return arg;
}

static int set_loopback(struct bench *bench, struct mixcore_route_set arg)
{
	return call(bench->control, MIXCORE_IOCTL_LOOPBACK_SET, &arg);
}

int make_loopback(struct bench *bench) { return set_loopback(bench, loopback(bench, 0, 0)); }

/* With all that can be set. */
int call_loopback_make(struct bench *bench)
{
	struct mixcore_route_set arg = loopback(bench, MIXCORE_ROUTE_F_NEW, MIXCORE_SET_GAIN |
						MIXCORE_SET_MUTE | MIXCORE_SET_MATRIX |
						MIXCORE_SET_DELAY);

	arg.delay_frames = RATE;
	return set_loopback(bench, arg);
}

int call_loopback_gain(struct bench *bench)
{
	return set_loopback(bench, loopback(bench, MIXCORE_ROUTE_F_CHANGE,
					    MIXCORE_SET_GAIN | MIXCORE_SET_MATRIX));
}

/* Than its line holds, which another one takes the place of. */
int call_loopback_longer(struct bench *bench)
{
	struct mixcore_route_set arg = loopback(bench, MIXCORE_ROUTE_F_CHANGE, MIXCORE_SET_DELAY);

	arg.delay_frames = 2 * RATE;
	return set_loopback(bench, arg);
}

int call_loopback_remove(struct bench *bench)
{
	struct mixcore_route_remove arg = {
		.size = sizeof(arg), .stream = bench->input, .output = bench->output,
	};

	return call(bench->control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &arg);
}

int call_loopback_get(struct bench *bench)
{
	struct mixcore_route_info info = {
		.size = sizeof(info), .stream = bench->input, .output = bench->output,
	};

	return call(bench->node, MIXCORE_IOCTL_LOOPBACK_GET, &info);
}

int call_loopback_next(struct bench *bench)
{
	struct mixcore_route_info info = { .size = sizeof(info) };

	return call(bench->node, MIXCORE_IOCTL_LOOPBACK_NEXT, &info);
}
