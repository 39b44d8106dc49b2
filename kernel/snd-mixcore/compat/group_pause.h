/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Goes with 6.1: in a pause its PCM core asks for the position of a stream while it holds the lock
 * of the stream's group. Was it an xrun, the core would stop the group, and wait for that lock for
 * ever. 6.12 does not ask. Included by stream.c.
 */

/* Started, paused or stopped at this moment together with those it is linked with. */
static bool mixcore_stream_acts_with_group(struct snd_pcm_substream *substream)
{
	return substream->runtime->trigger_master == substream &&
	       snd_pcm_stream_linked(substream) && spin_is_locked(&substream->group->lock);
}

/*
 * The position that the core knows. It takes no step from there, whatever became of the
 * application's pointer, the time since, or a reset that another thread has done half of.
 */
static snd_pcm_uframes_t mixcore_stream_stand(struct snd_pcm_runtime *runtime)
{
	snd_pcm_uframes_t pos = runtime->status->hw_ptr % runtime->buffer_size;

	runtime->hw_ptr_base = runtime->status->hw_ptr - pos;
	runtime->hw_ptr_jiffies = jiffies;
	return pos;
}
