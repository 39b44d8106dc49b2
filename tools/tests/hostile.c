// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl-hostile COUNT: mixctl --json status, COUNT times, over names and causes of bytes that no
 * honest program has. Before each document a line with what was chosen, in hexadecimal; after it a
 * record separator (RFC 7464).
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

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 0;

	fake_reset();
	fake_add_card(1, "Intel");
	fake_add_output("intel", 1, "Intel");
	fake_add_stream("aplay", 1234, fake.outputs[1].id);
	for (int i = 0; i < count; i++) {
		char *words[] = { (char *)"mixctl", (char *)"--json", (char *)"status", NULL };
		struct mixctl m = { .out = stdout, .err = stderr, .root = "", .release = "" };
		struct mixcore_stream_info *stream = &fake.streams[0];

		choose(stdout, stream->comm, sizeof(stream->comm));
		choose(stdout, fake.outputs[1].name, sizeof(fake.outputs[1].name));
		choose(stdout, stream->last_change.cause.text,
		       sizeof(stream->last_change.cause.text));
		putchar('\n');
		if (mixctl_main(&m, 3, words))
			return 1;
		putchar('\x1e');
	}
	return fflush(stdout) ? 1 : 0;
}
