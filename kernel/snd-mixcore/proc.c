// SPDX-License-Identifier: GPL-2.0-only
/* /proc/asound/Mixcore/mixcore: outputs and streams as text, for people. Names as in the uapi. */
#include <sound/info.h>

#include "mixcore.h"

static const char * const mixcore_output_states[] = {
	[MIXCORE_OUTPUT_IDLE] = "idle",
	[MIXCORE_OUTPUT_RUNNING] = "running",
	[MIXCORE_OUTPUT_NULL_CLOCK] = "null_clock",
	[MIXCORE_OUTPUT_LOST] = "lost",
	[MIXCORE_OUTPUT_DETACHED] = "detached",
};

static const char * const mixcore_stream_states[] = {
	[MIXCORE_STREAM_OPEN] = "open",
	[MIXCORE_STREAM_READY] = "ready",
	[MIXCORE_STREAM_RUNNING] = "running",
	[MIXCORE_STREAM_DRAINING] = "draining",
	[MIXCORE_STREAM_PAUSED] = "paused",
	[MIXCORE_STREAM_XRUN] = "xrun",
};

static void mixcore_proc_output(struct snd_info_buffer *buffer,
				const struct mixcore_output_info *info)
{
	snd_iprintf(buffer, "output %u %s: %s%s, %u Hz, %u channels, cycle %u, fill %u, delay %u\n",
		    info->id, info->name, mixcore_output_states[info->state],
		    info->flags & MIXCORE_OUTPUT_F_DEFAULT ? ", default" : "", info->rate,
		    info->channels, info->cycle_frames, info->fill_frames, info->delay_frames);
	if (info->flags & MIXCORE_OUTPUT_F_BACKEND)
		snd_iprintf(buffer, "  backend hw:%s,%d: period %u, buffer %u\n",
			    info->backend_id, info->backend_device, info->period_frames,
			    info->buffer_frames);
	snd_iprintf(buffer,
		    "  frames %llu, null %llu, cycles %llu, wakeups %llu, xruns %llu, restarts %u\n",
		    info->frames, info->null_frames, info->cycles, info->wakeups, info->xruns,
		    info->restarts);
}

static void mixcore_proc_stream(struct snd_info_buffer *buffer,
				const struct mixcore_stream_info *info)
{
	snd_iprintf(buffer, "stream %u on output %u: %s, substream %u, uid %u",
		    info->id, info->output, mixcore_stream_states[info->state], info->substream,
		    info->uid);
	if (info->rate)
		snd_iprintf(buffer, ", %u Hz, %u channels, %s, period %u, buffer %u", info->rate,
			    info->channels,
			    snd_pcm_format_name((__force snd_pcm_format_t)info->format),
			    info->period_frames, info->buffer_frames);
	snd_iprintf(buffer, "\n  frames %llu, xruns %llu, silence %llu, wakeups %llu\n",
		    info->frames, info->xruns, info->silence_frames, info->wakeups);
}

/* The file is readable by all: names and pids of processes are not in it. */
static void mixcore_proc_read(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	static const struct mixcore_caller nobody = { .uid = INVALID_UID };
	struct mixcore_card *card = entry->private_data;
	struct mixcore_output *output;
	struct mixcore_stream *stream;
	unsigned long id;

	mutex_lock(&card->graph_lock);
	snd_iprintf(buffer, "mixcore %s, generation %llu\n", MIXCORE_MODULE_VERSION,
		    card->generation);
	xa_for_each(&card->outputs, id, output) {
		struct mixcore_output_info info = {};

		mixcore_output_info(output, &nobody, &info);
		mixcore_proc_output(buffer, &info);
	}
	xa_for_each(&card->streams, id, stream) {
		struct mixcore_stream_info info = {};

		mixcore_stream_info(stream, &nobody, &info);
		mixcore_proc_stream(buffer, &info);
	}
	mutex_unlock(&card->graph_lock);
}

/**
 * mixcore_proc_new() - make the file; it goes with the card
 * @card: not registered yet
 *
 * Context: module load.
 */
void mixcore_proc_new(struct mixcore_card *card)
{
	snd_card_ro_proc_new(card->snd, "mixcore", card, mixcore_proc_read);
}
