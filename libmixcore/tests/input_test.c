// SPDX-License-Identifier: LGPL-2.1-or-later
/* Inputs, from opening their hardware on; and outputs that have none. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static const struct mixcore_hw hw = { .card = 0, .device = 0, .subdevice = MIXCORE_HW_ANY };

static struct mixcore *ready(void)
{
	struct mixcore *ctx = NULL;

	fake_reset();
	fake_add_card(0, "Intel");
	fake_add_microphone(0, "Intel");
	CHECK_INT(mixcore_open(&ctx, MIXCORE_OPEN_CONTROL), 0);
	return ctx;
}

static int open_in(uint32_t direction)
{
	struct mixcore_backend_params params = {
		.format = MIXCORE_FORMAT_ANY, .direction = direction,
	};

	return mixcore_backend_open(&hw, &params);
}

static int attach(struct mixcore *ctx, const char *name, uint32_t direction)
{
	struct mixcore_input_attach input = MIXCORE_INIT(mixcore_input_attach);
	int err;

	strcpy(input.name, name);
	input.fd = open_in(direction);
	if (input.fd < 0)
		return input.fd;
	err = mixcore_input_attach(ctx, &input);
	mixcore_backend_close(input.fd);
	return err;
}

/* The fake kernel stops the test when it is opened the wrong way. */
static void the_direction_says_which_pcm(void)
{
	struct mixcore_backend_params params = {
		.format = MIXCORE_FORMAT_ANY, .direction = MIXCORE_DIRECTION_CAPTURE,
	};
	struct mixcore *ctx = ready();
	int fd = mixcore_backend_open(&hw, &params);

	CHECK_INT(fd, FAKE_FD_PCM + 1);
	CHECK_INT(params.format, (uint32_t)SNDRV_PCM_FORMAT_S16_LE);
	CHECK_INT(params.rate, 48000);
	mixcore_backend_close(fd);
	fd = open_in(MIXCORE_DIRECTION_PLAYBACK);
	CHECK_INT(fd, FAKE_FD_PCM);
	mixcore_backend_close(fd);
	fake.pcm_count = 1;
	CHECK_INT(open_in(MIXCORE_DIRECTION_CAPTURE), -ENOENT);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static void an_input_comes_and_goes(void)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct mixcore *ctx = ready();

	CHECK_INT(attach(ctx, "mic", MIXCORE_DIRECTION_CAPTURE), 0);
	CHECK_INT(mixcore_input_next(ctx, &info), 0);
	CHECK_INT(info.id, MIXCORE_INPUT_NULL);
	CHECK_INT(mixcore_input_next(ctx, &info), 0);
	CHECK_STR(info.name, "mic");
	CHECK_INT(info.cycle_frames, 256);
	CHECK(info.flags & MIXCORE_OUTPUT_F_DEFAULT);
	CHECK_INT(mixcore_input_next(ctx, &info), -ENOENT);
	CHECK_INT(mixcore_input_find(ctx, "mic", &info), 0);
	CHECK_INT(mixcore_input_get(ctx, &info), 0);
	CHECK_INT(mixcore_default_get(ctx, &def), 0);
	CHECK_INT(def.input, info.id);
	CHECK_INT(mixcore_input_detach(ctx, info.id, NULL), 0);
	CHECK_INT(mixcore_input_detach(ctx, info.id, NULL), -ENOENT);
	CHECK_INT(mixcore_input_detach(ctx, MIXCORE_INPUT_NULL, NULL), -EINVAL);
	CHECK_INT(mixcore_input_find(ctx, "mic", &info), -ENOENT);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static void an_input_is_set(void)
{
	struct mixcore_input_set set = MIXCORE_INIT(mixcore_input_set);
	struct mixcore *ctx = ready();

	set.id = fake_add_input("mic", 0, "Intel")->id;
	set.mask = MIXCORE_SET_IDLE;
	set.idle_ms = 100;
	mixcore_cause_set(&set.cause, 7, "quiet");
	CHECK_INT(mixcore_input_set(ctx, &set), 0);
	CHECK_INT(fake.inputs[1].idle_ms, 100);
	CHECK_INT(fake.cause.cookie, 7);
	set.idle_ms = MIXCORE_IDLE_MS_MAX + 1;
	CHECK_INT(mixcore_input_set(ctx, &set), -ERANGE);
	mixcore_close(ctx);
	CHECK_INT(mixcore_open(&ctx, 0), 0);
	CHECK_INT(mixcore_input_set(ctx, &set), -EPERM);
	mixcore_close(ctx);
}

static void what_plays_does_not_record(void)
{
	struct mixcore_output_attach output = MIXCORE_INIT(mixcore_output_attach);
	struct mixcore *ctx = ready();

	CHECK_INT(attach(ctx, "mic", MIXCORE_DIRECTION_PLAYBACK), -EXDEV);
	strcpy(output.name, "speaker");
	output.fd = open_in(MIXCORE_DIRECTION_CAPTURE);
	CHECK_INT(mixcore_output_attach(ctx, &output), -EXDEV);
	mixcore_backend_close(output.fd);
	mixcore_close(ctx);
}

static void an_output_needs_no_hardware(void)
{
	struct mixcore_output_attach cable = MIXCORE_INIT(mixcore_output_attach);
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore *ctx = ready();

	strcpy(cable.name, "cable");
	cable.fd = -1;
	cable.flags = MIXCORE_ATTACH_F_NULL;
	cable.rate = 44100;
	cable.channels = 1;
	CHECK_INT(mixcore_output_attach(ctx, &cable), 0);
	CHECK_INT(mixcore_output_find(ctx, "cable", &info), 0);
	CHECK_INT(info.id, cable.id);
	CHECK_INT(info.flags, MIXCORE_OUTPUT_F_NULL);
	CHECK_INT(info.rate, 44100);
	CHECK_INT(mixcore_output_attach(ctx, &cable), -EBUSY);
	mixcore_close(ctx);
}

/* What mixcore_input_attach_explain() says of a good attach with one thing changed. */
static void check_explain(struct mixcore_input_attach attach, uint32_t buffer,
			  const char *expected)
{
	const struct mixcore_backend_params params = {
		.rate = 48000, .channels = 2, .period_frames = 256, .buffer_frames = buffer,
	};
	char text[128] = "?";

	if (!attach.name[0])
		strcpy(attach.name, "mic");
	CHECK_INT(mixcore_input_attach_explain(&attach, &params, text, sizeof(text)), !!*expected);
	CHECK_STR(text, expected);
}

static void limits_are_explained(void)
{
	struct mixcore_output_attach cable = {
		.name = "cable", .flags = MIXCORE_ATTACH_F_NULL, .rate = 48000, .channels = 9,
	};
	char text[128] = "?";

	check_explain((struct mixcore_input_attach){ 0 }, 512, "");
	check_explain((struct mixcore_input_attach){ .cycle_frames = 256 }, 512, "");
	check_explain((struct mixcore_input_attach){ .cycle_frames = 257 }, 512,
		      "the buffer in frames (a period and a cycle at least) is 512, "
		      "but must be at least 513");
	check_explain((struct mixcore_input_attach){ .cycle_frames = 1025 }, 4096,
		      "the cycle in frames is 1025, but must be from 16 to 1024");
	check_explain((struct mixcore_input_attach){ .name = "a b" }, 512,
		      "a name has 1 to 27 characters of A-Z a-z 0-9 . _ -");
	CHECK_INT(mixcore_attach_explain(&cable, NULL, text, sizeof(text)), 1);
	CHECK_STR(text, "the number of channels is 9, but must be from 1 to 8");
	cable.channels = 8;
	CHECK_INT(mixcore_attach_explain(&cable, NULL, text, sizeof(text)), 0);
	CHECK_STR(text, "");
}

static void owners_of_both_directions_are_told_apart(void)
{
	struct mixcore_hw_owner owner;
	struct mixcore *ctx = ready();

	fake_own(0, 0, 0, 10, "player");
	fake_write("owner_pid   : 11\n", "proc/asound/card0/pcm0c/sub0/status");
	fake_write("recorder\n", "proc/11/comm");
	CHECK_INT(mixcore_hw_get_owner(&hw, &owner), 1);
	CHECK_STR(owner.comm, "player");
	CHECK_INT(mixcore_hw_get_owner_of(&hw, MIXCORE_DIRECTION_CAPTURE, &owner), 1);
	CHECK_STR(owner.comm, "recorder");
	mixcore_close(ctx);
}

int main(void)
{
	the_direction_says_which_pcm();
	an_input_comes_and_goes();
	an_input_is_set();
	what_plays_does_not_record();
	an_output_needs_no_hardware();
	limits_are_explained();
	owners_of_both_directions_are_told_apart();
	return TEST_END();
}
