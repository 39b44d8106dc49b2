// SPDX-License-Identifier: GPL-2.0-or-later
/* Hostile to /dev/snd/mixcore where it is about recording: inputs, sources, loopbacks. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "common.h"
#include "hostile.h"

/* The null input, or whatever there is. */
unsigned int some_input(struct actor *actor)
{
	struct mixcore_input_info info = { .size = sizeof(info) };
	unsigned int skip = below(actor, 4), found = MIXCORE_INPUT_NULL;

	if (chance(actor, 10))
		return some_id(actor);
	while (skip-- && !call(actor->node, MIXCORE_IOCTL_INPUT_NEXT, &info))
		found = info.id;
	return found;
}

static int input(struct actor *actor)
{
	struct mixcore_input_info arg = { .size = size_of(actor, sizeof(arg)) };

	arg.id = chance(actor, 50) ? some_input(actor) : some_id(actor);
	return hostile_call(actor, actor->node, chance(actor, 50) ? MIXCORE_IOCTL_INPUT_GET :
			    MIXCORE_IOCTL_INPUT_NEXT, &arg, sizeof(arg));
}

/* One that there is, if there is one. */
static unsigned int some_recorder(struct actor *actor)
{
	struct mixcore_stream_info info;
	unsigned int tries = 6;

	do
		info = some_stream(actor);
	while (info.direction != MIXCORE_DIRECTION_CAPTURE && --tries);
	return info.id;
}

static int source(struct actor *actor)
{
	struct mixcore_stream_source arg = { .size = size_of(actor, sizeof(arg)) };
	unsigned int i;

	arg.id = some_recorder(actor);
	arg.kind = chance(actor, 97) ? 1 + below(actor, 4) : edge(actor);
	if (arg.kind == MIXCORE_SOURCE_INPUT)
		arg.source = some_input(actor);
	else if (arg.kind == MIXCORE_SOURCE_STREAM)
		arg.source = some_stream(actor).id;
	else
		arg.source = some_output(actor);
	arg.flags = chance(actor, 90) ? 0 : chance(actor, 50) ? MIXCORE_SOURCE_F_ALL : edge(actor);
	if (arg.kind == MIXCORE_SOURCE_MIX || chance(actor, 3))
		arg.except_count = below(actor, chance(actor, 95) ? 4 : 12);
	if (chance(actor, 2))
		arg.except_count = edge(actor);
	for (i = 0; i < MIXCORE_EXCEPT_MAX; i++)
		arg.except[i] = below(actor, 500);
	if (chance(actor, 5))
		garbage(actor, arg.cause.text, sizeof(arg.cause.text));
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_STREAM_SOURCE, &arg, sizeof(arg));
}

static int loopback(struct actor *actor)
{
	struct mixcore_route_info arg = { .size = size_of(actor, sizeof(arg)) };

	arg.stream = chance(actor, 50) ? some_input(actor) : below(actor, 3);
	arg.output = some_output(actor);
	return hostile_call(actor, actor->node, chance(actor, 30) ? MIXCORE_IOCTL_LOOPBACK_GET :
			    MIXCORE_IOCTL_LOOPBACK_NEXT, &arg, sizeof(arg));
}

/* What is not for this node. */
static int not_here(struct actor *actor)
{
	static const unsigned long calls[] = {
		MIXCORE_IOCTL_INPUT_ATTACH, MIXCORE_IOCTL_INPUT_DETACH, MIXCORE_IOCTL_INPUT_SET,
		MIXCORE_IOCTL_LOOPBACK_SET, MIXCORE_IOCTL_LOOPBACK_REMOVE,
	};
	uint32_t arg[128] = { sizeof(arg), some_input(actor), some_output(actor) };

	return hostile_call(actor, actor->node, calls[below(actor, 5)], arg, sizeof(arg));
}

const struct hostile_call hostile_capture_calls[] = {
	{ "input get, next", 8, input },
	{ "stream source", 40, source },
	{ "loopback get, next", 8, loopback },
	{ "control node's calls", 4, not_here },
	{ NULL }
};
