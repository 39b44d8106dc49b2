// SPDX-License-Identifier: GPL-2.0-or-later
/* stats: length, format, loudness and silence at the ends. */
#include <math.h>
#include <stdio.h>

#include "soundcheck.h"

static void loudness(const struct wav *wav, struct section s, double *peak, double *rms)
{
	double square = 0;
	unsigned int c;
	size_t n;

	*peak = 0;
	for (n = s.begin; n < s.end; n++) {
		for (c = 0; c < wav->channels; c++) {
			double x = wav_sample(wav, n, c);

			*peak = fmax(*peak, fabs(x));
			square += x * x;
		}
	}
	n = (s.end - s.begin) * wav->channels;
	*rms = n ? sqrt(square / n) : 0;
}

int cmd_stats(const struct options *opt)
{
	struct section s;
	struct wav wav;
	double peak, rms;
	size_t lead = 0, trail = 0;

	if (wav_read(&wav, opt->file[0]))
		return 2;
	s = section_asked(opt, &wav);
	loudness(&wav, s, &peak, &rms);
	while (s.begin + lead < s.end && wav_zero_frame(&wav, s.begin + lead))
		lead++;
	while (s.end - trail > s.begin + lead && wav_zero_frame(&wav, s.end - trail - 1))
		trail++;
	printf(opt->json ?
	       "{\"frames\": %zu, \"rate\": %u, \"channels\": %u, \"bits\": %u, "
	       "\"peak_dbfs\": %.2f, \"rms_dbfs\": %.2f, "
	       "\"leading_silence\": %zu, \"trailing_silence\": %zu}\n" :
	       "%zu frames, %u Hz, %u channels, %u bit, peak %.2f dBFS, rms %.2f dBFS, "
	       "silent frames: %zu leading, %zu trailing\n",
	       s.end - s.begin, wav.rate, wav.channels, wav.bits, decibel(peak), decibel(rms),
	       lead, trail);
	wav_free(&wav);
	return 0;
}
