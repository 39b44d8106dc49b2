// SPDX-License-Identifier: GPL-2.0-or-later
/* mixcore-pipe: a file or pipe as an output or input. */
#include <errno.h>
#include <string.h>

#include "pipe.h"

static int cannot_open(const struct device *device, const struct pipe_request *request, int err,
		       const char *text)
{
	if (err == -EPROTO)
		return device_refuse(device, "sox makes another of it", "%s: %s", request->file,
				     text);
	return device_refuse(device, "", "%s: %s", request->file, strerror(-err));
}

static int open_file(const struct device *device, struct sound *sound,
		     const struct pipe_request *request)
{
	char text[SOUND_TEXT];
	int err = request->input ? sound_open(sound, text) : sound_create(sound, text);

	return err ? cannot_open(device, request, err, text) : DEVICE_DONE;
}

/* What sound it is says the file that is read; one that is written is there only if all is well. */
static int open_both(struct device *device, struct sound *sound, const struct pipe_request *request)
{
	int status;

	if (request->input) {
		status = open_file(device, sound, request);
		return status ?: device_open(device, sound->rate, sound->channels, sound->format);
	}
	status = device_open(device, sound->rate, sound->channels, sound->format);
	return status ?: open_file(device, sound, request);
}

static int run_pipe(struct device *device, const struct pipe_request *request)
{
	struct sound sound = {
		.name = request->file, .rate = request->device.rate,
		.channels = request->device.channels, .format = request->device.format,
		.fd = -1, .stopped = device->system->stopped,
	};
	int err, status = open_both(device, &sound, request);

	if (!status) {
		report_start(device);
		status = request->input ? pipe_in(device, &sound, request->loop) :
					  pipe_out(device, &sound);
	}
	err = sound_close(&sound);
	if (err && !status)
		return cannot_open(device, request, err, "");
	return status;
}

int pipe_main(const struct device_system *system, int argc, char **argv)
{
	struct device_system around = *system;
	struct pipe_request request = { 0 };
	struct device device = {
		.program = "mixcore-pipe", .system = &around, .request = &request.device,
	};
	int status = pipe_options(&device, &request, argc - 1, argv + 1);

	if (status || request.device.help)
		return status;
	if (request.input)
		device.flags = MIXCORE_ENDPOINT_F_INPUT;
	/* Where the sound goes nothing else may. */
	else if (is_standard(request.file))
		around.out = around.err;
	status = run_pipe(&device, &request);
	device_close(&device);
	return status;
}
