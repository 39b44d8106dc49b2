// SPDX-License-Identifier: GPL-2.0-or-later
/* Clock domains: in words, and what was chosen before when hardware is attached again. */
#include <string.h>

#include "mixctl.h"

int parse_domain(const char *text, uint32_t *domain)
{
	if (strcmp(text, "card"))
		return parse_uint(text, domain);
	*domain = 0;
	return 0;
}

const char *domain_text(uint32_t domain, char *buffer, size_t size)
{
	if (!domain)
		return "-";
	if (domain > MIXCORE_DOMAIN_MAX)
		snprintf(buffer, size, "card %u", domain - MIXCORE_DOMAIN_CARD);
	else
		snprintf(buffer, size, "%u", domain);
	return buffer;
}

uint32_t chosen_domain(const struct mixcore_output_info *info)
{
	return info->domain > MIXCORE_DOMAIN_MAX ? 0 : info->domain;
}

void keep_domain(struct attach_request *request, const struct mixcore_output_info *info,
		 const struct mixcore_hw *hw)
{
	/* A card that comes again may have another number. */
	bool same = !strncmp(info->backend_id, hw->id, sizeof(info->backend_id));

	if (same && !request->has_domain)
		request->attach.domain = chosen_domain(info);
}
