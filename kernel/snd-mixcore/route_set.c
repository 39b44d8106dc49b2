// SPDX-License-Identifier: GPL-2.0-only
/* A route is made, or plays otherwise: MIXCORE_IOCTL_ROUTE_SET as a step of a transaction. */
#include "mixcore.h"

static bool mixcore_route_set_matrix_valid(const struct mixcore_route_set *set)
{
	const s32 max = MIXCORE_GAIN_MAX;
	u32 out, in;

	for (out = 0; out < MIXCORE_CHANNELS_MAX; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			if (set->matrix[out][in] > max || set->matrix[out][in] < -max)
				return false;
	return true;
}

/**
 * mixcore_route_set_check() - are these settings of a route, or of a loopback
 * @set: from userspace
 *
 * Context: any.
 * Return: 0, -EINVAL, -ERANGE.
 */
int mixcore_route_set_check(const struct mixcore_route_set *set)
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
	if ((set->mask & MIXCORE_SET_MATRIX) && !mixcore_route_set_matrix_valid(set))
		return -ERANGE;
	return 0;
}

/**
 * mixcore_route_set_allow() - may this route, or loopback, be set so
 * @set: checked
 * @there: there is one already
 * @rate: Hz, that its delay is at
 *
 * Context: any.
 * Return: 0, -EEXIST, -ENOENT, -ERANGE.
 */
int mixcore_route_set_allow(const struct mixcore_route_set *set, bool there, u32 rate)
{
	if ((set->flags & MIXCORE_ROUTE_F_NEW) && there)
		return -EEXIST;
	if ((set->flags & MIXCORE_ROUTE_F_CHANGE) && !there)
		return -ENOENT;
	if ((set->mask & MIXCORE_SET_DELAY) &&
	    set->delay_frames > rate * MIXCORE_DELAY_MS_MAX / MSEC_PER_SEC)
		return -ERANGE;
	return 0;
}

/**
 * mixcore_route_set_apply() - change what is meant
 * @set: checked
 * @settings: changed
 *
 * Context: any.
 */
void mixcore_route_set_apply(const struct mixcore_route_set *set,
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
static struct mixcore_line *mixcore_route_set_new_line(const struct mixcore_route *route, u32 delay)
	__must_hold(&route->stream->card->graph_lock)
{
	if (delay == route->settings.delay)
		return NULL;
	if (route->line ? mixcore_line_holds(route->line, delay) || !delay : !delay)
		return NULL;
	return mixcore_line_new(route->stream, delay);
}

/* The line as the new delay wants it. */
static void mixcore_route_set_line(struct mixcore_route *route, struct mixcore_line *line,
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
static void mixcore_route_set_change(struct mixcore_step *step,
				     const struct mixcore_route_settings *settings)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_route *route = step->route.route;

	route->settings = *settings;
	mixcore_route_update(route);
	mixcore_transaction_touch(step, route->output);
}

static int mixcore_route_set_prepare_change(struct mixcore_step *step, struct mixcore_route *route,
					    const struct mixcore_route_settings *settings)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_line *line = mixcore_route_set_new_line(route, settings->delay);

	if (IS_ERR(line))
		return PTR_ERR(line);
	step->route.route = route;
	step->route.line = line;
	step->route.delay = route->settings.delay;
	mixcore_route_set_change(step, settings);
	return 0;
}

/* The leading route. */
static int mixcore_route_set_prepare_lead(struct mixcore_step *step,
					  const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_route_settings settings = stream->lead;
	int err = 0;

	if (stream->lead_step)
		return -EINVAL;
	mixcore_route_set_apply(set, &settings);
	if (stream->route)
		err = mixcore_route_set_prepare_change(step, stream->route, &settings);
	if (err)
		return err;
	stream->lead_step = step;
	step->route.before = stream->lead;
	stream->lead = settings;
	return 0;
}

/* One that follows; if it could not be made with the parameters, it is tried again. */
static int mixcore_route_set_prepare_wanted(struct mixcore_step *step,
					    struct mixcore_wanted *wanted,
					    const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_route_settings before = wanted->settings;
	int err = 0;

	if (wanted->step)
		return -EINVAL;
	mixcore_route_set_apply(set, &wanted->settings);
	if (wanted->route) {
		err = mixcore_route_set_prepare_change(step, wanted->route, &wanted->settings);
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

static int mixcore_route_set_prepare_new(struct mixcore_step *step, struct mixcore_output *output,
					 const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_wanted *wanted;
	int err;

	if (output->rate != stream->output->rate)
		return -EINVAL;
	wanted = mixcore_wanted_new(stream, output);
	if (!wanted)
		return -ENOMEM;
	err = mixcore_route_set_prepare_wanted(step, wanted, set);
	if (err)
		mixcore_wanted_free(wanted);
	else
		step->route.added = true;
	return err;
}

static int mixcore_route_set_prepare_any(struct mixcore_step *step, struct mixcore_output *output,
					 const struct mixcore_route_set *set)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_stream *stream = step->stream;
	struct mixcore_wanted *wanted = mixcore_routing_find(stream, output);
	bool leads = stream->output == output;
	u32 rate = stream->rate ?: output->rate;
	int err;

	err = mixcore_route_set_allow(set, leads || wanted, rate);
	if (err)
		return err;
	if (leads)
		return mixcore_route_set_prepare_lead(step, set);
	if (wanted)
		return mixcore_route_set_prepare_wanted(step, wanted, set);
	return mixcore_route_set_prepare_new(step, output, set);
}

static int mixcore_route_set_prepare(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	const struct mixcore_route_set *set = step->argument;
	struct mixcore_output *output;
	int err;

	err = mixcore_route_set_check(set) ?: mixcore_routing_take_stream(step, set->stream);
	if (err)
		return err;
	output = xa_load(&step->card->outputs, set->output);
	if (!output || output->detached)
		return -ENOENT;
	return mixcore_route_set_prepare_any(step, output, set);
}

static void mixcore_route_set_undo(struct mixcore_step *step)
	__must_hold(&step->card->graph_lock)
{
	struct mixcore_wanted *wanted = step->route.wanted;

	if (step->route.route)
		mixcore_route_set_change(step, &step->route.before);
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
	const struct mixcore_route_set *set = step->argument;
	u32 what = set->mask | (step->route.added ? MIXCORE_CHANGED_MADE : 0);

	if (step->route.made)
		mixcore_line_attach(wanted->route, step->route.line);
	else if (route && route->settings.delay != step->route.delay)
		mixcore_route_set_line(route, step->route.line, route->settings.delay);
	if (wanted) {
		wanted->step = NULL;
		mixcore_transaction_record(step, &wanted->changes, what);
	} else {
		step->stream->lead_step = NULL;
		step->stream->lead_changes.object.output = set->output;
		mixcore_transaction_record(step, &step->stream->lead_changes, what);
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
