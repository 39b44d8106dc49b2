// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: the hardware behind an output or input. */
#include <string.h>

#include "why.h"
#include "xrun.h"

static void heading(struct element *element, const struct backend *backend)
{
	if (backend->is_endpoint)
		element_heading(element, "%s", backend->name);
	else if (backend->there)
		element_heading(element, "backend %s", backend->name);
	else if (strcmp(backend->name, "-") && strcmp(backend->name, NULL_HARDWARE))
		element_heading(element, "backend %s, which is gone", backend->name);
	else
		element_heading(element, "no backend");
}

static void since_line(struct mixctl *m, struct element *element)
{
	const struct reason attached = reason_of(&element->history, MIXCORE_CHANGED_BACKEND, NULL);
	char who[WHO_TEXT];

	if (!attached.known)
		return;
	element_line(element, "since", NULL, NULL, "%s",
		     who_text(m, &attached.change, who, sizeof(who)));
	element_since(element, "backend", &attached);
}

void why_backend(struct mixctl *m, struct element *element, const struct backend *backend)
{
	const uint32_t rate = backend->rate;
	char buffer[64], period[64], latest[LATEST_TEXT];

	heading(element, backend);
	since_line(m, element);
	if (backend->there)
		element_line(element, "format", NULL, NULL, "%s, %u Hz, %u channels",
			     mixcore_format_name(backend->format), rate, backend->channels);
	if (backend->is_endpoint)
		element_line(element, "ring", NULL, NULL, "%s, %llu frames lost",
			     frames_text(backend->buffer_frames, rate, buffer, sizeof(buffer)),
			     (unsigned long long)backend->lost_frames);
	else if (backend->buffer_frames)
		element_line(element, "buffer", NULL, NULL, "%s, in periods of %s",
			     frames_text(backend->buffer_frames, rate, buffer, sizeof(buffer)),
			     frames_text(backend->period_frames, rate, period, sizeof(period)));
	element_line(element, "clock", NULL, NULL,
		     "%llu xruns, %u restarts, %llu frames by a timer%s",
		     (unsigned long long)backend->xruns, backend->restarts,
		     (unsigned long long)backend->null_frames,
		     latest_text(m, backend->object, backend->id, latest, sizeof(latest)));
}
