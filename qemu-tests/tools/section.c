// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where do all tones play? From the first to the last 10 ms in which every tone
 * has at least half of its usual amplitude, less one window at either end.
 * What lies inside - a gap too - is for the questions to judge.
 */
#include <math.h>
#include <stdlib.h>

#include "soundcheck.h"

double decibel(double amplitude)
{
	return amplitude > 1e-10 ? 20 * log10(amplitude) : -200;
}

static size_t frame_at(const struct wav *wav, double seconds)
{
	double frame = seconds * wav->rate;

	if (frame < 0)
		return 0;
	return frame > wav->frames ? wav->frames : (size_t)llround(frame);
}

struct section section_asked(const struct options *opt, const struct wav *wav)
{
	struct section all = { 0, wav->frames };

	all.begin = frame_at(wav, opt->from);
	if (opt->to >= 0)
		all.end = frame_at(wav, opt->to);
	if (all.end < all.begin)
		all.end = all.begin;
	return all;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Of the windows in which the tone sounds at all, the amplitude of the middle one. */
static double usual(const double *level, size_t windows)
{
	double *sorted = malloc((windows + 1) * sizeof(*sorted)), result = 0;
	size_t n, used = 0;

	if (!sorted)
		return 0;
	for (n = 0; n < windows; n++)
		if (level[n] > 1e-4)
			sorted[used++] = level[n];
	if (used) {
		qsort(sorted, used, sizeof(*sorted), by_value);
		result = sorted[used / 2];
	}
	free(sorted);
	return result;
}

/* level[tone][window]: the loudest channel counts, a tone may play on one only. */
static void measure(const struct fit *fit, const struct options *opt, const struct wav *wav,
		    struct section all, size_t length, size_t windows, double *level)
{
	double amplitude[MAX_TONES], rms, peak;
	unsigned int c, t;
	size_t w;

	for (w = 0; w < windows; w++) {
		for (c = 0; c < wav->channels; c++) {
			fit_window(fit, wav, all.begin + w * length, c, amplitude, &rms, &peak);
			for (t = 0; t < opt->tones; t++)
				level[t * windows + w] = fmax(level[t * windows + w],
							      amplitude[t]);
		}
	}
}

static bool all_play(const double *level, const double *enough, unsigned int tones,
		     size_t windows, size_t w)
{
	unsigned int t;

	for (t = 0; t < tones; t++)
		if (level[t * windows + w] < enough[t])
			return false;
	return true;
}

struct section section_of_tones(const struct options *opt, const struct wav *wav)
{
	struct section all = section_asked(opt, wav), none = { all.begin, all.begin };
	size_t length = wav->rate / 100, windows = (all.end - all.begin) / length, first, last;
	double *level = calloc(opt->tones * windows + 1, sizeof(*level)), enough[MAX_TONES];
	struct fit *fit = fit_new(opt, wav->rate, length);
	unsigned int t;

	if (fit && level)
		measure(fit, opt, wav, all, length, windows, level);
	for (t = 0; t < opt->tones; t++)
		enough[t] = fmax(usual(level + t * windows, windows) / 2, 1e-4);
	for (first = 0; first < windows; first++)
		if (all_play(level, enough, opt->tones, windows, first))
			break;
	for (last = windows; last > first; last--)
		if (all_play(level, enough, opt->tones, windows, last - 1))
			break;
	fit_free(fit);
	free(level);
	if (last < first + 3)
		return none;
	/* A section that was asked for is used whole, when the tones fill it. */
	if (opt->to >= 0 && first == 0 && last == windows)
		return all;
	none.begin = all.begin + (first + 1) * length;
	none.end = all.begin + (last - 1) * length;
	return none;
}
