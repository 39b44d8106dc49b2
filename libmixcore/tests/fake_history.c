// SPDX-License-Identifier: LGPL-2.1-or-later
/* Histories of the kernel for tests: one list of all changes, the newest last. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake_kernel.h"

static bool is_of(const struct fake_change *change, uint32_t object, uint32_t id, uint32_t output)
{
	return change->object == object && change->id == id && change->output == output;
}

static void forget(struct fake_change *change)
{
	fake.change_count--;
	memmove(change, change + 1,
		(fake.changes + fake.change_count - change) * sizeof(*change));
}

/*
 * Of an object that has as many changes as are kept, one goes: the oldest of which everything was
 * changed again later, and where there is none the oldest.
 */
static void make_room(uint32_t object, uint32_t id, uint32_t output)
{
	struct fake_change *oldest = NULL, *stale = NULL;
	uint32_t count = 0, later = 0;

	for (unsigned int i = fake.change_count; i--;) {
		struct fake_change *change = &fake.changes[i];

		if (!is_of(change, object, id, output))
			continue;
		count++;
		oldest = change;
		if (!(change->change.what & ~later))
			stale = change;
		later |= change->change.what;
	}
	if (count == MIXCORE_HISTORY_MAX)
		forget(stale ?: oldest);
}

static struct fake_change *add(uint32_t object, uint32_t id, uint32_t output)
{
	struct fake_change *change;

	make_room(object, id, output);
	if (fake.change_count == FAKE_CHANGES)
		abort();
	change = &fake.changes[fake.change_count++];
	*change = (struct fake_change){ .object = object, .id = id, .output = output };
	return change;
}

static void record(uint32_t object, uint32_t id, uint32_t output, uint32_t what)
{
	struct mixcore_change *change = &add(object, id, output)->change;

	change->what = what;
	change->last_change = (struct mixcore_last_change){
		.generation = fake.generation,
		.time_ns = fake.now_ns,
		.cause = fake.cause,
		.pid = fake.caller.pid,
		.uid = fake.caller.uid,
	};
	memcpy(change->comm, fake.caller.comm, sizeof(change->comm));
	fake_event_changed(object, id, output, what);
}

void fake_record(uint32_t object, uint32_t id, uint32_t output, uint32_t what,
		 const struct mixcore_cause *cause)
{
	/* A transaction is one change. */
	if (!fake.transacting)
		fake.generation++;
	fake.cause = cause ? *cause : (struct mixcore_cause){ 0 };
	record(object, id, output, what);
}

void fake_record_open(uint32_t id)
{
	const struct mixcore_cause cause = { .text = "open" };

	fake_record(MIXCORE_OBJECT_STREAM, id, 0, MIXCORE_CHANGED_MADE, &cause);
}

void fake_caused(const char *text)
{
	fake.generation++;
	mixcore_cause_set(&fake.cause, 0, text);
}

void fake_record_besides(uint32_t object, uint32_t id, uint32_t what)
{
	record(object, id, 0, what);
}

void fake_copy_history(uint32_t from, uint32_t from_id, uint32_t from_output, uint32_t to,
		       uint32_t to_id, uint32_t to_output)
{
	const unsigned int count = fake.change_count;

	for (unsigned int i = 0; i < count; i++) {
		if (is_of(&fake.changes[i], from, from_id, from_output))
			add(to, to_id, to_output)->change = fake.changes[i].change;
	}
	/* A route that was made with its stream; others go on under another name. */
	if (from != to)
		fake_event_changed(to, to_id, to_output, MIXCORE_CHANGED_MADE);
}

void fake_drop_history(uint32_t object, uint32_t id, uint32_t output)
{
	for (unsigned int i = fake.change_count; i--;) {
		if (is_of(&fake.changes[i], object, id, output))
			forget(&fake.changes[i]);
	}
}

struct mixcore_change *fake_change_of(uint32_t object, uint32_t id, uint32_t output)
{
	for (unsigned int i = fake.change_count; i--;) {
		if (is_of(&fake.changes[i], object, id, output))
			return &fake.changes[i].change;
	}
	return NULL;
}

void fake_latest(uint32_t object, uint32_t id, uint32_t output, struct mixcore_last_change *latest)
{
	const struct mixcore_change *change = fake_change_of(object, id, output);

	*latest = change ? change->last_change : (struct mixcore_last_change){ 0 };
}

static bool has_pair(const struct mixcore_route_info *pairs, unsigned int count,
		     const struct mixcore_history *history)
{
	for (unsigned int i = 0; i < count; i++) {
		if (pairs[i].stream == history->id && pairs[i].output == history->output)
			return true;
	}
	return false;
}

static bool exists(const struct mixcore_history *history)
{
	switch (history->object) {
	case MIXCORE_OBJECT_STREAM:
		return fake_stream_of(history->id);
	case MIXCORE_OBJECT_OUTPUT:
		return fake_output_of(history->id);
	case MIXCORE_OBJECT_INPUT:
		return fake_input_of(history->id);
	case MIXCORE_OBJECT_ROUTE:
		return has_pair(fake.routes, fake.route_count, history);
	case MIXCORE_OBJECT_LOOPBACK:
		return has_pair(fake.loopbacks, fake.loopback_count, history);
	default:
		return fake_has_defaults(history->id);
	}
}

static int check(const struct mixcore_history *history, bool control)
{
	const bool pair = history->object == MIXCORE_OBJECT_ROUTE ||
			  history->object == MIXCORE_OBJECT_LOOPBACK;

	if (history->object < MIXCORE_OBJECT_STREAM || history->object > MIXCORE_OBJECT_DEFAULT ||
	    history->reserved || (history->output && !pair))
		return -EINVAL;
	if (history->object == MIXCORE_OBJECT_DEFAULT && history->id != MIXCORE_UID_ANY &&
	    history->id != fake.caller.uid && !control)
		return -EPERM;
	return exists(history) ? 0 : -ENOENT;
}

/* Without the control node others' processes are nobody's business. */
static struct mixcore_change shown(const struct mixcore_change *change, bool control)
{
	struct mixcore_change copy = *change;

	if (!control && copy.last_change.uid != fake.caller.uid) {
		copy.last_change.pid = 0;
		memset(copy.comm, 0, sizeof(copy.comm));
	}
	return copy;
}

int fake_history(struct mixcore_history *history, bool control)
{
	struct mixcore_change *to = (struct mixcore_change *)(uintptr_t)history->changes;
	uint32_t count = 0;
	int err;

	if (!(fake.features & MIXCORE_FEATURE_HISTORY))
		return -ENOTTY;
	err = check(history, control);
	if (err)
		return err;
	for (unsigned int i = fake.change_count; i-- && count < history->count;) {
		if (!is_of(&fake.changes[i], history->object, history->id, history->output))
			continue;
		if (!to)
			return -EFAULT;
		to[count++] = shown(&fake.changes[i].change, control);
	}
	history->count = count;
	return 0;
}
