// SPDX-License-Identifier: GPL-2.0-or-later
/* The file of mixctl save and restore: what was read and written is read and written the same. */
#include <string.h>

#include "fuzz.h"
#include "state.h"

static bool read_text(struct state *state, const void *text, size_t size)
{
	FILE *file = fmemopen((void *)text, size, "r");
	const char *why;
	int line;

	if (!file)
		abort();
	line = state_read(state, file, &why);
	fclose(file);
	PROMISE(!line == !why);
	PROMISE(line >= 0 && (size_t)line <= size + 1);
	return !why;
}

static char *written(const struct state *state, size_t *size)
{
	char *text;
	FILE *file = open_memstream(&text, size);

	if (!file)
		abort();
	state_write(state, file);
	fclose(file);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct state state, again;
	size_t first_size, second_size;
	char *first, *second;

	if (!size || !read_text(&state, data, size))
		return 0;
	PROMISE(state.outputs <= MIXCORE_OUTPUTS_MAX);
	first = written(&state, &first_size);
	PROMISE(read_text(&again, first, first_size));
	second = written(&again, &second_size);
	PROMISE(first_size == second_size && !memcmp(first, second, first_size));
	for (unsigned int i = 0; i < state.outputs; i++)
		PROMISE(!memcmp(state.output[i].gain, again.output[i].gain,
				sizeof(again.output[i].gain)));
	free(first);
	free(second);
	return 0;
}
