// SPDX-License-Identifier: LGPL-2.1-or-later
/* The limits of mixcore_output_attach(), in the words of the one that is violated. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* From @min to @max is right. */
struct limit {
	const char *what;
	unsigned int is, min, max;
};

/* What the kernel chooses for a cycle of 0 never violates a limit that a number could mend. */
static unsigned int cycle_of(const struct mixcore_output_attach *attach)
{
	return attach->cycle_frames ?: MIXCORE_CYCLE_MIN;
}

static int name_is_valid(const char *name)
{
	size_t length = strnlen(name, MIXCORE_NAME_LEN);

	return length && length <= MIXCORE_NAME_MAX &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
	       length;
}

static int outside(const struct limit *limit)
{
	return limit->is < limit->min || limit->is > limit->max;
}

EXPORT int mixcore_attach_explain(const struct mixcore_output_attach *attach,
				  const struct mixcore_backend_params *params, char *text,
				  size_t size)
{
	unsigned int cycle = cycle_of(attach);
	unsigned int ramp = attach->ramp_frames == MIXCORE_RAMP_OFF ? 0 : attach->ramp_frames;
	const struct limit limits[] = {
		{ "the rate in Hz", params->rate, MIXCORE_RATE_MIN, MIXCORE_RATE_MAX },
		{ "the number of channels", params->channels, 1, MIXCORE_CHANNELS_MAX },
		{ "the cycle in frames", cycle, MIXCORE_CYCLE_MIN, MIXCORE_CYCLE_MAX },
		{ "the ramp in frames", ramp, 0, MIXCORE_RAMP_MAX },
		{ "the clock domain", attach->domain, 0, MIXCORE_DOMAIN_MAX },
		{ "the buffer in frames (a period and two cycles at least)",
		  params->buffer_frames, params->period_frames + 2 * cycle, ~0U },
		{ "the fill in frames (from cycle to buffer)", attach->fill_frames ?: cycle,
		  cycle, params->buffer_frames },
	};

	if (!name_is_valid(attach->name))
		return snprintf(text, size, "a name has 1 to %d characters of A-Z a-z 0-9 . _ -",
				MIXCORE_NAME_MAX) > 0;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		const struct limit *limit = &limits[i];

		if (!outside(limit))
			continue;
		if (limit->max == ~0U)
			return snprintf(text, size, "%s is %u, but must be at least %u",
					limit->what, limit->is, limit->min) > 0;
		return snprintf(text, size, "%s is %u, but must be from %u to %u", limit->what,
				limit->is, limit->min, limit->max) > 0;
	}
	if (size)
		*text = '\0';
	return 0;
}
