/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For sparse only: the kernel annotates spinlocks, but not mutexes and the stream locks of the PCM
 * core. With these a function that returns with one of them held is reported, too.
 */
#include <linux/mutex.h>
#include <sound/pcm.h>

#define mutex_lock(lock)	do { mutex_lock(lock); __acquire(lock); } while (0)
#define mutex_unlock(lock)	do { __release(lock); mutex_unlock(lock); } while (0)

#define snd_pcm_stream_lock_irq(substream) \
	do { snd_pcm_stream_lock_irq(substream); __acquire(substream); } while (0)
#define snd_pcm_stream_unlock_irq(substream) \
	do { __release(substream); snd_pcm_stream_unlock_irq(substream); } while (0)
