/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl timer: what its files share. */
#ifndef MIXCTL_TIMER_H
#define MIXCTL_TIMER_H

#include "mixctl.h"

/* Where "timer create -- COMMAND" leaves the descriptor, and "timer trigger" finds it. */
#define TIMER_FD_VARIABLE	"MIXCORE_TIMER_FD"

/* "10ms", "1.5s", "20us", and with a rate "480frames", in ns; -EINVAL */
int parse_tick(const char *text, uint32_t rate, uint64_t *ns);

/* "10 ms", "20.833 us" */
#define TICK_TEXT	32
const char *tick_text(uint64_t ns, char *buffer, size_t size);

/* "G64.0", or "P3.64.0" of the card */
#define TIMER_ADDRESS_TEXT	32
const char *timer_address_text(struct mixctl *m, const struct mixcore_timer_info *info,
			       char *buffer, size_t size);

/* As snd-aloop's parameter timer_source wants it: "-1.64.0", or "3.64.0" of the card. */
const char *timer_source_text(struct mixctl *m, const struct mixcore_timer_info *info, char *buffer,
			      size_t size);

/* "+1.25 +-0.10 ppm", "-" while nothing is known */
#define DRIFT_TEXT	48
const char *drift_text(const struct mixcore_timer_info *info, char *buffer, size_t size);

/* "running", "open", "closed": what consumers do with it */
const char *timer_state_text(uint32_t state);

/* "opened, started" of MIXCORE_PRODUCER_* */
#define HAPPENED_TEXT	96
const char *producer_text(uint32_t what, char *buffer, size_t size);

void print_timer_json(struct mixctl *m, struct json *json, const struct mixcore_timer_info *info);
void print_timer_members(struct mixctl *m, struct json *json,
			 const struct mixcore_timer_info *info);
/* The names of MIXCORE_PRODUCER_*. */
extern const char *const producer_names[];

/* The timer with this name, else with this id. On failure it has said so. */
int find_timer(struct mixctl *m, const char *which, struct mixcore_timer_info *info);

#endif /* MIXCTL_TIMER_H */
