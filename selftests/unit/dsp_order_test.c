// SPDX-License-Identifier: GPL-2.0-or-later
/* What must not be seen in the result: the order of streams, the split into blocks, the ring. */
#include "dsp_scene.h"

static struct wish draw_wish(u32 frames, u32 count)
{
	bool narrow = random_below(2);

	return (struct wish) {
		.narrow = narrow, .in = narrow ? MIXCORE_S16 : random_below(FORMATS_IN),
		.out = narrow ? MIXCORE_S16 : random_below(FORMATS_OUT), .gains = GAINS_RANDOM,
		.ramps = random_below(RAMPS), .frames = frames, .count = count, .channels_max = 2,
	};
}

static bool mixes_right(struct scene *scene, const char *what)
{
	u32 isas = isas_select_random();

	scene_clear(scene);
	scene_mix(scene, 0, scene->frames);
	return scene_same(scene, what, isas);
}

/* Heap's algorithm: each differs from the one before by one exchange. */
static bool each_order(struct scene *scene, u32 first)
{
	if (first == 1)
		return mixes_right(scene, "permutation");
	for (u32 i = 0; i < first; i++) {
		struct mixcore_source *other = &scene->sources[first % 2 ? 0 : i], last;

		if (!each_order(scene, first - 1))
			return false;
		last = scene->sources[first - 1];
		scene->sources[first - 1] = *other;
		*other = last;
	}
	return true;
}

static void every_permutation(void)
{
	for (u32 i = 0; i < 8; i++) {
		struct wish wish = draw_wish(random_length(), 5);
		struct scene scene = { 0 };
		bool good = scene_draw(&scene, &wish);

		if (good) {
			scene_expect(&scene);
			good = each_order(&scene, 5);
		}
		scene_free(&scene);
		if (!CHECK(good, "scene %u", i))
			break;
	}
	isas_select_all();
}

/* The streams and ramps as they were before the blocks were mixed. */
static void mix_in_two(struct scene *scene, u32 first)
{
	struct mixcore_source before[3];
	u32 pos[3];

	for (u32 i = 0; i < scene->count; i++) {
		before[i] = scene->sources[i];
		pos[i] = scene->streams[i].ramp.pos;
	}
	scene_mix(scene, 0, first);
	scene_advance(scene, first);
	scene_mix(scene, first, scene->frames - first);
	for (u32 i = 0; i < scene->count; i++) {
		scene->sources[i] = before[i];
		scene->streams[i].ramp.pos = pos[i];
	}
}

static void every_split(void)
{
	for (u32 i = 0; i < 10; i++) {
		struct wish wish = draw_wish(140, 3);
		struct scene scene = { 0 };
		bool good = scene_draw(&scene, &wish);

		if (good)
			scene_expect(&scene);
		for (u32 first = 0; first <= 140 && good; first++) {
			u32 isas = isas_select_random();

			scene_clear(&scene);
			mix_in_two(&scene, first);
			good = scene_same(&scene, "split", isas);
		}
		scene_free(&scene);
		if (!CHECK(good, "scene %u", i))
			break;
	}
	isas_select_all();
}

/* From every frame of short rings, ending at every frame: what is left of a source is silence. */
static void every_position(void)
{
	for (u32 i = 0; i < 12; i++) {
		struct wish wish = draw_wish(90, 1);
		struct scene scene = { 0 };
		bool good = scene_draw(&scene, &wish);

		for (u32 at = 0; at < scene.sources[0].ring_frames && good; at++) {
			scene.sources[0].pos = at;
			scene.sources[0].frames = at % 100;
			scene.reference[0].pos = at;
			scene.reference[0].frames = at % 100;
			scene_expect(&scene);
			good = mixes_right(&scene, "position");
		}
		scene_free(&scene);
		if (!CHECK(good, "scene %u", i))
			break;
	}
	isas_select_all();
}

void order_tests(void)
{
	run_test("order: every permutation of five streams", every_permutation);
	run_test("order: every split into two blocks", every_split);
	run_test("order: every position in a ring, every end of a stream", every_position);
}
