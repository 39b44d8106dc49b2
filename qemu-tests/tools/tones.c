// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tones: which tones are there, and how loud? Without expectations: the peaks of
 * an averaged spectrum. With them: a least-squares fit over the section where all
 * play, which is exact enough for a tolerance of 0.1 dB and less.
 */
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soundcheck.h"

#define FFT_SIZE 16384
#define LIST_MAX 12
#define LIST_RANGE 60.0		/* dB below the loudest */

struct peak {
	double hertz, level;
};

static void fft(double complex *x, size_t size, size_t stride, double complex *scratch)
{
	size_t k, half = size / 2;

	if (size == 1)
		return;
	fft(x, half, 2 * stride, scratch);
	fft(x + stride, half, 2 * stride, scratch);
	for (k = 0; k < half; k++) {
		double complex even = x[2 * k * stride];
		double complex odd = cexp(-2 * M_PI * I * k / size) * x[(2 * k + 1) * stride];

		scratch[k] = even + odd;
		scratch[k + half] = even - odd;
	}
	for (k = 0; k < size; k++)
		x[k * stride] = scratch[k];
}

/* Mean power per bin over half-overlapping Hann windows. */
static bool spectrum(const struct wav *wav, struct section s, unsigned int channel, double *power)
{
	static double complex x[FFT_SIZE], scratch[FFT_SIZE];
	size_t at, n, windows = 0;

	memset(power, 0, FFT_SIZE / 2 * sizeof(*power));
	for (at = s.begin; at + FFT_SIZE <= s.end; at += FFT_SIZE / 2, windows++) {
		for (n = 0; n < FFT_SIZE; n++)
			x[n] = wav_sample(wav, at + n, channel) *
			       (0.5 - 0.5 * cos(2 * M_PI * n / FFT_SIZE));
		fft(x, FFT_SIZE, 1, scratch);
		for (n = 0; n < FFT_SIZE / 2; n++)
			power[n] += creal(x[n] * conj(x[n]));
	}
	for (n = 0; windows && n < FFT_SIZE / 2; n++)
		power[n] /= windows;
	return windows > 0;
}

/* The parabola through the logarithms finds the frequency between bins. The power
 * that a Hann window spreads over the bins around it adds up to the level. */
static struct peak refine(const double *power, size_t bin, unsigned int rate)
{
	double a = log(power[bin - 1] + 1e-30), b = log(power[bin] + 1e-30);
	double c = log(power[bin + 1] + 1e-30), curve = a - 2 * b + c;
	double shift = curve < 0 ? 0.5 * (a - c) / curve : 0, sum = 0;
	struct peak peak;
	size_t n;

	for (n = bin - 2; n <= bin + 2; n++)
		sum += power[n];
	peak.hertz = (bin + shift) * rate / FFT_SIZE;
	peak.level = decibel(sqrt(sum * 32 / 3) / FFT_SIZE);
	return peak;
}

static int louder(const void *a, const void *b)
{
	double x = ((const struct peak *)a)->level, y = ((const struct peak *)b)->level;

	return x > y ? -1 : x < y;
}

static unsigned int list_peaks(const double *power, unsigned int rate, struct peak *list)
{
	static struct peak found[FFT_SIZE / 2];
	unsigned int count = 0, keep = 0;
	size_t n;

	for (n = 2; n + 2 < FFT_SIZE / 2; n++)
		if (power[n] > power[n - 1] && power[n] >= power[n + 1] &&
		    power[n] > power[n - 2] && power[n] > power[n + 2])
			found[count++] = refine(power, n, rate);
	qsort(found, count, sizeof(*found), louder);
	while (keep < count && keep < LIST_MAX && found[keep].level > -100 &&
	       found[keep].level > found[0].level - LIST_RANGE) {
		list[keep] = found[keep];
		keep++;
	}
	return keep;
}

static bool wanted_channel(const struct options *opt, unsigned int channel)
{
	return opt->channel < 0 || (unsigned int)opt->channel == channel;
}

static int list_tones(const struct options *opt, const struct wav *wav)
{
	static double power[FFT_SIZE / 2];
	struct peak list[LIST_MAX];
	const char *comma = "";
	unsigned int c, n, count, total = 0;

	if (opt->json)
		printf("{\"tones\": [");
	for (c = 0; c < wav->channels; c++) {
		if (!wanted_channel(opt, c) ||
		    !spectrum(wav, section_asked(opt, wav), c, power))
			continue;
		count = list_peaks(power, wav->rate, list);
		total += count;
		for (n = 0; n < count; n++, comma = ", ") {
			if (opt->json)
				printf("%s{\"channel\": %u, \"hertz\": %.2f, \"dbfs\": %.3f}",
				       comma, c, list[n].hertz, list[n].level);
			else
				printf("channel %u: %9.2f Hz %8.2f dBFS\n", c, list[n].hertz,
				       list[n].level);
		}
	}
	if (opt->json)
		printf("]}\n");
	return total ? 0 : 1;
}

static bool judge_channel(const struct options *opt, const struct wav *wav, struct section s,
			  unsigned int channel, const char **comma)
{
	double amplitude[MAX_TONES], rms, peak;
	struct fit *fit = fit_new(opt, wav->rate, s.end - s.begin);
	bool good = true;
	unsigned int t;

	if (!fit)
		return false;
	fit_window(fit, wav, s.begin, channel, amplitude, &rms, &peak);
	for (t = 0; t < opt->tones; t++) {
		double level = decibel(amplitude[t]), off = level - opt->tone[t].level;
		bool within = fabs(off) <= opt->tone[t].tolerance;

		good &= within;
		if (opt->json)
			printf("%s{\"channel\": %u, \"hertz\": %.2f, \"dbfs\": %.4f, \"ok\": %s}",
			       *comma, channel, opt->tone[t].hertz, level,
			       within ? "true" : "false");
		else
			printf("channel %u: %9.2f Hz %8.3f dBFS, %+.3f dB off: %s\n", channel,
			       opt->tone[t].hertz, level, off, within ? "ok" : "WRONG");
		*comma = ", ";
	}
	fit_free(fit);
	return good;
}

static int expect_tones(const struct options *opt, const struct wav *wav)
{
	struct section s = section_of_tones(opt, wav);
	double seconds = (double)(s.end - s.begin) / wav->rate;
	bool good = s.end > s.begin && seconds >= opt->min_length;
	const char *comma = "";
	unsigned int c;

	if (opt->json)
		printf("{\"from\": %.3f, \"seconds\": %.3f, \"tones\": [",
		       (double)s.begin / wav->rate, seconds);
	else
		printf("all tones play from %.3f s for %.3f s%s\n", (double)s.begin / wav->rate,
		       seconds, good ? "" : ": TOO SHORT");
	for (c = 0; s.end > s.begin && c < wav->channels; c++)
		if (wanted_channel(opt, c))
			good &= judge_channel(opt, wav, s, c, &comma);
	if (opt->json)
		printf("], \"ok\": %s}\n", good ? "true" : "false");
	return good ? 0 : 1;
}

int cmd_tones(const struct options *opt)
{
	struct wav wav;
	int status;

	if (wav_read(&wav, opt->file[0]))
		return 2;
	status = opt->tones ? expect_tones(opt, &wav) : list_tones(opt, &wav);
	wav_free(&wav);
	return status;
}
