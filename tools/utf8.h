/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MIXCTL_UTF8_H
#define MIXCTL_UTF8_H

#include <stddef.h>

/* Bytes of the UTF-8 character at text, of which size bytes can be read; 0 when it is malformed. */
size_t utf8_length(const char *text, size_t size);

#endif /* MIXCTL_UTF8_H */
