/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The calls MIXCORE_IOCTL_ROUTE_*. Functions return 0 or -errno. */
#ifndef MIXCORE_SELFTEST_ROUTES_H
#define MIXCORE_SELFTEST_ROUTES_H

#include <stdint.h>
#include <sound/mixcore.h>

struct mixcore_route_set route_call(unsigned int stream, unsigned int output);
int route_set(int node, struct mixcore_route_set set);
int route_make(int node, unsigned int stream, unsigned int output, unsigned int delay);
int route_delay(int node, unsigned int stream, unsigned int output, unsigned int delay);
int route_gain(int node, unsigned int stream, unsigned int output, unsigned int gain);
int route_mute(int node, unsigned int stream, unsigned int output, unsigned int mute);
int route_remove(int node, unsigned int stream, unsigned int output);
int route_get(int node, unsigned int stream, unsigned int output, struct mixcore_route_info *info);
/* The one behind *info, which is { 0 } to begin. */
int route_next(int node, struct mixcore_route_info *info);

#endif /* MIXCORE_SELFTEST_ROUTES_H */
