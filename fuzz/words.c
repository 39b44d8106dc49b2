// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers, sizes, switches, formats, clock domains and causes. */
#include <string.h>

#include "fuzz.h"
#include "mixctl.h"

static void check_numbers(const char *text)
{
	char written[32];
	uint32_t number;
	uint64_t bytes;

	if (!parse_uint(text, &number)) {
		snprintf(written, sizeof(written), "%u", number);
		PROMISE(!strcmp(text + strspn(text, "0"), written + strspn(written, "0")));
		PROMISE(!parse_bytes(text, &bytes) && bytes == number);
	}
	if (!parse_bytes(text, &bytes)) {
		size_t digits = strspn(text, "0123456789");

		PROMISE(digits && strlen(text) <= digits + 1);
		PROMISE(!text[digits] || strchr("kKmMgG", text[digits]));
	}
}

static void check_words(const char *text)
{
	uint32_t on, format;

	if (!parse_switch(text, 1, &on))
		PROMISE(on <= 1);
	if (!mixcore_format_parse(text, &format))
		PROMISE(!strncasecmp(mixcore_format_name(format), text, 3));
}

/* What is shown of a domain that may be chosen is what chooses it. */
static void check_domain(const char *text)
{
	uint32_t domain, again;
	char shown[24];

	if (parse_domain(text, &domain) || !domain || domain > MIXCORE_DOMAIN_MAX)
		return;
	PROMISE(!parse_domain(domain_text(domain, shown, sizeof(shown)), &again));
	PROMISE(again == domain);
}

/* What the kernel would take: printable UTF-8, a prefix of what was given. */
static void check_cause(const char *text)
{
	struct mixcore_cause cause;
	char shown[sizeof(cause.text) + 1];

	memset(&cause, 0xff, sizeof(cause));
	if (mixcore_cause_set(&cause, 5, text))
		return;
	printable(cause.text, sizeof(cause.text), shown, sizeof(shown));
	PROMISE(!strncmp(text, shown, strlen(shown)));
	PROMISE(!strncmp(shown, cause.text, sizeof(cause.text)));
	PROMISE(strlen(shown) + 4 > sizeof(cause.text) || !strcmp(text, shown));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	check_numbers(text);
	check_words(text);
	check_domain(text);
	check_cause(text);
	free(text);
	return 0;
}
