// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "eq_reference.h"

typedef __int128 wide;

static wide floor_div(wide dividend, wide divisor)
{
	wide quotient = dividend / divisor;

	return dividend % divisor < 0 ? quotient - 1 : quotient;
}

/* On the line from @low to @high, to the nearest, halves upwards. */
int64_t reference_interpolated(int64_t low, int64_t high, int64_t pos, int64_t len)
{
	return low + (int64_t)floor_div(2 * ((wide)high - low) * pos + len, 2 * (wide)len);
}

void reference_section_init(struct reference_section *section)
{
	memset(section, 0, sizeof(*section));
	section->to[0] = 1LL << 58;
}

/* What frame @pos of the ramp has, in units of 2^-58. */
static int64_t moving(const struct reference_section *section, int i)
{
	if (section->pos >= section->len)
		return section->to[i];
	return section->from[i] + section->step[i] * section->pos;
}

static int64_t nearest_integer(int64_t c)
{
	return (int64_t)floor_div((wide)c + (1 << 27), 1 << 28);
}

void reference_section_to(struct reference_section *section, const int32_t c[5], uint32_t frames)
{
	for (int i = 0; i < 5; i++) {
		section->from[i] = moving(section, i);
		section->to[i] = (i < 3 ? c[i] : -(int64_t)c[i]) * (1LL << 30);
		/* Division of C: towards zero. */
		section->step[i] = frames ? (section->to[i] - section->from[i]) / frames : 0;
	}
	section->pos = 0;
	section->len = frames;
	section->f1 = nearest_integer(-(int64_t)c[3]);
	section->f2 = nearest_integer(-(int64_t)c[4]);
}

static wide limited(wide sum)
{
	wide upper = floor_div(sum, (wide)1 << 32), lower = sum - upper * ((wide)1 << 32);

	if (upper > (1 << 27) - 1)
		upper = (1 << 27) - 1;
	if (upper < -(1 << 27))
		upper = -(1 << 27);
	return upper * ((wide)1 << 32) + lower;
}

int32_t reference_section_next(struct reference_section *section, int32_t x)
{
	const struct reference_past *one = &section->past[0], *two = &section->past[1];
	struct reference_past now = { .x = x, .f1 = section->f1, .f2 = section->f2 };
	wide sum;

	for (int i = 0; i < 5; i++)
		now.c[i] = (int64_t)floor_div(moving(section, i), 1 << 30);
	sum = (wide)now.c[0] * x + (wide)one->c[1] * one->x + (wide)two->c[2] * two->x +
	      (wide)one->c[3] * one->y + (wide)two->c[4] * two->y +
	      one->f1 * one->fraction + two->f2 * two->fraction +
	      (1 - now.f1 - now.f2) * (1 << 27);
	sum = limited(sum);
	now.y = (int64_t)floor_div(sum, 1 << 28);
	now.fraction = (int64_t)(sum - (wide)now.y * (1 << 28));
	section->past[1] = section->past[0];
	section->past[0] = now;
	if (section->pos < section->len)
		section->pos++;
	return (int32_t)now.y;
}
