// SPDX-License-Identifier: GPL-2.0-or-later
/* What is to be recorded: from words to ids. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "recorder.h"

uint32_t source_kind(const char *word)
{
	for (uint32_t kind = MIXCORE_SOURCE_INPUT; kind <= MIXCORE_SOURCE_STREAM; kind++) {
		if (!strcmp(word, mixcore_source_name(kind)))
			return kind;
	}
	return 0;
}

static PRINTF(3, 4) int refuse(struct refusal *refusal, const char *advice, const char *format,
			       ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(refusal->text, sizeof(refusal->text), format, args);
	va_end(args);
	snprintf(refusal->advice, sizeof(refusal->advice), "%s", advice);
	return MIXCTL_REFUSED;
}

static int refuse_call(struct refusal *refusal, enum mixcore_call call, int err, const char *noun,
		       const char *name)
{
	return refuse(refusal, mixcore_error_advice(call, err), "%s %s: %s", noun, name,
		      mixcore_error_text(call, err));
}

/* By name, else by id. */
static int find_source_input(struct mixctl *m, const char *name, struct mixcore_stream_source *call,
			     uint32_t *rate, struct refusal *refusal)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	int err = mixcore_input_find(m->ctx, name, &info);

	if (err == -ENOENT && !parse_uint(name, &info.id))
		err = mixcore_input_get(m->ctx, &info);
	if (err)
		return refuse_call(refusal, MIXCORE_CALL_INPUT_GET, err, "input", name);
	call->source = info.id;
	*rate = info.rate;
	return MIXCTL_DONE;
}

static int find_source_output(struct mixctl *m, const char *name,
			      struct mixcore_stream_source *call, uint32_t *rate,
			      struct refusal *refusal)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	int err = mixcore_output_find(m->ctx, name, &info);

	if (err == -ENOENT && !parse_uint(name, &info.id))
		err = mixcore_output_get(m->ctx, &info);
	if (err)
		return refuse_call(refusal, MIXCORE_CALL_OUTPUT_GET, err, "output", name);
	call->source = info.id;
	*rate = info.rate;
	return MIXCTL_DONE;
}

/* The players that a word means: into @ids up to @room of them, each once; how many there are. */
static int find_players(struct mixctl *m, const char *word, uint32_t *ids, uint32_t *count,
			uint32_t room, struct refusal *refusal)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct selector selector;
	int status = make_selector(m, word, &selector);
	bool found = false;

	while (!status && !mixcore_stream_next(m->ctx, &info)) {
		bool known = false;

		if (!selects(&selector, &info) || !goes(&info, PLAYERS))
			continue;
		found = true;
		for (uint32_t i = 0; i < *count; i++)
			known |= ids[i] == info.id;
		if (known)
			continue;
		if (*count == room)
			return refuse(refusal, room == 1 ? "give an id: mixctl stream list" : "",
				      room == 1 ? "'%s' means several streams" :
				      "more streams than can be left out, from '%s' on", word);
		ids[(*count)++] = info.id;
	}
	return status || found ? status :
	       refuse(refusal, "mixctl stream list", "no stream '%s' plays", word);
}

static int find_source_stream(struct mixctl *m, const char *word,
			      struct mixcore_stream_source *call, uint32_t *rate,
			      struct refusal *refusal)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	uint32_t count = 0;
	int status = find_players(m, word, &call->source, &count, 1, refusal);

	if (status)
		return status;
	info.id = call->source;
	if (!mixcore_stream_get(m->ctx, &info))
		output.id = info.output;
	if (!mixcore_output_get(m->ctx, &output))
		*rate = output.rate;
	return MIXCTL_DONE;
}

static int find_exceptions(struct mixctl *m, const char *words, struct mixcore_stream_source *call,
			   struct refusal *refusal)
{
	char copy[256], *rest = copy, *word;
	int status = MIXCTL_DONE;

	if (strlen(words) >= sizeof(copy))
		return refuse(refusal, "", "too many streams are to be left out");
	strcpy(copy, words);
	while (!status && (word = strsep(&rest, ","))) {
		word += strspn(word, " ");
		for (char *end = word + strlen(word); end > word && end[-1] == ' '; end--)
			end[-1] = '\0';
		status = find_players(m, word, call->except, &call->except_count,
				      MIXCORE_EXCEPT_MAX, refusal);
	}
	return status;
}

int find_source(struct mixctl *m, const struct source_words *words,
		struct mixcore_stream_source *call, uint32_t *rate, struct refusal *refusal)
{
	int status;

	*refusal = (struct refusal){ 0 };
	*rate = 0;
	call->kind = words->kind;
	call->flags = words->all ? MIXCORE_SOURCE_F_ALL : 0;
	call->except_count = 0;
	if (words->kind == MIXCORE_SOURCE_INPUT)
		status = find_source_input(m, words->name, call, rate, refusal);
	else if (words->kind == MIXCORE_SOURCE_STREAM)
		status = find_source_stream(m, words->name, call, rate, refusal);
	else
		status = find_source_output(m, words->name, call, rate, refusal);
	if (!status && words->except)
		status = find_exceptions(m, words->except, call, refusal);
	return status;
}

const char *source_failed_text(int err, const struct mixcore_stream_info *recorder,
			       const struct source_words *words, uint32_t rate, char *buffer,
			       size_t size)
{
	const char *kind = mixcore_source_name(words->kind);

	if (err == -EINVAL && rate && recorder->rate != rate)
		snprintf(buffer, size, "stream %u at %u Hz, %s %s at %u Hz", recorder->id,
			 recorder->rate, kind, words->name, rate);
	else
		snprintf(buffer, size, "stream %u from %s %s", recorder->id, kind, words->name);
	return buffer;
}
