/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of a command line. Words that begin with "--" are options, so that "-6dB" is a volume,
 * "-" a file, and "-12" a level.
 */
#ifndef MIXCORE_OPTIONS_H
#define MIXCORE_OPTIONS_H

#include <stdbool.h>

/* Sample formats, for messages. */
#define FORMAT_NAMES	"U8, S16_LE, S24_LE, S24_3LE, S32_LE, the same with BE, or FLOAT_LE"

enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_UINT,
	OPTION_BYTES,
	OPTION_THOUSANDTHS,
	OPTION_FORMAT,
};

/**
 * struct option_def - an option; the last of an array has no name
 * @name: with "--"
 * @value: bool, const char *, uint32_t, uint64_t, uint64_t, or uint32_t: SNDRV_PCM_FORMAT_*
 * @given: set to true, or NULL
 */
struct option_def {
	const char *name;
	enum option_kind kind;
	void *value;
	bool *given;
};

/*
 * Takes the options out of argv; @defs may be NULL: there are none. Returns how many words are
 * left; or -1, and what is wrong in *@why, to be freed.
 */
int parse_options(const struct option_def *defs, int argc, char **argv, char **why);

#endif /* MIXCORE_OPTIONS_H */
