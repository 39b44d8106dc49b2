// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gaps: is the sound free of clicks and gaps? The house definition: after fitting
 * the tones, what remains is below -80 dBFS in every 10 ms window, and no two or
 * more frames in a row are all zero. Windows overlap by half, so that no fault
 * hides on a border. A single wrong sample is thin in the mean of a window, so
 * the largest one is judged too: below -72 dBFS, 8 steps of 16 bit.
 * Without tones (speech, music) only the zero frames are judged, between the first
 * and the last sound.
 */
#include <stdio.h>

#include "soundcheck.h"

#define RMS_LIMIT -80.0
#define PEAK_LIMIT -72.0
#define SHOWN 10

struct report {
	const struct options *opt;
	const struct wav *wav;
	struct section section;
	unsigned int clicks, zero_runs, shown;
	double worst_rms, worst_peak;
};

static void show(struct report *r, const char *what, size_t frame, double value)
{
	if (r->shown++ < SHOWN && !r->opt->json)
		printf("%s at %.4f s (frame %zu): %.1f\n", what, (double)frame / r->wav->rate,
		       frame, value);
}

static void judge_window(struct report *r, const struct fit *fit, size_t begin, size_t *last)
{
	double amplitude[MAX_TONES], rms, peak;
	unsigned int c;

	for (c = 0; c < r->wav->channels; c++) {
		if (r->opt->channel >= 0 && (unsigned int)r->opt->channel != c)
			continue;
		fit_window(fit, r->wav, begin, c, amplitude, &rms, &peak);
		rms = decibel(rms);
		peak = decibel(peak);
		r->worst_rms = rms > r->worst_rms ? rms : r->worst_rms;
		r->worst_peak = peak > r->worst_peak ? peak : r->worst_peak;
		if (rms < RMS_LIMIT && peak < PEAK_LIMIT)
			continue;
		/* A fault shows in overlapping windows: count it once. */
		if (begin > *last || !r->clicks) {
			r->clicks++;
			show(r, "click, residual dBFS", begin, peak);
		}
		*last = begin + r->wav->rate / 100;
		return;
	}
}

static void judge_windows(struct report *r, const struct fit *fit, size_t length)
{
	size_t at, last = 0;

	for (at = r->section.begin; at + length <= r->section.end; at += length / 2)
		judge_window(r, fit, at, &last);
}

static void judge_zeros(struct report *r)
{
	size_t at, run = 0;

	for (at = r->section.begin; at <= r->section.end; at++) {
		if (at < r->section.end && wav_zero_frame(r->wav, at)) {
			run++;
			continue;
		}
		if (run >= 2) {
			r->zero_runs++;
			show(r, "gap, zero frames", at - run, run);
		}
		run = 0;
	}
}

static int print_report(const struct report *r)
{
	double from = (double)r->section.begin / r->wav->rate;
	double seconds = (double)(r->section.end - r->section.begin) / r->wav->rate;
	bool enough = seconds > 0.02 && seconds >= r->opt->min_length;
	bool good = enough && !r->clicks && !r->zero_runs;

	if (r->opt->json)
		printf("{\"from\": %.3f, \"seconds\": %.3f, \"clicks\": %u, \"zero_runs\": %u, "
		       "\"residual_dbfs\": %.1f, \"peak_dbfs\": %.1f, \"ok\": %s}\n",
		       from, seconds, r->clicks, r->zero_runs, r->worst_rms, r->worst_peak,
		       good ? "true" : "false");
	else if (!r->opt->tones)
		printf("%u gaps in %.3f s from %.3f s%s\n", r->zero_runs, seconds, from,
		       enough ? "" : " (TOO SHORT)");
	else
		printf("%u clicks, %u gaps in %.3f s from %.3f s%s; "
		       "residual %.1f dBFS, largest sample %.1f dBFS\n",
		       r->clicks, r->zero_runs, seconds, from, enough ? "" : " (TOO SHORT)",
		       r->worst_rms, r->worst_peak);
	return good ? 0 : 1;
}

/* The part that was asked for, less silence at its ends. */
static struct section sounding(const struct options *opt, const struct wav *wav)
{
	struct section s = section_asked(opt, wav);

	while (s.begin < s.end && wav_zero_frame(wav, s.begin))
		s.begin++;
	while (s.end > s.begin && wav_zero_frame(wav, s.end - 1))
		s.end--;
	return s;
}

int cmd_gaps(const struct options *opt)
{
	struct report r = { .opt = opt, .worst_rms = -200, .worst_peak = -200 };
	struct wav wav;
	struct fit *fit;
	int status = 2;

	if (wav_read(&wav, opt->file[0]))
		return 2;
	r.wav = &wav;
	fit = fit_new(opt, wav.rate, wav.rate / 100);
	if (!opt->tones) {
		r.section = sounding(opt, &wav);
		judge_zeros(&r);
		status = print_report(&r);
	} else if (fit) {
		r.section = section_of_tones(opt, &wav);
		judge_windows(&r, fit, wav.rate / 100);
		judge_zeros(&r);
		status = print_report(&r);
	} else {
		fprintf(stderr, "tones are too close or too low for windows of 10 ms\n");
	}
	fit_free(fit);
	wav_free(&wav);
	return status;
}
