/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words with commas between. */
#ifndef MIXCTL_WORDS_H
#define MIXCTL_WORDS_H

#include <stddef.h>

#include "print.h"

/* What does not fit is left out. Begins empty: the text, too. */
struct words {
	char *text;
	size_t size, used;
};

void words_add(struct words *words, const char *format, ...) PRINTF(2, 3);

#endif /* MIXCTL_WORDS_H */
