// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor: what was changed, and to what. Where the object is gone, only what. */
#include "monitor.h"
#include "recorder.h"

/* What is called how. */
struct word {
	uint32_t what;
	const char *text;
};

static const struct word object_words[] = {
	{ MIXCORE_SET_GAIN, "volume" },
	{ MIXCORE_SET_MUTE, "mute" },
	{ MIXCORE_SET_IDLE, "idle" },
	{ MIXCORE_SET_FILL, "fill" },
	{ MIXCORE_SET_LIMITER, "limiter" },
	{ MIXCORE_SET_DITHER, "dither" },
	{ MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT, "matrix" },
	{ MIXCORE_SET_DELAY, "delay" },
	{ MIXCORE_SET_SYNC_GROUP, "group" },
	{ MIXCORE_CHANGED_BACKEND, "hardware" },
	{ MIXCORE_CHANGED_EQ, "equalizer" },
	{ MIXCORE_CHANGED_OUTPUT | MIXCORE_CHANGED_ROUTES, "output" },
	{ MIXCORE_CHANGED_SOURCE, "source" },
	{ 0 },
};

static const struct word default_words[] = {
	{ MIXCORE_DEFAULT_OUTPUT, "output" },
	{ MIXCORE_DEFAULT_GAIN, "volume" },
	{ MIXCORE_DEFAULT_MUTE, "mute" },
	{ MIXCORE_DEFAULT_FOLLOWERS, "followers" },
	{ MIXCORE_DEFAULT_INPUT, "input" },
	{ 0 },
};

/* Without values, and with @end behind: "volume, mute changed" */
static void add_names(struct words *words, uint32_t what, const struct word *word,
		      const char *end)
{
	char text[128] = "";
	struct words names = { .text = text, .size = sizeof(text) };

	for (; word->what; word++) {
		if (what & word->what)
			words_add(&names, "%s", word->text);
	}
	if (names.used)
		words_add(words, "%s %s", text, end);
}

static void add_level(struct words *words, uint32_t what, const uint32_t *gain,
		      unsigned int channels, bool mute)
{
	char text[128];

	if (what & MIXCORE_SET_GAIN)
		words_add(words, "volume %s", volume_text(gain, channels, text, sizeof(text)));
	if (what & MIXCORE_SET_MUTE)
		words_add(words, "mute %s", mute ? "on" : "off");
}

/* Where it plays, or is to; or what it records. */
static void add_place(struct mixctl *m, const struct mixcore_stream_info *info,
		      struct words *words)
{
	char outputs[OUTPUTS_TEXT], source[SOURCE_TEXT];

	if (!goes(info, PLAYERS))
		words_add(words, "records %s", source_text(m, info, source, sizeof(source)));
	else if (info->move_output)
		words_add(words, "goes to %s at frame %llu",
			  output_text(m, info->move_output, outputs, sizeof(outputs)),
			  (unsigned long long)info->move_frame);
	else
		words_add(words, "plays on %s", outputs_text(m, info, outputs, sizeof(outputs)));
}

static void add_stream(struct mixctl *m, uint32_t what, const struct mixcore_stream_info *info,
		       struct words *words)
{
	const uint32_t places = MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_OUTPUT |
				MIXCORE_CHANGED_ROUTES | MIXCORE_CHANGED_SOURCE;

	if (what & places)
		add_place(m, info, words);
	add_level(words, what, info->gain, info->channels ?: MIXCORE_CHANNELS_MAX, info->mute);
	if (what & MIXCORE_SET_SYNC_GROUP && info->sync_group)
		words_add(words, "in the group of %u", info->sync_group);
	else if (what & MIXCORE_SET_SYNC_GROUP)
		words_add(words, "in no group");
}

static void add_backend(struct words *words, uint32_t what, bool there, const char *name)
{
	if (what & MIXCORE_CHANGED_BACKEND)
		words_add(words, "%s", there ? name : "no hardware");
}

static void add_output(uint32_t what, const struct mixcore_output_info *info, struct words *words)
{
	char text[64];

	add_backend(words, what, has_format(info->flags),
		    backend_text(info, text, sizeof(text)));
	add_level(words, what, info->gain, info->channels, info->mute);
	if (what & MIXCORE_SET_IDLE)
		words_add(words, "idle after %u ms", info->idle_ms);
	if (what & MIXCORE_SET_FILL)
		words_add(words, "fill %u", info->fill_frames);
	if (what & MIXCORE_SET_LIMITER)
		words_add(words, "limiter %s", info->limiter ? "on" : "off");
	if (what & MIXCORE_SET_DITHER)
		words_add(words, "dither %s", info->dither ? "on" : "off");
	if (what & MIXCORE_CHANGED_EQ)
		words_add(words, "equalizer %s", info->eq_points ? "on" : "off");
}

static void add_input(uint32_t what, const struct mixcore_input_info *info, struct words *words)
{
	char text[64];

	add_backend(words, what, has_format(info->flags),
		    input_backend_text(info, text, sizeof(text)));
	if (what & MIXCORE_SET_IDLE)
		words_add(words, "idle after %u ms", info->idle_ms);
}

static void add_pair(uint32_t what, const struct pair *pair, struct words *words)
{
	const struct mixcore_route_info *info = &pair->info;
	char text[32];

	add_level(words, what, &info->gain, 1, info->mute);
	if (what & (MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT))
		words_add(words, "%s", info->flags & MIXCORE_ROUTE_F_MATRIX ?
			  "matrix of its own" : "default matrix");
	if (what & MIXCORE_SET_DELAY)
		words_add(words, "delay %s", duration_text(info->delay_frames, pair->rate, text,
							   sizeof(text)));
}

static void add_default(struct mixctl *m, uint32_t what, const struct mixcore_default *def,
			struct words *words)
{
	char text[FOLLOWERS_TEXT];

	if (what & MIXCORE_DEFAULT_OUTPUT)
		words_add(words, "output %s", output_text(m, def->output, text, sizeof(text)));
	add_level(words, (what & MIXCORE_DEFAULT_GAIN ? MIXCORE_SET_GAIN : 0) |
		  (what & MIXCORE_DEFAULT_MUTE ? MIXCORE_SET_MUTE : 0), &def->gain, 1, def->mute);
	if (what & MIXCORE_DEFAULT_FOLLOWERS)
		words_add(words, "followers %s", followers_text(m, def, text, sizeof(text)));
	if (what & MIXCORE_DEFAULT_INPUT)
		words_add(words, "input %s", input_text(m, def->input, text, sizeof(text)));
}

static void add_values(struct mixctl *m, const struct told *told, struct words *words)
{
	const uint32_t what = told->event.what;

	switch (told->event.object) {
	case MIXCORE_OBJECT_STREAM:
		add_stream(m, what, &told->subject.stream, words);
		break;
	case MIXCORE_OBJECT_OUTPUT:
		add_output(what, &told->subject.output, words);
		break;
	case MIXCORE_OBJECT_INPUT:
		add_input(what, &told->subject.input, words);
		break;
	case MIXCORE_OBJECT_DEFAULT:
		add_default(m, what, &told->subject.def, words);
		break;
	default:
		add_pair(what, &told->subject.pair, words);
		break;
	}
}

void changed_words(struct mixctl *m, const struct told *told, struct words *words)
{
	const uint32_t what = told->event.what;

	if (told->event.object == MIXCORE_OBJECT_DEFAULT && what & MIXCORE_DEFAULT_CLEAR)
		add_names(words, what, default_words, "as for all");
	else if (told->subject.there)
		add_values(m, told, words);
	else if (told->event.object == MIXCORE_OBJECT_DEFAULT)
		add_names(words, what, default_words, "changed");
	else
		add_names(words, what, object_words, "changed");
	if (told->event.object != MIXCORE_OBJECT_DEFAULT && what & MIXCORE_CHANGED_LOOPBACKS)
		words_add(words, "loopback removed");
}
