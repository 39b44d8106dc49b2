// SPDX-License-Identifier: LGPL-2.1-or-later
/* Routes: the calls, and what the kernel for tests does of them. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore *ctx;

/* Outputs 2 and 3, streams 4 and 5 on the first. */
static void begin(void)
{
	fake_reset();
	fake_add_output("intel", 0, "Intel");
	fake_add_output("usb", 1, "USB");
	fake_add_stream("aplay", 100, 2);
	fake_add_stream("mpv", 101, 2);
	CHECK_INT(mixcore_open(&ctx, 0), 0);
}

static void end(void)
{
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static struct mixcore_route_set a_route(uint32_t stream, uint32_t output)
{
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);

	set.stream = stream;
	set.output = output;
	return set;
}

static struct mixcore_route_info read_route(uint32_t stream, uint32_t output)
{
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);

	info.stream = stream;
	info.output = output;
	CHECK_INT(mixcore_route_get(ctx, &info), 0);
	return info;
}

static void routes_are_made_and_changed(void)
{
	struct mixcore_route_set set = a_route(4, 3);

	begin();
	set.flags = MIXCORE_ROUTE_F_CHANGE;
	CHECK_INT(mixcore_route_set(ctx, &set), -ENOENT);
	set.flags = MIXCORE_ROUTE_F_NEW;
	mixcore_cause_set(&set.cause, 7, "louder here");
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	CHECK_INT(read_route(4, 3).gain, MIXCORE_GAIN_UNITY);
	CHECK_INT(read_route(4, 3).last_change.cause.cookie, 7);
	CHECK_INT(mixcore_route_set(ctx, &set), -EEXIST);
	set.flags = 0;
	set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_DELAY | MIXCORE_SET_MATRIX;
	set.gain = 5;
	set.delay_frames = 480;
	set.matrix[1][0] = -(int32_t)MIXCORE_GAIN_MAX;
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	CHECK_INT(read_route(4, 3).gain, 5);
	CHECK_INT(read_route(4, 3).delay_frames, 480);
	CHECK_INT(read_route(4, 3).matrix[1][0], -(int32_t)MIXCORE_GAIN_MAX);
	CHECK(read_route(4, 3).flags & MIXCORE_ROUTE_F_MATRIX);
	CHECK(!(read_route(4, 3).flags & MIXCORE_ROUTE_F_LEADS));
	end();
}

static void limits_hold(void)
{
	struct mixcore_route_set set = a_route(4, 3);

	begin();
	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = 2 * 48000;
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	set.delay_frames++;
	CHECK_INT(mixcore_route_set(ctx, &set), -ERANGE);
	set.mask = MIXCORE_SET_GAIN;
	set.gain = MIXCORE_GAIN_MAX + 1;
	CHECK_INT(mixcore_route_set(ctx, &set), -ERANGE);
	set.mask = MIXCORE_SET_MATRIX;
	set.matrix[7][7] = MIXCORE_GAIN_MAX + 1;
	CHECK_INT(mixcore_route_set(ctx, &set), -ERANGE);
	set.mask = MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT;
	CHECK_INT(mixcore_route_set(ctx, &set), -EINVAL);
	set.size = 0;
	CHECK_INT(mixcore_route_set(ctx, &set), -EINVAL);
	end();
}

static void routes_are_iterated(void)
{
	static const uint32_t pairs[][2] = { { 4, 1 }, { 4, 2 }, { 4, 3 }, { 5, 2 } };
	struct mixcore_route_info info = MIXCORE_INIT(mixcore_route_info);
	struct mixcore_route_set set = a_route(4, 3);

	begin();
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	set.output = 1;
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		CHECK_INT(mixcore_route_next(ctx, &info), 0);
		CHECK_INT(info.stream, pairs[i][0]);
		CHECK_INT(info.output, pairs[i][1]);
		CHECK_INT(!!(info.flags & MIXCORE_ROUTE_F_LEADS), info.output == 2);
	}
	CHECK_INT(mixcore_route_next(ctx, &info), -ENOENT);
	end();
}

static void the_last_route_stays(void)
{
	struct mixcore_route_set set = a_route(4, 3);
	struct mixcore_cause cause;

	begin();
	CHECK_INT(mixcore_route_remove(ctx, 4, 2, NULL), -EBUSY);
	CHECK_INT(mixcore_route_remove(ctx, 4, 3, NULL), -ENOENT);
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	mixcore_cause_set(&cause, 9, "because");
	CHECK_INT(mixcore_route_remove(ctx, 4, 2, &cause), 0);
	CHECK_INT(fake.cause.cookie, 9);
	CHECK(read_route(4, 3).flags & MIXCORE_ROUTE_F_LEADS);
	CHECK_INT(mixcore_route_remove(ctx, 4, 3, NULL), -EBUSY);
	end();
}

static void moves_lead_what_follows(void)
{
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);
	struct mixcore_route_set set = a_route(4, 3);

	begin();
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	move.id = 4;
	move.output = 3;
	move.fade_frames = 480;
	CHECK_INT(mixcore_stream_move(ctx, &move), -EEXIST);
	move.fade_frames = 0;
	CHECK_INT(mixcore_stream_move(ctx, &move), 0);
	CHECK(read_route(4, 3).flags & MIXCORE_ROUTE_F_LEADS);
	CHECK_INT(mixcore_route_remove(ctx, 4, 2, NULL), -ENOENT);
	set.mask = MIXCORE_SET_DELAY;
	set.delay_frames = 1;
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
	move.output = 2;
	move.fade_frames = 480;
	CHECK_INT(mixcore_stream_move(ctx, &move), -EBUSY);
	end();
}

/* Of another uid, on /dev/snd/mixcore. */
static void others_are_not_touched(void)
{
	struct mixcore_route_set set = a_route(4, 3);

	begin();
	fake.streams[0].flags = MIXCORE_STREAM_F_HIDDEN;
	CHECK_INT(mixcore_route_set(ctx, &set), -EPERM);
	CHECK_INT(mixcore_route_remove(ctx, 4, 2, NULL), -EPERM);
	end();
}

int main(void)
{
	routes_are_made_and_changed();
	limits_hold();
	routes_are_iterated();
	the_last_route_stays();
	moves_lead_what_follows();
	others_are_not_touched();
	return TEST_END();
}
