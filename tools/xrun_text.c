// SPDX-License-Identifier: GPL-2.0-or-later
/* Xruns in words: whose, what, whose fault, and the times that prove it. */
#include <string.h>

#include "history.h"
#include "words.h"
#include "xrun.h"

#define MS_NS		1e6

const char *culprit_text(uint32_t culprit)
{
	switch (culprit) {
	case MIXCORE_CULPRIT_APPLICATION:
		return "the application was late";
	case MIXCORE_CULPRIT_MIXER:
		return "the mixer got no processor";
	case MIXCORE_CULPRIT_BACKEND:
		return "the hardware was late";
	case MIXCORE_CULPRIT_POSITION:
		return "the hardware's position was wrong";
	case MIXCORE_CULPRIT_MACHINE:
		return "the machine stood still";
	default:
		return "not known";
	}
}

static void stream_text(const struct mixcore_xrun *xrun, char *buffer, size_t size)
{
	char comm[64], user[64];

	printable(xrun->comm, sizeof(xrun->comm), comm, sizeof(comm));
	if (*comm)
		snprintf(buffer, size, "stream %u %s", xrun->id, comm);
	else
		snprintf(buffer, size, "stream %u of %s", xrun->id,
			 user_text(xrun->uid, user, sizeof(user)));
}

const char *xrun_of_text(struct mixctl *m, const struct mixcore_xrun *xrun, char *buffer,
			 size_t size)
{
	char name[64];

	if (xrun->object == MIXCORE_OBJECT_STREAM)
		stream_text(xrun, buffer, size);
	else if (xrun->object == MIXCORE_OBJECT_OUTPUT)
		snprintf(buffer, size, "output %s", output_text(m, xrun->id, name, sizeof(name)));
	else if (xrun->object == MIXCORE_OBJECT_INPUT)
		snprintf(buffer, size, "input %s", input_text(m, xrun->id, name, sizeof(name)));
	else
		snprintf(buffer, size, "object %u", xrun->id);
	return buffer;
}

const char *xrun_what_text(const struct mixcore_xrun *xrun)
{
	switch (xrun->what) {
	case MIXCORE_XRUN_EMPTY:
		return "ran dry";
	case MIXCORE_XRUN_FULL:
		return "ran full";
	case MIXCORE_XRUN_STUCK:
		return "stood still";
	case MIXCORE_XRUN_STOPPED:
		return "was stopped";
	case MIXCORE_XRUN_FAILED:
		return "failed";
	default:
		return "xrun";
	}
}

static double ms_from(uint64_t from_ns, uint64_t to_ns)
{
	return (int64_t)(to_ns - from_ns) / MS_NS;
}

static void add_late(struct words *words, const char *what, double ms)
{
	words_add(words, "%s %.1f ms %s", what, ms < 0 ? -ms : ms, ms < 0 ? "early" : "late");
}

static void add_due(struct words *words, const struct mixcore_xrun *xrun)
{
	if (xrun->culprit == MIXCORE_CULPRIT_POSITION && xrun->due_ns && xrun->woke_ns) {
		words_add(words, "thread ran %.1f ms before the cycle was due",
			  ms_from(xrun->woke_ns, xrun->due_ns));
		return;
	}
	if (xrun->timer_ns)
		words_add(words, "timer due %.1f ms before",
			  ms_from(xrun->timer_ns, xrun->time_ns));
	else if (xrun->due_ns)
		words_add(words, "cycle due %.1f ms before",
			  ms_from(xrun->due_ns, xrun->time_ns));
	if (xrun->timer_ns && xrun->fired_ns)
		add_late(words, "fired", ms_from(xrun->timer_ns, xrun->fired_ns));
	else if (xrun->timer_ns && !xrun->kicked_ns)
		words_add(words, "did not fire");
	if (xrun->kicked_ns && xrun->due_ns)
		add_late(words, "interrupt", ms_from(xrun->due_ns, xrun->kicked_ns));
}

/* Whatever woke the thread first. */
static uint64_t woken_at(const struct mixcore_xrun *xrun)
{
	if (!xrun->fired_ns || !xrun->kicked_ns)
		return xrun->fired_ns ?: xrun->kicked_ns;
	return xrun->fired_ns < xrun->kicked_ns ? xrun->fired_ns : xrun->kicked_ns;
}

static void add_woke(struct words *words, const struct mixcore_xrun *xrun)
{
	const uint64_t woken_ns = woken_at(xrun);

	if (!xrun->woke_ns || xrun->culprit == MIXCORE_CULPRIT_POSITION)
		return;
	if (woken_ns)
		words_add(words, "thread ran %.1f ms later", ms_from(woken_ns, xrun->woke_ns));
	if (xrun->object != MIXCORE_OBJECT_STREAM && xrun->empty_ns &&
	    xrun->empty_ns < xrun->woke_ns)
		words_add(words, "hardware dry %.1f ms before",
			  ms_from(xrun->empty_ns, xrun->woke_ns));
}

static void add_application(struct words *words, const struct mixcore_xrun *xrun)
{
	words_add(words, "cycles came in time");
	if (xrun->kicked_ns)
		words_add(words, "application woken %.1f ms before",
			  ms_from(xrun->kicked_ns, xrun->time_ns));
}

const char *proof_text(const struct mixcore_xrun *xrun, char *buffer, size_t size)
{
	struct words words = { .text = buffer, .size = size };

	*buffer = '\0';
	if (xrun->culprit == MIXCORE_CULPRIT_APPLICATION) {
		add_application(&words, xrun);
	} else {
		add_due(&words, xrun);
		add_woke(&words, xrun);
	}
	if (!words.used)
		words_add(&words, "no times are known");
	if (words.used < size && xrun->buffer_ns &&
	    (xrun->what == MIXCORE_XRUN_EMPTY || xrun->what == MIXCORE_XRUN_FULL))
		snprintf(buffer + words.used, size - words.used, ": buffer of %.1f ms %s",
			 xrun->buffer_ns / MS_NS, xrun_what_text(xrun));
	return buffer;
}

const char *latest_text(struct mixctl *m, uint32_t object, uint32_t id, char *buffer, size_t size)
{
	struct mixcore_xrun xrun;
	char when[WHEN_TEXT];

	*buffer = '\0';
	if (latest_xrun(m, object, id, &xrun))
		snprintf(buffer, size, "; the latest %s: %s",
			 when_text(m, xrun.time_ns, when, sizeof(when)),
			 culprit_text(xrun.culprit));
	return buffer;
}
