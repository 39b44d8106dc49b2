// SPDX-License-Identifier: LGPL-2.1-or-later
/* Meters. */
#include <math.h>

#include "fake_kernel.h"
#include "test.h"

#define CHECK_NEAR(is, expected)	CHECK(fabs((is) - (expected)) < 1e-6)

static struct mixcore_status_entry before = { .id = 5, .channels = 2 };

static void peaks(void)
{
	struct mixcore_status_entry entry = { .peak = { 1U << 31, 1U << 30, 0, UINT32_MAX } };

	CHECK_NEAR(mixcore_meter_peak(&entry, 0), 1);
	CHECK_NEAR(mixcore_meter_peak_db(&entry, 0), 0);
	CHECK_NEAR(mixcore_meter_peak(&entry, 1), 0.5);
	CHECK_NEAR(mixcore_meter_peak_db(&entry, 1), -6.0205999);
	CHECK(mixcore_meter_peak_db(&entry, 2) == -INFINITY);
	CHECK(mixcore_meter_peak(&entry, 3) > 1.99);
	CHECK(mixcore_meter_peak(&entry, MIXCORE_STATUS_CHANNELS) == 0);
	entry.peak[MIXCORE_STATUS_CHANNELS - 1] = 1U << 31;
	CHECK_NEAR(mixcore_meter_peak(&entry, MIXCORE_STATUS_CHANNELS - 1), 1);
}

/* 1000 frames with a mean square of 0.25. */
static void squares(void)
{
	struct mixcore_status_entry after = before;

	after.frames = before.frames + 1000;
	after.square_sum[1] = before.square_sum[1] + (1000ULL << 38);
	CHECK_NEAR(mixcore_meter_mean_square(&before, &after, 1), 0.25);
	CHECK_NEAR(mixcore_meter_rms_db(&before, &after, 1), -6.0205999);
	CHECK(mixcore_meter_mean_square(&before, &after, 0) == 0);
	CHECK(mixcore_meter_rms_db(&before, &after, 0) == -INFINITY);
	CHECK(mixcore_meter_mean_square(&before, &after, MIXCORE_STATUS_CHANNELS) == 0);
}

static void nothing_in_between(void)
{
	struct mixcore_status_entry after = before;

	after.square_sum[0] += 1000;
	CHECK(mixcore_meter_mean_square(&before, &after, 0) == 0);
	after.frames += 10;
	CHECK(mixcore_meter_mean_square(&before, &after, 0) > 0);
	CHECK(mixcore_meter_mean_square(&after, &before, 0) == 0);
	after.id++;
	CHECK(mixcore_meter_mean_square(&before, &after, 0) == 0);
}

int main(void)
{
	peaks();
	squares();
	/* The sums go over. */
	before.frames = 1ULL << 40;
	before.square_sum[0] = before.square_sum[1] = UINT64_MAX - 5;
	squares();
	nothing_in_between();
	return TEST_END();
}
