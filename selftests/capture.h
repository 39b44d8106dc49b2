/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applications that record from the mixer, and what they must have got. What there is to record
 * repeats by itself: a test card's playback side, or streams, play a ring that nobody writes any more.
 *
 * Functions return 0 or more, or -errno.
 */
#ifndef MIXCORE_SELFTEST_CAPTURE_H
#define MIXCORE_SELFTEST_CAPTURE_H

#include <alsa/asoundlib.h>
#include <stdbool.h>
#include <stdint.h>

#include "common.h"

#define OF_INPUTS		0	/* PCM devices of the card Mixcore */
#define OF_MONITORS		1

/* Sound that repeats, as 32-bit numbers, interleaved. */
struct sound {
	unsigned int channels, frames;
	int32_t *samples;
};

/* Noise whose frames are loud enough to be told apart in 8 bits. */
int sound_new(struct sound *sound, uint64_t seed, unsigned int channels, unsigned int frames,
	      int bits);
void sound_free(struct sound *sound);

/*
 * An application that records
 */

struct take_config {
	unsigned int device;
	snd_pcm_format_t format;
	unsigned int channels, rate;
	snd_pcm_uframes_t period, buffer;
	snd_pcm_access_t access;
};

#define TAKE_DEFAULT {								\
	.format = SND_PCM_FORMAT_S32_LE, .channels = 2, .rate = 48000,		\
	.period = 512, .buffer = 8192, .access = SND_PCM_ACCESS_RW_INTERLEAVED	\
}

struct take {
	snd_pcm_t *pcm;
	struct take_config config;
	unsigned int id;	/* of its stream */
	unsigned int frame_bytes;
	unsigned int room;	/* frames that it keeps */
	unsigned int frames;	/* of them, that it has */
	uint8_t *bytes;		/* interleaved, whatever the access */
};

/* Opens only: the stream has no parameters then. */
int take_open(struct take *take, int node, unsigned int device);
int take_configure(struct take *take, const struct take_config *config, unsigned int room);
/* Both. */
int take_new(struct take *take, int node, const struct take_config *config, unsigned int room);
void take_close(struct take *take);
int take_start(struct take *take);
/* Stopped or run over: from the beginning. */
int take_again(struct take *take);
/* What there is; what has no room stays in the ring. */
int take_read(struct take *take);
/* Reads all of them until each has so many frames. */
int takes_read(struct take *takes, unsigned int count, unsigned int frames);
/* For so many ms, whatever comes. */
int takes_run(struct take *takes, unsigned int count, unsigned int ms);
int take_info(int node, const struct take *take, struct mixcore_stream_info *info);
int take_set_gain(int node, const struct take *take, const uint32_t gain[MIXCORE_CHANNELS_MAX]);
int take_set_mute(int node, const struct take *take, unsigned int mute);
int take_source(int node, const struct take *take, unsigned int kind, unsigned int source);

/* What a take consists of, from a frame on: silence, then the sound without a gap. */
struct heard {
	unsigned int silence;	/* frames */
	unsigned int first;	/* frame of the sound that comes then */
	long differs;		/* the first frame of the take that is not as it must be; -1 = none */
};

/* gain: NULL = unity. Nothing but silence differs. */
struct heard take_heard(const struct take *take, unsigned int from, const struct sound *sound,
			const uint32_t *gain);
/* Frames from there on that are not silent. */
unsigned int take_loud(const struct take *take, unsigned int from);
/* A frame of the sound, as an application with these parameters has to get it. */
void take_expect(const struct take_config *config, const struct sound *sound, const uint32_t *gain,
		 uint8_t *bytes);
/* The default matrix of Documentation/dsp.rst. */
void capture_matrix(unsigned int outputs, unsigned int inputs,
		    int32_t matrix[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX]);

/*
 * Cables
 */

/* A test card whose playback side repeats a sound: what its capture side hears. */
struct cable {
	unsigned int card;
	snd_pcm_t *playback;
	struct sound sound;
};

/* Ready to start. bits: of the card's format; the sound has no more. */
int cable_open(struct cable *cable, unsigned int card, int bits, unsigned int rate,
	       unsigned int channels, unsigned int frames);
/* The same with a sound that there is, and that the cable then owns. */
int cable_open_with(struct cable *cable, unsigned int card, int bits, unsigned int rate,
		    struct sound sound);
int cable_start(struct cable *cable);
void cable_close(struct cable *cable);
/* Its capture side becomes the input `name`. */
int cable_attach(int control, const struct cable *cable, const char *name, int bits,
		 unsigned int rate, unsigned int period, const struct input_options *options);

/*
 * Streams that repeat
 */

struct loop {
	snd_pcm_t *pcm;
	unsigned int id;	/* of its stream */
	int bits;
	struct sound sound;	/* its numbers are of so many bits */
};

/* Plays on the default output; ready to start. */
int loop_open(struct loop *loop, int node, uint64_t seed, int bits, unsigned int channels,
	      unsigned int rate, unsigned int frames);
/* One whose PCM was opened by other means: all but that. */
int loop_fill(struct loop *loop, unsigned int rate);
void loop_close(struct loop *loop);
/* All of them at the same time. */
int loops_start(struct loop *loops, unsigned int count);
/*
 * What they are together on an output with so many channels, as its monitor gives it; gains: of
 * their streams, NULL = unity. Their lengths are the same.
 */
int loops_sound(const struct loop *loops, unsigned int count, unsigned int channels,
		uint32_t (*gains)[MIXCORE_CHANNELS_MAX], const uint32_t *output_gain,
		struct sound *sound);

#endif /* MIXCORE_SELFTEST_CAPTURE_H */
