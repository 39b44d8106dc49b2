// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are a device: connecting, complaining, running. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

#define MS_PER_SECOND	1000

/* In real time 50 blocks are a second. */
#define BLOCKS_PER_SECOND	50

static void advise(const struct device *device, const char *advice)
{
	if (*advice)
		fprintf(device->system->err, "  %s\n", advice);
}

/* Names of files may be anything: nothing for a terminal to obey. */
static void print_error(const struct device *device, const char *format, va_list args)
{
	char *text, *safe;
	int length = vasprintf(&text, format, args);

	safe = length < 0 ? NULL : malloc(length + 1);
	if (!safe)
		abort();
	fprintf(device->system->err, "%s: %s\n", device->program,
		printable(text, length, safe, length + 1));
	free(safe);
	free(text);
}

int device_refuse(const struct device *device, const char *advice, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(device, format, args);
	va_end(args);
	advise(device, advice);
	return DEVICE_REFUSED;
}

int device_usage(const struct device *device, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(device, format, args);
	va_end(args);
	fprintf(device->system->err, "  %s --help tells more\n", device->program);
	return DEVICE_USAGE;
}

int device_fail(const struct device *device, enum mixcore_call call, int error, const char *what)
{
	return device_refuse(device, mixcore_error_advice(call, error), "%s: %s", what,
			     mixcore_error_text(call, error));
}

int device_options(const struct device *device, const struct option_def *options, int argc,
		   char **argv)
{
	char *why;
	int left = parse_options(options, argc, argv, &why);

	if (left < 0) {
		left = -device_usage(device, "%s", why);
		free(why);
	}
	return left;
}

static int no_module(int error)
{
	return error == -ENOENT || error == -ENXIO || error == -ENODEV || error == -EPROTO;
}

/* Who may open the control node may run as fast as can be, and sees everybody's streams. */
static int connect_to(struct device *device)
{
	int err;

	if (device->request->fast && !mixcore_open(&device->ctx, MIXCORE_OPEN_CONTROL))
		return DEVICE_DONE;
	err = mixcore_open(&device->ctx, 0);
	if (!err)
		return DEVICE_DONE;
	device_fail(device, MIXCORE_CALL_OPEN, err, "cannot connect");
	return no_module(err) ? DEVICE_NO_MODULE : DEVICE_REFUSED;
}

static uint32_t flags_of(const struct device *device)
{
	uint32_t flags = device->flags;

	if (device->request->keep)
		flags |= MIXCORE_ENDPOINT_F_KEEP;
	/* When applications are its clock, the null clock is not to be one. */
	if (device->request->fast)
		flags |= MIXCORE_ENDPOINT_F_PATIENT;
	if (device->request->fast && mixcore_is_control(device->ctx))
		flags |= MIXCORE_ENDPOINT_F_UNPACED;
	return flags;
}

uint32_t device_block(const struct device *device)
{
	const uint32_t block = device->request->block ?: device->create.rate / BLOCKS_PER_SECOND;

	return block ?: 1;
}

uint64_t device_duration(const struct device *device)
{
	if (!device->request->has_duration)
		return UINT64_MAX;
	return device->request->duration_ms * device->create.rate / MS_PER_SECOND;
}

/* A second, or four blocks: so much may be late without anything being lost. */
static uint32_t ring_of(const struct device *device)
{
	const uint64_t blocks = 4ULL * device_block(device);

	if (blocks <= device->create.rate)
		return 0;
	return blocks < MIXCORE_ENDPOINT_RING_MAX ? blocks : MIXCORE_ENDPOINT_RING_MAX;
}

int device_open(struct device *device, uint32_t rate, uint32_t channels, uint32_t format)
{
	struct mixcore_endpoint_create *create = &device->create;
	int err = connect_to(device);

	if (err)
		return err;
	*create = MIXCORE_INIT(mixcore_endpoint_create);
	create->flags = flags_of(device);
	create->rate = rate;
	create->channels = channels;
	create->format = format;
	create->ring_frames = ring_of(device);
	if (strlen(device->request->name) >= sizeof(create->name))
		return device_usage(device, "--name: '%s' is too long", device->request->name);
	strcpy(create->name, device->request->name);
	mixcore_cause_set(&create->cause, 0, device->program);
	err = mixcore_endpoint_open(&device->endpoint, device->ctx, create);
	if (err)
		return device_fail(device, MIXCORE_CALL_ENDPOINT_CREATE, err, create->name);
	return DEVICE_DONE;
}

void device_close(struct device *device)
{
	mixcore_endpoint_close(device->endpoint);
	mixcore_close(device->ctx);
	device->endpoint = NULL;
	device->ctx = NULL;
}

int device_run(struct device *device, mixcore_endpoint_callback callback, void *user)
{
	const uint32_t block = device_block(device);
	const uint32_t most = device->create.ring_frames - device->create.cycle_frames;
	int ret;

	if (block > most)
		return device_usage(device, "--block: %u is too large, at most %u", block, most);
	ret = mixcore_endpoint_run(device->endpoint, block, 0, callback, user);
	if (ret == DEVICE_ENDED)
		return DEVICE_DONE;
	return device_fail(device, MIXCORE_CALL_ENDPOINT_TRIGGER, ret, device->create.name);
}
