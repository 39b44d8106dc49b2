/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Goes with 6.6, where a PCM's copy has an iov_iter: how applications of older kernels read.
 * Included by recorder.c behind mixcore_recorder_copy().
 */
#ifdef MIXCORE_HAVE_PCM_COPY
#define MIXCORE_RECORDER_COPY	.copy = mixcore_recorder_copy
#else
static int mixcore_recorder_copy_user(struct snd_pcm_substream *substream, int channel,
				      unsigned long pos, void __user *to, unsigned long bytes)
{
	struct iov_iter iter;
	struct iovec iov;
	int err = import_single_range(READ, to, bytes, &iov, &iter);

	return err ?: mixcore_recorder_copy(substream, channel, pos, &iter, bytes);
}

/* OSS emulation reads so. */
static int mixcore_recorder_copy_kernel(struct snd_pcm_substream *substream, int channel,
					unsigned long pos, void *to, unsigned long bytes)
{
	struct kvec vec = { .iov_base = to, .iov_len = bytes };
	struct iov_iter iter;

	iov_iter_kvec(&iter, READ, &vec, 1, bytes);
	return mixcore_recorder_copy(substream, channel, pos, &iter, bytes);
}

#define MIXCORE_RECORDER_COPY					\
	.copy_user = mixcore_recorder_copy_user,		\
	.copy_kernel = mixcore_recorder_copy_kernel
#endif
