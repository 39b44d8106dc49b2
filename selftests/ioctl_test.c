// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Wrong use of every call: the errno the interface documents, and nothing changed.
 *
 * Needs: snd-mixcore, snd-aloop, snd-hda-intel, snd-dummy with two cards (Dummy: 40 substreams), the
 * nodes with the modes that a distribution gives them. Built for 64 and for 32 bits.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sound/mixcore.h>

#include "common.h"
#include "kselftest_harness.h"
#include "refused.h"

#define DUMMY_DRIVER	"/sys/bus/platform/drivers/snd_dummy/"
#define NOBODYS_ID	0x7ffffff0

static const struct pcm_config slave_config = { FORMAT_S16, 48000, 2, 256, 4096 };
static const struct pcm_config client_config = { FORMAT_S16, 48000, 2, 480, 4800 };
FIXTURE(ioctl) {
	int control, node, slave, pcm;
	int microphone, recording;	/* to be attached; a recorder */
	int output, stream, input, recorder;
	struct mixcore_output_set output_set;
	struct mixcore_output_eq output_eq;
	struct mixcore_stream_set stream_set;
	struct mixcore_stream_move stream_move;
	struct mixcore_route_set route_set;
	struct mixcore_route_remove route_remove;
	struct mixcore_default default_set;
	struct mixcore_output_attach attach;
	struct mixcore_output_detach detach;
	struct mixcore_input_set input_set;
	struct mixcore_input_attach input_attach;
	struct mixcore_input_detach input_detach;
	struct mixcore_stream_source source;
	struct mixcore_route_set loopback_set;
	struct mixcore_route_remove loopback_remove;
};

/*
 * An idle output "out" on Dummy with a stream, an idle input "in" with a recorder, valid calls, and a
 * second PCM of each direction ready to be attached.
 */
FIXTURE_SETUP(ioctl)
{
	struct attach_options options = { .cycle = 128 };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Dummy", 0, &slave_config, &options);
	ASSERT_LT(0, self->output);
	self->input = input_attach_card(self->control, "in", "Dummy", 0, &slave_config, NULL);
	ASSERT_LT(0, self->input);
	self->recording = pcm_open("Mixcore", CAPTURE | 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->recording);
	ASSERT_EQ(0, pcm_configure(self->recording, &client_config));
	self->recorder = stream_newest(self->control);
	ASSERT_LT(0, self->recorder);
	self->pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->pcm);
	ASSERT_EQ(0, pcm_configure(self->pcm, &client_config));
	self->stream = stream_newest(self->control);
	ASSERT_LT(0, self->stream);
	self->slave = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->slave);
	ASSERT_EQ(0, pcm_configure(self->slave, &slave_config));
	self->microphone = pcm_open("Dummy", CAPTURE | 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->microphone);
	ASSERT_EQ(0, pcm_configure(self->microphone, &slave_config));

	self->output_eq = (struct mixcore_output_eq) {
		.size = sizeof(self->output_eq), .id = self->output,
	};
	self->output_set = (struct mixcore_output_set) {
		.size = sizeof(self->output_set),
		.id = self->output,
		.mask = MIXCORE_SET_GAIN,
		.gain = { 1, 2 },
	};
	self->stream_set = (struct mixcore_stream_set) {
		.size = sizeof(self->stream_set),
		.id = self->stream,
		.mask = MIXCORE_SET_GAIN,
		.gain = { 3, 4 },
	};
	self->stream_move = (struct mixcore_stream_move) {
		.size = sizeof(self->stream_move),
		.id = self->stream,
		.output = MIXCORE_OUTPUT_NULL,
	};
	self->route_set = (struct mixcore_route_set) {
		.size = sizeof(self->route_set),
		.stream = self->stream,
		.output = MIXCORE_OUTPUT_NULL,
		.mask = MIXCORE_SET_GAIN,
		.gain = 6,
	};
	self->route_remove = (struct mixcore_route_remove) {
		.size = sizeof(self->route_remove),
		.stream = self->stream,
		.output = MIXCORE_OUTPUT_NULL,
	};
	self->default_set = (struct mixcore_default) {
		.size = sizeof(self->default_set),
		.mask = MIXCORE_DEFAULT_GAIN,
		.uid = MIXCORE_UID_ANY,
		.gain = 5,
	};
	self->input_set = (struct mixcore_input_set) {
		.size = sizeof(self->input_set),
		.id = self->input,
		.mask = MIXCORE_SET_IDLE,
		.idle_ms = 777,
	};
	self->source = (struct mixcore_stream_source) {
		.size = sizeof(self->source),
		.id = self->recorder,
		.kind = MIXCORE_SOURCE_INPUT,
		.source = MIXCORE_INPUT_NULL,
	};
	self->loopback_set = (struct mixcore_route_set) {
		.size = sizeof(self->loopback_set),
		.stream = self->input,
		.output = self->output,
		.mask = MIXCORE_SET_GAIN,
		.gain = 8,
	};
	self->loopback_remove = (struct mixcore_route_remove) {
		.size = sizeof(self->loopback_remove),
		.stream = self->input,
		.output = self->output,
	};
	self->input_attach = input_call(self->microphone, "another");
	self->input_detach = (struct mixcore_input_detach) {
		.size = sizeof(self->input_detach),
		.id = self->input,
	};
	self->attach = attach_call(self->slave, "second");
	self->detach = (struct mixcore_output_detach) {
		.size = sizeof(self->detach),
		.id = self->output,
	};
}

FIXTURE_TEARDOWN(ioctl)
{
	close(self->pcm);
	close(self->recording);
	close(self->slave);
	close(self->microphone);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->node);
	close(self->control);
}

/*
 * Sizes and memory
 */

struct sized_call {
	const char *name;
	unsigned long cmd;
	unsigned int size, first_size;	/* now, and as first published */
	const void *argument;
};

#define SIZED_CALLS	37

static const struct mixcore_version version_argument = { sizeof(version_argument), MIXCORE_ABI };
static const struct mixcore_status status_argument = { sizeof(status_argument) };
static const struct mixcore_quota quota_get_argument = { sizeof(quota_get_argument) };
static const struct mixcore_quota quota_set_argument = {
	sizeof(quota_set_argument), 17, 1 << 24, 1 << 25
};
static const struct mixcore_default default_get_argument = {
	.size = sizeof(default_get_argument), .uid = MIXCORE_UID_ANY
};
static const struct mixcore_output_info output_get_argument = {
	.size = sizeof(output_get_argument), .id = MIXCORE_OUTPUT_NULL
};
static const struct mixcore_output_info output_next_argument = {
	.size = sizeof(output_next_argument)
};
static const struct mixcore_input_info input_get_argument = {
	.size = sizeof(input_get_argument), .id = MIXCORE_INPUT_NULL
};
static const struct mixcore_input_info input_next_argument = {
	.size = sizeof(input_next_argument)
};
static const struct mixcore_stream_info stream_next_argument = {
	.size = sizeof(stream_next_argument)
};
static struct mixcore_stream_info stream_get_argument = {
	.size = sizeof(stream_get_argument)
};
static const struct mixcore_route_info route_next_argument = {
	.size = sizeof(route_next_argument)
};
static struct mixcore_route_info route_get_argument = {
	.size = sizeof(route_get_argument)
};

static struct mixcore_route_info loopback_get_argument = {
	.size = sizeof(loopback_get_argument)
};

static struct mixcore_change history_changes[MIXCORE_HISTORY_MAX];
static struct mixcore_history history_argument = {
	.size = sizeof(history_argument), .object = MIXCORE_OBJECT_STREAM,
	.count = MIXCORE_HISTORY_MAX,
};

static struct mixcore_xrun xruns_reports[1];
static struct mixcore_xruns xruns_argument = { .size = sizeof(xruns_argument), .count = 1 };
static struct mixcore_flight_event flight_events[1];
static struct mixcore_flight flight_argument = {
	.size = sizeof(flight_argument), .object = MIXCORE_OBJECT_INPUT, .id = MIXCORE_INPUT_NULL,
	.count = 1,
};

static const struct mixcore_timer_create timer_create_argument = {
	.size = sizeof(timer_create_argument), .resolution_ns = 1000000,
};
static struct mixcore_timer_info timer_get_argument = { .size = sizeof(timer_get_argument) };
static const struct mixcore_timer_info timer_next_argument = {
	.size = sizeof(timer_next_argument)
};
static const struct mixcore_endpoint_create endpoint_create_argument = {
	.size = sizeof(endpoint_create_argument), .rate = 48000, .channels = 2,
	.format = FORMAT_S16, .ring_frames = 1024, .name = "endpoint",
};

static struct mixcore_transaction_call transaction_calls = { MIXCORE_IOCTL_STREAM_SET };
static struct mixcore_transaction transaction_argument = {
	.size = sizeof(transaction_argument), .count = 1,
};

/* Every call with an argument that is accepted, one after the other. */
static void sized_calls(const FIXTURE_DATA(ioctl) *self, struct sized_call calls[SIZED_CALLS])
{
#define SIZED(NAME, TYPE, argument) {						\
	#NAME, MIXCORE_IOCTL_##NAME, sizeof(argument), MIXCORE_##TYPE##_SIZE_VER0,	\
	&(argument)								\
}
	const struct sized_call all[SIZED_CALLS] = {
		SIZED(VERSION, VERSION, version_argument),
		SIZED(STATUS, STATUS, status_argument),
		SIZED(QUOTA_GET, QUOTA, quota_get_argument),
		SIZED(QUOTA_SET, QUOTA, quota_set_argument),
		SIZED(DEFAULT_GET, DEFAULT, default_get_argument),
		SIZED(DEFAULT_SET, DEFAULT, self->default_set),
		SIZED(DEFAULT_NEXT, DEFAULT, default_get_argument),
		SIZED(OUTPUT_GET, OUTPUT_INFO, output_get_argument),
		SIZED(OUTPUT_NEXT, OUTPUT_INFO, output_next_argument),
		SIZED(OUTPUT_SET, OUTPUT_SET, self->output_set),
		SIZED(OUTPUT_EQ, OUTPUT_EQ, self->output_eq),
		SIZED(STREAM_GET, STREAM_INFO, stream_get_argument),
		SIZED(STREAM_NEXT, STREAM_INFO, stream_next_argument),
		SIZED(STREAM_SET, STREAM_SET, self->stream_set),
		SIZED(ROUTE_SET, ROUTE_SET, self->route_set),
		SIZED(ROUTE_GET, ROUTE_INFO, route_get_argument),
		SIZED(ROUTE_NEXT, ROUTE_INFO, route_next_argument),
		SIZED(ROUTE_REMOVE, ROUTE_REMOVE, self->route_remove),
		SIZED(TRANSACTION, TRANSACTION, transaction_argument),
		SIZED(HISTORY, HISTORY, history_argument),
		SIZED(XRUNS, XRUNS, xruns_argument),
		SIZED(FLIGHT, FLIGHT, flight_argument),
		SIZED(STREAM_MOVE, STREAM_MOVE, self->stream_move),
		SIZED(LOOPBACK_SET, ROUTE_SET, self->loopback_set),
		SIZED(LOOPBACK_GET, ROUTE_INFO, loopback_get_argument),
		SIZED(LOOPBACK_NEXT, ROUTE_INFO, route_next_argument),
		SIZED(LOOPBACK_REMOVE, ROUTE_REMOVE, self->loopback_remove),
		SIZED(INPUT_GET, INPUT_INFO, input_get_argument),
		SIZED(INPUT_NEXT, INPUT_INFO, input_next_argument),
		SIZED(INPUT_SET, INPUT_SET, self->input_set),
		SIZED(STREAM_SOURCE, STREAM_SOURCE, self->source),
		SIZED(TIMER_CREATE, TIMER_CREATE, timer_create_argument),
		SIZED(TIMER_GET, TIMER_INFO, timer_get_argument),
		SIZED(TIMER_NEXT, TIMER_INFO, timer_next_argument),
		SIZED(ENDPOINT_CREATE, ENDPOINT_CREATE, endpoint_create_argument),
		SIZED(INPUT_ATTACH, INPUT_ATTACH, self->input_attach),
		SIZED(OUTPUT_ATTACH, OUTPUT_ATTACH, self->attach),
	};

	struct mixcore_timer_create timer = timer_create_argument;

	/* One that is there, as long as this process. */
	call(self->control, MIXCORE_IOCTL_TIMER_CREATE, &timer);
	timer_get_argument.id = timer.id;
	/* One to come next. */
	call(self->control, MIXCORE_IOCTL_DEFAULT_SET, &(struct mixcore_default) {
		.size = sizeof(struct mixcore_default), .uid = ALICE,
		.mask = MIXCORE_DEFAULT_MUTE });
	transaction_calls.argument = (uintptr_t)&self->stream_set;
	transaction_argument.calls = (uintptr_t)&transaction_calls;
	history_argument.changes = (uintptr_t)history_changes;
	xruns_argument.xruns = (uintptr_t)xruns_reports;
	flight_argument.events = (uintptr_t)flight_events;
	history_argument.id = self->stream;
	stream_get_argument.id = self->stream;
	route_get_argument.stream = self->stream;
	route_get_argument.output = self->output;
	loopback_get_argument.stream = self->input;
	loopback_get_argument.output = self->output;
	memcpy(calls, all, sizeof(all));
}

struct big_argument {
	union {
		unsigned int size;
		unsigned char bytes[MIXCORE_STRUCT_SIZE_MAX + 64];
	};
};

static struct big_argument big_argument(const struct sized_call *one, unsigned int size)
{
	struct big_argument big = {};

	memcpy(&big, one->argument, one->size);
	big.size = size;
	return big;
}

#define FOR_EACH_CALL(one)							\
	struct sized_call _calls[SIZED_CALLS], *one;				\
	sized_calls(self, _calls);						\
	for (one = _calls; one < _calls + SIZED_CALLS; one++)

TEST_F(ioctl, size_too_short_is_EINVAL)
{
	FOR_EACH_CALL(one) {
		struct big_argument big = big_argument(one, 0);

		REFUSED_FOR(one->name, EINVAL, self->control, one->cmd, &big);
		big.size = 3;
		REFUSED_FOR(one->name, EINVAL, self->control, one->cmd, &big);
		big.size = one->first_size - 1;
		REFUSED_FOR(one->name, EINVAL, self->control, one->cmd, &big);
	}
}

TEST_F(ioctl, size_as_first_published_is_accepted)
{
	FOR_EACH_CALL(one) {
		struct big_argument big = big_argument(one, one->first_size);

		ACCEPTED(self->control, one->cmd, &big) {
			TH_LOG("%s", one->name);
		}
	}
}

TEST_F(ioctl, size_with_unknown_bytes_set_is_E2BIG)
{
	FOR_EACH_CALL(one) {
		struct big_argument big = big_argument(one, one->size + 8);

		big.bytes[one->size + 7] = 1;
		REFUSED_FOR(one->name, E2BIG, self->control, one->cmd, &big);
		big.bytes[one->size + 7] = 0;
		big.bytes[one->size] = 0x80;
		REFUSED_FOR(one->name, E2BIG, self->control, one->cmd, &big);
		big.size = MIXCORE_STRUCT_SIZE_MAX;
		REFUSED_FOR(one->name, E2BIG, self->control, one->cmd, &big);
	}
}

TEST_F(ioctl, size_above_the_limit_is_E2BIG)
{
	FOR_EACH_CALL(one) {
		struct big_argument big = big_argument(one, MIXCORE_STRUCT_SIZE_MAX + 1);

		REFUSED_FOR(one->name, E2BIG, self->control, one->cmd, &big);
		big.size = UINT_MAX;
		REFUSED_FOR(one->name, E2BIG, self->control, one->cmd, &big);
	}
}

/* Twice the same call is made by all but attach, which gives the PCM away, and by what removes. */
TEST_F(ioctl, size_with_unknown_bytes_zero_is_accepted)
{
	FOR_EACH_CALL(one) {
		struct big_argument big = big_argument(one, one->size + 8);

		ACCEPTED(self->control, one->cmd, &big) {
			TH_LOG("%s", one->name);
		}
		EXPECT_EQ(one->size + 8, big.size);
		if (one->cmd == MIXCORE_IOCTL_OUTPUT_ATTACH ||
		    one->cmd == MIXCORE_IOCTL_INPUT_ATTACH ||
		    one->cmd == MIXCORE_IOCTL_LOOPBACK_REMOVE ||
		    one->cmd == MIXCORE_IOCTL_ROUTE_REMOVE)
			continue;
		big = big_argument(one, MIXCORE_STRUCT_SIZE_MAX);
		ACCEPTED(self->control, one->cmd, &big);
	}
}

TEST_F(ioctl, no_more_than_size_bytes_are_written)
{
	FOR_EACH_CALL(one) {
		struct big_argument big = big_argument(one, one->size);
		unsigned int i;

		memset(big.bytes + one->size, 0x5a, 64);
		ACCEPTED(self->control, one->cmd, &big) {
			TH_LOG("%s", one->name);
		}
		EXPECT_EQ(one->size, big.size);
		for (i = 0; i < 64; i++)
			ASSERT_EQ(0x5a, big.bytes[one->size + i]);
	}
}

/* The last page before memory that is not there. */
static unsigned char *last_page(void)
{
	unsigned char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return NULL;
	munmap(pages + 4096, 4096);
	return pages;
}

TEST_F(ioctl, argument_that_is_no_memory_is_EFAULT)
{
	unsigned char *page = last_page();

	ASSERT_NE(NULL, page);
	FOR_EACH_CALL(one) {
		REFUSED_FOR(one->name, EFAULT, self->control, one->cmd, NULL);
		REFUSED_FOR(one->name, EFAULT, self->control, one->cmd, (void *)-4096L);
		memcpy(page + 4096 - one->size + 4, one->argument, one->size - 4);
		REFUSED_FOR(one->name, EFAULT, self->control, one->cmd, page + 4096 - one->size + 4);
	}
}

TEST_F(ioctl, argument_that_is_read_only_is_EFAULT_and_changes_nothing)
{
	unsigned char *page = last_page();

	ASSERT_NE(NULL, page);
	FOR_EACH_CALL(one) {
		/* There is no loopback to be told of: it would be ENOENT. */
		if (one->cmd == MIXCORE_IOCTL_LOOPBACK_GET ||
		    one->cmd == MIXCORE_IOCTL_LOOPBACK_NEXT)
			continue;
		mprotect(page, 4096, PROT_READ | PROT_WRITE);
		memcpy(page, one->argument, one->size);
		mprotect(page, 4096, PROT_READ);
		REFUSED_FOR(one->name, EFAULT, self->control, one->cmd, page);
	}
}

/*
 * Handshake, numbers, reserved members
 */

TEST_F(ioctl, version_of_another_major_is_EPROTO_and_answered)
{
	struct mixcore_version version = { .size = sizeof(version) };
	const unsigned int wrong[] = { 0, 0x00020000, 0x0000ffff, 0xffff0000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		version.abi = wrong[i];
		REFUSED(EPROTO, self->node, MIXCORE_IOCTL_VERSION, &version);
		EXPECT_EQ(MIXCORE_ABI, version.abi);
		EXPECT_NE(0, version.streams);
	}
}

TEST_F(ioctl, version_of_another_minor_is_accepted)
{
	struct mixcore_version version = { .size = sizeof(version), .abi = MIXCORE_ABI + 0x1234 };

	ACCEPTED(self->node, MIXCORE_IOCTL_VERSION, &version);
	EXPECT_EQ(MIXCORE_ABI, version.abi);
}

TEST_F(ioctl, unknown_numbers_are_ENOTTY)
{
	struct big_argument big = { .size = sizeof(struct mixcore_status) };
	unsigned int number;

	for (number = 0; number < 0x100; number++) {
		switch (_IO(MIXCORE_IOCTL_MAGIC, number)) {
		case MIXCORE_IOCTL_VERSION ... MIXCORE_IOCTL_QUOTA_SET:
		case MIXCORE_IOCTL_OUTPUT_ATTACH ... MIXCORE_IOCTL_OUTPUT_EQ:
		case MIXCORE_IOCTL_DEFAULT_GET ... MIXCORE_IOCTL_DEFAULT_NEXT:
		case MIXCORE_IOCTL_STREAM_GET ... MIXCORE_IOCTL_STREAM_SOURCE:
		case MIXCORE_IOCTL_ROUTE_SET ... MIXCORE_IOCTL_LOOPBACK_NEXT:
		case MIXCORE_IOCTL_TRANSACTION ... MIXCORE_IOCTL_FLIGHT:
		case MIXCORE_IOCTL_INPUT_ATTACH ... MIXCORE_IOCTL_INPUT_SET:
		case MIXCORE_IOCTL_TIMER_CREATE ... MIXCORE_IOCTL_TIMER_NEXT:
		case MIXCORE_IOCTL_ENDPOINT_CREATE ... MIXCORE_IOCTL_ENDPOINT_ADOPT:
			continue;
		}
		EXPECT_EQ(-ENOTTY, call(self->control, _IO(MIXCORE_IOCTL_MAGIC, number), &big));
	}
	REFUSED(ENOTTY, self->control, _IO('U', 0x01), &big);
	REFUSED(ENOTTY, self->control, _IO(0, 0x01), &big);
	REFUSED(ENOTTY, self->control, _IOWR(MIXCORE_IOCTL_MAGIC, 0x01, struct mixcore_status),
		&big);
	REFUSED(ENOTTY, self->control, ~0U, &big);
}

TEST_F(ioctl, reserved_members_and_unknown_flags_are_EINVAL)
{
	struct mixcore_default get = { .size = sizeof(get), .uid = MIXCORE_UID_ANY };
	struct mixcore_status status = { .size = sizeof(status), .reserved = 1 };
	struct mixcore_output_info output = { .size = sizeof(output), .reserved = 1 };

	self->attach.flags = MIXCORE_ATTACH_F_NOT_DEFAULT | 8;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.flags = 1U << 31;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.flags = 0;
	self->attach.rate = 48000;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.rate = 0;
	self->attach.channels = 2;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->detach.flags = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
	self->detach.flags = 0;
	self->detach.reserved = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
	self->default_set.reserved = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	get.reserved = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_GET, &get);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STATUS, &status);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_NEXT, &output);
	output = (struct mixcore_output_info) { sizeof(output), self->output, .reserved = 1 };
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_GET, &output);
}

TEST_F(ioctl, default_is_for_device_0)
{
	struct mixcore_default get = { .size = sizeof(get), .uid = MIXCORE_UID_ANY };

	get.device = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_GET, &get);
	get.device = 0;
	get.mask = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_GET, &get);
	self->default_set.device = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

TEST_F(ioctl, masks_name_something_known)
{
	const unsigned int wrong[] = { 0, 1U << 6, 1U << 31, MIXCORE_SET_GAIN | 1U << 6 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		self->output_set.mask = wrong[i];
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
		self->stream_set.mask = wrong[i];
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
		self->default_set.mask = wrong[i];
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	}
	self->stream_set.mask = MIXCORE_SET_IDLE;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->stream_set.mask = MIXCORE_SET_LIMITER;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->stream_set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_FILL;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->default_set.mask = 1U << 3;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

/*
 * Ids
 */

TEST_F(ioctl, ids_of_nothing_are_ENOENT)
{
	const unsigned int wrong[] = { 0, NOBODYS_ID, INT_MAX, 1U << 31, UINT_MAX };
	struct mixcore_output_info output;
	struct mixcore_stream_info stream;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		output = (struct mixcore_output_info) { sizeof(output), wrong[i] };
		stream = (struct mixcore_stream_info) { sizeof(stream), wrong[i] };
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_OUTPUT_GET, &output);
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_STREAM_GET, &stream);
		self->output_set.id = wrong[i];
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
		self->stream_set.id = wrong[i];
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
		self->detach.id = wrong[i];
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
		self->default_set.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN;
		self->default_set.output = wrong[i];
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
		if (!wrong[i])
			continue;
		output = (struct mixcore_output_info) { sizeof(output), wrong[i] };
		stream = (struct mixcore_stream_info) { sizeof(stream), wrong[i] };
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_OUTPUT_NEXT, &output);
		REFUSED(ENOENT, self->control, MIXCORE_IOCTL_STREAM_NEXT, &stream);
	}
}

TEST_F(ioctl, null_output_stays_as_it_is)
{
	self->output_set.id = MIXCORE_OUTPUT_NULL;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.mask = MIXCORE_SET_MUTE;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->detach.id = MIXCORE_OUTPUT_NULL;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
}

TEST_F(ioctl, ids_are_not_used_again)
{
	struct pcm_config config = slave_config;
	int id = 0, last = self->output;
	int pcm, tries;

	for (tries = 0; tries < 3; tries++) {
		id = attach(self->control, self->slave, "second", NULL);
		ASSERT_LT(last, id);
		ASSERT_EQ(0, detach(self->control, id));
		last = id;
		close(self->slave);
		self->slave = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);
		ASSERT_LE(0, self->slave);
		ASSERT_EQ(0, pcm_configure(self->slave, &config));
	}
	last = self->stream;
	for (tries = 0; tries < 3; tries++) {
		pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
		ASSERT_LE(0, pcm);
		id = stream_newest(self->control);
		EXPECT_LT(last, id);
		last = id;
		close(pcm);
	}
}

/*
 * Values
 */

TEST_F(ioctl, gains_end_at_12_dB)
{
	unsigned int ch;

	for (ch = 0; ch < MIXCORE_CHANNELS_MAX; ch++) {
		self->output_set.gain[ch] = MIXCORE_GAIN_MAX + 1;
		REFUSED(ERANGE, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
		self->output_set.gain[ch] = MIXCORE_GAIN_MAX;
		self->stream_set.gain[ch] = UINT_MAX;
		REFUSED(ERANGE, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
		self->stream_set.gain[ch] = MIXCORE_GAIN_MAX + 1;
		REFUSED(ERANGE, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
		self->stream_set.gain[ch] = MIXCORE_GAIN_MAX;
	}
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->default_set.gain = MIXCORE_GAIN_MAX + 1;
	REFUSED(ERANGE, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	self->default_set.gain = MIXCORE_GAIN_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

TEST_F(ioctl, mute_is_0_or_1)
{
	self->output_set.mask = MIXCORE_SET_MUTE;
	self->output_set.mute = 2;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->stream_set.mask = MIXCORE_SET_MUTE;
	self->stream_set.mute = UINT_MAX;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->default_set.mask = MIXCORE_DEFAULT_MUTE;
	self->default_set.mute = 2;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

TEST_F(ioctl, idle_time_ends_at_an_hour)
{
	self->output_set.mask = MIXCORE_SET_IDLE;
	self->output_set.idle_ms = MIXCORE_IDLE_MS_MAX + 1;
	REFUSED(ERANGE, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.idle_ms = MIXCORE_IDLE_MS_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.idle_ms = 0;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
}

TEST_F(ioctl, fill_is_from_cycle_to_buffer)
{
	self->output_set.mask = MIXCORE_SET_FILL;
	self->output_set.fill_frames = 127;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.fill_frames = slave_config.buffer + 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.fill_frames = 128;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.fill_frames = slave_config.buffer;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
}

TEST_F(ioctl, a_call_is_done_whole_or_not_at_all)
{
	self->output_set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE |
				MIXCORE_SET_FILL;
	self->output_set.mute = 1;
	self->output_set.idle_ms = 1;
	self->output_set.fill_frames = 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->output_set.fill_frames = 256;
	self->output_set.idle_ms = MIXCORE_IDLE_MS_MAX + 1;
	REFUSED(ERANGE, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->stream_set.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE;
	self->stream_set.mute = 2;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->default_set.mask = MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_OUTPUT;
	self->default_set.gain = MIXCORE_GAIN_MAX + 1;
	self->default_set.output = MIXCORE_OUTPUT_NULL;
	REFUSED(ERANGE, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

TEST_F(ioctl, what_the_mask_does_not_name_is_not_looked_at)
{
	self->output_set.mask = MIXCORE_SET_GAIN;
	self->output_set.mute = 7;
	self->output_set.idle_ms = UINT_MAX;
	self->output_set.fill_frames = UINT_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	self->stream_set.mask = MIXCORE_SET_MUTE;
	self->stream_set.mute = 1;
	self->stream_set.gain[0] = UINT_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	self->default_set.mask = MIXCORE_DEFAULT_MUTE;
	self->default_set.gain = UINT_MAX;
	self->default_set.output = NOBODYS_ID;
	ACCEPTED(self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

TEST_F(ioctl, quota_is_of_1_to_256_streams)
{
	struct mixcore_quota quota = { sizeof(quota), 0, 1 << 20, 1 << 20 };

	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
	quota.uid_streams = MIXCORE_STREAMS_MAX + 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
	quota.uid_streams = 1;
	ACCEPTED(self->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
	quota.uid_streams = MIXCORE_STREAMS_MAX;
	ACCEPTED(self->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

/*
 * Causes
 */

static const struct {
	const char *what;
	char text[MIXCORE_CAUSE_TEXT_LEN + 1];
} wrong_texts[] = {
	{ "control character", "a\001b" },
	{ "line feed", "line\n" },
	{ "escape", "\033[1m" },
	{ "delete", "\177" },
	{ "C1 control character", "a\302\205" },
	{ "lone continuation", "\200" },
	{ "lead byte without continuation", "a\303" },
	{ "lead byte before ASCII", "\303a" },
	{ "overlong two bytes", "\300\200" },
	{ "overlong slash", "\301\257" },
	{ "overlong three bytes", "\340\200\257" },
	{ "overlong four bytes", "\360\200\200\257" },
	{ "surrogate", "\355\240\200" },
	{ "above U+10FFFF", "\364\220\200\200" },
	{ "five bytes", "\370\210\200\200\200" },
	{ "0xff", "\377" },
	{ "bytes after the NUL", "abc\0d" },
	{ "sequence cut by the end of the field",
	  "123456789012345678901234567890123456789012345678901234567890123\303" },
};

static const char * const right_texts[] = {
	"", " ", "~", "\303\244\302\240", "\342\202\254", "\360\237\224\212", "\355\237\277",
	"\364\217\277\275",
	"1234567890123456789012345678901234567890123456789012345678901234",
	"1234567890123456789012345678901234567890123456789012345678901\342\202\254",
};

TEST_F(ioctl, cause_that_is_not_printable_UTF8_is_EINVAL)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong_texts); i++) {
		memcpy(self->stream_set.cause.text, wrong_texts[i].text, MIXCORE_CAUSE_TEXT_LEN);
		REFUSED_FOR(wrong_texts[i].what, EINVAL, self->control, MIXCORE_IOCTL_STREAM_SET,
			    &self->stream_set);
	}
	memcpy(self->output_set.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	memcpy(self->default_set.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	memcpy(self->attach.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	memcpy(self->detach.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
	memcpy(self->input_set.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_SET, &self->input_set);
	memcpy(self->input_attach.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->input_attach);
	memcpy(self->input_detach.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_INPUT_DETACH, &self->input_detach);
	memcpy(self->source.cause.text, "\n", 1);
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
}

TEST_F(ioctl, cause_is_kept_with_the_object)
{
	struct mixcore_stream_info info;
	char text[MIXCORE_CAUSE_TEXT_LEN];
	unsigned long long generation = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(right_texts); i++) {
		memset(text, 0, sizeof(text));
		memcpy(text, right_texts[i], strlen(right_texts[i]));
		memcpy(self->stream_set.cause.text, text, sizeof(text));
		self->stream_set.cause.cookie = i + 0x8000000000000000ULL;
		ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
		ASSERT_EQ(0, stream_get(self->control, self->stream, &info));
		EXPECT_EQ(0, memcmp(text, info.last_change.cause.text, sizeof(text)));
		EXPECT_EQ(i + 0x8000000000000000ULL, info.last_change.cause.cookie);
		EXPECT_EQ((unsigned int)getpid(), info.last_change.pid);
		EXPECT_EQ(0, info.last_change.uid);
		EXPECT_LT(generation, info.last_change.generation);
		generation = info.last_change.generation;
	}
}

/*
 * Attach: what a descriptor can be
 */

#define ATTACH_REFUSED(error, descriptor) do {					\
	self->attach.fd = (descriptor);						\
	REFUSED(error, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach); \
} while (0)

/* A descriptor is opened, refused and closed. */
#define ATTACH_REFUSED_OPEN(error, expression) do {				\
	int _fd = (expression);							\
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

static int timer_open(void)
{
	return open("/dev/snd/timer", O_RDWR | O_CLOEXEC);
}

TEST_F(ioctl, attach_what_is_no_descriptor_is_EBADF)
{
	int closed = dup(self->slave);
	char path[64];

	close(closed);
	ATTACH_REFUSED(EBADF, -1);
	ATTACH_REFUSED(EBADF, INT_MIN);
	ATTACH_REFUSED(EBADF, INT_MAX);
	ATTACH_REFUSED(EBADF, closed);
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", card_number("Dummy"));
	ATTACH_REFUSED_OPEN(EBADF, open(path, O_PATH | O_CLOEXEC));
}

TEST_F(ioctl, attach_what_is_no_PCM_is_ENOTSUP)
{
	int pipes[2];

	ASSERT_EQ(0, pipe(pipes));
	ATTACH_REFUSED(ENOTSUP, pipes[0]);
	ATTACH_REFUSED(ENOTSUP, pipes[1]);
	ATTACH_REFUSED(ENOTSUP, self->control);
	ATTACH_REFUSED(ENOTSUP, self->node);
	ATTACH_REFUSED_OPEN(ENOTSUP, open("/tmp/regular", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
	ATTACH_REFUSED_OPEN(ENOTSUP, open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	ATTACH_REFUSED_OPEN(ENOTSUP, open("/dev/null", O_RDWR | O_CLOEXEC));
	ATTACH_REFUSED_OPEN(ENOTSUP, open("/dev/zero", O_RDWR | O_CLOEXEC));
	ATTACH_REFUSED_OPEN(ENOTSUP, alsa_open("/dev/snd/controlC%d", "Dummy"));
	ATTACH_REFUSED_OPEN(ENOTSUP, alsa_open("/dev/snd/controlC%d", "Mixcore"));
	ATTACH_REFUSED_OPEN(ENOTSUP, timer_open());
	if (!access("/dev/snd/seq", F_OK))
		ATTACH_REFUSED_OPEN(ENOTSUP, open("/dev/snd/seq", O_RDWR | O_CLOEXEC));
}

TEST_F(ioctl, attach_an_own_PCM_is_ELOOP)
{
	ATTACH_REFUSED(ELOOP, self->pcm);
	ATTACH_REFUSED_OPEN(ELOOP, pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK));
	ATTACH_REFUSED_OPEN(ELOOP, pcm_open("Mixcore", 0, O_RDONLY | O_NONBLOCK));
}

TEST_F(ioctl, attach_a_capture_PCM_is_EXDEV)
{
	int fd = pcm_open("Dummy", 0 | CAPTURE, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ATTACH_REFUSED(EXDEV, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slave_config));
	ATTACH_REFUSED(EXDEV, fd);
	close(fd);
	ATTACH_REFUSED_OPEN(EXDEV, pcm_open("Dummy", 0 | CAPTURE, O_RDONLY | O_NONBLOCK));
	ATTACH_REFUSED_OPEN(EXDEV, pcm_open("Dummy", 0 | CAPTURE, O_WRONLY | O_NONBLOCK));
}

TEST_F(ioctl, attach_a_read_only_PCM_is_EACCES)
{
	int fd = pcm_open("Dummy", 0, O_RDONLY | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ATTACH_REFUSED(EACCES, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slave_config));
	ATTACH_REFUSED(EACCES, fd);
	close(fd);
}

TEST_F(ioctl, attach_a_PCM_without_parameters_is_EBADFD)
{
	ATTACH_REFUSED_OPEN(EBADFD, pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK));
}

TEST_F(ioctl, attach_a_running_PCM_is_EBADFD)
{
	ASSERT_EQ(0, pcm_prepare(self->slave));
	/* The first frames start it. */
	ASSERT_EQ(0, pcm_write_silence(self->slave, 4096, 4));
	ATTACH_REFUSED(EBADFD, self->slave);
	ASSERT_EQ(0, pcm_drop(self->slave));
	EXPECT_LT(0, attach(self->control, self->slave, "second", NULL));
}

TEST_F(ioctl, attach_a_linked_PCM_is_EBADFD)
{
	int other = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, pcm_configure(other, &slave_config));
	ASSERT_EQ(0, pcm_link(other, self->slave));
	ATTACH_REFUSED(EBADFD, self->slave);
	ATTACH_REFUSED(EBADFD, other);
	close(other);
	EXPECT_LT(0, attach(self->control, self->slave, "second", NULL));
}

TEST_F(ioctl, attach_a_PCM_without_period_wakeups_is_EINVAL)
{
	struct pcm_config config = { FORMAT_S16, 48000, 2, 1024, 4096, .no_wakeups = true };
	int fd = pcm_open("Intel", 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &config));
	ATTACH_REFUSED(EINVAL, fd);
	config.no_wakeups = false;
	ASSERT_EQ(0, pcm_configure(fd, &config));
	EXPECT_LT(0, attach(self->control, fd, "second", NULL));
	close(fd);
}

TEST_F(ioctl, attach_a_prepared_PCM_is_accepted)
{
	ASSERT_EQ(0, pcm_prepare(self->slave));
	EXPECT_LT(0, attach(self->control, self->slave, "second", NULL));
}

TEST_F(ioctl, attach_a_PCM_of_another_output_is_EBADFD)
{
	int duplicate = dup(self->slave);

	ASSERT_LT(0, attach(self->control, self->slave, "first", NULL));
	ATTACH_REFUSED(EBADFD, self->slave);
	ATTACH_REFUSED(EBADFD, duplicate);
	close(duplicate);
}

TEST_F(ioctl, an_attached_PCM_keeps_its_parameters)
{
	struct pcm_config other = { FORMAT_S16, 44100, 1, 512, 2048 };
	struct graph *before = &graph_before, *after = &graph_after;

	ASSERT_LT(0, attach(self->control, self->slave, "first", NULL));
	ASSERT_EQ(0, graph_read(self->control, before));
	EXPECT_GT(0, pcm_configure(self->slave, &other));
	EXPECT_GT(0, call(self->slave, _IO('A', 0x12), NULL)) {
		TH_LOG("HW_FREE");
	}
	ASSERT_EQ(0, graph_read(self->control, after));
	EXPECT_EQ(NULL, graph_difference(before, after));
}

/*
 * Attach: limits
 */

/* Refuses Loopback with these parameters, which the driver itself takes. */
#define CONFIG_REFUSED(error, config) do {					\
	int _pcm = pcm_open("Loopback", 0, O_RDWR | O_NONBLOCK);		\
	ASSERT_LE(0, _pcm);							\
	ASSERT_EQ(0, pcm_configure(_pcm, &(config)));				\
	ATTACH_REFUSED(error, _pcm);						\
	close(_pcm);								\
} while (0)

TEST_F(ioctl, attach_outside_the_limits_is_EINVAL)
{
	struct pcm_config mono_u8 = { FORMAT_U8, 48000, 1, 256, 4096 };
	struct pcm_config floats = { FORMAT_FLOAT_BE, 48000, 2, 256, 4096 };
	struct pcm_config mapped = { FORMAT_S16, 48000, 2, 256, 4096, .mmap = true };
	struct pcm_config nine = { FORMAT_S16, 48000, 9, 256, 4096 };
	struct pcm_config slow = { FORMAT_S16, 7999, 2, 256, 4096 };
	struct pcm_config eight = { FORMAT_S32, 48000, 8, 1024, 4096 };
	int fd;

	CONFIG_REFUSED(EINVAL, floats);
	CONFIG_REFUSED(EINVAL, mapped);
	CONFIG_REFUSED(EINVAL, nine);
	fd = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &slow));
	ATTACH_REFUSED(EINVAL, fd);
	slow.rate = 8000;
	ASSERT_EQ(0, pcm_configure(fd, &slow));
	EXPECT_LT(0, attach(self->control, fd, "slow", NULL));
	close(fd);
	fd = pcm_open("Second", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &mono_u8));
	EXPECT_LT(0, attach(self->control, fd, "bytes", NULL));
	close(fd);
	fd = pcm_open("Loopback", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &eight));
	EXPECT_LT(0, attach(self->control, fd, "eight", NULL));
	close(fd);
}

TEST_F(ioctl, attach_rate_ends_at_192_kHz)
{
	struct pcm_config fast = { FORMAT_S16, 192000, 2, 1024, 8192 };
	int fd = pcm_open("Loopback", 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &fast));
	EXPECT_LT(0, attach(self->control, fd, "fast", NULL));
	close(fd);
}

/* Attaches and detaches a PCM of Dummy with these options; or -errno, and nothing changed. */
static int try_attach(int control, struct mixcore_output_attach *result)
{
	struct mixcore_output_attach call_named = attach_call(-1, "tried");
	int fd = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);
	int err;

	if (fd < 0)
		return fd;
	result->size = call_named.size;
	memcpy(result->name, call_named.name, sizeof(result->name));
	result->fd = fd;
	err = pcm_configure(fd, &slave_config);
	if (!err)
		err = call(control, MIXCORE_IOCTL_OUTPUT_ATTACH, result);
	close(fd);
	return err ? err : detach(control, result->id);
}

static int try_options(int control, unsigned int cycle, unsigned int fill, unsigned int ramp,
		       struct mixcore_output_attach *result)
{
	*result = (struct mixcore_output_attach) {
		.cycle_frames = cycle, .fill_frames = fill, .ramp_frames = ramp,
	};
	return try_attach(control, result);
}

TEST_F(ioctl, attach_cycle_is_16_to_1024)
{
	struct mixcore_output_attach result;

	self->attach.cycle_frames = 15;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.cycle_frames = 1025;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.cycle_frames = UINT_MAX;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	ASSERT_EQ(0, try_options(self->control, 16, 0, 0, &result));
	EXPECT_EQ(16, result.cycle_frames);
	EXPECT_EQ(256 + 2 * 16, result.fill_frames);
	ASSERT_EQ(0, try_options(self->control, 1024, 0, 0, &result));
	EXPECT_EQ(1024, result.cycle_frames);
	EXPECT_EQ(256 + 2 * 1024, result.fill_frames);
}

TEST_F(ioctl, attach_fill_is_cycle_to_buffer)
{
	struct mixcore_output_attach result;

	self->attach.cycle_frames = 100;
	self->attach.fill_frames = 99;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.fill_frames = 4097;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	ASSERT_EQ(0, try_options(self->control, 100, 100, 0, &result));
	EXPECT_EQ(100, result.fill_frames);
	ASSERT_EQ(0, try_options(self->control, 100, 4096, 0, &result));
	EXPECT_EQ(4096, result.fill_frames);
}

TEST_F(ioctl, attach_ramp_is_up_to_65536_or_off)
{
	struct mixcore_output_attach result;

	self->attach.ramp_frames = MIXCORE_RAMP_MAX + 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	self->attach.ramp_frames = MIXCORE_RAMP_OFF - 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	ASSERT_EQ(0, try_options(self->control, 0, 0, MIXCORE_RAMP_MAX, &result));
	EXPECT_EQ(MIXCORE_RAMP_MAX, result.ramp_frames);
	ASSERT_EQ(0, try_options(self->control, 0, 0, 1, &result));
	EXPECT_EQ(1, result.ramp_frames);
	ASSERT_EQ(0, try_options(self->control, 0, 0, MIXCORE_RAMP_OFF, &result));
	EXPECT_EQ(0, result.ramp_frames);
	ASSERT_EQ(0, try_options(self->control, 0, 0, 0, &result));
	EXPECT_EQ(MIXCORE_RAMP_DEFAULT, result.ramp_frames);
	EXPECT_EQ(MIXCORE_CYCLE_DEFAULT, result.cycle_frames);
	EXPECT_EQ(256 + 2 * 256, result.fill_frames);
}

TEST_F(ioctl, attach_domain_is_any_of_31_bits_or_the_card_s)
{
	struct mixcore_output_attach result = { .domain = MIXCORE_DOMAIN_MAX };
	struct mixcore_output_info info;

	self->attach.domain = MIXCORE_DOMAIN_MAX + 1;
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	ASSERT_EQ(0, try_attach(self->control, &result));
	EXPECT_EQ(MIXCORE_DOMAIN_MAX, result.domain);
	result = (struct mixcore_output_attach) { .domain = 1 };
	ASSERT_EQ(0, try_attach(self->control, &result));
	EXPECT_EQ(1, result.domain);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(MIXCORE_DOMAIN_CARD + info.backend_card, info.domain);
	ASSERT_EQ(0, output_get(self->control, MIXCORE_OUTPUT_NULL, &info));
	EXPECT_EQ(0, info.domain);
}

TEST_F(ioctl, attach_needs_a_buffer_of_a_period_and_two_cycles)
{
	struct pcm_config config = { FORMAT_S16, 48000, 2, 512, 1024 };
	int fd = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pcm_configure(fd, &config));
	self->attach.cycle_frames = 257;
	ATTACH_REFUSED(EINVAL, fd);
	self->attach.cycle_frames = 256;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	close(fd);
}

/*
 * Attach: names
 */

TEST_F(ioctl, attach_name_is_1_to_27_plain_characters)
{
	const char * const wrong[] = {
		"", " ", "a b", "a/b", "a\n", "\303\244", "a\001", "a:b", "name,0", "a'",
		"abcdefghijklmnopqrstuvwxyz12", "abcdefghijklmnopqrstuvwxyz12345",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		memset(self->attach.name, 0, sizeof(self->attach.name));
		strcpy(self->attach.name, wrong[i]);
		REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	}
	memset(self->attach.name, 'x', sizeof(self->attach.name));
	REFUSED(EINVAL, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	memset(self->attach.name, 0, sizeof(self->attach.name));
	strcpy(self->attach.name, "Abc-xyz_0.9bcdefghijklmno27");
	ASSERT_EQ(MIXCORE_NAME_MAX, strlen(self->attach.name));
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
}

TEST_F(ioctl, attach_name_that_is_reserved_is_EEXIST)
{
	strcpy(self->attach.name, "null");
	REFUSED(EEXIST, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	strcpy(self->attach.name, "Stream");
	REFUSED(EEXIST, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
}

TEST_F(ioctl, attach_name_of_an_output_with_a_backend_is_EBUSY)
{
	strcpy(self->attach.name, "out");
	REFUSED(EBUSY, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
}

/*
 * Detached outputs
 */

TEST_F(ioctl, a_detached_output_is_continued_at_its_own_rate_only)
{
	struct pcm_config other = { FORMAT_S16, 44100, 2, 256, 4096 };
	struct mixcore_output_info info;

	ASSERT_EQ(0, detach(self->control, self->output));
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_DETACHED, info.state);
	EXPECT_EQ(0, info.flags);
	strcpy(self->attach.name, "out");
	ASSERT_EQ(0, pcm_configure(self->slave, &other));
	ATTACH_REFUSED(EINVAL, self->slave);
	ASSERT_EQ(0, pcm_configure(self->slave, &slave_config));
	EXPECT_EQ(self->output, attach(self->control, self->slave, "out", NULL));
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_IDLE, info.state);
}

TEST_F(ioctl, a_detached_output_is_continued_with_cycles_for_its_streams)
{
	struct mixcore_output_info info;
	struct pcm_config short_buffer = { FORMAT_S16, 48000, 2, 128, 2 * 128 };

	ASSERT_EQ(0, pcm_configure(self->pcm, &short_buffer));
	ASSERT_EQ(0, detach(self->control, self->output));
	strcpy(self->attach.name, "out");
	self->attach.cycle_frames = 129;
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(129, info.cycle_frames);
	EXPECT_EQ(128, info.cycle_now_frames);
}

TEST_F(ioctl, a_detached_output_is_no_default)
{
	ASSERT_EQ(0, detach(self->control, self->output));
	self->default_set.mask = MIXCORE_DEFAULT_OUTPUT;
	self->default_set.output = self->output;
	REFUSED(ENOENT, self->control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
}

TEST_F(ioctl, a_detached_output_goes_with_its_last_stream)
{
	struct mixcore_output_info info;
	struct mixcore_status status = { .size = sizeof(status) };

	ASSERT_EQ(0, detach(self->control, self->output));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(1, status.outputs);
	EXPECT_EQ(MIXCORE_OUTPUT_NULL, status.default_output);
	close(self->pcm);
	EXPECT_EQ(-ENOENT, output_get(self->control, self->output, &info));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(0, status.outputs);
}

TEST_F(ioctl, attach_32_outputs_and_no_more)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	char name[MIXCORE_NAME_LEN];
	int number, fd;

	for (number = 2; number <= MIXCORE_OUTPUTS_MAX; number++) {
		fd = pcm_open("Dummy", 0, O_RDWR | O_NONBLOCK);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, pcm_configure(fd, &slave_config));
		snprintf(name, sizeof(name), "number-%d", number);
		ASSERT_LT(0, attach(self->control, fd, name, &options));
		close(fd);
	}
	REFUSED(ENOSPC, self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	close(self->pcm);
	ASSERT_EQ(0, detach(self->control, self->output));
	ACCEPTED(self->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
}

/*
 * Who may
 */

TEST_F(ioctl, control_node_is_roots)
{
	ASSERT_EQ(0, become(ALICE));
	EXPECT_EQ(-EACCES, control_open());
	ASSERT_EQ(0, become(0));
}

TEST_F(ioctl, the_rules_need_the_control_node)
{
	struct mixcore_quota quota = quota_set_argument;
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_LE(0, alice);
	ASSERT_EQ(0, become(0));
	REFUSED(EPERM, alice, MIXCORE_IOCTL_QUOTA_SET, &quota);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_INPUT_ATTACH, &self->input_attach);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_INPUT_DETACH, &self->input_detach);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_INPUT_SET, &self->input_set);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_LOOPBACK_SET, &self->loopback_set);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_LOOPBACK_REMOVE, &self->loopback_remove);
	/* Root too, on this node. */
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_QUOTA_SET, &quota);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_INPUT_ATTACH, &self->input_attach);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_INPUT_DETACH, &self->input_detach);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_INPUT_SET, &self->input_set);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_LOOPBACK_SET, &self->loopback_set);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_LOOPBACK_REMOVE, &self->loopback_remove);
}

TEST_F(ioctl, everybody_may_read)
{
	struct mixcore_status status = status_argument;
	struct mixcore_quota quota = quota_get_argument;
	struct mixcore_default dflt = default_get_argument;
	struct mixcore_version version = version_argument;
	struct mixcore_output_info output;
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDONLY);
	ASSERT_LE(0, alice);
	ACCEPTED(alice, MIXCORE_IOCTL_VERSION, &version);
	ACCEPTED(alice, MIXCORE_IOCTL_STATUS, &status);
	EXPECT_EQ(0, status.uid_streams);
	EXPECT_EQ(0, status.uid_bytes);
	EXPECT_EQ(2, status.streams);
	EXPECT_EQ(2 * ring_bytes(4800 * 4), status.card_bytes);
	ACCEPTED(alice, MIXCORE_IOCTL_QUOTA_GET, &quota);
	ACCEPTED(alice, MIXCORE_IOCTL_DEFAULT_GET, &dflt);
	ASSERT_EQ(0, output_get(alice, self->output, &output));
	EXPECT_EQ(0, output.last_change.pid);
	ASSERT_EQ(0, become(0));
}

TEST_F(ioctl, a_stream_of_another_uid_is_not_touched)
{
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_LE(0, alice);
	REFUSED(EPERM, alice, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	ASSERT_EQ(0, become(0));
	/* The opener's rights count, not the caller's. */
	REFUSED(EPERM, alice, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
}

TEST_F(ioctl, root_has_no_more_rights_on_the_plain_node)
{
	int pcm;

	ASSERT_EQ(0, become(ALICE));
	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, become(0));
	self->stream_set.id = stream_newest(self->control);
	REFUSED(EPERM, self->node, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	ACCEPTED(self->control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
}

TEST_F(ioctl, an_own_stream_is_set_on_the_plain_node)
{
	struct mixcore_stream_info info;
	int pcm, alice;

	ASSERT_EQ(0, become(ALICE));
	pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, pcm);
	alice = node_open(O_RDWR);
	ASSERT_LE(0, alice);
	self->stream_set.id = stream_newest(alice);
	ACCEPTED(alice, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	ASSERT_EQ(0, stream_get(alice, self->stream_set.id, &info));
	EXPECT_EQ(ALICE, info.uid);
	EXPECT_EQ((unsigned int)getpid(), info.pid);
	EXPECT_EQ(ALICE, info.last_change.uid);
	EXPECT_EQ((unsigned int)getpid(), info.last_change.pid);
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ(3, info.gain[0]);
	ASSERT_EQ(0, become(0));
}

TEST_F(ioctl, names_of_another_uids_stream_are_withheld)
{
	struct mixcore_stream_info info;
	int alice;

	ASSERT_EQ(0, become(ALICE));
	alice = node_open(O_RDWR);
	ASSERT_LE(0, alice);
	ASSERT_EQ(0, become(0));
	ASSERT_EQ(0, stream_get(alice, self->stream, &info));
	EXPECT_EQ(MIXCORE_STREAM_F_HIDDEN, info.flags);
	EXPECT_EQ(0, info.pid);
	EXPECT_EQ(0, info.start_time_ns);
	EXPECT_STREQ("", info.comm);
	EXPECT_EQ(0, info.last_change.pid);
	EXPECT_EQ(0, info.uid);
	EXPECT_EQ(48000, info.rate);
	ASSERT_EQ(0, stream_get(self->control, self->stream, &info));
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ((unsigned int)getpid(), info.pid);
	EXPECT_NE(0, info.start_time_ns);
}

TEST_F(ioctl, changes_need_a_descriptor_opened_for_writing)
{
	int control = open(MIXCORE_NODE_CONTROL, O_RDONLY | O_CLOEXEC);
	int node = open(MIXCORE_NODE, O_RDONLY | O_CLOEXEC);
	struct mixcore_quota quota = quota_set_argument;
	struct mixcore_status status = status_argument;

	ASSERT_LE(0, control);
	ASSERT_LE(0, node);
	REFUSED(EBADF, control, MIXCORE_IOCTL_QUOTA_SET, &quota);
	REFUSED(EBADF, control, MIXCORE_IOCTL_OUTPUT_ATTACH, &self->attach);
	REFUSED(EBADF, control, MIXCORE_IOCTL_OUTPUT_DETACH, &self->detach);
	REFUSED(EBADF, control, MIXCORE_IOCTL_OUTPUT_SET, &self->output_set);
	REFUSED(EBADF, control, MIXCORE_IOCTL_DEFAULT_SET, &self->default_set);
	REFUSED(EBADF, control, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	REFUSED(EBADF, node, MIXCORE_IOCTL_STREAM_SET, &self->stream_set);
	REFUSED(EBADF, node, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	REFUSED(EBADF, control, MIXCORE_IOCTL_STREAM_SOURCE, &self->source);
	REFUSED(EBADF, control, MIXCORE_IOCTL_INPUT_ATTACH, &self->input_attach);
	REFUSED(EBADF, control, MIXCORE_IOCTL_INPUT_DETACH, &self->input_detach);
	REFUSED(EBADF, control, MIXCORE_IOCTL_INPUT_SET, &self->input_set);
	REFUSED(EBADF, control, MIXCORE_IOCTL_LOOPBACK_SET, &self->loopback_set);
	REFUSED(EBADF, control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &self->loopback_remove);
	ACCEPTED(control, MIXCORE_IOCTL_STATUS, &status);
}

/*
 * A descriptor that outlives its card
 */

static bool wait_until(bool gone, const char *path)
{
	int tries;

	for (tries = 0; tries < 500; tries++) {
		if ((access(path, F_OK) != 0) == gone)
			return true;
		sleep_ms(10);
	}
	return false;
}

/* The card before gives its number back some time after its nodes: until then there is another. */
static bool bind_as(const char *path, const char *device)
{
	int tries;

	for (tries = 0; tries < 50; tries++) {
		if (write_text(DUMMY_DRIVER "bind", device))
			return false;
		if (!access(path, F_OK))
			return true;
		if (write_text(DUMMY_DRIVER "unbind", device))
			return false;
		sleep_ms(10);
	}
	return false;
}

/* Removal waits for the last descriptor, so another process asks for it. */
static pid_t unbind_in_background(const char *device)
{
	pid_t child = fork();

	if (!child) {
		int fd;

		for (fd = 3; fd < 64; fd++)
			close(fd);
		_exit(write_text(DUMMY_DRIVER "unbind", device) ? 1 : 0);
	}
	return child;
}

TEST_F(ioctl, attach_a_PCM_of_a_card_that_is_gone)
{
	char path[64];
	struct stat stale, fresh;
	pid_t child;
	int status, now;

	/* Nobody else holds Dummy; the second Dummy goes first and comes back in its place. */
	close(self->pcm);
	close(self->recording);
	ASSERT_EQ(0, detach(self->control, self->output));
	ASSERT_EQ(0, input_detach(self->control, self->input));
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", card_number("Dummy"));
	ASSERT_EQ(0, fstat(self->slave, &stale));
	ASSERT_EQ(0, write_text(DUMMY_DRIVER "unbind", "snd_dummy.1"));
	child = unbind_in_background("snd_dummy.0");
	ASSERT_LT(0, child);
	ASSERT_TRUE(wait_until(true, path));
	ATTACH_REFUSED(ENOTSUP, self->slave);
	REFUSED(ENOTSUP, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->input_attach);

	ASSERT_TRUE(bind_as(path, "snd_dummy.1"));
	ASSERT_EQ(0, stat(path, &fresh));
	ASSERT_EQ(stale.st_rdev, fresh.st_rdev) {
		TH_LOG("the number was not used again: %u:%u", major(fresh.st_rdev),
		       minor(fresh.st_rdev));
	}
	ATTACH_REFUSED(ESTALE, self->slave);
	REFUSED(ESTALE, self->control, MIXCORE_IOCTL_INPUT_ATTACH, &self->input_attach);
	/* Not even while the PCM of that number is open and configured by somebody. */
	now = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	ASSERT_LE(0, now);
	ASSERT_EQ(0, pcm_configure(now, &slave_config));
	ATTACH_REFUSED(ESTALE, self->slave);
	EXPECT_LT(0, attach(self->control, now, "fresh", NULL));
	close(now);

	close(self->slave);
	close(self->microphone);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);

	/* As it was, for whoever comes next. */
	ASSERT_EQ(0, reset_all(self->control));
	EXPECT_EQ(0, write_text(DUMMY_DRIVER "unbind", "snd_dummy.1"));
	EXPECT_EQ(0, write_text(DUMMY_DRIVER "bind", "snd_dummy.0"));
	EXPECT_EQ(0, write_text(DUMMY_DRIVER "bind", "snd_dummy.1"));
}

TEST_HARNESS_MAIN
