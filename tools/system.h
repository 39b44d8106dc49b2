/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MIXCTL_SYSTEM_H
#define MIXCTL_SYSTEM_H

#include "mixctl.h"

/* A run of mixctl on the system as it is. */
struct mixctl system_mixctl(void);

#endif /* MIXCTL_SYSTEM_H */
