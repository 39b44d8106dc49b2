// SPDX-License-Identifier: GPL-2.0-or-later
#include "common.h"
#include "routes.h"

/* Names nothing to be changed yet. */
struct mixcore_route_set route_call(unsigned int stream, unsigned int output)
{
	return (struct mixcore_route_set) {
		.size = sizeof(struct mixcore_route_set), .stream = stream, .output = output,
	};
}

int route_set(int node, struct mixcore_route_set set)
{
	return call(node, MIXCORE_IOCTL_ROUTE_SET, &set);
}

int route_make(int node, unsigned int stream, unsigned int output, unsigned int delay)
{
	struct mixcore_route_set set = route_call(stream, output);

	set.flags = MIXCORE_ROUTE_F_NEW;
	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = delay;
	return route_set(node, set);
}

static int route_change(int node, struct mixcore_route_set set, unsigned int mask)
{
	set.flags = MIXCORE_ROUTE_F_CHANGE;
	set.mask = mask;
	return route_set(node, set);
}

int route_delay(int node, unsigned int stream, unsigned int output, unsigned int delay)
{
	struct mixcore_route_set set = route_call(stream, output);

	set.delay_frames = delay;
	return route_change(node, set, MIXCORE_SET_DELAY);
}

int route_gain(int node, unsigned int stream, unsigned int output, unsigned int gain)
{
	struct mixcore_route_set set = route_call(stream, output);

	set.gain = gain;
	return route_change(node, set, MIXCORE_SET_GAIN);
}

int route_mute(int node, unsigned int stream, unsigned int output, unsigned int mute)
{
	struct mixcore_route_set set = route_call(stream, output);

	set.mute = mute;
	return route_change(node, set, MIXCORE_SET_MUTE);
}

int route_remove(int node, unsigned int stream, unsigned int output)
{
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = stream, .output = output,
	};

	return call(node, MIXCORE_IOCTL_ROUTE_REMOVE, &remove);
}

int route_get(int node, unsigned int stream, unsigned int output, struct mixcore_route_info *info)
{
	*info = (struct mixcore_route_info) {
		.size = sizeof(*info), .stream = stream, .output = output,
	};
	return call(node, MIXCORE_IOCTL_ROUTE_GET, info);
}

int route_next(int node, struct mixcore_route_info *info)
{
	info->size = sizeof(*info);
	return call(node, MIXCORE_IOCTL_ROUTE_NEXT, info);
}
