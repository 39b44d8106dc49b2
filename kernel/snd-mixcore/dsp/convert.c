// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formats that are rare: a tile of a source is converted to S32 before it is mixed.
 */
#include "load.h"

static __always_inline void convert(const struct mixcore_run *run, s32 *samples,
				    enum mixcore_sample sample)
{
	u32 channels = run->layout->channels;
	u32 in, i;

	for (in = 0; in < channels; in++) {
		const u8 *at = mixcore_run_channel(run, in);
		__le32 *to = (__le32 *)samples + in;

		for (i = 0; i < run->frames; i++) {
			*to = cpu_to_le32((u32)load_sample(at, sample));
			at += run->layout->frame_step;
			to += channels;
		}
	}
}

/**
 * mixcore_convert() - convert a run to interleaved S32
 * @run: of a format that needs it
 * @samples: room for a tile of its channels
 *
 * Context: any.
 */
void mixcore_convert(const struct mixcore_run *run, s32 *samples)
{
	switch (run->layout->sample) {
	case MIXCORE_S24_3:
		convert(run, samples, MIXCORE_S24_3);
		break;
	case MIXCORE_U8:
		convert(run, samples, MIXCORE_U8);
		break;
	case MIXCORE_FLOAT:
		convert(run, samples, MIXCORE_FLOAT);
		break;
	case MIXCORE_S16_BE:
		convert(run, samples, MIXCORE_S16_BE);
		break;
	case MIXCORE_S24_BE:
		convert(run, samples, MIXCORE_S24_BE);
		break;
	case MIXCORE_S32_BE:
		convert(run, samples, MIXCORE_S32_BE);
		break;
	default:
		convert(run, samples, MIXCORE_S24_3BE);
		break;
	}
}
