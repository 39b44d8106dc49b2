// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an application's channels are: ALSA's controls "Playback Channel Map" and "Capture Channel
 * Map", one per substream. They say what dsp/chmap.c goes by.
 */
#include <sound/control.h>
#include <sound/tlv.h>

#include "mixcore.h"

static const struct snd_pcm_chmap_elem mixcore_channel_maps[] = {
	{ 1, { SNDRV_CHMAP_MONO } },
	{ 2, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR } },
	{ 3, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_FC } },
	{ 4, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR } },
	{ 5, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR, SNDRV_CHMAP_FC } },
	{ 6, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR, SNDRV_CHMAP_FC,
	       SNDRV_CHMAP_LFE } },
	{ 7, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR, SNDRV_CHMAP_FC,
	       SNDRV_CHMAP_LFE, SNDRV_CHMAP_RC } },
	{ 8, { SNDRV_CHMAP_FL, SNDRV_CHMAP_FR, SNDRV_CHMAP_RL, SNDRV_CHMAP_RR, SNDRV_CHMAP_FC,
	       SNDRV_CHMAP_LFE, SNDRV_CHMAP_SL, SNDRV_CHMAP_SR } },
	{ }
};

static enum mixcore_pcm mixcore_channel_map_pcm(const struct snd_pcm_chmap *info)
{
	if (info->pcm->device)
		return MIXCORE_PCM_MONITOR;
	return info->stream == SNDRV_PCM_STREAM_PLAYBACK ? MIXCORE_PCM_PLAYBACK :
							   MIXCORE_PCM_CAPTURE;
}

/* 0: it is closed, or has no parameters. */
static u32 mixcore_channel_map_channels(const struct snd_pcm_chmap *info, u32 substream)
{
	struct mixcore_card *card = info->pcm->private_data;
	struct mixcore_stream *stream;
	u32 channels = 0;

	mutex_lock(&card->graph_lock);
	stream = *mixcore_graph_slot(card, mixcore_channel_map_pcm(info), substream);
	if (stream && mixcore_stream_connected(stream))
		channels = stream->channels;
	mutex_unlock(&card->graph_lock);
	return channels;
}

/* The core's own looks into a runtime that may be freed meanwhile. */
static int mixcore_channel_map_get(struct snd_kcontrol *kcontrol,
				   struct snd_ctl_elem_value *value)
{
	const struct snd_pcm_chmap *info = snd_kcontrol_chip(kcontrol);
	u32 substream = snd_ctl_get_ioffidx(kcontrol, &value->id);
	u32 channels = mixcore_channel_map_channels(info, substream), i;

	BUILD_BUG_ON(ARRAY_SIZE(mixcore_channel_maps) != MIXCORE_CHANNELS_MAX + 1);
	for (i = 0; i < channels; i++)
		value->value.integer.value[i] = mixcore_channel_maps[channels - 1].map[i];
	for (; i < MIXCORE_CHANNELS_MAX; i++)
		value->value.integer.value[i] = 0;
	return 0;
}

/**
 * mixcore_channel_map_new() - make the controls of one direction of a PCM
 * @pcm: of the card, not registered yet
 * @direction: SNDRV_PCM_STREAM_*
 *
 * Context: module load.
 * Return: 0 or an error.
 */
int mixcore_channel_map_new(struct snd_pcm *pcm, int direction)
{
	struct snd_pcm_chmap *info;
	int err;

	err = snd_pcm_add_chmap_ctls(pcm, direction, mixcore_channel_maps, MIXCORE_CHANNELS_MAX, 0,
				     &info);
	if (err)
		return err;
	info->kctl->get = mixcore_channel_map_get;
	return 0;
}
