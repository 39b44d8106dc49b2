/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_TEST_H
#define DSP_TEST_H

#include <stdio.h>

#include "dsp.h"
#include "mix_reference.h"

/* A test ends at its first failed check: if (!CHECK(...)) return; */
#define CHECK(condition, ...) \
	test_check((condition) || printf("# " __VA_ARGS__) < 0, __FILE__, __LINE__)

bool test_check(bool good, const char *file, int line);

/* Seeded: the same from run to run. */
u64 random_bits(void);
u32 random_below(u32 limit);
u32 random_between(u32 low, u32 high);

void *test_alloc(size_t bytes);
struct mixcore_scratch *test_alloc_scratch(void);

/* What gains a path is drawn with. */
enum gains {
	GAINS_ZERO, GAINS_TINY, GAINS_UNITY, GAINS_MAX, GAINS_RANDOM, GAINS_ABSURD, GAINS
};

void random_path(struct mixcore_path *path, u32 channels_in, u32 channels_out, enum gains gains);
void reference_path_from(struct reference_path *to, const struct mixcore_path *from);

void gain_tests(void);
void chmap_tests(void);
void coefs_tests(void);
void ramp_tests(void);
void mix_tests(void);
void run_test(const char *name, void (*test)(void));

#endif /* DSP_TEST_H */
