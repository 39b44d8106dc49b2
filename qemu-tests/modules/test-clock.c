// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock of a card: it moves everything on to the present moment whenever it is asked, and
 * interrupts at the ends of periods.
 */
#include <linux/math64.h>

#include "test.h"

#define TEST_UNIT	1000000000000000000ULL	/* 1e9 (ns in a second) * 1e9 (ppb) */

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
ktime_t test_clock_time(const struct test_card *card, u64 frames)
{
	return ktime_add_ns(card->base_time,
			    mul_u64_u64_div_u64(frames - card->base_frames, TEST_UNIT,
						test_clock_speed(card)) + 1);
}

bool test_clock_used(const struct test_card *card)
{
	return card->side[SNDRV_PCM_STREAM_PLAYBACK].running ||
	       card->side[SNDRV_PCM_STREAM_CAPTURE].running;
}

/* From now on with another speed, or after a standstill. */
void test_clock_rebase(struct test_card *card, ktime_t now)
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
void test_clock_update(struct test_card *card, ktime_t now)
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

void test_timer_arm(struct test_card *card)
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

void test_timer_init(struct test_card *card)
{
	hrtimer_init(&card->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	card->timer.function = test_timer;
	INIT_WORK(&card->work, test_work);
}
