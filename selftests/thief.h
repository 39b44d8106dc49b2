/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors of PCMs, without alsa-lib: how frames are got out of them. */
#ifndef MIXCORE_SELFTEST_THIEF_H
#define MIXCORE_SELFTEST_THIEF_H

#include <stddef.h>

#define THIEF_MAP	65536	/* bytes of a ring that are mapped */

/* Joins a substream that is open, as this uid; device: as for pcm_open(). A descriptor or -errno. */
int thief_join(unsigned int uid, int device, unsigned int substream);
/* All the ways in which frames of 8 bytes come out of it; returns bytes that are not silence. */
unsigned int thief_steal(int fd);
unsigned int thief_loud(const void *memory, size_t bytes);
/* Frames read, or -errno. */
long thief_read(int fd, void *to, unsigned int frames);

#endif /* MIXCORE_SELFTEST_THIEF_H */
