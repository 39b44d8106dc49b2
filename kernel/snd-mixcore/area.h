/* SPDX-License-Identifier: GPL-2.0-only */
/* The status area: what is mapped, and what is written there. */
#ifndef MIXCORE_AREA_H
#define MIXCORE_AREA_H

#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/uidgid.h>
#include <uapi/sound/mixcore.h>

#include "dsp/dsp.h"
#include "dsp/process.h"

struct mixcore_caller;
struct mixcore_card;
struct mixcore_output;
struct mixcore_stream;
struct vm_area_struct;

/**
 * struct mixcore_areas - status areas that are mapped
 * @lock: see lock order
 * @list: of struct mixcore_area; @lock, and RCU for cycles
 * @count: of @list; @lock
 */
struct mixcore_areas {
	struct mutex lock;		/* protects which there are */
	struct list_head list;
	u32 count;
};

/**
 * struct mixcore_levels - what the meters of an object show; who runs its cycles
 * @meter: since the beginning; its peaks since that of the present window
 * @before: peaks of the window before
 * @end: of the present window
 */
struct mixcore_levels {
	struct mixcore_meter meter;
	u32 before[MIXCORE_DSP_CHANNELS];
	ktime_t end;
};

/**
 * struct mixcore_load - how long some cycles took
 * @count: of them
 * @min: ns
 * @max: ns
 * @sum: ns
 */
struct mixcore_load {
	u32 count;
	u32 min;
	u32 max;
	u64 sum;
};

#define MIXCORE_LOADS	2	/* the present ones, and those before */

/* area.c: who has mapped what */
void mixcore_area_init(struct mixcore_card *card);
int mixcore_area_mmap(struct mixcore_card *card, const struct mixcore_caller *caller,
		      struct vm_area_struct *vma);
bool mixcore_area_shows_uid(const struct mixcore_card *card, kuid_t uid);
bool mixcore_area_hears_output(const struct mixcore_output *output);
void mixcore_area_generation(struct mixcore_card *card);
void mixcore_area_put_stream(const struct mixcore_stream *stream,
			     const struct mixcore_status_entry *entry);
void mixcore_area_put_output(const struct mixcore_output *output,
			     const struct mixcore_status_entry *entry);

/* levels.c: what is written there */
void mixcore_levels_block(struct mixcore_output *output);
void mixcore_levels_ring(struct mixcore_stream *stream, u32 frames);
void mixcore_levels_stream(struct mixcore_stream *stream, u32 frames);
void mixcore_levels_forget_stream(const struct mixcore_stream *stream);
void mixcore_levels_took(struct mixcore_output *output, u64 ns);
void mixcore_levels_output(struct mixcore_output *output, u32 queued);
void mixcore_levels_forget_output(const struct mixcore_output *output);

#endif /* MIXCORE_AREA_H */
