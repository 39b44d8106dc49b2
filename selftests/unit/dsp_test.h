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

/* From one case to the next: 1, or a prime that is no factor of what is combined. */
u32 test_step(void);

void *test_alloc(size_t bytes);	/* zeros, at a multiple of 64 */

/* Memory whose every byte outside hurts: with a sanitizer always, without one sometimes. */
struct memory {
	void *start;
	void *mapped;
	size_t mapped_bytes;
};

struct memory memory_new(size_t bytes, u32 offset);
void memory_free(struct memory *memory);
void memory_watch(void);

/* Sets of instructions, numbered; all of them are in use but while a test has selected others. */
u32 isas_sets(void);
u32 isas_select_set(u32 number);
u32 isas_select_random(void);
void isas_select_all(void);

u32 random_length(void);	/* of a block */
bool play_anything(void);

/* What gains a path is drawn with. */
enum gains {
	GAINS_ZERO, GAINS_TINY, GAINS_UNITY, GAINS_MAX, GAINS_RANDOM, GAINS_ABSURD, GAINS
};

void random_path(struct mixcore_path *path, u32 channels_in, u32 channels_out, enum gains gains);
void reference_path_from(struct reference_path *to, const struct mixcore_path *from);

void drift_tests(void);
void gain_tests(void);
void chmap_tests(void);
void coefs_tests(void);
void ramp_tests(void);
void slope_tests(void);
void isas_tests(void);
void format_tests(void);
void mix_tests(void);
void narrow_tests(void);
void order_tests(void);
void limits_tests(void);
void precision_tests(void);
void eq_tests(void);
void eq_noise_tests(void);
void limiter_tests(void);
void reduce_tests(void);
void meter_tests(void);
void verify_tests(void);
void float_tests(void);
void long_tests(u64 samples);
void run_test(const char *name, void (*test)(void));

#endif /* DSP_TEST_H */
