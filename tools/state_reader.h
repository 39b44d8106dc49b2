/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the text of state.h: what the files share that know its sections. */
#ifndef MIXCTL_STATE_READER_H
#define MIXCTL_STATE_READER_H

#include "state.h"

enum section {
	SECTION_TOP, SECTION_OUTPUT, SECTION_STREAMS, SECTION_USER, SECTION_STREAM, SECTION_ROUTE,
	SECTION_INPUT, SECTION_LOOPBACK, SECTION_RECORDER,
};

/**
 * struct reader - where reading is
 * @state: what was read
 * @section: to which keys belong now: the last one in the state, of its kind
 * @versioned: the version was read
 * @line: its number
 * @why: what is wrong with it
 */
struct reader {
	struct state *state;
	enum section section;
	bool versioned;
	unsigned int line;
	const char *why;
};

/* Of the functions below, what the others return when the line is wrong. */
int reader_complain(struct reader *reader, const char *why);

/* The values of keys. */
int reader_number(struct reader *reader, const char *text, uint32_t max, uint32_t *value);
int reader_switch(struct reader *reader, const char *text, uint32_t *value);
int reader_text(struct reader *reader, const char *text, char *value, size_t size);
int reader_gain(struct reader *reader, const char *text, uint32_t *gain);
/* One per channel, MIXCORE_CHANNELS_MAX at most, into *count as many as there are. */
int reader_gains(struct reader *reader, char *text, uint32_t *gain, uint32_t *count);

int reader_domain(struct reader *reader, const char *text, uint32_t *domain);
int reader_format(struct reader *reader, const char *text, uint32_t *format);
/* A word for streams. */
int reader_check_stream(struct reader *reader, const char *stream);

/* Without blanks around it. */
char *reader_trim(char *text);

/* [stream STREAM] and [route STREAM OUTPUT]; @text is what follows the first word. */
int begin_stream(struct reader *reader, const char *text);
int begin_route(struct reader *reader, char *text);
int read_stream_key(struct reader *reader, const char *key, char *value);
int read_route_key(struct reader *reader, const char *key, char *value);

/* [input NAME] and [recorder STREAM]. */
int begin_input(struct reader *reader, const char *name);
int begin_recorder(struct reader *reader, const char *text);
int read_input_key(struct reader *reader, const char *key, const char *value);
int read_recorder_key(struct reader *reader, const char *key, char *value);

/* [loopback INPUT OUTPUT]; how it sounds a route's section says, too. */
int begin_loopback(struct reader *reader, char *text);
int read_loopback_key(struct reader *reader, const char *key, char *value);
int read_sound_key(struct reader *reader, struct state_route *route, const char *key, char *value,
		   const char *unknown);
void write_sound(const struct state_route *route, FILE *file);

/* All of them, routes behind their streams. */
void write_streams(const struct state *state, FILE *file);
void write_inputs(const struct state *state, FILE *file);
void write_loopbacks(const struct state *state, FILE *file);
void write_recorders(const struct state *state, FILE *file);

/* "gain = 16777216 0" */
void write_gains(const uint32_t *gain, uint32_t count, FILE *file);

#endif /* MIXCTL_STATE_READER_H */
