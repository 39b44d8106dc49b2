// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl apply over the kernel for tests. The first byte says how, the rest is the file. What is
 * refused has changed nothing, what is made twice is made once, and what is saved then comes back.
 */
#include <string.h>

#include "apply.h"
#include "fake_kernel.h"
#include "fuzz.h"

static struct fake ready;
static struct mixctl m;

/* Only they change when what is made is made again. */
static void forget_causes(void)
{
	memset(&fake.cause, 0, sizeof(fake.cause));
	memset(fake.changes, 0, sizeof(fake.changes));
	fake.change_count = 0;
	memset(fake.events, 0, sizeof(fake.events));
	fake.event_count = 0;
	fake.generation = 0;
	fake.calls = 0;
}

/*
 * aplay on two outputs, one without parameters, two of one name, one of another uid; a group; an
 * input, which plays on an output, and recorders: one whose name plays, too, and one that fits
 * nowhere else.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct mixcore_stream_info *stream;

	(void)argc;
	(void)argv;
	fake_reset();
	fake_add_output("intel", 1, "Intel");
	fake_add_output("usb", 2, "USB");
	fake_add_output("lost", 7, "Gone")->flags = 0;
	fake_add_output("slow", 3, "Slow")->rate = 44100;
	fake.def.output = fake.outputs[1].id;
	fake_add_stream("aplay", 1234, fake.def.output);
	stream = fake_add_stream("mpv", 99, fake.def.output);
	stream->rate = stream->channels = 0;
	fake_add_stream("twice", 100, fake.outputs[2].id);
	fake_add_stream("twice", 101, fake.outputs[1].id);
	fake_add_stream("", 0, fake.def.output)->flags = MIXCORE_STREAM_F_HIDDEN;
	fake.streams[1].sync_group = fake.streams[2].sync_group = fake.streams[1].id;
	fake.routes[fake.route_count++] = (struct mixcore_route_info){
		.stream = fake.streams[0].id,
		.output = fake.outputs[2].id,
		.gain = MIXCORE_GAIN_UNITY / 2,
		.delay_frames = 480,
		.flags = MIXCORE_ROUTE_F_MATRIX,
		.matrix[3][1] = -1,
	};
	fake_add_loopback(fake_add_input("mic", 1, "Intel")->id, 3)->gain /= 2;
	fake_add_recorder("arecord", 300, MIXCORE_SOURCE_INPUT, fake.inputs[1].id);
	fake_add_recorder("aplay", 1234, MIXCORE_SOURCE_MIX, fake.def.output);
	stream = fake_add_recorder("tap", 301, MIXCORE_SOURCE_STREAM, fake.streams[0].id);
	stream->buffer_frames = 256;
	if (mixcore_open(&m.ctx, MIXCORE_OPEN_CONTROL))
		abort();
	forget_causes();
	ready = fake;
	return 0;
}

static bool read_text(struct state *state, const void *text, size_t size)
{
	FILE *file = size ? fmemopen((void *)text, size, "r") : NULL;
	const char *why = "";

	if (file) {
		state_read(state, file, &why);
		fclose(file);
	}
	return !why;
}

static int run(const struct state *state, bool dry_run)
{
	size_t out_size, err_size;
	char *out, *err;
	int status;

	m.out = open_memstream(&out, &out_size);
	m.err = open_memstream(&err, &err_size);
	status = apply_state(&m, "file", state, dry_run);
	fclose(m.out);
	fclose(m.err);
	PROMISE(status == MIXCTL_DONE || status == MIXCTL_REFUSED);
	PROMISE(status == MIXCTL_DONE ? !err_size : err_size && !out_size);
	if (m.json && out_size)
		PROMISE(is_json(out, out_size));
	free(out);
	free(err);
	return status;
}

static bool is_as(const struct fake *before)
{
	return !memcmp(&fake, before, sizeof(fake));
}

/* The group that the file wants a stream in, empty = none; NULL: it does not say. */
static const char *wanted_group(const struct state *state, const struct mixcore_stream_info *info)
{
	struct selector selector;

	if (!goes(info, PLAYERS))
		return NULL;
	for (unsigned int i = 0; i < state->streams; i++) {
		const struct state_stream *section = &state->stream[i];

		if (!make_selector(&m, section->stream, &selector) && selects(&selector, info))
			return section->mask & MIXCORE_SET_SYNC_GROUP ? section->group : NULL;
	}
	return NULL;
}

/* Streams of one name are in one group; with others is nobody of whom the file says where he is. */
static void check_groups(const struct state *state)
{
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		const char *wanted = wanted_group(state, &fake.streams[i]);
		uint32_t group = fake.streams[i].sync_group;

		PROMISE(!wanted || !*wanted == !group);
		for (unsigned int j = 0; wanted && *wanted && j < fake.stream_count; j++) {
			const char *other = wanted_group(state, &fake.streams[j]);

			PROMISE((fake.streams[j].sync_group == group) ==
				(other && !strcmp(other, wanted)));
		}
	}
}

static void check_again(const struct state *state, const struct fake *before)
{
	PROMISE(run(state, false) == MIXCTL_DONE);
	forget_causes();
	PROMISE(is_as(before));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct state state;
	static struct fake after;

	if (!size || !read_text(&state, data + 1, size - 1))
		return 0;
	fake = ready;
	m.json = data[0] & 1;
	m.quiet = data[0] & 2;
	if (run(&state, true) || run(&state, false)) {
		/* What was set back was changed twice. */
		forget_causes();
		PROMISE(is_as(&ready));
		return 0;
	}
	check_groups(&state);
	forget_causes();
	after = fake;
	check_again(&state, &after);
	state_init(&state);
	PROMISE(!save_loopbacks(&m, &state) && save_streams(&m, &state) == MIXCTL_DONE);
	check_again(&state, &after);
	return 0;
}
