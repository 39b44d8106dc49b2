// SPDX-License-Identifier: GPL-2.0-or-later
/* Random scenes for as long as one likes. */
#include "dsp_scene.h"

static u64 wanted;

static void anything(void)
{
	u64 scenes = 0;

	while (scene_samples() < wanted && CHECK(play_anything(), "scene %llu", scenes))
		scenes++;
	printf("# %llu scenes, %llu samples\n", scenes, scene_samples());
}

void long_tests(u64 samples)
{
	wanted = samples;
	run_test("long: scenes of any kind", anything);
}
