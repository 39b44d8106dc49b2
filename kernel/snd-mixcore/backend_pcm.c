// SPDX-License-Identifier: GPL-2.0-only
/*
 * Backends: the real PCM behind an output, the "slave PCM" in alsa-lib terms. Userspace opened and
 * configured it and passed its descriptor; here it is checked, pinned and driven.
 *
 * The other holder of the descriptor can still drop, pause or prepare the PCM: each function
 * reports that as an error, and the output's clock starts the PCM again.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <sound/minors.h>
#include <sound/pcm_params.h>

#include "mixcore.h"
#include "trace.h"

static bool mixcore_is_minor(unsigned int minor, int type)
{
	struct snd_pcm *pcm = snd_lookup_minor_data(minor, type);

	if (pcm)
		snd_card_unref(pcm->card);
	return pcm;
}

/* No PCM of the direction that is wanted: why not. */
static int mixcore_backend_no_pcm(unsigned int minor, bool capture)
{
	int other = capture ? SNDRV_DEVICE_TYPE_PCM_PLAYBACK : SNDRV_DEVICE_TYPE_PCM_CAPTURE;

	return mixcore_is_minor(minor, other) ? -EXDEV : -EOPNOTSUPP;
}

/*
 * A stale file may have the minor of a PCM of today. Every ALSA file's private_data is a live
 * allocation of at least one pointer; only when that first word is a busy substream of this very
 * PCM is it a struct snd_pcm_file of it.
 */
static struct snd_pcm_substream *mixcore_backend_match(struct snd_pcm *pcm, int direction,
						       struct file *file)
{
	const struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream;

	mutex_lock(&pcm->open_mutex);
	for (substream = pcm->streams[direction].substream; substream;
	     substream = substream->next)
		if (pcm_file->substream == substream && SUBSTREAM_BUSY(substream))
			break;
	mutex_unlock(&pcm->open_mutex);
	return substream ?: ERR_PTR(-ESTALE);
}

static struct snd_pcm_substream *mixcore_backend_find(struct mixcore_card *card, struct file *file,
						      bool capture)
{
	int type = capture ? SNDRV_DEVICE_TYPE_PCM_CAPTURE : SNDRV_DEVICE_TYPE_PCM_PLAYBACK;
	int direction = capture ? SNDRV_PCM_STREAM_CAPTURE : SNDRV_PCM_STREAM_PLAYBACK;
	struct inode *inode = file_inode(file);
	struct snd_pcm_substream *substream;
	struct snd_pcm *pcm;

	if (!S_ISCHR(inode->i_mode) || imajor(inode) != snd_major)
		return ERR_PTR(-EOPNOTSUPP);
	pcm = snd_lookup_minor_data(iminor(inode), type);
	if (!pcm)
		return ERR_PTR(mixcore_backend_no_pcm(iminor(inode), capture));
	if (pcm->card == card->snd)
		substream = ERR_PTR(-ELOOP);
	else if (!(file->f_mode & (capture ? FMODE_READ : FMODE_WRITE)))
		substream = ERR_PTR(-EACCES);
	else
		substream = mixcore_backend_match(pcm, direction, file);
	snd_card_unref(pcm->card);
	return substream;
}

static int mixcore_backend_read_params(struct mixcore_backend *backend)
{
	const struct snd_pcm_substream *substream = backend->substream;
	const struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->state != SNDRV_PCM_STATE_SETUP && runtime->state != SNDRV_PCM_STATE_PREPARED)
		return -EBADFD;
	if (snd_pcm_stream_linked((struct snd_pcm_substream *)substream))
		return -EBADFD;
	if (runtime->access != SNDRV_PCM_ACCESS_RW_INTERLEAVED ||
	    runtime->rate < MIXCORE_RATE_MIN || runtime->rate > MIXCORE_RATE_MAX ||
	    runtime->channels < 1 || runtime->channels > MIXCORE_CHANNELS_MAX)
		return -EINVAL;
	if (runtime->period_size < 1 || runtime->buffer_size > INT_MAX ||
	    runtime->no_period_wakeup)
		return -EINVAL;
	backend->rate = runtime->rate;
	backend->channels = runtime->channels;
	backend->format = runtime->format;
	backend->slave.substream = substream;
	backend->slave.period = runtime->period_size;
	backend->slave.buffer = runtime->buffer_size;
	backend->slave.card = substream->pcm->card->number;
	backend->slave.device = substream->pcm->device;
	backend->slave.subdevice = substream->number;
	strscpy(backend->slave.id, substream->pcm->card->id, sizeof(backend->slave.id));
	return mixcore_format_sample(runtime->format, &backend->sample);
}

/*
 * While mmap_count is above zero the PCM core refuses HW_PARAMS and HW_FREE from the other holder,
 * so that what is read here stays true. buffer_mutex keeps one that is under way from being missed.
 */
static int mixcore_backend_pin(struct mixcore_backend *backend)
{
	struct snd_pcm_substream *substream = backend->substream;
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err;

	atomic_inc(&substream->mmap_count);
	mutex_lock(&runtime->buffer_mutex);
	err = mixcore_backend_read_params(backend);
	mutex_unlock(&runtime->buffer_mutex);
	if (err)
		atomic_dec(&substream->mmap_count);
	return err;
}

/**
 * mixcore_backend_open() - take the PCM behind a descriptor
 * @card: our card; its own PCM is refused
 * @fd: descriptor of the calling process
 * @capture: for an input
 *
 * Context: process, no locks but attach_lock.
 * Return: the backend or an ERR_PTR: -EBADF, -EOPNOTSUPP, -EACCES, -EXDEV, -ESTALE, -ELOOP,
 * -EBADFD, -EINVAL, -ENOMEM, as the uapi header says.
 */
struct mixcore_backend *mixcore_backend_open(struct mixcore_card *card, int fd, bool capture)
{
	struct mixcore_backend *backend;
	int err;

	backend = kzalloc(sizeof(*backend), GFP_KERNEL);
	if (!backend)
		return ERR_PTR(-ENOMEM);
	backend->file = fget(fd);
	if (!backend->file) {
		err = -EBADF;
		goto err_free;
	}
	backend->substream = mixcore_backend_find(card, backend->file, capture);
	if (IS_ERR(backend->substream)) {
		err = PTR_ERR(backend->substream);
		goto err_file;
	}
	err = mixcore_backend_pin(backend);
	if (err)
		goto err_file;
	return backend;

err_file:
	fput(backend->file);
err_free:
	kfree(backend);
	return ERR_PTR(err);
}

/**
 * mixcore_backend_gone() - was the slave's card removed
 * @backend: in any state
 *
 * Context: any.
 */
bool mixcore_backend_gone(const struct mixcore_backend *backend)
{
	return READ_ONCE(backend->substream->runtime->state) == SNDRV_PCM_STATE_DISCONNECTED;
}

/**
 * mixcore_backend_unpin() - let go of a PCM that was not driven
 * @backend: freed; the PCM is as its other holder left it
 *
 * Context: process.
 */
void mixcore_backend_unpin(struct mixcore_backend *backend)
{
	atomic_dec(&backend->substream->mmap_count);
	fput(backend->file);
	kfree(backend);
}

/**
 * mixcore_backend_release() - stop the PCM and let go of it
 * @backend: freed
 *
 * Context: the output's thread. Removal of the slave's card waits for this.
 */
void mixcore_backend_release(struct mixcore_backend *backend)
{
	if (backend->wait_head)
		remove_wait_queue(backend->wait_head, &backend->wait);
	mixcore_backend_stop(backend);
	backend->substream->f_flags = backend->file->f_flags;
	atomic_dec(&backend->substream->mmap_count);
	/* At once: whoever waits for this finds the PCM free. */
	__fput_sync(backend->file);
	kfree(backend);
}

/*
 * Called under the slave's stream lock: period elapsed, xrun, stop, suspend, disconnect. Our own
 * writes come by here too; there is nothing to wake for then.
 */
static int mixcore_backend_wake(struct wait_queue_entry *wait, unsigned int mode, int flags,
				void *key)
{
	struct mixcore_backend *backend = container_of(wait, struct mixcore_backend, wait);

	if (!in_task() || current != backend->output->thread)
		mixcore_output_kick(backend->output);
	return 0;
}

static void mixcore_backend_queue_wait(struct file *file, wait_queue_head_t *head,
				       struct poll_table_struct *poll)
{
	struct mixcore_backend *backend = container_of(poll, struct mixcore_backend, poll);

	backend->wait_head = head;
	add_wait_queue(head, &backend->wait);
}

/**
 * mixcore_backend_listen() - have the slave wake the output's thread
 * @backend: newly taken
 * @output: whose thread
 *
 * Context: output thread.
 */
void mixcore_backend_listen(struct mixcore_backend *backend, struct mixcore_output *output)
{
	backend->output = output;
	init_waitqueue_func_entry(&backend->wait, mixcore_backend_wake);
	init_poll_funcptr(&backend->poll, mixcore_backend_queue_wait);
	vfs_poll(backend->file, &backend->poll);
}

/**
 * mixcore_backend_set_wake() - when the slave is to wake the thread; sets all sw_params
 * @backend: in any state but gone
 * @wake_avail: at so many free or captured frames, at the slave's next interrupt
 *
 * Context: output thread.
 * Return: 0 or the slave's error.
 */
int mixcore_backend_set_wake(struct mixcore_backend *backend, u32 wake_avail)
{
	const struct snd_pcm_runtime *runtime = backend->substream->runtime;
	struct snd_pcm_sw_params params = {
		.tstamp_mode = SNDRV_PCM_TSTAMP_ENABLE,
		.proto = SNDRV_PCM_VERSION,
		.tstamp_type = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC,
		.period_step = 1,
		.avail_min = wake_avail,
		.start_threshold = runtime->boundary,
		.stop_threshold = runtime->buffer_size,
	};

	return snd_pcm_kernel_ioctl(backend->substream, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
}

static snd_pcm_sframes_t mixcore_backend_xfer(struct mixcore_backend *backend, void *block,
					      u32 frames)
{
	unsigned long waits = current->nvcsw;
	snd_pcm_sframes_t done;

	/* Never wait for room. The core forgets this whenever the other holder prepares the PCM. */
	backend->substream->f_flags |= O_NONBLOCK;
	done = __snd_pcm_lib_xfer(backend->substream, block, true, frames, true);
	backend->waits += current->nvcsw - waits;
	/* Fewer frames or none: the other holder has written or read too. */
	return done == -EAGAIN ? 0 : done;
}

/**
 * mixcore_backend_prepare() - make the PCM ready to start
 * @backend: in any state
 * @wake_avail: free frames at which the slave is to wake the thread
 *
 * Context: output thread; may sleep.
 * Return: 0, -ENODEV when the card is gone, another error of the slave.
 */
int mixcore_backend_prepare(struct mixcore_backend *backend, u32 wake_avail)
{
	int err;

	backend->started = false;
	backend->silence = 0;
	if (mixcore_backend_gone(backend))
		return -ENODEV;
	mixcore_backend_stop(backend);
	/* The core's PREPARE of linked PCMs takes their locks in the order of the group. */
	if (snd_pcm_stream_linked(backend->substream))
		return -EBADFD;
	err = mixcore_backend_set_wake(backend, wake_avail);
	if (!err)
		err = snd_pcm_kernel_ioctl(backend->substream, SNDRV_PCM_IOCTL_PREPARE, NULL);
	return err && mixcore_backend_gone(backend) ? -ENODEV : err;
}

/**
 * mixcore_backend_start() - let the PCM play what is queued, or capture
 * @backend: prepared; for playback with frames queued
 *
 * Context: output thread.
 * Return: 0 or the slave's error.
 */
int mixcore_backend_start(struct mixcore_backend *backend)
{
	int err;

	err = snd_pcm_kernel_ioctl(backend->substream, SNDRV_PCM_IOCTL_START, NULL);
	if (err)
		return mixcore_backend_gone(backend) ? -ENODEV : err;
	backend->started = true;
	backend->moving = false;
	backend->moved = ktime_get();
	return 0;
}

/**
 * mixcore_backend_stop() - stop the PCM at once
 * @backend: in any state
 *
 * Context: output thread; may sleep.
 */
void mixcore_backend_stop(struct mixcore_backend *backend)
{
	backend->started = false;
	if (!mixcore_backend_gone(backend))
		snd_pcm_kernel_ioctl(backend->substream, SNDRV_PCM_IOCTL_DROP, NULL);
}

static int mixcore_backend_state_error(snd_pcm_state_t state)
{
	switch (state) {
	case SNDRV_PCM_STATE_PREPARED:
	case SNDRV_PCM_STATE_RUNNING:
		return 0;
	case SNDRV_PCM_STATE_XRUN:
		return -EPIPE;
	case SNDRV_PCM_STATE_SUSPENDED:
		return -ESTRPIPE;
	case SNDRV_PCM_STATE_DISCONNECTED:
		return -ENODEV;
	default:
		return -EBADFD;
	}
}

/*
 * When the position changed: in an interrupt, maybe, long before somebody looks. The other holder
 * may have told the core to note no times, or others.
 */
static ktime_t mixcore_backend_move_time(const struct snd_pcm_runtime *runtime)
{
	const struct timespec64 time = {
		.tv_sec = runtime->status->tstamp.tv_sec,
		.tv_nsec = runtime->status->tstamp.tv_nsec,
	};
	ktime_t now = ktime_get();

	if (runtime->tstamp_mode != SNDRV_PCM_TSTAMP_ENABLE ||
	    runtime->tstamp_type != SNDRV_PCM_TSTAMP_TYPE_MONOTONIC)
		return now;
	return min(timespec64_to_ktime(time), now);
}

static snd_pcm_sframes_t mixcore_backend_avail(const struct mixcore_backend *backend)
{
	struct snd_pcm_substream *substream = backend->substream;
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		return snd_pcm_capture_avail(runtime) + backend->silence;
	return max_t(snd_pcm_sframes_t, snd_pcm_playback_hw_avail(runtime), 0);
}

/**
 * mixcore_backend_queued() - how much there is to play, or to take of what was captured
 * @backend: prepared or started
 * @queued: frames in the slave's buffer
 * @delay: frames to the speaker, or from the microphone
 *
 * Context: output thread.
 * Return: 0; -EPIPE xrun; -ESTRPIPE suspended; -ENODEV gone; -EBADFD stopped by the other holder.
 */
int mixcore_backend_queued(struct mixcore_backend *backend, u32 *queued, u32 *delay)
{
	struct snd_pcm_substream *substream = backend->substream;
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned long waits = current->nvcsw;
	snd_pcm_sframes_t frames;
	int err;

	if (backend->started)
		snd_pcm_kernel_ioctl(substream, SNDRV_PCM_IOCTL_DELAY, &frames);
	snd_pcm_stream_lock_irq(substream);
	err = mixcore_backend_state_error(runtime->state);
	frames = mixcore_backend_avail(backend);
	*queued = frames;
	*delay = frames + max_t(snd_pcm_sframes_t, runtime->delay, 0);
	if (backend->hw_ptr != runtime->status->hw_ptr) {
		backend->hw_ptr = runtime->status->hw_ptr;
		backend->moved = max(backend->moved, mixcore_backend_move_time(runtime));
		backend->moving = true;
	}
	if (!err) {
		backend->queued = frames;
		backend->queued_at = backend->moved;
	}
	snd_pcm_stream_unlock_irq(substream);
	backend->waits += current->nvcsw - waits;
	if (!err && backend->started && runtime->state == SNDRV_PCM_STATE_PREPARED)
		err = -EBADFD;
	trace_mixcore_backend_pointer(backend->output, *queued, *delay, backend->hw_ptr);
	return err;
}

/**
 * mixcore_backend_write() - queue a block
 * @backend: prepared or started, with room for it
 * @block: interleaved frames in the slave's format, NULL = silence
 * @frames: of it
 *
 * Context: output thread; does not wait for room.
 * Return: 0 or the slave's error, as mixcore_backend_queued().
 */
int mixcore_backend_write(struct mixcore_backend *backend, void *block, u32 frames)
{
	int err = min_t(snd_pcm_sframes_t, mixcore_backend_xfer(backend, block, frames), 0);

	return err && mixcore_backend_gone(backend) ? -ENODEV : err;
}

/**
 * mixcore_backend_read() - take what was captured
 * @backend: started
 * @block: interleaved frames in the slave's format; what is not there is silence
 * @frames: of it
 *
 * Context: input thread; does not wait.
 * Return: 0 or the slave's error, as mixcore_backend_queued().
 */
int mixcore_backend_read(struct mixcore_backend *backend, void *block, u32 frames)
{
	u32 silence = min(backend->silence, frames);
	u32 samples = frames * backend->channels;
	snd_pcm_sframes_t done;

	snd_pcm_format_set_silence(backend->format, block, samples);
	backend->silence -= silence;
	if (silence == frames)
		return 0;
	block += frames_to_bytes(backend->substream->runtime, silence);
	done = mixcore_backend_xfer(backend, block, frames - silence);
	if (done >= 0)
		return 0;
	return mixcore_backend_gone(backend) ? -ENODEV : done;
}
