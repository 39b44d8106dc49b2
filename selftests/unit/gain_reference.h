/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides about volumes and gains by comparing whole powers of them: no rounding anywhere. */
#ifndef GAIN_REFERENCE_H
#define GAIN_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

bool reference_gain_is_nearest(uint32_t gain, uint32_t volume);
bool reference_gain_above_middle(uint32_t gain, uint32_t volume);

#endif /* GAIN_REFERENCE_H */
