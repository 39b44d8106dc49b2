// SPDX-License-Identifier: LGPL-2.1-or-later
/* Contexts, and the calls on them. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static void opening(void)
{
	struct mixcore *ctx = NULL;

	fake_reset();
	CHECK_INT(mixcore_open(&ctx, 0), 0);
	CHECK_INT(mixcore_is_control(ctx), 0);
	CHECK_INT(mixcore_get_version(ctx)->card, 3);
	mixcore_close(ctx);
	CHECK_INT(mixcore_open(&ctx, MIXCORE_OPEN_CONTROL), 0);
	CHECK_INT(mixcore_is_control(ctx), 1);
	mixcore_close(ctx);
	mixcore_close(NULL);
	CHECK_INT(fake.open_descriptors, 0);
}

static void opening_fails(void)
{
	struct mixcore *ctx = NULL;

	fake_reset();
	CHECK_INT(mixcore_open(&ctx, 1U << 31), -EINVAL);
	fake.node_error = -ENOENT;
	fake.control_error = -EACCES;
	CHECK_INT(mixcore_open(&ctx, 0), -ENOENT);
	CHECK_INT(mixcore_open(&ctx, MIXCORE_OPEN_CONTROL), -EACCES);
	fake.node_error = 0;
	fake.abi = (MIXCORE_ABI_MAJOR + 1) << 16;
	CHECK_INT(mixcore_open(&ctx, 0), -EPROTO);
	CHECK(!ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static void objects_are_iterated(void)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore *ctx;

	fake_reset();
	fake_add_output("intel", 0, "Intel");
	fake_add_stream("aplay", 100, 2);
	CHECK_INT(mixcore_open(&ctx, 0), 0);
	CHECK_INT(mixcore_output_next(ctx, &output), 0);
	CHECK_STR(output.name, "null");
	CHECK_INT(mixcore_output_next(ctx, &output), 0);
	CHECK_STR(output.name, "intel");
	CHECK_INT(mixcore_output_next(ctx, &output), -ENOENT);
	CHECK_INT(mixcore_output_find(ctx, "intel", &output), 0);
	CHECK_INT(output.id, 2);
	CHECK_INT(mixcore_output_find(ctx, "nobody", &output), -ENOENT);
	CHECK_INT(mixcore_stream_next(ctx, &stream), 0);
	CHECK_STR(stream.comm, "aplay");
	CHECK_INT(mixcore_stream_next(ctx, &stream), -ENOENT);
	CHECK_INT(mixcore_stream_get(ctx, &stream), 0);
	mixcore_close(ctx);
}

/* A caller built with a smaller struct gets no byte more than it has. */
static void sizes_are_the_callers(void)
{
	struct mixcore_output_info output;
	struct mixcore *ctx;

	fake_reset();
	fake_add_output("intel", 0, "Intel");
	CHECK_INT(mixcore_open(&ctx, 0), 0);
	memset(&output, 0xee, sizeof(output));
	output.size = offsetof(struct mixcore_output_info, name);
	output.id = 2;
	CHECK_INT(mixcore_output_get(ctx, &output), 0);
	CHECK_INT(output.rate, 48000);
	CHECK_INT((unsigned char)output.name[0], 0xee);
	output.size = 0;
	CHECK_INT(mixcore_output_get(ctx, &output), -EINVAL);
	mixcore_close(ctx);
}

static void changes_need_the_control_node(void)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct mixcore_quota quota = MIXCORE_INIT(mixcore_quota);
	struct mixcore_cause cause;
	struct mixcore *ctx;

	fake_reset();
	fake_add_output("intel", 0, "Intel");
	CHECK_INT(mixcore_open(&ctx, 0), 0);
	CHECK_INT(mixcore_output_detach(ctx, 2, NULL), -EPERM);
	CHECK_INT(mixcore_default_get(ctx, &def), 0);
	CHECK_INT(def.output, MIXCORE_OUTPUT_NULL);
	mixcore_close(ctx);
	CHECK_INT(mixcore_open(&ctx, MIXCORE_OPEN_CONTROL), 0);
	def.mask = MIXCORE_DEFAULT_OUTPUT;
	def.output = 2;
	CHECK_INT(mixcore_default_set(ctx, &def), 0);
	CHECK_INT(mixcore_quota_get(ctx, &quota), 0);
	quota.uid_streams = 3;
	CHECK_INT(mixcore_quota_set(ctx, &quota), 0);
	CHECK_INT(fake.quota.uid_streams, 3);
	mixcore_cause_set(&cause, 9, "because");
	CHECK_INT(mixcore_output_detach(ctx, 2, &cause), 0);
	CHECK_INT(fake.cause.cookie, 9);
	CHECK_INT(mixcore_output_detach(ctx, 2, NULL), -ENOENT);
	mixcore_close(ctx);
}

static void states_have_names(void)
{
	CHECK_STR(mixcore_output_state_name(MIXCORE_OUTPUT_NULL_CLOCK), "null_clock");
	CHECK_STR(mixcore_output_state_name(99), "unknown");
	CHECK_STR(mixcore_stream_state_name(MIXCORE_STREAM_XRUN), "xrun");
	CHECK_STR(mixcore_stream_state_name(99), "unknown");
}

int main(void)
{
	opening();
	opening_fails();
	objects_are_iterated();
	sizes_are_the_callers();
	changes_need_the_control_node();
	states_have_names();
	return TEST_END();
}
