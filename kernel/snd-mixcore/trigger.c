// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting and stopping: the PCM's trigger.
 *
 * A stream that its application has started runs, which means that cycles take it; one of a sync
 * group (group.c) only while all others of the group run. Streams are started and stopped together
 * under one hold of run_lock, so that all of one output are in the same cycle; so are recorders, in
 * a call of their own.
 */
#include "mixcore.h"

static void mixcore_trigger_set_running(struct mixcore_stream *stream, bool running)
	__must_hold(&stream->card->run_lock)
{
	if (stream->running == running)
		return;
	if (running)
		WRITE_ONCE(stream->epoch, stream->epoch + 1);
	/* The epoch first: pairs with mixcore_stream_keep_clock(). */
	smp_store_release(&stream->running, running);
	if (running) {
		stream->output->running++;
		stream->output->recording += !!stream->record;
		mixcore_output_kick(stream->output);
		if (!stream->record)
			mixcore_start_add(stream);
	} else {
		mixcore_start_leave(stream);
	}
	mixcore_line_update_all(stream);
	/* Last: an output that has to play on for a line must not look idle in between. */
	if (!running) {
		stream->output->recording -= !!stream->record;
		stream->output->running--;
		mixcore_endpoint_stopped(stream->output);
	}
}

/**
 * mixcore_trigger_update() - have a stream and its group run, or not
 * @stream: has been started, or stopped, or has come to its group
 *
 * mixcore_start_together() is to be called before run_lock is let go.
 *
 * Context: run_lock held.
 */
void mixcore_trigger_update(struct mixcore_stream *stream)
	__must_hold(&stream->card->run_lock)
{
	struct mixcore_group *group = stream->member_of;
	struct mixcore_stream *member;
	bool complete;

	lockdep_assert_held(&stream->card->run_lock);
	if (!group) {
		mixcore_trigger_set_running(stream, stream->started);
		return;
	}
	complete = mixcore_group_update(group);
	list_for_each_entry(member, &group->members, in_group)
		mixcore_trigger_set_running(member, complete && member->started);
	if (!complete)
		mixcore_group_poke_later(stream->card);
}

/* A stop with nothing left to play, or no room to record: the PCM core's answer to an xrun. */
static bool mixcore_trigger_is_xrun(const struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t avail;

	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		avail = snd_pcm_capture_avail(runtime);
	else
		avail = snd_pcm_playback_avail(runtime);
	return runtime->state == SNDRV_PCM_STATE_RUNNING && avail >= runtime->stop_threshold;
}

/**
 * mixcore_trigger_set() - a stream was started or stopped
 * @stream: by its application, or by the PCM core
 * @started: which
 *
 * Without a route or record it can't run: the group it is linked to may be started while it is in
 * hw_free.
 * mixcore_start_together() is to be called before run_lock is let go.
 *
 * Context: stream lock and run_lock held.
 */
void mixcore_trigger_set(struct mixcore_stream *stream, bool started)
	__must_hold(&stream->card->run_lock)
{
	lockdep_assert_held(&stream->card->run_lock);
	if (started)
		stream->ended = false;
	if (stream->started != started && mixcore_stream_connected(stream)) {
		stream->started = started;
		if (!started && mixcore_trigger_is_xrun(stream->substream))
			mixcore_xrun_stream(stream);
	}
	mixcore_trigger_update(stream);
}

/* The end of a drain is each stream's own, also in a group: that does not wait for it. */
static void mixcore_trigger_end(struct mixcore_stream *stream)
{
	spin_lock(&stream->card->run_lock);
	stream->started = false;
	stream->ended = stream->member_of;
	mixcore_trigger_update(stream);
	mixcore_start_together(stream->card);
	spin_unlock(&stream->card->run_lock);
}

/* Would the PCM core start it? A drain starts a group of which some have nothing to play. */
static bool mixcore_trigger_startable(struct snd_pcm_substream *substream)
{
	if (substream->runtime->state == SNDRV_PCM_STATE_PAUSED)
		return true;
	return substream->runtime->state == SNDRV_PCM_STATE_PREPARED &&
	       (substream->stream == SNDRV_PCM_STREAM_CAPTURE || snd_pcm_playback_data(substream));
}

/*
 * The PCM core holds the stream locks of all that are linked (snd_pcm_link). For those that are
 * left out here it makes a call of their own, if it has to. Each direction has its own: a drain
 * stops recorders and lets the others play on.
 */
static void mixcore_trigger_linked(struct snd_pcm_substream *leader, bool started)
{
	struct mixcore_card *card = leader->pcm->private_data;
	struct snd_pcm_substream *substream;

	spin_lock(&card->run_lock);
	snd_pcm_group_for_each_entry(substream, leader) {
		if (substream->pcm->card != leader->pcm->card ||
		    substream->stream != leader->stream ||
		    (started && !mixcore_trigger_startable(substream)))
			continue;
		mixcore_trigger_set(substream->runtime->private_data, started);
		snd_pcm_trigger_done(substream, leader);
	}
	mixcore_start_together(card);
	spin_unlock(&card->run_lock);
}

/**
 * mixcore_trigger() - the PCM's trigger
 * @substream: ours
 * @cmd: SNDRV_PCM_TRIGGER_*
 *
 * Context: atomic, stream locks of all that are linked held.
 * Return: 0, -EINVAL.
 */
int mixcore_trigger(struct snd_pcm_substream *substream, int cmd)
{
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_PAUSE_RELEASE:
		mixcore_trigger_linked(substream, true);
		return 0;
	case SNDRV_PCM_TRIGGER_STOP:
		if (substream->runtime->state == SNDRV_PCM_STATE_DRAINING) {
			mixcore_trigger_end(substream->runtime->private_data);
			return 0;
		}
		fallthrough;
	case SNDRV_PCM_TRIGGER_SUSPEND:
	case SNDRV_PCM_TRIGGER_PAUSE_PUSH:
		mixcore_trigger_linked(substream, false);
		return 0;
	default:
		return -EINVAL;
	}
}
