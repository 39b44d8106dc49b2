/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The test for each call that SWEEP() or SWEEPS() names, see fault_sweep.h. A program includes it once. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fault_sweep.h"
#include "kselftest_harness.h"

#define MANY		1000000		/* allocations: more than there are */
#define NTH_MAX		2000

FIXTURE(sweep) {
	struct bench bench;
	struct graph before, after;
	pid_t wire;		/* thread of the exact stream's output */
};

FIXTURE_VARIANT(sweep) {
	const struct sweep *sweeps;	/* end with one without a call */
};

/* A test for one call, and for all of a table, below one and the same exact stream. */
#define SWEEP(name, ...)								\
	static const struct sweep name##_sweep[] = { { #name, __VA_ARGS__ }, { } };	\
	SWEEPS(name, name##_sweep)
#define SWEEPS(name, table) FIXTURE_VARIANT_ADD(sweep, name) { table }

/* A stream that plays, below which everything happens, and a thread whose allocations are counted. */
static void begin(struct __test_metadata *_metadata, FIXTURE_DATA(sweep) *self)
{
	/* Deep, as memory checks make the kernel slow. */
	ASSERT_EQ(0, exact_start(&self->bench.exact, "Test0", 1024, 8192)) {
		TH_LOG("%s", exact_text(&self->bench.exact));
	}
	ASSERT_EQ(0, bench_open(&self->bench));
	self->wire = faults_kthread("mixcore/" EXACT_OUTPUT);
	ASSERT_LT(0, self->wire);
	ASSERT_EQ(0, faults_arm(self->wire, MANY));
}

static void end(struct __test_metadata *_metadata, FIXTURE_DATA(sweep) *self)
{
	struct exact *exact = &self->bench.exact;

	EXPECT_TRUE(exact_arrives(exact, 2000));
	EXPECT_EQ(0, exact_stop(exact)) {
		TH_LOG("%s", exact_text(exact));
	}
	EXPECT_EQ(0, exact->result->xruns);
	EXPECT_EQ(0, exact->result->silence);
	transaction_close(&self->bench.calls);
	close(self->bench.control);
	close(self->bench.node);
}

FIXTURE_SETUP(sweep)
{
	ASSERT_EQ(0, faults_prepare());
	begin(_metadata, self);
}

FIXTURE_TEARDOWN(sweep)
{
	end(_metadata, self);
}

static void forget_generation(struct graph *graph)
{
	graph->status.generation = 0;
}

/* Makes the call with its nth allocation failing. Returns what is left of n. */
static long attempt(struct bench *bench, const struct sweep *sweep, unsigned int nth, int *err)
{
	faults_arm(sweep->task, nth);
	*err = sweep->call(bench);
	return faults_disarm(sweep->task);
}

/* How often an allocation that failed made the call fail, and how often it did not. */
struct outcome {
	unsigned int failures, harmless;
};

/* Only every so many of them are made to fail: STEP in the environment. */
static unsigned int step(void) { return atoi(getenv("STEP") ?: "1"); }

/*
 * How often each one fails: what the PCM core and the control core allocate is more in one call than
 * in the next, as numbers grow, so that one behind it may be passed over.
 */
static unsigned int tries(void) { return size_is_full() ? 3 : 1; }

/* With the nth allocation failing. False: there is none. */
static bool fail_nth(struct __test_metadata *_metadata, FIXTURE_DATA(sweep) *self,
		     const struct sweep *sweep, unsigned int nth, struct outcome *outcome)
{
	struct bench *bench = &self->bench;
	const char *differs;
	int err, names;
	long left;

	ASSERT_EQ(0, bench_make(bench, sweep)) {
		TH_LOG("%s: not made for allocation %u", sweep->name, nth);
	}
	ASSERT_EQ(0, graph_read(bench->control, &self->before));
	names = sweep_listing();
	left = attempt(bench, sweep, nth, &err);
	ASSERT_LE(0, left);
	if (left) {
		EXPECT_EQ(0, err) {
			TH_LOG("%s: with no allocation failing", sweep->name);
		}
		return false;
	}
	ASSERT_EQ(0, graph_read(bench->control, &self->after));
	if (!err) {
		outcome->harmless++;
	} else {
		outcome->failures++;
		EXPECT_FALSE(sweep->must_succeed);
		EXPECT_TRUE(err == -ENOMEM || err == sweep->also) {
			TH_LOG("%s: %d at allocation %u", sweep->name, err, nth);
		}
		if (sweep->pcm_call) {
			forget_generation(&self->before);
			forget_generation(&self->after);
		}
		differs = graph_difference(&self->before, &self->after);
		EXPECT_EQ(NULL, differs) {
			TH_LOG("%s: %s differ after allocation %u failed", sweep->name, differs, nth);
		}
		EXPECT_EQ(names, sweep_listing());
	}
	EXPECT_EQ(0, bench_goes_on(bench, sweep)) {
		TH_LOG("%s: the recorder stands after allocation %u failed", sweep->name, nth);
	}
	return true;
}

static void fail_all(struct __test_metadata *_metadata, FIXTURE_DATA(sweep) *self,
		     const struct sweep *sweep)
{
	struct outcome outcome = { };
	unsigned int n;
	bool failed;
	int clear;

	clear = sweep_listing();
	for (n = 0, failed = true; failed && n < NTH_MAX * tries(); n++) {
		failed = fail_nth(_metadata, self, sweep, 1 + step() * (n / tries()), &outcome);
		ASSERT_EQ(0, bench_clear(&self->bench));
	}
	EXPECT_FALSE(failed);
	EXPECT_EQ(clear, sweep_listing());
	TH_LOG("%s: %u allocations failed: %u made the call fail, %u did no harm", sweep->name,
	       outcome.failures + outcome.harmless, outcome.failures, outcome.harmless);
}

/* Returns whether the output's thread has allocated memory. */
static bool sweep_all(struct __test_metadata *_metadata, FIXTURE_DATA(sweep) *self,
		      const struct sweep *sweep)
{
	for (; sweep->call; sweep++)
		fail_all(_metadata, self, sweep);
	return faults_disarm(self->wire) != MANY;
}

/*
 * KASAN remembers who has freed something. When the page for that is full, the next one is allocated
 * by whoever frees in a way that is new: it may be the output's thread, but not a second time, with
 * another stream on another output.
 */
TEST_F_TIMEOUT(sweep, fails_cleanly, 1800)
{
	if (!sweep_all(_metadata, self, variant->sweeps))
		return;
	end(_metadata, self);
	begin(_metadata, self);
	EXPECT_FALSE(sweep_all(_metadata, self, variant->sweeps)) {
		TH_LOG("the output's thread has allocated memory, twice");
	}
}
