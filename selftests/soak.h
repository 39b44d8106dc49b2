/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The soak: many streams that do something at random, and a judge that computes what must be heard.
 *
 * Three coordinates, all in frames:
 *   place   in a stream's ring since its latest prepare, what the application counts
 *   n       mixed of a stream since it was opened: mixcore_stream_info.frames
 *   frame   mixed by the output: mixcore_output_info.frames
 * When a stream started is not known beforehand. The module says it: while a stream runs,
 * frame - n is constant. A wrong answer puts noise where other noise is heard, and the judge sees it.
 */
#ifndef MIXCORE_SELFTEST_SOAK_H
#define MIXCORE_SELFTEST_SOAK_H

#include <alsa/asoundlib.h>
#include <stdbool.h>
#include <stdint.h>

#include "client.h"
#include "common.h"

#define SOAK_RATE	48000
#define SOAK_CYCLE	512
#define SOAK_RAMP	1300	/* frames: not a multiple of the cycle */
#define SOAK_BUFFER	24576	/* longest ring, frames */
#define SOAK_HISTORY	32768	/* frames of a stream that the judge can look back */
#define SOAK_RUNS	16	/* of a stream, that the judge can look back */
#define SOAK_EVENTS	1024
#define SOAK_STREAMS	64
#define SOAK_OUTPUT	SOAK_STREAMS	/* in place of a stream: the output */
#define SOAK_RUNNING	UINT64_MAX

/* From start to stop: n is heard in frame n + shift, for frames below end. */
struct soak_run {
	uint64_t begin, end;
	int64_t shift;
};

/* What plays: its application's side, and what of it was mixed. */
struct soak_player {
	unsigned int number;
	snd_pcm_t *pcm;
	unsigned int id;		/* of the stream */
	struct client_config config;
	int bits;
	uint64_t seed;
	int32_t ring[SOAK_BUFFER][2];	/* what is in the stream's, a copy */
	int32_t packed[2 * SOAK_BUFFER];
	uint64_t written;		/* place */
	uint64_t base;			/* n at place 0 */
	uint64_t mixed;			/* n, as last seen */
	bool starving;
	unsigned int state;		/* MIXCORE_STREAM_* */
	uint64_t starved;		/* times */

	/* For the judge: what was mixed as n, at full scale. */
	int32_t heard[SOAK_HISTORY][2];
	struct soak_run runs[SOAK_RUNS];
	unsigned int first_run, next_run;
};

int player_open(struct soak_player *player, int control);
void player_close(struct soak_player *player);
bool player_plays(const struct soak_player *player);
int player_note(struct soak_player *player, const struct mixcore_stream_info *info,
		uint64_t frame);

/* What it may do, all right after it was noted. -EAGAIN: not in this state. */
int player_start(struct soak_player *player);
int player_stop(struct soak_player *player);
int player_drain(struct soak_player *player);
int player_starve(struct soak_player *player);
int player_pause(struct soak_player *player);
int player_rewind(struct soak_player *player);
int player_forward(struct soak_player *player);
int player_feed(struct soak_player *player);

/* A change of volume: heard from a frame between these two on. */
struct soak_event {
	uint64_t earliest, latest;
	unsigned int player;		/* or SOAK_OUTPUT */
	uint32_t gain[2];		/* 0 when muted */
};

/* Coefficients of a stream [out][in], on their way. */
struct soak_path {
	uint32_t gain[2];
	int32_t from[2][2], to[2][2];
	uint64_t ramp_at;
	bool plays;
};

struct soak_judge {
	struct soak_player *players;
	unsigned int count;
	uint32_t output_gain[2];
	struct soak_path paths[SOAK_STREAMS];
	struct soak_event events[SOAK_EVENTS];
	unsigned int first_event, next_event;
	uint64_t known;			/* everything is, below this frame */
	uint64_t begun;			/* first frame of all */
	uint64_t frame;			/* next to judge */
	uint64_t loud;			/* samples that were not 0 */
	uint64_t clipped;
	uint64_t guesses;		/* events whose frame the recording told */
};

void judge_event(struct soak_judge *judge, const struct soak_event *event);
bool judge_cycle(struct soak_judge *judge, const int32_t *recorded);

#endif /* MIXCORE_SELFTEST_SOAK_H */
