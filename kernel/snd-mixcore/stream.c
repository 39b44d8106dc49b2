// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams: the PCM that applications open. Parameters, ring and positions; trigger.c starts and
 * stops them. recorder.c has what is different for those that record.
 *
 * Positions: @pos is the frame the next cycle mixes, @released the frame up to which the
 * application has its ring back (hw_ptr). Both move only in mixcore_stream_advance(), called by the
 * output's thread after each cycle, under the stream lock.
 */
#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <sound/pcm_params.h>

#include "mixcore.h"
#include "compat/group_pause.h"

#define MIXCORE_FRAME_BYTES_MAX	(MIXCORE_CHANNELS_MAX * 4)
#define MIXCORE_BUFFER_BYTES_MAX \
	(MIXCORE_RATE_MAX / 1000 * MIXCORE_BUFFER_MS_MAX * MIXCORE_FRAME_BYTES_MAX)

/*
 * A write ends with EIO after so long without progress. The core's own 100 ms are for interrupts;
 * our thread may get its processor later than that on a machine that was stopped.
 */
#define MIXCORE_WAIT_MS		10000

static const struct snd_pcm_hardware mixcore_stream_hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_NONINTERLEAVED | SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_SYNC_START |
		SNDRV_PCM_INFO_NO_PERIOD_WAKEUP | SNDRV_PCM_INFO_BATCH |
		SNDRV_PCM_INFO_HAS_LINK_ESTIMATED_ATIME,
	.formats = MIXCORE_FORMATS,
	.rates = SNDRV_PCM_RATE_CONTINUOUS | SNDRV_PCM_RATE_8000_192000,
	.rate_min = MIXCORE_RATE_MIN,
	.rate_max = MIXCORE_RATE_MAX,
	.channels_min = 1,
	.channels_max = MIXCORE_CHANNELS_MAX,
	.buffer_bytes_max = MIXCORE_BUFFER_BYTES_MAX,
	.period_bytes_min = MIXCORE_PERIOD_MIN,
	.period_bytes_max = MIXCORE_BUFFER_BYTES_MAX / 2,
	.periods_min = 2,
	.periods_max = MIXCORE_BUFFER_BYTES_MAX / MIXCORE_PERIOD_MIN,
};

/**
 * mixcore_stream_records() - is it a recorder
 * @stream: open
 *
 * Context: any.
 */
bool mixcore_stream_records(const struct mixcore_stream *stream)
{
	return stream->substream->stream == SNDRV_PCM_STREAM_CAPTURE;
}

/**
 * mixcore_stream_pcm() - which PCM of the card it belongs to
 * @stream: open
 *
 * Context: any.
 */
enum mixcore_pcm mixcore_stream_pcm(const struct mixcore_stream *stream)
{
	if (!mixcore_stream_records(stream))
		return MIXCORE_PCM_PLAYBACK;
	return stream->substream->pcm->device ? MIXCORE_PCM_MONITOR : MIXCORE_PCM_CAPTURE;
}

/**
 * mixcore_stream_connected() - has it parameters, and a route or a record
 * @stream: open
 *
 * Context: graph_lock, run_lock or stream lock held.
 */
bool mixcore_stream_connected(const struct mixcore_stream *stream)
{
	return stream->route || stream->record;
}

static struct mixcore_stream *mixcore_stream_of(struct snd_pcm_substream *substream)
{
	return substream->runtime->private_data;
}

static void mixcore_stream_release(struct kref *ref)
{
	kfree(container_of(ref, struct mixcore_stream, ref));
}

/**
 * mixcore_stream_put() - give a reference back
 * @stream: the stream
 *
 * Context: any but a stream lock.
 */
void mixcore_stream_put(struct mixcore_stream *stream)
{
	kref_put(&stream->ref, mixcore_stream_release);
}

/**
 * mixcore_stream_get() - one more reference
 * @stream: the stream
 *
 * Context: any.
 */
struct mixcore_stream *mixcore_stream_get(struct mixcore_stream *stream)
{
	kref_get(&stream->ref);
	return stream;
}

/**
 * mixcore_stream_hold() - no cycle takes a stream, until it is let go as often
 * @stream: the one that takes it now, if any, goes on
 *
 * Context: run_lock held.
 */
void mixcore_stream_hold(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	stream->holds++;
}

/**
 * mixcore_stream_let_go() - undo mixcore_stream_hold()
 * @stream: held
 *
 * Context: run_lock held.
 */
void mixcore_stream_let_go(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	stream->holds--;
	if (stream->running)
		mixcore_output_kick(stream->output);
}

/* What the output of a stream demands of its parameters, now. */
static void mixcore_stream_demand(struct mixcore_stream *stream, u32 *rate, u32 *buffer_min)
{
	struct mixcore_card *card = stream->card;
	struct mixcore_output *output;

	mutex_lock(&card->graph_lock);
	output = READ_ONCE(stream->output);
	if (mixcore_stream_records(stream))
		output = stream->record ? output : mixcore_source_output(stream);
	else if (output->detached)
		output = NULL;
	if (!output)
		output = mixcore_graph_default(stream);
	*rate = output->rate;
	*buffer_min = mixcore_graph_buffer_min(stream, output);
	mutex_unlock(&card->graph_lock);
}

static int mixcore_rule_rate(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	struct snd_interval range = { .integer = 1 };
	u32 buffer_min;

	mixcore_stream_demand(rule->private, &range.min, &buffer_min);
	range.max = range.min;
	return snd_interval_refine(hw_param_interval(params, rule->var), &range);
}

static int mixcore_rule_buffer(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	struct snd_interval range = { .integer = 1, .max = UINT_MAX };
	u32 rate;

	mixcore_stream_demand(rule->private, &rate, &range.min);
	return snd_interval_refine(hw_param_interval(params, rule->var), &range);
}

static int mixcore_stream_constrain(struct mixcore_stream *stream,
				    struct snd_pcm_runtime *runtime)
{
	int err;

	err = snd_pcm_hw_rule_add(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, mixcore_rule_rate, stream,
				  SNDRV_PCM_HW_PARAM_RATE, -1);
	if (err < 0)
		return err;
	err = snd_pcm_hw_rule_add(runtime, 0, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, mixcore_rule_buffer,
				  stream, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, -1);
	if (err < 0)
		return err;
	err = snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_BUFFER_TIME, 0,
					   MIXCORE_BUFFER_MS_MAX * 1000);
	if (err < 0)
		return err;
	err = snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_PERIOD_SIZE,
					   MIXCORE_PERIOD_MIN, UINT_MAX);
	if (err < 0)
		return err;
	return 0;
}

static struct mixcore_stream *mixcore_stream_new(struct mixcore_card *card,
						 struct snd_pcm_substream *substream)
{
	struct mixcore_stream *stream = kzalloc(sizeof(*stream), GFP_KERNEL);

	if (!stream)
		return NULL;
	kref_init(&stream->ref);
	INIT_LIST_HEAD(&stream->records);
	INIT_LIST_HEAD(&stream->routes);
	INIT_LIST_HEAD(&stream->fades);
	INIT_LIST_HEAD(&stream->in_group);
	mixcore_start_init(stream);
	mixcore_routing_init(stream);
	stream->shortest = U32_MAX;
	stream->card = card;
	stream->substream = substream;
	stream->uid = current_euid();
	stream->tgid = task_tgid_nr(current);
	stream->start_time = current->group_leader->start_boottime;
	get_task_comm(stream->comm, current->group_leader);
	return stream;
}

/* Not at close: until then linked streams are prepared and started together with this one. */
static void mixcore_stream_private_free(struct snd_pcm_runtime *runtime)
{
	struct mixcore_stream *stream = runtime->private_data;

	mixcore_output_put(stream->output);
	mixcore_stream_put(stream);
}

/**
 * mixcore_stream_open() - the PCM's open
 * @substream: ours
 *
 * Context: process, the PCM's open_mutex held.
 * Return: 0, -ENOMEM, -EDQUOT, -EACCES for a monitor that is not for the caller.
 */
int mixcore_stream_open(struct snd_pcm_substream *substream)
{
	struct mixcore_card *card = substream->pcm->private_data;
	struct mixcore_stream *stream;
	int err = 0;

	stream = mixcore_stream_new(card, substream);
	if (!stream)
		return -ENOMEM;
	if (mixcore_stream_records(stream))
		err = mixcore_recorder_open(stream);
	if (err)
		goto err_stream;
	err = mixcore_user_take(card, stream->uid, MIXCORE_HELD_STREAMS, &stream->user);
	if (err)
		goto err_stream;
	err = mixcore_graph_add_stream(stream);
	if (err)
		goto err_user;
	substream->runtime->hw = mixcore_stream_hardware;
	substream->wait_time = MIXCORE_WAIT_MS;
	substream->runtime->private_data = stream;
	err = mixcore_stream_constrain(stream, substream->runtime);
	if (err)
		goto err_graph;
	substream->runtime->private_free = mixcore_stream_private_free;
	mixcore_control_activate(stream, true);
	return 0;

err_graph:
	substream->runtime->private_data = NULL;
	mixcore_graph_remove_stream(stream);
err_user:
	mixcore_user_give(card, stream->user, MIXCORE_HELD_STREAMS);
	stream->user = NULL;
err_stream:
	if (stream->output)
		mixcore_output_put(stream->output);
	mixcore_stream_put(stream);
	return err;
}

/**
 * mixcore_stream_close() - the PCM's close
 * @substream: ours, without parameters
 *
 * Context: process, the PCM's open_mutex held.
 */
int mixcore_stream_close(struct snd_pcm_substream *substream)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);
	struct mixcore_card *card = stream->card;

	mixcore_control_activate(stream, false);
	mixcore_graph_remove_stream(stream);
	mixcore_levels_forget_stream(stream);
	mixcore_user_give(card, stream->user, MIXCORE_HELD_STREAMS);
	stream->user = NULL;
	return 0;
}

static void mixcore_stream_free_ring(struct mixcore_stream *stream)
{
	struct snd_pcm_runtime *runtime = stream->substream->runtime;

	if (!stream->ring)
		return;
	runtime->dma_area = NULL;
	runtime->dma_bytes = 0;
	vfree(stream->ring);
	mixcore_user_uncharge(stream->card, stream->user, stream->ring_bytes);
	stream->ring = NULL;
	stream->ring_bytes = 0;
}

/* In whole pages: applications map them, and the PCM core clears them to the end. */
static int mixcore_stream_alloc_ring(struct mixcore_stream *stream, size_t buffer_bytes)
{
	struct snd_pcm_runtime *runtime = stream->substream->runtime;
	size_t bytes = PAGE_ALIGN(buffer_bytes);
	int err;

	err = mixcore_user_charge(stream->card, stream->user, bytes);
	if (err)
		return err;
	stream->ring = vmalloc_user(bytes);
	if (!stream->ring) {
		mixcore_user_uncharge(stream->card, stream->user, bytes);
		return -ENOMEM;
	}
	stream->ring_bytes = bytes;
	runtime->dma_area = stream->ring;
	/* Divided by the channels it is what the core takes for the distance of planes. */
	runtime->dma_bytes = buffer_bytes;
	return 0;
}

/**
 * mixcore_stream_hw_free() - the PCM's hw_free
 * @substream: ours; does not run
 *
 * Context: process, buffer_mutex held.
 */
int mixcore_stream_hw_free(struct snd_pcm_substream *substream)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);

	if (mixcore_stream_records(stream))
		mixcore_record_disconnect(stream);
	else
		mixcore_graph_disconnect(stream);
	mixcore_stream_free_ring(stream);
	stream->rate = 0;
	return 0;
}

/*
 * Without period wake-ups the PCM core divides time by the length of the buffer in jiffies, and
 * never ends where that is none. A buffer so short is woken for each period all the same.
 */
static void mixcore_stream_limit_no_wakeup(const struct mixcore_stream *stream,
					   struct snd_pcm_hw_params *params)
{
	if (stream->buffer < 2 * DIV_ROUND_UP(stream->rate, HZ))
		params->info &= ~SNDRV_PCM_INFO_NO_PERIOD_WAKEUP;
}

static bool mixcore_stream_is_planar(snd_pcm_access_t access)
{
	return access == SNDRV_PCM_ACCESS_RW_NONINTERLEAVED ||
	       access == SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED;
}

static struct mixcore_layout mixcore_stream_layout(const struct snd_pcm_hw_params *params,
						   enum mixcore_sample sample)
{
	u32 channels = params_channels(params);

	if (mixcore_stream_is_planar(params_access(params)))
		return mixcore_layout_planar(sample, channels, params_buffer_size(params));
	return mixcore_layout_interleaved(sample, channels);
}

/**
 * mixcore_stream_hw_params() - the PCM's hw_params
 * @substream: ours; does not run
 * @params: refined
 *
 * Context: process, buffer_mutex held.
 * Return: 0, -EINVAL when they do not fit the output or source, -ENOMEM, -EDQUOT, -ERANGE.
 */
int mixcore_stream_hw_params(struct snd_pcm_substream *substream,
			     struct snd_pcm_hw_params *params)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);
	enum mixcore_sample sample;
	int err;

	mixcore_stream_hw_free(substream);
	err = mixcore_format_sample(params_format(params), &sample);
	if (err)
		return err;
	err = mixcore_stream_alloc_ring(stream, params_buffer_bytes(params));
	if (err)
		return err;
	stream->rate = params_rate(params);
	stream->channels = params_channels(params);
	stream->format = params_format(params);
	stream->period = params_period_size(params);
	stream->buffer = params_buffer_size(params);
	stream->layout = mixcore_stream_layout(params, sample);
	mixcore_stream_limit_no_wakeup(stream, params);
	/* On an error the PCM core calls hw_free. */
	if (mixcore_stream_records(stream))
		return mixcore_record_connect(stream);
	return mixcore_graph_connect(stream);
}

/* Whose cycles may read it, or write to it, with a reference; it may move on. */
static struct mixcore_output *mixcore_stream_get_output(struct mixcore_stream *stream)
{
	struct mixcore_output *output;

	spin_lock_irq(&stream->card->run_lock);
	output = mixcore_output_get(stream->latched_by ?: stream->output);
	spin_unlock_irq(&stream->card->run_lock);
	return output;
}

/**
 * mixcore_stream_sync() - wait until a cycle that reads a stream, or writes to it, has ended
 * @stream: open
 *
 * Context: process, without run_lock.
 */
void mixcore_stream_sync(struct mixcore_stream *stream)
{
	struct mixcore_output *output = mixcore_stream_get_output(stream);

	mixcore_output_sync(output);
	mixcore_output_put(output);
}

/**
 * mixcore_stream_prepare() - the PCM's prepare
 * @substream: ours; does not run
 *
 * Context: process.
 */
int mixcore_stream_prepare(struct snd_pcm_substream *substream)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);

	/* The cycle that saw the stream run may still read its ring. */
	mixcore_stream_sync(stream);
	snd_pcm_stream_lock_irq(substream);
	spin_lock(&stream->card->run_lock);
	WRITE_ONCE(stream->epoch, stream->epoch + 1);
	stream->start.number = 0;
	spin_unlock(&stream->card->run_lock);
	stream->pos = 0;
	stream->released = 0;
	stream->elapsed = 0;
	stream->told = 0;
	stream->heard = S64_MIN;
	snd_pcm_stream_unlock_irq(substream);
	return 0;
}

/**
 * mixcore_stream_set_route() - own a route
 * @stream: has none
 * @route: a cycle takes the stream through this one only
 *
 * Context: process, graph_lock held.
 */
void mixcore_stream_set_route(struct mixcore_stream *stream, struct mixcore_route *route)
	__must_hold(&stream->card->graph_lock)
{
	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	WRITE_ONCE(stream->route, route);
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
}

/* False: not now, as a cycle reads the stream. */
static bool mixcore_stream_try_leave(struct mixcore_stream *stream)
{
	bool possible;

	snd_pcm_stream_lock_irq(stream->substream);
	spin_lock(&stream->card->run_lock);
	possible = !stream->latched;
	if (possible) {
		mixcore_trigger_set(stream, false);
		mixcore_start_together(stream->card);
		WRITE_ONCE(stream->route, NULL);
		WRITE_ONCE(stream->record, NULL);
		mixcore_line_cut_off_all(stream);
	}
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(stream->substream);
	return possible;
}

/**
 * mixcore_stream_leave() - own no route or record any more, and feed no delay line
 * @stream: owns one
 *
 * Without a route a stream does not run: linked streams may have been started together and
 * unlinked before each was stopped.
 *
 * Context: process, graph_lock held.
 */
void mixcore_stream_leave(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	while (!mixcore_stream_try_leave(stream))
		mixcore_stream_sync(stream);
}

/**
 * mixcore_stream_ioctl() - the PCM's own calls
 * @substream: ours
 * @cmd: SNDRV_PCM_IOCTL1_*
 * @arg: its argument
 *
 * A reset moves the core's grid of periods: ours follows.
 *
 * Context: process.
 */
int mixcore_stream_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);
	int err = snd_pcm_lib_ioctl(substream, cmd, arg);

	if (err || cmd != SNDRV_PCM_IOCTL1_RESET)
		return err;
	snd_pcm_stream_lock_irq(substream);
	stream->elapsed = stream->released % stream->period;
	snd_pcm_stream_unlock_irq(substream);
	return 0;
}

/* Frames between the mix and the speaker, never letting what was heard go backwards. */
static u32 mixcore_stream_delay(struct mixcore_stream *stream)
{
	const struct mixcore_route *route = stream->route;
	u32 delay;
	s64 heard;

	if (mixcore_stream_records(stream))
		return mixcore_recorder_delay(stream);
	delay = mixcore_output_delay(stream->output, ktime_get());
	if (route)
		delay += mixcore_line_latency(route->line);
	heard = (s64)stream->frames - delay;
	if (heard < stream->heard)
		heard = stream->heard;
	stream->heard = heard;
	return stream->frames - heard;
}

/*
 * Without period wake-ups the core takes a position that stands for long for one that has gone all
 * around. It stands in a pause, and while others of the stream's group do not run.
 */
static void mixcore_stream_keep_clock(struct mixcore_stream *stream)
{
	struct snd_pcm_runtime *runtime = stream->substream->runtime;
	/* Then the epoch: pairs with mixcore_trigger_set_running(). */
	bool runs = smp_load_acquire(&stream->running);

	if (runtime->no_period_wakeup &&
	    (!runs || stream->moved_epoch != READ_ONCE(stream->epoch)))
		runtime->hw_ptr_jiffies = jiffies;
}

/**
 * mixcore_stream_pointer() - the PCM's position
 * @substream: ours
 *
 * While the stream's group acts it stands: an xrun of that moment is one a little later.
 *
 * Context: stream lock held.
 */
snd_pcm_uframes_t mixcore_stream_pointer(struct snd_pcm_substream *substream)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);

	if (mixcore_stream_acts_with_group(substream))
		return mixcore_stream_stand(substream->runtime);
	mixcore_stream_keep_clock(stream);
	substream->runtime->delay = mixcore_stream_delay(stream);
	return stream->released;
}

/**
 * mixcore_stream_time_info() - the PCM's time stamps
 * @substream: ours
 * @system_ts: now
 * @audio_ts: LINK_ESTIMATED: the time of the frame that is at the speaker, or at the microphone,
 *	now, by our own estimate
 * @config: what is asked for
 * @report: what is given
 *
 * Context: stream lock held.
 */
int mixcore_stream_time_info(struct snd_pcm_substream *substream, struct timespec64 *system_ts,
			     struct timespec64 *audio_ts,
			     struct snd_pcm_audio_tstamp_config *config,
			     struct snd_pcm_audio_tstamp_report *report)
{
	struct mixcore_stream *stream = mixcore_stream_of(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	u64 played;

	snd_pcm_gettime(runtime, system_ts);
	if (config->type_requested != SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK_ESTIMATED) {
		report->actual_type = SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT;
		return 0;
	}
	played = runtime->hw_ptr_wrap + runtime->status->hw_ptr;
	played += (stream->released + runtime->buffer_size -
		   runtime->status->hw_ptr % runtime->buffer_size) % runtime->buffer_size;
	if (mixcore_stream_records(stream))
		played += mixcore_stream_delay(stream);
	else
		played -= min_t(u64, played, mixcore_stream_delay(stream));
	*audio_ts = ns_to_timespec64(mixcore_duration_ns(played, runtime->rate));
	report->actual_type = SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK_ESTIMATED;
	report->accuracy_report = 1;
	report->accuracy = div_u64(NSEC_PER_SEC, runtime->rate);
	return 0;
}

/*
 * Silence for the core: for silence_size under the stream lock, and for a write without samples.
 * Such a write need never end, as an application may move its pointer anywhere: others get on
 * meanwhile, and a signal ends it.
 */
static int mixcore_stream_fill_silence(struct snd_pcm_substream *substream, int channel,
				       unsigned long pos, unsigned long bytes)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (mixcore_stream_is_planar(runtime->access))
		pos += channel * (runtime->dma_bytes / runtime->channels);
	snd_pcm_format_set_silence(runtime->format, runtime->dma_area + pos,
				   bytes_to_samples(runtime, bytes));
	if (irqs_disabled())
		return 0;
	cond_resched();
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

/**
 * mixcore_stream_mmap() - the PCM's mmap
 * @substream: ours
 * @area: of the ring
 *
 * With O_APPEND everybody who may open the node gets hold of a substream that is open, and no
 * callback is told. What another user plays or records is not theirs to read.
 *
 * Context: process.
 * Return: 0, -EACCES.
 */
int mixcore_stream_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *area)
{
	struct mixcore_stream *stream = substream->runtime->private_data;

	if (!uid_eq(area->vm_file->f_cred->euid, stream->uid) ||
	    !mixcore_recorder_may_read(stream))
		return -EACCES;
	return remap_vmalloc_range(area, substream->runtime->dma_area, area->vm_pgoff);
}

const struct snd_pcm_ops mixcore_stream_ops = {
	.open = mixcore_stream_open,
	.close = mixcore_stream_close,
	.ioctl = mixcore_stream_ioctl,
	.hw_params = mixcore_stream_hw_params,
	.hw_free = mixcore_stream_hw_free,
	.prepare = mixcore_stream_prepare,
	.trigger = mixcore_trigger,
	.pointer = mixcore_stream_pointer,
	.get_time_info = mixcore_stream_time_info,
	.fill_silence = mixcore_stream_fill_silence,
	.mmap = mixcore_stream_mmap,
};

/**
 * mixcore_stream_hw_ptr() - where cycles are, as the PCM core counts frames
 * @stream: has a ring
 *
 * The core's own hw_ptr is as old as its latest look, up to a period.
 *
 * Context: any while the stream is connected.
 * Return: frames, which may be beyond the runtime's boundary.
 */
snd_pcm_uframes_t mixcore_stream_hw_ptr(const struct mixcore_stream *stream)
{
	snd_pcm_uframes_t hw_ptr = READ_ONCE(stream->substream->runtime->status->hw_ptr);
	u32 buffer = stream->buffer;

	return hw_ptr + (stream->pos + buffer - hw_ptr % buffer) % buffer;
}

/*
 * Frames that the application is ahead of cycles; a recorder's is behind, if anything. It may write
 * its pointer through a mapping at any time, and to any value.
 */
static snd_pcm_sframes_t mixcore_stream_ahead(const struct mixcore_stream *stream)
{
	const struct snd_pcm_runtime *runtime = stream->substream->runtime;
	snd_pcm_uframes_t hw_ptr = mixcore_stream_hw_ptr(stream);
	snd_pcm_sframes_t ahead = READ_ONCE(runtime->control->appl_ptr) - hw_ptr;

	if (ahead < -(snd_pcm_sframes_t)(runtime->boundary / 2))
		ahead += runtime->boundary;
	else if (ahead > (snd_pcm_sframes_t)(runtime->boundary / 2))
		ahead -= runtime->boundary;
	return ahead;
}

/* Frames written by the application and not yet mixed. */
static u32 mixcore_stream_queued(const struct mixcore_stream *stream)
{
	return clamp_t(snd_pcm_sframes_t, mixcore_stream_ahead(stream), 0, stream->buffer);
}

/* Is the ring mixed as hardware would play it, written or not? */
static bool mixcore_stream_free_runs(const struct mixcore_stream *stream)
{
	return READ_ONCE(stream->substream->runtime->stop_threshold) > stream->buffer;
}

/**
 * mixcore_stream_mixable() - frames of the ring that may be mixed, from its position on
 * @stream: has a ring
 *
 * Context: any while the stream is connected.
 */
u32 mixcore_stream_mixable(const struct mixcore_stream *stream)
{
	return mixcore_stream_free_runs(stream) ? stream->buffer : mixcore_stream_queued(stream);
}

/**
 * mixcore_stream_bears() - may a cycle have so many frames without an xrun
 * @stream: has a ring
 * @frames: a block of them, read or written
 *
 * Context: any while the stream is connected.
 */
bool mixcore_stream_bears(const struct mixcore_stream *stream, u32 frames)
{
	snd_pcm_sframes_t avail = frames - mixcore_stream_ahead(stream);

	if (!mixcore_stream_records(stream))
		avail += stream->buffer;
	return mixcore_stream_free_runs(stream) ||
	       avail < (snd_pcm_sframes_t)READ_ONCE(stream->substream->runtime->stop_threshold);
}

/*
 * Tells the core of each period, as hardware would. It wakes whoever sleeps on the PCM; one who
 * wanted no period wake-ups does not, but the core's position stays young.
 */
static void mixcore_stream_elapse(struct mixcore_stream *stream, ktime_t now)
{
	if (stream->elapsed < stream->period)
		return;
	stream->elapsed %= stream->period;
	stream->told = now;
	if (!stream->substream->runtime->no_period_wakeup)
		stream->wakeups++;
	snd_pcm_period_elapsed_under_stream_lock(stream->substream);
}

/**
 * mixcore_stream_advance() - a cycle has mixed a block of the stream
 * @stream: took part in the cycle
 * @output: whose cycle it is
 * @frames: of the block
 * @missing: frames of it that were not there
 *
 * A stream that has come to where it moves to another output does so.
 *
 * The position moves by the whole block even where frames were missing: the PCM core then sees an
 * xrun, or the end of a drain, by its ordinary rules. It moves, too, when the stream was paused
 * meanwhile, and when it runs again already: the block will be heard. Prepared it can't be before
 * the cycle has ended.
 *
 * Context: output thread, no locks held.
 * Return: true when it has moved together with others: it is held.
 */
bool mixcore_stream_advance(struct mixcore_stream *stream, const struct mixcore_output *output,
			    u32 frames, u32 missing)
{
	struct snd_pcm_substream *substream = stream->substream;
	bool holds = false;

	snd_pcm_stream_lock_irq(substream);
	stream->pos = (stream->pos + frames) % stream->buffer;
	stream->released = stream->pos;
	stream->frames += frames;
	if (missing && substream->runtime->state != SNDRV_PCM_STATE_DRAINING)
		stream->silence += missing;
	stream->elapsed += frames;
	mixcore_stream_keep_clock(stream);
	stream->moved_epoch = READ_ONCE(stream->epoch);
	if (stream->started)
		mixcore_stream_elapse(stream, output->begun);
	/* While no other output's cycle may have it. */
	if (mixcore_area_is_mapped(stream->card))
		mixcore_levels_stream(stream, frames);
	spin_lock(&stream->card->run_lock);
	stream->latched = false;
	stream->latched_by = NULL;
	stream->taken = output->begun;
	/* It may have been stopped before the block was in its lines. */
	mixcore_line_update_all(stream);
	if (mixcore_move_due(stream)) {
		holds = stream->move.together;
		if (holds) {
			mixcore_stream_hold(stream);
			stream->holder = stream->output;
		}
		mixcore_move_switch(stream);
		schedule_work(&stream->card->settle);
	}
	spin_unlock(&stream->card->run_lock);
	snd_pcm_stream_unlock_irq(substream);
	return holds;
}

static u32 mixcore_stream_state(const struct snd_pcm_runtime *runtime)
{
	switch (runtime->state) {
	case SNDRV_PCM_STATE_OPEN:
		return MIXCORE_STREAM_OPEN;
	case SNDRV_PCM_STATE_RUNNING:
		return MIXCORE_STREAM_RUNNING;
	case SNDRV_PCM_STATE_DRAINING:
		return MIXCORE_STREAM_DRAINING;
	case SNDRV_PCM_STATE_PAUSED:
		return MIXCORE_STREAM_PAUSED;
	case SNDRV_PCM_STATE_XRUN:
		return MIXCORE_STREAM_XRUN;
	default:
		return MIXCORE_STREAM_READY;
	}
}

static void mixcore_stream_info_params(const struct mixcore_stream *stream,
				       struct mixcore_stream_info *info)
{
	if (!mixcore_stream_connected(stream))
		return;
	info->rate = stream->rate;
	info->channels = stream->channels;
	info->format = (__force u32)stream->format;
	info->period_frames = stream->period;
	info->buffer_frames = stream->buffer;
	if (!mixcore_stream_records(stream) && mixcore_stream_free_runs(stream))
		info->flags |= MIXCORE_STREAM_F_FREE_RUN;
}

static void mixcore_stream_info_move(struct mixcore_stream *stream,
				     struct mixcore_stream_info *info)
	__must_hold(&stream->card->graph_lock)
{
	spin_lock_irq(&stream->card->run_lock);
	if (stream->move.to) {
		info->move_output = stream->move.to->output->id;
		info->move_frame = stream->move.at;
	}
	spin_unlock_irq(&stream->card->run_lock);
	info->fading = mixcore_fade_count(stream);
}

/*
 * The lowest id of the linked streams, 0 = it is alone. The core's list of them may change under
 * the stream lock; which group a stream is in is only compared.
 */
static u32 mixcore_stream_group(struct mixcore_stream *stream)
	__must_hold(&stream->card->graph_lock)
{
	const struct snd_pcm_group *group = READ_ONCE(stream->substream->group);
	struct mixcore_stream *other;
	unsigned long id;

	lockdep_assert_held(&stream->card->graph_lock);
	if (group == &stream->substream->self_group)
		return 0;
	xa_for_each(&stream->card->streams, id, other)
		if (READ_ONCE(other->substream->group) == group)
			return id;
	return 0;
}

/**
 * mixcore_stream_place() - where a stream is between its application and what is heard
 * @stream: open
 * @queued: frames in the ring; of a recorder: not yet read
 * @delay: frames from the application's next one to the speaker, or from the microphone to it
 *
 * Context: stream lock held.
 */
void mixcore_stream_place(struct mixcore_stream *stream, u32 *queued, u32 *delay)
{
	*queued = 0;
	if (stream->route)
		*queued = mixcore_stream_queued(stream);
	else if (stream->record)
		*queued = mixcore_recorder_unread(stream);
	*delay = *queued;
	if (stream->started)
		*delay += mixcore_stream_delay(stream);
}

static void mixcore_stream_info_position(struct mixcore_stream *stream,
					 struct mixcore_stream_info *info)
{
	struct snd_pcm_substream *substream = stream->substream;

	snd_pcm_stream_lock_irq(substream);
	info->state = mixcore_stream_state(substream->runtime);
	mixcore_stream_place(stream, &info->queued_frames, &info->delay_frames);
	if (stream->started && !READ_ONCE(stream->running))
		info->flags |= MIXCORE_STREAM_F_WAITING;
	info->frames = stream->frames;
	info->xruns = stream->xruns;
	info->silence_frames = stream->silence;
	info->wakeups = stream->wakeups;
	snd_pcm_stream_unlock_irq(substream);
}

static void mixcore_stream_info_opener(const struct mixcore_stream *stream,
				       const struct mixcore_caller *caller,
				       struct mixcore_stream_info *info)
{
	info->uid = from_kuid(&init_user_ns, stream->uid);
	if (!mixcore_may_change(caller, stream->uid)) {
		info->flags |= MIXCORE_STREAM_F_HIDDEN;
		return;
	}
	info->pid = stream->tgid;
	info->start_time_ns = stream->start_time;
	strscpy(info->comm, stream->comm, sizeof(info->comm));
}

/**
 * mixcore_stream_info() - describe a stream to userspace
 * @stream: in the graph
 * @caller: names are withheld from those who may not change the stream
 * @info: zeroed but for size; filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_stream_info(struct mixcore_stream *stream, const struct mixcore_caller *caller,
			 struct mixcore_stream_info *info)
	__must_hold(&stream->card->graph_lock)
{
	lockdep_assert_held(&stream->card->graph_lock);
	info->id = stream->id;
	info->substream = stream->substream->number;
	if (mixcore_stream_records(stream))
		mixcore_recorder_info(stream, info);
	else
		info->output = READ_ONCE(stream->output)->id;
	info->mute = stream->mute;
	memcpy(info->gain, stream->gain, sizeof(info->gain));
	mixcore_stream_info_opener(stream, caller, info);
	mixcore_stream_info_params(stream, info);
	mixcore_stream_info_position(stream, info);
	mixcore_stream_info_move(stream, info);
	info->group = mixcore_stream_group(stream);
	info->sync_group = mixcore_group_id(stream);
	mixcore_history_latest(&stream->changes, caller, &info->last_change);
}
