// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plan of mixctl apply: sync groups.
 *
 * In a group are the streams of which the file says so, and no others, whatever was before. So the
 * first of them leaves the group that it is in, and the others join it. Who was in that one, and of
 * whom the file says no group, stays there.
 */
#include <string.h>

#include "apply.h"

/* A new one when no stream has joined it yet. */
static struct plan_group *find_group(struct plan_groups *groups, const char *name)
{
	struct plan_group *group = groups->group;

	for (unsigned int i = 0; i < groups->count; i++, group++) {
		if (!strcmp(group->name, name))
			return group;
	}
	groups->count++;
	*group = (struct plan_group){ .name = name };
	return group;
}

void plan_group(struct plan_groups *groups, const struct state_stream *section, struct step *step)
{
	struct plan_group *group;

	step->group = section->group;
	if (!*section->group)
		return;
	group = find_group(groups, section->group);
	step->stream_set.sync_group = group->first;
	if (group->first) {
		group->joined = true;
	} else {
		group->first = step->stream.id;
		group->line = section->line;
	}
}

int plan_check_groups(const struct plan *plan, const struct plan_groups *groups)
{
	for (unsigned int i = 0; i < groups->count; i++) {
		const struct plan_group *group = &groups->group[i];

		if (!group->joined)
			return plan_refuse(plan, group->line,
					   "name it for another stream, too; or: group = none",
					   "stream %u is alone in group %s", group->first,
					   group->name);
	}
	return MIXCTL_DONE;
}
