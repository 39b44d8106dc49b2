// SPDX-License-Identifier: GPL-2.0-or-later
/* How routes and loopbacks sound: their options, and how they are shown. */
#include <errno.h>
#include <string.h>

#include "route.h"

int route_options(struct mixctl *m, struct route_words *words, int argc, char **argv)
{
	const struct option_def options[] = {
		{ "--volume", OPTION_TEXT, words ? &words->volume : NULL, NULL },
		{ "--mute", OPTION_TEXT, words ? &words->mute : NULL, NULL },
		{ "--delay", OPTION_TEXT, words ? &words->delay : NULL, NULL },
		{ "--matrix", OPTION_TEXT, words ? &words->matrix : NULL, NULL },
		{ 0 },
	};

	return mixctl_options(m, words ? options : NULL, argc, argv);
}

bool any_route_words(const struct route_words *words)
{
	return words->volume || words->mute || words->delay || words->matrix;
}

static int set_volume(struct mixctl *m, const char *text, const struct route_ends *ends,
		      struct mixcore_route_set *set)
{
	int err;

	if (!text)
		return MIXCTL_DONE;
	set->mask |= MIXCORE_SET_GAIN;
	err = mixcore_volume_parse(text, &set->gain, 1);
	if (err == -E2BIG)
		return mixctl_refuse(m, ends->volume_advice, "--volume: a %s has one, not '%s'",
				     ends->noun, text);
	return err ? volume_failed(m, err, text) : MIXCTL_DONE;
}

static int set_mute(struct mixctl *m, const char *text, struct mixcore_route_set *set)
{
	if (!text)
		return MIXCTL_DONE;
	set->mask |= MIXCORE_SET_MUTE;
	if (parse_switch(text, set->mute, &set->mute))
		return mixctl_usage(m, "--mute: on, off or toggle, not '%s'", text);
	return MIXCTL_DONE;
}

static int set_delay(struct mixctl *m, const char *text, uint32_t rate,
		     struct mixcore_route_set *set)
{
	int err;

	if (!text)
		return MIXCTL_DONE;
	set->mask |= MIXCORE_SET_DELAY;
	err = parse_delay(text, rate, &set->delay_frames);
	if (err == -ERANGE)
		return mixctl_refuse(m, "", "--delay: at most %u ms, not '%s'",
				     MIXCORE_DELAY_MS_MAX, text);
	if (!err)
		return MIXCTL_DONE;
	mixctl_refuse(m, "delays look like 20ms, 1.5s or 480frames", "--delay: '%s' is no delay",
		      text);
	return MIXCTL_USAGE;
}

static int matrix_failed(struct mixctl *m, int err, const char *text,
			 const struct route_ends *ends)
{
	char advice[160];

	if (err == -ERANGE)
		return mixctl_refuse(m, "factors end at 3.98, which is +12dB",
				     "--matrix: a factor of '%s' is too large", text);
	if (err == -E2BIG)
		return mixctl_refuse(m, "", "--matrix: at most %u rows of %u factors, not '%s'",
				     MIXCORE_CHANNELS_MAX, MIXCORE_CHANNELS_MAX, text);
	snprintf(advice, sizeof(advice), "matrices look like '1,0;0,-3dB': rows for the output's "
		 "channels, in each a factor per channel of the %s; or: default", ends->from);
	mixctl_refuse(m, advice, "--matrix: '%s' is no matrix", text);
	return MIXCTL_USAGE;
}

static int set_matrix(struct mixctl *m, const char *text, const struct route_ends *ends,
		      struct mixcore_route_set *set)
{
	struct matrix matrix;
	int err;

	if (!text)
		return MIXCTL_DONE;
	if (!strcmp(text, "default")) {
		set->mask |= MIXCORE_SET_MATRIX_DEFAULT;
		return MIXCTL_DONE;
	}
	set->mask |= MIXCORE_SET_MATRIX;
	err = parse_matrix(text, &matrix);
	if (err)
		return matrix_failed(m, err, text, ends);
	if (matrix.rows > ends->rows)
		return mixctl_refuse(m, "", "--matrix: it has %u rows, the output %u channels",
				     matrix.rows, ends->rows);
	if (ends->columns && matrix.columns > ends->columns)
		return mixctl_refuse(m, "", "--matrix: its rows have %u factors, %s %s has %u "
				     "channels", matrix.columns, ends->from, ends->name,
				     ends->columns);
	memcpy(set->matrix, matrix.factor, sizeof(set->matrix));
	return MIXCTL_DONE;
}

int set_route_words(struct mixctl *m, const struct route_words *words,
		    const struct route_ends *ends, struct mixcore_route_set *set)
{
	return set_volume(m, words->volume, ends, set) ?: set_mute(m, words->mute, set) ?:
	       set_delay(m, words->delay, ends->rate, set) ?:
	       set_matrix(m, words->matrix, ends, set);
}

void print_route_members(struct json *json, const struct mixcore_route_info *info, uint32_t rows,
			 uint32_t columns)
{
	static const char *const flags[] = {
		"new", "change", "leads", "matrix", "joined", "line", NULL,
	};

	json_flags(json, "flags", info->flags, flags);
	json_bool(json, "mute", info->mute);
	json_gain(json, &info->gain, 1);
	json_uint(json, "delay_frames", info->delay_frames);
	json_uint(json, "latency_frames", info->latency_frames);
	json_uint(json, "inserted_frames", info->inserted_frames);
	json_uint(json, "dropped_frames", info->dropped_frames);
	json_array(json, "matrix");
	for (uint32_t i = 0; i < rows && i < MIXCORE_CHANNELS_MAX; i++)
		json_ints(json, NULL, info->matrix[i],
			  columns < MIXCORE_CHANNELS_MAX ? columns : MIXCORE_CHANNELS_MAX);
	json_array_end(json);
	print_last_change(json, &info->last_change);
}

const char *route_text(const struct mixcore_route_info *info, uint32_t rate, char *buffer,
		       size_t size)
{
	char volume[32], delay[32];

	snprintf(buffer, size, "%s%s, delay %s",
		 volume_text(&info->gain, 1, volume, sizeof(volume)), info->mute ? " (muted)" : "",
		 duration_text(info->delay_frames, rate, delay, sizeof(delay)));
	return buffer;
}

void route_cells(struct table *table, const struct mixcore_route_info *info, uint32_t rate)
{
	char text[64];

	table_cell(table, "%s%s", volume_text(&info->gain, 1, text, sizeof(text)),
		   info->mute ? " muted" : "");
	table_cell(table, "%s", duration_text(info->delay_frames, rate, text, sizeof(text)));
	table_cell(table, "%s", duration_text(info->latency_frames, rate, text, sizeof(text)));
	table_cell(table, "%s", info->flags & MIXCORE_ROUTE_F_MATRIX ? "own" : "default");
	table_cell(table, "%llu", (unsigned long long)info->inserted_frames);
	table_cell(table, "%llu", (unsigned long long)info->dropped_frames);
}
