// SPDX-License-Identifier: GPL-2.0-or-later
/* Volumes of the command line. The first byte says how many channels. */
#include <string.h>

#include <mixcore/mixcore.h>

#include "fuzz.h"

static const uint32_t before[MIXCORE_CHANNELS_MAX] = {
	MIXCORE_GAIN_UNITY, 0, 1, MIXCORE_GAIN_MAX, MIXCORE_GAIN_UNITY / 2, 12345, 2, 7654321,
};

static void check(const char *text, unsigned int channels, const uint32_t *gain)
{
	bool one = !strchr(text, ',');

	for (unsigned int i = 0; i < MIXCORE_CHANNELS_MAX; i++) {
		PROMISE(gain[i] <= MIXCORE_GAIN_MAX);
		PROMISE(i < channels || gain[i] == before[i]);
		if (one && !strncmp(text, "+=", 2))
			PROMISE(gain[i] >= before[i]);
		if (one && !strncmp(text, "-=", 2))
			PROMISE(gain[i] <= before[i]);
		if (one && i && i < channels && !strchr(text, '='))
			PROMISE(gain[i] == gain[0]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t gain[MIXCORE_CHANNELS_MAX], again[MIXCORE_CHANNELS_MAX];
	unsigned int channels;
	char *text;

	if (!size)
		return 0;
	channels = *data % (MIXCORE_CHANNELS_MAX + 2);
	text = fuzz_text(data + 1, size - 1);
	memcpy(gain, before, sizeof(gain));
	if (mixcore_volume_parse(text, gain, channels)) {
		PROMISE(!memcmp(gain, before, sizeof(gain)));
	} else {
		PROMISE(channels && channels <= MIXCORE_CHANNELS_MAX);
		check(text, channels, gain);
		memcpy(again, gain, sizeof(again));
		PROMISE(!mixcore_volume_parse(text, again, channels));
		PROMISE(strchr(text, '=') || !memcmp(again, gain, sizeof(gain)));
	}
	free(text);
	return 0;
}
