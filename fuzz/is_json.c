// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON by the letter of RFC 8259. Shares nothing with the code that prints it. */
#include <ctype.h>
#include <string.h>

#include "fuzz.h"

#define DEPTH_MAX	64

struct input {
	const unsigned char *at, *end;
	int depth;
};

static bool value(struct input *in);

static bool take(struct input *in, char c)
{
	if (in->at == in->end || *in->at != (unsigned char)c)
		return false;
	in->at++;
	return true;
}

static void blanks(struct input *in)
{
	while (in->at < in->end && strchr(" \t\r\n", *in->at) && *in->at)
		in->at++;
}

static bool word(struct input *in, const char *text)
{
	size_t length = strlen(text);

	if ((size_t)(in->end - in->at) < length || memcmp(in->at, text, length))
		return false;
	in->at += length;
	return true;
}

static bool digits(struct input *in)
{
	const unsigned char *begin = in->at;

	while (in->at < in->end && isdigit(*in->at))
		in->at++;
	return in->at > begin;
}

static bool number(struct input *in)
{
	take(in, '-');
	if (!take(in, '0') && !digits(in))
		return false;
	if (take(in, '.') && !digits(in))
		return false;
	if (!take(in, 'e') && !take(in, 'E'))
		return true;
	if (!take(in, '+'))
		take(in, '-');
	return digits(in);
}

static bool escape(struct input *in)
{
	if (in->at < in->end && *in->at && strchr("\"\\/bfnrt", *in->at)) {
		in->at++;
		return true;
	}
	if (!take(in, 'u') || in->end - in->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		if (!isxdigit(*in->at++))
			return false;
	}
	return true;
}

/* The table of well-formed sequences of RFC 3629: what the second byte may be. */
static bool character(struct input *in)
{
	static const struct {
		unsigned char first, last, low, high, more;
	} forms[] = {
		{ 0xc2, 0xdf, 0x80, 0xbf, 0 }, { 0xe0, 0xe0, 0xa0, 0xbf, 1 },
		{ 0xe1, 0xec, 0x80, 0xbf, 1 }, { 0xed, 0xed, 0x80, 0x9f, 1 },
		{ 0xee, 0xef, 0x80, 0xbf, 1 }, { 0xf0, 0xf0, 0x90, 0xbf, 2 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 2 }, { 0xf4, 0xf4, 0x80, 0x8f, 2 },
	};
	unsigned char c = *in->at++;

	if (c < 0x80)
		return c >= 0x20;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (c < forms[i].first || c > forms[i].last)
			continue;
		if (in->end - in->at <= forms[i].more || *in->at < forms[i].low ||
		    *in->at > forms[i].high)
			return false;
		for (int left = forms[i].more; left; left--) {
			if ((*++in->at & 0xc0) != 0x80)
				return false;
		}
		in->at++;
		return true;
	}
	return false;
}

static bool string(struct input *in)
{
	if (!take(in, '"'))
		return false;
	while (in->at < in->end) {
		if (take(in, '"'))
			return true;
		if (take(in, '\\') ? !escape(in) : !character(in))
			return false;
	}
	return false;
}

/* What is between brackets: members with commas between them. */
static bool members(struct input *in, char end, bool keys)
{
	blanks(in);
	if (take(in, end))
		return true;
	do {
		blanks(in);
		if (keys && !string(in))
			return false;
		blanks(in);
		if ((keys && !take(in, ':')) || !value(in))
			return false;
	} while (take(in, ','));
	return take(in, end);
}

static bool value(struct input *in)
{
	bool good;

	if (++in->depth > DEPTH_MAX)
		return false;
	blanks(in);
	if (take(in, '{'))
		good = members(in, '}', true);
	else if (take(in, '['))
		good = members(in, ']', false);
	else if (in->at < in->end && *in->at == '"')
		good = string(in);
	else
		good = word(in, "true") || word(in, "false") || word(in, "null") || number(in);
	blanks(in);
	in->depth--;
	return good;
}

bool is_json(const char *text, size_t size)
{
	struct input in = { (const unsigned char *)text, (const unsigned char *)text + size, 0 };

	return value(&in) && in.at == in.end;
}
