// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nothing overflows within the documented limits: worst sums at the last value that the choose
 * functions accept (signed overflow is trapped in dsp-sanitized, and elsewhere the reference sees
 * it), and for the narrow mix a bound for every coefficient there is.
 */
#include <stdlib.h>

#include "dsp_scene.h"

#define UNIT		(1ULL << 24)
#define FRAMES		70
#define STREAMS_MAX	513

/* Streams of up to 8 channels, all with the same constant samples, into one channel. */
struct worst {
	enum mixcore_sample in, out;
	struct mixcore_fraction fraction;
	u32 count, channels;
	struct mixcore_ramp ramps[STREAMS_MAX];
	s32 ring[8];
};

static struct worst *worst_new(enum mixcore_sample in, enum mixcore_sample out, u8 q)
{
	struct worst *worst = test_alloc(sizeof(*worst));

	worst->in = in;
	worst->out = out;
	worst->channels = 1;
	memset(worst->fraction.q, q, sizeof(worst->fraction.q));
	return worst;
}

/* Another stream whose channels go from @from to @to. */
static void worst_add(struct worst *worst, s32 from, s32 to, u32 len)
{
	struct mixcore_ramp *ramp = &worst->ramps[worst->count++];

	if (worst->count > STREAMS_MAX)
		abort();
	ramp->len = len;
	memset(ramp->from.q, worst->fraction.q[0], sizeof(ramp->from.q));
	memset(ramp->to.q, worst->fraction.q[0], sizeof(ramp->to.q));
	for (u32 in = 0; in < worst->channels; in++) {
		ramp->from.c[0][in] = from;
		ramp->to.c[0][in] = to;
	}
	mixcore_ramp_prepare(ramp);
}

/* Constant streams whose coefficients have this sum. */
static void worst_fill(struct worst *worst, u64 sum, s32 each)
{
	for (; sum >= (u64)each; sum -= (u64)each)
		worst_add(worst, each, each, 0);
	if (sum)
		worst_add(worst, (s32)sum, (s32)sum, 0);
}

static void set_samples(struct worst *worst, bool top)
{
	draw_samples((u8 *)worst->ring, worst->channels, worst->in,
		     top ? SIGNAL_TOP : SIGNAL_BOTTOM);
}

static void describe(const struct worst *worst, u32 i, struct mixcore_source *source,
		     struct reference_source *reference)
{
	const struct mixcore_ramp *ramp = &worst->ramps[i];
	u32 bytes = (u32)reference_format_of(worst->in)->bytes;

	*source = (struct mixcore_source) {
		.ring = worst->ring, .ring_frames = 1, .frames = FRAMES, .ramp = ramp,
		.layout = mixcore_layout_interleaved(worst->in, worst->channels),
	};
	*reference = (struct reference_source) {
		.ring = worst->ring, .ring_frames = 1, .frames = FRAMES,
		.layout = { reference_format_of(worst->in), (int)worst->channels,
			    worst->channels * bytes, bytes },
		.ramp_len = ramp->len,
	};
	for (u32 in = 0; in < worst->channels; in++) {
		reference->from[0][in] = ramp->from.c[0][in];
		reference->to[0][in] = ramp->to.c[0][in];
	}
}

static bool mixes_right(struct worst *worst)
{
	struct mixcore_source *sources = test_alloc(worst->count * sizeof(*sources));
	struct reference_source *reference = test_alloc(worst->count * sizeof(*reference));
	struct mixcore_scratch *scratch = test_alloc(sizeof(*scratch));
	struct mixcore_layout layout = mixcore_layout_interleaved(worst->out, 1);
	u32 bytes = (u32)reference_format_of(worst->out)->bytes;
	u8 mixed[FRAMES * 4], expected[FRAMES * 4];
	struct reference_output output = {
		.frames = expected, .q = { worst->fraction.q[0] },
		.layout = { reference_format_of(worst->out), 1, bytes, bytes },
		.narrow = { worst->fraction.narrow[0] },
	};
	bool good = true;

	for (u32 i = 0; i < worst->count; i++)
		describe(worst, i, &sources[i], &reference[i]);
	reference_mix(&output, FRAMES, reference, worst->count);
	for (u32 i = 0; i < isas_sets() && good; i++) {
		isas_select_set(i);
		mixcore_mix(mixed, &layout, &worst->fraction, FRAMES, sources, worst->count,
			    scratch);
		good = !memcmp(mixed, expected, FRAMES * bytes);
	}
	isas_select_all();
	free(sources);
	free(reference);
	free(scratch);
	return good;
}

/* Both ways; uses it up. */
static bool holds(struct worst *worst)
{
	bool good;

	set_samples(worst, true);
	good = mixes_right(worst);
	set_samples(worst, false);
	good = mixes_right(worst) && good;
	free(worst);
	return good;
}

static bool q_is(u64 sum, int expected)
{
	u64 sums[8] = { sum };
	u8 q[8] = { 0 };
	int err = mixcore_coefs_choose_q(sums, q);

	return CHECK(expected ? !err && q[0] == expected : err == -ERANGE, "sum %llu: %u", sum, q[0]);
}

static void wide_constant(void)
{
	static const enum mixcore_sample outs[] = { MIXCORE_S32, MIXCORE_S16, MIXCORE_BUS };
	const u64 fine = 128 * UNIT, coarse = 2048 * UNIT;
	struct worst *worst;

	q_is(fine - 1, 24);
	q_is(fine, 20);
	q_is(coarse - 1, 20);
	q_is(coarse, 0);
	for (u32 i = 0; i < 3; i++) {
		worst = worst_new(MIXCORE_S32, outs[i], 24);
		worst_fill(worst, fine - 1, MIXCORE_DSP_PATH_MAX);
		CHECK(holds(worst), "q 24 to %s", format_name(outs[i]));
		worst = worst_new(MIXCORE_S32, outs[i], 20);
		/* With what the rounding of 4096 coefficients can add. */
		worst_fill(worst, coarse / 16 - 1 + 2176, 4200000);
		CHECK(holds(worst), "q 20 to %s", format_name(outs[i]));
	}
}

/* The most that may be heard when the targets are made for @q: what leaves is still there. */
static u64 heard_at_most(const struct worst *worst)
{
	u64 sum[8] = { 0 };

	for (u32 i = 0; i < worst->count; i++)
		mixcore_ramp_sum(&worst->ramps[i], sum);
	return sum[0];
}

/* All that fits leaves slowly, and all that fits is there at once. */
static void wide_moving(void)
{
	struct worst *worst = worst_new(MIXCORE_S32, MIXCORE_S32, 24);
	u64 limit = 128 * UNIT - 1, left = limit;
	s32 each = MIXCORE_DSP_PATH_MAX;

	for (; left >= (u64)each + 8; left -= (u64)each + 8)
		worst_add(worst, each, 0, MIXCORE_DSP_RAMP_MAX);
	worst_add(worst, (s32)left - 8, 0, MIXCORE_DSP_RAMP_MAX);
	CHECK(heard_at_most(worst) == limit, "heard: %llu", heard_at_most(worst));
	q_is(heard_at_most(worst), 24);
	q_is(heard_at_most(worst) + 1, 20);
	worst_fill(worst, limit, each);
	CHECK(holds(worst), "q 24");

	worst = worst_new(MIXCORE_S32, MIXCORE_S32, 20);
	worst->channels = 2;
	for (u32 i = 0; i < 512; i++) {
		worst_add(worst, 4174456 + 8, 0, MIXCORE_DSP_RAMP_MAX);
		worst->ramps[i].from.c[0][1] = 0;
		worst->ramps[i].to.c[0][1] = 4174456;
	}
	CHECK(holds(worst), "q 20");
}

static bool bits_are(u64 way, u8 bits)
{
	struct mixcore_fraction fraction;
	u64 ways[8] = { way };
	int err = mixcore_narrow_choose(ways, &fraction);

	return CHECK(err == (bits ? 0 : -ERANGE) && fraction.narrow[0] == bits, "way %llu: F %u",
		     way, fraction.narrow[0]);
}

/* Few loud streams, and many whose mantissas are all rounded up: 2^k * (m + 1/2). */
static void narrow_at_the_limit(void)
{
	static const u32 ways[] = { 255, 1020, 2040 };
	static const u8 bits[] = { 8, 6, 5, 0 };
	struct worst *worst;

	for (u32 i = 0; i < 3; i++) {
		u64 way = ways[i] * UNIT - 1;
		u64 each = way / (8 * 512);
		int k = max(fls64(each) - 15, 1);

		bits_are(way, bits[i]);
		bits_are(way + 1, bits[i + 1]);
		worst = worst_new(MIXCORE_S16, MIXCORE_S16, 24);
		worst->fraction.narrow[0] = bits[i];
		worst_fill(worst, min(way, 512ULL * MIXCORE_DSP_PATH_MAX), MIXCORE_DSP_PATH_MAX);
		CHECK(holds(worst), "loud streams, F %u", bits[i]);
		worst = worst_new(MIXCORE_S16, MIXCORE_S16, 24);
		worst->fraction.narrow[0] = bits[i];
		worst->channels = 8;
		each = ((each - (1U << k)) >> k << k) + (1U << (k - 1));
		while (worst->count < 512)
			worst_add(worst, (s32)each, worst->count % 2 ? (s32)each : (s32)each - 1,
				  1000);
		CHECK(holds(worst), "many streams, F %u", bits[i]);
	}
}

/* |term| of a full-scale sample, as the text has it. */
static u64 largest_term(u32 c, u32 bits)
{
	int k = max(32 - __builtin_clz(c) - 15, 0);
	u64 m = k ? (c + (1U << (k - 1))) >> k : c;
	u32 shift;

	if (m == 32768) {
		m = 16384;
		k++;
	}
	shift = (u32)(24 - k) - bits;
	return ((m << 15) + (1ULL << shift) - 1) >> shift;
}

/*
 * For every c: |term| <= 2^(15 + F - 24) * c * (1 + 2^-15) + 1. With that, 512 streams of 8
 * channels, T / 2 and the half unit stay below 2^31 for the largest way sum of each F.
 */
static void narrow_bound(void)
{
	static const u32 ways[] = { 255, 1020, 2040 };
	static const u32 bits[] = { 8, 6, 5 };

	for (u32 i = 0; i < 3; i++) {
		u64 total = ((ways[i] * UNIT - 1) << (15 + bits[i])) >> 24;

		for (u32 c = 1; c <= MIXCORE_DSP_PATH_MAX; c++) {
			u64 scaled = (u64)c << (15 + bits[i]);

			if (largest_term(c, bits[i]) > ((scaled + (scaled >> 15)) >> 24) + 1) {
				CHECK(false, "c %u, F %u", c, bits[i]);
				return;
			}
		}
		total += (total >> 15) + 1 + 4096 + 4096 / 2 + (1U << (bits[i] - 1));
		CHECK(total < 1ULL << 31, "F %u: up to %llu", bits[i], total);
		printf("# narrow, F %u: |acc| <= 2^31 - %llu\n", bits[i], (1ULL << 31) - total);
	}
}

void limits_tests(void)
{
	run_test("limits: wide, constant, at the last sum that is taken", wide_constant);
	run_test("limits: wide, moving", wide_moving);
	run_test("limits: narrow, at the last way sum of each F", narrow_at_the_limit);
	run_test("limits: narrow, a bound for every coefficient", narrow_bound);
}
