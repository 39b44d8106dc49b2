// SPDX-License-Identifier: GPL-2.0-or-later
/* Histories: reading them, and finding the change that made something what it is. */
#include "history.h"

bool has_history(struct mixctl *m)
{
	return mixcore_get_version(m->ctx)->features & MIXCORE_FEATURE_HISTORY;
}

void history_read(struct mixctl *m, uint32_t object, uint32_t id, uint32_t output,
		  struct history *history)
{
	int count = mixcore_history_get(m->ctx, object, id, output, history->changes,
					MIXCORE_HISTORY_MAX);

	history->object = object;
	history->count = count < 0 ? 0 : count;
}

/* Bits from 10 to 15 have no meaning yet. */
static const char *const what_names[] = {
	"gain", "mute", "idle", "fill", "limiter", "dither", "matrix", "matrix_default", "delay",
	"sync_group", "?", "?", "?", "?", "?", "?", "made", "backend", "eq", "output", "routes",
	"source", "loopbacks", NULL,
};

static const char *const default_names[] = {
	"output", "gain", "mute", "clear", "followers", "input", NULL,
};

static const char *const *names_of(uint32_t object)
{
	return object == MIXCORE_OBJECT_DEFAULT ? default_names : what_names;
}

const char *what_text(uint32_t object, uint32_t what, char *buffer, size_t size)
{
	const char *const *name = names_of(object);
	size_t used = 0;

	snprintf(buffer, size, "nothing");
	for (; *name && used < size; name++, what >>= 1) {
		if (what & 1)
			used += snprintf(buffer + used, size - used, "%s%s", used ? ", " : "",
					 *name);
	}
	return buffer;
}

void json_what(struct json *json, const char *key, uint32_t object, uint32_t what)
{
	json_flags(json, key, what, names_of(object));
}

void print_change_json(struct json *json, const char *key, uint32_t object,
		       const struct mixcore_change *change)
{
	const struct mixcore_last_change *last = &change->last_change;

	json_object(json, key);
	json_uint(json, "generation", last->generation);
	json_uint(json, "time_ns", last->time_ns);
	json_what(json, "what", object, change->what);
	json_uint(json, "cookie", last->cause.cookie);
	json_field(json, "text", last->cause.text, sizeof(last->cause.text));
	json_uint(json, "pid", last->pid);
	json_uint(json, "uid", last->uid);
	json_field(json, "comm", change->comm, sizeof(change->comm));
	json_object_end(json);
}

static const struct mixcore_change *latest_before(const struct history *history, uint32_t what,
						  uint64_t generation)
{
	for (unsigned int i = 0; i < history->count; i++) {
		const struct mixcore_change *change = &history->changes[i];

		if (change->what & what && change->last_change.generation < generation)
			return change;
	}
	return NULL;
}

static struct reason reason_from(const struct mixcore_change *change)
{
	struct reason reason = { .known = change };

	if (change)
		reason.change = *change;
	return reason;
}

struct reason reason_before(const struct history *history, uint32_t what, uint64_t generation)
{
	return reason_from(latest_before(history, what, generation));
}

struct reason reason_of(const struct history *history, uint32_t what, const char *as)
{
	struct reason reason = reason_before(history, what, UINT64_MAX);

	if (!reason.known)
		reason = reason_before(history, MIXCORE_CHANGED_MADE, UINT64_MAX);
	if (reason.known && reason.change.what & MIXCORE_CHANGED_MADE)
		reason.as = as;
	return reason;
}

struct reason reason_later(const struct reason *one, const struct reason *other)
{
	if (!one->known || !other->known)
		return one->known ? *one : *other;
	return one->change.last_change.generation < other->change.last_change.generation ? *other :
											    *one;
}

struct reason reason_last(const struct mixcore_last_change *last)
{
	const struct mixcore_change change = { .last_change = *last };

	return reason_from(last->generation ? &change : NULL);
}

static bool is_follower(const struct mixcore_default *def, uint32_t output)
{
	for (uint32_t i = 0; i < def->follower_count && i < MIXCORE_DEFAULT_FOLLOWERS_MAX; i++) {
		if (def->followers[i] == output)
			return true;
	}
	return false;
}

static bool opens_so(const struct mixcore_default *def, const struct mixcore_default *opened)
{
	switch (opened->mask) {
	case MIXCORE_DEFAULT_OUTPUT:
		return def->output == opened->output;
	case MIXCORE_DEFAULT_INPUT:
		return def->input == opened->input;
	case MIXCORE_DEFAULT_GAIN:
		return def->gain == opened->gain;
	case MIXCORE_DEFAULT_MUTE:
		return def->mute == opened->mute;
	default:
		return is_follower(def, opened->followers[0]);
	}
}

/*
 * What was cleared was as for all from then on. What nobody has changed since, the stream has to have
 * opened with: it has not where the user had something of his own that is forgotten now, or where an
 * output or input was forgotten as it was detached.
 */
static bool may_be_origin(struct mixctl *m, const struct history *history, uint32_t uid,
			  const struct mixcore_default *opened,
			  const struct mixcore_change *change)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);

	if (change->what & MIXCORE_DEFAULT_CLEAR)
		return false;
	if (latest_before(history, opened->mask, UINT64_MAX) != change)
		return true;
	def.uid = uid;
	if (mixcore_default_of(m->ctx, &def) || !opens_so(&def, opened))
		return false;
	return uid == MIXCORE_UID_ANY || def.mask & opened->mask;
}

static bool find_origin(struct mixctl *m, uint32_t uid, const struct mixcore_default *opened,
			struct reason *reason)
{
	const struct mixcore_change *change;
	struct history history;

	history_read(m, MIXCORE_OBJECT_DEFAULT, uid, 0, &history);
	change = latest_before(&history, opened->mask, reason->change.last_change.generation);
	if (!change || !may_be_origin(m, &history, uid, opened, change))
		return false;
	reason->by_default = true;
	reason->origin = *change;
	reason->origin_uid = uid;
	return true;
}

void reason_default(struct mixctl *m, const struct mixcore_default *opened, struct reason *reason)
{
	if (reason->known && reason->as && !find_origin(m, opened->uid, opened, reason))
		find_origin(m, MIXCORE_UID_ANY, opened, reason);
}
