// SPDX-License-Identifier: LGPL-2.1-or-later
/* The limits of mixcore_output_attach() and mixcore_input_attach(): the one that is violated. */
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

static unsigned int ramp_of(const struct mixcore_output_attach *attach)
{
	return attach->ramp_frames == MIXCORE_RAMP_OFF ? 0 : attach->ramp_frames;
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

/* The first that is violated. */
static int explain(const char *name, const struct limit *limit, size_t count, char *text,
		   size_t size)
{
	if (!name_is_valid(name))
		return snprintf(text, size, "a name has 1 to %d characters of A-Z a-z 0-9 . _ -",
				MIXCORE_NAME_MAX) > 0;
	for (; count; count--, limit++) {
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

static int explain_null(const struct mixcore_output_attach *attach, char *text, size_t size)
{
	const struct limit limits[] = {
		{ "the rate in Hz", attach->rate, MIXCORE_RATE_MIN, MIXCORE_RATE_MAX },
		{ "the number of channels", attach->channels, 1, MIXCORE_CHANNELS_MAX },
		{ "the cycle in frames", cycle_of(attach), MIXCORE_CYCLE_MIN, MIXCORE_CYCLE_MAX },
		{ "the ramp in frames", ramp_of(attach), 0, MIXCORE_RAMP_MAX },
	};

	return explain(attach->name, limits, ARRAY_SIZE(limits), text, size);
}

static int explain_hardware(const struct mixcore_output_attach *attach,
			    const struct mixcore_backend_params *params, char *text, size_t size)
{
	unsigned int cycle = cycle_of(attach);
	const struct limit limits[] = {
		{ "the rate in Hz", params->rate, MIXCORE_RATE_MIN, MIXCORE_RATE_MAX },
		{ "the number of channels", params->channels, 1, MIXCORE_CHANNELS_MAX },
		{ "the cycle in frames", cycle, MIXCORE_CYCLE_MIN, MIXCORE_CYCLE_MAX },
		{ "the ramp in frames", ramp_of(attach), 0, MIXCORE_RAMP_MAX },
		{ "the clock domain", attach->domain, 0, MIXCORE_DOMAIN_MAX },
		{ "the buffer in frames (a period and two cycles at least)",
		  params->buffer_frames, params->period_frames + 2 * cycle, ~0U },
		{ "the fill in frames (from cycle to buffer)", attach->fill_frames ?: cycle,
		  cycle, params->buffer_frames },
	};

	return explain(attach->name, limits, ARRAY_SIZE(limits), text, size);
}

EXPORT int mixcore_attach_explain(const struct mixcore_output_attach *attach,
				  const struct mixcore_backend_params *params, char *text,
				  size_t size)
{
	return attach->flags & MIXCORE_ATTACH_F_NULL ? explain_null(attach, text, size) :
	       explain_hardware(attach, params, text, size);
}

EXPORT int mixcore_input_attach_explain(const struct mixcore_input_attach *attach,
					const struct mixcore_backend_params *params, char *text,
					size_t size)
{
	unsigned int cycle = attach->cycle_frames ?: MIXCORE_CYCLE_MIN;
	const struct limit limits[] = {
		{ "the rate in Hz", params->rate, MIXCORE_RATE_MIN, MIXCORE_RATE_MAX },
		{ "the number of channels", params->channels, 1, MIXCORE_CHANNELS_MAX },
		{ "the cycle in frames", cycle, MIXCORE_CYCLE_MIN, MIXCORE_CYCLE_MAX },
		{ "the clock domain", attach->domain, 0, MIXCORE_DOMAIN_MAX },
		{ "the buffer in frames (a period and a cycle at least)",
		  params->buffer_frames, params->period_frames + cycle, ~0U },
	};

	return explain(attach->name, limits, ARRAY_SIZE(limits), text, size);
}
