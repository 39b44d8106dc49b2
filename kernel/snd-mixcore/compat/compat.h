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

/* Goes with 6.6: the device of a PCM's direction is a pointer there. */
#ifdef MIXCORE_HAVE_SND_DEVICE_ALLOC
#define mixcore_pcm_device(str)	((str)->dev)
#else
#define mixcore_pcm_device(str)	(&(str)->dev)
#endif

#endif /* MIXCORE_COMPAT_H */
