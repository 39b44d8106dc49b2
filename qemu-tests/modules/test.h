/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test PCM: its cards, and who does what.
 *
 *   test-clock.c  time: frames, what is heard at what moment, interrupts
 *   test-pcm.c    the PCM: playback and capture, and the calls that fail
 *   test-card.c   cards are plugged in and pulled out; the module
 *   test-knobs.c  the files in debugfs
 */
#ifndef MIXCORE_TEST_H
#define MIXCORE_TEST_H

#include <linux/hrtimer.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <sound/core.h>
#include <sound/pcm.h>

#define TEST_CARDS	8

extern bool nonatomic[TEST_CARDS];
extern bool batch[TEST_CARDS];

enum test_op { OP_OPEN, OP_HW_PARAMS, OP_PREPARE, OP_TRIGGER, OP_POINTER, OP_COUNT };

struct test_slot;
struct test_knob;

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

/* A file of a slot. */
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
 * @sleep_us: how long nonatomic playback takes to tell its position
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
	u32 sleep_us;
	atomic_t fail_left[OP_COUNT];
	int fail_error[OP_COUNT];
	struct test_file files[9];
};

/* test-clock.c */
void test_clock_rebase(struct test_card *card, ktime_t now);
ktime_t test_clock_time(const struct test_card *card, u64 frames);
bool test_clock_used(const struct test_card *card);
void test_clock_update(struct test_card *card, ktime_t now);
void test_timer_arm(struct test_card *card);
void test_timer_init(struct test_card *card);

/* test-pcm.c */
int test_pcm_new(struct test_card *card);

/* test-card.c */
int test_slot_appear(struct test_slot *slot);

/* test-knobs.c */
void test_knobs_new(struct test_slot *slot, struct dentry *parent);

#endif /* MIXCORE_TEST_H */
