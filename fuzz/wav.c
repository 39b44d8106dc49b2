// SPDX-License-Identifier: GPL-2.0-or-later
/* Recordings that soundcheck reads. */
#include <string.h>

#include "fuzz.h"
#include "soundcheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wav wav;
	int64_t sum = 0;

	if (!wav_parse(&wav, data, size)) {
		PROMISE(wav.rate && wav.channels && wav.channels <= MAX_CHANNELS);
		PROMISE(wav.frames * wav.channels <= size);
		for (size_t i = 0; i < wav.frames * wav.channels; i++)
			sum += wav.samples[i];
		for (size_t i = 0; i < wav.frames; i++)
			sum += wav_zero_frame(&wav, i);
	}
	wav_free(&wav);
	return sum == INT64_MIN;
}
