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
	if (domain >= MIXCORE_DOMAIN_ENDPOINT)
		return "its own";
	if (domain > MIXCORE_DOMAIN_MAX)
		snprintf(buffer, size, "card %u", domain - MIXCORE_DOMAIN_CARD);
	else
		snprintf(buffer, size, "%u", domain);
	return buffer;
}

uint32_t chosen_domain(uint32_t domain)
{
	return domain > MIXCORE_DOMAIN_MAX ? 0 : domain;
}

uint32_t kept_domain(uint32_t domain, const char *card_id, const struct mixcore_hw *hw)
{
	/* A card that comes again may have another number. */
	return strncmp(card_id, hw->id, sizeof(hw->id)) ? 0 : chosen_domain(domain);
}

void keep_domain(struct attach_request *request, const struct mixcore_output_info *info,
		 const struct mixcore_hw *hw)
{
	if (!request->has_domain)
		request->attach.domain = kept_domain(info->domain, info->backend_id, hw);
}
