// SPDX-License-Identifier: GPL-2.0-or-later
/* The equalizer of a stereo output: ten peaks over the whole range. */
#include <stdlib.h>

#include "bench.h"
#include "eq_design.h"
#include "eq_reference.h"
#include "process.h"

#define SECTIONS	10

struct eq_data {
	struct mixcore_eq eq;
	struct mixcore_eq_set set;
	s32 bus[2][BENCH_FRAMES], input[2][BENCH_FRAMES];
};

/* From the beginning: the last run left its state and its output. */
static void eq_ready(void *data)
{
	struct eq_data *eq = data;

	mixcore_eq_init(&eq->eq, 2);
	mixcore_eq_to(&eq->eq, &eq->set, 0);
	memcpy(eq->bus, eq->input, sizeof(eq->bus));
}

static void eq_run(void *data)
{
	struct eq_data *eq = data;
	struct mixcore_bus bus = { eq->bus[0], 2, BENCH_FRAMES };

	mixcore_eq_process(&eq->eq, &bus, BENCH_FRAMES);
}

static bool eq_right(void *data)
{
	struct reference_section sections[SECTIONS];
	struct eq_data *eq = data;
	s32 sample;

	for (u32 c = 0; c < 2; c++) {
		for (u32 i = 0; i < SECTIONS; i++) {
			reference_section_init(&sections[i]);
			reference_section_to(&sections[i], eq->set.section[c][i].c, 0);
		}
		for (u32 n = 0; n < BENCH_FRAMES; n++) {
			sample = eq->input[c][n];
			for (u32 i = 0; i < SECTIONS; i++)
				sample = reference_section_next(&sections[i], sample);
			if (sample != eq->bus[c][n])
				return false;
		}
	}
	return true;
}

struct work eq_open(const struct row *row)
{
	struct eq_data *eq = bench_alloc(sizeof(*eq));
	long double hz = 31.25L;

	(void)row;
	eq->set.sections = SECTIONS;
	for (u32 i = 0; i < SECTIONS; i++, hz *= 2) {
		eq->set.section[0][i] = design_peak(hz, 48000, 1.41L, i % 2 ? 6 : -6);
		eq->set.section[1][i] = eq->set.section[0][i];
	}
	for (u32 i = 0; i < 2 * BENCH_FRAMES; i++)
		eq->input[i % 2][i / 2] = (s32)bench_noise() >> 8;
	return (struct work) {
		.data = eq, .ready = eq_ready, .run = eq_run, .right = eq_right, .close = free,
		.units = BENCH_FRAMES,
	};
}
