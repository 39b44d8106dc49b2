/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as people write them. Functions return 0, -EINVAL: no number, or -ERANGE: too large. */
#ifndef MIXCORE_NUMBERS_H
#define MIXCORE_NUMBERS_H

#include <stdint.h>

int parse_uint(const char *text, uint32_t *value);

/* 65536, 64K, 128M, 2G */
int parse_bytes(const char *text, uint64_t *value);

/* "1.5" is 1500; more digits are cut off. At most 10^9 as a whole. */
int parse_thousandths(const char *text, uint64_t *value);

#endif /* MIXCORE_NUMBERS_H */
