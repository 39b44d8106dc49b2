// SPDX-License-Identifier: GPL-2.0-or-later
/* The sections of streams that are open now, and of their routes. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "state_reader.h"

#define GROUP_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

int reader_check_stream(struct reader *reader, const char *stream)
{
	if (!*stream || strlen(stream) >= STATE_STREAM_LEN)
		return reader_complain(reader,
				       "a stream is an id, a pid, or a name of 1 to 15 bytes");
	return 0;
}

int begin_stream(struct reader *reader, const char *text)
{
	struct state *state = reader->state;

	if (reader_check_stream(reader, text))
		return -EINVAL;
	if (state->streams == MIXCORE_STREAMS_MAX)
		return reader_complain(reader, "too many streams");
	for (unsigned int i = 0; i < state->streams; i++) {
		if (!strcmp(state->stream[i].stream, text))
			return reader_complain(reader, "there is this stream above");
	}
	state->stream[state->streams] = (struct state_stream){ .line = reader->line };
	strcpy(state->stream[state->streams++].stream, text);
	reader->section = SECTION_STREAM;
	return 0;
}

/* The last word: an output's name has no blanks, a command's may. */
static char *split_output(char *text)
{
	char *end = text + strlen(text);

	while (end > text && !isspace((unsigned char)end[-1]))
		end--;
	if (end == text)
		return NULL;
	end[-1] = '\0';
	return end;
}

static bool has_route(const struct state *state, const char *stream, const char *output)
{
	for (unsigned int i = 0; i < state->routes; i++) {
		if (!strcmp(state->route[i].stream, stream) &&
		    !strcmp(state->route[i].output, output))
			return true;
	}
	return false;
}

int begin_route(struct reader *reader, char *text)
{
	struct state *state = reader->state;
	struct state_route *route = &state->route[state->routes];
	char *output = split_output(text);

	if (!output)
		return reader_complain(reader, "a route is [route STREAM OUTPUT]");
	text = reader_trim(text);
	if (reader_check_stream(reader, text))
		return -EINVAL;
	if (strlen(output) > MIXCORE_NAME_MAX)
		return reader_complain(reader, "an output's name has 1 to 27 characters");
	if (has_route(state, text, output))
		return reader_complain(reader, "there is this route above");
	if (state->routes == MIXCORE_TRANSACTION_MAX)
		return reader_complain(reader, "too many routes");
	*route = (struct state_route){ .line = reader->line };
	strcpy(route->stream, text);
	strcpy(route->output, output);
	state->routes++;
	reader->section = SECTION_ROUTE;
	return 0;
}

static int read_stream_gains(struct reader *reader, struct state_stream *stream, char *value)
{
	int err = reader_gains(reader, value, stream->gain, &stream->gains);

	stream->mask &= ~MIXCORE_SET_GAIN;
	stream->mask |= stream->gains ? MIXCORE_SET_GAIN : 0;
	return err;
}

/* Two names on a line, or two lines, can't be meant: a stream is in one group. */
static int read_group(struct reader *reader, struct state_stream *stream, const char *value)
{
	size_t length = strlen(value);

	if (stream->mask & MIXCORE_SET_SYNC_GROUP)
		return reader_complain(reader, "this stream has a group above, and can be in one only");
	if (!length || length >= STATE_GROUP_LEN || strspn(value, GROUP_CHARACTERS) != length)
		return reader_complain(reader, "a group is 1 to 27 characters of A-Z a-z 0-9 . _ -, "
				       "or: none");
	stream->mask |= MIXCORE_SET_SYNC_GROUP;
	strcpy(stream->group, strcmp(value, "none") ? value : "");
	return 0;
}

int read_stream_key(struct reader *reader, const char *key, char *value)
{
	struct state_stream *stream = &reader->state->stream[reader->state->streams - 1];

	if (!strcmp(key, "output"))
		return reader_text(reader, value, stream->output, sizeof(stream->output));
	if (!strcmp(key, "gain"))
		return read_stream_gains(reader, stream, value);
	if (!strcmp(key, "group"))
		return read_group(reader, stream, value);
	if (!strcmp(key, "mute")) {
		stream->mask |= MIXCORE_SET_MUTE;
		return reader_switch(reader, value, &stream->mute);
	}
	if (strcmp(key, "routes"))
		return reader_complain(reader, "a stream has no such key");
	if (strcmp(value, "only"))
		return reader_complain(reader, "routes = only, or no such line: the others stay");
	stream->only = true;
	return 0;
}

/* Whether it is too long in frames shows where the rate is known. */
static int read_delay(struct reader *reader, struct state_route *route, const char *value)
{
	uint32_t frames;
	int err = parse_delay(value, MIXCORE_RATE_MAX, &frames);

	if (err == -ERANGE)
		return reader_complain(reader, "a delay is at most two seconds");
	if (err)
		return reader_complain(reader, "delays look like 20ms, 1.5s or 480frames");
	route->mask |= MIXCORE_SET_DELAY;
	return reader_text(reader, value, route->delay, sizeof(route->delay));
}

static int read_matrix(struct reader *reader, struct state_route *route, const char *value)
{
	int err;

	route->mask &= ~(MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT);
	if (!strcmp(value, "default")) {
		route->mask |= MIXCORE_SET_MATRIX_DEFAULT;
		return 0;
	}
	route->mask |= MIXCORE_SET_MATRIX;
	err = parse_matrix(value, &route->matrix);
	if (err == -ERANGE)
		return reader_complain(reader, "factors end at 3.98, which is +12dB");
	if (err == -E2BIG)
		return reader_complain(reader, "a matrix has at most 8 rows of 8 factors");
	return err ? reader_complain(reader, "matrices look like 1,0;0,-3dB; or: default") : 0;
}

int read_sound_key(struct reader *reader, struct state_route *route, const char *key, char *value,
		   const char *unknown)
{
	if (!strcmp(key, "gain")) {
		route->mask |= MIXCORE_SET_GAIN;
		return reader_gain(reader, value, &route->gain);
	}
	if (!strcmp(key, "mute")) {
		route->mask |= MIXCORE_SET_MUTE;
		return reader_switch(reader, value, &route->mute);
	}
	if (!strcmp(key, "delay"))
		return read_delay(reader, route, value);
	if (!strcmp(key, "matrix"))
		return read_matrix(reader, route, value);
	return reader_complain(reader, unknown);
}

int read_route_key(struct reader *reader, const char *key, char *value)
{
	return read_sound_key(reader, &reader->state->route[reader->state->routes - 1], key, value,
			      "a route has no such key");
}

static void write_stream(const struct state_stream *stream, FILE *file)
{
	fprintf(file, "\n[stream %s]\n", stream->stream);
	if (*stream->output)
		fprintf(file, "output = %s\n", stream->output);
	if (stream->only)
		fprintf(file, "routes = only\n");
	if (stream->mask & MIXCORE_SET_SYNC_GROUP)
		fprintf(file, "group = %s\n", *stream->group ? stream->group : "none");
	if (stream->mask & MIXCORE_SET_MUTE)
		fprintf(file, "mute = %s\n", stream->mute ? "on" : "off");
	write_gains(stream->gain, stream->gains, file);
}

void write_sound(const struct state_route *route, FILE *file)
{
	char text[MATRIX_TEXT];

	if (route->mask & MIXCORE_SET_MUTE)
		fprintf(file, "mute = %s\n", route->mute ? "on" : "off");
	if (route->mask & MIXCORE_SET_GAIN)
		write_gains(&route->gain, 1, file);
	if (route->mask & MIXCORE_SET_DELAY)
		fprintf(file, "delay = %s\n", route->delay);
	if (route->mask & MIXCORE_SET_MATRIX)
		fprintf(file, "matrix = %s\n", matrix_text(&route->matrix, text, sizeof(text)));
	if (route->mask & MIXCORE_SET_MATRIX_DEFAULT)
		fprintf(file, "matrix = default\n");
}

static void write_route(const struct state_route *route, FILE *file)
{
	fprintf(file, "\n[route %s %s]\n", route->stream, route->output);
	write_sound(route, file);
}

static bool has_stream(const struct state *state, const char *stream)
{
	for (unsigned int i = 0; i < state->streams; i++) {
		if (!strcmp(state->stream[i].stream, stream))
			return true;
	}
	return false;
}

void write_streams(const struct state *state, FILE *file)
{
	for (unsigned int i = 0; i < state->streams; i++) {
		write_stream(&state->stream[i], file);
		for (unsigned int j = 0; j < state->routes; j++) {
			if (!strcmp(state->route[j].stream, state->stream[i].stream))
				write_route(&state->route[j], file);
		}
	}
	for (unsigned int i = 0; i < state->routes; i++) {
		if (!has_stream(state, state->route[i].stream))
			write_route(&state->route[i], file);
	}
}
