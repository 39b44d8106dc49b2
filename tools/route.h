/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: what routes and loopbacks share: how they sound, as it is typed and as it is shown. */
#ifndef MIXCTL_ROUTE_H
#define MIXCTL_ROUTE_H

#include "mixctl.h"

/* How something is to sound on an output, as it is typed; NULL = is not. */
struct route_words {
	const char *volume, *mute, *delay, *matrix;
};

/**
 * struct route_ends - of what one can't tell without knowing both ends
 * @noun: "route"
 * @from: "stream", or what else it comes from
 * @name: of that
 * @volume_advice: where the channels have volumes of their own
 * @rate: at which its delay is counted
 * @rows: channels of the output
 * @columns: channels of what it comes from; 0 = is not known yet
 */
struct route_ends {
	const char *noun, *from, *name, *volume_advice;
	uint32_t rate, rows, columns;
};

/* Takes the options out of argv, none when @words is NULL; as mixctl_options(). */
int route_options(struct mixctl *m, struct route_words *words, int argc, char **argv);
bool any_route_words(const struct route_words *words);

/* What is typed, into *set, which has the gain and mute of now. On failure it has said why. */
int set_route_words(struct mixctl *m, const struct route_words *words,
		    const struct route_ends *ends, struct mixcore_route_set *set);

/* The members behind the two ids, up to the latest change. */
void print_route_members(struct json *json, const struct mixcore_route_info *info,
			 uint32_t rows, uint32_t columns);

/* "-6.0dB (muted), delay 20.0 ms" */
const char *route_text(const struct mixcore_route_info *info, uint32_t rate, char *buffer,
		       size_t size);

/* The cells of a row behind those that name both ends. */
#define ROUTE_TITLES	"VOLUME", ">DELAY", ">LATENCY", "MATRIX", ">INSERTED", ">DROPPED"
void route_cells(struct table *table, const struct mixcore_route_info *info, uint32_t rate);

#endif /* MIXCTL_ROUTE_H */
