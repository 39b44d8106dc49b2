// SPDX-License-Identifier: LGPL-2.1-or-later
/* Causes. */
#include <errno.h>

#include "internal.h"
#include "test.h"

static void texts_are_kept(void)
{
	struct mixcore_cause cause;

	CHECK_INT(mixcore_cause_set(&cause, 77, "volume k\xc3\xb6nig \xf0\x9f\x94\x8a"), 0);
	CHECK_INT(cause.cookie, 77);
	CHECK_STR(cause.text, "volume k\xc3\xb6nig \xf0\x9f\x94\x8a");
	CHECK_INT(mixcore_cause_set(&cause, 0, ""), 0);
	CHECK_INT(cause.text[0], 0);
	CHECK_INT(cause.text[sizeof(cause.text) - 1], 0);
}

static void long_texts_end_with_a_character(void)
{
	struct mixcore_cause cause;
	char text[100];

	memset(text, 'x', 63);
	strcpy(text + 63, "\xc3\xb6yz");
	CHECK_INT(mixcore_cause_set(&cause, 0, text), 0);
	CHECK_INT(strnlen(cause.text, sizeof(cause.text)), 63);
	memset(text, 'x', 64);
	strcpy(text + 64, "abc");
	CHECK_INT(mixcore_cause_set(&cause, 0, text), 0);
	CHECK_INT(strnlen(cause.text, sizeof(cause.text)), 64);
}

static void the_rest_is_refused(void)
{
	static const char *const invalid[] = {
		"\n", "a\x7f", "\x1b[2J", "\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\x80",
		"\xf4\x90\x80\x80", "\xe2\x82", "\xc2\x85",
	};
	struct mixcore_cause cause;

	for (size_t i = 0; i < ARRAY_SIZE(invalid); i++)
		CHECK_INT(mixcore_cause_set(&cause, 0, invalid[i]), -EINVAL);
}

int main(void)
{
	texts_are_kept();
	long_texts_end_with_a_character();
	the_rest_is_refused();
	return TEST_END();
}
