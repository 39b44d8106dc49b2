// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: a meter as a bar: full up to the mean, hatched from there to the peak. */
#include <math.h>

#include "top.h"

#define LOWEST_DB	(-60.0)
#define WARN_DB		(-12.0)
#define BAD_DB		(-1.0)

/* In eighths of a column. */
static int eighths_of(double db, int width)
{
	if (!(db > LOWEST_DB))
		return 0;
	return lround(fmin(1 - db / LOWEST_DB, 1) * width * 8);
}

static enum top_style style_at(int x, int width)
{
	const double db = LOWEST_DB * (1 - (x + 0.5) / width);

	return db < WARN_DB ? TOP_GOOD : db < BAD_DB ? TOP_WARN : TOP_BAD;
}

/* A column of which so many eighths are full, and so many reached by the peak. */
static const char *column_text(bool utf8, int full, int peak)
{
	static const char *const blocks[] = { " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };

	if (!utf8)
		return full >= 4 ? "#" : peak >= 4 ? "=" : " ";
	if (full >= 8 || peak <= full)
		return blocks[full < 0 ? 0 : full > 8 ? 8 : full];
	return full >= 4 ? "█" : peak >= 4 ? "▒" : blocks[full < 0 ? 0 : full];
}

void top_put_bar(struct top_screen *screen, int x, int y, int width,
		 const struct top_meter *meter)
{
	const int peak = eighths_of(meter->bar, width);
	const int mean = eighths_of(top_meter_rms(meter), width);
	const int full = mean < peak ? mean : peak, held = eighths_of(meter->held, width);

	for (int i = 0; i < width; i++) {
		const bool mark = held && (held - 1) / 8 == i && peak < 8 * i + 4;

		top_put(screen, x + i, y, 1, style_at(i, width),
			mark ? (screen->utf8 ? "│" : "|") :
			       column_text(screen->utf8, full - 8 * i, peak - 8 * i));
	}
}
