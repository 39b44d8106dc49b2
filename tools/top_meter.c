// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: meters. They rise at once and sink slowly; numbers stay long enough to be read. */
#include <math.h>

#include "top.h"

#define MS_NS		1000000ULL
#define SECOND_NS	1000000000ULL
#define HOLD_NS		(1500 * MS_NS)
#define SINKS_DB	40.0	/* in a second */
#define SILENT_DB	(-90.0)
#define SQUARE_SECONDS	0.3
/* So long after its latest cycle nothing runs; a cycle may be late. */
#define STOPPED_NS	(100 * MS_NS)

void top_meter_init(struct top_meter *meter)
{
	*meter = (struct top_meter){ .bar = -INFINITY, .held = -INFINITY };
}

static bool runs(const struct mixcore_status_entry *entry, uint64_t now_ns)
{
	uint64_t limit = STOPPED_NS;

	if (!entry || !entry->time_ns)
		return false;
	if (entry->rate && 2 * SECOND_NS * entry->cycle_frames / entry->rate > limit)
		limit = 2 * SECOND_NS * entry->cycle_frames / entry->rate;
	return now_ns < entry->time_ns + limit;
}

static double loudest_peak(const struct mixcore_status_entry *entry)
{
	double loudest = -INFINITY;

	for (uint32_t i = 0; i < entry->channels && i < MIXCORE_STATUS_CHANNELS; i++)
		loudest = fmax(loudest, mixcore_meter_peak_db(entry, i));
	return loudest;
}

static double loudest_square(const struct mixcore_status_entry *before,
			     const struct mixcore_status_entry *entry)
{
	double loudest = 0;

	for (uint32_t i = 0; i < entry->channels && i < MIXCORE_STATUS_CHANNELS; i++)
		loudest = fmax(loudest, mixcore_meter_mean_square(before, entry, i));
	return loudest;
}

static void take_peak(struct top_meter *meter, double peak, double seconds, uint64_t now_ns)
{
	double bar = fmax(peak, meter->bar - SINKS_DB * seconds);

	meter->bar = bar > SILENT_DB ? bar : -INFINITY;
	if (meter->bar >= meter->held || now_ns > meter->held_ns + HOLD_NS) {
		meter->held = meter->bar;
		meter->held_ns = now_ns;
	}
}

/* The first mean square counts as it is. */
static void take_square(struct top_meter *meter, double square, double seconds)
{
	double weight = meter->square > 0 ? 1 - exp(-seconds / SQUARE_SECONDS) : 1;

	meter->square += weight * (square - meter->square);
}

void top_meter_update(struct top_meter *meter, const struct mixcore_status_entry *entry,
		      uint64_t now_ns)
{
	const bool running = runs(entry, now_ns);
	const double seconds = meter->now_ns && now_ns > meter->now_ns ?
			       (now_ns - meter->now_ns) / 1e9 : 0;

	take_peak(meter, running ? loudest_peak(entry) : -INFINITY, seconds, now_ns);
	if (!running)
		take_square(meter, 0, seconds);
	else if (entry->frames > meter->entry.frames && meter->entry.id == entry->id)
		take_square(meter, loudest_square(&meter->entry, entry), seconds);
	meter->entry = entry ? *entry : (struct mixcore_status_entry){ 0 };
	meter->now_ns = now_ns;
}

double top_meter_rms(const struct top_meter *meter)
{
	double db = meter->square > 0 ? 10 * log10(meter->square) : -INFINITY;

	return db > SILENT_DB ? db : -INFINITY;
}
