// SPDX-License-Identifier: GPL-2.0-only
/* The PCM of a card: any rate, format and number of channels, and calls that fail when told to. */
#include <linux/delay.h>
#include <linux/math64.h>
#include <sound/pcm_params.h>

#include "test.h"

/* Is this call one of those to fail? */
static int test_fail(struct test_card *card, struct snd_pcm_substream *substream, enum test_op op)
{
	struct test_slot *slot = card->slot;

	if (substream->stream != SNDRV_PCM_STREAM_PLAYBACK)
		return 0;
	return atomic_dec_if_positive(&slot->fail_left[op]) >= 0 ? -slot->fail_error[op] : 0;
}

static const struct snd_pcm_hardware test_hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_BLOCK_TRANSFER,
	.formats = SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S24_LE | SNDRV_PCM_FMTBIT_S32_LE,
	.rates = SNDRV_PCM_RATE_CONTINUOUS | SNDRV_PCM_RATE_8000_192000,
	.rate_min = 8000,
	.rate_max = 192000,
	.channels_min = 1,
	.channels_max = 8,
	.buffer_bytes_max = 8 << 20,
	.period_bytes_min = 32,
	.period_bytes_max = 4 << 20,
	.periods_min = 2,
	.periods_max = 4096,
};

static int test_pcm_open(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err = test_fail(card, substream, OP_OPEN);

	if (err)
		return err;
	runtime->hw = test_hardware;
	if (batch[card->slot->number])
		runtime->hw.info |= SNDRV_PCM_INFO_BATCH;
	card->side[substream->stream].substream = substream;
	return snd_pcm_hw_constraint_integer(runtime, SNDRV_PCM_HW_PARAM_PERIODS);
}

static int test_pcm_close(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);

	card->side[substream->stream].substream = NULL;
	return 0;
}

static bool test_same_params(const struct test_card *card, struct snd_pcm_hw_params *params)
{
	return card->rate == params_rate(params) && card->format == params_format(params) &&
	       card->channels == params_channels(params);
}

static int test_pcm_hw_params(struct snd_pcm_substream *substream,
			      struct snd_pcm_hw_params *params)
{
	struct test_card *card = snd_pcm_substream_chip(substream);
	struct test_side *side = &card->side[substream->stream];
	struct test_side *other = &card->side[!substream->stream];
	int err = test_fail(card, substream, OP_HW_PARAMS);

	if (err)
		return err;
	spin_lock_irq(&card->lock);
	if (other->configured && !test_same_params(card, params)) {
		err = -EBUSY;
	} else {
		side->configured = true;
		side->period = params_period_size(params);
		card->rate = params_rate(params);
		card->format = params_format(params);
		card->channels = params_channels(params);
	}
	spin_unlock_irq(&card->lock);
	return err;
}

static int test_pcm_hw_free(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);

	spin_lock_irq(&card->lock);
	card->side[substream->stream].configured = false;
	spin_unlock_irq(&card->lock);
	return 0;
}

static int test_pcm_prepare(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);
	struct test_side *side = &card->side[substream->stream];
	int err = test_fail(card, substream, OP_PREPARE);

	if (err)
		return err;
	spin_lock_irq(&card->lock);
	side->pos = 0;
	side->announced = 0;
	spin_unlock_irq(&card->lock);
	return 0;
}

static void test_start(struct test_card *card, struct test_side *side)
{
	ktime_t now = ktime_get();

	test_clock_update(card, now);
	if (!test_clock_used(card))
		test_clock_rebase(card, now);
	side->running = true;
	test_timer_arm(card);
}

static void test_stop(struct test_card *card, struct test_side *side)
{
	test_clock_update(card, ktime_get());
	side->running = false;
}

static int test_pcm_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct test_card *card = snd_pcm_substream_chip(substream);
	struct test_side *side = &card->side[substream->stream];
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&card->lock, flags);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		err = test_fail(card, substream, OP_TRIGGER);
		if (!err)
			test_start(card, side);
		break;
	case SNDRV_PCM_TRIGGER_STOP:
		test_stop(card, side);
		break;
	default:
		err = -EINVAL;
	}
	spin_unlock_irqrestore(&card->lock, flags);
	return err;
}

/* Nothing refers to this side any more when this returns; the other one goes on. */
static int test_pcm_sync_stop(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);

	hrtimer_cancel(&card->timer);
	flush_work(&card->work);
	spin_lock_irq(&card->lock);
	test_timer_arm(card);
	spin_unlock_irq(&card->lock);
	return 0;
}

/* Like hardware behind a slow bus. */
static void test_pcm_sleep(const struct test_card *card)
{
	u32 us = READ_ONCE(card->slot->sleep_us);

	if (us && nonatomic[card->slot->number])
		usleep_range(us, us);
}

static snd_pcm_uframes_t test_pcm_pointer(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);
	struct test_side *side = &card->side[substream->stream];
	unsigned long flags;
	u64 pos;
	u32 step;

	if (test_fail(card, substream, OP_POINTER))
		return SNDRV_PCM_POS_XRUN;
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		test_pcm_sleep(card);
	spin_lock_irqsave(&card->lock, flags);
	test_clock_update(card, ktime_get());
	pos = side->pos;
	spin_unlock_irqrestore(&card->lock, flags);

	step = READ_ONCE(card->slot->step);
	if (!step)
		step = batch[card->slot->number] ? side->period : 1;
	pos = div_u64(pos, step) * step;
	div64_u64_rem(pos, substream->runtime->buffer_size, &pos);
	return pos;
}

static const struct snd_pcm_ops test_pcm_ops = {
	.open = test_pcm_open,
	.close = test_pcm_close,
	.hw_params = test_pcm_hw_params,
	.hw_free = test_pcm_hw_free,
	.prepare = test_pcm_prepare,
	.trigger = test_pcm_trigger,
	.sync_stop = test_pcm_sync_stop,
	.pointer = test_pcm_pointer,
};

int test_pcm_new(struct test_card *card)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(card->snd, "Test", 0, 1, 1, &pcm);
	if (err)
		return err;
	pcm->private_data = card;
	pcm->nonatomic = nonatomic[card->slot->number];
	strscpy(pcm->name, "Test PCM", sizeof(pcm->name));
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &test_pcm_ops);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &test_pcm_ops);
	return snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0);
}
