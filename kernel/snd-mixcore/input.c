// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inputs: what is not as with outputs, of which they are the opposite. A cycle takes what the
 * backend has captured and gives it to all who record.
 */
#include "mixcore.h"

/* What the backend has captured, or silence. */
static int mixcore_input_read(struct mixcore_output *input)
{
	u32 frames = input->snapshot->cycle;

	if (input->endpoint) {
		mixcore_endpoint_read(input, frames);
		return 0;
	}
	if (input->clock.state == MIXCORE_CLOCK_BACKEND)
		return mixcore_backend_read(input->backend, input->block, frames);
	snd_pcm_format_set_silence(input->snapshot->format, input->block,
				   frames * input->snapshot->layout.channels);
	input->counters.null_frames += frames;
	return 0;
}

/* How much waits behind this cycle. */
static int mixcore_input_look(struct mixcore_output *input)
{
	u32 queued, delay;
	int err;

	if (input->clock.state != MIXCORE_CLOCK_BACKEND) {
		mixcore_output_set_delay(input, 0);
		return 0;
	}
	err = mixcore_backend_queued(input->backend, &queued, &delay);
	if (!err)
		mixcore_output_set_delay(input, delay);
	return err;
}

static void mixcore_input_latch(struct mixcore_output *input)
{
	spin_lock_irq(&input->card->run_lock);
	WRITE_ONCE(input->in_cycle, true);
	mixcore_recording_latch(input, true, input->snapshot->cycle);
	input->latched += input->snapshot->cycle;
	spin_unlock_irq(&input->card->run_lock);
}

/**
 * mixcore_input_cycle() - run one cycle
 * @input: whose; has a snapshot
 *
 * Context: input thread, no locks held.
 * Return: 0, or the backend's error; recorders have moved on in any case.
 */
int mixcore_input_cycle(struct mixcore_output *input)
{
	u32 frames = input->snapshot->cycle;
	int err, look_err;

	mixcore_input_latch(input);
	err = mixcore_input_read(input);
	if (mixcore_area_is_mapped(input->card))
		mixcore_levels_block(input);
	if (input->snapshot->recording)
		mixcore_recording_write(input, 0, frames);
	mixcore_loopback_feed_all(input);
	look_err = mixcore_input_look(input);
	if (input->snapshot->recording)
		mixcore_recording_advance(input, frames);
	mixcore_engine_unlatch(input);
	input->counters.frames += frames;
	input->counters.cycles++;
	return err ?: look_err;
}

/**
 * mixcore_input_attach() - MIXCORE_IOCTL_INPUT_ATTACH
 * @card: the card
 * @caller: who asks; its right was checked
 * @attach: from userspace; values chosen are written back
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_input_attach(struct mixcore_card *card, const struct mixcore_caller *caller,
			 struct mixcore_input_attach *attach)
{
	const u32 known = MIXCORE_ATTACH_F_NOT_DEFAULT | MIXCORE_ATTACH_F_REPLACE;
	struct mixcore_output_attach common = {
		.fd = attach->fd,
		.flags = attach->flags,
		.cycle_frames = attach->cycle_frames,
		.domain = attach->domain,
	};
	int err;

	if (attach->flags & ~known)
		return -EINVAL;
	memcpy(common.name, attach->name, sizeof(common.name));
	err = mixcore_attach_backend(card, caller, &common, true);
	if (err)
		return err;
	attach->id = common.id;
	attach->cycle_frames = common.cycle_frames;
	attach->domain = common.domain;
	return 0;
}

static int mixcore_input_set_locked(struct mixcore_card *card, const struct mixcore_caller *caller,
				    const struct mixcore_input_set *set)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *input = xa_load(&card->inputs, set->id);
	u32 before;
	int err;

	if (!input)
		return -ENOENT;
	if (input == card->null_input)
		return -EINVAL;
	before = input->idle_ms;
	input->idle_ms = set->idle_ms;
	err = mixcore_graph_publish(input);
	if (err) {
		input->idle_ms = before;
		return err;
	}
	mixcore_graph_changed(card, caller, &input->changes, set->mask);
	return 0;
}

/**
 * mixcore_input_set() - MIXCORE_IOCTL_INPUT_SET
 * @card: the card
 * @caller: who asks; its right was checked
 * @set: from userspace
 *
 * Context: process.
 * Return: 0, -EINVAL, -ERANGE, -ENOENT, -ENOMEM.
 */
int mixcore_input_set(struct mixcore_card *card, const struct mixcore_caller *caller,
		      const struct mixcore_input_set *set)
{
	int err;

	if (set->mask != MIXCORE_SET_IDLE)
		return -EINVAL;
	if (set->idle_ms > MIXCORE_IDLE_MS_MAX)
		return -ERANGE;
	mutex_lock(&card->graph_lock);
	err = mixcore_input_set_locked(card, caller, set);
	mutex_unlock(&card->graph_lock);
	return err;
}

static void mixcore_input_info_backend(const struct mixcore_output *input,
				       struct mixcore_input_info *info)
{
	info->backend_card = -1;
	info->backend_device = input->slave.device;
	info->backend_subdevice = input->slave.subdevice;
	strscpy(info->backend_id, input->slave.id, sizeof(info->backend_id));
	if (!READ_ONCE(input->attached))
		return;
	info->flags |= MIXCORE_OUTPUT_F_BACKEND;
	info->period_frames = input->slave.period;
	info->buffer_frames = input->slave.buffer;
	info->backend_card = input->slave.card;
}

static void mixcore_input_info_counters(const struct mixcore_output *input,
					struct mixcore_input_info *info)
{
	const struct mixcore_counters *counters = &input->counters;

	info->recording = READ_ONCE(input->recording);
	info->delay_frames = mixcore_output_delay(input, 0);
	info->frames = READ_ONCE(counters->frames);
	info->null_frames = READ_ONCE(counters->null_frames);
	info->cycles = READ_ONCE(counters->cycles);
	info->wakeups = READ_ONCE(counters->wakeups);
	info->xruns = READ_ONCE(counters->xruns);
	info->restarts = READ_ONCE(counters->restarts);
}

/**
 * mixcore_input_info() - describe an input to userspace
 * @input: in the graph
 * @caller: pids of others are withheld without the control node
 * @info: zeroed but for size; filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_input_info(struct mixcore_output *input, const struct mixcore_caller *caller,
			struct mixcore_input_info *info)
	__must_hold(&input->card->graph_lock)
{
	const struct mixcore_config *config = &input->config;
	const struct mixcore_endpoint_info endpoint = {
		.flags = &info->flags,
		.ring = &info->buffer_frames,
		.uid = &info->endpoint_uid,
		.pid = &info->endpoint_pid,
		.lost = &info->endpoint_lost_frames,
		.comm = info->endpoint_comm,
	};

	lockdep_assert_held(&input->card->graph_lock);
	info->id = input->id;
	if (input == input->card->default_values.input)
		info->flags |= MIXCORE_OUTPUT_F_DEFAULT;
	if (mixcore_follow_is_on((struct mixcore_output *)input))
		info->flags |= MIXCORE_OUTPUT_F_FOLLOWS;
	info->state = mixcore_output_state(input);
	info->rate = input->rate;
	info->channels = config->channels;
	info->format = (__force u32)config->format;
	info->cycle_frames = config->cycle;
	info->cycle_now_frames = READ_ONCE(input->cycle);
	info->domain = config->domain;
	info->recorders = input->nrecords;
	info->loopbacks = input->nloopbacks;
	info->idle_ms = input->idle_ms;
	strscpy(info->name, input->name, sizeof(info->name));
	mixcore_input_info_backend(input, info);
	mixcore_input_info_counters(input, info);
	mixcore_endpoint_info(input, caller, &endpoint);
	mixcore_history_latest(&input->changes, caller, &info->last_change);
}
