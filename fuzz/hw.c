// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of hardware: what is read is written the same, and makes a name for an output. */
#include <string.h>

#include <mixcore/mixcore.h>

#include "fuzz.h"

static void check_name(const struct mixcore_hw *hw)
{
	char name[MIXCORE_NAME_LEN];
	size_t length;

	memset(name, 'x', sizeof(name));
	mixcore_hw_output_name(hw, name);
	length = strnlen(name, sizeof(name));
	PROMISE(length && length <= MIXCORE_NAME_MAX);
	PROMISE(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length);
	PROMISE(strcmp(name, "null"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mixcore_hw hw, again;
	char *name = fuzz_text(data, size), text[64];

	if (!mixcore_hw_parse(name, &hw)) {
		PROMISE(mixcore_hw_format(&hw, text, sizeof(text)) < (int)sizeof(text));
		PROMISE(!mixcore_hw_parse(text, &again));
		PROMISE(!memcmp(&hw, &again, sizeof(hw)));
		if (hw.id[0])
			check_name(&hw);
	}
	/* As a card calls itself. */
	hw = (struct mixcore_hw){ .device = size & 1, .subdevice = MIXCORE_HW_ANY };
	snprintf(hw.id, sizeof(hw.id), "%s", name);
	if (hw.id[0])
		check_name(&hw);
	free(name);
	return 0;
}
