// SPDX-License-Identifier: GPL-2.0-or-later
/* The sections of loopbacks. */
#include <errno.h>
#include <string.h>

#include "state_reader.h"

/* Neither of the two has blanks in its name. */
int begin_loopback(struct reader *reader, char *text)
{
	struct state *state = reader->state;
	struct state_loopback *loopback = &state->loopback[state->loopbacks];
	char *output = text + strcspn(text, " \t");

	if (!*output)
		return reader_complain(reader, "a loopback is [loopback INPUT OUTPUT]");
	*output = '\0';
	output = reader_trim(output + 1);
	if (output[strcspn(output, " \t")])
		return reader_complain(reader, "a loopback is [loopback INPUT OUTPUT]");
	if (strlen(text) > MIXCORE_NAME_MAX)
		return reader_complain(reader, "an input's name has 1 to 27 characters");
	if (strlen(output) > MIXCORE_NAME_MAX)
		return reader_complain(reader, "an output's name has 1 to 27 characters");
	for (unsigned int i = 0; i < state->loopbacks; i++) {
		if (!strcmp(state->loopback[i].input, text) &&
		    !strcmp(state->loopback[i].route.output, output))
			return reader_complain(reader, "there is this loopback above");
	}
	if (state->loopbacks == MIXCORE_LOOPBACKS_MAX)
		return reader_complain(reader, "too many loopbacks");
	*loopback = (struct state_loopback){
		.route = { .line = reader->line, .gain = MIXCORE_GAIN_UNITY },
	};
	strcpy(loopback->input, text);
	strcpy(loopback->route.output, output);
	state->loopbacks++;
	reader->section = SECTION_LOOPBACK;
	return 0;
}

int read_loopback_key(struct reader *reader, const char *key, char *value)
{
	return read_sound_key(reader, &reader->state->loopback[reader->state->loopbacks - 1].route,
			      key, value, "a loopback has no such key");
}

void write_loopbacks(const struct state *state, FILE *file)
{
	for (unsigned int i = 0; i < state->loopbacks; i++) {
		const struct state_loopback *loopback = &state->loopback[i];

		fprintf(file, "\n[loopback %s %s]\n", loopback->input, loopback->route.output);
		write_sound(&loopback->route, file);
	}
}
