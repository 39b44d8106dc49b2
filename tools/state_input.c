// SPDX-License-Identifier: GPL-2.0-or-later
/* The sections of inputs. */
#include <errno.h>
#include <string.h>

#include "state_reader.h"

void state_input_init(struct state_input *input, const char *name)
{
	*input = (struct state_input){
		.format = MIXCORE_FORMAT_ANY,
		.idle = MIXCORE_IDLE_MS_DEFAULT,
	};
	snprintf(input->name, sizeof(input->name), "%s", name);
}

int begin_input(struct reader *reader, const char *name)
{
	struct state *state = reader->state;

	if (!*name || strlen(name) > MIXCORE_NAME_MAX)
		return reader_complain(reader, "an input's name has 1 to 27 characters");
	if (state->inputs == MIXCORE_INPUTS_MAX)
		return reader_complain(reader, "too many inputs");
	for (unsigned int i = 0; i < state->inputs; i++) {
		if (!strcmp(state->input[i].name, name))
			return reader_complain(reader, "there is an input of this name above");
	}
	state_input_init(&state->input[state->inputs], name);
	state->input[state->inputs++].line = reader->line;
	reader->section = SECTION_INPUT;
	return 0;
}

/* Only how long it idles can be set later. */
int read_input_key(struct reader *reader, const char *key, const char *value)
{
	struct state_input *input = &reader->state->input[reader->state->inputs - 1];
	const struct {
		const char *key;
		uint32_t *value, max, bit;
	} numbers[] = {
		{ "rate", &input->rate, MIXCORE_RATE_MAX, 0 },
		{ "channels", &input->channels, MIXCORE_CHANNELS_MAX, 0 },
		{ "period", &input->period, UINT32_MAX, 0 },
		{ "buffer", &input->buffer, UINT32_MAX, 0 },
		{ "cycle", &input->cycle, MIXCORE_CYCLE_MAX, 0 },
		{ "idle", &input->idle, MIXCORE_IDLE_MS_MAX, MIXCORE_SET_IDLE },
	};

	if (!strcmp(key, "hardware"))
		return reader_text(reader, value, input->hardware, sizeof(input->hardware));
	if (!strcmp(key, "format"))
		return reader_format(reader, value, &input->format);
	if (!strcmp(key, "domain"))
		return reader_domain(reader, value, &input->domain);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (strcmp(key, numbers[i].key))
			continue;
		input->mask |= numbers[i].bit;
		return reader_number(reader, value, numbers[i].max, numbers[i].value);
	}
	return reader_complain(reader, "an input has no such key");
}

static void write_input(const struct state_input *input, FILE *file)
{
	fprintf(file, "\n[input %s]\n", input->name);
	if (*input->hardware)
		fprintf(file, "hardware = %s\n", input->hardware);
	fprintf(file, "rate = %u\nchannels = %u\n", input->rate, input->channels);
	if (input->format != MIXCORE_FORMAT_ANY)
		fprintf(file, "format = %s\n", mixcore_format_name(input->format));
	fprintf(file, "period = %u\nbuffer = %u\ncycle = %u\n", input->period, input->buffer,
		input->cycle);
	if (input->domain)
		fprintf(file, "domain = %u\n", input->domain);
	fprintf(file, "idle = %u\n", input->idle);
}

void write_inputs(const struct state *state, FILE *file)
{
	for (unsigned int i = 0; i < state->inputs; i++)
		write_input(&state->input[i], file);
}
