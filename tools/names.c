// SPDX-License-Identifier: GPL-2.0-or-later
/* Names that are remembered: the module does not tell that of an object which is gone. */
#include <stdlib.h>
#include <string.h>

#include "names.h"

static struct name *find(struct names *names, uint32_t object, uint32_t id)
{
	for (size_t i = 0; i < names->count; i++) {
		if (names->list[i].object == object && names->list[i].id == id)
			return &names->list[i];
	}
	return NULL;
}

static struct name *add(struct names *names, uint32_t object, uint32_t id)
{
	struct name *name;

	if (names->count == names->room) {
		names->room = 2 * names->room + 16;
		names->list = realloc(names->list, names->room * sizeof(*names->list));
		if (!names->list)
			abort();
	}
	name = &names->list[names->count++];
	*name = (struct name){ .object = object, .id = id };
	return name;
}

static void put(struct names *names, uint32_t object, uint32_t id, const char *text, size_t size)
{
	struct name *name = find(names, object, id) ?: add(names, object, id);

	memset(name->text, 0, sizeof(name->text));
	memcpy(name->text, text, size < sizeof(name->text) ? size : sizeof(name->text) - 1);
}

static int put_dumped(const struct mixcore_dumped *dumped, void *data)
{
	const struct mixcore_stream_info *stream = dumped->info;
	const struct mixcore_output_info *output = dumped->info;
	const struct mixcore_input_info *input = dumped->info;

	if (dumped->object == MIXCORE_OBJECT_STREAM)
		put(data, dumped->object, dumped->id, stream->comm, sizeof(stream->comm));
	else if (dumped->object == MIXCORE_OBJECT_OUTPUT)
		put(data, dumped->object, dumped->id, output->name, sizeof(output->name));
	else if (dumped->object == MIXCORE_OBJECT_INPUT)
		put(data, dumped->object, dumped->id, input->name, sizeof(input->name));
	return 0;
}

int names_read(struct names *names, struct mixctl *m)
{
	return mixcore_dump(m->ctx, 0, put_dumped, names, NULL);
}

static void ask(struct names *names, struct mixctl *m, uint32_t object, uint32_t id)
{
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_input_info input = MIXCORE_INIT(mixcore_input_info);

	stream.id = output.id = input.id = id;
	if (object == MIXCORE_OBJECT_STREAM && !mixcore_stream_get(m->ctx, &stream))
		put(names, object, id, stream.comm, sizeof(stream.comm));
	else if (object == MIXCORE_OBJECT_OUTPUT && !mixcore_output_get(m->ctx, &output))
		put(names, object, id, output.name, sizeof(output.name));
	else if (object == MIXCORE_OBJECT_INPUT && !mixcore_input_get(m->ctx, &input))
		put(names, object, id, input.name, sizeof(input.name));
}

const char *names_get(struct names *names, struct mixctl *m, uint32_t object, uint32_t id)
{
	const struct name *name = find(names, object, id);

	if (!name) {
		ask(names, m, object, id);
		name = find(names, object, id);
	}
	return name ? name->text : "";
}

void names_forget(struct names *names, uint32_t object, uint32_t id)
{
	struct name *name = find(names, object, id);

	if (name)
		*name = names->list[--names->count];
}

void names_free(struct names *names)
{
	free(names->list);
	*names = (struct names){ 0 };
}
