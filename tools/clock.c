// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's times by the clock on the wall. */
#include <time.h>

#include "mixctl.h"

#define SECOND_NS	1000000000ULL

uint64_t real_time(const struct moment *now, uint64_t time_ns)
{
	const uint64_t age_ns = now->monotonic_ns > time_ns ? now->monotonic_ns - time_ns : 0;

	return now->real_ns > age_ns ? now->real_ns - age_ns : 0;
}

const char *clock_text(uint64_t real_ns, unsigned int digits, char *buffer, size_t size)
{
	const time_t seconds = real_ns / SECOND_NS;
	unsigned int fraction = real_ns % SECOND_NS;
	struct tm local;
	char clock[16] = "-";

	if (localtime_r(&seconds, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	for (unsigned int i = digits; i < 9; i++)
		fraction /= 10;
	if (digits)
		snprintf(buffer, size, "%s.%0*u", clock, (int)digits, fraction);
	else
		snprintf(buffer, size, "%s", clock);
	return buffer;
}

const char *day_text(const struct moment *now, uint64_t real_ns, char *buffer, size_t size)
{
	const time_t then = real_ns / SECOND_NS, today = now->real_ns / SECOND_NS;
	struct tm day, other;

	*buffer = '\0';
	if (localtime_r(&then, &day) && localtime_r(&today, &other) &&
	    (day.tm_year != other.tm_year || day.tm_yday != other.tm_yday))
		strftime(buffer, size, "%Y-%m-%d ", &day);
	return buffer;
}
