// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for frames of a stream, besides its ring: what outputs play that do not lead it. The
 * frames lie as in the ring, interleaved or each channel for itself; quotas count them.
 */
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "mixcore.h"

/* 1: all channels of a frame lie together; otherwise each for itself. */
static u32 mixcore_frames_planes(const struct mixcore_layout *layout)
{
	return layout->frame_step < layout->channels * layout->channel_step ? layout->channels : 1;
}

/**
 * mixcore_frames_alloc() - memory for frames of a stream
 * @frames: is written
 * @stream: has its parameters
 * @count: of frames, not 0
 *
 * Context: process, graph_lock held.
 * Return: 0, -ENOMEM, -EDQUOT.
 */
int mixcore_frames_alloc(struct mixcore_frames *frames, struct mixcore_stream *stream, u32 count)
	__must_hold(&stream->card->graph_lock)
{
	enum mixcore_sample sample = stream->layout.sample;
	u32 channels = stream->channels;
	int err;

	frames->user = stream->user;
	frames->count = count;
	frames->format = stream->format;
	frames->layout = stream->layout;
	if (mixcore_frames_planes(&stream->layout) > 1)
		frames->layout = mixcore_layout_planar(sample, channels, count);
	frames->bytes = (u64)count * channels * mixcore_sample_bytes(sample);
	err = mixcore_user_charge(stream->card, frames->user, frames->bytes);
	if (err)
		return err;
	frames->samples = vmalloc(frames->bytes);
	if (frames->samples)
		return 0;
	mixcore_user_uncharge(stream->card, frames->user, frames->bytes);
	return -ENOMEM;
}

/**
 * mixcore_frames_free() - undo mixcore_frames_alloc()
 * @frames: read by nobody
 * @card: the card
 *
 * Context: process, graph_lock held.
 */
void mixcore_frames_free(struct mixcore_frames *frames, struct mixcore_card *card)
{
	vfree(frames->samples);
	mixcore_user_uncharge(card, frames->user, frames->bytes);
}

/* Wraps on neither side. */
static void mixcore_frames_copy_piece(struct mixcore_frames *frames, u32 to,
				      const struct mixcore_stream *stream, u32 from, u32 count)
{
	const struct mixcore_layout *target = &frames->layout, *source = &stream->layout;
	u32 plane, planes = mixcore_frames_planes(source);

	for (plane = 0; plane < planes; plane++)
		memcpy(frames->samples + plane * target->channel_step + to * target->frame_step,
		       stream->ring + plane * source->channel_step + from * source->frame_step,
		       count * source->frame_step);
}

/**
 * mixcore_frames_copy() - take frames out of a stream's ring
 * @frames: may wrap
 * @to: place of the first, below @frames->count
 * @stream: may wrap
 * @from: its place in the ring, below the stream's buffer
 * @count: no more than fit on either side
 *
 * Context: output thread that leads the stream, or under run_lock while no cycle reads it.
 */
void mixcore_frames_copy(struct mixcore_frames *frames, u32 to,
			 const struct mixcore_stream *stream, u32 from, u32 count)
{
	while (count) {
		u32 piece = min3(count, frames->count - to, stream->buffer - from);

		mixcore_frames_copy_piece(frames, to, stream, from, piece);
		to = to + piece == frames->count ? 0 : to + piece;
		from = from + piece == stream->buffer ? 0 : from + piece;
		count -= piece;
	}
}

/**
 * mixcore_frames_silence() - as mixcore_frames_copy(), of silence
 * @frames: may wrap
 * @to: place of the first, below @frames->count
 * @count: no more than fit
 *
 * Context: as mixcore_frames_copy().
 */
void mixcore_frames_silence(struct mixcore_frames *frames, u32 to, u32 count)
{
	const struct mixcore_layout *layout = &frames->layout;
	u32 plane, planes = mixcore_frames_planes(layout);

	while (count) {
		u32 piece = min(count, frames->count - to);
		void *at = frames->samples + to * layout->frame_step;

		for (plane = 0; plane < planes; plane++)
			snd_pcm_format_set_silence(frames->format,
						   at + plane * layout->channel_step,
						   piece * layout->channels / planes);
		to = 0;
		count -= piece;
	}
}
