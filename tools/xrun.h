/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl xruns: who was late, in words. */
#ifndef MIXCTL_XRUN_H
#define MIXCTL_XRUN_H

#include "mixctl.h"

/**
 * struct reports - those of all xruns that the module has kept
 * @latest: number of the latest that there was
 */
struct reports {
	uint32_t count;
	uint64_t latest;
	struct mixcore_xrun xruns[MIXCORE_XRUNS_MAX];
};

/* 0 or an error of mixcore_xruns_get(). */
int reports_read(struct mixctl *m, struct reports *reports);

/* The latest of an object; false: none is kept, or the module keeps none. */
bool latest_xrun(struct mixctl *m, uint32_t object, uint32_t id, struct mixcore_xrun *xrun);

/* "the application was late" */
const char *culprit_text(uint32_t culprit);

/* "stream 4 aplay", "output intel" */
#define XRUN_OF_TEXT	128
const char *xrun_of_text(struct mixctl *m, const struct mixcore_xrun *xrun, char *buffer,
			 size_t size);

/* "ran dry", "ran full", "stood still" */
const char *xrun_what_text(const struct mixcore_xrun *xrun);

/* "timer due 12.0 ms before, fired 0.0 ms late, thread ran 11.9 ms later: buffer of ..." */
#define PROOF_TEXT	320
const char *proof_text(const struct mixcore_xrun *xrun, char *buffer, size_t size);

/* "; the latest 5 s ago (14:03:22): the application was late"; empty where there was none. */
#define LATEST_TEXT	160
const char *latest_text(struct mixctl *m, uint32_t object, uint32_t id, char *buffer, size_t size);

void print_xruns_json(struct mixctl *m, const struct reports *reports, uint32_t first);

/* mixctl xruns --flight: of an output or input; the latest of them. */
int print_flight(struct mixctl *m, bool input, const char *which, const uint32_t *count);

#endif /* MIXCTL_XRUN_H */
