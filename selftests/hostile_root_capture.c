// SPDX-License-Identifier: GPL-2.0-or-later
/* Hostile as root, where it is about recording: inputs, null outputs and loopbacks come, go and change. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sound/asound.h>

#include "common.h"
#include "hostile.h"

/* The names are few, so that inputs that were detached are continued. */
static int attach_one(struct actor *actor)
{
	static const char *const names[] = { "a", "b", "c", "null", "", "*", "Stream" };
	int fd = chance(actor, 95) ? pick_direction(actor, actor->slave, SNDRV_PCM_STREAM_CAPTURE) :
				     pick(actor, actor->slave);
	struct mixcore_input_attach arg = input_call(fd,
						     names[below(actor, chance(actor, 90) ? 3 : 7)]);

	arg.flags = below(actor, chance(actor, 95) ? 4 : 8);
	if (chance(actor, 40))
		arg.cycle_frames = 32 << below(actor, 5);
	if (chance(actor, 20))
		arg.domain = chance(actor, 80) ? 1 + below(actor, 3) : edge(actor);
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_INPUT_ATTACH, &arg, sizeof(arg));
}

static int detach_one(struct actor *actor)
{
	struct mixcore_input_detach arg = { .size = sizeof(arg), .id = some_input(actor) };

	return hostile_call(actor, actor->control, MIXCORE_IOCTL_INPUT_DETACH, &arg, sizeof(arg));
}

static int set_input(struct actor *actor)
{
	struct mixcore_input_set arg = {
		.size = sizeof(arg),
		.id = some_input(actor),
		.mask = chance(actor, 95) ? MIXCORE_SET_IDLE : edge(actor),
		.idle_ms = chance(actor, 80) ? below(actor, 1000) : edge(actor),
	};

	return hostile_call(actor, actor->control, MIXCORE_IOCTL_INPUT_SET, &arg, sizeof(arg));
}

/* Cables; also under names of outputs that have hardware. */
static int attach_any_null(struct actor *actor)
{
	static const char *const names[] = { "n", "m", "a", "wire" };
	struct mixcore_output_attach arg = attach_call(-1, names[below(actor, 4)]);

	arg.flags = MIXCORE_ATTACH_F_NULL | (chance(actor, 5) ? edge(actor) : 0);
	/* The exact stream's hardware stays. */
	arg.flags &= ~MIXCORE_ATTACH_F_REPLACE;
	arg.rate = chance(actor, 80) ? 48000 : chance(actor, 50) ? 44100 : edge(actor);
	arg.channels = 1 + below(actor, 8);
	if (chance(actor, 40))
		arg.cycle_frames = 64 << below(actor, 4);
	/* One that somebody may have, or make. */
	if (chance(actor, 50))
		arg.timer[0] = 't' + below(actor, 3);
	if (chance(actor, 3))
		garbage(actor, arg.timer, sizeof(arg.timer));
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &arg, sizeof(arg));
}

/* Also to the exact stream's output, on other channels. */
static int set_loopback(struct actor *actor)
{
	struct mixcore_route_set arg = { .size = sizeof(arg), .stream = some_input(actor) };

	arg.output = chance(actor, 30) ? actor->target->output : root_output(actor);
	arg.flags = chance(actor, 95) ? below(actor, 3) : edge(actor);
	if (chance(actor, 70))
		arg.flags = 0;
	arg.mask = (chance(actor, 50) ? MIXCORE_SET_GAIN : 0) |
		   (chance(actor, 50) ? MIXCORE_SET_DELAY : 0) |
		   (chance(actor, 20) ? MIXCORE_SET_MUTE : 0) |
		   (chance(actor, 50) ? MIXCORE_SET_MATRIX : 0) |
		   (chance(actor, 5) ? MIXCORE_SET_MATRIX_DEFAULT : 0);
	if (arg.output == actor->target->output)
		arg.mask = (arg.mask | MIXCORE_SET_MATRIX) & ~MIXCORE_SET_MATRIX_DEFAULT;
	arg.mute = below(actor, 2);
	arg.gain = some_gain(actor);
	arg.delay_frames = some_delay(actor);
	if (arg.mask & MIXCORE_SET_MATRIX)
		some_matrix(actor, &arg);
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_LOOPBACK_SET, &arg, sizeof(arg));
}

static int remove_loopback(struct actor *actor)
{
	struct mixcore_route_info info = { .size = sizeof(info), .output = below(actor, 8) };
	struct mixcore_route_remove arg = { .size = sizeof(arg) };

	if (call(actor->control, MIXCORE_IOCTL_LOOPBACK_NEXT, &info))
		info.stream = some_input(actor);
	arg.stream = info.stream;
	arg.output = info.output;
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &arg, sizeof(arg));
}

/* Any recorder's, and for all to hear. */
static int set_source(struct actor *actor)
{
	struct mixcore_stream_source arg = {
		.size = sizeof(arg), .kind = 1 + below(actor, 4), .source = root_output(actor),
		.flags = below(actor, 2),
	};
	struct mixcore_stream_info info = { .size = sizeof(info) };
	unsigned int skip = below(actor, 8);

	while (!call(actor->control, MIXCORE_IOCTL_STREAM_NEXT, &info)) {
		if (info.direction == MIXCORE_DIRECTION_CAPTURE)
			arg.id = info.id;
		else if (arg.kind == MIXCORE_SOURCE_STREAM)
			arg.source = info.id;
		if (arg.id && !skip--)
			break;
	}
	if (arg.kind == MIXCORE_SOURCE_INPUT)
		arg.source = some_input(actor);
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_STREAM_SOURCE, &arg, sizeof(arg));
}

const struct hostile_call hostile_root_capture_calls[] = {
	{ "root attach input", 30, attach_one },
	{ "root detach input", 10, detach_one },
	{ "root set input", 8, set_input },
	{ "root attach null output", 6, attach_any_null },
	{ "root set loopback", 20, set_loopback },
	{ "root remove loopback", 8, remove_loopback },
	{ "root set source", 15, set_source },
	{ NULL }
};
