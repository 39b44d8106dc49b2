// SPDX-License-Identifier: GPL-2.0-or-later
/* Words with commas between. */
#include <stdarg.h>

#include "words.h"

void words_add(struct words *words, const char *format, ...)
{
	const char *comma = words->used ? ", " : "";
	va_list args;

	va_start(args, format);
	if (words->used < words->size)
		words->used += snprintf(words->text + words->used, words->size - words->used, "%s",
					comma);
	if (words->used < words->size)
		words->used += vsnprintf(words->text + words->used, words->size - words->used,
					 format, args);
	va_end(args);
}
