// SPDX-License-Identifier: GPL-2.0-only
/* Snapshots: the immutable view of an output's routes that its cycles read. */
#include <linux/slab.h>

#include "mixcore.h"

static struct mixcore_snapshot *mixcore_snapshot_alloc(u32 count)
{
	struct mixcore_snapshot *snapshot;

	snapshot = kvzalloc(struct_size(snapshot, targets, count), GFP_KERNEL);
	if (!snapshot)
		return NULL;
	snapshot->sources = kvcalloc(count, sizeof(*snapshot->sources), GFP_KERNEL);
	if (count && !snapshot->sources) {
		kvfree(snapshot);
		return NULL;
	}
	return snapshot;
}

/* Can this output's streams be mixed narrow, as far as formats go? */
static bool mixcore_snapshot_all_s16(const struct mixcore_output *output)
{
	struct mixcore_route *route;

	if (output->config.sample != MIXCORE_S16)
		return false;
	list_for_each_entry(route, &output->routes, list)
		if (route->sample != MIXCORE_S16)
			return false;
	return true;
}

/* The sum over all routes decides how many fraction bits fit; see Documentation/dsp.rst. */
static int mixcore_snapshot_choose(struct mixcore_snapshot *snapshot,
				   const struct mixcore_output *output)
{
	struct mixcore_fraction *fraction = &snapshot->fraction;
	u64 sum[MIXCORE_DSP_CHANNELS] = {};
	struct mixcore_route *route;
	int err;

	list_for_each_entry(route, &output->routes, list)
		mixcore_coefs_sum(&route->path, sum);
	err = mixcore_coefs_choose_q(sum, fraction->q);
	if (err)
		return err;
	if (!snapshot->bus && mixcore_snapshot_all_s16(output) &&
	    !mixcore_narrow_choose(sum, fraction))
		memset(fraction->q, 24, sizeof(fraction->q));
	return 0;
}

/* Short enough for all that play on it. */
static u32 mixcore_snapshot_cycle(const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_route *route;
	u32 cycle = output->config.cycle;

	/* Those that leave have their frames already. */
	list_for_each_entry(route, &output->routes, list)
		if (list_empty(&route->leaving))
			cycle = min(cycle, mixcore_route_cycle(route->stream, output));
	return cycle;
}

/*
 * Cycles that may run at once where some are late: who fills a buffer between two of them finds one
 * in it still.
 */
static u32 mixcore_snapshot_at_once(const struct mixcore_output *output, u32 cycle)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_route *route;
	u32 shortest = U32_MAX;

	list_for_each_entry(route, &output->routes, list)
		if (list_empty(&route->leaving))
			shortest = min(shortest, route->stream->buffer);
	return max(shortest / cycle, 2U) - 1;
}

/**
 * mixcore_snapshot_new() - the output as it is now
 * @output: the output
 *
 * Context: process, graph_lock held.
 * Return: a snapshot, or an ERR_PTR: -ENOMEM, -ERANGE.
 */
struct mixcore_snapshot *mixcore_snapshot_new(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_config *config = &output->config;
	struct mixcore_snapshot *snapshot;
	struct mixcore_route *route;
	int err;

	lockdep_assert_held(&output->card->graph_lock);
	snapshot = mixcore_snapshot_alloc(output->nroutes);
	if (!snapshot)
		return ERR_PTR(-ENOMEM);
	err = mixcore_correction_snapshot(output, snapshot);
	if (!err)
		err = mixcore_snapshot_choose(snapshot, output);
	if (err) {
		mixcore_snapshot_free(snapshot);
		return ERR_PTR(err);
	}
	snapshot->cycle = mixcore_snapshot_cycle(output);
	snapshot->at_once = mixcore_snapshot_at_once(output, snapshot->cycle);
	/* As much is left when a cycle is due, however short it is. */
	snapshot->fill = config->fill - config->cycle + snapshot->cycle;
	snapshot->ramp = config->ramp;
	snapshot->layout = mixcore_layout_interleaved(config->sample, config->channels);
	snapshot->idle_ms = output->idle_ms;
	list_for_each_entry(route, &output->routes, list) {
		struct mixcore_target *target = &snapshot->targets[snapshot->count++];

		target->route = mixcore_route_get(route);
		mixcore_coefs_make(&route->path, snapshot->fraction.q, &target->coefs);
	}
	return snapshot;
}

/**
 * mixcore_snapshot_free() - give back what a snapshot holds
 * @snapshot: read by nobody any more, or NULL
 *
 * Context: process or output thread, outside of a cycle.
 */
void mixcore_snapshot_free(struct mixcore_snapshot *snapshot)
{
	u32 i;

	if (!snapshot)
		return;
	for (i = 0; i < snapshot->count; i++)
		mixcore_route_put(snapshot->targets[i].route);
	kvfree(snapshot->eq);
	kvfree(snapshot->sources);
	kvfree(snapshot);
}
