// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of mixctl save and mixctl restore. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mixctl.h"
#include "state.h"

enum section { SECTION_TOP, SECTION_OUTPUT, SECTION_STREAMS, SECTION_USER };

#define SECTIONS "a section is [output NAME], [streams] or [streams of USER]"

struct reader {
	struct state *state;
	enum section section;
	bool versioned;
	const char *why;
};

static void unity_gains(struct state_output *output)
{
	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		output->gain[i] = MIXCORE_GAIN_UNITY;
}

void state_output_init(struct state_output *output, const char *name)
{
	*output = (struct state_output){
		.format = MIXCORE_FORMAT_ANY,
		.ramp = MIXCORE_RAMP_DEFAULT,
		.idle = MIXCORE_IDLE_MS_DEFAULT,
	};
	snprintf(output->name, sizeof(output->name), "%s", name);
	unity_gains(output);
}

void state_init(struct state *state)
{
	*state = (struct state){ .stream_gain = MIXCORE_GAIN_UNITY };
}

static int complain(struct reader *reader, const char *why)
{
	reader->why = why;
	return -EINVAL;
}

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return text + strspn(text, " \t");
}

static int read_number(struct reader *reader, const char *text, uint32_t max, uint32_t *value)
{
	uint32_t number;
	int err = parse_uint(text, &number);

	if (err == -EINVAL)
		return complain(reader, "not a number");
	if (err || number > max)
		return complain(reader, "the number is too large");
	*value = number;
	return 0;
}

static int read_switch(struct reader *reader, const char *text, uint32_t *value)
{
	if (!strcmp(text, "toggle") || parse_switch(text, 0, value))
		return complain(reader, "neither on nor off");
	return 0;
}

static int read_text(struct reader *reader, const char *text, char *value, size_t size)
{
	if (strlen(text) >= size)
		return complain(reader, "the text is too long");
	strcpy(value, text);
	return 0;
}

static int read_gains(struct reader *reader, char *text, struct state_output *output)
{
	const char *word;
	uint32_t count = 0;

	/* The line may be there twice. */
	unity_gains(output);
	while ((word = strsep(&text, " \t"))) {
		if (!*word)
			continue;
		if (count == MIXCORE_CHANNELS_MAX)
			return complain(reader, "more gains than channels");
		if (read_number(reader, word, MIXCORE_GAIN_MAX, &output->gain[count++]))
			return -EINVAL;
	}
	output->gains = count;
	return 0;
}

static int read_ramp(struct reader *reader, const char *text, uint32_t *ramp)
{
	if (strcmp(text, "off"))
		return read_number(reader, text, MIXCORE_RAMP_MAX, ramp);
	*ramp = 0;
	return 0;
}

static int read_output_key(struct reader *reader, const char *key, char *value)
{
	struct state_output *o = &reader->state->output[reader->state->outputs - 1];
	const struct {
		const char *key;
		uint32_t *value, max;
	} numbers[] = {
		{ "rate", &o->rate, MIXCORE_RATE_MAX },
		{ "channels", &o->channels, MIXCORE_CHANNELS_MAX },
		{ "period", &o->period, UINT32_MAX },
		{ "buffer", &o->buffer, UINT32_MAX },
		{ "cycle", &o->cycle, MIXCORE_CYCLE_MAX },
		{ "fill", &o->fill, UINT32_MAX },
		{ "idle", &o->idle, MIXCORE_IDLE_MS_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (!strcmp(key, numbers[i].key))
			return read_number(reader, value, numbers[i].max, numbers[i].value);
	}
	if (!strcmp(key, "hardware"))
		return read_text(reader, value, o->hardware, sizeof(o->hardware));
	if (!strcmp(key, "format"))
		return mixcore_format_parse(value, &o->format) ?
		       complain(reader, "the format is none of " MIXCTL_FORMATS) : 0;
	if (!strcmp(key, "ramp"))
		return read_ramp(reader, value, &o->ramp);
	if (!strcmp(key, "mute"))
		return read_switch(reader, value, &o->mute);
	if (!strcmp(key, "limiter"))
		return read_switch(reader, value, &o->limiter);
	if (!strcmp(key, "dither"))
		return read_switch(reader, value, &o->dither);
	if (!strcmp(key, "gain"))
		return read_gains(reader, value, o);
	return complain(reader, "an output has no such key");
}

static int read_streams_key(struct reader *reader, const char *key, char *value)
{
	struct state *state = reader->state;

	if (!strcmp(key, "output"))
		return read_text(reader, value, state->default_output,
				 sizeof(state->default_output));
	if (!strcmp(key, "gain"))
		return read_number(reader, value, MIXCORE_GAIN_MAX, &state->stream_gain);
	if (!strcmp(key, "mute"))
		return read_switch(reader, value, &state->stream_mute);
	return complain(reader, "streams have no such key");
}

static int read_user_key(struct reader *reader, const char *key, char *value)
{
	struct state_user *user = &reader->state->user[reader->state->users - 1];
	int err;

	if (!strcmp(key, "output")) {
		err = read_text(reader, value, user->output, sizeof(user->output));
		user->mask |= *value ? MIXCORE_DEFAULT_OUTPUT : 0;
	} else if (!strcmp(key, "gain")) {
		err = read_number(reader, value, MIXCORE_GAIN_MAX, &user->gain);
		user->mask |= MIXCORE_DEFAULT_GAIN;
	} else if (!strcmp(key, "mute")) {
		err = read_switch(reader, value, &user->mute);
		user->mask |= MIXCORE_DEFAULT_MUTE;
	} else {
		err = complain(reader, "streams have no such key");
	}
	return err;
}

static int read_top_key(struct reader *reader, const char *key, const char *value)
{
	uint32_t version;

	if (strcmp(key, "version"))
		return complain(reader, "outside of a section there is only version");
	if (read_number(reader, value, UINT32_MAX, &version))
		return -EINVAL;
	if (version != STATE_VERSION)
		return complain(reader, "written by another version of mixctl");
	reader->versioned = true;
	return 0;
}

static int read_key(struct reader *reader, char *line)
{
	char *value = strchr(line, '=');

	if (!value)
		return complain(reader, "neither a section nor key = value");
	*value++ = '\0';
	line = trim(line);
	value = trim(value);
	switch (reader->section) {
	case SECTION_OUTPUT:
		return read_output_key(reader, line, value);
	case SECTION_STREAMS:
		return read_streams_key(reader, line, value);
	case SECTION_USER:
		return read_user_key(reader, line, value);
	default:
		return read_top_key(reader, line, value);
	}
}

static int begin_output(struct reader *reader, const char *name)
{
	struct state *state = reader->state;

	if (!*name || strlen(name) > MIXCORE_NAME_MAX)
		return complain(reader, "an output's name has 1 to 27 characters");
	if (state->outputs == MIXCORE_OUTPUTS_MAX)
		return complain(reader, "too many outputs");
	for (unsigned int i = 0; i < state->outputs; i++) {
		if (!strcmp(state->output[i].name, name))
			return complain(reader, "there is an output of this name above");
	}
	state_output_init(&state->output[state->outputs++], name);
	reader->section = SECTION_OUTPUT;
	return 0;
}

static int begin_user(struct reader *reader, const char *name)
{
	struct state *state = reader->state;

	if (!*name || strlen(name) >= sizeof(state->user[0].user))
		return complain(reader, "a user's name has 1 to 63 characters");
	if (state->users == MIXCORE_DEFAULTS_MAX)
		return complain(reader, "too many users");
	for (unsigned int i = 0; i < state->users; i++) {
		if (!strcmp(state->user[i].user, name))
			return complain(reader, "there are streams of this user above");
	}
	state->user[state->users] = (struct state_user){ 0 };
	strcpy(state->user[state->users++].user, name);
	reader->section = SECTION_USER;
	return 0;
}

static int read_section(struct reader *reader, char *line)
{
	char *end = strchr(line, ']');

	if (!end || end[1])
		return complain(reader, SECTIONS);
	*end = '\0';
	if (!reader->versioned)
		return complain(reader, "version = 1 is missing");
	line = trim(line + 1);
	if (!strncmp(line, "output ", 7))
		return begin_output(reader, trim(line + 7));
	if (!strncmp(line, "streams of ", 11))
		return begin_user(reader, trim(line + 11));
	if (strcmp(line, "streams"))
		return complain(reader, SECTIONS);
	reader->section = SECTION_STREAMS;
	return 0;
}

static int read_line(struct reader *reader, char *line)
{
	line[strcspn(line, "#")] = '\0';
	line = trim(line);
	if (!*line)
		return 0;
	return *line == '[' ? read_section(reader, line) : read_key(reader, line);
}

int state_read(struct state *state, FILE *file, const char **why)
{
	struct reader reader = { .state = state };
	size_t room = 0;
	char *line = NULL;
	int number = 0, err = 0;
	ssize_t length;

	state_init(state);
	while (!err && (length = getline(&line, &room, file)) >= 0) {
		number++;
		err = (size_t)length != strlen(line) ? complain(&reader, "a NUL character") :
		      read_line(&reader, line);
	}
	free(line);
	*why = err ? reader.why : ferror(file) ? "reading failed" : NULL;
	return err ? number : 0;
}

static void write_output(const struct state_output *output, FILE *file)
{
	fprintf(file, "\n[output %s]\n", output->name);
	if (*output->hardware)
		fprintf(file, "hardware = %s\n", output->hardware);
	fprintf(file, "rate = %u\nchannels = %u\n", output->rate, output->channels);
	if (output->format != MIXCORE_FORMAT_ANY)
		fprintf(file, "format = %s\n", mixcore_format_name(output->format));
	fprintf(file, "period = %u\nbuffer = %u\ncycle = %u\nfill = %u\n", output->period,
		output->buffer, output->cycle, output->fill);
	if (output->ramp)
		fprintf(file, "ramp = %u\n", output->ramp);
	else
		fprintf(file, "ramp = off\n");
	fprintf(file, "idle = %u\nmute = %s\n", output->idle, output->mute ? "on" : "off");
	fprintf(file, "limiter = %s\ndither = %s\n", output->limiter ? "on" : "off",
		output->dither ? "on" : "off");
	if (!output->gains)
		return;
	fprintf(file, "gain =");
	for (uint32_t i = 0; i < output->gains; i++)
		fprintf(file, " %u", output->gain[i]);
	putc('\n', file);
}

static void write_user(const struct state_user *user, FILE *file)
{
	fprintf(file, "\n[streams of %s]\n", user->user);
	if (user->mask & MIXCORE_DEFAULT_OUTPUT)
		fprintf(file, "output = %s\n", user->output);
	if (user->mask & MIXCORE_DEFAULT_GAIN)
		fprintf(file, "gain = %u\n", user->gain);
	if (user->mask & MIXCORE_DEFAULT_MUTE)
		fprintf(file, "mute = %s\n", user->mute ? "on" : "off");
}

void state_write(const struct state *state, FILE *file)
{
	fprintf(file, "# Written by mixctl save, read by mixctl restore. A gain of %u is 0 dB.\n",
		MIXCORE_GAIN_UNITY);
	fprintf(file, "version = %d\n", STATE_VERSION);
	for (unsigned int i = 0; i < state->outputs; i++)
		write_output(&state->output[i], file);
	fprintf(file, "\n[streams]\n");
	if (*state->default_output)
		fprintf(file, "output = %s\n", state->default_output);
	fprintf(file, "gain = %u\nmute = %s\n", state->stream_gain,
		state->stream_mute ? "on" : "off");
	for (unsigned int i = 0; i < state->users; i++)
		write_user(&state->user[i], file);
}
