/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue of the ALSA sequencer that goes by a timer: a consumer inside the kernel, that is not told
 * when the timer goes. Functions return 0 or more, or -errno.
 */
#ifndef MIXCORE_SELFTEST_SEQUENCER_H
#define MIXCORE_SELFTEST_SEQUENCER_H

/* Of its time: the tempo makes it 5.2 ms. */
#define SEQUENCER_TICKS_PER_S	192

struct sequencer;

/* By the timer of the global class with this number, running. NULL with errno set. */
struct sequencer *sequencer_new(unsigned int device);
/* Ticks of the sequencer's that have passed. */
long sequencer_ticks(struct sequencer *sequencer);
int sequencer_stop(struct sequencer *sequencer);
int sequencer_start(struct sequencer *sequencer);
void sequencer_free(struct sequencer *sequencer);

#endif /* MIXCORE_SELFTEST_SEQUENCER_H */
