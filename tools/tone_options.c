// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-tone: its command line. */
#include <errno.h>
#include <string.h>

#include "tone.h"

#define NAME		"tone"
#define FREQUENCY	"440"
#define LEVEL		"-12"
#define FADE_MS		10
#define LEVEL_MDB_MAX	200000
#define NUMBER_TEXT	32

static const char help[] =
	"mixcore-tone [OPTION...]    a sine is what a new input captures\n"
	"\n"
	"  --name NAME           of the input (tone)\n"
	"  --rate HZ             (48000)\n"
	"  --channels N          (2)\n"
	"  --frequency HZ[,HZ]   of all channels, or of each one (440)\n"
	"  --level DBFS          of its peak, 0 or below (-12)\n"
	"  --duration S          end after so many seconds\n"
	"  --no-fade             begin and end at once, not within 10 ms\n"
	"  --block FRAMES        at a time (1/50 s)\n"
	"  --keep                the input stays when mixcore-tone ends\n"
	"  --json                what it says is for programs\n";

/* Half of the rate is the highest that there is. */
static int parse_frequency(const struct device *device, const char *text, const struct tone *tone,
			   uint64_t *mhz)
{
	if (parse_thousandths(text, mhz))
		return device_usage(device, "--frequency: '%s' is not a number", text);
	if (*mhz > tone->rate * 500ULL)
		return device_usage(device, "--frequency: %s Hz is above half of the rate, %u Hz",
				    text, tone->rate / 2);
	return DEVICE_DONE;
}

static int parse_frequencies(const struct device *device, const char *text, struct tone *tone)
{
	uint32_t count = 0;
	char number[NUMBER_TEXT];
	size_t length;
	int err;

	for (;; text++) {
		length = strcspn(text, ",");
		if (count == tone->channels)
			return device_usage(device, "--frequency: there are only %u channels",
					    count);
		snprintf(number, sizeof(number), "%.*s", (int)length, text);
		err = parse_frequency(device, number, tone, &tone->mhz[count++]);
		if (err)
			return err;
		text += length;
		if (!*text)
			break;
	}
	if (count != 1 && count != tone->channels)
		return device_usage(device, "--frequency: one for all, or one for each of %u "
				    "channels", tone->channels);
	for (; count < tone->channels; count++)
		tone->mhz[count] = tone->mhz[0];
	return DEVICE_DONE;
}

static int parse_level(const struct device *device, const char *text, struct tone *tone)
{
	const bool below = *text == '-';
	uint64_t mdb;

	if (parse_thousandths(text + below, &mdb))
		return device_usage(device, "--level: '%s' is not a number", text);
	if (!below && mdb)
		return device_usage(device, "--level: full scale is 0, %s dB is above it", text);
	if (mdb > LEVEL_MDB_MAX)
		return device_usage(device, "--level: %s dB is silence", text);
	tone->amplitude = tone_amplitude(-(int64_t)mdb);
	return DEVICE_DONE;
}

static int make_tone(const struct device *device, const struct tone_request *request,
		     struct tone *tone)
{
	const struct device_request *of = &request->device;
	int err;

	tone->rate = of->rate ?: DEVICE_RATE;
	tone->channels = of->channels ?: DEVICE_CHANNELS;
	tone->fade = request->no_fade ? 0 : tone->rate * FADE_MS / 1000ULL;
	if (tone->channels > MIXCORE_CHANNELS_MAX)
		return device_usage(device, "--channels: at most %d", MIXCORE_CHANNELS_MAX);
	err = parse_frequencies(device, request->frequencies ?: FREQUENCY, tone);
	return err ?: parse_level(device, request->level ?: LEVEL, tone);
}

int tone_options(const struct device *device, struct tone_request *request, struct tone *tone,
		 int argc, char **argv)
{
	struct device_request *of = &request->device;
	const struct option_def options[] = {
		{ "--name", OPTION_TEXT, &of->name, NULL },
		{ "--rate", OPTION_UINT, &of->rate, NULL },
		{ "--channels", OPTION_UINT, &of->channels, NULL },
		{ "--frequency", OPTION_TEXT, &request->frequencies, NULL },
		{ "--level", OPTION_TEXT, &request->level, NULL },
		{ "--duration", OPTION_THOUSANDTHS, &of->duration_ms, &of->has_duration },
		{ "--no-fade", OPTION_FLAG, &request->no_fade, NULL },
		{ "--block", OPTION_UINT, &of->block, NULL },
		{ "--keep", OPTION_FLAG, &of->keep, NULL },
		{ "--json", OPTION_FLAG, &of->json, NULL },
		{ "--help", OPTION_FLAG, &of->help, NULL },
		{ 0 },
	};

	of->name = NAME;
	argc = device_options(device, options, argc, argv);
	if (argc < 0)
		return -argc;
	if (argc)
		return device_usage(device, "there is no place for '%s'", argv[0]);
	if (of->help) {
		fputs(help, device->system->out);
		return DEVICE_DONE;
	}
	return make_tone(device, request, tone);
}
