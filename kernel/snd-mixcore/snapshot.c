// SPDX-License-Identifier: GPL-2.0-only
/* Snapshots: the immutable view of an output's routes and records that its cycles read. */
#include <linux/slab.h>

#include "mixcore.h"

#define MIXCORE_TAP_BYTES	(MIXCORE_CYCLE_MAX * MIXCORE_CHANNELS_MAX * sizeof(s32))

/*
 * Those at home here, and those of streams that play here and may be led from here at any time.
 */
static u32 mixcore_snapshot_records(const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_record *record;
	const struct mixcore_route *route;
	u32 count = output->nrecords;

	list_for_each_entry(route, &output->routes, list)
		list_for_each_entry(record, &route->stream->records, of_stream)
			count += record->output != output;
	return count;
}

/* Are streams recorded before the output's gain? */
static bool mixcore_snapshot_has_taps(const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_record *record;
	const struct mixcore_route *route;

	list_for_each_entry(record, &output->records, list)
		if (record->selection.kind == MIXCORE_SOURCE_MIX ||
		    record->selection.kind == MIXCORE_SOURCE_STREAM)
			return true;
	list_for_each_entry(route, &output->routes, list)
		if (!list_empty(&route->stream->records))
			return true;
	return false;
}

/* What an output needs once its monitor is recorded. */
static int mixcore_snapshot_need_tap(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	if (!output->tap_block)
		output->tap_block = kvzalloc(MIXCORE_TAP_BYTES, GFP_KERNEL);
	return output->tap_block ? 0 : -ENOMEM;
}

static struct mixcore_snapshot *mixcore_snapshot_alloc(const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	u32 count = output->nroutes, nrecords = mixcore_snapshot_records(output);
	u32 nloopbacks = output->nloopbacks;
	struct mixcore_snapshot *snapshot;

	snapshot = kvzalloc(struct_size(snapshot, targets, count), GFP_KERNEL);
	if (!snapshot)
		return NULL;
	snapshot->taps = mixcore_snapshot_has_taps(output);
	snapshot->sources = kvcalloc(count + nloopbacks, sizeof(*snapshot->sources), GFP_KERNEL);
	if (count + nloopbacks && !snapshot->sources)
		goto err;
	if (nloopbacks) {
		snapshot->loopbacks = kvcalloc(nloopbacks, sizeof(*snapshot->loopbacks),
					       GFP_KERNEL);
		if (!snapshot->loopbacks)
			goto err;
	}
	if (snapshot->taps && count) {
		snapshot->tap_sources = kvcalloc(count, sizeof(*snapshot->tap_sources), GFP_KERNEL);
		if (!snapshot->tap_sources)
			goto err;
	}
	if (nrecords) {
		snapshot->records = kvcalloc(nrecords, sizeof(*snapshot->records), GFP_KERNEL);
		if (!snapshot->records)
			goto err;
	}
	return snapshot;
err:
	mixcore_snapshot_free(snapshot);
	return NULL;
}

/* Can this output's streams be mixed narrow, as far as formats go? */
static bool mixcore_snapshot_all_s16(const struct mixcore_output *output)
{
	struct mixcore_route *route;

	if (output->config.sample != MIXCORE_S16 || output->nloopbacks)
		return false;
	list_for_each_entry(route, &output->routes, list)
		if (route->sample != MIXCORE_S16)
			return false;
	return true;
}

/* Loopbacks end in an output. */
static void mixcore_snapshot_sum_loopbacks(const struct mixcore_output *output,
					   u64 sum[MIXCORE_DSP_CHANNELS])
{
	const struct mixcore_loopback *loopback;

	if (output->capture)
		return;
	list_for_each_entry(loopback, &output->loopbacks, of_output)
		mixcore_coefs_sum(&loopback->path, sum);
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
	mixcore_snapshot_sum_loopbacks(output, sum);
	err = mixcore_coefs_choose_q(sum, fraction->q);
	if (err)
		return err;
	if (!snapshot->bus && mixcore_snapshot_all_s16(output) &&
	    !mixcore_narrow_choose(sum, fraction))
		memset(fraction->q, 24, sizeof(fraction->q));
	return 0;
}

/* The monitor is recorded before the output's gain. */
static struct mixcore_path mixcore_snapshot_tap_path(const struct mixcore_route *route)
{
	struct mixcore_path path = route->path;
	u32 ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		path.output_gain[ch] = MIXCORE_GAIN_UNITY;
	return path;
}

static int mixcore_snapshot_choose_tap(struct mixcore_snapshot *snapshot,
				       const struct mixcore_output *output)
{
	u64 sum[MIXCORE_DSP_CHANNELS] = {};
	const struct mixcore_route *route;

	list_for_each_entry(route, &output->routes, list) {
		struct mixcore_path path = mixcore_snapshot_tap_path(route);

		mixcore_coefs_sum(&path, sum);
	}
	return mixcore_coefs_choose_q(sum, snapshot->tap_fraction.q);
}

static int mixcore_snapshot_add_tap(struct mixcore_snapshot *snapshot,
				    struct mixcore_target *target)
{
	struct mixcore_route *route = target->route;
	struct mixcore_path path = mixcore_snapshot_tap_path(route);

	if (!route->tap)
		route->tap = kzalloc(sizeof(*route->tap), GFP_KERNEL);
	if (!route->tap)
		return -ENOMEM;
	target->tap = route->tap;
	mixcore_coefs_make(&path, snapshot->tap_fraction.q, &target->tap_coefs);
	return 0;
}

static int mixcore_snapshot_add_route(struct mixcore_snapshot *snapshot,
				      struct mixcore_route *route)
{
	struct mixcore_target *target = &snapshot->targets[snapshot->count++];

	target->route = mixcore_route_get(route);
	mixcore_coefs_make(&route->path, snapshot->fraction.q, &target->coefs);
	return snapshot->taps ? mixcore_snapshot_add_tap(snapshot, target) : 0;
}

/* A record alone is one term, whose gain is never too large. */
static int mixcore_snapshot_add_record(struct mixcore_snapshot *snapshot,
				       struct mixcore_record *record,
				       const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_record_target *target = &snapshot->records[snapshot->nrecords++];
	u64 sum[MIXCORE_DSP_CHANNELS] = {};
	u8 q[MIXCORE_DSP_CHANNELS];
	struct mixcore_path path;
	int err;

	target->record = mixcore_record_get(record);
	mixcore_record_path(record, output, &path);
	mixcore_coefs_sum(&path, sum);
	err = mixcore_coefs_choose_q(sum, q);
	if (!err)
		mixcore_coefs_make(&path, q, &target->coefs);
	return err;
}

static int mixcore_snapshot_add_records(struct mixcore_snapshot *snapshot,
					const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_record *record;
	struct mixcore_route *route;
	int err = 0;

	list_for_each_entry(record, &output->records, list)
		err = err ?: mixcore_snapshot_add_record(snapshot, record, output);
	list_for_each_entry(route, &output->routes, list)
		list_for_each_entry(record, &route->stream->records, of_stream)
			if (record->output != output)
				err = err ?: mixcore_snapshot_add_record(snapshot, record, output);
	return err;
}

static void mixcore_snapshot_add_loopback(struct mixcore_snapshot *snapshot,
					  struct mixcore_loopback *loopback)
{
	struct mixcore_loopback_target *target = &snapshot->loopbacks[snapshot->nloopbacks++];

	target->loopback = mixcore_loopback_get(loopback);
	mixcore_coefs_make(&loopback->path, snapshot->fraction.q, &target->coefs);
}

static void mixcore_snapshot_add_loopbacks(struct mixcore_snapshot *snapshot,
					   const struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_loopback *loopback;

	if (output->capture)
		list_for_each_entry(loopback, &output->loopbacks, of_input)
			mixcore_snapshot_add_loopback(snapshot, loopback);
	else
		list_for_each_entry(loopback, &output->loopbacks, of_output)
			mixcore_snapshot_add_loopback(snapshot, loopback);
}

static int mixcore_snapshot_fill(struct mixcore_snapshot *snapshot, struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_route *route;
	int err;

	err = mixcore_snapshot_choose(snapshot, output);
	if (!err && snapshot->taps)
		err = mixcore_snapshot_need_tap(output);
	if (!err && snapshot->taps)
		err = mixcore_snapshot_choose_tap(snapshot, output);
	if (err)
		return err;
	list_for_each_entry(route, &output->routes, list) {
		err = mixcore_snapshot_add_route(snapshot, route);
		if (err)
			return err;
	}
	mixcore_snapshot_add_loopbacks(snapshot, output);
	return mixcore_snapshot_add_records(snapshot, output);
}

/* Short enough for all that play on it, or record it. */
static u32 mixcore_snapshot_cycle(const struct mixcore_output *output,
				  const struct mixcore_snapshot *snapshot)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_route *route;
	u32 cycle = output->config.cycle;
	u32 i;

	/* Those that leave have their frames already. */
	list_for_each_entry(route, &output->routes, list)
		if (list_empty(&route->leaving))
			cycle = min(cycle, mixcore_route_cycle(route->stream, output));
	for (i = 0; i < snapshot->nrecords; i++)
		cycle = min(cycle, mixcore_route_cycle(snapshot->records[i].record->recorder,
						       output));
	return cycle;
}

/*
 * Cycles that may run at once where some are late: who fills a buffer between two of them finds one
 * in it still.
 */
static u32 mixcore_snapshot_at_once(const struct mixcore_output *output,
				    const struct mixcore_snapshot *snapshot)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_route *route;
	u32 shortest = U32_MAX;
	u32 i;

	list_for_each_entry(route, &output->routes, list)
		if (list_empty(&route->leaving))
			shortest = min(shortest, route->stream->buffer);
	for (i = 0; i < snapshot->nrecords; i++)
		shortest = min(shortest, snapshot->records[i].record->recorder->buffer);
	return max(shortest / snapshot->cycle, 2U) - 1;
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
	int err;

	lockdep_assert_held(&output->card->graph_lock);
	snapshot = mixcore_snapshot_alloc(output);
	if (!snapshot)
		return ERR_PTR(-ENOMEM);
	err = mixcore_correction_snapshot(output, snapshot);
	if (!err)
		err = mixcore_snapshot_fill(snapshot, output);
	if (err) {
		mixcore_snapshot_free(snapshot);
		return ERR_PTR(err);
	}
	snapshot->cycle = mixcore_snapshot_cycle(output, snapshot);
	snapshot->at_once = mixcore_snapshot_at_once(output, snapshot);
	/* As much is left when a cycle is due, however short it is. */
	snapshot->fill = config->fill - config->cycle + snapshot->cycle;
	snapshot->ramp = config->ramp;
	snapshot->format = config->format;
	snapshot->layout = mixcore_layout_interleaved(config->sample, config->channels);
	snapshot->idle_ms = output->idle_ms;
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
	for (i = 0; i < snapshot->nrecords; i++)
		mixcore_record_put(snapshot->records[i].record);
	for (i = 0; i < snapshot->nloopbacks; i++)
		mixcore_loopback_put(snapshot->loopbacks[i].loopback);
	kvfree(snapshot->eq);
	kvfree(snapshot->records);
	kvfree(snapshot->loopbacks);
	kvfree(snapshot->tap_sources);
	kvfree(snapshot->sources);
	kvfree(snapshot);
}
