// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorders: streams that record. They are as other streams (stream.c) but for what is here: their
 * delay, who may hear what, and how applications read them.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/uio.h>

#include "mixcore.h"

/* Everybody's microphone is no reason for an audit record. */
static bool mixcore_recorder_is_admin(void)
{
	return ns_capable_noaudit(&init_user_ns, CAP_SYS_ADMIN);
}

/**
 * mixcore_recorder_open() - what a new recorder may hear
 * @stream: is being opened by the caller
 *
 * Context: process.
 * Return: 0, or -EACCES for a monitor that is not for the caller.
 */
int mixcore_recorder_open(struct mixcore_stream *stream)
{
	struct mixcore_selection *selection = &stream->selection;

	selection->uid = stream->uid;
	stream->hears_all = mixcore_monitor_access == MIXCORE_MONITOR_ALL ||
			    mixcore_recorder_is_admin();
	selection->all = stream->hears_all;
	if (mixcore_monitor_access == MIXCORE_MONITOR_NONE && !selection->all &&
	    mixcore_stream_pcm(stream) == MIXCORE_PCM_MONITOR)
		return -EACCES;
	return 0;
}

static bool mixcore_recorder_leaves_out(const struct mixcore_selection *selection, u32 id)
{
	u32 i;

	for (i = 0; i < selection->except_count; i++)
		if (selection->except[i] == id)
			return true;
	return false;
}

/**
 * mixcore_recorder_hears_as() - do two recorders of one output hear the same
 * @one: what is recorded
 * @other: what is recorded by another
 *
 * Context: any.
 */
bool mixcore_recorder_hears_as(const struct mixcore_selection *one,
			       const struct mixcore_selection *other)
{
	return one->kind == other->kind && one->id == other->id && one->all == other->all &&
	       (one->all || uid_eq(one->uid, other->uid)) &&
	       one->except_count == other->except_count &&
	       !memcmp(one->except, other->except, sizeof(one->except));
}

/**
 * mixcore_recorder_hears() - is a stream in what is recorded of a monitor
 * @selection: what is recorded
 * @stream: plays, or has played, on the output
 *
 * Context: any.
 */
bool mixcore_recorder_hears(const struct mixcore_selection *selection,
			    const struct mixcore_stream *stream)
{
	if (!selection->all && !uid_eq(selection->uid, stream->uid))
		return false;
	if (selection->kind == MIXCORE_SOURCE_STREAM)
		return stream->id == selection->id;
	return !mixcore_recorder_leaves_out(selection, stream->id);
}

/**
 * mixcore_recorder_delay() - frames between the microphone and the ring
 * @stream: a recorder
 *
 * What was captured never becomes less. A monitor is there before it is heard.
 *
 * Context: stream lock held.
 */
u32 mixcore_recorder_delay(struct mixcore_stream *stream)
{
	const struct mixcore_record *record = stream->record;
	s64 captured = stream->frames;

	if (record && record->selection.kind == MIXCORE_SOURCE_INPUT && READ_ONCE(stream->running))
		captured += mixcore_output_delay(stream->output, ktime_get());
	stream->heard = max(stream->heard, captured);
	return stream->heard - (s64)stream->frames;
}

/**
 * mixcore_recorder_unread() - frames that the application has not read yet
 * @stream: a recorder with parameters
 *
 * It may write its pointer through a mapping at any time, and to any value.
 *
 * Context: stream lock held.
 */
u32 mixcore_recorder_unread(const struct mixcore_stream *stream)
{
	const struct snd_pcm_runtime *runtime = stream->substream->runtime;
	snd_pcm_sframes_t unread;

	unread = mixcore_stream_hw_ptr(stream) - READ_ONCE(runtime->control->appl_ptr);
	if (unread < 0)
		unread += runtime->boundary;
	return clamp_t(snd_pcm_sframes_t, unread, 0, stream->buffer);
}

/**
 * mixcore_recorder_info() - describe what a recorder records
 * @stream: a recorder
 * @info: filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_recorder_info(struct mixcore_stream *stream, struct mixcore_stream_info *info)
	__must_hold(&stream->card->graph_lock)
{
	const struct mixcore_selection *selection = &stream->selection;

	info->direction = MIXCORE_DIRECTION_CAPTURE;
	info->device = stream->substream->pcm->device;
	info->source_kind = selection->kind;
	info->source = selection->id;
	info->except_count = selection->except_count;
	memcpy(info->except, selection->except, sizeof(info->except));
	if (selection->all)
		info->flags |= MIXCORE_STREAM_F_ALL;
}

/**
 * mixcore_recorder_may_read() - is what is recorded for the caller
 * @stream: open
 *
 * With O_APPEND everybody who may open the node gets hold of a substream that is open, and no
 * callback is told; descriptors go from process to process. What was recorded of streams is for the
 * uid of the opener, and for who may hear all.
 *
 * Context: process.
 */
bool mixcore_recorder_may_read(const struct mixcore_stream *stream)
{
	return !READ_ONCE(stream->secret) || uid_eq(current_euid(), stream->uid) ||
	       mixcore_recorder_is_admin();
}

static int mixcore_recorder_copy(struct snd_pcm_substream *substream, int channel,
				 unsigned long pos, struct iov_iter *to, unsigned long bytes)
{
	const struct snd_pcm_runtime *runtime = substream->runtime;

	if (!mixcore_recorder_may_read(runtime->private_data))
		return -EACCES;
	pos += channel * (runtime->dma_bytes / runtime->channels);
	return copy_to_iter(runtime->dma_area + pos, bytes, to) == bytes ? 0 : -EFAULT;
}

#include "compat/recorder_copy.h"

const struct snd_pcm_ops mixcore_recorder_ops = {
	.open = mixcore_stream_open,
	.close = mixcore_stream_close,
	.ioctl = mixcore_stream_ioctl,
	.hw_params = mixcore_stream_hw_params,
	.hw_free = mixcore_stream_hw_free,
	.prepare = mixcore_stream_prepare,
	.trigger = mixcore_trigger,
	.pointer = mixcore_stream_pointer,
	.get_time_info = mixcore_stream_time_info,
	MIXCORE_RECORDER_COPY,
	.mmap = mixcore_stream_mmap,
};
