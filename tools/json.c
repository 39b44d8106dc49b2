// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON, for printing only. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <mixcore/mixcore.h>

#include "print.h"
#include "utf8.h"

static void new_line(struct json *json)
{
	if (json->flat)
		return;
	fprintf(json->out, "\n%*s", 2 * json->depth, "");
}

/* U+0080 to U+009F, which some terminals obey. */
static bool is_c1(const char *text, size_t length)
{
	return length == 2 && (unsigned char)text[0] == 0xc2 && (unsigned char)text[1] < 0xa0;
}

/* A JSON string; what is no UTF-8 becomes the replacement character. */
static void quoted(FILE *out, const char *text, size_t size)
{
	size_t step;

	putc('"', out);
	for (size_t i = 0; i < size && text[i]; i += step) {
		unsigned char c = text[i];

		step = utf8_length(text + i, size - i);
		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else if (is_c1(text + i, step))
			fprintf(out, "\\u%04x", (unsigned char)text[i + 1]);
		else if (step)
			fwrite(text + i, 1, step, out);
		else
			fputs("\\ufffd", out);
		step += !step;
	}
	putc('"', out);
}

static void member(struct json *json, const char *key)
{
	if (json->filled)
		fputs(json->inlined || json->flat ? ", " : ",", json->out);
	if (json->depth && !json->inlined)
		new_line(json);
	if (key) {
		quoted(json->out, key, strlen(key));
		fputs(": ", json->out);
	}
	json->filled = true;
}

static void begin(struct json *json, const char *key, char bracket)
{
	member(json, key);
	putc(bracket, json->out);
	json->depth++;
	json->filled = false;
}

static void end(struct json *json, char bracket)
{
	json->depth--;
	if (json->filled && !json->inlined)
		new_line(json);
	putc(bracket, json->out);
	json->filled = true;
	json->inlined = false;
	if (!json->depth) {
		putc('\n', json->out);
		json->filled = false;
	}
}

void json_object(struct json *json, const char *key)
{
	begin(json, key, '{');
}

void json_object_end(struct json *json)
{
	end(json, '}');
}

void json_array(struct json *json, const char *key)
{
	begin(json, key, '[');
}

void json_array_end(struct json *json)
{
	end(json, ']');
}

/* An array of plain values, on one line. */
static void json_list(struct json *json, const char *key)
{
	json_array(json, key);
	json->inlined = true;
}

void json_field(struct json *json, const char *key, const char *text, size_t size)
{
	member(json, key);
	quoted(json->out, text, size);
}

void json_string(struct json *json, const char *key, const char *text)
{
	json_field(json, key, text, strlen(text));
}

void json_uint(struct json *json, const char *key, uint64_t value)
{
	member(json, key);
	fprintf(json->out, "%" PRIu64, value);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	member(json, key);
	fprintf(json->out, "%" PRId64, value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	member(json, key);
	fputs(value ? "true" : "false", json->out);
}

/* By integers: the decimal point of printf() depends on the locale. */
void json_db(struct json *json, const char *key, double value)
{
	long hundredths;

	member(json, key);
	if (!isfinite(value)) {
		fputs("null", json->out);
		return;
	}
	hundredths = lrint(fabs(value) * 100);
	fprintf(json->out, "%s%ld.%02ld", value < 0 && hundredths ? "-" : "", hundredths / 100,
		hundredths % 100);
}

void json_gain(struct json *json, const uint32_t *gain, unsigned int channels)
{
	unsigned int i;

	json_list(json, "gain");
	for (i = 0; i < channels; i++)
		json_uint(json, NULL, gain[i]);
	json_array_end(json);
	json_list(json, "volume_db");
	for (i = 0; i < channels; i++)
		json_db(json, NULL, mixcore_gain_to_db(gain[i]));
	json_array_end(json);
}

void json_ints(struct json *json, const char *key, const int32_t *values, unsigned int count)
{
	json_list(json, key);
	for (unsigned int i = 0; i < count; i++)
		json_int(json, NULL, values[i]);
	json_array_end(json);
}

void json_uints(struct json *json, const char *key, const uint32_t *values, unsigned int count)
{
	json_list(json, key);
	for (unsigned int i = 0; i < count; i++)
		json_uint(json, NULL, values[i]);
	json_array_end(json);
}

void json_flags(struct json *json, const char *key, uint32_t flags, const char *const *names)
{
	json_list(json, key);
	for (; *names; names++, flags >>= 1) {
		if (flags & 1)
			json_string(json, NULL, *names);
	}
	json_array_end(json);
}
