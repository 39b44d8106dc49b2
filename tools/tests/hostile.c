// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl-hostile COUNT: mixctl --json status, mixctl --json why, mixctl why --history, mixctl
 * --json monitor and mixctl monitor, COUNT times, over names and causes of bytes that no honest
 * program has. Before five documents a line with what was chosen, in hexadecimal; after each of
 * them a record separator (RFC 7464).
 */
#include <stdlib.h>
#include <string.h>

#include "fake_kernel.h"
#include "mixctl.h"

/* SplitMix64, seeded by nothing: the same in each run. */
static uint64_t random_bits(void)
{
	static uint64_t state = 20261121;
	uint64_t z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* Any bytes; bytes of UTF-8, whole and broken; what JSON escapes. */
static unsigned char random_byte(int kind)
{
	static const unsigned char utf8[] = {
		0xc0, 0xc2, 0xc3, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xf8, 0xff,
		0x80, 0x82, 0x8f, 0x90, 0x9f, 0xa0, 0xa2, 0xb0, 0xbf, 'a', '\0',
	};
	static const char special[] = "\"\\/\b\f\n\r\t\x1b\x7f{}[],:u0";

	if (kind == 0)
		return random_bits() >> 56;
	if (kind == 1)
		return utf8[random_bits() % sizeof(utf8)];
	return special[random_bits() % (sizeof(special) - 1)];
}

static void choose(FILE *out, char *text, size_t size)
{
	int kind = random_bits() % 3;

	for (size_t i = 0; i < size; i++) {
		text[i] = random_byte(kind);
		fprintf(out, "%02x", (unsigned char)text[i]);
	}
	putc(' ', out);
}

/* Meanwhile the latest change of the stream is told once more. */
static int wait_for(struct mixctl *m, int fd)
{
	const uint32_t id = fake.streams[0].id;

	(void)m;
	(void)fd;
	fake.generation = fake_change_of(MIXCORE_OBJECT_STREAM, id, 0)->last_change.generation;
	fake_event_changed(MIXCORE_OBJECT_STREAM, id, 0, MIXCORE_CHANGED_MADE);
	return 0;
}

/* What it prints is a record; @words: behind the name of the program. */
static int run(const char *const *words)
{
	struct mixctl m = { .out = stdout, .err = stderr, .root = "", .release = "",
			    .wait = wait_for };
	char *argv[8] = { (char *)"mixctl" };
	int argc = 1, status;

	while (*words)
		argv[argc++] = (char *)*words++;
	status = mixctl_main(&m, argc, argv);
	putchar('\x1e');
	return status;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 0;

	fake_reset();
	fake_add_card(1, "Intel");
	fake_add_output("intel", 1, "Intel");
	fake_add_stream("aplay", 1234, fake.outputs[1].id);
	for (int i = 0; i < count; i++) {
		static const char *const status[] = { "--json", "status", NULL };
		static const char *const why[] = { "--json", "why", "3", NULL };
		static const char *const text[] = { "why", "3", "--history", NULL };
		static const char *const told[] = { "--json", "monitor", "--count", "1", NULL };
		static const char *const line[] = { "monitor", "--count", "1", NULL };
		struct mixcore_stream_info *stream = &fake.streams[0];
		struct mixcore_change *change =
			fake_change_of(MIXCORE_OBJECT_STREAM, stream->id, 0);
		struct mixcore_last_change *last = &change->last_change;

		choose(stdout, stream->comm, sizeof(stream->comm));
		choose(stdout, fake.outputs[1].name, sizeof(fake.outputs[1].name));
		choose(stdout, last->cause.text, sizeof(last->cause.text));
		choose(stdout, change->comm, sizeof(change->comm));
		putchar('\n');
		if (run(status) || run(why) || run(text) || run(told) || run(line))
			return 1;
	}
	return fflush(stdout) ? 1 : 0;
}
