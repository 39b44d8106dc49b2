/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: recorders, which are streams, and what they record. */
#ifndef MIXCTL_RECORDER_H
#define MIXCTL_RECORDER_H

#include "mixctl.h"

/**
 * struct source_words - what is to be recorded, as somebody says it
 * @kind: MIXCORE_SOURCE_*
 * @name: of an input or output, or the word for a stream
 * @except: words for streams with commas between, NULL = none
 * @all: the recorder is to hear the streams of all users
 */
struct source_words {
	uint32_t kind;
	const char *name, *except;
	bool all;
};

/* Why not, and what to do then; the text is empty where it was said already. */
struct refusal {
	char text[192], advice[96];
};

/* MIXCORE_SOURCE_* of "input", "mix", "out" or "stream"; 0 for any other. */
uint32_t source_kind(const char *word);

/**
 * find_source - from words to ids
 * @words: as typed, or read
 * @call: kind, source, flags and exceptions of it are set
 * @rate: at which the source runs
 *
 * Returns the exit status.
 */
int find_source(struct mixctl *m, const struct source_words *words,
		struct mixcore_stream_source *call, uint32_t *rate, struct refusal *refusal);

/* What MIXCORE_CALL_STREAM_SOURCE was about: "stream 7 at 48000 Hz, input mic at 44100 Hz". */
const char *source_failed_text(int err, const struct mixcore_stream_info *recorder,
			       const struct source_words *words, uint32_t rate, char *buffer,
			       size_t size);

/* "mix intel except 4,5" */
#define SOURCE_TEXT	192
const char *source_text(struct mixctl *m, const struct mixcore_stream_info *info, char *buffer,
			size_t size);

/* Of a stream; they are zero and empty where it plays. */
void print_source_json(struct json *json, const struct mixcore_stream_info *info);

/*
 * Whom recorders hear: an input, the monitor of an output, or nobody, when the stream that they
 * recorded has closed.
 */
struct heard {
	enum { HEARD_INPUT, HEARD_OUTPUT, HEARD_NOBODY } what;
	uint32_t id;
};

bool hears(struct mixctl *m, const struct mixcore_stream_info *info, const struct heard *heard);

/* A table of those who hear it; the number of them. In JSON, an array. */
unsigned int print_recorders(struct mixctl *m, const struct heard *heard);
void print_recorders_json(struct mixctl *m, struct json *json, const struct heard *heard);

/* An input, and, if asked for, the streams that record it, and its loopbacks. */
void print_input_json(struct mixctl *m, struct json *json, const struct mixcore_input_info *info,
		      bool whole);

/* One of the blocks of "status". */
void print_input(struct mixctl *m, const struct mixcore_input_info *info);

#endif /* MIXCTL_RECORDER_H */
