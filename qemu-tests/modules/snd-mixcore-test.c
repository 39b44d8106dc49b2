// SPDX-License-Identifier: GPL-2.0-only
/*
 * The test PCM: a card that keeps time exactly, gives back bit by bit what was played, and fails
 * when told to. For tests only; never installed.
 *
 * Each card ("Test0", "Test1", ...) has one playback and one capture substream on one clock:
 *
 *   frames = elapsed time * rate * (1e9 + ppb) / 1e9
 *
 * What the playback position passes is what the capture side records at that moment, silence while
 * playback does not run. Both need the same rate, format and channels. Interrupts come exactly at
 * the ends of periods.
 *
 * Parameters, the last two one per card:
 *   cards      1..8
 *   nonatomic  the PCM is nonatomic: interrupts come from a work item
 *   batch      the reported position moves once in a period
 *
 * Files in /sys/kernel/debug/snd-mixcore-test/cardN:
 *   ppb          clock error in 1e-9; takes effect at once
 *   step_frames  the reported position moves in such steps; 0 = exactly, or as `batch` says
 *   fail         "OP N [ERRNO]": the next N calls of playback's OP fail, with EIO: open hw_params
 *                prepare trigger (starts only) pointer (an xrun). Reads what is left to fail.
 *   stall        1: the clock stands still, no interrupts; 0: it goes on from there
 *   jump         playback's position moves by so many frames, modulo its buffer
 *   vanish       1: the card is unplugged. Reads 0 = there, 1 = gone but held open, 2 = gone
 *   appear       1: the card is back
 */
#include <linux/debugfs.h>
#include <linux/hrtimer.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <sound/core.h>
#include <sound/initval.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#define TEST_CARDS	8
#define TEST_UNIT	1000000000000000000ULL	/* 1e9 (ns in a second) * 1e9 (ppb) */
#define TEST_PPB_MAX	900000000LL
#define TEST_TEXT	128

static int cards = 1;
module_param(cards, int, 0444);
MODULE_PARM_DESC(cards, "Number of cards, 1 to 8.");
static bool nonatomic[TEST_CARDS];
module_param_array(nonatomic, bool, NULL, 0444);
MODULE_PARM_DESC(nonatomic, "Per card: the PCM is nonatomic.");
static bool batch[TEST_CARDS];
module_param_array(batch, bool, NULL, 0444);
MODULE_PARM_DESC(batch, "Per card: the position moves once in a period.");

enum test_op { OP_OPEN, OP_HW_PARAMS, OP_PREPARE, OP_TRIGGER, OP_POINTER, OP_COUNT };

static const char *const test_op_names[OP_COUNT] = {
	"open", "hw_params", "prepare", "trigger", "pointer",
};

/**
 * struct test_side - one direction of a card
 * @substream: while open
 * @configured: has hw_params
 * @running: started
 * @pos: frames since prepare
 * @period: frames of it
 * @announced: periods reported by interrupts
 */
struct test_side {
	struct snd_pcm_substream *substream;
	bool configured;
	bool running;
	u64 pos;
	u32 period;
	u64 announced;
};

/**
 * struct test_card - a card that is there, or is gone and still held open
 * @slot: which one
 * @snd: the ALSA card, whose private memory this is
 * @lock: see there
 * @timer: expires at the next end of a period
 * @work: nonatomic: what the timer does
 * @side: by SNDRV_PCM_STREAM_*
 * @rate: of both sides, Hz
 * @format: of both
 * @channels: of both
 * @ppb: clock error in force
 * @frames: what the clock showed when it was read last
 * @base_frames: what it showed at @base_time
 * @base_time: CLOCK_MONOTONIC
 * @stalled: the clock stands still
 */
struct test_card {
	struct test_slot *slot;
	struct snd_card *snd;
	spinlock_t lock;	/* all below; inside of stream locks */
	struct hrtimer timer;
	struct work_struct work;
	struct test_side side[2];
	u32 rate;
	snd_pcm_format_t format;
	u32 channels;
	s64 ppb;
	u64 frames;
	u64 base_frames;
	ktime_t base_time;
	bool stalled;
};

struct test_slot;

/* A file of a slot: what to do with what is written, what to show. */
struct test_knob {
	const char *name;
	int (*store)(struct test_slot *slot, char *text);
	int (*show)(struct test_slot *slot, char *text);
};

struct test_file {
	struct test_slot *slot;
	const struct test_knob *knob;
};

/**
 * struct test_slot - what outlives an unplug
 * @number: of the slot
 * @parent: of the cards
 * @lock: see there
 * @card: NULL while unplugged
 * @unplug: work item
 * @held: cards not freed yet, @card among them
 * @step: frames of a step of the reported position
 * @ppb: clock error
 * @fail_left: calls to fail, by enum test_op
 * @fail_error: with which error
 * @files: what the debugfs files refer to
 */
struct test_slot {
	int number;
	struct platform_device *parent;
	struct mutex lock;	/* @card, and changes of the rest */
	struct test_card *card;
	struct work_struct unplug;
	atomic_t held;
	u32 step;
	s64 ppb;
	atomic_t fail_left[OP_COUNT];
	int fail_error[OP_COUNT];
	struct test_file files[8];
};

static struct test_slot slots[TEST_CARDS];
static struct dentry *test_dir;
static DECLARE_WAIT_QUEUE_HEAD(test_freed);

/* Is this call one of those to fail? */
static int test_fail(struct test_card *card, struct snd_pcm_substream *substream, enum test_op op)
{
	struct test_slot *slot = card->slot;

	if (substream->stream != SNDRV_PCM_STREAM_PLAYBACK)
		return 0;
	return atomic_dec_if_positive(&slot->fail_left[op]) >= 0 ? -slot->fail_error[op] : 0;
}

/*
 * The clock
 */

static u64 test_clock_speed(const struct test_card *card)
{
	return card->rate * (u64)(NSEC_PER_SEC + card->ppb);
}

static u64 test_clock_frames(const struct test_card *card, ktime_t now)
{
	if (card->stalled || !ktime_after(now, card->base_time))
		return card->frames;
	return card->base_frames +
	       mul_u64_u64_div_u64(ktime_to_ns(ktime_sub(now, card->base_time)),
				   test_clock_speed(card), TEST_UNIT);
}

/* The first nanosecond at which the clock shows so many frames. */
static ktime_t test_clock_time(const struct test_card *card, u64 frames)
{
	return ktime_add_ns(card->base_time,
			    mul_u64_u64_div_u64(frames - card->base_frames, TEST_UNIT,
						test_clock_speed(card)) + 1);
}

static bool test_clock_used(const struct test_card *card)
{
	return card->side[SNDRV_PCM_STREAM_PLAYBACK].running ||
	       card->side[SNDRV_PCM_STREAM_CAPTURE].running;
}

/* From now on with another speed, or after a standstill. */
static void test_clock_rebase(struct test_card *card, ktime_t now)
{
	card->base_frames = card->frames;
	card->base_time = now;
}

static u32 test_side_at(const struct test_side *side)
{
	u64 at;

	div64_u64_rem(side->pos, side->substream->runtime->buffer_size, &at);
	return at;
}

/* One piece, at most to the end of either ring; returns its frames. */
static u32 test_pass_piece(struct test_card *card, u64 frames)
{
	struct test_side *play = &card->side[SNDRV_PCM_STREAM_PLAYBACK];
	struct test_side *record = &card->side[SNDRV_PCM_STREAM_CAPTURE];
	void *to = NULL, *from = NULL;
	size_t frame_bytes = 0;
	u32 at;

	if (play->running) {
		struct snd_pcm_runtime *runtime = play->substream->runtime;

		at = test_side_at(play);
		frames = min_t(u64, frames, runtime->buffer_size - at);
		from = runtime->dma_area + frames_to_bytes(runtime, at);
	}
	if (record->running) {
		struct snd_pcm_runtime *runtime = record->substream->runtime;

		at = test_side_at(record);
		frames = min_t(u64, frames, runtime->buffer_size - at);
		frame_bytes = frames_to_bytes(runtime, 1);
		to = runtime->dma_area + frames_to_bytes(runtime, at);
	}
	if (to && from)
		memcpy(to, from, frames * frame_bytes);
	else if (to)
		memset(to, 0, frames * frame_bytes);
	if (from)
		play->pos += frames;
	if (to)
		record->pos += frames;
	return frames;
}

/* Moves everything on to now. */
static void test_clock_update(struct test_card *card, ktime_t now)
{
	u64 frames;

	lockdep_assert_held(&card->lock);
	if (!test_clock_used(card))
		return;
	frames = test_clock_frames(card, now);
	while (card->frames < frames)
		card->frames += test_pass_piece(card, frames - card->frames);
}

/*
 * Interrupts
 */

static u64 test_side_periods(const struct test_side *side)
{
	return div_u64(side->pos, side->period);
}

/* Frames to the next interrupt of this side, 0 = it is due. */
static u64 test_side_ahead(const struct test_side *side)
{
	u64 next = (side->announced + 1) * side->period;

	return next > side->pos ? next - side->pos : 0;
}

static void test_timer_arm(struct test_card *card)
{
	u64 ahead = U64_MAX;
	int dir;

	lockdep_assert_held(&card->lock);
	if (card->stalled || !test_clock_used(card))
		return;
	for (dir = 0; dir < 2; dir++)
		if (card->side[dir].running)
			ahead = min(ahead, test_side_ahead(&card->side[dir]));
	hrtimer_start(&card->timer, test_clock_time(card, card->frames + ahead),
		      HRTIMER_MODE_ABS_SOFT);
}

/* What the card would do in its interrupt. */
static void test_interrupt(struct test_card *card)
{
	struct snd_pcm_substream *elapsed[2] = { };
	unsigned long flags;
	int dir;

	spin_lock_irqsave(&card->lock, flags);
	if (!card->stalled)
		test_clock_update(card, ktime_get());
	for (dir = 0; dir < 2; dir++) {
		struct test_side *side = &card->side[dir];

		if (card->stalled || !side->running || test_side_ahead(side))
			continue;
		side->announced = test_side_periods(side);
		elapsed[dir] = side->substream;
	}
	spin_unlock_irqrestore(&card->lock, flags);

	/* They stay open: test_pcm_sync_stop() waits for us. */
	for (dir = 0; dir < 2; dir++)
		if (elapsed[dir])
			snd_pcm_period_elapsed(elapsed[dir]);

	spin_lock_irqsave(&card->lock, flags);
	test_timer_arm(card);
	spin_unlock_irqrestore(&card->lock, flags);
}

static void test_work(struct work_struct *work)
{
	test_interrupt(container_of(work, struct test_card, work));
}

static enum hrtimer_restart test_timer(struct hrtimer *timer)
{
	struct test_card *card = container_of(timer, struct test_card, timer);

	if (nonatomic[card->slot->number])
		queue_work(system_highpri_wq, &card->work);
	else
		test_interrupt(card);
	/* Armed again by test_interrupt(). */
	return HRTIMER_NORESTART;
}

/*
 * The PCM
 */

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

static snd_pcm_uframes_t test_pcm_pointer(struct snd_pcm_substream *substream)
{
	struct test_card *card = snd_pcm_substream_chip(substream);
	struct test_side *side = &card->side[substream->stream];
	unsigned long flags;
	u64 pos;
	u32 step;

	if (test_fail(card, substream, OP_POINTER))
		return SNDRV_PCM_POS_XRUN;
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

/*
 * The card
 */

static void test_card_freed(struct snd_card *snd)
{
	struct test_card *card = snd->private_data;

	atomic_dec(&card->slot->held);
	wake_up_all(&test_freed);
}

static int test_card_add_pcm(struct test_card *card)
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

static void test_card_init(struct test_card *card, struct test_slot *slot, struct snd_card *snd)
{
	card->slot = slot;
	card->snd = snd;
	card->ppb = slot->ppb;
	spin_lock_init(&card->lock);
	hrtimer_init(&card->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	card->timer.function = test_timer;
	INIT_WORK(&card->work, test_work);
	strscpy(snd->driver, "MixcoreTest", sizeof(snd->driver));
	snprintf(snd->shortname, sizeof(snd->shortname), "Test PCM %d", slot->number);
	strscpy(snd->longname, snd->shortname, sizeof(snd->longname));
}

/* Plugs a card in. */
static int test_slot_appear(struct test_slot *slot)
{
	struct snd_card *snd;
	char id[16];
	int err;

	lockdep_assert_held(&slot->lock);
	if (slot->card)
		return -EBUSY;
	snprintf(id, sizeof(id), "Test%d", slot->number);
	err = snd_card_new(&slot->parent->dev, -1, id, THIS_MODULE, sizeof(struct test_card), &snd);
	if (err)
		return err;
	test_card_init(snd->private_data, slot, snd);
	atomic_inc(&slot->held);
	snd->private_free = test_card_freed;
	err = test_card_add_pcm(snd->private_data);
	if (!err)
		err = snd_card_register(snd);
	if (err)
		snd_card_free(snd);
	else
		slot->card = snd->private_data;
	return err;
}

/* Pulls it out, as a bus driver does. */
static void test_slot_vanish(struct test_slot *slot)
{
	struct test_card *card;

	mutex_lock(&slot->lock);
	card = slot->card;
	slot->card = NULL;
	mutex_unlock(&slot->lock);
	if (!card)
		return;
	snd_card_disconnect(card->snd);
	snd_card_free_when_closed(card->snd);
}

static void test_slot_unplug(struct work_struct *work)
{
	test_slot_vanish(container_of(work, struct test_slot, unplug));
}

/*
 * debugfs
 */

static int ppb_store(struct test_slot *slot, char *text)
{
	struct test_card *card = slot->card;
	s64 ppb;

	if (kstrtoll(text, 0, &ppb))
		return -EINVAL;
	if (ppb < -TEST_PPB_MAX || ppb > TEST_PPB_MAX)
		return -ERANGE;
	slot->ppb = ppb;
	if (!card)
		return 0;
	spin_lock_irq(&card->lock);
	test_clock_update(card, ktime_get());
	/* From the beginning of this frame on, so that no fraction of one is lost. */
	if (test_clock_used(card) && !card->stalled)
		test_clock_rebase(card, test_clock_time(card, card->frames));
	card->ppb = ppb;
	test_timer_arm(card);
	spin_unlock_irq(&card->lock);
	return 0;
}

static int ppb_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%lld\n", slot->ppb);
}

static int step_frames_store(struct test_slot *slot, char *text)
{
	return kstrtou32(text, 0, &slot->step);
}

static int step_frames_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%u\n", slot->step);
}

static int fail_store(struct test_slot *slot, char *text)
{
	unsigned int calls, error = EIO;
	char name[16];
	int op;

	if (sscanf(text, "%15s %u %u", name, &calls, &error) < 2)
		return -EINVAL;
	op = match_string(test_op_names, OP_COUNT, name);
	if (op < 0 || calls > INT_MAX || !error || error > MAX_ERRNO)
		return -EINVAL;
	slot->fail_error[op] = error;
	atomic_set(&slot->fail_left[op], calls);
	return 0;
}

static int fail_show(struct test_slot *slot, char *text)
{
	int op, length = 0;

	for (op = 0; op < OP_COUNT; op++) {
		int calls = atomic_read(&slot->fail_left[op]);

		if (calls > 0)
			length += scnprintf(text + length, TEST_TEXT - length, "%s %d %d\n",
					    test_op_names[op], calls, slot->fail_error[op]);
	}
	return length;
}

static int stall_store(struct test_slot *slot, char *text)
{
	struct test_card *card = slot->card;
	bool stalled;

	if (kstrtobool(text, &stalled))
		return -EINVAL;
	if (!card)
		return -ENODEV;
	spin_lock_irq(&card->lock);
	if (card->stalled != stalled) {
		ktime_t now = ktime_get();

		test_clock_update(card, now);
		card->stalled = stalled;
		test_clock_rebase(card, now);
		test_timer_arm(card);
	}
	spin_unlock_irq(&card->lock);
	return 0;
}

static int stall_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%d\n", slot->card && slot->card->stalled);
}

static int jump_store(struct test_slot *slot, char *text)
{
	struct test_card *card = slot->card;
	struct test_side *play;
	int err = 0;
	s32 frames;

	if (kstrtos32(text, 0, &frames))
		return -EINVAL;
	if (!card)
		return -ENODEV;
	play = &card->side[SNDRV_PCM_STREAM_PLAYBACK];
	spin_lock_irq(&card->lock);
	test_clock_update(card, ktime_get());
	if (play->running) {
		s32 buffer = play->substream->runtime->buffer_size;

		/* Back is as far on as is left of the buffer. */
		play->pos += frames % buffer + (frames % buffer < 0 ? buffer : 0);
		test_timer_arm(card);
	} else {
		err = -EBADFD;
	}
	spin_unlock_irq(&card->lock);
	return err;
}

static int vanish_store(struct test_slot *slot, char *text)
{
	bool vanish;

	if (kstrtobool(text, &vanish) || !vanish)
		return -EINVAL;
	schedule_work(&slot->unplug);
	return 0;
}

static int vanish_show(struct test_slot *slot, char *text)
{
	int state = slot->card ? 0 : atomic_read(&slot->held) ? 1 : 2;

	return scnprintf(text, TEST_TEXT, "%d\n", state);
}

static int appear_store(struct test_slot *slot, char *text)
{
	bool appear;

	if (kstrtobool(text, &appear) || !appear)
		return -EINVAL;
	return test_slot_appear(slot);
}

static const struct test_knob test_knobs[] = {
	{ "ppb", ppb_store, ppb_show },
	{ "step_frames", step_frames_store, step_frames_show },
	{ "fail", fail_store, fail_show },
	{ "stall", stall_store, stall_show },
	{ "jump", jump_store, NULL },
	{ "vanish", vanish_store, vanish_show },
	{ "appear", appear_store, NULL },
};

static ssize_t test_file_write(struct file *file, const char __user *from, size_t count,
			       loff_t *pos)
{
	struct test_file *knob = file->private_data;
	char text[TEST_TEXT];
	int err;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, count))
		return -EFAULT;
	text[count] = '\0';
	mutex_lock(&knob->slot->lock);
	err = knob->knob->store(knob->slot, text);
	mutex_unlock(&knob->slot->lock);
	return err ?: count;
}

static ssize_t test_file_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct test_file *knob = file->private_data;
	char text[TEST_TEXT];
	int length;

	if (!knob->knob->show)
		return -EINVAL;
	mutex_lock(&knob->slot->lock);
	length = knob->knob->show(knob->slot, text);
	mutex_unlock(&knob->slot->lock);
	return simple_read_from_buffer(to, count, pos, text, length);
}

static const struct file_operations test_file_ops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = test_file_read,
	.write = test_file_write,
};

static void test_slot_add_files(struct test_slot *slot)
{
	struct dentry *dir;
	char name[16];
	int i;

	BUILD_BUG_ON(ARRAY_SIZE(test_knobs) > ARRAY_SIZE(slot->files));
	snprintf(name, sizeof(name), "card%d", slot->number);
	dir = debugfs_create_dir(name, test_dir);
	for (i = 0; i < ARRAY_SIZE(test_knobs); i++) {
		slot->files[i].slot = slot;
		slot->files[i].knob = &test_knobs[i];
		debugfs_create_file(test_knobs[i].name, 0600, dir, &slot->files[i],
				    &test_file_ops);
	}
}

static void test_remove(void)
{
	int i;

	debugfs_remove(test_dir);
	for (i = 0; i < cards; i++) {
		flush_work(&slots[i].unplug);
		test_slot_vanish(&slots[i]);
		wait_event(test_freed, !atomic_read(&slots[i].held));
		platform_device_unregister(slots[i].parent);
	}
}

static int test_slot_add(struct test_slot *slot)
{
	struct platform_device *parent;
	int err;

	parent = platform_device_register_simple("snd-mixcore-test", slot->number, NULL, 0);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	slot->parent = parent;
	mutex_lock(&slot->lock);
	err = test_slot_appear(slot);
	mutex_unlock(&slot->lock);
	test_slot_add_files(slot);
	return err;
}

static int __init test_init(void)
{
	int err = 0;
	int i;

	if (cards < 1 || cards > TEST_CARDS)
		return -EINVAL;
	test_dir = debugfs_create_dir("snd-mixcore-test", NULL);
	for (i = 0; i < cards; i++) {
		slots[i].number = i;
		mutex_init(&slots[i].lock);
		INIT_WORK(&slots[i].unplug, test_slot_unplug);
	}
	for (i = 0; i < cards && !err; i++)
		err = test_slot_add(&slots[i]);
	if (err)
		test_remove();
	return err;
}

static void __exit test_exit(void)
{
	test_remove();
}

module_init(test_init);
module_exit(test_exit);

MODULE_DESCRIPTION("Test PCM of snd-mixcore: exact time, loopback, faults on demand");
MODULE_LICENSE("GPL");
