// SPDX-License-Identifier: LGPL-2.1-or-later
/* Meters: what entries of the status area say of loudness. */
#include <math.h>

#include "internal.h"

#define PEAK_UNITS	2147483648.0	/* 2^31 */
#define SQUARE_UNITS	1099511627776.0	/* 2^40 */

static double to_db(double amplitude)
{
	return amplitude > 0 ? 20 * log10(amplitude) : -INFINITY;
}

EXPORT double mixcore_meter_peak(const struct mixcore_status_entry *entry, unsigned int channel)
{
	return channel < MIXCORE_STATUS_CHANNELS ? entry->peak[channel] / PEAK_UNITS : 0;
}

EXPORT double mixcore_meter_peak_db(const struct mixcore_status_entry *entry,
				    unsigned int channel)
{
	return to_db(mixcore_meter_peak(entry, channel));
}

EXPORT double mixcore_meter_mean_square(const struct mixcore_status_entry *before,
					const struct mixcore_status_entry *after,
					unsigned int channel)
{
	uint64_t squares;

	if (channel >= MIXCORE_STATUS_CHANNELS || before->id != after->id ||
	    after->frames <= before->frames)
		return 0;
	squares = after->square_sum[channel] - before->square_sum[channel];
	return squares / SQUARE_UNITS / (after->frames - before->frames);
}

EXPORT double mixcore_meter_rms_db(const struct mixcore_status_entry *before,
				   const struct mixcore_status_entry *after, unsigned int channel)
{
	return to_db(sqrt(mixcore_meter_mean_square(before, after, channel)));
}
