// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/asound/Mixcore/mixcore: outputs, inputs and streams as text, for people. Names as in the
 * uapi.
 */
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

/* Of an output or an input. */
static void mixcore_proc_device(struct snd_info_buffer *buffer, const struct mixcore_output *output)
{
	const struct mixcore_counters *counters = &output->counters;
	const struct mixcore_slave *slave = &output->slave;

	if (output->endpoint)
		snd_iprintf(buffer, "  endpoint: ring %u\n", output->endpoint->ring.frames);
	else if (READ_ONCE(output->attached))
		snd_iprintf(buffer, "  backend hw:%s,%d: period %u, buffer %u\n", slave->id,
			    slave->device, slave->period, slave->buffer);
	snd_iprintf(buffer,
		    "  frames %llu, null %llu, cycles %llu, wakeups %llu, xruns %llu, restarts %llu\n",
		    READ_ONCE(counters->frames), READ_ONCE(counters->null_frames),
		    READ_ONCE(counters->cycles), READ_ONCE(counters->wakeups),
		    READ_ONCE(counters->xruns), READ_ONCE(counters->restarts));
}

static void mixcore_proc_output(struct snd_info_buffer *buffer,
				const struct mixcore_output_info *info)
{
	snd_iprintf(buffer, "output %u %s: %s%s, %u Hz, %u channels, cycle %u, fill %u, delay %u\n",
		    info->id, info->name, mixcore_output_states[info->state],
		    info->flags & MIXCORE_OUTPUT_F_DEFAULT ? ", default" : "", info->rate,
		    info->channels, info->cycle_frames, info->fill_frames, info->delay_frames);
}

static void mixcore_proc_input(struct snd_info_buffer *buffer,
			       const struct mixcore_input_info *info)
{
	snd_iprintf(buffer, "input %u %s: %s%s, %u Hz, %u channels, cycle %u, delay %u\n",
		    info->id, info->name, mixcore_output_states[info->state],
		    info->flags & MIXCORE_OUTPUT_F_DEFAULT ? ", default" : "", info->rate,
		    info->channels, info->cycle_frames, info->delay_frames);
}

static const char * const mixcore_sources[] = {
	[MIXCORE_SOURCE_INPUT] = "input",
	[MIXCORE_SOURCE_MIX] = "mix of output",
	[MIXCORE_SOURCE_OUT] = "out of output",
	[MIXCORE_SOURCE_STREAM] = "stream",
};

static void mixcore_proc_stream_place(struct snd_info_buffer *buffer,
				      const struct mixcore_stream_info *info)
{
	if (info->direction == MIXCORE_DIRECTION_CAPTURE)
		snd_iprintf(buffer, "stream %u of %s %u", info->id,
			    mixcore_sources[info->source_kind], info->source);
	else
		snd_iprintf(buffer, "stream %u on output %u", info->id, info->output);
}

static void mixcore_proc_stream(struct snd_info_buffer *buffer,
				const struct mixcore_stream_info *info)
{
	mixcore_proc_stream_place(buffer, info);
	snd_iprintf(buffer, ": %s, substream %u, uid %u", mixcore_stream_states[info->state],
		    info->substream, info->uid);
	if (info->rate)
		snd_iprintf(buffer, ", %u Hz, %u channels, %s, period %u, buffer %u", info->rate,
			    info->channels,
			    snd_pcm_format_name((__force snd_pcm_format_t)info->format),
			    info->period_frames, info->buffer_frames);
	snd_iprintf(buffer, "\n  frames %llu, xruns %llu, silence %llu, wakeups %llu\n",
		    info->frames, info->xruns, info->silence_frames, info->wakeups);
}

static const struct mixcore_caller mixcore_proc_nobody = { .uid = INVALID_UID };

/* Each kind has its own frame on the stack. */
static noinline void mixcore_proc_outputs(struct snd_info_buffer *buffer, struct mixcore_card *card)
	__must_hold(&card->graph_lock)
{
	struct mixcore_output_info info;
	struct mixcore_output *output;
	unsigned long id;

	xa_for_each(&card->outputs, id, output) {
		memset(&info, 0, sizeof(info));
		mixcore_output_info(output, &mixcore_proc_nobody, &info);
		mixcore_proc_output(buffer, &info);
		mixcore_proc_device(buffer, output);
	}
}

static noinline void mixcore_proc_inputs(struct snd_info_buffer *buffer, struct mixcore_card *card)
	__must_hold(&card->graph_lock)
{
	struct mixcore_input_info info;
	struct mixcore_output *input;
	unsigned long id;

	xa_for_each(&card->inputs, id, input) {
		memset(&info, 0, sizeof(info));
		mixcore_input_info(input, &mixcore_proc_nobody, &info);
		mixcore_proc_input(buffer, &info);
		mixcore_proc_device(buffer, input);
	}
}

static noinline void mixcore_proc_streams(struct snd_info_buffer *buffer, struct mixcore_card *card)
	__must_hold(&card->graph_lock)
{
	struct mixcore_stream_info info;
	struct mixcore_stream *stream;
	unsigned long id;

	xa_for_each(&card->streams, id, stream) {
		memset(&info, 0, sizeof(info));
		mixcore_stream_info(stream, &mixcore_proc_nobody, &info);
		mixcore_proc_stream(buffer, &info);
	}
}

/* The file is readable by all: names and pids of processes are not in it. */
static void mixcore_proc_read(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct mixcore_card *card = entry->private_data;

	mutex_lock(&card->graph_lock);
	snd_iprintf(buffer, "mixcore %s, generation %llu\n", MIXCORE_MODULE_VERSION,
		    card->generation);
	mixcore_proc_outputs(buffer, card);
	mixcore_proc_inputs(buffer, card);
	mixcore_proc_streams(buffer, card);
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
