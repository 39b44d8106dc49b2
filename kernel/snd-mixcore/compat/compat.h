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

/* Goes with 6.6: what a dump is to tell has a name of its own. */
#ifdef MIXCORE_HAVE_GENL_INFO_DUMP
#define mixcore_genl_dump_attrs(cb)	(genl_info_dump(cb)->attrs)
#else
#define mixcore_genl_dump_attrs(cb)	(genl_dumpit_info(cb)->attrs)
#endif

/* Goes with 6.13: a timer gets its function in the same call. */
#ifndef MIXCORE_HAVE_HRTIMER_SETUP
#include <linux/hrtimer.h>

static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *timer),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

/* Goes with 6.3: flags of a mapping are not to be written directly. */
#ifndef MIXCORE_HAVE_VM_FLAGS_CLEAR
#define vm_flags_clear(vma, flags)	((vma)->vm_flags &= ~(flags))
#endif

#endif /* MIXCORE_COMPAT_H */
