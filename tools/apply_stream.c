// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plan of mixctl apply: streams and their routes.
 *
 * What is about routes of a stream must come before the call that exchanges its leading one, and
 * that call leaves the output which led. So a stream is set, then its routes, then those that are
 * left over go, and the exchange is the last.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "apply.h"

/* What a section means: streams, and an output; its id is 0 when the section names none. */
struct meaning {
	struct selector selector;
	struct mixcore_output_info output;
	bool used;
};

/* Of all sections of the state, in its order; and the sync groups that they name. */
struct meanings {
	struct meaning *stream, *route;
	struct plan_groups groups;
};

/**
 * struct wish - what is to become of one stream
 * @info: as it is now
 * @leader: the output that leads it now
 * @section: what is said about it, NULL = only about its routes
 * @target: the output that is to lead it, NULL = the one that does
 * @exchange: it does not yet
 * @routes: sections about its routes
 * @route: their indices
 * @present: routes that it has
 * @output: the ids of their outputs
 */
struct wish {
	const struct mixcore_stream_info *info;
	struct mixcore_output_info leader;
	const struct state_stream *section;
	const struct mixcore_output_info *target;
	bool exchange;
	unsigned int routes;
	unsigned int route[MIXCORE_TRANSACTION_MAX];
	unsigned int present;
	uint32_t output[OUTPUTS_ALL + 1];
};

static int find_meaning(const struct plan *plan, unsigned int line, const char *stream,
			const char *output, struct meaning *meaning)
{
	int err = make_selector(plan->m, stream, &meaning->selector);

	if (!err && *output)
		err = plan_find_output(plan, line, output, &meaning->output);
	return err;
}

static int find_meanings(const struct plan *plan, struct meanings *all)
{
	const struct state *state = plan->state;
	int err = MIXCTL_DONE;

	for (unsigned int i = 0; !err && i < state->streams; i++)
		err = find_meaning(plan, state->stream[i].line, state->stream[i].stream,
				   state->stream[i].output, &all->stream[i]);
	for (unsigned int i = 0; !err && i < state->routes; i++)
		err = find_meaning(plan, state->route[i].line, state->route[i].stream,
				   state->route[i].output, &all->route[i]);
	return err;
}

/* The section about it itself; two may mean the same stream in different words. */
static int find_section(const struct plan *plan, struct meanings *all, struct wish *wish)
{
	for (unsigned int i = 0; i < plan->state->streams; i++) {
		const struct state_stream *section = &plan->state->stream[i];

		if (!selects(&all->stream[i].selector, wish->info))
			continue;
		if (wish->section)
			return plan_refuse(plan, section->line, "leave one of them out",
					   "stream %u is that of line %u, too", wish->info->id,
					   wish->section->line);
		all->stream[i].used = true;
		wish->section = section;
		if (all->stream[i].output.id)
			wish->target = &all->stream[i].output;
	}
	return MIXCTL_DONE;
}

/* The section about its route to an output, NULL = there is none. */
static const struct state_route *route_to(const struct plan *plan, const struct meanings *all,
					  const struct wish *wish, uint32_t output)
{
	for (unsigned int i = 0; i < wish->routes; i++) {
		if (all->route[wish->route[i]].output.id == output)
			return &plan->state->route[wish->route[i]];
	}
	return NULL;
}

static int find_routes(const struct plan *plan, struct meanings *all, struct wish *wish)
{
	for (unsigned int i = 0; i < plan->state->routes; i++) {
		const struct state_route *other;

		if (!selects(&all->route[i].selector, wish->info))
			continue;
		other = route_to(plan, all, wish, all->route[i].output.id);
		if (other)
			return plan_refuse(plan, plan->state->route[i].line,
					   "leave one of them out",
					   "of stream %u it is the route of line %u, too",
					   wish->info->id, other->line);
		all->route[i].used = true;
		wish->route[wish->routes++] = i;
	}
	return MIXCTL_DONE;
}

/* How the stream plays now. */
static int find_present(const struct plan *plan, struct wish *wish)
{
	struct mixcore_route_info route = MIXCORE_INIT(mixcore_route_info);
	int err;

	wish->leader = MIXCORE_INIT(mixcore_output_info);
	wish->leader.id = wish->info->output;
	err = mixcore_output_get(plan->m->ctx, &wish->leader);
	route.stream = wish->info->id;
	while (!err && wish->present < ARRAY_SIZE(wish->output)) {
		err = mixcore_route_next(plan->m->ctx, &route);
		if (err || route.stream != wish->info->id)
			break;
		wish->output[wish->present++] = route.output;
	}
	wish->exchange = wish->target && wish->target->id != wish->info->output;
	return err && err != -ENOENT ?
	       mixctl_fail(plan->m, MIXCORE_CALL_OTHER, err, "stream %u", wish->info->id) : 0;
}

static bool is_present(const struct wish *wish, uint32_t output)
{
	for (unsigned int i = 0; i < wish->present; i++) {
		if (wish->output[i] == output)
			return true;
	}
	return false;
}

/* What no transaction can do. */
static int check(const struct plan *plan, const struct meanings *all, const struct wish *wish)
{
	const struct state_route *route = route_to(plan, all, wish, wish->info->output);
	char advice[96];

	if (wish->exchange && route) {
		snprintf(advice, sizeof(advice), "first: mixctl stream move %u %s", wish->info->id,
			 wish->target->name);
		return plan_refuse(plan, route->line, advice,
				   "output %s leads stream %u; one transaction can not make it "
				   "follow %s", wish->leader.name, wish->info->id,
				   wish->target->name);
	}
	if (wish->section && wish->section->only && !wish->target && !wish->routes)
		return plan_refuse(plan, wish->section->line,
				   "say where it plays: output = NAME, or a section [route ...]",
				   "stream %u can not be left without a route", wish->info->id);
	return MIXCTL_DONE;
}

static struct step *add_step(struct plan *plan, const struct wish *wish, enum mixcore_call call,
			     unsigned int line, const struct mixcore_output_info *output)
{
	struct step *step = plan_add(plan, call, line);

	step->stream = *wish->info;
	if (output)
		step->output = *output;
	return step;
}

static void plan_stream_set(struct plan *plan, struct meanings *all, const struct wish *wish)
{
	const struct mixcore_stream_info *info = wish->info;
	const struct state_stream *section = wish->section;
	struct mixcore_stream_set *set;
	struct step *step;

	if (!section || !section->mask)
		return;
	step = add_step(plan, wish, MIXCORE_CALL_STREAM_SET, section->line, NULL);
	set = &step->stream_set;
	*set = MIXCORE_INIT(mixcore_stream_set);
	set->id = info->id;
	set->mask = section->mask;
	set->mute = section->mute;
	memcpy(set->gain, info->gain, sizeof(set->gain));
	plan_gains(set->gain, info->channels ?: MIXCORE_CHANNELS_MAX, section->gain,
		   section->gains);
	plan_group(&all->groups, section, step);
	mixctl_cause(&set->cause, "apply");
}

static void add_route_set(struct plan *plan, const struct wish *wish,
			  const struct state_route *section,
			  const struct mixcore_output_info *output, uint32_t mask, uint32_t delay)
{
	struct step *step = add_step(plan, wish, MIXCORE_CALL_ROUTE_SET, section->line, output);
	struct mixcore_route_set *set = &step->route_set;

	*set = MIXCORE_INIT(mixcore_route_set);
	set->stream = wish->info->id;
	set->output = output->id;
	set->mask = mask;
	set->gain = section->gain;
	set->mute = section->mute;
	set->delay_frames = delay;
	step->matrix = section->matrix;
	memcpy(set->matrix, section->matrix.factor, sizeof(set->matrix));
	mixctl_cause(&set->cause, "apply");
}

/* A route with a delay does not come of a move: it is made as the leading one is. */
static int copy_leader(const struct plan *plan, const struct wish *wish, struct step *step)
{
	const uint32_t matrices = MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT;
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);
	struct mixcore_route_set *set = &step->route_set;
	int err;

	info.stream = wish->info->id;
	info.output = wish->info->output;
	err = mixcore_route_get(plan->m->ctx, &info);
	if (err)
		return join_failed(plan->m, MIXCORE_CALL_ROUTE_GET, err, wish->info, &wish->leader);
	if (!(set->mask & MIXCORE_SET_GAIN))
		set->gain = info.gain;
	if (!(set->mask & MIXCORE_SET_MUTE))
		set->mute = info.mute;
	if (!(set->mask & matrices) && info.flags & MIXCORE_ROUTE_F_MATRIX) {
		memcpy(set->matrix, info.matrix, sizeof(set->matrix));
		memcpy(step->matrix.factor, info.matrix, sizeof(info.matrix));
		step->matrix.rows = wish->leader.channels;
		step->matrix.columns = wish->info->channels ?: MIXCORE_CHANNELS_MAX;
		set->mask |= MIXCORE_SET_MATRIX;
	}
	set->mask |= MIXCORE_SET_GAIN | MIXCORE_SET_MUTE;
	return MIXCTL_DONE;
}

static int read_delay(const struct plan *plan, const struct wish *wish,
		      const struct state_route *section, const struct mixcore_output_info *output,
		      uint32_t *frames)
{
	*frames = 0;
	if (section->mask & MIXCORE_SET_DELAY &&
	    parse_delay(section->delay, route_rate(wish->info, output), frames))
		return plan_refuse(plan, section->line, "", "the delay %s is more than %u ms",
				   section->delay, MIXCORE_DELAY_MS_MAX);
	return MIXCTL_DONE;
}

/*
 * A route that the move will make is the leading one of now: what is set of that goes along, so no
 * frame is lost. Only a delay does not.
 */
static int plan_route_set(struct plan *plan, const struct wish *wish,
			  const struct state_route *section,
			  const struct mixcore_output_info *output)
{
	bool comes = wish->exchange && output->id == wish->target->id &&
		     !is_present(wish, output->id);
	uint32_t mask = section->mask, delay;
	int err = read_delay(plan, wish, section, output, &delay);

	if (err)
		return err;
	if (comes && !delay) {
		mask &= ~MIXCORE_SET_DELAY;
		if (mask)
			add_route_set(plan, wish, section, &wish->leader, mask, 0);
		return MIXCTL_DONE;
	}
	add_route_set(plan, wish, section, output, mask, delay);
	return comes ? copy_leader(plan, wish, &plan->step[plan->count - 1]) : MIXCTL_DONE;
}

static int plan_removal(struct plan *plan, const struct wish *wish, uint32_t output)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_route_remove *remove;
	int err;

	info.id = output;
	err = mixcore_output_get(plan->m->ctx, &info);
	if (err)
		return mixctl_fail(plan->m, MIXCORE_CALL_OUTPUT_GET, err, "output %u", output);
	remove = &add_step(plan, wish, MIXCORE_CALL_ROUTE_REMOVE, wish->section->line,
			   &info)->route_remove;
	*remove = MIXCORE_INIT(mixcore_route_remove);
	remove->stream = wish->info->id;
	remove->output = output;
	mixctl_cause(&remove->cause, "apply");
	return MIXCTL_DONE;
}

static bool is_left_over(const struct plan *plan, const struct meanings *all,
			 const struct wish *wish, uint32_t output)
{
	return wish->section && wish->section->only && !route_to(plan, all, wish, output) &&
	       !(wish->target && wish->target->id == output);
}

/* Those that follow. */
static int plan_removals(struct plan *plan, const struct meanings *all, const struct wish *wish)
{
	int err = MIXCTL_DONE;

	for (unsigned int i = 0; !err && i < wish->present; i++) {
		uint32_t output = wish->output[i];

		if (output != wish->info->output && is_left_over(plan, all, wish, output))
			err = plan_removal(plan, wish, output);
	}
	return err;
}

/* A move that has not happened yet is replaced, or taken back. */
static int plan_exchange(struct plan *plan, const struct meanings *all, const struct wish *wish)
{
	struct mixcore_stream_move *move;

	if (wish->target && (wish->exchange || wish->info->move_output)) {
		move = &add_step(plan, wish, MIXCORE_CALL_STREAM_MOVE, wish->section->line,
				 wish->target)->stream_move;
		*move = MIXCORE_INIT(mixcore_stream_move);
		move->id = wish->info->id;
		move->output = wish->target->id;
		mixctl_cause(&move->cause, "apply");
		return MIXCTL_DONE;
	}
	return is_left_over(plan, all, wish, wish->info->output) ?
	       plan_removal(plan, wish, wish->info->output) : MIXCTL_DONE;
}

static int plan_stream(struct plan *plan, struct meanings *all,
		       const struct mixcore_stream_info *info)
{
	struct wish wish = { .info = info };
	int err = find_section(plan, all, &wish) ?: find_routes(plan, all, &wish);

	if (err || (!wish.section && !wish.routes))
		return err;
	err = find_present(plan, &wish) ?: check(plan, all, &wish);
	if (err)
		return err;
	plan_stream_set(plan, all, &wish);
	for (unsigned int i = 0; !err && i < wish.routes; i++)
		err = plan_route_set(plan, &wish, &plan->state->route[wish.route[i]],
				     &all->route[wish.route[i]].output);
	return err ?: plan_removals(plan, all, &wish) ?: plan_exchange(plan, all, &wish);
}

/* A section that means no stream. */
static int check_used(const struct plan *plan, const struct meanings *all)
{
	const struct state *state = plan->state;

	for (unsigned int i = 0; i < state->streams; i++) {
		if (!all->stream[i].used)
			return plan_refuse(plan, state->stream[i].line,
					   "mixctl stream list shows those that are there",
					   "there is no stream %s", state->stream[i].stream);
	}
	for (unsigned int i = 0; i < state->routes; i++) {
		if (!all->route[i].used)
			return plan_refuse(plan, state->route[i].line,
					   "mixctl stream list shows those that are there",
					   "there is no stream %s", state->route[i].stream);
	}
	return MIXCTL_DONE;
}

static int plan_each(struct plan *plan, struct meanings *all)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	int status = find_meanings(plan, all), err = 0;

	while (!status && !(err = mixcore_stream_next(plan->m->ctx, &info))) {
		if (goes(&info, PLAYERS))
			status = plan_stream(plan, all, &info);
	}
	if (!status && err != -ENOENT)
		return mixctl_fail(plan->m, MIXCORE_CALL_OTHER, err, "reading the streams");
	return status ?: check_used(plan, all) ?: plan_check_groups(plan, &all->groups);
}

int plan_streams(struct plan *plan)
{
	struct meanings all = {
		.stream = calloc(plan->state->streams + 1, sizeof(*all.stream)),
		.route = calloc(plan->state->routes + 1, sizeof(*all.route)),
	};
	int err;

	if (!all.stream || !all.route)
		abort();
	err = plan->state->streams || plan->state->routes ? plan_each(plan, &all) : MIXCTL_DONE;
	free(all.stream);
	free(all.route);
	return err;
}
