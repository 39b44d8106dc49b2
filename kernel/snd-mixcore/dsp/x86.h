/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Intrinsics of x86 in the kernel: what they would include of the C library is left out.
 */
#ifndef MIXCORE_DSP_X86_H
#define MIXCORE_DSP_X86_H

#ifdef __KERNEL__
#define _MM_MALLOC_H_INCLUDED	/* gcc */
#define __MM_MALLOC_H		/* clang */
#endif
#include <immintrin.h>

#endif /* MIXCORE_DSP_X86_H */
