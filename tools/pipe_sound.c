// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-pipe: files of sound; here the raw ones, and pipes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipe.h"

bool is_wav(const char *name)
{
	const size_t length = strlen(name);

	return length > 4 && !strcasecmp(name + length - 4, ".wav");
}

bool is_standard(const char *name)
{
	return !strcmp(name, "-");
}

uint32_t format_bytes(uint32_t format)
{
	switch ((int)format) {
	case (int)SNDRV_PCM_FORMAT_U8:
		return 1;
	case (int)SNDRV_PCM_FORMAT_S16_LE:
	case (int)SNDRV_PCM_FORMAT_S16_BE:
		return 2;
	case (int)SNDRV_PCM_FORMAT_S24_3LE:
	case (int)SNDRV_PCM_FORMAT_S24_3BE:
		return 3;
	default:
		return 4;
	}
}

unsigned char format_silence(uint32_t format)
{
	return format == (uint32_t)SNDRV_PCM_FORMAT_U8 ? 0x80 : 0;
}

static int raw_open(struct sound *sound, int standard, int flags)
{
	sound->fd = is_standard(sound->name) ? dup(standard) :
					       open(sound->name, flags | O_CLOEXEC, 0666);
	return sound->fd < 0 ? -errno : 0;
}

int sound_create(struct sound *sound, char text[SOUND_TEXT])
{
	sound->frame_bytes = sound->channels * format_bytes(sound->format);
	if (is_wav(sound->name))
		return wav_create(sound, text);
	return raw_open(sound, STDOUT_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
}

int sound_open(struct sound *sound, char text[SOUND_TEXT])
{
	int err = is_wav(sound->name) ? wav_open(sound, text) :
					raw_open(sound, STDIN_FILENO, O_RDONLY);

	sound->frame_bytes = sound->channels * format_bytes(sound->format);
	return err;
}

/* A signal ends it only when it is one that asks it to, and it would have to wait. */
static bool goes_on(const struct sound *sound)
{
	return errno == EINTR && !sound->stopped();
}

static int raw_write(const struct sound *sound, const char *bytes, size_t size)
{
	while (size) {
		ssize_t done = write(sound->fd, bytes, size);

		if (done < 0 && !goes_on(sound))
			return -errno;
		if (done > 0) {
			bytes += done;
			size -= done;
		}
	}
	return 0;
}

static ssize_t raw_read(const struct sound *sound, char *bytes, size_t size)
{
	size_t got = 0;

	while (got < size) {
		ssize_t done = read(sound->fd, bytes + got, size - got);

		if (done < 0 && !goes_on(sound))
			return -errno;
		if (!done)
			break;
		if (done > 0)
			got += done;
	}
	return got;
}

int sound_write(struct sound *sound, const void *samples, size_t frames)
{
	return sound->wav ? wav_write(sound, samples, frames) :
			    raw_write(sound, samples, frames * sound->frame_bytes);
}

/* A part of a frame at the end is nothing. */
ssize_t sound_read(struct sound *sound, void *samples, size_t frames)
{
	ssize_t got;

	if (sound->wav)
		return wav_read(sound, samples, frames);
	got = raw_read(sound, samples, frames * sound->frame_bytes);
	return got < 0 ? got : got / (ssize_t)sound->frame_bytes;
}

int sound_rewind(struct sound *sound)
{
	if (sound->wav)
		return wav_rewind(sound);
	return lseek(sound->fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

void sound_sync(struct sound *sound)
{
	if (sound->wav)
		wav_sync(sound);
}

int sound_close(struct sound *sound)
{
	int err = 0;

	if (sound->wav)
		err = wav_close(sound);
	else if (sound->fd >= 0)
		err = close(sound->fd) ? -errno : 0;
	free(sound->packed);
	return err;
}
