/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What older kernels lack, by the newer kernel's name. Included before every file; each block says
 * with which oldest supported kernel it can go. Documentation/compat.rst lists them.
 */
#ifndef MIXCORE_COMPAT_H
#define MIXCORE_COMPAT_H

/* Goes with 6.3: sound_class is a pointer there. */
#ifdef MIXCORE_HAVE_SOUND_CLASS_OBJECT
#define mixcore_sound_class	(&sound_class)
#else
#define mixcore_sound_class	(sound_class)
#endif

/* Goes with 6.6: a PCM's copy has an iov_iter there. */
#ifdef MIXCORE_HAVE_PCM_COPY
#define MIXCORE_PCM_COPY(function)	.copy = function
#define MIXCORE_PCM_COPY_USER(function)
#else
#define MIXCORE_PCM_COPY(function) \
	.copy_user = function##_user, .copy_kernel = function##_kernel
#define MIXCORE_PCM_COPY_USER(function)						\
static int function##_user(struct snd_pcm_substream *substream, int channel,	\
			   unsigned long pos, void __user *to,			\
			   unsigned long bytes)					\
{										\
	struct iov_iter iter;							\
	struct iovec iov;							\
	int err = import_single_range(READ, to, bytes, &iov, &iter);		\
										\
	return err ?: function(substream, channel, pos, &iter, bytes);		\
}										\
										\
static int function##_kernel(struct snd_pcm_substream *substream, int channel,	\
			     unsigned long pos, void *to, unsigned long bytes)	\
{										\
	struct kvec vec = { .iov_base = to, .iov_len = bytes };			\
	struct iov_iter iter;							\
										\
	iov_iter_kvec(&iter, READ, &vec, 1, bytes);				\
	return function(substream, channel, pos, &iter, bytes);			\
}
#endif

#endif /* MIXCORE_COMPAT_H */
