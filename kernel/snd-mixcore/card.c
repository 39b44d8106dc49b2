// SPDX-License-Identifier: GPL-2.0-only
/* The ALSA card: its PCM devices, the null output and input, from module load to unload. */
#include <linux/module.h>
#include <linux/slab.h>

#include "mixcore.h"

static void mixcore_card_init_pcm(struct mixcore_card *card, struct snd_pcm *pcm, const char *name)
{
	pcm->private_data = card;
	strscpy(pcm->name, name, sizeof(pcm->name));
	/* The output threads freeze and go on by themselves: applications notice no suspend. */
	pcm->no_device_suspend = true;
}

static void mixcore_card_unregister_pcm(struct snd_pcm *pcm)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pcm->streams); i++)
		if (pcm->streams[i].substream)
			snd_unregister_device(mixcore_pcm_device(&pcm->streams[i]));
}

/*
 * The core forgets the first direction of a PCM of which the second can't be registered, and waits
 * for ever for who still has it.
 */
static void mixcore_card_unregister_pcms(struct mixcore_card *card)
{
	mixcore_card_unregister_pcm(card->pcm);
	mixcore_card_unregister_pcm(card->monitor);
}

/* Device 0 plays and records; device 1 records what is played. */
static int mixcore_card_add_pcms(struct mixcore_card *card)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(card->snd, "Mixcore", 0, mixcore_param_streams, mixcore_param_streams,
			  &pcm);
	if (err)
		return err;
	card->pcm = pcm;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &mixcore_stream_ops);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &mixcore_recorder_ops);
	mixcore_card_init_pcm(card, pcm, "Mixcore");
	err = snd_pcm_new(card->snd, "Mixcore Monitor", 1, 0, mixcore_param_streams, &pcm);
	if (err)
		return err;
	card->monitor = pcm;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &mixcore_recorder_ops);
	mixcore_card_init_pcm(card, pcm, "Mixcore Monitor");
	return mixcore_channel_map_new(card->pcm, SNDRV_PCM_STREAM_PLAYBACK) ?:
	       mixcore_channel_map_new(card->pcm, SNDRV_PCM_STREAM_CAPTURE) ?:
	       mixcore_channel_map_new(card->monitor, SNDRV_PCM_STREAM_CAPTURE);
}

static struct mixcore_output *mixcore_card_add_null(struct mixcore_card *card, bool capture)
{
	struct mixcore_output *output;
	u32 id;
	int err;

	BUILD_BUG_ON(MIXCORE_OUTPUT_NULL != MIXCORE_INPUT_NULL);
	output = mixcore_output_new(card, "null", mixcore_param_null_rate, capture, NULL, NULL);
	if (IS_ERR(output))
		return output;
	err = xa_alloc(mixcore_graph_outputs(card, capture), &id, output,
		       XA_LIMIT(MIXCORE_OUTPUT_NULL, MIXCORE_OUTPUT_NULL), GFP_KERNEL);
	if (err) {
		mixcore_output_destroy(output);
		return ERR_PTR(err);
	}
	output->id = id;
	output->null = true;
	mixcore_history_of(&output->changes,
			   capture ? MIXCORE_OBJECT_INPUT : MIXCORE_OBJECT_OUTPUT, id, 0);
	card->next_output[capture] = id + 1;
	return output;
}

static int mixcore_card_add_null_output(struct mixcore_card *card)
{
	struct mixcore_output *output = mixcore_card_add_null(card, false);

	if (IS_ERR(output))
		return PTR_ERR(output);
	card->null_output = output;
	card->default_values.output = output;
	return 0;
}

static int mixcore_card_add_null_input(struct mixcore_card *card)
{
	struct mixcore_output *input = mixcore_card_add_null(card, true);

	if (IS_ERR(input))
		return PTR_ERR(input);
	card->null_input = input;
	card->default_values.input = input;
	return 0;
}

static void mixcore_card_init(struct mixcore_card *card, struct snd_card *snd)
{
	card->snd = snd;
	mutex_init(&card->attach_lock);
	mutex_init(&card->graph_lock);
	xa_init_flags(&card->outputs, XA_FLAGS_ALLOC1);
	xa_init_flags(&card->inputs, XA_FLAGS_ALLOC1);
	xa_init_flags(&card->streams, XA_FLAGS_ALLOC1);
	mixcore_area_init(card);
	mixcore_timer_init(card);
	ida_init(&card->places[false]);
	ida_init(&card->places[true]);
	INIT_LIST_HEAD(&card->defaults);
	INIT_LIST_HEAD(&card->leaving);
	INIT_LIST_HEAD(&card->touched);
	INIT_LIST_HEAD(&card->starting);
	mixcore_group_init(card);
	card->default_values.gain = MIXCORE_GAIN_UNITY;
	mixcore_history_of(&card->default_changes, MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0);
	spin_lock_init(&card->run_lock);
	mixcore_move_init(card);
	mutex_init(&card->quota_lock);
	INIT_LIST_HEAD(&card->users);
	card->quota_bytes = MIXCORE_QUOTA_UID_BYTES;
	card->quota_card_bytes = MIXCORE_QUOTA_CARD_BYTES;
	card->quota_held[MIXCORE_HELD_STREAMS] = MIXCORE_QUOTA_UID_STREAMS;
	card->quota_held[MIXCORE_HELD_TIMERS] = MIXCORE_QUOTA_UID_TIMERS;
	card->quota_held[MIXCORE_HELD_ENDPOINTS] = MIXCORE_QUOTA_UID_ENDPOINTS;
}

static void mixcore_card_stop_all(struct xarray *outputs)
{
	struct mixcore_output *output;
	unsigned long id;

	xa_for_each(outputs, id, output) {
		xa_erase(outputs, id);
		mixcore_output_destroy(output);
	}
}

/* Stops the threads, which lets go of the backends. No stream is open any more. */
static void mixcore_card_stop_outputs(struct mixcore_card *card)
{
	mixcore_card_stop_all(&card->outputs);
	mixcore_card_stop_all(&card->inputs);
}

/* No stream is open any more, but what some have left may still play, and loopbacks do. */
static void mixcore_card_end_leaving(struct mixcore_card *card)
{
	const struct mixcore_caller caller = { .uid = GLOBAL_ROOT_UID, .text = "rmmod" };
	struct mixcore_output *input;
	unsigned long id;
	LIST_HEAD(unused);

	mutex_lock(&card->graph_lock);
	mixcore_leaving_settle(card, true, &unused);
	xa_for_each(&card->inputs, id, input)
		mixcore_loopback_remove_all(input, &caller, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	cancel_delayed_work_sync(&card->poke);
	flush_work(&card->settle);
}

/**
 * mixcore_card_new() - make the card and register it
 * @parent: of the card
 * @index: card number wanted, as ALSA drivers take it
 * @id: card id
 *
 * Context: module load.
 * Return: the card or an ERR_PTR.
 */
struct mixcore_card *mixcore_card_new(struct device *parent, int index, const char *id)
{
	struct mixcore_card *card;
	struct snd_card *snd;
	int err;

	err = snd_card_new(parent, index, id, THIS_MODULE, sizeof(*card), &snd);
	if (err)
		return ERR_PTR(err);
	card = snd->private_data;
	mixcore_card_init(card, snd);
	strscpy(snd->driver, "Mixcore", sizeof(snd->driver));
	strscpy(snd->shortname, "Mixcore", sizeof(snd->shortname));
	strscpy(snd->longname, "Mixcore, audio mixing in the kernel", sizeof(snd->longname));
	strscpy(snd->mixername, "Mixcore", sizeof(snd->mixername));

	err = mixcore_xrun_init(card);
	if (err)
		goto err_card;
	err = mixcore_event_init(card);
	if (err)
		goto err_xruns;
	card->by_substream = kcalloc(MIXCORE_PCMS * mixcore_param_streams,
				     sizeof(*card->by_substream), GFP_KERNEL);
	if (!card->by_substream) {
		err = -ENOMEM;
		goto err_events;
	}
	err = mixcore_card_add_null_output(card);
	if (err)
		goto err_table;
	err = mixcore_card_add_null_input(card);
	if (err)
		goto err_outputs;
	err = mixcore_card_add_pcms(card);
	if (err)
		goto err_outputs;
	err = mixcore_control_new(card);
	if (err)
		goto err_outputs;
	mixcore_proc_new(card);
	err = snd_card_register(snd);
	if (err)
		goto err_register;
	return card;

err_register:
	mixcore_card_unregister_pcms(card);
err_outputs:
	mixcore_card_stop_outputs(card);
err_table:
	kfree(card->by_substream);
err_events:
	mixcore_event_free(card);
err_xruns:
	mixcore_xrun_free(card);
err_card:
	snd_card_free(snd);
	return ERR_PTR(err);
}

/**
 * mixcore_card_free() - undo mixcore_card_new()
 * @card: the card; no PCM, control or node of it is open
 *
 * Context: module unload.
 */
void mixcore_card_free(struct mixcore_card *card)
{
	struct mixcore_stream **table = card->by_substream;

	mixcore_card_end_leaving(card);
	mixcore_default_free(card);
	mixcore_card_stop_outputs(card);
	mixcore_timer_exit(card);
	xa_destroy(&card->outputs);
	xa_destroy(&card->inputs);
	xa_destroy(&card->streams);
	mixcore_event_free(card);
	mixcore_xrun_free(card);
	ida_destroy(&card->places[false]);
	ida_destroy(&card->places[true]);
	snd_card_free(card->snd);
	kfree(table);
}
