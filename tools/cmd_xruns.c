// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl xruns: who was late when, and whose fault it was. */
#include <stdlib.h>
#include <string.h>

#include "words.h"
#include "xrun.h"

#define LINES_DEFAULT	20
#define MS_NS		1e6

int reports_read(struct mixctl *m, struct reports *reports)
{
	reports->count = MIXCORE_XRUNS_MAX;
	return mixcore_xruns_get(m->ctx, 0, reports->xruns, &reports->count, &reports->latest);
}

bool latest_xrun(struct mixctl *m, uint32_t object, uint32_t id, struct mixcore_xrun *xrun)
{
	struct reports reports;

	if (reports_read(m, &reports))
		return false;
	for (uint32_t i = reports.count; i--;) {
		if (reports.xruns[i].object != object || reports.xruns[i].id != id)
			continue;
		*xrun = reports.xruns[i];
		return true;
	}
	return false;
}

static void xrun_row(struct mixctl *m, struct table *table, const struct mixcore_xrun *xrun)
{
	const uint64_t when = real_time(&m->now, xrun->time_ns);
	char day[32], clock[32], who[XRUN_OF_TEXT];

	table_cell(table, "%s%s", day_text(&m->now, when, day, sizeof(day)),
		   clock_text(when, 3, clock, sizeof(clock)));
	table_cell(table, "%s", xrun_of_text(m, xrun, who, sizeof(who)));
	table_cell(table, "%s", xrun_what_text(xrun));
	table_cell(table, "%s", culprit_text(xrun->culprit));
	if (xrun->late_ns)
		table_cell(table, "%.1f ms", xrun->late_ns / MS_NS);
	else
		table_cell(table, "-");
}

static const char *const culprits[] = {
	"not known", "application", "mixer", "hardware", "hardware's position", "machine",
};

/* "3 xruns: application 2, machine 1" */
static void print_summary(struct mixctl *m, const struct reports *reports)
{
	uint32_t counts[ARRAY_SIZE(culprits)] = { 0 };
	char text[256] = "";
	struct words words = { .text = text, .size = sizeof(text) };

	for (uint32_t i = 0; i < reports->count; i++) {
		uint32_t culprit = reports->xruns[i].culprit;

		counts[culprit < ARRAY_SIZE(counts) ? culprit : MIXCORE_CULPRIT_UNKNOWN]++;
	}
	for (uint32_t i = 1; i <= ARRAY_SIZE(counts); i++) {
		uint32_t culprit = i % ARRAY_SIZE(counts);

		if (counts[culprit])
			words_add(&words, "%s %u", culprits[culprit], counts[culprit]);
	}
	if (reports->latest > reports->count)
		mixctl_say(m, "%llu xruns, of the latest %u: %s",
			   (unsigned long long)reports->latest, reports->count, text);
	else
		mixctl_say(m, "%u xrun%s: %s", reports->count, reports->count == 1 ? "" : "s",
			   text);
}

/* Proofs are below their row, and do not make its columns wider. */
static void print_xruns(struct mixctl *m, const struct reports *reports, uint32_t first,
			bool proofs)
{
	static const char *const titles[] = { "WHEN", "WHO", "WHAT", "CULPRIT", ">LATE", NULL };
	char *lines, *line, *rest, proof[PROOF_TEXT];
	struct table table;
	size_t size;
	FILE *out = open_memstream(&lines, &size);
	uint32_t at = first;

	if (!out)
		abort();
	table_begin(&table, out, "", titles);
	for (uint32_t i = first; i < reports->count; i++)
		xrun_row(m, &table, &reports->xruns[i]);
	table_end(&table);
	fclose(out);
	for (rest = lines; (line = strsep(&rest, "\n")) && rest;) {
		fprintf(m->out, "%s\n", line);
		if (proofs && line != lines)
			fprintf(m->out, "    %s\n",
				proof_text(&reports->xruns[at++], proof, sizeof(proof)));
	}
	free(lines);
}

static int list_xruns(struct mixctl *m, const uint32_t *count, bool proofs)
{
	struct reports reports;
	uint32_t first, lines = count ? *count : LINES_DEFAULT;
	int err = reports_read(m, &reports);

	if (err)
		return mixctl_fail(m, MIXCORE_CALL_XRUNS, err, "xruns");
	if (m->json && !count)
		lines = MIXCORE_XRUNS_MAX;
	first = reports.count > lines ? reports.count - lines : 0;
	if (m->json) {
		print_xruns_json(m, &reports, first);
		return MIXCTL_DONE;
	}
	if (!reports.count) {
		mixctl_say(m, "no xruns since the module was loaded");
		return MIXCTL_DONE;
	}
	if (first < reports.count) {
		print_xruns(m, &reports, first, proofs);
		mixctl_say(m, "%s", "");
	}
	print_summary(m, &reports);
	return MIXCTL_DONE;
}

/* "-v" is no volume here. */
static int take_verbose(int argc, char **argv, bool *verbose)
{
	int left = 0;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "-v"))
			*verbose = true;
		else
			argv[left++] = argv[i];
	}
	return left;
}

int cmd_xruns(struct mixctl *m, int argc, char **argv)
{
	bool has_count = false, verbose = false, flight = false, input = false;
	uint32_t count;
	const struct option_def options[] = {
		{ "--count", OPTION_UINT, &count, &has_count },
		{ "--verbose", OPTION_FLAG, &verbose, NULL },
		{ "--flight", OPTION_FLAG, &flight, NULL },
		{ "--input", OPTION_FLAG, &input, NULL },
		{ 0 },
	};
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return -argc;
	argc = take_verbose(argc, argv, &verbose);
	if (input && !flight)
		return mixctl_usage(m, "xruns: --input is for --flight");
	if (flight && argc != 1)
		return mixctl_usage(m, "xruns --flight needs an output, or --input and an input");
	if (!flight && argc)
		return mixctl_usage(m, "xruns takes only options; of one output: xruns --flight");
	err = mixctl_connect(m);
	if (err)
		return err;
	return flight ? print_flight(m, input, argv[0], has_count ? &count : NULL) :
			list_xruns(m, has_count ? &count : NULL, verbose);
}
