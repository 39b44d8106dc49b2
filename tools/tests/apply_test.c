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

/* A letter for each stream: those of a sync group have the same, and who is in none has '-'. */
static void set_groups(const char *letters)
{
	for (unsigned int i = 0; letters[i]; i++)
		fake.streams[i].sync_group =
			letters[i] == '-' ? 0 : fake.streams[strchr(letters, letters[i]) - letters].id;
}

static const char *groups_text(void)
{
	static char letters[FAKE_OBJECTS + 1];
	char next = 'a';

	for (unsigned int i = 0; i < fake.stream_count; i++) {
		unsigned int first = 0;

		letters[i] = '-';
		if (!fake.streams[i].sync_group)
			continue;
		while (fake.streams[first].sync_group != fake.streams[i].sync_group)
			first++;
		letters[i] = first < i ? letters[first] : next++;
	}
	letters[fake.stream_count] = '\0';
	return letters;
}

/* s0, s1... are in these groups; the file is applied twice: in which are they then? */
static void check_groups(const char *before, const char *file, const char *after)
{
	make_objects(strlen(before), 1);
	set_groups(before);
	put("version = 1\n", "w");
	put(file, "a");
	CHECK_INT(run((char *)"apply", path, NULL), MIXCTL_DONE);
	CHECK_STR(err, "");
	CHECK_STR(groups_text(), after);
	CHECK_INT(run((char *)"apply", path, NULL), MIXCTL_DONE);
	CHECK_STR(groups_text(), after);
}

static void groups_are_as_the_file_says(void)
{
	check_groups("-----", "[stream s1]\ngroup = x\n[stream s3]\ngroup = x\n", "-a-a-");
	check_groups("-----", "[stream s3]\ngroup = x\n[stream s1]\ngroup = x\n", "-a-a-");
	check_groups("aabb-", "[stream s0]\nmute = on\n[stream s2]\ngain = mute\n", "aabb-");
	check_groups("aaabb", "[stream s1]\ngroup = none\n[stream s3]\ngroup = none\n", "a-a--");
	check_groups("aabb-", "[stream s0]\ngroup = x\n[stream s1]\ngroup = y\n"
		     "[stream s2]\ngroup = x\n[stream s3]\ngroup = y\n", "abab-");
	check_groups("aabb-", "[stream s4]\ngroup = x\n[stream s3]\ngroup = x\n"
		     "[stream s0]\ngroup = none\n", "---aa");
	check_groups("aaaaa", "[stream s0]\ngroup = x\n[stream s1]\ngroup = x\n"
		     "[stream s2]\ngroup = x\n[stream s3]\ngroup = x\n"
		     "[stream s4]\ngroup = x\n", "aaaaa");
	/* A name is no stream. */
	check_groups("---", "[stream s0]\ngroup = s2\n[stream s1]\ngroup = s2\n", "aa-");
}

/* Who is in the group and is not in the file stays where he is: in what is left of it. */
static void strangers_stay_behind(void)
{
	static const char two[] = "[stream s0]\ngroup = x\n[stream s1]\ngroup = x\n";

	check_groups("aaa--", two, "aa---");
	check_groups("aaaa-", two, "aabb-");
	check_groups("abaab", two, "aabb-");
	check_groups("-aa--", two, "aa---");
	check_groups("a-a-a", two, "aab-b");
	check_groups("ababa", "[stream s2]\ngroup = x\n[stream s3]\ngroup = x\n", "a-bba");
}

static void a_section_may_be_of_a_whole_group(void)
{
	make_objects(4, 1);
	strcpy(fake.streams[1].comm, "twice");
	strcpy(fake.streams[3].comm, "twice");
	put("version = 1\n[stream twice]\ngroup = x\n", "w");
	CHECK_INT(run((char *)"apply", path, NULL), MIXCTL_DONE);
	CHECK_STR(groups_text(), "-a-a");
}

static void a_group_of_one_is_refused(void)
{
	make_objects(4, 1);
	set_groups("aabb");
	put("version = 1\n[stream s3]\ngroup = x\nmute = on\n[stream s1]\ngroup = y\n"
	    "[stream s0]\ngroup = x\n", "w");
	CHECK_INT(run((char *)"apply", path, NULL), MIXCTL_REFUSED);
	CHECK(strstr(err, "/scene: line 5: stream 4 is alone in group y\n"
		     "  nothing has been changed; name it for another stream, too; or: group = none"));
	CHECK_STR(groups_text(), "aabb");
	CHECK_INT(fake.streams[3].mute, 0);
}

/* Saved while they are in these groups, and applied when they are in others. */
static void check_saved(const char *saved, const char *meanwhile, const char *after)
{
	set_groups(saved);
	CHECK_INT(run((char *)"save", (char *)"--streams", (char *)"-"), MIXCTL_DONE);
	CHECK_STR(groups_text(), saved);
	remove(path);
	put(out, "w");
	set_groups(meanwhile);
	CHECK_INT(run((char *)"apply", path, NULL), MIXCTL_DONE);
	CHECK_STR(err, "");
	CHECK_STR(groups_text(), after);
}

static void groups_that_are_saved_come_back(void)
{
	make_objects(6, 1);
	check_saved("aabb-a", "------", "aabb-a");
	check_saved("------", "aabbcc", "------");
	check_saved("aaaaaa", "-aab-b", "aaaaaa");
	check_saved("abcabc", "cbabca", "abcabc");
}

/* Of a group with streams that one could not set nothing is said. */
static void groups_that_are_not_whole_are_left_out(void)
{
	make_objects(6, 1);
	fake.streams[2].flags = MIXCORE_STREAM_F_HIDDEN;
	check_saved("aaabb-", "aaabb-", "aaabb-");
	check_saved("aaabb-", "------", "---aa-");
	/* Others of b have left while the streams were read. */
	check_saved("a-a--b", "aaa---", "a-a---");
}

/* What is saved with an older module can be applied with it. */
static void an_older_module_has_no_groups(void)
{
	make_objects(3, 1);
	fake.abi = MIXCORE_ABI_MAJOR << 16 | 5;
	CHECK_INT(run((char *)"save", (char *)"--streams", (char *)"-"), MIXCTL_DONE);
	CHECK(strstr(out, "[stream s2]") && !strstr(out, "group"));
	fake.abi = MIXCORE_ABI_MAJOR << 16 | 6;
	CHECK_INT(run((char *)"save", (char *)"--streams", (char *)"-"), MIXCTL_DONE);
	CHECK(strstr(out, "group = none"));
}

int main(void)
{
	there_are_most_changes();
	streams_of_any_name_are_found();
	groups_are_as_the_file_says();
	strangers_stay_behind();
	a_section_may_be_of_a_whole_group();
	a_group_of_one_is_refused();
	groups_that_are_saved_come_back();
	groups_that_are_not_whole_are_left_out();
	an_older_module_has_no_groups();
	free(out);
	free(err);
	return TEST_END();
}
