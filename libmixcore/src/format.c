// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sample formats that the kernel mixes, and their names. */
#include <errno.h>
#include <string.h>

#include <sound/asound.h>

#include "internal.h"

static const struct {
	uint32_t format;
	const char *name, *brief;
} formats[] = {
	{ (uint32_t)SNDRV_PCM_FORMAT_U8, "U8", "U8" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S16_LE, "S16_LE", "S16" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S16_BE, "S16_BE", "S16_BE" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S24_LE, "S24_LE", "S24" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S24_BE, "S24_BE", "S24_BE" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S24_3LE, "S24_3LE", "S24_3" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S24_3BE, "S24_3BE", "S24_3BE" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S32_LE, "S32_LE", "S32" },
	{ (uint32_t)SNDRV_PCM_FORMAT_S32_BE, "S32_BE", "S32_BE" },
	{ (uint32_t)SNDRV_PCM_FORMAT_FLOAT_LE, "FLOAT_LE", "FLOAT" },
};

EXPORT const char *mixcore_format_name(uint32_t format)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].format == format)
			return formats[i].name;
	}
	return "?";
}

EXPORT int mixcore_format_parse(const char *name, uint32_t *format)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (!strcasecmp(name, formats[i].name) || !strcasecmp(name, formats[i].brief)) {
			*format = formats[i].format;
			return 0;
		}
	}
	return -EINVAL;
}
