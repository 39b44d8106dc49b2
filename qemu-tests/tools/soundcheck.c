// SPDX-License-Identifier: GPL-2.0-or-later
/* soundcheck: the command line; see usage() and soundcheck.h. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soundcheck.h"

struct command {
	const char *name;
	int (*run)(const struct options *opt);
	unsigned int files;
};

static const struct command commands[] = {
	{ "tones", cmd_tones, 1 },
	{ "gaps", cmd_gaps, 1 },
	{ "same", cmd_same, 2 },
	{ "find", cmd_find, 2 },
	{ "stats", cmd_stats, 1 },
};

static int usage(void)
{
	fputs("usage: soundcheck tones FILE [--expect HZ:DBFS[:TOLERANCE]]...\n"
	      "       soundcheck gaps FILE [--tone HZ]...        (without tones: zero frames only)\n"
	      "       soundcheck same A B\n"
	      "       soundcheck find NEEDLE HAYSTACK\n"
	      "       soundcheck stats FILE\n"
	      "options: --from S --to S   look at this part only (seconds)\n"
	      "         --min-length S    the tones must play together at least so long\n"
	      "         --channel N       look at one channel (0 is the first)\n"
	      "         --json            for programs\n"
	      "Levels are dBFS: a sine of full-scale peak is 0. Tolerance: 0.1 dB.\n"
	      "Exit status: 0 yes, 1 no, 2 cannot say.\n", stderr);
	return 2;
}

static bool number(const char *text, double *value, char **end)
{
	errno = 0;
	*value = strtod(text, end);
	return *end != text && !errno;
}

/* HZ, or HZ:DBFS, or HZ:DBFS:TOLERANCE */
static bool parse_tone(struct options *opt, const char *text, bool expect)
{
	struct tone *tone = &opt->tone[opt->tones];
	char *end;

	if (opt->tones == MAX_TONES)
		return false;
	tone->tolerance = 0.1;
	if (!number(text, &tone->hertz, &end) || tone->hertz <= 0)
		return false;
	if (expect && (*end != ':' || !number(end + 1, &tone->level, &end)))
		return false;
	if (expect && *end == ':' && !number(end + 1, &tone->tolerance, &end))
		return false;
	opt->tones++;
	return !*end;
}

static bool parse_seconds(double *value, const char *text)
{
	char *end;

	return number(text, value, &end) && !*end && *value >= 0;
}

static bool parse_option(struct options *opt, int letter)
{
	switch (letter) {
	case 'e':
		return parse_tone(opt, optarg, true);
	case 't':
		return parse_tone(opt, optarg, false);
	case 'f':
		return parse_seconds(&opt->from, optarg);
	case 'T':
		return parse_seconds(&opt->to, optarg);
	case 'm':
		return parse_seconds(&opt->min_length, optarg);
	case 'c':
		opt->channel = atoi(optarg);
		return true;
	case 'j':
		opt->json = true;
		return true;
	}
	return false;
}

static bool parse(struct options *opt, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "expect", required_argument, NULL, 'e' },
		{ "tone", required_argument, NULL, 't' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 'T' },
		{ "min-length", required_argument, NULL, 'm' },
		{ "channel", required_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 }
	};
	int letter;

	opt->to = -1;
	opt->channel = -1;
	while ((letter = getopt_long(argc, argv, "", longs, NULL)) != -1)
		if (!parse_option(opt, letter))
			return false;
	for (; optind < argc; optind++) {
		if (opt->files == 2)
			return false;
		opt->file[opt->files++] = argv[optind];
	}
	return true;
}

int main(int argc, char **argv)
{
	struct options opt = { 0 };
	size_t n;

	if (argc < 2 || !parse(&opt, argc - 1, argv + 1))
		return usage();
	for (n = 0; n < sizeof(commands) / sizeof(*commands); n++) {
		const struct command *cmd = &commands[n];

		if (strcmp(argv[1], cmd->name))
			continue;
		if (opt.files != cmd->files)
			return usage();
		return cmd->run(&opt);
	}
	return usage();
}
