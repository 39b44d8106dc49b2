// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All of mixctl over the kernel for tests: words of the command line, one per line; after an empty
 * line, the texts that others chose: names of processes, outputs, cards, and causes, as they are.
 */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"
#include "fuzz.h"
#include "mixctl.h"

#define WORDS_MAX	16

static struct fake ready;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct mixcore_stream_info *stream;

	(void)argc;
	(void)argv;
	fake_reset();
	fake_add_card(1, "Intel");
	fake_add_card(2, "USB")->open_error = -16;
	fake_own(2, 0, 0, 4711, "x");
	fake_write("01-00: ALC : ALC : playback 1\n02-00: \x1b[2J : \x1b : playback 1\n",
		   "proc/asound/pcm");
	fake_add_output("intel", 1, "Intel");
	fake_add_output("lost", 7, "Gone")->flags = 0;
	fake.def.output = fake.outputs[1].id;
	fake_add_stream("aplay", 1234, fake.def.output);
	stream = fake_add_stream("mpv", 99, fake.def.output);
	stream->rate = stream->channels = 0;
	fake_add_microphone(1, "Intel");
	fake.def.input = fake_add_input("mic", 7, "Gone")->id;
	fake_add_loopback(fake.def.input, fake.def.output);
	fake_add_recorder("arecord", 300, MIXCORE_SOURCE_INPUT, fake.def.input);
	fake_add_recorder("obs", 301, MIXCORE_SOURCE_MIX, fake.def.output);
	ready = fake;
	return 0;
}

/* The next text of @size bytes; they need not end in NUL. */
static void take(const uint8_t **data, size_t *left, char *text, size_t size)
{
	size_t have = *left < size ? *left : size;

	if (!have)
		return;
	memset(text, 0, size);
	memcpy(text, *data, have);
	*data += have;
	*left -= have;
}

/* The kernel ends names in NUL, but not causes. */
static void take_name(const uint8_t **data, size_t *left, char *text, size_t size)
{
	take(data, left, text, size);
	text[size - 1] = '\0';
}

static void take_change(const uint8_t **data, size_t *left, uint32_t object, uint32_t id)
{
	struct mixcore_change *change = fake_change_of(object, id, 0);

	take(data, left, change->last_change.cause.text,
	     sizeof(change->last_change.cause.text));
	take_name(data, left, change->comm, sizeof(change->comm));
	take(data, left, (char *)&change->what, 4);
}

static void spread(const uint8_t *data, size_t left)
{
	take_name(&data, &left, fake.streams[0].comm, sizeof(fake.streams[0].comm));
	take(&data, &left, fake.streams[1].comm, sizeof(fake.streams[1].comm));
	take_name(&data, &left, fake.outputs[1].name, sizeof(fake.outputs[1].name));
	take_name(&data, &left, fake.outputs[1].backend_id, sizeof(fake.outputs[1].backend_id));
	take_change(&data, &left, MIXCORE_OBJECT_OUTPUT, fake.outputs[1].id);
	take(&data, &left, (char *)&fake.outputs[2].state, 4);
	take(&data, &left, (char *)&fake.streams[0].state, 4);
	take(&data, &left, (char *)fake.streams[0].gain, sizeof(fake.streams[0].gain));
	take_name(&data, &left, fake.inputs[1].name, sizeof(fake.inputs[1].name));
	take_name(&data, &left, fake.inputs[1].backend_id, sizeof(fake.inputs[1].backend_id));
	take(&data, &left, fake.streams[3].comm, sizeof(fake.streams[3].comm));
	take(&data, &left, (char *)&fake.streams[3].source_kind, 4);
	take(&data, &left, (char *)&fake.streams[3].except_count, 4);
	take_change(&data, &left, MIXCORE_OBJECT_STREAM, fake.streams[0].id);
}

/* Words that would write and read files of the system the fuzzer runs on. */
static bool touches_files(int count, char **words)
{
	for (int i = 0; i < count; i++) {
		if (!strcmp(words[i], "save") || !strcmp(words[i], "restore") ||
		    !strcmp(words[i], "apply"))
			return true;
	}
	return false;
}

static int split(char *text, char **words)
{
	int count = 0;
	char *word;

	words[count++] = (char *)"mixctl";
	while (count < WORDS_MAX && (word = strsep(&text, "\n")))
		words[count++] = word;
	words[count] = NULL;
	return count;
}

/* Nothing that moves a terminal's cursor, or worse. */
static void check_printable(const char *text, size_t size)
{
	PROMISE(strlen(text) == size);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = text[i];

		PROMISE((c >= 0x20 && c != 0x7f) || c == '\n');
		PROMISE(c != 0xc2 || (unsigned char)text[i + 1] >= 0xa0);
	}
}

/* Something happens to each kind of object, and then somebody interrupts it. */
static bool happened;

static int wait_for(struct mixctl *m, int fd)
{
	const struct mixcore_change *change =
		fake_change_of(MIXCORE_OBJECT_STREAM, fake.streams[0].id, 0);

	(void)m;
	(void)fd;
	if (happened)
		return -EINTR;
	happened = true;
	fake_event_changed(MIXCORE_OBJECT_STREAM, fake.streams[0].id, 0, change->what);
	fake_event_changed(MIXCORE_OBJECT_STREAM, fake.streams[3].id, 0, change->what);
	fake_event_changed(MIXCORE_OBJECT_OUTPUT, fake.outputs[1].id, 0, change->what);
	fake_event_changed(MIXCORE_OBJECT_INPUT, fake.inputs[1].id, 0, change->what);
	fake_event_changed(MIXCORE_OBJECT_ROUTE, fake.streams[0].id, fake.outputs[1].id,
			   change->what);
	fake_event_changed(MIXCORE_OBJECT_LOOPBACK, fake.inputs[1].id, fake.outputs[1].id,
			   change->what);
	fake_event_changed(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0, change->what);
	fake_event_changed(MIXCORE_OBJECT_OUTPUT, 99, 0, change->what);
	fake_event_gone(MIXCORE_OBJECT_STREAM, fake.streams[1].id, 0);
	return 0;
}

/* One of all, or of monitor one on each line. */
static void check_json(const char *text, size_t size)
{
	const char *end = memchr(text, '\n', size);

	if (is_json(text, size))
		return;
	while (end) {
		PROMISE(is_json(text, end - text));
		size -= end + 1 - text;
		text = end + 1;
		end = memchr(text, '\n', size);
	}
	PROMISE(!size);
}

static void run(int count, char **words)
{
	char *out, *err;
	size_t out_size, err_size;
	struct mixctl m = {
		.out = open_memstream(&out, &out_size),
		.err = open_memstream(&err, &err_size),
		.root = fake_root,
		.release = "6.1.0",
		.wait = wait_for,
	};
	bool help = false;
	int status;

	for (int i = 1; i < count; i++)
		help |= !strcmp(words[i], "help") || !strcmp(words[i], "-h") ||
			!strcmp(words[i], "--help");
	status = mixctl_main(&m, count, words);
	fclose(m.out);
	fclose(m.err);
	PROMISE(status >= MIXCTL_DONE && status <= MIXCTL_NO_MODULE);
	PROMISE(status == MIXCTL_DONE || out_size || err_size);
	PROMISE(!fake.open_descriptors);
	check_printable(out, out_size);
	check_printable(err, err_size);
	if (m.json && out_size && !help)
		check_json(out, out_size);
	free(out);
	free(err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *names = memmem(data, size, "\n\n", 2);
	size_t length = names ? (size_t)(names - data) : size;
	char *text = fuzz_text(data, length);
	char *words[WORDS_MAX + 1];
	int count = split(text, words);

	if (!touches_files(count, words)) {
		fake = ready;
		happened = false;
		if (names)
			spread(names + 2, size - length - 2);
		run(count, words);
	}
	free(text);
	return 0;
}
