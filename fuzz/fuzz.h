/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzzers share. Each file defines LLVMFuzzerTestOneInput(). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A promise of the code that does not hold; libFuzzer keeps the input. */
#define PROMISE(condition) do { \
	if (!(condition)) { \
		fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
		abort(); \
	} \
} while (0)

/* A copy of the input that ends in NUL; freed by the caller. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Exactly one JSON value (RFC 8259), in UTF-8, with white space around it. */
bool is_json(const char *text, size_t size);

#endif /* FUZZ_H */
