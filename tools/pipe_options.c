// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-pipe: its command line. */
#include <string.h>

#include "pipe.h"

#define NAME		"pipe"

static const char help[] =
	"mixcore-pipe [OPTION...] out FILE|-    what is played to a new output goes into FILE\n"
	"mixcore-pipe [OPTION...] in FILE|-     FILE is what a new input captures\n"
	"\n"
	"FILE is WAV when its name ends in .wav, else raw; - is standard output or input, raw.\n"
	"  --name NAME      of the output or input (pipe)\n"
	"  --rate HZ        (48000); of raw input it has to be given, like the next two\n"
	"  --channels N     (2)\n"
	"  --format F       U8, S16_LE, S24_LE, S24_3LE, S32_LE, FLOAT_LE (S16_LE)\n"
	"  --block FRAMES   at a time (1/50 s)\n"
	"  --duration S     end after so many seconds of sound\n"
	"  --fast           not in real time, but as fast as applications play or record\n"
	"  --loop           in: begin anew at the end of the file\n"
	"  --keep           the output or input stays when mixcore-pipe ends\n"
	"  --json           what it says is for programs\n";

static int check_words(const struct device *device, struct pipe_request *request, int count,
		       char **words)
{
	if (count < 1)
		return device_usage(device, "is it 'out FILE' or 'in FILE'?");
	if (strcmp(words[0], "out") && strcmp(words[0], "in"))
		return device_usage(device, "it is 'out FILE' or 'in FILE', not '%s'", words[0]);
	if (count != 2)
		return device_usage(device, "'%s' needs the name of one file, or - for a pipe",
				    words[0]);
	request->input = !strcmp(words[0], "in");
	request->file = words[1];
	return DEVICE_DONE;
}

/* WAV says what it is; raw sound does not. */
static int check_input(const struct device *device, const struct pipe_request *request)
{
	const struct device_request *of = &request->device;

	if (is_wav(request->file) && (of->rate || of->channels || of->has_format))
		return device_usage(device, "%s says itself which rate, channels and format it has",
				    request->file);
	if (!is_wav(request->file) && !(of->rate && of->channels && of->has_format))
		return device_usage(device, "raw sound does not say what it is: %s",
				    "give --rate, --channels and --format");
	return DEVICE_DONE;
}

static int check_output(const struct device *device, struct pipe_request *request)
{
	struct device_request *of = &request->device;

	if (request->loop)
		return device_usage(device, "--loop is for 'in'");
	if (!of->rate)
		of->rate = DEVICE_RATE;
	if (!of->channels)
		of->channels = DEVICE_CHANNELS;
	if (!of->has_format)
		of->format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	return DEVICE_DONE;
}

int pipe_options(const struct device *device, struct pipe_request *request, int argc, char **argv)
{
	struct device_request *of = &request->device;
	const struct option_def options[] = {
		{ "--name", OPTION_TEXT, &of->name, NULL },
		{ "--rate", OPTION_UINT, &of->rate, NULL },
		{ "--channels", OPTION_UINT, &of->channels, NULL },
		{ "--format", OPTION_FORMAT, &of->format, &of->has_format },
		{ "--block", OPTION_UINT, &of->block, NULL },
		{ "--duration", OPTION_THOUSANDTHS, &of->duration_ms, &of->has_duration },
		{ "--fast", OPTION_FLAG, &of->fast, NULL },
		{ "--loop", OPTION_FLAG, &request->loop, NULL },
		{ "--keep", OPTION_FLAG, &of->keep, NULL },
		{ "--json", OPTION_FLAG, &of->json, NULL },
		{ "--help", OPTION_FLAG, &of->help, NULL },
		{ 0 },
	};
	int err;

	of->name = NAME;
	argc = device_options(device, options, argc, argv);
	if (argc < 0)
		return -argc;
	if (of->help) {
		fputs(help, device->system->out);
		return DEVICE_DONE;
	}
	err = check_words(device, request, argc, argv);
	if (err)
		return err;
	return request->input ? check_input(device, request) : check_output(device, request);
}
