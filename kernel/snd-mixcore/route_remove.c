// SPDX-License-Identifier: GPL-2.0-only
/*
 * A route is taken away: MIXCORE_IOCTL_ROUTE_REMOVE as a step of a transaction. When it led,
 * another one comes to lead.
 */
#include "mixcore.h"

/* How much a route is to be preferred as the leading one: less is better. */
static u64 mixcore_route_distance(const struct mixcore_wanted *wanted)
{
	const struct mixcore_line *line = wanted->route ? wanted->route->line : NULL;
	u64 distance;

	/* One that is just being made has nothing to play yet. */
	distance = line ? mixcore_line_latency(line) :
		   (u64)wanted->settings.delay + MIXCORE_RATE_MAX;
	return wanted->output->detached ? distance + U32_MAX : distance;
}

/* The route that leads when the leading one goes: of those that play now the one soonest heard. */
static struct mixcore_wanted *mixcore_route_heir(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted, *heir = NULL;

	list_for_each_entry(wanted, &stream->followers, list) {
		if (stream->route && !wanted->route)
			continue;
		if (!heir || mixcore_route_distance(wanted) < mixcore_route_distance(heir))
			heir = wanted;
	}
	return heir;
}

static int mixcore_route_remove_lead(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_wanted *heir = mixcore_route_heir(step->stream);

	if (!heir)
		return -EBUSY;
	if (step->stream->route)
		mixcore_move_prepare_lead(step, heir->route);
	else
		step->output = mixcore_output_get(heir->output);
	step->stream->turns = true;
	return 0;
}

static int mixcore_route_remove_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_route_remove *remove = step->argument;
	struct mixcore_wanted *wanted;
	int err;

	if (remove->flags)
		return -EINVAL;
	err = mixcore_routing_take_stream(step, remove->stream);
	if (err)
		return err;
	if (step->stream->output->id == remove->output)
		return mixcore_route_remove_lead(step);
	list_for_each_entry(wanted, &step->stream->followers, list) {
		if (wanted->output->id != remove->output)
			continue;
		if (wanted->step)
			return -EINVAL;
		step->route.place = wanted->list.prev;
		list_del_init(&wanted->list);
		if (wanted->route) {
			mixcore_graph_unlink(wanted->route);
			mixcore_transaction_touch(step, wanted->output);
		}
		step->route.wanted = wanted;
		return 0;
	}
	return -ENOENT;
}

static void mixcore_route_remove_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_wanted *wanted = step->route.wanted;

	step->stream->turns = false;
	if (!wanted)
		return;
	list_add(&wanted->list, step->route.place);
	if (wanted->route)
		mixcore_graph_link(wanted->route);
}

static void mixcore_route_remove_follower(struct mixcore_wanted *wanted, struct list_head *unused)
	__must_hold(&wanted->output->card->graph_lock)
{
	if (wanted->route) {
		mixcore_line_detach(wanted->route);
		mixcore_graph_drop_route(wanted->route, unused);
	}
	mixcore_wanted_free(wanted);
}

static void mixcore_route_remove_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	u32 what = MIXCORE_CHANGED_ROUTES | (step->route.wanted ? 0 : MIXCORE_CHANGED_OUTPUT);
	struct mixcore_stream *stream = step->stream;

	stream->turns = false;
	if (step->route.wanted) {
		mixcore_route_remove_follower(step->route.wanted, unused);
	} else if (step->leads) {
		mixcore_move_settle(stream, true, unused);
	} else {
		mixcore_graph_bind(stream, step->output);
		mixcore_routing_settle(stream);
	}
	mixcore_transaction_record(step, &stream->changes, what);
}

static void mixcore_route_remove_settle(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_route_remove *remove = step->argument;

	mixcore_move_step_settle(step, remove->stream, unused);
}

/* MIXCORE_IOCTL_ROUTE_REMOVE: 0 or an error as the uapi header says. */
const struct mixcore_step_kind mixcore_route_remove_kind = {
	.settle = mixcore_route_remove_settle,
	.prepare = mixcore_route_remove_prepare,
	.undo = mixcore_route_remove_undo,
	.lead = mixcore_move_step_lead,
	.commit = mixcore_route_remove_commit,
};
