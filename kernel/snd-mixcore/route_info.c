// SPDX-License-Identifier: GPL-2.0-only
/* Routes as userspace sees them: MIXCORE_IOCTL_ROUTE_GET and MIXCORE_IOCTL_ROUTE_NEXT. */
#include "mixcore.h"

static void mixcore_route_info_made(const struct mixcore_route *route,
				    struct mixcore_route_info *info)
{
	const struct mixcore_line *line = route->line;
	struct mixcore_path path = {
		.channels_in = route->stream->channels,
		.channels_out = route->output->config.channels,
	};

	info->flags |= MIXCORE_ROUTE_F_JOINED;
	if (!route->settings.own_matrix) {
		mixcore_chmap_matrix(&path);
		memcpy(info->matrix, path.matrix, sizeof(info->matrix));
	}
	info->inserted_frames = route->inserted;
	info->dropped_frames = route->dropped;
	if (!line)
		return;
	info->flags |= MIXCORE_ROUTE_F_LINE;
	info->latency_frames = mixcore_line_latency(line);
	info->inserted_frames += READ_ONCE(line->inserted);
	info->dropped_frames += READ_ONCE(line->dropped);
}

/* The route @route, NULL without parameters, to @output; @wanted: NULL for the leading one. */
static void mixcore_route_info_fill(const struct mixcore_stream *stream, u32 output,
				    const struct mixcore_route *route,
				    const struct mixcore_wanted *wanted,
				    const struct mixcore_caller *caller,
				    struct mixcore_route_info *info)
{
	const struct mixcore_route_settings *settings = wanted ? &wanted->settings : &stream->lead;

	info->stream = stream->id;
	info->output = output;
	info->flags = wanted ? 0 : MIXCORE_ROUTE_F_LEADS;
	if (settings->own_matrix) {
		info->flags |= MIXCORE_ROUTE_F_MATRIX;
		memcpy(info->matrix, settings->matrix, sizeof(info->matrix));
	}
	info->mute = settings->mute;
	info->gain = settings->gain;
	info->delay_frames = settings->delay;
	if (route)
		mixcore_route_info_made(route, info);
	mixcore_history_latest(wanted ? &wanted->changes : &stream->lead_changes, caller,
			       &info->last_change);
}

/* The route of a stream to the output with the lowest id of at least @lowest; false: none. */
static bool mixcore_route_info_lowest(struct mixcore_stream *stream, u64 lowest,
				      const struct mixcore_caller *caller,
				      struct mixcore_route_info *info)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *one, *wanted = NULL;
	struct mixcore_route *route;
	u32 id = mixcore_routing_lead(stream, &route)->id;

	if (id < lowest)
		id = 0;
	list_for_each_entry(one, &stream->followers, list) {
		if (one->output->id < lowest || (id && one->output->id >= id))
			continue;
		id = one->output->id;
		wanted = one;
	}
	if (id)
		mixcore_route_info_fill(stream, id, wanted ? wanted->route : route, wanted, caller,
					info);
	return id;
}

/* The first route at or behind (@stream, @output). */
static bool mixcore_route_info_seek(struct mixcore_card *card, const struct mixcore_caller *caller,
				    unsigned long id, u64 output, struct mixcore_route_info *info)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream;
	unsigned long first = id;

	xa_for_each_start(&card->streams, id, stream, first) {
		if (mixcore_stream_records(stream))
			continue;
		mixcore_routing_settle(stream);
		if (mixcore_route_info_lowest(stream, id == first ? output : 0, caller, info))
			return true;
	}
	return false;
}

/**
 * mixcore_route_describe() - MIXCORE_IOCTL_ROUTE_GET and MIXCORE_IOCTL_ROUTE_NEXT
 * @card: the card
 * @caller: pids of others are withheld without the control node
 * @info: names a pair; filled in
 * @next: not that one, but the one behind it
 *
 * Context: process.
 * Return: 0, -ENOENT.
 */
int mixcore_route_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_route_info *info, bool next)
{
	u32 stream = info->stream, output = info->output;
	bool found;

	memset(info, 0, sizeof(*info));
	mutex_lock(&card->graph_lock);
	found = mixcore_route_info_seek(card, caller, stream, (u64)output + next, info);
	mutex_unlock(&card->graph_lock);
	if (!found || (!next && (info->stream != stream || info->output != output))) {
		memset(info, 0, sizeof(*info));
		return -ENOENT;
	}
	return 0;
}
