// SPDX-License-Identifier: GPL-2.0-or-later
/* Changes in words: who made them, when and why. */
#include <time.h>

#include "history.h"

#define SECOND_NS	1000000000ULL

static const char *ago_text(uint64_t seconds, char *buffer, size_t size)
{
	if (seconds < 60)
		snprintf(buffer, size, "%u s ago", (unsigned int)seconds);
	else if (seconds < 3600)
		snprintf(buffer, size, "%u min ago", (unsigned int)(seconds / 60));
	else if (seconds < 48 * 3600)
		snprintf(buffer, size, "%u h ago", (unsigned int)(seconds / 3600));
	else
		snprintf(buffer, size, "%llu days ago", (unsigned long long)seconds / (24 * 3600));
	return buffer;
}

/* By the clock on the wall; of another day with its date. */
static void date_text(struct mixctl *m, uint64_t age_ns, char *buffer, size_t size)
{
	const uint64_t now_ns = m->now.real_ns;
	time_t then = (now_ns > age_ns ? now_ns - age_ns : 0) / SECOND_NS;
	time_t now = now_ns / SECOND_NS;
	struct tm day, today;
	bool same;

	*buffer = '\0';
	if (!localtime_r(&then, &day) || !localtime_r(&now, &today))
		return;
	same = day.tm_year == today.tm_year && day.tm_yday == today.tm_yday;
	strftime(buffer, size, same ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &day);
}

const char *when_text(struct mixctl *m, uint64_t time_ns, char *buffer, size_t size)
{
	/* It may have been after this program began. */
	uint64_t age_ns = m->now.monotonic_ns > time_ns ? m->now.monotonic_ns - time_ns : 0;
	char ago[32], clock[32];

	date_text(m, age_ns, clock, sizeof(clock));
	snprintf(buffer, size, "%s (%s)", ago_text(age_ns / SECOND_NS, ago, sizeof(ago)), clock);
	return buffer;
}

/* Processes of others are withheld, and of some the name is empty. */
static void name_text(const struct mixcore_change *change, char *buffer, size_t size)
{
	char comm[64], user[64];
	const char *name = user_text(change->last_change.uid, user, sizeof(user));

	printable(change->comm, sizeof(change->comm), comm, sizeof(comm));
	if (*comm)
		snprintf(buffer, size, "%s (%u, %s)", comm, change->last_change.pid, name);
	else if (change->last_change.pid)
		snprintf(buffer, size, "pid %u of %s", change->last_change.pid, name);
	else
		snprintf(buffer, size, "%s", name);
}

const char *by_text(const struct mixcore_change *change, char *buffer, size_t size)
{
	const struct mixcore_last_change *last = &change->last_change;
	char name[160], cause[MIXCORE_CAUSE_TEXT_LEN + 1];

	name_text(change, name, sizeof(name));
	printable(last->cause.text, sizeof(last->cause.text), cause, sizeof(cause));
	if (*cause)
		snprintf(buffer, size, "%s: \"%s\"", name, cause);
	else
		snprintf(buffer, size, "%s", name);
	return buffer;
}

const char *who_text(struct mixctl *m, const struct mixcore_change *change, char *buffer,
		     size_t size)
{
	char when[WHEN_TEXT], by[BY_TEXT];

	when_text(m, change->last_change.time_ns, when, sizeof(when));
	snprintf(buffer, size, "%s by %s", when, by_text(change, by, sizeof(by)));
	return buffer;
}

const char *reason_text(struct mixctl *m, const struct reason *reason, char *buffer, size_t size)
{
	char who[WHO_TEXT], user[64];

	*buffer = '\0';
	if (!reason->known)
		return buffer;
	if (!reason->as)
		return who_text(m, &reason->change, buffer, size);
	if (!reason->by_default) {
		snprintf(buffer, size, "%s", reason->as);
		return buffer;
	}
	who_text(m, &reason->origin, who, sizeof(who));
	if (reason->origin_uid == MIXCORE_UID_ANY)
		snprintf(buffer, size, "%s; default for all: %s", reason->as, who);
	else
		snprintf(buffer, size, "%s; default for %s: %s", reason->as,
			 user_text(reason->origin_uid, user, sizeof(user)), who);
	return buffer;
}
