// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl apply: as many changes as a transaction holds, and streams of any name. */
#include <limits.h>
#include <stdlib.h>

#include "fake_kernel.h"
#include "mixctl.h"
#include "test.h"

static char path[PATH_MAX];
static char *out, *err;

static int run(char *first, char *second, char *third)
{
	char *words[] = { (char *)"mixctl", first, second, third, NULL };
	size_t size;
	struct mixctl m;
	int status;

	free(out);
	free(err);
	m = (struct mixctl){
		.out = open_memstream(&out, &size),
		.err = open_memstream(&err, &size),
		.root = fake_root,
		.release = "",
	};
	status = mixctl_main(&m, third ? 4 : 3, words);
	fclose(m.out);
	fclose(m.err);
	return status;
}

/* One change for each of @count streams, and one for each of their routes to @outputs outputs. */
static void write_scene(unsigned int count, unsigned int outputs)
{
	FILE *file = fopen(path, "w");

	if (!file)
		abort();
	fprintf(file, "version = 1\n");
	for (unsigned int i = 0; i < count; i++) {
		fprintf(file, "[stream s%u]\nmute = on\n", i);
		for (unsigned int j = 0; j < outputs; j++)
			fprintf(file, "[route s%u o%u]\n", i, j);
	}
	fclose(file);
}

/* Streams s0, s1..., all on the output o0 of o0, o1... */
static void make_objects(unsigned int streams, unsigned int outputs)
{
	char name[16];

	fake_reset();
	snprintf(path, sizeof(path), "%s/scene", fake_root);
	for (unsigned int i = 0; i < outputs; i++) {
		snprintf(name, sizeof(name), "o%u", i);
		fake_add_output(name, 1, "Intel");
	}
	for (unsigned int i = 0; i < streams; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		fake_add_stream(name, 100 + i, 2);
	}
}

static void put(const char *text, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

static unsigned int lines_of(const char *text)
{
	unsigned int count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static void there_are_most_changes(void)
{
	make_objects(31, MIXCORE_OUTPUTS_MAX);
	/* 31 * (1 + 32) = 1023, and one more, and one too many. */
	write_scene(31, MIXCORE_OUTPUTS_MAX);
	put("[streams]\nmute = on\n", "a");
	CHECK_INT(run((char *)"apply", (char *)"--dry-run", path), MIXCTL_DONE);
	CHECK_INT(lines_of(out), 1 + MIXCORE_TRANSACTION_MAX);
	put("[output o31]\nmute = on\n", "a");
	CHECK_INT(run((char *)"apply", (char *)"--dry-run", path), MIXCTL_REFUSED);
	CHECK(strstr(err, "more than 1024 changes at once\n  nothing has been changed; "));
	CHECK_STR(out, "");
}

/* SplitMix64, as in hostile.c. */
static uint64_t random_bits(void)
{
	static uint64_t state = 20261121;
	uint64_t z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* Up to 15 bytes, often of what a section, a number or a comment is made of. */
static void choose_name(char *name)
{
	static const char special[] = "[]#=; \t019aA\n\r\x7f\xc3\xbc-";
	unsigned int length = random_bits() % 16;

	memset(name, 0, 16);
	for (unsigned int i = 0; i < length; i++)
		name[i] = random_bits() % 4 ? special[random_bits() % (sizeof(special) - 1)] :
			  (char)(random_bits() >> 56);
}

/* What is saved of a stream is found again, whatever it calls itself, and is about no other. */
static void streams_of_any_name_are_found(void)
{
	make_objects(3, 2);
	for (int i = 0; i < 1000; i++) {
		for (int j = 0; j < 3; j++)
			choose_name(fake.streams[j].comm);
		fake.streams[1].mute = i % 2;
		/* Into a new file each time: one that is replaced would be synced. */
		CHECK_INT(run((char *)"save", (char *)"--streams", (char *)"-"), MIXCTL_DONE);
		remove(path);
		put(out, "w");
		fake.streams[1].mute = !(i % 2);
		CHECK_INT(run((char *)"apply", path, NULL), MIXCTL_DONE);
		CHECK_STR(err, "");
		CHECK_INT(fake.streams[0].mute, 0);
		CHECK_INT(fake.streams[1].mute, i % 2);
		CHECK_INT(fake.streams[2].mute, 0);
	}
}

int main(void)
{
	there_are_most_changes();
	streams_of_any_name_are_found();
	free(out);
	free(err);
	return TEST_END();
}
