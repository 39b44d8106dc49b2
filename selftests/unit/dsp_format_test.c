// SPDX-License-Identifier: GPL-2.0-or-later
/* Each format by itself, in and out. */
#include <stdlib.h>

#include "dsp_scene.h"

#define BLOCK	4096

/* One channel at unity from one format to another. */
struct line {
	struct mixcore_layout in, out;
	const struct reference_format *format_in, *format_out;
	struct mixcore_ramp unity;
	struct mixcore_fraction fraction;
	struct mixcore_scratch *scratch;
	u8 *ring, *mixed, *expected;
};

static void line_open(struct line *line, enum mixcore_sample in, enum mixcore_sample out, u8 q)
{
	memset(line, 0, sizeof(*line));
	line->in = mixcore_layout_interleaved(in, 1);
	line->out = mixcore_layout_interleaved(out, 1);
	line->format_in = reference_format_of(in);
	line->format_out = reference_format_of(out);
	memset(line->fraction.q, q, sizeof(line->fraction.q));
	memset(line->unity.to.q, q, sizeof(line->unity.to.q));
	line->unity.to.c[0][0] = 1 << q;
	line->unity.from = line->unity.to;
	mixcore_ramp_prepare(&line->unity);
	line->scratch = test_alloc(sizeof(*line->scratch));
	line->ring = test_alloc(BLOCK * 4);
	line->mixed = test_alloc(BLOCK * 4);
	line->expected = test_alloc(BLOCK * 4);
}

static void line_close(struct line *line)
{
	free(line->scratch);
	free(line->ring);
	free(line->mixed);
	free(line->expected);
}

static void line_mix(struct line *line, u32 frames)
{
	struct mixcore_source source = {
		.ring = line->ring, .ring_frames = frames, .frames = frames,
		.layout = line->in, .ramp = &line->unity,
	};

	mixcore_mix(line->mixed, &line->out, &line->fraction, frames, &source, 1, line->scratch);
}

/* At unity a sample is only rounded to the bits of the output and limited. */
static void line_expect(struct line *line, u32 frames)
{
	s64 top = (1LL << (line->format_out->limit - 1)) - 1;
	s64 unit = 1LL << (32 - line->format_out->bits);

	for (u32 i = 0; i < frames; i++) {
		s64 value = reference_load(line->format_in,
					   line->ring + i * (u32)line->format_in->bytes);

		value = (value + unit / 2) >> __builtin_ctzll((u64)unit);
		value = min(max(value, -top - 1), top);
		reference_store(line->format_out,
				line->expected + i * (u32)line->format_out->bytes, value);
	}
}

static bool line_is_right(struct line *line, u32 frames)
{
	size_t bytes = frames * (size_t)line->format_out->bytes, i = 0;

	line_mix(line, frames);
	if (!memcmp(line->mixed, line->expected, bytes))
		return true;
	while (line->mixed[i] == line->expected[i])
		i++;
	return CHECK(false, "%s to %s: byte %zu of %zu", format_name(line->in.sample),
		     format_name(line->out.sample), i, bytes);
}

static void every_pair_at_unity(void)
{
	struct line line;
	bool good = true;

	for (u32 i = 0; i < FORMATS_IN * FORMATS_OUT * SIGNALS && good; i++) {
		line_open(&line, i % FORMATS_IN, i / FORMATS_IN % FORMATS_OUT, i % 2 ? 24 : 20);
		draw_samples(line.ring, BLOCK, line.in.sample, i / FORMATS_IN / FORMATS_OUT);
		line_expect(&line, BLOCK);
		for (u32 set = 0; set < isas_sets() && good; set++) {
			isas_select_set(set);
			good = line_is_right(&line, BLOCK);
		}
		line_close(&line);
	}
	isas_select_all();
}

/* What comes back from the same format is what went in, but for bytes that are not heard. */
static bool passes_unchanged(enum mixcore_sample sample, u8 q)
{
	struct line line;
	bool same;

	line_open(&line, sample, sample, q);
	for (u32 i = 0; i < BLOCK; i++)
		reference_store(line.format_in, line.ring + i * (u32)line.format_in->bytes,
				(s64)(s32)random_bits() >> (32 - line.format_in->bits));
	line_mix(&line, BLOCK);
	same = !memcmp(line.mixed, line.ring, BLOCK * (size_t)line.format_in->bytes);
	line_close(&line);
	return same;
}

static void unity_changes_nothing(void)
{
	for (u32 i = 0; i < FORMATS_IN * 2 * isas_sets(); i++) {
		u32 isas = isas_select_set(i / FORMATS_IN / 2);
		u8 q = i / FORMATS_IN % 2 ? 20 : 24;

		CHECK(passes_unchanged(i % FORMATS_IN, q), "%s, q %u, instructions %#x",
		      format_name(i % FORMATS_IN), q, isas);
	}
	isas_select_all();
}

/* @count bit patterns, @step apart. */
static bool floats_in(struct line *line, u32 first, u32 step, u64 count)
{
	u32 *bits = (u32 *)line->ring;

	for (u64 done = 0; done < count; done += BLOCK) {
		for (u32 i = 0; i < BLOCK; i++, first += step)
			bits[i] = first;
		line_expect(line, BLOCK);
		if (!line_is_right(line, BLOCK))
			return false;
	}
	return true;
}

/* All of full scale: S32 is loaded as it is, stored as a float. */
static bool floats(enum mixcore_sample in, enum mixcore_sample out, u32 step, u64 count)
{
	bool good = true;
	struct line line;

	line_open(&line, in, out, 24);
	for (u32 set = 0; set < isas_sets() && good; set++) {
		isas_select_set(set);
		good = floats_in(&line, step == 1 ? 0 : (u32)random_bits(), step, count);
	}
	isas_select_all();
	line_close(&line);
	return good;
}

static void some_floats(void)
{
	CHECK(floats(MIXCORE_FLOAT, MIXCORE_S32, 130363, 1 << 17), "in");
	CHECK(floats(MIXCORE_S32, MIXCORE_FLOAT, 130363, 1 << 17), "out");
}

static void every_float_in(void)
{
	CHECK(floats(MIXCORE_FLOAT, MIXCORE_S32, 1, 1ULL << 32), "in");
}

static void every_float_out(void)
{
	CHECK(floats(MIXCORE_S32, MIXCORE_FLOAT, 1, 1ULL << 32), "out");
}

void format_tests(void)
{
	run_test("format: every pair of formats at unity", every_pair_at_unity);
	run_test("format: unity changes no bit", unity_changes_nothing);
	run_test("format: floats all over the range", some_floats);
}

void float_tests(void)
{
	run_test("float: every float in", every_float_in);
	run_test("float: every float out", every_float_out);
}
