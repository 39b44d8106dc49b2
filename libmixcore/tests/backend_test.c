// SPDX-License-Identifier: LGPL-2.1-or-later
/* Opening and configuring a backend. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

#define S16 ((uint32_t)SNDRV_PCM_FORMAT_S16_LE)
#define S24 ((uint32_t)SNDRV_PCM_FORMAT_S24_LE)
#define S32 ((uint32_t)SNDRV_PCM_FORMAT_S32_LE)

static const struct mixcore_hw hw = { .card = 0, .device = 0, .subdevice = MIXCORE_HW_ANY };

static struct fake_pcm *one_card(void)
{
	fake_reset();
	return fake_add_card(0, "Intel");
}

static int open_with(struct mixcore_backend_params *params)
{
	int fd = mixcore_backend_open(&hw, params);

	if (fd >= 0)
		mixcore_sys.close(fd);
	CHECK_INT(fake.open_descriptors, 0);
	return fd < 0 ? fd : 0;
}

static void preferences_are_met(void)
{
	struct mixcore_backend_params params = { .format = MIXCORE_FORMAT_ANY };

	one_card();
	CHECK_INT(open_with(&params), 0);
	CHECK_INT(params.rate, 48000);
	CHECK_INT(params.channels, 2);
	CHECK_INT(params.format, S32);
	CHECK_INT(params.period_frames, 256);
	CHECK_INT(params.buffer_frames, 1024);
	CHECK(fake.pcms[0].is_configured);
	CHECK_INT(fake.pcms[0].chosen.rate, 48000);
	CHECK_INT(fake.pcms[0].chosen.buffer_frames, 1024);
}

static void the_nearest_is_taken(void)
{
	struct mixcore_backend_params params = { .format = MIXCORE_FORMAT_ANY };
	struct fake_pcm *pcm = one_card();

	pcm->formats = 1 << S16;
	memcpy(pcm->rates, (unsigned int[]){ 32000, 44100, 96000, 0 }, 4 * sizeof(unsigned int));
	pcm->channels_min = 6;
	pcm->channels_max = 10;
	pcm->period_min = 400;
	pcm->step = 100;
	CHECK_INT(open_with(&params), 0);
	CHECK_INT(params.rate, 44100);
	CHECK_INT(params.channels, 6);
	CHECK_INT(params.format, S16);
	CHECK_INT(params.period_frames, 400);
	CHECK_INT(params.buffer_frames, 1600);
}

static void a_short_buffer_gets_short_periods(void)
{
	struct mixcore_backend_params params = { .format = MIXCORE_FORMAT_ANY };

	one_card()->buffer_max = 512;
	CHECK_INT(open_with(&params), 0);
	CHECK_INT(params.period_frames, 128);
	CHECK_INT(params.buffer_frames, 512);
}

static void a_long_cycle_gets_room(void)
{
	struct mixcore_backend_params params = {
		.format = MIXCORE_FORMAT_ANY, .room_frames = 2048,
	};

	one_card();
	CHECK_INT(open_with(&params), 0);
	CHECK_INT(params.period_frames, 256);
	CHECK_INT(params.buffer_frames, 2304);
}

static void what_is_wanted_is_exact(void)
{
	struct mixcore_backend_params params = {
		.rate = 96000, .channels = 4, .format = S16, .period_frames = 100,
		.buffer_frames = 300,
	};

	one_card();
	CHECK_INT(open_with(&params), 0);
	CHECK_INT(params.rate, 96000);
	CHECK_INT(params.channels, 4);
	CHECK_INT(params.format, S16);
	/* Sizes are the nearest. */
	CHECK_INT(params.period_frames, 96);
	CHECK_INT(params.buffer_frames, 288);
}

static void refusals_say_what_is_possible(void)
{
	struct mixcore_backend_params rate = { .format = MIXCORE_FORMAT_ANY, .rate = 22050 };
	struct mixcore_backend_params channels = { .format = MIXCORE_FORMAT_ANY, .channels = 8 };
	struct mixcore_backend_params format = { .format = S24 };
	struct mixcore_backend_params many = { .format = MIXCORE_FORMAT_ANY };

	one_card();
	CHECK_INT(open_with(&rate), -EINVAL);
	CHECK_INT(rate.refused, MIXCORE_BACKEND_RATE);
	CHECK_INT(rate.refused_min, 44100);
	CHECK_INT(rate.refused_max, 96000);
	CHECK_INT(open_with(&channels), -EINVAL);
	CHECK_INT(channels.refused, MIXCORE_BACKEND_CHANNELS);
	CHECK_INT(channels.refused_max, 6);
	CHECK_INT(open_with(&format), -EINVAL);
	CHECK_INT(format.refused, MIXCORE_BACKEND_FORMAT);
	fake.pcms[0].channels_min = 10;
	fake.pcms[0].channels_max = 10;
	CHECK_INT(open_with(&many), -EINVAL);
	CHECK_INT(many.refused, MIXCORE_BACKEND_CHANNELS);
	CHECK_INT(many.refused_min, 10);
}

static void opening_fails_as_it_should(void)
{
	struct mixcore_backend_params params = { .format = MIXCORE_FORMAT_ANY };
	struct mixcore_hw other = { .card = 0, .device = 7, .subdevice = MIXCORE_HW_ANY };

	one_card()->open_error = -EBUSY;
	CHECK_INT(open_with(&params), -EBUSY);
	fake.pcms[0].open_error = -EAGAIN;
	CHECK_INT(open_with(&params), -EBUSY);
	CHECK_INT(mixcore_backend_open(&other, &params), -ENOENT);
}

static void subdevices_are_chosen(void)
{
	struct mixcore_backend_params params = { .format = MIXCORE_FORMAT_ANY };
	struct mixcore_hw second = { .card = 0, .device = 0, .subdevice = 1 };
	int fd;

	one_card();
	fake.pcms[1] = fake.pcms[0];
	fake.pcms[1].subdevice = 1;
	fake.pcm_count = 2;
	fd = mixcore_backend_open(&second, &params);
	CHECK_INT(fd, FAKE_FD_PCM + 1);
	CHECK_INT(fake.open_descriptors, 1);
	CHECK_INT(mixcore_backend_open(&second, &params), -EBUSY);
	CHECK_INT(fake.open_descriptors, 1);
}

/* What mixcore_attach_explain() says of a good attach with one thing changed. */
static struct mixcore_backend_params good = {
	.rate = 48000, .channels = 2, .period_frames = 256, .buffer_frames = 1024,
};

static void check_explain(struct mixcore_output_attach attach, const char *expected)
{
	char text[128] = "?";

	if (!attach.name[0])
		strcpy(attach.name, "intel");
	CHECK_INT(mixcore_attach_explain(&attach, &good, text, sizeof(text)), !!*expected);
	CHECK_STR(text, expected);
}

static void limits_are_explained(void)
{
	check_explain((struct mixcore_output_attach){ 0 }, "");
	check_explain((struct mixcore_output_attach){ .ramp_frames = MIXCORE_RAMP_OFF }, "");
	check_explain((struct mixcore_output_attach){ .cycle_frames = 384, .fill_frames = 1024 },
		      "");
	check_explain((struct mixcore_output_attach){ .name = "a b" },
		      "a name has 1 to 27 characters of A-Z a-z 0-9 . _ -");
	check_explain((struct mixcore_output_attach){ .cycle_frames = 8 },
		      "the cycle in frames is 8, but must be from 16 to 1024");
	check_explain((struct mixcore_output_attach){ .cycle_frames = 385 },
		      "the buffer in frames (a period and two cycles at least) is 1024, "
		      "but must be at least 1026");
	check_explain((struct mixcore_output_attach){ .cycle_frames = 256, .fill_frames = 255 },
		      "the fill in frames (from cycle to buffer) is 255, "
		      "but must be from 256 to 1024");
	check_explain((struct mixcore_output_attach){ .ramp_frames = 65537 },
		      "the ramp in frames is 65537, but must be from 0 to 65536");
	check_explain((struct mixcore_output_attach){ .domain = MIXCORE_DOMAIN_MAX }, "");
	check_explain((struct mixcore_output_attach){ .domain = MIXCORE_DOMAIN_MAX + 1 },
		      "the clock domain is 2147483648, but must be from 0 to 2147483647");
	good.rate = 384000;
	check_explain((struct mixcore_output_attach){ 0 },
		      "the rate in Hz is 384000, but must be from 8000 to 192000");
}

int main(void)
{
	preferences_are_met();
	the_nearest_is_taken();
	a_short_buffer_gets_short_periods();
	a_long_cycle_gets_room();
	what_is_wanted_is_exact();
	refusals_say_what_is_possible();
	opening_fails_as_it_should();
	subdevices_are_chosen();
	limits_are_explained();
	return TEST_END();
}
