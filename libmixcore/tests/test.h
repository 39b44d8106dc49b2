/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checks that say where and what, go on, and are counted. A test ends with TEST_END(). */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <string.h>

static int test_failures;

#define CHECK(condition) do { \
	if (!(condition)) { \
		fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
		test_failures++; \
	} \
} while (0)

#define CHECK_INT(is, expected) do { \
	long long is_ = (is), expected_ = (expected); \
	if (is_ != expected_) { \
		fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__, #is, \
			is_, expected_); \
		test_failures++; \
	} \
} while (0)

#define CHECK_STR(is, expected) do { \
	const char *is_ = (is), *expected_ = (expected); \
	if (strcmp(is_, expected_)) { \
		fprintf(stderr, "%s:%d: %s is \"%s\", expected \"%s\"\n", __FILE__, __LINE__, #is, \
			is_, expected_); \
		test_failures++; \
	} \
} while (0)

#define TEST_END()	(test_failures ? 1 : 0)

#endif /* TEST_H */
