/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The status area. Functions return 0 or more, or -errno. */
#ifndef MIXCORE_SELFTEST_AREA_H
#define MIXCORE_SELFTEST_AREA_H

#include <sound/mixcore.h>

/* NULL, with errno, when it can't be mapped. */
const void *area_map(int node);
void area_unmap(const void *area);

unsigned long long area_generation(const void *area);

/* The entry of an output, input or stream, as it was at one moment; -ENOENT. */
int area_read(const void *area, unsigned int object, unsigned int id,
	      struct mixcore_status_entry *entry);

#endif /* MIXCORE_SELFTEST_AREA_H */
