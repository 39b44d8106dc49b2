// SPDX-License-Identifier: LGPL-2.1-or-later
/* Causes: printable UTF-8 of at most MIXCORE_CAUSE_TEXT_LEN bytes, as the kernel checks it. */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* Bytes of the character at @s, 0 when it is malformed, overlong, a surrogate or a control. */
static size_t character(const unsigned char *s)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length, i;
	uint32_t code;

	if (s[0] < 0x80)
		return s[0] >= 0x20 && s[0] != 0x7f;
	length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc0 || s[0] > 0xf7)
		return 0;
	code = s[0] & (0xff >> (length + 1));
	for (i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < smallest[length] || code < 0xa0 || code > 0x10ffff)
		return 0;
	return code >= 0xd800 && code <= 0xdfff ? 0 : length;
}

EXPORT int mixcore_cause_set(struct mixcore_cause *cause, uint64_t cookie, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t used = 0, fits = 0, step;

	for (; s[used]; used += step) {
		step = character(s + used);
		if (!step)
			return -EINVAL;
		if (used + step <= sizeof(cause->text))
			fits = used + step;
	}
	memset(cause, 0, sizeof(*cause));
	cause->cookie = cookie;
	memcpy(cause->text, text, fits);
	return 0;
}
