// SPDX-License-Identifier: LGPL-2.1-or-later
/* Changes: collecting them, and that all of them are made or none. */
#include <errno.h>
#include <stdlib.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore *ctx;
static struct mixcore_changes *changes;

/* Outputs 2 and 3, streams 4 and 5 on the first. */
static void begin_with(unsigned int flags)
{
	fake_reset();
	fake_add_output("intel", 0, "Intel");
	fake_add_output("usb", 1, "USB");
	fake_add_stream("aplay", 100, 2);
	fake_add_stream("mpv", 101, 2);
	CHECK_INT(mixcore_open(&ctx, flags), 0);
	changes = mixcore_changes_new();
	CHECK(changes);
}

static void begin(void)
{
	begin_with(MIXCORE_OPEN_CONTROL);
}

static void end(void)
{
	mixcore_changes_free(changes);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static int add_mute(uint32_t stream)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

	set.id = stream;
	set.mask = MIXCORE_SET_MUTE;
	set.mute = 1;
	return mixcore_changes_add_stream_set(changes, &set);
}

static int add_move(uint32_t stream, uint32_t output)
{
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);

	move.id = stream;
	move.output = output;
	return mixcore_changes_add_stream_move(changes, &move);
}

static int add_route(uint32_t stream, uint32_t output, uint32_t gain)
{
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);

	set.stream = stream;
	set.output = output;
	set.mask = MIXCORE_SET_GAIN;
	set.gain = gain;
	return mixcore_changes_add_route_set(changes, &set);
}

static int add_removal(uint32_t stream, uint32_t output)
{
	struct mixcore_route_remove route = MIXCORE_INIT(mixcore_route_remove);

	route.stream = stream;
	route.output = output;
	return mixcore_changes_add_route_remove(changes, &route);
}

static int add_idle(uint32_t output, uint32_t idle_ms)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);

	set.id = output;
	set.mask = MIXCORE_SET_IDLE;
	set.idle_ms = idle_ms;
	mixcore_cause_set(&set.cause, 7, "rest");
	return mixcore_changes_add_output_set(changes, &set);
}

static int add_default(uint32_t output)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);

	def.mask = MIXCORE_DEFAULT_OUTPUT;
	def.uid = MIXCORE_UID_ANY;
	def.output = output;
	return mixcore_changes_add_default_set(changes, &def);
}

/* Applies them: what comes back, and at which one. */
static void check_applied(int error, unsigned int failed)
{
	unsigned int index = 12345;

	CHECK_INT(mixcore_changes_apply(ctx, changes, &index), error);
	CHECK_INT(index, failed);
}

static int add_group(uint32_t stream, uint32_t other)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

	set.id = stream;
	set.mask = MIXCORE_SET_SYNC_GROUP;
	set.sync_group = other;
	return mixcore_changes_add_stream_set(changes, &set);
}

static void check_groups(uint32_t first, uint32_t second, uint32_t third)
{
	CHECK_INT(fake.streams[0].sync_group, first);
	CHECK_INT(fake.streams[1].sync_group, second);
	CHECK_INT(fake.streams[2].sync_group, third);
}

/* Streams 4, 5 and 6: what counts is who is in a group at the end. */
static void groups_are_of_two_at_least(void)
{
	begin();
	fake_add_stream("late", 102, 2);
	CHECK_INT(add_group(6, 5), 0);
	check_applied(0, 1);
	check_groups(0, 5, 5);
	CHECK_INT(add_group(5, 0), 1);
	CHECK_INT(add_group(6, 0), 2);
	CHECK_INT(add_group(5, 4), 3);
	check_applied(0, 4);
	check_groups(4, 4, 0);
	CHECK_INT(add_group(6, 6), 4);
	check_applied(-EINVAL, 4);
	check_groups(4, 4, 0);
	end();
	begin();
	fake_add_stream("late", 102, 2);
	CHECK_INT(add_group(4, 6), 0);
	check_applied(0, 1);
	CHECK_INT(add_group(4, 0), 1);
	check_applied(0, 2);
	check_groups(0, 0, 0);
	end();
}

static void groups_are_of_who_may_set_both(void)
{
	begin_with(0);
	fake.streams[0].flags = MIXCORE_STREAM_F_HIDDEN;
	CHECK_INT(add_group(5, 4), 0);
	check_applied(-EPERM, 0);
	end();
}

static void all_are_made(void)
{
	begin();
	CHECK_INT(add_idle(2, 100), 0);
	CHECK_INT(add_default(3), 1);
	CHECK_INT(add_mute(4), 2);
	CHECK_INT(add_route(5, 1, 9), 3);
	CHECK_INT(add_route(5, 3, 8), 4);
	CHECK_INT(add_removal(5, 2), 5);
	CHECK_INT(add_move(4, 3), 6);
	CHECK_INT(mixcore_changes_count(changes), 7);
	check_applied(0, 7);
	CHECK_INT(fake.outputs[1].idle_ms, 100);
	CHECK_INT(fake.def.output, 3);
	CHECK_INT(fake.streams[0].mute, 1);
	CHECK_INT(fake.streams[0].output, 3);
	CHECK_INT(fake.streams[1].output, 1);
	CHECK_INT(fake.route_count, 3);
	/* They stay as they are: only the routes are not what they were. */
	check_applied(-ENOENT, 5);
	CHECK_INT(mixcore_changes_apply(ctx, changes, NULL), -ENOENT);
	end();
}

static void none_is_made(void)
{
	begin();
	add_idle(2, 100);
	add_mute(4);
	add_move(5, 3);
	CHECK_INT(add_idle(3, MIXCORE_IDLE_MS_MAX + 1), 3);
	add_mute(5);
	check_applied(-ERANGE, 3);
	CHECK_INT(fake.outputs[1].idle_ms, MIXCORE_IDLE_MS_DEFAULT);
	CHECK_INT(fake.streams[0].mute, 0);
	CHECK_INT(fake.streams[1].output, 2);
	CHECK_INT(fake.cause.cookie, 0);
	end();
}

static void each_sees_those_before(void)
{
	begin();
	add_route(4, 3, 5);
	add_removal(4, 2);
	check_applied(0, 2);
	CHECK_INT(fake.streams[0].output, 3);
	end();
	begin();
	add_removal(4, 2);
	check_applied(-EBUSY, 0);
	end();
}

static void leading_routes_come_last(void)
{
	begin();
	add_move(4, 3);
	add_mute(4);
	add_move(5, 3);
	add_route(4, 1, 5);
	check_applied(-EINVAL, 3);
	end();
	begin();
	add_route(4, 3, 5);
	add_removal(4, 2);
	add_move(4, 1);
	check_applied(-EINVAL, 2);
	end();
	begin();
	add_route(4, 3, 5);
	add_route(4, 3, 6);
	check_applied(-EINVAL, 1);
	end();
}

static void there_is_a_most(void)
{
	struct mixcore_transaction transaction = MIXCORE_INIT(mixcore_transaction);

	begin();
	check_applied(-EINVAL, 0);
	for (int i = 0; i < MIXCORE_TRANSACTION_MAX; i++)
		CHECK_INT(add_mute(4 + i % 2), i);
	CHECK_INT(add_mute(4), -E2BIG);
	CHECK_INT(mixcore_changes_count(changes), MIXCORE_TRANSACTION_MAX);
	check_applied(0, MIXCORE_TRANSACTION_MAX);
	CHECK_INT(fake.streams[1].mute, 1);
	transaction.count = MIXCORE_TRANSACTION_MAX + 1;
	CHECK_INT(mixcore_call(ctx, MIXCORE_IOCTL_TRANSACTION, &transaction), -EINVAL);
	CHECK_INT(transaction.failed, MIXCORE_TRANSACTION_MAX + 1);
	end();
}

/* A caller built with another header: smaller, larger with what the kernel knows, and does not. */
static void sizes_are_the_callers(void)
{
	struct {
		struct mixcore_stream_set set;
		uint32_t more;
	} larger = {
		.set = { .size = sizeof(larger), .id = 4, .mask = MIXCORE_SET_MUTE, .mute = 1 },
	};
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);

	begin();
	CHECK_INT(mixcore_changes_add_stream_set(changes, &larger.set), 0);
	larger.more = 1;
	CHECK_INT(mixcore_changes_add_stream_set(changes, &larger.set), 1);
	check_applied(-E2BIG, 1);
	CHECK_INT(fake.streams[0].mute, 0);
	larger.set.size = MIXCORE_STRUCT_SIZE_MAX + 1;
	CHECK_INT(mixcore_changes_add_stream_set(changes, &larger.set), -E2BIG);
	larger.set.size = MIXCORE_STREAM_SET_SIZE_VER0 - 1;
	CHECK_INT(mixcore_changes_add_stream_set(changes, &larger.set), -EINVAL);
	set.size = 0;
	CHECK_INT(mixcore_changes_add_output_set(changes, &set), -EINVAL);
	CHECK_INT(mixcore_changes_count(changes), 2);
	end();
	begin();
	set = (struct mixcore_output_set){
		.size = MIXCORE_OUTPUT_SET_SIZE_VER0, .id = 2, .mask = MIXCORE_SET_LIMITER,
		.limiter = 1,
	};
	fake.outputs[1].limiter = 1;
	CHECK_INT(mixcore_changes_add_output_set(changes, &set), 0);
	check_applied(0, 1);
	CHECK_INT(fake.outputs[1].limiter, 0);
	end();
}

/* As many numbers as the largest equalizer has. */
#define NUMBERS \
	(MIXCORE_EQ_POINTS_MAX * (1 + MIXCORE_CHANNELS_MAX * MIXCORE_EQ_SECTIONS_MAX * 5))

static void equalizers_are_copied_whole(void)
{
	struct mixcore_output_eq eq = MIXCORE_INIT(mixcore_output_eq);
	int32_t *data = calloc(NUMBERS, sizeof(*data));

	begin();
	fake.outputs[1].channels = MIXCORE_CHANNELS_MAX;
	eq.id = 2;
	eq.points = MIXCORE_EQ_POINTS_MAX;
	eq.sections = MIXCORE_EQ_SECTIONS_MAX;
	eq.channels = MIXCORE_CHANNELS_MAX;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), -EFAULT);
	eq.data = (uintptr_t)data;
	data[0] = -6000;
	data[NUMBERS - 1] = 77;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), 0);
	/* What the caller has may go. */
	memset(data, 0, NUMBERS * sizeof(*data));
	free(data);
	check_applied(0, 1);
	CHECK_INT(fake.outputs[1].eq_points, MIXCORE_EQ_POINTS_MAX);
	CHECK_INT(fake.eq_first, -6000);
	CHECK_INT(fake.eq_last, 77);
	eq.points++;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), -EINVAL);
	eq.points = 1;
	eq.sections++;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), -EINVAL);
	eq.sections = 1;
	eq.channels++;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), -EINVAL);
	eq.points = eq.sections = eq.channels = 0;
	eq.data = 0;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), 1);
	eq.size = 8;
	CHECK_INT(mixcore_changes_add_output_eq(changes, &eq), -EINVAL);
	end();
}

/* On /dev/snd/mixcore: what each call needs, the whole needs. */
static void rights_are_those_of_the_calls(void)
{
	begin_with(0);
	add_mute(4);
	check_applied(0, 1);
	add_idle(2, 100);
	check_applied(-EPERM, 1);
	end();
	begin_with(0);
	fake.streams[1].flags = MIXCORE_STREAM_F_HIDDEN;
	add_mute(4);
	add_move(5, 3);
	check_applied(-EPERM, 1);
	CHECK_INT(fake.streams[0].mute, 0);
	end();
}

/* Neither a call that may not be made there, nor one that can't be read. */
static void foreign_calls_are_refused(void)
{
	struct mixcore_output_detach detach = MIXCORE_INIT(mixcore_output_detach);
	struct mixcore_transaction_call call = {
		.call = MIXCORE_IOCTL_OUTPUT_DETACH,
		.argument = (uintptr_t)&detach,
	};
	struct mixcore_transaction transaction = MIXCORE_INIT(mixcore_transaction);

	begin();
	detach.id = 2;
	transaction.count = 1;
	transaction.calls = (uintptr_t)&call;
	CHECK_INT(mixcore_call(ctx, MIXCORE_IOCTL_TRANSACTION, &transaction), -EINVAL);
	CHECK_INT(transaction.failed, 0);
	CHECK_INT(fake.output_count, 3);
	call = (struct mixcore_transaction_call){ .call = MIXCORE_IOCTL_STREAM_SET };
	CHECK_INT(mixcore_call(ctx, MIXCORE_IOCTL_TRANSACTION, &transaction), -EFAULT);
	end();
}

static void old_modules_have_no_transactions(void)
{
	begin();
	fake.features &= ~MIXCORE_FEATURE_TRANSACTION;
	add_mute(4);
	check_applied(-ENOTTY, 1);
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_TRANSACTION, -ENOTTY),
		  "the loaded module makes changes one by one only");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_TRANSACTION, -E2BIG),
		  "more than 1024 changes at once");
	end();
}

int main(void)
{
	mixcore_changes_free(NULL);
	all_are_made();
	groups_are_of_two_at_least();
	groups_are_of_who_may_set_both();
	none_is_made();
	each_sees_those_before();
	leading_routes_come_last();
	there_is_a_most();
	sizes_are_the_callers();
	equalizers_are_copied_whole();
	rights_are_those_of_the_calls();
	foreign_calls_are_refused();
	old_modules_have_no_transactions();
	return TEST_END();
}
