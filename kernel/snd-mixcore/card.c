// SPDX-License-Identifier: GPL-2.0-only
/* The ALSA card: its PCM device, the null output, from module load to unload. */
#include <linux/module.h>
#include <linux/slab.h>

#include "mixcore.h"

static int mixcore_card_add_pcm(struct mixcore_card *card)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(card->snd, "Mixcore", 0, mixcore_param_streams, 0, &pcm);
	if (err)
		return err;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &mixcore_stream_ops);
	pcm->private_data = card;
	strscpy(pcm->name, "Mixcore", sizeof(pcm->name));
	/* The output threads freeze and go on by themselves: applications notice no suspend. */
	pcm->no_device_suspend = true;
	card->pcm = pcm;
	return 0;
}

static int mixcore_card_add_null_output(struct mixcore_card *card)
{
	struct mixcore_output *output;
	u32 id;
	int err;

	output = mixcore_output_new(card, "null", mixcore_param_null_rate);
	if (IS_ERR(output))
		return PTR_ERR(output);
	err = xa_alloc(&card->outputs, &id, output,
		       XA_LIMIT(MIXCORE_OUTPUT_NULL, MIXCORE_OUTPUT_NULL), GFP_KERNEL);
	if (err) {
		mixcore_output_destroy(output);
		return err;
	}
	output->id = id;
	card->next_output = id + 1;
	card->null_output = output;
	card->default_values.output = output;
	return 0;
}

static void mixcore_card_init(struct mixcore_card *card, struct snd_card *snd)
{
	card->snd = snd;
	mutex_init(&card->attach_lock);
	mutex_init(&card->graph_lock);
	xa_init_flags(&card->outputs, XA_FLAGS_ALLOC1);
	xa_init_flags(&card->streams, XA_FLAGS_ALLOC1);
	INIT_LIST_HEAD(&card->defaults);
	INIT_LIST_HEAD(&card->leaving);
	INIT_LIST_HEAD(&card->touched);
	INIT_LIST_HEAD(&card->starting);
	mixcore_group_init(card);
	card->default_values.gain = MIXCORE_GAIN_UNITY;
	spin_lock_init(&card->run_lock);
	mixcore_move_init(card);
	mutex_init(&card->quota_lock);
	INIT_LIST_HEAD(&card->users);
	card->quota_bytes = MIXCORE_QUOTA_UID_BYTES;
	card->quota_card_bytes = MIXCORE_QUOTA_CARD_BYTES;
	card->quota_streams = MIXCORE_QUOTA_UID_STREAMS;
}

/* Stops the outputs' threads, which lets go of the backends. No stream is open any more. */
static void mixcore_card_stop_outputs(struct mixcore_card *card)
{
	struct mixcore_output *output;
	unsigned long id;

	xa_for_each(&card->outputs, id, output) {
		xa_erase(&card->outputs, id);
		mixcore_output_destroy(output);
	}
}

/* No stream is open any more, but what some have left may still play. */
static void mixcore_card_end_leaving(struct mixcore_card *card)
{
	LIST_HEAD(unused);

	mutex_lock(&card->graph_lock);
	mixcore_leaving_settle(card, true, &unused);
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

	card->by_substream = kcalloc(mixcore_param_streams, sizeof(*card->by_substream),
				     GFP_KERNEL);
	if (!card->by_substream) {
		err = -ENOMEM;
		goto err_card;
	}
	err = mixcore_card_add_null_output(card);
	if (err)
		goto err_table;
	err = mixcore_card_add_pcm(card);
	if (err)
		goto err_outputs;
	err = mixcore_control_new(card);
	if (err)
		goto err_outputs;
	mixcore_proc_new(card);
	err = snd_card_register(snd);
	if (err)
		goto err_outputs;
	return card;

err_outputs:
	mixcore_card_stop_outputs(card);
err_table:
	kfree(card->by_substream);
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
	xa_destroy(&card->outputs);
	xa_destroy(&card->streams);
	snd_card_free(card->snd);
	kfree(table);
}
