/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of xruns and flight recorders. Functions return 0 or more, or -errno. */
#ifndef MIXCORE_SELFTEST_XRUNS_H
#define MIXCORE_SELFTEST_XRUNS_H

#include <stddef.h>
#include <sound/mixcore.h>

/* Reports after number @after, @count at most; returns how many. @latest may be NULL. */
int xruns_get(int node, unsigned long long after, struct mixcore_xrun *xruns, unsigned int count,
	      unsigned long long *latest);

/* Number of the latest report. */
unsigned long long xruns_latest(int node);

/* The latest events, @count at most; returns how many. @total may be NULL. */
int flight_get(int node, unsigned int object, unsigned int id,
	       struct mixcore_flight_event *events, unsigned int count, unsigned long long *total);

const char *culprit_name(unsigned int culprit);

/* A report in words, its times in microseconds from when it was seen; as snprintf(). */
int xrun_text(char *text, size_t size, const struct mixcore_xrun *xrun);

#endif /* MIXCORE_SELFTEST_XRUNS_H */
