// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench RESULTS.JSON [NAME]: what the arithmetic costs, as a table, against what it must not exceed.
 * Exit status 1 when a number of instructions is missed or an output is wrong; times are shown
 * only, they depend on what else the machine does. NAME: only rows whose name begins so, as
 * "S16 to S16, avx2, N=32".
 */
#include "bench.h"

#define MIX_ROW(title, set, n, limit, from, to, count, ...) { \
	.name = title, .isa = MIXCORE_ISA_##set, .streams = n, .must = limit, .open = mix_open, \
	.in = MIXCORE_##from, .out = MIXCORE_##to, .channels = count, __VA_ARGS__ }
#define S16_ROW(set, n, limit, ...) \
	MIX_ROW("S16 to S16", set, n, limit, S16, S16, 2, __VA_ARGS__)
#define S32_ROW(set, n, limit, ...) \
	MIX_ROW("S32 to S32", set, n, limit, S32, S32, 2, __VA_ARGS__)
#define EQ_ROW(set, limit, ...) { \
	.name = "equalizer, 10 bands, stereo", .isa = MIXCORE_ISA_##set, .must = limit, \
	.open = eq_open, __VA_ARGS__ }

/* Per frame and stream; the figures of the others are for the same work (performance.rst). */
static const struct row rows[] = {
	S16_ROW(AVX2, 2, 2.6, .others = "5.70 / 15.6 / 30"),
	S16_ROW(AVX2, 8, 1.7, .others = "4.46 / 18.8 / 36"),
	S16_ROW(AVX2, 32, 1.5, .others = "4.15 / 16.7 / 37.5"),
	S16_ROW(AVX2, 512, 0),
	S16_ROW(SCALAR, 32, 13, .others = "39 (its C) / 16.7 / 37.5"),
	S16_ROW(SSE41, 32, 0, .others = "7.9 (its SSE2) / 16.7 / 37.5"),
	S16_ROW(AVX_VNNI, 2, 0),
	S16_ROW(AVX_VNNI, 8, 0),
	S16_ROW(AVX_VNNI, 32, 0),
	MIX_ROW("S16 to S16, every stream on a ramp", AVX2, 32, 2.4, S16, S16, 2, .moving = true),
	MIX_ROW("S16 to S16, every stream on a ramp", SCALAR, 32, 0, S16, S16, 2, .moving = true),
	MIX_ROW("S16 to S16, 8 channels", AVX2, 32, 0, S16, S16, 8),
	S32_ROW(AVX2, 2, 0, .others = "7.2 / 45 / -"),
	S32_ROW(AVX2, 8, 2.6, .others = "5.2 / 31 / 71"),
	S32_ROW(AVX2, 32, 2.1, .others = "4.75 / 27 / 72"),
	S32_ROW(SCALAR, 32, 0),
	S32_ROW(SSE41, 32, 0),
	MIX_ROW("S32 to S32, every stream on a ramp", AVX2, 32, 0, S32, S32, 2, .moving = true),
	MIX_ROW("S32 to S32, last block of the rings", AVX2, 32, 0, S32, S32, 2, .last = true),
	MIX_ROW("S32 to S32, 8 channels", AVX2, 32, 0, S32, S32, 8),
	MIX_ROW("S24 to S24", AVX2, 32, 0, S24, S24, 2),
	MIX_ROW("FLOAT to S32", AVX2, 32, 0, FLOAT, S32, 2),
	MIX_ROW("S16 to S32", AVX2, 32, 0, S16, S32, 2, .others = "4.2 / - / -"),
	EQ_ROW(AVX2, 130, .others = "381 (one in float)"),
	EQ_ROW(SCALAR, 0),
};

#define ROWS		(sizeof(rows) / sizeof(*rows))
#define TIME_ROWS	16	/* at most */

static struct result results[ROWS + TIME_ROWS];
static u32 result_count;
static const char *only = "";
static int status;

/* Whether the row named last is wanted. */
static bool wanted(void)
{
	if (!strncmp(results[result_count].name, only, strlen(only)))
		return true;
	memset(&results[result_count], 0, sizeof(*results));
	return false;
}

static void judge(struct result *result)
{
	if (result->value < 0)
		result->verdict = VERDICT_NOT_RUN;
	else if (!(result->must > 0))
		result->verdict = VERDICT_INFORMATION;
	else
		result->verdict = result->value <= result->must ? VERDICT_MET : VERDICT_MISSED;
	if (result->verdict == VERDICT_MISSED && !result->time)
		status = 1;
	report_row(result);
}

static void make_ready(const struct work *work)
{
	if (work->ready)
		work->ready(work->data);
}

/* An output that is wrong has no figure. */
static double cost(const struct row *row)
{
	struct work work;
	double value = -1;

	if (!bench_select(row->isa))
		return -1;
	work = row->open(row);
	make_ready(&work);
	work.run(work.data);
	if (work.right(work.data)) {
		make_ready(&work);
		value = count_instructions(&work) / work.units;
	} else {
		printf("%s, %s, %u streams: not what the reference says\n", row->name,
		       mixcore_isa_name(row->isa), row->streams);
		status = 1;
	}
	work.close(work.data);
	return value;
}

static void instructions(const struct row *row)
{
	struct result *result = &results[result_count];

	snprintf(result->name, sizeof(result->name), row->streams ? "%s, %s, N=%u" : "%s, %s",
		 row->name, mixcore_isa_name(row->isa), row->streams);
	if (!wanted())
		return;
	result_count++;
	result->work = row->name;
	result->variant = mixcore_isa_name(row->isa);
	result->streams = row->streams;
	result->unit = row->streams ? "instructions per frame and stream" :
				      "instructions per frame";
	result->must = row->must;
	result->others = row->others;
	result->value = cost(row);
	judge(result);
}

static void times(const struct time_row *row)
{
	struct result *result = &results[result_count];

	snprintf(result->name, sizeof(result->name), "%s", row->name);
	if (!wanted())
		return;
	result_count++;
	result->work = row->name;
	result->variant = mixcore_isa_name(MIXCORE_ISA_AVX2);
	result->unit = "ratio of times";
	result->must = row->must;
	result->others = row->others;
	result->time = true;
	result->value = row->ratio();
	judge(result);
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: bench RESULTS.JSON [NAME]\n");
		return 2;
	}
	if (argc == 3)
		only = argv[2];
	report_machine();
	report_head();
	for (size_t i = 0; i < ROWS; i++)
		instructions(&rows[i]);
	for (u32 i = 0; i < time_row_count; i++)
		times(&time_rows[i]);
	if (report_json(argv[1], results, result_count)) {
		perror(argv[1]);
		return 2;
	}
	return status;
}
