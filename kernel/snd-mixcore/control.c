// SPDX-License-Identifier: GPL-2.0-only
/*
 * ALSA controls: volume and switch of each substream and of each output. They show and change the
 * same gains as the ioctls; a gain between two steps reads as the nearest.
 */
#include <linux/cred.h>
#include <sound/control.h>
#include <sound/tlv.h>

#include "mixcore.h"

static const DECLARE_TLV_DB_SCALE(mixcore_volume_tlv, -9600, 50, 1);

static struct mixcore_caller mixcore_control_caller(void)
{
	struct mixcore_caller caller = {
		.uid = current_euid(),
		.control = capable(CAP_SYS_ADMIN),
		.text = "control",
	};

	return caller;
}

static int mixcore_volume_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = 1;
	info->value.integer.min = 0;
	info->value.integer.max = MIXCORE_CTL_VOLUME_MAX;
	return 0;
}

static u32 mixcore_volume_of(const u32 gain[MIXCORE_CHANNELS_MAX], u32 channels)
{
	u32 loudest = gain[0];
	u32 ch;

	for (ch = 1; ch < channels; ch++)
		loudest = max(loudest, gain[ch]);
	return mixcore_volume_from_gain(loudest);
}

static void mixcore_gains_from_volume(u32 volume, u32 gain[MIXCORE_CHANNELS_MAX])
{
	u32 ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++)
		gain[ch] = mixcore_gain_from_volume(volume);
}

/* Elements are for the streams in card->by_substream from this one on. */
static u32 mixcore_control_first(const struct snd_kcontrol *kcontrol)
{
	return kcontrol->private_value;
}

/* The stream behind an element, valid under graph_lock, or NULL when the substream is closed. */
static struct mixcore_stream *mixcore_control_stream(struct snd_kcontrol *kcontrol,
						     struct snd_ctl_elem_value *value)
	__must_hold(&card->graph_lock)
{
	struct mixcore_card *card = kcontrol->private_data;

	lockdep_assert_held(&card->graph_lock);
	return card->by_substream[mixcore_control_first(kcontrol) +
				  snd_ctl_get_ioff(kcontrol, &value->id)];
}

static bool mixcore_control_records(struct snd_kcontrol *kcontrol)
{
	return mixcore_control_first(kcontrol);
}

static u32 mixcore_stream_volume(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct mixcore_card *card = kcontrol->private_data;
	struct mixcore_stream *stream;
	u32 volume;

	mutex_lock(&card->graph_lock);
	stream = mixcore_control_stream(kcontrol, value);
	if (stream)
		volume = mixcore_volume_of(stream->gain, stream->channels ?: 1);
	else if (mixcore_control_records(kcontrol))
		volume = MIXCORE_CTL_VOLUME_MAX;
	else
		volume = mixcore_volume_from_gain(card->default_values.gain);
	mutex_unlock(&card->graph_lock);
	return volume;
}

static bool mixcore_stream_switch(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct mixcore_card *card = kcontrol->private_data;
	struct mixcore_stream *stream;
	bool on;

	mutex_lock(&card->graph_lock);
	stream = mixcore_control_stream(kcontrol, value);
	if (stream)
		on = !stream->mute;
	else
		on = mixcore_control_records(kcontrol) || !card->default_values.mute;
	mutex_unlock(&card->graph_lock);
	return on;
}

static int mixcore_stream_volume_get(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	value->value.integer.value[0] = mixcore_stream_volume(kcontrol, value);
	return 0;
}

static int mixcore_stream_switch_get(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	value->value.integer.value[0] = mixcore_stream_switch(kcontrol, value);
	return 0;
}

/* Would @set change the stream behind the element? Fills in its id. -ENODEV when it is closed. */
static int mixcore_control_changes_stream(struct snd_kcontrol *kcontrol,
					  struct snd_ctl_elem_value *value,
					  struct mixcore_stream_set *set)
{
	struct mixcore_card *card = kcontrol->private_data;
	struct mixcore_stream *stream;
	int changes = -ENODEV;

	mutex_lock(&card->graph_lock);
	stream = mixcore_control_stream(kcontrol, value);
	if (stream) {
		set->id = stream->id;
		if (set->mask == MIXCORE_SET_GAIN)
			changes = memcmp(stream->gain, set->gain, sizeof(set->gain)) != 0;
		else
			changes = stream->mute != set->mute;
	}
	mutex_unlock(&card->graph_lock);
	return changes;
}

static int mixcore_control_set_stream(struct snd_kcontrol *kcontrol,
				      struct snd_ctl_elem_value *value,
				      struct mixcore_stream_set *set)
{
	struct mixcore_caller caller = mixcore_control_caller();
	int changes = mixcore_control_changes_stream(kcontrol, value, set);

	if (changes <= 0)
		return changes;
	return mixcore_transaction_one(&mixcore_stream_set_kind, kcontrol->private_data, &caller,
				       set) ?: 1;
}

static int mixcore_stream_volume_put(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	struct mixcore_stream_set set = { .mask = MIXCORE_SET_GAIN };
	long volume = value->value.integer.value[0];

	if (volume < 0 || volume > MIXCORE_CTL_VOLUME_MAX)
		return -EINVAL;
	mixcore_gains_from_volume(volume, set.gain);
	return mixcore_control_set_stream(kcontrol, value, &set);
}

static int mixcore_stream_switch_put(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	struct mixcore_stream_set set = { .mask = MIXCORE_SET_MUTE };

	set.mute = !value->value.integer.value[0];
	return mixcore_control_set_stream(kcontrol, value, &set);
}

static const struct snd_kcontrol_new mixcore_stream_volume_ctl = {
	.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
	.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ |
		  SNDRV_CTL_ELEM_ACCESS_VOLATILE,
	.info = mixcore_volume_info,
	.get = mixcore_stream_volume_get,
	.put = mixcore_stream_volume_put,
	.tlv.p = mixcore_volume_tlv,
};

static const struct snd_kcontrol_new mixcore_stream_switch_ctl = {
	.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
	.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_VOLATILE,
	.info = snd_ctl_boolean_mono_info,
	.get = mixcore_stream_switch_get,
	.put = mixcore_stream_switch_put,
};

/* Of @count streams from card->by_substream[@first] on. */
static int mixcore_control_add_streams(struct mixcore_card *card,
				       struct snd_kcontrol_new template, const char *name,
				       u32 first, u32 count, struct snd_kcontrol **control)
{
	struct snd_kcontrol *kcontrol;
	u32 i;

	template.name = name;
	template.count = count;
	template.private_value = first;
	kcontrol = snd_ctl_new1(&template, card);
	if (!kcontrol)
		return -ENOMEM;
	for (i = 0; i < kcontrol->count; i++)
		kcontrol->vd[i].access |= SNDRV_CTL_ELEM_ACCESS_INACTIVE;
	*control = kcontrol;
	return snd_ctl_add(card->snd, kcontrol);
}

static int mixcore_control_add_recorders(struct mixcore_card *card)
{
	u32 first = MIXCORE_PCM_CAPTURE * mixcore_param_streams;
	u32 count = (MIXCORE_PCMS - MIXCORE_PCM_CAPTURE) * mixcore_param_streams;
	int err;

	err = mixcore_control_add_streams(card, mixcore_stream_volume_ctl,
					  "Recorder Capture Volume", first, count,
					  &card->volume_ctl[1]);
	if (err)
		return err;
	return mixcore_control_add_streams(card, mixcore_stream_switch_ctl,
					   "Recorder Capture Switch", first, count,
					   &card->switch_ctl[1]);
}

/**
 * mixcore_control_new() - make the streams' controls
 * @card: the card, not registered yet
 *
 * Context: module load.
 * Return: 0 or an error.
 */
int mixcore_control_new(struct mixcore_card *card)
{
	u32 count = mixcore_param_streams;
	int err;

	err = mixcore_control_add_streams(card, mixcore_stream_volume_ctl,
					  "Stream Playback Volume", 0, count,
					  &card->volume_ctl[0]);
	if (!err)
		err = mixcore_control_add_streams(card, mixcore_stream_switch_ctl,
						  "Stream Playback Switch", 0, count,
						  &card->switch_ctl[0]);
	return err ?: mixcore_control_add_recorders(card);
}

/* Which element of its kind is a stream's. */
static u32 mixcore_control_offset(const struct mixcore_stream *stream)
{
	u32 offset = stream->substream->number;

	if (mixcore_stream_pcm(stream) == MIXCORE_PCM_MONITOR)
		offset += mixcore_param_streams;
	return offset;
}

static void mixcore_control_activate_one(struct mixcore_stream *stream,
					 struct snd_kcontrol *kcontrol, bool active)
{
	struct snd_ctl_elem_id id;

	memset(&id, 0, sizeof(id));
	snd_ctl_build_ioff(&id, kcontrol, mixcore_control_offset(stream));
	snd_ctl_activate_id(stream->card->snd, &id, active);
}

/**
 * mixcore_control_activate() - show or hide a substream's controls
 * @stream: its
 * @active: it is open
 *
 * Context: process, without graph_lock.
 */
void mixcore_control_activate(struct mixcore_stream *stream, bool active)
{
	bool records = mixcore_stream_records(stream);

	mixcore_control_activate_one(stream, stream->card->volume_ctl[records], active);
	mixcore_control_activate_one(stream, stream->card->switch_ctl[records], active);
}

/**
 * mixcore_control_notify_stream() - tell listeners that volume or switch have changed
 * @stream: its
 *
 * Context: process, without graph_lock.
 */
void mixcore_control_notify_stream(struct mixcore_stream *stream)
{
	struct mixcore_card *card = stream->card;
	u32 offset = mixcore_control_offset(stream);
	bool records = mixcore_stream_records(stream);

	snd_ctl_notify_one(card->snd, SNDRV_CTL_EVENT_MASK_VALUE, card->volume_ctl[records],
			   offset);
	snd_ctl_notify_one(card->snd, SNDRV_CTL_EVENT_MASK_VALUE, card->switch_ctl[records],
			   offset);
}

static int mixcore_output_volume_get(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	struct mixcore_output *output = kcontrol->private_data;

	mutex_lock(&output->card->graph_lock);
	value->value.integer.value[0] = mixcore_volume_of(output->gain, output->config.channels);
	mutex_unlock(&output->card->graph_lock);
	return 0;
}

static int mixcore_output_switch_get(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	struct mixcore_output *output = kcontrol->private_data;

	mutex_lock(&output->card->graph_lock);
	value->value.integer.value[0] = !output->mute;
	mutex_unlock(&output->card->graph_lock);
	return 0;
}

static bool mixcore_control_changes_output(struct mixcore_output *output,
					   const struct mixcore_output_set *set)
{
	bool changes;

	mutex_lock(&output->card->graph_lock);
	if (set->mask == MIXCORE_SET_GAIN)
		changes = memcmp(output->gain, set->gain, sizeof(set->gain)) != 0;
	else
		changes = output->mute != set->mute;
	mutex_unlock(&output->card->graph_lock);
	return changes;
}

static int mixcore_control_set_output(struct mixcore_output *output,
				      const struct mixcore_output_set *set)
{
	struct mixcore_caller caller = mixcore_control_caller();

	if (!mixcore_control_changes_output(output, set))
		return 0;
	return mixcore_transaction_one(&mixcore_output_set_kind, output->card, &caller, set) ?: 1;
}

static int mixcore_output_volume_put(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	struct mixcore_output *output = kcontrol->private_data;
	struct mixcore_output_set set = { .id = output->id, .mask = MIXCORE_SET_GAIN };
	long volume = value->value.integer.value[0];

	if (volume < 0 || volume > MIXCORE_CTL_VOLUME_MAX)
		return -EINVAL;
	mixcore_gains_from_volume(volume, set.gain);
	return mixcore_control_set_output(output, &set);
}

static int mixcore_output_switch_put(struct snd_kcontrol *kcontrol,
				     struct snd_ctl_elem_value *value)
{
	struct mixcore_output *output = kcontrol->private_data;
	struct mixcore_output_set set = { .id = output->id, .mask = MIXCORE_SET_MUTE };

	set.mute = !value->value.integer.value[0];
	return mixcore_control_set_output(output, &set);
}

static int mixcore_control_add_one(struct mixcore_output *output,
				   const struct snd_kcontrol_new *template,
				   struct snd_kcontrol **control)
{
	struct snd_kcontrol *kcontrol = snd_ctl_new1(template, output);
	int err;

	if (!kcontrol)
		return -ENOMEM;
	err = snd_ctl_add(output->card->snd, kcontrol);
	if (!err)
		*control = kcontrol;
	return err;
}

static void mixcore_control_remove_one(struct mixcore_output *output,
				       struct snd_kcontrol **control)
{
	struct snd_ctl_elem_id id;

	if (!*control)
		return;
	id = (*control)->id;
	WRITE_ONCE(*control, NULL);
	snd_ctl_remove_id(output->card->snd, &id);
}

/**
 * mixcore_control_add_output() - make an output's controls
 * @output: not in the graph yet
 *
 * Context: process, without graph_lock.
 * Return: 0, -EBUSY when there are controls of that name, -ENOMEM.
 */
int mixcore_control_add_output(struct mixcore_output *output)
{
	char name[SNDRV_CTL_ELEM_ID_NAME_MAXLEN];
	struct snd_kcontrol_new template = {
		.iface = SNDRV_CTL_ELEM_IFACE_MIXER,
		.name = name,
		.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ |
			  SNDRV_CTL_ELEM_ACCESS_VOLATILE,
		.info = mixcore_volume_info,
		.get = mixcore_output_volume_get,
		.put = mixcore_output_volume_put,
		.tlv.p = mixcore_volume_tlv,
	};
	int err;

	snprintf(name, sizeof(name), "%.*s Playback Volume", MIXCORE_NAME_MAX,
		 output->name);
	err = mixcore_control_add_one(output, &template, &output->volume_ctl);
	if (err)
		return err;
	template.access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_VOLATILE;
	template.info = snd_ctl_boolean_mono_info;
	template.get = mixcore_output_switch_get;
	template.put = mixcore_output_switch_put;
	template.tlv.p = NULL;
	snprintf(name, sizeof(name), "%.*s Playback Switch", MIXCORE_NAME_MAX,
		 output->name);
	err = mixcore_control_add_one(output, &template, &output->switch_ctl);
	if (err)
		mixcore_control_remove_one(output, &output->volume_ctl);
	return err;
}

/**
 * mixcore_control_remove_output() - undo mixcore_control_add_output()
 * @output: not in the graph any more; may have no controls
 *
 * Context: process, without graph_lock. Callbacks that run are waited for.
 */
void mixcore_control_remove_output(struct mixcore_output *output)
{
	mixcore_control_remove_one(output, &output->switch_ctl);
	mixcore_control_remove_one(output, &output->volume_ctl);
}

/**
 * mixcore_control_notify_output() - tell listeners that volume or switch have changed
 * @output: its
 *
 * Context: process, without graph_lock.
 */
void mixcore_control_notify_output(struct mixcore_output *output)
{
	struct snd_card *snd = output->card->snd;
	struct snd_kcontrol *kcontrol;

	/* Removal takes this for writing: what is seen under it stays. */
	down_read(&snd->controls_rwsem);
	kcontrol = READ_ONCE(output->volume_ctl);
	if (kcontrol)
		snd_ctl_notify_one(snd, SNDRV_CTL_EVENT_MASK_VALUE, kcontrol, 0);
	kcontrol = READ_ONCE(output->switch_ctl);
	if (kcontrol)
		snd_ctl_notify_one(snd, SNDRV_CTL_EVENT_MASK_VALUE, kcontrol, 0);
	up_read(&snd->controls_rwsem);
}
