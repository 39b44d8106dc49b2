// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables, JSON and texts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <mixcore/mixcore.h>

#include "print.h"
#include "test.h"

static char *result;
static size_t result_size;

static FILE *begin(void)
{
	free(result);
	return open_memstream(&result, &result_size);
}

static void check_string(const char *text, const char *expected)
{
	struct json json = { .out = begin() };

	json_array(&json, NULL);
	json_string(&json, NULL, text);
	json_array_end(&json);
	fclose(json.out);
	result[strlen(result) - 3] = '\0';
	CHECK_STR(result + 4, expected);
}

static void strings_are_escaped(void)
{
	check_string("", "\"\"");
	check_string("a\"b\\c", "\"a\\\"b\\\\c\"");
	check_string("\n\x1b\x7f", "\"\\u000a\\u001b\\u007f\"");
	check_string("k\xc3\xb6nig \xf0\x9f\x94\x8a", "\"k\xc3\xb6nig \xf0\x9f\x94\x8a\"");
	check_string("\xff\xc3", "\"\\ufffd\\ufffd\"");
	check_string("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");
}

static void flat_is_one_line(void)
{
	struct json json = { .out = begin(), .flat = true };

	for (int i = 0; i < 2; i++) {
		json_object(&json, NULL);
		json_uint(&json, "one", 1);
		json_array(&json, "list");
		json_object(&json, NULL);
		json_object_end(&json);
		json_object(&json, NULL);
		json_uint(&json, "two", 2);
		json_object_end(&json);
		json_array_end(&json);
		json_object_end(&json);
	}
	fclose(json.out);
	CHECK_STR(result, "{\"one\": 1, \"list\": [{}, {\"two\": 2}]}\n"
		  "{\"one\": 1, \"list\": [{}, {\"two\": 2}]}\n");
}

static void values_and_nesting(void)
{
	static const char *const names[] = { "one", "two", "four", NULL };
	struct json json = { .out = begin() };

	json_object(&json, NULL);
	json_uint(&json, "big", UINT64_MAX);
	json_int(&json, "small", INT64_MIN);
	json_bool(&json, "yes", true);
	json_db(&json, "none", -INFINITY);
	json_db(&json, "half", -6.0206);
	json_db(&json, "zero", -0.001);
	json_flags(&json, "flags", 5, names);
	json_flags(&json, "no_flags", 0, names);
	json_array(&json, "empty");
	json_array_end(&json);
	json_array(&json, "objects");
	json_object(&json, NULL);
	json_object_end(&json);
	json_object(&json, NULL);
	json_field(&json, "field", "abcdef", 3);
	json_object_end(&json);
	json_array_end(&json);
	json_object_end(&json);
	fclose(json.out);
	CHECK_STR(result,
		  "{\n"
		  "  \"big\": 18446744073709551615,\n"
		  "  \"small\": -9223372036854775808,\n"
		  "  \"yes\": true,\n"
		  "  \"none\": null,\n"
		  "  \"half\": -6.02,\n"
		  "  \"zero\": 0.00,\n"
		  "  \"flags\": [\"one\", \"four\"],\n"
		  "  \"no_flags\": [],\n"
		  "  \"empty\": [],\n"
		  "  \"objects\": [\n"
		  "    {},\n"
		  "    {\n"
		  "      \"field\": \"abc\"\n"
		  "    }\n"
		  "  ]\n"
		  "}\n");
}

static void columns_are_aligned(void)
{
	static const char *const titles[] = { ">ID", "NAME", ">N", NULL };
	struct table table;
	FILE *out = begin();

	table_begin(&table, out, "  ", titles);
	table_cell(&table, "%d", 1);
	table_cell(&table, "k\xc3\xb6nig");
	table_cell(&table, "%d", 1000);
	table_cell(&table, "%d", 20);
	table_cell(&table, "a");
	table_cell(&table, "%s", "");
	table_end(&table);
	fclose(out);
	CHECK_STR(result,
		  "  ID  NAME      N\n"
		  "   1  k\xc3\xb6nig  1000\n"
		  "  20  a\n");
}

static void check_printable(const char *text, size_t length, const char *expected)
{
	char buffer[8];

	CHECK_STR(printable(text, length, buffer, sizeof(buffer)), expected);
}

static void foreign_text_is_harmless(void)
{
	check_printable("aplay", 16, "aplay");
	check_printable("aplay", 3, "apl");
	check_printable("\x1b[2J", 16, "?[2J");
	check_printable("\xc2\x9bX", 16, "?X");
	check_printable("\xff\xc3\xb6", 16, "?\xc3\xb6");
	check_printable("\xc3\xb6", 1, "?");
	/* Cut before the character that does not fit. */
	check_printable("123456\xc3\xb6", 16, "123456");
}

static void check_volume(const uint32_t *gain, unsigned int channels, const char *expected)
{
	char buffer[96];

	CHECK_STR(volume_text(gain, channels, buffer, sizeof(buffer)), expected);
}

static void volumes_are_short(void)
{
	const uint32_t unity[] = { 1 << 24, 1 << 24 };
	const uint32_t parts[] = { 1 << 23, 0, MIXCORE_GAIN_MAX };
	const uint32_t nearly[] = { (1 << 24) - 10 };

	check_volume(unity, 2, "0.0dB");
	check_volume(parts, 3, "-6.0dB,mute,12.0dB");
	check_volume(nearly, 1, "0.0dB");
}

int main(void)
{
	strings_are_escaped();
	flat_is_one_line();
	values_and_nesting();
	columns_are_aligned();
	foreign_text_is_harmless();
	volumes_are_short();
	free(result);
	return TEST_END();
}
