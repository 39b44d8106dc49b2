// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outputs: mix buses, each with a real-time thread. Writers hand the thread a new snapshot or
 * backend through output->post; the thread takes what is newest before each run of its clock.
 */
#include <linux/freezer.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "mixcore.h"

#define MIXCORE_BLOCK_BYTES	(MIXCORE_CYCLE_MAX * MIXCORE_CHANNELS_MAX * 4)

/**
 * mixcore_output_kick() - have the thread look again, now or as soon as it has finished looking
 * @output: whose thread
 *
 * Context: any, also under a stream lock with interrupts off.
 */
void mixcore_output_kick(struct mixcore_output *output)
{
	mixcore_wake_kicked(output);
	/* Before the wake-up: pairs with the test in mixcore_wake_sleep(). */
	smp_store_mb(output->kicked, true);
	wake_up_process(output->thread);
}

/**
 * mixcore_output_post() - hand over to the thread
 * @output: whose thread
 * @snapshot: its own from now on, or NULL; replaces one not taken yet
 * @what: to do with the backend
 * @backend: for MIXCORE_BACKEND_TAKE
 * @wait: until it was taken
 *
 * Context: process. The thread runs, unless @wait is false.
 */
void mixcore_output_post(struct mixcore_output *output, struct mixcore_snapshot *snapshot,
			 enum mixcore_post_backend what, struct mixcore_backend *backend,
			 bool wait)
{
	struct mixcore_snapshot *superseded = NULL;
	u64 posted;

	spin_lock(&output->post_lock);
	if (snapshot) {
		superseded = output->post.snapshot;
		output->post.snapshot = snapshot;
	}
	if (what != MIXCORE_BACKEND_KEEP) {
		output->post.what = what;
		output->post.backend = backend;
	}
	posted = ++output->post.posted;
	spin_unlock(&output->post_lock);
	mixcore_output_kick(output);
	mixcore_snapshot_free(superseded);
	if (wait)
		wait_event(output->wait, READ_ONCE(output->taken) >= posted);
}

/* A backend that is not kept begins with its own fill. */
static void mixcore_output_take_snapshot(struct mixcore_output *output,
					 struct mixcore_snapshot *snapshot, bool keep)
{
	u32 cycle = output->snapshot->cycle, fill = output->snapshot->fill;

	mixcore_engine_take(output, snapshot);
	WRITE_ONCE(output->cycle, snapshot->cycle);
	WRITE_ONCE(output->room, snapshot->fill);
	if (snapshot->cycle != cycle || snapshot->fill != fill)
		mixcore_lateness_forget(output);
	if (keep && (snapshot->cycle != cycle || snapshot->fill != fill))
		mixcore_clock_fill_changed(output, fill - cycle);
}

static void mixcore_output_take(struct mixcore_output *output)
{
	struct mixcore_post post;

	if (READ_ONCE(output->post.posted) == output->taken)
		return;
	spin_lock(&output->post_lock);
	post = output->post;
	output->post.snapshot = NULL;
	output->post.backend = NULL;
	output->post.what = MIXCORE_BACKEND_KEEP;
	spin_unlock(&output->post_lock);

	if (post.snapshot)
		mixcore_output_take_snapshot(output, post.snapshot,
					     post.what == MIXCORE_BACKEND_KEEP);
	if (post.what == MIXCORE_BACKEND_TAKE)
		mixcore_clock_take_backend(output, post.backend);
	else if (post.what == MIXCORE_BACKEND_RELEASE)
		mixcore_clock_release_backend(output);
	WRITE_ONCE(output->taken, post.posted);
	wake_up_all(&output->wait);
}

static int mixcore_output_thread(void *data)
{
	struct mixcore_output *output = data;
	ktime_t next;
	bool frozen;

	set_freezable();
	while (!kthread_should_stop()) {
		frozen = try_to_freeze();
		/* Before looking: a kick from here on is seen by mixcore_wake_sleep(). */
		smp_store_mb(output->kicked, false);
		mixcore_endpoint_lock(output);
		if (frozen)
			mixcore_clock_frozen(output);
		mixcore_output_take(output);
		next = mixcore_clock_run(output);
		mixcore_endpoint_look(output);
		mixcore_endpoint_unlock(output);
		mixcore_wake_sleep(output, next);
	}
	mixcore_clock_release_backend(output);
	return 0;
}

/**
 * mixcore_output_sync() - wait until no cycle reads what was stopped before this call
 * @output: its streams were told not to run, under run_lock
 *
 * Context: process.
 */
void mixcore_output_sync(struct mixcore_output *output)
{
	u64 cycles = READ_ONCE(output->counters.cycles);

	/* run_lock ordered our stop before or after the latch, which sets in_cycle under it. */
	wait_event(output->wait, !READ_ONCE(output->in_cycle) ||
		   READ_ONCE(output->counters.cycles) != cycles);
	/* What the cycle read was read: pairs with the release in mixcore_engine_unlatch(). */
	smp_rmb();
}

static void mixcore_output_note_delay(struct mixcore_output *output, u32 frames, ktime_t time)
{
	struct mixcore_delay *delay = &output->delay;
	unsigned long flags;

	local_irq_save(flags);
	write_seqcount_begin(&delay->seq);
	delay->frames = frames;
	delay->time = time;
	write_seqcount_end(&delay->seq);
	local_irq_restore(flags);
}

/**
 * mixcore_output_set_delay() - note how much is queued behind the mixer, now
 * @output: whose
 * @frames: to the speaker
 *
 * Context: output thread, or who has @drive.
 */
void mixcore_output_set_delay(struct mixcore_output *output, u32 frames)
{
	mixcore_output_note_delay(output, frames, ktime_get());
}

/**
 * mixcore_output_no_delay() - nothing is queued, and nothing is captured while time passes
 * @output: runs no cycles from now on
 *
 * Context: output thread, or who has @drive.
 */
void mixcore_output_no_delay(struct mixcore_output *output)
{
	mixcore_output_note_delay(output, 0, KTIME_MAX);
}

/* At most as much as the backend holds. */
static u32 mixcore_output_captured(const struct mixcore_output *output, u32 frames, u64 more)
{
	u32 most = max(READ_ONCE(output->room), 2 * READ_ONCE(output->cycle));

	return min_t(u64, frames + more, most);
}

/**
 * mixcore_output_delay() - frames between the mix and the speaker, or microphone and recorders
 * @output: whose
 * @now: CLOCK_MONOTONIC
 *
 * Context: any, also under a stream lock.
 */
u32 mixcore_output_delay(const struct mixcore_output *output, ktime_t now)
{
	const struct mixcore_delay *delay = &output->delay;
	unsigned int seq;
	ktime_t time;
	u64 played;
	u32 frames;

	do {
		seq = read_seqcount_begin(&delay->seq);
		frames = delay->frames;
		time = delay->time;
	} while (read_seqcount_retry(&delay->seq, seq));
	if (!ktime_after(now, time))
		return frames;
	played = mul_u64_u32_div(ktime_to_ns(ktime_sub(now, time)), output->rate, NSEC_PER_SEC);
	if (output->capture)
		return mixcore_output_captured(output, frames, played);
	return frames - min_t(u64, played, frames);
}

/* Its place in the status area is another's from now on. */
static void mixcore_output_leave_area(struct mixcore_output *output)
{
	if (output->place < 0)
		return;
	mixcore_levels_forget_output(output);
	ida_free(&output->card->places[output->capture], output->place);
	output->place = -1;
}

static void mixcore_output_release(struct kref *ref)
{
	struct mixcore_output *output = container_of(ref, struct mixcore_output, ref);

	/* Whoever has a reference may kick it, also when the thread has ended. */
	if (output->thread)
		put_task_struct(output->thread);
	kvfree(output->block);
	kvfree(output->tap_block);
	kvfree(output->scratch);
	mixcore_flight_free(output);
	mixcore_output_leave_area(output);
	mixcore_correction_free(output);
	mixcore_endpoint_free(output);
	kfree(output);
}

struct mixcore_output *mixcore_output_get(struct mixcore_output *output)
{
	kref_get(&output->ref);
	return output;
}

/**
 * mixcore_output_put() - give a reference back
 * @output: the output
 *
 * Context: process or output thread.
 */
void mixcore_output_put(struct mixcore_output *output)
{
	kref_put(&output->ref, mixcore_output_release);
}

static struct mixcore_output *mixcore_output_alloc(struct mixcore_card *card, const char *name,
						   u32 rate, bool capture)
{
	struct mixcore_output *output = kzalloc(sizeof(*output), GFP_KERNEL);
	u32 ch;

	if (!output)
		return NULL;
	kref_init(&output->ref);
	output->card = card;
	strscpy(output->name, name, sizeof(output->name));
	output->rate = rate;
	output->capture = capture;
	INIT_LIST_HEAD(&output->routes);
	INIT_LIST_HEAD(&output->records);
	INIT_LIST_HEAD(&output->loopbacks);
	INIT_LIST_HEAD(&output->touched);
	output->config.channels = 2;
	output->config.format = SNDRV_PCM_FORMAT_S32_LE;
	output->config.sample = MIXCORE_S32;
	output->config.cycle = MIXCORE_CYCLE_DEFAULT;
	output->cycle = MIXCORE_CYCLE_DEFAULT;
	output->config.fill = MIXCORE_CYCLE_DEFAULT;
	output->config.ramp = MIXCORE_RAMP_DEFAULT;
	output->idle_ms = MIXCORE_IDLE_MS_DEFAULT;
	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		output->gain[ch] = MIXCORE_GAIN_UNITY;
	output->slave.card = -1;
	output->slave.device = -1;
	output->slave.subdevice = -1;
	spin_lock_init(&output->post_lock);
	seqcount_init(&output->delay.seq);
	output->delay.time = KTIME_MAX;
	init_waitqueue_head(&output->wait);
	mixcore_wake_init(output);
	mixcore_follow_init(output);
	output->place = ida_alloc_max(&card->places[capture], MIXCORE_STATUS_OUTPUTS - 1,
				      GFP_KERNEL);
	output->block = kvzalloc(MIXCORE_BLOCK_BYTES, GFP_KERNEL);
	/* More than half a page of whatever size: aligned as it wants. */
	output->scratch = kvzalloc(sizeof(*output->scratch), GFP_KERNEL);
	if (!output->block || !output->scratch || mixcore_flight_init(output)) {
		mixcore_output_put(output);
		return NULL;
	}
	return output;
}

/**
 * mixcore_output_new() - make an output or input and its thread; it is in no graph yet
 * @card: the card
 * @name: checked
 * @rate: Hz
 * @capture: an input
 * @config: NULL = as long as it has no backend
 * @endpoint: it has this from now on, NULL = it is none; on failure the caller's still
 *
 * Context: process, without graph_lock.
 * Return: the output with one reference, or an ERR_PTR.
 */
struct mixcore_output *mixcore_output_new(struct mixcore_card *card, const char *name, u32 rate,
					  bool capture, const struct mixcore_config *config,
					  struct mixcore_endpoint *endpoint)
{
	struct mixcore_output *output = mixcore_output_alloc(card, name, rate, capture);
	struct mixcore_snapshot *snapshot;
	struct task_struct *thread;

	if (!output)
		return ERR_PTR(-ENOMEM);
	if (config)
		output->config = *config;
	output->cycle = output->config.cycle;
	mutex_lock(&card->graph_lock);
	snapshot = mixcore_snapshot_new(output);
	mutex_unlock(&card->graph_lock);
	if (IS_ERR(snapshot)) {
		mixcore_output_put(output);
		return ERR_CAST(snapshot);
	}
	output->snapshot = snapshot;
	thread = kthread_create(mixcore_output_thread, output, "mixcore/%s", name);
	if (IS_ERR(thread)) {
		mixcore_snapshot_free(snapshot);
		mixcore_output_put(output);
		/* Fork says EAGAIN for some of what there is no memory for. */
		return PTR_ERR(thread) == -EAGAIN ? ERR_PTR(-ENOMEM) : ERR_CAST(thread);
	}
	sched_set_fifo(thread);
	output->thread = thread;
	get_task_struct(thread);
	output->endpoint = endpoint;
	if (endpoint)
		endpoint->output = output;
	wake_up_process(thread);
	return output;
}

/**
 * mixcore_output_stop() - end the thread, which lets go of its backend
 * @output: not in the graph, without routes and recorders
 *
 * Context: process, without graph_lock.
 */
void mixcore_output_stop(struct mixcore_output *output)
{
	kthread_stop(output->thread);
	/* A TRIGGER that comes still finds no snapshot. */
	mixcore_endpoint_lock(output);
	mixcore_snapshot_free(output->post.snapshot);
	mixcore_snapshot_free(output->snapshot);
	output->post.snapshot = NULL;
	output->snapshot = NULL;
	mixcore_endpoint_unlock(output);
}

/**
 * mixcore_output_destroy() - end an output: its controls, its thread, the graph's reference
 * @output: not in the graph, without routes
 *
 * Context: process, without graph_lock.
 */
void mixcore_output_destroy(struct mixcore_output *output)
{
	mixcore_control_remove_output(output);
	mixcore_follow_end(output);
	mixcore_output_stop(output);
	mixcore_output_leave_area(output);
	mixcore_endpoint_left_graph(output);
	mixcore_output_put(output);
}

/**
 * mixcore_output_state() - what userspace is told
 * @output: an output or input
 *
 * Context: process, graph_lock held.
 * Return: MIXCORE_OUTPUT_IDLE...
 */
u32 mixcore_output_state(const struct mixcore_output *output)
{
	if (output->detached)
		return MIXCORE_OUTPUT_DETACHED;
	if (!output->null && !READ_ONCE(output->attached))
		return MIXCORE_OUTPUT_LOST;
	switch (READ_ONCE(output->clock.state)) {
	case MIXCORE_CLOCK_BACKEND:
	case MIXCORE_CLOCK_ENDPOINT:
		return MIXCORE_OUTPUT_RUNNING;
	case MIXCORE_CLOCK_NULL:
		return MIXCORE_OUTPUT_NULL_CLOCK;
	default:
		return MIXCORE_OUTPUT_IDLE;
	}
}

static void mixcore_output_info_slave(const struct mixcore_output *output,
				      struct mixcore_output_info *info)
{
	info->backend_card = -1;
	info->backend_device = output->slave.device;
	info->backend_subdevice = output->slave.subdevice;
	strscpy(info->backend_id, output->slave.id, sizeof(info->backend_id));
	if (!READ_ONCE(output->attached))
		return;
	info->flags |= MIXCORE_OUTPUT_F_BACKEND;
	info->period_frames = output->slave.period;
	info->buffer_frames = output->slave.buffer;
	info->backend_card = output->slave.card;
}

static void mixcore_output_info_counters(const struct mixcore_output *output,
					 struct mixcore_output_info *info)
{
	const struct mixcore_counters *counters = &output->counters;

	info->running = READ_ONCE(output->running);
	info->recording = READ_ONCE(output->recording);
	info->delay_frames = mixcore_output_delay(output, 0);
	info->frames = READ_ONCE(counters->frames);
	info->null_frames = READ_ONCE(counters->null_frames);
	info->cycles = READ_ONCE(counters->cycles);
	info->wakeups = READ_ONCE(counters->wakeups);
	info->xruns = READ_ONCE(counters->xruns);
	info->restarts = READ_ONCE(counters->restarts);
}

/**
 * mixcore_output_info() - describe an output to userspace
 * @output: in the graph
 * @caller: pids of others are withheld without the control node
 * @info: zeroed but for size; filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_output_info(struct mixcore_output *output, const struct mixcore_caller *caller,
			 struct mixcore_output_info *info)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_config *config = &output->config;
	const struct mixcore_endpoint_info endpoint = {
		.flags = &info->flags,
		.ring = &info->buffer_frames,
		.uid = &info->endpoint_uid,
		.pid = &info->endpoint_pid,
		.lost = &info->endpoint_lost_frames,
		.comm = info->endpoint_comm,
	};

	lockdep_assert_held(&output->card->graph_lock);
	info->id = output->id;
	if (output == output->card->default_values.output)
		info->flags |= MIXCORE_OUTPUT_F_DEFAULT;
	if (output->null)
		info->flags |= MIXCORE_OUTPUT_F_NULL;
	if (mixcore_follow_is_on(output))
		info->flags |= MIXCORE_OUTPUT_F_FOLLOWS;
	strscpy(info->timer, output->follow.name, sizeof(info->timer));
	info->state = mixcore_output_state(output);
	info->rate = output->rate;
	info->channels = config->channels;
	info->format = (__force u32)config->format;
	info->cycle_frames = config->cycle;
	info->cycle_now_frames = READ_ONCE(output->cycle);
	info->domain = output->config.domain;
	info->fill_frames = config->fill;
	info->ramp_frames = config->ramp;
	info->streams = output->nroutes;
	info->recorders = output->nrecords;
	info->loopbacks = output->nloopbacks;
	info->mute = output->mute;
	info->idle_ms = output->idle_ms;
	memcpy(info->gain, output->gain, sizeof(info->gain));
	strscpy(info->name, output->name, sizeof(info->name));
	mixcore_correction_info(output, info);
	mixcore_output_info_slave(output, info);
	mixcore_output_info_counters(output, info);
	mixcore_endpoint_info(output, caller, &endpoint);
	mixcore_history_latest(&output->changes, caller, &info->last_change);
}
