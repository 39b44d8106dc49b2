// SPDX-License-Identifier: GPL-2.0-or-later
/* Which streams a word means: a number is an id, or else a pid; a text is a command name. */
#include <errno.h>
#include <string.h>

#include "mixctl.h"

int make_selector(struct mixctl *m, const char *word, struct selector *selector)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	uint32_t number;
	int err;

	*selector = (struct selector){ .comm = word };
	if (parse_uint(word, &number) || !number)
		return MIXCTL_DONE;
	info.id = number;
	err = mixcore_stream_get(m->ctx, &info);
	if (err && err != -ENOENT)
		return mixctl_fail(m, MIXCORE_CALL_STREAM_GET, err, "stream %s", word);
	*selector = err ? (struct selector){ .pid = number } : (struct selector){ .id = number };
	return MIXCTL_DONE;
}

bool selects(const struct selector *selector, const struct mixcore_stream_info *info)
{
	if (selector->id)
		return info->id == selector->id;
	if (info->flags & MIXCORE_STREAM_F_HIDDEN)
		return false;
	if (selector->pid)
		return info->pid == selector->pid;
	return selector->comm && !strncmp(info->comm, selector->comm, sizeof(info->comm));
}

bool goes(const struct mixcore_stream_info *info, enum way way)
{
	return way & (info->direction == MIXCORE_DIRECTION_CAPTURE ? RECORDERS : PLAYERS);
}

int no_stream(struct mixctl *m, const char *which, uint32_t other, enum way way)
{
	if (!other)
		return mixctl_fail(m, MIXCORE_CALL_STREAM_GET, -ENOENT, "%s", which);
	if (way == PLAYERS)
		return mixctl_refuse(m, "to exchange what it records: mixctl stream source",
				     "%s: stream %u records, it does not play", which, other);
	return mixctl_refuse(m, "mixctl stream list shows who records",
			     "%s: stream %u plays, it does not record", which, other);
}

int each_stream(struct mixctl *m, const char *which, enum way way, stream_fn one,
		const void *data)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct json json = { .out = m->out };
	struct selector selector;
	int status = make_selector(m, which, &selector), err, found = 0;
	uint32_t other = 0;

	if (status)
		return status;
	if (m->json)
		json_array(&json, NULL);
	while (status != MIXCTL_USAGE && !mixcore_stream_next(m->ctx, &info)) {
		if (!selects(&selector, &info))
			continue;
		if (!goes(&info, way)) {
			other = info.id;
			continue;
		}
		found++;
		err = one(m, &json, &info, data);
		status = err ?: status;
	}
	if (m->json)
		json_array_end(&json);
	return found ? status : no_stream(m, which, other, way);
}
