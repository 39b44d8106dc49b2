// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Wrong use of what makes, changes and removes inputs, null outputs and the sources of recorders: the
 * errno that the interface documents, and nothing changed. Every limit at N and at N + 1.
 *
 * Needs: snd-mixcore, snd-aloop, snd-dummy (Dummy: 40 substreams), the nodes with the modes that a
 * distribution gives them. Built for 64 and for 32 bits.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "kselftest_harness.h"
#include "refused.h"
#include "routes.h"

#define NOBODYS_ID	0x7ffffff0

static const struct pcm_config slave_config = { FORMAT_S16, 48000, 2, 256, 4096 };
static const struct pcm_config client_config = { FORMAT_S16, 48000, 2, 480, 4800 };

FIXTURE(input) {
	int control, node, microphone, recording, playing;
	int output, input, stream, recorder;
	struct mixcore_input_attach attach;
	struct mixcore_stream_source source;
};

/*
 * An idle input "in" with a recorder, an idle output "out" with a stream, and a second capture PCM
 * ready to be attached.
 */
FIXTURE_SETUP(input)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Dummy", 0, &slave_config, NULL);
	ASSERT_LT(0, self->output);
	self->input = input_attach_card(self->control, "in", "Dummy", 0, &slave_config, NULL);
	ASSERT_LT(0, self->input);
	self->playing = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->playing);
	ASSERT_EQ(0, pcm_configure(self->playing, &client_config));
	self->stream = stream_newest(self->control);
	self->recording = pcm_open("Mixcore", CAPTURE | 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->recording);
	ASSERT_EQ(0, pcm_configure(self->recording, &client_config));
	self->recorder = stream_newest(self->control);
	ASSERT_LT(self->stream, self->recorder);
	self->microphone = pcm_open("Dummy", CAPTURE | 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->microphone);
	ASSERT_EQ(0, pcm_configure(self->microphone, &slave_config));
	self->attach = input_call(self->microphone, "second");
	self->source = (struct mixcore_stream_source) {
		.size = sizeof(self->source),
		.id = self->recorder,
		.kind = MIXCORE_SOURCE_INPUT,
		.source = self->input,
	};
}

FIXTURE_TEARDOWN(input)
{
	close(self->playing);
	close(self->recording);
	close(self->microphone);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->node);
	close(self->control);
}

/*
 * Attach: what a descriptor can be
 */

#define ATTACH_REFUSED(error, descriptor) do {					\
	self->attach.fd = (descriptor);						\
	REFUSED(error, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach); \
} while (0)

/* A descriptor is opened, refused and closed. */
#define ATTACH_REFUSED_OPEN(error, expression) do {				\
	int _fd = (expression);							\
										\
	ASSERT_LE(0, _fd) {							\
		TH_LOG("%s", #expression);					\
	}									\
	ATTACH_REFUSED(error, _fd);						\
	close(_fd);								\
} while (0)

static int alsa_open(const char *format, const char *card)
{
	char path[64];

	snprintf(path, sizeof(path), format, card_number(card));
	return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

TEST_F(input, attach_what_is_no_descriptor_is_EBADF)
{
	int closed = dup(self->microphone);
	char path[64];

	close(closed);
	ATTACH_REFUSED(EBADF, -1);
	ATTACH_REFUSED(EBADF, INT_MIN);
	ATTACH_REFUSED(EBADF, INT_MAX);
	ATTACH_REFUSED(EBADF, closed);
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0c", card_number("Dummy"));
	ATTACH_REFUSED_OPEN(EBADF, open(path, O_PATH | O_CLOEXEC));
}

TEST_F(input, attach_what_is_no_PCM_is_ENOTSUP)
{
	int pipes[2];

	ASSERT_EQ(0, pipe(pipes));
	ATTACH_REFUSED(ENOTSUP, pipes[0]);
	ATTACH_REFUSED(ENOTSUP, self->control);
	ATTACH_REFUSED_OPEN(ENOTSUP, open("/dev/null", O_RDWR | O_CLOEXEC));
	ATTACH_REFUSED_OPEN(ENOTSUP, alsa_open("/dev/snd/controlC%d", "Dummy"));
	ATTACH_REFUSED_OPEN(ENOTSUP, alsa_open("/dev/snd/controlC%d", "Mixcore"));
}

TEST_F(input, attach_an_own_PCM_is_ELOOP)
{
	ATTACH_REFUSED(ELOOP, self->recording);
	ATTACH_REFUSED_OPEN(ELOOP, pcm_open("Mixcore", CAPTURE | 0, O_RDWR | O_NONBLOCK));
	ATTACH_REFUSED_OPEN(ELOOP, pcm_open("Mixcore", CAPTURE | 1, O_RDWR | O_NONBLOCK));
}

TEST_F(input, attach_a_playback_PCM_is_EXDEV)
{
	int fd = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ATTACH_REFUSED(EXDEV, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slave_config));
	ATTACH_REFUSED(EXDEV, fd);
	close(fd);
	ATTACH_REFUSED_OPEN(EXDEV, pcm_open("Dummy", 0, O_RDONLY | O_NONBLOCK));
	ATTACH_REFUSED_OPEN(EXDEV, pcm_open("Dummy", 0, O_WRONLY | O_NONBLOCK));
}

TEST_F(input, attach_a_write_only_PCM_is_EACCES)
{
	int fd = pcm_open("Dummy", CAPTURE | 0, O_WRONLY | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ATTACH_REFUSED(EACCES, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slave_config));
	ATTACH_REFUSED(EACCES, fd);
	close(fd);
}

TEST_F(input, attach_a_read_only_PCM_is_accepted)
{
	int fd = pcm_open("Dummy", CAPTURE | 0, O_RDONLY | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slave_config));
	EXPECT_LT(0, input_attach(self->control, fd, "second", NULL));
	close(fd);
}

TEST_F(input, attach_a_PCM_that_is_not_ready_is_EBADFD)
{
	int other = pcm_open("Dummy", CAPTURE | 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, other);
	ATTACH_REFUSED(EBADFD, other);
	ASSERT_EQ(0, pcm_configure(other, &slave_config));
	ASSERT_EQ(0, pcm_prepare(other));
	ASSERT_EQ(0, pcm_start(other));
	ATTACH_REFUSED(EBADFD, other);
	ASSERT_EQ(0, pcm_drop(other));
	ASSERT_EQ(0, pcm_link(other, self->microphone));
	ATTACH_REFUSED(EBADFD, other);
	ATTACH_REFUSED(EBADFD, self->microphone);
	close(other);
	EXPECT_LT(0, input_attach(self->control, self->microphone, "second", NULL));
}

TEST_F(input, attach_a_PCM_of_another_input_is_EBADFD)
{
	int duplicate = dup(self->microphone);

	ASSERT_LT(0, input_attach(self->control, self->microphone, "first", NULL));
	ATTACH_REFUSED(EBADFD, self->microphone);
	ATTACH_REFUSED(EBADFD, duplicate);
	close(duplicate);
}

TEST_F(input, an_attached_PCM_keeps_its_parameters)
{
	struct pcm_config other = { FORMAT_S16, 44100, 1, 512, 2048 };
	struct mixcore_input_info info;
	int id = input_attach(self->control, self->microphone, "first", NULL);

	ASSERT_LT(0, id);
	EXPECT_GT(0, pcm_configure(self->microphone, &other));
	EXPECT_GT(0, call(self->microphone, _IO('A', 0x12), NULL)) {
		TH_LOG("HW_FREE");
	}
	ASSERT_EQ(0, input_get(self->control, id, &info));
	EXPECT_EQ(48000, info.rate);
	EXPECT_EQ(256, info.period_frames);
}

/*
 * Attach: limits
 */

/* Refuses the card with these parameters, which the driver itself takes. */
#define CONFIG_REFUSED(error, card, config) do {				\
	int _pcm = pcm_open(card, CAPTURE | 0, O_RDWR | O_NONBLOCK);		\
										\
	ASSERT_LE(0, _pcm);							\
	ASSERT_EQ(0, pcm_configure(_pcm, &(config)));				\
	ATTACH_REFUSED(error, _pcm);						\
	close(_pcm);								\
} while (0)

#define CONFIG_ACCEPTED(card, config) do {					\
	int _id = input_attach_card(self->control, "tried", card, 0, &(config), NULL);	\
										\
	EXPECT_LT(0, _id);							\
	EXPECT_EQ(0, input_detach(self->control, _id));				\
} while (0)

TEST_F(input, attach_outside_the_limits_is_EINVAL)
{
	struct pcm_config floats = { FORMAT_FLOAT_BE, 48000, 2, 256, 4096 };
	struct pcm_config mapped = { FORMAT_S16, 48000, 2, 256, 4096, .mmap = true };
	struct pcm_config nine = { FORMAT_S16, 48000, 9, 256, 4096 };
	struct pcm_config eight = { FORMAT_S32, 48000, 8, 1024, 4096 };
	struct pcm_config bytes = { FORMAT_U8, 48000, 1, 256, 4096 };
	struct pcm_config slow = { FORMAT_S16, 7999, 2, 256, 4096 };
	struct pcm_config fast = { FORMAT_S16, 192000, 2, 1024, 8192 };

	CONFIG_REFUSED(EINVAL, "Loopback", floats);
	CONFIG_REFUSED(EINVAL, "Loopback", mapped);
	CONFIG_REFUSED(EINVAL, "Loopback", nine);
	CONFIG_REFUSED(EINVAL, "Dummy", slow);
	slow.rate = 8000;
	CONFIG_ACCEPTED("Dummy", slow);
	CONFIG_ACCEPTED("Dummy", bytes);
	CONFIG_ACCEPTED("Loopback", eight);
	CONFIG_ACCEPTED("Loopback", fast);
}

TEST_F(input, attach_cycle_is_16_to_1024)
{
	const unsigned int wrong[] = { 1, 15, 1025, UINT_MAX }, right[] = { 16, 1024 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		self->attach.cycle_frames = wrong[i];
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	}
	for (i = 0; i < ARRAY_SIZE(right); i++) {
		struct input_options options = { .cycle = right[i] };
		struct mixcore_input_info info;
		int id = input_attach_card(self->control, "tried", "Dummy", 0, &slave_config,
					   &options);

		ASSERT_LT(0, id);
		ASSERT_EQ(0, input_get(self->control, id, &info));
		EXPECT_EQ(right[i], info.cycle_frames);
		EXPECT_EQ(0, input_detach(self->control, id));
	}
}

TEST_F(input, attach_chooses_the_period_as_cycle)
{
	const unsigned int periods[][2] = { { 64, 64 }, { 512, 512 }, { 1024, 1024 }, { 2048, 1024 } };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(periods); i++) {
		struct pcm_config config = {
			FORMAT_S16, 48000, 2, periods[i][0], 4 * periods[i][0],
		};
		struct mixcore_input_attach attach;
		int fd = pcm_open("Dummy", CAPTURE | 0, O_RDWR | O_NONBLOCK);

		ASSERT_LE(0, fd);
		ASSERT_EQ(0, pcm_configure(fd, &config));
		attach = input_call(fd, "tried");
		ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &attach));
		EXPECT_EQ(periods[i][1], attach.cycle_frames);
		EXPECT_EQ(MIXCORE_DOMAIN_CARD + card_number("Dummy"), attach.domain);
		EXPECT_EQ(0, input_detach(self->control, attach.id));
		close(fd);
	}
}

TEST_F(input, attach_needs_a_buffer_of_a_period_and_a_cycle)
{
	struct pcm_config config = { FORMAT_S16, 48000, 2, 512, 1024 };
	int fd = pcm_open("Dummy", CAPTURE | 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &config));
	self->attach.cycle_frames = 513;
	ATTACH_REFUSED(EINVAL, fd);
	self->attach.cycle_frames = 512;
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	close(fd);
}

TEST_F(input, attach_domain_is_any_of_31_bits)
{
	self->attach.domain = MIXCORE_DOMAIN_MAX + 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	self->attach.domain = MIXCORE_DOMAIN_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	EXPECT_EQ(MIXCORE_DOMAIN_MAX, self->attach.domain);
}

TEST_F(input, attach_flags_are_two)
{
	self->attach.flags = MIXCORE_ATTACH_F_NULL;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	self->attach.flags = 8;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	self->attach.flags = 1U << 31;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	self->attach.flags = MIXCORE_ATTACH_F_REPLACE;
	REFUSED(ENOENT, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	self->attach.flags = MIXCORE_ATTACH_F_NOT_DEFAULT;
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
}

TEST_F(input, attach_name_is_1_to_27_plain_characters)
{
	const char * const wrong[] = {
		"", " ", "a b", "a/b", "a\n", "\303\244", "a\001", "a:b", "name,0", "a'",
		"abcdefghijklmnopqrstuvwxyz12", "abcdefghijklmnopqrstuvwxyz12345",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		memset(self->attach.name, 0, sizeof(self->attach.name));
		strcpy(self->attach.name, wrong[i]);
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	}
	memset(self->attach.name, 'x', sizeof(self->attach.name));
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	memset(self->attach.name, 0, sizeof(self->attach.name));
	strcpy(self->attach.name, "Abc-xyz_0.9bcdefghijklmno27");
	ASSERT_EQ(MIXCORE_NAME_MAX, strlen(self->attach.name));
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
}

TEST_F(input, attach_a_name_that_is_taken)
{
	strcpy(self->attach.name, "null");
	REFUSED(EEXIST, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	memset(self->attach.name, 0, sizeof(self->attach.name));
	strcpy(self->attach.name, "in");
	REFUSED(EBUSY, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	/* Outputs have names of their own. */
	strcpy(self->attach.name, "out");
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
}

TEST_F(input, attach_32_inputs_and_no_more)
{
	struct input_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	struct mixcore_status status = { .size = sizeof(status) };
	char name[MIXCORE_NAME_LEN];
	int number;

	for (number = 2; number <= MIXCORE_INPUTS_MAX; number++) {
		snprintf(name, sizeof(name), "number-%d", number);
		ASSERT_LT(0, input_attach_card(self->control, name, "Dummy", 0, &slave_config,
					       &options));
	}
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(MIXCORE_INPUTS_MAX, status.inputs);
	REFUSED(ENOSPC, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	close(self->recording);
	ASSERT_EQ(0, input_detach(self->control, self->input));
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
}

TEST_F(input, ids_are_not_used_again)
{
	int tries, id, last = self->input;

	for (tries = 0; tries < 3; tries++) {
		id = input_attach_card(self->control, "tried", "Dummy", 0, &slave_config, NULL);
		ASSERT_LT(last, id);
		ASSERT_EQ(0, input_detach(self->control, id));
		last = id;
	}
}

/*
 * Replaced, continued, detached
 */

TEST_F(input, replaced_at_its_own_rate_only)
{
	struct pcm_config other = { FORMAT_S16, 44100, 2, 256, 4096 };
	struct pcm_config shorter = { FORMAT_U8, 48000, 1, 128, 1024 };
	struct mixcore_input_info info;

	memset(self->attach.name, 0, sizeof(self->attach.name));
	strcpy(self->attach.name, "in");
	self->attach.flags = MIXCORE_ATTACH_F_REPLACE;
	ASSERT_EQ(0, pcm_configure(self->microphone, &other));
	ATTACH_REFUSED(EINVAL, self->microphone);
	ASSERT_EQ(0, pcm_configure(self->microphone, &shorter));
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->attach);
	EXPECT_EQ((unsigned int)self->input, self->attach.id);
	ASSERT_EQ(0, input_get(self->control, self->input, &info));
	EXPECT_EQ(1, info.channels);
	EXPECT_EQ(FORMAT_U8, info.format);
	EXPECT_EQ(128, info.period_frames);
	EXPECT_EQ(1, info.recorders);
	EXPECT_TRUE(info.flags & MIXCORE_OUTPUT_F_DEFAULT);
}

TEST_F(input, a_detached_one_is_continued_at_its_own_rate_only)
{
	struct pcm_config other = { FORMAT_S16, 44100, 2, 256, 4096 };
	struct mixcore_input_info info;

	ASSERT_EQ(0, input_detach(self->control, self->input));
	ASSERT_EQ(0, input_get(self->control, self->input, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, info.state);
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ(-1, info.backend_card);
	memset(self->attach.name, 0, sizeof(self->attach.name));
	strcpy(self->attach.name, "in");
	ASSERT_EQ(0, pcm_configure(self->microphone, &other));
	ATTACH_REFUSED(EINVAL, self->microphone);
	ASSERT_EQ(0, pcm_configure(self->microphone, &slave_config));
	EXPECT_EQ(self->input, input_attach(self->control, self->microphone, "in", NULL));
	ASSERT_EQ(0, input_get(self->control, self->input, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info.state);
	EXPECT_EQ(1, info.recorders);
}

TEST_F(input, a_detached_one_goes_with_its_last_recorder)
{
	struct mixcore_status status = { .size = sizeof(status) };
	struct mixcore_input_info info;

	ASSERT_EQ(0, input_detach(self->control, self->input));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(1, status.inputs);
	EXPECT_EQ(MIXCORE_INPUT_NULL, status.default_input);
	self->source.source = self->input;
	REFUSED(ENOENT, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	EXPECT_EQ(-ENOENT, default_input(self->control, MIXCORE_UID_ANY, self->input));
	close(self->recording);
	EXPECT_EQ(-ENOENT, input_get(self->control, self->input, &info));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(0, status.inputs);
}

TEST_F(input, one_without_recorders_goes_at_once)
{
	struct mixcore_input_info info;

	close(self->recording);
	ASSERT_EQ(0, input_detach(self->control, self->input));
	EXPECT_EQ(-ENOENT, input_get(self->control, self->input, &info));
	/* And its PCM is free. */
	EXPECT_LT(0, input_attach_card(self->control, "in", "Dummy", 0, &slave_config, NULL));
}

/*
 * Ids, values
 */

TEST_F(input, ids_of_nothing_are_ENOENT)
{
	const unsigned int wrong[] = { 0, NOBODYS_ID, INT_MAX, 1U << 31, UINT_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct mixcore_input_info info = { sizeof(info), wrong[i] };
		struct mixcore_input_detach detach = { sizeof(detach), wrong[i] };
		struct mixcore_input_set set = { sizeof(set), wrong[i], MIXCORE_SET_IDLE, 1 };
		struct mixcore_default dflt = {
			.size = sizeof(dflt), .uid = MIXCORE_UID_ANY,
			.mask = MIXCORE_DEFAULT_INPUT | MIXCORE_DEFAULT_GAIN, .input = wrong[i],
		};

		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_INPUT_GET, &info);
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_INPUT_DETACH, &detach);
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_INPUT_SET, &set);
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
		self->source.id = wrong[i];
		self->source.source = self->input;
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
		self->source.id = self->recorder;
		self->source.source = wrong[i];
		for (self->source.kind = MIXCORE_SOURCE_INPUT;
		     self->source.kind <= MIXCORE_SOURCE_STREAM; self->source.kind++) {
			REFUSED(ENOENT, self->control, MIXCORE_IOCTL_STREAM_SOURCE,
				&self->source);
		}
		self->source.kind = MIXCORE_SOURCE_INPUT;
		info = (struct mixcore_input_info) { sizeof(info), wrong[i] };
		if (wrong[i])
			REFUSED(ENOENT, self->control, MIXCORE_IOCTL_INPUT_NEXT, &info);
	}
}

TEST_F(input, the_null_input_stays_as_it_is)
{
	struct mixcore_input_detach detach = { sizeof(detach), MIXCORE_INPUT_NULL };
	struct mixcore_input_set set = {
		sizeof(set), MIXCORE_INPUT_NULL, MIXCORE_SET_IDLE, 1,
	};

	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_DETACH, &detach);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_SET, &set);
}

TEST_F(input, settings)
{
	const unsigned int wrong[] = {
		0, MIXCORE_SET_GAIN, MIXCORE_SET_MUTE, MIXCORE_SET_FILL, MIXCORE_SET_LIMITER,
		MIXCORE_SET_SYNC_GROUP, 1U << 31, MIXCORE_SET_IDLE | MIXCORE_SET_GAIN,
	};
	struct mixcore_input_set set = { .size = sizeof(set), .id = self->input };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		set.mask = wrong[i];
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_SET, &set);
	}
	set.mask = MIXCORE_SET_IDLE;
	set.idle_ms = MIXCORE_IDLE_MS_MAX + 1;
	REFUSED(ERANGE, self->control, MIXCORE_IOCTL_INPUT_SET, &set);
	set.idle_ms = MIXCORE_IDLE_MS_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_SET, &set);
	set.idle_ms = 0;
	ACCEPTED(self->control, MIXCORE_IOCTL_INPUT_SET, &set);
}

TEST_F(input, reserved_members)
{
	struct mixcore_input_info info = { sizeof(info), self->input, .reserved = 1 };
	struct mixcore_input_detach detach = { sizeof(detach), self->input, .flags = 1 };
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = MIXCORE_UID_ANY, .mask = MIXCORE_DEFAULT_INPUT,
		.input = MIXCORE_INPUT_NULL, .reserved2 = 1,
	};
	struct mixcore_stream_info stream = {
		.size = sizeof(stream), .id = self->recorder, .reserved = 1,
	};

	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_GET, &info);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_NEXT, &info);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_DETACH, &detach);
	detach.flags = 0;
	detach.reserved = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_DETACH, &detach);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_GET, &stream);
}

/*
 * What plays does not record, and the other way round
 */

TEST_F(input, a_recorder_does_not_play)
{
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = self->recorder, .output = self->output,
	};
	struct mixcore_route_set route = route_call(self->recorder, self->output);
	struct mixcore_stream_set group = {
		.size = sizeof(group), .id = self->recorder, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = self->stream,
	};

	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_MOVE, &move);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_ROUTE_SET, &route);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &group);
	group.id = self->stream;
	group.sync_group = self->recorder;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &group);
}

TEST_F(input, a_stream_that_plays_has_no_source)
{
	self->source.id = self->stream;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.id = self->recorder;
	self->source.kind = MIXCORE_SOURCE_STREAM;
	self->source.source = self->recorder;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.source = self->stream;
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
}

TEST_F(input, kinds_flags_and_exceptions_of_a_source)
{
	const unsigned int kinds[] = { 0, MIXCORE_SOURCE_STREAM + 1, UINT_MAX };
	const unsigned int sources[] = { self->input, self->output, self->stream };
	const unsigned int of[] = { MIXCORE_SOURCE_INPUT, MIXCORE_SOURCE_OUT, MIXCORE_SOURCE_STREAM };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		self->source.kind = kinds[i];
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	}
	for (i = 0; i < ARRAY_SIZE(of); i++) {
		self->source.kind = of[i];
		self->source.source = sources[i];
		self->source.except_count = 1;
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
		self->source.except_count = 0;
		ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	}
	self->source.kind = MIXCORE_SOURCE_MIX;
	self->source.source = self->output;
	self->source.flags = 2;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.flags = 1U << 31;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.flags = 0;
	self->source.except_count = MIXCORE_EXCEPT_MAX + 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.except_count = UINT_MAX;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.except_count = MIXCORE_EXCEPT_MAX;
	for (i = 0; i < MIXCORE_EXCEPT_MAX; i++)
		self->source.except[i] = i ? NOBODYS_ID - i : (unsigned int)self->stream;
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
}

TEST_F(input, a_source_has_the_recorder_s_rate)
{
	struct pcm_config slow = { FORMAT_S16, 44100, 2, 256, 4096 };
	struct input_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	struct attach_options null = { .rate = 44100 };
	int id = input_attach_card(self->control, "slow", "Dummy", 0, &slow, &options);
	int cable;

	ASSERT_LT(0, id);
	cable = attach_null(self->control, "slow", &null);
	ASSERT_LT(0, cable);
	self->source.source = id;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.kind = MIXCORE_SOURCE_MIX;
	self->source.source = cable;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.kind = MIXCORE_SOURCE_OUT;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
}

TEST_F(input, a_source_with_cycles_longer_than_the_buffer_is_ENOSPC)
{
	struct pcm_config shortest = { FORMAT_S16, 48000, 2, 256, 512 };
	struct input_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	struct pcm_config longer = { FORMAT_S16, 48000, 2, 512, 4096 };
	int id = input_attach_card(self->control, "long", "Dummy", 0, &longer, &options);

	ASSERT_LT(0, id);
	ASSERT_EQ(0, pcm_configure(self->recording, &shortest));
	self->source.source = id;
	REFUSED(ENOSPC, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	self->source.source = MIXCORE_INPUT_NULL;
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
}

/*
 * Who may
 */

TEST_F(input, a_recorder_of_another_uid_is_not_touched)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = self->recorder, .mask = MIXCORE_SET_MUTE, .mute = 1,
	};
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_LE(0, alice);
	self->source.source = MIXCORE_INPUT_NULL;
	REFUSED(EPERM, alice, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_STREAM_SET, &set);
	ASSERT_EQ(0, become(0));
	/* The opener's rights count, not the caller's. */
	REFUSED(EPERM, alice, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_STREAM_SET, &set);
}

TEST_F(input, everybody_may_read)
{
	struct mixcore_input_info info = { .size = sizeof(info) };
	struct mixcore_stream_info stream;
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDONLY);
	ASSERT_LE(0, alice);
	ACCEPTED(alice, MIXCORE_IOCTL_INPUT_NEXT, &info);
	EXPECT_EQ(MIXCORE_INPUT_NULL, info.id);
	ASSERT_EQ(0, input_get(alice, self->input, &info));
	EXPECT_EQ(0, info.last_change.pid);
	ASSERT_EQ(0, stream_get(alice, self->recorder, &stream));
	EXPECT_EQ(MIXCORE_STREAM_F_HIDDEN, stream.flags & MIXCORE_STREAM_F_HIDDEN);
	EXPECT_EQ(0, stream.pid);
	ASSERT_EQ(0, become(0));
}

TEST_F(input, all_streams_only_by_the_control_node)
{
	struct mixcore_stream_info info;

	self->source.kind = MIXCORE_SOURCE_MIX;
	self->source.source = self->output;
	self->source.flags = MIXCORE_SOURCE_F_ALL;
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	ASSERT_EQ(0, stream_get(self->control, self->recorder, &info));
	EXPECT_TRUE(info.flags & MIXCORE_STREAM_F_ALL);
}

/*
 * Outputs without a PCM
 */

static struct mixcore_output_attach null_output(const char *name, unsigned int rate,
						unsigned int channels)
{
	struct mixcore_output_attach attach = attach_call(-1, name);

	attach.flags = MIXCORE_ATTACH_F_NULL;
	attach.rate = rate;
	attach.channels = channels;
	return attach;
}

TEST_F(input, null_outputs_have_limits)
{
	const unsigned int wrong[][2] = {
		{ 0, 2 }, { 7999, 2 }, { 192001, 2 }, { 48000, 0 }, { 48000, 9 },
		{ UINT_MAX, 1 }, { 48000, UINT_MAX },
	};
	const unsigned int right[][2] = { { 8000, 1 }, { 192000, 8 }, { 48000, 2 } };
	struct mixcore_output_attach attach;
	struct mixcore_status status = { .size = sizeof(status) };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		attach = null_output("cable", wrong[i][0], wrong[i][1]);
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	}
	for (i = 0; i < ARRAY_SIZE(right); i++) {
		attach = null_output("cable", right[i][0], right[i][1]);
		ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
		ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
		EXPECT_EQ((unsigned int)self->output, status.default_output);
		EXPECT_EQ(2, status.outputs);
		ASSERT_EQ(0, detach(self->control, attach.id));
	}
}

TEST_F(input, null_outputs_are_made_alone)
{
	struct mixcore_output_attach attach = null_output("cable", 48000, 2);

	attach.fd = 0;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	attach.fd = -1;
	attach.flags |= MIXCORE_ATTACH_F_REPLACE;
	EXPECT_GT(0, call(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach));
	attach = null_output("null", 48000, 2);
	REFUSED(EEXIST, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	attach = null_output("out", 48000, 2);
	REFUSED(EBUSY, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	attach = null_output("a cable", 48000, 2);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	attach = null_output("cable", 48000, 2);
	attach.cycle_frames = 15;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	attach.cycle_frames = 1025;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	attach.cycle_frames = 1024;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	EXPECT_EQ(1024, attach.cycle_frames);
	attach = null_output("cable", 48000, 2);
	REFUSED(EBUSY, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
}

TEST_F(input, null_outputs_count_as_outputs)
{
	struct mixcore_output_attach attach;
	char name[MIXCORE_NAME_LEN];
	int number;

	for (number = 2; number <= MIXCORE_OUTPUTS_MAX; number++) {
		snprintf(name, sizeof(name), "number-%d", number);
		attach = null_output(name, 48000, 2);
		ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach));
	}
	attach = null_output("one-more", 48000, 2);
	REFUSED(ENOSPC, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
}

TEST_HARNESS_MAIN
