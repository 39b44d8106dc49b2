// SPDX-License-Identifier: GPL-2.0-or-later
/* The equalizer: which sets are accepted, and the bits of all variants. */
#include <stdlib.h>

#include "dsp_test.h"
#include "eq_design.h"
#include "eq_reference.h"

#define FRAMES 700

/* Anything that is accepted: far inside, at the edges, of any sign. */
static s32 random_coef(s64 limit)
{
	s64 top = limit >> random_below(random_below(3) ? 3 : 29);
	s64 value = random_below(4) ? (s64)(random_bits() >> 1) % (top + 1) : top;

	return (s32)(random_bits() & 1 ? value : -value);
}

static struct mixcore_biquad random_biquad(void)
{
	struct mixcore_biquad biquad;
	s32 *c = biquad.c;
	s64 a1, a2;

	if (!random_below(8))
		return design_flat();
	if (!random_below(4))
		return design_peak(random_between(20, 20000), 48000, 1 + random_below(5),
				   (int)random_below(25) - 12);
	a2 = c[MIXCORE_A2] = random_coef((1 << 28) - 4);
	a1 = c[MIXCORE_A1] = random_coef((1 << 28) + a2 - 4);
	c[MIXCORE_B0] = random_coef((4LL << 28) - 4);
	c[MIXCORE_B1] = random_coef((8LL << 28) - 8 - llabs(a1));
	c[MIXCORE_B2] = random_coef((4LL << 28) - 4 - llabs(a2));
	return biquad;
}

static void random_set(struct mixcore_eq_set *set, u32 sections, u32 channels)
{
	memset(set, 0xa5, sizeof(*set));
	set->sections = sections;
	for (u32 channel = 0; channel < channels; channel++)
		for (u32 i = 0; i < sections; i++)
			set->section[channel][i] = random_biquad();
}

static int check_one(const s32 c[5])
{
	struct mixcore_eq_set set;

	random_set(&set, 3, 2);
	memcpy(set.section[1][2].c, c, sizeof(set.section[1][2].c));
	return mixcore_eq_check(&set, 2);
}

#define ONE (1 << 28)

static void test_check_edges(void)
{
	static const struct {
		s32 c[5];
		int result;
	} cases[] = {
		{ { ONE, 0, 0, 0, 0 }, 0 },
		{ { 0, 0, 0, 0, 0 }, 0 },
		{ { ONE, 0, 0, 0, ONE - 4 }, 0 },
		{ { ONE, 0, 0, 0, ONE - 3 }, -EINVAL },
		{ { ONE, 0, 0, 0, 4 - ONE }, 0 },
		{ { ONE, 0, 0, 0, 3 - ONE }, -EINVAL },
		{ { ONE, 0, 0, 0, S32_MIN }, -EINVAL },
		{ { ONE, 0, 0, ONE - 4, 0 }, 0 },
		{ { ONE, 0, 0, ONE - 3, 0 }, -EINVAL },
		{ { ONE, 0, 0, 4 - ONE, 0 }, 0 },
		{ { ONE, 0, 0, 3 - ONE, 0 }, -EINVAL },
		{ { ONE, 0, 0, S32_MIN, 0 }, -EINVAL },
		{ { 4 * ONE - 4, 0, 0, 0, 0 }, 0 },
		{ { 4 * ONE - 3, 0, 0, 0, 0 }, -ERANGE },
		{ { 4 - 4 * ONE, 0, 0, 0, 0 }, 0 },
		{ { 3 - 4 * ONE, 0, 0, 0, 0 }, -ERANGE },
		{ { S32_MIN, 0, 0, 0, 0 }, -ERANGE },
		{ { 0, 7 * ONE - 8, 0, -ONE, ONE / 2 }, 0 },
		{ { 0, 7 * ONE - 7, 0, -ONE, ONE / 2 }, -ERANGE },
		{ { 0, S32_MIN, 0, 0, 0 }, -ERANGE },
		{ { 0, 0, 3 * ONE, 0, ONE - 4 }, 0 },
		{ { 0, 0, 1 - 3 * ONE, 0, ONE - 5 }, 0 },
		{ { 0, 0, 3 * ONE + 1, 0, ONE - 4 }, -ERANGE },
		{ { 0, 0, -3 * ONE - 1, 0, 4 - ONE }, -ERANGE },
	};
	struct mixcore_eq_set set;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK(check_one(cases[i].c) == cases[i].result, "case %zu", i))
			return;
	random_set(&set, 17, 0);
	CHECK(mixcore_eq_check(&set, 0) == -EINVAL, "17 sections");
}

/* What no channel uses is not looked at; what one uses is. */
static void test_check_channels(void)
{
	struct mixcore_eq_set set;

	random_set(&set, 16, 8);
	if (!CHECK(!mixcore_eq_check(&set, 8), "a good set"))
		return;
	set.section[7][15].c[MIXCORE_A2] = ONE;
	CHECK(!mixcore_eq_check(&set, 7), "the eighth channel is not used");
	CHECK(mixcore_eq_check(&set, 8) == -EINVAL, "the eighth channel is used");
	set.sections = 15;
	CHECK(!mixcore_eq_check(&set, 8), "the sixteenth section is not used");
}

static void test_check_points(void)
{
	struct mixcore_eq_point *points = test_alloc(3 * sizeof(*points));
	s32 volumes[] = { -(1 << 27), -3, 1 << 27 };

	for (u32 i = 0; i < 3; i++) {
		points[i].volume = volumes[i];
		random_set(&points[i].set, 4, 2);
	}
	CHECK(!mixcore_eq_check_points(points, 3, 2), "good");
	CHECK(mixcore_eq_check_points(points, 0, 2) == -EINVAL, "none");
	points[1].volume = points[0].volume;
	CHECK(mixcore_eq_check_points(points, 3, 2) == -EINVAL, "the same volume twice");
	points[1].volume = 0;
	points[0].volume--;
	CHECK(mixcore_eq_check_points(points, 3, 2) == -EINVAL, "too low");
	points[0].volume++;
	points[2].volume++;
	CHECK(mixcore_eq_check_points(points, 3, 2) == -EINVAL, "too high");
	points[2].volume--;
	points[2].set.sections = 3;
	CHECK(mixcore_eq_check_points(points, 3, 2) == -EINVAL, "fewer sections");
	points[2].set.sections = 4;
	points[2].set.section[1][3].c[MIXCORE_B0] = S32_MIN;
	CHECK(mixcore_eq_check_points(points, 3, 2) == -ERANGE, "a bad section");
	free(points);
}

static bool stable(const s32 *c)
{
	s64 a1 = c[MIXCORE_A1], a2 = c[MIXCORE_A2];

	return a2 < ONE && a1 < ONE + a2 && -a1 < ONE + a2;
}

static bool point_matches(const struct mixcore_eq_point *points, u32 i, s32 volume,
			  const struct mixcore_eq_set *set)
{
	s64 span = (s64)points[i + 1].volume - points[i].volume, pos = (s64)volume - points[i].volume;

	for (u32 channel = 0; channel < 8; channel++)
		for (u32 n = 0; n < set->sections; n++)
			for (u32 c = 0; c < 5; c++)
				if (set->section[channel][n].c[c] != reference_interpolated(
				    points[i].set.section[channel][n].c[c],
				    points[i + 1].set.section[channel][n].c[c], pos, span) ||
				    !stable(set->section[channel][n].c))
					return false;
	return true;
}

/* Between the points on the line, at and beyond them what they have; always stable. */
static void test_volumes(void)
{
	struct mixcore_eq_point *points = test_alloc(4 * sizeof(*points));
	struct mixcore_eq_set set;

	for (u32 round = 0; round < 30; round++) {
		for (u32 i = 0; i < 4; i++) {
			random_set(&points[i].set, 2, 8);
			points[i].volume = (i ? points[i - 1].volume : -(1 << 27)) +
					   (s32)random_between(1, round % 3 ? 1 << 25 : 7);
		}
		for (u32 n = 0; n < 40; n++) {
			u32 i = random_below(3);
			s32 span = points[i + 1].volume - points[i].volume;
			s32 volume = points[i].volume + (s32)random_below((u32)span + 1);

			mixcore_eq_at_volume(points, 4, volume, &set);
			if (!CHECK(point_matches(points, i, volume, &set), "round %u", round))
				goto out;
		}
		mixcore_eq_at_volume(points, 4, points[0].volume - 1, &set);
		CHECK(!memcmp(&set, &points[0].set, sizeof(set)), "below");
		mixcore_eq_at_volume(points, 4, points[3].volume + 1, &set);
		CHECK(!memcmp(&set, &points[3].set, sizeof(set)), "above");
		mixcore_eq_at_volume(points, 1, 0, &set);
		CHECK(!memcmp(&set, &points[0].set, sizeof(set)), "a single point");
	}
out:
	free(points);
}

/* One equalizer, in our terms and in those of the reference. */
struct scene {
	struct mixcore_eq *eq;
	struct reference_section reference[8][16];
	u32 channels;
	s32 bus[8][FRAMES];
	s32 expected[8][FRAMES];
};

static struct scene *new_scene(u32 channels)
{
	struct scene *scene = test_alloc(sizeof(*scene));

	scene->eq = test_alloc(sizeof(*scene->eq));
	scene->channels = channels;
	memset(scene->eq, 0xa5, sizeof(*scene->eq));
	mixcore_eq_init(scene->eq, channels);
	for (u32 channel = 0; channel < 8; channel++)
		for (u32 i = 0; i < 16; i++)
			reference_section_init(&scene->reference[channel][i]);
	return scene;
}

static void free_scene(struct scene *scene)
{
	free(scene->eq);
	free(scene);
}

static void scene_to(struct scene *scene, const struct mixcore_eq_set *set, u32 frames)
{
	const struct mixcore_biquad flat = design_flat();

	mixcore_eq_to(scene->eq, set, frames);
	for (u32 channel = 0; channel < scene->channels; channel++)
		for (u32 i = 0; i < 16; i++)
			reference_section_to(&scene->reference[channel][i],
					     set && i < set->sections ?
					     set->section[channel][i].c : flat.c, frames);
}

/* Noise up to some height, or the extremes. */
static s32 random_sample(u32 shift)
{
	s32 noise = (s32)(u32)random_bits();

	return shift > 31 ? (noise < 0 ? S32_MIN : S32_MAX) : noise >> shift;
}

static void scene_fill(struct scene *scene, u32 frames)
{
	u32 shift = random_below(3) ? random_between(3, 12) : random_below(4) * 11;

	for (u32 channel = 0; channel < 8; channel++) {
		for (u32 i = 0; i < FRAMES; i++) {
			s32 x = random_sample(shift);

			scene->bus[channel][i] = x;
			if (channel < scene->channels && i < frames)
				for (u32 n = 0; n < 16; n++)
					x = reference_section_next(
						&scene->reference[channel][n], x);
			scene->expected[channel][i] = x;
		}
	}
}

/* In blocks of any length. */
static void scene_process(struct scene *scene, u32 frames, u32 block)
{
	struct mixcore_bus bus = { &scene->bus[0][0], scene->channels, FRAMES };
	u32 done, part;

	for (done = 0; done < frames; done += part) {
		part = min(frames - done, random_below(block + 1));
		bus.samples = &scene->bus[0][done];
		isas_select_random();
		mixcore_eq_process(scene->eq, &bus, part);
	}
}

static bool scene_matches(const struct scene *scene)
{
	return !memcmp(scene->bus, scene->expected, sizeof(scene->bus));
}

static u32 random_ramp(void)
{
	return random_below(3) ? random_below(500) : random_below(3) * 100000;
}

static void equals_reference(u32 channels)
{
	struct scene *scene = new_scene(channels);
	struct mixcore_eq_set set;

	for (u32 n = 0; n < 12; n++) {
		u32 frames = random_between(0, FRAMES);

		random_set(&set, random_below(17), channels);
		if (!CHECK(!mixcore_eq_check(&set, channels), "a set that is not accepted"))
			break;
		scene_to(scene, random_below(6) ? &set : NULL, random_ramp());
		scene_fill(scene, frames);
		scene_process(scene, frames, random_below(3) ? FRAMES : 20);
		if (!CHECK(scene_matches(scene), "%u channels, set %u", channels, n))
			break;
	}
	free_scene(scene);
}

/* Each block by any variant: they have the same state. */
static void test_reference(void)
{
	for (u32 round = 0; round < 8; round++)
		for (u32 channels = 1; channels <= 8; channels++)
			equals_reference(channels);
	isas_select_all();
}

/* Off, it has no quads; switched off, it has none soon after the ramp. */
static void test_off(void)
{
	struct scene *scene = new_scene(2);
	struct mixcore_eq_set set;

	CHECK(!scene->eq->quads, "on from the beginning");
	random_set(&set, 10, 2);
	scene_to(scene, &set, 100);
	scene_fill(scene, FRAMES);
	scene_process(scene, FRAMES, FRAMES);
	CHECK(scene->eq->quads == 5, "10 sections");
	scene_to(scene, NULL, 300);
	scene_fill(scene, 300);
	scene_process(scene, 300, FRAMES);
	CHECK(scene->eq->quads == 5, "the sums are not empty yet");
	scene_fill(scene, 2);
	scene_process(scene, 2, FRAMES);
	CHECK(!scene->eq->quads, "still on");
	CHECK(scene_matches(scene), "differs");
	free_scene(scene);
}

void eq_tests(void)
{
	run_test("EQ: stable and computable sections are accepted, no others", test_check_edges);
	run_test("EQ: only sections in use are looked at", test_check_channels);
	run_test("EQ: tables over the volume", test_check_points);
	run_test("EQ: between two volumes on the line, and stable", test_volumes);
	run_test("EQ: every variant equals the reference, in any blocks and ramps", test_reference);
	run_test("EQ: off is off", test_off);
}
