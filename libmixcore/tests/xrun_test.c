// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reports of xruns, and flight recorders. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore *ctx;
static struct mixcore_xrun seen[MIXCORE_XRUNS_MAX + 1];
static struct mixcore_flight_event events[MIXCORE_FLIGHT_MAX + 1];

/* Outputs 2 and 3, the input 4, and the stream 5 on the first. */
static void begin(unsigned int flags)
{
	fake_reset_small();
	CHECK_INT(mixcore_open(&ctx, flags), 0);
}

static void end(void)
{
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static void there_was_none(void)
{
	uint32_t count = MIXCORE_XRUNS_MAX;
	uint64_t latest = 7;

	begin(0);
	CHECK_INT(mixcore_xruns_get(ctx, 0, seen, &count, &latest), 0);
	CHECK_INT(count, 0);
	CHECK_INT(latest, 0);
	end();
}

static void reports_come_in_order(void)
{
	uint32_t count = 5;
	uint64_t latest;

	begin(0);
	fake_xrun(MIXCORE_OBJECT_STREAM, 5, MIXCORE_CULPRIT_APPLICATION);
	fake_xrun(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_CULPRIT_MIXER)->late_ns = 77;
	fake_xrun(MIXCORE_OBJECT_INPUT, 4, MIXCORE_CULPRIT_MACHINE);
	CHECK_INT(mixcore_xruns_get(ctx, 0, seen, &count, &latest), 0);
	CHECK_INT(count, 3);
	CHECK_INT(latest, 3);
	CHECK_INT(seen[0].number, 1);
	CHECK_INT(seen[1].late_ns, 77);
	CHECK_INT(seen[2].object, MIXCORE_OBJECT_INPUT);
	count = 1;
	CHECK_INT(mixcore_xruns_get(ctx, 1, seen, &count, NULL), 0);
	CHECK_INT(count, 1);
	CHECK_INT(seen[0].number, 2);
	count = 5;
	CHECK_INT(mixcore_xruns_get(ctx, 3, seen, &count, &latest), 0);
	CHECK_INT(count, 0);
	CHECK_INT(latest, 3);
	/* How many there were is told without room for one. */
	count = 0;
	CHECK_INT(mixcore_xruns_get(ctx, 0, NULL, &count, &latest), 0);
	CHECK_INT(latest, 3);
	end();
}

static void as_many_as_are_kept(void)
{
	uint32_t count = MIXCORE_XRUNS_MAX + 1;
	uint64_t latest;

	begin(0);
	for (int i = 0; i < MIXCORE_XRUNS_MAX; i++)
		fake_xrun(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_CULPRIT_BACKEND);
	CHECK_INT(mixcore_xruns_get(ctx, 0, seen, &count, &latest), 0);
	CHECK_INT(count, MIXCORE_XRUNS_MAX);
	CHECK_INT(seen[0].number, 1);
	fake_xrun(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_CULPRIT_BACKEND);
	count = MIXCORE_XRUNS_MAX + 1;
	CHECK_INT(mixcore_xruns_get(ctx, 0, seen, &count, &latest), 0);
	CHECK_INT(count, MIXCORE_XRUNS_MAX);
	CHECK_INT(seen[0].number, 2);
	CHECK_INT(latest, MIXCORE_XRUNS_MAX + 1);
	end();
}

static void see_as(unsigned int flags, uint32_t uid, uint32_t pid, const char *comm)
{
	uint32_t count = 1;

	begin(flags);
	fake.caller.uid = uid;
	fake_xrun(MIXCORE_OBJECT_STREAM, 5, MIXCORE_CULPRIT_APPLICATION);
	CHECK_INT(mixcore_xruns_get(ctx, 0, seen, &count, NULL), 0);
	CHECK_INT(seen[0].uid, 1000);
	CHECK_INT(seen[0].pid, pid);
	CHECK_STR(seen[0].comm, comm);
	end();
}

static void others_are_hidden(void)
{
	see_as(0, 1000, 100, "aplay");
	see_as(0, 1001, 0, "");
	see_as(MIXCORE_OPEN_CONTROL, 0, 100, "aplay");
}

static void flight_is_of_one_object(void)
{
	uint32_t count = 10;
	uint64_t total;

	begin(0);
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_CLOCK);
	fake_flight_event(MIXCORE_OBJECT_INPUT, 4, MIXCORE_FLIGHT_CYCLE)->frames = 9;
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_CYCLE)->late = -5;
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_OUTPUT, 2, events, &count, &total), 0);
	CHECK_INT(count, 2);
	CHECK_INT(total, 2);
	CHECK_INT(events[0].kind, MIXCORE_FLIGHT_CLOCK);
	CHECK_INT(events[1].late, -5);
	/* With room for less: the latest. */
	count = 1;
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_OUTPUT, 2, events, &count, NULL), 0);
	CHECK_INT(count, 1);
	CHECK_INT(events[0].late, -5);
	count = 10;
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_INPUT, 4, events, &count, &total), 0);
	CHECK_INT(count, 1);
	CHECK_INT(events[0].frames, 9);
	end();
}

static void flight_has_a_limit(void)
{
	uint32_t count = MIXCORE_FLIGHT_MAX + 1;
	uint64_t total;

	begin(0);
	for (uint32_t i = 0; i < MIXCORE_FLIGHT_MAX; i++)
		fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_CYCLE)->value = i;
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_OUTPUT, 2, events, &count, &total), 0);
	CHECK_INT(count, MIXCORE_FLIGHT_MAX);
	CHECK_INT(events[0].value, 0);
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_CYCLE);
	count = MIXCORE_FLIGHT_MAX + 1;
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_OUTPUT, 2, events, &count, &total), 0);
	CHECK_INT(count, MIXCORE_FLIGHT_MAX);
	CHECK_INT(events[0].value, 1);
	CHECK_INT(total, MIXCORE_FLIGHT_MAX + 1);
	end();
}

static void errors(void)
{
	uint32_t count = 1;

	begin(0);
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_OUTPUT, 9, events, &count, NULL), -ENOENT);
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_STREAM, 5, events, &count, NULL), -EINVAL);
	fake_xrun(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_CULPRIT_MIXER);
	CHECK_INT(mixcore_xruns_get(ctx, 0, NULL, &count, NULL), -EFAULT);
	fake.features &= ~MIXCORE_FEATURE_XRUNS;
	CHECK_INT(mixcore_xruns_get(ctx, 0, seen, &count, NULL), -ENOTTY);
	CHECK_INT(mixcore_flight_get(ctx, MIXCORE_OBJECT_OUTPUT, 2, events, &count, NULL), -ENOTTY);
	/* On failure nothing is said of how many. */
	CHECK_INT(count, 1);
	end();
}

static void names(void)
{
	CHECK_STR(mixcore_culprit_name(MIXCORE_CULPRIT_UNKNOWN), "unknown");
	CHECK_STR(mixcore_culprit_name(MIXCORE_CULPRIT_APPLICATION), "application");
	CHECK_STR(mixcore_culprit_name(MIXCORE_CULPRIT_MACHINE), "machine");
	CHECK_STR(mixcore_culprit_name(MIXCORE_CULPRIT_MACHINE + 1), "unknown");
	CHECK_STR(mixcore_xrun_name(0), "unknown");
	CHECK_STR(mixcore_xrun_name(MIXCORE_XRUN_EMPTY), "empty");
	CHECK_STR(mixcore_xrun_name(MIXCORE_XRUN_FAILED), "failed");
	CHECK_STR(mixcore_xrun_name(MIXCORE_XRUN_FULL), "full");
	CHECK_STR(mixcore_xrun_name(MIXCORE_XRUN_FULL + 1), "unknown");
}

int main(void)
{
	there_was_none();
	reports_come_in_order();
	as_many_as_are_kept();
	others_are_hidden();
	flight_is_of_one_object();
	flight_has_a_limit();
	errors();
	names();
	return TEST_END();
}
