/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream whose frames are numbered from 1 on, and who of several listeners hears which number:
 * outputs on the test PCM, each with its own period and cycle.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#ifndef MIXCORE_SELFTEST_COUNTER_H
#define MIXCORE_SELFTEST_COUNTER_H

#include <alsa/asoundlib.h>
#include <stdbool.h>
#include <stdint.h>

#include "common.h"

#define COUNTER_RATE		48000
#define COUNTER_LISTENERS	3
#define COUNTER_RECORD		(150 * COUNTER_RATE)	/* frames that can be recorded */
#define COUNTER_MOST		(200 * COUNTER_RATE)	/* frames that can be counted */

struct listener {
	snd_pcm_t *capture;
	int output;
	uint32_t latest;	/* number heard */
	uint32_t quiet;		/* frames of silence since then */
	uint32_t silence;	/* the same, between numbers */
	int32_t *record;	/* of the left channel */
	uint32_t recorded;	/* frames */
};

struct counter {
	int control;
	unsigned int longer;	/* than usual, are cycles so many times */
	struct listener listeners[COUNTER_LISTENERS];
	snd_pcm_t *pcm;
	unsigned int stream;	/* id */
	snd_pcm_t *partner;	/* plays the right channel, if there is one */
	unsigned int partner_stream;
	bool planar;
	bool first_only;	/* what others hear does not count */
	bool sounds;		/* something was heard lately */
	uint32_t written;
	uint8_t *by;		/* [number]: 1 + the listener that heard it, 0 = nobody */
	uint32_t twice;		/* numbers heard again */
	uint32_t back;		/* numbers that one listener heard after a higher one */
	uint32_t wrong;		/* frames that are no number */
};

/*
 * queued: frames that the outputs keep queued, 0 = as few as they like. For real time: a card that
 * runs dry plays what it played before.
 */
int counter_open(struct counter *counter, unsigned int period, unsigned int buffer,
		 unsigned int queued);
/* Outputs whose cycles are so many times as long as usual. */
int counter_open_longer(struct counter *counter, unsigned int period, unsigned int buffer,
			unsigned int longer);
void counter_close(struct counter *counter);
/* Before it runs: its channels each for themselves. */
int counter_set_planar(struct counter *counter);
/* Before it runs: a stream for each channel, linked. */
int counter_split(struct counter *counter);
/* What is heard is recorded, not counted. */
int counter_record(struct counter *counter);

/* Writes what there is room for, and hears what there is. */
int counter_run(struct counter *counter, unsigned int ms);
/* Writes some frames more, until all are a multiple of so many. */
int counter_round_up(struct counter *counter, unsigned int frames);
/* Plays to the end, and hears it. */
int counter_end(struct counter *counter);
/* Writes what there is room for; then until a cycle has had the stream, just now. */
int counter_wait(struct counter *counter);
/* Hears only. */
int counter_hear(struct counter *counter, unsigned int ms);

/* Gives the first output the card of listener i, which has none. */
int counter_swap(struct counter *counter, unsigned int i);
/* Only the first output is left. */
int counter_alone(struct counter *counter);
/* Nobody records what listener i plays, so that its card can go. */
void counter_deafen(struct counter *counter, unsigned int i);
/* The card is back, for the output that has lost it and for who records. */
int counter_reattach(struct counter *counter, unsigned int i);

/* The first number up to the last one written that nobody heard; 0: all were. */
uint32_t counter_missing(const struct counter *counter);
uint64_t counter_played(const struct counter *counter);
/* frame: NULL = now */
int counter_fade(const struct counter *counter, int node, int output, const uint64_t *frame,
		 unsigned int fade);
int counter_move(const struct counter *counter, int node, int output, const uint64_t *frame);

/* Everything was heard once, in order, and nobody missed anything. */
#define EXPECT_ALL_HEARD(counter) do {						\
	struct mixcore_stream_info _info;					\
										\
	EXPECT_EQ(0, counter_missing(counter));					\
	EXPECT_EQ(0, (counter)->twice);						\
	EXPECT_EQ(0, (counter)->back);						\
	EXPECT_EQ(0, (counter)->wrong);						\
	ASSERT_EQ(0, stream_get((counter)->control, (counter)->stream, &_info));	\
	EXPECT_EQ(0, _info.xruns);						\
	EXPECT_EQ(0, _info.silence_frames);					\
	EXPECT_LE((counter)->written, _info.frames);				\
} while (0)

#endif /* MIXCORE_SELFTEST_COUNTER_H */
