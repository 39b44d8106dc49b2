/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * soundcheck judges recordings by their content: tones and levels, clicks and
 * gaps, sample-exact comparison. One file per question; this header is what
 * they share.
 */
#ifndef SOUNDCHECK_H
#define SOUNDCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_CHANNELS 32
#define MAX_TONES 32

/* A recording, every format widened to full-scale 32 bit, interleaved. */
struct wav {
	unsigned int rate;
	unsigned int channels;
	unsigned int bits;
	size_t frames;
	int32_t *samples;
};

/* What the command line said. */
struct tone {
	double hertz;
	double level;		/* dBFS: a sine of full-scale peak is 0 */
	double tolerance;	/* dB */
};

struct options {
	bool json;
	const char *file[2];
	unsigned int files;
	struct tone tone[MAX_TONES];
	unsigned int tones;
	bool expect;		/* tones come with levels */
	double from, to;	/* seconds; to < 0: the end */
	double min_length;	/* seconds that the tones must play together */
	int channel;		/* -1: all */
};

/* Half-open range of frames. */
struct section {
	size_t begin, end;
};

/*
 * wav.c. wav_parse() takes the bytes of a file: -EINVAL no WAV file, -ENOTSUP samples of another
 * kind; wav_read() says so.
 */
int wav_parse(struct wav *wav, const uint8_t *file, size_t size);
int wav_read(struct wav *wav, const char *path);
void wav_free(struct wav *wav);

static inline double wav_sample(const struct wav *wav, size_t frame, unsigned int channel)
{
	return wav->samples[frame * wav->channels + channel] / 2147483648.0;
}

bool wav_zero_frame(const struct wav *wav, size_t frame);

/* fit.c: least squares of the given sines over windows of one length */
struct fit;
struct fit *fit_new(const struct options *opt, unsigned int rate, size_t length);
void fit_free(struct fit *fit);
void fit_window(const struct fit *fit, const struct wav *wav, size_t begin,
		unsigned int channel, double *amplitude, double *rms, double *peak);

/* section.c: where do all tones play? */
struct section section_asked(const struct options *opt, const struct wav *wav);
struct section section_of_tones(const struct options *opt, const struct wav *wav);

double decibel(double amplitude);

/* One function per question; each returns the exit status: 0 yes, 1 no, 2 error. */
int cmd_tones(const struct options *opt);
int cmd_gaps(const struct options *opt);
int cmd_same(const struct options *opt);
int cmd_find(const struct options *opt);
int cmd_stats(const struct options *opt);

#endif
