/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What mixctl save writes and mixctl restore reads.
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
 *	[streams]
 *	output = intel
 *
 *	[streams of alice]
 *	mute = on
 *
 * '#' begins a comment. A key that is missing has its default; one that is unknown is an error, as
 * is a version other than 1. What is read and written again is the same.
 */
#ifndef MIXCTL_STATE_H
#define MIXCTL_STATE_H

#include <stdbool.h>
#include <stdio.h>

#include <mixcore/mixcore.h>

struct mixctl;

#define STATE_VERSION	1

/* An output; 0 = choose, where it is a number of frames. */
struct state_output {
	char name[MIXCORE_NAME_LEN];
	char hardware[64];
	uint32_t rate, channels, format;
	uint32_t period, buffer, cycle, fill, ramp, idle;
	uint32_t mute, limiter, dither;
	uint32_t gains;		/* that are given */
	uint32_t gain[MIXCORE_CHANNELS_MAX];
};

/* What the streams of one user open with, where it is not as for all. */
struct state_user {
	char user[64];		/* a name, or a number */
	uint32_t mask;		/* MIXCORE_DEFAULT_* that are given */
	char output[MIXCORE_NAME_LEN];
	uint32_t gain, mute;
};

struct state {
	unsigned int outputs;
	struct state_output output[MIXCORE_OUTPUTS_MAX];
	char default_output[MIXCORE_NAME_LEN];	/* empty = the null output */
	uint32_t stream_gain;
	uint32_t stream_mute;
	unsigned int users;
	struct state_user user[MIXCORE_DEFAULTS_MAX];
};

/* What an output has that says nothing else. */
void state_output_init(struct state_output *output, const char *name);

/* What a text without any section says. */
void state_init(struct state *state);

/* 0, or the number of the line that is wrong, and why; 0 and a why: reading failed. */
int state_read(struct state *state, FILE *file, const char **why);

void state_write(const struct state *state, FILE *file);

/*
 * One output: taken down, attached, and set. On failure the latter have said why; they return the
 * exit status.
 */
void save_output(struct state_output *output, const struct mixcore_output_info *info);
int attach_saved(struct mixctl *m, const struct state_output *saved, const char *verb,
		 uint32_t flags);
int set_saved(struct mixctl *m, const struct state_output *saved, const char *verb, uint32_t id);

#endif /* MIXCTL_STATE_H */
