// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers as people write them. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"

#define WHOLE_MAX	1000000000U

int parse_uint(const char *text, uint32_t *value)
{
	unsigned long long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || number > UINT32_MAX)
		return -ERANGE;
	*value = number;
	return 0;
}

int parse_bytes(const char *text, uint64_t *value)
{
	static const char units[] = "KMG";
	unsigned long long number;
	const char *unit;
	int shift = 0;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 10);
	unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (unit) {
		shift = 10 * (unit - units + 1);
		end++;
	}
	if (*end)
		return -EINVAL;
	if (errno || number > UINT64_MAX >> shift)
		return -ERANGE;
	*value = number << shift;
	return 0;
}

/* Digits behind the point, as so many thousandths; NULL: there is something else. */
static const char *parse_fraction(const char *text, unsigned int *thousandths)
{
	unsigned int worth = 100;

	*thousandths = 0;
	if (*text != '.')
		return text;
	if (!isdigit((unsigned char)*++text))
		return NULL;
	for (; isdigit((unsigned char)*text); text++) {
		*thousandths += worth * (*text - '0');
		worth /= 10;
	}
	return text;
}

int parse_thousandths(const char *text, uint64_t *value)
{
	unsigned long long whole;
	unsigned int thousandths;
	const char *rest;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	whole = strtoull(text, &end, 10);
	rest = parse_fraction(end, &thousandths);
	if (!rest || *rest)
		return -EINVAL;
	if (whole > WHOLE_MAX)
		return -ERANGE;
	*value = whole * 1000 + thousandths;
	return 0;
}
