// SPDX-License-Identifier: LGPL-2.1-or-later
/* Histories: the call, and what the kernel for tests keeps of who changed what. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore *ctx;
static struct mixcore_change seen[MIXCORE_HISTORY_MAX];

/* Outputs 2 and 3, the input 4, the streams 5 and 6 on the first, and the recorder 7. */
static void begin(unsigned int flags)
{
	fake_reset_small();
	fake_add_stream("mpv", 101, 2);
	fake_add_recorder("arecord", 102, MIXCORE_SOURCE_INPUT, 4);
	CHECK_INT(mixcore_open(&ctx, flags), 0);
}

static void end(void)
{
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static int history(uint32_t object, uint32_t id, uint32_t output)
{
	memset(seen, 0, sizeof(seen));
	return mixcore_history_get(ctx, object, id, output, seen, MIXCORE_HISTORY_MAX);
}

/* Sets what @mask names of the stream 5. */
static void set_stream(uint32_t mask, const char *why)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

	set.id = 5;
	set.mask = mask;
	set.sync_group = mask & MIXCORE_SET_SYNC_GROUP ? 6 : 0;
	mixcore_cause_set(&set.cause, 3, why);
	CHECK_INT(mixcore_stream_set(ctx, &set), 0);
}

static void set_route(uint32_t output, uint32_t mask)
{
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);

	set.stream = 5;
	set.output = output;
	set.mask = mask;
	CHECK_INT(mixcore_route_set(ctx, &set), 0);
}

static void move(uint32_t output)
{
	struct mixcore_stream_move set = MIXCORE_INIT(mixcore_stream_move);

	set.id = 5;
	set.output = output;
	CHECK_INT(mixcore_stream_move(ctx, &set), 0);
}

static void set_default(uint32_t uid, uint32_t mask, uint32_t id)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);

	def.uid = uid;
	def.mask = mask;
	def.output = def.input = id;
	if (mask & MIXCORE_DEFAULT_FOLLOWERS)
		def.followers[def.follower_count++] = id;
	CHECK_INT(mixcore_default_set(ctx, &def), 0);
}

static void a_change_says_who_when_and_why(void)
{
	begin(0);
	fake.caller = (struct fake_caller){ .pid = 7, .uid = 1000, .comm = "remote" };
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 1);
	CHECK_STR(seen[0].comm, "aplay");
	CHECK_STR(seen[0].last_change.cause.text, "open");
	CHECK_INT(seen[0].last_change.pid, 100);
	CHECK_INT(seen[0].last_change.uid, 1000);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_MADE);
	fake.now_ns = 5;
	set_stream(MIXCORE_SET_GAIN | MIXCORE_SET_MUTE, "quiet please");
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 2);
	CHECK_STR(seen[0].comm, "remote");
	CHECK_STR(seen[0].last_change.cause.text, "quiet please");
	CHECK_INT(seen[0].last_change.cause.cookie, 3);
	CHECK_INT(seen[0].last_change.pid, 7);
	CHECK_INT(seen[0].last_change.time_ns, 5);
	CHECK_INT(seen[0].what, MIXCORE_SET_GAIN | MIXCORE_SET_MUTE);
	CHECK_INT(seen[0].last_change.generation, fake.generation);
	CHECK(seen[1].last_change.generation < seen[0].last_change.generation);
	CHECK_STR(seen[1].comm, "aplay");
	end();
}

/* Everything was changed again later: the oldest such change goes, and no other. */
static void the_latest_change_of_everything_is_kept(void)
{
	begin(0);
	set_stream(MIXCORE_SET_MUTE, "first");
	for (int i = 0; i < MIXCORE_HISTORY_MAX + 4; i++)
		set_stream(MIXCORE_SET_GAIN, "again");
	set_stream(MIXCORE_SET_GAIN, "last");
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), MIXCORE_HISTORY_MAX);
	CHECK_STR(seen[0].last_change.cause.text, "last");
	CHECK_STR(seen[MIXCORE_HISTORY_MAX - 3].last_change.cause.text, "again");
	CHECK_STR(seen[MIXCORE_HISTORY_MAX - 2].last_change.cause.text, "first");
	CHECK_INT(seen[MIXCORE_HISTORY_MAX - 1].what, MIXCORE_CHANGED_MADE);
	/* One that is in part of later changes is old in all of it only with the rest. */
	set_stream(MIXCORE_SET_MUTE | MIXCORE_SET_SYNC_GROUP, "both");
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), MIXCORE_HISTORY_MAX);
	CHECK_STR(seen[MIXCORE_HISTORY_MAX - 2].last_change.cause.text, "first");
	set_stream(MIXCORE_SET_GAIN, "more");
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), MIXCORE_HISTORY_MAX);
	CHECK_STR(seen[MIXCORE_HISTORY_MAX - 2].last_change.cause.text, "again");
	end();
}

static void as_many_are_told_as_there_is_room_for(void)
{
	begin(0);
	for (int i = 0; i < 4; i++)
		set_stream(MIXCORE_SET_GAIN, "again");
	memset(seen, 0, sizeof(seen));
	CHECK_INT(mixcore_history_get(ctx, MIXCORE_OBJECT_STREAM, 5, 0, seen, 2), 2);
	CHECK_INT(seen[1].what, MIXCORE_SET_GAIN);
	CHECK_INT(seen[2].last_change.generation, 0);
	CHECK_INT(mixcore_history_get(ctx, MIXCORE_OBJECT_STREAM, 5, 0, NULL, 0), 0);
	CHECK_INT(mixcore_history_get(ctx, MIXCORE_OBJECT_STREAM, 5, 0, NULL, 1), -EFAULT);
	end();
}

static void groups_are_changes_of_both(void)
{
	begin(0);
	set_stream(MIXCORE_SET_SYNC_GROUP, "together");
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_SET_SYNC_GROUP);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 6, 0), 2);
	CHECK_STR(seen[0].last_change.cause.text, "together");
	CHECK_INT(seen[0].last_change.generation, fake.generation);
	end();
}

static void the_one_left_alone_has_left_its_group(void)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);

	begin(MIXCORE_OPEN_CONTROL);
	set_stream(MIXCORE_SET_SYNC_GROUP, "together");
	set.id = 5;
	set.mask = MIXCORE_SET_SYNC_GROUP;
	mixcore_cause_set(&set.cause, 0, "apart");
	CHECK_INT(mixcore_stream_set(ctx, &set), 0);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 6, 0), 3);
	CHECK_INT(seen[0].what, MIXCORE_SET_SYNC_GROUP);
	CHECK_STR(seen[0].last_change.cause.text, "apart");
	CHECK_INT(seen[0].last_change.generation, fake.generation);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 3);
	set_stream(MIXCORE_SET_SYNC_GROUP, "together");
	fake_close_stream(5);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 2), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 6, 0), 5);
	CHECK_INT(seen[0].what, MIXCORE_SET_SYNC_GROUP);
	CHECK_STR(seen[0].last_change.cause.text, "close");
	CHECK_STR(seen[0].comm, "aplay");
	CHECK_STR(seen[1].last_change.cause.text, "together");
	end();
}

static void routes_have_histories(void)
{
	begin(0);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 2), 1);
	CHECK_STR(seen[0].last_change.cause.text, "open");
	set_route(3, MIXCORE_SET_DELAY);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 3), 1);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_MADE | MIXCORE_SET_DELAY);
	set_route(3, MIXCORE_SET_GAIN);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 3), 2);
	CHECK_INT(seen[0].what, MIXCORE_SET_GAIN);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 1);
	/* The one that leads goes, and the other leads with what is set of it. */
	CHECK_INT(mixcore_route_remove(ctx, 5, 2, NULL), 0);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 2), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 3), 2);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_ROUTES | MIXCORE_CHANGED_OUTPUT);
	set_route(2, 0);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 2), 1);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_MADE);
	CHECK_INT(mixcore_route_remove(ctx, 5, 2, NULL), 0);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 3);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_ROUTES);
	end();
}

static void a_move_takes_the_leading_route_along(void)
{
	begin(0);
	set_route(2, MIXCORE_SET_GAIN);
	move(3);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_OUTPUT);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 2), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 3), 2);
	CHECK_INT(seen[0].what, MIXCORE_SET_GAIN);
	end();
}

static void outputs_have_histories(void)
{
	struct mixcore_output_set set = MIXCORE_INIT(mixcore_output_set);
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_route_set loopback = MIXCORE_INIT(mixcore_route_set);

	begin(MIXCORE_OPEN_CONTROL);
	set.id = 2;
	set.mask = MIXCORE_SET_LIMITER | MIXCORE_SET_DITHER;
	mixcore_cause_set(&set.cause, 0, "louder");
	CHECK_INT(mixcore_output_set(ctx, &set), 0);
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, 2, 0), 2);
	CHECK_INT(seen[0].what, set.mask);
	CHECK_INT(seen[1].what, MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND);
	info.id = 2;
	CHECK_INT(mixcore_output_get(ctx, &info), 0);
	CHECK_STR(info.last_change.cause.text, "louder");
	loopback.stream = 4;
	loopback.output = 2;
	loopback.mask = MIXCORE_SET_MUTE;
	CHECK_INT(mixcore_loopback_set(ctx, &loopback), 0);
	CHECK_INT(history(MIXCORE_OBJECT_LOOPBACK, 4, 2), 1);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_MADE | MIXCORE_SET_MUTE);
	CHECK_INT(mixcore_loopback_remove(ctx, 4, 2, NULL), 0);
	CHECK_INT(history(MIXCORE_OBJECT_LOOPBACK, 4, 2), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, 2, 0), 3);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_LOOPBACKS);
	CHECK_INT(history(MIXCORE_OBJECT_INPUT, 4, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_LOOPBACKS);
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, MIXCORE_OUTPUT_NULL, 0), 0);
	end();
}

static void loopbacks_end_with_either_end(void)
{
	struct mixcore_cause cause;

	begin(MIXCORE_OPEN_CONTROL);
	mixcore_cause_set(&cause, 0, "unplugged");
	fake_add_loopback(4, 2);
	fake_add_loopback(4, 3);
	CHECK_INT(mixcore_output_detach(ctx, 3, &cause), 0);
	CHECK_INT(history(MIXCORE_OBJECT_INPUT, 4, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_LOOPBACKS);
	CHECK_STR(seen[0].last_change.cause.text, "unplugged");
	CHECK_INT(mixcore_input_detach(ctx, 4, &cause), 0);
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, 2, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_LOOPBACKS);
	CHECK_STR(seen[0].last_change.cause.text, "unplugged");
	end();
}

static void inputs_and_recorders_have_histories(void)
{
	struct mixcore_input_set set = MIXCORE_INIT(mixcore_input_set);
	struct mixcore_stream_source source = MIXCORE_INIT(mixcore_stream_source);

	begin(MIXCORE_OPEN_CONTROL);
	set.id = 4;
	set.mask = MIXCORE_SET_IDLE;
	CHECK_INT(mixcore_input_set(ctx, &set), 0);
	CHECK_INT(history(MIXCORE_OBJECT_INPUT, 4, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_SET_IDLE);
	source.id = 7;
	source.kind = MIXCORE_SOURCE_MIX;
	source.source = 2;
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 7, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_SOURCE);
	end();
}

static void defaults_have_histories(void)
{
	begin(MIXCORE_OPEN_CONTROL);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0), 0);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), -ENOENT);
	set_default(1000, MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_MUTE, 3);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), 1);
	CHECK_INT(seen[0].what, MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_MUTE);
	set_default(1000, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_MUTE, 0);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), 2);
	CHECK_INT(seen[0].what, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_MUTE);
	set_default(1000, MIXCORE_DEFAULT_CLEAR | MIXCORE_DEFAULT_OUTPUT, 0);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), -ENOENT);
	set_default(MIXCORE_UID_ANY, MIXCORE_DEFAULT_GAIN, 0);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0), 1);
	end();
}

static uint32_t attach(const char *name)
{
	struct mixcore_backend_params params = { .format = MIXCORE_FORMAT_ANY };
	const struct mixcore_hw hw = { .subdevice = MIXCORE_HW_ANY };
	struct mixcore_output_attach output = MIXCORE_INIT(mixcore_output_attach);

	/* Another one has it until now. */
	fake.outputs[1].backend_card = 9;
	output.fd = mixcore_backend_open(&hw, &params);
	strcpy(output.name, name);
	mixcore_cause_set(&output.cause, 0, "plugged");
	CHECK_INT(mixcore_output_attach(ctx, &output), 0);
	mixcore_backend_close(output.fd);
	return output.id;
}

static void attaching_and_detaching_change_defaults(void)
{
	struct mixcore_cause cause;
	uint32_t id;

	begin(MIXCORE_OPEN_CONTROL);
	mixcore_cause_set(&cause, 0, "unplugged");
	id = attach("new");
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, id, 0), 1);
	CHECK_INT(seen[0].what, MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0), 1);
	CHECK_INT(seen[0].what, MIXCORE_DEFAULT_OUTPUT);
	CHECK_STR(seen[0].last_change.cause.text, "plugged");
	CHECK_INT(seen[0].last_change.generation, fake.generation);
	set_default(1000, MIXCORE_DEFAULT_OUTPUT, id);
	set_default(MIXCORE_UID_ANY, MIXCORE_DEFAULT_FOLLOWERS, id);
	CHECK_INT(mixcore_output_detach(ctx, id, &cause), 0);
	CHECK_INT(fake.def.output, MIXCORE_OUTPUT_NULL);
	CHECK_INT(fake.def.follower_count, 0);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0), 3);
	CHECK_INT(seen[0].what, MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_FOLLOWERS);
	CHECK_STR(seen[0].last_change.cause.text, "unplugged");
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), -ENOENT);
	/* Of one that has more of its own it stays. */
	set_default(1000, MIXCORE_DEFAULT_INPUT, 4);
	set_default(1000, MIXCORE_DEFAULT_MUTE, 0);
	CHECK_INT(mixcore_input_detach(ctx, 4, &cause), 0);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), 3);
	CHECK_INT(seen[0].what, MIXCORE_DEFAULT_INPUT | MIXCORE_DEFAULT_CLEAR);
	CHECK_STR(seen[0].last_change.cause.text, "unplugged");
	end();
}

static void a_transaction_is_one_change(void)
{
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);
	struct mixcore_changes *changes = mixcore_changes_new();
	uint64_t before;

	begin(0);
	before = fake.generation;
	set.mask = MIXCORE_SET_MUTE;
	set.id = 5;
	mixcore_changes_add_stream_set(changes, &set);
	set.id = 6;
	mixcore_changes_add_stream_set(changes, &set);
	CHECK_INT(mixcore_changes_apply(ctx, changes, NULL), 0);
	CHECK_INT(fake.generation, before + 1);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 2);
	CHECK_INT(seen[0].last_change.generation, before + 1);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 6, 0), 2);
	CHECK_INT(seen[0].last_change.generation, before + 1);
	set.id = 99;
	mixcore_changes_add_stream_set(changes, &set);
	CHECK_INT(mixcore_changes_apply(ctx, changes, NULL), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 2);
	mixcore_changes_free(changes);
	end();
}

static void processes_of_others_are_withheld(void)
{
	begin(0);
	fake.caller.uid = 1000;
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, 2, 0), 1);
	CHECK_INT(seen[0].last_change.pid, 0);
	CHECK_STR(seen[0].comm, "");
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), 1);
	CHECK_INT(seen[0].last_change.pid, 100);
	CHECK_STR(seen[0].comm, "aplay");
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1001, 0), -EPERM);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT, 1000, 0), -ENOENT);
	end();
	begin(MIXCORE_OPEN_CONTROL);
	fake.caller.uid = 1000;
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, 2, 0), 1);
	CHECK_INT(seen[0].last_change.pid, 500);
	CHECK_STR(seen[0].comm, "mixctl");
	end();
}

static void what_is_not_there_has_none(void)
{
	begin(0);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 99, 0), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_OUTPUT, 99, 0), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_INPUT, 99, 0), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 5, 3), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_ROUTE, 7, 2), -ENOENT);
	CHECK_INT(history(MIXCORE_OBJECT_LOOPBACK, 4, 2), -ENOENT);
	CHECK_INT(history(0, 5, 0), -EINVAL);
	CHECK_INT(history(MIXCORE_OBJECT_DEFAULT + 1, 5, 0), -EINVAL);
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 2), -EINVAL);
	fake.features &= ~MIXCORE_FEATURE_HISTORY;
	CHECK_INT(history(MIXCORE_OBJECT_STREAM, 5, 0), -ENOTTY);
	end();
}

int main(void)
{
	a_change_says_who_when_and_why();
	the_latest_change_of_everything_is_kept();
	as_many_are_told_as_there_is_room_for();
	groups_are_changes_of_both();
	the_one_left_alone_has_left_its_group();
	routes_have_histories();
	a_move_takes_the_leading_route_along();
	outputs_have_histories();
	loopbacks_end_with_either_end();
	inputs_and_recorders_have_histories();
	defaults_have_histories();
	attaching_and_detaching_change_defaults();
	a_transaction_is_one_change();
	processes_of_others_are_withheld();
	what_is_not_there_has_none();
	return TEST_END();
}
