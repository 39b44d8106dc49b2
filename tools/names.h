/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: names of streams, outputs and inputs, also of those that are no more. */
#ifndef MIXCTL_NAMES_H
#define MIXCTL_NAMES_H

#include "mixctl.h"

struct name {
	uint32_t object, id;
	char text[MIXCORE_NAME_LEN];
};

struct names {
	struct name *list;
	size_t count, room;
};

/* Those of all there are now, besides those that are known; 0 or an error of mixcore_dump(). */
int names_read(struct names *names, struct mixctl *m);

/* As it was chosen, for JSON; of one that is not known it is asked for. Empty: it has none. */
const char *names_get(struct names *names, struct mixctl *m, uint32_t object, uint32_t id);

void names_forget(struct names *names, uint32_t object, uint32_t id);
void names_free(struct names *names);

#endif /* MIXCTL_NAMES_H */
