// SPDX-License-Identifier: LGPL-2.1-or-later
/* Hardware names, the cards behind them, and who holds a PCM. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

#define CARDS_MAX	32
#define SUBDEVICES_MAX	128

static int parse_number(const char *text, int max, int *number)
{
	char *end;
	long value;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	value = strtol(text, &end, 10);
	if (*end || value > max)
		return -EINVAL;
	*number = value;
	return 0;
}

static int parse_card(const char *text, struct mixcore_hw *hw)
{
	if (!parse_number(text, CARDS_MAX - 1, &hw->card))
		return 0;
	if (!isalpha((unsigned char)*text) && *text != '_')
		return -EINVAL;
	for (const char *s = text; *s; s++) {
		if (!isalnum((unsigned char)*s) && !strchr("_-", *s))
			return -EINVAL;
	}
	if (strlen(text) >= sizeof(hw->id))
		return -ENAMETOOLONG;
	strcpy(hw->id, text);
	return 0;
}

static int parse_field(int field, const char *text, struct mixcore_hw *hw)
{
	switch (field) {
	case 0:
		return parse_card(text, hw);
	case 1:
		return parse_number(text, INT_MAX - 1, &hw->device);
	default:
		return parse_number(text, INT_MAX - 1, &hw->subdevice);
	}
}

/* "DEV=1" says which field it is; without a key the position does. */
static int field_of(const char **item, int position)
{
	static const char *const keys[] = { "CARD=", "DEV=", "SUBDEV=" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strncmp(*item, keys[i], strlen(keys[i]))) {
			*item += strlen(keys[i]);
			return i;
		}
	}
	return position;
}

EXPORT int mixcore_hw_parse(const char *name, struct mixcore_hw *hw)
{
	struct mixcore_hw found = { .card = MIXCORE_HW_ANY, .subdevice = MIXCORE_HW_ANY };
	char copy[96], *rest = copy;
	const char *item;
	unsigned int seen = 0;
	int position, field, err;

	if (strncmp(name, "hw:", 3) || strlen(name) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, name + 3);
	for (position = 0; (item = strsep(&rest, ",")); position++) {
		field = field_of(&item, position);
		if (field > 2 || seen & (1U << field))
			return -EINVAL;
		seen |= 1U << field;
		err = parse_field(field, item, &found);
		if (err)
			return err;
	}
	if (!(seen & 1))
		return -EINVAL;
	*hw = found;
	return 0;
}

/* /proc/asound/<id> is a link to "card<number>". */
static int card_of_id(const char *id)
{
	char path[PATH_MAX], target[32];
	ssize_t length;
	int card;

	snprintf(path, sizeof(path), "%s/asound/%s", mixcore_sys.proc, id);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return -ENODEV;
	target[length] = '\0';
	if (strncmp(target, "card", 4) || parse_number(target + 4, CARDS_MAX - 1, &card))
		return -ENODEV;
	return card;
}

/* One line of a file in procfs, without the newline. */
static int read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");
	char *got;

	if (!file)
		return -ENOENT;
	got = fgets(line, size, file);
	fclose(file);
	if (!got)
		return -ENOENT;
	line[strcspn(line, "\n")] = '\0';
	return 0;
}

static int id_of_card(int card, char *id, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/asound/card%d/id", mixcore_sys.proc, card);
	return read_line(path, id, size) ? -ENODEV : 0;
}

EXPORT int mixcore_hw_resolve(struct mixcore_hw *hw)
{
	int card;

	if (hw->card != MIXCORE_HW_ANY)
		return id_of_card(hw->card, hw->id, sizeof(hw->id));
	card = card_of_id(hw->id);
	if (card < 0)
		return card;
	hw->card = card;
	return 0;
}

EXPORT int mixcore_hw_format(const struct mixcore_hw *hw, char *text, size_t size)
{
	char card[16], subdevice[16] = "";

	snprintf(card, sizeof(card), "%d", hw->card);
	if (hw->subdevice != MIXCORE_HW_ANY)
		snprintf(subdevice, sizeof(subdevice), ",%d", hw->subdevice);
	return snprintf(text, size, "hw:%s,%d%s", hw->id[0] ? hw->id : card, hw->device, subdevice);
}

EXPORT void mixcore_hw_output_name(const struct mixcore_hw *hw, char *name)
{
	char base[sizeof(hw->id)], text[sizeof(base) + 32];
	size_t i;

	for (i = 0; i < sizeof(base) - 1 && hw->id[i]; i++) {
		char c = hw->id[i];

		base[i] = isalnum((unsigned char)c) || strchr("._-", c) ? tolower(c) : '-';
	}
	base[i] = '\0';
	/* "null" is the kernel's. */
	if (hw->subdevice != MIXCORE_HW_ANY)
		snprintf(text, sizeof(text), "%s-%d-%d", base, hw->device, hw->subdevice);
	else if (hw->device || !strcmp(base, "null"))
		snprintf(text, sizeof(text), "%s-%d", base, hw->device);
	else
		snprintf(text, sizeof(text), "%s", base);
	text[MIXCORE_NAME_MAX] = '\0';
	strcpy(name, text);
}

static int owner_of_subdevice(const struct mixcore_hw *hw, char direction, int subdevice,
			      pid_t *pid)
{
	char path[PATH_MAX], line[128];
	FILE *file;
	int found = 0;

	snprintf(path, sizeof(path), "%s/asound/card%d/pcm%d%c/sub%d/status", mixcore_sys.proc,
		 hw->card, hw->device, direction, subdevice);
	file = fopen(path, "re");
	if (!file)
		return -ENOENT;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "owner_pid : %d", pid) == 1;
	fclose(file);
	return found;
}

static void name_of_process(struct mixcore_hw_owner *owner)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%d/comm", mixcore_sys.proc, (int)owner->pid);
	if (read_line(path, owner->comm, sizeof(owner->comm)))
		owner->comm[0] = '\0';
}

EXPORT int mixcore_hw_get_owner_of(const struct mixcore_hw *hw, uint32_t direction,
				   struct mixcore_hw_owner *owner)
{
	const char letter = direction == MIXCORE_DIRECTION_CAPTURE ? 'c' : 'p';
	int first = hw->subdevice == MIXCORE_HW_ANY ? 0 : hw->subdevice;
	int last = hw->subdevice == MIXCORE_HW_ANY ? SUBDEVICES_MAX - 1 : hw->subdevice;
	int found = 0;

	*owner = (struct mixcore_hw_owner){ 0 };
	for (int i = first; i <= last && !found; i++)
		found = owner_of_subdevice(hw, letter, i, &owner->pid);
	if (found <= 0)
		return 0;
	name_of_process(owner);
	return 1;
}

EXPORT int mixcore_hw_get_owner(const struct mixcore_hw *hw, struct mixcore_hw_owner *owner)
{
	return mixcore_hw_get_owner_of(hw, MIXCORE_DIRECTION_PLAYBACK, owner);
}
