// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whoever controls the graph is killed, again and again, in the midst of calls: what plays goes on, and
 * the next process reads the graph as it was left.
 *
 * A stream whose frames are numbered is led by one output all the time. Everything else is changed at
 * random: routes that follow, the other outputs, defaults.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"
#include "kselftest_harness.h"

/* The graph as one process reads it; in memory that processes share. */
struct view {
	struct graph graph;
	struct mixcore_route_info routes[COUNTER_LISTENERS];
	int err;
};

FIXTURE(kill) {
	struct counter counter;
	struct view *views;
};

FIXTURE_SETUP(kill)
{
	/* A second of it, as processes take long on a slow kernel. */
	ASSERT_EQ(0, counter_open(&self->counter, 512, COUNTER_RATE, 0));
	self->counter.first_only = true;
	self->views = mmap(NULL, 2 * sizeof(*self->views), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->views);
}

FIXTURE_TEARDOWN(kill)
{
	counter_close(&self->counter);
	munmap(self->views, 2 * sizeof(*self->views));
}

static unsigned int kills_wanted(void)
{
	return size_is_full() ? 1000 : 20;
}

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

static int output_of(const struct counter *counter, unsigned int i)
{
	return counter->listeners[i].output;
}

static int change_route(const struct counter *counter, int control, uint32_t *seed)
{
	struct mixcore_route_set set = {
		.size = sizeof(set), .stream = counter->stream,
		.output = output_of(counter, 1 + random_below(seed, 2)),
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_DELAY,
		.gain = random_below(seed, MIXCORE_GAIN_UNITY),
		.mute = random_below(seed, 2),
		.delay_frames = random_below(seed, COUNTER_RATE),
	};

	return call(control, MIXCORE_IOCTL_ROUTE_SET, &set);
}

static int remove_route(const struct counter *counter, int control, uint32_t *seed)
{
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = counter->stream,
		.output = output_of(counter, 1 + random_below(seed, 2)),
	};
	int err = call(control, MIXCORE_IOCTL_ROUTE_REMOVE, &remove);

	return err == -ENOENT ? 0 : err;
}

static int change_output(const struct counter *counter, int control, uint32_t *seed)
{
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = output_of(counter, 1 + random_below(seed, 2)),
		.mask = MIXCORE_SET_MUTE | MIXCORE_SET_LIMITER,
		.mute = random_below(seed, 2), .limiter = random_below(seed, 2),
	};

	return call(control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static int change_default(int control, uint32_t *seed)
{
	struct mixcore_default set = {
		.size = sizeof(set), .uid = MIXCORE_UID_ANY, .mask = MIXCORE_DEFAULT_GAIN,
		.gain = random_below(seed, MIXCORE_GAIN_UNITY),
	};

	return call(control, MIXCORE_IOCTL_DEFAULT_SET, &set);
}

/* Changes what it can until it is killed. */
static pid_t controller(const struct counter *counter, uint32_t seed)
{
	pid_t pid = fork();
	int control, err = 0;

	if (pid)
		return pid;
	control = control_open();
	while (control >= 0 && !err) {
		switch (random_below(&seed, 4)) {
		case 0:
			err = change_route(counter, control, &seed);
			break;
		case 1:
			err = remove_route(counter, control, &seed);
			break;
		case 2:
			err = change_output(counter, control, &seed);
			break;
		default:
			err = change_default(control, &seed);
			break;
		}
	}
	_exit(1);
}

static int read_routes(const struct counter *counter, int control, struct view *view)
{
	unsigned int i;
	int err = 0;

	memset(view->routes, 0, sizeof(view->routes));
	for (i = 0; !err && i < COUNTER_LISTENERS; i++) {
		struct mixcore_route_info *route = &view->routes[i];

		route->size = sizeof(*route);
		route->stream = counter->stream;
		route->output = output_of(counter, i);
		err = call(control, MIXCORE_IOCTL_ROUTE_GET, route);
		if (err == -ENOENT)
			err = 0;
		/* They move by themselves. */
		route->latency_frames = 0;
		route->inserted_frames = 0;
		route->dropped_frames = 0;
	}
	return err;
}

/* A process that reads the graph and is killed. */
static int read_view(const struct counter *counter, struct view *view)
{
	pid_t pid = fork();
	int control, status;

	if (!pid) {
		control = control_open();
		view->err = control < 0 ? control : graph_read(control, &view->graph);
		if (!view->err)
			view->err = read_routes(counter, control, view);
		raise(SIGKILL);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status))
		return -ECHILD;
	return view->err;
}

static int kill_now(pid_t pid)
{
	int status;

	if (kill(pid, SIGKILL) || waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status))
		return -ECHILD;
	return 0;
}

TEST_F_TIMEOUT(kill, whoever_controls, 3600)
{
	struct counter *counter = &self->counter;
	unsigned int i, kills = kills_wanted();
	uint32_t seed = 20261128;

	ASSERT_EQ(0, counter_run(counter, 20));
	for (i = 0; i < kills; i++) {
		pid_t pid = controller(counter, seed + i);
		const char *difference;

		ASSERT_LT(0, pid);
		ASSERT_EQ(0, counter_run(counter, 1 + random_below(&seed, 10)));
		ASSERT_EQ(0, kill_now(pid));
		ASSERT_EQ(0, read_view(counter, &self->views[0]));
		ASSERT_EQ(0, read_view(counter, &self->views[1]));
		difference = graph_difference(&self->views[0].graph, &self->views[1].graph);
		EXPECT_EQ(NULL, difference) {
			TH_LOG("kill %u: %s", i, difference);
		}
		EXPECT_EQ(0, memcmp(self->views[0].routes, self->views[1].routes,
				    sizeof(self->views[0].routes)));
	}
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_ALL_HEARD(counter);
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
}

/* The process that opened the hardware and gave it away. */
TEST_F(kill, who_attached_the_hardware)
{
	struct pcm_config slave = { FORMAT_S32, COUNTER_RATE, 2, 256, 2048 };
	struct attach_options options = { .ramp = MIXCORE_RAMP_OFF };
	struct counter *counter = &self->counter;
	pid_t pid;

	ASSERT_EQ(0, detach(counter->control, output_of(counter, 0)));
	ASSERT_EQ(0, counter_run(counter, 20));
	pid = fork();
	if (!pid) {
		int control = control_open();

		if (control >= 0 && attach_card(control, "Test0", "Test0", 0, &slave, &options) >= 0)
			raise(SIGKILL);
		_exit(1);
	}
	ASSERT_EQ(pid, waitpid(pid, &(int){ 0 }, 0));
	ASSERT_EQ(0, counter_run(counter, 200));
	ASSERT_EQ(0, counter_end(counter));
	EXPECT_EQ(counter->written, counter->listeners[0].latest);
	EXPECT_EQ(0, counter->twice + counter->back + counter->wrong);
}

TEST_HARNESS_MAIN
