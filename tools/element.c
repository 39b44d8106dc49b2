// SPDX-License-Identifier: GPL-2.0-or-later
/* Elements of a path: making them, line by line. */
#include <stdarg.h>
#include <stdlib.h>

#include "element.h"

static void *grow(void *list, unsigned int count, size_t size)
{
	list = reallocarray(list, count + 1, size);
	if (!list)
		abort();
	return list;
}

struct element *path_add(struct path *path, enum element_kind kind)
{
	struct element *element = calloc(1, sizeof(*element));

	if (!element)
		abort();
	element->kind = kind;
	path->elements = grow(path->elements, path->count, sizeof(*path->elements));
	path->elements[path->count++] = element;
	return element;
}

static uint32_t id_of(const struct element *element)
{
	switch (element->kind) {
	case ELEMENT_STREAM:
		return element->stream.id;
	case ELEMENT_OUTPUT:
		return element->output.id;
	case ELEMENT_INPUT:
		return element->input.id;
	case ELEMENT_DEFAULT:
		return element->uid;
	default:
		return 0;
	}
}

bool path_has(const struct path *path, enum element_kind kind, uint32_t id)
{
	for (unsigned int i = 0; i < path->count; i++) {
		if (path->elements[i]->kind == kind && id_of(path->elements[i]) == id)
			return true;
	}
	return false;
}

void path_add_defaults(struct path *path, uint32_t uid)
{
	struct element *element;
	struct history history;
	char user[64];

	history_read(path->m, MIXCORE_OBJECT_DEFAULT, uid, 0, &history);
	if (!history.count || path_has(path, ELEMENT_DEFAULT, uid))
		return;
	element = path_add(path, ELEMENT_DEFAULT);
	element->uid = uid;
	element->history = history;
	element_heading(element, "defaults of %s", uid == MIXCORE_UID_ANY ? "all" :
			user_text(uid, user, sizeof(user)));
}

static void element_free(struct element *element)
{
	for (unsigned int i = 0; i < element->count; i++)
		free(element->properties[i].text);
	free(element->properties);
	free(element);
}

void path_free(struct path *path)
{
	for (unsigned int i = 0; i < path->count; i++)
		element_free(path->elements[i]);
	free(path->elements);
	path->elements = NULL;
	path->count = 0;
}

static struct property *add_property(struct element *element)
{
	struct property *property;

	element->properties = grow(element->properties, element->count, sizeof(*property));
	property = &element->properties[element->count++];
	*property = (struct property){ 0 };
	return property;
}

static char *format_text(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		abort();
	return text;
}

void element_heading(struct element *element, const char *format, ...)
{
	struct property *property = add_property(element);
	va_list args;

	va_start(args, format);
	property->text = format_text(format, args);
	va_end(args);
}

void element_line(struct element *element, const char *label, const char *key,
		  const struct reason *reason, const char *format, ...)
{
	struct property *property = add_property(element);
	va_list args;

	property->label = label;
	property->key = key;
	if (reason)
		property->reason = *reason;
	va_start(args, format);
	property->text = format_text(format, args);
	va_end(args);
}

void element_since(struct element *element, const char *key, const struct reason *reason)
{
	struct property *property = add_property(element);

	property->label = property->key = key;
	property->reason = *reason;
}

void element_last(struct mixctl *m, struct element *element,
		  const struct mixcore_last_change *last)
{
	struct reason reason = reason_last(last);

	if (!has_history(m) && reason.known)
		element_line(element, "changed", NULL, &reason, "last");
}
