// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl why: the application's end of a stream. */
#include "why.h"
#include "xrun.h"

const char *opener_text(const struct mixcore_stream_info *info, char *buffer, size_t size)
{
	char comm[64], user[64];

	if (info->flags & MIXCORE_STREAM_F_HIDDEN)
		snprintf(buffer, size, "a process of %s",
			 user_text(info->uid, user, sizeof(user)));
	else
		snprintf(buffer, size, "%s, pid %u",
			 printable(info->comm, sizeof(info->comm), comm, sizeof(comm)), info->pid);
	return buffer;
}

const char *frames_text(uint32_t frames, uint32_t rate, char *buffer, size_t size)
{
	char duration[32];

	snprintf(buffer, size, "%u frames (%s)", frames,
		 duration_text(frames, rate, duration, sizeof(duration)));
	return buffer;
}

struct element *add_stream(struct path *path, const struct mixcore_stream_info *info)
{
	struct element *element = path_add(path, ELEMENT_STREAM);

	element->stream = *info;
	history_read(path->m, MIXCORE_OBJECT_STREAM, info->id, 0, &element->history);
	return element;
}

static void opened_line(struct mixctl *m, struct element *element)
{
	struct reason opened = reason_of(&element->history, MIXCORE_CHANGED_MADE, NULL);
	char when[WHEN_TEXT];

	if (!opened.known)
		return;
	element_line(element, "opened", NULL, NULL, "%s",
		     when_text(m, opened.change.last_change.time_ns, when, sizeof(when)));
	element_since(element, "made", &opened);
}

/* The one sentence that explains most questions about rates. */
static void rate_line(struct element *element, uint32_t rate, const char *paced_by)
{
	const struct mixcore_stream_info *info = &element->stream;
	const bool plays = goes(info, PLAYERS);

	if (!info->rate)
		element_line(element, "rate", NULL, NULL,
			     "none yet. It is to be %u Hz, as %s has it: mixcore never resamples, "
			     "alsa-lib (plug) or the application does.", rate, paced_by);
	else if (plays)
		element_line(element, "rate", NULL, NULL,
			     "%u Hz, as %s has it: mixcore never resamples. What the application "
			     "plays at another rate it has converted itself, or alsa-lib (plug) "
			     "has, before mixcore gets it and where mixcore can't see it.",
			     info->rate, paced_by);
	else
		element_line(element, "rate", NULL, NULL,
			     "%u Hz, as %s has it: mixcore never resamples. What the application "
			     "wants at another rate it converts itself, or alsa-lib (plug) does, "
			     "behind mixcore and where mixcore can't see it.",
			     info->rate, paced_by);
}

static void parameter_lines(struct mixctl *m, struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	char buffer[64], period[64], queued[64], latest[LATEST_TEXT];

	if (!info->rate)
		return;
	element_line(element, "format", NULL, NULL, "%s, %u channels",
		     mixcore_format_name(info->format), info->channels);
	element_line(element, "buffer", NULL, NULL, "%s, in periods of %s; %s %s",
		     frames_text(info->buffer_frames, info->rate, buffer, sizeof(buffer)),
		     frames_text(info->period_frames, info->rate, period, sizeof(period)),
		     frames_text(info->queued_frames, info->rate, queued, sizeof(queued)),
		     goes(info, PLAYERS) ? "queued" : "not read yet");
	element_line(element, "xruns", NULL, NULL, "%llu; %llu frames of silence put in%s",
		     (unsigned long long)info->xruns, (unsigned long long)info->silence_frames,
		     latest_text(m, MIXCORE_OBJECT_STREAM, info->id, latest, sizeof(latest)));
}

static void state_line(struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;

	element_line(element, "state", NULL, NULL, "%s%s",
		     info->flags & MIXCORE_STREAM_F_WAITING ?
		     "waiting for the others of its group" :
		     mixcore_stream_state_name(info->state),
		     info->flags & MIXCORE_STREAM_F_FREE_RUN ? ", goes on without data" : "");
}

void why_application(struct mixctl *m, struct element *element, uint32_t rate,
		     const char *paced_by)
{
	const struct mixcore_stream_info *info = &element->stream;
	char opener[OPENER_TEXT], user[64];

	if (info->flags & MIXCORE_STREAM_F_HIDDEN)
		element_heading(element, "application: %s",
				opener_text(info, opener, sizeof(opener)));
	else
		element_heading(element, "application: %s, user %s",
				opener_text(info, opener, sizeof(opener)),
				user_text(info->uid, user, sizeof(user)));
	opened_line(m, element);
	state_line(element);
	rate_line(element, rate, paced_by);
	parameter_lines(m, element);
}

void why_volume(struct mixctl *m, struct element *element)
{
	const struct mixcore_stream_info *info = &element->stream;
	const struct mixcore_default opened_gain = {
		.uid = info->uid, .mask = MIXCORE_DEFAULT_GAIN, .gain = info->gain[0],
	};
	const struct mixcore_default opened_mute = {
		.uid = info->uid, .mask = MIXCORE_DEFAULT_MUTE, .mute = info->mute,
	};
	struct reason gain = reason_of(&element->history, MIXCORE_SET_GAIN, "as opened");
	struct reason mute = reason_of(&element->history, MIXCORE_SET_MUTE, "as opened");
	char text[128];

	/* Recorders open at 0 dB and are heard, whatever the defaults are. */
	if (goes(info, PLAYERS)) {
		reason_default(m, &opened_gain, &gain);
		reason_default(m, &opened_mute, &mute);
	}
	element_line(element, "volume", "gain", &gain, "%s",
		     volume_text(info->gain, info->channels ?: MIXCORE_CHANNELS_MAX, text,
				 sizeof(text)));
	element_line(element, "mute", "mute", &mute, "%s", info->mute ? "on" : "off");
	element_last(m, element, &info->last_change);
}
