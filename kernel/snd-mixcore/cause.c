// SPDX-License-Identifier: GPL-2.0-only
/* What userspace says of why it makes a change. */
#include <linux/string.h>

#include "mixcore.h"

/* Length of the UTF-8 sequence that begins with @lead, 0 = none does. */
static u32 utf8_length(u8 lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

/* Code point of a sequence of @length, or 0 when malformed: cut, overlong, surrogate, too large. */
static u32 utf8_decode(const u8 *text, u32 length)
{
	static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const u8 lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	u32 code = text[0] & lead_bits[length];
	u32 i;

	for (i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return code;
}

static bool printable(u32 code)
{
	return code >= 0x20 && !(code >= 0x7f && code <= 0x9f);
}

/**
 * mixcore_cause_valid() - is the text printable UTF-8, padded with NUL
 * @cause: from userspace
 *
 * Context: any.
 */
bool mixcore_cause_valid(const struct mixcore_cause *cause)
{
	const u8 *text = (const u8 *)cause->text;
	u32 end = strnlen(cause->text, sizeof(cause->text));
	u32 i = 0;

	while (i < end) {
		u32 length = utf8_length(text[i]);

		if (!length || length > end - i || !printable(utf8_decode(text + i, length)))
			return false;
		i += length;
	}
	return !memchr_inv(text + end, 0, sizeof(cause->text) - end);
}
