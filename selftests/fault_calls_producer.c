// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls that are about timers and endpoints. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault_sweep.h"
#include "timer.h"

#define RING	8192	/* frames */
#define BY_HAND	(MIXCORE_ENDPOINT_F_PATIENT | MIXCORE_ENDPOINT_F_UNPACED)

/* A call that fails leaves no descriptor. */
static int make(struct bench *bench, unsigned long cmd, void *arg, const __s32 *fd)
{
	int before = descriptors();
	int err = call(bench->control, cmd, arg);

	if (!err)
		bench->producer = *fd;
	else if (descriptors() != before)
		err = -EBADFD;
	return err;
}

static int make_timer(struct bench *bench, unsigned int flags)
{
	struct mixcore_timer_create arg = timer_call("sweep");
	int err;

	arg.flags = flags;
	arg.rate = RATE;
	err = make(bench, MIXCORE_IOCTL_TIMER_CREATE, &arg, &arg.fd);
	bench->timer = arg.id;
	bench->device = arg.device;
	return err;
}

int call_timer_create(struct bench *bench) { return make_timer(bench, 0); }
int call_timer_card(struct bench *bench) { return make_timer(bench, MIXCORE_TIMER_F_CARD); }

int call_timer_get(struct bench *bench)
{
	struct mixcore_timer_info info;

	return timer_get(bench->node, bench->timer, &info);
}

int call_timer_next(struct bench *bench)
{
	struct mixcore_timer_info info;

	return timer_next(bench->node, 0, &info);
}

int call_timer_trigger(struct bench *bench) { return timer_tick(bench->producer, 7, 0); }
int call_timer_tick(struct bench *bench)
{
	return call(bench->producer, TRIGGER_UPSTREAM, NULL);
}

int consumer_of_bench(struct bench *bench)
{
	struct snd_timer_id id = timer_id(bench->device);
	int fd = consumer_open(&id, 1);

	bench->consumer = fd < 0 ? -1 : fd;
	return fd < 0 ? fd : 0;
}

int call_consumer_start(struct bench *bench) { return consumer_start(bench->consumer); }

int call_consumer_close(struct bench *bench)
{
	int err = close(bench->consumer) ? -errno : 0;

	bench->consumer = -1;
	return err;
}

/* There is one: somebody has opened it. */
int call_producer_event(struct bench *bench)
{
	struct mixcore_producer_event event;

	return producer_event(bench->producer, 0, &event);
}

int call_producer_close(struct bench *bench)
{
	int err = close(bench->producer) ? -errno : 0;

	bench->producer = -1;
	return err;
}

int proc_timers(struct bench *bench) { return read_path(bench, "/proc/asound/timers"); }

static int make_endpoint(struct bench *bench, unsigned int flags, int *id)
{
	struct mixcore_endpoint_create arg = {
		.size = sizeof(arg), .flags = flags | BY_HAND | MIXCORE_ENDPOINT_F_KEEP,
		.rate = RATE, .channels = 2, .format = FORMAT_S32, .ring_frames = RING,
		.name = "sweep",
	};
	int err = make(bench, MIXCORE_IOCTL_ENDPOINT_CREATE, &arg, &arg.fd);

	if (!err) {
		*id = arg.id;
		memcpy(bench->cookie, arg.cookie, sizeof(arg.cookie));
	}
	return err;
}

int call_endpoint_output(struct bench *bench) { return make_endpoint(bench, 0, &bench->output); }

int call_endpoint_input(struct bench *bench)
{
	return make_endpoint(bench, MIXCORE_ENDPOINT_F_INPUT, &bench->input);
}

int call_endpoint_adopt(struct bench *bench)
{
	struct mixcore_endpoint_adopt arg = {
		.size = sizeof(arg),
		.flags = MIXCORE_ENDPOINT_F_PATIENT | MIXCORE_ENDPOINT_F_KEEP,
	};

	memcpy(arg.cookie, bench->cookie, sizeof(arg.cookie));
	return make(bench, MIXCORE_IOCTL_ENDPOINT_ADOPT, &arg, &arg.fd);
}

int call_endpoint_map(struct bench *bench)
{
	bench->length = 4096 + RING * 8;
	bench->mapped = mmap(NULL, bench->length, PROT_READ | PROT_WRITE, MAP_SHARED,
			     bench->producer, 0);
	if (bench->mapped != MAP_FAILED)
		return 0;
	bench->mapped = NULL;
	return -errno;
}

int call_endpoint_trigger(struct bench *bench)
{
	struct mixcore_trigger arg = trigger_call(0, 1000);

	return trigger(bench->producer, &arg);
}

int call_attach_follower(struct bench *bench) { return attach_null_to_bench(bench, "sweep"); }
int call_attach_early(struct bench *bench) { return attach_null_to_bench(bench, "later"); }

/* The output follows it from this on. */
int call_tell_frames(struct bench *bench)
{
	struct mixcore_trigger arg = trigger_call(1, 48);

	return trigger(bench->producer, &arg);
}

/* What a call is made on. */
int bench_producer(struct bench *bench, const struct sweep *sweep)
{
	int err = 0;

	switch (sweep->producer) {
	case NO_PRODUCER:
		return 0;
	case TIMER:
		err = call_timer_create(bench);
		break;
	case ENDPOINT_OUTPUT:
		err = call_endpoint_output(bench);
		break;
	case ENDPOINT_INPUT:
		err = call_endpoint_input(bench);
		break;
	}
	if (!err && sweep->followed)
		err = call_attach_follower(bench);
	if (!err && sweep->consumed)
		err = consumer_of_bench(bench);
	if (!err && sweep->consumed)
		err = call_consumer_start(bench);
	if (!err && sweep->mapped)
		err = call_endpoint_map(bench);
	return err;
}
