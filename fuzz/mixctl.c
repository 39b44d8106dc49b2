// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All of mixctl over the kernel for tests: words of the command line, one per line; after an empty
 * line, the texts that others chose: names of processes, outputs, cards, and causes, as they are.
 */
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

static void spread(const uint8_t *data, size_t left)
{
	take_name(&data, &left, fake.streams[0].comm, sizeof(fake.streams[0].comm));
	take(&data, &left, fake.streams[1].comm, sizeof(fake.streams[1].comm));
	take_name(&data, &left, fake.outputs[1].name, sizeof(fake.outputs[1].name));
	take_name(&data, &left, fake.outputs[1].backend_id, sizeof(fake.outputs[1].backend_id));
	take(&data, &left, fake.outputs[1].last_change.cause.text,
	     sizeof(fake.outputs[1].last_change.cause.text));
	take(&data, &left, (char *)&fake.outputs[2].state, 4);
	take(&data, &left, (char *)&fake.streams[0].state, 4);
	take(&data, &left, (char *)fake.streams[0].gain, sizeof(fake.streams[0].gain));
	take_name(&data, &left, fake.inputs[1].name, sizeof(fake.inputs[1].name));
	take_name(&data, &left, fake.inputs[1].backend_id, sizeof(fake.inputs[1].backend_id));
	take(&data, &left, fake.streams[3].comm, sizeof(fake.streams[3].comm));
	take(&data, &left, (char *)&fake.streams[3].source_kind, 4);
	take(&data, &left, (char *)&fake.streams[3].except_count, 4);
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

static void run(int count, char **words)
{
	char *out, *err;
	size_t out_size, err_size;
	struct mixctl m = {
		.out = open_memstream(&out, &out_size),
		.err = open_memstream(&err, &err_size),
		.root = fake_root,
		.release = "6.1.0",
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
		PROMISE(is_json(out, out_size));
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
		if (names)
			spread(names + 2, size - length - 2);
		run(count, words);
	}
	free(text);
	return 0;
}
