// SPDX-License-Identifier: GPL-2.0-or-later
/* Followers of a default: outputs on which streams play besides, as words and as ids. */
#include <errno.h>
#include <string.h>

#include "mixctl.h"

#define FOLLOWER_GAPS	" ,"

bool follower_next(const char **text, char name[MIXCORE_NAME_LEN])
{
	size_t length;

	*text += strspn(*text, FOLLOWER_GAPS);
	length = strcspn(*text, FOLLOWER_GAPS);
	if (!length)
		return false;
	/* One that is too long for a name is none. */
	snprintf(name, MIXCORE_NAME_LEN, "%.*s", (int)length, *text);
	*text += length;
	return true;
}

int follower_add(struct mixcore_default *def, uint32_t output)
{
	for (uint32_t i = 0; i < def->follower_count; i++)
		if (def->followers[i] == output)
			return -EEXIST;
	if (def->follower_count == MIXCORE_DEFAULT_FOLLOWERS_MAX)
		return -E2BIG;
	def->followers[def->follower_count++] = output;
	return 0;
}

int follower_refused(struct mixctl *m, const char *where, const char *name, int err)
{
	if (err == -EEXIST)
		return mixctl_refuse(m, "", "%s: %s is named twice", where, name);
	return err ? mixctl_refuse(m, "", "%s: at most %d outputs", where,
				   MIXCORE_DEFAULT_FOLLOWERS_MAX) : MIXCTL_DONE;
}

int parse_followers(struct mixctl *m, const char *text, struct mixcore_default *def)
{
	struct mixcore_output_info info;
	char name[MIXCORE_NAME_LEN];
	int err = MIXCTL_DONE;

	def->mask |= MIXCORE_DEFAULT_FOLLOWERS;
	def->follower_count = 0;
	if (!strcmp(text, "none"))
		return MIXCTL_DONE;
	while (!err && follower_next(&text, name)) {
		err = find_output(m, name, &info);
		if (!err)
			err = follower_refused(m, "--followers", name,
					       follower_add(def, info.id));
	}
	return err;
}

const char *followers_text(struct mixctl *m, const struct mixcore_default *def, char *text,
			   size_t size)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	size_t used = 0;

	snprintf(text, size, "-");
	for (uint32_t i = 0; i < def->follower_count && i < MIXCORE_DEFAULT_FOLLOWERS_MAX; i++) {
		info.id = def->followers[i];
		if (mixcore_output_get(m->ctx, &info))
			continue;
		used += snprintf(text + used, size - used, "%s%s", used ? " " : "", info.name);
	}
	return text;
}
