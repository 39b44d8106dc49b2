// SPDX-License-Identifier: LGPL-2.1-or-later
/* What recorders record. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore_stream_source source;

/* A recorder of an input, a stream on an output, and a context of a user. */
static struct mixcore *ready(unsigned int flags)
{
	struct mixcore *ctx = NULL;

	fake_reset();
	fake_add_output("intel", 0, "Intel");
	fake_add_input("mic", 0, "Intel");
	fake_add_stream("aplay", 100, 2);
	fake_add_recorder("arecord", 101, MIXCORE_SOURCE_INPUT, 3);
	source = MIXCORE_INIT(mixcore_stream_source);
	source.id = 5;
	source.kind = MIXCORE_SOURCE_MIX;
	source.source = 2;
	CHECK_INT(mixcore_open(&ctx, flags), 0);
	return ctx;
}

static void a_source_is_exchanged(void)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore *ctx = ready(0);

	source.except_count = 1;
	source.except[0] = 4;
	mixcore_cause_set(&source.cause, 3, "why");
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	info.id = 5;
	CHECK_INT(mixcore_stream_get(ctx, &info), 0);
	CHECK_INT(info.direction, MIXCORE_DIRECTION_CAPTURE);
	CHECK_INT(info.source_kind, MIXCORE_SOURCE_MIX);
	CHECK_INT(info.source, 2);
	CHECK_INT(info.except_count, 1);
	CHECK_INT(info.except[0], 4);
	CHECK_INT(fake.cause.cookie, 3);
	mixcore_close(ctx);
}

static void what_can_not_be_recorded_is_refused(void)
{
	struct mixcore *ctx = ready(0);

	source.source = 99;
	CHECK_INT(mixcore_stream_source(ctx, &source), -ENOENT);
	source.source = 2;
	fake.outputs[1].rate = 44100;
	CHECK_INT(mixcore_stream_source(ctx, &source), -EINVAL);
	fake.outputs[1].rate = 48000;
	fake.streams[1].buffer_frames = 256;
	CHECK_INT(mixcore_stream_source(ctx, &source), -ENOSPC);
	source.id = 4;
	CHECK_INT(mixcore_stream_source(ctx, &source), -EINVAL);
	mixcore_close(ctx);
}

static void who_may_hear_all_is_said_by_the_control_node(void)
{
	struct mixcore *ctx = ready(0);

	source.kind = MIXCORE_SOURCE_OUT;
	CHECK_INT(mixcore_stream_source(ctx, &source), -EPERM);
	source.flags = MIXCORE_SOURCE_F_ALL;
	CHECK_INT(mixcore_stream_source(ctx, &source), -EPERM);
	mixcore_close(ctx);
	CHECK_INT(mixcore_open(&ctx, MIXCORE_OPEN_CONTROL), 0);
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	CHECK(fake.streams[1].flags & MIXCORE_STREAM_F_ALL);
	mixcore_close(ctx);
}

/* A call without F_ALL takes it back; who hears all anyway keeps it. */
static void what_was_allowed_is_taken_back(void)
{
	struct mixcore *ctx = ready(MIXCORE_OPEN_CONTROL);

	source.flags = MIXCORE_SOURCE_F_ALL;
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	CHECK(fake.streams[1].flags & MIXCORE_STREAM_F_ALL);
	source.flags = 0;
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	CHECK(!(fake.streams[1].flags & MIXCORE_STREAM_F_ALL));
	fake.streams[1].uid = 0;
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	CHECK(fake.streams[1].flags & MIXCORE_STREAM_F_ALL);
	mixcore_close(ctx);
}

/* An output makes eight different sums for a user. */
static void mixes_are_counted(void)
{
	struct mixcore *ctx = ready(MIXCORE_OPEN_CONTROL);

	source.except_count = 1;
	for (uint32_t i = 0; i < MIXCORE_MIXES_MAX; i++) {
		source.id = fake_add_recorder("obs", 200 + i, MIXCORE_SOURCE_INPUT, 3)->id;
		source.except[0] = 100 + i;
		CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	}
	source.id = 5;
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	source.except[0] = 4;
	CHECK_INT(mixcore_stream_source(ctx, &source), -ENOSPC);
	/* Who hears all is another one. */
	source.flags = MIXCORE_SOURCE_F_ALL;
	CHECK_INT(mixcore_stream_source(ctx, &source), 0);
	mixcore_close(ctx);
}

static void kinds_have_names(void)
{
	CHECK_STR(mixcore_source_name(MIXCORE_SOURCE_INPUT), "input");
	CHECK_STR(mixcore_source_name(MIXCORE_SOURCE_STREAM), "stream");
	CHECK_STR(mixcore_source_name(0), "unknown");
	CHECK_STR(mixcore_source_name(99), "unknown");
}

int main(void)
{
	a_source_is_exchanged();
	what_can_not_be_recorded_is_refused();
	who_may_hear_all_is_said_by_the_control_node();
	what_was_allowed_is_taken_back();
	mixes_are_counted();
	kinds_have_names();
	return TEST_END();
}
