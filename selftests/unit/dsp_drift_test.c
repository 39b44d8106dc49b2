// SPDX-License-Identifier: GPL-2.0-or-later
/* How fast a clock runs: against clocks of known rate, with ticks that are late at random. */
#include <stdlib.h>

#include "dsp_test.h"
#include "drift.h"

#define START	(1000000000000LL)	/* when ticks begin, CLOCK_MONOTONIC */

/* A clock that is @ppb too fast, for @seconds; each tick is late by up to @late ns. */
struct clock {
	s64 ppb;
	u32 seconds;
	s64 tick;
	u32 late;
	s64 nominal;
	s64 time;
};

static void run(struct mixcore_drift *drift, struct clock *clock)
{
	for (s64 at = 0; at <= clock->seconds * 1000000000LL; at += clock->tick) {
		s64 time = (s64)((__int128)at * 1000000000 / (1000000000 + clock->ppb));
		s64 late = clock->late ? random_below(clock->late) : 0;

		mixcore_drift_tick(drift, clock->nominal + at, clock->time + time + late);
	}
}

static bool estimate_is(struct clock clock, u32 within)
{
	struct mixcore_drift drift = { 0 };
	u32 error;
	s32 ppb;

	clock.time = START;
	run(&drift, &clock);
	ppb = mixcore_drift_ppb(&drift, &error);
	return CHECK(llabs(ppb - clock.ppb) <= within && error <= within,
		     "%lld ppb, ticks of %lld ns, late by up to %u: %d, +-%u\n", clock.ppb,
		     clock.tick, clock.late, ppb, error);
}

static void test_exact(void)
{
	static const s64 rates[] = { 0, 1000, -1000, 50000, -50000, 3000000, -100000000, 400000000 };
	static const s64 ticks[] = { 100000, 1000000, 10000000, 21333333, 500000000 };

	for (u32 i = 0; i < ARRAY_SIZE(rates); i++)
		for (u32 j = 0; j < ARRAY_SIZE(ticks); j++)
			if (!estimate_is((struct clock){ rates[i], 20, ticks[j], 0, 0, 0 },
					 50 + (u32)(llabs(rates[i]) / 5000)))
				return;
}

/* A ms late at random: seconds of a hundred ticks, and 64 of them, make 3 us of it in 18 s. */
static void test_late(void)
{
	for (u32 i = 0; i < 50; i++)
		if (!estimate_is((struct clock){ 50000, 64, 10000000, 1000000, 0, 0 }, 1000))
			return;
}

/* What is off by more than it says it may be is off once in twenty times, and never by far. */
static void test_error_is_true(void)
{
	u32 outside = 0;

	for (u32 i = 0; i < 200; i++) {
		struct clock clock = { -20000, 10, 10000000, 200000, 0, START };
		struct mixcore_drift drift = { 0 };
		u32 error;
		s32 ppb;

		run(&drift, &clock);
		ppb = mixcore_drift_ppb(&drift, &error);
		outside += llabs(ppb - clock.ppb) > error;
		if (!CHECK(llabs(ppb - clock.ppb) <= 4LL * error, "%d +-%u\n", ppb, error))
			return;
	}
	CHECK(outside < 30, "%u of 200\n", outside);
}

static void test_nothing_known(void)
{
	struct mixcore_drift drift = { 0 };
	u32 error;

	CHECK(mixcore_drift_ppb(&drift, &error) == 0 && error == MIXCORE_DRIFT_UNKNOWN, "new\n");
	run(&drift, &(struct clock){ 50000, 2, 10000000, 0, 0, START });
	CHECK(mixcore_drift_ppb(&drift, &error) == 0 && error == MIXCORE_DRIFT_UNKNOWN, "2 s\n");
	run(&drift, &(struct clock){ 50000, 4, 10000000, 0, 2010000000LL, START + 2009899505LL });
	CHECK(mixcore_drift_ppb(&drift, &error) > 49000 && error < 1000, "6 s\n");
}

/* It stood still, or another one goes on: what was before says nothing. */
static void test_jump(void)
{
	struct mixcore_drift drift = { 0 };
	u32 error;
	s32 ppb;

	run(&drift, &(struct clock){ 50000, 20, 10000000, 0, 0, START });
	run(&drift, &(struct clock){ -50000, 20, 10000000, 0, 20000000000LL,
				     START + 25000000000LL });
	ppb = mixcore_drift_ppb(&drift, &error);
	CHECK(abs(ppb + 50000) < 100, "%d +-%u\n", ppb, error);
}

/* A clock whose rate changes: after a minute the old one is forgotten. */
static void test_forgets(void)
{
	struct mixcore_drift drift = { 0 };
	u32 error;
	s32 ppb;

	run(&drift, &(struct clock){ 200000, 60, 10000000, 0, 0, START });
	run(&drift, &(struct clock){ -200000, 70, 10000000, 0, 60000000000LL,
				     START + 59988002399LL });
	ppb = mixcore_drift_ppb(&drift, &error);
	CHECK(abs(ppb + 200000) < 200, "%d +-%u\n", ppb, error);
}

/* One that went ahead as far as it may, with many ticks: nothing overflows. */
static void test_far_ahead(void)
{
	struct mixcore_drift drift = { 0 };
	s64 nominal = 0;
	u32 error;
	s32 ppb;

	for (; nominal < 99000LL * 1000000000; nominal += 900000000)
		mixcore_drift_tick(&drift, nominal, START);
	run(&drift, &(struct clock){ 0, 35, 7000, 0, nominal, START });
	nominal += 35000000000;
	run(&drift, &(struct clock){ 0, 35, 9000, 0, nominal, START + 35000000000 });
	ppb = mixcore_drift_ppb(&drift, &error);
	CHECK(abs(ppb) < 200, "%d +-%u\n", ppb, error);
	for (nominal += 35900000000; nominal < 100500LL * 1000000000; nominal += 900000000)
		mixcore_drift_tick(&drift, nominal, START + 70000000000);
	CHECK(drift.latest < 1000LL * 1000000000, "%lld ahead\n", drift.latest);
}

void drift_tests(void)
{
	run_test("drift: clocks whose ticks are on time", test_exact);
	run_test("drift: ticks that are late at random", test_late);
	run_test("drift: as sure as it says", test_error_is_true);
	run_test("drift: nothing is known at first", test_nothing_known);
	run_test("drift: a clock that stood still", test_jump);
	run_test("drift: the old rate is forgotten", test_forgets);
	run_test("drift: one that is far ahead", test_far_ahead);
}
