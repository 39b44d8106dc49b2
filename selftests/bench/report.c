// SPDX-License-Identifier: GPL-2.0-or-later
#include "bench.h"

static const char *verdict_name(const struct result *result)
{
	switch (result->verdict) {
	case VERDICT_MET:
		return "met";
	case VERDICT_MISSED:
		return result->time ? "missed (time)" : "MISSED";
	case VERDICT_NOT_RUN:
		return "not run";
	default:
		return "-";
	}
}

/* The model of this machine's processor, as the kernel names it. */
static void print_model(void)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "model name : %255[^\n]", line) == 1) {
			printf("processor: %s\n", line);
			break;
		}
	if (file)
		fclose(file);
}

void report_machine(void)
{
	print_model();
	printf("instructions:");
	for (u32 isa = 0; isa < MIXCORE_ISAS; isa++)
		if (mixcore_isas_available() >> isa & 1)
			printf(" %s", mixcore_isa_name(isa));
	printf("\ncompiler: %s\nblocks of %u frames\n\n", __VERSION__, BENCH_FRAMES);
}

void report_head(void)
{
	printf("%-44s %-9s %4s %9s %7s  %-14s %s\n", "work", "variant", "N", "measured", "must",
	       "", "PipeWire AVX2 / PulseAudio / dmix, published");
}

static void print_number(double value, int width, int digits)
{
	if (value > 0)
		printf(" %*.*f", width, digits, value);
	else
		printf(" %*s", width, "-");
}

void report_row(const struct result *result)
{
	printf("%-44s %-9s", result->work, result->variant);
	print_number(result->streams, 4, 0);
	print_number(result->verdict == VERDICT_NOT_RUN ? 0 : result->value, 9, 3);
	print_number(result->must, 7, 1);
	printf("  %-14s %s\n", verdict_name(result), result->others ? result->others : "");
	fflush(stdout);
}

static void json_row(FILE *file, const struct result *result)
{
	fprintf(file, " {\"name\": \"%s\", \"value\": ", result->name);
	if (result->verdict == VERDICT_NOT_RUN)
		fprintf(file, "null");
	else
		fprintf(file, "%.4f", result->value);
	fprintf(file, ", \"unit\": \"%s\", \"must\": ", result->unit);
	if (result->must > 0)
		fprintf(file, "%.2f", result->must);
	else
		fprintf(file, "null");
	fprintf(file, ", \"met\": %s}", result->verdict == VERDICT_MET ? "true" :
		result->verdict == VERDICT_MISSED ? "false" : "null");
}

int report_json(const char *path, const struct result *results, u32 count)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return -1;
	fprintf(file, "[\n");
	for (u32 i = 0; i < count; i++) {
		json_row(file, &results[i]);
		fprintf(file, i + 1 < count ? ",\n" : "\n");
	}
	fprintf(file, "]\n");
	return fclose(file);
}
