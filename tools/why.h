/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl why: what its files do for each other. All add to the end of a path. */
#ifndef MIXCTL_WHY_H
#define MIXCTL_WHY_H

#include "element.h"

/* First the whole path in a line for each route, then its elements as its sound goes. */
void why_player(struct path *path, const struct mixcore_stream_info *info);
void why_recorder(struct path *path, const struct mixcore_stream_info *info);

/* What the application has chosen; @rate and @paced_by: where the stream's rate comes from. */
void why_application(struct mixctl *m, struct element *element, uint32_t rate,
		     const char *paced_by);
/* Volume and mute of the stream. */
void why_volume(struct mixctl *m, struct element *element);

/* The routes of a stream, each with its output, what is behind it, and the delay to the end. */
void why_routes(struct path *path, const struct element *stream);
/* One of them, and the loopback between two ids. */
struct element *why_route(struct path *path, const struct element *stream,
			  const struct mixcore_route_info *info);
struct element *why_loopback(struct path *path, const struct mixcore_route_info *info);

/* An output or input with its hardware, once in a path. */
void why_output(struct path *path, uint32_t id);
void why_input(struct path *path, uint32_t id);

/*
 * Hardware, as outputs and inputs have it: @object and @id. @there: it is not gone.
 * @is_endpoint: it is a process. @lost_frames: of that
 */
struct backend {
	uint32_t object, id;
	const char *name;
	bool there, is_endpoint;
	uint32_t format, rate, channels, period_frames, buffer_frames, restarts;
	uint64_t xruns, null_frames, lost_frames;
};

/* Lines that are the same for both. */
void why_backend(struct mixctl *m, struct element *element, const struct backend *backend);
void why_default(struct mixctl *m, struct element *element, bool is_default, uint32_t what);
/* Rate and cycle; @who: because of whom cycles are shorter, where they are. */
void why_pace(struct element *element, uint32_t rate, uint32_t cycle, uint32_t cycle_now,
	      const char *who);

/* Who plays on an output, and who records it; the same of an input. */
void why_users_of_output(struct path *path, const struct mixcore_output_info *info);
void why_users_of_input(struct path *path, const struct mixcore_input_info *info);

/* Since when, and why, a stream plays on the output that leads it: not what is still to come. */
struct reason why_leads(struct mixctl *m, const struct element *stream);
/* And why a recorder records what it does. */
struct reason why_source(struct mixctl *m, const struct element *stream);

/* "aplay, pid 1234"; of another user "a process of alice". */
#define OPENER_TEXT	96
const char *opener_text(const struct mixcore_stream_info *info, char *buffer, size_t size);

/* "256 frames (5.3 ms)" */
const char *frames_text(uint32_t frames, uint32_t rate, char *buffer, size_t size);

/* A stream with its history; for programs only until it gets lines. */
struct element *add_stream(struct path *path, const struct mixcore_stream_info *info);

#endif /* MIXCTL_WHY_H */
