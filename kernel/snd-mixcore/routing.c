// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routing: on which outputs a stream is to play, and how. The calls MIXCORE_IOCTL_ROUTE_*.
 *
 * What is wanted stays when the application frees its parameters; the routes themselves are there
 * while it has some. The leading route is that of stream->output, with the settings stream->lead;
 * each other one is a struct mixcore_wanted in stream->followers.
 */
#include <linux/slab.h>

#include "mixcore.h"

static const struct mixcore_route_settings mixcore_routing_plain = { .gain = MIXCORE_GAIN_UNITY };

/**
 * mixcore_routing_init() - one route, with nothing set
 * @stream: is made
 *
 * Context: process.
 */
void mixcore_routing_init(struct mixcore_stream *stream)
{
	INIT_LIST_HEAD(&stream->followers);
	INIT_LIST_HEAD(&stream->lines);
	stream->lead = mixcore_routing_plain;
}

static void mixcore_wanted_free(struct mixcore_wanted *wanted)
{
	list_del(&wanted->list);
	mixcore_output_put(wanted->output);
	kfree(wanted);
}

/**
 * mixcore_routing_free() - undo mixcore_routing_init()
 * @stream: has no routes any more
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_free(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted, *next;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry_safe(wanted, next, &stream->followers, list)
		mixcore_wanted_free(wanted);
}

/**
 * mixcore_routing_find() - the route that follows on an output
 * @stream: whose
 * @output: where
 *
 * Context: process, graph_lock held.
 * Return: what is wanted there, valid under the lock, or NULL.
 */
struct mixcore_wanted *mixcore_routing_find(struct mixcore_stream *stream,
					    const struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry(wanted, &stream->followers, list)
		if (wanted->output == output)
			return wanted;
	return NULL;
}

/* Which route leads, to which output: a cycle may change both. */
static struct mixcore_output *mixcore_routing_lead(struct mixcore_stream *stream,
						   struct mixcore_route **route)
{
	struct mixcore_output *output;

	spin_lock_irq(&stream->card->run_lock);
	output = stream->output;
	*route = stream->route;
	spin_unlock_irq(&stream->card->run_lock);
	return output;
}

/* Routes to outputs that are no more are wanted no longer. */
static void mixcore_routing_drop_gone(struct mixcore_stream *stream)
{
	struct mixcore_wanted *wanted, *next;

	list_for_each_entry_safe(wanted, next, &stream->followers, list)
		if (wanted->output->gone)
			mixcore_wanted_free(wanted);
}

/**
 * mixcore_routing_settle() - another route has come to lead, in a cycle
 * @stream: whose
 *
 * One that followed is not wanted besides. A delay does not go along with a move.
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_settle(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;
	struct mixcore_output *output;
	struct mixcore_route *route;

	mixcore_routing_drop_gone(stream);
	output = mixcore_routing_lead(stream, &route);
	if (route && !route->line)
		stream->lead.delay = 0;
	wanted = mixcore_routing_find(stream, output);
	if (!wanted)
		return;
	if (wanted->route == route) {
		stream->lead = wanted->settings;
		stream->lead_change = wanted->change;
	}
	mixcore_wanted_free(wanted);
}

/* The route is linked, and is to get the line: the error is an ERR_PTR. */
static struct mixcore_line *mixcore_wanted_make(struct mixcore_stream *stream,
						struct mixcore_wanted *wanted)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_line *line;
	int err;

	if (wanted->output->detached)
		return ERR_PTR(-ENOENT);
	err = mixcore_move_check(stream, wanted->output);
	if (err)
		return ERR_PTR(err);
	line = mixcore_line_new(stream, wanted->settings.delay);
	if (IS_ERR(line))
		return line;
	wanted->route = mixcore_route_new(stream, wanted->output, &wanted->settings);
	if (!wanted->route) {
		mixcore_line_free(line);
		return ERR_PTR(-ENOMEM);
	}
	mixcore_graph_link(wanted->route);
	return line;
}

/* Undoes mixcore_wanted_make(). */
static void mixcore_wanted_unmake(struct mixcore_wanted *wanted, struct mixcore_line *line)
	__must_hold(&wanted->output->card->graph_lock)
{
	mixcore_line_free(line);
	mixcore_graph_unlink(wanted->route);
	mixcore_route_put(wanted->route);
	wanted->route = NULL;
}

static void mixcore_wanted_join(struct mixcore_stream *stream, struct mixcore_wanted *wanted)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_line *line = mixcore_wanted_make(stream, wanted);

	if (IS_ERR(line))
		return;
	if (mixcore_graph_publish(wanted->output))
		mixcore_wanted_unmake(wanted, line);
	else
		mixcore_line_attach(wanted->route, line);
}

/**
 * mixcore_routing_follow() - a plain route is wanted, from the beginning
 * @stream: is being opened
 * @output: where; of the rate of the one that leads
 *
 * Context: process, graph_lock held.
 * Return: 0 or -ENOMEM.
 */
int mixcore_routing_follow(struct mixcore_stream *stream, struct mixcore_output *output)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted = kzalloc(sizeof(*wanted), GFP_KERNEL);

	lockdep_assert_held(&stream->card->graph_lock);
	if (!wanted)
		return -ENOMEM;
	wanted->output = mixcore_output_get(output);
	wanted->settings = mixcore_routing_plain;
	wanted->change = stream->change;
	list_add_tail(&wanted->list, &stream->followers);
	return 0;
}

/**
 * mixcore_routing_join() - the stream has parameters: routes that follow are made
 * @stream: its leading route is there
 *
 * One that can't be is left out until the next parameters: the application has nothing to do with
 * it.
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_join(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;

	mixcore_routing_settle(stream);
	list_for_each_entry(wanted, &stream->followers, list)
		mixcore_wanted_join(stream, wanted);
}

/**
 * mixcore_routing_leave() - undo mixcore_routing_join()
 * @stream: owns no route any more
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_routing_leave(struct mixcore_stream *stream, struct list_head *unused)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted;
	struct mixcore_route *route;

	lockdep_assert_held(&stream->card->graph_lock);
	list_for_each_entry(wanted, &stream->followers, list) {
		route = wanted->route;
		wanted->route = NULL;
		if (route)
			mixcore_leaving_add(route, unused);
	}
}

static bool mixcore_routing_matrix_valid(const struct mixcore_route_set *set)
{
	const s32 max = MIXCORE_GAIN_MAX;
	u32 out, in;

	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			if (set->matrix[out][in] > max || set->matrix[out][in] < -max)
				return false;
	return true;
}

static int mixcore_routing_check(const struct mixcore_route_set *set)
{
	const u32 flags = MIXCORE_ROUTE_F_NEW | MIXCORE_ROUTE_F_CHANGE;
	const u32 matrices = MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT;
	const u32 mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_DELAY | matrices;

	if ((set->flags & ~flags) || (set->flags & flags) == flags)
		return -EINVAL;
	if ((set->mask & ~mask) || (set->mask & matrices) == matrices)
		return -EINVAL;
	if ((set->mask & MIXCORE_SET_MUTE) && set->mute > 1)
		return -EINVAL;
	if ((set->mask & MIXCORE_SET_GAIN) && set->gain > MIXCORE_GAIN_MAX)
		return -ERANGE;
	if ((set->mask & MIXCORE_SET_MATRIX) && !mixcore_routing_matrix_valid(set))
		return -ERANGE;
	return 0;
}

static void mixcore_routing_apply(const struct mixcore_route_set *set,
				  struct mixcore_route_settings *settings)
{
	if (set->mask & MIXCORE_SET_GAIN)
		settings->gain = set->gain;
	if (set->mask & MIXCORE_SET_MUTE)
		settings->mute = set->mute;
	if (set->mask & MIXCORE_SET_DELAY)
		settings->delay = set->delay_frames;
	if (set->mask & (MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT))
		settings->own_matrix = set->mask & MIXCORE_SET_MATRIX;
	if (set->mask & MIXCORE_SET_MATRIX)
		memcpy(settings->matrix, set->matrix, sizeof(settings->matrix));
}

/* A line for another delay of a route; NULL: as it is, it will do, or none is needed. */
static struct mixcore_line *mixcore_routing_new_line(const struct mixcore_route *route, u32 delay)
	__must_hold(&route->stream->card->graph_lock)
{
	if (delay == route->settings.delay)
		return NULL;
	if (route->line ? mixcore_line_holds(route->line, delay) || !delay : !delay)
		return NULL;
	return mixcore_line_new(route->stream, delay);
}

/* The line as the new delay wants it. */
static void mixcore_routing_set_line(struct mixcore_route *route, struct mixcore_line *line,
				     u32 delay)
	__must_hold(&route->stream->card->graph_lock)
{
	bool leads = route == route->stream->route;

	/* One that has followed keeps its line, as it is heard later than by its delay. */
	if (line || (leads && !delay && route->line &&
		     mixcore_line_latency(route->line) == route->line->delay))
		mixcore_line_detach(route);
	if (line)
		mixcore_line_attach(route, line);
	else if (route->line)
		mixcore_line_set_delay(route->line, delay);
}

/* A route that is there has other settings; they are those of a step. */
static void mixcore_routing_change(struct mixcore_step *step,
				   const struct mixcore_route_settings *settings)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_route *route = step->route.route;

	route->settings = *settings;
	mixcore_route_update(route);
	mixcore_transaction_touch(step, route->output);
}

static int mixcore_routing_prepare_change(struct mixcore_step *step, struct mixcore_route *route,
					  const struct mixcore_route_settings *settings)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_line *line = mixcore_routing_new_line(route, settings->delay);

	if (IS_ERR(line))
		return PTR_ERR(line);
	step->route.route = route;
	step->route.line = line;
	step->route.delay = route->settings.delay;
	mixcore_routing_change(step, settings);
	return 0;
}

/* The leading route. */
static int mixcore_routing_prepare_lead(struct mixcore_step *step,
					const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_route_settings settings = stream->lead;
	int err = 0;

	if (stream->lead_step)
		return -EINVAL;
	mixcore_routing_apply(set, &settings);
	if (stream->route)
		err = mixcore_routing_prepare_change(step, stream->route, &settings);
	if (err)
		return err;
	stream->lead_step = step;
	step->route.before = stream->lead;
	stream->lead = settings;
	return 0;
}

/* One that follows; if it could not be made with the parameters, it is tried again. */
static int mixcore_routing_prepare_wanted(struct mixcore_step *step, struct mixcore_wanted *wanted,
					  const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_route_settings before = wanted->settings;
	int err = 0;

	if (wanted->step)
		return -EINVAL;
	mixcore_routing_apply(set, &wanted->settings);
	if (wanted->route) {
		err = mixcore_routing_prepare_change(step, wanted->route, &wanted->settings);
	} else if (step->stream->route) {
		step->route.line = mixcore_wanted_make(step->stream, wanted);
		err = PTR_ERR_OR_ZERO(step->route.line);
		step->route.made = !err;
	}
	if (err) {
		wanted->settings = before;
		return err;
	}
	if (step->route.made)
		mixcore_transaction_touch(step, wanted->output);
	wanted->step = step;
	step->route.before = before;
	step->route.wanted = wanted;
	return 0;
}

static int mixcore_routing_prepare_new(struct mixcore_step *step, struct mixcore_output *output,
				       const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_wanted *wanted;
	int err;

	if (output->rate != stream->output->rate)
		return -EINVAL;
	wanted = kzalloc(sizeof(*wanted), GFP_KERNEL);
	if (!wanted)
		return -ENOMEM;
	wanted->output = mixcore_output_get(output);
	wanted->settings = mixcore_routing_plain;
	list_add_tail(&wanted->list, &stream->followers);
	err = mixcore_routing_prepare_wanted(step, wanted, set);
	if (err)
		mixcore_wanted_free(wanted);
	else
		step->route.added = true;
	return err;
}

static int mixcore_routing_prepare_any(struct mixcore_step *step, struct mixcore_output *output,
				       const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_wanted *wanted = mixcore_routing_find(stream, output);
	bool leads = stream->output == output;
	u32 rate = stream->rate ?: output->rate;

	if ((set->flags & MIXCORE_ROUTE_F_NEW) && (leads || wanted))
		return -EEXIST;
	if ((set->flags & MIXCORE_ROUTE_F_CHANGE) && !leads && !wanted)
		return -ENOENT;
	if ((set->mask & MIXCORE_SET_DELAY) &&
	    set->delay_frames > rate * MIXCORE_DELAY_MS_MAX / MSEC_PER_SEC)
		return -ERANGE;
	if (leads)
		return mixcore_routing_prepare_lead(step, set);
	if (wanted)
		return mixcore_routing_prepare_wanted(step, wanted, set);
	return mixcore_routing_prepare_new(step, output, set);
}

/* The stream whose routes are to be changed. */
static int mixcore_routing_take_stream(struct mixcore_step *step, u32 id)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = mixcore_graph_find_stream(step->card, &step->caller, id);

	if (IS_ERR(stream))
		return PTR_ERR(stream);
	if (step->waits)
		return -EBUSY;
	if (stream->turns)
		return -EINVAL;
	step->stream = mixcore_stream_get(stream);
	return 0;
}

static int mixcore_route_set_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_route_set *set = step->argument;
	struct mixcore_output *output;
	int err;

	err = mixcore_routing_check(set) ?: mixcore_routing_take_stream(step, set->stream);
	if (err)
		return err;
	output = xa_load(&step->card->outputs, set->output);
	if (!output || output->detached)
		return -ENOENT;
	return mixcore_routing_prepare_any(step, output, set);
}

static void mixcore_route_set_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_wanted *wanted = step->route.wanted;

	if (step->route.route)
		mixcore_routing_change(step, &step->route.before);
	if (step->route.made)
		mixcore_wanted_unmake(wanted, step->route.line);
	else
		mixcore_line_free(step->route.line);
	if (!wanted) {
		step->stream->lead = step->route.before;
		step->stream->lead_step = NULL;
		return;
	}
	wanted->settings = step->route.before;
	wanted->step = NULL;
	if (step->route.added)
		mixcore_wanted_free(wanted);
}

static void mixcore_route_set_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_route *route = step->route.route;
	struct mixcore_wanted *wanted = step->route.wanted;

	if (step->route.made)
		mixcore_line_attach(wanted->route, step->route.line);
	else if (route && route->settings.delay != step->route.delay)
		mixcore_routing_set_line(route, step->route.line, route->settings.delay);
	if (wanted) {
		wanted->step = NULL;
		mixcore_transaction_record(step, &wanted->change);
	} else {
		step->stream->lead_step = NULL;
		mixcore_transaction_record(step, &step->stream->lead_change);
	}
}

/* What the stream has left before is taken down. */
static void mixcore_route_set_settle(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_route_set *set = step->argument;

	mixcore_move_step_settle(step, set->stream, unused);
}

/* MIXCORE_IOCTL_ROUTE_SET: 0 or an error as the uapi header says. */
const struct mixcore_step_kind mixcore_route_set_kind = {
	.settle = mixcore_route_set_settle,
	.prepare = mixcore_route_set_prepare,
	.undo = mixcore_route_set_undo,
	.commit = mixcore_route_set_commit,
};

/* How much a route is to be preferred as the leading one: less is better. */
static u64 mixcore_wanted_distance(const struct mixcore_wanted *wanted)
{
	const struct mixcore_line *line = wanted->route ? wanted->route->line : NULL;
	u64 distance = wanted->settings.delay;

	/* One that is just being made has nothing to play yet. */
	distance = line ? mixcore_line_latency(line) : distance + MIXCORE_RATE_MAX;
	return wanted->output->detached ? distance + U32_MAX : distance;
}

/* The route that leads when the leading one goes: of those that play now the one soonest heard. */
static struct mixcore_wanted *mixcore_routing_heir(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	struct mixcore_wanted *wanted, *heir = NULL;

	list_for_each_entry(wanted, &stream->followers, list) {
		if (stream->route && !wanted->route)
			continue;
		if (!heir || mixcore_wanted_distance(wanted) < mixcore_wanted_distance(heir))
			heir = wanted;
	}
	return heir;
}

static int mixcore_routing_remove_lead(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_wanted *heir = mixcore_routing_heir(step->stream);

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
		return mixcore_routing_remove_lead(step);
	list_for_each_entry(wanted, &step->stream->followers, list) {
		if (wanted->output->id != remove->output)
			continue;
		if (wanted->step)
			return -EINVAL;
		step->route.place = wanted->list.prev;
		list_del(&wanted->list);
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
	mixcore_output_put(wanted->output);
	kfree(wanted);
}

static void mixcore_route_remove_commit(struct mixcore_step *step, struct list_head *unused)
	__must_hold(&step->card->graph_lock)
{
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
	mixcore_transaction_record(step, &stream->change);
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

static void mixcore_routing_info_route(const struct mixcore_route *route,
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
static void mixcore_routing_info(const struct mixcore_stream *stream, u32 output,
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
		mixcore_routing_info_route(route, info);
	mixcore_cause_report(caller, wanted ? &wanted->change : &stream->lead_change,
			     &info->last_change);
}

/* The route of a stream to the output with the lowest id of at least @lowest; false: none. */
static bool mixcore_routing_lowest(struct mixcore_stream *stream, u64 lowest,
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
		mixcore_routing_info(stream, id, wanted ? wanted->route : route, wanted, caller,
				     info);
	return id;
}

/* The first route at or behind (@stream, @output). */
static bool mixcore_routing_seek(struct mixcore_card *card, const struct mixcore_caller *caller,
				 unsigned long id, u64 output, struct mixcore_route_info *info)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream *stream;
	unsigned long first = id;

	xa_for_each_start(&card->streams, id, stream, first) {
		mixcore_routing_settle(stream);
		if (mixcore_routing_lowest(stream, id == first ? output : 0, caller, info))
			return true;
	}
	return false;
}

/**
 * mixcore_routing_describe() - MIXCORE_IOCTL_ROUTE_GET and MIXCORE_IOCTL_ROUTE_NEXT
 * @card: the card
 * @caller: pids of others are withheld without the control node
 * @info: names a pair; filled in
 * @next: not that one, but the one behind it
 *
 * Context: process.
 * Return: 0, -ENOENT.
 */
int mixcore_routing_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			     struct mixcore_route_info *info, bool next)
{
	u32 stream = info->stream, output = info->output;
	bool found;

	memset(info, 0, sizeof(*info));
	mutex_lock(&card->graph_lock);
	found = mixcore_routing_seek(card, caller, stream, (u64)output + next, info);
	mutex_unlock(&card->graph_lock);
	if (!found || (!next && (info->stream != stream || info->output != output))) {
		memset(info, 0, sizeof(*info));
		return -ENOENT;
	}
	return 0;
}
