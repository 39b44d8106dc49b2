// SPDX-License-Identifier: GPL-2.0-or-later
/* A scene mixed in every way there is, against the reference. */
#include "dsp_scene.h"

#define FILL	0xc3	/* of an output before it is written */

void scene_expect(struct scene *scene)
{
	struct reference_output output = {
		.frames = scene->expected + scene->offset, .layout = scene->reference_layout,
	};

	for (u32 i = 0; i < 8; i++) {
		output.q[i] = scene->fraction.q[i];
		output.narrow[i] = scene->fraction.narrow[i];
	}
	memset(scene->expected, FILL, scene->bytes);
	reference_mix(&output, scene->frames, scene->reference, scene->count);
}

void scene_clear(struct scene *scene)
{
	memset(scene->mixed, FILL, scene->bytes);
}

/* The scratch comes with whatever was in it. */
void scene_mix(struct scene *scene, u32 done, u32 frames)
{
	u8 *out = scene->mixed + scene->offset + (size_t)done * scene->layout.frame_step;

	memset(scene->scratch, 0x5a, sizeof(*scene->scratch));
	mixcore_mix(out, &scene->layout, &scene->fraction, frames, scene->sources, scene->count,
		    scene->scratch);
}

/* Not a byte differs: neither a sample nor what lies around and between them. */
bool scene_same(const struct scene *scene, const char *what, u32 isas)
{
	size_t i = 0;

	if (!memcmp(scene->mixed, scene->expected, scene->bytes))
		return true;
	while (scene->mixed[i] == scene->expected[i])
		i++;
	return CHECK(false, "%s, instructions %#x: byte %zd from the first sample, in %zu: %s, "
		     "steps %u, %u, %u channels, %u frames, %u streams, first %s, q %u, F %u",
		     what, isas, (ssize_t)(i - scene->offset), scene->bytes,
		     format_name(scene->layout.sample), scene->layout.frame_step,
		     scene->layout.channel_step, scene->layout.channels, scene->frames,
		     scene->count, scene->count ? format_name(scene->sources[0].layout.sample) : "-",
		     scene->fraction.q[0], scene->fraction.narrow[0]);
}

static bool whole_block(struct scene *scene, const char *what, u32 isas)
{
	scene_clear(scene);
	scene_mix(scene, 0, scene->frames);
	return scene_same(scene, what, isas);
}

static void shuffle(struct scene *scene)
{
	for (u32 i = scene->count; i > 1; i--) {
		u32 k = random_below(i);
		struct mixcore_source other = scene->sources[k];

		scene->sources[k] = scene->sources[i - 1];
		scene->sources[i - 1] = other;
	}
}

void scene_advance(struct scene *scene, u32 frames)
{
	for (u32 i = 0; i < scene->count; i++) {
		struct mixcore_source *source = &scene->sources[i];

		source->pos = (source->pos + frames) % source->ring_frames;
		source->frames -= min(frames, source->frames);
		mixcore_ramp_advance(&scene->streams[i].ramp, frames);
	}
}

/* Many blocks that together are the one; uses up the scene. Each with other instructions. */
static bool split(struct scene *scene)
{
	u32 longest = random_between(1, 100), isas = 0;

	scene_clear(scene);
	for (u32 done = 0, frames; done < scene->frames; done += frames) {
		frames = random_between(1, min(scene->frames - done, longest));
		isas = isas_select_random();
		scene_mix(scene, done, frames);
		scene_advance(scene, frames);
	}
	return scene_same(scene, "many blocks", isas);
}

static bool every_set_of_instructions(struct scene *scene)
{
	for (u32 i = 0; i < isas_sets(); i++)
		if (!whole_block(scene, "block", isas_select_set(i)))
			return false;
	return true;
}

bool scene_is_right(struct scene *scene)
{
	bool good;

	scene_expect(scene);
	good = every_set_of_instructions(scene);
	if (good) {
		shuffle(scene);
		good = whole_block(scene, "another order", isas_select_random()) && split(scene);
	}
	isas_select_all();
	return good;
}

bool play(const struct wish *wish)
{
	struct scene scene = { 0 };
	bool good = scene_draw(&scene, wish) && scene_is_right(&scene);

	scene_free(&scene);
	return good;
}
