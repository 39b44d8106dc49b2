/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capture side of a card, with any parameters, as 32-bit numbers. */
#ifndef MIXCORE_SELFTEST_RECORDER_H
#define MIXCORE_SELFTEST_RECORDER_H

#include <alsa/asoundlib.h>
#include <stdint.h>

struct recorder {
	snd_pcm_t *capture;
	unsigned int channels, room;
	int bits;
	int32_t *samples;	/* interleaved; of S16 and S24 as small as they are */
	void *packed;
	unsigned int frames;
};

int recorder_open(struct recorder *recorder, const char *card, int bits, unsigned int rate,
		  unsigned int channels, unsigned int room);
void recorder_close(struct recorder *recorder);
int recorder_start(struct recorder *recorder);
int recorder_read(struct recorder *recorder);
long recorder_find(const struct recorder *recorder, unsigned int from);
long recorder_differs(const struct recorder *recorder, unsigned int at, const int32_t *expected,
		      unsigned int frames);

#endif /* MIXCORE_SELFTEST_RECORDER_H */
