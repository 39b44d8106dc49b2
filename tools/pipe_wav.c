// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixcore-pipe: WAV files, by libsndfile. Samples pass it as bytes ("raw"), so that none is
 * changed. Files beyond 4 GiB are RF64, which is the same with longer sizes.
 */
#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

#include "pipe.h"

/* What WAV files have, and what that is to the kernel; S24_LE is only written. */
static const struct kind {
	uint32_t format;
	int subtype;
} kinds[] = {
	{ (uint32_t)SNDRV_PCM_FORMAT_U8, SF_FORMAT_PCM_U8 },
	{ (uint32_t)SNDRV_PCM_FORMAT_S16_LE, SF_FORMAT_PCM_16 },
	{ (uint32_t)SNDRV_PCM_FORMAT_S24_3LE, SF_FORMAT_PCM_24 },
	{ (uint32_t)SNDRV_PCM_FORMAT_S32_LE, SF_FORMAT_PCM_32 },
	{ (uint32_t)SNDRV_PCM_FORMAT_FLOAT_LE, SF_FORMAT_FLOAT },
	{ (uint32_t)SNDRV_PCM_FORMAT_S24_LE, SF_FORMAT_PCM_24 },
};

#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static int subtype_of(uint32_t format)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].format == format)
			return kinds[i].subtype;
	}
	return -1;
}

static bool is_packed(const struct sound *sound)
{
	return sound->format == (uint32_t)SNDRV_PCM_FORMAT_S24_LE;
}

/* Of a frame as the file has it. */
static size_t file_bytes(const struct sound *sound)
{
	return is_packed(sound) ? 3 * (size_t)sound->channels : sound->frame_bytes;
}

/* libsndfile's own words, or the system's. */
static int open_failed(char text[SOUND_TEXT])
{
	if (sf_error(NULL) == SF_ERR_SYSTEM && errno)
		return -errno;
	snprintf(text, SOUND_TEXT, "%s", sf_strerror(NULL));
	return -EPROTO;
}

int wav_create(struct sound *sound, char text[SOUND_TEXT])
{
	SF_INFO info = {
		.samplerate = sound->rate, .channels = sound->channels,
		.format = SF_FORMAT_RF64 | subtype_of(sound->format),
	};

	if (subtype_of(sound->format) < 0) {
		snprintf(text, SOUND_TEXT, "WAV files have no %s; name it .raw, or --format S32_LE",
			 mixcore_format_name(sound->format));
		return -EPROTO;
	}
	sound->wav = sf_open(sound->name, SFM_WRITE, &info);
	if (!sound->wav)
		return open_failed(text);
	/* Plain WAV in the end, if it is short enough; and no peaks, which nobody computes here. */
	sf_command(sound->wav, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
	sf_command(sound->wav, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
	return 0;
}

static int known(struct sound *sound, const SF_INFO *info, char text[SOUND_TEXT])
{
	const int subtype = info->format & SF_FORMAT_SUBMASK;

	if ((info->format & SF_FORMAT_ENDMASK) == SF_ENDIAN_BIG) {
		snprintf(text, SOUND_TEXT, "its bytes are the other way round (RIFX)");
		return -EPROTO;
	}
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].subtype != subtype)
			continue;
		sound->format = kinds[i].format;
		sound->rate = info->samplerate;
		sound->channels = info->channels;
		return 0;
	}
	snprintf(text, SOUND_TEXT, "it is compressed, or of another kind that is not supported");
	return -EPROTO;
}

int wav_open(struct sound *sound, char text[SOUND_TEXT])
{
	SF_INFO info = { 0 };

	sound->wav = sf_open(sound->name, SFM_READ, &info);
	if (!sound->wav)
		return open_failed(text);
	return known(sound, &info, text);
}

void pack_24(const unsigned char *four, unsigned char *three, size_t samples)
{
	for (size_t i = 0; i < samples; i++)
		memcpy(three + 3 * i, four + 4 * i, 3);
}

static const void *pack(struct sound *sound, const void *samples, size_t frames)
{
	const size_t bytes = frames * file_bytes(sound);

	if (!is_packed(sound))
		return samples;
	if (sound->packed_bytes < bytes) {
		free(sound->packed);
		sound->packed = malloc(bytes);
		sound->packed_bytes = sound->packed ? bytes : 0;
	}
	if (sound->packed)
		pack_24(samples, sound->packed, frames * sound->channels);
	return sound->packed;
}

int wav_write(struct sound *sound, const void *samples, size_t frames)
{
	const sf_count_t bytes = frames * file_bytes(sound);

	samples = pack(sound, samples, frames);
	if (!samples)
		return -ENOMEM;
	errno = 0;
	if (sf_write_raw(sound->wav, samples, bytes) != bytes)
		return errno ? -errno : -EIO;
	return 0;
}

ssize_t wav_read(struct sound *sound, void *samples, size_t frames)
{
	const sf_count_t got = sf_read_raw(sound->wav, samples, frames * sound->frame_bytes);

	if (sf_error(sound->wav))
		return -EIO;
	return got / (sf_count_t)sound->frame_bytes;
}

int wav_rewind(struct sound *sound)
{
	return sf_seek(sound->wav, 0, SEEK_SET) < 0 ? -ESPIPE : 0;
}

void wav_sync(struct sound *sound)
{
	sf_command(sound->wav, SFC_UPDATE_HEADER_NOW, NULL, 0);
}

int wav_close(struct sound *sound)
{
	return sf_close(sound->wav) ? -EIO : 0;
}
