/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snd-aloop: what is played on hw:Loopback,0 is recorded from hw:Loopback,1. It runs on jiffies, 192
 * frames at a time at 48 kHz: good for what is played, not for when.
 */
#ifndef MIXCORE_SELFTEST_LOOPBACK_H
#define MIXCORE_SELFTEST_LOOPBACK_H

#include <alsa/asoundlib.h>
#include <stdint.h>

#include "common.h"

#define LOOPBACK_RATE	48000
#define LOOPBACK_FRAMES	96000	/* that can be recorded */

struct loopback {
	int control, output;
	snd_pcm_t *capture;
	int32_t *recorded;	/* stereo */
	unsigned int frames;
};

int loopback_open_on(struct loopback *loopback, const char *card, const char *capture,
		     const struct pcm_config *slave, const struct attach_options *options);
int loopback_open(struct loopback *loopback, const struct attach_options *options);
int loopback_record(struct loopback *loopback);
int loopback_stop(struct loopback *loopback);
void loopback_close(struct loopback *loopback);

long loopback_find(const struct loopback *loopback, unsigned int from);
long loopback_differs(const struct loopback *loopback, unsigned int at,
		      const int32_t *expected, unsigned int frames);

#endif /* MIXCORE_SELFTEST_LOOPBACK_H */
