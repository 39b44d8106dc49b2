// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Read WAV files: 16, 24 and 32 bit integers. A recorder that was killed leaves
 * sizes of zero or more than the file has; then the data goes to the end.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soundcheck.h"

struct format {
	unsigned int tag, channels, rate, block, bits;
};

static uint32_t le(const uint8_t *p, unsigned int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | p[bytes];
	return value;
}

static uint8_t *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t have = 0, room = 0, got;

	if (!file)
		return NULL;
	do {
		if (have == room) {
			uint8_t *more = realloc(data, room = room ? 2 * room : 1 << 20);

			if (!more)
				break;
			data = more;
		}
		got = fread(data + have, 1, room - have, file);
		have += got;
	} while (got);
	fclose(file);
	*size = have;
	return data;
}

static void parse_format(struct format *fmt, const uint8_t *p, size_t size)
{
	if (size < 16)
		return;
	fmt->tag = le(p, 2);
	fmt->channels = le(p + 2, 2);
	fmt->rate = le(p + 4, 4);
	fmt->block = le(p + 12, 2);
	fmt->bits = le(p + 14, 2);
	if (fmt->tag == 0xfffe && size >= 40)	/* extensible: the real tag is in the GUID */
		fmt->tag = le(p + 24, 2);
}

/* The bytes of the data chunk, or NULL. */
static const uint8_t *find_data(const uint8_t *file, size_t size, struct format *fmt,
				size_t *bytes)
{
	size_t at = 12;

	if (size < 12 || memcmp(file, "RIFF", 4) || memcmp(file + 8, "WAVE", 4))
		return NULL;
	while (at + 8 <= size) {
		size_t length = le(file + at + 4, 4), rest = size - at - 8;
		bool data = !memcmp(file + at, "data", 4);

		if (length > rest || (data && !length))
			length = rest;
		if (data) {
			*bytes = length;
			return file + at + 8;
		}
		if (!memcmp(file + at, "fmt ", 4))
			parse_format(fmt, file + at + 8, length);
		at += 8 + length + (length & 1);
	}
	return NULL;
}

/* Left-justified in 32 bits; 24 bit in a 4-byte container is right-justified. */
static int32_t widen(const uint8_t *p, unsigned int container, unsigned int bits)
{
	uint32_t value = le(p, container);
	unsigned int used = container == 4 && bits == 24 ? 24 : 8 * container;

	return (int32_t)(value << (32 - used));
}

static int convert(struct wav *wav, const struct format *fmt, const uint8_t *data, size_t bytes)
{
	unsigned int container = fmt->channels ? fmt->block / fmt->channels : 0;
	size_t n;

	if (fmt->tag != 1 || container < 2 || container > 4 || fmt->channels > MAX_CHANNELS ||
	    !fmt->rate)
		return -ENOTSUP;
	wav->rate = fmt->rate;
	wav->channels = fmt->channels;
	wav->bits = fmt->bits;
	wav->frames = bytes / fmt->block;
	wav->samples = malloc((wav->frames * wav->channels + 1) * sizeof(*wav->samples));
	if (!wav->samples)
		return -ENOMEM;
	for (n = 0; n < wav->frames * wav->channels; n++)
		wav->samples[n] = widen(data + n * container, container, fmt->bits);
	return 0;
}

int wav_parse(struct wav *wav, const uint8_t *file, size_t size)
{
	struct format fmt = { 0 };
	const uint8_t *data;
	size_t bytes;

	memset(wav, 0, sizeof(*wav));
	data = find_data(file, size, &fmt, &bytes);
	return data ? convert(wav, &fmt, data, bytes) : -EINVAL;
}

int wav_read(struct wav *wav, const char *path)
{
	uint8_t *file;
	size_t size;
	int err;

	memset(wav, 0, sizeof(*wav));
	file = read_file(path, &size);
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -EIO;
	}
	err = wav_parse(wav, file, size);
	free(file);
	if (err)
		fprintf(stderr, "%s: %s\n", path, err == -EINVAL ? "not a WAV file" :
			err == -ENOMEM ? "out of memory" :
			"only 16, 24 and 32 bit integer samples are understood");
	return err;
}

void wav_free(struct wav *wav)
{
	free(wav->samples);
	wav->samples = NULL;
}

bool wav_zero_frame(const struct wav *wav, size_t frame)
{
	const int32_t *p = wav->samples + frame * wav->channels;
	unsigned int c;

	for (c = 0; c < wav->channels; c++)
		if (p[c])
			return false;
	return true;
}
