// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl monitor: what has happened, and to what, in words. */
#include "monitor.h"

/* With the name that it has, or had. */
static void name_text(struct monitor *monitor, uint32_t object, uint32_t id, char *buffer,
		      size_t size)
{
	const char *name = names_get(&monitor->names, monitor->m, object, id);
	char text[64];

	printable(name, MIXCORE_NAME_LEN, text, sizeof(text));
	if (object == MIXCORE_OBJECT_STREAM)
		snprintf(buffer, size, "%u%s%s", id, *text ? " " : "", text);
	else if (*text)
		snprintf(buffer, size, "%s", text);
	else
		snprintf(buffer, size, "%u", id);
}

static const char *pair_text(struct monitor *monitor, const struct mixcore_event *event,
			     char *buffer, size_t size)
{
	const bool route = event->object == MIXCORE_OBJECT_ROUTE;
	char from[80], to[80];

	name_text(monitor, route ? MIXCORE_OBJECT_STREAM : MIXCORE_OBJECT_INPUT, event->id, from,
		  sizeof(from));
	name_text(monitor, MIXCORE_OBJECT_OUTPUT, event->output, to, sizeof(to));
	snprintf(buffer, size, "%s %s on %s", route ? "route" : "loopback", from, to);
	return buffer;
}

static const char *default_text(const struct mixcore_event *event, char *buffer, size_t size)
{
	char user[64];

	snprintf(buffer, size, "default for %s", event->id == MIXCORE_UID_ANY ? "all" :
		 user_text(event->id, user, sizeof(user)));
	return buffer;
}

const char *object_text(struct monitor *monitor, const struct mixcore_event *event, char *buffer,
			size_t size)
{
	static const char *const nouns[] = {
		[MIXCORE_OBJECT_STREAM] = "stream",
		[MIXCORE_OBJECT_OUTPUT] = "output",
		[MIXCORE_OBJECT_INPUT] = "input",
	};
	char name[80];

	switch (event->object) {
	case MIXCORE_OBJECT_STREAM:
	case MIXCORE_OBJECT_OUTPUT:
	case MIXCORE_OBJECT_INPUT:
		name_text(monitor, event->object, event->id, name, sizeof(name));
		snprintf(buffer, size, "%s %s", nouns[event->object], name);
		return buffer;
	case MIXCORE_OBJECT_ROUTE:
	case MIXCORE_OBJECT_LOOPBACK:
		return pair_text(monitor, event, buffer, size);
	case MIXCORE_OBJECT_DEFAULT:
		return default_text(event, buffer, size);
	default:
		/* Of a newer module. */
		snprintf(buffer, size, "object %u", event->id);
		return buffer;
	}
}

static const char *made_word(uint32_t object)
{
	return object == MIXCORE_OBJECT_STREAM ? "opened" :
	       object == MIXCORE_OBJECT_OUTPUT || object == MIXCORE_OBJECT_INPUT ? "made" : "added";
}

static const char *gone_word(uint32_t object)
{
	return object == MIXCORE_OBJECT_STREAM ? "closed" :
	       object == MIXCORE_OBJECT_LOOPBACK ? "removed" :
	       object == MIXCORE_OBJECT_DEFAULT ? "all as for all" : "gone";
}

const char *happened_text(struct monitor *monitor, const struct told *told, char *buffer,
			  size_t size)
{
	const struct mixcore_event *event = &told->event;
	struct words words = { .text = buffer, .size = size };

	*buffer = '\0';
	switch (event->cmd) {
	case MIXCORE_NL_CMD_NEW:
		words_add(&words, "%s", made_word(event->object));
		changed_words(monitor->m, told, &words);
		break;
	case MIXCORE_NL_CMD_CHANGED:
		changed_words(monitor->m, told, &words);
		/* The call named nothing, or what no one knows here. */
		if (!words.used)
			words_add(&words, "changed");
		break;
	case MIXCORE_NL_CMD_GONE:
		words_add(&words, "%s", gone_word(event->object));
		break;
	case MIXCORE_NL_CMD_XRUN:
		words_add(&words, "xrun, %llu in all", (unsigned long long)event->count);
		break;
	case MIXCORE_NL_CMD_LOST:
		words_add(&words, "hardware lost");
		break;
	case MIXCORE_NL_CMD_RESTORED:
		words_add(&words, "hardware is back");
		break;
	}
	return buffer;
}
