// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loopbacks: the calls, and what the kernel for tests does of them. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore *ctx;

/* Outputs 2 and 3, inputs 4 and 5. */
static void begin(unsigned int flags)
{
	fake_reset();
	fake_add_output("intel", 0, "Intel");
	fake_add_output("usb", 1, "USB");
	fake_add_input("mic", 0, "Intel");
	fake_add_input("line", 1, "USB");
	CHECK_INT(mixcore_open(&ctx, flags), 0);
}

static void end(void)
{
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static struct mixcore_route_set a_loopback(uint32_t input, uint32_t output)
{
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);

	set.stream = input;
	set.output = output;
	return set;
}

static struct mixcore_route_info read_loopback(uint32_t input, uint32_t output)
{
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);

	info.stream = input;
	info.output = output;
	CHECK_INT(mixcore_loopback_get(ctx, &info), 0);
	return info;
}

static void loopbacks_are_made_and_changed(void)
{
	struct mixcore_route_set set = a_loopback(4, 3);
	const struct mixcore_route_info *made = &fake.loopbacks[0];

	begin(MIXCORE_OPEN_CONTROL);
	set.flags = MIXCORE_ROUTE_F_CHANGE;
	CHECK_INT(mixcore_loopback_set(ctx, &set), -ENOENT);
	set.flags = MIXCORE_ROUTE_F_NEW;
	mixcore_cause_set(&set.cause, 7, "my voice");
	CHECK_INT(mixcore_loopback_set(ctx, &set), 0);
	CHECK_INT(fake.loopback_count, 1);
	CHECK_INT(made->stream, 4);
	CHECK_INT(made->output, 3);
	CHECK_INT(read_loopback(4, 3).gain, MIXCORE_GAIN_UNITY);
	CHECK_INT(read_loopback(4, 3).last_change.cause.cookie, 7);
	CHECK_INT(mixcore_loopback_set(ctx, &set), -EEXIST);
	set.flags = 0;
	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_DELAY | MIXCORE_SET_MATRIX;
	set.gain = 5;
	set.delay_frames = 480;
	set.matrix[1][0] = -1;
	CHECK_INT(mixcore_loopback_set(ctx, &set), 0);
	CHECK_INT(fake.loopback_count, 1);
	CHECK_INT(read_loopback(4, 3).gain, 5);
	CHECK_INT(read_loopback(4, 3).delay_frames, 480);
	CHECK(read_loopback(4, 3).latency_frames > 480);
	CHECK_INT(read_loopback(4, 3).matrix[1][0], -1);
	CHECK_INT(read_loopback(4, 3).flags,
		  MIXCORE_ROUTE_F_MATRIX | MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE);
	end();
}

static void limits_hold(void)
{
	struct mixcore_route_set set = a_loopback(4, 3);

	begin(MIXCORE_OPEN_CONTROL);
	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = 2 * 48000;
	CHECK_INT(mixcore_loopback_set(ctx, &set), 0);
	set.delay_frames++;
	CHECK_INT(mixcore_loopback_set(ctx, &set), -ERANGE);
	set = a_loopback(4, 2);
	fake.inputs[1].rate = 44100;
	CHECK_INT(mixcore_loopback_set(ctx, &set), -EINVAL);
	set = a_loopback(99, 2);
	CHECK_INT(mixcore_loopback_set(ctx, &set), -ENOENT);
	set = a_loopback(5, 99);
	CHECK_INT(mixcore_loopback_set(ctx, &set), -ENOENT);
	while (fake.loopback_count < MIXCORE_LOOPBACKS_MAX)
		fake_add_loopback(5, 1000 + fake.loopback_count);
	set = a_loopback(5, 2);
	CHECK_INT(mixcore_loopback_set(ctx, &set), -ENOSPC);
	fake.loopback_count--;
	CHECK_INT(mixcore_loopback_set(ctx, &set), 0);
	set.size = 0;
	CHECK_INT(mixcore_loopback_set(ctx, &set), -EINVAL);
	end();
}

static void loopbacks_are_iterated(void)
{
	static const uint32_t pairs[][2] = { { 4, 1 }, { 4, 3 }, { 5, 2 } };
	struct mixcore_input_info input = MIXCORE_INIT(mixcore_input_info);
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);

	begin(MIXCORE_OPEN_READ);
	fake_add_loopback(5, 2);
	fake_add_loopback(4, 3);
	fake_add_loopback(4, 1);
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		CHECK_INT(mixcore_loopback_next(ctx, &info), 0);
		CHECK_INT(info.stream, pairs[i][0]);
		CHECK_INT(info.output, pairs[i][1]);
	}
	CHECK_INT(mixcore_loopback_next(ctx, &info), -ENOENT);
	input.id = 4;
	CHECK_INT(mixcore_input_get(ctx, &input), 0);
	CHECK_INT(input.loopbacks, 2);
	output.id = 2;
	CHECK_INT(mixcore_output_get(ctx, &output), 0);
	CHECK_INT(output.loopbacks, 1);
	end();
}

static void loopbacks_are_removed(void)
{
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);
	struct mixcore_cause cause;

	begin(MIXCORE_OPEN_CONTROL);
	fake_add_loopback(4, 2);
	fake_add_loopback(4, 3);
	fake_add_loopback(5, 3);
	mixcore_cause_set(&cause, 9, "because");
	CHECK_INT(mixcore_loopback_remove(ctx, 4, 3, &cause), 0);
	CHECK_INT(fake.cause.cookie, 9);
	CHECK_INT(mixcore_loopback_remove(ctx, 4, 3, NULL), -ENOENT);
	info.stream = 4;
	info.output = 3;
	CHECK_INT(mixcore_loopback_get(ctx, &info), -ENOENT);
	CHECK_INT(fake.loopback_count, 2);
	/* They go with both of their ends. */
	CHECK_INT(mixcore_input_detach(ctx, 4, NULL), 0);
	CHECK_INT(fake.loopback_count, 1);
	CHECK_INT(mixcore_output_detach(ctx, 3, NULL), 0);
	CHECK_INT(fake.loopback_count, 0);
	end();
}

static void users_look_on(void)
{
	struct mixcore_route_set set = a_loopback(4, 2);

	begin(0);
	fake_add_loopback(4, 3);
	CHECK_INT(read_loopback(4, 3).output, 3);
	CHECK_INT(mixcore_loopback_set(ctx, &set), -EPERM);
	CHECK_INT(mixcore_loopback_remove(ctx, 4, 3, NULL), -EPERM);
	fake.features &= ~MIXCORE_FEATURE_CAPTURE;
	CHECK_INT(mixcore_loopback_remove(ctx, 4, 3, NULL), -EPERM);
	end();
}

int main(void)
{
	loopbacks_are_made_and_changed();
	limits_hold();
	loopbacks_are_iterated();
	loopbacks_are_removed();
	users_look_on();
	return TEST_END();
}
