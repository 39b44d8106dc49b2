/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test signals: seeded noise, a new number for every sample. */
#ifndef MIXCORE_SELFTEST_NOISE_H
#define MIXCORE_SELFTEST_NOISE_H

#include <stdint.h>

uint64_t noise_next(uint64_t *state);
int32_t *noise_new(uint64_t seed, unsigned int samples, int bits, unsigned int attenuate);
void *noise_pack(const int32_t *samples, unsigned int count, int bits);

#endif /* MIXCORE_SELFTEST_NOISE_H */
