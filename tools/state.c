// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of mixctl save and mixctl restore. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "state_reader.h"

#define SECTIONS "a section is [output NAME], [input NAME], [loopback INPUT OUTPUT], [streams], " \
	"[streams of USER], [stream STREAM], [route STREAM OUTPUT] or [recorder STREAM]"

static void fill_gains(uint32_t *gain, uint32_t value)
{
	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		gain[i] = value;
}

void state_output_init(struct state_output *output, const char *name)
{
	*output = (struct state_output){
		.format = MIXCORE_FORMAT_ANY,
		.ramp = MIXCORE_RAMP_DEFAULT,
		.idle = MIXCORE_IDLE_MS_DEFAULT,
	};
	snprintf(output->name, sizeof(output->name), "%s", name);
	fill_gains(output->gain, MIXCORE_GAIN_UNITY);
}

/* What is in the arrays counts only as far as it is counted. */
void state_init(struct state *state)
{
	state->outputs = state->users = state->streams = state->routes = 0;
	state->inputs = state->loopbacks = state->recorders = 0;
	*state->default_output = *state->default_input = '\0';
	*state->default_followers = '\0';
	state->stream_gain = MIXCORE_GAIN_UNITY;
	state->stream_mute = 0;
	state->default_mask = 0;
	state->default_line = 0;
}

int reader_complain(struct reader *reader, const char *why)
{
	reader->why = why;
	return -EINVAL;
}

char *reader_trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return text + strspn(text, " \t");
}

int reader_number(struct reader *reader, const char *text, uint32_t max, uint32_t *value)
{
	uint32_t number;
	int err = parse_uint(text, &number);

	if (err == -EINVAL)
		return reader_complain(reader, "not a number");
	if (err || number > max)
		return reader_complain(reader, "the number is too large");
	*value = number;
	return 0;
}

int reader_switch(struct reader *reader, const char *text, uint32_t *value)
{
	if (!strcmp(text, "toggle") || parse_switch(text, 0, value))
		return reader_complain(reader, "neither on nor off");
	return 0;
}

int reader_text(struct reader *reader, const char *text, char *value, size_t size)
{
	if (strlen(text) >= size)
		return reader_complain(reader, "the text is too long");
	strcpy(value, text);
	return 0;
}

/* A number alone is no volume, and there is nothing to which one could be relative. */
static bool has_unit(const char *text)
{
	size_t length = strlen(text);

	if (strchr(text, '='))
		return false;
	return !strcmp(text, "mute") || (length > 1 && text[length - 1] == '%') ||
	       (length > 2 && !strcasecmp(text + length - 2, "dB"));
}

int reader_gain(struct reader *reader, const char *text, uint32_t *gain)
{
	int err;

	if (*text && !text[strspn(text, "0123456789")])
		return reader_number(reader, text, MIXCORE_GAIN_MAX, gain);
	err = has_unit(text) ? mixcore_volume_parse(text, gain, 1) : -EINVAL;
	if (err == -ERANGE)
		return reader_complain(reader, "volumes end at +12dB and begin at 0%");
	return err ? reader_complain(reader, "neither a number nor a volume such as -6dB or 50%") :
	       0;
}

int reader_gains(struct reader *reader, char *text, uint32_t *gain, uint32_t *count)
{
	const char *word;

	/* The line may be there twice. */
	fill_gains(gain, MIXCORE_GAIN_UNITY);
	*count = 0;
	while ((word = strsep(&text, " \t"))) {
		if (!*word)
			continue;
		if (*count == MIXCORE_CHANNELS_MAX)
			return reader_complain(reader, "more gains than channels");
		if (reader_gain(reader, word, &gain[(*count)++]))
			return -EINVAL;
	}
	if (*count == 1)
		fill_gains(gain, gain[0]);
	return 0;
}

static int read_ramp(struct reader *reader, const char *text, uint32_t *ramp)
{
	if (strcmp(text, "off"))
		return reader_number(reader, text, MIXCORE_RAMP_MAX, ramp);
	*ramp = 0;
	return 0;
}

int reader_domain(struct reader *reader, const char *text, uint32_t *domain)
{
	uint32_t number;
	int err = parse_domain(text, &number);

	if (err == -EINVAL)
		return reader_complain(reader, "a domain is a number or card");
	if (err || number > MIXCORE_DOMAIN_MAX)
		return reader_complain(reader, "the number is too large");
	*domain = number;
	return 0;
}

int reader_format(struct reader *reader, const char *text, uint32_t *format)
{
	return mixcore_format_parse(text, format) ?
	       reader_complain(reader, "the format is none of " FORMAT_NAMES) : 0;
}

/* The keys whose values are numbers; the bit says that one is given, where it can be set later. */
static int read_output_number(struct reader *reader, struct state_output *o, const char *key,
			      const char *value)
{
	const struct {
		const char *key;
		uint32_t *value, max, bit;
	} numbers[] = {
		{ "rate", &o->rate, MIXCORE_RATE_MAX, 0 },
		{ "channels", &o->channels, MIXCORE_CHANNELS_MAX, 0 },
		{ "period", &o->period, UINT32_MAX, 0 },
		{ "buffer", &o->buffer, UINT32_MAX, 0 },
		{ "cycle", &o->cycle, MIXCORE_CYCLE_MAX, 0 },
		{ "fill", &o->fill, UINT32_MAX, MIXCORE_SET_FILL },
		{ "idle", &o->idle, MIXCORE_IDLE_MS_MAX, MIXCORE_SET_IDLE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (strcmp(key, numbers[i].key))
			continue;
		o->mask |= numbers[i].bit;
		return reader_number(reader, value, numbers[i].max, numbers[i].value);
	}
	return reader_complain(reader, "an output has no such key");
}

static int read_output_switch(struct reader *reader, struct state_output *o, uint32_t bit,
			      const char *value)
{
	o->mask |= bit;
	return reader_switch(reader, value, bit == MIXCORE_SET_MUTE ? &o->mute :
			     bit == MIXCORE_SET_LIMITER ? &o->limiter : &o->dither);
}

static int read_output_gains(struct reader *reader, struct state_output *o, char *value)
{
	int err = reader_gains(reader, value, o->gain, &o->gains);

	o->mask &= ~MIXCORE_SET_GAIN;
	o->mask |= o->gains ? MIXCORE_SET_GAIN : 0;
	return err;
}

static int read_output_key(struct reader *reader, const char *key, char *value)
{
	struct state_output *o = &reader->state->output[reader->state->outputs - 1];

	if (!strcmp(key, "hardware"))
		return reader_text(reader, value, o->hardware, sizeof(o->hardware));
	if (!strcmp(key, "timer"))
		return reader_text(reader, value, o->timer, sizeof(o->timer));
	if (!strcmp(key, "format"))
		return reader_format(reader, value, &o->format);
	if (!strcmp(key, "ramp"))
		return read_ramp(reader, value, &o->ramp);
	if (!strcmp(key, "domain"))
		return reader_domain(reader, value, &o->domain);
	if (!strcmp(key, "mute"))
		return read_output_switch(reader, o, MIXCORE_SET_MUTE, value);
	if (!strcmp(key, "limiter"))
		return read_output_switch(reader, o, MIXCORE_SET_LIMITER, value);
	if (!strcmp(key, "dither"))
		return read_output_switch(reader, o, MIXCORE_SET_DITHER, value);
	if (!strcmp(key, "gain"))
		return read_output_gains(reader, o, value);
	return read_output_number(reader, o, key, value);
}

static int read_streams_key(struct reader *reader, const char *key, char *value)
{
	struct state *state = reader->state;

	if (!strcmp(key, "output")) {
		state->default_mask |= MIXCORE_DEFAULT_OUTPUT;
		return reader_text(reader, value, state->default_output,
				   sizeof(state->default_output));
	}
	if (!strcmp(key, "gain")) {
		state->default_mask |= MIXCORE_DEFAULT_GAIN;
		return reader_gain(reader, value, &state->stream_gain);
	}
	if (!strcmp(key, "mute")) {
		state->default_mask |= MIXCORE_DEFAULT_MUTE;
		return reader_switch(reader, value, &state->stream_mute);
	}
	if (!strcmp(key, "followers")) {
		state->default_mask |= MIXCORE_DEFAULT_FOLLOWERS;
		return reader_text(reader, value, state->default_followers,
				   sizeof(state->default_followers));
	}
	if (!strcmp(key, "input")) {
		state->default_mask |= MIXCORE_DEFAULT_INPUT;
		return reader_text(reader, value, state->default_input,
				   sizeof(state->default_input));
	}
	return reader_complain(reader, "streams have no such key");
}

static int read_user_key(struct reader *reader, const char *key, char *value)
{
	struct state_user *user = &reader->state->user[reader->state->users - 1];
	int err;

	if (!strcmp(key, "output")) {
		err = reader_text(reader, value, user->output, sizeof(user->output));
		user->mask &= ~MIXCORE_DEFAULT_OUTPUT;
		user->mask |= *value ? MIXCORE_DEFAULT_OUTPUT : 0;
	} else if (!strcmp(key, "gain")) {
		err = reader_gain(reader, value, &user->gain);
		user->mask |= MIXCORE_DEFAULT_GAIN;
	} else if (!strcmp(key, "mute")) {
		err = reader_switch(reader, value, &user->mute);
		user->mask |= MIXCORE_DEFAULT_MUTE;
	} else if (!strcmp(key, "followers")) {
		err = reader_text(reader, value, user->followers, sizeof(user->followers));
		user->mask |= MIXCORE_DEFAULT_FOLLOWERS;
	} else if (!strcmp(key, "input")) {
		err = reader_text(reader, value, user->input, sizeof(user->input));
		user->mask &= ~MIXCORE_DEFAULT_INPUT;
		user->mask |= *value ? MIXCORE_DEFAULT_INPUT : 0;
	} else {
		err = reader_complain(reader, "streams have no such key");
	}
	return err;
}

static int read_top_key(struct reader *reader, const char *key, const char *value)
{
	uint32_t version;

	if (strcmp(key, "version"))
		return reader_complain(reader, "outside of a section there is only version");
	if (reader_number(reader, value, UINT32_MAX, &version))
		return -EINVAL;
	if (version != STATE_VERSION)
		return reader_complain(reader, "written by another version of mixctl");
	reader->versioned = true;
	return 0;
}

static int read_key(struct reader *reader, char *line)
{
	char *value = strchr(line, '=');

	if (!value)
		return reader_complain(reader, "neither a section nor key = value");
	*value++ = '\0';
	line = reader_trim(line);
	value = reader_trim(value);
	switch (reader->section) {
	case SECTION_OUTPUT:
		return read_output_key(reader, line, value);
	case SECTION_STREAMS:
		return read_streams_key(reader, line, value);
	case SECTION_USER:
		return read_user_key(reader, line, value);
	case SECTION_STREAM:
		return read_stream_key(reader, line, value);
	case SECTION_ROUTE:
		return read_route_key(reader, line, value);
	case SECTION_INPUT:
		return read_input_key(reader, line, value);
	case SECTION_LOOPBACK:
		return read_loopback_key(reader, line, value);
	case SECTION_RECORDER:
		return read_recorder_key(reader, line, value);
	default:
		return read_top_key(reader, line, value);
	}
}

static int begin_output(struct reader *reader, const char *name)
{
	struct state *state = reader->state;

	if (!*name || strlen(name) > MIXCORE_NAME_MAX)
		return reader_complain(reader, "an output's name has 1 to 27 characters");
	if (state->outputs == MIXCORE_OUTPUTS_MAX)
		return reader_complain(reader, "too many outputs");
	for (unsigned int i = 0; i < state->outputs; i++) {
		if (!strcmp(state->output[i].name, name))
			return reader_complain(reader, "there is an output of this name above");
	}
	state_output_init(&state->output[state->outputs], name);
	state->output[state->outputs++].line = reader->line;
	reader->section = SECTION_OUTPUT;
	return 0;
}

static int begin_user(struct reader *reader, const char *name)
{
	struct state *state = reader->state;

	if (!*name || strlen(name) >= sizeof(state->user[0].user))
		return reader_complain(reader, "a user's name has 1 to 63 characters");
	if (state->users == MIXCORE_DEFAULTS_MAX)
		return reader_complain(reader, "too many users");
	for (unsigned int i = 0; i < state->users; i++) {
		if (!strcmp(state->user[i].user, name))
			return reader_complain(reader, "there are streams of this user above");
	}
	state->user[state->users] = (struct state_user){ .line = reader->line };
	strcpy(state->user[state->users++].user, name);
	reader->section = SECTION_USER;
	return 0;
}

static int read_section(struct reader *reader, char *line)
{
	char *end = strchr(line, ']');

	if (!end || end[1])
		return reader_complain(reader, SECTIONS);
	*end = '\0';
	if (!reader->versioned)
		return reader_complain(reader, "version = 1 is missing");
	line = reader_trim(line + 1);
	if (!strncmp(line, "output ", 7))
		return begin_output(reader, reader_trim(line + 7));
	if (!strncmp(line, "streams of ", 11))
		return begin_user(reader, reader_trim(line + 11));
	if (!strncmp(line, "stream ", 7))
		return begin_stream(reader, reader_trim(line + 7));
	if (!strncmp(line, "route ", 6))
		return begin_route(reader, reader_trim(line + 6));
	if (!strncmp(line, "input ", 6))
		return begin_input(reader, reader_trim(line + 6));
	if (!strncmp(line, "loopback ", 9))
		return begin_loopback(reader, reader_trim(line + 9));
	if (!strncmp(line, "recorder ", 9))
		return begin_recorder(reader, reader_trim(line + 9));
	if (strcmp(line, "streams"))
		return reader_complain(reader, SECTIONS);
	reader->state->default_line = reader->line;
	reader->section = SECTION_STREAMS;
	return 0;
}

static int read_line(struct reader *reader, char *line)
{
	line[strcspn(line, "#")] = '\0';
	line = reader_trim(line);
	if (!*line)
		return 0;
	return *line == '[' ? read_section(reader, line) : read_key(reader, line);
}

int state_read(struct state *state, FILE *file, const char **why)
{
	struct reader reader = { .state = state };
	size_t room = 0;
	char *line = NULL;
	ssize_t length;
	int err = 0;

	state_init(state);
	while (!err && (length = getline(&line, &room, file)) >= 0) {
		reader.line++;
		err = (size_t)length != strlen(line) ? reader_complain(&reader, "a NUL character") :
		      read_line(&reader, line);
	}
	free(line);
	*why = err ? reader.why : ferror(file) ? "reading failed" : NULL;
	return err ? (int)reader.line : 0;
}

void write_gains(const uint32_t *gain, uint32_t count, FILE *file)
{
	if (!count)
		return;
	fprintf(file, "gain =");
	for (uint32_t i = 0; i < count; i++)
		fprintf(file, " %u", gain[i]);
	putc('\n', file);
}

static void write_output(const struct state_output *output, FILE *file)
{
	fprintf(file, "\n[output %s]\n", output->name);
	if (*output->hardware)
		fprintf(file, "hardware = %s\n", output->hardware);
	if (*output->timer)
		fprintf(file, "timer = %s\n", output->timer);
	fprintf(file, "rate = %u\nchannels = %u\n", output->rate, output->channels);
	if (output->format != MIXCORE_FORMAT_ANY)
		fprintf(file, "format = %s\n", mixcore_format_name(output->format));
	fprintf(file, "period = %u\nbuffer = %u\ncycle = %u\nfill = %u\n", output->period,
		output->buffer, output->cycle, output->fill);
	if (output->ramp)
		fprintf(file, "ramp = %u\n", output->ramp);
	else
		fprintf(file, "ramp = off\n");
	if (output->domain)
		fprintf(file, "domain = %u\n", output->domain);
	fprintf(file, "idle = %u\nmute = %s\n", output->idle, output->mute ? "on" : "off");
	fprintf(file, "limiter = %s\ndither = %s\n", output->limiter ? "on" : "off",
		output->dither ? "on" : "off");
	write_gains(output->gain, output->gains, file);
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
	if (user->mask & MIXCORE_DEFAULT_FOLLOWERS)
		fprintf(file, "followers =%s%s\n", *user->followers ? " " : "", user->followers);
	if (user->mask & MIXCORE_DEFAULT_INPUT)
		fprintf(file, "input = %s\n", user->input);
}

void state_write(const struct state *state, FILE *file)
{
	fprintf(file, "# Written by mixctl save, read by mixctl restore. A gain of %u is 0 dB.\n",
		MIXCORE_GAIN_UNITY);
	fprintf(file, "version = %d\n", STATE_VERSION);
	for (unsigned int i = 0; i < state->outputs; i++)
		write_output(&state->output[i], file);
	write_inputs(state, file);
	write_loopbacks(state, file);
	fprintf(file, "\n[streams]\noutput = %s\n",
		*state->default_output ? state->default_output : "null");
	fprintf(file, "gain = %u\nmute = %s\n", state->stream_gain,
		state->stream_mute ? "on" : "off");
	if (*state->default_followers)
		fprintf(file, "followers = %s\n", state->default_followers);
	if (state->default_mask & MIXCORE_DEFAULT_INPUT)
		fprintf(file, "input = %s\n",
			*state->default_input ? state->default_input : "null");
	for (unsigned int i = 0; i < state->users; i++)
		write_user(&state->user[i], file);
	write_streams(state, file);
	write_recorders(state, file);
}
