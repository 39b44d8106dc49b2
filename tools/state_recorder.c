// SPDX-License-Identifier: GPL-2.0-or-later
/* The sections of streams that are open now and record. */
#include <errno.h>
#include <string.h>

#include "recorder.h"
#include "state_reader.h"

#define SOURCES "a source is: input INPUT, mix OUTPUT [except STREAM, ...], out OUTPUT or " \
	"stream STREAM"

int begin_recorder(struct reader *reader, const char *text)
{
	struct state *state = reader->state;

	if (reader_check_stream(reader, text))
		return -EINVAL;
	if (state->recorders == STATE_RECORDERS_MAX)
		return reader_complain(reader, "too many recorders");
	for (unsigned int i = 0; i < state->recorders; i++) {
		if (!strcmp(state->recorder[i].stream, text))
			return reader_complain(reader, "there is this recorder above");
	}
	state->recorder[state->recorders] = (struct state_recorder){ .line = reader->line };
	strcpy(state->recorder[state->recorders++].stream, text);
	reader->section = SECTION_RECORDER;
	return 0;
}

/* Ends the first word of a text; returns what follows. */
static char *split_word(char *text)
{
	char *end = text + strcspn(text, " \t");

	if (!*end)
		return end;
	*end = '\0';
	return reader_trim(end + 1);
}

/* "except a, b", behind an output. */
static int read_except(struct reader *reader, struct state_recorder *recorder, char *text)
{
	char *words;

	*recorder->except = '\0';
	if (!*text)
		return 0;
	words = split_word(text);
	if (recorder->kind != MIXCORE_SOURCE_MIX || strcmp(text, "except") || !*words)
		return reader_complain(reader, SOURCES);
	return reader_text(reader, words, recorder->except, sizeof(recorder->except));
}

/* The name of a command may have blanks, that of an output has none. */
static int read_source(struct reader *reader, struct state_recorder *recorder, char *value)
{
	char *name = split_word(value), *rest = name + strlen(name);

	recorder->kind = source_kind(value);
	if (!recorder->kind || !*name)
		return reader_complain(reader, SOURCES);
	if (recorder->kind == MIXCORE_SOURCE_STREAM) {
		if (reader_check_stream(reader, name))
			return -EINVAL;
	} else {
		rest = split_word(name);
	}
	return reader_text(reader, name, recorder->source, sizeof(recorder->source)) ?:
	       read_except(reader, recorder, rest);
}

static int read_recorder_gains(struct reader *reader, struct state_recorder *recorder,
			       char *value)
{
	int err = reader_gains(reader, value, recorder->gain, &recorder->gains);

	recorder->mask &= ~MIXCORE_SET_GAIN;
	recorder->mask |= recorder->gains ? MIXCORE_SET_GAIN : 0;
	return err;
}

int read_recorder_key(struct reader *reader, const char *key, char *value)
{
	struct state_recorder *recorder = &reader->state->recorder[reader->state->recorders - 1];

	if (!strcmp(key, "source"))
		return read_source(reader, recorder, value);
	if (!strcmp(key, "all"))
		return reader_switch(reader, value, &recorder->all);
	if (!strcmp(key, "gain"))
		return read_recorder_gains(reader, recorder, value);
	if (strcmp(key, "mute"))
		return reader_complain(reader, "a recorder has no such key");
	recorder->mask |= MIXCORE_SET_MUTE;
	return reader_switch(reader, value, &recorder->mute);
}

static void write_recorder(const struct state_recorder *recorder, FILE *file)
{
	fprintf(file, "\n[recorder %s]\n", recorder->stream);
	if (recorder->kind)
		fprintf(file, "source = %s %s%s%s\n", mixcore_source_name(recorder->kind),
			recorder->source, *recorder->except ? " except " : "", recorder->except);
	if (recorder->all)
		fprintf(file, "all = on\n");
	if (recorder->mask & MIXCORE_SET_MUTE)
		fprintf(file, "mute = %s\n", recorder->mute ? "on" : "off");
	write_gains(recorder->gain, recorder->gains, file);
}

void write_recorders(const struct state *state, FILE *file)
{
	for (unsigned int i = 0; i < state->recorders; i++)
		write_recorder(&state->recorder[i], file);
}
