/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixcore-pipe: a file or pipe as an output or input. */
#ifndef MIXCORE_PIPE_H
#define MIXCORE_PIPE_H

#include <stddef.h>
#include <sys/types.h>

#include "device.h"

/**
 * struct sound - a file of sound that is open
 * @name: of the file, for messages
 * @rate: Hz
 * @channels: of a frame
 * @format: SNDRV_PCM_FORMAT_*, of what is given to it and taken from it
 * @frame_bytes: in that format
 * @wav: libsndfile's, NULL: raw
 * @fd: raw; -1: is not open
 * @stopped: a read or write that was interrupted ends then
 * @packed: room for frames as the file has them, where those are others
 * @packed_bytes: of it
 */
struct sound {
	const char *name;
	uint32_t rate, channels, format, frame_bytes;
	void *wav;
	int fd;
	bool (*stopped)(void);
	void *packed;
	size_t packed_bytes;
};

/* By its name: "x.wav". All else is raw, "-" is standard input or output. */
bool is_wav(const char *name);
bool is_standard(const char *name);

/* Bytes of a frame. */
uint32_t format_bytes(uint32_t format);

/* What silence is made of. */
unsigned char format_silence(uint32_t format);

/*
 * Opens what is to be written, of rate, channels and format of @sound; or what is to be read, which
 * sets them where it is WAV. 0, -errno, or -EPROTO: why not is in @text.
 */
#define SOUND_TEXT	192
int sound_create(struct sound *sound, char text[SOUND_TEXT]);
int sound_open(struct sound *sound, char text[SOUND_TEXT]);

/* All of them, or an error; -EINTR: it was asked to end. */
int sound_write(struct sound *sound, const void *samples, size_t frames);

/* How many there were, fewer than @frames only at the end; or an error. */
ssize_t sound_read(struct sound *sound, void *samples, size_t frames);

/* To its beginning; -ESPIPE */
int sound_rewind(struct sound *sound);

/* What is known so far can be read by others, also when this program is killed. */
void sound_sync(struct sound *sound);

/* Also one that could not be opened. Returns an error that came too late for sound_write(). */
int sound_close(struct sound *sound);

/* WAV, for the functions above. */
int wav_create(struct sound *sound, char text[SOUND_TEXT]);
int wav_open(struct sound *sound, char text[SOUND_TEXT]);
int wav_write(struct sound *sound, const void *samples, size_t frames);
ssize_t wav_read(struct sound *sound, void *samples, size_t frames);
int wav_rewind(struct sound *sound);
void wav_sync(struct sound *sound);
int wav_close(struct sound *sound);

/* S24_LE is four bytes, of which WAV has three. */
void pack_24(const unsigned char *four, unsigned char *three, size_t samples);

/**
 * struct pipe_request - what is asked of mixcore-pipe
 * @device: of any such program
 * @input: "in"
 * @loop: --loop
 * @file: its name
 */
struct pipe_request {
	struct device_request device;
	bool input, loop;
	const char *file;
};

/* The exit status; when it is not DEVICE_DONE, it has said why. */
int pipe_options(const struct device *device, struct pipe_request *request, int argc, char **argv);

/* From an output into a file; and from a file into an input, again and again. The exit status. */
int pipe_out(struct device *device, struct sound *sound);
int pipe_in(struct device *device, struct sound *sound, bool loop);

/* The whole program. */
int pipe_main(const struct device_system *system, int argc, char **argv);

#endif /* MIXCORE_PIPE_H */
