// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are a device: what they say of it. */
#include <inttypes.h>
#include <string.h>

#include "device.h"

#define PROGRESS_NS	250000000ULL

static const char *kind_of(const struct device *device)
{
	return device->flags & MIXCORE_ENDPOINT_F_INPUT ? "input" : "output";
}

static void start_json(const struct device *device)
{
	const struct mixcore_endpoint_create *create = &device->create;
	struct json json = { .out = device->system->out, .flat = true };

	json_object(&json, NULL);
	json_uint(&json, kind_of(device), create->id);
	json_string(&json, "endpoint", create->name);
	json_uint(&json, "rate", create->rate);
	json_uint(&json, "channels", create->channels);
	json_string(&json, "format", mixcore_format_name(create->format));
	json_object_end(&json);
}

void report_start(const struct device *device)
{
	const struct mixcore_endpoint_create *create = &device->create;

	if (device->request->json)
		start_json(device);
	else
		fprintf(device->system->out,
			"%s %" PRIu32 " (endpoint %s), %" PRIu32 " Hz, %" PRIu32 " channel%s, %s\n",
			kind_of(device), create->id, create->name, create->rate, create->channels,
			create->channels == 1 ? "" : "s", mixcore_format_name(create->format));
	/* Who has started it waits for this line. */
	fflush(device->system->out);
}

void report_progress(struct device *device, uint64_t frames, uint64_t time_ns)
{
	const uint64_t seconds = frames / device->create.rate;

	if (!device->system->progress || time_ns - device->shown_ns < PROGRESS_NS)
		return;
	device->shown_ns = time_ns;
	fprintf(device->system->progress, "\r%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, seconds / 3600,
		seconds / 60 % 60, seconds % 60);
	fflush(device->system->progress);
}

void report_end(const struct device *device, uint64_t frames)
{
	struct json json = { .out = device->system->out, .flat = true };
	struct mixcore_endpoint_page page = { 0 };

	mixcore_endpoint_page(device->endpoint, &page);
	if (device->shown_ns)
		putc('\n', device->system->progress);
	if (!device->request->json) {
		fprintf(device->system->out,
			"%" PRIu64 " frames, %" PRIu64 " overruns, %" PRIu64 " frames lost\n",
			frames, (uint64_t)page.overruns, (uint64_t)page.lost_frames);
		return;
	}
	json_object(&json, NULL);
	json_uint(&json, "frames", frames);
	json_uint(&json, "overruns", page.overruns);
	json_uint(&json, "lost_frames", page.lost_frames);
	json_object_end(&json);
}
