// SPDX-License-Identifier: GPL-2.0-only
/*
 * The default matrix between two channel counts. A position that both sides have passes at unity;
 * what the output lacks is folded into the nearest positions that it has.
 */
#include "internal.h"

#define MINUS_3_DB	11863283		/* round(2^24 / sqrt(2)) */
#define MINUS_6_DB	(MIXCORE_DSP_UNITY / 2)	/* -3 dB twice */

enum position {
	NONE, MONO, FL, FR, RL, RR, FC, LFE, SL, SR, RC, POSITIONS
};

/* Order of the channels by their number. */
static const u8 layout[MIXCORE_DSP_CHANNELS][MIXCORE_DSP_CHANNELS] = {
	{ MONO },
	{ FL, FR },
	{ FL, FR, FC },
	{ FL, FR, RL, RR },
	{ FL, FR, RL, RR, FC },
	{ FL, FR, RL, RR, FC, LFE },
	{ FL, FR, RL, RR, FC, LFE, RC },
	{ FL, FR, RL, RR, FC, LFE, SL, SR },
};

/* Where a position goes that the output lacks: to both of a pair (NONE: to one only) at a gain. */
struct fold {
	u8 to[2];
	s32 gain;
};

#define CHOICES 3	/* the first whose positions are there is taken; none: dropped */

static const struct fold folds[POSITIONS][CHOICES] = {
	[MONO] = { { { FL, FR }, MIXCORE_DSP_UNITY } },
	[FC] = { { { FL, FR }, MINUS_3_DB } },
	[RL] = { { { SL, NONE }, MIXCORE_DSP_UNITY }, { { FL, NONE }, MINUS_3_DB } },
	[RR] = { { { SR, NONE }, MIXCORE_DSP_UNITY }, { { FR, NONE }, MINUS_3_DB } },
	[SL] = { { { RL, NONE }, MIXCORE_DSP_UNITY }, { { FL, NONE }, MINUS_3_DB } },
	[SR] = { { { RR, NONE }, MIXCORE_DSP_UNITY }, { { FR, NONE }, MINUS_3_DB } },
	[RC] = {
		{ { RL, RR }, MINUS_3_DB },
		{ { SL, SR }, MINUS_3_DB },
		{ { FL, FR }, MINUS_6_DB },
	},
};

/* Index of @position among @channels, or -1. */
static int find(u32 channels, u8 position)
{
	u32 i;

	for (i = 0; i < channels; i++)
		if (layout[channels - 1][i] == position)
			return (int)i;
	return -1;
}

/* Gains of one stream channel into the channels of an output that is not mono. */
static void column_fill(u8 position, u32 channels_out, s32 column[MIXCORE_DSP_CHANNELS])
{
	const struct fold *fold = folds[position];
	int first = find(channels_out, position), second;
	u32 i;

	memset(column, 0, MIXCORE_DSP_CHANNELS * sizeof(*column));
	if (first >= 0) {
		column[first] = MIXCORE_DSP_UNITY;
		return;
	}
	for (i = 0; i < CHOICES && fold[i].gain; i++) {
		first = find(channels_out, fold[i].to[0]);
		second = find(channels_out, fold[i].to[1]);
		if (first < 0)
			continue;
		column[first] = fold[i].gain;
		if (second >= 0)
			column[second] = fold[i].gain;
		return;
	}
}

/* Half of each side of the stereo downmix, halves upwards. */
static s32 column_mono(u8 position)
{
	s32 column[MIXCORE_DSP_CHANNELS];

	if (position == MONO)
		return MIXCORE_DSP_UNITY;
	column_fill(position, 2, column);
	return (column[0] + column[1] + 1) / 2;
}

/**
 * mixcore_chmap_matrix() - the default matrix between the channels of a stream and of an output
 * @path: channels_in and channels_out are read, all of matrix is written
 *
 * Context: any.
 */
void mixcore_chmap_matrix(struct mixcore_path *path)
{
	s32 column[MIXCORE_DSP_CHANNELS];
	u32 in, out;
	u8 position;

	memset(path->matrix, 0, sizeof(path->matrix));
	for (in = 0; in < path->channels_in; in++) {
		position = layout[path->channels_in - 1][in];
		if (path->channels_out == 1) {
			path->matrix[0][in] = column_mono(position);
			continue;
		}
		column_fill(position, path->channels_out, column);
		for (out = 0; out < path->channels_out; out++)
			path->matrix[out][in] = column[out];
	}
}
