/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What mixctl save writes, and mixctl restore and mixctl apply read.
 *
 * A text of sections, in the order in which outputs are attached:
 *
 *	version = 1
 *
 *	[output intel]
 *	hardware = hw:Intel,0
 *	rate = 48000
 *	...
 *	gain = 16777216 16777216
 *
 *	[input mic]
 *	hardware = hw:Intel,0
 *	...
 *
 *	[loopback mic intel]
 *	gain = 8388608
 *	delay = 20ms
 *
 *	[streams]
 *	output = intel
 *	input = mic
 *
 *	[streams of alice]
 *	mute = on
 *
 *	[stream aplay]
 *	output = intel
 *	routes = only
 *	group = front
 *	gain = -6dB
 *
 *	[route aplay intel]
 *	delay = 20ms
 *	matrix = 1,0;0,1
 *
 *	[recorder arecord]
 *	source = mix intel except aplay, 17
 *	gain = -6dB
 *
 * '#' begins a comment. Hardware may be "null", of an output. The last three kinds are for apply
 * alone. To restore, a key that is missing
 * has its default; to apply, what it names stays as it is. A key that is unknown is an error, as is
 * a version other than 1. A gain is a number, or a volume with its unit; a single one is that of all
 * channels. What is read and written again is the same.
 */
#ifndef MIXCTL_STATE_H
#define MIXCTL_STATE_H

#include <stdbool.h>
#include <stdio.h>

#include <mixcore/mixcore.h>

#include "mixctl.h"

#define STATE_VERSION	1

/* An output; 0 = choose, where it is a number of frames; as a domain, the card's own. */
struct state_output {
	char name[MIXCORE_NAME_LEN];
	char hardware[64];
	char timer[MIXCORE_TIMER_NAME_LEN];	/* that one without hardware follows */
	uint32_t rate, channels, format;
	uint32_t period, buffer, cycle, fill, ramp, domain, idle;
	uint32_t mute, limiter, dither;
	uint32_t gains;		/* that are given */
	uint32_t gain[MIXCORE_CHANNELS_MAX];
	uint32_t mask;		/* MIXCORE_SET_* that are given */
	unsigned int line;	/* of its section, as in those that follow */
};

/* An input; its numbers are as an output's. */
struct state_input {
	char name[MIXCORE_NAME_LEN];
	char hardware[64];
	uint32_t rate, channels, format;
	uint32_t period, buffer, cycle, domain, idle;
	uint32_t mask;		/* MIXCORE_SET_IDLE when it is given */
	unsigned int line;
};

/* What the streams of one user open with, where it is not as for all. */
struct state_user {
	char user[64];		/* a name, or a number */
	uint32_t mask;		/* MIXCORE_DEFAULT_* that are given */
	char output[MIXCORE_NAME_LEN];
	char followers[FOLLOWERS_TEXT];	/* names with gaps between */
	char input[MIXCORE_NAME_LEN];
	uint32_t gain, mute;
	unsigned int line;
};

/* Bytes of a word that means streams: an id, a pid, or a command name, which is the longest. */
#define STATE_STREAM_LEN	16

/* Bytes of the name of a sync group, which holds in the file only. */
#define STATE_GROUP_LEN		28

/* Streams that are open now. */
struct state_stream {
	char stream[STATE_STREAM_LEN];
	unsigned int line;
	uint32_t mask;		/* MIXCORE_SET_GAIN, _MUTE and _SYNC_GROUP that are given */
	char output[MIXCORE_NAME_LEN];	/* that leads; empty = the one that does */
	bool only;		/* no routes but those that are given */
	char group[STATE_GROUP_LEN];	/* empty = none */
	uint32_t mute, gains;
	uint32_t gain[MIXCORE_CHANNELS_MAX];
};

/* A route of theirs. */
struct state_route {
	char stream[STATE_STREAM_LEN];
	char output[MIXCORE_NAME_LEN];
	unsigned int line;
	uint32_t mask;		/* MIXCORE_SET_* that are given */
	uint32_t gain, mute;
	char delay[24];		/* as parse_delay() reads it; the rate is the stream's */
	struct matrix matrix;
};

/* An input that plays on an output: as a route, without a stream. */
struct state_loopback {
	char input[MIXCORE_NAME_LEN];
	struct state_route route;
};

/* Words for the streams that one leaves out, with commas and gaps between. */
#define STATE_EXCEPT_LEN	(MIXCORE_EXCEPT_MAX * (STATE_STREAM_LEN + 1))

/* Of both PCMs that capture. */
#define STATE_RECORDERS_MAX	(2 * MIXCORE_STREAMS_MAX)

/* Streams that are open now and record. */
struct state_recorder {
	char stream[STATE_STREAM_LEN];
	unsigned int line;
	uint32_t mask;		/* MIXCORE_SET_GAIN and _MUTE that are given */
	uint32_t mute, gains;
	uint32_t gain[MIXCORE_CHANNELS_MAX];
	uint32_t kind;		/* MIXCORE_SOURCE_*, 0 = is not given */
	char source[MIXCORE_NAME_LEN];
	char except[STATE_EXCEPT_LEN];
	uint32_t all;
};

struct state {
	unsigned int outputs;
	struct state_output output[MIXCORE_OUTPUTS_MAX];
	char default_output[MIXCORE_NAME_LEN];	/* empty = the null output */
	char default_followers[FOLLOWERS_TEXT];
	char default_input[MIXCORE_NAME_LEN];	/* empty = the null input */
	uint32_t stream_gain;
	uint32_t stream_mute;
	uint32_t default_mask;	/* MIXCORE_DEFAULT_* of these five that are given */
	unsigned int default_line;
	unsigned int users;
	struct state_user user[MIXCORE_DEFAULTS_MAX];
	unsigned int streams;
	struct state_stream stream[MIXCORE_STREAMS_MAX];
	unsigned int routes;
	struct state_route route[MIXCORE_TRANSACTION_MAX];
	unsigned int inputs;
	struct state_input input[MIXCORE_INPUTS_MAX];
	unsigned int loopbacks;
	struct state_loopback loopback[MIXCORE_LOOPBACKS_MAX];
	unsigned int recorders;
	struct state_recorder recorder[STATE_RECORDERS_MAX];
};

/* What an output or an input has that says nothing else. */
void state_output_init(struct state_output *output, const char *name);
void state_input_init(struct state_input *input, const char *name);

/* What a text without any section says. */
void state_init(struct state *state);

/* 0, or the number of the line that is wrong, and why; 0 and a why: reading failed. */
int state_read(struct state *state, FILE *file, const char **why);

void state_write(const struct state *state, FILE *file);

/* As state_read(); says what is wrong, and returns the exit status. */
int read_state(struct mixctl *m, const char *path, FILE *file, struct state *state);

/*
 * One output: taken down, attached, and set; and all streams taken down. On failure all but the
 * first have said why; they return the exit status.
 */
void save_output(struct state_output *output, const struct mixcore_output_info *info);
int save_streams(struct mixctl *m, struct state *state);

/*
 * Inputs: all taken down, or a negative errno; what is missing kept of an older state, and what has
 * no hardware dropped, as of outputs; attached and set, with the exit status.
 */
int save_inputs(struct mixctl *m, struct state *state);
void keep_missing_inputs(struct state *state, const struct state *before);
void drop_nameless_inputs(struct state *state);
int restore_input(struct mixctl *m, const struct state_input *saved);

/* How a route sounds; the channels of both ends. */
void save_route(struct state_route *route, const struct mixcore_route_info *info, uint32_t rows,
		uint32_t columns);

/* The same of loopbacks. Those of an older state are kept before its outputs and inputs are. */
int save_loopbacks(struct mixctl *m, struct state *state);
void keep_missing_loopbacks(struct state *state, const struct state *before);
void drop_nameless_loopbacks(struct state *state);
int restore_loopback(struct mixctl *m, const struct state_loopback *saved);

/* What a section says of a loopback, as a call for these two; -ERANGE: its delay is too long. */
int loopback_call(const struct state_loopback *section, uint32_t input,
		  const struct mixcore_output_info *output, struct mixcore_route_set *set);

/* Is the card there that a file names? */
bool is_plugged(const char *hardware);
int attach_saved(struct mixctl *m, const struct state_output *saved, const char *verb,
		 uint32_t flags);
int set_saved(struct mixctl *m, const struct state_output *saved, const char *verb, uint32_t id);

#endif /* MIXCTL_STATE_H */
